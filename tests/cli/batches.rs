//! A batch that the statement tells as one sum and the notices by its payments, under one reference
//! of the bank: the account moves once, whichever comes first.

use super::bureau::{Bureau, Tested};

/// A message of one account: entries as cents, reference, name, IBAN and text.
fn message(kind: &str, number: u32, entries: &[(i64, &str, &str, &str, &str)]) -> String {
    let (body, part) = match kind {
        "054" => ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
        _ => ("BkToCstmrStmt", "Stmt"),
    };
    let day = "2026-10-05";
    let money = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
    let balance = |code: &str, cents: i64| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{}</Amt>\
             <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>",
            money(cents)
        )
    };
    let total: i64 = entries.iter().map(|entry| entry.0).sum();
    let balances = match kind {
        "054" => String::new(),
        _ => balance("OPBD", 100_000) + &balance("CLBD", 100_000 + total),
    };
    let told = |(cents, reference, name, iban, text): &(i64, &str, &str, &str, &str)| {
        let party = match name.is_empty() {
            true => String::new(),
            false => format!(
                "<RltdPties><Dbtr><Pty><Nm>{name}</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>{iban}</IBAN>\
                 </Id></DbtrAcct></RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf>"
            ),
        };
        format!(
            "<Ntry><Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
             <BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>\
             <AcctSvcrRef>{reference}</AcctSvcrRef><BkTxCd><Prtry><Cd>NTRF+166</Cd></Prtry></BkTxCd>\
             <NtryDtls><TxDtls>{party}</TxDtls></NtryDtls></Ntry>",
            money(*cents)
        )
    };
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.08\"><{body}><GrpHdr>\
         <MsgId>M{kind}{number}</MsgId><CreDtTm>{day}T19:00:00</CreDtTm></GrpHdr><{part}>\
         <Id>S{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb><CreDtTm>{day}T19:00:00</CreDtTm>\
         <Acct><Id><IBAN>{}</IBAN></Id><Ccy>EUR</Ccy></Acct>{balances}{}</{part}></{body}></Document>",
        super::bureau::MUELLER,
        entries.iter().map(told).collect::<String>()
    )
}

const ONE: (i64, &str, &str, &str, &str) =
    (8_000, "SAMMEL-77", "Nordlicht AG", "DE89370400440532013000", "RE-1");
const TWO: (i64, &str, &str, &str, &str) =
    (12_000, "SAMMEL-77", "Blumen Iris", "DE57700700100123456700", "RE-2");
const SUM: (i64, &str, &str, &str, &str) = (20_000, "SAMMEL-77", "", "", "");

fn office() -> Bureau {
    let bureau = Bureau::new();
    let head = "document;side;contact;date;due;amount;currency\n";
    let items = "RE-1;receivable;Nordlicht AG;2026-09-01;2026-09-30;80.00;EUR\n\
                 RE-2;receivable;Blumen Iris;2026-09-01;2026-09-30;120.00;EUR\n";
    bureau.drop("mueller/open-items.csv", format!("{head}{items}"));
    bureau.run(&["run"]);
    bureau
}

/// Drops each in a run of its own; what the last run said.
fn dropped(bureau: &Bureau, files: &[String]) -> i32 {
    files.iter().enumerate().fold(0, |_, (at, text)| {
        bureau.drop(&format!("mueller/{at}.xml"), text);
        bureau.run(&["run"]).status
    })
}

fn bank(bureau: &Bureau) -> String {
    let rows = bureau.report("trial-balance");
    let bank = rows.into_iter().find(|row| row["account"] == "1200");
    bank.map_or(String::new(), |row| row["closing"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_sum_and_its_payments_move_the_account_once() -> Tested {
    let sum = || message("053", 1, &[SUM]);
    let both = || message("054", 1, &[ONE, TWO]);
    let (one, two) = (|| message("054", 1, &[ONE]), || message("054", 2, &[TWO]));
    for files in [
        vec![sum(), both()],
        vec![both(), sum()],
        vec![sum(), one(), two()],
        vec![one(), two(), sum()],
        vec![sum(), both(), message("054", 9, &[ONE, TWO])],
        vec![both(), sum(), message("054", 9, &[ONE, TWO])],
    ] {
        let bureau = office();
        assert_eq!(dropped(&bureau, &files), 0, "nothing is asked");
        assert_eq!(bank(&bureau), "1200.00");
        assert_eq!(bureau.report("open-items").len(), 0, "both invoices are settled");
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

#[test]
fn a_payment_before_its_sum_is_asked_about_and_can_be_said_to_be_inside() -> Tested {
    let bureau = office();
    let files = [message("054", 1, &[ONE]), message("053", 1, &[SUM])];
    assert_eq!(dropped(&bureau, &files), 1);
    let doubt = bureau.document("mueller/1.xml").to_string();
    assert!(doubt.contains("kontor resolve E1 same E2"), "{doubt}");
    let said = bureau.run(&["resolve", "E1", "same", "E2"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(bank(&bureau), "1200.00");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    assert_eq!(bureau.run(&["undo", "E1"]).status, 0);
    assert_eq!(bank(&bureau), "1280.00");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    assert_eq!(bureau.run(&["resolve", "E1", "same", "E2"]).status, 0);
    bureau.drop("mueller/2.xml", message("054", 2, &[TWO]));
    bureau.run(&["run"]);
    assert_eq!(bank(&bureau), "1200.00");
    assert_eq!(bureau.report("reconciliation").len(), 1);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_payment_that_is_said_to_be_inside_completes_its_sum() -> Tested {
    let bureau = office();
    dropped(
        &bureau,
        &[message("054", 1, &[ONE]), message("053", 1, &[SUM]), message("054", 2, &[TWO])],
    );
    assert_eq!(bureau.run(&["resolve", "E1", "same", "E2"]).status, 0);
    let row = bureau.report("reconciliation").remove(0);
    assert_eq!(row["allocations"].as_array().map(Vec::len), Some(2), "{row}");
    assert_eq!(bank(&bureau), "1200.00");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn other_references_days_and_kinds_of_message_make_no_sum() -> Tested {
    let other = (20_000, "SAMMEL-78", "", "", "");
    for sum in [message("053", 1, &[other]), message("054", 3, &[SUM])] {
        let bureau = office();
        dropped(&bureau, &[message("054", 1, &[ONE, TWO]), sum]);
        assert_eq!(bureau.report("reconciliation").len(), 3);
    }
    Ok(())
}
