//! Chains of invoices: what a document says of earlier ones (BG-3, BT-113), and what that means for
//! how it is booked. What does not add up waits for a person.

use super::Plan;
use super::after_final::PREPAYMENT_LATE;
use super::corrections::{
    CORRECTS, CORRECTS_CREDITED, CORRECTS_GIVEN_BACK, CORRECTS_SETTLED, CORRECTS_TAKEN_OFF,
    DEDUCTION_MISSING, NAMES_INVOICE,
};
use super::deductions::{
    PREPAID_DIFFERS, PREPAYMENT_CREDITED, PREPAYMENT_DIFFERS, PREPAYMENT_FIRST, PREPAYMENT_PARTLY,
    PREPAYMENT_TAKEN_OFF, PREPAYMENT_UNKNOWN,
};
use super::in_parts::{
    PREPAYMENT_IN_PART, PREPAYMENT_PART_UNPAID, PREPAYMENT_USED_UP, PREPAYMENTS_IN_PART,
};
use super::items::Met;
use super::meant::{NOTHING_OFF, OF_UNKNOWN};
use super::named::reduces;
use super::paid_prepayments::{
    PREPAYMENT_AND_MONEY, PREPAYMENT_HALF, PREPAYMENT_OTHER_ORDER, PREPAYMENT_UNPAID,
    PREPAYMENTS_ALIKE, speaks_of_prepayments,
};
use super::restored::{CREDITS_FINAL, CREDITS_FINAL_PAID, CREDITS_TAKEN_OFF, GivenBack};
use super::settle::Postings;
use crate::domain::finding::Weight;
use crate::domain::invoice_number::{number_key, spellings};
use crate::domain::{Finding, FindingKind, Invoice, InvoiceNature, JournalEntry, Side};
use crate::ledger::Deducted;
use crate::matching::DiscountKind;
use crate::store::rows::{ItemKind, ItemRow, Origin};
use crate::store::trade::{AccountsSaid, Naming};
use crate::store::{HeldInvoice, RestoredRow, ReturnedRow, TakenPart};
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Findings of chains of invoices.
pub static FINDINGS: &[&FindingKind] = &[
    &SIGN_CONTRADICTS,
    &CORRECTS,
    &NAMES_INVOICE,
    &CORRECTS_CREDITED,
    &CORRECTS_SETTLED,
    &PREPAYMENT_LATE,
    &OF_UNKNOWN,
    &NOTHING_OFF,
    &PREPAYMENT_UNKNOWN,
    &PREPAYMENT_DIFFERS,
    &PREPAID_DIFFERS,
    &PREPAYMENT_FIRST,
    &PREPAYMENT_CREDITED,
    &PREPAYMENT_TAKEN_OFF,
    &PREPAYMENT_IN_PART,
    &PREPAYMENTS_IN_PART,
    &PREPAYMENT_PART_UNPAID,
    &PREPAYMENT_USED_UP,
    &PREPAYMENT_PARTLY,
    &PREPAYMENT_UNPAID,
    &PREPAYMENT_OTHER_ORDER,
    &PREPAYMENT_AND_MONEY,
    &PREPAYMENT_HALF,
    &PREPAYMENTS_ALIKE,
    &CORRECTS_TAKEN_OFF,
    &CORRECTS_GIVEN_BACK,
    &DEDUCTION_MISSING,
    &CREDITS_FINAL,
    &CREDITS_FINAL_PAID,
    &CREDITS_TAKEN_OFF,
];

pub static SIGN_CONTRADICTS: FindingKind = FindingKind {
    code: "sign-contradicts-type",
    weight: Weight::Warning,
    de: "Der Beleg ist eine Gutschrift und nennt einen negativen Betrag: Die Art sagt \
        „Gutschrift“, das Vorzeichen noch einmal. Er ist nicht gebucht; bitte beim Absender \
        klären. „kontor resolve {this} accept“ bucht ihn als Minderung.",
    en: "The document is a credit note and states a negative amount: its type says credit, and its \
        sign says so again. It is not booked; ask its sender. \"kontor resolve {this} accept\" \
        books it as a reduction.",
};

/// How an invoice stands to earlier ones.
#[derive(Debug, Default)]
pub(super) enum Chain {
    /// To none, or to what a credit note takes back: booked as it stands.
    #[default]
    Alone,
    /// It asks for money before the supply, or takes such a request back.
    Prepayment,
    /// It takes these off.
    Final(Vec<ItemRow>, Vec<Deducted>),
    /// It takes the place of others.
    Replaces(Replacing),
    /// It takes a final invoice back whole.
    GivesBack(GivenBack),
}

/// What an invoice takes the place of.
#[derive(Debug, Default)]
pub(super) struct Replacing {
    /// What is taken back.
    pub items: Vec<ItemRow>,
    /// What those had taken off and this one does not.
    pub freed: Vec<ItemRow>,
    /// What it takes off itself.
    pub deducts: Option<(Vec<ItemRow>, Vec<Deducted>)>,
    /// All of them ask for money before the supply, and so does this one.
    pub is_prepayment: bool,
}

impl Chain {
    /// Whether it is booked as one that asks for money before the supply.
    pub(super) fn is_prepayment(&self) -> bool {
        matches!(self, Chain::Prepayment)
            || matches!(self, Chain::Replaces(replacing) if replacing.is_prepayment)
    }

    /// What it takes off, or gives back.
    pub(super) fn deducted(&self) -> Option<&[Deducted]> {
        match self {
            Chain::Final(_, deducted) => Some(deducted),
            Chain::Replaces(Replacing { deducts: Some((_, deducted)), .. }) => Some(deducted),
            Chain::GivesBack(back) => Some(&back.deducted),
            _ => None,
        }
    }
}

/// What is known of earlier invoices before a batch's own are booked.
#[derive(Debug, Default)]
pub struct Earlier {
    /// The accounts that persons named for invoices of these contacts.
    pub accounts: AccountsSaid,
    /// Prepayment invoices.
    pub prepayments: Vec<ItemRow>,
    /// What is settled of items, minor units of the item's sign.
    pub settled: HashMap<i64, i64>,
    /// How much of that was no money (Skonto).
    pub discounted: HashMap<i64, i64>,
    /// By what items were reduced beside money, minor units of the item's sign by kind.
    pub reduced: HashMap<i64, Vec<(DiscountKind, i64)>>,
    /// What credit notes left out of that.
    pub returned: Vec<ReturnedRow>,
    /// What was paid of prepayments with VAT, minor units of the item's sign, each with the posting
    /// in force.
    pub payments: HashMap<i64, Vec<(i64, JournalEntry)>>,
    /// Postings of items that a corrected invoice may take back, by company.
    pub postings: HashMap<String, Postings>,
    /// Items of the same contacts whose invoices name earlier ones.
    pub naming: Vec<Naming>,
    /// Documents among those that count beside what they name: debit notes, and what a person said
    /// so of.
    pub beside: HashSet<i64>,
    /// What invoices that are named ask for with VAT, in their currency, by document.
    pub gross: HashMap<i64, Decimal>,
    /// Items of which nothing is in force because another document took their place: its number and
    /// the document.
    pub taken: HashMap<i64, (String, i64)>,
    /// Items of the same contacts that final invoices have taken off, and those given back.
    pub taken_off: Vec<ItemRow>,
    /// What credit notes gave back of them.
    pub restored: Vec<RestoredRow>,
    /// The numbers of those final invoices and credit notes, by document.
    pub finals: HashMap<i64, String>,
    /// Invoices of the same contacts that wait.
    pub held: Vec<HeldInvoice>,
    /// What invoices of the same contacts call paid already, but for those that stand beside what
    /// they may mean.
    pub called_paid: Vec<Naming>,
    /// What final invoices in force took off of them in part.
    pub parts: Vec<TakenPart>,
    /// Companies with bank entries that wait, where a document takes something off.
    pub waits_at_bank: HashSet<String>,
    /// By contact the entries that wait and may pay a prepayment of theirs, `E12`.
    pub may_pay: HashMap<i64, Vec<String>>,
    /// The entries that settle items, `E12`.
    pub settling: HashMap<i64, Vec<String>>,
}

/// Whose item it is.
pub(super) struct Whose<'a> {
    pub company: &'a str,
    pub side: Side,
    pub contact: i64,
}

/// An invoice among those of its contact, as each question about chains needs it.
#[derive(Clone, Copy)]
pub(super) struct Link<'a> {
    /// Which of the batch's documents it is.
    pub at: usize,
    pub invoice: &'a Invoice,
    pub whose: &'a Whose<'a>,
    /// What is booked, and what the batch has brought before it.
    pub met: &'a Met,
}

impl Plan<'_> {
    /// Tells what is known of earlier invoices; see [`Plan::numbers`].
    pub fn know(&mut self, earlier: Earlier) {
        self.earlier = earlier;
    }

    /// The companies with an invoice that takes something off, or speaks of what it should.
    pub fn deducting(&self) -> Vec<String> {
        let deducts = |invoice: &Invoice| {
            invoice.totals.prepaid.is_some_and(|prepaid| !prepaid.is_zero())
                || invoice.takes_off_by_line()
                || speaks_of_prepayments(invoice)
        };
        let mut companies: Vec<String> = self
            .routed
            .invoices
            .iter()
            .filter(|(_, _, invoice)| deducts(invoice))
            .map(|(_, company, _)| company.clone())
            .collect();
        companies.dedup();
        companies
    }

    /// Company and order number (BT-13) of the invoices that take nothing off: a prepayment of the
    /// order may be missing there.
    pub fn orders_billed(&self) -> HashSet<(String, String)> {
        let ordered = |(_, company, invoice): &(usize, String, Box<Invoice>)| {
            let is_invoice = invoice.nature() == InvoiceNature::Invoice && !reduces(invoice);
            let order = invoice.order_number.clone().filter(|_| is_invoice);
            order.map(|order| (company.clone(), order))
        };
        self.routed.invoices.iter().filter_map(ordered).collect()
    }

    /// Company and number, as it is compared, of the invoices that those of the batch name.
    pub fn named_numbers(&self) -> HashSet<(String, String)> {
        let named = |(_, company, invoice): &(usize, String, Box<Invoice>)| {
            invoice
                .names()
                .iter()
                .flat_map(|text| spellings(text))
                .map(|number| (company.clone(), number_key(&number)))
                .collect::<Vec<_>>()
        };
        self.routed.invoices.iter().flat_map(named).collect()
    }

    /// How an invoice stands to those that it names or takes off; a finding where a person must
    /// say.
    pub(super) fn chain(&self, link: Link<'_>) -> Result<Chain, Finding> {
        let Link { at, invoice, .. } = link;
        let this = format!("D{}", self.id_at(at));
        let released = self.terms.contains_key(&at);
        let named = self.named(link);
        let prepaid = invoice.totals.prepaid.filter(|prepaid| !prepaid.is_zero());
        if let Some(back) = self.gives_back(link)? {
            return Ok(Chain::GivesBack(back));
        }
        self.takes_back_once(link)?;
        self.knows_what_is_said(link)?;
        match invoice.nature() {
            _ if invoice.sign_contradicts_type() && named.is_empty() && !released => {
                Err(SIGN_CONTRADICTS.found().with("this", this))
            }
            InvoiceNature::PrepaymentCreditNote
                if named.iter().any(|item| item.kind == ItemKind::Prepayment) =>
            {
                Ok(Chain::Prepayment)
            }
            // What reduces and names prepayments alone takes them back, whatever its type code.
            _ if reduces(invoice)
                && !named.is_empty()
                && named.iter().all(|item| item.kind == ItemKind::Prepayment) =>
            {
                Ok(Chain::Prepayment)
            }
            InvoiceNature::CreditNote | InvoiceNature::PrepaymentCreditNote
                if named.is_empty() && !invoice.sign_contradicts_type() =>
            {
                self.credits_nothing_booked(link)
            }
            InvoiceNature::CreditNote | InvoiceNature::PrepaymentCreditNote => Ok(Chain::Alone),
            InvoiceNature::Prepayment if invoice.says_that_it_replaces() => {
                let chain = self.corrected(link, named, None)?;
                if !matches!(chain, Chain::Alone) {
                    return Ok(chain);
                }
                self.comes_before_its_final(link).map(|()| Chain::Prepayment)
            }
            InvoiceNature::Prepayment => {
                self.comes_before_its_final(link).map(|()| Chain::Prepayment)
            }
            _ if reduces(invoice) && named.is_empty() => {
                self.gives_back_what_is_known(link).map(|()| Chain::Alone)
            }
            _ if reduces(invoice) => Ok(Chain::Alone),
            InvoiceNature::Correction => self.corrected(link, named, prepaid),
            InvoiceNature::Invoice => match prepaid {
                Some(prepaid) => self.takes_off(link, (named, prepaid), &[]),
                None if invoice.is_debit_note() => Ok(Chain::Alone),
                None if named.is_empty() && self.taken_by_another(link).is_empty() => {
                    let paid = match self.paid_on_order(link) {
                        none if none.is_empty() => self.told_in_words(link),
                        paid => paid,
                    };
                    self.deducts_what_is_paid(at, invoice, &paid)?;
                    self.names_held(link).map_or(Ok(Chain::Alone), Err)
                }
                None => {
                    let named = match named.is_empty() {
                        true => named,
                        false => match self.but_credited(link, named) {
                            left if left.is_empty() => return Ok(Chain::Alone),
                            left => left,
                        },
                    };
                    self.deducts_what_is_paid(at, invoice, &named)?;
                    self.correction(link, named)
                }
            },
        }
    }

    /// The items in force that an invoice names (BG-3).
    pub(super) fn named(&self, link: Link<'_>) -> Vec<ItemRow> {
        let Link { invoice, whose, met, .. } = link;
        let key = |number: &String| self.key_of(whose.company, whose.side, whose.contact, number);
        // What bears its own number is taken back once, where it makes room.
        let known = |number: &String| {
            let stored = || {
                let all = self.earlier.prepayments.iter();
                all.rev().find(|item| self.key(item) == key(number))
            };
            met.get(&key(number))
                .or_else(stored)
                .filter(|_| invoice.number.as_ref() != Some(number))
        };
        let mut named: Vec<ItemRow> =
            invoice.preceding_invoices.iter().filter_map(known).cloned().collect();
        named.retain(|item| item.amount_minor != 0);
        named.sort_by_key(|item| item.id);
        named.dedup_by_key(|item| item.id);
        named
    }

    /// What the invoice of an item calls paid already, as it stands in the books.
    pub(super) fn prepaid_beside(&self, item: &ItemRow) -> Vec<ItemRow> {
        let of_same = |other: &&ItemRow| {
            other.document_id == item.document_id
                && other.id != item.id
                && self.key(other) == self.key(item)
        };
        let mut beside: Vec<ItemRow> = self.prepaid.iter().rev().filter(of_same).cloned().collect();
        let mut met = BTreeSet::new();
        beside.retain(|other| met.insert(other.id));
        beside
    }

    /// A listed item whose invoice turned out to be booked under another name of the same contact:
    /// nothing of it is left, and the invoice knows the list, which gets it back when the invoice
    /// is taken back. The rows that change.
    pub(super) fn superseded(
        &mut self,
        mut item: ItemRow,
        touched: &mut [ItemRow],
    ) -> Vec<ItemRow> {
        let is_its_invoice = |other: &&mut ItemRow| {
            other.origin == Origin::Invoice && self.key(other) == self.key(&item)
        };
        let mut rows = Vec::new();
        if let Some(invoiced) =
            touched.iter_mut().find(is_its_invoice).filter(|invoiced| invoiced.listed_in.is_none())
        {
            invoiced.listed_in = list_of(&item);
            rows.push(invoiced.clone());
        }
        if let Some(number) = item.posting.take() {
            self.reverse_opening(&item.company.clone(), number, &item);
        }
        item.amount_minor = 0;
        item.discounts.clear();
        rows.push(item);
        rows
    }
}

/// The document of the list that states an item, or did before its invoice came.
pub(super) fn list_of(item: &ItemRow) -> Option<i64> {
    match item.origin {
        Origin::List => Some(item.document_id).filter(|_| !item.is_withdrawn()),
        Origin::Invoice => item.listed_in,
    }
}
