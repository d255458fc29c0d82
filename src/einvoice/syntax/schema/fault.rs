//! What a document can do against its schema, and how it is told.

use super::value::Value;
use crate::domain::Language;
use crate::xml::Tree;

/// A breach of the schema.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemaFault {
    /// The element at fault (for something missing: the element that lacks it).
    pub node: u32,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What is wrong with an element.
#[derive(Debug, Clone, PartialEq)]
pub enum FaultKind {
    /// The document element opens no invoice.
    Root,
    /// The element is unknown here; these could stand at its place.
    Unknown {
        /// The names that could stand here.
        expected: Vec<&'static str>,
    },
    /// The element belongs further up.
    Order {
        /// The names that could stand here.
        expected: Vec<&'static str>,
    },
    /// The element stands more often than once.
    Repeated,
    /// A child of this name is missing; the node is its parent.
    Missing {
        /// The name of the child.
        child: &'static str,
    },
    /// Text where only elements may be.
    Text,
    /// An element where only a value may be.
    ElementInValue,
    /// The value is not of its type.
    Value {
        /// The type it should be of.
        expected: Value,
    },
    /// An attribute that must not stand here.
    Attribute {
        /// Its name.
        name: String,
    },
    /// An attribute that must stand here.
    AttributeMissing {
        /// Its name.
        name: &'static str,
    },
    /// The value of an attribute is not of its type.
    AttributeValue {
        /// Its name.
        name: &'static str,
        /// The type it should be of.
        expected: Value,
    },
    /// The value of an attribute is given by the schema.
    AttributeFixed {
        /// Its name.
        name: &'static str,
        /// The one value it may have.
        fixed: String,
    },
}

impl FaultKind {
    /// The code of the finding.
    pub fn code(&self) -> &'static str {
        match self {
            FaultKind::Root => "schema-root",
            FaultKind::Unknown { .. } => "schema-unknown-element",
            FaultKind::Order { .. } => "schema-order",
            FaultKind::Repeated => "schema-repeated-element",
            FaultKind::Missing { .. } => "schema-missing-element",
            FaultKind::Text => "schema-text",
            FaultKind::ElementInValue => "schema-element-in-value",
            FaultKind::Value { .. } => "schema-value",
            FaultKind::Attribute { .. } => "schema-attribute",
            FaultKind::AttributeMissing { .. } => "schema-missing-attribute",
            FaultKind::AttributeValue { .. } | FaultKind::AttributeFixed { .. } => {
                "schema-attribute-value"
            }
        }
    }
}

impl SchemaFault {
    /// What is wrong and what was expected, in one sentence. The place is the node's path and line.
    pub fn say(&self, tree: &Tree, language: Language) -> String {
        let element = tree.node(self.node).map(|node| node.local()).unwrap_or_default();
        match language {
            Language::De => self.german(element),
            Language::En => self.english(element),
        }
    }

    fn german(&self, element: &str) -> String {
        match &self.kind {
            FaultKind::Root => {
                format!(
                    "„{element}“ ist keine Rechnung oder Gutschrift nach UBL oder CII (Name oder \
                     Namensraum stimmt nicht)."
                )
            }
            FaultKind::Unknown { expected } => {
                format!(
                    "Das Element „{element}“ ist hier nicht vorgesehen{}.",
                    list("; erwartet wird ", expected, " oder ")
                )
            }
            FaultKind::Order { expected } => format!(
                "Das Element „{element}“ steht an der falschen Stelle, es gehört weiter nach \
                 oben{}.",
                list("; hier wird erwartet: ", expected, " oder ")
            ),
            FaultKind::Repeated => format!("Das Element „{element}“ darf hier nur einmal stehen."),
            FaultKind::Missing { child } => {
                format!("In „{element}“ fehlt „{child}“ (oder steht nicht an seinem Platz).")
            }
            FaultKind::Text => {
                format!("In „{element}“ steht Text, dort sind nur Elemente erlaubt.")
            }
            FaultKind::ElementInValue => format!(
                "Das Element „{element}“ steht in einem Feld, das nur einen Wert enthalten darf."
            ),
            FaultKind::Value { expected } => format!(
                "Der Wert von „{element}“ ist ungültig; erwartet wird {}.",
                expected.expected().0
            ),
            FaultKind::Attribute { name } => {
                format!("Das Attribut „{name}“ ist an „{element}“ nicht vorgesehen.")
            }
            FaultKind::AttributeMissing { name } => {
                format!("An „{element}“ fehlt das Attribut „{name}“.")
            }
            FaultKind::AttributeValue { name, expected } => {
                format!(
                    "Das Attribut „{name}“ an „{element}“ ist ungültig; erwartet wird {}.",
                    expected.expected().0
                )
            }
            FaultKind::AttributeFixed { name, fixed } => {
                format!("Das Attribut „{name}“ an „{element}“ muss „{fixed}“ lauten oder fehlen.")
            }
        }
    }

    fn english(&self, element: &str) -> String {
        match &self.kind {
            FaultKind::Root => format!(
                "“{element}” is no invoice or credit note of UBL or CII (wrong name or namespace)."
            ),
            FaultKind::Unknown { expected } => {
                format!(
                    "Element “{element}” has no place here{}.",
                    list("; expected is ", expected, " or ")
                )
            }
            FaultKind::Order { expected } => format!(
                "Element “{element}” stands in the wrong place, it belongs further up{}.",
                list("; expected here: ", expected, " or ")
            ),
            FaultKind::Repeated => format!("Element “{element}” may stand here only once."),
            FaultKind::Missing { child } => {
                format!("“{element}” lacks “{child}” (or it is not in its place).")
            }
            FaultKind::Text => format!("“{element}” holds text where only elements may be."),
            FaultKind::ElementInValue => {
                format!("Element “{element}” stands in a field that may only hold a value.")
            }
            FaultKind::Value { expected } => format!(
                "The value of “{element}” is not valid; expected is {}.",
                expected.expected().1
            ),
            FaultKind::Attribute { name } => {
                format!("Attribute “{name}” has no place on “{element}”.")
            }
            FaultKind::AttributeMissing { name } => {
                format!("“{element}” lacks the attribute “{name}”.")
            }
            FaultKind::AttributeValue { name, expected } => {
                format!(
                    "Attribute “{name}” on “{element}” is not valid; expected is {}.",
                    expected.expected().1
                )
            }
            FaultKind::AttributeFixed { name, fixed } => {
                format!("Attribute “{name}” on “{element}” must read “{fixed}” or be left out.")
            }
        }
    }
}

/// How many names a sentence lists at most.
const LISTED: usize = 4;

fn list(before: &str, names: &[&str], between: &str) -> String {
    match names {
        [] => String::new(),
        _ => {
            let shown: Vec<&str> = names.iter().take(LISTED).copied().collect();
            let more = if names.len() > LISTED { " …" } else { "" };
            format!("{before}{}{more}", shown.join(between))
        }
    }
}
