//! Numbers beside an invoice's own that say nothing of another: its date without points (`RE-7
//! 20260901`), and the number that the payer's books gave it (`Beleg 5100004711`).

use super::amounts::Fit;
use super::index::{Index, Item, Mentions, Named};
use super::numbers::Number;
use super::reading::Reading;

/// Words (in capitals) for the number that a payment or an invoice has in the payer's own books.
/// Some call an invoice so as well: it must not look like one of ours.
const VOUCHER: &[&str] = &["BELEG", "BELEGNR", "BELEGNUMMER", "BELNR", "VOUCHER"];

/// The fewest figures of such a number; they are made by programs.
const FEWEST_FIGURES: usize = 8;

impl Index<'_> {
    /// Whether a number is the day of an item that the text names, written without points. One that
    /// is numbered by days leaves open whether another invoice is meant.
    pub(super) fn is_its_day(&self, number: &Number, mentions: &Mentions) -> bool {
        let is_it = |item: &Item<'_>| {
            item.facts.date.is_some_and(|date| {
                let (year, month, day) = (date.year(), date.month(), date.day());
                let written = [
                    format!("{year:04}{month:02}{day:02}"),
                    format!("{day:02}{month:02}{year:04}"),
                ];
                written.contains(&number.digits)
                    && !written.iter().any(|day| item.digits.starts_with(day.as_str()))
            })
        };
        mentions.named.iter().filter_map(|named| self.items.get(named.item)).any(is_it)
    }

    /// Whether a number is one of the payer's own books beside an item that the text names, and is
    /// of another length than that one's.
    pub(super) fn is_voucher(
        &self,
        reading: &Reading,
        number: &Number,
        mentions: &Mentions,
    ) -> bool {
        let is_so_called = reading.word_led_by(number).is_some_and(|word| VOUCHER.contains(&word));
        let mut items = mentions.named.iter().filter_map(|named| self.items.get(named.item));
        number.digits.len() >= FEWEST_FIGURES
            && is_so_called
            && items.all(|item| item.digits.len() != number.digits.len())
            && !self.ends_one_of_ours(&number.digits)
    }
}

impl Index<'_> {
    /// Whether the number of an item ends with these figures, which are no fewer than
    /// [`FEWEST_FIGURES`]. Items are looked through only where one ends with as many of them.
    fn ends_one_of_ours(&self, digits: &str) -> bool {
        let ends = self.ends.get_or_init(|| {
            self.items.iter().filter_map(|item| last(&item.number)).map(str::to_owned).collect()
        });
        last(digits).is_some_and(|end| ends.contains(end))
            && self.items.iter().any(|item| item.number.ends_with(digits))
    }
}

/// The last characters of a number, where it has as many.
fn last(number: &str) -> Option<&str> {
    number.get(number.len().checked_sub(FEWEST_FIGURES)?..)
}

/// Whether what the payer's books call a payment tells nothing: the text names in full what is
/// paid to the cent.
pub(super) fn tells_nothing(live: &[&Named], fit: &Fit) -> bool {
    matches!(fit, Fit::Exact { ambiguous: false, .. })
        && !live.is_empty()
        && live.iter().all(|named| named.strong && named.others.is_empty())
}
