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
