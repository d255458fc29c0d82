//! A booking that two files told of in ways that cannot be compared is booked twice, asked about,
//! and taken out by a person's word; no later file brings it back.

use super::bureau::{Bureau, Tested};
use serde_json::Value;

const ROW: &str = "Schäfer Druck e.K.;DE02200505501015871393;Miete;-850,00;EUR\n";

/// A file of rows that each state these days.
fn drop(bureau: &Bureau, name: &str, columns: &str, days: &[&str]) -> i32 {
    let head = format!(
        "IBAN Auftragskonto;{columns};Name;Gegenkonto IBAN;Verwendungszweck;Betrag;Währung\n"
    );
    let rows: String =
        days.iter().map(|days| format!("{};{days};{ROW}", super::bureau::MUELLER)).collect();
    bureau.drop(&format!("mueller/{name}"), (head + &rows).as_bytes());
    bureau.run(&["run"]).status
}

fn bank(bureau: &Bureau) -> Value {
    let rows = bureau.report("trial-balance");
    rows.into_iter()
        .find(|row| row["account"] == "1200")
        .map_or(Value::Null, |row| row["closing"].clone())
}

/// E1 by its booking day, E2 by its value date.
fn doubled() -> Bureau {
    let bureau = Bureau::new();
    drop(&bureau, "a.csv", "Buchungstag", &["12.10.2026"]);
    assert_eq!(drop(&bureau, "b.csv", "Valuta", &["11.10.2026"]), 1);
    assert_eq!(bank(&bureau), "-1700.00");
    bureau
}

#[test]
fn what_was_read_twice_is_taken_out_and_no_later_file_brings_it_back() -> Tested {
    let bureau = doubled();
    let doubt = bureau.document("mueller/b.csv");
    assert!(doubt.to_string().contains("kontor resolve E2 same E1"), "{doubt}");
    let said = bureau.run(&["resolve", "E2", "same", "E1"]);
    assert!(
        said.out.contains("E2 ist derselbe Umsatz wie E1 und nicht mehr gebucht"),
        "{}",
        said.out
    );
    assert_eq!(bank(&bureau), "-850.00");
    assert_eq!(
        bureau.document("mueller/b.csv")["waits"],
        false,
        "the question ends with its answer"
    );
    assert_eq!(bureau.report("reconciliation").len(), 1, "it is no entry of its own");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    drop(&bureau, "c.csv", "Buchungstag;Valuta", &["12.10.2026;11.10.2026"]);
    drop(&bureau, "d.csv", "Valuta;Buchungstext", &["11.10.2026;Dauerauftrag"]);
    assert_eq!(bank(&bureau), "-850.00", "both faces are known");
    drop(
        &bureau,
        "e.csv",
        "Buchungstag;Valuta",
        &["12.10.2026;11.10.2026", "12.10.2026;11.10.2026"],
    );
    assert_eq!(bank(&bureau), "-1700.00", "the second of one statement is another");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn taking_it_back_books_both() -> Tested {
    let bureau = doubled();
    assert_eq!(bureau.run(&["resolve", "E2", "account", "4210"]).status, 0);
    assert_eq!(bureau.run(&["resolve", "E2", "same", "E1"]).status, 0);
    assert_eq!(bank(&bureau), "-850.00");
    assert_eq!(bureau.run(&["undo", "E2"]).status, 0);
    assert_eq!(bank(&bureau), "-1700.00");
    assert_eq!(bureau.document("mueller/b.csv")["waits"], true, "it is asked again");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    assert_eq!(bureau.run(&["resolve", "E2", "same", "E1"]).status, 0);
    assert_eq!(
        bureau.run(&["resolve", "E2", "account", "4210"]).status,
        0,
        "another answer takes it back too"
    );
    assert_eq!(bank(&bureau), "-1700.00");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn only_what_can_be_one_is() -> Tested {
    let bureau = doubled();
    drop(
        &bureau,
        "e.csv",
        "Buchungstag;Valuta",
        &["20.10.2026;20.10.2026", "20.10.2026;20.10.2026"],
    );
    let days_apart = ["resolve", "E3", "same", "E1"];
    let refused = |arguments: &[&str], why: &str| {
        let said = bureau.run(arguments);
        assert!(
            said.status == 1 && said.err.contains(why),
            "{arguments:?}: {} {}",
            said.out,
            said.err
        );
    };
    refused(&["resolve", "E1", "same", "E1"], "kein anderer Bankumsatz");
    refused(&["resolve", "E1", "same", "E99"], "kein anderer Bankumsatz");
    refused(&["resolve", "E1", "same", "D1"], "kein anderer Bankumsatz");
    refused(&["resolve", "E3", "same", "E4"], "stehen im selben Auszug");
    refused(&days_apart, "höchstens eine Woche");
    assert_eq!(bureau.run(&["resolve", "E2", "same", "E1"]).status, 0);
    refused(&["resolve", "E1", "same", "E3"], "E2 gilt als derselbe Umsatz wie E1");
    let other = ROW.replace("850", "851");
    let head =
        "IBAN Auftragskonto;Buchungstag;Name;Gegenkonto IBAN;Verwendungszweck;Betrag;Währung\n";
    bureau.drop(
        "mueller/f.csv",
        format!("{head}{};12.10.2026;{other}", super::bureau::MUELLER).as_bytes(),
    );
    bureau.run(&["run"]);
    refused(&["resolve", "E5", "same", "E1"], "müssen gleich sein");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn the_first_takes_over_what_the_second_says_and_what_was_settled_opens_again() -> Tested {
    let bureau = Bureau::new();
    let head = "document;side;contact;date;due;amount;currency\n";
    bureau.drop(
        "mueller/open-items.csv",
        format!("{head}RE-77;payable;Schäfer Druck e.K.;2026-10-01;2026-10-31;850.00;EUR\n")
            .as_bytes(),
    );
    let columns = "Währung;Betrag;IBAN Auftragskonto";
    let own = super::bureau::MUELLER;
    bureau.drop(
        "mueller/a.csv",
        format!("{columns};Buchungstag\nEUR;-850,00;{own};12.10.2026\n").as_bytes(),
    );
    bureau.run(&["run"]);
    let text = "Schäfer Druck e.K.;Rechnung RE-77";
    bureau.drop(
        "mueller/b.csv",
        format!("{columns};Valuta;Name;Verwendungszweck\nEUR;-850,00;{own};11.10.2026;{text}\n")
            .as_bytes(),
    );
    bureau.run(&["run"]);
    let status = |id: &str| {
        bureau
            .report("reconciliation")
            .into_iter()
            .find(|row| row["id"] == id)
            .map(|row| row["status"].clone())
    };
    assert_eq!((status("E1"), status("E2")), (Some("open".into()), Some("matched".into())));
    let said = bureau.run(&["resolve", "E2", "same", "E1"]);
    assert!(
        said.status == 0 && said.out.contains("wieder offen: RE-77"),
        "{} {}",
        said.out,
        said.err
    );
    assert_eq!(
        (status("E1"), status("E2")),
        (Some("suggested".into()), None),
        "proposed, since a person decides about another"
    );
    assert_eq!(bureau.run(&["resolve", "E1", "accept"]).status, 0);
    assert_eq!(bureau.report("open-items").len(), 0);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// A camt.053 of that version: entries as amount, day, reference and text, all of one other side.
fn statement(version: &str, number: u32, entries: &[(&str, &str, &str, &str)]) -> String {
    let own = super::bureau::MUELLER;
    let name = |name: &str| match version {
        "02" => format!("<Nm>{name}</Nm>"),
        _ => format!("<Pty><Nm>{name}</Nm></Pty>"),
    };
    let status = if version == "02" { "BOOK" } else { "<Cd>BOOK</Cd>" };
    let amount = |amount: &str| {
        let way = if amount.starts_with('-') { "DBIT" } else { "CRDT" };
        let bare = amount.trim_start_matches('-');
        format!("<Amt Ccy=\"EUR\">{bare}</Amt><CdtDbtInd>{way}</CdtDbtInd>")
    };
    let balance = |kind: &str, cents: i64, day: &str| {
        let stated = amount(&format!("{}.{:02}", cents / 100, cents % 100));
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{stated}<Dt><Dt>{day}</Dt></Dt></Bal>"
        )
    };
    let cents = |text: &str| text.replace('.', "").parse::<i64>().expect("an amount");
    let closing = 100_000 + entries.iter().map(|entry| cents(entry.0)).sum::<i64>();
    let first = entries.first().map_or("2026-10-12", |entry| entry.1);
    let last = entries.last().map_or("2026-10-12", |entry| entry.1);
    let told = |(money, day, reference, text): &(&str, &str, &str, &str)| {
        let side = if money.starts_with('-') { "Cdtr" } else { "Dbtr" };
        format!(
            "<Ntry>{}<Sts>{status}</Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>\
             <AcctSvcrRef>{reference}</AcctSvcrRef><BkTxCd><Prtry><Cd>NTRF+166</Cd></Prtry></BkTxCd>\
             <NtryDtls><TxDtls><RltdPties><{side}>{}</{side}><{side}Acct><Id><IBAN>DE02200505501015871393</IBAN>\
             </Id></{side}Acct></RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>",
            amount(money),
            name("Schäfer Druck e.K.")
        )
    };
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}\"><BkToCstmrStmt>\
         <GrpHdr><MsgId>M{number}-{version}</MsgId><CreDtTm>{last}T19:00:00</CreDtTm></GrpHdr><Stmt>\
         <Id>S{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb><CreDtTm>{last}T19:00:00</CreDtTm>\
         <Acct><Id><IBAN>{own}</IBAN></Id><Ccy>EUR</Ccy></Acct>{}{}{}</Stmt></BkToCstmrStmt></Document>",
        balance("OPBD", 100_000, first),
        balance("CLBD", closing, last),
        entries.iter().map(told).collect::<String>()
    )
}

fn moved(bureau: &Bureau) -> Vec<String> {
    let rows = bureau.report("reconciliation");
    rows.iter().map(|row| row["amount"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_statement_that_comes_again_in_another_version_is_one() -> Tested {
    let day = "2026-10-12";
    let told = |a: &'static str, b: &'static str, c: &'static str| {
        [("-85.00", day, a, "Wartung"), ("-85.00", day, b, "Wartung"), ("20.00", day, c, "Pfand")]
    };
    let bureau = Bureau::new();
    bureau.drop("mueller/a.xml", statement("02", 1, &told("X1", "X2", "X3")));
    bureau.run(&["run"]);
    bureau.drop("mueller/b.xml", statement("08", 1, &told("Y1", "Y2", "Y3")));
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(moved(&bureau), ["-85.00", "-85.00", "20.00"]);
    assert_eq!(bank(&bureau), "850.00");
    assert_eq!(bureau.document("mueller/b.xml")["waits"], false);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    // Another text, or another number of the statement: it may be another day's work.
    let mut other = told("Z1", "Z2", "Z3");
    other[2].3 = "Leergut";
    bureau.drop("mueller/c.xml", statement("08", 1, &other));
    bureau.run(&["run"]);
    assert_eq!(moved(&bureau).len(), 6, "not equal in all entries");
    Ok(())
}

#[test]
fn what_only_the_banks_references_tell_apart_is_asked_about_and_can_be_said_to_be_one() -> Tested {
    let (first, later) = ("2026-10-12", "2026-10-20");
    let bureau = Bureau::new();
    bureau.drop("mueller/a.xml", statement("02", 1, &[("-85.00", first, "X1", "Wartung")]));
    bureau.run(&["run"]);
    // By its balances it can be another account's: 995 before the day, where the other has 1,000.
    let month = [
        ("-5.00", "2026-10-11", "Y0", "Porto"),
        ("-85.00", first, "Y1", "Wartung"),
        ("20.00", later, "Y2", "Pfand"),
    ];
    bureau.drop("mueller/b.xml", statement("08", 9, &month));
    assert_eq!(bureau.run(&["run"]).status, 1);
    let doubt = bureau.document("mueller/b.xml");
    assert!(doubt.to_string().contains("kontor resolve E3 same E1"), "{doubt}");
    let said = bureau.run(&["resolve", "E3", "same", "E1"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(moved(&bureau), ["-5.00", "-85.00", "20.00"]);
    assert_eq!(bureau.run(&["undo", "E3"]).status, 0);
    assert_eq!(moved(&bureau), ["-5.00", "-85.00", "-85.00", "20.00"]);
    assert_eq!(bureau.run(&["resolve", "E3", "same", "E1"]).status, 0);
    bureau.drop("mueller/c.xml", statement("08", 10, &month[1..2]));
    bureau.run(&["run"]);
    assert_eq!(moved(&bureau), ["-5.00", "-85.00", "20.00"], "both references are its own");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    // Of one version the bank's references count, unless balances say otherwise.
    bureau.drop("mueller/d.xml", statement("08", 11, &[("-85.00", first, "Y7", "Heizung")]));
    bureau.run(&["run"]);
    assert_eq!(moved(&bureau).len(), 4);
    Ok(())
}

#[test]
fn a_value_date_beside_the_days_of_another_file_is_asked_about_where_party_and_text_agree() -> Tested
{
    let asked = |row: &str, by_table_first: bool| {
        let bureau = Bureau::new();
        let head = "IBAN Auftragskonto;Valuta;Name;Gegenkonto IBAN;Verwendungszweck;Betrag;Währung";
        let table = format!("{head}\n{};14.10.2026;{row};EUR\n", super::bureau::MUELLER);
        let camt = statement("08", 1, &[("-85.00", "2026-10-12", "X1", "Wartung Presse 2")]);
        let files = [("mueller/a.csv", table), ("mueller/b.xml", camt)];
        let order = if by_table_first { [0, 1] } else { [1, 0] };
        for (name, text) in order.map(|at: usize| &files[at]) {
            bureau.drop(name, text.as_bytes());
            bureau.run(&["run"]);
        }
        let told = bureau.run(&["report", "documents", "--json"]).out;
        assert_eq!(moved(&bureau).len(), 2, "{told}");
        told.contains("kontor resolve E2 same E1")
    };
    let party = "Schäfer Druck e.K.;DE02200505501015871393";
    for first in [true, false] {
        assert!(asked(&format!("{party};Wartung Presse 2;-85,00"), first));
        for row in [
            format!("{party};Wartung Presse 3;-85,00"),
            format!("{party};Wartung Presse 2;-85,01"),
            "Nordlicht AG;DE89370400440532013000;Wartung Presse 2;-85,00".to_owned(),
        ] {
            assert!(!asked(&row, first), "{row}");
        }
    }
    Ok(())
}

/// Two doors that say nothing but day and amount, a day apart: nothing tells them apart.
#[test]
fn what_says_nothing_but_its_day_is_asked_about_beside_it() -> Tested {
    let bureau = Bureau::new();
    let head = "iban;booking_date;amount;currency;counterparty;remittance\n";
    let row = format!("{};2026-10-05;100.00;EUR;;\n", super::bureau::MUELLER);
    bureau.drop("mueller/a.csv", format!("{head}{row}"));
    bureau.run(&["run"]);
    let other = format!(
        "IBAN Auftragskonto;Buchungstag;Name;Verwendungszweck;Betrag;Währung\n{};06.10.2026;;;100,00;\
         EUR\n",
        super::bureau::MUELLER
    );
    bureau.drop("mueller/b.csv", other);
    bureau.run(&["run"]);
    assert_eq!(bureau.report("reconciliation").len(), 2);
    let told = bureau.document("mueller/b.csv").to_string();
    assert!(told.contains("kontor resolve E2 same E1"), "{told}");
    let ended = bureau.run(&["resolve", "E2", "same", "E1"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    assert_eq!(bank(&bureau), "100.00");
    assert_eq!(bureau.document("mueller/b.csv")["waits"], false);
    Ok(())
}

/// The list of a month repeats that of the month before: taking one of them back leaves what the
/// other one says.
#[test]
fn a_list_that_another_repeats_is_taken_back_after_it() -> Tested {
    let head = "document;side;contact;date;due;amount;vat_rate\n";
    let [one, two, three] = [
        "OP-1;payable;Stahl;2026-08-15;2026-09-20;500.00;19\n",
        "OP-2;receivable;Bau AG;2026-08-15;2026-09-20;119.00;19\n",
        "OP-3;payable;Stahl;2026-09-15;2026-10-20;7.00;19\n",
    ];
    for (later, left) in [([one, two, three].concat(), 3), (one.to_owned(), 2)] {
        let bureau = Bureau::new();
        bureau.drop("mueller/open-items.csv", format!("{head}{one}{two}"));
        bureau.run(&["run"]);
        bureau.drop("mueller/open-items-2.csv", format!("{head}{later}"));
        bureau.run(&["run"]);
        let open = || bureau.report("open-items").len();
        assert_eq!(open(), left);
        let refused = bureau.run(&["undo", "D1"]);
        assert!(refused.status == 1 && refused.err.contains("kontor undo D2"), "{}", refused.err);
        assert_eq!((open(), bureau.run(&["verify"]).status), (left, 0));
        assert_eq!(bureau.run(&["undo", "D2"]).status, 0);
        assert_eq!((open(), bureau.run(&["verify"]).status), (2, 0));
        assert_eq!(bureau.run(&["resolve", "D2", "accept"]).status, 0);
        assert_eq!((open(), bureau.run(&["verify"]).status), (left, 0));
        assert_eq!(bureau.run(&["undo", "D2"]).status, 0);
        assert_eq!(bureau.run(&["undo", "D1"]).status, 0);
        assert_eq!((open(), bureau.run(&["verify"]).status), (0, 0));
        assert_eq!(bureau.run(&["resolve", "D1", "accept"]).status, 0);
        assert_eq!((open(), bureau.run(&["verify"]).status), (2, 0));
    }
    Ok(())
}
