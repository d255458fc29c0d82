//! Amounts of bookings with more digits than their currency has: 1,005 euro are a thousand and five,
//! or no amount at all.

use super::finding::Weight;
use super::money::round_commercially;
use super::{Content, Entry, Finding, FindingKind, Money};

/// A statement tells of parts of a cent.
pub static TOO_FINE: FindingKind = FindingKind {
    code: "amount-too-fine",
    weight: Weight::Warning,
    de: "Ein Betrag hat mehr Stellen hinter dem Komma, als {currency} hat: {amount} am {day}. \
        Gebucht ist er gerundet; vielleicht sind Tausender gemeint. Bitte mit der Bank vergleichen: \
        Ist er falsch, die Datei zurücknehmen („kontor undo {this}“) und als CAMT oder MT940 \
        abrufen; stimmt er, beendet „kontor resolve {this} accept“ die Frage.",
    en: "An amount has more digits behind the point than {currency} has: {amount} on {day}. It is \
        booked rounded; perhaps thousands are meant. Compare it with the bank: if it is wrong, take \
        the file back (\"kontor undo {this}\") and fetch it as CAMT or MT940; if it is right, \
        \"kontor resolve {this} accept\" ends the question.",
};

/// Rounds the amounts of a statement's bookings to whole minor units, and tells of the first one that
/// is none.
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
    let found = TOO_FINE.found().with("currency", stated.currency);
    found.with("amount", stated.amount.normalize()).with_value("day", day)
}
