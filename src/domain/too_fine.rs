//! Amounts of bookings with more digits than their currency has: 1,005 euro are a thousand and
//! five, or no amount at all.

use super::finding::Weight;
use super::finding_argument::Argument;
use super::money::round_commercially;
use super::{Content, Entry, Finding, FindingKind, Money};

/// A statement tells of parts of a cent.
pub static TOO_FINE: FindingKind = FindingKind {
    code: "amount-too-fine",
    weight: Weight::Warning,
    de: "Ein Betrag hat mehr Stellen hinter dem Komma, als {currency} hat: {amount} am {day}; \
        vielleicht sind Tausender gemeint. Die Datei ist nicht gebucht. Bitte mit der Bank \
        vergleichen und die Umsätze als CAMT oder MT940 abrufen, dann „kontor resolve {document} \
        reject GRUND“. Stimmt der Betrag, bucht ihn „kontor resolve {document} accept“ gerundet.",
    en: "An amount has more digits behind the point than {currency} has: {amount} on {day}; \
        perhaps thousands are meant. The file is not booked. Compare it with the bank and fetch \
        the bookings as CAMT or MT940, then \"kontor resolve {document} reject REASON\". If the \
        amount is right, \"kontor resolve {document} accept\" books it rounded.",
};

/// Rounds the amounts of a statement's bookings to whole minor units, and tells of the first one
/// that is none.
pub fn rounded(content: &mut Content) -> Option<Finding> {
    let Content::BankStatement(file) = content else { return None };
    let entries = file.statements.iter_mut().flat_map(|statement| &mut statement.entries);
    let mut told = None;
    for entry in entries {
        if let Some(stated) = round(&mut entry.amount) {
            told.get_or_insert_with(|| found(entry, stated));
        }
    }
    told
}

/// The amount as it was, where it is another now.
fn round(money: &mut Money) -> Option<Money> {
    let stated = *money;
    money.amount = round_commercially(stated.amount, stated.currency.digits());
    (money.amount != stated.amount).then_some(stated)
}

fn found(entry: &Entry, stated: Money) -> Finding {
    let day = entry.booking_date.or(entry.value_date).unwrap_or_default();
    let amount = stated.amount.normalize().to_string();
    let amount = Argument::Words(amount.replace('.', ",").into(), amount.into());
    let found = TOO_FINE.found().with("currency", stated.currency);
    found.with_value("amount", amount).with_value("day", day)
}
