//! Money for an order of which no invoice is there yet: proposed as an advance on the personal
//! account of the order's contact, under the order's number, so that the invoice finds it. Never
//! booked without a person.

use super::Plan;
use super::learnt;
use crate::domain::text::fold;
use crate::domain::{Currency, OrderSide, Party, Side};
use crate::matching::{Decision, Explanation, MatchStatus};
use crate::store::rows::{EntryRow, EntryStatus, ItemRow};
use crate::store::{Neighbours, OrdersNamed};
use std::collections::BTreeSet;

/// Per mille; an estimate, since the months that weights are measured on have no advances.
const CONFIDENCE: u16 = 800;
/// How many words of a text are looked up as numbers of orders.
const MOST_NUMBERS: usize = 16;
/// What a number of an order is called, or the money for it; beginnings of folded words.
const SAYS_ORDER: &[&str] = &[
    "bestell",
    "auftrag",
    "order",
    "anzahlung",
    "vorkasse",
    "vorauskasse",
    "vorauszahlung",
    "abschlag",
    "advance",
    "prepay",
];
/// What the number of an invoice is called (folded).
pub(super) const SAYS_INVOICE: &[&str] = &[
    "re",
    "rg",
    "rnr",
    "renr",
    "rgnr",
    "rechnung",
    "rechnungsnr",
    "rechnungsnummer",
    "invoice",
    "inv",
];

impl Plan<'_> {
    /// The numbers of a company's orders that the plan brings.
    pub fn orders_of(&self, company: &str) -> BTreeSet<String> {
        let orders = self.changes.orders.iter().filter(|row| row.company == company);
        orders.map(|row| row.order.number.clone()).collect()
    }

    /// What may be numbers of orders in the texts of a neighbourhood's entries that wait, those not
    /// written yet among them.
    pub fn numbers_of_orders(&self, company: &str, near: &Neighbours) -> Vec<String> {
        let waits =
            |row: &&EntryRow| !row.state.by_person && row.state.status != EntryStatus::Matched;
        let fresh = self.changes.entries.iter().filter(|row| row.company == company);
        let rows = fresh.chain(near.entries.values()).filter(waits);
        let numbers: BTreeSet<String> = rows.flat_map(numbers_in).collect();
        numbers.into_iter().collect()
    }

    /// A decision that found nothing, as the proposal of an advance where the text names an order
    /// that nothing was invoiced of yet: of the other side's, or, where nobody knows that, one that
    /// the text calls an order.
    pub(super) fn on_order(
        &mut self,
        decision: Decision,
        row: &EntryRow,
        named: &OrdersNamed,
    ) -> Decision {
        let has_place = !decision.allocations.is_empty()
            || !decision.beside.is_empty()
            || decision.runner_up.is_some();
        let is_euro = row.entry.amount.currency == Currency::EUR;
        if decision.status == MatchStatus::Matched
            || has_place
            || !is_euro
            || row.entry.details.len() > 1
        {
            return decision;
        }
        let Some((contact, number, side)) = self.order_of(row, named) else { return decision };
        let account = self.books.contacts.personal_account(contact, side);
        let is_other = decision.account.as_ref().is_some_and(|proposed| *proposed != account);
        if is_other || learnt::refused(row).accounts.contains(&account) {
            return decision;
        }
        let mut explanation = vec![self.advance(contact, &number, &account)];
        explanation.extend(self.vat_of_advance(&row.company, side));
        Decision {
            status: MatchStatus::Suggested,
            account: Some(account),
            category: None,
            vat_percent: None,
            confidence: CONFIDENCE,
            explanation,
            order: Some(number),
            ..decision
        }
    }

    /// The one order that an entry's text names, with its contact.
    fn order_of(&self, row: &EntryRow, named: &OrdersNamed) -> Option<(i64, String, Side)> {
        let (wanted, side) = match row.entry.amount.amount.is_sign_positive() {
            true => (OrderSide::Sales, Side::Receivable),
            false => (OrderSide::Purchase, Side::Payable),
        };
        let numbers = numbers_in(row);
        let new = self.changes.orders.iter().filter(|order| order.company == row.company);
        let orders =
            named.orders.iter().chain(new).filter(|known| {
                known.order.side == wanted && numbers.contains(&known.order.number)
            });
        let found: BTreeSet<(i64, &str)> = orders
            .filter_map(|known| Some((known.contact_id?, known.order.number.as_str())))
            .collect();
        if found.is_empty() {
            return None;
        }
        let party = &row.entry.counterparty;
        let party =
            Party { name: party.name.clone(), iban: party.iban.clone(), ..Party::default() };
        let payer = self.books.contacts.find(&row.company, &party);
        let theirs: Vec<&(i64, &str)> = found
            .iter()
            .filter(|(contact, _)| payer.is_none_or(|payer| payer == *contact))
            .collect();
        let [(contact, number)] = theirs.as_slice() else { return None };
        let is_of_order = |item: &ItemRow| {
            item.company == row.company
                && item.contact_id == *contact
                && item.side == side
                && item.order_number.as_deref() == Some(number)
        };
        let invoiced = named
            .invoiced
            .iter()
            .chain(&self.changes.items)
            .any(|item| item.amount_minor != 0 && is_of_order(item));
        let called = || {
            folded_words(row)
                .iter()
                .any(|word| SAYS_ORDER.iter().any(|begin| word.starts_with(begin)))
        };
        (!invoiced && (payer.is_some() || called())).then(|| (*contact, (*number).to_owned(), side))
    }

    fn advance(&self, contact: i64, number: &str, account: &str) -> Explanation {
        let name =
            self.books.contacts.get(contact).map(|row| row.name.as_str()).unwrap_or_default();
        Explanation::new(
            format!(
                "Der Text nennt die Bestellung {number} ({name}), zu der noch keine Rechnung da \
                 ist. Vorgeschlagen als Anzahlung auf {account}: Sie bleibt offener Posten, bis \
                 die Rechnung zu dieser Bestellung kommt."
            ),
            format!(
                "The text names the order {number} ({name}), of which there is no invoice yet. \
                 Proposed as an advance on {account}: it stays an open item until the invoice of \
                 this order comes."
            ),
        )
    }

    /// Who owes VAT owes it on an advance with the money (§ 13 (1) no. 1a sentence 4, no. 1b UStG);
    /// the personal account bears none.
    fn vat_of_advance(&self, company: &str, side: Side) -> Option<Explanation> {
        let owes =
            self.books.companies.get(company).is_some_and(|books| !books.keeping.owes_no_output());
        (owes && side == Side::Receivable).then(|| {
            Explanation::new(
                "Die Umsatzsteuer auf eine Anzahlung entsteht mit dem Geld (§ 13 Abs. 1 Nr. 1a \
                 Satz 4 UStG), auf dem Personenkonto wird keine gebucht: Kommt die Rechnung nicht \
                 im selben Monat, bitte eine Anzahlungsrechnung ablegen und die Zahlung ihr \
                 zuordnen.",
                "VAT on an advance is owed with the money (§ 13 (1) no. 1a sentence 4 UStG), and \
                 none is booked on the personal account: where the invoice does not come in the \
                 same month, drop a prepayment invoice and match the payment with it.",
            )
        })
    }
}

/// The texts that may name an order, or an invoice.
pub(super) fn texts(row: &EntryRow) -> impl Iterator<Item = &str> {
    let entry = &row.entry;
    [&entry.remittance, &entry.structured_reference, &entry.end_to_end_id]
        .into_iter()
        .filter_map(|text| text.as_deref())
}

/// The words of a text that may be numbers, with the signs inside them.
pub(super) fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '\n', '\t', ',', ';', ':', '(', ')', '"']).filter(|word| !word.is_empty())
}

fn folded_words(row: &EntryRow) -> Vec<String> {
    texts(row)
        .flat_map(|text| fold(text).split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// Words with a digit, as they are written and in capitals; none that is a year, a day, or called
/// an invoice.
fn numbers_in(row: &EntryRow) -> Vec<String> {
    let mut numbers: Vec<String> = Vec::new();
    for text in texts(row) {
        let mut before = "";
        for word in words_of(text) {
            let number = word.trim_matches(['.', '-', '#', '/', '\'']);
            if may_be_order(number)
                && !SAYS_INVOICE.contains(&fold(before).as_str())
                && numbers.len() < MOST_NUMBERS
            {
                numbers.push(number.to_owned());
                numbers.extend(Some(number.to_uppercase()).filter(|capitals| capitals != number));
            }
            before = word.trim_matches(['.', '#']);
        }
    }
    numbers
}

fn may_be_order(number: &str) -> bool {
    let letters = number.chars().filter(|letter| letter.is_alphabetic()).count();
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let is_date = letters == 0 && number.matches(['.', '/']).count() == 2;
    let is_year =
        letters == 0 && number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
    (3..=35).contains(&number.len())
        && digits > 0
        && digits + letters >= 4 - usize::from(letters > 0)
        && !is_date
        && !is_year
}
