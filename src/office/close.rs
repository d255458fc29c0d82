//! Closing a period: a person's act. What is closed takes no booking any more; the journal's head of that moment is kept with
//! it, so that `verify` can show that what was closed is still what stands.

use super::run::Desk;
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind};
use crate::ledger::{Hash, NotClosed, Periods};
use crate::store::rows::ClosingRow;
use crate::store::{Changes, DecisionRow};
use jiff::civil::Date;

/// Findings of closing.
pub static FINDINGS: &[&FindingKind] = &[&ALREADY_CLOSED, &NOT_OVER];

/// A day that is closed already.
pub static ALREADY_CLOSED: FindingKind = kind(
    "close-already",
    "{company} ist schon bis {last} abgeschlossen; ein Abschluss wird nicht zurückgenommen. Was noch fehlt, wird ab dem nächsten Tag gebucht.",
    "{company} is closed until {last} already; a closing is not taken back. What is still missing is booked from the next day on.",
);
/// A day that is not over.
pub static NOT_OVER: FindingKind = kind(
    "close-not-over",
    "Der {until} ist noch nicht vorbei; abgeschlossen werden kann höchstens bis gestern.",
    "{until} is not over yet; the last day that can be closed is yesterday.",
);

const fn kind(code: &'static str, de: &'static str, en: &'static str) -> FindingKind {
    FindingKind { code, weight: Weight::Error, de, en }
}

impl Desk {
    /// Closes a company's books up to and including a day, in turn with whoever writes them.
    pub async fn close(&self, company: &str, until: Date) -> anyhow::Result<Result<ClosingRow, Finding>> {
        let _turn = self.turn().await?;
        let counters = self.store.counters().await?;
        let periods = Periods { closed_until: counters.closed.get(company).copied() };
        let today = jiff::Timestamp::now().to_zoned_datetime(self.setup.time_zone.clone()).date();
        match periods.close(until, today) {
            Err(NotClosed::Already(last)) => return Ok(Err(ALREADY_CLOSED.found().with("company", company).with_value("last", last))),
            Err(NotClosed::NotOver) => return Ok(Err(NOT_OVER.found().with_value("until", until))),
            Ok(_) => {}
        }
        if let Some(astray) = self.opening_astray(company).await? {
            return Ok(Err(astray));
        }
        let (number, hash) = counters.journal.get(company).cloned().unwrap_or_else(|| (0, Hash::START.to_string()));
        let (at, by) = (self.now(), self.recorded_by.clone());
        let closing = ClosingRow { company: company.to_owned(), until, at: at.clone(), by: by.clone(), number, hash };
        let id = counters.decision + 1;
        let decision = DecisionRow { id, target: company.to_owned(), verb: "close".to_owned(), choice: until.to_string(), at, by };
        let changes = Changes { closings: vec![closing.clone()], decisions: vec![decision], ..Changes::default() };
        self.store.commit(&changes).await?;
        Ok(Ok(closing))
    }

    /// A difference between the books' opening balance and the bank's first statement that nobody has accepted.
    async fn opening_astray(&self, company: &str) -> anyhow::Result<Option<Finding>> {
        let doubts = self.store.doubts(Some(company), self.setup.language).await?;
        let waits = |(document, finding): &(i64, Finding)| {
            doubts.get(document).is_some_and(|said| said.contains(&finding.say(self.setup.language)))
        };
        Ok(self.store.openings_astray(Some(company)).await?.into_iter().find(waits).map(|(_, finding)| finding))
    }
}
