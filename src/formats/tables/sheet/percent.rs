//! Percentages of a row: rates of VAT and cash discounts, which spreadsheets keep as shares.

use super::Row;
use crate::domain::FindingKind;
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
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

/// VAT of a row that is not what its rate gives.
pub static VAT_DIFFERS: FindingKind = FindingKind {
    code: "table-vat-differs",
    weight: Weight::Warning,
    de: "Die Umsatzsteuer der Zeile ist {vat}, zum Satz von {rate} gehören {expected}. Gebucht \
        wird, was dort steht; bitte prüfen.",
    en: "The VAT of the row is {vat}, the rate of {rate} gives {expected}. What stands there is \
        booked; look at it.",
};

/// By how much the VAT of a row may be off: it is rounded line by line or in one sum.
const VAT_ROUNDING: Decimal = dec!(0.05);

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

    /// Asks about VAT that is none of the rate beside it; rounding is no difference.
    pub fn vat_of(&mut self, net: Decimal, vat: Decimal, rate: Decimal) {
        let expected = net
            .checked_mul(rate)
            .and_then(|sum| sum.checked_div(Decimal::ONE_HUNDRED))
            .map(|vat| vat.round_dp(2));
        let Some(expected) = expected else { return };
        if (expected - vat).abs() > VAT_ROUNDING {
            let found = VAT_DIFFERS.found().with_value("rate", Argument::percent(rate));
            let found = found.with_value("vat", vat).with_value("expected", expected);
            self.findings.push(found.at(self.place("vat")));
        }
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
