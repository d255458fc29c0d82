//! Planning: what a batch of documents causes, worked out in memory before anything is written.
//!
//! The steps need different knowledge from the store, so the runner asks the store between them and
//! hands the answers in: documents → master data → items → openings → manual entries → entries →
//! settle. Nothing here reads or writes.

mod abroad;
mod accounts;
mod after_final;
mod answered;
mod as_money;
mod asked_tax;
mod at_their_rate;
mod bank;
mod bank_findings;
mod bank_openings;
mod batches;
mod by_line;
mod cash_book;
mod chains;
mod contradicts;
mod corrections;
mod credited;
mod credits_first;
mod crowded;
mod currencies;
mod deducted;
mod deductions;
mod documents;
mod elsewhere;
mod entry_states;
mod facts;
mod fits_decided;
mod foreign_vat;
mod german;
mod held_number;
mod identity;
mod in_its_place;
mod in_parts;
mod input_vat;
mod invoiced;
mod items;
mod kept;
mod late;
mod learnt;
mod listed;
mod listed_again;
mod manual;
mod meant;
mod named;
mod near;
mod netted;
mod not_booked;
mod not_more;
mod noted;
mod notices;
mod on_account;
mod one_account;
mod one_invoice;
mod openings;
mod ordered;
mod owed;
mod paid_prepayments;
mod parted;
mod portion;
mod posting;
mod proposed;
mod rates;
mod reduced;
mod restored;
mod seen;
mod set_off;
mod settle;
mod taken;
mod taxed;
mod telling;
mod terms;
mod trade;
mod unlikely;
mod with_prepayments;

use super::books::Books;
use super::route::Directory;
use crate::domain::statement::Entry;
use crate::domain::{
    BankStatement, Contact, Conversion, DeliveryNote, ExchangeRate, Finding, Invoice, Language,
    ManualEntry, OpenItem, OpeningBalance, Order, StockCount,
};
use crate::ledger::TaxedUnder;
use crate::mail::Notice;
use crate::matching::KeptKey;
use crate::pipeline::Pipelines;
use crate::store::rows::ItemRow;
use crate::store::{Changes, Keys};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use in_its_place::InPlace;
use late::Late;
use portion::Written;

pub(super) use abroad::{Rest, in_books, is_far};
pub use accounts::FINDINGS as ACCOUNT_FINDINGS;
pub(super) use accounts::{NAMED_LATE, invoices_named, named_late, on_default};
pub use answered::FINDINGS as ANSWERED_FINDINGS;
pub use as_money::may_mean;
pub use asked_tax::FINDINGS as ASKED_TAX_FINDINGS;
pub use bank::KnownEntries;
pub(super) use bank::{balances, booked, entry_facts};
pub use bank_findings::FINDINGS as BANK_FINDINGS;
pub use bank_openings::{EarlyEntry, KnownBank};
pub use by_line::FINDINGS as BY_LINE_FINDINGS;
pub use cash_book::FINDINGS as CASH_BOOK_FINDINGS;
pub use chains::{Earlier, FINDINGS as CHAIN_FINDINGS};
pub use contradicts::FINDINGS as CONTRADICTION_FINDINGS;
pub use credited::FINDINGS as CREDITED_FINDINGS;
pub use credits_first::FINDINGS as CREDITS_FIRST_FINDINGS;
pub use crowded::FINDINGS as CROWDED_FINDINGS;
pub use currencies::{FINDINGS as CURRENCY_FINDINGS, read_in};
pub use deducted::asks_for_payments;
pub use deductions::PREPAYMENT_FIRST;
pub use documents::FINDINGS as DOCUMENT_FINDINGS;
pub use elsewhere::FINDINGS as ELSEWHERE_FINDINGS;
pub use entry_states::{decision_of, per_mille};
pub(super) use facts::facts_of;
pub use fits_decided::FINDINGS as FITS_DECIDED_FINDINGS;
pub use foreign_vat::FINDINGS as FOREIGN_VAT_FINDINGS;
pub(in crate::office) use held_number::mark as waiting_mark;
pub(super) use identity::{
    can_be_one, can_be_part, is_turned, looks_like_one, united, with_part_said, without_part,
};
pub use in_parts::{latest_of_parts, taken_unpaid};
pub use input_vat::FINDINGS as INPUT_VAT_FINDINGS;
pub use items::FINDINGS as ITEM_FINDINGS;
pub(super) use kept::kept_minor;
pub use late::FINDINGS as LATE_FINDINGS;
pub use learnt::answered;
pub(super) use listed::opens_on;
pub use listed_again::FINDINGS as LISTED_AGAIN_FINDINGS;
pub use manual::{BookedManual, FINDINGS as MANUAL_FINDINGS, KnownManual};
pub use named::FINDINGS as NAMED_FINDINGS;
pub use near::FINDINGS as NEAR_FINDINGS;
pub use not_booked::NotBooked;
pub use one_account::Unpaid;
pub(super) use one_invoice::essentials;
pub use openings::{CARRIED, FINDINGS as OPENING_FINDINGS, KnownOpenings};
pub use owed::{FINDINGS as OWED_FINDINGS, TAX_OPEN};
pub use paid_prepayments::opens_taken_off;
pub use parted::FINDINGS as PARTED_FINDINGS;
pub use proposed::FINDINGS as PAGES_FINDINGS;
pub use rates::{FINDINGS as RATE_FINDINGS, span as rate_days};
pub use reduced::FINDINGS as REDUCED_FINDINGS;
pub use seen::Seen;
pub(super) use set_off::credited_by;
pub use settle::Postings;
pub use taken::{FINDINGS as TAKEN_FINDINGS, WAITS_FOR_ANOTHER, free_again, is_of_number};
pub use taxed::FINDINGS as TAXED_FINDINGS;
pub use terms::{FINDINGS as TERMS_FINDINGS, FOREIGN_CURRENCY, Owed, Replaced, Terms};
pub use trade::billed_facts;
pub use unlikely::FINDINGS as UNLIKELY_FINDINGS;

/// A batch on its way through planning.
pub struct Plan<'a> {
    /// What is known, and what this batch adds.
    pub books: &'a mut Books,
    /// Whose is what.
    pub directory: &'a Directory,
    /// What happens to which document.
    pub pipelines: &'a Pipelines,
    /// The language of what is stored as sentences.
    pub language: Language,
    /// ISO 8601 with offset.
    pub now: String,
    /// All that the batch causes.
    pub changes: Changes,
    /// Content that found its company, by position of its document in [`Changes::documents`].
    routed: Routed,
    /// Keys that a decision may touch, by company.
    keys: BTreeMap<String, Keys>,
    /// Known bank entries with what is told of them besides, by id.
    renewed: HashMap<i64, Entry>,
    /// Sums of which a person said that other entries are inside them, or no longer: they are
    /// matched anew.
    retold: HashSet<i64>,
    /// What is known of earlier invoices.
    earlier: Earlier,
    /// A person decides about one entry: what else is matched stays as it is.
    matched_stays: bool,
    /// Items of the neighbourhood at hand on whose payment something else is booked.
    relied_on: HashSet<i64>,
    /// The neighbourhood at hand was not read whole.
    cut_short: bool,
    /// Open items of the company at hand that are new or have changed.
    changed_items: HashSet<i64>,
    /// What a person said of documents they released, by the document's position.
    terms: HashMap<usize, Terms>,
    /// Entries of what a released document may replace.
    replaceable: Postings,
    /// Documents whose items others took over.
    replaced: Vec<Replaced>,
    /// Items whose place an invoice of this batch took.
    in_place: Vec<InPlace>,
    /// Items met in this batch under the number of another that was met later: of earlier years.
    alike: HashMap<items::ItemKey, Vec<ItemRow>>,
    /// What is left of items that lists state with another amount, minor units by their ids.
    left: HashMap<i64, i64>,
    /// The spellings of the numbers of items met, by the number as it is compared.
    spelt: HashMap<items::ItemKey, BTreeSet<String>>,
    /// Documents of this batch that count beside the invoices that they name.
    beside: HashSet<i64>,
    /// Documents of this batch that take back what was booked without input VAT.
    undeducted: HashSet<usize>,
    /// How documents of this batch are taxed that belong to earlier ones.
    taxed_as: HashMap<usize, TaxedUnder>,
    /// What of documents of this batch was paid when they were issued, so that its VAT is due on
    /// their own day; minor units.
    paid_at_once: HashMap<usize, i64>,
    /// What earlier invoices call paid already.
    prepaid: Vec<ItemRow>,
    /// The items that a list is read again for; all where it is new.
    only_items: Option<BTreeSet<i64>>,
    /// What reading documents found, by document.
    doubted: HashMap<i64, Vec<String>>,
    /// Invoices that wait for a yes before they are booked, with what was read of them, by
    /// document.
    proposed: HashMap<i64, Finding>,
    /// Copies that wait and have come again.
    came_again: Vec<seen::CameAgain>,
    /// Exchange rates at hand.
    rates: rates::Rates,
    /// Bank entries that are booked though nothing new is decided about them.
    unbooked: HashSet<i64>,
    /// Prepayments whose final invoice is withdrawn, and which were paid without their VAT.
    untaxed: HashSet<i64>,
    /// Items that are booked on another fixed asset than before, or no longer on one.
    on_other_asset: HashSet<i64>,
    /// What senders of invoices are to be told, and in which language.
    notices: Vec<(Notice, Language)>,
    /// What was written in portions and is not settled yet.
    written: Written,
    /// What was booked late, by document.
    late: BTreeMap<i64, Late>,
    /// Companies and bank accounts that the statements of this batch tell of.
    banks: BTreeSet<(String, String)>,
    /// The documents that told of the bank entries of this batch.
    told_by: HashMap<i64, i64>,
    /// Contacts known before whose account a list names only now: the list's document and the
    /// contact.
    named_late: Vec<(usize, i64)>,
    /// Contacts that a list says are another, each with that one.
    united: BTreeMap<i64, i64>,
    unpaid: Unpaid,
    /// What lists of this batch move between cash boxes and transit.
    cash_moves: Vec<cash_book::CashMove>,
    /// Credit notes that may be asked about, for what they name is not booked.
    asking: Vec<credits_first::Asking>,
}

/// Routed content by kind, each with its document's position and its company.
#[derive(Default)]
struct Routed {
    contacts: Vec<(usize, String, Vec<Contact>)>,
    orders: Vec<(usize, String, Vec<Order>)>,
    items: Vec<(usize, String, Vec<OpenItem>)>,
    openings: Vec<(usize, String, Vec<OpeningBalance>)>,
    invoices: Vec<(usize, String, Box<Invoice>)>,
    deliveries: Vec<(usize, String, Vec<DeliveryNote>)>,
    stock: Vec<(usize, String, Vec<StockCount>)>,
    units: Vec<(usize, String, Vec<Conversion>)>,
    manual: Vec<(usize, String, Vec<ManualEntry>)>,
    rates: Vec<(usize, Vec<ExchangeRate>)>,
    statements: Vec<(usize, String, BankStatement)>,
}

impl<'a> Plan<'a> {
    /// An empty plan.
    pub fn new(
        books: &'a mut Books,
        directory: &'a Directory,
        pipelines: &'a Pipelines,
        language: Language,
        now: String,
    ) -> Plan<'a> {
        Plan {
            written: Written::after(&books.counters),
            books,
            directory,
            pipelines,
            language,
            now,
            changes: Changes::default(),
            routed: Routed::default(),
            keys: BTreeMap::new(),
            renewed: HashMap::new(),
            retold: HashSet::new(),
            earlier: Earlier::default(),
            matched_stays: false,
            relied_on: HashSet::new(),
            cut_short: false,
            changed_items: HashSet::new(),
            terms: HashMap::new(),
            replaceable: Postings::new(),
            replaced: Vec::new(),
            in_place: Vec::new(),
            alike: HashMap::new(),
            left: HashMap::new(),
            spelt: HashMap::new(),
            beside: HashSet::new(),
            undeducted: HashSet::new(),
            taxed_as: HashMap::new(),
            paid_at_once: HashMap::new(),
            prepaid: Vec::new(),
            only_items: None,
            doubted: HashMap::new(),
            proposed: HashMap::new(),
            came_again: Vec::new(),
            rates: rates::Rates::default(),
            unbooked: HashSet::new(),
            untaxed: HashSet::new(),
            on_other_asset: HashSet::new(),
            notices: Vec::new(),
            late: BTreeMap::new(),
            banks: BTreeSet::new(),
            told_by: HashMap::new(),
            named_late: Vec::new(),
            united: BTreeMap::new(),
            unpaid: Unpaid::default(),
            cash_moves: Vec::new(),
            asking: Vec::new(),
        }
    }

    /// The keys that need their neighbours looked up before settling.
    pub fn keys(&self) -> &BTreeMap<String, Keys> {
        &self.keys
    }

    /// What senders of invoices are to be told.
    pub fn take_notices(&mut self) -> Vec<(Notice, Language)> {
        std::mem::take(&mut self.notices)
    }

    /// Closes the plan: all that is to be written.
    pub fn finish(mut self) -> Changes {
        self.gather_what_is_late();
        self.note_what_is_late();
        self.note_crowded();
        self.answer_copies();
        self.changes.contacts = self.books.contacts.take_changed();
        last_of_each(&mut self.changes.entry_keys);
        self.changes
    }
}

/// Keeps the last keys of each entry: one that was told more of within the batch was indexed twice.
fn last_of_each(keys: &mut Vec<(i64, Vec<KeptKey>)>) {
    let mut met = HashSet::new();
    keys.reverse();
    keys.retain(|(entry, _)| met.insert(*entry));
    keys.reverse();
}
