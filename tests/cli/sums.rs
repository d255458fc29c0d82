//! A batch that one document tells as a sum and another by its payments, under no common
//! reference: it is asked about, and one answer makes it one.

use super::bureau::{Bureau, MUELLER, Tested};

/// Cents, reference, name, IBAN and text; of a sum without a party only cents, reference and text.
type Row = (i64, &'static str, &'static str, &'static str, &'static str);

const ONE: Row = (8_000, "R1", "Nordlicht AG", "DE89370400440532013000", "RE-1");
const TWO: Row = (12_000, "R2", "Blumen Iris", "DE57700700100123456700", "RE-2");
const SUM: Row = (20_000, "S7", "", "", "Sammelgutschrift");
const OTHER: Row = (-1_500, "R9", "Papier Kunz", "DE02200505501015871393", "Papier");

fn money(cents: i64) -> String {
    format!("{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

fn way(cents: i64) -> &'static str {
    if cents < 0 { "DBIT" } else { "CRDT" }
}

fn party(row: &Row) -> String {
    let (cents, _, name, iban, text) = row;
    let side = if *cents < 0 { "Cdtr" } else { "Dbtr" };
    let other = match name.is_empty() {
        true => String::new(),
        false => format!(
            "<RltdPties><{side}><Pty><Nm>{name}</Nm></Pty></{side}><{side}Acct><Id><IBAN>{iban}</IBAN>\
             </Id></{side}Acct></RltdPties>"
        ),
    };
    format!("{other}<RmtInf><Ustrd>{text}</Ustrd></RmtInf>")
}

/// A camt message of the fifth of October; `inside` are the payments of its first entry.
fn camt(kind: &str, rows: &[Row], inside: &[Row]) -> String {
    let (body, part) = match kind {
        "054" => ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
        _ => ("BkToCstmrStmt", "Stmt"),
    };
    let day = "2026-10-05";
    let balance = |code: &str, cents: i64| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{}</Amt>\
             <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>",
            money(cents)
        )
    };
    let total: i64 = rows.iter().map(|row| row.0).sum();
    let balances = match kind {
        "054" => String::new(),
        _ => balance("OPBD", 100_000) + &balance("CLBD", 100_000 + total),
    };
    let told = |(at, row): (usize, &Row)| {
        let alone = format!("<TxDtls>{}</TxDtls>", party(row));
        let details: String = inside
            .iter()
            .filter(|_| at == 0)
            .map(|row| {
                format!(
                    "<TxDtls><Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>{}</CdtDbtInd>{}</TxDtls>",
                    money(row.0),
                    way(row.0),
                    party(row)
                )
            })
            .collect();
        format!(
            "<Ntry><Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>{}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
             <BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>\
             <AcctSvcrRef>{}</AcctSvcrRef><BkTxCd><Prtry><Cd>NTRF+166</Cd></Prtry></BkTxCd>\
             <NtryDtls>{}</NtryDtls></Ntry>",
            money(row.0),
            way(row.0),
            row.1,
            if details.is_empty() { alone } else { details }
        )
    };
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.08\"><{body}><GrpHdr>\
         <MsgId>M{kind}</MsgId><CreDtTm>{day}T19:00:00</CreDtTm></GrpHdr><{part}>\
         <Id>S{kind}</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>{day}T19:00:00</CreDtTm>\
         <Acct><Id><IBAN>{MUELLER}</IBAN></Id><Ccy>EUR</Ccy></Acct>{balances}{}</{part}></{body}></Document>",
        rows.iter().enumerate().map(told).collect::<String>()
    )
}

/// A bank's table, of this day of October.
fn table(day: u32, rows: &[Row]) -> String {
    let head = "IBAN Auftragskonto;Buchungstag;Valuta;Name;Gegenkonto \
                IBAN;Verwendungszweck;Betrag;Währung\n";
    let row = |(cents, _, name, iban, text): &Row| {
        let sign = if *cents < 0 { "-" } else { "" };
        let amount = money(*cents).replace('.', ",");
        format!(
            "{MUELLER};{day:02}.10.2026;{day:02}.10.2026;{name};{iban};{text};{sign}{amount};EUR\n"
        )
    };
    head.to_owned() + &rows.iter().map(row).collect::<String>()
}

/// An MT940 of the fifth of October.
fn mt940(rows: &[Row]) -> String {
    let total: i64 = rows.iter().map(|row| row.0).sum();
    let comma = |cents: i64| money(cents).replace('.', ",");
    let line = |row: &Row| {
        let mark = if row.0 < 0 { "D" } else { "C" };
        format!(
            ":61:2610051005{mark}{}NTRFNONREF\r\n:86:166?00SAMMELGUTSCHRIFT?20{}\r\n",
            comma(row.0),
            row.4
        )
    };
    format!(
        ":20:STARTUMS\r\n:25:12030000/0000202051\r\n:28C:1/1\r\n:60F:C261004EUR{}\r\n{}:62F:C261005EUR{}\r\n-\r\n",
        comma(100_000),
        rows.iter().map(line).collect::<String>(),
        comma(100_000 + total)
    )
}

fn office() -> Bureau {
    let bureau = Bureau::new();
    let head = "document;side;contact;date;due;amount;currency\n";
    let items = "RE-1;receivable;Nordlicht AG;2026-09-01;2026-09-30;80.00;EUR\n\
                 RE-2;receivable;Blumen Iris;2026-09-01;2026-09-30;120.00;EUR\n";
    bureau.drop("mueller/open-items.csv", format!("{head}{items}"));
    bureau.run(&["run"]);
    bureau
}

/// The same two files in either order, in two runs and in one.
fn each(files: [(&str, String); 2], tried: impl Fn(Bureau, i32)) {
    for (order, at_once) in [([0, 1], false), ([1, 0], false), ([0, 1], true), ([1, 0], true)] {
        let (bureau, mut status) = (office(), 0);
        for (nth, at) in order.into_iter().enumerate() {
            let (ending, text) = &files[at];
            bureau.drop(&format!("mueller/{nth}.{ending}"), text);
            if !at_once {
                status = bureau.run(&["run"]).status;
            }
        }
        if at_once {
            status = bureau.run(&["run"]).status;
        }
        tried(bureau, status);
    }
}

fn bank(bureau: &Bureau) -> String {
    let rows = bureau.report("trial-balance");
    let bank = rows.into_iter().find(|row| row["account"] == "1200");
    bank.map_or(String::new(), |row| row["closing"].as_str().unwrap_or_default().to_owned())
}

/// The answer that the documents are asked for.
fn answer(bureau: &Bureau) -> Option<Vec<String>> {
    let told = bureau.run(&["report", "documents", "--json"]).out;
    let (_, rest) = told.split("„kontor ").find_map(|said| {
        said.starts_with("resolve E")
            .then(|| said.split_once('“').map(|(said, rest)| (rest, said)))?
    })?;
    Some(rest.split_whitespace().map(str::to_owned).collect())
}

fn one_answer_makes_it_one(files: [(&str, String); 2], before: &str, after: &str) {
    each(files, |bureau, status| {
        let told = bureau.run(&["review"]).out;
        assert_eq!((status, bank(&bureau).as_str()), (1, before), "{told}");
        let answer = answer(&bureau).unwrap_or_else(|| panic!("nothing is asked: {told}"));
        let arguments: Vec<&str> = answer.iter().map(String::as_str).collect();
        let said = bureau.run(&arguments);
        assert_eq!(said.status, 0, "{arguments:?}: {}", said.err);
        assert_eq!(bank(&bureau), after, "{}", said.out);
        assert!(!bureau.run(&["review"]).out.contains("doppelt gebucht"));
        let sum = bureau.report("reconciliation").into_iter().find(|row| row["id"] == arguments[1]);
        // What a person has decided about the sum before stays.
        if sum.is_some_and(|sum| sum["status"] == "suggested") {
            assert_eq!(bureau.run(&["resolve", arguments[1], "accept"]).status, 0);
        }
        assert_eq!(bureau.report("open-items").len(), 0, "both invoices are settled");
        assert_eq!(bureau.run(&["verify"]).status, 0);
        let parts: Vec<&str> = arguments[3].split(',').collect();
        assert_eq!(bureau.run(&["undo", parts[0]]).status, 0);
        assert_eq!(bureau.run(&["verify"]).status, 0);
        assert_eq!(bureau.run(&["resolve", parts[0], "same", arguments[1]]).status, 0);
        assert_eq!(bank(&bureau), after);
        for part in parts {
            assert_eq!(bureau.run(&["undo", part]).status, 0);
            assert_eq!(bureau.run(&["verify"]).status, 0);
        }
        assert_eq!(bank(&bureau), before);
        assert!(bureau.run(&["review"]).out.contains("doppelt gebucht"), "it is asked again");
    });
}

#[test]
fn a_sum_beside_its_payments_is_asked_about_and_one_answer_makes_it_one() -> Tested {
    let sum = || ("xml", camt("053", &[SUM, OTHER], &[]));
    one_answer_makes_it_one([sum(), ("xml", camt("054", &[ONE, TWO], &[]))], "1385.00", "1185.00");
    one_answer_makes_it_one([sum(), ("csv", table(5, &[ONE, OTHER, TWO]))], "1385.00", "1185.00");
    let plain = || ("sta", mt940(&[SUM]));
    one_answer_makes_it_one([plain(), ("csv", table(5, &[ONE, TWO]))], "1400.00", "1200.00");
    one_answer_makes_it_one(
        [plain(), ("xml", camt("054", &[TWO, ONE], &[]))],
        "1400.00",
        "1200.00",
    );
    let day_after = ("csv", table(6, &[ONE, TWO]));
    one_answer_makes_it_one([sum(), day_after], "1385.00", "1185.00");
    Ok(())
}

#[test]
fn a_batch_that_names_its_payments_is_these() -> Tested {
    let batch = camt("053", &[SUM, OTHER], &[ONE, TWO]);
    // A table may leave out names or texts.
    let without = |leave: fn(Row) -> Row| table(5, &[leave(ONE), OTHER, leave(TWO)]);
    let nameless = without(|row| (row.0, row.1, "", "", row.4));
    let silent = without(|row| (row.0, row.1, row.2, "", ""));
    for beside in [
        ("csv", table(5, &[ONE, OTHER, TWO])),
        ("csv", nameless),
        ("csv", silent),
        ("xml", camt("054", &[ONE, TWO], &[])),
    ] {
        each([("xml", batch.clone()), beside], |bureau, status| {
            assert_eq!(bank(&bureau), "1185.00");
            assert!(!bureau.run(&["review"]).out.contains("doppelt"), "{status}");
            assert_eq!(bureau.report("open-items").len(), 0, "both invoices are settled");
            assert_eq!(bureau.run(&["verify"]).status, 0);
        });
    }
    // Other words: it is asked.
    let other = |row: Row| (row.0, row.1, "", "", "Gutschrift laut Anlage 77");
    let beside = ("csv", table(5, &[other(ONE), other(TWO)]));
    one_answer_makes_it_one([("xml", batch), beside], "1385.00", "1185.00");
    Ok(())
}

#[test]
fn accept_leaves_both_and_ends_the_question() -> Tested {
    let files = [("xml", camt("053", &[SUM], &[])), ("xml", camt("054", &[ONE, TWO], &[]))];
    each(files, |bureau, _| {
        let documents = bureau.report("documents");
        let asked = |row: &&serde_json::Value| row.to_string().contains("genau die Summe");
        let id = documents.iter().find(asked).expect("it is asked")["id"].to_string();
        let said = bureau.run(&["resolve", id.trim_matches('"'), "accept"]);
        assert_eq!(said.status, 0, "{}", said.err);
        assert_eq!(bank(&bureau), "1400.00");
        assert!(!bureau.run(&["review"]).out.contains("doppelt gebucht"));
        assert_eq!(bureau.run(&["verify"]).status, 0);
    });
    Ok(())
}

#[test]
fn what_statements_prove_to_be_three_bookings_is_not_asked_about() -> Tested {
    let whole = (20_000, "R3", "Nordlicht AG", "DE89370400440532013000", "RE-3");
    for files in [
        // One statement has all three; the other repeats them, or two of them.
        [("xml", camt("053", &[ONE, TWO, whole], &[])), ("csv", table(5, &[ONE, TWO, whole]))],
        [("xml", camt("053", &[ONE, TWO, whole], &[])), ("xml", camt("054", &[ONE, TWO], &[]))],
        // Tables without balances, and nothing that looks like a sum.
        [("csv", table(5, &[ONE, TWO])), ("csv", table(6, &[whole]))],
    ] {
        each(files, |bureau, _| {
            let told = bureau.run(&["review"]).out;
            assert!(!told.contains("doppelt gebucht"), "{told}");
        });
    }
    Ok(())
}

/// A booking of the amount of a sum that names another side and purpose: a loan.
const LOAN: Row = (20_000, "P1", "Wagner KG", "DE19100500000987650123", "Darlehen");

#[test]
fn of_two_bookings_of_one_amount_the_batch_is_asked_about() -> Tested {
    one_answer_makes_it_one(
        [("xml", camt("053", &[LOAN, SUM], &[])), ("csv", table(5, &[ONE, TWO]))],
        "1600.00",
        "1400.00",
    );
    each([("xml", camt("053", &[LOAN], &[])), ("csv", table(5, &[ONE, TWO]))], |bureau, _| {
        let told = bureau.run(&["review"]).out;
        assert!(!told.contains("doppelt gebucht"), "it names another side and purpose: {told}");
    });
    Ok(())
}

#[test]
fn what_names_its_own_side_is_no_sum_and_what_a_sum_lacks_is_said() -> Tested {
    let bureau = office();
    bureau.drop("mueller/a.xml", camt("053", &[LOAN, SUM], &[]));
    bureau.run(&["run"]);
    let small = (5_000, "R3", "Blumen Iris", "DE57700700100123456700", "RE-3");
    bureau.drop("mueller/b.xml", camt("054", &[ONE, small], &[]));
    bureau.run(&["run"]);
    let said = bureau.run(&["resolve", "E3", "same", "E1"]);
    assert_eq!(said.status, 1, "{}", said.out);
    assert!(said.err.contains("E1 ist keine Summe"), "{}", said.err);
    let said = bureau.run(&["resolve", "E2", "same", "E3,E4"]);
    assert!(said.out.contains("fehlen noch Zahlungen über 70,00"), "{} {}", said.out, said.err);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn the_payments_of_a_sum_may_be_told_once_more() -> Tested {
    for day in [5, 6] {
        let bureau = office();
        for (name, text) in
            [("a.xml", camt("053", &[SUM], &[])), ("b.xml", camt("054", &[ONE, TWO], &[]))]
        {
            bureau.drop(&format!("mueller/{name}"), text);
            bureau.run(&["run"]);
        }
        let said = bureau.run(&["resolve", "E1", "same", "E2,E3"]);
        assert_eq!(said.status, 0, "{}", said.err);
        bureau.drop("mueller/c.csv", table(day, &[ONE, TWO]));
        bureau.run(&["run"]);
        assert_eq!(bureau.run(&["verify"]).status, 0);
        if day == 5 {
            assert_eq!(bank(&bureau), "1200.00");
            assert_eq!(bureau.run(&["undo", "E2"]).status, 0);
            assert_eq!(bureau.run(&["verify"]).status, 0);
            assert_eq!(bureau.run(&["resolve", "E2", "same", "E1"]).status, 0);
            assert_eq!(bureau.run(&["verify"]).status, 0);
        }
    }
    Ok(())
}

/// A person's word that the sum is its payments settles it as they were, and undo gives all back,
/// also once it was settled.
#[test]
fn a_sum_is_settled_as_its_payments_were_and_undo_gives_them_back() -> Tested {
    let bureau = office();
    for (name, text) in
        [("a.xml", camt("054", &[ONE, TWO], &[])), ("b.xml", camt("053", &[SUM], &[]))]
    {
        bureau.drop(&format!("mueller/{name}"), text);
        bureau.run(&["run"]);
    }
    let stands = |id: &str| {
        let rows = bureau.report("reconciliation");
        let row = rows.into_iter().find(|row| row["id"] == id).unwrap_or_default();
        (row["status"].to_string(), row["allocations"].as_array().map_or(0, Vec::len))
    };
    let (matched, open) = (r#""matched""#.to_owned(), r#""open""#.to_owned());
    assert_eq!(bureau.run(&["resolve", "E3", "same", "E1,E2"]).status, 0);
    assert_eq!(stands("E3"), (matched.clone(), 2), "nothing is asked once more");
    assert_eq!(bureau.report("open-items").len(), 0);
    bureau.run(&["run"]);
    for id in ["E1", "E2"] {
        let said = bureau.run(&["undo", id]);
        assert_eq!(said.status, 0, "{}", said.err);
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    assert_eq!(stands("E3"), (open, 0));
    for id in ["E1", "E2"] {
        assert_eq!(stands(id).1, 1, "its own invoice again: {:?}", stands(id));
    }
    assert_eq!(bank(&bureau), "1400.00");
    Ok(())
}
