//! Writing: all that a batch of documents causes, in one transaction.

mod bank;
mod documents;
mod items;

use super::addressees::Addressee;
use super::keys::{self, Owner};
use super::mail::mails;
use super::rows::{
    ClosingRow, ContactRow, DocumentRow, EntryRow, ItemRow, MailRow, OpeningRow, Sealed,
    StatementRow,
};
use super::sql::{self, Pool, Transaction};
use super::trade::{self, AccrualRow, BilledRow, OrderRow};
use super::{
    RestoredRow, SetOffRow, Store, Stored, abroad, addressees, bank_days, control, movements,
    openings, rates, released, restored, set_offs, sources, stale, tally, totals, united,
};
use crate::domain::{Conversion, DeliveryNote, ExchangeRate, Money, StockCount};
use crate::matching::KeptKey;
use bank::{allocations, entries, statements};
use documents::{deliveries, documents, rejudge};
use items::{contacts, items};
use jiff::civil::Date;
use serde::Serialize;

/// A person's decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRow {
    /// Its number.
    pub id: i64,
    /// What it is about: `E12`, `D7`.
    pub target: String,
    /// `resolve`, `undo`, `revalue`.
    pub verb: String,
    /// As the label of the choice has it.
    pub choice: String,
    /// ISO 8601 with offset.
    pub at: String,
    /// Who decided.
    pub by: String,
}

/// All that a batch causes. Rows whose id is known already replace what may change of the stored
/// row.
#[derive(Debug, Default)]
pub struct Changes {
    /// Whether an earlier portion of the same unit of work wrote the documents: only their fate is
    /// written then.
    pub is_continued: bool,
    /// Documents received, and those whose fate changed.
    pub documents: Vec<DocumentRow>,
    /// Contacts, new or changed.
    pub contacts: Vec<ContactRow>,
    /// Open items, new or changed.
    pub items: Vec<ItemRow>,
    /// Item, and all its keys.
    pub item_keys: Vec<(i64, Vec<KeptKey>)>,
    /// Statements of bank accounts.
    pub statements: Vec<StatementRow>,
    /// Bank entries, new, told more of, or decided.
    pub entries: Vec<EntryRow>,
    /// How many of the bank entries are new.
    pub entries_new: usize,
    /// Entry, and all its keys.
    pub entry_keys: Vec<(i64, Vec<KeptKey>)>,
    /// Entry, statement that told of it, and the reference that it gave.
    pub sources: Vec<(i64, i64, Option<String>)>,
    /// An entry that is no longer said to be another, and that other: what told of the first no
    /// longer tells of the second.
    pub parted: Vec<(i64, i64)>,
    /// Journal entries, sealed, in their order.
    pub journal: Vec<Sealed>,
    /// Opening balances.
    pub openings: Vec<OpeningRow>,
    /// Orders as they came.
    pub orders: Vec<OrderRow>,
    /// Changes, answers and cancellations of orders.
    pub order_messages: Vec<OrderRow>,
    /// What invoices bill, whether they are booked or held.
    pub billed: Vec<BilledRow>,
    /// Company, document, supplier's key, delivery note.
    pub deliveries: Vec<(String, i64, String, DeliveryNote)>,
    /// Company, document, rows of a list of conversions.
    pub units: Vec<(String, i64, Vec<Conversion>)>,
    /// Documents by whose last answer conversions were taught that hold no more.
    pub units_forgotten: Vec<i64>,
    /// Company, document, rows of a stock-taking list.
    pub stock: Vec<(String, i64, Vec<StockCount>)>,
    /// Document, exchange rates that it brings.
    pub rates: Vec<(i64, Vec<ExchangeRate>)>,
    /// What was received and not billed, by the entry that accrues it.
    pub accruals: Vec<AccrualRow>,
    /// Company and document of which a vendor or a customer is to be told.
    pub confirmations: Vec<(String, i64)>,
    /// Documents whose receipt, a person's word, is taken back.
    pub receipts_forgotten: Vec<i64>,
    /// Documents that are taken back: orders that they brought are none, and nobody is told of
    /// them.
    pub trade_forgotten: Vec<i64>,
    /// Companies whose digest tells of all that is released by now.
    pub releases_told: Vec<String>,
    /// Mails to go out.
    pub mails: Vec<MailRow>,
    /// Documents told of by a digest: those of this company (or of none) up to this id, by this
    /// mail (0 when nobody reads it).
    pub digested: Vec<(Option<String>, i64, i64)>,
    /// Open items set off against each other, new or taken back.
    pub set_offs: Vec<SetOffRow>,
    /// Items in other currencies, valued at a day: company, item, day, and what is added to it in
    /// the books.
    pub valuations: Vec<(String, i64, Date, i64)>,
    /// A person's decisions.
    pub decisions: Vec<DecisionRow>,
    /// Periods closed.
    pub closings: Vec<ClosingRow>,
    /// Documents whose status a person changed.
    pub rejudged: Vec<DocumentRow>,
    /// Invoices that a person released for payment, or holds again.
    pub controls: Vec<control::ControlRow>,
    /// Prepayments that credit notes gave back.
    pub restored: Vec<RestoredRow>,
    /// Credit notes that are taken back, whose prepayments are taken off again.
    pub unrestored: Vec<i64>,
    /// What credit notes leave out, since their invoices are reduced by it already.
    pub returned: Vec<super::ReturnedRow>,
    /// Credit notes that are booked anew: what they left out before is forgotten.
    pub returned_anew: Vec<i64>,
    /// What final invoices took off of prepayments in part.
    pub parts: Vec<super::TakenPart>,
    /// Documents that are booked anew or taken back: what they took off in part is forgotten.
    pub parts_anew: Vec<i64>,
    /// Contacts that a list says are one: the first, and the second whose trade becomes its.
    pub united: Vec<(i64, i64)>,
    /// Names that a person said are a company's own.
    pub addressees: Vec<Addressee>,
    /// Documents by which no such name holds any more.
    pub addressees_forgotten: Vec<i64>,
    /// Documents that were cut off, and the whole of each.
    pub wholes: Vec<super::WholeRow>,
    /// Statements of earlier documents whose assumed currency is asked about from now on.
    pub currency_asked: Vec<i64>,
}

impl Changes {
    /// True when there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
            && self.contacts.is_empty()
            && self.items.is_empty()
            && self.entries.is_empty()
            && self.journal.is_empty()
            && self.rates.is_empty()
            && self.mails.is_empty()
            && self.trade_forgotten.is_empty()
            && self.releases_told.is_empty()
            && self.digested.is_empty()
            && self.set_offs.is_empty()
            && self.decisions.is_empty()
            && self.rejudged.is_empty()
    }
}

impl Store {
    /// Writes all changes, or none.
    pub async fn commit(&self, changes: &Changes) -> Stored<()> {
        // Within a unit of work it becomes part of the books with that.
        if let Pool::Within(unit) = &self.pool {
            return write(&mut *unit.lock().await, changes).await;
        }
        let mut transaction = self.begin().await?;
        write(&mut transaction, changes).await?;
        transaction.commit().await
    }

    /// Writes all changes and takes them back, to see that it can be done.
    pub async fn rehearse(&self, changes: &Changes) -> Stored<()> {
        write(&mut self.begin().await?, changes).await
    }

    /// A transaction of whoever has the turn to write.
    pub(super) async fn begin(&self) -> Stored<Transaction> {
        let mut transaction = self.pool.begin().await?;
        if let Some(process) = self.writer() {
            Pool::still_writer(&mut transaction, process).await?;
        }
        Ok(transaction)
    }

    /// Notes how sending a message went.
    pub async fn mail_tried(&self, mail: &MailRow) -> Stored<()> {
        let mut transaction = self.pool.begin().await?;
        sql::query(
            "UPDATE mail SET status = $1, attempts = $2, next_at = $3, error = $4, begun = \
             NULL WHERE id = $5",
        )
        .bind(&mail.status)
        .bind(mail.attempts)
        .bind(&mail.next_at)
        .bind(&mail.error)
        .bind(mail.id)
        .execute(&mut transaction)
        .await?;
        if mail.status == "sent" {
            tally::sent(&mut transaction, mail).await?;
        }
        transaction.commit().await
    }
}

/// Writes changes into a transaction.
pub(super) async fn write(to: &mut Transaction, changes: &Changes) -> Stored<()> {
    match changes.is_continued {
        false => documents(to, &changes.documents).await?,
        true => rejudge(to, &changes.documents).await?,
    }
    rejudge(to, &changes.rejudged).await?;
    super::wholes::write(to, &changes.wholes).await?;
    super::assumed_currency::write(to, &changes.currency_asked).await?;
    contacts(to, &changes.contacts).await?;
    let booked = movements::amounts(to, &changes.items).await?;
    items(to, &changes.items).await?;
    keys::replace(to, Owner::Item, &changes.item_keys).await?;
    statements(to, &changes.statements).await?;
    let counted = tally::before(to, &changes.entries).await?;
    entries(to, &changes.entries).await?;
    let moved = counted.on_another_day(&changes.entries);
    tally::entries(to, changes, counted).await?;
    keys::replace(to, Owner::Entry, &changes.entry_keys).await?;
    sources::write(to, changes, &moved).await?;
    set_offs::write(to, &changes.set_offs).await?;
    movements::write(to, changes, &booked).await?;
    abroad::write(to, &changes.valuations).await?;
    allocations(to, &changes.entries).await?;
    journal(to, &changes.journal).await?;
    totals::add(to, &changes.journal).await?;
    bank_days::add(to, &changes.journal).await?;
    openings::write(to, &changes.openings).await?;
    bank_days::opened(to, &changes.openings).await?;
    trade::orders(to, &changes.orders).await?;
    trade::messages(to, &changes.order_messages).await?;
    trade::billed(to, &changes.billed).await?;
    deliveries(to, &changes.deliveries).await?;
    trade::mark(to, &changes.confirmations).await?;
    trade::stock(to, &changes.stock).await?;
    trade::units(to, &changes.units).await?;
    trade::forget_units(to, &changes.units_forgotten).await?;
    addressees::write(to, &changes.addressees, &changes.addressees_forgotten).await?;
    rates::write(to, &changes.rates).await?;
    trade::accrued(to, &changes.accruals).await?;
    mails(to, &changes.mails).await?;
    for (company, last, mail) in &changes.digested {
        sql::query(
            "UPDATE document SET digest = $1 WHERE digest IS NULL AND id <= $2 AND \
             COALESCE(company, '') = $3",
        )
        .bind(mail)
        .bind(last)
        .bind(company.as_deref().unwrap_or_default())
        .execute(&mut *to)
        .await?;
    }
    closings(to, &changes.closings).await?;
    for row in &changes.decisions {
        sql::query(
            "INSERT INTO decision (id, target, verb, choice, decided_at, decided_by) VALUES \
             ($1, $2, $3, $4, $5, $6)",
        )
        .bind(row.id)
        .bind(&row.target)
        .bind(&row.verb)
        .bind(&row.choice)
        .bind(&row.at)
        .bind(&row.by)
        .execute(&mut *to)
        .await?;
    }
    united::write(to, &changes.united).await?;
    control::write(to, &changes.controls).await?;
    restored::write(to, &changes.restored, &changes.unrestored).await?;
    restored::write_parts(to, &changes.parts, &changes.parts_anew).await?;
    restored::write_returned(to, &changes.returned, &changes.returned_anew).await?;
    control::mark(to, changes).await?;
    trade::forget_receipts(to, &changes.receipts_forgotten).await?;
    trade::forget(to, &changes.trade_forgotten).await?;
    released::told(to, &changes.releases_told).await?;
    stale::mark(to, changes).await?;
    Ok(())
}

/// A multi-row insert: `head VALUES (…), (…) tail`, in as many statements as the rows need. One row
/// of values must not be wider than 30.
macro_rules! insert {
    ($to:expr, $rows:expr, $head:literal, $tail:literal, |$bind:ident,
        $row:pat_param| $body:block) => {
        for chunk in $rows.chunks($crate::store::ROWS) {
            let mut query = $crate::store::sql::QueryBuilder::new($head);
            query.push_values(chunk, |$bind, $row| $body);
            query.push($tail);
            query.build().execute(&mut *$to).await?;
        }
    };
}

use insert;

async fn journal(to: &mut Transaction, rows: &[Sealed]) -> Stored<()> {
    insert!(
        to,
        rows,
        "INSERT INTO journal_entry (company, number, date, document_date, tax_date, recorded_at, \
         recorded_by, document_id, entry_id, reverses, text, \
         previous_hash, hash) ",
        "",
        |row, sealed| {
            row.push_bind(&sealed.company)
                .push_bind(sealed.number)
                .push_bind(sealed.entry.date().to_string());
            row.push_bind(sealed.document_date.to_string())
                .push_bind(sealed.entry.tax_date().map(|day| day.to_string()));
            row.push_bind(&sealed.recorded_at).push_bind(&sealed.recorded_by);
            row.push_bind(sealed.document_id).push_bind(sealed.entry_id).push_bind(sealed.reverses);
            row.push_bind(sealed.entry.text().to_owned())
                .push_bind(&sealed.previous_hash)
                .push_bind(&sealed.hash);
        }
    );
    let lines: Vec<_> = rows
        .iter()
        .flat_map(|sealed| {
            (1i64..).zip(sealed.entry.lines()).map(move |(at, line)| (sealed, at, line))
        })
        .collect();
    insert!(
        to,
        lines,
        "INSERT INTO journal_line (company, number, line, account, debit_minor, credit_minor, \
         vat_code) ",
        "",
        |row, (sealed, at, line)| {
            let minor = |amount| Money::new(amount, sealed.currency).minor().unwrap_or_default();
            row.push_bind(&sealed.company)
                .push_bind(sealed.number)
                .push_bind(*at)
                .push_bind(&line.account);
            row.push_bind(minor(line.debit))
                .push_bind(minor(line.credit))
                .push_bind(&line.vat_code);
        }
    );
    Ok(())
}

async fn closings(to: &mut Transaction, rows: &[ClosingRow]) -> Stored<()> {
    insert!(
        to,
        rows,
        "INSERT INTO closing (company, closed_until, closed_at, closed_by, number, hash) ",
        "",
        |row, closing| {
            row.push_bind(&closing.company)
                .push_bind(closing.until.to_string())
                .push_bind(&closing.at)
                .push_bind(&closing.by);
            row.push_bind(closing.number).push_bind(&closing.hash);
        }
    );
    Ok(())
}

/// JSON text of a value; the types stored this way always serialise.
pub(super) fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".into())
}
