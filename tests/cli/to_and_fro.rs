//! An account that is emptied twice a day, each booking in a statement of its own: the second pair
//! of statements leads from the same balance to the same balance, and is no copy of the first.

use super::bureau::{Bureau, MUELLER, Tested};

/// A statement of one booking by its number: 100.00 come, or go.
fn statement(number: u32) -> String {
    let (from, to, side) =
        if number % 2 == 1 { ("0,00", "100,00", 'C') } else { ("100,00", "0,00", 'D') };
    format!(
        ":20:ST{number}\r\n:25:{MUELLER}\r\n:28C:{number}/1\r\n:60F:C261005EUR{from}\r\n\
         :61:2610051005{side}100,00NTRFNONREF\r\n:86:166?00UMBUCHUNG?20Cashpool?32Berg KG\r\n\
         :62F:C261005EUR{to}\r\n-\r\n"
    )
}

/// The same as camt.053, where the bank gives each booking a reference.
fn message(number: u32) -> String {
    let (from, to, side) = if number % 2 == 1 { (0, 100, "CRDT") } else { (100, 0, "DBIT") };
    let balance = |code: &str, amount: u32| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount}.00</Amt>\
             <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-05</Dt></Dt></Bal>"
        )
    };
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr>\
         <MsgId>M{number}</MsgId><CreDtTm>2026-10-05T19:00:00</CreDtTm></GrpHdr><Stmt><Id>S{number}\
         </Id><ElctrncSeqNb>{number}</ElctrncSeqNb><CreDtTm>2026-10-05T19:00:00</CreDtTm><Acct><Id>\
         <IBAN>{MUELLER}</IBAN></Id><Ccy>EUR</Ccy></Acct>{}{}<Ntry><Amt Ccy=\"EUR\">100.00</Amt>\
         <CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-10-05</Dt></BookgDt>\
         <ValDt><Dt>2026-10-05</Dt></ValDt><AcctSvcrRef>C{number}</AcctSvcrRef><BkTxCd/><NtryDtls>\
         <TxDtls><RmtInf><Ustrd>Cashpool</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt>\
         </BkToCstmrStmt></Document>",
        balance("OPBD", from),
        balance("CLBD", to)
    )
}

#[test]
fn statements_of_an_account_that_went_to_and_fro_are_no_copies() -> Tested {
    type Kind = (&'static str, fn(u32) -> String);
    let kinds: [Kind; 2] = [("sta", statement), ("xml", message)];
    for (ending, write) in kinds {
        for order in [[1, 2, 3, 4], [4, 3, 2, 1]] {
            let bureau = Bureau::new();
            for number in order {
                bureau.drop(&format!("mueller/{number}.{ending}"), write(number));
                bureau.run(&["run"]);
            }
            let booked = bureau.report("reconciliation").len();
            assert_eq!(booked, 4, "{ending} {order:?}");
            // The same once more is known.
            bureau.drop(&format!("mueller/again.{ending}"), write(3) + " ");
            bureau.run(&["run"]);
            assert_eq!(bureau.report("reconciliation").len(), 4, "{ending} {order:?}");
            assert_eq!(bureau.run(&["verify"]).status, 0);
        }
    }
    let bureau = Bureau::new();
    bureau.drop("mueller/all.sta", (1..=4).map(statement).collect::<String>());
    bureau.run(&["run"]);
    assert_eq!(bureau.report("reconciliation").len(), 4);
    Ok(())
}
