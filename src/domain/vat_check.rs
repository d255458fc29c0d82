//! Check digits of the VAT identification numbers of Europe: the public algorithms of the countries
//! that issue them, as VIES and the tax offices describe them. What a country writes without check
//! digits, or by rules of its own for natural persons, is not judged.

use super::party::mod97;

/// Whether the check digits of a number with its country prefix hold; `None` for countries and
/// forms that are not known here. Points, dashes and blanks do not count.
pub fn holds(vat_id: &str) -> Option<bool> {
    let compact: String = vat_id
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let (country, number) = compact.split_at_checked(2)?;
    let digits = digits_of(number);
    let plain = |places: usize, sound: fn(&[u32]) -> bool| {
        Some(digits.as_ref().is_some_and(|digits| digits.len() == places && sound(digits)))
    };
    match country {
        "AT" => Some(
            number
                .strip_prefix('U')
                .and_then(digits_of)
                .is_some_and(|digits| digits.len() == 8 && austrian(&digits)),
        ),
        "BE" => plain(10, |d| 97 - value(d.get(..8)) % 97 == value(d.get(8..))),
        "BG" => match digits.as_ref().map(Vec::len) {
            Some(10) => None,
            _ => plain(9, bulgarian),
        },
        "CH" => swiss(number),
        "CY" => Some(cypriot(number)),
        "CZ" => match digits.as_ref().map(Vec::len) {
            Some(9 | 10) => None,
            _ => plain(8, czech),
        },
        "DE" => plain(9, modulo_11_10),
        "DK" => plain(8, |d| weighed(d, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)),
        "EE" => plain(9, |d| weighed(d, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)),
        "EL" => plain(9, |d| weighed(d, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == last(d)),
        "ES" => Some(spanish(number)),
        "FI" => plain(8, |d| weighed(d, &[7, 9, 10, 5, 8, 4, 2, 1]).is_multiple_of(11)),
        "FR" => french(number),
        "HR" => plain(11, modulo_11_10),
        "HU" => plain(8, |d| weighed(d, &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10)),
        "IE" => irish(number),
        "IT" => plain(11, luhn),
        "LT" => match digits.as_ref().map(Vec::len) {
            Some(12) => plain(12, lithuanian),
            _ => plain(9, lithuanian),
        },
        "LU" => plain(8, |d| value(d.get(..6)) % 89 == value(d.get(6..))),
        "LV" => match digits.as_ref().and_then(|digits| digits.first().copied()) {
            Some(0..=3) => None,
            _ => plain(11, |d| weighed(d, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3),
        },
        "MT" => {
            plain(8, |d| (weighed(d, &[3, 4, 6, 7, 8, 9]) + value(d.get(6..))).is_multiple_of(37))
        }
        "NL" => Some(dutch(number)),
        "PL" => plain(10, |d| weighed(d, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == last(d)),
        "PT" => {
            plain(9, |d| (11 - weighed(d, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10 == last(d))
        }
        "RO" => Some(digits.is_some_and(|digits| romanian(&digits))),
        "SE" => plain(12, |d| d.get(..10).is_some_and(luhn)),
        "SI" => plain(8, |d| (11 - weighed(d, &[8, 7, 6, 5, 4, 3, 2]) % 11) % 10 == last(d)),
        "SK" => {
            Some(number.len() == 10 && number.parse::<u64>().is_ok_and(|number| number % 11 == 0))
        }
        _ => None,
    }
}

fn digits_of(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|c| c.to_digit(10)).collect()
}

/// Digits times weights, in sum.
fn weighed(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

fn value(digits: Option<&[u32]>) -> u32 {
    digits
        .unwrap_or_default()
        .iter()
        .fold(0u32, |value, digit| value.saturating_mul(10).saturating_add(*digit))
}

fn last(digits: &[u32]) -> u32 {
    digits.last().copied().unwrap_or_default()
}

/// A digit doubled, its own digits added.
fn doubled(digit: u32) -> u32 {
    if digit > 4 { digit * 2 - 9 } else { digit * 2 }
}

/// Every second digit from the right doubled, its own digits added (ISO/IEC 7812).
fn luhn(digits: &[u32]) -> bool {
    let parts = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| if at % 2 == 1 { doubled(*digit) } else { *digit });
    parts.sum::<u32>() % 10 == 0
}

/// ISO 7064, modulo 11-10: Germany, Croatia.
pub(super) fn modulo_11_10(digits: &[u32]) -> bool {
    let Some((check, digits)) = digits.split_last() else { return false };
    let product = digits.iter().fold(10, |product, digit| match (digit + product) % 10 {
        0 => 20 % 11,
        sum => sum * 2 % 11,
    });
    *check == (11 - product) % 10
}

fn austrian(digits: &[u32]) -> bool {
    let parts = digits
        .iter()
        .take(7)
        .enumerate()
        .map(|(at, digit)| if at % 2 == 1 { doubled(*digit) } else { *digit });
    (10 - (parts.sum::<u32>() + 4) % 10) % 10 == last(digits)
}

fn bulgarian(digits: &[u32]) -> bool {
    let check = match weighed(digits, &[1, 2, 3, 4, 5, 6, 7, 8]) % 11 {
        10 => weighed(digits, &[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10,
        check => check,
    };
    check == last(digits)
}

fn czech(digits: &[u32]) -> bool {
    let check = match weighed(digits, &[8, 7, 6, 5, 4, 3, 2]) % 11 {
        0 => 1,
        remainder => (11 - remainder) % 10,
    };
    check == last(digits)
}

fn swiss(number: &str) -> Option<bool> {
    let digits = number.strip_prefix('E')?.get(..9).and_then(digits_of)?;
    Some((11 - weighed(&digits, &[5, 4, 3, 2, 7, 6, 5, 4]) % 11) % 11 == last(&digits))
}

fn letter(at: u32) -> Option<char> {
    char::from_u32('A' as u32 + at)
}

fn cypriot(number: &str) -> bool {
    const ODD: [u32; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let Some((digits, check)) =
        number.split_at_checked(8).and_then(|(digits, check)| Some((digits_of(digits)?, check)))
    else {
        return false;
    };
    let part = |(at, digit): (usize, &u32)| match at % 2 {
        0 => usize::try_from(*digit)
            .ok()
            .and_then(|digit| ODD.get(digit))
            .copied()
            .unwrap_or_default(),
        _ => *digit,
    };
    let sum: u32 = digits.iter().enumerate().map(part).sum();
    letter(sum % 26).is_some_and(|letter| check == letter.to_string())
}

fn lithuanian(digits: &[u32]) -> bool {
    let sum = |shift: usize| -> u32 {
        let places = digits.iter().take(digits.len().saturating_sub(1)).enumerate();
        places.map(|(at, digit)| digit * u32::try_from(1 + (at + shift) % 9).unwrap_or(1)).sum()
    };
    let check = match sum(0) % 11 {
        10 => sum(2) % 11 % 10,
        check => check,
    };
    check == last(digits)
}

/// Either by the number of a firm (modulo 11) or, for sole traders since 2020, by the whole with
/// its prefix (modulo 97).
fn dutch(number: &str) -> bool {
    let Some((firm, branch)) = number.split_at_checked(9) else { return false };
    let Some(digits) = digits_of(firm).filter(|_| branch.len() == 3 && branch.starts_with('B'))
    else {
        return false;
    };
    let by_firm = weighed(&digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == last(&digits);
    by_firm || mod97("NL".bytes().chain(number.bytes())) == Some(1)
}

fn romanian(digits: &[u32]) -> bool {
    let Some((check, digits)) =
        digits.split_last().filter(|(_, rest)| (1..=9).contains(&rest.len()))
    else {
        return false;
    };
    let weights = [7, 5, 3, 2, 1, 7, 5, 3, 2];
    let sum = weighed(digits, weights.get(9 - digits.len()..).unwrap_or_default());
    sum * 10 % 11 % 10 == *check
}

/// Two check digits before the number of a firm; newer keys hold letters and are not judged.
fn french(number: &str) -> Option<bool> {
    let (key, firm) = number.split_at_checked(2)?;
    let (Some(key), true) = (digits_of(key), firm.len() == 9) else {
        return (firm.len() != 9 || digits_of(firm).is_none()).then_some(false);
    };
    let Some(digits) = digits_of(firm) else { return Some(false) };
    let by_key = (u64::from(value(Some(&digits))) * 100 + 12) % 97 == u64::from(value(Some(&key)));
    Some(by_key && (luhn(&digits) || firm.starts_with("000")))
}

fn irish(number: &str) -> Option<bool> {
    const LETTERS: &str = "WABCDEFGHIJKLMNOPQRSTUV";
    let (digits, rest) = number.split_at_checked(7)?;
    let digits = digits_of(digits)?;
    let mut letters = rest.chars();
    let (check, second) = (letters.next()?, letters.next());
    let place = |letter: char| {
        LETTERS.chars().position(|known| known == letter).and_then(|at| u32::try_from(at).ok())
    };
    let sum = weighed(&digits, &[8, 7, 6, 5, 4, 3, 2]) + 9 * second.map_or(Some(0), place)?;
    Some(place(check) == Some(sum % 23) && letters.next().is_none())
}

/// Persons (eight digits and a letter, foreigners with X, Y or Z) and firms (a letter, seven
/// digits, a digit or a letter).
fn spanish(number: &str) -> bool {
    const OF_PERSONS: &str = "TRWAGMYFPDXBNJZSQVHLCKE";
    let Some((head, tail)) = number.split_at_checked(1).filter(|_| number.len() == 9) else {
        return false;
    };
    let Some((middle, check)) = tail.split_at_checked(7) else { return false };
    let person = |written: String| {
        let place = written.parse::<usize>().ok().map(|number| number % 23);
        place
            .and_then(|at| OF_PERSONS.chars().nth(at))
            .is_some_and(|letter| check == letter.to_string())
    };
    match head {
        "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" => {
            person(format!("{head}{middle}"))
        }
        "X" => person(format!("0{middle}")),
        "Y" => person(format!("1{middle}")),
        "Z" => person(format!("2{middle}")),
        "K" | "L" | "M" => person(middle.to_owned()),
        _ => digits_of(middle).is_some_and(|digits| spanish_firm(&digits, check)),
    }
}

fn spanish_firm(digits: &[u32], check: &str) -> bool {
    let parts = digits
        .iter()
        .enumerate()
        .map(|(at, digit)| if at % 2 == 0 { doubled(*digit) } else { *digit });
    let wanted = (10 - parts.sum::<u32>() % 10) % 10;
    let as_letter = "JABCDEFGHI".chars().nth(usize::try_from(wanted).unwrap_or_default());
    check == wanted.to_string() || as_letter.is_some_and(|letter| check == letter.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that authorities and large firms publish of themselves.
    const RIGHT: [&str; 27] = [
        "ATU13585627",
        "BE0776091951",
        "BG175074752",
        "CHE-107.787.577 IVA",
        "CY10259033P",
        "CZ25123891",
        "DE136695976",
        "DK13585628",
        "EE100931558",
        "EL023456780",
        "ESA13585625",
        "FI20774740",
        "FR40303265045",
        "HR33392005961",
        "HU12892312",
        "IE6433435F",
        "IT00743110157",
        "LT119511515",
        "LU15027442",
        "LV40003521600",
        "MT11679112",
        "NL004495445B01",
        "PL8567346215",
        "PT501964843",
        "RO18547290",
        "SE556188840401",
        "SI50223054",
    ];

    #[test]
    fn a_number_holds_and_with_one_digit_changed_it_does_not() {
        for number in RIGHT {
            assert_eq!(holds(number), Some(true), "{number}");
            let place = number.bytes().rposition(|byte| byte.is_ascii_digit()).unwrap();
            // The last digits of Swedish and Dutch numbers count a firm's parts.
            let place = if ["SE", "NL"].contains(&&number[..2]) { 5 } else { place };
            let other = char::from(b'0' + (number.as_bytes()[place] - b'0' + 1) % 10);
            let wrong = format!("{}{other}{}", &number[..place], &number[place + 1..]);
            assert_eq!(holds(&wrong), Some(false), "{wrong}");
        }
    }

    #[test]
    fn forms_of_persons_and_unknown_countries_are_not_judged() {
        assert_eq!(
            ["BG1234567890", "CZ640903926", "US123456789", "LV16117519997", "FRX7303265045", ""]
                .map(holds),
            [None; 6]
        );
        assert_eq!(
            ["DE12345678", "ATX13585627", "SK1234567890", "ESX", "FR123"].map(holds),
            [Some(false); 5]
        );
        assert_eq!(
            ["SK2022749619", "NL001234567B01", "ESX2482300W", "ES54362315K"].map(holds),
            [Some(true), Some(false), Some(true), Some(true)]
        );
    }
}
