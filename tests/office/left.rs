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
