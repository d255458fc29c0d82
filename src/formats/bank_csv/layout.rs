//! The table of banks: `pipelines/banks.toml`, one short entry a bank, and those that an office
//! adds in its own pipeline files.

use super::columns::Field;
use crate::formats::csv_shape::{header_name, number};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// How one bank writes its CSV export: an entry `[[bank]]` of a pipeline file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bank {
    /// Kebab-case; the format is `csv:NAME`.
    pub name: String,
    /// The bank and its export, for people.
    pub title: String,
    /// Columns that must all stand in the header line; `a|b` is one or the other. Case, blanks,
    /// points and accents do not count.
    #[serde(default)]
    pub header: Vec<String>,
    /// For exports without a header line: the field of each column, `""` for a column without one.
    #[serde(default)]
    pub without_header: Vec<Place>,
    /// Text that must stand above the header line, alternatives parted by `|`; for banks that share
    /// a header.
    pub preamble: Option<String>,
    /// Fields and the columns they stand in, where the columns' names do not say so by themselves.
    #[serde(default)]
    pub columns: BTreeMap<Field, Names>,
    /// Which sign parts decimals, for values that could be read either way.
    pub decimal: Option<Sign>,
    /// ISO 4217 code, when neither a column, the header nor an amount names one.
    pub currency: Option<String>,
    /// Words inside the remittance text, each beginning a field that runs to the next such word.
    #[serde(default)]
    pub labels: BTreeMap<Field, Vec<String>>,
    /// Words of the bank's own for a direction or a status, besides those that are known.
    #[serde(default)]
    pub words: Words,
    /// Rows to leave out: a column, and the values that mark them.
    #[serde(default)]
    pub skip: BTreeMap<String, Vec<String>>,
    /// True when the remittance text begins with the other side: name, BIC and IBAN, or parts set
    /// apart by three blanks.
    #[serde(default)]
    pub party_in_text: bool,
    /// True when the fee changes the balance besides the amount.
    #[serde(default)]
    pub fee_apart: bool,
    /// True where a card's statement counts what was spent as positive: every amount is turned
    /// round.
    #[serde(default)]
    pub charges_positive: bool,
    /// For the report of a payment service or an acquirer: how its payouts to the bank account are
    /// told.
    pub payouts: Option<Payouts>,
    /// For such a report, where rows of one column go both ways: what each booking text does.
    pub kinds: Option<Kinds>,
}

/// What the booking texts of a payment service's report do to its account. A closed world: a row of
/// another one is left out and told. Compared folded and whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Kinds {
    /// As its sign says: sales.
    pub signed: Vec<String>,
    /// Money out, with or without a minus: refunds.
    pub out: Vec<String>,
    /// Paid out to the bank on the day of the payout; written without a minus, and a minus takes it
    /// back.
    pub paid: Vec<String>,
}

/// How payouts of a payment service are told: by its own report, and by the bank's statement.
/// Compared folded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Payouts {
    /// Whole booking texts of the report for money that leaves for the bank account.
    pub out: Vec<String>,
    /// … and for money that comes from it, or a payout that failed.
    pub back: Vec<String>,
    /// How the payer's name begins on the bank's statement; the first is what the service is
    /// called.
    pub payer: Vec<String>,
    /// Where the payout has no row of its own but is a column of each sale ([`Field::PaidOut`]):
    /// whole words of [`Field::PayoutStatus`] that say it was made.
    pub made: Vec<String>,
}

/// Words of one bank, compared folded and whole.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Words {
    /// Money in.
    pub r#in: Vec<String>,
    /// Money out.
    pub out: Vec<String>,
    /// Booked for good.
    pub booked: Vec<String>,
    /// Not booked yet.
    pub pending: Vec<String>,
    /// Never to be booked.
    pub never: Vec<String>,
}

/// A column's field in an export without header.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Place {
    /// A field.
    Field(Field),
    /// A column that is not read.
    Nothing(Empty),
}

/// The empty word.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub enum Empty {
    /// `""`.
    #[serde(rename = "")]
    Empty,
}

/// One column's name, or several in order of preference (for the remittance: all are joined).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Names {
    /// One name.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Names {
    /// The names, one or several.
    pub fn all(&self) -> &[String] {
        match self {
            Names::One(name) => std::slice::from_ref(name),
            Names::Several(names) => names,
        }
    }
}

/// The decimal sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Sign {
    /// `1.234,56`.
    #[serde(rename = ",")]
    Comma,
    /// `1,234.56`.
    #[serde(rename = ".")]
    Point,
}

impl From<Sign> for number::Form {
    fn from(sign: Sign) -> number::Form {
        match sign {
            Sign::Comma => number::Form::Comma,
            Sign::Point => number::Form::Point,
        }
    }
}

impl Bank {
    /// What is wrong with an entry, in English, for whoever reads pipeline files; `None` when it is
    /// sound.
    pub fn fault(&self) -> Option<String> {
        let name_is_legal = !self.name.is_empty()
            && self
                .name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        let places: Vec<Field> =
            self.without_header.iter().filter_map(|place| place.field()).collect();
        let complete = places.contains(&Field::BookingDate)
            && (places.contains(&Field::Amount) || places.contains(&Field::Debit));
        match () {
            _ if !name_is_legal => {
                Some(format!("name {:?}: lower-case letters, digits and dashes only", self.name))
            }
            _ if self.header.is_empty() == self.without_header.is_empty() => {
                Some("give either header or without_header".to_owned())
            }
            _ if !self.without_header.is_empty() && !complete => {
                Some("without_header: booking_date and amount (or debit) are needed".to_owned())
            }
            _ => None,
        }
    }
}

impl Place {
    /// The field, if the column has one.
    pub fn field(self) -> Option<Field> {
        match self {
            Place::Field(field) => Some(field),
            Place::Nothing(Empty::Empty) => None,
        }
    }
}

/// A pipeline file's `[[bank]]` entries alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    bank: Vec<Bank>,
}

/// Reads a file of `[[bank]]` entries; the error says where it is wrong.
pub fn read(text: &str) -> Result<Vec<Bank>, toml::de::Error> {
    toml::from_str::<File>(text).map(|file| file.bank)
}

/// A bank with the names of its marks folded.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    /// The bank's layout.
    pub bank: &'a Bank,
    /// For each mark, its alternatives.
    marks: Vec<Vec<String>>,
}

impl<'a> Known<'a> {
    /// Folds a bank's marks, once for many headers.
    pub fn of(bank: &'a Bank) -> Known<'a> {
        let folded = |mark: &String| mark.split('|').map(|name| header_name(name).0).collect();
        Known { bank, marks: bank.header.iter().map(folded).collect() }
    }

    /// How many marks this header (folded names) bears, when it bears them all and the bank's words
    /// stand above it.
    pub fn marks_of(&self, header: &[String], above: &str) -> Option<usize> {
        let borne = self.marks.iter().all(|names| names.iter().any(|name| header.contains(name)));
        let headed = self
            .bank
            .preamble
            .as_ref()
            .is_none_or(|words| words.split('|').any(|word| above.contains(word)));
        (borne && headed && !self.marks.is_empty()).then_some(self.marks.len())
    }
}

/// The shipped table. A test holds that it can be read; where it could not, no bank would be known.
pub static BANKS: LazyLock<Vec<Bank>> =
    LazyLock::new(|| read(include_str!("../../../pipelines/banks.toml")).unwrap_or_default());

/// The shipped table, marks folded.
pub static KNOWN: LazyLock<Vec<Known<'static>>> =
    LazyLock::new(|| BANKS.iter().map(Known::of).collect());

/// True for a format (`csv:sumup`) that is the shipped report of a payment service or an acquirer:
/// what it tells of is no bank account.
pub fn is_service(format: &str) -> bool {
    BANKS.iter().any(|bank| {
        bank.payouts.is_some() && format.strip_prefix("csv:") == Some(bank.name.as_str())
    })
}

/// True for a bank of the shipped table, whose columns are known; an office's own may be anything.
pub fn is_shipped(bank: &Bank) -> bool {
    BANKS.iter().any(|known| std::ptr::eq(known, bank))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_is_sound() -> Result<(), Box<dyn std::error::Error>> {
        let banks = read(include_str!("../../../pipelines/banks.toml"))?;
        let mut names: Vec<&str> = banks.iter().map(|bank| bank.name.as_str()).collect();
        assert!(names.len() > 25);
        for bank in &banks {
            assert_eq!(bank.fault(), None, "{}", bank.name);
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), banks.len(), "names are unique");
        Ok(())
    }

    #[test]
    fn a_wrong_entry_says_what_is_wrong() {
        assert!(read("[[bank]]\nname = 'x'\ntitle = 'X'\nheadre = []").is_err());
        let fault =
            |text: &str| read(text).ok().and_then(|banks| banks.first().and_then(Bank::fault));
        assert!(
            fault("[[bank]]\nname = 'x'\ntitle = 'X'")
                .is_some_and(|fault| fault.contains("either"))
        );
        assert!(
            fault("[[bank]]\nname = 'X Y'\ntitle = 'X'\nheader = ['a']")
                .is_some_and(|fault| fault.contains("lower-case"))
        );
        assert!(
            fault("[[bank]]\nname = 'x'\ntitle = 'X'\nwithout_header = ['booking_date', '']")
                .is_some_and(|fault| fault.contains("amount"))
        );
    }
}
