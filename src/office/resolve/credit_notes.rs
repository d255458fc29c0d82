//! What credit notes stand on once a person moves their invoice to another account.

use super::{Choice, kind};
use crate::domain::invoice_number::names_number;
use crate::domain::{Finding, FindingKind};
use crate::office::run::Desk;
use crate::store::Changes;
use crate::store::trade::Naming;
use std::collections::BTreeMap;

/// An invoice was moved, and what takes it back was not.
pub static CREDITS_STAY: FindingKind = kind(
    "resolve-credits-stay",
    "Auf einem anderen Konto steht, was sie berichtigt: {credits}. Umbuchen mit: {commands}.",
    "What corrects it stands on another account: {credits}. Move it with: {commands}.",
);

impl Desk {
    /// What was booked of a document, and which booked credit notes of it stand on another account
    /// than the one that a person names.
    pub(super) async fn said_of(
        &self,
        id: &str,
        document: i64,
        changes: &Changes,
        choice: &Choice,
    ) -> anyhow::Result<String> {
        let said = self.said(id, changes);
        let Choice::Account { number, .. } = choice else { return Ok(said) };
        let stay = self.credits_elsewhere(document, number).await?;
        Ok(match stay {
            None => said,
            Some(finding) => format!("{said} {}", finding.say(self.setup.language)),
        })
    }

    async fn credits_elsewhere(
        &self,
        document: i64,
        account: &str,
    ) -> anyhow::Result<Option<Finding>> {
        let own = self.store.items_from(document).await?;
        let Some(item) = own.iter().find(|item| item.amount_minor > 0) else { return Ok(None) };
        let credits = self.store.credits_naming(&[item.contact_id]).await?;
        let is_of_it = |row: &&Naming| {
            (&row.item.company, row.item.side) == (&item.company, item.side)
                && row.item.document_id != document
                && row.numbers.iter().any(|text| names_number(text, &item.number))
                && row.may_mean(&item.number, item.date)
        };
        let credits: Vec<&Naming> = credits.iter().filter(is_of_it).collect();
        let numbers: Vec<i64> = credits.iter().filter_map(|row| row.item.posting).collect();
        let postings = self.postings(&item.company, &numbers).await?;
        let mut stay: BTreeMap<i64, &str> = BTreeMap::new();
        for row in credits {
            let posting = row.item.posting.and_then(|number| postings.get(&number));
            if posting.is_some_and(|entry| entry.lines().iter().all(|line| line.account != account))
            {
                stay.insert(row.item.document_id, &row.item.number);
            }
        }
        if stay.is_empty() {
            return Ok(None);
        }
        let named: Vec<String> =
            stay.iter().map(|(id, number)| format!("{number} (D{id})")).collect();
        let commands: Vec<String> =
            stay.keys().map(|id| format!("kontor resolve D{id} account {account}")).collect();
        let found = CREDITS_STAY.found().with("credits", named.join(", "));
        Ok(Some(found.with("commands", commands.join("; "))))
    }
}
