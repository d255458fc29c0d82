//! Final invoices that take off a part of a paid prepayment each: each takes its part off with the
//! VAT in it (§ 14 (5) sentence 2 UStG), and together they take off no more than there is. How much
//! earlier ones took off is told by the invoices in force that name the prepayment: what they ask
//! for with VAT, less what they left to be paid.

use super::Plan;
use super::chains::{Chain, Link};
use crate::domain::finding::Weight;
use crate::domain::money::round_commercially;
use crate::domain::{Currency, Finding, FindingKind, Money};
use crate::ledger::{Deducted, Treatment, VatShare};
use crate::store::rows::{ItemKind, ItemRow};
use rust_decimal::Decimal;

/// A final invoice that takes off a part of a prepayment.
pub static PREPAYMENT_IN_PART: FindingKind = FindingKind {
    code: "prepayment-in-part",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab, einen Teil der bezahlten Anzahlung {numbers} über \
        {known}; davon sind noch {left} abzuziehen. Sie ist nicht gebucht. „kontor resolve {this} \
        accept“ bucht sie und nimmt diesen Teil mit seiner Umsatzsteuer aus der Anzahlung; der \
        Rest bleibt dort für die nächste Rechnung, die {numbers} nennt. Stimmt der Abzug nicht: \
        „kontor resolve {this} reject GRUND“.",
    en: "The invoice takes off {amount}, a part of the paid prepayment {numbers} over {known}, of \
        which {left} is still to be taken off. It is not booked. \"kontor resolve {this} accept\" \
        books it and takes that part off the prepayment with its VAT; the rest stays there for \
        the next invoice that names {numbers}. If the deduction is wrong: \"kontor resolve {this} \
        reject REASON\".",
};

/// A final invoice that takes off more of a prepayment than others have left of it.
pub static PREPAYMENT_USED_UP: FindingKind = FindingKind {
    code: "prepayment-used-up",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} von der Anzahlung {numbers} über {known} ab; {by} ({final}) \
        hat davon schon abgezogen, übrig sind {left}. Sie ist nicht gebucht, sonst gälte die \
        Umsatzsteuer der Anzahlung doppelt. Bitte vom Absender berichtigen lassen („kontor \
        resolve {this} reject GRUND“); gilt {by} nicht: „kontor undo {final}“, dann „kontor \
        resolve {this} accept“.",
    en: "The invoice takes {amount} off the prepayment {numbers} over {known}, of which {by} \
        ({final}) has taken off already, so that {left} is left. It is not booked, for the VAT of \
        the prepayment would count twice. Have its sender correct it (\"kontor resolve {this} \
        reject REASON\"); if {by} does not count: \"kontor undo {final}\", then \"kontor resolve \
        {this} accept\".",
};

/// What others have taken off of a prepayment, and the latest of them.
struct TakenBefore {
    /// Minor units, of the item's sign.
    amount: i64,
    document: i64,
    number: String,
}

impl Plan<'_> {
    /// What invoices in force that name an item have taken off of it in part; those whose place
    /// this one takes are not counted.
    fn taken_in_part(
        &self,
        link: Link<'_>,
        item: &ItemRow,
        replacing: &[i64],
    ) -> Option<TakenBefore> {
        let off = self.taken_off_by(link);
        let given_back = |document: i64| {
            self.restored().any(|row| (row.item_id, row.final_id) == (item.id, document))
        };
        let replaced = self.replaced_by(link);
        let mut found: Option<TakenBefore> = None;
        for row in self.naming(link, &item.number) {
            let document = row.item.document_id;
            if row.item.kind != ItemKind::Item
                || row.item.amount_minor.signum() != item.amount_minor.signum()
                || row.item.abroad.is_some()
                || item.deducted_by == Some(document)
                || Some(document) == replaced
                || replacing.contains(&document)
                || given_back(document)
            {
                continue;
            }
            let gross = row.gross.and_then(|gross| Money::new(gross, Currency::EUR).minor());
            let whole: i64 =
                off.iter().filter(|(by, _)| *by == document).map(|(_, own)| own.amount_minor).sum();
            let part = gross.unwrap_or_default() - row.item.amount_minor - whole;
            if part > 0 {
                let before = found.as_ref().map_or(0, |found| found.amount);
                let (amount, number) = (before.saturating_add(part), row.item.number.clone());
                found = Some(TakenBefore { amount, document, number });
            }
        }
        found
    }

    /// A prepayment of which others took a part off, where an invoice takes off all of it.
    pub(super) fn used_up(
        &self,
        link: Link<'_>,
        taken: &[ItemRow],
        (wanted, replacing): (i64, &[i64]),
    ) -> Option<Finding> {
        let is_prepayment =
            |item: &&ItemRow| matches!(item.kind, ItemKind::Prepayment | ItemKind::PrepaymentTaxed);
        taken.iter().filter(is_prepayment).find_map(|item| {
            let before = self.taken_in_part(link, item, replacing)?;
            Some(self.told_of_part(&PREPAYMENT_USED_UP, (link, item), wanted, Some(before)))
        })
    }

    /// What takes a part off of the one prepayment that an invoice names, paid whole and without
    /// Skonto; `None` where it is another case.
    pub(super) fn takes_off_a_part(
        &self,
        link: Link<'_>,
        earlier: &[ItemRow],
        (wanted, replacing): (i64, &[i64]),
    ) -> Option<Result<Chain, Finding>> {
        let [item] = earlier else { return None };
        let is_whole = matches!(item.kind, ItemKind::Prepayment | ItemKind::PrepaymentTaxed)
            && self.settled(item) == item.amount_minor
            && self.discounted(item) == 0;
        if !is_whole || wanted <= 0 || wanted >= item.amount_minor {
            return None;
        }
        let before = self.taken_in_part(link, item, replacing);
        let from = before.as_ref().map_or(0, |before| before.amount);
        if wanted > item.amount_minor.saturating_sub(from) {
            let found = self.told_of_part(&PREPAYMENT_USED_UP, (link, item), wanted, before);
            return Some(Err(found));
        }
        let part = part_of(&self.deducted(item, true)?, item, (from, from + wanted))?;
        if self.terms.contains_key(&link.at) {
            return Some(Ok(Chain::Final(Vec::new(), vec![part])));
        }
        Some(Err(self.told_of_part(&PREPAYMENT_IN_PART, (link, item), wanted, before)))
    }

    fn told_of_part(
        &self,
        kind: &'static FindingKind,
        (link, item): (Link<'_>, &ItemRow),
        wanted: i64,
        before: Option<TakenBefore>,
    ) -> Finding {
        let euro = |minor| Money::from_minor(minor, Currency::EUR);
        let from = before.as_ref().map_or(0, |before| before.amount);
        let found = kind
            .found()
            .with_value("amount", euro(wanted))
            .with_value("known", euro(item.amount_minor))
            .with_value("left", euro(item.amount_minor.saturating_sub(from).max(0)))
            .with("numbers", &item.number)
            .with("this", format!("D{}", self.id_at(link.at)));
        match before {
            Some(before) => {
                found.with("by", before.number).with("final", format!("D{}", before.document))
            }
            None => found,
        }
    }
}

/// The part of what could be taken off of an item from one sum to another, minor units: the parts of
/// rising sums give the whole, to the cent. Of VAT that the recipient owes it is not told.
fn part_of(whole: &Deducted, item: &ItemRow, (from, to): (i64, i64)) -> Option<Deducted> {
    let owed = |share: &VatShare| matches!(share.treatment, Treatment::ReverseCharge(..));
    if whole.vat.iter().any(owed) {
        return None;
    }
    let amount = Decimal::from(item.amount_minor);
    let upto = |of: Decimal, sum: i64| {
        (of * Decimal::from(sum)).checked_div(amount).map(|part| round_commercially(part, 2))
    };
    let within = |of: Decimal| Some(upto(of, to)? - upto(of, from)?);
    let mut vat: Vec<VatShare> = Vec::with_capacity(whole.vat.len());
    for share in &whole.vat {
        let (gross, net) = (within(share.gross)?, within(share.net)?);
        vat.push(VatShare { gross, net, ..share.clone() });
    }
    // What rounding lacks is the last one's.
    let rest = Money::from_minor(to - from, Currency::EUR).amount
        - vat.iter().map(|share| share.gross).sum::<Decimal>();
    let last = vat.last_mut()?;
    last.gross += rest;
    Some(Deducted { vat, payments: Vec::new(), ..whole.clone() })
}
