//! How payers and banks write: names, accounts, numbers, and what stands beside them.

/// Numbers that seem random and are the same each time.
pub struct Dice(u64);

impl Dice {
    pub fn of(seed: u64) -> Dice {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66);
        (0..8).for_each(|_| _ = dice.below(2));
        dice
    }

    pub fn below(&mut self, most: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    pub fn at(&mut self, most: usize) -> usize {
        usize::try_from(self.below(u64::try_from(most).expect("small"))).expect("small")
    }

    pub fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.at(of.len())]
    }
}

const FAMILIES: [&str; 24] = [
    "Müller",
    "Schäfer",
    "Weiß",
    "Krüger",
    "Böhm",
    "Jäger",
    "Schröder",
    "Köhler",
    "Bäcker",
    "Groß",
    "Hoffmann",
    "Maier",
    "Meyer",
    "Becker",
    "Vogel",
    "Kaiser",
    "Lehmann",
    "Özdemir",
    "Petersen",
    "Richter",
    "Dvořák",
    "Nowak",
    "Fuchs",
    "Winter",
];
const TRADES: [&str; 12] = [
    "Bau",
    "Druck",
    "Metallbau",
    "Elektrotechnik",
    "Gartenbau",
    "Haustechnik",
    "Logistik",
    "Möbelwerkstätten",
    "Medien",
    "Feinkost",
    "Präzisionswerkzeuge",
    "Immobilienverwaltung",
];
const FORMS: [&str; 7] =
    ["GmbH", "KG", "OHG", "e.K.", "GmbH & Co. KG", "AG", "UG (haftungsbeschränkt)"];

/// Names, some of them alike: a firm and its sister of another legal form.
pub fn names(dice: &mut Dice, count: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    while names.len() < count {
        let sister = names
            .last()
            .filter(|_| dice.below(7) == 0)
            .and_then(|name| name.split(' ').next())
            .map(str::to_owned);
        let family = sister.unwrap_or_else(|| dice.one(&FAMILIES).to_owned());
        let name = match dice.below(5) {
            0 => format!(
                "{} {family}",
                dice.one(&["Anna", "Thomas", "Jürgen", "Sabine", "Mehmet", "Katharina"])
            ),
            1 => format!("{family} & Söhne {}", dice.one(&FORMS)),
            _ => format!("{family} {} {}", dice.one(&TRADES), dice.one(&FORMS)),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// A German account whose check digits hold.
pub fn iban(dice: &mut Dice) -> String {
    let bank = dice
        .one(&["10050000", "37040044", "50010517", "70020270", "12030000", "20050550", "43060967"]);
    let account = format!("{bank}{:010}", 1_000_000 + dice.below(2_000_000_000));
    let rest = format!("{account}131400")
        .bytes()
        .fold(0_u32, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97);
    format!("DE{:02}{account}", 98 - rest)
}

pub fn euro(cents: i64) -> String {
    format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100)
}

pub fn german(cents: i64) -> String {
    let whole = (cents.abs() / 100).to_string();
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    format!("{grouped},{:02}", cents.abs() % 100)
}

/// A name as it stands on statements: as it is, in capitals without umlauts, cut at 27 characters.
pub fn as_banks_write(dice: &mut Dice, name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| match c {
            'ä' => "ae".to_owned(),
            'ö' => "oe".to_owned(),
            'ü' => "ue".to_owned(),
            'Ö' => "Oe".to_owned(),
            'ß' => "ss".to_owned(),
            'ř' => "r".to_owned(),
            'á' => "a".to_owned(),
            '&' => "+".to_owned(),
            other => other.to_string(),
        })
        .collect();
    match dice.below(5) {
        0 => name.to_owned(),
        1 => plain,
        2 => plain.to_uppercase().chars().take(27).collect::<String>().trim_end().to_owned(),
        3 => plain.chars().take(27).collect::<String>().trim_end().to_owned(),
        _ => plain.to_uppercase(),
    }
}

/// A number as its payer finds it on the invoice, with a word before it.
pub fn exact(dice: &mut Dice, document: &str) -> String {
    format!(
        "{}{document}",
        dice.one(&[
            "Rechnung ",
            "Rechnung Nr. ",
            "RG-Nr. ",
            "Rechnungsnr.: ",
            "Zahlung Rechnung ",
            "",
            "Invoice "
        ])
    )
}

/// A number in a spelling of the payer's own: other strokes, blanks, letters, a line's end in the
/// middle.
pub fn spelled(dice: &mut Dice, document: &str) -> String {
    let bare: String = document.chars().filter(char::is_ascii_alphanumeric).collect();
    let digits: String = document.chars().filter(char::is_ascii_digit).collect();
    let turned = |by: &str| document.replace(['-', '/'], by);
    let number = match dice.below(13) {
        0 => bare,
        1 => turned(" "),
        2 => turned("."),
        3 => turned("/"),
        4 => document.to_lowercase(),
        5 => digits,
        6 => format!("RG{digits}"),
        7 => turned(" - "),
        8 => turned("–"),
        9 => bare_zeros(document),
        10 => year_behind(document).unwrap_or(digits),
        11 => format!("#{document}"),
        // A line ends here.
        _ => {
            let at = document.len() - 1 - dice.at(2);
            format!("{} {}", &document[..at], &document[at..])
        }
    };
    format!(
        "{}{number}",
        dice.one(&[
            "Rechnung ",
            "RE ",
            "RE-NR ",
            "Rg.Nr. ",
            "Re.: ",
            "RECHNUNG NR ",
            "Ihre Rechnung ",
            "Rechnungsnummer "
        ])
    )
}

/// A number without the zeros that its last digits begin with.
fn bare_zeros(document: &str) -> String {
    let at = document.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
    let last = document[at..].trim_start_matches('0');
    if at == 0 || last.len() < 3 {
        document.to_owned()
    } else {
        format!("{}{last}", &document[..at])
    }
}

/// `0815/2026` for 2026-0815.
fn year_behind(document: &str) -> Option<String> {
    let digits: String = document.chars().filter(char::is_ascii_digit).collect();
    (digits.len() == 8 && digits.starts_with("2026")).then(|| format!("{}/2026", &digits[4..]))
}

/// The end of a number without its year, where it has one.
pub fn without_year(document: &str) -> Option<String> {
    let digits: String = document.chars().filter(char::is_ascii_digit).collect();
    let year = digits.len() > 6 && digits.starts_with("20");
    let number = digits.get(4..).filter(|_| year)?.trim_start_matches('0').to_owned();
    (number.len() >= 3).then_some(number)
}

/// A number with one digit wrong, missing or swapped with its neighbour.
pub fn mistyped(dice: &mut Dice, document: &str) -> String {
    let mut all: Vec<char> = document.chars().collect();
    let places: Vec<usize> =
        (0..all.len()).rev().filter(|at| all[*at].is_ascii_digit()).take(4).collect();
    let at = places[dice.at(places.len())];
    let before =
        at.checked_sub(1).filter(|before| all[*before].is_ascii_digit() && all[*before] != all[at]);
    match (dice.below(3), before) {
        (0, _) => _ = all.remove(at),
        (1, Some(before)) => all.swap(before, at),
        _ => {
            all[at] = char::from_digit(
                (all[at].to_digit(10).expect("a digit")
                    + 1
                    + u32::try_from(dice.below(9)).expect("small"))
                    % 10,
                10,
            )
            .expect("a digit")
        }
    }
    let typed: String = all.into_iter().collect();
    if typed == document { mistyped(dice, document) } else { typed }
}

/// What stands behind a number at times: its day, the amount, our number at the payer, an order's
/// number, thanks.
pub fn noise(dice: &mut Dice, cents: i64, customer: &str, date: jiff::civil::Date) -> String {
    match dice.below(9) {
        0 => format!(" vom {:02}.{:02}.{}", date.day(), date.month(), date.year()),
        1 => format!(
            " vom {}.{}.{:02} Kd-Nr. {customer}",
            date.day(),
            date.month(),
            date.year() % 100
        ),
        2 => format!(" EUR {}", german(cents)),
        3 => format!(" Kundennr. {customer}"),
        4 => format!(" Auftrag {}", 4_500_000 + dice.below(99_999)),
        5 => " vielen Dank".to_owned(),
        _ => String::new(),
    }
}
