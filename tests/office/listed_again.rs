//! Lists of open items beside what is booked already: one number in two spellings is one item, what
//! payments left of an item is no new amount, and what says neither is asked about.

use crate::invoice::Invoice;
use crate::small_office::{OWN, Office};

const CONTACTS: &str = "contact;name;role;vat_id;iban
10050;Nordwind Handel GmbH;customer;DE811115368;DE02100500000054540402
70033;Stahl AG;vendor;DE129273398;DE02200505501015871393
";
const US: (&str, &str) = ("Beispiel GmbH", "DE136695976");
const CUSTOMER: (&str, &str) = ("Nordwind Handel GmbH", "DE811115368");
const VENDOR: (&str, &str) = ("Stahl AG", "DE129273398");

/// An office that knows a customer and a vendor.
fn office(name: &str) -> Office {
    let office = Office::make(name);
    office.put("contacts.csv", CONTACTS);
    office.run();
    office
}

fn list(rows: &[(&str, &str, &str)]) -> String {
    let row = |(number, contact, amount): &(&str, &str, &str)| {
        let side = if *contact == "10050" { "receivable" } else { "payable" };
        format!("{number};{side};{contact};2026-09-01;2026-10-01;{amount};EUR;19\n")
    };
    let rows: String = rows.iter().map(row).collect();
    format!("document;side;contact;date;due;amount;currency;vat_rate\n{rows}")
}

fn invoice(number: &str, sells: bool, net_cents: i64) -> String {
    let (seller, buyer) = if sells { (US, CUSTOMER) } else { (VENDOR, US) };
    let date = "2026-09-01";
    Invoice { number, date, seller, buyer, net_cents, type_code: "380", corrects: None }.xml()
}

fn paid(office: &Office, amount: &str, text: &str) {
    let head = "iban;booking_date;amount;currency;counterparty;counterparty_iban;remittance";
    office.put(
        &format!("bank-{amount}.csv"),
        &format!(
            "{head}\n{OWN};2026-10-05;{amount};EUR;Nordwind Handel GmbH;DE02100500000054540402;\
             {text}\n"
        ),
    );
    office.run();
}

#[test]
fn a_number_spelt_otherwise_in_a_list_is_the_same_item() {
    let spelt = list(&[
        ("RE2026-7", "10050", "119.00"),
        ("123", "10050", "59.50"),
        ("4711-26", "70033", "83.30"),
    ]);
    let invoices = [
        ("RE 2026-7", invoice("RE 2026-7", true, 10_000)),
        ("000123", invoice("000123", true, 5_000)),
        ("4711-26", invoice("4711/26", false, 7_000)),
    ];
    for order in ["list-first", "invoices-first", "together"] {
        let office = office(&format!("spelt-{order}"));
        if order == "list-first" {
            office.put("list.csv", &spelt);
            office.run();
        }
        for (name, text) in &invoices {
            office.put(&format!("{name}.xml"), text);
        }
        if order == "together" {
            office.put("list.csv", &spelt);
        }
        office.run();
        if order == "invoices-first" {
            office.put("list.csv", &spelt);
            office.run();
        }
        let mut open = office.open_items();
        open.sort();
        assert_eq!(open, ["000123 59.50", "4711/26 83.30", "RE 2026-7 119.00"], "{order}");
        assert!(office.say(&["review"]).0, "{order}: {}", office.say(&["review"]).1);
        office.done(&["verify"]);
        if order == "list-first" {
            // What the invoice takes the place of comes back with it taken back.
            office.done(&["undo", "D3"]);
            let open = office.open_items();
            assert_eq!(open.len(), 3, "{open:?}");
            office.done(&["verify"]);
        }
    }
    // Two lists, too; and of another day or amount it is another.
    let office = office("spelt-lists");
    office.put("1.csv", &list(&[("RE 2026-7", "10050", "119.00"), ("RE 8", "10050", "119.00")]));
    office.run();
    office.put("2.csv", &list(&[("RE2026-7", "10050", "119.00"), ("RE8", "10050", "120.00")]));
    office.run();
    assert_eq!(office.open_items(), ["RE 2026-7 119.00", "RE 8 119.00", "RE8 120.00"]);
    office.done(&["verify"]);
}

#[test]
fn a_list_that_states_what_is_left_or_otherwise_changes_no_paid_item() {
    let office = office("listed-left");
    office.put("1.csv", &list(&[("A-1", "10050", "119.00"), ("A-2", "10050", "50.00")]));
    office.run();
    paid(&office, "59.50", "Teilzahlung A-1");
    assert_eq!(office.open_items(), ["A-1 59.50", "A-2 50.00"]);
    // What is left of the one; the other, of which nothing is paid, as the list has it.
    office.put("2.csv", &list(&[("A-1", "10050", "59.50"), ("A-2", "10050", "55.00")]));
    office.run();
    assert_eq!(office.open_items(), ["A-1 59.50", "A-2 55.00"]);
    let documents = office.report("documents");
    let told = documents.last().expect("a document")["notes"].to_string();
    assert!(told.contains("was nach den Zahlungen noch offen ist: 1 Zeile (A-1)"), "{told}");
    assert!(office.say(&["review"]).0, "{}", office.say(&["review"]).1);
    // Neither what was invoiced nor what is left.
    office.put("3.csv", &list(&[("A-1", "10050", "40.00")]));
    office.run();
    assert_eq!(office.open_items(), ["A-1 59.50", "A-2 55.00"]);
    let (_, review) = office.say(&["review"]);
    let asked = "A-1 (Liste 40,00 EUR · gebucht 119,00 EUR · offen 59,50 EUR)";
    assert!(review.contains(asked), "{review}");
    office.done(&["resolve", "D5", "accept"]);
    assert!(office.say(&["review"]).0);
    office.done(&["verify"]);
}

#[test]
fn an_invoice_that_a_list_states_with_another_amount_is_asked_about() {
    let office = office("listed-part");
    office.put("list.csv", &list(&[("RE-9", "10050", "59.50")]));
    office.run();
    paid(&office, "59.50", "RE-9");
    assert_eq!(office.open_items(), Vec::<String>::new());
    office.put("RE-9.xml", &invoice("RE-9", true, 10_000));
    office.run();
    assert_eq!(office.open_items(), Vec::<String>::new(), "what was paid stays paid");
    let (_, review) = office.say(&["review"]);
    assert!(review.contains("mit 59,50 EUR, hier mit 119,00 EUR"), "{review}");
    office.done(&["resolve", "D4", "reject", "vor der Übernahme zur Hälfte bezahlt"]);
    assert!(office.say(&["review"]).0);
    office.done(&["verify"]);
    // The other way round the list is asked about.
    let other = self::office("listed-part-after");
    other.put("RE-9.xml", &invoice("RE-9", true, 10_000));
    other.run();
    other.put("list.csv", &list(&[("RE-9", "10050", "59.50")]));
    other.run();
    assert_eq!(other.open_items(), ["RE-9 119.00"]);
    let (_, review) = other.say(&["review"]);
    assert!(review.contains("RE-9 (Liste 59,50 EUR · gebucht 119,00 EUR"), "{review}");
    // And what a person says counts: the invoice in the place of the list's item.
    let told = self::office("listed-part-accepted");
    told.put("list.csv", &list(&[("RE-9", "10050", "59.50")]));
    told.run();
    told.put("RE-9.xml", &invoice("RE-9", true, 10_000));
    told.run();
    told.done(&["resolve", "D3", "accept"]);
    assert_eq!(told.open_items(), ["RE-9 119.00"]);
    told.done(&["verify"]);
}

#[test]
fn a_row_without_a_day_waits_until_the_list_has_one() {
    let office = office("listed-undated");
    let head = "document;side;contact;date;due;amount;currency\nR-1;receivable;10050;2026-09-01;;";
    office.put("1.csv", &format!("{head}119.00;EUR\nR-2;receivable;10050;;;90.00;EUR\n"));
    office.run();
    let (_, review) = office.say(&["review"]);
    assert!(review.contains("Ohne Datum und Fälligkeit: 1 Zeile (R-2)"), "{review}");
    office.put("2.csv", &format!("{head}119.00;EUR\nR-2;receivable;10050;2026-09-02;;90.00;EUR\n"));
    office.run();
    office.done(&["resolve", "D2", "accept"]);
    assert_eq!(office.open_items(), ["R-1 119.00", "R-2 90.00"]);
    assert_eq!(office.sub_ledger_astray(), Vec::<String>::new());
    office.done(&["verify"]);
}

fn vendors(rows: &[(&str, &str, &str)]) -> String {
    let row = |(number, day, amount): &(&str, &str, &str)| {
        format!("{number};payable;70033;{day};{day};{amount};EUR;19\n")
    };
    let rows: String = rows.iter().map(row).collect();
    format!("document;side;contact;date;due;amount;currency;vat_rate\n{rows}")
}

fn to_vendor(office: &Office, day: &str, amount: &str, text: &str) {
    let head = "iban;booking_date;amount;currency;counterparty;counterparty_iban;remittance";
    office.put(
        &format!("bank-{day}.csv"),
        &format!("{head}\n{OWN};{day};-{amount};EUR;Stahl AG;DE02200505501015871393;{text}\n"),
    );
    office.run();
}

#[test]
fn a_settled_number_of_last_year_is_another_item_in_a_list_of_this_one() {
    for (name, amount) in [("next-year-other", "250.00"), ("next-year-same", "100.00")] {
        let office = office(name);
        office.put("one.csv", &vendors(&[("815", "2025-09-01", "100.00")]));
        office.run();
        to_vendor(&office, "2025-10-05", "100.00", "RE 815");
        assert!(office.open_items().is_empty(), "{name}");
        let next = [("815", "2026-09-01", amount)];
        office.put("two.csv", &vendors(&next));
        office.run();
        assert_eq!(office.open_items(), [format!("815 {amount}")]);
        // The list comes again with more.
        office.put("three.csv", &vendors(&[next[0], ("816", "2026-09-02", "9.00")]));
        office.run();
        assert_eq!(office.open_items().len(), 2, "{:?}", office.open_items());
        to_vendor(&office, "2026-10-05", amount, "RE 815");
        assert_eq!(office.open_items(), ["816 9.00"]);
        office.done(&["verify"]);
    }
}

#[test]
fn what_a_list_states_after_money_was_left_on_account_is_asked_about() {
    let office = office("left-then-listed");
    to_vendor(&office, "2026-09-05", "50.00", "Rechnung ER-1002");
    office.done(&["resolve", "E1", "account", "70033"]);
    let asks = |office: &Office| office.say(&["review"]).1.contains("resolve ER-1002 against E1");
    assert!(!asks(&office));
    let listed = [("ER-1001", "2026-09-08", "80.00"), ("ER-1002", "2026-09-10", "50.00")];
    office.put("list.csv", &vendors(&listed));
    office.run();
    assert!(asks(&office), "{}", office.say(&["review"]).1);
    let (went, said) = office.say(&["resolve", "ER-1002", "against", "ER-1002"]);
    assert!(!went && !said.contains("undo"), "{said}");
    office.done(&["resolve", "ER-1002", "against", "E1"]);
    assert!(!asks(&office));
    assert_eq!(office.open_items(), ["ER-1001 80.00"]);
    office.done(&["verify"]);
}
