//! Gathering: from the store to rows.

use super::row::{Row, row};
use super::{Report, RuleInForce, Shared, Which};
use crate::control::CompanyRules;
use crate::domain::{Currency, Finding, JournalLine, Language, Money, Side};
use crate::ledger::Closing;
use crate::store::rows::{ContactRow, EntryRow, EntryStatus, ItemRow, Refusal, StatementRow};
use crate::store::{
    Completeness, DocumentLine, ItemLeft, JournalRow, MailLine, Span, Store, Stored,
};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashMap};

/// What a report is asked with.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Whose rows, of which days.
    pub span: Span,
    /// The language of sentences and names.
    pub language: Language,
    /// Company → the language of what is said of it, where all are asked about.
    pub languages: HashMap<String, Language>,
    /// Company → chart and fiscal year.
    pub closings: HashMap<String, Closing>,
    /// Today in the office's time zone: what a report asked for without a last day ends on.
    pub today: Date,
    /// The account whose sheet is asked for.
    pub account: Option<String>,
    /// The contact, by key or name, whose statement is asked for.
    pub contact: Option<String>,
    /// Company → how its invoices are controlled.
    pub rules: HashMap<String, CompanyRules>,
    /// Company → its bank accounts: as statements name them, and in the books.
    pub banks: HashMap<String, Vec<(String, String)>>,
    /// Company → its own numbers, with the chart's number each stands for, whose name it bears.
    pub own_numbers: HashMap<String, HashMap<String, String>>,
    /// Company → its rules for entries without an item, in the order in which they are asked.
    pub booking_rules: HashMap<String, Vec<RuleInForce>>,
    /// What the reports made with it share.
    pub shared: Shared,
}

impl Asked {
    /// The language of what is said of a company.
    pub fn language_of(&self, company: Option<&str>) -> Language {
        company.and_then(|company| self.languages.get(company)).copied().unwrap_or(self.language)
    }

    /// The last day that is looked at.
    pub fn until(&self) -> Date {
        self.span.to.unwrap_or(self.today)
    }

    /// The number that the chart knows an account of a company by.
    pub fn chart_number<'a>(&'a self, company: &str, number: &'a str) -> &'a str {
        self.own_numbers.get(company).and_then(|own| own.get(number)).map_or(number, String::as_str)
    }

    /// The number that a company keeps an account of the chart under.
    pub fn own_number(&self, company: &str, number: &str) -> String {
        let own = self.own_numbers.get(company).into_iter().flatten();
        own.filter(|(_, chart)| *chart == number)
            .map(|(own, _)| own.clone())
            .next()
            .unwrap_or_else(|| number.to_owned())
    }

    /// The name of an impersonal account in a company's books.
    pub fn account_name(&self, company: &str, number: &str) -> Option<&'static str> {
        let chart = self.closings.get(company)?.chart;
        let stands_for = || self.own_numbers.get(company)?.get(number);
        chart.name(number).or_else(|| chart.name(stands_for()?))
    }
}

/// The rows of a report.
pub async fn gather(report: &Report, store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let mut rows = Vec::new();
    each(report, store, asked, &mut |row| rows.push(row)).await?;
    Ok(rows)
}

/// Hands over the rows of a report one after the other. Of reports with a row for each item, bank
/// entry or journal entry only the row at hand is held.
pub async fn each(
    report: &Report,
    store: &Store,
    asked: &Asked,
    take: &mut (dyn FnMut(Row) + Send),
) -> Stored<()> {
    let span = &asked.span;
    let rows = match report.which {
        Which::Documents => return documents(store, asked, take).await,
        Which::Completeness => store.completeness(span).await?.iter().map(completeness).collect(),
        Which::Reconciliation => return reconciliation(store, asked, take).await,
        Which::OpenItems => return open_items(store, span, take).await,
        Which::Journal => return store.each_entry(span, |row| take(journal_row(&row))).await,
        Which::TrialBalance => super::trial_balance::rows(store, asked).await?,
        Which::Statements => return statements(store, asked, take).await,
        Which::Mail => {
            let company = span.company.as_deref();
            return store.each_mail(company, |row| take(mail_row(&row))).await;
        }
        Which::Account => super::account::rows(store, asked).await?,
        Which::Closing(statement) => super::statements::rows(statement, store, asked).await?,
        Which::BwaMonths => super::bwa::months(store, asked).await?,
        Which::Ageing => super::ageing::rows(store, asked).await?,
        Which::Automation => super::automation::rows(store, asked).await?,
        Which::Cash => super::cash::rows(store, asked).await?,
        Which::ForeignBalances => super::abroad::rows(store, asked).await?,
        Which::TaxAdviser => super::adviser::rows(store, asked).await?,
        Which::Assets => super::assets::rows(store, asked).await?,
        Which::VatReturn => super::taxes::return_rows(store, asked).await?,
        Which::SalesList => super::taxes::sales_rows(store, asked).await?,
        Which::Deliveries => super::trade::deliveries(store, asked).await?,
        Which::Between => super::trade::between(store, asked).await?,
        Which::Stock => super::trade::stock(store, asked).await?,
        Which::Punctuality => super::trade::punctuality(store, asked).await?,
        Which::Usage => store.usage(span).await?.iter().map(super::usage::row).collect(),
        Which::Rules => super::rules::rows(store, asked).await?,
        Which::StatementOfAccount => super::contact::rows(store, asked).await?,
        Which::InvoiceControl => return super::trade::control(store, asked, take).await,
    };
    rows.into_iter().for_each(take);
    Ok(())
}

async fn documents(store: &Store, asked: &Asked, take: &mut (dyn FnMut(Row) + Send)) -> Stored<()> {
    let doubts = asked.doubts(store).await?;
    let row = |mut document: DocumentLine| {
        document.ask(doubts);
        // What is found anew each time, as a gap between statements, is kept in no note.
        let unsaid = |doubt: &&String| !document.notes.contains(doubt);
        let unsaid: Vec<String> = document.doubts.iter().filter(unsaid).cloned().collect();
        document.notes.extend(unsaid);
        take(document_row(&document));
    };
    store.each_document(&asked.span, row).await
}

/// Rows of `documents`, in the order given.
pub fn document_rows(documents: &[DocumentLine]) -> Vec<Row> {
    documents.iter().map(document_row).collect()
}

pub(super) fn document_row(document: &DocumentLine) -> Row {
    row!({
        "id": document.id,
        "file": document.file,
        "sha256": document.sha256,
        "kind": document.kind,
        "format": document.format,
        "company": document.company,
        "number": document.number,
        "status": document.status,
        "reason": document.reason,
        "received_at": document.received_at,
        "notes": document.notes,
        "waits": document.waits,
        "doubts": document.doubts,
        "duplicate_of": document.duplicate_of,
        "shown_as": document.shown_as,
        "party": document.party,
        "amount": document.amount,
        "currency": document.currency,
    })
}

fn completeness(day: &Completeness) -> Row {
    row!({
        "date": day.date,
        "company": day.company,
        "received": day.received,
        "processed": day.processed,
        "duplicate": day.duplicate,
        "held": day.held,
        "rejected": day.rejected,
    })
}

/// An amount of the books with both its digits, also zero, which bears no sign.
pub(super) fn in_cents(amount: Decimal) -> Decimal {
    if amount.is_zero() {
        return Decimal::new(0, 2);
    }
    let mut amount = amount;
    amount.rescale(2);
    amount
}

fn amount(minor: i64, currency: Currency) -> Decimal {
    Money::from_minor(minor, currency).amount
}

/// The contacts of a company (`None`: of all) by id.
pub(super) async fn contacts(
    store: &Store,
    company: Option<&str>,
) -> Stored<HashMap<i64, ContactRow>> {
    Ok(store.contacts_of(company).await?.into_iter().map(|row| (row.id, row)).collect())
}

/// These contacts by id.
pub(super) async fn contacts_numbered(
    store: &Store,
    ids: impl IntoIterator<Item = i64>,
) -> Stored<HashMap<i64, ContactRow>> {
    let ids: BTreeSet<i64> = ids.into_iter().collect();
    let rows = store.contacts_numbered(&ids.into_iter().collect::<Vec<_>>()).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

async fn reconciliation(
    store: &Store,
    asked: &Asked,
    take: &mut (dyn FnMut(Row) + Send),
) -> Stored<()> {
    for page in store.entry_ids(&asked.span).await?.chunks(PAGE) {
        entry_rows(store, store.entries(page).await?, asked.language)
            .await?
            .into_iter()
            .for_each(&mut *take);
    }
    Ok(())
}

/// Bank entries that are read at once.
const PAGE: usize = 1_000;

/// Rows of `reconciliation`: by company, day and account.
pub async fn entry_rows(
    store: &Store,
    mut entries: Vec<EntryRow>,
    language: Language,
) -> Stored<Vec<Row>> {
    let mut ids: Vec<i64> = entries
        .iter()
        .flat_map(|row| &row.state.allocations)
        .map(|allocation| allocation.item_id)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let items: HashMap<i64, ItemRow> =
        store.items_with(&ids).await?.into_iter().map(|item| (item.id, item)).collect();
    let bearers: BTreeSet<i64> = items.values().map(|item| item.contact_id).collect();
    let contacts = store.contacts_numbered(&bearers.into_iter().collect::<Vec<_>>()).await?;
    let contacts: HashMap<i64, ContactRow> =
        contacts.into_iter().map(|row| (row.id, row)).collect();
    entries.sort_by(|a, b| {
        (&a.company, a.entry.booking_date, &a.account, a.id).cmp(&(
            &b.company,
            b.entry.booking_date,
            &b.account,
            b.id,
        ))
    });
    Ok(entries.iter().map(|row| entry(row, &items, &contacts, language)).collect())
}

fn entry(
    row: &EntryRow,
    items: &HashMap<i64, ItemRow>,
    contacts: &HashMap<i64, ContactRow>,
    language: Language,
) -> Row {
    let (entry, state) = (&row.entry, &row.state);
    let allocations: Vec<Row> = state
        .allocations
        .iter()
        .filter_map(|allocation| {
            let item = items.get(&allocation.item_id)?;
            Some(row!({
                "document": item.number,
                "side": item.side.as_str(),
                "contact": contacts.get(&item.contact_id).map(|contact| contact.contact.clone()),
                "amount": amount(allocation.amount_minor, item.currency),
                "discount": amount(allocation.discount_minor, item.currency),
            }))
        })
        .collect();
    let explanation: Vec<&str> = state
        .explanation
        .iter()
        .map(|said| match language {
            Language::De => said.de.as_str(),
            Language::En => said.en.as_str(),
        })
        .collect();
    row!({
        "id": format!("E{}", row.id),
        "company": row.company,
        "iban": row.account,
        "booking_date": entry.booking_date,
        "amount": entry.amount.amount,
        "currency": entry.amount.currency,
        "bank_reference": entry.bank_reference,
        "status": state.status.as_str(),
        "allocations": allocations,
        "category": state.category,
        "account": state.posting_account,
        "proposed_account": Refusal::of(state)
            .account
            .filter(|_| state.status == EntryStatus::Suggested),
        "confidence": state.confidence,
        "explanation": explanation,
        "counterparty": entry.counterparty.name,
        "remittance": entry.remittance,
        "decided_by": if state.by_person { "person" } else { "kontor" },
    })
}

/// What is left of an item, minor units, of its own sign.
pub fn open_minor(item: &ItemRow, settled: i64) -> i64 {
    item.amount_minor - settled
}

async fn open_items(store: &Store, span: &Span, take: &mut (dyn FnMut(Row) + Send)) -> Stored<()> {
    let held = super::trade::blocked(store, span.company.as_deref()).await?;
    let row = |left: ItemLeft| {
        let ItemLeft { item, settled, contact, name } = left;
        take(row!({
            "company": item.company,
            "document": item.number,
            "side": item.side.as_str(),
            "contact": contact,
            "name": name,
            "date": item.date,
            "due": item.due_day(),
            "amount": amount(item.amount_minor, item.currency),
            "open": amount(open_minor(&item, settled), item.currency),
            "currency": item.currency,
            "dunning_level": 0_i64,
            "blocked": item.side == Side::Payable && held.contains(&item.document_id),
        }));
    };
    store.each_item_open(span, row).await
}

/// Rows of `journal`, in the order given.
pub fn journal_rows(rows: &[JournalRow]) -> Vec<Row> {
    rows.iter().map(journal_row).collect()
}

fn journal_row(row: &JournalRow) -> Row {
    row!({
        "company": row.company,
        "entry": row.number,
        "date": row.date,
        "document_date": row.document_date.unwrap_or(row.date),
        "tax_date": row.tax_date.unwrap_or(row.date),
        "recorded_at": row.recorded_at,
        "recorded_by": row.recorded_by,
        "document": row.document_id.map(|id| format!("D{id}")),
        "bank_entry": row.entry_id.map(|id| format!("E{id}")),
        "reverses": row.reverses,
        "text": row.text,
        "lines": row.lines.iter().map(journal_line).collect::<Vec<_>>(),
        "hash": row.hash,
    })
}

fn journal_line(line: &JournalLine) -> Row {
    row!({
        "account": line.account,
        "debit": line.debit,
        "credit": line.credit,
        "vat_code": line.vat_code,
    })
}

/// The statements of each account in order, with what breaks the chain and what else a person is
/// asked about their document.
async fn statements(
    store: &Store,
    asked: &Asked,
    take: &mut (dyn FnMut(Row) + Send),
) -> Stored<()> {
    let doubts = asked.doubts(store).await?;
    let chains = store.statement_chains(&asked.span).await?;
    let without_days = chains
        .iter()
        .map(|(row, _)| row)
        .filter(|row| row.opening_date.is_none() && row.closing_date.is_none());
    let days = store.entry_days(&without_days.map(|row| row.id).collect::<Vec<_>>()).await?;
    let told = |row: &StatementRow, finding: Option<Finding>| {
        let mut said: Vec<String> =
            finding.map(|finding| finding.say(asked.language)).into_iter().collect();
        said.extend(
            doubts
                .get(&row.document_id)
                .into_iter()
                .flatten()
                .filter(|doubt| !said.contains(doubt))
                .cloned()
                .collect::<Vec<_>>(),
        );
        (!said.is_empty()).then(|| said.join(" "))
    };
    for (row, finding) in chains {
        let currency = row.currency.as_deref().and_then(Currency::read).unwrap_or(Currency::EUR);
        take(row!({
            "company": row.company,
            "iban": row.account,
            "document": format!("D{}", row.document_id),
            "sequence": row.sequence,
            "opening_date": row.opening_date.or_else(|| days.get(&row.id).map(|days| days.0)),
            "opening": row.opening_minor.map(|minor| amount(minor, currency)),
            "closing_date": row.closing_date.or_else(|| days.get(&row.id).map(|days| days.1)),
            "closing": row.closing_minor.map(|minor| amount(minor, currency)),
            "finding": told(&row, finding),
            "waits": doubts.contains_key(&row.document_id),
        }));
    }
    Ok(())
}

/// A message as a row.
pub fn mail_row(row: &MailLine) -> Row {
    row!({
        "id": format!("M{}", row.id),
        "company": row.company,
        "kind": row.kind,
        "to": row.recipient,
        "subject": row.subject,
        "status": row.status,
        "document": row.document_id.map(|id| format!("D{id}")),
        "message_id": row.message_id,
        "error": row.error,
    })
}
