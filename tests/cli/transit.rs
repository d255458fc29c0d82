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
