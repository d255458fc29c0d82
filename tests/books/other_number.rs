//! Account and amount alone, where the text bears a number that is none of an item: another
//! invoice's is asked about, whatever letters lead to it; what is none, is not. All data made up.

use super::matching::{is_matched, is_suggested, item, of_contact, one, pays, skonto};
use jiff::civil::date;
use kontor::matching::{Decision, EntryFacts, OpenItemFacts};

fn of(document: &str) -> OpenItemFacts {
    item(1, document, 11_937)
}

fn told(decision: &Decision, words: &str) -> bool {
    decision.explanation.iter().any(|said| said.de.contains(words))
}

fn is_asked(document: &str, text: &str, words: &str) {
    let decision = one(&[of(document)], pays(text, 11_937));
    is_suggested(&decision, &[(1, 11_937, 0)]);
    assert!(told(&decision, words), "{text}: {decision:#?}");
}

fn is_booked(document: &str, text: &str) {
    let decision = one(&[of(document)], pays(text, 11_937));
    is_matched(&decision, &[(1, 11_937, 0)]);
}

#[test]
fn a_number_made_as_an_invoices_is_asked_about_whatever_letters_lead_to_it() {
    for text in [
        "SR204",
        "SR-204",
        "SR 204",
        "SR-202 vielen Dank",
        "204",
        "Nr. 204",
        "#204",
        "n° 204",
        "Zahlung 204",
        "204 danke",
        "Facture 204",
        "Fattura n. 204",
        "Fatt. 204",
        "Factuur 204",
        "Honorarnote 204",
        "Ref 204",
        "A-204",
        "F204",
        "FA-204",
        "HR-2026-12",
        "HR 573",
    ] {
        is_asked("SR-101", text, "sieht aus wie eine Rechnungsnummer");
    }
    for text in ["RE-7", "RE 7", "Rechnung 7", "Rechnung Nr. 7 danke", "Nr 7"] {
        is_asked("RE-1", text, "sieht aus wie eine Rechnungsnummer");
    }
    for text in ["Nr. 204", "204", "FA204", "12-345", "Rechnung 2026-08"] {
        is_asked("RE-2026-09", text, "sieht aus wie eine Rechnungsnummer");
    }
    let id = EntryFacts { end_to_end_id: Some("SR-204".into()), ..pays("Zahlung", 11_937) };
    is_suggested(&one(&[of("SR-101")], id), &[(1, 11_937, 0)]);
}

#[test]
fn another_number_of_one_make_beside_a_known_one_is_asked_about() {
    for text in ["SR-101 SR-204", "SR-101, SR-204", "SR101 SR204"] {
        is_asked("SR-101", text, "sieht aus wie eine Rechnungsnummer");
    }
    for text in ["SR-101 AU-4455", "SR-101 2 Stk", "SR-101 Auftrag 204"] {
        is_booked("SR-101", text);
    }
}

#[test]
fn what_is_no_invoices_number_is_not_asked_about() {
    for text in [
        "Kundennr. 7028",
        "Customer No 7028",
        "Cust. no. 7028",
        "N° client 7028",
        "Numéro de client : 7028",
        "Nº cliente 7028",
        "Codice cliente 7028",
        "cod. cli. 7028",
        "Klantnummer 7028",
        "Kundennummer bei Ihnen: 7028",
        "Ihre Kundennummer lautet 7028",
        "Account no. 7028",
        "Contrat n° 7028",
        "Mandate ref 7028",
        "EREF+ZV20261005001 SVWZ+Danke",
        "Halle 3",
        "Lizenz 20231",
        "DIN 5008 Schulung",
        "3 Monate",
        "500 Stk",
        "1000 Stück",
        "KW 38",
        "KW 38/2026",
        "Auftrag 702",
        "Rechnung 3. Quartal",
        "Rechnung 1 von 2",
        "Tel 0711 123456",
        "UID ATU12345678",
        "USt-IdNr. DE123456789",
        "danke, info@firma3000.example",
    ] {
        is_booked("RE-2026-0101", text);
    }
    // The contact's own number, and the order that the item stems from.
    for text in ["10001", "Zahlung 10001"] {
        is_booked("RE-2026-0101", text);
    }
    let ordered = || OpenItemFacts { order: Some("AU-4500123".into()), ..of("RE-2026-0101") };
    for text in ["Bestellung 4500123", "AU 4500123", "PO 4500123 danke"] {
        is_matched(&one(&[ordered()], pays(text, 11_937)), &[(1, 11_937, 0)]);
    }
    is_suggested(&one(&[ordered()], pays("Bestellung 4500124", 11_937)), &[(1, 11_937, 0)]);
}

#[test]
fn a_customers_number_is_no_strangers_invoice() {
    let strangers = |own: OpenItemFacts| {
        [own, of_contact(item(2, "7028", 11_937), "10002", "Schmidt KG", super::matching::SCHMIDT)]
    };
    for text in ["Customer No 7028", "Cust. no. 7028", "client 7028", "klantnr. 7028"] {
        is_matched(&one(&strangers(of("RE-51")), pays(text, 11_937)), &[(1, 11_937, 0)]);
    }
}

/// Items of the samples are of the 1st of August.
#[test]
fn a_month_or_a_year_is_held_against_the_day_of_the_item() {
    for text in ["Rechnung 08/2026", "8/26", "August 2026", "Beitrag 2026", "Q3 2026", "Juli"] {
        is_booked("RE-101", text);
    }
    for text in ["Rechnung 07/2026", "Beitrag Juli 2026", "Miete 2026-09", "Rechnung 2025"] {
        is_asked("RE-101", text, "einen anderen Monat oder ein anderes Jahr");
    }
    // An amount of each month: the one of June was paid, that of August is open.
    let monthly = |text| {
        let june = OpenItemFacts {
            open: 0,
            date: Some(jiff::civil::date(2026, 6, 1)),
            ..item(2, "RE-99", 11_937)
        };
        one(&[of("RE-101"), june], pays(text, 11_937))
    };
    is_suggested(&monthly("Beitrag Juni"), &[(1, 11_937, 0)]);
    is_matched(&monthly("Beitrag August"), &[(1, 11_937, 0)]);
    is_matched(&one(&[of("RE-101")], pays("Beitrag Juni", 11_937)), &[(1, 11_937, 0)]);
}

#[test]
fn a_count_of_further_invoices_is_no_number() {
    let items = [item(1, "AR-1", 10_000), item(2, "AR-2", 7_000), item(3, "AR-3", 5_550)];
    let all = [(1, 10_000, 0), (2, 7_000, 0), (3, 5_550, 0)];
    for text in [
        "AR-1 + 2 weitere",
        "AR-1 und 2 weitere",
        "AR-1, 2 andere",
        "AR-1 et 2 autres",
        "AR-1 e altre 2",
    ] {
        is_suggested(&one(&items, pays(text, 22_550)), &all);
    }
    let next = [item(1, "RE-0101", 10_000), item(2, "RE-0102", 7_000)];
    for text in ["RE-0101 und Folgerechnung", "RE-0101 + Folge-Rg", "RE-0101 und nächste Rechnung"]
    {
        is_suggested(&one(&next, pays(text, 17_000)), &[(1, 10_000, 0), (2, 7_000, 0)]);
    }
}

#[test]
fn the_balance_of_one_invoice_is_not_that_of_all() {
    let items = [item(1, "RE-101", 10_011), item(2, "RE-102", 7_000)];
    for text in ["saldo fattura RE-101", "a saldo RE-101", "saldo factuur RE-101"] {
        is_matched(&one(&items, pays(text, 10_011)), &[(1, 10_011, 0)]);
    }
    is_matched(&one(&items, pays("saldo fattura", 10_011)), &[(1, 10_011, 0)]);
    for text in ["Saldo RE-101", "Saldoausgleich RE-101"] {
        is_suggested(&one(&items, pays(text, 10_011)), &[(1, 10_011, 0)]);
    }
}

/// A number so short needs another proof, and who pays for another names him.
#[test]
fn the_contacts_name_in_the_text_bears_a_short_number_out() {
    use super::matching::{STRANGER, from};
    let by = |text| {
        let entry = from(pays(text, 10_011), "Steuerkanzlei Ohm", STRANGER);
        one(&[item(1, "AR-5", 10_011)], entry)
    };
    is_matched(&by("AR-5 für Müller & Söhne GmbH"), &[(1, 10_011, 0)]);
    is_suggested(&by("AR-5 für Müller"), &[(1, 10_011, 0)]);
    is_suggested(&by("AR-5"), &[(1, 10_011, 0)]);
}

#[test]
fn what_is_booked_keeps_its_items_before_another_names_them() {
    use super::matching::{numbered, on, run};
    use jiff::civil::date;
    let items = [item(1, "RE-50", 50_000), item(2, "RE-51", 33_800)];
    let entries = |booked: Vec<i64>| {
        let first = EntryFacts { booked, ..on(pays("RE-50", 50_000), date(2026, 8, 12)) };
        numbered(vec![
            on(pays("RE-50 und RE-51", 83_800), date(2026, 8, 11)),
            first,
            on(pays("RE-51", 33_800), date(2026, 8, 13)),
        ])
    };
    let decided = run(&items, &entries(Vec::new()));
    is_matched(&decided[0], &[(1, 50_000, 0), (2, 33_800, 0)]);
    let decided = run(&items, &entries(vec![1]));
    is_matched(&decided[1], &[(1, 50_000, 0)]);
    is_matched(&decided[2], &[(2, 33_800, 0)]);
    assert!(told(&decided[0], "schon ausgeglichen"), "{decided:#?}");
    // Two of one account and amount are asked about; what is booked of them stays.
    let twice = |booked: Vec<i64>| {
        let first = EntryFacts { booked, ..pays("Zahlung", 50_000 + 37) };
        numbered(vec![on(first, date(2026, 8, 12)), on(pays("Zahlung", 50_037), date(2026, 8, 14))])
    };
    let owed = [item(1, "RE-50", 50_037)];
    is_suggested(&run(&owed, &twice(Vec::new()))[0], &[(1, 50_037, 0)]);
    is_matched(&run(&owed, &twice(vec![1]))[0], &[(1, 50_037, 0)]);
}

#[test]
fn a_thousand_thanks_are_no_number_and_a_month_of_its_own_is_none() {
    for text in [
        "1000 Dank",
        "Vielen, 1000 Dank",
        "100 Grüße aus Kiel",
        "1000 Thanks",
        "Office 365",
        "Windows 11 Lizenz",
        "Teilzahlung 2026/08",
        "Abschlag 08/26",
        "Abschlagszahlung 2026-08",
    ] {
        is_booked("RE-2026-0101", text);
    }
    // What may name an invoice is asked about still.
    for text in ["1000 danke", "1004 Dank", "RE 1000 Dank", "1000"] {
        is_asked("RE-2026-0101", text, "sieht aus wie eine Rechnungsnummer");
    }
}

#[test]
fn what_the_payers_books_call_it_and_the_invoices_own_day_are_no_other_invoice() {
    // Its day is 2026-08-01.
    let invoice = || vec![item(1, "RE-2026-0815", 11_937)];
    for text in [
        "Beleg 5100004711 RE-2026-0815",
        "Beleg-Nr. 5100004711, RE-2026-0815",
        "RE-2026-0815 20260801",
        "Rechnung 2026-0815 01082026",
        "Belegnr. 1900012345 RE-2026-0815 v. 20260801",
    ] {
        is_matched(&one(&invoice(), pays(text, 11_937)), &[(1, 11_937, 0)]);
    }
    let agreed = [skonto(invoice().remove(0), 200, date(2026, 8, 31))];
    is_matched(&one(&agreed, pays("Beleg 5100004711 RE-2026-0815", 11_699)), &[(1, 11_699, 238)]);
    // Another day, one made as our numbers, an amount that leaves something open: asked.
    for (text, amount) in [
        ("RE-2026-0815 20260802", 11_937),
        ("Beleg 20260816 RE-2026-0815", 11_937),
        ("Beleg 0816 RE-2026-0815", 11_937),
        ("Beleg 5100004711 RE-2026-0815", 11_000),
    ] {
        let decision = one(&invoice(), pays(text, amount));
        is_suggested(&decision, &[(1, amount, 0)]);
        assert!(told(&decision, "sieht aus wie eine Rechnungsnummer"), "{text}: {decision:#?}");
    }
    // An invoice that is numbered by days leaves open which is meant.
    let by_day = vec![item(1, "20260801-1", 11_937)];
    let decision = one(&by_day, pays("20260801-1 Rechnung 20260801", 11_937));
    assert!(decision.status == kontor::matching::MatchStatus::Suggested, "{decision:#?}");
}
