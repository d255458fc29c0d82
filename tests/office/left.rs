//! What a person left open may be told of better later; their answer holds, and what was told is
//! there once it is taken back.

use crate::small_office::{OWN, Office};

/// An office with one open item, and a booking of its amount that says nothing else.
fn told_barely(name: &str) -> Office {
    let office = Office::make(name);
    office.put(
        "contacts.csv",
        "contact;name;role;vat_id;iban\n10050;Müller Bau \
         GmbH;customer;DE811115368;DE02100500000054540402\n",
    );
    office.put("items.csv", "document;side;contact;date;due;amount;currency\nR-1;receivable;10050;2026-09-01;2026-10-01;119.00;EUR\n");
    office.put(
        "bare.csv",
        &format!("iban;booking_date;amount;currency\n{OWN};2026-10-05;119.00;EUR\n"),
    );
    office.run();
    office
}

#[test]
fn what_was_left_open_takes_over_what_is_told_later() {
    let office = told_barely("left-richer");
    office.done(&["resolve", "E1", "leave"]);
    let rich = format!(
        "iban;booking_date;amount;currency;counterparty;counterparty_iban;remittance\n\
         {OWN};2026-10-05;119.00;EUR;Müller Bau GmbH;DE02100500000054540402;R-1\n"
    );
    office.put("rich.csv", &rich);
    office.run();
    let entries = office.report("reconciliation");
    assert_eq!((entries.len(), &entries[0]["status"]), (1, &"open".into()), "{entries:?}");
    office.done(&["verify"]);
    office.done(&["undo", "E1"]);
    let entries = office.report("reconciliation");
    assert_eq!(entries[0]["status"], "matched", "{entries:?}");
    assert!(office.open_items().is_empty());
    office.done(&["verify"]);
}

/// What a person booked otherwise stays booked; the statement that says more of it asks, and what
/// it said is there once the decision is taken back.
#[test]
fn what_was_decided_takes_over_what_is_told_later_and_is_asked_about() {
    for (fits, open) in [("R-1", true), ("Miete", false)] {
        let office = told_barely(&format!("decided-richer-{open}"));
        office.done(&["resolve", "E1", "account", "8400"]);
        let (party, iban) = match open {
            true => ("Müller Bau GmbH", "DE02100500000054540402"),
            false => ("Wer anders", "DE89370400440532013000"),
        };
        office.put(
            "rich.csv",
            &format!(
                "iban;booking_date;amount;currency;counterparty;counterparty_iban;remittance\n\
                 {OWN};2026-10-05;119.00;EUR;{party};{iban};{fits}\n"
            ),
        );
        office.run();
        let entries = office.report("reconciliation");
        assert_eq!((entries.len(), &entries[0]["account"]), (1, &"8400".into()), "{entries:?}");
        let asked = office.say(&["review"]).1;
        assert_eq!(asked.contains("kontor undo E1"), open, "{asked}");
        assert_eq!(asked.contains("danach passt R-1"), open, "{asked}");
        office.done(&["verify"]);
        office.done(&["undo", "E1"]);
        let entries = office.report("reconciliation");
        assert_eq!(entries[0]["status"] == "matched", open, "{entries:?}");
        assert_eq!(office.open_items().is_empty(), open);
        assert!(!office.say(&["review"]).1.contains("kontor undo E1"));
        office.done(&["verify"]);
    }
}

/// What was left open is asked about once something fits: a statement that says more of it, and a
/// document that it names, however short its number or long ago its day.
#[test]
fn what_was_left_open_is_asked_about_once_something_fits() {
    let office = told_barely("left-fits");
    office.done(&["resolve", "E1", "leave"]);
    office.put(
        "rich.csv",
        &format!(
            "iban;booking_date;amount;currency;counterparty;counterparty_iban;remittance\n\
             {OWN};2026-10-05;119.00;EUR;Müller Bau GmbH;DE02100500000054540402;R-1\n"
        ),
    );
    office.run();
    let asked = office.say(&["review"]).1;
    assert!(asked.contains("danach passt R-1") && asked.contains("kontor undo E1"), "{asked}");
    let office = told_barely("left-fits-documents");
    office.put(
        "more.csv",
        &format!(
            "iban;booking_date;amount;currency;counterparty;remittance\n\
             {OWN};2026-10-06;-238.00;EUR;Stahl AG;L-77\n\
             {OWN};2026-10-06;-595.00;EUR;Blech AG;Zahlung\n\
             {OWN};2026-10-06;-60.00;EUR;Blech AG;Zahlung\n"
        ),
    );
    office.run();
    for id in ["E2", "E3", "E4"] {
        office.done(&["resolve", id, "leave"]);
    }
    office.put(
        "late.csv",
        "document;side;contact;date;due;amount;currency\n\
         L-77;payable;Stahl AG;2026-07-03;2026-08-03;238.00;EUR\n\
         B-5;payable;Blech AG;2026-09-03;2026-10-03;595.00;EUR\n\
         B-6;payable;Blech AG;2026-03-03;2026-04-03;60.00;EUR\n",
    );
    office.run();
    let asked = office.say(&["review"]).1;
    let asks = |id: &str| asked.contains(&format!("„kontor undo {id}“"));
    // By its amount alone what was long due is none.
    assert_eq!([asks("E2"), asks("E3"), asks("E4")], [true, true, false], "{asked}");
    office.done(&["verify"]);
}
