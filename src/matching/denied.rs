//! Numbers that a text names and may not mean: `statt RE-101`, `nicht RE-101`, `Storno RE-101`; and
//! `RE 4/5`, which may be RE-45 or RE-4 and RE-5.

use super::amounts::{self, Fit};
use super::decision::Explanation;
use super::desk::{Desk, Slip};
use super::explain::with_word;
use super::index::{How, Named};
use super::numbers::{is_filler, is_keyword};
use super::reading::{Reading, significant};

/// Words that deny the number behind them, in capitals.
const DENIES: &[&str] = &[
    "NICHT", "STATT", "ANSTATT", "ANSTELLE", "OHNE", "AUSSER", "KEINE", "NOT", "INSTEAD", "EXCEPT",
    "WITHOUT",
];

/// What may stand between such a word and the number, or the word for its kind.
const BETWEEN: &[&str] = &["FUER", "FÜR", "VON", "DES", "DEN", "DEM", "AUF", "OF", "FOR", "THE"];

impl Reading {
    /// Whether the text denies the number that stands here, or says that it was cancelled.
    fn denies(&self, place: (usize, usize)) -> bool {
        let cancels = |word: &str| {
            word == "STORNO" || word == "STORNORECHNUNG" || word.starts_with("STORNIER")
        };
        let behind = self.atoms.iter().find(|atom| atom.start >= place.1);
        self.says_no_to(place)
            || self.leads_to(place).is_some_and(cancels)
            || behind.is_some_and(|atom| cancels(&atom.text))
    }

    /// Whether a word like `nicht` or `statt` leads to the number that stands here.
    pub(super) fn says_no_to(&self, place: (usize, usize)) -> bool {
        self.leads_to(place).is_some_and(|word| DENIES.contains(&word))
    }

    /// The word that leads to a number, whatever of the number's own stands between.
    fn leads_to(&self, (start, _): (usize, usize)) -> Option<&str> {
        let before = self.atoms.iter().rev().skip_while(|atom| atom.end > start);
        before.take_while(|atom| !atom.is_number).map(|atom| atom.text.as_str()).find(|word| {
            let is_its_own = word.chars().count() < 3 && !DENIES.contains(word);
            !(is_its_own || is_keyword(word) || is_filler(word) || BETWEEN.contains(word))
        })
    }
}

impl<'a> Desk<'a> {
    /// What speaks against an invoice that the text denies. A credit note is a cancellation itself.
    pub(super) fn denied(&self, slip: &Slip<'a>, named: &Named) -> Option<Explanation> {
        let item = self.index.items.get(named.item)?;
        let denied = item.facts.original > 0 && slip.reading.denies(named.place?);
        denied.then(|| {
            with_word(
                "Vor oder hinter {} sagt der Text, dass es nicht gemeint oder storniert ist; bitte \
                 vergleichen.",
                "Beside {} the text says that it is not meant or was cancelled; please compare.",
                &named.span,
            )
        })
    }

    /// Whether figures that were read as one number are the numbers of several items of the
    /// payer's that give the payment as well.
    pub(super) fn read_apart(&self, slip: &Slip<'a>, named: &Named) -> Option<Explanation> {
        let (start, end) = named.place.filter(|_| named.how == How::Number)?;
        let inside = slip.reading.numbers.iter().filter(|at| start <= at.start && at.end <= end);
        let own: Vec<usize> = [true, false]
            .into_iter()
            .flat_map(|by_account| self.index.open_of(slip.entry, by_account))
            .filter(|at| *at != named.item && self.left(*at) != 0)
            .collect();
        let of_number = |digits: &str| {
            let is_it = |at: &usize| {
                let item = self.index.items.get(*at);
                item.is_some_and(|item| significant(&item.digits) == significant(digits))
            };
            own.iter().copied().find(is_it)
        };
        let apart = inside.map(|number| of_number(&number.digits)).collect::<Option<Vec<_>>>()?;
        let dues = apart.iter().map(|at| self.due(slip.entry, *at)).collect::<Option<Vec<_>>>()?;
        let gives = || {
            let fit = amounts::fit(&dues, slip.entry.paid(), self.policy.small_difference);
            matches!(fit, Fit::Exact { .. } | Fit::Near { .. } | Fit::Late { .. })
        };
        (apart.len() > 1 && gives()).then(|| self.between(&[&[named.item], &*apart].concat()))
    }

    /// Whether figures that were read as the numbers of several items are one number of the payer's
    /// that the payment fits as well: the same the other way round.
    pub(super) fn read_as_one(&self, slip: &Slip<'a>, live: &[&Named]) -> Option<Explanation> {
        let places: Vec<(usize, usize)> =
            live.iter().map(|named| named.place).collect::<Option<_>>()?;
        let (start, end) = (places.first()?.0, places.last()?.1);
        let inside: Vec<_> =
            slip.reading.numbers.iter().filter(|at| start <= at.start && at.end <= end).collect();
        let whole: String = inside.iter().map(|number| number.digits.as_str()).collect();
        let is_joined = inside.len() == live.len()
            && inside.len() > 1
            && inside.iter().skip(1).all(|number| number.joins);
        let fits = |at: &usize| {
            let fit = self
                .due(slip.entry, *at)
                .map(|due| amounts::fit(&[due], slip.entry.paid(), self.policy.small_difference));
            matches!(fit, Some(Fit::Exact { .. } | Fit::Near { .. } | Fit::Late { .. }))
        };
        let is_it = |at: &usize| {
            let item = self.index.items.get(*at);
            self.left(*at) != 0
                && live.iter().all(|named| named.item != *at)
                && item.is_some_and(|item| significant(&item.digits) == significant(&whole))
        };
        let own = [true, false]
            .into_iter()
            .flat_map(|by_account| self.index.open_of(slip.entry, by_account));
        let one = own.filter(|_| is_joined).find(|at| is_it(at) && fits(at))?;
        let items: Vec<usize> =
            std::iter::once(one).chain(live.iter().map(|named| named.item)).collect();
        Some(self.between(&items))
    }
}
