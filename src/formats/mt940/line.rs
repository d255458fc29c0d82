//! `:61:`, the statement line, and the balances: SWIFT Standards MT Category 9, fields 60a, 61,
//! 62a, 64, 65.

use crate::domain::Currency;
use crate::domain::money::of_digits;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// What a statement line says.
#[derive(Debug, PartialEq)]
pub(super) struct Line<'a> {
    pub value_date: Option<Date>,
    pub entry_date: Option<Date>,
    /// Positive is money coming in, reversals included.
    pub amount: Decimal,
    pub reversal: bool,
    /// True for a minus before the amount, which the standard does not know: whether it turns the
    /// direction is not said.
    pub minus: bool,
    /// `EC` and `ED`: expected, not yet booked.
    pub expected: bool,
    /// `NTRF`, `S051`.
    pub code: &'a str,
    pub customer_reference: &'a str,
    pub bank_reference: &'a str,
    /// What stands after the line break.
    pub supplement: &'a str,
    /// What stands behind the 16 places of the reference: the counterparty's name, at old Rabobank
    /// statements.
    pub beside: &'a str,
    /// A date that does not exist, as written.
    pub bad_date: Option<&'a str>,
}

/// Why a statement line cannot be read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Unreadable {
    Date,
    Direction,
    Amount,
}

/// Reads a statement line:
/// `YYMMDD[MMDD][R|E](C|D)[letter]amount(N|F|S)xxx[reference][//reference][LF supplement]`.
pub(super) fn read_line(content: &str) -> Result<Line<'_>, Unreadable> {
    let mut rest = Cursor { text: content.trim_start() };
    let written = rest.text;
    let date = rest.digits(6).ok_or(Unreadable::Date)?;
    let (value_date, mut sound) = short_date(date).ok_or(Unreadable::Date)?;
    let entry_date = match rest.digits(4) {
        Some(entry) => {
            let (entry, exists) = entry_date(value_date, entry);
            sound &= exists;
            entry
        }
        None => None,
    };
    let bad_date = if sound { None } else { written.get(..written.len() - rest.text.len()) };
    let (negative, reversal, expected) = rest.direction().ok_or(Unreadable::Direction)?;
    rest.blanks();
    let minus = rest.text.strip_prefix('-').inspect(|behind| rest.text = behind).is_some();
    let amount = rest.amount().ok_or(Unreadable::Amount)?;
    let amount = if negative && !amount.is_zero() { -amount } else { amount };
    let code = rest.code();
    // What is neither the kind of booking nor the line's end belongs to the amount, which is
    // damaged (`1O4,12`).
    if code.is_empty()
        && !matches!(rest.text.bytes().next(), None | Some(b'\r' | b'\n'))
        && !rest.text.starts_with("//")
    {
        return Err(Unreadable::Amount);
    }
    let (line, after) = rest.text.split_once('\n').unwrap_or((rest.text, ""));
    let (customer_reference, bank_reference) = line.split_once("//").unwrap_or((line, ""));
    let (customer_reference, beside) = at_width(customer_reference, bank_reference.is_empty());
    Ok(Line {
        value_date: Some(value_date),
        entry_date,
        amount,
        reversal,
        minus: minus && !amount.is_zero(),
        expected,
        code,
        customer_reference: customer_reference.trim(),
        bank_reference: bank_reference.trim(),
        supplement: after.trim(),
        beside: beside.trim(),
        bad_date,
    })
}

/// Old Rabobank lines fill the 16 places of the reference with blanks and put the counterparty's
/// name behind them.
fn at_width(reference: &str, alone: bool) -> (&str, &str) {
    const WIDTH: usize = 16;
    match (alone, reference.split_at_checked(WIDTH)) {
        (true, Some((first, beside))) if first.ends_with(' ') => (first, beside),
        _ => (reference, ""),
    }
}

/// A balance: direction, date, currency, amount. The date may be missing or wrong, the amount may
/// not.
pub(super) fn read_balance(content: &str) -> Option<(Option<Date>, Option<Currency>, Decimal)> {
    let line = content.lines().next().unwrap_or_default();
    let mut rest = Cursor { text: line.trim() };
    let (negative, _, _) = rest.direction_mark()?;
    let date = rest.digits(6).and_then(short_date).map(|(date, _)| date);
    let currency = rest.currency();
    // Some write a sign besides the direction, which is then not meant.
    let signed = rest.text.strip_prefix('-').inspect(|behind| rest.text = behind).is_some();
    let amount = rest.amount()?;
    Some((date, currency, if (negative || signed) && !amount.is_zero() { -amount } else { amount }))
}

/// The start of `:34F:`: its currency, which is that of the entries.
pub(super) fn read_floor_limit(content: &str) -> Option<Currency> {
    content.get(..3).and_then(Currency::read)
}

/// `:90C:` and `:90D:`: number and sum of the entries on one side.
pub(super) fn read_total(content: &str) -> Option<(u64, Option<Currency>, Decimal)> {
    let mut rest = Cursor { text: content.trim() };
    let count = rest.while_digit();
    let currency = rest.currency();
    Some((count.parse().ok()?, currency, rest.amount()?))
}

/// The totals that Dutch banks put behind the closing balance: `D000004C000002D25,24C28,71` or
/// `/SUM/4/2/25,24/28,71/`; number and sum of the debits, then of the credits.
pub(super) fn read_dutch_totals(content: &str) -> Option<[(u64, Decimal); 2]> {
    let line = content.lines().next()?.trim();
    let parts: Vec<&str> = match line.strip_prefix("/SUM/") {
        Some(rest) => rest.split('/').collect(),
        None => line.strip_prefix('D')?.split(['C', 'D']).collect(),
    };
    let count = |at: usize| parts.get(at).and_then(|part| part.parse().ok());
    let sum = |at: usize| parts.get(at).and_then(|part| number(part));
    Some([(count(0)?, sum(2)?), (count(1)?, sum(3)?)])
}

/// What of the text is still to be read.
struct Cursor<'a> {
    text: &'a str,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, bytes: usize) -> &'a str {
        let (front, rest) = self.text.split_at_checked(bytes).unwrap_or((self.text, ""));
        self.text = rest;
        front
    }

    /// Exactly so many digits.
    fn digits(&mut self, count: usize) -> Option<&'a str> {
        let shaped = self.text.as_bytes().get(..count)?.iter().all(u8::is_ascii_digit);
        shaped.then(|| self.take(count))
    }

    fn while_digit(&mut self) -> &'a str {
        let end = self.text.bytes().take_while(u8::is_ascii_digit).count();
        self.take(end)
    }

    fn blanks(&mut self) {
        self.text = self.text.trim_start();
    }

    /// `C`, `D`, `RC`, `RD`, `EC`, `ED` with the letter of the currency that may follow: negative,
    /// reversal, expected.
    fn direction(&mut self) -> Option<(bool, bool, bool)> {
        self.blanks();
        let found = self.direction_mark()?;
        let letters = self.text.bytes().take_while(u8::is_ascii_alphabetic).count();
        if letters <= 3 {
            self.take(letters);
        }
        Some(found)
    }

    fn direction_mark(&mut self) -> Option<(bool, bool, bool)> {
        let mut two = self.text.bytes();
        let (first, second) =
            (two.next()?.to_ascii_uppercase(), two.next().unwrap_or(b' ').to_ascii_uppercase());
        let (length, found) = match (first, second) {
            (b'R', b'C') => (2, (true, true, false)),
            (b'R', b'D') => (2, (false, true, false)),
            (b'E', b'C') => (2, (false, false, true)),
            (b'E', b'D') => (2, (true, false, true)),
            (b'C', _) => (1, (false, false, false)),
            (b'D', _) => (1, (true, false, false)),
            _ => return None,
        };
        self.take(length);
        Some(found)
    }

    fn currency(&mut self) -> Option<Currency> {
        let currency = self.text.get(..3).and_then(Currency::read)?;
        self.take(3);
        Some(currency)
    }

    /// Digits with a decimal comma (or point); points or blanks between thousands are forgiven.
    fn amount(&mut self) -> Option<Decimal> {
        self.blanks();
        let bytes = self.text.as_bytes();
        let parts_thousands = |at: usize| {
            bytes.get(at) == Some(&b' ')
                && bytes
                    .get(at + 1..at + 4)
                    .is_some_and(|three| three.iter().all(u8::is_ascii_digit))
                && matches!(bytes.get(at + 4), Some(b',' | b'.' | b' '))
        };
        let belongs = |(at, byte): &(usize, &u8)| {
            byte.is_ascii_digit()
                || matches!(byte, b',' | b'.')
                || (*at > 0 && parts_thousands(*at))
        };
        let end = bytes.iter().enumerate().take_while(belongs).count();
        let written = self.take(end);
        number(written)
    }

    /// The transaction type: `N`, `F` or `S` and three places, which may be blanks (`S   `).
    fn code(&mut self) -> &'a str {
        self.blanks();
        let shaped = self.text.starts_with(['N', 'F', 'S'])
            && self
                .text
                .as_bytes()
                .iter()
                .take(4)
                .all(|byte| byte.is_ascii_alphanumeric() || *byte == b' ');
        match shaped {
            true => self.take(4).trim(),
            false => "",
        }
    }
}

/// `1234,5`, `1234,`, `1234.50`, `1.234,50`. The last separator parts the decimals, except a single
/// point before three digits.
pub(super) fn number(written: &str) -> Option<Decimal> {
    if let Some(value) = written.split_once(',').and_then(|(whole, cents)| of_digits(whole, cents))
    {
        return Some(value);
    }
    let (whole, cents) = match written.rfind([',', '.']) {
        Some(at) => (written.get(..at)?, written.get(at + 1..)?),
        None => (written, ""),
    };
    let (mut groups, several) = (whole.split([',', '.']).skip(1), whole.contains([',', '.']));
    if several && !groups.all(|group| group.len() == 3) {
        return None;
    }
    let thousands = cents.len() == 3 && !written.contains(',') && whole.len() <= 3;
    let mut digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    if !thousands {
        digits.push('.');
    }
    digits.push_str(cents);
    if !written.starts_with(|c: char| c.is_ascii_digit())
        && !cents.starts_with(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    Decimal::from_str_exact(digits.trim_end_matches('.')).ok()
}

/// `YYMMDD`, the years 80 to 99 in the last century. A day after the month's last one is the last
/// (30 February, which 30/360 interest makes up): then the flag is false.
fn short_date(digits: &str) -> Option<(Date, bool)> {
    let (year, month, day) = (two(digits, 0)?, two(digits, 2)?, two(digits, 4)?);
    let year = if year >= 80 { 1900 + year } else { 2000 + year };
    clamped(year, month, day)
}

/// `MMDD` in the year that brings it nearest to the value date.
fn entry_date(value: Date, digits: &str) -> (Option<Date>, bool) {
    let parts = two(digits, 0).zip(two(digits, 2));
    let Some((month, day)) = parts else { return (None, false) };
    let near = [value.year(), value.year() - 1, value.year() + 1]
        .into_iter()
        .filter_map(|year| clamped(year, month, day));
    let distance = |date: Date| value.since(date).map_or(i32::MAX, |span| span.get_days().abs());
    match near.min_by_key(|(date, _)| distance(*date)) {
        Some((date, exists)) => (Some(date), exists),
        None => (None, false),
    }
}

fn clamped(year: i16, month: i16, day: i16) -> Option<(Date, bool)> {
    let first = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
    let last = i16::from(first.days_in_month());
    let date = Date::new(year, first.month(), i8::try_from(day.clamp(1, last)).ok()?).ok()?;
    ((1..=31).contains(&day)).then_some((date, day <= last))
}

fn two(digits: &str, at: usize) -> Option<i16> {
    digits.get(at..at + 2)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use rust_decimal::dec;

    #[test]
    fn a_line_is_read_in_all_its_parts() {
        let line = read_line("1812310102RCR204,88NRTIKREF+//2016021783252833\r\n/OCMT/EUR11,85/");
        let expected = Line {
            value_date: Some(date(2018, 12, 31)),
            entry_date: Some(date(2019, 1, 2)),
            amount: dec!(-204.88),
            reversal: true,
            minus: false,
            expected: false,
            code: "NRTI",
            customer_reference: "KREF+",
            bank_reference: "2016021783252833",
            supplement: "/OCMT/EUR11,85/",
            beside: "",
            bad_date: None,
        };
        assert_eq!(line, Ok(expected));
    }

    #[test]
    fn odd_lines_are_read_too() {
        let amount = |text| read_line(text).map(|line| (line.amount, line.code));
        assert_eq!(
            amount("110527D000000001213,28N0440121470966      W.P. Jansen"),
            Ok((dec!(-1213.28), "N044"))
        );
        let names = |text| read_line(text).map(|line| (line.customer_reference, line.beside));
        assert_eq!(
            names("110527D1,28N0440121470966      W.P. Jansen"),
            Ok(("0121470966", "W.P. Jansen"))
        );
        assert_eq!(
            names("2001010101D65,00NOVBNL47INGB9999999999\nhr jansen"),
            Ok(("NL47INGB9999999999", ""))
        );
        assert_eq!(amount("1710111011DF2402,00S   X"), Ok((dec!(-2402.00), "S")));
        assert_eq!(amount("200904 CR230.5 NTRF"), Ok((dec!(230.5), "NTRF")));
        assert_eq!(amount("200904D1 234 567,89NTRF"), Ok((dec!(-1234567.89), "NTRF")));
        assert_eq!(amount("200904D7,"), Ok((dec!(-7), "")));
        assert_eq!(amount("200904RD7,1N051"), Ok((dec!(7.1), "N051")));
        assert_eq!(amount("209904D7,"), Err(Unreadable::Date));
        assert_eq!(amount("200904X7,"), Err(Unreadable::Direction));
        assert_eq!(amount("200904D,"), Err(Unreadable::Amount));
        for damaged in [
            "1O4,12NMSC",
            "10A,12NMSC",
            "104;12NMSC",
            "104,1Z",
            "104,12,3NMSC",
            "104 12NMSC",
            "104,12 EUR",
        ] {
            let line = format!("2608150815C{damaged}");
            assert_eq!(
                read_line(&line).map(|line| line.amount),
                Err(Unreadable::Amount),
                "{damaged}"
            );
        }
        let minus = read_line("200904D-104,12NMSC").map(|line| (line.amount, line.minus));
        assert_eq!(minus, Ok((dec!(-104.12), true)));
        let february =
            read_line("1602300301DR6,00N024NONREF").map(|line| (line.value_date, line.bad_date));
        assert_eq!(february, Ok((Some(date(2016, 2, 29)), Some("1602300301"))));
    }

    #[test]
    fn a_sign_makes_a_balance_negative() {
        let amount = |text| read_balance(text).map(|(.., amount)| amount);
        assert_eq!(amount("C260202EUR-0,01"), Some(dec!(-0.01)));
        assert_eq!(amount("D260202EUR-5,00"), Some(dec!(-5.00)));
        assert_eq!(amount("C260202EUR5,00"), Some(dec!(5.00)));
    }

    #[test]
    fn dutch_totals_come_in_two_forms() {
        let expected = Some([(4, dec!(25.24)), (2, dec!(28.71))]);
        assert_eq!(read_dutch_totals("D000004C000002D25,24C28,71"), expected);
        assert_eq!(read_dutch_totals("/SUM/4/2/25,24/28,71/"), expected);
        assert_eq!(read_dutch_totals("DANSKE BANK"), None);
    }

    #[test]
    fn numbers_have_commas_or_points() {
        assert_eq!(number("1234,50"), Some(dec!(1234.50)));
        assert_eq!(number("1.234,50"), Some(dec!(1234.50)));
        assert_eq!(number("1234.50"), Some(dec!(1234.50)));
        assert_eq!(number("0,"), Some(dec!(0)));
        assert_eq!(number(",5"), Some(dec!(0.5)));
        assert_eq!(number(""), None);
        assert_eq!(number(","), None);
    }
}
