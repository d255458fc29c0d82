//! Which column holds what: by the names that banks give their columns, in the languages of Europe.
//!
//! One table of names (`names`), the likelier first. Names are compared as [`header_name`] leaves
//! them. A name that means two things (`Valuta` is a day in German and a currency in Swedish) is
//! decided by what stands below it.

use super::layout::Bank;
use super::names::{AS_PARTNER, LOOSE, meanings, means, root_of, speaks_of_text};
use super::standing::{Standing, is_yes, standing};
use crate::domain::{Currency, Iban};
use crate::formats::csv_shape::{date, header_name, number, unprotected};
use csv::StringRecord;
use serde::Deserialize;

/// What a column of a bank's export can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The day the bank booked it.
    BookingDate,
    /// The day from which interest counts.
    ValueDate,
    /// Signed, or unsigned beside a column of [`Field::Sign`].
    Amount,
    /// Money going out, signed or not.
    Debit,
    /// Money coming in.
    Credit,
    /// Which way the amount goes, in words: `S`/`H`, `Soll`/`Haben`, `D`/`C` …
    Sign,
    /// The currency of the amount.
    Currency,
    /// The other side's name, whichever way the money went.
    Counterparty,
    /// Who pays: the counterparty of money coming in.
    Payer,
    /// Who is paid: the counterparty of money going out.
    Payee,
    /// Its IBAN.
    CounterpartyIban,
    /// Its bank's BIC.
    CounterpartyBic,
    /// Several columns are joined with a blank.
    Remittance,
    /// The kind of booking in words.
    BookingText,
    /// The payer's own reference.
    EndToEndId,
    /// The mandate of a direct debit.
    MandateId,
    /// The creditor identifier of a direct debit.
    CreditorId,
    /// The reference that tells the booking apart.
    BankReference,
    /// The batch that it is part of.
    BatchId,
    /// The account's balance after the booking.
    Balance,
    /// Which way the balance goes: `S`/`H` behind it.
    BalanceSign,
    /// The account that the export is of, by IBAN.
    AccountIban,
    /// The account that the export is of, by number.
    AccountNumber,
    /// The account's bank.
    AccountBic,
    /// Whether it is booked.
    Status,
    /// Yes: not booked yet (`Vormerkbuchung`).
    Pending,
    /// No: not booked yet (`Gebucht`).
    Booked,
    /// Yes: came to nothing (`Storniert`).
    Cancelled,
    /// What the bank or provider kept for it.
    Fee,
    /// The amount before the fee, in the report of a payment service; with or without its sign.
    Gross,
    /// The same, where money in and money out have a column each.
    GrossBeside,
    /// The currency of the amount before the fee.
    GrossCurrency,
    /// The day a payment service pays the row's amount out to the bank; with [`Field::BatchId`] as
    /// the number of that payout.
    PaidOut,
    /// What became of that payout.
    PayoutStatus,
    /// A returned direct debit before the bank's fee, in the account's currency.
    OriginalAmount,
    /// The amount in the currency it was instructed in.
    InstructedAmount,
    /// That currency.
    InstructedCurrency,
    /// The rate between the two.
    ExchangeRate,
}

/// How many fields there are.
const COUNT: usize = Field::ExchangeRate as usize + 1;

/// The columns of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    at: [Option<usize>; COUNT],
    /// All columns of the remittance, in their order.
    pub remittance: Vec<usize>,
    /// How many columns the header has.
    pub width: usize,
    /// The currency that the amount's own name states.
    pub currency: Option<Currency>,
    /// The column of signs, where it is one of kinds of payments that only its words make one of
    /// directions.
    pub kinds: Option<usize>,
    /// True where the only day there is goes by the name of a value date.
    pub only_valued: bool,
    /// What a column says that nothing is known of, beside amounts without signs, directions and
    /// balances: it may be the direction.
    pub untold: Vec<String>,
}

impl Columns {
    fn none(width: usize) -> Columns {
        Columns {
            at: [None; COUNT],
            remittance: Vec::new(),
            width,
            currency: None,
            kinds: None,
            only_valued: false,
            untold: Vec::new(),
        }
    }

    /// The columns of a header line, read by a bank's own word and by the table of names. `below`
    /// are some rows under it.
    pub fn of(header: &StringRecord, bank: Option<&Bank>, below: &[StringRecord]) -> Columns {
        let names: Vec<(String, Option<Currency>)> = header.iter().map(header_name).collect();
        let mut columns = Columns::none(names.len());
        let mut taken = vec![false; names.len()];
        for (field, wanted) in bank.iter().flat_map(|bank| &bank.columns) {
            columns.place(*field, wanted.all(), &names, &mut taken);
        }
        if bank.is_none() {
            columns.leading_account(&names, below, &mut taken);
            columns.two_sides(&names, &mut taken);
        }
        let ranked = ranked(&names, below);
        for (field, _, at) in ranked {
            let free = !taken.get(at).copied().unwrap_or(true);
            let open = columns.at(field).is_none()
                || (field == Field::Remittance
                    && !bank.is_some_and(|bank| bank.columns.contains_key(&field)));
            if free && open {
                columns.set(field, at);
                if let Some(taken) = taken.get_mut(at) {
                    *taken = true;
                }
            }
        }
        if bank.is_none() {
            columns.by_roots(&names, below, &taken);
        }
        let dated = columns.at(Field::BookingDate).and_then(|at| names.get(at));
        columns.only_valued = columns.at(Field::ValueDate).is_none()
            && dated.is_some_and(|(name, _)| VALUE_DATES.contains(&name.as_str()));
        columns.filled_amount(&names, below);
        columns.settle(&names, below);
        columns.signs(&names, below);
        columns.words(&names, bank, below);
        columns.untold(bank, below);
        if bank.is_none_or(|bank| bank.name == "statements") {
            columns.others_account(&names, below);
            columns.bic_behind_iban();
        }
        if bank.is_none() {
            columns.own_account(&names, below);
        }
        columns
    }

    /// Moves a column from one field to another.
    pub(super) fn hand_over(&mut self, from: Field, to: Field, at: usize) {
        self.clear(from);
        self.set(to, at);
    }

    /// Whether a column is read.
    pub(super) fn is_taken(&self, at: usize) -> bool {
        self.at.contains(&Some(at)) || self.remittance.contains(&at)
    }

    /// Leaves a field without a column.
    pub(super) fn clear(&mut self, field: Field) {
        if let Some(slot) = self.at.get_mut(field as usize) {
            *slot = None;
        }
    }

    /// The columns of an export without header.
    pub fn without_header(bank: &Bank) -> Columns {
        let mut columns = Columns::none(bank.without_header.len());
        for (at, place) in bank.without_header.iter().enumerate() {
            if let Some(field) = place.field() {
                columns.set(field, at);
            }
        }
        columns
    }

    /// The column of a field.
    pub fn at(&self, field: Field) -> Option<usize> {
        self.at.get(field as usize).copied().flatten()
    }

    /// What a row says in a field, trimmed; `""` where there is no such column.
    pub fn get<'r>(&self, field: Field, row: &'r StringRecord) -> &'r str {
        unprotected(self.cell(field, row))
    }

    /// A field of a row as it stands in its cell.
    pub fn cell<'r>(&self, field: Field, row: &'r StringRecord) -> &'r str {
        self.at(field).and_then(|at| row.get(at)).map_or("", str::trim)
    }

    /// True when there is a day and an amount.
    pub fn tell_bookings(&self) -> bool {
        let dated = self.at(Field::BookingDate).or(self.at(Field::ValueDate)).is_some();
        dated
            && (self.at(Field::Amount).is_some()
                || (self.at(Field::Debit).is_some() && self.at(Field::Credit).is_some()))
    }

    /// How many fields are known, as a measure of how well the table is understood.
    pub fn known(&self) -> usize {
        self.at.iter().flatten().count()
    }

    pub(super) fn set(&mut self, field: Field, at: usize) {
        if let Some(slot) = self.at.get_mut(field as usize) {
            slot.get_or_insert(at);
        }
        if field == Field::Remittance && !self.remittance.contains(&at) {
            self.remittance.push(at);
            self.remittance.sort_unstable();
        }
    }

    /// Puts a field where the bank's own table says; a column may serve two fields there.
    fn place(
        &mut self,
        field: Field,
        wanted: &[String],
        names: &[(String, Option<Currency>)],
        taken: &mut [bool],
    ) {
        for name in wanted {
            let name = header_name(name).0;
            if let Some(at) = names.iter().position(|(known, _)| *known == name)
                && (self.at(field).is_none() || field == Field::Remittance)
            {
                self.set(field, at);
                if let Some(taken) = taken.get_mut(at) {
                    *taken = true;
                }
            }
        }
    }

    /// Columns that only a part of their name tells, and only where every value fits; days and
    /// amounts where something else says that this is an account: other tables have those too.
    fn by_roots(
        &mut self,
        names: &[(String, Option<Currency>)],
        below: &[StringRecord],
        taken: &[bool],
    ) {
        const OF_ACCOUNTS: [Field; 4] =
            [Field::Balance, Field::ValueDate, Field::CounterpartyIban, Field::AccountIban];
        for field in [Field::Balance, Field::BookingDate, Field::Amount] {
            if field != Field::Balance && OF_ACCOUNTS.iter().all(|field| self.at(*field).is_none())
            {
                return;
            }
            let sides = field == Field::Amount
                && self.at(Field::Debit).is_some()
                && self.at(Field::Credit).is_some();
            if self.at(field).is_some() || sides {
                continue;
            }
            let fits = |text: &str| match field {
                Field::BookingDate => date::read(text, date::Form::DayFirst)
                    .or(date::read(text, date::Form::MonthFirst))
                    .is_some(),
                _ => number::evidence(text) != number::Evidence::None,
            };
            let free = |at: &usize| {
                !taken.get(*at).copied().unwrap_or(true) && !self.at.contains(&Some(*at))
            };
            let named =
                |at: &usize| names.get(*at).is_some_and(|(name, _)| root_of(name) == Some(field));
            let holds =
                |at: &usize| filled(*at, below).next().is_some() && filled(*at, below).all(fits);
            if let Some(at) = (0..names.len()).filter(free).filter(named).find(holds) {
                self.set(field, at);
            }
        }
    }

    /// Of several amounts of one name, the one that every row fills, else the one before a
    /// currency: the others are in foreign currency (Deutsche Bank's cards).
    fn filled_amount(&mut self, names: &[(String, Option<Currency>)], below: &[StringRecord]) {
        let Some((first, name)) =
            self.at(Field::Amount).and_then(|at| Some((at, &names.get(at)?.0)))
        else {
            return;
        };
        let same =
            (0..names.len()).filter(|at| names.get(*at).is_some_and(|(other, _)| other == name));
        let before_currency =
            |at: usize| names.get(at + 1).is_some_and(|(name, _)| is_currency(name, at + 1, below));
        if let Some(best) = same.max_by_key(|at| {
            (filled(*at, below).count(), before_currency(*at), std::cmp::Reverse(*at))
        }) && best != first
        {
            self.hand_over(Field::Amount, Field::Amount, best);
            self.set(Field::InstructedAmount, first);
        }
    }

    /// A sign column that holds amounts is the amount (1822direkt's `Soll/Haben`); a sign behind
    /// the balance is the balance's.
    fn signs(&mut self, names: &[(String, Option<Currency>)], below: &[StringRecord]) {
        let no_amounts = self.at(Field::Amount).is_none_or(|at| filled(at, below).next().is_none());
        if let Some(at) = self.at(Field::Sign).filter(|_| no_amounts)
            && filled(at, below).any(|text| number::evidence(text) != number::Evidence::None)
        {
            self.clear(Field::Amount);
            self.hand_over(Field::Sign, Field::Amount, at);
        }
        if let Some(behind) = self
            .at(Field::Balance)
            .map(|balance| balance + 1)
            .filter(|behind| self.at(Field::Sign) != Some(*behind))
            && names
                .get(behind)
                .is_some_and(|(name, _)| means(name, Field::Sign) || name.is_empty())
        {
            self.set(Field::BalanceSign, behind);
        }
    }

    /// The rest: which of several currency columns is the amount's, the sign column without a name,
    /// the text where only a booking text is.
    fn settle(&mut self, names: &[(String, Option<Currency>)], below: &[StringRecord]) {
        let amounts = [Field::Amount, Field::Debit, Field::Credit]
            .into_iter()
            .filter_map(|field| self.at(field));
        self.currency = amounts.filter_map(|at| names.get(at)).find_map(|(_, currency)| *currency);
        if let Some(amount) = self.at(Field::Amount) {
            let currencies =
                |at: &usize| names.get(*at).is_some_and(|(name, _)| is_currency(name, *at, below));
            if let Some(nearest) = (amount + 1..names.len())
                .find(currencies)
                .filter(|_| self.at(Field::Currency).is_some())
                && let Some(slot) = self.at.get_mut(Field::Currency as usize)
            {
                *slot = Some(nearest);
            }
            let last = names.len().saturating_sub(1);
            if last > amount && names.get(last).is_some_and(|(name, _)| name.is_empty()) {
                let code = |text: &str| text.len() == 3 && Currency::read(text).is_some();
                let codes =
                    filled(last, below).next().is_some() && filled(last, below).take(20).all(code);
                let field = if codes { Field::Currency } else { Field::Sign };
                self.set(field, last);
            }
        }
        // A text goes on in the columns without a name behind it (PKO).
        if let Some(last) = self.remittance.last().copied() {
            let nameless = |at: &usize| {
                names.get(*at).is_some_and(|(name, _)| name.is_empty())
                    && self.at(Field::Sign) != Some(*at)
            };
            let goes_on: Vec<usize> = (last + 1..names.len()).take_while(nameless).collect();
            self.remittance.extend(goes_on);
        }
        if self.remittance.is_empty() {
            let free = |at: &usize| !self.at.contains(&Some(*at));
            let texts = |at: &usize| names.get(*at).is_some_and(|(name, _)| speaks_of_text(name));
            let likely = (0..names.len()).filter(free).find(texts);
            if let Some(text) = self.at(Field::BookingText).or(likely) {
                self.set(Field::Remittance, text);
            }
        }
    }
}

/// Names of value dates that stand for the booking date where there is no other day.
const VALUE_DATES: [&str; 2] = ["valuedate", "valutadatum"];

/// What each column may be, the best first: by rank of its name, then from the left.
fn ranked(
    names: &[(String, Option<Currency>)],
    below: &[StringRecord],
) -> Vec<(Field, usize, usize)> {
    let mut found: Vec<(Field, usize, usize)> = Vec::new();
    for (at, (name, _)) in names.iter().enumerate() {
        for (field, rank) in meanings(name) {
            let fits = match field {
                Field::Currency => is_currency(name, at, below),
                Field::ValueDate | Field::BookingDate => is_date(at, below),
                Field::Pending | Field::Booked | Field::Cancelled => is_answer(at, below),
                Field::Status if LOOSE.contains(&name.as_str()) => {
                    filled(at, below).any(|text| standing(text, None) != Standing::Unknown)
                }
                // A number of a customer's is no name.
                Field::Counterparty if rank == AS_PARTNER => {
                    filled(at, below).any(|text| text.chars().any(char::is_alphabetic))
                }
                _ => true,
            };
            // Some call the other side's account by the other side (`Tegenpartij`).
            let account = field == Field::Counterparty && holds_ibans(at, below);
            if fits {
                found.push((if account { Field::CounterpartyIban } else { field }, rank, at));
            }
        }
    }
    let names_party = |(field, rank, _): &(Field, usize, usize)| {
        matches!(field, Field::Counterparty | Field::Payer | Field::Payee) && *rank < AS_PARTNER
    };
    if found.iter().any(names_party) {
        found.retain(|(_, rank, _)| *rank != AS_PARTNER);
    }
    found.sort_by_key(|(field, rank, at)| (*field, *rank, *at));
    found
}

/// False of a column whose name asks yes or no where it holds days, amounts or numbers: it says
/// something else. Other words are answers, whether they are understood or not.
fn is_answer(at: usize, below: &[StringRecord]) -> bool {
    let says_else = |text: &str| {
        is_yes(text).is_none()
            && (!text.chars().any(char::is_alphabetic)
                || date::read(text, date::Form::DayFirst).is_some())
    };
    !filled(at, below).any(says_else)
}

/// True when a column holds valid IBANs and nothing else.
fn holds_ibans(at: usize, below: &[StringRecord]) -> bool {
    let iban =
        |text: &str| text.len() >= 15 && Iban::read(text).is_some_and(|iban| iban.is_valid());
    filled(at, below).next().is_some_and(iban) && filled(at, below).all(iban)
}

/// What a column holds, blanks apart.
pub(super) fn filled(at: usize, below: &[StringRecord]) -> impl Iterator<Item = &str> {
    below.iter().filter_map(move |row| row.get(at)).map(str::trim).filter(|text| !text.is_empty())
}

/// False when some row below plainly holds no day there: a currency's code, or an amount.
fn is_date(at: usize, below: &[StringRecord]) -> bool {
    let code = |text: &str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let day = |text: &str| {
        [date::Form::DayFirst, date::Form::MonthFirst]
            .iter()
            .any(|form| date::read(text, *form).is_some())
            || date::lacks_year(text)
    };
    let amount = |text: &str| matches!(number::evidence(text), number::Evidence::Only(_));
    let holds = |what: &dyn Fn(&str) -> bool| filled(at, below).take(20).any(what);
    !filled(at, below).take(5).any(code) && (holds(&day) || !holds(&amount))
}

fn is_currency(name: &str, at: usize, below: &[StringRecord]) -> bool {
    let dates = below
        .iter()
        .filter_map(|row| row.get(at))
        .any(|text| date::read(text, date::Form::DayFirst).is_some());
    // A header without rows: `Valuta` is a day in German tables.
    means(name, Field::Currency)
        && !dates
        && (name != "valuta"
            || below
                .iter()
                .any(|row| row.get(at).is_some_and(|text| Currency::read(text).is_some())))
}

/// True when a record could be a header line: names, no numbers and no days.
pub fn could_be_header(record: &StringRecord) -> bool {
    let named = record.iter().filter(|field| !field.trim().is_empty()).count();
    named >= 2
        && record.iter().all(|field| {
            field.len() <= 80
                && !field.trim().bytes().next().is_some_and(|byte| byte.is_ascii_digit())
        })
}
