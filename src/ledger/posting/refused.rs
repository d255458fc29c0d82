//! Why nothing is posted, in the reader's words.

use super::NotPosted;
use crate::domain::finding_argument::Argument;
use crate::domain::journal::NotAnEntry;
use crate::domain::{Language, spelling};
use rust_decimal::Decimal;

impl NotPosted {
    /// What is refused, without a full stop: German and English.
    pub fn words(&self) -> Argument {
        let both = |say: &dyn Fn(Language) -> String| {
            Argument::from([say(Language::De), say(Language::En)])
        };
        let number = |number: &Decimal, language| {
            spelling::number(&number.normalize().to_string(), language)
        };
        match self {
            NotPosted::Missing(what) => Argument::from([
                format!("{what} fehlt der Rechnung"),
                format!(
                    "the invoice has no \
                     {what}"
                ),
            ]),
            NotPosted::Sums { what, expected, actual } => both(&|language| {
                let (expected, actual) = (number(expected, language), number(actual, language));
                match language {
                    Language::De => format!("{what} müsste {expected} sein und ist {actual}"),
                    Language::En => format!("{what} should be {expected} and is {actual}"),
                }
            }),
            NotPosted::Rate(rate) => both(&|language| match language {
                Language::De => {
                    format!("für {} % Umsatzsteuer gibt es kein Konto", number(rate, language))
                }
                Language::En => {
                    format!("no account is known for VAT of {} %", number(rate, language))
                }
            }),
            NotPosted::Code(code) => Argument::from([
                format!(
                    "den Steuerschlüssel {code} gibt es \
                     nicht"
                ),
                format!(
                    "there is no \
                     tax code {code}"
                ),
            ]),
            NotPosted::BearsNoVat(account) => Argument::from([
                format!(
                    "weder das Konto {account} noch sein Gegenkonto trägt Umsatzsteuer; bitte \
                     ein Konto für Aufwand, Erlös oder Anlagen nennen"
                ),
                format!(
                    "neither account {account} nor its contra account bears VAT; name an \
                     account of expense, revenue or fixed assets"
                ),
            ]),
            NotPosted::BearsOtherVat(account) => Argument::from([
                format!("auf dem Konto {account} gilt ein anderer Steuersatz (Automatikkonto)"),
                format!("account {account} bears VAT of another rate or kind"),
            ]),
            NotPosted::ByHand(account) => Argument::from([
                format!(
                    "was auf dem Konto {account} steht, versteuert kontor nicht von selbst; bitte \
                     ein anderes Konto nennen oder es mit seinen Steuerzeilen über entries.csv \
                     buchen"
                ),
                format!(
                    "kontor does not tax what stands on account {account} by itself; name another \
                     account, or book it with its lines of tax by entries.csv"
                ),
            ]),
            NotPosted::Currency(currency) => Argument::from([
                format!("die Bücher werden in Euro geführt, die Rechnung lautet auf {currency}"),
                format!("the books are kept in EUR, the invoice is in {currency}"),
            ]),
            NotPosted::Nothing => [
                "es gibt nichts zu buchen: alle Beträge sind null",
                "there is \
                 nothing to post: every amount is zero",
            ]
            .into(),
            NotPosted::OwesNoVat => [
                "das Konto ist eines für steuerpflichtigen Umsatz, die Firma schuldet aber keine \
                 Umsatzsteuer; bitte eines ohne Steuer nennen",
                "the account is one of taxed turnover, and the company owes no VAT; name one \
                 without VAT",
            ]
            .into(),
            NotPosted::TooLarge | NotPosted::Entry(NotAnEntry::Overflow) => [
                "ein Betrag ist zu \
                 groß",
                "an amount is too \
                 large",
            ]
            .into(),
            NotPosted::Entry(NotAnEntry::TooFewLines) => {
                ["eine Buchung braucht wenigstens zwei Zeilen", "an entry needs at least two lines"]
                    .into()
            }
            NotPosted::Entry(NotAnEntry::Unbalanced { debit, credit }) => both(&|language| {
                let (debit, credit) = (number(debit, language), number(credit, language));
                match language {
                    Language::De => format!("Soll {debit} und Haben {credit} sind nicht gleich"),
                    Language::En => format!("debit {debit} and credit {credit} differ"),
                }
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_in_each_language() {
        let sums = NotPosted::Sums {
            what: "BT-112",
            expected: Decimal::new(11_900, 2),
            actual: Decimal::new(120_050, 2),
        }
        .words();
        assert_eq!(sums.say(Language::De), "BT-112 müsste 119 sein und ist 1.200,5");
        assert_eq!(sums.say(Language::En), "BT-112 should be 119 and is 1,200.5");
        assert_eq!(
            NotPosted::Rate(Decimal::new(78, 1)).words().say(Language::De),
            "für 7,8 % Umsatzsteuer gibt es kein Konto"
        );
    }
}
