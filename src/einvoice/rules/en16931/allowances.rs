//! Rules about allowances and charges, of the document (BG-20, BG-21) and of a line (BG-27, BG-28).

use super::super::number::{first_has_two_digits, two_digits};
use super::super::{Rule, Verdict, fatal, must};
use crate::einvoice::model::{AllowanceCharge, Syntax, Terms};

/// A rule about an allowance or charge.
pub type AllowanceRule = Rule<fn(&Terms, &AllowanceCharge) -> Verdict>;

/// BG-20.
pub static DOCUMENT_ALLOWANCE: &[AllowanceRule] = &[
    fatal(
        "BR-31",
        "BT-92",
        has_amount,
        "Ein Nachlass auf die Rechnung hat keinen Betrag (BT-92).",
        "A document level allowance has no amount (BT-92).",
    ),
    fatal(
        "BR-32",
        "BT-95",
        has_category,
        "Ein Nachlass auf die Rechnung nennt keine Umsatzsteuerkategorie (BT-95).",
        "A document level allowance states no VAT category (BT-95).",
    ),
    fatal(
        "BR-33",
        "BT-97, BT-98",
        has_reason,
        "Ein Nachlass auf die Rechnung nennt keinen Grund (BT-97 oder BT-98).",
        "A document level allowance states no reason (BT-97 or BT-98).",
    ),
    fatal(
        "BR-CO-21",
        "BT-97, BT-98",
        has_reason,
        "Ein Nachlass auf die Rechnung braucht einen Grund als Text (BT-97) oder Code (BT-98).",
        "A document level allowance needs a reason as text (BT-97) or code (BT-98).",
    ),
    fatal(
        "BR-DEC-01",
        "BT-92",
        amount_digits,
        "Der Betrag eines Nachlasses (BT-92) hat mehr als zwei Nachkommastellen.",
        "The amount of an allowance (BT-92) has more than two decimals.",
    ),
    fatal(
        "BR-DEC-02",
        "BT-93",
        base_digits,
        "Der Grundbetrag eines Nachlasses (BT-93) hat mehr als zwei Nachkommastellen.",
        "The base amount of an allowance (BT-93) has more than two decimals.",
    ),
];

/// BG-21.
pub static DOCUMENT_CHARGE: &[AllowanceRule] = &[
    fatal(
        "BR-36",
        "BT-99",
        has_amount,
        "Ein Zuschlag auf die Rechnung hat keinen Betrag (BT-99).",
        "A document level charge has no amount (BT-99).",
    ),
    fatal(
        "BR-37",
        "BT-102",
        has_category,
        "Ein Zuschlag auf die Rechnung nennt keine Umsatzsteuerkategorie (BT-102).",
        "A document level charge states no VAT category (BT-102).",
    ),
    fatal(
        "BR-38",
        "BT-104, BT-105",
        has_reason,
        "Ein Zuschlag auf die Rechnung nennt keinen Grund (BT-104 oder BT-105).",
        "A document level charge states no reason (BT-104 or BT-105).",
    ),
    fatal(
        "BR-CO-22",
        "BT-104, BT-105",
        has_reason,
        "Ein Zuschlag auf die Rechnung braucht einen Grund als Text (BT-104) oder Code (BT-105).",
        "A document level charge needs a reason as text (BT-104) or code (BT-105).",
    ),
    fatal(
        "BR-DEC-05",
        "BT-99",
        amount_digits,
        "Der Betrag eines Zuschlags (BT-99) hat mehr als zwei Nachkommastellen.",
        "The amount of a charge (BT-99) has more than two decimals.",
    ),
    fatal(
        "BR-DEC-06",
        "BT-100",
        base_digits,
        "Der Grundbetrag eines Zuschlags (BT-100) hat mehr als zwei Nachkommastellen.",
        "The base amount of a charge (BT-100) has more than two decimals.",
    ),
];

/// BG-27.
pub static LINE_ALLOWANCE: &[AllowanceRule] = &[
    fatal(
        "BR-41",
        "BT-136",
        has_amount,
        "Ein Nachlass auf eine Position hat keinen Betrag (BT-136).",
        "A line allowance has no amount (BT-136).",
    ),
    fatal(
        "BR-42",
        "BT-139, BT-140",
        has_reason,
        "Ein Nachlass auf eine Position nennt keinen Grund (BT-139 oder BT-140).",
        "A line allowance states no reason (BT-139 or BT-140).",
    ),
    fatal(
        "BR-CO-23",
        "BT-139, BT-140",
        has_reason,
        "Ein Nachlass auf eine Position braucht einen Grund als Text (BT-139) oder Code (BT-140).",
        "A line allowance needs a reason as text (BT-139) or code (BT-140).",
    ),
    fatal(
        "BR-DEC-24",
        "BT-136",
        amount_digits,
        "Der Betrag eines Nachlasses auf eine Position (BT-136) hat mehr als zwei \
         Nachkommastellen.",
        "The amount of a line allowance (BT-136) has more than two decimals.",
    ),
    fatal(
        "BR-DEC-25",
        "BT-137",
        base_digits,
        "Der Grundbetrag eines Nachlasses auf eine Position (BT-137) hat mehr als zwei \
         Nachkommastellen.",
        "The base amount of a line allowance (BT-137) has more than two decimals.",
    ),
];

/// BG-28.
pub static LINE_CHARGE: &[AllowanceRule] = &[
    fatal(
        "BR-43",
        "BT-141",
        has_amount,
        "Ein Zuschlag auf eine Position hat keinen Betrag (BT-141).",
        "A line charge has no amount (BT-141).",
    ),
    fatal(
        "BR-44",
        "BT-144, BT-145",
        has_reason,
        "Ein Zuschlag auf eine Position nennt keinen Grund (BT-144 oder BT-145).",
        "A line charge states no reason (BT-144 or BT-145).",
    ),
    fatal(
        "BR-CO-24",
        "BT-144, BT-145",
        has_reason,
        "Ein Zuschlag auf eine Position braucht einen Grund als Text (BT-144) oder Code (BT-145).",
        "A line charge needs a reason as text (BT-144) or code (BT-145).",
    ),
    fatal(
        "BR-DEC-27",
        "BT-141",
        amount_digits,
        "Der Betrag eines Zuschlags auf eine Position (BT-141) hat mehr als zwei Nachkommastellen.",
        "The amount of a line charge (BT-141) has more than two decimals.",
    ),
    fatal(
        "BR-DEC-28",
        "BT-142",
        base_digits,
        "Der Grundbetrag eines Zuschlags auf eine Position (BT-142) hat mehr als zwei \
         Nachkommastellen.",
        "The base amount of a line charge (BT-142) has more than two decimals.",
    ),
];

fn has_amount(_: &Terms, it: &AllowanceCharge) -> Verdict {
    must(it.amount.exists())
}

fn has_category(_: &Terms, it: &AllowanceCharge) -> Verdict {
    must(it.categories.iter().any(|category| category.is_vat && category.code.exists()))
}

fn has_reason(_: &Terms, it: &AllowanceCharge) -> Verdict {
    must(it.reason.exists() || it.reason_code.exists())
}

fn amount_digits(terms: &Terms, it: &AllowanceCharge) -> Verdict {
    match terms.syntax {
        Syntax::Ubl => two_digits(&it.amount),
        Syntax::Cii => first_has_two_digits(&it.amount),
    }
}

fn base_digits(_: &Terms, it: &AllowanceCharge) -> Verdict {
    two_digits(&it.base)
}

/// Which table judges an allowance or charge. CII goes by the indicator's text, UBL by its value.
pub fn table(
    terms: &Terms,
    it: &AllowanceCharge,
    of_line: bool,
) -> Option<&'static [AllowanceRule]> {
    let is_charge = match terms.syntax {
        Syntax::Ubl => it.is_charge?,
        Syntax::Cii if it.indicator.any_is("false") => false,
        Syntax::Cii if it.indicator.any_is("true") => true,
        Syntax::Cii => return None,
    };
    Some(match (of_line, is_charge) {
        (false, false) => DOCUMENT_ALLOWANCE,
        (false, true) => DOCUMENT_CHARGE,
        (true, false) => LINE_ALLOWANCE,
        (true, true) => LINE_CHARGE,
    })
}
