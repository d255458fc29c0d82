//! What an invoice's type (BT-3, UNTDID 1001) means for the books: the one table.

use super::invoice::{AllowanceCharge, Invoice, InvoiceLine, tells_prepayment};
use super::text::fold;
use rust_decimal::Decimal;

/// What a document does to what is owed, told by its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InvoiceNature {
    /// A supply is charged.
    Invoice,
    /// An earlier charge is taken back; the amounts are positive all the same.
    CreditNote,
    /// The invoice that it names, issued anew with other content.
    Correction,
    /// A payment is asked for before the supply (Anzahlungs-, Abschlagsrechnung).
    Prepayment,
    /// A prepayment invoice is taken back.
    PrepaymentCreditNote,
}

/// The types that are not simply invoices; every other code is one.
/// 876 (Teilschlussrechnung) and 877 (Schlussrechnung) charge work that is done and are invoices.
const NATURES: &[(InvoiceNature, &[&str])] = &[
    (
        InvoiceNature::CreditNote,
        &["81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "532"],
    ),
    (InvoiceNature::PrepaymentCreditNote, &["503"]),
    (InvoiceNature::Correction, &["384", "471", "472", "473"]),
    (InvoiceNature::Prepayment, &["326", "386", "500", "875"]),
];

impl InvoiceNature {
    /// What the code means.
    pub fn of(type_code: Option<&str>) -> InvoiceNature {
        let code = type_code.unwrap_or_default().trim();
        NATURES
            .iter()
            .find(|(_, codes)| codes.contains(&code))
            .map_or(InvoiceNature::Invoice, |(nature, _)| *nature)
    }

    /// True where positive amounts reduce what is owed.
    pub fn is_credit(self) -> bool {
        matches!(self, InvoiceNature::CreditNote | InvoiceNature::PrepaymentCreditNote)
    }
}

impl Invoice {
    /// What this document does to what is owed. A root element that says credit note is believed
    /// whatever the code says.
    pub fn nature(&self) -> InvoiceNature {
        match InvoiceNature::of(self.type_code.as_deref()) {
            nature if self.is_credit_note_by_root && !nature.is_credit() => {
                InvoiceNature::CreditNote
            }
            nature => nature,
        }
    }

    /// True for a proforma invoice, by which nothing is owed.
    pub fn is_proforma(&self) -> bool {
        self.type_code.as_deref().map(str::trim) == Some("325")
    }

    /// True for information on an invoice for accounting purposes, which is no invoice for VAT.
    pub fn is_information_only(&self) -> bool {
        self.type_code.as_deref().map(str::trim) == Some("751")
    }

    /// True for a debit note (UNTDID 1001: 80, 84, 383), which charges something beside the invoice
    /// that it names.
    pub fn is_debit_note(&self) -> bool {
        self.nature() == InvoiceNature::Invoice
            && matches!(self.type_code.as_deref().map(str::trim), Some("80" | "84" | "383"))
    }

    /// True when the document neither names an earlier invoice nor takes anything off nor is a
    /// correction of one.
    pub fn follows_none(&self) -> bool {
        self.names().is_empty()
            && self.totals.prepaid.is_none_or(|prepaid| prepaid.is_zero())
            && self.nature() != InvoiceNature::Correction
            && !self.takes_off_by_line()
    }

    /// True when lines, or allowances that speak of a prepayment, may take earlier invoices off.
    pub fn takes_off_by_line(&self) -> bool {
        let negative = |line: &InvoiceLine| {
            line.kind.is_none() && line.net.is_some_and(|net| net < Decimal::ZERO)
        };
        let tells =
            |allowance: &AllowanceCharge| allowance.reason.as_deref().is_some_and(tells_prepayment);
        matches!(self.nature(), InvoiceNature::Invoice | InvoiceNature::Correction)
            && (self.lines.iter().any(negative) || self.allowances.iter().any(tells))
    }

    /// What an invoice says in words: its notes, its lines and how it is to be paid.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let lines = self.lines.iter().filter_map(|line| line.description.as_deref());
        let notes = self.notes.iter().map(String::as_str);
        notes.chain(lines).chain(self.payment.terms.as_deref())
    }

    /// True when an invoice calls itself the final one, of the whole work or of a part of it: by its
    /// type (876, 877) or in words.
    pub fn calls_itself_final(&self) -> bool {
        const TYPES: &[&str] = &["876", "877"];
        const WORDS: &[&str] = &["schlussrechnung", "schlussabrechnung", "final invoice"];
        let code = self.type_code.as_deref().unwrap_or_default().trim();
        TYPES.contains(&code)
            || self.words().map(fold).any(|text| WORDS.iter().any(|word| text.contains(word)))
    }

    /// True when a credit note states its sum with a minus sign: the type says credit, and the sign
    /// says it a second time.
    pub fn sign_contradicts_type(&self) -> bool {
        self.nature().is_credit()
            && self.totals.gross.or(self.totals.payable).is_some_and(|sum| sum < Decimal::ZERO)
    }

    /// True when the document reduces what is owed as its positive amounts stand. One whose sign
    /// contradicts its type reduces it by its sign: read that way, never as a charge.
    pub fn credits(&self) -> bool {
        self.nature().is_credit() && !self.sign_contradicts_type()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn types_say_what_is_owed() {
        assert_eq!(InvoiceNature::of(Some("380")), InvoiceNature::Invoice);
        assert_eq!(InvoiceNature::of(None), InvoiceNature::Invoice);
        assert_eq!(InvoiceNature::of(Some("384")), InvoiceNature::Correction);
        assert_eq!(InvoiceNature::of(Some("386")), InvoiceNature::Prepayment);
        assert_eq!(InvoiceNature::of(Some("877")), InvoiceNature::Invoice);
        let proforma = |code: &str| {
            Invoice { type_code: Some(code.into()), ..Invoice::default() }.is_proforma()
        };
        assert!(proforma("325") && !proforma("326") && !proforma("380"));
        assert!(
            InvoiceNature::of(Some("502")).is_credit()
                && InvoiceNature::of(Some("503")).is_credit()
        );
    }

    #[test]
    fn root_and_sign_are_heard_too() {
        let root = Invoice { is_credit_note_by_root: true, ..Invoice::default() };
        assert!(root.credits());
        let mut storno = Invoice { type_code: Some("381".into()), ..Invoice::default() };
        storno.totals.gross = Some(dec!(-119.00));
        assert!(storno.sign_contradicts_type() && !storno.credits());
    }
}
