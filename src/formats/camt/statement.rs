//! `Stmt`, `Rpt`, `Ntfctn`: one statement with its account, balances, totals and entries.

use super::parts::{is_debit, number, said};
use super::{Reader, TOTALS_DIFFER};
use crate::domain::finding_argument::Argument;
use crate::domain::statement::{Balance, KindOfBalance, Page, Status};
use crate::domain::{Entry, Finding, Statement};
use crate::formats::proof::{self, PAGES_BEFORE, PAGES_FOLLOW};
use crate::formats::turned::{self, Other};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// One total of `TxsSummry` as stated.
struct Total {
    element: &'static str,
    count: Option<Decimal>,
    sum: Option<Decimal>,
    net: Option<Decimal>,
}

impl Reader<'_> {
    /// Reads one statement. An interim report or notification need not prove its balances: it may
    /// show entries anew.
    pub(super) fn statement(&mut self, interim: bool) -> Result<Statement, Finding> {
        let mut statement = Statement::default();
        let mut totals = Vec::new();
        let mut others = Vec::new();
        self.account_currency = None;
        while let Some(name) = self.events.child()? {
            match name {
                "Id" => statement.id = said(self.events.text()?),
                "ElctrncSeqNb" => {
                    statement.sequence = said(self.events.text()?).or(statement.sequence)
                }
                "LglSeqNb" if statement.sequence.is_none() => {
                    statement.sequence = said(self.events.text()?)
                }
                "StmtPgntn" | "RptPgntn" | "NtfctnPgntn" => {
                    statement.page = Some(self.pagination(false)?)
                }
                "Acct" => {
                    statement.account = self.account()?;
                    self.account_currency = statement.account.currency;
                }
                "Bal" => {
                    let balance = self.balance()?;
                    statement.balances.extend(balance);
                }
                "TxsSummry" => self.totals(&mut totals)?,
                "Ntry" => {
                    let entry = self.entry(&statement.account)?;
                    if let (Some(_), Some(other)) = (&entry, self.other.take()) {
                        others.push(Other {
                            at: statement.entries.len(),
                            entry: Some(other.entry),
                            left_out: other.left_out,
                        });
                    }
                    statement.entries.extend(entry);
                }
                _ => self.events.skip()?,
            }
        }
        (statement.opening, statement.closing) = ends(&statement.balances);
        // An account without `Ccy` is in the currency of its balances.
        statement.account.currency = statement
            .account
            .currency
            .or_else(|| Some(statement.balances.first()?.balance.amount.currency));
        let closed = statement.balances.iter().any(|balance| balance.kind == "CLBD");
        for finding in turned::settle(&mut statement, others, closed || !interim) {
            self.doubt(finding);
        }
        for total in &totals {
            self.check_total(total, &statement.entries);
        }
        if let Some(finding) = proof::prove_balance(&statement).filter(|_| closed || !interim) {
            self.doubt(finding);
        }
        if statement.page.is_some_and(|page| page.goes_on) {
            self.doubt(PAGES_FOLLOW.found());
        }
        if let Some(page) = statement.page.filter(|page| page.number > 1) {
            self.doubt(PAGES_BEFORE.found().with("page", page.number));
        }
        statement.findings = std::mem::take(&mut self.findings);
        Ok(statement)
    }

    /// Which page a pagination says that this is.
    pub(super) fn pagination(&mut self, of_message: bool) -> Result<Page, Finding> {
        let mut page = Page { number: 1, goes_on: false, of_message };
        while let Some(name) = self.events.child()? {
            match name {
                "PgNb" => page.number = self.events.text()?.trim().parse().unwrap_or(1),
                "LastPgInd" => page.goes_on = matches!(self.events.text()?.trim(), "false" | "0"),
                _ => self.events.skip()?,
            }
        }
        Ok(page)
    }

    fn totals(&mut self, totals: &mut Vec<Total>) -> Result<(), Finding> {
        while let Some(name) = self.events.child()? {
            let element = match name {
                "TtlNtries" => "TtlNtries",
                "TtlCdtNtries" => "TtlCdtNtries",
                "TtlDbtNtries" => "TtlDbtNtries",
                _ => {
                    self.events.skip()?;
                    continue;
                }
            };
            let total = self.total(element)?;
            totals.push(total);
        }
        Ok(())
    }

    fn total(&mut self, element: &'static str) -> Result<Total, Finding> {
        let mut total = Total { element, count: None, sum: None, net: None };
        let mut debit = false;
        while let Some(name) = self.events.child()? {
            match name {
                "NbOfNtries" => total.count = number(&self.events.text()?),
                // Some banks sign the sum of debits.
                "Sum" => total.sum = number(&self.events.text()?).map(|sum| sum.abs()),
                "TtlNetNtryAmt" => total.net = number(&self.events.text()?),
                "CdtDbtInd" => debit = is_debit(&self.events.text()?).unwrap_or(false),
                "TtlNetNtry" => {
                    while let Some(name) = self.events.child()? {
                        match name {
                            "Amt" => total.net = number(&self.events.text()?),
                            "CdtDbtInd" => debit = is_debit(&self.events.text()?).unwrap_or(false),
                            _ => self.events.skip()?,
                        }
                    }
                }
                _ => self.events.skip()?,
            }
        }
        total.net = total.net.map(|net| if debit { -net } else { net });
        Ok(total)
    }

    /// A total must agree with all entries read, or with the booked ones alone: banks count either
    /// way.
    fn check_total(&mut self, stated: &Total, entries: &[Entry]) {
        let all = Summed::of(stated.element, entries.iter());
        let booked = Summed::of(
            stated.element,
            entries.iter().filter(|entry| entry.status == Status::Booked),
        );
        if !all.agrees(stated) && !booked.agrees(stated) {
            self.doubt(
                TOTALS_DIFFER
                    .found()
                    .with_value("of", stated.of_what())
                    .with_value("stated", stated.said((stated.count, stated.sum, stated.net)))
                    .with_value(
                        "read",
                        stated.said((Some(Decimal::from(all.count)), all.sum, all.net)),
                    ),
            );
        }
    }
}

impl Total {
    /// Which entries it is of, in words: a person knows no element's name.
    fn of_what(&self) -> Argument {
        let words = |de, en| Argument::Words(Cow::Borrowed(de), Cow::Borrowed(en));
        match self.element {
            "TtlCdtNtries" => words("der Gutschriften", "of the credits"),
            "TtlDbtNtries" => words("der Belastungen", "of the debits"),
            _ => words("aller Umsätze", "of all entries"),
        }
    }

    /// Count, sum and net of something, each with its word, as far as this total states it.
    fn said(
        &self,
        (count, sum, net): (Option<Decimal>, Option<Decimal>, Option<Decimal>),
    ) -> Argument {
        let parts = [
            ("Anzahl", "number", self.count, count),
            ("Betrag", "amount", self.sum, sum),
            ("Saldo", "net amount", self.net, net),
        ];
        let said: Vec<Argument> = parts
            .into_iter()
            .filter(|(_, _, stated, _)| stated.is_some())
            .map(|(de, en, _, number)| {
                let word = Argument::Words(Cow::Borrowed(de), Cow::Borrowed(en));
                let number = number.map_or(Argument::Text("–".to_owned()), Argument::from);
                Argument::row(&[word, number], " ")
            })
            .collect();
        Argument::row(&said, ", ")
    }
}

/// What was read, counted the way a total counts.
struct Summed {
    count: u64,
    sum: Option<Decimal>,
    net: Option<Decimal>,
}

impl Summed {
    fn of<'e>(element: &str, entries: impl Iterator<Item = &'e Entry>) -> Summed {
        let mut summed = Summed { count: 0, sum: Some(Decimal::ZERO), net: Some(Decimal::ZERO) };
        for amount in entries.map(|entry| entry.amount.amount) {
            let counts = match element {
                "TtlCdtNtries" => amount.is_sign_positive(),
                "TtlDbtNtries" => amount.is_sign_negative(),
                _ => true,
            };
            if counts {
                summed.count += 1;
                summed.sum = summed.sum.and_then(|sum| sum.checked_add(amount.abs()));
                summed.net = summed.net.and_then(|net| net.checked_add(amount));
            }
        }
        summed
    }

    fn agrees(&self, stated: &Total) -> bool {
        let fits =
            |stated: Option<Decimal>, read: Option<Decimal>| stated.is_none() || stated == read;
        fits(stated.count, Some(Decimal::from(self.count)))
            && fits(stated.sum, self.sum)
            && fits(stated.net, self.net)
    }
}

/// Opening (OPBD, else PRCD, else the first ITBD when another balance closes) and closing (the last
/// CLBD, else ITBD, else CLAV) balance: the pages of one statement go on from ITBD to ITBD.
fn ends(balances: &[KindOfBalance]) -> (Option<Balance>, Option<Balance>) {
    let first = |kind: &str| balances.iter().find(|balance| balance.kind == kind);
    let last = |kind: &str| balances.iter().rfind(|balance| balance.kind == kind);
    let several = balances.iter().filter(|balance| balance.kind == "ITBD").count() > 1;
    let interim = first("ITBD").filter(|_| several || first("CLBD").is_some());
    let opening = first("OPBD").or_else(|| first("PRCD")).or(interim);
    let closing = last("CLBD").or_else(|| last("ITBD")).or_else(|| last("CLAV"));
    (opening.map(|balance| balance.balance.clone()), closing.map(|balance| balance.balance.clone()))
}
