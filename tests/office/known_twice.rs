//! One open item told of by an open-items file, an invoice and a contacts file, in every order and
//! a run for each: it is one item of one contact, and the payment settles it.

use crate::small_office::{OWN, Office};
use serde_json::Value;
use std::error::Error;
use std::fs;
use std::path::Path;

type Failure = Box<dyn Error>;

const FILES: [(&str, &str); 4] = [
    (
        "contacts.csv",
        "contact;name;role;iban\nK100;Hotel Krone GmbH;customer;DE89370400440532013000\n",
    ),
    (
        "open-items.csv",
        "document;side;contact;date;due;amount;currency\nRE-9001;receivable;K100;2026-10-01;2026-10-31;119.00;EUR\n",
    ),
    (
        "invoices.csv",
        "invoice;date;due;seller;buyer;net;vat_rate;vat;gross;currency\n\
         RE-9001;2026-10-01;2026-10-31;Müller Metallbau GmbH;Hotel Krone \
         GmbH;100.00;19;19.00;119.00;EUR\n",
    ),
    (
        "statements.csv",
        "iban;booking_date;value_date;amount;currency;counterparty;counterparty_iban;remittance\n\
         DE02120300000000202051;2026-10-20;2026-10-20;119.00;EUR;Hotel \
         Krone;DE89370400440532013000;RE-9001\n",
    ),
];

/// Every order of four things.
fn orders() -> Vec<[usize; 4]> {
    let all = 0..4;
    let mut orders = Vec::new();
    for a in all.clone() {
        for b in all.clone() {
            for c in all.clone() {
                let order = [a, b, c, 6 - (a + b + c).min(6)];
                if all.clone().all(|each| order.contains(&each)) {
                    orders.push(order);
                }
            }
        }
    }
    orders
}

fn report(office: &Path, name: &str) -> Result<Vec<Value>, Failure> {
    let output = assert_cmd::Command::cargo_bin("kontor")?
        .args(["report", name, "--json", "--office"])
        .arg(office)
        .output()?;
    Ok(serde_json::from_slice(&output.stdout)?)
}

#[test]
fn an_item_told_of_twice_is_one_in_every_order() -> Result<(), Failure> {
    let orders = orders();
    assert_eq!(orders.len(), 24);
    for order in orders {
        let folder = tempfile::tempdir()?;
        let office = folder.path();
        fs::create_dir_all(office.join("companies"))?;
        fs::create_dir_all(office.join("inbox/mueller"))?;
        fs::write(office.join("kontor.toml"), "[intake]\nsettle_seconds = 0\n")?;
        let company = "name = \"Müller Metallbau GmbH\"\nibans = \
            [\"DE02120300000000202051\"]\nchart = \"SKR03\"\n";
        fs::write(office.join("companies/mueller.toml"), company)?;
        for (name, text) in order.iter().filter_map(|at| FILES.get(*at)) {
            fs::write(office.join("inbox/mueller").join(name), text)?;
            assert_cmd::Command::cargo_bin("kontor")?
                .args(["run", "--office"])
                .arg(office)
                .assert()
                .success();
        }
        let entries = report(office, "reconciliation")?;
        let allocation = &entries[0]["allocations"][0];
        assert_eq!(entries.len(), 1, "{order:?}");
        assert_eq!(
            (&entries[0]["status"], &allocation["document"], &allocation["contact"]),
            (&"matched".into(), &"RE-9001".into(), &"K100".into()),
            "{order:?}"
        );
        assert_eq!(report(office, "open-items")?, Vec::<Value>::new(), "{order:?}");
        let left: Vec<(String, String)> = report(office, "trial-balance")?
            .iter()
            .filter(|row| row["closing"] != "0.00")
            .map(|row| {
                (
                    row["account"].as_str().unwrap_or_default().to_owned(),
                    row["closing"].as_str().unwrap_or_default().to_owned(),
                )
            })
            .collect();
        let expected = [("1200", "119.00"), ("1776", "-19.00"), ("8400", "-100.00")]
            .map(|(account, closing)| (account.to_owned(), closing.to_owned()));
        assert_eq!(left, expected, "{order:?}");
        assert_cmd::Command::cargo_bin("kontor")?
            .args(["verify", "--office"])
            .arg(office)
            .assert()
            .success();
    }
    Ok(())
}

/// The account itself, in the column of the other side: a table whose one account column is its
/// own, a bank's own fee. That is no transfer between own accounts, and the statement that says
/// more tells the same booking.
#[test]
fn an_account_is_not_its_own_other_side() {
    let office = Office::make("own-other-side");
    office.put(
        "a.csv",
        &format!(
            "Datum;Verwendungszweck;Betrag;Währung;IBAN\n05.10.2026;Gutschrift;119,00;EUR;{OWN}\n"
        ),
    );
    office.run();
    let entries = office.report("reconciliation");
    assert_eq!(
        (entries.len(), &entries[0]["status"], &entries[0]["category"]),
        (1, &"open".into(), &Value::Null)
    );
    office.put(
        "b.csv",
        &format!(
            "iban;booking_date;value_date;amount;currency;counterparty;counterparty_iban;remittance\n\
             {OWN};2026-10-05;2026-10-05;119.00;EUR;Hotel Krone;DE89370400440532013000;RE-9001\n"
        ),
    );
    office.run();
    let entries = office.report("reconciliation");
    let names: Vec<&Value> = entries.iter().map(|row| &row["counterparty"]).collect();
    assert_eq!(names, [&Value::from("Hotel Krone")]);
}

/// A statement that only says more of what is known brings nothing new, and is not told as if.
#[test]
fn what_is_told_a_second_time_is_no_new_entry() {
    let office = crate::small_office::Office::make("told-richer");
    let statement = |text: &str| {
        let head = "iban;booking_date;amount;currency;counterparty;counterparty_iban;remittance\n";
        (1..=6).fold(head.to_owned(), |all, day| {
            all + &format!(
                "{OWN};2026-10-0{day};{day}00.00;EUR;Müller Bau GmbH;DE02100500000054540402;\
                 Zahlung{text}\n"
            )
        })
    };
    office.put("a.csv", &statement(""));
    assert!(office.say(&["run"]).1.contains("6 neue Bankumsätze"));
    office.put("b.csv", &statement(" Rechnung vom 01.09.2026"));
    let said = office.say(&["run"]).1;
    assert!(said.contains("0 neue Bankumsätze"), "{said}");
    let told = |mail: &str| {
        let text = fs::read_to_string(office.path().join("outbox").join(mail)).expect("a digest");
        text.contains("Neue Bankums=C3=A4tze: 6") || text.contains("Neue Bankumsätze: 6")
    };
    assert!(told("M000001-digest-beispiel.eml") && !told("M000002-digest-beispiel.eml"));
}

/// Two reports of the day so far and the day's statement, as banks put them into one file: each
/// booking once, whatever stands first.
#[test]
fn a_file_of_the_day_so_far_and_the_day_tells_each_booking_once() {
    let line = |cents: &str, text: &str| {
        format!(
            ":61:2610051005C{cents}NTRFNONREF\r\n\
             :86:166?00GUTSCHRIFT?20SVWZ+{text}?32Reederei Jansen\r\n"
        )
    };
    let (first, second) = (line("100,00", "RE 1"), line("50,00", "RE 2"));
    let so_far = |number: u32, lines: &str, totals: &str| {
        format!(
            ":20:STARTUMS\r\n:25:12030000/0000202051\r\n:28C:{number}/1\r\n:34F:EUR0,00\r\n\
             :13D:261005180{number}+0100\r\n{lines}:90D:0EUR0,00\r\n:90C:{totals}\r\n-\r\n"
        )
    };
    let day = format!(
        ":20:STARTUMS\r\n:25:12030000/0000202051\r\n:28C:7/1\r\n:60F:C261005EUR0,00\r\n\
         {first}{second}:62F:C261005EUR150,00\r\n-\r\n"
    );
    let one = so_far(1, &first, "1EUR100,00");
    let two = so_far(2, &format!("{first}{second}"), "2EUR150,00");
    for (at, parts) in
        [[&one, &two, &day], [&day, &one, &two], [&one, &day, &two]].into_iter().enumerate()
    {
        let office = Office::make(&format!("so-far-{at}"));
        office.put("a.sta", &parts.map(String::as_str).concat());
        office.run();
        let entries = office.report("reconciliation");
        let amounts: Vec<String> = entries.iter().map(|row| row["amount"].to_string()).collect();
        assert_eq!(amounts, ["\"100.00\"", "\"50.00\""], "order {at}");
        let documents = office.report("documents");
        assert!(documents.iter().all(|row| row["waits"] == false), "{documents:?}");
        assert!(office.say(&["verify"]).0);
    }
}

/// What people keep as one file for the year: an export below the one before, with the day that
/// both tell of. And pages that each begin with the header, where equal rows are two bookings.
#[test]
fn a_table_below_another_tells_its_days_once_more_and_a_page_does_not() {
    let head = "Buchungstag;Auftraggeber/Empfänger;Verwendungszweck;Betrag;Währung\n";
    let row = |day: u32, text: &str, amount: &str| {
        format!("{day:02}.09.2026;Jansen;{text};{amount};EUR\n")
    };
    let (rent, fuel, park) =
        (row(5, "Miete", "-500,00"), row(30, "Tanken", "-20,00"), row(30, "Parken", "-3,00"));
    let told = |name: &str, tables: &[&[&String]]| {
        let office = Office::make(name);
        let of = |table: &&[&String]| {
            head.to_owned() + &table.iter().map(|row| row.as_str()).collect::<String>()
        };
        office.put("jahr.csv", &tables.iter().map(of).collect::<String>());
        office.run();
        assert!(office.say(&["verify"]).0);
        office.report("reconciliation").len()
    };
    assert_eq!(told("table-below", &[&[&rent, &fuel], &[&fuel, &park]]), 3);
    assert_eq!(told("table-twice", &[&[&rent, &fuel], &[&rent, &fuel]]), 2);
    assert_eq!(told("table-twins", &[&[&fuel, &fuel], &[&fuel, &fuel, &park]]), 3);
    assert_eq!(told("pages", &[&[&rent, &park, &fuel], &[&fuel, &row(30, "Maut", "-7,00")]]), 5);
    let later = "01.10.2026;Jansen;Maut;-7,00;EUR\n".to_owned();
    assert_eq!(told("page-goes-on", &[&[&rent, &park, &fuel], &[&fuel, &later]]), 5);
    assert_eq!(told("page-comes-on", &[&[&later, &fuel], &[&fuel, &park, &rent]]), 5);
    assert_eq!(told("newest-first", &[&[&later, &fuel, &park], &[&fuel, &park, &rent]]), 4);
}

/// An account abroad whose bank's table names no currency: the same bookings, whatever came first.
#[test]
fn a_table_without_a_currency_is_in_the_currency_of_its_account() {
    let table = format!(
        "IBAN Auftragskonto;Buchungstag;Name;Verwendungszweck;Betrag\n\
         {OWN};05.10.2026;Jansen;Miete;-500,00\n{OWN};06.10.2026;Jansen;RE 1;20,00\n"
    );
    let line = |day: &str, amount: &str, text: &str| {
        format!(":61:26{day}{day}{amount}NTRFNONREF\r\n:86:166?00X?20SVWZ+{text}?32Jansen\r\n")
    };
    let swift = format!(
        ":20:S1\r\n:25:12030000/0000202051\r\n:28C:1/1\r\n:60F:C261004USD1000,00\r\n{}{}\
         :62F:C261006USD520,00\r\n-\r\n",
        line("1005", "D500,00", "Miete"),
        line("1006", "C20,00", "RE 1")
    );
    let amounts = |office: &Office| -> Vec<String> {
        let rows = office.report("reconciliation").into_iter();
        rows.map(|row| format!("{} {}", row["amount"], row["currency"]).replace('"', "")).collect()
    };
    let once = ["-500.00 USD", "20.00 USD"];
    for (name, files) in [("sta-csv", ["a.sta", "b.csv"]), ("both", ["a.sta", "b.csv"])] {
        let office = Office::make(&format!("currency-{name}"));
        for (file, text) in files.into_iter().zip([&swift, &table]) {
            office.put(file, text);
            if name != "both" {
                office.run();
            }
        }
        office.run();
        assert_eq!(amounts(&office), once, "{name}");
    }
    let office = Office::make("currency-csv-sta");
    office.put("a.csv", &table);
    office.run();
    office.put("b.sta", &swift);
    assert!(!office.say(&["run"]).0);
    let asked = office.report("documents").into_iter().find(|row| row["waits"] == true);
    assert!(asked.expect("one waits")["notes"].to_string().contains("kontor undo D1"));
    office.done(&["undo", "D1"]);
    office.done(&["resolve", "D1", "accept"]);
    assert!(office.say(&["verify"]).0);
    let standing = office.report("reconciliation").into_iter();
    let standing =
        standing.filter(|row| !row["explanation"].to_string().contains("zurückgenommen"));
    let standing: Vec<String> =
        standing.map(|row| format!("{} {}", row["amount"], row["currency"])).collect();
    assert_eq!(standing, ["\"-500.00\" \"USD\"", "\"20.00\" \"USD\""]);
}

/// A report of the morning, and a table of the whole day: its balance is none of the day's end.
#[test]
fn the_balance_of_a_running_day_is_not_that_of_its_end() {
    let balance = |kind: &str, amount: &str| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount}</Amt>\
             <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-05</Dt></Dt></Bal>"
        )
    };
    let report = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document \
         xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.052.001.08\"><BkToCstmrAcctRpt><GrpHdr>\
         <MsgId>M1</MsgId><CreDtTm>2026-10-05T10:00:00</CreDtTm></GrpHdr><Rpt><Id>R1</Id>\
         <Acct><Id><IBAN>{OWN}</IBAN></Id><Ccy>EUR</Ccy></Acct>{}{}<Ntry><Amt \
         Ccy=\"EUR\">430.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt>\
         <Dt>2026-10-05</Dt></BookgDt><NtryDtls><TxDtls><RmtInf><Ustrd>RE 71</Ustrd></RmtInf>\
         </TxDtls></NtryDtls></Ntry></Rpt></BkToCstmrAcctRpt></Document>",
        balance("OPBD", "1000.00"),
        balance("ITBD", "1430.00")
    );
    let table = format!(
        "iban;booking_date;value_date;amount;currency;counterparty;remittance\n\
         {OWN};2026-10-05;2026-10-05;430.00;EUR;;RE 71\n\
         {OWN};2026-10-05;2026-10-05;-59.50;EUR;Papier-Union;ER 9\n"
    );
    for (name, order) in [("first", [&report, &table]), ("last", [&table, &report])] {
        let office = Office::make(&format!("running-{name}"));
        for (at, text) in order.into_iter().enumerate() {
            let kind = if text.starts_with('<') { "xml" } else { "csv" };
            office.put(&format!("{at}.{kind}"), text);
            office.say(&["run"]);
        }
        assert_eq!(office.report("reconciliation").len(), 2, "{name}");
        let documents = office.report("documents");
        assert!(documents.iter().all(|row| row["waits"] == false), "{name}: {documents:?}");
    }
}

/// The rest of a day that the table before ended within: of one door, which words a booking alike
/// each time, "Miete Garage" is perhaps no richer "Miete". Where a table tells the whole day, it is.
#[test]
fn the_rest_of_a_day_may_be_another_booking() {
    let head = "iban;booking_date;amount;currency;counterparty;counterparty_iban;remittance\n";
    let row = |day: u8, amount: &str, text: &str| {
        format!("{OWN};2026-10-0{day};{amount};EUR;Haus & Grund;DE02100500000054540402;{text}\n")
    };
    let rent = |text: &str| row(5, "-500.00", text);
    let (before, behind) = (row(2, "-12.00", "Wasser"), row(8, "-13.00", "Strom"));
    let beside = row(5, "-77.00", "Heizung");
    // The first table, the second, and whether they are asked about; in either order.
    let tables = [
        ("rest", [before.clone() + &rent("Miete"), rent("Miete Garage") + &behind], true),
        ("day", [rent("Miete"), rent("Miete Garage")], true),
        // What said nothing is richer now.
        ("silent", [rent(""), rent("Miete Garage")], false),
        ("same", [before.clone() + &rent("Miete"), rent("Miete") + &behind], false),
        ("whole", [before.clone() + &rent("Miete") + &behind, rent("Miete Garage")], false),
        (
            "again",
            [beside.clone() + &rent("Miete"), rent("Miete Garage") + &beside + &behind],
            false,
        ),
    ];
    for (name, tables, is_asked) in &tables {
        for order in [[0, 1], [1, 0]] {
            let office =
                crate::small_office::Office::make(&format!("rest-of-day-{name}-{order:?}"));
            for at in order {
                office.put(&format!("{at}.csv"), &format!("{head}{}", tables[at]));
                office.run();
            }
            let entries = office.report("reconciliation");
            let rents = entries.iter().filter(|row| row["amount"] == "-500.00").count();
            assert_eq!(rents, 1 + usize::from(*is_asked), "{name} {order:?}");
            let review = office.say(&["review"]).1;
            let asks = review.contains("mit anderem Text");
            assert_eq!(asks, *is_asked, "{name} {order:?}: {review}");
        }
    }
}
