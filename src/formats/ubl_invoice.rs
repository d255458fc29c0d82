//! UBL 2.1 Invoice and CreditNote (XRechnung, Peppol BIS Billing and other uses of EN 16931) as an
//! XML file.
//!
//! The reading itself is [`crate::einvoice`]'s; this is its row in the table of formats.

use super::xml_invoice::{self, names_any};
use super::{Confidence, Format, Input, Reading, Reads};
use crate::domain::{Finding, Kind};
use crate::einvoice::model::Syntax;

/// The row of this format.
pub const FORMAT: Format = Format {
    name: "ubl",
    kind: Kind::Invoice,
    title: ("E-Rechnung UBL (XRechnung, Peppol BIS)", "E-invoice UBL (XRechnung, Peppol BIS)"),
    source: "OASIS UBL 2.1 Invoice and CreditNote, CEN/TS 16931-3-2",
    recognise,
    reads: Reads::Whole(read),
    findings: xml_invoice::FINDINGS,
};

fn recognise(input: &Input) -> Confidence {
    names_any(
        input.bytes,
        &[
            b"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
            b"urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2",
        ],
    )
}

fn read(input: &Input) -> Result<Reading, Finding> {
    xml_invoice::read(input, Syntax::Ubl)
}
