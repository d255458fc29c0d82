//! Invoices as PDF without XML: the plain German (or English) invoice with a heading, a number, a
//! day and a block of sums.
//!
//! A PDF holds words and places, no fields. What is read is proved as far as paper can be: net and
//! VAT make the gross, each VAT follows from its rate, in one way only, and the seller is known by
//! a VAT id or an IBAN whose check digits hold. What is proved is proposed, what is not is told;
//! either way a person has the last word, so that each reading carries one of two findings
//! ([`DECIDED_BY_PERSON`]).
//!
//! A credit note or cancellation is read likewise. What is paid already is taken off where the page
//! says how much and what is left; where that does not add up, no amount is read at all.
//!
//! Not supported: scans (pictures of text), invoices without VAT, the lines of the table.

mod heading;
mod identity;
mod labels;
mod pages;
mod sums;

use super::csv_shape::date;
use super::pdf_labels::{day, day_without_label, parties, period_end, value};
use super::pdf_words::{Line, Page, first_words, words};
use super::{Confidence, Format, Input, Read, Reading, Reads};
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::invoice::tells_supply;
use crate::domain::invoice::{Payment, Totals, VatBreakdown};
use crate::domain::text::fold;
use crate::domain::{Content, Finding, FindingKind, Invoice, Kind, Language, Party, spelling};
use heading::{Heading, heading};
use identity::{currency, ibans, vat_id};
use labels::{
    CREDIT_NUMBER, CREDITS, DATE, DUE, ENTANGLED, NOTE, NUMBER, ORDER, PERIOD, SUPPLY, TAX_NUMBER,
    TITLES,
};
use rust_decimal::Decimal;
use sums::{Sums, proved, rest};

/// The row of the table of formats.
pub const FORMAT: Format = Format {
    name: "pdf-invoice",
    kind: Kind::Invoice,
    title: (
        "Rechnung als PDF ohne XML (Text; wird vorgeschlagen)",
        "invoice as PDF without XML (text; is proposed)",
    ),
    source: "ISO 32000-1; § 14 (4) UStG; the words of German and English invoices",
    recognise,
    reads: Reads::Whole(read),
    findings: FINDINGS,
};

/// The findings of PDF invoices.
static FINDINGS: &[&FindingKind] = DECIDED_BY_PERSON;

/// What makes an invoice wait for a yes.
pub static DECIDED_BY_PERSON: &[&FindingKind] = &[&PROPOSED, &UNPROVED];

/// An invoice read from a page whose sums prove themselves: it waits for a yes.
pub static PROPOSED: FindingKind = FindingKind {
    code: "pdf-invoice-proposed",
    weight: Weight::Warning,
    de: "Aus dem Text des PDF gelesen und nachgerechnet: {kind} {number} vom {date} von \
        {seller}, netto {net} + USt {vat} = {gross} {currency}. Bitte mit dem PDF vergleichen und \
        annehmen (resolve … accept) oder ablehnen.",
    en: "Read from the PDF's text and proved by arithmetic: {kind} {number} of {date} from \
        {seller}, net {net} + VAT {vat} = {gross} {currency}. Compare it with the PDF, then accept \
        it (resolve … accept) or refuse it.",
};

/// A page that looks like an invoice, but proves nothing.
pub static UNPROVED: FindingKind = FindingKind {
    code: "pdf-invoice-unproved",
    weight: Weight::Warning,
    de: "Das PDF ist eine {kind} ohne XML, aus deren Text sich nicht alles sicher lesen ließ. \
        Gelesen: Nummer {number}, Datum {date}, Verkäufer {seller}, brutto {gross}. Nicht sicher: \
        {missing}. Bitte eine E-Rechnung verlangen oder den Beleg von Hand erfassen \
        (invoices.csv).",
    en: "The PDF is a paper {kind} without XML, and not all of its text could be read for certain. \
        Read: number {number}, date {date}, seller {seller}, gross {gross}. Not certain: \
        {missing}. Ask for an e-invoice, or enter the record by hand (invoices.csv).",
};

/// The format as documents name it.
pub const NAME: &str = "pdf:rechnung";

fn recognise(input: &Input) -> Confidence {
    if !input.bytes.starts_with(b"%PDF") {
        return Confidence::No;
    }
    match first_words(input.bytes, 1) {
        Ok(pages) if pages.first().and_then(heading).is_some() => Confidence::Mark,
        _ => Confidence::No,
    }
}

fn read(input: &Input) -> Result<Reading, Finding> {
    let pages = words(input.bytes)?;
    let lines: Vec<Line> = pages.iter().flat_map(Page::lines).collect();
    let first: Vec<Line> = pages.first().map(Page::lines).unwrap_or_default();
    let text = lines.iter().map(|line| fold(&line.text())).collect::<Vec<_>>().join("\n");
    let is_credit = pages.first().and_then(heading) == Some(Heading::Credit);
    let titles = if is_credit { CREDITS } else { TITLES };
    let (mut seller, buyer) =
        pages.first().map(|page| parties(&first, page, titles)).unwrap_or_default();
    let ibans = ibans(&lines);
    seller.vat_id = vat_id(&lines);
    seller.tax_number =
        value(&lines, TAX_NUMBER, |word| word.bytes().filter(u8::is_ascii_digit).count() >= 9);
    seller.iban = match ibans.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    };
    let currency = currency(&lines);
    let sums = proved(&lines, is_credit);
    let paid = sums.as_ref().map_or(Ok(None), |sums| rest(&lines, sums));
    let number = value(&first, if is_credit { CREDIT_NUMBER } else { NUMBER }, is_number);
    let corrected = value(&lines, NUMBER, is_number)
        .filter(|named| is_credit && Some(named) != number.as_ref());
    let invoice = Invoice {
        format: NAME.to_owned(),
        type_code: Some(if is_credit { "381" } else { "380" }.to_owned()),
        number,
        preceding_invoices: corrected.into_iter().collect(),
        issue_date: day(&first, DATE).or_else(|| day_without_label(&first, titles)).map(Into::into),
        due_date: day(&lines, DUE),
        delivery_date: day(&lines, SUPPLY),
        period_end: period_end(&lines, PERIOD),
        delivery_note_number: value(&lines, NOTE, is_number),
        notes: lines.iter().map(Line::text).filter(|text| tells_supply(text)).collect(),
        order_number: value(&first, ORDER, is_number),
        currency,
        payment: Payment {
            iban: seller.iban.clone(),
            other_ibans: if ibans.len() > 1 { ibans } else { Vec::new() },
            ..Payment::default()
        },
        seller,
        buyer,
        vat: sums.iter().filter(|_| paid.is_ok()).flat_map(breakdown).collect(),
        totals: match (&sums, paid) {
            (Some(sums), Ok(paid)) => totals(sums, paid),
            // What is left to pay nobody can tell: nothing of it is booked by a yes.
            _ => Totals::default(),
        },
        ..Invoice::default()
    };
    let mut words = ENTANGLED.iter().filter(|word| !is_credit || **word != "storno");
    let entangled = words.any(|word| text.contains(word)) || paid != Ok(None);
    let finding = judged(&invoice, sums.as_ref(), (entangled, paid.ok().flatten()));
    let finding = pages::doubted(finding, &pages, invoice.number.as_deref());
    Ok(Reading {
        content: Read::Content(Content::Invoice(Box::new(invoice))),
        findings: vec![finding],
    })
}

fn is_number(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_digit()) && date::read(word, date::Form::DayFirst).is_none()
}

fn breakdown(sums: &Sums) -> Vec<VatBreakdown> {
    let one = |(rate, base, amount): &(Decimal, Decimal, Decimal)| VatBreakdown {
        category: Some("S".to_owned()),
        rate: Some(*rate),
        base: Some(*base),
        amount: Some(*amount),
        ..VatBreakdown::default()
    };
    sums.vat.iter().map(one).collect()
}

fn totals(sums: &Sums, paid: Option<(Decimal, Decimal)>) -> Totals {
    let vat = sums.vat.iter().map(|(_, _, amount)| *amount).sum();
    Totals {
        lines: Some(sums.net),
        net: Some(sums.net),
        vat: Some(vat),
        gross: Some(sums.gross),
        prepaid: paid.map(|(paid, _)| paid),
        payable: Some(paid.map_or(sums.gross, |(_, left)| left)),
        ..Totals::default()
    }
}

/// What is to be said of what was read: proved, or what is not.
fn judged(
    invoice: &Invoice,
    sums: Option<&Sums>,
    (entangled, paid): (bool, Option<(Decimal, Decimal)>),
) -> Finding {
    let none = || "–".to_owned();
    let known = invoice.seller.vat_id.is_some()
        || !invoice.payment.other_ibans.is_empty()
        || invoice.seller.iban.is_some();
    let missing: Vec<Argument> = [
        (invoice.number.is_none(), ["Nummer", "number"]),
        (invoice.issue_date.is_none(), ["Datum", "date"]),
        (!known, ["USt-IdNr. oder IBAN des Verkäufers", "seller's VAT id or IBAN"]),
        (invoice.currency.is_none(), ["Währung", "currency"]),
        (sums.is_none(), ["netto + USt = brutto", "net + VAT = gross"]),
    ]
    .into_iter()
    .filter(|(is_missing, _)| *is_missing)
    .map(|(_, what)| Argument::from(what))
    .chain(entangled.then(|| kind_in_doubt(paid)))
    .collect();
    let kind = if missing.is_empty() { &PROPOSED } else { &UNPROVED };
    let stated = |party: &Party| {
        party
            .name
            .clone()
            .or_else(|| party.vat_id.as_ref().map(ToString::to_string))
            .unwrap_or_else(none)
    };
    let mut finding = kind
        .found()
        .with("number", invoice.number.clone().unwrap_or_else(none))
        .with_value(
            "kind",
            match invoice.credits() {
                true => ["Gutschrift oder Stornorechnung", "credit note"],
                false => ["Rechnung", "invoice"],
            },
        )
        .with("seller", stated(&invoice.seller));
    finding = match invoice.issue_day() {
        Some(day) => finding.with_value("date", day),
        None => finding.with("date", none()),
    };
    for (name, amount) in [
        ("net", invoice.totals.net),
        ("vat", invoice.totals.vat),
        ("gross", sums.map(|it| it.gross)),
    ] {
        finding = match amount {
            Some(amount) => finding.with_value(name, amount),
            None => finding.with(name, none()),
        };
    }
    let currency = invoice.currency.map_or_else(none, |currency| currency.to_string());
    finding.with("currency", currency).with_value("missing", Argument::row(&missing, "; "))
}

/// What is told of a page whose words make its sums mean something else.
fn kind_in_doubt(paid: Option<(Decimal, Decimal)>) -> Argument {
    let Some((paid, left)) = paid else {
        return Argument::from(["Art der Rechnung", "kind of invoice"]);
    };
    let number = |amount: Decimal, language| spelling::number(&amount.to_string(), language);
    let (de, en) = (Language::De, Language::En);
    Argument::from([
        format!("Art der Rechnung (gezahlt {}, zu zahlen {})", number(paid, de), number(left, de)),
        format!("kind of invoice (paid {}, to be paid {})", number(paid, en), number(left, en)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Currency;
    use crate::formats::Layouts;
    use jiff::civil::date;
    use rust_decimal::dec;

    /// A one-page PDF that draws the texts in Helvetica 10 at their places (points from the lower
    /// left corner).
    fn pdf(texts: &[(i32, i32, &str)]) -> Vec<u8> {
        let drawing: String = texts
            .iter()
            .map(|(x, y, text)| format!("BT /F1 10 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n"))
            .collect();
        format!(
            "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 \
             R]/Count 1>>endobj\n\
             3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 \
             R/Resources<</Font<</F1<</Type/Font/Subtype/Type1\
             /BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>>>endobj\n4 0 obj<</Length \
             {}>>stream\n{drawing}endstream endobj\n\
             trailer<</Root 1 0 R>>\n%%EOF\n",
            drawing.len()
        )
        .into_bytes()
    }

    const HEAD: [(i32, i32, &str); 6] = [
        (50, 800, "Stahl AG - Hafen 1 - 20457 Hamburg"),
        (50, 770, "Muster OHG"),
        (50, 755, "Weg 3"),
        (50, 700, "Rechnung Nr. R-4711"),
        (350, 700, "Rechnungsdatum: 03.02.2026"),
        (50, 60, "USt-IdNr. DE129273398 - IBAN DE02 1203 0000 0000 2020 51"),
    ];

    fn read_page(rows: &[(i32, i32, &str)]) -> (Invoice, &'static str, String) {
        let bytes = pdf(&[&HEAD, rows].concat());
        let layouts = Layouts::default();
        let input = Input { bytes: &bytes, name: "", layouts: &layouts };
        assert_eq!(recognise(&input), Confidence::Mark);
        match read(&input) {
            Ok(Reading { content: Read::Content(Content::Invoice(invoice)), findings }) => {
                let finding = findings.first().cloned().unwrap_or_else(|| PROPOSED.found());
                (*invoice, finding.code(), finding.say(crate::domain::Language::De))
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_currency_is_named_by_its_sign_too() {
        // WinAnsiEncoding: 0x80 is the euro sign (ISO 32000-1, annex D.2), 0xA3 the pound's.
        let sums = |sign: &'static str| {
            read_page(&[
                (50, 300, "Nettobetrag"),
                (400, 300, "1.000,00"),
                (440, 300, sign),
                (50, 285, "zzgl. 19 % MwSt."),
                (400, 285, "190,00"),
                (50, 270, "Gesamtbetrag"),
                (400, 270, "1.190,00"),
            ])
        };
        for (sign, currency) in [
            ("\\200", Some(Currency::EUR)),
            ("EUR", Some(Currency::EUR)),
            ("US$", Currency::read("USD")),
            ("$", Currency::read("USD")),
            ("\\243", Currency::read("GBP")),
            ("EUR, USD", None),
            ("Neurose", None),
        ] {
            let (invoice, code, said) = sums(sign);
            assert_eq!(invoice.currency, currency, "{sign}: {said}");
            assert_eq!(code == PROPOSED.code, currency.is_some(), "{sign}: {said}");
        }
    }

    fn money(invoice: &Invoice) -> [Option<Decimal>; 3] {
        [invoice.totals.net, invoice.totals.vat, invoice.totals.gross]
    }

    #[test]
    fn what_adds_up_is_proposed() {
        let (invoice, code, said) = read_page(&[
            (50, 600, "1 Winkel 10 Stk 100,00 1.000,00"),
            (50, 300, "Nettobetrag"),
            (400, 300, "1.000,00 EUR"),
            (50, 285, "zzgl. 19 % MwSt."),
            (400, 285, "190,00 EUR"),
            (50, 270, "Gesamtbetrag"),
            (400, 270, "1.190,00 EUR"),
        ]);
        assert_eq!(
            (code, money(&invoice)),
            (PROPOSED.code, [Some(dec!(1000.00)), Some(dec!(190.00)), Some(dec!(1190.00))]),
            "{said}"
        );
        assert_eq!(
            (invoice.number.as_deref(), invoice.issue_day()),
            (Some("R-4711"), Some(date(2026, 2, 3)))
        );
        assert_eq!(
            (invoice.seller.name.as_deref(), invoice.buyer.name.as_deref()),
            (Some("Stahl AG"), Some("Muster OHG"))
        );
        assert!(invoice.seller.vat_id.is_some() && invoice.seller.iban.is_some(), "{invoice:?}");
        assert!(said.contains("1.190,00 EUR") && said.contains("03.02.2026"), "{said}");
    }

    #[test]
    fn each_rate_needs_its_base() {
        let (invoice, code, _) = read_page(&[
            (50, 300, "Summe netto 150,00 EUR"),
            (50, 285, "USt 19 % auf 100,00 19,00"),
            (50, 270, "USt 7 % auf 50,00 3,50"),
            (50, 255, "Rechnungsbetrag 172,50 EUR"),
        ]);
        assert_eq!(
            (code, money(&invoice)),
            (PROPOSED.code, [Some(dec!(150.00)), Some(dec!(22.50)), Some(dec!(172.50))])
        );
        assert_eq!(invoice.vat.len(), 2);
    }

    #[test]
    fn what_does_not_add_up_or_is_entangled_is_not() {
        let wrong = read_page(&[
            (50, 300, "Netto 100,00 EUR"),
            (50, 285, "19 % MwSt 19,50"),
            (50, 270, "Gesamtbetrag 119,50 EUR"),
        ]);
        assert_eq!((wrong.1, wrong.0.totals.gross), (UNPROVED.code, None));
        let paid = read_page(&[
            (50, 300, "Netto 100,00 EUR"),
            (50, 285, "19 % MwSt 19,00"),
            (50, 270, "Gesamtbetrag 119,00 EUR"),
            (50, 255, "abzgl. Anzahlung 50,00"),
        ]);
        assert_eq!(paid.1, UNPROVED.code);
        assert!(paid.2.contains("Art der Rechnung"), "{}", paid.2);
        // What is left to pay counts where the page says it, and adds up.
        let sums = [
            (50, 300, "Netto 1.000,00 EUR"),
            (50, 285, "19 % MwSt 190,00"),
            (50, 270, "Gesamtbetrag 1.190,00 EUR"),
            (50, 255, "abzgl. Abschlagszahlung 595,00"),
        ];
        let left = read_page(&[&sums[..], &[(50, 240, "Zahlbetrag 595,00 EUR")]].concat());
        let totals = (left.0.totals.prepaid, left.0.totals.payable);
        assert_eq!(totals, (Some(dec!(595.00)), Some(dec!(595.00))), "{}", left.2);
        assert!(left.2.contains("zu zahlen 595,00"), "{}", left.2);
        let soon =
            read_page(&[&sums[..3], &[(50, 240, "Zu zahlen mit 2 % Skonto 1.166,20")]].concat());
        assert_eq!((soon.1, soon.0.totals.payable), (PROPOSED.code, Some(dec!(1190.00))));
        let odd = read_page(&[&sums[..], &[(50, 240, "Zahlbetrag 600,00 EUR")]].concat());
        assert_eq!((odd.1, odd.0.totals.payable), (UNPROVED.code, None), "{}", odd.2);
        // Two readings that both add up prove nothing.
        let two = read_page(&[
            (50, 300, "Summe netto 100,00 EUR 200,00"),
            (50, 285, "19 % MwSt 19,00 38,00"),
            (50, 270, "Gesamt 119,00 238,00 EUR"),
        ]);
        assert_eq!(two.1, UNPROVED.code);
    }

    #[test]
    fn a_credit_note_is_read_as_one() {
        let bytes = pdf(&[
            (50, 800, "Stahl AG - Hafen 1 - 20457 Hamburg"),
            (50, 770, "Muster OHG"),
            (50, 755, "Weg 3"),
            (50, 700, "Stornorechnung Nr. S-12"),
            (350, 700, "Datum: 05.02.2026"),
            (50, 680, "zur Rechnung R-4711 vom 03.02.2026"),
            (50, 300, "Nettobetrag -1.000,00 EUR"),
            (50, 285, "zzgl. 19 % MwSt. -190,00 EUR"),
            (50, 270, "Gesamtbetrag -1.190,00 EUR"),
            (50, 60, "USt-IdNr. DE129273398 - IBAN DE02 1203 0000 0000 2020 51"),
        ]);
        let layouts = Layouts::default();
        let input = Input { bytes: &bytes, name: "", layouts: &layouts };
        assert_eq!(recognise(&input), Confidence::Mark);
        let Ok(Reading { content: Read::Content(Content::Invoice(invoice)), findings }) =
            read(&input)
        else {
            panic!("no invoice")
        };
        assert!(invoice.credits(), "{invoice:?}");
        assert_eq!(invoice.number.as_deref(), Some("S-12"));
        assert_eq!(invoice.preceding_invoices, ["R-4711"]);
        assert_eq!(money(&invoice), [Some(dec!(1000.00)), Some(dec!(190.00)), Some(dec!(1190.00))]);
        let said = findings.first().map(|found| found.say(Language::De)).unwrap_or_default();
        assert!(said.contains("Gutschrift oder Stornorechnung S-12"), "{said}");
    }

    #[test]
    fn other_documents_are_none() {
        for title in ["Mahnung zur Rechnung R-1", "Angebot 17", "Proforma-Rechnung 3"] {
            let bytes = pdf(&[(50, 700, title), (50, 600, "Rechnung R-1")]);
            let layouts = Layouts::default();
            assert_eq!(
                recognise(&Input { bytes: &bytes, name: "", layouts: &layouts }),
                Confidence::No,
                "{title}"
            );
        }
    }
}
