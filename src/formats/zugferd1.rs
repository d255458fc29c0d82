//! ZUGFeRD 1.0 (FeRD/AWV, 25 June 2014; profiles BASIC, COMFORT, EXTENDED): the
//! CrossIndustryDocument that came before the European norm. Elements are found by their local
//! names, because senders bind the prefixes to several versions of the UN/CEFACT namespaces.
//!
//! Not supported: gross prices with their own allowances (the net price counts), ultimate ship-to
//! parties, hazardous goods. Lines that hold nothing but a note are no lines.

use super::local_names::{all, at, date, decimal, text, words};
use super::{Confidence, Format, Input, Read, Reading, Reads};
use crate::domain::finding::Weight;
use crate::domain::invoice::{AllowanceCharge, InvoiceLine, Payment, Totals, VatBreakdown};
use crate::domain::{
    Content, Currency, Finding, FindingKind, Iban, Invoice, Kind, Party, StatedDay, VatId,
};
use crate::einvoice::{payment_terms, plausibility};
use crate::n;
use crate::xml::{self, Limits, Node, Tree};
use rust_decimal::Decimal;

/// The row of the table of formats.
pub const FORMAT: Format = Format {
    name: "zugferd1",
    kind: Kind::Invoice,
    title: ("E-Rechnung ZUGFeRD 1.0", "e-invoice ZUGFeRD 1.0"),
    source: "ZUGFeRD 1.0 (FeRD/AWV, 2014-06-25)",
    recognise,
    reads: Reads::Whole(read),
    findings: FINDINGS,
};

/// The findings of ZUGFeRD 1.0.
pub static FINDINGS: &[&FindingKind] = &[&OUTDATED, &NOT_AN_INVOICE];

pub static OUTDATED: FindingKind = FindingKind {
    code: "zugferd1-outdated",
    weight: Weight::Note,
    de: "ZUGFeRD 1.0 ist veraltet und seit 2025 keine E-Rechnung im Sinne des § 14 UStG mehr. \
        Bitte den Absender um ZUGFeRD 2 oder XRechnung bitten.",
    en: "ZUGFeRD 1.0 is outdated and since 2025 no e-invoice under German VAT law (§ 14 UStG). Ask \
        the sender for ZUGFeRD 2 or XRechnung.",
};
pub static NOT_AN_INVOICE: FindingKind = FindingKind {
    code: "zugferd1-not-an-invoice",
    weight: Weight::Error,
    de: "Die Datei nennt ZUGFeRD 1.0, enthält aber keine Rechnung (kein Kopf und keine \
        Abrechnung). Bitte den Absender um die Rechnung selbst bitten.",
    en: "The file names ZUGFeRD 1.0 but holds no invoice (neither header nor settlement). Ask the \
        sender for the invoice itself.",
};

/// How far into a document the root element is looked for, in bytes; licence texts may stand before
/// it.
const HEAD: usize = 64 * 1024;

fn recognise(input: &Input) -> Confidence {
    let head = xml::decode(input.bytes.get(..input.bytes.len().min(HEAD)).unwrap_or_default());
    match head.text.trim_start().starts_with('<')
        && head.text.contains("CrossIndustryDocument")
        && head.text.contains("urn:ferd:")
    {
        true => Confidence::Mark,
        false => Confidence::No,
    }
}

fn read(input: &Input) -> Result<Reading, Finding> {
    let decoded = xml::decode(input.bytes);
    let tree = Tree::parse(&decoded.text, Limits::default())?;
    let mut invoice = invoice(tree.root()).ok_or_else(|| NOT_AN_INVOICE.found())?;
    payment_terms::complete(&mut invoice, tree.root());
    let mut findings = plausibility::look(&invoice);
    findings.push(OUTDATED.found());
    Ok(Reading { content: Read::Content(Content::Invoice(Box::new(invoice))), findings })
}

fn invoice(root: Node) -> Option<Invoice> {
    let header = at(root, "HeaderExchangedDocument");
    let trade = at(root, "SpecifiedSupplyChainTradeTransaction");
    let settlement = trade.and_then(|trade| at(trade, "ApplicableSupplyChainTradeSettlement"));
    let agreement = trade.and_then(|trade| at(trade, "ApplicableSupplyChainTradeAgreement"));
    let delivery = trade.and_then(|trade| at(trade, "ApplicableSupplyChainTradeDelivery"));
    if header.is_none() && settlement.is_none() {
        return None;
    }
    let money = Money(currency(settlement));
    let payment = settlement.map(payment).unwrap_or_default();
    let seller = agreement
        .and_then(|agreement| at(agreement, "SellerTradeParty"))
        .map(party)
        .unwrap_or_default();
    let buyer = agreement
        .and_then(|agreement| at(agreement, "BuyerTradeParty"))
        .map(party)
        .unwrap_or_default();
    let (charges, allowances) = allowances(settlement, &money);
    Some(Invoice {
        format: FORMAT.name.to_owned(),
        profile: words(
            at(root, "SpecifiedExchangedDocumentContext"),
            "GuidelineSpecifiedDocumentContextParameter/ID",
        ),
        type_code: words(header, "TypeCode"),
        is_credit_note_by_root: false,
        number: words(header, "ID"),
        issue_date: date(header, "IssueDateTime/DateTimeString").map(StatedDay::from),
        due_date: settlement.and_then(|settlement| {
            date(Some(settlement), "SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString")
        }),
        delivery_date: date(
            delivery,
            "ActualDeliverySupplyChainEvent/OccurrenceDateTime/DateTimeString",
        ),
        period_end: date(settlement, "BillingSpecifiedPeriod/EndDateTime/DateTimeString"),
        period_start: date(settlement, "BillingSpecifiedPeriod/StartDateTime/DateTimeString"),
        delivery_country: delivery.and_then(|delivery| {
            words(Some(delivery), "ShipToTradeParty/PostalTradeAddress/CountryID")
        }),
        currency: money.0,
        seller: Party { iban: payment.iban.clone(), ..seller },
        buyer,
        payee: settlement.and_then(|settlement| at(settlement, "PayeeTradeParty")).map(party),
        order_number: words(agreement, "BuyerOrderReferencedDocument/ID"),
        sales_order_number: None,
        delivery_note_number: words(delivery, "DeliveryNoteReferencedDocument/ID"),
        contract_number: words(agreement, "ContractReferencedDocument/ID"),
        buyer_reference: words(agreement, "BuyerReference"),
        preceding_invoices: Vec::new(),
        preceding_days: Vec::new(),
        notes: header
            .map(|header| {
                all(header, "IncludedNote")
                    .filter_map(|note| words(Some(note), "Content"))
                    .collect()
            })
            .unwrap_or_default(),
        payment,
        lines: trade
            .map(|trade| {
                all(trade, "IncludedSupplyChainTradeLineItem")
                    .filter_map(|item| line(item, &money))
                    .collect()
            })
            .unwrap_or_default(),
        allowances,
        charges,
        vat: settlement
            .map(|settlement| {
                all(settlement, "ApplicableTradeTax").map(|tax| vat(tax, &money)).collect()
            })
            .unwrap_or_default(),
        totals: totals(
            settlement
                .and_then(|settlement| at(settlement, "SpecifiedTradeSettlementMonetarySummation")),
            &money,
        ),
        attachments: Vec::new(),
    })
}

/// The stated currency, else the one that the total is stated in.
fn currency(settlement: Option<Node>) -> Option<Currency> {
    let total = at(settlement?, "SpecifiedTradeSettlementMonetarySummation/GrandTotalAmount");
    let stated = words(settlement, "InvoiceCurrencyCode").as_deref().and_then(Currency::read);
    stated.or_else(|| total?.attribute(n!("currencyID")).and_then(Currency::read))
}

/// Pads amounts to the digits of the invoice's currency.
struct Money(Option<Currency>);

impl Money {
    fn read(&self, node: Option<Node>, path: &str) -> Option<Decimal> {
        let amount = decimal(node, path)?;
        Some(self.0.map_or(amount, |currency| currency.pad(amount)))
    }
}

fn payment(settlement: Node) -> Payment {
    let means: Vec<Node> = all(settlement, "SpecifiedTradeSettlementPaymentMeans").collect();
    let first = |path: &str| means.iter().find_map(|means| words(Some(*means), path));
    let mut ibans: Vec<Iban> = Vec::new();
    for means in &means {
        let iban = words(Some(*means), "PayeePartyCreditorFinancialAccount/IBANID")
            .as_deref()
            .and_then(Iban::read);
        ibans.extend(iban.filter(|iban| !ibans.contains(iban)));
    }
    let mut ibans = ibans.into_iter();
    let terms = all(settlement, "SpecifiedTradePaymentTerms");
    Payment {
        means_code: first("TypeCode"),
        iban: ibans.next(),
        other_ibans: ibans.collect(),
        bic: first("PayeeSpecifiedCreditorFinancialInstitution/BICID"),
        reference: words(Some(settlement), "PaymentReference"),
        mandate: None,
        terms: terms
            .filter_map(|terms| lines(at(terms, "Description")))
            .reduce(|one, two| format!("{one}\n{two}")),
        discounts: Vec::new(),
    }
}

fn party(party: Node) -> Party {
    let registered = |scheme: &str| {
        let mut registrations = all(party, "SpecifiedTaxRegistration")
            .filter_map(|registration| at(registration, "ID"));
        registrations
            .find(|id| id.attribute(n!("schemeID")) == Some(scheme))
            .and_then(|id| text(Some(id)))
    };
    let address = |name: &str| words(Some(party), &format!("PostalTradeAddress/{name}"));
    Party {
        name: words(Some(party), "Name"),
        trading_name: None,
        vat_id: registered("VA").as_deref().and_then(VatId::read),
        tax_number: registered("FC"),
        email: words(Some(party), "DefinedTradeContact/EmailURIUniversalCommunication/URIID"),
        iban: None,
        street: address("LineOne"),
        postcode: address("PostcodeCode"),
        city: address("CityName"),
        country: address("CountryID"),
        identifier: words(Some(party), "ID").or_else(|| words(Some(party), "GlobalID")),
    }
}

/// One line; `None` for an item that only carries a note.
fn line(item: Node, money: &Money) -> Option<InvoiceLine> {
    let product = at(item, "SpecifiedTradeProduct");
    let quantity = at(item, "SpecifiedSupplyChainTradeDelivery/BilledQuantity");
    let settlement = at(item, "SpecifiedSupplyChainTradeSettlement");
    let net = money.read(settlement, "SpecifiedTradeSettlementMonetarySummation/LineTotalAmount");
    if product.is_none() && quantity.is_none() && net.is_none() {
        return None;
    }
    Some(InvoiceLine {
        id: words(Some(item), "AssociatedDocumentLineDocument/LineID"),
        article: words(product, "SellerAssignedID").or_else(|| words(product, "BuyerAssignedID")),
        gtin: product.and_then(|product| at(product, "GlobalID")).and_then(gtin),
        description: words(product, "Name").or_else(|| words(product, "Description")),
        quantity: decimal(Some(item), "SpecifiedSupplyChainTradeDelivery/BilledQuantity"),
        unit: quantity.and_then(|quantity| quantity.attribute(n!("unitCode"))).map(str::to_owned),
        unit_price: unit_price(item),
        net,
        vat_category: words(settlement, "ApplicableTradeTax/CategoryCode"),
        vat_rate: decimal(settlement, "ApplicableTradeTax/ApplicablePercent"),
        order_line: words(
            Some(item),
            "SpecifiedSupplyChainTradeAgreement/BuyerOrderReferencedDocument/LineID",
        ),
        ..InvoiceLine::default()
    })
}

/// Senders put the GTIN under 0160 or, as the specification's own samples do, under the code of the
/// GLN.
fn gtin(id: Node) -> Option<String> {
    let digits = text(Some(id))?;
    let shaped = digits.bytes().all(|byte| byte.is_ascii_digit())
        && matches!(digits.len(), 8 | 12 | 13 | 14);
    (matches!(id.attribute(n!("schemeID")), Some("0160" | "0088")) && shaped).then_some(digits)
}

fn unit_price(item: Node) -> Option<Decimal> {
    let price = at(item, "SpecifiedSupplyChainTradeAgreement/NetPriceProductTradePrice");
    let amount = decimal(price, "ChargeAmount")?;
    match decimal(price, "BasisQuantity") {
        Some(base) if !base.is_zero() && base != Decimal::ONE => {
            amount.checked_div(base).map(|price| price.normalize())
        }
        _ => Some(amount),
    }
}

/// Charges and allowances of the document; service charges (freight) are charges.
fn allowances(
    settlement: Option<Node>,
    money: &Money,
) -> (Vec<AllowanceCharge>, Vec<AllowanceCharge>) {
    let Some(settlement) = settlement else { return Default::default() };
    let (mut charges, mut allowances) = (Vec::new(), Vec::new());
    for group in all(settlement, "SpecifiedTradeAllowanceCharge") {
        let read = allowance(group, money, "ActualAmount", "CategoryTradeTax", "Reason");
        match words(Some(group), "ChargeIndicator/Indicator").as_deref() {
            Some("true" | "1") => charges.push(read),
            _ => allowances.push(read),
        }
    }
    for group in all(settlement, "SpecifiedLogisticsServiceCharge") {
        charges.push(allowance(group, money, "AppliedAmount", "AppliedTradeTax", "Description"));
    }
    (charges, allowances)
}

fn allowance(group: Node, money: &Money, amount: &str, tax: &str, reason: &str) -> AllowanceCharge {
    let tax = at(group, tax);
    AllowanceCharge {
        amount: money.read(Some(group), amount),
        base: money.read(Some(group), "BasisAmount"),
        percent: decimal(Some(group), "CalculationPercent"),
        vat_category: words(tax, "CategoryCode"),
        vat_rate: decimal(tax, "ApplicablePercent"),
        reason: words(Some(group), reason),
    }
}

fn vat(tax: Node, money: &Money) -> VatBreakdown {
    VatBreakdown {
        category: words(Some(tax), "CategoryCode"),
        rate: decimal(Some(tax), "ApplicablePercent"),
        base: money.read(Some(tax), "BasisAmount"),
        amount: money.read(Some(tax), "CalculatedAmount"),
        exemption_reason: words(Some(tax), "ExemptionReason"),
        exemption_code: None,
    }
}

/// The BASIC profile may leave the payable amount out; it is then the gross amount less what was
/// prepaid.
fn totals(summation: Option<Node>, money: &Money) -> Totals {
    let read = |path: &str| money.read(summation, path);
    let (gross, prepaid) = (read("GrandTotalAmount"), read("TotalPrepaidAmount"));
    Totals {
        lines: read("LineTotalAmount"),
        allowances: read("AllowanceTotalAmount"),
        charges: read("ChargeTotalAmount"),
        net: read("TaxBasisTotalAmount"),
        vat: read("TaxTotalAmount"),
        vat_in_euro: None,
        gross,
        prepaid,
        rounding: None,
        payable: read("DuePayableAmount")
            .or_else(|| gross?.checked_sub(prepaid.unwrap_or_default())),
    }
}

/// Text whose lines count; blanks at the ends of each are dropped.
fn lines(node: Option<Node>) -> Option<String> {
    text(node).map(|text| {
        text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Layouts;
    use jiff::civil::date;
    use rust_decimal::dec;

    const COMFORT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<a:CrossIndustryDocument xmlns:a="urn:ferd:CrossIndustryDocument:invoice:1p0" xmlns:b="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:12" xmlns:c="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:15">
<a:SpecifiedExchangedDocumentContext><b:GuidelineSpecifiedDocumentContextParameter><b:ID>urn:ferd:CrossIndustryDocument:invoice:1p0:comfort</b:ID></b:GuidelineSpecifiedDocumentContextParameter></a:SpecifiedExchangedDocumentContext>
<a:HeaderExchangedDocument><b:ID>R-7</b:ID><b:Name>RECHNUNG</b:Name><b:TypeCode>380</b:TypeCode><b:IssueDateTime><c:DateTimeString format="102">20140901</c:DateTimeString></b:IssueDateTime><b:IncludedNote><b:Content>Danke.</b:Content></b:IncludedNote></a:HeaderExchangedDocument>
<a:SpecifiedSupplyChainTradeTransaction>
<b:ApplicableSupplyChainTradeAgreement>
<b:SellerTradeParty><b:Name>Schrauben-Hahn
 GmbH</b:Name><b:PostalTradeAddress><b:PostcodeCode>73430</b:PostcodeCode><b:LineOne>Hahnweg 3</b:LineOne><b:CityName>Aalen</b:CityName><b:CountryID>DE</b:CountryID></b:PostalTradeAddress><b:SpecifiedTaxRegistration><b:ID schemeID="FC">50/123</b:ID></b:SpecifiedTaxRegistration><b:SpecifiedTaxRegistration><b:ID schemeID="VA">DE 136695976</b:ID></b:SpecifiedTaxRegistration></b:SellerTradeParty>
<b:BuyerTradeParty><b:ID>K-1</b:ID><b:Name>Müller Metallbau GmbH</b:Name></b:BuyerTradeParty>
<b:BuyerOrderReferencedDocument><b:ID>B-1</b:ID></b:BuyerOrderReferencedDocument>
</b:ApplicableSupplyChainTradeAgreement>
<b:ApplicableSupplyChainTradeDelivery><b:ActualDeliverySupplyChainEvent><b:OccurrenceDateTime><c:DateTimeString format="102">20140830</c:DateTimeString></b:OccurrenceDateTime></b:ActualDeliverySupplyChainEvent><b:DeliveryNoteReferencedDocument><b:ID>LS-1</b:ID></b:DeliveryNoteReferencedDocument></b:ApplicableSupplyChainTradeDelivery>
<b:ApplicableSupplyChainTradeSettlement>
<b:PaymentReference>R-7/K-1</b:PaymentReference><b:InvoiceCurrencyCode>EUR</b:InvoiceCurrencyCode>
<b:SpecifiedTradeSettlementPaymentMeans><b:TypeCode>31</b:TypeCode><b:PayeePartyCreditorFinancialAccount><b:IBANID>DE02120300000000202051</b:IBANID></b:PayeePartyCreditorFinancialAccount><b:PayeeSpecifiedCreditorFinancialInstitution><b:BICID>BYLADEM1001</b:BICID></b:PayeeSpecifiedCreditorFinancialInstitution></b:SpecifiedTradeSettlementPaymentMeans>
<b:ApplicableTradeTax><b:CalculatedAmount currencyID="EUR">19.95</b:CalculatedAmount><b:TypeCode>VAT</b:TypeCode><b:BasisAmount currencyID="EUR">105</b:BasisAmount><b:CategoryCode>S</b:CategoryCode><b:ApplicablePercent>19</b:ApplicablePercent></b:ApplicableTradeTax>
<b:SpecifiedLogisticsServiceCharge><b:Description>Fracht</b:Description><b:AppliedAmount currencyID="EUR">5.00</b:AppliedAmount></b:SpecifiedLogisticsServiceCharge>
<b:SpecifiedTradePaymentTerms><b:Description>10 Tage 2 % Skonto, 30 Tage netto</b:Description></b:SpecifiedTradePaymentTerms>
<b:SpecifiedTradeSettlementMonetarySummation><b:LineTotalAmount>100</b:LineTotalAmount><b:ChargeTotalAmount>5.00</b:ChargeTotalAmount><b:AllowanceTotalAmount>0</b:AllowanceTotalAmount><b:TaxBasisTotalAmount>105.00</b:TaxBasisTotalAmount><b:TaxTotalAmount>19.95</b:TaxTotalAmount><b:GrandTotalAmount>124.95</b:GrandTotalAmount></b:SpecifiedTradeSettlementMonetarySummation>
</b:ApplicableSupplyChainTradeSettlement>
<b:IncludedSupplyChainTradeLineItem><b:AssociatedDocumentLineDocument><b:IncludedNote><b:Content>nur Text</b:Content></b:IncludedNote></b:AssociatedDocumentLineDocument></b:IncludedSupplyChainTradeLineItem>
<b:IncludedSupplyChainTradeLineItem><b:AssociatedDocumentLineDocument><b:LineID>1</b:LineID></b:AssociatedDocumentLineDocument>
<b:SpecifiedSupplyChainTradeAgreement><b:NetPriceProductTradePrice><b:ChargeAmount>10.00</b:ChargeAmount><b:BasisQuantity unitCode="C62">100</b:BasisQuantity></b:NetPriceProductTradePrice></b:SpecifiedSupplyChainTradeAgreement>
<b:SpecifiedSupplyChainTradeDelivery><b:BilledQuantity unitCode="C62">1000</b:BilledQuantity></b:SpecifiedSupplyChainTradeDelivery>
<b:SpecifiedSupplyChainTradeSettlement><b:ApplicableTradeTax><b:TypeCode>VAT</b:TypeCode><b:CategoryCode>S</b:CategoryCode><b:ApplicablePercent>19</b:ApplicablePercent></b:ApplicableTradeTax><b:SpecifiedTradeSettlementMonetarySummation><b:LineTotalAmount>100.00</b:LineTotalAmount></b:SpecifiedTradeSettlementMonetarySummation></b:SpecifiedSupplyChainTradeSettlement>
<b:SpecifiedTradeProduct><b:GlobalID schemeID="0160">4006381333931</b:GlobalID><b:SellerAssignedID>4711</b:SellerAssignedID><b:Name>Sechskantschraube M8</b:Name></b:SpecifiedTradeProduct></b:IncludedSupplyChainTradeLineItem>
</a:SpecifiedSupplyChainTradeTransaction></a:CrossIndustryDocument>"#;

    fn read_text(text: &str) -> (Invoice, Vec<&'static str>) {
        let layouts = Layouts::default();
        let input = Input { bytes: text.as_bytes(), name: "", layouts: &layouts };
        assert_eq!(recognise(&input), Confidence::Mark);
        let reading = read(&input).unwrap();
        let Read::Content(Content::Invoice(invoice)) = reading.content else {
            panic!("no invoice")
        };
        (*invoice, reading.findings.iter().map(Finding::code).collect())
    }

    #[test]
    fn header_parties_and_totals_are_read() {
        let (invoice, findings) = read_text(COMFORT);
        assert_eq!(findings, ["zugferd1-outdated"]);
        assert_eq!(
            (invoice.format.as_str(), invoice.number.as_deref(), invoice.type_code.as_deref()),
            ("zugferd1", Some("R-7"), Some("380"))
        );
        assert_eq!(
            (invoice.issue_day(), invoice.delivery_date),
            (Some(date(2014, 9, 1)), Some(date(2014, 8, 30)))
        );
        assert_eq!(invoice.due_date, Some(date(2014, 10, 1)));
        assert_eq!(invoice.seller.name.as_deref(), Some("Schrauben-Hahn GmbH"));
        assert_eq!(invoice.seller.vat_id.as_ref().map(VatId::as_str), Some("DE136695976"));
        assert_eq!(invoice.seller.tax_number.as_deref(), Some("50/123"));
        assert_eq!(
            (invoice.buyer.identifier.as_deref(), invoice.order_number.as_deref()),
            (Some("K-1"), Some("B-1"))
        );
        assert_eq!(
            (invoice.delivery_note_number.as_deref(), invoice.payment.reference.as_deref()),
            (Some("LS-1"), Some("R-7/K-1"))
        );
        assert_eq!(invoice.payment.iban.as_ref().map(Iban::as_str), Some("DE02120300000000202051"));
        assert_eq!(
            invoice.payment.discounts.iter().map(|it| (it.percent, it.days)).collect::<Vec<_>>(),
            [(dec!(2), Some(10))]
        );
        assert_eq!(
            invoice.charges.iter().map(|it| it.reason.as_deref()).collect::<Vec<_>>(),
            [Some("Fracht")]
        );
        assert_eq!(invoice.totals.lines.map(|it| it.to_string()).as_deref(), Some("100.00"));
        assert_eq!(
            (invoice.totals.gross, invoice.totals.payable),
            (Some(dec!(124.95)), Some(dec!(124.95)))
        );
    }

    #[test]
    fn a_line_of_nothing_but_text_is_no_line() {
        let (invoice, _) = read_text(COMFORT);
        let [line] = &invoice.lines[..] else { panic!("{} lines", invoice.lines.len()) };
        assert_eq!(
            (line.id.as_deref(), line.article.as_deref(), line.gtin.as_deref()),
            (Some("1"), Some("4711"), Some("4006381333931"))
        );
        assert_eq!(
            (line.quantity, line.unit_price, line.net),
            (Some(dec!(1000)), Some(dec!(0.1)), Some(dec!(100.00)))
        );
        assert_eq!(
            (line.unit.as_deref(), line.vat_category.as_deref(), line.vat_rate),
            (Some("C62"), Some("S"), Some(dec!(19)))
        );
    }

    #[test]
    fn the_currency_may_stand_with_the_amounts_only() {
        let text = COMFORT
            .replace("<b:InvoiceCurrencyCode>EUR</b:InvoiceCurrencyCode>", "")
            .replace("<b:GrandTotalAmount>", "<b:GrandTotalAmount currencyID=\"CHF\">");
        assert_eq!(read_text(&text).0.currency, Currency::read("CHF"));
    }
}
