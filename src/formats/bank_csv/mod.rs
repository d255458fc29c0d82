//! CSV exports of banks, and any table that tells bookings.
//!
//! No two banks write the same columns, and none of them writes down which. So each file is read by
//! evidence: its encoding, delimiter, header line and bank (`find`), the form of its numbers and
//! days (by all of its values together), and where it shows balances, they must follow from one
//! another (`proof`). The banks are one table ([`layout`]), `pipelines/banks.toml`; a table of no
//! known bank is read as `csv:generic` when its columns leave no doubt.
//!
//! Not supported: spreadsheets (XLS, XLSX), dates without a year (but a booking day beside a whole
//! value date), tables without header but for the banks known to write them.

mod accounts;
pub mod columns;
mod direction;
mod find;
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
mod words;
mod years;

pub use layout::{Bank, Payouts, is_service};

use super::csv_shape::encoding::{Decoded, decode};
use super::csv_shape::{DAMAGED, MOST_BYTES, TOO_LARGE, date, lines_unquoted, number, too_large};
use super::{Confidence, Format, Input, Reading, Reads};
use crate::domain::finding::{Place, Weight};
use crate::domain::statement::{KindOfBalance, Status};
use crate::domain::{
    Account, Balance, BankStatement, Content, Currency, Finding, FindingKind, Iban, Kind, Money,
    Statement,
};
use find::Table;
use frame::{Frame, Stated};
use groups::Group;
use jiff::civil::Date;
use left_out::{NEVER_BOOKED, REVERSAL_ALONE};
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

/// The findings that reading a bank's CSV may raise.
pub static FINDINGS: &[&FindingKind] = &[
    &TOO_LARGE,
    &ROW_UNREAD,
    &AMOUNTS_IN_DOUBT,
    &AMOUNTS_UNDECIDED,
    &DATES_IN_DOUBT,
    &BALANCE_BREAKS,
    &SUM_DIFFERS,
    &DAMAGED,
    &CURRENCY_ASSUMED,
    &LEFT_OUT,
    &DIRECTION_UNKNOWN,
    &DIRECTIONS_IN_DOUBT,
    &COLUMN_UNTOLD,
    &STATUS_UNKNOWN,
    &KIND_UNKNOWN,
    &NOTHING_UNDERSTOOD,
    &FEE_IN_DOUBT,
    &NEVER_BOOKED,
    &REVERSAL_ALONE,
    &BOTH_SIDES,
];

/// A row that looks like a booking and cannot be read as one.
pub static ROW_UNREAD: FindingKind = FindingKind {
    code: "csv-row-unread",
    weight: Weight::Warning,
    de: "Die Zeile sieht wie ein Umsatz aus, aber dieses Feld ist nicht lesbar: {what}. Die Zeile \
        fehlt in den Umsätzen; bitte im Export nachsehen.",
    en: "The line looks like a booking, but this field cannot be read: {what}. The line is missing \
        among the bookings; please look it up in the export.",
};

/// A fee on a bank's own account that cannot be one.
pub static FEE_IN_DOUBT: FindingKind = FindingKind {
    code: "csv-fee-in-doubt",
    weight: Weight::Warning,
    de: "Das Entgelt der Zeile passt nicht zu ihren Beträgen: Es ist mehr als der Umsatz oder \
        nicht, was Brutto und Netto unterscheidet. Gebucht wird der Betrag, das Entgelt nicht; \
        bitte im Export nachsehen.",
    en: "The fee of the line does not fit its amounts: it is more than the booking, or not what \
        gross and net differ in. The amount is booked, the fee is not; please look it up in the \
        export.",
};

/// Amounts that read two ways, decided by the majority or the bank's habit.
pub static AMOUNTS_IN_DOUBT: FindingKind = FindingKind {
    code: "csv-amounts-in-doubt",
    weight: Weight::Warning,
    de: "{count|Betrag lässt|Beträge lassen} sich mit Punkt oder Komma als Dezimalzeichen lesen, \
        und die Datei schreibt beides. Gelesen wurde mit „{sign}“; bitte Beträge prüfen.",
    en: "{count|amount|amounts} can be read with point or comma as decimal sign, and the file \
        writes both. It was read with “{sign}”; please check the amounts.",
};

/// Amounts that read two ways, with nothing to decide it.
pub static AMOUNTS_UNDECIDED: FindingKind = FindingKind {
    code: "csv-amounts-undecided",
    weight: Weight::Error,
    de: "Ob „.“ oder „,“ in den Beträgen die Dezimalen oder die Tausender trennt, lässt sich nicht \
        entscheiden. Bitte mit zwei Nachkommastellen oder mit Saldo exportieren.",
    en: "Whether “.” or “,” parts decimals or thousands in the amounts cannot be decided. Export \
        with two decimals, or with the balance.",
};

/// Days that read two ways.
pub static DATES_IN_DOUBT: FindingKind = FindingKind {
    code: "csv-dates-in-doubt",
    weight: Weight::Warning,
    de: "Ob Tag oder Monat vorn steht, lässt sich an den Daten dieser Datei nicht entscheiden. \
        Gelesen wurde Tag vor Monat; bitte Daten prüfen.",
    en: "Whether day or month comes first cannot be decided from the dates of this file. Day \
        before month was read; please check the dates.",
};

/// A balance that does not follow from the one before.
pub static BALANCE_BREAKS: FindingKind = FindingKind {
    code: "csv-balance-breaks",
    weight: Weight::Warning,
    de: "Der Saldo {balance} folgt nicht aus dem Saldo davor und dem Betrag {amount}. Vielleicht \
        fehlen Zeilen; bitte den Export mit dem Kontoauszug vergleichen.",
    en: "The balance {balance} does not follow from the one before and the amount {amount}. Lines \
        may be missing; compare the export with the statement.",
};

/// Opening balance, entries and closing balance that do not add up.
pub static SUM_DIFFERS: FindingKind = FindingKind {
    code: "csv-sum-differs",
    weight: Weight::Warning,
    de: "Anfangssaldo {opening} und Umsätze {sum} ergeben nicht den Endsaldo {closing}. Vielleicht \
        fehlen Zeilen; bitte den Export mit dem Kontoauszug vergleichen.",
    en: "Opening balance {opening} and entries {sum} do not make the closing balance {closing}. \
        Lines may be missing; compare the export with the statement.",
};

/// No currency anywhere.
pub static CURRENCY_ASSUMED: FindingKind = FindingKind {
    code: "csv-currency-assumed",
    weight: Weight::Note,
    de: "Die Datei nennt keine Währung; gelesen wurde in Euro.",
    en: "The file names no currency; it was read as euros.",
};

/// Announced bookings without a day.
pub static LEFT_OUT: FindingKind = FindingKind {
    code: "csv-pending-left-out",
    weight: Weight::Note,
    de: "{count|vorgemerkter Umsatz|vorgemerkte Umsätze} ohne Buchungstag weggelassen; was gebucht \
        wird, kommt mit dem nächsten Export.",
    en: "{count|announced booking|announced bookings} without a booking date left out; what is \
        booked comes with the next export.",
};

/// Amounts without signs beside a word for the direction that is not known.
pub static DIRECTION_UNKNOWN: FindingKind = FindingKind {
    code: "csv-direction-unknown",
    weight: Weight::Warning,
    de: "Die Beträge haben kein Vorzeichen, und ob „{word}“ Geldeingang oder Geldausgang bedeutet, \
        ist nicht bekannt: {count|Zeile wurde|Zeilen wurden} weggelassen. Bitte mit dem \
        Kontoauszug vergleichen; eigene Wörter nennen words.in und words.out einer [[bank]] in \
        pipelines/.",
    en: "The amounts have no sign, and whether “{word}” means money in or money out is not known: \
        {count|line was|lines were} left out. Compare with the bank statement; words of your own \
        go into words.in and words.out of a [[bank]] in pipelines/.",
};

/// Amounts that go out, some with a minus and some without.
pub static DIRECTIONS_IN_DOUBT: FindingKind = FindingKind {
    code: "csv-directions-in-doubt",
    weight: Weight::Warning,
    de: "Neben Beträgen im Soll ohne Minus stehen solche mit Minus. Die mit Minus wurden als \
        Storno gelesen, also als Geldeingang; kein Saldo beweist es. Bitte Beträge prüfen.",
    en: "Some amounts that go out have a minus, others have none. Those with a minus were read as \
        taken back, that is as money in; no balance proves it. Please check the amounts.",
};

/// A row with an amount among the debits and one among the credits.
pub static BOTH_SIDES: FindingKind = FindingKind {
    code: "csv-both-sides",
    weight: Weight::Warning,
    de: "Die Zeile nennt einen Betrag im Soll und einen im Haben; gelesen wurde der Unterschied. \
        Sind es zwei Umsätze, fehlen sie. Bitte mit dem Kontoauszug vergleichen.",
    en: "The line states an amount among the debits and one among the credits; their difference \
        was read. If they are two bookings, they are missing. Compare with the bank statement.",
};

/// Amounts without signs, and a column that may say the direction in words that are not known.
pub static COLUMN_UNTOLD: FindingKind = FindingKind {
    code: "csv-column-untold",
    weight: Weight::Error,
    de: "Die Beträge haben kein Vorzeichen, und ob die Wörter {words} einer Spalte Geldeingang \
        oder Geldausgang bedeuten, ist nicht bekannt. Nichts ist gelesen; bitte mit Vorzeichen \
        oder Saldo exportieren, oder die Wörter in einer [[bank]] in pipelines/ nennen (words.in, \
        words.out), oder die Spalte weglassen.",
    en: "The amounts have no sign, and whether the words {words} of a column mean money in or \
        money out is not known. Nothing is read; export with signs or balances, or name the words \
        in a [[bank]] in pipelines/ (words.in, words.out), or leave the column out.",
};

/// A status that is not known.
pub static STATUS_UNKNOWN: FindingKind = FindingKind {
    code: "csv-status-unknown",
    weight: Weight::Warning,
    de: "Ob der Status „{word}“ gebucht bedeutet, ist nicht bekannt: \
        {count|Zeile wurde|Zeilen wurden} weggelassen. Bitte mit dem Kontoauszug vergleichen; \
        eigene Wörter nennen words.booked und words.pending einer [[bank]] in pipelines/.",
    en: "Whether the status “{word}” means booked is not known: {count|line was|lines were} left \
        out. Compare with the bank statement; words of your own go into words.booked and \
        words.pending of a [[bank]] in pipelines/.",
};

/// A row of a payment service whose kind is not known.
pub static KIND_UNKNOWN: FindingKind = FindingKind {
    code: "csv-kind-unknown",
    weight: Weight::Warning,
    de: "Was eine Zeile der Art „{word}“ auf dem Konto des Zahlungsdienstes bewegt, ist nicht \
        bekannt: {count|Zeile wurde|Zeilen wurden} weggelassen. Bitte mit der Abrechnung des \
        Dienstes vergleichen; eigene Wörter nennt kinds einer [[bank]] in pipelines/.",
    en: "What a line of the kind “{word}” moves on the payment service's account is not known: \
        {count|line was|lines were} left out. Compare with the service's statement; words of your \
        own go into kinds of a [[bank]] in pipelines/.",
};

/// Every booking of a file hangs on a word that is not known.
pub static NOTHING_UNDERSTOOD: FindingKind = FindingKind {
    code: "csv-nothing-understood",
    weight: Weight::Error,
    de: "Kein Umsatz der Datei lässt sich sicher lesen: Richtung oder Status stehen in Wörtern, \
        die nicht bekannt sind ({words}). Bitte mit Vorzeichen oder Saldo exportieren, oder die \
        Wörter in einer [[bank]] in pipelines/ nennen (words.in, words.out, words.booked, \
        words.pending).",
    en: "No booking of the file can be read for certain: direction or status stand in words that \
        are not known ({words}). Export with signs or balances, or name the words in a [[bank]] in \
        pipelines/ (words.in, words.out, words.booked, words.pending).",
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
    let mut statements = Vec::new();
    for section in rows.sections {
        statements_of(section, &table, forms, &mut statements);
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
    if rows.sections.iter().flat_map(|section| &section.groups).any(|group| group.assumed) {
        findings.push(CURRENCY_ASSUMED.found());
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
            ..Statement::default()
        };
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
    match proof::running(&statement.entries) {
        // The one booking of a file has nothing to be proved by; its balance is the bank's own
        // word.
        Proof::None if statement.entries.len() == 1 => from_running(statement, frame, false),
        Proof::None => {}
        Proof::Holds { newest_first } => from_running(statement, frame, newest_first),
        Proof::Breaks { at, .. } => {
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
