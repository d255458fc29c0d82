//! Whether a name that a document writes is a spelling of a firm's or person's own, however badly
//! it is written, or another's. An added word that names a business, a body or a person makes
//! another firm (`Müller GmbH`, `Müller Logistik GmbH`; `TSV Talheim`, `Förderverein TSV Talheim`),
//! and so does another legal form, since each is a person of its own in law (§ 13 (1) GmbHG, § 1
//! (1) AktG, § 124 (1), § 161 (2) HGB; a merchant's firm is himself, § 17 HGB). A department, a
//! town, a form of address or a contact person behind the firm does not. One letter makes `Meier`
//! `Meyer`: whose name that is, something else has to tell.

use super::bodies::is_branch;
use super::legal_form::LegalForm;
use super::name_parts::{NameParts, Word};
use super::short_forms;
use super::surnames::is_surname;
use super::towns::is_town;

/// How a stated name relates to one's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sameness {
    /// Another's.
    Other,
    /// Own but for a word in it that says nothing of a business, a body or a person, or for a letter
    /// that makes a frequent family name another.
    Added,
    /// Own but for a word that it lacks and that tells whose it is.
    Lacking,
    /// Own but for a letter.
    Slip,
    /// A spelling of it.
    Same,
}

/// A name's words as they tell its bearer from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameWords(NameParts);

impl NameWords {
    /// Takes a name as it is written.
    pub fn new(name: &str) -> NameWords {
        NameWords(NameParts::new(name))
    }

    /// Its legal form.
    pub fn form(&self) -> &LegalForm {
        &self.0.form
    }

    /// Whether it names a person, by a title or a given name.
    pub fn is_person(&self) -> bool {
        self.0.is_person
    }

    /// Whether it names its owner (`Inh.`).
    pub fn has_owner(&self) -> bool {
        !self.0.owner.is_empty()
    }

    /// Whether it says what its bearer does.
    pub fn has_trade(&self) -> bool {
        self.0.own().iter().any(Word::is_trade)
    }

    /// Whether it names a household (`Familie Müller`).
    pub fn is_household(&self) -> bool {
        self.0.is_household
    }

    /// Whether a stated name leaves out what this one says its bearer does: `Müller GmbH` for
    /// `Müller Metallbau GmbH`. Of those whose name must state their legal form only.
    pub fn is_part_of_trade(&self, stated: &NameWords) -> bool {
        let (ours, theirs) = (&self.0, &stated.0);
        let mut trades = ours.own().iter().filter(|word| word.is_trade()).peekable();
        let stands = |word: &Word| theirs.all.iter().any(|their| word.likeness(their).is_some());
        let is_short = || {
            let mut pairs = theirs.readings.iter();
            pairs.any(|reading| is_one(ours.own(), reading) || is_acronym(ours.own(), reading))
        };
        ours.form.is_corporate()
            && trades.peek().is_some()
            && !trades.any(stands)
            && !ours.begins_with(theirs)
            && !is_short()
    }

    /// Whether nothing but a frequent family name tells whose it is: `Müller GmbH`.
    pub fn is_of_many(&self) -> bool {
        let mut telling = self.0.own().iter().filter(|word| word.is_telling());
        telling.next().is_some_and(|word| is_surname(&word.text)) && telling.next().is_none()
    }

    /// Whether all words of this name stand in the stated one, a department's among them, and its
    /// own no others: `Müller Verwaltung` for `Müller Verwaltungs GmbH`.
    pub fn is_whole_in(&self, stated: &NameWords) -> bool {
        let (own, theirs) = (self.0.own(), stated.0.own());
        let is_it = |word: &Word, their: &Word| {
            word.likeness(their) == Some(true) || word.text.strip_suffix('s') == Some(&their.text)
        };
        let stands = |word: &Word| stated.0.all.iter().any(|their| is_it(word, their));
        let is_ours = |their: &Word| own.iter().any(|word| is_it(word, their));
        let lacks = |one: &str| !self.0.bodies.contains(&one);
        let is_others = !stated.0.owner.is_empty()
            || stated.0.is_household
            || !stated.0.roles.is_empty()
            || stated.0.bodies.iter().any(|body| lacks(body));
        own.len() > 1 && !is_others && own.iter().all(stands) && theirs.iter().all(is_ours)
    }

    /// Whether the two share a word of the names themselves, be it only what their bearers do or
    /// with a letter other.
    pub fn is_akin(&self, other: &NameWords) -> bool {
        let theirs = other.0.own();
        let akin = |word: &Word| theirs.iter().any(|their| word.likeness(their).is_some());
        self.0.own().iter().any(akin)
    }

    /// The words, folded, that tell whose names both are: no given name, no number, none that says
    /// what their bearers do.
    pub fn telling_shared_with<'a>(
        &'a self,
        other: &'a NameWords,
    ) -> impl Iterator<Item = &'a str> {
        let telling = |word: &&Word| word.is_telling() && !word.is_given() && word.text.len() > 2;
        let theirs = other.0.own();
        let shared = move |word: &&Word| theirs.iter().any(|their| their.worn == word.worn);
        self.0.own().iter().filter(telling).filter(shared).map(|word| word.text.as_str())
    }

    /// What a name that somebody states is to this one. `town` is the one of the address that he
    /// states, folded: its words may stand in the name.
    pub fn sameness(&self, stated: &NameWords, town: &str) -> Sameness {
        let (ours, theirs) = (&self.0, &stated.0);
        if ours.form.is_other(&theirs.form) {
            let cut = ours.begins_with(theirs) && !theirs.ends_in_form;
            return if cut { Sameness::Same } else { Sameness::Other };
        }
        if ours.begins_with(theirs) {
            return Sameness::Same;
        }
        let readings = ours.readings.iter().flat_map(|own| {
            theirs.readings.iter().map(move |reading| Compared { own, reading, ours, theirs, town })
        });
        let best = readings.map(|compared| compared.sameness()).max().unwrap_or(Sameness::Other);
        let joint = || theirs.persons.iter().any(|person| ours.is_named_in(person));
        match best {
            Sameness::Other if joint() => Sameness::Same,
            _ if ours.is_owned_otherwise(theirs) => Sameness::Other,
            _ if ours.is_numbered_otherwise(theirs) => Sameness::Other,
            _ if ours.bodies != theirs.bodies => Sameness::Other,
            _ if theirs.roles.iter().any(|role| !ours.roles.contains(role)) => Sameness::Other,
            _ if theirs.is_household && !ours.is_household && ours.form.is_stated() => {
                Sameness::Other
            }
            best if ours.is_owned_by(theirs) == Some(false) => match ours.form.is_corporate() {
                true => Sameness::Other,
                false => best.min(Sameness::Lacking),
            },
            best if ours.is_owned_by(theirs) == Some(true) && ours.form.is_corporate() => {
                best.min(Sameness::Lacking)
            }
            best => best,
        }
    }
}

/// A reading of one's own name beside one of the stated name.
struct Compared<'a> {
    own: &'a [Word],
    reading: &'a [Word],
    ours: &'a NameParts,
    theirs: &'a NameParts,
    town: &'a str,
}

impl Compared<'_> {
    fn sameness(&self) -> Sameness {
        if self.own.is_empty() || self.reading.is_empty() {
            return Sameness::Other;
        }
        if is_one(self.own, self.reading) || is_acronym(self.own, self.reading) {
            return Sameness::Same;
        }
        let (own, reading) = (glued(self.own, self.reading), glued(self.reading, self.own));
        let likeness = |word: &Word, others: &[Word]| {
            others.iter().filter_map(|other| self.alike(word, other)).max()
        };
        let missing: Vec<&Word> =
            own.iter().filter(|word| likeness(word, &reading).is_none()).collect();
        let added: Vec<&Word> = reading
            .iter()
            .filter(|word| likeness(word, &own).is_none())
            .filter(|word| !self.is_written_beside(word))
            .collect();
        let slips = own.iter().any(|word| likeness(word, &reading) == Some(false));
        let renamed = own.iter().filter(|word| likeness(word, &reading) == Some(false)).any(
            // `Möller` is no slip of `Müller`.
            |word| {
                let mut others = reading.iter().filter(|other| self.alike(word, other).is_some());
                others.any(|other| is_surname(&other.text))
            },
        );
        let telling = |word: &&Word| word.is_telling();
        let found = own.iter().filter(|word| likeness(word, &reading).is_some());
        let has_telling = found.clone().any(|word| word.is_telling() && !word.is_given());
        let only_trades = || !reading.iter().any(|word| word.is_telling()) && found.count() > 0;
        if !(has_telling || only_trades()) {
            return Sameness::Other;
        }
        let lacks = missing.iter().any(|word| telling(word) && !word.is_given());
        let is_short = missing.iter().any(|word| self.is_left_out(word, &own));
        let made = added.iter().map(|word| self.added(word, lacks, &own)).max();
        let firms = self.ours.form.is_stated() && self.theirs.form.is_stated();
        // `Schreinerei GmbH` may be anybody's.
        let is_bare = firms && !has_telling && own.iter().any(Word::is_telling);
        match made {
            None | Some(Made::Nothing) if renamed || is_bare => Sameness::Added,
            None | Some(Made::Nothing) if is_short => Sameness::Lacking,
            None | Some(Made::Nothing) if slips => Sameness::Slip,
            None | Some(Made::Nothing) => Sameness::Same,
            Some(Made::Unknown) if !lacks && !slips => Sameness::Added,
            Some(Made::Unknown | Made::Another) => Sameness::Other,
        }
    }

    /// Whether a word of one's own that is missing makes another's of what is left: `Nord`, or the
    /// trade before a name that is a firm's without it (`Autohaus Weber Nord GmbH`, `Weber Nord
    /// GmbH`). A family's name alone is short for it, and so is a name without its legal form.
    fn is_left_out(&self, word: &Word, own: &[Word]) -> bool {
        let firms = self.ours.form.is_stated() && self.theirs.form.is_stated();
        let is_double = |word: &Word| word.is_hyphened && self.ours.is_person;
        let is_owners = |word: &Word| word.is_leading() || self.ours.owner.contains(word);
        let tells = |word: &Word| {
            word.is_telling()
                && !(word.is_given() || word.is_joining() || self.is_place(word))
                && !(is_double(word) || is_owners(word) || short_forms::is_in_table(&word.text))
        };
        let heads =
            || own.first() == Some(word) && own.iter().filter(|word| tells(word)).count() > 1;
        match word.is_trade() {
            true => firms && heads() && !short_forms::is_in_table(&word.text),
            false => firms && tells(word),
        }
    }

    /// Whether a word is a town, the one of the address or a larger one.
    fn is_place(&self, word: &Word) -> bool {
        is_town(&word.text) || self.town.split(' ').any(|town| town == word.text)
    }

    /// Trades of two firms that both state their form are compared as a whole.
    fn alike(&self, word: &Word, other: &Word) -> Option<bool> {
        let firms = self.ours.form.is_stated() && self.theirs.form.is_stated();
        word.likeness(other).or_else(|| (!firms && word.is_kind_of(other)).then_some(true))
    }

    /// Behind its legal form, the company's own name says it as well.
    fn is_written_beside(&self, word: &Word) -> bool {
        self.ours.all.iter().any(|own| own.likeness(word) == Some(true))
    }

    /// What an added word makes of the name. `lacks`: a word of one's own that tells whose it is
    /// is missing.
    fn added(&self, word: &Word, lacks: bool, own: &[Word]) -> Made {
        let is_sole = !self.ours.form.is_stated() || self.ours.form.is_merchant();
        let is_whole = || {
            let telling = own.iter().filter(|word| word.is_telling());
            self.ours.is_person && telling.clone().count() > 1 && !lacks
        };
        let has_given = || own.iter().any(Word::is_given);
        match word {
            _ if word.is_number() || word.is_empty() => Made::Nothing,
            _ if is_branch(word, self.ours) && !lacks => Made::Nothing,
            _ if self.is_place(word) && !lacks => Made::Nothing,
            // What a sole trader calls his firm, and whose firm it is.
            _ if word.is_trade() && is_sole && is_whole() => Made::Nothing,
            _ if word.is_given() && is_sole && !has_given() && !lacks => Made::Nothing,
            _ if word.is_hyphened && is_sole && is_whole() => Made::Nothing,
            _ if word.is_given() || word.is_trade() || word.is_initial() => Made::Another,
            _ => Made::Unknown,
        }
    }
}

/// What an added word makes of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Made {
    /// The same.
    Nothing,
    /// Who knows.
    Unknown,
    /// Another's.
    Another,
}

/// Whether two names are one but for the blanks between their words.
fn is_one(one: &[Word], other: &[Word]) -> bool {
    let whole = |words: &[Word], worn: bool| -> String {
        words.iter().map(|word| if worn { &word.worn } else { &word.text }.as_str()).collect()
    };
    let (a, b) = (whole(one, false), whole(other, false));
    a == b || whole(one, true) == b || a == whole(other, true)
}

/// `MMB` for `Müller Metallbau`: one word, the first letters of all the other's words in it and
/// nothing but letters of these in their order.
fn is_acronym(one: &[Word], other: &[Word]) -> bool {
    let short = |short: &[Word], long: &[Word]| {
        let [word] = short else { return false };
        if !(2..=5).contains(&word.text.len()) || long.len() < 2 {
            return false;
        }
        let mut letters = word.text.chars().peekable();
        for long in long {
            let mut left = long.text.chars();
            if letters.peek() != left.next().as_ref() {
                return false;
            }
            letters.next();
            while let Some(next) = letters.peek()
                && left.any(|letter| letter == *next)
            {
                letters.next();
            }
        }
        letters.next().is_none()
    };
    short(one, other) || short(other, one)
}

/// The words of a name with those joined that the other writes as one: `Metall Bau`.
fn glued(words: &[Word], other: &[Word]) -> Vec<Word> {
    let mut kept: Vec<Word> = Vec::with_capacity(words.len());
    for word in words {
        let both = kept.last().map(|last| last.joined_with(word));
        match both.filter(|both| other.iter().any(|other| both.is_written(other))) {
            Some(both) => {
                kept.pop();
                kept.push(both);
            }
            None => kept.push(word.clone()),
        }
    }
    kept
}

impl NameParts {
    /// Whether the other is the beginning of this name, as lines of 27 or 35 characters cut it.
    fn begins_with(&self, cut: &NameParts) -> bool {
        let begins = |whole: &str, cut: &str| cut.len() >= 20 && whole.starts_with(cut);
        begins(&self.written, &cut.written) || begins(&self.shortened, &cut.shortened)
    }

    /// Whether both are numbered, and otherwise: `Solarpark 3`, `Windpark Nord II`, `WEG Hauptstr.
    /// 5`. A number that only one of them has may be missing in the other.
    fn is_numbered_otherwise(&self, other: &NameParts) -> bool {
        let numbers = |name: &NameParts| -> Vec<String> {
            let own = name.own().iter().filter(|word| word.is_number());
            own.map(|word| word.text.clone()).collect()
        };
        let (ours, theirs) = (numbers(self), numbers(other));
        ours.iter().any(|number| !theirs.contains(number))
            && theirs.iter().any(|number| !ours.contains(number))
    }

    /// Whether both name an owner, and by other words.
    fn is_owned_otherwise(&self, other: &NameParts) -> bool {
        let lacks = |one: &[Word], other: &[Word]| {
            one.iter().any(|word| !other.iter().any(|its| word.likeness(its) == Some(true)))
        };
        !(self.owner.is_empty() || other.owner.is_empty())
            && lacks(&self.owner, &other.owner)
            && lacks(&other.owner, &self.owner)
    }

    /// Whether the owner that another name states, and this one does not, bears a word of this one:
    /// `Malerbetrieb Huber, Inh. Karl Huber`. `None` where it states none.
    fn is_owned_by(&self, other: &NameParts) -> Option<bool> {
        let shared = |word: &Word| {
            let own = self.own().iter().filter(|own| own.is_telling());
            own.clone().any(|own| own.likeness(word) == Some(true))
        };
        let is_stated = self.owner.is_empty() && !other.owner.is_empty();
        is_stated.then(|| other.owner.iter().any(shared))
    }

    /// Whether one of several persons that a name joins is this one, by given and family name.
    fn is_named_in(&self, person: &[Word]) -> bool {
        let telling: Vec<&Word> = self.own().iter().filter(|word| word.is_telling()).collect();
        let found = |word: &&Word| person.iter().any(|other| word.likeness(other) == Some(true));
        self.is_person && telling.len() > 1 && telling.iter().all(found)
    }
}

impl Word {
    /// Whether the two are one, be it without an umlaut's dots or short.
    fn is_written(&self, other: &Word) -> bool {
        let (one, two) = (self.text.as_str(), other.text.as_str());
        one == two || self.worn == two || one == other.worn || short_forms::are_one(one, two)
    }

    /// Whether a word may be the other: `Some(true)` for a spelling, `Some(false)` with a slip.
    pub(super) fn likeness(&self, other: &Word) -> Option<bool> {
        let (one, two) = (self.text.as_str(), other.text.as_str());
        if self.is_written(other)
            || self.is_cut_of(other)
            || other.is_cut_of(self)
            || is_abbreviation(one, two)
            || is_abbreviation(two, one)
        {
            return Some(true);
        }
        let trades = self.is_trade() && other.is_trade();
        let begins = one.len().min(two.len()) > 3 && (one.starts_with(two) || two.starts_with(one));
        if trades && (begins || craft(one) == craft(two)) || bare_firm(one) == bare_firm(two) {
            return Some(true);
        }
        is_slip(one, two).then_some(trades)
    }

    /// `Metallb.`, `Masch.bau`, `Stahlhdl.`, and a given name's initial.
    fn is_cut_of(&self, whole: &Word) -> bool {
        match self.text.split_once('*') {
            Some((head, tail)) => whole
                .text
                .strip_prefix(head)
                .is_some_and(|rest| rest.len() > tail.len() && rest.ends_with(tail)),
            None => {
                let begins = whole.text.starts_with(&self.text);
                self.is_cut && self.text.len() > 1 && begins
                    || self.is_initial() && whole.is_given() && begins
                    || self.is_cut && self.text.len() > 4 && is_shortened(&self.text, &whole.text)
            }
        }
    }

    /// `Praxis` and `Zahnarztpraxis`.
    fn is_kind_of(&self, other: &Word) -> bool {
        let (one, two) = (self.text.as_str(), other.text.as_str());
        let ends = one.ends_with(two) || two.ends_with(one);
        self.is_trade() && other.is_trade() && one.len().min(two.len()) > 3 && ends
    }
}

/// `Schreinerei`, `Schreinermeister`, `Malerbetrieb` by what the craft is called.
fn craft(word: &str) -> &str {
    let ends = ["meisterbetrieb", "ermeister", "meister", "betrieb", "erei"];
    let bare = ends.iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    let bare = bare.strip_suffix("er").unwrap_or(bare);
    if bare.len() > 3 { bare } else { word }
}

/// `Beratungsgesellschaft mbH` and `Beratungs GmbH`.
fn bare_firm(word: &str) -> &str {
    let bare = word.strip_suffix("gesellschaft").or_else(|| word.strip_suffix("ges"));
    bare.filter(|bare| bare.len() > 4).unwrap_or(word)
}

/// The same three letters first, and the rest of them in the other word in their order.
fn is_shortened(short: &str, long: &str) -> bool {
    let mut left = long.chars();
    short.chars().zip(long.chars()).take(3).all(|(one, other)| one == other)
        && short.len() < long.len()
        && short.chars().all(|letter| left.any(|other| other == letter))
}

/// `vwltg` for `verwaltung`: consonants that stand in the other word in their order, the first of
/// them first.
fn is_abbreviation(short: &str, long: &str) -> bool {
    let mut left = long.chars();
    (3..=5).contains(&short.len())
        && long.len() > 7
        && !short.contains(['a', 'e', 'i', 'o', 'u', 'y'])
        && !short_forms::is_short(short)
        && short.chars().next() == long.chars().next()
        && short.chars().all(|letter| left.any(|other| other == letter))
}

/// True when a word is the other but for one letter, or two that changed places.
fn is_slip(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let ahead = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let behind = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
    let sorted = |word: &[char]| {
        let mut letters = word.to_vec();
        letters.sort_unstable();
        letters
    };
    match longer - shorter {
        0 => {
            (longer > 3 && ahead + behind + 1 >= longer)
                || (ahead + behind + 2 >= longer && sorted(&one) == sorted(&other))
        }
        1 => longer > 3 && ahead + behind >= shorter,
        _ => false,
    }
}
