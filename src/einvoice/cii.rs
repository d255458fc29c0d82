//! UN/CEFACT Cross Industry Invoice (D16B, D22B) → [`Terms`] (CEN/TS 16931-3-3, the binding of EN
//! 16931 to CII).

use super::model::*;
use crate::xml::{Name, Node, Tree};
use crate::{n, path};

/// Reads the business terms of a CII document. Groups whose rules apply wherever the element stands
/// are collected from the whole tree, as the official rules do.
pub fn read<'t, 'a>(tree: &'t Tree<'a>) -> Terms<'t, 'a> {
    let mut terms = Terms::new(Syntax::Cii, tree);
    let root = terms.root;
    terms.process = Term::at(
        root,
        path!(
            "rsm:ExchangedDocumentContext/ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID"
        ),
    );
    terms.specification = Term::at(
        root,
        path!("rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"),
    );
    terms.number = Term::at(root, path!("rsm:ExchangedDocument/ram:ID"));
    terms.issue_date =
        Term::at(root, path!("rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString"));
    terms.type_code = Term::at(root, path!("rsm:ExchangedDocument/ram:TypeCode"));
    terms.notes = Term::at(root, path!("rsm:ExchangedDocument/ram:IncludedNote/ram:Content"));
    for transaction in root.all(n!("rsm:SupplyChainTradeTransaction")) {
        for part in transaction.children() {
            let name = part.name();
            if name == n!("ram:ApplicableHeaderTradeAgreement") {
                agreement(&mut terms, part);
            } else if name == n!("ram:ApplicableHeaderTradeDelivery") {
                terms.deliveries.push(delivery(part));
                terms.despatch_advice = Term::at(
                    part,
                    path!("ram:DespatchAdviceReferencedDocument/ram:IssuerAssignedID"),
                );
                terms.receiving_advice = Term::at(
                    part,
                    path!("ram:ReceivingAdviceReferencedDocument/ram:IssuerAssignedID"),
                );
            } else if name == n!("ram:ApplicableHeaderTradeSettlement") {
                settlement(&mut terms, part);
            }
        }
    }
    for node in tree.nodes() {
        group(&mut terms, node);
    }
    terms
}

fn agreement<'t, 'a>(terms: &mut Terms<'t, 'a>, node: Node<'t, 'a>) {
    terms.buyer_reference = Term::at(node, path!("ram:BuyerReference"));
    terms.order = Term::at(node, path!("ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"));
    terms.sales_order =
        Term::at(node, path!("ram:SellerOrderReferencedDocument/ram:IssuerAssignedID"));
    terms.contract = Term::at(node, path!("ram:ContractReferencedDocument/ram:IssuerAssignedID"));
    terms.project = Term::at(node, path!("ram:SpecifiedProcuringProject/ram:ID"));
}

fn settlement<'t, 'a>(terms: &mut Terms<'t, 'a>, node: Node<'t, 'a>) {
    terms.currency = Term::at(node, path!("ram:InvoiceCurrencyCode"));
    terms.tax_currency = Term::at(node, path!("ram:TaxCurrencyCode"));
    terms.tax_point_date =
        Term::at(node, path!("ram:ApplicableTradeTax/ram:TaxPointDate/udt:DateString"));
    terms.tax_point_code = Term::at(node, path!("ram:ApplicableTradeTax/ram:DueDateTypeCode"));
    terms.due_date = Term::at(
        node,
        path!("ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString"),
    );
    terms.payment_terms = Term::at(node, path!("ram:SpecifiedTradePaymentTerms/ram:Description"));
    terms.accounting_reference =
        Term::at(node, path!("ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID"));
    terms.creditor_id = Term::at(node, path!("ram:CreditorReferenceID"));
    terms.tax_amounts = Term::at(
        node,
        path!("ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:TaxTotalAmount"),
    );
    terms.preceding.extend(node.all(n!("ram:InvoiceReferencedDocument")).map(|node| Preceding {
        node,
        number: Term::at(node, path!("ram:IssuerAssignedID")),
        date: Term::at(node, path!("ram:FormattedIssueDateTime/qdt:DateTimeString")),
    }));
    let reference = Term::at(node, path!("ram:PaymentReference"));
    let mandate = Term::at(node, path!("ram:SpecifiedTradePaymentTerms/ram:DirectDebitMandateID"));
    terms.payment_means.extend(node.all(n!("ram:SpecifiedTradeSettlementPaymentMeans")).map(
        |node| PaymentMeans {
            references: reference.clone(),
            mandate: mandate.clone(),
            ..payment_means(node)
        },
    ));
}

/// The header's settlement and a line's.
const SETTLEMENT: Name = n!("ram:ApplicableHeaderTradeSettlement");
const LINE_SETTLEMENT: Name = n!("ram:SpecifiedLineTradeSettlement");

/// Puts an element that begins a group where it belongs.
fn group<'t, 'a>(terms: &mut Terms<'t, 'a>, node: Node<'t, 'a>) {
    let name = node.name();
    let of_settlement = above(node, SETTLEMENT).is_some();
    if name == n!("ram:IncludedSupplyChainTradeLineItem") {
        terms.lines.push(line(node));
    } else if name == n!("ram:SpecifiedTradeAllowanceCharge") && of_settlement {
        terms.allowances.push(allowance(node));
    } else if name == n!("ram:BillingSpecifiedPeriod") && of_settlement {
        terms.periods.push(period(node));
    } else if name == n!("ram:SpecifiedTradeSettlementPaymentMeans")
        && !in_place(node, Some(SETTLEMENT))
    {
        terms.payment_means.push(payment_means(node));
    } else if name == n!("ram:SellerTradeParty") {
        terms.sellers.push(party(node));
    } else if name == n!("ram:BuyerTradeParty") {
        terms.buyers.push(party(node));
    } else if name == n!("ram:PayeeTradeParty") {
        terms.payees.push(party(node));
    } else if name == n!("ram:SellerTaxRepresentativeTradeParty") {
        terms.representatives.push(party(node));
    } else if name == n!("ram:AdditionalReferencedDocument") {
        terms.documents.push(document(node));
    } else if name == n!("ram:SpecifiedTradeSettlementHeaderMonetarySummation") {
        terms.totals.push(totals(node));
    } else if name == n!("ram:ApplicableTradeTax") || name == n!("ram:CategoryTradeTax") {
        terms.categories.push(VatUse { user: user(node), category: category(node) });
        if of_settlement && name == n!("ram:ApplicableTradeTax") {
            terms.breakdowns.push(breakdown(node));
        }
    }
}

/// True when the element stands in this part of the transaction, or without a part in the
/// transaction itself.
fn in_place(node: Node, part: Option<Name>) -> bool {
    let holder = part.map_or(Some(node), |part| above(node, part));
    let transaction =
        holder.and_then(|holder| above(holder, n!("rsm:SupplyChainTradeTransaction")));
    transaction.and_then(Node::parent).is_some_and(|root| root.id() == 0)
}

fn above<'t, 'a>(node: Node<'t, 'a>, name: Name) -> Option<Node<'t, 'a>> {
    node.parent().filter(|parent| parent.name() == name)
}

/// Who states a VAT category, by the elements around it.
fn user(node: Node) -> VatUser {
    let Some(parent) = node.parent() else { return VatUser::Other };
    let holder = parent.name();
    if node.name() == n!("ram:CategoryTradeTax") {
        if holder != n!("ram:SpecifiedTradeAllowanceCharge") {
            return VatUser::Other;
        }
        let of_document = parent
            .parent()
            .is_some_and(|node| node.name() == n!("ram:ApplicableHeaderTradeSettlement"));
        return VatUser::Allowance {
            is_charge: is_charge(&Term::at(parent, path!("ram:ChargeIndicator/udt:Indicator"))),
            of_document,
        };
    }
    if holder == SETTLEMENT {
        return VatUser::Breakdown;
    }
    match holder == LINE_SETTLEMENT && is_of_line(parent) {
        true => VatUser::Line,
        false => VatUser::Other,
    }
}

/// True when a line's part stands in a line of the transaction.
fn is_of_line(part: Node) -> bool {
    above(part, n!("ram:IncludedSupplyChainTradeLineItem"))
        .is_some_and(|line| above(line, n!("rsm:SupplyChainTradeTransaction")).is_some())
}

fn party<'t, 'a>(node: Node<'t, 'a>) -> Party<'t, 'a> {
    let (mut vat_ids, mut tax_ids) = (Term::default(), Term::default());
    for id in Term::at(node, path!("ram:SpecifiedTaxRegistration/ram:ID")).iter() {
        match id.attribute(n!("schemeID")) {
            Some("VA") => vat_ids.push(id),
            Some("FC") => tax_ids.push(id),
            _ => {}
        }
    }
    Party {
        node,
        in_place: in_place(node, Some(n!("ram:ApplicableHeaderTradeAgreement"))),
        names: Term::at(node, path!("ram:Name")),
        trading_names: Term::at(
            node,
            path!("ram:SpecifiedLegalOrganization/ram:TradingBusinessName"),
        ),
        ids: Term::at(node, path!("ram:ID")),
        global_ids: Term::at(node, path!("ram:GlobalID")),
        legal_ids: Term::at(node, path!("ram:SpecifiedLegalOrganization/ram:ID")),
        vat_ids,
        tax_ids,
        legal_form: Term::at(node, path!("ram:Description")),
        endpoints: Term::at(node, path!("ram:URIUniversalCommunication/ram:URIID")),
        addresses: node.all(n!("ram:PostalTradeAddress")).map(address).collect(),
        contacts: node.all(n!("ram:DefinedTradeContact")).map(contact).collect(),
    }
}

fn address<'t, 'a>(node: Node<'t, 'a>) -> Address<'t, 'a> {
    Address {
        node,
        street: Term::at(node, path!("ram:LineOne")),
        additional: Term::at(node, path!("ram:LineTwo")),
        third: Term::at(node, path!("ram:LineThree")),
        city: Term::at(node, path!("ram:CityName")),
        postcode: Term::at(node, path!("ram:PostcodeCode")),
        subdivision: Term::at(node, path!("ram:CountrySubDivisionName")),
        country: Term::at(node, path!("ram:CountryID")),
    }
}

fn contact<'t, 'a>(node: Node<'t, 'a>) -> Contact<'t, 'a> {
    Contact {
        node,
        name: Term::at(node, path!("ram:PersonName")),
        department: Term::at(node, path!("ram:DepartmentName")),
        phone: Term::at(node, path!("ram:TelephoneUniversalCommunication/ram:CompleteNumber")),
        email: Term::at(node, path!("ram:EmailURIUniversalCommunication/ram:URIID")),
    }
}

fn delivery<'t, 'a>(node: Node<'t, 'a>) -> Delivery<'t, 'a> {
    let mut location = Term::at(node, path!("ram:ShipToTradeParty/ram:ID"));
    Term::at(node, path!("ram:ShipToTradeParty/ram:GlobalID"))
        .iter()
        .for_each(|id| location.push(id));
    Delivery {
        node,
        name: Term::at(node, path!("ram:ShipToTradeParty/ram:Name")),
        location,
        date: Term::at(
            node,
            path!("ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/udt:DateTimeString"),
        ),
        addresses: Term::at(node, path!("ram:ShipToTradeParty/ram:PostalTradeAddress"))
            .iter()
            .map(address)
            .collect(),
    }
}

fn period<'t, 'a>(node: Node<'t, 'a>) -> Period<'t, 'a> {
    Period {
        node,
        start: Term::at(node, path!("ram:StartDateTime/udt:DateTimeString")),
        end: Term::at(node, path!("ram:EndDateTime/udt:DateTimeString")),
        start_group: Term::at(node, path!("ram:StartDateTime")),
        end_group: Term::at(node, path!("ram:EndDateTime")),
        code: Term::default(),
    }
}

fn payment_means<'t, 'a>(node: Node<'t, 'a>) -> PaymentMeans<'t, 'a> {
    PaymentMeans {
        node,
        code: Term::at(node, path!("ram:TypeCode")),
        text: Term::at(node, path!("ram:Information")),
        references: Term::default(),
        accounts: node.all(n!("ram:PayeePartyCreditorFinancialAccount")).map(account).collect(),
        cards: node
            .all(n!("ram:ApplicableTradeSettlementFinancialCard"))
            .map(|node| Card {
                node,
                number: Term::at(node, path!("ram:ID")),
                holder: Term::at(node, path!("ram:CardholderName")),
            })
            .collect(),
        mandate_groups: Term::default(),
        mandate: Term::default(),
        debited_account: Term::at(node, path!("ram:PayerPartyDebtorFinancialAccount/ram:IBANID")),
    }
}

fn account<'t, 'a>(node: Node<'t, 'a>) -> Account<'t, 'a> {
    let bic = match node.parent() {
        Some(means) => {
            Term::at(means, path!("ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID"))
        }
        None => Term::default(),
    };
    Account {
        node,
        id: Term::at(node, path!("ram:IBANID")),
        proprietary: Term::at(node, path!("ram:ProprietaryID")),
        name: Term::at(node, path!("ram:AccountName")),
        bic,
    }
}

fn allowance<'t, 'a>(node: Node<'t, 'a>) -> AllowanceCharge<'t, 'a> {
    let indicator = Term::at(node, path!("ram:ChargeIndicator/udt:Indicator"));
    AllowanceCharge {
        node,
        in_place: in_place(node, Some(SETTLEMENT))
            || above(node, LINE_SETTLEMENT).is_some_and(is_of_line),
        is_charge: is_charge(&indicator),
        indicator,
        amount: Term::at(node, path!("ram:ActualAmount")),
        base: Term::at(node, path!("ram:BasisAmount")),
        percent: Term::at(node, path!("ram:CalculationPercent")),
        reason: Term::at(node, path!("ram:Reason")),
        reason_code: Term::at(node, path!("ram:ReasonCode")),
        categories: node.all(n!("ram:CategoryTradeTax")).map(category).collect(),
    }
}

pub(super) fn category<'t, 'a>(node: Node<'t, 'a>) -> Category<'t, 'a> {
    let kind = Term::at(node, path!("ram:TypeCode"));
    Category {
        node,
        code: Term::at(node, path!("ram:CategoryCode")),
        rate: Term::at(node, path!("ram:RateApplicablePercent")),
        is_vat: kind.count() == 1
            && kind.first().is_some_and(|kind| kind.text().eq_ignore_ascii_case("VAT")),
        reason: Term::at(node, path!("ram:ExemptionReason")),
        reason_code: Term::at(node, path!("ram:ExemptionReasonCode")),
    }
}

fn breakdown<'t, 'a>(node: Node<'t, 'a>) -> Breakdown<'t, 'a> {
    Breakdown {
        node,
        in_place: in_place(node, Some(SETTLEMENT)),
        base: Term::at(node, path!("ram:BasisAmount")),
        amount: Term::at(node, path!("ram:CalculatedAmount")),
        categories: vec![category(node)],
    }
}

fn totals<'t, 'a>(node: Node<'t, 'a>) -> Totals<'t, 'a> {
    Totals {
        node,
        in_place: in_place(node, Some(n!("ram:ApplicableHeaderTradeSettlement"))),
        lines: Term::at(node, path!("ram:LineTotalAmount")),
        allowances: Term::at(node, path!("ram:AllowanceTotalAmount")),
        charges: Term::at(node, path!("ram:ChargeTotalAmount")),
        net: Term::at(node, path!("ram:TaxBasisTotalAmount")),
        gross: Term::at(node, path!("ram:GrandTotalAmount")),
        prepaid: Term::at(node, path!("ram:TotalPrepaidAmount")),
        rounding: Term::at(node, path!("ram:RoundingAmount")),
        payable: Term::at(node, path!("ram:DuePayableAmount")),
        vat: Term::at(node, path!("ram:TaxTotalAmount")),
    }
}

fn document<'t, 'a>(node: Node<'t, 'a>) -> SupportingDocument<'t, 'a> {
    SupportingDocument {
        node,
        id: Term::at(node, path!("ram:IssuerAssignedID")),
        type_code: Term::at(node, path!("ram:TypeCode")),
        description: Term::at(node, path!("ram:Name")),
        location: Term::at(node, path!("ram:URIID")),
        embedded: Term::at(node, path!("ram:AttachmentBinaryObject")),
    }
}

fn line<'t, 'a>(node: Node<'t, 'a>) -> Line<'t, 'a> {
    let part = |name: Name| {
        node.children().filter(move |child| child.name() == name).collect::<Vec<Node<'t, 'a>>>()
    };
    let (about, product) =
        (part(n!("ram:AssociatedDocumentLineDocument")), part(n!("ram:SpecifiedTradeProduct")));
    let (agreement, settlement) =
        (part(n!("ram:SpecifiedLineTradeAgreement")), part(n!("ram:SpecifiedLineTradeSettlement")));
    let each = |name: Name| settlement.iter().flat_map(move |part| part.all(name));
    let agreed = |path: &[Name]| Term::below(&agreement, path);
    let settled = |path: &[Name]| Term::below(&settlement, path);
    Line {
        node,
        in_place: in_place(node, None),
        id: Term::below(&about, path!("ram:AssociatedDocumentLineDocument/ram:LineID")),
        parent_id: Term::below(
            &about,
            path!("ram:AssociatedDocumentLineDocument/ram:ParentLineID"),
        ),
        note: Term::below(
            &about,
            path!("ram:AssociatedDocumentLineDocument/ram:IncludedNote/ram:Content"),
        ),
        quantity: Term::at(node, path!("ram:SpecifiedLineTradeDelivery/ram:BilledQuantity")),
        net: settled(path!(
            "ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"
        )),
        order_line: agreed(path!(
            "ram:SpecifiedLineTradeAgreement/ram:BuyerOrderReferencedDocument/ram:LineID"
        )),
        accounting_reference: settled(path!(
            "ram:SpecifiedLineTradeSettlement/ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID"
        )),
        periods: each(n!("ram:BillingSpecifiedPeriod")).map(period).collect(),
        allowances: each(n!("ram:SpecifiedTradeAllowanceCharge")).map(allowance).collect(),
        price: agreed(path!(
            "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount"
        )),
        discount: agreed(path!(
            "ram:SpecifiedLineTradeAgreement/ram:GrossPriceProductTradePrice/ram:AppliedTradeAllowanceCharge/ram:ActualAmount"
        )),
        gross_price: agreed(path!(
            "ram:SpecifiedLineTradeAgreement/ram:GrossPriceProductTradePrice/ram:ChargeAmount"
        )),
        base_quantity: agreed(path!(
            "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:BasisQuantity"
        )),
        categories: each(n!("ram:ApplicableTradeTax")).map(category).collect(),
        name: Term::below(&product, path!("ram:SpecifiedTradeProduct/ram:Name")),
        description: Term::below(&product, path!("ram:SpecifiedTradeProduct/ram:Description")),
        seller_article: Term::below(
            &product,
            path!("ram:SpecifiedTradeProduct/ram:SellerAssignedID"),
        ),
        buyer_article: Term::below(
            &product,
            path!("ram:SpecifiedTradeProduct/ram:BuyerAssignedID"),
        ),
        standard_article: Term::below(&product, path!("ram:SpecifiedTradeProduct/ram:GlobalID")),
        classifications: Term::below(
            &product,
            path!("ram:SpecifiedTradeProduct/ram:DesignatedProductClassification/ram:ClassCode"),
        ),
        origin: Term::below(
            &product,
            path!("ram:SpecifiedTradeProduct/ram:OriginTradeCountry/ram:ID"),
        ),
        lines: Vec::new(),
    }
}
