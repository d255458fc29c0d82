//! Rows of one list that say otherwise of the same thing. In a later list that is news; in one, one
//! of them is wrong, and only the last is kept.

use crate::domain::finding::Weight;
use crate::domain::text::fold;
use crate::domain::{Content, Finding, FindingKind, OpenItem, OpeningBalance, Side};
use jiff::civil::Date;
use std::collections::HashMap;

/// Findings of lists that contradict themselves.
pub static FINDINGS: &[&FindingKind] = &[&CONTRADICTS];

/// A list states one key twice, and not the same of it.
pub static CONTRADICTS: FindingKind = FindingKind {
    code: "list-contradicts",
    weight: Weight::Warning,
    de: "Die Liste nennt {what} mehrmals und sagt nicht dasselbe; gebucht ist nur die letzte Zeile \
        davon. Sind es zwei (Raten, zwei Belege), bitte eigene Nummern vergeben oder die Beträge \
        zusammenzählen und die Liste berichtigt ablegen; „kontor resolve {this} accept“ beendet \
        die Frage.",
    en: "The list names {what} more than once and does not say the same; only the last of these \
        rows is booked. If they are two (instalments, two documents), give each its own number or \
        add up the amounts, and drop the list corrected; \"kontor resolve {this} accept\" ends the \
        question.",
};

/// The first thing that a list says two things of.
pub(super) fn contradiction(content: &Content) -> Option<Finding> {
    let what = match content {
        Content::OpenItems(items) => of_items(items),
        Content::OpeningBalances(balances) => of_balances(balances),
        _ => None,
    };
    Some(CONTRADICTS.found().with("what", what?))
}

fn of_items(items: &[OpenItem]) -> Option<&str> {
    type Key<'a> = (Side, String, &'a str, Option<Date>);
    let mut said: HashMap<Key<'_>, &OpenItem> = HashMap::with_capacity(items.len());
    let again = items.iter().find(|item| {
        let key = (item.side, fold(&item.contact), item.document.as_str(), item.date);
        let before = said.insert(key, item);
        before.is_some_and(|before| (before.amount, before.due) != (item.amount, item.due))
    });
    again.map(|item| item.document.as_str())
}

fn of_balances(balances: &[OpeningBalance]) -> Option<&str> {
    let mut said = HashMap::with_capacity(balances.len());
    let again = balances.iter().find(|row| {
        let before = said.insert(row.account.as_str(), row.balance);
        before.is_some_and(|before| before != row.balance)
    });
    again.map(|row| row.account.as_str())
}
