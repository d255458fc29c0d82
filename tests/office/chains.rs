//! Invoices that name others, in whatever order they come: nothing counts twice, nothing is taken
//! back twice, and each answer that is offered gives right books.

use crate::invoice::Invoice;
use crate::small_office::{OWN, Office};
use serde_json::Value;

const US: (&str, &str) = ("Beispiel GmbH", "DE136695976");
const OTHER: (&str, &str) = ("Stahl AG", "DE290104774");

/// Received from the other, or issued to it.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    In,
    Out,
}

fn paper<'a>(way: Way, number: &'a str, net: i64, code: &'a str, names: Option<&'a str>) -> String {
    let (seller, buyer) = if way == Way::In { (OTHER, US) } else { (US, OTHER) };
    let net_cents = net * 100;
    let date = "2026-09-02";
    let xml =
        Invoice { number, date, seller, buyer, net_cents, type_code: code, corrects: names }.xml();
    if matches!(code, "381" | "503") { as_credit_note(&xml) } else { xml }
}

/// UBL has a document of its own for credit notes.
pub(super) fn as_credit_note(invoice: &str) -> String {
    [
        ("<cbc:DueDate>2026-12-15</cbc:DueDate>", ""),
        ("<Invoice ", "<CreditNote "),
        ("</Invoice>", "</CreditNote>"),
        ("schema:xsd:Invoice-2", "schema:xsd:CreditNote-2"),
        ("InvoiceTypeCode", "CreditNoteTypeCode"),
        ("InvoiceLine>", "CreditNoteLine>"),
        ("InvoicedQuantity", "CreditedQuantity"),
    ]
    .into_iter()
    .fold(invoice.to_owned(), |text, (of_invoice, of_note)| text.replace(of_invoice, of_note))
}

fn drops(office: &Office, name: &str, text: &str) {
    office.put(name, text);
    office.run();
}

fn stands(office: &Office, id: &str) -> (String, String) {
    let row =
        office.report("documents").into_iter().find(|row| row["id"] == id).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&row["status"]), text(&row["reason"]))
}

/// A document waits, and its sentence tells all of these.
fn waits(office: &Office, id: &str, tells: &[&str]) {
    let (status, reason) = stands(office, id);
    assert_eq!(status, "held", "{id}: {reason}");
    for words in tells {
        assert!(reason.contains(words), "{words} is not in: {reason}");
    }
}

/// What is not zero on the accounts of the chart, personal ones apart.
fn balances(office: &Office) -> Vec<String> {
    let (held, said) = office.say(&["verify"]);
    assert!(held, "{said}");
    assert_eq!(office.sub_ledger_astray(), [""; 0]);
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    let mut rows: Vec<String> = office
        .report("trial-balance")
        .iter()
        .filter(|row| text(row, "account").len() == 4 && row["closing"] != "0.00")
        .map(|row| format!("{} {}", text(row, "account"), text(row, "closing")))
        .collect();
    rows.sort();
    rows
}

#[test]
fn an_invoice_that_comes_after_its_accepted_correction_waits() {
    for (at, way, code) in [(0, Way::In, "384"), (1, Way::Out, "384"), (2, Way::In, "380")] {
        let office = Office::make(&format!("chain-late-{at}"));
        drops(&office, "k.xml", &paper(way, "K-2", 80, code, Some("K-1")));
        if code == "384" {
            office.done(&["resolve", "D1", "accept"]);
        }
        drops(&office, "r.xml", &paper(way, "K-1", 100, "380", None));
        waits(&office, "D2", &["K-2", "D1", "resolve D2 reject", "accept --beside"]);
        assert_eq!(office.open_items(), ["K-2 95.20"]);
        // Beside: both count.
        office.done(&["resolve", "D2", "accept", "--beside"]);
        assert_eq!(office.open_items(), ["K-1 119.00", "K-2 95.20"]);
        office.done(&["undo", "D2"]);
        // The long way: the correction takes the invoice's place.
        office.done(&["undo", "D1"]);
        office.done(&["resolve", "D2", "accept"]);
        office.done(&["resolve", "D1", "accept"]);
        assert_eq!(office.open_items(), ["K-2 95.20"]);
        balances(&office);
        // The short one.
        let office = Office::make(&format!("chain-late-short-{at}"));
        drops(&office, "k.xml", &paper(way, "K-2", 80, code, Some("K-1")));
        office.say(&["resolve", "D1", "accept"]);
        drops(&office, "r.xml", &paper(way, "K-1", 100, "380", None));
        office.done(&["resolve", "D2", "reject", "ersetzt"]);
        office.done(&["nightly"]);
        assert_eq!(office.open_items(), ["K-2 95.20"]);
        balances(&office);
    }
}

#[test]
fn an_invoice_that_a_note_says_is_replaced_waits_in_either_order() {
    let note = "<cbc:Note>Diese Rechnung ersetzt Rechnung Nr. X-1 vom 1.9.2026.</cbc:Note>\
        <cbc:DocumentCurrencyCode>";
    let replacing =
        paper(Way::In, "X-2", 80, "380", None).replace("<cbc:DocumentCurrencyCode>", note);
    let first = paper(Way::In, "X-1", 100, "380", None);
    let office = Office::make("chain-note");
    drops(&office, "a.xml", &replacing);
    drops(&office, "b.xml", &first);
    waits(&office, "D2", &["X-2", "D1"]);
    let office = Office::make("chain-note-after");
    drops(&office, "a.xml", &first);
    drops(&office, "b.xml", &replacing);
    waits(&office, "D2", &["X-1", "D1"]);
    office.done(&["resolve", "D2", "accept"]);
    assert_eq!(office.open_items(), ["X-2 95.20"]);
}

#[test]
fn what_is_right_is_not_asked() {
    let office = Office::make("chain-right");
    // A credit note and the invoice anew before the invoice that they are about.
    drops(&office, "g.xml", &paper(Way::In, "G-1", 100, "381", Some("A-1")));
    drops(&office, "n.xml", &paper(Way::In, "A-2", 80, "380", Some("A-1")));
    drops(&office, "a.xml", &paper(Way::In, "A-1", 100, "380", None));
    // A credit note over a part, and a debit note, before theirs.
    drops(&office, "h.xml", &paper(Way::In, "G-2", 20, "381", Some("B-1")));
    drops(&office, "d.xml", &paper(Way::In, "L-1", 20, "383", Some("B-1")));
    drops(&office, "b.xml", &paper(Way::In, "B-1", 100, "380", None));
    // Prepayments that name each other, the second first.
    drops(&office, "q.xml", &paper(Way::In, "P-2", 30, "386", Some("P-1")));
    drops(&office, "p.xml", &paper(Way::In, "P-1", 30, "386", None));
    // Another year's invoice of the number that a correction names.
    drops(&office, "c.xml", &paper(Way::In, "C-2", 80, "380", Some("C-1")));
    drops(
        &office,
        "e.xml",
        &paper(Way::In, "C-1", 70, "380", None).replace("2026-09-02", "2027-01-02"),
    );
    for row in office.report("documents") {
        assert_eq!(row["status"], "processed", "{row}");
    }
    // Booked anew on another account, and taken back and booked again, it is asked no more than
    // before.
    office.done(&["resolve", "D3", "account", "4980"]);
    office.done(&["undo", "D3"]);
    office.done(&["undo", "D3"]);
    office.done(&["resolve", "D3", "accept"]);
    balances(&office);
}

#[test]
fn the_credit_note_of_a_prepayment_waits_for_it() {
    for (at, way) in [(0, Way::In), (1, Way::Out)] {
        // By its type: held, and booked by itself.
        let office = Office::make(&format!("chain-prepaid-credit-{at}"));
        drops(&office, "g.xml", &paper(way, "G-1", 300, "503", Some("AR-1")));
        waits(&office, "D1", &["AR-1"]);
        drops(&office, "a.xml", &paper(way, "AR-1", 300, "386", None));
        office.done(&["nightly"]);
        assert_eq!((balances(&office), stands(&office, "D1").0), (vec![], "processed".into()));
        // Accepted before: both together are nothing all the same.
        let office = Office::make(&format!("chain-prepaid-credit-first-{at}"));
        drops(&office, "g.xml", &paper(way, "G-1", 300, "503", Some("AR-1")));
        office.done(&["resolve", "D1", "accept"]);
        drops(&office, "a.xml", &paper(way, "AR-1", 300, "386", None));
        assert_eq!((balances(&office), stands(&office, "D2").0), (vec![], "processed".into()));
        // By its words.
        let office = Office::make(&format!("chain-prepaid-credit-words-{at}"));
        let credit = paper(way, "G-1", 300, "381", Some("AR-1"));
        drops(&office, "g.xml", &credit.replace(">Ware<", ">Gutschrift Anzahlung<"));
        waits(&office, "D1", &["AR-1"]);
        // A plain credit note is booked; the prepayment waits then.
        let office = Office::make(&format!("chain-prepaid-credit-plain-{at}"));
        drops(&office, "g.xml", &credit);
        drops(&office, "a.xml", &paper(way, "AR-1", 300, "386", None));
        waits(&office, "D2", &["G-1", "undo D1"]);
        office.done(&["undo", "D1"]);
        office.done(&["resolve", "D2", "accept"]);
        office.done(&["resolve", "D1", "accept"]);
        assert_eq!(balances(&office), [""; 0]);
    }
}

/// A cancellation by negative sums takes a prepayment back where it stands.
#[test]
fn negative_sums_take_a_prepayment_back_too() {
    let office = Office::make("chain-prepaid-negative");
    drops(&office, "a.xml", &paper(Way::In, "AR-1", 300, "386", None));
    let minus = |text: String, name: &str| {
        text.replace(
            &format!("<cbc:{name} currencyID=\"EUR\">"),
            &format!("<cbc:{name} currencyID=\"EUR\">-"),
        )
    };
    let sums = [
        "TaxAmount",
        "TaxableAmount",
        "LineExtensionAmount",
        "TaxExclusiveAmount",
        "TaxInclusiveAmount",
        "PayableAmount",
    ];
    let storno = sums.into_iter().fold(paper(Way::In, "G-1", 300, "384", Some("AR-1")), minus);
    drops(&office, "g.xml", &storno.replace("\"C62\">1<", "\"C62\">-1<"));
    assert_eq!(stands(&office, "D2").0, "processed", "{:?}", stands(&office, "D2"));
    assert_eq!(balances(&office), [""; 0]);
}

#[test]
fn no_more_is_taken_back_than_is_left() {
    for (at, way) in [(0, Way::In), (1, Way::Out)] {
        let office = Office::make(&format!("chain-twice-{at}"));
        drops(&office, "r.xml", &paper(way, "R-1", 100, "380", None));
        drops(&office, "s.xml", &paper(way, "S-1", 100, "381", Some("R-1")));
        drops(&office, "t.xml", &paper(way, "S-2", 100, "381", Some("R-1")));
        waits(&office, "D3", &["119,00", "0,00", "S-1", "R-1"]);
        let reduced = balances(&office);
        assert_eq!(reduced, [""; 0]);
        // Once the first is gone, there is room for it.
        office.done(&["undo", "D2"]);
        office.done(&["nightly"]);
        assert_eq!((balances(&office), stands(&office, "D3").0), (vec![], "processed".into()));
        office.say(&["resolve", "D2", "accept"]);
        // One larger than its invoice; parts are fine.
        let office = Office::make(&format!("chain-larger-{at}"));
        drops(&office, "r.xml", &paper(way, "R-1", 100, "380", None));
        drops(&office, "s.xml", &paper(way, "S-1", 60, "381", Some("R-1")));
        drops(&office, "t.xml", &paper(way, "S-2", 40, "381", Some("R-1")));
        assert_eq!(balances(&office), [""; 0]);
        drops(&office, "q.xml", &paper(way, "R-2", 100, "380", None));
        drops(&office, "u.xml", &paper(way, "S-3", 200, "381", Some("R-2")));
        waits(&office, "D5", &["238,00", "119,00", "R-2"]);
        office.done(&["resolve", "D5", "accept"]);
        assert_eq!(
            office.open_items().iter().filter(|row| row.contains("S-3")).collect::<Vec<_>>(),
            ["S-3 -238.00"]
        );
    }
}

#[test]
fn credit_notes_that_come_before_their_invoice_are_reckoned_up() {
    let office = Office::make("chain-twice-before");
    drops(&office, "s.xml", &paper(Way::In, "S-1", 100, "381", Some("R-1")));
    drops(&office, "t.xml", &paper(Way::In, "S-2", 100, "381", Some("R-1")));
    drops(&office, "r.xml", &paper(Way::In, "R-1", 100, "380", None));
    waits(&office, "D3", &["238,00", "119,00", "S-1, S-2"]);
    office.done(&["undo", "D2"]);
    office.done(&["nightly"]);
    assert_eq!((balances(&office), stands(&office, "D3").0), (vec![], "processed".into()));
}

#[test]
fn what_is_named_in_another_spelling_is_found() {
    let names = ["BL 40", "bl-40", "Rechnung BL-40 vom 3.11.", "Rechnungs-Nr. BL 40"];
    for (at, name) in names.into_iter().enumerate() {
        let office = Office::make(&format!("chain-spelt-{at}"));
        drops(&office, "a.xml", &paper(Way::In, "BL-40", 100, "380", None));
        drops(&office, "b.xml", &paper(Way::In, "BL-41", 80, "384", Some(name)));
        waits(&office, "D2", &["BL-40, gebucht mit D1"]);
        office.done(&["resolve", "D2", "accept"]);
        assert_eq!(office.open_items(), ["BL-41 95.20"]);
        office.done(&["undo", "D2"]);
        assert_eq!(office.open_items(), ["BL-40 119.00"]);
        // And the other way round.
        let office = Office::make(&format!("chain-spelt-late-{at}"));
        drops(&office, "b.xml", &paper(Way::In, "BL-41", 80, "380", Some(name)));
        drops(&office, "a.xml", &paper(Way::In, "BL-40", 100, "380", None));
        waits(&office, "D2", &["BL-41"]);
    }
    // Of two that fit, none is meant for sure.
    let office = Office::make("chain-spelt-two");
    drops(&office, "a.xml", &paper(Way::In, "BL-40", 100, "380", None));
    drops(&office, "b.xml", &paper(Way::In, "BL/40", 90, "380", None));
    drops(&office, "c.xml", &paper(Way::In, "BL-41", 80, "384", Some("BL 40")));
    waits(&office, "D3", &["nicht gebucht ist"]);
}

#[test]
fn a_number_spelt_otherwise_is_the_same_number() {
    let office = Office::make("chain-spelt-twice");
    drops(&office, "a.xml", &paper(Way::In, "BL-40", 100, "380", None));
    drops(&office, "b.xml", &paper(Way::In, "BL 40", 100, "380", None));
    waits(&office, "D2", &["BL-40", "D1"]);
    assert_eq!(office.open_items(), ["BL-40 119.00"]);
    office.done(&["resolve", "D2", "accept"]);
    assert_eq!(office.open_items(), ["BL 40 119.00", "BL-40 119.00"]);
}

#[test]
fn an_invoice_with_minus_signs_alone_takes_back_what_it_names_and_takes_nothing_off() {
    for (way, name) in [(Way::In, "in"), (Way::Out, "out")] {
        let office = Office::make(&format!("chain-minus-{name}"));
        drops(&office, "a.xml", &paper(way, "R-1", 100, "380", None));
        let minus = ["100.00", "19.00", "119.00"]
            .iter()
            .fold(paper(way, "R-2", 100, "380", Some("R-1")), |xml, sum| {
                xml.replace(&format!(">{sum}<"), &format!(">-{sum}<"))
            })
            .replace("\"C62\">1<", "\"C62\">-1<")
            .replace(
                "<cbc:PriceAmount currencyID=\"EUR\">-",
                "<cbc:PriceAmount currencyID=\"EUR\">",
            );
        drops(&office, "b.xml", &minus);
        assert_eq!(stands(&office, "D2").0, "processed", "{}", stands(&office, "D2").1);
        if way == Way::In {
            office.done(&["resolve", "D1", "account", "4930"]);
            office.done(&["undo", "D1"]);
        }
        office.done(&["undo", "D1"]);
        office.done(&["verify"]);
    }
}

#[test]
fn an_invoice_of_the_day_and_content_of_a_credit_note_before_it_repeats_nothing() {
    let office = Office::make("chain-credit-before");
    drops(&office, "a.xml", &paper(Way::In, "G-1", 100, "381", None));
    drops(&office, "b.xml", &paper(Way::In, "R-5", 100, "380", None));
    let control = |number: &str| {
        let rows = office.report("invoice-control");
        rows.into_iter().find(|row| row["invoice"] == number).unwrap_or_default()
    };
    assert_eq!(control("R-5")["status"], "approved", "{}", control("R-5"));
    // Two invoices of that kind still are one.
    drops(&office, "c.xml", &paper(Way::In, "R-6", 100, "380", None));
    assert_eq!(control("R-6")["status"], "held", "{}", control("R-6"));
}

/// 1,000.00 net, of which a line takes this off: (net, its text).
fn by_line(way: Way, names: Option<&str>, off: (i64, &str)) -> String {
    let rest = 1000 - off.0;
    let xml = paper(way, "SR-1", rest, "380", names);
    let begin = xml.find("<cac:InvoiceLine>").expect("a line");
    let line = &xml[begin..xml.find("</Invoice>").expect("an end")];
    let sum = |net: i64| format!("<cbc:LineExtensionAmount currencyID=\"EUR\">{net}.00<");
    let price = |net: i64| format!("<cbc:PriceAmount currencyID=\"EUR\">{net}.00<");
    let of =
        |net: i64| line.replace(&sum(rest), &sum(net)).replace(&price(rest), &price(net.abs()));
    let minus = of(-off.0)
        .replace("\"C62\">1<", "\"C62\">-1<")
        .replace("<cbc:ID>1</cbc:ID>", "<cbc:ID>2</cbc:ID>")
        .replace(">Ware<", &format!(">{}<", off.1));
    xml.replace(line, &(of(1000) + &minus))
}

fn pays(office: &Office, way: Way, amount: &str, text: &str) {
    let head =
        "iban;booking_date;value_date;amount;currency;counterparty;counterparty_iban;remittance\n";
    let sign = if way == Way::In { "-" } else { "" };
    drops(
        office,
        &format!("{text}.csv"),
        &format!("{head}{OWN};2026-09-10;2026-09-10;{sign}{amount};EUR;Stahl AG;;{text}\n"),
    );
    let row = office.report("reconciliation").pop().expect("the payment");
    if row["status"] != "matched" {
        office.done(&["resolve", row["id"].as_str().unwrap_or_default(), "accept"]);
    }
}

#[test]
fn a_line_of_a_final_invoice_takes_a_prepayment_off() {
    let texts = ["abzgl. Abschlagsrechnung AR-1", "AR-1 vom 2.9.2026", "a conto"];
    for (at, way) in [(0, Way::In), (1, Way::Out)] {
        for (of, text) in texts.into_iter().enumerate() {
            for paid in [true, false] {
                let names = (of != 2).then_some("AR-1");
                let office = Office::make(&format!("chain-line-{at}-{of}-{paid}"));
                drops(&office, "a.xml", &paper(way, "AR-1", 300, "386", None));
                if paid {
                    pays(&office, way, "357,00", "AR-1");
                }
                drops(&office, "s.xml", &by_line(way, names, (300, text)));
                let last = office.report("documents").pop().expect("the final invoice");
                assert_eq!(last["status"], "processed", "{last}");
                if !paid {
                    pays(&office, way, "357,00", "AR-1");
                }
                pays(&office, way, "833,00", "SR-1");
                assert_eq!(office.open_items(), [""; 0]);
                let whole = match way {
                    Way::In => ["1200 -1190.00", "1576 190.00", "3400 1000.00"],
                    Way::Out => ["1200 1190.00", "1776 -190.00", "8400 -1000.00"],
                };
                assert_eq!(balances(&office), whole, "{text} {paid}");
            }
        }
    }
}

#[test]
fn a_line_that_no_prepayment_fits_is_asked_about_and_replaces_none() {
    let office = Office::make("chain-line-differs");
    drops(&office, "a.xml", &paper(Way::In, "AR-1", 300, "386", None));
    drops(&office, "s.xml", &by_line(Way::In, Some("AR-1"), (200, "abzgl. Anzahlung")));
    waits(&office, "D2", &["200,00", "300,00", "AR-1"]);
    office.done(&["resolve", "D2", "accept"]);
    assert_eq!(office.open_items(), ["AR-1 357.00", "SR-1 952.00"]);
    office.done(&["undo", "D2"]);
    // The final invoice first: the prepayment waits, and both come right.
    let office = Office::make("chain-line-first");
    drops(&office, "s.xml", &by_line(Way::In, None, (300, "abzgl. Abschlagsrechnung AR-1")));
    drops(&office, "a.xml", &paper(Way::In, "AR-1", 300, "386", None));
    waits(&office, "D2", &["SR-1", "undo D1"]);
    office.done(&["undo", "D1"]);
    office.done(&["resolve", "D2", "accept"]);
    office.done(&["resolve", "D1", "accept"]);
    pays(&office, Way::In, "357,00", "AR-1");
    pays(&office, Way::In, "833,00", "SR-1");
    assert_eq!(balances(&office), ["1200 -1190.00", "1576 190.00", "3400 1000.00"]);
    // Dropped together, whatever their names.
    let office = Office::make("chain-line-together");
    office.put("a.xml", &by_line(Way::In, Some("AR-1"), (300, "abzgl. Anzahlung")));
    office.put("b.xml", &paper(Way::In, "AR-1", 300, "386", None));
    office.run();
    assert!(office.report("documents").iter().all(|row| row["status"] == "processed"));
}

/// A part that was invoiced as any other is taken off as it was booked.
#[test]
fn a_line_takes_a_partial_invoice_off_too() {
    let office = Office::make("chain-line-part");
    drops(&office, "a.xml", &paper(Way::In, "TR-1", 300, "380", None));
    drops(&office, "s.xml", &by_line(Way::In, Some("TR-1"), (300, "abzgl. Teilrechnung TR-1")));
    assert_eq!(stands(&office, "D2").0, "processed", "{:?}", stands(&office, "D2"));
    assert_eq!(balances(&office), ["1576 190.00", "3400 1000.00"]);
    assert_eq!(office.open_items(), ["SR-1 833.00", "TR-1 357.00"]);
}

#[test]
fn a_payment_that_names_a_replaced_invoice_is_proposed_for_the_one_in_its_place() {
    for (at, paid, left) in [(0, "119,00", "-23.80"), (1, "95,20", ""), (2, "50,00", "45.20")] {
        let office = Office::make(&format!("chain-paid-{at}"));
        drops(&office, "a.xml", &paper(Way::In, "K-101", 100, "380", None));
        drops(&office, "b.xml", &paper(Way::In, "N-102", 80, "384", Some("K-101")));
        office.done(&["resolve", "D2", "accept"]);
        // The name of the payer tells nothing.
        let head = "iban;booking_date;value_date;amount;currency;counterparty;remittance\n";
        let row = format!("{head}{OWN};2026-09-10;2026-09-10;-{paid};EUR;Zahlstelle;K-101\n");
        drops(&office, "bank.csv", &row);
        let row = office.report("reconciliation").pop().expect("the payment");
        assert_eq!(row["status"], "suggested", "{row}");
        assert_eq!(row["allocations"][0]["document"], "N-102", "{row}");
        office.done(&["resolve", "E1", "accept"]);
        let open: Vec<String> = office
            .open_items()
            .iter()
            .filter_map(|row| row.split(' ').next_back().map(str::to_owned))
            .collect();
        assert_eq!(open.join(""), left);
        balances(&office);
    }
}

/// What was not deducted is not corrected (§ 17 (1) sentence 2 UStG).
#[test]
fn a_credit_note_of_what_was_booked_without_input_vat_takes_none_back() {
    let office = Office::make("chain-undeducted");
    drops(&office, "r.xml", &paper(Way::In, "U-1", 500, "380", None));
    office.done(&["resolve", "D1", "accept", "--without-input-vat"]);
    let before = balances(&office);
    assert!(before.iter().all(|line| !line.starts_with("1576")), "{before:?}");
    drops(&office, "g.xml", &paper(Way::In, "U-2", 100, "381", Some("U-1")));
    let after = balances(&office);
    assert!(after.iter().all(|line| !line.starts_with("1576")), "{after:?}");
    assert_eq!(office.open_items(), ["U-1 595.00", "U-2 -119.00"]);
    // One of what was deducted corrects it.
    drops(&office, "s.xml", &paper(Way::In, "V-1", 500, "380", None));
    drops(&office, "h.xml", &paper(Way::In, "V-2", 100, "381", Some("V-1")));
    assert!(balances(&office).contains(&"1576 76.00".to_owned()), "{:?}", balances(&office));
}
