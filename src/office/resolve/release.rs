//! Booked invoices that the control holds for payment: a person lets one pass and says how it was
//! verified, or refuses it, which takes its booking back.

use super::documents::NO_ANSWER;
use super::replaced::answers;
use super::{Choice, Decided, done, label};
use crate::control::DELIVERY_UNIT;
use crate::domain::{Finding, FindingKind, Kind, words};
use crate::office::refusals::BY_PERSON;
use crate::office::run::Desk;
use crate::store::Changes;
use crate::store::control::ControlRow;
use crate::store::rows::{DocumentRow, DocumentStatus};

/// Findings of releasing.
pub static FINDINGS: &[&FindingKind] = &[&NO_REASON, &NOT_BLOCKED, &UNCOUNTED];

pub static NO_REASON: FindingKind = super::kind(
    "release-without-reason",
    "{id} ist für die Zahlung gesperrt ({codes}). Freigeben heißt sagen, wie es geprüft wurde: \
     „kontor resolve {id} release GRUND“; ablehnen: „kontor resolve {id} reject GRUND“.",
    "{id} is blocked for payment ({codes}). To release it, say how it was verified: \"kontor \
     resolve {id} release REASON\"; to refuse it: \"kontor resolve {id} reject REASON\".",
);
pub static NOT_BLOCKED: FindingKind = super::kind(
    "release-not-blocked",
    "{id} ist nicht für die Zahlung gesperrt; freizugeben ist nichts.",
    "{id} is not blocked for payment; there is nothing to release.",
);

/// A yes to goods in a unit that nobody can convert.
pub static UNCOUNTED: FindingKind = super::kind(
    "release-uncounted",
    "Die Positionen in unbekannter Einheit bleiben damit ungezählt: für kontor ist davon nichts \
     gekommen. Sollen sie zählen: „kontor resolve {id} unit \"1 Karton = 12 Stk\"“.",
    "Lines in an unknown unit stay uncounted with this: for kontor nothing of them has come. To \
     have them counted: kontor resolve {id} unit \"1 carton = 12 pcs\".",
);

impl Desk {
    /// What holds a booked invoice for payment, if something does.
    pub(super) async fn blocked(
        &self,
        document: &DocumentRow,
    ) -> anyhow::Result<Option<ControlRow>> {
        if document.status != DocumentStatus::Processed {
            return Ok(None);
        }
        Ok(self.store.control_of(document.id).await?.filter(ControlRow::is_held))
    }

    /// A person's word about an invoice that is blocked.
    pub(super) async fn decide_blocked(
        &self,
        id: &str,
        document: DocumentRow,
        control: ControlRow,
        choice: &Choice,
    ) -> Decided {
        let is_note = pays_nothing(&document);
        match choice {
            // A yes is enough.
            Choice::Accept if is_note => {
                let uncounted = control.open().iter().any(|one| one.code == DELIVERY_UNIT.code);
                let done = self.release(id, document, control, "", choice).await?;
                let told = UNCOUNTED.found().with("id", id).say(self.setup.language);
                Ok(done.map(|done| if uncounted { format!("{done} {told}") } else { done }))
            }
            Choice::Release(reason) if !reason.trim().is_empty() => {
                self.release(id, document, control, reason.trim(), choice).await
            }
            Choice::Reject(why) => self.refuse_booked(id, document, why, choice).await,
            // A yes ends what else is asked about it; it stays blocked.
            Choice::Accept if has_open_doubts(&document) => {
                self.accept_doubts(id, document, &control, choice).await
            }
            Choice::Accept | Choice::Release(_) => Ok(Err(self.no_reason(id, &control))),
            _ => Ok(Err(NO_ANSWER.found().with("id", id))),
        }
    }

    fn no_reason(&self, id: &str, control: &ControlRow) -> Finding {
        let mut codes: Vec<&str> =
            control.open().iter().map(|finding| finding.code.as_str()).collect();
        codes.dedup();
        let codes = words::list(words::CONTROL_FINDINGS, &codes.join("; "), self.setup.language);
        NO_REASON.found().with("id", id).with("codes", codes)
    }

    async fn accept_doubts(
        &self,
        id: &str,
        document: DocumentRow,
        control: &ControlRow,
        choice: &Choice,
    ) -> Decided {
        let accepted = document.doubts.clone();
        let changes =
            Changes { rejudged: vec![DocumentRow { accepted, ..document }], ..Changes::default() };
        self.decided_document(id, "resolve", &label(choice), changes).await?;
        let blocked = self.no_reason(id, control).say(self.setup.language);
        Ok(Ok(format!("{}\n{blocked}", done(self.setup.language, id))))
    }

    async fn release(
        &self,
        id: &str,
        document: DocumentRow,
        control: ControlRow,
        reason: &str,
        choice: &Choice,
    ) -> Decided {
        let mut accepted = document.accepted.clone();
        accepted.extend(
            document.doubts.iter().filter(|doubt| !document.accepted.contains(doubt)).cloned(),
        );
        let released =
            control.findings.iter().map(crate::store::control::ControlFinding::mark).collect();
        let row = ControlRow {
            released,
            released_by: Some(self.recorded_by.clone()),
            released_at: Some(self.now()),
            reason: Some(reason.to_owned()).filter(|reason| !reason.is_empty()),
            ..control
        };
        let changes = Changes {
            rejudged: vec![DocumentRow { accepted, ..document }],
            controls: vec![row],
            ..Changes::default()
        };
        self.decided_document(id, "resolve", &label(choice), changes).await?;
        Ok(Ok(done(self.setup.language, id)))
    }

    /// Refuses an invoice that is booked: the booking is taken back.
    async fn refuse_booked(
        &self,
        id: &str,
        document: DocumentRow,
        why: &str,
        choice: &Choice,
    ) -> Decided {
        let (key, booked) = (document.id, self.booked(&document).await?);
        let mut changes = match self.taken_back(id, document, &booked).await? {
            Err(finding) => return Ok(Err(finding)),
            Ok(changes) => changes,
        };
        for row in &mut changes.rejudged {
            row.status = DocumentStatus::Rejected;
            (row.reason_code, row.reason) = (Some(BY_PERSON.to_owned()), Some(why.to_owned()));
        }
        let refused = changes.rejudged.clone();
        let mut said = self.said(id, &changes);
        refused.iter().try_for_each(|row| self.note_move(row.id))?;
        said += &self.give_way(id, key, "resolve", &label(choice), changes).await?;
        self.end_moves().await??;
        for row in &refused {
            self.hide_original(row.id).await?;
        }
        Ok(Ok(said))
    }

    /// Takes a release back; `None` when the last decision about the document was another one.
    pub(super) async fn undo_release(
        &self,
        id: &str,
        document: &DocumentRow,
    ) -> anyhow::Result<Option<Decided>> {
        let last = answers(self.store.decisions(id).await?).pop();
        if last.is_none_or(|(verb, choice, ..)| {
            verb != "resolve"
                || !(choice.starts_with("release ") || choice == "accept" && pays_nothing(document))
        }) {
            return Ok(None);
        }
        // A yes to goods that were taken back released nothing.
        let control = self.store.control_of(document.id).await?;
        let Some(control) = control.filter(|control| !control.released.is_empty()) else {
            return Ok(None);
        };
        let row = ControlRow {
            released: Vec::new(),
            released_by: None,
            released_at: None,
            reason: None,
            ..control
        };
        let document = DocumentRow { accepted: Vec::new(), ..document.clone() };
        let changes =
            Changes { rejudged: vec![document], controls: vec![row], ..Changes::default() };
        self.decided_document(id, "undo", "", changes).await?;
        Ok(Some(Ok(Ok(done(self.setup.language, id)))))
    }
}

/// Nothing is paid by a delivery note, nor by the answer to an order.
fn pays_nothing(document: &DocumentRow) -> bool {
    [Kind::DeliveryNote, Kind::Order].iter().any(|kind| document.kind == kind.as_str())
}

/// Whether something is asked about a document besides what the control found.
fn has_open_doubts(document: &DocumentRow) -> bool {
    document.doubts.iter().any(|doubt| !document.accepted.contains(doubt))
}
