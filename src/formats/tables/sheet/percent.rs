//! Percentages of a row: rates of VAT and cash discounts, which spreadsheets keep as shares.

use super::Row;
use crate::domain::FindingKind;
use crate::domain::finding::Weight;
use rust_decimal::{Decimal, dec};

/// A percentage so small that a share was meant.
pub static PERCENT_UNLIKELY: FindingKind = FindingKind {
    code: "table-percent-unlikely",
    weight: Weight::Warning,
    de: "In der Spalte „{column}“ steht {value}, also {value} %; so wenig ist kaum gemeint. Die \
        Zeile ist ohne diese Angabe übernommen; bitte in Prozent schreiben (2 für 2 %) und die \
        Datei erneut ablegen.",
    en: "Column “{column}” holds {value}, that is {value} %; so little is hardly meant. The row is \
        taken without it; write it in percent (2 for 2 %) and drop the file again.",
};

/// The least cash discount that is taken for one, in percent.
const LEAST_DISCOUNT: Decimal = dec!(0.2);

impl Row<'_> {
    /// A rate of VAT in percent. One below 1 that bears no sign of percent is the share that a
    /// spreadsheet keeps (`0.19` for 19 %): no rate is as low as that.
    pub fn vat_rate(&mut self) -> Option<Decimal> {
        let rate = self.number("vat_rate")?;
        let is_share =
            rate > Decimal::ZERO && rate < Decimal::ONE && !self.raw("vat_rate").ends_with('%');
        let rate = if is_share { (rate * Decimal::ONE_HUNDRED).normalize() } else { rate };
        self.within("vat_rate", rate, Decimal::ZERO, Decimal::ONE_HUNDRED).then_some(rate)
    }

    /// A cash discount in percent. A share (`0.02`) is asked about: nobody grants so little, and
    /// what was meant is money.
    pub fn discount_percent(&mut self) -> Option<Decimal> {
        let percent = self.number("discount_percent")?;
        if !self.within("discount_percent", percent, Decimal::ZERO, Decimal::ONE_HUNDRED) {
            return None;
        }
        let is_likely = percent.is_zero() || percent >= LEAST_DISCOUNT;
        if !is_likely {
            self.note(&PERCENT_UNLIKELY, "discount_percent", percent);
        }
        Some(percent).filter(|_| is_likely)
    }
}
