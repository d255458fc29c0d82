//! What is offered once a match was taken back, and what taking back says.

use crate::small_office::{OWN, Office};

const CUSTOMER: &str = "DE02100500000054540402";

/// An office with these invoices of one customer, 119.00 each.
fn office(name: &str, numbers: &[&str]) -> Office {
    let office = Office::make(name);
    let contacts = format!("contact;name;role;iban\nK1;Alpha Bau GmbH;customer;{CUSTOMER}\n");
    office.put("contacts.csv", &contacts);
    let items: String = numbers
        .iter()
        .map(|number| format!("{number};receivable;K1;2026-09-01;2026-10-01;119.00\n"))
        .collect();
    office.put("open-items.csv", &format!("document;side;contact;date;due;amount\n{items}"));
    office.run();
    office
}

fn pays(office: &Office, name: &str, rows: &[(&str, &str, &str)]) {
    let head = "iban;booking_date;amount;currency;counterparty;counterparty_iban;remittance\n";
    let rows: String = rows
        .iter()
        .map(|(amount, who, text)| format!("{OWN};2026-10-05;{amount};EUR;{who};{text}\n"))
        .collect();
    office.put(name, &(head.to_owned() + &rows));
    office.run();
}

fn entry(office: &Office, id: &str) -> serde_json::Value {
    let rows = office.report("reconciliation");
    rows.into_iter().find(|row| row["id"] == id).unwrap_or_default()
}

#[test]
fn what_was_undone_is_not_matched_again_and_others_are_proposed() {
    let paid = [("119.00", &*format!("Alpha Bau GmbH;{CUSTOMER}"), "RE-101")]
        .map(|(amount, who, text)| (amount, who.to_owned(), text));
    let rows: Vec<(&str, &str, &str)> = paid.iter().map(|(a, w, t)| (*a, w.as_str(), *t)).collect();
    // Alone, and beside another of the amount.
    for numbers in [&["RE-101"][..], &["RE-101", "RE-102"]] {
        let office = office(&format!("undone-{}", numbers.len()), numbers);
        pays(&office, "b.csv", &rows);
        assert_eq!(entry(&office, "E1")["status"], "matched");
        let before = office.report("trial-balance");
        office.done(&["undo", "E1"]);
        for _ in 0..2 {
            let row = entry(&office, "E1");
            let why = row["explanation"].to_string();
            assert!(why.contains("kontor resolve E1 match RE-101"), "{row}");
            assert!(!why.contains("keinem Posten zuzuordnen"), "{row}");
            match numbers.len() {
                1 => assert_eq!(row["status"], "open", "{row}"),
                _ => {
                    assert_eq!(row["status"], "suggested", "{row}");
                    assert_eq!(row["allocations"][0]["document"], "RE-102", "{row}");
                }
            }
            office.done(&["nightly"]);
        }
        let (held, said) = office.say(&["verify"]);
        assert!(held, "{said}");
        // The answer that it names.
        office.done(&["resolve", "E1", "match", "RE-101"]);
        let row = entry(&office, "E1");
        assert_eq!(row["allocations"][0]["document"], "RE-101", "{row}");
        let closing = |rows: &[serde_json::Value]| -> Vec<String> {
            rows.iter().map(|row| format!("{} {}", row["account"], row["closing"])).collect()
        };
        let after = closing(&office.report("trial-balance"));
        for row in closing(&before) {
            assert!(after.contains(&row), "{row}: {after:?}");
        }
    }
}

#[test]
fn taking_back_one_half_of_a_sum_says_how_all_stand() {
    let office = office("undone-sum", &["RE-101", "RE-102"]);
    let who = format!("Alpha Bau GmbH;{CUSTOMER}");
    pays(&office, "b.csv", &[("119.00", &who, "RE-101"), ("119.00", &who, "RE-102")]);
    pays(&office, "c.csv", &[("238.00", ";", "Sammler")]);
    office.done(&["resolve", "E3", "same", "E1,E2"]);
    assert_eq!(entry(&office, "E3")["status"], "matched");
    let said = office.done(&["undo", "E1"]);
    for words in [
        "E1: zurückgenommen; 119,00 EUR sind wieder ein eigener Umsatz, nicht in E3 enthalten",
        "E1 ist nun zugeordnet: RE-101",
        "E3 ist nun offen",
        "in der Summe E3 steckt weiter E2",
        "kontor undo E2",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let (held, told) = office.say(&["verify"]);
    assert!(held, "{told}");
    office.done(&["undo", "E2"]);
    assert_eq!(entry(&office, "E2")["status"], "matched");
    office.done(&["resolve", "E3", "same", "E1,E2"]);
    assert_eq!(entry(&office, "E3")["status"], "matched");
    assert_eq!(office.open_items(), [""; 0]);
}

#[test]
fn a_statement_that_waits_says_in_its_notes_for_what() {
    let office = office("undone-gap", &["RE-101"]);
    let head = "iban;booking_date;amount;currency;remittance;balance\n";
    for (name, row) in [
        ("a.csv", format!("{OWN};2026-10-01;50.00;EUR;Danke;150.00\n")),
        ("b.csv", format!("{OWN};2026-10-02;30.00;EUR;Danke 2;210.00\n")),
    ] {
        office.put(name, &format!("{head}{row}"));
        office.run();
    }
    let waits: Vec<serde_json::Value> =
        office.report("documents").into_iter().filter(|row| row["waits"] == true).collect();
    assert!(!waits.is_empty());
    for row in waits {
        assert!(!row["notes"].as_array().expect("notes").is_empty(), "{row}");
    }
}

/// A statement with one entry of two payments: of an invoice, and of something unknown.
fn batch() -> String {
    let day = "2026-10-05";
    let balance = |code: &str, amount: &str| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount}</Amt>\
             <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
        )
    };
    let payment = |amount: &str, name: &str, iban: &str, text: &str| {
        format!(
            "<TxDtls><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr>\
             <Pty><Nm>{name}</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct>\
             </RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"
        )
    };
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr>\
         <MsgId>M1</MsgId><CreDtTm>{day}T19:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id>\
         <ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>{day}T19:00:00</CreDtTm><Acct><Id><IBAN>{OWN}</IBAN>\
         </Id><Ccy>EUR</Ccy></Acct>{}{}<Ntry><Amt Ccy=\"EUR\">174.00</Amt>\
         <CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt>\
         <Dt>{day}</Dt></ValDt><AcctSvcrRef>SAMMEL-1</AcctSvcrRef><BkTxCd><Prtry><Cd>NTRF+166</Cd>\
         </Prtry></BkTxCd><NtryDtls>{}{}</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>",
        balance("OPBD", "1000.00"),
        balance("CLBD", "1174.00"),
        payment("119.00", "Alpha Bau GmbH", CUSTOMER, "RE-101"),
        payment("55.00", "Fremder Mann", "DE57700700100123456700", "Danke"),
    )
}

#[test]
fn what_a_batch_leaves_unexplained_waits_still() {
    let office = office("undone-batch", &["RE-101"]);
    office.put("s.xml", &batch());
    office.run();
    assert_eq!(entry(&office, "E1")["status"], "suggested");
    let asks = "E1: Davon sind 55,00 EUR noch ungeklärt";
    let review = || office.say(&["review"]).1;
    office.done(&["resolve", "E1", "accept"]);
    assert!(review().contains(asks), "{}", review());
    // The question goes with the answer, and comes with it again.
    office.done(&["undo", "E1"]);
    assert!(!review().contains(asks), "{}", review());
    office.done(&["resolve", "E1", "accept"]);
    assert!(review().contains(asks), "{}", review());
    office.done(&["resolve", "D3", "accept"]);
    assert!(!review().contains(asks), "{}", review());
    // Once all is explained nothing is asked.
    office.done(&["undo", "E1"]);
    office.put(
        "more.csv",
        "document;side;contact;date;due;amount\nRE-101;receivable;K1;2026-09-01;2026-10-01;119.00\n\
         RE-102;receivable;K1;2026-09-01;2026-10-01;55.00\n",
    );
    office.run();
    office.done(&["resolve", "E1", "match", "RE-101", "RE-102"]);
    assert!(!review().contains(asks), "{}", review());
    assert!(office.open_items().is_empty(), "{:?}", office.open_items());
    office.done(&["verify"]);
}
