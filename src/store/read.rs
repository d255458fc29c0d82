//! Rows of SQL → rows of the domain.

use super::rows::{
    Abroad, AllocationRow, ContactRow, DocumentRow, DocumentStatus, EntryRow, EntryState,
    EntryStatus, ItemKind, ItemRow, Origin, Sentence,
};
use super::sql::Row;
use super::{StoreError, Stored};
use crate::domain::statement::Entry;
use crate::domain::{Currency, Kind, Side};
use jiff::civil::Date;
use serde::de::DeserializeOwned;

pub(super) fn contact(row: &Row) -> Stored<ContactRow> {
    let ibans: String = row.try_get("ibans")?;
    Ok(ContactRow {
        id: row.try_get("id")?,
        company: row.try_get("company")?,
        contact: row.try_get("contact")?,
        name: row.try_get("name")?,
        role: row.try_get("role")?,
        vat_id: row.try_get("vat_id")?,
        tax_number: row.try_get("tax_number")?,
        ibans: ibans.split_whitespace().map(str::to_owned).collect(),
        payers: row.try_get::<&str, _>("payers")?.split_whitespace().filter_map(payer).collect(),
        email: row.try_get("email")?,
        address: row.try_get("address")?,
        account: row.try_get("account")?,
        customer_account: row.try_get("customer_account")?,
        vendor_account: row.try_get("vendor_account")?,
    })
}

/// `ACCOUNT:ENTRY`.
fn payer(text: &str) -> Option<(String, i64)> {
    let (iban, entry) = text.split_once(':')?;
    Some((iban.to_owned(), entry.parse().ok()?))
}

pub(super) fn item(row: &Row) -> Stored<ItemRow> {
    Ok(ItemRow {
        id: row.try_get("id")?,
        company: row.try_get("company")?,
        number: row.try_get("number")?,
        side: if row.try_get::<&str, _>("side")? == "payable" {
            Side::Payable
        } else {
            Side::Receivable
        },
        contact_id: row.try_get("contact_id")?,
        date: date(row, "date")?,
        due: date(row, "due")?,
        due_told: date(row, "due_told")?,
        currency: currency(row)?,
        amount_minor: row.try_get("amount_minor")?,
        abroad: abroad(row)?,
        vat: json(row.try_get("vat")?)?,
        discounts: json(row.try_get("discounts")?)?,
        order_number: row.try_get("order_number")?,
        payment_reference: row.try_get("payment_reference")?,
        origin: if row.try_get::<&str, _>("origin")? == "list" {
            Origin::List
        } else {
            Origin::Invoice
        },
        kind: ItemKind::read(row.try_get("kind")?),
        deducted_by: row.try_get("deducted_by")?,
        listed_in: row.try_get("listed_in")?,
        document_id: row.try_get("document_id")?,
        posting: row.try_get("posting")?,
    })
}

/// An entry without its allocations. All that was read of it stands in `facts`; the columns beside
/// serve the indexes.
pub(super) fn entry(row: &Row) -> Stored<EntryRow> {
    let entry: Entry = json(row.try_get("facts")?)?;
    let explanation: Vec<Sentence> = json(row.try_get("explanation")?)?;
    Ok(EntryRow {
        id: row.try_get("id")?,
        company: row.try_get("company")?,
        account: row.try_get("account")?,
        entry,
        state: EntryState {
            status: EntryStatus::read(row.try_get("status")?),
            category: row.try_get("category")?,
            posting_account: row.try_get("posting_account")?,
            confidence: row.try_get("confidence")?,
            explanation,
            allocations: Vec::new(),
            decision: row.try_get::<Option<&str>, _>("decision")?.map(json).transpose()?,
            by_person: row.try_get::<&str, _>("decided_by")? == "person",
            posting: row.try_get("posting")?,
        },
        refused: row
            .try_get::<Option<&str>, _>("refused")?
            .map(json)
            .transpose()?
            .unwrap_or_default(),
    })
}

pub(super) fn allocation(row: &Row) -> Stored<AllocationRow> {
    Ok(AllocationRow {
        entry_id: row.try_get("entry_id")?,
        item_id: row.try_get("item_id")?,
        amount_minor: row.try_get("amount_minor")?,
        discount_minor: row.try_get("discount_minor")?,
        abroad_minor: row.try_get("abroad_minor")?,
    })
}

fn abroad(row: &Row) -> Stored<Option<Abroad>> {
    let (code, minor): (Option<&str>, Option<i64>) =
        (row.try_get("abroad_currency")?, row.try_get("abroad_minor")?);
    let Some((code, minor)) = code.zip(minor) else { return Ok(None) };
    let currency =
        Currency::read(code).ok_or_else(|| StoreError::Garbled(format!("currency: {code}")))?;
    Ok(Some(Abroad { currency, minor }))
}

pub(super) fn date(row: &Row, column: &str) -> Stored<Option<Date>> {
    let text: Option<&str> = row.try_get(column)?;
    text.map(|text| text.parse().map_err(|_| StoreError::Garbled(format!("{column}: {text}"))))
        .transpose()
}

fn currency(row: &Row) -> Stored<Currency> {
    let code: &str = row.try_get("currency")?;
    Currency::read(code).ok_or_else(|| StoreError::Garbled(format!("currency: {code}")))
}

pub(super) fn json<T: DeserializeOwned>(text: &str) -> Stored<T> {
    serde_json::from_str(text).map_err(|error| StoreError::Garbled(format!("JSON: {error}")))
}

/// A document with what finishing its claim needs.
pub(super) fn claimed(row: &Row) -> Stored<DocumentRow> {
    Ok(DocumentRow {
        id: row.try_get("id")?,
        parent_id: row.try_get("parent_id")?,
        claim: row.try_get("claim")?,
        file: row.try_get("file")?,
        sha256: row.try_get("sha256")?,
        archived: row.try_get("archived")?,
        size_bytes: row.try_get("size_bytes")?,
        kind: Kind::read(row.try_get("kind")?).as_str(),
        format: row.try_get("format")?,
        company: row.try_get("company")?,
        number: row.try_get("number")?,
        status: DocumentStatus::read(row.try_get("status")?),
        reason_code: row.try_get("reason_code")?,
        reason: row.try_get("reason")?,
        held_code: row.try_get("held_code")?,
        held_reason: row.try_get("held_reason")?,
        notes: json(row.try_get("notes")?)?,
        doubts: json(row.try_get("doubts")?)?,
        accepted: json(row.try_get("accepted")?)?,
        duplicate_of: row.try_get("duplicate_of")?,
        received_at: row.try_get("received_at")?,
    })
}
