//! Invoices that take the place of others, or of listed items, and give it back: what comes back is
//! what was taken, and no more.

use crate::chains::as_credit_note;
use crate::invoice::Invoice;
use crate::small_office::{OWN, Office};
use serde_json::Value;

const US: (&str, &str) = ("Beispiel GmbH", "DE136695976");
const VENDOR: (&str, &str) = ("Stahl AG", "DE290104774");

fn office(name: &str, lists: &[&[&str]]) -> Office {
    let office = Office::make(name);
    office.put(
        "contacts.csv",
        "contact;name;role;vat_id;iban\n70033;Stahl \
         AG;vendor;DE290104774;\n70044;Leim AG;vendor;;\n",
    );
    office.run();
    for (at, rows) in lists.iter().enumerate() {
        let head = "document;side;contact;date;due;amount;currency;discount_percent;discount_until;order;vat_rate\n";
        office.put(&format!("list-{at}.csv"), &format!("{head}{}\n", rows.join("\n")));
        office.run();
    }
    office
}

fn received<'a>(number: &'a str, net_cents: i64, corrects: Option<&'a str>) -> Invoice<'a> {
    let type_code = if corrects.is_some() { "384" } else { "380" };
    Invoice {
        number,
        date: "2026-09-02",
        seller: VENDOR,
        buyer: US,
        net_cents,
        type_code,
        corrects,
    }
}

fn dropped(office: &Office, name: &str, text: &str) {
    office.put(name, text);
    office.run();
}

/// Number, and what is left of it; the books hold.
fn open(office: &Office) -> Vec<String> {
    let (held, said) = office.say(&["verify"]);
    assert!(held, "{said}");
    office.open_items()
}

fn document(office: &Office, id: &str) -> Value {
    office.report("documents").into_iter().find(|row| row["id"] == id).expect("the document")
}

#[test]
fn a_list_gets_back_what_was_taken_of_it_and_nothing_else() {
    let lists: [&[&str]; 2] = [
        &[
            "R-6;payable;70033;2026-08-01;;119.00;EUR;;;;19",
            "R-7;payable;70033;2026-08-01;;100.00;EUR;;;;19",
        ],
        &["R-7;payable;70033;2026-08-01;;50.00;EUR;;;;19"],
    ];
    let office = office("list-back", &lists);
    assert_eq!(open(&office), ["R-6 119.00", "R-7 50.00"]);
    dropped(&office, "k.xml", &received("R-8", 20_000, Some("R-6")).xml());
    for _ in 0..2 {
        office.done(&["resolve", "D4", "accept"]);
        assert_eq!(
            (open(&office), office.sub_ledger_astray()),
            (vec!["R-7 50.00".to_owned(), "R-8 238.00".to_owned()], Vec::new())
        );
        office.done(&["undo", "D4"]);
        assert_eq!(
            (open(&office), office.sub_ledger_astray()),
            (vec!["R-6 119.00".to_owned(), "R-7 50.00".to_owned()], Vec::new())
        );
    }
}

#[test]
fn a_listed_item_is_open_again_when_its_invoice_is_taken_back() {
    let lists: [&[&str]; 1] = [&[
        "R-7;payable;70033;2026-08-01;;119.00;EUR;;;;19",
        "R-7;payable;70044;2026-08-01;;70.00;EUR;;;;19",
    ]];
    let office = office("opening-back", &lists);
    dropped(&office, "i.xml", &received("R-7", 20_000, None).xml());
    let (with_list, with_invoice) = (["R-7 119.00", "R-7 70.00"], ["R-7 238.00", "R-7 70.00"]);
    assert_eq!(open(&office), with_invoice);
    for _ in 0..2 {
        office.done(&["undo", "D3"]);
        assert_eq!(
            (open(&office), office.sub_ledger_astray()),
            (with_list.map(str::to_owned).to_vec(), Vec::new())
        );
        office.done(&["resolve", "D3", "accept"]);
        assert_eq!(
            (open(&office), office.sub_ledger_astray()),
            (with_invoice.map(str::to_owned).to_vec(), Vec::new())
        );
    }
    // One that took the place of the invoice gives it back to the invoice, and that to the list.
    dropped(&office, "j.xml", &received("R-7", 30_000, None).xml());
    office.done(&["resolve", "D4", "replace"]);
    assert_eq!(open(&office), ["R-7 357.00", "R-7 70.00"]);
    office.done(&["undo", "D4"]);
    assert_eq!(open(&office), with_invoice);
    office.done(&["undo", "D3"]);
    assert_eq!(
        (open(&office), office.sub_ledger_astray()),
        (with_list.map(str::to_owned).to_vec(), Vec::new())
    );
}

/// R-1 of 119.00, with what it says is paid already and what is left to pay.
fn partly_paid(prepaid: &str, payable: &str) -> String {
    let tag =
        |name: &str, amount: &str| format!("<cbc:{name} currencyID=\"EUR\">{amount}</cbc:{name}>");
    let both = tag("PrepaidAmount", prepaid) + &tag("PayableAmount", payable);
    received("R-1", 10_000, None).xml().replace(&tag("PayableAmount", "119.00"), &both)
}

/// Pays 19.00 on R-1 as the next entry.
fn pays(office: &Office, id: &str, day: &str) {
    let head =
        "iban;booking_date;value_date;amount;currency;counterparty;counterparty_iban;remittance\n";
    dropped(
        office,
        &format!("{id}.csv"),
        &format!("{head}{OWN};{day};{day};-19,00;EUR;Stahl AG;;R-1\n"),
    );
    office.say(&["resolve", id, "accept"]);
}

#[test]
fn what_an_invoice_calls_paid_already_is_there_once_however_often_it_is_booked() {
    let office = office("prepaid-once", &[]);
    dropped(&office, "a.xml", &partly_paid("19.00", "100.00"));
    office.done(&["resolve", "D2", "account", "4980"]);
    office.done(&["undo", "D2"]);
    office.done(&["undo", "D2"]);
    office.done(&["resolve", "D2", "accept"]);
    pays(&office, "E1", "2026-09-10");
    assert_eq!(open(&office), ["R-1 100.00"]);
    pays(&office, "E2", "2026-09-11");
    assert_eq!(open(&office), ["R-1 81.00"]);
}

#[test]
fn what_an_invoice_calls_paid_already_goes_with_it() {
    // The payment of what another took the place of is proposed for that one.
    for (at, second, verb, now, then) in [
        (0, partly_paid("0.00", "119.00"), "replace", "R-1 119.00", "R-1 100.00"),
        (1, received("R-2", 20_000, Some("R-1")).xml(), "accept", "R-2 238.00", "R-2 219.00"),
    ] {
        let office = office(&format!("prepaid-replaced-{at}"), &[]);
        dropped(&office, "a.xml", &partly_paid("19.00", "100.00"));
        dropped(&office, "b.xml", &second);
        office.done(&["resolve", "D3", verb]);
        assert_eq!(open(&office), [now]);
        office.done(&["undo", "D3"]);
        assert_eq!(open(&office), ["R-1 100.00"]);
        office.done(&["resolve", "D3", verb]);
        pays(&office, "E1", "2026-09-10");
        assert_eq!(open(&office), [then]);
    }
}

#[test]
fn a_refusal_is_not_overwritten_by_what_takes_the_place() {
    let office = office("refused-first", &[]);
    dropped(&office, "a.xml", &received("R-1", 10_000, None).xml());
    office.done(&["undo", "D2"]);
    office.done(&["resolve", "D2", "reject", "nicht bestellt"]);
    // A blank before the declaration: it waits.
    dropped(&office, "b.xml", &format!("\n{}", received("R-1", 20_000, None).xml()));
    office.done(&["resolve", "D3", "accept"]);
    let refused = document(&office, "D2");
    assert_eq!(
        (&refused["status"], &refused["reason"]),
        (&"rejected".into(), &"nicht bestellt".into())
    );
    office.done(&["undo", "D3"]);
    assert_eq!((document(&office, "D2"), open(&office)), (refused, Vec::new()));
}

#[test]
fn what_came_back_is_taken_back_as_a_person_decided_it() {
    let office = office("last-answer", &[]);
    dropped(&office, "a.xml", &received("R-1", 10_000, None).xml());
    office.done(&["resolve", "D2", "account", "4980"]);
    dropped(&office, "b.xml", &received("R-1", 20_000, None).xml());
    office.done(&["resolve", "D3", "replace"]);
    office.done(&["undo", "D3"]);
    let balance = |account: &str| {
        office
            .report("trial-balance")
            .into_iter()
            .find(|row| row["account"] == account)
            .map(|row| row["closing"].clone())
    };
    assert_eq!(
        (open(&office), balance("4980")),
        (vec!["R-1 119.00".to_owned()], Some("100.00".into()))
    );
    office.done(&["undo", "D2"]);
    assert_eq!(
        (open(&office), balance("4980")),
        (vec!["R-1 119.00".to_owned()], Some("0.00".into()))
    );
}

#[test]
fn an_invoice_on_which_more_is_paid_is_not_replaced() {
    let office = office("replaced-paid", &[]);
    dropped(&office, "a.xml", &received("R-1", 20_000, None).xml());
    let head =
        "iban;booking_date;value_date;amount;currency;counterparty;counterparty_iban;remittance\n";
    dropped(
        &office,
        "bank.csv",
        &format!("{head}{OWN};2026-09-10;2026-09-10;-238,00;EUR;Stahl AG;;Zahlung\n"),
    );
    office.done(&["resolve", "E1", "match", "R-1"]);
    assert_eq!(open(&office), [""; 0]);
    dropped(&office, "b.xml", &received("R-1", 10_000, None).xml());
    let (went, said) = office.say(&["resolve", "D4", "replace"]);
    assert!(!went && said.contains("E1"), "{said}");
    assert_eq!(open(&office), [""; 0]);
    office.done(&["undo", "E1"]);
    office.done(&["resolve", "D4", "replace"]);
    assert_eq!(open(&office), ["R-1 119.00"]);
}

/// The invoice came first, from a contact that only it named; the list knows the same contact by
/// its number, and a contacts file tells that both are one. The listed item gives way then, and is
/// open again when the invoice is taken back.
#[test]
fn a_listed_item_of_another_name_comes_back_with_its_invoice_taken_back() {
    let office = Office::make("superseded-back");
    dropped(&office, "i.xml", &received("R-7", 20_000, None).xml());
    let head = "document;side;contact;date;due;amount;currency;discount_percent;discount_until;order;vat_rate\n";
    dropped(
        &office,
        "items.csv",
        &format!("{head}R-7;payable;90033;2026-08-01;;119.00;EUR;;;;19\n"),
    );
    assert_eq!(open(&office), ["R-7 119.00", "R-7 238.00"]);
    let seller = received("R-7", 20_000, None).seller;
    dropped(
        &office,
        "contacts.csv",
        &format!("contact;name;role;vat_id\n90033;{};vendor;{}\n", seller.0, seller.1),
    );
    assert_eq!(open(&office), ["R-7 238.00"]);
    for _ in 0..2 {
        office.done(&["undo", "D1"]);
        assert_eq!(
            (open(&office), office.sub_ledger_astray()),
            (vec!["R-7 119.00".to_owned()], Vec::new())
        );
        office.done(&["resolve", "D1", "accept"]);
        assert_eq!(
            (open(&office), office.sub_ledger_astray()),
            (vec!["R-7 238.00".to_owned()], Vec::new())
        );
    }
}

#[test]
fn a_credit_note_whose_invoice_is_taken_back_is_asked_about() {
    let office = office("credited", &[]);
    dropped(&office, "a.xml", &received("R-1", 10_000, None).xml());
    let credit = Invoice { type_code: "381", ..received("G-1", 4_000, Some("R-1")) };
    dropped(&office, "b.xml", &as_credit_note(&credit.xml()));
    let both = ["G-1 -47.60", "R-1 119.00"];
    assert_eq!(
        (open(&office), &document(&office, "D3")["waits"]),
        (both.map(str::to_owned).to_vec(), &Value::Bool(false))
    );
    let said = office.done(&["undo", "D2"]);
    assert!(said.contains("Gutschrift G-1 (D3) zu R-1 bleibt gebucht"), "{said}");
    let asks = || {
        let review = office.say(&["review"]).1;
        let waits = document(&office, "D3")["waits"] == true;
        assert_eq!(waits, review.contains("Die Gutschrift nimmt R-1 zurück, deren Buchung"));
        waits
    };
    assert!(asks());
    // Refused for good, its invoice leaves it alone all the more; booked again, nothing is asked.
    office.done(&["resolve", "D2", "reject", "falsch"]);
    assert!(asks());
    office.done(&["undo", "D2"]);
    office.done(&["resolve", "D2", "accept"]);
    assert!(!asks());
    assert_eq!(open(&office), both);
    office.done(&["undo", "D2"]);
    office.done(&["resolve", "D3", "accept"]);
    assert!(!asks());
    office.done(&["undo", "D3"]);
    assert!(asks());
    office.done(&["undo", "D3"]);
    assert_eq!(open(&office), [""; 0]);
}

#[test]
fn what_names_an_invoice_that_was_taken_back_waits_for_that() {
    let office = office("named-back", &[]);
    dropped(&office, "a.xml", &received("R-1", 10_000, None).xml());
    let next = Invoice { type_code: "380", ..received("R-2", 12_000, Some("R-1")) };
    dropped(&office, "b.xml", &next.xml());
    let why = || document(&office, "D3")["reason"].as_str().unwrap_or_default().to_owned();
    let asked = why();
    assert!(asked.contains("Die Rechnung nennt R-1, gebucht mit D2"), "{asked}");
    office.done(&["undo", "D2"]);
    for _ in 0..2 {
        assert!(why().contains("deren Buchung zurückgenommen ist"), "{}", why());
        assert_eq!(open(&office), [""; 0]);
        office.say(&["nightly"]);
    }
    // Booked again, it is asked as before; refused, the other has its place.
    office.done(&["resolve", "D2", "accept"]);
    assert_eq!(why(), asked);
    office.done(&["undo", "D2"]);
    office.done(&["resolve", "D2", "reject", "ersetzt durch R-2"]);
    office.say(&["nightly"]);
    assert_eq!(open(&office), ["R-2 142.80"]);
}

#[test]
fn a_credit_note_whose_invoice_was_never_booked_is_asked_about_until_that_comes() {
    let office = office("credited-first", &[]);
    let credit = Invoice { type_code: "381", ..received("G-1", 4_000, Some("R-1")) };
    dropped(&office, "a.xml", &as_credit_note(&credit.xml()));
    // One that names none gives back what it will.
    let bonus = Invoice { type_code: "381", ..received("G-2", 1_000, None) };
    dropped(&office, "b.xml", &as_credit_note(&bonus.xml()));
    let asks = |words: &str| {
        let review = office.say(&["review"]).1;
        let waits = document(&office, "D2")["waits"] == true;
        assert_eq!(waits, review.contains(words), "{review}");
        waits
    };
    let (never, again) = ("nimmt R-1 zurück; gebucht ist davon nichts", "deren Buchung zurück");
    assert_eq!(open(&office), ["G-1 -47.60", "G-2 -11.90"]);
    assert!(asks(never) && document(&office, "D3")["waits"] == false);
    office.done(&["nightly"]);
    assert!(asks(never));
    office.done(&["resolve", "D2", "accept"]);
    assert!(!asks(never));
    office.done(&["undo", "D2"]);
    assert!(asks(never));
    dropped(&office, "c.xml", &received("R-1", 10_000, None).xml());
    assert!(!asks(never) && !asks(again));
    // What was accepted of one booking is asked again of the next.
    for _ in 0..2 {
        office.done(&["undo", "D4"]);
        assert!(asks(again) && !office.say(&["review"]).1.contains(never));
        office.done(&["resolve", "D2", "accept"]);
        assert!(!asks(again));
        office.done(&["resolve", "D4", "accept"]);
        assert!(!asks(again));
    }
    office.done(&["verify"]);
}

/// What is asked about a credit note whose invoice is not booked.
const NEVER: &str = "nimmt R-1 zurück; gebucht ist davon nichts";
/// What is asked once its booking was taken back.
const AGAIN: &str = "deren Buchung zurückgenommen ist";

/// Which of the two is asked; what `review` names waits, and the note says it too.
fn asked_of_credit(office: &Office, id: &str) -> Vec<&'static str> {
    let (review, row) = (office.say(&["review"]).1, document(office, id));
    let asked: Vec<&str> = [NEVER, AGAIN].into_iter().filter(|ask| review.contains(ask)).collect();
    assert_eq!(row["waits"] == true, !asked.is_empty(), "{review}");
    let noted = row["notes"].to_string();
    assert_eq!(noted.contains(NEVER), asked.contains(&NEVER), "{noted}");
    asked
}

#[test]
fn the_question_about_a_credit_note_ends_with_the_list_that_brings_its_invoice() {
    let listed = "R-1;payable;70033;2026-08-01;;119.00;EUR;;;;19";
    let head = "document;side;contact;date;due;amount;currency;discount_percent;discount_until;order;vat_rate\n";
    let credit = Invoice { type_code: "381", ..received("G-1", 4_000, Some("R-1")) };
    let credit = as_credit_note(&credit.xml());
    let office = office("credited-listed", &[]);
    dropped(&office, "a.xml", &credit);
    assert_eq!(asked_of_credit(&office, "D2"), [NEVER]);
    // The list names another contact's R-1 first.
    dropped(&office, "other.csv", &format!("{head}{}\n", listed.replace("70033", "70044")));
    assert_eq!(asked_of_credit(&office, "D2"), [NEVER]);
    dropped(&office, "list.csv", &format!("{head}{listed}\n"));
    assert_eq!(asked_of_credit(&office, "D2"), [""; 0]);
    for _ in 0..2 {
        office.done(&["undo", "D4"]);
        assert_eq!(asked_of_credit(&office, "D2"), [AGAIN]);
        office.done(&["resolve", "D2", "accept"]);
        assert_eq!(asked_of_credit(&office, "D2"), [""; 0]);
        office.done(&["resolve", "D4", "accept"]);
        assert_eq!(asked_of_credit(&office, "D2"), [""; 0]);
    }
    office.done(&["verify"]);
}

#[test]
fn the_question_about_a_credit_note_ends_when_two_contacts_turn_out_to_be_one() {
    let credit = Invoice { type_code: "381", ..received("G-1", 4_000, Some("R-1")) };
    let list = "document;side;contact;date;due;amount;currency;discount_percent;discount_until;order;vat_rate\n\
        R-1;payable;L-9;2026-08-01;;119.00;EUR;;;;19\n";
    let office = Office::make("credited-united");
    dropped(&office, "list.csv", list);
    dropped(&office, "a.xml", &as_credit_note(&credit.xml()));
    assert_eq!(asked_of_credit(&office, "D2"), [NEVER]);
    let contacts = "contact;name;role;vat_id\nL-9;Stahl;vendor;DE290104774\n";
    dropped(&office, "contacts.csv", contacts);
    assert_eq!(asked_of_credit(&office, "D2"), [""; 0]);
    office.done(&["verify"]);
}
