//! What arrived of a delivery, as a person counted it: kept as a receipt of the delivery note,
//! whose goods count from then on in the place of what the note announced.

use super::replaced::answers;
use super::{Choice, Decided, done, label};
use crate::domain::finding::Weight;
use crate::domain::{DeliveryNote, FindingKind};
use crate::office::run::Desk;
use crate::store::Changes;
use crate::store::rows::{DocumentRow, DocumentStatus};
use crate::store::trade::{DeliveryRow, Whose, receipt_number};
use rust_decimal::Decimal;

/// Counting what is no delivery note of a vendor.
pub static NO_DELIVERY: FindingKind = kind(
    "received-no-delivery",
    "{id} ist kein verarbeiteter Lieferschein eines Lieferanten mit Nummer; gezählt wird nur, was \
     ein solcher ankündigt.",
    "{id} is not a processed delivery note of a vendor that states a number; only what such a note \
     announces is counted.",
);
/// Counting what is counted already.
pub static COUNTED: FindingKind = kind(
    "received-counted",
    "Was von {id} angekommen ist, sagt schon {number}. Erst zurücknehmen, was falsch ist.",
    "What arrived of {id} is told by {number} already. First take back what is wrong.",
);
/// A count of a line that the note does not have, or has twice.
pub static NO_LINE: FindingKind = kind(
    "received-no-line",
    "Eine Position „{line}“ hat {id} nicht, oder mehrfach; es gibt: {lines}.",
    "{id} has no line \"{line}\", or several; there are: {lines}.",
);

const fn kind(code: &'static str, de: &'static str, en: &'static str) -> FindingKind {
    FindingKind { code, weight: Weight::Error, de, en }
}

/// What arrived, by a person's count: of the lines named so much, of all others what the note
/// announces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Received(pub Vec<(String, Decimal)>);

impl Received {
    /// Reads `2=8; 3=0` (line and quantity, in the note's unit) or nothing at all; `None` where
    /// something is neither.
    pub fn read(text: &str) -> Option<Received> {
        let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
        let counted = |part: &str| {
            let (line, quantity) = part.split_once('=')?;
            let line = line.trim().to_owned();
            let bare = quantity.trim();
            let zero = bare.chars().all(|digit| digit == '0') && !bare.is_empty();
            let quantity = if zero { Decimal::ZERO } else { super::units::number(bare)? };
            (!line.is_empty()).then_some((line, quantity))
        };
        let read: Vec<(String, Decimal)> = parts.map(counted).collect::<Option<_>>()?;
        let twice = read
            .iter()
            .enumerate()
            .any(|(at, (line, _))| read.iter().take(at).any(|(other, _)| other == line));
        (!twice).then_some(Received(read))
    }

    /// As it stands among the decisions.
    pub fn label(&self) -> String {
        let counts: Vec<String> =
            self.0.iter().map(|(line, quantity)| format!("{line}={quantity}")).collect();
        ["received".to_owned(), counts.join("; ")].join(" ").trim().to_owned()
    }
}

impl Desk {
    /// Keeps what a person counted of a delivery, and tells the vendor where that is turned on.
    pub(super) async fn receive(
        &self,
        id: &str,
        document: DocumentRow,
        received: &Received,
        choice: &Choice,
    ) -> Decided {
        let rows = self.store.notes_of(document.id).await?;
        let notes: Vec<&DeliveryRow> = rows.iter().filter(|row| !row.note.receipt).collect();
        let stands = document.status == DocumentStatus::Processed;
        let ([row], true) = (notes.as_slice(), stands) else {
            return Ok(Err(NO_DELIVERY.found().with("id", id)));
        };
        let bought = !self.setup.directory.is(&row.note.supplier, &row.company);
        let (Some(number), Some(contact), true) = (&row.note.number, row.contact_id, bought) else {
            return Ok(Err(NO_DELIVERY.found().with("id", id)));
        };
        let known = self
            .store
            .delivery_notes(Whose { company: Some(&row.company), contact: Some(contact) })
            .await?;
        let of_note = |other: &&DeliveryRow| {
            other.note.receipt && other.note.despatch_number.as_ref() == Some(number)
        };
        if let Some(other) =
            known.iter().filter(of_note).find(|other| other.contact_id == row.contact_id)
        {
            let by = other.note.number.clone().unwrap_or_else(|| format!("D{}", other.document_id));
            return Ok(Err(COUNTED.found().with("id", id).with("number", by)));
        }
        let mut note = DeliveryNote {
            number: Some(receipt_number(document.id)),
            despatch_number: Some(number.clone()),
            receipt: true,
            ..row.note.clone()
        };
        // What a person counted reads one way.
        note.lines.iter_mut().for_each(|line| line.other_quantity = None);
        if let Err(line) = count(&mut note, received) {
            let lines: Vec<&str> =
                row.note.lines.iter().filter_map(|line| line.id.as_deref()).collect();
            return Ok(Err(NO_LINE
                .found()
                .with("id", id)
                .with("line", line)
                .with("lines", lines.join(", "))));
        }
        let company = row.company.clone();
        let tells =
            self.setup.companies.get(&company).is_some_and(|books| books.confirmations.of_goods());
        let changes = Changes {
            deliveries: vec![(company.clone(), document.id, contact.to_string(), note)],
            confirmations: if tells { vec![(company, document.id)] } else { Vec::new() },
            ..Changes::default()
        };
        self.decided_document(id, "resolve", &label(choice), changes).await?;
        Ok(Ok(done(self.setup.language, id)))
    }

    /// Takes a count back; `None` when the last decision about the document was another one. A mail
    /// that went out stays out.
    pub(super) async fn undo_receive(
        &self,
        id: &str,
        document: &DocumentRow,
    ) -> anyhow::Result<Option<Decided>> {
        let last = answers(self.store.decisions(id).await?).pop();
        if last.is_none_or(|(verb, choice, ..)| {
            verb != "resolve" || choice.split(' ').next() != Some("received")
        }) {
            return Ok(None);
        }
        let changes = Changes {
            rejudged: vec![document.clone()],
            receipts_forgotten: vec![document.id],
            ..Changes::default()
        };
        self.decided_document(id, "undo", "", changes).await?;
        Ok(Some(Ok(Ok(done(self.setup.language, id)))))
    }
}

/// Writes the counts into a note; gives the line that it does not have, or has several times.
fn count(note: &mut DeliveryNote, received: &Received) -> Result<(), String> {
    for (named, quantity) in &received.0 {
        let mut lines = note.lines.iter_mut().filter(|line| line.id.as_ref() == Some(named));
        let (Some(line), None) = (lines.next(), lines.next()) else { return Err(named.clone()) };
        line.quantity = Some(*quantity);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_of_a_count() {
        for (text, said) in
            [("", "received"), ("2=8", "received 2=8"), ("1 = 7,5; 3=0", "received 1=7.5; 3=0")]
        {
            assert_eq!(
                Received::read(text).map(|read| read.label()).as_deref(),
                Some(said),
                "{text}"
            );
        }
        for text in ["alles", "2", "2=", "=3", "2=-1", "2=1.000", "2=8; 2=9", "2=acht"] {
            assert_eq!(Received::read(text), None, "{text}");
        }
    }
}
