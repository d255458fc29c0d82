//! Rows of sheets that were not carried out end by themselves once what they ask about is decided
//! in another way: by a newer sheet, at the desk, or by kontor.

use super::super::resolve::number;
use super::super::run::Desk;
use crate::domain::FindingKind;
use crate::domain::finding::Weight;
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

/// How the sentences begin, behind the id, that say of a row that what it is about was decided
/// before the sheet came or is somebody else's: only a person's word since ends them. Sentences are
/// kept as they were said, so this list only ever grows: whoever words such a finding anew adds its
/// beginning, and the test below tells them to.
const OF_DECIDED: &[&str] = &[
    " ist schon entschieden; ",
    " is decided already; ",
    ": Die Zeile der Liste meint etwas anderes: ",
    ": the row of the sheet means something else: ",
    " gehört einer anderen Firma; ",
    " belongs to another company; ",
];

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
            let before = is_of_decided(id, &doubt);
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

/// Whether a sentence says that only a person's word since ends it.
fn is_of_decided(id: &str, doubt: &str) -> bool {
    let behind = behind_place(doubt).strip_prefix(id);
    behind.is_some_and(|said| OF_DECIDED.iter().any(|begin| said.starts_with(begin)))
}

#[cfg(test)]
mod tests {
    use super::super::{DECIDED, FINDINGS, OTHER_COMPANY, OTHER_ROW};
    use super::{is_of_decided, named};
    use crate::domain::{Language, Place};

    #[test]
    fn stored_sentences_are_known_by_their_beginnings() {
        let of_decided = [&DECIDED, &OTHER_ROW, &OTHER_COMPANY];
        for kind in FINDINGS.iter().filter(|kind| kind.weight.asks()) {
            for language in [Language::De, Language::En] {
                for id in ["E12", "D7"] {
                    let found = kind.found().with("id", id).with("answer", "ja");
                    let said = found.at(Place::Line(3)).say(language);
                    assert_eq!(named(&said), Some(id), "{said}");
                    let is = of_decided.iter().any(|other| other.code == kind.code);
                    assert_eq!(is_of_decided(id, &said), is, "{}: {said}", kind.code);
                }
            }
        }
        // As an office has kept them of earlier versions.
        for said in [
            "Zeile 4: E12 ist schon entschieden; „ja“ ist nicht ausgeführt.",
            "line 4: E12: the row of the sheet means something else: it says 1.00.",
            "E12 gehört einer anderen Firma; aus diesem Ordner nicht.",
        ] {
            assert!(is_of_decided("E12", said) && !is_of_decided("E1", said), "{said}");
        }
    }
}
