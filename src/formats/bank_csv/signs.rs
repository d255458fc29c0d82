//! Which column says the direction: by its name, or by the words in it.

use super::columns::{Columns, Field, filled};
use super::direction::{Way, is_direct_debit, names_a_payment, way, way_of_kind};
use super::groups::Said;
use super::layout::{Bank, is_shipped};
use super::names::{LOOSE, speaks_of_people};
use super::standing::{Standing, is_of_bookings, standing};
use crate::domain::Currency;
use crate::formats::csv_shape::number;
use csv::StringRecord;

impl Columns {
    /// A column whose name alone does not make it one of directions must hold their words. Where
    /// none is named so, one whose words say directions is, whatever it is called; in the tables of
    /// known banks the columns are known.
    pub(super) fn words(
        &mut self,
        names: &[(String, Option<Currency>)],
        bank: Option<&Bank>,
        below: &[StringRecord],
    ) {
        if let Some(at) = self.at(Field::Sign) {
            let loose = names
                .get(at)
                .is_some_and(|(name, _)| name.is_empty() || LOOSE.contains(&name.as_str()));
            let stated = bank.is_some_and(|bank| bank.columns.contains_key(&Field::Sign));
            if loose && !stated && !filled(at, below).any(|word| way(word, bank).is_some()) {
                self.clear(Field::Sign);
            }
        }
        if self.at(Field::Sign).is_some()
            || bank.is_some_and(is_shipped)
            || self.at(Field::Amount).is_none()
        {
            return;
        }
        const OTHERS: [Field; 13] = [
            Field::BookingDate,
            Field::ValueDate,
            Field::Amount,
            Field::Currency,
            Field::Balance,
            Field::BalanceSign,
            Field::Counterparty,
            Field::CounterpartyIban,
            Field::AccountIban,
            Field::AccountNumber,
            Field::Pending,
            Field::Booked,
            Field::Cancelled,
        ];
        // A customer may be called like a direction (Otto, in Finnish a withdrawal).
        let of_somebody =
            |at: &usize| names.get(*at).is_some_and(|(name, _)| speaks_of_people(name));
        let free = |at: &usize| {
            OTHERS.iter().all(|field| self.at(*field) != Some(*at)) && !of_somebody(at)
        };
        let said = (0..names.len()).filter(free).find(|at| self.holds_directions(*at, bank, below));
        let half_said = || {
            let free = |at: &usize| free(at) && self.at(Field::Status) != Some(*at);
            (0..names.len())
                .filter(free)
                .find(|at| self.is_unsigned(below) && says_half(*at, bank, below))
        };
        if let Some(at) = said.or_else(half_said) {
            self.set(Field::Sign, at);
            self.kinds = Some(at);
        }
    }

    /// True for a column whose words say directions. Beside amounts with signs every word must say
    /// one, and be no single letter, since it would turn amounts that are right; a column of texts
    /// is none there, and beside bare amounts only where each row's text is such a word: a purpose
    /// "c" is no credit.
    fn holds_directions(&self, at: usize, bank: Option<&Bank>, below: &[StringRecord]) -> bool {
        let (texts, unsigned) = (self.remittance.contains(&at), self.is_unsigned(below));
        let all_words =
            || filled(at, below).all(|word| word.chars().count() > 1 && way(word, bank).is_some());
        let sure = match texts {
            true => unsigned && all_words() && filled(at, below).count() == below.len(),
            false => unsigned || all_words(),
        };
        sure && says_directions(at, bank, below)
    }

    /// A column whose words say a standing is one of standings, whatever it is called. And what
    /// nobody knows of another column of few words, where nothing else says which way the money
    /// goes.
    pub(super) fn untold(&mut self, bank: Option<&Bank>, below: &[StringRecord]) {
        if bank.is_some_and(is_shipped) || self.at(Field::Amount).is_none() {
            return;
        }
        let few: Vec<(usize, Vec<&str>)> = (0..self.width)
            .filter(|at| !self.is_taken(*at))
            .map(|at| (at, few_words(at, below)))
            .filter(|(_, words)| !words.is_empty())
            .collect();
        // "Ontvangen" beside "Betaald": where one word says which way money goes, the others say
        // that too, and no standing. Beside amounts with signs a column must say it of bookings,
        // since what it leaves out is missing.
        let unsigned = self.is_unsigned(below);
        let stands = |words: &[&str]| {
            let known =
                words.iter().filter(|word| standing(word, bank) != Standing::Unknown).count();
            let enough = match unsigned {
                true => known * 2 >= words.len(),
                false => {
                    known == words.len() && words.iter().any(|word| is_of_bookings(word, bank))
                }
            };
            enough && words.iter().all(|word| way(word, bank).is_none())
        };
        let standings = few.iter().find(|(_, words)| stands(words)).map(|(at, _)| *at);
        if self.at(Field::Status).is_none()
            && let Some(at) = standings
        {
            self.set(Field::Status, at);
        }
        let has_balances =
            self.at(Field::Balance).is_some_and(|at| filled(at, below).next().is_some());
        let said = has_balances || self.at(Field::Sign).is_some();
        if !said && unsigned {
            let free = few.iter().find(|(at, _)| !self.is_taken(*at));
            self.untold = free
                .map(|(_, words)| words.iter().map(|word| (*word).to_owned()).collect())
                .unwrap_or_default();
            self.kinds_of_payment(bank, below);
        }
    }

    /// Beside amounts without signs, directions and balances the kind of booking is all that tells
    /// the direction: a kind that does not surely bring money in is none that does.
    fn kinds_of_payment(&mut self, bank: Option<&Bank>, below: &[StringRecord]) {
        let Some(at) =
            self.at(Field::BookingText).filter(|_| !bank.is_some_and(|bank| bank.charges_positive))
        else {
            return;
        };
        let mut words: Vec<&str> = filled(at, below).collect();
        words.sort_unstable();
        words.dedup();
        let letters =
            |text: &&str| text.chars().all(|c| c.is_alphabetic() || " _-+/.()&".contains(c));
        let short = words.len() <= MOST_KINDS && words.iter().all(|text| text.len() <= 40);
        // Where it is all the text there is, it must speak of payments; and a standing is no kind.
        let tells = !self.remittance.contains(&at)
            || (words.iter().all(letters) && words.iter().any(|text| names_a_payment(text)));
        let kinds =
            short && tells && words.iter().any(|text| standing(text, bank) == Standing::Unknown);
        let all_in = filled(at, below).count() == below.len()
            && filled(at, below).all(|text| self.of_kind(text, bank) == Some(Way::In));
        if kinds && !all_in {
            self.set(Field::Sign, at);
            self.kinds = Some(at);
        }
    }

    /// What a kind of payment says of the direction. A direct debit goes either way.
    fn of_kind(&self, text: &str, bank: Option<&Bank>) -> Option<Way> {
        (!is_direct_debit(text)).then(|| way(text, bank).or_else(|| way_of_kind(text))).flatten()
    }

    /// What a row says of its direction besides the amount's sign; `stated` is what the amount's
    /// column or a mark beside it says.
    pub(super) fn said(
        &self,
        row: &StringRecord,
        stated: Option<Way>,
        bank: Option<&Bank>,
        form: number::Form,
    ) -> Said {
        if let Some(way) = stated {
            return Said::Way(way);
        }
        let Some(at) = self.at(Field::Sign) else { return self.by_sides(row, form) };
        let word = self.get(Field::Sign, row);
        let said = if self.kinds == Some(at) { self.of_kind(word, bank) } else { way(word, bank) };
        said.map_or_else(|| Said::Unknown(word.to_owned()), Said::Way)
    }

    /// An amount beside a column of debits and one of credits goes the way of the column that the
    /// row fills.
    fn by_sides(&self, row: &StringRecord, form: number::Form) -> Said {
        if [Field::Amount, Field::Debit, Field::Credit]
            .iter()
            .any(|field| self.at(*field).is_none())
        {
            return Said::Nothing;
        }
        let fills = |field| {
            number::read(self.get(field, row), form).is_some_and(|amount| !amount.is_zero())
        };
        match (fills(Field::Debit), fills(Field::Credit)) {
            (true, false) => Said::Way(Way::Out),
            (false, true) => Said::Way(Way::In),
            _ => Said::Unknown(String::new()),
        }
    }

    fn is_unsigned(&self, below: &[StringRecord]) -> bool {
        self.at(Field::Amount).is_some_and(|at| {
            filled(at, below)
                .all(|text| text.bytes().all(|byte| !matches!(byte, b'-' | b'+' | b'(')))
        })
    }
}

/// The words of a column that has few, each short and of letters, and says something in every row;
/// none otherwise.
fn few_words(at: usize, below: &[StringRecord]) -> Vec<&str> {
    let mut words: Vec<&str> = filled(at, below).collect();
    let all = words.len() == below.len();
    words.sort_unstable();
    words.dedup();
    let is_word = |word: &&str| {
        word.len() <= 24
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '_' | '-' | '+'))
    };
    if all && (2..=MOST_WORDS).contains(&words.len()) && words.iter().all(is_word) {
        words
    } else {
        Vec::new()
    }
}

/// Kinds of booking are so many at most.
const MOST_KINDS: usize = 12;

/// Directions and standings are told in so many words at most.
const MOST_WORDS: usize = 6;

/// True for a column of two words of which one says that money comes in, and what the other says is
/// not known.
fn says_half(at: usize, bank: Option<&Bank>, below: &[StringRecord]) -> bool {
    let mut words: Vec<&str> = filled(at, below).collect();
    words.sort_unstable();
    words.dedup();
    let ways = words.iter().map(|word| way(word, bank)).collect::<Vec<_>>();
    words.len() == 2 && ways.contains(&Some(Way::In)) && ways.contains(&None)
}

/// True when half of what a column holds or more are words for directions, money out among them.
fn says_directions(at: usize, bank: Option<&Bank>, below: &[StringRecord]) -> bool {
    let known = filled(at, below).filter(|word| way(word, bank).is_some()).count();
    let out = filled(at, below).any(|word| way(word, bank) == Some(Way::Out));
    let debits_only =
        filled(at, below).filter(|word| way(word, bank).is_some()).all(is_direct_debit);
    out && !debits_only && known * 2 >= filled(at, below).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(heading: &str, words: [&str; 2], amounts: [&str; 2]) -> Columns {
        let row = |word: &str, amount: &str| {
            StringRecord::from(vec!["05.10.2026", amount, "Alpha GmbH", "RE-1", word])
        };
        let header = StringRecord::from(vec!["Datum", "Betrag", "Name", "Zweck", heading]);
        Columns::of(&header, None, &[row(words[0], amounts[0]), row(words[1], amounts[1])])
    }

    #[test]
    fn few_words_beside_amounts_without_signs_are_understood_or_asked_about() {
        let unsigned = ["100,00", "50,00"];
        assert_eq!(columns("Bewegung", ["kommt", "geht"], unsigned).untold, ["geht", "kommt"]);
        assert_eq!(
            columns("Bewegung", ["kommt", "geht"], ["-100,00", "50,00"]).untold,
            Vec::<String>::new()
        );
        assert_eq!(columns("Bewegung", ["Zugang", "Abgang"], unsigned).at(Field::Sign), Some(4));
        for words in [["abgelehnt", "gebucht"], ["ok", "bounced"]] {
            let read = columns("Zustand", words, unsigned);
            assert_eq!((read.at(Field::Status), read.untold), (Some(4), Vec::new()), "{words:?}");
        }
        assert_eq!(
            columns("Notiz", ["an Frau Kurz", "Los 17"], unsigned).untold,
            Vec::<String>::new()
        );
    }
}
