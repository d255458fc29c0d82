//! The originals under names that people read: `originals/COMPANY/YEAR-MONTH/DATE PARTY NUMBER
//! AMOUNT D7.xml`, and beside each e-invoice a page. The archive keeps the file; here lies a second
//! name of it (a hard link), or a copy where the disk has no such.
//!
//! How far it is done is written inside the folder itself, so that one that was deleted is made
//! anew and what is done costs nothing. The number of the document ends its name: no two are alike,
//! and a step done twice after a crash is done once.

use super::folder::said;
use super::run::{Desk, Runner, Setup};
use crate::domain::text::fold;
use crate::domain::{Content, Invoice, Language, Money, plain, spelling, words};
use crate::formats::{self, Input, Read};
use crate::report::invoice_page;
use crate::store::rows::{ItemRow, StatementRow};
use crate::store::{DocumentLine, ShownAs, Stored};
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::Ordering;

/// The folder, below the office.
pub const FOLDER: &str = "originals";
/// How far it is done: the id of the last document that was looked at.
const DONE: &str = ".done";
const DONE_DRAFT: &str = ".done.part";
/// XML beyond this gets no page, bytes: nobody reads it.
const LARGEST_PAGE: u64 = 8_000_000;
/// Documents looked at together.
const PORTION: usize = 400;
/// Longest party and longest number in a name, characters.
const LONGEST_PARTY: usize = 40;
const LONGEST_NUMBER: usize = 30;

/// What a name says of a document.
#[derive(Debug, Default, PartialEq)]
struct Label {
    date: Option<Date>,
    party: Option<String>,
    number: Option<String>,
    amount: Option<Money>,
}

/// What the store knows of a portion of documents.
struct Known {
    items: HashMap<i64, ItemRow>,
    contacts: HashMap<i64, String>,
    statements: HashMap<i64, StatementRow>,
}

/// A document to put there, and what it says where it is an e-invoice.
struct Shown {
    document: DocumentLine,
    shown_as: ShownAs,
    invoice: Option<Invoice>,
}

impl Runner {
    /// Puts there what came since the last time, or all of it where the folder is new. What the
    /// disk refuses is told once and tried again when something comes.
    pub async fn show_originals(&self) -> Stored<()> {
        let folder = self.setup.folder.root().join(FOLDER);
        let last = self.store.last_document().await?;
        let mut done = fs::read_to_string(folder.join(DONE))
            .ok()
            .and_then(|text| text.trim().parse::<i64>().ok())
            .unwrap_or(0);
        // What a crash left of the note itself; a document's own draft is written over.
        let _ = fs::remove_file(folder.join(DONE_DRAFT));
        if done >= last {
            return Ok(());
        }
        loop {
            let documents = self.store.documents_to_show(done, PORTION).await?;
            let is_last = documents.is_empty();
            done = documents.last().map_or(last, |document| document.key);
            let shown = self.put_there(documents).await?;
            let write = || shown.and_then(|()| note(&folder, done));
            if let Err(error) = tokio::task::block_in_place(write) {
                if !self.told_of_originals.swap(true, Ordering::Relaxed) {
                    eprintln!("{}", not_written(&error, self.setup.language));
                }
                return Ok(());
            }
            if is_last {
                return Ok(());
            }
        }
    }
}

impl Desk {
    /// Takes a document away again that was refused.
    pub(super) async fn hide_original(&self, key: i64) -> Stored<()> {
        let Some(path) = self.store.document(key).await?.and_then(|document| document.shown_as)
        else {
            return Ok(());
        };
        let at = self.setup.folder.root().join(path);
        // What somebody took away himself is away.
        let _ = fs::remove_file(&at);
        let _ = fs::remove_file(at.with_extension("html"));
        self.store.hide(key).await
    }

    /// Puts a document there: one whose refusal was taken back, or that was accepted late.
    pub(super) async fn show_original(&self, key: i64) -> Stored<()> {
        let documents = self.store.documents_to_show(key - 1, 1).await?;
        let own = documents.into_iter().filter(|document| document.key == key).collect();
        // Nobody loses anything by it: the archive has it.
        let _ = self.put_there(own).await?;
        Ok(())
    }

    /// The names first, then the files: a crash between them leaves names that the next time makes
    /// true. The documents of a portion have nothing in common but the folder, and are read and
    /// written on all cores.
    async fn put_there(&self, documents: Vec<DocumentLine>) -> Stored<io::Result<()>> {
        let ids: Vec<i64> = documents.iter().map(|document| document.key).collect();
        let known = self.known_of(&ids).await?;
        let setup = &self.setup;
        let shown: Vec<Shown> = tokio::task::block_in_place(|| {
            documents.into_par_iter().map(|document| shown(setup, &known, document)).collect()
        });
        let named = |shown: &&Shown| shown.document.shown_as.as_ref() != Some(&shown.shown_as.path);
        let new: Vec<(i64, ShownAs)> = shown
            .iter()
            .filter(named)
            .map(|shown| (shown.document.key, shown.shown_as.clone()))
            .collect();
        if !new.is_empty() {
            self.store.show(&new).await?;
        }
        Ok(tokio::task::block_in_place(|| {
            shown.par_iter().try_for_each(|shown| place(setup, shown))
        }))
    }

    async fn known_of(&self, documents: &[i64]) -> Stored<Known> {
        let items = self.store.only_items_from(documents).await?;
        let contacts: Vec<i64> = items.iter().map(|item| item.contact_id).collect();
        let contacts = self.store.contacts_numbered(&contacts).await?;
        let statements = self.store.statements_from_documents(documents).await?;
        Ok(Known {
            // A list states many: its name tells of none.
            items: items.into_iter().map(|item| (item.document_id, item)).collect(),
            contacts: contacts.into_iter().map(|contact| (contact.id, contact.name)).collect(),
            // The last day that a file of several statements tells of.
            statements: statements
                .into_iter()
                .map(|statement| (statement.document_id, statement))
                .collect(),
        })
    }
}

fn shown(setup: &Setup, known: &Known, document: DocumentLine) -> Shown {
    let invoice = (document.kind == "invoice").then(|| e_invoice(setup, &document)).flatten();
    let label = label(setup, known, &document, invoice.as_ref());
    let path = document
        .shown_as
        .clone()
        .unwrap_or_else(|| path(&document, &label, setup.language_of(document.company.as_deref())));
    let Label { party, amount, .. } =
        if document.kind == "invoice" { label } else { Label::default() };
    Shown { document, shown_as: ShownAs { path, party, amount }, invoice }
}

/// The invoice of a file that is XML and nothing else; a PDF shows itself.
fn e_invoice(setup: &Setup, document: &DocumentLine) -> Option<Invoice> {
    let at = setup.folder.archive().join(document.archived.as_deref()?);
    if fs::metadata(&at).ok()?.len() > LARGEST_PAGE {
        return None;
    }
    let bytes = fs::read(at).ok()?;
    if bytes.starts_with(b"%PDF") {
        return None;
    }
    match formats::read(&Input { bytes: &bytes, name: &document.file, layouts: &setup.layouts })
        .ok()?
        .1
        .content
    {
        Read::Content(Content::Invoice(invoice)) => Some(*invoice),
        _ => None,
    }
}

fn label(
    setup: &Setup,
    known: &Known,
    document: &DocumentLine,
    invoice: Option<&Invoice>,
) -> Label {
    let (number, language) =
        (document.number.clone(), setup.language_of(document.company.as_deref()));
    if let Some(statement) = known.statements.get(&document.key) {
        let currency = statement.currency.as_deref().and_then(crate::domain::Currency::read);
        return Label {
            date: statement.closing_date.or(statement.opening_date),
            party: Some(format!(
                "{} {}",
                words::word(words::DOCUMENT_KINDS, &document.kind, language),
                statement.account
            )),
            number: statement.sequence.clone(),
            amount: statement
                .closing_minor
                .zip(currency)
                .map(|(minor, currency)| Money::from_minor(minor, currency)),
        };
    }
    if let Some(item) = known.items.get(&document.key).filter(|_| document.kind == "invoice") {
        return Label {
            date: item.date,
            party: known.contacts.get(&item.contact_id).cloned(),
            number: Some(item.number.clone()),
            amount: Some(Money::from_minor(item.amount_minor, item.currency)),
        };
    }
    match invoice {
        Some(invoice) => Label {
            date: invoice.issue_day(),
            party: partner(setup, document, invoice),
            number: invoice.number.clone().or(number),
            amount: invoice
                .totals
                .payable
                .zip(invoice.currency)
                .map(|(amount, currency)| Money { amount, currency }),
        },
        // What a list or an order is called by whoever dropped it.
        None => {
            let word = words::word(words::DOCUMENT_KINDS, &document.kind, language);
            let own = Path::new(&document.file)
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
                .unwrap_or_default();
            Label { date: None, party: Some(format!("{word} {own}")), number, amount: None }
        }
    }
}

/// Who stands on the invoice beside the company itself.
fn partner(setup: &Setup, document: &DocumentLine, invoice: &Invoice) -> Option<String> {
    let own = document
        .company
        .as_ref()
        .and_then(|company| setup.companies.get(company))
        .map(|books| fold(&books.name));
    let is_own = invoice.seller.name.as_deref().map(fold) == own;
    let partner = if is_own { &invoice.buyer } else { &invoice.seller };
    partner.name.clone()
}

/// The path below the office.
fn path(document: &DocumentLine, label: &Label, language: Language) -> String {
    let received = document.received_at.get(..10).and_then(|day| day.parse::<Date>().ok());
    let date = label.date.or(received).map(|date| date.to_string()).unwrap_or_default();
    let month = date.get(..7).filter(|month| !month.starts_with('-')).unwrap_or("0000-00");
    let words = [
        safe(&date, 10),
        safe(label.party.as_deref().unwrap_or_default(), LONGEST_PARTY),
        safe(label.number.as_deref().unwrap_or_default(), LONGEST_NUMBER),
        safe(
            &label.amount.map(|amount| spelling::amount(amount, language)).unwrap_or_default(),
            30,
        ),
        document.id.clone(),
    ];
    let name = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let ending = document
        .archived
        .as_deref()
        .and_then(|archived| Path::new(archived).extension())
        .map(|ending| ending.to_string_lossy());
    let company = document.company.as_deref().unwrap_or_default();
    format!("{FOLDER}/{company}/{month}/{name}.{}", ending.as_deref().unwrap_or("bin"))
}

/// A word of a file name: what any system forbids in one is a hyphen (Windows and its shares: `\ /
/// : * ? " < > |`), what acts is left out, blanks are single, and it is cut to so many characters.
fn safe(text: &str, longest: usize) -> String {
    let line = plain::line(text);
    let clean: String =
        line.chars().map(|c| if r#"\/:*?"<>|"#.contains(c) { '-' } else { c }).collect();
    let mut word = String::new();
    for (at, c) in clean.split_whitespace().collect::<Vec<_>>().join(" ").chars().enumerate() {
        if at + 1 == longest && clean.chars().count() > longest {
            word.push('…');
            break;
        }
        word.push(c);
    }
    word.trim_matches([' ', '.']).to_owned()
}

/// Puts one file and its page there.
fn place(setup: &Setup, shown: &Shown) -> io::Result<()> {
    let (Some(archived), target) =
        (&shown.document.archived, setup.folder.root().join(&shown.shown_as.path))
    else {
        return Ok(());
    };
    let folder = target.parent().unwrap_or(Path::new("."));
    super::folder::make(folder)?;
    let from = setup.folder.archive().join(archived);
    let draft = folder.join(format!(".{}.part", shown.document.id));
    let is_there = |size: u64| fs::metadata(&target).is_ok_and(|there| there.len() == size);
    match fs::metadata(&from) {
        Ok(original) if !is_there(original.len()) => replace(&draft, &target, |draft| {
            // Not every disk has second names, and none across disks.
            fs::hard_link(&from, draft).or_else(|_| fs::copy(&from, draft).map(|_| ()))
        })?,
        Ok(_) => {}
        // An archive that lost a file is told by `verify`.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    }
    if let Some(invoice) = &shown.invoice {
        let name = target.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let page =
            invoice_page(invoice, &name, setup.language_of(shown.document.company.as_deref()));
        replace(&draft, &target.with_extension("html"), |draft| fs::write(draft, &page))?;
    }
    Ok(())
}

/// Makes a file whole or not at all.
fn replace(draft: &Path, target: &Path, make: impl Fn(&Path) -> io::Result<()>) -> io::Result<()> {
    // What a crash left.
    let _ = fs::remove_file(draft);
    make(draft)?;
    fs::rename(draft, target)
}

fn note(folder: &Path, done: i64) -> io::Result<()> {
    super::folder::make(folder)?;
    replace(&folder.join(DONE_DRAFT), &folder.join(DONE), |draft| {
        fs::write(draft, format!("{done}\n"))
    })
}

fn not_written(error: &io::Error, language: Language) -> String {
    let error = said(error, language);
    match language {
        Language::De => format!(
            "kontor: Die Belege konnten nicht unter lesbaren Namen in {FOLDER}/ abgelegt werden \
             ({error}). Gebucht ist alles; bitte Rechte und Platz prüfen, kontor holt es nach."
        ),
        Language::En => format!(
            "kontor: the documents could not be laid under readable names in {FOLDER}/ ({error}). \
             All is booked; check permissions and space, kontor will make up for it."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Currency;

    #[test]
    fn a_name_says_what_it_is_on_every_disk() {
        assert_eq!(safe("A/B: \"C\"\u{202e} <x>\n| y. ", 40), "A-B- -C- -x- - y");
        assert_eq!(safe(&"ü".repeat(50), 40).chars().count(), 40);
        assert_eq!(safe("..", 9), "");
        assert_eq!(safe("RE-1", 4), "RE-1");
    }

    #[test]
    fn date_party_number_and_amount_stand_in_the_name_and_its_number_ends_it() {
        let document = DocumentLine {
            id: "D7".into(),
            company: Some("mueller".into()),
            archived: Some("ab/abc.xml".into()),
            received_at: "2026-11-02T08:00:00+01:00".into(),
            ..DocumentLine::default()
        };
        let label = Label {
            date: Some(jiff::civil::date(2026, 10, 5)),
            party: Some("Stahl / Eisen AG".into()),
            number: Some("RE:47".into()),
            amount: Some(Money::from_minor(119_000, Currency::EUR)),
        };
        assert_eq!(
            path(&document, &label, Language::De),
            "originals/mueller/2026-10/2026-10-05 Stahl - Eisen AG RE-47 1.190,00 EUR D7.xml"
        );
        assert_eq!(
            path(&document, &Label::default(), Language::De),
            "originals/mueller/2026-11/2026-11-02 D7.xml"
        );
    }
}
