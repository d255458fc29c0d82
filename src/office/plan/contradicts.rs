//! Rows of one list that say otherwise of the same thing. In a later list that is news; in one, one
//! of them is wrong, and only the last is kept.

use crate::domain::finding::Weight;
use crate::domain::text::fold;
use crate::domain::{Content, Finding, FindingKind, OpenItem, Side};
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
    let Content::OpenItems(items) = content else { return None };
    Some(CONTRADICTS.found().with("what", of_items(items)?))
}

fn of_items(items: &[OpenItem]) -> Option<&str> {
    type Key<'a> = (Side, String, &'a str);
    let mut said: HashMap<Key<'_>, &OpenItem> = HashMap::with_capacity(items.len());
    let again = items.iter().find(|item| {
        let key = (item.side, fold(&item.contact), item.document.as_str());
        let told = |item: &OpenItem| (item.amount, item.due, item.date);
        said.insert(key, item).is_some_and(|before| told(before) != told(item))
    });
    again.map(|item| item.document.as_str())
}
