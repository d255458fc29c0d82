//! Keys by which entries and items find each other: equal keys make neighbours, so that nothing is
//! ever scanned.
//!
//! | key | says |
//! |---|---|
//! | `n:DIGITS` | the digits of an invoice's number |
//! | `d:NUMBER` | an invoice's whole number, letters too, whose digits alone say too little (`ER-77`, `R-2026`) |
//! | `r:REFERENCE` | an end-to-end id, or the body of an RF reference |
//! | `i:IBAN:CURRENCY:AMOUNT` | this amount to or from this account |
//! | `p:NAME:CURRENCY:AMOUNT` | this amount to or from somebody of this name |
//! | `s:SUFFIX:PARTY` | the last digits of an invoice's number, and whose invoice it is |
//! | `o:PARTY:CURRENCY` | all that is open of somebody: see [`KeptKey::links_open_only`] |
//! | `oc:PARTY:CURRENCY` | the open credit notes of somebody alone: an invoice may be paid less one |
//! | `t:PARTY:CURRENCY:AMOUNT:MONTH` | a payment of one month, which may be made twice |

use super::couples::people_of;
use super::facts::{EntryFacts, OpenItemFacts};
use super::numbers::Number;
use super::range::Range;
use super::reading::{Reading, compact, significant, usable_id, without_zeros};
use super::twice::twice_keys;
use crate::domain::Iban;
use crate::domain::money::Currency;
use crate::domain::text::{fold, skeleton, without_legal_form};
use sha2::{Digest, Sha256};

/// A key; equality is all that counts.
pub type Key = String;

/// A key of one company as it is kept: a number made of both, whose last two bits say where it
/// leads. Two keys that make one number only show each other something more to look at: what
/// belongs together is decided by what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeptKey(i64);

impl KeptKey {
    const LINKS_ENTRIES: i64 = 1;
    const LINKS_OPEN_ONLY: i64 = 2;

    /// A company's key.
    pub fn of(company: &str, key: &str) -> KeptKey {
        let mut digest = Sha256::new_with_prefix(company);
        digest.update([0]);
        digest.update(key);
        let head = digest.finalize().first_chunk().copied().unwrap_or_default();
        let kind = match key.as_bytes().first() {
            Some(b'r' | b't') => KeptKey::LINKS_ENTRIES,
            Some(b'o') => KeptKey::LINKS_OPEN_ONLY,
            _ => 0,
        };
        KeptKey(i64::from_le_bytes(head) & !3 | kind)
    }

    /// The number that is kept.
    pub fn number(self) -> i64 {
        self.0
    }

    /// The key of a number that was kept.
    pub fn kept(number: i64) -> KeptKey {
        KeptKey(number)
    }

    /// Whether it also makes neighbours of two entries without an item between them: a returned
    /// payment and its return know each other by their reference alone, and two payments of one
    /// month that no item explains by what they are of. Every other key leads only from an entry
    /// to items and from an item to entries.
    pub fn links_entries(self) -> bool {
        self.0 & KeptKey::LINKS_ENTRIES != 0
    }

    /// Whether it leads only to what is open still: to items that are not settled, to entries that
    /// are not matched. Payments that name no invoice ask for all that their payer owes, and that
    /// must not grow with what he ever owed.
    pub fn links_open_only(self) -> bool {
        self.0 & KeptKey::LINKS_OPEN_ONLY != 0
    }
}

/// The most keys one entry or item has.
pub const MOST_KEYS: usize = 64;

/// The fewest digits that identify an invoice without knowing whose it is.
const FEWEST_DIGITS: usize = 3;

/// How many of a contact's accounts, names, and of an item's amounts and references go into keys.
const MOST_IBANS: usize = 6;
const MOST_NAMES: usize = 3;
const MOST_AMOUNTS: usize = 4;
const MOST_REFERENCES: usize = 8;

/// Which keys these are: raised whenever any is made otherwise, so that an office renews those it
/// has stored.
pub const KEYS: u16 = 12;

/// The keys of an open item; they depend on nothing that a payment changes, only on the invoice and
/// its contact's names and accounts. At most [`MOST_KEYS`], sorted, none twice.
pub fn keys_of_item(item: &OpenItemFacts) -> Vec<Key> {
    // The number of a bank entry stands in nobody's text.
    let document = if item.is_on_account { "" } else { item.document.as_str() };
    let mut keys: Vec<Key> =
        number_digits(document).iter().filter_map(|digits| number_key(digits)).collect();
    keys.extend(literal_key(document));
    keys.extend(
        item.references
            .iter()
            .take(MOST_REFERENCES)
            .filter_map(|reference| reference_key(&compact(reference))),
    );
    // What was learnt last counts most.
    let mut accounts = item.ibans.clone();
    for (iban, _) in item.payers.iter().rev() {
        if accounts.len() < MOST_IBANS && !accounts.contains(iban) {
            accounts.push(iban.clone());
        }
    }
    for party in parties(&accounts, &item.names) {
        keys.extend(suffix(document).map(|suffix| suffix_key(&suffix, &party)));
        keys.extend(
            amounts(item).into_iter().map(|amount| amount_key(&party, item.currency, amount)),
        );
        keys.push(open_key(&party, item.currency));
        if item.original < 0 {
            keys.push(credit_key(&party, item.currency));
        }
    }
    tidy(keys)
}

/// The keys of a bank entry. At most [`MOST_KEYS`], sorted, none twice.
pub fn keys_of_entry(entry: &EntryFacts) -> Vec<Key> {
    let reading = Reading::of(entry);
    let mut keys: Vec<Key> = reading
        .references
        .iter()
        .take(MOST_REFERENCES)
        .filter_map(|reference| reference_key(&reference.text))
        .collect();
    let parties = parties_of_entry(entry);
    // What the entry takes back came with the opposite sign; what a service kept was paid.
    for amount in [entry.amount, entry.amount.saturating_neg(), entry.paid()]
        .into_iter()
        .take(if entry.kept == 0 { 2 } else { 3 })
    {
        keys.extend(parties.iter().map(|party| amount_key(party, entry.currency, amount)));
    }
    if let Some((amount, currency)) = entry.instructed {
        keys.extend(parties.iter().map(|party| {
            amount_key(party, currency, amount.saturating_mul(entry.amount.signum()))
        }));
    }
    keys.extend(
        reading
            .references
            .iter()
            .filter_map(|reference| rf_body(&reference.text))
            .filter_map(|body| number_key(&digits_of(body))),
    );
    for first in 0..reading.numbers.len() {
        for window in reading.windows_at(first) {
            keys.extend(
                [&window.digits, &window.bare].into_iter().filter_map(|digits| number_key(digits)),
            );
            keys.extend(
                reading.literals(&window).iter().filter_map(|literal| literal_key(literal)),
            );
        }
    }
    let short =
        |number: &&Number| number.keyword || number.listed || number.digits.len() >= FEWEST_DIGITS;
    for number in reading.numbers.iter().filter(short).filter(|number| !is_year(&number.digits)) {
        keys.extend(parties.iter().map(|party| suffix_key(significant(&number.digits), party)));
    }
    for between in reading.ranges().iter().flat_map(Range::between) {
        keys.extend(number_key(&between.whole));
        keys.extend(parties.iter().map(|party| suffix_key(significant(&between.end), party)));
    }
    // What a rule would book, though it names numbers of its own (`Miete August Objekt 47111`), is
    // paid, or is for a month; who brings money, and who says `Rechnung 4711`, names his invoices.
    let names_an_invoice = reading.numbers.iter().any(|number| number.keyword);
    let may_be_a_rules =
        entry.amount < 0 && !names_an_invoice || !twice_keys(entry, &reading).is_empty();
    match reading.seeks_what_is_open() || may_be_a_rules {
        true => keys.extend(parties.iter().map(|party| open_key(party, entry.currency))),
        false => keys.extend(parties.iter().map(|party| credit_key(party, entry.currency))),
    }
    keys.extend(twice_keys(entry, &reading));
    tidy(keys)
}

/// The strongest keys come first; what is beyond the limit is left out.
fn tidy(keys: Vec<Key>) -> Vec<Key> {
    let mut kept: Vec<Key> = Vec::with_capacity(keys.len().min(MOST_KEYS));
    for key in keys {
        if kept.len() < MOST_KEYS && !kept.contains(&key) {
            kept.push(key);
        }
    }
    kept.sort_unstable();
    kept
}

/// The digits of a document's number, joined: once as they stand, once with the leading zeros of
/// each run taken off.
pub(super) fn number_digits(document: &str) -> Vec<String> {
    let joined = significant(&digits_of(document)).to_owned();
    let bare: String = runs(document).map(without_zeros).collect();
    let bare = significant(&bare).to_owned();
    if bare == joined { vec![joined] } else { vec![joined, bare] }
}

/// The last run of digits without leading zeros, of a number that has more than one; of one run
/// that begins with a year, what follows the year. So `RE 815` may mean `2026-0815`, of the right
/// party.
pub(super) fn suffix(document: &str) -> Option<String> {
    let all: Vec<&str> = runs(document).collect();
    let last = match all.as_slice() {
        [] => return None,
        // `0815/2026`: the year comes last and tells nothing.
        [.., before, year] if is_year(year) => before,
        [one] if one.len() > 6 && (one.starts_with("20") || one.starts_with("19")) => {
            one.get(4..)?
        }
        [.., last] => last,
    };
    Some(significant(last).to_owned()).filter(|suffix| !suffix.is_empty() && !is_year(suffix))
}

fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty())
}

pub(super) fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Everything by which one side of a payment is known: accounts first, then names.
fn parties(ibans: &[Iban], names: &[String]) -> Vec<String> {
    let accounts = ibans.iter().take(MOST_IBANS).map(iban_party);
    accounts.chain(names.iter().take(MOST_NAMES).filter_map(|name| name_party(name))).collect()
}

pub(super) fn parties_of_entry(entry: &EntryFacts) -> Vec<String> {
    let account = entry.counterparty_iban.as_ref().map(iban_party);
    account.into_iter().chain(entry.counterparty_name.iter().flat_map(|n| names_of(n))).collect()
}

/// The names by which the other side of an entry may be known: as written, and a person's that the bank
/// writes the other way round (`Schmidt-Meier, Anna`) as it is spoken; of a couple's account each
/// of the two. The names of contacts are kept as they are written.
pub(super) fn names_of(name: &str) -> Vec<String> {
    let mut names: Vec<String> = name_party(name).into_iter().collect();
    names.extend(
        given_name_first(name)
            .as_deref()
            .and_then(name_party)
            .filter(|turned| !names.contains(turned)),
    );
    for person in people_of(name).iter().filter_map(|person| name_party(person)) {
        if !names.contains(&person) {
            names.push(person);
        }
    }
    names
}

/// `Schmidt-Meier, Anna Maria` as `Anna Maria Schmidt-Meier`: one comma, one word (or `von Berg`)
/// before it, at most two behind it.
fn given_name_first(name: &str) -> Option<String> {
    let (family, given) = name.split_once(',')?;
    let few = |words: &str, most: usize| (1..=most).contains(&words.split_whitespace().count());
    (few(family, 3) && few(given, 2) && !given.contains(','))
        .then(|| format!("{} {}", given.trim(), family.trim()))
}

pub(super) fn iban_party(iban: &Iban) -> String {
    format!("i:{iban}")
}

/// The beginning of a name as far as banks keep it, umlauts and legal forms aside.
pub(super) fn name_party(name: &str) -> Option<String> {
    // `UG (haftungsbeschränkt)`, cut by the bank to `UG (haftungsbe`.
    let name = name
        .split_once('(')
        .map(|(before, _)| before)
        .filter(|before| before.trim().chars().count() >= 3)
        .unwrap_or(name);
    let bare: String = skeleton(&in_one_order(&without_legal_form(&fold(name))))
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(16)
        .collect();
    (bare.chars().count() >= 3).then(|| format!("p:{bare}"))
}

/// A person's name of two words in one order, and without titles: banks write `Müller, Thomas`,
/// `HERR THOMAS MUELLER`.
fn in_one_order(folded: &str) -> String {
    const TITLES: &[&str] = &[
        "HERR", "HERRN", "FRAU", "DR", "PROF", "DIPL", "ING", "MAG", "FA", "FIRMA", "EHELEUTE",
        "FAMILIE", "FAM",
    ];
    let word = |c: char| !c.is_alphanumeric();
    let mut words: Vec<&str> = folded
        .split(word)
        .filter(|w| !w.is_empty())
        .skip_while(|w| TITLES.contains(&w.to_uppercase().as_str()))
        .collect();
    words.retain(|w| !matches!(w.to_uppercase().as_str(), "DR" | "PROF"));
    match words.as_mut_slice() {
        [_, _] => {
            words.sort_unstable();
            words.join(" ")
        }
        _ => words.join(" "),
    }
}

/// The amounts a payment of the whole item would have, signed as on the bank account: in full, and
/// less each discount.
pub(super) fn amounts(item: &OpenItemFacts) -> Vec<i64> {
    let less = item.discounts.iter().map(|offer| item.original.saturating_sub(offer.amount));
    let mut amounts: Vec<i64> = std::iter::once(item.original)
        .chain(less)
        .take(MOST_AMOUNTS)
        .map(|amount| item.on_account(amount))
        .collect();
    amounts.dedup();
    amounts
}

/// A year stands in so many texts that as a key it would make neighbours of everything: 2000 to
/// 2039.
pub(super) fn is_year(digits: &str) -> bool {
    digits.len() == 4
        && ["200", "201", "202", "203"].iter().any(|decade| digits.starts_with(decade))
}

/// A whole number with its letters, if it has any, where the digits alone are too few or a year.
pub(super) fn literal_key(document: &str) -> Option<Key> {
    let whole: String =
        document.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    let digits = digits_of(&whole);
    let poor = !digits.is_empty() && number_key(&digits).is_none();
    (poor && whole.chars().count() <= 20).then(|| format!("d:{whole}"))
}

pub(super) fn number_key(digits: &str) -> Option<Key> {
    let digits = significant(digits);
    let telling = (FEWEST_DIGITS..=30).contains(&digits.len()) && !is_year(digits);
    telling.then(|| format!("n:{digits}"))
}

pub(super) fn suffix_key(suffix: &str, party: &str) -> Key {
    format!("s:{suffix}:{party}")
}

pub(super) fn amount_key(party: &str, currency: Currency, amount: i64) -> Key {
    format!("{party}:{currency}:{amount}")
}

pub(super) fn open_key(party: &str, currency: Currency) -> Key {
    format!("o:{party}:{currency}")
}

/// Of what goes the other way: an entry that names an invoice may be less a credit note which it
/// does not name.
fn credit_key(party: &str, currency: Currency) -> Key {
    format!("oc:{party}:{currency}")
}

/// RF references meet by their body: one with mistyped check digits still finds its item, and is
/// then asked about.
pub(super) fn reference_key(reference: &str) -> Option<Key> {
    let body = usable_id(Some(rf_body(reference).unwrap_or(reference)))?;
    let bounded: String = body.chars().take(40).collect();
    let telling = bounded.chars().filter(|c| c.is_ascii_alphanumeric() && *c != '0').count() >= 2;
    telling.then(|| format!("r:{bounded}"))
}

pub(super) fn rf_body(reference: &str) -> Option<&str> {
    let tail = reference.strip_prefix("RF")?;
    let checked = tail.get(..2)?.bytes().all(|b| b.is_ascii_digit());
    tail.get(2..).filter(|body| checked && !body.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{given_name_first, name_party};

    #[test]
    fn a_family_name_in_front_of_a_comma_is_turned() {
        let party = |name: &str| given_name_first(name).as_deref().and_then(name_party);
        assert_eq!(party("Schmidt-Meier, Anna"), name_party("Anna Schmidt-Meier"));
        assert_eq!(party("MUELLER, ANNA MARIA"), name_party("Anna Maria Müller"));
        assert_eq!(party("von Berg, Karl"), name_party("Karl von Berg"));
        for name in
            ["Müller und Söhne Bau, Anna", "Meier, Schulze, Kern", "Anna Schmidt-Meier", "Meier,"]
        {
            assert_eq!(party(name), None, "{name}");
        }
    }
}
