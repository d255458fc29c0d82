//! Open items: invoices received and issued, rows of open-items files, their postings and their
//! keys.

use super::Plan;
use super::chains::{Chain, Link, Whose, list_of};
use super::facts::facts_of;
use super::invoiced::{abroad, scaled, shares, unpostable};
use super::listed::INVOICED;
use super::named::{after_what_they_name, reduces};
use super::proposed::with_account;
use super::reduced;
use super::taken::PLACE_TAKEN;
use crate::domain::finding::Weight;
use crate::domain::{Currency, Finding, FindingKind, Invoice, Money, Side};
use crate::ledger::{NotPosted, taken_off};
use crate::mail::NoticeKind;
use crate::matching::{KeptKey, keys_of_item};
use crate::store::rows::{DocumentStatus, ItemKind, ItemRow, Origin, VatShare};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Findings of booking invoices.
pub static FINDINGS: &[&FindingKind] =
    &[&SAME_INVOICE, &OTHER_INVOICE, &SAME_NUMBER, &INCOMPLETE, &SUMS_DIFFER, &INVOICED];

pub static SAME_INVOICE: FindingKind = FindingKind {
    code: "duplicate-invoice",
    weight: Weight::Note,
    de: "Rechnung {number} von {contact} ist mit demselben Betrag schon gebucht (Dokument \
        {document}); nichts wird doppelt gebucht.",
    en: "Invoice {number} of {contact} is booked already with the same amount (document \
        {document}); nothing is booked twice.",
};
pub static OTHER_INVOICE: FindingKind = FindingKind {
    code: "duplicate-invoice-differs",
    weight: Weight::Warning,
    de: "Rechnung {number} von {contact} ist schon gebucht (Dokument {document}), aber mit anderem \
        Betrag oder Datum. Bitte klären, welche gilt: „kontor resolve {this} replace“ setzt diese \
        an ihre Stelle, „kontor resolve {this} reject GRUND“ lehnt sie ab{both}.",
    en: "Invoice {number} of {contact} is booked already (document {document}), but with another \
        amount or date. Find out which one counts: \"kontor resolve {this} replace\" puts this one \
        in its place, \"kontor resolve {this} reject REASON\" refuses it{both}.",
};
/// A credit note under the number of an invoice, or the other way round: their numbers may run
/// apart.
pub static SAME_NUMBER: FindingKind = FindingKind {
    code: "credit-note-same-number",
    weight: Weight::Warning,
    de: "Unter der Nummer {number} ist von {contact} schon ein anderer Beleg gebucht ({document}): \
        der eine ist eine Rechnung, der andere eine Gutschrift. Dieser ist nicht gebucht. Zählt \
        der Absender sie getrennt oder nimmt der eine den anderen zurück: „kontor resolve {this} \
        accept“ bucht beide; „kontor resolve {this} reject GRUND“ lehnt ihn ab.",
    en: "Another document of {contact} is booked under the number {number} already ({document}): \
        one is an invoice, the other a credit note. This one is not booked. If the sender numbers \
        them apart, or one takes the other back: \"kontor resolve {this} accept\" books both; \
        \"kontor resolve {this} reject REASON\" refuses it.",
};
pub static INCOMPLETE: FindingKind = FindingKind {
    code: "invoice-incomplete",
    weight: Weight::Warning,
    de: "Der Rechnung fehlt: {missing}. Sie ist nicht gebucht; bitte vom Absender ergänzen lassen. \
        „kontor resolve {this} reject GRUND“ lehnt sie ab.",
    en: "The invoice lacks: {missing}. It is not booked; have the sender complete it. \"kontor \
        resolve {this} reject REASON\" refuses it.",
};
pub static SUMS_DIFFER: FindingKind = FindingKind {
    code: "arithmetic",
    weight: Weight::Warning,
    de: "Die Summen der Rechnung gehen nicht auf: {what}. Sie ist nicht gebucht; bitte vom \
        Absender berichtigen lassen. „kontor resolve {this} reject GRUND“ lehnt sie ab, „kontor \
        resolve {this} accept“ bucht sie dennoch.",
    en: "The invoice's sums do not add up: {what}. It is not booked; have the sender correct it. \
        \"kontor resolve {this} reject REASON\" refuses it, \"kontor resolve {this} accept\" books \
        it nevertheless.",
};

/// What makes two items one: company, side, the contact's key, number.
pub(super) type ItemKey = (String, Side, String, String);

/// Items met in this batch.
pub(super) type Met = HashMap<ItemKey, ItemRow>;

impl Plan<'_> {
    /// The document numbers whose items must be known before [`Plan::items`], by company.
    pub fn numbers(&self) -> BTreeMap<String, Vec<String>> {
        let mut numbers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (_, company, invoice) in &self.routed.invoices {
            let named = invoice.number.iter().cloned().chain(invoice.names());
            numbers.entry(company.clone()).or_default().extend(named);
        }
        for (_, company, items) in &self.routed.items {
            numbers
                .entry(company.clone())
                .or_default()
                .extend(items.iter().map(|item| item.document.clone()));
        }
        numbers
            .into_iter()
            .map(|(company, numbers)| (company, numbers.into_iter().collect()))
            .collect()
    }

    /// Books invoices and open items. `known` are the stored items of [`Plan::numbers`], `touched`
    /// those of contacts that changed.
    pub fn items(&mut self, known: Vec<ItemRow>, touched: Vec<ItemRow>) {
        let mut met = Met::new();
        self.alike.clear();
        self.spelt.clear();
        self.prepaid.extend(known.iter().filter(|item| item.kind == ItemKind::Prepaid).cloned());
        known.into_iter().for_each(|item| self.meet(&mut met, item));
        let mut written: BTreeMap<i64, ItemRow> = BTreeMap::new();
        let mut lists = std::mem::take(&mut self.routed.items);
        lists.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
        // What names an earlier invoice comes after those that may be it.
        let (first, after): (Vec<_>, Vec<_>) = std::mem::take(&mut self.routed.invoices)
            .into_iter()
            .partition(|(_, _, invoice)| invoice.follows_none());
        // What is only proposed comes last: it may be the picture of one that is booked.
        let (proposed, sure): (Vec<_>, Vec<_>) = first
            .into_iter()
            .chain(after_what_they_name(after))
            .partition(|(at, _, _)| self.proposed.contains_key(&self.id_at(*at)));
        for (at, company, invoice) in sure.into_iter().chain(proposed) {
            let booked = self.invoice(at, &company, &invoice, &met);
            self.note_invoice(self.id_at(at), &company, &invoice);
            match booked {
                Ok(items) => {
                    self.prepaid.extend(
                        items.iter().filter(|item| item.kind == ItemKind::Prepaid).cloned(),
                    );
                    for item in items {
                        self.meet(&mut met, item.clone());
                        written.insert(item.id, item);
                    }
                }
                Err((status, finding)) => self.give_at(at, status, &finding),
            }
        }
        for (at, company, items) in lists {
            self.take_list((at, &company), &items, &mut met, &mut written);
        }
        let (superseded, touched): (Vec<ItemRow>, Vec<ItemRow>) = {
            let is_invoice = |item: &&ItemRow| {
                item.origin == Origin::Invoice && item.kind != ItemKind::OnAccount
            };
            let invoiced: BTreeSet<_> =
                touched.iter().filter(is_invoice).map(|item| self.key(item)).collect();
            touched
                .into_iter()
                .partition(|item| item.origin == Origin::List && invoiced.contains(&self.key(item)))
        };
        let mut touched = touched;
        for item in superseded {
            let rows = self.superseded(item, &mut touched);
            written.extend(rows.into_iter().map(|row| (row.id, row)));
        }
        for item in touched.into_iter().chain(written.values().cloned()).collect::<Vec<_>>() {
            self.index_item(&item);
        }
        self.changes.items.extend(written.into_values());
    }

    /// Notes an item under its key. What an invoice says is paid already shares the key of the rest
    /// that is owed, which counts; money on account is no invoice, whatever number its entry has.
    fn meet(&mut self, met: &mut Met, item: ItemRow) {
        if item.kind == ItemKind::OnAccount {
            return;
        }
        let key = self.key(&item);
        let shadowed = item.kind == ItemKind::Prepaid
            && met.get(&key).is_some_and(|other| other.id != item.id);
        if shadowed {
            return;
        }
        self.note_spelling(&key);
        let id = item.id;
        let others = met
            .insert(key.clone(), item)
            .filter(|other| other.id != id && other.kind != ItemKind::Prepaid);
        if let Some(alike) = self.alike.get_mut(&key) {
            alike.retain(|other| other.id != id);
        }
        if let Some(other) = others {
            self.alike.entry(key).or_default().push(other);
        }
    }

    pub(super) fn key(&self, item: &ItemRow) -> ItemKey {
        self.key_of(&item.company, item.side, item.contact_id, &item.number)
    }

    /// Rows of one contact share its key, however many names documents gave it.
    pub(super) fn key_of(&self, company: &str, side: Side, contact: i64, number: &str) -> ItemKey {
        let contact =
            self.books.contacts.get(contact).map(|row| row.contact.clone()).unwrap_or_default();
        (company.to_owned(), side, contact, number.to_owned())
    }

    fn give_at(&mut self, at: usize, status: DocumentStatus, finding: &Finding) {
        if let Some(mut row) = self.changes.documents.get(at).cloned() {
            self.give(&mut row, status, finding);
            if let Some(slot) = self.changes.documents.get_mut(at) {
                *slot = row;
            }
        }
    }

    /// Books an invoice; gives the items that are new or changed by it: none when nothing is left
    /// to pay.
    fn invoice(
        &mut self,
        at: usize,
        company: &str,
        invoice: &Invoice,
        met: &Met,
    ) -> Result<Vec<ItemRow>, (DocumentStatus, Finding)> {
        let held = |finding: Finding| (DocumentStatus::Held, finding);
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
        let stated = invoice;
        let taken = self.on_terms(at, company, invoice, side).map_err(held)?;
        statements.map_err(held)?;
        let facts = essentials(&taken)
            .map_err(|missing| held(INCOMPLETE.found().with_value("missing", missing)))?;
        let other = match side {
            Side::Receivable => &taken.buyer,
            Side::Payable => &taken.seller,
        };
        self.asks_of_a_stranger(at, company, &taken, side).map_err(held)?;
        let contact =
            self.books.contacts.of_party(company, &with_account(other, &taken, side), side);
        let name = self.books.contacts.get(contact).map(|row| row.name.clone()).unwrap_or_default();
        let keeping = self
            .keeping(at, company, contact)
            .ok_or_else(|| held(unpostable(&NotPosted::Missing("company"))))?;
        let whose = Whose { company, side, contact };
        let taken = self.as_named(taken, &whose, met);
        let taken = self.over_the_whole(at, taken, &whose, met).map_err(held)?;
        let taken = self.as_its_final(at, taken, &whose, met).map_err(held)?;
        let facts = essentials(&taken).unwrap_or(facts);
        let (taken, asked) = self.as_its_prepayments(at, taken, &whose, met);
        let invoice = taken.as_ref();
        let link = Link { at, invoice, whose: &whose, met };
        let reduced = self.reduced_before(link);
        let less = reduced.as_ref().map(|parts| reduced::total(parts)).unwrap_or_default();
        let facts = Essentials { open: facts.open + less, ..facts };
        let mut known =
            self.twin(at, &self.key_of(company, side, contact, &facts.number), &facts, met);
        let beside = self.terms.get(&at).is_some_and(|terms| terms.beside);
        if let Some((by, document)) =
            known.as_ref().filter(|_| !beside).and_then(|item| self.place_taken(at, item))
        {
            let found = PLACE_TAKEN
                .found()
                .with("number", &facts.number)
                .with("contact", &name)
                .with("by", by);
            return Err(held(
                found
                    .with("document", format!("D{document}"))
                    .with("this", format!("D{}", self.id_at(at))),
            ));
        }
        if let Some(twin) = known.clone().filter(|item| item.origin == Origin::Invoice) {
            let told = |kind: &'static FindingKind| {
                kind.found()
                    .with("number", &facts.number)
                    .with("contact", &name)
                    .with("document", format!("D{}", twin.document_id))
            };
            if facts.are_of(&twin) && twin.document_id != self.id_at(at) {
                return Err((DocumentStatus::Duplicate, told(&SAME_INVOICE)));
            }
            asked.clone().map_or(Ok(()), |asked| Err(held(asked)))?;
            // What could not be posted leaves everything as it was.
            let chain = self.stands(link, stated).map_err(held)?;
            self.post_invoice(at, (company, invoice), side, (contact, &chain))
                .map_err(|error| held(unpostable(&error)))?;
            let is_opposite = twin.amount_minor.signum() == -facts.open.signum();
            let other = told(if is_opposite { &SAME_NUMBER } else { &OTHER_INVOICE });
            known = self.makes_room(at, &twin, (invoice, is_opposite), other).map_err(held)?;
        }
        asked.map_or(Ok(()), |asked| Err(held(asked)))?;
        self.comes_anew(Link { invoice: stated, ..link }, &facts, known.as_ref()).map_err(held)?;
        let chain = self.stands(link, stated).map_err(held)?;
        let reduced = reduced.map_err(held)?;
        let is_part = reduces(invoice) && reduced.is_empty();
        let discount = is_part.then(|| self.discount_like_paid(link)).flatten();
        self.deducts_as_named(link);
        let posted = self
            .post_invoice(at, (company, invoice), side, (contact, &chain))
            .and_then(|posted| self.less_reduced((at, company), posted, (side, contact), &reduced))
            .map_err(|error| held(unpostable(&error)))?;
        if reduces(invoice) {
            self.note_returned(at, &reduced);
        }
        let document = self.id_at(at);
        if beside || invoice.is_debit_note() {
            self.beside.insert(document);
        }
        if let Some((number, item)) = known.as_ref().and_then(|item| Some((item.posting?, item))) {
            self.reverse_opening(company, number, item);
        }
        let asset = self.asset_in(company, &posted);
        let sealed = self.books.seal(company, posted, Some(document), None, None);
        let posting = Some(sealed.number);
        self.changes.journal.push(sealed);
        self.note_rate(at, stated);
        if side == Side::Payable {
            self.note_foreign_vat(at, company, invoice);
            self.notice(NoticeKind::Receipt, document, company, invoice, Vec::new());
        }
        let kind = if chain.is_prepayment() { ItemKind::Prepayment } else { ItemKind::Item };
        let replaces = matches!(&chain, Chain::Replaces(replacing) if replacing.deducts.is_none());
        let prepaid = match &chain {
            Chain::Alone => facts.prepaid,
            // What is paid besides prepayments.
            Chain::Final(_, deducted) => facts.prepaid - minor(taken_off(deducted)),
            _ if replaces => facts.prepaid,
            _ => 0,
        };
        let mut items = self.chained(link, chain);
        let mut paid_before =
            known.as_ref().map(|item| self.prepaid_beside(item)).unwrap_or_default().into_iter();
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
                _ => {
                    shares(keeping, invoice, (side, self.named_account(at, company, contact, side)))
                        .into_iter()
                        .map(|share| VatShare { asset: asset.clone(), ..share })
                        .collect()
                }
            },
            discounts: match discount {
                Some(like_paid) => vec![like_paid],
                None => stated.payment.discounts.clone(),
            },
            order_number: invoice.order_number.clone(),
            payment_reference: invoice.payment.reference.clone(),
            origin: Origin::Invoice,
            kind,
            deducted_by: None,
            listed_in: known.as_ref().and_then(list_of),
            document_id: document,
            posting,
        };
        if prepaid != 0 {
            items.push(ItemRow {
                id: paid_before.next().map_or_else(|| self.next_item(), |before| before.id),
                kind: ItemKind::Prepaid,
                amount_minor: prepaid,
                abroad: None,
                discounts: Vec::new(),
                posting: None,
                ..item.clone()
            });
        }
        items.extend(paid_before.map(|before| ItemRow { amount_minor: 0, ..before }));
        if item.amount_minor != 0 || known.is_some() {
            items.push(item);
        }
        Ok(items)
    }

    /// The item under an invoice's number that it is compared with. Numbers begin anew with a year,
    /// so that several may bear one: first what this document brought itself, then the very same,
    /// then what is listed or of its year, else the latest.
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
        let twin = proofs.iter().find_map(|proof| all.iter().find(|item| proof(item)));
        twin.copied().or(Some(latest)).cloned()
    }

    pub(super) fn next_item(&mut self) -> i64 {
        self.books.counters.item += 1;
        self.books.counters.item
    }

    /// Notes an item's keys, and that what shares them must be decided anew.
    pub(in crate::office) fn index_item(&mut self, item: &ItemRow) {
        let Some(contact) = self.books.contacts.get(item.contact_id) else { return };
        let keys = keys_of_item(&facts_of(item, contact, item.invoiced().0));
        let keys: Vec<KeptKey> = keys.iter().map(|key| KeptKey::of(&item.company, key)).collect();
        let touched = self.keys.entry(item.company.clone()).or_default();
        touched.of_items.extend(keys.iter().copied());
        touched.items.insert(item.id);
        self.changes.item_keys.push((item.id, keys));
    }
}

/// What an invoice must state to be booked.
pub(super) struct Essentials {
    pub number: String,
    pub date: Date,
    pub currency: Currency,
    /// Minor units; negative for a credit note.
    pub open: i64,
    /// BT-113, likewise.
    prepaid: i64,
}

impl Essentials {
    /// Whether an item is of an invoice that states the same.
    pub(super) fn are_of(&self, item: &ItemRow) -> bool {
        let open = if item.kind == ItemKind::Prepaid { self.prepaid } else { self.open };
        item.amount_minor == open && item.date == Some(self.date) && !item.is_withdrawn()
    }
}

/// Minor units of an amount in the currency of the books.
fn minor(amount: Decimal) -> i64 {
    Money::new(amount, Currency::EUR).minor().unwrap_or_default()
}

pub(super) fn essentials(invoice: &Invoice) -> Result<Essentials, [&'static str; 2]> {
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
