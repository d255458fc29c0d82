//! The day on which what is left of an open item is due, as a person says.

use super::bureau::{Bureau, Tested};

/// What is kept back of an invoice (§ 17 (8) VOB/B) is due years later: until then nobody is
/// reminded of it.
#[test]
fn what_is_left_of_an_invoice_has_a_due_day_of_its_own() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/contacts.csv", "contact;name;role\nK1;Sonnenhof GmbH;customer\n");
    let list = "document;side;contact;date;due;amount;vat_rate\n\
        RE-1;receivable;K1;2026-09-01;2026-09-15;11900.00;19\n";
    bureau.drop("mueller/open-items.csv", list);
    assert_eq!(bureau.run(&["run"]).status, 0);
    let due = |bureau: &Bureau| bureau.report("open-items")[0]["due"].clone();
    assert_eq!(due(&bureau), "2026-09-15");
    let overdue = |bureau: &Bureau| bureau.report("ageing")[0]["not_due"].clone();
    assert_eq!(overdue(&bureau), "0.00");

    let early = bureau.run(&["resolve", "RE-1", "due", "2026-08-31"]);
    assert_eq!(early.status, 1);
    assert!(early.err.contains("ist vom 01.09.2026"), "{}", early.err);
    let nothing = bureau.run(&["undo", "RE-1"]);
    assert!(nothing.status == 2 && nothing.err.contains("Zu RE-1 ist nichts"), "{}", nothing.err);

    let told = bureau.run(&["resolve", "RE-1", "due", "31.08.2031", "--reason", "Einbehalt 5 %"]);
    assert_eq!(told.status, 0, "{}", told.err);
    for part in ["Sonnenhof", "31.08.2031", "15.09.2026", "kontor undo RE-1"] {
        assert!(told.out.contains(part), "{part}: {}", told.out);
    }
    assert_eq!(due(&bureau), "2031-08-31");
    assert_eq!(overdue(&bureau), "11900.00");
    let explained = bureau.run(&["explain", "RE-1"]).out;
    assert!(explained.contains("Einbehalt 5 %"), "{explained}");
    // The list once more, with another amount of another item: the day that was told holds.
    bureau.drop(
        "mueller/open-items.csv",
        format!("{list}RE-2;receivable;K1;2026-09-02;2026-09-16;500.00;19\n"),
    );
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(due(&bureau), "2026-09-16", "the other, which is due before");
    assert_eq!(bureau.report("open-items")[1]["due"], "2031-08-31");

    let undone = bureau.run(&["undo", "RE-1"]);
    assert_eq!(undone.status, 0, "{}", undone.err);
    assert_eq!(due(&bureau), "2026-09-15");
    assert_eq!(bureau.run(&["resolve", "RE-1", "fällig", "2031-08-31"]).status, 0);
    assert_eq!(bureau.run(&["resolve", "RE-1", "due", "beleg"]).status, 0);
    assert_eq!(due(&bureau), "2026-09-15");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
