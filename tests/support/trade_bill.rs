//! Invoices and credit notes of a month of purchases in UBL and CII, valid by EN 16931.

use crate::trade_month::{Document, Kind, Line, Trade, US, cents};
use crate::trade_text::{marks, safe, spaces};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The sums of an invoice.
struct Sums {
    lines: Decimal,
    allowance: Decimal,
    /// Of each rate: net and tax.
    groups: BTreeMap<i64, (Decimal, Decimal)>,
    net: Decimal,
    tax: Decimal,
}

fn sums(document: &Document) -> Sums {
    let lines: Decimal = document.lines.iter().map(Line::net).sum();
    let allowance = cents(lines * document.discount / Decimal::ONE_HUNDRED);
    let mut nets: BTreeMap<i64, Decimal> = BTreeMap::new();
    for line in &document.lines {
        *nets.entry(line.vat).or_default() += line.net();
    }
    let first = document.lines[0].vat;
    *nets.entry(first).or_default() += document.charge - allowance;
    let tax = |rate: i64, net: Decimal| cents(net * Decimal::from(rate) / Decimal::ONE_HUNDRED);
    let groups: BTreeMap<i64, (Decimal, Decimal)> =
        nets.into_iter().map(|(rate, net)| (rate, (cents(net), tax(rate, net)))).collect();
    let (net, tax) =
        (groups.values().map(|group| group.0).sum(), groups.values().map(|group| group.1).sum());
    Sums { lines: cents(lines), allowance, groups, net, tax }
}

/// An invoice or credit note.
pub fn bill(t: &Trade, document: &Document, format: &str) -> String {
    if format == "cii" { cii(t, document) } else { ubl(t, document) }
}

const SCHEME: &str = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>";

fn ubl(t: &Trade, document: &Document) -> String {
    let credit = document.kind == Kind::Credit;
    let (root, one, counted, kind) = match credit {
        true => (
            "CreditNote",
            "CreditNoteLine",
            "CreditedQuantity",
            "<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>",
        ),
        false => (
            "Invoice",
            "InvoiceLine",
            "InvoicedQuantity",
            "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>",
        ),
    };
    let vendor = &t.vendors[document.vendor];
    let all = sums(document);
    let amount = |name: &str, value: Decimal| {
        format!("<cbc:{name} currencyID=\"EUR\">{}</cbc:{name}>", cents(value))
    };
    let category = |name: &str, rate: i64| {
        format!(
            "<cac:{name}><cbc:ID>S</cbc:ID><cbc:Percent>{rate}</cbc:Percent>{SCHEME}</cac:{name}>"
        )
    };
    let party = |role: &str, name: &str, vat: &str| {
        format!(
            "<cac:{role}><cac:Party><cac:PostalAddress><cbc:CityName>Köln</cbc:CityName><cbc:PostalZone>50667</cbc:PostalZone><cac:Country>\
             <cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress><cac:PartyTaxScheme><cbc:CompanyID>{vat}</cbc:CompanyID>{SCHEME}\
             </cac:PartyTaxScheme><cac:PartyLegalEntity><cbc:RegistrationName>{}</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:{role}>",
            safe(name)
        )
    };
    let reference =
        |name: &str, number: &str| format!("<cac:{name}><cbc:ID>{number}</cbc:ID></cac:{name}>");
    let order = document
        .orders
        .first()
        .map(|_| reference("OrderReference", &document.orders.join(", ")))
        .unwrap_or_default();
    let note = document
        .notes
        .first()
        .map(|_| reference("DespatchDocumentReference", &document.notes.join(", ")))
        .unwrap_or_default();
    let due =
        if credit { String::new() } else { "<cbc:DueDate>2026-11-15</cbc:DueDate>".to_owned() };
    let rate = document.lines[0].vat;
    let part = |charge: bool, value: Decimal| {
        let (code, why) = if charge { ("FC", "Fracht") } else { ("95", "Rabatt") };
        format!(
            "<cac:AllowanceCharge><cbc:ChargeIndicator>{charge}</cbc:ChargeIndicator><cbc:AllowanceChargeReasonCode>{code}</cbc:AllowanceChargeReasonCode>\
             <cbc:AllowanceChargeReason>{why}</cbc:AllowanceChargeReason>{}{}</cac:AllowanceCharge>",
            amount("Amount", value),
            category("TaxCategory", rate)
        )
    };
    let mut parts = String::new();
    if !all.allowance.is_zero() {
        parts += &part(false, all.allowance);
    }
    if !document.charge.is_zero() {
        parts += &part(true, document.charge);
    }
    let groups: String = all
        .groups
        .iter()
        .map(|(rate, (net, tax))| {
            format!(
                "<cac:TaxSubtotal>{}{}{}</cac:TaxSubtotal>",
                amount("TaxableAmount", *net),
                amount("TaxAmount", *tax),
                category("TaxCategory", *rate)
            )
        })
        .collect();
    let lines: String = document
        .lines
        .iter()
        .map(|line| {
            let [number, own, gtin, words] = marks(t, line);
            let id = |name: &str, value: Option<String>| value.map(|value| reference(name, &safe(&value))).unwrap_or_default();
            let gtin = gtin.map_or_else(String::new, |gtin| {
                format!("<cac:StandardItemIdentification><cbc:ID \
                    schemeID=\"0160\">{gtin}</cbc:ID></cac:StandardItemIdentification>")
            });
            let of = line.order_line.as_ref().filter(|_| !document.orders.is_empty()).map_or_else(String::new, |of| {
                format!("<cac:OrderLineReference><cbc:LineID>{of}</cbc:LineID></cac:OrderLineReference>")
            });
            let (price, quantity) = if line.price < Decimal::ZERO { (-line.price, -line.quantity) } else { (line.price, line.quantity) };
            let base = if line.base == 1 { String::new() } else { format!("<cbc:BaseQuantity \
                unitCode=\"{}\">{}</cbc:BaseQuantity>", line.unit, line.base) };
            format!(
                "<cac:{one}><cbc:ID>{}</cbc:ID><cbc:{counted} \
                 unitCode=\"{}\">{quantity}</cbc:{counted}>{}{of}<cac:Item><cbc:Name>{}</cbc:Name>{}{}{gtin}{}</cac:Item>\
                 <cac:Price><cbc:PriceAmount \
                 currencyID=\"EUR\">{price}</cbc:PriceAmount>{base}</cac:Price></cac:{one}>",
                line.id,
                line.unit,
                amount("LineExtensionAmount", line.net()),
                safe(&words.unwrap_or_default()),
                id("BuyersItemIdentification", own),
                id("SellersItemIdentification", number),
                category("ClassifiedTaxCategory", line.vat)
            )
        })
        .collect();
    let iban = document.iban.clone().unwrap_or_else(|| vendor.iban.clone());
    [
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} \
            {}><cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>", spaces(root)),
        format!("<cbc:ID>{}</cbc:ID><cbc:IssueDate>{}</cbc:IssueDate>{due}{kind}", document.number, document.date),
        format!("<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>{order}{note}"),
        party("AccountingSupplierParty", &vendor.name, &vendor.vat_id),
        party("AccountingCustomerParty", US.0, US.1),
        format!("<cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode><cac:PayeeFinancialAccount><cbc:ID>{iban}</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>{parts}"),
        format!("<cac:TaxTotal>{}{groups}</cac:TaxTotal><cac:LegalMonetaryTotal>", amount("TaxAmount", all.tax)),
        format!("{}{}", amount("LineExtensionAmount", all.lines), amount("TaxExclusiveAmount", all.net)),
        amount("TaxInclusiveAmount", all.net + all.tax),
        if all.allowance.is_zero() { String::new() } else { amount("AllowanceTotalAmount", all.allowance) },
        if document.charge.is_zero() { String::new() } else { amount("ChargeTotalAmount", document.charge) },
        format!("{}</cac:LegalMonetaryTotal>{lines}</{root}>\n", amount("PayableAmount", all.net + all.tax)),
    ]
    .concat()
}

fn cii(t: &Trade, document: &Document) -> String {
    let vendor = &t.vendors[document.vendor];
    let all = sums(document);
    let day = |day: jiff::civil::Date| {
        format!(
            "<udt:DateTimeString format=\"102\">{}</udt:DateTimeString>",
            day.strftime("%Y%m%d")
        )
    };
    let tax = |rate: i64| {
        format!(
            "<ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent>"
        )
    };
    let party = |role: &str, name: &str, vat: &str| {
        format!(
            "<ram:{role}><ram:Name>{}</ram:Name><ram:PostalTradeAddress><ram:PostcodeCode>50667</ram:PostcodeCode><ram:CityName>Köln</ram:CityName>\
             <ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress><ram:SpecifiedTaxRegistration><ram:ID schemeID=\"VA\">{vat}</ram:ID></ram:SpecifiedTaxRegistration></ram:{role}>",
            safe(name)
        )
    };
    let lines: String = document
        .lines
        .iter()
        .map(|line| {
            let [number, own, gtin, words] = marks(t, line);
            let id = |name: &str, value: Option<String>| value.map_or_else(String::new, |value| format!("<ram:{name}>{}</ram:{name}>", safe(&value)));
            let gtin = gtin.map_or_else(String::new, |gtin| format!("<ram:GlobalID \
                schemeID=\"0160\">{gtin}</ram:GlobalID>"));
            let of = line.order_line.as_ref().filter(|_| !document.orders.is_empty()).map_or_else(String::new, |of| {
                format!("<ram:BuyerOrderReferencedDocument><ram:LineID>{of}</ram:LineID></ram:BuyerOrderReferencedDocument>")
            });
            let (price, quantity) = if line.price < Decimal::ZERO { (-line.price, -line.quantity) } else { (line.price, line.quantity) };
            let base = if line.base == 1 { String::new() } else { format!("<ram:BasisQuantity \
                unitCode=\"{}\">{}</ram:BasisQuantity>", line.unit, line.base) };
            format!(
                "<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>{}</ram:LineID></ram:AssociatedDocumentLineDocument>\
                 <ram:SpecifiedTradeProduct>{gtin}{}{}<ram:Name>{}</ram:Name></ram:SpecifiedTradeProduct><ram:SpecifiedLineTradeAgreement>{of}<ram:NetPriceProductTradePrice>\
                 <ram:ChargeAmount>{price}</ram:ChargeAmount>{base}</ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement><ram:SpecifiedLineTradeDelivery>\
                 <ram:BilledQuantity \
                 unitCode=\"{}\">{quantity}</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery><ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax>{}\
                 </ram:ApplicableTradeTax><ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>{}</ram:LineTotalAmount>\
                 </ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>",
                line.id,
                id("SellerAssignedID", number),
                id("BuyerAssignedID", own),
                safe(&words.unwrap_or_default()),
                line.unit,
                tax(line.vat),
                line.net()
            )
        })
        .collect();
    let rate = document.lines[0].vat;
    let part = |charge: bool, value: Decimal| {
        let why = if charge { "Fracht" } else { "Rabatt" };
        format!(
            "<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>{charge}</udt:Indicator></ram:ChargeIndicator><ram:ActualAmount>{}</ram:ActualAmount>\
             <ram:Reason>{why}</ram:Reason><ram:CategoryTradeTax>{}</ram:CategoryTradeTax></ram:SpecifiedTradeAllowanceCharge>",
            cents(value),
            tax(rate)
        )
    };
    let mut parts = String::new();
    if !all.allowance.is_zero() {
        parts += &part(false, all.allowance);
    }
    if !document.charge.is_zero() {
        parts += &part(true, document.charge);
    }
    let groups: String = all
        .groups
        .iter()
        .map(|(rate, (net, amount))| {
            format!(
                "<ram:ApplicableTradeTax><ram:CalculatedAmount>{amount}</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>{net}</ram:BasisAmount>\
                 <ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent></ram:ApplicableTradeTax>"
            )
        })
        .collect();
    let iban = document.iban.clone().unwrap_or_else(|| vendor.iban.clone());
    let reference = |name: &str, numbers: &[String]| match numbers.is_empty() {
        true => String::new(),
        false => format!(
            "<ram:{name}><ram:IssuerAssignedID>{}</ram:IssuerAssignedID></ram:{name}>",
            numbers.join(", ")
        ),
    };
    let kind = if document.kind == Kind::Credit { "381" } else { "380" };
    [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rsm:CrossIndustryInvoice \
         xmlns:rsm=\"urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100\" \
         xmlns:ram=\"urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100\" \
         xmlns:udt=\"urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100\"><rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>\
         <ram:ID>urn:cen.eu:en16931:2017</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>"
            .to_owned(),
        format!("<rsm:ExchangedDocument><ram:ID>{}</ram:ID><ram:TypeCode>{kind}</ram:TypeCode><ram:IssueDateTime>{}</ram:IssueDateTime></rsm:ExchangedDocument>", document.number, day(document.date)),
        format!("<rsm:SupplyChainTradeTransaction>{lines}<ram:ApplicableHeaderTradeAgreement>"),
        party("SellerTradeParty", &vendor.name, &vendor.vat_id),
        party("BuyerTradeParty", US.0, US.1),
        reference("BuyerOrderReferencedDocument", &document.orders),
        "</ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeDelivery>".to_owned(),
        reference("DespatchAdviceReferencedDocument", &document.notes),
        "</ram:ApplicableHeaderTradeDelivery><ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>".to_owned(),
        format!("<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>58</ram:TypeCode><ram:PayeePartyCreditorFinancialAccount><ram:IBANID>{iban}</ram:IBANID></ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>"),
        format!("{groups}{parts}<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime>{}</ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>", day(jiff::civil::date(2026, 11, 15))),
        format!("<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>{}</ram:LineTotalAmount>", all.lines),
        if document.charge.is_zero() { String::new() } else { format!("<ram:ChargeTotalAmount>{}</ram:ChargeTotalAmount>", document.charge) },
        if all.allowance.is_zero() { String::new() } else { format!("<ram:AllowanceTotalAmount>{}</ram:AllowanceTotalAmount>", all.allowance) },
        format!("<ram:TaxBasisTotalAmount>{}</ram:TaxBasisTotalAmount><ram:TaxTotalAmount \
            currencyID=\"EUR\">{}</ram:TaxTotalAmount>", all.net, all.tax),
        format!("<ram:GrandTotalAmount>{0}</ram:GrandTotalAmount><ram:DuePayableAmount>{0}</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>", all.net + all.tax),
        "</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>\n".to_owned(),
    ]
    .concat()
}
