//! The code lists that XRechnung's rules name themselves, in the state of the European lists of release 1.3.16.

use crate::einvoice::term::normalize;

/// Identifiers of digital health applications (DiGA), which the extension adds to both lists of schemes.
const DIGA: &[&str] = &["XR01", "XR02", "XR03"];

/// Schemes of electronic addresses (EAS) that are letters or a number below 9900.
const EAS: &[&str] = &[
    "0002", "0007", "0009", "0037", "0060", "0088", "0096", "0097", "0106", "0130", "0135", "0142", "0147", "0151", "0154", "0158", "0170",
    "0177", "0183", "0184", "0188", "0190", "0191", "0192", "0193", "0194", "0195", "0196", "0198", "0199", "0200", "0201", "0202", "0203",
    "0204", "0205", "0208", "0209", "0210", "0211", "0212", "0213", "0215", "0216", "0217", "0218", "0219", "0220", "0221", "0225", "0230",
    "0235", "0240", "0242", "0244", "0245", "0246", "0248", "AN", "AQ", "AS", "AU", "EM",
];

/// Schemes of item classifications (UNTDID 7143).
const CLASSIFICATIONS: &str = "AA AB AC AD AE AF AG AH AI AJ AK AL AM AN AO AP AQ AR AS AT AU AV AW AX AY AZ BA BB BC BD BE BF BG BH BI BJ \
    BK BL BM BN BO BP BQ BR BS BT BU BV BW BX BY BZ CC CG CL CR CV DR DW EC EF EMD EN FS GB GMN GN GS HS IB IN IS IT IZ MA MF MN MP NB ON PD \
    PL PO PPI PV QS RC RN RU RY SA SG SK SN SRS SRT SRU SRV SRW SRX SRY SRZ SS SSA SSB SSC SSD SSE SSF SSG SSH SSI SSJ SSK SSL SSM SSN SSO \
    SSP SSQ SSR SSS SST SSU SSV SSW SSX SSY SSZ ST STA STB STC STD STE STF STG STH STI STJ STK STL STM STN STO STP STQ STR STS STT STU STV \
    STW STX STY STZ SUA SUB SUC SUD SUE SUF SUG SUH SUI SUJ SUK SUL SUM TG TSN TSO TSP TSQ TSR TSS TST TSU UA UP VN VP VS VX ZZZ";

/// True of a scheme of ISO 6523 or the extension. As in the official rules blanks around do not count, and an empty scheme passes.
pub fn is_identifier_scheme(code: &str) -> bool {
    let code = normalize(code);
    code.is_empty() || DIGA.contains(&code.as_ref()) || is_iso_6523(&code)
}

/// ISO 6523 has given out 0002 to 0248 but for four.
fn is_iso_6523(code: &str) -> bool {
    let digits = code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit());
    digits && code.parse().is_ok_and(|number: u16| (2..=248).contains(&number) && ![92, 103, 181, 182].contains(&number))
}

/// True of a scheme of electronic addresses or the extension; an empty one passes.
pub fn is_address_scheme(code: &str) -> bool {
    let code = normalize(code);
    code.is_empty() || DIGA.contains(&code.as_ref()) || EAS.contains(&code.as_ref()) || is_national(&code)
}

/// 9910 to 9959, national VAT numbers and registers, less those withdrawn.
fn is_national(code: &str) -> bool {
    const WITHDRAWN: [u16; 9] = [9911, 9912, 9916, 9917, 9921, 9954, 9955, 9956, 9958];
    let digits = code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit());
    digits && code.parse().is_ok_and(|number: u16| (9910..=9959).contains(&number) && !WITHDRAWN.contains(&number))
}

/// True of a scheme of item classifications or `CVD`; an empty one passes.
pub fn is_classification_scheme(code: &str) -> bool {
    let code = normalize(code);
    code.is_empty() || code == "CVD" || CLASSIFICATIONS.split_ascii_whitespace().any(|known| known == code)
}

/// True of a type of attachment that the extension allows (BT-125).
pub fn is_attachment_type(mime: &str) -> bool {
    const ALLOWED: &[&str] = &[
        "application/pdf",
        "image/png",
        "image/jpeg",
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/xml",
    ];
    ALLOWED.contains(&mime)
}

/// VAT categories that make a tax number necessary.
pub const TAXED: &[&str] = &["S", "Z", "E", "AE", "K", "G", "L", "M"];

/// Types of invoices that XRechnung knows (UNTDID 1001).
pub const INVOICE_TYPES: &[&str] = &["326", "380", "384", "389", "381", "875", "876", "877"];

/// Categories of vehicles under the clean vehicles directive, and how clean one may be called.
pub const VEHICLES: &[&str] = &["M1", "M2", "M3", "N1", "N2", "N3"];
pub const CLEANNESS: &[&str] = &["clean", "zero-emission", "other"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_what_they_should() {
        assert!(is_identifier_scheme("0204") && is_identifier_scheme("XR03") && is_identifier_scheme(" 0088 ") && is_identifier_scheme(""));
        assert!(
            !is_identifier_scheme("0092")
                && !is_identifier_scheme("0249")
                && !is_identifier_scheme("0088 0204")
                && !is_identifier_scheme("88")
        );
        assert!(is_address_scheme("EM") && is_address_scheme("9930") && !is_address_scheme("9958") && !is_address_scheme("0003"));
        assert!(is_classification_scheme("CVD") && is_classification_scheme("ZZZ") && !is_classification_scheme("ZZ"));
    }
}
