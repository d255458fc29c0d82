//! `kontor when`: the front office's question, answered from stated days and from how long it took
//! before.

use super::bureau::{Bureau, Tested};

/// Five orders that came after 8 to 12 days, and one that is open.
fn bureau(due: &str, ordered: jiff::civil::Date) -> Bureau {
    let bureau = Bureau::new();
    bureau.drop("mueller/contacts.csv", "contact;name;role\nV-1;Stahl AG;vendor\n");
    let mut orders =
        "order;side;date;contact;line;article;description;quantity;unit;delivery_date\n".to_owned();
    let mut notes = "delivery_note;date;contact;order;line;article;quantity;unit\n".to_owned();
    for days in 8..=12 {
        orders +=
            &format!("B-{days};purchase;2026-01-01;V-1;1;A-1;Winkel 40x40;5;Stk;2026-01-10\n");
        notes += &format!("L-{days};2026-01-{:02};V-1;B-{days};1;A-1;5;Stk\n", 1 + days);
    }
    orders += &format!("B-99;purchase;{ordered};V-1;1;A-1;Winkel 40x40;10;Stk;{due}\n");
    notes += &format!("L-99;{ordered};V-1;B-99;1;A-1;4;Stk\n");
    bureau.drop("mueller/orders.csv", orders);
    bureau.drop("mueller/deliveries.csv", notes);
    assert_eq!(bureau.run(&["run"]).status, 0);
    bureau
}

fn today() -> jiff::civil::Date {
    jiff::Timestamp::now()
        .to_zoned_datetime(
            jiff::tz::TimeZone::get("Europe/Berlin").unwrap_or(jiff::tz::TimeZone::UTC),
        )
        .date()
}

fn after(day: jiff::civil::Date, days: i32) -> jiff::civil::Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(day)
}

#[test]
fn one_sentence_says_when_how_sure_and_why() -> Tested {
    let ordered = today();
    let bureau = bureau(&after(ordered, 9).to_string(), ordered);
    let answer = bureau.run(&["when", "b99", "--json"]).json();
    assert_eq!(
        (&answer["kind"], &answer["when"]),
        (&"order".into(), &after(ordered, 10).to_string().into())
    );
    assert_eq!(
        (&answer["latest"], &answer["sure_percent"]),
        (&after(ordered, 12).to_string().into(), &60.into())
    );
    let said = bureau.run(&["when", "B-99"]).out;
    for part in [
        "Bestellung B-99 bei Stahl AG: offen 6 von 10 Stk Winkel 40x40",
        "60 % sicher",
        "im Mittel 10",
        "höchstens 12 Tage",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(said.lines().count(), 1);
    // The article by number and by words.
    assert_eq!(bureau.run(&["when", "A-1", "--json"]).json()["when"], answer["when"]);
    assert_eq!(bureau.run(&["when", "winkel", "--json"]).json()["kind"], "article");
    // What is there, and what nobody ordered.
    assert!(bureau.run(&["when", "B-12"]).out.contains(
        "vollständig geliefert, zuletzt kam etwas am 13.01.2026 (12 Tage nach der Bestellung)"
    ));
    assert_eq!(bureau.run(&["when", "X-1"]).status, 2);
    let row = bureau.report("punctuality").into_iter().next().unwrap_or_default();
    assert_eq!(
        (&row["median_days"], &row["ninety_days"], &row["late"], &row["late_days_most"]),
        (&10.into(), &12.into(), &3.into(), &3.into())
    );
    Ok(())
}

#[test]
fn what_is_overdue_longer_than_ever_gets_no_day() -> Tested {
    let ordered = after(today(), -40);
    let bureau = bureau(&after(ordered, 9).to_string(), ordered);
    let answer = bureau.run(&["when", "B-99", "--json"]).json();
    assert_eq!((answer["when"].is_null(), answer["sure_percent"].is_null()), (true, true));
    let said = bureau.run(&["when", "B-99"]).out;
    assert!(said.contains("seit 31 Tagen vorbei") && said.contains("nachfragen"), "{said}");
    let open = bureau
        .report("deliveries")
        .into_iter()
        .find(|row| row["order"] == "B-99")
        .unwrap_or_default();
    assert_eq!((&open["late_days"], open["promise"].is_null()), (&31.into(), true));
    Ok(())
}

#[test]
fn orders_of_one_number_are_told_apart_and_a_cancelled_one_has_not_come() -> Tested {
    let bureau = Bureau::new();
    bureau.drop(
        "mueller/contacts.csv",
        "contact;name;role\nV-1;Stahl AG;vendor\nK-1;Kunde Eins GmbH;customer\n",
    );
    bureau.drop(
        "mueller/orders.csv",
        "order;side;date;contact;line;article;description;quantity;unit;delivery_date\n\
         4711;sales;2026-10-01;K-1;1;P-1;Regal;3;Stk;2099-01-10\n\
         4711;purchase;2026-10-01;V-1;1;A-1;Blech;5;Stk;2099-02-10\n\
         B-2;purchase;2026-10-01;V-1;1;A-1;Blech;0;Stk;\n",
    );
    assert_eq!(bureau.run(&["run"]).status, 0);
    let said = bureau.run(&["when", "4711"]).out;
    let (ours, theirs) = (
        "Bestellung 4711 bei Stahl AG: offen 5 Stk Blech – zugesagt für 10.02.2099",
        "Auftrag 4711 von Kunde Eins GmbH: offen 3 Stk Regal – zugesagt für 10.01.2099",
    );
    assert!(said.find(ours) < said.find(theirs) && said.contains(ours), "{said}");
    assert_eq!(bureau.run(&["when", "4711", "--json"]).json()["when"], "2099-02-10");
    let off = bureau.run(&["when", "B-2"]).out;
    assert_eq!(off.trim(), "B-2 ist storniert oder abgelehnt; geliefert ist davon nichts.");
    Ok(())
}
