//! Money between accounts of the company's own of which each tells its side.

use super::bureau::{Bureau, MUELLER, Tested, camt};

/// A card and a cash box that are kept from statements of their own: the bank's side of what moves
/// between them waits in transit for theirs.
#[test]
fn what_has_statements_of_its_own_is_reached_through_transit() -> Tested {
    let bureau = Bureau::mueller(
        "[[source]]\nformat = \"csv:dkb-card\"\naccount = \"1730\"\n[[source]]\nformat = \
         \"csv:generic\"\naccount = \"1000\"",
    );
    let rows = [
        ("-80.00", "", "KREDITKARTENABRECHNUNG VISA 1234"),
        ("100.00", "", "Bareinzahlung GAA"),
        ("-200.00", "", "Bargeldauszahlung GAA Aalen"),
    ];
    bureau.drop("mueller/bank.xml", camt(MUELLER, 5, &rows));
    bureau.run(&["run"]);
    let booked = bureau.report("trial-balance");
    let closing = |account: &str| {
        booked.iter().find(|row| row["account"] == account).map(|row| row["closing"].clone())
    };
    assert_eq!(closing("1360"), Some("180.00".into()));
    assert_eq!((closing("1730"), closing("1000")), (None, None));
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

const CASH_BOOK: &str = "date;account;contra_account;amount;tax_code;text;document\n\
    2026-10-02;1000;8400;119,00;;Barverkauf;K1\n\
    2026-10-05;1360;1000;80,00;;Einzahlung Bank;K2\n\
    2026-10-06;1000;1360;50,00;;Abhebung;K3\n";

const MOVED: [(&str, &str, &str); 2] =
    [("80.00", "", "Bareinzahlung GAA"), ("-50.00", "", "Bargeldauszahlung GAA Aalen")];

fn closing(bureau: &Bureau, account: &str) -> String {
    let booked = bureau.report("trial-balance");
    let row = booked.into_iter().find(|row| row["account"] == account);
    row.and_then(|row| Some(row["closing"].as_str()?.to_owned())).unwrap_or_default()
}

/// A cash book that a person keeps by hand tells its half over transit; whichever comes first, the
/// bank's half goes there too, and no money leaves the cash box twice.
#[test]
fn what_a_cash_book_by_hand_moves_is_moved_once() -> Tested {
    for bank_first in [false, true] {
        let bureau = Bureau::mueller("");
        let bank = || bureau.drop("mueller/bank.xml", camt(MUELLER, 5, &MOVED));
        let book = || bureau.drop("mueller/kasse.csv", CASH_BOOK);
        let steps: [&dyn Fn(); 2] = if bank_first { [&bank, &book] } else { [&book, &bank] };
        for step in steps {
            step();
            bureau.run(&["run"]);
        }
        let stands = ["1000", "1360"].map(|account| closing(&bureau, account));
        assert_eq!(stands, ["89.00", "0.00"], "{bank_first}");
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

/// What a person booked on the cash box stays there, and is told.
#[test]
fn what_a_person_booked_on_the_cash_box_is_told_beside_the_cash_book() -> Tested {
    let bureau = Bureau::mueller("");
    bureau.drop("mueller/bank.xml", camt(MUELLER, 5, &[("80.00", "", "Kasse 40. Woche")]));
    bureau.run(&["run"]);
    assert_eq!(bureau.run(&["resolve", "E1", "account", "1000"]).status, 0);
    bureau.drop("mueller/kasse.csv", CASH_BOOK);
    bureau.run(&["run"]);
    let notes = bureau.document("mueller/kasse.csv")["notes"].to_string();
    assert!(
        notes.contains("E1 vom 05.10.2026 über 80,00 EUR steht schon gegen die Kasse"),
        "{notes}"
    );
    Ok(())
}
