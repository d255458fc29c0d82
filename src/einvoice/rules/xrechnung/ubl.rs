//! The rules as UBL is asked them.

use super::payment::{self, Means};
use super::peppol::{self, Allowance, LineAmount};
use super::{
    Asked, all, any_is, ask_discounts, codes, cvd, decimal, exists, extension, filled, raw, rule,
    said, says_something, string, text, value_must, values,
};
use crate::einvoice::rules::{Fault, Verdict, must};
use crate::einvoice::term::{Term, normalize};
use crate::xml::{Name, Node};
use crate::{n, path};
use rust_decimal::Decimal;

/// What the rules must know of the whole document while they look at one element.
struct Document {
    slack: Decimal,
    invoice: bool,
    extension: bool,
    cvd: bool,
}

/// Asks every rule of a UBL invoice or credit note.
pub fn check(root: Node, asked: &mut Asked) {
    let specification = |id: &str| any_is(&all(root, path!("cbc:CustomizationID")), id);
    let document = Document {
        slack: peppol::slack(any_is(&all(root, path!("cbc:DocumentCurrencyCode")), "HUF")),
        invoice: root.name() == n!("ubl:Invoice"),
        extension: specification(super::EXTENSION),
        cvd: specification(super::CVD),
    };
    header(root, asked);
    taxes(root, asked);
    contacts(root, asked);
    for node in root.all(n!("cac:PaymentMeans")) {
        payment::check(&means(node), asked);
    }
    for node in root.subtree() {
        element(node, &document, asked);
    }
    if document.extension && document.invoice {
        extension::sub_lines(root, asked);
        extension::third_parties(root, asked);
    }
    if document.cvd {
        cvd::ubl(root, asked);
    }
}

fn header(root: Node, asked: &mut Asked) {
    asked.ask(rule!("PEPPOL-EN16931-R001"), root, must(exists(root, path!("cbc:ProfileID"))));
    asked.ask(rule!("BR-DE-16"), root, must(!is_taxed(root) || has_tax_number(root)));
    let (invoice, credit_note) =
        (text(root, path!("cbc:InvoiceTypeCode")), text(root, path!("cbc:CreditNoteTypeCode")));
    let is_type = |codes: &[&str]| -> Result<bool, Fault> {
        Ok(codes.contains(&invoice.clone()?.as_ref())
            || codes.contains(&credit_note.clone()?.as_ref()))
    };
    asked.ask(rule!("BR-DE-17"), root, is_type(codes::INVOICE_TYPES).and_then(must));
    let corrects = is_type(&["384"]);
    let refers = exists(root, path!("cac:BillingReference/cac:InvoiceDocumentReference"));
    asked.ask(rule!("BR-DE-26"), root, corrects.and_then(|corrects| must(!corrects || refers)));
    let notes: Vec<Node> =
        root.all(n!("cac:PaymentTerms")).filter_map(|terms| terms.child(n!("cbc:Note"))).collect();
    ask_discounts(&notes, asked);
    let specification = all(root, path!("cbc:CustomizationID"));
    let known =
        [super::CIUS, super::EXTENSION, super::CVD].iter().any(|id| any_is(&specification, id));
    asked.ask(
        rule!("BR-DE-21"),
        root,
        value_must(known, specification.value().unwrap_or_default()),
    );
    asked.ask(rule!("BR-DE-22"), root, filenames_differ(root));
    let debits = exists(root, path!("cac:PaymentMeans/cac:PaymentMandate"));
    asked.ask(rule!("BR-DE-30"), root, must(!debits || has_creditor_id(root)));
    let account =
        exists(root, path!("cac:PaymentMeans/cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID"));
    asked.ask(rule!("BR-DE-31"), root, must(!debits || account));
    let mut lines = root.children().filter(|node| is_line(node.name()));
    let dated = exists(root, path!("cac:Delivery/cbc:ActualDeliveryDate"))
        || exists(root, path!("cac:InvoicePeriod"))
        || lines.all(|line| exists(line, path!("cac:InvoicePeriod")));
    asked.ask(rule!("BR-DE-TMP-32"), root, must(dated));
}

fn is_line(name: Name) -> bool {
    name == n!("cac:InvoiceLine") || name == n!("cac:CreditNoteLine")
}

/// True when an allowance, charge or line has a VAT category that makes a tax number necessary.
fn is_taxed(root: Node) -> bool {
    let taxed = |term: Term| term.iter().any(|code| codes::TAXED.contains(&string(code).as_ref()));
    let told = |node: &Node| {
        all(*node, path!("cbc:ChargeIndicator"))
            .iter()
            .any(|is| matches!(string(is).as_ref(), "true" | "false"))
    };
    root.all(n!("cac:AllowanceCharge"))
        .filter(told)
        .any(|node| taxed(all(node, path!("cac:TaxCategory/cbc:ID"))))
        || root
            .children()
            .filter(|node| is_line(node.name()))
            .any(|line| taxed(all(line, path!("cac:Item/cac:ClassifiedTaxCategory/cbc:ID"))))
}

fn has_tax_number(root: Node) -> bool {
    exists(root, path!("cac:TaxRepresentativeParty"))
        || filled(
            root,
            path!("cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID"),
        )
}

fn filenames_differ(root: Node) -> Verdict {
    let mut known: Vec<&str> = Vec::new();
    for reference in root.all(n!("cac:AdditionalDocumentReference")) {
        let files = all(reference, path!("cac:Attachment/cbc:EmbeddedDocumentBinaryObject"));
        let names: Vec<&str> =
            files.iter().filter_map(|file| file.attribute(n!("filename"))).collect();
        if let Some(twin) = names.iter().find(|name| known.contains(name)) {
            return Err(Fault::Value(twin.to_string()));
        }
        known.extend(names);
    }
    Ok(())
}

fn has_creditor_id(root: Node) -> bool {
    let sepa = |term: Term| term.iter().any(|id| id.attribute(n!("schemeID")) == Some("SEPA"));
    sepa(all(root, path!("cac:AccountingSupplierParty/cac:Party/cac:PartyIdentification/cbc:ID")))
        || sepa(all(root, path!("cac:PayeeParty/cac:PartyIdentification/cbc:ID")))
}

fn taxes(root: Node, asked: &mut Asked) {
    let (mut with, mut without) = (0, 0);
    for total in root.all(n!("cac:TaxTotal")) {
        match exists(total, path!("cac:TaxSubtotal")) {
            true => with += 1,
            false => without += 1,
        }
    }
    let foreign = exists(root, path!("cbc:TaxCurrencyCode"));
    asked.ask(rule!("PEPPOL-EN16931-R053"), root, must(with == 1));
    asked.ask(rule!("PEPPOL-EN16931-R054"), root, must(without == usize::from(foreign)));
    if foreign {
        asked.ask(rule!("PEPPOL-EN16931-R055"), root, signs_agree(root));
    }
}

/// VAT in both currencies is below zero, or both above; nothing agrees with either.
fn signs_agree(root: Node) -> Verdict {
    let amounts = all(root, path!("cac:TaxTotal/cbc:TaxAmount"));
    let signs = |currency: &[Name]| -> Result<Vec<std::cmp::Ordering>, Fault> {
        let currency = text(root, currency)?;
        let of_currency = amounts
            .iter()
            .filter(|amount| amount.attribute(n!("currencyID")) == Some(currency.as_ref()));
        of_currency.filter_map(|amount| peppol::sign(amount).transpose()).collect()
    };
    let (tax, document) =
        (signs(path!("cbc:TaxCurrencyCode"))?, signs(path!("cbc:DocumentCurrencyCode"))?);
    must(
        (tax.iter().any(|s| s.is_le()) && document.iter().any(|s| s.is_le()))
            || (tax.iter().any(|s| s.is_ge()) && document.iter().any(|s| s.is_ge())),
    )
}

fn contacts(root: Node, asked: &mut Asked) {
    for contact in all(root, path!("cac:AccountingSupplierParty/cac:Party/cac:Contact")).iter() {
        let phone = text(contact, path!("cbc:Telephone"));
        asked.ask(
            rule!("BR-DE-27"),
            contact,
            phone.and_then(|phone| value_must(values::is_telephone(&phone), &phone)),
        );
        let email = text(contact, path!("cbc:ElectronicMail"));
        asked.ask(
            rule!("BR-DE-28"),
            contact,
            email.and_then(|email| value_must(values::is_email(&email), &email)),
        );
    }
    for reference in
        all(root, path!("cac:AdditionalDocumentReference/cac:Attachment/cac:ExternalReference"))
            .iter()
    {
        let url = raw(reference, path!("cbc:URI"));
        asked.ask(
            rule!("BR-TMP-2"),
            reference,
            url.and_then(|url| value_must(values::is_absolute_url(&url), &url)),
        );
    }
}

fn means<'t, 'a>(node: Node<'t, 'a>) -> Means<'t, 'a> {
    let has = |name: Name| node.child(name).is_some();
    let (transfer, card) = (has(n!("cac:PayeeFinancialAccount")), has(n!("cac:CardAccount")));
    Means {
        node,
        code: all(node, path!("cbc:PaymentMeansCode")),
        transfer,
        card,
        debit: has(n!("cac:PaymentMandate")),
        against_debit: transfer || card,
        account: all(node, path!("cac:PayeeFinancialAccount/cbc:ID")),
        debited_account: all(node, path!("cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID")),
    }
}

/// Asks what is asked of an element wherever it stands.
fn element(node: Node, document: &Document, asked: &mut Asked) {
    let name = node.name();
    if node.is_leaf() && !says_something(node) {
        asked.ask(rule!("PEPPOL-EN16931-R008"), node, Err(Fault::Value(node.local().to_string())));
    }
    if is_line(name) {
        line(node, document, asked);
    } else if name == n!("cac:AllowanceCharge") {
        allowance(node, document, asked);
    } else if name == n!("cac:Party") {
        party(node, asked);
    } else if name == n!("cac:PaymentMeans") {
        direct_debit(node, asked);
    } else if name == n!("cac:LegalMonetaryTotal") && document.extension {
        asked.ask(rule!("BR-DEX-09"), node, extension::payable_is_right(node));
    } else if is_date(name) {
        asked.ask(
            rule!("BR-TMP-6"),
            node,
            value_must(values::is_iso_date(node.text()), node.text()),
        );
        period(node, asked);
    } else if name == n!("cbc:TaxCurrencyCode") {
        asked.ask(rule!("PEPPOL-EN16931-R005"), node, currencies_differ(node));
    } else if name == n!("cbc:BaseQuantity") && node.attribute(n!("unitCode")).is_some() {
        asked.ask(rule!("PEPPOL-EN16931-R130"), node, units_agree(node, document));
    } else if document.extension {
        extension::ubl_scheme(node, asked);
    }
}

fn is_date(name: Name) -> bool {
    const DATES: [Name; 7] = [
        n!("cbc:IssueDate"),
        n!("cbc:DueDate"),
        n!("cbc:StartDate"),
        n!("cbc:EndDate"),
        n!("cbc:ActualDeliveryDate"),
        n!("cbc:TaxPointDate"),
        n!("cbc:PaymentDueDate"),
    ];
    DATES.contains(&name)
}

fn currencies_differ(node: Node) -> Verdict {
    let Some(parent) = node.parent() else { return Ok(()) };
    let document = text(parent, path!("cbc:DocumentCurrencyCode"))?;
    let tax = normalize(node.text());
    value_must(tax != document, &tax)
}

fn party(node: Node, asked: &mut Asked) {
    let role = node.parent().map(Node::name);
    let reachable = must(exists(node, path!("cbc:EndpointID")));
    if role == Some(n!("cac:AccountingCustomerParty")) {
        asked.ask(rule!("PEPPOL-EN16931-R010"), node, reachable);
    } else if role == Some(n!("cac:AccountingSupplierParty")) {
        asked.ask(rule!("PEPPOL-EN16931-R020"), node, reachable);
    }
}

fn direct_debit(node: Node, asked: &mut Asked) {
    let direct_debit = text(node, path!("cbc:PaymentMeansCode"))
        .is_ok_and(|code| matches!(code.as_ref(), "49" | "59"));
    asked.ask(
        rule!("PEPPOL-EN16931-R061"),
        node,
        must(!direct_debit || exists(node, path!("cac:PaymentMandate/cbc:ID"))),
    );
}

fn allowance(node: Node, document: &Document, asked: &mut Asked) {
    let Some(holder) = node.parent() else { return };
    if holder.name() == n!("cac:Price") {
        return price_allowance(node, holder, asked);
    }
    let above = holder.parent().map(Node::name);
    let of_document = holder.name() == n!("ubl:Invoice") || holder.name() == n!("cn:CreditNote");
    let of_line = (holder.name() == n!("cac:InvoiceLine") && above == Some(n!("ubl:Invoice")))
        || (holder.name() == n!("cac:CreditNoteLine") && above == Some(n!("cn:CreditNote")));
    if !of_document && !of_line {
        return;
    }
    let indicator = all(node, path!("cbc:ChargeIndicator"));
    let stated = Allowance {
        node,
        amount: all(node, path!("cbc:Amount")),
        base: all(node, path!("cbc:BaseAmount")),
        percent: all(node, path!("cbc:MultiplierFactorNumeric")),
    };
    if peppol::allowance(&stated, document.slack, asked) {
        asked.ask(rule!("PEPPOL-EN16931-R043"), node, peppol::is_indicator(&indicator));
    }
}

fn price_allowance(node: Node, price: Node, asked: &mut Asked) {
    asked.ask(
        rule!("PEPPOL-EN16931-R044"),
        node,
        text(node, path!("cbc:ChargeIndicator")).and_then(|text| must(text == "false")),
    );
    let Ok(gross) = decimal(&all(node, path!("cbc:BaseAmount")))
        .map_err(|fault| asked.ask(rule!("PEPPOL-EN16931-R046"), node, Err(fault)))
    else {
        return;
    };
    let Some(gross) = gross else { return };
    let verdict = peppol::is_net_price(
        decimal(&all(price, path!("cbc:PriceAmount"))),
        gross,
        decimal(&all(node, path!("cbc:Amount"))),
    );
    asked.ask(rule!("PEPPOL-EN16931-R046"), node, verdict);
}

fn line(node: Node, document: &Document, asked: &mut Asked) {
    let quantity = match document.invoice {
        true => all(node, path!("cbc:InvoicedQuantity")),
        false => all(node, path!("cbc:CreditedQuantity")),
    };
    let base = all(node, path!("cac:Price/cbc:BaseQuantity"));
    let allowances = node.all(n!("cac:AllowanceCharge"));
    let amount = LineAmount {
        net: all(node, path!("cbc:LineExtensionAmount")),
        quantity,
        price: all(node, path!("cac:Price/cbc:PriceAmount")),
        bases: [base.clone(), Term::default()],
        allowances: allowances
            .map(|node| (all(node, path!("cbc:ChargeIndicator")), all(node, path!("cbc:Amount"))))
            .collect(),
    };
    asked.ask(rule!("PEPPOL-EN16931-R120"), node, peppol::line_amount(&amount, document.slack));
    asked.ask(rule!("PEPPOL-EN16931-R121"), node, peppol::is_positive(&base));
    let referenced = exists(node, path!("cac:DocumentReference"));
    let object = any_is(&all(node, path!("cac:DocumentReference/cbc:DocumentTypeCode")), "130");
    asked.ask(rule!("PEPPOL-EN16931-R101"), node, must(!referenced || object));
}

/// A price's base quantity is counted in the unit of the line's quantity.
fn units_agree(node: Node, document: &Document) -> Verdict {
    let Some(price) = node.parent().filter(|price| price.name() == n!("cac:Price")) else {
        return Ok(());
    };
    let Some(line) = price.parent() else { return Ok(()) };
    let (invoiced, credited) =
        (all(line, path!("cbc:InvoicedQuantity")), all(line, path!("cbc:CreditedQuantity")));
    if !invoiced.exists() && !credited.exists() {
        return Ok(());
    }
    let quantity = if document.invoice { invoiced } else { credited };
    let unit = node.attribute(n!("unitCode"));
    value_must(
        quantity.iter().any(|quantity| quantity.attribute(n!("unitCode")) == unit),
        unit.unwrap_or_default(),
    )
}

/// A line's period lies within the document's.
fn period(node: Node, asked: &mut Asked) {
    let (start, end) = (node.name() == n!("cbc:StartDate"), node.name() == n!("cbc:EndDate"));
    let parent = |node: Node<'_, '_>, name: Name| {
        node.parent().filter(|parent| parent.name() == name).is_some()
    };
    if !(start || end) || !parent(node, n!("cac:InvoicePeriod")) {
        return;
    }
    let Some(line) = node.parent().and_then(Node::parent).filter(|line| is_line(line.name()))
    else {
        return;
    };
    let Some(root) = line.parent().filter(|root| root.id() == 0) else { return };
    let fits = (line.name() == n!("cac:InvoiceLine")) == (root.name() == n!("ubl:Invoice"));
    let (rule, bound) = match start {
        true => (rule!("PEPPOL-EN16931-R110"), all(root, path!("cac:InvoicePeriod/cbc:StartDate"))),
        false => (rule!("PEPPOL-EN16931-R111"), all(root, path!("cac:InvoicePeriod/cbc:EndDate"))),
    };
    if fits && bound.exists() {
        asked.ask(rule, node, is_within(node, &bound, start));
    }
}

fn is_within(node: Node, bound: &Term, start: bool) -> Verdict {
    let day =
        |text: &str| values::day(text).ok_or_else(|| Fault::NotADate(text.trim().to_string()));
    let (own, outer) = (day(&string(node))?, day(&said(bound)?)?);
    value_must(if start { own >= outer } else { own <= outer }, node.text())
}
