//! The account that a contacts file names: a personal account in use is never torn apart, a number
//! of the other side or of nobody is a slip, and is said.

use super::one_account::TWO_ACCOUNTS;
use super::{Plan, Postings};
use crate::domain::finding::Weight;
use crate::domain::{self, Contact, Finding, FindingKind, Side};
use crate::ledger::{Function, Personal, Rate, Role};
use crate::office::books::CompanyBooks;
use crate::store::rows::{ContactRow, ItemRow};
use std::collections::{BTreeMap, BTreeSet};

/// Findings of taking over contacts.
pub static FINDINGS: &[&FindingKind] =
    &[&IN_USE, &ANOTHERS, &OTHER_ROLE, &NO_ACCOUNT, &NAMED_LATE, &TWO_ACCOUNTS];

const fn kind(code: &'static str, de: &'static str, en: &'static str) -> FindingKind {
    FindingKind { code, weight: Weight::Warning, de, en }
}

pub static IN_USE: FindingKind = kind(
    "contact-account-in-use",
    "{contact}: Auf dem Personenkonto {used} ist schon gebucht; es bleibt, {account} wird nicht \
     übernommen.",
    "{contact}: personal account {used} has bookings already; it stays, {account} is not taken \
     over.",
);
pub static ANOTHERS: FindingKind = kind(
    "contact-account-of-another",
    "{contact}: Das Personenkonto {account} gehört schon zu {other} und wird nicht übernommen. \
     Bitte die Nummer berichtigen.",
    "{contact}: personal account {account} is that of {other} already and is not taken over. \
     Correct the number.",
);
pub static OTHER_ROLE: FindingKind = kind(
    "contact-account-of-other-role",
    "{contact}: {account} ist die Nummer eines {range}kontos und passt nicht zur Rolle; sie wird \
     nicht übernommen. Ein Sachkonto hat vier Ziffern; bitte berichtigen.",
    "{contact}: {account} is in the range {range} and does not fit the role; it is not taken over. \
     A general ledger account has four digits; correct it.",
);
pub static NO_ACCOUNT: FindingKind = kind(
    "contact-account-unknown",
    "{contact}: Auf das Konto {account} lassen sich keine Rechnungen buchen: Der Kontenrahmen \
     kennt es nicht, oder es steht für Steuer, Salden oder alle Kunden. Es wird nicht übernommen; \
     bitte berichtigen.",
    "{contact}: no invoices can be booked on account {account}: the chart does not have it, or it \
     stands for tax, balances or all customers. It is not taken over; correct it.",
);

pub static NAMED_LATE: FindingKind = kind(
    "contact-account-named-late",
    "{contact}: {count|Rechnung steht|Rechnungen stehen} noch auf {default}, dem Konto ohne \
     Vorgabe: {invoices}. Die Liste nennt {account}. Umbuchen: „kontor resolve {first} account \
     {account}“, jede für sich; sonst beendet „kontor resolve {this} accept“ diese Frage.",
    "{contact}: {count|invoice still stands|invoices still stand} on {default}, the account \
     without any instruction: {invoices}. The list names {account}. To move: \"kontor resolve \
     {first} account {account}\", each by itself; else \"kontor resolve {this} accept\" ends this \
     question.",
);

/// Invoices that the question names; the others are counted.
const MOST_NAMED: usize = 10;

impl Plan<'_> {
    /// The contacts, by company, whose account a list names only now that documents made them
    /// known.
    pub fn named_late(&self) -> BTreeMap<String, Vec<i64>> {
        let mut by_company: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for row in
            self.named_late.iter().filter_map(|(_, contact)| self.books.contacts.get(*contact))
        {
            by_company.entry(row.company.clone()).or_default().push(row.id);
        }
        by_company
    }

    /// Asks about what was booked before a list named the vendor's account: it stands on the one
    /// that is taken where nobody says.
    pub fn ask_where_it_belongs(&mut self, company: &str, items: &[ItemRow], postings: &Postings) {
        let mut by_contact: BTreeMap<i64, Vec<&ItemRow>> = BTreeMap::new();
        for item in items.iter().filter(|item| item.side == Side::Payable) {
            by_contact.entry(item.contact_id).or_default().push(item);
        }
        for (at, contact) in self.named_late.clone() {
            let found = by_contact.get(&contact).and_then(|items| {
                let row = self.books.contacts.get(contact)?;
                let books = self.books.companies.get(company)?;
                named_late(books, row, &on_default(books, row, items, postings))
            });
            found.into_iter().for_each(|finding| self.note_at(at, &finding));
        }
    }

    /// The personal accounts, by company, of the contacts that a batch brings anew: whether they
    /// are in use must be known before [`Plan::master_data`].
    pub fn personal_accounts(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut accounts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (_, company, contacts) in &self.routed.contacts {
            for row in
                contacts.iter().flat_map(|contact| self.books.contacts.known_as(company, contact))
            {
                let own = [&row.customer_account, &row.vendor_account];
                accounts
                    .entry(company.clone())
                    .or_default()
                    .extend(own.into_iter().flatten().cloned());
            }
        }
        accounts
    }

    /// Why the account that a contacts file names is not taken over. `used` are personal accounts
    /// with bookings.
    pub(super) fn account_refused(
        &self,
        company: &str,
        contact: &Contact,
        used: &BTreeSet<String>,
    ) -> Option<Finding> {
        let account = contact.account.as_deref()?;
        let told = |kind: &'static FindingKind| {
            kind.found()
                .with("contact", format!("{} {}", contact.contact, contact.name))
                .with("account", account)
        };
        let Some(side) = Personal::of(account) else {
            let books = self.books.companies.get(company)?;
            let function = books.chart.account(account).map(|known| known.function);
            let closed = matches!(
                function,
                Some(Function::Tax | Function::Collective | Function::CarryForward)
            );
            return (closed || !books.knows(account)).then(|| told(&NO_ACCOUNT));
        };
        match (side, contact.role) {
            (Personal::Customer, domain::Role::Vendor) => {
                return Some(told(&OTHER_ROLE).with("range", "Debitoren"));
            }
            (Personal::Vendor, domain::Role::Customer) => {
                return Some(told(&OTHER_ROLE).with("range", "Kreditoren"));
            }
            _ => {}
        }
        let own = self.books.contacts.known_as(company, contact);
        if let Some(other) = self
            .books
            .contacts
            .bearer(company, account)
            .filter(|row| !own.iter().any(|known| known.id == row.id))
        {
            return Some(
                told(&ANOTHERS).with("other", format!("{} {}", other.contact, other.name)),
            );
        }
        let now = own.iter().filter_map(|row| match side {
            Personal::Customer => row.customer_account.as_deref(),
            Personal::Vendor => row.vendor_account.as_deref(),
        });
        let kept = now.filter(|now| *now != account).find(|now| used.contains(*now));
        kept.map(|kept| told(&IN_USE).with("used", kept))
    }
}

/// Of a vendor's items those that stand on the account that is taken where nobody names one, though
/// a list names another by now; each with that account.
pub(in crate::office) fn on_default<'i>(
    books: &CompanyBooks,
    row: &ContactRow,
    items: &[&'i ItemRow],
    postings: &Postings,
) -> Vec<(&'i ItemRow, String)> {
    let account = row.account.as_deref().filter(|account| books.expense_for(row) == Some(*account));
    let Some(account) = account.filter(|_| row.company == books.id) else { return Vec::new() };
    let roles = [Role::Expense(Rate::Full), Role::Expense(Rate::Reduced), Role::ExpenseUntaxed];
    let defaults: Vec<String> = roles
        .into_iter()
        .map(|role| books.number(books.chart.number(role)))
        .filter(|number| number != account)
        .collect();
    let default_of = |item: &ItemRow| {
        let lines = postings.get(&item.posting?)?.lines();
        // What of it cannot stand on that account stands where its rate does.
        if lines.iter().any(|line| line.account == account) {
            return None;
        }
        lines.iter().find_map(|line| defaults.iter().find(|known| **known == line.account))
    };
    let stands = |item: &&'i ItemRow| Some((*item, default_of(item)?.clone()));
    items.iter().filter_map(stands).collect()
}

/// The question about invoices that stand there.
pub(in crate::office) fn named_late(
    books: &CompanyBooks,
    row: &ContactRow,
    there: &[(&ItemRow, String)],
) -> Option<Finding> {
    let ((first, _), account) = (there.first()?, books.expense_for(row)?);
    let on: BTreeSet<&str> = there.iter().map(|(_, account)| account.as_str()).collect();
    let finding = NAMED_LATE.found().with("contact", format!("{} {}", row.contact, row.name));
    let finding = finding
        .with("count", there.len())
        .with("default", on.into_iter().collect::<Vec<_>>().join(", "))
        .with("invoices", invoices_named(there.iter().map(|(item, _)| *item)));
    Some(finding.with("account", account).with("first", format!("D{}", first.document_id)))
}

/// Invoices by their numbers and documents, the first of many.
pub(in crate::office) fn invoices_named<'i>(items: impl Iterator<Item = &'i ItemRow>) -> String {
    let mut named: Vec<String> = items
        .take(MOST_NAMED + 1)
        .map(|item| format!("{} (D{})", item.number, item.document_id))
        .collect();
    if let Some(more) = named.get_mut(MOST_NAMED) {
        "…".clone_into(more);
    }
    named.join(", ")
}
