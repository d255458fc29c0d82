//! One booking that two doors tell in other words and on days beside each other, and days of equal
//! bookings of which a door tells each later: asked about, never one by itself and never two
//! unasked. What stands in two periods is two.

use super::bureau::{Bureau, MUELLER, Tested};
use std::collections::BTreeSet;

/// Day of November, euros, name and text.
type Row<'a> = (u32, &'a str, &'a str, &'a str);

/// A statement with balances whose entries are booked and valued on one day.
fn camt(rows: &[Row]) -> String {
    camt_from(rows, 5000.0, 1)
}

/// The same of this number, from this opening balance.
fn camt_from(rows: &[Row], opening: f64, number: u32) -> String {
    let (first, last) = (rows[0].0, rows[rows.len() - 1].0);
    let total: f64 = rows.iter().map(|row| row.1.parse::<f64>().unwrap()).sum();
    let balance = |code: &str, amount: f64, day: u32| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount:.2}</Amt>\
             <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-{day:02}</Dt></Dt></Bal>"
        )
    };
    let entry = |(day, amount, name, text): &Row| {
        let (way, party) =
            if amount.starts_with('-') { ("DBIT", "Cdtr") } else { ("CRDT", "Dbtr") };
        format!(
            "<Ntry><Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
             <BookgDt><Dt>2026-11-{day:02}</Dt></BookgDt><ValDt><Dt>2026-11-{day:02}</Dt></ValDt>\
             <BkTxCd><Prtry><Cd>NTRF+116</Cd></Prtry></BkTxCd><NtryDtls><TxDtls><RltdPties><{party}>\
             <Pty><Nm>{name}</Nm></Pty></{party}></RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf>\
             </TxDtls></NtryDtls></Ntry>",
            amount.trim_start_matches('-')
        )
    };
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr>\
         <MsgId>M{number}</MsgId><CreDtTm>2026-11-28T19:00:00</CreDtTm></GrpHdr><Stmt><Id>S{number}</Id><CreDtTm>\
         2026-11-28T19:00:00</CreDtTm><Acct><Id><IBAN>{MUELLER}</IBAN></Id><Ccy>EUR</Ccy></Acct>{}{}{}\
         </Stmt></BkToCstmrStmt></Document>",
        balance("OPBD", opening, first),
        balance("CLBD", opening + total, last),
        rows.iter().map(entry).collect::<String>()
    )
}

/// A table with booking days alone.
fn table(rows: &[Row]) -> String {
    let row = |(day, amount, name, text): &Row| {
        let amount = amount.replace('.', ",");
        format!("{MUELLER};{day:02}.11.2026;{name};{text};{amount};EUR\n")
    };
    let head = "IBAN Auftragskonto;Buchungstag;Name;Verwendungszweck;Betrag;Währung\n";
    format!("{head}{}", rows.iter().map(row).collect::<String>())
}

fn mt940(rows: &[Row]) -> String {
    let entry = |(day, amount, name, text): &Row| {
        let way = if amount.starts_with('-') { 'D' } else { 'C' };
        let amount = amount.trim_start_matches('-').replace('.', ",");
        format!(
            ":61:2611{day:02}11{day:02}{way}{amount}NMSCNONREF\r\n:86:116?00UEBERWEISUNG?20{}?21{}\
             ?32{name}\r\n",
            &text[..text.len().min(27)],
            &text[text.len().min(27)..]
        )
    };
    format!(
        ":20:STARTUMS\r\n:25:{MUELLER}\r\n:28C:9/1\r\n:60F:C261101EUR7000,00\r\n{}:62F:C261128EUR{}\
         \r\n-\r\n",
        rows.iter().map(entry).collect::<String>(),
        {
            let total: f64 = rows.iter().map(|row| row.1.parse::<f64>().unwrap()).sum();
            format!("{:.2}", 7000.0 + total).replace('.', ",")
        }
    )
}

/// Which answers the questions name, once two files are dropped in either order, one a run; how
/// many bookings there are. Each answer is tried: it takes one booking out.
fn asked(files: &[(&str, String); 2], left: usize) -> Vec<usize> {
    let mut found = Vec::new();
    for order in [[0, 1], [1, 0]] {
        let bureau = Bureau::new();
        for (nth, at) in order.into_iter().enumerate() {
            bureau.drop(&format!("mueller/{nth}.{}", files[at].0), &files[at].1);
            bureau.run(&["run"]);
        }
        let booked = bureau.report("reconciliation").len();
        let told = bureau.run(&["report", "documents", "--json"]).out;
        let answers: BTreeSet<Vec<String>> = told
            .split("kontor resolve ")
            .skip(1)
            .filter_map(|said| said.split('“').next())
            .filter(|said| said.contains(" same "))
            .map(|said| said.split(' ').map(str::to_owned).collect())
            .collect();
        for answer in &answers {
            let mut words = vec!["resolve"];
            words.extend(answer.iter().map(String::as_str));
            let said = bureau.run(&words);
            assert_eq!(said.status, 0, "{answer:?}: {}", said.err);
        }
        assert_eq!(bureau.report("reconciliation").len(), left, "{booked}: {told}");
        assert!(!bureau.run(&["review"]).out.contains("doppelt gebucht"));
        assert_eq!(bureau.run(&["verify"]).status, 0);
        found.push(answers.len());
    }
    found
}

#[test]
fn other_words_a_day_apart_are_asked_about_through_any_two_doors() -> Tested {
    let short = [(26, "-842.11", "AOK BW", "Beitraege 11/26 BN 12345678")];
    let long = [(27, "-842.11", "AOK Baden-Württemberg", "BETRIEBSNR 12345678 BEITRAEGE NOV")];
    for files in [
        [("xml", camt(&short)), ("csv", table(&long))],
        [("xml", camt(&long)), ("csv", table(&short))],
        [("xml", camt(&short)), ("sta", mt940(&[(27, "-842.11", "AOK", long[0].3)]))],
        [("csv", table(&short)), ("sta", mt940(&[(27, "-842.11", "AOK", long[0].3)]))],
    ] {
        assert_eq!(asked(&files, 1), [1, 1]);
    }
    let card = [(16, "-61.20", "SHELL 4711", "Kartenzahlung SHELL 4711//STUTTGART/DE 13-11")];
    let valued = [(13, "-61.20", "Shell Stuttgart", "VISA Debitkartenumsatz 13.11.")];
    assert_eq!(asked(&[("xml", camt(&card)), ("csv", table(&valued))], 1), [1, 1]);
    let spelt = [(9, "-80.00", "E.ON Energie", "Abschlag")];
    let short = [(9, "-80.00", "EON", "Strom 4711")];
    assert_eq!(asked(&[("xml", camt(&spelt)), ("csv", table(&short))], 1), [1, 1]);
    // Two things of one party: the texts say so.
    let one = [(26, "-842.11", "Hahn GmbH", "Rechnung 4711")];
    let other = [(27, "-842.11", "Hahn GmbH", "Rechnung 4712")];
    assert_eq!(asked(&[("xml", camt(&one)), ("csv", table(&other))], 2), [0, 0]);
    Ok(())
}

/// Exports of one bank word one booking alike: a number is another as soon as a figure is, and other
/// words are asked about. Through two doors a number that goes on is another too.
#[test]
fn what_one_door_tells_in_other_words_is_another_booking() -> Tested {
    let row = |text: &'static str| table(&[(9, "-119.00", "Meier GmbH", text)]);
    for (one, other) in [
        ("Rechnung 4711", "Rechnung 47112"),
        ("Rechnung Nr. 2026-4711", "Rechnung Nr. 2026-4712"),
        ("RE-1", "RE-10"),
    ] {
        assert_eq!(asked(&[("csv", row(one)), ("csv", row(other))], 2), [0, 0], "{one}");
    }
    for (one, other) in [
        ("Abschlag", "Abschlag 2"),
        ("Miete Oktober Wohnung links", "Miete Oktober Wohnung rechts"),
    ] {
        assert_eq!(asked(&[("csv", row(one)), ("csv", row(other))], 1), [1, 1], "{one}");
    }
    let other = camt(&[(9, "-119.00", "Meier GmbH", "Rechnung 47112")]);
    assert_eq!(asked(&[("csv", row("Rechnung 4711")), ("xml", other)], 2), [0, 0]);
    let same = row("Rechnung 4711");
    assert_eq!(asked(&[("csv", same.clone()), ("csv", same + "\n")], 1), [0, 0]);
    Ok(())
}

/// Both doors tell of the days around it, and each has one that the other lacks.
#[test]
fn what_each_door_lacks_of_a_day_that_it_tells_is_asked_about_in_any_words() -> Tested {
    let around = [(2, "1.00", "X", "eins"), (20, "2.00", "Y", "zwei")];
    let one = (9, "-50.00", "Kern OHG", "Beitrag Roth");
    let other = (10, "-50.00", "Amazon", "Spende");
    let (camt, table) = (camt(&[around[0], one, around[1]]), table(&[around[0], other, around[1]]));
    assert_eq!(asked(&[("xml", camt), ("csv", table)], 3), [1, 1]);
    Ok(())
}

/// Five and nine days of one amount, name and text; the table tells each a day late.
#[test]
fn what_is_left_over_of_days_that_are_told_late_is_asked_about() -> Tested {
    for many in [5, 9] {
        let rows = |from: u32| -> Vec<Row<'static>> {
            (from..from + many).map(|day| (day, "100.00", "Kiosk Roth", "Tageskasse")).collect()
        };
        let files = [("xml", camt(&rows(9))), ("csv", table(&rows(10)))];
        assert_eq!(asked(&files, usize::try_from(many)?), [1, 1], "{many} days");
    }
    Ok(())
}

/// Days 9 to 11 through one door, 12 and 13 through another: only the two at the border.
#[test]
fn periods_that_do_not_overlap_tell_of_two_bookings() -> Tested {
    let rows = |days: std::ops::RangeInclusive<u32>| -> Vec<Row<'static>> {
        days.map(|day| (day, "100.00", "Kiosk Roth", "Tageskasse")).collect()
    };
    assert_eq!(asked(&[("xml", camt(&rows(9..=11))), ("csv", table(&rows(12..=13)))], 4), [1, 1]);
    // Three of one day, at either side of the border: each may be one of a day beyond it.
    let on = |days: [u32; 3]| days.map(|day| (day, "100.00", "Kiosk Roth", "Tageskasse"));
    for (early, late) in [([6, 7, 8], [9, 9, 9]), ([8, 8, 8], [9, 10, 11])] {
        assert_eq!(asked(&[("xml", camt(&on(early))), ("csv", table(&on(late)))], 3), [3, 3]);
        assert_eq!(asked(&[("csv", table(&on(early))), ("xml", camt(&on(late)))], 3), [3, 3]);
    }
    // A week lies between: none.
    assert_eq!(asked(&[("xml", camt(&rows(2..=4))), ("csv", table(&rows(12..=13)))], 5), [0, 0]);
    Ok(())
}

/// The balances before and behind say that the table's booking lies between two statements.
#[test]
fn what_the_balances_say_lies_between_two_statements_is_not_asked_about() -> Tested {
    let before = [(2, "10.00", "Roth", "eins"), (4, "20.00", "Roth", "zwei")];
    let between = [(5, "50.00", "Kern OHG", "Zahlung 1")];
    let after = [(6, "50.00", "Kern OHG", "Zahlung 1"), (7, "1.00", "Roth", "drei")];
    for (opening, count) in [(5080.0, 0), (5030.0, 1)] {
        let files = [
            ("xml", camt(&before)),
            ("csv", table(&between)),
            ("xml", camt_from(&after, opening, 2)),
        ];
        for order in [[0, 1, 2], [0, 2, 1], [2, 0, 1]] {
            let bureau = Bureau::new();
            for (nth, at) in order.into_iter().enumerate() {
                bureau.drop(&format!("mueller/{nth}.{}", files[at].0), &files[at].1);
                bureau.run(&["run"]);
            }
            assert_eq!(bureau.report("reconciliation").len(), 5, "{order:?}");
            let told = bureau.run(&["report", "documents", "--json"]).out;
            assert_eq!(told.matches(" same E").count().min(1), count, "{order:?}: {told}");
            assert_eq!(bureau.run(&["verify"]).status, 0);
        }
    }
    Ok(())
}

/// 240 a day apart: 200 are named one by one, the rest in one sentence with its answers.
#[test]
fn of_very_many_the_rest_is_counted_and_named_with_what_to_do() -> Tested {
    let amounts: Vec<String> = (0..240).map(|nth| format!("{}.05", 100 + nth)).collect();
    let rows = |day: u32, text: &'static str| -> Vec<Row<'_>> {
        amounts.iter().map(|amount| (day, amount.as_str(), "Kiosk Roth", text)).collect()
    };
    let bureau = Bureau::new();
    bureau.drop("mueller/0.xml", camt(&rows(9, "Kasse")));
    bureau.run(&["run"]);
    bureau.drop("mueller/1.csv", table(&rows(10, "Kasse")));
    bureau.run(&["run"]);
    let told = bureau.run(&["report", "documents", "--json"]).out;
    assert!(told.contains("(40): E441–E480 wie E201–E240"), "{told}");
    assert_eq!(bureau.run(&["resolve", "E441", "same", "E201"]).status, 0);
    assert_eq!(bureau.run(&["resolve", "D2", "accept"]).status, 0);
    assert!(!bureau.run(&["review"]).out.contains("doppelt gebucht"));
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
