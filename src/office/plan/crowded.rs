//! Contacts that share a personal account with others, since all numbers of a side are used up: their
//! items stay apart, their accounts do not.

use super::Plan;
use crate::domain::finding::Weight;
use crate::domain::{FindingKind, Side};
use crate::store::rows::{ContactRow, DocumentStatus};
use std::collections::BTreeMap;

/// Findings of numbers that are used up.
pub static FINDINGS: &[&FindingKind] = &[&SHARED];

/// A contact got the personal account of others.
pub static SHARED: FindingKind = FindingKind {
    code: "personal-account-shared",
    weight: Weight::Warning,
    de: "Die Nummern der Personenkonten {range} sind verbraucht: {count|Kontakt steht|Kontakte \
        stehen} mit auf {account} ({contacts}). Offene Posten bleiben je Kontakt getrennt; Saldo, \
        Kontoblatt und Übergabe an DATEV nennen sie zusammen. Bitte mit dem Steuerberater klären, \
        welche Kontakte kein eigenes Konto brauchen; „kontor resolve {this} accept“ beendet diese \
        Frage.",
    en: "The numbers of the personal accounts {range} are used up: {count|contact stands|contacts \
        stand} on {account} together with others ({contacts}). Open items stay apart by contact; \
        balance, account sheet and the hand-over to DATEV name them together. Find out with the \
        tax adviser which contacts need no account of their own; \"kontor resolve {this} accept\" \
        ends this question.",
};

/// Contacts that are named; the others are counted.
const MOST_NAMED: usize = 10;

impl Plan<'_> {
    /// Asks about contacts that got the account of others, with a document of the batch that is
    /// their company's.
    pub(super) fn note_crowded(&mut self) {
        let mut crowded: BTreeMap<(String, Side), Vec<ContactRow>> = BTreeMap::new();
        for (side, id) in self.books.contacts.take_crowded() {
            if let Some(row) = self.books.contacts.get(id) {
                crowded.entry((row.company.clone(), side)).or_default().push(row.clone());
            }
        }
        for ((company, side), rows) in crowded {
            let of_company = |status: DocumentStatus| {
                let mut rows = self.changes.documents.iter();
                rows.position(|row| row.company.as_ref() == Some(&company) && row.status == status)
            };
            let at = of_company(DocumentStatus::Processed);
            let at = at.or_else(|| of_company(DocumentStatus::Held));
            let account = rows.first().and_then(|row| match side {
                Side::Receivable => row.customer_account.clone(),
                Side::Payable => row.vendor_account.clone(),
            });
            let (Some(at), Some(account)) = (at, account) else { continue };
            let range = if side == Side::Receivable { "10001–69999" } else { "70001–99999" };
            let mut named: Vec<&str> =
                rows.iter().map(|row| row.name.as_str()).take(MOST_NAMED).collect();
            if rows.len() > MOST_NAMED {
                named.push("…");
            }
            let found = SHARED.found().with("range", range).with("count", rows.len());
            let found = found.with("account", account).with("contacts", named.join(", "));
            self.note_at(at, &found.with("this", format!("D{}", self.id_at(at))));
        }
    }
}
