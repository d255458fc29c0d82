//! Goods received and not invoiced, accrued when a month is closed (§ 252 (1) no. 5 HGB): the
//! expense of what came, net of VAT at the order's price, against other provisions, and taken back
//! on the next day, when the invoice books it for good. Off until a company's settings turn it on;
//! a company that counts receipts and payments has none.

use super::books::{Books, CompanyBooks};
use super::run::Desk;
use crate::control::{DELIVERY_UNCLEAR, DELIVERY_UNIT};
use crate::domain::{Currency, JournalEntry, JournalLine, Language, Money, Unit};
use crate::ledger::{Role, wording};
use crate::report::{Unbilled, unbilled};
use crate::store::Changes;
use crate::store::trade::{AccrualRow, DeliveryRow};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::json;

/// What the closing of a month accrued.
#[derive(Debug, Clone, PartialEq)]
pub struct Accrued {
    /// The last day of the month.
    pub day: Date,
    /// The journal entry of that day; none where nothing could be valued.
    pub entry: Option<i64>,
    /// Its sum, in the books' currency.
    pub amount: Money,
    /// Lines that are not in it: ordered ones without a price, in another currency, or with VAT that
    /// is not deducted at a rate nobody states; delivered ones in a unit that does not convert.
    pub unvalued: Vec<String>,
}

/// The last days of the months that a closing covers: those after the last closing, of a first one
/// the last alone.
pub(super) fn month_ends(closed: Option<Date>, until: Date) -> Vec<Date> {
    let is_end = |day: &Date| *day == day.last_of_month();
    let Some(closed) = closed else { return Some(until).filter(is_end).into_iter().collect() };
    let mut ends = Vec::new();
    let mut day = closed.tomorrow().map(Date::last_of_month);
    while let Ok(end) = day
        && end <= until
    {
        ends.push(end);
        day = end.tomorrow().map(Date::last_of_month);
    }
    ends
}

impl Desk {
    /// Books what was received and not invoiced at the end of these months into `changes`.
    pub(super) async fn accrue(
        &self,
        books: &mut Books,
        company: &str,
        days: &[Date],
        changes: &mut Changes,
    ) -> anyhow::Result<Vec<Accrued>> {
        let Some(own) = books
            .companies
            .get(company)
            .cloned()
            .filter(|own| own.accrues_goods && !own.closing.by_receipts)
        else {
            return Ok(Vec::new());
        };
        let mut all = Vec::new();
        for day in days {
            let found = unbilled(&self.store, company, &own.control, *day).await?;
            let uncounted = self.uncounted(company, *day).await?;
            if !found.is_empty() || !uncounted.is_empty() {
                let mut accrued = book(books, &own, *day, &found, own.language, changes)?;
                accrued.unvalued.extend(uncounted);
                all.push(accrued);
            }
        }
        Ok(all)
    }

    /// Lines of delivery notes up to a day whose quantity nobody can count.
    async fn uncounted(&self, company: &str, day: Date) -> anyhow::Result<Vec<String>> {
        let mut lines = Vec::new();
        for control in self.store.controls_held(Some(company)).await? {
            let unclear = [DELIVERY_UNIT.code, DELIVERY_UNCLEAR.code];
            let mut open = control.open();
            open.retain(|finding| unclear.contains(&finding.code.as_str()));
            if open.is_empty() {
                continue;
            }
            let notes = self.store.notes_from(control.document_id).await?;
            let day_of = |row: &DeliveryRow| row.note.delivery_date.or(row.note.date);
            let came = notes.iter().find(|row| day_of(row).is_some_and(|came| came <= day));
            let Some(number) = came.and_then(|row| row.note.number.clone()) else { continue };
            let named = |line: Option<&str>| [&number, line.unwrap_or("–")].join("/");
            lines.extend(open.iter().map(|finding| named(finding.line.as_deref())));
        }
        Ok(lines)
    }
}

fn book(
    books: &mut Books,
    own: &CompanyBooks,
    day: Date,
    found: &[Unbilled],
    language: Language,
    changes: &mut Changes,
) -> anyhow::Result<Accrued> {
    let mut accrued = Accrued {
        day,
        entry: None,
        amount: Money::new(Decimal::ZERO, Currency::EUR),
        unvalued: Vec::new(),
    };
    let mut lines: Vec<JournalLine> = Vec::new();
    let mut parts: Vec<(String, i64, &Unbilled)> = Vec::new();
    let mut sum = Decimal::ZERO;
    for unbilled in found {
        let Some((value, minor)) = value(own, unbilled) else {
            let ordered = &unbilled.line.ordered;
            accrued
                .unvalued
                .push([ordered.order.as_str(), ordered.line.as_deref().unwrap_or("–")].join("/"));
            continue;
        };
        let account = account(own, unbilled).to_owned();
        let at = lines.iter().position(|line| line.account == account);
        match at.and_then(|at| lines.get_mut(at)) {
            Some(line) => *line = JournalLine::signed(&account, line.amount() + value),
            None => lines.push(JournalLine::signed(&account, value)),
        }
        sum += value;
        parts.push((own.number(&account), minor, unbilled));
    }
    if sum.is_zero() {
        return Ok(accrued);
    }
    lines.push(JournalLine::signed(own.chart.number(Role::GoodsNotInvoiced), -sum));
    let text = wording::accrual(day, language);
    let entry = JournalEntry::balanced(day, &text, lines)?;
    let sealed = books.seal(&own.id, entry.clone(), None, None, None);
    let number = sealed.number;
    changes.journal.push(sealed);
    let back = entry.reversed(day.tomorrow()?, wording::reversal(&text, language));
    changes.journal.push(books.seal(&own.id, back, None, None, Some(number)));
    let row = |(position, (account, minor, unbilled)): (i64, (String, i64, &Unbilled))| {
        let (ordered, quantity) =
            (&unbilled.line.ordered, unbilled.quantity.normalize().to_string());
        let unit = ordered.unit.as_ref().map(Unit::code);
        let facts = json!({"contact": unbilled.contact.contact, "order": ordered.order,
            "line": ordered.line, "quantity": quantity, "unit": unit});
        AccrualRow { company: own.id.clone(), posting: number, position, account, minor, facts }
    };
    changes.accruals.extend((0..).zip(parts).map(row));
    Ok(Accrued { entry: Some(number), amount: Money::new(sum, Currency::EUR), ..accrued })
}

/// What came costs: net, and the VAT of it that is not deducted; with its cents.
fn value(own: &CompanyBooks, unbilled: &Unbilled) -> Option<(Decimal, i64)> {
    let ordered = &unbilled.line.ordered;
    if ordered.currency.is_some_and(|currency| currency != Currency::EUR) {
        return None;
    }
    let net = ordered.unit_price?.checked_mul(unbilled.quantity)?;
    let kept = Decimal::ONE_HUNDRED - own.keeping.input_percent;
    let vat = match kept.is_zero() {
        true => Decimal::ZERO,
        false => {
            net.checked_mul(ordered.vat_rate?)?.checked_mul(kept)?
                / Decimal::ONE_HUNDRED
                / Decimal::ONE_HUNDRED
        }
    };
    let value = net
        .checked_add(vat)?
        .round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    let minor = Money::new(value, Currency::EUR).minor()?;
    (minor > 0).then_some((value, minor))
}

/// Where a vendor's invoices are booked, unless that account takes VAT out by itself: nothing is
/// billed yet.
fn account<'a>(own: &'a CompanyBooks, unbilled: &'a Unbilled) -> &'a str {
    let free = |account: &&str| {
        own.chart.account(account).is_some_and(|known| known.automatic_rate().is_none())
    };
    own.expense_for(&unbilled.contact)
        .filter(free)
        .unwrap_or_else(|| own.chart.number(Role::ExpenseUntaxed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn each_month_that_a_closing_covers_ends_once() {
        assert_eq!(month_ends(None, date(2026, 10, 31)), [date(2026, 10, 31)]);
        assert_eq!(month_ends(None, date(2026, 10, 30)), []);
        assert_eq!(
            month_ends(Some(date(2026, 9, 30)), date(2026, 11, 30)),
            [date(2026, 10, 31), date(2026, 11, 30)]
        );
        assert_eq!(month_ends(Some(date(2026, 10, 15)), date(2026, 11, 29)), [date(2026, 10, 31)]);
        assert_eq!(month_ends(Some(date(2026, 10, 31)), date(2026, 11, 29)), []);
    }
}
