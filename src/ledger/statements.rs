//! The statements of an invoice that the deduction of input VAT depends on (§ 15 (1) no. 1, § 14
//! (4) UStG), and which of them are not there. What is owed as recipient (§ 13b, § 1a UStG) is
//! deducted without them.

use crate::domain::Invoice;
use crate::domain::invoice::tells_supply;
use rust_decimal::{Decimal, dec};

/// A statement that § 14 (4) UStG asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statement {
    /// Who supplies (no. 1).
    Seller,
    /// To whom (no. 1); of small amounts not asked for.
    Buyer,
    /// What is supplied (no. 5).
    Goods,
    /// The seller's tax number or VAT id (no. 2); of small amounts not asked for.
    TaxNumber,
    /// The seller's address (no. 1).
    SellerAddress,
    /// The buyer's address (no. 1); of small amounts not asked for.
    BuyerAddress,
    /// The day or month of the supply (no. 6; § 31 (4) UStDV); of small amounts not asked for.
    SupplyDay,
}

impl Statement {
    /// True for what a document cannot lack and be an invoice: nothing is deducted by it, and no
    /// later correction counts back to it (BFH of 20 October 2016, V R 26/15).
    pub fn is_essential(self) -> bool {
        matches!(self, Statement::Seller | Statement::Buyer | Statement::Goods)
    }

    /// As a person knows it: German, English.
    pub fn words(self) -> [&'static str; 2] {
        match self {
            Statement::Seller => ["Name des Verkäufers (BT-27)", "seller's name (BT-27)"],
            Statement::Buyer => ["Name des Käufers (BT-44)", "buyer's name (BT-44)"],
            Statement::Goods => ["Art der Leistung (BT-153)", "kind of what is supplied (BT-153)"],
            Statement::TaxNumber => [
                "Steuernummer oder USt-IdNr. des Verkäufers (BT-31/32)",
                "seller's tax number or VAT id (BT-31/32)",
            ],
            Statement::SellerAddress => {
                ["Anschrift des Verkäufers (BG-5)", "seller's address (BG-5)"]
            }
            Statement::BuyerAddress => ["Anschrift des Käufers (BG-8)", "buyer's address (BG-8)"],
            Statement::SupplyDay => ["Zeitpunkt der Leistung (BT-72)", "day of the supply (BT-72)"],
        }
    }
}

/// Up to this gross an invoice is one of a small amount (§ 33 UStDV).
const SMALL_AMOUNT: Decimal = dec!(250);

/// The statements that an invoice charging VAT does not make. Lines are only missed where the
/// format states any: paper and lists are read without them.
pub fn missing_statements(invoice: &Invoice) -> Vec<Statement> {
    let gross = invoice.totals.gross.or(invoice.totals.payable).unwrap_or_default();
    let small = !gross.is_zero() && gross.abs() <= SMALL_AMOUNT;
    let (seller, buyer) = (&invoice.seller, &invoice.buyer);
    let no_address = |party: &crate::domain::Party| {
        party.street.is_none() && party.city.is_none() && party.postcode.is_none()
    };
    let lines = invoice.lines.iter().filter(|line| line.kind.is_none());
    let unnamed =
        lines.filter(|line| line.description.as_deref().is_none_or(|text| text.trim().is_empty()));
    let checks = [
        (Statement::Seller, seller.name.is_none()),
        (Statement::Buyer, !small && buyer.name.is_none()),
        (Statement::Goods, unnamed.count() > 0),
        (Statement::TaxNumber, !small && seller.vat_id.is_none() && seller.tax_number.is_none()),
        (Statement::SellerAddress, no_address(seller)),
        (Statement::BuyerAddress, !small && no_address(buyer)),
        // A credit note supplies nothing.
        (Statement::SupplyDay, !small && !invoice.credits() && !names_supply(invoice)),
    ];
    checks.into_iter().filter(|(_, missing)| *missing).map(|(statement, _)| statement).collect()
}

/// Whether an invoice tells when the supply was: by day or period, by its delivery note, or in
/// words. One that asks for money before the supply need not.
fn names_supply(invoice: &Invoice) -> bool {
    use crate::domain::InvoiceNature::{Prepayment, PrepaymentCreditNote};
    let texts = invoice.notes.iter().chain(&invoice.payment.terms).map(String::as_str);
    let lines = invoice.lines.iter().filter_map(|line| line.description.as_deref());
    invoice.delivery_date.or(invoice.period_end).is_some()
        || invoice.delivery_note_number.is_some()
        || matches!(invoice.nature(), Prepayment | PrepaymentCreditNote)
        || texts.chain(lines).any(tells_supply)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::invoice::{InvoiceLine, Totals};
    use crate::domain::{Party, VatId};

    fn invoice() -> Invoice {
        let party = |name: &str| Party {
            name: Some(name.into()),
            city: Some("Aalen".into()),
            ..Party::default()
        };
        Invoice {
            seller: Party { vat_id: VatId::read("DE136695976"), ..party("Stahl AG") },
            buyer: party("Beispiel GmbH"),
            delivery_date: Some(jiff::civil::date(2026, 3, 1)),
            lines: vec![InvoiceLine {
                description: Some("Winkel".into()),
                ..InvoiceLine::default()
            }],
            totals: Totals { gross: Some(dec!(1190)), ..Totals::default() },
            ..Invoice::default()
        }
    }

    #[test]
    fn what_the_law_asks_for_is_missed() {
        let missing = |change: fn(&mut Invoice)| {
            let mut invoice = invoice();
            change(&mut invoice);
            missing_statements(&invoice)
        };
        assert_eq!(missing(|_| {}), []);
        assert_eq!(missing(|invoice| invoice.seller.name = None), [Statement::Seller]);
        assert_eq!(missing(|invoice| invoice.seller.vat_id = None), [Statement::TaxNumber]);
        assert_eq!(
            missing(|invoice| invoice.buyer = Party::default()),
            [Statement::Buyer, Statement::BuyerAddress]
        );
        assert_eq!(
            missing(|invoice| invoice.lines[0].description = Some(" ".into())),
            [Statement::Goods]
        );
        assert_eq!(missing(|invoice| invoice.delivery_date = None), [Statement::SupplyDay]);
        assert_eq!(
            missing(|invoice| {
                invoice.delivery_date = None;
                invoice.type_code = Some("381".into());
            }),
            []
        );
        assert_eq!(
            missing(|invoice| {
                invoice.delivery_date = None;
                invoice.notes.push("Das Leistungsdatum entspricht dem Rechnungsdatum.".into());
            }),
            []
        );
        // § 33 UStDV: up to 250 euro with VAT neither buyer nor tax number nor day.
        let small = |gross| {
            let mut invoice = invoice();
            (invoice.buyer, invoice.seller.vat_id, invoice.delivery_date) =
                (Party::default(), None, None);
            invoice.totals.gross = Some(gross);
            missing_statements(&invoice).len()
        };
        assert_eq!((small(dec!(250.00)), small(dec!(250.01))), (0, 4));
    }
}
