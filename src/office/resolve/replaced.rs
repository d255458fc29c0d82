//! Invoices whose place another took: they end, and come back when that is taken back.

use super::terms::terms_of;
use super::treated::Booking;
use crate::domain::invoice_number::{names_number, same_number};
use crate::domain::{Content, Finding, FindingKind, Kind};
use crate::office::control::says_free;
use crate::office::plan::Replaced;
use crate::office::run::Desk;
use crate::office::setup::reread;
use crate::store::rows::{DocumentRow, DocumentStatus, ItemRow, Origin};
use crate::store::trade::Naming;
use crate::store::{Changes, Decision, DecisionRow, TOOK_PLACE, WAITED};

/// Findings of documents whose place another took.
pub static FINDINGS: &[&FindingKind] = &[&REPLACED, &STILL_SUCCEEDED];

pub static REPLACED: FindingKind = super::kind(
    "replaced",
    "An ihre Stelle ist {document} getreten; die Buchung ist zurückgenommen.",
    "{document} took its place; its booking was taken back.",
);

/// Taking back a credit note after another invoice was booked in the place of the one that it takes
/// back.
pub static STILL_SUCCEEDED: FindingKind = super::kind(
    "undo-succeeded",
    "{id} nimmt {number} zurück, und an deren Stelle ist {by} gebucht ({document}); ohne {id} \
     gälten beide. Bitte zuerst {by} zurücknehmen (kontor undo {document}), dann „kontor undo \
     {id}“.",
    "{id} takes {number} back, and {by} is booked in its place ({document}); without {id} both \
     would count. Take {by} back first (kontor undo {document}), then \"kontor undo {id}\".",
);

/// How it stands among the decisions that a document has the place again that another took.
const RESTORED: &str = "restored";

/// A document whose place another took.
struct Behind {
    document: i64,
    was_booked: bool,
    /// What was taken of it, where it is a list.
    items: Vec<ItemRow>,
}

/// A person's words about a document, without what is noted of places taken and given back.
pub(in crate::office) fn answers(mut decisions: Vec<Decision>) -> Vec<Decision> {
    decisions.retain(|(verb, ..)| verb != TOOK_PLACE && verb != RESTORED);
    decisions
}

/// Whether one of these texts names this number.
fn is_named(texts: &[String], number: &str) -> bool {
    texts.iter().any(|text| names_number(text, number))
}

impl Desk {
    /// Ends the documents whose place this one takes, and notes them among its decisions.
    pub(in crate::office) async fn note_replaced(
        &self,
        id: &str,
        replaced: &[Replaced],
        changes: &mut Changes,
    ) -> anyhow::Result<()> {
        for other in replaced {
            let Some(row) = self.store.document_row(other.document).await? else { continue };
            let waited = if other.was_booked { String::new() } else { format!(" {WAITED}") };
            let decision = self
                .logged(id, TOOK_PLACE, &format!("D{}{waited}", other.document), changes)
                .await?;
            changes.decisions.push(decision);
            // A list of items goes on without the one; what was refused stays so, with its reason.
            if row.kind == Kind::Invoice.as_str() && row.status != DocumentStatus::Rejected {
                changes.rejudged.push(self.ended(row, id));
            }
        }
        Ok(())
    }

    /// A document whose place another took.
    fn ended(&self, row: DocumentRow, by: &str) -> DocumentRow {
        let finding = REPLACED.found().with("document", by);
        let waited = row.status == DocumentStatus::Held;
        let (held_code, held_reason) =
            if waited { (row.reason_code, row.reason) } else { (row.held_code, row.held_reason) };
        DocumentRow {
            status: DocumentStatus::Rejected,
            held_code,
            held_reason,
            reason_code: Some(finding.code().to_owned()),
            reason: Some(finding.say(self.setup.language_of(row.company.as_deref()))),
            notes: row.notes.into_iter().filter(|note| !says_free(note)).collect(),
            ..row
        }
    }

    /// Writes that a document is taken back, and in the same transaction gives those whose place it
    /// took what they had: what was booked is booked again, or waits with what stands in the way.
    /// Says what was booked.
    pub(super) async fn give_way(
        &self,
        id: &str,
        document: i64,
        verb: &str,
        choice: &str,
        mut changes: Changes,
    ) -> anyhow::Result<String> {
        let decision = self.logged(id, verb, choice, &changes).await?;
        changes.decisions.push(decision);
        let behind = self.behind(id, document).await?;
        let mut unit = self.store.unit().await?;
        unit.write(&changes).await?;
        let within = Desk { store: unit.store().clone(), ..self.clone() };
        let mut said = String::new();
        for other in behind {
            if let Some((what, changes)) = within.given_back(id, &other).await? {
                said = said + " " + &what;
                unit.write(&changes).await?;
            }
        }
        drop(within);
        unit.commit().await?;
        Ok(said)
    }

    /// What gives one document its place again, and the sentence for it; nothing where it is gone,
    /// or nothing of it was taken.
    async fn given_back(
        &self,
        id: &str,
        other: &Behind,
    ) -> anyhow::Result<Option<(String, Changes)>> {
        let (name, row) =
            (format!("D{}", other.document), self.store.document_row(other.document).await?);
        let Some(row) = row else { return Ok(None) };
        let mut changes = match (row.kind == Kind::OpenItems.as_str(), other.was_booked) {
            (true, _) => self.listed_again(row, &other.items).await?,
            (false, false) => {
                Changes { rejudged: vec![self.as_before(&name, row)], ..Changes::default() }
            }
            (false, true) => {
                // What it waited for before it was booked first.
                let held = (row.held_code.clone(), row.held_reason.clone());
                let row = self.as_before(&name, row);
                match self
                    .booking(
                        &name,
                        row.clone(),
                        terms_of(&self.store.decisions(&name).await?),
                        Booking::Present,
                    )
                    .await?
                {
                    Ok(mut changes) => {
                        let own = changes.rejudged.iter_mut().filter(|booked| booked.id == row.id);
                        own.for_each(|booked| {
                            (booked.held_code, booked.held_reason) = held.clone()
                        });
                        without(changes, id)
                    }
                    Err(why) => {
                        let language = self.setup.language_of(row.company.as_deref());
                        let (code, reason) = (Some(why.code().to_owned()), Some(why.say(language)));
                        let row = DocumentRow {
                            status: DocumentStatus::Held,
                            reason_code: code,
                            reason,
                            ..row
                        };
                        Changes { rejudged: vec![row], ..Changes::default() }
                    }
                }
            }
        };
        // A list whose row its invoice has again.
        if changes.rejudged.is_empty() && changes.items.is_empty() {
            return Ok(None);
        }
        let said = self.said(&name, &changes);
        let decision = self.logged(&name, RESTORED, id, &changes).await?;
        changes.decisions.push(decision);
        Ok(Some((said, changes)))
    }

    /// A document that ended by losing its place waits again; another stays what it is.
    fn as_before(&self, name: &str, row: DocumentRow) -> DocumentRow {
        match row.reason_code.as_deref() == Some(REPLACED.code) {
            true => self.waiting(name, row),
            false => row,
        }
    }

    /// Opens the rows of a list again whose items another document had taken over; what the list
    /// says otherwise is old.
    async fn listed_again(&self, row: DocumentRow, items: &[ItemRow]) -> anyhow::Result<Changes> {
        let Content::OpenItems(mut rows) = reread(&self.setup, &row)? else {
            return Ok(Changes::default());
        };
        let is_it = |item: &ItemRow, number: &str| {
            item.number == number || same_number(&item.number, number)
        };
        rows.retain(|listed| items.iter().any(|item| is_it(item, &listed.document)));
        let company = row.company.clone().unwrap_or_default();
        let mut books = self.books().await?;
        let mut plan = self.sheet(&mut books);
        plan.listed_again(row, company, rows, items.iter().map(|item| item.id).collect());
        self.carry_out(&mut plan).await?;
        let mut changes = plan.finish();
        changes.documents.clear();
        Ok(changes)
    }

    /// Whose place this document took and still has: documents that it ended, and lists whose rows
    /// it took over.
    async fn behind(&self, id: &str, document: i64) -> anyhow::Result<Vec<Behind>> {
        let mut behind: Vec<Behind> = Vec::new();
        let took = self.took_place_of(id).await?;
        let named =
            if took.is_empty() { Vec::new() } else { self.numbers_named_by(document).await? };
        for (other, was_booked) in took {
            // Of a list only what this document took of it is withdrawn under a number that it
            // names.
            let mut items = self.store.items_from(other).await?;
            items.retain(|item| item.is_withdrawn() && is_named(&named, &item.number));
            behind.push(Behind { document: other, was_booked, items });
        }
        for item in self.store.items_from(document).await? {
            let Some(list) = item.listed_in else { continue };
            let mut items = self.superseded_in(list, &item).await?;
            items.push(item);
            match behind.iter_mut().find(|other| other.document == list) {
                Some(other) => other.items.extend(items),
                None => behind.push(Behind { document: list, was_booked: true, items }),
            }
        }
        Ok(behind)
    }

    /// The rows of a list that an item superseded: of another name of the same contact.
    async fn superseded_in(&self, list: i64, item: &ItemRow) -> anyhow::Result<Vec<ItemRow>> {
        let mut rows = self.store.items_from(list).await?;
        rows.retain(|row| {
            row.is_withdrawn()
                && (row.side, &row.number) == (item.side, &item.number)
                && row.id != item.id
        });
        let ids: Vec<i64> = rows.iter().chain([item]).map(|row| row.contact_id).collect();
        let contacts = self.store.contacts_numbered(&ids).await?;
        let key = |id: i64| {
            contacts.iter().find(|contact| contact.id == id).map(|contact| contact.contact.clone())
        };
        rows.retain(|row| key(row.contact_id) == key(item.contact_id));
        Ok(rows)
    }

    /// The numbers of the earlier invoices that a document names.
    async fn numbers_named_by(&self, document: i64) -> anyhow::Result<Vec<String>> {
        let Some(row) = self.store.document_row(document).await? else { return Ok(Vec::new()) };
        Ok(match reread(&self.setup, &row)? {
            Content::Invoice(invoice) => invoice.names(),
            _ => Vec::new(),
        })
    }

    /// The invoice that was booked because these items, of a credit note, take another back;
    /// without them both would count.
    pub(super) async fn still_succeeded(
        &self,
        id: &str,
        items: &[ItemRow],
    ) -> anyhow::Result<Option<Finding>> {
        let contacts: Vec<i64> = items.iter().map(|item| item.contact_id).collect();
        let naming = self.store.items_naming(&contacts).await?;
        let own = |other: &ItemRow| items.iter().any(|item| item.id == other.id);
        let credited = naming
            .iter()
            .filter(|row| own(&row.item))
            .flat_map(|row| row.numbers.iter().map(|number| (&row.item, number)));
        for (credit, number) in credited {
            let is_meant = |spelt: &str| names_number(number, spelt);
            let named = self.store.items_spelt(&[credit.contact_id], is_meant).await?;
            let takes_back = |item: &ItemRow| {
                (item.side, item.contact_id) == (credit.side, credit.contact_id)
                    && item.amount_minor.signum() == -credit.amount_minor.signum()
            };
            if !named.iter().any(takes_back) {
                continue;
            }
            let follows = |row: &&Naming| {
                let other = &row.item;
                let alike = (&other.company, other.side, other.contact_id)
                    == (&credit.company, credit.side, credit.contact_id);
                alike
                    && !own(other)
                    && named.iter().any(|item| is_named(&row.numbers, &item.number))
                    && other.amount_minor.signum() == -credit.amount_minor.signum()
            };
            for follower in naming.iter().filter(follows) {
                if self.is_beside(follower.item.document_id).await? {
                    continue;
                }
                let found = STILL_SUCCEEDED
                    .found()
                    .with("id", id)
                    .with("number", number)
                    .with("by", &follower.item.number);
                return Ok(Some(found.with("document", format!("D{}", follower.item.document_id))));
            }
        }
        Ok(None)
    }

    /// Whether an invoice counts beside what it names or may take off: it is a debit note, or a
    /// person said so.
    pub(in crate::office) async fn is_beside(&self, document: i64) -> anyhow::Result<bool> {
        let Some(row) = self.store.document_row(document).await? else { return Ok(true) };
        let terms = terms_of(&self.store.decisions(&format!("D{document}")).await?);
        Ok(match reread(&self.setup, &row)? {
            Content::Invoice(invoice) => invoice.is_debit_note() || terms.counts_beside(&invoice),
            _ => terms.beside,
        })
    }

    /// The number and the document of what has the place of an item now, if another took it and is
    /// in force, or one that took the place of that one in its turn.
    pub(in crate::office) async fn place_taken(
        &self,
        item: &ItemRow,
    ) -> anyhow::Result<Option<(String, i64)>> {
        let (mut asked, mut at) = (vec![item.document_id], 0);
        while let Some(document) = asked.get(at).copied() {
            at += 1;
            for taker in self.store.took_place(document).await? {
                let Some((_, key)) = super::number(&taker).filter(|(_, key)| !asked.contains(key))
                else {
                    continue;
                };
                let still =
                    self.took_place_of(&taker).await?.iter().any(|(other, _)| *other == document);
                let Some(row) = self.store.document_row(key).await?.filter(|_| still) else {
                    continue;
                };
                // A list goes on without the one item that was taken of it.
                let of_list = item.origin == Origin::List && document == item.document_id;
                if of_list
                    && row.number.as_ref() != Some(&item.number)
                    && !is_named(&self.numbers_named_by(key).await?, &item.number)
                {
                    continue;
                }
                if !self.booked(&row).await?.is_empty() {
                    return Ok(Some((row.number.unwrap_or_default(), key)));
                }
                asked.push(key);
            }
        }
        Ok(None)
    }

    /// The documents whose place this one took and that do not have it again, with whether they
    /// were booked.
    async fn took_place_of(&self, id: &str) -> anyhow::Result<Vec<(i64, bool)>> {
        let mut taken: Vec<(i64, bool)> = Vec::new();
        for (_, choice, ..) in
            self.store.decisions(id).await?.iter().filter(|(verb, ..)| verb == TOOK_PLACE)
        {
            let mut words = choice.split(' ');
            let key = words.next().and_then(super::number).map(|(_, key)| key);
            taken.extend(key.map(|key| (key, words.next().is_none())));
        }
        let mut still = Vec::new();
        for (at, (key, was_booked)) in taken.iter().enumerate() {
            let times = taken.iter().take(at + 1).filter(|(other, _)| other == key).count();
            let decisions = self.store.decisions(&format!("D{key}")).await?;
            let back = decisions
                .iter()
                .filter(|(verb, choice, ..)| verb == RESTORED && choice == id)
                .count();
            if back < times {
                still.push((*key, *was_booked));
            }
        }
        Ok(still)
    }

    /// A row of the log behind those that the changes hold already.
    pub(super) async fn logged(
        &self,
        target: &str,
        verb: &str,
        choice: &str,
        changes: &Changes,
    ) -> anyhow::Result<DecisionRow> {
        let before = i64::try_from(changes.decisions.len()).unwrap_or_default();
        Ok(DecisionRow {
            id: self.store.counters().await?.decision + before + 1,
            target: target.to_owned(),
            verb: verb.to_owned(),
            choice: choice.to_owned(),
            at: self.now(),
            by: self.recorded_by.clone(),
        })
    }
}

/// The changes of a booking without what they say of the document that is taken back: it waits, and
/// is nobody's predecessor.
fn without(mut changes: Changes, id: &str) -> Changes {
    changes.rejudged.retain(|row| format!("D{}", row.id) != id);
    changes.decisions.clear();
    changes
}
