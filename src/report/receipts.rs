//! Receipts and payments (EÜR): what money moved, and of each invoice the part that was settled, in
//! the lines of the form.

use super::Asked;
use crate::domain::money::round_commercially;
use crate::domain::{Currency, JournalLine, Money, Side};
use crate::ledger::positions::{OF_YEAR_AFTER, OF_YEAR_BEFORE, Position, Receipts};
use crate::ledger::{Closing, Personal, Role, TaxedUnder};
use crate::store::rows::ItemKind;
use crate::store::{Settled, Store, Stored};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap};

/// The form's lines for a company, of days from one to another.
pub(super) async fn positions(
    store: &Store,
    asked: &Asked,
    of: (&str, Closing),
    days: (Date, Date),
) -> Stored<Vec<Position>> {
    Ok(counted(store, asked, of, days).await?.positions())
}

/// What the form's lines of a company are made of, and what of it a person must look through: see
/// [`OF_YEAR_BEFORE`].
pub(super) async fn counted(
    store: &Store,
    asked: &Asked,
    of: (&str, Closing),
    (from, to): (Date, Date),
) -> Stored<Receipts> {
    let mut receipts = moved_within(store, asked, of, (from, to)).await?;
    let turns = [(from.year(), 1, 1..=10, OF_YEAR_BEFORE), (to.year(), 12, 22..=31, OF_YEAR_AFTER)];
    for (year, month, days, code) in turns {
        let day = |day| Date::new(year, month, day).map_or(to, |day| day.clamp(from, to));
        let (first, last) = (day(*days.start()), day(*days.end()));
        if (first.month(), last.month()) == (month, month)
            && days.contains(&first.day())
            && days.contains(&last.day())
        {
            receipts.tell_recurring(code, &moved_within(store, asked, of, (first, last)).await?);
        }
    }
    Ok(receipts)
}

/// What the form's lines of a company are made of.
///
/// An invoice counts with what is settled of it: so much of each of its lines as of its gross, to
/// the cent, and all of it once all is settled. Money on a personal account that settles nothing
/// (an advance) has no line yet. What is paid in the ten days around the turn of the year counts
/// when it is paid.
async fn moved_within(
    store: &Store,
    asked: &Asked,
    (company, closing): (&str, Closing),
    (from, to): (Date, Date),
) -> Stored<Receipts> {
    let mut receipts = Receipts::new(closing);
    let mut on_account = Decimal::ZERO;
    let mut moved = Vec::new();
    for turnover in store.money_turnover(company, from, to).await? {
        let account = asked.chart_number(company, &turnover.account);
        match is_personal(account) {
            true => on_account += turnover.credit - turnover.debit,
            false => moved.push(Moved::of(
                account,
                turnover.vat_code.as_deref(),
                turnover.debit,
                turnover.credit,
            )),
        }
    }
    count_moved(&mut receipts, &moved);
    let settled = store.settled_between(company, from, to).await?;
    let numbers: Vec<i64> = settled.iter().filter_map(|settled| settled.posting).collect();
    let booked: HashMap<i64, Vec<JournalLine>> = store
        .journal_numbered(company, &numbers)
        .await?
        .into_iter()
        .map(|row| (row.number, row.lines))
        .collect();
    for settled in &settled {
        let moved = Money::from_minor(settled.until - settled.before, settled.item.currency).amount;
        // What an invoice calls paid already stands on no personal account.
        if settled.item.kind != ItemKind::Prepaid {
            on_account -= if settled.item.side == Side::Receivable { moved } else { -moved };
        }
        let lines = settled
            .posting
            .and_then(|number| booked.get(&number))
            .map(Vec::as_slice)
            .unwrap_or_default();
        receipts.of(&settled.item.number);
        count(&mut receipts, settled, lines, |number| {
            asked.chart_number(company, number).to_owned()
        });
    }
    receipts.of("");
    receipts.unassigned(on_account);
    Ok(receipts)
}

fn is_personal(account: &str) -> bool {
    Personal::of(account).is_some()
}

/// Counts the part of an item that was settled.
fn count(
    receipts: &mut Receipts,
    settled: &Settled,
    lines: &[JournalLine],
    charted: impl Fn(&str) -> String,
) {
    let part = |amount: Decimal| part(amount, settled);
    let listed = [Role::OpeningReceivables, Role::OpeningPayables];
    let chart = receipts.chart();
    let carried = |line: &JournalLine| {
        listed.iter().any(|role| chart.number(*role) == charted(&line.account))
    };
    if lines.iter().any(carried) || lines.is_empty() && settled.item.kind != ItemKind::Prepaid {
        return count_listed(receipts, settled);
    }
    let moved = |line: &JournalLine| {
        Moved::of(
            &charted(&line.account),
            line.vat_code.as_deref(),
            part(line.debit),
            part(line.credit),
        )
    };
    let moved: Vec<Moved> =
        lines.iter().map(moved).filter(|moved| !is_personal(&moved.account)).collect();
    count_moved(receipts, &moved);
}

/// What moved on an account under a tax code.
struct Moved {
    account: String,
    code: Option<String>,
    debit: Decimal,
    credit: Decimal,
}

impl Moved {
    fn of(account: &str, code: Option<&str>, debit: Decimal, credit: Decimal) -> Moved {
        Moved { account: account.to_owned(), code: code.map(str::to_owned), debit, credit }
    }

    /// Positive came in.
    fn received(&self) -> Decimal {
        self.credit - self.debit
    }
}

/// Counts what moved. VAT that a recipient owes and does not deduct is part of the price in the
/// books; the vendor is not paid it, and the tax office's part of it counts when it is paid (Kz
/// 186). So it is taken off the price here, of each account of its code by what the account bears
/// of the price.
fn count_moved(receipts: &mut Receipts, moved: &[Moved]) {
    let (nowhere, counted): (Vec<&Moved>, Vec<&Moved>) =
        moved.iter().partition(|moved| receipts.is_nowhere(&moved.account));
    let (owed, price) = (by_code(&nowhere), by_code(&counted));
    let mut so_far: BTreeMap<&str, Decimal> = BTreeMap::new();
    for moved in counted {
        let share = moved.code.as_deref().and_then(|code| {
            let (owed, price) = (owed.get(code)?, price.get(code)?);
            let before = so_far.get(code).copied();
            let after = before.unwrap_or_default() + moved.received();
            so_far.insert(code, after);
            // Of a price of nothing the first bears all. The shares of rising sums give the whole,
            // to the cent.
            let upto = |of: Decimal| {
                (owed * of).checked_div(*price).map(|share| round_commercially(share, 2))
            };
            let whole = if before.is_none() { *owed } else { Decimal::ZERO };
            Some(
                upto(after)
                    .zip(upto(before.unwrap_or_default()))
                    .map_or(whole, |(after, before)| after - before),
            )
        });
        receipts.turnover(&moved.account, moved.debit, moved.credit + share.unwrap_or_default());
    }
}

/// What was received under each tax code, less what was paid.
fn by_code<'a>(moved: &[&'a Moved]) -> BTreeMap<&'a str, Decimal> {
    let mut sums: BTreeMap<&str, Decimal> = BTreeMap::new();
    for moved in moved {
        *sums.entry(moved.code.as_deref().unwrap_or_default()).or_default() += moved.received();
    }
    sums
}

/// An item of a list, of which the books know the VAT at most.
fn count_listed(receipts: &mut Receipts, settled: &Settled) {
    let item = &settled.item;
    let euro = |minor: i64| Money::from_minor(minor, Currency::EUR).amount;
    let gross = part(euro(item.amount_minor), settled);
    let taxes = item.vat.iter().map(|share| (share, euro(share.gross_minor - share.net_minor)));
    match item.side {
        Side::Receivable if !item.vat.is_empty() => {
            let tax: Decimal = taxes.map(|(_, tax)| part(tax, settled)).sum();
            receipts.taxed_turnover(gross - tax, tax);
        }
        Side::Receivable => receipts.unassigned(gross),
        Side::Payable => {
            let own = receipts.input_percent();
            let tax: Decimal = taxes
                .map(|(share, tax)| part(deducted(tax, share.under.as_deref(), own), settled))
                .sum();
            receipts.input_vat(tax);
            receipts.unassigned(tax - gross);
        }
    }
}

/// What of a tax is deducted (§ 15 (2), (4) UStG): as the item says that it was taxed `under`, else
/// so many percent.
fn deducted(tax: Decimal, under: Option<&str>, percent: Decimal) -> Decimal {
    let percent = under.and_then(TaxedUnder::read).map_or(percent, |taxed| taxed.input_percent);
    round_commercially(tax * percent / Decimal::ONE_HUNDRED, 2)
}

/// So much of an amount as was settled within the span; over all spans the parts sum to the whole.
fn part(amount: Decimal, settled: &Settled) -> Decimal {
    let share = |of: i64| {
        let exact =
            (amount * Decimal::from(of)).checked_div(Decimal::from(settled.item.amount_minor));
        round_commercially(exact.unwrap_or_default(), 2)
    };
    share(settled.until) - share(settled.before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Chart;
    use rust_decimal::dec;

    /// Code → amount, zeros left out.
    fn lines(moved: &[(&str, Decimal, Decimal)]) -> BTreeMap<&'static str, Decimal> {
        let mut receipts = Receipts::new(Chart::SKR03.into());
        let moved: Vec<Moved> = moved
            .iter()
            .map(|(account, debit, credit)| Moved::of(account, Some("x"), *debit, *credit))
            .collect();
        count_moved(&mut receipts, &moved);
        receipts
            .positions()
            .into_iter()
            .filter(|line| !line.amount.is_zero())
            .map(|line| (line.code, line.amount))
            .collect()
    }

    #[test]
    fn vat_owed_as_recipient_is_shared_by_the_accounts_of_its_code() {
        // Telephone and advertising, each with 19 % that is owed and not deducted.
        let telephone = lines(&[("4920", dec!(119), dec!(0)), ("1787", dec!(0), dec!(19))]);
        let advertising = lines(&[("4610", dec!(238), dec!(0)), ("1787", dec!(0), dec!(38))]);
        let both = lines(&[
            ("4920", dec!(119), dec!(0)),
            ("4610", dec!(238), dec!(0)),
            ("1787", dec!(0), dec!(57)),
        ]);
        for code in ["280", "224"] {
            let alone = telephone.get(code).or_else(|| advertising.get(code));
            assert!(
                alone.is_some_and(
                    |amount| amount.abs() == if code == "280" { dec!(100) } else { dec!(200) }
                ),
                "{code} {alone:?}"
            );
            assert_eq!(both.get(code), alone, "{both:?}");
        }
        // A cent over three accounts stays a cent; one that is taken back takes its share back.
        let cent = lines(&[
            ("4920", dec!(0.01), dec!(0)),
            ("4610", dec!(0.02), dec!(0)),
            ("1787", dec!(0), dec!(0.01)),
        ]);
        assert_eq!(
            cent.get("280").copied().unwrap_or_default()
                + cent.get("224").copied().unwrap_or_default(),
            dec!(0.02),
            "{cent:?}"
        );
        let turned = lines(&[("4920", dec!(119), dec!(0)), ("4610", dec!(0), dec!(119))]);
        assert_eq!(turned.get("280").map(Decimal::abs), Some(dec!(119)), "{turned:?}");
    }
}
