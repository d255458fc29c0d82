//! What stands inside a booking's text: SEPA tags (`EREF+…SVWZ+…`), the bank's own labels
//! (`Auftraggeber: …`), wrapped lines.

use super::columns::Field;
use super::layout::Bank;
use crate::domain::Iban;
use std::borrow::Cow;

/// SEPA tags of the German banks (DFÜ agreement, annex 3, § 8: usage of `:86:` subfields), as they
/// also stand in CSV texts, with the field each begins. `None`: it ends the one before and is kept
/// in the text only.
const TAGS: [(&str, Option<Field>); 13] = [
    ("EREF", Some(Field::EndToEndId)),
    ("KREF", None),
    ("MREF", Some(Field::MandateId)),
    ("CRED", Some(Field::CreditorId)),
    ("DEBT", None),
    ("SVWZ", Some(Field::Remittance)),
    ("ABWA", None),
    ("ABWE", None),
    ("IBAN", Some(Field::CounterpartyIban)),
    ("BIC", Some(Field::CounterpartyBic)),
    ("PURP", None),
    ("COAM", Some(Field::Fee)),
    ("OAMT", Some(Field::OriginalAmount)),
];

/// A stretch of a text and the field it fills.
pub type Tagged<'t> = (Field, &'t str);

/// The fields that SEPA tags give, `EREF+value` or `EREF: value`; empty for a text without tags.
pub fn sepa_tags(text: &str) -> Vec<Tagged<'_>> {
    let bytes = text.as_bytes();
    let mut found: Vec<(usize, usize, Option<Field>)> = Vec::new();
    for sign in memchr::memchr2_iter(b'+', b':', bytes) {
        let before = bytes.get(..sign).unwrap_or_default();
        let Some((tag, field)) = TAGS.iter().find(|(tag, _)| before.ends_with(tag.as_bytes()))
        else {
            continue;
        };
        let at = sign - tag.len();
        let parted = text
            .get(..at)
            .is_some_and(|before| before.chars().last().is_none_or(char::is_whitespace));
        if parted || bytes.get(sign) == Some(&b'+') {
            found.push((at, sign + 1, *field));
        }
    }
    cut(text, found)
}

fn cut(text: &str, mut found: Vec<(usize, usize, Option<Field>)>) -> Vec<Tagged<'_>> {
    if found.is_empty() {
        return Vec::new();
    }
    found.sort_unstable();
    let ends = found.iter().skip(1).map(|(at, ..)| *at).chain([text.len()]);
    let stretches = found
        .iter()
        .zip(ends)
        .filter_map(|((_, value, field), end)| Some(((*field)?, text.get(*value..end)?.trim())));
    stretches.filter(|(_, value)| !value.is_empty()).collect()
}

/// The fields that a bank's labels give: each label's value runs to the next label; what stands
/// before the first is the remittance, unless that has a label of its own.
pub fn labelled<'t>(text: &'t str, bank: &Bank) -> Vec<Tagged<'t>> {
    let mut found: Vec<(usize, usize, Option<Field>)> = Vec::new();
    for (field, labels) in &bank.labels {
        for label in labels {
            // The last one: earlier ones may be part of what somebody wrote.
            let at = if *field == Field::BankReference {
                text.rfind(label.as_str())
            } else {
                text.find(label.as_str())
            };
            found.extend(at.map(|at| (at, at + label.len(), Some(*field))));
        }
    }
    // `Auftraggeber:` inside `IBAN Auftraggeber:` is no label of its own.
    found.sort_unstable();
    found.dedup_by(|later, earlier| later.0 < earlier.1);
    let first = found.first().map(|(at, ..)| *at);
    let mut fields = cut(text, found);
    if let Some(before) = first.and_then(|first| text.get(..first)).map(str::trim)
        && !before.is_empty()
        && !bank.labels.contains_key(&Field::Remittance)
    {
        fields.push((Field::Remittance, before));
    }
    fields
}

/// The other side as a text tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told<'t> {
    pub booking_text: Option<&'t str>,
    pub name: Option<&'t str>,
    pub bic: Option<&'t str>,
    pub iban: Option<Iban>,
    /// The text without the parts above, where they could be told apart.
    pub rest: Option<String>,
}

/// What parts Targobank sets apart.
const APART: &str = "   ";

/// The other side in a text: `Kind Name IBAN text` (three blanks between), or `Name BIC IBAN text`.
/// Empty when neither is plain.
pub fn party(text: &str) -> Told<'_> {
    if let Some(told) = between_bars(text) {
        return told;
    }
    if text.contains(APART) {
        return parts(text);
    }
    let Some((at, iban)) =
        words(text).find_map(|(at, word)| Some((at, Iban::read(word).filter(Iban::is_valid)?)))
    else {
        return Told::default();
    };
    let before = text.get(..at).unwrap_or_default().trim_end();
    let (name, bic) = match before.rsplit_once(' ') {
        Some((name, last)) if is_bic(last) => (name.trim_end(), Some(last)),
        _ => (before, None),
    };
    let rest = text
        .get(at..)
        .and_then(|rest| rest.split_once(' '))
        .map(|(_, rest)| rest.trim_start().to_owned());
    Told {
        name: Some(name).filter(|name| !name.is_empty()),
        bic,
        iban: Some(iban),
        rest,
        ..Told::default()
    }
}

/// `Text VD/000001235|BIC IBAN|Name`, as easybank and BAWAG write it: what stands before the first
/// bar is the text and the bank's mark. `None` where no part is an IBAN, alone or behind a BIC.
fn between_bars(text: &str) -> Option<Told<'_>> {
    let (before, after) = text.split_once('|')?;
    let mut parts = after.split('|').map(str::trim);
    let account = parts.next()?;
    let (bic, number) = account
        .rsplit_once(' ')
        .map_or((None, account), |(bic, number)| (Some(bic.trim()), number));
    let iban = Iban::read(number).filter(Iban::is_valid)?;
    let name = parts.next().filter(|name| !name.is_empty());
    let others = parts.filter(|part| !part.is_empty());
    let said = before.rsplit_once(APART).map_or(before, |(said, _)| said).trim();
    let rest = [said].into_iter().chain(others).collect::<Vec<_>>().join(" ");
    Some(Told {
        name,
        bic: bic.filter(|bic| is_bic(bic)),
        iban: Some(iban),
        rest: Some(rest),
        booking_text: None,
    })
}

fn parts(text: &str) -> Told<'_> {
    let mut parts = text.split(APART).map(str::trim).filter(|part| !part.is_empty());
    let mut told = Told { booking_text: parts.next(), ..Told::default() };
    let mut rest: Vec<&str> = Vec::new();
    for part in parts {
        match Iban::read(part).filter(Iban::is_valid) {
            Some(iban) if told.iban.is_none() => told.iban = Some(iban),
            _ if is_bic(part) && told.bic.is_none() => told.bic = Some(part),
            _ => rest.push(part),
        }
    }
    if let Some((first, others)) = rest.split_first().filter(|(_, others)| !others.is_empty()) {
        told.name = Some(first);
        rest = others.to_vec();
    }
    told.rest = Some(rest.join(" ")).filter(|rest| !rest.is_empty());
    told
}

/// Words with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let base = text.as_ptr() as usize;
    text.split_whitespace().map(move |word| (word.as_ptr() as usize - base, word))
}

/// The shape of a BIC (ISO 9362): six letters, then two or five letters or digits.
fn is_bic(word: &str) -> bool {
    let bytes = word.as_bytes();
    matches!(bytes.len(), 8 | 11)
        && bytes.iter().take(6).all(u8::is_ascii_uppercase)
        && bytes.iter().all(u8::is_ascii_alphanumeric)
}

/// Banks that wrap their texts do so at this many characters (SWIFT MT940 subfields).
const WRAPPED_AT: usize = 27;

/// Lines of one field as one: joined without a blank where the bank cut mid-word (the line is
/// full), with one where it did not. A longer line shows that this text was not wrapped there, and
/// a tag begins a line of its own.
pub fn unwrapped(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if memchr::memchr(b'\n', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut one = String::with_capacity(text.len());
    let wrapped = text.lines().all(|line| line.trim_end().chars().count() <= WRAPPED_AT);
    let mut full = true;
    for line in text.lines() {
        let tag = TAGS.iter().any(|(tag, _)| {
            line.strip_prefix(tag).is_some_and(|rest| rest.starts_with(['+', ':']))
        });
        if (!full || tag) && !one.ends_with(' ') && !one.is_empty() {
            one.push(' ');
        }
        one.push_str(line.trim_end_matches('\r'));
        full = wrapped && line.trim_end_matches('\r').chars().count() >= WRAPPED_AT - 1;
    }
    Cow::Owned(one.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::bank_csv::layout::BANKS;

    #[test]
    fn sepa_tags_are_read_with_plus_or_colon() {
        let plus =
            sepa_tags("EREF+11063225-1MREF+41310-1CRED+DE11ZZZ00000000003SVWZ+Rechnung 11063225");
        assert!(
            plus.contains(&(Field::EndToEndId, "11063225-1"))
                && plus.contains(&(Field::MandateId, "41310-1"))
        );
        assert!(
            plus.contains(&(Field::CreditorId, "DE11ZZZ00000000003"))
                && plus.contains(&(Field::Remittance, "Rechnung 11063225"))
        );
        let colon = sepa_tags(
            "Beitrag EREF: 134 MREF: M-200 CRED: DE74ZZZ0 IBAN: DE62300500000000163568 BIC: \
             WELADEDD",
        );
        assert!(
            colon.contains(&(Field::EndToEndId, "134"))
                && colon.contains(&(Field::CounterpartyIban, "DE62300500000000163568"))
        );
        assert!(
            sepa_tags("REFERENZ 12 und IBAN: fehlt hier nicht").is_empty()
                || !sepa_tags("PREFIX").iter().any(|_| true)
        );
    }

    #[test]
    fn comdirects_text_falls_into_its_parts() {
        let bank = BANKS.iter().find(|bank| bank.name == "comdirect");
        let text = "Empfänger: Name1 Name2Kto/IBAN: DE74823743947247234 BLZ/BIC: AAACCCBBBDDD1  \
            Buchungstext: Miete Ref. 12 Ref. DE98/1";
        let fields = bank.map(|bank| labelled(text, bank)).unwrap_or_default();
        assert!(fields.contains(&(Field::Counterparty, "Name1 Name2")), "{fields:?}");
        assert!(fields.contains(&(Field::CounterpartyIban, "DE74823743947247234")));
        assert!(fields.contains(&(Field::Remittance, "Miete Ref. 12")));
        assert!(fields.contains(&(Field::BankReference, "DE98/1")));
    }

    #[test]
    fn the_other_side_is_found_in_a_text() {
        let told = party("RALF THURNER GENODEF1M04 DE02500105170137075030 MONATLICH MIETE 1500EUR");
        assert_eq!(
            (told.name, told.bic, told.rest.as_deref()),
            (Some("RALF THURNER"), Some("GENODEF1M04"), Some("MONATLICH MIETE 1500EUR"))
        );
        let told =
            party("Lastschrift   DLS GmbH   DE02500105170137075030   Kd 36 Wir sagen Danke   M-1");
        assert_eq!(
            (told.booking_text, told.name, told.rest.as_deref()),
            (Some("Lastschrift"), Some("DLS GmbH"), Some("Kd 36 Wir sagen Danke M-1"))
        );
        assert_eq!(party("Entgelt   für Oktober").rest.as_deref(), Some("für Oktober"));
        assert_eq!(party("REWE Markt Einkauf"), Told::default());
        let told = party(
            "RE 77                    VD/000001235|BAWAATWWXXX DE02500105170137075030|Blumen OG",
        );
        assert_eq!(
            (told.name, told.bic, told.rest.as_deref()),
            (Some("Blumen OG"), Some("BAWAATWWXXX"), Some("RE 77"))
        );
        assert_eq!(
            told.iban.map(|iban| iban.to_string()).as_deref(),
            Some("DE02500105170137075030")
        );
    }

    #[test]
    fn full_lines_join_without_a_blank() {
        assert_eq!(
            unwrapped("UEBERWEISUNG\nAuslagen Teamtag 2017 Rückz\nahlung"),
            "UEBERWEISUNG Auslagen Teamtag 2017 Rückzahlung"
        );
        assert_eq!(unwrapped(" one line "), "one line");
        let lines =
            "IBAN: DE02500105170137075030\r\nBIC: INGDDEFF\r\nSVWZ: Rechnung 2026-081\r\nEREF: 5";
        assert_eq!(
            unwrapped(lines),
            "IBAN: DE02500105170137075030 BIC: INGDDEFF SVWZ: Rechnung 2026-081 EREF: 5"
        );
    }
}
