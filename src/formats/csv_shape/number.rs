//! Numbers as tables write them, exact, never through binary floating point.
//!
//! `1.000` is a thousand in one file and one in another. So a number is read in two steps: each
//! value says what it can be ([`evidence`]), the file's values together decide the [`Form`], and
//! [`read`] reads by it. A value that can be read in one way only is read that way whatever the
//! file's form (`5000.01 EUR` in the preamble of a German export).

use super::unprotected;
use rust_decimal::Decimal;

/// Which sign parts the decimals; the other one groups thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// `1.234,56`: German and most of Europe. Blank and apostrophe group too.
    Comma,
    /// `1,234.56`: English. Blank and apostrophe (Swiss) group too.
    Point,
}

impl Form {
    /// The other one.
    pub fn other(self) -> Form {
        match self {
            Form::Comma => Form::Point,
            Form::Point => Form::Comma,
        }
    }

    /// The sign itself.
    pub fn sign(self) -> u8 {
        match self {
            Form::Comma => b',',
            Form::Point => b'.',
        }
    }
}

/// What one value says about the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// No number in either form.
    None,
    /// The same in both forms: no sign at all.
    Same,
    /// A number in this form only.
    Only(Form),
    /// A different number in each: `1.000`.
    Either,
}

/// Votes of a file's values. Where some are kept as texts (`="1.190"`), those alone vote: the others
/// are the number cells of a spreadsheet, and how they are written is not how a person wrote texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Votes {
    /// Numbers that only fit a decimal comma.
    pub comma: u64,
    /// Numbers that only fit a decimal point.
    pub point: u64,
    /// Values that are a different number in each form.
    pub either: u64,
    /// Whether those counted are texts.
    of_texts: bool,
}

impl Votes {
    /// Counts one value as it stands in its cell.
    pub fn count(&mut self, cell: &str) {
        let text = unprotected(cell);
        let is_text = text.len() < cell.len();
        if self.of_texts && !is_text {
            return;
        }
        if is_text && !self.of_texts && text.contains([',', '.']) {
            *self = Votes { of_texts: true, ..Votes::default() };
        }
        self.count_text(text);
    }

    /// Counts one value without its cell.
    pub fn count_text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let Some(sign) = memchr::memrchr2(b',', b'.', bytes) else { return };
        // The common case, fast: two digits behind the last sign leave no doubt.
        let decided = bytes
            .get(sign + 1..)
            .is_some_and(|tail| tail.len() == 2 && tail.iter().all(u8::is_ascii_digit));
        match evidence_or(text, decided.then(|| bytes.get(sign).copied()).flatten()) {
            Evidence::Only(Form::Comma) => self.comma += 1,
            Evidence::Only(Form::Point) => self.point += 1,
            Evidence::Either => self.either += 1,
            Evidence::Same | Evidence::None => {}
        }
    }

    /// The form the values prove; `None` without evidence, or when it is split evenly.
    pub fn form(self) -> Option<Form> {
        match self.comma.cmp(&self.point) {
            std::cmp::Ordering::Greater => Some(Form::Comma),
            std::cmp::Ordering::Less => Some(Form::Point),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// True when values that read either way stand without, or against, clear evidence.
    pub fn in_doubt(self) -> bool {
        self.either > 0 && (self.form().is_none() || (self.comma > 0 && self.point > 0))
    }
}

fn evidence_or(text: &str, decided: Option<u8>) -> Evidence {
    match decided {
        Some(b',') => Evidence::Only(Form::Comma),
        Some(_) => Evidence::Only(Form::Point),
        None => evidence(text),
    }
}

/// What a value says about the form.
pub fn evidence(text: &str) -> Evidence {
    let Some(bare) = Bare::of(text) else { return Evidence::None };
    if !bare.digits.iter().any(|byte| matches!(byte, b',' | b'.')) {
        return if bare.value(Form::Comma).is_some() { Evidence::Same } else { Evidence::None };
    }
    match (bare.value(Form::Comma), bare.value(Form::Point)) {
        (None, None) => Evidence::None,
        (Some(_), None) => Evidence::Only(Form::Comma),
        (None, Some(_)) => Evidence::Only(Form::Point),
        (Some(_), Some(_)) => Evidence::Either,
    }
}

/// Reads a value by the file's form, or by the other one when only that gives a number. Signs: a
/// leading or trailing `+` or `-` (also U+2212), or parentheses for negative; a currency sign or
/// code around the number is passed over. `None` is no number.
pub fn read(text: &str, form: Form) -> Option<Decimal> {
    if text.is_empty() {
        return None;
    }
    plain(text, form).or_else(|| {
        let bare = Bare::of(text)?;
        bare.value(form).or_else(|| bare.value(form.other()))
    })
}

/// The common case, fast: digits, perhaps a minus, perhaps one decimal sign.
fn plain(text: &str, form: Form) -> Option<Decimal> {
    let bytes = text.as_bytes();
    let (negative, digits) = match bytes.split_first()? {
        (b'-', rest) => (true, rest),
        _ => (false, bytes),
    };
    if digits.len() > 17 || !digits.first()?.is_ascii_digit() {
        return None;
    }
    let (mut mantissa, mut scale) = (0i64, None);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + i64::from(byte - b'0');
                scale = scale.map(|digits: u32| digits + 1);
            }
            byte if *byte == form.sign() && scale.is_none() => scale = Some(0),
            _ => return None,
        }
    }
    let scale = scale.unwrap_or(0);
    // Three digits behind a sole decimal sign, or none: left to the slow way, which weighs both
    // forms.
    let simple = scale == 1 || scale == 2 || (scale == 0 && digits.iter().all(u8::is_ascii_digit));
    simple.then(|| Decimal::new(if negative { -mantissa } else { mantissa }, scale))
}

/// What is written beside a number: what is left without its digits and signs.
pub fn around(text: &str) -> &str {
    text.trim().trim_matches(|character: char| {
        character.is_ascii_digit() || " \u{a0}\u{202f}.,'’+-−–()".contains(character)
    })
}

/// The currency written beside a number: a code of three capitals, or a sign.
pub fn currency(text: &str) -> Option<&str> {
    match around(text) {
        "€" => Some("EUR"),
        "$" | "US$" => Some("USD"),
        "£" => Some("GBP"),
        code if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) => Some(code),
        _ => None,
    }
}

/// A number's digits and signs, without blanks, currency and sign.
struct Bare {
    digits: Vec<u8>,
    negative: bool,
}

/// Longest number taken, in characters.
const LONGEST: usize = 40;

impl Bare {
    fn of(text: &str) -> Option<Bare> {
        let text = text.trim();
        let body = text.trim_matches(|character: char| {
            character.is_alphabetic() || "€¤$£ \u{a0}\u{202f}".contains(character)
        });
        let bracketed = body.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        let (mut negative, mut body) = (bracketed.is_some(), bracketed.unwrap_or(body));
        for sign in ['-', '−', '–'] {
            if let Some(rest) = body.strip_prefix(sign).or_else(|| body.strip_suffix(sign)) {
                (negative, body) = (!negative, rest);
                break;
            }
        }
        let body = body.trim_matches(|character: char| "+€¤$£ \u{a0}\u{202f}".contains(character));
        let odd =
            text.len() - body.len() > 12 || body.len() > LONGEST || !around_is_currency(text, body);
        let mut digits = Vec::with_capacity(body.len());
        for character in body.chars() {
            match character {
                '0'..='9' | ',' | '.' => digits.push(character as u8),
                ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’' => digits.push(b' '),
                _ => return None,
            }
        }
        (!odd && digits.iter().any(u8::is_ascii_digit)).then_some(Bare { digits, negative })
    }

    /// The number by this form; `None` when it is not written in it.
    fn value(&self, form: Form) -> Option<Decimal> {
        let mut parts = self.digits.split(|byte| *byte == form.sign());
        let (whole, decimals) = (parts.next()?, parts.next());
        if parts.next().is_some()
            || decimals.is_some_and(|decimals| !decimals.iter().all(u8::is_ascii_digit))
        {
            return None;
        }
        let mut mantissa = ungrouped(whole, form)?;
        let decimals = decimals.unwrap_or_default();
        if mantissa.is_empty() && decimals.is_empty() {
            return None;
        }
        mantissa.extend_from_slice(decimals);
        let number = mantissa.iter().try_fold(0i128, |sum, digit| {
            sum.checked_mul(10)?.checked_add(i128::from(digit - b'0'))
        })?;
        let signed = if self.negative { -number } else { number };
        Decimal::try_from_i128_with_scale(signed, u32::try_from(decimals.len()).ok()?).ok()
    }
}

/// Digits without their group signs; groups must be of three, the first of one to three that does
/// not begin with zero, and one sign groups throughout.
fn ungrouped(whole: &[u8], form: Form) -> Option<Vec<u8>> {
    let group = form.other().sign();
    if whole.iter().all(u8::is_ascii_digit) {
        return Some(whole.to_vec());
    }
    let sign = *whole.iter().find(|byte| !byte.is_ascii_digit())?;
    if sign != group && sign != b' ' {
        return None;
    }
    let mut groups = whole.split(|byte| *byte == sign);
    let first = groups.next()?;
    let headed = (1..=3).contains(&first.len())
        && first.first() != Some(&b'0')
        && first.iter().all(u8::is_ascii_digit);
    let mut digits = first.to_vec();
    for group in groups {
        if group.len() != 3 || !group.iter().all(u8::is_ascii_digit) {
            return None;
        }
        digits.extend_from_slice(group);
    }
    headed.then_some(digits)
}

/// What stands around the number is a sign, a currency, or nothing: `12 apples` is no amount.
fn around_is_currency(text: &str, body: &str) -> bool {
    let letters: String =
        text.replacen(body, "", 1).chars().filter(|character| character.is_alphabetic()).collect();
    letters.is_empty()
        || letters.eq_ignore_ascii_case("euro")
        || (letters.len() == 3 && letters.bytes().all(|byte| byte.is_ascii_alphabetic()))
        || letters.eq_ignore_ascii_case("kr")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::dec;

    #[test]
    fn a_thousand_is_not_one_and_ten_is_not_a_thousand() {
        assert_eq!(read("1.000", Form::Comma), Some(dec!(1000)));
        assert_eq!(read("1.000", Form::Point), Some(dec!(1.000)));
        assert_eq!(read("10,00", Form::Comma), Some(dec!(10.00)));
        assert_eq!(read("10,00", Form::Point), Some(dec!(10.00)));
        assert_eq!(read("5000.01 EUR", Form::Comma), Some(dec!(5000.01)));
        assert_eq!(read("5000,001 EUR", Form::Point), Some(dec!(5000.001)));
        assert_eq!(read("0.500", Form::Comma), Some(dec!(0.500)));
    }

    #[test]
    fn signs_currencies_and_groups_are_understood() {
        let comma = |text| read(text, Form::Comma);
        assert_eq!(comma("-10,7"), Some(dec!(-10.7)));
        assert_eq!(comma("9,90-"), Some(dec!(-9.90)));
        assert_eq!(comma("−1.234.567,89 €"), Some(dec!(-1234567.89)));
        assert_eq!(comma("EUR 12,00"), Some(dec!(12.00)));
        assert_eq!(comma("-$12.50"), Some(dec!(-12.50)));
        assert_eq!(comma("24 207,40"), Some(dec!(24207.40)));
        assert_eq!(comma("1'234.50"), Some(dec!(1234.50)));
        assert_eq!(comma("(12,00)"), Some(dec!(-12.00)));
        assert_eq!(comma("+3200,00"), Some(dec!(3200.00)));
        assert_eq!(comma("-2040"), Some(dec!(-2040)));
        assert_eq!(comma(",50"), Some(dec!(0.50)));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "",
            "-",
            "EUR",
            "1.2.3",
            "12,34,5",
            "12 apples",
            "1.00.000",
            "01.02.2026",
            "DE02",
            "1,2,3.4",
            ".",
            ",",
            "--5",
            "1 2",
            "9".repeat(60).as_str(),
        ] {
            assert_eq!(read(text, Form::Comma), None, "{text}");
        }
    }

    #[test]
    fn a_files_values_decide_together() {
        let mut votes = Votes::default();
        ["1.000", "-1.450", "20"].iter().for_each(|text| votes.count(text));
        assert!(votes.in_doubt() && votes.form().is_none());
        votes.count("1.000,0");
        assert_eq!((votes.form(), votes.in_doubt()), (Some(Form::Comma), false));
        votes.count("1.50");
        assert!(votes.in_doubt());
    }

    #[test]
    fn cells_that_are_numbers_say_nothing_of_texts() {
        let mut votes = Votes::default();
        ["250.5", "=\"1.190\"", "12.25", "=\"0815\""].iter().for_each(|cell| votes.count(cell));
        assert!(votes.form().is_none() && votes.in_doubt(), "{votes:?}");
        votes.count("=\"2,50\"");
        assert_eq!((votes.form(), votes.in_doubt()), (Some(Form::Comma), false));
    }

    #[test]
    fn currencies_beside_numbers_are_found() {
        assert_eq!(
            [currency("1,00 €"), currency("12 CHF"), currency("-5"), currency("5 kg")],
            [Some("EUR"), Some("CHF"), None, None]
        );
    }

    /// A decimal printed the German or the English way, grouped or not.
    fn printed(number: Decimal, form: Form, grouped: bool) -> String {
        let plain = number.abs().to_string();
        let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
        let mut text = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if grouped && at > 0 && (whole.len() - at) % 3 == 0 {
                text.push(char::from(form.other().sign()));
            }
            text.push(digit);
        }
        let sign = if number.is_sign_negative() && !number.is_zero() { "-" } else { "" };
        format!("{sign}{text}{}{decimals}", char::from(form.sign()))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn what_is_printed_reads_back(cents in -99_999_999_999i64..99_999_999_999, comma: bool,
            grouped: bool) {
            let form = if comma { Form::Comma } else { Form::Point };
            let number = Decimal::new(cents, 2);
            prop_assert_eq!(read(&printed(number, form, grouped), form), Some(number));
            prop_assert_eq!(read(&printed(number, form, grouped), form.other()), Some(number),
                "two decimals leave no doubt");
        }

        #[test]
        fn nothing_panics(text in ".{0,50}") {
            let _ = (read(&text, Form::Comma), read(&text, Form::Point), evidence(&text),
                currency(&text));
        }
    }
}
