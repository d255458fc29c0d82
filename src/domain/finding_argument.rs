//! What fills a finding's sentence: a text, or a number, an amount or a day that each language
//! spells its own way.

use super::finding::{Finding, Language, tame};
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
            Argument::Words(de, en) => {
                Cow::Borrowed(if language == Language::De { de } else { en })
            }
            Argument::Number(number) => Cow::Owned(spelling::number(&number.to_string(), language)),
            Argument::Amount(money) => Cow::Owned(spelling::amount(*money, language)),
            Argument::Day(day) => Cow::Owned(spelling::day(*day, language)),
        }
    }
}

impl Argument {
    /// A text as it stands, without what acts.
    pub fn text(said: impl std::fmt::Display) -> Argument {
        Argument::Text(tame(&said.to_string()))
    }

    /// What a library or the system says, in English: a German reader is told these words of ours
    /// instead.
    pub fn foreign(de: &'static str, said: impl std::fmt::Display) -> Argument {
        Argument::Words(Cow::Borrowed(de), Cow::Owned(tame(&said.to_string())))
    }

    /// A rate: `7,8 %`.
    pub fn percent(rate: Decimal) -> Argument {
        let said =
            |language| format!("{} %", spelling::number(&rate.normalize().to_string(), language));
        Argument::Words(Cow::Owned(said(Language::De)), Cow::Owned(said(Language::En)))
    }

    /// Several in a row.
    pub fn row(arguments: &[Argument], between: &str) -> Argument {
        let said = |language| {
            arguments
                .iter()
                .map(|argument| argument.say(language))
                .collect::<Vec<_>>()
                .join(between)
        };
        Argument::Words(Cow::Owned(said(Language::De)), Cow::Owned(said(Language::En)))
    }
}

impl From<&str> for Argument {
    fn from(said: &str) -> Argument {
        Argument::text(said)
    }
}

impl From<&String> for Argument {
    fn from(said: &String) -> Argument {
        Argument::text(said)
    }
}

impl From<[String; 2]> for Argument {
    fn from([de, en]: [String; 2]) -> Argument {
        Argument::Words(Cow::Owned(tame(&de)), Cow::Owned(tame(&en)))
    }
}

/// What the system says when a file cannot be read or written.
impl From<&std::io::Error> for Argument {
    fn from(error: &std::io::Error) -> Argument {
        use std::io::ErrorKind;
        let de = match error.kind() {
            ErrorKind::NotFound => "nicht gefunden",
            ErrorKind::PermissionDenied => "kein Recht dazu",
            ErrorKind::AlreadyExists => "dort liegt schon etwas anderes",
            ErrorKind::IsADirectory => "das ist ein Ordner",
            ErrorKind::NotADirectory => "ein Teil des Pfads ist kein Ordner",
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "kein Platz mehr",
            ErrorKind::ReadOnlyFilesystem => "nur lesbar",
            ErrorKind::InvalidFilename => "der Name ist zu lang oder unzulässig",
            ErrorKind::UnexpectedEof => "die Datei endet zu früh",
            ErrorKind::InvalidData => "der Inhalt ist beschädigt",
            ErrorKind::TimedOut => "keine Antwort in der Zeit",
            ErrorKind::ConnectionRefused => "dort nimmt niemand die Verbindung an",
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::StaleNetworkFileHandle => "die Verbindung brach ab",
            ErrorKind::NotConnected => "keine Verbindung",
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
                "nicht zu erreichen"
            }
            _ => "Fehler beim Lesen oder Schreiben",
        };
        Argument::foreign(de, error)
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
        Argument::Words(
            Cow::Owned(finding.say(Language::De)),
            Cow::Owned(finding.say(Language::En)),
        )
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
