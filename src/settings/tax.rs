//! The tax regime of a company, as its file tells it.

use super::findings::{
    CASH_BOOKS_YEAR, EXTENSION_WITHOUT_RETURNS, FISCAL_YEAR_START, INPUT_VAT, INPUT_VAT_EXEMPT,
    INPUT_VAT_SMALL_BUSINESS,
};
use super::page::Table;
use crate::ledger::{FiscalYear, SizeClass, VatPeriod, VatRegime};
use rust_decimal::{Decimal, dec};
use toml::de::DeValue;

/// How a company is taxed.
#[derive(Debug, Clone, PartialEq)]
pub struct Taxation {
    /// `vat`.
    pub vat: VatRegime,
    /// `input_vat`: how much of it is deducted, in percent. Without it all, but nothing of a small
    /// business or an exempt firm.
    pub input_percent: Decimal,
    /// `profit`.
    pub profit: Profit,
    /// `fiscal_year_start`.
    pub fiscal_year: FiscalYear,
    /// `size`.
    pub size: SizeClass,
    /// `vat_return`.
    pub vat_return: VatPeriod,
    /// `vat_extension`: a month more for each return (Dauerfristverlängerung, § 46 UStDV).
    pub vat_extension: bool,
}

/// How profit is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profit {
    /// By comparing balance sheets (§ 4 (1), § 5 EStG).
    #[default]
    BalanceSheet,
    /// By receipts and payments (EÜR, § 4 (3) EStG).
    Cash,
}

impl Default for Taxation {
    fn default() -> Taxation {
        Taxation {
            vat: VatRegime::default(),
            input_percent: dec!(100),
            profit: Profit::default(),
            fiscal_year: FiscalYear::default(),
            size: SizeClass::default(),
            vat_return: VatPeriod::default(),
            vat_extension: false,
        }
    }
}

const REGIMES: &[(&str, VatRegime)] = &[
    ("accrual", VatRegime::Accrual),
    ("cash", VatRegime::Cash),
    ("small-business", VatRegime::SmallBusiness),
    ("exempt", VatRegime::Exempt),
];

const PROFITS: &[(&str, Profit)] =
    &[("balance-sheet", Profit::BalanceSheet), ("cash", Profit::Cash)];

const SIZES: &[(&str, SizeClass)] = &[
    ("large", SizeClass::Large),
    ("medium", SizeClass::Medium),
    ("small", SizeClass::Small),
    ("micro", SizeClass::Micro),
];

const RETURNS: &[(&str, VatPeriod)] = &[
    ("monthly", VatPeriod::Monthly),
    ("quarterly", VatPeriod::Quarterly),
    ("yearly", VatPeriod::Yearly),
];

impl Taxation {
    /// Reads it, with a word about what contradicts itself.
    pub(super) fn read(root: &Table<'_>) -> Taxation {
        let vat = root.choice("vat", REGIMES).unwrap_or_default();
        let stated = read_input_vat(root);
        let deducts_nothing = matches!(vat, VatRegime::SmallBusiness | VatRegime::Exempt);
        let taxation = Taxation {
            vat,
            input_percent: stated.unwrap_or(if deducts_nothing {
                Decimal::ZERO
            } else {
                dec!(100)
            }),
            profit: root.choice("profit", PROFITS).unwrap_or_default(),
            fiscal_year: read_fiscal_year(root),
            size: root.choice("size", SIZES).unwrap_or_default(),
            vat_return: root.choice("vat_return", RETURNS).unwrap_or_default(),
            vat_extension: root.boolean("vat_extension").unwrap_or_default(),
        };
        taxation.look_over(root, stated);
        taxation
    }

    fn look_over(&self, root: &Table<'_>, stated: Option<Decimal>) {
        let page = root.page();
        match self.vat {
            VatRegime::SmallBusiness if stated.is_some_and(|percent| !percent.is_zero()) => {
                page.fault(root.place_of("input_vat"), INPUT_VAT_SMALL_BUSINESS.found(), None);
            }
            VatRegime::Exempt if stated == Some(dec!(100)) => {
                page.fault(root.place_of("input_vat"), INPUT_VAT_EXEMPT.found(), None)
            }
            _ => {}
        }
        if self.vat_extension && self.vat_return == VatPeriod::Yearly {
            page.fault(root.place_of("vat_extension"), EXTENSION_WITHOUT_RETURNS.found(), None);
        }
        if self.profit == Profit::Cash && self.fiscal_year != FiscalYear::default() {
            page.fault(root.place_of("fiscal_year_start"), CASH_BOOKS_YEAR.found(), None);
        }
    }
}

/// `full`, `none`, or a percentage, as a text or a number.
fn read_input_vat(root: &Table<'_>) -> Option<Decimal> {
    let value = root.value("input_vat")?;
    let percent = match value.get_ref() {
        DeValue::String(text) => match text.trim() {
            "full" => Some(dec!(100)),
            "none" => Some(Decimal::ZERO),
            number => number.trim_end_matches('%').trim_end().replace(',', ".").parse().ok(),
        },
        DeValue::Integer(number) => number.as_str().parse().ok(),
        _ => None,
    };
    let percent = percent.filter(|percent| (Decimal::ZERO..=dec!(100)).contains(percent));
    if percent.is_none() {
        root.page().fault(value.span(), INPUT_VAT.found(), None);
    }
    percent
}

/// `MM-DD`, the first of a month.
fn read_fiscal_year(root: &Table<'_>) -> FiscalYear {
    let Some(text) = root.text("fiscal_year_start") else { return FiscalYear::default() };
    let month = text
        .get_ref()
        .strip_suffix("-01")
        .filter(|month| month.len() == 2)
        .and_then(|month| month.parse().ok());
    month.and_then(FiscalYear::starting).unwrap_or_else(|| {
        root.page().fault(
            text.span(),
            FISCAL_YEAR_START.found().with("value", text.get_ref()),
            None,
        );
        FiscalYear::default()
    })
}
