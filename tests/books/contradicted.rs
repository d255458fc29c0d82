//! Texts that deny an invoice, leave one out, or say that they pay none. All data made up.

use super::matching::{is_matched, is_open, item, one, pays};
use kontor::matching::{Decision, MatchStatus, OpenItemFacts};

fn items() -> [OpenItemFacts; 4] {
    [
        item(1, "RE-101", 11_900),
        item(2, "RE-102", 13_090),
        item(3, "RE-103", 14_280),
        item(4, "RE-104", 15_470),
    ]
}

fn parts(decision: &Decision) -> Vec<i64> {
    let mut parts: Vec<i64> = decision.allocations.iter().map(|part| part.item).collect();
    parts.sort_unstable();
    parts
}

fn says(decision: &Decision, words: &str) -> bool {
    decision.explanation.iter().any(|said| said.de.contains(words))
}

#[test]
fn what_a_text_denies_is_no_item_of_its_payment() {
    for (text, amount, of) in [
        ("RE-102 bis RE-104 (nicht RE-101)", 42_840, vec![2, 3, 4]),
        ("RE-101 bis RE-104 ohne 103", 40_460, vec![1, 2, 4]),
        ("RE-101 bis RE-104 ohne RE-103", 40_460, vec![1, 2, 4]),
    ] {
        let decision = one(&items(), pays(text, amount));
        assert_eq!((decision.status, parts(&decision)), (MatchStatus::Suggested, of), "{text}");
        assert!(!says(&decision, "Im Text steht auch"), "{text}: {decision:#?}");
        assert!(says(&decision, "Bereich"), "{text}: {decision:#?}");
    }
    for text in ["nicht für RE-101 sondern RE-102", "RE-102 statt RE-101", "RE-102, nicht RE-101"]
    {
        is_matched(&one(&items(), pays(text, 13_090)), &[(2, 13_090, 0)]);
        // The amount of what is denied.
        let decision = one(&items(), pays(text, 11_900));
        assert!(!parts(&decision).contains(&1), "{text}: {decision:#?}");
    }
    let decision = one(&items(), pays("alle Rechnungen außer RE-101", 42_840));
    assert_eq!(parts(&decision), [2, 3, 4], "{decision:#?}");
    assert!(says(&decision, "nimmt RE-101 aus") && !says(&decision, "Keine bekannte Nummer"));
}

#[test]
fn a_text_that_says_it_pays_nothing_is_asked_about() {
    for text in [
        "Gutschrift zu RE-101",
        "irrtümlich RE-101",
        "versehentlich überwiesen RE-101",
        "doppelt gezahlt RE-101",
        "RE-101 doppelt",
        "Rückzahlung RE-101",
        "Rückerstattung zu Rechnung RE-101",
        "RE-101 zu viel bezahlt",
    ] {
        let decision = one(&items(), pays(text, 11_900));
        assert_eq!(decision.status, MatchStatus::Suggested, "{text}: {decision:#?}");
        assert!(says(&decision, "widerspricht einer Zahlung von RE-101"), "{text}");
    }
    for text in [
        "RE-101 Doppelzimmer",
        "Rückstand RE-101",
        "RE-101 zurückgestellter Betrag",
        "Gutschrift RE-101",
        "RE-101 Retoure folgt",
        "RE-101 irrtümlich abgezogenes Skonto",
        "RE-101 versehentlich nicht überwiesen",
        "RE-101 Fensterreinigung 2x",
    ] {
        is_matched(&one(&items(), pays(text, 11_900)), &[(1, 11_900, 0)]);
    }
    // A credit note is what such a text speaks of.
    let credit = [item(7, "GS-7", -11_900)];
    is_matched(&one(&credit, pays("Rückzahlung GS-7", -11_900)), &[(7, -11_900, 0)]);
    is_open(&one(&[], pays("Rückzahlung RE-101", 11_900)));
}

#[test]
fn an_account_and_an_amount_prove_nothing_against_the_text() {
    for text in [
        "Kaution",
        "Darlehen",
        "Schadenersatz",
        "Vorkasse Angebot 77",
        "Rückzahlung",
        "Rückerstattung Überzahlung",
        "Fehlüberweisung retour",
        "alle offenen Rechnungen",
        "sämtliche Rechnungen Oktober",
    ] {
        let decision = one(&items(), pays(text, 11_900));
        assert_eq!(decision.status, MatchStatus::Suggested, "{text}: {decision:#?}");
        assert_eq!(parts(&decision), [1], "{text}: {decision:#?}");
        assert!(says(&decision, "Der Text spricht von"), "{text}: {decision:#?}");
    }
    for text in ["Danke", "Rechnung Oktober", "Zahlung", "Überweisung"] {
        is_matched(&one(&items(), pays(text, 11_900)), &[(1, 11_900, 0)]);
    }
}
