//! Final invoices that take off a part of a prepayment: of what is paid of it with the VAT in it
//! (§ 14 (5) sentence 2 UStG), of what is not paid what was asked for. Each one's share is kept as
//! it was booked ([`TakenPart`]), so that together they take off no more than there is, and what
//! takes the last part takes the exact rest, whatever was taken back and booked again before.

use super::Plan;
use super::chains::{Chain, Link};
use super::deducted::shares_of;
use super::posting::euro;
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::money::round_commercially;
use crate::domain::{Currency, Finding, FindingKind, Money};
use crate::ledger::{Deducted, Stage, Treatment, VatShare, booked_shares};
use crate::store::TakenPart;
use crate::store::rows::{ItemKind, ItemRow};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// A final invoice that takes off a part of a prepayment.
pub static PREPAYMENT_IN_PART: FindingKind = FindingKind {
    code: "prepayment-in-part",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab, einen Teil der bezahlten Anzahlung {numbers} über \
        {known}; davon sind noch {left} abzuziehen. Sie ist nicht gebucht. „kontor resolve {this} \
        accept“ bucht sie und nimmt diesen Teil mit seiner Umsatzsteuer aus der Anzahlung; der \
        Rest bleibt dort für die nächste Rechnung, die {numbers} nennt. Stimmt der Abzug nicht: \
        „kontor resolve {this} reject GRUND“.{aside}",
    en: "The invoice takes off {amount}, a part of the paid prepayment {numbers} over {known}, of \
        which {left} is still to be taken off. It is not booked. \"kontor resolve {this} accept\" \
        books it and takes that part off the prepayment with its VAT; the rest stays there for \
        the next invoice that names {numbers}. If the deduction is wrong: \"kontor resolve {this} \
        reject REASON\".{aside}",
};

/// A final invoice that takes off a part of several prepayments, or of one of them.
pub static PREPAYMENTS_IN_PART: FindingKind = FindingKind {
    code: "prepayments-in-part",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab, einen Teil der Anzahlungen {numbers} über {known}, von \
        denen {paid} bezahlt sind; davon sind noch {left} abzuziehen. Sie ist nicht gebucht. \
        „kontor resolve {this} accept“ bucht sie und nimmt mit der Umsatzsteuer heraus: {parts}, \
        die ältere Anzahlung und das Bezahlte zuerst; der Rest bleibt für die nächste Rechnung. \
        Ist eine bestimmte gemeint: „kontor resolve {this} accept --of NUMMER“. Stimmt der Abzug \
        nicht: „kontor resolve {this} reject GRUND“.{aside}",
    en: "The invoice takes off {amount}, a part of the prepayments {numbers} over {known}, of \
        which {paid} is paid; {left} of them is still to be taken off. It is not booked. \"kontor \
        resolve {this} accept\" books it and takes off with the VAT: {parts}, the older prepayment \
        and what is paid first; the rest stays for the next invoice. If a certain one is meant: \
        \"kontor resolve {this} accept --of NUMBER\". If the deduction is wrong: \"kontor resolve \
        {this} reject REASON\".{aside}",
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

/// A final invoice that takes off a part of a prepayment that is not paid as far.
pub static PREPAYMENT_PART_UNPAID: FindingKind = FindingKind {
    code: "prepayment-part-unpaid",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab, einen Teil der Anzahlung {numbers} über {known}, die erst \
        mit {paid} bezahlt ist; davon sind noch {left} abzuziehen. Sie ist nicht gebucht. Am \
        besten auf die Zahlung warten: Ist sie {numbers} zugeordnet, nimmt „kontor resolve {this} \
        accept“ diesen Teil mit seiner Umsatzsteuer heraus. Soll die Rechnung vorher gelten: \
        „kontor resolve {this} accept“ bucht sie schon jetzt und zieht ab, was gefordert ist; \
        kommt die Zahlung dann doch, wird gefragt, damit ihre Umsatzsteuer nicht doppelt gilt. \
        Stimmt der Abzug nicht: „kontor resolve {this} reject GRUND“.{aside}",
    en: "The invoice takes off {amount}, a part of the prepayment {numbers} over {known}, of which \
        only {paid} is paid; {left} of it is still to be taken off. It is not booked. Best wait \
        for the payment: once that is matched to {numbers}, \"kontor resolve {this} accept\" takes \
        that part off with its VAT. If the invoice is to count before: \"kontor resolve {this} \
        accept\" books it now and takes off what is asked for; should the payment come after all, \
        you are asked, so that its VAT does not count twice. If the deduction is wrong: \"kontor \
        resolve {this} reject REASON\".{aside}",
};

/// What there is of a prepayment by VAT: what payments booked of it, and what is asked for beside.
struct Stock {
    paid: Vec<VatShare>,
    unpaid: Vec<VatShare>,
}

impl Plan<'_> {
    /// What documents in force took off of an item in part; those whose place this one takes are
    /// not counted.
    fn parts_of(&self, link: Link<'_>, item: &ItemRow, replacing: &[i64]) -> Vec<TakenPart> {
        let (own, replaced) = (self.id_at(link.at), self.replaced_by(link));
        let mut rows = self.parts_on(item);
        rows.retain(|row| {
            row.document_id != own
                && Some(row.document_id) != replaced
                && !replacing.contains(&row.document_id)
        });
        rows
    }

    /// What documents in force took off of an item in part, those of this batch among them.
    pub(super) fn parts_on(&self, item: &ItemRow) -> Vec<TakenPart> {
        self.parts_in_force().filter(|row| row.item_id == item.id).copied().collect()
    }

    fn parts_in_force(&self) -> impl Iterator<Item = &TakenPart> {
        let stored = self.earlier.parts.iter();
        let stored = stored.filter(|row| !self.changes.parts_anew.contains(&row.document_id));
        stored.chain(&self.changes.parts)
    }

    /// The latest final invoice in force that takes a part off of an item.
    pub(super) fn taking_part_of(&self, item: &ItemRow) -> Option<i64> {
        latest_of_parts(&self.parts_on(item))
    }

    /// Whether a document in force takes a part off of an item.
    pub(super) fn takes_part_of(&self, document: i64, item: &ItemRow) -> bool {
        self.parts_on(item).iter().any(|row| row.document_id == document)
    }

    /// The documents in force that take something off in part.
    pub(super) fn taking_in_part(&self) -> BTreeSet<i64> {
        self.parts_in_force().map(|row| row.document_id).collect()
    }

    /// What there is of a prepayment; `None` where it cannot be told: it was paid short, its VAT is
    /// not known, or the recipient owes that.
    fn stock(&self, item: &ItemRow) -> Option<Stock> {
        let is_prepayment = matches!(item.kind, ItemKind::Prepayment | ItemKind::PrepaymentTaxed);
        let whole = shares_of(item).filter(|_| is_prepayment && self.discounted(item) == 0)?;
        let owed = |share: &VatShare| matches!(share.treatment, Treatment::ReverseCharge(..));
        let settled = self.settled(item);
        if whole.iter().any(owed) || settled < 0 || settled > item.amount_minor {
            return None;
        }
        let payments = self.earlier.payments.get(&item.id).into_iter().flatten();
        let payments: Vec<i64> = payments.map(|(paid, _)| *paid).collect();
        let payments =
            if payments.iter().sum::<i64>() == settled { payments } else { vec![settled] };
        let payments: Vec<Decimal> = payments.into_iter().map(euro).collect();
        let keeping = self.books.companies.get(&item.company)?.keeping;
        let paid = booked_shares(&keeping, item.side, &whole, &payments);
        Some(Stock { unpaid: less(&whole, &paid), paid })
    }

    /// What a final invoice takes off of an item that one in force has taken off whole, as that
    /// booked it: of what was paid, and of what was not.
    pub(super) fn as_taken_before(&self, item: &ItemRow) -> Option<[Deducted; 2]> {
        let by = item.deducted_by.filter(|_| item.kind == ItemKind::PrepaymentUntaxed)?;
        let mut rows = self.parts_on(item);
        rows.retain(|row| row.document_id == by);
        let whole = shares_of(item).filter(|_| !rows.is_empty())?;
        let of = |is_paid| taken_shares(&whole, &rows, is_paid);
        Some([part(item, of(true), Stage::Paid), part(item, of(false), Stage::Unpaid)])
    }

    /// What was paid of an item when it was taken off whole, minor units.
    pub(super) fn paid_before(&self, item: &ItemRow) -> i64 {
        let rows = self.parts_on(item).into_iter();
        rows.filter(|row| row.is_paid && item.deducted_by == Some(row.document_id))
            .map(|row| row.gross_minor)
            .sum()
    }

    /// What a final invoice takes off of an item of which a part is paid, where it takes off all of
    /// it: of what is paid, and of what is not.
    pub(super) fn paid_in_part_of(&self, item: &ItemRow) -> Option<[Deducted; 2]> {
        let is_half = item.kind == ItemKind::Prepayment
            && self.settled(item) != 0
            && self.settled(item) != item.amount_minor;
        let Stock { paid, unpaid } = self.stock(item).filter(|_| is_half)?;
        Some([part(item, paid, Stage::Paid), part(item, unpaid, Stage::Unpaid)])
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
            let before = self.parts_of(link, item, replacing);
            latest_of_parts(&before)?;
            Some(self.told_of_part(&PREPAYMENT_USED_UP, (link, &[item]), wanted, &before))
        })
    }

    /// What takes a part off of the prepayments that an invoice names or may mean: of what is paid
    /// of them first, of the oldest first; `None` where it is another case.
    pub(super) fn takes_off_a_part(
        &self,
        link: Link<'_>,
        earlier: &[ItemRow],
        (wanted, replacing): (i64, &[i64]),
    ) -> Option<Result<Chain, Finding>> {
        let mut items: Vec<&ItemRow> = earlier.iter().collect();
        items.sort_by_key(|item| (item.date, item.id));
        let before: Vec<Vec<TakenPart>> =
            items.iter().map(|item| self.parts_of(link, item, replacing)).collect();
        let total: i64 = items.iter().map(|item| item.amount_minor).sum();
        let settled: i64 = items.iter().map(|item| self.settled(item)).sum();
        // Just what is paid: whether the rest is asked for still is asked there.
        let is_all_paid = before.iter().all(Vec::is_empty) && settled == wanted && settled != total;
        // Of several that nobody has paid nothing tells which is meant.
        let is_unclear = items.len() > 1 && settled == 0;
        if wanted <= 0 || wanted >= total || is_all_paid || is_unclear {
            return None;
        }
        let stocks: Vec<Stock> =
            items.iter().map(|item| self.stock(item)).collect::<Option<Vec<_>>>()?;
        let mut rest = euro(wanted);
        let mut parts = Vec::new();
        for stage in [Stage::Paid, Stage::Unpaid] {
            let of_each = items.iter().zip(&stocks).zip(&before);
            for ((item, stock), before) in of_each {
                let whole = if stage == Stage::Paid { &stock.paid } else { &stock.unpaid };
                let taken = taken_shares(whole, before, stage == Stage::Paid);
                let from = rest.min(gross(&less(whole, &taken))).max(Decimal::ZERO);
                rest -= from;
                if !from.is_zero() {
                    parts.push((*item, part(item, shares_within(whole, &taken, from)?, stage)));
                }
            }
        }
        let before = before.concat();
        let told = |kind| self.told_of_part(kind, (link, &items), wanted, &before);
        if !rest.is_zero() {
            return Some(Err(told(&PREPAYMENT_USED_UP)));
        }
        if !self.terms.contains_key(&link.at) {
            let is_paid = parts.iter().all(|(_, part)| part.stage == Stage::Paid);
            let kind = match (items.len(), is_paid) {
                (1, true) => &PREPAYMENT_IN_PART,
                (1, false) => &PREPAYMENT_PART_UNPAID,
                _ => &PREPAYMENTS_IN_PART,
            };
            let found = told(kind).with_value("parts", told_of_each(&parts));
            return Some(Err(found));
        }
        let parts = parts.into_iter().map(|(_, part)| part).collect();
        Some(Ok(Chain::Final(Vec::new(), parts)))
    }

    /// Notes what an invoice takes off in part, instead of what it did when it was booked before.
    pub(super) fn note_parts(&mut self, at: usize, deducted: Option<&[Deducted]>) {
        let Some(deducted) = deducted else { return };
        let document_id = self.id_at(at);
        let minor = |amount| Money::new(amount, Currency::EUR).minor().unwrap_or_default();
        self.changes.parts.retain(|row| row.document_id != document_id);
        self.changes.parts_anew.push(document_id);
        for (item_id, part) in deducted.iter().filter_map(|part| Some((part.part_of?, part))) {
            self.changes.parts.extend((0..).zip(&part.vat).map(|(place, share)| TakenPart {
                document_id,
                item_id,
                place,
                is_paid: part.stage == Stage::Paid,
                gross_minor: minor(share.gross),
                net_minor: minor(share.net),
            }));
        }
    }

    fn told_of_part(
        &self,
        kind: &'static FindingKind,
        (link, items): (Link<'_>, &[&ItemRow]),
        wanted: i64,
        before: &[TakenPart],
    ) -> Finding {
        let euro = |minor| Money::from_minor(minor, Currency::EUR);
        let from: i64 = before.iter().map(|row| row.gross_minor).sum();
        let known: i64 = items.iter().map(|item| item.amount_minor).sum();
        let numbers: Vec<&str> = items.iter().map(|item| item.number.as_str()).collect();
        let left = known.saturating_sub(from).max(0);
        let found = kind
            .found()
            .with_value("amount", euro(wanted))
            .with_value("known", euro(known))
            .with_value("paid", euro(items.iter().map(|item| self.settled(item)).sum()))
            .with_value("left", euro(left))
            .with_value("aside", self.told_aside(link, items, (wanted, left)))
            .with("numbers", numbers.join(", "))
            .with("this", format!("D{}", self.id_at(link.at)));
        match latest_of_parts(before) {
            Some(document) => {
                let by = self.number_of(document).unwrap_or_else(|| format!("D{document}"));
                found.with("by", by).with("final", format!("D{document}"))
            }
            None => found,
        }
    }
}

/// The latest document that took something off in part.
pub fn latest_of_parts(rows: &[TakenPart]) -> Option<i64> {
    let mut taken: BTreeMap<i64, i64> = BTreeMap::new();
    for row in rows {
        *taken.entry(row.document_id).or_default() += row.gross_minor;
    }
    taken.into_iter().rev().find(|(_, gross)| *gross != 0).map(|(document, _)| document)
}

/// The documents that took a part off that was not paid: their list, and the commands that take
/// them back and book them again.
pub fn taken_unpaid(rows: &[TakenPart]) -> Option<[String; 3]> {
    let unpaid = rows.iter().filter(|row| !row.is_paid && row.gross_minor != 0);
    let documents: BTreeSet<i64> = unpaid.map(|row| row.document_id).collect();
    let list =
        |say: &dyn Fn(&i64) -> String| documents.iter().map(say).collect::<Vec<_>>().join(", ");
    (!documents.is_empty()).then(|| {
        [
            list(&|document| format!("D{document}")),
            list(&|document| format!("kontor undo D{document}")),
            list(&|document| format!("kontor resolve D{document} accept")),
        ]
    })
}

/// How much is taken off of each: `AR-1 1.190,00 EUR, AR-2 595,00 EUR`.
fn told_of_each(parts: &[(&ItemRow, Deducted)]) -> Argument {
    let mut sums: Vec<(&str, Decimal)> = Vec::new();
    for (item, part) in parts {
        match sums.iter_mut().find(|(number, _)| *number == item.number) {
            Some((_, sum)) => *sum += gross(&part.vat),
            None => sums.push((&item.number, gross(&part.vat))),
        }
    }
    let of_each = sums.into_iter().map(|(number, sum)| {
        let sum = Argument::Amount(Money::new(sum, Currency::EUR));
        Argument::row(&[Argument::text(number), sum], " ")
    });
    Argument::row(&of_each.collect::<Vec<_>>(), ", ")
}

fn part(item: &ItemRow, vat: Vec<VatShare>, stage: Stage) -> Deducted {
    Deducted { vat, stage, unpaid: None, payments: Vec::new(), part_of: Some(item.id) }
}

fn gross(shares: &[VatShare]) -> Decimal {
    shares.iter().map(|share| share.gross).sum()
}

/// What is left of shares without others of the same treatments.
fn less(whole: &[VatShare], others: &[VatShare]) -> Vec<VatShare> {
    let left = whole.iter().zip(others);
    left.map(|(share, other)| VatShare {
        gross: share.gross - other.gross,
        net: share.net - other.net,
        ..share.clone()
    })
    .collect()
}

/// What was taken off of shares, by share.
fn taken_shares(whole: &[VatShare], rows: &[TakenPart], is_paid: bool) -> Vec<VatShare> {
    let of = |(place, share): (i64, &VatShare)| {
        let own = rows.iter().filter(|row| row.place == place && row.is_paid == is_paid);
        let (gross, net) =
            own.fold((0, 0), |sum, row| (sum.0 + row.gross_minor, sum.1 + row.net_minor));
        VatShare { gross: euro(gross), net: euro(net), ..share.clone() }
    };
    (0..).zip(whole).map(of).collect()
}

/// The part of shares of which some is taken already: in proportion, the parts of rising sums
/// giving the whole; and the exact rest where nothing is left after it. `None` where nothing is
/// there to divide.
fn shares_within(whole: &[VatShare], taken: &[VatShare], wanted: Decimal) -> Option<Vec<VatShare>> {
    let (total, from) = (gross(whole), gross(taken));
    if from + wanted == total {
        return Some(less(whole, taken));
    }
    let upto = |of: Decimal, sum: Decimal| {
        (of * sum).checked_div(total).map(|part| round_commercially(part, 2))
    };
    let within = |of: Decimal| Some(upto(of, from + wanted)? - upto(of, from)?);
    let mut vat: Vec<VatShare> = Vec::with_capacity(whole.len());
    for share in whole {
        let (gross, net) = (within(share.gross)?, within(share.net)?);
        vat.push(VatShare { gross, net, ..share.clone() });
    }
    // What rounding lacks is the last one's.
    let rest = wanted - gross(&vat);
    vat.last_mut()?.gross += rest;
    Some(vat)
}
