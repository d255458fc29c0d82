//! Stock: the last count, and what delivery notes brought and took since.

use super::bureau::{Bureau, Tested};

#[test]
fn the_count_and_what_came_and_went_since() -> Tested {
    let bureau = Bureau::new();
    bureau.drop(
        "mueller/contacts.csv",
        "contact;name;role\nV-1;Stahl AG;vendor\nV-2;Eisen AG;vendor\nK-1;Bau \
         AG;customer\nB-1;Beides GmbH;both\n",
    );
    bureau.drop(
        "mueller/inventur.csv",
        "Artikel;Bezeichnung;Gezählt;Einheit;Stichtag;Lagerort\nA-1;Winkel;40;Stk;10.10.2026;Halle \
         1\nA-1;Winkel;2;Stk;10.10.2026;Halle 2\n",
    );
    bureau.drop("mueller/orders.csv", "order;side;date;contact;line;article;quantity;unit\nB-1;purchase;2026-10-01;V-1;1;A-1;30;Stk\n");
    bureau.drop(
        "mueller/deliveries.csv",
        "delivery_note;date;contact;order;line;article;description;quantity;unit\n\
         L-0;2026-10-09;V-2;;1;A-1;Winkel;99;Stk\nL-1;2026-10-11;V-1;B-1;1;A-1;Winkel;10;Stk\n\
         L-2;2026-10-12;K-1;;1;A-1;Winkel;5;Stk\nL-3;2026-10-12;B-1;;1;A-1;Winkel;7;Stk\nL-4;2026-10-12;V-1;;1;A-1;Winkel;1;Krt\n",
    );
    // A carton of what was ordered in pieces is asked about.
    assert_eq!(bureau.run(&["run"]).status, 1);
    let waits = bureau.document("mueller/deliveries.csv");
    assert!(waits["waits"] == true && waits.to_string().contains("geliefert in „Krt“"), "{waits}");
    assert_eq!(bureau.document("mueller/inventur.csv")["kind"], "stock-count");
    let row =
        bureau.report("stock").into_iter().find(|row| row["article"] == "A-1").unwrap_or_default();
    let said = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        [said("counted"), said("received"), said("sent"), said("on_hand"), said("on_order")],
        ["42", "10", "5", "47", "20"]
    );
    assert_eq!((said("counted_on"), &row["left_out"]), ("2026-10-10".to_owned(), &2.into()));
    // As of a day, and once more after the same list: nothing doubles.
    bureau.drop(
        "mueller/again.csv",
        "Artikel;Bezeichnung;Gezählt;Einheit;Stichtag\nA-1;Winkel;50;Stk;10.10.2026\n",
    );
    bureau.run(&["run"]);
    let row = bureau
        .run(&["report", "stock", "--as-of", "2026-10-11", "--json"])
        .rows()
        .into_iter()
        .next()
        .unwrap_or_default();
    assert_eq!((&row["counted"], &row["on_hand"]), (&"50".into(), &"60".into()));
    Ok(())
}
