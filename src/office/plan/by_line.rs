//! Final invoices that take prepayments off by a line, or an allowance, with a minus sign and not
//! by what is paid already (BT-113): the invoice is read as the same over the whole, of which that
//! is taken off, so that the prepayments end with it.

use super::Plan;
use super::chains::{Link, Whose};
use super::items::Met;
use super::named::reduces;
use crate::domain::finding::Weight;
use crate::domain::invoice::tells_prepayment;
use crate::domain::invoice_number::same_number;
use crate::domain::{Currency, Finding, FindingKind, Invoice, InvoiceNature, Money};
use crate::ledger::Treatment;
use crate::store::rows::{ItemKind, ItemRow};
use rust_decimal::{Decimal, RoundingStrategy, dec};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Findings of what lines take off.
pub static FINDINGS: &[&FindingKind] = &[&LINE_DIFFERS];

/// A line takes prepayments off, and none that is booked fits.
pub static LINE_DIFFERS: FindingKind = FindingKind {
    code: "prepayment-line-differs",
    weight: Weight::Warning,
    de: "Die Rechnung zieht mit einer Position {amount} netto an Anzahlungen ab; gebucht sind von \
        {contact} {numbers} über {known} netto. Das geht nicht auf; sie ist nicht gebucht. Bitte \
        klären, welche gemeint ist; „kontor resolve {this} accept“ bucht sie, wie sie dasteht, und \
        lässt die Anzahlungen stehen.",
    en: "The invoice takes {amount} net of prepayments off by a line; booked of {contact} are \
        {numbers} with {known} net. That does not add up; it is not booked. Find out which is \
        meant; \"kontor resolve {this} accept\" books it as it stands and leaves the prepayments \
        as they are.",
};

/// What a line or an allowance takes off.
struct Taking {
    /// Its position among the lines, or among the allowances.
    at: (Part, usize),
    /// Positive.
    net: Decimal,
    rate: Decimal,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Line,
    Allowance,
}

/// Net and gross by the percentage of VAT.
type ByRate = BTreeMap<Decimal, (Decimal, Decimal)>;

impl Plan<'_> {
    /// The invoice as one over the whole with what it takes off (BT-113), where its lines take
    /// prepayments off.
    ///
    /// # Errors
    /// None that is booked is as much; a person who releases it has it booked as it stands.
    pub(super) fn over_the_whole<'i>(
        &self,
        at: usize,
        invoice: Cow<'i, Invoice>,
        whose: &Whose<'_>,
        met: &Met,
    ) -> Result<Cow<'i, Invoice>, Finding> {
        let link = Link { at, invoice: &invoice, whose, met };
        let prepaid = invoice.totals.prepaid.is_some_and(|prepaid| !prepaid.is_zero());
        let in_euro = invoice.currency.unwrap_or(Currency::EUR) == Currency::EUR;
        let corrects = invoice.nature() == InvoiceNature::Correction;
        let charges = invoice.nature() == InvoiceNature::Invoice || corrects && !reduces(&invoice);
        if !charges || prepaid || !in_euro || !asks_for_something(&invoice) {
            return Ok(invoice);
        }
        // A correction may take off what the one that it corrects does.
        let finals = match corrects {
            true => self.finals_named(link),
            false => Vec::new(),
        };
        let replaced = self.replaced_by(link);
        let free = |item: &ItemRow| {
            item.deducted_by.is_none_or(|by| {
                by == self.id_at(at)
                    || Some(by) == replaced
                    || finals.iter().any(|other| other.document == by)
            }) && item.amount_minor > 0
        };
        let mut in_force = self.named(link);
        in_force.retain(|item| {
            finals.iter().all(|other| other.document != item.document_id)
                && self.taken_back_by(item.document_id).is_none()
        });
        let named: Vec<ItemRow> = in_force.iter().filter(|item| free(item)).cloned().collect();
        let open: Vec<ItemRow> = self.prepayments_of(link).into_iter().filter(free).collect();
        let candidates: Vec<&ItemRow> =
            open.iter().chain(named.iter().filter(|item| item.kind == ItemKind::Item)).collect();
        let takings = takings(&invoice, &candidates, &named);
        if takings.is_empty() || candidates.is_empty() && in_force.is_empty() {
            return Ok(invoice);
        }
        self.knows_what_is_said(link)?;
        let apart = self.is_beside(at) || self.takes_off_none(at);
        let fitting = fitting(&takings, &candidates, &named, &invoice);
        if let Some(items) = fitting.filter(|_| !apart) {
            let mut preceding = invoice.preceding_invoices.clone();
            let mut whole = whole(invoice.into_owned(), &takings, &items);
            if corrects {
                preceding.retain(|number| !whole.preceding_invoices.contains(number));
                whole.preceding_invoices.splice(0..0, preceding);
            }
            return Ok(Cow::Owned(whole));
        }
        let part = match corrects || apart {
            true => None,
            false => self.part_by_line(link, &takings, &candidates, &named),
        };
        if let Some(whole) = part {
            return Ok(Cow::Owned(whole));
        }
        if corrects && self.terms.contains_key(&at) {
            return Ok(invoice);
        }
        if self.terms.contains_key(&at) {
            // It takes nobody's place.
            let invoice = invoice.into_owned();
            return Ok(Cow::Owned(Invoice { preceding_invoices: Vec::new(), ..invoice }));
        }
        let euro = |amount| Money::new(amount, Currency::EUR);
        // What another invoice has taken off already is told where that is all there is.
        let told = if candidates.is_empty() { in_force.iter().collect() } else { candidates };
        let numbers: Vec<&str> = told.iter().map(|item| item.number.as_str()).collect();
        let known: Decimal = told.iter().map(|item| net_of(item)).sum();
        let found = LINE_DIFFERS
            .found()
            .with_value("amount", euro(takings.iter().map(|taking| taking.net).sum()))
            .with_value("known", euro(known));
        Err(found
            .with("numbers", numbers.join(", "))
            .with("contact", self.name_of(whose.contact))
            .with("this", format!("D{}", self.id_at(at))))
    }

    /// The invoice as one over the whole that takes a part off of the prepayments that its texts
    /// mention, that it names, or that it may mean; `None` where that is no part of these.
    fn part_by_line(
        &self,
        link: Link<'_>,
        takings: &[Taking],
        candidates: &[&ItemRow],
        named: &[ItemRow],
    ) -> Option<Invoice> {
        let sums = by_rate_of(takings);
        let gross: Decimal = sums.values().map(|(_, gross)| *gross).sum();
        let wanted = Money::new(gross, Currency::EUR).minor()?;
        let requests = || candidates.iter().filter(|item| item.kind != ItemKind::Item);
        let of = |holds: &dyn Fn(&ItemRow) -> bool| {
            requests().filter(|item| holds(item)).map(|item| (*item).clone()).collect::<Vec<_>>()
        };
        let all = of(&|_| true);
        let sets = [
            of(&|item| takings.iter().any(|taking| mentions(&taking.text, &item.number))),
            of(&|item| named.iter().any(|other| other.id == item.id)),
            self.may_be_meant(link, &all, wanted),
        ];
        let meant = sets.into_iter().find(|set| !set.is_empty())?;
        let items: Vec<&ItemRow> = meant.iter().collect();
        let booked = by_rate(&items);
        if !sums.keys().all(|rate| booked.contains_key(rate)) {
            return None;
        }
        let invoice = without(link.invoice.clone(), takings, &items);
        let invoice = with_sums_off(invoice, &sums, Decimal::ONE);
        let link = Link { invoice: &invoice, ..link };
        let is_part = self.takes_off_a_part(link, &meant, (wanted, &[])).is_some();
        is_part.then_some(invoice)
    }
}

/// Whether anything is asked for of which something could be taken off. What has minus signs alone
/// takes back what it names.
fn asks_for_something(invoice: &Invoice) -> bool {
    let mut lines = invoice.lines.iter().filter(|line| line.kind.is_none());
    let plus = |net: Option<Decimal>| net.is_none_or(|net| net > Decimal::ZERO);
    invoice.lines.is_empty()
        || lines.any(|line| plus(line.net))
        || invoice.charges.iter().any(|charge| plus(charge.amount))
}

/// What the lines and allowances of an invoice take off of prepayments: they say so in words or by
/// a number, or are as much as one that the invoice names.
fn takings(invoice: &Invoice, candidates: &[&ItemRow], named: &[ItemRow]) -> Vec<Taking> {
    let lines = invoice.lines.iter().enumerate().filter(|(_, line)| line.kind.is_none());
    let lines = lines.filter_map(|(at, line)| {
        Some(Taking {
            at: (Part::Line, at),
            net: -line.net?,
            rate: line.vat_rate.unwrap_or_default(),
            text: line.description.clone().unwrap_or_default(),
        })
    });
    let allowances = invoice.allowances.iter().enumerate().filter_map(|(at, allowance)| {
        Some(Taking {
            at: (Part::Allowance, at),
            net: allowance.amount?,
            rate: allowance.vat_rate.unwrap_or_default(),
            text: allowance.reason.clone().unwrap_or_default(),
        })
    });
    let is_of_prepayment = |taking: &Taking| {
        let text = &taking.text;
        tells_prepayment(text)
            || candidates.iter().any(|item| {
                near(net_of(item), taking.net)
                    && (mentions(text, &item.number)
                        || named.iter().any(|other| other.id == item.id))
            })
    };
    lines
        .chain(allowances)
        .filter(|taking| taking.net > Decimal::ZERO)
        .filter(is_of_prepayment)
        .collect()
}

/// The items that are together what is taken off, rate by rate: those that the texts mention, those
/// that the invoice names, those of its order, all, or one for each.
fn fitting<'a>(
    takings: &[Taking],
    candidates: &[&'a ItemRow],
    named: &[ItemRow],
    invoice: &Invoice,
) -> Option<Vec<&'a ItemRow>> {
    let of = |holds: &dyn Fn(&ItemRow) -> bool| {
        candidates.iter().copied().filter(|item| holds(item)).collect::<Vec<&ItemRow>>()
    };
    let is_prepayment = |item: &ItemRow| item.kind != ItemKind::Item;
    let order = invoice.order_number.as_deref();
    let mut alone = Vec::new();
    for taking in takings {
        let fits = |item: &&&ItemRow| {
            near(net_of(item), taking.net)
                && alone.iter().all(|other: &&ItemRow| other.id != item.id)
        };
        let all: Vec<&&ItemRow> = candidates.iter().filter(fits).collect();
        if let [one] = all.as_slice() {
            alone.push(**one);
        }
    }
    let sets = [
        of(&|item| takings.iter().any(|taking| mentions(&taking.text, &item.number))),
        of(&|item| named.iter().any(|other| other.id == item.id)),
        of(&|item| is_prepayment(item) && order.is_some() && item.order_number.as_deref() == order),
        of(&is_prepayment),
        alone,
    ];
    sets.into_iter().find(|set| !set.is_empty() && takes_off(takings, set))
}

/// Whether takings are these items, rate by rate.
fn takes_off(takings: &[Taking], items: &[&ItemRow]) -> bool {
    let booked = by_rate(items);
    let mut taken: BTreeMap<Decimal, Decimal> = BTreeMap::new();
    for taking in takings {
        *taken.entry(taking.rate.normalize()).or_default() += taking.net;
    }
    let alike = |rate: &Decimal| {
        near(
            taken.get(rate).copied().unwrap_or_default(),
            booked.get(rate).map(|(net, _)| *net).unwrap_or_default(),
        )
    };
    taken.keys().chain(booked.keys()).all(alike)
}

/// The same amount but for a cent or two of rounding.
fn near(one: Decimal, other: Decimal) -> bool {
    (one - other).abs() <= dec!(0.02)
}

/// Whether a text mentions a number, in any spelling.
pub(super) fn mentions(text: &str, number: &str) -> bool {
    let parts = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')');
    let words: Vec<&str> = text.split(parts).filter(|word| !word.is_empty()).collect();
    (1..=3).any(|count| words.windows(count).any(|some| same_number(&some.join(" "), number)))
}

/// What items charge, by the percentage of VAT.
fn by_rate(items: &[&ItemRow]) -> ByRate {
    let mut sums = ByRate::new();
    for share in items.iter().flat_map(|item| &item.vat) {
        let gross = Money::from_minor(share.gross_minor, Currency::EUR).amount;
        let rate = match Treatment::read(&share.treatment) {
            Some(Treatment::Taxed(rate)) => rate.percent().normalize(),
            _ => Decimal::ZERO,
        };
        let net = gross * Decimal::ONE_HUNDRED / (Decimal::ONE_HUNDRED + rate);
        let net = net.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        let sum = sums.entry(rate).or_default();
        *sum = (sum.0 + net, sum.1 + gross);
    }
    sums
}

/// What an item charges net.
fn net_of(item: &ItemRow) -> Decimal {
    by_rate(&[item]).values().map(|(net, _)| *net).sum()
}

/// What takings are net and with VAT, by the percentage.
fn by_rate_of(takings: &[Taking]) -> ByRate {
    let mut sums = ByRate::new();
    for taking in takings {
        let sum = sums.entry(taking.rate.normalize()).or_default();
        sum.0 += taking.net;
    }
    for (rate, (net, gross)) in &mut sums {
        let tax = *net * rate / Decimal::ONE_HUNDRED;
        *gross = *net + tax.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    }
    sums
}

/// The invoice over the whole, which names what it takes off.
fn whole(invoice: Invoice, takings: &[Taking], items: &[&ItemRow]) -> Invoice {
    with_taken_off(without(invoice, takings, items), items, Decimal::ONE)
}

/// The invoice without the lines that take something off, which names of what.
fn without(mut invoice: Invoice, takings: &[Taking], items: &[&ItemRow]) -> Invoice {
    let is_taken = |part: Part, at: usize| takings.iter().any(|taking| taking.at == (part, at));
    let of = |part: Part| -> Decimal {
        takings.iter().filter(|taking| taking.at.0 == part).map(|taking| taking.net).sum()
    };
    let off_allowances = of(Part::Allowance);
    let mut at = 0..;
    invoice.lines.retain(|_| !at.next().is_some_and(|at| is_taken(Part::Line, at)));
    let mut at = 0..;
    invoice.allowances.retain(|_| !at.next().is_some_and(|at| is_taken(Part::Allowance, at)));
    let totals = &mut invoice.totals;
    let add = |sum: &mut Option<Decimal>, amount: Decimal| *sum = sum.map(|sum| sum + amount);
    add(&mut totals.lines, -off_allowances);
    add(&mut totals.allowances, -off_allowances);
    invoice.preceding_invoices = items.iter().map(|item| item.number.clone()).collect();
    invoice
}

/// The invoice that asks for a rest, as one over the whole, off which these items are taken
/// (BT-113); `sign` is that of its amounts.
pub(super) fn with_taken_off(invoice: Invoice, items: &[&ItemRow], sign: Decimal) -> Invoice {
    with_sums_off(invoice, &by_rate(items), sign)
}

/// The same with what is taken off by the percentage of VAT.
fn with_sums_off(mut invoice: Invoice, sums: &ByRate, sign: Decimal) -> Invoice {
    for (rate, (net, gross)) in sums {
        let of_rate = |share: &&mut crate::domain::invoice::VatBreakdown| {
            share.rate.unwrap_or_default().normalize() == *rate
        };
        if let Some(share) = invoice.vat.iter_mut().find(of_rate) {
            share.base = share.base.map(|base| base + net * sign);
            share.amount = share.amount.map(|tax| tax + (gross - net) * sign);
        }
    }
    let (net, gross) = sums.values().fold((Decimal::ZERO, Decimal::ZERO), |sum, share| {
        (sum.0 + share.0 * sign, sum.1 + share.1 * sign)
    });
    let totals = &mut invoice.totals;
    let add = |sum: &mut Option<Decimal>, amount: Decimal| *sum = sum.map(|sum| sum + amount);
    totals.payable = totals.payable.or(totals.gross);
    add(&mut totals.lines, net);
    add(&mut totals.net, net);
    add(&mut totals.vat, gross - net);
    add(&mut totals.gross, gross);
    totals.prepaid = Some(gross);
    invoice
}
