//! Content that was taken before: whose books have it, and whose question it answers.
//!
//! The same content is a duplicate only for a company that has it booked. What was held or rejected
//! is booked nowhere and is tried anew, in whatever folder it comes; the question about the earlier
//! copy is then answered. Lists say what holds from now on: one that came before is taken again,
//! unless it is the last that was taken.

use super::Plan;
use crate::domain::FindingKind;
use crate::domain::finding::Weight;
use crate::office::route;
use crate::store::addressees::Addressee;
use crate::store::rows::{DocumentRow, DocumentStatus};
use std::collections::{BTreeSet, HashMap, HashSet};

pub static CAME_AGAIN: FindingKind = FindingKind {
    code: "came-again",
    weight: Weight::Note,
    de: "Derselbe Inhalt kam noch einmal; es gilt Dokument {document}.",
    en: "The same content came again; document {document} counts.",
};

/// What is known of contents before a batch, and after each document of it.
#[derive(Debug, Default)]
pub struct Seen {
    by_content: HashMap<String, Vec<DocumentRow>>,
    /// Company and kind → the content of the last list taken.
    lists: HashMap<(String, String), String>,
    /// Contents, and the companies whose folders this batch brings them to.
    pinned: HashSet<(String, String)>,
    /// Company → names that a person said are its own.
    addressees: HashMap<String, Vec<Addressee>>,
}

impl Seen {
    /// The kinds of documents that say what holds from now on; `Store::last_lists` asks for these.
    const LISTS: &[&'static str] = &["contacts", "open-items", "opening-balances", "order"];

    /// Documents stored with the contents of the batch, and the last list of each company and kind
    /// (company, kind, SHA-256).
    pub fn new(documents: Vec<DocumentRow>, lists: Vec<(String, String, String)>) -> Seen {
        let mut seen = Seen::default();
        documents.into_iter().for_each(|row| seen.add(row));
        seen.lists
            .extend(lists.into_iter().map(|(company, kind, content)| ((company, kind), content)));
        seen
    }

    /// With the names that people said are their companies' own.
    pub fn with_addressees(mut self, said: Vec<Addressee>) -> Seen {
        for row in said {
            self.addressees.entry(row.company.clone()).or_default().push(row);
        }
        self
    }

    /// The names that a person said are this company's own.
    pub(super) fn addressees(&self, company: &str) -> &[Addressee] {
        self.addressees.get(company).map(Vec::as_slice).unwrap_or_default()
    }

    /// Notes that this batch brings a content to a company's folder.
    pub(super) fn pin(&mut self, sha256: &str, company: &str) {
        self.pinned.insert((sha256.to_owned(), company.to_owned()));
    }

    /// True when this batch brings the content to that company's folder.
    pub(super) fn is_pinned(&self, sha256: &str, company: &str) -> bool {
        self.pinned.contains(&(sha256.to_owned(), company.to_owned()))
    }

    /// Notes a document taken.
    pub(super) fn add(&mut self, row: DocumentRow) {
        if let (true, DocumentStatus::Processed, Some(company)) =
            (is_list(row.kind), row.status, &row.company)
        {
            self.lists.insert((company.clone(), row.kind.to_owned()), row.sha256.clone());
        }
        self.by_content.entry(row.sha256.clone()).or_default().push(row);
    }

    /// The document by which a company has this content booked; without a company, by which anybody
    /// has.
    pub(super) fn booked(&self, sha256: &str, company: Option<&str>) -> Option<i64> {
        let rows = self.by_content.get(sha256)?;
        let booked = |row: &&DocumentRow| {
            row.status == DocumentStatus::Processed
                && (company.is_none() || row.company.as_deref() == company)
                && self.holds(row)
        };
        rows.iter().find(booked).map(|row| row.id)
    }

    /// A container has no company of its own but its folder's.
    pub(super) fn opened(&self, sha256: &str, folder: Option<&str>) -> Option<i64> {
        let rows = self.by_content.get(sha256)?;
        rows.iter()
            .find(|row| row.status == DocumentStatus::Processed && row.company.as_deref() == folder)
            .map(|row| row.id)
    }

    fn holds(&self, row: &DocumentRow) -> bool {
        let last = || {
            row.company
                .as_ref()
                .and_then(|company| self.lists.get(&(company.clone(), row.kind.to_owned())))
        };
        !is_list(row.kind) || last().is_none_or(|content| *content == row.sha256)
    }

    /// True when one of these accounts' statements was left out of an earlier copy.
    pub(super) fn left_out(&self, sha256: &str, accounts: &BTreeSet<Option<String>>) -> bool {
        let rows = self.by_content.get(sha256).map(Vec::as_slice).unwrap_or_default();
        let left = |row: &DocumentRow| {
            matches!(row.status, DocumentStatus::Held | DocumentStatus::Rejected)
        };
        rows.iter().any(|row| left(row) && accounts.contains(&row.number))
    }

    /// Earlier copies that wait for an answer.
    pub(super) fn waiting(&self, sha256: &str) -> Vec<DocumentRow> {
        let rows = self.by_content.get(sha256).map(Vec::as_slice).unwrap_or_default();
        rows.iter().filter(|row| row.status == DocumentStatus::Held).cloned().collect()
    }
}

fn is_list(kind: &str) -> bool {
    Seen::LISTS.contains(&kind)
}

/// A copy that waits, and the position of the one that came after it.
pub(super) type CameAgain = (DocumentRow, usize);

impl Plan<'_> {
    /// Ends the questions about copies that have come again: the newer one asks, or is booked.
    pub(super) fn answer_copies(&mut self) {
        for (mut copy, at) in std::mem::take(&mut self.came_again) {
            let Some(newer) = self.changes.documents.get(at) else { continue };
            let misplaced = copy
                .reason_code
                .as_deref()
                .is_some_and(|code| route::FINDINGS.iter().any(|kind| kind.code == code));
            let answered = match newer.status {
                DocumentStatus::Processed => misplaced || copy.company == newer.company,
                DocumentStatus::Held => copy.company == newer.company,
                DocumentStatus::Duplicate | DocumentStatus::Rejected => false,
            };
            if !answered {
                continue;
            }
            copy.duplicate_of = Some(newer.id);
            let finding = CAME_AGAIN.found().with("document", format!("D{}", newer.id));
            self.give(&mut copy, DocumentStatus::Duplicate, &finding);
            match self.changes.documents.iter_mut().find(|row| row.id == copy.id) {
                Some(row) => *row = copy,
                None => self.changes.rejudged.push(copy),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Kind;

    fn row(
        id: i64,
        company: &str,
        kind: Kind,
        status: DocumentStatus,
        content: &str,
    ) -> DocumentRow {
        DocumentRow {
            id,
            parent_id: None,
            claim: format!("c{id}"),
            file: "a.xml".into(),
            sha256: content.into(),
            archived: None,
            size_bytes: 0,
            kind: kind.as_str(),
            format: None,
            company: Some(company.into()),
            number: None,
            status,
            reason_code: None,
            reason: None,
            held_code: None,
            held_reason: None,
            notes: Vec::new(),
            doubts: Vec::new(),
            accepted: Vec::new(),
            duplicate_of: None,
            received_at: String::new(),
        }
    }

    #[test]
    fn every_list_is_among_those_that_the_store_looks_up() {
        let text = include_str!("../../store/migrations/0780_flat.sql");
        let index = text.split(';').next().unwrap_or_default();
        for kind in Seen::LISTS {
            assert!(index.contains(&format!("'{kind}'")), "{kind}");
        }
        assert_eq!(index.matches("', '").count() + 1, Seen::LISTS.len(), "{index}");
    }

    #[test]
    fn content_is_booked_by_company() {
        let mut seen = Seen::default();
        seen.add(row(1, "a", Kind::Invoice, DocumentStatus::Processed, "x"));
        seen.add(row(2, "b", Kind::Invoice, DocumentStatus::Held, "x"));
        assert_eq!(seen.booked("x", Some("a")), Some(1));
        assert_eq!(seen.booked("x", Some("b")), None);
        assert_eq!(seen.booked("x", None), Some(1));
        assert_eq!(seen.waiting("x").iter().map(|row| row.id).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn the_last_list_holds() {
        let mut seen = Seen::default();
        seen.add(row(1, "a", Kind::Contacts, DocumentStatus::Processed, "v1"));
        assert_eq!(seen.booked("v1", Some("a")), Some(1));
        seen.add(row(2, "a", Kind::Contacts, DocumentStatus::Processed, "v2"));
        assert_eq!(seen.booked("v1", Some("a")), None);
        assert_eq!(seen.booked("v2", Some("a")), Some(2));
    }
}
