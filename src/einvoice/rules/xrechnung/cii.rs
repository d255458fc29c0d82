//! The rules as CII is asked them.

mod payments;
mod prices;

use super::peppol::{self, Allowance, LineAmount};
use super::{
    Asked, all, any_is, ask_discounts, below, codes, cvd, exists, extension, raw, rule,
    says_something, string, text, value_must, values,
};
use crate::einvoice::rules::{Fault, Verdict, must};
use crate::einvoice::term::Term;
use crate::xml::{Name, Node};
use crate::{n, path};
use payments::{direct_debit, payments};
use prices::{base_quantities_agree, price, units_agree};
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// What the rules must know of the whole document while they look at one element.
struct Document<'t, 'a> {
    slack: Decimal,
    extension: bool,
    /// BT-5 and BT-6.
    currency: Term<'t, 'a>,
    tax_currency: Term<'t, 'a>,
}

/// Asks every rule of a CII invoice.
pub fn check(root: Node, asked: &mut Asked) {
    let specification = all(
        root,
        path!("rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"),
    );
    let currency = all(
        root,
        path!(
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/ram:InvoiceCurrencyCode"
        ),
    );
    let document = Document {
        slack: peppol::slack(any_is(&currency, "HUF")),
        extension: any_is(&specification, super::EXTENSION),
        currency,
        tax_currency: all(
            root,
            path!(
                "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/ram:TaxCurrencyCode"
            ),
        ),
    };
    header(root, asked);
    contacts(root, asked);
    payments(root, asked);
    for transaction in root.all(n!("rsm:SupplyChainTradeTransaction")) {
        delivered(transaction, asked);
    }
    for node in root.subtree() {
        element(node, &document, asked);
    }
    if document.extension {
        extension::cii_sub_lines(root, asked);
    }
    if any_is(&specification, super::CVD) {
        cvd::cii(root, asked);
    }
}

fn header(root: Node, asked: &mut Asked) {
    let code = text(root, path!("rsm:ExchangedDocument/ram:TypeCode"));
    let is_known = |code: std::borrow::Cow<str>| {
        value_must(codes::INVOICE_TYPES.contains(&code.as_ref()), &code)
    };
    asked.ask(rule!("BR-DE-17"), root, code.clone().and_then(is_known));
    let refers = exists(
        root,
        path!(
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/ram:InvoiceReferencedDocument"
        ),
    );
    asked.ask(rule!("BR-DE-26"), root, code.and_then(|code| must(code != "384" || refers)));
    asked.ask(rule!("BR-DE-16"), root, must(!is_taxed(root) || has_tax_number(root)));
    let terms = all(
        root,
        path!(
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/ram:SpecifiedTradePaymentTerms"
        ),
    );
    let notes: Vec<Node> =
        terms.iter().filter_map(|terms| terms.child(n!("ram:Description"))).collect();
    ask_discounts(&notes, asked);
    asked.ask(rule!("BR-DE-22"), root, filenames_differ(root));
    for context in root.all(n!("rsm:ExchangedDocumentContext")) {
        let specification =
            all(context, path!("ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"));
        let known =
            [super::CIUS, super::EXTENSION, super::CVD].iter().any(|id| any_is(&specification, id));
        asked.ask(
            rule!("BR-DE-21"),
            context,
            value_must(known, specification.value().unwrap_or_default()),
        );
    }
}

/// True when a line has a VAT category that makes a tax number necessary. The official rule asks
/// allowances in a way that finds nothing unless the category's group holds no other text than
/// `VAT`; so does this.
fn is_taxed(root: Node) -> bool {
    let taxed = |term: Term| term.iter().any(|code| codes::TAXED.contains(&string(code).as_ref()));
    let line = |path: &[Name]| {
        let taxes = path!(
            "rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem/ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax"
        );
        below(&all(root, taxes), path)
    };
    let categories = all(
        root,
        path!(
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/ram:SpecifiedTradeAllowanceCharge/ram:CategoryTradeTax"
        ),
    );
    let says_vat = |node: Node| string(node) == "VAT";
    (any_is(&line(path!("ram:TypeCode")), "VAT") && taxed(line(path!("ram:CategoryCode"))))
        || (categories.iter().any(says_vat) && taxed(below(&categories, path!("ram:CategoryCode"))))
}

fn has_tax_number(root: Node) -> bool {
    let sellers = path!(
        "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty/ram:SpecifiedTaxRegistration/ram:ID"
    );
    let of_tax = |id: &Node| {
        id.attribute(n!("schemeID")).is_some_and(|scheme| {
            matches!(crate::einvoice::term::normalize(scheme).as_ref(), "VA" | "FC")
        })
    };
    exists(
        root,
        path!(
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement/ram:SellerTaxRepresentativeTradeParty"
        ),
    ) || all(root, sellers).iter().filter(of_tax).any(says_something)
}

/// File names are unique among the documents that stand side by side.
fn filenames_differ(root: Node) -> Verdict {
    let mut known: Vec<(u32, &str)> = Vec::new();
    for reference in
        root.subtree().filter(|node| node.name() == n!("ram:AdditionalReferencedDocument"))
    {
        let side = reference.parent().map_or(0, Node::id);
        let files = all(reference, path!("ram:AttachmentBinaryObject"));
        let names: Vec<(u32, &str)> =
            files.iter().filter_map(|file| Some((side, file.attribute(n!("filename"))?))).collect();
        if let Some((_, twin)) = names.iter().find(|name| known.contains(name)) {
            return Err(Fault::Value(twin.to_string()));
        }
        known.extend(names);
    }
    Ok(())
}

fn contacts(root: Node, asked: &mut Asked) {
    let contacts = path!(
        "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty/ram:DefinedTradeContact"
    );
    for contact in all(root, contacts).iter() {
        let phone = text(contact, path!("ram:TelephoneUniversalCommunication/ram:CompleteNumber"));
        asked.ask(
            rule!("BR-DE-27"),
            contact,
            phone.and_then(|phone| value_must(values::is_telephone(&phone), &phone)),
        );
        let email = text(contact, path!("ram:EmailURIUniversalCommunication/ram:URIID"));
        asked.ask(
            rule!("BR-DE-28"),
            contact,
            email.and_then(|email| value_must(values::is_email(&email), &email)),
        );
    }
    let documents = path!(
        "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement/ram:AdditionalReferencedDocument"
    );
    for document in all(root, documents)
        .iter()
        .filter(|document| any_is(&all(*document, path!("ram:TypeCode")), "916"))
    {
        if exists(document, path!("ram:URIID")) {
            let url = raw(document, path!("ram:URIID"));
            asked.ask(
                rule!("BR-TMP-2"),
                document,
                url.and_then(|url| value_must(values::is_absolute_url(&url), &url)),
            );
        }
        asked.ask(rule!("BR-TMP-4"), document, must(document.all(n!("ram:Name")).count() <= 1));
        asked.ask(
            rule!("BR-TMP-5"),
            document,
            must(document.all(n!("ram:AttachmentBinaryObject")).count() <= 1),
        );
    }
}

fn delivered(transaction: Node, asked: &mut Asked) {
    let dated = exists(
        transaction,
        path!(
            "ram:ApplicableHeaderTradeDelivery/ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime"
        ),
    ) || exists(
        transaction,
        path!("ram:ApplicableHeaderTradeSettlement/ram:BillingSpecifiedPeriod"),
    ) || transaction.all(n!("ram:IncludedSupplyChainTradeLineItem")).all(|line| {
        exists(line, path!("ram:SpecifiedLineTradeSettlement/ram:BillingSpecifiedPeriod"))
    });
    asked.ask(rule!("BR-DE-TMP-32"), transaction, must(dated));
    for line in transaction.all(n!("ram:IncludedSupplyChainTradeLineItem")) {
        asked.ask(rule!("BR-TMP-3"), line, base_quantities_agree(line));
    }
}

/// Asks what is asked of an element wherever it stands.
fn element(node: Node, document: &Document, asked: &mut Asked) {
    let name = node.name();
    if node.is_leaf() && name != n!("ram:ApplicableHeaderTradeDelivery") && !says_something(node) {
        asked.ask(rule!("PEPPOL-EN16931-R008"), node, Err(Fault::Value(node.local().to_string())));
    }
    if name == n!("ram:IncludedSupplyChainTradeLineItem") {
        line(node, document, asked);
    } else if name == n!("ram:SpecifiedTradeAllowanceCharge") {
        allowance(node, document, asked);
    } else if name == n!("ram:AppliedTradeAllowanceCharge") {
        asked.ask(rule!("PEPPOL-EN16931-R043-2"), node, peppol::is_indicator(&indicator(node)));
    } else if name == n!("ram:NetPriceProductTradePrice")
        || name == n!("ram:GrossPriceProductTradePrice")
    {
        price(node, asked);
    } else if name == n!("ram:BasisQuantity") && node.attribute(n!("unitCode")).is_some() {
        asked.ask(rule!("PEPPOL-EN16931-R130"), node, units_agree(node));
    } else if name == n!("ram:ApplicableHeaderTradeSettlement") {
        settlement(node, document, asked);
    } else if name == n!("ram:SpecifiedTradeSettlementPaymentMeans") {
        direct_debit(node, asked);
    } else if name == n!("ram:BuyerTradeParty") {
        asked.ask(
            rule!("PEPPOL-EN16931-R010"),
            node,
            must(exists(node, path!("ram:URIUniversalCommunication/ram:URIID"))),
        );
    } else if name == n!("ram:SellerTradeParty") {
        asked.ask(
            rule!("PEPPOL-EN16931-R020"),
            node,
            must(exists(node, path!("ram:URIUniversalCommunication/ram:URIID"))),
        );
    } else if name == n!("rsm:ExchangedDocumentContext") {
        let process =
            exists(node, path!("ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID"));
        asked.ask(rule!("PEPPOL-EN16931-R001"), node, must(process));
    } else if name == n!("ram:StartDateTime") || name == n!("ram:EndDateTime") {
        period(node, asked);
    } else if name == n!("udt:DateTimeString")
        || name == n!("qdt:DateTimeString")
        || name == n!("udt:DateString")
    {
        asked.ask(rule!("BR-TMP-7"), node, value_must(is_date(node), node.text()));
    } else if document.extension {
        extension::cii_scheme(node, asked);
    }
}

fn is_date(node: Node) -> bool {
    node.attribute(n!("format")) == Some("102") && values::is_basic_date(node.text())
}

fn indicator<'t, 'a>(allowance: Node<'t, 'a>) -> Term<'t, 'a> {
    all(allowance, path!("ram:ChargeIndicator/udt:Indicator"))
}

fn allowance(node: Node, document: &Document, asked: &mut Asked) {
    let stated = Allowance {
        node,
        amount: all(node, path!("ram:ActualAmount")),
        base: all(node, path!("ram:BasisAmount")),
        percent: all(node, path!("ram:CalculationPercent")),
    };
    if peppol::allowance(&stated, document.slack, asked) {
        asked.ask(rule!("PEPPOL-EN16931-R043-1"), node, peppol::is_indicator(&indicator(node)));
    }
}

fn line(node: Node, document: &Document, asked: &mut Asked) {
    let allowances =
        all(node, path!("ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeAllowanceCharge"));
    let amount = LineAmount {
        net: all(
            node,
            path!(
                "ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"
            ),
        ),
        quantity: all(node, path!("ram:SpecifiedLineTradeDelivery/ram:BilledQuantity")),
        price: all(
            node,
            path!("ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount"),
        ),
        bases: [
            all(
                node,
                path!(
                    "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:BasisQuantity"
                ),
            ),
            all(
                node,
                path!(
                    "ram:SpecifiedLineTradeAgreement/ram:GrossPriceProductTradePrice/ram:BasisQuantity"
                ),
            ),
        ],
        allowances: allowances
            .iter()
            .map(|node| (indicator(node), all(node, path!("ram:ActualAmount"))))
            .collect(),
    };
    asked.ask(rule!("PEPPOL-EN16931-R120"), node, peppol::line_amount(&amount, document.slack));
    let referenced =
        exists(node, path!("ram:SpecifiedLineTradeSettlement/ram:AdditionalReferencedDocument"));
    let object = any_is(
        &all(
            node,
            path!("ram:SpecifiedLineTradeSettlement/ram:AdditionalReferencedDocument/ram:TypeCode"),
        ),
        "130",
    );
    asked.ask(rule!("PEPPOL-EN16931-R101"), node, must(!referenced || object));
}

fn settlement(node: Node, document: &Document, asked: &mut Asked) {
    let foreign = node.child(n!("ram:TaxCurrencyCode")).is_some();
    if foreign {
        let currencies = text(node, path!("ram:TaxCurrencyCode"))
            .and_then(|tax| Ok((tax, text(node, path!("ram:InvoiceCurrencyCode"))?)));
        asked.ask(
            rule!("PEPPOL-EN16931-R005"),
            node,
            currencies.and_then(|(tax, invoice)| value_must(tax != invoice, &tax)),
        );
    }
    let amounts =
        all(node, path!("ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:TaxTotalAmount"));
    let in_currency = |currency: &Term| {
        amounts.iter().filter(|amount| is_in(*amount, currency)).collect::<Vec<_>>()
    };
    let (own, tax) = (in_currency(&document.currency), in_currency(&document.tax_currency));
    let other = amounts.iter().filter(|amount| is_in_another(*amount, &document.currency)).count();
    asked.ask(rule!("PEPPOL-EN16931-R053"), node, must(own.len() <= 1));
    asked.ask(rule!("PEPPOL-EN16931-R054"), node, must(other == usize::from(foreign)));
    if document.tax_currency.exists() && !own.is_empty() {
        asked.ask(rule!("PEPPOL-EN16931-R055"), node, signs_agree(&tax, &own));
    }
}

fn is_in(amount: Node, currency: &Term) -> bool {
    amount.attribute(n!("currencyID")).is_some_and(|stated| any_is(currency, stated))
}

fn is_in_another(amount: Node, currency: &Term) -> bool {
    amount
        .attribute(n!("currencyID"))
        .is_some_and(|stated| currency.iter().any(|currency| string(currency) != stated))
}

/// VAT in both currencies is below zero, or not below; no amount agrees with none.
fn signs_agree(tax: &[Node], own: &[Node]) -> Verdict {
    let signs = |amounts: &[Node]| -> Result<Vec<Ordering>, Fault> {
        amounts.iter().filter_map(|amount| peppol::sign(*amount).transpose()).collect()
    };
    let (tax, own) = (signs(tax)?, signs(own)?);
    let both = |is: fn(Ordering) -> bool| {
        tax.iter().any(|sign| is(*sign)) && own.iter().any(|sign| is(*sign))
    };
    must(both(Ordering::is_lt) || both(Ordering::is_ge))
}

/// A line's period lies within the document's; the days are compared as texts, as the official
/// rules do.
fn period(node: Node, asked: &mut Asked) {
    let above = [
        n!("ram:BillingSpecifiedPeriod"),
        n!("ram:SpecifiedLineTradeSettlement"),
        n!("ram:IncludedSupplyChainTradeLineItem"),
    ];
    let mut at = node;
    for name in above {
        let Some(parent) = at.parent().filter(|parent| parent.name() == name) else { return };
        at = parent;
    }
    let Some(transaction) =
        at.parent().filter(|parent| parent.name() == n!("rsm:SupplyChainTradeTransaction"))
    else {
        return;
    };
    let start = node.name() == n!("ram:StartDateTime");
    let (rule, group) = match start {
        true => (
            rule!("PEPPOL-EN16931-R110"),
            all(
                transaction,
                path!(
                    "ram:ApplicableHeaderTradeSettlement/ram:BillingSpecifiedPeriod/ram:StartDateTime"
                ),
            ),
        ),
        false => (
            rule!("PEPPOL-EN16931-R111"),
            all(
                transaction,
                path!(
                    "ram:ApplicableHeaderTradeSettlement/ram:BillingSpecifiedPeriod/ram:EndDateTime"
                ),
            ),
        ),
    };
    if group.exists() {
        let bounds = below(&group, path!("udt:DateTimeString"));
        let own = all(node, path!("udt:DateTimeString"));
        let within = |own: &str, bound: &str| if start { own >= bound } else { own <= bound };
        let holds =
            own.iter().any(|own| bounds.iter().any(|bound| within(&string(own), &string(bound))));
        asked.ask(rule, node, value_must(holds, own.value().unwrap_or_default()));
    }
}
