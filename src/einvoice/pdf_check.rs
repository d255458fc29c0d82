//! Hybrid invoices: does the PDF show what the XML says? The XML is the original, but a picture
//! that says otherwise can make the issuer owe the tax twice (§ 14c UStG) and is how forged account
//! numbers reach people who only look at the picture.
//!
//! Compared are the payable amount, the invoice number and the account. A PDF without text (a scan)
//! is not compared, and what the picture does not show at all of an account is no difference. It
//! may show several of the seller's, and the one that a direct debit takes the money from.

use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::invoice_number::number_key;
use crate::domain::{Finding, FindingKind, FirmName, Iban, Invoice};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// The finding of this comparison.
pub static FINDINGS: &[&FindingKind] = &[&PDF_DIFFERS];

/// The page shows another invoice than the XML in the file.
pub static PDF_DIFFERS: FindingKind = FindingKind {
    code: "pdf-differs",
    weight: Weight::Warning,
    de: "Das sichtbare PDF zeigt etwas anderes als das XML der Rechnung: {what} ist im XML {xml}, \
        im PDF steht {pdf}. Es gilt das XML; bitte vor der Zahlung mit dem Absender klären.",
    en: "The visible PDF shows something else than the invoice's XML: {what} is {xml} in the XML, \
        the PDF shows {pdf}. The XML counts; settle it with the sender before paying.",
};

/// Fewer characters than this are a stamp on a scan and not the text of an invoice.
const SHORTEST_TEXT: usize = 60;
/// Numbers shorter than this stand in any text.
const SHORTEST_NUMBER: usize = 3;

/// Compares an invoice with the lines of text that its PDF shows; `is_own` knows the accounts of
/// whoever reads it.
pub fn compare(
    invoice: &Invoice,
    lines: &[String],
    is_own: impl Fn(&Iban) -> bool,
) -> Vec<Finding> {
    let letters = alphanumeric(&lines.concat());
    if letters.len() < SHORTEST_TEXT {
        return Vec::new();
    }
    [amount(invoice, lines), number(invoice, &letters), account(invoice, &letters, is_own)]
        .into_iter()
        .flatten()
        .collect()
}

/// Whether the lines of a PDF that came beside an XML invoice are its picture: they show its number
/// as a word of its own, its amount, and its day or its seller; and nothing says that they are
/// another document about it (a reminder, a credit note).
pub fn is_picture(invoice: &Invoice, lines: &[String]) -> bool {
    let text = lines.join("\n");
    let (folded, letters) = (text.to_lowercase(), alphanumeric(&text));
    let other = !invoice.nature().is_credit() && OTHERS.iter().any(|word| folded.contains(word));
    let stated = [invoice.totals.payable, invoice.totals.gross];
    let amounts: BTreeSet<Decimal> = lines.iter().flat_map(|line| amounts(line)).collect();
    let shows_amount = stated.into_iter().flatten().any(|amount| amounts.contains(&amount.abs()));
    let shows_number =
        invoice.number.as_deref().is_some_and(|number| has_word(&text, number.trim()));
    let seller =
        [invoice.seller.name.as_deref(), invoice.seller.vat_id.as_ref().map(|id| id.as_str())];
    let shows_seller = seller
        .into_iter()
        .flatten()
        .map(alphanumeric)
        .any(|name| !name.is_empty() && letters.contains(&name));
    let shows_day = invoice
        .issue_day()
        .is_some_and(|day| DAYS.iter().any(|form| text.contains(&day.strftime(form).to_string())));
    !other && shows_number && shows_amount && (shows_seller || shows_day)
}

/// Whether what was read of a PDF that came beside an XML invoice is that invoice: its number, of
/// its seller, whatever it asks for.
pub fn is_same(invoice: &Invoice, read: &Invoice) -> bool {
    let number = |invoice: &Invoice| invoice.number.as_deref().map(number_key);
    let numbered = number(invoice).filter(|key| !key.is_empty());
    let (one, other) = (&invoice.seller, &read.seller);
    let of_seller = match (&one.vat_id, &other.vat_id) {
        (Some(one), Some(other)) => one == other,
        _ => one.name.as_deref().zip(other.name.as_deref()).is_some_and(|(one, other)| {
            FirmName::new(one).likeness(&FirmName::new(other)).is_some()
        }),
    };
    let kind = invoice.nature().is_credit() == read.nature().is_credit();
    numbered.is_some() && numbered == number(read) && of_seller && kind
}

/// Words of documents that name an invoice and are another one.
const OTHERS: &[&str] = &[
    "mahnung",
    "zahlungserinnerung",
    "gutschrift",
    "storno",
    "lieferschein",
    "reminder",
    "credit note",
    "cancellation",
    "delivery note",
];

/// How a day is written on paper.
const DAYS: &[&str] = &["%d.%m.%Y", "%-d.%-m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y"];

/// True when the text holds these characters with no letter or digit around them.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !word.is_empty()
        && text.match_indices(word).any(|(at, found)| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let after = text.get(at + found.len()..).unwrap_or_default();
            // `RE-1` is no word of `RE-1-2`.
            let mut rest = after.chars();
            let next = rest.next();
            let joins = next.is_some_and(|c| matches!(c, '-' | '/' | '.')) && is_part(rest.next());
            !is_part(before) && !is_part(next) && !joins && before != Some('-')
        })
}

fn differs(what: [&'static str; 2], xml: impl Into<Argument>, pdf: impl Into<Argument>) -> Finding {
    PDF_DIFFERS.found().with_value("what", what).with_value("xml", xml).with_value("pdf", pdf)
}

/// Neither the payable nor the gross amount is shown, though amounts are.
fn amount(invoice: &Invoice, lines: &[String]) -> Option<Finding> {
    let stated: Vec<Decimal> = [invoice.totals.payable, invoice.totals.gross]
        .into_iter()
        .flatten()
        .map(|amount| amount.abs())
        .collect();
    let payable = *stated.first()?;
    let shown: BTreeSet<Decimal> = lines.iter().flat_map(|line| amounts(line)).collect();
    // Whole numbers may be anything; what has cents is an amount.
    let greatest: Vec<Argument> = shown
        .iter()
        .rev()
        .filter(|amount| amount.scale() == 2)
        .take(3)
        .map(|amount| Argument::from(*amount))
        .collect();
    let matches = stated.iter().any(|amount| shown.contains(amount));
    (!matches && !greatest.is_empty() && !payable.is_zero()).then(|| {
        differs(
            ["Zahlbetrag (BT-115)", "payable (BT-115)"],
            payable,
            Argument::row(&greatest, ", "),
        )
    })
}

fn number(invoice: &Invoice, letters: &str) -> Option<Finding> {
    let stated = invoice.number.as_deref()?;
    let wanted = alphanumeric(stated);
    let missing = wanted.len() >= SHORTEST_NUMBER && !letters.contains(&wanted);
    missing.then(|| {
        differs(
            ["Rechnungsnummer (BT-1)", "number (BT-1)"],
            Argument::text(stated),
            Argument::text("—"),
        )
    })
}

/// The PDF shows accounts, and none of them is one that the XML names.
fn account(invoice: &Invoice, letters: &str, is_own: impl Fn(&Iban) -> bool) -> Option<Finding> {
    let stated: Vec<&Iban> =
        invoice.payment.iban.iter().chain(&invoice.payment.other_ibans).collect();
    let first = stated.first()?;
    let shown = ibans(letters).into_iter().filter(|iban| !is_own(iban));
    let matches = stated.iter().any(|iban| letters.contains(iban.as_str()));
    let list: Vec<String> = shown.map(|iban| iban.to_string()).take(3).collect();
    (!matches && !list.is_empty()).then(|| {
        differs(["IBAN (BT-84)"; 2], Argument::text(first), Argument::text(list.join(", ")))
    })
}

fn alphanumeric(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Lengths of the IBANs of the euro area's larger countries and neighbours (ISO 13616 registry).
const LENGTHS: &[(&str, usize)] = &[
    ("AT", 20),
    ("BE", 16),
    ("CH", 21),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("ES", 24),
    ("FR", 27),
    ("GB", 22),
    ("IE", 22),
    ("IT", 27),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("NL", 18),
    ("PL", 28),
    ("SE", 24),
];

/// Account numbers in text without blanks, each once; their check digits tell them from other
/// letters and digits.
fn ibans(letters: &str) -> Vec<Iban> {
    let mut found: Vec<Iban> = Vec::new();
    for (at, _) in letters.char_indices() {
        let Some(rest) = letters.get(at..) else { continue };
        let Some((_, length)) = LENGTHS.iter().find(|(country, _)| rest.starts_with(country))
        else {
            continue;
        };
        let iban = rest.get(..*length).and_then(Iban::read).filter(Iban::is_valid);
        found.extend(iban.filter(|iban| !found.contains(iban)));
    }
    found
}

/// The amounts of a line: `1.234,56`, `1,234.56`, `1 234,56`, `1'234.56`, `500,-` and whole
/// numbers.
fn amounts(line: &str) -> Vec<Decimal> {
    let mut found = Vec::new();
    let mut run = String::new();
    for c in line.chars().chain(['\n']) {
        match c {
            '0'..='9' | '.' | ',' | '\'' | '’' => run.push(c),
            ' ' | '\u{a0}' | '\u{202f}' if run.ends_with(|c: char| c.is_ascii_digit()) => {
                run.push(' ')
            }
            _ => {
                found.extend(readings(&run));
                run.clear();
            }
        }
    }
    found
}

/// A run of digits and signs may be several numbers, or one with blanks between its thousands: both
/// are taken.
fn readings(run: &str) -> Vec<Decimal> {
    let single = run.split(' ').filter_map(plain);
    let grouped = run.split(' ').collect::<Vec<_>>();
    let joined = grouped.windows(2).filter_map(joined).chain(grouped.windows(3).filter_map(joined));
    single.chain(joined).collect()
}

/// `1`, `234,56` → 1234,56: every part behind the first has three digits before its decimals.
fn joined(parts: &[&str]) -> Option<Decimal> {
    let (first, others) = parts.split_first()?;
    let whole = |part: &str| part.find([',', '.']).unwrap_or(part.len());
    let grouped = (1..=3).contains(&first.len())
        && whole(first) == first.len()
        && others.iter().all(|part| whole(part) == 3);
    grouped.then(|| plain(&parts.concat())).flatten()
}

/// One number: behind the last point or comma stand its decimals when there are one or two.
fn plain(text: &str) -> Option<Decimal> {
    let text = text.trim_matches(|c: char| !c.is_ascii_digit());
    let split = text.rfind(['.', ',']).filter(|at| text.len() - at <= 3);
    let (whole, decimals) = split.and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""));
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).collect::<String>();
    let (whole, decimals) = (digits(whole), digits(decimals));
    let number = match decimals.len() {
        0 => whole,
        _ => format!("{whole}.{decimals:0<2}"),
    };
    Decimal::from_str_exact(&number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::invoice::{Payment, Totals};
    use rust_decimal::dec;

    fn invoice() -> Invoice {
        Invoice {
            number: Some("RE-2026/17".to_owned()),
            payment: Payment { iban: Iban::read("DE02120300000000202051"), ..Payment::default() },
            totals: Totals {
                payable: Some(dec!(1190.00)),
                gross: Some(dec!(1200.00)),
                ..Totals::default()
            },
            ..Invoice::default()
        }
    }

    fn differences(lines: &[&str]) -> Vec<String> {
        let lines: Vec<String> = lines.iter().map(|line| line.to_string()).collect();
        let is_own = |iban: &Iban| iban.as_str() == "DE68210501700012345678";
        compare(&invoice(), &lines, is_own)
            .iter()
            .map(|finding| finding.say(crate::domain::Language::En))
            .collect()
    }

    const LETTER: &str =
        "Muster GmbH, Musterstraße 1, 12345 Musterstadt, Rechnung mit vielen Worten davor";

    #[test]
    fn a_picture_that_shows_the_same_is_silent() {
        for total in [
            "Summe 1.190,00 €",
            "Total EUR 1,190.00",
            "1 190,00",
            "Zahlbetrag:1190,00€",
            "Brutto 1200,00",
            "1.190,-",
        ] {
            assert_eq!(
                differences(&[
                    LETTER,
                    "Rechnung RE-2026 / 17",
                    total,
                    "IBAN DE02 1203 0000 0000 2020 51"
                ]),
                [""; 0],
                "{total}"
            );
        }
        for accounts in [
            "keine",
            "IBAN DE89 3704 0044 0532 0130 00 oder DE02 1203 0000 0000 2020 51",
            "wird von DE68 2105 0170 0012 3456 78 eingezogen",
        ] {
            let lines = [LETTER, "Rechnung RE-2026/17", "Summe 1.190,00", accounts];
            assert_eq!(differences(&lines), [""; 0], "{accounts}");
        }
        assert_eq!(differences(&["RE", "a scan"]), [""; 0]);
        assert_eq!(differences(&[LETTER, "RE-2026/17", "1190,00"]), [""; 0]);
    }

    #[test]
    fn a_picture_shows_number_amount_and_day_and_is_no_other_document() {
        let issued: Option<crate::domain::invoice::StatedDay> =
            Some(jiff::civil::date(2026, 9, 1).into());
        let shows = |lines: &[&str]| {
            let lines: Vec<String> = lines.iter().map(|line| line.to_string()).collect();
            is_picture(&Invoice { issue_date: issued.clone(), ..invoice() }, &lines)
        };
        assert!(shows(&["Rechnung RE-2026/17 vom 01.09.2026", "Zu zahlen 1.190,00 EUR"]));
        assert!(!shows(&["Rechnung RE-2026/17 vom 01.09.2026", "Zu zahlen 1.290,00 EUR"]));
        assert!(!shows(&["Rechnung RE-2026/171 vom 01.09.2026", "Zu zahlen 1.190,00 EUR"]));
        assert!(!shows(&["Rechnung RE-2026/17-2 vom 01.09.2026", "Zu zahlen 1.190,00 EUR"]));
        assert!(!shows(&["Rechnung RE-2026/17 vom 02.09.2026", "Zu zahlen 1.190,00 EUR"]));
        assert!(!shows(&["Gutschrift zu RE-2026/17 vom 01.09.2026", "1.190,00 EUR"]));
        assert!(!shows(&["Mahnung", "Rechnung RE-2026/17 vom 01.09.2026", "1.190,00 EUR"]));
        assert!(!shows(&[]));
    }

    #[test]
    fn each_difference_is_named() {
        let said = differences(&[
            LETTER,
            "Rechnung RE-2026/18",
            "Summe 1.290,00",
            "IBAN DE89 3704 0044 0532 0130 00",
        ]);
        assert_eq!(said.len(), 3);
        assert!(
            said[0].contains("payable (BT-115) is 1,190.00 in the XML, the PDF shows 1,290.00"),
            "{}",
            said[0]
        );
        assert!(said[1].contains("RE-2026/17 in the XML, the PDF shows —"), "{}", said[1]);
        assert!(
            said[2].contains(
                "DE02120300000000202051 in the XML, the PDF shows DE89370400440532013000"
            ),
            "{}",
            said[2]
        );
    }
}
