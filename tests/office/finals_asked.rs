//! Questions of final invoices whose prepayments are paid otherwise than they say: the answers that
//! are proposed lead to books in which each prepayment is taxed once.

use crate::finals::{
    Off, Way, advance, balances, drops, is_booked, office, paper, pays, waits, whole, whole_of,
};
use crate::small_office::OWN;

const WAYS: [Way; 2] = [Way::In, Way::Out];

/// 5,000.00 net with its VAT, of which so much is paid.
fn of_whole(way: Way, bank: &str) -> Vec<String> {
    match way {
        Way::In => vec![format!("1200 -{bank}"), "1576 950.00".into(), "3400 5000.00".into()],
        Way::Out => vec![format!("1200 {bank}"), "1776 -950.00".into(), "8400 -5000.00".into()],
    }
}

#[test]
fn money_besides_a_prepayment_is_booked_beside_it() {
    for way in WAYS {
        let office = office(&format!("asked-money-{way:?}"), "SKR03");
        advance(&office, way);
        let before = balances(&office);
        let last = whole(way, "SR-1", "380", Off::Prepaid, &["AR-1"])
            .replace(">1190.00</cbc:PrepaidAmount>", ">1690.00</cbc:PrepaidAmount>")
            .replace(
                "PayableAmount currencyID=\"EUR\">4760.00<",
                "PayableAmount currencyID=\"EUR\">4260.00<",
            );
        drops(&office, "f.xml", &last);
        let id = waits(&office, "SR-1", &["1.190,00", "500,00", "--beside"]);
        office.done(&["resolve", &id, "accept"]);
        assert_eq!(office.open_items(), ["SR-1 4260.00"], "{way:?}");
        pays(&office, way, "500,00", "Abschlag SR-1");
        assert_eq!(balances(&office), of_whole(way, "1690.00"), "{way:?}");
        let entry = office.report("reconciliation").pop().expect("the money");
        office.done(&["undo", entry["id"].as_str().unwrap_or_default()]);
        office.done(&["undo", &id]);
        let own = |row: &String| !row.starts_with("1200") && !row.starts_with("1590");
        let after: Vec<String> = balances(&office).into_iter().filter(own).collect();
        assert_eq!(after, before.into_iter().filter(own).collect::<Vec<_>>(), "{way:?}");
    }
}

/// What is paid of it is taken off with its VAT, the rest as it is asked for: its payment is not
/// taxed again.
#[test]
fn a_prepayment_paid_in_part_is_taken_off_whole() {
    for way in WAYS {
        let office = office(&format!("asked-half-{way:?}"), "SKR03");
        drops(&office, "ar.xml", &paper(way, "AR-1", "386", 1000, &[]));
        pays(&office, way, "595,00", "Teilzahlung AR-1");
        let before = balances(&office);
        let last = whole(way, "SR-1", "380", Off::Prepaid, &["AR-1"]);
        drops(&office, "f.xml", &last.replace(">2026-09-02<", ">2026-11-02<"));
        let id = is_booked(&office, "SR-1");
        assert_eq!(office.open_items(), ["AR-1 595.00", "SR-1 4760.00"], "{way:?}");
        assert_eq!(balances(&office), of_whole(way, "595.00"), "{way:?}");
        // It is told as taxed late no more than it is asked about.
        let (_, said) = office.say(&["review"]);
        let asked = said.split("Angenommene Konten").next().unwrap_or_default();
        assert!(!asked.contains("D3"), "{way:?}: {said}");
        let (went, said) = office.say(&["undo", "E1"]);
        assert!(!went && said.contains("kontor undo D3"), "{way:?}: {said}");
        // The rest comes.
        let sign = if way == Way::In { "-" } else { "" };
        let rest = format!("{OWN};2026-11-20;2026-11-20;{sign}595,00;EUR;Stahl AG;Rest AR-1\n");
        let head = "iban;booking_date;value_date;amount;currency;counterparty;remittance\n";
        drops(&office, "rest.csv", &format!("{head}{rest}"));
        assert_eq!(office.open_items(), ["SR-1 4760.00"], "{way:?}");
        assert_eq!(balances(&office), of_whole(way, "1190.00"), "{way:?}");
        office.done(&["undo", &id]);
        let paid = match way {
            Way::In => ["1200 -1190.00", "1518 1000.00", "1576 190.00"],
            Way::Out => ["1200 1190.00", "1718 -1000.00", "1776 -190.00"],
        };
        assert_eq!(balances(&office), paid, "{way:?}");
        office.done(&["resolve", &id, "accept"]);
        assert_eq!(balances(&office), of_whole(way, "1190.00"), "{way:?}");
        office.done(&["undo", &id]);
        office.done(&["undo", "E2"]);
        let own = |row: &String| !row.starts_with("1200") && !row.starts_with("1590");
        let after: Vec<String> = balances(&office).into_iter().filter(own).collect();
        assert_eq!(after, before.into_iter().filter(own).collect::<Vec<_>>(), "{way:?}");
    }
}

/// The payment that a final invoice takes off is not loosened by what comes with it.
#[test]
fn the_successor_of_a_prepayment_is_taken_off_with_its_payment() {
    for way in WAYS {
        let office = office(&format!("asked-successor-{way:?}"), "SKR03");
        advance(&office, way);
        drops(&office, "f.xml", &whole(way, "SR-1", "380", Off::Prepaid, &["AR-1"]));
        let last = is_booked(&office, "SR-1");
        let booked = balances(&office);
        drops(&office, "k.xml", &paper(way, "AR-1K", "384", 1000, &["AR-1"]));
        let id = waits(&office, "AR-1K", &[&format!("undo {last}")]);
        office.done(&["undo", &last]);
        office.done(&["resolve", &id, "accept"]);
        office.done(&["resolve", &last, "accept"]);
        assert_eq!(balances(&office), booked, "{way:?}");
        assert_eq!(office.open_items(), ["SR-1 4760.00"], "{way:?}");
    }
}

#[test]
fn a_prepayment_that_is_credited_is_named_and_not_taken_off() {
    for way in WAYS {
        let office = office(&format!("asked-credited-{way:?}"), "SKR03");
        drops(&office, "ar.xml", &paper(way, "AR-1", "386", 1000, &[]));
        drops(&office, "ga.xml", &whole_of(way, "GA-1", "381", (1000, Off::Nothing), &["AR-1"]));
        drops(&office, "f.xml", &paper(way, "SR-1", "380", 5000, &["AR-1"]));
        is_booked(&office, "SR-1");
        balances(&office);
    }
}
