//! What is known of what a bank account was opened with, on whatever ledger accounts its statements
//! are kept.

use super::plan::{EarlyEntry, KnownBank, Plan};
use super::run::Desk;
use crate::store::bank_of;
use std::collections::BTreeMap;

impl Desk {
    /// What is known of the bank accounts that a plan brings statements for.
    pub(super) async fn known_banks(&self, plan: &Plan<'_>) -> anyhow::Result<Vec<KnownBank>> {
        let mut known = Vec::new();
        for (company, bank) in plan.banks_told() {
            known.extend(self.known_bank(plan, (&company, &bank)).await?);
        }
        Ok(known)
    }

    /// What is known of a bank account (company, what its entries are kept under); `None` where no
    /// statement says what it had.
    pub(super) async fn known_bank(
        &self,
        plan: &Plan<'_>,
        (company, bank): (&str, &str),
    ) -> anyhow::Result<Option<KnownBank>> {
        let stored = self.store.keys_of_bank(company, bank).await?;
        let mut stated = Vec::new();
        for key in &stored {
            stated.extend(self.store.first_stated(company, key).await?);
        }
        let Some(first) = plan.first_stated((company, bank), stated) else { return Ok(None) };
        let openings = self.store.openings(company).await?;
        // An account that the settings know no more stays where it is.
        let ledger = |key: &String| {
            let opened = openings.iter().find(|row| row.bank.as_ref() == Some(key));
            plan.ledger_account(company, key).or_else(|| opened.map(|row| row.account.clone()))
        };
        let keys = stored.iter().cloned().chain(plan.keys_brought(company, bank));
        let keys: BTreeMap<String, String> =
            keys.filter_map(|key| ledger(&key).map(|ledger| (key, ledger))).collect();
        if !keys.contains_key(&first.statement.account) {
            return Ok(None);
        }
        let mut early = Vec::new();
        for key in &stored {
            let told =
                self.store.early_entries((company, key), first.statement.id, first.day).await?;
            early.extend(told.into_iter().map(|(id, day, minor, of_first)| EarlyEntry {
                id,
                day,
                minor,
                of_first,
            }));
        }
        let mut rows = openings;
        rows.retain(|row| {
            let is_own = row.bank.as_deref().map(bank_of) == Some(bank_of(bank));
            is_own || keys.values().any(|ledger| *ledger == row.account)
        });
        let numbers: Vec<i64> = rows.iter().filter_map(|row| row.posting).collect();
        let postings = self.postings(company, &numbers).await?;
        Ok(Some(KnownBank { first, keys, early, rows, postings }))
    }
}
