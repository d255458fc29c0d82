//! What a person left open may be told of better later; their answer holds, and what was told is
//! there once it is taken back.

use crate::small_office::{OWN, Office};

#[test]
fn what_was_left_open_takes_over_what_is_told_later() {
    let office = Office::make("left-richer");
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
