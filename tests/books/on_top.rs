//! Texts that name something beside a number, or another thing by it: what is paid on top, what is
//! taken off, an order. That the amount is just what is open may be chance. All data made up.

use super::matching::{
    SCHMIDT, STRANGER, from, is_matched, is_open, item, of_contact, one, payable, pays,
};
use super::more::first_is_asked;
use kontor::matching::{Decision, MatchStatus, OpenItemFacts};

fn says(decision: &Decision, words: &str) -> bool {
    decision.explanation.iter().any(|said| said.de.contains(words))
}

fn is_asked(document: &str, text: &str, words: &str) {
    first_is_asked(&[item(1, document, 11_900)], text, words);
}

#[test]
fn the_number_of_an_order_is_asked_about_by_any_word_for_it() {
    for text in ["AB 7007", "AB-7007", "ab-nr. 7007", "PO 7007", "LS-Nr 7007", "Project 7007"] {
        is_asked("RE-7007", text, "eines für einen Auftrag");
    }
    // The letters are the item's own.
    is_matched(&one(&[item(1, "AB-7007", 11_900)], pays("AB-7007", 11_900)), &[(1, 11_900, 0)]);
    is_matched(
        &one(&[item(1, "RE-7007", 11_900)], pays("AB 123 RE-7007", 11_900)),
        &[(1, 11_900, 0)],
    );
}

#[test]
fn what_is_paid_on_top_of_a_number_is_asked_about_whatever_it_is() {
    for (text, word) in [
        ("RE-7033 zzgl. Porto", "Porto"),
        ("RE-7033 zuzüglich Anfahrt", "Anfahrt"),
        ("RE-7033 + Xyz", "Xyz"),
        ("RE-7033 und Anfahrt", "Anfahrt"),
        ("RE-7033 plus shipping", "shipping"),
        ("RE-7033 + 5,00 EUR", "5,00"),
        ("RE-7033 zzgl. 2 Platten", "Platten"),
        ("RE-7033 + XY-555", "XY"),
        ("Porto + RE-7033", "Porto"),
    ] {
        is_asked("RE-7033", text, &format!("spricht von „{word}“"));
    }
    for text in [
        "RE-7033 zzgl. 19 % MwSt",
        "RE-7033 zzgl. gesetzl. MwSt.",
        "RE-7033 + USt",
        "RE-7033 und vielen Dank",
        "RE-7033 + Kd-Nr. 44556",
        "RE-7033 + Lieferschein 5543",
        "RE-7033 inkl. Porto",
        "RE-7033 Müller & Söhne",
        "RE-7033 Wartung und Reparatur",
        "RE-7033 + 119,00 EUR",
        "RE-7033 +49 711 123456",
    ] {
        is_matched(&one(&[item(1, "RE-7033", 11_900)], pays(text, 11_900)), &[(1, 11_900, 0)]);
    }
    // The figure is the invoice's own number and counts nothing.
    is_asked("RE-1", "RE-1 + Mahnung", "spricht von „Mahnung“");
}

#[test]
fn a_credit_behind_a_stroke_is_taken_off() {
    for text in [
        "RE-7038 - Retoure",
        "RE-7038-Retoure",
        "RE-7038 – Rücksendung",
        "RE-7038 - Gutschrift",
        "RE-7038 - GS",
    ] {
        is_asked("RE-7038", text, "es fehlt aber nichts daran");
    }
    for text in ["RE-7038 - Müller GmbH", "RE-7038 Retoure folgt", "RE-7038 - Reinigung"] {
        is_matched(&one(&[item(1, "RE-7038", 11_900)], pays(text, 11_900)), &[(1, 11_900, 0)]);
    }
}

/// What is beyond the one number is of the others that the text speaks of, and no credit.
#[test]
fn more_than_is_named_is_no_credit_of_a_stranger() {
    let items = [item(1, "RE-1401", 11_900)];
    for text in ["RE-1401 + 2 weitere", "RE-1401 u. weitere", "RE-1401 ff", "RE-1401 and others"] {
        let decision = one(&items, from(pays(text, 17_850), "Unbekannt GmbH", STRANGER));
        is_open(&decision);
        assert!(says(&decision, "die übrigen 59,50 EUR"), "{text}: {decision:#?}");
        assert!(says(&decision, "kontor resolve E1 match RE-1401 NUMMER"), "{decision:#?}");
    }
    // A text that speaks of one alone is of a payment too high.
    let decision = one(&items, from(pays("RE-1401", 17_850), "Unbekannt GmbH", STRANGER));
    assert_eq!((decision.status, decision.on_account), (MatchStatus::Suggested, 5_950));
}

/// A text that sets something off: what of it is known is told, and what agrees is booked.
#[test]
fn what_is_set_off_is_told_as_it_stands() {
    let vendor = |document: &str| OpenItemFacts {
        contact: "70001".into(),
        personal_account: Some("70001".into()),
        ..payable(item(2, document, 3_900))
    };
    let invoice = || item(1, "RE-1401", 11_900);
    // Nothing is known of it.
    let text = "RE-1401 verrechnet mit AR-555";
    let decision = one(&[invoice()], pays(text, 11_900));
    assert_eq!(decision.status, MatchStatus::Suggested, "{decision:#?}");
    assert!(says(&decision, "Zu „555“ ist kein Posten da"), "{decision:#?}");
    // It is another's, or the payer's own and not taken off.
    let strange =
        of_contact(payable(item(2, "AR-555", 3_900)), "70002", "Gamma Werk GmbH", SCHMIDT);
    for other in [strange.clone(), vendor("AR-555")] {
        let decision = one(&[invoice(), other], pays(text, 11_900));
        assert_eq!(decision.status, MatchStatus::Suggested, "{decision:#?}");
        assert!(says(&decision, "Genannt ist auch AR-555"), "{decision:#?}");
    }
    // It is taken off to the cent: both are settled, and of another's a person is asked.
    let decision = one(&[invoice(), vendor("AR-555")], pays(text, 8_000));
    is_matched(&decision, &[(1, 11_900, 0), (2, 3_900, 0)]);
    let decision = one(&[invoice(), strange], pays(text, 8_000));
    assert_eq!(decision.status, MatchStatus::Suggested, "{decision:#?}");
    assert!(says(&decision, "AR-555, was damit verrechnet wäre"), "{decision:#?}");
    assert!(!says(&decision, "es fehlt aber nichts daran"), "{decision:#?}");
}

/// What was kept back and is paid out now, and charges that were not taken after all, lack nothing.
#[test]
fn what_is_paid_in_full_after_all_is_not_asked_about() {
    for text in [
        "Auszahlung Einbehalt RE-4001",
        "RE-4001 Freigabe Sicherheitseinbehalt",
        "RE-4001 less bank charges",
        "RE-4001 abzgl. Bankspesen",
    ] {
        is_matched(&one(&[item(1, "RE-4001", 11_900)], pays(text, 11_900)), &[(1, 11_900, 0)]);
    }
    for text in ["RE-4001 Einbehalt", "RE-4001 abzgl. Gutschrift und Bankspesen"] {
        is_asked("RE-4001", text, "es fehlt aber nichts daran");
    }
}

/// In other languages what is known to be sent is joined; a credit is taken off in them, too.
#[test]
fn other_languages_add_and_take_off() {
    for text in ["RE-7033 et frais de port", "RE-7033 e spese", "RE-7033 (+ Fracht)"] {
        is_asked("RE-7033", text, "das ist nicht die Rechnung selbst");
    }
    is_asked("RE-7033", "RE-7033 moins avoir", "es fehlt aber nichts daran");
    for text in ["RE-7033 und wie besprochen", "RE-7033 e.K.", "RE-7033 moins escompte"] {
        is_matched(&one(&[item(1, "RE-7033", 11_900)], pays(text, 11_900)), &[(1, 11_900, 0)]);
    }
    // Of an amount that does not fit nothing is said of chance.
    let decision = one(&[item(1, "RE-7033", 11_900)], pays("RE-7033 und Mahnung", 12_400));
    assert!(says(&decision, "„Mahnung“") && !says(&decision, "Zufall"), "{decision:#?}");
}

#[test]
fn a_contract_or_a_delivery_is_no_invoice() {
    for text in ["Wartungsvertrag 7007", "Reparaturauftrag 7007", "Lieferung 7007", "Quote 7007"] {
        is_asked("RE-7007", text, "eines für einen Auftrag");
    }
}

/// `LR-77 u. 78`: a number too short to be named by itself is the end of what is open besides.
#[test]
fn the_end_of_another_number_is_no_overpayment() {
    let items = [item(1, "LR-77", 11_900), item(2, "LR-78", 3_900), item(3, "LR-79", 3_900)];
    for text in ["LR-77 u. 78", "LR-77+78", "LR-77, 78"] {
        let decision = one(&items, pays(text, 15_800));
        let parts: Vec<i64> = decision.allocations.iter().map(|part| part.item).collect();
        assert_eq!((decision.status, parts), (MatchStatus::Suggested, vec![1, 2]), "{text}");
        assert_eq!(decision.on_account, 0, "{text}: {decision:#?}");
    }
    let decision = one(&items, pays("LR-77", 15_800));
    assert_eq!(decision.on_account, 3_900, "{decision:#?}");
}

/// An invoice that is called by its day is that one, whatever another's amount.
#[test]
fn the_day_of_another_invoice_is_asked_about() {
    let on = |id, document, amount, day| OpenItemFacts {
        date: Some(jiff::civil::date(2026, 8, day)),
        ..item(id, document, amount)
    };
    let items = [on(1, "RE-101", 11_903, 1), on(2, "RE-102", 13_090, 2)];
    let decision = one(&items, pays("Rechnung vom 02.08.2026", 11_903));
    assert_eq!(decision.status, MatchStatus::Suggested, "{decision:#?}");
    assert!(says(&decision, "Tag einer anderen offenen Rechnung, RE-102"), "{decision:#?}");
    for text in ["Rechnung vom 01.08.2026", "Rechnung vom 03.08.2026", "Rechnung August"] {
        is_matched(&one(&items, pays(text, 11_903)), &[(1, 11_903, 0)]);
    }
}

#[test]
fn another_number_that_is_open_is_paid_with_the_first_whatever_letters_lead_to_it() {
    let items = [item(1, "RE-2026-101", 11_900), item(2, "FR-2026-55", 5_950)];
    for joint in ["und", "u.", "+", "plus", "sowie", "and", "&", ","] {
        let text = format!("RE-2026-101 {joint} FR-2026-55");
        is_matched(&one(&items, pays(&text, 17_850)), &[(1, 11_900, 0), (2, 5_950, 0)]);
    }
}
