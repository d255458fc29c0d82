//! One invoice, step by step: whose it is, what it says of those before it, what is booked already
//! under its number, its posting, and the items that are open by it.

use super::Plan;
use super::asked_tax;
use super::chains::{Chain, Link, Whose, list_of};
use super::invoiced::{abroad, scaled, shares, unpostable};
use super::items::{INCOMPLETE, ItemKey, Met, OTHER_INVOICE, SAME_INVOICE, SAME_NUMBER};
use super::listed_again::INVOICE_LISTED;
use super::named::reduces;
use super::noted::note;
use super::proposed::with_account;
use super::reduced::{self, Returned};
use super::taken::PLACE_TAKEN;
use crate::domain::invoice::Discount;
use crate::domain::{Currency, Finding, FindingKind, Invoice, Money, Side};
use crate::ledger::{Bookkeeping, NotPosted, taken_off};
use crate::mail::NoticeKind;
use crate::store::rows::{DocumentStatus, ItemKind, ItemRow, Origin, VatShare};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// Why an invoice is not booked, and what becomes of its document.
type Refusal = (DocumentStatus, Finding);

fn held(finding: Finding) -> Refusal {
    (DocumentStatus::Held, finding)
}

/// What the posting of an invoice leaves to note with its items.
struct Posted {
    chain: Chain,
    /// Its number in the journal.
    number: i64,
    /// The fixed asset that was bought, or whose cost is lowered.
    asset: Option<String>,
    /// The Skonto of a credit note over a part of what was paid with one.
    like_paid: Option<Discount>,
}

impl Plan<'_> {
    /// Books an invoice; gives the items that are new or changed by it: none when nothing is left
    /// to pay.
    pub(super) fn invoice(
        &mut self,
        at: usize,
        company: &str,
        stated: &Invoice,
        met: &Met,
    ) -> Result<Vec<ItemRow>, Refusal> {
        let (side, taken, facts) = self.admitted(at, company, stated, met)?;
        let party = self.party(at, (company, side), &taken)?;
        let (contact, keeping) = self.of_its_item(at, (company, side), party, (&facts.number, met));
        let whose = Whose { company, side, contact };
        let (taken, facts, asked) =
            self.among_others(at, (taken, facts), (stated, &whose), met).map_err(held)?;
        let link = Link { at, invoice: taken.as_ref(), whose: &whose, met };
        let reduced = self.reduced_before(link);
        let less = reduced.as_ref().map(|parts| reduced::total(parts)).unwrap_or_default();
        let facts = Essentials { open: facts.open + less, ..facts };
        let known = self.known_by_number(link, stated, &facts, asked)?;
        let posted = self.posted(link, stated, known.as_ref(), reduced)?;
        let keeping = self.keeping(at, company, contact).unwrap_or(keeping);
        if side == Side::Payable
            && !self.terms.contains_key(&at)
            && let Some(finding) = asked_tax::in_doubt(keeping, &taken)
        {
            let language = self.language_of(Some(company));
            let row = self.changes.documents.get_mut(at);
            row.into_iter().for_each(|row| note(row, &finding, language));
        }
        Ok(self.items_of(link, stated, (facts, keeping), (known, posted)))
    }

    /// The side of an invoice, the invoice on the terms of a person's answer, and what it must
    /// state.
    ///
    /// # Errors
    /// Nobody is asked about it before it is known whose it is and what it asks for.
    fn admitted<'i>(
        &mut self,
        at: usize,
        company: &str,
        invoice: &'i Invoice,
        met: &Met,
    ) -> Result<(Side, Cow<'i, Invoice>, Essentials), Refusal> {
        let side =
            if self.directory.sells(invoice, company) { Side::Receivable } else { Side::Payable };
        let settled =
            self.terms.contains_key(&at) && self.directory.told_by_names(invoice, company);
        let this = format!("D{}", self.id_at(at));
        let itself = self.directory.to_itself(invoice, company, &this).filter(|_| !settled);
        itself.map_or(Ok(()), |finding| Err(held(finding)))?;
        let statements = self.statements(at, company, invoice, side);
        if let Some(proposal) = self.proposed.get(&self.id_at(at)) {
            return Err(self.proposal(company, invoice, side, met, proposal));
        }
        let taken = self.on_terms(at, company, invoice, side).map_err(held)?;
        statements.map_err(held)?;
        if side == Side::Payable && !self.terms.contains_key(&at) && is_nobody(invoice) {
            let seller = ["Verkäufer (BT-27)", "seller (BT-27)"];
            return Err(held(INCOMPLETE.found().with_value("missing", seller)));
        }
        let facts = essentials(&taken)
            .map_err(|missing| held(INCOMPLETE.found().with_value("missing", missing)))?;
        Ok((side, taken, facts))
    }

    /// The contact of an invoice, and how its books are kept.
    ///
    /// # Errors
    /// A stranger is asked about; a company without a contact's account cannot book.
    fn party(
        &mut self,
        at: usize,
        (company, side): (&str, Side),
        invoice: &Invoice,
    ) -> Result<(i64, Bookkeeping), Refusal> {
        let other = match side {
            Side::Receivable => &invoice.buyer,
            Side::Payable => &invoice.seller,
        };
        self.asks_of_a_stranger(at, company, invoice, side).map_err(held)?;
        let contact =
            self.books.contacts.of_party(company, &with_account(other, invoice, side), side);
        let keeping = self
            .keeping(at, company, contact)
            .ok_or_else(|| held(unpostable(&NotPosted::Missing("company"))))?;
        Ok((contact, keeping))
    }

    /// The contact under which an invoice's item stands already, where documents gave one contact
    /// several names: what paid it is booked on that one's personal account.
    fn of_its_item(
        &self,
        at: usize,
        (company, side): (&str, Side),
        (contact, keeping): (i64, Bookkeeping),
        (number, met): (&str, &Met),
    ) -> (i64, Bookkeeping) {
        let item = met.get(&self.key_of(company, side, contact, number));
        let other = item.map(|item| item.contact_id).filter(|other| *other != contact);
        other
            .and_then(|other| Some((other, self.keeping(at, company, other)?)))
            .unwrap_or((contact, keeping))
    }

    /// An invoice with the earlier ones that it names or takes off as they are booked, and what is
    /// to be asked of these unless it is a copy.
    ///
    /// # Errors
    /// What must be asked in any case.
    fn among_others<'i>(
        &self,
        at: usize,
        (taken, facts): (Cow<'i, Invoice>, Essentials),
        (stated, whose): (&Invoice, &Whose<'_>),
        met: &Met,
    ) -> Result<(Cow<'i, Invoice>, Essentials, Option<Finding>), Finding> {
        let link = Link { at, invoice: stated, whose, met };
        let taken = self.less_at_their_rate(link, stated, taken);
        let taken = self.as_named(at, taken, whose, met);
        let taken = self.over_the_whole(at, taken, whose, met)?;
        let taken = self.as_its_final(at, taken, whose, met)?;
        let facts = essentials(&taken).unwrap_or(facts);
        let (taken, asked) = self.as_its_prepayments(at, taken, whose, met);
        Ok((taken, facts, asked))
    }

    /// The item under an invoice's number that it becomes, or takes the place of; `asked` is what
    /// is to be asked unless it is a copy.
    ///
    /// # Errors
    /// It is a copy, or a person must say which of the two counts.
    fn known_by_number(
        &mut self,
        link: Link<'_>,
        stated: &Invoice,
        facts: &Essentials,
        asked: Option<Finding>,
    ) -> Result<Option<ItemRow>, Refusal> {
        let Link { at, whose, met, .. } = link;
        let key = self.key_of(whose.company, whose.side, whose.contact, &facts.number);
        let mut known = self.twin(at, &key, facts, met).or_else(|| {
            let whose = (whose.company, whose.side, whose.contact);
            let listed = || self.listed_under_other_spelling(whose, facts, met);
            (!self.is_beside(at)).then(listed).flatten()
        });
        let taken =
            known.as_ref().filter(|_| !self.is_beside(at)).map(|item| self.place_taken(at, item));
        if let Some((by, document)) = taken.flatten() {
            let found = PLACE_TAKEN
                .found()
                .with("number", &facts.number)
                .with("contact", self.name_of(whose.contact))
                .with("by", by);
            return Err(held(
                found
                    .with("document", format!("D{document}"))
                    .with("this", format!("D{}", self.id_at(at))),
            ));
        }
        if let Some(twin) = known.clone().filter(|item| item.origin == Origin::Invoice) {
            known = self.beside_twin(link, stated, (facts, &twin), asked.clone())?;
        }
        asked.map_or(Ok(()), |asked| Err(held(asked)))?;
        let listed = known.as_ref().and_then(|item| self.listed_with_another(at, item, facts));
        match listed {
            Some(asked) if asked.kind == &INVOICE_LISTED => return Err(held(asked)),
            Some(doubt) => self.note_at(at, &doubt),
            None => {}
        }
        self.comes_anew(Link { invoice: stated, ..link }, facts, known.as_ref()).map_err(held)?;
        Ok(known)
    }

    /// What becomes of another invoice under the same number: the item that this one takes over, if
    /// any.
    ///
    /// # Errors
    /// It is the same, or a person must say which of the two counts.
    fn beside_twin(
        &mut self,
        link: Link<'_>,
        stated: &Invoice,
        (facts, twin): (&Essentials, &ItemRow),
        asked: Option<Finding>,
    ) -> Result<Option<ItemRow>, Refusal> {
        let Link { at, invoice, whose, .. } = link;
        let contact = self.name_of(whose.contact);
        let told = |kind: &'static FindingKind| {
            kind.found()
                .with("number", &facts.number)
                .with("contact", &contact)
                .with("document", format!("D{}", twin.document_id))
        };
        if facts.are_of(twin) && twin.document_id != self.id_at(at) {
            return Err((DocumentStatus::Duplicate, told(&SAME_INVOICE)));
        }
        asked.map_or(Ok(()), |asked| Err(held(asked)))?;
        // What could not be posted leaves everything as it was.
        let chain = self.stands(link, stated).map_err(held)?;
        self.post_invoice(link, &chain).map_err(|error| held(unpostable(&error)))?;
        let is_opposite = twin.amount_minor.signum() == -facts.open.signum();
        let other = told(if is_opposite { &SAME_NUMBER } else { &OTHER_INVOICE });
        self.makes_room(at, twin, (invoice, is_opposite), other).map_err(held)
    }

    /// Posts an invoice, and notes what follows from it.
    ///
    /// # Errors
    /// A person must say how it stands to earlier ones, or it cannot be posted.
    fn posted(
        &mut self,
        link: Link<'_>,
        stated: &Invoice,
        known: Option<&ItemRow>,
        reduced: Result<Vec<Returned>, Finding>,
    ) -> Result<Posted, Refusal> {
        let Link { at, invoice, whose, .. } = link;
        let (company, side, contact) = (whose.company, whose.side, whose.contact);
        let chain = self.stands(link, stated).map_err(held)?;
        let reduced = reduced.map_err(held)?;
        let is_part = reduces(invoice) && reduced.is_empty();
        let like_paid = is_part.then(|| self.discount_like_paid(link)).flatten();
        self.deducts_as_named(link);
        self.taxed_as_before(link, known);
        self.taxed_as_paid(link, &chain).map_err(held)?;
        let posted = self
            .post_invoice(link, &chain)
            .and_then(|posted| self.less_reduced((at, company), posted, (side, contact), &reduced))
            .map_err(|error| held(unpostable(&error)))?;
        if reduces(invoice) {
            self.note_returned(at, &reduced);
        }
        self.note_unbooked(link, &chain);
        let document = self.id_at(at);
        let is_beside = self.terms.get(&at).is_some_and(|terms| terms.counts_beside(invoice));
        if is_beside || invoice.is_debit_note() {
            self.beside.insert(document);
        }
        if let Some((number, item)) = known.and_then(|item| Some((item.posting?, item))) {
            self.reverse_opening(company, number, item);
        }
        let asset = self.asset_in((company, side), &posted);
        if let Some(item) = known.filter(|item| asset_of(item) != asset.as_deref()) {
            self.on_other_asset.insert(item.id);
        }
        let sealed = self.books.seal(company, posted, Some(document), None, None);
        let number = sealed.number;
        self.changes.journal.push(sealed);
        self.note_rate(at, stated);
        if side == Side::Payable {
            self.note_foreign_vat(at, company, invoice);
            self.notice(NoticeKind::Receipt, document, company, invoice, Vec::new());
        }
        Ok(Posted { chain, number, asset, like_paid })
    }

    /// The items of an invoice that is posted: what it changes of earlier ones, what it says is
    /// paid already, and what is left to pay.
    fn items_of(
        &mut self,
        link: Link<'_>,
        stated: &Invoice,
        (facts, keeping): (Essentials, Bookkeeping),
        (known, posted): (Option<ItemRow>, Posted),
    ) -> Vec<ItemRow> {
        let Link { at, invoice, whose, .. } = link;
        let (company, side, contact) = (whose.company, whose.side, whose.contact);
        let Posted { chain, number, asset, like_paid } = posted;
        let kind = if chain.is_prepayment() { ItemKind::Prepayment } else { ItemKind::Item };
        let prepaid = paid_besides(&chain, facts.prepaid);
        self.asks_payments_again(link, &chain, prepaid);
        let mut items = self.chained(link, chain);
        let mut paid_before =
            known.as_ref().map(|item| self.prepaid_beside(item)).unwrap_or_default().into_iter();
        let under = self.noted_of(at, company);
        let item = ItemRow {
            id: known.as_ref().map_or_else(|| self.next_item(), |item| item.id),
            company: company.to_owned(),
            number: facts.number,
            side,
            contact_id: contact,
            date: Some(facts.date),
            due: invoice.due_date,
            due_told: known.as_ref().and_then(|known| known.due_told),
            currency: facts.currency,
            amount_minor: facts.open,
            abroad: abroad(stated),
            vat: match kind {
                ItemKind::Prepayment => scaled(shares(keeping, invoice, (side, None)), facts.open),
                _ => shares(keeping, invoice, (side, self.account_for(link)))
                    .into_iter()
                    .map(|share| VatShare { asset: asset.clone(), ..share })
                    .collect(),
            }
            .into_iter()
            .map(|share| VatShare { under: under.clone(), ..share })
            .collect(),
            discounts: match like_paid {
                Some(like_paid) => vec![like_paid],
                None => stated.payment.discounts.clone(),
            },
            order_number: invoice.order_number.clone(),
            payment_reference: invoice.payment.reference.clone(),
            origin: Origin::Invoice,
            kind,
            deducted_by: None,
            listed_in: known.as_ref().and_then(list_of),
            document_id: self.id_at(at),
            posting: Some(number),
        };
        if prepaid != 0 {
            let vat = self.taxed_at_once(at, &item);
            items.push(ItemRow {
                id: paid_before.next().map_or_else(|| self.next_item(), |before| before.id),
                kind: ItemKind::Prepaid,
                amount_minor: prepaid,
                abroad: None,
                vat,
                discounts: Vec::new(),
                posting: None,
                ..item.clone()
            });
        }
        items.extend(paid_before.map(|before| ItemRow { amount_minor: 0, ..before }));
        if item.amount_minor != 0 || known.is_some() {
            items.push(item);
        }
        items
    }

    /// The item under an invoice's number that it is compared with. Numbers begin anew with a year,
    /// so that several may bear one: first what this document brought itself, then the very same,
    /// then what is listed or of its year, else the latest; but never what a list said of another
    /// year and is settled.
    fn twin(&self, at: usize, key: &ItemKey, facts: &Essentials, met: &Met) -> Option<ItemRow> {
        let latest = met.get(key)?;
        let document = self.id_at(at);
        let ours = |item: &ItemRow| item.document_id == document;
        let stands = |item: &ItemRow| !item.is_withdrawn();
        let of_year = |item: &ItemRow| item.date.map(|date| date.year()) == Some(facts.date.year());
        let of_ours = |item: &ItemRow| ours(item) && stands(item);
        let same = |item: &ItemRow| item.origin == Origin::Invoice && facts.are_of(item);
        let near = |item: &ItemRow| stands(item) && (item.origin == Origin::List || of_year(item));
        let proofs: [&dyn Fn(&ItemRow) -> bool; 4] = [&of_ours, &same, &near, &ours];
        let mut all = vec![latest];
        all.extend(self.alike.get(key).into_iter().flatten().rev());
        all.retain(|item| !self.is_past(item, facts.date));
        let twin = proofs.iter().find_map(|proof| all.iter().find(|item| proof(item)));
        twin.or(all.first()).copied().cloned()
    }
}

/// The fixed asset that an item is booked on.
fn asset_of(item: &ItemRow) -> Option<&str> {
    item.vat.iter().find_map(|share| share.asset.as_deref())
}

/// What of BT-113 (minor units, of the item's sign) is money paid besides prepayments.
pub(super) fn paid_besides(chain: &Chain, prepaid: i64) -> i64 {
    match chain {
        Chain::Alone => prepaid,
        Chain::Final(_, deducted) => prepaid - minor(taken_off(deducted)),
        Chain::Replaces(replacing) if replacing.deducts.is_none() => prepaid,
        _ => 0,
    }
}

/// What an invoice must state to be booked.
pub(in crate::office) struct Essentials {
    pub number: String,
    pub date: Date,
    pub currency: Currency,
    /// Minor units; negative for a credit note.
    pub open: i64,
    /// BT-113, likewise.
    pub prepaid: i64,
}

impl Essentials {
    /// Whether an item is of an invoice that states the same.
    pub(super) fn are_of(&self, item: &ItemRow) -> bool {
        let open = if item.kind == ItemKind::Prepaid { self.prepaid } else { self.open };
        item.amount_minor == open && item.date == Some(self.date) && !item.is_withdrawn()
    }
}

/// Whether an invoice says nothing of who sold.
fn is_nobody(invoice: &Invoice) -> bool {
    let seller = with_account(&invoice.seller, invoice, Side::Payable);
    let said = [&seller.name, &seller.tax_number, &seller.identifier];
    said.into_iter().all(Option::is_none) && seller.vat_id.is_none() && seller.iban.is_none()
}

/// Minor units of an amount in the currency of the books.
fn minor(amount: Decimal) -> i64 {
    Money::new(amount, Currency::EUR).minor().unwrap_or_default()
}

pub(in crate::office) fn essentials(invoice: &Invoice) -> Result<Essentials, [&'static str; 2]> {
    let (number, day) = (
        ["Rechnungsnummer (BT-1)", "number (BT-1)"],
        ["Rechnungsdatum (BT-2)", "issue date (BT-2)"],
    );
    let owed = ["Zahlbetrag (BT-115)", "payable amount (BT-115)"];
    let number = invoice.number.clone().filter(|number| !number.trim().is_empty()).ok_or(number)?;
    let date = invoice.issue_day().ok_or(day)?;
    let currency = invoice.currency.unwrap_or(Currency::EUR);
    let payable = invoice.totals.payable.or(invoice.totals.gross).ok_or(owed)?;
    let signed = if invoice.credits() { -payable } else { payable };
    let open = Money::new(signed, currency).minor().ok_or(owed)?;
    let prepaid = invoice.totals.prepaid.unwrap_or_default();
    let prepaid = Money::new(if invoice.credits() { -prepaid } else { prepaid }, currency)
        .minor()
        .unwrap_or_default();
    Ok(Essentials { number, date, currency, open, prepaid })
}
