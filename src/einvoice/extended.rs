//! What Factur-X EXTENDED says beyond EN 16931, read from the document where it is asked for: kinds
//! of lines and logistics charges. Documents of other profiles have none of it.

use super::model::{Category, Line, Terms};
use super::term::Term;
use crate::xml::{Name, Node};
use crate::{n, path};

/// The kind of a line (BT-X-8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A line that counts, stated or not stated to be one.
    Detail,
    /// Repeats the sum of the lines below it.
    Group,
    /// Tells something; its amounts do not count.
    Information,
    /// A word that is none of these. It does not count, and the profile's code list refuses it.
    Unknown,
}

/// The elements that tell the kind of a line.
pub fn stated_kind<'t, 'a>(line: Node<'t, 'a>) -> Term<'t, 'a> {
    Term::at(line, path!("ram:AssociatedDocumentLineDocument/ram:LineStatusReasonCode"))
}

/// What kind a line is.
pub fn kind(line: &Line) -> Kind {
    let stated = stated_kind(line.node);
    if !stated.exists() || stated.any_is("DETAIL") {
        return Kind::Detail;
    }
    match stated.value() {
        Some("GROUP") => Kind::Group,
        Some("INFORMATION") => Kind::Information,
        _ => Kind::Unknown,
    }
}

/// BG-X-42: freight and the like, a charge on the whole document.
pub struct LogisticsCharge<'t, 'a> {
    /// The element of the group.
    pub node: Node<'t, 'a>,
    /// BT-X-271.
    pub description: Term<'t, 'a>,
    /// BT-X-272.
    pub amount: Term<'t, 'a>,
    /// BG-X-43.
    pub categories: Vec<Category<'t, 'a>>,
}

/// The logistics charges of a CII document.
pub fn logistics<'t, 'a>(terms: &Terms<'t, 'a>) -> Vec<LogisticsCharge<'t, 'a>> {
    let settlements = Term::at(
        terms.root,
        path!("rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement"),
    );
    let charges = settlements
        .iter()
        .flat_map(|settlement| settlement.all(n!("ram:SpecifiedLogisticsServiceCharge")));
    charges
        .map(|node| LogisticsCharge {
            node,
            description: Term::at(node, path!("ram:Description")),
            amount: Term::at(node, path!("ram:AppliedAmount")),
            categories: taxes(node, n!("ram:AppliedTradeTax")),
        })
        .collect()
}

/// The taxes of this name under an element.
fn taxes<'t, 'a>(node: Node<'t, 'a>, name: Name) -> Vec<Category<'t, 'a>> {
    node.all(name).map(super::cii::category).collect()
}
