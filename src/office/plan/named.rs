//! The earlier invoices that an invoice names, found in whatever spelling; and what is booked that
//! names one which comes only now.

use super::Plan;
use super::chains::{Chain, Link, Whose};
use super::items::{ItemKey, Met};
use super::one_invoice::Essentials;
use super::proposed::with_account;
use crate::domain::finding::Weight;
use crate::domain::invoice_number::{names_number, number_key, same_number, spellings};
use crate::domain::{Finding, FindingKind, Invoice, Side};
use crate::store::rows::{ItemKind, ItemRow, Origin};
use crate::store::trade::{BilledRow, Naming};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

/// Findings of invoices that others have named before they came, or that are spelt otherwise.
pub static FINDINGS: &[&FindingKind] = &[&NAMED_ALREADY, &SPELT_OTHERWISE];

/// An invoice that comes after one that takes its place, corrects it or takes it off.
pub static NAMED_ALREADY: FindingKind = FindingKind {
    code: "named-already",
    weight: Weight::Warning,
    de: "Die Rechnung {number} von {contact} wird von {by} genannt, gebucht mit {document}: Diese \
        tritt an ihre Stelle, berichtigt sie oder zieht sie ab. Sie ist nicht gebucht, damit nicht \
        beide gelten. Ist sie mit {by} erledigt: „kontor resolve {this} reject GRUND“. Soll {by} \
        sie erst zurücknehmen oder abziehen: „kontor undo {document}“, dann „kontor resolve {this} \
        accept“, dann „kontor resolve {document} accept“. „kontor resolve {this} accept --beside“ \
        bucht sie zusätzlich (Fracht, weiterer Teil).",
    en: "Invoice {number} of {contact} is named by {by}, booked with {document}, which takes its \
        place, corrects it or takes it off. It is not booked, so that not both count. If {by} \
        settles it: \"kontor resolve {this} reject REASON\". If {by} is to take it back or off: \
        \"kontor undo {document}\", then \"kontor resolve {this} accept\", then \"kontor resolve \
        {document} accept\". \"kontor resolve {this} accept --beside\" books it in addition \
        (freight, a further part).",
};

/// The number of a booked invoice in another spelling, on the same day over the same amount.
pub static SPELT_OTHERWISE: FindingKind = FindingKind {
    code: "duplicate-invoice-spelt",
    weight: Weight::Warning,
    de: "Rechnung {other} von {contact} ist mit demselben Betrag und Datum schon gebucht \
        ({document}); {number} ist nur anders geschrieben. Sie ist nicht gebucht, damit nichts \
        doppelt gilt: „kontor resolve {this} reject GRUND“ lehnt sie ab, „kontor resolve {this} \
        accept“ bucht sie als eine andere.",
    en: "Invoice {other} of {contact} is booked already with the same amount and day ({document}); \
        {number} is only spelt otherwise. It is not booked, so that nothing counts twice: \"kontor \
        resolve {this} reject REASON\" refuses it, \"kontor resolve {this} accept\" books it as \
        another one.",
};

/// Money that differs by no more is the same: sums are rounded line by line.
const NEAR: Decimal = rust_decimal::dec!(0.05);

/// Whether one sum is more than another, beyond what rounding makes.
pub(super) fn is_more(one: Decimal, other: Decimal) -> bool {
    one - other > NEAR
}

impl Plan<'_> {
    /// The contacts known that the invoices of the batch are of or to.
    pub fn parties_billed(&self) -> Vec<i64> {
        let party = |(_, company, invoice): &(usize, String, Box<Invoice>)| {
            self.party_billed(company, invoice).map(|(contact, _)| contact)
        };
        let ids: BTreeSet<i64> = self.routed.invoices.iter().filter_map(party).collect();
        self.books.contacts.alike(&ids)
    }

    /// The contact known that an invoice is of or to, and on which side it stands.
    pub(super) fn party_billed(&self, company: &str, invoice: &Invoice) -> Option<(i64, Side)> {
        let (side, other) = match self.directory.sells(invoice, company) {
            true => (Side::Receivable, &invoice.buyer),
            false => (Side::Payable, &invoice.seller),
        };
        Some((self.books.contacts.find(company, &with_account(other, invoice, side))?, side))
    }

    /// The numbers of the invoices of the batch and of those that they name, as they are compared.
    pub fn spelt_keys(&self) -> HashSet<String> {
        let mut keys = HashSet::new();
        for (_, _, invoice) in &self.routed.invoices {
            keys.extend(invoice.number.as_deref().map(number_key));
            let named = invoice.names();
            keys.extend(named.iter().flat_map(|text| spellings(text)).map(|one| number_key(&one)));
        }
        keys.remove("");
        keys
    }

    /// The numbers of the invoices of the batch.
    pub fn own_numbers(&self) -> Vec<String> {
        self.routed.invoices.iter().filter_map(|(_, _, invoice)| invoice.number.clone()).collect()
    }

    /// Notes how the number of an item is spelt.
    pub(super) fn note_spelling(&mut self, key: &ItemKey) {
        let (company, side, contact, number) = key.clone();
        let by = (company, side, contact, number_key(&number));
        self.spelt.entry(by).or_default().insert(number);
    }

    /// The spellings of one number of a contact that are met.
    fn spelt(&self, whose: &Whose<'_>, number: &str) -> Vec<&String> {
        let by = self.key_of(whose.company, whose.side, whose.contact, &number_key(number));
        let all = self.spelt.get(&by).into_iter().flatten();
        all.filter(|other| same_number(other, number)).collect()
    }

    /// The invoice with the numbers of those that it names as they are booked, where exactly one of
    /// the same party fits. What says that it takes something off names what it takes off, whatever
    /// its notes tell; so does what a person says.
    pub(super) fn as_named<'i>(
        &self,
        at: usize,
        invoice: Cow<'i, Invoice>,
        whose: &Whose<'_>,
        met: &Met,
    ) -> Cow<'i, Invoice> {
        let takes_off = invoice.totals.prepaid.is_some_and(|prepaid| !prepaid.is_zero());
        let said = self.said_to_take_off(at);
        let named = match said {
            Some(number) if takes_off || invoice.takes_off_by_line() => vec![number.to_owned()],
            _ if takes_off => invoice.preceding_invoices.clone(),
            _ => invoice.names(),
        };
        let booked = |text: &String| {
            if met.contains_key(&self.key_of(whose.company, whose.side, whose.contact, text)) {
                return text.clone();
            }
            let one = spellings(text).iter().find_map(|spelling| {
                match self.spelt(whose, spelling).as_slice() {
                    [one] => Some((*one).clone()),
                    _ => None,
                }
            });
            one.unwrap_or_else(|| text.clone())
        };
        let mut numbers: Vec<String> = Vec::new();
        for number in named.iter().map(booked) {
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        if numbers == invoice.preceding_invoices {
            return invoice;
        }
        Cow::Owned(Invoice { preceding_invoices: numbers, ..invoice.into_owned() })
    }

    /// What is in force and names this number of a contact, but for what this document brings.
    pub(super) fn naming(&self, link: Link<'_>, number: &str) -> Vec<Naming> {
        let Link { at, whose, met, .. } = link;
        let brought = |row: &BilledRow| {
            let key = self.key_of(&row.company, row.side, row.contact_id?, row.number.as_ref()?);
            let item = met.get(&key).filter(|item| item.document_id == row.document_id)?;
            Some(Naming {
                item: item.clone(),
                numbers: row.facts.corrects.clone(),
                days: row.facts.corrects_days.clone(),
                gross: row.facts.gross,
            })
        };
        let names = |numbers: &[String]| numbers.iter().any(|text| names_number(text, number));
        let named = self.changes.billed.iter().filter(|row| names(&row.facts.corrects));
        let of_batch: Vec<Naming> = named.filter_map(brought).collect();
        let stored = self
            .earlier
            .naming
            .iter()
            .filter(|row| of_batch.iter().all(|other| other.item.id != row.item.id))
            .cloned();
        let mut found: Vec<Naming> = stored.chain(of_batch.clone()).collect();
        let key = self.key_of(whose.company, whose.side, whose.contact, "");
        found.retain(|row| {
            let item = &row.item;
            names(&row.numbers)
                && item.amount_minor != 0
                && self.key_of(&item.company, item.side, item.contact_id, "") == key
                && item.document_id != self.id_at(at)
                && !matches!(item.kind, ItemKind::Prepaid | ItemKind::OnAccount)
        });
        found
    }

    /// Whether this is the number of a booked invoice in another spelling, on the same day over the
    /// same amount.
    pub(super) fn spelt_otherwise(&self, link: Link<'_>, facts: &Essentials) -> Option<Finding> {
        let Link { at, whose, met, .. } = link;
        let of_other = |number: &&String| {
            let key = self.key_of(whose.company, whose.side, whose.contact, number);
            let all = met.get(&key).into_iter().chain(self.alike.get(&key).into_iter().flatten());
            let is_it = |item: &&ItemRow| {
                item.origin == Origin::Invoice
                    && item.document_id != self.id_at(at)
                    && facts.are_of(item)
            };
            all.into_iter().find(is_it).map(|item| ((*number).clone(), item.document_id))
        };
        let others = self.spelt(whose, &facts.number);
        let others = others.iter().filter(|number| **number != &facts.number);
        let (other, document) = others.copied().find_map(|number| of_other(&number))?;
        let found = SPELT_OTHERWISE.found().with("other", other).with("number", &facts.number);
        Some(
            found
                .with("contact", self.name_of(whose.contact))
                .with("document", format!("D{document}"))
                .with("this", format!("D{}", self.id_at(at))),
        )
    }

    /// How an invoice stands to what it names, and that it takes no more back than is left of that;
    /// `stated` is the invoice in its own currency.
    ///
    /// # Errors
    /// What a person must say.
    pub(super) fn stands(&self, link: Link<'_>, stated: &Invoice) -> Result<Chain, Finding> {
        let dated = self.of_stated_days(Link { invoice: stated, ..link });
        let link = Link { met: dated.as_ref().unwrap_or(link.met), ..link };
        let chain = self.chain(link)?;
        if !matches!(chain, Chain::GivesBack(_)) {
            let named = self.named(link);
            self.takes_back_what_is_left(Link { invoice: stated, ..link }, &named)?;
        }
        Ok(chain)
    }

    /// Whether an invoice that is not booked yet may be booked beside what is: it is no other one's
    /// number spelt otherwise, and nothing names it that has its place.
    ///
    /// # Errors
    /// The question.
    pub(super) fn comes_anew(
        &self,
        link: Link<'_>,
        facts: &Essentials,
        known: Option<&ItemRow>,
    ) -> Result<(), Finding> {
        let at = link.at;
        let ours = |item: &ItemRow| item.document_id == self.id_at(at) && !item.is_withdrawn();
        if known.is_some_and(ours) {
            return Ok(());
        }
        let released = self.terms.contains_key(&at);
        let spelt = || self.spelt_otherwise(link, facts);
        (!released).then(spelt).flatten().map_or(Ok(()), Err)?;
        self.comes_after_those_that_name_it(link)
    }

    /// The items met, with those of the days that an invoice states of the numbers it names
    /// (BT-26); without one of another year, whose number only began anew. `None` where they are
    /// the same.
    fn of_stated_days(&self, link: Link<'_>) -> Option<Met> {
        let Link { invoice, whose, met, .. } = link;
        let mut dated: Option<Met> = None;
        for (text, day) in &invoice.preceding_days {
            let mut spelt = self.spelt(whose, text);
            spelt.push(text);
            for number in spelt {
                let key = self.key_of(whose.company, whose.side, whose.contact, number);
                let Some(known) = met.get(&key).filter(|item| item.date != Some(*day)) else {
                    continue;
                };
                let others = self.alike.get(&key).into_iter().flatten();
                let other = others.rev().find(|item| item.date == Some(*day));
                let of_year = known.date.is_none_or(|known| known.year() == day.year());
                if let Some(other) = other {
                    dated.get_or_insert_with(|| met.clone()).insert(key, other.clone());
                } else if !of_year {
                    dated.get_or_insert_with(|| met.clone()).remove(&key);
                }
            }
        }
        dated
    }

    /// What a contact is called.
    pub(super) fn name_of(&self, contact: i64) -> String {
        self.books.contacts.get(contact).map(|row| row.name.clone()).unwrap_or_default()
    }

    /// An invoice that is named by what is booked already: it waits, so that not both count.
    ///
    /// # Errors
    /// The question.
    pub(super) fn comes_after_those_that_name_it(&self, link: Link<'_>) -> Result<(), Finding> {
        let Link { at, invoice, whose, .. } = link;
        let terms = self.terms.get(&at);
        if terms.is_some_and(|terms| terms.beside || terms.replaces) || reduces(invoice) {
            return Ok(());
        }
        let Some(number) = invoice.number.as_deref() else { return Ok(()) };
        // Numbers begin anew with a year: none names what only comes in a later one.
        let year = |day: Option<jiff::civil::Date>| day.map(|day| day.year());
        let mut naming = self.naming(link, number);
        let day = invoice.issue_day();
        naming.retain(|row| year(row.item.date) >= year(day) && row.may_mean(number, day));
        let (credits, others): (Vec<Naming>, Vec<Naming>) =
            naming.into_iter().partition(|row| row.item.amount_minor < 0);
        let follows = |row: &&Naming| {
            let document = row.item.document_id;
            row.item.kind == ItemKind::Item
                && !self.earlier.beside.contains(&document)
                && !self.beside.contains(&document)
        };
        self.is_credited_rightly(link, &credits)?;
        let asked = invoice.totals.gross.or(invoice.totals.payable).unwrap_or_default();
        let credited: Decimal = credits.iter().map(gross).sum();
        match others.iter().find(follows) {
            // What is taken back whole by credit notes may come.
            Some(_) if !credits.is_empty() && !is_more(asked, credited) => Ok(()),
            Some(by) => {
                let found =
                    NAMED_ALREADY.found().with("number", number).with("by", &by.item.number);
                Err(found
                    .with("contact", self.name_of(whose.contact))
                    .with("document", format!("D{}", by.item.document_id))
                    .with("this", format!("D{}", self.id_at(at))))
            }
            None => Ok(()),
        }
    }
}

/// Invoices of a batch, each behind those of the batch that it names; what names each other in a
/// ring stays as it came.
pub(super) fn after_what_they_name(
    mut rest: Vec<(usize, String, Box<Invoice>)>,
) -> Vec<(usize, String, Box<Invoice>)> {
    let mut ordered = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let own: HashSet<(String, String)> = rest
            .iter()
            .filter_map(|(_, company, invoice)| {
                Some((company.clone(), number_key(invoice.number.as_deref()?)))
            })
            .collect();
        let waits = |(_, company, invoice): &(usize, String, Box<Invoice>)| {
            let number = invoice.number.as_deref().map(number_key);
            let named = invoice.names();
            let mut keys =
                named.iter().flat_map(|text| spellings(text)).map(|one| number_key(&one));
            keys.any(|key| Some(&key) != number.as_ref() && own.contains(&(company.clone(), key)))
        };
        let (behind, next): (Vec<_>, Vec<_>) = rest.into_iter().partition(waits);
        if next.is_empty() {
            ordered.extend(behind);
            break;
        }
        ordered.extend(next);
        rest = behind;
    }
    ordered
}

/// Whether an invoice reduces what is owed, by its type or by its sign.
pub(super) fn reduces(invoice: &Invoice) -> bool {
    invoice.nature().is_credit()
        || invoice
            .totals
            .gross
            .or(invoice.totals.payable)
            .is_some_and(|sum| sum.is_sign_negative() && !sum.is_zero())
}

/// What an invoice that names another asks for with VAT, in its currency and without a sign.
pub(super) fn gross(row: &Naming) -> Decimal {
    let item = &row.item;
    row.gross.map_or_else(|| stated(item), |gross| gross.abs())
}

/// What an item asks for in the currency of its invoice, without a sign.
pub(super) fn stated(item: &ItemRow) -> Decimal {
    let (currency, minor) = item
        .abroad
        .as_ref()
        .map_or((item.currency, item.amount_minor), |abroad| (abroad.currency, abroad.minor));
    crate::domain::Money::from_minor(minor, currency).amount.abs()
}
