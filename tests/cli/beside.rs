//! One booking that two doors tell with booking days beside each other: a notice before the bank
//! books, a table that states the value date as the booking's.

use super::bureau::{Bureau, MUELLER, Tested};

const PARTY: &str = "<RltdPties><Dbtr><Pty><Nm>Nordlicht AG</Nm></Pty></Dbtr><DbtrAcct><Id>\
    <IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct></RltdPties>";

/// 60.00 from one payer, booked and valued on these days of October.
fn camt(kind: &str, reference: &str, id: Option<&str>, (booked, valued): (u32, u32)) -> String {
    let (body, part) = match kind {
        "054" => ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
        "052" => ("BkToCstmrAcctRpt", "Rpt"),
        _ => ("BkToCstmrStmt", "Stmt"),
    };
    let balance = |code: &str, amount: &str| match kind {
        "053" => format!(
            "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount}</Amt>\
             <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-{booked:02}</Dt></Dt></Bal>"
        ),
        _ => String::new(),
    };
    let id = id.map_or(String::new(), |id| format!("<Refs><EndToEndId>{id}</EndToEndId></Refs>"));
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.08\"><{body}><GrpHdr>\
         <MsgId>M{reference}</MsgId><CreDtTm>2026-10-{booked:02}T19:00:00</CreDtTm></GrpHdr><{part}>\
         <Id>S{reference}</Id><CreDtTm>2026-10-{booked:02}T19:00:00</CreDtTm><Acct><Id><IBAN>{MUELLER}\
         </IBAN></Id><Ccy>EUR</Ccy></Acct>{}{}<Ntry><Amt Ccy=\"EUR\">60.00</Amt>\
         <CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-10-{booked:02}</Dt>\
         </BookgDt><ValDt><Dt>2026-10-{valued:02}</Dt></ValDt><AcctSvcrRef>{reference}</AcctSvcrRef>\
         <BkTxCd><Prtry><Cd>NTRF+166</Cd></Prtry></BkTxCd><NtryDtls><TxDtls>{id}{PARTY}<RmtInf>\
         <Ustrd>Beitrag</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></{part}></{body}></Document>",
        balance("OPBD", "0.00"),
        balance("CLBD", "60.00"),
    )
}

fn table(day: u32, text: &str) -> String {
    format!(
        "IBAN Auftragskonto;Buchungstag;Valuta;Name;Gegenkonto \
         IBAN;Verwendungszweck;Betrag;Währung\n{MUELLER};{day:02}.10.2026;{day:02}.10.2026;Nordlicht \
         AG;DE89370400440532013000;{text};60,00;EUR\n"
    )
}

fn bank(bureau: &Bureau) -> String {
    let rows = bureau.report("trial-balance");
    let bank = rows.into_iter().find(|row| row["account"] == "1200");
    bank.map_or(String::new(), |row| row["closing"].as_str().unwrap_or_default().to_owned())
}

/// The same two files in either order, in two runs and in one.
fn each(files: [(&str, String); 2], tried: impl Fn(Bureau)) {
    for (order, at_once) in [([0, 1], false), ([1, 0], false), ([0, 1], true), ([1, 0], true)] {
        let bureau = Bureau::new();
        for (nth, at) in order.into_iter().enumerate() {
            let (ending, text) = &files[at];
            bureau.drop(&format!("mueller/{nth}.{ending}"), text);
            if !at_once {
                bureau.run(&["run"]);
            }
        }
        bureau.run(&["run"]);
        tried(bureau);
    }
}

#[test]
fn a_notice_of_the_day_before_is_the_statements_booking_by_the_payers_reference() -> Tested {
    for kind in ["054", "052"] {
        let id = Some("ZV-77");
        let notice = ("xml", camt(kind, "1", id, (5, 5)));
        each([notice, ("xml", camt("053", "9", id, (6, 6)))], |bureau| {
            let entries = bureau.report("reconciliation");
            assert_eq!((entries.len(), bank(&bureau).as_str()), (1, "60.00"));
            assert_eq!(entries[0]["booking_date"], "2026-10-06", "the bank's day, in either order");
            assert!(!bureau.run(&["review"]).out.contains("doppelt gebucht"));
            assert_eq!(bureau.run(&["verify"]).status, 0);
        });
    }
    let ids = [Some("ZV-77"), Some("ZV-78")];
    let [notice, statement] = [("054", ids[0], 5), ("053", ids[1], 6)]
        .map(|(kind, id, day)| camt(kind, kind, id, (day, day)));
    each([("xml", notice), ("xml", statement)], |bureau| {
        assert_eq!(bureau.report("reconciliation").len(), 2, "two payments");
        assert!(!bureau.run(&["review"]).out.contains("doppelt gebucht"));
    });
    Ok(())
}

#[test]
fn without_a_reference_it_is_asked_about_and_same_leaves_the_statements_balance() -> Tested {
    let files = [("xml", camt("054", "1", None, (5, 5))), ("xml", camt("053", "9", None, (6, 6)))];
    for answer in [["E1", "E2"], ["E2", "E1"]] {
        each(files.clone(), |bureau| {
            let told = bureau.run(&["report", "documents", "--json"]).out;
            assert!(told.contains("kontor resolve E2 same E1"), "{told}");
            let before = bank(&bureau);
            let said = bureau.run(&["resolve", answer[0], "same", answer[1]]);
            assert_eq!(said.status, 0, "{}", said.err);
            assert_eq!(bank(&bureau), "60.00", "what the statement says");
            assert_eq!(bureau.run(&["verify"]).status, 0);
            assert_eq!(bureau.run(&["undo", answer[0]]).status, 0);
            assert_eq!(bank(&bureau), before);
            assert_eq!(bureau.run(&["verify"]).status, 0);
        });
    }
    Ok(())
}

/// The table states the value date as the booking's; all else is the same.
#[test]
fn what_agrees_in_all_but_its_booking_day_is_one_under_the_banks_day() -> Tested {
    let files = [("xml", camt("053", "9", None, (2, 5))), ("csv", table(5, "Beitrag"))];
    each(files, |bureau| {
        let entries = bureau.report("reconciliation");
        assert_eq!((entries.len(), bank(&bureau).as_str()), (1, "60.00"));
        assert_eq!(entries[0]["booking_date"], "2026-10-02", "the message's day, in either order");
        assert!(!bureau.run(&["review"]).out.contains("doppelt gebucht"));
        assert_eq!(bureau.run(&["verify"]).status, 0);
    });
    Ok(())
}

#[test]
fn another_text_and_another_of_one_kind_are_other_bookings() -> Tested {
    for files in [
        [("xml", camt("053", "9", None, (2, 5))), ("csv", table(5, "Spende"))],
        [("csv", table(5, "Beitrag")), ("csv", table(6, "Beitrag"))],
        [("xml", camt("053", "9", None, (2, 2))), ("csv", table(9, "Beitrag"))],
    ] {
        each(files, |bureau| {
            assert_eq!(bureau.report("reconciliation").len(), 2);
            assert!(!bureau.run(&["review"]).out.contains("doppelt gebucht"));
        });
    }
    Ok(())
}

/// Rows as day, name and text, of a table that states no account of the other side.
fn sparse(rows: &[(u32, &str, &str)]) -> String {
    let row = |(day, name, text): &(u32, &str, &str)| {
        format!("{MUELLER};{day:02}.10.2026;{name};{text};60,00;EUR\n")
    };
    let head = "IBAN Auftragskonto;Buchungstag;Name;Verwendungszweck;Betrag;Währung\n";
    format!("{head}{}", rows.iter().map(row).collect::<String>())
}

fn is_asked(bureau: &Bureau) -> bool {
    let told = bureau.run(&["report", "documents", "--json"]).out;
    assert_eq!(bureau.report("reconciliation").len(), 2, "{told}");
    let asked = told.contains("kontor resolve E2 same E1");
    if asked {
        let said = bureau.run(&["resolve", "E2", "same", "E1"]);
        assert_eq!((said.status, bank(bureau).as_str()), (0, "60.00"), "{}", said.err);
        assert!(!bureau.run(&["review"]).out.contains("doppelt gebucht"));
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    asked
}

/// What one door leaves out or shortens contradicts nothing.
#[test]
fn a_name_or_text_that_one_door_lacks_or_shortens_is_asked_about_a_day_apart() -> Tested {
    for (name, text, asked) in [
        ("", "Beitrag", true),
        ("Nordlicht", "", true),
        ("NORDL. AG", "Beitr.", true),
        ("Nordlicht Aktiengesellschaft", "Beitrag 10/2026", true),
        ("Südlicht AG", "Beitrag", false),
        ("", "Spende", false),
        ("Nordlicht AG", "Spende", false),
    ] {
        let files = [("xml", camt("053", "9", None, (5, 5))), ("csv", sparse(&[(6, name, text)]))];
        each(files, |bureau| assert_eq!(is_asked(&bureau), asked, "{name} {text}"));
    }
    // Two tables of no known bank, of which one has columns that the other lacks.
    let files = [("csv", table(5, "Beitrag")), ("csv", sparse(&[(6, "NORDLICHT", "Beitrag")]))];
    each(files, |bureau| assert!(is_asked(&bureau)));
    Ok(())
}

/// A payment of each of two days is two, in one file and through two doors.
#[test]
fn equal_payments_of_two_days_are_two() -> Tested {
    let both = sparse(&[(5, "", "Beitrag"), (6, "", "Beitrag")]);
    for day in [5, 6] {
        let files = [("csv", both.clone()), ("xml", camt("053", "9", None, (day, day)))];
        each(files, |bureau| {
            let entries = bureau.report("reconciliation");
            assert_eq!(entries.len(), 2, "day {day}");
            assert!(!bureau.run(&["review"]).out.contains("doppelt gebucht"));
        });
    }
    Ok(())
}
