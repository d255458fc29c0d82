//! An invoice in UBL with one line at 19 %, whole and valid by EN 16931.

const NAMESPACES: &str = "xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" \
    xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
    xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\"";

/// What tells one invoice from another.
pub struct Invoice<'a> {
    pub number: &'a str,
    /// ISO 8601.
    pub date: &'a str,
    /// Name and VAT id.
    pub seller: (&'a str, &'a str),
    pub buyer: (&'a str, &'a str),
    pub net_cents: i64,
    /// UNTDID 1001: 380, 381 …
    pub type_code: &'a str,
    /// BG-3: the invoice that this one is about.
    pub corrects: Option<&'a str>,
}

impl Invoice<'_> {
    /// Its XML.
    pub fn xml(&self) -> String {
        let vat = (self.net_cents * 19 + 50) / 100;
        let money = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
        let (net, tax, gross) = (money(self.net_cents), money(vat), money(self.net_cents + vat));
        let amount = |name: &str, value: &str| {
            format!("<cbc:{name} currencyID=\"EUR\">{value}</cbc:{name}>")
        };
        let scheme = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>";
        let category = |name: &str| {
            format!(
                "<cac:{name}><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent>{scheme}</cac:{name}>"
            )
        };
        let corrects = self.corrects.map_or_else(String::new, |number| {
            format!("<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>{number}</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>")
        });
        [
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Invoice {NAMESPACES}>"),
            "<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>".to_owned(),
            format!("<cbc:ID>{}</cbc:ID><cbc:IssueDate>{}</cbc:IssueDate><cbc:DueDate>2026-12-15</cbc:DueDate>", self.number, self.date),
            format!("<cbc:InvoiceTypeCode>{}</cbc:InvoiceTypeCode>", self.type_code),
            format!("<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>{corrects}"),
            party("AccountingSupplierParty", self.seller, scheme),
            party("AccountingCustomerParty", self.buyer, scheme),
            format!("<cac:TaxTotal>{}<cac:TaxSubtotal>{}", amount("TaxAmount", &tax), amount("TaxableAmount", &net)),
            format!("{}{}</cac:TaxSubtotal></cac:TaxTotal>", amount("TaxAmount", &tax), category("TaxCategory")),
            format!("<cac:LegalMonetaryTotal>{}", amount("LineExtensionAmount", &net)),
            format!("{}{}", amount("TaxExclusiveAmount", &net), amount("TaxInclusiveAmount", &gross)),
            format!("{}</cac:LegalMonetaryTotal><cac:InvoiceLine><cbc:ID>1</cbc:ID>", amount("PayableAmount", &gross)),
            format!("<cbc:InvoicedQuantity unitCode=\"C62\">1</cbc:InvoicedQuantity>{}", amount("LineExtensionAmount", &net)),
            format!("<cac:Item><cbc:Name>Ware</cbc:Name>{}</cac:Item>", category("ClassifiedTaxCategory")),
            format!("<cac:Price>{}</cac:Price></cac:InvoiceLine></Invoice>\n", amount("PriceAmount", &net)),
        ]
        .concat()
    }
}

fn party(role: &str, (name, vat_id): (&str, &str), scheme: &str) -> String {
    let taxed = format!(
        "<cac:PartyTaxScheme><cbc:CompanyID>{vat_id}</cbc:CompanyID>{scheme}</cac:PartyTaxScheme>"
    );
    let taxed = if vat_id.is_empty() { "" } else { &taxed };
    format!(
        "<cac:{role}><cac:Party><cac:PostalAddress><cbc:CityName>Köln</cbc:CityName><cbc:PostalZone>50667</cbc:PostalZone>\
         <cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>\
         {taxed}\
         <cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:{role}>"
    )
}
