//! Numbers of addresses, rooms and tickets, which are no invoices' though one has that number and
//! the amount is right; and the invoices that look like them. All data made up.

use super::matching::{STRANGER, from, is_matched, is_open, item, of_contact, one, pays};
use kontor::matching::{EntryFacts, MatchStatus};

fn stranger(text: &str, amount: i64) -> EntryFacts {
    from(pays(text, amount), "Udo Kern", STRANGER)
}

#[test]
fn a_postcode_names_no_invoice() {
    for (number, text) in [
        ("50667", "Udo K., Domstr. 1, 50667 Koeln"),
        ("50667", "Udo K., Domstraße 1 a, 50667 Kleinort"),
        ("80331", "Spende Emil Kurz 80331 München"),
        ("20095", "D-20095 Hamburg Kurs"),
        ("12345", "D-12345 Kleinort Kurs"),
        ("24103", "24103 Kiel"),
        ("3012", "Zimmer 3012"),
        ("301234", "Ticket 301234"),
        ("301234", "Tisch Nr. 301234"),
    ] {
        is_open(&one(&[item(1, number, 7_000)], stranger(text, 7_000)));
    }
}

#[test]
fn a_bare_number_of_a_stranger_is_proposed_and_one_that_is_called_an_invoice_is_booked() {
    let of = |number: &str| [item(1, number, 7_000)];
    for text in ["50667 Kleinort", "Buchungsnr 50667", "Spende 50667"] {
        let decision = one(&of("50667"), stranger(text, 7_000));
        assert_eq!(decision.status, MatchStatus::Suggested, "{text}: {decision:#?}");
    }
    for text in ["Rechnung 50667 Koeln", "RE 50667 Danke", "Rg.-Nr. 50667"] {
        is_matched(&one(&of("50667"), stranger(text, 7_000)), &[(1, 7_000, 0)]);
    }
    is_matched(&one(&of("50667"), pays("50667 danke", 7_000)), &[(1, 7_000, 0)]);
    is_matched(&one(&of("RE-50667"), stranger("RE-50667 Koeln", 7_000)), &[(1, 7_000, 0)]);
    is_matched(&one(&of("D-20095"), pays("D-20095 danke", 7_000)), &[(1, 7_000, 0)]);
    let other = of_contact(item(1, "50667", 7_000), "10002", "Blumen Iris", STRANGER);
    is_matched(&one(&[other], stranger("Nr 50667", 7_000)), &[(1, 7_000, 0)]);
}

/// Figures without cents before a currency are an amount, unless they are called an invoice's and
/// are not what was paid.
#[test]
fn a_number_that_is_called_an_invoices_is_one_before_a_currency_too() {
    for text in [
        "RE 200107 EUR vielen Dank",
        "Rechnung Nr. 200107 EUR",
        "Rechnung 200107 Euro",
        "RE 200107EUR",
        "RG 200107 € 119,17",
        "RG 200107 EUR 119,17",
    ] {
        is_matched(&one(&[item(1, "200107", 11_917)], stranger(text, 11_917)), &[(1, 11_917, 0)]);
    }
    // What was paid, and what is round, is an amount.
    is_open(&one(&[item(1, "200107", 11_917)], stranger("RE 200107 EUR", 20_010_700)));
    is_open(&one(&[item(1, "20000", 1_900_000)], stranger("Rechnung 20000 EUR", 1_900_000)));
}
