//! Numbers of a text that names no item: which of them may be the number of an invoice that is not
//! here, whatever letters lead to it, and so speak against the one item that account and amount
//! point to. What the item or the payer bears himself, a place, a count or a period is none.

mod words;

use super::decision::Explanation;
use super::desk::{Desk, Slip};
use super::explain::with_word;
use super::index::Item;
use super::keys::digits_of;
use super::named_period::{is_numbered_by_month, month_of};
use super::numbers::{Number, is_filler};
use super::orders::is_word_of_order;
use super::reading::{Reading, significant};
use words::{is_counted, is_neutral, is_vat_id, is_wished, leads_to_a_thing, may_begin_a_number};

/// So many figures are a number of something, whatever stands beside them.
const MANY: usize = 4;
/// Fewer figures between plain words are a count.
const FEW: usize = 3;

/// How a document's number is made: the letters in front, and how many figures end it.
struct Shape {
    letters: String,
    last: usize,
}

impl Shape {
    fn of(document: &str) -> Shape {
        let letters = document.chars().take_while(|c| !c.is_ascii_digit());
        let last = document.split(|c: char| !c.is_ascii_digit()).rfind(|run| !run.is_empty());
        Shape {
            letters: letters.filter(|c| c.is_alphabetic()).flat_map(char::to_uppercase).collect(),
            last: last.map_or(0, str::len),
        }
    }
}

/// The letters in front of a number, and whether only a stroke or nothing parts them from it.
pub(super) struct Lead<'r> {
    pub word: &'r str,
    pub is_glued: bool,
    /// Its place among the atoms.
    at: usize,
}

impl Reading {
    /// The letters right in front of a number.
    pub(super) fn lead(&self, number: &Number) -> Option<Lead<'_>> {
        let at = self.atoms.iter().rposition(|atom| atom.end <= number.start)?;
        let atom = self.atoms.get(at).filter(|atom| !atom.is_number)?;
        let gap = self.span(atom.end, number.start);
        let is_glued = gap.is_empty() || matches!(gap.as_str(), "-" | "–" | "_" | "/" | ".");
        let is_apart = gap.contains([',', ';', '\n']);
        (!is_apart).then_some(Lead { word: &atom.text, is_glued, at })
    }

    /// The word right behind a number.
    fn word_behind(&self, number: &Number) -> Option<&str> {
        let atom = self.atoms.iter().find(|atom| atom.start >= number.end)?;
        let gap = self.span(number.end, atom.start);
        let near = gap.chars().all(|c| matches!(c, ' ' | '.' | '-'));
        (!atom.is_number && near && atom.end <= self.written).then_some(atom.text.as_str())
    }

    /// Whether a figure behind a word like `Rechnung` is none's number but counts something, or says
    /// which of several it is: `Rechnung 3. Quartal`, `Rechnung 1 von 2`, `Rechnung vom 5 Sept`.
    pub(super) fn counts_or_orders(&self, number: &Number) -> bool {
        let mark = self.text.get(number.end);
        let behind = self.word_behind(number);
        mark.is_some_and(|mark| matches!(mark, '.' | '/'))
            || behind.is_some_and(|word| {
                is_counted(word) || month_of(word).is_some() || matches!(word, "VON" | "OF" | "DE")
            })
            || self.counts_things(number)
    }

    /// The word that leads to a number, those between that only say that it is one left out
    /// (`Auftrag Nr. 204`), and whether there are such.
    fn word_before<'r>(&'r self, lead: &Lead<'r>) -> (Option<&'r str>, bool) {
        let before = self.atoms.iter().take(lead.at + 1).rev();
        let mut words = before.take_while(|atom| !atom.is_number).map(|atom| atom.text.as_str());
        let word = words.find(|word| !is_filler(word));
        (word, is_filler(lead.word))
    }

    /// The word that leads to a number, however it is said that it is one (`Beleg-Nr. 510`).
    pub(super) fn word_led_by(&self, number: &Number) -> Option<&str> {
        let lead = self.lead(number)?;
        self.word_before(&lead).0
    }

    /// Whether a number stands in an end-to-end id that the text repeats: `EREF+ZV2026`, `EREF:
    /// ZV2026`.
    fn is_in_an_id(&self, number: &Number) -> bool {
        let before = self.span(0, number.start);
        let mut words = before.rsplit(char::is_whitespace);
        let own = words.next().unwrap_or_default().to_uppercase();
        let led = words.find(|word| !word.is_empty()).unwrap_or_default().to_uppercase();
        own.starts_with("EREF") || led.trim_end_matches([':', '+']) == "EREF"
    }

    /// Whether a number stands in an address of mail or of the web: `info@firma3000.example`.
    fn is_in_an_address(&self, number: &Number) -> bool {
        let before = self.span(0, number.start);
        let own = before.rsplit(char::is_whitespace).next().unwrap_or_default().to_lowercase();
        let behind = self.span(number.end, self.written);
        let rest = behind.split(char::is_whitespace).next().unwrap_or_default();
        own.contains('@') || rest.contains('@') || own.starts_with("www.")
    }

    /// Whether the number at this place may be an invoice's, of a payer whose invoice is numbered
    /// so.
    fn may_be_an_invoice(&self, at: usize, shape: &Shape) -> bool {
        let Some(number) = self.numbers.get(at) else { return false };
        let figures = number.digits.len();
        let behind = self.word_behind(number);
        if behind.is_some_and(is_counted) && !number.keyword {
            return false;
        }
        // `1000 Dank` counts thanks; `204 danke` thanks for what it names.
        let is_round = number.digits.trim_end_matches('0') == "1" && figures >= FEW;
        if is_round && !number.keyword && behind.is_some_and(is_wished) {
            return false;
        }
        let lead = self.lead(number);
        let (word, is_numbered) =
            lead.as_ref().map_or((None, false), |lead| self.word_before(lead));
        let is_glued = lead.as_ref().is_some_and(|lead| lead.is_glued && !is_numbered);
        if is_glued && word == Some(shape.letters.as_str()) {
            return true;
        }
        let is_vat_id = is_glued && word.is_some_and(|word| is_vat_id(word, figures));
        if word.is_some_and(leads_to_a_thing) || is_vat_id {
            return false;
        }
        if figures >= MANY || self.joined_figures(at) > MANY {
            return true;
        }
        if word.is_some_and(is_word_of_order) {
            return false;
        }
        if is_glued || is_numbered || self.is_marked(number) {
            return figures >= FEW || figures == shape.last && (figures > 1 || is_numbered);
        }
        if word.is_some() && word == Some(shape.letters.as_str()) {
            return true;
        }
        if figures >= FEW && word.is_some_and(may_begin_a_number) {
            return true;
        }
        let is_plain = word.is_none_or(is_neutral) && behind.is_none_or(is_neutral);
        figures >= FEW && (is_plain || figures == shape.last)
    }

    /// `#204`.
    fn is_marked(&self, number: &Number) -> bool {
        let before = number.start.checked_sub(1).and_then(|at| self.text.get(at));
        before.is_some_and(|mark| *mark == '#')
    }

    /// How many figures the numbers have together that join at this place.
    fn joined_figures(&self, at: usize) -> usize {
        let window = self.windows_at(at).into_iter().next();
        window.map_or(0, |window| window.digits.len())
    }
}

impl<'a> Desk<'a> {
    /// What speaks against an item that nothing but the amount and the other side point to: the
    /// text, or an id beside it, gives a number that may be another invoice's.
    pub(super) fn names_another(&self, slip: &Slip<'a>, at: usize) -> Option<Explanation> {
        // Said of these already.
        if !slip.mentions.unresolved.is_empty() {
            return None;
        }
        let item = self.index.items.get(at)?;
        let shape = Shape::of(&item.facts.document);
        let by_month = is_numbered_by_month(&item.facts.document);
        let reading = &slip.reading;
        let other = (0..reading.numbers.len()).find(|at| {
            reading.numbers.get(*at).is_some_and(|number| {
                number.written
                    && !reading.is_in_an_id(number)
                    && !reading.is_in_an_address(number)
                    && (by_month || !reading.is_of_a_period(*at))
                    && !is_borne(slip, item, *at)
                    && reading.may_be_an_invoice(*at, &shape)
            })
        });
        let written = other.and_then(|at| reading.numbers.get(at)).map(|number| {
            let start =
                reading.lead(number).filter(|lead| lead.is_glued).map_or(number.start, |lead| {
                    reading.atoms.get(lead.at).map_or(number.start, |atom| atom.start)
                });
            reading.span(start, number.end)
        });
        let told = written.or_else(|| id_alike(slip, item))?;
        Some(with_word(
            "„{}“ sieht aus wie eine Rechnungsnummer, ist aber keinem Posten zuzuordnen.",
            "\"{}\" looks like an invoice number but belongs to no item.",
            &told,
        ))
    }
}

/// Whether the number at this place is one that the item or its contact bears: the order's, the
/// customer's, the mandate's.
fn is_borne(slip: &Slip<'_>, item: &Item<'_>, at: usize) -> bool {
    let facts = item.facts;
    let own = [
        facts.order.as_deref(),
        Some(facts.contact.as_str()),
        facts.personal_account.as_deref(),
        slip.entry.mandate_id.as_deref(),
    ];
    let own: Vec<String> = own
        .into_iter()
        .flatten()
        .map(|number| significant(&digits_of(number)).to_owned())
        .filter(|digits| !digits.is_empty())
        .collect();
    let holds = |first: usize| {
        let windows = slip.reading.windows_at(first);
        windows.into_iter().any(|window| {
            (window.first..window.first + window.count).contains(&at)
                && own.contains(&window.digits)
        })
    };
    (at.saturating_sub(3)..=at).any(holds)
}

/// An end-to-end id or a reference made as the item's number, letters and all, that is not its.
fn id_alike(slip: &Slip<'_>, item: &Item<'_>) -> Option<String> {
    if !item.number.chars().any(|c| c.is_alphabetic()) {
        return None;
    }
    let made = |number: &str| -> String {
        let alike = number.chars().filter(|c| c.is_alphanumeric());
        alike.map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
    };
    let own = made(&item.number);
    slip.reading
        .references
        .iter()
        .map(|reference| &reference.text)
        .find(|id| made(id) == own)
        .cloned()
}
