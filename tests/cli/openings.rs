//! The books are opened by a list of balances, and the bank's first statement is held against it.

use super::bureau::{Bureau, MUELLER, Tested, camt};
use serde_json::Value;

const BALANCES: &str = "Konto;Bezeichnung;Soll;Haben;Stichtag\n1200;Bank;1.000,00;;01.10.2026\n0800;Kapital;;900,00;01.10.2026\n1400;Forderungen;1.190,00;;01.10.2026\n9876543;Irrtum;1,00;;01.10.2026\n";

fn balance(bureau: &Bureau, account: &str) -> Value {
    let rows = bureau.report("trial-balance");
    rows.into_iter()
        .find(|row| row["account"] == account)
        .map_or(Value::Null, |row| row["closing"].clone())
}

#[test]
fn balances_are_booked_against_9000_once_and_say_what_is_missing() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/salden.csv", BALANCES);
    assert_eq!(bureau.run(&["run"]).status, 1, "an account is unknown");
    assert_eq!(
        [balance(&bureau, "1200"), balance(&bureau, "0800"), balance(&bureau, "9000")],
        ["1000.00", "-900.00", "-100.00"]
    );
    assert_eq!(balance(&bureau, "1400"), Value::Null, "items come one by one");
    let notes = bureau.document("mueller/salden.csv")["notes"].to_string();
    for said in ["9876543", "1400 (1.190,00 EUR)", "9000, 9008 und 9009", "-100,00"] {
        assert!(notes.contains(said), "{said}: {notes}");
    }
    // The same account again: the old balance is taken back, the new one counts.
    bureau.drop(
        "mueller/neu.csv",
        "account;debit;credit;date\n1200;1100.00;;2026-10-01\n0800;;900.00;2026-10-01\n",
    );
    bureau.run(&["run"]);
    assert_eq!(
        [balance(&bureau, "1200"), balance(&bureau, "0800"), balance(&bureau, "9000")],
        ["1100.00", "-900.00", "-200.00"]
    );
    assert_eq!(bureau.run(&["verify"]).status, 0);
    // Taken back by a person, and given again.
    let id = bureau.document("mueller/neu.csv")["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["undo", &id]).status, 0);
    assert_eq!([balance(&bureau, "1200"), balance(&bureau, "0800")], ["0.00", "-900.00"]);
    assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 0);
    assert_eq!([balance(&bureau, "1200"), balance(&bureau, "9000")], ["1100.00", "-200.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_first_statement_that_begins_elsewhere_waits_until_the_balance_is_right() -> Tested {
    let bureau = Bureau::new();
    bureau.drop(
        "mueller/salden.csv",
        "account;debit;credit;date\n1200;9800,00;;2026-10-01\n0800;;9800,00;2026-10-01\n",
    );
    bureau.drop("mueller/s.xml", camt(MUELLER, 5, &[("100.00", "Wer", "Was")]));
    assert_eq!(bureau.run(&["run"]).status, 1);
    let waiting = bureau.run(&["review"]).out;
    assert!(
        waiting.contains(" -200,00 ")
            && waiting.contains("9.800,00")
            && waiting.contains("10.000,00"),
        "{waiting}"
    );
    let close = ["close", "--company", "mueller", "--until", "2026-10-31"];
    let refused = bureau.run(&close);
    assert!(refused.status != 0 && refused.err.contains("9.800,00"), "{}", refused.err);
    bureau.drop(
        "mueller/besser.csv",
        "account;debit;credit;date\n1200;10000,00;;2026-10-01\n0800;;10000,00;2026-10-01\n",
    );
    bureau.run(&["run"]);
    assert!(!bureau.run(&["review"]).out.contains("9.800,00"));
    assert_eq!(bureau.run(&close).status, 0);
    assert_eq!([balance(&bureau, "1200"), balance(&bureau, "9000")], ["10100.00", "0.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn skonto_on_a_listed_item_waits_for_its_vat_rate() -> Tested {
    let bureau = Bureau::new();
    let list = "document;side;contact;date;due;amount;currency;discount_percent;discount_until\nRE-7;receivable;Bau AG;2026-09-20;2026-10-20;107,00;EUR;2;2026-10-31\n";
    bureau.drop("mueller/1.csv", list);
    bureau.drop("mueller/2.xml", camt(MUELLER, 5, &[("104.86", "Bau AG", "RE-7 abzgl. Skonto")]));
    bureau.run(&["run"]);
    assert_eq!([balance(&bureau, "8730"), balance(&bureau, "8731")], [Value::Null, Value::Null]);
    let review = bureau.run(&["review"]).out;
    assert!(review.contains("Umsatzsteuer RE-7"), "{review}");
    bureau.drop(
        "mueller/3.csv",
        list.replace("discount_until\n", "discount_until;USt-Satz\n")
            .replace("10-31\n", "10-31;7 %\n"),
    );
    bureau.run(&["run"]);
    assert_eq!(
        [balance(&bureau, "8731"), balance(&bureau, "1771"), balance(&bureau, "1200")],
        ["2.00", "0.14", "10104.86"]
    );
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_bank_account_without_a_list_opens_with_its_first_statement_in_whatever_order_they_come()
-> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/2.xml", camt(MUELLER, 6, &[("100.00", "Wer", "Was")]));
    bureau.run(&["run"]);
    assert_eq!([balance(&bureau, "1200"), balance(&bureau, "9000")], ["10100.00", "-10000.00"]);
    // What the bank said before comes later: the opening moves to the earlier day.
    let earlier = camt(MUELLER, 5, &[("-2500.00", "Wer", "Was")])
        .replace(">10000.00<", ">12500.00<")
        .replace(">7500.00<", ">10000.00<");
    bureau.drop("mueller/1.xml", earlier);
    bureau.run(&["run"]);
    assert_eq!([balance(&bureau, "1200"), balance(&bureau, "9000")], ["10100.00", "-12500.00"]);
    let review = bureau.run(&["review"]).out;
    assert!(review.contains("9000, 9008 und 9009 stehen zusammen auf -12.500,00 EUR"), "{review}");
    let close = ["close", "--company", "mueller", "--until", "2026-10-31"];
    let closed = bureau.run(&close);
    assert!(closed.status == 0 && closed.err.contains("-12.500,00"), "{}", closed.err);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    // A list says it better, also of what is closed.
    bureau.drop(
        "mueller/salden.csv",
        "account;debit;credit;date\n1200;12500,00;;2026-10-01\n0800;;12500,00;2026-10-01\n",
    );
    bureau.run(&["run"]);
    assert_eq!(
        [balance(&bureau, "1200"), balance(&bureau, "9000"), balance(&bureau, "0800")],
        ["10100.00", "0.00", "-12500.00"]
    );
    assert!(!bureau.run(&["review"]).out.contains("9000, 9008"));
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_closing_balance_that_the_books_do_not_have_waits_and_stops_the_closing() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/1.xml", camt(MUELLER, 5, &[("100.00", "Wer", "Was")]));
    let next = camt(MUELLER, 6, &[("40.00", "Wer", "Anderes")])
        .replace(">10000.00<", ">10100.00<")
        .replace(">10040.00<", ">10140.00<");
    bureau.drop("mueller/2.xml", next);
    // A booking that no statement tells of.
    bureau.drop(
        "mueller/liste.csv",
        "Buchungstag;Valuta;Name;Verwendungszweck;Betrag;Waehrung\n06.10.2026;06.10.2026;Wer;Doppelt;7,50;EUR\n",
    );
    bureau.run(&["run"]);
    assert_eq!(balance(&bureau, "1200"), "10147.50");
    let review = bureau.run(&["review"]).out;
    assert!(
        review.contains("10.147,50")
            && review.contains("10.140,00")
            && !review.contains("10.100,00"),
        "{review}"
    );
    let close = ["close", "--company", "mueller", "--until", "2026-10-31"];
    let refused = bureau.run(&close);
    assert!(refused.status != 0 && refused.err.contains("10.147,50"), "{}", refused.err);
    assert_eq!(
        bureau.run(&["close", "--company", "mueller", "--until", "2026-10-05"]).status,
        0,
        "until then all is well"
    );
    // A person says yes: it is closed, and the statements after it agree on from there.
    let id = bureau.document("mueller/2.xml")["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 0);
    assert_eq!(bureau.run(&close).status, 0);
    let after = camt(MUELLER, 9, &[("1.00", "Wer", "Neu")])
        .replace(">10000.00<", ">10140.00<")
        .replace(">10001.00<", ">10141.00<");
    bureau.drop("mueller/3.xml", after.replace("2026-10-09", "2026-11-09"));
    bureau.run(&["run"]);
    assert!(!bureau.run(&["review"]).out.contains("10.14"), "{}", bureau.run(&["review"]).out);
    Ok(())
}

/// Three numbered statements of the account's first day: it is opened with the balance before the
/// first of them, in whatever order they come.
#[test]
fn of_statements_of_one_day_the_first_opens_the_account() -> Tested {
    let statement = |number: u32, opening: &str, amount: &str, closing: &str| {
        format!(
            ":20:S{number}\n:25:12030000/0000202051\n:28C:{number}/1\n:60F:C261002EUR{opening}\n\
             :61:2610021002D{amount}NMSCNONREF\n:86:020?00x?20T{number}?32Adler{number}\n\
             :62F:C261002EUR{closing}\n-\n"
        )
    };
    let files = [
        statement(1, "1000,00", "11,00", "989,00"),
        statement(2, "989,00", "12,00", "977,00"),
        statement(3, "977,00", "13,00", "964,00"),
    ];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let bureau = Bureau::new();
        for at in order {
            bureau.drop(&format!("mueller/{at}.sta"), files[at].clone());
            bureau.run(&["run"]);
        }
        let rows = bureau.report("trial-balance");
        let closing = |account: &str| {
            let row = rows.iter().find(|row| row["account"] == account);
            row.map(|row| row["closing"].to_string()).unwrap_or_default()
        };
        let stands = [closing("1200"), closing("9000")];
        assert_eq!(stands, ["\"964.00\"", "\"-1000.00\""], "{order:?}");
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}
