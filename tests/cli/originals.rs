//! Documents under names that people read, and a page beside each e-invoice.

use super::bureau::{Bureau, MUELLER, OPEN_ITEMS, Tested, camt};
use super::invoice::Invoice;
use std::fs;

/// An office with a statement, an invoice that waits since it is another company's, and a list.
fn office() -> Bureau {
    let bureau = Bureau::new();
    bureau.drop("mueller/offene-posten.csv", OPEN_ITEMS);
    bureau.drop("mueller/auszug.xml", camt(MUELLER, 5, &[("1190.00", "Bau AG", "RE-1001")]));
    let invoice = Invoice {
        number: "L/9",
        date: "2026-10-01",
        seller: ("Stahl: + Eisen AG", "DE129273398"),
        buyer: ("Kern Handel KG", "DE811907980"),
        net_cents: 10_000,
        type_code: "380",
        corrects: None,
    };
    bureau.drop("mueller/rechnung.xml", invoice.xml());
    bureau
}

/// What lies there, what is kontor's own left out.
fn there(bureau: &Bureau) -> Vec<String> {
    bureau.files("originals").into_iter().filter(|file| !file.starts_with('.')).collect()
}

#[test]
fn every_document_lies_under_a_name_that_says_what_it_is() -> Tested {
    let bureau = office();
    bureau.run(&["run"]);
    let shown = there(&bureau);
    let named = |words: &str| {
        shown
            .iter()
            .find(|file| file.contains(words))
            .unwrap_or_else(|| panic!("{words}: {shown:?}"))
            .clone()
    };
    assert_eq!(shown.len(), 4, "{shown:?}");
    let statement =
        named("2026-10/2026-10-05 Kontoauszug DE02120300000000202051 5 11.190,00 EUR D");
    let (invoice, page) = (named("9 119,00 EUR D3.xml"), named("9 119,00 EUR D3.html"));
    assert!(
        invoice.starts_with("mueller/2026-10/2026-10-01 Stahl- + Eisen AG L-9 119,00 EUR"),
        "{invoice}"
    );
    named("Offene Posten offene-posten D");
    let original = |file: &str| fs::read(bureau.path("originals").join(file));
    assert_eq!(
        original(&statement)?,
        camt(MUELLER, 5, &[("1190.00", "Bau AG", "RE-1001")]).into_bytes()
    );
    let page = String::from_utf8(original(&page)?)?;
    assert!(
        page.contains("Rechnung L&#x2f;9") && page.contains("Ware") && page.contains("119,00 EUR"),
        "{page}"
    );
    // Asked, it is named.
    let explained = bureau.run(&["explain", "D3"]).out;
    assert!(explained.contains(&invoice), "{explained}");
    assert!(bureau.run(&["review"]).out.contains(&invoice));
    let mails = bureau
        .files("outbox")
        .into_iter()
        .map(|mail| fs::read_to_string(bureau.path("outbox").join(mail)));
    let mails = mails.collect::<Result<String, _>>()?.replace("=\r\n", "");
    assert!(mails.contains("Beleg: originals/mueller/2026-10/"), "{mails}");
    // Another run changes nothing; what is deleted whole is made anew under the same names, what
    // one takes away stays away.
    fs::remove_file(bureau.path("originals").join(&statement))?;
    bureau.run(&["run"]);
    assert_eq!(there(&bureau).len(), 3);
    fs::remove_dir_all(bureau.path("originals"))?;
    bureau.run(&["run"]);
    assert_eq!(there(&bureau), shown);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn what_a_person_refuses_lies_in_rejected_with_its_reason_and_comes_back_when_that_is_undone()
-> Tested {
    let bureau = office();
    bureau.run(&["run"]);
    let before = there(&bureau);
    let refused = bureau.run(&["resolve", "D3", "reject", "falsche Adresse"]);
    assert_eq!(refused.status, 0, "{}{}", refused.out, refused.err);
    assert!(!there(&bureau).iter().any(|file| file.contains("D3")), "{:?}", there(&bureau));
    let reason = fs::read_to_string(bureau.path("rejected/mueller/rechnung.xml.reason.txt"))?;
    assert!(reason.starts_with("falsche Adresse"), "{reason}");
    assert!(bureau.path("rejected/mueller/rechnung.xml").exists());
    assert_eq!(bureau.run(&["undo", "D3"]).status, 0);
    assert_eq!(there(&bureau), before);
    assert!(!bureau.path("rejected/mueller/rechnung.xml").exists());
    Ok(())
}

#[test]
fn where_they_cannot_lie_all_is_booked_and_it_is_told_and_made_up_for() -> Tested {
    let bureau = office();
    bureau.write("originals", "somebody's file");
    let run = bureau.run(&["run"]);
    assert!(run.status <= 1, "{}", run.err);
    assert_eq!(run.err.matches("originals/").count(), 1, "{}", run.err);
    assert_eq!(bureau.report("documents").len(), 3);
    fs::remove_file(bureau.path("originals"))?;
    assert!(!bureau.run(&["run"]).err.contains("originals/"));
    assert_eq!(there(&bureau).len(), 4);
    Ok(())
}
