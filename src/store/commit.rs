//! Writing: all that a batch of documents causes, in one transaction.

use super::mail::mails;
use super::rows::{
    AllocationRow, ClosingRow, ContactRow, DocumentRow, EntryRow, ItemRow, MailRow, OpeningRow,
    Origin, Sealed, StatementRow,
};
use super::sql::{self, Pool, QueryBuilder, Transaction};
use super::trade::{self, AccrualRow, BilledRow, OrderRow};
use super::{
    ROWS, SetOffRow, Store, Stored, abroad, bank_days, control, movements, openings, rates,
    set_offs, sources, stale, tally, totals,
};
use crate::domain::{Conversion, DeliveryNote, ExchangeRate, Money, StockCount};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::HashMap;

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
    /// Company, item, and all its keys.
    pub item_keys: Vec<(String, i64, Vec<String>)>,
    /// Statements of bank accounts.
    pub statements: Vec<StatementRow>,
    /// Bank entries, new, told more of, or decided.
    pub entries: Vec<EntryRow>,
    /// Company, entry, and all its keys.
    pub entry_keys: Vec<(String, i64, Vec<String>)>,
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
            && self.digested.is_empty()
            && self.set_offs.is_empty()
            && self.decisions.is_empty()
            && self.rejudged.is_empty()
    }
}

impl Store {
    /// Writes all changes, or none.
    pub async fn commit(&self, changes: &Changes) -> Stored<()> {
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
    contacts(to, &changes.contacts).await?;
    let booked = movements::amounts(to, &changes.items).await?;
    items(to, &changes.items).await?;
    keys(to, "item_key", "item_id", &changes.item_keys).await?;
    statements(to, &changes.statements).await?;
    let counted = tally::before(to, &changes.entries).await?;
    entries(to, &changes.entries).await?;
    let moved = counted.on_another_day(&changes.entries);
    tally::entries(to, changes, counted).await?;
    keys(to, "entry_key", "entry_id", &changes.entry_keys).await?;
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
    control::write(to, &changes.controls).await?;
    control::mark(to, changes).await?;
    trade::forget_receipts(to, &changes.receipts_forgotten).await?;
    stale::mark(to, changes).await?;
    Ok(())
}

/// A multi-row insert: `head VALUES (…), (…) tail`, in as many statements as the rows need. One row
/// of values must not be wider than 30.
macro_rules! insert {
    ($to:expr, $rows:expr, $head:literal, $tail:literal, |$bind:ident, $row:pat_param| $body:block) => {
        for chunk in $rows.chunks(ROWS) {
            let mut query = QueryBuilder::new($head);
            query.push_values(chunk, |$bind, $row| $body);
            query.push($tail);
            query.build().execute(&mut *$to).await?;
        }
    };
}

async fn documents(to: &mut Transaction, rows: &[DocumentRow]) -> Stored<()> {
    // A copy may name one that comes further down, and rows are written so many at a time: such
    // links are set when all are there.
    let places: HashMap<i64, usize> =
        rows.iter().zip(0..).map(|(row, place)| (row.id, place)).collect();
    let is_later = |target: Option<i64>, place: usize| {
        target.and_then(|id| places.get(&id)).is_some_and(|there| *there > place)
    };
    let placed: Vec<_> = rows.iter().zip(0..).collect();
    insert!(
        to,
        placed,
        "INSERT INTO document (id, parent_id, claim, file, sha256, archived, size_bytes, kind, \
         format, company, number, status, \
         reason_code, reason, notes, doubts, accepted, duplicate_of, received_at) ",
        "",
        |row, (document, place)| {
            row.push_bind(document.id)
                .push_bind(document.parent_id.filter(|id| !is_later(Some(*id), *place)));
            row.push_bind(&document.claim).push_bind(&document.file);
            row.push_bind(&document.sha256)
                .push_bind(&document.archived)
                .push_bind(document.size_bytes);
            row.push_bind(document.kind)
                .push_bind(&document.format)
                .push_bind(&document.company)
                .push_bind(&document.number);
            row.push_bind(document.status.as_str())
                .push_bind(&document.reason_code)
                .push_bind(&document.reason);
            row.push_bind(json(&document.notes))
                .push_bind(json(&document.doubts))
                .push_bind(json(&document.accepted));
            row.push_bind(document.duplicate_of.filter(|id| !is_later(Some(*id), *place)))
                .push_bind(&document.received_at);
        }
    );
    for (document, _) in placed.iter().filter(|(row, place)| {
        is_later(row.parent_id, *place) || is_later(row.duplicate_of, *place)
    }) {
        sql::query("UPDATE document SET parent_id = $1, duplicate_of = $2 WHERE id = $3")
            .bind(document.parent_id)
            .bind(document.duplicate_of)
            .bind(document.id)
            .execute(&mut *to)
            .await?;
    }
    tally::documents(to, rows).await
}

async fn rejudge(to: &mut Transaction, rows: &[DocumentRow]) -> Stored<()> {
    tally::moved(to, rows).await?;
    for document in rows {
        sql::query(
            "UPDATE document SET status = $1, reason_code = $2, reason = $3, company = $4, \
             held_code = $5, held_reason = $6, \
             duplicate_of = $7, notes = $8, doubts = $9, accepted = $10 WHERE id = $11",
        )
        .bind(document.status.as_str())
        .bind(&document.reason_code)
        .bind(&document.reason)
        .bind(&document.company)
        .bind(&document.held_code)
        .bind(&document.held_reason)
        .bind(document.duplicate_of)
        .bind(json(&document.notes))
        .bind(json(&document.doubts))
        .bind(json(&document.accepted))
        .bind(document.id)
        .execute(&mut *to)
        .await?;
    }
    Ok(())
}

async fn contacts(to: &mut Transaction, rows: &[ContactRow]) -> Stored<()> {
    insert!(
        to,
        rows,
        "INSERT INTO contact (id, company, contact, name, role, vat_id, ibans, email, address, \
         account, customer_account, vendor_account, tax_number, payers) ",
        " ON CONFLICT (id) DO UPDATE SET contact = excluded.contact, name = excluded.name, role = \
         excluded.role, \
         vat_id = excluded.vat_id, ibans = excluded.ibans, email = excluded.email, address = \
         excluded.address, \
         account = excluded.account, customer_account = excluded.customer_account, vendor_account \
         = excluded.vendor_account, \
         tax_number = excluded.tax_number, payers = excluded.payers",
        |row, contact| {
            row.push_bind(contact.id)
                .push_bind(&contact.company)
                .push_bind(&contact.contact)
                .push_bind(&contact.name);
            row.push_bind(&contact.role)
                .push_bind(&contact.vat_id)
                .push_bind(contact.ibans.join(" "))
                .push_bind(&contact.email);
            row.push_bind(&contact.address).push_bind(&contact.account);
            row.push_bind(&contact.customer_account)
                .push_bind(&contact.vendor_account)
                .push_bind(&contact.tax_number);
            let payers: Vec<String> =
                contact.payers.iter().map(|(iban, entry)| format!("{iban}:{entry}")).collect();
            row.push_bind(payers.join(" "));
        }
    );
    Ok(())
}

async fn items(to: &mut Transaction, rows: &[ItemRow]) -> Stored<()> {
    insert!(
        to,
        rows,
        "INSERT INTO open_item (id, company, number, side, contact_id, date, due, currency, \
         amount_minor, vat, discounts, \
         order_number, payment_reference, origin, document_id, posting, kind, deducted_by, \
         listed_in, abroad_currency, abroad_minor) ",
        " ON CONFLICT (id) DO UPDATE SET contact_id = excluded.contact_id, date = excluded.date, \
         due = excluded.due, \
         currency = excluded.currency, amount_minor = excluded.amount_minor, vat = excluded.vat, \
         discounts = excluded.discounts, \
         order_number = excluded.order_number, payment_reference = excluded.payment_reference, \
         origin = excluded.origin, document_id = excluded.document_id, posting = excluded.posting, \
         kind = excluded.kind, deducted_by = excluded.deducted_by, listed_in = excluded.listed_in, \
         abroad_currency = excluded.abroad_currency, \
         abroad_minor = excluded.abroad_minor",
        |row, item| {
            row.push_bind(item.id)
                .push_bind(&item.company)
                .push_bind(&item.number)
                .push_bind(item.side.as_str());
            row.push_bind(item.contact_id).push_bind(item.date.map(|date| date.to_string()));
            row.push_bind(item.due.map(|date| date.to_string()))
                .push_bind(item.currency.code().to_owned());
            row.push_bind(item.amount_minor)
                .push_bind(json(&item.vat))
                .push_bind(json(&item.discounts));
            row.push_bind(&item.order_number).push_bind(&item.payment_reference).push_bind(
                match item.origin {
                    Origin::Invoice => "invoice",
                    Origin::List => "list",
                },
            );
            row.push_bind(item.document_id)
                .push_bind(item.posting)
                .push_bind(item.kind.as_str())
                .push_bind(item.deducted_by);
            row.push_bind(item.listed_in);
            row.push_bind(item.abroad.map(|abroad| abroad.currency.code().to_owned()))
                .push_bind(item.abroad.map(|abroad| abroad.minor));
        }
    );
    Ok(())
}

/// Replaces the keys of items or entries.
async fn keys(
    to: &mut Transaction,
    table: &'static str,
    owner: &'static str,
    rows: &[(String, i64, Vec<String>)],
) -> Stored<()> {
    for chunk in rows.chunks(ROWS) {
        let mut query = QueryBuilder::new("DELETE FROM ");
        query.push(table).push(" WHERE ").push(owner).push(" IN (");
        query.push_list(chunk.iter().map(|(_, id, _)| *id));
        query.push(")").build().execute(&mut *to).await?;
    }
    let flat: Vec<(&str, &str, i64)> = rows
        .iter()
        .flat_map(|(company, id, keys)| {
            keys.iter().map(move |key| (company.as_str(), key.as_str(), *id))
        })
        .collect();
    for chunk in flat.chunks(ROWS) {
        let mut query = QueryBuilder::new("INSERT INTO ");
        query.push(table).push(" (company, key, ").push(owner).push(") ");
        query.push_values(chunk, |row, (company, key, id)| {
            row.push_bind(*company).push_bind(*key).push_bind(*id);
        });
        query.push(" ON CONFLICT DO NOTHING").build().execute(&mut *to).await?;
    }
    Ok(())
}

async fn statements(to: &mut Transaction, rows: &[StatementRow]) -> Stored<()> {
    insert!(
        to,
        rows,
        "INSERT INTO statement (id, document_id, company, account, currency, ident, sequence, \
         opening_date, opening_minor, closing_date, closing_minor) ",
        "",
        |row, statement| {
            row.push_bind(statement.id)
                .push_bind(statement.document_id)
                .push_bind(&statement.company)
                .push_bind(&statement.account);
            row.push_bind(&statement.currency)
                .push_bind(&statement.ident)
                .push_bind(&statement.sequence);
            row.push_bind(statement.opening_date.map(|date| date.to_string()))
                .push_bind(statement.opening_minor);
            row.push_bind(statement.closing_date.map(|date| date.to_string()))
                .push_bind(statement.closing_minor);
        }
    );
    Ok(())
}

async fn entries(to: &mut Transaction, rows: &[EntryRow]) -> Stored<()> {
    insert!(
        to,
        rows,
        "INSERT INTO bank_entry (id, company, account, booking_date, value_date, amount_minor, \
         currency, counterparty_name, \
         counterparty_iban, remittance, structured_reference, end_to_end_id, mandate_id, \
         bank_reference, facts, status, category, \
         posting_account, confidence, explanation, decided_by, posting, decision, refused, \
         same_as) ",
        " ON CONFLICT (id) DO UPDATE SET booking_date = excluded.booking_date, value_date = \
         excluded.value_date, \
         counterparty_name = excluded.counterparty_name, counterparty_iban = \
         excluded.counterparty_iban, \
         remittance = excluded.remittance, structured_reference = excluded.structured_reference, \
         end_to_end_id = excluded.end_to_end_id, mandate_id = excluded.mandate_id, bank_reference \
         = excluded.bank_reference, \
         facts = excluded.facts, status = excluded.status, category = excluded.category, \
         posting_account = excluded.posting_account, confidence = excluded.confidence, explanation \
         = excluded.explanation, \
         decided_by = excluded.decided_by, posting = excluded.posting, decision = \
         excluded.decision, refused = excluded.refused, \
         same_as = excluded.same_as",
        |row, stored| {
            let entry = &stored.entry;
            row.push_bind(stored.id).push_bind(&stored.company).push_bind(&stored.account);
            row.push_bind(entry.booking_date.map(|date| date.to_string()))
                .push_bind(entry.value_date.map(|date| date.to_string()));
            row.push_bind(entry.amount.minor().unwrap_or_default())
                .push_bind(entry.amount.currency.code().to_owned());
            row.push_bind(&entry.counterparty.name)
                .push_bind(entry.counterparty.iban.as_ref().map(|iban| iban.as_str()));
            row.push_bind(&entry.remittance)
                .push_bind(&entry.structured_reference)
                .push_bind(&entry.end_to_end_id);
            row.push_bind(&entry.mandate_id)
                .push_bind(&entry.bank_reference)
                .push_bind(json(entry));
            let state = &stored.state;
            row.push_bind(state.status.as_str())
                .push_bind(&state.category)
                .push_bind(&state.posting_account);
            row.push_bind(&state.confidence).push_bind(json(&state.explanation));
            row.push_bind(if state.by_person { "person" } else { "kontor" })
                .push_bind(state.posting);
            row.push_bind(state.decision.as_ref().map(json))
                .push_bind(Some(&stored.refused).filter(|list| !list.is_empty()).map(json));
            row.push_bind(stored.same_as());
        }
    );
    Ok(())
}

/// Replaces the allocations of the entries written.
async fn allocations(to: &mut Transaction, entries: &[EntryRow]) -> Stored<()> {
    for chunk in entries.chunks(ROWS) {
        let mut query = QueryBuilder::new("DELETE FROM allocation WHERE entry_id IN (");
        query.push_list(chunk.iter().map(|entry| entry.id));
        query.push(")").build().execute(&mut *to).await?;
    }
    let rows: Vec<(&AllocationRow, &'static str)> = entries
        .iter()
        .flat_map(|entry| {
            entry
                .state
                .allocations
                .iter()
                .map(|allocation| (allocation, entry.state.status.as_str()))
        })
        .collect();
    insert!(
        to,
        rows,
        "INSERT INTO allocation (entry_id, item_id, amount_minor, discount_minor, abroad_minor, \
         state) ",
        "",
        |row, (allocation, state)| {
            row.push_bind(allocation.entry_id)
                .push_bind(allocation.item_id)
                .push_bind(allocation.amount_minor);
            row.push_bind(allocation.discount_minor)
                .push_bind(allocation.abroad_minor)
                .push_bind(*state);
        }
    );
    super::traces::remember(to, entries).await?;
    Ok(())
}

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

async fn deliveries(
    to: &mut Transaction,
    rows: &[(String, i64, String, DeliveryNote)],
) -> Stored<()> {
    insert!(
        to,
        rows,
        "INSERT INTO delivery_note (company, supplier, number, order_number, date, facts, \
         document_id) ",
        " ON CONFLICT (company, supplier, number) DO UPDATE SET order_number = \
         excluded.order_number, date = excluded.date, \
         facts = excluded.facts, document_id = excluded.document_id",
        |row, (company, document, supplier, note)| {
            // Notes without a number are one only where they are one document.
            row.push_bind(company)
                .push_bind(supplier)
                .push_bind(note.number.clone().unwrap_or_else(|| format!("?D{document}")));
            row.push_bind(note.first_order()).push_bind(note.date.map(|date| date.to_string()));
            row.push_bind(json(note)).push_bind(*document);
        }
    );
    Ok(())
}

/// JSON text of a value; the types stored this way always serialise.
fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".into())
}
