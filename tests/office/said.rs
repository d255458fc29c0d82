//! Short answers, and what taking them back says.

use crate::finals::{Off, Way, balances, drops, is_booked, office, paper, whole_of};
use crate::small_office::{OWN, Office};

fn arrives(office: &Office, day: u8, amount: &str, text: &str) {
    let head = "iban;booking_date;value_date;amount;currency;counterparty;remittance\n";
    let row = format!("{OWN};2026-09-{day};2026-09-{day};{amount};EUR;Stahl AG;{text}\n");
    drops(office, &format!("bank-{day}.csv"), &(head.to_owned() + &row));
}

#[test]
fn a_number_alone_is_matched() {
    let office = office("said-bare", "SKR03");
    drops(&office, "re.xml", &paper(Way::Out, "RE-102", "380", 1000, &[]));
    arrives(&office, 10, "1190,00", "Danke");
    let (went, said) = office.say(&["resolve", "E1", "RE-999"]);
    assert!(!went && said.contains("RE-999") && !said.contains("--help"), "{said}");
    let (_, said) = office.say(&["resolve", "E1", "annehmenn"]);
    assert!(said.contains("--help"), "a verb misspelt is no number: {said}");
    office.done(&["resolve", "E1", "RE-102"]);
    assert_eq!(office.open_items(), [""; 0]);
}

#[test]
fn two_open_items_are_matched_by_setting_them_off() {
    let office = office("said-match", "SKR03");
    drops(&office, "re.xml", &paper(Way::Out, "RE-9", "380", 1000, &[]));
    drops(&office, "a.xml", &whole_of(Way::Out, "A-9", "381", (500, Off::Nothing), &[]));
    let (went, said) = office.say(&["resolve", "RE-9", "match", "A-8"]);
    assert!(!went && said.contains("A-8"), "{said}");
    let said = office.done(&["resolve", "RE-9", "match", "A-9"]);
    assert!(said.contains("undo V1"), "{said}");
    assert_eq!(office.open_items(), ["RE-9 595.00"]);
    office.done(&["undo", "V1"]);
    assert_eq!(office.open_items(), ["A-9 -595.00", "RE-9 1190.00"]);
    balances(&office);
}

#[test]
fn taking_a_return_back_says_that_its_item_is_settled_again() {
    let office = office("said-return", "SKR03");
    drops(&office, "re.xml", &paper(Way::Out, "RE-101", "380", 1000, &[]));
    arrives(&office, 10, "1190,00", "RE-101");
    arrives(&office, 12, "-1190,00", "Rücklastschrift RE-101");
    assert_eq!(office.open_items(), ["RE-101 1190.00"]);
    let said = office.done(&["undo", "E2"]);
    assert!(said.contains("wieder ausgeglichen: RE-101") && !said.contains("(0,00"), "{said}");
    assert_eq!(office.open_items(), [""; 0]);
}

#[test]
fn what_a_text_leaves_out_is_not_settled() {
    let office = office("said-except", "SKR03");
    for number in ["RE-101", "RE-102"] {
        drops(&office, &format!("{number}.xml"), &paper(Way::Out, number, "380", 1000, &[]));
    }
    arrives(&office, 10, "1190,00", "alle offenen Rechnungen außer RE-101");
    let entry = office.report("reconciliation").pop().expect("the payment");
    assert_eq!(entry["allocations"][0]["document"], "RE-102", "{entry}");
    office.done(&["resolve", "E1", "accept"]);
    assert_eq!(office.open_items(), ["RE-101 1190.00"]);
    // And nothing of it is proposed where only it is left.
    arrives(&office, 12, "1190,00", "alle ausser RE-101");
    let entry = office.report("reconciliation").pop().expect("the payment");
    assert_eq!(entry["status"], "open", "{entry}");
    // A person may say otherwise.
    office.done(&["resolve", "E2", "RE-101"]);
    assert_eq!(office.open_items(), [""; 0]);
}

#[test]
fn a_credit_note_under_the_number_that_it_names_itself_is_booked() {
    for (at, way) in [Way::In, Way::Out].into_iter().enumerate() {
        let office = office(&format!("said-own-{at}"), "SKR03");
        drops(&office, "re.xml", &paper(way, "RE-1", "380", 1000, &[]));
        drops(&office, "st.xml", &whole_of(way, "RE-1", "381", (1000, Off::Nothing), &["RE-1"]));
        let last = office.report("documents").pop().expect("the credit note");
        assert_eq!(last["status"], "processed", "{last}");
        assert_eq!(office.open_items(), ["RE-1 -1190.00", "RE-1 1190.00"]);
        assert_eq!(balances(&office), [""; 0]);
        // Once.
        drops(&office, "st2.xml", &whole_of(way, "RE-1", "381", (900, Off::Nothing), &["RE-1"]));
        let last = office.report("documents").pop().expect("the other credit note");
        assert_eq!(last["status"], "held", "{last}");
        // Over more than the invoice, or without its number: asked.
        let note = |names: &[&str], net| whole_of(way, "RE-2", "381", (net, Off::Nothing), names);
        drops(&office, "b.xml", &paper(way, "RE-2", "380", 100, &[]));
        is_booked(&office, "RE-2");
        drops(&office, "c.xml", &note(&["RE-2"], 200));
        let last = office.report("documents").pop().expect("the credit note");
        assert_eq!(last["status"], "held", "{last}");
        drops(&office, "d.xml", &note(&[], 50));
        let last = office.report("documents").pop().expect("the credit note");
        assert_eq!(last["status"], "held", "{last}");
    }
    let office = office("said-own-skonto", "SKR03");
    let xml = crate::reduced::with_discount(&paper(Way::Out, "RE-1", "380", 3000, &[]));
    drops(&office, "re.xml", &xml);
    crate::finals::pays(&office, Way::Out, "3498,60", "RE-1");
    let note = whole_of(Way::Out, "RE-1", "381", (3000, Off::Nothing), &["RE-1"]);
    drops(&office, "st.xml", &note);
    let last = office.report("documents").pop().expect("the credit note");
    assert_eq!(last["status"], "held", "less Skonto it may be: {last}");
}
