//! Accounts that kontor assumes for vendors of whom nobody has said one: they are listed until a
//! person names the account, be it the same, which holds for the vendor's invoices from then on.

use super::run::Desk;
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind};
use crate::ledger::{Rate, Role, Seat};
use crate::report::{Row, assumed_row};
use crate::store::UnnamedVendor;
use std::collections::{BTreeMap, HashSet};

/// Findings of accounts that are assumed.
pub static FINDINGS: &[&FindingKind] = &[&ACCOUNT_ASSUMED];

/// An invoice stands on the account that is taken where none is known.
pub static ACCOUNT_ASSUMED: FindingKind = FindingKind {
    code: "account-assumed",
    weight: Weight::Note,
    de: "Das Konto {account} ist angenommen; für {vendor} hat niemand eines genannt. „kontor \
        resolve {id} account {account}“ bestätigt es, auch für künftige Rechnungen; mit einer \
        anderen Nummer gilt die.",
    en: "The account {account} is assumed; nobody has named one for {vendor}. \"kontor resolve \
        {id} account {account}\" confirms it, for invoices to come as well; another number holds \
        instead.",
};

/// Questions that a sheet carries at most once what is assumed is added.
const MOST: usize = 60;

/// An account that is assumed.
pub struct Assumed {
    /// The last invoice booked on it.
    pub vendor: UnnamedVendor,
    /// The account.
    pub account: String,
}

impl Assumed {
    /// What is said of it, with the answer to be copied.
    pub fn told(&self) -> Finding {
        let found = ACCOUNT_ASSUMED.found().with("account", &self.account);
        let found = found.with("vendor", &self.vendor.name);
        found.with("id", format!("D{}", self.vendor.document))
    }
}

impl Desk {
    /// The accounts that are assumed for vendors of a company (`None`: of all), by their last
    /// invoice; so many at most.
    pub async fn accounts_assumed(
        &self,
        company: Option<&str>,
        most: usize,
    ) -> anyhow::Result<Vec<Assumed>> {
        let mut by_company: BTreeMap<String, Vec<UnnamedVendor>> = BTreeMap::new();
        for vendor in self.store.vendors_unnamed(company, most).await? {
            by_company.entry(vendor.company.clone()).or_default().push(vendor);
        }
        let mut assumed = Vec::new();
        for (company, vendors) in by_company {
            let Some(books) = self.setup.companies.get(&company) else { continue };
            let taken: HashSet<String> =
                roles().map(|role| books.number(books.chart.number(role))).collect();
            let numbers: Vec<i64> = vendors.iter().map(|vendor| vendor.posting).collect();
            let postings = self.postings(&company, &numbers).await?;
            for vendor in vendors {
                let lines = postings.get(&vendor.posting).map(|entry| entry.lines());
                let mut lines = lines.into_iter().flatten();
                let account = lines.find(|line| taken.contains(&line.account));
                let account = account.map(|line| line.account.clone());
                assumed.extend(account.map(|account| Assumed { vendor, account }));
            }
        }
        Ok(assumed)
    }

    /// Adds the same to the rows of a clarification sheet, as far as there is room.
    pub async fn add_assumed(
        &self,
        company: Option<&str>,
        rows: &mut Vec<Row>,
    ) -> anyhow::Result<()> {
        let room = MOST.saturating_sub(rows.len());
        let mut assumed = self.accounts_assumed(company, room).await?;
        // One row a document: what it asks itself comes first.
        assumed.retain(|one| {
            let id = format!("D{}", one.vendor.document);
            rows.iter().all(|row| row.text("id") != Some(&id))
        });
        let ids: Vec<i64> = assumed.iter().map(|one| one.vendor.document).collect();
        let lines = self.store.documents_numbered(&ids).await?;
        let row = |one: &Assumed| {
            let line = lines.iter().find(|line| line.key == one.vendor.document)?;
            let language = self.setup.language_of(Some(&one.vendor.company));
            Some(assumed_row(line, &one.account, one.told().say(language)))
        };
        rows.extend(assumed.iter().filter_map(row));
        Ok(())
    }
}

/// What an invoice is booked on of whose vendor nothing is known.
fn roles() -> impl Iterator<Item = Role> {
    let of = |rate| {
        [
            Role::Expense(rate),
            Role::ExpenseAcquisition(rate),
            Role::ExpenseAcquisitionKept(rate),
            Role::ExpenseReverse(rate),
            Role::ExpenseReverseGermany(rate),
            Role::ExpenseReverseUnion(rate),
            Role::ExpenseReverseKept(Seat::Germany, rate),
            Role::ExpenseReverseKept(Seat::Union, rate),
            Role::ExpenseReverseKept(Seat::Abroad, rate),
        ]
    };
    [Rate::Full, Rate::Reduced].into_iter().flat_map(of).chain([Role::ExpenseUntaxed])
}
