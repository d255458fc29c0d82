//! What fills a finding's sentence: a text, or a number, an amount or a day that each language spells its own way.

use super::finding::{Finding, Language};
use super::{Money, spelling};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// An argument of a [`super::Finding`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// As it stands.
    Text(String),
    /// Words of our own: German, English.
    Words(Cow<'static, str>, Cow<'static, str>),
    /// `1.190,00` in German, `1,190.00` in English.
    Number(Decimal),
    /// The same with its currency.
    Amount(Money),
    /// `13.10.2026` in German, `2026-10-13` in English.
    Day(Date),
}

impl Argument {
    /// As a person of this language reads it.
    pub fn say(&self, language: Language) -> Cow<'_, str> {
        match self {
            Argument::Text(text) => Cow::Borrowed(text),
            Argument::Words(de, en) => Cow::Borrowed(if language == Language::De { de } else { en }),
            Argument::Number(number) => Cow::Owned(spelling::number(&number.to_string(), language)),
            Argument::Amount(money) => Cow::Owned(spelling::amount(*money, language)),
            Argument::Day(day) => Cow::Owned(spelling::day(*day, language)),
        }
    }
}

impl From<[&'static str; 2]> for Argument {
    fn from([de, en]: [&'static str; 2]) -> Argument {
        Argument::Words(Cow::Borrowed(de), Cow::Borrowed(en))
    }
}

/// A finding told inside another.
impl From<&Finding> for Argument {
    fn from(finding: &Finding) -> Argument {
        Argument::Words(Cow::Owned(finding.say(Language::De)), Cow::Owned(finding.say(Language::En)))
    }
}

impl From<Decimal> for Argument {
    fn from(number: Decimal) -> Argument {
        Argument::Number(number)
    }
}

impl From<Money> for Argument {
    fn from(money: Money) -> Argument {
        Argument::Amount(money)
    }
}

impl From<Date> for Argument {
    fn from(day: Date) -> Argument {
        Argument::Day(day)
    }
}

impl std::fmt::Display for Argument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.say(Language::En))
    }
}
