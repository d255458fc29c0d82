//! Lengths of what documents say: no field of a business document is longer than a page, and one
//! that is fills memory, books and mails.

use super::{
    Content, DeliveryLine, DeliveryNote, Entry, Invoice, InvoiceLine, Order, OrderLine, Party,
};

/// The longest text that is kept, characters. A bank's remittance information has up to some
/// thousand.
pub const LONGEST: usize = 10_000;

/// Cuts texts longer than [`LONGEST`] and ends them with `…`; gives how many there were.
pub fn shorten(content: &mut Content) -> usize {
    match content {
        Content::BankStatement(file) => {
            file.statements.iter_mut().flat_map(|statement| &mut statement.entries).map(entry).sum()
        }
        Content::Invoice(document) => invoice(document),
        Content::DeliveryNotes(notes) => notes.iter_mut().map(note).sum(),
        Content::Orders(orders) => orders.iter_mut().map(order).sum(),
        // Rows of lists that the office's own people keep.
        Content::Contacts(_)
        | Content::OpenItems(_)
        | Content::OpeningBalances(_)
        | Content::StockCounts(_)
        | Content::Units(_)
        | Content::Entries(_)
        | Content::ExchangeRates(_)
        | Content::Answers(_) => 0,
    }
}

fn entry(entry: &mut Entry) -> usize {
    let other = &mut entry.counterparty;
    let own =
        texts([&mut other.name, &mut other.ultimate_name, &mut other.account, &mut other.bic])
            + texts([
                &mut entry.remittance,
                &mut entry.structured_reference,
                &mut entry.end_to_end_id,
                &mut entry.mandate_id,
            ])
            + texts([
                &mut entry.creditor_id,
                &mut entry.bank_reference,
                &mut entry.transaction_code,
                &mut entry.booking_text,
            ])
            + texts([&mut entry.batch_id, &mut entry.return_reason]);
    own + entry.details.iter_mut().map(self::entry).sum::<usize>()
}

fn invoice(invoice: &mut Invoice) -> usize {
    let payment = &mut invoice.payment;
    let numbers =
        texts([&mut invoice.number, &mut invoice.order_number, &mut invoice.sales_order_number])
            + texts([
                &mut invoice.delivery_note_number,
                &mut invoice.contract_number,
                &mut invoice.buyer_reference,
            ])
            + texts([&mut payment.reference, &mut payment.mandate, &mut payment.terms]);
    let lists =
        invoice.preceding_invoices.iter_mut().chain(&mut invoice.notes).map(text).sum::<usize>();
    let parties = [&mut invoice.seller, &mut invoice.buyer]
        .into_iter()
        .chain(&mut invoice.payee)
        .map(party)
        .sum::<usize>();
    let lines = invoice.lines.iter_mut().map(|line: &mut InvoiceLine| {
        texts([&mut line.id, &mut line.article, &mut line.gtin, &mut line.description])
            + texts([&mut line.unit, &mut line.order_line])
    });
    numbers + lists + parties + lines.sum::<usize>()
}

fn note(note: &mut DeliveryNote) -> usize {
    let lines = note.lines.iter_mut().map(|line: &mut DeliveryLine| {
        texts([
            &mut line.id,
            &mut line.article,
            &mut line.buyer_article,
            &mut line.gtin,
            &mut line.description,
        ]) + texts([&mut line.unit, &mut line.order_number, &mut line.order_line, &mut line.batch])
    });
    let lines = lines.sum::<usize>();
    let numbers = texts([&mut note.number, &mut note.order_number, &mut note.despatch_number]);
    numbers + party(&mut note.supplier) + party(&mut note.customer) + lines
}

fn order(order: &mut Order) -> usize {
    let lines = order.lines.iter_mut().map(|line: &mut OrderLine| {
        texts([
            &mut line.id,
            &mut line.article,
            &mut line.buyer_article,
            &mut line.gtin,
            &mut line.description,
        ]) + texts([&mut line.unit, &mut line.order_line])
    });
    let lines = lines.sum::<usize>();
    let parties = [&mut order.party]
        .into_iter()
        .chain(&mut order.buyer)
        .chain(&mut order.seller)
        .map(party)
        .sum::<usize>();
    text(&mut order.number) + texts([&mut order.order_number]) + parties + lines
}

fn party(party: &mut Party) -> usize {
    texts([&mut party.name, &mut party.trading_name, &mut party.tax_number, &mut party.email])
        + texts([
            &mut party.street,
            &mut party.postcode,
            &mut party.city,
            &mut party.country,
            &mut party.identifier,
        ])
}

fn texts<const N: usize>(texts: [&mut Option<String>; N]) -> usize {
    texts.into_iter().flatten().map(text).sum()
}

fn text(text: &mut String) -> usize {
    // Most texts are short in bytes already.
    if text.len() <= LONGEST || text.chars().nth(LONGEST).is_none() {
        return 0;
    }
    let end = text.char_indices().nth(LONGEST - 1).map_or(0, |(at, _)| at);
    let mut kept = text.get(..end).unwrap_or_default().to_owned();
    kept.push('…');
    *text = kept;
    1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{BankStatement, Currency, Money, Statement};

    #[test]
    fn texts_are_cut_between_characters_wherever_they_stand() {
        let mut inner = Entry::new(Money::from_minor(1, Currency::EUR));
        inner.remittance = Some("ü".repeat(LONGEST + 1));
        let mut outer = Entry::new(Money::from_minor(1, Currency::EUR));
        outer.counterparty.name = Some("x".repeat(LONGEST));
        outer.details.push(inner);
        let statement = Statement { entries: vec![outer], ..Statement::default() };
        let mut content = Content::BankStatement(BankStatement {
            statements: vec![statement],
            ..BankStatement::default()
        });
        assert_eq!(shorten(&mut content), 1);
        let Content::BankStatement(file) = &content else { panic!("a statement") };
        let entry = &file.statements[0].entries[0];
        assert_eq!(entry.counterparty.name.as_ref().map(String::len), Some(LONGEST));
        let cut = entry.details[0].remittance.as_deref().unwrap_or_default();
        assert!(cut.ends_with("ü…") && cut.chars().count() == LONGEST);
        assert_eq!(shorten(&mut content), 0, "once");
    }
}
