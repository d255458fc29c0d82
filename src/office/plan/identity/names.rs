//! Whether two doors name two other sides: a name may be cut, shortened, left out, or be that of
//! the service that carries the payment.

use super::wording::{one_name, only_kinds, squeezed};
use crate::domain::statement::Entry;

/// What the names of services hold, squeezed, that stand where the other side's name belongs:
/// another door names who was paid through them.
const SERVICES: &[&str] = &[
    "paypal",
    "sumup",
    "klarna",
    "stripe",
    "adyen",
    "mollie",
    "zettle",
    "ratepay",
    "payone",
    "concardis",
    "nexi",
    "worldline",
    "vrpayment",
    "telecash",
    "amazonpay",
    "amznpay",
    "googlepay",
    "applepay",
];

/// Figures of a text that mean this booking and no other: an invoice's, a customer's number.
const TELLING: usize = 5;

/// Whether both doors name the other side, and no name of the one is one of the other's. A name
/// that is a word for a kind of booking names nobody.
pub(super) fn are_others(a: &Entry, b: &Entry) -> bool {
    let (ours, theirs) = (names(a), names(b));
    let is_one = |one: &&str| theirs.iter().any(|other| one_name(one, other));
    !ours.is_empty() && !theirs.is_empty() && !ours.iter().any(is_one)
}

/// Whether one of the names is that of a service or the account holder's own (`own`): beside an
/// equal text it contradicts nothing.
pub(super) fn are_borrowed(a: &Entry, b: &Entry, own: Option<&str>) -> bool {
    let own = own.map(squeezed).filter(|own| !own.is_empty());
    let is_borrowed = |name: &&str| {
        let name = squeezed(name);
        own.as_ref().is_some_and(|own| own.contains(&name) || name.contains(own.as_str()))
            || SERVICES.iter().any(|service| name.contains(service))
    };
    names(a).iter().any(is_borrowed) || names(b).iter().any(is_borrowed)
}

/// Whether two texts share a number that tells a booking from others. A day or a month is none.
pub(super) fn share_a_number(one: &str, other: &str) -> bool {
    let numbers = |text: &str| -> Vec<String> {
        let runs = text.split(|c: char| !c.is_ascii_digit());
        runs.filter(|run| run.len() >= TELLING && !is_day(run)).map(str::to_owned).collect()
    };
    let theirs = numbers(other);
    numbers(one).iter().any(|number| theirs.contains(number))
}

/// `202610`, `102026`, `20261008`, `08102026`.
pub(super) fn is_day(run: &str) -> bool {
    matches!(run.len(), 6 | 8)
        && (run.starts_with("20") || run.get(run.len() - 4..run.len() - 2) == Some("20"))
}

/// The names of the other side that say who it is.
pub(super) fn names(entry: &Entry) -> Vec<&str> {
    let party = &entry.counterparty;
    let names = [party.name.as_deref(), party.ultimate_name.as_deref()];
    names.into_iter().flatten().filter(|name| !only_kinds(&squeezed(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Currency, Money};

    fn named(name: &str) -> Entry {
        let mut entry = Entry::new(Money::from_minor(-11_900, Currency::EUR));
        entry.counterparty.name = Some(name.to_owned());
        entry
    }

    #[test]
    fn names_are_others_where_none_is_short_for_the_other() {
        for (one, other) in [
            ("Deutsche Telekom AG", "Amazon EU"),
            ("Anna Roth", "Jens Ohm"),
            ("PayPal Europe S.a.r.l.", "Schäfer Druck"),
        ] {
            assert!(are_others(&named(one), &named(other)), "{one}");
        }
        for (one, other) in [
            ("Deutsche Telekom AG", "DEUTSCHE TELEKOM"),
            ("SumUp *Café Roma", "Cafe Roma"),
            ("Hausverw. Schmidt", "Hausverwaltung Schmidt GmbH"),
            ("Deutsche Telekom AG", "SEPA-Lastschrift"),
            ("Deutsche Telekom AG", ""),
        ] {
            assert!(!are_others(&named(one), &named(other)), "{other}");
        }
    }

    #[test]
    fn a_day_is_no_number_that_tells_a_booking() {
        assert!(share_a_number("RE 4711815", "Rechnung Nr. 4711815 vom 08102026"));
        for (one, other) in [("Lohn 202610", "Lohn 202610"), ("RE 44", "RE 44"), ("", "")] {
            assert!(!share_a_number(one, other), "{one}");
        }
    }

    #[test]
    fn services_and_the_holders_own_name_are_borrowed() {
        let telekom = named("Deutsche Telekom AG");
        assert!(are_borrowed(&telekom, &named("PayPal Europe"), None));
        assert!(are_borrowed(&telekom, &named("Müller Metallbau"), Some("Müller Metallbau GmbH")));
        assert!(!are_borrowed(&telekom, &named("Amazon EU"), Some("Müller Metallbau GmbH")));
    }
}
