//! The statement of account of one contact: its items and what settled them, with the balance after
//! each.

use super::row::{Row, row};
use super::{Asked, Cell, Report, Which, column};
use crate::domain::words;
use crate::store::{ContactMove, Store, Stored};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Report `statement-of-account`.
pub(super) const REPORT: Report = Report {
    name: "statement-of-account",
    which: Which::StatementOfAccount,
    title: ("Kontoauszug eines Kontakts", "Statement of account"),
    columns: &[
        column("company", "Firma", "Company", Cell::Text).key(),
        column("contact", "Kontakt", "Contact", Cell::Text).key(),
        column("name", "Name", "Name", Cell::Text).key(),
        column("side", "Seite", "Side", Cell::Word(words::SIDES)).key(),
        column("date", "Datum", "Date", Cell::Date),
        column("kind", "Art", "Kind", Cell::Word(words::CONTACT_MOVES)),
        column("document", "Beleg", "Document", Cell::Text),
        column("bank_entry", "Bankumsatz", "Bank entry", Cell::Text),
        column("due", "Fällig", "Due", Cell::Date),
        column("amount", "Betrag", "Amount", Cell::Amount).summed(),
        column("balance", "Saldo", "Balance", Cell::Amount),
        column("currency", "Währung", "Currency", Cell::Text).key(),
    ],
};

/// Rows of `statement-of-account`, amounts signed as the items: an invoice raises the balance, a
/// payment lowers it. Balances are kept apart by contact, side and currency.
pub(super) async fn rows(store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let Some(contact) = asked.contact.as_deref() else { return Ok(Vec::new()) };
    let moves = store.contact_moves(&asked.span, contact).await?;
    let from = asked.span.from.unwrap_or(Date::MIN);
    let together = |a: &ContactMove, b: &ContactMove| {
        (&a.company, &a.contact, &a.side, a.amount.currency)
            == (&b.company, &b.contact, &b.side, b.amount.currency)
    };
    let mut rows = Vec::new();
    for of_account in moves.chunk_by(together) {
        let (before, within) =
            of_account.split_at(of_account.partition_point(|moved| moved.date < from));
        let mut balance: Decimal = before.iter().map(|moved| moved.amount.amount).sum();
        if let Some(first) = before.first() {
            rows.push(carried(first, from, balance));
        }
        for moved in within {
            balance += moved.amount.amount;
            rows.push(row(moved, balance));
        }
    }
    Ok(rows)
}

/// The balance that a span begins with.
fn carried(of: &ContactMove, from: Date, balance: Decimal) -> Row {
    row!({
        "company": of.company, "contact": of.contact.0, "name": of.contact.1, "side": of.side,
        "date": from, "kind": "carried",
        "document": (), "bank_entry": (), "due": (), "amount": balance, "balance": balance,
        "currency": of.amount.currency,
    })
}

fn row(moved: &ContactMove, balance: Decimal) -> Row {
    let kind = match (moved.entry, moved.set_off, moved.amount.amount.is_sign_negative()) {
        (Some(_), ..) if moved.discount => "discount",
        (Some(_), ..) => "payment",
        (None, true, _) => "set-off",
        (None, false, _) if moved.on_account => "on-account",
        (None, false, false) => "item",
        (None, false, true) => "credit",
    };
    row!({
        "company": moved.company,
        "contact": moved.contact.0,
        "name": moved.contact.1,
        "side": moved.side,
        "date": moved.date,
        "kind": kind,
        "document": moved.document,
        "bank_entry": moved.entry.map(|id| format!("E{id}")),
        "due": moved.due.filter(|_| kind == "item"),
        "amount": moved.amount.amount,
        "balance": balance,
        "currency": moved.amount.currency,
    })
}
