//! The tables that a user drops: contacts, orders, open items, deliveries. And a broken file for
//! each finding of the tabular formats.

use kontor::domain::finding::Weight;
use kontor::domain::{Content, Finding, FindingKind, OrderSide, Role, Side};
use kontor::formats::tables::columns::TABLES;
use kontor::formats::{self, Input, Layouts, Read, bank_csv, pdf_statement, tables};
use proptest::prelude::*;
use rust_decimal::dec;
use std::path::PathBuf;

fn read(bytes: &[u8]) -> Result<(Content, Vec<Finding>), Finding> {
    let layouts = Layouts::default();
    let (_, reading) = formats::read(&Input { bytes, name: "x", layouts: &layouts })?;
    match reading.content {
        Read::Content(content) => {
            let statements = if let Content::BankStatement(file) = &content {
                file.statements.as_slice()
            } else {
                &[]
            };
            let inside = statements.iter().flat_map(|statement| statement.findings.clone());
            let findings = reading.findings.into_iter().chain(inside).collect();
            Ok((content, findings))
        }
        Read::Parts(_) => panic!("no container"),
    }
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(Finding::code).collect()
}

#[test]
fn english_and_german_columns_say_the_same() -> Result<(), Finding> {
    let english = "document;side;contact;date;due;amount;currency;discount_percent;discount_until;order\nRE-1;receivable;K1;2026-01-05;2026-02-04;1190.00;EUR;2;2026-01-15;A1\nGS-1;payable;L1;2026-01-05;;-23.80;;;;\n";
    let german = "Rechnung\tSeite\tKontakt\tDatum\tFällig am\tBetrag\tWährung\tSkonto %\tSkonto \
        bis\tAuftrag\nRE-1\tForderung\tK1\t05.01.2026\t4.2.2026\t1.190,00 \
        €\tEUR\t2\t15.01.2026\tA1\nGS-1\tVerbindlichkeit\tL1\t05.01.26\t\t-23,80\t\t\t\t\n";
    let (narrow, _, _) = encoding_rs::WINDOWS_1252.encode(german);
    let (Content::OpenItems(items), findings) = read(english.as_bytes())? else {
        panic!("open items")
    };
    assert!(findings.is_empty());
    assert_eq!(
        (items[0].amount.amount, items[0].side, items[1].amount.amount),
        (dec!(1190.00), Side::Receivable, dec!(-23.80))
    );
    assert_eq!(items[0].discounts.first().map(|discount| discount.percent), Some(dec!(2)));
    for bytes in [german.as_bytes(), &narrow] {
        let (Content::OpenItems(others), findings) = read(bytes)? else { panic!("open items") };
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(others, items);
    }
    Ok(())
}

#[test]
fn every_name_of_a_column_is_known_and_means_one_thing() {
    for table in TABLES {
        let mut names: Vec<&str> = table
            .columns
            .iter()
            .flat_map(|column| column.german.iter().copied().filter(|name| *name != column.name))
            .collect();
        names.extend(table.columns.iter().map(|column| column.name));
        for name in &names {
            let folded = formats::csv_shape::header_name(name).0;
            assert!(table.column(&folded).is_some(), "{name}");
        }
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "{}: a name stands for two columns", table.file);
    }
}

#[test]
fn rows_of_one_order_make_one_order() -> Result<(), Finding> {
    let text = "order,side,date,contact,line,article,description,quantity,unit,unit_price,vat_rate,delivery_date\nB1,purchase,2026-01-05,Stahl AG,1,A-1,\"Träger, lang\",10.5,m,1250.00,19,2026-01-20\nB1,sales,2026-01-05,K1,1,,Montage,1,h,60.00,19,\nB1,purchase,,Stahl AG,2,A-2,Schraube,1000,St,0.05,19,\n";
    let (Content::Orders(orders), findings) = read(text.as_bytes())? else { panic!("orders") };
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(orders.len(), 2, "the side is part of the key");
    assert_eq!(
        (orders[0].side, orders[0].lines.len(), orders[0].lines[1].quantity),
        (OrderSide::Purchase, 2, Some(dec!(1000)))
    );
    assert_eq!(orders[0].party.identifier.as_deref(), Some("Stahl AG"));
    assert_eq!(orders[0].lines[0].description.as_deref(), Some("Träger, lang"));
    Ok(())
}

#[test]
fn a_price_for_a_hundred_is_a_price_for_one() -> Result<(), Finding> {
    let text = "Bestellung;Seite;Kontakt;Position;Artikel;Menge;ME;Einzelpreis;PE\nB1;Einkauf;L1;1;A-1;500;Stk;250,00;100\nB1;Einkauf;L1;2;A-2;5;Stk;3,10;\nB1;Einkauf;L1;3;A-3;5;Stk;3,10;0\n";
    let (Content::Orders(orders), findings) = read(text.as_bytes())? else { panic!("orders") };
    let prices: Vec<_> =
        orders[0].lines.iter().map(|line| line.unit_price.map(|price| price.normalize())).collect();
    assert_eq!(
        (prices, findings.len()),
        (vec![Some(dec!(2.5)), Some(dec!(3.1))], 1),
        "a price for nothing is none"
    );
    Ok(())
}

#[test]
fn rows_of_one_delivery_note_make_one_note() -> Result<(), Finding> {
    let text = "Lieferschein;Datum;Lieferant;Bestellung;Position;Artikel;Bezeichnung;Menge;Einheit;Bestellposition\nLS1;20.01.2026;Stahl AG;B1;1;A-1;Träger;5,5;m;1\nLS1;20.01.2026;Stahl AG;B2;2;A-2;Schraube;500;St;2\nLS1;20.01.2026;Holz KG;B9;1;H;Brett;1;St;1\n";
    let (Content::DeliveryNotes(notes), _) = read(text.as_bytes())? else {
        panic!("delivery notes")
    };
    assert_eq!(notes.len(), 2, "two vendors may use one number");
    assert_eq!((notes[0].lines.len(), notes[0].order_number.as_deref()), (2, None));
    assert_eq!(notes[0].lines[1].order_number.as_deref(), Some("B2"));
    assert_eq!(notes[0].supplier.name.as_deref(), Some("Stahl AG"));
    assert_eq!(notes[0].lines[0].quantity, Some(dec!(5.5)));
    Ok(())
}

#[test]
fn contacts_hold_several_ibans_and_a_later_row_updates() -> Result<(), Finding> {
    let text = "contact;name;role;iban\nK1;Alt;kunde;\nL1;Stahl AG;Lieferant;DE02 1203 0000 0000 \
        2020 51 DE02500105170137075030\nK1;Neu;beides;\n";
    let (Content::Contacts(contacts), findings) = read(text.as_bytes())? else {
        panic!("contacts")
    };
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(contacts.len(), 2);
    assert_eq!((contacts[0].name.as_str(), contacts[0].role), ("Neu", Role::Both));
    let ibans: Vec<&str> = contacts[1].ibans.iter().map(|iban| iban.as_str()).collect();
    assert_eq!(ibans, ["DE02120300000000202051", "DE02500105170137075030"]);
    Ok(())
}

#[test]
fn bad_rows_are_told_with_line_and_column_and_good_ones_are_read() -> Result<(), Finding> {
    let text = "document;side;contact;date;due;amount\nRE-1;receivable;K1;2026-01-05;2026-02-04;119,00\nRE-2;receivable;K1;2026-01-05;2026-02-04;viel\nRE-3;nobody;K1;2026-01-05;2026-02-04;1,00\n";
    let (Content::OpenItems(items), findings) = read(text.as_bytes())? else {
        panic!("open items")
    };
    assert_eq!(
        (items.len(), codes(&findings)),
        (1, vec!["table-not-a-number", "table-not-a-choice"])
    );
    assert!(findings[0].to_string().starts_with("line 3, column 6: "), "{}", findings[0]);
    Ok(())
}

#[test]
fn an_invoice_as_csv_is_an_invoice_and_several_are_parts() -> Result<(), Finding> {
    let header = "Rechnung;Datum;Fällig;Lieferant;Käufer;Netto;USt-Satz;USt;Brutto;Bestellung";
    let one = format!(
        "{header}\nRE-1;05.01.2026;04.02.2026;Stahl AG;Muster \
         GmbH;100,00;19;19,00;119,00;B1\nRE-1;05.01.2026;;Stahl AG;;50,00;7;;53,50;B1\n"
    );
    let (Content::Invoice(invoice), findings) = read(one.as_bytes())? else { panic!("invoice") };
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(
        (invoice.number.as_deref(), invoice.totals.gross, invoice.totals.vat),
        (Some("RE-1"), Some(dec!(172.50)), Some(dec!(22.50)))
    );
    assert_eq!(
        (invoice.vat.len(), invoice.seller.name.as_deref(), invoice.order_number.as_deref()),
        (2, Some("Stahl AG"), Some("B1"))
    );
    let credit = format!("{header}\nGS-1;05.01.2026;;Stahl AG;;-100,00;19;-19,00;-119,00;\n");
    let (Content::Invoice(invoice), _) = read(credit.as_bytes())? else { panic!("credit note") };
    assert_eq!(
        (invoice.type_code.as_deref(), invoice.totals.gross, invoice.vat[0].amount),
        (Some("381"), Some(dec!(119.00)), Some(dec!(19.00)))
    );

    let layouts = Layouts::default();
    let several = format!("{one}RE/2;06.01.2026;;Holz KG;;10,00;19;1,90;11,90;\n");
    let (_, reading) =
        formats::read(&Input { bytes: several.as_bytes(), name: "x", layouts: &layouts })?;
    let Read::Parts(parts) = reading.content else { panic!("parts") };
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["RE-1.csv", "RE-2.csv"]);
    let (Content::Invoice(second), _) = read(&parts[1].bytes)? else { panic!("invoice") };
    assert_eq!(
        (second.number.as_deref(), second.totals.payable),
        (Some("RE/2"), Some(dec!(11.90)))
    );
    Ok(())
}

#[test]
fn what_stands_beside_an_amount_is_its_currency() -> Result<(), Finding> {
    let currencies = |header: &str, amount: &str, stated: &str| {
        let text = format!(
            "document;side;contact;date;{header};currency\nRE-0;payable;L1;05.01.2026;5,00;{stated}\n\
             RE-1;payable;L1;05.01.2026;{amount};{stated}\n"
        );
        match read(text.as_bytes()) {
            Ok((Content::OpenItems(items), findings)) => {
                let second = items.get(1).map(|item| item.amount.currency.code().to_owned());
                (second, codes(&findings).join(" "))
            }
            other => panic!("{other:?}"),
        }
    };
    let is = |code: &str| (Some(code.to_owned()), String::new());
    let refused = |code: &str| (None, code.to_owned());
    for (amount, stated, expected) in [
        ("100,00", "", is("EUR")),
        ("100,00 €", "", is("EUR")),
        ("100,00 Euro", "EUR", is("EUR")),
        ("$ 100,00", "", is("USD")),
        ("100,00 usd", "", is("USD")),
        ("CHF 100,00", "CHF", is("CHF")),
        ("£100,00", "", is("GBP")),
        ("100,00", "$", is("USD")),
        ("$ 100,00", "EUR", refused("table-other-currency")),
        ("100,00 EUR", "USD", refused("table-other-currency")),
        ("100,00 %", "", refused("table-not-a-number")),
        ("100,00 kr", "", refused("table-not-a-number")),
        ("100,00 Stk", "", refused("table-not-a-number")),
    ] {
        assert_eq!(currencies("amount", amount, stated), expected, "{amount} {stated}");
    }
    assert_eq!(currencies("Betrag (USD)", "100,00", ""), is("USD"));
    let two = currencies("Betrag in CHF", "100,00 €", "");
    assert_eq!(two, refused("table-other-currency"));
    Ok(())
}

#[test]
fn an_invoice_is_taken_whole_and_in_its_currency() -> Result<(), Finding> {
    let header = "invoice;date;seller;buyer;description;net;vat_rate;vat;gross\nR-1;2026-10-05;Stahl AG;Muster GmbH;x;";
    let invoice = |row: &str| match read(format!("{header}{row}").as_bytes()) {
        Ok((Content::Invoice(invoice), _)) => Ok(*invoice),
        Err(finding) => Err(finding.code()),
        other => panic!("{other:?}"),
    };
    let dollars = invoice("$ 100,00;19 %;$ 19,00;$ 119,00\n").map(|it| it.currency);
    assert_eq!(dollars, Ok(kontor::domain::Currency::read("USD")));
    assert_eq!(invoice("$ 100,00;19;19,00 €;119,00\n").map(|_| ()), Err("table-no-good-row"));
    let second = "100,00;19;19,00;119,00\nR-1;2026-10-05;Stahl AG;Muster GmbH;y;50;19;9,50;viel\n";
    assert_eq!(invoice(second).map(|_| ()), Err("table-invoice-row-unread"));
    // The rate that alone makes the VAT; of two nobody knows.
    let rate = |row: &str| invoice(row).map(|it| it.vat[0].rate);
    assert_eq!(rate("100,00;;;119,00\n"), Ok(Some(dec!(19))));
    assert_eq!(rate("100,00;;;113,00\n"), Ok(None));
    assert_eq!(rate("0,05;;;0,06\n"), Ok(None));
    Ok(())
}

#[test]
fn what_spreadsheets_add_does_no_harm() -> Result<(), Finding> {
    let text = "\u{feff}sep=;\r\n\r\n\"contact\";\"name\";\"role\";;\r\n\"K1\";\"Müller; \
        Sohn\";\"customer\";;\r\n;;;;\r\n";
    let (Content::Contacts(contacts), findings) = read(text.as_bytes())? else {
        panic!("contacts")
    };
    assert_eq!((contacts[0].name.as_str(), findings), ("Müller; Sohn", Vec::new()));
    Ok(())
}

/// Every finding of the tabular formats that a small file can provoke.
fn kinds() -> Vec<&'static FindingKind> {
    let all =
        bank_csv::FINDINGS.iter().chain(tables::FINDINGS).chain(pdf_statement::FINDINGS).copied();
    let mut kinds: Vec<_> = all.filter(|kind| kind.code != "csv-too-large").collect();
    kinds.sort_by_key(|kind| kind.code);
    kinds.dedup_by_key(|kind| kind.code);
    kinds
}

#[test]
fn each_finding_has_a_broken_file_that_provokes_it() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples/broken");
    // What a table shares with the messages of banks may have its sample among those;
    // tests/reading/errors.rs reads that.
    let elsewhere = |kind: &&'static FindingKind| {
        ["sta", "xml"].iter().any(|ext| folder.join(format!("{}.{ext}", kind.code)).exists())
    };
    for kind in kinds().into_iter().filter(|kind| !elsewhere(kind)) {
        let path = ["csv", "pdf"]
            .iter()
            .map(|ext| folder.join(format!("{}.{ext}", kind.code)))
            .find(|path| path.exists());
        let bytes =
            std::fs::read(path.ok_or_else(|| format!("samples/broken has no {}", kind.code))?)?;
        let found = match read(&bytes) {
            Ok((_, findings)) => findings,
            Err(finding) => vec![finding],
        };
        assert!(codes(&found).contains(&kind.code), "{}: {:?}", kind.code, codes(&found));
        let stopped = found.iter().any(|finding| finding.kind.weight == Weight::Error);
        assert_eq!(stopped, kind.weight == Weight::Error, "{}", kind.code);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn mutations_never_panic(table in 0usize..TABLES.len(), at in 0usize..400, byte: u8, cut: bool) {
        let header: Vec<&str> = TABLES[table].columns.iter().map(|column| column.name).collect();
        let mut bytes = format!("{}\n{}\n", header.join(";"), vec!["1,5"; header.len()].join(";")).into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        if cut {
            bytes.truncate(at);
        }
        // A row that falls apart may be two invoices: parts are an answer too.
        let _ = formats::read(&Input { bytes: &bytes, name: "x", layouts: &Layouts::default() });
    }

    #[test]
    fn the_order_of_contacts_does_not_matter(keys in proptest::collection::hash_set("[a-z]{1,6}", 1..12), seed: u64) {
        let mut rows: Vec<String> = keys.iter().map(|key| format!("{key};Name {key};customer\n")).collect();
        let straight = format!("contact;name;role\n{}", rows.concat());
        rows.sort_by_key(|row| row.bytes().fold(seed, |hash, byte| hash.wrapping_mul(31).wrapping_add(u64::from(byte))));
        let shuffled = format!("contact;name;role\n{}", rows.concat());
        let sorted = |text: &str| match read(text.as_bytes()) {
            Ok((Content::Contacts(mut contacts), _)) => {
                contacts.sort_by(|a, b| a.contact.cmp(&b.contact));
                contacts
            }
            _ => Vec::new(),
        };
        prop_assert_eq!(sorted(&straight).len(), keys.len());
        prop_assert_eq!(sorted(&straight), sorted(&shuffled));
    }
}

#[test]
fn an_order_of_nobody_is_asked_about() -> Result<(), Finding> {
    let order = |contact: &str| {
        format!(
            "order;side;date;contact;line;article;quantity\nB-1;purchase;2026-10-01;{contact};1;A;5\n"
        )
    };
    let (_, findings) = read(order("").as_bytes())?;
    assert_eq!(codes(&findings), ["table-order-of-nobody"]);
    let (_, findings) = read(order("L1").as_bytes())?;
    assert!(findings.is_empty(), "{findings:?}");
    Ok(())
}
