//! Statements that name no currency: read in that of their account, or not booked.

use super::bureau::{Bureau, MUELLER, Tested, camt};

const ROWS: [(&str, &str, &str); 2] = [("-500.00", "Jansen", "Miete"), ("20.00", "Adler", "RE 1")];

/// The statement of these rows in a currency.
fn stated(number: u32, currency: &str) -> String {
    camt(MUELLER, number, &ROWS).replace("EUR", currency)
}

fn table() -> String {
    format!(
        "IBAN Auftragskonto;Buchungstag;Name;Verwendungszweck;Betrag\n\
         {MUELLER};05.10.2026;Jansen;Miete;-500,00\n{MUELLER};05.10.2026;Adler;RE 1;20,00\n"
    )
}

/// The same rows as a report of the day, which states no balance and here no currency.
fn report() -> String {
    ":20:X\n:25:12030000/0000202051\n:28C:1/1\n:61:2610051005D500,00NMSCNONREF\n\
     :86:020?00x?20Miete?32Jansen\n:61:2610051005C20,00NMSCNONREF\n:86:051?00x?20RE 1?32Adler\n-\n"
        .to_owned()
}

fn booked(bureau: &Bureau) -> Vec<String> {
    let rows = bureau.report("reconciliation");
    let said = |row: &serde_json::Value| format!("{} {}", row["amount"], row["currency"]);
    let mut all: Vec<String> = rows.iter().map(said).collect();
    all.sort();
    all
}

#[test]
fn what_names_no_currency_is_read_in_that_of_its_account() -> Tested {
    for (name, text) in [("b.csv", table()), ("b.sta", report())] {
        let bureau = Bureau::new();
        bureau.drop("mueller/a.xml", stated(5, "USD"));
        bureau.run(&["run"]);
        bureau.drop(&format!("mueller/{name}"), text);
        bureau.run(&["run"]);
        assert_eq!(booked(&bureau), ["\"-500.00\" \"USD\"", "\"20.00\" \"USD\""], "{name}");
        let said = bureau.document(&format!("mueller/{name}")).to_string();
        assert!(said.contains("in USD"), "{said}");
        assert!(!said.contains("in EUR"), "{said}");
        assert_eq!(bureau.run(&["verify"]).status, 0, "{name}");
    }
    Ok(())
}

#[test]
fn what_names_no_currency_of_an_account_in_two_is_not_booked() -> Tested {
    for (name, text) in [("c.csv", table()), ("c.sta", report())] {
        let bureau = Bureau::new();
        bureau.drop("mueller/a.xml", stated(5, "USD"));
        bureau.drop("mueller/b.xml", stated(6, "CHF"));
        bureau.run(&["run"]);
        let before = booked(&bureau);
        bureau.drop(&format!("mueller/{name}"), text);
        assert_eq!(bureau.run(&["run"]).status, 1);
        let held = bureau.document(&format!("mueller/{name}"));
        assert_eq!((&held["status"], &held["waits"]), (&"held".into(), &true.into()), "{held}");
        assert!(held["reason"].to_string().contains("in CHF, USD"), "{held}");
        assert_eq!(booked(&bureau), before);
        let id = held["id"].as_str().unwrap_or_default();
        let accepted = bureau.run(&["resolve", id, "accept"]);
        assert_eq!((accepted.status, booked(&bureau)), (1, before.clone()), "{}", accepted.out);
        assert_eq!(bureau.run(&["resolve", id, "reject", "ohne Währung"]).status, 0);
        assert_eq!(bureau.document(&format!("mueller/{name}"))["waits"], false);
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

/// The settings say which account of the books each name of the table is; one of them is abroad.
#[test]
fn of_a_table_of_several_accounts_each_is_compared_in_its_own_currency() -> Tested {
    let source = |label: &str, account: &str| {
        format!(
            "[[source]]\nformat = \"csv:generic\"\nlabel = \"{label}\"\naccount = \"{account}\"\n"
        )
    };
    let bureau =
        Bureau::mueller(&[source("Hauptkasse", "1000"), source("Dollar", "1010")].concat());
    let header = "Konto;Buchungstag;Name;Verwendungszweck;Betrag";
    let named = format!("{header};Währung\nDollar;04.10.2026;Jansen;Miete;-100,00;USD\n");
    bureau.drop("mueller/a.csv", named);
    bureau.run(&["run"]);
    let table = format!(
        "{header}\nHauptkasse;05.10.2026;Adler;RE 7;50,00\n\
         Dollar;05.10.2026;Jansen;Miete;-500,00\n"
    );
    bureau.drop("mueller/b.csv", table);
    bureau.run(&["run"]);
    let expected = ["\"-100.00\" \"USD\"", "\"-500.00\" \"USD\"", "\"50.00\" \"EUR\""];
    assert_eq!(booked(&bureau), expected);
    let verified = bureau.run(&["verify"]);
    assert_eq!(verified.status, 0, "{}", verified.out);
    Ok(())
}

/// Of an account in euros and dollars, what is booked in dollars already is not booked in euros.
#[test]
fn what_is_booked_in_another_currency_already_is_read_in_that() -> Tested {
    for (name, text) in [("c.csv", table()), ("c.sta", report())] {
        let bureau = Bureau::new();
        bureau.drop("mueller/a.xml", stated(5, "USD"));
        bureau.drop("mueller/b.xml", camt(MUELLER, 6, &[("7.00", "Adler", "RE 2")]));
        bureau.run(&["run"]);
        let before = booked(&bureau);
        bureau.drop(&format!("mueller/{name}"), text);
        bureau.run(&["run"]);
        assert_eq!(booked(&bureau), before, "{name}");
        // What is in neither is in euros, as a bank's own table is.
        let other = format!(
            "IBAN Auftragskonto;Buchungstag;Name;Verwendungszweck;Betrag\n\
             {MUELLER};07.10.2026;Jansen;Pacht;-300,00\n"
        );
        bureau.drop("mueller/d.csv", other);
        bureau.run(&["run"]);
        assert!(booked(&bureau).contains(&"\"-300.00\" \"EUR\"".to_owned()), "{name}");
        assert_eq!(bureau.run(&["verify"]).status, 0, "{name}");
    }
    Ok(())
}

/// Two tables were read in euros before the dollars of their account were known: each is asked
/// about until it is booked in dollars.
#[test]
fn all_that_was_read_in_euros_is_asked_about_once_the_account_is_told_in_dollars() -> Tested {
    let bureau = Bureau::new();
    let september = format!(
        "IBAN Auftragskonto;Buchungstag;Name;Verwendungszweck;Betrag\n\
         {MUELLER};01.09.2026;Adler;RE 9;3,00\n"
    );
    for (name, text) in [("a.csv", september), ("b.csv", table())] {
        bureau.drop(&format!("mueller/{name}"), text);
        bureau.run(&["run"]);
    }
    bureau.drop("mueller/c.xml", stated(5, "USD"));
    assert_eq!(bureau.run(&["run"]).status, 1);
    for (name, id) in [("a.csv", "D1"), ("b.csv", "D2")] {
        let asked = bureau.document(&format!("mueller/{name}"));
        assert_eq!(asked["waits"], true, "{asked}");
        assert!(asked.to_string().contains(&format!("kontor undo {id}")), "{asked}");
        assert_eq!(bureau.run(&["undo", id]).status, 0);
        assert_eq!(bureau.run(&["resolve", id, "accept"]).status, 0);
        assert_eq!(bureau.document(&format!("mueller/{name}"))["waits"], false, "{name}");
    }
    let rows = bureau.report("reconciliation").into_iter();
    let standing = rows.filter(|row| !row["explanation"].to_string().contains("zurückgenommen"));
    let standing: Vec<String> =
        standing.map(|row| format!("{} {}", row["amount"], row["currency"])).collect();
    assert_eq!(standing, ["\"3.00\" \"USD\"", "\"-500.00\" \"USD\"", "\"20.00\" \"USD\""]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// Of an account in euros and dollars, a table that tells of bookings in both is in neither.
#[test]
fn what_is_booked_in_two_currencies_is_not_booked_in_one() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/a.xml", stated(5, "USD"));
    bureau.drop("mueller/b.xml", camt(MUELLER, 6, &[("7.00", "Adler", "RE 2")]));
    bureau.run(&["run"]);
    let before = booked(&bureau);
    let head = "IBAN Auftragskonto;Buchungstag;Name;Verwendungszweck;Betrag\n";
    let rows = [
        format!("{}{MUELLER};05.10.2026;Adler;RE 2;7,00\n", table()),
        // A fee that is booked in dollars by chance, beside another booking and by itself.
        format!("{head}{MUELLER};05.10.2026;Adler;x;20,00\n{MUELLER};04.10.2026;B;y;-44,00\n"),
        format!("{head}{MUELLER};05.10.2026;Adler;z;20,00\n"),
    ];
    for (at, text) in rows.into_iter().enumerate() {
        let name = format!("mueller/{at}.csv");
        bureau.drop(&name, text);
        assert_eq!(bureau.run(&["run"]).status, 1);
        assert_eq!(bureau.document(&name)["status"], "held", "{at}");
        assert_eq!(booked(&bureau), before);
    }
    Ok(())
}

/// A table of two accounts, one of which is told in dollars later: it is taken back and booked anew
/// whole. What a person calls euros stays so, next month's tables too.
#[test]
fn a_table_of_two_accounts_is_booked_anew_and_euros_by_a_persons_word_stay_euros() -> Tested {
    let other = "DE16600501010020000101";
    let rows = format!(
        "{MUELLER};05.10.2026;Jansen;Miete;-500,00\n{MUELLER};05.10.2026;Adler;RE 1;20,00\n"
    );
    let head = "IBAN Auftragskonto;Buchungstag;Name;Verwendungszweck;Betrag\n";
    for is_euro in [false, true] {
        let bureau = Bureau::new();
        let settings = bureau.path("companies/mueller.toml");
        let text = std::fs::read_to_string(&settings)?;
        let both = format!("[\"{MUELLER}\", \"{other}\"]");
        std::fs::write(&settings, text.replace(&format!("[\"{MUELLER}\"]"), &both))?;
        let second = format!("{other};05.10.2026;Huber;x;-7,00\n");
        bureau.drop("mueller/a.csv", format!("{head}{rows}{second}"));
        bureau.run(&["run"]);
        bureau.drop("mueller/b.xml", stated(5, "USD"));
        assert_eq!(bureau.run(&["run"]).status, 1);
        let answers: &[&[&str]] = match is_euro {
            true => &[&["resolve", "D1", "accept"]],
            false => &[&["undo", "D1"], &["resolve", "D1", "accept"]],
        };
        for answer in answers {
            let given = bureau.run(answer);
            assert_eq!(given.status, 0, "{answer:?}: {}", given.err);
        }
        let counted = |currency: &str| {
            let rows = bureau.report("reconciliation").into_iter();
            let standing =
                rows.filter(|row| !row["explanation"].to_string().contains("zurückgenommen"));
            standing.filter(|row| row["currency"] == currency).count()
        };
        let expected = if is_euro { (3, 2) } else { (1, 2) };
        assert_eq!((counted("EUR"), counted("USD")), expected);
        let later = format!("{head}{MUELLER};05.11.2026;Jansen;Miete;-500,00\n");
        bureau.drop("mueller/c.csv", later);
        bureau.run(&["run"]);
        let expected = if is_euro { (4, 2) } else { (1, 3) };
        assert_eq!((counted("EUR"), counted("USD")), expected);
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

/// Of an account in euros and dollars, a table is asked about whose bookings come in dollars later;
/// another is not.
#[test]
fn what_is_told_in_another_currency_later_is_asked_about() -> Tested {
    for in_one_run in [false, true] {
        let bureau = Bureau::new();
        let pause = || {
            if !in_one_run {
                bureau.run(&["run"]);
            }
        };
        bureau.drop("mueller/a.xml", camt(MUELLER, 6, &[("7.00", "Adler", "RE 2")]));
        pause();
        let other = format!(
            "IBAN Auftragskonto;Buchungstag;Name;Verwendungszweck;Betrag\n\
             {MUELLER};07.10.2026;Jansen;Pacht;-300,00\n"
        );
        bureau.drop("mueller/b.csv", other);
        bureau.drop("mueller/c.csv", table());
        pause();
        bureau.drop("mueller/d.xml", stated(5, "USD"));
        let status = bureau.run(&["run"]).status;
        assert_eq!(bureau.document("mueller/b.csv")["waits"], false);
        let dollars = booked(&bureau).iter().filter(|row| row.contains("USD")).count();
        assert_eq!(dollars, 2);
        let asked = bureau.document("mueller/c.csv");
        assert_eq!(asked["waits"], !in_one_run, "{asked}");
        assert!(in_one_run || status == 1);
        if !in_one_run {
            assert_eq!(bureau.run(&["resolve", "D3", "accept"]).status, 0);
            assert_eq!(bureau.document("mueller/c.csv")["waits"], false);
        }
        assert_eq!(booked(&bureau).len(), if in_one_run { 4 } else { 6 });
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

/// 1,005 euro are a thousand and five, or 1.01: a person says.
#[test]
fn an_amount_with_parts_of_a_cent_is_booked_by_a_yes_only() -> Tested {
    let bureau = Bureau::new();
    let table = format!(
        "IBAN Auftragskonto;Buchungstag;Name;Verwendungszweck;Betrag;Währung\n\
         {MUELLER};05.10.2026;Jansen;Miete;-10,00;EUR\n\
         {MUELLER};05.10.2026;Adler;RE 1;1,005;EUR\n"
    );
    bureau.drop("mueller/a.csv", table);
    assert_eq!(bureau.run(&["run"]).status, 1);
    let held = bureau.document("mueller/a.csv");
    assert_eq!((&held["status"], bureau.report("journal").len()), (&"held".into(), 0), "{held}");
    assert!(held["reason"].to_string().contains("1,005"), "{held}");
    assert_eq!(bureau.run(&["resolve", "D1", "accept"]).status, 0);
    assert_eq!(booked(&bureau), ["\"-10.00\" \"EUR\"", "\"1.01\" \"EUR\""]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
