//! The VAT period of what comes after its period was closed: tax that is owed, and input VAT that
//! is to be given back, belong to the period in which they arose, whose return is corrected (§ 13
//! (1) UStG, § 153 AO); input VAT to the one in which supply and invoice are both there (§ 15 (1)
//! no. 1 UStG).

use super::chart::Chart;
use super::vat_return::{CodedTotal, TaxCode, placed};
use crate::domain::JournalEntry;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// The day that decides the VAT period of an entry that is booked on `booked` instead of its own
/// day; `None` for the booking date itself.
///
/// `reverses` tells that it takes another back, of whose period it is.
pub fn late_tax_date(
    chart: Chart,
    entry: &JournalEntry,
    booked: Date,
    reverses: bool,
) -> Option<Date> {
    if booked == entry.date() {
        return entry.tax_date();
    }
    let day = if is_of_its_own_day(chart, entry, reverses) {
        Some(entry.tax_date().unwrap_or(entry.date()))
    } else {
        // A supply that lies ahead still decides.
        entry.tax_date().filter(|day| *day > booked)
    };
    day.filter(|day| *day != booked)
}

/// Whether an entry owes tax, or gives input VAT back.
fn is_of_its_own_day(chart: Chart, entry: &JournalEntry, reverses: bool) -> bool {
    let mut deducted = Decimal::ZERO;
    for line in entry.lines() {
        let Some(code) = line.vat_code.as_deref().and_then(TaxCode::named) else { continue };
        if code.base.is_some() || code.tax.is_some() {
            return true;
        }
        let total = CodedTotal { account: &line.account, code: code.code, amount: line.amount() };
        deducted += placed(chart, &total).map_or(Decimal::ZERO, |placed| placed.amount);
    }
    let deducted = if reverses { -deducted } else { deducted };
    deducted < Decimal::ZERO
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::JournalLine;
    use jiff::civil::date;
    use rust_decimal::dec;

    fn entry(tax: &str, code: &str, amount: Decimal) -> JournalEntry {
        let lines = vec![
            JournalLine::signed("1000", -amount),
            JournalLine::signed(tax, amount).taxed(code),
        ];
        JournalEntry::balanced(date(2026, 9, 15), "x", lines).expect("it balances")
    }

    #[test]
    fn owed_tax_keeps_its_period_and_input_vat_waits_for_its_document() {
        let (own, open) = (date(2026, 9, 15), date(2026, 10, 1));
        let late =
            |entry: &JournalEntry, reverses| late_tax_date(Chart::SKR03, entry, open, reverses);
        let sold = entry("1776", "USt19", dec!(-19));
        assert_eq!((late(&sold, false), late(&sold, true)), (Some(own), Some(own)));
        let bought = entry("1576", "VSt19", dec!(19));
        assert_eq!(late(&bought, false), None);
        let supplied = |day| bought.clone().taxed_on(Some(day));
        assert_eq!(late(&supplied(date(2026, 9, 17)), false), None);
        let ahead = date(2026, 11, 30);
        assert_eq!(late(&supplied(ahead), false), Some(ahead));
        // What is taken back of it, and the entry that takes a purchase back.
        assert_eq!(late(&entry("1576", "VSt19", dec!(-1)), false), Some(own));
        assert_eq!(late(&entry("1576", "VSt19", dec!(-19)), true), None);
        assert_eq!(late(&entry("4930", "", dec!(100)), false), None);
        assert_eq!(late_tax_date(Chart::SKR03, &sold, own, false), None);
    }
}
