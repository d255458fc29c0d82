//! A payment that comes back makes room for another one only once that is decided: of a batch of
//! returned debits one is unknown, and the customer pays again.

use super::bureau::{Bureau, MUELLER, Tested};
use serde_json::Value;

const NORDLICHT: (&str, &str) = ("Nordlicht AG", "DE89370400440532013000");

/// A payment inside an entry: cents, who, text, end-to-end id; sent back where `returned`.
fn details(cents: i64, who: (&str, &str), text: &str, id: &str, returned: bool) -> String {
    let (side, reason) = match returned {
        true => ("DBIT", "<RtrInf><Rsn><Cd>MS03</Cd></Rsn></RtrInf>"),
        false => ("CRDT", ""),
    };
    format!(
        "<TxDtls><Refs><EndToEndId>{id}</EndToEndId></Refs><Amt Ccy=\"EUR\">{}.{:02}</Amt>\
         <CdtDbtInd>{side}</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>{}</Nm></Pty></Dbtr><DbtrAcct><Id>\
         <IBAN>{}</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf>{reason}\
         </TxDtls>",
        cents / 100,
        cents % 100,
        who.0,
        who.1
    )
}

/// A statement of one entry of the day.
fn statement(day: u32, opening: i64, cents: i64, details: &str) -> String {
    let balance = |code: &str, cents: i64| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{}.{:02}</Amt>\
             <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-{day:02}</Dt></Dt></Bal>",
            cents / 100,
            cents % 100
        )
    };
    let (side, reversed) =
        if cents < 0 { ("DBIT", "<RvslInd>true</RvslInd>") } else { ("CRDT", "") };
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr>\
         <MsgId>M{day}</MsgId><CreDtTm>2026-10-{day:02}T19:00:00</CreDtTm></GrpHdr><Stmt><Id>S{day}\
         </Id><CreDtTm>2026-10-{day:02}T19:00:00</CreDtTm><Acct><Id><IBAN>{MUELLER}</IBAN></Id>\
         <Ccy>EUR</Ccy></Acct>{}{}<Ntry><Amt Ccy=\"EUR\">{}.{:02}</Amt><CdtDbtInd>{side}\
         </CdtDbtInd>{reversed}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-10-{day:02}</Dt></BookgDt>\
         <ValDt><Dt>2026-10-{day:02}</Dt></ValDt><AcctSvcrRef>R{day}</AcctSvcrRef><BkTxCd/>\
         <NtryDtls>{details}</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>",
        balance("OPBD", opening),
        balance("CLBD", opening + cents),
        cents.abs() / 100,
        cents.abs() % 100
    )
}

/// The three statements: paid, sent back in a batch with another's payment, paid again.
fn statements() -> [String; 3] {
    let stranger = ("Fremd AG", "DE57700700100123456700");
    let back = details(11_900, NORDLICHT, "RE-1", "Q1", true)
        + &details(5_000, stranger, "XX 9", "ZZ", true);
    [
        statement(5, 100_000, 11_900, &details(11_900, NORDLICHT, "RE-1", "Q1", false)),
        statement(12, 111_900, -16_900, &format!("<Btch><NbOfTxs>2</NbOfTxs></Btch>{back}")),
        statement(20, 95_000, 11_900, &details(11_900, NORDLICHT, "RE-1", "Q2", false)),
    ]
}

fn entry(bureau: &Bureau, id: &str) -> Value {
    let rows = bureau.report("reconciliation");
    rows.into_iter().find(|row| row["id"] == id).unwrap_or_default()
}

#[test]
fn who_pays_again_waits_while_the_return_of_his_first_payment_does() -> Tested {
    for at_once in [true, false] {
        let bureau = Bureau::new();
        bureau.drop(
            "mueller/open-items.csv",
            "document;side;contact;date;due;amount;currency;vat_rate\n\
             RE-1;receivable;Nordlicht AG;2026-09-01;2026-09-30;119.00;EUR;19\n",
        );
        bureau.run(&["run"]);
        for (at, text) in statements().iter().enumerate() {
            bureau.drop(&format!("mueller/{at}.xml"), text);
            if !at_once {
                bureau.run(&["run"]);
            }
        }
        bureau.run(&["run"]);
        assert_eq!(entry(&bureau, "E1")["status"], "matched");
        assert_eq!(entry(&bureau, "E2")["status"], "suggested");
        let again = entry(&bureau, "E3");
        assert_eq!(again["status"], "suggested", "{again}");
        assert!(again["explanation"].to_string().contains("E2"), "{again}");
        assert_eq!(bureau.run(&["verify"]).status, 0);
        let early = bureau.run(&["resolve", "E3", "accept"]);
        assert_eq!(early.status, 1);
        assert!(early.err.contains("zuerst E2"), "{}", early.err);
        // Once it is known what came back, the second payment settles the item.
        let said = bureau.run(&["resolve", "E2", "accept"]);
        assert_eq!(said.status, 0, "{}", said.err);
        assert_eq!(bureau.run(&["resolve", "E3", "accept"]).status, 0);
        assert_eq!(bureau.report("open-items").len(), 0);
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

/// Of a batch one payment is known and another is not, so that it waits; the known one comes back.
#[test]
fn what_comes_back_of_a_payment_that_waits_opens_nothing() -> Tested {
    let bureau = Bureau::new();
    bureau.drop(
        "mueller/open-items.csv",
        "document;side;contact;date;due;amount;currency;vat_rate\n\
         RE-1;receivable;Nordlicht AG;2026-09-01;2026-09-30;119.00;EUR;19\n",
    );
    let stranger = ("Fremd AG", "DE57700700100123456700");
    let batch = details(11_900, NORDLICHT, "RE-1", "Q1", false)
        + &details(3_300, stranger, "XX 9", "ZZ", false);
    let batch = format!("<Btch><NbOfTxs>2</NbOfTxs></Btch>{batch}");
    bureau.drop("mueller/1.xml", statement(5, 100_000, 15_200, &batch));
    bureau.run(&["run"]);
    assert_eq!(entry(&bureau, "E1")["status"], "suggested");
    let back = details(11_900, NORDLICHT, "RE-1", "Q1", true);
    bureau.drop("mueller/2.xml", statement(12, 115_200, -11_900, &back));
    bureau.run(&["run"]);
    let back = entry(&bureau, "E2");
    assert_ne!(back["status"], "matched", "{back}");
    let open = bureau.report("open-items");
    assert_eq!(open.first().map(|row| row["open"].clone()), Some("119.00".into()), "{open:?}");
    assert_eq!(bureau.run(&["resolve", "E1", "accept"]).status, 0);
    assert_eq!(bureau.run(&["resolve", "E2", "accept"]).status, 0);
    let open = bureau.report("open-items");
    assert_eq!(open.first().map(|row| row["open"].clone()), Some("119.00".into()), "{open:?}");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
