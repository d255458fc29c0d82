//! What kind of VAT an amount stands under, and so which accounts it goes to.

use super::NotPosted;
use crate::domain::invoice::{Invoice, VatBreakdown};
use crate::domain::money::round_commercially;
use crate::domain::{Party, Side};
use crate::ledger::chart::{Rate, Role};
use rust_decimal::{Decimal, dec};

/// How much of an invoice's gross stands under which VAT: what is posted, and what Skonto is split by.
///
/// The store keeps these beside the open item, since the Skonto is posted long after the invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatShare {
    pub treatment: Treatment,
    /// What is paid under it: base and the VAT that is charged.
    pub gross: Decimal,
    /// The base alone; equal to `gross` where no VAT is charged or none can be deducted.
    pub net: Decimal,
}

/// The VAT treatment of an amount, from the company's view. Its code is what journal lines carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Treatment {
    /// German VAT, charged by the seller (category S).
    Taxed(Rate),
    /// German VAT at a rate without accounts of its own: average rates of farmers (§ 24 UStG), rates of other years. Never without
    /// a person's word.
    TaxedOtherwise,
    /// Intra-community: acquired with both taxes, or supplied exempt (category K).
    IntraCommunity,
    /// The recipient owes the VAT, § 13b UStG (category AE).
    ReverseCharge,
    /// Exempt export (category G).
    Export,
    /// Exempt for another reason (category E).
    Exempt,
    /// No VAT, or foreign VAT that cannot be deducted here (Z, O, L, M, foreign rates).
    Untaxed,
}

/// The rate at which a recipient owes VAT on an acquisition or by reverse charge; such invoices state 0 %.
pub(super) const OWED_RATE: Decimal = dec!(19);

impl Rate {
    /// The rate of that many percent.
    pub fn of(percent: Decimal) -> Option<Rate> {
        match percent {
            p if p == dec!(19) => Some(Rate::Full),
            p if p == dec!(7) => Some(Rate::Reduced),
            _ => None,
        }
    }

    /// In percent.
    pub fn percent(self) -> Decimal {
        match self {
            Rate::Full => dec!(19),
            Rate::Reduced => dec!(7),
        }
    }
}

impl Treatment {
    /// Every treatment, for tables and tests.
    pub const ALL: [Treatment; 8] = [
        Treatment::Taxed(Rate::Full),
        Treatment::Taxed(Rate::Reduced),
        Treatment::TaxedOtherwise,
        Treatment::IntraCommunity,
        Treatment::ReverseCharge,
        Treatment::Export,
        Treatment::Exempt,
        Treatment::Untaxed,
    ];

    /// The spelling the store keeps: `19`, `7`, `S`, `K`, `AE`, `G`, `E`, `O`.
    pub fn as_str(self) -> &'static str {
        match self {
            Treatment::Taxed(Rate::Full) => "19",
            Treatment::Taxed(Rate::Reduced) => "7",
            Treatment::TaxedOtherwise => "S",
            Treatment::IntraCommunity => "K",
            Treatment::ReverseCharge => "AE",
            Treatment::Export => "G",
            Treatment::Exempt => "E",
            Treatment::Untaxed => "O",
        }
    }

    /// The treatment of that spelling.
    pub fn read(text: &str) -> Option<Treatment> {
        Treatment::ALL.into_iter().find(|treatment| treatment.as_str() == text)
    }

    /// The tax code of the lines that carry or follow this treatment; `None` where there is nothing to declare.
    pub fn vat_code(self, side: Side) -> Option<&'static str> {
        match (self, side) {
            (Treatment::Taxed(Rate::Full), Side::Payable) => Some("VSt19"),
            (Treatment::Taxed(Rate::Reduced), Side::Payable) => Some("VSt7"),
            (Treatment::Taxed(Rate::Full), Side::Receivable) => Some("USt19"),
            (Treatment::Taxed(Rate::Reduced), Side::Receivable) => Some("USt7"),
            (Treatment::TaxedOtherwise, Side::Payable) => Some("VSt"),
            (Treatment::TaxedOtherwise, Side::Receivable) => Some("USt"),
            (Treatment::IntraCommunity, Side::Payable) => Some("IGE19"),
            (Treatment::IntraCommunity, Side::Receivable) => Some("IGL"),
            (Treatment::ReverseCharge, Side::Payable) => Some("13b19"),
            (Treatment::ReverseCharge, Side::Receivable) => Some("13bL"),
            (Treatment::Export, Side::Receivable) => Some("AUS"),
            (Treatment::Exempt, Side::Receivable) => Some("STF"),
            _ => None,
        }
    }

    /// Where the net is booked: expense of a payable, revenue of a receivable.
    pub(super) fn base_role(self, side: Side) -> Role {
        match (self, side) {
            (Treatment::Taxed(rate), Side::Payable) => Role::Expense(rate),
            (Treatment::IntraCommunity, Side::Payable) => Role::ExpenseAcquisition(Rate::Full),
            (Treatment::ReverseCharge, Side::Payable) => Role::ExpenseReverse(Rate::Full),
            (_, Side::Payable) => Role::ExpenseUntaxed,
            (Treatment::Taxed(rate), Side::Receivable) => Role::Revenue(rate),
            (Treatment::IntraCommunity, Side::Receivable) => Role::RevenueIntraCommunity,
            (Treatment::ReverseCharge, Side::Receivable) => Role::RevenueReverse,
            (Treatment::Export, Side::Receivable) => Role::RevenueExport,
            (Treatment::Exempt, Side::Receivable) => Role::RevenueExempt,
            (Treatment::TaxedOtherwise | Treatment::Untaxed, Side::Receivable) => Role::RevenueUntaxed,
        }
    }

    /// Where Skonto is booked: received from a vendor, granted to a customer.
    pub(super) fn discount_role(self, side: Side) -> Role {
        match (self, side) {
            (Treatment::Taxed(rate), Side::Payable) => Role::DiscountReceived(rate),
            (Treatment::IntraCommunity, Side::Payable) => Role::DiscountReceivedAcquisition(Rate::Full),
            (Treatment::ReverseCharge, Side::Payable) => Role::DiscountReceivedReverse(Rate::Full),
            (_, Side::Payable) => Role::DiscountReceivedUntaxed,
            (Treatment::Taxed(rate), Side::Receivable) => Role::DiscountGranted(rate),
            (Treatment::IntraCommunity, Side::Receivable) => Role::DiscountGrantedIntraCommunity,
            (Treatment::ReverseCharge, Side::Receivable) => Role::DiscountGrantedReverse,
            (_, Side::Receivable) => Role::DiscountGrantedUntaxed,
        }
    }

    /// The account of the VAT that is charged.
    pub(super) fn charged_role(self, side: Side) -> Option<Role> {
        Some(match (self, side) {
            (Treatment::Taxed(rate), Side::Payable) => Role::InputVat(rate),
            (Treatment::Taxed(rate), Side::Receivable) => Role::OutputVat(rate),
            (Treatment::TaxedOtherwise, Side::Payable) => Role::InputVatOther,
            (Treatment::TaxedOtherwise, Side::Receivable) => Role::OutputVatOther,
            _ => return None,
        })
    }

    /// The accounts of the taxes that a recipient owes and deducts at once: (owed, deducted).
    pub(super) fn owed_roles(self) -> Option<(Role, Role)> {
        match self {
            Treatment::IntraCommunity => Some((Role::OutputVatAcquisition(Rate::Full), Role::InputVatAcquisition(Rate::Full))),
            Treatment::ReverseCharge => Some((Role::OutputVatReverse(Rate::Full), Role::InputVatReverse(Rate::Full))),
            _ => None,
        }
    }
}

/// An invoice's gross by treatment, in the invoice's order; from BG-23, else from the document's totals.
///
/// `side` is payable for an invoice received. Foreign VAT on one cannot be deducted as input VAT and becomes part of the price.
///
/// # Errors
/// There is neither a VAT breakdown nor a total with a plain rate.
pub fn vat_shares(invoice: &Invoice, side: Side) -> Result<Vec<VatShare>, NotPosted> {
    if invoice.vat.is_empty() {
        return Ok(vec![share_of_totals(invoice, side)?]);
    }
    let mut shares = invoice.vat.iter().map(|vat| share(vat, &invoice.seller, side)).collect::<Result<Vec<_>, _>>()?;
    level(invoice, &mut shares);
    Ok(shares)
}

/// Taxable amounts may be off by less than one unit of the currency (BR-S-08 and its kin in UBL); where the totals themselves agree
/// (BR-CO-14, BR-CO-15), these count, and the largest share takes the difference.
fn level(invoice: &Invoice, shares: &mut [VatShare]) {
    let totals = &invoice.totals;
    let (Some(net), Some(tax), Some(gross)) = (totals.net, totals.vat, totals.gross) else { return };
    let charged: Decimal = invoice.vat.iter().map(|vat| vat.amount.unwrap_or_default()).sum();
    let sum: Decimal = shares.iter().map(|share| share.gross).sum();
    let difference = cents(gross) - sum;
    if difference.is_zero() || difference.abs() >= Decimal::ONE || charged != tax || net + tax != gross {
        return;
    }
    if let Some(largest) = shares.iter_mut().max_by_key(|share| share.gross.abs()) {
        largest.net += difference;
        largest.gross += difference;
    }
}

fn share(vat: &VatBreakdown, seller: &Party, side: Side) -> Result<VatShare, NotPosted> {
    let base = amount(vat.base.ok_or(NotPosted::Missing("BT-116"))?)?;
    let rate = vat.rate.unwrap_or_default();
    if !(Decimal::ZERO..=dec!(100)).contains(&rate) {
        return Err(NotPosted::Rate(rate));
    }
    let tax = amount(vat.amount.unwrap_or(base * rate / dec!(100)))?;
    let category = vat.category.as_deref().unwrap_or(if tax.is_zero() { "O" } else { "S" });
    let treatment = treatment(category, rate, seller, side);
    let gross = base + tax;
    let net = if treatment.charged_role(side).is_some() { base } else { gross };
    Ok(VatShare { treatment, gross, net })
}

fn treatment(category: &str, rate: Decimal, seller: &Party, side: Side) -> Treatment {
    match category {
        "K" => Treatment::IntraCommunity,
        "AE" => Treatment::ReverseCharge,
        "G" => Treatment::Export,
        "E" => Treatment::Exempt,
        "S" if !rate.is_zero() => match (Rate::of(rate), side) {
            (Some(_), Side::Payable) if is_foreign(seller) => Treatment::Untaxed,
            (Some(rate), _) => Treatment::Taxed(rate),
            (None, Side::Payable) if !is_german(seller) => Treatment::Untaxed,
            (None, _) => Treatment::TaxedOtherwise,
        },
        _ => Treatment::Untaxed,
    }
}

/// A seller abroad without a German VAT number cannot charge German VAT, even where the rate is 19 % (Romania, Cyprus).
fn is_foreign(seller: &Party) -> bool {
    !has_german_vat_id(seller) && seller.country.as_deref().is_some_and(|country| !country.eq_ignore_ascii_case("DE"))
}

fn is_german(seller: &Party) -> bool {
    has_german_vat_id(seller) || seller.country.as_deref().is_some_and(|country| country.eq_ignore_ascii_case("DE"))
}

fn has_german_vat_id(seller: &Party) -> bool {
    seller.vat_id.as_ref().is_some_and(|id| id.as_str().starts_with("DE"))
}

/// Without BG-23 (CSV, simple PDF) the totals speak, if their VAT is one rate to the cent.
fn share_of_totals(invoice: &Invoice, side: Side) -> Result<VatShare, NotPosted> {
    let totals = &invoice.totals;
    let gross = amount(totals.gross.or(totals.payable).ok_or(NotPosted::Missing("BT-112"))?)?;
    let tax = match (totals.vat, totals.net) {
        (Some(tax), _) => amount(tax)?,
        (None, Some(net)) => gross - amount(net)?,
        (None, None) => return Err(NotPosted::Missing("BG-23")),
    };
    let net = gross - tax;
    if tax.is_zero() {
        return Ok(VatShare { treatment: Treatment::Untaxed, gross, net: gross });
    }
    let fitting = [Rate::Full, Rate::Reduced].into_iter().find(|rate| (net * rate.percent() / dec!(100) - tax).abs() <= dec!(0.01));
    let rate = fitting.ok_or(NotPosted::Missing("BG-23"))?;
    let treatment = treatment("S", rate.percent(), &invoice.seller, side);
    let net = if treatment.charged_role(side).is_some() { net } else { gross };
    Ok(VatShare { treatment, gross, net })
}

/// An amount to the cent, within bounds where no sum of a document can overflow.
pub(super) fn amount(stated: Decimal) -> Result<Decimal, NotPosted> {
    if stated.abs() > LARGEST { Err(NotPosted::TooLarge) } else { Ok(cents(stated)) }
}

/// A thousand million million; no invoice is larger.
const LARGEST: Decimal = dec!(1_000_000_000_000_000);

/// To the cent, half away from zero.
pub(super) fn cents(amount: Decimal) -> Decimal {
    round_commercially(amount, 2)
}
