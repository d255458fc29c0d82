//! Orders, delivery notes, what invoices bill, and exchange rates against their originals: what
//! payments are controlled by, and what foreign money is booked at.

use super::kind;
use super::pool::hash;
use super::stated::of;
use crate::domain::{
    Content, DeliveryLine, DeliveryNote, ExchangeRate, Finding, FindingKind, InvoiceLine, Order,
    OrderLine, OrderStage,
};
use crate::formats::pdf_invoice;
use crate::office::plan::billed_facts;
use crate::store::rows::{DocumentRow, DocumentStatus};
use crate::store::trade::BilledFacts;
use crate::store::{Store, Stored};
use rust_decimal::Decimal;
use std::collections::HashSet;

/// What is noted of trade is not what its document states.
pub static TRADE_OTHERWISE: FindingKind = kind(
    "trade-not-as-stated",
    "{row} ({company}) ist anders vermerkt, als es im Original {document} ({file}) steht: Artikel, \
     Mengen, Preise, Konten oder Nummern sind dort andere. Danach werden Rechnungen geprüft; bitte \
     die Sicherung vergleichen.",
    "{row} ({company}) is noted otherwise than it stands in the original {document} ({file}): \
     there, articles, quantities, prices, accounts or numbers are others. Invoices are controlled \
     by that; compare it with the backup.",
);
/// An exchange rate is not what its document states.
pub static RATE_OTHERWISE: FindingKind = kind(
    "exchange-rate-not-as-stated",
    "Der Devisenkurs {row} steht so nicht im Original {document} ({file}). Bitte die Sicherung \
     vergleichen.",
    "The exchange rate {row} does not stand so in the original {document} ({file}). Compare it \
     with the backup.",
);

/// What of a document's trade and rates stands otherwise in the books.
pub(super) async fn astray(
    store: &Store,
    document: &DocumentRow,
    content: &Content,
) -> Stored<Vec<Finding>> {
    let told = |row: &str, company: &str| {
        of(&TRADE_OTHERWISE, document).with("row", row).with("company", company)
    };
    Ok(match content {
        Content::Orders(orders) => {
            let stored = store.orders_from(document.id).await?;
            let stated: HashSet<u64> = orders.iter().map(of_order).collect();
            let astray = stored.iter().filter(|row| !stated.contains(&of_order(&row.order)));
            let mut found: Vec<Finding> =
                astray.map(|row| told(&row.order.number, &row.company)).collect();
            let there: HashSet<&String> = stored.iter().map(|row| &row.order.number).collect();
            let placed = orders.iter().filter(|order| order.stage == OrderStage::Order);
            for number in placed.map(|order| &order.number).filter(|_| is_booked(document)) {
                let is_there = there.contains(number);
                let company = document.company.as_deref().unwrap_or_default();
                if !is_there && !store.is_order_noted(company, number).await? {
                    found.push(told(number, company));
                }
            }
            found
        }
        Content::DeliveryNotes(notes) => {
            let stored = store.notes_from(document.id).await?;
            let stated: HashSet<u64> = notes.iter().map(of_note).collect();
            let there: HashSet<&Option<String>> =
                stored.iter().map(|row| &row.note.number).collect();
            let counted = is_counted(store, document).await?;
            let astray = stored.iter().filter(|row| {
                // What a person counted of it stands beside it, and in no file.
                let is_count = counted && row.note.receipt;
                !is_count && !stated.contains(&of_note(&row.note))
            });
            let number = |note: &DeliveryNote| note.number.clone().unwrap_or_default();
            let mut found: Vec<Finding> =
                astray.map(|row| told(&number(&row.note), &row.company)).collect();
            for note in notes.iter().filter(|note| note.number.is_some() && is_booked(document)) {
                let is_there = there.contains(&note.number);
                let company = document.company.as_deref().unwrap_or_default();
                if !is_there && !store.is_note_noted(company, &number(note)).await? {
                    found.push(told(&number(note), company));
                }
            }
            found
        }
        Content::Invoice(invoice) => {
            let read = billed_facts(invoice);
            let stored = store.billed_from(document.id).await?;
            let is_stated = |facts: &BilledFacts| {
                // Of paper the company's own account is left out.
                let left_out = invoice.format == pdf_invoice::NAME
                    && facts.ibans.iter().all(|iban| read.ibans.contains(iban));
                let ibans = if left_out { &facts.ibans } else { &read.ibans }.clone();
                same_bill(&BilledFacts { ibans, ..read.clone() }, facts)
            };
            let is_there = stored.is_some() || !is_booked(document);
            let astray =
                stored.is_some_and(|row| row.number != invoice.number || !is_stated(&row.facts));
            let number = invoice.number.as_deref().unwrap_or("?");
            let company = document.company.as_deref().unwrap_or_default();
            (astray || !is_there).then(|| told(number, company)).into_iter().collect()
        }
        Content::ExchangeRates(rates) => {
            let mut astray = Vec::new();
            let stated: HashSet<String> = rates.iter().map(said).collect();
            for rate in store.rates_from(document.id).await? {
                let rate = said(&rate);
                if !stated.contains(&rate) {
                    astray.push(of(&RATE_OTHERWISE, document).with("row", rate));
                }
            }
            astray
        }
        _ => Vec::new(),
    })
}

/// Whether a person counted the goods of a delivery note.
async fn is_counted(store: &Store, document: &DocumentRow) -> Stored<bool> {
    let decisions = store.decisions(&format!("D{}", document.id)).await?;
    Ok(decisions.iter().any(|(verb, choice, ..)| verb == "resolve" && choice.starts_with(COUNTED)))
}

/// How a person's count stands among the decisions.
const COUNTED: &str = "received";

/// What is noted of a document that is booked, or was taken, stays.
fn is_booked(document: &DocumentRow) -> bool {
    document.status == DocumentStatus::Processed
}

fn said(rate: &ExchangeRate) -> String {
    format!("{} {} {}", rate.currency.code(), rate.day, rate.rate)
}

/// A mark of what is compared of an order: what the control asks for. Words and whatever else is
/// read of a document may be more with a later version.
fn of_order(order: &Order) -> u64 {
    let line = |line: &OrderLine| {
        let article = [&line.id, &line.article, &line.gtin, &line.unit].map(Clone::clone);
        let figures = [line.quantity, line.unit_price, as_percent(line.vat_rate)];
        (article, figures, line.delivery_date)
    };
    // A version before knew no refusal of the whole.
    let stage = match order.stage {
        OrderStage::Refusal => OrderStage::Confirmation,
        stage => stage,
    };
    let head = (&order.number, order.date, stage, order.currency);
    hash(&(head, order.lines.iter().map(line).collect::<Vec<_>>()))
}

/// The same of a delivery note.
fn of_note(note: &DeliveryNote) -> u64 {
    let line = |line: &DeliveryLine| {
        let article = [&line.id, &line.article, &line.gtin, &line.unit].map(Clone::clone);
        (article, line.quantity, line.order_number.clone(), line.order_line.clone())
    };
    let head = (&note.number, note.date, note.delivery_date, &note.order_number);
    hash(&(head, note.lines.iter().map(line).collect::<Vec<_>>()))
}

/// A rate in percent: a version before kept one that a list wrote as a share (`0,19`) as it stands.
fn as_percent(rate: Option<Decimal>) -> Option<Decimal> {
    let is_share = |rate: &Decimal| *rate > Decimal::ZERO && *rate < Decimal::ONE;
    match rate.filter(is_share) {
        Some(share) => share.checked_mul(Decimal::ONE_HUNDRED),
        None => rate,
    }
}

fn same_rate(read: Option<Decimal>, stored: Option<Decimal>) -> bool {
    as_percent(read) == as_percent(stored)
}

fn same_bill(read: &BilledFacts, stored: &BilledFacts) -> bool {
    let line = |line: &InvoiceLine| (line.quantity, line.unit_price, line.net);
    let lines = |facts: &BilledFacts| facts.lines.iter().map(line).collect::<Vec<_>>();
    let rates = read.lines.iter().zip(&stored.lines);
    // A version before kept of lists what their first row names.
    let of_lines = read.lines.iter().any(|line| line.order_number.is_some());
    let notes_of_lines = read.lines.iter().any(|line| line.delivery_note_number.is_some());
    let named = |read: &[String], stored: &[String], by_line: bool| {
        read == stored || by_line && !stored.is_empty() && read.starts_with(stored)
    };
    (read.date, &read.corrects) == (stored.date, &stored.corrects)
        && named(&read.orders, &stored.orders, of_lines)
        && named(&read.notes, &stored.notes, notes_of_lines)
        && rates.into_iter().all(|(a, b)| same_rate(a.vat_rate, b.vat_rate))
        && (read.credit, read.discount, read.charges, read.currency, read.gross)
            == (stored.credit, stored.discount, stored.charges, stored.currency, stored.gross)
        && read.ibans == stored.ibans
        && lines(read) == lines(stored)
}
