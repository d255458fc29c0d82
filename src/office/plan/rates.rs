//! Exchange rates: what a batch brings, what it needs, and which rate a day has.

use super::Plan;
use super::entry_states::decision_of;
use super::listed::opens_on;
use crate::domain::finding::Weight;
use crate::domain::money::round_commercially;
use crate::domain::{Content, Currency, ExchangeRate, FindingKind, Invoice, Money};
use crate::office::plan::Postings;
use crate::store::Neighbours;
use crate::store::rows::{DocumentRow, DocumentStatus, EntryRow, ItemRow};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::{Decimal, dec};
use std::collections::{BTreeMap, BTreeSet};

/// Findings of what is booked at a day's rate.
pub static FINDINGS: &[&FindingKind] = &[&AT_DAYS_RATE, &AT_STATED_RATE, &OTHER_RATE_STATED];

/// The rate follows from what the invoice says of its VAT in euro.
pub static AT_STATED_RATE: FindingKind = FindingKind {
    code: "at-stated-rate",
    weight: Weight::Note,
    de: "In Euro gebucht zum Kurs, der aus der Umsatzsteuer in Euro auf der Rechnung folgt \
        (BT-111: {vat}): {rate} {currency} für einen Euro.",
    en: "Booked in euro at the rate that follows from the VAT in euro on the invoice (BT-111: \
        {vat}): {rate} {currency} for one euro.",
};
/// What the invoice says of its VAT in euro is far off the rate of its day.
pub static OTHER_RATE_STATED: FindingKind = FindingKind {
    code: "other-rate-stated",
    weight: Weight::Warning,
    de: "Die Rechnung nennt {vat} Umsatzsteuer (BT-111); zum Kurs ihres Tages ist es ein anderer \
        Betrag, und der ist gebucht. Bitte eine berichtigte verlangen. „kontor undo {document}“, \
        dann „kontor resolve {document} accept --rate KURS“ bucht zu einem anderen Kurs; soll es \
        so bleiben: „kontor resolve {document} accept“.",
    en: "The invoice states VAT of {vat} (BT-111); at the rate of its day it is another amount, \
        and that is booked. Ask for a corrected one. \"kontor undo {document}\", then \"kontor \
        resolve {document} accept --rate RATE\" books at another rate; to leave it as it is: \
        \"kontor resolve {document} accept\".",
};

/// Which rate an invoice was booked at.
pub static AT_DAYS_RATE: FindingKind = FindingKind {
    code: "at-days-rate",
    weight: Weight::Note,
    de: "In Euro gebucht zum Kurs vom {day}: {rate} {currency} für einen Euro (Kursdatei \
        D{document}).",
    en: "Booked in euro at the rate of {day}: {rate} {currency} for one euro (file of rates \
        D{document}).",
};

/// A day without a rate (weekends, bank holidays) takes the last one before; an older one than this
/// is none.
const MOST_DAYS_OLD: i32 = 7;

/// The rates at hand, with the documents that brought them.
#[derive(Debug, Default)]
pub(super) struct Rates {
    known: BTreeMap<(Currency, Date), (Decimal, i64)>,
    /// Days that were looked up: the last rate for one need not be the last for a later one.
    asked: BTreeSet<(Currency, Date)>,
}

impl Rates {
    /// The last rate on or before a day, not too old.
    fn at(&self, currency: Currency, day: Date) -> Option<(ExchangeRate, i64)> {
        let (from, to) = span(day);
        let ((_, day), (rate, document)) =
            self.known.range((currency, from)..=(currency, to)).next_back()?;
        Some((ExchangeRate { day: *day, currency, rate: *rate }, *document))
    }
}

/// The days whose rates count for one.
pub fn span(day: Date) -> (Date, Date) {
    (day.checked_sub(MOST_DAYS_OLD.days()).unwrap_or(day), day)
}

/// The farthest that a rate which an invoice states may lie from that of its day: the averages of
/// months (§ 16 (6) UStG) do not lie farther.
const FARTHEST: Decimal = dec!(0.08);

/// Whether a rate is about that of a day.
pub(super) fn is_near(rate: Decimal, of_day: Decimal) -> bool {
    (rate - of_day).abs() <= of_day * FARTHEST
}

/// The rate that follows from an invoice's VAT in its currency and in euro: what the seller reckoned
/// with, and what may be deducted (§ 15 (1) no. 1 UStG).
pub(super) fn stated_rate(invoice: &Invoice) -> Option<Decimal> {
    let (abroad, euro) = (invoice.totals.vat?, invoice.totals.vat_in_euro?);
    let rate = abroad.checked_div(euro)?;
    (rate > Decimal::ZERO).then_some(rate)
}

impl Plan<'_> {
    /// Takes in the rates that documents bring.
    pub fn bring_rates(&mut self) {
        for (at, rates) in std::mem::take(&mut self.routed.rates) {
            let document = self.id_at(at);
            self.know_rates(rates.iter().map(|row| (*row, document)));
            self.changes.rates.push((document, rates));
        }
    }

    /// Notes rates.
    pub fn know_rates(&mut self, rates: impl IntoIterator<Item = (ExchangeRate, i64)>) {
        self.rates.known.extend(
            rates
                .into_iter()
                .map(|(row, document)| ((row.currency, row.day), (row.rate, document))),
        );
    }

    /// Currencies and days whose rates must be known before items and entries are booked: those of
    /// invoices, of items by list, of new bank entries, and of a neighbourhood's.
    pub fn foreign_days(&mut self, near: Option<&Neighbours>) -> BTreeSet<(Currency, Date)> {
        let invoices = self
            .routed
            .invoices
            .iter()
            .filter_map(|(_, _, invoice)| Some((invoice.currency?, invoice.issue_day()?)));
        let listed = self.routed.items.iter().flat_map(|(_, _, items)| items);
        let listed =
            listed.filter_map(|item| Some((item.amount.currency, opens_on(item.date, item.due)?)));
        let known = near.into_iter().flat_map(|near| near.entries.values());
        let entries = self.changes.entries.iter().chain(known).filter_map(entry_day);
        let abroad = invoices
            .chain(listed)
            .chain(entries)
            .filter(|(currency, _)| *currency != Currency::EUR);
        let wanted: BTreeSet<(Currency, Date)> =
            abroad.filter(|day| !self.rates.asked.contains(day)).collect();
        self.rates.asked.extend(wanted.iter().copied());
        wanted
    }

    /// The rate of a day.
    pub(super) fn rate_of(&self, currency: Currency, day: Date) -> Option<Decimal> {
        self.rates.at(currency, day).map(|(row, _)| row.rate)
    }

    /// Notes on an invoice's document at which day's rate it was booked; one that a person named is
    /// in the log of decisions.
    pub(super) fn note_rate(&mut self, at: usize, invoice: &Invoice) {
        let told = self.terms.get(&at).is_some_and(|terms| terms.rate.is_some());
        let abroad = invoice.currency.filter(|currency| !told && *currency != Currency::EUR);
        let Some((row, document)) = abroad
            .zip(invoice.issue_day())
            .and_then(|(currency, day)| self.rates.at(currency, day))
        else {
            return;
        };
        if let Some((own, vat)) = stated_rate(invoice).zip(invoice.totals.vat_in_euro) {
            let is_near = is_near(own, row.rate);
            let kind = if is_near { &AT_STATED_RATE } else { &OTHER_RATE_STATED };
            let found = kind.found().with_value("vat", Money::new(vat, Currency::EUR));
            let found = found.with_value("rate", round_commercially(own, 4));
            let found = found.with("currency", row.currency);
            self.note_at(at, &found.with("document", format!("D{}", self.id_at(at))));
            if is_near {
                return;
            }
        }
        let finding = AT_DAYS_RATE
            .found()
            .with_value("day", row.day)
            .with_value("rate", row.rate)
            .with("currency", row.currency);
        self.note_at(at, &finding.with("document", document));
    }

    /// A held document that is tried again, because what it waited for has come.
    pub fn tried_again(&mut self, mut row: DocumentRow, content: Content) {
        let company = row.company.clone().unwrap_or_default();
        (row.status, row.reason_code, row.reason) = (DocumentStatus::Processed, None, None);
        self.changes.documents.push(row);
        self.sort_in(self.changes.documents.len() - 1, company, content);
    }

    /// Bank entries that are to be booked though nothing new is decided about them: a rate has
    /// come.
    pub fn to_be_booked(&mut self, rows: &[EntryRow]) {
        let rated = |row: &&EntryRow| {
            entry_day(row).is_some_and(|(currency, day)| self.rate_of(currency, day).is_some())
        };
        self.unbooked = rows.iter().filter(rated).map(|row| row.id).collect();
    }

    /// Books an entry as it is decided: there was no rate before, or its VAT is known otherwise
    /// now.
    pub(super) fn book_as_decided(
        &mut self,
        mut row: EntryRow,
        items: &BTreeMap<i64, ItemRow>,
        postings: &Postings,
    ) {
        let decision = decision_of(&row);
        let before = row.state.posting.and_then(|number| postings.get(&number));
        if let (Some(before), Ok(Some(now))) = (before, self.posting(&row, &decision, items))
            && (before.date(), before.lines()) == (now.date(), now.lines())
        {
            self.changes.entries.push(row);
            return;
        }
        if self.post_entry(&mut row, &decision, items, postings).is_ok() {
            self.changes.entries.push(row);
        }
    }
}

fn entry_day(row: &EntryRow) -> Option<(Currency, Date)> {
    Some((row.entry.amount.currency, row.entry.booking_date.or(row.entry.value_date)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_without_a_rate_takes_the_last_one_before_but_no_old_one() {
        let dollar = Currency::read("USD").unwrap();
        let days = [(date(2026, 12, 24), dec!(1.08)), (date(2026, 12, 28), dec!(1.09))];
        let rates = Rates {
            known: days.into_iter().map(|(day, rate)| ((dollar, day), (rate, 1))).collect(),
            ..Rates::default()
        };
        let at = |day| rates.at(dollar, day).map(|(row, _)| (row.day.day(), row.rate));
        assert_eq!(at(date(2026, 12, 27)), Some((24, dec!(1.08))));
        assert_eq!(at(date(2026, 12, 28)), Some((28, dec!(1.09))));
        assert_eq!(at(date(2027, 1, 4)), Some((28, dec!(1.09))));
        assert_eq!(at(date(2027, 1, 5)), None);
        assert_eq!(at(date(2026, 12, 23)), None);
        assert_eq!(rates.at(Currency::EUR, date(2026, 12, 28)), None);
    }
}
