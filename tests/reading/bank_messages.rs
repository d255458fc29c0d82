//! Bank messages (camt, MT940) from bytes to statements: hand-made truths, the public corpora where
//! they lie beside the project, a sample for every finding, and messages damaged at random.

use jiff::civil::date;
use kontor::domain::statement::Status;
use kontor::domain::{BankStatement, Content, Entry, FindingKind};
use kontor::formats::{FORMATS, Input, Layouts, Read, read};
use proptest::prelude::*;
use rust_decimal::{Decimal, dec};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What the bytes say, or the code of the finding that refuses them.
fn statements(bytes: &[u8]) -> Result<BankStatement, &'static str> {
    let layouts = Layouts::default();
    match read(&Input { bytes, name: "statement", layouts: &layouts }) {
        Ok((_, reading)) => match reading.content {
            Read::Content(Content::BankStatement(file)) => Ok(file),
            _ => Err("no statement"),
        },
        Err(finding) => Err(finding.code()),
    }
}

fn codes(file: &BankStatement) -> Vec<&'static str> {
    file.statements
        .iter()
        .flat_map(|statement| &statement.findings)
        .map(|finding| finding.code())
        .collect()
}

fn entries(file: &BankStatement) -> Vec<&Entry> {
    file.statements.iter().flat_map(|statement| &statement.entries).collect()
}

fn amounts(file: &BankStatement) -> Vec<Decimal> {
    entries(file).iter().map(|entry| entry.amount.amount).collect()
}

/// A camt.053.001.08 around some content of its statement, under a namespace prefix.
fn camt(body: &str) -> String {
    format!(
        "<?xml version='1.0'?><n:Document \
         xmlns:n='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><n:BkToCstmrStmt><n:Stmt><n:Id>7</n:Id><n:Acct><n:Id><n:IBAN>DE02120300000000202051</n:IBAN></n:Id><n:Ccy>EUR</n:Ccy></n:Acct>{body}</n:Stmt></n:BkToCstmrStmt></n:Document>"
    )
}

const RETURNED: &str = "<Ntry><Amt \
    Ccy='EUR'>54.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><DtTm>2024-05-02T10:00:00</DtTm></BookgDt><AcctSvcrRef>B1</AcctSvcrRef><NtryDtls><TxDtls>\
    <Refs><EndToEndId>RE-17</EndToEndId><MndtId>M-4</MndtId></Refs><AmtDtls><InstdAmt><Amt \
    Ccy='EUR'>50.00</Amt></InstdAmt></AmtDtls><Chrgs><Amt Ccy='EUR'>4.50</Amt></Chrgs>\
    <RltdPties><Dbtr><Nm>Kunde &amp; \
    Co</Nm></Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct><UltmtDbtr><Nm>Mutter</Nm></UltmtDbtr>\
    <Cdtr><Nm>Wir</Nm><Id><PrvtId><Othr><Id>DE98ZZZ09999999999</Id></Othr></PrvtId></Id></Cdtr><CdtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></CdtrAcct></RltdPties>\
    <RltdAgts><DbtrAgt><FinInstnId><BIC>COBADEFFXXX</BIC></FinInstnId></DbtrAgt></RltdAgts><RmtInf><Ustrd>Rechnung 17</Ustrd><Ustrd>vom Mai</Ustrd></RmtInf>\
    <RtrInf><Rsn><Cd>MD06</Cd></Rsn></RtrInf></TxDtls></NtryDtls><AddtlNtryInf>RETOURE</AddtlNtryInf></Ntry>";

/// A statement of two entries and its balances.
fn from_to(opening: &str, closing: &str, entries: &str) -> String {
    let balance = |kind: &str, amount: &str| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt \
             Ccy='EUR'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-05-18</Dt></Dt></Bal>"
        )
    };
    let body = format!("{}{}{entries}", balance("OPBD", opening), balance("CLBD", closing));
    camt(&body).replace("<n:", "<").replace("</n:", "</").replace("xmlns:n=", "xmlns=")
}

/// An entry of an amount in one direction, with what else it says.
fn booked(amount: &str, direction: &str, more: &str) -> String {
    format!(
        "<Ntry><Amt \
         Ccy='EUR'>{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{more}<Sts>BOOK</Sts><BookgDt><Dt>2026-05-18</Dt></BookgDt><NtryDtls><TxDtls><RltdPties><Cdtr><Nm>Strom AG</Nm></Cdtr></RltdPties></TxDtls></NtryDtls></Ntry>"
    )
}

#[test]
fn a_reversal_goes_the_way_the_balances_hold() -> Result<(), &'static str> {
    let debit = booked("80.00", "DBIT", "");
    for (direction, closing, turned) in [("DBIT", "1000.00", true), ("CRDT", "1000.00", false)] {
        let file = statements(
            from_to(
                "1000.00",
                closing,
                &format!("{debit}{}", booked("80.00", direction, "<RvslInd>true</RvslInd>")),
            )
            .as_bytes(),
        )?;
        assert_eq!(amounts(&file), [dec!(-80.00), dec!(80.00)], "{direction}");
        assert_eq!(
            entries(&file).last().and_then(|entry| entry.counterparty.name.as_deref()),
            Some("Strom AG")
        );
        assert_eq!(codes(&file), if turned { vec!["statement-direction-turned"] } else { vec![] });
    }
    // Balances that hold neither way are told as ever.
    let file = statements(
        from_to("1000.00", "1.00", &booked("80.00", "DBIT", "<RvslInd>true</RvslInd>")).as_bytes(),
    )?;
    assert_eq!(
        (amounts(&file), codes(&file)),
        (vec![dec!(-80.00)], vec!["statement-balance-differs"])
    );
    Ok(())
}

#[test]
fn a_minus_beside_a_direction_is_read_as_the_balances_say() -> Result<(), &'static str> {
    let entry = booked("-10.00", "DBIT", "");
    let out = statements(from_to("100.00", "90.00", &entry).as_bytes())?;
    assert_eq!((amounts(&out), codes(&out)), (vec![dec!(-10.00)], vec![]));
    let back = statements(from_to("100.00", "110.00", &entry).as_bytes())?;
    assert_eq!(
        (amounts(&back), codes(&back)),
        (vec![dec!(10.00)], vec!["statement-direction-turned"])
    );
    let unproved = statements(
        camt("<n:Ntry><n:Amt Ccy='EUR'>-10.00</n:Amt><n:CdtDbtInd>DBIT</n:CdtDbtInd></n:Ntry>")
            .as_bytes(),
    )?;
    assert_eq!((amounts(&unproved), codes(&unproved)), (vec![], vec!["camt-bad-amount"]));
    let swift = |closing: &str| {
        format!(
            ":20:A\n:25:12030000/202051\n:28C:1/1\n:60F:C260801EUR1000,00\n:61:2608150815D-104,12NMSCNONREF\n:86:051?00STORNO?32Strom AG\n:62F:C260816EUR{closing}\n-"
        )
    };
    for (closing, amount, code) in [
        ("1104,12", Some(dec!(104.12)), "statement-direction-turned"),
        ("895,88", Some(dec!(-104.12)), ""),
        ("1000,00", None, "mt940-bad-entry"),
    ] {
        let file = statements(swift(closing).as_bytes())?;
        assert_eq!(
            (amounts(&file).first().copied(), codes(&file).first().copied().unwrap_or_default()),
            (amount, code),
            "{closing}"
        );
    }
    let reversal = ":20:A\n:25:12030000/202051\n:28C:1/1\n:60F:C260801EUR1000,00\n:61:2608150815D80,00NMSCNONREF\n:61:2608160816RC80,00NMSCNONREF\n:62F:C260816EUR1000,00\n-";
    assert_eq!(amounts(&statements(reversal.as_bytes())?), [dec!(-80.00), dec!(80.00)]);
    Ok(())
}

#[test]
fn what_a_closing_balance_holds_is_booked_by_its_day() -> Result<(), &'static str> {
    let told = |line: &str| -> Result<_, &'static str> {
        let text = format!(
            ":20:A\n:25:12030000/202051\n:28C:1/1\n:60F:C261030EUR0,00\n:61:{line}C100,00NTRFNONREF\n\
             :86:166?20RE 1\n:62F:C261031EUR100,00\n-"
        );
        let file = statements(text.as_bytes())?;
        let days = entries(&file).first().map(|entry| (entry.booking_date, entry.value_date));
        days.ok_or("no entry")
    };
    let day = |month, day| Some(date(2026, month, day));
    // Without an entry date the value date alone is known, and it may be the day after the last.
    assert_eq!(told("261102")?, (day(10, 31), day(11, 2)));
    assert_eq!(told("261030")?, (day(10, 30), day(10, 30)));
    assert_eq!(told("2611021030")?, (day(10, 30), day(11, 2)));
    Ok(())
}

#[test]
fn a_returned_debit_names_the_customer_and_the_reason() -> Result<(), &'static str> {
    let file = statements(camt(RETURNED).as_bytes())?;
    let unsaid = statements(camt(&RETURNED.replace("<Rsn><Cd>MD06</Cd></Rsn>", "")).as_bytes())?;
    assert_eq!(
        entries(&unsaid).first().and_then(|entry| entry.return_reason.as_deref()),
        Some("MS03"),
        "a return without its reason"
    );
    let entry = *entries(&file).first().ok_or("no entry")?;
    assert_eq!(file.format, "camt.053.001.08");
    assert_eq!(entry.amount.to_string(), "-54.50 EUR");
    assert_eq!(entry.counterparty.name.as_deref(), Some("Kunde & Co"));
    assert_eq!(
        entry.counterparty.iban.as_ref().map(|iban| iban.as_str()),
        Some("DE89370400440532013000")
    );
    assert_eq!(entry.counterparty.bic.as_deref(), Some("COBADEFFXXX"));
    assert_eq!(entry.counterparty.ultimate_name.as_deref(), Some("Mutter"));
    assert_eq!(entry.return_reason.as_deref(), Some("MD06"));
    assert_eq!(entry.charges.map(|charges| charges.amount), Some(dec!(-4.50)));
    assert_eq!(entry.instructed.map(|instructed| instructed.amount), Some(dec!(50.00)));
    assert_eq!(entry.remittance.as_deref(), Some("Rechnung 17 vom Mai"));
    assert_eq!(entry.creditor_id.as_deref(), Some("DE98ZZZ09999999999"));
    assert_eq!(
        (entry.end_to_end_id.as_deref(), entry.mandate_id.as_deref()),
        (Some("RE-17"), Some("M-4"))
    );
    assert_eq!(
        (entry.booking_text.as_deref(), entry.bank_reference.as_deref()),
        (Some("RETOURE"), Some("B1"))
    );
    assert_eq!(entry.booking_date.map(|date| date.to_string()).as_deref(), Some("2024-05-02"));
    Ok(())
}

#[test]
fn a_batch_keeps_its_transactions_and_reversals_keep_their_sign() -> Result<(), &'static str> {
    let body = "<Ntry><Amt \
        Ccy='EUR'>30</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts><NtryDtls><Btch><MsgId>MSG</MsgId><PmtInfId>PMT</PmtInfId></Btch>\
        <TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><AmtDtls><TxAmt><Amt \
        Ccy='EUR'>10</Amt></TxAmt></AmtDtls><RltdPties><Dbtr><Pty><Nm>A</Nm></Pty></Dbtr></RltdPties></TxDtls>\
        <TxDtls><Amt \
        Ccy='EUR'>20</Amt><CdtDbtInd>CRDT</CdtDbtInd><RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls></Ntry>\
        <Ntry><Amt \
        Ccy='EUR'>5</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts></Ntry>";
    let file = statements(camt(body).as_bytes())?;
    let all = entries(&file);
    let [batch, reversal] = all.as_slice() else { return Err("two entries") };
    assert_eq!(
        (batch.status, batch.batch_id.as_deref(), batch.details.len()),
        (Status::Pending, Some("MSG"), 2)
    );
    let details: Vec<_> = batch
        .details
        .iter()
        .map(|detail| (detail.amount.amount, detail.counterparty.name.as_deref()))
        .collect();
    assert_eq!(details, [(dec!(10), Some("A")), (dec!(20), None)]);
    assert_eq!(
        batch.details.iter().find_map(|detail| detail.structured_reference.as_deref()),
        Some("RF18539007547034")
    );
    assert_eq!(batch.details.iter().find_map(|detail| detail.end_to_end_id.as_deref()), None);
    assert_eq!((reversal.reversal, reversal.amount.amount), (true, dec!(-5)));
    assert_eq!(codes(&file), Vec::<&str>::new());
    Ok(())
}

#[test]
fn balances_of_every_kind_are_kept_and_proved() -> Result<(), &'static str> {
    let balance = |kind: &str, amount: &str, sign: &str| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt \
             Ccy='EUR'>{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>2024-05-02</Dt></Dt></Bal>"
        )
    };
    let body = balance("PRCD", "10.00", "CRDT")
        + &balance("CLBD", "44.50", "DBIT")
        + &balance("FWAV", "1", "CRDT")
        + RETURNED;
    let file = statements(camt(&body).as_bytes())?;
    let statement = file.statements.first().ok_or("no statement")?;
    assert_eq!(statement.opening.as_ref().map(|balance| balance.amount.amount), Some(dec!(10)));
    assert_eq!(statement.closing.as_ref().map(|balance| balance.amount.amount), Some(dec!(-44.50)));
    assert_eq!(
        statement.balances.iter().map(|balance| balance.kind.as_str()).collect::<Vec<_>>(),
        ["PRCD", "CLBD", "FWAV"]
    );
    assert_eq!(codes(&file), Vec::<&str>::new());
    Ok(())
}

#[test]
fn any_encoding_and_wrapper_reads_alike_and_hostile_xml_is_refused() -> Result<(), &'static str> {
    let plain = camt(RETURNED).replace("Kunde &amp; Co", "Müller");
    let expected = statements(plain.as_bytes())?.statements;
    let wide: Vec<u8> =
        [0xfeff].into_iter().chain(plain.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(statements(&wide)?.statements, expected);
    let latin =
        plain.replace("<?xml version='1.0'?>", "<?xml version='1.0' encoding='ISO-8859-1'?>");
    let latin: Vec<u8> =
        latin.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    assert_eq!(statements(&latin)?.statements, expected);
    let wrapped = format!(
        "<Env xmlns='urn:x'><AppHdr><Fr>x</Fr></AppHdr>{}</Env>",
        plain.replace("<?xml version='1.0'?>", "")
    );
    assert_eq!(statements(wrapped.as_bytes())?.statements, expected);
    assert_eq!(
        statements(format!("<!DOCTYPE a [<!ENTITY b 'c'>]>{plain}").as_bytes()),
        Err("xml-doctype")
    );
    assert_eq!(
        statements(plain.get(..plain.len() - 60).unwrap_or_default().as_bytes()),
        Err("xml-truncated")
    );
    assert_eq!(statements(camt(&"<a>".repeat(5_000)).as_bytes()), Err("xml-too-deep"));
    Ok(())
}

#[test]
fn camt_pages_go_on_from_balance_to_balance() -> Result<(), &'static str> {
    let balance = |kind: &str, amount: &str| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt \
             Ccy='EUR'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-02-02</Dt></Dt></Bal>"
        )
    };
    let entry = |amount: &str, charges: &str| {
        format!(
            "<Ntry><Amt \
             Ccy='EUR'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-02-02</Dt></BookgDt>{charges}</Ntry>"
        )
    };
    // The total of charges is of the amounts beside it.
    let charges = "<Chrgs><TtlChrgsAndTaxAmt Ccy='EUR'>1.00</TtlChrgsAndTaxAmt><Amt \
        Ccy='EUR'>0.50</Amt></Chrgs><Chrgs><Amt Ccy='EUR'>0.50</Amt></Chrgs>";
    let first = balance("OPBD", "0.00") + &balance("ITBD", "5.00") + &entry("5.00", charges);
    let last = balance("ITBD", "5.00") + &balance("CLBD", "11.00") + &entry("6.00", "");
    let pages = format!(
        "{first}</n:Stmt><n:Stmt><n:Acct><n:Id><n:IBAN>DE02120300000000202051</n:IBAN></n:Id></n:Acct>{last}"
    );
    let file = statements(camt(&pages).as_bytes())?;
    let ends = file.statements.iter().map(|statement| {
        let amount = |balance: &Option<kontor::domain::Balance>| {
            balance.as_ref().map(|balance| balance.amount.amount)
        };
        (
            amount(&statement.opening),
            amount(&statement.closing),
            statement.account.currency.map(|currency| currency.to_string()),
        )
    });
    let euro = || Some("EUR".to_owned());
    let expected = [
        (Some(dec!(0.00)), Some(dec!(5.00)), euro()),
        (Some(dec!(5.00)), Some(dec!(11.00)), euro()),
    ];
    assert_eq!(ends.collect::<Vec<_>>(), expected);
    assert_eq!(
        entries(&file).first().and_then(|entry| entry.charges).map(|money| money.amount),
        Some(dec!(-1.00))
    );
    assert_eq!(codes(&file), Vec::<&str>::new());
    Ok(())
}

#[test]
fn mt940_pages_reversals_and_the_turn_of_the_year() -> Result<(), &'static str> {
    let text = ":20:A\r\n:25:DE02120300000000202051EUR\r\n:28C:1/1\r\n:60F:C231229EUR100,\r\n:61:2312310102RC10,00NTRFNONREF//B1\r\n:86:166?00STORNO?20SVWZ+RE 1?32KUNDE\r\n:62M:C240102EUR90,00\r\n-\r\n\
        :20:A\r\n:25:DE02120300000000202051EUR\r\n:28C:1/2\r\n:60M:C240102EUR90,00\r\n:61:240103RDR5,5NMSCNONREF\r\n:86:835?20EREF+NOTPROVIDED?21SVWZ+x\r\n:62F:C240103EUR95,50\r\n:86:Stand\r\n-\r\n";
    let file = statements(text.as_bytes())?;
    let [statement] = file.statements.as_slice() else { return Err("one statement of two pages") };
    assert_eq!((file.format.as_str(), file.encoding.as_deref()), ("mt940", Some("utf-8")));
    assert_eq!(amounts(&file), [dec!(-10.00), dec!(5.5)]);
    assert!(statement.entries.iter().all(|entry| entry.reversal));
    assert_eq!(statement.closing.as_ref().map(|balance| balance.amount.amount), Some(dec!(95.50)));
    assert_eq!(
        statement.account.iban.as_ref().map(|iban| iban.as_str()),
        Some("DE02120300000000202051")
    );
    let days: Vec<_> = statement
        .entries
        .iter()
        .filter_map(|entry| entry.booking_date)
        .map(|date| date.to_string())
        .collect();
    assert_eq!(days, ["2024-01-02", "2024-01-03"]);
    assert_eq!(
        statement.entries.iter().map(|entry| entry.transaction_code.as_deref()).collect::<Vec<_>>(),
        [Some("NTRF+166"), Some("NMSC+835")]
    );
    assert_eq!(codes(&file), Vec::<&str>::new());
    Ok(())
}

#[test]
fn mt942_is_told_by_its_floor_limit_and_broken_lines_cost_only_themselves()
-> Result<(), &'static str> {
    let text = ":20:A\n:25:1234567\n:28C:1\n:34F:PLN0,\n:13D:2401031200+0100\n:61:2401030103\nC7,25\nNTRFNONREF\n:86:rest\n:61:kaputt\n:86:weg\n:61:2401030103ED1,00NTRFNONREF\n:90D:1PLN1,00\n:90C:1PLN7,25\n-\n";
    let file = statements(text.as_bytes())?;
    assert_eq!(file.format, "mt942");
    assert_eq!(amounts(&file), [dec!(7.25), dec!(-1.00)]);
    assert_eq!(
        entries(&file).iter().map(|entry| entry.status).collect::<Vec<_>>(),
        [Status::Booked, Status::Pending]
    );
    assert_eq!(entries(&file).first().and_then(|entry| entry.remittance.as_deref()), Some("rest"));
    assert_eq!(
        entries(&file).first().map(|entry| entry.amount.currency.to_string()).as_deref(),
        Some("PLN")
    );
    assert_eq!(codes(&file), ["mt940-bad-entry"]);
    Ok(())
}

#[test]
fn line_ends_and_encodings_of_mt940_read_alike() -> Result<(), &'static str> {
    let text = ":20:A\r\n:25:1\r\n:60F:C240103EUR1,\r\n:61:240103C1,NTRFNONREF\r\n:86:166?20Gr\u{fc}\u{df}e aus K\u{f6}ln?32M\u{fc}ller\r\n:62F:C240103EUR2,\r\n-\r\n";
    let expected = statements(text.as_bytes())?.statements;
    for other in [
        text.replace("\r\n", "\n"),
        text.replace("\r\n", "\r"),
        text.replace("\r\n", "@@"),
        format!("\u{feff}{text}"),
    ] {
        assert_eq!(statements(other.as_bytes())?.statements, expected, "{other:?}");
    }
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    let dos: Vec<u8> = latin
        .iter()
        .map(|byte| match byte {
            0xfc => 0x81,
            0xdf => 0xe1,
            0xf6 => 0x94,
            other => *other,
        })
        .collect();
    for (bytes, name) in [(latin, "windows-1252"), (dos, "ibm850")] {
        let file = statements(&bytes)?;
        assert_eq!(file.encoding.as_deref(), Some(name));
        assert_eq!(file.statements, expected);
    }
    Ok(())
}

#[test]
fn inspect_answers_in_the_shape_of_the_contract() -> Result<(), Box<dyn std::error::Error>> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/broken");
    let files = [
        samples.join("statement-balance-differs.sta"),
        samples.join("camt-no-message.xml"),
        samples.join("camt-details-differ.xml"),
    ];
    let output = assert_cmd::Command::cargo_bin("kontor")?
        .args(["inspect", "--json"])
        .args(&files)
        .output()?;
    assert_eq!(output.status.code(), Some(1));
    let answers: Vec<serde_json::Value> = String::from_utf8(output.stdout)?
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let [balance, refused, batch] = answers.as_slice() else { return Err("three answers".into()) };
    assert_eq!(
        (balance["kind"].as_str(), balance["format"].as_str(), balance["error"].is_null()),
        (Some("bank-statement"), Some("mt940"), true)
    );
    assert_eq!(balance["findings"][0]["code"], "statement-balance-differs");
    assert_eq!(balance["statements"][0]["closing"]["amount"], "220.00");
    assert_eq!(balance["statements"][0]["account"]["number"], "12030000/0000202051");
    assert!(balance["statements"][0]["account"]["iban"].is_null());
    let entry = &balance["statements"][0]["entries"][0];
    assert_eq!(
        (entry["amount"].as_str(), entry["currency"].as_str(), entry["status"].as_str()),
        (Some("119.00"), Some("EUR"), Some("booked"))
    );
    assert_eq!(
        (entry["counterparty"]["name"].as_str(), entry["remittance"].as_str()),
        (Some("MUSTER GMBH"), Some("RE 2024-17"))
    );
    assert_eq!((refused["kind"].as_str(), refused["error"].is_string()), (Some("unknown"), true));
    assert_eq!(batch["statements"][0]["entries"][0]["details"][1]["amount"], "18.00");
    Ok(())
}

#[test]
fn every_finding_has_a_sample_that_provokes_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/broken");
    let kinds = FORMATS
        .iter()
        .filter(|format| matches!(format.name, "camt" | "mt940"))
        .flat_map(|format| format.findings);
    let kinds: std::collections::BTreeSet<&str> =
        kinds.map(|kind: &&FindingKind| kind.code).collect();
    assert!(kinds.len() >= 14);
    for code in kinds {
        let bytes = ["xml", "sta"]
            .into_iter()
            .find_map(|end| std::fs::read(folder.join(format!("{code}.{end}"))).ok());
        let found = match statements(&bytes.unwrap_or_else(|| panic!("no sample for {code}"))) {
            Ok(file) => codes(&file),
            Err(refused) => vec![refused],
        };
        assert_eq!(found, [code], "{code}");
    }
}

/// Files whose truth, as recorded beside them, is wrong by the file's own sums: name, and why. None
/// is known.
const WRONG_TRUTH: [(&str, &str); 0] = [];

#[test]
fn the_public_corpora_are_read_as_recorded() {
    for group in ["camt", "mt940"] {
        let folder =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/bank").join(group);
        let folder = if folder.exists() {
            folder
        } else {
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora/bank").join(group)
        };
        let Ok(text) = std::fs::read_to_string(folder.join("expected.json")) else {
            eprintln!("skipped: no corpus {}", folder.display());
            continue;
        };
        let truths: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&text).unwrap_or_default();
        assert!(!truths.is_empty());
        for (name, truth) in &truths {
            let file = folder.join(name);
            if file.exists() && !WRONG_TRUTH.iter().any(|(wrong, _)| wrong == name) {
                compare(group, &file, truth);
            }
        }
    }
}

fn number(value: &serde_json::Value) -> Option<Decimal> {
    value.as_str()?.parse().ok()
}

fn compare(group: &str, path: &PathBuf, truth: &serde_json::Value) {
    let name = path.display();
    let bytes = std::fs::read(path).unwrap_or_default();
    match group {
        "camt" => {
            let Some(wanted) = truth["statements"].as_array() else { return };
            let file = statements(&bytes).unwrap_or_else(|code| panic!("{name}: {code}"));
            assert_eq!(file.statements.len(), wanted.len(), "{name}");
            for (read, wanted) in file.statements.iter().zip(wanted) {
                assert_eq!(
                    read.entries.len() as u64,
                    wanted["entries"].as_u64().unwrap_or_default(),
                    "{name}"
                );
                let sum: Decimal = read.entries.iter().map(|entry| entry.amount.amount).sum();
                let net = number(&wanted["sum_credit"]).unwrap_or_default()
                    - number(&wanted["sum_debit"]).unwrap_or_default();
                assert_eq!(sum, net, "{name}");
                let closing = read.closing.as_ref().map(|balance| balance.amount.amount);
                if let Some(wanted) = number(&wanted["closing"]["amount"]) {
                    assert_eq!(closing, Some(wanted), "{name}");
                }
            }
        }
        _ => {
            let wanted = ["yaml", "mt940_lib"]
                .into_iter()
                .find_map(|by| truth[by]["transactions"].as_array());
            let Some(wanted) = wanted else { return };
            let mut wanted: Vec<Decimal> = wanted
                .iter()
                .filter_map(|entry| number(&entry["amount"][0]))
                .map(|a| a.abs())
                .collect();
            let file = statements(&bytes).unwrap_or_default();
            let mut read: Vec<Decimal> =
                amounts(&file).into_iter().map(|amount| amount.abs()).collect();
            wanted.sort();
            read.sort();
            assert_eq!(read, wanted, "{name}");
            let closing = file.statements.iter().filter_map(|statement| statement.closing.as_ref());
            let closings: Vec<Decimal> = closing.map(|balance| balance.amount.amount).collect();
            let stated = truth["mt940_lib"]["statement"]["final_closing_balance"]["amount"][0]
                .as_str()
                .and_then(|text| text.parse().ok());
            assert!(
                stated.is_none_or(|stated| closings.contains(&stated)),
                "{name}: {stated:?} not in {closings:?}"
            );
        }
    }
}

/// Reading must end, and soon: the time per byte of a long input may not grow with its length.
fn soon(what: &str, bytes: &[u8]) {
    let start = Instant::now();
    let _ = statements(bytes);
    let limit = Duration::from_secs(10);
    assert!(start.elapsed() < limit, "{what}: {:?} for {} bytes", start.elapsed(), bytes.len());
}

#[test]
fn hostile_repetition_is_read_in_linear_time() {
    let head = ":20:A\n:25:1\n:60F:C240103EUR1,\n:61:240103C1,NTRFNONREF\n:86:";
    let many = |unit: &str| {
        unit.repeat(if matches!(unit, ":61:" | "?20") { 1_000_000 } else { 250_000 } / unit.len())
    };
    let units = [
        ":61:",
        ":61:\n",
        "\n:86:",
        "\n:86:x",
        "?20",
        "?20\n",
        "\n",
        "\n-\n",
        "-",
        "EREF+",
        "SVWZ+",
        "/NAME/",
        "\n:20:1",
        "\n:20:37 x\n",
        "\n:60F:",
        "\n:61:240103C1,\nN",
        "{",
        "\r",
        "@@:",
        " ",
        "\n:62M:C240103EUR1,\n:60M:C240103EUR1,",
    ];
    for unit in units {
        soon(unit, format!("{head}{}", many(unit)).as_bytes());
        soon(unit, format!("{head}166?00{}", many(unit)).as_bytes());
        soon(unit, format!(":20:A\n:25:1\n{}", many(unit)).as_bytes());
    }
    for unit in [
        "<Ntry/>",
        "<Ntry>",
        "<Bal/>",
        "&amp;",
        "x<![CDATA[]]>",
        "<Ustrd>x</Ustrd>",
        "<TxDtls/>",
        "<Amt>x</Amt>",
        "<Amt Ccy='",
        "<!--",
        "\n<Ntry><Amt>x</Amt></Ntry>",
    ] {
        soon(unit, camt(&many(unit)).as_bytes());
        soon(unit, camt(&format!("<Ntry><NtryDtls><TxDtls><RmtInf>{}", many(unit))).as_bytes());
    }
}

/// One change to a message: cut, flip, insert, repeat.
fn change(bytes: &mut Vec<u8>, (kind, at, length, byte): (u8, usize, usize, u8)) {
    let at = at % bytes.len().max(1);
    let end = (at + length).min(bytes.len());
    match kind {
        0 => drop(bytes.drain(at..end)),
        1 => bytes[at..end].iter_mut().for_each(|b| *b ^= byte),
        2 => bytes.insert(at.min(bytes.len()), byte),
        3 => bytes.truncate(at),
        _ => {
            let piece = bytes[at..end].to_vec();
            bytes.splice(end..end, piece);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens to a message on its way, it is read or refused.
    #[test]
    fn damaged_messages_never_panic(changes in prop::collection::vec((0u8..5, any::<usize>(), 0usize..60, any::<u8>()), 1..6), which in 0usize..3) {
        let german = ":20:A\r\n:25:12030000/202051\r\n:28C:1/1\r\n:60F:C231229EUR100,\r\n:61:2312310102RC10,00NTRFKREF+//B1\r\n/OCMT/EUR11,85//CHGS/EUR0,50/\r\n:86:166?00STORNO?20EREF+E?21SVWZ+Gr\u{fc}\u{df}e ABWA+X?30COBADEFFXXX?31DE89370400440532013000?32KUNDE?34914\r\n:62F:C240102EUR90,00\r\n:64:C240102EUR90,00\r\n-\r\n";
        let dutch = "{1:F01}{2:I940}{4:\n:20:B\n:25:NL95KNAB0011223344EUR\n:28C:1\n:60F:C240101EUR1,\n:61:2401010101D5,7N310NONREF//B7\nNL59ABNA0626226163\n:86:/TRTP/SEPA/IBAN/NL59ABNA0626226163/NAME/X/REMI/STRD/CUR/90/EREF/1\n:62M:D240101EUR4,7\n-}{5:}";
        let mut bytes = [german.as_bytes().to_vec(), dutch.as_bytes().to_vec(), camt(RETURNED).into_bytes()][which].clone();
        for each in changes {
            change(&mut bytes, each);
        }
        let _ = statements(&bytes);
    }

    /// Sums, dates and directions of made-up statements come back as they went in.
    #[test]
    fn entries_come_back_as_written(list in prop::collection::vec((any::<bool>(), any::<bool>(), 0i64..10_000_000_000, 1u8..29), 0..30)) {
        let mut mt940 = ":20:A\n:25:1\n:60F:C240101EUR0,\n".to_owned();
        let mut xml = String::new();
        let mut expected = Vec::new();
        for (debit, reversal, cents, day) in &list {
            let amount = Decimal::new(*cents, 2);
            let text = amount.to_string();
            let mark = match (debit, reversal) { (true, false) => "D", (false, false) => "C", (true, true) => "RC", (false, true) => "RD" };
            mt940 += &format!(":61:2401{day:02}{mark}{}NTRFNONREF\n:86:x\n", text.replace('.', ","));
            xml += &format!("<Ntry><Amt \
                Ccy=\"EUR\">{text}</Amt><CdtDbtInd>{}</CdtDbtInd><RvslInd>{reversal}</RvslInd><Sts>BOOK</Sts><ValDt><Dt>2024-01-{day:02}</Dt></ValDt></Ntry>", if *debit { "DBIT" } else { "CRDT" });
            expected.push((if *debit { -amount } else { amount }, *reversal, format!("2024-01-{day:02}")));
        }
        for bytes in [mt940.into_bytes(), camt(&xml).into_bytes()] {
            let file = statements(&bytes).map_err(TestCaseError::fail)?;
            let read: Vec<_> = entries(&file).iter().map(|e| (e.amount.amount, e.reversal, e.value_date.map_or(String::new(), |d| d.to_string()))).collect();
            prop_assert_eq!(&read, &expected);
        }
    }
}
