//! A payment that a person matched comes back under a text that names none of its items: all that it
//! settled is open again, in the books as in the list, whatever else was written off with it.

use crate::small_office::{OWN, Office};

const CONTACTS: &str = "contact;name;role;vat_id;iban
K1;Nordwind Handel GmbH;customer;DE811115368;DE02100500000054540402
";

fn entry(amount: &str, day: u8, text: &str, is_return: bool) -> String {
    let (direction, amount) = match amount.strip_prefix('-') {
        Some(amount) => ("DBIT", amount),
        None => ("CRDT", amount),
    };
    let back = match is_return {
        true => "<RtrInf><Rsn><Cd>MS03</Cd></Rsn></RtrInf>",
        false => "",
    };
    format!(
        "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts><Cd>BOOK</Cd>\
         </Sts><BookgDt><Dt>2026-10-{day:02}</Dt></BookgDt><AcctSvcrRef>R{day}</AcctSvcrRef>\
         <BkTxCd/><NtryDtls><TxDtls><Refs><EndToEndId>EE1</EndToEndId></Refs><RltdPties><Dbtr><Pty>\
         <Nm>Nordwind Handel GmbH</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>DE02100500000054540402</IBAN>\
         </Id></DbtrAcct></RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf>{back}</TxDtls>\
         </NtryDtls></Ntry>"
    )
}

fn put(office: &Office, number: u8, entry: &str) {
    office.put(
        &format!("{number}.xml"),
        &format!(
            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\
             <GrpHdr><MsgId>M{number}</MsgId></GrpHdr><Stmt><Id>S{number}</Id><Acct><Id><IBAN>{OWN}\
             </IBAN></Id><Ccy>EUR</Ccy></Acct>{entry}</Stmt></BkToCstmrStmt></Document>"
        ),
    );
    office.run();
}

#[test]
fn what_a_person_matched_is_open_again_when_it_comes_back() {
    let items = "document;side;contact;date;due;amount;vat_rate\n\
        A-1;receivable;K1;2026-09-01;2026-10-01;119.00;19\n\
        A-2;receivable;K1;2026-09-02;2026-10-02;50.00;19\n\
        G-1;receivable;K1;2026-09-03;;-19.00;19\n";
    for (name, paid, answer, back) in [
        ("two", "169.00", &["match", "A-1", "A-2"][..], "-169.00"),
        ("fee", "169.00", &["match", "A-1", "A-2"], "-172.50"),
        ("credit", "100.00", &["match", "A-1", "G-1"], "-100.00"),
        ("off", "150.00", &["match", "A-1", "A-2", "--write-off", "Insolvenz"], "-150.00"),
    ] {
        let office = Office::make(&format!("returned-{name}"));
        office.put("contacts.csv", CONTACTS);
        office.put("items.csv", items);
        office.run();
        let before = (office.open_items(), office.report("trial-balance").len());
        put(&office, 1, &entry(paid, 5, "Zahlung", false));
        let mut words = vec!["resolve", "E1"];
        words.extend(answer);
        office.done(&words);
        assert_ne!(office.open_items(), before.0, "{name}");
        put(&office, 2, &entry(back, 8, "Rueckgabe", true));
        let status = &office.report("reconciliation")[1]["status"];
        if status == "suggested" {
            office.done(&["resolve", "E2", "accept"]);
        }
        let (_, review) = office.say(&["review"]);
        assert_eq!(office.open_items(), before.0, "{name}: {review}");
        assert_eq!(office.sub_ledger_astray(), Vec::<String>::new(), "{name}");
        office.done(&["verify"]);
    }
}
