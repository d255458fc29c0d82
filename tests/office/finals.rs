//! Final invoices that take prepayments off, and what comes after them: what takes a final invoice
//! back whole gives back what it had taken off, what takes its place takes that off itself.

use crate::invoice::Invoice;
use crate::small_office::{OWN, Office};
use serde_json::Value;

const US: (&str, &str) = ("Beispiel GmbH", "DE136695976");
const OTHER: (&str, &str) = ("Stahl AG", "DE290104774");

/// Received from the other, or issued to it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Way {
    In,
    Out,
}

/// How a document takes a prepayment of 1,000.00 net off, of 5,000.00.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Off {
    /// It does not.
    Nothing,
    /// BT-113.
    Prepaid,
    /// By a line with a minus sign.
    Line,
}

pub(super) fn office(name: &str, chart: &str) -> Office {
    let office = Office::make(name);
    let path = office.path().join("companies/beispiel.toml");
    let text = std::fs::read_to_string(&path).expect("read").replace("SKR03", chart);
    std::fs::write(path, text).expect("written");
    office
}

pub(super) fn paper(way: Way, number: &str, code: &str, net: i64, names: &[&str]) -> String {
    let (seller, buyer) = if way == Way::In { (OTHER, US) } else { (US, OTHER) };
    let xml = Invoice {
        number,
        date: "2026-09-02",
        seller,
        buyer,
        net_cents: net * 100,
        type_code: code,
        corrects: Some("NAMED"),
    }
    .xml();
    let begin = xml.find("<cac:BillingReference>").expect("a reference");
    let end = "</cac:BillingReference>";
    let one = &xml[begin..xml.find(end).expect("its end") + end.len()];
    let all: String = names.iter().map(|name| one.replace("NAMED", name)).collect();
    xml.replace(one, &all)
}

/// 5,000.00 net, of which 1,000.00 net is taken off.
pub(super) fn whole(way: Way, number: &str, code: &str, off: Off, names: &[&str]) -> String {
    whole_of(way, number, code, (5000, off), names)
}

pub(super) fn whole_of(
    way: Way,
    number: &str,
    code: &str,
    (net, off): (i64, Off),
    names: &[&str],
) -> String {
    let gross = |net: i64| format!("{}.{:02}", net * 119 / 100, net * 119 % 100);
    let xml = match off {
        Off::Nothing => paper(way, number, code, net, names),
        Off::Prepaid => {
            let payable = format!("<cbc:PayableAmount currencyID=\"EUR\">{}<", gross(net));
            let less = format!(
                "<cbc:PrepaidAmount currencyID=\"EUR\">1190.00</cbc:PrepaidAmount><cbc:PayableAmount \
                 currencyID=\"EUR\">{}<",
                gross(net - 1000)
            );
            paper(way, number, code, net, names).replace(&payable, &less)
        }
        Off::Line => {
            let xml = paper(way, number, code, net - 1000, names);
            let begin = xml.find("<cac:InvoiceLine>").expect("a line");
            let line = &xml[begin..xml.find("</Invoice>").expect("an end")];
            let of = |own: i64| {
                let amount =
                    |tag: &str, net: i64| format!("<cbc:{tag} currencyID=\"EUR\">{net}.00<");
                let old = net - 1000;
                line.replace(
                    &amount("LineExtensionAmount", old),
                    &amount("LineExtensionAmount", own),
                )
                .replace(&amount("PriceAmount", old), &amount("PriceAmount", own.abs()))
            };
            let minus = of(-1000)
                .replace("\"C62\">1<", "\"C62\">-1<")
                .replace("<cbc:ID>1</cbc:ID>", "<cbc:ID>2</cbc:ID>")
                .replace(">Ware<", ">abzgl. Anzahlungsrechnung AR-1<");
            xml.replace(line, &(of(net) + &minus))
        }
    };
    if matches!(code, "381" | "503") { as_credit_note(&xml) } else { xml }
}

/// UBL has a document of its own for credit notes.
fn as_credit_note(invoice: &str) -> String {
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

pub(super) fn drops(office: &Office, name: &str, text: &str) {
    office.put(name, text);
    office.run();
}

/// The prepayment invoice, and its payment.
pub(super) fn advance(office: &Office, way: Way) {
    drops(office, "ar.xml", &paper(way, "AR-1", "386", 1000, &[]));
    pays(office, way, "1190,00", "AR-1");
}

pub(super) fn pays(office: &Office, way: Way, amount: &str, text: &str) {
    let head = "iban;booking_date;value_date;amount;currency;counterparty;remittance\n";
    let sign = if way == Way::In { "-" } else { "" };
    drops(
        office,
        &format!("{text}.csv"),
        &format!("{head}{OWN};2026-09-10;2026-09-10;{sign}{amount};EUR;Stahl AG;{text}\n"),
    );
    let row = office.report("reconciliation").pop().expect("the payment");
    if row["status"] != "matched" {
        office.done(&["resolve", row["id"].as_str().unwrap_or_default(), "accept"]);
    }
}

pub(super) fn stands(office: &Office, number: &str) -> (String, String, String) {
    let rows = office.report("documents");
    let row = rows.iter().find(|row| row["number"] == number).unwrap_or(&Value::Null);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&row["id"]), text(&row["status"]), text(&row["reason"]))
}

pub(super) fn is_booked(office: &Office, number: &str) -> String {
    let (id, status, reason) = stands(office, number);
    assert_eq!(status, "processed", "{number}: {reason}");
    id
}

/// A document waits, and its sentence tells all of these; its id.
pub(super) fn waits(office: &Office, number: &str, tells: &[&str]) -> String {
    let (id, status, reason) = stands(office, number);
    assert_eq!(status, "held", "{number}: {reason}");
    for words in tells {
        assert!(reason.contains(words), "{words} is not in: {reason}");
    }
    id
}

/// What is not zero on the accounts of the chart, personal ones apart.
pub(super) fn balances(office: &Office) -> Vec<String> {
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

/// A credit note over the whole of a final invoice, stated in each way that occurs.
const STORNO: [(&str, Off, i64); 4] = [
    ("as the invoice", Off::Prepaid, 5000),
    ("by its line", Off::Line, 5000),
    ("the whole", Off::Nothing, 5000),
    ("what was left to pay", Off::Nothing, 4000),
];

#[test]
fn a_credit_note_of_a_whole_final_invoice_gives_its_prepayment_back() {
    let ways = [(Way::In, "SKR03"), (Way::Out, "SKR03"), (Way::In, "SKR04"), (Way::Out, "SKR04")];
    for (at, (way, chart)) in ways.into_iter().enumerate() {
        for (of, off) in [Off::Prepaid, Off::Line].into_iter().enumerate() {
            for (how, storno) in STORNO.into_iter().enumerate() {
                // Each way to state it once, and each side and chart.
                let asked = match (way, chart) {
                    (Way::In, "SKR03") => of == 0 && how != 1 || of == 1 && (how == 1 || how == 2),
                    (Way::Out, "SKR03") => of == how,
                    _ => (of, how) == (0, 0),
                };
                if !asked {
                    continue;
                }
                let told = format!("{way:?} {chart} {off:?} {}", storno.0);
                let office = office(&format!("final-back-{at}-{of}-{how}"), chart);
                advance(&office, way);
                let before = balances(&office);
                drops(&office, "f.xml", &whole(way, "SR-1", "380", off, &["AR-1"]));
                is_booked(&office, "SR-1");
                let booked = balances(&office);
                let note = whole_of(way, "ST-1", "381", (storno.2, storno.1), &["SR-1"]);
                drops(&office, "s.xml", &note);
                let id = is_booked(&office, "ST-1");
                assert_eq!(balances(&office), before, "{told}");
                assert_eq!(office.open_items(), ["SR-1 4760.00", "ST-1 -4760.00"], "{told}");
                // Again: it is there.
                drops(&office, "s-again.xml", &(note + "\n"));
                assert_eq!(balances(&office), before, "{told}");
                let last = office.report("documents").pop().expect("the copy");
                assert_eq!(last["status"], "duplicate", "{told}: {last}");
                // The final invoice cannot go without it.
                assert!(!office.say(&["undo", "D3"]).0, "{told}");
                office.done(&["undo", &id]);
                assert_eq!(balances(&office), booked, "{told}");
                office.done(&["resolve", &id, "accept"]);
                assert_eq!(balances(&office), before, "{told}");
                // Another final invoice takes the prepayment off.
                drops(&office, "g.xml", &whole(way, "SR-2", "380", off, &["AR-1"]));
                let next = is_booked(&office, "SR-2");
                assert_eq!(balances(&office), booked, "{told}");
                assert!(!office.say(&["undo", &id]).0, "{told}");
                office.done(&["undo", &next]);
                office.done(&["undo", &id]);
                assert_eq!(balances(&office), booked, "{told}");
                office.done(&["undo", "D3"]);
                assert_eq!(balances(&office), before, "{told}");
            }
        }
    }
}

#[test]
fn a_paid_final_invoice_is_taken_back_whole_too() {
    for (at, way) in [Way::In, Way::Out].into_iter().enumerate() {
        let office = office(&format!("final-paid-{at}"), "SKR03");
        advance(&office, way);
        drops(&office, "f.xml", &whole(way, "SR-1", "380", Off::Prepaid, &["AR-1"]));
        pays(&office, way, "4760,00", "SR-1");
        drops(&office, "s.xml", &whole(way, "ST-1", "381", Off::Prepaid, &["SR-1"]));
        let expected = match way {
            Way::In => ["1200 -5950.00", "1518 1000.00", "1576 190.00"],
            Way::Out => ["1200 5950.00", "1718 -1000.00", "1776 -190.00"],
        };
        let of_chart = |office: &Office| -> Vec<String> {
            balances(office).into_iter().filter(|row| !row.starts_with("1400")).collect()
        };
        assert_eq!(of_chart(&office), expected);
        assert_eq!(office.open_items(), ["ST-1 -4760.00"]);
        // One that names what it takes the place of.
        drops(&office, "g.xml", &whole(way, "SR-2", "380", Off::Prepaid, &["SR-1"]));
        is_booked(&office, "SR-2");
        assert_eq!(office.open_items(), ["SR-2 4760.00", "ST-1 -4760.00"]);
    }
}

#[test]
fn all_of_it_in_one_drop_is_the_same() {
    for (at, way) in [Way::In, Way::Out].into_iter().enumerate() {
        for turned in [false, true] {
            let office = office(&format!("final-drop-{at}-{turned}"), "SKR03");
            advance(&office, way);
            let before = balances(&office);
            let files = [
                whole(way, "SR-1", "380", Off::Prepaid, &["AR-1"]),
                whole(way, "ST-1", "381", Off::Prepaid, &["SR-1"]),
            ];
            for (at, text) in files.iter().enumerate() {
                office.put(&format!("{}.xml", if turned { 9 - at } else { at }), text);
            }
            office.run();
            is_booked(&office, "ST-1");
            assert_eq!(balances(&office), before, "{way:?} {turned}");
            office.put("g.xml", &whole(way, "SR-2", "380", Off::Prepaid, &["AR-1"]));
            office.run();
            is_booked(&office, "SR-2");
            // Deducted once.
            drops(&office, "h.xml", &whole(way, "SR-3", "380", Off::Prepaid, &["AR-1"]));
            waits(&office, "SR-3", &["SR-2", "AR-1", "kontor undo"]);
        }
    }
}

#[test]
fn a_credit_note_of_a_part_leaves_the_prepayment_taken_off() {
    let office = office("final-part", "SKR03");
    advance(&office, Way::In);
    drops(&office, "f.xml", &whole(Way::In, "SR-1", "380", Off::Prepaid, &["AR-1"]));
    drops(&office, "s.xml", &whole_of(Way::In, "ST-1", "381", (500, Off::Nothing), &["SR-1"]));
    is_booked(&office, "ST-1");
    assert_eq!(balances(&office), ["1200 -1190.00", "1576 855.00", "3400 4500.00"]);
    // More than is left to pay and less than the whole; the rest, alone or with what is taken off.
    for (at, net) in [4200, 3500].into_iter().enumerate() {
        let number = format!("ST-{}", at + 2);
        let note = whole_of(Way::In, &number, "381", (net, Off::Nothing), &["SR-1"]);
        drops(&office, &format!("t-{at}.xml"), &note);
        let id = waits(&office, &number, &["5.950,00", "1.190,00", "SR-1", "D3"]);
        office.done(&["resolve", &id, "reject", "nein"]);
    }
    drops(&office, "u.xml", &whole_of(Way::In, "ST-9", "381", (4500, Off::Prepaid), &["SR-1"]));
    is_booked(&office, "ST-9");
    assert_eq!(balances(&office), ["1200 -1190.00", "1518 1000.00", "1576 190.00"]);
}

/// One that is paid only after the final invoice bears no VAT in its payment.
#[test]
fn a_prepayment_paid_after_its_final_invoice_is_asked_about() {
    for (at, way) in [Way::In, Way::Out].into_iter().enumerate() {
        let office = office(&format!("final-after-{at}"), "SKR03");
        drops(&office, "ar.xml", &paper(way, "AR-1", "386", 1000, &[]));
        let asked = balances(&office);
        drops(&office, "f.xml", &whole(way, "SR-1", "380", Off::Prepaid, &["AR-1"]));
        // Not paid at all: it stands on the clearing account again.
        drops(&office, "s.xml", &whole(way, "ST-1", "381", Off::Prepaid, &["SR-1"]));
        let id = is_booked(&office, "ST-1");
        assert_eq!(balances(&office), asked);
        office.done(&["undo", &id]);
        pays(&office, way, "1190,00", "AR-1");
        let (went, said) = office.say(&["resolve", &id, "accept"]);
        assert!(!went && said.contains("kontor undo E1"), "{said}");
        office.done(&["undo", "E1"]);
        office.done(&["resolve", &id, "accept"]);
        office.done(&["resolve", "E1", "match", "AR-1"]);
        let expected = match way {
            Way::In => ["1200 -1190.00", "1518 1000.00", "1576 190.00"],
            Way::Out => ["1200 1190.00", "1718 -1000.00", "1776 -190.00"],
        };
        assert_eq!(balances(&office), expected);
        // Its payment has the VAT now, which the final invoice would have again.
        assert!(!office.say(&["undo", &id]).0);
        office.done(&["undo", "E1"]);
        office.done(&["undo", &id]);
        office.done(&["resolve", "E1", "match", "AR-1"]);
        balances(&office);
    }
}

#[test]
fn what_was_credited_is_not_taken_off() {
    for (at, way) in [Way::In, Way::Out].into_iter().enumerate() {
        for (of, off) in [Off::Prepaid, Off::Line].into_iter().enumerate() {
            let office = office(&format!("final-credited-{at}-{of}"), "SKR03");
            advance(&office, way);
            drops(&office, "g.xml", &whole_of(way, "G-1", "381", (1000, Off::Nothing), &["AR-1"]));
            let back = if way == Way::In { Way::Out } else { Way::In };
            pays(&office, back, "1190,00", "G-1");
            assert_eq!(balances(&office), [""; 0]);
            for (number, names) in [("SR-1", vec!["AR-1"]), ("SR-2", Vec::new())] {
                let text = whole(way, number, "380", off, &names);
                drops(&office, &format!("{number}.xml"), &text);
                let id = waits(&office, number, &["AR-1", "G-1"]);
                assert!(!office.say(&["resolve", &id, "accept"]).0);
                office.done(&["resolve", &id, "reject", "falsch"]);
            }
            assert_eq!(balances(&office), [""; 0]);
        }
    }
}

#[test]
fn a_corrected_final_invoice_takes_the_place_of_it_with_what_it_takes_off() {
    for (at, way) in [Way::In, Way::Out].into_iter().enumerate() {
        for (of, off) in [Off::Prepaid, Off::Line].into_iter().enumerate() {
            for (how, names) in [vec!["SR-1"], vec!["SR-1", "AR-1"]].into_iter().enumerate() {
                for paid in [false, true] {
                    let told = format!("{way:?} {off:?} {names:?} {paid}");
                    let office = office(&format!("final-again-{at}-{of}-{how}-{paid}"), "SKR03");
                    advance(&office, way);
                    drops(&office, "f.xml", &whole(way, "SR-1", "380", off, &["AR-1"]));
                    if paid {
                        pays(&office, way, "4760,00", "SR-1");
                    }
                    let before = balances(&office);
                    let text = whole_of(way, "SR-2", "384", (4000, off), &names);
                    drops(&office, "k.xml", &text);
                    let id = waits(&office, "SR-2", &["SR-1", "accept"]);
                    let said = office.done(&["resolve", &id, "accept"]);
                    let (net, tax) = match way {
                        Way::In => ("3400 4000.00", "1576 760.00"),
                        Way::Out => ("8400 -4000.00", "1776 -760.00"),
                    };
                    let after = balances(&office);
                    assert!(after.contains(&net.to_owned()), "{told}: {after:?} {said}");
                    assert!(after.contains(&tax.to_owned()), "{told}: {after:?} {said}");
                    let astray = ["1510", "1518", "1710", "1718", "1593", "1793"];
                    let astray = |row: &&String| astray.iter().any(|own| row.starts_with(own));
                    assert_eq!(after.iter().find(astray), None, "{told}: {after:?}");
                    if !paid {
                        assert_eq!(office.open_items(), ["SR-2 3570.00"], "{told}");
                    }
                    office.done(&["undo", &id]);
                    if !paid {
                        assert_eq!(balances(&office), before, "{told}");
                        assert_eq!(office.open_items(), ["SR-1 4760.00"], "{told}");
                    }
                    office.done(&["nightly"]);
                    assert_eq!(balances(&office), before, "{told}");
                }
            }
        }
    }
}

#[test]
fn a_final_invoice_that_does_not_take_off_what_it_names_waits() {
    for (at, way) in [Way::In, Way::Out].into_iter().enumerate() {
        let office = office(&format!("final-bare-{at}"), "SKR03");
        advance(&office, way);
        let before = balances(&office);
        drops(&office, "f.xml", &whole(way, "SR-1", "380", Off::Nothing, &["AR-1"]));
        let id = waits(&office, "SR-1", &["AR-1", "§ 14 Abs. 5", "--beside"]);
        assert!(!office.say(&["resolve", &id, "accept"]).0);
        office.done(&["resolve", &id, "accept", "--beside"]);
        assert_eq!(office.open_items(), ["SR-1 5950.00"]);
        office.done(&["undo", &id]);
        assert_eq!(balances(&office), before);
        office.done(&["resolve", &id, "reject", "falsch"]);
        // A correction that does not take off what the first one did.
        drops(&office, "g.xml", &whole(way, "SR-2", "380", Off::Prepaid, &["AR-1"]));
        let booked = balances(&office);
        drops(&office, "k.xml", &whole(way, "SR-3", "384", Off::Nothing, &["SR-2"]));
        let id = waits(&office, "SR-3", &["AR-1", "§ 14 Abs. 5", "accept"]);
        office.done(&["resolve", &id, "accept"]);
        assert_eq!(office.open_items(), ["SR-3 5950.00"]);
        let taxed = if way == Way::In { "1518 1000.00" } else { "1718 -1000.00" };
        assert!(balances(&office).contains(&taxed.to_owned()));
        office.done(&["undo", &id]);
        assert_eq!(balances(&office), booked);
    }
}

/// What comes before the final invoice that it takes back was booked as one of goods.
#[test]
fn a_final_invoice_that_was_credited_before_it_came_waits() {
    for (at, off) in [Off::Prepaid, Off::Line].into_iter().enumerate() {
        let office = office(&format!("final-late-{at}"), "SKR03");
        advance(&office, Way::In);
        let before = balances(&office);
        drops(&office, "s.xml", &whole(Way::In, "ST-1", "381", off, &["SR-1"]));
        let note = match off {
            Off::Prepaid => waits(&office, "ST-1", &["SR-1"]),
            _ => is_booked(&office, "ST-1"),
        };
        if off == Off::Prepaid {
            // A person books it nevertheless.
            office.done(&["resolve", &note, "accept"]);
        }
        drops(&office, "f.xml", &whole(Way::In, "SR-1", "380", off, &["AR-1"]));
        let id = waits(&office, "SR-1", &["ST-1", "kontor undo"]);
        office.done(&["undo", &note]);
        office.done(&["resolve", &id, "accept"]);
        office.done(&["resolve", &note, "accept"]);
        assert_eq!(balances(&office), before, "{off:?}");
        is_booked(&office, "ST-1");
    }
}

#[test]
fn the_credit_note_of_what_a_final_invoice_takes_off_waits() {
    for (at, way) in [Way::In, Way::Out].into_iter().enumerate() {
        let office = office(&format!("final-part-credit-{at}"), "SKR03");
        advance(&office, way);
        drops(&office, "f.xml", &whole(way, "SR-1", "380", Off::Prepaid, &["AR-1"]));
        drops(&office, "g.xml", &whole_of(way, "G-1", "381", (1000, Off::Nothing), &["AR-1"]));
        let id = waits(&office, "G-1", &["AR-1", "SR-1", "kontor undo D3"]);
        office.done(&["undo", "D3"]);
        office.done(&["resolve", &id, "accept"]);
        let bank = if way == Way::In { "1200 -1190.00" } else { "1200 1190.00" };
        let rest = balances(&office);
        assert!(rest.contains(&bank.to_owned()), "{rest:?}");
    }
}

#[test]
fn a_corrected_prepayment_invoice_takes_the_place_of_the_one_before() {
    let note = "<cbc:Note>Diese Rechnung ersetzt Rechnung Nr. AR-1 vom 1.9.2026.</cbc:Note>\
        <cbc:DocumentCurrencyCode>";
    for (at, way) in [Way::In, Way::Out].into_iter().enumerate() {
        for code in ["384", "386"] {
            for paid in [false, true] {
                let told = format!("{way:?} {code} {paid}");
                let office = office(&format!("prepayment-again-{at}-{code}-{paid}"), "SKR03");
                drops(&office, "ar.xml", &paper(way, "AR-1", "386", 1000, &[]));
                if paid {
                    pays(&office, way, "1190,00", "AR-1");
                }
                let before = balances(&office);
                let mut text = paper(way, "AR-2", code, 800, &["AR-1"]);
                if code == "386" {
                    text = text.replace("<cbc:DocumentCurrencyCode>", note);
                }
                drops(&office, "k.xml", &text);
                let id = waits(&office, "AR-2", &["AR-1", "accept"]);
                office.done(&["resolve", &id, "accept"]);
                if !paid {
                    let clearing = match way {
                        Way::In => "1793 952.00",
                        Way::Out => "1593 -952.00",
                    };
                    assert_eq!(balances(&office), [clearing], "{told}");
                    assert_eq!(office.open_items(), ["AR-2 952.00"], "{told}");
                }
                office.done(&["undo", &id]);
                office.done(&["nightly"]);
                assert_eq!(balances(&office), before, "{told}");
            }
        }
    }
}

#[test]
fn a_correction_names_a_number_nearly_or_one_that_waits() {
    for (at, near) in ["RE/2026-44", "2026-0044"].into_iter().enumerate() {
        let office = office(&format!("final-near-{at}"), "SKR03");
        drops(&office, "a.xml", &paper(Way::In, "RE/2026-0044", "380", 100, &[]));
        drops(&office, "b.xml", &paper(Way::In, "RE/2026-0050", "384", 80, &[near]));
        let id = waits(&office, "RE/2026-0050", &["RE/2026-0044", "D1", "--beside"]);
        office.done(&["resolve", &id, "accept"]);
        assert_eq!(office.open_items(), ["RE/2026-0050 95.20"]);
        office.done(&["undo", &id]);
        assert_eq!(office.open_items(), ["RE/2026-0044 119.00"]);
        office.done(&["resolve", &id, "accept", "--beside"]);
        assert_eq!(office.open_items(), ["RE/2026-0044 119.00", "RE/2026-0050 95.20"]);
        balances(&office);
    }
    for together in [false, true] {
        let office = office(&format!("final-held-{together}"), "SKR03");
        drops(&office, "a.xml", &paper(Way::In, "K-1", "380", 100, &[]));
        office.put("b.xml", &paper(Way::In, "K-2", "384", 80, &["K-1"]));
        if !together {
            office.run();
        }
        drops(&office, "c.xml", &paper(Way::In, "K-3", "384", 70, &["K-2"]));
        let held = waits(&office, "K-2", &["K-1"]);
        let id = waits(&office, "K-3", &["K-2", &held]);
        assert!(!office.say(&["resolve", &id, "accept"]).0);
        office.done(&["resolve", &held, "accept"]);
        office.done(&["resolve", &id, "accept"]);
        assert_eq!(office.open_items(), ["K-3 83.30"]);
        balances(&office);
    }
}

#[test]
fn a_credit_note_may_bear_the_number_of_an_invoice() {
    for (at, way) in [Way::In, Way::Out].into_iter().enumerate() {
        for turned in [false, true] {
            let office = office(&format!("final-same-{at}-{turned}"), "SKR03");
            let mut both = [
                paper(way, "1001", "380", 100, &[]),
                as_credit_note(&paper(way, "1001", "381", 40, &[])),
            ];
            if turned {
                both.reverse();
            }
            drops(&office, "a.xml", &both[0]);
            drops(&office, "b.xml", &both[1]);
            let last = office.report("documents").pop().expect("the second");
            assert_eq!((&last["id"], &last["status"]), (&"D2".into(), &"held".into()), "{last}");
            office.done(&["resolve", "D2", "accept"]);
            assert_eq!(office.open_items(), ["1001 -47.60", "1001 119.00"]);
            balances(&office);
            // Each is known again.
            for (at, text) in both.iter().enumerate() {
                drops(&office, &format!("again-{at}.xml"), &format!("{text}\n"));
            }
            assert_eq!(office.open_items(), ["1001 -47.60", "1001 119.00"]);
            office.done(&["undo", "D2"]);
            let left = if turned { "1001 -47.60" } else { "1001 119.00" };
            assert_eq!(office.open_items(), [left]);
        }
    }
}

#[test]
fn of_an_invoice_that_only_names_another_the_harmless_answer_comes_first() {
    let office = office("final-names", "SKR03");
    drops(&office, "a.xml", &paper(Way::In, "R-1", "380", 100, &[]));
    drops(&office, "b.xml", &paper(Way::In, "R-2", "380", 30, &["R-1"]));
    let id = waits(&office, "R-2", &["R-1", "ihr Betrag ist ein anderer"]);
    let (_, _, reason) = stands(&office, "R-2");
    let first = reason.find("accept --beside").expect("the answer");
    assert!(first < reason.find("accept“").expect("the other"), "{reason}");
    office.done(&["resolve", &id, "accept", "--beside"]);
    assert_eq!(office.open_items(), ["R-1 119.00", "R-2 35.70"]);
    // A correction of what a final invoice takes off.
    advance(&office, Way::In);
    drops(&office, "f.xml", &whole(Way::In, "SR-1", "380", Off::Prepaid, &["AR-1"]));
    drops(&office, "k.xml", &paper(Way::In, "AR-2", "384", 900, &["AR-1"]));
    let id = waits(&office, "AR-2", &["AR-1", "SR-1", "kontor undo"]);
    assert!(!office.say(&["resolve", &id, "accept"]).0);
    balances(&office);
}

#[test]
fn of_a_prepayment_paid_in_part_what_was_paid_is_taken_off() {
    const OFF: &str = "resolve E1 match AR-1 --write-off Schlussrechnung";
    for (at, way) in [Way::In, Way::Out].into_iter().enumerate() {
        for (of, names) in [vec!["AR-1"], vec![]].into_iter().enumerate() {
            let office = office(&format!("final-partly-{at}-{of}"), "SKR03");
            drops(&office, "ar.xml", &paper(way, "AR-1", "386", 1000, &[]));
            pays(&office, way, "595,00", "AR-1");
            let text = whole(way, "SR-1", "380", Off::Prepaid, &names)
                .replace(">1190.00</cbc:PrepaidAmount", ">595.00</cbc:PrepaidAmount")
                .replace(">4760.00<", ">5355.00<");
            drops(&office, "f.xml", &text);
            let id = waits(&office, "SR-1", &["AR-1", OFF]);
            assert!(!office.say(&["resolve", &id, "accept"]).0);
            let (_, said) =
                office.say(&["resolve", "E1", "match", "AR-1", "--write-off", "Kulanz"]);
            assert!(said.contains("--write-off Schlussrechnung"), "{said}");
            office.done(&["resolve", "E1", "match", "AR-1", "--write-off", "Schlussrechnung"]);
            let row = office.report("reconciliation").pop().expect("the payment");
            let told = row["explanation"].to_string();
            assert!(told.contains("nicht mehr verlangt") && !told.contains("Skonto"), "{told}");
            office.done(&["resolve", &id, "accept"]);
            let expected = match way {
                Way::In => ["1200 -595.00", "1576 950.00", "3400 5000.00"],
                Way::Out => ["1200 595.00", "1776 -950.00", "8400 -5000.00"],
            };
            assert_eq!(balances(&office), expected);
            assert_eq!(office.open_items(), ["SR-1 5355.00"]);
        }
    }
}

/// With its payment in the same drop, a final invoice is booked only after that, and what takes it
/// back after it.
#[test]
fn a_drop_with_the_payment_gives_the_prepayment_back_too() {
    for turned in [false, true] {
        let office = office(&format!("final-drop-paid-{turned}"), "SKR03");
        let mut files = [
            paper(Way::In, "AR-1", "386", 1000, &[]),
            whole(Way::In, "SR-1", "380", Off::Prepaid, &["AR-1"]),
            whole(Way::In, "ST-1", "381", Off::Prepaid, &["SR-1"]),
        ];
        if turned {
            files.reverse();
        }
        for (at, text) in files.iter().enumerate() {
            office.put(&format!("{at}.xml"), text);
        }
        pays(&office, Way::In, "1190,00", "AR-1");
        is_booked(&office, "SR-1");
        is_booked(&office, "ST-1");
        assert_eq!(balances(&office), ["1200 -1190.00", "1518 1000.00", "1576 190.00"]);
    }
}

#[test]
fn a_credit_note_that_gave_a_prepayment_back_is_not_replaced() {
    let office = office("final-note-replaced", "SKR03");
    advance(&office, Way::In);
    drops(&office, "f.xml", &whole(Way::In, "SR-1", "380", Off::Prepaid, &["AR-1"]));
    drops(&office, "s.xml", &whole(Way::In, "ST-1", "381", Off::Prepaid, &["SR-1"]));
    let before = balances(&office);
    drops(&office, "k.xml", &whole(Way::In, "K-1", "384", Off::Nothing, &["ST-1"]));
    let id = waits(&office, "K-1", &["ST-1", "kontor undo D4"]);
    assert!(!office.say(&["resolve", &id, "accept"]).0);
    assert_eq!(balances(&office), before);
}
