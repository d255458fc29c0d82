//! The payments that a return may give back: booked before it on the same account by the same other
//! side, of its amount but for a bank's fee. A return without a reference shares no key with them,
//! and neither does a payer's refund with what he was paid twice.

use super::rows::{EntryRow, EntryStatus};
use super::sql;
use super::{Store, Stored};
use crate::domain::text::skeleton;
use crate::matching::{EntryFacts, amounts_returned, gives_back, takes_back};
use jiff::ToSpan;
use jiff::civil::Date;

/// How long after a payment it may come back: a direct debit without a mandate, and some days.
const MOST_DAYS: i64 = 400;
/// The largest fee of a bank that is thought of, minor units.
const MOST_FEE: i64 = 5_000;
/// The most payments that are looked at for one return.
const MOST_PAID: i64 = 20;

/// What is asked for a return.
#[derive(Debug, Clone)]
pub struct PaidBefore {
    account: String,
    currency: String,
    day: Date,
    minor: i64,
    name: Option<String>,
    iban: Option<String>,
    /// The bank takes it back, and may keep a fee; else a payer gives back what he was paid.
    by_bank: bool,
    /// The amounts, unsigned minor units, that it may give back; asked for alone where it does not
    /// say whose they are.
    amounts: Vec<i64>,
}

impl PaidBefore {
    /// What is asked for an entry that takes another back and waits; `None` for all others. Whose it
    /// is need not be said where the bank takes it back.
    pub fn of(row: &EntryRow) -> Option<PaidBefore> {
        let (entry, party) = (&row.entry, &row.entry.counterparty);
        let waits = !row.state.by_person && row.state.status != EntryStatus::Matched;
        let (day, minor) = (entry.booking_date?, entry.amount.minor()?);
        let facts = || EntryFacts {
            remittance: entry.remittance.clone(),
            booking_text: entry.booking_text.clone(),
            transaction_code: entry.transaction_code.clone(),
            return_reason: entry.return_reason.clone(),
            reversal: entry.reversal,
            instructed: entry
                .instructed
                .and_then(|money| Some((money.minor()?.saturating_abs(), money.currency))),
            ..EntryFacts::new(row.id, &row.company, day, minor, entry.amount.currency)
        };
        if !waits {
            return None;
        }
        let facts = facts();
        let by_bank = takes_back(&facts);
        let says_whose = party.name.is_some() || party.iban.is_some();
        (by_bank || says_whose && gives_back(&facts)).then(|| PaidBefore {
            by_bank,
            amounts: amounts_returned(&facts),
            account: row.account.clone(),
            currency: entry.amount.currency.code().to_owned(),
            day,
            minor,
            name: party.name.clone(),
            iban: party.iban.as_ref().map(|iban| iban.as_str().to_owned()),
        })
    }

    /// The least and the greatest amounts of payments that it may give back, minor units.
    fn ranges(&self) -> Vec<(i64, i64)> {
        let stated = self.amounts.iter().map(|amount| amount * -self.minor.signum());
        let mut ranges: Vec<(i64, i64)> = stated.map(|amount| (amount, amount)).collect();
        if self.says_whose() {
            // The fee makes a returned debit larger and a returned transfer smaller.
            let most = self.minor.saturating_neg();
            let fee = if self.by_bank { MOST_FEE } else { 0 };
            ranges.retain(|(amount, _)| *amount < most.saturating_sub(fee) || *amount > most);
            ranges.insert(0, (most.saturating_sub(fee), most));
        }
        ranges
    }

    fn says_whose(&self) -> bool {
        self.name.is_some() || self.iban.is_some()
    }

    fn is_of(&self, name: Option<&str>, iban: Option<&str>) -> bool {
        if !self.says_whose() {
            return true;
        }
        let squeezed = |name: &str| skeleton(name).replace(' ', "");
        let by_name = self.name.as_deref().zip(name).is_some_and(|(one, other)| {
            let (one, other) = (squeezed(one), squeezed(other));
            !one.is_empty() && !other.is_empty() && (one.contains(&other) || other.contains(&one))
        });
        by_name || iban.is_some() && self.iban.as_deref() == iban
    }
}

impl Store {
    /// The latest payments that these returns may give back.
    pub(super) async fn paid_before(
        &self,
        company: &str,
        returns: &[PaidBefore],
    ) -> Stored<Vec<i64>> {
        let mut found = Vec::new();
        for asked in returns {
            let first = asked.day.checked_sub(MOST_DAYS.days()).unwrap_or(asked.day);
            for (least, most) in asked.ranges() {
                let rows = sql::query(
                    "SELECT id, counterparty_name, counterparty_iban FROM bank_entry WHERE \
                     company = $1 AND account = $2 AND booking_date >= $3 AND booking_date <= $4 \
                     AND currency = $5 AND amount_minor >= $6 AND amount_minor <= $7 AND same_as \
                     IS NULL ORDER BY booking_date DESC, id DESC LIMIT $8",
                )
                .bind(company)
                .bind(&asked.account)
                .bind(first.to_string())
                .bind(asked.day.to_string())
                .bind(&asked.currency)
                .bind(least)
                .bind(most)
                .bind(MOST_PAID)
                .fetch_all(&self.pool)
                .await?;
                for row in rows {
                    let name: Option<String> = row.try_get("counterparty_name")?;
                    let iban: Option<String> = row.try_get("counterparty_iban")?;
                    if asked.is_of(name.as_deref(), iban.as_deref()) {
                        found.push(row.try_get("id")?);
                    }
                }
            }
        }
        Ok(found)
    }
}
