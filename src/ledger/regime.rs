//! The tax regime that a company's books are kept under, and with it the chart: what every posting
//! rule is told.

use super::chart::{Chart, Rate};
use crate::domain::Language;
use jiff::civil::Date;
use rust_decimal::{Decimal, dec};

/// When output VAT is owed, if at all (`vat` in `companies/ID.toml`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum VatRegime {
    /// With the supply (Sollversteuerung, § 16 (1) UStG).
    #[default]
    Accrual,
    /// With the money received (Istversteuerung, § 20 UStG).
    Cash,
    /// Not at all (§ 19 UStG).
    SmallBusiness,
    /// Not at all, since what is supplied is exempt (§ 4 no. 8 ff. UStG).
    Exempt,
}

impl VatRegime {
    const ALL: [(VatRegime, &str); 4] = [
        (VatRegime::Accrual, "accrual"),
        (VatRegime::Cash, "cash"),
        (VatRegime::SmallBusiness, "small-business"),
        (VatRegime::Exempt, "exempt"),
    ];

    /// As the settings spell it.
    pub fn as_str(self) -> &'static str {
        VatRegime::ALL.iter().find(|row| row.0 == self).map_or("accrual", |row| row.1)
    }
}

/// What of a company's settings decides about the VAT of an item when it is booked, and so about
/// that of its payment, its Skonto and what takes it back (§ 17, § 20 UStG): that stays as it was,
/// whatever the settings say by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxedUnder {
    /// When output VAT is owed.
    pub vat: VatRegime,
    /// How much of input VAT is deducted, in percent.
    pub input_percent: Decimal,
}

impl TaxedUnder {
    /// As the store keeps it: `cash 100`.
    pub fn written(&self) -> String {
        format!("{} {}", self.vat.as_str(), self.input_percent.normalize())
    }

    /// The same, read again.
    pub fn read(text: &str) -> Option<TaxedUnder> {
        let (vat, percent) = text.split_once(' ')?;
        let known = VatRegime::ALL.iter().find(|row| row.1 == vat)?;
        Some(TaxedUnder { vat: known.0, input_percent: percent.parse().ok()? })
    }
}

/// How a company's books are kept. A bare [`Chart`] is accrual with full deduction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bookkeeping {
    /// The chart its accounts are of.
    pub chart: Chart,
    /// When it owes VAT, or that it owes none.
    pub vat: VatRegime,
    /// How much of input VAT is deducted, in percent: 0 to 100 (§ 15 (2), (4) UStG).
    pub input_percent: Decimal,
    /// The rate at which the recipient owes the VAT of a purchase that states none (§ 1a, § 13b
    /// UStG): that of the goods.
    pub owed_rate: Rate,
    /// The language that its booking texts are written in.
    pub language: Language,
    /// How the items are taxed that say nothing of it: as the books began. `None` where the
    /// settings never changed.
    pub began: Option<TaxedUnder>,
}

impl From<Chart> for Bookkeeping {
    fn from(chart: Chart) -> Bookkeeping {
        Bookkeeping {
            chart,
            vat: VatRegime::Accrual,
            input_percent: dec!(100),
            owed_rate: Rate::Full,
            language: Language::De,
            began: None,
        }
    }
}

impl Bookkeeping {
    /// How what is booked now is taxed.
    pub fn taxed(&self) -> TaxedUnder {
        TaxedUnder { vat: self.vat, input_percent: self.input_percent }
    }

    /// The books as they were for what was booked under `taxed`; for what says nothing of it, as
    /// they began.
    #[must_use]
    pub fn under(self, taxed: Option<TaxedUnder>) -> Bookkeeping {
        let TaxedUnder { vat, input_percent } =
            taxed.or(self.began).unwrap_or_else(|| self.taxed());
        Bookkeeping { vat, input_percent, ..self }
    }

    /// What an item that is booked now must say of how it is taxed: nothing, where that is as the
    /// books began.
    pub fn noted(&self) -> Option<TaxedUnder> {
        self.began.filter(|began| *began != self.taxed()).map(|_| self.taxed())
    }

    /// True when all input VAT is deducted.
    pub fn deducts_all(&self) -> bool {
        self.input_percent == dec!(100)
    }

    /// True when no input VAT is deducted: what is paid is the expense.
    pub fn deducts_nothing(&self) -> bool {
        self.input_percent.is_zero()
    }

    /// True when no VAT is owed on what the company supplies, and none may be shown.
    pub fn owes_no_output(&self) -> bool {
        matches!(self.vat, VatRegime::SmallBusiness | VatRegime::Exempt)
    }
}

/// How large a company is (§§ 267, 267a HGB), and so how much of the form its balance sheet shows
/// (§ 266 (1) HGB).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SizeClass {
    /// Large, and what names no class: the whole form.
    #[default]
    Large,
    /// Medium: the whole form.
    Medium,
    /// Small: the lines with letters and Roman numerals.
    Small,
    /// Micro (Kleinstkapitalgesellschaft): those with letters.
    Micro,
}

/// How a company's statements are closed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Closing {
    /// The chart its books are kept by.
    pub chart: Chart,
    /// When its fiscal year begins.
    pub fiscal_year: FiscalYear,
    /// Profit is found by receipts and payments (EÜR, § 4 (3) EStG), not by comparing balance
    /// sheets.
    pub by_receipts: bool,
    /// It owes no VAT as a small business (§ 19 UStG): its turnover has a line of its own.
    pub small_business: bool,
    /// It owes VAT with the payment (§ 20 UStG).
    pub cash_vat: bool,
    /// How much of input VAT is deducted of items that say nothing of it, in percent.
    pub input_percent: Decimal,
    /// How much of the form its balance sheet shows.
    pub size: SizeClass,
}

impl From<Chart> for Closing {
    fn from(chart: Chart) -> Closing {
        Closing {
            chart,
            fiscal_year: FiscalYear::default(),
            by_receipts: false,
            small_business: false,
            cash_vat: false,
            input_percent: dec!(100),
            size: SizeClass::default(),
        }
    }
}

/// How often a VAT return is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum VatPeriod {
    /// By the tenth of the next month (§ 18 (2) UStG).
    #[default]
    Monthly,
    /// By the tenth after a quarter.
    Quarterly,
    /// With the yearly return alone.
    Yearly,
}

impl VatPeriod {
    /// The first day of the period that a day lies in; VAT periods go by the calendar, whatever the
    /// fiscal year (§ 18 UStG).
    pub fn start(self, day: Date) -> Date {
        let month = match self {
            VatPeriod::Monthly => day.month(),
            VatPeriod::Quarterly => (day.month() - 1) / 3 * 3 + 1,
            VatPeriod::Yearly => 1,
        };
        Date::new(day.year(), month, 1).unwrap_or(day)
    }
}

/// When a company's fiscal year begins: the first of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FiscalYear {
    month: i8,
}

impl Default for FiscalYear {
    fn default() -> FiscalYear {
        FiscalYear { month: 1 }
    }
}

impl FiscalYear {
    /// The one that begins with this month (1 to 12).
    pub fn starting(month: i8) -> Option<FiscalYear> {
        (1..=12).contains(&month).then_some(FiscalYear { month })
    }

    /// The first day of the fiscal year that a day lies in.
    pub fn start(self, day: Date) -> Date {
        let year = if day.month() < self.month { day.year() - 1 } else { day.year() };
        Date::new(year, self.month, 1).unwrap_or(day)
    }
}
