//! Notices to the senders of invoices, as mails: no address gets more of them than people read.

use super::run::Desk;
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind, Language};
use crate::mail::{Notice, letter};
use crate::store::{Changes, Stored};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;

/// An address that got as many notices as it may get.
static TOLD_ENOUGH: FindingKind = FindingKind {
    code: "sender-told-enough",
    weight: Weight::Note,
    de: "Keine Mail an den Absender: {to} hat in der letzten Stunde schon {most} bekommen.",
    en: "No mail to the sender: {to} has had {most} in the last hour already.",
};

/// Notices that one address gets in an hour at most: a mailbox that is flooded takes nothing from us
/// any more, and an address may be forged.
const MOST_AN_HOUR: usize = 20;

impl Desk {
    /// Writes notices as mails; `last` is the number of the last one.
    pub(super) async fn write_notices(
        &self,
        notices: Vec<(Notice, Language)>,
        last: &mut i64,
        changes: &mut Changes,
    ) -> Stored<()> {
        let now = Timestamp::now();
        let since = now.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(now);
        let mut left: HashMap<String, usize> = HashMap::new();
        for (notice, language) in notices {
            let address = notice.to.to_lowercase();
            if !left.contains_key(&address) {
                let told = self.store.notices_since(&notice.to, since, MOST_AN_HOUR).await?;
                left.insert(address.clone(), MOST_AN_HOUR.saturating_sub(told));
            }
            match left.get_mut(&address).filter(|left| **left > 0) {
                Some(left) => {
                    *left -= 1;
                    *last += 1;
                    let letter = letter(&notice, language, &self.setup.templates);
                    changes.mails.extend(self.setup.mailer.message(
                        *last,
                        &letter,
                        &now.to_string(),
                    ));
                }
                None => self.note_told_enough(&notice, changes),
            }
        }
        Ok(())
    }

    fn note_told_enough(&self, notice: &Notice, changes: &mut Changes) {
        let finding: Finding =
            TOLD_ENOUGH.found().with("to", &notice.to).with("most", MOST_AN_HOUR);
        let said = finding.say(self.setup.language_of(Some(&notice.company)));
        let row = changes.documents.iter_mut().find(|row| row.id == notice.document_id);
        row.into_iter().for_each(|row| row.notes.push(said.clone()));
    }
}
