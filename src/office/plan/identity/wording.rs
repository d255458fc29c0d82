//! How two doors word one booking: remittances that are cut, wrapped and decorated, names and
//! references inside them.

use super::names::{are_borrowed, are_others, share_a_number};
use super::shortened::are_one;
use super::{Held, Told, compare, fill};
use crate::domain::statement::Entry;
use crate::domain::text::{fold, skeleton, with_short_form, without_legal_form};
use crate::formats::purpose;
use std::borrow::Cow;

/// Shorter names and references may stand in a text by chance.
const LEAST_SAID: usize = 5;

/// Least stretch of text that two cut or rearranged remittances must share.
const SHARED: usize = 12;

/// From so many letters on a text may be cut in the middle of a number: no field is shorter.
const FIELD: usize = 20;

/// In what two tellings agree that contradict each other in nothing.
pub(super) struct Agreed {
    /// The payer's own reference is the same.
    pub by_end_to_end: bool,
    /// Both texts say something, and the same but for what one of them lacks.
    pub by_text: bool,
    /// Neither text says anything.
    pub is_silent: bool,
    /// Both know the other side, and it is the same.
    pub by_party: bool,
    /// Both name the other side, and otherwise, and nothing else says that it is the same.
    pub otherwise_named: bool,
    /// Both texts say something, and neither says just more than the other.
    pub otherwise_worded: bool,
    /// Both texts bear figures, each some that the other has not: `Presse 2`, `Presse 3`.
    pub otherwise_counted: bool,
    /// How much is the same of all that.
    pub alike: u32,
}

/// Compares what two tellings say, days and the bank's references aside; `None` when they
/// contradict each other. Texts of one `referred` booking may differ.
pub(super) fn contents(held: &Held, told: &Told, referred: bool) -> Option<Agreed> {
    let (a, b) = (&held.entry, told.entry);
    let end_to_end = references(a, b)?;
    let iban = compare(
        a.counterparty.iban.as_ref().map(|iban| iban.as_str()),
        b.counterparty.iban.as_ref().map(|iban| iban.as_str()),
    )?;
    let mandate = compare(a.mandate_id.as_deref(), b.mandate_id.as_deref())?;
    let (ours, theirs) = (bare(held.text(), a, b), bare(&told.text, a, b));
    let one_text = || are_one(&written(a), &written(b));
    let texts = match texts(&ours, &theirs).or_else(|| one_text().then_some(1)) {
        None if referred => 0,
        texts => texts?,
    };
    let beside = said_by_both((a, held.text()), (b, &told.text));
    let by_party = iban + beside > 0;
    let by_text = !ours.is_empty()
        && !theirs.is_empty()
        && (holds(&ours, &theirs) || holds(&theirs, &ours) || one_text());
    let is_told_by_text = || {
        let own = held.own.as_deref().or(told.own);
        by_text && (are_borrowed(a, b, own) || share_a_number(&written(a), &written(b)))
    };
    Some(Agreed {
        by_end_to_end: end_to_end > 0,
        by_text,
        is_silent: ours.is_empty() && theirs.is_empty(),
        by_party,
        otherwise_worded: !ours.is_empty()
            && !theirs.is_empty()
            && ours != theirs
            && !says_more(&ours, &theirs)
            && !says_more(&theirs, &ours),
        otherwise_counted: lacks_figures(&ours, &theirs) && lacks_figures(&theirs, &ours),
        otherwise_named: !by_party && are_others(a, b) && !is_told_by_text(),
        alike: end_to_end + iban + mandate + texts + beside,
    })
}

/// Whether both texts say something, and not the same, blanks and what stands in other fields aside.
pub(super) fn differ(held: &Held, told: &Told) -> bool {
    let (a, b) = (&held.entry, told.entry);
    let (ours, theirs) = (bare(held.text(), a, b), bare(&told.text, a, b));
    !ours.is_empty() && !theirs.is_empty() && ours != theirs
}

/// How the payer's own references compare. Behind `EREF+` a text without a tag for the purpose runs
/// on: what stands there behind the other's reference is what the other says.
pub(super) fn references(a: &Entry, b: &Entry) -> Option<u32> {
    let runs_on = |long: &Entry, short: &Entry| {
        let (long, reference) = (long.end_to_end_id.as_deref(), short.end_to_end_id.as_deref());
        let behind = long.zip(reference).and_then(|(long, short)| long.strip_prefix(short));
        behind.filter(|behind| behind.starts_with(' ')).is_some_and(|behind| {
            let (behind, said) = (squeezed(behind), text(short));
            !behind.is_empty()
                && !said.is_empty()
                && (said.contains(&behind) || behind.contains(&said))
        })
    };
    compare(a.end_to_end_id.as_deref(), b.end_to_end_id.as_deref())
        .or_else(|| (runs_on(a, b) || runs_on(b, a)).then_some(1))
}

/// Whether a text bears a figure that the other does not hold.
pub(super) fn lacks_figures(one: &str, other: &str) -> bool {
    let figures = |text: &str| -> Vec<String> {
        let runs = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
        runs.map(|run| run.trim_start_matches('0').to_owned()).collect()
    };
    let theirs = figures(other);
    figures(one).iter().any(|figure| !theirs.contains(figure))
}

/// Compares remittances without blanks: doors cut, wrap and decorate them, so that containing or a
/// long common stretch is enough. A number is the same as a whole only: `RE 471` is none of `RE 4711`.
fn texts(a: &str, b: &str) -> Option<u32> {
    if a == b {
        // Where both say nothing they agree more than where one of them says something.
        return Some(if a.is_empty() { 1 } else { 2 });
    }
    if a.is_empty() || b.is_empty() {
        return Some(0);
    }
    let is_one = holds(a, b) || holds(b, a) || begin_alike(a.chars(), b.chars()) || {
        let (a, b) = (a.chars().rev(), b.chars().rev());
        begin_alike(a, b)
    };
    is_one.then_some(1)
}

/// Whether a text stands in another and parts no number there; a long one may itself be cut.
fn holds(long: &str, short: &str) -> bool {
    let parts = |one: Option<char>, other: Option<char>| {
        one.zip(other).is_some_and(|(one, other)| one.is_ascii_digit() && other.is_ascii_digit())
    };
    let may_be_cut = short.chars().count() >= FIELD;
    long.match_indices(short).any(|(at, _)| {
        let (before, behind) = (long.get(..at), long.get(at + short.len()..));
        may_be_cut
            || !parts(before.and_then(|text| text.chars().next_back()), short.chars().next())
                && !parts(short.chars().next_back(), behind.and_then(|text| text.chars().next()))
    })
}

/// Whether a text says all of another and more in words: `Zahlung` and `Zahlung Rechnung vom 1.9.`,
/// but `Abschlag 2` is another than `Abschlag`.
fn says_more(long: &str, short: &str) -> bool {
    holds(long, short) && long.replacen(short, "", 1).contains(char::is_alphabetic)
}

/// Whether two texts begin with the same long stretch, and not with two numbers that differ in
/// their last figures.
fn begin_alike(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> bool {
    let (mut common, mut last) = (0, ' ');
    for (a, b) in a.zip(b) {
        if a != b {
            let two_numbers = [last, a, b].iter().all(char::is_ascii_digit);
            return common >= SHARED && !two_numbers;
        }
        (common, last) = (common + 1, a);
    }
    // One stands in the other.
    false
}

/// What a remittance says, without blanks, marks, umlauts and SEPA tags: MT940 writes `UEBERTRAG`
/// where camt writes `Übertrag`. Where a door writes the kind of booking in the place of a text,
/// nothing is said.
pub(super) fn text(entry: &Entry) -> String {
    let said = squeezed(&written(entry));
    if only_kinds(&said) { String::new() } else { said }
}

/// A remittance without SEPA tags and what they name.
pub(super) fn written(entry: &Entry) -> Cow<'_, str> {
    let written = entry.remittance.as_deref().unwrap_or_default();
    purpose(written).map_or(Cow::Borrowed(written), Cow::Owned)
}

/// Words for kinds of bookings, as [`skeleton`] leaves them.
const KINDS: &str = "uberweisung uberweisungsgutschrift uberweisungsauftrag gutschrift gutschr \
    lastschrift lastschrifteinzug dauerauftrag \
    einzeluberweisung sammeluberweisung sammelgutschrift sammellastschrift zahlungseingang \
    zahlungsausgang geldeingang \
    basislastschrift folgelastschrift erstlastschrift echtzeituberweisung kartenzahlung sepa \
    online euro credit debit transfer";

/// How much of what one door states beside the text stands in the other's text or beside it there:
/// names, accounts and references. It tells bookings of one day and amount apart that contradict
/// each other in nothing.
fn said_by_both((a, said): (&Entry, &str), (b, told): (&Entry, &str)) -> u32 {
    let stands =
        |entry: &Entry, text: &str| beside(entry).filter(|mark| text.contains(mark)).count();
    let names = |entry: &Entry| {
        let name = entry.counterparty.name.clone();
        name.filter(|name| squeezed(name).len() >= LEAST_SAID)
    };
    let alike = names(a).zip(names(b)).is_some_and(|(a, b)| one_name(&a, &b));
    u32::try_from(stands(a, told) + stands(b, said)).unwrap_or_default() + u32::from(alike)
}

/// Whether two names are one, of which a door may have cut or shortened one.
pub(super) fn one_name(a: &str, b: &str) -> bool {
    let is_part = |one: &str, other: &str| one.contains(other) || other.contains(one);
    // `Nordlicht AG`, `Nordlicht Aktiengesellschaft`.
    let bare = |name: &str| squeezed(&without_legal_form(&with_short_form(&fold(name))));
    let (one, other) = (bare(a), bare(b));
    is_part(&squeezed(a), &squeezed(b))
        || !(one.is_empty() || other.is_empty()) && is_part(&one, &other)
        || are_one(a, b)
}

/// What an entry states beside its text, as it would stand in one.
fn beside(entry: &Entry) -> impl Iterator<Item = String> {
    let party = &entry.counterparty;
    let marks = [
        party.iban.as_ref().map(|iban| iban.as_str()),
        party.name.as_deref(),
        entry.end_to_end_id.as_deref(),
        entry.mandate_id.as_deref(),
    ];
    marks.into_iter().flatten().map(squeezed).filter(|said| said.len() >= LEAST_SAID)
}

pub(super) fn squeezed(text: &str) -> String {
    skeleton(text).replace(' ', "")
}

/// A text without what the entries say elsewhere: some doors write the other side's name, account
/// and references into it, some beside it.
pub(super) fn bare<'t>(text: &'t str, a: &Entry, b: &Entry) -> Cow<'t, str> {
    let mut bare = Cow::Borrowed(text);
    for said in beside(a).chain(beside(b)) {
        if bare.contains(&said) {
            bare = Cow::Owned(bare.replacen(&said, "", 1));
        }
    }
    if only_kinds(&bare) { Cow::Borrowed("") } else { bare }
}

/// Whether what is left of a text, without blanks, are words for kinds of bookings.
pub(super) fn only_kinds(text: &str) -> bool {
    let is_short = text.len() <= 60;
    is_short
        && (text.is_empty()
            || KINDS
                .split_ascii_whitespace()
                .any(|kind| text.strip_prefix(kind).is_some_and(only_kinds)))
}

/// Takes the longer of two texts when it holds the other; labels of SEPA fields between the words
/// make none longer.
pub(super) fn lengthen(to: &mut Option<String>, from: &Option<String>) {
    let (Some(known), Some(more)) = (to.as_deref(), from.as_deref()) else { return fill(to, from) };
    let bare = |text: &str| skeleton(text).replace(' ', "");
    let (short, long) = (bare(known), bare(more));
    let labelled = ["SVWZ+", "EREF+", "KREF+", "MREF+"].iter().any(|label| more.contains(label));
    if long.len() > short.len() && long.contains(&short) && !labelled {
        to.clone_from(from);
    }
}
