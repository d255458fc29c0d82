//! Contacts against what documents state of them: a name, an account to be paid to, a VAT id that
//! no list and no invoice, order or delivery note tells was put there by another hand.
//!
//! Of each statement a mark is kept, of the contacts themselves only a page at a time.

use super::pool::hash;
use super::{Checked, kind};
use crate::domain::finding_argument::Argument;
use crate::domain::text::fold;
use crate::domain::{Contact, Content, Finding, FindingKind, Invoice, Party};
use crate::ledger::Personal;
use crate::office::contacts::{address, bare, digits, role};
use crate::store::rows::{ContactRow, DocumentRow};
use crate::store::{Store, Stored};
use std::collections::{BTreeSet, HashMap, HashSet};

/// A contact is not what documents state of it.
pub static CONTACT_OTHERWISE: FindingKind = kind(
    "contact-not-as-stated",
    "Der Kontakt {row} ({company}) steht anders in den Büchern als in den Listen und Belegen, aus \
     denen er kommt: {what}. Bitte nichts dorthin zahlen, bevor es geklärt ist, und die Sicherung \
     vergleichen.",
    "Contact {row} ({company}) stands otherwise in the books than in the lists and documents that \
     it comes from: {what}. Pay nothing there before that is cleared up, and compare it with the \
     backup.",
);

/// Contacts looked at together.
const PAGE: i64 = 1_000;

/// What of a contact was told.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Fact {
    Key,
    Name,
    Role,
    VatId,
    TaxNumber,
    Iban,
    Email,
    Address,
    Account,
}

/// By what a contact and a document speak of the same firm.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    /// The number in the list, or the name that a document alone gave.
    Key,
    Name,
    VatId,
    TaxNumber,
    Iban,
}

/// A firm by each mark that it is known by.
type Marks<'a> = Vec<(Who, std::borrow::Cow<'a, str>)>;

/// What documents state of contacts.
#[derive(Default)]
pub(super) struct Contacts {
    /// Each fact under each mark of the one it is stated of.
    stated: HashSet<u64>,
    /// What is stored: keys, VAT ids and names, and the accounts of each key.
    stored: HashSet<u64>,
    /// What lists called a contact that is called otherwise since, by company and key: documents
    /// speak of it by that name.
    earlier: HashMap<u64, BTreeSet<String>>,
    /// Contacts of whose documents one cannot be compared, and companies of whose lists one cannot.
    unknown: HashSet<i64>,
    companies_unknown: HashSet<String>,
    faults: Vec<Finding>,
}

impl Contacts {
    /// Notes what is stored, so that lists read again find what they told.
    pub(super) async fn known(store: &Store) -> Stored<Contacts> {
        let mut known = Contacts::default();
        let mut after = 0;
        while let Some(last) = known.page(store, after).await? {
            after = last;
        }
        Ok(known)
    }

    async fn page(&mut self, store: &Store, after: i64) -> Stored<Option<i64>> {
        let rows = store.contacts_after(after, PAGE).await?;
        for row in &rows {
            let key = fold(&row.contact);
            let own = [(Who::Key, key.clone()), (Who::Name, bare(&row.name))];
            let vat = row.vat_id.clone().map(|vat| (Who::VatId, vat));
            for (who, value) in own.into_iter().chain(vat) {
                self.stored.insert(hash(&(&row.company, who, value)));
            }
            let ibans = row.ibans.iter().map(|iban| (Fact::Iban, iban.as_str()));
            let vat = row.vat_id.as_ref().map(|_| (Fact::VatId, ""));
            let name = bare(&row.name);
            for (fact, value) in ibans.chain(vat).chain([(Fact::Name, name.as_str())]) {
                self.stored.insert(hash(&(&row.company, &key, fact, value)));
            }
        }
        Ok(rows.last().map(|row| row.id))
    }

    /// Takes what a document states of firms.
    pub(super) fn read(&mut self, document: &DocumentRow, content: &Content) {
        match content {
            Content::Contacts(rows) => {
                rows.iter().for_each(|contact| self.listed(document, contact));
            }
            Content::Invoice(invoice) => self.invoice(invoice),
            Content::Orders(orders) => {
                for order in orders {
                    let others = [&order.buyer, &order.seller].into_iter().flatten();
                    others.chain([&order.party]).for_each(|party| self.party(party));
                }
            }
            Content::DeliveryNotes(notes) => {
                let parties = notes.iter().flat_map(|note| [&note.supplier, &note.customer]);
                parties.for_each(|party| self.party(party));
            }
            _ => {}
        }
    }

    /// Whoever a document tells of that cannot be compared is left out.
    pub(super) async fn unread(&mut self, store: &Store, document: &DocumentRow) -> Stored<()> {
        if document.kind == crate::domain::Kind::Contacts.as_str() {
            self.companies_unknown.extend(document.company.clone());
        }
        self.unknown.extend(store.contacts_told_by(document.id).await?);
        Ok(())
    }

    fn invoice(&mut self, invoice: &Invoice) {
        self.party(&invoice.buyer);
        let seller = &invoice.seller;
        self.party(seller);
        if seller.iban.is_none() && invoice.payment.iban.is_some() {
            self.party(&Party { iban: invoice.payment.iban.clone(), ..seller.clone() });
        }
    }

    fn party(&mut self, party: &Party) {
        let iban = party.iban.as_ref().map(|iban| iban.as_str());
        let vat = party.vat_id.as_ref().map(|vat| vat.as_str());
        let tax = party.tax_number.as_deref().and_then(digits);
        let (name, identifier) = (party.name.as_deref(), party.identifier.as_deref());
        let mut marks = Marks::new();
        marks.extend(name.map(|name| (Who::Name, bare(name).into())));
        let keys = [name, identifier].into_iter().flatten();
        marks.extend(keys.map(|key| (Who::Key, fold(key).into())));
        marks.extend(vat.map(|vat| (Who::VatId, vat.into())));
        marks.extend(iban.map(|iban| (Who::Iban, iban.into())));
        marks.extend(tax.clone().map(|tax| (Who::TaxNumber, tax.into())));
        let address = address(&party.street, &party.postcode, &party.city, &party.country);
        let facts = [
            (Fact::Address, Some(address.as_str())),
            (Fact::Iban, iban),
            (Fact::VatId, vat),
            (Fact::TaxNumber, tax.as_deref()),
            (Fact::Email, party.email.as_deref()),
        ];
        self.state(&marks, facts.into_iter().filter_map(|(fact, value)| Some((fact, value?))));
    }

    /// A row of a list of contacts: what it states, and whether the books have it.
    fn listed(&mut self, document: &DocumentRow, contact: &Contact) {
        let vat = contact.vat_id.as_ref().map(|vat| vat.as_str());
        let key = fold(&contact.contact);
        let name = bare(&contact.name);
        let mut marks: Marks<'_> =
            vec![(Who::Key, key.as_str().into()), (Who::Name, name.as_str().into())];
        marks.extend(vat.map(|vat| (Who::VatId, vat.into())));
        let ibans = contact.ibans.iter().map(|iban| (Fact::Iban, iban.as_str()));
        let account = contact.account.as_deref().map(|account| (Fact::Account, account));
        let address = address(&contact.street, &contact.postcode, &contact.city, &contact.country);
        let facts = [
            (Fact::Key, contact.contact.as_str()),
            (Fact::Name, contact.name.as_str()),
            (Fact::Role, role(contact.role)),
            (Fact::Address, address.as_str()),
        ];
        let rest = vat.map(|vat| (Fact::VatId, vat)).into_iter().chain(account);
        let email = contact.email.as_deref().map(|email| (Fact::Email, email));
        self.state(&marks, facts.into_iter().chain(rest).chain(email).chain(ibans.clone()));
        let Some(company) = &document.company else { return };
        let has = |who: Who, value: &str| self.stored.contains(&hash(&(company, who, value)));
        let is_known = has(Who::Key, &key)
            || has(Who::Name, &name)
            || vat.is_some_and(|vat| has(Who::VatId, vat));
        let states = |fact: Fact, value: &str| {
            self.stored.contains(&hash(&(company, &key, fact, value))) || !has(Who::Key, &key)
        };
        if !states(Fact::Name, &name) {
            let earlier = self.earlier.entry(hash(&(company, &key))).or_default();
            earlier.insert(name.clone());
        }
        let mut what = Vec::new();
        if !is_known {
            what.push(Argument::from(["er fehlt", "it is missing"].map(str::to_owned)));
        }
        let lacks =
            |what: &str| Argument::from([format!("{what} fehlt"), format!("{what} is missing")]);
        what.extend(ibans.filter(|(fact, iban)| !states(*fact, iban)).map(|(_, iban)| lacks(iban)));
        what.extend(vat.filter(|_| !states(Fact::VatId, "")).map(lacks));
        if what.is_empty() || document.status != crate::store::rows::DocumentStatus::Processed {
            return;
        }
        self.faults.push(otherwise(&contact.contact, company, &what));
    }

    fn state<'f>(&mut self, marks: &Marks<'_>, facts: impl Iterator<Item = (Fact, &'f str)>) {
        for (fact, value) in facts {
            self.stated.extend(marks.iter().map(|(who, mark)| hash(&(who, mark, fact, value))));
        }
    }

    /// Holds each contact against what was stated.
    pub(super) async fn prove(mut self, store: &Store, checked: &mut Checked) -> Stored<()> {
        checked.faults.append(&mut self.faults);
        let mut after = 0;
        loop {
            let rows = store.contacts_after(after, PAGE).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id;
            let paid = payments(store, &rows).await?;
            for row in &rows {
                let what = self.unstated(row, &paid);
                let is_unknown =
                    self.unknown.contains(&row.id) || self.companies_unknown.contains(&row.company);
                if !what.is_empty() && !is_unknown {
                    checked.faults.push(otherwise(&row.contact, &row.company, &what));
                }
            }
        }
    }

    /// What of a contact no document states.
    fn unstated(&self, row: &ContactRow, paid: &HashMap<i64, Option<String>>) -> Vec<Argument> {
        let mut marks: Marks<'_> =
            vec![(Who::Key, fold(&row.contact).into()), (Who::Name, bare(&row.name).into())];
        let earlier = self.earlier.get(&hash(&(&row.company, &fold(&row.contact))));
        let earlier = earlier.into_iter().flatten();
        marks.extend(earlier.map(|name| (Who::Name, name.as_str().into())));
        marks.extend(row.vat_id.as_deref().map(|vat| (Who::VatId, vat.into())));
        marks.extend(row.tax_number.as_deref().map(|tax| (Who::TaxNumber, tax.into())));
        marks.extend(row.ibans.iter().map(|iban| (Who::Iban, iban.as_str().into())));
        // What a fact is, is not proved by itself.
        let itself = |fact: Fact| match fact {
            Fact::Key => Some(Who::Key),
            Fact::Iban => Some(Who::Iban),
            Fact::VatId => Some(Who::VatId),
            Fact::TaxNumber => Some(Who::TaxNumber),
            _ => None,
        };
        let is_stated = |fact: Fact, value: &str| {
            let mut others = marks.iter().filter(|(who, _)| Some(*who) != itself(fact));
            others.any(|(who, mark)| self.stated.contains(&hash(&(who, mark, fact, value))))
        };
        let no_address = address(&None, &None, &None, &None);
        // Name, role and account of one that a list tells of are the list's.
        let is_listed = !row.is_provisional();
        let of_list = [
            (Fact::Key, Some(row.contact.as_str())),
            (Fact::Name, Some(row.name.as_str())),
            (Fact::Role, Some(row.role.as_str())),
        ];
        let account = row.account.as_deref().filter(|account| Personal::of(account).is_none());
        let texts = [
            (Fact::Address, Some(row.address.as_str()).filter(|told| *told != no_address)),
            (Fact::VatId, row.vat_id.as_deref()),
            (Fact::TaxNumber, row.tax_number.as_deref()),
            (Fact::Email, row.email.as_deref()),
            (Fact::Account, account),
        ];
        let facts = of_list.into_iter().filter(|_| is_listed).chain(texts);
        let facts = facts.filter_map(|(fact, value)| Some((fact, value?)));
        let ibans = row.ibans.iter().map(|iban| (Fact::Iban, iban.as_str()));
        let mut what: Vec<Argument> = facts
            .chain(ibans)
            .filter(|(fact, value)| !is_stated(*fact, value))
            .map(|(_, value)| nowhere(value))
            .collect();
        let pays = |(iban, entry): &&(String, i64)| {
            paid.get(entry).is_none_or(|from| from.as_ref() != Some(iban))
        };
        what.extend(row.payers.iter().filter(pays).map(|(iban, _)| nowhere(iban)));
        what
    }
}

/// The accounts that the payments came from by which payers of these contacts are known.
async fn payments(store: &Store, rows: &[ContactRow]) -> Stored<HashMap<i64, Option<String>>> {
    let ids: BTreeSet<i64> =
        rows.iter().flat_map(|row| row.payers.iter().map(|(_, entry)| *entry)).collect();
    let entries = store.entries(&ids.into_iter().collect::<Vec<_>>()).await?;
    let iban = |row: &crate::store::rows::EntryRow| {
        row.entry.counterparty.iban.as_ref().map(|iban| iban.as_str().to_owned())
    };
    Ok(entries.iter().map(|row| (row.id, iban(row))).collect())
}

/// That no document states this.
fn nowhere(value: &str) -> Argument {
    Argument::from([format!("„{value}“ steht in keinem"), format!("none states \"{value}\"")])
}

fn otherwise(contact: &str, company: &str, what: &[Argument]) -> Finding {
    let found = CONTACT_OTHERWISE.found().with("row", contact).with("company", company);
    found.with_value("what", Argument::row(what, ", "))
}
