//! Exports whose directions and statuses stand in words: what is understood is booked, what is not
//! is told, never guessed.

use kontor::domain::statement::Status;
use kontor::domain::{BankStatement, Content, Entry, Finding, Language};
use kontor::formats::bank_csv::layout;
use kontor::formats::{self, Input, Layouts, Read};

type Failure = Box<dyn std::error::Error>;

fn read_with(text: &str, layouts: &Layouts) -> Result<(BankStatement, Vec<String>), Finding> {
    let (_, reading) = formats::read(&Input { bytes: text.as_bytes(), name: "x.csv", layouts })?;
    let Read::Content(Content::BankStatement(statement)) = reading.content else {
        panic!("no bank statement")
    };
    let inside = statement.statements.iter().flat_map(|statement| &statement.findings);
    let codes =
        reading.findings.iter().chain(inside).map(|finding| finding.code().to_owned()).collect();
    Ok((statement, codes))
}

fn read(text: &str) -> Result<(BankStatement, Vec<String>), Finding> {
    read_with(text, &Layouts::default())
}

fn entries(statement: &BankStatement) -> Vec<&Entry> {
    statement.statements.iter().flat_map(|statement| &statement.entries).collect()
}

/// The amounts of a table, as written by kontor.
fn amounts(text: &str) -> Result<Vec<String>, Finding> {
    Ok(entries(&read(text)?.0).iter().map(|entry| entry.amount.amount.to_string()).collect())
}

#[test]
fn an_amount_without_sign_goes_where_the_word_says() -> Result<(), Failure> {
    for (head, out, into) in [
        ("Richtung", "Ausgang", "Eingang"),
        ("Direction", "OUT", "IN"),
        ("Art", "Ausgabe", "Einnahme"),
        ("Typ", "Abgang", "Zugang"),
        ("Bewegung", "Auszahlung", "Einzahlung"),
        ("Vorgang", "BELASTUNG", "GUTSCHRIFT"),
        ("Type", "Debit", "Credit"),
        ("Sens", "Débit", "Crédit"),
        ("Af Bij", "Af", "Bij"),
        ("Kierunek", "wychodzący", "przychodzący"),
        ("Tipo", "Cargo", "Abono"),
        ("Was auch immer", "Uscita", "Entrata"),
        ("Soll/Haben", "S", "H"),
        ("+/-", "-", "+"),
        ("Type", "Debited", "Credited"),
        ("Kind", "Payout", "Pay-in"),
        ("Art", "Abgebucht", "Gutgeschrieben"),
    ] {
        let text = format!(
            "Datum;{head};Empfänger;Verwendungszweck;Betrag;Währung\n05.10.2026;{out};A;Miete;500,00;EUR\n06.10.2026;{into};B;RE 1;90,00;EUR\n"
        );
        assert_eq!(amounts(&text)?, ["-500.00", "90.00"], "{head}");
    }
    Ok(())
}

/// One of two words is known: the other is not taken for it.
#[test]
fn beside_a_word_for_money_in_the_other_word_is_not_money_in() -> Result<(), Failure> {
    let text = "Datum;Soort;Tegenpartij;Bedrag;Munt\n05-10-2026;Ontvangen;A;90,00;EUR\n16-10-2026;Betaald;B;500,00;EUR\n";
    let (statement, codes) = read(text)?;
    assert_eq!(
        entries(&statement).iter().map(|entry| entry.amount.amount.to_string()).collect::<Vec<_>>(),
        ["90.00"]
    );
    assert!(codes.contains(&"csv-direction-unknown".to_owned()), "{codes:?}");
    let signed = text.replace(";500", ";-500");
    assert_eq!(amounts(&signed)?, ["90.00", "-500.00"]);
    Ok(())
}

#[test]
fn a_word_that_nobody_knows_books_nothing() -> Result<(), Failure> {
    let head = "Datum;Richtung;Empfänger;Verwendungszweck;Betrag;Währung\n";
    let known = "05.10.2026;Eingang;A;RE 1;100,00;EUR\n06.10.2026;Ausgang;B;Miete;500,00;EUR\n";
    let (statement, findings) = read(&format!(
        "{head}{known}07.10.2026;Q7;C;Kauf;5,00;EUR\n08.10.2026;;C;Kauf;6,00;EUR\n"
    ))?;
    assert_eq!(entries(&statement).len(), 2);
    assert_eq!(findings, ["csv-direction-unknown", "csv-direction-unknown"]);
    let nothing =
        read(&format!("{head}07.10.2026;Q7;C;Kauf;5,00;EUR\n08.10.2026;Q1;C;Kauf;6,00;EUR\n"));
    assert_eq!(nothing.map_err(|finding| finding.code()), Err("csv-nothing-understood"));
    // A direct debit may be collected by the holder: beside other kinds of payments it says nothing
    // for certain.
    let kinds = "Datum;Umsatzart;Empfänger;Verwendungszweck;Betrag;Währung\n05.10.2026;Gutschrift;A;Beitrag;100,00;EUR\n06.10.2026;Lastschrift;B;Beitrag;50,00;EUR\n";
    let (statement, findings) = read(kinds)?;
    assert_eq!(
        (entries(&statement).len(), findings),
        (1, vec!["csv-direction-unknown".to_owned()])
    );
    Ok(())
}

#[test]
fn balances_say_what_a_word_does_not() -> Result<(), Failure> {
    let text = "Datum;Richtung;Empfänger;Verwendungszweck;Betrag;Währung;Saldo\n05.10.2026;Eingang;A;RE 1;100,00;EUR;1100,00\n\
        06.10.2026;Q7;B;Miete;500,00;EUR;600,00\n07.10.2026;Q1;C;RE \
        2;5,00;EUR;605,00\n08.10.2026;Ausgang;C;RE 2;5,00;EUR;600,00\n";
    assert_eq!(amounts(text)?, ["100.00", "-500.00", "5.00", "-5.00"]);
    Ok(())
}

#[test]
fn signs_and_words_are_combined_row_by_row() -> Result<(), Failure> {
    let table = |rows: &str| {
        format!("Buchungstag;Valuta;Verwendungszweck;Betrag;Soll/Haben;Währung;Saldo\n{rows}")
    };
    let row = |amount: &str, side: &str, balance: &str| {
        format!("06.10.2026;06.10.2026;Text;{amount};{side};EUR;{balance}\n")
    };
    // A charge taken back among amounts without signs.
    let unsigned =
        [row("100,00", "H", "200,00"), row("50,00", "S", "150,00"), row("-5,00", "S", "155,00")]
            .concat();
    assert_eq!(amounts(&table(&unsigned))?, ["100.00", "-50.00", "5.00"]);
    // Amounts that carry their signs: S only repeats them.
    let signed =
        [row("100,00", "H", "200,00"), row("-50,00", "S", "150,00"), row("-5,00", "S", "145,00")]
            .concat();
    assert_eq!(amounts(&table(&signed))?, ["100.00", "-50.00", "-5.00"]);
    // One row out only, and it is taken back: the balance says so.
    let taken_back = [row("100,00", "H", "200,00"), row("-50,00", "S", "250,00")].concat();
    assert_eq!(amounts(&table(&taken_back))?, ["100.00", "50.00"]);
    // Both without a balance: nobody knows what the minus means.
    let credit = row("9,00", "H", "");
    let doubtful = [row("50,00", "S", ""), row("-5,00", "S", ""), credit.clone()].concat();
    assert_eq!(read(&table(&doubtful))?.1, ["csv-directions-in-doubt"]);
    assert_eq!(amounts(&table(&doubtful))?, ["-50.00", "9.00"]);
    // Most say how amounts are written; the one that contradicts them is not booked, and turns no
    // other.
    let signs = [row("-50,00", "S", ""), row("-7,00", "S", ""), row("5,00", "S", "")].concat();
    assert_eq!(amounts(&table(&signs))?, ["-50.00", "-7.00"]);
    let none = [row("50,00", "S", ""), row("7,00", "S", ""), row("-5,00", "S", "")].concat();
    assert_eq!(amounts(&table(&none))?, ["-50.00", "-7.00"]);
    // Its own balance tells, where that of another row is astray.
    let step = [
        row("-50,00", "S", "950,00"),
        row("-7,00", "S", "943,00"),
        row("5,00", "S", "948,00"),
        row("-1,00", "S", "900,00"),
    ];
    assert_eq!(amounts(&table(&step.concat()))?, ["-50.00", "-7.00", "5.00", "-1.00"]);
    // Two columns are no other: what has a minus among the debits is not booked unproved.
    let sides = "Buchungstag;Valuta;Verwendungszweck;Soll;Haben;Währung\n06.10.2026;06.10.2026;Miete;500,00;;EUR\n07.10.2026;07.10.2026;Storno;-5,00;;EUR\n08.10.2026;08.10.2026;RE;0,00;9,00;EUR\n";
    assert_eq!(amounts(sides)?, ["-500.00", "9.00"]);
    Ok(())
}

#[test]
fn a_status_books_only_what_is_done() -> Result<(), Failure> {
    let head = "Datum;Empfänger;Verwendungszweck;Betrag;Währung;Status\n";
    let row = |status: &str| format!("05.10.2026;A;Text;-1,00;EUR;{status}\n");
    let states = |status: &str| -> Result<(Vec<Status>, Vec<String>), Finding> {
        let (statement, findings) = read(&format!("{head}{}{}", row("Gebucht"), row(status)))?;
        Ok((entries(&statement).iter().skip(1).map(|entry| entry.status).collect(), findings))
    };
    for done in
        ["Ausgeführt", "COMPLETED", "uitgevoerd", "Zrealizowana", "Effectué", "Contabilizado", ""]
    {
        assert_eq!(states(done)?.0, [Status::Booked], "{done}");
    }
    for not_yet in
        ["Geplant", "noch nicht gebucht", "On hold", "En attente", "Oczekująca", "Pendiente"]
    {
        assert_eq!(states(not_yet)?.0, [Status::Pending], "{not_yet}");
    }
    for never in ["Zurückgewiesen", "Refused", "Void", "Geweigerd"] {
        assert_eq!(states(never)?, (vec![], vec!["csv-never-booked".to_owned()]), "{never}");
    }
    for unknown in ["Returned", "Stufe 3", "Prüfung abgeschlossen"] {
        assert_eq!(states(unknown)?, (vec![], vec!["csv-status-unknown".to_owned()]), "{unknown}");
    }
    Ok(())
}

#[test]
fn yes_in_a_column_of_announced_bookings_is_not_booked() -> Result<(), Failure> {
    let text = "Datum;Empfänger;Verwendungszweck;Betrag;Währung;Vormerkbuchung\n05.10.2026;A;RE;1,00;EUR;\n06.10.2026;A;RE;2,00;EUR;ja\n07.10.2026;A;RE;3,00;EUR;nein\n";
    let (statement, _) = read(text)?;
    let states: Vec<Status> = entries(&statement).iter().map(|entry| entry.status).collect();
    assert_eq!(states, [Status::Booked, Status::Pending, Status::Booked]);
    for head in ["Vormerkposten", "Reservierung"] {
        let (statement, _) = read(&text.replace("Vormerkbuchung", head))?;
        let states: Vec<Status> = entries(&statement).iter().map(|entry| entry.status).collect();
        assert_eq!(states, [Status::Booked, Status::Pending, Status::Booked], "{head}");
    }
    let hibiscus = "\"#\";\"IBAN\";\"BIC\";\"Konto\";\"Gegenkonto\";\"Gegenkonto \
        BLZ\";\"Gegenkonto \
        Inhaber\";\"Betrag\";\"Valuta\";\"Datum\";\"Verwendungszweck\";\"Zwischensumme\";\"Art\";\"Vormerkbuchung\"\n\
        \"1\";\"DE02120300000000202051\";\"BYLADEM1001\";\"Giro\";\"DE02500105170137075030\";\"INGDDEFF\";\"Kunde AG\";\"10,00\";\"01.10.2026\";\"01.10.2026\";\"RE 1\";\"110,00\";\"GUTSCHRIFT\";\n\
        \"2\";\"DE02120300000000202051\";\"BYLADEM1001\";\"Giro\";\"DE02500105170137075030\";\"INGDDEFF\";\"Kiosk\";\"-5,00\";\"02.10.2026\";\"02.10.2026\";\"Karte\";\"0,00\";\"KARTE\";\"ja\"\n";
    let (statement, findings) = read(hibiscus)?;
    let [only] = statement.statements.as_slice() else { panic!("one statement") };
    assert_eq!((statement.format.as_str(), findings), ("csv:hibiscus", vec![]));
    assert_eq!(
        only.account.iban.as_ref().map(|iban| iban.as_str()),
        Some("DE02120300000000202051")
    );
    assert_eq!(
        only.entries.iter().map(|entry| entry.status).collect::<Vec<_>>(),
        [Status::Booked, Status::Pending]
    );
    Ok(())
}

#[test]
fn other_words_in_a_column_that_asks_yes_or_no_are_never_the_harmless_answer() -> Result<(), Failure>
{
    let states = |head: &str, word: &str| -> Result<(Vec<Status>, Vec<String>), Finding> {
        let rows = format!("05.10.2026;A;RE;1,00;EUR;{word}\n06.10.2026;A;RE;2,00;EUR;\n");
        let head = format!("Datum;Empfänger;Verwendungszweck;Betrag;Währung;{head}\n");
        let (statement, codes) = read(&(head + &rows))?;
        let first =
            entries(&statement).into_iter().filter(|row| row.amount.amount.to_string() == "1.00");
        Ok((first.map(|entry| entry.status).collect(), codes))
    };
    for word in ["offen", "vorgemerkt", "Pending", "wartend", "noch nicht gebucht"] {
        assert_eq!(states("Vormerkbuchung", word)?.0, [Status::Pending], "{word}");
    }
    for word in ["gebucht", "nein", "0"] {
        assert_eq!(states("Vormerkbuchung", word)?.0, [Status::Booked], "{word}");
    }
    for (head, word) in
        [("Vormerkbuchung", "Q7"), ("Vormerkung", "siehe Text"), ("Storniert", "Q7")]
    {
        let (booked, codes) = states(head, word)?;
        assert!(booked.is_empty() && codes.contains(&"csv-status-unknown".to_owned()), "{word}");
    }
    // Days and numbers answer nothing: the column says something else.
    for word in ["05.10.2026", "4711"] {
        assert_eq!(states("Gebucht", word)?.0, [Status::Booked], "{word}");
    }
    Ok(())
}

#[test]
fn an_office_names_words_of_its_own_bank() -> Result<(), Failure> {
    let bank = "[[bank]]\nname = 'dorfbank'\ntitle = 'Dorfbank'\nheader = ['Tag', 'Weg', 'Wert in \
        Euro', 'Lage']\n\
        columns = \
        { booking_date = 'Tag', amount = 'Wert in Euro', sign = 'Weg', status = 'Lage' }\n\
        words = { in = ['her'], out = ['hin'], booked = ['liegt'], pending = ['kommt'] }";
    let layouts = Layouts { banks: layout::read(bank)?, ..Layouts::default() };
    let text = "Tag;Weg;Wert in \
        Euro;Lage\n05.10.2026;her;7,00;liegt\n06.10.2026;hin;8,00;liegt\n07.10.2026;hin;9,00;kommt\n";
    let (statement, findings) = read_with(text, &layouts)?;
    let told: Vec<(String, Status)> = entries(&statement)
        .iter()
        .map(|entry| (entry.amount.amount.to_string(), entry.status))
        .collect();
    let told: Vec<(&str, Status)> =
        told.iter().map(|(amount, status)| (amount.as_str(), *status)).collect();
    assert_eq!(
        told,
        [("7.00", Status::Booked), ("-8.00", Status::Booked), ("-9.00", Status::Pending)]
    );
    assert!(findings.is_empty(), "{findings:?}");
    Ok(())
}

#[test]
fn a_card_beside_an_iban_makes_no_other_account() -> Result<(), Failure> {
    let text = "Buchungsdatum,Transaktionsart,Auftraggeber/Empfänger,Counterparty \
        IBAN,Verwendungszweck,Kartennummer,Zahlungswährung,Zahlungsbetrag,Wallet-Saldo nach \
        Transaktion,Wallet-IBAN\n\
        03.07.2026,Karte,Kiosk,N/A,Kauf,*1234,EUR,-40.00,60.00,DE02120300000000202051\n02.07.2026,Überweisung,Kunde,N/A,RE,N/A,EUR,100.00,100.00,DE02120300000000202051\n";
    let (statement, findings) = read(text)?;
    assert_eq!((statement.statements.len(), findings.is_empty()), (1, true));
    assert_eq!(statement.statements.first().and_then(|only| only.account.number.clone()), None);
    Ok(())
}

#[test]
fn a_day_without_year_lies_near_the_day_beside_it() -> Result<(), Failure> {
    for (booked, valued) in
        [("31.12", "02.01.26"), ("31.12.", "02.01.2026"), ("31.12.2025", "02.01.")]
    {
        let text = format!(
            "Buchungstag;Valutadatum;Verwendungszweck;Betrag;Währung\n{booked};{valued};RE;1,00;EUR\n"
        );
        let (statement, _) = read(&text)?;
        let days: Vec<String> = entries(&statement)
            .iter()
            .flat_map(|entry| [entry.booking_date, entry.value_date])
            .flatten()
            .map(|day| day.to_string())
            .collect();
        assert_eq!(days, ["2025-12-31", "2026-01-02"], "{booked} {valued}");
    }
    Ok(())
}

/// Amounts without signs whose only direction is the kind of booking: what does not surely bring
/// money in is left out and told.
#[test]
fn a_kind_of_booking_that_says_no_direction_is_not_money_in() -> Result<(), Failure> {
    let table = |kinds: &[&str]| {
        let row = |(at, kind): (usize, &&str)| {
            format!("{:02}.10.2026;{kind};Firma;RE {at};{}0,00;EUR\n", at + 5, at + 1)
        };
        format!(
            "Datum;Umsatzart;Empfänger;Verwendungszweck;Betrag;Währung\n{}",
            kinds.iter().enumerate().map(row).collect::<String>()
        )
    };
    for kinds in [
        ["Gutschrift", "Lastschrift", "Überweisung", "Dauerauftrag", "Kartenzahlung"],
        ["topup", "card", "refund", "card", "exchange"],
        ["Gutschrift", "", "Storno", "Rückgutschrift", "Q7"],
    ] {
        let (statement, codes) = read(&table(&kinds))?;
        assert_eq!(entries(&statement).len(), 1, "{kinds:?}");
        assert!(codes.contains(&"csv-direction-unknown".to_owned()), "{codes:?}");
    }
    let none = read(&table(&["Überweisung", "Kartenzahlung"]));
    assert_eq!(none.map_err(|finding| finding.code()), Err("csv-nothing-understood"));
    // A column of balances that is empty says nothing either.
    let unfilled = table(&["Gutschrift", "Überweisung"])
        .replace("Währung\n", "Währung;Saldo\n")
        .replace(";EUR\n", ";EUR;\n");
    assert_eq!(read(&unfilled)?.1, ["csv-direction-unknown"]);
    // What says nothing is not quoted as a word.
    let (text, layouts) = (table(&["Gutschrift", ""]), Layouts::default());
    let input = Input { bytes: text.as_bytes(), name: "x.csv", layouts: &layouts };
    let found = formats::read(&input)?.1.findings;
    let silent: String = found.iter().map(|finding| finding.say(Language::De)).collect();
    assert!(silent.contains("„(keine Angabe)“") && !silent.contains("„“"), "{silent}");
    let into = ["Gutschrift", "Überweisungsgutschrift", "SEPA-Zahlungseingang"];
    assert_eq!(amounts(&table(&into))?, ["10.00", "20.00", "30.00"]);
    let signed = table(&["Gutschrift", "Lastschrift", "Überweisung"])
        .replace(";20,", ";-20,")
        .replace(";30,", ";-30,");
    assert_eq!(amounts(&signed)?, ["10.00", "-20.00", "-30.00"]);
    Ok(())
}

/// An empty cell beside words for money out is no money in; only a bare minus leaves the others
/// blank.
#[test]
fn a_blank_beside_words_for_money_out_is_not_money_in() -> Result<(), Failure> {
    let table = |out: &str| {
        format!(
            "Buchungstag;Betrag;Kennzeichen;Verwendungszweck;Währung\n05.10.2026;100,00;;RE \
             1;EUR\n07.10.2026;70,00;{out};RE 3;EUR\n"
        )
    };
    assert_eq!(amounts(&table("-"))?, ["100.00", "-70.00"]);
    for out in ["S", "Belastung"] {
        let (statement, codes) = read(&table(out))?;
        let read: Vec<String> =
            entries(&statement).iter().map(|entry| entry.amount.amount.to_string()).collect();
        assert_eq!(
            (read, codes),
            (vec!["-70.00".to_owned()], vec!["csv-direction-unknown".to_owned()]),
            "{out}"
        );
    }
    // One that came in and was taken back does not sign the others.
    let taken_back = "Buchungstag;Betrag;S/H;Verwendungszweck;Währung\n05.10.2026;50,00;H;RE \
        1;EUR\n05.10.2026;-50,00;H;RE 1;EUR\n06.10.2026;9,00;X;RE 2;EUR\n";
    assert_eq!(amounts(taken_back)?, ["50.00", "-50.00"]);
    Ok(())
}

/// Beside columns of debits and credits an amount goes the way of the column that the row fills.
#[test]
fn an_amount_beside_debits_and_credits_goes_their_way() -> Result<(), Failure> {
    let head = "Datum;Betrag;Soll;Haben;Verwendungszweck;Währung\n";
    let rows = "05.10.2026;100,00;;100,00;RE 1;EUR\n06.10.2026;50,00;50,00;;RE 2;EUR\n";
    assert_eq!(amounts(&format!("{head}{rows}"))?, ["100.00", "-50.00"]);
    assert_eq!(
        amounts(&format!("{head}{rows}07.10.2026;70,00;;;RE 3;EUR\n"))?,
        ["100.00", "-50.00"]
    );
    assert_eq!(
        amounts(&format!("{head}{}", rows.replace(";50,00;50", ";-50,00;50")))?,
        ["100.00", "-50.00"]
    );
    // Accounts of a journal: neither side.
    let journal = format!("{head}05.10.2026;100,00;1200;8400;RE 1;EUR\n");
    assert_eq!(
        read(&journal).map_err(|finding| finding.code()).err(),
        Some("csv-nothing-understood")
    );
    Ok(())
}

/// Balances that fall say what amounts without signs do not; twins of one amount do not turn
/// around.
#[test]
fn balances_that_fall_take_money_out() -> Result<(), Failure> {
    let head = "Datum;Empfänger;Verwendungszweck;Betrag;Währung;Saldo\n";
    let rows = "05.10.2026;A;RE \
        1;100,00;EUR;1100,00\n06.10.2026;B;Miete;50,00;EUR;1050,00\n07.10.2026;B;RE \
        2;20,00;EUR;1070,00\n";
    assert_eq!(
        amounts(&format!("{head}{rows}"))?,
        ["-50.00", "20.00"],
        "what stood before the first is not known"
    );
    let words = head.replace("Saldo", "Saldo;Richtung");
    let twins = "05.10.2026;A;a;50,00;EUR;950,00;Q7\n06.10.2026;B;b;50,00;EUR;900,00;Q7\n07.10.2026;B;c;7,00;EUR;907,00;Eingang\n";
    assert_eq!(amounts(&format!("{words}{twins}"))?, ["-50.00", "7.00"]);
    Ok(())
}

#[test]
fn what_came_to_nothing_is_told_and_its_reversal_asked_about() -> Result<(), Failure> {
    let table = |rows: &[(&str, &str, &str)]| {
        let row = |(at, (amount, status, balance)): (usize, &(&str, &str, &str))| {
            format!("0{}.10.2026;Kern;Text {at};{amount};EUR;{status};{balance}\n", at + 1)
        };
        let rows: String = rows.iter().enumerate().map(row).collect();
        format!("Buchungstag;Empfänger;Verwendungszweck;Betrag;Währung;Status;Saldo\n{rows}")
    };
    for word in [
        "storniert",
        "Umsatz storniert",
        "abgelehnt",
        "Zurückgewiesen",
        "REVERTED",
        "Declined",
        "void",
    ] {
        let left_out = read(&table(&[
            ("-10,00", "gebucht", ""),
            ("-20,00", word, ""),
            ("21,00", "gebucht", ""),
        ]))?;
        assert_eq!(
            (entries(&left_out.0).len(), left_out.1),
            (2, vec!["csv-never-booked".to_owned()]),
            "{word}"
        );
    }
    let both = read(&table(&[
        ("-10,00", "gebucht", ""),
        ("-20,00", "storniert", ""),
        ("20,00", "gebucht", ""),
    ]))?;
    assert_eq!((entries(&both.0).len(), both.1), (2, vec!["csv-reversal-alone".to_owned()]));
    let once = table(&[
        ("-20,00", "storniert", ""),
        ("-20,00", "storniert", ""),
        ("20,00", "gebucht", ""),
    ]);
    assert_eq!(
        read(&once)?.1,
        ["csv-reversal-alone", "csv-never-booked"],
        "one booking reverses one row"
    );
    // What was booked before reverses nothing, nor does what the balances prove.
    let before = table(&[("20,00", "gebucht", ""), ("-20,00", "storniert", "")]);
    assert_eq!(read(&before)?.1, ["csv-never-booked"]);
    let proved = table(&[
        ("-10,00", "gebucht", "90,00"),
        ("-20,00", "abgelehnt", ""),
        ("20,00", "gebucht", "110,00"),
    ]);
    assert_eq!(read(&proved)?.1, ["csv-never-booked"]);
    let disproved = table(&[
        ("-10,00", "gebucht", "90,00"),
        ("-20,00", "storniert", "70,00"),
        ("20,00", "gebucht", "90,00"),
    ]);
    assert_eq!(read(&disproved)?.1, ["csv-reversal-alone", "csv-balance-breaks"]);
    Ok(())
}

/// The letters c and d are words for directions in a column of directions; as purposes they say
/// nothing.
#[test]
fn yes_in_a_column_of_cancelled_bookings_is_no_booking() -> Result<(), Failure> {
    for (head, yes, no) in
        [("Storniert", "ja", "nein"), ("Storno", "x", ""), ("Cancelled", "true", "false")]
    {
        for minus in ["-", ""] {
            let text = format!(
                "Buchungsdatum;Name;Verwendungszweck;Betrag;Währung;{head}\n\
                 05.10.2026;Alpha GmbH;RG 1;10,00;EUR;{no}\n\
                 06.10.2026;Alpha GmbH;RG 2;20,00;EUR;{yes}\n\
                 07.10.2026;Beta KG;Miete;{minus}5,00;EUR;{no}\n"
            );
            let (statement, findings) = read(&text)?;
            let booked: Vec<_> = entries(&statement).iter().map(|e| e.amount.to_string()).collect();
            assert_eq!(booked, ["10.00 EUR".to_owned(), format!("{minus}5.00 EUR")]);
            assert_eq!(findings, ["csv-never-booked"]);
        }
    }
    Ok(())
}

#[test]
fn a_customer_called_like_a_direction_is_none() -> Result<(), Failure> {
    for head in ["Name des Kunden", "Käufer", "Client name", "Shopper"] {
        let text = format!(
            "Datum;Währung;Betrag;Status;ID;Beschreibung;{head}\n\
             2026-10-05;EUR;100,00;Bezahlt;tr_1;RE-1;Otto\n\
             2026-10-06;EUR;50,00;Bezahlt;tr_2;RE-2;Sent\n"
        );
        assert_eq!(amounts(&text)?, ["100.00", "50.00"], "{head}");
    }
    Ok(())
}

#[test]
fn a_purpose_of_one_letter_is_no_direction() -> Result<(), Failure> {
    let rows = [
        ("a", "-10,00", "Ausgabe"),
        ("b", "10,00", "Einnahme"),
        ("c", "12,00", "Einnahme"),
        ("d", "-13,00", "Ausgabe"),
    ];
    let table = |head: &str, rows: &[(&str, &str, &str)]| {
        let row = |(text, amount, word): &(&str, &str, &str)| {
            format!("06.10.2026;Kern;{text};{amount};EUR;{word}\n")
        };
        format!(
            "Buchungstag;Empfänger;{head};Betrag;Währung;Merkmal\n{}",
            rows.iter().map(row).collect::<String>()
        )
    };
    for head in ["Verwendungszweck", "Text", "Notiz"] {
        assert_eq!(read(&table(head, &rows))?.1, Vec::<String>::new(), "{head}");
        assert_eq!(amounts(&table(head, &rows))?, ["-10.00", "10.00", "12.00", "-13.00"], "{head}");
        let turned = rows.map(|(text, amount, _)| (text, amount, "x"));
        assert_eq!(
            amounts(&table(head, &turned))?,
            ["-10.00", "10.00", "12.00", "-13.00"],
            "{head}"
        );
        let letters = [("c", "-10,00", "x"), ("d", "10,00", "y"), ("d", "-12,00", "x")];
        assert_eq!(amounts(&table(head, &letters))?, ["-10.00", "10.00", "-12.00"], "{head}");
    }
    // Beside bare amounts a text that is such a word in every row is all that tells the direction.
    let cash = [("Auszahlung", "10,00", "x"), ("Einzahlung", "12,00", "x")];
    assert_eq!(amounts(&table("Text", &cash))?, ["-10.00", "12.00"]);
    // The column of words says that these amounts carry no signs.
    let mixed = [("c", "12,00", "Ausgabe"), ("d", "10,00", "Einnahme")];
    assert_eq!(amounts(&table("Verwendungszweck", &mixed))?, ["-12.00", "10.00"]);
    Ok(())
}

/// What is one booking, two of them or a slip is not known: the difference is read, and told unless
/// a balance proves it.
#[test]
fn a_row_with_a_debit_and_a_credit_is_told() -> Result<(), Failure> {
    let table = |rows: &str| {
        format!(
            "Buchungstag;Verwendungszweck;Soll;Haben;Währung;Saldo\n06.10.2026;Miete;500,00;;EUR;500,00\n{rows}"
        )
    };
    let twice = table("07.10.2026;RE 1;20,00;14,00;EUR;\n08.10.2026;RE 2;14,00;14,00;EUR;\n");
    assert_eq!(amounts(&twice)?, ["-500.00", "-6.00", "0.00"]);
    assert_eq!(read(&twice)?.1, ["csv-both-sides", "csv-both-sides"]);
    assert_eq!(read(&table("07.10.2026;RE 1;20,00;14,00;EUR;494,00\n"))?.1, Vec::<String>::new());
    assert_eq!(read(&table("07.10.2026;RE 1;0,00;14,00;EUR;\n"))?.1, Vec::<String>::new());
    for (debit, credit) in [("20,00", "abc"), ("x", "14,00"), ("-", "14,00")] {
        let odd = table(&format!("07.10.2026;RE 1;{debit};{credit};EUR;\n"));
        assert_eq!(
            (amounts(&odd)?, read(&odd)?.1),
            (vec!["-500.00".to_owned()], vec!["csv-row-unread".to_owned()]),
            "{debit} {credit}"
        );
    }
    Ok(())
}

#[test]
fn a_minus_beside_money_in_is_told_where_no_balance_proves_it() -> Result<(), Failure> {
    let table = |rows: &[(&str, &str, &str)]| {
        let line = |(way, amount, balance): &(&str, &str, &str)| {
            format!("05.10.2026;05.10.2026;Text;{amount};{way};EUR;{balance}\n")
        };
        let head = "Buchungstag;Valuta;Verwendungszweck;Betrag;Richtung;Währung;Saldo\n";
        head.to_owned() + &rows.iter().map(line).collect::<String>()
    };
    let told = table(&[("Eingang", "100,00", ""), ("Eingang", "-30,00", "")]);
    assert_eq!(amounts(&told)?, ["100.00", "-30.00"]);
    assert_eq!(read(&told)?.1, ["csv-credit-with-minus"]);
    let proved = table(&[("Eingang", "100,00", "600,00"), ("Eingang", "-30,00", "570,00")]);
    assert_eq!(read(&proved)?.1, [""; 0]);
    // A column of nothing but signs says them too.
    let signs = "Datum;Betrag;+/-;Name;Verwendungszweck\n05.10.2026;100,00;+;A;x\n\
        06.10.2026;50,00;-;B;y\n07.10.2026;20,00;-;C;z\n";
    assert_eq!(amounts(signs)?, ["100.00", "-50.00", "-20.00"]);
    let beside = "Datum;Betrag;+/-;Name;Verwendungszweck\n05.10.2026;100,00;+;A;x\n\
        06.10.2026;-50,00;-;B;y\n07.10.2026;-20,00;-;C;z\n08.10.2026;7,00;-;D;w\n";
    assert_eq!(amounts(beside)?, ["100.00", "-50.00", "-20.00"]);
    Ok(())
}

/// Whether an amount holds the fee beside it only the balances say; without them it is asked about.
#[test]
fn a_fee_beside_an_amount_is_proved_or_told() -> Result<(), Failure> {
    let table = |rows: &str| {
        format!("Datum;Empfänger;Verwendungszweck;Betrag;Gebühr;Währung;Saldo\n{rows}")
    };
    let apart = "04.10.2026;Kunde;RE 4;50,00;0,00;EUR;1.000,00\n\
        05.10.2026;Shop;Kauf;-100,00;1,50;EUR;898,50\n";
    assert_eq!(amounts(&table(apart))?, ["50.00", "-101.50"]);
    let inside = "04.10.2026;Kunde;RE 4;50,00;0,00;EUR;1.000,00\n\
        05.10.2026;Shop;Kauf;-100,00;1,50;EUR;900,00\n";
    assert_eq!(amounts(&table(inside))?, ["50.00", "-100.00"]);
    for rows in [
        "05.10.2026;Shop;Kauf;-100,00;1,50;EUR;\n",
        "05.10.2026;Shop;Kauf;-100,00;-1,50;EUR;898,50\n06.10.2026;Kunde;RE 5;1,00;;EUR;899,50\n",
    ] {
        assert_eq!(amounts(&table(rows))?.first().map(String::as_str), Some("-100.00"), "{rows}");
        assert!(read(&table(rows))?.1.contains(&"csv-fees-untold".to_owned()), "{rows}");
    }
    let none = "05.10.2026;Shop;Kauf;-100,00;0,00;EUR;\n06.10.2026;Kunde;RE 5;1,00;;EUR;\n";
    assert_eq!(amounts(&table(none))?, ["-100.00", "1.00"]);
    Ok(())
}

/// Among rows with booking dates one with a value date only is announced if it lies ahead.
#[test]
fn a_value_date_alone_among_booked_rows_is_told() -> Result<(), Failure> {
    let table = |day: &str, saldo: &str| {
        format!(
            "Buchungstag;Valuta;Empfänger;Verwendungszweck;Betrag;Währung;Saldo\n\
             05.10.2026;05.10.2026;Kunde;RE 5;100,00;EUR;\n\
             ;{day};Shop;Kauf;-20,00;EUR;{saldo}\n06.10.2026;06.10.2026;Kunde;RE 6;50,00;EUR;\n"
        )
    };
    assert_eq!(read(&table("05.10.2026", ""))?.1, ["csv-valued-only"]);
    assert_eq!(read(&table("08.10.2026", "130,00"))?.1, ["csv-valued-only"]);
    assert_eq!(read(&table("08.10.2026", ""))?.1, Vec::<String>::new());
    Ok(())
}
