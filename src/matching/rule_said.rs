//! What is said of an entry that a rule books, and which rule it was.

use super::decision::Explanation;

/// Why an entry is booked by a rule: German, English. The report `rules` finds the rule's name in
/// it again.
pub(super) const FITS: (&str, &str) = (
    "Regel „{}“ passt; kein offener Posten ist gemeint.",
    "Rule \"{}\" fits; no open item is meant.",
);

/// How the German sentence ends where the other side has something open, before its numbers.
const BESIDE: &str = "“ passt; was von der Gegenseite offen ist, ";

/// The name of the rule that a German explanation speaks of.
pub fn rule_of(explanation: &str) -> Option<&str> {
    let (before, behind) = FITS.0.split_once("{}")?;
    let rest = explanation.strip_prefix(before)?;
    rest.strip_suffix(behind).or_else(|| Some(rest.split_once(BESIDE)?.0))
}

/// That a rule fits, where items of the other side's (their numbers) are open, which neither text
/// nor amount point to.
pub(super) fn fits_beside(said: &Explanation, numbers: &str) -> Option<Explanation> {
    let name = rule_of(&said.de)?;
    Some(Explanation::new(
        format!(
            "Regel „{name}{BESIDE}nennt der Text nicht, und der Betrag passt nicht dazu \
             ({numbers})."
        ),
        format!(
            "Rule \"{name}\" fits; what the other side has open the text does not name, and the \
             amount does not fit it ({numbers})."
        ),
    ))
}
