//! Amounts and days as people write them: German `1.190,00` and `13.10.2026`, English `1,190.00`
//! and `2026-10-13`.

use super::{Language, Money};
use jiff::ZonedDateTime;
use jiff::civil::Date;

/// A plain decimal (`-1234.50`) with its thousands grouped.
pub fn number(plain: &str, language: Language) -> String {
    let (thousands, point) = match language {
        Language::De => ('.', ','),
        Language::En => (',', '.'),
    };
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut spelled = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.chars().count() - at).is_multiple_of(3) {
            spelled.push(thousands);
        }
        spelled.push(digit);
    }
    if !fraction.is_empty() {
        spelled.push(point);
        spelled.push_str(fraction);
    }
    spelled
}

/// A plain decimal with the language's decimal mark and nothing else.
pub fn ungrouped(plain: &str, language: Language) -> String {
    match language {
        Language::De => plain.replace('.', ","),
        Language::En => plain.to_owned(),
    }
}

/// An amount with its currency: `-1.190,00 EUR`.
pub fn amount(money: Money, language: Language) -> String {
    format!("{} {}", number(&money.amount.to_string(), language), money.currency)
}

/// A day.
pub fn day(date: Date, language: Language) -> String {
    match language {
        Language::De => date.strftime("%d.%m.%Y").to_string(),
        Language::En => date.to_string(),
    }
}

/// A moment in its own zone, to the minute: `13.10.2026 02:30`.
pub fn moment(at: &ZonedDateTime, language: Language) -> String {
    format!("{} {}", day(at.date(), language), at.strftime("%H:%M"))
}

/// A moment as it is kept (ISO 8601, in its own zone), to the minute.
pub fn kept(at: &str, language: Language) -> String {
    match (at.get(..10).and_then(|date| date.parse().ok()), at.get(11..16)) {
        (Some(date), Some(minute)) => format!("{} {minute}", day(date, language)),
        _ => at.to_owned(),
    }
}

/// A count with its noun, in the singular where it is one: `1 Beleg`, `2 Belege`.
pub fn counted(count: usize, [one, many]: [&str; 2]) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Currency;

    #[test]
    fn amounts_and_days_read_as_people_write_them() {
        assert_eq!(number("-1234567.50", Language::De), "-1.234.567,50");
        assert_eq!(number("999", Language::En), "999");
        assert_eq!(amount(Money::from_minor(119_000, Currency::EUR), Language::En), "1,190.00 EUR");
        assert_eq!(day(jiff::civil::date(2026, 10, 3), Language::De), "03.10.2026");
    }
}
