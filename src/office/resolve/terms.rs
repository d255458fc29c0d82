//! What decisions about a document say of how it is booked.

use super::doubts::ACCEPTED;
use super::{ACQUISITION, BESIDE, OF, PAID, REVERSE_CHARGE, UNTAXED, WITHOUT_INPUT_VAT};
use crate::office::plan::{Owed, TAX_OPEN, Terms};
use crate::store::Decision;
use crate::store::rows::DocumentRow;
use rust_decimal::Decimal;

/// Whether a document waits since its seller abroad shows no VAT: a plain yes says that none is
/// owed.
pub(super) fn asked_of_tax(document: &DocumentRow) -> bool {
    document.reason_code.as_deref() == Some(TAX_OPEN.code)
}

/// Whether it waited so before it was booked.
pub(super) fn was_asked_of_tax(document: &DocumentRow) -> bool {
    document.held_code.as_deref() == Some(TAX_OPEN.code)
}

/// What is booked anew without input VAT, or with VAT owed or not, keeps what was said of it
/// before.
pub(super) fn besides(said: Terms, before: Terms) -> Terms {
    Terms {
        rate: said.rate.or(before.rate),
        account: said.account.or(before.account),
        without_input_vat: said.without_input_vat || before.without_input_vat,
        owed: said.owed.or(before.owed),
        paid: said.paid || before.paid,
        replaces: said.replaces,
        beside: said.beside || before.beside,
        of: said.of.or(before.of),
    }
}

/// Whether a decision books anew what is booked already, so that its undo books it as before.
pub(super) fn books_anew(choice: &str) -> bool {
    choice.starts_with("account ") || tells_tax(choice)
}

/// Whether a decision says how the VAT of a document is booked.
pub(super) fn tells_tax(choice: &str) -> bool {
    choice
        .split_whitespace()
        .any(|word| [WITHOUT_INPUT_VAT, REVERSE_CHARGE, ACQUISITION, UNTAXED, PAID].contains(&word))
}

/// The terms that a document's decisions amount to, in their order.
pub(super) fn terms_of(decisions: &[Decision]) -> Terms {
    let mut terms = Terms::default();
    // What an undo goes back to.
    let mut before: Option<Terms> = None;
    let mut decided = false;
    for (verb, choice, ..) in decisions {
        let words: Vec<&str> = choice.split_whitespace().collect();
        match (verb.as_str(), words.first()) {
            ("replaced" | "restored", _) => continue,
            ("resolve", Some(&("release" | "unit"))) => before = Some(terms.clone()),
            ("resolve", Some(&"accept")) if choice == ACCEPTED => before = Some(terms.clone()),
            ("resolve", Some(&("account" | "accept" | "replace"))) => {
                before = Some(terms.clone()).filter(|_| decided && books_anew(choice));
                terms = said(&words, terms);
            }
            ("undo", _) => terms = before.take().unwrap_or_default(),
            _ => (terms, before) = (Terms::default(), None),
        }
        decided = verb == "resolve";
    }
    terms
}

/// The terms after a decision to book, in its words.
fn said(words: &[&str], before: Terms) -> Terms {
    let after = |word: &str| {
        words
            .iter()
            .position(|own| *own == word)
            .and_then(|at| words.get(at + 1))
            .map(|word| (*word).to_owned())
    };
    if words.first() == Some(&"account") {
        return Terms { account: after("account"), ..before };
    }
    let owed = words.iter().find_map(|word| match *word {
        REVERSE_CHARGE => Some(Owed::Service),
        ACQUISITION => Some(Owed::Acquisition),
        UNTAXED => Some(Owed::Nothing),
        _ => None,
    });
    let said = Terms {
        rate: after("--rate").and_then(|rate| rate.parse::<Decimal>().ok()),
        account: after("--account"),
        without_input_vat: words.contains(&WITHOUT_INPUT_VAT),
        owed,
        paid: words.contains(&PAID),
        replaces: false,
        beside: words.contains(&BESIDE),
        of: after(OF),
    };
    let adds = said.without_input_vat || said.paid || owed.is_some();
    if adds { besides(said, before) } else { said }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(verb: &str, choice: &str) -> Decision {
        (verb.to_owned(), choice.to_owned(), String::new(), None)
    }

    #[test]
    fn an_undo_goes_back_to_the_terms_before_and_the_next_to_none() {
        let mut log =
            vec![decision("resolve", "accept --rate 1.0873"), decision("resolve", "account 4930")];
        let told = |log: &[Decision]| {
            let terms = terms_of(log);
            (terms.rate.map(|rate| rate.to_string()), terms.account)
        };
        assert_eq!(told(&log), (Some("1.0873".to_owned()), Some("4930".to_owned())));
        log.push(decision("undo", ""));
        assert_eq!(told(&log), (Some("1.0873".to_owned()), None));
        log.push(decision("undo", ""));
        assert_eq!(terms_of(&log), Terms::default());
    }

    #[test]
    fn what_is_owed_stays_owed_on_another_account() {
        let log = ["accept --account 4806", "accept --reverse-charge", "account 4964"]
            .map(|choice| decision("resolve", choice));
        let terms = terms_of(&log);
        assert_eq!((terms.owed, terms.account.as_deref()), (Some(Owed::Service), Some("4964")));
        let untaxed = [log.as_slice(), &[decision("resolve", "accept --untaxed")]].concat();
        assert_eq!(terms_of(&untaxed).owed, Some(Owed::Nothing));
    }
}
