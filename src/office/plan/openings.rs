//! Opening balances: what the accounts stand at on the day the books are taken over, each against
//! 9000. What customers and vendors owe comes as open items, one by one; their collective accounts
//! are not booked a second time.

use super::noted::note;
use super::{Plan, Postings};
use crate::domain::finding::Weight;
use crate::domain::{Currency, Finding, FindingKind, Money, OpeningBalance};
use crate::ledger::{Function, Personal, Role, post_opening_balance, wording};
use crate::office::books::CompanyBooks;
use crate::store::bank_of;
use crate::store::rows::OpeningRow;
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashMap};

/// Findings of opening the books.
pub static FINDINGS: &[&FindingKind] = &[&UNKNOWN_ACCOUNT, &BY_ITEMS, &UNEVEN];

pub static UNKNOWN_ACCOUNT: FindingKind = FindingKind {
    code: "opening-unknown-account",
    weight: Weight::Warning,
    de: "Das Konto {account} kennt der Kontenrahmen nicht; sein Anfangssaldo {balance} ist nicht \
        gebucht. Bitte die Nummer berichtigen und die Datei erneut ablegen.",
    en: "The chart of accounts has no account {account}; its opening balance {balance} is not \
        booked. Correct the number and drop the file again.",
};
pub static BY_ITEMS: FindingKind = FindingKind {
    code: "opening-by-items",
    weight: Weight::Note,
    de: "Das Konto {account} ({balance}) wird nicht als Saldo gebucht: Forderungen und \
        Verbindlichkeiten kommen einzeln mit open-items.csv, Saldenvorträge entstehen dabei von \
        selbst.",
    en: "Account {account} ({balance}) is not booked as a balance: what is owed comes item by item \
        with open-items.csv, and the carry-forward accounts follow by themselves.",
};
pub static UNEVEN: FindingKind = FindingKind {
    code: "opening-uneven",
    weight: Weight::Note,
    de: "Die Eröffnung geht noch nicht auf: 9000, 9008 und 9009 stehen zusammen auf {difference}. \
        Es fehlen Salden oder offene Posten.",
    en: "The opening does not add up yet: 9000, 9008 and 9009 together stand at {difference}. \
        Balances or open items are missing.",
};

/// What is known of the companies that a batch brings opening balances for.
#[derive(Debug, Default)]
pub struct KnownOpenings {
    /// Opening balances in force.
    pub rows: Vec<OpeningRow>,
    /// Their postings, by company.
    pub postings: HashMap<String, Postings>,
    /// Balance of 9000, 9008 and 9009 together, by company.
    pub carried: HashMap<String, Decimal>,
}

/// The accounts that balances are carried forward against.
pub const CARRIED: [Role; 3] = [Role::Opening, Role::OpeningReceivables, Role::OpeningPayables];

impl Plan<'_> {
    /// The companies whose opening balances must be known before [`Plan::openings`].
    pub fn companies_opening(&self) -> BTreeSet<String> {
        self.routed.openings.iter().map(|(_, company, _)| company.clone()).collect()
    }

    /// Books opening balances. One that is known with another balance or day is taken back first.
    pub fn openings(&mut self, known: KnownOpenings) {
        let mut rows: HashMap<(String, String), OpeningRow> = known
            .rows
            .iter()
            .map(|row| ((row.company.clone(), row.account.clone()), row.clone()))
            .collect();
        for (at, company, balances) in std::mem::take(&mut self.routed.openings) {
            let Some(books) = self.books.companies.get(&company).cloned() else { continue };
            for balance in &balances {
                if let Some(finding) = not_booked(&books, balance) {
                    self.note_at(at, &finding);
                    continue;
                }
                let account = books.number(&balance.account);
                let key = (company.clone(), account.clone());
                let Some(amount_minor) = Money::new(balance.balance, Currency::EUR).minor() else {
                    continue;
                };
                let before = rows.get(&key);
                let kept = before.and_then(|row| row.bank.clone());
                let wanted = OpeningRow {
                    company: company.clone(),
                    bank: books.bank_behind(&account).or(kept),
                    account,
                    date: balance.date,
                    amount_minor,
                    document_id: self.id_at(at),
                    by_statement: false,
                    posting: None,
                };
                let postings = known.postings.get(&company);
                let opened = self.open_account(&books, wanted, before, postings);
                if let Some(row) = opened {
                    self.opened_by_list(&row, &mut rows, postings);
                    rows.insert(key, row);
                }
            }
            self.note_uneven(at, &books, &known);
        }
    }

    /// Books one balance, in the place of what was booked `before`; `None` when it is booked
    /// already.
    pub(super) fn open_account(
        &mut self,
        books: &CompanyBooks,
        mut wanted: OpeningRow,
        before: Option<&OpeningRow>,
        postings: Option<&Postings>,
    ) -> Option<OpeningRow> {
        if before.is_some_and(|row| {
            (row.amount_minor, row.date, row.by_statement)
                == (wanted.amount_minor, wanted.date, wanted.by_statement)
        }) {
            return None;
        }
        if let Some((number, row)) = before.and_then(|row| Some((row.posting?, row))) {
            self.take_opening_back(row, number, postings);
        }
        let name = books.chart.name(&wanted.account).unwrap_or_default();
        let text = wording::opening(&wanted.account, name, books.language);
        let balance = Money::from_minor(wanted.amount_minor, Currency::EUR).amount;
        wanted.posting =
            post_opening_balance(books.chart, wanted.date, &text, &wanted.account, balance)
                .ok()
                .map(|entry| {
                    let sealed = self.books.seal(
                        &wanted.company,
                        entry,
                        Some(wanted.document_id),
                        None,
                        None,
                    );
                    let number = sealed.number;
                    self.changes.journal.push(sealed);
                    number
                });
        self.changes
            .openings
            .retain(|other| other.company != wanted.company || other.account != wanted.account);
        self.changes.openings.push(wanted.clone());
        Some(wanted)
    }

    /// What a statement said that the same bank account began with, on another ledger account where
    /// a person placed it, is taken back: the list says it.
    fn opened_by_list(
        &mut self,
        listed: &OpeningRow,
        rows: &mut HashMap<(String, String), OpeningRow>,
        postings: Option<&Postings>,
    ) {
        let Some(bank) = listed.bank.as_deref().map(bank_of) else { return };
        for row in rows.values_mut().filter(|row| {
            row.by_statement
                && row.amount_minor != 0
                && (&row.company, row.account != listed.account) == (&listed.company, true)
                && row.bank.as_deref().map(bank_of) == Some(bank)
        }) {
            if let Some(number) = row.posting {
                self.take_opening_back(row, number, postings);
            }
            (row.amount_minor, row.posting) = (0, None);
            self.changes
                .openings
                .retain(|other| other.company != row.company || other.account != row.account);
            self.changes.openings.push(row.clone());
        }
    }

    fn take_opening_back(&mut self, row: &OpeningRow, number: i64, postings: Option<&Postings>) {
        let booked_now = self
            .changes
            .journal
            .iter()
            .find(|sealed| sealed.company == row.company && sealed.number == number);
        let old = booked_now.map(|sealed| sealed.entry.clone());
        let Some(old) = old.or_else(|| postings?.get(&number).cloned()) else { return };
        let language = self.language_of(Some(&row.company));
        let reversal = old.reversed(old.date(), wording::reversal(old.text(), language));
        let sealed =
            self.books.seal(&row.company, reversal, Some(row.document_id), None, Some(number));
        self.changes.journal.push(sealed);
    }

    /// Names what the carry-forward accounts still lack.
    fn note_uneven(&mut self, at: usize, books: &CompanyBooks, known: &KnownOpenings) {
        let carried: Vec<String> =
            CARRIED.iter().map(|role| books.number(books.chart.number(*role))).collect();
        let lines = self
            .changes
            .journal
            .iter()
            .filter(|sealed| sealed.company == books.id)
            .flat_map(|sealed| sealed.entry.lines());
        let now: Decimal =
            lines.filter(|line| carried.contains(&line.account)).map(|line| line.amount()).sum();
        let difference = now + known.carried.get(&books.id).copied().unwrap_or_default();
        if !difference.is_zero() {
            self.note_at(
                at,
                &UNEVEN.found().with_value("difference", Money::new(difference, Currency::EUR)),
            );
        }
    }

    /// Notes a finding on the document at a position.
    pub(super) fn note_at(&mut self, at: usize, finding: &Finding) {
        if let Some(row) = self.changes.documents.get_mut(at) {
            note(row, finding, self.books.language(row.company.as_deref(), self.language));
        }
    }
}

/// Why a balance is not booked as it stands.
fn not_booked(books: &CompanyBooks, balance: &OpeningBalance) -> Option<Finding> {
    let function = books.chart.account(&balance.account).map(|account| account.function);
    let by_items = matches!(function, Some(Function::Collective | Function::CarryForward))
        || Personal::of(&balance.account).is_some();
    let kind = match (by_items, books.knows(&balance.account)) {
        (true, _) => &BY_ITEMS,
        (false, false) => &UNKNOWN_ACCOUNT,
        (false, true) => return None,
    };
    let money = Money::new(balance.balance, Currency::EUR);
    Some(kind.found().with("account", &balance.account).with_value("balance", money))
}
