//! How fast bank statements are read, in bytes a second on one core. The inputs are made here: what
//! a German bank sends for a busy firm, one entry after the other.
//!
//! `cargo bench --bench statements`; `KONTOR_BENCH_FILES=DIR` also writes the inputs as files, for
//! measuring the whole program.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fall"
)]

use divan::counter::BytesCount;
use kontor::formats::{Input, Layouts, read};
use std::fmt::Write;

fn main() {
    if let Ok(folder) = std::env::var("KONTOR_BENCH_FILES") {
        let write = |name: &str, text: String| {
            std::fs::write(std::path::Path::new(&folder).join(name), text)
        };
        let written = write("large.camt.xml", camt(50_000_000, 200))
            .and_then(|()| write("one.camt.xml", camt(50_000_000, u64::MAX)));
        if let Err(error) = written.and_then(|()| write("large.sta", mt940(50_000_000))) {
            eprintln!("{folder}: {error}");
        }
    }
    divan::main();
}

/// A camt.053.001.08 of about so many bytes and so many entries a statement, indented as banks send
/// it.
fn camt(size: usize, each: u64) -> String {
    let mut text = String::with_capacity(size + 4_000);
    text.push_str(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document \
         xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">\n <BkToCstmrStmt>\n  \
         <GrpHdr><MsgId>M1</MsgId></GrpHdr>\n",
    );
    let mut entry = 0u64;
    while text.len() < size {
        if entry.is_multiple_of(each) {
            text.push_str(if entry > 0 { "  </Stmt>\n" } else { "" });
            let _ = write!(
                text,
                "  <Stmt>\n   <Id>S{entry}</Id>\n   \
                 <Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy></Acct>\n"
            );
        }
        entry += 1;
        let (cents, day) = (entry * 7919 % 1_000_000, entry % 28 + 1);
        let _ = write!(
            text,
            "   <Ntry>\n    <Amt Ccy=\"EUR\">{}.{:02}</Amt>\n    <CdtDbtInd>CRDT</CdtDbtInd>\n    \
             <Sts><Cd>BOOK</Cd></Sts>\n    <BookgDt><Dt>2024-05-{day:02}</Dt></BookgDt>\n    \
             <ValDt><Dt>2024-05-{day:02}</Dt></ValDt>\n    \
             <AcctSvcrRef>20240500{entry:08}</AcctSvcrRef>\n    <BkTxCd>\n     \
             <Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn>\n     \
             <Prtry><Cd>NTRF+166+9075</Cd><Issr>DK</Issr></Prtry>\n    </BkTxCd>\n    \
             <NtryDtls>\n     <TxDtls>\n      \
             <Refs><EndToEndId>E2E-{entry}</EndToEndId></Refs>\n      <Amt \
             Ccy=\"EUR\">{}.{:02}</Amt>\n      <RltdPties>\n       <Dbtr><Pty><Nm>Schreinerei \
             &amp; Söhne Nr. {entry}</Nm></Pty></Dbtr>\n       \
             <DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct>\n       \
             <Cdtr><Pty><Nm>Müller Metallbau GmbH</Nm></Pty></Cdtr>\n       \
             <CdtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></CdtrAcct>\n      \
             </RltdPties>\n      \
             <RltdAgts><DbtrAgt><FinInstnId><BICFI>COBADEFFXXX</BICFI></FinInstnId></DbtrAgt></RltdAgts>\n      <RmtInf><Ustrd>Rechnung RE-2024-{entry:06} vom 02.05.2024, Kunde 4711, vielen Dank</Ustrd></RmtInf>\n     </TxDtls>\n    </NtryDtls>\n    <AddtlNtryInf>SEPA-GUTSCHRIFT</AddtlNtryInf>\n   </Ntry>\n",
            cents / 100,
            cents % 100,
            cents / 100,
            cents % 100
        );
    }
    text.push_str("  </Stmt>\n </BkToCstmrStmt>\n</Document>\n");
    text
}

/// MT940 statements of about so many bytes in all, lines wrapped at 65 places.
fn mt940(size: usize) -> String {
    let mut text = String::with_capacity(size + 4_000);
    let mut entry = 0u64;
    while text.len() < size {
        text.push_str(":20:STARTUMSE\r\n:25:12030000/0000202051\r\n:28C:00001/001\r\n:60F:C240501EUR1000,00\r\n");
        for _ in 0..100 {
            entry += 1;
            let (cents, day) = (entry * 7919 % 1_000_000, entry % 28 + 1);
            let _ = write!(
                text,
                ":61:2405{day:02}05{day:02}CR{},{:02}NTRFNONREF//20240500{entry:08}\r\n:86:166?00SEPA-GUTSCHRIFT?109075/611?20EREF+E2E-{entry:010}?21SVW\r\nZ+Rechnung RE-2024-{entry:06}?22 vom 02.05.2024, Kunde 4711?23, viele\r\nn Dank?30COBADEFFXXX?31DE89370400440532013000?32SCHREINEREI + SOE\r\nHNE?33NR. {entry}?34997\r\n",
                cents / 100,
                cents % 100
            );
        }
        text.push_str(":62F:C240531EUR1000,00\r\n-\r\n");
    }
    text
}

fn parse(bencher: divan::Bencher, name: &str, text: String) {
    let layouts = Layouts::default();
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        read(&Input { bytes: text.as_bytes(), name, layouts: &layouts }).map(|(_, reading)| reading)
    });
}

#[divan::bench(sample_count = 20)]
fn camt_053(bencher: divan::Bencher) {
    parse(bencher, "statement.xml", camt(5_000_000, 200));
}

#[divan::bench(sample_count = 20)]
fn mt940_germany(bencher: divan::Bencher) {
    parse(bencher, "statement.sta", mt940(5_000_000));
}
