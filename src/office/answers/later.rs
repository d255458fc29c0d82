//! Rows of sheets that were not carried out end by themselves once what they ask about is decided
//! in another way: by a newer sheet, at the desk, or by kontor.

use super::super::resolve::number;
use super::super::run::Desk;
use super::{DECIDED, OTHER_COMPANY, OTHER_ROW};
use crate::domain::finding::Weight;
use crate::domain::{FindingKind, Language};
use crate::store::Changes;
use crate::store::rows::{DocumentRow, DocumentStatus, EntryStatus};
use jiff::Timestamp;

/// What a row asked for is decided since.
pub static DECIDED_SINCE: FindingKind = FindingKind {
    code: "answer-decided-since",
    weight: Weight::Note,
    de: "{id} ist inzwischen entschieden; die Zeile der Liste ist damit erledigt.",
    en: "{id} has been decided since; that ends the row of the sheet.",
};

/// Findings about what was decided before the sheet came: only a person's word since ends them.
const OF_DECIDED: &[&FindingKind] = &[&DECIDED, &OTHER_ROW, &OTHER_COMPANY];

impl Desk {
    /// Ends the rows of sheets that wait although what they name was decided since.
    pub(in crate::office) async fn end_answered(&self) -> anyhow::Result<()> {
        let mut changes = Changes::default();
        for row in self.store.sheets_waiting().await? {
            changes.rejudged.extend(self.ended_of(row).await?);
        }
        if !changes.rejudged.is_empty() {
            self.store.commit(&changes).await?;
        }
        Ok(())
    }

    /// A sheet's document with what ended of it; `None` when nothing did.
    async fn ended_of(&self, mut row: DocumentRow) -> anyhow::Result<Option<DocumentRow>> {
        let open: Vec<String> =
            row.doubts.iter().filter(|doubt| !row.accepted.contains(doubt)).cloned().collect();
        let mut any = false;
        for doubt in open {
            let Some(id) = named(&doubt) else { continue };
            let before = OF_DECIDED.iter().any(|kind| begins(kind, id, &doubt));
            if self.decided_since(id, &row.received_at).await?
                || !before && self.is_settled(id).await?
            {
                let said = DECIDED_SINCE.found().with("id", id).say(self.setup.language);
                if !row.notes.contains(&said) {
                    row.notes.push(said);
                }
                row.accepted.push(doubt);
                any = true;
            }
        }
        Ok(any.then_some(row))
    }

    /// Whether a person's word about it that came after `moment` stands.
    async fn decided_since(&self, id: &str, moment: &str) -> anyhow::Result<bool> {
        let since = |at: &str| {
            let both = at.parse::<Timestamp>().ok().zip(moment.parse::<Timestamp>().ok());
            both.is_some_and(|(at, moment)| at > moment)
        };
        let decisions = self.store.decisions(id).await?;
        // A refused proposal is asked about anew.
        let ends = |choice: &str| !choice.starts_with("reject ") || id.starts_with(['D', 'd']);
        Ok(decisions
            .last()
            .is_some_and(|(verb, choice, at, _)| verb == "resolve" && ends(choice) && since(at)))
    }

    /// Whether nothing waits there any more.
    async fn is_settled(&self, id: &str) -> anyhow::Result<bool> {
        Ok(match number(id) {
            Some(('E', key)) => self
                .store
                .entries(&[key])
                .await?
                .pop()
                .is_some_and(|row| row.state.status == EntryStatus::Matched || row.is_left()),
            Some(('D', key)) => {
                let asked = self.store.asked(None, self.setup.language).await?;
                let held = self.store.document_row(key).await?;
                held.is_some_and(|row| row.status != DocumentStatus::Held)
                    && !asked.contains_key(&key)
            }
            _ => false,
        })
    }
}

/// The id that a doubt of a sheet begins with, behind its row.
fn named(doubt: &str) -> Option<&str> {
    let said = behind_place(doubt);
    said.split([':', ' ']).next().filter(|id| number(id).is_some())
}

/// A doubt without the row before it.
fn behind_place(doubt: &str) -> &str {
    let (place, said) = doubt.split_once(": ").unwrap_or(("", doubt));
    let is_row = place.strip_prefix("Zeile ").or_else(|| place.strip_prefix("line "));
    if is_row.is_some_and(|row| row.bytes().all(|byte| byte.is_ascii_digit())) {
        said
    } else {
        doubt
    }
}

/// Whether a sentence is of this kind, as far as its template says nothing else than the id.
fn begins(kind: &FindingKind, id: &str, doubt: &str) -> bool {
    [Language::De, Language::En].into_iter().any(|language| {
        let template = if language == Language::De { kind.de } else { kind.en };
        let start = template.replacen("{id}", id, 1);
        let start = start.split('{').next().unwrap_or_default();
        start.len() > id.len() + 4 && behind_place(doubt).starts_with(start)
    })
}
