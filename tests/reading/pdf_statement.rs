//! PDF statements by template. The samples are drawn by the writer below; `KONTOR_WRITE_SAMPLES=1
//! cargo test --test reading pdf_statement` redraws them.

use kontor::domain::{BankStatement, Content, Finding};
use kontor::formats::pdf_statement::templates;
use kontor::formats::{self, Input, Layouts, Read};
use proptest::prelude::*;
use rust_decimal::dec;
use std::path::PathBuf;

/// A text of a page: points from the left edge (of its end, if it is set flush right) and from the
/// upper edge.
struct Text(f64, f64, bool, String);

fn left(x: f64, y: f64, text: &str) -> Text {
    Text(x, y, false, text.to_owned())
}

fn right(x: f64, y: f64, text: &str) -> Text {
    Text(x, y, true, text.to_owned())
}

/// A PDF of such pages in Courier 9, whose characters are all 5.4 points wide, in Windows-1252.
fn pdf(pages: &[Vec<Text>]) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = Vec::new();
    let kids: String = (0..pages.len()).map(|page| format!("{} 0 R ", 4 + 2 * page)).collect();
    objects.push(b"<</Type/Catalog/Pages 2 0 R>>".to_vec());
    objects.push(format!("<</Type/Pages/Kids[{kids}]/Count {}>>", pages.len()).into_bytes());
    objects
        .push(b"<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>".to_vec());
    for (number, page) in pages.iter().enumerate() {
        let mut drawing: Vec<u8> = Vec::new();
        for Text(x, y, flush, text) in page {
            let x = if *flush { x - 5.4 * text.chars().count() as f64 } else { *x };
            drawing
                .extend(format!("BT /F1 9 Tf 1 0 0 1 {x:.1} {:.1} Tm (", 842.0 - y).into_bytes());
            let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
            bytes.iter().for_each(|byte| {
                if matches!(byte, b'(' | b')' | b'\\') {
                    drawing.push(b'\\');
                }
                drawing.push(*byte);
            });
            drawing.extend(b") Tj ET\n");
        }
        let content = 5 + 2 * number;
        objects.push(
            format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {content} 0 \
                 R/Resources<</Font<</F1 3 0 R>>>>>>"
            )
            .into_bytes(),
        );
        let mut stream = format!("<</Length {}>>stream\n", drawing.len()).into_bytes();
        stream.extend(drawing);
        stream.extend(b"endstream");
        objects.push(stream);
    }
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", number + 1).into_bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let table = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    places.iter().for_each(|place| file.extend(format!("{place:010} 00000 n \n").into_bytes()));
    file.extend(
        format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1)
            .into_bytes(),
    );
    file
}

fn hausbank() -> Vec<Vec<Text>> {
    let head = |y| {
        vec![
            left(50.0, y, "Buchung"),
            left(115.0, y, "Valuta"),
            left(180.0, y, "Vorgang"),
            right(460.0, y, "Soll"),
            right(540.0, y, "Haben"),
        ]
    };
    let row = |y, day: &str, text: &str, debit: &str, credit: &str| {
        let mut row = vec![left(50.0, y, day), left(115.0, y, day), left(180.0, y, text)];
        row.extend((!debit.is_empty()).then(|| right(460.0, y, debit)));
        row.extend((!credit.is_empty()).then(|| right(540.0, y, credit)));
        row
    };
    let mut one = vec![
        left(50.0, 60.0, "Hausbank eG"),
        left(50.0, 80.0, "Kontoauszug Nr. 3/2026 vom 31.03.2026"),
    ];
    one.push(left(50.0, 95.0, "IBAN DE02 1203 0000 0000 2020 51"));
    one.extend([left(180.0, 130.0, "Alter Saldo vom 28.02.2026"), right(540.0, 130.0, "1.000,00")]);
    one.extend(head(115.0));
    one.extend(row(150.0, "02.03.2026", "Überweisung Stahl AG", "1.190,00", ""));
    one.push(left(180.0, 162.0, "RE 2026-17 vom 20.02.2026"));
    one.extend(row(180.0, "05.03.2026", "Gutschrift Müller GmbH", "", "2.380,00"));
    one.push(left(180.0, 192.0, "Rechnung 4711, 119,00 je Monat"));
    one.extend([
        left(180.0, 780.0, "Übertrag"),
        right(540.0, 780.0, "2.190,00"),
        left(50.0, 800.0, "Seite 1 von 2"),
    ]);
    let mut two = head(60.0);
    two.extend([left(180.0, 75.0, "Übertrag"), right(540.0, 75.0, "2.190,00")]);
    two.extend(row(95.0, "31.03.2026", "Kontoführung", "9,90", ""));
    two.extend([left(180.0, 130.0, "Neuer Saldo vom 31.03.2026"), right(540.0, 130.0, "2.180,10")]);
    vec![one, two]
}

fn sparkasse(closing: &str) -> Vec<Vec<Text>> {
    let mut one = vec![
        left(50.0, 60.0, "Sparkasse Musterstadt"),
        left(50.0, 80.0, "Kontoauszug 1/2026"),
        left(300.0, 80.0, "DE02 1203 0000 0000 2020 51"),
    ];
    one.extend([
        left(50.0, 110.0, "Datum"),
        left(110.0, 110.0, "Erläuterung"),
        right(540.0, 110.0, "Betrag EUR"),
    ]);
    one.extend([
        left(110.0, 125.0, "Kontostand am 31.12.2025, Auszug Nr. 12"),
        right(540.0, 125.0, "500,00+"),
    ]);
    one.extend([
        left(50.0, 145.0, "02.01."),
        left(110.0, 145.0, "Dauerauftrag"),
        right(540.0, 145.0, "-450,00"),
    ]);
    one.push(left(110.0, 157.0, "Vermieter GbR Miete Januar"));
    one.extend([
        left(50.0, 175.0, "30.12."),
        left(110.0, 175.0, "Kartenzahlung"),
        right(540.0, 175.0, "-12,34"),
    ]);
    one.extend([
        left(50.0, 195.0, "15.01."),
        left(110.0, 195.0, "Zahlungseingang"),
        right(540.0, 195.0, "1.062,34"),
    ]);
    one.extend([
        left(110.0, 230.0, "Kontostand am 31.01.2026 um 20:00 Uhr"),
        right(540.0, 230.0, closing),
    ]);
    vec![one]
}

/// The same where nothing says the year.
fn without_years() -> Vec<Vec<Text>> {
    let bare = |Text(x, y, flush, text): Text| {
        let text = text
            .replace(" am 31.12.2025, Auszug Nr. 12", " am Anfang")
            .replace(" am 31.01.2026 um 20:00 Uhr", " am Ende");
        Text(
            x,
            y,
            flush,
            text.replace("Kontostand am Anfang", "Kontostand am")
                .replace("Kontostand am Ende", "Kontostand am")
                .replace(" 1/2026", ""),
        )
    };
    sparkasse("1.100,00+").into_iter().map(|page| page.into_iter().map(bare).collect()).collect()
}

fn read_with(bytes: &[u8], layouts: &Layouts) -> Result<BankStatement, Finding> {
    let (_, reading) = formats::read(&Input { bytes, name: "x.pdf", layouts })?;
    match reading.content {
        Read::Content(Content::BankStatement(statement)) => Ok(statement),
        other => panic!("no bank statement: {other:?}"),
    }
}

fn read(bytes: &[u8]) -> Result<BankStatement, Finding> {
    read_with(bytes, &Layouts::default())
}

#[test]
fn two_pages_with_debit_and_credit_are_read_and_proved() -> Result<(), Finding> {
    let file = read(&pdf(&hausbank()))?;
    let [statement] = file.statements.as_slice() else { panic!("one statement: {file:?}") };
    assert_eq!(file.format, "pdf:hausbank");
    assert_eq!(
        statement.account.iban.as_ref().map(|iban| iban.as_str()),
        Some("DE02120300000000202051")
    );
    let amounts: Vec<_> = statement.entries.iter().map(|entry| entry.amount.amount).collect();
    assert_eq!(amounts, [dec!(-1190.00), dec!(2380.00), dec!(-9.90)]);
    assert_eq!(
        statement.entries[0].remittance.as_deref(),
        Some("Überweisung Stahl AG RE 2026-17 vom 20.02.2026")
    );
    assert_eq!(
        statement.entries[1].remittance.as_deref(),
        Some("Gutschrift Müller GmbH Rechnung 4711, 119,00 je Monat")
    );
    assert_eq!(
        statement.closing.as_ref().map(|balance| balance.amount.amount),
        Some(dec!(2180.10))
    );
    assert_eq!(
        statement.opening.as_ref().and_then(|balance| balance.date),
        Some(jiff::civil::date(2026, 2, 28))
    );
    Ok(())
}

/// A statement of one column of amounts: its head, its rows (day, value date, text, amount), and
/// its balances.
fn one_column(
    head: &[&str],
    opening: &str,
    rows: &[(&str, &str, &str, &str)],
    closing: &str,
) -> Result<BankStatement, Finding> {
    let template = "[[pdf_statement]]\nname = 'probe'\ntitle = 'Probe'\nmarks = \
        ['Probebank']\nopening = 'Alter Saldo'\nclosing = 'Neuer Saldo'\n\
        columns = \
        { booking_date = 'Buchung', value_date = 'Valuta', remittance = 'Text', amount = 'Betrag' }";
    let mut page = vec![left(50.0, 30.0, "Probebank")];
    page.extend(
        head.iter().enumerate().map(|(at, line)| left(50.0, 45.0 + 12.0 * at as f64, line)),
    );
    page.extend([
        left(50.0, 115.0, "Buchung"),
        left(115.0, 115.0, "Valuta"),
        left(180.0, 115.0, "Text"),
        right(540.0, 115.0, "Betrag"),
    ]);
    page.extend([left(180.0, 130.0, "Alter Saldo"), right(540.0, 130.0, opening)]);
    for (at, (day, value, text, amount)) in rows.iter().enumerate() {
        let y = 150.0 + 14.0 * at as f64;
        page.extend([
            left(50.0, y, day),
            left(115.0, y, value),
            left(180.0, y, text),
            right(540.0, y, amount),
        ]);
    }
    page.extend([left(180.0, 400.0, "Neuer Saldo"), right(540.0, 400.0, closing)]);
    let layouts =
        Layouts { pdf_statements: templates(template).unwrap_or_default(), ..Layouts::default() };
    read_with(&pdf(&[page]), &layouts)
}

/// Days and amounts of the one statement, and the texts.
fn told(file: &BankStatement) -> Vec<String> {
    let day = |day: Option<jiff::civil::Date>| day.map_or("-".to_owned(), |day| day.to_string());
    let entries = file.statements.iter().flat_map(|statement| &statement.entries);
    entries
        .map(|entry| {
            let text = entry.remittance.clone().unwrap_or_default();
            format!(
                "{} {} {} {text}",
                day(entry.booking_date),
                day(entry.value_date),
                entry.amount.amount
            )
        })
        .collect()
}

/// A statement of one row in the debit column and one in the credit column.
fn two_columns(debit: &str, credit: &str, closing: &str) -> Result<BankStatement, Finding> {
    let mut page =
        vec![left(50.0, 60.0, "Hausbank eG"), left(50.0, 80.0, "Kontoauszug vom 31.03.2026")];
    page.push(left(50.0, 95.0, "Kontowährung EUR"));
    page.extend([
        left(50.0, 115.0, "Buchung"),
        left(115.0, 115.0, "Valuta"),
        left(180.0, 115.0, "Vorgang"),
    ]);
    page.extend([right(460.0, 115.0, "Soll"), right(540.0, 115.0, "Haben")]);
    page.extend([left(180.0, 130.0, "Alter Saldo"), right(540.0, 130.0, "1.000,00")]);
    for (y, text, x, amount) in
        [(150.0, "Storno", 460.0, debit), (164.0, "Gutschrift", 540.0, credit)]
    {
        page.extend([
            left(50.0, y, "02.03.2026"),
            left(115.0, y, "02.03.2026"),
            left(180.0, y, text),
            right(x, y, amount),
        ]);
    }
    page.extend([left(180.0, 400.0, "Neuer Saldo"), right(540.0, 400.0, closing)]);
    read(&pdf(&[page]))
}

#[test]
fn a_minus_in_the_debit_column_repeats_the_direction_or_turns_it_as_the_balances_say()
-> Result<(), Finding> {
    let amounts = |file: &BankStatement| -> Vec<_> {
        file.statements[0].entries.iter().map(|entry| entry.amount.amount).collect()
    };
    let repeated = two_columns("-50,00", "20,00", "970,00")?;
    assert_eq!(
        (amounts(&repeated), repeated.statements[0].findings.len()),
        (vec![dec!(-50.00), dec!(20.00)], 0)
    );
    let turned = two_columns("-50,00", "20,00", "1.070,00")?;
    assert_eq!(
        (amounts(&turned), turned.statements[0].findings.len()),
        (vec![dec!(50.00), dec!(20.00)], 1)
    );
    let taken_back = two_columns("50,00", "-20,00", "930,00")?;
    assert_eq!(
        (amounts(&taken_back), taken_back.statements[0].findings.len()),
        (vec![dec!(-50.00), dec!(-20.00)], 0)
    );
    assert!(two_columns("-50,00", "20,00", "1.000,00").is_err());
    Ok(())
}

#[test]
fn years_come_from_the_statements_own_period() -> Result<(), Finding> {
    let rows = [
        ("29.12.", "30.12.", "Miete", "-500,00"),
        ("30.12.", "01.01.", "Zinsen bis 30.11.2031", "0,02"),
    ];
    let expected =
        ["2025-12-29 2025-12-30 -500.00 Miete", "2025-12-30 2026-01-01 0.02 Zinsen bis 30.11.2031"];
    for head in [
        &["vom 03.12.2025 bis 30.12.2025", "Ihre Karte gilt bis 31.12.2029"][..],
        &["01.12.2025 - 31.12.2025", "Zinsbindung bis 30.11.2031"],
        &["Dezember 2025"],
        &["Kontoauszug Nr. 12/2025"],
        &["Kontoauszug vom 02.01.2026"],
    ] {
        assert_eq!(told(&one_column(head, "1.000,00", &rows, "500,02")?), expected, "{head:?}");
    }
    let unsaid = one_column(&["Ihre Karte gilt bis 31.12.2029"], "1.000,00", &rows, "500,02");
    assert_eq!(
        unsaid.map_err(|finding| finding.code().to_owned()).err().as_deref(),
        Some("pdf-statement-no-year")
    );
    Ok(())
}

/// The booking days that a statement of these rows, one euro each, is read with.
fn days_of(head: &[&str], opening: &str, days: &[&str]) -> String {
    let template = "[[pdf_statement]]\nname = 'probe'\ntitle = 'Probe'\nmarks = \
        ['Probebank']\nopening = 'Alter Saldo'\nclosing = 'Neuer Saldo'\n\
        columns = { booking_date = 'Buchung', remittance = 'Text', amount = 'Betrag' }";
    let mut page = vec![left(50.0, 30.0, "Probebank")];
    page.extend(head.iter().zip([45.0, 57.0, 69.0]).map(|(line, y)| left(50.0, y, line)));
    page.extend([
        left(50.0, 115.0, "Buchung"),
        left(180.0, 115.0, "Text"),
        right(540.0, 115.0, "Betrag"),
    ]);
    page.extend([left(180.0, 130.0, opening), right(540.0, 130.0, "0,00")]);
    for (day, y) in days.iter().zip([150.0, 164.0, 178.0]) {
        page.extend([left(50.0, y, day), left(180.0, y, "Zinsen"), right(540.0, y, "1,00")]);
    }
    let closing = format!("{},00", days.len());
    page.extend([left(180.0, 400.0, "Neuer Saldo"), right(540.0, 400.0, &closing)]);
    let layouts =
        Layouts { pdf_statements: templates(template).unwrap_or_default(), ..Layouts::default() };
    match read_with(&pdf(&[page]), &layouts) {
        Ok(file) => {
            let entries = file.statements.iter().flat_map(|statement| &statement.entries);
            let days = entries.filter_map(|entry| entry.booking_date);
            days.map(|day| day.to_string()).collect::<Vec<_>>().join(" ")
        }
        Err(finding) if finding.code() == "pdf-statement-no-year" => "refused".to_owned(),
        Err(finding) => finding.code().to_owned(),
    }
}

/// What a statement says of its days, by rows around the new year. All the rows lead from the old
/// balance above them to the new one below, the oldest first. The answers are reasoned by hand.
#[test]
fn rows_around_the_new_year_by_what_the_statement_says() {
    const ROWS: [&[&str]; 7] = [
        &["30.12.", "02.01."],
        &["02.01.", "30.12."],
        &["31.12."],
        &["02.01."],
        &["05.01.", "20.06.", "31.12."],
        &["31.12.", "20.06."],
        &["29.12.", "30.12."],
    ];
    const TURN: &str = "2025-12-30 2026-01-02";
    // Rows that are known to lie together may stand out of their order.
    const MIXED: &str = "2026-01-02 2025-12-30";
    const OLD: &str = "2025-12-31";
    const NEW: &str = "2026-01-02";
    const END: &str = "2025-12-29 2025-12-30";
    const WHOLE_OLD: &str = "2025-01-05 2025-06-20 2025-12-31";
    const WHOLE_NEW: &str = "2026-01-05 2026-06-20 2026-12-31";
    const NO: &str = "refused";
    let cases: [(&[&str], [&str; 7]); 11] = [
        (&["vom 15.12.2025 bis 14.01.2026"], [TURN, MIXED, OLD, NEW, NO, NO, END]),
        (
            &["01.01.2025 - 31.12.2025", "Ausdruck vom 20.01.2027"],
            // The turn lies two days before the year or two behind it; what comes before June on the
            // 31st is the day before the year.
            [
                NO,
                "2025-01-02 2025-12-30",
                OLD,
                "2025-01-02",
                WHOLE_OLD,
                "2024-12-31 2025-06-20",
                END,
            ],
        ),
        (
            &["vom 31.12.2025 bis 31.12.2026"],
            // The turn lies a day before the period or two days behind it.
            [
                NO,
                "2026-01-02 2026-12-30",
                NO,
                NEW,
                WHOLE_NEW,
                "2025-12-31 2026-06-20",
                "2026-12-29 2026-12-30",
            ],
        ),
        (
            // The twelfth statement of a year has no row of its beginning.
            &["Kontoauszug 12/2025", "Erstellt am 05.01.2026"],
            [TURN, NO, OLD, NO, NO, NO, END],
        ),
        (
            // Printed again a year later: the first statement of the year, or one of all of it.
            &["Auszug Nr. 1/2026", "Ausdruck vom 20.01.2027"],
            [TURN, NO, NO, NEW, WHOLE_NEW, "2025-12-31 2026-06-20", NO],
        ),
        (&["Auszug Nr. 1/2026 Erstellt am 05.01.2026"], [TURN, MIXED, OLD, NEW, NO, NO, END]),
        (&["Kontoauszug Dezember 2025", "Datum 05.01.2026"], [TURN, MIXED, OLD, NEW, NO, NO, END]),
        (
            &["Kontoauszug Nr. 4 vom 31.12.2025"],
            [TURN, "2025-01-02 2025-12-30", OLD, NO, WHOLE_OLD, NO, END],
        ),
        // A year up to its end, or the turn out of its order.
        (&["Erstellt am 05.01.2026"], [TURN, NO, OLD, NEW, WHOLE_OLD, NO, END]),
        // Long after all rows it may be an older statement, printed again.
        (&["Erstellt am 20.06.2027"], [NO, NO, NO, NO, NO, "2026-12-31 2027-06-20", NO]),
        (&["Nichts", "von Tagen"], [NO; 7]),
    ];
    for (head, expected) in cases {
        assert_eq!(ROWS.map(|rows| days_of(head, "Alter Saldo", rows)), expected, "{head:?}");
    }
    // The balance of a day opens it, and none closes it.
    assert_eq!(
        ROWS.map(|rows| days_of(&[], "Alter Saldo vom 31.12.2025", rows)),
        [TURN, "2026-01-02 2026-12-30", NO, NEW, WHOLE_NEW, "2025-12-31 2026-06-20", NO]
    );
}

#[test]
fn the_currency_is_what_stands_beside_the_amounts_or_is_assumed() -> Result<(), Finding> {
    let text = "Karte 30,00 USD Kurs 1,08";
    for (head, opening, amount, expected, assumed) in [
        ("01.05.2026 - 31.05.2026", "100,00", "-50,00", "EUR", true),
        ("01.05.2026 - 31.05.2026", "100,00 CHF", "-50,00", "CHF", false),
        ("01.05.2026 - 31.05.2026", "100,00", "-50,00 USD", "USD", false),
        ("01.05.2026 - 31.05.2026 Kontowährung: GBP", "100,00", "-50,00", "GBP", false),
        ("01.05.2026 - 31.05.2026", "100,00 EUR", "-50,00 €", "EUR", false),
        ("01.05.2026 - 31.05.2026", "100,00 EUR", "-50,00 USD", "EUR", false),
    ] {
        let file = one_column(&[head], opening, &[("04.05.", "04.05.", text, amount)], "50,00")?;
        let [read] = file.statements.as_slice() else { panic!("one statement: {file:?}") };
        let currencies = [
            read.entries[0].amount.currency.code(),
            read.closing.as_ref().map_or("", |balance| balance.amount.currency.code()),
        ];
        assert_eq!((currencies, read.assumed), ([expected; 2], assumed), "{opening} {amount}");
        assert_eq!(read.findings.len(), usize::from(assumed));
    }
    Ok(())
}

#[test]
fn a_sign_apart_belongs_to_its_amount() -> Result<(), Finding> {
    let head = ["01.05.2026 - 31.05.2026"];
    for (out, into, opening) in [
        ("- 500,00", "+ 20,00", "- 100,00"),
        ("- 500,00 €", "20,00 €", "- 100,00 €"),
        ("500,00 -", "20,00 +", "100,00 -"),
        ("- EUR 500,00", "EUR 20,00", "100,00 S"),
    ] {
        let rows = [("04.05.", "04.05.", "Miete", out), ("05.05.", "05.05.", "Müller - neu", into)];
        let file = one_column(&head, opening, &rows, "-580,00")?;
        assert_eq!(
            told(&file),
            ["2026-05-04 2026-05-04 -500.00 Miete", "2026-05-05 2026-05-05 20.00 Müller - neu"],
            "{out}"
        );
    }
    Ok(())
}

#[test]
fn words_of_a_balance_inside_a_text_state_none() -> Result<(), Finding> {
    let head = ["01.10.2026 - 31.10.2026"];
    for text in [
        "Ausgleich Neuer Saldo Rechnung 5",
        "Neuer Saldo Rechnung 5 bezahlt",
        "Alter Saldo ausgeglichen",
    ] {
        let file = one_column(
            &head,
            "1.000,00",
            &[("05.10.", "05.10.", text, "-500,00"), ("06.10.", "06.10.", "RE", "100,00")],
            "600,00",
        )?;
        assert_eq!(
            told(&file).first().map(String::as_str),
            Some(format!("2026-10-05 2026-10-05 -500.00 {text}").as_str())
        );
    }
    Ok(())
}

#[test]
fn days_without_a_year_take_the_statements() -> Result<(), Finding> {
    let file = read(&pdf(&sparkasse("1.100,00+")))?;
    let [statement] = file.statements.as_slice() else { panic!("one statement: {file:?}") };
    assert_eq!(file.format, "pdf:sparkasse");
    let days: Vec<_> = statement.entries.iter().filter_map(|entry| entry.booking_date).collect();
    assert_eq!(
        days,
        [
            jiff::civil::date(2026, 1, 2),
            jiff::civil::date(2025, 12, 30),
            jiff::civil::date(2026, 1, 15)
        ]
    );
    assert_eq!(
        statement.closing.as_ref().map(|balance| balance.amount.amount),
        Some(dec!(1100.00))
    );
    Ok(())
}

#[test]
fn without_proof_a_person_must_look() {
    let code = |bytes: &[u8]| read(bytes).map_err(|finding| finding.code()).err();
    assert_eq!(code(&pdf(&sparkasse("1.100,01+"))), Some("pdf-statement-not-proved"));
    let mut open = hausbank();
    open.truncate(1);
    assert_eq!(code(&pdf(&open)), Some("pdf-statement-no-balance"));
    assert_eq!(
        code(&pdf(&[vec![left(50.0, 50.0, "Hausbank Kontoauszug ohne Tabelle")]])),
        Some("pdf-without-invoice")
    );
}

#[test]
fn an_office_adds_a_layout_by_places() -> Result<(), Box<dyn std::error::Error>> {
    let layout = "[[pdf_statement]]\nname = 'eigene'\ntitle = 'Eigene Bank'\nmarks = ['Eigene \
        Bank']\nopening = 'Vortrag'\nclosing = 'Endstand'\n\
        columns = { booking_date = [40, 100], remittance = [110, 400], amount = [450, 540] }\n";
    let layouts = Layouts { pdf_statements: templates(layout)?, ..Layouts::default() };
    let page = vec![
        left(50.0, 60.0, "Eigene Bank"),
        left(110.0, 100.0, "Vortrag"),
        right(540.0, 100.0, "10,00 S"),
        left(50.0, 120.0, "01.02.2026"),
        left(110.0, 120.0, "Einzahlung"),
        right(540.0, 120.0, "50,00 H"),
        left(110.0, 140.0, "Endstand"),
        right(540.0, 140.0, "40,00 H"),
    ];
    let file = read_with(&pdf(&[page]), &layouts)?;
    assert_eq!((file.format.as_str(), file.statements[0].entries.len()), ("pdf:eigene", 1));
    Ok(())
}

#[test]
fn the_samples_are_these_statements() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples");
    let samples = [
        ("bank-statement/pdf/hausbank.pdf", pdf(&hausbank())),
        ("bank-statement/pdf/sparkasse.pdf", pdf(&sparkasse("1.100,00+"))),
        ("broken/pdf-statement-not-proved.pdf", pdf(&sparkasse("1.100,01+"))),
        ("broken/pdf-statement-no-balance.pdf", pdf(&hausbank()[..1])),
        ("broken/pdf-statement-no-year.pdf", pdf(&without_years())),
    ];
    for (name, bytes) in samples {
        let path = root.join(name);
        if std::env::var_os("KONTOR_WRITE_SAMPLES").is_some() {
            std::fs::create_dir_all(path.parent().ok_or("no folder")?)?;
            std::fs::write(&path, &bytes)?;
        }
        assert!(std::fs::read(&path)? == bytes, "{name} is not what the writer draws");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn mutations_never_panic(at in 0usize..6000, byte: u8, cut: bool) {
        let mut bytes = pdf(&hausbank());
        let at = at % bytes.len();
        bytes[at] = byte;
        if cut {
            bytes.truncate(at);
        }
        // A damaged title may make something else of it; whatever it is, it is read or refused.
        let _ = formats::read(&Input { bytes: &bytes, name: "x.pdf", layouts: &Layouts::default() });
    }
}
