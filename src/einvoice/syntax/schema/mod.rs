//! The schema of a document: element names, their order, how often they stand, and what values and
//! attributes they hold.
//!
//! UBL documents are held against OASIS UBL 2.1 Invoice and CreditNote, CII documents against
//! UN/CEFACT D16B (SCRDM, code lists uncoupled), the schema that the official checks of EN 16931
//! and XRechnung apply. The profiles of Factur-X have schemas of their own, each a part of D22B
//! (`facturx/`). The content of a UBL extension is free, but a known UBL element inside it is
//! checked.
//!
//! The facts stand in `ubl21.schema` and `cii.schema` and are compiled on first use. A check is
//! linear in the document.

mod compile;
mod fault;
mod value;

pub use fault::{FaultKind, SchemaFault};
pub use value::Value;

use crate::einvoice::profile::Profile;
use crate::einvoice::term::is_blank;
use crate::n;
use crate::xml::{Attribute, Name, Node, Tree};
use compile::{Complex, Schema, Simple, Type};
use std::sync::LazyLock;

static UBL: LazyLock<Schema> = LazyLock::new(|| Schema::compile(include_str!("ubl21.schema")));
static CII: LazyLock<Schema> = LazyLock::new(|| Schema::compile(include_str!("cii.schema")));
static MINIMUM: LazyLock<Schema> =
    LazyLock::new(|| Schema::compile(include_str!("facturx/minimum.schema")));
static BASIC_WL: LazyLock<Schema> =
    LazyLock::new(|| Schema::compile(include_str!("facturx/basicwl.schema")));
static BASIC: LazyLock<Schema> =
    LazyLock::new(|| Schema::compile(include_str!("facturx/basic.schema")));
static STANDARD: LazyLock<Schema> =
    LazyLock::new(|| Schema::compile(include_str!("facturx/en16931.schema")));
static EXTENDED: LazyLock<Schema> =
    LazyLock::new(|| Schema::compile(include_str!("facturx/extended.schema")));

/// After so many faults a document is not looked at further.
const MOST_FAULTS: usize = 100;

/// Holds a document against the schema its document element asks for and returns what is wrong, in
/// document order, at most 100 faults. Nothing comes back exactly when an XSD validator would
/// accept the document.
pub fn faults(tree: &Tree) -> Vec<SchemaFault> {
    faults_of(tree, None)
}

/// The same by the schema of a profile of Factur-X, which is CII.
pub fn faults_of(tree: &Tree, profile: Option<Profile>) -> Vec<SchemaFault> {
    let root = tree.root();
    let schema = match (root.prefix(), profile) {
        ("ubl" | "cn", _) => &*UBL,
        (_, None) => &*CII,
        (_, Some(Profile::Minimum)) => &*MINIMUM,
        (_, Some(Profile::BasicWl)) => &*BASIC_WL,
        (_, Some(Profile::Basic)) => &*BASIC,
        (_, Some(Profile::En16931)) => &*STANDARD,
        (_, Some(Profile::Extended)) => &*EXTENDED,
    };
    let mut check = Check { schema, faults: Vec::new() };
    match schema.root(root.name()) {
        Some(kind) => check.element(root, kind),
        None => check.report(root, FaultKind::Root),
    }
    check.faults
}

struct Check {
    schema: &'static Schema,
    faults: Vec<SchemaFault>,
}

impl Check {
    fn report(&mut self, node: Node, kind: FaultKind) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(SchemaFault { node: node.id(), kind });
        }
    }

    /// Checks an element of a known type and all inside it. Depth is bounded by the tree's own
    /// limit.
    fn element(&mut self, node: Node, kind: u32) {
        match self.schema.kind(kind) {
            Some(Type::Simple(simple)) => self.simple(node, simple),
            Some(Type::Complex(complex)) => self.complex(node, complex),
            None => {}
        }
    }

    fn simple(&mut self, node: Node, simple: &'static Simple) {
        let given = node.attributes();
        for attribute in given {
            self.attribute(node, attribute, simple);
        }
        for fact in simple.attributes.iter().filter(|fact| fact.required) {
            if !given.iter().any(|attribute| attribute.name == fact.name) {
                self.report(node, FaultKind::AttributeMissing { name: fact.spelled });
            }
        }
        match node.children().next() {
            Some(child) => self.report(child, FaultKind::ElementInValue),
            None if !simple.value.holds(node.text()) => {
                self.report(node, FaultKind::Value { expected: simple.value })
            }
            None => {}
        }
    }

    fn attribute(&mut self, node: Node, attribute: &Attribute, simple: &'static Simple) {
        let Some(fact) = simple.attributes.iter().find(|fact| fact.name == attribute.name) else {
            return self.foreign_attribute(node, attribute);
        };
        if !fact.value.holds(&attribute.value) {
            self.report(
                node,
                FaultKind::AttributeValue { name: fact.spelled, expected: fact.value },
            );
        } else if let Some(fixed) =
            fact.fixed.as_ref().filter(|fixed| !same_token(fixed, &attribute.value))
        {
            self.report(
                node,
                FaultKind::AttributeFixed { name: fact.spelled, fixed: fixed.clone() },
            );
        }
    }

    /// An attribute that the type does not name: only the hints of XML Schema itself may stand
    /// everywhere.
    fn foreign_attribute(&mut self, node: Node, attribute: &Attribute) {
        let hint = [n!("xsi:schemaLocation"), n!("xsi:noNamespaceSchemaLocation")];
        if !hint.contains(&attribute.name) {
            self.report(node, FaultKind::Attribute { name: attribute.local.to_owned() });
        }
    }

    fn complex(&mut self, node: Node, complex: &'static Complex) {
        for attribute in node.attributes() {
            self.foreign_attribute(node, attribute);
        }
        if !is_blank(node.text()) {
            self.report(node, FaultKind::Text);
        }
        match complex.foreign {
            true => self.foreign(node),
            false => self.children(node, complex),
        }
    }

    /// Follows the order of the children. The first breach of the order is told; the children are
    /// checked all the same.
    fn children(&mut self, node: Node, complex: &'static Complex) {
        let mut position = Position { complex, slot: 0, filled: false };
        let mut broken = false;
        for child in node.children() {
            let kind = position.take(child.name());
            let (kind, fault) = match kind {
                Ok(kind) => (Some(kind), None),
                Err((kind, fault)) => (kind, Some(fault)),
            };
            if let Some(fault) =
                fault.filter(|_| !std::mem::replace(&mut broken, true) || kind.is_none())
            {
                let at = if matches!(fault, FaultKind::Missing { .. }) { node } else { child };
                self.report(at, fault);
            }
            if let Some(kind) = kind {
                self.element(child, kind);
            }
        }
        if let Some(child) = position.missing(complex.slots.len()).filter(|_| !broken) {
            self.report(node, FaultKind::Missing { child });
        }
    }

    /// The content of a UBL extension: exactly one element of any namespace but the extensions'
    /// own.
    fn foreign(&mut self, node: Node) {
        let mut children = node.children();
        match children.next() {
            None => self.report(node, FaultKind::Missing { child: "*" }),
            Some(child) if matches!(child.prefix(), "" | "ext") => {
                self.report(child, FaultKind::Unknown { expected: Vec::new() })
            }
            Some(child) => self.lax(child),
        }
        if let Some(second) = children.next() {
            self.report(second, FaultKind::Repeated);
        }
    }

    /// Checks what is known and lets pass what is not.
    fn lax(&mut self, node: Node) {
        match self.schema.anywhere(node.name()) {
            Some(kind) => self.element(node, kind),
            None => node.children().for_each(|child| self.lax(child)),
        }
    }
}

/// How far the children of an element have come in the order of its type.
struct Position {
    complex: &'static Complex,
    slot: u32,
    filled: bool,
}

impl Position {
    /// Takes the next child: its type, or what is wrong with it (with its type, if it has one
    /// elsewhere in this element).
    fn take(&mut self, name: Name) -> Result<u32, (Option<u32>, FaultKind)> {
        let complex = self.complex;
        let first = complex
            .slots
            .get(self.slot as usize)
            .map_or(complex.children.len(), |slot| slot.first as usize);
        let ahead =
            complex.names.get(first..).unwrap_or_default().iter().position(|known| *known == name);
        let Some(child) = ahead.and_then(|ahead| complex.children.get(first + ahead)) else {
            return Err(self.misplaced(name));
        };
        let missing = self.missing(child.slot as usize);
        let many = complex.slots.get(child.slot as usize).is_some_and(|slot| slot.many);
        let repeated = self.filled && child.slot == self.slot && !many;
        (self.slot, self.filled) = (child.slot, true);
        match missing {
            Some(missing) => Err((Some(child.kind), FaultKind::Missing { child: missing })),
            None if repeated => Err((Some(child.kind), FaultKind::Repeated)),
            None => Ok(child.kind),
        }
    }

    fn misplaced(&self, name: Name) -> (Option<u32>, FaultKind) {
        let expected = self.expected();
        let known = self.complex.names.iter().position(|known| *known == name);
        match known.and_then(|known| self.complex.children.get(known)) {
            Some(child) => (Some(child.kind), FaultKind::Order { expected }),
            None => (None, FaultKind::Unknown { expected }),
        }
    }

    /// The names that could stand next: those of this slot if there is room, and all up to the next
    /// required one.
    fn expected(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for (at, slot) in self.complex.slots.iter().enumerate().skip(self.slot as usize) {
            let here = at == self.slot as usize && self.filled;
            if !here || slot.many {
                names.extend(
                    self.complex
                        .children
                        .iter()
                        .filter(|child| child.slot as usize == at)
                        .map(|child| child.spelled),
                );
            }
            if slot.required && !here {
                break;
            }
        }
        names
    }

    /// The first required child that was passed over before slot `until`.
    fn missing(&self, until: usize) -> Option<&'static str> {
        let from = self.slot as usize + usize::from(self.filled);
        let slots = self.complex.slots.get(from..until)?;
        let slot = slots.iter().find(|slot| slot.required)?;
        self.complex.children.get(slot.first as usize).map(|child| child.spelled)
    }
}

/// Equal once blanks are collapsed.
fn same_token(one: &str, other: &str) -> bool {
    let words = |text: &'_ str| {
        text.split(value::BLANKS)
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    one == other || words(one) == words(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names are compared by their hashes: no two names of the schemas and the tables of rules
    /// share one.
    #[test]
    fn no_two_names_collide() {
        let texts = [
            include_str!("ubl21.schema"),
            include_str!("cii.schema"),
            include_str!("../ubl.rules"),
            include_str!("../cii.rules"),
        ];
        let words = texts
            .iter()
            .flat_map(|text| text.split([' ', '\n', '|', '=', '/', '@']))
            .map(|word| word.trim_end_matches(['?', '*', '+']));
        let names: std::collections::HashSet<&str> =
            words.filter(|word| word.contains(':')).collect();
        let hashes: std::collections::HashSet<Name> =
            names.iter().map(|name| Name::of(name)).collect();
        assert!(names.len() > 1_000);
        assert_eq!(names.len(), hashes.len());
    }

    /// Every line of the data files is read: as many types as lines that state one, and no child
    /// without a type.
    #[test]
    fn the_data_files_compile_whole() {
        for (schema, text) in
            [(&*UBL, include_str!("ubl21.schema")), (&*CII, include_str!("cii.schema"))]
        {
            let stated = text
                .lines()
                .filter(|line| line.starts_with("simple ") || line.starts_with("type "))
                .count();
            assert_eq!(schema.count(), stated);
            let words: usize = text
                .lines()
                .filter(|line| line.starts_with("type "))
                .map(|line| line.split([' ', '|']).count() - 2)
                .sum();
            let complex =
                (0..schema.count() as u32).filter_map(|number| match schema.kind(number) {
                    Some(Type::Complex(complex)) => Some(complex),
                    _ => None,
                });
            let children: usize =
                complex.map(|complex| complex.children.len() + usize::from(complex.foreign)).sum();
            assert_eq!(children, words);
        }
    }
}
