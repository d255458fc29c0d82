//! A return that gives no reference and comes in a later run than its payment, with a fee of the
//! bank: it is proposed by its other side and amount; `match` with an invoice's number means the
//! payment of that invoice.

use super::bureau::{Bureau, Tested};

const PARTY: &str = "Nordlicht AG;DE89370400440532013000";

fn table(rows: &[(&str, &str, &str, &str)]) -> String {
    let head =
        "iban;booking_date;value_date;amount;currency;counterparty;counterparty_iban;remittance\n";
    let own = super::bureau::MUELLER;
    let row = |(day, amount, party, text): &(&str, &str, &str, &str)| {
        format!("{own};{day};{day};{amount};EUR;{party};{text}\n")
    };
    head.to_owned() + &rows.iter().map(row).collect::<String>()
}

/// RE-1 is paid by E1; E2 gives it back later.
fn returned(party: &str, amount: &str, text: &str) -> Bureau {
    let bureau = Bureau::new();
    let head = "document;side;contact;date;due;amount;currency\n";
    let item = "RE-1;receivable;Nordlicht AG;2026-09-01;2026-09-30;119.00;EUR\n";
    bureau.drop("mueller/open-items.csv", format!("{head}{item}"));
    bureau.drop("mueller/a.csv", table(&[("2026-10-05", "119.00", PARTY, "RE-1")]));
    bureau.run(&["run"]);
    assert!(bureau.report("open-items").is_empty());
    bureau.drop("mueller/b.csv", table(&[("2026-10-09", amount, party, text)]));
    bureau.run(&["run"]);
    bureau
}

fn reopened(bureau: &Bureau) -> bool {
    let open = bureau.report("open-items");
    open.len() == 1 && open[0]["document"] == "RE-1" && open[0]["open"] == "119.00"
}

#[test]
fn a_return_with_a_fee_is_proposed_in_a_later_run() -> Tested {
    for party in [PARTY, "Nordlicht AG;", ";DE89370400440532013000"] {
        let bureau = returned(party, "-122.50", "Ruecklastschrift");
        let row = bureau.report("reconciliation").into_iter().find(|row| row["id"] == "E2");
        let row = row.expect("E2");
        assert_eq!((&row["status"], &row["category"]), (&"suggested".into(), &"return".into()));
        assert_eq!(bureau.run(&["resolve", "E2", "accept"]).status, 0);
        assert!(reopened(&bureau));
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    // Somebody else's, dearer than any fee, and no return.
    for (party, amount, text) in [
        ("Blumen Iris;DE57700700100123456700", "-122.50", "Ruecklastschrift"),
        (PARTY, "-319.00", "Ruecklastschrift"),
        (PARTY, "-122.50", "Warenlieferung"),
    ] {
        let bureau = returned(party, amount, text);
        let rows = bureau.report("reconciliation");
        assert!(rows.iter().any(|row| row["id"] == "E2" && row["status"] == "open"), "{rows:?}");
    }
    Ok(())
}

#[test]
fn the_number_of_an_invoice_means_its_payment() -> Tested {
    for party in [PARTY, ";"] {
        let bureau = returned(party, "-122.50", "Ruecklastschrift");
        let said = bureau.run(&["resolve", "E2", "match", "RE-1"]);
        assert_eq!(said.status, 0, "{}", said.err);
        assert!(reopened(&bureau));
        assert_eq!(bureau.run(&["undo", "E2"]).status, 0);
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    let bureau = returned(PARTY, "-319.00", "Ruecklastschrift");
    assert_eq!(bureau.run(&["resolve", "E2", "match", "RE-1"]).status, 1, "no fee is so high");
    let bureau = returned(PARTY, "-119.00", "Erstattung");
    assert_eq!(bureau.run(&["resolve", "E2", "match", "RE-1"]).status, 1, "no return");
    Ok(())
}

#[test]
fn of_two_equal_payments_that_wait_the_one_given_back_is_named() -> Tested {
    let asked = |texts: [&str; 3], runs: bool| {
        let bureau = Bureau::new();
        let days = ["2026-10-05", "2026-10-06", "2026-10-09"];
        for (at, (day, text)) in days.into_iter().zip(texts).enumerate() {
            let amount = if at == 2 { "119.00" } else { "-119.00" };
            bureau.drop(&format!("mueller/{at}.csv"), table(&[(day, amount, PARTY, text)]));
            if runs {
                bureau.run(&["run"]);
            }
        }
        bureau.run(&["run"]);
        let review = bureau.run(&["review"]).out;
        review.contains("eine von zwei gleichen Zahlungen") && review.contains("E1 vom 05.10.2026")
    };
    for runs in [true, false] {
        assert!(asked(["RE-77", "RE-77", "Rückzahlung Doppelzahlung RE-77"], runs));
        assert!(asked(["RE-77", "RE-77", "Erstattung Überzahlung"], runs));
        assert!(!asked(["RE-77", "RE-78", "Erstattung Überzahlung"], runs), "two invoices");
        assert!(!asked(["RE-77", "RE-77", "Bonus"], runs));
    }
    Ok(())
}

#[test]
fn what_came_back_is_the_payment_before_the_return_and_not_the_one_after_it() -> Tested {
    let bureau = returned(PARTY, "-119.00", "Ruecklastschrift RE-1");
    bureau.drop("mueller/c.csv", table(&[("2026-10-12", "119.00", PARTY, "RE-1")]));
    bureau.run(&["run"]);
    assert!(bureau.report("open-items").is_empty());
    let back = bureau.run(&["undo", "E2"]);
    assert_eq!(back.status, 1);
    assert!(back.err.contains("E3") && !back.err.contains("E1"), "{}", back.err);
    for words in [&["undo", "E1"][..], &["resolve", "E1", "account", "1590"]] {
        let first = bureau.run(words);
        assert_eq!(first.status, 1, "{words:?}");
        assert!(first.err.contains("E1 ist zurückgegeben (E2)"), "{}", first.err);
    }
    // In the order that is named.
    assert_eq!(bureau.run(&["undo", "E3"]).status, 0);
    assert!(reopened(&bureau));
    assert_eq!(bureau.run(&["undo", "E2"]).status, 0);
    assert!(bureau.report("open-items").is_empty());
    assert_eq!(bureau.run(&["undo", "E1"]).status, 0);
    assert!(reopened(&bureau));
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
