//! Reads the rows of a table into entries, section by section, account by account.

mod described;
mod sections;

use super::broken_off;
use super::columns::{Columns, Field};
use super::direction::{Way, is_minus, way};
use super::find::Table;
use super::findings::{
    BOTH_SIDES, FEE_IN_DOUBT, KIND_UNKNOWN, LEFT_OUT, OTHER_CURRENCY, ROW_UNREAD, STATUS_UNKNOWN,
};
use super::frame::is_opening;
use super::groups::{Group, Row, Said};
use super::layout::Bank;
use super::left_out::{Never, status_word};
use super::mend::{UNCLOSED, hides_rows, mended};
use super::sales::{self, Does, NoFee};
use super::standing::{Standing, asked, standing};
use super::words::{NotUnderstood, marked, names_balance, sums_up};
use super::years;
use crate::domain::finding::Place;
use crate::domain::statement::Status;
use crate::domain::{Currency, Entry, Finding, Money};
use crate::formats::csv_shape::{MOST_ROWS, date, is_blank, line_of, number, records, settle};
use csv::StringRecord;
use jiff::civil::Date;
use rust_decimal::Decimal;
use sections::names;

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
    /// Bookings left out because a word is not understood.
    pub not_understood: usize,
    /// Lines with a fee of which nothing says whether the amount holds it.
    pub fees_beside: Vec<u64>,
}

/// One table of a file with the lines around it; comdirect writes one for each account.
#[derive(Debug, Default)]
pub struct Section {
    /// Lines above the header and below the last row.
    pub around: Vec<StringRecord>,
    pub groups: Vec<Group>,
}

/// Most rows that are each reported; more of them say nothing new.
const MOST_REPORTED: usize = 50;

/// Reads every row of the table.
pub fn read(text: &str, table: &Table, forms: Forms, most: usize) -> Rows {
    let mut reader = records(text, table.delimiter, table.quoting);
    let lines = text.bytes().filter(|byte| *byte == b'\n').count();
    let mut taker = Taker::new(table, forms, lines);
    let cut = broken_off::cut(text, table, forms);
    let mut row = StringRecord::new();
    let mut index = 0usize;
    while index < most.min(MOST_ROWS) && matches!(reader.read_record(&mut row), Ok(true)) {
        settle(&mut row, text);
        match table.header {
            Some(header) if index < header => taker.section.around.push(row.clone()),
            Some(header) if index == header => taker.header = names(&row),
            _ if cut.is_some_and(|cut| cut.leaves_out(line_of(&row))) => {}
            _ => taker.take(&row),
        }
        index += 1;
    }
    taker.rows.cut = index >= MOST_ROWS;
    let mut rows = taker.finish();
    rows.findings.extend(cut.map(broken_off::Cut::found));
    rows
}

struct Taker<'t> {
    table: &'t Table<'t>,
    bank: Option<&'t Bank>,
    columns: Columns,
    /// The names of its columns.
    header: Vec<String>,
    skip: Vec<(usize, Vec<String>)>,
    forms: Forms,
    /// How many lines there are.
    lines: usize,
    section: Section,
    rows: Rows,
    /// Lines that were no rows since the last row.
    loose: Vec<StringRecord>,
    /// The days stated above the table, once a day without its year has asked for them.
    stated: Option<Option<years::Stated>>,
    /// The group of the row before, most often this row's too.
    group: usize,
    left_out: usize,
    first_left_out: u64,
    /// Statuses that are not understood.
    statuses: NotUnderstood,
    /// Kinds of rows that are not known.
    kinds: NotUnderstood,
    /// What the last status said: most rows say the same.
    last: Option<(String, Standing)>,
}

impl<'t> Taker<'t> {
    fn new(table: &'t Table<'t>, forms: Forms, lines: usize) -> Taker<'t> {
        Taker {
            table,
            bank: table.bank,
            columns: table.columns.clone(),
            header: Vec::new(),
            skip: table.skip.clone(),
            forms,
            lines,
            section: Section::default(),
            rows: Rows::default(),
            loose: Vec::new(),
            stated: None,
            group: 0,
            left_out: 0,
            first_left_out: 0,
            statuses: NotUnderstood::default(),
            kinds: NotUnderstood::default(),
            last: None,
        }
    }

    fn take(&mut self, row: &StringRecord) {
        let hides = hides_rows(row, self.table.delimiter, self.forms.date);
        self.rows.findings.extend(hides.then(|| {
            ROW_UNREAD.found().with_value("what", UNCLOSED).at(Place::Line(line_of(row)))
        }));
        let mended = mended(row, &self.columns, self.table.delimiter, self.forms.number);
        let row = mended.as_ref().unwrap_or(row);
        let day = self.day(row);
        let amount = self.amount(row);
        match (day, amount) {
            (Some(_), Some(_)) if self.skipped(row) => {}
            (day, Some(amount)) if self.is_balance(row) => self.balance(row, day, &amount),
            (Some(day), Some(amount)) => self.entry(row, day, amount),
            _ if hides || is_blank(row) => {}
            _ if self.new_section(row) => {}
            (day, amount) => self.other(row, day, amount.is_some()),
        }
    }

    fn day(&mut self, row: &StringRecord) -> Option<Date> {
        if sales::does(&self.columns, row, self.bank) == Does::Paid {
            return sales::paid_on(&self.columns, row, self.forms.date);
        }
        let booked = self.columns.get(Field::BookingDate, row);
        let text = if booked.is_empty() { self.columns.get(Field::ValueDate, row) } else { booked };
        self.rows.dates.count(text);
        self.rows
            .dates
            .zone(text, || row.iter().find_map(|field| date::order_of_zone(field.trim())));
        date::read(text, self.forms.date).or_else(|| {
            match date::read(self.columns.get(Field::ValueDate, row), self.forms.date) {
                Some(value) => date::without_year(text, value, self.forms.date),
                None => self
                    .stated
                    .get_or_insert_with(|| years::Stated::above(&self.section.around, self.forms))
                    .and_then(|stated| stated.day(text, self.forms.date)),
            }
        })
    }

    /// The amount with the sign that it carries.
    fn amount<'r>(&mut self, row: &'r StringRecord) -> Option<Stated<'r>> {
        let written = self.columns.get(Field::Amount, row);
        if !written.is_empty() {
            let amount = number::read(written, self.forms.number);
            self.rows.numbers.count(self.columns.cell(Field::Amount, row));
            let plain = |amount| Stated { amount, written, way: None, both: false };
            return amount
                .map(plain)
                .or_else(|| self.marked(written))
                .or_else(|| self.shifted(row));
        }
        if let Some(amount) = sales::net(&self.columns, row, self.bank, self.forms.number) {
            return Some(Stated { amount, written, way: None, both: false });
        }
        let debit = self.columns.get(Field::Debit, row);
        let credit = self.columns.get(Field::Credit, row);
        self.rows.numbers.count(self.columns.cell(Field::Debit, row));
        self.rows.numbers.count(self.columns.cell(Field::Credit, row));
        let read = |text: &str| number::read(text, self.forms.number);
        let stated = |amount, written, way| Some(Stated { amount, written, way, both: false });
        match (read(debit), read(credit)) {
            (Some(out), None) if credit.is_empty() => stated(out, debit, Some(Way::Out)),
            (None, Some(into)) if debit.is_empty() => stated(into, credit, Some(Way::In)),
            (Some(out), Some(into)) if into.is_zero() => stated(out, debit, Some(Way::Out)),
            (Some(out), Some(into)) if out.is_zero() => stated(into, credit, Some(Way::In)),
            (Some(out), Some(into)) => Some(Stated {
                both: true,
                ..stated(into.checked_sub(out.abs())?, credit, Some(Way::In))?
            }),
            _ => None,
        }
    }

    fn marked<'r>(&mut self, written: &'r str) -> Option<Stated<'r>> {
        let (bare, way) = marked(written)?;
        self.rows.numbers.count_text(bare);
        number::read(bare, self.forms.number).map(|amount| Stated {
            amount,
            written,
            way: Some(way),
            both: false,
        })
    }

    /// A row that lacks a field in its middle, as ING writes them: the amount counted from the
    /// right, if the currency is there too.
    fn shifted<'r>(&self, row: &'r StringRecord) -> Option<Stated<'r>> {
        let missing = self.columns.width.checked_sub(row.len()).filter(|missing| *missing > 0)?;
        let field =
            |field: Field| row.get(self.columns.at(field)?.checked_sub(missing)?).map(str::trim);
        Currency::read(field(Field::Currency)?)?;
        let written = field(Field::Amount)?;
        number::read(written, self.forms.number).map(|amount| Stated {
            amount,
            written,
            way: None,
            both: false,
        })
    }

    fn skipped(&self, row: &StringRecord) -> bool {
        self.skip.iter().any(|(at, values)| {
            row.get(*at).is_some_and(|text| values.iter().any(|value| value == text.trim()))
        })
    }

    /// A line that states a balance where an entry would stand: nobody on the other side, and a
    /// balance's name as its text.
    fn is_balance(&self, row: &StringRecord) -> bool {
        let nobody = [Field::Counterparty, Field::Payer, Field::Payee]
            .iter()
            .all(|field| self.columns.get(*field, row).is_empty());
        let named = |field: &str| {
            (5..=40).contains(&field.len())
                && field.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
                && names_balance(field)
        };
        nobody && row.iter().any(|field| named(field.trim()))
    }

    fn balance(&mut self, row: &StringRecord, day: Option<Date>, stated: &Stated) {
        let opening = row
            .iter()
            .find_map(|field| names_balance(field.trim()).then(|| is_opening(field)).flatten());
        let said = stated.way.or_else(|| way(self.columns.get(Field::Sign, row), self.bank));
        let group = self.group_of(row, stated.written);
        let amount = if said == Some(Way::Out) { -stated.amount.abs() } else { stated.amount };
        if let (Some(group), Some(opening)) = (self.section.groups.get_mut(group), opening) {
            group.balances.push((opening, day, amount));
        }
    }

    fn entry(&mut self, row: &StringRecord, day: Date, stated: Stated) {
        let status = match self.standing(row) {
            Standing::Never => return self.never(row, day, &stated),
            Standing::Pending => Status::Pending,
            Standing::Booked => Status::Booked,
            Standing::Unknown => return self.not_understood(row),
        };
        if let Some(currency) = self.contradicted(row, stated.written) {
            let found = OTHER_CURRENCY.found().with("amount", stated.written);
            return self.tell(row, found.with("currency", currency));
        }
        let does = sales::does(&self.columns, row, self.bank);
        if does == Does::Unknown {
            self.rows.not_understood += 1;
            return self.kinds.count(self.columns.get(Field::BookingText, row), line_of(row));
        }
        if stated.both && self.columns.get(Field::Balance, row).is_empty() {
            self.tell(row, BOTH_SIDES.found());
        }
        let said = self.columns.said(row, stated.way, self.bank, self.forms.number);
        let at = self.group_of(row, stated.written);
        let Some(currency) = self.section.groups.get(at).map(|group| group.currency) else {
            return;
        };
        let turned =
            !stated.amount.is_zero() && self.bank.is_some_and(|bank| bank.charges_positive);
        let amount = does.signed(if turned { -stated.amount } else { stated.amount });
        let minus = match said {
            Said::Way(way) => way == Way::Out,
            _ => amount.is_sign_negative() && !amount.is_zero(),
        };
        let mut entry = Entry::new(Money::new(amount, currency));
        entry.booking_date = Some(day);
        entry.status = status;
        let signed = Money::new(if minus { -amount.abs() } else { amount }, currency);
        match sales::charges(&self.columns, row, self.bank, self.forms.number, (does, signed)) {
            Ok(charges) => entry.charges = charges,
            Err(NoFee) if self.bank.is_some_and(|bank| bank.payouts.is_some()) => {
                return self.unread(row, ["Entgelt", "fee"]);
            }
            Err(NoFee) => self.tell(row, FEE_IN_DOUBT.found()),
        }
        // Hibiscus writes 0 beside what is announced only.
        let balance = self
            .number(Field::Balance, row)
            .filter(|balance| status == Status::Booked || !balance.is_zero());
        entry.balance_after = balance.map(|balance| Money::new(balance, currency));
        self.describe(row, &mut entry, minus);
        does.refer(&mut entry);
        let apart = self
            .number(Field::Fee, row)
            .filter(|_| self.bank.is_some_and(|bank| bank.fee_apart))
            .unwrap_or_default()
            .abs();
        let beside = self.fee_beside(row, &entry);
        let undated =
            self.columns.only_valued || self.columns.get(Field::BookingDate, row).is_empty();
        let paid = sales::payout(&self.columns, row, self.bank, self.forms.date, &entry);
        if let Some(group) = self.section.groups.get_mut(at) {
            let line = line_of(row);
            let told = Row {
                line,
                said,
                by_word: stated.way.is_none(),
                bare_minus: is_minus(self.columns.get(Field::Sign, row)),
                undated,
                apart,
                beside,
            };
            let left = self.lines.saturating_sub(usize::try_from(line).unwrap_or_default()) + 1;
            group.push(entry, told, left);
            if let Some(paid) = paid {
                group.push(paid, Row::of(line), left);
            }
        }
        if !self.loose.is_empty() {
            self.section.around.append(&mut self.loose);
        }
    }

    /// A fee of a table that no layout describes and that states no amount before it.
    fn fee_beside(&mut self, row: &StringRecord, entry: &Entry) -> Decimal {
        let known = self.bank.is_some()
            || entry.charges.is_none()
            || entry.status != Status::Booked
            || self.columns.at(Field::OriginalAmount).is_some()
            || sales::gross(&self.columns, row, self.forms.number).is_some();
        if known { Decimal::ZERO } else { self.number(Field::Fee, row).unwrap_or_default().abs() }
    }

    /// Whether the row is booked, by its status or the column that asks for it.
    fn standing(&mut self, row: &StringRecord) -> Standing {
        if let Some(said) = asked(&self.columns, row) {
            return said;
        }
        let text = self.columns.get(Field::Status, row);
        if let Some((_, said)) = self.last.as_ref().filter(|(last, _)| last == text) {
            return *said;
        }
        let said = standing(text, self.bank);
        self.last = Some((text.to_owned(), said));
        said
    }

    /// Counts a row whose status is not understood.
    fn not_understood(&mut self, row: &StringRecord) {
        self.rows.not_understood += 1;
        self.statuses.count(status_word(&self.columns, row), line_of(row));
    }

    /// Keeps a row that is no booking, to be told.
    fn never(&mut self, row: &StringRecord, day: Date, stated: &Stated) {
        let said = self.columns.said(row, stated.way, self.bank, self.forms.number);
        let at = self.group_of(row, stated.written);
        let never = Never {
            word: status_word(&self.columns, row).to_owned(),
            line: line_of(row),
            day,
            amount: stated.amount,
            said,
        };
        if let Some(group) = self.section.groups.get_mut(at) {
            group.never.push(never);
        }
        self.section.around.append(&mut self.loose);
    }

    fn number(&mut self, field: Field, row: &StringRecord) -> Option<Decimal> {
        let text = self.columns.get(field, row);
        if field != Field::Balance {
            return number::read(text, self.forms.number);
        }
        self.rows.numbers.count(self.columns.cell(field, row));
        let balance = number::read(text, self.forms.number)?;
        let minus = way(self.columns.get(Field::BalanceSign, row), self.bank) == Some(Way::Out);
        Some(if minus { -balance.abs() } else { balance })
    }

    /// A row that is no entry: a footer, an announced booking without a day, or one that cannot be
    /// read.
    fn other(&mut self, row: &StringRecord, day: Option<Date>, has_amount: bool) {
        let text = self.columns.get(Field::BookingDate, row);
        let full = row.len() >= self.columns.width.min(3);
        let balance_only = self.columns.get(Field::Amount, row).is_empty()
            && !self.columns.get(Field::Balance, row).is_empty();
        let announced = [text, self.columns.get(Field::Status, row)]
            .iter()
            .any(|text| standing(text, self.bank) == Standing::Pending);
        if full && has_amount && announced {
            self.left_out += 1;
            self.first_left_out =
                if self.first_left_out == 0 { line_of(row) } else { self.first_left_out };
        } else if (day.is_some() && !self.is_balance(row) && !balance_only)
            || (has_amount && full && self.lacks_a_day(row, text))
        {
            self.unread(
                row,
                if day.is_some() { ["Betrag", "amount"] } else { ["Buchungstag", "booking date"] },
            );
        } else if self.loose.len() < 1000 {
            self.loose.push(row.clone());
        }
    }

    fn unread(&mut self, row: &StringRecord, what: [&'static str; 2]) {
        self.tell(row, ROW_UNREAD.found().with_value("what", what));
    }

    fn tell(&mut self, row: &StringRecord, finding: Finding) {
        if self.rows.findings.len() < MOST_REPORTED {
            self.rows.findings.push(finding.at(Place::Line(line_of(row))));
        }
    }

    /// True for a row with an amount that is no sum and no balance, so that its day is missing or
    /// cannot be read.
    fn lacks_a_day(&self, row: &StringRecord, text: &str) -> bool {
        let told = [
            Field::Counterparty,
            Field::Payer,
            Field::Payee,
            Field::Remittance,
            Field::BookingText,
        ];
        let whole = row.len() >= self.columns.width
            && told.iter().any(|field| !self.columns.get(*field, row).is_empty());
        (whole || !text.is_empty())
            && is_opening(text).is_none()
            && !row.iter().any(|field| sums_up(field.trim()) || is_opening(field).is_some())
    }

    fn finish(mut self) -> Rows {
        self.section.around.append(&mut self.loose);
        self.rows.sections.push(std::mem::take(&mut self.section));
        if self.left_out > 0 {
            let finding =
                LEFT_OUT.found().with("count", self.left_out).at(Place::Line(self.first_left_out));
            self.rows.findings.push(finding);
        }
        self.rows.findings.extend(self.statuses.findings(&STATUS_UNKNOWN));
        self.rows.findings.extend(self.kinds.findings(&KIND_UNKNOWN));
        let said = [Field::Status, Field::Pending, Field::Booked, Field::Cancelled];
        let by_status = said.into_iter().any(|field| self.columns.at(field).is_some());
        self.rows.sign(by_status);
        self.rows
    }
}

/// An amount as a row states it.
struct Stated<'r> {
    /// With the sign that it carries itself.
    amount: Decimal,
    written: &'r str,
    /// Which way it goes by the column that it stands in or a mark beside it.
    way: Option<Way>,
    /// True for the difference of a debit and a credit.
    both: bool,
}
