//! Credit notes of invoices that were reduced by more than money before (Skonto, a loss): what was
//! neither paid nor taxed any more is not taken back once more (§ 17 UStG).

use crate::bill::{Bill, Group, Other};
use crate::finals::{
    Off, Way, balances, drops, is_booked, office, paper, pays, stands, waits, whole_of,
};
use crate::small_office::Office;

/// An invoice with 2 % Skonto.
pub(super) fn with_discount(xml: &str) -> String {
    let terms = "<cac:PaymentTerms><cbc:Note>#SKONTO#TAGE=14#PROZENT=2.00#\n</cbc:Note>\
        </cac:PaymentTerms><cac:TaxTotal>";
    xml.replacen("<cac:TaxTotal>", terms, 1)
}

/// 3,570.00, of which 71.40 is Skonto and the rest paid.
fn paid_with_discount(office: &Office, way: Way) {
    drops(office, "re.xml", &with_discount(&paper(way, "RE-1", "380", 3000, &[])));
    pays(office, way, "3498,60", "RE-1");
}

pub(super) fn refunds(office: &Office, way: Way, amount: &str, text: &str) {
    let back = if way == Way::In { Way::Out } else { Way::In };
    pays(office, back, amount, text);
}

#[test]
fn a_whole_credit_note_takes_back_what_was_paid_with_skonto() {
    let cash = "vat = \"cash\"\n";
    for (at, (way, chart, settings)) in [
        (Way::Out, "SKR03", ""),
        (Way::In, "SKR03", ""),
        (Way::Out, "SKR04", cash),
        (Way::In, "SKR04", cash),
        (Way::Out, "SKR03", cash),
    ]
    .into_iter()
    .enumerate()
    {
        let office = office(&format!("reduced-{at}"), chart);
        let company = office.path().join("companies/beispiel.toml");
        let text = std::fs::read_to_string(&company).expect("read");
        std::fs::write(&company, text + settings).expect("written");
        paid_with_discount(&office, way);
        let before = balances(&office);
        let note = whole_of(way, "ST-1", "381", (3000, Off::Nothing), &["RE-1"]);
        drops(&office, "st.xml", &note);
        let id = is_booked(&office, "ST-1");
        assert_eq!(office.open_items(), ["ST-1 -3498.60"], "{way:?} {chart}");
        // The payment stays as long as the credit note rests on it.
        let (went, said) = office.say(&["undo", "E1"]);
        assert!(!went && said.contains(&format!("kontor undo {id}")), "{said}");
        drops(&office, "again.xml", &(note + "\n"));
        let last = office.report("documents").pop().expect("the copy");
        assert_eq!(last["status"], "duplicate", "{last}");
        office.done(&["undo", &id]);
        assert_eq!(balances(&office), before, "{way:?} {chart}");
        office.done(&["resolve", &id, "accept"]);
        refunds(&office, way, "3498,60", "ST-1");
        assert_eq!(balances(&office), [""; 0], "{way:?} {chart}");
        assert_eq!(office.open_items(), [""; 0], "{way:?} {chart}");
    }
}

#[test]
fn a_whole_credit_note_of_a_final_invoice_paid_with_skonto_owes_what_was_paid() {
    for (at, way) in [Way::Out, Way::In].into_iter().enumerate() {
        let office = office(&format!("reduced-final-{at}"), "SKR03");
        drops(&office, "ar.xml", &paper(way, "AR-1", "386", 1000, &[]));
        pays(&office, way, "1190,00", "AR-1");
        let before = balances(&office);
        let last = whole_of(way, "SR-1", "380", (3000, Off::Prepaid), &["AR-1"]);
        drops(&office, "sr.xml", &with_discount(&last));
        pays(&office, way, "2332,40", "SR-1");
        let note = whole_of(way, "ST-1", "381", (3000, Off::Prepaid), &["SR-1"]);
        drops(&office, "st.xml", &note);
        is_booked(&office, "ST-1");
        assert_eq!(office.open_items(), ["ST-1 -2332.40"]);
        refunds(&office, way, "2332,40", "ST-1");
        assert_eq!(balances(&office), before);
    }
}

#[test]
fn skonto_that_is_known_after_the_whole_credit_note_is_asked_about() {
    let office = office("reduced-late", "SKR03");
    drops(&office, "re.xml", &with_discount(&paper(Way::Out, "RE-1", "380", 3000, &[])));
    drops(&office, "st.xml", &whole_of(Way::Out, "ST-1", "381", (3000, Off::Nothing), &["RE-1"]));
    let id = is_booked(&office, "ST-1");
    let head = "iban;booking_date;value_date;amount;currency;counterparty;remittance\n";
    let own = crate::small_office::OWN;
    let row = format!("{own};2026-09-10;2026-09-10;3498,60;EUR;Stahl AG;RE-1\n");
    drops(&office, "bank.csv", &(head.to_owned() + &row));
    let before = balances(&office);
    let entry = office.report("reconciliation").pop().expect("the payment");
    assert_eq!(entry["status"], "suggested", "{entry}");
    assert!(entry["explanation"].to_string().contains(&format!("kontor undo {id}")), "{entry}");
    // What it says comes first is not passed over.
    let discounted = ["resolve", "E1", "match", "RE-1", "--write-off", "Skonto"];
    for words in [&["resolve", "E1", "accept"][..], &discounted] {
        let (went, said) = office.say(words);
        assert!(!went && said.contains(&format!("kontor undo {id}")), "{said}");
    }
    assert_eq!(balances(&office), before);
    office.done(&["undo", &id]);
    office.done(&["resolve", "E1", "accept"]);
    office.done(&["resolve", &id, "accept"]);
    assert_eq!(office.open_items(), ["ST-1 -3498.60"]);
    assert_eq!(balances(&office), ["1200 3498.60"]);
}

#[test]
fn of_a_part_the_refund_says_whether_skonto_goes_with_it() {
    let office = office("reduced-part", "SKR03");
    paid_with_discount(&office, Way::Out);
    drops(&office, "gs.xml", &whole_of(Way::Out, "GS-1", "381", (1000, Off::Nothing), &["RE-1"]));
    is_booked(&office, "GS-1");
    assert_eq!(office.open_items(), ["GS-1 -1190.00"]);
    refunds(&office, Way::Out, "1166,20", "GS-1");
    assert_eq!(office.open_items(), [""; 0]);
    drops(&office, "gs2.xml", &whole_of(Way::Out, "GS-2", "381", (2000, Off::Nothing), &["RE-1"]));
    is_booked(&office, "GS-2");
    assert_eq!(office.open_items(), ["GS-2 -2332.40"]);
    refunds(&office, Way::Out, "2332,40", "GS-2");
    assert_eq!(balances(&office), [""; 0]);
}

#[test]
fn a_credit_note_over_more_than_was_paid_or_over_the_skonto_itself_is_asked_about() {
    let office = office("reduced-asked", "SKR03");
    paid_with_discount(&office, Way::Out);
    let before = balances(&office);
    drops(&office, "gs.xml", &whole_of(Way::Out, "GS-1", "381", (60, Off::Nothing), &["RE-1"]));
    let id = waits(&office, "GS-1", &["71,40", "reject"]);
    office.done(&["resolve", &id, "reject", "Beleg zum Skonto"]);
    assert_eq!(balances(&office), before);
    drops(&office, "gs2.xml", &whole_of(Way::Out, "GS-2", "381", (2980, Off::Nothing), &["RE-1"]));
    let id = waits(&office, "GS-2", &["3.498,60", "47,60"]);
    office.done(&["resolve", &id, "accept"]);
    assert_eq!(office.open_items(), ["GS-2 -3498.60"]);
    assert_eq!(balances(&office), ["1200 3498.60", "8400 -20.00", "8736 20.00"]);
}

#[test]
fn a_loss_and_the_skonto_of_a_prepayment_are_not_given_back() {
    let office = office("reduced-loss", "SKR03");
    drops(&office, "re.xml", &paper(Way::Out, "RE-1", "380", 3000, &[]));
    pays(&office, Way::Out, "1190,00", "RE-1");
    office.done(&["undo", "E1"]);
    office.done(&["resolve", "E1", "match", "RE-1", "--write-off", "Insolvenz"]);
    drops(&office, "st.xml", &whole_of(Way::Out, "ST-1", "381", (3000, Off::Nothing), &["RE-1"]));
    assert_eq!(office.open_items(), ["ST-1 -1190.00"]);
    assert_eq!(balances(&office), ["1200 1190.00"]);
    let office = crate::finals::office("reduced-advance", "SKR03");
    drops(&office, "ar.xml", &with_discount(&paper(Way::Out, "AR-1", "386", 1000, &[])));
    pays(&office, Way::Out, "1166,20", "AR-1");
    drops(&office, "ga.xml", &whole_of(Way::Out, "GA-1", "381", (1000, Off::Nothing), &["AR-1"]));
    assert_eq!(stands(&office, "GA-1").1, "processed");
    assert_eq!(office.open_items(), ["GA-1 -1166.20"]);
    refunds(&office, Way::Out, "1166,20", "GA-1");
    assert_eq!(balances(&office), [""; 0]);
}

/// An invoice over 19 % and 7 %, or a credit note of one: cents of each.
fn mixed(way: Way, number: &str, (full, less): (i64, i64), credits: Option<&str>) -> String {
    let us = Other { name: "Beispiel GmbH", vat_id: "DE136695976", country: "DE" };
    let other = Other { name: "Stahl AG", vat_id: "DE290104774", country: "DE" };
    let (seller, buyer) = if way == Way::In { (other, us) } else { (us, other) };
    let groups = [Group::of("S", 19, full), Group::of("S", 7, less)];
    Bill {
        number: number.to_owned(),
        month: 9,
        day: 2,
        seller,
        buyer,
        groups: groups.into_iter().filter(|group| group.net != 0).collect(),
        skonto: credits.is_none(),
        credits: credits.map(str::to_owned),
    }
    .xml()
}

#[test]
fn skonto_goes_back_by_what_is_left_of_each_rate() {
    let ways = [
        (Way::Out, "SKR03", ""),
        (Way::In, "SKR03", ""),
        (Way::Out, "SKR04", "vat = \"cash\"\n"),
        (Way::In, "SKR04", "vat = \"cash\"\n"),
    ];
    for (at, (way, chart, settings)) in ways.into_iter().enumerate() {
        let office = office(&format!("reduced-mixed-{at}"), chart);
        let company = office.path().join("companies/beispiel.toml");
        let text = std::fs::read_to_string(&company).expect("read");
        std::fs::write(&company, text + settings).expect("written");
        // 2,260.00, of which 45.20 is Skonto: 23.80 at 19 %, 21.40 at 7 %.
        drops(&office, "re.xml", &mixed(way, "RE-1", (100_000, 100_000), None));
        pays(&office, way, "2214,80", "RE-1");
        // Half of the full rate goes back, then the other half: 11.90 of Skonto each.
        for number in ["GS-1", "GS-2"] {
            let note = mixed(way, number, (50_000, 0), Some("RE-1"));
            drops(&office, &format!("{number}.xml"), &note);
            is_booked(&office, number);
            refunds(&office, way, "583,10", number);
        }
        drops(&office, "gs3.xml", &mixed(way, "GS-3", (0, 100_000), Some("RE-1")));
        is_booked(&office, "GS-3");
        assert_eq!(office.open_items(), ["GS-3 -1048.60"], "{way:?} {chart}");
        refunds(&office, way, "1048,60", "GS-3");
        assert_eq!(balances(&office), [""; 0], "{way:?} {chart}");
    }
}

#[test]
fn a_credit_note_before_the_payment_is_refunded_less_its_skonto_too() {
    for (at, way) in [Way::Out, Way::In].into_iter().enumerate() {
        let office = office(&format!("reduced-before-{at}"), "SKR03");
        drops(&office, "re.xml", &with_discount(&paper(way, "RE-1", "380", 3000, &[])));
        let note =
            |number: &str, net: i64| whole_of(way, number, "381", (net, Off::Nothing), &["RE-1"]);
        drops(&office, "gs.xml", &note("GS-1", 1000));
        // It is not taken off.
        pays(&office, way, "3498,60", "RE-1");
        assert_eq!(office.open_items(), ["GS-1 -1190.00"]);
        let back = if way == Way::In { "" } else { "-" };
        let head = "iban;booking_date;value_date;amount;currency;counterparty;remittance\n";
        let own = crate::small_office::OWN;
        let row = format!("{own};2026-09-20;2026-09-20;{back}1166,20;EUR;Stahl AG;GS-1\n");
        drops(&office, "bank.csv", &(head.to_owned() + &row));
        let entry = office.report("reconciliation").pop().expect("the refund");
        assert_eq!(entry["status"], "matched", "{entry}");
        assert_eq!(office.open_items(), [""; 0]);
        drops(&office, "gs2.xml", &note("GS-2", 2000));
        refunds(&office, way, "2332,40", "GS-2");
        assert_eq!(balances(&office), [""; 0]);
        office.done(&["nightly"]);
        assert_eq!(balances(&office), [""; 0]);
    }
}

/// § 17 (1) UStG: the Skonto as agreed corrects the VAT, the cent beside it does not.
#[test]
fn a_cent_beside_the_skonto_is_a_small_difference() {
    for (at, (way, chart, skonto, small)) in [
        (Way::Out, "SKR03", ("8736", "60.00"), ("4900", "0.01")),
        (Way::In, "SKR04", ("5736", "-60.00"), ("4830", "-0.01")),
    ]
    .into_iter()
    .enumerate()
    {
        let office = office(&format!("reduced-cent-{at}"), chart);
        drops(&office, "re.xml", &with_discount(&paper(way, "RE-1", "380", 3000, &[])));
        let before = balances(&office);
        pays(&office, way, "3498,59", "RE-1");
        let entry = office.report("reconciliation").pop().expect("the payment");
        assert_eq!(entry["status"], "matched", "{entry}");
        assert_eq!(entry["allocations"][0]["discount"], "71.41", "{entry}");
        assert!(entry["explanation"].to_string().contains("Kleindifferenz"), "{entry}");
        let paid = balances(&office);
        for (account, amount) in [skonto, small] {
            assert!(paid.contains(&format!("{account} {amount}")), "{account} {amount}: {paid:?}");
        }
        // A whole credit note owes what was paid, and takes both back.
        let note = whole_of(way, "ST-1", "381", (3000, Off::Nothing), &["RE-1"]);
        drops(&office, "st.xml", &note);
        let id = is_booked(&office, "ST-1");
        assert_eq!(office.open_items(), ["ST-1 -3498.59"]);
        office.done(&["undo", &id]);
        assert_eq!(balances(&office), paid);
        office.done(&["undo", "E1"]);
        assert!(before.iter().all(|balance| balances(&office).contains(balance)));
        office.done(&["resolve", "E1", "match", "RE-1"]);
        assert_eq!(balances(&office), paid);
        office.done(&["verify"]);
    }
}
