//! What a person took back stays so, though a sheet that says it comes again: saved anew for the
//! sake of another row it is another file, with the same old answer in it.

use super::super::run::Desk;
use crate::domain::finding::Weight;
use crate::domain::{Answer, Finding, FindingKind, spelling};
use crate::store::Decision;
use jiff::civil::Date;

/// A row whose answer was carried out before and was taken back since.
pub static TAKEN_BACK: FindingKind = FindingKind {
    code: "answer-taken-back",
    weight: Weight::Warning,
    de: "{id}: „{answer}“ wurde schon am {day} ausgeführt und danach zurückgenommen; es wird nicht \
         noch einmal ausgeführt. Wenn es wieder gelten soll: mit kontor resolve {id} antworten; \
         sonst in einer Klärungsliste eine andere Antwort geben.",
    en: "{id}: “{answer}” was carried out on {day} already and was taken back since; it is not \
         carried out again. If it should hold again: answer with kontor resolve {id}; else give \
         another answer on a clarification sheet.",
};

impl Desk {
    /// What is to be told of a row that says what was decided before, where an undo is the last
    /// word about it.
    pub(super) fn carried_out_and_taken_back(
        &self,
        answer: &Answer,
        choice: &str,
        decisions: &[Decision],
    ) -> Option<Finding> {
        let ((verb, ..), before) = decisions.split_last()?;
        let (.., at, _) = before
            .iter()
            .rfind(|(verb, said, ..)| verb == "resolve" && said == choice)
            .filter(|_| verb == "undo")?;
        let day = at.get(..10).and_then(|day| day.parse::<Date>().ok());
        let day = day.map_or(at.clone(), |day| spelling::day(day, self.setup.language));
        let finding = TAKEN_BACK.found().with("id", &answer.id).with("answer", &answer.answer);
        Some(finding.with("day", day))
    }
}
