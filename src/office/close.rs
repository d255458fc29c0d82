//! Closing a period: a person's act. What is closed takes no booking any more; the journal's head
//! of that moment is kept with it, so that `verify` can show that what was closed is still what
//! stands.

use super::accruals::{Accrued, month_ends};
use super::books::Recorded;
use super::run::Desk;
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind};
use crate::ledger::{Hash, NotClosed, Periods};
use crate::store::rows::ClosingRow;
use crate::store::{BankAstray, Changes, DecisionRow};
use jiff::civil::Date;

/// Findings of closing.
pub static FINDINGS: &[&FindingKind] = &[&ALREADY_CLOSED, &NOT_OVER];

/// A day that is closed already.
pub static ALREADY_CLOSED: FindingKind = kind(
    "close-already",
    "{company} ist schon bis {last} abgeschlossen; ein Abschluss wird nicht zurückgenommen. Was \
     noch fehlt, wird ab dem nächsten Tag gebucht.",
    "{company} is closed until {last} already; a closing is not taken back. What is still missing \
     is booked from the next day on.",
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
    /// Closes a company's books up to and including a day, in turn with whoever writes them; what
    /// was received and not invoiced at the end of a month is accrued before, where that is turned
    /// on.
    pub async fn close(
        &self,
        company: &str,
        until: Date,
    ) -> anyhow::Result<Result<(ClosingRow, Vec<Accrued>), Finding>> {
        let _turn = self.turn().await?;
        let counters = self.store.counters().await?;
        let periods = Periods { closed_until: counters.closed.get(company).copied() };
        let today = jiff::Timestamp::now().to_zoned_datetime(self.setup.time_zone.clone()).date();
        match periods.close(until, today) {
            Err(NotClosed::Already(last)) => {
                return Ok(Err(ALREADY_CLOSED
                    .found()
                    .with("company", company)
                    .with_value("last", last)));
            }
            Err(NotClosed::NotOver) => return Ok(Err(NOT_OVER.found().with_value("until", until))),
            Ok(_) => {}
        }
        if let Some(astray) = self.bank_astray(company, until).await? {
            return Ok(Err(astray));
        }
        let mut books = self.books().await?;
        books.recorded = Recorded { at: self.now(), by: self.recorded_by.clone() };
        let mut changes = Changes::default();
        let accrued = self
            .accrue(&mut books, company, &month_ends(periods.closed_until, until), &mut changes)
            .await?;
        let (number, hash) = books
            .counters
            .journal
            .get(company)
            .cloned()
            .unwrap_or_else(|| (0, Hash::START.to_string()));
        let (at, by) = (self.now(), self.recorded_by.clone());
        let closing = ClosingRow {
            company: company.to_owned(),
            until,
            at: at.clone(),
            by: by.clone(),
            number,
            hash,
        };
        let id = counters.decision + 1;
        let decision = DecisionRow {
            id,
            target: company.to_owned(),
            verb: "close".to_owned(),
            choice: until.to_string(),
            at,
            by,
        };
        changes.closings.push(closing.clone());
        changes.decisions.push(decision);
        self.store.commit(&changes).await?;
        Ok(Ok((closing, accrued)))
    }

    /// A difference between the books and a bank's statements up to a day that nobody has accepted:
    /// one that is told of, or one that a gap between statements makes, of which only the gap is
    /// told.
    async fn bank_astray(&self, company: &str, until: Date) -> anyhow::Result<Option<Finding>> {
        let doubts = self.store.doubts(Some(company), self.setup.language).await?;
        let waits = |astray: &BankAstray| {
            let said = doubts.get(&astray.document_id);
            astray.day <= until
                && said.is_some_and(|said| said.contains(&astray.finding.say(self.setup.language)))
        };
        let astray = self
            .store
            .banks_astray(Some(company), &self.store.unchained(Some(company)).await?)
            .await?;
        if let Some(astray) = astray.into_iter().find(waits) {
            return Ok(Some(astray.finding));
        }
        let gaps = self.store.gaps_waiting(company, &doubts, self.setup.language).await?;
        let short = self.store.banks_short(company, until, &gaps).await?;
        Ok(short.into_iter().next().map(|astray| astray.finding))
    }
}
