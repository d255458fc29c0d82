//! Card takings that an acquirer pays out less its fee: gross and fee are told apart where the text
//! names them. All data made up.

use super::matching::{STRANGER, from, one_by, pays};
use kontor::matching::{BookingRule, Category, Decision, MatchStatus, Place, Policy};

fn decided(text: &str, amount: i64) -> Decision {
    let rule = |category, account: &str, words: &[&str], names: &[&str]| BookingRule {
        name: account.into(),
        category,
        account: account.into(),
        contains: words.iter().map(|word| (*word).to_owned()).collect(),
        counterparty: names.iter().map(|name| (*name).to_owned()).collect(),
        shipped: true,
        ..BookingRule::default()
    };
    let rules = vec![
        rule(Category::BankFee, "4970", &["Kontoführung"], &[]),
        rule(Category::Card, "1360", &[], &["SumUp"]),
    ];
    let policy = Policy { rules, ..Policy::default() };
    one_by(&[], from(pays(text, amount), "SumUp Payments", STRANGER), &policy)
}

#[test]
fn takings_are_told_apart_from_the_fee_that_the_text_names() {
    for text in [
        "PID952982 SUMUP 1.000,00 abzgl. Gebuehr 23,50",
        "Auszahlung 1.000,00 EUR abzgl. Gebühr 23,50 EUR",
        "Kartenumsatz 1.000,00 Disagio 23,50 Auszahlung 976,50",
        "Umsatz brutto 1.000,00 Serviceentgelt -23,50",
    ] {
        let decision = decided(text, 97_650);
        let parts: Vec<(&str, i64)> = decision
            .beside
            .iter()
            .map(|part| match &part.place {
                Place::Account(account) => (account.as_str(), part.amount),
                other => panic!("{text}: {other:?}"),
            })
            .collect();
        assert_eq!(parts, [("1360", 100_000), ("4970", -2_350)], "{text}");
        assert_eq!(decision.status, MatchStatus::Suggested, "{text}");
    }
    // A fee that does not give the payment, or stands alone, is asked.
    for text in ["Umsatz 1.000,00 abzgl. Gebuehr 24,50", "Auszahlung nach Gebuehr 23,50"] {
        let decision = decided(text, 97_650);
        assert_eq!((decision.status, decision.account), (MatchStatus::Open, None), "{text}");
    }
    // Without a word of a fee, or of its amount, it is what it was.
    for text in ["PID952982 SUMUP", "Auszahlung 976,50", "Auszahlung abzgl. Gebuehren"] {
        let decision = decided(text, 97_650);
        assert_eq!(decision.account.as_deref(), Some("1360"), "{text}");
        assert_eq!(decision.status, MatchStatus::Matched, "{text}");
    }
}
