//! UBL 2.1 Invoice and CreditNote → [`Terms`] (CEN/TS 16931-3-2, the binding of EN 16931 to UBL).

use super::model::*;
use super::term::normalize;
use crate::xml::{Name, Node, Tree};
use crate::{n, path};

/// Reads the business terms of a UBL document. Groups whose rules apply wherever the element stands
/// are collected from the whole tree, as the official rules do.
pub fn read<'t, 'a>(tree: &'t Tree<'a>) -> Terms<'t, 'a> {
    let mut terms = Terms::new(Syntax::Ubl, tree);
    header(&mut terms);
    for node in tree.nodes() {
        group(&mut terms, node);
    }
    terms
}

fn header<'t, 'a>(terms: &mut Terms<'t, 'a>) {
    let nodes: Vec<Node<'t, 'a>> =
        terms.root.children().filter(|child| !is_line(child.name())).collect();
    let term = |path: &[Name]| Term::below(&nodes, path);
    terms.process = term(path!("cbc:ProfileID"));
    terms.specification = term(path!("cbc:CustomizationID"));
    terms.number = term(path!("cbc:ID"));
    terms.issue_date = term(path!("cbc:IssueDate"));
    terms.type_code = term(path!("cbc:InvoiceTypeCode"));
    term(path!("cbc:CreditNoteTypeCode")).iter().for_each(|node| terms.type_code.push(node));
    terms.currency = term(path!("cbc:DocumentCurrencyCode"));
    terms.tax_currency = term(path!("cbc:TaxCurrencyCode"));
    terms.tax_point_date = term(path!("cbc:TaxPointDate"));
    terms.tax_point_code = term(path!("cac:InvoicePeriod/cbc:DescriptionCode"));
    terms.due_date = term(path!("cbc:DueDate"));
    // A credit note has its due date with the payment means (CEN/TS 16931-3-2, BT-9).
    if !terms.due_date.exists() {
        terms.due_date = term(path!("cac:PaymentMeans/cbc:PaymentDueDate"));
    }
    terms.buyer_reference = term(path!("cbc:BuyerReference"));
    terms.project = term(path!("cac:ProjectReference/cbc:ID"));
    terms.contract = term(path!("cac:ContractDocumentReference/cbc:ID"));
    terms.order = term(path!("cac:OrderReference/cbc:ID"));
    terms.sales_order = term(path!("cac:OrderReference/cbc:SalesOrderID"));
    terms.receiving_advice = term(path!("cac:ReceiptDocumentReference/cbc:ID"));
    terms.despatch_advice = term(path!("cac:DespatchDocumentReference/cbc:ID"));
    terms.tender = term(path!("cac:OriginatorDocumentReference/cbc:ID"));
    terms.accounting_reference = term(path!("cbc:AccountingCost"));
    terms.payment_terms = term(path!("cac:PaymentTerms/cbc:Note"));
    terms.notes = term(path!("cbc:Note"));
    terms.tax_amounts = term(path!("cac:TaxTotal/cbc:TaxAmount"));
}

/// Puts an element that begins a group where it belongs.
fn group<'t, 'a>(terms: &mut Terms<'t, 'a>, node: Node<'t, 'a>) {
    let name = node.name();
    let parent = node.parent();
    let of_document = in_document(node);
    if is_line(name) {
        terms.lines.push(line(node));
    } else if name == n!("cac:AccountingSupplierParty") {
        terms.sellers.push(trading_party(node));
    } else if name == n!("cac:AccountingCustomerParty") {
        terms.buyers.push(trading_party(node));
    } else if name == n!("cac:PayeeParty") {
        terms.payees.push(named_party(node));
    } else if name == n!("cac:TaxRepresentativeParty") {
        terms.representatives.push(named_party(node));
    } else if name == n!("cac:BillingReference") {
        let number = Term::at(node, path!("cac:InvoiceDocumentReference/cbc:ID"));
        terms.preceding.push(Preceding {
            node,
            number,
            date: Term::at(node, path!("cac:InvoiceDocumentReference/cbc:IssueDate")),
        });
    } else if name == n!("cac:Delivery") {
        terms.deliveries.push(delivery(node));
    } else if name == n!("cac:InvoicePeriod")
        && !parent.is_some_and(|parent| is_line(parent.name()))
    {
        terms.periods.push(period(node));
    } else if name == n!("cac:PaymentMeans") {
        terms.payment_means.push(payment_means(node));
    } else if name == n!("cac:AllowanceCharge") && of_document {
        terms.allowances.push(allowance(node));
    } else if name == n!("cac:LegalMonetaryTotal") {
        terms.totals.push(totals(node));
    } else if name == n!("cac:TaxTotal") && of_document {
        terms.tax_totals.push(tax_total(node));
    } else if name == n!("cac:TaxSubtotal")
        && parent.is_some_and(|parent| parent.name() == n!("cac:TaxTotal"))
    {
        terms.breakdowns.push(breakdown(node));
    } else if name == n!("cac:AdditionalDocumentReference") {
        terms.documents.push(document(node));
    } else if name == n!("cac:TaxCategory") || name == n!("cac:ClassifiedTaxCategory") {
        terms.categories.push(VatUse { user: user(node), category: category(node) });
    }
}

fn in_document(node: Node) -> bool {
    node.parent().is_some_and(|parent| parent.id() == 0)
}

/// True of the element of a line.
pub fn is_line(name: Name) -> bool {
    name == n!("cac:InvoiceLine") || name == n!("cac:CreditNoteLine")
}

/// Who states a VAT category, by the elements around it.
fn user(node: Node) -> VatUser {
    let above = |node: Option<Node>| node.and_then(Node::parent).map(|node| node.name());
    let Some(parent) = node.parent() else { return VatUser::Other };
    let (holder, beyond, top) = (parent.name(), above(Some(parent)), above(parent.parent()));
    if node.name() == n!("cac:ClassifiedTaxCategory") {
        return match holder == n!("cac:Item") && beyond.is_some_and(is_line) {
            true => VatUser::Line,
            false => VatUser::Other,
        };
    }
    if holder == n!("cac:AllowanceCharge") {
        let of_document = in_document(parent);
        return VatUser::Allowance {
            is_charge: is_charge(&Term::at(parent, path!("cbc:ChargeIndicator"))),
            of_document,
        };
    }
    let of_document = parent.parent().is_some_and(in_document);
    match holder == n!("cac:TaxSubtotal")
        && beyond == Some(n!("cac:TaxTotal"))
        && top.is_some()
        && of_document
    {
        true => VatUser::Breakdown,
        false => VatUser::Other,
    }
}

fn trading_party<'t, 'a>(outer: Node<'t, 'a>) -> Party<'t, 'a> {
    let parties: Vec<Node> = outer.all(n!("cac:Party")).collect();
    party(outer, &parties, |parties| {
        Term::below(parties, path!("cac:Party/cac:PartyLegalEntity/cbc:RegistrationName"))
    })
}

/// Payee and tax representative have no `Party` around their terms and are known by their name.
fn named_party<'t, 'a>(node: Node<'t, 'a>) -> Party<'t, 'a> {
    let mut party = party(node, &[], |_| Term::at(node, path!("cac:PartyName/cbc:Name")));
    fill_party(&mut party, node);
    party
}

fn party<'t, 'a>(
    node: Node<'t, 'a>,
    inner: &[Node<'t, 'a>],
    names: impl Fn(&[Node<'t, 'a>]) -> Term<'t, 'a>,
) -> Party<'t, 'a> {
    let mut party = Party {
        node,
        in_place: in_document(node),
        names: names(inner),
        trading_names: Term::default(),
        ids: Term::default(),
        global_ids: Term::default(),
        legal_ids: Term::default(),
        vat_ids: Term::default(),
        tax_ids: Term::default(),
        legal_form: Term::default(),
        endpoints: Term::default(),
        addresses: Vec::new(),
        contacts: Vec::new(),
    };
    inner.iter().for_each(|inner| fill_party(&mut party, *inner));
    party
}

fn fill_party<'t, 'a>(party: &mut Party<'t, 'a>, node: Node<'t, 'a>) {
    let add = |term: &mut Term<'t, 'a>, path: &[Name]| {
        Term::at(node, path).iter().for_each(|found| term.push(found))
    };
    add(&mut party.trading_names, path!("cac:PartyName/cbc:Name"));
    add(&mut party.ids, path!("cac:PartyIdentification/cbc:ID"));
    add(&mut party.legal_ids, path!("cac:PartyLegalEntity/cbc:CompanyID"));
    add(&mut party.legal_form, path!("cac:PartyLegalEntity/cbc:CompanyLegalForm"));
    add(&mut party.endpoints, path!("cbc:EndpointID"));
    for scheme in node.all(n!("cac:PartyTaxScheme")) {
        let term = match is_vat(scheme) {
            true => &mut party.vat_ids,
            false => &mut party.tax_ids,
        };
        scheme.all(n!("cbc:CompanyID")).for_each(|id| term.push(id));
    }
    party.addresses.extend(node.all(n!("cac:PostalAddress")).map(address));
    party.contacts.extend(node.all(n!("cac:Contact")).map(|node| Contact {
        node,
        name: Term::at(node, path!("cbc:Name")),
        department: Term::default(),
        phone: Term::at(node, path!("cbc:Telephone")),
        email: Term::at(node, path!("cbc:ElectronicMail")),
    }));
}

fn address<'t, 'a>(node: Node<'t, 'a>) -> Address<'t, 'a> {
    Address {
        node,
        street: Term::at(node, path!("cbc:StreetName")),
        additional: Term::at(node, path!("cbc:AdditionalStreetName")),
        third: Term::at(node, path!("cac:AddressLine/cbc:Line")),
        city: Term::at(node, path!("cbc:CityName")),
        postcode: Term::at(node, path!("cbc:PostalZone")),
        subdivision: Term::at(node, path!("cbc:CountrySubentity")),
        country: Term::at(node, path!("cac:Country/cbc:IdentificationCode")),
    }
}

fn delivery<'t, 'a>(node: Node<'t, 'a>) -> Delivery<'t, 'a> {
    Delivery {
        node,
        name: Term::at(node, path!("cac:DeliveryParty/cac:PartyName/cbc:Name")),
        location: Term::at(node, path!("cac:DeliveryLocation/cbc:ID")),
        date: Term::at(node, path!("cbc:ActualDeliveryDate")),
        addresses: Term::at(node, path!("cac:DeliveryLocation/cac:Address"))
            .iter()
            .map(address)
            .collect(),
    }
}

fn period<'t, 'a>(node: Node<'t, 'a>) -> Period<'t, 'a> {
    let (start, end) =
        (Term::at(node, path!("cbc:StartDate")), Term::at(node, path!("cbc:EndDate")));
    Period {
        node,
        start_group: start.clone(),
        end_group: end.clone(),
        start,
        end,
        code: Term::at(node, path!("cbc:DescriptionCode")),
    }
}

fn payment_means<'t, 'a>(node: Node<'t, 'a>) -> PaymentMeans<'t, 'a> {
    PaymentMeans {
        node,
        code: Term::at(node, path!("cbc:PaymentMeansCode")),
        text: Term::at(node, path!("cbc:InstructionNote")),
        references: Term::at(node, path!("cbc:PaymentID")),
        accounts: node.all(n!("cac:PayeeFinancialAccount")).map(account).collect(),
        cards: node
            .all(n!("cac:CardAccount"))
            .map(|node| Card {
                node,
                number: Term::at(node, path!("cbc:PrimaryAccountNumberID")),
                holder: Term::at(node, path!("cbc:HolderName")),
            })
            .collect(),
        mandate_groups: Term::at(node, path!("cac:PaymentMandate")),
        mandate: Term::at(node, path!("cac:PaymentMandate/cbc:ID")),
        debited_account: Term::at(
            node,
            path!("cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID"),
        ),
    }
}

fn account<'t, 'a>(node: Node<'t, 'a>) -> Account<'t, 'a> {
    Account {
        node,
        id: Term::at(node, path!("cbc:ID")),
        proprietary: Term::default(),
        name: Term::at(node, path!("cbc:Name")),
        bic: Term::at(node, path!("cac:FinancialInstitutionBranch/cbc:ID")),
    }
}

fn allowance<'t, 'a>(node: Node<'t, 'a>) -> AllowanceCharge<'t, 'a> {
    let indicator = Term::at(node, path!("cbc:ChargeIndicator"));
    AllowanceCharge {
        node,
        in_place: in_document(node) || node.parent().is_some_and(|parent| is_line(parent.name())),
        is_charge: is_charge(&indicator),
        indicator,
        amount: Term::at(node, path!("cbc:Amount")),
        base: Term::at(node, path!("cbc:BaseAmount")),
        percent: Term::at(node, path!("cbc:MultiplierFactorNumeric")),
        reason: Term::at(node, path!("cbc:AllowanceChargeReason")),
        reason_code: Term::at(node, path!("cbc:AllowanceChargeReasonCode")),
        categories: node.all(n!("cac:TaxCategory")).map(category).collect(),
    }
}

fn category<'t, 'a>(node: Node<'t, 'a>) -> Category<'t, 'a> {
    Category {
        node,
        code: Term::at(node, path!("cbc:ID")),
        rate: Term::at(node, path!("cbc:Percent")),
        is_vat: is_vat(node),
        reason: Term::at(node, path!("cbc:TaxExemptionReason")),
        reason_code: Term::at(node, path!("cbc:TaxExemptionReasonCode")),
    }
}

/// True when a `TaxScheme` inside names VAT, in either case and with blanks around.
pub fn is_vat(node: Node) -> bool {
    node.all(n!("cac:TaxScheme")).any(|scheme| {
        scheme
            .child(n!("cbc:ID"))
            .is_some_and(|id| normalize(id.text()).eq_ignore_ascii_case("VAT"))
    })
}

fn totals<'t, 'a>(node: Node<'t, 'a>) -> Totals<'t, 'a> {
    Totals {
        node,
        in_place: in_document(node),
        lines: Term::at(node, path!("cbc:LineExtensionAmount")),
        allowances: Term::at(node, path!("cbc:AllowanceTotalAmount")),
        charges: Term::at(node, path!("cbc:ChargeTotalAmount")),
        net: Term::at(node, path!("cbc:TaxExclusiveAmount")),
        gross: Term::at(node, path!("cbc:TaxInclusiveAmount")),
        prepaid: Term::at(node, path!("cbc:PrepaidAmount")),
        rounding: Term::at(node, path!("cbc:PayableRoundingAmount")),
        payable: Term::at(node, path!("cbc:PayableAmount")),
        vat: Term::default(),
    }
}

fn tax_total<'t, 'a>(node: Node<'t, 'a>) -> TaxTotal<'t, 'a> {
    TaxTotal {
        node,
        amount: Term::at(node, path!("cbc:TaxAmount")),
        parts: Term::at(node, path!("cac:TaxSubtotal/cbc:TaxAmount")),
        breakdowns: node.all(n!("cac:TaxSubtotal")).count(),
    }
}

fn breakdown<'t, 'a>(node: Node<'t, 'a>) -> Breakdown<'t, 'a> {
    Breakdown {
        node,
        in_place: node.parent().is_some_and(in_document),
        base: Term::at(node, path!("cbc:TaxableAmount")),
        amount: Term::at(node, path!("cbc:TaxAmount")),
        categories: node.all(n!("cac:TaxCategory")).map(category).collect(),
    }
}

fn document<'t, 'a>(node: Node<'t, 'a>) -> SupportingDocument<'t, 'a> {
    SupportingDocument {
        node,
        id: Term::at(node, path!("cbc:ID")),
        type_code: Term::at(node, path!("cbc:DocumentTypeCode")),
        description: Term::at(node, path!("cbc:DocumentDescription")),
        location: Term::at(node, path!("cac:Attachment/cac:ExternalReference/cbc:URI")),
        embedded: Term::at(node, path!("cac:Attachment/cbc:EmbeddedDocumentBinaryObject")),
    }
}

fn line<'t, 'a>(node: Node<'t, 'a>) -> Line<'t, 'a> {
    let mut quantity = Term::at(node, path!("cbc:InvoicedQuantity"));
    Term::at(node, path!("cbc:CreditedQuantity"))
        .iter()
        .for_each(|credited| quantity.push(credited));
    let sub = |name: Name| name == n!("cac:SubInvoiceLine") || name == n!("cac:SubCreditNoteLine");
    Line {
        node,
        in_place: in_document(node),
        id: Term::at(node, path!("cbc:ID")),
        parent_id: Term::default(),
        note: Term::at(node, path!("cbc:Note")),
        quantity,
        net: Term::at(node, path!("cbc:LineExtensionAmount")),
        order_line: Term::at(node, path!("cac:OrderLineReference/cbc:LineID")),
        accounting_reference: Term::at(node, path!("cbc:AccountingCost")),
        periods: node.all(n!("cac:InvoicePeriod")).map(period).collect(),
        allowances: node.all(n!("cac:AllowanceCharge")).map(allowance).collect(),
        price: Term::at(node, path!("cac:Price/cbc:PriceAmount")),
        discount: Term::at(node, path!("cac:Price/cac:AllowanceCharge/cbc:Amount")),
        gross_price: Term::at(node, path!("cac:Price/cac:AllowanceCharge/cbc:BaseAmount")),
        base_quantity: Term::at(node, path!("cac:Price/cbc:BaseQuantity")),
        categories: Term::at(node, path!("cac:Item/cac:ClassifiedTaxCategory"))
            .iter()
            .map(category)
            .collect(),
        name: Term::at(node, path!("cac:Item/cbc:Name")),
        description: Term::at(node, path!("cac:Item/cbc:Description")),
        seller_article: Term::at(node, path!("cac:Item/cac:SellersItemIdentification/cbc:ID")),
        buyer_article: Term::at(node, path!("cac:Item/cac:BuyersItemIdentification/cbc:ID")),
        standard_article: Term::at(node, path!("cac:Item/cac:StandardItemIdentification/cbc:ID")),
        classifications: Term::at(
            node,
            path!("cac:Item/cac:CommodityClassification/cbc:ItemClassificationCode"),
        ),
        origin: Term::at(node, path!("cac:Item/cac:OriginCountry/cbc:IdentificationCode")),
        lines: node.children().filter(|child| sub(child.name())).map(line).collect(),
    }
}
