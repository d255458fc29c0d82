//! Bank accounts that the settings give to another company than the one in whose books their
//! statements stand: a mark that two companies claim, one after the other.

use super::accounts::bank_of;
use super::run::Desk;
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind, Iban};
use std::collections::BTreeSet;

/// Findings of accounts that changed hands.
pub static FINDINGS: &[&FindingKind] = &[&IBAN_MOVED];

/// Statements of an account stand in the books of a company that has it no longer.
pub static IBAN_MOVED: FindingKind = FindingKind {
    code: "iban-moved",
    weight: Weight::Note,
    de: "Das Konto {iban} gehört nach den Einstellungen „{to}“; gebucht sind Auszüge davon bei \
        „{from}“ ({documents}). Was gebucht ist, bleibt dort, neue Auszüge gehen zu „{to}“. War \
        das Konto nie von „{from}“: jene Auszüge zurücknehmen (kontor undo D…) und im Ordner von \
        „{to}“ neu ablegen. Ist es weiter von „{from}“: die IBAN in companies/{from}.toml \
        eintragen und in companies/{to}.toml streichen.",
    en: "By the settings the account {iban} is of “{to}”; statements of it are booked at “{from}” \
        ({documents}). What is booked stays there, new statements go to “{to}”. If the account \
        was never of “{from}”: take those statements back (kontor undo D…) and drop them anew in \
        the folder of “{to}”. If it still is of “{from}”: enter the IBAN in companies/{from}.toml \
        and remove it from companies/{to}.toml.",
};

/// So many documents are named.
const NAMED: usize = 3;

/// An account that changed hands.
pub struct AccountMoved {
    /// The company in whose books statements of it stand.
    pub from: String,
    /// The company that has it by the settings.
    pub to: String,
    /// What is said of it.
    pub told: Finding,
}

impl Desk {
    /// The accounts of which statements stand in the books of a company that has them no longer
    /// while another has.
    pub async fn accounts_moved(&self) -> anyhow::Result<Vec<AccountMoved>> {
        let mut moved = Vec::new();
        let mut companies: Vec<_> = self.setup.companies.values().collect();
        companies.sort_by(|one, other| one.id.cmp(&other.id));
        for from in &companies {
            for kept in self.store.accounts_told(&from.id).await? {
                let Some(iban) = Iban::read(bank_of(&kept)) else { continue };
                if from.ibans.contains(&iban) {
                    continue;
                }
                let Some(to) = companies.iter().find(|other| other.ibans.contains(&iban)) else {
                    continue;
                };
                let told = self.store.documents_under(&from.id, &kept).await?;
                let told: BTreeSet<i64> = told.into_iter().collect();
                if told.is_empty() {
                    continue;
                }
                let names: Vec<String> =
                    told.iter().take(NAMED).map(|id| format!("D{id}")).collect();
                let more = if told.len() > NAMED { " …" } else { "" };
                let found = IBAN_MOVED.found().with("iban", &iban).with("to", &to.id);
                let found = found.with("documents", names.join(", ") + more);
                let told = found.with("from", &from.id);
                moved.push(AccountMoved { from: from.id.clone(), to: to.id.clone(), told });
            }
        }
        Ok(moved)
    }
}
