//! Which items an entry means, of all that its texts may name: what is left of them, the amount,
//! the side, and whose they are.

use super::amounts::{Due, Fit, fit};
use super::decision::Explanation;
use super::desk::{Desk, Slip};
use super::explain::{listed, with_word};
use super::facts::EntryFacts;
use super::index::{How, Named};

/// The items an entry means, and what speaks against taking them without asking.
pub(super) struct Meant {
    pub live: Vec<Named>,
    pub doubts: Vec<Explanation>,
    /// Something that the text names is settled already.
    pub settled: bool,
}

/// The most ways of reading several short numbers together that are tried.
const MOST_READINGS: usize = 256;
/// The most named items of which parts are tried.
const MOST_PARTED: usize = 10;

impl<'a> Desk<'a> {
    /// What is meant. Where a number may mean several items, what is left of them, their days and
    /// the amount decide; what belongs to somebody else and goes the other way is not meant, if the
    /// rest fits to the cent; and of several that do not fit together, those that do, if there is
    /// one such choice alone.
    pub(super) fn meant(&self, slip: &Slip<'a>) -> Meant {
        let entry = slip.entry;
        let mut doubts: Vec<Explanation> = Vec::new();
        let choices: Vec<(&Named, Vec<usize>)> = slip
            .mentions
            .named
            .iter()
            .map(|named| (named, self.candidates(entry, named)))
            .filter(|(_, candidates)| !candidates.is_empty())
            .collect();
        let chosen = self.read_together(entry, &choices);
        let exact = chosen.is_some();
        let mut live: Vec<Named> = choices
            .iter()
            .enumerate()
            .filter_map(|(at, (named, candidates))| {
                let item = chosen
                    .as_ref()
                    .and_then(|chosen| chosen.get(at))
                    .or_else(|| candidates.first())
                    .copied()?;
                let all = if exact {
                    candidates.clone()
                } else {
                    std::iter::once(named.item).chain(named.others.clone()).collect()
                };
                Some(Named {
                    item,
                    others: all.into_iter().filter(|other| *other != item).collect(),
                    ..(*named).clone()
                })
            })
            .collect();
        doubts.extend(choices.iter().filter_map(|(named, _)| self.paid_alike(entry, named)));
        if !self.fits(entry, &live) {
            if let Some(chained) = self.with_its_chain(slip, &live) {
                live = chained;
            } else if let Some(netted) = self.with_credits(slip, &live) {
                live = netted;
            } else if let Some(own) = self.without_strangers(slip, &live) {
                live = own;
            } else if self.stated(slip, &live.iter().collect::<Vec<_>>()).is_some() {
                // The payer says what goes where: an item that the sum fits alone is not all that
                // is meant.
            } else if let Some(some) = self
                .only_invoiced(slip, &live)
                .or_else(|| self.only_own(entry, &live))
                .or_else(|| self.only_part(entry, &live))
            {
                doubts.push(self.names_too(&live, &some));
                live = some;
            } else if let Some(more) = self
                .with_others(slip, &live)
                .or_else(|| self.less_one_credit(slip, &live))
                .or_else(|| self.with_what_is_beyond(slip, &live))
            {
                live = more;
            }
        }
        doubts.extend(live.iter().filter_map(|named| self.may_be_an_order(slip, named)));
        // What lies within a range and was paid before is not paid again by the sum of the others.
        let fits = self.fits(entry, &live);
        let settled = slip.mentions.named.iter().any(|named| {
            self.is_paid_by_such(entry, named) && !(fits && named.how == How::Between)
        });
        Meant { live, doubts, settled }
    }

    /// What a mention may mean of what is still open: not an invoice written after the payment, if
    /// there is an earlier one.
    fn candidates(&self, entry: &EntryFacts, named: &Named) -> Vec<usize> {
        let all = std::iter::once(named.item).chain(named.others.iter().copied());
        let open: Vec<usize> = all.filter(|at| self.left(*at) != 0).collect();
        let written: Vec<usize> =
            open.iter().copied().filter(|at| !self.is_younger(entry, *at)).collect();
        if written.is_empty() { open } else { written }
    }

    /// Whether nothing is left of what a mention may mean, and a payment that goes this way would
    /// have settled it. A refund may well name the invoice that its credit note refers to.
    fn is_paid_by_such(&self, entry: &EntryFacts, named: &Named) -> bool {
        let item = self.index.items.get(named.item);
        let way = item.map_or(0, |item| item.facts.on_account(item.facts.original).signum());
        way == entry.amount.signum() && self.candidates(entry, named).is_empty()
    }

    /// Whether an item was written after the payment.
    pub(super) fn is_younger(&self, entry: &EntryFacts, at: usize) -> bool {
        self.index
            .items
            .get(at)
            .and_then(|item| item.facts.date)
            .is_some_and(|date| date > entry.booking_date)
    }

    /// One item for each mention, so that they fit the amount to the cent; `None` where no choice
    /// does, or nothing is to choose.
    fn read_together(
        &self,
        entry: &EntryFacts,
        choices: &[(&Named, Vec<usize>)],
    ) -> Option<Vec<usize>> {
        let readings = choices
            .iter()
            .try_fold(1_usize, |product, (_, candidates)| product.checked_mul(candidates.len()))?;
        if readings > MOST_READINGS {
            return None;
        }
        (0..readings).find_map(|reading| {
            let mut rest = reading;
            let items: Vec<usize> = choices
                .iter()
                .filter_map(|(_, candidates)| {
                    let at = rest.checked_rem(candidates.len())?;
                    rest = rest.checked_div(candidates.len())?;
                    candidates.get(at).copied()
                })
                .collect();
            let twice = items
                .iter()
                .enumerate()
                .any(|(at, item)| items.iter().skip(at + 1).any(|other| other == item));
            (!twice && self.sums(entry, &items)).then_some(items)
        })
    }

    pub(super) fn sums(&self, entry: &EntryFacts, items: &[usize]) -> bool {
        let dues: Vec<Due> = items.iter().filter_map(|at| self.due(entry, *at)).collect();
        dues.len() == items.len()
            && !dues.is_empty()
            && matches!(fit(&dues, entry.paid(), 0), Fit::Exact { .. })
    }

    pub(super) fn fits(&self, entry: &EntryFacts, live: &[Named]) -> bool {
        let items: Vec<usize> = live.iter().map(|named| named.item).collect();
        self.sums(entry, &items)
    }

    /// The items that are meant, where the others that the text names were written after the
    /// payment, or are somebody else's and go the other way or stand behind a word like
    /// `Bestellung`: an order's number that is an invoice's as well.
    fn without_strangers(&self, slip: &Slip<'a>, live: &[Named]) -> Option<Vec<Named>> {
        let entry = slip.entry;
        let stranger = |named: &Named| {
            let against = self.index.items.get(named.item).is_some_and(|item| {
                item.facts.on_account(item.left).signum() != entry.amount.signum()
            });
            let ordered = || self.is_of_order(slip, named);
            self.is_younger(entry, named.item)
                || (self.index.party(entry, named.item).is_none() && (against || ordered()))
        };
        let own: Vec<Named> = live.iter().filter(|named| !stranger(named)).cloned().collect();
        (own.len() < live.len() && self.fits(entry, &own)).then_some(own)
    }

    /// The named items that no word like `Auftrag` leads to, where they fit to the cent: `Auftrag
    /// 7755 Rechnung 7756`.
    fn only_invoiced(&self, slip: &Slip<'a>, live: &[Named]) -> Option<Vec<Named>> {
        let ordered = |named: &&Named| self.is_of_order(slip, named);
        let own: Vec<Named> = live.iter().filter(|named| !ordered(named)).cloned().collect();
        (own.len() < live.len() && self.fits(slip.entry, &own)).then_some(own)
    }

    /// The payer's own of the named items, where they fit to the cent and the others are somebody
    /// else's: a number of the payer's (`Best. 2026101 RE-88`) may be a stranger's invoice.
    fn only_own(&self, entry: &EntryFacts, live: &[Named]) -> Option<Vec<Named>> {
        let own: Vec<Named> = live
            .iter()
            .filter(|named| self.index.party(entry, named.item).is_some())
            .cloned()
            .collect();
        (own.len() < live.len() && own.iter().any(|named| named.strong) && self.fits(entry, &own))
            .then_some(own)
    }

    /// What is said of the named items that are not meant.
    fn names_too(&self, named: &[Named], meant: &[Named]) -> Explanation {
        let left_out = named
            .iter()
            .map(|named| named.item)
            .filter(|at| !meant.iter().any(|named| named.item == *at))
            .filter_map(|at| self.index.items.get(at))
            .map(|item| item.facts.document.as_str());
        with_word(
            "Im Text steht auch {}; der Betrag ist genau, was ohne das offen ist.",
            "The text names {} too; the amount is exactly what is open without it.",
            &listed(left_out),
        )
    }

    /// The only choice among the named items that fits to the cent.
    fn only_part(&self, entry: &EntryFacts, live: &[Named]) -> Option<Vec<Named>> {
        if live.len() > MOST_PARTED {
            return None;
        }
        let all = (1_usize << live.len()).saturating_sub(1);
        let part = |choice: usize| -> Vec<&Named> {
            live.iter()
                .enumerate()
                .filter(|(at, _)| choice >> at & 1 == 1)
                .map(|(_, named)| named)
                .collect()
        };
        let money = |named: &&Named| {
            self.index.items.get(named.item).map_or(0, |item| item.facts.on_account(item.left))
        };
        let mut fitting = (1..all).filter(|choice| {
            let part = part(*choice);
            part.iter().any(|named| named.strong)
                && part.iter().map(money).fold(0, i64::saturating_add) == entry.paid()
        });
        let only = fitting.next()?;
        fitting.next().is_none().then(|| part(only).into_iter().cloned().collect())
    }

    /// Another item that the number may mean, over the amount of this payment, is paid: it may have
    /// been paid twice.
    fn paid_alike(&self, entry: &EntryFacts, named: &Named) -> Option<Explanation> {
        let paid = |at: &usize| {
            self.index.items.get(*at).filter(|item| {
                item.left == 0 && item.facts.on_account(item.facts.original) == entry.paid()
            })
        };
        let known = self.settled_alternatives(entry, named);
        let item = known.iter().find_map(paid)?;
        Some(with_word(
            "{} über denselben Betrag ist schon ausgeglichen und kann auch gemeint sein. Doppelt \
             gezahlt?",
            "{} over the same amount is settled already and may be meant as well. Paid twice?",
            &item.facts.document,
        ))
    }

    fn settled_alternatives(&self, entry: &EntryFacts, named: &Named) -> Vec<usize> {
        // A whole number names its item alone.
        if named.how != How::Suffix {
            return Vec::new();
        }
        let known =
            std::iter::once(&named.item).chain(&named.settled).chain(&named.others).copied();
        known.filter(|at| self.index.party(entry, *at).is_some()).collect()
    }

    /// What an item says of itself where a person must choose: number, day, what is left, and whose
    /// it is.
    pub(super) fn described(&self, at: usize) -> Option<Explanation> {
        let item = self.index.items.get(at)?;
        let (de, en) = super::explain::money(item.left, item.facts.currency);
        let (von, of) = item.facts.date.map_or_else(Default::default, |day| {
            (format!(" vom {}", super::explain::german(day)), format!(" of {day}"))
        });
        let document = &item.facts.document;
        let (who, contact) = (self.contact(at), &item.facts.contact);
        let whose = if who == contact { who.to_owned() } else { format!("{who}, {contact}") };
        Some(Explanation::new(
            format!("{document}{von} ({whose}): {de}"),
            format!("{document}{of} ({whose}): {en}"),
        ))
    }

    /// The items a person must choose between, in one sentence each language.
    pub(super) fn between(&self, items: &[usize]) -> Explanation {
        let all: Vec<Explanation> =
            items.iter().take(MOST_SHOWN).filter_map(|at| self.described(*at)).collect();
        let more = items.len().saturating_sub(all.len());
        let (mut de, mut en) = (
            all.iter().map(|one| one.de.as_str()).collect::<Vec<_>>().join("; "),
            all.iter().map(|one| one.en.as_str()).collect::<Vec<_>>().join("; "),
        );
        if more > 0 {
            de.push_str(&format!("; und {more} weitere"));
            en.push_str(&format!("; and {more} more"));
        }
        Explanation::new(format!("Zur Wahl: {de}."), format!("To choose from: {en}."))
    }
}

/// How many items a question names.
const MOST_SHOWN: usize = 8;
