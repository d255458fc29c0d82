//! The bank's side of a batch: statements, entries, and what entries settle.

use super::super::rows::{AllocationRow, EntryRow, StatementRow};
use super::super::sql::{QueryBuilder, Transaction};
use super::super::{ROWS, Stored};
use super::{insert, json};

pub(super) async fn statements(to: &mut Transaction, rows: &[StatementRow]) -> Stored<()> {
    insert!(
        to,
        rows,
        "INSERT INTO statement (id, document_id, company, account, currency, ident, sequence, \
         opening_date, opening_minor, closing_date, closing_minor, message, running, section, \
         assumed, page, page_of, goes_on) ",
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
            row.push_bind(&statement.format).push_bind(i64::from(statement.running));
            row.push_bind(i64::from(statement.section)).push_bind(i64::from(statement.assumed));
            row.push_bind(statement.page.map(|page| i64::from(page.number)))
                .push_bind(i64::from(statement.page.is_some_and(|page| page.of_message)))
                .push_bind(statement.page.map(|page| i64::from(page.goes_on)));
        }
    );
    Ok(())
}

pub(super) async fn entries(to: &mut Transaction, rows: &[EntryRow]) -> Stored<()> {
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
pub(super) async fn allocations(to: &mut Transaction, entries: &[EntryRow]) -> Stored<()> {
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
    super::super::traces::remember(to, entries).await?;
    Ok(())
}
