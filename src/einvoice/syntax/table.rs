//! The tables of rules, compiled.
//!
//! Form of a data file, one fact a line, words parted by spaces:
//!
//! ```text
//! # remark
//! @ PATTERN... [where FILTER...]      a context: the elements that the rows below look at
//! absent|once|one|some SEVERITY ID PATH...
//! never SEVERITY ID                   the element itself must not be there
//! code SEVERITY ID CODES [@ATTRIBUTE] its value, or the attribute's, is one of these codes, or
//! empty special SEVERITY ID [NAME]          a condition of its own, in special.rs, by its name or the rule's id
//! ```
//!
//! A pattern is `/a:B/a:C` from the root, `a:B/a:C` anywhere, or `*Suffix` or `a:*Suffix` by the
//! end of a local name. A path leads down from the context and may end in `/@attribute`; `//a:B/@c`
//! and `//@c` are looked for in the whole document. CODES is the name of a code list, or none, and
//! after commas what is added (`+A`) or left out (`-B`): `currencies,+STN,-STD`.

use super::memo::Memo;
use super::special;
use crate::einvoice::codelists::{self, CodeList};
use crate::einvoice::rules::Severity;
use crate::xml::{Name, Names, Node};

/// What a rule states about the place its path leads to.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Must not be there.
    Absent,
    /// At most one.
    Once,
    /// Exactly one.
    One,
    /// At least one.
    Some,
    /// The element itself must not be there.
    Never,
    /// A value or attribute that is one of some codes; the number of [`Table::codes`].
    Code(u32, Option<Name>),
    /// A condition of its own: the element at fault.
    Special(special::Condition),
}

/// One rule.
pub struct Row {
    /// The official id.
    pub id: &'static str,
    pub severity: Severity,
    pub kind: Kind,
    /// Where it looks, for its message: the context's pattern and the path.
    pub context: &'static str,
    pub path: &'static str,
}

impl Row {
    /// True of the rules of a Factur-X profile.
    pub fn is_of_profile(&self) -> bool {
        self.id.starts_with("FX-")
    }

    /// What its condition is called, where it has one of its own.
    pub fn asks(&self) -> &'static str {
        if self.path.is_empty() { self.id } else { self.path }
    }
}

/// The rules of one syntax.
pub struct Table {
    pub rows: Vec<Row>,
    /// What rows about codes allow.
    codes: Vec<Codes>,
    contexts: Vec<Context>,
    steps: Vec<Step>,
    named: Names<Named>,
    suffixes: Vec<Suffix>,
    attributes: Names<Vec<u32>>,
    /// The names that are keys of `named`, until the table is compiled.
    spelled: Vec<&'static str>,
}

/// Codes that a row allows: those of a list, with some added or left out.
struct Codes {
    list: Option<&'static CodeList>,
    more: Vec<&'static str>,
    less: Vec<&'static str>,
}

/// Elements that the same rows look at.
pub struct Context {
    patterns: Vec<Pattern>,
    filters: Vec<special::Filter>,
    /// Where the paths of its rows begin.
    pub step: u32,
    /// Rows that need something to be there.
    pub needing: Vec<u32>,
    pub special: Vec<u32>,
    /// Rows about the element itself.
    pub own: Vec<u32>,
}

struct Pattern {
    /// Names from the element upwards.
    names: Vec<Name>,
    rooted: bool,
}

struct Suffix {
    prefix: Option<&'static str>,
    end: &'static str,
    context: u32,
}

/// A point that paths of a context lead through.
#[derive(Default)]
pub struct Step {
    pub edges: Names<u32>,
    pub rows: Vec<u32>,
    pub attributes: Vec<(Name, u32)>,
}

/// What is known of elements of one name.
#[derive(Default)]
pub struct Named {
    /// The contexts that they may be of, in order.
    candidates: Vec<Candidate>,
    anywhere: Vec<Anywhere>,
}

/// A context that an element of some name may be of: by a pattern of it, or by the end of the name
/// alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    context: u32,
    by_end: bool,
}

/// A path that is looked for in the whole document.
pub struct Anywhere {
    above: Vec<Name>,
    attribute: Option<Name>,
    pub row: u32,
}

impl Table {
    /// Compiles a data file. A line that is not of the form is left out (tests hold that there is
    /// none). Of the names in `vocabulary` it is found out now which contexts they may be of, of
    /// others only when they are met.
    pub fn compile(text: &'static str, vocabulary: &'static str) -> Table {
        let mut table = Table {
            rows: Vec::new(),
            codes: Vec::new(),
            contexts: Vec::new(),
            steps: Vec::new(),
            named: Names::default(),
            suffixes: Vec::new(),
            attributes: Names::default(),
            spelled: Vec::new(),
        };
        let mut context = "";
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match line.split_once(' ') {
                Some(("@", rest)) => context = table.open(rest),
                Some((verb, rest)) => {
                    table.row(verb, rest, context);
                }
                None => {}
            }
        }
        let elements = vocabulary
            .lines()
            .filter_map(|line| line.strip_prefix("element "))
            .flat_map(|line| line.split(' '));
        let spelled = std::mem::take(&mut table.spelled);
        spelled.into_iter().chain(elements).for_each(|spelled| table.know(spelled));
        table
    }

    /// Notes which contexts elements of a name are candidates of by its end.
    fn know(&mut self, spelled: &str) {
        let Some((prefix, local)) = spelled.split_once(':') else { return };
        let named = self.named.entry(Name::of(spelled)).or_default();
        for suffix in self.suffixes.iter().filter(|suffix| suffix.fits(prefix, local)) {
            let candidate = Candidate { context: suffix.context, by_end: true };
            if !named.candidates.contains(&candidate) {
                named.candidates.push(candidate);
                named.candidates.sort_unstable();
            }
        }
    }

    /// What is known of elements of this name.
    pub fn named(&self, name: Name) -> Option<&Named> {
        self.named.get(&name)
    }

    /// The context of an element, of which `named` is known: the first whose pattern it fits.
    pub fn context<'t, 'a>(
        &self,
        node: Node<'t, 'a>,
        named: Option<&Named>,
        memo: &Memo<'t, 'a>,
    ) -> Option<&Context> {
        let fits = |candidate: &Candidate| self.fits(*candidate, node, memo);
        let first = match named {
            Some(named) => named.candidates.iter().copied().find(fits),
            None => {
                let mut suffixes =
                    self.suffixes.iter().filter(|suffix| suffix.fits(node.prefix(), node.local()));
                suffixes.find_map(|suffix| {
                    Some(Candidate { context: suffix.context, by_end: true }).filter(fits)
                })
            }
        };
        self.contexts.get(first?.context as usize)
    }

    fn fits<'t, 'a>(&self, candidate: Candidate, node: Node<'t, 'a>, memo: &Memo<'t, 'a>) -> bool {
        self.contexts.get(candidate.context as usize).is_some_and(|context| {
            let by_pattern = || context.patterns.iter().any(|pattern| pattern.fits(node));
            (candidate.by_end || by_pattern())
                && context.filters.iter().all(|filter| filter(node, memo))
        })
    }

    /// True when a row about codes allows this one; an empty one is no code.
    pub fn allows(&self, codes: u32, code: &str) -> bool {
        code.is_empty() || self.codes.get(codes as usize).is_none_or(|codes| codes.has(code))
    }

    /// A point of the paths by its number.
    pub fn step(&self, number: u32) -> Option<&Step> {
        self.steps.get(number as usize)
    }

    /// The rows that look for this element, of which `named` is known, or its attributes anywhere.
    pub fn anywhere(&self, node: Node, named: Option<&Named>) -> impl Iterator<Item = u32> {
        let paths = named.map(|named| named.anywhere.as_slice()).unwrap_or_default();
        paths.iter().filter(move |path| path.fits(node)).map(|path| path.row)
    }

    /// The rows that look for an attribute of this name anywhere.
    pub fn attribute(&self, name: Name) -> &[u32] {
        self.attributes.get(&name).map(Vec::as_slice).unwrap_or_default()
    }

    fn open(&mut self, rest: &'static str) -> &'static str {
        let (patterns, filter) = rest.split_once(" where ").unwrap_or((rest, ""));
        let number = self.contexts.len() as u32;
        let mut context = Context {
            patterns: Vec::new(),
            filters: filter.split(' ').filter_map(special::filter).collect(),
            step: self.step_new(),
            needing: Vec::new(),
            special: Vec::new(),
            own: Vec::new(),
        };
        for pattern in patterns.split(' ') {
            match pattern.split_once('*') {
                Some((prefix, end)) => {
                    self.suffixes.push(Suffix {
                        prefix: prefix.strip_suffix(':'),
                        end,
                        context: number,
                    });
                }
                None => {
                    let names = upwards(pattern.trim_start_matches('/'));
                    self.named_last(pattern)
                        .candidates
                        .push(Candidate { context: number, by_end: false });
                    context.patterns.push(Pattern { names, rooted: pattern.starts_with('/') });
                }
            }
        }
        self.contexts.push(context);
        patterns
    }

    fn row(&mut self, verb: &str, rest: &'static str, context: &'static str) -> Option<()> {
        let mut words = rest.split(' ');
        let severity = match words.next()? {
            "fatal" => Severity::Fatal,
            _ => Severity::Warning,
        };
        let id = words.next()?;
        let number = self.rows.len() as u32;
        let kind = match verb {
            "absent" => Kind::Absent,
            "once" => Kind::Once,
            "one" => Kind::One,
            "some" => Kind::Some,
            "never" => Kind::Never,
            "code" => {
                self.codes.push(Codes::read(words.next()?)?);
                Kind::Code(
                    self.codes.len() as u32 - 1,
                    words.next().and_then(|word| word.strip_prefix('@')).map(Name::of),
                )
            }
            _ => Kind::Special(special::condition(words.clone().next().unwrap_or(id))?),
        };
        let path = words.clone().next().unwrap_or_default();
        self.rows.push(Row { id, severity, kind, context, path });
        let open = self.contexts.last_mut()?;
        match kind {
            Kind::Special(_) => open.special.push(number),
            Kind::Never | Kind::Code(..) => open.own.push(number),
            Kind::One | Kind::Some => open.needing.push(number),
            _ => {}
        }
        if matches!(kind, Kind::Special(_)) {
            return Some(());
        }
        let start = open.step;
        words.for_each(|path| self.path(start, path, number));
        Some(())
    }

    fn path(&mut self, start: u32, path: &'static str, row: u32) {
        if let Some(path) = path.strip_prefix("//") {
            return self.look_anywhere(path, row);
        }
        let (elements, attribute) = match path.split_once('@') {
            Some((elements, attribute)) => {
                (elements.trim_end_matches('/'), Some(Name::of(attribute)))
            }
            None => (path, None),
        };
        let mut at = start;
        for word in elements.split('/').filter(|word| !word.is_empty()) {
            at = self.lead(at, Name::of(word));
        }
        if let Some(step) = self.steps.get_mut(at as usize) {
            match attribute {
                Some(attribute) => step.attributes.push((attribute, row)),
                None => step.rows.push(row),
            }
        }
    }

    fn look_anywhere(&mut self, path: &'static str, row: u32) {
        let (elements, attribute) = match path.split_once('@') {
            Some(("", attribute)) => {
                return self.attributes.entry(Name::of(attribute)).or_default().push(row);
            }
            Some((elements, attribute)) => {
                (elements.trim_end_matches('/'), Some(Name::of(attribute)))
            }
            None => (path, None),
        };
        let above = upwards(elements).into_iter().skip(1).collect();
        self.named_last(elements).anywhere.push(Anywhere { above, attribute, row });
    }

    /// What is known of elements of the name that a path ends in.
    fn named_last(&mut self, path: &'static str) -> &mut Named {
        let last = path.rsplit('/').next().unwrap_or_default();
        self.spelled.push(last);
        self.named.entry(Name::of(last)).or_default()
    }

    /// The step that a name leads to, made if it is new.
    fn lead(&mut self, from: u32, name: Name) -> u32 {
        let known = self.step(from).and_then(|step| step.follow(name));
        known.unwrap_or_else(|| {
            let to = self.step_new();
            if let Some(step) = self.steps.get_mut(from as usize) {
                step.edges.insert(name, to);
            }
            to
        })
    }

    fn step_new(&mut self) -> u32 {
        self.steps.push(Step::default());
        self.steps.len() as u32 - 1
    }
}

impl Codes {
    fn read(word: &'static str) -> Option<Codes> {
        let mut words = word.split(',');
        let list = match words.next()? {
            "" => None,
            name => Some(codelists::named(name)?),
        };
        let (more, less): (Vec<&str>, Vec<&str>) = words.partition(|word| word.starts_with('+'));
        let bare =
            |words: Vec<&'static str>| words.into_iter().filter_map(|word| word.get(1..)).collect();
        Some(Codes { list, more: bare(more), less: bare(less) })
    }

    fn has(&self, code: &str) -> bool {
        self.more.contains(&code)
            || (self.list.is_some_and(|list| list.has(code)) && !self.less.contains(&code))
    }
}

impl Pattern {
    fn fits(&self, node: Node) -> bool {
        let mut at = Some(node);
        for name in &self.names {
            match at.filter(|node| node.name() == *name) {
                Some(node) => at = node.parent(),
                None => return false,
            }
        }
        !self.rooted || at.is_none()
    }
}

impl Suffix {
    fn fits(&self, prefix: &str, local: &str) -> bool {
        local.ends_with(self.end) && self.prefix.is_none_or(|wanted| wanted == prefix)
    }
}

impl Step {
    /// Where a child of this name leads.
    pub fn follow(&self, name: Name) -> Option<u32> {
        self.edges.get(&name).copied()
    }
}

impl Anywhere {
    fn fits(&self, node: Node) -> bool {
        let mut at = node.parent();
        for name in &self.above {
            match at.filter(|node| node.name() == *name) {
                Some(node) => at = node.parent(),
                None => return false,
            }
        }
        self.attribute.is_none_or(|attribute| node.attribute(attribute).is_some())
    }
}

/// The names of a path from its end upwards.
fn upwards(path: &str) -> Vec<Name> {
    path.split('/').rev().map(Name::of).collect()
}
