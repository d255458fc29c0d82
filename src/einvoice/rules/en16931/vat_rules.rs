//! The conditions of the VAT category rules, for both syntaxes (the table of categories is in
//! [`super::vat`]).

use super::super::number::{Amount, cents};
use super::super::number::{any_number, equal, minus, plus, share, within_one};
use super::super::{Fault, Findings, Verdict, must};
use super::vat::{CATEGORIES, Kind, Role, VatCategory};
use super::vat_use::{Identification, Sum, Sums, Use, uses};
use crate::einvoice::model::{Breakdown, Category, Syntax, Term, Terms, VatUser};
use crate::einvoice::term::{decimal_of, is_word};
use crate::n;
use rust_decimal::Decimal;

/// Judges a document by the rules of all VAT categories.
pub fn check(terms: &Terms, findings: &mut Findings) {
    let identification = Identification::of(terms);
    let uses = uses(terms);
    for (category, used) in CATEGORIES.iter().zip(&uses) {
        let mut judge = |role, verdict: Verdict| {
            if let Err(fault) = verdict {
                category.raise(role, terms.root, fault, findings);
            }
        };
        judge(Role::InBreakdown, in_breakdown(terms.syntax, category, used));
        let identified = identification.suffices(category.identified);
        judge(
            Role::LineIdentified,
            must(identified_at_lines(terms.syntax, category, used, identified)),
        );
        let (allowance, charge) = identifying_uses(terms.syntax, category, used);
        judge(Role::AllowanceIdentified, must(allowance == 0 || identified));
        judge(Role::ChargeIdentified, must(charge == 0 || identified));
    }
    terms.categories.iter().for_each(|it| rate(terms, it.user, &it.category, findings));
    let sums = Sums::of(terms);
    terms.breakdowns.iter().for_each(|it| breakdown(terms, it, &sums, findings));
    super::vat_special::check(terms, &uses, findings);
}

/// 01: a category used stands in the breakdown; but for rated ones, just once.
fn in_breakdown(syntax: Syntax, category: &VatCategory, used: &Use) -> Verdict {
    let holds = match (syntax, category.code) {
        (Syntax::Ubl, "S") => {
            (used.allowances_and_charges_of_any_tax + used.line_of_any_tax > 0)
                == (used.breakdown_of_any_tax > 0)
        }
        (Syntax::Ubl, code @ ("L" | "M")) => match used.allowances_and_charges + used.line > 0 {
            true if code == "L" => used.breakdown_of_any_tax_as_written > 0,
            true => used.breakdown_as_written > 0,
            false => used.breakdown == 0,
        },
        (Syntax::Ubl, _) => used.anywhere == 0 || used.breakdown == 1,
        (Syntax::Cii, "S" | "L" | "M") => {
            let enough = |uses: usize| uses == 0 || uses + used.breakdown_of_any_tax >= 2;
            enough(used.line_of_any_tax) && enough(used.allowances_and_charges_of_any_tax)
        }
        (Syntax::Cii, code) => {
            let elsewhere = used.line_of_any_tax + used.allowances_and_charges_of_any_tax;
            match used.breakdown_of_any_tax {
                0 => elsewhere == 0 || code == "O",
                count => count == 1 && elsewhere > 0,
            }
        }
    };
    must(holds)
}

/// 02. In UBL a line of category S whose tax is not VAT is wrong in any case.
fn identified_at_lines(
    syntax: Syntax,
    category: &VatCategory,
    used: &Use,
    identified: bool,
) -> bool {
    let of_other_tax =
        syntax == Syntax::Ubl && category.code == "S" && used.line == 0 && used.line_of_any_tax > 0;
    !of_other_tax && (used.line == 0 || identified)
}

/// 03, 04: which allowances and charges ask for identification. UBL looks at those of the document
/// for category O, and for charges of category L at the code as written.
fn identifying_uses(syntax: Syntax, category: &VatCategory, used: &Use) -> (usize, usize) {
    match (syntax, category.code) {
        (Syntax::Ubl, "O") => (used.document_allowance, used.document_charge),
        (Syntax::Ubl, "L") => (used.allowance, used.charge_as_written),
        _ => (used.allowance, used.charge),
    }
}

/// The row of a category: UBL by the one code without blanks, CII by any code as written.
fn row(syntax: Syntax, category: &Category) -> Option<(usize, &'static VatCategory)> {
    let mut rows = CATEGORIES.iter().enumerate();
    match syntax {
        Syntax::Cii => rows.find(|(_, known)| category.code.any_is(known.code)),
        Syntax::Ubl if category.code.count() == 1 => {
            let code = category.code.first()?.text();
            rows.find(|(_, known)| is_word(code, known.code))
        }
        Syntax::Ubl => None,
    }
}

/// 05, 06, 07: the rate of lines, allowances and charges.
fn rate(terms: &Terms, user: VatUser, it: &Category, findings: &mut Findings) {
    let role = match user {
        VatUser::Line => Role::LineRate,
        VatUser::Allowance { is_charge: Some(false), .. } => Role::AllowanceRate,
        VatUser::Allowance { is_charge: Some(true), .. } => Role::ChargeRate,
        _ => return,
    };
    let Some((_, category)) = row(terms.syntax, it).filter(|_| it.is_vat) else { return };
    if let Err(fault) = rate_is_allowed(terms.syntax, category, it) {
        category.raise(role, it.node, fault, findings);
    }
}

fn rate_is_allowed(syntax: Syntax, category: &VatCategory, it: &Category) -> Verdict {
    let positive = |rate: Decimal| rate.is_sign_positive() && !rate.is_zero();
    match (category.kind, syntax, category.code) {
        (Kind::OutOfScope, _, _) => must(!it.rate.exists()),
        (Kind::Rated, _, "S") | (Kind::Rated, Syntax::Cii, "L") => {
            must(any_number(&it.rate, positive)?)
        }
        (Kind::Rated, _, _) => must(any_number(&it.rate, |rate| positive(rate) || rate.is_zero())?),
        (_, Syntax::Ubl, _) => must(it.rate.decimal()?.is_some_and(|rate| rate.is_zero())),
        (_, Syntax::Cii, _) => must(any_number(&it.rate, |rate| rate.is_zero())?),
    }
}

/// 08, 09, 10: base, amount and reason of an entry of the breakdown.
fn breakdown(terms: &Terms, it: &Breakdown, sums: &Sums, findings: &mut Findings) {
    for stated in &it.categories {
        let Some((index, category)) = row(terms.syntax, stated) else { continue };
        let any_tax = terms.syntax == Syntax::Cii && matches!(category.code, "S" | "Z");
        // Only for these two does CII look at a breakdown that stands elsewhere.
        if !(stated.is_vat && it.in_place || any_tax) {
            continue;
        }
        let mut judge = |role, verdict: Verdict| {
            if let Err(fault) = verdict {
                category.raise(role, stated.node, fault, findings);
            }
        };
        judge(Role::Base, base(terms, it, stated, (index, category), sums));
        judge(Role::Amount, amount(terms.syntax, it, stated, category));
        let has_reason = stated.reason.exists() || stated.reason_code.exists();
        judge(
            Role::Reason,
            must(has_reason == matches!(category.kind, Kind::Exempt | Kind::OutOfScope)),
        );
    }
}

fn base(
    terms: &Terms,
    it: &Breakdown,
    stated: &Category,
    (index, category): (usize, &VatCategory),
    sums: &Sums,
) -> Verdict {
    match (terms.syntax, category.kind) {
        (Syntax::Ubl, Kind::Rated) => {
            let Some(rate) = stated.rate.decimal()? else { return Ok(()) };
            ubl_rated_base(terms, it.base.decimal()?, &sums.get(index, Some(rate))?, category)
        }
        (Syntax::Ubl, _) => ubl_base(terms, it.base.decimal()?, &sums.get(index, None)?, equal),
        // The official rules of L and M look for the rate where it never stands and so are never
        // broken.
        (Syntax::Cii, Kind::Rated) if category.code != "S" => Ok(()),
        (Syntax::Cii, Kind::Rated) => stated.rate.iter().try_for_each(|node| {
            let rate = decimal_of(node)?;
            any_equal(&it.base, cii_sum(&sums.get(index, Some(rate))?)?)
        }),
        (Syntax::Cii, Kind::OutOfScope) => any_equal(&it.base, cii_sum(&sums.get(index, None)?)?),
        (Syntax::Cii, _) => within_one(it.base.decimal()?, cii_sum(&sums.get(index, None)?)?),
    }
}

/// Any occurrence equals what is expected.
fn any_equal(stated: &Term, expected: Amount) -> Verdict {
    let differs = || {
        expected
            .map_or(Fault::Broken, |expected| Fault::Differs { expected, actual: stated.number() })
    };
    match any_number(stated, |amount| Some(amount) == expected)? {
        true => Ok(()),
        false => Err(differs()),
    }
}

/// CII rounds lines, charges and allowances one by one.
fn cii_sum(sum: &Sum) -> Result<Amount, Fault> {
    minus(plus(cents(Some(sum.lines))?, cents(Some(sum.charges))?)?, cents(Some(sum.allowances))?)
}

/// UBL judges the lines of an invoice and those of a credit note apart; one of them must fit.
fn ubl_base(
    terms: &Terms,
    base: Amount,
    sum: &Sum,
    fits: fn(Amount, Amount) -> Verdict,
) -> Verdict {
    let (invoice, credit) = line_kinds(terms);
    either(base, sum, invoice, credit, fits)
}

/// With a rate, category S asks that something of this rate be there; the others that lines be
/// there.
fn ubl_rated_base(terms: &Terms, base: Amount, sum: &Sum, category: &VatCategory) -> Verdict {
    if category.code != "S" {
        return ubl_base(terms, base, sum, within_one);
    }
    let invoice = sum.has_lines || sum.has_allowances_or_charges;
    let credit = sum.has_credit_lines || sum.has_allowances_or_charges;
    either(base, sum, invoice, credit, within_one)
}

fn either(
    base: Amount,
    sum: &Sum,
    invoice: bool,
    credit: bool,
    fits: fn(Amount, Amount) -> Verdict,
) -> Verdict {
    let others = minus(Some(sum.charges), Some(sum.allowances))?;
    let of_invoice =
        if invoice { fits(base, plus(Some(sum.lines), others)?) } else { Err(Fault::Broken) };
    match (of_invoice, credit) {
        (Ok(()), _) => Ok(()),
        (fault, false) => fault,
        (fault, true) => fits(base, plus(Some(sum.credit_lines), others)?)
            .map_err(|other| if invoice { fault.err().unwrap_or(other) } else { other }),
    }
}

fn line_kinds(terms: &Terms) -> (bool, bool) {
    let has = |name| terms.lines.iter().any(|line| line.node.name() == name);
    (has(n!("cac:InvoiceLine")), has(n!("cac:CreditNoteLine")))
}

/// 09: zero, or base times rate within one unit. CII does not judge it for L and M.
fn amount(syntax: Syntax, it: &Breakdown, stated: &Category, category: &VatCategory) -> Verdict {
    match (category.kind, syntax) {
        (Kind::Rated, Syntax::Cii) if category.code != "S" => Ok(()),
        (Kind::Rated, _) => within_one(
            it.amount.decimal()?.map(|amount| amount.abs()),
            share(it.base.decimal()?, stated.rate.decimal()?)?,
        ),
        (_, Syntax::Ubl) => equal(it.amount.decimal()?, Some(Decimal::ZERO)),
        (_, Syntax::Cii) => any_equal(&it.amount, Some(Decimal::ZERO)),
    }
}

/// The node of the first breakdown of a category, for rules about the breakdown as a whole.
pub fn first_breakdown<'s, 't, 'a>(
    terms: &'s Terms<'t, 'a>,
    code: &str,
) -> Option<&'s Category<'t, 'a>> {
    let mut stated = terms.breakdowns.iter().filter(|it| it.in_place).flat_map(|it| &it.categories);
    stated
        .find(|it| it.is_vat && row(terms.syntax, it).is_some_and(|(_, known)| known.code == code))
}
