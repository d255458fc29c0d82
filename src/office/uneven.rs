//! Whether the books open evenly: what is carried forward against 9000, 9008 and 9009 sums to zero
//! once all balances and open items of the day of taking over are there. What is missing stops
//! nothing and is told wherever a person looks.

use super::plan::CARRIED;
use super::run::Desk;
use crate::domain::finding::Weight;
use crate::domain::{Currency, Finding, FindingKind, Money};

/// Findings of opening balances as they stand.
pub static FINDINGS: &[&FindingKind] = &[&UNEVEN];

/// The carry-forward accounts do not sum to zero.
pub static UNEVEN: FindingKind = FindingKind {
    code: "opening-still-uneven",
    weight: Weight::Note,
    de: "Die Eröffnung von „{company}“ geht nicht auf: 9000, 9008 und 9009 stehen zusammen auf \
        {difference}. Es fehlen Anfangssalden (opening-balances.csv) oder offene Posten \
        (open-items.csv).",
    en: "The opening of “{company}” does not add up: 9000, 9008 and 9009 together stand at \
        {difference}. Opening balances (opening-balances.csv) or open items (open-items.csv) are \
        missing.",
};

impl Desk {
    /// What the opening of each company (or of one) still lacks, by its id. Who finds profit by
    /// receipts draws up no balance sheet and opens nothing.
    pub async fn openings_uneven(
        &self,
        only: Option<&str>,
    ) -> anyhow::Result<Vec<(String, Finding)>> {
        let mut uneven = Vec::new();
        for books in self.setup.companies.values() {
            if books.closing.by_receipts || only.is_some_and(|only| only != books.id) {
                continue;
            }
            let mut difference = 0;
            for role in CARRIED {
                difference += self
                    .store
                    .stands_at(&books.id, &books.number(books.chart.number(role)))
                    .await?;
            }
            if difference != 0 {
                let money = Money::from_minor(difference, Currency::EUR);
                uneven.push((
                    books.id.clone(),
                    UNEVEN.found().with("company", &books.id).with_value("difference", money),
                ));
            }
        }
        uneven.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(uneven)
    }
}
