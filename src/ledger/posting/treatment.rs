//! The VAT treatments, the accounts that each goes to, and the tax code that its lines bear
//! ([`crate::ledger::TaxCode`]).

use crate::domain::Side;
use crate::ledger::chart::{Chart, Rate, Role};
use crate::ledger::regime::{Bookkeeping, VatRegime};

/// The VAT treatment of an amount, from the company's view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Treatment {
    /// German VAT, charged by the seller (category S).
    Taxed(Rate),
    /// German VAT at a rate without accounts of its own: average rates of farmers (§ 24 UStG),
    /// rates of other years. Never without a person's word.
    TaxedOtherwise,
    /// Taxable at 0 % (category Z; § 12 (3) UStG: solar power systems).
    ZeroRated,
    /// Intra-community: acquired with both taxes at this rate, or supplied exempt (category K).
    IntraCommunity(Rate),
    /// What the first buyer in triangular trade delivers (§ 25b (2) UStG).
    Triangle,
    /// New vehicles to buyers in the EU without a VAT id, or acquired from sellers without one
    /// (§ 1b UStG).
    NewVehicle,
    /// Acquired exempt (§ 4b UStG): neither tax is owed nor any deducted.
    AcquiredExempt,
    /// Acquired at 0 % (§ 12 (3) UStG).
    AcquiredZero,
    /// The buyer of land owes the VAT of a seller who opted for it (§ 13b (2) no. 3 UStG).
    Land,
    /// The recipient owes the VAT, § 13b UStG (category AE): by where the other side has its seat,
    /// at this rate.
    ReverseCharge(Seat, Rate),
    /// A service whose place is in a third country (category O to a firm there; § 3a (2) UStG).
    NotTaxable,
    /// Exempt export (category G).
    Export,
    /// Exempt for another reason (category E).
    Exempt,
    /// Letting of rooms and land, exempt (§ 4 no. 12 UStG).
    ExemptLetting,
    /// Exempt, and its input VAT is deducted all the same (§ 4 no. 2 to 7 UStG).
    ExemptDeducting,
    /// Taxed in another EU state at its rate, by the one-stop shop (§ 18j UStG).
    Oss,
    /// Sold under the margin scheme (§ 25, § 25a UStG). Never without a person's word, since the
    /// margin is not on the invoice.
    Margin,
    /// Supplied by a small business (§ 19 UStG).
    SmallBusiness,
    /// VAT shown by a small business, which owes it for that alone (§ 14c UStG). Never without a
    /// person's word.
    WronglyShown,
    /// No VAT, or VAT that cannot be deducted (Z, O, L, M, foreign rates, a firm without
    /// deduction).
    Untaxed,
}

/// Where the other side of a reverse charge has its seat: each has a place of its own in the VAT
/// return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Seat {
    /// In Germany: building work, cleaning, scrap, mobile phones (§ 13b (2) no. 4 to 11 UStG).
    Germany,
    /// In another EU state, with a VAT id of it (§ 13b (1), § 3a (2) UStG).
    Union,
    /// Elsewhere, or nothing is said of it (§ 13b (2) no. 1 UStG).
    Abroad,
}

/// A tax code without case and marks, its short forms written out: `V19`, `VSt 19` and `VSt19` are
/// one, `13b-EU-19` and `13bEU19` as well.
pub(super) fn as_said(code: &str) -> String {
    let bare: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    let bare = bare.to_ascii_uppercase();
    let of_rate = |rate: &&str| !rate.is_empty() && rate.bytes().all(|byte| byte.is_ascii_digit());
    let (input, output) = (bare.strip_prefix('V'), bare.strip_prefix('U'));
    match (input.filter(of_rate), output.filter(of_rate)) {
        (Some(rate), _) => format!("VST{rate}"),
        (_, Some(rate)) => format!("UST{rate}"),
        _ => bare,
    }
}

use Rate::{Full, Reduced};
use Seat::{Abroad, Germany, Union};
use Treatment::{
    AcquiredExempt, AcquiredZero, Exempt, ExemptDeducting, ExemptLetting, Export, IntraCommunity,
    Land, Margin, NewVehicle, NotTaxable, Oss, ReverseCharge, SmallBusiness, Taxed, TaxedOtherwise,
    Triangle, Untaxed, WronglyShown, ZeroRated,
};

/// One row a treatment: the spelling that the store keeps, and the tax codes of what is received
/// and of what is issued.
static TREATMENTS: &[(Treatment, &str, Option<&str>, Option<&str>)] = &[
    (Taxed(Full), "19", Some("VSt19"), Some("USt19")),
    (Taxed(Reduced), "7", Some("VSt7"), Some("USt7")),
    (TaxedOtherwise, "S", Some("VSt"), Some("USt")),
    (ZeroRated, "Z", None, Some("USt0")),
    (IntraCommunity(Full), "K", Some("IGE19"), Some("IGL")),
    (IntraCommunity(Reduced), "K7", Some("IGE7"), Some("IGL")),
    (Triangle, "K-D", None, Some("IGL-D")),
    (NewVehicle, "K-F", Some("IGE-NF"), Some("IGL-F")),
    (AcquiredExempt, "K-0", Some("IGE-F"), None),
    (AcquiredZero, "K-Z", Some("IGE0"), None),
    (Land, "AE-GR", Some("13bGR19"), None),
    (ReverseCharge(Abroad, Full), "AE", Some("13b19"), Some("DRL")),
    (ReverseCharge(Abroad, Reduced), "AE7", Some("13b7"), Some("DRL")),
    (ReverseCharge(Germany, Full), "AE-DE", Some("13bIN19"), Some("13bL")),
    (ReverseCharge(Germany, Reduced), "AE-DE7", Some("13bIN7"), Some("13bL")),
    (ReverseCharge(Union, Full), "AE-EU", Some("13bEU19"), Some("EUL")),
    (ReverseCharge(Union, Reduced), "AE-EU7", Some("13bEU7"), Some("EUL")),
    (NotTaxable, "O-DR", None, Some("DRL")),
    (Export, "G", None, Some("AUS")),
    (Exempt, "E", None, Some("STF")),
    (ExemptLetting, "E-12", None, Some("STF")),
    (ExemptDeducting, "E-V", None, Some("STF-V")),
    (Oss, "S-EU", None, Some("OSS")),
    (Margin, "E-M", None, None),
    (SmallBusiness, "KU", None, Some("KU")),
    (WronglyShown, "14c", None, Some("14c")),
    (Untaxed, "O", None, None),
];

impl Treatment {
    /// Every treatment, for tables and tests.
    pub fn all() -> impl Iterator<Item = Treatment> {
        TREATMENTS.iter().map(|row| row.0)
    }

    fn row(
        self,
    ) -> Option<&'static (Treatment, &'static str, Option<&'static str>, Option<&'static str>)>
    {
        TREATMENTS.iter().find(|row| row.0 == self)
    }

    /// The spelling the store keeps: `19`, `7`, `S`, `K`, `AE`, `G`, `E`, `O` …
    pub fn as_str(self) -> &'static str {
        self.row().map_or("O", |row| row.1)
    }

    /// The treatment of that spelling.
    pub fn read(text: &str) -> Option<Treatment> {
        TREATMENTS.iter().find(|row| row.1 == text).map(|row| row.0)
    }

    /// The tax code of the lines that carry or follow this treatment when the tax is due; `None`
    /// where there is nothing to declare.
    pub fn vat_code(self, side: Side) -> Option<&'static str> {
        self.row().and_then(|row| match side {
            Side::Payable => row.2,
            Side::Receivable => row.3,
        })
    }

    /// The treatment of a tax code, and whose side it is of; `None` for codes of what is not due
    /// yet and unknown ones.
    pub(super) fn of_code(code: &str) -> Option<(Treatment, Side)> {
        let code = as_said(code);
        let is = |own: Option<&str>| own.is_some_and(|own| as_said(own) == code);
        TREATMENTS.iter().find_map(|row| match row {
            _ if is(row.2) => Some((row.0, Side::Payable)),
            _ if is(row.3) => Some((row.0, Side::Receivable)),
            _ => None,
        })
    }

    /// True when the VAT that is charged is owed with the money received only.
    pub(super) fn waits_for_payment(self, books: &Bookkeeping, side: Side) -> bool {
        books.vat == VatRegime::Cash
            && side == Side::Receivable
            && matches!(self, Taxed(_) | TaxedOtherwise)
    }

    /// The tax code of an invoice's lines: that of what is not due yet, where VAT waits for its
    /// payment.
    pub(super) fn code_before_payment(
        self,
        books: &Bookkeeping,
        side: Side,
    ) -> Option<&'static str> {
        match self {
            _ if !self.waits_for_payment(books, side) => self.vat_code(side),
            Taxed(Full) => Some("USt19Ist"),
            Taxed(Reduced) => Some("USt7Ist"),
            _ => Some("UStIst"),
        }
    }

    /// The treatment that an account of untaxed turnover, or of an exempt acquisition, states by
    /// its place in the VAT return; `None` for an account in no such place.
    pub(super) fn of_place(chart: Chart, account: &str) -> Option<(Treatment, Side)> {
        let own = |role: Role| chart.number(role) == account;
        Some(match chart.account(account)?.return_position? {
            "41" => (IntraCommunity(Full), Side::Receivable),
            "42" => (Triangle, Side::Receivable),
            "43" if own(Role::RevenueExport) => (Export, Side::Receivable),
            "43" => (ExemptDeducting, Side::Receivable),
            "44" => (NewVehicle, Side::Receivable),
            "45" => (NotTaxable, Side::Receivable),
            "48" if own(Role::RevenueSmallBusiness) => (SmallBusiness, Side::Receivable),
            "48" => (Exempt, Side::Receivable),
            "60" => (ReverseCharge(Germany, Full), Side::Receivable),
            "21" => (ReverseCharge(Union, Full), Side::Receivable),
            "87" => (ZeroRated, Side::Receivable),
            "91" => (AcquiredExempt, Side::Payable),
            _ => return None,
        })
    }

    /// This treatment as the account that a person or a rule names knows it better: goods to
    /// another EU state on the account of triangular trade, an exempt supply on one of those with
    /// deduction.
    pub fn on(self, chart: Chart, account: &str, side: Side) -> Treatment {
        let stated = Treatment::of_place(chart, account)
            .filter(|(_, own)| *own == side)
            .map(|(stated, _)| stated);
        match (self, stated) {
            (IntraCommunity(_), Some(stated @ (Triangle | NewVehicle | AcquiredExempt)))
            | (Exempt | Export, Some(stated @ ExemptDeducting))
            | (ExemptDeducting, Some(stated @ Export)) => stated,
            _ => self,
        }
    }

    /// Where the net is booked: expense of a payable, revenue of a receivable. What is not deducted
    /// as a whole goes to no automatic account, since that would deduct it.
    pub(super) fn base_role(self, books: &Bookkeeping, side: Side) -> Role {
        match (self, side) {
            (Taxed(rate), Side::Payable) if books.deducts_all() => Role::Expense(rate),
            (IntraCommunity(rate), Side::Payable) if books.deducts_all() => {
                Role::ExpenseAcquisition(rate)
            }
            (IntraCommunity(rate), Side::Payable) => Role::ExpenseAcquisitionKept(rate),
            (ReverseCharge(seat, rate), Side::Payable) if books.deducts_all() => {
                Role::expense_reverse(seat, rate)
            }
            (ReverseCharge(seat, rate), Side::Payable) => Role::ExpenseReverseKept(seat, rate),
            (AcquiredExempt, Side::Payable) => Role::ExpenseAcquisitionExempt,
            (NewVehicle, Side::Payable) => Role::ExpenseNewVehicle,
            (_, Side::Payable) => Role::ExpenseUntaxed,
            (Taxed(rate), Side::Receivable) => Role::Revenue(rate),
            (Triangle, Side::Receivable) => Role::RevenueTriangle,
            (NewVehicle, Side::Receivable) => Role::RevenueNewVehicle,
            (ExemptDeducting, Side::Receivable) => Role::RevenueExemptDeducting,
            (Oss, Side::Receivable) => Role::RevenueOss,
            (Margin, Side::Receivable) => Role::RevenueMargin,
            (ZeroRated, Side::Receivable) => Role::RevenueZeroRated,
            (IntraCommunity(_), Side::Receivable) => Role::RevenueIntraCommunity,
            (ReverseCharge(Germany, _), Side::Receivable) => Role::RevenueReverse,
            (ReverseCharge(Union, _), Side::Receivable) => Role::RevenueServiceUnion,
            (ReverseCharge(Abroad, _) | NotTaxable, Side::Receivable) => Role::RevenueServiceAbroad,
            (Export, Side::Receivable) => Role::RevenueExport,
            (Exempt, Side::Receivable) => Role::RevenueExempt,
            (ExemptLetting, Side::Receivable) => Role::RevenueExemptLetting,
            (SmallBusiness | WronglyShown, Side::Receivable) => Role::RevenueSmallBusiness,
            (TaxedOtherwise | Untaxed | AcquiredExempt | AcquiredZero | Land, Side::Receivable) => {
                Role::RevenueUntaxed
            }
        }
    }

    /// The account of the VAT that is charged: of what is not due yet, where it waits for its
    /// payment.
    pub(super) fn charged_role(self, books: &Bookkeeping, side: Side) -> Option<Role> {
        Some(match (self, side) {
            (Taxed(rate), Side::Receivable) if self.waits_for_payment(books, side) => {
                Role::OutputVatNotDue(rate)
            }
            (TaxedOtherwise, Side::Receivable) if self.waits_for_payment(books, side) => {
                Role::OutputVatNotDueOther
            }
            _ => return self.due_role(side),
        })
    }

    /// The account of the VAT that is charged, once it is due.
    pub(super) fn due_role(self, side: Side) -> Option<Role> {
        Some(match (self, side) {
            (Taxed(rate), Side::Payable) => Role::InputVat(rate),
            (Taxed(rate), Side::Receivable) => Role::OutputVat(rate),
            (TaxedOtherwise, Side::Payable) => Role::InputVatOther,
            (TaxedOtherwise, Side::Receivable) => Role::OutputVatOther,
            (WronglyShown, Side::Receivable) => Role::VatWronglyShown,
            (Oss, Side::Receivable) => Role::OutputVatOss,
            _ => return None,
        })
    }

    /// The accounts of the taxes that a recipient owes and deducts at once, and their rate: (owed,
    /// deducted, rate).
    pub(super) fn owed_roles(self, books: &Bookkeeping) -> Option<(Role, Role, Rate)> {
        match self {
            IntraCommunity(rate) if books.deducts_nothing() => {
                Some((Role::OutputVatAcquisitionKept, Role::InputVatAcquisition(rate), rate))
            }
            IntraCommunity(rate) => {
                Some((Role::OutputVatAcquisition(rate), Role::InputVatAcquisition(rate), rate))
            }
            NewVehicle => Some((Role::OutputVatNewVehicle, Role::InputVatNewVehicle, Full)),
            Land => Some((Role::OutputVatReverse(Full), Role::InputVatReverse(Full), Full)),
            ReverseCharge(_, rate) => {
                Some((Role::OutputVatReverse(rate), Role::InputVatReverse(rate), rate))
            }
            _ => None,
        }
    }
}

impl Role {
    fn expense_reverse(seat: Seat, rate: Rate) -> Role {
        match seat {
            Germany => Role::ExpenseReverseGermany(rate),
            Union => Role::ExpenseReverseUnion(rate),
            Abroad => Role::ExpenseReverse(rate),
        }
    }
}
