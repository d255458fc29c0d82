//! Bookings that are kept on another ledger account than that of the statement which tells them
//! again: a person placed its report there before the settings said where it belongs. They are
//! known, and a person is told where they stand.

use super::identity::{self, own_reference};
use super::{Plan, Postings};
use crate::domain::finding::Weight;
use crate::domain::statement::Entry;
use crate::domain::{Finding, FindingKind, Money};
use crate::office::accounts;
use crate::store::rows::{EntryRow, OpeningRow, StatementRow};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Findings of bookings that are kept elsewhere.
pub static FINDINGS: &[&FindingKind] = &[&KEPT_ELSEWHERE];

pub static KEPT_ELSEWHERE: FindingKind = FindingKind {
    code: "entries-kept-elsewhere",
    weight: Weight::Warning,
    de: "{count|Umsatz steht|Umsätze stehen} schon auf Sachkonto {other} ({document}), zusammen \
        {sum}; dieser Auszug gehört auf {own}. Nichts ist noch einmal gebucht. Ist {other} falsch, \
        bucht „kontor resolve {document} account {own}“ dieses Dokument ganz dorthin um; sonst \
        beendet „kontor resolve {this} accept“ die Frage.",
    en: "{count|entry stands|entries stand} on ledger account {other} already ({document}), {sum} \
        in all; this statement belongs on {own}. Nothing is booked again. If {other} is wrong, \
        \"kontor resolve {document} account {own}\" moves that document there whole; else \
        \"kontor resolve {this} accept\" ends the question.",
};

/// Letters and digits that an id has at least which is only found in a text, to be that of one
/// booking alone, whatever account. What stands in the column of its own is one however short.
const LEAST_ID: usize = 8;

/// Who gives bookings ids: company, what its statement is kept under, format.
type Teller = (String, String, String);

/// What of a file's bookings is kept on another ledger account: by that account, the file's own and
/// the document that told them first, how many and how much.
#[derive(Default)]
pub(super) struct Elsewhere(BTreeMap<(String, String, i64), (usize, Money)>);

impl Elsewhere {
    pub fn findings(self) -> impl Iterator<Item = Finding> {
        self.0.into_iter().map(|((other, own, document), (count, sum))| {
            KEPT_ELSEWHERE
                .found()
                .with("count", count)
                .with("other", other)
                .with("own", own)
                .with("document", format!("D{document}"))
                .with_value("sum", sum)
        })
    }
}

impl Plan<'_> {
    /// The ids that services and banks give the bookings of tables which state no account: by who
    /// gives them, the days to look at, and the ids. What states its account is that account's.
    pub fn told_by_id(&self) -> BTreeMap<Teller, (BTreeSet<Date>, BTreeSet<String>)> {
        let mut told: BTreeMap<Teller, (BTreeSet<Date>, BTreeSet<String>)> = BTreeMap::new();
        for (at, company, file) in &self.routed.statements {
            let unstated = file.statements.iter().filter(|statement| {
                is_known(&file.format) && accounts::stated(&statement.account).is_none()
            });
            for statement in unstated {
                let account = self.account(*at, company, &file.format, &statement.account);
                let (days, ids) =
                    told.entry((company.clone(), account, file.format.clone())).or_default();
                for entry in &statement.entries {
                    let id = own_reference(entry, Some(&file.format))
                        .filter(|id| !entry.is_reference_guessed || is_long(id));
                    let Some(id) = id else { continue };
                    ids.insert(id.to_owned());
                    days.extend(identity::days(entry).flat_map(identity::days_around));
                }
            }
        }
        told.retain(|_, (_, ids)| !ids.is_empty());
        told
    }

    /// Books an entry on another ledger account than before (from, to), as it is decided.
    pub fn placed(
        &mut self,
        mut row: EntryRow,
        (from, to): &(String, String),
        postings: &Postings,
    ) {
        let posting = row.state.posting.and_then(|number| Some((number, postings.get(&number)?)));
        let Some((number, old)) = posting.filter(|_| from != to) else { return };
        let cause = (None, Some(row.id));
        let posting = self.booked_on_another(&row.company, cause, (number, old), (from, to));
        row.state.posting = Some(posting);
        self.changes.entries.push(row);
    }

    /// Takes back what a bank account was opened with, of which no statement is left.
    pub fn unopened(&mut self, row: &OpeningRow, postings: &Postings) {
        let Some(books) = self.books.companies.get(&row.company).cloned() else { return };
        let nothing = OpeningRow { amount_minor: 0, posting: None, ..row.clone() };
        let _ = self.open_account(&books, nothing, Some(row), Some(postings));
    }

    /// Notes of a booking that is known where it is kept, if that is another ledger account.
    pub(super) fn note_elsewhere(
        &self,
        kept: Option<(String, i64)>,
        statement: &StatementRow,
        entry: &Entry,
        told: &mut Elsewhere,
    ) {
        let Some((kept, document)) = kept else { return };
        let company = &statement.company;
        let other = self.ledger_account(company, &kept);
        let own = self.ledger_account(company, &statement.account);
        let Some((other, own)) = other.zip(own).filter(|(other, own)| other != own) else {
            return;
        };
        let nothing = (0, Money::new(rust_decimal::Decimal::ZERO, entry.amount.currency));
        let (count, sum) = told.0.entry((other, own, document)).or_insert(nothing);
        *count += 1;
        sum.amount += entry.amount.amount;
    }
}

/// A table of a bank or service whose columns are known: what others call a reference may be a
/// customer's number.
fn is_known(format: &str) -> bool {
    format.strip_prefix("csv:").is_some_and(|bank| bank != "generic")
}

fn is_long(id: &str) -> bool {
    id.chars().filter(|c| c.is_alphanumeric()).count() >= LEAST_ID
}
