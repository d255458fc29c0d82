//! A swept account ends every statement with the balance that it begins with: several of one day
//! are others by their numbers.

use super::bureau::{Bureau, Tested};

fn mt940(number: &str) -> String {
    format!(
        ":20:STARTUMS\r\n:25:12030000/0000202051\r\n:28C:{number}\r\n:60F:C261005EUR500,00\r\n\
         :61:2610051005CR100,00NTRFNONREF\r\n:86:166?00GUTSCHRIFT?20SVWZ+Kasse?32Nordlicht AG\r\n\
         :61:2610051005DR100,00NTRFNONREF\r\n:86:116?00UEBERWEISUNG?20SVWZ+Sweep?32Blumen Iris\r\n\
         :62F:C261005EUR500,00\r\n-\r\n"
    )
}

fn camt(number: &str, with_references: bool) -> String {
    let balance = |code: &str| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">500.00</Amt>\
             <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-05</Dt></Dt></Bal>"
        )
    };
    let told = |(way, text): (&str, &str)| {
        let reference = match with_references {
            true => format!("<AcctSvcrRef>{number}{way}</AcctSvcrRef>"),
            false => String::new(),
        };
        format!(
            "<Ntry><Amt Ccy=\"EUR\">100.00</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
             <BookgDt><Dt>2026-10-05</Dt></BookgDt><ValDt><Dt>2026-10-05</Dt></ValDt>{reference}\
             <BkTxCd><Prtry><Cd>NTRF+166</Cd></Prtry></BkTxCd><NtryDtls><TxDtls><RmtInf>\
             <Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        )
    };
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr>\
         <MsgId>M{number}</MsgId><CreDtTm>2026-10-05T19:00:00</CreDtTm></GrpHdr><Stmt><Id>S{number}\
         </Id><ElctrncSeqNb>{number}</ElctrncSeqNb><CreDtTm>2026-10-05T19:00:00</CreDtTm><Acct><Id>\
         <IBAN>{}</IBAN></Id><Ccy>EUR</Ccy></Acct>{}{}{}</Stmt></BkToCstmrStmt></Document>",
        super::bureau::MUELLER,
        balance("OPBD"),
        balance("CLBD"),
        [("CRDT", "Kasse"), ("DBIT", "Sweep")].map(told).concat()
    )
}

/// Emptied each day, and counted nowhere: two statements of a day, or one that was told twice.
#[test]
fn without_numbers_two_statements_of_a_day_that_move_no_balance_are_asked_about() -> Tested {
    let bare = |number: &str, with_references| {
        let text = camt(number, with_references).replace(">500.00<", ">0.00<");
        text.replace(&format!("<ElctrncSeqNb>{number}</ElctrncSeqNb>"), "")
    };
    for (with_references, at_once) in [(false, false), (false, true), (true, false), (true, true)] {
        let bureau = Bureau::new();
        let files = ["101", "102"].map(|number| bare(number, with_references));
        for (at, text) in files.iter().enumerate() {
            bureau.drop(&format!("mueller/{at}.xml"), text);
            if !at_once {
                bureau.run(&["run"]);
            }
        }
        bureau.run(&["run"]);
        assert_eq!(bureau.report("reconciliation").len(), 4);
        let told = bureau.run(&["report", "documents", "--json"]).out;
        let asks = told.contains("kontor resolve E3 same E1") && told.contains("E4 same E2");
        assert_eq!(asks, !with_references, "{told}");
        bureau.drop("mueller/again.xml", format!("{}\n", files[0].trim_end()));
        bureau.run(&["run"]);
        assert_eq!(bureau.report("reconciliation").len(), 4, "told again under its own id");
        if asks {
            for (one, other) in [("E3", "E1"), ("E4", "E2")] {
                assert_eq!(bureau.run(&["resolve", one, "same", other]).status, 0);
            }
            assert_eq!(bureau.report("reconciliation").len(), 2);
            assert_eq!(bureau.document("mueller/1.xml")["waits"], false);
        }
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

#[test]
fn two_statements_of_a_day_that_move_no_balance_are_two_by_their_numbers() -> Tested {
    for files in [
        [mt940("101/1"), mt940("102/1")],
        [camt("101", true), camt("102", true)],
        [camt("101", false), camt("102", false)],
    ] {
        for at_once in [false, true] {
            let bureau = Bureau::new();
            for (at, text) in files.iter().enumerate() {
                bureau.drop(&format!("mueller/{at}.txt"), text);
                if !at_once {
                    bureau.run(&["run"]);
                }
            }
            bureau.run(&["run"]);
            assert_eq!(bureau.report("reconciliation").len(), 4);
            // The first once more, in other bytes.
            bureau.drop("mueller/again.txt", format!("{}\n", files[0].trim_end()));
            bureau.run(&["run"]);
            assert_eq!(bureau.report("reconciliation").len(), 4, "told again");
            assert_eq!(bureau.run(&["verify"]).status, 0);
        }
    }
    Ok(())
}
