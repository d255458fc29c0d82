//! UN/CEFACT Cross Industry Invoice D16B and D22B (XRechnung, ZUGFeRD 2, Factur-X) as an XML file.
//!
//! The reading itself is [`crate::einvoice`]'s; this is its row in the table of formats.

use super::xml_invoice::{self, names_any};
use super::{Confidence, Format, Input, Reading, Reads};
use crate::domain::{Finding, Kind};
use crate::einvoice::model::Syntax;

/// The row of this format.
pub const FORMAT: Format = Format {
    name: "cii",
    kind: Kind::Invoice,
    title: (
        "E-Rechnung CII (XRechnung, ZUGFeRD 2, Factur-X)",
        "E-invoice CII (XRechnung, ZUGFeRD 2, Factur-X)",
    ),
    source: "UN/CEFACT Cross Industry Invoice D16B/D22B, CEN/TS 16931-3-3",
    recognise,
    reads: Reads::Whole(read),
    findings: xml_invoice::FINDINGS,
};

fn recognise(input: &Input) -> Confidence {
    names_any(input.bytes, &[b"urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"])
}

fn read(input: &Input) -> Result<Reading, Finding> {
    xml_invoice::read(input, Syntax::Cii)
}
