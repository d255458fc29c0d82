//! Conditions that are no plain fact about a path, and the filters of contexts. Each returns the
//! element at fault.

use super::memo::Memo;
use crate::n;
use crate::xml::{Name, Node};
use std::borrow::Cow;

/// The element at fault, or nothing.
pub type Condition = for<'t, 'a> fn(Node<'t, 'a>, &Memo<'t, 'a>) -> Option<Node<'t, 'a>>;

/// Whether an element is of a context.
pub type Filter = for<'t, 'a> fn(Node<'t, 'a>, &Memo<'t, 'a>) -> bool;

/// The filter of this name in the data files; no name is no filter.
pub fn filter(name: &str) -> Option<Filter> {
    Some(match name {
        "allowance" => |node, _| indicates(node, &["false", "0"]),
        "charge" => |node, _| indicates(node, &["true", "1"]),
        "rounded-amount" => {
            |node, memo| !node.local().ends_with("PriceAmount") && !memo.in_discounted_price(node)
        }
        "not-tax-total" => |node, _| node.name() != n!("ram:TaxTotalAmount"),
        "calendar-date" => |node, _| node.attribute(n!("format")) == Some("102"),
        _ => return super::special_facturx::filter(name),
    })
}

/// The condition of a rule by its id, or by a name of its own.
pub fn condition(id: &str) -> Option<Condition> {
    super::special_ubl::condition(id)
        .or_else(|| super::special_cii::condition(id))
        .or_else(|| super::special_facturx::condition(id))
}

/// What a rule with a condition of its own says, in German and English.
pub fn sentence(id: &str) -> Option<(&'static str, &'static str)> {
    super::special_ubl::sentence(id)
        .or_else(|| super::special_cii::sentence(id))
        .or_else(|| super::special_facturx::sentence(id))
}

fn indicates(node: Node, spellings: &[&str]) -> bool {
    node.all(n!("cbc:ChargeIndicator"))
        .any(|flag| spellings.contains(&said(flag).trim_matches(BLANKS)))
}

/// The blanks of XML.
pub const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// The elements around this one, innermost first.
pub fn ancestors<'t, 'a>(node: Node<'t, 'a>) -> impl Iterator<Item = Node<'t, 'a>> {
    std::iter::successors(node.parent(), |node| node.parent())
}

/// The document element.
pub fn root<'t, 'a>(node: Node<'t, 'a>) -> Node<'t, 'a> {
    ancestors(node).last().unwrap_or(node)
}

/// All elements of the document down this path of names.
pub fn everywhere<'t, 'a>(
    node: Node<'t, 'a>,
    above: Name,
    name: Name,
) -> impl Iterator<Item = Node<'t, 'a>> {
    root(node).subtree().filter(move |node| {
        node.name() == name && node.parent().is_some_and(|parent| parent.name() == above)
    })
}

/// All elements down a path, through every twin on the way.
pub fn down<'t, 'a>(node: Node<'t, 'a>, path: &[Name]) -> Vec<Node<'t, 'a>> {
    let mut nodes = vec![node];
    for name in path {
        nodes = nodes.into_iter().flat_map(|node| node.all(*name)).collect();
    }
    nodes
}

/// What an element says by XPath: its text, or, where elements stand inside it, theirs too.
pub fn said<'t>(node: Node<'t, '_>) -> Cow<'t, str> {
    match node.is_leaf() {
        true => Cow::Borrowed(node.text()),
        false => Cow::Owned(node.subtree().map(Node::text).collect()),
    }
}

/// Whether a child of this name reads exactly so.
pub fn reads(node: Node, child: Name, value: &str) -> bool {
    node.all(child).any(|child| said(child) == value)
}

/// Whether a child of this name reads so once blanks are collapsed.
pub fn reads_trimmed(node: Node, child: Name, value: &str) -> bool {
    node.all(child).any(|child| said(child).trim_matches(BLANKS) == value)
}

/// Equal once blanks are collapsed.
pub fn same_words(one: &str, other: &str) -> bool {
    let words = |text: &'_ str| {
        text.split(BLANKS).filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    one == other || words(one) == words(other)
}
