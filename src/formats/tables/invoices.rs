//! `invoices.csv`: invoices of systems that write no e-invoice.
//!
//! A file of one invoice is that invoice; a file of several hands each back to the table of formats
//! as a file of its own. Rows of one invoice are its lines or its VAT rates: their amounts add up
//! to the totals. What a row leaves out of net, VAT and gross is computed only when the other two
//! are there, and its rate only where one alone makes its VAT. A negative total is a credit note, whose amounts are turned positive.

use super::sheet::{Row, Sheet};
use crate::domain::finding::Weight;
use crate::domain::invoice::{InvoiceLine, Payment, Totals, VatBreakdown};
use crate::domain::{Content, Currency, Finding, FindingKind, Iban, Invoice, Party};
use crate::domain::{StatedDay, VatId};
use crate::formats::{Input, Part, Read, Reading};
use rust_decimal::{Decimal, dec};
use std::collections::HashMap;

/// Reads one invoice, or parts the file into its invoices.
pub fn read(input: &Input) -> Result<Reading, Finding> {
    let mut sheet = Sheet::read(input.bytes)?;
    let mut known: HashMap<(String, Option<String>), usize> = HashMap::new();
    let (mut names, mut invoice_of) = (Vec::new(), Vec::new());
    for row in sheet.rows() {
        let whose = row.text("invoice").map(|number| {
            *known.entry((number.clone(), row.text("seller"))).or_insert_with(|| {
                names.push(safe_name(&number));
                names.len() - 1
            })
        });
        invoice_of.push(whose);
    }
    if names.len() > 1 {
        let tables = sheet.parted(|row| invoice_of.get(row).copied().flatten());
        let parts = names.into_iter().zip(tables).map(|(name, bytes)| Part { name, bytes });
        return Ok(Reading { content: Read::Parts(parts.collect()), findings: sheet.findings });
    }
    let rows = whole(&mut sheet)?;
    let invoice = rows.into_iter().reduce(joined).map(credited).unwrap_or_default();
    let mut reading = Reading::of(Content::Invoice(Box::new(invoice)));
    reading.findings = sheet.findings;
    Ok(reading)
}

/// A row that cannot be read stops the whole invoice.
pub static ROW_UNREAD: FindingKind = FindingKind {
    code: "table-invoice-row-unread",
    weight: Weight::Error,
    de: "Die Rechnung ist nicht übernommen, auch ihre guten Zeilen nicht: \
        {count|Zeile lässt|Zeilen lassen} sich nicht lesen. {first} Bitte berichtigen und die \
        Datei erneut ablegen.",
    en: "The invoice is not taken, its good rows neither: {count|row|rows} cannot be read. {first} \
        Correct them and drop the file again.",
};

/// The rows of an invoice: all of them, for a part of an invoice is another amount.
fn whole(sheet: &mut Sheet) -> Result<Vec<Invoice>, Finding> {
    let all = sheet.rows().count();
    let before = sheet.findings.len();
    let rows = sheet.good(invoice)?;
    let lost = all.saturating_sub(rows.len());
    match sheet.findings.get(before).filter(|_| lost > 0) {
        Some(first) => Err(ROW_UNREAD.found().with("count", lost).with_value("first", first)),
        None => Ok(rows),
    }
}

/// A name for a file out of an invoice's number: letters, digits and dashes.
fn safe_name(number: &str) -> String {
    let kept: String = number
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter } else { '-' })
        .take(60)
        .collect();
    format!("{kept}.csv")
}

fn invoice(row: &mut Row) -> Option<Invoice> {
    let number = row.needed("invoice");
    let gross = row.needed("gross").and_then(|_| row.number("gross"));
    let (net, vat, rate) = (row.number("net"), row.number("vat"), row.vat_rate());
    let net = net.or_else(|| gross?.checked_sub(vat?));
    let vat = vat.or_else(|| gross?.checked_sub(net?));
    let rate = rate.or_else(|| rate_of(net?, vat?));
    let currency = row.currency().unwrap_or(Currency::EUR);
    let (issue_date, due_date) = (row.date("date"), row.date("due"));
    let (quantity, unit_price) = (row.number("quantity"), row.unit_price());
    let category = rate.filter(|rate| *rate > Decimal::ZERO).map(|_| "S".to_owned());
    let line = InvoiceLine {
        id: row.text("line"),
        article: row.text("article"),
        description: row.text("description"),
        quantity,
        unit: row.text("unit"),
        unit_price,
        net,
        vat_category: category.clone(),
        vat_rate: rate,
        order_number: row.text("order"),
        delivery_note_number: row.text("delivery_note"),
        ..InvoiceLine::default()
    };
    let told = line.article.is_some() || line.description.is_some() || line.quantity.is_some();
    let iban = row.text("iban").and_then(|text| Iban::read(&text));
    Some(Invoice {
        format: "csv".to_owned(),
        type_code: Some("380".to_owned()),
        number,
        issue_date: issue_date.map(StatedDay::from),
        due_date,
        currency: Some(currency),
        seller: Party { iban: iban.clone(), ..party(row, "seller", "seller_vat_id") },
        buyer: party(row, "buyer", "buyer_vat_id"),
        order_number: row.text("order"),
        delivery_note_number: row.text("delivery_note"),
        payment: Payment { iban, ..Payment::default() },
        lines: told.then_some(line).into_iter().collect(),
        vat: vec![VatBreakdown {
            category,
            rate,
            base: net,
            amount: vat,
            ..VatBreakdown::default()
        }],
        totals: Totals { net, vat, gross: Some(gross?), payable: gross, ..Totals::default() },
        ..Invoice::default()
    })
}

/// The one rate of VAT that makes this VAT of this net, where the row states none.
fn rate_of(net: Decimal, vat: Decimal) -> Option<Decimal> {
    if vat.is_zero() {
        return None;
    }
    let makes = |rate: &Decimal| {
        let computed = net.checked_mul(*rate).and_then(|product| product.checked_div(dec!(100)));
        computed.is_some_and(|computed| (computed - vat).abs() <= dec!(0.01))
    };
    let mut rates = [dec!(19), dec!(7), dec!(16), dec!(5)].into_iter().filter(makes);
    rates.next().filter(|_| rates.next().is_none())
}

fn party(row: &Row, name: &str, vat_id: &str) -> Party {
    Party {
        name: row.text(name),
        vat_id: row.text(vat_id).and_then(|text| VatId::read(&text)),
        ..Party::default()
    }
}

/// Two rows of one invoice: lines after one another, VAT by rate, totals added. A total that one
/// row lacks is unknown.
fn joined(mut first: Invoice, mut second: Invoice) -> Invoice {
    let add = |a: Option<Decimal>, b: Option<Decimal>| a?.checked_add(b?);
    first.lines.append(&mut second.lines);
    also(&mut first.order_number, second.order_number);
    also(&mut first.delivery_note_number, second.delivery_note_number);
    for group in second.vat {
        match first.vat.iter_mut().find(|known| known.rate == group.rate) {
            Some(known) => {
                (known.base, known.amount) =
                    (add(known.base, group.base), add(known.amount, group.amount))
            }
            None => first.vat.push(group),
        }
    }
    let (a, b) = (&first.totals, &second.totals);
    first.totals = Totals {
        net: add(a.net, b.net),
        vat: add(a.vat, b.vat),
        gross: add(a.gross, b.gross),
        payable: add(a.payable, b.payable),
        ..Totals::default()
    };
    first
}

/// What a further row names: an invoice may be for several orders and delivery notes.
fn also(first: &mut Option<String>, second: Option<String>) {
    *first = match (first.take(), second) {
        (Some(first), Some(second)) if !first.split(", ").any(|one| one == second) => {
            Some(format!("{first}, {second}"))
        }
        (first, second) => first.or(second),
    };
}

/// A negative total makes a credit note (381) with positive amounts.
fn credited(mut invoice: Invoice) -> Invoice {
    if invoice.totals.gross.is_none_or(|gross| gross >= Decimal::ZERO) {
        return invoice;
    }
    invoice.type_code = Some("381".to_owned());
    let turn = |amount: &mut Option<Decimal>| *amount = amount.map(|amount| -amount);
    let totals = &mut invoice.totals;
    [&mut totals.net, &mut totals.vat, &mut totals.gross, &mut totals.payable]
        .into_iter()
        .for_each(turn);
    invoice.vat.iter_mut().flat_map(|group| [&mut group.base, &mut group.amount]).for_each(turn);
    // A line of a credit note is turned by its quantity's sign where it carries one, else by its
    // amount alone.
    for line in &mut invoice.lines {
        turn(&mut line.net);
        line.quantity = line.quantity.map(|quantity| quantity.abs());
    }
    invoice
}
