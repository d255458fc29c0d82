//! An invoice in UBL with as many groups of VAT as wanted, whole and valid by EN 16931.

const NAMESPACES: &str = "xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" \
    xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
    xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\"";

/// A firm.
#[derive(Clone, Copy)]
pub struct Other {
    pub name: &'static str,
    pub vat_id: &'static str,
    pub country: &'static str,
}

/// A line, and its group of VAT.
pub struct Group {
    pub category: &'static str,
    pub rate: i64,
    pub net: i64,
}

impl Group {
    pub fn of(category: &'static str, rate: i64, net: i64) -> Group {
        Group { category, rate, net }
    }

    fn tax(&self) -> i64 {
        (self.net * self.rate + 50) / 100
    }
}

/// An invoice of 2026; amounts in cents.
pub struct Bill {
    pub number: String,
    pub month: i8,
    pub day: i8,
    pub seller: Other,
    pub buyer: Other,
    /// Each category and rate once.
    pub groups: Vec<Group>,
    /// 2 % within 10 days.
    pub skonto: bool,
    /// The invoice that this is a credit note for.
    pub credits: Option<String>,
}

impl Bill {
    pub fn net(&self) -> i64 {
        self.groups.iter().map(|group| group.net).sum()
    }

    pub fn tax(&self) -> i64 {
        self.taxes().iter().sum()
    }

    /// Of each group.
    pub fn taxes(&self) -> Vec<i64> {
        self.groups.iter().map(Group::tax).collect()
    }

    pub fn gross(&self) -> i64 {
        self.net() + self.tax()
    }

    /// What is inside a part of the gross: the part goes to the groups in proportion to their
    /// gross, cents by largest remainder. Rate, net and tax of each.
    pub fn inside(&self, part: i64) -> Vec<(i64, i64, i64)> {
        let whole = self.gross();
        let mut shares: Vec<(i64, i64, usize)> = Vec::new();
        for (at, group) in self.groups.iter().enumerate() {
            let product = part * (group.net + group.tax());
            shares.push((product / whole, product % whole, at));
        }
        let left = part - shares.iter().map(|share| share.0).sum::<i64>();
        let mut order: Vec<usize> = (0..shares.len()).collect();
        order.sort_by_key(|&at| (-shares[at].1, at));
        for at in order.into_iter().take(usize::try_from(left).expect("few")) {
            shares[at].0 += 1;
        }
        let inside = |(share, _, at): &(i64, i64, usize)| {
            let rate = self.groups[*at].rate;
            // Half up.
            let net = (share * 100 * 2 + (100 + rate)) / ((100 + rate) * 2);
            (rate, net, share - net)
        };
        shares.iter().map(inside).collect()
    }

    /// Its XML.
    pub fn xml(&self) -> String {
        let money = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
        let amount = |name: &str, cents: i64| {
            format!("<cbc:{name} currencyID=\"EUR\">{}</cbc:{name}>", money(cents))
        };
        let (date, due) = (
            format!("2026-{:02}-{:02}", self.month, self.day),
            format!("2026-{:02}-28", self.month),
        );
        let terms = if self.skonto {
            "<cac:PaymentTerms><cbc:Note>#SKONTO#TAGE=10#PROZENT=2.00#\n</cbc:Note></cac:PaymentTerms>"
        } else {
            ""
        };
        let type_code = if self.credits.is_some() { "381" } else { "380" };
        let corrects = self.credits.as_ref().map_or_else(String::new, |number| {
            format!("<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>{number}</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>")
        });
        let subtotals: String = self
            .groups
            .iter()
            .map(|group| {
                format!(
                    "<cac:TaxSubtotal>{}{}{}</cac:TaxSubtotal>",
                    amount("TaxableAmount", group.net),
                    amount("TaxAmount", group.tax()),
                    category("TaxCategory", group, true)
                )
            })
            .collect();
        let lines: String = self
            .groups
            .iter()
            .enumerate()
            .map(|(at, group)| {
                format!(
                    "<cac:InvoiceLine><cbc:ID>{}</cbc:ID><cbc:InvoicedQuantity \
                     unitCode=\"C62\">1</cbc:InvoicedQuantity>{}<cac:Item><cbc:Name>Ware</cbc:Name>{}</cac:Item>\
                     <cac:Price>{}</cac:Price></cac:InvoiceLine>",
                    at + 1,
                    amount("LineExtensionAmount", group.net),
                    category("ClassifiedTaxCategory", group, false),
                    amount("PriceAmount", group.net)
                )
            })
            .collect();
        let whole = [
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Invoice {NAMESPACES}>"),
            "<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>".to_owned(),
            format!("<cbc:ID>{}</cbc:ID><cbc:IssueDate>{date}</cbc:IssueDate><cbc:DueDate>{due}</cbc:DueDate>", self.number),
            format!("<cbc:InvoiceTypeCode>{type_code}</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>{corrects}"),
            party("AccountingSupplierParty", self.seller),
            party("AccountingCustomerParty", self.buyer),
            format!(
                "<cac:Delivery><cbc:ActualDeliveryDate>{date}</cbc:ActualDeliveryDate><cac:DeliveryLocation><cac:Address><cac:Country>\
                 <cbc:IdentificationCode>{}</cbc:IdentificationCode></cac:Country></cac:Address></cac:DeliveryLocation></cac:Delivery>{terms}",
                self.buyer.country
            ),
            format!("<cac:TaxTotal>{}{subtotals}</cac:TaxTotal>", amount("TaxAmount", self.tax())),
            format!("<cac:LegalMonetaryTotal>{}{}", amount("LineExtensionAmount", self.net()), amount("TaxExclusiveAmount", self.net())),
            format!("{}{}</cac:LegalMonetaryTotal>{lines}</Invoice>\n", amount("TaxInclusiveAmount", self.gross()), amount("PayableAmount", self.gross())),
        ]
        .concat();
        if self.credits.is_none() { whole } else { as_credit_note(&whole) }
    }
}

/// UBL has a document of its own for credit notes.
fn as_credit_note(invoice: &str) -> String {
    let due = invoice
        .find("<cbc:DueDate>")
        .map(|at| &invoice[at..at + "<cbc:DueDate>2026-01-28</cbc:DueDate>".len()]);
    let text = due.map_or_else(|| invoice.to_owned(), |due| invoice.replace(due, ""));
    [
        ("<Invoice ", "<CreditNote "),
        ("</Invoice>", "</CreditNote>"),
        ("schema:xsd:Invoice-2", "schema:xsd:CreditNote-2"),
    ]
    .into_iter()
    .chain([
        ("InvoiceTypeCode", "CreditNoteTypeCode"),
        ("InvoiceLine>", "CreditNoteLine>"),
        ("InvoicedQuantity", "CreditedQuantity"),
    ])
    .fold(text, |text, (of_invoice, of_note)| text.replace(of_invoice, of_note))
}

const SCHEME: &str = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>";

fn category(name: &str, group: &Group, reason: bool) -> String {
    let why = match group.category {
        _ if !reason => "",
        "K" => "<cbc:TaxExemptionReasonCode>VATEX-EU-IC</cbc:TaxExemptionReasonCode>",
        "AE" => "<cbc:TaxExemptionReasonCode>VATEX-EU-AE</cbc:TaxExemptionReasonCode>",
        "G" => "<cbc:TaxExemptionReasonCode>VATEX-EU-G</cbc:TaxExemptionReasonCode>",
        "E" => "<cbc:TaxExemptionReason>§ 19 UStG</cbc:TaxExemptionReason>",
        _ => "",
    };
    format!(
        "<cac:{name}><cbc:ID>{}</cbc:ID><cbc:Percent>{}</cbc:Percent>{why}{SCHEME}</cac:{name}>",
        group.category, group.rate
    )
}

fn party(role: &str, party: Other) -> String {
    let Other { name, vat_id, country } = party;
    let scheme = format!(
        "<cac:PartyTaxScheme><cbc:CompanyID>{vat_id}</cbc:CompanyID>{SCHEME}</cac:PartyTaxScheme>"
    );
    let scheme = if vat_id.is_empty() { "" } else { &scheme };
    format!(
        "<cac:{role}><cac:Party><cac:PostalAddress><cbc:CityName>Ort</cbc:CityName><cbc:PostalZone>50667</cbc:PostalZone>\
         <cac:Country><cbc:IdentificationCode>{country}</cbc:IdentificationCode></cac:Country></cac:PostalAddress>\
         {scheme}\
         <cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:{role}>"
    )
}
