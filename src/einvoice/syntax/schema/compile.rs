//! A schema data file, compiled: types by number, children in their order.
//!
//! Form of the file, one fact a line, words parted by spaces:
//!
//! ```text
//! # remark
//! root ELEMENT TYPE
//! simple TYPE VALUE [ATTRIBUTE:VALUE[!][=FIXED]]...     ! required; %20 is a space
//! element TYPE ELEMENT...                               the type of these elements unless a child says otherwise
//! type TYPE [CHILD[=TYPE][?*+]]...                      in this order; A|B is one of the two; ##other any foreign element
//! ```

use super::value::Value;
use crate::xml::Name;
use std::collections::HashMap;

/// A compiled schema.
pub struct Schema {
    types: Vec<Type>,
    roots: Vec<(Name, u32)>,
    elements: HashMap<Name, u32>,
}

/// What an element may be.
pub enum Type {
    /// A value with attributes, no elements.
    Simple(Simple),
    /// Elements in order, no text and no attributes.
    Complex(Complex),
}

/// A value and its attributes.
pub struct Simple {
    pub value: Value,
    pub attributes: Vec<AttributeFact>,
}

/// One attribute that may or must stand.
pub struct AttributeFact {
    pub name: Name,
    pub spelled: &'static str,
    pub value: Value,
    pub required: bool,
    pub fixed: Option<String>,
}

/// The children in order. Children that share a slot exclude each other.
pub struct Complex {
    pub children: Vec<Child>,
    /// The names of `children`, side by side, for they are looked through again and again.
    pub names: Vec<Name>,
    pub slots: Vec<Slot>,
    /// Holds exactly one element of a foreign namespace instead of `children`.
    pub foreign: bool,
}

/// One child that may stand in its slot.
pub struct Child {
    pub spelled: &'static str,
    pub kind: u32,
    pub slot: u32,
}

/// How often something stands at one position of the order.
#[derive(Clone, Copy)]
pub struct Slot {
    pub required: bool,
    pub many: bool,
    /// The first of [`Complex::children`] that belongs here.
    pub first: u32,
}

impl Schema {
    /// The type of a document element.
    pub fn root(&self, name: Name) -> Option<u32> {
        self.roots.iter().find(|(root, _)| *root == name).map(|(_, kind)| *kind)
    }

    /// The type of an element wherever it stands, for foreign content that holds known elements.
    pub fn anywhere(&self, name: Name) -> Option<u32> {
        self.elements.get(&name).copied()
    }

    /// A type by its number.
    pub fn kind(&self, number: u32) -> Option<&Type> {
        self.types.get(number as usize)
    }

    /// How many types there are.
    #[cfg(test)]
    pub fn count(&self) -> usize {
        self.types.len()
    }

    /// Compiles a data file. A line that is not of the form is left out (tests hold that there is
    /// none).
    pub fn compile(text: &'static str) -> Schema {
        let lines = || {
            text.lines()
                .filter(|line| !line.starts_with('#'))
                .filter_map(|line| line.split_once(' '))
        };
        let mut numbers = HashMap::new();
        for (_, rest) in lines().filter(|(verb, _)| matches!(*verb, "simple" | "type")) {
            let next = numbers.len() as u32;
            numbers.entry(first_word(rest)).or_insert(next);
        }
        let mut schema = Schema {
            types: Vec::with_capacity(numbers.len()),
            roots: Vec::new(),
            elements: HashMap::new(),
        };
        let mut spelled = HashMap::new();
        for (_, rest) in lines().filter(|(verb, _)| *verb == "element") {
            let mut words = rest.split(' ');
            let Some(kind) = words.next().and_then(|word| numbers.get(word)).copied() else {
                continue;
            };
            for word in words {
                schema.elements.insert(Name::of(word), kind);
                spelled.insert(word, kind);
            }
        }
        for (verb, rest) in lines() {
            match verb {
                "root" => schema.roots.extend(root(rest, &numbers)),
                "simple" => schema.types.push(Type::Simple(simple(rest))),
                "type" => schema.types.push(Type::Complex(complex(rest, &numbers, &spelled))),
                _ => {}
            }
        }
        schema
    }
}

type Numbers = HashMap<&'static str, u32>;

fn first_word(text: &'static str) -> &'static str {
    text.split(' ').next().unwrap_or_default()
}

fn root(rest: &'static str, numbers: &Numbers) -> Option<(Name, u32)> {
    let (name, kind) = rest.split_once(' ')?;
    Some((Name::of(name), *numbers.get(kind)?))
}

fn simple(rest: &'static str) -> Simple {
    let mut words = rest.split(' ').skip(1);
    let value = Value::named(words.next().unwrap_or_default());
    Simple { value, attributes: words.filter_map(attribute).collect() }
}

fn attribute(word: &'static str) -> Option<AttributeFact> {
    let (spelled, rest) = word.split_once(':')?;
    let (rest, fixed) = match rest.split_once('=') {
        Some((rest, fixed)) => (rest, Some(fixed.replace("%20", " "))),
        None => (rest, None),
    };
    let required = rest.ends_with('!');
    let value = Value::named(rest.trim_end_matches('!'));
    Some(AttributeFact { name: Name::of(spelled), spelled, value, required, fixed })
}

fn complex(rest: &'static str, numbers: &Numbers, elements: &Numbers) -> Complex {
    let mut complex =
        Complex { children: Vec::new(), names: Vec::new(), slots: Vec::new(), foreign: false };
    for word in rest.split(' ').skip(1) {
        if word == "##other" {
            complex.foreign = true;
            continue;
        }
        let bare = word.trim_end_matches(['?', '*', '+']);
        let slot = complex.slots.len() as u32;
        let first = complex.children.len() as u32;
        complex.slots.push(Slot {
            required: !word.ends_with(['?', '*']),
            many: word.ends_with(['*', '+']),
            first,
        });
        for choice in bare.split('|') {
            let (spelled, kind) = match choice.split_once('=') {
                Some((spelled, kind)) => (spelled, numbers.get(kind)),
                None => (choice, elements.get(choice)),
            };
            if let Some(kind) = kind.copied() {
                complex.names.push(Name::of(spelled));
                complex.children.push(Child { spelled, kind, slot });
            }
        }
    }
    complex
}
