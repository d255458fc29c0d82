//! Cash discount that nobody agreed on. All data made up.

use super::matching::{is_matched, is_suggested, item, one, pays, skonto};
use jiff::civil::date;
use kontor::matching::Decision;

fn says(decision: &Decision, words: &str) -> bool {
    decision.explanation.iter().any(|said| said.de.contains(words))
}

#[test]
fn a_discount_that_is_not_agreed_on_names_the_answers() {
    let answer = "kontor resolve E1 match RE-101 --write-off Skonto";
    for (text, amount, told) in [
        ("RE-101 abzgl. 2 % Skonto", 11_662, "2,38 EUR (2,00 %)"),
        ("RE-101 ./. Skonto", 11_500, "4,00 EUR (3,36 %)"),
        ("RE-101 less 2% cash discount", 11_662, "2,38 EUR (2,00 %)"),
    ] {
        let decision = one(&[item(1, "RE-101", 11_900)], pays(text, amount));
        is_suggested(&decision, &[(1, amount, 0)]);
        assert!(says(&decision, answer) && says(&decision, told), "{text}: {decision:#?}");
        assert!(!says(&decision, "Teilzahlung ist"), "{text}: {decision:#?}");
    }
    // More than is agreed on.
    let agreed = [skonto(item(1, "RE-101", 11_900), 200, date(2026, 8, 31))];
    let decision = one(&agreed, pays("RE-101 abzgl. 3 % Skonto", 11_543));
    assert!(says(&decision, answer) && says(&decision, "3,57 EUR (3,00 %)"), "{decision:#?}");
    is_matched(&one(&agreed, pays("RE-101 abzgl. 2 % Skonto", 11_662)), &[(1, 11_662, 238)]);
    // No word of it, or a part that is paid.
    for text in ["RE-101", "RE-101 ohne Skonto"] {
        let decision = one(&[item(1, "RE-101", 11_900)], pays(text, 11_662));
        is_suggested(&decision, &[(1, 11_662, 0)]);
        assert!(says(&decision, "2,38 EUR fehlen") && !says(&decision, answer), "{decision:#?}");
    }
}
