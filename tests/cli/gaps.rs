//! A table of a bank from whose middle a line is missing: the running balances say so, and what is
//! missing is told and stays a difference; it is no part of the balance before the first line.

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
