//! Reports of payment services and acquirers, sale by sale: what a row does to the service's
//! account, what the service kept of it, and the payout that is only a column of it.
//!
//! A payout is told sale by sale, never summed up over the file: a report may begin or end inside
//! of one, and come again with other days. What is told twice is then the same booking, and what is
//! missing comes with the next report.

use super::columns::{Columns, Field};
use super::layout::Bank;
use crate::domain::money::{LARGEST, round_commercially};
use crate::domain::text::fold;
use crate::domain::{Currency, Entry, Money};
use crate::formats::csv_shape::{date, number};
use csv::StringRecord;
use jiff::civil::Date;
use rust_decimal::{Decimal, dec};

/// What a row's booking text does to the amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Does {
    /// What its sign says.
    Signed,
    /// Money out, whatever its sign.
    Out,
    /// Paid out to the bank; a minus takes that back.
    Paid,
    /// The word is not known.
    Unknown,
}

/// What this row does, by the bank's own words; where it has none, what its sign says.
pub(super) fn does(columns: &Columns, row: &StringRecord, bank: Option<&Bank>) -> Does {
    let Some(kinds) = bank.and_then(|bank| bank.kinds.as_ref()) else { return Does::Signed };
    let text = fold(columns.get(Field::BookingText, row));
    let known = [(&kinds.signed, Does::Signed), (&kinds.out, Does::Out), (&kinds.paid, Does::Paid)];
    known
        .into_iter()
        .find(|(words, _)| words.iter().any(|word| fold(word) == text))
        .map_or(Does::Unknown, |(_, does)| does)
}

impl Does {
    /// The amount as it moves the service's account.
    pub(super) fn signed(self, amount: Decimal) -> Decimal {
        match self {
            Does::Signed | Does::Unknown => amount,
            Does::Out => -amount.abs(),
            Does::Paid => -amount,
        }
    }

    /// Tells rows apart that bear the reference of one sale: the sale itself, its payouts and what
    /// is given back of it.
    pub(super) fn refer(self, entry: &mut Entry) {
        let part = match self {
            Does::Signed | Does::Unknown => return,
            Does::Out => "refund",
            Does::Paid => entry.batch_id.as_deref().unwrap_or("payout"),
        };
        entry.bank_reference = entry.bank_reference.as_ref().map(|sale| format!("{sale}/{part}"));
    }
}

/// The amount of a row whose own column is empty, by what it is before the fee: of a refund the
/// report may state nothing else. Nothing is kept of an amount that is more than it.
pub(super) fn net(
    columns: &Columns,
    row: &StringRecord,
    bank: Option<&Bank>,
    form: number::Form,
) -> Option<Decimal> {
    bank?.kinds.as_ref()?;
    let gross = gross(columns, row, form)?;
    let fee = number::read(columns.get(Field::Fee, row), form).unwrap_or_default();
    gross.checked_sub(fee.abs()).filter(|_| fee.abs() <= gross.abs())
}

/// The amount before the fee, where a column states it.
pub(super) fn gross(columns: &Columns, row: &StringRecord, form: number::Form) -> Option<Decimal> {
    let read =
        |field| number::read(columns.get(field, row), form).filter(|amount| !amount.is_zero());
    read(Field::Gross).or_else(|| read(Field::GrossBeside))
}

/// What the service kept of an amount, negative, or gave back, positive: the difference to the
/// amount before the fee, which may stand without its sign. A column of fees may contradict that by
/// a tip beside the price, where the report tells sales and nothing else: then the fee counts. What
/// a payout by its kind repeats is none of its own.
///
/// Of a sale in another currency it is the difference to the amount at the rate that the report
/// states ([`converted`]).
///
/// # Errors
/// The fee is none: more than all there is, not what the amounts differ in, or larger than any
/// amount a document may state. What else a service's row says of money is then as little to be
/// trusted; on a bank's own account the amount stands for itself.
pub(super) fn charges(
    columns: &Columns,
    row: &StringRecord,
    bank: Option<&Bank>,
    form: number::Form,
    (does, signed): (Does, Money),
) -> Result<Option<Money>, NoFee> {
    if does == Does::Paid {
        return Ok(None);
    }
    let stated = number::read(columns.get(Field::Fee, row), form)
        .map(|fee| fee.abs())
        .filter(|fee| !fee.is_zero());
    let gross = match (abroad(columns, row, form, signed.currency), stated) {
        (None, _) => gross(columns, row, form),
        (Some(abroad), None) => converted(columns, row, form, (abroad.amount, signed.amount)),
        (Some(_), Some(_)) => None,
    };
    // What a bank takes besides the amount is an entry of its own.
    let apart = bank.is_some_and(|bank| bank.fee_apart);
    match kept(signed.amount, gross, stated, bank.is_some_and(|bank| bank.kinds.is_some())) {
        Err(NoFee) if apart => Ok(None),
        kept => {
            Ok(kept?.filter(|kept| !kept.is_zero()).map(|kept| Money::new(kept, signed.currency)))
        }
    }
}

/// The amount before the fee where the report states it in another currency than the account's.
fn abroad(
    columns: &Columns,
    row: &StringRecord,
    form: number::Form,
    own: Currency,
) -> Option<Money> {
    let currency = Currency::read(columns.get(Field::GrossCurrency, row))
        .filter(|currency| *currency != own)?;
    Some(Money::new(gross(columns, row, form)?, currency))
}

/// Rates and fees that are larger than this part of a sale are read the wrong way round, or no
/// fees.
const LARGEST_FEE: Decimal = dec!(0.1);

/// An amount of another currency in the account's, at the rate of the row. Reports quote rates both
/// ways round: it counts where one of the two leaves a fee for what arrived and the other none that
/// is likely.
fn converted(
    columns: &Columns,
    row: &StringRecord,
    form: number::Form,
    (gross, net): (Decimal, Decimal),
) -> Option<Decimal> {
    let rate = number::read(columns.get(Field::ExchangeRate, row), form)
        .filter(|rate| rate.is_sign_positive() && !rate.is_zero())?;
    let likely = |before: Option<Decimal>| {
        let before = round_commercially(before?.abs(), 2);
        let fee = if net.is_sign_negative() {
            net.abs().checked_sub(before)?
        } else {
            before.checked_sub(net)?
        };
        (!fee.is_sign_negative() && fee <= before * LARGEST_FEE).then_some(before)
    };
    match (likely(gross.checked_mul(rate)), likely(gross.checked_div(rate))) {
        (Some(before), None) | (None, Some(before)) => Some(before),
        _ => None,
    }
}

/// What was to be paid, in the currency that it was agreed in: by the columns for that, else the
/// amount before a fee that is known of a sale in another currency.
pub(super) fn instructed(
    columns: &Columns,
    row: &StringRecord,
    form: number::Form,
    net: Money,
) -> Option<Money> {
    let written = columns.get(Field::InstructedAmount, row);
    let named = columns.get(Field::InstructedCurrency, row);
    let stated = number::read(written, form).and_then(|amount| {
        let currency =
            Currency::read(if named.is_empty() { number::currency(written)? } else { named })?;
        Some(Money::new(amount.abs(), currency))
    });
    stated.or_else(|| {
        let abroad = abroad(columns, row, form, net.currency)?;
        converted(columns, row, form, (abroad.amount, net.amount))
            .map(|_| Money::new(abroad.amount.abs(), abroad.currency))
    })
}

fn kept(
    amount: Decimal,
    gross: Option<Decimal>,
    fee: Option<Decimal>,
    has_tips: bool,
) -> Result<Option<Decimal>, NoFee> {
    let kept = match (gross.filter(|_| !amount.is_zero()), fee) {
        (Some(gross), fee) => difference(amount, gross, fee, has_tips)?,
        (None, Some(fee)) if fee <= amount.abs().max(gross.unwrap_or_default().abs()) => -fee,
        (None, Some(_)) => return Err(NoFee),
        (None, None) => return Ok(None),
    };
    let is_sane = kept.abs() <= LARGEST
        && amount.checked_sub(kept).is_some_and(|before| before.abs() <= LARGEST);
    if is_sane { Ok(Some(kept)) } else { Err(NoFee) }
}

/// A column of fees that states none.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoFee;

/// What an amount and the one before the fee differ in. A fee that is more than its sale leaves
/// less than nothing.
fn difference(
    amount: Decimal,
    gross: Decimal,
    fee: Option<Decimal>,
    has_tips: bool,
) -> Result<Decimal, NoFee> {
    let before = if amount.is_sign_negative() { -gross.abs() } else { gross.abs() };
    let kept = amount.checked_sub(before).ok_or(NoFee)?;
    let Some(fee) = fee.filter(|fee| *fee != kept.abs()) else { return Ok(kept) };
    let with_fee = amount.abs().checked_add(fee).ok_or(NoFee)?;
    let overdrawn = amount.is_sign_negative()
        && gross.is_sign_positive()
        && gross.checked_sub(fee) == Some(amount);
    let is_tip = has_tips && fee <= gross.abs() && with_fee > gross.abs();
    if overdrawn || is_tip { Ok(-fee) } else { Err(NoFee) }
}

/// The day of a payout to the bank.
pub(super) fn paid_on(columns: &Columns, row: &StringRecord, form: date::Form) -> Option<Date> {
    date::read(columns.get(Field::PaidOut, row), form)
}

/// The payout that a row of a sale states in its columns: as much leaves the service's account on
/// the day of the payout.
pub(super) fn payout(
    columns: &Columns,
    row: &StringRecord,
    bank: Option<&Bank>,
    form: date::Form,
    sale: &Entry,
) -> Option<Entry> {
    let payouts = bank
        .filter(|bank| bank.kinds.as_ref().is_none_or(|kinds| kinds.paid.is_empty()))?
        .payouts
        .as_ref()?;
    let status = fold(columns.get(Field::PayoutStatus, row));
    let made = payouts.made.iter().any(|word| fold(word) == status);
    let (day, number) = (paid_on(columns, row, form)?, sale.batch_id.as_deref().filter(|_| made)?);
    let mut entry = Entry::new(Money::new(-sale.amount.amount, sale.amount.currency));
    let words = if sale.amount.amount.is_sign_negative() { &payouts.back } else { &payouts.out };
    entry.booking_date = Some(day);
    entry.booking_text = words.first().cloned();
    entry.transaction_code.clone_from(&entry.booking_text);
    entry.bank_reference =
        sale.bank_reference.as_ref().map(|reference| format!("{reference}/{number}"));
    let what = sale.remittance.as_deref().unwrap_or_default();
    entry.remittance = Some(format!("{number} {what}").trim().to_owned());
    entry.batch_id = Some(number.to_owned());
    Some(entry)
}

#[cfg(test)]
mod tests {
    use crate::domain::{Content, Entry};
    use crate::formats::{Input, Layouts, Read};

    fn entries(text: &str) -> Vec<Entry> {
        let layouts = Layouts::default();
        let reading =
            super::super::read(&Input { bytes: text.as_bytes(), name: "", layouts: &layouts })
                .expect("read");
        match reading.content {
            Read::Content(Content::BankStatement(file)) => {
                file.statements.into_iter().flat_map(|statement| statement.entries).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    fn told(entries: &[Entry]) -> Vec<String> {
        let kept = |entry: &Entry| {
            entry.charges.as_ref().map(|charges| charges.amount.to_string()).unwrap_or_default()
        };
        let day = |entry: &Entry| entry.booking_date.map(|day| day.to_string()).unwrap_or_default();
        entries
            .iter()
            .map(|entry| format!("{} {} [{}]", day(entry), entry.amount.amount, kept(entry)))
            .collect()
    }

    #[test]
    fn a_fee_that_is_given_back_with_a_refund_is_money_in() {
        let stripe = "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On \
            (UTC),Description\n\
            txn_1,charge,ch_1,97.00,3.07,93.93,eur,2026-07-11 09:00,2026-07-18 00:00,RE-3\n\
            txn_2,refund,re_1,-97.00,-3.07,-93.93,eur,2026-07-12 09:00,2026-07-18 00:00,RE-3\n\
            txn_3,refund,re_2,-20.00,0.35,-20.35,eur,2026-07-13 09:00,2026-07-18 00:00,RE-4\n";
        assert_eq!(
            told(&entries(stripe)),
            ["2026-07-11 93.93 [-3.07]", "2026-07-12 -93.93 [3.07]", "2026-07-13 -20.35 [-0.35]"]
        );
    }

    #[test]
    fn what_an_acquirer_keeps_is_the_difference_within_one_currency() {
        let header = "Psp Reference,Merchant Reference,Creation Date,Type,Gross Currency,Gross \
            Debit (GC),Gross Credit (GC),Net Currency,\
            Net Debit (NC),Net Credit (NC),Batch Number\n";
        let rows = "P1,RE-5,2026-09-15 10:22:31,Settled,EUR,,45.99,EUR,,45.10,118\n\
            P2,RE-6,2026-09-16 09:00:00,Chargeback,EUR,20.00,,EUR,35.00,,118\n\
            P3,RE-7,2026-09-16 09:00:00,Settled,USD,,50.00,EUR,,42.00,118\n";
        let read = entries(&format!("{header}{rows}"));
        assert_eq!(
            told(&read),
            ["2026-09-15 45.10 [-0.89]", "2026-09-16 -35.00 [-15.00]", "2026-09-16 42.00 []"]
        );
    }

    #[test]
    fn a_sale_abroad_is_less_its_fee_at_the_rate_of_the_report() {
        let header = "Psp Reference,Merchant Reference,Creation Date,Type,Gross Currency,Gross \
            Debit (GC),Gross Credit (GC),Exchange Rate,\
            Net Currency,Net Debit (NC),Net Credit (NC),Batch Number\n";
        let rows = "P1,RE-5,2026-09-15 10:22:31,Settled,USD,,100.00,0.8,EUR,,77.50,118\n\
            P2,RE-6,2026-09-15 10:22:31,Settled,USD,,100.00,1.25,EUR,,77.50,118\n\
            P3,RE-7,2026-09-16 09:00:00,Refunded,USD,50.00,,0.8,EUR,41.00,,118\n\
            P4,RE-8,2026-09-16 09:00:00,Settled,USD,,100.00,0.8,EUR,,60.00,118\n\
            P5,RE-9,2026-09-16 09:00:00,Settled,USD,,100.00,1.01,EUR,,97.00,118\n";
        let read = entries(&format!("{header}{rows}"));
        let each = read.iter().map(|entry| {
            entry.instructed.map(|money| format!("{} {}", money.amount, money.currency))
        });
        let dollars = |amount: &str| Some(format!("{amount} USD"));
        // Neither way round leaves a likely fee of the fourth, both of the fifth.
        assert_eq!(
            each.collect::<Vec<_>>(),
            [dollars("100.00"), dollars("100.00"), dollars("50.00"), None, None]
        );
        let kept: Vec<String> =
            told(&read).iter().filter_map(|row| Some(row.split_once('[')?.1.to_owned())).collect();
        assert_eq!(kept, ["-2.50]", "-2.50]", "-1.00]", "]", "]"]);
    }

    #[test]
    fn a_fee_that_contradicts_a_banks_amounts_is_told_and_its_row_stands() {
        let read = |rows: &str| {
            let text = format!(
                "Buchungstag;Valuta;Auftraggeber/Empfänger;Verwendungszweck;Betrag;Gebühr;Währung\n{rows}"
            );
            let layouts = Layouts::default();
            let reading =
                super::super::read(&Input { bytes: text.as_bytes(), name: "", layouts: &layouts })
                    .expect("read");
            reading
                .findings
                .iter()
                .map(|finding| finding.kind.code)
                .filter(|code| code.contains("fee"))
                .collect::<Vec<_>>()
        };
        let row = |fee: &str| {
            format!(
                "01.07.2026;01.07.2026;Anna \
                 Kern;RE-1;10,00;{fee};EUR\n02.07.2026;02.07.2026;B;x;-3,00;;EUR\n"
            )
        };
        // Whether the amount holds it, nothing says.
        assert_eq!((read(&row("0,50")), read(&row(""))), (vec!["csv-fees-untold"], vec![]));
        assert_eq!(read(&row("12,00")), ["csv-fee-in-doubt"]);
    }

    #[test]
    fn a_fee_that_cannot_be_one_leaves_its_row_out() {
        let rows = |rows: &str| {
            entries(&format!(
                "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On \
                 (UTC),Description\n{rows}"
            ))
        };
        let row = |amount: &str, fee: &str, net: &str| {
            format!(
                "txn_1,charge,ch_1,{amount},{fee},{net},eur,2026-07-11 09:00,2026-07-18 00:00,x\n"
            )
        };
        let sound = row("10.00", "0.50", "9.50");
        for (amount, fee, net) in [
            ("97.00", "99999999999999999.99", "93.93"),
            ("97.00", "79228162514264337593543950335", "93.93"),
            ("-97.00", "79228162514264337593543950335", "-93.93"),
            ("97.00", "4.07", "93.93"),
            ("", "94.00", "93.93"),
            ("2000000000000.00", "", "93.93"),
        ] {
            assert_eq!(
                told(&rows(&format!("{sound}{}", row(amount, fee, net)))),
                ["2026-07-11 9.50 [-0.50]"],
                "{amount} {fee} {net}"
            );
        }
        assert_eq!(
            told(&rows(&row("0.30", "0.35", "-0.05"))),
            ["2026-07-11 -0.05 [-0.35]"],
            "more than its sale, as the amounts say"
        );
    }

    #[test]
    fn a_payout_that_is_a_column_is_told_once_it_is_made() {
        let shopify = "Transaction Date,Type,Order,Payout Status,Payout Date,Payout \
            ID,Amount,Fee,Net,Currency\n\
            2026-08-30 16:59:53 +0200,charge,#1,paid,2026-09-01,148,119.00,3.07,115.93,EUR\n\
            2026-08-31 16:59:53 +0200,charge,#2,scheduled,2026-09-02,149,10.00,0.50,9.50,EUR\n";
        assert_eq!(
            told(&entries(shopify)),
            ["2026-08-30 115.93 [-3.07]", "2026-09-01 -115.93 []", "2026-08-31 9.50 [-0.50]"]
        );
    }

    #[test]
    fn a_tip_is_no_fee_and_a_refund_goes_out() {
        let sumup = "Datum,Transaktions-ID,Transaktionsart,Status,Betrag inkl. \
            MwSt.,Gebühr,Auszahlung,Auszahlungsdatum,Auszahlungs-ID\n\
            2026-08-30 16:59:53,T1111111,Umsatz,Erfolgreich,10.0,0.20,11.80,,\n\
            2026-08-31 16:59:53,T2222222,Rückerstattung,,4.0,,,,\n\
            2026-08-31 16:59:53,T1111111,Auszahlung,Gezahlt,10.0,0.20,11.80,2026-09-02,77\n";
        assert_eq!(
            told(&entries(sumup)),
            ["2026-08-30 11.80 [-0.20]", "2026-08-31 -4.00 []", "2026-09-02 -11.80 []"]
        );
        let references: Vec<Option<String>> =
            entries(sumup).into_iter().map(|entry| entry.bank_reference).collect();
        let each = ["T1111111", "T2222222/refund", "T1111111/77"]
            .map(|reference| Some(reference.to_owned()));
        assert_eq!(references, each, "what is given back of a sale is not its payout");
    }
}
