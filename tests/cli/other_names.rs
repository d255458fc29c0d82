//! Two doors tell of one day and amount: under two names they are two bookings, under one name and
//! value date one, whatever booking day each states.

use super::bureau::{Bureau, MUELLER, Tested};

/// What the bank's message tells of an entry: amount, name, IBAN and text; booked and valued on
/// these days of October.
type Row<'a> = (&'a str, &'a str, &'a str, &'a str, (u32, u32));

const TELEKOM: &str = "DE89370400440532013000";

/// A camt.053 without balances.
fn camt(rows: &[Row]) -> String {
    let told = |(amount, name, iban, text, (booked, valued)): &Row| {
        let (side, way) = if amount.starts_with('-') { ("Cdtr", "DBIT") } else { ("Dbtr", "CRDT") };
        let amount = amount.trim_start_matches('-');
        format!(
            "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
             <BookgDt><Dt>2026-10-{booked:02}</Dt></BookgDt><ValDt><Dt>2026-10-{valued:02}</Dt></ValDt>\
             <BkTxCd><Prtry><Cd>NTRF+166</Cd></Prtry></BkTxCd><NtryDtls><TxDtls><RltdPties><{side}>\
             <Pty><Nm>{name}</Nm></Pty></{side}><{side}Acct><Id><IBAN>{iban}</IBAN></Id></{side}Acct>\
             </RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        )
    };
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr>\
         <MsgId>M1</MsgId><CreDtTm>2026-10-31T19:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id>\
         <CreDtTm>2026-10-31T19:00:00</CreDtTm><Acct><Id><IBAN>{MUELLER}</IBAN></Id><Ccy>EUR</Ccy>\
         </Acct>{}</Stmt></BkToCstmrStmt></Document>",
        rows.iter().map(told).collect::<String>()
    )
}

/// A row of a table: booking day, value date, name, IBAN, text and amount.
type Line<'a> = (u32, Option<u32>, &'a str, &'a str, &'a str, &'a str);

/// A table of any bank.
fn table(rows: &[Line]) -> String {
    let row = |(booked, valued, name, iban, text, amount): &Line| {
        let valued = valued.map_or(String::new(), |day| format!("{day:02}.10.2026"));
        format!("{MUELLER};{booked:02}.10.2026;{valued};{name};{iban};{text};{amount};EUR\n")
    };
    format!(
        "IBAN Auftragskonto;Buchungstag;Valuta;Name;Gegenkonto IBAN;Verwendungszweck;Betrag;\
         Währung\n{}",
        rows.iter().map(row).collect::<String>()
    )
}

/// The two in either order, in two runs and in one.
fn each(camt: &str, table: &str, tried: impl Fn(&Bureau)) {
    let files = [("xml", camt), ("csv", table)];
    for (order, at_once) in [([0, 1], false), ([1, 0], false), ([0, 1], true)] {
        let bureau = Bureau::new();
        for (nth, at) in order.into_iter().enumerate() {
            let (ending, text) = files[at];
            bureau.drop(&format!("mueller/{nth}.{ending}"), text);
            if !at_once {
                bureau.run(&["run"]);
            }
        }
        bureau.run(&["run"]);
        tried(&bureau);
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
}

fn count(bureau: &Bureau) -> usize {
    bureau.report("reconciliation").len()
}

fn asked(bureau: &Bureau) -> String {
    bureau.run(&["report", "documents", "--json"]).out
}

#[test]
fn another_name_on_the_same_day_is_booked_and_asked_about() -> Tested {
    let bank = camt(&[("-119.00", "Deutsche Telekom AG", TELEKOM, "Rg 44", (8, 8))]);
    let other = table(&[(8, Some(8), "Amazon EU", "", "Kartenzahlung", "-119,00")]);
    each(&bank, &other, |bureau| {
        let told = asked(bureau);
        assert_eq!(count(bureau), 2, "{told}");
        assert!(told.contains("kontor resolve E2 same E1"), "{told}");
        assert_eq!(bureau.run(&["resolve", "E2", "same", "E1"]).status, 0);
        assert_eq!(count(bureau), 1);
        assert_eq!(bureau.run(&["undo", "E2"]).status, 0);
        assert_eq!(count(bureau), 2);
        assert_eq!(bureau.run(&["resolve", "D2", "accept"]).status, 0);
        assert!(!bureau.run(&["review"]).out.contains("doppelt gebucht"));
    });
    Ok(())
}

#[test]
fn a_name_that_is_cut_missing_or_a_services_beside_an_equal_text_is_no_other() -> Tested {
    let bank = camt(&[("-119.00", "Deutsche Telekom AG", TELEKOM, "Rg 44", (8, 8))]);
    for (name, text) in [
        ("DEUTSCHE TELEKOM", "Kartenzahlung"),
        ("Dt. Telekom", "Rg 44"),
        ("", "Kartenzahlung"),
        ("SEPA-Lastschrift", ""),
        ("PayPal Europe S.a.r.l.", "Rg 44"),
        ("Müller Metallbau GmbH", "Rg 44"),
    ] {
        each(&bank, &table(&[(8, Some(8), name, "", text, "-119,00")]), |bureau| {
            assert_eq!(count(bureau), 1, "{name}: {}", asked(bureau));
        });
    }
    Ok(())
}

/// A name that is another's takes no booking of the next day from its own.
#[test]
fn each_finds_its_own_in_a_table_that_is_a_day_late() -> Tested {
    let names = ["Deutsche Telekom AG", "Amazon EU", "Nordlicht Strom", "Weber Papier"];
    let days = [5, 6, 7, 8];
    let rows: Vec<Row> = names
        .iter()
        .zip(days)
        .map(|(name, day)| ("-119.00", *name, TELEKOM, "Beitrag", (day, day)))
        .collect();
    let late: Vec<_> = names
        .iter()
        .zip(days)
        .map(|(name, day)| (day + 1, None, *name, "", "Beitrag", "-119,00"))
        .collect();
    each(&camt(&rows), &table(&late), |bureau| {
        let told = asked(bureau);
        assert_eq!(count(bureau), 8, "{told}");
        for at in 1..5 {
            let pair = format!("kontor resolve E{} same E{at}", at + 4);
            assert!(told.contains(&pair), "{pair}: {told}");
            assert_eq!(
                bureau.run(&["resolve", &format!("E{}", at + 4), "same", &format!("E{at}")]).status,
                0
            );
        }
        assert_eq!(count(bureau), 4);
        assert!(!bureau.run(&["review"]).out.contains("doppelt gebucht"));
    });
    Ok(())
}

#[test]
fn an_equal_value_date_joins_what_a_table_books_a_day_later() -> Tested {
    let days = [5, 6, 7, 8, 9];
    let rows: Vec<Row> = days
        .iter()
        .map(|day| ("-12.50", "Nordlicht AG", TELEKOM, "Tagesmiete", (*day, *day)))
        .collect();
    let late: Vec<_> = days
        .iter()
        .map(|day| (day + 1, Some(*day), "Nordlicht AG", TELEKOM, "Tagesmiete", "-12,50"))
        .collect();
    each(&camt(&rows), &table(&late), |bureau| {
        assert_eq!(count(bureau), 5, "{}", asked(bureau));
        assert!(!bureau.run(&["review"]).out.contains("doppelt gebucht"));
    });
    Ok(())
}

#[test]
fn what_is_told_days_later_in_the_same_words_is_asked_about() -> Tested {
    let bank = camt(&[("-850.00", "Nordlicht AG", TELEKOM, "Wartung Presse", (5, 5))]);
    for (day, is_asked) in [(9, true), (11, true), (12, false)] {
        let row = (day, Some(day), "Nordlicht AG", TELEKOM, "Wartung Presse", "-850,00");
        each(&bank, &table(&[row]), |bureau| {
            let told = asked(bureau);
            assert_eq!(count(bureau), 2, "{told}");
            assert_eq!(told.contains("kontor resolve E2 same E1"), is_asked, "{day}: {told}");
            if is_asked {
                assert_eq!(bureau.run(&["resolve", "E2", "same", "E1"]).status, 0);
                assert_eq!(count(bureau), 1);
            }
        });
    }
    let other = (9, Some(9), "Nordlicht AG", TELEKOM, "Wartung Pumpe", "-850,00");
    each(&bank, &table(&[other]), |bureau| {
        assert!(!asked(bureau).contains("doppelt gebucht"));
    });
    Ok(())
}

/// Each of many pairs is named, and the question ends with the last answer.
#[test]
fn each_pair_of_a_table_that_is_a_day_late_is_named() -> Tested {
    let amounts: Vec<String> = (0..26).map(|at| format!("-{}.00", 100 + at)).collect();
    let rows: Vec<Row> = amounts
        .iter()
        .map(|amount| (amount.as_str(), "Nordlicht AG", TELEKOM, "Beitrag", (5, 5)))
        .collect();
    let german: Vec<String> = amounts.iter().map(|amount| amount.replace('.', ",")).collect();
    let late: Vec<_> = german
        .iter()
        .map(|amount| (6, None, "Nordlicht AG", TELEKOM, "Beitrag", amount.as_str()))
        .collect();
    let bureau = Bureau::new();
    bureau.drop("mueller/0.xml", camt(&rows));
    bureau.run(&["run"]);
    bureau.drop("mueller/1.csv", table(&late));
    bureau.run(&["run"]);
    let told = asked(&bureau);
    for at in 1..27 {
        let pair = format!("kontor resolve E{} same E{at}“", at + 26);
        assert!(told.contains(&pair), "{pair}");
        let said = bureau.run(&["resolve", &format!("E{}", at + 26), "same", &format!("E{at}")]);
        assert_eq!(said.status, 0, "{}", said.err);
    }
    assert_eq!(count(&bureau), 26);
    assert_eq!(bureau.document("mueller/1.csv")["waits"], false);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
