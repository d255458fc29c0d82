//! When an open line can be expected: from the day that is stated and from how long such deliveries
//! took before.

use super::{Book, OrderLineState};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::HashMap;

/// Days from order to the last delivery of lines that came whole, by article and (under the empty
/// key) of all; sorted.
#[derive(Debug, Default)]
pub struct History(HashMap<String, Vec<i32>>);

/// What the history says, in days from the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usual {
    /// How many deliveries it rests on.
    pub samples: usize,
    /// Half of them took no longer.
    pub median: i32,
    /// Nine of ten took no longer.
    pub ninety: i32,
    /// Of this article; else of the contact's articles altogether.
    pub of_article: bool,
}

/// When a line can be expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The day; `None` when it is overdue longer than any delivery before, or when nothing is
    /// known.
    pub day: Option<Date>,
    /// The day by which it came in nine of ten cases, where there is a history.
    pub latest: Option<Date>,
    /// Of the deliveries before that took at least as long as this one has, so many percent were
    /// there by `day`.
    pub sure_percent: Option<u8>,
    /// Days by which the stated day has passed.
    pub overdue: Option<i32>,
    /// What is usual.
    pub usual: Option<Usual>,
}

impl History {
    /// Of the lines of a book that came whole.
    pub fn of(book: &Book) -> History {
        let mut history = History::default();
        history.learn(book);
        history
    }

    /// Takes the lines of a further book in.
    pub fn learn(&mut self, book: &Book) {
        for line in book.lines() {
            let Some(days) = took(line) else { continue };
            for key in line.ordered.goods.keys().into_iter().chain([String::new()]) {
                self.0.entry(key).or_default().push(days);
            }
        }
        self.0.values_mut().for_each(|days| days.sort_unstable());
    }

    fn of_goods(&self, keys: &[String]) -> Option<(&[i32], bool)> {
        let article =
            keys.iter().find_map(|key| self.0.get(key)).map(|days| (days.as_slice(), true));
        article.or_else(|| self.0.get("").map(|days| (days.as_slice(), false)))
    }

    /// What is usual for goods of these keys.
    pub fn usual(&self, keys: &[String]) -> Option<Usual> {
        let (days, of_article) = self.of_goods(keys)?;
        Some(Usual {
            samples: days.len(),
            median: median(days)?,
            ninety: ninety(days)?,
            of_article,
        })
    }

    /// When a line can be expected, seen from `today`.
    pub fn expected(&self, line: &OrderLineState, today: Date) -> Expected {
        let ordered = &line.ordered;
        let keys = ordered.goods.keys();
        let overdue = ordered.due.and_then(|due| days(due, today)).filter(|days| *days > 0);
        let usual = self.usual(&keys);
        let nothing = Expected {
            day: ordered.due.filter(|due| *due >= today),
            latest: None,
            sure_percent: None,
            overdue,
            usual,
        };
        let Some((from, (all, _))) = ordered.date.zip(self.of_goods(&keys)) else { return nothing };
        // Those that were over sooner say nothing of one that is still under way.
        let waited = days(from, today).unwrap_or_default();
        let left: Vec<i32> = all.iter().copied().filter(|days| *days >= waited).collect();
        let (Some(median), Some(ninety)) = (median(&left), ninety(&left)) else { return nothing };
        let after = |days: i32| from.checked_add(days.days()).ok();
        let day = after(median).into_iter().chain(ordered.due).chain([today]).max();
        let reached = day.and_then(|day| days(from, day)).unwrap_or_default();
        let in_time = left.iter().filter(|days| **days <= reached).count();
        Expected {
            day,
            latest: after(ninety).max(day),
            sure_percent: u8::try_from(in_time * 100 / left.len().max(1)).ok(),
            ..nothing
        }
    }
}

/// Days that a line took from order to its last delivery; `None` while it is open.
pub fn took(line: &OrderLineState) -> Option<i32> {
    let came = line.last_delivery.filter(|_| line.open().is_zero())?;
    days(line.ordered.date?, came).filter(|days| *days >= 0)
}

/// Days by which a line that came whole was late; negative when it was early.
pub fn late(line: &OrderLineState) -> Option<i32> {
    days(line.ordered.due?, line.last_delivery.filter(|_| line.open().is_zero())?)
}

/// Days from one day to another.
pub fn days(from: Date, to: Date) -> Option<i32> {
    to.since(from).ok().map(|span| span.get_days())
}

/// The middle of sorted days; of an even number the later one.
pub fn median(sorted: &[i32]) -> Option<i32> {
    sorted.get(sorted.len() / 2).copied()
}

/// What nine of ten sorted days do not exceed.
pub fn ninety(sorted: &[i32]) -> Option<i32> {
    sorted.get((sorted.len() * 9).div_ceil(10).saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::{Delivered, Goods, Ordered, Rules};
    use jiff::civil::date;
    use rust_decimal::dec;

    fn book(took: &[i32], open_since: Date, due: Option<Date>) -> Book {
        let goods = Goods { article: Some("A1".into()), ..Goods::default() };
        let start = date(2026, 1, 1);
        let line = |at: usize, date: Date, due: Option<Date>| Ordered {
            order: format!("B{at}"),
            goods: goods.clone(),
            quantity: Some(dec!(1)),
            date: Some(date),
            due,
            ..Ordered::default()
        };
        let mut lines: Vec<Ordered> =
            took.iter().enumerate().map(|(at, _)| line(at, start, None)).collect();
        lines.push(line(99, open_since, due));
        let mut book = Book::new(lines, Rules::default());
        for (at, days) in took.iter().enumerate() {
            let order = Some(format!("B{at}"));
            let came = start.checked_add(days.days()).ok();
            book.deliver(&Delivered {
                note: format!("L{at}"),
                order,
                goods: goods.clone(),
                quantity: dec!(1),
                date: came,
                ..Delivered::default()
            });
        }
        book
    }

    fn expected(took: &[i32], open_since: Date, due: Option<Date>, today: Date) -> Expected {
        let book = book(took, open_since, due);
        let open =
            book.lines().iter().find(|line| line.open() > dec!(0)).cloned().unwrap_or_default();
        History::of(&book).expected(&open, today)
    }

    #[test]
    fn the_stated_day_and_the_history_say_when() {
        let (since, took) = (date(2026, 10, 1), [8, 9, 10, 10, 10, 11, 12, 12, 14, 20]);
        let usual = |expected: &Expected| {
            expected.usual.clone().map(|usual| (usual.samples, usual.median, usual.ninety))
        };
        let soon = expected(&took, since, Some(date(2026, 10, 5)), date(2026, 10, 2));
        assert_eq!(
            (soon.day, soon.latest, soon.sure_percent),
            (Some(date(2026, 10, 12)), Some(date(2026, 10, 15)), Some(60))
        );
        assert_eq!((usual(&soon), soon.overdue), (Some((10, 11, 14)), None));
        // Whoever states a later day than is usual is believed, and is surer.
        let later = expected(&took, since, Some(date(2026, 10, 16)), date(2026, 10, 2));
        assert_eq!((later.day, later.sure_percent), (Some(date(2026, 10, 16)), Some(90)));
        // After 13 days only the slow ones count.
        let overdue = expected(&took, since, Some(date(2026, 10, 5)), date(2026, 10, 14));
        assert_eq!((overdue.day, overdue.overdue), (Some(date(2026, 10, 21)), Some(9)));
        // Longer than ever: nobody knows.
        let lost = expected(&took, since, Some(date(2026, 10, 5)), date(2026, 11, 14));
        assert_eq!((lost.day, lost.latest, lost.sure_percent), (None, None, None));
    }

    #[test]
    fn without_a_history_only_what_is_stated_counts() {
        let (since, due) = (date(2026, 10, 1), Some(date(2026, 10, 9)));
        let stated = expected(&[], since, due, date(2026, 10, 2));
        assert_eq!((stated.day, stated.sure_percent, stated.usual), (due, None, None));
        assert_eq!(expected(&[], since, due, date(2026, 10, 12)).day, None);
        assert_eq!(expected(&[], since, None, date(2026, 10, 2)).day, None);
    }
}
