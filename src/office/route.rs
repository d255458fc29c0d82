//! Which company a document belongs to: the one its inbox folder names; else the one whose IBAN a statement states, or whose
//! VAT id, else name, an invoice or delivery note states. None or several: rejected. A pinned document that names another
//! company of the office as its addressee is held.

use crate::domain::finding::Weight;
use crate::domain::text::{fold, without_legal_form};
use crate::domain::{Account, Content, DeliveryNote, Finding, FindingKind, Iban, Party, VatId};
use std::collections::{BTreeSet, HashMap};

/// Findings of routing.
pub static FINDINGS: &[&FindingKind] = &[&NO_COMPANY, &SEVERAL_COMPANIES, &WRONG_COMPANY];

pub static NO_COMPANY: FindingKind = FindingKind {
    code: "no-company",
    weight: Weight::Error,
    de: "Das Dokument nennt keine Firma dieses Büros ({stated}). Es gehört in den Ordner einer Firma (inbox/FIRMA/), oder die Angabe fehlt noch in companies/FIRMA.toml.",
    en: "The document names no company of this office ({stated}). Drop it into a company's folder (inbox/COMPANY/), or add what it states to companies/COMPANY.toml.",
};
pub static SEVERAL_COMPANIES: FindingKind = FindingKind {
    code: "several-companies",
    weight: Weight::Error,
    de: "Das Dokument nennt mehrere Firmen dieses Büros ({stated}). Bitte in den Ordner der Firma legen, deren Bücher gemeint sind (inbox/FIRMA/).",
    en: "The document names several companies of this office ({stated}). Drop it into the folder of the company whose books are meant (inbox/COMPANY/).",
};
pub static WRONG_COMPANY: FindingKind = FindingKind {
    code: "wrong-company",
    weight: Weight::Warning,
    de: "Das Dokument liegt im Ordner von „{pinned}“, nennt aber „{stated}“ als Empfänger. Es ist nicht gebucht; bitte in den richtigen Ordner legen oder beim Absender klären.",
    en: "The document lies in the folder of “{pinned}” but names “{stated}” as its addressee. It is not booked; move it to the right folder or ask its sender.",
};

/// What a company is known by.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// File stem of `companies/ID.toml`, and the name of its inbox folder.
    pub id: String,
    pub name: String,
    pub aliases: Vec<String>,
    pub vat_id: Option<VatId>,
    pub ibans: Vec<Iban>,
}

/// The companies of an office, found by what documents state of them.
#[derive(Debug, Default)]
pub struct Directory {
    names: Vec<String>,
    by_id: HashMap<String, usize>,
    by_iban: HashMap<String, usize>,
    by_vat: HashMap<String, usize>,
    by_name: HashMap<String, usize>,
}

/// Whose document it is, or why nobody's.
#[derive(Debug, PartialEq)]
pub enum Route {
    /// The company's id.
    To(String),
    /// It names another company: id of the pinned one, and the finding.
    Held(String, Finding),
    Rejected(Finding),
}

impl Directory {
    /// Indexes the companies.
    pub fn new(companies: &[Known]) -> Directory {
        let mut directory = Directory::default();
        for (at, company) in companies.iter().enumerate() {
            directory.names.push(company.id.clone());
            directory.by_id.insert(company.id.to_lowercase(), at);
            for iban in &company.ibans {
                directory.by_iban.insert(iban.as_str().to_owned(), at);
            }
            if let Some(vat) = &company.vat_id {
                directory.by_vat.insert(vat.as_str().to_owned(), at);
            }
            for name in std::iter::once(&company.name).chain(&company.aliases) {
                directory.by_name.insert(bare(name), at);
            }
        }
        directory
    }

    /// The id of the company whose folder this is.
    pub fn pinned(&self, folder: &str) -> Option<&str> {
        self.by_id.get(&folder.to_lowercase()).and_then(|at| self.names.get(*at)).map(String::as_str)
    }

    /// Decides for a document; `pinned` is the company its folder names.
    pub fn route(&self, pinned: Option<&str>, content: &Content) -> Route {
        match content {
            Content::BankStatement(file) => {
                let accounts: Vec<&Account> = file.statements.iter().map(|statement| &statement.account).collect();
                self.by_accounts(pinned, &accounts)
            }
            Content::Invoice(invoice) => self.by_parties(pinned, &[&invoice.buyer], &[&invoice.seller]),
            Content::DeliveryNotes(notes) => {
                let first = notes.first().cloned().unwrap_or_default();
                let DeliveryNote { supplier, customer, .. } = &first;
                self.by_parties(pinned, &[customer], &[supplier])
            }
            Content::Orders(_) | Content::Contacts(_) | Content::OpenItems(_) => self.by_folder(pinned, "keine Firma / none"),
        }
    }

    /// A file that states no company belongs to the folder's, or to the only one there is.
    fn by_folder(&self, pinned: Option<&str>, stated: &str) -> Route {
        match (pinned, self.names.as_slice()) {
            (Some(pinned), _) => Route::To(pinned.to_owned()),
            (None, [only]) => Route::To(only.clone()),
            (None, _) => Route::Rejected(NO_COMPANY.found().with("stated", stated)),
        }
    }

    fn by_accounts(&self, pinned: Option<&str>, accounts: &[&Account]) -> Route {
        let stated: BTreeSet<String> = accounts.iter().filter_map(|account| label(account)).collect();
        let owners: BTreeSet<usize> = accounts.iter().filter_map(|account| self.owner(account)).collect();
        let list = stated.iter().cloned().collect::<Vec<_>>().join(", ");
        let Some(pinned) = pinned else {
            return match (owners.len(), stated.is_empty()) {
                (0, true) => self.by_folder(None, "kein Konto / no account"),
                (0, false) => Route::Rejected(NO_COMPANY.found().with("stated", list)),
                _ => self.only(&owners, list),
            };
        };
        match owners.iter().find(|at| self.names.get(**at).is_some_and(|id| id != pinned)) {
            Some(_) => Route::Held(pinned.to_owned(), WRONG_COMPANY.found().with("pinned", pinned).with("stated", list)),
            None => Route::To(pinned.to_owned()),
        }
    }

    fn owner(&self, account: &Account) -> Option<usize> {
        let by_iban = account.iban.as_ref().and_then(|iban| self.by_iban.get(iban.as_str()).copied());
        by_iban.or_else(|| self.by_number(account.number.as_deref()?))
    }

    /// The owner of a German account `BLZ/number`: an IBAN of DE, two check digits, bank code, account number of ten digits.
    fn by_number(&self, number: &str) -> Option<usize> {
        let (bank, account) = number.split_once(['/', ' '])?;
        let tail = format!("{bank:0>8}{account:0>10}");
        self.by_iban
            .iter()
            .find(|(iban, _)| iban.strip_prefix("DE").and_then(|rest| rest.get(2..)) == Some(tail.as_str()))
            .map(|(_, at)| *at)
    }

    fn by_parties(&self, pinned: Option<&str>, addressees: &[&Party], senders: &[&Party]) -> Route {
        let at_addressee: BTreeSet<usize> = addressees.iter().filter_map(|party| self.party(party)).collect();
        let at_sender: BTreeSet<usize> = senders.iter().filter_map(|party| self.party(party)).collect();
        let stated = addressees.iter().chain(senders).filter_map(|party| party.name.clone()).collect::<Vec<_>>().join(", ");
        let Some(pinned) = pinned else {
            let owners: BTreeSet<usize> = at_addressee.union(&at_sender).copied().collect();
            return match owners.is_empty() {
                true if stated.is_empty() => self.by_folder(None, "keine Namen / no names"),
                true => Route::Rejected(NO_COMPANY.found().with("stated", stated)),
                false => self.only(&owners, stated),
            };
        };
        let is_pinned = |at: &usize| self.names.get(*at).is_some_and(|id| id == pinned);
        let elsewhere = at_addressee.iter().find(|at| !is_pinned(at)).and_then(|at| self.names.get(*at));
        match elsewhere {
            Some(other) if !at_sender.iter().any(is_pinned) => {
                Route::Held(pinned.to_owned(), WRONG_COMPANY.found().with("pinned", pinned).with("stated", other))
            }
            _ => Route::To(pinned.to_owned()),
        }
    }

    fn only(&self, owners: &BTreeSet<usize>, stated: String) -> Route {
        match (owners.len(), owners.first().and_then(|at| self.names.get(*at))) {
            (1, Some(id)) => Route::To(id.clone()),
            _ => Route::Rejected(SEVERAL_COMPANIES.found().with("stated", stated)),
        }
    }

    /// The company a party is: by its VAT id, and only without one by its name.
    fn party(&self, party: &Party) -> Option<usize> {
        match &party.vat_id {
            Some(vat) if self.by_vat.contains_key(vat.as_str()) => self.by_vat.get(vat.as_str()).copied(),
            _ => party.name.as_deref().and_then(|name| self.by_name.get(&bare(name)).copied()),
        }
    }

    /// True when this party is that company.
    pub fn is(&self, party: &Party, company: &str) -> bool {
        self.party(party).and_then(|at| self.names.get(at)).is_some_and(|id| id == company)
    }
}

fn bare(name: &str) -> String {
    without_legal_form(&fold(name)).into_owned()
}

fn label(account: &Account) -> Option<String> {
    account.iban.as_ref().map(|iban| iban.to_string()).or_else(|| account.number.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{BankStatement, Invoice, Statement};

    fn office() -> Directory {
        let company = |id: &str, name: &str, vat: &str, iban: &str| Known {
            id: id.into(),
            name: name.into(),
            vat_id: VatId::read(vat),
            ibans: Iban::read(iban).into_iter().collect(),
            ..Known::default()
        };
        Directory::new(&[
            company("mueller", "Müller Metallbau GmbH", "DE136695976", "DE02120300000000202051"),
            company("kern", "Kern Handel KG", "DE811907980", "DE02500105170137075030"),
        ])
    }

    fn statement(iban: Option<&str>, number: Option<&str>) -> Content {
        let account = Account { iban: iban.and_then(Iban::read), number: number.map(str::to_owned), ..Account::default() };
        Content::BankStatement(BankStatement {
            statements: vec![Statement { account, ..Statement::default() }],
            ..BankStatement::default()
        })
    }

    fn invoice(seller: &str, buyer: &str) -> Content {
        let party = |name: &str| Party { name: Some(name.into()), ..Party::default() };
        Content::Invoice(Box::new(Invoice { seller: party(seller), buyer: party(buyer), ..Invoice::default() }))
    }

    fn code(route: Route) -> String {
        match route {
            Route::To(id) => id,
            Route::Held(_, finding) | Route::Rejected(finding) => finding.code().to_owned(),
        }
    }

    #[test]
    fn documents_find_their_company() {
        let office = office();
        let route = |pinned, content| code(office.route(pinned, &content));
        assert_eq!(route(None, statement(Some("DE02120300000000202051"), None)), "mueller");
        assert_eq!(route(None, statement(None, Some("12030000/202051"))), "mueller");
        assert_eq!(route(None, statement(Some("DE89370400440532013000"), None)), "no-company");
        assert_eq!(route(Some("kern"), statement(Some("DE02120300000000202051"), None)), "wrong-company");
        assert_eq!(route(None, invoice("Stahl AG", "MUELLER Metallbau Gmbh")), "mueller");
        assert_eq!(route(None, invoice("Kern Handel KG", "Müller Metallbau GmbH")), "several-companies");
        assert_eq!(route(Some("kern"), invoice("Kern Handel KG", "Müller Metallbau GmbH")), "kern");
        assert_eq!(route(Some("kern"), invoice("Stahl AG", "Müller Metallbau GmbH")), "wrong-company");
        assert_eq!(route(None, invoice("Stahl AG", "Blech AG")), "no-company");
    }
}
