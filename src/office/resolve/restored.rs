//! Credit notes that gave prepayments back, and the final invoices that they take back: what rests
//! on either stands in the way of taking it back.

use super::kind;
use crate::domain::invoice_number::names_number;
use crate::domain::{Finding, FindingKind, Language};
use crate::office::run::Desk;
use crate::store::rows::{ItemKind, ItemRow};
use crate::store::trade::Naming;
use crate::store::{Changes, RestoredRow, credit_of_taken_back};

/// Findings of taking back what gave prepayments back.
pub static FINDINGS: &[&FindingKind] = &[&STILL_TAKEN_BACK, &LEAVES_CREDITED, &STILL_USED];

/// Taking back a final invoice that a credit note has taken back whole.
pub static STILL_TAKEN_BACK: FindingKind = kind(
    "undo-taken-back",
    "{id} ist mit der Gutschrift {by} ganz zurückgenommen; ohne {id} stünde diese allein. Bitte \
     zuerst {by} zurücknehmen (kontor undo {by}), dann {id} noch einmal.",
    "The credit note {by} takes all of {id} back; without {id} it would stand alone. Take {by} \
        back first (kontor undo {by}), then decide {id} again.",
);

/// What is said when an invoice is taken back that a booked credit note names.
pub static LEAVES_CREDITED: FindingKind = kind(
    "undo-leaves-credited",
    "Die Gutschrift {by} ({document}) zu {number} bleibt gebucht und wartet auf eine Antwort.",
    "The credit note {by} ({document}) of {number} stays booked and waits for an answer.",
);

/// Taking back a credit note whose prepayment is taken off, or credited, anew.
pub static STILL_USED: FindingKind = kind(
    "undo-given-back",
    "{id} hat die Anzahlung {number} wieder frei gemacht; darauf beruht jetzt {by}. Bitte zuerst \
     {by} zurücknehmen (kontor undo {by}), dann {id} noch einmal.",
    "{id} gave the prepayment {number} back, and {by} rests on that now. Take {by} back first \
     (kontor undo {by}), then decide {id} again.",
);

impl Desk {
    /// What a credit note gave back, and what stands in the way of taking it back, or the final
    /// invoice that it takes back.
    pub(super) async fn given_back_by(
        &self,
        id: &str,
        document: i64,
    ) -> anyhow::Result<Result<(Vec<RestoredRow>, Vec<ItemRow>), Finding>> {
        let about = self.store.restored_about(document).await?;
        if let Some(row) = about.iter().find(|row| row.final_id == document) {
            let by = format!("D{}", row.document_id);
            return Ok(Err(STILL_TAKEN_BACK.found().with("id", id).with("by", by)));
        }
        let ids: Vec<i64> = about.iter().map(|row| row.item_id).collect();
        let items = self.store.items_with(&ids).await?;
        for item in &items {
            let by = match item.deducted_by {
                Some(by) => Some(by),
                None => self.credited_by(item).await?,
            };
            if let Some(by) = by {
                let found = STILL_USED.found().with("id", id).with("number", &item.number);
                return Ok(Err(found.with("by", format!("D{by}"))));
            }
        }
        Ok(Ok((about, items)))
    }

    /// What is said of the credit notes in force that name an invoice which changes take back. What
    /// was accepted of another time that it was taken back is forgotten: it is asked again.
    pub(super) async fn said_of_credits(&self, changes: &mut Changes) -> anyhow::Result<String> {
        let gone: Vec<i64> =
            changes.items.iter().filter(|item| item.is_withdrawn()).map(|item| item.id).collect();
        let before = self.store.items_with(&gone).await?;
        let asked: Vec<&ItemRow> = before.iter().filter(|item| item.amount_minor > 0).collect();
        let contacts: Vec<i64> = asked.iter().map(|item| item.contact_id).collect();
        let mut said = String::new();
        for row in self.store.credits_naming(&contacts).await? {
            let by = &row.item;
            let takes_back = |item: &&&ItemRow| {
                (&by.company, by.side, by.contact_id) == (&item.company, item.side, item.contact_id)
                    && by.document_id != item.document_id
                    && row.may_mean(&item.number, item.date)
                    && row.numbers.iter().any(|text| names_number(text, &item.number))
            };
            let Some(item) = asked.iter().find(takes_back) else { continue };
            let again = credit_of_taken_back(by.document_id, (&item.number, item.document_id));
            let said_again = [Language::De, Language::En].map(|language| again.say(language));
            if let Some(mut credit) = self.store.document_row(by.document_id).await?
                && credit.accepted.iter().any(|text| said_again.contains(text))
            {
                credit.accepted.retain(|text| !said_again.contains(text));
                changes.rejudged.push(credit);
            }
            let found = LEAVES_CREDITED.found().with("number", &item.number);
            let found = found.with("document", format!("D{}", by.document_id));
            said = said + " " + &found.with("by", &by.number).say(self.setup.language);
        }
        Ok(said)
    }

    /// The document of the credit note in force that takes a prepayment back.
    async fn credited_by(&self, item: &ItemRow) -> anyhow::Result<Option<i64>> {
        let naming = self.store.items_naming(&[item.contact_id]).await?;
        let takes_back = |row: &&Naming| {
            let other = &row.item;
            other.kind == ItemKind::Prepayment
                && other.amount_minor < 0
                && (&other.company, other.side) == (&item.company, item.side)
                && row.numbers.iter().any(|text| names_number(text, &item.number))
        };
        Ok(naming.iter().find(takes_back).map(|row| row.item.document_id))
    }
}
