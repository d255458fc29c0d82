//! The SEPA tags inside a purpose text (`EREF+…SVWZ+…`; some banks write `EREF: …`): DFÜ-Abkommen,
//! Anlage 3, chapter 8.

/// What the tags of one purpose text say; all of it borrowed and without blanks around.
#[derive(Default, Debug, PartialEq)]
pub(super) struct Sepa<'a> {
    /// Text before the first tag.
    pub before: &'a str,
    pub end_to_end_id: &'a str,
    pub customer_reference: &'a str,
    pub mandate_id: &'a str,
    pub creditor_id: &'a str,
    pub purpose: &'a str,
    /// `MTLG:`, a note of the bank.
    pub note: &'a str,
    pub ultimate: &'a str,
    /// `ANAM+`, the other side's name (not in the agreement, but several banks write it).
    pub name: &'a str,
    pub iban: &'a str,
    pub bic: &'a str,
    pub original_amount: &'a str,
    pub compensation: &'a str,
}

/// The tags known; those kontor has no use for end the value before them all the same.
const TAGS: [&str; 17] = [
    "EREF", "KREF", "MREF", "CRED", "DEBT", "COAM", "OAMT", "SVWZ", "ABWA", "ABWE", "IBAN", "MTLG",
    "BREF", "RREF", "PURP", "MDAT", "ANAM",
];

/// True when a text ends with a tag that lacks its sign.
pub(super) fn ends_with_tag(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or_default();
    TAGS.contains(&last) || last == "BIC"
}

/// Takes a purpose text apart. Tags with a colon only count where `colons` says so and a blank
/// stands before them: free text may well say `IBAN:`. `None` when there is no tag at all.
pub(super) fn take_apart(text: &str, colons: bool) -> Option<Sepa<'_>> {
    let mut sepa = Sepa::default();
    let mut open: Option<&str> = None;
    let mut value_from = 0;
    for at in memchr::memchr2_iter(b'+', b':', text.as_bytes()) {
        let Some(tag) = tag_before(text, at, colons) else { continue };
        sepa.set(open, text.get(value_from..at - tag.len()).unwrap_or_default());
        open = Some(tag);
        value_from = at + 1;
    }
    open?;
    sepa.set(open, text.get(value_from..).unwrap_or_default());
    Some(sepa)
}

/// What a text with SEPA tags says to its reader, without what the tags name besides (references,
/// mandates); `None` for a text without tags.
pub fn purpose(text: &str) -> Option<String> {
    let sepa = take_apart(text, false)?;
    Some(format!("{} {} {}", sepa.before, sepa.purpose, sepa.note))
}

/// What Commerzbank writes out: label and field.
const LABELS: [(&str, &str); 8] = [
    ("END-TO-END-REF.:", "EREF"),
    ("KUNDENREFERENZ:", "KREF"),
    ("CORE / MANDATSREF.:", "MREF"),
    ("B2B / MANDATSREF.:", "MREF"),
    ("MANDATSREF.:", "MREF"),
    ("MANDATSREF:", "MREF"),
    ("GLAEUBIGER-ID:", "CRED"),
    ("GLÄUBIGER-ID:", "CRED"),
];

/// Takes a purpose text apart by labels in words, which stand behind the text they belong to: `RE 5
/// END-TO-END-REF.: E-5`.
pub(super) fn take_apart_by_labels(text: &str) -> Option<Sepa<'_>> {
    if !text.contains(':') {
        return None;
    }
    let (before, parts) = parted(text, &text.to_ascii_uppercase().replace('ä', "Ä"), &LABELS)?;
    let mut sepa = Sepa { before, ..Sepa::default() };
    parts.into_iter().for_each(|(tag, value)| sepa.set(Some(tag), value));
    Some(sepa)
}

/// What stands before the first label of a text, and behind each the text up to the next, under the
/// label's tag. Labels are looked for in `searched`, which is the text itself or as long; of two
/// that overlap the longer, earlier one is meant.
pub(super) fn parted<'t>(
    text: &'t str,
    searched: &str,
    labels: &[(&str, &'static str)],
) -> Option<(&'t str, Vec<(&'static str, &'t str)>)> {
    let found = labels
        .iter()
        .filter_map(|(label, tag)| searched.find(label).map(|at| (at, at + label.len(), *tag)));
    let mut found: Vec<(usize, usize, &str)> = found.collect();
    found.sort_unstable();
    found.dedup_by(|later, earlier| later.0 < earlier.1);
    let before = text.get(..found.first()?.0)?.trim();
    let ends = found.iter().skip(1).map(|(at, ..)| *at).chain([text.len()]);
    let parts = found
        .iter()
        .zip(ends)
        .map(|((_, start, tag), end)| (*tag, text.get(*start..end).unwrap_or_default()));
    Some((before, parts.collect()))
}

/// The tag that ends right before the sign at `at`.
fn tag_before(text: &str, at: usize, colons: bool) -> Option<&str> {
    let sign = text.as_bytes().get(at)?;
    let tag = at
        .checked_sub(4)
        .and_then(|from| text.get(from..at))
        .filter(|tag| TAGS.contains(tag))
        .or_else(|| {
            at.checked_sub(3).and_then(|from| text.get(from..at)).filter(|tag| *tag == "BIC")
        })?;
    let alone = at
        .checked_sub(tag.len() + 1)
        .is_none_or(|before| text.as_bytes().get(before) == Some(&b' '));
    let counts = match sign {
        b'+' => tag != "BIC" || alone,
        _ => tag == "MTLG" || (colons && alone),
    };
    counts.then_some(tag)
}

impl<'a> Sepa<'a> {
    /// Notes a value under its tag; the first that says something stays.
    fn set(&mut self, tag: Option<&str>, value: &'a str) {
        let slot = match tag {
            None => &mut self.before,
            Some("EREF") => &mut self.end_to_end_id,
            Some("KREF") => &mut self.customer_reference,
            Some("MREF") => &mut self.mandate_id,
            Some("CRED") => &mut self.creditor_id,
            Some("SVWZ") => &mut self.purpose,
            Some("MTLG") => &mut self.note,
            Some("ABWA" | "ABWE") => &mut self.ultimate,
            Some("ANAM") => &mut self.name,
            Some("IBAN") => &mut self.iban,
            Some("BIC") => &mut self.bic,
            Some("OAMT") => &mut self.original_amount,
            Some("COAM") => &mut self.compensation,
            Some(_) => return,
        };
        if slot.is_empty() {
            *slot = value.trim();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_wherever_they_stand() {
        let read = take_apart(
            "Shop EREF+A+B 1MREF+M 2 CRED+DE98ZZZ09999999999SVWZ+RE: 17 + 18 BIC+ABCDEF",
            false,
        );
        let expected = Sepa {
            before: "Shop",
            end_to_end_id: "A+B 1",
            mandate_id: "M 2",
            creditor_id: "DE98ZZZ09999999999",
            purpose: "RE: 17 + 18",
            bic: "ABCDEF",
            ..Sepa::default()
        };
        assert_eq!(read, Some(expected));
        assert_eq!(take_apart("no tag + nothing", true), None);
    }

    #[test]
    fn labels_in_words_are_understood() {
        let text = "Abschlag Februar End-to-End-Ref.: E-5 CORE / Mandatsref.: M-1 Gläubiger-ID: \
            DE98ZZZ09999999999";
        let read = take_apart_by_labels(text)
            .map(|sepa| (sepa.before, sepa.end_to_end_id, sepa.mandate_id, sepa.creditor_id));
        assert_eq!(read, Some(("Abschlag Februar", "E-5", "M-1", "DE98ZZZ09999999999")));
        assert_eq!(take_apart_by_labels("KUNDENREFERENZ 12"), None);
    }

    #[test]
    fn colons_count_only_where_they_may() {
        let text = "SVWZ+Spende IBAN: DE02120300000000202051 BIC: BYLADEM1001";
        assert_eq!(
            take_apart(text, true).map(|sepa| (sepa.purpose, sepa.iban)),
            Some(("Spende", "DE02120300000000202051"))
        );
        assert_eq!(take_apart("Konto IBAN: DE02", false), None);
    }
}
