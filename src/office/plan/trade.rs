//! Orders, delivery notes and what invoices bill: noted line by line, for the control of invoices
//! and for what is still to come.

use super::Plan;
use crate::domain::{Content, Invoice, Order, OrderSide, OrderStage, Side};
use crate::store::trade::{BilledFacts, BilledRow, OrderRow};
use rust_decimal::Decimal;

impl Plan<'_> {
    /// Notes the orders, lists and delivery notes of the batch; of one number and side, or of one
    /// sender and number, the last counts.
    pub(super) fn trade(&mut self) {
        for (at, company, orders) in std::mem::take(&mut self.routed.orders) {
            let document = self.id_at(at);
            for order in orders {
                self.note_order(document, &company, order);
            }
        }
        for (at, company, counts) in std::mem::take(&mut self.routed.stock) {
            self.changes.stock.push((company, self.id_at(at), counts));
        }
        for (at, company, rows) in std::mem::take(&mut self.routed.units) {
            self.changes.units.push((company, self.id_at(at), rows));
        }
        for (at, company, notes) in std::mem::take(&mut self.routed.deliveries) {
            let document = self.id_at(at);
            for note in notes {
                // The company's own note goes to a customer.
                let (other, side) = match self.directory.is(&note.supplier, &company) {
                    true => (&note.customer, Side::Receivable),
                    false => (&note.supplier, Side::Payable),
                };
                let contact = self.books.contacts.of_party(&company, other, side).to_string();
                let twin = |row: &(String, i64, String, crate::domain::DeliveryNote)| {
                    row.0 == company
                        && row.2 == contact
                        && row.3.number == note.number
                        && note.number.is_some()
                };
                self.changes.deliveries.retain(|row| !twin(row));
                // What arrived is told by the company's own receipt alone.
                let own_receipt = note.receipt
                    && side == Side::Payable
                    && self.directory.is(&note.customer, &company);
                if own_receipt
                    && self
                        .books
                        .companies
                        .get(&company)
                        .is_some_and(|books| books.confirmations.of_goods())
                {
                    self.changes.confirmations.push((company.clone(), document));
                }
                self.changes.deliveries.push((company.clone(), document, contact, note));
            }
        }
    }

    fn note_order(&mut self, document: i64, company: &str, order: Order) {
        let side = match order.side {
            OrderSide::Purchase => Side::Payable,
            OrderSide::Sales => Side::Receivable,
        };
        let company = company.to_owned();
        if order.stage != OrderStage::Order {
            let contact_id = self.books.contacts.find(&company, &order.party);
            self.changes.order_messages.push(OrderRow {
                company,
                document_id: document,
                contact_id,
                order,
            });
            return;
        }
        let contact = self.books.contacts.of_party(&company, &order.party, side);
        // Customers number their orders each for themselves.
        let twin = |row: &OrderRow| {
            let same_issuer = side == Side::Payable || row.contact_id == Some(contact);
            row.company == company
                && row.order.number == order.number
                && row.order.side == order.side
                && same_issuer
        };
        self.changes.orders.retain(|row| !twin(row));
        // A list is no message of the customer's, and of an order that names no seller nobody knows
        // whose it is.
        let came = order.format != "csv"
            && order.seller.as_ref().is_some_and(|seller| self.directory.is(seller, &company));
        if side == Side::Receivable
            && came
            && self.books.companies.get(&company).is_some_and(|books| books.confirmations.orders)
        {
            self.changes.confirmations.push((company.clone(), document));
        }
        self.changes.orders.push(OrderRow {
            company,
            document_id: document,
            contact_id: Some(contact),
            order,
        });
    }

    /// Notes what the content bills, where it is an invoice.
    pub(super) fn note_billed(&mut self, document: i64, company: &str, content: &Content) {
        if let Content::Invoice(invoice) = content {
            self.note_invoice(document, company, invoice);
        }
    }

    /// Notes what an invoice bills, whether it is booked or held.
    pub(super) fn note_invoice(&mut self, document: i64, company: &str, invoice: &Invoice) {
        let (side, other) = match self.directory.sells(invoice, company) {
            true => (Side::Receivable, &invoice.buyer),
            false => (Side::Payable, &invoice.seller),
        };
        let row = BilledRow {
            document_id: document,
            company: company.to_owned(),
            side,
            contact_id: self.books.contacts.find(company, other),
            contact: other.name.clone().unwrap_or_default(),
            number: invoice.number.clone(),
            facts: facts(invoice, self.doubted.get(&document).cloned().unwrap_or_default()),
            status: String::new(),
            reason_code: None,
            reason: None,
            accepted: false,
            received_at: String::new(),
        };
        self.changes.billed.retain(|known| known.document_id != document);
        self.changes.billed.push(row);
    }
}

/// What an invoice bills, without what reading it found.
pub fn billed_facts(invoice: &Invoice) -> BilledFacts {
    facts(invoice, Vec::new())
}

fn facts(invoice: &Invoice, doubts: Vec<String>) -> BilledFacts {
    let sum = |amounts: &[crate::domain::invoice::AllowanceCharge]| {
        amounts.iter().filter_map(|one| one.amount).sum::<Decimal>()
    };
    let counting = invoice.lines.iter().filter(|line| line.kind.is_none());
    let lines = invoice.totals.lines.unwrap_or_else(|| counting.filter_map(|line| line.net).sum());
    let accounts =
        invoice.payment.iban.iter().chain(&invoice.payment.other_ibans).chain(&invoice.seller.iban);
    let mut ibans: Vec<String> =
        accounts.filter(|iban| iban.is_valid()).map(|iban| iban.as_str().to_owned()).collect();
    ibans.sort_unstable();
    ibans.dedup();
    BilledFacts {
        date: invoice.issue_day(),
        orders: numbers(invoice.order_number.as_deref()),
        notes: numbers(invoice.delivery_note_number.as_deref()),
        corrects: invoice.names(),
        corrects_days: invoice.preceding_days.clone(),
        credit: invoice.credits(),
        discount: sum(&invoice.allowances).checked_div(lines).unwrap_or_default(),
        charges: sum(&invoice.charges),
        currency: invoice.currency,
        gross: invoice.totals.gross,
        ibans,
        // What groups others or only informs bills nothing itself.
        lines: invoice.lines.iter().filter(|line| line.kind.is_none()).cloned().collect(),
        doubts,
    }
}

/// One field may name several documents: `B-1, B-2`, `B-1 und B-2`.
fn numbers(text: Option<&str>) -> Vec<String> {
    let parted = text.unwrap_or_default().replace(" und ", ",").replace(" and ", ",");
    let all =
        parted.split([',', ';', '\n', '+']).map(str::trim).filter(|number| !number.is_empty());
    all.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::InvoiceLine;
    use rust_decimal::dec;

    #[test]
    fn a_group_of_lines_bills_nothing_beside_them() {
        let line = |net, kind: Option<&str>| InvoiceLine {
            net: Some(net),
            kind: kind.map(str::to_owned),
            ..InvoiceLine::default()
        };
        let lines =
            vec![line(dec!(300), Some("GROUP")), line(dec!(100), None), line(dec!(200), None)];
        let facts = facts(&Invoice { lines, ..Invoice::default() }, Vec::new());
        assert_eq!(facts.lines.iter().filter_map(|line| line.net).sum::<Decimal>(), dec!(300));
    }
}
