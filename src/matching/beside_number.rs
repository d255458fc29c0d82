//! What a text adds to the numbers that it names, or takes off them: `RE-101 + Mahnung`, `RE-101
//! verrechnet mit Gutschrift`. That the amount is to the cent what is open may be chance then.

mod words;

use super::amounts::Fit;
use super::decision::Explanation;
use super::desk::{Desk, Slip};
use super::index::Named;
use super::numbers::{Number, is_keyword};
use super::orders::is_word_of_order;
use super::reading::{Reading, stand_in};
use crate::domain::text::fold;
pub(super) use words::ADDED;
use words::{
    ABROAD, CREDITS, IN_THE_AMOUNT, IN_THE_INVOICE, JOINTS, KEPT_BACK, LESS, NO_MONEY, NOTHING_OFF,
    ON_TOP, PAID_OUT, SENT, SET_OFF, TAKEN_OFF,
};

/// Whether words with a blank at both ends begin with this word or phrase; a trailing `*` takes any
/// ending.
fn begins_with(told: &str, phrase: &str) -> bool {
    let (sought, any_ending) =
        phrase.strip_suffix('*').map_or((phrase, false), |stem| (stem, true));
    let rest = told.trim_start().strip_prefix(sought);
    rest.is_some_and(|rest| any_ending || rest.starts_with(' '))
}

fn is_plus(sign: char) -> bool {
    matches!(sign, '+' | '&')
}

impl Reading {
    /// The first word of these that a person joined to a number, before it or behind it, as it is
    /// written: `RE-101 + Mahnung`, `Mahnung und RE-101`, `RE-101 zzgl. 1. Mahnung`.
    pub(super) fn joined(&self, words: &[&str]) -> Option<String> {
        let is_one = |at: usize| {
            self.atoms.get(at).is_some_and(|atom| {
                !atom.is_number
                    && atom.end <= self.written
                    && stand_in(&format!(" {} ", fold(&atom.text)), words)
            })
        };
        let is_number = |at: usize| self.atoms.get(at).is_some_and(|atom| atom.is_number);
        // `1. Mahnung`: how many of them; `RE-1 + Mahnung` counts none.
        let counted = |at: usize| {
            let count = at
                .checked_sub(1)
                .filter(|before| is_number(*before) && !self.is_added(*before))
                .filter(|before| self.atoms.get(*before).is_some_and(|atom| atom.text.len() == 1));
            count.unwrap_or(at)
        };
        let behind = |at: usize| self.number_joined_before(counted(at));
        let before = |at: usize| self.number_joined_behind(at);
        let at = (0..self.atoms.len()).find(|at| is_one(*at) && (behind(*at) || before(*at)))?;
        self.atoms.get(at).map(|atom| self.span(atom.start, atom.end))
    }

    /// What a person wrote behind a number as paid on top of it, whatever it is: `RE-101 zzgl.
    /// Porto`, `RE-101 + 5,00`; in front of it what is known to be so (`Porto + RE-101`). Another
    /// number is none (those of items stand at `named`), nor is the VAT, which is in the amount, or
    /// what more of its kind is meant.
    pub(super) fn on_top(&self, paid: i64, named: &[(usize, usize)]) -> Option<String> {
        if self.names_not_all() {
            return None;
        }
        let in_front = |at: &usize| {
            self.atoms.get(*at).is_some_and(|atom| {
                atom.end <= self.written && stand_in(&format!(" {} ", fold(&atom.text)), SENT)
            }) && self.number_joined_behind(*at)
        };
        if let Some(atom) = (0..self.atoms.len()).find(in_front).and_then(|at| self.atoms.get(at)) {
            return Some(self.span(atom.start, atom.end));
        }
        let is_of_invoice = |at: usize| {
            self.atoms.get(at).is_some_and(|atom| {
                atom.end <= self.written && self.numbers.iter().any(|number| number.end == atom.end)
            })
        };
        let behind = |at: usize| -> Option<usize> {
            let joint = self.atoms.get(at + 1)?;
            let is_sent = |at: usize| {
                self.atoms
                    .get(at)
                    .is_some_and(|atom| stand_in(&format!(" {} ", fold(&atom.text)), SENT))
            };
            let is_joined = ON_TOP.contains(&joint.text.as_str())
                || ABROAD.contains(&joint.text.as_str()) && is_sent(at + 2);
            match is_joined {
                true => Some(at + 2),
                false if self.is_added(at) && is_sent(at + 1) => Some(at + 1),
                false => self.is_plus_sign(at).then_some(at + 1),
            }
        };
        let places = (0..self.atoms.len()).filter(|at| is_of_invoice(*at));
        let others = places.filter_map(behind).filter(|at| !self.is_number_of(*at, named));
        others.into_iter().find_map(|at| self.money_at(at, paid))
    }

    /// Whether the atom here is one of these numbers, or the letters of one: `FR-2026-55`.
    fn is_number_of(&self, at: usize, places: &[(usize, usize)]) -> bool {
        let is_placed = |at: usize| {
            self.atoms.get(at).is_some_and(|atom| {
                places.iter().any(|(from, to)| (*from..*to).contains(&atom.start) && atom.is_number)
            })
        };
        let is_short = self.atoms.get(at).is_some_and(|atom| atom.text.chars().count() <= 3);
        is_placed(at) || is_short && is_placed(at + 1)
    }

    /// The words, or the amount, that stand at an atom and may be money besides a number.
    fn money_at(&self, at: usize, paid: i64) -> Option<String> {
        let first = self.atoms.get(at).filter(|atom| atom.end <= self.written)?;
        if let Some(amount) = self.amounts.iter().find(|amount| amount.start == first.start) {
            return (amount.minor != paid.saturating_abs())
                .then(|| self.span(amount.start, amount.end));
        }
        // `zzgl. 19 % MwSt`, `+ 2 Mahnungen`: what is counted is the word behind.
        let is_count = first.is_number && (first.masked || first.text.len() < 3);
        let words = self.atoms.iter().skip(if is_count { at + 1 } else { at });
        let words: Vec<_> = words.take_while(|atom| !atom.is_number).take(3).collect();
        let word = words.first().filter(|word| word.end <= self.written && !word.masked)?;
        let is_number = first.is_number && !is_count
            || is_keyword(&word.text)
            || is_word_of_order(&word.text)
            || JOINTS.contains(&word.text.as_str());
        let told = words.iter().map(|word| fold(&word.text)).collect::<Vec<_>>().join(" ");
        let told = format!(" {told} ");
        let is_in_it = || stand_in(&told, IN_THE_AMOUNT);
        // Only what it begins with: `und wie besprochen`.
        let is_no_money = || NO_MONEY.iter().any(|word| begins_with(&told, word));
        (!is_number && !is_in_it() && !is_no_money()).then(|| self.span(word.start, word.end))
    }

    /// Whether what a word leads to is a number and no month of a year: letters are joined to it
    /// (`RE-2025-07`), or the word is joined to another number (`RE-101 und Rechnung 2025-07`).
    pub(super) fn is_a_number_of_its_own(&self, number: &Number) -> bool {
        let at = self.atoms.iter().position(|atom| atom.start == number.start);
        let Some(led) = at.and_then(|at| at.checked_sub(1)) else { return false };
        let Some(word) = self.atoms.get(led) else { return false };
        let gap = self.span(word.end, number.start);
        let glued = word.text.chars().count() <= 3 && matches!(gap.as_str(), "" | "-" | "_");
        glued || self.number_joined_before(led)
    }

    /// Whether a number and what joins stand before the atom here.
    fn number_joined_before(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        let number = match self.is_joint(before) {
            true => before.checked_sub(1),
            false => Some(before).filter(|_| self.is_added(before)),
        };
        number.and_then(|number| self.atoms.get(number)).is_some_and(|atom| atom.is_number)
    }

    /// Whether what joins and a number stand behind the atom here, letters of the number between.
    fn number_joined_behind(&self, at: usize) -> bool {
        let first = match self.is_joint(at + 1) {
            true => at + 2,
            false if self.is_added(at) => at + 1,
            false => return false,
        };
        self.atoms.iter().skip(first).take(2).any(|atom| atom.is_number)
    }

    /// Whether what a person wrote ends where another number would follow: `RE-101 und`, `RE-101 +
    /// RE`.
    pub(super) fn breaks_off(&self) -> bool {
        let Some(last) = self.atoms.iter().rposition(|atom| atom.end <= self.written) else {
            return false;
        };
        let Some(atom) = self.atoms.get(last) else { return false };
        let behind = self.span(atom.end, self.written);
        let signs = behind.trim();
        let ends_in_a_sign = atom.is_number && !signs.is_empty() && signs.chars().all(is_plus);
        let is_joint = last > 0 && matches!(atom.text.as_str(), "UND" | "SOWIE" | "PLUS" | "AND");
        ends_in_a_sign || is_joint || is_keyword(&atom.text) && self.number_joined_before(last)
    }

    fn is_joint(&self, at: usize) -> bool {
        self.atoms.get(at).is_some_and(|atom| JOINTS.contains(&atom.text.as_str()))
    }

    /// Whether a plus, and no other sign, stands between an atom and the next.
    fn is_plus_sign(&self, at: usize) -> bool {
        let ends = self.atoms.get(at).zip(self.atoms.get(at + 1));
        ends.is_some_and(|(one, next)| {
            let gap = self.span(one.end, next.start);
            matches!(gap.trim_matches([' ', '(']), "+")
        })
    }

    /// Whether a credit stands behind a number and a stroke, which takes it off: `RE-101 -
    /// Retoure`.
    fn is_less_a_credit(&self) -> bool {
        let pairs = self.atoms.windows(2).filter(|pair| match pair {
            [one, next] => one.is_number && !next.is_number && next.end <= self.written,
            _ => false,
        });
        // `RE-101-GS` may be a number.
        let is_stroke = |gap: &str, word: &str| {
            (gap.contains(' ') || word.len() > 3)
                && matches!(gap.trim(), "-" | "–" | "—" | "\u{2212}")
        };
        pairs.into_iter().any(|pair| match pair {
            [one, next] => {
                is_stroke(&self.span(one.end, next.start), &next.text)
                    && stand_in(&format!(" {} ", fold(&next.text)), LESS)
            }
            _ => false,
        })
    }

    /// Whether a sign of addition stands between an atom and the next.
    fn is_added(&self, at: usize) -> bool {
        let ends = self.atoms.get(at).zip(self.atoms.get(at + 1));
        ends.is_some_and(|(one, next)| self.span(one.end, next.start).contains(is_plus))
    }

    /// Whether the text says that something is taken off, set off or kept back.
    fn takes_something_off(&self) -> bool {
        let said = self.dated_words(0, self.written);
        let joins_a_credit = || self.joined(CREDITS).is_some() || self.is_less_a_credit();
        let is_kept = || stand_in(&said, KEPT_BACK) && !stand_in(&said, PAID_OUT);
        if stand_in(&said, SET_OFF) || is_kept() || joins_a_credit() {
            return true;
        }
        let written = self.span(0, self.written);
        let is_off =
            stand_in(&said, TAKEN_OFF) && !stand_in(&said, NOTHING_OFF) || written.contains("./.");
        let is_discount = || stand_in(&said, IN_THE_INVOICE) || written.contains('%');
        is_off && (stand_in(&said, CREDITS) || !is_discount())
    }
}

impl<'a> Desk<'a> {
    /// What speaks against invoices that are paid in full, where the text says that something is
    /// taken off. What was taken off before does lack, and a credit note among them, or what goes
    /// the other way, is what the text speaks of.
    pub(super) fn nothing_lacks(
        &self,
        slip: &Slip<'a>,
        live: &[&Named],
        fit: &Fit,
    ) -> Option<Explanation> {
        let items = || live.iter().filter_map(|named| self.index.items.get(named.item));
        let first = items().next()?.facts;
        let way = slip.entry.amount.signum();
        let whole = items().all(|item| {
            item.facts.on_account(item.facts.original).signum() == way
                && item.facts.original > 0
                && !item.facts.is_on_account
                && item.left == item.facts.original
        });
        if !(fit.is_in_full() && whole && slip.reading.takes_something_off()) {
            return None;
        }
        let number = &first.document;
        let mut why = Explanation::new(
            format!(
                "Der Text spricht von etwas, das abgezogen, verrechnet oder einbehalten ist; es \
                 fehlt aber nichts daran: Der Betrag ist alles, was an {number} offen ist, und das \
                 kann Zufall sein."
            ),
            format!(
                "The text speaks of something taken off, set off or kept back; but nothing lacks: \
                 the amount is all that is open of {number}, which may be chance."
            ),
        );
        let is_live = |at: usize| live.iter().any(|named| named.item == at);
        let beside: Vec<Explanation> = slip
            .mentions
            .named
            .iter()
            .filter(|named| !is_live(named.item))
            .filter_map(|named| self.described(named.item))
            .collect();
        if let Some(unknown) = slip.mentions.unresolved.first().filter(|_| beside.is_empty()) {
            why.de.push_str(&format!(
                " Zu „{unknown}“ ist kein Posten da; fehlt der Beleg, bitte zuerst ablegen."
            ));
            why.en.push_str(&format!(
                " There is no item of \"{unknown}\"; if the document is missing, drop it first."
            ));
        }
        for other in beside {
            why.de.push_str(&format!(
                " Genannt ist auch {}; im Betrag ist davon nichts abgezogen.",
                other.de
            ));
            why.en.push_str(&format!(
                " Named as well is {}; nothing of that is taken off the amount.",
                other.en
            ));
        }
        let id = slip.entry.id;
        if id > 0 {
            why.de.push_str(&format!(
                " Zahlt er das ganz: „kontor resolve E{id} accept“; sonst mit den Posten, die \
                 gemeint sind: „kontor resolve E{id} match NUMMER NUMMER …“."
            ));
            why.en.push_str(&format!(
                " If it pays all of it: \"kontor resolve E{id} accept\"; else with the items that \
                 are meant: \"kontor resolve E{id} match NUMBER NUMBER …\"."
            ));
        }
        let credits: Vec<usize> = [true, false]
            .into_iter()
            .flat_map(|by_account| self.index.open_of(slip.entry, by_account))
            .filter(|at| {
                self.left(*at) != 0
                    && self.index.items.get(*at).is_some_and(|item| {
                        item.facts.contact == first.contact && item.facts.original < 0
                    })
            })
            .collect();
        if !credits.is_empty() {
            let all: Vec<usize> = live.iter().map(|named| named.item).chain(credits).collect();
            let choice = self.between(&all);
            why.de.push_str(&format!(" {}", choice.de));
            why.en.push_str(&format!(" {}", choice.en));
        }
        Some(why)
    }
}
