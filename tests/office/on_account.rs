//! Money that a person leaves on a personal account is an open item of its own: paid twice, too
//! much, or in advance.

use crate::invoice::Invoice;
use crate::small_office::{OWN, Office, kontor};

const CUSTOMER: &str = "DE02100500000054540402";
const VENDOR: &str = "DE02200505501015871393";

fn office(name: &str) -> Office {
    let office = Office::make(name);
    office.put(
        "contacts.csv",
        &format!(
            "contact;name;role;vat_id;iban\n10050;Müller Bau \
             GmbH;customer;;{CUSTOMER}\n70033;Stahl AG;vendor;;{VENDOR}\n"
        ),
    );
    office
}

fn items(office: &Office, rows: &[&str]) {
    let head = "document;side;contact;date;due;amount;currency;discount_percent;discount_until;order;vat_rate\n";
    office.put(
        &format!("items-{}.csv", rows.concat().len()),
        &format!("{head}{}\n", rows.join("\n")),
    );
    office.run();
}

fn bank(office: &Office, rows: &[(&str, &str, &str, &str, &str)]) {
    let line = |(day, amount, name, iban, text): &(&str, &str, &str, &str, &str)| {
        format!("{OWN};{day};{day};{amount};EUR;{name};{iban};{text}\n")
    };
    let rows: String = rows.iter().map(line).collect();
    let head =
        "iban;booking_date;value_date;amount;currency;counterparty;counterparty_iban;remittance\n";
    office.put(&format!("bank-{}.csv", rows.len()), &format!("{head}{rows}"));
    office.run();
}

/// How an entry stands, and what it settles.
fn stands(office: &Office, id: &str) -> String {
    let rows = office.report("reconciliation");
    let row = rows.iter().find(|row| row["id"] == id).expect("the entry");
    let parts = row["allocations"].as_array().expect("a list").iter();
    let parts: Vec<String> = parts
        .map(|part| {
            format!(
                "{} {}",
                part["document"].as_str().unwrap_or_default(),
                part["amount"].as_str().unwrap_or_default()
            )
        })
        .collect();
    format!("{} {}", row["status"].as_str().unwrap_or_default(), parts.join(", "))
        .trim_end()
        .to_owned()
}

fn verified(office: &Office) {
    let output = kontor(office.path(), &["verify"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(office.sub_ledger_astray(), [""; 0]);
}

#[test]
fn a_double_payment_is_told_beside_the_first_kept_as_a_credit_and_found_again_when_it_goes_back() {
    let office = office("paid-twice");
    items(
        &office,
        &[
            "RE-2026-0815;receivable;10050;2026-08-01;2026-08-15;1.190,00;EUR;;;;19",
            "ER-9;payable;70033;2026-08-01;2026-08-15;300,17;EUR;;;;19",
        ],
    );
    bank(
        &office,
        &[
            ("2026-08-10", "1.190,00", "Müller Bau GmbH", CUSTOMER, "RE 2026-0815"),
            ("2026-08-11", "-300,17", "Stahl AG", VENDOR, "ER-9"),
            ("2026-08-12", "1.190,00", "Müller Bau GmbH", CUSTOMER, "RE 2026-0815"),
            ("2026-08-13", "-300,17", "Stahl AG", VENDOR, "ER-9"),
        ],
    );
    assert_eq!((stands(&office, "E3"), stands(&office, "E4")), ("open".into(), "open".into()));
    let told = office.done(&["explain", "E3"]);
    assert!(told.contains("schon ausgeglichen durch E1 vom 10.08.2026 (1.190,00 EUR)"), "{told}");
    // The contact's own number in the list is that of its account.
    let said = office.done(&["resolve", "E3", "account", "10050"]);
    assert!(
        said.contains("Haben 10050 Müller Bau GmbH 1.190,00 EUR (offener Posten E3)"),
        "{said}"
    );
    office.done(&["resolve", "E4", "account", "70033"]);
    assert_eq!(office.open_items(), ["E3 -1190.00", "E4 -300.17"]);
    // What goes back is found, and asked about; it opens no invoice again.
    bank(
        &office,
        &[
            (
                "2026-08-20",
                "-1.190,00",
                "Müller Bau GmbH",
                CUSTOMER,
                "Erstattung Doppelzahlung RE 2026-0815",
            ),
            ("2026-08-21", "300,17", "Stahl AG", VENDOR, "Rückzahlung ER-9, doppelt gezahlt"),
        ],
    );
    assert_eq!(
        (stands(&office, "E5"), stands(&office, "E6")),
        ("suggested E3 -1190.00".into(), "suggested E4 -300.17".into())
    );
    office.done(&["resolve", "E5", "accept"]);
    office.done(&["resolve", "E6", "accept"]);
    assert_eq!(office.open_items(), [""; 0]);
    verified(&office);
    // What has gone back is not taken away from under it.
    let (went, said) = office.say(&["undo", "E3"]);
    assert!(!went && said.contains("schon verrechnet oder zurückgezahlt"), "{said}");
    let (went, _) = office.say(&["resolve", "E3", "account", "4970"]);
    assert!(!went);
    office.done(&["undo", "E5"]);
    office.done(&["undo", "E3"]);
    assert_eq!((stands(&office, "E3"), office.open_items()), ("open".into(), Vec::<String>::new()));
    verified(&office);
}

/// What was paid too much is told as a size, whichever way the money went; and money on account is
/// no invoice that was issued.
#[test]
fn what_is_too_much_has_no_sign_and_no_invoice_number() {
    let office = office("too-much-told");
    items(
        &office,
        &[
            "RE-1001;receivable;10050;2026-08-01;2026-08-15;1.190,00;EUR;;;;19",
            "ER-9;payable;70033;2026-08-01;2026-08-15;300,17;EUR;;;;19",
        ],
    );
    bank(
        &office,
        &[
            ("2026-08-10", "1.200,00", "Müller Bau GmbH", CUSTOMER, "RE-1001"),
            ("2026-08-11", "-310,17", "Stahl AG", VENDOR, "ER-9"),
            ("2026-08-12", "500,00", "Müller Bau GmbH", CUSTOMER, "Anzahlung"),
        ],
    );
    for (id, number) in [("E1", "RE-1001"), ("E2", "ER-9")] {
        let said = office.done(&["resolve", id, "match", number]);
        assert!(
            said.contains("; zu viel sind 10,00 EUR, sie bleiben auf dem Personenkonto"),
            "{said}"
        );
    }
    office.done(&["resolve", "E3", "account", "10050"]);
    assert_eq!(office.open_items(), ["E1 -10.00", "E2 -10.00", "E3 -500.00"]);
    let asked = kontor(
        office.path(),
        &["report", "tax-adviser", "--company", "beispiel", "--as-of", "2026-08-31", "--json"],
    );
    let told = String::from_utf8_lossy(&asked.stdout).into_owned();
    assert!(!told.contains("E2"), "no gap between E1 and E3: {told}");
    verified(&office);
}

#[test]
fn what_was_paid_too_much_is_set_off_against_the_next_invoice() {
    let office = office("paid-too-much");
    items(&office, &["RE-1001;receivable;10050;2026-08-01;2026-08-15;1.190,00;EUR;;;;19"]);
    bank(&office, &[("2026-08-10", "1.290,00", "Müller Bau GmbH", CUSTOMER, "RE-1001")]);
    office.done(&["resolve", "E1", "accept"]);
    assert_eq!(office.open_items(), ["E1 -100.00"]);
    items(&office, &["RE-1002;receivable;10050;2026-09-01;2026-09-15;500,00;EUR;;;;19"]);
    let said = office.done(&["resolve", "RE-1002", "against", "E1"]);
    assert!(said.contains("offen bleiben 400,00 EUR"), "{said}");
    assert_eq!(office.open_items(), ["RE-1002 400.00"]);
    verified(&office);
    let (went, said) = office.say(&["undo", "E1"]);
    assert!(!went && said.contains("offener Posten E1"), "{said}");
    office.done(&["undo", "V1"]);
    office.done(&["undo", "E1"]);
    assert_eq!(office.open_items(), ["RE-1001 1190.00", "RE-1002 500.00"]);
    verified(&office);
}

#[test]
fn an_advance_is_a_credit_that_no_text_names_and_nothing_takes_without_asking() {
    let office = office("advance");
    bank(
        &office,
        &[("2026-08-10", "5.017,00", "Müller Bau GmbH", CUSTOMER, "Anzahlung Auftrag 4711")],
    );
    office.done(&["resolve", "E1", "account", "10050"]);
    assert_eq!(office.open_items(), ["E1 -5017.00"]);
    // Money that goes out to the same account, of that very amount: asked. A stranger's text that
    // holds "E1" names nothing.
    bank(
        &office,
        &[
            ("2026-08-20", "-5.017,00", "Müller Bau GmbH", CUSTOMER, "Zahlung"),
            ("2026-08-21", "-17,00", "Tankhof", "DE02300209000106531065", "Rechnung E1"),
        ],
    );
    assert_eq!(
        (stands(&office, "E2"), stands(&office, "E3")),
        ("suggested E1 -5017.00".into(), "open".into())
    );
    office.done(&["resolve", "E2", "leave"]);
    // The invoice less the advance: both are proposed together.
    items(&office, &["RE-1002;receivable;10050;2026-09-01;2026-09-15;11.917,00;EUR;;;;19"]);
    bank(
        &office,
        &[("2026-09-10", "6.900,00", "Müller Bau GmbH", CUSTOMER, "RE-1002 abzgl. Guthaben")],
    );
    assert_eq!(stands(&office, "E4"), "suggested E1 -5017.00, RE-1002 11917.00");
    office.done(&["resolve", "E4", "accept"]);
    assert_eq!(office.open_items(), [""; 0]);
    verified(&office);
}

/// RE-1001 of 1,190.00 paid with 1,290.00, as a person took it, in one of two ways.
fn overpaid(name: &str, words: &[&str]) -> Office {
    let office = office(name);
    items(&office, &["RE-1001;receivable;10050;2026-08-01;2026-08-15;1.190,00;EUR;;;;19"]);
    bank(&office, &[("2026-08-10", "1.290,00", "Müller Bau GmbH", CUSTOMER, "RE-1001")]);
    office.done(words);
    assert_eq!(office.open_items(), ["E1 -100.00"]);
    verified(&office);
    office
}

const RETURN: (&str, &str, &str, &str, &str) =
    ("2026-08-20", "-1.290,00", "Müller Bau GmbH", CUSTOMER, "RÜCKLASTSCHRIFT RE-1001");

#[test]
fn a_return_of_what_was_paid_too_much_takes_the_credit_with_it() {
    for (at, words) in
        [["resolve", "E1", "accept"].as_slice(), &["resolve", "E1", "match", "RE-1001"]]
            .into_iter()
            .enumerate()
    {
        let office = overpaid(&format!("returned-{at}"), words);
        bank(&office, &[RETURN]);
        assert_eq!(stands(&office, "E2"), "matched RE-1001 -1190.00, E1 -100.00", "{words:?}");
        assert_eq!(office.open_items(), ["RE-1001 1190.00"]);
        verified(&office);
        let (went, said) = office.say(&["undo", "E1"]);
        assert!(!went, "{said}");
        office.done(&["undo", "E2"]);
        assert_eq!(office.open_items(), ["E1 -100.00"]);
        verified(&office);
        office.done(&["undo", "E1"]);
        verified(&office);
    }
}

#[test]
fn a_return_with_a_fee_takes_the_credit_with_it_and_books_the_fee() {
    let office = overpaid("returned-fee", &["resolve", "E1", "accept"]);
    bank(
        &office,
        &[("2026-08-20", "-1.293,50", "Müller Bau GmbH", CUSTOMER, "RÜCKLASTSCHRIFT RE-1001")],
    );
    assert_eq!(
        (stands(&office, "E2"), office.open_items()),
        ("matched RE-1001 -1190.00, E1 -100.00".into(), vec!["RE-1001 1190.00".to_owned()])
    );
    verified(&office);
}

#[test]
fn a_return_whose_credit_has_been_used_is_asked_and_leaves_what_is_owed_again() {
    let office = overpaid("returned-used", &["resolve", "E1", "accept"]);
    items(&office, &["RE-1002;receivable;10050;2026-08-11;2026-09-15;500,00;EUR;;;;19"]);
    office.done(&["resolve", "RE-1002", "against", "E1"]);
    bank(&office, &[RETURN]);
    assert_eq!(
        (stands(&office, "E2"), office.open_items()),
        ("suggested RE-1001 -1190.00".into(), vec!["RE-1002 400.00".to_owned()])
    );
    verified(&office);
    let told = office.done(&["explain", "E2"]);
    assert!(told.contains("E1") && told.contains("100,00 EUR"), "{told}");
    office.done(&["resolve", "E2", "accept"]);
    assert_eq!(office.open_items(), ["E2 100.00", "RE-1001 1190.00", "RE-1002 400.00"]);
    verified(&office);
    office.done(&["undo", "E2"]);
    verified(&office);
}

#[test]
fn a_return_takes_back_what_a_person_put_on_an_account_beside() {
    let office = office("returned-rest");
    items(&office, &["RE-1001;receivable;10050;2026-08-01;2026-08-15;1.190,00;EUR;;;;19"]);
    bank(&office, &[("2026-08-10", "1.185,00", "Müller Bau GmbH", CUSTOMER, "RE-1001")]);
    office.done(&["resolve", "E1", "match", "RE-1001", "--rest", "4970", "--reason", "Spesen"]);
    bank(
        &office,
        &[("2026-08-20", "-1.185,00", "Müller Bau GmbH", CUSTOMER, "RÜCKLASTSCHRIFT RE-1001")],
    );
    assert_eq!(stands(&office, "E2"), "suggested RE-1001 -1190.00");
    office.done(&["resolve", "E2", "accept"]);
    assert_eq!(
        (stands(&office, "E2"), office.open_items()),
        ("matched RE-1001 -1190.00".into(), vec!["RE-1001 1190.00".to_owned()])
    );
    let costs = office
        .report("trial-balance")
        .into_iter()
        .find(|row| row["account"] == "4970")
        .expect("the costs");
    assert_eq!(costs["closing"], "0.00");
    verified(&office);
}

#[test]
fn what_an_entry_left_on_account_does_not_settle_the_entry_itself() {
    let office = overpaid("own-credit", &["resolve", "E1", "accept"]);
    items(&office, &["RE-1002;receivable;10050;2026-08-11;2026-09-15;1.390,00;EUR;;;;19"]);
    let (went, said) = office.say(&["resolve", "E1", "match", "RE-1002", "E1"]);
    assert!(!went && said.contains("E1"), "{said}");
    assert_eq!(office.open_items(), ["E1 -100.00", "RE-1002 1390.00"]);
    verified(&office);
}

#[test]
fn a_personal_account_bears_no_vat() {
    let office = office("vat-on-personal");
    bank(&office, &[("2026-08-11", "-119,00", "Stahl AG", VENDOR, "Akonto")]);
    let before = office.report("trial-balance");
    let (went, said) = office.say(&["resolve", "E1", "account", "70033", "--vat", "19"]);
    assert!(
        !went && said.contains("keine Umsatzsteuer") && said.contains("70033 ohne Steuer"),
        "{said}"
    );
    assert_eq!((office.open_items(), office.report("trial-balance")), (Vec::new(), before));
    office.done(&["resolve", "E1", "account", "70033"]);
    assert_eq!(office.open_items(), ["E1 -119.00"]);
    verified(&office);
}

#[test]
fn the_number_of_a_vendor_is_no_customers_account() {
    let office = Office::make("other-role");
    office.put(
        "contacts.csv",
        &format!("contact;name;role;vat_id;iban\n10050;Stahl AG;vendor;;{VENDOR}\n"),
    );
    bank(&office, &[("2026-08-11", "119,00", "Stahl AG", VENDOR, "Erstattung")]);
    let (went, said) = office.say(&["resolve", "E1", "account", "10050"]);
    assert!(!went && said.contains("10050"), "{said}");
}

#[test]
fn a_rule_leaves_nothing_on_a_personal_account_by_itself() {
    let office = office("rule-on-personal");
    let rule = "[[rule]]\nname = \"Akonto\"\ntext = [\"Akonto\"]\ncategory = \"other\"\naccount = \
        \"10050\"\n";
    std::fs::write(office.path().join("pipelines/own.toml"), rule).expect("written");
    bank(&office, &[("2026-08-11", "119,00", "Müller Bau GmbH", CUSTOMER, "Akonto")]);
    assert_eq!(stands(&office, "E1"), "suggested");
    verified(&office);
    let said = office.done(&["resolve", "E1", "accept"]);
    assert!(said.contains("offener Posten E1"), "{said}");
    assert_eq!(office.open_items(), ["E1 -119.00"]);
    verified(&office);
}

/// An invoice that says what of it is paid already, and what is left.
fn partly_paid(prepaid: &str, payable: &str) -> String {
    let (us, them) = (("Beispiel GmbH", "DE136695976"), ("Müller Bau GmbH", "DE129274202"));
    let invoice = Invoice {
        number: "AR-4711",
        date: "2026-08-01",
        seller: us,
        buyer: them,
        net_cents: 10_000,
        type_code: "380",
        corrects: None,
    };
    let amounts = format!(
        "<cbc:PrepaidAmount currencyID=\"EUR\">{prepaid}</cbc:PrepaidAmount><cbc:PayableAmount \
         currencyID=\"EUR\">{payable}</cbc:PayableAmount>"
    );
    invoice
        .xml()
        .replace("<cbc:PayableAmount currencyID=\"EUR\">119.00</cbc:PayableAmount>", &amounts)
}

#[test]
fn what_is_too_much_for_a_part_paid_already_is_the_contacts() {
    let office = office("prepaid-too-much");
    office.put("a.xml", &partly_paid("19.00", "100.00"));
    bank(&office, &[("2026-08-20", "25,00", "Müller Bau GmbH", CUSTOMER, "AR-4711")]);
    assert_eq!(stands(&office, "E1"), "suggested AR-4711 19.00");
    office.done(&["resolve", "E1", "accept"]);
    assert_eq!(office.open_items(), ["AR-4711 100.00", "E1 -6.00"]);
    verified(&office);
}

#[test]
fn a_double_payment_that_the_bank_takes_back_closes_its_credit_and_opens_no_invoice() {
    let office = office("double-returned");
    items(&office, &["RE-2026-0815;receivable;10050;2026-08-01;2026-08-15;1.190,17;EUR;;;;19"]);
    let paid = |day| (day, "1.190,17", "Müller Bau GmbH", CUSTOMER, "RE 2026-0815");
    bank(&office, &[paid("2026-08-10"), paid("2026-08-12")]);
    office.done(&["resolve", "E2", "account", "10050"]);
    assert_eq!(office.open_items(), ["E2 -1190.17"]);
    bank(
        &office,
        &[("2026-08-20", "-1.190,17", "Müller Bau GmbH", CUSTOMER, "RÜCKLASTSCHRIFT RE 2026-0815")],
    );
    assert_eq!(
        (stands(&office, "E3"), office.open_items()),
        ("matched E2 -1190.17".into(), Vec::new())
    );
    verified(&office);
    // A second one is of the first payment.
    let again =
        ("2026-08-21", "-1.190,17", "Müller Bau GmbH", CUSTOMER, "RÜCKLASTSCHRIFT RE 2026-0815");
    bank(&office, &[again, ("2026-08-22", "-1,00", "Tankhof", "DE02300209000106531065", "Diesel")]);
    assert_eq!(
        (stands(&office, "E4"), office.open_items()),
        ("matched RE-2026-0815 -1190.17".into(), vec!["RE-2026-0815 1190.17".to_owned()])
    );
    verified(&office);
}

#[test]
fn a_return_is_not_taken_back_from_under_what_was_paid_since() {
    let office = office("return-undone");
    items(&office, &["RE-1001;receivable;10050;2026-08-01;2026-08-15;1.190,17;EUR;;;;19"]);
    bank(&office, &[("2026-08-10", "1.190,17", "Müller Bau GmbH", CUSTOMER, "RE-1001")]);
    bank(
        &office,
        &[("2026-08-20", "-1.190,17", "Müller Bau GmbH", CUSTOMER, "RÜCKLASTSCHRIFT RE-1001")],
    );
    for words in [["resolve", "E1", "account", "4970"].as_slice(), &["undo", "E1"]] {
        let (went, said) = office.say(words);
        assert!(!went && said.contains("zuerst die Rückgabe"), "{said}");
    }
    bank(
        &office,
        &[("2026-08-25", "1.190,17", "Müller Bau GmbH", CUSTOMER, "RE-1001 noch einmal")],
    );
    if stands(&office, "E3") != "matched RE-1001 1190.17" {
        office.done(&["resolve", "E3", "match", "RE-1001"]);
    }
    for words in [["undo", "E2"].as_slice(), &["resolve", "E2", "account", "4970"]] {
        let (went, said) = office.say(words);
        assert!(!went && said.contains("E3") && !said.contains("E1"), "{said}");
        assert_eq!(office.open_items(), [""; 0]);
        verified(&office);
    }
    office.done(&["undo", "E3"]);
    office.done(&["undo", "E2"]);
    verified(&office);
}

/// Of a payment that was too high the bank takes back what was owed: asked, with the invoice opened
/// again and the credit left as it is.
#[test]
fn a_return_of_what_was_owed_leaves_what_was_too_much() {
    let office = overpaid("returned-owed", &["resolve", "E1", "accept"]);
    bank(
        &office,
        &[("2026-08-20", "-1.190,00", "Müller Bau GmbH", CUSTOMER, "RÜCKLASTSCHRIFT RE-1001")],
    );
    assert_eq!(
        (stands(&office, "E2"), office.open_items()),
        ("suggested RE-1001 -1190.00".into(), vec!["E1 -100.00".to_owned()])
    );
    let told = office.done(&["explain", "E2"]);
    assert!(told.contains("bleibt als Guthaben stehen"), "{told}");
    office.done(&["resolve", "E2", "accept"]);
    assert_eq!(
        (stands(&office, "E2"), office.open_items()),
        (
            "matched RE-1001 -1190.00".into(),
            vec!["E1 -100.00".to_owned(), "RE-1001 1190.00".to_owned()]
        )
    );
    verified(&office);
    // The payment is not taken away from under its return, which is named.
    let (went, said) = office.say(&["undo", "E1"]);
    assert!(!went && said.contains("E2"), "{said}");
    // What was too much goes back later and closes the credit.
    bank(
        &office,
        &[
            ("2026-08-25", "-100,00", "Müller Bau GmbH", CUSTOMER, "Erstattung Überzahlung"),
            ("2026-08-26", "-1,00", "Tankhof", "DE02300209000106531065", "Diesel"),
        ],
    );
    assert_eq!(stands(&office, "E3"), "suggested E1 -100.00");
    office.done(&["resolve", "E3", "accept"]);
    assert_eq!(office.open_items(), ["RE-1001 1190.00"]);
    verified(&office);
}

/// Of a payment that was too high only the excess goes back: it closes the credit, and the invoice
/// stays paid, though the text names it.
#[test]
fn a_refund_of_what_was_too_much_closes_the_credit() {
    for text in ["Erstattung Überzahlung RE-1001", "Rückzahlung", "Rücküberweisung RE-1001"] {
        let office = overpaid(&format!("refunded-{}", text.len()), &["resolve", "E1", "accept"]);
        bank(&office, &[("2026-08-20", "-100,00", "Müller Bau GmbH", CUSTOMER, text)]);
        assert_eq!(stands(&office, "E2"), "suggested E1 -100.00", "{text}");
        office.done(&["resolve", "E2", "accept"]);
        assert_eq!(office.open_items(), [""; 0], "{text}");
        verified(&office);
    }
}

/// `Rücküberweisung doppelt` is a refund of the second payment and no return of the first: the
/// invoice stays paid, whatever became of the second, and both even out on the personal account.
#[test]
fn money_sent_back_as_paid_twice_opens_no_invoice() {
    let texts = [
        "Rueckueberweisung doppelt RE-90",
        "Rücküberweisung Ihrer Doppelzahlung RE-90",
        "RE-90 Rücküberweisung Überzahlung",
        "Rueckueberweisung zuviel gezahlt RE-90",
        "Rücküberweisung RE-90 zu viel gezahlt",
        "Rückbuchung RE-90 irrtümlich gezahlt",
        "Retoure versehentlich gezahlt RE-90",
    ];
    for (at, text) in texts.into_iter().enumerate() {
        for (side, sign, back, name, iban, account) in [
            ("receivable", "", "-", "Müller Bau GmbH", CUSTOMER, "10050"),
            ("payable", "-", "", "Stahl AG", VENDOR, "70033"),
        ] {
            let office = office(&format!("sent-back-{side}-{at}"));
            items(
                &office,
                &[&format!("RE-90;{side};{account};2026-08-01;2026-08-31;238,00;EUR;;;;")],
            );
            let paid = format!("{sign}238,00");
            let once = ("2026-08-10", paid.as_str(), name, iban, "RE-90");
            bank(&office, &[once, ("2026-08-12", &paid, name, iban, "RE-90")]);
            assert_eq!(office.open_items(), [""; 0], "{text}");
            if at % 2 == 1 {
                office.done(&["resolve", "E2", "leave"]);
            }
            bank(&office, &[("2026-08-20", &format!("{back}238,00"), name, iban, text)]);
            assert_eq!(
                (stands(&office, "E3"), office.open_items()),
                ("open".into(), vec![]),
                "{text}"
            );
            let told = office.done(&["explain", "E3"]);
            // One that a person left open is looked for no more.
            let named = told.contains("Gleicht die Zahlung vom 12.08.2026 aus");
            let asked = told.contains("oder sie ist offen gelassen");
            assert_eq!((named, asked), (at % 2 == 0, at % 2 == 1), "{text}: {told}");
            if at % 2 == 1 {
                office.done(&["undo", "E2"]);
            }
            office.done(&["resolve", "E2", "account", account]);
            office.done(&["resolve", "E3", "accept"]);
            // The two even out.
            assert_eq!(office.open_items(), [""; 0], "{text}");
            verified(&office);
        }
    }
}

/// Of one payment alone such words open nothing either, and ask; a plain return is one still.
#[test]
fn of_one_payment_only_a_plain_return_opens_the_invoice() {
    for (at, (text, owed)) in [
        ("Rücküberweisung RE-90", true),
        ("RÜCKÜBERWEISUNG RE-90 KONTO ERLOSCHEN", true),
        ("Rücklastschrift RE-90 doppelte Vorlage", true),
        ("Rücküberweisung doppelt RE-90", false),
    ]
    .into_iter()
    .enumerate()
    {
        let office = office(&format!("sent-back-once-{at}"));
        items(&office, &["RE-90;receivable;10050;2026-08-01;2026-08-31;238,00;EUR;;;;"]);
        bank(&office, &[("2026-08-10", "238,00", "Müller Bau GmbH", CUSTOMER, "RE-90")]);
        let back = ("2026-08-20", "-238,00", "Müller Bau GmbH", CUSTOMER, text);
        bank(
            &office,
            &[back, ("2026-08-21", "-1,00", "Tankhof", "DE02300209000106531065", "Diesel")],
        );
        assert_eq!(office.open_items().len(), usize::from(owed), "{text}");
        let asks = office.done(&["explain", "E2"]).contains("oder sie ist offen gelassen");
        assert_eq!(asks, !owed, "{text}");
        verified(&office);
    }
}

/// One sentence says what was taken back and all that rested on it.
#[test]
fn undo_names_what_rested_on_it() {
    let office = overpaid("undo-names", &["resolve", "E1", "accept"]);
    let said = office.done(&["undo", "E1"]);
    assert!(said.contains("wieder offen: RE-1001 (1.190,00 EUR)"), "{said}");
    assert!(
        said.contains("der offene Posten E1 auf dem Personenkonto (100,00 EUR) entfällt"),
        "{said}"
    );
    office.done(&["resolve", "E1", "accept"]);
    items(&office, &["RE-1002;receivable;10050;2026-08-11;2026-09-15;500,00;EUR;;;;19"]);
    office.done(&["resolve", "RE-1002", "against", "E1"]);
    let (went, said) = office.say(&["undo", "E1"]);
    assert!(!went && said.contains("(V1)"), "{said}");
    verified(&office);
}
