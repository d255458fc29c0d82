//! Documents that were taken with doubts: a person has looked, and says that they are as they
//! should be.

use super::replaced::answers;
use super::{Choice, Decided, NOT_HELD, ONLY_DOUBTED, UNKNOWN, done, kind};
use crate::domain::{FindingKind, Money, spelling};
use crate::matching::{Decision, Place};
use crate::office::run::Desk;
use crate::store::rows::{DocumentRow, DocumentStatus, EntryRow, ItemRow};
use crate::store::{Changes, DecisionRow};
use std::collections::{BTreeMap, BTreeSet};

/// How accepting doubts stands among the decisions: apart from the acceptance of a held document,
/// which books it.
pub(super) const ACCEPTED: &str = "accept doubts";

/// A proposal that a person took though it explains a part of the entry only.
pub static REST_UNEXPLAINED: FindingKind = kind(
    "rest-unexplained",
    "{id}: Davon sind {rest} noch ungeklärt; sie stehen auf dem Konto für ungeklärte Umsätze. \
     Kommt der Beleg dazu, gleicht „kontor undo {id}“ den Umsatz neu ab; bleibt es dabei: „kontor \
     resolve {this} accept“.",
    "{id}: Of it {rest} is not explained yet and stands on the account for unexplained money. Once \
     what it pays has come, \"kontor undo {id}\" matches the entry anew; if it stays so: \"kontor \
     resolve {this} accept\".",
);

/// How that begins behind the entry's number.
const REST: [&str; 2] = ["Davon sind ", "Of it "];

impl Desk {
    /// The documents that told of an entry, as they ask about a part of it that a person's decision
    /// leaves unexplained; the question ends with that decision.
    pub(super) async fn asked_of_rest(
        &self,
        row: &EntryRow,
        decision: Option<&Decision>,
    ) -> anyhow::Result<Vec<DocumentRow>> {
        let parts = decision.iter().flat_map(|decision| &decision.beside);
        let unexplained = parts.filter(|part| part.place == Place::Unexplained);
        let rest: i64 = unexplained.map(|part| part.amount).sum();
        let marks = REST.map(|words| format!("E{}: {words}", row.id));
        let is_old = |text: &String| marks.iter().any(|mark| text.starts_with(mark));
        let told: BTreeSet<i64> = self
            .store
            .sources_of(row.id)
            .await?
            .into_iter()
            .map(|(document, _)| document)
            .collect();
        let mut asked = Vec::new();
        for (at, document) in told.into_iter().enumerate() {
            let Some(mut document) = self.store.document_row(document).await? else { continue };
            let asks = at == 0 && rest != 0;
            if !asks && !document.doubts.iter().any(is_old) {
                continue;
            }
            let texts = [&mut document.doubts, &mut document.accepted, &mut document.notes];
            texts.into_iter().for_each(|texts| texts.retain(|text| !is_old(text)));
            if asks {
                let language = self.setup.language_of(Some(&row.company));
                let rest = Money::from_minor(rest, row.entry.amount.currency);
                let found = REST_UNEXPLAINED.found().with("id", format!("E{}", row.id));
                let found = found.with("rest", spelling::amount(rest, language));
                let said = found.with("this", format!("D{}", document.id)).say(language);
                document.doubts.push(said.clone());
                document.notes.push(said);
            }
            asked.push(document);
        }
        Ok(asked)
    }

    /// Accepts what a document that is not held was doubted for; nothing is booked by it.
    pub(super) async fn resolve_doubts(
        &self,
        id: &str,
        document: DocumentRow,
        choice: &Choice,
    ) -> Decided {
        let doubts = self
            .store
            .doubts(document.company.as_deref(), self.setup.language)
            .await?
            .remove(&document.id);
        let Some(doubts) = doubts else {
            return Ok(Err(NOT_HELD
                .found()
                .with("id", id)
                .with("status", document.status.word(self.setup.language))));
        };
        if !matches!(choice, Choice::Accept) {
            return Ok(Err(ONLY_DOUBTED.found().with("id", id)));
        }
        let mut accepted = document.accepted.clone();
        accepted.extend(doubts);
        self.judge_doubts(id, "resolve", ACCEPTED, DocumentRow { accepted, ..document }).await
    }

    /// Asks again what a person accepted last; `None` when the last decision about the document was
    /// another one.
    pub(super) async fn undo_doubts(&self, id: &str, key: i64) -> anyhow::Result<Option<Decided>> {
        let last = answers(self.store.decisions(id).await?).pop();
        if last.is_none_or(|(verb, choice, ..)| verb != "resolve" || choice != ACCEPTED) {
            return Ok(None);
        }
        let Some(document) = self.store.document_row(key).await? else {
            return Ok(Some(Ok(Err(UNKNOWN.found().with("id", id)))));
        };
        Ok(Some(
            self.judge_doubts(id, "undo", "", DocumentRow { accepted: Vec::new(), ..document })
                .await,
        ))
    }

    /// The documents of these items that asked whether they answer an entry that a person had left
    /// or booked otherwise, and the statements that told more of it: the question ends when that
    /// decision is taken back or the entry settles items, and what was noted of it holds no more.
    pub(super) async fn asked_of_decided(
        &self,
        row: &EntryRow,
        decision: Option<&Decision>,
        items: &BTreeMap<i64, ItemRow>,
    ) -> anyhow::Result<Vec<DocumentRow>> {
        if decision.is_some_and(|decision| decision.allocations.is_empty()) {
            return Ok(Vec::new());
        }
        let named = [format!("undo E{}“", row.id), format!("undo E{}\"", row.id)];
        let asks = |doubt: &&String| named.iter().any(|named| doubt.contains(named));
        let mut ended = Vec::new();
        let mut documents: BTreeSet<i64> = items.values().map(|item| item.document_id).collect();
        documents.extend(self.store.sources_of(row.id).await?.into_iter().map(|(told, _)| told));
        for document in documents {
            let Some(mut document) = self.store.document_row(document).await? else { continue };
            let open: Vec<String> = document
                .doubts
                .iter()
                .filter(asks)
                .filter(|doubt| !document.accepted.contains(doubt))
                .cloned()
                .collect();
            let (noted, marks) =
                (document.notes.len(), REST.map(|words| format!("E{}: {words}", row.id)));
            let is_rest = |note: &String| marks.iter().any(|mark| note.starts_with(mark));
            document.notes.retain(|note| !asks(&note) || is_rest(note));
            if !open.is_empty() || document.notes.len() != noted {
                document.accepted.extend(open);
                ended.push(document);
            }
        }
        Ok(ended)
    }

    async fn judge_doubts(
        &self,
        id: &str,
        verb: &str,
        choice: &str,
        document: DocumentRow,
    ) -> Decided {
        let decision = DecisionRow {
            id: self.store.counters().await?.decision + 1,
            target: id.to_owned(),
            verb: verb.to_owned(),
            choice: choice.to_owned(),
            at: self.now(),
            by: self.recorded_by.clone(),
        };
        self.store
            .commit(&Changes {
                rejudged: vec![document],
                decisions: vec![decision],
                ..Changes::default()
            })
            .await?;
        Ok(Ok(done(self.setup.language, id)))
    }
}

/// A document that a person booked after all has been looked at: its doubts are accepted.
pub(super) fn accepted(row: &mut DocumentRow) {
    if row.status == DocumentStatus::Processed {
        row.accepted.clone_from(&row.doubts);
    }
}
