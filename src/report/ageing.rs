//! How long receivables and payables have been due, by contact.

use super::gather::{contacts_numbered, open_minor};
use super::row::{Row, row};
use super::{Asked, Cell, Report, Which, column};
use crate::domain::{Currency, Money, words};
use crate::store::rows::ItemRow;
use crate::store::{Span, Store, Stored};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Report `ageing`.
pub(super) const REPORT: Report = Report {
    name: "ageing",
    which: Which::Ageing,
    title: ("Fälligkeiten", "Ageing"),
    columns: &[
        column("company", "Firma", "Company", Cell::Text).key(),
        column("side", "Seite", "Side", Cell::Word(words::SIDES)).key(),
        column("contact", "Kontakt", "Contact", Cell::Text),
        column("name", "Name", "Name", Cell::Long),
        column("not_due", "Nicht fällig", "Not due", Cell::Amount).summed(),
        column("days_30", "1–30 Tage", "1–30 days", Cell::Amount).summed(),
        column("days_60", "31–60 Tage", "31–60 days", Cell::Amount).summed(),
        column("days_90", "61–90 Tage", "61–90 days", Cell::Amount).summed(),
        column("older", "Älter", "Older", Cell::Amount).summed(),
        column("total", "Summe", "Total", Cell::Amount).summed(),
        column("currency", "Währung", "Currency", Cell::Text).key(),
    ],
};

/// What a contact owes or is owed, of the items' own sign, by the days since it was due.
#[derive(Debug, Default)]
struct Ages {
    not_due: Decimal,
    days_30: Decimal,
    days_60: Decimal,
    days_90: Decimal,
    older: Decimal,
    total: Decimal,
}

impl Ages {
    /// Adds an amount that is due on this day; what has no due day counts from its own.
    fn add(&mut self, amount: Decimal, due: Option<Date>, today: Date) {
        let late = due.map_or(0, |due| today.since(due).map_or(0, |span| span.get_days()));
        let age = match late {
            ..=0 => &mut self.not_due,
            1..=30 => &mut self.days_30,
            31..=60 => &mut self.days_60,
            61..=90 => &mut self.days_90,
            _ => &mut self.older,
        };
        *age += amount;
        self.total += amount;
    }
}

/// Company, side, contact, currency.
type Whose = (String, Reverse<&'static str>, i64, String);

pub(super) async fn rows(store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let today = asked.until();
    let mut groups: BTreeMap<Whose, Ages> = BTreeMap::new();
    let add = |item: ItemRow, settled: i64| {
        let due = item.due_day().or(item.date);
        let open = Money::from_minor(open_minor(&item, settled), item.currency).amount;
        let key = (
            item.company,
            Reverse(item.side.as_str()),
            item.contact_id,
            item.currency.code().to_owned(),
        );
        groups.entry(key).or_default().add(open, due, today);
    };
    let span = Span { from: None, to: Some(today), ..asked.span.clone() };
    store.each_item_open_unordered(&span, add).await?;
    let owing = groups.keys().map(|(_, _, contact, _)| *contact);
    let contacts = contacts_numbered(store, owing).await?;
    let row = |((company, Reverse(side), contact, currency), ages): (Whose, Ages)| {
        let contact = contacts.get(&contact);
        let currency = Currency::read(&currency).unwrap_or(Currency::EUR);
        let Ages { not_due, days_30, days_60, days_90, older, total } = ages;
        row!({
            "company": company,
            "side": side,
            "contact": contact.map(|row| &row.contact),
            "name": contact.map(|row| &row.name),
            "not_due": currency.pad(not_due),
            "days_30": currency.pad(days_30),
            "days_60": currency.pad(days_60),
            "days_90": currency.pad(days_90),
            "older": currency.pad(older),
            "total": currency.pad(total),
            "currency": currency,
        })
    };
    Ok(groups.into_iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use rust_decimal::dec;

    #[test]
    fn days_count_from_the_day_after_it_was_due() {
        let mut ages = Ages::default();
        for (day, amount) in [(30, dec!(1)), (29, dec!(2)), (1, dec!(4))] {
            ages.add(amount, Some(date(2026, 11, day)), date(2026, 11, 30));
        }
        ages.add(dec!(8), Some(date(2026, 8, 31)), date(2026, 11, 30));
        ages.add(dec!(16), Some(date(2026, 9, 1)), date(2026, 11, 30));
        assert_eq!(
            (ages.not_due, ages.days_30, ages.days_90, ages.older),
            (dec!(1), dec!(6), dec!(16), dec!(8))
        );
        assert_eq!(ages.total, dec!(31));
    }
}
