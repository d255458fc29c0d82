//! The documents of a batch, and what becomes of documents that are known already.

use super::super::rows::DocumentRow;
use super::super::sql::{self, Transaction};
use super::super::{Stored, tally};
use super::{insert, json};
use crate::domain::DeliveryNote;
use std::collections::HashMap;

pub(super) async fn documents(to: &mut Transaction, rows: &[DocumentRow]) -> Stored<()> {
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

pub(super) async fn rejudge(to: &mut Transaction, rows: &[DocumentRow]) -> Stored<()> {
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

pub(super) async fn deliveries(
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
