//! A table of a bank from whose middle a line is missing: the running balances say so, and what is
//! missing is told and stays a difference; it is no part of the balance before the first line. And
//! a statement whose bookings cancel each other out: only its number is missing.

use super::bureau::{Bureau, Tested};

#[test]
fn what_is_missing_in_the_middle_goes_into_no_opening_balance() -> Tested {
    let bureau = Bureau::new();
    let rows = "15.10.2026;15.10.2026;D;Gutschrift;d;1.000,00;EUR;-100,00;EUR\n\
                12.10.2026;12.10.2026;C;Gutschrift;c;1.100,00;EUR;-50,00;EUR\n\
                10.10.2026;10.10.2026;B;Gutschrift;b;700,00;EUR;20,00;EUR\n\
                08.10.2026;08.10.2026;A;Gutschrift;a;680,00;EUR;10,00;EUR\n";
    let table = format!(
        "Umsatzanzeige;Datei erstellt am: 20.10.2026 10:00\n\nIBAN;{}\nBank;ING\n\
         Saldo;1.000,00;EUR\n\nSortierung;Datum absteigend\n\nBuchung;Wertstellungsdatum;\
         Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;Saldo;Währung;Betrag;Währung\n{rows}",
        super::bureau::MUELLER
    );
    bureau.drop("mueller/ing.csv", table);
    assert_eq!(bureau.run(&["run"]).status, 1);
    let said = bureau.document("mueller/ing.csv");
    assert!(said["waits"] == true && said.to_string().contains("folgt nicht aus"), "{said}");
    // 670.00 before the first line, and 120.00 less: 450.00 short of what the bank says.
    let bank = bureau.report("trial-balance").into_iter().find(|row| row["account"] == "1200");
    assert_eq!(bank.map(|row| row["closing"].clone()), Some("550.00".into()));
    let review = bureau.run(&["review"]).out;
    assert!(review.contains("450,00"), "{review}");
    Ok(())
}

/// A day's statement of one booking there and back, so that its balances are the same.
fn numbered(number: u32, day: u32) -> String {
    let day = format!("2610{day:02}");
    let booking =
        |side: &str| format!(":61:{day}{side}50,00NTRFNONREF\n:86:166?20NR{number}{side}");
    format!(
        ":20:STARTUMS\n:25:12030000/0000202051\n:28C:{number:05}/001\n:60F:C{day}EUR100,00\n\
         {}\n{}\n:62F:C{day}EUR100,00\n-\n",
        booking("C"),
        booking("D")
    )
}

#[test]
fn a_statement_number_left_out_is_asked_until_it_comes_or_somebody_says_that_there_is_none()
-> Tested {
    let bureau = Bureau::new();
    let issued = [(38, 1), (39, 2), (40, 5), (41, 6), (42, 8), (44, 13), (46, 20)];
    for (number, day) in issued {
        bureau.drop(&format!("mueller/{number}.sta"), numbered(number, day));
    }
    bureau.run(&["run"]);
    let asked = |number: u32| -> Option<String> {
        let said = bureau.document(&format!("mueller/{number}.sta"));
        (said["waits"] == true).then(|| said.to_string())
    };
    assert_eq!([40, 41, 42].map(|number| asked(number).is_some()), [false; 3]);
    assert!(
        asked(44).is_some_and(|said| said.contains("Nach Auszug 42 kommt Auszug 44; 43 fehlt"))
    );
    assert!(asked(46).is_some_and(|said| said.contains("45 fehlt")));
    // Handed in late, it is missed no more; of the other somebody says that there is none.
    bureau.drop("mueller/43.sta", numbered(43, 9));
    bureau.run(&["run"]);
    assert_eq!([43, 44].map(|number| asked(number).is_some()), [false; 2]);
    let id = bureau.document("mueller/46.sta")["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 0);
    assert_eq!(asked(46), None);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// A statement of one booking, from a balance in cents on.
fn of_day(number: u32, day: u32, opening: i64, cents: i64, name: &str) -> String {
    let money = |cents: i64| format!("{},{:02}", cents / 100, cents % 100);
    let day = format!("2610{day:02}");
    format!(
        ":20:STARTUMS\n:25:12030000/0000202051\n:28C:{number:05}/001\n:60F:C{day}EUR{}\n\
         :61:{day}C{}NTRFNONREF\n:86:166?20{name}?32{name}\n:62F:C{day}EUR{}\n-\n",
        money(opening),
        money(cents),
        money(opening + cents)
    )
}

/// A table of the same account: day, name and euros of each booking.
fn table(rows: &[(u32, &str, u32)]) -> String {
    let row = |(day, name, euro): &(u32, &str, u32)| {
        format!("{};{day:02}.10.2026;{name};{name};{euro},00\n", super::bureau::MUELLER)
    };
    let rows: String = rows.iter().map(row).collect();
    format!("IBAN Auftragskonto;Buchungstag;Name;Verwendungszweck;Betrag\n{rows}")
}

#[test]
fn a_gap_whose_bookings_all_came_by_another_door_is_asked_of_nobody() -> Tested {
    let all = [(5, "Adler", 10), (6, "Biber", 20), (7, "Dachs", 30), (8, "Elster", 40)];
    let other = [(5, "Adler", 10), (6, "Biber", 20), (8, "Elster", 40)];
    let (first, third) =
        (of_day(1, 5, 10_000, 1_000, "Adler"), of_day(3, 8, 16_000, 4_000, "Elster"));
    let orders: [[usize; 3]; 4] = [[0, 1, 2], [2, 0, 1], [1, 2, 0], [0, 2, 1]];
    for (rows, order, asks) in
        orders.iter().map(|order| (&all[..], order, false)).chain([(&other[..], &orders[0], true)])
    {
        let bureau = Bureau::new();
        let files = [("1.sta", first.clone()), ("3.sta", third.clone()), ("alle.csv", table(rows))];
        for (name, text) in order.iter().filter_map(|at| files.get(*at)) {
            bureau.drop(&format!("mueller/{name}"), text);
            bureau.run(&["run"]);
        }
        let gap = || bureau.document("mueller/3.sta").to_string().contains("Lücke im Konto");
        assert_eq!((gap(), bureau.run(&["review"]).status), (asks, 0), "{order:?}");
        let bank = bureau.report("trial-balance").into_iter().find(|row| row["account"] == "1200");
        let stands = if asks { "170.00" } else { "200.00" };
        assert_eq!(bank.map(|row| row["closing"].clone()), Some(stands.into()), "{order:?}");
        // Taken back, the table proves nothing any more.
        let id = bureau.document("mueller/alle.csv")["id"].as_str().unwrap_or_default().to_owned();
        let undone = bureau.run(&["undo", &id]);
        assert_eq!(undone.status, 0, "{}", undone.err);
        assert!(gap(), "{order:?}");
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}
