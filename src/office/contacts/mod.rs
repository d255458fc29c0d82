//! The contacts of all companies, and who is one of them.
//!
//! A party is known by what agrees, not by one shared mark: an account may be a factor's, and the
//! number a seller gives himself may be another vendor's here. In doubt it is a new contact.

mod at_hand;
mod personal;
mod stated;

use crate::domain::text::{fold, without_legal_form};
use crate::domain::{Contact, FirmName, Party, Role, Side};
use crate::ledger::Personal;
use crate::store::rows::ContactRow;
use at_hand::Absent;
pub(super) use at_hand::{AskedInVain, MANY};
use stated::Stated;
pub(in crate::office) use stated::digits;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};

/// The contacts of all companies, found by key, VAT id, IBAN or name.
#[derive(Debug, Default)]
pub struct Contacts {
    rows: HashMap<i64, ContactRow>,
    by_key: HashMap<(String, String), i64>,
    /// By VAT id; branches of one firm share it.
    by_vat: HashMap<(String, String), BTreeSet<i64>>,
    /// By IBAN; those who let the same factor collect share it.
    by_iban: HashMap<(String, String), BTreeSet<i64>>,
    by_tax_number: HashMap<(String, String), BTreeSet<i64>>,
    /// By bare name; namesakes stand side by side.
    by_name: HashMap<(String, String), BTreeSet<i64>>,
    /// By personal account.
    by_personal: HashMap<(String, String), i64>,
    last_personal: HashMap<(String, Side), u32>,
    /// The ranges in which no number was free when one was looked for.
    full: HashSet<(String, Side)>,
    /// Who got a number that others bear, since none was free, since last asked.
    crowded: Vec<(Side, i64)>,
    /// Changed since they were last taken for writing.
    changed: BTreeSet<i64>,
    last_id: i64,
    /// `None` where all of them are at hand.
    absent: Option<Absent>,
}

impl Contacts {
    /// All contacts that are stored.
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
        // Of those whom a list says to be one the first counts.
        let first = self.by_key.entry(keyed(&fold(&row.contact))).or_insert(row.id);
        *first = row.id.min(*first);
        if let Some(vat) = &row.vat_id {
            self.by_vat.entry(keyed(vat)).or_default().insert(row.id);
        }
        if let Some(number) = &row.tax_number {
            self.by_tax_number.entry(keyed(number)).or_default().insert(row.id);
        }
        for iban in &row.ibans {
            self.by_iban.entry(keyed(iban)).or_default().insert(row.id);
        }
        self.by_name.entry(keyed(&bare(&row.name))).or_default().insert(row.id);
        for (side, account) in
            [(Side::Receivable, &row.customer_account), (Side::Payable, &row.vendor_account)]
        {
            if let Some(number) = account {
                self.by_personal.insert(keyed(number), row.id);
            }
            if let Some(number) = account.as_ref().and_then(|account| account.parse::<u32>().ok()) {
                let last = self.last_personal.entry((row.company.clone(), side)).or_default();
                *last = number.max(*last);
            }
        }
    }

    /// A contact by id.
    pub fn get(&self, id: i64) -> Option<&ContactRow> {
        self.row(id)
    }

    /// These contacts with all that share the key of one, by which documents named it differently
    /// before a list told that they are one.
    pub fn alike(&self, ids: &BTreeSet<i64>) -> Vec<i64> {
        fn key(row: &ContactRow) -> (&str, &str) {
            (&row.company, &row.contact)
        }
        let keys: BTreeSet<_> = ids.iter().filter_map(|id| self.row(*id)).map(key).collect();
        if keys.is_empty() {
            return Vec::new();
        }
        self.ask_all();
        self.rows.values().filter(|row| keys.contains(&key(row))).map(|row| row.id).collect()
    }

    /// Learns that an account paid for a contact, by the bank entry that a person assigned. True
    /// when that is new: the account is none of the contact's own.
    pub fn note_payer(&mut self, id: i64, iban: &str, entry: i64) -> bool {
        let learnt = (iban.to_owned(), entry);
        self.row(id);
        let Some(row) = self.rows.get_mut(&id).filter(|row| {
            !row.ibans.iter().any(|own| own == iban) && !row.payers.contains(&learnt)
        }) else {
            return false;
        };
        row.payers.push(learnt);
        self.changed.insert(id);
        true
    }

    /// Forgets what was learnt of a contact's payers by a bank entry. True when that was anything.
    pub fn forget_payer(&mut self, id: i64, entry: i64) -> bool {
        self.row(id);
        let Some(row) = self.rows.get_mut(&id) else { return false };
        let before = row.payers.len();
        row.payers.retain(|(_, from)| *from != entry);
        let forgotten = row.payers.len() < before;
        if forgotten {
            self.changed.insert(id);
        }
        forgotten
    }

    /// Who got a personal account that others bear since the last call, on which side: no number was
    /// free.
    pub fn take_crowded(&mut self) -> Vec<(Side, i64)> {
        std::mem::take(&mut self.crowded)
    }

    /// The rows changed since the last call, for writing.
    pub fn take_changed(&mut self) -> Vec<ContactRow> {
        std::mem::take(&mut self.changed)
            .iter()
            .filter_map(|id| self.rows.get(id).cloned())
            .collect()
    }

    /// The contacts that a row of a contacts file is about, as they are known now.
    pub fn known_as(&self, company: &str, contact: &Contact) -> Vec<&ContactRow> {
        self.ask_all();
        let keyed = self.by_key.get(&(company.to_owned(), fold(&contact.contact))).copied();
        let alike = self.known_from_documents(company, contact).filter(|twin| Some(*twin) != keyed);
        keyed.into_iter().chain(alike).filter_map(|id| self.rows.get(&id)).collect()
    }

    /// Takes a row of a contacts file: updates the contact with this key, and the one that until
    /// now was known from documents only and has this VAT id or name; else adds it. Contacts of
    /// different keys are never one, however alike they are. Gives those that were known before,
    /// the first of two that are one before the other.
    pub fn learn(&mut self, company: &str, contact: &Contact) -> Vec<i64> {
        self.ask_all();
        let at = |text: &str| (company.to_owned(), text.to_owned());
        let keyed = self.by_key.get(&at(&fold(&contact.contact))).copied();
        let alike = self.known_from_documents(company, contact);
        let known = keyed.or(alike);
        let id = known.unwrap_or_else(|| self.next_id());
        self.take_over(company, id, contact);
        // Documents may have told of the same contact by its name alone before its key was known to
        // be the same: one contact since.
        let Some(twin) = alike.filter(|twin| *twin != id) else {
            return known.into_iter().collect();
        };
        self.take_over(company, twin, contact);
        let (first, second) = (id.min(twin), id.max(twin));
        self.share_accounts(first, second);
        vec![first, second]
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
        // What only documents stated of a contact that is in no list is no address to write to.
        row.email = contact.email.clone().or(row.email.filter(|_| !before.is_provisional()));
        row.address = address(&contact.street, &contact.postcode, &contact.city, &contact.country);
        personal_or_booking_account(&mut row, contact.account.as_deref());
        let key_before = (company.to_owned(), fold(&before.contact));
        if self.by_key.get(&key_before) == Some(&id) {
            self.by_key.remove(&key_before);
        }
        self.keep(row, Some(&before));
    }

    /// The contact known from documents only that a row of a contacts file is about.
    fn known_from_documents(&self, company: &str, contact: &Contact) -> Option<i64> {
        let by_vat = contact
            .vat_id
            .as_ref()
            .and_then(|vat| self.by_vat.get(&(company.to_owned(), vat.as_str().to_owned())));
        let name = FirmName::new(&contact.name);
        let likeness =
            |id: &i64| self.rows.get(id).and_then(|row| FirmName::new(&row.name).likeness(&name));
        let provisional =
            by_vat.into_iter().flatten().copied().filter(|id| self.is_provisional(*id));
        provisional.max_by_key(|id| (likeness(id), Reverse(*id))).or_else(|| {
            let named = self.named(company, &contact.name, true)?;
            let other = |row: &ContactRow| {
                contact
                    .vat_id
                    .as_ref()
                    .zip(row.vat_id.as_ref())
                    .is_some_and(|(a, b)| a.as_str() != b)
            };
            self.rows.get(&named).filter(|row| !other(row)).map(|row| row.id)
        })
    }

    /// The contact that a party to a document is, added when it is new. What the party states and
    /// the contact lacks is noted.
    pub fn of_party(&mut self, company: &str, party: &Party, side: Side) -> i64 {
        let stated = Stated::of(party);
        if let Some(id) = self.known(company, &stated) {
            self.note(id, &stated);
            return id;
        }
        let id = self.next_id();
        let mut row = blank(id, company);
        row.contact = self.key_of_new(company, &stated);
        row.name = stated.label.to_owned();
        row.role = if side == Side::Payable { "vendor" } else { "customer" }.to_owned();
        row.vat_id = stated.vat_id.map(str::to_owned);
        row.tax_number = stated.tax_number;
        row.ibans = party
            .iban
            .iter()
            .filter(|iban| iban.is_valid())
            .map(|iban| iban.as_str().to_owned())
            .collect();
        row.email = party.email.clone();
        row.address = address(&party.street, &party.postcode, &party.city, &party.country);
        self.keep(row, None);
        id
    }

    /// What a contact that only documents tell of is called: its name; beside a namesake with the
    /// number that tells them apart.
    fn key_of_new(&self, company: &str, stated: &Stated) -> String {
        let number =
            stated.vat_id.or(stated.tax_number.as_deref()).or(stated.iban).map(str::to_owned);
        let further = number
            .into_iter()
            .chain((2..).map(|count: u32| count.to_string()))
            .map(|mark| format!("{} ({mark})", stated.label));
        let is_free = |key: &String| !self.by_key.contains_key(&(company.to_owned(), fold(key)));
        std::iter::once(stated.label.to_owned())
            .chain(further)
            .find(is_free)
            .unwrap_or_else(|| stated.label.to_owned())
    }

    /// The contact that a party is, where one is known; nothing is added.
    pub fn find(&self, company: &str, party: &Party) -> Option<i64> {
        self.known(company, &Stated::of(party))
    }

    /// The known contact that agrees best with what a party states, if one does.
    fn known(&self, company: &str, stated: &Stated) -> Option<i64> {
        self.ask_all();
        let of = |index: &HashMap<(String, String), BTreeSet<i64>>,
                  text: Option<&str>|
         -> BTreeSet<i64> {
            text.and_then(|text| index.get(&(company.to_owned(), text.to_owned())))
                .cloned()
                .unwrap_or_default()
        };
        let by_key = |text: Option<&str>| {
            text.and_then(|text| self.by_key.get(&(company.to_owned(), fold(text)))).copied()
        };
        let mut candidates = of(&self.by_vat, stated.vat_id);
        candidates.extend(of(&self.by_iban, stated.iban));
        candidates.extend(of(&self.by_tax_number, stated.tax_number.as_deref()));
        candidates.extend(by_key(stated.identifier));
        candidates.extend(by_key(Some(stated.label)));
        let agreeing = candidates
            .iter()
            .filter_map(|id| Some((stated.agrees(self.rows.get(id)?)?, Reverse(*id))));
        let best = agreeing.max().map(|(_, Reverse(id))| self.first_of(id));
        best.or_else(|| {
            // What a list's contact column tells may be a key or a name.
            let namesake = self.named(company, stated.name.unwrap_or(stated.label), false)?;
            self.rows.get(&namesake).filter(|row| !stated.contradicts(row)).map(|row| row.id)
        })
    }

    /// The first of the contacts that a list says are this one.
    fn first_of(&self, id: i64) -> i64 {
        let key = self.rows.get(&id).map(|row| (row.company.clone(), fold(&row.contact)));
        key.and_then(|key| self.by_key.get(&key).copied()).unwrap_or(id)
    }

    /// Notes the numbers of a contact that it lacked until now.
    fn note(&mut self, id: i64, stated: &Stated) {
        let Some(row) = self.rows.get(&id) else { return };
        let (vat_id, tax_number) = (stated.vat_id.map(str::to_owned), stated.tax_number.clone());
        if row.vat_id.is_none() && vat_id.is_some()
            || row.tax_number.is_none() && tax_number.is_some()
        {
            let Some(mut row) = self.rows.remove(&id) else { return };
            let before = row.clone();
            row.vat_id = row.vat_id.or(vat_id);
            row.tax_number = row.tax_number.or(tax_number);
            self.keep(row, Some(&before));
        }
    }

    /// The one contact of this name: written alike, else alike but for a legal form that only one
    /// of the two states. Of several none, but for the one that documents alone have brought. With
    /// `provisional` only such are looked at.
    fn named(&self, company: &str, name: &str, provisional: bool) -> Option<i64> {
        let whole = fold(name);
        let bare_name = without_legal_form(&whole).into_owned();
        let all = self.by_name.get(&(company.to_owned(), bare_name.clone()))?;
        let rows: Vec<&ContactRow> = all
            .iter()
            .filter_map(|id| self.rows.get(id))
            .filter(|row| !provisional || self.is_provisional(row.id))
            .collect();
        let (same, other): (Vec<&ContactRow>, Vec<&ContactRow>) =
            rows.into_iter().partition(|row| fold(&row.name) == whole);
        let unstated = |row: &&ContactRow| whole == bare_name || fold(&row.name) == bare_name;
        let near: Vec<&ContactRow> =
            if same.is_empty() { other.into_iter().filter(unstated).collect() } else { same };
        // Those whom a list says to be one are one.
        let is_one =
            |one: &ContactRow, other: &&ContactRow| fold(&one.contact) == fold(&other.contact);
        match near.as_slice() {
            [] => None,
            [one, others @ ..] if others.iter().all(|other| is_one(one, other)) => Some(one.id),
            several => several.iter().find(|row| self.is_provisional(row.id)).map(|row| row.id),
        }
    }

    fn is_provisional(&self, id: i64) -> bool {
        self.rows.get(&id).is_some_and(ContactRow::is_provisional)
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

/// A number of four digits is an account of the chart, a longer one the contact's own personal
/// account.
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
        tax_number: None,
        ibans: Vec::new(),
        payers: Vec::new(),
        email: None,
        address: "{}".to_owned(),
        account: None,
        customer_account: None,
        vendor_account: None,
    }
}

pub(in crate::office) fn role(role: Role) -> &'static str {
    match role {
        Role::Customer => "customer",
        Role::Vendor => "vendor",
        Role::Both => "both",
    }
}

pub(in crate::office) fn bare(name: &str) -> String {
    without_legal_form(&fold(name)).into_owned()
}

pub(in crate::office) fn address(
    street: &Option<String>,
    postcode: &Option<String>,
    city: &Option<String>,
    country: &Option<String>,
) -> String {
    serde_json::json!({"street": street, "postcode": postcode, "city": city, "country": country})
        .to_string()
}

#[cfg(test)]
mod tests;
