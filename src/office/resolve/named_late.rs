//! Invoices that were booked on the account that is taken where nobody names one, once a list names
//! the vendor's: the list decides, and they are moved, as long as their day is open and no person
//! has said where they belong. What cannot be moved stays asked about, and it is said why.

use super::terms::terms_of;
use super::treated::Booking;
use crate::domain::finding::Weight;
use crate::domain::{Content, FindingKind, Language, Side};
use crate::office::books::Books;
use crate::office::plan::{NAMED_LATE, invoices_named, named_late, on_default};
use crate::office::run::{Desk, Summary};
use crate::office::setup::reread;
use crate::store::Changes;
use crate::store::rows::{ContactRow, DocumentRow, ItemRow};
use std::collections::{BTreeMap, BTreeSet};

/// Findings of moving invoices to the account that a list names.
pub static FINDINGS: &[&FindingKind] = &[&MOVED, &MOVED_BY_LIST, &STAYS_THERE];

/// What a list moved.
pub static MOVED: FindingKind = FindingKind {
    code: "contact-account-moved-to",
    weight: Weight::Note,
    de: "{contact}: Die Liste nennt {account}; umgebucht vom angenommenen Konto: {invoices}.",
    en: "{contact}: the list names {account}; moved from the account assumed until now: \
        {invoices}.",
};

/// The same on the invoice.
pub static MOVED_BY_LIST: FindingKind = FindingKind {
    code: "invoice-moved-by-list",
    weight: Weight::Note,
    de: "Umgebucht auf {account}: Die Kontaktliste {list} nennt es für diesen Lieferanten.",
    en: "Moved to {account}: the list of contacts {list} names it for this vendor.",
};

/// Why one was not moved.
pub static STAYS_THERE: FindingKind = FindingKind {
    code: "contact-account-stays",
    weight: Weight::Note,
    de: "{invoice} ist nicht von selbst umgebucht: {why}",
    en: "{invoice} is not moved by itself: {why}",
};

/// The invoices that are moved at once; the night moves others.
const MOST_MOVED: usize = 200;

/// What became of a vendor's invoices.
#[derive(Default)]
struct Moved {
    there: Vec<ItemRow>,
    stay: Vec<(ItemRow, String)>,
    booked: usize,
}

impl Desk {
    /// Moves what lists of contacts ask about to the accounts that they name: of these documents,
    /// or of all.
    pub(in crate::office) async fn accounts_follow(
        &self,
        documents: Option<&BTreeSet<i64>>,
        summary: &mut Summary,
    ) -> anyhow::Result<()> {
        for (document, asked) in self.store.doubts(None, self.setup.language).await? {
            let is_meant = documents.is_none_or(|documents| documents.contains(&document));
            if is_meant && asked.iter().any(|text| is_named_late(text, "")) {
                self.account_follows(document, summary).await?;
            }
        }
        Ok(())
    }

    async fn account_follows(&self, list: i64, summary: &mut Summary) -> anyhow::Result<()> {
        let Some(mut document) = self.store.document_row(list).await? else { return Ok(()) };
        let Ok(Content::Contacts(contacts)) = reread(&self.setup, &document) else {
            return Ok(());
        };
        let company = document.company.clone().unwrap_or_default();
        // Documents may have told of one vendor as two before the list said that they are one.
        let mut told: BTreeMap<String, Vec<ContactRow>> = BTreeMap::new();
        let mut books = self.books().await?;
        {
            let named = contacts.iter().filter(|contact| contact.account.is_some());
            let known = named.flat_map(|contact| books.contacts.known_as(&company, contact));
            let ids = books.contacts.alike(&known.map(|row| row.id).collect());
            for row in ids.into_iter().filter_map(|id| books.contacts.get(id)) {
                told.entry(label(row)).or_default().push(row.clone());
            }
        }
        let said = |document: &DocumentRow| (document.notes.clone(), document.doubts.clone());
        let (before, mut left) = (said(&document), MOST_MOVED);
        for (label, rows) in told {
            if !document.doubts.iter().any(|text| is_named_late(text, &label)) {
                continue;
            }
            let moved = self.moved_of(&mut books, &rows, &document, &mut left).await?;
            summary.booked += moved.booked;
            self.tell_moved(&mut document, &rows, &moved).await?;
        }
        if said(&document) != before {
            let changes = Changes { rejudged: vec![document], ..Changes::default() };
            self.store.commit(&changes).await?;
        }
        Ok(())
    }

    /// Moves what of a vendor stands on the account that was assumed.
    async fn moved_of(
        &self,
        books: &mut Books,
        rows: &[ContactRow],
        list: &DocumentRow,
        left: &mut usize,
    ) -> anyhow::Result<Moved> {
        let mut moved = Moved::default();
        let Some(row) = rows.first() else { return Ok(moved) };
        for (item, _) in self.on_default_of(rows).await? {
            if *left == 0 {
                break;
            }
            *left -= 1;
            match self.moved_item(books, row, list, &item).await? {
                Ok(booked) => {
                    moved.booked += booked;
                    moved.there.push(item);
                }
                Err(why) => moved.stay.push((item, why)),
            }
        }
        Ok(moved)
    }

    /// The invoices of a vendor that stand there, each with the account.
    async fn on_default_of(&self, rows: &[ContactRow]) -> anyhow::Result<Vec<(ItemRow, String)>> {
        let Some(row) = rows.first() else { return Ok(Vec::new()) };
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let mut items = self.store.items_of(&ids).await?;
        items.retain(|item| item.side == Side::Payable && item.company == row.company);
        let numbers: Vec<i64> = items.iter().filter_map(|item| item.posting).collect();
        let postings = self.postings(&row.company, &numbers).await?;
        let Some(books) = self.setup.companies.get(&row.company) else { return Ok(Vec::new()) };
        let all: Vec<&ItemRow> = items.iter().collect();
        let there = on_default(books, row, &all, &postings);
        Ok(there.into_iter().map(|(item, account)| (item.clone(), account)).collect())
    }

    /// Books an invoice anew, on the account that the list names. Gives how many journal entries
    /// that is, or why it stays.
    async fn moved_item(
        &self,
        books: &mut Books,
        row: &ContactRow,
        list: &DocumentRow,
        item: &ItemRow,
    ) -> anyhow::Result<Result<usize, String>> {
        let language = self.setup.language_of(Some(&row.company));
        let id = format!("D{}", item.document_id);
        let Some(document) = self.store.document_row(item.document_id).await? else {
            return Ok(Err(id));
        };
        let terms = terms_of(&self.store.decisions(&id).await?);
        let before = document.clone();
        let stays =
            |de: &str, en: &str| Ok(Err(if language == Language::De { de } else { en }.to_owned()));
        if terms.account.is_some() {
            return stays(
                "Eine Person hat das Konto bestimmt.",
                "A person has said which account it is.",
            );
        }
        let periods = books.periods.get(&row.company);
        let is_closed = periods.zip(item.date).is_some_and(|(periods, day)| periods.is_closed(day));
        if is_closed {
            return stays("Ihr Zeitraum ist abgeschlossen.", "Its period is closed.");
        }
        let mut changes =
            match self.booking_in(books, &id, document, (terms, Booking::Present)).await? {
                Err(why) => {
                    // What was planned of it has numbers that are not written.
                    *books = self.books().await?;
                    return Ok(Err(why.say(language)));
                }
                Ok(changes) => changes,
            };
        let account = row.account.as_deref().unwrap_or_default();
        let mut lines = changes.journal.iter().flat_map(|sealed| sealed.entry.lines());
        if !lines.any(|line| line.account == account) {
            *books = self.books().await?;
            return stays(
                "Das Konto passt nicht zu dieser Rechnung.",
                "The account does not fit this invoice.",
            );
        }
        let told = MOVED_BY_LIST.found().with("account", account);
        let told = told.with("list", format!("D{}", list.id)).say(language);
        changes.rejudged.iter_mut().filter(|row| row.id == item.document_id).for_each(|row| {
            // A list decides where it stands; what is asked of it besides stays asked.
            (row.doubts, row.accepted) = (before.doubts.clone(), before.accepted.clone());
            row.notes.clone_from(&before.notes);
            row.notes.push(told.clone());
        });
        self.store.commit(&changes).await?;
        Ok(Ok(changes.journal.len()))
    }

    /// Says on the list what was moved, and asks about what was not.
    async fn tell_moved(
        &self,
        document: &mut DocumentRow,
        rows: &[ContactRow],
        moved: &Moved,
    ) -> anyhow::Result<()> {
        let Some(row) = rows.first() else { return Ok(()) };
        let language = self.setup.language_of(Some(&row.company));
        let (label, this) = (label(row), format!("D{}", document.id));
        let mut notes: Vec<String> = Vec::new();
        for (item, why) in &moved.stay {
            let invoice = format!("{label}: {}", invoices_named(std::iter::once(item)));
            notes.push(STAYS_THERE.found().with("invoice", invoice).with("why", why).say(language));
        }
        if !moved.there.is_empty() {
            let account = row.account.as_deref().unwrap_or_default();
            let found = MOVED.found().with("contact", &label).with("account", account);
            let invoices = invoices_named(moved.there.iter());
            notes.push(found.with("invoices", invoices).say(language));
            for texts in [&mut document.doubts, &mut document.notes] {
                texts.retain(|text| !is_named_late(text, &label));
            }
            let left = self.on_default_of(rows).await?;
            let left: Vec<(&ItemRow, String)> =
                left.iter().map(|(item, account)| (item, account.clone())).collect();
            let books = self.setup.companies.get(&row.company);
            let asked = books.and_then(|books| named_late(books, row, &left));
            let asked = asked.map(|finding| finding.with("this", this).say(language));
            document.doubts.extend(asked.clone());
            notes.extend(asked);
        }
        notes.retain(|note| !document.notes.contains(note));
        document.notes.extend(notes);
        Ok(())
    }
}

/// A contact as the questions about it begin.
fn label(row: &ContactRow) -> String {
    format!("{} {}", row.contact, row.name)
}

/// Whether a sentence is the question about the invoices of a contact, or of any.
fn is_named_late(text: &str, contact: &str) -> bool {
    let words = |told: &str| {
        let behind = told.split("{default}").nth(1).unwrap_or_default();
        behind.split('{').next().unwrap_or_default().to_owned()
    };
    text.starts_with(contact)
        && [NAMED_LATE.de, NAMED_LATE.en].iter().any(|told| text.contains(&words(told)))
}
