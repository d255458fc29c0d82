//! What credit notes settle: one over the difference that an invoice was held for lets the invoice
//! pass. A credit is known before the invoices it corrects are judged (`announce`), whatever order
//! they came in.

use super::book::Book;
use super::findings::{
    EXCEEDS_DELIVERY, EXCEEDS_ORDER, NEVER_DELIVERED, NOT_DELIVERED, NOTE_BILLED, PRICE,
};
use super::goods::number_key;
use super::{Billed, Billing, Found};
use rust_decimal::{Decimal, dec};

/// A credit that takes no goods back.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PriceCredit {
    /// The credit note's number.
    pub(super) number: String,
    /// Net, positive.
    pub(super) amount: Decimal,
    /// The invoices that it says it corrects.
    pub(super) corrects: Vec<String>,
}

impl PriceCredit {
    /// Whether it may be meant for an invoice: one that names others is not.
    fn is_for(&self, billing: &Billing) -> bool {
        let own = number_key(billing.number.as_deref().unwrap_or_default());
        self.corrects.is_empty() || self.corrects.iter().any(|one| own == number_key(one))
    }
}

/// A credit that takes goods back: a line billed so is paid back whole.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WholeCredit {
    pub(super) credit: PriceCredit,
    /// In the order's unit.
    pub(super) quantity: Decimal,
}

/// A credit over a sum agrees with a difference that is at most so far from it: both are rounded.
const ROUNDING: Decimal = dec!(0.02);

/// A finding and what of it is too much: of a price the net amount, of a quantity how many of the
/// order's units.
pub(super) struct Excess {
    /// The ordered lines that it is about, the one that agrees best first.
    pub(super) lines: Vec<usize>,
    /// How much is too much.
    pub(super) much: Decimal,
    /// How many of the order's units the line bills, and for how much.
    pub(super) whole: Option<(Decimal, Decimal)>,
}

impl Book {
    /// Notes what a credit note that comes later takes off, so that what went back is not missed at
    /// the invoice before it, and what it pays back of a price; of an invoice's own lines only the
    /// latter.
    pub fn announce(&mut self, credit: &Billing) {
        let takes_back = |line: &&Billed| {
            credit.credit || line.quantity.is_some_and(|quantity| quantity < Decimal::ZERO)
        };
        for line in credit.lines.iter().filter(takes_back) {
            let amount = line.amount().map(|amount| amount.abs());
            let number = credit.number.clone().unwrap_or_default();
            let corrects =
                if credit.credit { credit.corrects.clone() } else { vec![number.clone()] };
            let said = amount.map(|amount| PriceCredit { number, amount, corrects });
            if let Some((at, quantity)) = self.credited(credit, line) {
                if let Some(line) = self.line_mut(at).filter(|_| credit.credit) {
                    line.to_credit += quantity;
                    line.crediting.clone_from(&credit.number);
                    line.whole_credits.extend(said.map(|credit| WholeCredit { credit, quantity }));
                }
                continue;
            }
            if let Some(said) = said {
                self.price_credited(credit, line, &said);
            }
        }
    }

    /// A credit that takes no goods back is of the ordered line it names, else of the only invoice
    /// that it says it corrects.
    fn price_credited(&mut self, credit: &Billing, line: &Billed, said: &PriceCredit) {
        let of_line = self.meant(credit, line);
        if let Some(line) = of_line.and_then(|at| self.line_mut(at)) {
            line.price_credits.push(said.clone());
        } else if let [invoice] = credit.corrects.as_slice() {
            self.corrected.entry(number_key(invoice)).or_default().push(said.clone());
        }
    }

    /// Marks the findings of an invoice that a credit note settled.
    pub(super) fn settle(
        &mut self,
        billing: &Billing,
        found: &mut Vec<Found>,
        excesses: &[(String, Excess)],
    ) {
        for finding in found.iter_mut() {
            let of_line = |(line, _): &&(String, Excess)| finding.line.as_ref() == Some(line);
            let Some((_, excess)) = excesses.iter().find(of_line) else { continue };
            let kind = finding.finding.kind;
            if std::ptr::eq(kind, &PRICE) {
                finding.settled = self.price_settled(billing, excess);
            } else if [
                &EXCEEDS_ORDER,
                &EXCEEDS_DELIVERY,
                &NOTE_BILLED,
                &NOT_DELIVERED,
                &NEVER_DELIVERED,
            ]
            .iter()
            .any(|one| std::ptr::eq(kind, *one))
            {
                finding.settled = self.quantity_settled(&excess.lines, finding);
            }
        }
        self.settle_whole(billing, found, excesses);
        self.settle_credited(billing, found, excesses);
        let own = billing.number.as_deref().unwrap_or_default();
        found.retain(|found| found.settled.as_deref() != Some(own));
    }

    /// A credit over the difference of a line's price, taken for it.
    fn price_settled(&mut self, billing: &Billing, excess: &Excess) -> Option<String> {
        let near = ROUNDING.max(self.rules.tolerances.small_difference);
        let credits = &mut self.line_mut(*excess.lines.first()?)?.price_credits;
        let at = credits.iter().position(|credit| {
            credit.is_for(billing) && (credit.amount - excess.much).abs() <= near
        })?;
        Some(credits.remove(at).number)
    }

    /// Goods billed that did not come, or beyond the order, and were credited: what no return has
    /// used up of the credits.
    fn quantity_settled(&mut self, lines: &[usize], finding: &Found) -> Option<String> {
        let state = self.together(lines)?;
        let left = state.to_credit - state.returned.min(state.to_credit);
        let much = match std::ptr::eq(finding.finding.kind, &EXCEEDS_ORDER) {
            true => state.invoiced - state.ordered.quantity?,
            false => state.invoiced - state.delivered,
        };
        (left > Decimal::ZERO && much <= left).then(|| state.crediting.clone()).flatten()
    }

    /// Lines that a credit note takes back whole leave nothing to decide; and where it takes back
    /// all of them, the invoice as a whole neither.
    fn settle_credited(
        &mut self,
        billing: &Billing,
        found: &mut [Found],
        excesses: &[(String, Excess)],
    ) {
        let is_open = |found: &Found| found.settled.is_none();
        if !found.iter().any(is_open) {
            return;
        }
        let mut credits = Vec::new();
        for (line, excess) in excesses {
            let number = self.line_credited(billing, excess);
            let of_line = |found: &&mut Found| found.line.as_ref() == Some(line) && is_open(found);
            found.iter_mut().filter(of_line).for_each(|found| found.settled.clone_from(&number));
            credits.push(number);
        }
        let all = credits.into_iter().collect::<Option<Vec<String>>>();
        if let Some(last) = all.and_then(|mut all| all.pop()) {
            let of_whole = |found: &&mut Found| found.line.is_none() && is_open(found);
            found.iter_mut().filter(of_whole).for_each(|found| found.settled = Some(last.clone()));
        }
    }

    /// The credit note that takes a billed line back whole, taken for it.
    fn line_credited(&mut self, billing: &Billing, excess: &Excess) -> Option<String> {
        let (quantity, amount) = excess.whole?;
        for at in &excess.lines {
            let Some(line) = self.line_mut(*at) else { continue };
            let place = line.whole_credits.iter().position(|one| {
                one.credit.is_for(billing)
                    && one.quantity == quantity
                    && (one.credit.amount - amount).abs() <= ROUNDING
            });
            if let Some(place) = place {
                return Some(line.whole_credits.remove(place).credit.number);
            }
        }
        None
    }

    /// A credit in one sum for all differences in price of an invoice that it names.
    fn settle_whole(
        &mut self,
        billing: &Billing,
        found: &mut [Found],
        excesses: &[(String, Excess)],
    ) {
        let open = |found: &&mut Found| {
            std::ptr::eq(found.finding.kind, &PRICE) && found.settled.is_none()
        };
        let much = |found: &Found| {
            excesses
                .iter()
                .find(|(line, _)| found.line.as_ref() == Some(line))
                .map(|(_, excess)| excess.much)
        };
        let whole: Decimal = found.iter_mut().filter(open).filter_map(|found| much(found)).sum();
        let near = ROUNDING.max(self.rules.tolerances.small_difference);
        let credits =
            billing.number.as_deref().and_then(|number| self.corrected.get(&number_key(number)));
        let fits =
            |credit: &&PriceCredit| whole > Decimal::ZERO && (credit.amount - whole).abs() <= near;
        let Some(number) = credits
            .and_then(|credits| credits.iter().find(fits))
            .map(|credit| credit.number.clone())
        else {
            return;
        };
        found.iter_mut().filter(open).for_each(|found| found.settled = Some(number.clone()));
    }
}
