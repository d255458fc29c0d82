//! Texts that say more or other than the number that they give. All data made up.

use super::matching::{
    SCHMIDT, STRANGER, from, is_matched, is_suggested, item, of_contact, one, pays,
};
use kontor::domain::money::Currency;
use kontor::matching::{Decision, MatchStatus, OpenItemFacts};

fn items() -> [OpenItemFacts; 3] {
    [item(1, "RE-101", 11_900), item(2, "RE-102", 13_090), item(3, "RE-103", 14_280)]
}

fn says(decision: &Decision, words: &str) -> bool {
    decision.explanation.iter().any(|said| said.de.contains(words))
}

fn is_asked(text: &str, words: &str) {
    first_is_asked(&items(), text, words);
}

/// That a payment of 119.00 in these words is proposed for the first item, and what is said of it.
pub(super) fn first_is_asked(items: &[OpenItemFacts], text: &str, words: &str) {
    let decision = one(items, pays(text, 11_900));
    let parts: Vec<i64> = decision.allocations.iter().map(|part| part.item).collect();
    assert_eq!(
        (decision.status, parts),
        (MatchStatus::Suggested, vec![1]),
        "{text}: {decision:#?}"
    );
    assert!(says(&decision, words), "{text}: {decision:#?}");
}

#[test]
fn a_text_that_speaks_of_more_than_its_number_is_asked_about() {
    for text in [
        "RE-101 und weitere",
        "RE-101 u. weitere",
        "RE-101 + weitere",
        "RE-101 u.a.",
        "RE-101 u. a.",
        "RE-101 ua",
        "RE-101 usw.",
        "RE-101 etc.",
        "RE-101 und andere Rechnungen",
        "RE-101 sowie weitere lt. Liste",
        "diverse RE-101",
        "div. Rechnungen RE-101",
        "mehrere Rechnungen, RE-101",
        "RE-101 ff",
        "RE-101 ff.",
        "RE-101 ...",
        "RE-101 and others",
        "RE-101 und",
        "RE-101 und RE",
        "RE-101 + Rg.",
        "RE-101 +",
    ] {
        is_asked(text, "spricht von mehr, als er nennt");
    }
    for text in [
        "alle offenen RE-101",
        "alle RE-101",
        "alle offenen Rechnungen bis RE-101",
        "Ausgleich aller Posten RE-101",
        "sämtliche Rechnungen RE-101",
        "Saldoausgleich RE-101",
        "offene Posten inkl. RE-101",
    ] {
        is_asked(text, "spricht von allem, was offen ist");
    }
    for text in ["alles außer RE-102", "alle außer RE-102", "alle bis auf RE-102", "außer RE-102"]
    {
        is_asked(text, "spricht von allem, was offen ist");
    }
    let decision = one(&items(), pays("alle außer RE-101", 11_900));
    assert!(decision.status != MatchStatus::Matched, "{decision:#?}");
    assert!(says(&decision, "kontor resolve E1 match RE-101"), "{decision:#?}");
    // What else may be meant is named.
    let decision = one(&items(), pays("RE-101 u.a.", 11_900));
    assert!(says(&decision, "RE-102") && says(&decision, "RE-103"), "{decision:#?}");
    for text in [
        "Ihre Rechnung RE-101",
        "RE-101 weiterer Auftrag folgt",
        "RE-101 alles Gute",
        "RE-101 Restzahlung",
        "Firma Ua-Bau RE-101",
    ] {
        let decision = one(&items(), pays(text, 11_900));
        if text.contains("Ua-Bau") {
            continue;
        }
        is_matched(&decision, &[(1, 11_900, 0)]);
    }
    // All of it is one, or all are named.
    is_matched(&one(&items()[..1], pays("alle offenen RE-101", 11_900)), &[(1, 11_900, 0)]);
    is_matched(
        &one(&items(), pays("alle offenen: RE-101, RE-102", 24_990)),
        &[(1, 11_900, 0), (2, 13_090, 0)],
    );
}

/// The number of an item that is kept in another currency is no unknown one, however short.
#[test]
fn what_is_named_and_kept_in_another_currency_is_said_with_its_answer() {
    let dollars = |document: &str| OpenItemFacts {
        currency: Currency::read("USD").expect("a currency"),
        ..item(7, document, 11_900)
    };
    for (document, text) in [("RE-77", "RE-77"), ("RE-2077", "RE-2077"), ("RE-77", "RE-101, RE-77")]
    {
        let items = [item(1, "RE-101", 11_900), dollars(document)];
        let decision = one(&items, pays(text, 11_900));
        assert_ne!(decision.status, MatchStatus::Matched, "{text}: {decision:#?}");
        assert!(says(&decision, &format!("{document} ist in USD offen")), "{text}: {decision:#?}");
        let answer = format!("kontor resolve E1 match {document}");
        assert!(says(&decision, &answer), "{text}: {decision:#?}");
        assert!(!says(&decision, "keinem Posten zuzuordnen"), "{text}: {decision:#?}");
    }
}

/// A figure before `weitere` counts: it is no number's end.
#[test]
fn so_many_further_ones_are_as_many_that_sum() {
    let items = [
        item(1, "RE-1401", 10_000),
        item(2, "RE-1402", 5_000),
        item(3, "RE-1403", 2_000),
        item(4, "RE-1404", 3_300),
        item(5, "RE-1405", 5_300),
    ];
    for text in ["RE-1401 + 2 weitere", "RE-1401 und zwei weitere", "RE-1401 u. 2 andere"] {
        is_suggested(
            &one(&items, pays(text, 15_300)),
            &[(1, 10_000, 0), (3, 2_000, 0), (4, 3_300, 0)],
        );
        // Where no two sum, what is open is named.
        let decision = one(&items, pays(text, 15_000));
        let parts: Vec<i64> = decision.allocations.iter().map(|part| part.item).collect();
        assert_eq!(
            (decision.status, parts),
            (MatchStatus::Suggested, vec![1]),
            "{text}: {decision:#?}"
        );
        assert!(says(&decision, "spricht von mehr, als er nennt"), "{text}: {decision:#?}");
        assert!(says(&decision, "RE-1402"), "{text}: {decision:#?}");
    }
    let decision = one(&items, pays("RE-1401 + 2. Mahnung", 15_000));
    let parts: Vec<i64> = decision.allocations.iter().map(|part| part.item).collect();
    assert_eq!(parts, vec![1], "{decision:#?}");
}

#[test]
fn a_second_number_of_a_year_and_two_digits_is_asked_about() {
    for text in [
        "RE-101 und RE-2025-07",
        "RE-101, RE-2025-07",
        "RE-101 + RE-2025-7",
        "RE-101 und Rechnung 2025-07",
        "RE-101 und Rechnung 10/25",
        "RE-101 Rechnung 2025-47",
    ] {
        is_asked(text, "sieht aus wie eine Rechnungsnummer");
    }
    // A month is no number.
    for text in ["Rechnung 2026-07 RE-101", "RE-101 Rechnung 07/2026", "Rechnung 07/26, RE-101"] {
        is_matched(&one(&items(), pays(text, 11_900)), &[(1, 11_900, 0)]);
    }
}

#[test]
fn what_is_paid_together_with_a_number_is_asked_about() {
    for text in [
        "RE-101 + Mahnung",
        "RE-101 und Mahnung",
        "RE-101 zzgl. 1. Mahnung",
        "RE-101 inkl. Mahnung",
        "Mahnung und RE-101",
        "RE-101 plus Anzahlung",
        "RE-101 & Abschlag",
        "RE-101 + Nachzahlung",
        "RE-101 sowie Trinkgeld",
        "RE-101 + Miete Oktober",
        "Korrektur zu RE-101",
        "Korrektur RE-101",
        "RE-101 Berichtigung",
        "Nachberechnung zu RE-101",
    ] {
        is_asked(text, "das ist nicht die Rechnung selbst");
    }
    for text in [
        "Mahnung RE-101",
        "RE-101 Mahnung und Danke",
        "RE-101 und vielen Dank",
        "RE-101 + Kd.Nr. 4711",
        "RE-101 inkl. Versand",
        "Dauerauftrag RE-101",
        "Sammelüberweisung RE-101",
        "Korrekturlesen RE-101",
        "RE-101 Mietwagen",
    ] {
        is_matched(&one(&items(), pays(text, 11_900)), &[(1, 11_900, 0)]);
    }
}

#[test]
fn what_is_booked_back_or_corrected_is_no_payment() {
    for text in [
        "Rückbuchung RE-101",
        "RE-101 zurück",
        "RE-101 zurückgebucht",
        "Rechnungskorrektur zu RE-101",
        "Korrekturrechnung zu Rechnung RE-101",
    ] {
        is_asked(text, "widerspricht einer Zahlung von RE-101");
    }
}

#[test]
fn what_is_taken_off_and_does_not_lack_is_asked_about() {
    for text in [
        "RE-101 verrechnet mit Gutschrift",
        "RE-101 nach Verrechnung Guthaben",
        "RE-101 abzgl. Gutschrift",
        "RE-101 ./. Gutschrift",
        "RE-101 mit Abzug",
        "RE-101 minus Retoure",
        "Einbehalt RE-101",
        "RE-101 abz. Einbehalt 5 %",
        "RE-101 unter Einbehalt",
        "RE-101 aufgerechnet",
        "RE-101 mit Guthaben",
        "RE-101 verr. mit GS",
    ] {
        is_asked(text, "es fehlt aber nichts daran");
        let decision = one(&items(), pays(text, 11_900));
        assert!(says(&decision, "kontor resolve E1 accept"), "{text}");
    }
    // The credit note that may be meant is named.
    let owed = [item(1, "RE-101", 11_900), item(4, "GS-7", -2_000)];
    let decision = one(&owed, pays("RE-101 verrechnet mit Gutschrift", 11_900));
    assert!(says(&decision, "GS-7"), "{decision:#?}");
    for text in [
        "RE-101 ohne Abzug",
        "RE-101 o. Abzug",
        "RE-101 o.Abz.",
        "RE-101 abzgl. gezahlter Abschläge",
        "RE-101 ohne jeden Abzug",
        "RE-101 kein Abzug",
        "RE-101 abzüglich 2% Skonto",
        "RE-101 abzgl. Skonto",
        "SEPA-Gutschrift RE-101",
        "Gutschrift RE-101",
        "RE-101 Verrechnungsscheck",
        "Schlussrechnung RE-101 abzgl. Abschlag",
    ] {
        is_matched(&one(&items(), pays(text, 11_900)), &[(1, 11_900, 0)]);
    }
    // What was taken off before does lack.
    let rest = [OpenItemFacts { open: 9_900, ..item(1, "RE-101", 11_900) }];
    for text in ["RE-101 abzgl. Guthaben", "Auszahlung Einbehalt RE-101"] {
        is_matched(&one(&rest, pays(text, 9_900)), &[(1, 9_900, 0)]);
    }
}

#[test]
fn the_number_of_an_offer_is_no_invoice() {
    let items = [item(1, "RE-2026-101", 11_900), item(2, "RE-2026-102", 13_090)];
    for text in [
        "Angebot RE-2026-101",
        "Angebot Nr. RE-2026-101",
        "lt. Angebot 2026-101",
        "Kostenvoranschlag RE-2026-101",
        "Proforma RE-2026-101",
        "quotation RE-2026-101",
    ] {
        let decision = one(&items, pays(text, 11_900));
        assert_eq!(decision.status, MatchStatus::Suggested, "{text}: {decision:#?}");
        assert!(says(&decision, "Angebot"), "{text}: {decision:#?}");
    }
    for text in ["Angebot 77, RE-2026-101", "Angebot, Rechnung RE-2026-101", "Auftrag RE-2026-101"]
    {
        is_matched(&one(&items, pays(text, 11_900)), &[(1, 11_900, 0)]);
    }
}

/// `u. A.` may be `unter anderem` as well: where nothing else is open, all of it is one.
#[test]
fn and_others_of_which_none_is_open_is_not_asked_about() {
    for text in ["RE-101 u.a.", "RE-101 u. A. Montage", "RE-101 etc.", "RE-101 usw."] {
        is_matched(&one(&items()[..1], pays(text, 11_900)), &[(1, 11_900, 0)]);
    }
    // Of somebody whom nobody knows nothing else is known either; a name tells who it is.
    let payment = || pays("RE-101 u. A.", 11_900);
    let stranger = || from(payment(), "Zahlstelle 7", STRANGER);
    let named = from(payment(), "MUELLER U. SOEHNE GMBH", STRANGER);
    for (items, entry) in
        [(&items()[..1], stranger()), (&items()[..], stranger()), (&items()[..], named)]
    {
        let decision = one(items, entry.clone());
        assert_eq!(decision.status, MatchStatus::Suggested, "{entry:?}: {decision:#?}");
    }
    for text in ["RE-101 und weitere", "RE-101 + weitere"] {
        let decision = one(&items()[..1], pays(text, 11_900));
        assert_eq!(decision.status, MatchStatus::Suggested, "{text}: {decision:#?}");
    }
}

#[test]
fn a_cost_about_an_invoice_is_not_its_payment() {
    for text in [
        "Anwaltskosten wegen RE-101",
        "Rechtsanwaltskosten RE-101",
        "Anwaltsgebühren zu RE 101",
        "RE-101 Anwalt",
        "Mahngebühr RE-101",
        "Mahngeb. RE-101",
        "Mahngebuehren zu RE-101",
        "Mahngebür RE-101",
        "Mahnkosten RE-101",
        "Mahnspesen Re.101",
        "RE-101 inkl. Mahngebühren",
        "Verzugszinsen RE-101",
        "Verzugspauschale RE-101",
        "Zinsen RE-101",
        "Inkasso RE-101",
        "Inkassokosten RE-101",
        "Gerichtskosten wg. RE-101",
        "Vollstreckungskosten RE-101",
        "Stornogebühr RE-101",
        "Bürgschaft RE-101",
        "Bürgschaftsprovision RE-101",
        "Kaution RE-101",
        "Darlehen RE-101",
        "Schadenersatz RE-101",
    ] {
        is_asked(text, "das ist nicht die Rechnung selbst");
        let decision = one(&items(), pays(text, 11_900));
        assert!(says(&decision, "kontor resolve E1 account KONTO"), "{text}");
        assert!(says(&decision, "kontor resolve E1 accept"), "{text}");
    }
    assert!(says(&one(&items(), pays("Mahngebühr RE-101", 11_900)), "„Mahngebühr“"));
    for text in [
        "Mahnung RE-101",
        "RE-101 2. Mahnung vom 03.08.",
        "Versandkosten RE-101",
        "Reparaturkosten RE-101",
        "Gebühren RE-101",
        "Gerichte RE-101",
        "zinslos RE-101",
        "RE-101 Verzug tut uns leid",
        "Kautionsversicherung RE-101",
    ] {
        is_matched(&one(&items(), pays(text, 11_900)), &[(1, 11_900, 0)]);
    }
    // Of those whose trade it is, it may be the invoice's subject.
    let lawyer = of_contact(item(1, "RE-101", 11_900), "7", "Kanzlei Dr. Roth", SCHMIDT);
    let paid = from(pays("Anwaltskosten RE-101", 11_900), "Kanzlei Dr. Roth", SCHMIDT);
    is_matched(&one(&[lawyer], paid), &[(1, 11_900, 0)]);
}

#[test]
fn a_range_of_which_all_is_open_and_paid_is_settled() {
    let all = &[(1, 11_900, 0), (3, 14_280, 0), (2, 13_090, 0)][..];
    for text in [
        "RE 101-103",
        "RE-101 bis RE-103",
        "RE 101 bis 103",
        "RE-101–103",
        "RE-101 - RE-103",
        "Rechnungen 101-103",
        "Re.Nr. 101 bis 103",
        "RE101-103",
        "Rechnungen RE-101 bis RE-103",
    ] {
        is_matched(&one(&items(), pays(text, 39_270)), all);
        // One less, another payer, or one that is missing.
        let less = one(&items(), pays(text, 39_269));
        assert_ne!(less.status, MatchStatus::Matched, "{text}: {less:#?}");
        is_suggested(&one(&items(), from(pays(text, 39_270), "MUELLER", STRANGER)), all);
    }
    let gap = [item(1, "RE-101", 11_900), item(2, "RE-102", 13_090), item(4, "RE-104", 14_280)];
    let decision = one(&gap, pays("RE 101-104", 39_270));
    assert_eq!(decision.status, MatchStatus::Suggested, "{decision:#?}");
    for text in ["RE-101/102/103", "RE 101 + 102 + 103", "RE 101, 102 und 103"] {
        let decision = one(&items(), pays(text, 39_270));
        assert_eq!(decision.status, MatchStatus::Matched, "{text}: {decision:#?}");
    }
}

/// Sparkassen print `DATUM 14.09.2026, 10.22 UHR`; a time, a month or a flat is nobody's number.
#[test]
fn a_time_a_month_and_a_flat_are_no_numbers() {
    let items =
        [item(1, "RE-1001", 11_900), item(2, "RE-1022", 11_900), item(3, "RE-1026", 11_900)];
    for text in [
        "Danke DATUM 14.09.2026, 10.22 UHR",
        "Wartung Hauptstr. 10/22",
        "Rate 10/22",
        "Zeitraum 10-22",
        "Wartung 10/26",
        "Miete 10/26",
        "Leistung 10.26",
        "Oktober 2026 (10-26)",
    ] {
        let decision = one(&items, pays(text, 11_900));
        assert!(decision.status != MatchStatus::Matched, "{text}: {decision:#?}");
        assert!(!says(&decision, "nennt unsere Rechnung"), "{text}: {decision:#?}");
    }
    for text in [
        "RE-1001 DATUM 14.09.2026, 10.22 UHR",
        "RE-1001 Uhrzeit 10.26",
        "RE-1001 Hauptstr. 10/22",
        "RE-1001 Wohnung 10-26",
        "RE-1001 vom 10/26",
    ] {
        let decision = one(&items, pays(text, 11_900));
        let parts: Vec<i64> = decision.allocations.iter().map(|part| part.item).collect();
        assert_eq!(
            (decision.status, parts),
            (MatchStatus::Matched, vec![1]),
            "{text}: {decision:#?}"
        );
    }
    // Whose own number is so written, or who writes its letters, is named.
    let own = [item(1, "10/22", 11_900), item(2, "RE-1026", 11_900)];
    for (text, id) in [("Zahlung 10/22", 1), ("RE 10 26", 2), ("RE-10.26", 2)] {
        let decision = one(&own, pays(text, 11_900));
        let parts: Vec<i64> = decision.allocations.iter().map(|part| part.item).collect();
        assert_eq!(parts, [id], "{text}: {decision:#?}");
    }
}
