//! What the one writer keeps in mind between batches: the last numbers given, the contacts, and each company's way of booking.

use crate::domain::text::{fold, without_legal_form};
use crate::domain::{Contact, Currency, Iban, JournalEntry, Party, Role, Side};
use crate::ledger::{Chart, Hash, Origin, Periods, Personal, StoredEntryFacts, seal};
use crate::matching::Policy;
use crate::store::Counters;
use crate::store::rows::{ContactRow, Sealed};
use std::collections::{BTreeSet, HashMap};

/// How one company books.
#[derive(Debug, Clone)]
pub struct CompanyBooks {
    pub id: String,
    /// As it stands on letters.
    pub name: String,
    pub chart: Chart,
    /// The company's own accounts, in the order of its settings.
    pub ibans: Vec<Iban>,
    /// IBAN or bank's number → account in the chart.
    pub bank_accounts: HashMap<String, String>,
    pub policy: Policy,
    /// `[accounts]` of the settings: the chart's number → the company's own.
    pub own_numbers: HashMap<String, String>,
    /// Vendors' expense accounts by rule: the first that fits counts.
    pub vendor_rules: Vec<VendorRule>,
}

/// A vendor → account rule of a pipeline; any of its marks is enough.
#[derive(Debug, Clone, Default)]
pub struct VendorRule {
    pub vat_id: Option<String>,
    pub iban: Option<String>,
    /// Folded; part of the vendor's name.
    pub name: Option<String>,
    pub account: String,
}

/// The writer's memory.
#[derive(Debug, Default)]
pub struct Books {
    pub counters: Counters,
    pub contacts: Contacts,
    pub companies: HashMap<String, CompanyBooks>,
    /// Which days of a company's books take bookings; a company without an entry has closed nothing.
    pub periods: HashMap<String, Periods>,
    /// When and by whom what follows is written into the journal.
    pub recorded: Recorded,
}

/// When and by whom a journal entry is written.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    /// ISO 8601 with offset.
    pub at: String,
    /// `kontor`, or the person who decided.
    pub by: String,
}

/// The contacts of all companies, found by key, VAT id, IBAN or name.
#[derive(Debug, Default)]
pub struct Contacts {
    rows: HashMap<i64, ContactRow>,
    by_key: HashMap<(String, String), i64>,
    by_vat: HashMap<(String, String), i64>,
    by_iban: HashMap<(String, String), i64>,
    /// By bare name; namesakes stand side by side.
    by_name: HashMap<(String, String), BTreeSet<i64>>,
    last_personal: HashMap<(String, Side), u32>,
    /// Changed since they were last taken for writing.
    changed: BTreeSet<i64>,
    last_id: i64,
}

impl CompanyBooks {
    /// The account in the chart that a bank account is kept on; one not in the settings gets the first.
    pub fn bank_account(&self, account: &str) -> String {
        self.bank_accounts.get(account).cloned().or_else(|| self.chart.bank(0)).unwrap_or_default()
    }

    /// The expense account a rule gives a vendor's invoices.
    pub fn expense_for<'a>(&'a self, contact: &'a ContactRow) -> Option<&'a str> {
        let name = fold(&contact.name);
        let fits = |rule: &&VendorRule| {
            rule.vat_id.is_some() && rule.vat_id == contact.vat_id
                || rule.iban.as_ref().is_some_and(|iban| contact.ibans.contains(iban))
                || rule.name.as_ref().is_some_and(|part| name.contains(part.as_str()))
        };
        self.vendor_rules.iter().find(fits).map(|rule| rule.account.as_str()).or(contact.account.as_deref().filter(|a| a.len() == 4))
    }
}

impl Books {
    /// Gives an entry its number and its place in the company's chain. One whose day is closed is booked on the first open day;
    /// its own day is kept as the document's.
    pub fn seal(
        &mut self,
        company: &str,
        entry: JournalEntry,
        document: Option<i64>,
        bank_entry: Option<i64>,
        reverses: Option<i64>,
    ) -> Sealed {
        let own = self.companies.get(company).map(|books| &books.own_numbers);
        let entry = entry.renumbered(|number| own.and_then(|own| own.get(number).cloned()));
        let (last, previous) = self.counters.journal.get(company).cloned().unwrap_or((0, Hash::START.to_string()));
        let number = last + 1;
        let document_date = entry.date();
        let entry = entry.dated(self.periods.get(company).copied().unwrap_or_default().accounting_date(document_date));
        let origin = Origin { document_date, recorded_at: &self.recorded.at, recorded_by: &self.recorded.by };
        let facts = StoredEntryFacts {
            company,
            number: number.unsigned_abs(),
            date: entry.date(),
            origin: Some(origin),
            document: &cause(document, bank_entry, reverses),
            text: entry.text(),
            lines: entry.lines(),
        };
        let hash = seal(&Hash::read(&previous).unwrap_or(Hash::START), &facts).to_string();
        self.counters.journal.insert(company.to_owned(), (number, hash.clone()));
        Sealed {
            company: company.to_owned(),
            number,
            entry,
            currency: Currency::EUR,
            document_date,
            recorded_at: self.recorded.at.clone(),
            recorded_by: self.recorded.by.clone(),
            document_id: document,
            entry_id: bank_entry,
            reverses,
            previous_hash: previous,
            hash,
        }
    }
}

/// What caused an entry, as it is sealed: document, bank entry and the number it reverses.
pub fn cause(document: Option<i64>, bank_entry: Option<i64>, reverses: Option<i64>) -> String {
    let part = |letter: &str, id: Option<i64>| id.map(|id| format!("{letter}{id}"));
    [part("D", document), part("E", bank_entry), part("S", reverses)].into_iter().flatten().collect::<Vec<_>>().join("/")
}

impl Contacts {
    /// The contacts stored.
    pub fn new(rows: Vec<ContactRow>) -> Contacts {
        let mut contacts = Contacts::default();
        for row in rows {
            contacts.last_id = contacts.last_id.max(row.id);
            contacts.index(&row);
            contacts.rows.insert(row.id, row);
        }
        contacts
    }

    fn index(&mut self, row: &ContactRow) {
        let keyed = |text: &str| (row.company.clone(), text.to_owned());
        self.by_key.insert(keyed(&fold(&row.contact)), row.id);
        if let Some(vat) = &row.vat_id {
            self.by_vat.insert(keyed(vat), row.id);
        }
        for iban in &row.ibans {
            self.by_iban.insert(keyed(iban), row.id);
        }
        self.by_name.entry(keyed(&bare(&row.name))).or_default().insert(row.id);
        for (side, account) in [(Side::Receivable, &row.customer_account), (Side::Payable, &row.vendor_account)] {
            if let Some(number) = account.as_ref().and_then(|account| account.parse::<u32>().ok()) {
                let last = self.last_personal.entry((row.company.clone(), side)).or_default();
                *last = number.max(*last);
            }
        }
    }

    /// A contact by id.
    pub fn get(&self, id: i64) -> Option<&ContactRow> {
        self.rows.get(&id)
    }

    /// The rows changed since the last call, for writing.
    pub fn take_changed(&mut self) -> Vec<ContactRow> {
        std::mem::take(&mut self.changed).iter().filter_map(|id| self.rows.get(id).cloned()).collect()
    }

    /// Takes a row of a contacts file: updates the contact with this key, and the one that until now was known from documents
    /// only and has this VAT id, IBAN or name; else adds it. Contacts of different keys are never one, however alike they are.
    /// Gives those that were known before.
    pub fn learn(&mut self, company: &str, contact: &Contact) -> Vec<i64> {
        let at = |text: &str| (company.to_owned(), text.to_owned());
        let keyed = self.by_key.get(&at(&fold(&contact.contact))).copied();
        let alike = || {
            let by_vat = contact.vat_id.as_ref().and_then(|vat| self.by_vat.get(&at(vat.as_str()))).copied();
            let by_iban = || contact.ibans.iter().find_map(|iban| self.by_iban.get(&at(iban.as_str()))).copied();
            by_vat.or_else(by_iban).filter(|id| self.is_provisional(*id)).or_else(|| self.named(company, &contact.name, true))
        };
        let alike = alike();
        let known = keyed.or(alike);
        let id = known.unwrap_or_else(|| self.next_id());
        self.take_over(company, id, contact);
        // Documents may have told of the same contact by its name alone before its key was known to be the same: one contact since.
        let twin = alike.filter(|twin| *twin != id);
        if let Some(twin) = twin {
            self.take_over(company, twin, contact);
            self.by_key.insert(at(&fold(&contact.contact)), id);
        }
        known.into_iter().chain(twin).collect()
    }

    /// Writes what a row of a contacts file says over a contact.
    fn take_over(&mut self, company: &str, id: i64, contact: &Contact) {
        let mut row = self.rows.remove(&id).unwrap_or_else(|| blank(id, company));
        let before = row.clone();
        row.contact.clone_from(&contact.contact);
        row.name.clone_from(&contact.name);
        row.role = role(contact.role).to_owned();
        row.vat_id = contact.vat_id.as_ref().map(|vat| vat.as_str().to_owned()).or(row.vat_id);
        for iban in contact.ibans.iter().map(|iban| iban.as_str().to_owned()) {
            if !row.ibans.contains(&iban) {
                row.ibans.push(iban);
            }
        }
        row.email = contact.email.clone().or(row.email);
        row.address = address(&contact.street, &contact.postcode, &contact.city, &contact.country);
        personal_or_booking_account(&mut row, contact.account.as_deref());
        self.keep(row, Some(&before));
    }

    /// The contact that a party to a document is, added when it is new.
    pub fn of_party(&mut self, company: &str, party: &Party, side: Side) -> i64 {
        let at = |text: &str| (company.to_owned(), text.to_owned());
        let name = party.name.as_deref().unwrap_or("?");
        let known = party
            .vat_id
            .as_ref()
            .and_then(|vat| self.by_vat.get(&at(vat.as_str())))
            .or_else(|| self.fitting(party, party.iban.as_ref().and_then(|iban| self.by_iban.get(&at(iban.as_str())))))
            .or_else(|| self.fitting(party, party.identifier.as_ref().and_then(|key| self.by_key.get(&at(&fold(key))))))
            .or_else(|| self.fitting(party, self.by_key.get(&at(&fold(name)))))
            .copied()
            .or_else(|| self.fitting(party, self.named(company, name, false).as_ref()).copied());
        if let Some(id) = known {
            return id;
        }
        let id = self.next_id();
        let mut row = blank(id, company);
        row.contact = name.to_owned();
        row.name = name.to_owned();
        row.role = if side == Side::Payable { "vendor" } else { "customer" }.to_owned();
        row.vat_id = party.vat_id.as_ref().map(|vat| vat.as_str().to_owned());
        row.ibans = party.iban.iter().filter(|iban| iban.is_valid()).map(|iban| iban.as_str().to_owned()).collect();
        row.email = party.email.clone();
        row.address = address(&party.street, &party.postcode, &party.city, &party.country);
        self.keep(row, None);
        id
    }

    /// The one contact of this name: written alike, else alike but for a legal form that only one of the two states. Of several
    /// none, but for the one that documents alone have brought. With `provisional` only such are looked at.
    fn named(&self, company: &str, name: &str, provisional: bool) -> Option<i64> {
        let whole = fold(name);
        let bare_name = without_legal_form(&whole).into_owned();
        let all = self.by_name.get(&(company.to_owned(), bare_name.clone()))?;
        let rows: Vec<&ContactRow> =
            all.iter().filter_map(|id| self.rows.get(id)).filter(|row| !provisional || self.is_provisional(row.id)).collect();
        let (same, other): (Vec<&ContactRow>, Vec<&ContactRow>) = rows.into_iter().partition(|row| fold(&row.name) == whole);
        let unstated = |row: &&ContactRow| whole == bare_name || fold(&row.name) == bare_name;
        let near: Vec<&ContactRow> = if same.is_empty() { other.into_iter().filter(unstated).collect() } else { same };
        match near.as_slice() {
            [] => None,
            [one] => Some(one.id),
            several => several.iter().find(|row| self.is_provisional(row.id)).map(|row| row.id),
        }
    }

    /// True for a contact that only documents have told of: it has no key but its name.
    fn is_provisional(&self, id: i64) -> bool {
        self.rows.get(&id).is_some_and(|row| row.contact == row.name)
    }

    /// The personal account of a contact on a side, given at first need.
    pub fn personal_account(&mut self, id: i64, side: Side) -> String {
        let Some(mut row) = self.rows.remove(&id) else { return String::new() };
        let slot = match side {
            Side::Receivable => &mut row.customer_account,
            Side::Payable => &mut row.vendor_account,
        };
        if slot.is_none() {
            let range = match side {
                Side::Receivable => Personal::Customer,
                Side::Payable => Personal::Vendor,
            }
            .range();
            let last = self.last_personal.entry((row.company.clone(), side)).or_insert(*range.start());
            *last += 1;
            *slot = Some(last.to_string());
        }
        let account = slot.clone().unwrap_or_default();
        self.keep(row, None);
        account
    }

    /// The candidate, unless the two state different VAT ids: namesakes and shared (factoring) accounts are not the same contact.
    fn fitting<'a>(&self, party: &Party, candidate: Option<&'a i64>) -> Option<&'a i64> {
        let theirs = candidate.and_then(|id| self.rows.get(id)).and_then(|row| row.vat_id.as_deref());
        match (&party.vat_id, theirs) {
            (Some(stated), Some(known)) if stated.as_str() != known => None,
            _ => candidate,
        }
    }

    fn next_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    fn keep(&mut self, row: ContactRow, before: Option<&ContactRow>) {
        if before != Some(&row) {
            self.changed.insert(row.id);
        }
        self.index(&row);
        self.rows.insert(row.id, row);
    }
}

/// A number of four digits is an account of the chart, a longer one the contact's own personal account.
fn personal_or_booking_account(row: &mut ContactRow, account: Option<&str>) {
    let Some(account) = account else { return };
    match (account.len(), Personal::of(account)) {
        (5.., Some(Personal::Customer)) => row.customer_account = Some(account.to_owned()),
        (5.., Some(Personal::Vendor)) => row.vendor_account = Some(account.to_owned()),
        _ => row.account = Some(account.to_owned()),
    }
}

fn blank(id: i64, company: &str) -> ContactRow {
    ContactRow {
        id,
        company: company.to_owned(),
        contact: String::new(),
        name: String::new(),
        role: "both".to_owned(),
        vat_id: None,
        ibans: Vec::new(),
        email: None,
        address: "{}".to_owned(),
        account: None,
        customer_account: None,
        vendor_account: None,
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Customer => "customer",
        Role::Vendor => "vendor",
        Role::Both => "both",
    }
}

fn bare(name: &str) -> String {
    without_legal_form(&fold(name)).into_owned()
}

fn address(street: &Option<String>, postcode: &Option<String>, city: &Option<String>, country: &Option<String>) -> String {
    serde_json::json!({"street": street, "postcode": postcode, "city": city, "country": country}).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_known_by_key_and_by_name_is_one_once_the_contacts_file_says_so() {
        let mut contacts = Contacts::default();
        let party = |name: &str| Party { name: Some(name.to_owned()), identifier: Some(name.to_owned()), ..Party::default() };
        let by_key = contacts.of_party("a", &party("K100"), Side::Receivable);
        let by_name = contacts.of_party("a", &party("Hotel Krone GmbH"), Side::Receivable);
        assert_ne!(by_key, by_name);
        let row = Contact {
            contact: "K100".into(),
            name: "Hotel Krone GmbH".into(),
            role: Role::Customer,
            vat_id: None,
            ibans: Vec::new(),
            email: None,
            street: None,
            postcode: None,
            city: None,
            country: None,
            account: None,
        };
        assert_eq!(contacts.learn("a", &row), [by_key, by_name]);
        let keys: Vec<Option<&str>> = [by_key, by_name].iter().map(|id| contacts.get(*id).map(|row| row.contact.as_str())).collect();
        assert_eq!(keys, [Some("K100"), Some("K100")]);
        assert_eq!(contacts.of_party("a", &party("K100"), Side::Receivable), by_key);
    }
}
