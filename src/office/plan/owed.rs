//! VAT that a company may owe in the place of a seller abroad (§ 13b UStG): an invoice that shows
//! none and does not say why is booked at a person's word only, or as a vendor rule says.

use super::chains::{Chain, Link, Whose};
use super::deductions::PREPAYMENT_FIRST;
use super::german::looks_german;
use super::items::Met;
use super::proposed::with_account;
use super::{Owed, Plan};
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::{Finding, FindingKind, Iban, Invoice, Party, Side, VatId, country};
use crate::ledger::{
    Seat, Treatment, acquired, as_said, leaves_tax_open, reverse_charged, seat_of_seller,
};
use crate::store::rows::{ContactRow, ItemRow, VatShare};
use serde_json::Value;
use std::borrow::Cow;

/// Findings of what may be owed for a seller.
pub static FINDINGS: &[&FindingKind] = &[&TAX_OPEN, &NOTHING_OPEN, &NO_ACQUISITION];

/// A seller abroad shows no VAT.
pub static TAX_OPEN: FindingKind = FindingKind {
    code: "reverse-charge-open",
    weight: Weight::Warning,
    de: "{seller} ({why}) weist {part}keine Umsatzsteuer aus. Für eine Dienst- oder Werkleistung \
        schuldet sie die Firma (§ 13b UStG, {position}): „kontor resolve {document} accept \
        --reverse-charge“ bucht sie mit 19 % oder dem Satz bei [[vendor]]. Ist hier nichts zu \
        versteuern (steuerfrei, im Ausland steuerbar, Ware aus dem Drittland: dafür gilt die \
        Einfuhrumsatzsteuer), bucht „{accept}“ wie ausgewiesen.{goods} Für alle Rechnungen des \
        Verkäufers: reverse_charge = true oder false bei [[vendor]].",
    en: "{seller} ({why}) charges no VAT{part}. Of a service the company owes it (§ 13b UStG, \
        {position}): \"kontor resolve {document} accept --reverse-charge\" books it at 19 % or the \
        rate of [[vendor]]. Where nothing is taxed here (exempt, taxable abroad, goods from \
        outside the EU: import VAT is due on them), \"{accept}\" books it as it stands.{goods} For \
        all invoices of the seller: reverse_charge = true or false of [[vendor]].",
};
/// A person says that the company owes the VAT, and there is none to owe.
pub static NOTHING_OPEN: FindingKind = FindingKind {
    code: "reverse-charge-not-open",
    weight: Weight::Warning,
    de: "--reverse-charge (§ 13b UStG) und --acquisition (§ 1a UStG) gelten für erhaltene \
        Rechnungen ohne ausgewiesene Umsatzsteuer; auf dieser ist kein Betrag, für den die Firma \
        sie schulden könnte, ohne dass er schon so gebucht wird.",
    en: "--reverse-charge (§ 13b UStG) and --acquisition (§ 1a UStG) are for invoices received \
        that charge no VAT; on this one there is no amount for which the company could owe it and \
        that is not booked so already.",
};

/// A person says that the company acquires goods from another EU state, and its seller is in
/// Germany.
pub static NO_ACQUISITION: FindingKind = FindingKind {
    code: "acquisition-at-home",
    weight: Weight::Warning,
    de: "--acquisition (innergemeinschaftlicher Erwerb, § 1a UStG) gilt für Ware aus einem anderen \
        EU-Staat; {seller} sitzt in Deutschland. Hat er von dort geliefert, muss die Rechnung \
        seine USt-IdNr. jenes Staates nennen.",
    en: "--acquisition (§ 1a UStG) is for goods from another EU state; {seller} is in Germany. If \
        it delivered from there, the invoice must name its VAT id of that state.",
};

impl Plan<'_> {
    /// The invoice with the VAT that is owed for it, where a person, the invoice's own reasons or a
    /// vendor rule say so.
    ///
    /// # Errors
    /// A person says so, and nothing of it is without VAT, or it is acquired from nowhere.
    pub(super) fn as_owed<'i>(
        &self,
        at: usize,
        company: &str,
        invoice: Cow<'i, Invoice>,
        side: Side,
    ) -> Result<Cow<'i, Invoice>, Finding> {
        if side != Side::Payable {
            return if self.tax_told(at).is_some_and(|told| told != Owed::Nothing) {
                Err(NOTHING_OPEN.found())
            } else {
                Ok(invoice)
            };
        }
        let seller = self.seller(company, &invoice);
        let seat = seat_of_seller(&seller);
        let owed = match self.tax_told(at) {
            Some(Owed::Nothing) => return Ok(invoice),
            Some(Owed::Acquisition) if seat == Some(Seat::Germany) => {
                return Err(NO_ACQUISITION
                    .found()
                    .with("seller", seller.name.as_deref().unwrap_or("?")));
            }
            Some(Owed::Acquisition) => {
                Some(acquired(&invoice).ok_or_else(|| NOTHING_OPEN.found())?)
            }
            Some(Owed::Service) => {
                Some(reverse_charged(&invoice).ok_or_else(|| NOTHING_OPEN.found())?)
            }
            None => {
                let seat = seat.or_else(|| looks_german(&seller).then_some(Seat::Germany));
                let said = as_said(&invoice, seat);
                // A rule speaks of what the invoice leaves open; what that says itself to be exempt
                // (insurance, letting), it does not tax.
                let open = said.as_ref().unwrap_or(&invoice);
                let ruled = self.is_owed(at, company, &invoice, side) == Some(Owed::Service)
                    && leaves_tax_open(open);
                if ruled { reverse_charged(open).or(said) } else { said }
            }
        };
        Ok(match owed {
            Some(owed) => Cow::Owned(Invoice { seller, ..owed }),
            None => invoice,
        })
    }

    /// What must be asked before an invoice received is booked that shows no VAT, where its seller
    /// is not known to be in Germany.
    pub(super) fn asks_what_is_owed(
        &self,
        at: usize,
        company: &str,
        invoice: &Invoice,
        side: Side,
    ) -> Option<Finding> {
        let seller = self.seller(company, invoice);
        let seat = seat_of_seller(&seller);
        let in_germany = seat == Some(Seat::Germany) || (seat.is_none() && looks_german(&seller));
        if side != Side::Payable
            || in_germany
            || !leaves_tax_open(invoice)
            || self.is_owed(at, company, invoice, side).is_some()
        {
            return None;
        }
        if self.goes_with_foreign_vat(company, invoice) {
            return None;
        }
        let document = format!("D{}", self.id_at(at));
        // Where something else was asked, a yes to that is none to this.
        let accept = if self.terms.contains_key(&at) {
            format!("kontor resolve {document} accept --untaxed")
        } else {
            "accept".to_owned()
        };
        let goods = if seat == Some(Seat::Abroad) {
            Argument::Words("".into(), "".into())
        } else {
            goods_from_the_union(&document)
        };
        let found = TAX_OPEN
            .found()
            .with("seller", seller.name.as_deref().unwrap_or("?"))
            .with_value("why", why_abroad(&seller));
        let in_part =
            invoice.vat.iter().any(|vat| vat.amount.is_some_and(|amount| !amount.is_zero()));
        let [de, en] = if in_part {
            ["auf einen Teil der Rechnung ", " on a part of the invoice"]
        } else {
            ["", ""]
        };
        let found = found
            .with_value("position", position(seat))
            .with_value("part", Argument::Words(de.into(), en.into()));
        Some(found.with("document", document).with("accept", accept).with_value("goods", goods))
    }

    /// A final invoice that is asked about, taxed as the prepayments that it takes off were
    /// answered: they are of the same supply. With the question, where they do not tell; that they
    /// were booked without tax does not, since once nobody was asked.
    pub(super) fn as_its_prepayments<'i>(
        &self,
        at: usize,
        invoice: Cow<'i, Invoice>,
        whose: &Whose<'_>,
        met: &Met,
    ) -> (Cow<'i, Invoice>, Option<Finding>) {
        let Some(asked) = self.asks_what_is_owed(at, whose.company, &invoice, whose.side) else {
            return (invoice, None);
        };
        let taxed = match self.chain(Link { at, invoice: &invoice, whose, met }) {
            Ok(Chain::Final(items, _)) => owed_on(&items),
            Err(first) if std::ptr::eq(first.kind, &PREPAYMENT_FIRST) => {
                return (invoice, Some(first));
            }
            _ => None,
        };
        let owed = match taxed {
            Some(Owed::Service) => reverse_charged(&invoice),
            Some(Owed::Acquisition) => acquired(&invoice),
            Some(Owed::Nothing) | None => None,
        };
        match owed {
            Some(owed) => {
                (Cow::Owned(Invoice { seller: self.seller(whose.company, &invoice), ..owed }), None)
            }
            None => (invoice, Some(asked)),
        }
    }

    /// The same of a seller that nothing is known of: nobody becomes a contact by a question.
    pub(super) fn asks_of_a_stranger(
        &self,
        at: usize,
        company: &str,
        invoice: &Invoice,
        side: Side,
    ) -> Result<(), Finding> {
        let asked = self
            .asks_what_is_owed(at, company, invoice, side)
            .filter(|_| self.contact_of(company, invoice).is_none());
        asked.map_or(Ok(()), Err)
    }

    /// What the company owes of the VAT that an invoice does not show, as a person said, else a
    /// vendor rule.
    fn is_owed(&self, at: usize, company: &str, invoice: &Invoice, side: Side) -> Option<Owed> {
        self.tax_told(at).or_else(|| {
            let books = self.books.companies.get(company).filter(|_| side == Side::Payable)?;
            let seller = with_account(&invoice.seller, invoice, side);
            let owes = books.reverse_charge_for(&seller, self.contact_of(company, invoice))?;
            Some(if owes { Owed::Service } else { Owed::Nothing })
        })
    }

    fn tax_told(&self, at: usize) -> Option<Owed> {
        self.terms.get(&at).and_then(|terms| terms.owed)
    }

    fn contact_of(&self, company: &str, invoice: &Invoice) -> Option<&ContactRow> {
        let contacts = &self.books.contacts;
        contacts
            .get(contacts.find(company, &with_account(&invoice.seller, invoice, Side::Payable))?)
    }

    /// The seller with what the contact is known by, where the invoice does not say it.
    fn seller(&self, company: &str, invoice: &Invoice) -> Party {
        let mut seller = with_account(&invoice.seller, invoice, Side::Payable);
        let Some(row) =
            self.contact_of(company, invoice).filter(|_| seat_of_seller(&seller).is_none())
        else {
            return seller;
        };
        let address: Value = serde_json::from_str(&row.address).unwrap_or_default();
        let known = |name: &str| {
            address
                .get(name)
                .and_then(Value::as_str)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        seller.vat_id = row.vat_id.as_deref().and_then(VatId::read);
        // Lists taken by an earlier version left what was written.
        seller.country =
            known("country").and_then(|written| country::code(&written)).map(str::to_owned);
        seller.tax_number = seller.tax_number.or_else(|| row.tax_number.clone());
        seller.iban = seller.iban.or_else(|| row.ibans.first().and_then(|iban| Iban::read(iban)));
        // One address, not parts of two.
        if [&seller.street, &seller.postcode, &seller.city].iter().all(|part| part.is_none()) {
            (seller.street, seller.postcode, seller.city) =
                (known("street"), known("postcode"), known("city"));
        }
        seller
    }
}

/// What the company owes on all of what these items ask for, alike; `None` where they differ, or
/// bear VAT that is shown.
fn owed_on(items: &[ItemRow]) -> Option<Owed> {
    let owed = |share: &VatShare| match Treatment::read(&share.treatment)? {
        Treatment::ReverseCharge(..) => Some(Owed::Service),
        Treatment::IntraCommunity(_) => Some(Owed::Acquisition),
        Treatment::Untaxed | Treatment::Exempt => Some(Owed::Nothing),
        _ => None,
    };
    let mut all = items.iter().flat_map(|item| &item.vat).map(owed);
    let first = all.next()??;
    all.all(|other| other == Some(first)).then_some(first)
}

/// How goods from another EU state are booked, which a service is not.
fn goods_from_the_union(document: &str) -> Argument {
    let answer = format!("kontor resolve {document} accept --acquisition");
    Argument::Words(
        format!(
            " Ware aus einem anderen EU-Staat ist ein innergemeinschaftlicher Erwerb (§ 1a \
             UStG, Kz 89): „{answer}“."
        )
        .into(),
        format!(
            " Goods from another EU state are an intra-community acquisition (§ 1a UStG, Kz \
             89): \"{answer}\"."
        )
        .into(),
    )
}

/// Where the VAT return states what is owed for a seller: in boxes of its own for the other states
/// of the EU.
fn position(seat: Option<Seat>) -> Argument {
    match seat {
        Some(Seat::Union) => Argument::Words("Kz 46/47".into(), "Kz 46/47".into()),
        Some(_) => Argument::Words("Kz 84/85".into(), "Kz 84/85".into()),
        None => Argument::Words(
            "Kz 84/85; sitzt der Verkäufer in der EU, Kz 46/47: dann bitte zuerst sein Land in \
             contacts.csv nennen"
                .into(),
            "Kz 84/85; Kz 46/47 for a seller in the EU: then name its country in contacts.csv \
                first"
                .into(),
        ),
    }
}

/// By what a seller is known to be abroad.
fn why_abroad(seller: &Party) -> Argument {
    let vat_id = seller.vat_id.as_ref().filter(|id| !id.as_str().starts_with("DE"));
    match (vat_id, seller.country.as_deref()) {
        (Some(id), _) => [format!("USt-IdNr. {id}"), format!("VAT id {id}")].into(),
        (None, Some(country)) => [format!("Sitz: {country}"), format!("seat: {country}")].into(),
        (None, None) => Argument::Words(
            "weder Land noch Steuernummer genannt".into(),
            "neither state nor tax number named".into(),
        ),
    }
}
