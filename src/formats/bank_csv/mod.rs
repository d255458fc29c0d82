//! CSV exports of banks, and any table that tells bookings.
//!
//! No two banks write the same columns, and none of them writes down which. So each file is read by
//! evidence: its encoding, delimiter, header line and bank (`find`), the form of its numbers and
//! days (by all of its values together), and where it shows balances, they must follow from one
//! another (`proof`). The banks are one table ([`layout`]), `pipelines/banks.toml`; a table of no
//! known bank is read as `csv:generic` when its columns leave no doubt.
//!
//! Not supported: old spreadsheets (XLS; the sheets of an XLSX are handed here as text), dates
//! without a year (but a booking day beside a whole value date), tables without header but for the
//! banks known to write them.

mod accounts;
mod broken_off;
pub mod columns;
mod direction;
mod find;
mod findings;
mod frame;
mod groups;
pub mod layout;
mod left_out;
mod mend;
mod names;
mod proof;
mod rows;
mod sales;
mod signs;
mod standing;
mod texts;
mod totals;
mod words;
mod years;

use super::csv_shape::encoding::{Decoded, decode};
use super::csv_shape::{DAMAGED, MOST_BYTES, date, lines_unquoted, number, too_large};
use super::{Confidence, Format, Input, Reading, Reads};
use crate::domain::finding::Place;
use crate::domain::statement::{KindOfBalance, Status};
use crate::domain::{
    Account, Balance, BankStatement, Content, Currency, Finding, Iban, Kind, Money, Statement,
};
use find::Table;
use findings::{
    AMOUNTS_IN_DOUBT, AMOUNTS_UNDECIDED, BALANCE_BREAKS, COLUMN_UNTOLD, DATES_IN_DOUBT,
    DIRECTION_UNKNOWN, FEES_UNTOLD, KIND_UNKNOWN, NOTHING_UNDERSTOOD, ORDER_UNTOLD, STATUS_UNKNOWN,
    SUM_DIFFERS,
};
pub use findings::{CURRENCY_ASSUMED, FINDINGS};
use frame::{Frame, Stated};
use groups::Group;
use jiff::civil::Date;
pub use layout::{Bank, Payouts, is_service};
use proof::Proof;
use rows::{Forms, Rows, Section};
use rust_decimal::Decimal;

/// CSV exports of banks.
pub const FORMAT: Format = Format {
    name: "bank-csv",
    kind: Kind::BankStatement,
    title: ("Kontoumsätze als CSV-Export der Bank", "CSV export of a bank account"),
    source: "the banks' exports; pipelines/banks.toml",
    recognise,
    reads: Reads::Whole(read),
    findings: FINDINGS,
};

/// How much of a file's start recognition looks at, in bytes.
const HEAD: usize = 64 * 1024;

fn recognise(input: &Input) -> Confidence {
    let head = input.bytes.get(..input.bytes.len().min(HEAD)).unwrap_or_default();
    if head.starts_with(b"%PDF") || head.starts_with(b"PK") || head.first() == Some(&b'<') {
        return Confidence::No;
    }
    find::table(&lines_unquoted(&decode(head).text), input.layouts)
        .map_or(Confidence::No, |table| table.confidence())
}

fn read(input: &Input) -> Result<Reading, Finding> {
    if input.bytes.len() > MOST_BYTES {
        return Err(too_large(input.bytes.len()));
    }
    let decoded = decode(input.bytes);
    let text = lines_unquoted(&decoded.text);
    let table = find::table(&text, input.layouts).ok_or_else(|| super::UNKNOWN.found())?;
    let (rows, forms) = decided(&text, &table)?;
    if rows.cut {
        return Err(too_large(0));
    }
    let entries = || {
        rows.sections.iter().flat_map(|section| &section.groups).flat_map(|group| &group.entries)
    };
    if !table.columns.untold.is_empty()
        && entries().all(|entry| !entry.amount.amount.is_sign_negative())
    {
        let words: Vec<String> =
            table.columns.untold.iter().map(|word| format!("„{word}“")).collect();
        return Err(COLUMN_UNTOLD.found().with("words", words.join(", ")));
    }
    if rows.not_understood > 0 && rows.sections.iter().all(|section| section.groups.is_empty()) {
        return Err(nothing_understood(&rows));
    }
    let mut findings = doubts(&decoded, &table, &rows, forms);
    if let Some(line) = rows.fees_beside.first() {
        let found = FEES_UNTOLD.found().with("count", rows.fees_beside.len());
        findings.push(found.at(Place::Line(*line)));
    }
    let mut statements = Vec::new();
    for (at, section) in (0..).zip(rows.sections) {
        findings.extend(totals::differing(&section, &table.columns, forms));
        let before = statements.len();
        statements_of(section, &table, forms, &mut statements);
        statements.iter_mut().skip(before).for_each(|statement| statement.section = at);
    }
    findings.extend(rows.findings);
    let format = format!("csv:{}", table.name());
    let statement =
        BankStatement { format, encoding: Some(decoded.encoding.to_owned()), statements };
    let mut reading = Reading::of(Content::BankStatement(statement));
    reading.findings = findings;
    Ok(reading)
}

/// Rows that the forms are first guessed from.
const SAMPLE: usize = 500;

/// The words that left nothing to be read.
fn nothing_understood(rows: &Rows) -> Finding {
    let kinds = [DIRECTION_UNKNOWN.code, STATUS_UNKNOWN.code, KIND_UNKNOWN.code];
    let found = rows.findings.iter().filter(|finding| kinds.contains(&finding.code()));
    let words = found
        .flat_map(|finding| &finding.arguments)
        .filter(|(name, _)| *name == "word")
        .map(|(_, word)| word);
    let words: Vec<String> = words.take(5).map(|word| format!("„{word}“")).collect();
    NOTHING_UNDERSTOOD.found().with("words", words.join(", "))
}

/// Reads the rows by the forms that all of them together prove.
fn decided(text: &str, table: &Table) -> Result<(Rows, Forms), Finding> {
    let habit = table.bank.and_then(|bank| bank.decimal).map(number::Form::from);
    let first = Forms { number: habit.unwrap_or(number::Form::Comma), date: date::Form::DayFirst };
    let sample = rows::read(text, table, first, SAMPLE);
    let guess = forms(&sample, habit, first);
    let rows = rows::read(text, table, guess, usize::MAX);
    let proved = forms(&rows, habit, guess);
    let rows = if proved == guess { rows } else { rows::read(text, table, proved, usize::MAX) };
    match rows.numbers.either > 0 && rows.numbers.form().is_none() && habit.is_none() {
        true => by_balance(text, table, proved),
        false => Ok((rows, proved)),
    }
}

fn forms(rows: &Rows, habit: Option<number::Form>, before: Forms) -> Forms {
    let number = rows.numbers.form().or(habit).unwrap_or(before.number);
    Forms { number, date: rows.dates.form() }
}

/// Amounts that read two ways, and no other evidence: the form whose balances follow, if it is one
/// only.
fn by_balance(text: &str, table: &Table, forms: Forms) -> Result<(Rows, Forms), Finding> {
    let mut holding = [number::Form::Comma, number::Form::Point].into_iter().filter_map(|number| {
        let forms = Forms { number, ..forms };
        let rows = rows::read(text, table, forms, usize::MAX);
        balances_hold(&rows).then_some((rows, forms))
    });
    match (holding.next(), holding.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(AMOUNTS_UNDECIDED.found()),
    }
}

fn balances_hold(rows: &Rows) -> bool {
    let mut groups = rows.sections.iter().flat_map(|section| &section.groups).peekable();
    groups.peek().is_some()
        && groups.all(|group| matches!(proof::running(&group.entries), Proof::Holds { .. }))
}

/// What was decided with doubt.
fn doubts(decoded: &Decoded, table: &Table, rows: &Rows, forms: Forms) -> Vec<Finding> {
    let mut findings = Vec::new();
    if decoded.damaged {
        findings.push(DAMAGED.found().with("encoding", decoded.encoding));
    }
    if rows.numbers.in_doubt() && rows.numbers.form().is_some() && !balances_hold(rows) {
        let sign = if forms.number == number::Form::Comma { "," } else { "." };
        findings
            .push(AMOUNTS_IN_DOUBT.found().with("count", rows.numbers.either).with("sign", sign));
    }
    // A bank of one country writes its days one way; PayPal's customers each write their own.
    if rows.dates.in_doubt()
        && table.bank.is_none_or(|bank| bank.decimal.is_none() && bank.currency.is_none())
    {
        findings.push(DATES_IN_DOUBT.found());
    }
    findings
}

/// The statements of one section: one for each account and currency, or an empty one.
fn statements_of(section: Section, table: &Table, forms: Forms, statements: &mut Vec<Statement>) {
    let frame = Frame::read(section.around.iter(), forms);
    if section.groups.is_empty() {
        let named = table.bank.and_then(|bank| bank.currency.as_deref()).and_then(Currency::read);
        let currency = frame.currency.or(table.columns.currency).or(named);
        let mut statement =
            Statement { account: account(&frame, None, currency), ..Statement::default() };
        state(&mut statement, &frame, currency.unwrap_or(Currency::EUR));
        statements.push(statement);
        return;
    }
    let alone = section.groups.len() == 1;
    for mut group in section.groups {
        let account = account(&frame, Some(&group), Some(group.currency));
        let mut statement = Statement {
            account,
            entries: std::mem::take(&mut group.entries),
            assumed: group.assumed,
            ..Statement::default()
        };
        statement.findings.extend(group.assumed.then(|| CURRENCY_ASSUMED.found()));
        let mut frame = frame.clone();
        if !alone {
            (frame.opening, frame.closing) = (None, None);
        }
        // The oldest opening balance and the newest closing one, in whatever order the rows stand.
        group.balances.sort_by_key(|(_, date, _)| *date);
        let stated = |(_, date, amount): &(bool, Option<Date>, Decimal)| Stated {
            amount: *amount,
            date: *date,
        };
        let opening = group.balances.iter().find(|(opening, ..)| *opening).map(stated);
        let closing = group.balances.iter().rfind(|(opening, ..)| !*opening).map(stated);
        (frame.opening, frame.closing) = (frame.opening.or(opening), frame.closing.or(closing));
        prove(&mut statement, &mut frame, &group);
        state(&mut statement, &frame, group.currency);
        statements.push(statement);
    }
}

fn account(frame: &Frame, group: Option<&Group>, currency: Option<Currency>) -> Account {
    let number = group.map(|group| group.number.clone()).filter(|number| !number.is_empty());
    let number = number.or_else(|| frame.number.clone());
    let stated = number.as_deref().and_then(Iban::read).filter(Iban::is_valid);
    Account {
        iban: group.and_then(Group::iban).or_else(|| frame.iban.clone()).or_else(|| stated.clone()),
        number: number
            .filter(|_| stated.is_none())
            .or_else(|| group.and_then(Group::account_number)),
        bic: group.and_then(|group| group.bic.clone()),
        currency,
        holder: frame.holder.clone(),
    }
}

/// Follows the balances; where they hold they also give the opening and closing balance.
fn prove(statement: &mut Statement, frame: &mut Frame, group: &Group) {
    if let (None, None, Some((oldest_first, newest_first))) =
        (frame.opening, frame.closing, proof::either_way(&statement.entries))
    {
        let finding = ORDER_UNTOLD.found().with_value("oldest", oldest_first);
        statement.findings.push(finding.with_value("newest", newest_first));
        return;
    }
    match proof::running(&statement.entries) {
        // The one booking of a file has nothing to be proved by; its balance is the bank's own
        // word.
        Proof::None if statement.entries.len() == 1 => from_running(statement, frame, false),
        Proof::None => {}
        Proof::Holds { newest_first } => from_running(statement, frame, newest_first),
        Proof::Breaks { newest_first, at, alone } => {
            // What is missing in the middle is no part of the balance before the first line.
            if alone {
                from_running(statement, frame, newest_first);
            }
            statement.findings.extend(statement.entries.get(at).and_then(|entry| {
                let finding = BALANCE_BREAKS
                    .found()
                    .with_value("balance", entry.balance_after?.amount)
                    .with_value("amount", entry.amount.amount);
                Some(finding.at(Place::Line(group.rows.get(at)?.line)))
            }))
        }
    }
    let booked = statement.entries.iter().all(|entry| entry.status == Status::Booked);
    if let (Some(opening), Some(closing), Some(sum), true) =
        (frame.opening, frame.closing, proof::sum(&statement.entries), booked)
        && opening.amount.checked_add(sum) != Some(closing.amount)
        && !statement.findings.iter().any(|finding| finding.code() == BALANCE_BREAKS.code)
    {
        let finding = SUM_DIFFERS
            .found()
            .with_value("opening", opening.amount)
            .with_value("sum", sum)
            .with_value("closing", closing.amount);
        statement.findings.push(finding);
    }
}

fn from_running(statement: &Statement, frame: &mut Frame, newest_first: bool) {
    // Announced bookings have no balance yet.
    let mut settled = statement
        .entries
        .iter()
        .filter(|entry| entry.status == Status::Booked || entry.balance_after.is_some());
    let first = settled.next();
    let last = settled.next_back().or(first);
    let (oldest, newest) = if newest_first { (last, first) } else { (first, last) };
    if let Some((entry, balance)) = oldest.and_then(|entry| Some((entry, entry.balance_after?))) {
        let before = balance.amount.checked_sub(entry.amount.amount);
        frame.opening = frame
            .opening
            .or_else(|| before.map(|amount| Stated { amount, date: entry.booking_date }));
    }
    if let Some((entry, balance)) = newest.and_then(|entry| Some((entry, entry.balance_after?))) {
        frame.closing =
            frame.closing.or(Some(Stated { amount: balance.amount, date: entry.booking_date }));
    }
}

/// Writes the balances into the statement.
fn state(statement: &mut Statement, frame: &Frame, currency: Currency) {
    let balance =
        |stated: Stated| Balance { date: stated.date, amount: Money::new(stated.amount, currency) };
    statement.opening = frame.opening.map(balance);
    statement.closing = frame.closing.map(balance);
    let kinds = [("OPBD", &statement.opening), ("CLBD", &statement.closing)];
    let named = kinds.into_iter().filter_map(|(kind, balance)| {
        Some(KindOfBalance { kind: kind.to_owned(), balance: balance.clone()? })
    });
    statement.balances = named.collect();
}
