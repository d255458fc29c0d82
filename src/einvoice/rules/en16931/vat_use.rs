//! Which VAT categories a document uses where, and what they sum to: gathered in one pass, for the
//! rules in [`super::vat_rules`].

use super::super::Fault;
use super::vat::{CATEGORIES, Identified, Kind};
use crate::einvoice::model::{AllowanceCharge, Category, Line, Party, Syntax, Terms, VatUser};
use crate::einvoice::term::{add, is_word};
use crate::n;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Where one category stands, counted. `_of_any_tax` counts where the tax is not VAT, too.
#[derive(Debug, Default, Clone)]
pub struct Use {
    /// Wherever a VAT category stands.
    pub anywhere: usize,
    pub breakdown: usize,
    pub breakdown_of_any_tax: usize,
    /// Codes as written, blanks not dropped.
    pub breakdown_as_written: usize,
    pub breakdown_of_any_tax_as_written: usize,
    /// UBL: `ClassifiedTaxCategory` anywhere; CII: the tax of a line in its place (of any tax: of
    /// any line).
    pub line: usize,
    pub line_of_any_tax: usize,
    /// Categories of allowances and charges, in UBL whether or not they say which.
    pub allowances_and_charges: usize,
    pub allowances_and_charges_of_any_tax: usize,
    pub allowance: usize,
    pub document_allowance: usize,
    pub charge: usize,
    /// Codes as written, blanks not dropped.
    pub charge_as_written: usize,
    pub document_charge: usize,
}

/// What one category, or one rate of it, sums to.
#[derive(Debug, Default, Clone)]
pub struct Sum {
    /// Net amounts of lines; in UBL those of an invoice.
    pub lines: Decimal,
    /// Net amounts of the lines of a UBL credit note.
    pub credit_lines: Decimal,
    pub allowances: Decimal,
    pub charges: Decimal,
    pub has_lines: bool,
    pub has_credit_lines: bool,
    pub has_allowances_or_charges: bool,
}

/// The uses of each category, in the order of [`CATEGORIES`].
pub fn uses(terms: &Terms) -> Vec<Use> {
    let mut uses = vec![Use::default(); CATEGORIES.len()];
    for it in &terms.categories {
        for (index, known) in CATEGORIES.iter().enumerate() {
            let codes = count(terms.syntax, &it.category, known.code);
            if let (true, Some(found)) = (codes > 0, uses.get_mut(index)) {
                found.note(terms.syntax, it.user, &it.category, codes, known.code);
            }
        }
    }
    uses
}

fn count(syntax: Syntax, category: &Category, code: &str) -> usize {
    match syntax {
        Syntax::Ubl => category.code.iter().filter(|node| is_word(node.text(), code)).count(),
        Syntax::Cii => usize::from(category.code.any_is(code)),
    }
}

impl Use {
    fn note(
        &mut self,
        syntax: Syntax,
        user: VatUser,
        category: &Category,
        codes: usize,
        code: &str,
    ) {
        let vat = usize::from(category.is_vat);
        let (of_line, is_line) = match syntax {
            Syntax::Ubl => [category.node.name() == n!("cac:ClassifiedTaxCategory"); 2].into(),
            Syntax::Cii => (
                category
                    .node
                    .parent()
                    .is_some_and(|part| part.name() == n!("ram:SpecifiedLineTradeSettlement")),
                user == VatUser::Line,
            ),
        };
        self.anywhere += vat;
        self.line += usize::from(is_line) * vat;
        self.line_of_any_tax += usize::from(of_line);
        if category.node.name() == n!("ram:CategoryTradeTax")
            || matches!(user, VatUser::Allowance { .. })
        {
            self.allowances_and_charges += vat;
            self.allowances_and_charges_of_any_tax += 1;
        }
        match user {
            VatUser::Breakdown => {
                self.breakdown += codes * vat;
                self.breakdown_of_any_tax += 1;
                let as_written = usize::from(category.code.any_is(code));
                self.breakdown_as_written += as_written * vat;
                self.breakdown_of_any_tax_as_written += as_written;
            }
            VatUser::Allowance { is_charge: Some(false), of_document } => {
                self.allowance += vat;
                self.document_allowance += vat * usize::from(of_document);
            }
            VatUser::Allowance { is_charge: Some(true), of_document } => {
                self.charge += vat;
                self.charge_as_written += vat * usize::from(category.code.any_is(code));
                self.document_charge += vat * usize::from(of_document);
            }
            _ => {}
        }
    }
}

/// Whether those are identified for tax whom a category asks for.
pub struct Identification {
    /// The seller and its representative by VAT id, wherever they stand.
    vat: bool,
    /// The same, or the seller by tax number.
    tax: bool,
    /// The same two, where only parties in their place count: in UBL that is all of them.
    vat_in_place: bool,
    tax_in_place: bool,
    buyer_vat: bool,
    buyer_legal: bool,
}

impl Identification {
    /// Looks at the parties of a document.
    pub fn of(terms: &Terms) -> Identification {
        let counts = |party: &&Party| party.in_place || terms.syntax == Syntax::Ubl;
        let in_place = || terms.sellers.iter().filter(counts);
        let represented = terms.representatives.iter().any(|party| party.vat_ids.exists());
        let represented_in_place =
            terms.representatives.iter().filter(counts).any(|party| party.vat_ids.exists());
        let vat = represented || terms.sellers.iter().any(|party| party.vat_ids.exists());
        let vat_in_place = represented_in_place || in_place().any(|party| party.vat_ids.exists());
        Identification {
            vat,
            tax: vat || terms.sellers.iter().any(|party| party.tax_ids.exists()),
            vat_in_place,
            tax_in_place: vat_in_place || in_place().any(|party| party.tax_ids.exists()),
            buyer_vat: terms.buyers.iter().any(|party| party.vat_ids.exists()),
            buyer_legal: terms.buyers.iter().any(|party| party.legal_ids.exists()),
        }
    }

    /// True when they are.
    pub fn suffices(&self, needed: Identified) -> bool {
        match needed {
            Identified::Seller => self.tax_in_place,
            Identified::SellerAndBuyer => self.tax && (self.buyer_vat || self.buyer_legal),
            Identified::SellerByVatId => self.vat,
            Identified::BothByVatId => self.vat && self.buyer_vat,
            Identified::Nobody => !self.vat_in_place && !self.buyer_vat,
        }
    }
}

/// The sums of each category (rate `None`) and of each rate of the rated ones. A number that cannot
/// be read spoils only the sums that it belongs to.
#[derive(Default)]
pub struct Sums {
    sums: HashMap<(usize, Option<Decimal>), Sum>,
    spoilt: HashMap<usize, Fault>,
}

impl Sums {
    /// Adds up lines, allowances and charges in one pass.
    pub fn of(terms: &Terms) -> Sums {
        let mut sums = Sums::default();
        for line in &terms.lines {
            let is_credit = line.node.name() == n!("cac:CreditNoteLine");
            sums.enter(
                terms.syntax,
                &line.categories,
                line_amount(terms.syntax, line),
                |sum, amount| {
                    let (total, seen) = match is_credit {
                        true => (&mut sum.credit_lines, &mut sum.has_credit_lines),
                        false => (&mut sum.lines, &mut sum.has_lines),
                    };
                    *seen = true;
                    match line.in_place {
                        true => grow(total, amount),
                        false => Ok(()),
                    }
                },
            );
        }
        for it in terms.allowances.iter().filter(|it| it.in_place) {
            sums.enter(
                terms.syntax,
                &it.categories,
                allowance_amount(terms.syntax, it),
                |sum, amount| {
                    sum.has_allowances_or_charges = true;
                    if it.says(true) {
                        grow(&mut sum.charges, amount)?;
                    }
                    match it.says(false) {
                        true => grow(&mut sum.allowances, amount),
                        false => Ok(()),
                    }
                },
            );
        }
        sums
    }

    /// The sum of a category by its index, and of one rate of it; nothing when it is not used.
    pub fn get(&self, category: usize, rate: Option<Decimal>) -> Result<Sum, Fault> {
        match self.spoilt.get(&category) {
            Some(fault) => Err(fault.clone()),
            None => Ok(self.sums.get(&(category, rate)).cloned().unwrap_or_default()),
        }
    }

    /// Enters an amount under each of its categories, alone and, where it is rated, with each of
    /// its rates.
    fn enter(
        &mut self,
        syntax: Syntax,
        categories: &[Category],
        amount: Result<Decimal, Fault>,
        put: impl Fn(&mut Sum, Decimal) -> Result<(), Fault>,
    ) {
        for (index, known) in CATEGORIES.iter().enumerate() {
            if !categories.iter().any(|category| count(syntax, category, known.code) > 0) {
                continue;
            }
            let keys = if known.kind == Kind::Rated { rates(categories) } else { Ok(vec![None]) };
            let entered = keys.and_then(|keys| {
                let amount = amount.clone()?;
                keys.into_iter()
                    .try_for_each(|rate| put(self.sums.entry((index, rate)).or_default(), amount))
            });
            if let Err(fault) = entered {
                self.spoilt.entry(index).or_insert(fault);
            }
        }
    }
}

fn grow(total: &mut Decimal, amount: Decimal) -> Result<(), Fault> {
    *total = add(*total, amount)?;
    Ok(())
}

/// No rate, and each rate once.
fn rates(categories: &[Category]) -> Result<Vec<Option<Decimal>>, Fault> {
    let mut rates = vec![None];
    for category in categories {
        let rate = category.rate.decimal()?;
        if !rates.contains(&rate) {
            rates.push(rate);
        }
    }
    Ok(rates)
}

fn line_amount(syntax: Syntax, line: &Line) -> Result<Decimal, Fault> {
    match syntax {
        Syntax::Ubl => Ok(line.net.decimal()?.unwrap_or_default()),
        Syntax::Cii => line.net.sum(),
    }
}

fn allowance_amount(syntax: Syntax, it: &AllowanceCharge) -> Result<Decimal, Fault> {
    let amount = match syntax {
        Syntax::Ubl => it.amount.decimal()?,
        Syntax::Cii => it.amount.first_decimal()?,
    };
    Ok(amount.unwrap_or_default())
}
