//! Held documents: booked after all, or refused; and either taken back.

use super::doubts::accepted;
use super::{Choice, Decided, NOT_DECIDED, NOTHING_SUGGESTED, UNKNOWN, done, label};
use crate::domain::Language;
use crate::office::run::Desk;
use crate::office::setup::reread;
use crate::store::Changes;
use crate::store::rows::DocumentStatus;

impl Desk {
    pub(super) async fn resolve_document(&self, id: &str, key: i64, choice: &Choice) -> Decided {
        let Some(document) = self.store.document_row(key).await? else { return Ok(Err(UNKNOWN.found().with("id", id))) };
        if document.status.as_str() != "held" {
            return self.resolve_doubts(id, document, choice).await;
        }
        let mut books = self.books().await?;
        books.counters.decision += 1;
        let decision = (books.counters.decision, id.to_owned(), "resolve".to_owned(), label(choice), self.now());
        let changes = match choice {
            Choice::Accept => {
                let content = reread(&self.setup, &document)?;
                let company = document.company.clone().unwrap_or_default();
                let mut plan = self.sheet(&mut books);
                plan.released(document, company, content);
                self.carry_out(&mut plan).await?;
                let mut changes = plan.finish();
                changes.rejudged = std::mem::take(&mut changes.documents);
                changes.rejudged.iter_mut().for_each(accepted);
                changes
            }
            Choice::Reject(why) => {
                let mut row = document;
                row.status = DocumentStatus::Rejected;
                row.reason_code = Some("person".to_owned());
                row.reason = Some(why.clone());
                Changes { rejudged: vec![row], ..Default::default() }
            }
            _ => return Ok(Err(NOTHING_SUGGESTED.found().with("id", id))),
        };
        let still_held = changes.rejudged.iter().find(|row| row.status.as_str() == "held").and_then(|row| row.reason.clone());
        let changes = Changes { decisions: vec![decision], ..changes };
        self.store.commit(&changes).await?;
        Ok(Ok(still_held.unwrap_or_else(|| done(self.setup.language, id))))
    }

    pub(super) async fn undo_document(&self, id: &str, key: i64) -> Decided {
        let Some(mut document) = self.store.document_row(key).await? else { return Ok(Err(UNKNOWN.found().with("id", id))) };
        if let Some(decided) = self.undo_doubts(id, key).await? {
            return decided;
        }
        let decided = self.store.decisions(id).await?;
        if decided.last().is_none_or(|(verb, _, _)| verb != "resolve") {
            return Ok(Err(NOT_DECIDED.found().with("id", id)));
        }
        let mut books = self.books().await?;
        books.counters.decision += 1;
        let decision = (books.counters.decision, id.to_owned(), "undo".to_owned(), String::new(), self.now());
        let items = self.store.items_from(key).await?;
        let numbers: Vec<i64> = items.iter().filter_map(|item| item.posting).collect();
        let company = document.company.clone().unwrap_or_default();
        let postings = self.postings(&company, &numbers).await?;
        let mut plan = self.sheet(&mut books);
        plan.withdrawn(items, &postings);
        self.settle(&mut plan).await?;
        let mut changes = plan.finish();
        document.status = DocumentStatus::Held;
        document.accepted.clear();
        document.reason_code = Some("person".to_owned());
        let back = ("Entscheidung zurückgenommen; wartet wieder.", "Decision taken back; it waits again.");
        document.reason = Some(if self.setup.language == Language::De { back.0 } else { back.1 }.to_owned());
        changes.rejudged.push(document);
        changes.decisions.push(decision);
        self.store.commit(&changes).await?;
        Ok(Ok(done(self.setup.language, id)))
    }
}
