//! VAT that a company may owe in the place of a seller abroad (§ 13b UStG): an invoice that shows none and does not say why is booked
//! at a person's word only, or as a vendor rule says.

use super::Plan;
use super::german::looks_german;
use super::proposed::with_account;
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::{Finding, FindingKind, Iban, Invoice, Party, Side, VatId, country};
use crate::ledger::{Seat, leaves_tax_open, reverse_charged, seat_of_seller};
use crate::store::rows::ContactRow;
use serde_json::Value;
use std::borrow::Cow;

/// Findings of what may be owed for a seller.
pub static FINDINGS: &[&FindingKind] = &[&TAX_OPEN, &NOTHING_OPEN];

/// A seller abroad shows no VAT.
pub static TAX_OPEN: FindingKind = FindingKind {
    code: "reverse-charge-open",
    weight: Weight::Warning,
    de: "{seller} ({why}) weist keine Umsatzsteuer aus. Für eine Dienst- oder Werkleistung schuldet sie die Firma (§ 13b UStG, {position}): „kontor resolve {document} accept --reverse-charge“ bucht sie mit 19 % oder dem Satz bei [[vendor]]. Ist hier nichts zu versteuern (steuerfrei, im Ausland steuerbar, Ware aus dem Drittland: dafür gilt die Einfuhrumsatzsteuer), bucht „{accept}“ wie ausgewiesen.{goods} Für alle Rechnungen des Verkäufers: reverse_charge = true oder false bei [[vendor]].",
    en: "{seller} ({why}) charges no VAT. Of a service the company owes it (§ 13b UStG, {position}): \"kontor resolve {document} accept --reverse-charge\" books it at 19 % or the rate of [[vendor]]. Where nothing is taxed here (exempt, taxable abroad, goods from outside the EU: import VAT is due on them), \"{accept}\" books it as it stands.{goods} For all invoices of the seller: reverse_charge = true or false of [[vendor]].",
};
/// A person says that the company owes the VAT, and there is none to owe.
pub static NOTHING_OPEN: FindingKind = FindingKind {
    code: "reverse-charge-not-open",
    weight: Weight::Warning,
    de: "--reverse-charge (§ 13b UStG) gilt für erhaltene Rechnungen ohne ausgewiesene Umsatzsteuer; auf dieser ist kein Betrag, für den die Firma sie schulden könnte, ohne dass er schon so gebucht wird.",
    en: "--reverse-charge (§ 13b UStG) is for invoices received that charge no VAT; on this one there is no amount for which the company could owe it and that is not booked so already.",
};

const GOODS: [&str; 2] = [
    " Ware aus der EU ist ein innergemeinschaftlicher Erwerb: ablehnen und eine Rechnung verlangen, die das sagt.",
    " Goods from the EU are an intra-community acquisition: reject it and ask for an invoice that says so.",
];

impl Plan<'_> {
    /// The invoice with the VAT that is owed for it, where a person or a vendor rule says so.
    ///
    /// # Errors
    /// A person says so, and nothing of it is without VAT.
    pub(super) fn as_owed<'i>(&self, at: usize, company: &str, invoice: Cow<'i, Invoice>, side: Side) -> Result<Cow<'i, Invoice>, Finding> {
        let told = self.terms.get(&at).and_then(|terms| terms.reverse_charge) == Some(true);
        // A rule speaks of what the invoice leaves open: what that says itself to be exempt (insurance, letting), it does not tax.
        if self.is_owed(at, company, &invoice, side) != Some(true) || !(told || leaves_tax_open(&invoice)) {
            return Ok(invoice);
        }
        match reverse_charged(&invoice).filter(|_| side == Side::Payable) {
            Some(mut owed) => {
                owed.seller = self.seller(company, &invoice);
                Ok(Cow::Owned(owed))
            }
            None if told => Err(NOTHING_OPEN.found()),
            None => Ok(invoice),
        }
    }

    /// What must be asked before an invoice received is booked that shows no VAT, where its seller is not known to be in Germany.
    pub(super) fn asks_what_is_owed(&self, at: usize, company: &str, invoice: &Invoice, side: Side) -> Option<Finding> {
        let seller = self.seller(company, invoice);
        let seat = seat_of_seller(&seller);
        let in_germany = seat == Some(Seat::Germany) || (seat.is_none() && looks_german(&seller));
        if side != Side::Payable || in_germany || !leaves_tax_open(invoice) || self.is_owed(at, company, invoice, side).is_some() {
            return None;
        }
        let document = format!("D{}", self.id_at(at));
        // Where something else was asked, a yes to that is none to this.
        let accept = if self.terms.contains_key(&at) { format!("kontor resolve {document} accept --untaxed") } else { "accept".to_owned() };
        let [de, en] = if seat == Some(Seat::Union) { GOODS } else { ["", ""] };
        let found = TAX_OPEN.found().with("seller", seller.name.as_deref().unwrap_or("?")).with_value("why", why_abroad(&seller));
        let found = found.with_value("position", position(seat));
        Some(found.with("document", document).with("accept", accept).with_value("goods", Argument::Words(de.into(), en.into())))
    }

    /// The same of a seller that nothing is known of: nobody becomes a contact by a question.
    pub(super) fn asks_of_a_stranger(&self, at: usize, company: &str, invoice: &Invoice, side: Side) -> Result<(), Finding> {
        let asked = self.asks_what_is_owed(at, company, invoice, side).filter(|_| self.contact_of(company, invoice).is_none());
        asked.map_or(Ok(()), Err)
    }

    /// Whether the company owes the VAT that an invoice does not show, as a person said, else a vendor rule.
    fn is_owed(&self, at: usize, company: &str, invoice: &Invoice, side: Side) -> Option<bool> {
        let told = self.terms.get(&at).and_then(|terms| terms.reverse_charge);
        told.or_else(|| {
            let books = self.books.companies.get(company).filter(|_| side == Side::Payable)?;
            let seller = with_account(&invoice.seller, invoice, side);
            books.reverse_charge_for(&seller, self.contact_of(company, invoice))
        })
    }

    fn contact_of(&self, company: &str, invoice: &Invoice) -> Option<&ContactRow> {
        let contacts = &self.books.contacts;
        contacts.get(contacts.find(company, &with_account(&invoice.seller, invoice, Side::Payable))?)
    }

    /// The seller with what the contact is known by, where the invoice does not say it.
    fn seller(&self, company: &str, invoice: &Invoice) -> Party {
        let mut seller = with_account(&invoice.seller, invoice, Side::Payable);
        let Some(row) = self.contact_of(company, invoice).filter(|_| seat_of_seller(&seller).is_none()) else { return seller };
        let address: Value = serde_json::from_str(&row.address).unwrap_or_default();
        let known = |name: &str| address.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
        seller.vat_id = row.vat_id.as_deref().and_then(VatId::read);
        // Lists taken by an earlier version left what was written.
        seller.country = known("country").and_then(|written| country::code(&written)).map(str::to_owned);
        seller.tax_number = seller.tax_number.or_else(|| row.tax_number.clone());
        seller.iban = seller.iban.or_else(|| row.ibans.first().and_then(|iban| Iban::read(iban)));
        // One address, not parts of two.
        if [&seller.street, &seller.postcode, &seller.city].iter().all(|part| part.is_none()) {
            (seller.street, seller.postcode, seller.city) = (known("street"), known("postcode"), known("city"));
        }
        seller
    }
}

/// Where the VAT return states what is owed for a seller: in boxes of its own for the other states of the EU.
fn position(seat: Option<Seat>) -> Argument {
    match seat {
        Some(Seat::Union) => Argument::Words("Kz 46/47".into(), "Kz 46/47".into()),
        Some(_) => Argument::Words("Kz 84/85".into(), "Kz 84/85".into()),
        None => Argument::Words(
            "Kz 84/85; sitzt der Verkäufer in der EU, Kz 46/47: dann bitte zuerst sein Land in contacts.csv nennen".into(),
            "Kz 84/85; Kz 46/47 for a seller in the EU: then name its country in contacts.csv first".into(),
        ),
    }
}

/// By what a seller is known to be abroad.
fn why_abroad(seller: &Party) -> Argument {
    let vat_id = seller.vat_id.as_ref().filter(|id| !id.as_str().starts_with("DE"));
    match (vat_id, seller.country.as_deref()) {
        (Some(id), _) => [format!("USt-IdNr. {id}"), format!("VAT id {id}")].into(),
        (None, Some(country)) => [format!("Sitz: {country}"), format!("seat: {country}")].into(),
        (None, None) => Argument::Words("weder Land noch Steuernummer genannt".into(), "neither state nor tax number named".into()),
    }
}
