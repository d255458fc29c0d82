//! Why a decision could not be booked, and how a person is told. Apart from the booking itself
//! because whoever asks for one needs it.

use crate::domain::finding_argument::Argument;
use crate::domain::{Currency, Language};
use crate::ledger::NotPosted;
use crate::matching::Explanation;

/// Why a decision could not be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotBooked {
    /// The posting rules refuse it.
    Refused(NotPosted),
    /// The books are kept in euro, and there is no rate for the entry's currency.
    NoRate(Currency),
    /// Neither booking day nor value date.
    NoDay,
    /// Open items by list in another currency than the euro, whose day has no rate: they are in no
    /// ledger account yet.
    ItemsAbroad(Currency),
    /// The settings do not know the account it is of.
    NoBankAccount(String),
    /// A personal account that no customer or vendor bears.
    NobodysAccount(String),
    /// An account that the company has not, or a collective one.
    NoSuchAccount(String),
    /// VAT inside what is booked on a personal account.
    VatOnPersonal(String),
    /// An item that the entry settles or opens is not at hand, or its contact has no account.
    NoSuchItem,
}

impl NotBooked {
    /// The same inside a refusal, whole: what it needs stands at its end.
    pub fn said(&self) -> Argument {
        let Explanation { de, en } = self.sentence();
        Argument::Words(de.into(), en.into())
    }

    /// What to tell a person.
    pub fn sentence(&self) -> Explanation {
        match self {
            NotBooked::Refused(NotPosted::OwesNoVat) => Explanation::new(
                "Nicht gebucht: Das Konto ist eines für steuerpflichtigen Umsatz, die Firma \
                 schuldet aber keine Umsatzsteuer (vat in companies/); bitte ein Konto ohne Steuer \
                 nennen.",
                "Not booked: the account is one of taxed turnover, but the company owes no VAT \
                 (vat in companies/); name one without VAT.",
            ),
            NotBooked::Refused(NotPosted::BearsOtherVat(account)) => Explanation::new(
                format!(
                    "Nicht gebucht: Auf dem Konto {account} gilt ein anderer Steuersatz \
                     (Automatikkonto); bitte ein Konto für den genannten nennen."
                ),
                format!(
                    "Not booked: account {account} bears VAT of another rate or kind; name one for \
                     the rate stated."
                ),
            ),
            NotBooked::Refused(NotPosted::Rate(rate)) => Explanation::new(
                format!(
                    "Nicht gebucht: Für {} % Umsatzsteuer gibt es kein Konto.",
                    rate.normalize().to_string().replace('.', ",")
                ),
                format!("Not booked: no account is known for VAT of {} %.", rate.normalize()),
            ),
            NotBooked::Refused(refused) => {
                let words = refused.words();
                Explanation::new(
                    format!("Nicht gebucht: {}.", words.say(Language::De)),
                    format!("Not booked: {}.", words.say(Language::En)),
                )
            }
            NotBooked::NoRate(currency) => Explanation::new(
                format!(
                    "Nicht gebucht: Für {currency} fehlt der Kurs des Tages; die Bücher werden in \
                     Euro geführt. Bitte die Kursdatei der EZB in den Eingang legen \
                     (eurofxref-hist.csv)."
                ),
                format!(
                    "Not booked: there is no rate for {currency} on that day; the books are kept \
                     in euro. Drop the ECB's file of rates into the inbox (eurofxref-hist.csv)."
                ),
            ),
            NotBooked::ItemsAbroad(currency) => Explanation::new(
                format!(
                    "Nicht gebucht: Der offene Posten in {currency} wartet selbst auf den Kurs \
                     seines Tages. Bitte die Kursdatei der EZB in den Eingang legen \
                     (eurofxref-hist.csv); dann werden beide gebucht."
                ),
                format!(
                    "Not booked: the open item in {currency} waits itself for the rate of its day. \
                     Drop the ECB's file of rates into the inbox (eurofxref-hist.csv); both are \
                     booked then."
                ),
            ),
            NotBooked::NoDay => Explanation::new(
                "Nicht gebucht: Der Umsatz hat keinen Buchungstag.",
                "Not booked: the entry has no booking day.",
            ),
            NotBooked::NobodysAccount(account) => Explanation::new(
                format!(
                    "Nicht gebucht: {account} ist die Nummer eines Personenkontos, und kein Kunde \
                     oder Lieferant hat sie; bitte in der Regel berichtigen."
                ),
                format!(
                    "Not booked: {account} is the number of a personal account that no customer or \
                     vendor bears; correct the rule."
                ),
            ),
            NotBooked::NoSuchAccount(account) => Explanation::new(
                format!(
                    "Nicht gebucht: Das Konto {account} kennt der Kontenrahmen nicht, oder es ist \
                     ein Sammelkonto; bitte in der Regel berichtigen."
                ),
                format!(
                    "Not booked: the chart of accounts has no account {account}, or it is a \
                     collective one; correct the rule."
                ),
            ),
            NotBooked::NoSuchItem => Explanation::new(
                "Nicht gebucht: Ein Posten, den der Umsatz ausgleicht oder öffnet, ist nicht zur \
                 Hand. Bitte „kontor verify“ aufrufen und mit der Sicherung vergleichen.",
                "Not booked: an item that the entry settles or opens is not at hand. Run \"kontor \
                 verify\" and compare with the backup.",
            ),
            NotBooked::VatOnPersonal(account) => Explanation::new(
                format!(
                    "Nicht gebucht: Ein Personenkonto nimmt keine Umsatzsteuer auf. Bitte \
                     {account} ohne Steuer buchen oder ein Sachkonto nennen."
                ),
                format!(
                    "Not booked: a personal account bears no VAT. Book {account} without it, or \
                     name a ledger account."
                ),
            ),
            NotBooked::NoBankAccount(account) => Explanation::new(
                format!(
                    "Nicht gebucht: Das Konto {account} steht nicht in den Einstellungen der Firma \
                     (ibans, [[source]])."
                ),
                format!(
                    "Not booked: the account {account} is not in the company's settings (ibans, \
                     [[source]])."
                ),
            ),
        }
    }
}

impl From<NotPosted> for NotBooked {
    fn from(error: NotPosted) -> NotBooked {
        NotBooked::Refused(error)
    }
}
