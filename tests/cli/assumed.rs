//! Accounts that are assumed for vendors are listed until a person names one, in `review` and on
//! the clarification sheet.

use super::bureau::{Bureau, OURS, Tested, ubl};
use calamine::{Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;

fn office() -> Bureau {
    let bureau = Bureau::new();
    let us = (OURS.0, Some(OURS.1));
    for (at, (name, vat)) in
        [("Stahl AG", "DE290104774"), ("Leim AG", "DE811907980")].into_iter().enumerate()
    {
        bureau.drop(&format!("mueller/{at}.xml"), ubl(&format!("R-{at}"), (name, Some(vat)), us));
        bureau.run(&["run"]);
        bureau.run(&["resolve", &format!("D{}", at + 1), "accept"]);
    }
    bureau
}

#[test]
fn an_assumed_account_is_listed_until_somebody_names_one() -> Tested {
    let bureau = office();
    let listed = || {
        let review = bureau.run(&["review"]);
        assert_eq!(review.status, 0, "{}", review.err);
        let is_told = |vendor: &str| {
            review.out.contains(&format!("Das Konto 3400 ist angenommen; für {vendor}"))
        };
        ["Stahl AG", "Leim AG"].map(is_told)
    };
    assert_eq!(listed(), [true; 2]);
    // It stops nothing and waits for nobody.
    assert_eq!(bureau.run(&["review", "--json"]).rows().len(), 0);
    assert!(bureau.report("documents").iter().all(|row| row["waits"] == false));

    let file = bureau.path("sheet.xlsx");
    let output = file.display().to_string();
    assert_eq!(bureau.run(&["review", "--format", "xlsx", "--output", &output]).status, 0);
    let mut book: Xlsx<_> = open_workbook(&file)?;
    let sheet = book.worksheet_range_at(0).ok_or("no sheet")??;
    let cells: Vec<String> = sheet.rows().flatten().map(ToString::to_string).collect();
    for cell in ["D1", "D2", "5 Konto angenommen", "Konto 3400"] {
        assert!(cells.iter().any(|other| other == cell), "{cell}: {cells:?}");
    }

    // The same account is a yes as well, here and on the sheet.
    assert_eq!(bureau.run(&["resolve", "D1", "account", "3400"]).status, 0);
    assert_eq!(listed(), [false, true]);
    let mut answers = Workbook::new();
    let page = answers.add_worksheet();
    for (y, row) in (0u32..).zip([["Nr", "Antwort"], ["D2", "Konto 4980"]]) {
        for (x, cell) in (0u16..).zip(row) {
            page.write_string(y, x, cell)?;
        }
    }
    bureau.drop("mueller/antwort.xlsx", answers.save_to_buffer()?);
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(listed(), [false; 2]);
    let review = bureau.run(&["review"]).out;
    assert!(!review.contains("Angenommene Konten"), "{review}");
    // Taken back it is assumed again.
    assert_eq!(bureau.run(&["undo", "D1"]).status, 0);
    assert_eq!(listed(), [true, false]);
    Ok(())
}

/// What the net of each invoice stands at, by account.
fn nets(bureau: &Bureau) -> Vec<String> {
    let rows = bureau.report("trial-balance");
    let mut nets: Vec<String> = ["3400", "4930", "4980"]
        .iter()
        .filter_map(|account| rows.iter().find(|row| row["account"] == **account))
        .filter(|row| row["closing"] != "0.00")
        .map(|row| format!("{} {}", row["account"], row["closing"]).replace('"', ""))
        .collect();
    nets.sort();
    nets
}

const HEAD: &str = "contact;name;role;vat_id;iban;account\n";

#[test]
fn invoices_follow_the_account_that_a_list_names_later() -> Tested {
    let bureau = office();
    assert_eq!(nets(&bureau), ["3400 200.00"]);
    // A person has said which it is: that stays, and is asked about.
    assert_eq!(bureau.run(&["resolve", "D2", "account", "3400"]).status, 0);
    let rows = "70001;Stahl AG;vendor;DE290104774;;4930\n70002;Leim AG;vendor;DE811907980;;4980\n";
    bureau.drop("mueller/contacts.csv", format!("{HEAD}{rows}"));
    bureau.run(&["run"]);
    assert_eq!(nets(&bureau), ["3400 100.00", "4930 100.00"]);
    let told = bureau.document("mueller/contacts.csv");
    let notes = told["notes"].to_string();
    for words in [
        "umgebucht vom angenommenen Konto: R-0 (D1)",
        "R-1 (D2) ist nicht von selbst umgebucht: Eine Person hat das Konto bestimmt",
        "1 Rechnung steht noch auf 3400",
    ] {
        assert!(notes.contains(words), "{words}: {notes}");
    }
    assert!(told["waits"] == true && !notes.contains("70001 Stahl AG: 1 Rechnung"), "{notes}");
    let invoice = bureau.document("mueller/0.xml")["notes"].to_string();
    assert!(invoice.contains("Umgebucht auf 4930: Die Kontaktliste D"), "{invoice}");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn what_a_closed_period_holds_stays_and_says_why() -> Tested {
    let bureau = office();
    assert_eq!(bureau.run(&["close", "--company", "mueller", "--until", "2026-10-31"]).status, 0);
    let rows = "70001;Stahl AG;vendor;DE290104774;;4930\n";
    bureau.drop("mueller/contacts.csv", format!("{HEAD}{rows}"));
    bureau.run(&["run"]);
    assert_eq!(nets(&bureau), ["3400 200.00"]);
    let notes = bureau.document("mueller/contacts.csv")["notes"].to_string();
    assert!(notes.contains("R-0 (D1) ist nicht von selbst umgebucht: Ihr Zeitraum"), "{notes}");
    Ok(())
}

#[test]
fn a_vendor_that_came_under_two_names_is_moved_under_both() -> Tested {
    let bureau = Bureau::new();
    let us = (OURS.0, Some(OURS.1));
    let item = "document;side;contact;date;due;amount;currency\n";
    let row = "L-9;payable;70077;2026-09-03;2026-10-03;238,00;EUR\n";
    bureau.drop("mueller/items.csv", format!("{item}{row}"));
    bureau.run(&["run"]);
    for number in ["R-1", "R-2"] {
        bureau.drop(
            &format!("mueller/{number}.xml"),
            ubl(number, ("Stahl AG", Some("DE290104774")), us),
        );
        bureau.run(&["run"]);
    }
    assert_eq!(nets(&bureau), ["3400 200.00"]);
    let rows = "70077;Stahl AG;vendor;DE290104774;;4930\n";
    bureau.drop("mueller/contacts.csv", format!("{HEAD}{rows}"));
    bureau.run(&["run"]);
    assert_eq!(nets(&bureau), ["4930 200.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn an_order_under_the_other_name_is_found_once_a_list_says_that_they_are_one() -> Tested {
    let bureau = Bureau::new();
    let order = "order;side;date;contact;line;article;description;quantity;unit;unit_price;\
                 vat_rate;delivery_date\nB-1;purchase;2026-09-01;70077;1;A1;Blech;1;C62;100,00;19;\
                 2026-09-20\n";
    bureau.drop("mueller/orders.csv", order);
    bureau.run(&["run"]);
    let invoice = ubl("R-1", ("Stahl AG", Some("DE290104774")), (OURS.0, Some(OURS.1)));
    let named = invoice.replace(
        "<cac:AccountingSupplierParty>",
        "<cac:OrderReference><cbc:ID>B-1</cbc:ID></cac:OrderReference><cac:AccountingSupplierParty>",
    );
    bureau.drop("mueller/r.xml", named);
    bureau.run(&["run"]);
    let codes = || bureau.report("invoice-control")[0]["findings"].to_string();
    assert!(codes().contains("no-order"), "{}", codes());
    bureau.drop(
        "mueller/contacts.csv",
        "contact;name;role;vat_id\n70077;Stahl AG;vendor;DE290104774\n",
    );
    bureau.run(&["run"]);
    assert!(!codes().contains("no-order"), "{}", codes());
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
