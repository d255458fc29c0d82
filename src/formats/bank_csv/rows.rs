//! Reads the rows of a table into entries, section by section, account by account.

use super::columns::{Columns, Field, could_be_header};
use super::find::Table;
use super::frame::is_opening;
use super::layout::Bank;
use super::mend::mended;
use super::texts::{labelled, sepa_tags, unwrapped};
use super::words::{Standing, fill, fill_bank, marked, names_balance, owned, paid, says_minus, standing, sums_up, told, type_says_minus};
use super::{LEFT_OUT, ROW_UNREAD};
use crate::domain::finding::Place;
use crate::domain::statement::Status;
use crate::domain::{Currency, Entry, Finding, Iban, Money};
use crate::formats::csv_shape::{MOST_ROWS, date, header_name, is_blank, line_of, number, records, settle};
use csv::StringRecord;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// The forms a file is read by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forms {
    pub number: number::Form,
    pub date: date::Form,
}

/// What reading the rows gave.
#[derive(Debug, Default)]
pub struct Rows {
    pub sections: Vec<Section>,
    pub numbers: number::Votes,
    pub dates: date::Votes,
    pub findings: Vec<Finding>,
    /// True when the file has more than [`MOST_ROWS`] rows and was not read to its end.
    pub cut: bool,
}

/// One table of a file with the lines around it; comdirect writes one for each account.
#[derive(Debug, Default)]
pub struct Section {
    /// Lines above the header and below the last row.
    pub around: Vec<StringRecord>,
    pub groups: Vec<Group>,
}

/// The entries of one account in one currency.
#[derive(Debug)]
pub struct Group {
    iban: String,
    pub number: String,
    pub bic: Option<String>,
    pub currency: Currency,
    /// True when nothing in the file names the currency.
    pub assumed: bool,
    pub entries: Vec<Entry>,
    /// The line of each entry.
    pub lines: Vec<u64>,
    /// Which entries a column of signs makes negative.
    minus: Vec<bool>,
    /// Which entries have a value date only.
    undated: Vec<bool>,
    signed: bool,
    /// Balance lines inside the table: true for an opening one.
    pub balances: Vec<(bool, Option<Date>, Decimal)>,
}

impl Group {
    /// The account's IBAN, where the rows name one.
    pub fn iban(&self) -> Option<Iban> {
        Iban::read(self.iban.trim_matches('\''))
    }

    /// What stands in the column of IBANs and is none: an account's number of old.
    pub fn account_number(&self) -> Option<String> {
        owned(&self.iban).filter(|_| self.iban().is_none())
    }
}

/// Most rows that are each reported; more of them say nothing new.
const MOST_REPORTED: usize = 50;

/// Reads every row of the table.
pub fn read(text: &str, table: &Table, forms: Forms, most: usize) -> Rows {
    let mut reader = records(text, table.delimiter, table.quoting);
    let mut taker = Taker::new(table, forms);
    let mut row = StringRecord::new();
    let mut index = 0usize;
    while index < most.min(MOST_ROWS) && matches!(reader.read_record(&mut row), Ok(true)) {
        settle(&mut row, text);
        match table.header {
            Some(header) if index < header => taker.section.around.push(row.clone()),
            Some(header) if index == header => {}
            _ => taker.take(&row),
        }
        index += 1;
    }
    taker.rows.cut = index >= MOST_ROWS;
    taker.finish()
}

struct Taker<'t> {
    table: &'t Table<'t>,
    bank: Option<&'t Bank>,
    columns: Columns,
    skip: Vec<(usize, Vec<String>)>,
    forms: Forms,
    section: Section,
    rows: Rows,
    /// Lines that were no rows since the last row.
    loose: Vec<StringRecord>,
    /// The group of the row before, most often this row's too.
    group: usize,
    left_out: usize,
    first_left_out: u64,
}

impl<'t> Taker<'t> {
    fn new(table: &'t Table<'t>, forms: Forms) -> Taker<'t> {
        Taker {
            table,
            bank: table.bank,
            columns: table.columns.clone(),
            skip: table.skip.clone(),
            forms,
            section: Section::default(),
            rows: Rows::default(),
            loose: Vec::new(),
            group: 0,
            left_out: 0,
            first_left_out: 0,
        }
    }

    fn take(&mut self, row: &StringRecord) {
        let mended = mended(row, &self.columns, self.table.delimiter, self.forms.number);
        let row = mended.as_ref().unwrap_or(row);
        let day = self.day(row);
        let amount = self.amount(row);
        match (day, amount) {
            (Some(_), Some(_)) if self.skipped(row) => {}
            (day, Some((amount, written))) if self.is_balance(row) => self.balance(row, day, amount, written),
            (Some(day), Some((amount, written))) => self.entry(row, day, amount, written),
            _ if is_blank(row) => {}
            _ if self.new_section(row) => {}
            (day, amount) => self.other(row, day, amount.is_some()),
        }
    }

    fn day(&mut self, row: &StringRecord) -> Option<Date> {
        let booked = self.columns.get(Field::BookingDate, row);
        let text = if booked.is_empty() { self.columns.get(Field::ValueDate, row) } else { booked };
        self.rows.dates.count(text);
        date::read(text, self.forms.date).or_else(|| {
            let value = date::read(self.columns.get(Field::ValueDate, row), self.forms.date)?;
            date::without_year(text, value)
        })
    }

    /// The amount, signed as far as it carries its sign, and the text it came from.
    fn amount<'r>(&mut self, row: &'r StringRecord) -> Option<(Decimal, &'r str)> {
        let written = self.columns.get(Field::Amount, row);
        if !written.is_empty() {
            let amount = number::read(written, self.forms.number);
            self.rows.numbers.count(written);
            return amount.or_else(|| self.marked(written)).map(|amount| (amount, written)).or_else(|| self.shifted(row));
        }
        let debit = self.columns.get(Field::Debit, row);
        let credit = self.columns.get(Field::Credit, row);
        self.rows.numbers.count(debit);
        self.rows.numbers.count(credit);
        let read = |text: &str| number::read(text, self.forms.number);
        match (read(debit), read(credit)) {
            (Some(debit), None) if credit.is_empty() => Some((-debit.abs(), self.columns.get(Field::Debit, row))),
            (None, Some(credit)) if debit.is_empty() => Some((credit, self.columns.get(Field::Credit, row))),
            (Some(debit), Some(credit)) => Some((credit.checked_sub(debit.abs())?, self.columns.get(Field::Credit, row))),
            _ => None,
        }
    }

    fn marked(&mut self, written: &str) -> Option<Decimal> {
        let (bare, minus) = marked(written)?;
        self.rows.numbers.count(bare);
        number::read(bare, self.forms.number).map(|amount| if minus { -amount.abs() } else { amount })
    }

    /// A row that lacks a field in its middle, as ING writes them: the amount counted from the right, if the currency is there too.
    fn shifted<'r>(&self, row: &'r StringRecord) -> Option<(Decimal, &'r str)> {
        let missing = self.columns.width.checked_sub(row.len()).filter(|missing| *missing > 0)?;
        let field = |field: Field| row.get(self.columns.at(field)?.checked_sub(missing)?).map(str::trim);
        Currency::read(field(Field::Currency)?)?;
        let written = field(Field::Amount)?;
        number::read(written, self.forms.number).map(|amount| (amount, written))
    }

    fn skipped(&self, row: &StringRecord) -> bool {
        self.skip.iter().any(|(at, values)| row.get(*at).is_some_and(|text| values.iter().any(|value| value == text.trim())))
    }

    /// A line that states a balance where an entry would stand: nobody on the other side, and a balance's name as its text.
    fn is_balance(&self, row: &StringRecord) -> bool {
        let nobody = [Field::Counterparty, Field::Payer, Field::Payee].iter().all(|field| self.columns.get(*field, row).is_empty());
        let named = |field: &str| {
            (5..=40).contains(&field.len()) && field.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && names_balance(field)
        };
        nobody && row.iter().any(|field| named(field.trim()))
    }

    fn balance(&mut self, row: &StringRecord, day: Option<Date>, amount: Decimal, written: &str) {
        let opening = row.iter().find_map(|field| names_balance(field.trim()).then(|| is_opening(field)).flatten());
        let minus = says_minus(self.columns.get(Field::Sign, row)) == Some(true);
        let group = self.group_of(row, written);
        let amount = if minus { -amount.abs() } else { amount };
        if let (Some(group), Some(opening)) = (self.section.groups.get_mut(group), opening) {
            group.balances.push((opening, day, amount));
        }
    }

    fn entry(&mut self, row: &StringRecord, day: Date, amount: Decimal, written: &str) {
        let status = match standing(self.columns.get(Field::Status, row)) {
            Standing::Never => return,
            Standing::Pending => Status::Pending,
            Standing::Booked => Status::Booked,
        };
        let sign = says_minus(self.columns.get(Field::Sign, row)).or_else(|| type_says_minus(self.columns.get(Field::BookingText, row)));
        let minus = sign.unwrap_or(amount.is_sign_negative() && !amount.is_zero());
        let at = self.group_of(row, written);
        let fee = self.number(Field::Fee, row);
        let Some(currency) = self.section.groups.get(at).map(|group| group.currency) else { return };
        let turned = !amount.is_zero() && self.bank.is_some_and(|bank| bank.charges_positive);
        let amount = if turned { -amount } else { amount };
        let apart = fee.filter(|_| self.bank.is_some_and(|bank| bank.fee_apart));
        let amount = apart.and_then(|fee| amount.checked_sub(fee.abs())).unwrap_or(amount);
        let mut entry = Entry::new(Money::new(amount, currency));
        entry.booking_date = Some(day);
        entry.status = status;
        entry.charges = fee.filter(|fee| !fee.is_zero()).map(|fee| Money::new(-fee.abs(), currency));
        entry.balance_after = self.number(Field::Balance, row).map(|balance| Money::new(balance, currency));
        self.describe(row, &mut entry, minus);
        let undated = self.columns.get(Field::BookingDate, row).is_empty();
        if let Some(group) = self.section.groups.get_mut(at) {
            group.signed |= amount.is_sign_negative() && !amount.is_zero();
            group.minus.push(sign == Some(true));
            group.undated.push(undated);
            group.entries.push(entry);
            group.lines.push(line_of(row));
        }
        if !self.loose.is_empty() {
            self.section.around.append(&mut self.loose);
        }
    }

    fn number(&mut self, field: Field, row: &StringRecord) -> Option<Decimal> {
        let text = self.columns.get(field, row);
        if field != Field::Balance {
            return number::read(text, self.forms.number);
        }
        self.rows.numbers.count(text);
        let balance = number::read(text, self.forms.number)?;
        let minus = says_minus(self.columns.get(Field::BalanceSign, row)) == Some(true);
        Some(if minus { -balance.abs() } else { balance })
    }

    /// Dates, names and texts of an entry.
    fn describe(&self, row: &StringRecord, entry: &mut Entry, minus: bool) {
        let get = |field| self.columns.get(field, row);
        entry.value_date = date::read(get(Field::ValueDate), self.forms.date);
        let other_side = match (minus, self.columns.at(Field::Payer), self.columns.at(Field::Payee)) {
            (_, Some(_), None) => Field::Payer,
            (_, None, Some(_)) => Field::Payee,
            (true, ..) => Field::Payee,
            (false, ..) => Field::Payer,
        };
        let name = [get(Field::Counterparty), get(other_side)].into_iter().find(|name| !name.is_empty());
        match name.filter(|name| Iban::read(name).is_some_and(|iban| iban.is_valid())) {
            Some(iban) => fill(entry, Field::CounterpartyIban, iban),
            None => entry.counterparty.name = name.and_then(owned),
        }
        fill(entry, Field::CounterpartyIban, get(Field::CounterpartyIban));
        fill_bank(entry, get(Field::CounterpartyBic));
        fill(entry, Field::EndToEndId, get(Field::EndToEndId));
        fill(entry, Field::MandateId, get(Field::MandateId));
        fill(entry, Field::CreditorId, get(Field::CreditorId));
        fill(entry, Field::BankReference, get(Field::BankReference));
        entry.batch_id = owned(get(Field::BatchId));
        entry.booking_text = owned(get(Field::BookingText));
        let before_fee = self.in_account_currency(get(Field::OriginalAmount), entry);
        entry.instructed = self.instructed(row).or(before_fee);
        entry.exchange_rate = number::read(get(Field::ExchangeRate), self.forms.number);
        let written = self.remittance(row);
        let text = if self.bank.is_some_and(|bank| bank.party_in_text) { told(entry, &written) } else { Cow::Borrowed(written.as_ref()) };
        match self.bank.filter(|bank| !bank.labels.is_empty()) {
            Some(bank) => {
                let fields = labelled(&text, bank);
                if !fields.iter().any(|(field, _)| *field == Field::Remittance) {
                    entry.remittance = owned(&text);
                }
                fields.iter().for_each(|(field, value)| fill(entry, *field, value));
            }
            None => entry.remittance = owned(&text),
        }
        for (field, value) in sepa_tags(&text) {
            match field {
                Field::Remittance => {}
                Field::OriginalAmount => entry.instructed = entry.instructed.or_else(|| self.in_account_currency(value, entry)),
                Field::Fee => entry.charges = entry.charges.or_else(|| self.in_account_currency(value, entry).map(paid)),
                _ => fill(entry, field, value),
            }
        }
        entry.transaction_code.clone_from(&entry.booking_text);
    }

    /// An amount beside the booked one; of a text its first word.
    fn in_account_currency(&self, written: &str, entry: &Entry) -> Option<Money> {
        let amount = number::read(written.split_whitespace().next()?, self.forms.number)?;
        (!amount.is_zero()).then(|| Money::new(amount.abs(), entry.amount.currency))
    }

    fn instructed(&self, row: &StringRecord) -> Option<Money> {
        let written = self.columns.get(Field::InstructedAmount, row);
        let amount = number::read(written, self.forms.number)?.abs();
        let named = self.columns.get(Field::InstructedCurrency, row);
        let currency = Currency::read(if named.is_empty() { number::currency(written)? } else { named })?;
        Some(Money::new(amount, currency))
    }

    fn remittance<'r>(&self, row: &'r StringRecord) -> Cow<'r, str> {
        let mut texts = self.columns.remittance.iter().filter_map(|at| row.get(*at)).map(str::trim).filter(|text| !text.is_empty());
        let first = texts.next().map(unwrapped).unwrap_or_default();
        texts.fold(first, |all, text| if all.contains(text) { all } else { Cow::Owned(format!("{all} {}", unwrapped(text))) })
    }

    /// The group of this row's account and currency, made when it is new.
    fn group_of(&mut self, row: &StringRecord, written: &str) -> usize {
        let iban = self.columns.get(Field::AccountIban, row);
        let number = self.columns.get(Field::AccountNumber, row);
        let (currency, assumed) = self.currency(row, written);
        let same = |group: &Group| group.currency == currency && group.iban == iban && group.number == number;
        if self.section.groups.get(self.group).is_some_and(same) {
            return self.group;
        }
        self.group = self.section.groups.iter().position(same).unwrap_or(self.section.groups.len());
        if self.group == self.section.groups.len() {
            let bic = owned(self.columns.get(Field::AccountBic, row));
            let (iban, number) = (iban.to_owned(), number.to_owned());
            let (entries, lines, minus, undated, balances) = Default::default();
            self.section.groups.push(Group {
                iban,
                number,
                bic,
                currency,
                assumed,
                entries,
                lines,
                minus,
                undated,
                signed: false,
                balances,
            });
        }
        self.group
    }

    /// The row's currency, and true when nothing names it.
    fn currency(&self, row: &StringRecord, written: &str) -> (Currency, bool) {
        let named = Currency::read(self.columns.get(Field::Currency, row))
            .or(self.columns.currency)
            .or_else(|| number::currency(written).and_then(Currency::read))
            .or_else(|| self.bank.and_then(|bank| bank.currency.as_deref()).and_then(Currency::read));
        (named.unwrap_or(Currency::EUR), named.is_none())
    }

    /// A header line again, of this bank or another: a new section begins.
    fn new_section(&mut self, row: &StringRecord) -> bool {
        if !could_be_header(row) || row.len() < 3 {
            return false;
        }
        let names: Vec<String> = row.iter().map(|field| header_name(field).0).collect();
        let Some((_, bank)) = self.table.banks.owner(&names, "") else { return false };
        self.columns = Columns::of(row, Some(bank), &[]);
        self.bank = Some(bank);
        let opens = |line: &StringRecord| line.iter().next().is_none_or(|label| is_opening(label) != Some(true));
        let split = self.loose.iter().position(opens).unwrap_or(self.loose.len());
        let above = self.loose.split_off(split);
        self.section.around.append(&mut self.loose);
        let done = std::mem::replace(&mut self.section, Section { around: above, groups: Vec::new() });
        self.rows.sections.push(done);
        self.group = 0;
        true
    }

    /// A row that is no entry: a footer, an announced booking without a day, or one that cannot be read.
    fn other(&mut self, row: &StringRecord, day: Option<Date>, has_amount: bool) {
        let text = self.columns.get(Field::BookingDate, row);
        let full = row.len() >= self.columns.width.min(3);
        let balance_only = self.columns.get(Field::Amount, row).is_empty() && !self.columns.get(Field::Balance, row).is_empty();
        let announced =
            matches!(standing(text), Standing::Pending) || matches!(standing(self.columns.get(Field::Status, row)), Standing::Pending);
        if full && has_amount && announced {
            self.left_out += 1;
            self.first_left_out = if self.first_left_out == 0 { line_of(row) } else { self.first_left_out };
        } else if (day.is_some() && !self.is_balance(row) && !balance_only) || (has_amount && full && self.lacks_a_day(row, text)) {
            if self.rows.findings.len() < MOST_REPORTED {
                let what = if day.is_some() { "Betrag/amount" } else { "Buchungstag/booking date" };
                self.rows.findings.push(ROW_UNREAD.found().with("what", what).at(Place::Line(line_of(row))));
            }
        } else if self.loose.len() < 1000 {
            self.loose.push(row.clone());
        }
    }

    /// True for a row with an amount that is no sum and no balance, so that its day is missing or cannot be read.
    fn lacks_a_day(&self, row: &StringRecord, text: &str) -> bool {
        let told = [Field::Counterparty, Field::Payer, Field::Payee, Field::Remittance, Field::BookingText];
        let whole = row.len() >= self.columns.width && told.iter().any(|field| !self.columns.get(*field, row).is_empty());
        (whole || !text.is_empty())
            && is_opening(text).is_none()
            && !row.iter().any(|field| sums_up(field.trim()) || is_opening(field).is_some())
    }

    fn finish(mut self) -> Rows {
        self.section.around.append(&mut self.loose);
        self.rows.sections.push(self.section);
        if self.left_out > 0 {
            let finding = LEFT_OUT.found().with("count", self.left_out).at(Place::Line(self.first_left_out));
            self.rows.findings.push(finding);
        }
        for group in self.rows.sections.iter_mut().flat_map(|section| &mut section.groups) {
            group.sign();
            group.announced();
        }
        self.rows
    }
}

impl Group {
    /// Where other rows have a booking date, one with a value date only is not booked yet.
    fn announced(&mut self) {
        if self.undated.iter().all(|undated| *undated) {
            return;
        }
        for (entry, _) in self.entries.iter_mut().zip(&self.undated).filter(|(_, undated)| **undated) {
            entry.status = Status::Pending;
        }
    }

    /// Signs from their own column, unless the amounts carry them already.
    fn sign(&mut self) {
        if self.signed {
            return;
        }
        for (entry, _) in self.entries.iter_mut().zip(&self.minus).filter(|(_, minus)| **minus) {
            entry.amount.amount = -entry.amount.amount.abs();
        }
    }
}
