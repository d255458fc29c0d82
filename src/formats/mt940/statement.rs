//! Fields → statements.

use super::fields::Field;
use super::line::{
    Line, Unreadable, read_balance, read_dutch_totals, read_floor_limit, read_line, read_total,
};
use super::{
    BAD_BALANCE, BAD_DATE, BAD_LINE, NO_CLOSING, NO_CURRENCY, NO_END, NO_OPENING, TOTALS_DIFFER,
    details,
};
use crate::domain::finding_argument::Argument;
use crate::domain::statement::{Account, Balance, KindOfBalance, Status};
use crate::domain::{Currency, Entry, Finding, Iban, Money, Place, Statement};
use crate::formats::proof::{self, PAGES_FOLLOW};
use crate::formats::turned::{self, Other};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// How many findings one file keeps; a file with more is plainly damaged.
const MOST_FINDINGS: usize = 1_000;

/// The statements of a file as far as they are read: what one piece leaves to the next.
#[derive(Default)]
pub(super) struct Pages {
    done: Vec<Page>,
    kept: usize,
}

/// Builds statements field by field.
pub(super) struct Builder<'a, 'p> {
    pages: &'p mut Pages,
    current: Option<Open<'a>>,
}

/// A finished page of a statement.
struct Page {
    statement: Statement,
    /// The closing balance is one that the next page carries on.
    goes_on: bool,
    /// Nothing in it says that it is whole: no balances, no totals.
    is_bare: bool,
}

/// The statement being read.
#[derive(Default)]
struct Open<'a> {
    statement: Statement,
    currency: Option<Currency>,
    /// True when entries were read before any currency was named.
    assumed: bool,
    carried_on: bool,
    goes_on: bool,
    /// The details of the last entry, until all their lines are read.
    details: Option<Cow<'a, str>>,
    /// True when a details field would belong to the last entry.
    awaiting: bool,
    totals: Vec<(&'static str, u64, Decimal, u64)>,
    /// Entries that may be meant the other way round.
    others: Vec<Other>,
    /// Where the field read last begins.
    line: u64,
    /// It has what reports of the day so far have: a floor limit, a time.
    interim: bool,
}

impl Pages {
    /// Gives the statements that are whole: while more text may follow, the last one is not, its
    /// next page may come.
    pub(super) fn whole(&mut self, last: bool) -> impl Iterator<Item = Statement> {
        let whole = self.done.len().saturating_sub(usize::from(!last));
        self.done.drain(..whole).map(|page| {
            let mut statement = page.statement;
            statement.findings.extend(page.goes_on.then(|| PAGES_FOLLOW.found()));
            statement.findings.extend(proof::prove_balance(&statement));
            statement
        })
    }

    /// Ends the file: a report of the day whose last message is not ended may be half.
    pub(super) fn end(&mut self, is_ended: bool) {
        if let Some(page) = self.done.last_mut().filter(|page| page.is_bare && !is_ended) {
            page.statement.findings.push(NO_END.found());
        }
    }

    fn keep(&mut self, finding: Option<Finding>, statement: &mut Statement) {
        if self.kept < MOST_FINDINGS {
            self.kept += usize::from(finding.is_some());
            statement.findings.extend(finding);
        }
    }

    /// Puts a statement beside the others, or behind the page that it carries on; a reference with
    /// nothing behind it is none.
    fn add(&mut self, statement: Statement, carried_on: bool, goes_on: bool, is_bare: bool) {
        match self
            .done
            .last_mut()
            .filter(|page| carried_on && page.goes_on && carries_on(&page.statement, &statement))
        {
            Some(page) => {
                page.goes_on = goes_on;
                page.statement.closing = statement.closing;
                page.statement.balances.extend(statement.balances);
                page.statement.entries.extend(statement.entries);
                page.statement.findings.extend(statement.findings);
            }
            None if is_hollow(&statement) => {}
            None => self.done.push(Page { statement, goes_on, is_bare }),
        }
    }
}

impl<'a, 'p> Builder<'a, 'p> {
    /// Builds on from the pages read before.
    pub(super) fn on(pages: &'p mut Pages) -> Builder<'a, 'p> {
        Builder { pages, current: None }
    }

    /// Takes in one field.
    pub(super) fn take(&mut self, field: Field<'a>) {
        if self.starts_statement(field.tag) {
            self.finish();
        }
        if matches!(field.tag, "940" | "942") {
            return;
        }
        let mut open = self.current.take().unwrap_or_default();
        let finding = open.take(field);
        self.pages.keep(finding, &mut open.statement);
        self.current = Some(open);
    }

    /// Ends the current statement.
    pub(super) fn finish(&mut self) {
        let Some(mut open) = self.current.take() else { return };
        for finding in open.finish() {
            self.pages.keep(Some(finding), &mut open.statement);
        }
        let is_bare = open.is_bare();
        self.pages.add(open.statement, open.carried_on, open.goes_on, is_bare);
    }

    /// `:20:` starts a statement; so does an account or an opening balance that the current one has
    /// already.
    fn starts_statement(&self, tag: &str) -> bool {
        let Some(open) = &self.current else { return false };
        match tag {
            "20" | "940" | "942" => true,
            "25" | "25P" => open.statement.closing.is_some() || !open.statement.entries.is_empty(),
            "60F" | "60M" | "60" => open.statement.closing.is_some(),
            _ => false,
        }
    }
}

fn is_hollow(statement: &Statement) -> bool {
    let Statement { account, balances, entries, findings, .. } = statement;
    *account == Account::default()
        && balances.is_empty()
        && entries.is_empty()
        && findings.is_empty()
}

/// A page goes on with the next one of the same account that opens with the balance it closed with.
fn carries_on(before: &Statement, next: &Statement) -> bool {
    let amount = |balance: &Option<Balance>| balance.as_ref().map(|balance| balance.amount);
    before.account == next.account
        && amount(&before.closing).is_some()
        && amount(&before.closing) == amount(&next.opening)
}

impl<'a> Open<'a> {
    fn take(&mut self, field: Field<'a>) -> Option<Finding> {
        let content = field.content;
        self.line = field.line;
        match field.tag {
            "86" | "NS" => {
                self.add_details(field);
                return None;
            }
            _ => self.end_details(),
        }
        match field.tag {
            "20" => self.statement.id = details::said(first_line(content)),
            "25" | "25P" => (self.statement.account, self.currency) = account(content),
            "28" | "28C" => self.statement.sequence = details::said(first_line(content)),
            "13D" => self.interim = true,
            "34F" => {
                self.interim = true;
                self.currency = read_floor_limit(content).or(self.currency);
            }
            "61" => return self.entry(field),
            "60" | "60F" | "60M" | "62" | "62F" | "62M" | "64" | "64F" | "65" | "65F" => {
                return self.balance(field);
            }
            "90C" => return self.total("90C", field),
            "90D" => return self.total("90D", field),
            _ => {}
        }
        None
    }

    /// `:61:`. Line breaks where none belong are taken out when the line cannot be read with them.
    fn entry(&mut self, field: Field) -> Option<Finding> {
        self.awaiting = false;
        let place = Place::Line(field.line);
        let read = read_line(field.content);
        let joined = match read.is_err() || read.as_ref().is_ok_and(|line| line.code.is_empty()) {
            true if field.content.len() < 400 && field.content.contains('\n') => Some(
                field.content.chars().filter(|c| !matches!(c, '\r' | '\n')).collect::<String>(),
            ),
            _ => None,
        };
        let again = joined.as_deref().map(read_line).filter(Result::is_ok);
        match again.unwrap_or(read) {
            Ok(line) => {
                let entry = self.entry_of(&line);
                if line.minus || line.reversal {
                    let unread = || {
                        BAD_LINE
                            .found()
                            .with_value("what", told(Unreadable::Amount))
                            .with("content", first_line(field.content))
                    };
                    let left_out = line.minus.then(|| unread().at(place.clone()));
                    self.others.push(Other {
                        at: self.statement.entries.len(),
                        entry: None,
                        left_out,
                    });
                }
                self.statement.entries.push(entry);
                self.awaiting = true;
                let wrong = line.bad_date?;
                Some(BAD_DATE.found().with("date", wrong).at(place))
            }
            Err(what) => Some(
                BAD_LINE
                    .found()
                    .with_value("what", told(what))
                    .with("content", first_line(field.content))
                    .at(place),
            ),
        }
    }

    fn entry_of(&mut self, line: &Line) -> Entry {
        self.assumed |= self.currency.is_none();
        let mut entry = Entry::new(Money::new(line.amount, self.currency.unwrap_or(Currency::EUR)));
        entry.value_date = line.value_date;
        // Without an entry date, the booking counts on its value date (SWIFT field 61, subfield 2).
        entry.booking_date = line.entry_date.or(line.value_date);
        entry.dated_by_value = line.entry_date.is_none() && line.value_date.is_some();
        entry.reversal = line.reversal;
        entry.status = if line.expected { Status::Pending } else { Status::Booked };
        entry.transaction_code = details::said(line.code);
        let own = line.customer_reference;
        entry.bank_reference = details::provided(line.bank_reference);
        entry.counterparty.name = details::said(line.beside).map(details::tidy);
        entry.counterparty.iban =
            Some(own).filter(|own| own.len() >= 15).and_then(Iban::read).filter(Iban::is_valid);
        match own {
            "KREF+" | "EREF+" | "EREF" | "KREF" | "MREF" | "PREF" => {}
            // Dutch banks put the counterparty's account where the reference belongs.
            _ if entry.counterparty.iban.is_some() => {}
            _ if !line.beside.is_empty() && own.bytes().any(|byte| byte.is_ascii_digit()) => {
                entry.counterparty.account = details::provided(own);
            }
            _ => entry.bank_reference = entry.bank_reference.or_else(|| details::provided(own)),
        }
        details::apply_supplement(line.supplement, &mut entry);
        entry
    }

    /// What the closing balance holds was booked by its day, however late its value date is.
    fn booked_by(&mut self, closing: Option<Date>) {
        for entry in self.statement.entries.iter_mut().filter(|entry| entry.dated_by_value) {
            let is_later = entry.booking_date.zip(closing).is_some_and(|(day, last)| day > last);
            if is_later {
                entry.booking_date = closing;
            }
        }
    }

    /// Keeps a details field for the last entry; several of them are lines of one text. Behind the
    /// closing balance it may hold totals; any other details of the statement itself say nothing
    /// about an entry and are passed over.
    fn add_details(&mut self, field: Field<'a>) {
        if !self.awaiting {
            if let Some([debits, credits]) =
                read_dutch_totals(field.content).filter(|_| self.statement.closing.is_some())
            {
                self.totals.extend([
                    ("90D", debits.0, debits.1, field.line),
                    ("90C", credits.0, credits.1, field.line),
                ]);
            }
            if self.statement.entries.is_empty() && self.statement.account.iban.is_none() {
                self.statement.account.iban = iban_in(field.content);
            }
            return;
        }
        let (content, numbered) = (field.content, field.tag == "NS");
        let content =
            if numbered { Cow::Owned(renumbered(content)) } else { Cow::Borrowed(content) };
        match &mut self.details {
            None => self.details = Some(content),
            Some(text) => {
                let text = text.to_mut();
                text.push('\n');
                text.push_str(&content);
            }
        }
    }

    fn end_details(&mut self) {
        if let (Some(text), Some(entry)) = (self.details.take(), self.statement.entries.last_mut())
        {
            details::apply(&text, entry);
        }
        self.awaiting = false;
    }

    /// `:90C:`, `:90D:`.
    fn total(&mut self, tag: &'static str, field: Field) -> Option<Finding> {
        let Some((count, _, sum)) = read_total(field.content) else {
            return Some(unreadable(field));
        };
        self.totals.push((tag, count, sum, field.line));
        None
    }

    /// An opening, closing or available balance.
    fn balance(&mut self, field: Field) -> Option<Finding> {
        let tag = field.tag;
        let Some((date, currency, amount)) = read_balance(field.content) else {
            return Some(unreadable(field));
        };
        self.currency = currency.or(self.currency);
        let balance =
            Balance { date, amount: Money::new(amount, self.currency.unwrap_or(Currency::EUR)) };
        let kind = match tag {
            "60" | "60F" => "OPBD",
            "62" | "62F" => "CLBD",
            "60M" | "62M" => "ITBD",
            "64" | "64F" => "CLAV",
            _ => "FWAV",
        };
        match tag {
            "60" | "60F" | "60M" if self.statement.opening.is_none() => {
                self.carried_on = tag == "60M";
                self.statement.opening = Some(balance.clone());
            }
            "62" | "62F" | "62M" => {
                self.goes_on = tag == "62M";
                self.statement.closing = Some(balance.clone());
                self.booked_by(date);
            }
            _ => {}
        }
        self.statement.balances.push(KindOfBalance { kind: kind.to_owned(), balance });
        None
    }

    /// Whether nothing in it says that it is whole.
    fn is_bare(&self) -> bool {
        let Statement { opening, closing, entries, .. } = &self.statement;
        opening.is_none() && closing.is_none() && self.totals.is_empty() && !entries.is_empty()
    }

    /// Ends the statement and gives what does not add up.
    fn finish(&mut self) -> Vec<Finding> {
        self.end_details();
        let mut findings = Vec::new();
        self.statement.assumed = self.assumed && self.currency.is_none();
        match (self.assumed, self.currency) {
            (true, Some(currency)) => {
                for entry in &mut self.statement.entries {
                    entry.amount = Money::new(entry.amount.amount, currency);
                }
            }
            (true, None) => findings.push(NO_CURRENCY.found().with("currency", Currency::EUR)),
            (false, _) => {}
        }
        let reports_the_day = self.interim && self.statement.closing.is_none();
        self.statement.message = reports_the_day.then_some("mt942");
        let account = &mut self.statement.account;
        // The balances know better than what stands behind the account's number.
        account.currency = self.currency.or(account.currency);
        match (&self.statement.opening, &self.statement.closing) {
            (Some(_), None) => findings.push(NO_CLOSING.found().at(Place::Line(self.line))),
            (None, Some(_)) => findings.push(NO_OPENING.found().at(Place::Line(self.line))),
            _ => {}
        }
        findings.extend(turned::settle(
            &mut self.statement,
            std::mem::take(&mut self.others),
            true,
        ));
        let entries = &self.statement.entries;
        findings.extend(self.totals.iter().filter_map(|total| check_total(*total, entries)));
        findings
    }
}

/// The totals of MT942 against the entries read; a reversal counts on the side that it lands on.
fn check_total(
    (tag, count, sum, line): (&'static str, u64, Decimal, u64),
    entries: &[Entry],
) -> Option<Finding> {
    let amounts = entries.iter().map(|entry| entry.amount.amount);
    let fitting = amounts.filter(|amount| amount.is_sign_negative() == (tag == "90D"));
    let (read_count, read) = fitting.fold((0, Decimal::ZERO), |(count, sum), amount| {
        (count + 1, sum.saturating_add(amount.abs()))
    });
    let summed = |count: u64, sum: Decimal| {
        Argument::row(&[Argument::from(Decimal::from(count)), Argument::from(sum)], " / ")
    };
    let side = if tag == "90D" { ["Soll", "debit"] } else { ["Haben", "credit"] };
    let finding = TOTALS_DIFFER
        .found()
        .with_value("side", side)
        .with_value("stated", summed(count, sum))
        .with_value("read", summed(read_count, read));
    (read_count != count || read != sum).then(|| finding.at(Place::Line(line)))
}

/// `BLZ/number`, `BIC/number`, an IBAN, any of them with a currency behind.
fn account(content: &str) -> (Account, Option<Currency>) {
    let text = first_line(content).trim().trim_start_matches('/');
    let (text, currency) = match text.len().checked_sub(3).and_then(|at| text.split_at_checked(at))
    {
        Some((front, code)) if front.ends_with(|c: char| c.is_ascii_digit() || c == ' ') => {
            match Currency::read(code) {
                Some(currency) => (front.trim(), Some(currency)),
                None => (text, None),
            }
        }
        _ => (text, None),
    };
    let (bank, number) = text.split_once('/').unwrap_or(("", text));
    let iban = Iban::read(number).filter(|iban| number.len() >= 15 || iban.is_valid());
    let bic = details::is_bic(bank).then(|| bank.to_owned());
    let number = match (&iban, &bic) {
        (Some(_), _) => None,
        (None, Some(_)) => details::said(number),
        (None, None) => details::said(text),
    };
    (Account { iban, number, bic, currency, holder: None }, currency)
}

/// The account's IBAN where a bank only gives it in words: `For your inform. IBAN no.: NO93…`
/// (Danske Bank).
fn iban_in(content: &str) -> Option<Iban> {
    let (_, after) = content.split_once("IBAN")?;
    after.split_whitespace().find_map(|word| Iban::read(word).filter(Iban::is_valid))
}

/// `:NS:` lines as old German and Hungarian exports write them (`01purpose`, `15name`, `17text`,
/// `33bank`, `34account`), as subfields.
fn renumbered(content: &str) -> String {
    let mut text = String::with_capacity(content.len() + 16);
    for line in content.lines() {
        let Some((code, value)) = line.split_at_checked(2) else { continue };
        let subfield = match code.as_bytes() {
            [b'0', b'1'..=b'9'] | [b'1', b'0'..=b'4'] => "20",
            b"15" => "32",
            b"16" => "33",
            b"17" => "00",
            b"33" => "30",
            b"34" => "31",
            _ => continue,
        };
        text.push('?');
        text.push_str(subfield);
        text.push_str(value);
    }
    text
}

fn unreadable(field: Field) -> Finding {
    let finding =
        BAD_BALANCE.found().with("tag", field.tag).with("content", first_line(field.content));
    finding.at(Place::Line(field.line))
}

fn first_line(content: &str) -> &str {
    content.lines().next().unwrap_or_default()
}

fn told(what: Unreadable) -> [&'static str; 2] {
    match what {
        Unreadable::Date => ["Datum", "date"],
        Unreadable::Direction => ["Soll oder Haben", "debit or credit"],
        Unreadable::Amount => ["Betrag", "amount"],
    }
}
