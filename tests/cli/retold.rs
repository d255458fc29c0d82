//! A month beside its weeks and days, told by other references or in other words: balances say
//! whether the bank booked once.

use super::bureau::{Bureau, Tested};

/// Cents, day of October, the bank's reference, text.
type Row = (i64, u32, &'static str, &'static str);

fn money(cents: i64) -> String {
    format!("{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

fn way(cents: i64) -> &'static str {
    if cents < 0 { "DBIT" } else { "CRDT" }
}

/// A camt.053 with this opening balance; it closes where its entries lead, and `off` beside that.
fn camt(number: u32, opening: i64, off: i64, rows: &[Row]) -> String {
    let closing = opening + off + rows.iter().map(|row| row.0).sum::<i64>();
    let days = || rows.iter().map(|row| row.1);
    let (first, last) = (days().min().unwrap_or(1), days().max().unwrap_or(1));
    let balance = |kind: &str, cents: i64, day: u32| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{}</Amt>\
             <CdtDbtInd>{}</CdtDbtInd><Dt><Dt>2026-10-{day:02}</Dt></Dt></Bal>",
            money(cents),
            way(cents)
        )
    };
    let told = |(cents, day, reference, text): &Row| {
        let (side, date) = (if *cents < 0 { "Cdtr" } else { "Dbtr" }, format!("2026-10-{day:02}"));
        format!(
            "<Ntry><Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>{}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
             <BookgDt><Dt>{date}</Dt></BookgDt><ValDt><Dt>{date}</Dt></ValDt>\
             <AcctSvcrRef>{reference}</AcctSvcrRef><BkTxCd><Prtry><Cd>NTRF+166</Cd></Prtry></BkTxCd>\
             <NtryDtls><TxDtls><RltdPties><{side}><Pty><Nm>Schäfer Druck e.K.</Nm></Pty></{side}>\
             <{side}Acct><Id><IBAN>DE02200505501015871393</IBAN></Id></{side}Acct></RltdPties>\
             <RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>",
            money(*cents),
            way(*cents)
        )
    };
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\
         <GrpHdr><MsgId>M{number}</MsgId><CreDtTm>2026-10-{last:02}T19:00:00</CreDtTm></GrpHdr>\
         <Stmt><Id>S{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb>\
         <CreDtTm>2026-10-{last:02}T19:00:00</CreDtTm>\
         <Acct><Id><IBAN>{}</IBAN></Id><Ccy>EUR</Ccy></Acct>{}{}{}</Stmt></BkToCstmrStmt></Document>",
        super::bureau::MUELLER,
        balance("OPBD", opening, first),
        balance("CLBD", closing, last),
        rows.iter().map(told).collect::<String>()
    )
}

/// Drops files, each in a run of its own or all in one; what the last run said.
fn dropped(files: &[&String], at_once: bool) -> (Bureau, i32) {
    let bureau = Bureau::new();
    let mut status = 0;
    for (at, text) in files.iter().enumerate() {
        bureau.drop(&format!("mueller/{at}.xml"), text);
        if !at_once {
            status = bureau.run(&["run"]).status;
        }
    }
    if at_once {
        status = bureau.run(&["run"]).status;
    }
    (bureau, status)
}

fn moved(bureau: &Bureau) -> Vec<String> {
    let rows = bureau.report("reconciliation");
    let mut moved: Vec<String> =
        rows.iter().map(|row| row["amount"].as_str().unwrap_or_default().to_owned()).collect();
    moved.sort();
    moved
}

/// Every order of two or three things, and each in one run or several.
fn orders(files: &[String]) -> Vec<(Vec<&String>, bool)> {
    let all: Vec<&String> = files.iter().collect();
    let mut orders: Vec<Vec<&String>> = vec![all.clone(), all.iter().rev().copied().collect()];
    if let [one, two, three] = all.as_slice() {
        orders.extend([
            vec![*two, *one, *three],
            vec![*two, *three, *one],
            vec![*one, *three, *two],
        ]);
    }
    orders.into_iter().flat_map(|files| [(files.clone(), false), (files, true)]).collect()
}

const SECOND: [Row; 2] = [(-8500, 2, "A1", "Wartung"), (-8500, 2, "A2", "Wartung")];
const FIFTH: [Row; 2] = [(2000, 5, "A3", "Pfand"), (-1000, 6, "A4", "Porto")];

fn month() -> Vec<Row> {
    vec![
        (-8500, 2, "B1", "Wartung"),
        (-8500, 2, "B2", "Wartung"),
        (2000, 5, "B3", "Pfand"),
        (-1000, 6, "B4", "Porto"),
        (-700, 20, "B5", "Papier"),
    ]
}

#[test]
fn a_month_beside_its_days_is_booked_once_by_whatever_references() -> Tested {
    let gap = [month(), vec![(-50, 21, "B6", "Porto")]].concat();
    for (days, whole, all) in [
        (vec![camt(2, 100_000, 0, &SECOND), camt(5, 83_000, 0, &FIFTH)], month(), 5),
        (vec![camt(5, 83_000, 0, &FIFTH)], gap, 6),
    ] {
        let files = [days, vec![camt(90, 100_000, 0, &whole)]].concat();
        for (files, at_once) in orders(&files) {
            let (bureau, status) = dropped(&files, at_once);
            assert_eq!(moved(&bureau).len(), all, "{:?}", bureau.run(&["report", "documents"]).out);
            assert_eq!(status, 0, "{}", bureau.run(&["review"]).out);
            assert_eq!(bureau.run(&["verify"]).status, 0);
        }
    }
    Ok(())
}

#[test]
fn weeks_that_overlap_and_several_statements_of_one_day_are_booked_once() -> Tested {
    let early = [month().drain(..4).collect::<Vec<_>>(), vec![]].concat();
    let late = [(2000, 5, "C3", "Pfand"), (-1000, 6, "C4", "Porto"), (-700, 20, "C5", "Papier")];
    let (morning, evening) = (SECOND.split_at(1).0, [(-8500, 2, "D2", "Wartung")]);
    for files in [
        vec![camt(1, 100_000, 0, &early), camt(2, 83_000, 0, &late)],
        vec![
            camt(1, 100_000, 0, morning),
            camt(2, 91_500, 0, &evening),
            camt(90, 100_000, 0, &month()),
        ],
    ] {
        for (files, at_once) in orders(&files) {
            let (bureau, status) = dropped(&files, at_once);
            // The evening alone proves nothing beside the month that begins on its day.
            for (id, other) in asked(&bureau) {
                assert_eq!(bureau.run(&["resolve", &id, "same", &other]).status, 0);
            }
            let review = bureau.run(&["review"]).out;
            assert_eq!(moved(&bureau).len(), 5, "{review}");
            assert!(!review.contains("Überschneidung"), "{review}");
            assert!(status == 0 || files.len() == 3);
            assert_eq!(bureau.run(&["verify"]).status, 0);
        }
    }
    Ok(())
}

/// Which bookings may be one by what the documents are asked about.
fn asked(bureau: &Bureau) -> Vec<(String, String)> {
    let told = bureau.run(&["report", "documents", "--json"]).out;
    let pairs = (1..12).flat_map(|id| (1..12).map(move |other| (id, other)));
    let named = pairs.map(|(id, other)| (format!("E{id}"), format!("E{other}")));
    named
        .filter(|(id, other)| told.contains(&format!("kontor resolve {id} same {other}“")))
        .collect()
}

#[test]
fn where_only_part_agrees_the_twins_are_named_and_same_takes_them_out() -> Tested {
    // Another text; another balance; one entry less.
    let reworded = [(2000, 5, "A3", "Leergut"), FIFTH[1]];
    for (day, finding) in [
        (camt(5, 83_000, 0, &reworded), "in anderen Worten"),
        (camt(5, 84_000, 0, &FIFTH), "nur die Referenz der Bank"),
        (camt(5, 83_000, 100, &FIFTH), "nur die Referenz der Bank"),
    ] {
        for (files, at_once) in orders(&[day, camt(90, 100_000, 0, &month())]) {
            let (bureau, status) = dropped(&files, at_once);
            assert_eq!(status, 1);
            let review = bureau.run(&["report", "documents", "--json"]).out;
            assert!(review.contains(finding), "{review}");
            let asked = asked(&bureau);
            assert_eq!(asked.len(), 2, "{review}");
            for (id, other) in asked {
                let said = bureau.run(&["resolve", &id, "same", &other]);
                assert_eq!(said.status, 0, "{}", said.err);
            }
            assert_eq!(moved(&bureau).len(), 5);
            assert_eq!(bureau.run(&["verify"]).status, 0);
        }
    }
    Ok(())
}

#[test]
fn what_follows_and_what_is_another_day_is_another_booking() -> Tested {
    let (one, two) = ([(-8500, 2, "A1", "Wartung")], [(-8500, 2, "A2", "Wartung")]);
    for files in [
        [camt(1, 100_000, 0, &one), camt(2, 91_500, 0, &two)],
        [camt(1, 100_000, 0, &one), camt(2, 91_500, 0, &[(-8500, 3, "A2", "Wartung")])],
    ] {
        for (files, at_once) in orders(&files) {
            let (bureau, _) = dropped(&files, at_once);
            let said = bureau.run(&["review"]).out;
            assert_eq!(moved(&bureau).len(), 2, "{said}");
            assert!(!said.contains("doppelt gebucht"), "{said}");
        }
    }
    Ok(())
}
