//! Prepayments that a final invoice means and does not fit: what it takes off as money is never
//! taxed with their payment, and what it takes off in part goes off of the one that it may mean.

use crate::finals::{
    Off, Way, advance, balances, drops, is_booked, office, paper, pays, waits, whole, whole_of,
};
use crate::small_office::{OWN, Office};

const WAYS: [(Way, &str); 2] = [(Way::In, "SKR04"), (Way::Out, "SKR03")];

/// A final invoice over 5,000.00 net that takes so much off, gross.
fn takes_off(way: Way, number: &str, (off, left): (&str, &str), names: &[&str]) -> String {
    whole(way, number, "380", Off::Prepaid, names)
        .replace(">1190.00</cbc:PrepaidAmount>", &format!(">{off}</cbc:PrepaidAmount>"))
        .replace(">4760.00</cbc:PayableAmount>", &format!(">{left}</cbc:PayableAmount>"))
}

/// A payment as it comes, decided by nobody: what the report says of it.
fn comes(office: &Office, way: Way, (day, amount): (&str, &str), text: &str) -> serde_json::Value {
    let head = "iban;booking_date;value_date;amount;currency;counterparty;remittance\n";
    let sign = if way == Way::In { "-" } else { "" };
    let row = format!("{OWN};{day};{day};{sign}{amount};EUR;Stahl AG;{text}\n");
    drops(office, &format!("{day}-{amount}.csv"), &format!("{head}{row}"));
    office.report("reconciliation").pop().expect("the payment")
}

fn with_cash_vat(office: &Office) {
    let path = office.path().join("companies/beispiel.toml");
    let text = std::fs::read_to_string(&path).expect("read") + "vat = \"cash\"\n";
    std::fs::write(path, text).expect("written");
}

/// 5,000.00 net with its VAT once, of which so much is paid.
fn once(way: Way, paid: &str) -> Vec<String> {
    match way {
        Way::In => vec!["1406 950.00".into(), format!("1800 -{paid}"), "5400 5000.00".into()],
        Way::Out => vec![format!("1200 {paid}"), "1776 -950.00".into(), "8400 -5000.00".into()],
    }
}

#[test]
fn no_payment_taxes_a_prepayment_whose_final_invoice_took_it_off_as_money() {
    let payments =
        [("1200,00", "AR-1"), ("1188,00", "AR-1"), ("1190,00", "Storno AR-1"), ("595,00", "AR-1")];
    for (at, (amount, text)) in payments.into_iter().enumerate() {
        for (way, chart) in WAYS {
            let names: &[&str] = if at % 2 == 0 { &["AR-1"] } else { &[] };
            let told = format!("{way:?} {amount} {text} {names:?}");
            let office = office(&format!("money-{way:?}-{at}"), chart);
            drops(&office, "ar.xml", &paper(way, "AR-1", "386", 1000, &[]));
            let last = takes_off(way, "SR-1", ("1200.00", "4750.00"), names);
            drops(&office, "f.xml", &last);
            let id = waits(&office, "SR-1", &["1.200,00", "davon 0,00", "--beside"]);
            office.done(&["resolve", &id, "accept"]);
            let row = comes(&office, way, ("2026-09-10", amount), text);
            assert_eq!(row["status"], "suggested", "{told}: {row}");
            let said = row["explanation"][0].to_string();
            assert!(said.contains("SR-1 (D2)") && said.contains("kontor undo D2"), "{told}: {row}");
            for answer in [&["resolve", "E1", "accept"][..], &["resolve", "E1", "match", "AR-1"]] {
                let (went, said) = office.say(answer);
                assert!(!went && said.contains("doppelt"), "{told}: {said}");
                assert!(said.contains("kontor undo D2"), "{told}: {said}");
            }
            // The steps that it names lead to VAT once.
            office.done(&["undo", &id]);
            let row = office.report("reconciliation").pop().expect("the payment");
            let said = row["explanation"].to_string();
            assert!(!said.contains("doppelt"), "{told}: {said}");
            office.done(&["resolve", "E1", "match", "AR-1"]);
            let vat = if way == Way::In { "1406 950.00" } else { "1776 -950.00" };
            if at == 0 {
                waits(&office, "SR-1", &["10,00 EUR weniger"]);
                office.done(&["resolve", &id, "accept"]);
                assert!(balances(&office).contains(&vat.to_owned()), "{told}");
                assert_eq!(office.open_items().last().expect("it"), "SR-1 4750.00");
            }
            balances(&office);
        }
    }
}

#[test]
fn what_stands_beside_its_money_as_a_person_says_is_paid_as_ever() {
    let office = office("money-beside", "SKR03");
    drops(&office, "ar.xml", &paper(Way::Out, "AR-1", "386", 1000, &[]));
    let last = takes_off(Way::Out, "SR-1", ("1200.00", "4750.00"), &[]);
    drops(&office, "f.xml", &last);
    let id = waits(&office, "SR-1", &["AR-1"]);
    office.done(&["resolve", &id, "accept", "--beside"]);
    assert_eq!(comes(&office, Way::Out, ("2026-09-10", "1190,00"), "AR-1")["status"], "matched");
    balances(&office);
}

#[test]
fn a_final_invoice_says_which_entry_may_be_the_payment_that_it_waits_for() {
    for text in ["AR-1", "Zahlung"] {
        let office = office(&format!("money-first-{text}"), "SKR03");
        drops(&office, "ar.xml", &paper(Way::Out, "AR-1", "386", 1000, &[]));
        comes(&office, Way::Out, ("2026-09-10", "1200,00"), text);
        let last = takes_off(Way::Out, "SR-1", ("1200.00", "4750.00"), &["AR-1"]);
        drops(&office, "f.xml", &last);
        waits(&office, "SR-1", &["Erst E1 klären", "kontor resolve E1 match AR-1"]);
        office.done(&["resolve", "E1", "match", "AR-1"]);
        // Once it is, the question is another.
        let id = waits(&office, "SR-1", &["bezahlt sind davon 1.190,00", "10,00"]);
        office.done(&["resolve", &id, "accept"]);
        assert!(balances(&office).contains(&"1776 -950.00".to_owned()));
    }
}

#[test]
fn parts_of_a_prepayment_that_no_invoice_names_go_off_with_their_vat() {
    for (way, chart) in WAYS {
        for lines in [false, true] {
            let office = office(&format!("money-parts-{way:?}-{lines}"), chart);
            advance(&office, way);
            for number in ["SR-1", "SR-2"] {
                let xml = match lines {
                    false => whole_of(way, number, "380", (2500, Off::Prepaid), &[])
                        .replace(">1190.00</cbc:PrepaidAmount>", ">595.00</cbc:PrepaidAmount>")
                        .replace(">1785.00</cbc:PayableAmount>", ">2380.00</cbc:PayableAmount>"),
                    true => by_line_of(way, number),
                };
                drops(&office, &format!("{number}.xml"), &xml);
                let tells = ["595,00", "AR-1", "500,00", "--beside", "reject"];
                let id = waits(&office, number, &tells);
                office.done(&["resolve", &id, "accept"]);
                is_booked(&office, number);
            }
            assert_eq!(balances(&office), once(way, "1190.00"), "{way:?} {lines}");
            assert_eq!(office.open_items(), ["SR-1 2380.00", "SR-2 2380.00"], "{way:?} {lines}");
        }
    }
}

/// 2,500.00 net, less 500.00 by a line that names nothing.
fn by_line_of(way: Way, number: &str) -> String {
    let xml = paper(way, number, "380", 2000, &[]);
    let begin = xml.find("<cac:InvoiceLine>").expect("a line");
    let line = &xml[begin..xml.find("</Invoice>").expect("an end")];
    let of = |net: i64, price: i64| {
        line.replace(">2000.00</cbc:LineE", &format!(">{net}.00</cbc:LineE"))
            .replace(">2000.00</cbc:PriceA", &format!(">{price}.00</cbc:PriceA"))
    };
    let minus = of(-500, 500)
        .replace("\"C62\">1<", "\"C62\">-1<")
        .replace("<cbc:ID>1</cbc:ID>", "<cbc:ID>2</cbc:ID>")
        .replace(">Ware<", ">abzgl. Anzahlung<");
    xml.replace(line, &(of(2500, 2500) + &minus))
}

/// Two prepayments, and their payments.
fn two_advances(office: &Office, way: Way, paid: usize) {
    for (at, number) in ["AR-1", "AR-2"].into_iter().enumerate() {
        drops(office, &format!("{number}.xml"), &paper(way, number, "386", 1000, &[]));
        if at < paid {
            pays(office, way, "1190,00", number);
        }
    }
}

#[test]
fn a_part_of_several_prepayments_goes_off_of_each() {
    for (way, chart) in WAYS {
        for names in [&[][..], &["AR-1", "AR-2"]] {
            let office = office(&format!("money-each-{way:?}-{}", names.len()), chart);
            two_advances(&office, way, 2);
            let before = balances(&office);
            drops(&office, "f.xml", &takes_off(way, "SR-1", ("1785.00", "4165.00"), names));
            let tells = ["AR-1 1.190,00 EUR, AR-2 595,00 EUR", "2.380,00", "--of"];
            let id = waits(&office, "SR-1", &tells);
            office.done(&["resolve", &id, "accept"]);
            let vat = if way == Way::In { "1406 1045.00" } else { "1776 -1045.00" };
            assert!(balances(&office).contains(&vat.to_owned()), "{way:?} {names:?}");
            drops(&office, "g.xml", &takes_off(way, "SR-2", ("595.00", "5355.00"), names));
            let next = waits(&office, "SR-2", &["595,00", "AR-2"]);
            office.done(&["resolve", &next, "accept"]);
            let all = match way {
                Way::In => ["1406 1900.00", "1800 -2380.00", "5400 10000.00"],
                Way::Out => ["1200 2380.00", "1776 -1900.00", "8400 -10000.00"],
            };
            assert_eq!(balances(&office), all, "{way:?} {names:?}");
            office.done(&["undo", &next]);
            office.done(&["undo", &id]);
            assert_eq!(balances(&office), before, "{way:?} {names:?}");
        }
    }
}

#[test]
fn a_person_says_which_prepayment_is_meant() {
    let office = office("money-which", "SKR03");
    two_advances(&office, Way::Out, 2);
    drops(&office, "f.xml", &whole(Way::Out, "SR-1", "380", Off::Prepaid, &[]));
    let id = waits(&office, "SR-1", &["AR-1, AR-2", "accept --of"]);
    let (went, said) = office.say(&["resolve", &id, "accept", "--of", "AR-9"]);
    assert!(!went && said.contains("AR-9"), "{said}");
    office.done(&["resolve", &id, "accept", "--of", "AR-2"]);
    // The other is still to be taken off, this one is not.
    drops(&office, "g.xml", &whole(Way::Out, "SR-2", "380", Off::Prepaid, &["AR-2"]));
    let other = waits(&office, "SR-2", &["AR-2", "SR-1"]);
    office.done(&["resolve", &other, "reject", "doppelt"]);
    drops(&office, "h.xml", &whole(Way::Out, "SR-3", "380", Off::Prepaid, &["AR-1"]));
    is_booked(&office, "SR-3");
    let all = ["1200 2380.00", "1776 -1900.00", "8400 -10000.00"];
    assert_eq!(balances(&office), all);
    // Taken back, it is asked again, and a part goes off of the one that is named.
    office.done(&["undo", &id]);
    waits(&office, "SR-1", &["accept"]);
}

#[test]
fn what_is_not_paid_of_several_is_asked_about_when_it_is() {
    for (way, chart) in WAYS {
        let office = office(&format!("money-mixed-{way:?}"), chart);
        two_advances(&office, way, 1);
        let last = takes_off(way, "SR-1", ("1785.00", "4165.00"), &["AR-1", "AR-2"]);
        drops(&office, "f.xml", &last);
        let id = waits(&office, "SR-1", &["AR-1 1.190,00 EUR, AR-2 595,00 EUR", "1.190,00"]);
        office.done(&["resolve", &id, "accept"]);
        let vat = if way == Way::In { "1406 950.00" } else { "1776 -950.00" };
        assert!(balances(&office).contains(&vat.to_owned()), "{way:?}");
        let row = comes(&office, way, ("2026-09-20", "1200,00"), "AR-2");
        let said = row["explanation"][0].to_string();
        assert!(said.contains("kontor undo"), "{way:?}: {row}");
        assert!(!office.say(&["resolve", "E2", "accept"]).0, "{way:?}");
        assert!(balances(&office).contains(&vat.to_owned()), "{way:?}");
    }
}

#[test]
fn one_payment_of_a_final_invoice_and_its_prepayment_settles_both() {
    for (way, chart) in WAYS {
        for cash in [false, true] {
            let office = office(&format!("money-both-{way:?}-{cash}"), chart);
            if cash {
                with_cash_vat(&office);
            }
            drops(&office, "ar.xml", &paper(way, "AR-1", "386", 1000, &[]));
            drops(&office, "f.xml", &whole(way, "SR-1", "380", Off::Prepaid, &["AR-1"]));
            let row = comes(&office, way, ("2026-09-20", "5950,00"), "SR-1");
            assert_eq!(row["status"], "suggested", "{way:?}: {row}");
            let said = row["explanation"].to_string();
            assert!(said.contains("SR-1 zieht AR-1 ab"), "{way:?}: {said}");
            assert!(!said.contains("zu viel"), "{way:?}: {said}");
            office.done(&["resolve", "E1", "accept"]);
            assert_eq!(office.open_items(), [""; 0], "{way:?}");
            assert_eq!(balances(&office), once(way, "5950.00"), "{way:?} {cash}");
            office.done(&["undo", "E1"]);
            assert_eq!(office.open_items(), ["AR-1 1190.00", "SR-1 4760.00"], "{way:?}");
        }
        // More than both is no payment of both.
        let office = office(&format!("money-more-{way:?}"), chart);
        drops(&office, "ar.xml", &paper(way, "AR-1", "386", 1000, &[]));
        drops(&office, "f.xml", &whole(way, "SR-1", "380", Off::Prepaid, &["AR-1"]));
        let row = comes(&office, way, ("2026-09-20", "5960,00"), "SR-1");
        assert!(row["explanation"].to_string().contains("1.200,00"), "{way:?}: {row}");
        balances(&office);
    }
}

#[test]
fn what_a_deduction_is_beside_its_prepayment_is_told() {
    for (off, left, tells) in [
        ("1000.00", "4950.00", "Nettobetrag von AR-1"),
        ("1189.99", "4760.01", "0,01 EUR Unterschied"),
        ("1190.01", "4759.99", "0,01 EUR Unterschied"),
        ("595.00", "5355.00", "500,00 EUR von 1.000,00 EUR"),
    ] {
        let office = office(&format!("money-told-{off}"), "SKR03");
        advance(&office, Way::Out);
        drops(&office, "f.xml", &takes_off(Way::Out, "SR-1", (off, left), &["AR-1"]));
        waits(&office, "SR-1", &[tells]);
    }
}

/// What an invoice calls paid and what is left of it bear one number; the amount tells which.
#[test]
fn the_rest_of_an_invoice_with_money_off_is_paid_without_a_question() {
    for (way, chart) in WAYS {
        let office = office(&format!("money-rest-{way:?}"), chart);
        drops(&office, "f.xml", &takes_off(way, "SR-1", ("1200.00", "4750.00"), &[]));
        is_booked(&office, "SR-1");
        let row = comes(&office, way, ("2026-09-20", "4750,00"), "SR-1");
        assert_eq!(row["status"], "matched", "{way:?}: {row}");
        assert_eq!(row["allocations"][0]["amount"].as_str(), Some("4750.00"), "{way:?}: {row}");
        balances(&office);
    }
}

/// More is taken off than a prepayment that is paid in part: all of it goes off, the rest is money.
#[test]
fn money_besides_a_prepayment_paid_in_part_leaves_its_vat_once() {
    for (way, chart) in WAYS {
        for names in [&[][..], &["AR-1"]] {
            let office = office(&format!("money-half-{way:?}-{}", names.len()), chart);
            drops(&office, "ar.xml", &paper(way, "AR-1", "386", 1000, &[]));
            pays(&office, way, "595,00", "Teilzahlung AR-1");
            let before = balances(&office);
            drops(&office, "f.xml", &takes_off(way, "SR-1", ("1200.00", "4750.00"), names));
            let id = waits(&office, "SR-1", &["10,00", "bezahlt sind davon 595,00"]);
            office.done(&["resolve", &id, "accept"]);
            let vat = if way == Way::In { "1406 950.00" } else { "1776 -950.00" };
            assert!(balances(&office).contains(&vat.to_owned()), "{way:?} {names:?}");
            assert_eq!(office.open_items(), ["AR-1 595.00", "SR-1 4750.00"]);
            comes(&office, way, ("2026-09-20", "595,00"), "Rest AR-1");
            assert_eq!(office.open_items(), ["SR-1 4750.00"], "{way:?} {names:?}");
            assert!(balances(&office).contains(&vat.to_owned()), "{way:?} {names:?}");
            assert_ne!(balances(&office), before);
        }
    }
}

/// What is paid with its VAT is not booked as money by a plain yes.
#[test]
fn a_deduction_that_does_not_fit_what_is_paid_is_no_money_by_a_yes() {
    let office = office("money-skonto", "SKR03");
    drops(&office, "ar.xml", &paper(Way::Out, "AR-1", "386", 1000, &[]));
    comes(&office, Way::Out, ("2026-09-10", "1166,20"), "AR-1");
    office.done(&["resolve", "E1", "match", "AR-1", "--write-off", "Skonto"]);
    let before = balances(&office);
    drops(&office, "f.xml", &takes_off(Way::Out, "SR-1", ("600.00", "5350.00"), &["AR-1"]));
    let id = waits(&office, "SR-1", &["1.166,20", "doppelt", "reject", "--beside"]);
    let (went, said) = office.say(&["resolve", &id, "accept"]);
    assert!(!went && said.contains("doppelt"), "{said}");
    assert_eq!(balances(&office), before);
    office.done(&["resolve", &id, "accept", "--beside"]);
    is_booked(&office, "SR-1");
}

/// Money on account pays a prepayment as the bank does.
#[test]
fn what_is_taken_off_unpaid_is_not_set_off_before_its_final_invoice_is_taken_back() {
    for off in [("1200.00", "4750.00"), ("600.00", "5350.00")] {
        let office = office(&format!("money-set-off-{}", off.0), "SKR03");
        drops(&office, "ar.xml", &paper(Way::Out, "AR-1", "386", 1000, &[]));
        drops(&office, "f.xml", &takes_off(Way::Out, "SR-1", off, &["AR-1"]));
        let id = waits(&office, "SR-1", &["AR-1"]);
        office.done(&["resolve", &id, "accept"]);
        comes(&office, Way::Out, ("2026-09-10", "1190,00"), "Guthaben");
        office.done(&["resolve", "E1", "account", "10001"]);
        let before = balances(&office);
        let (went, said) = office.say(&["resolve", "AR-1", "against", "E1"]);
        assert!(!went && said.contains("kontor undo D2"), "{said}");
        assert_eq!(balances(&office), before);
        office.done(&["undo", &id]);
        office.done(&["resolve", "AR-1", "against", "E1"]);
        office.done(&["resolve", &id, "accept"]);
        let (went, said) = office.say(&["undo", "V1"]);
        assert!(!went && said.contains("kontor undo D2"), "{said}");
        // What is left of the prepayment has its VAT still.
        let vat = if off.0 == "600.00" { "1776 -1044.20" } else { "1776 -950.00" };
        assert!(balances(&office).contains(&vat.to_owned()), "{:?}", balances(&office));
    }
}
