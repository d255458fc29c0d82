//! What is asked of the ways to pay.

use crate::einvoice::rules::must;
use crate::einvoice::rules::xrechnung::payment::{self, Means};
use crate::einvoice::rules::xrechnung::{Asked, all, exists, rule, text};
use crate::xml::{Name, Node};
use crate::{n, path};

pub(super) fn payments(root: Node, asked: &mut Asked) {
    let mandate = exists(
        root,
        path!(
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/ram:SpecifiedTradePaymentTerms/ram:DirectDebitMandateID"
        ),
    );
    let creditor = exists(
        root,
        path!(
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/ram:CreditorReferenceID"
        ),
    );
    let means = all(
        root,
        path!(
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/ram:SpecifiedTradeSettlementPaymentMeans"
        ),
    );
    let account = means
        .iter()
        .any(|means| exists(means, path!("ram:PayerPartyDebtorFinancialAccount/ram:IBANID")));
    // CII has no element for BG-19: it stands when any of its three terms does, and then all of
    // them must.
    let debit = mandate || creditor || account;
    asked.ask(rule!("BR-DE-30"), root, must(!debit || creditor && (mandate || account)));
    asked.ask(rule!("BR-DE-31"), root, must(!debit || account && (mandate || creditor)));
    for means in means.iter() {
        payment::check(&payment_means(means, mandate || creditor), asked);
    }
}

fn payment_means<'t, 'a>(node: Node<'t, 'a>, debit: bool) -> Means<'t, 'a> {
    let has = |name: Name| node.child(name).is_some();
    let (transfer, card) = (
        has(n!("ram:PayeePartyCreditorFinancialAccount")),
        has(n!("ram:ApplicableTradeSettlementFinancialCard")),
    );
    let debited_account = all(node, path!("ram:PayerPartyDebtorFinancialAccount/ram:IBANID"));
    let banks = has(n!("ram:PayeeSpecifiedCreditorFinancialInstitution"))
        || has(n!("ram:PayerSpecifiedDebtorFinancialInstitution"));
    Means {
        node,
        code: all(node, path!("ram:TypeCode")),
        transfer,
        card,
        debit: debit || debited_account.exists(),
        against_debit: transfer || card || banks,
        account: all(node, path!("ram:PayeePartyCreditorFinancialAccount/ram:IBANID")),
        debited_account,
    }
}

pub(super) fn direct_debit(node: Node, asked: &mut Asked) {
    let mandate = || {
        node.parent().is_some_and(|parent| {
            exists(parent, path!("ram:SpecifiedTradePaymentTerms/ram:DirectDebitMandateID"))
        })
    };
    let direct_debit =
        text(node, path!("ram:TypeCode")).is_ok_and(|code| matches!(code.as_ref(), "49" | "59"));
    asked.ask(rule!("PEPPOL-EN16931-R061"), node, must(!direct_debit || mandate()));
}
