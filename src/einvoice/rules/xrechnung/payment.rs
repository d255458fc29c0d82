//! Payment instructions (BG-16): which details belong to which means, and whether accounts are
//! IBANs.

use super::{Asked, rule, said, value_must, values};
use crate::einvoice::rules::{Verdict, must};
use crate::einvoice::term::Term;
use crate::xml::Node;

/// What one payment means states, whichever the syntax.
pub struct Means<'t, 'a> {
    pub node: Node<'t, 'a>,
    /// BT-81.
    pub code: Term<'t, 'a>,
    /// BG-17 stands.
    pub transfer: bool,
    /// BG-18 stands.
    pub card: bool,
    /// BG-19 stands.
    pub debit: bool,
    /// Anything stands that a direct debit must not have.
    pub against_debit: bool,
    /// BT-84.
    pub account: Term<'t, 'a>,
    /// BT-91.
    pub debited_account: Term<'t, 'a>,
}

/// Asks the rules that the code of the payment means (BT-81, UNTDID 4461) calls for; a doubled code
/// calls for none, as in the official rules, where EN 16931 objects to it.
pub fn check(means: &Means, asked: &mut Asked) {
    let node = means.node;
    let Ok(code) = said(&means.code) else { return };
    match code.as_ref() {
        "30" | "58" => {
            if code == "58" {
                asked.ask(rule!("BR-DE-19"), node, is_iban(&means.account));
            }
            asked.ask(rule!("BR-DE-23-a"), node, must(means.transfer));
            asked.ask(rule!("BR-DE-23-b"), node, must(!means.card && !means.debit));
        }
        "48" | "54" | "55" => {
            asked.ask(rule!("BR-DE-24-a"), node, must(means.card));
            asked.ask(rule!("BR-DE-24-b"), node, must(!means.transfer && !means.debit));
        }
        "59" => {
            asked.ask(rule!("BR-DE-20"), node, is_iban(&means.debited_account));
            asked.ask(rule!("BR-DE-25-a"), node, must(means.debit));
            asked.ask(rule!("BR-DE-25-b"), node, must(!means.against_debit));
        }
        _ => {}
    }
}

fn is_iban(account: &Term) -> Verdict {
    let text = said(account)?;
    value_must(values::is_iban(&text), &text)
}
