//! Statements of which a part is missing wait for a person, until the rest comes.

use crate::bureau::{Bureau, Tested};
use std::fs;

fn page(number: u8, opening: &str, closing: &str) -> String {
    format!(
        ":20:X\n:25:12030000/202051\n:28C:1/{number}\n:{opening}\n\
         :61:261002{:04}D10,00NMSCNONREF{number}\n:86:020?00x?20Test {number}\n:{closing}\n-\n",
        1002 + u32::from(number)
    )
}

#[test]
fn the_pages_of_a_statement_that_come_apart_are_asked_for_until_they_are_there() -> Tested {
    let pages = [
        page(1, "60F:C261001EUR100,00", "62M:C261003EUR90,00"),
        page(2, "60M:C261003EUR90,00", "62F:C261004EUR80,00"),
    ];
    let bureau = Bureau::new();
    bureau.drop("mueller/1.sta", &pages[0]);
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!(bureau.document("mueller/1.sta")["waits"], true);
    bureau.drop("mueller/2.sta", &pages[1]);
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(bureau.document("mueller/1.sta")["waits"], false);
    Ok(())
}

#[test]
fn an_inbox_that_is_gone_from_an_empty_office_is_told() -> Tested {
    let bureau = Bureau::new();
    fs::create_dir_all(bureau.path("archive"))?;
    fs::remove_dir_all(bureau.path("inbox"))?;
    let checked = bureau.run(&["check", "--offline"]);
    assert!(checked.out.contains("inbox fehlt"), "{}", checked.out);
    let ran = bureau.run(&["run"]);
    assert!(ran.err.contains("inbox fehlte und ist neu angelegt"), "{}", ran.err);
    Ok(())
}

/// A table that broke off, or whose sum says more than its rows, is asked about until a whole one
/// that comes after it tells all of it and more.
#[test]
fn a_table_that_came_half_is_asked_about_until_the_whole_one_is_there() -> Tested {
    let header = "Buchungstag;Valuta;Empfänger;IBAN;Verwendungszweck;Betrag\n";
    let rows = |days: std::ops::Range<usize>| -> String {
        let row =
            |day| format!("0{day}.10.2026;0{day}.10.2026;Kunde {day};;Text {day};-{day},50\n");
        days.map(row).collect()
    };
    let whole = header.to_owned() + &rows(1..7);
    let cut = |at: usize| whole.get(..whole.len() - at).unwrap_or_default().to_owned();
    let sum = |rows: String, sum: &str| format!("{header}{rows};;;;Summe;{sum}\n");
    let halves = [
        ("in the text", cut(12), whole.clone()),
        ("in the amount", cut(2), whole.clone()),
        ("of its sum", sum(rows(1..4), "-24,00"), sum(rows(1..7), "-24,00")),
    ];
    for (what, half, whole) in &halves {
        let bureau = Bureau::new();
        bureau.drop("mueller/u.csv", half);
        assert_eq!(bureau.run(&["run"]).status, 1, "{what}");
        assert!(bureau.run(&["review"]).out.contains("„kontor resolve D1 accept“."), "{what}");
        // Another table of this account says nothing of it.
        bureau.drop("mueller/v.csv", header.to_owned() + &rows(7..9) + &rows(1..2));
        bureau.run(&["run"]);
        assert_eq!(bureau.document("mueller/u.csv")["waits"], true, "{what}");
        bureau.drop("mueller/w.csv", whole);
        assert_eq!(bureau.run(&["run"]).status, 0, "{what}");
        assert_eq!(bureau.document("mueller/u.csv")["waits"], false, "{what}");
        let other = Bureau::new();
        other.drop("mueller/w.csv", whole);
        other.run(&["run"]);
        // What came before says nothing of what this one lacks: exports roll on.
        other.drop("mueller/u.csv", half);
        assert_eq!(other.run(&["run"]).status, 1, "{what}");
        assert_eq!(other.run(&["resolve", "D2", "accept"]).status, 0, "{what}");
        assert_eq!(other.document("mueller/u.csv")["waits"], false, "{what}");
    }
    Ok(())
}

/// The beginning and the whole of a sample, which lies in the inbox under a name.
fn sample(path: &str) -> std::io::Result<(Vec<u8>, Vec<u8>)> {
    let whole =
        fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(path))?;
    Ok((whole.get(..whole.len() / 2).unwrap_or_default().to_vec(), whole))
}

/// What was cut off on its way is asked about, or lies in `rejected/`, as if nobody knew better,
/// until a document comes that begins with its very bytes.
#[test]
fn what_came_half_is_told_of_its_whole_whatever_its_format() -> Tested {
    let samples = [
        ("a.xml", "invoice/ubl-credit-note/mueller-GS-2026-0013.xml", "rejected"),
        ("a.zip", "bank-statement/zip/camt053-2026-kw44.zip", "rejected"),
        ("a.edi", "delivery-note/edifact/weber-interchange.edi", "processed"),
        ("a.csv", "master/mueller/lieferungen.csv", "processed"),
        ("a.pdf", "invoice/zugferd1/verzinkerei-88190.pdf", "held"),
    ];
    let bureau = Bureau::new();
    for (name, path, status) in samples {
        bureau.drop(&format!("mueller/{name}"), sample(path)?.0);
        bureau.run(&["run"]);
        let half = bureau.document(&format!("mueller/{name}"));
        assert_eq!(
            (&half["status"], &half["waits"]),
            (&status.into(), &(status != "rejected").into())
        );
    }
    // Another that begins alike is no whole of it.
    let other = sample("master/mueller/lieferungen.csv")?.1;
    let other = String::from_utf8_lossy(&other).into_owned();
    let head: String = other.lines().take(1).collect();
    bureau.drop("mueller/b.csv", format!("{head}\nWL-1;2026-10-01;K-1;;;A-1;Blech;1;St\n"));
    bureau.run(&["run"]);
    assert_eq!(bureau.document("mueller/a.csv")["waits"], true);
    for (name, path, status) in samples {
        bureau.drop(&format!("mueller/ganz/{}", name.replace('.', " (2).")), sample(path)?.1);
        bureau.run(&["run"]);
        let half = bureau.document(&format!("mueller/{name}"));
        // What waited as the picture of an invoice is that of the one that came.
        let after = if status == "held" { "duplicate" } else { status };
        assert_eq!((&half["status"], &half["waits"]), (&after.into(), &false.into()), "{half}");
        assert!(half["notes"].to_string().contains("nur der Anfang von D"), "{half}");
    }
    let review = bureau.run(&["review"]).out;
    assert!(!review.contains("bricht") && !review.contains("Dem PDF fehlt sein Ende"), "{review}");
    let rejected = bureau.document("mueller/a.xml");
    assert!(rejected["reason"].to_string().contains("nur der Anfang von D"), "{rejected}");
    // The whole taken back, all is asked as before.
    let id =
        bureau.document("mueller/ganz/a (2).csv")["id"].as_str().unwrap_or_default().to_owned();
    if bureau.run(&["undo", &id]).status == 0 {
        assert_eq!(bureau.document("mueller/a.csv")["waits"], true);
    }
    Ok(())
}

/// A page of a camt.053 without balances, which its number and its page alone place; `message`:
/// the pages are the message's.
fn camt_page(number: u8, of: u8, message: bool) -> String {
    let page = |name: &str| {
        format!("<{name}><PgNb>{number}</PgNb><LastPgInd>{}</LastPgInd></{name}>", number == of)
    };
    let (head, own) = if message { ("MsgPgntn", "") } else { ("", "StmtPgntn") };
    let told = |name: &str| if name.is_empty() { String::new() } else { page(name) };
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr>\
         <MsgId>M{number}</MsgId>{}</GrpHdr><Stmt><Id>S{number}</Id>{}<ElctrncSeqNb>7\
         </ElctrncSeqNb><Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy></Acct>\
         <Ntry><Amt Ccy=\"EUR\">{number}0.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd>\
         </Sts><BookgDt><Dt>2026-10-02</Dt></BookgDt><AcctSvcrRef>R{number}</AcctSvcrRef>\
         <BkTxCd/></Ntry></Stmt></BkToCstmrStmt></Document>",
        told(head),
        told(own)
    )
}

#[test]
fn of_pages_without_balances_each_next_one_must_come() -> Tested {
    for message in [false, true] {
        let bureau = Bureau::new();
        let doubts = |names: &[&str]| -> Vec<bool> {
            names.iter().map(|name| bureau.document(name)["waits"] == true).collect()
        };
        let names = ["mueller/1.xml", "mueller/4.xml", "mueller/3.xml", "mueller/2.xml"];
        let [first, last, third, second] = names;
        bureau.drop(first, camt_page(1, 4, message));
        bureau.run(&["run"]);
        bureau.drop(last, camt_page(4, 4, message));
        bureau.run(&["run"]);
        // A message's following page tells nothing of the pages before: another account's may end
        // there.
        assert_eq!(doubts(&[first, last]), [true, !message], "{message}");
        bureau.drop(third, camt_page(3, 4, message));
        bureau.run(&["run"]);
        assert_eq!(doubts(&[first, last, third]), [true, false, !message], "{message}");
        bureau.drop(second, camt_page(2, 4, message));
        assert_eq!(bureau.run(&["run"]).status, 0, "{message}");
        assert_eq!(doubts(&names), [false; 4], "{message}");
    }
    Ok(())
}

/// A message of several accounts ends its page where the account does: the next page, of the same
/// day, is another account's.
#[test]
fn the_next_page_of_a_message_may_be_another_accounts() -> Tested {
    let of = |page: u8, iban: &str, last: bool, day: u8| {
        format!(
            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\
             <GrpHdr><MsgId>M{page}{day}</MsgId><MsgPgntn><PgNb>{page}</PgNb><LastPgInd>{last}\
             </LastPgInd></MsgPgntn></GrpHdr><Stmt><Id>S{page}{day}</Id><Acct><Id><IBAN>{iban}\
             </IBAN></Id><Ccy>EUR</Ccy></Acct>{}{}</Stmt></BkToCstmrStmt></Document>",
            balance("OPBD", day),
            balance("CLBD", day)
        )
    };
    let ibans = ["DE02120300000000202051", "DE02500105170137075030"];
    let bureau = Bureau::new();
    let settings = bureau.path("companies/mueller.toml");
    let text = fs::read_to_string(&settings)?;
    let own = format!("ibans = [\"{}\"", ibans[0]);
    assert!(text.contains(&own), "{text}");
    fs::write(&settings, text.replace(&own, &format!("{own}, \"{}\"", ibans[1])))?;
    bureau.drop("mueller/a.xml", of(1, ibans[0], false, 2));
    bureau.run(&["run"]);
    assert_eq!(bureau.document("mueller/a.xml")["waits"], true);
    // The page of another day is not the one.
    bureau.drop("mueller/c.xml", of(2, ibans[1], true, 3));
    bureau.run(&["run"]);
    assert_eq!(bureau.document("mueller/a.xml")["waits"], true);
    bureau.drop("mueller/b.xml", of(2, ibans[1], true, 2));
    bureau.run(&["run"]);
    assert_eq!(bureau.document("mueller/a.xml")["waits"], false);
    Ok(())
}

fn balance(kind: &str, day: u8) -> String {
    format!(
        "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">100.00</Amt>\
         <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-0{day}</Dt></Dt></Bal>"
    )
}
