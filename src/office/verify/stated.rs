//! Statements and invoices against their originals: each file of the archive is read again, and
//! what the books hold of it is what it states.
//!
//! Balances, days, amounts and words are compared as they are kept. A later version of kontor that
//! reads a file otherwise is told like a change by hand: nothing in the books tells the two apart.

use super::contacts::Contacts;
use super::pool::{ALL, Pool};
use super::trade;
use super::{Checked, kind};
use crate::domain::lengths::shorten;
use crate::domain::too_fine;
use crate::domain::{
    BankStatement, Content, Currency, Finding, FindingKind, Invoice, Language, Statement,
};
use crate::formats::{self, Input, Read};
use crate::office::accounts::Placed;
use crate::office::plan::{balances, booked, essentials, read_in};
use crate::office::route::Directory;
use crate::office::run::{Desk, Setup};
use crate::office::scan;
use crate::store::rows::{DocumentRow, DocumentStatus, ItemKind, ItemRow, StatementRow};
use crate::store::{Store, Stored, ToldEntry, bank_of};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The balances of a statement are not what its file states.
pub static STATEMENT_CHANGED: FindingKind = kind(
    "statement-changed",
    "Was von {document} ({file}) als Kontoauszug {row} ({company}) in den Büchern steht – \
     Anfangs- und Endsaldo, ihre Tage, Nummer, Währung –, steht so nicht im Original. Bitte die \
     Sicherung vergleichen.",
    "What the books hold of {document} ({file}) as statement {row} ({company}) – opening and \
     closing balance, their days, number, currency – does not stand so in the original. Compare \
     it with the backup.",
);
/// A bank entry is not what its file states.
pub static ENTRY_OTHERWISE: FindingKind = kind(
    "bank-entry-not-as-stated",
    "Der Bankumsatz {row} ({company}) steht anders in den Büchern als im Original {document} \
     ({file}): Tag, Betrag, Name, IBAN, Verwendungszweck oder Referenzen sind dort andere. Bitte \
     die Sicherung vergleichen.",
    "Bank entry {row} ({company}) stands otherwise in the books than in the original {document} \
     ({file}): there, day, amount, name, IBAN, remittance or references are others. Compare it \
     with the backup.",
);
/// An open item is not what its invoice states.
pub static ITEM_OTHERWISE: FindingKind = kind(
    "open-item-not-as-stated",
    "Der Posten {row} ({company}) steht anders in den Büchern als in seiner Rechnung {document} \
     ({file}): Nummer, Datum, Währung, Betrag, Fälligkeit, Skonto oder Referenzen sind dort \
     andere. Bitte die Sicherung vergleichen.",
    "Item {row} ({company}) stands otherwise in the books than in its invoice {document} \
     ({file}): there, number, date, currency, amount, due day, discount or references are others. \
     Compare it with the backup.",
);
/// An original cannot be read any more, though it is booked.
pub static NOT_READ_AGAIN: FindingKind = kind(
    "original-not-read-again",
    "{document} ({file}) ist gebucht, sein Original lässt sich aber nicht mehr so lesen: Entweder \
     ist der Eintrag in den Büchern verändert oder ein Layout in pipelines/ entfernt. Bitte das \
     Layout wiederherstellen oder die Sicherung vergleichen.",
    "{document} ({file}) is booked, but its original can no longer be read so: either the books \
     were changed or a layout in pipelines/ was removed. Restore the layout or compare with the \
     backup.",
);
/// A question that reading a document raised is gone.
pub static DOUBT_MISSING: FindingKind = kind(
    "doubt-missing",
    "Eine Frage zu {document} ({file}) ist aus den Büchern gelöscht, ohne dass jemand sie \
     beantwortet hat: „{doubt}“ Bitte die Sicherung vergleichen.",
    "A question about {document} ({file}) was deleted from the books without anybody's answer: \
     “{doubt}” Compare it with the backup.",
);
/// A decision is gone.
pub static DECISION_MISSING: FindingKind = kind(
    "decision-missing",
    "Eine Entscheidung fehlt: {row}. Entscheidungen sind lückenlos nummeriert, und was ein Mensch \
     entschieden hat, hat eine. Bitte die Sicherung vergleichen.",
    "A decision is missing: {row}. Decisions are numbered without a gap, and what a person decided \
     has one. Compare it with the backup.",
);

/// Documents asked for together.
const PORTION: i64 = 256;
/// Bytes of files that are read at once, beyond the first.
const AT_ONCE: i64 = 16_000_000;

/// Reads all statements and invoices again and compares.
pub(super) async fn prove(desk: &Desk, checked: &mut Checked) -> anyhow::Result<()> {
    let missing = desk.store.decisions_missing().await?;
    checked.faults.extend(missing.into_iter().map(|row| DECISION_MISSING.found().with("row", row)));
    let united = desk.store.said_to_be_one().await?;
    let contacts = Contacts::known(&desk.store).await?;
    let mut reading = Reading { united, contacts, told: HashMap::new(), faults: Vec::new() };
    let mut after = 0;
    loop {
        let documents = desk.store.documents_stating(after, PORTION).await?;
        let Some(last) = documents.last() else { break };
        after = last.id;
        let mut rest = documents.as_slice();
        while let Some(first) = rest.first() {
            let mut bytes = first.size_bytes;
            let beside = rest.iter().skip(1).take_while(|document| {
                bytes = bytes.saturating_add(document.size_bytes);
                bytes <= AT_ONCE
            });
            let (batch, others) = rest.split_at(1 + beside.count());
            rest = others;
            reading.portion(desk, batch).await?;
        }
    }
    checked.faults.append(&mut reading.faults);
    Ok(reading.contacts.prove(&desk.store, checked).await?)
}

/// What became of reading an original again.
enum Again {
    /// What it says, and what reading it found.
    Content(Box<Content>, Vec<Finding>),
    /// No format takes it.
    Unread,
    /// It cannot be compared: it is missing, which is told elsewhere, or a picture, whose words
    /// text recognition need not find twice alike.
    Unknown,
}

/// What is known of an entry that several statements told of.
struct Told {
    /// Which of its facts were found, a bit for each.
    found: u16,
    /// How many tellers are still to come.
    left: i64,
}

struct Reading {
    /// Entries that a person said are one with others: what they say may be the other's.
    united: BTreeSet<i64>,
    /// What documents state of contacts.
    contacts: Contacts,
    told: HashMap<i64, Told>,
    faults: Vec<Finding>,
}

impl Reading {
    async fn portion(&mut self, desk: &Desk, batch: &[DocumentRow]) -> Stored<()> {
        let setup = &desk.setup;
        let read: Vec<Again> = tokio::task::block_in_place(|| {
            batch.par_iter().map(|document| again(setup, document)).collect()
        });
        let ids: Vec<i64> = batch.iter().map(|document| document.id).collect();
        let mut statements: HashMap<i64, Vec<StatementRow>> = HashMap::new();
        for row in desk.store.statements_from_documents(&ids).await? {
            statements.entry(row.document_id).or_default().push(row);
        }
        let mut items: HashMap<i64, Vec<ItemRow>> = HashMap::new();
        for row in desk.store.invoiced_by(&ids).await? {
            items.entry(row.document_id).or_default().push(row);
        }
        for (document, again) in batch.iter().zip(read) {
            let statements = statements.remove(&document.id).unwrap_or_default();
            let items = items.remove(&document.id).unwrap_or_default();
            self.document(desk, document, again, (statements, items)).await?;
        }
        Ok(())
    }

    async fn document(
        &mut self,
        desk: &Desk,
        document: &DocumentRow,
        again: Again,
        (statements, items): (Vec<StatementRow>, Vec<ItemRow>),
    ) -> Stored<()> {
        let (store, directory) = (&desk.store, &desk.setup.directory);
        let is_known = !matches!(again, Again::Unknown);
        let counts = matches!(document.status, DocumentStatus::Processed | DocumentStatus::Held);
        let (mut file, mut invoice) = (None, None);
        if let Again::Content(content, found) = again {
            if counts {
                self.doubts(document, &content, found);
            }
            self.contacts.read(document, &content);
            self.faults.extend(trade::astray(store, document, &content).await?);
            match *content {
                Content::BankStatement(read) => file = Some(read),
                Content::Invoice(read) => invoice = Some(read),
                _ => {}
            }
        } else {
            self.contacts.unread(store, document).await?;
        }
        let lacks =
            !statements.is_empty() && file.is_none() || !items.is_empty() && invoice.is_none();
        if is_known && lacks {
            self.faults.push(of(&NOT_READ_AGAIN, document));
        }
        if let Some(invoice) = &invoice {
            self.items(document, invoice, &items);
        }
        if !statements.is_empty() {
            let own = statements.iter().map(|row| row.account.clone()).collect();
            let pool = file.map(|mut file| {
                as_kept(directory, &mut file, &statements);
                self.statements(document, &file, &statements);
                let entries = file.statements.into_iter().flat_map(|read| booked(read.entries));
                Pool::new(entries.collect(), own)
            });
            self.entries(store, document, pool).await?;
        }
        Ok(())
    }

    /// What reading asked about and is noted is still asked, or was answered.
    fn doubts(&mut self, document: &DocumentRow, content: &Content, mut found: Vec<Finding>) {
        if let Content::BankStatement(file) = content {
            found.extend(file.statements.iter().flat_map(|read| read.findings.clone()));
        }
        for finding in found.into_iter().filter(|finding| finding.kind.weight.asks()) {
            let finding = finding.with("this", format!("D{}", document.id));
            for said in [Language::De, Language::En].map(|language| finding.say(language)) {
                if document.notes.contains(&said) && !document.doubts.contains(&said) {
                    self.faults.push(of(&DOUBT_MISSING, document).with("doubt", said));
                }
            }
        }
    }

    /// Each statement in the books is one of the file, and each of the file stands for one.
    fn statements(&mut self, document: &DocumentRow, file: &BankStatement, rows: &[StatementRow]) {
        let mut left: Vec<&Statement> = file.statements.iter().collect();
        for row in rows {
            match left.iter().position(|read| is_of(row, read)) {
                Some(at) => {
                    left.swap_remove(at);
                }
                None => {
                    let name = row.sequence.as_ref().or(row.ident.as_ref()).unwrap_or(&row.account);
                    let finding = of(&STATEMENT_CHANGED, document).with("row", name);
                    self.faults.push(finding.with("company", &row.company));
                }
            }
        }
    }

    async fn entries(
        &mut self,
        store: &Store,
        document: &DocumentRow,
        mut pool: Option<Pool>,
    ) -> Stored<()> {
        store.each_told_by(document.id, |told| self.entry(document, pool.as_mut(), &told)).await
    }

    fn entry(&mut self, document: &DocumentRow, pool: Option<&mut Pool>, told: &ToldEntry) {
        let is_stated = if told.tellers <= 1 {
            pool.is_none_or(|pool| pool.take(&told.entry))
        } else {
            let found = pool.map_or(ALL, |pool| pool.found(&told.entry));
            let known = self.told.entry(told.id).or_insert(Told { found: 0, left: told.tellers });
            known.found |= found;
            known.left -= 1;
            if known.left > 0 {
                return;
            }
            self.told.remove(&told.id).is_none_or(|known| known.found == ALL)
        };
        if !is_stated && !self.united.contains(&told.id) {
            let finding = of(&ENTRY_OTHERWISE, document).with("row", format!("E{}", told.id));
            self.faults.push(finding.with("company", &told.company));
        }
    }

    /// Number and day of what an invoice asks for are its own; the amount too, where nothing was
    /// taken off or paid before and nothing took it back.
    fn items(&mut self, document: &DocumentRow, invoice: &Invoice, items: &[ItemRow]) {
        let Ok(stated) = essentials(invoice) else { return };
        let is_whole = invoice.totals.prepaid.is_none_or(|prepaid| prepaid.is_zero())
            && invoice.preceding_invoices.is_empty()
            && !invoice.takes_off_by_line();
        for item in items {
            let is_alone = is_whole
                && item.kind == ItemKind::Item
                && item.currency == stated.currency
                && item.amount_minor > 0
                && item.abroad.is_none();
            if item.number != stated.number
                || item.date != Some(stated.date)
                || is_alone && (item.amount_minor != stated.open || !is_paid_so(item, invoice))
            {
                let finding = of(&ITEM_OTHERWISE, document).with("row", &item.number);
                self.faults.push(finding.with("company", &item.company));
            }
        }
    }
}

pub(super) fn of(kind: &'static FindingKind, document: &DocumentRow) -> Finding {
    kind.found().with("document", format!("D{}", document.id)).with("file", &document.file)
}

/// Reads statements that name no currency in that which their account is kept in: their row's, by
/// what they are kept under, by their IBAN or, where a person placed them, by their place.
fn as_kept(directory: &Directory, file: &mut BankStatement, rows: &[StatementRow]) {
    if !file.statements.iter().any(|read| read.assumed) {
        return;
    }
    let company = rows.first().map(|row| row.company.as_str());
    let placed = directory.place(company, file);
    let is_whole = file.statements.len() == rows.len();
    for (at, (read, placed)) in file.statements.iter_mut().zip(placed).enumerate() {
        let kept = if let Placed::Kept { account, .. } = placed { Some(account) } else { None };
        let iban = read.account.iban.as_ref().map(|iban| iban.as_str().to_owned());
        let of = |is_of: &dyn Fn(&StatementRow) -> bool| rows.iter().find(|row| is_of(row));
        let row = of(&|row| kept.as_ref() == Some(&row.account))
            .or_else(|| of(&|row| iban.as_deref() == Some(bank_of(&row.account))))
            .or_else(|| rows.get(at).filter(|_| is_whole))
            .or(rows.first());
        let currency = row.and_then(|row| Currency::read(row.currency.as_deref()?));
        if let Some(currency) = currency.filter(|it| read.assumed && *it != Currency::EUR) {
            read_in(read, currency);
        }
    }
}

/// Whether a row says what a statement of a file says.
fn is_of(row: &StatementRow, read: &Statement) -> bool {
    let kept = [(row.opening_date, row.opening_minor), (row.closing_date, row.closing_minor)];
    kept == balances(read)
        && row.ident == read.id
        && row.sequence == read.sequence
        && row.page.is_none_or(|page| Some(page) == read.page)
        && row.currency.as_deref() == read.account.currency.as_ref().map(|currency| currency.code())
}

/// Whether an item is due when its invoice says, less the Skonto that it grants and with its
/// reference.
fn is_paid_so(item: &ItemRow, invoice: &Invoice) -> bool {
    // A version before may have read less of the terms.
    item.due.is_none_or(|due| Some(due) == invoice.due_date)
        && (item.discounts.is_empty() || item.discounts == invoice.payment.discounts)
        && item.payment_reference == invoice.payment.reference
        && item.order_number == invoice.order_number
}

fn again(setup: &Setup, document: &DocumentRow) -> Again {
    let Some(archived) = &document.archived else { return Again::Unknown };
    let Ok(bytes) = std::fs::read(setup.folder.archive().join(archived)) else {
        return Again::Unknown;
    };
    let input = Input { bytes: &bytes, name: &document.file, layouts: &setup.layouts };
    match catch_unwind(AssertUnwindSafe(|| formats::read(&input))) {
        Ok(Ok((_, reading))) => match reading.content {
            Read::Content(mut content) => {
                shorten(&mut content);
                // What it tells was asked when the file came.
                let _ = too_fine::rounded(&mut content);
                Again::Content(Box::new(content), reading.findings)
            }
            Read::Parts(_) => Again::Unread,
        },
        Ok(Err(refused)) if scan::scan(&bytes, &refused, None).is_some() => Again::Unknown,
        Ok(Err(_)) | Err(_) => Again::Unread,
    }
}
