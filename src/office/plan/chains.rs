//! Chains of invoices: what a document says of earlier ones (BG-3, BT-113), and what that means for
//! how it is booked. What does not add up waits for a person.

use super::Plan;
use super::items::Met;
use super::settle::Postings;
use super::terms::Replaced;
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind, Invoice, InvoiceNature, JournalEntry, Money, Side};
use crate::ledger::{Deducted, Stage, Treatment, Unpaid, VatShare, wording};
use crate::store::rows::{ItemKind, ItemRow, Origin};
use crate::store::trade::{BilledRow, Naming};
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Findings of chains of invoices.
pub static FINDINGS: &[&FindingKind] = &[
    &SIGN_CONTRADICTS,
    &CORRECTS,
    &CORRECTS_CREDITED,
    &CORRECTS_UNKNOWN,
    &CORRECTS_SETTLED,
    &PREPAYMENT_UNKNOWN,
    &PREPAYMENT_DIFFERS,
    &PREPAYMENT_FIRST,
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
pub static CORRECTS: FindingKind = FindingKind {
    code: "corrects-invoice",
    weight: Weight::Warning,
    de: "Die Rechnung nennt {numbers}, gebucht mit {documents}: Sie tritt an deren Stelle oder \
        berichtigt sie. Sie ist nicht gebucht, damit nicht beide gelten; „kontor resolve {this} \
        accept“ nimmt {numbers} zurück und bucht diese, „accept --beside“ bucht sie zusätzlich \
        (Fracht, weiterer Teil).",
    en: "The invoice names {numbers}, booked with {documents}: it takes its place or corrects it. \
        It is not booked, so that not both count; \"kontor resolve {this} accept\" takes {numbers} \
        back and books this one, \"accept --beside\" books it in addition (freight, a further \
        part).",
};
/// What an invoice names is taken back in part already, or by what names others too: taken back
/// whole, too much would be. Or another stands in its place.
pub static CORRECTS_CREDITED: FindingKind = FindingKind {
    code: "corrects-credited-invoice",
    weight: Weight::Warning,
    de: "Die Rechnung nennt {numbers}; dazu ist schon gebucht: {credits} (Gutschrift oder Rechnung \
        an deren Stelle). Sie ist nicht gebucht, damit nichts doppelt gilt oder doppelt \
        zurückgenommen wird. „kontor resolve {this} accept --beside“ bucht sie zusätzlich; soll \
        sie an die Stelle treten, bitte zuerst {documents} zurücknehmen (kontor undo {first}), \
        dann „kontor resolve {this} accept“.",
    en: "The invoice names {numbers}, about which {credits} is booked already (a credit note, or \
        an invoice in its place). It is not booked, so that nothing counts twice or is taken back \
        twice. \"kontor resolve {this} accept --beside\" books it in addition; if it is to take \
        the place, take {documents} back first (kontor undo {first}), then \"kontor resolve {this} \
        accept\".",
};
pub static CORRECTS_UNKNOWN: FindingKind = FindingKind {
    code: "corrects-unknown-invoice",
    weight: Weight::Warning,
    de: "Die Rechnung berichtigt eine frühere ({numbers}), die nicht gebucht ist. Sie ist nicht \
        gebucht, damit nicht beide gelten, wenn jene noch kommt; „kontor resolve {this} accept“ \
        bucht sie.",
    en: "The invoice corrects an earlier one ({numbers}) that is not booked. It is not booked, so \
        that not both count should that one come; \"kontor resolve {this} accept\" books it.",
};
pub static CORRECTS_SETTLED: FindingKind = FindingKind {
    code: "corrects-settled-invoice",
    weight: Weight::Warning,
    de: "Die Rechnung tritt an die Stelle von {numbers}, worauf schon Zahlungen verbucht sind. \
        Bitte zuerst deren Zuordnung zurücknehmen (kontor undo E… oder V…), dann „kontor resolve \
        {this} accept“; „accept --beside“ bucht sie zusätzlich.",
    en: "The invoice takes the place of {numbers}, on which payments are booked. Take their match \
        back first (kontor undo E… or V…), then \"kontor resolve {this} accept\"; \"accept \
        --beside\" books it in addition.",
};
pub static PREPAYMENT_UNKNOWN: FindingKind = FindingKind {
    code: "prepayment-unknown",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab und nennt dazu {numbers}; das ist hier nicht gebucht. War \
        es eine Anzahlungsrechnung, ist deren Steuer schon angemeldet. Sie ist nicht gebucht; die \
        Anzahlungsrechnung nachreichen, oder „kontor resolve {this} accept“ bucht den Abzug als \
        schon gezahlt.",
    en: "The invoice takes off {amount} and names {numbers} for it, which is not booked here. If \
        that was a prepayment invoice, its VAT is declared already. It is not booked; drop the \
        prepayment invoice, or \"kontor resolve {this} accept\" books the deduction as money paid \
        already.",
};
pub static PREPAYMENT_DIFFERS: FindingKind = FindingKind {
    code: "prepayment-differs",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab; die Anzahlungen dazu ({numbers}) sind über {known} \
        gebucht oder nur zum Teil bezahlt. Das geht nicht auf; sie ist nicht gebucht. Bitte \
        klären; „kontor resolve {this} accept“ bucht den Abzug als schon gezahlt.",
    en: "The invoice takes off {amount}; its prepayments ({numbers}) are booked with {known} or \
        paid in part only. That does not add up; it is not booked. Find out why; \"kontor resolve \
        {this} accept\" books the deduction as money paid already.",
};
/// A final invoice that comes with statements, of a prepayment that is not paid as far as is known:
/// were it booked first, the VAT of what the statements say was paid in an earlier month would be
/// that of the final invoice's.
pub static PREPAYMENT_FIRST: FindingKind = FindingKind {
    code: "prepayment-first",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab ({numbers}). Sie wird gebucht, sobald die Zahlungen der \
        Kontoauszüge zugeordnet sind, mit denen sie kam; bleibt sie stehen, bucht sie „kontor \
        resolve {this} accept“.",
    en: "The invoice takes off {amount} ({numbers}). It is booked once the payments of the \
        statements are matched that it came with; should it stay, \"kontor resolve {this} accept\" \
        books it.",
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
    /// It takes the place of these.
    Replaces(Vec<ItemRow>),
}

/// What is known of earlier invoices before a batch's own are booked.
#[derive(Debug, Default)]
pub struct Earlier {
    /// Prepayment invoices.
    pub prepayments: Vec<ItemRow>,
    /// What is settled of items, minor units of the item's sign.
    pub settled: HashMap<i64, i64>,
    /// How much of that was no money (Skonto).
    pub discounted: HashMap<i64, i64>,
    /// What was paid of prepayments with VAT, minor units of the item's sign, each with the posting
    /// in force.
    pub payments: HashMap<i64, Vec<(i64, JournalEntry)>>,
    /// Postings of items that a corrected invoice may take back, by company.
    pub postings: HashMap<String, Postings>,
    /// Items of the same contacts whose invoices name earlier ones.
    pub naming: Vec<Naming>,
    /// Items of which nothing is in force because another document took their place: its number and
    /// the document.
    pub taken: HashMap<i64, (String, i64)>,
}

/// Whether what a final invoice takes off of an item depends on how its payments were booked: a
/// prepayment with VAT, which is rounded with each of them, or one received whose tax the recipient
/// owes (§ 13b UStG).
pub fn asks_for_payments(item: &ItemRow) -> bool {
    let taxed = |share: &crate::store::rows::VatShare| match Treatment::read(&share.treatment) {
        Some(Treatment::ReverseCharge(..)) => item.side == Side::Payable,
        Some(Treatment::Taxed(_)) => true,
        _ => false,
    };
    matches!(item.kind, ItemKind::Prepayment | ItemKind::PrepaymentTaxed)
        && item.vat.iter().any(taxed)
}

/// Whose item it is.
pub(super) struct Whose<'a> {
    pub company: &'a str,
    pub side: Side,
    pub contact: i64,
}

impl Plan<'_> {
    /// Tells what is known of earlier invoices; see [`Plan::numbers`].
    pub fn know(&mut self, earlier: Earlier) {
        self.earlier = earlier;
    }

    /// The companies with an invoice that takes something off.
    pub fn deducting(&self) -> Vec<String> {
        let deducts =
            |invoice: &Invoice| invoice.totals.prepaid.is_some_and(|prepaid| !prepaid.is_zero());
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

    /// Company and number of the invoices that those of the batch name.
    pub fn named_numbers(&self) -> HashSet<(String, String)> {
        let named = |(_, company, invoice): &(usize, String, Box<Invoice>)| {
            invoice
                .preceding_invoices
                .iter()
                .map(|number| (company.clone(), number.clone()))
                .collect::<Vec<_>>()
        };
        self.routed.invoices.iter().flat_map(named).collect()
    }

    /// How an invoice stands to those that it names or takes off; a finding where a person must
    /// say.
    pub(super) fn chain(
        &self,
        at: usize,
        invoice: &Invoice,
        whose: &Whose<'_>,
        met: &Met,
    ) -> Result<Chain, Finding> {
        let this = format!("D{}", self.id_at(at));
        let released = self.terms.contains_key(&at);
        let named = self.named(invoice, whose, met);
        let negative = invoice
            .totals
            .gross
            .or(invoice.totals.payable)
            .is_some_and(|sum| sum.is_sign_negative());
        let prepaid = invoice.totals.prepaid.filter(|prepaid| !prepaid.is_zero());
        match invoice.nature() {
            _ if invoice.sign_contradicts_type() => match released || !named.is_empty() {
                true => Ok(Chain::Alone),
                false => Err(SIGN_CONTRADICTS.found().with("this", this)),
            },
            InvoiceNature::PrepaymentCreditNote
                if named.iter().any(|item| item.kind == ItemKind::Prepayment) =>
            {
                Ok(Chain::Prepayment)
            }
            // A plain credit note that names prepayments alone takes them back, whatever its type
            // code.
            InvoiceNature::CreditNote
                if !named.is_empty()
                    && named.iter().all(|item| item.kind == ItemKind::Prepayment) =>
            {
                Ok(Chain::Prepayment)
            }
            InvoiceNature::CreditNote | InvoiceNature::PrepaymentCreditNote
                if named.is_empty() && !released =>
            {
                self.credits_what_stands(at, invoice, whose, met)
            }
            InvoiceNature::CreditNote | InvoiceNature::PrepaymentCreditNote => Ok(Chain::Alone),
            InvoiceNature::Prepayment => Ok(Chain::Prepayment),
            _ if negative => Ok(Chain::Alone),
            InvoiceNature::Correction
                if named.is_empty() && self.names_itself(invoice, whose, met) =>
            {
                Ok(Chain::Alone)
            }
            InvoiceNature::Correction => self.correction(at, (invoice, whose), named, met),
            InvoiceNature::Invoice => match prepaid {
                Some(prepaid) => {
                    self.deduction((at, released), invoice, whose, (named, prepaid), met)
                }
                None if invoice.is_debit_note() => Ok(Chain::Alone),
                None if named.is_empty()
                    && self.taken_by_another(at, invoice, whose, met).is_empty() =>
                {
                    Ok(Chain::Alone)
                }
                None => self.correction(at, (invoice, whose), named, met),
            },
        }
    }

    /// True of a corrected invoice under the number of the one that it corrects and that is booked:
    /// whether it takes its place is asked there ([`Plan::makes_room`]).
    fn names_itself(&self, invoice: &Invoice, whose: &Whose<'_>, met: &Met) -> bool {
        let own = |number: &&String| invoice.number.as_ref() == Some(*number);
        let number = invoice.preceding_invoices.iter().find(own);
        number.is_some_and(|number| {
            met.contains_key(&self.key_of(whose.company, whose.side, whose.contact, number))
        })
    }

    /// The items in force that an invoice names (BG-3).
    fn named(&self, invoice: &Invoice, whose: &Whose<'_>, met: &Met) -> Vec<ItemRow> {
        let key = |number: &String| self.key_of(whose.company, whose.side, whose.contact, number);
        // What bears its own number is taken back once, where it makes room.
        let known = |number: &String| {
            met.get(&key(number)).filter(|_| invoice.number.as_ref() != Some(number))
        };
        let mut named: Vec<ItemRow> =
            invoice.preceding_invoices.iter().filter_map(known).cloned().collect();
        named.retain(|item| item.amount_minor != 0);
        named.sort_by_key(|item| item.id);
        named.dedup_by_key(|item| item.id);
        named
    }

    fn correction(
        &self,
        at: usize,
        (invoice, whose): (&Invoice, &Whose<'_>),
        mut named: Vec<ItemRow>,
        met: &Met,
    ) -> Result<Chain, Finding> {
        let (this, terms) = (format!("D{}", self.id_at(at)), self.terms.get(&at));
        let released = terms.is_some();
        if terms.is_some_and(|terms| terms.beside) {
            return Ok(Chain::Alone);
        }
        let told = |kind: &'static FindingKind, numbers: String| {
            kind.found().with("numbers", numbers).with("this", &this)
        };
        let list = |named: &[ItemRow]| {
            named.iter().map(|item| item.number.clone()).collect::<Vec<_>>().join(", ")
        };
        let taken = self.taken_by_another(at, invoice, whose, met);
        let unnamed = |by: &(String, i64)| named.iter().all(|item| item.document_id != by.1);
        if let Some((number, (by, document))) = taken.into_iter().find(|(_, by)| unnamed(by)) {
            let document = format!("D{document}");
            return Err(told(&CORRECTS_CREDITED, number)
                .with("credits", by)
                .with("documents", &document)
                .with("first", document));
        }
        if named.is_empty() {
            let numbers = match invoice.preceding_invoices.as_slice() {
                [] => "?".to_owned(),
                some => some.join(", "),
            };
            return if released { Ok(Chain::Alone) } else { Err(told(&CORRECTS_UNKNOWN, numbers)) };
        }
        let all = named.clone();
        let mut followers: Vec<ItemRow> = Vec::new();
        let asked = |numbers: String, by: &[ItemRow]| {
            let documents: Vec<String> =
                by.iter().map(|item| format!("D{}", item.document_id)).collect();
            let told = told(&CORRECTS_CREDITED, numbers).with("credits", list(by));
            told.with("first", documents.first().cloned().unwrap_or_default())
                .with("documents", documents.join(", "))
        };
        for item in &all {
            let names = self.naming(at, item, met);
            let (credits, others): (Vec<_>, Vec<_>) =
                names.into_iter().partition(|(other, _)| credits(other, item));
            if credits.is_empty() {
                continue;
            }
            let alone = credits.iter().all(|(_, alone)| *alone);
            let credits: Vec<ItemRow> = credits.into_iter().map(|(credit, _)| credit).collect();
            if !alone || credits.iter().map(stated).sum::<i64>() != -stated(item) {
                return Err(asked(item.number.clone(), &credits));
            }
            // It is taken back whole, and its credit note with it.
            followers.extend(others.into_iter().map(|(other, _)| other));
            named.retain(|other| {
                other.id != item.id && credits.iter().all(|credit| credit.id != other.id)
            });
        }
        if named.is_empty() {
            return if followers.is_empty() {
                Ok(Chain::Alone)
            } else {
                Err(asked(list(&all), &followers))
            };
        }
        if !released {
            let documents = named
                .iter()
                .map(|item| format!("D{}", item.document_id))
                .collect::<Vec<_>>()
                .join(", ");
            return Err(told(&CORRECTS, list(&named)).with("documents", documents));
        }
        match named
            .iter()
            .any(|item| self.earlier.settled.get(&item.id).is_some_and(|settled| *settled != 0))
        {
            true => Err(told(&CORRECTS_SETTLED, list(&named))),
            false => Ok(Chain::Replaces(named)),
        }
    }

    /// What is in force and names an item, with whether it names nothing else.
    fn naming(&self, at: usize, item: &ItemRow, met: &Met) -> Vec<(ItemRow, bool)> {
        let brought = |row: &BilledRow| {
            let key = self.key_of(&row.company, row.side, row.contact_id?, row.number.as_ref()?);
            let item = met.get(&key).filter(|item| item.document_id == row.document_id)?;
            Some(Naming { item: item.clone(), numbers: row.facts.corrects.clone() })
        };
        let named =
            self.changes.billed.iter().filter(|row| row.facts.corrects.contains(&item.number));
        let of_batch: Vec<Naming> = named.filter_map(brought).collect();
        let stored = self
            .earlier
            .naming
            .iter()
            .filter(|row| of_batch.iter().all(|other| other.item.id != row.item.id))
            .cloned();
        let mut found: Vec<Naming> = stored.chain(of_batch.clone()).collect();
        let whose = |item: &ItemRow| self.key_of(&item.company, item.side, item.contact_id, "");
        found.retain(|row| {
            row.numbers.contains(&item.number)
                && row.item.amount_minor != 0
                && row.item.id != item.id
        });
        found.retain(|row| {
            whose(&row.item) == whose(item)
                && row.item.document_id != self.id_at(at)
                && row.item.kind != ItemKind::Prepaid
        });
        found
            .into_iter()
            .map(|row| (row.item, row.numbers.iter().all(|number| *number == item.number)))
            .collect()
    }

    /// What BT-113 takes off: the prepayments, or earlier invoices for parts, that an invoice names
    /// or that its contact has; without any it is money paid already.
    fn deduction(
        &self,
        (at, released): (usize, bool),
        invoice: &Invoice,
        whose: &Whose<'_>,
        (named, prepaid): (Vec<ItemRow>, Decimal),
        met: &Met,
    ) -> Result<Chain, Finding> {
        let document = self.id_at(at);
        let replaced = self.replaced_by(at, invoice, whose, met);
        let free = |item: &ItemRow| {
            item.deducted_by.is_none_or(|by| by == document || Some(by) == replaced)
                && item.kind != ItemKind::Prepaid
        };
        let unnamed = invoice.preceding_invoices.is_empty();
        let wanted = Money::new(prepaid, crate::domain::Currency::EUR).minor().unwrap_or_default();
        let total = |items: &[ItemRow]| items.iter().map(|item| item.amount_minor).sum::<i64>();
        // Of what was paid with Skonto the invoice may take off what was asked for, or what was
        // received.
        let received = |items: &[ItemRow]| {
            items.iter().map(|item| item.amount_minor - self.discounted(item)).sum::<i64>()
        };
        let named: Vec<ItemRow> = named.into_iter().filter(free).collect();
        let all = || self.prepayments_of(whose, met).into_iter().filter(free).collect::<Vec<_>>();
        let earlier: Vec<ItemRow> = match unnamed {
            true => all(),
            false if named.is_empty() || total(&named) == wanted || received(&named) == wanted => {
                named
            }
            false => with_the_rest(named, all(), invoice.order_number.as_deref(), wanted),
        };
        let sum = total(&earlier);
        let one = earlier.iter().find(|item| unnamed && item.amount_minor == wanted).cloned();
        let one_received = earlier
            .iter()
            .find(|item| unnamed && received(std::slice::from_ref(item)) == wanted)
            .cloned();
        let (taken, whole) = match (one, one_received) {
            _ if sum == wanted => (earlier.clone(), true),
            (Some(one), _) => (vec![one], true),
            _ if received(&earlier) == wanted => (earlier.clone(), false),
            (None, Some(one)) => (vec![one], false),
            (None, None) => (Vec::new(), true),
        };
        let deducted: Option<Vec<Deducted>> =
            taken.iter().map(|item| self.deducted(item, whole)).collect();
        let told = |kind: &'static FindingKind, numbers: String| {
            let amount = Money::new(prepaid, crate::domain::Currency::EUR);
            kind.found()
                .with_value("amount", amount)
                .with("numbers", numbers)
                .with("this", format!("D{document}"))
        };
        match deducted.filter(|deducted| !deducted.is_empty()) {
            Some(deducted)
                if !released
                    && self.brings_statements(whose.company)
                    && deducted.iter().any(is_unpaid) =>
            {
                Err(told(
                    &PREPAYMENT_FIRST,
                    taken.iter().map(|item| item.number.clone()).collect::<Vec<_>>().join(", "),
                ))
            }
            Some(deducted) => Ok(Chain::Final(taken, deducted)),
            None if released || (earlier.is_empty() && unnamed) => Ok(Chain::Alone),
            None if earlier.is_empty() => {
                Err(told(&PREPAYMENT_UNKNOWN, invoice.preceding_invoices.join(", ")))
            }
            None => {
                let numbers =
                    earlier.iter().map(|item| item.number.clone()).collect::<Vec<_>>().join(", ");
                Err(told(&PREPAYMENT_DIFFERS, numbers)
                    .with_value("known", Money::from_minor(sum, crate::domain::Currency::EUR)))
            }
        }
    }

    /// Whether statements of a company came with what is planned, whose payments are matched only
    /// after its invoices are booked.
    fn brings_statements(&self, company: &str) -> bool {
        self.routed.statements.iter().any(|(_, own, _)| own == company)
    }

    /// The document whose invoice a person lets this one take the place of: what it took off is
    /// free again.
    fn replaced_by(
        &self,
        at: usize,
        invoice: &Invoice,
        whose: &Whose<'_>,
        met: &Met,
    ) -> Option<i64> {
        self.terms.get(&at).filter(|terms| terms.replaces)?;
        let number = invoice.number.as_deref()?;
        met.get(&self.key_of(whose.company, whose.side, whose.contact, number))
            .map(|item| item.document_id)
    }

    fn prepayments_of(&self, whose: &Whose<'_>, met: &Met) -> Vec<ItemRow> {
        let theirs = |item: &&ItemRow| {
            matches!(
                item.kind,
                ItemKind::Prepayment | ItemKind::PrepaymentTaxed | ItemKind::PrepaymentUntaxed
            ) && item.company == whose.company
                && item.side == whose.side
                && item.contact_id == whose.contact
                && item.amount_minor != 0
        };
        let mut found: Vec<ItemRow> = met.values().filter(theirs).cloned().collect();
        let stored = self
            .earlier
            .prepayments
            .iter()
            .filter(theirs)
            .filter(|item| !met.contains_key(&self.key(item)));
        found.extend(stored.cloned());
        found.sort_by_key(|item| item.id);
        found
    }

    /// What a prepayment was paid short by, with Skonto.
    fn discounted(&self, item: &ItemRow) -> i64 {
        match item.kind {
            ItemKind::Prepayment | ItemKind::PrepaymentTaxed => {
                self.earlier.discounted.get(&item.id).copied().unwrap_or_default()
            }
            _ => 0,
        }
    }

    /// What a final invoice takes off of an item, `whole` or what was received of it alone; `None`
    /// where it cannot be told (paid in part, or its VAT is not known).
    fn deducted(&self, item: &ItemRow, whole: bool) -> Option<Deducted> {
        let settled = self.earlier.settled.get(&item.id).copied().unwrap_or_default();
        let stage = match item.kind {
            ItemKind::Item => Stage::Invoiced,
            ItemKind::PrepaymentTaxed => Stage::Paid,
            ItemKind::PrepaymentUntaxed => Stage::Unpaid,
            ItemKind::Prepayment if settled == item.amount_minor => Stage::Paid,
            ItemKind::Prepayment if settled == 0 => Stage::Unpaid,
            ItemKind::Prepayment | ItemKind::Prepaid | ItemKind::OnAccount => return None,
        };
        let euro = |minor| Money::from_minor(minor, crate::domain::Currency::EUR).amount;
        let share = |share: &crate::store::rows::VatShare| {
            Some(VatShare {
                treatment: Treatment::read(&share.treatment)?,
                gross: euro(share.gross_minor),
                net: euro(share.net_minor),
            })
        };
        let vat: Option<Vec<VatShare>> = item.vat.iter().map(share).collect();
        let vat = vat.filter(|vat| {
            vat.iter().map(|share| share.gross).sum::<Decimal>() == euro(item.amount_minor)
        })?;
        let unpaid =
            Some(self.discounted(item)).filter(|unpaid| *unpaid != 0 && stage == Stage::Paid);
        let unpaid = unpaid.map(|unpaid| Unpaid { amount: euro(unpaid), granted: whole });
        let payments = self.earlier.payments.get(&item.id).into_iter().flatten();
        Some(Deducted {
            vat,
            stage,
            unpaid,
            payments: payments.map(|(paid, entry)| (euro(*paid), entry.clone())).collect(),
        })
    }

    /// The rows of what a final invoice has taken off, as they stand from then on.
    pub(super) fn taken_off(
        &self,
        at: usize,
        items: Vec<ItemRow>,
        deducted: &[Deducted],
    ) -> Vec<ItemRow> {
        let document = self.id_at(at);
        let after = |(item, deducted): (ItemRow, &Deducted)| ItemRow {
            kind: match deducted.stage {
                Stage::Paid => ItemKind::PrepaymentTaxed,
                Stage::Unpaid => ItemKind::PrepaymentUntaxed,
                Stage::Invoiced => item.kind,
            },
            deducted_by: Some(document),
            ..item
        };
        items.into_iter().zip(deducted).map(after).collect()
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

    /// Takes the items whose place a corrected invoice takes back: their postings are reversed and
    /// nothing of them is open.
    pub(super) fn taken_back(&mut self, company: &str, items: Vec<ItemRow>) -> Vec<ItemRow> {
        let postings = self.earlier.postings.get(company).cloned().unwrap_or_default();
        let mut back = Vec::new();
        for mut item in items {
            self.replaced
                .push(Replaced { document: item.document_id, was_booked: item.posting.is_some() });
            if let Some((number, old)) =
                item.posting.take().and_then(|number| Some((number, postings.get(&number)?)))
            {
                let reversal =
                    old.reversed(old.date(), wording::reversal(old.text(), self.language));
                let sealed =
                    self.books.seal(company, reversal, Some(item.document_id), None, Some(number));
                self.changes.journal.push(sealed);
            }
            let paid_already =
                self.prepaid_beside(&item).into_iter().filter(|paid| paid.amount_minor != 0);
            back.extend(paid_already.map(|paid| ItemRow { amount_minor: 0, ..paid }));
            item.amount_minor = 0;
            item.discounts.clear();
            back.push(item);
        }
        back
    }
}

fn is_unpaid(deducted: &Deducted) -> bool {
    deducted.stage == Stage::Unpaid
}

/// Whether an item takes something of another back.
fn credits(item: &ItemRow, of: &ItemRow) -> bool {
    item.amount_minor.signum() == -of.amount_minor.signum()
}

/// What an item asks for in the currency of its invoice, minor units.
fn stated(item: &ItemRow) -> i64 {
    item.abroad.as_ref().map_or(item.amount_minor, |abroad| abroad.minor)
}

/// The document of the list that states an item, or did before its invoice came.
pub(super) fn list_of(item: &ItemRow) -> Option<i64> {
    match item.origin {
        Origin::List => Some(item.document_id).filter(|_| !item.is_withdrawn()),
        Origin::Invoice => item.listed_in,
    }
}

/// Prepayments that an invoice names, with those that it leaves unnamed where only all together are
/// what it takes off: many programs name the last one only. First those of its order, then all that
/// the contact has; where neither gives the sum, those named.
fn with_the_rest(
    named: Vec<ItemRow>,
    all: Vec<ItemRow>,
    order: Option<&str>,
    wanted: i64,
) -> Vec<ItemRow> {
    let is_named = |item: &ItemRow| named.iter().any(|named| named.id == item.id);
    let of_order = |item: &&ItemRow| order.is_some() && item.order_number.as_deref() == order;
    let together = |rest: Vec<ItemRow>| {
        named
            .iter()
            .cloned()
            .chain(rest.into_iter().filter(|item| !is_named(item)))
            .collect::<Vec<_>>()
    };
    let sets = [together(all.iter().filter(of_order).cloned().collect()), together(all)];
    let fitting = sets
        .into_iter()
        .find(|set| set.iter().map(|item| item.amount_minor).sum::<i64>() == wanted);
    fitting.unwrap_or(named)
}
