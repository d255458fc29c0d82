//! Delivery notes, orders and what was said of orders that a person takes back: nothing of them
//! counts any more, what they had replaced counts again, and invoices are controlled by what is
//! left. They may count again.

use super::documents::not_booked;
use super::replaced::answers;
use super::{Choice, Decided, done, kind, label};
use crate::domain::{Content, FindingKind, Kind, Language};
use crate::office::control::says_free;
use crate::office::refusals::{BY_PERSON, is_refused};
use crate::office::run::Desk;
use crate::office::setup::reread;
use crate::store::Changes;
use crate::store::rows::{DocumentRow, DocumentStatus};
use crate::store::trade::{DeliveryRow, OrderRow, Whose};
use std::collections::BTreeSet;

/// Findings of taking them back.
pub static FINDINGS: &[&FindingKind] = &[&TAKEN_BACK, &TWICE];

/// Why it lies in `rejected/`.
static TAKEN_BACK: FindingKind = kind(
    "trade-taken-back",
    "Von einer Person zurückgenommen; nichts davon zählt. Soll es wieder zählen: „kontor resolve \
     {id} accept“.",
    "A person took it back; nothing of it counts. To have it count again: kontor resolve {id} \
     accept.",
);

/// Taking back what is taken back.
static TWICE: FindingKind = kind(
    "undo-trade-twice",
    "{id} ist schon zurückgenommen; nichts davon zählt. Soll es wieder zählen: „kontor resolve \
     {id} accept“.",
    "{id} is taken back already; nothing of it counts. To have it count again: kontor resolve {id} \
     accept.",
);

/// What a document brought, by what makes two rows one.
#[derive(Default)]
struct Brought {
    /// Side and number, and of a customer's order whose number it is.
    orders: BTreeSet<(&'static str, String, i64)>,
    /// Who sent it, and its number.
    notes: BTreeSet<(String, String)>,
}

impl Brought {
    fn is_empty(&self) -> bool {
        self.orders.is_empty() && self.notes.is_empty()
    }

    fn numbers(&self) -> Vec<String> {
        let orders = self.orders.iter().map(|(_, number, _)| number);
        orders.chain(self.notes.iter().map(|(_, number)| number)).cloned().collect()
    }

    /// Keeps of changes the rows that stand here, and takes these off.
    fn take(&mut self, changes: &mut Changes) {
        changes.orders.retain(|row| self.orders.remove(&row.key()));
        changes.deliveries.retain(|(_, _, supplier, note)| {
            let number = note.number.clone().unwrap_or_default();
            self.notes.remove(&(supplier.clone(), number))
        });
    }
}

impl Desk {
    /// A person's yes or no to goods and orders that are taken, or that were taken back; `None`
    /// where something else is to be decided.
    pub(super) async fn decide_trade(
        &self,
        id: &str,
        document: &DocumentRow,
        choice: &Choice,
    ) -> anyhow::Result<Option<Decided>> {
        if !is_trade(document) {
            return Ok(None);
        }
        match choice {
            Choice::Reject(why) if document.status == DocumentStatus::Processed => {
                Ok(Some(self.withdraw_trade(id, document, why, ("resolve", &label(choice))).await))
            }
            Choice::Accept if was_taken(document) => {
                Ok(Some(self.count_again(id, document, ("resolve", &label(choice))).await))
            }
            _ => Ok(None),
        }
    }

    /// Takes it back; one that a person refused counts again. `None` for what is neither.
    pub(super) async fn undo_trade(
        &self,
        id: &str,
        document: &DocumentRow,
    ) -> anyhow::Result<Option<Decided>> {
        if !is_trade(document) {
            return Ok(None);
        }
        if document.status == DocumentStatus::Processed {
            let why = TAKEN_BACK.found().with("id", id);
            let why = why.say(self.setup.language_of(document.company.as_deref()));
            return Ok(Some(self.withdraw_trade(id, document, &why, ("undo", "")).await));
        }
        if !was_taken(document) {
            return Ok(None);
        }
        let last = answers(self.store.decisions(id).await?).pop();
        if last.is_some_and(|(verb, ..)| verb == "undo") {
            return Ok(Some(Ok(Err(TWICE.found().with("id", id)))));
        }
        Ok(Some(self.count_again(id, document, ("undo", "")).await))
    }

    async fn withdraw_trade(
        &self,
        id: &str,
        document: &DocumentRow,
        why: &str,
        (verb, choice): (&str, &str),
    ) -> Decided {
        let company = document.company.clone().unwrap_or_default();
        let mut brought = Brought::default();
        for row in self.store.orders_of(&company, document.id).await? {
            brought.orders.insert(row.key());
        }
        for row in self.store.notes_from(document.id).await? {
            brought.notes.extend(key_of(&row));
        }
        let mut changes = self.before(document, &company, brought).await?;
        let notes = document.notes.iter().filter(|note| !says_free(note)).cloned().collect();
        changes.rejudged.push(DocumentRow {
            status: DocumentStatus::Rejected,
            held_code: document.reason_code.clone(),
            held_reason: document.reason.clone(),
            reason_code: Some(BY_PERSON.to_owned()),
            reason: Some(why.to_owned()),
            notes,
            ..document.clone()
        });
        changes.trade_forgotten.push(document.id);
        self.note_move(document.id)?;
        self.decided_document(id, verb, choice, changes).await?;
        self.end_moves().await??;
        self.hide_original(document.id).await?;
        let told = self.told_partner(document.id).await?;
        Ok(Ok(done(self.setup.language, id) + &told))
    }

    /// What earlier documents said under the same numbers counts again.
    async fn before(
        &self,
        document: &DocumentRow,
        company: &str,
        mut wanted: Brought,
    ) -> anyhow::Result<Changes> {
        let numbers = wanted.numbers();
        let mut all = Changes::default();
        for earlier in self.store.taken_before(company, document, &numbers).await? {
            if wanted.is_empty() {
                break;
            }
            let Some(earlier) = self.store.document_row(earlier).await? else { continue };
            let Ok(content) = reread(&self.setup, &earlier) else { continue };
            let mut changes = self.planned(earlier, content).await?;
            // Whom the company does not know brought nothing that could be replaced.
            if changes.contacts.is_empty() {
                wanted.take(&mut changes);
                all.orders.append(&mut changes.orders);
                all.deliveries.append(&mut changes.deliveries);
            }
        }
        Ok(all)
    }

    /// What a document brings when it is taken now.
    async fn planned(&self, document: DocumentRow, content: Content) -> anyhow::Result<Changes> {
        let mut books = self.books().await?;
        self.meet_all(&mut books).await?;
        let mut plan = self.sheet(&mut books);
        plan.tried_again(document, content);
        self.carry_out(&mut plan).await?;
        Ok(plan.finish())
    }

    async fn count_again(
        &self,
        id: &str,
        document: &DocumentRow,
        (verb, choice): (&str, &str),
    ) -> Decided {
        let content = match reread(&self.setup, document) {
            Err(error) => return error.downcast().map(Err),
            Ok(content) => content,
        };
        let row = DocumentRow { held_reason: None, ..document.clone() };
        let mut changes = self.planned(row, content).await?;
        changes.rejudged.append(&mut changes.documents);
        if let Some(held) = changes.rejudged.iter().find(|row| row.status == DocumentStatus::Held) {
            return Ok(Err(not_booked(id, held)));
        }
        self.leave_newer(document.id, &mut changes).await?;
        // Whoever was to be told of it was told when it came.
        changes.confirmations.clear();
        self.note_move(document.id)?;
        self.decided_document(id, verb, choice, changes).await?;
        self.end_moves().await??;
        self.show_original(document.id).await?;
        Ok(Ok(done(self.setup.language, id)))
    }

    /// Leaves out what a newer document says otherwise.
    async fn leave_newer(&self, document: i64, changes: &mut Changes) -> anyhow::Result<()> {
        let mut newer = Brought::default();
        for row in &changes.orders {
            let numbers = std::slice::from_ref(&row.order.number);
            let known = self.store.trade_orders_numbered(&row.company, numbers).await?;
            let later = known.iter().filter(|known| known.document_id > document);
            newer.orders.extend(later.map(OrderRow::key));
        }
        for (company, _, supplier, _) in &changes.deliveries {
            let whose = Whose { company: Some(company), contact: supplier.parse().ok() };
            let known = self.store.delivery_notes(whose).await?;
            let later = known.iter().filter(|known| known.document_id > document);
            newer.notes.extend(later.filter_map(key_of));
        }
        changes.orders.retain(|row| !newer.orders.contains(&row.key()));
        changes.deliveries.retain(|(_, _, supplier, note)| {
            let number = note.number.clone().unwrap_or_default();
            !newer.notes.contains(&(supplier.clone(), number))
        });
        Ok(())
    }

    /// That somebody was told of it by mail, which no one can take back.
    async fn told_partner(&self, document: i64) -> anyhow::Result<String> {
        let mails = self.store.mails_to_partners(document).await?;
        let list: Vec<String> = mails.iter().map(|mail| format!("M{mail}")).collect();
        Ok(match (list.is_empty(), self.setup.language) {
            (true, _) => String::new(),
            (false, Language::De) => format!(
                " Der Geschäftspartner hat dazu schon eine Mail bekommen ({}); bitte ihm Bescheid \
                 geben.",
                list.join(", ")
            ),
            (false, Language::En) => format!(
                " The business partner has had a mail about it already ({}); please let them know.",
                list.join(", ")
            ),
        })
    }
}

fn key_of(row: &DeliveryRow) -> Option<(String, String)> {
    Some((row.contact_id?.to_string(), row.note.number.clone()?))
}

/// Goods and orders are taken without an entry of the books.
fn is_trade(document: &DocumentRow) -> bool {
    [Kind::DeliveryNote, Kind::Order].iter().any(|kind| document.kind == kind.as_str())
}

/// Whether a person refused what was taken; what was held before waits again.
fn was_taken(document: &DocumentRow) -> bool {
    is_refused(document) && document.held_code.is_none()
}
