//! What words and marks of a row say: the name of a balance, an amount's mark, a value for a field.

use super::columns::Field;
use super::direction::{Way, way};
use super::texts::party;
use crate::domain::finding::Place;
use crate::domain::text::fold;
use crate::domain::{Entry, Finding, FindingKind, Iban, Money};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Puts a text into the entry's field, if it says something and the field is still open.
pub(super) fn fill(entry: &mut Entry, field: Field, text: &str) {
    let text = text.trim();
    let slot = match field {
        Field::Counterparty => &mut entry.counterparty.name,
        Field::CounterpartyBic => &mut entry.counterparty.bic,
        Field::Remittance => &mut entry.remittance,
        Field::EndToEndId => &mut entry.end_to_end_id,
        Field::MandateId => &mut entry.mandate_id,
        Field::CreditorId => {
            return entry.creditor_id =
                entry.creditor_id.take().or_else(|| owned(creditor_id(text)));
        }
        Field::BankReference => &mut entry.bank_reference,
        Field::BookingText => &mut entry.booking_text,
        Field::CounterpartyIban => return fill_account(entry, text),
        _ => return,
    };
    if slot.is_none() && !text.eq_ignore_ascii_case("NOTPROVIDED") {
        *slot = owned(text);
    }
}

/// An IBAN, or the number of an account that has none; zeros stand for no account.
fn fill_account(entry: &mut Entry, text: &str) {
    let party = &mut entry.counterparty;
    let text = text.trim_matches('\'');
    let number =
        text.len() <= LONGEST_NUMBER && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    match Iban::read(text).or_else(|| leading_iban(text)) {
        _ if party.iban.is_some() => {}
        Some(iban) => party.iban = Some(iban),
        None if party.account.is_none() && number => party.account = owned(text),
        None => {}
    }
}

/// Longest number of an account (ISO 13616 and ISO 20022 `Max34Text`).
const LONGEST_NUMBER: usize = 34;

/// A valid IBAN at the start of a text that goes on, grouped by blanks or not.
fn leading_iban(text: &str) -> Option<Iban> {
    let ends = text.match_indices(' ').map(|(at, _)| at).take(9);
    ends.filter_map(|end| Iban::read(text.get(..end)?)).find(Iban::is_valid)
}

/// The other side's bank, where its column may hold a BIC or a German bank code: a code stands
/// before the account's number, as everywhere else in kontor.
pub(super) fn fill_bank(entry: &mut Entry, text: &str) {
    let code = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    match entry.counterparty.account.as_mut() {
        Some(account) if code => *account = format!("{text}/{account}"),
        _ if code => {}
        _ => fill(entry, Field::CounterpartyBic, text),
    }
}

/// A creditor's identifier (EPC AT-02) has no blanks: what follows it in a text is something else.
fn creditor_id(text: &str) -> &str {
    match text.split_once(' ') {
        Some((first, _)) if first.len() >= 8 => first,
        _ => text,
    }
}

/// An amount with its direction behind or before it, `12,00 S`, `12.00CR`, `H 12,00`: the bare
/// amount and its direction.
pub(super) fn marked(written: &str) -> Option<(&str, Way)> {
    if let Some((amount, mark)) = written.rsplit_once([' ', '\u{a0}'])
        && let Some(way) = way(mark, None)
    {
        return Some((amount, way));
    }
    let glued = ["CR", "DR", "Cr", "Dr", "S", "H", "C", "D"]
        .into_iter()
        .find_map(|mark| Some((written.strip_suffix(mark)?, mark)));
    let ahead = ["S ", "H ", "C ", "D "]
        .into_iter()
        .find_map(|mark| Some((written.strip_prefix(mark)?, mark.trim())));
    let (amount, mark) = glued
        .filter(|(amount, _)| amount.ends_with(|last: char| last.is_ascii_digit()))
        .or(ahead)?;
    Some((amount, way(mark, None)?))
}

/// Takes the other side out of a text; the text without it comes back.
pub(super) fn told<'t>(entry: &mut Entry, text: &'t Cow<'t, str>) -> Cow<'t, str> {
    let told = party(text);
    fill(entry, Field::Counterparty, told.name.unwrap_or_default());
    fill(entry, Field::CounterpartyBic, told.bic.unwrap_or_default());
    fill(entry, Field::BookingText, told.booking_text.unwrap_or_default());
    entry.counterparty.iban = entry.counterparty.iban.take().or(told.iban);
    told.rest.map_or(Cow::Borrowed(text.as_ref()), Cow::Owned)
}

/// Charges count against the holder.
pub(super) fn paid(money: Money) -> Money {
    Money { amount: -money.amount.abs(), ..money }
}

/// A text of its own; `None` for nothing and for words that stand for nothing.
pub(super) fn owned(text: &str) -> Option<String> {
    let text = text.trim();
    (!stands_for_nothing(text)).then(|| text.to_owned())
}

/// True for nothing and for what exports write where there is nothing.
pub(super) fn stands_for_nothing(text: &str) -> bool {
    matches!(text, "" | "N/A" | "n/a" | "-" | "--")
}

/// True for the label of a line below the table that adds up its rows or counts them.
pub(super) fn sums_up(text: &str) -> bool {
    const SUMS: [&str; 9] = [
        "summe",
        "zwischensumme",
        "endsumme",
        "gesamt",
        "gesamtsumme",
        "total",
        "subtotal",
        "sum",
        "anzahl",
    ];
    text.len() <= 40 && fold(text).split(' ').next().is_some_and(|first| SUMS.contains(&first))
}

/// True for the names of balances that stand in the place of a booking's text.
pub(super) fn names_balance(text: &str) -> bool {
    [
        "Tagessaldo",
        "Anfangssaldo",
        "Endsaldo",
        "Saldovortrag",
        "Kontostand",
        "Alter Kontostand",
        "Neuer Kontostand",
        "Opening Balance",
        "Closing Balance",
    ]
    .iter()
    .any(|name| text.trim_end_matches(':').eq_ignore_ascii_case(name))
}
/// Words that are not understood, each with the number of its rows and the first line.
#[derive(Debug, Default)]
pub(super) struct NotUnderstood(BTreeMap<String, (usize, u64)>);

/// Most words that are each reported; more of them say nothing new.
const MOST_REPORTED: usize = 50;
/// Most characters of a word that a finding quotes.
const MOST_QUOTED: usize = 40;

impl NotUnderstood {
    /// Counts a row that hangs on this word.
    pub(super) fn count(&mut self, word: &str, line: u64) {
        let word: String = word.chars().take(MOST_QUOTED).collect();
        if self.0.len() < MOST_REPORTED || self.0.contains_key(&word) {
            self.0.entry(word).or_insert((0, line)).0 += 1;
        }
    }

    /// A finding for each word.
    pub(super) fn findings(&mut self, kind: &'static FindingKind) -> impl Iterator<Item = Finding> {
        let told = move |(word, (count, line)): (String, (usize, u64))| {
            let found = match word.is_empty() {
                true => kind.found().with_value("word", ["(keine Angabe)", "(nothing said)"]),
                false => kind.found().with("word", word),
            };
            found.with("count", count).at(Place::Line(line))
        };
        std::mem::take(&mut self.0).into_iter().map(told)
    }
}
