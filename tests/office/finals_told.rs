//! What is told of prepayments that stand: where a credit note takes their final invoice back, and
//! where the words of an invoice point to one that it does not take off.

use crate::finals::{
    Off, Way, advance, balances, drops, is_booked, office, paper, waits, whole, whole_of,
};
use crate::small_office::{OWN, Office};

const WAYS: [(Way, &str); 2] = [(Way::In, "SKR03"), (Way::Out, "SKR04")];

/// What is doubtful about a document.
fn doubts(office: &Office, number: &str) -> String {
    let rows = office.report("documents");
    let row = rows.iter().find(|row| row["number"] == number).expect("the document");
    row["doubts"].to_string()
}

/// The prepayment and its final invoice, taken back whole.
fn credited(name: &str, way: Way, chart: &str) -> (Office, Vec<String>) {
    let office = office(name, chart);
    advance(&office, way);
    let before = balances(&office);
    drops(&office, "f.xml", &whole(way, "SR-1", "380", Off::Prepaid, &["AR-1"]));
    is_booked(&office, "SR-1");
    drops(&office, "g.xml", &whole(way, "GS-1", "381", Off::Nothing, &["SR-1"]));
    (office, before)
}

#[test]
fn a_credit_note_of_a_final_invoice_tells_that_the_prepayment_stands_again() {
    for (way, chart) in WAYS {
        let (office, before) = credited(&format!("told-stands-{way:?}"), way, chart);
        let id = is_booked(&office, "GS-1");
        assert_eq!(balances(&office), before, "{way:?}");
        let said = doubts(&office, "GS-1");
        assert!(said.contains("AR-1") && said.contains("1.190,00"), "{way:?}: {said}");
        // A new final invoice takes it off.
        drops(&office, "n.xml", &whole(way, "SR-2", "380", Off::Prepaid, &["AR-1"]));
        let last = is_booked(&office, "SR-2");
        assert_eq!(doubts(&office, "GS-1"), "[]", "{way:?}");
        office.done(&["undo", &last]);
        assert!(doubts(&office, "GS-1").contains("AR-1"), "{way:?}");
        // Or it stays, as a person says.
        office.done(&["resolve", &id, "accept"]);
        assert_eq!(doubts(&office, "GS-1"), "[]", "{way:?}");
        assert_eq!(balances(&office), before, "{way:?}");
    }
}

#[test]
fn a_refund_of_the_prepayment_waits_for_its_credit_note() {
    for (way, chart) in WAYS {
        let (office, _) = credited(&format!("told-refund-{way:?}"), way, chart);
        office.done(&["resolve", "SR-1", "against", "GS-1"]);
        let sign = if way == Way::In { "" } else { "-" };
        let head = "iban;booking_date;value_date;amount;currency;counterparty;remittance\n";
        let refund = "Stahl AG;Rueckzahlung GS-1";
        let row = format!("{OWN};2026-09-25;2026-09-25;{sign}1190,00;EUR;{refund}\n");
        drops(&office, "r.csv", &format!("{head}{row}"));
        let row = office.report("reconciliation").pop().expect("the refund");
        let said = row["explanation"].to_string();
        assert_eq!(row["status"], "open", "{way:?}: {row}");
        assert!(said.contains("Gutschrift zu AR-1") && !said.contains("account 1"), "{said}");
        drops(&office, "ga.xml", &whole_of(way, "GA-1", "381", (1000, Off::Nothing), &["AR-1"]));
        is_booked(&office, "GA-1");
        if office.report("reconciliation").pop().expect("the refund")["status"] != "matched" {
            office.done(&["resolve", "E2", "match", "GA-1"]);
        }
        assert_eq!((office.open_items(), balances(&office)), (vec![], vec![]), "{way:?}");
        assert_eq!(doubts(&office, "GS-1"), "[]", "{way:?}");
    }
}

#[test]
fn an_invoice_whose_words_point_to_a_prepayment_is_asked_about() {
    let noted = |xml: String, text: &str| {
        let before = "<cbc:DocumentCurrencyCode>";
        xml.replacen(before, &format!("<cbc:Note>{text}</cbc:Note>{before}"), 1)
    };
    for (way, chart) in WAYS {
        let office = office(&format!("told-words-{way:?}"), chart);
        advance(&office, way);
        // Nothing points to it.
        for (number, text) in [("RE-1", "Lieferung"), ("RE-2", "Anzahlung moeglich")] {
            let xml = noted(paper(way, number, "380", 100, &[]), text);
            drops(&office, &format!("{number}.xml"), &xml);
            is_booked(&office, number);
        }
        let before = balances(&office);
        for (number, text) in
            [("SR-1", "Ihre Anzahlung (AR-1) haben wir erhalten."), ("SR-2", "Schlussrechnung")]
        {
            let xml = noted(paper(way, number, "380", 5000, &[]), text);
            drops(&office, &format!("{number}.xml"), &xml);
            let id = waits(&office, number, &["AR-1", "accept --beside", "reject"]);
            assert_eq!(balances(&office), before, "{way:?}");
            office.done(&["resolve", &id, "accept", "--beside"]);
            is_booked(&office, number);
            office.done(&["undo", &id]);
            office.done(&["resolve", &id, "reject", "ohne Abzug"]);
        }
        assert_eq!(balances(&office), before, "{way:?}");
        drops(&office, "f.xml", &noted(whole(way, "SR-3", "380", Off::Prepaid, &[]), "AR-1"));
        is_booked(&office, "SR-3");
        // What is taken off is asked about no more.
        drops(&office, "l.xml", &noted(paper(way, "SR-4", "380", 50, &[]), "Schlussrechnung"));
        is_booked(&office, "SR-4");
        balances(&office);
    }
}

/// A final invoice by its type (876, 877) takes nothing off: beside a prepayment its VAT would count
/// twice, whether that is paid yet or not.
#[test]
fn a_final_invoice_by_its_type_is_asked_about() {
    for (way, chart) in WAYS {
        for (code, is_paid) in [("877", true), ("876", true), ("877", false)] {
            let office = office(&format!("told-type-{way:?}-{code}-{is_paid}"), chart);
            match is_paid {
                true => advance(&office, way),
                false => drops(&office, "ar.xml", &paper(way, "AR-1", "386", 1000, &[])),
            }
            let before = balances(&office);
            drops(&office, "f.xml", &paper(way, "SR-1", code, 5000, &[]));
            let id = waits(&office, "SR-1", &["AR-1", "accept --beside", "reject"]);
            assert_eq!(balances(&office), before, "{way:?} {code}");
            // A supply of its own stands beside it, a final invoice of a part too.
            drops(&office, "o.xml", &paper(way, "RE-1", "380", 100, &[]));
            is_booked(&office, "RE-1");
            office.done(&["resolve", &id, "accept", "--beside"]);
            is_booked(&office, "SR-1");
        }
    }
}

/// A prepayment in dollars is taken off as it stands in the books, whatever the rate of the final
/// invoice: nothing of it stays, and the rest alone is owed at that rate.
#[test]
fn a_prepayment_in_another_currency_is_taken_off_whole() {
    let dollars = |xml: String, day: &str| xml.replace("EUR", "USD").replace("2026-09-02", day);
    for (way, chart) in WAYS {
        let office = office(&format!("told-dollars-{way:?}"), chart);
        drops(
            &office,
            "rates.csv",
            "Date,USD\n2026-09-02,1.1000\n2026-09-10,1.0500\n2026-10-05,1.1500\n",
        );
        drops(&office, "ar.xml", &dollars(paper(way, "AR-1", "386", 1000, &[]), "2026-09-02"));
        let sign = if way == Way::In { "-" } else { "" };
        let head = "iban;booking_date;value_date;amount;currency;counterparty;remittance\n";
        let payment = format!("{OWN};2026-09-10;2026-09-10;{sign}1190,00;USD;Stahl AG;AR-1\n");
        drops(&office, "p.csv", &format!("{head}{payment}"));
        let row = office.report("reconciliation").pop().expect("the payment");
        assert_eq!(row["status"], "matched", "{way:?}: {row}");
        let last = dollars(whole(way, "SR-1", "380", Off::Prepaid, &["AR-1"]), "2026-10-05");
        drops(&office, "f.xml", &last);
        is_booked(&office, "SR-1");
        let expected = match way {
            Way::In => ["1200 -1133.33", "1576 833.60", "2150 51.51", "3400 4387.36"],
            // VAT of what was received is owed by the rate of its day (§ 16 (6) UStG).
            Way::Out => ["1800 1133.33", "3806 -841.82", "4400 -4387.36", "4840 -43.29"],
        };
        assert_eq!(balances(&office), expected.map(String::from), "{way:?}");
        assert_eq!(office.open_items(), ["SR-1 4139.14"], "{way:?}");
    }
}

#[test]
fn what_was_taken_off_as_money_is_not_taxed_with_the_prepayment_unasked() {
    for (way, chart) in WAYS {
        let office = office(&format!("told-money-{way:?}"), chart);
        for number in ["AR-1", "AR-2"] {
            drops(&office, &format!("{number}.xml"), &paper(way, number, "386", 1000, &[]));
        }
        let last = whole(way, "SR-1", "380", Off::Prepaid, &["AR-1", "AR-2"])
            .replace(">1190.00</cbc:PrepaidAmount>", ">500.00</cbc:PrepaidAmount>")
            .replace(">4760.00</cbc:PayableAmount>", ">5450.00</cbc:PayableAmount>");
        drops(&office, "f.xml", &last);
        let id = waits(&office, "SR-1", &["AR-1, AR-2", "500,00"]);
        office.done(&["resolve", &id, "accept"]);
        let sign = if way == Way::In { "-" } else { "" };
        let head = "iban;booking_date;value_date;amount;currency;counterparty;remittance\n";
        let payment = format!("{OWN};2026-09-10;2026-09-10;{sign}1190,00;EUR;Stahl AG;AR-1\n");
        drops(&office, "p.csv", &format!("{head}{payment}"));
        let row = office.report("reconciliation").pop().expect("the payment");
        assert_eq!(row["status"], "suggested", "{way:?}: {row}");
        assert!(row["explanation"].to_string().contains("E1 match SR-1"), "{way:?}: {row}");
        // It is the money that the invoice calls paid, and nothing else is asked for.
        office.done(&["resolve", "E1", "match", "SR-1"]);
        assert_eq!(office.open_items(), ["AR-1 1190.00", "AR-2 1190.00", "SR-1 4760.00"]);
        for document in ["D1", "D2"] {
            office.done(&["undo", document]);
            office.done(&["resolve", document, "reject", "in der Schlussrechnung"]);
        }
        let all = match way {
            Way::In => ["1200 -1190.00", "1576 950.00", "3400 5000.00"],
            Way::Out => ["1800 1190.00", "3806 -950.00", "4400 -5000.00"],
        };
        assert_eq!(
            (balances(&office), office.open_items()),
            (all.map(String::from).into(), vec!["SR-1 4760.00".to_owned()]),
            "{way:?}"
        );
    }
}
