//! The entries of one account in one currency, and their signs once all rows are read.

use super::direction::Way;
use super::left_out::Never;
use super::words::owned;
use crate::domain::statement::Status;
use crate::domain::{Currency, Entry, Iban};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// From so many entries on a table is long.
const LONG: usize = 4096;

/// The entries of one account in one currency.
#[derive(Debug)]
pub struct Group {
    pub iban: String,
    pub number: String,
    pub bic: Option<String>,
    pub currency: Currency,
    /// True when nothing in the file names the currency.
    pub assumed: bool,
    pub entries: Vec<Entry>,
    /// What each entry's row says besides.
    pub rows: Vec<Row>,
    /// Balance lines inside the table: true for an opening one.
    pub balances: Vec<(bool, Option<Date>, Decimal)>,
    /// Rows whose status says that they are no bookings.
    pub(super) never: Vec<Never>,
}

/// What a row says that its entry does not.
#[derive(Debug)]
pub struct Row {
    pub line: u64,
    /// Which way the money goes, as the row says it beside the amount.
    pub(super) said: Said,
    /// True where a word says it, and not the column that the amount stands in.
    pub(super) by_word: bool,
    /// True where the column of signs holds a minus and no word.
    pub(super) bare_minus: bool,
    /// True for a value date only.
    pub undated: bool,
    /// A fee that changes the balance besides the amount, not negative.
    pub apart: Decimal,
    /// A fee of which no layout says whether the amount holds it, not negative.
    pub beside: Decimal,
}

impl Row {
    /// A row whose entry says all.
    pub(super) fn of(line: u64) -> Row {
        Row {
            line,
            said: Said::Nothing,
            by_word: false,
            bare_minus: false,
            undated: false,
            apart: Decimal::ZERO,
            beside: Decimal::ZERO,
        }
    }
}

/// What a row says of its direction besides the amount's own sign.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing, nor is there a column that would.
    Nothing,
    Way(Way),
    /// A word that is not understood, or none where other rows have one.
    Unknown(String),
    /// A word for money out, but a sign otherwise than most rows that go out have.
    Contradicted,
}

/// Which way rows run in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    OldestFirst,
    NewestFirst,
}

/// What came of the signs of a group.
#[derive(Debug, Default)]
pub(super) struct Signed {
    /// Rows left out because nothing tells their direction: the word and the line.
    pub left_out: Vec<(String, u64)>,
    /// Rows left out because their sign contradicts their word, by what the other rows have, and no
    /// balance says which is meant.
    pub in_doubt: Vec<u64>,
    /// Rows whose word says money in and whose amount has a minus: read as money out, which no
    /// balance proves.
    pub taken_back: Vec<u64>,
}

impl Group {
    /// Takes up an entry and what its row says besides. Of a long table no more room is taken than
    /// the lines that are left may need.
    pub(super) fn push(&mut self, entry: Entry, row: Row, lines_left: usize) {
        let held = self.entries.len();
        if held >= LONG && held == self.entries.capacity() {
            let more = lines_left.clamp(1, held);
            self.entries.reserve_exact(more);
            self.rows.reserve_exact(more);
        }
        self.entries.push(entry);
        self.rows.push(row);
    }

    /// The account's IBAN, where the rows name one.
    pub fn iban(&self) -> Option<Iban> {
        Iban::read(self.iban.trim_matches('\''))
    }

    /// What stands in the column of IBANs and is none: an account's number of old.
    pub fn account_number(&self) -> Option<String> {
        owned(&self.iban).filter(|_| self.iban().is_none())
    }

    /// Where other rows have a booking date, one with a value date only is not booked yet; where
    /// none has, the value date stands for it. Rows valued no later than the last booking are told:
    /// what is announced lies ahead.
    pub(super) fn announced(&mut self, by_status: bool) -> Vec<u64> {
        if self.rows.iter().all(|row| row.undated) {
            self.entries
                .iter_mut()
                .for_each(|entry| entry.dated_by_value = entry.value_date.is_some());
            return Vec::new();
        }
        let dated = self.entries.iter().zip(&self.rows).filter(|(_, row)| !row.undated);
        let last = dated.filter_map(|(entry, _)| entry.booking_date).max();
        let mut passed = Vec::new();
        for (entry, row) in self.entries.iter_mut().zip(&self.rows).filter(|(_, row)| row.undated) {
            let passed_by = entry.booking_date <= last || entry.balance_after.is_some();
            if !by_status && entry.status == Status::Booked && passed_by {
                passed.push(row.line);
            }
            entry.status = Status::Pending;
        }
        passed
    }

    /// Fees beside the amounts, of which no layout says whether the amounts hold them: as the
    /// balances prove. The rows of which nothing does.
    pub(super) fn fees_beside(&mut self) -> Vec<u64> {
        let stated = || self.rows.iter().filter(|row| !row.beside.is_zero()).map(|row| row.line);
        if stated().next().is_none() {
            return Vec::new();
        }
        let less = |entry: &Entry, row: &Row| {
            entry.amount.amount.checked_sub(row.beside).unwrap_or(entry.amount.amount)
        };
        match (self.follow(|entry, _| entry.amount.amount), self.follow(less)) {
            (true, false) => Vec::new(),
            (false, true) => {
                self.rows.iter_mut().for_each(|row| row.apart += row.beside);
                self.take_fees();
                Vec::new()
            }
            _ => stated().collect(),
        }
    }

    /// Gives the amounts the signs that words beside them tell. An amount that goes out and has no
    /// minus shows that the amounts carry no signs: then sign and word are combined row by row, and
    /// a minus takes back (`-5,00 S` comes in). Where every amount that goes out has its minus, the
    /// word only repeats it. Balances that hold one way only decide. Without them, rows that go out
    /// otherwise than most do are left out.
    pub(super) fn sign(&mut self) -> Signed {
        let mut signed = Signed::default();
        if self.rows.iter().all(|row| row.said == Said::Nothing) {
            if !self.balances_fall() {
                self.take_fees();
                return signed;
            }
            self.rows.iter_mut().for_each(|row| row.said = Said::Unknown(String::new()));
        }
        self.blanks_beside_a_minus();
        if self.carries_signs() {
            self.by_balances(|said| *said == Said::Contradicted);
            self.leave_out(&mut signed, |said| *said == Said::Contradicted);
            self.note_taken_back(&mut signed);
            self.take_fees();
            return signed;
        }
        for (entry, row) in self.entries.iter_mut().zip(&self.rows) {
            if row.said == Said::Way(Way::Out) && !entry.amount.amount.is_zero() {
                entry.amount.amount = -entry.amount.amount;
            }
        }
        let is_open = |said: &Said| matches!(said, Said::Unknown(_) | Said::Contradicted);
        self.by_balances(is_open);
        self.leave_out(&mut signed, is_open);
        self.note_taken_back(&mut signed);
        self.take_fees();
        signed
    }

    /// True when the amounts are signed already. Marks the rows that contradict that.
    fn carries_signs(&mut self) -> bool {
        let rows = || {
            self.entries
                .iter()
                .map(|entry| entry.amount.amount)
                .zip(&self.rows)
                .filter(|(amount, _)| !amount.is_zero())
        };
        let out = |negative: bool| {
            rows()
                .filter(move |(amount, row)| {
                    row.said == Said::Way(Way::Out) && amount.is_sign_negative() == negative
                })
                .map(|(_, row)| row.line)
        };
        let unknown = rows().any(|(_, row)| matches!(row.said, Said::Unknown(_)));
        let as_written = match (out(false).next(), out(true).next()) {
            // A minus beside a word for money in takes back what came in: it does not sign the
            // others.
            (None, None) => {
                !unknown
                    || rows().any(|(amount, row)| {
                        amount.is_sign_negative() && row.said != Said::Way(Way::In)
                    })
            }
            (None, Some(_)) => true,
            (Some(_), _) => false,
        };
        let (plain, with_minus) = (out(false).count(), out(true).count());
        let proved = out(true).next().filter(|_| !unknown).and_then(|_| self.proved());
        if proved.is_none() && plain > 0 && with_minus > 0 {
            return self.mark_contradicted(with_minus.cmp(&plain));
        }
        proved.unwrap_or(as_written)
    }

    /// Rows that go out with and without a minus, and no balance that says which are meant: most
    /// rows say whether the amounts carry signs, and the others contradict them. As many of each: a
    /// plain amount beside such a word goes out all the same, what the minus means nobody knows.
    fn mark_contradicted(&mut self, with_minus: Ordering) -> bool {
        for (entry, row) in self.entries.iter().zip(&mut self.rows) {
            let contradicts = match with_minus {
                Ordering::Greater => !entry.amount.amount.is_sign_negative(),
                Ordering::Less | Ordering::Equal => entry.amount.amount.is_sign_negative(),
            };
            let goes_out = row.said == Said::Way(Way::Out) && !entry.amount.amount.is_zero();
            if goes_out && contradicts {
                row.said = Said::Contradicted;
            }
        }
        with_minus == Ordering::Greater
    }

    /// Notes the rows that say money in and have a minus, where the balances do not prove it.
    fn note_taken_back(&self, signed: &mut Signed) {
        if self.follow(|entry, _| entry.amount.amount) {
            return;
        }
        let rows = self.entries.iter().zip(&self.rows);
        let back = rows.filter(|(entry, row)| {
            row.by_word && row.said == Said::Way(Way::In) && entry.amount.amount.is_sign_negative()
        });
        signed.taken_back = back.map(|(_, row)| row.line).collect();
    }

    /// By the balances beside the rows: true when the amounts hold as written, false when they hold
    /// with the words' signs; `None` when both do or neither.
    fn proved(&self) -> Option<bool> {
        let written = |entry: &Entry, _: &Row| entry.amount.amount;
        let turned = |entry: &Entry, row: &Row| match row.said {
            Said::Way(Way::Out) => -entry.amount.amount,
            _ => entry.amount.amount,
        };
        match (self.follow(written), self.follow(turned)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }

    /// True when with these amounts every balance follows from the one before, from the oldest or
    /// from the newest.
    fn follow(&self, amount: impl Fn(&Entry, &Row) -> Decimal) -> bool {
        let told: Vec<(Option<Decimal>, Decimal)> = self
            .entries
            .iter()
            .zip(&self.rows)
            .map(|(entry, row)| {
                (entry.balance_after.map(|balance| balance.amount), amount(entry, row))
            })
            .collect();
        let step = |before: Option<Decimal>, amount: Decimal, after: Option<Decimal>| {
            Some(before?.checked_add(amount)? == after?)
        };
        let pairs = || {
            told.windows(2).filter_map(|pair| {
                if let [first, second] = pair { Some((first, second)) } else { None }
            })
        };
        let upwards = || pairs().filter_map(|(first, second)| step(first.0, second.1, second.0));
        let downwards = || pairs().filter_map(|(first, second)| step(second.0, first.1, first.0));
        upwards().next().is_some()
            && (upwards().all(|holds| holds) || downwards().all(|holds| holds))
    }

    /// Where money out has a minus in the column of signs and no other row has anything there, the
    /// others come in.
    fn blanks_beside_a_minus(&mut self) {
        let out = self.rows.iter().any(|row| row.bare_minus);
        let words = self.rows.iter().any(|row| row.said == Said::Way(Way::Out) && !row.bare_minus);
        let in_or_words = self.rows.iter().any(|row| match &row.said {
            Said::Way(way) => *way == Way::In,
            Said::Unknown(word) => !word.is_empty(),
            Said::Nothing | Said::Contradicted => true,
        });
        if out
            && !words
            && !in_or_words
            && self.rows.iter().all(|row| !matches!(row.said, Said::Nothing))
        {
            for row in &mut self.rows {
                if matches!(row.said, Said::Unknown(_)) {
                    row.said = Said::Way(Way::In);
                }
            }
        }
    }

    /// True where no amount has a sign and nothing says the direction, but a balance is lower by
    /// the amount than the one before.
    fn balances_fall(&self) -> bool {
        let order = self.order();
        let falls =
            |at: usize| self.by_balance(at, order).is_some_and(|step| step.is_sign_negative());
        self.entries.iter().all(|entry| !entry.amount.amount.is_sign_negative())
            && (0..self.entries.len()).any(falls)
    }

    /// Amounts whose direction is open, but whose balance and the one before say which way they go.
    fn by_balances(&mut self, is_open: impl Fn(&Said) -> bool) {
        let order = self.order();
        for at in 0..self.entries.len() {
            if let Some(amount) = self.by_balance(at, order)
                && let (Some(entry), Some(row)) = (self.entries.get_mut(at), self.rows.get_mut(at))
                && is_open(&row.said)
            {
                entry.amount.amount = amount;
                row.said = Said::Way(if amount.is_sign_negative() { Way::Out } else { Way::In });
            }
        }
    }

    /// Which way the rows run in time: by the steps of the balances, whose size is that of the
    /// later row's amount, else by the days.
    fn order(&self) -> Option<Order> {
        let (mut upwards, mut downwards) = (0usize, 0usize);
        for pair in self.entries.windows(2) {
            let [first, second] = pair else { continue };
            let (Some(before), Some(after)) = (&first.balance_after, &second.balance_after) else {
                continue;
            };
            let step = after.amount.checked_sub(before.amount).map(|step| step.abs());
            upwards += usize::from(step == Some(second.amount.amount.abs()));
            downwards += usize::from(step == Some(first.amount.amount.abs()));
        }
        let days = (self.entries.first()?.booking_date, self.entries.last()?.booking_date);
        match upwards.cmp(&downwards).then_with(|| days.1.cmp(&days.0)) {
            Ordering::Greater => Some(Order::OldestFirst),
            Ordering::Less => Some(Order::NewestFirst),
            Ordering::Equal => None,
        }
    }

    /// The step of the balances at a row, where it has the size of its amount.
    fn by_balance(&self, at: usize, order: Option<Order>) -> Option<Decimal> {
        let entry = self.entries.get(at)?;
        let before = match order? {
            Order::OldestFirst => at.checked_sub(1)?,
            Order::NewestFirst => at.checked_add(1)?,
        };
        let step = entry
            .balance_after?
            .amount
            .checked_sub(self.entries.get(before)?.balance_after?.amount)?;
        (step.abs() == entry.amount.amount.abs() && !step.is_zero()).then_some(step)
    }

    fn leave_out(&mut self, signed: &mut Signed, is_open: impl Fn(&Said) -> bool) {
        if !self.rows.iter().any(|row| is_open(&row.said)) {
            return;
        }
        let (entries, rows) = (std::mem::take(&mut self.entries), std::mem::take(&mut self.rows));
        for (entry, row) in entries.into_iter().zip(rows) {
            if !is_open(&row.said) || entry.amount.amount.is_zero() {
                self.entries.push(entry);
                self.rows.push(row);
                continue;
            }
            match row.said {
                Said::Unknown(word) => signed.left_out.push((word, row.line)),
                _ => signed.in_doubt.push(row.line),
            }
        }
    }

    fn take_fees(&mut self) {
        for (entry, row) in
            self.entries.iter_mut().zip(&self.rows).filter(|(_, row)| !row.apart.is_zero())
        {
            entry.amount.amount =
                entry.amount.amount.checked_sub(row.apart).unwrap_or(entry.amount.amount);
        }
    }
}
