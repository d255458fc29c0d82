//! Values that have a form of their own: accounts, discounts, telephone numbers, addresses of the
//! net, dates.

use crate::einvoice::term::{is_xml_blank, normalize};
use rust_decimal::Decimal;

/// True of an IBAN (ISO 13616): two capital letters, two digits, up to 30 letters and digits,
/// remainder 1 modulo 97. Blanks do not count. As in the official rules small letters stand for
/// numbers of their own, so that an IBAN in small letters fails.
pub fn is_iban(text: &str) -> bool {
    let text: Vec<u8> = text.bytes().filter(|byte| !is_xml_blank(char::from(*byte))).collect();
    let [a, b, c, d, rest @ ..] = text.as_slice() else { return false };
    let head = a.is_ascii_uppercase()
        && b.is_ascii_uppercase()
        && c.is_ascii_digit()
        && d.is_ascii_digit();
    if !head || rest.len() > 30 || !rest.iter().all(u8::is_ascii_alphanumeric) {
        return false;
    }
    rest.iter().chain(&[*a, *b, *c, *d]).fold(0u32, |remainder, byte| appended(remainder, *byte))
        == 1
}

/// The remainder modulo 97 after one more character of an IBAN: digits for themselves, letters as
/// their code less 55.
fn appended(remainder: u32, byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => (remainder * 10 + u32::from(byte - b'0')) % 97,
        _ => (remainder * 100 + u32::from(byte.saturating_sub(55))) % 97,
    }
}

/// True when a line of the payment terms (BT-20) begins with `#` and so is meant as a discount.
pub fn names_discounts(terms: &str) -> bool {
    terms.split('\n').any(|line| normalize(line).starts_with('#'))
}

/// True when the payment terms (BT-20) either hold no line that begins with `#`, or every such line
/// is a discount in the notation of XRechnung (`#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=100.00#`)
/// and the last one ends with a line break.
pub fn discounts_are_well_formed(terms: &str) -> bool {
    let mut lines = terms.split('\n').map(normalize).filter(|line| line.starts_with('#'));
    !names_discounts(terms)
        || (lines.all(|line| is_discount(&line)) && breaks_after_last_mark(terms))
}

fn is_discount(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("#SKONTO#TAGE=").and_then(|rest| rest.strip_suffix('#'))
    else {
        return false;
    };
    let mut parts = rest.split('#');
    let days = parts.next().is_some_and(|days| !days.is_empty() && all_digits(days));
    let percent =
        parts.next().and_then(|part| part.strip_prefix("PROZENT=")).is_some_and(two_places);
    let base = parts
        .next()
        .is_none_or(|part| part.strip_prefix("BASISBETRAG=").is_some_and(signed_two_places));
    days && percent && base && parts.next().is_none()
}

fn two_places(text: &str) -> bool {
    text.split_once('.').is_some_and(|(whole, cents)| {
        !whole.is_empty() && all_digits(whole) && cents.len() == 2 && all_digits(cents)
    })
}

fn signed_two_places(text: &str) -> bool {
    two_places(text.strip_prefix('-').unwrap_or(text))
}

/// True when the last `#…#` of the text is followed by blanks with a line break among them.
fn breaks_after_last_mark(text: &str) -> bool {
    let mut after = text;
    let mut from = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        if let (Some(first), Some(last)) = (line.find('#'), line.rfind('#'))
            && last > first + 1
        {
            after = text.get(from + last + 1..).unwrap_or_default();
        }
        from += line.len();
    }
    let blanks = after.len() - after.trim_start_matches(is_xml_blank).len();
    after.get(..blanks).is_some_and(|blanks| blanks.contains('\n'))
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// True of a telephone number with three digits at least.
pub fn is_telephone(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= 3
}

/// True of an e-mail address as the rules see it: one `@`, something before it, and two labels at
/// least behind it, parted by points, no blank anywhere. Blanks are expected to be normalised.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let plain = !local.is_empty() && !text.contains(is_xml_blank) && !domain.contains('@');
    plain && domain.contains('.') && domain.split('.').all(|label| !label.is_empty())
}

/// True of an absolute URL: a scheme (RFC 3986, section 3.1) of two characters at least, and a
/// colon.
pub fn is_absolute_url(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else { return false };
    let mut letters = scheme.bytes();
    let first = letters.next().is_some_and(|byte| byte.is_ascii_alphabetic());
    first
        && scheme.len() > 1
        && letters.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-'))
}

/// True of `YYYY-MM-DD`, digits not looked at as a calendar; blanks around do not count.
pub fn is_iso_date(text: &str) -> bool {
    let text = normalize(text);
    let mut parts = text.split('-');
    let mut has =
        |digits: usize| parts.next().is_some_and(|part| part.len() == digits && all_digits(part));
    let (year, month, day) = (has(4), has(2), has(2));
    year && month && day && parts.next().is_none()
}

/// True of `YYYYMMDD`, digits not looked at as a calendar; blanks around do not count.
pub fn is_basic_date(text: &str) -> bool {
    let text = normalize(text);
    text.len() == 8 && all_digits(&text)
}

/// A day of XML Schema (`xs:date`) as a number that grows with time, in minutes; `None` when it is
/// no such day. A day without a time zone counts as one in UTC.
pub fn day(text: &str) -> Option<i64> {
    let text = text.trim_matches(is_xml_blank);
    let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (year, rest) = rest.split_once('-')?;
    let (month, rest) = rest.split_once('-')?;
    if year.len() < 4
        || (year.len() > 4 && year.starts_with('0'))
        || month.len() != 2
        || !all_digits(year)
        || !all_digits(month)
    {
        return None;
    }
    let (day, zone) = rest.split_at_checked(2)?;
    if !all_digits(day) {
        return None;
    }
    let year: i16 = year.parse().ok()?;
    let date = jiff::civil::Date::new(
        if negative { year.checked_neg()? } else { year },
        month.parse().ok()?,
        day.parse().ok()?,
    )
    .ok()?;
    let days = i64::from(date.since(jiff::civil::date(1970, 1, 1)).ok()?.get_days());
    Some(days * 24 * 60 - zone_minutes(zone)?)
}

fn zone_minutes(zone: &str) -> Option<i64> {
    let sign = match zone.chars().next() {
        None => return Some(0),
        Some('Z') if zone.len() == 1 => return Some(0),
        Some('+') => 1,
        Some('-') => -1,
        Some(_) => return None,
    };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 || !all_digits(hours) || !all_digits(minutes) {
        return None;
    }
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= 14 * 60).then_some(sign * total)
}

/// A number as XPath reads it when it compares without a type (`xs:double`): a sign, digits, a
/// point, an exponent, and the names of infinity. `Some(None)` is "not a number", which equals and
/// exceeds nothing; `None` is a text that is no number. Only the sign is asked for, so that no
/// binary number is needed.
pub fn sign(text: &str) -> Option<Option<std::cmp::Ordering>> {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let text = text.trim_matches(is_xml_blank);
    match text {
        "NaN" => return Some(None),
        "INF" | "+INF" => return Some(Some(Greater)),
        "-INF" => return Some(Some(Less)),
        _ => {}
    }
    let mantissa = match text.split_once(['e', 'E']) {
        None => text,
        Some((mantissa, exponent)) => {
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            if digits.is_empty() || !all_digits(digits) {
                return None;
            }
            mantissa
        }
    };
    let (negative, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if !all_digits(whole) || !all_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let zero = whole.bytes().chain(fraction.bytes()).all(|byte| byte == b'0');
    Some(Some(match (zero, negative) {
        (true, _) => Equal,
        (false, true) => Less,
        (false, false) => Greater,
    }))
}

/// XPath's rounding to two places: half a cent goes up, also below zero. `None` beyond 28 digits.
pub fn round_up_half(amount: Decimal) -> Option<Decimal> {
    let cents = amount.checked_mul(Decimal::ONE_HUNDRED)?.checked_add(Decimal::new(5, 1))?.floor();
    cents.checked_div(Decimal::ONE_HUNDRED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;
    use std::cmp::Ordering;

    #[test]
    fn an_iban_is_checked_by_its_remainder() {
        for good in [
            "DE02120300000000202051",
            "DE02 1203 0000 0000 2020 51",
            "GB33BUKB20201555555555",
            "NL91ABNA0417164300",
        ] {
            assert!(is_iban(good), "{good}");
        }
        for bad in [
            "",
            "DE",
            "DE02120300000000202052",
            "de02120300000000202051",
            "GB33bukb20201555555555",
            "DE0212030000000020205Ä",
        ] {
            assert!(!is_iban(bad), "{bad}");
        }
    }

    #[test]
    fn discounts_follow_the_notation_to_the_letter() {
        let good = [
            "",
            "Zahlbar sofort, Auftrag #7",
            "#SKONTO#TAGE=14#PROZENT=2.00#\n",
            "Bitte zahlen:\n#SKONTO#TAGE=7#PROZENT=3.00#BASISBETRAG=-10.00#\n  \
             #SKONTO#TAGE=14#PROZENT=2.00#\r\n",
            "#SKONTO#TAGE=14#PROZENT=2.00# \n danach netto",
        ];
        for terms in good {
            assert!(discounts_are_well_formed(terms), "{terms:?}");
        }
        let bad = [
            "#SKONTO#TAGE=14#PROZENT=2.00#",
            "#SKONTO#TAGE=14#PROZENT=2#\n",
            "#skonto#TAGE=14#PROZENT=2.00#\n",
            "#SKONTO#TAGE=#PROZENT=2.00#\n",
            "#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=1,00#\n",
            "#SKONTO#TAGE=14#PROZENT=2.00#\n#1",
            "#VERZUG#TAGE=14#PROZENT=2.00#\n",
        ];
        for terms in bad {
            assert!(!discounts_are_well_formed(terms), "{terms:?}");
        }
    }

    #[test]
    fn addresses_are_told_from_other_texts() {
        assert!(is_email("a@b.de") && is_email("a.b@c.d.e"));
        assert!(
            !is_email("a@b")
                && !is_email("a@b..de")
                && !is_email("@b.de")
                && !is_email("a b@c.de")
                && !is_email("a@b@c.de")
        );
        assert!(is_absolute_url("https://x") && is_absolute_url("urn:x") && is_absolute_url("ab:"));
        assert!(
            !is_absolute_url("C:\\x")
                && !is_absolute_url("www.x.de")
                && !is_absolute_url(" https://x")
                && !is_absolute_url("1a:b")
        );
        assert!(is_telephone("+49 1") && !is_telephone("12 ext"));
    }

    #[test]
    fn days_compare_with_their_zones() {
        assert_eq!(day("1970-01-02"), Some(24 * 60));
        assert!(day("2024-02-29+01:00") < day("2024-02-29"));
        for bad in
            ["2024-02-30", "2024-2-1", "20240201", "2024-02-01T00:00", "2024-02-01+15:00", ""]
        {
            assert_eq!(day(bad), None, "{bad}");
        }
        assert!(
            is_iso_date(" 2024-99-99 ")
                && !is_iso_date("2024-9-9")
                && is_basic_date("20240101")
                && !is_basic_date("2024-01-01")
        );
    }

    #[test]
    fn numbers_without_a_type_have_a_sign() {
        assert_eq!(sign(" -0.00 "), Some(Some(Ordering::Equal)));
        assert_eq!(sign("-1e3"), Some(Some(Ordering::Less)));
        assert_eq!(sign("NaN"), Some(None));
        assert_eq!(sign("x"), None);
        assert_eq!(sign(""), None);
    }

    #[test]
    fn half_a_cent_goes_up() {
        assert_eq!(round_up_half(dec!(-0.005)), Some(dec!(0)));
        assert_eq!(round_up_half(dec!(1.005)), Some(dec!(1.01)));
    }
}
