//! The semantic invoice (EN 16931-1) as a document states it: business terms (BT) in their groups
//! (BG), whichever syntax.
//!
//! [`Terms`] is filled in one walk by [`super::ubl`] or [`super::cii`]. It borrows the tree, keeps
//! every occurrence of a term and judges nothing; the rules and [`super::convert`] read it. Each
//! group knows its element (`node`), for places and for rules that must look at the syntax itself.

pub use super::model_parts::{
    Account, Address, Card, Contact, Delivery, Party, PaymentMeans, Period,
};
pub use super::term::Term;
use crate::xml::{Node, Tree};

/// The syntaxes an EN 16931 invoice may come in (CEN/TS 16931-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// UBL 2.1 Invoice or CreditNote.
    Ubl,
    /// UN/CEFACT Cross Industry Invoice D16B and later.
    Cii,
}

impl Syntax {
    /// The spelling of `validate --json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Syntax::Ubl => "ubl",
            Syntax::Cii => "cii",
        }
    }
}

/// The business terms of one document.
pub struct Terms<'t, 'a> {
    /// UBL or CII.
    pub syntax: Syntax,
    /// The document as it was parsed.
    pub tree: &'t Tree<'a>,
    /// The document element.
    pub root: Node<'t, 'a>,
    /// BT-23.
    pub process: Term<'t, 'a>,
    /// BT-24.
    pub specification: Term<'t, 'a>,
    /// BT-1.
    pub number: Term<'t, 'a>,
    /// BT-2.
    pub issue_date: Term<'t, 'a>,
    /// BT-3.
    pub type_code: Term<'t, 'a>,
    /// BT-5.
    pub currency: Term<'t, 'a>,
    /// BT-6.
    pub tax_currency: Term<'t, 'a>,
    /// BT-7.
    pub tax_point_date: Term<'t, 'a>,
    /// BT-8.
    pub tax_point_code: Term<'t, 'a>,
    /// BT-9.
    pub due_date: Term<'t, 'a>,
    /// BT-10.
    pub buyer_reference: Term<'t, 'a>,
    /// BT-11.
    pub project: Term<'t, 'a>,
    /// BT-12.
    pub contract: Term<'t, 'a>,
    /// BT-13.
    pub order: Term<'t, 'a>,
    /// BT-14.
    pub sales_order: Term<'t, 'a>,
    /// BT-15.
    pub receiving_advice: Term<'t, 'a>,
    /// BT-16.
    pub despatch_advice: Term<'t, 'a>,
    /// BT-17.
    pub tender: Term<'t, 'a>,
    /// BT-19.
    pub accounting_reference: Term<'t, 'a>,
    /// BT-20.
    pub payment_terms: Term<'t, 'a>,
    /// BT-22; in CII the subject code (BT-21) is an element beside it, in UBL it stands in the text
    /// as `#CODE#`.
    pub notes: Term<'t, 'a>,
    /// BG-3.
    pub preceding: Vec<Preceding<'t, 'a>>,
    /// BG-4.
    pub sellers: Vec<Party<'t, 'a>>,
    /// BG-7.
    pub buyers: Vec<Party<'t, 'a>>,
    /// BG-10.
    pub payees: Vec<Party<'t, 'a>>,
    /// BG-11.
    pub representatives: Vec<Party<'t, 'a>>,
    /// BG-13.
    pub deliveries: Vec<Delivery<'t, 'a>>,
    /// BG-14.
    pub periods: Vec<Period<'t, 'a>>,
    /// BG-16.
    pub payment_means: Vec<PaymentMeans<'t, 'a>>,
    /// BT-90 where it stands outside the payment means (CII).
    pub creditor_id: Term<'t, 'a>,
    /// BG-20 and BG-21 of the document level.
    pub allowances: Vec<AllowanceCharge<'t, 'a>>,
    /// BG-22; one in a sound document.
    pub totals: Vec<Totals<'t, 'a>>,
    /// BT-110 and BT-111, each with its `currencyID`.
    pub tax_amounts: Term<'t, 'a>,
    /// UBL's `TaxTotal` groups of the document level, around the breakdowns.
    pub tax_totals: Vec<TaxTotal<'t, 'a>>,
    /// BG-23.
    pub breakdowns: Vec<Breakdown<'t, 'a>>,
    /// BG-24.
    pub documents: Vec<SupportingDocument<'t, 'a>>,
    /// BG-25, in document order; CII sub-lines are among them, UBL sub-lines are in
    /// [`Line::lines`].
    pub lines: Vec<Line<'t, 'a>>,
    /// Every VAT category stated anywhere, in document order: of lines, of allowances and charges,
    /// of the breakdown.
    pub categories: Vec<VatUse<'t, 'a>>,
}

impl<'t, 'a> Terms<'t, 'a> {
    /// A document of which nothing is known yet.
    pub fn new(syntax: Syntax, tree: &'t Tree<'a>) -> Terms<'t, 'a> {
        Terms {
            syntax,
            tree,
            root: tree.root(),
            process: Term::default(),
            specification: Term::default(),
            number: Term::default(),
            issue_date: Term::default(),
            type_code: Term::default(),
            currency: Term::default(),
            tax_currency: Term::default(),
            tax_point_date: Term::default(),
            tax_point_code: Term::default(),
            due_date: Term::default(),
            buyer_reference: Term::default(),
            project: Term::default(),
            contract: Term::default(),
            order: Term::default(),
            sales_order: Term::default(),
            receiving_advice: Term::default(),
            despatch_advice: Term::default(),
            tender: Term::default(),
            accounting_reference: Term::default(),
            payment_terms: Term::default(),
            notes: Term::default(),
            preceding: Vec::new(),
            sellers: Vec::new(),
            buyers: Vec::new(),
            payees: Vec::new(),
            representatives: Vec::new(),
            deliveries: Vec::new(),
            periods: Vec::new(),
            payment_means: Vec::new(),
            creditor_id: Term::default(),
            allowances: Vec::new(),
            totals: Vec::new(),
            tax_amounts: Term::default(),
            tax_totals: Vec::new(),
            breakdowns: Vec::new(),
            documents: Vec::new(),
            lines: Vec::new(),
            categories: Vec::new(),
        }
    }
}

/// BG-3: a preceding invoice.
pub struct Preceding<'t, 'a> {
    /// The element of the group.
    pub node: Node<'t, 'a>,
    /// BT-25.
    pub number: Term<'t, 'a>,
    /// BT-26.
    pub date: Term<'t, 'a>,
}

/// BG-20, BG-21, BG-27, BG-28: an allowance or charge.
pub struct AllowanceCharge<'t, 'a> {
    /// The element of the group.
    pub node: Node<'t, 'a>,
    /// True when it stands where the syntax puts those of the document or of a line.
    pub in_place: bool,
    /// What tells allowance (`false`) from charge (`true`).
    pub indicator: Term<'t, 'a>,
    /// The same, read; `None` when it says neither. See [`AllowanceCharge::says`] for one that says
    /// both.
    pub is_charge: Option<bool>,
    /// BT-92, BT-99, BT-136, BT-141.
    pub amount: Term<'t, 'a>,
    /// BT-93, BT-100, BT-137, BT-142.
    pub base: Term<'t, 'a>,
    /// BT-94, BT-101, BT-138, BT-143.
    pub percent: Term<'t, 'a>,
    /// BT-97, BT-104, BT-139, BT-144.
    pub reason: Term<'t, 'a>,
    /// BT-98, BT-105, BT-140, BT-145.
    pub reason_code: Term<'t, 'a>,
    /// BT-95/96, BT-102/103.
    pub categories: Vec<Category<'t, 'a>>,
}

impl AllowanceCharge<'_, '_> {
    /// True when any of its indicators says charge, or allowance.
    pub fn says(&self, charge: bool) -> bool {
        says(&self.indicator, charge)
    }
}

/// True when any of these indicators, read as `xs:boolean`, says charge, or allowance.
pub fn says(indicator: &Term, charge: bool) -> bool {
    let words = if charge { ["true", "1"] } else { ["false", "0"] };
    indicator
        .iter()
        .any(|node| words.contains(&node.text().trim_matches(super::term::is_xml_blank)))
}

/// What an indicator says: allowance first when it says both, as the official rules look for it
/// first.
pub fn is_charge(indicator: &Term) -> Option<bool> {
    match says(indicator, false) {
        true => Some(false),
        false => says(indicator, true).then_some(true),
    }
}

/// A VAT category with its rate: BT-95/96, BT-102/103, BT-118/119, BT-151/152.
#[derive(Clone)]
pub struct Category<'t, 'a> {
    /// The element of the group.
    pub node: Node<'t, 'a>,
    /// The category's code (UNCL 5305), such as BT-95 or BT-151.
    pub code: Term<'t, 'a>,
    /// The rate in percent, such as BT-96 or BT-152.
    pub rate: Term<'t, 'a>,
    /// True when the tax is VAT (UBL: `TaxScheme/ID`, CII: `TypeCode`; blanks and case as the
    /// official rules allow).
    pub is_vat: bool,
    /// BT-120.
    pub reason: Term<'t, 'a>,
    /// BT-121.
    pub reason_code: Term<'t, 'a>,
}

/// Who states a VAT category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VatUser {
    /// BG-30: a line (its index in [`Terms::lines`] where it is one of them).
    Line,
    /// BG-20/BG-21 or those of a line: charge or allowance, and whether of the document level.
    Allowance {
        /// Charge or allowance, where it says so soundly.
        is_charge: Option<bool>,
        /// Whether it is of the document level.
        of_document: bool,
    },
    /// BG-23 of the document level.
    Breakdown,
    /// Anything else: a sub-line, a misplaced element.
    Other,
}

/// A VAT category and who states it.
pub struct VatUse<'t, 'a> {
    /// Who states it.
    pub user: VatUser,
    /// What is stated.
    pub category: Category<'t, 'a>,
}

/// UBL's group around BT-110 or BT-111.
pub struct TaxTotal<'t, 'a> {
    /// The element of the group.
    pub node: Node<'t, 'a>,
    /// BT-110 or BT-111, told apart by `currencyID`.
    pub amount: Term<'t, 'a>,
    /// BT-117 of the breakdowns inside.
    pub parts: Term<'t, 'a>,
    /// How many breakdowns stand inside.
    pub breakdowns: usize,
}

/// BG-23: the VAT of one category and rate.
pub struct Breakdown<'t, 'a> {
    /// The element of the group.
    pub node: Node<'t, 'a>,
    /// True when it stands where the syntax puts it.
    pub in_place: bool,
    /// BT-116.
    pub base: Term<'t, 'a>,
    /// BT-117.
    pub amount: Term<'t, 'a>,
    /// BT-118 to BT-121; one in a sound document.
    pub categories: Vec<Category<'t, 'a>>,
}

/// BG-22: the totals.
pub struct Totals<'t, 'a> {
    /// The element of the group.
    pub node: Node<'t, 'a>,
    /// True when they stand where the syntax puts them.
    pub in_place: bool,
    /// BT-106.
    pub lines: Term<'t, 'a>,
    /// BT-107.
    pub allowances: Term<'t, 'a>,
    /// BT-108.
    pub charges: Term<'t, 'a>,
    /// BT-109.
    pub net: Term<'t, 'a>,
    /// BT-112.
    pub gross: Term<'t, 'a>,
    /// BT-113.
    pub prepaid: Term<'t, 'a>,
    /// BT-114.
    pub rounding: Term<'t, 'a>,
    /// BT-115.
    pub payable: Term<'t, 'a>,
    /// BT-110 and BT-111 in CII.
    pub vat: Term<'t, 'a>,
}

/// BG-24: a supporting document; BT-17 and BT-18 use the same elements with their own type codes.
pub struct SupportingDocument<'t, 'a> {
    /// The element of the group.
    pub node: Node<'t, 'a>,
    /// BT-122.
    pub id: Term<'t, 'a>,
    /// `130` marks BT-18, `50` marks BT-17.
    pub type_code: Term<'t, 'a>,
    /// BT-123.
    pub description: Term<'t, 'a>,
    /// BT-124.
    pub location: Term<'t, 'a>,
    /// BT-125, with `mimeCode` and `filename`.
    pub embedded: Term<'t, 'a>,
}

/// BG-25: a line.
pub struct Line<'t, 'a> {
    /// The element of the group.
    pub node: Node<'t, 'a>,
    /// True when it stands where the syntax puts it (so false of a UBL sub-line).
    pub in_place: bool,
    /// BT-126.
    pub id: Term<'t, 'a>,
    /// The line above this one (CII EXTENDED).
    pub parent_id: Term<'t, 'a>,
    /// BT-127.
    pub note: Term<'t, 'a>,
    /// BT-129 with BT-130 as `unitCode`.
    pub quantity: Term<'t, 'a>,
    /// BT-131.
    pub net: Term<'t, 'a>,
    /// BT-132.
    pub order_line: Term<'t, 'a>,
    /// BT-133.
    pub accounting_reference: Term<'t, 'a>,
    /// BG-26.
    pub periods: Vec<Period<'t, 'a>>,
    /// BG-27 and BG-28.
    pub allowances: Vec<AllowanceCharge<'t, 'a>>,
    /// BT-146.
    pub price: Term<'t, 'a>,
    /// BT-147.
    pub discount: Term<'t, 'a>,
    /// BT-148.
    pub gross_price: Term<'t, 'a>,
    /// BT-149 with BT-150 as `unitCode`.
    pub base_quantity: Term<'t, 'a>,
    /// BT-151 and BT-152.
    pub categories: Vec<Category<'t, 'a>>,
    /// BT-153.
    pub name: Term<'t, 'a>,
    /// BT-154.
    pub description: Term<'t, 'a>,
    /// BT-155.
    pub seller_article: Term<'t, 'a>,
    /// BT-156.
    pub buyer_article: Term<'t, 'a>,
    /// BT-157 with `schemeID`.
    pub standard_article: Term<'t, 'a>,
    /// BT-158.
    pub classifications: Term<'t, 'a>,
    /// BT-159.
    pub origin: Term<'t, 'a>,
    /// Sub-lines inside this one (UBL, XRechnung extension).
    pub lines: Vec<Line<'t, 'a>>,
}
