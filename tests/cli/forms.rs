//! Forms of the statements: columns and sums of the trial balance, the short balance sheets, and
//! what is told around the turn of the year.

use super::bureau::{Bureau, Tested};
use serde_json::Value;

const HEAD: &str = "Datum;Konto;Gegenkonto;Betrag;Steuersatz;Buchungstext;Beleg\n";

/// Müller with these settings, and these entries in the books.
fn booked(settings: &str, rows: &str) -> Bureau {
    let bureau = Bureau::mueller(settings);
    bureau.drop("mueller/buchungen.csv", format!("{HEAD}{rows}"));
    let run = bureau.run(&["run"]);
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    bureau
}

fn rows(bureau: &Bureau, report: &str, span: &[&str]) -> Vec<Value> {
    bureau.run(&[&["report", report, "--company", "mueller", "--json"], span].concat()).rows()
}

/// Some fields of a row, with a mark for what is not said.
fn told(row: &Value, fields: &[&str]) -> Vec<String> {
    fields.iter().map(|field| row[*field].as_str().unwrap_or("-").to_owned()).collect()
}

const OF_A_YEAR: &str = "20.12.2025;1000;0800;1000,00;;Einlage;A-1\n15.09.2026;4930;1000;119,00;19;Papier;A-2\n\
    10.10.2026;4930;1000;11,90;19;Stifte;A-3\n12.10.2026;1000;8400;238,00;;Barverkauf;A-4\n";

#[test]
fn a_year_begins_with_what_the_years_before_earned() -> Tested {
    let entries = "20.12.2025;1000;0800;1000,00;;Einlage;A-1\n21.12.2025;1000;8400;119,00;;\
                   Barverkauf;A-2\n";
    let bureau = booked("", entries);
    let balance = rows(&bureau, "trial-balance", &["--as-of", "2026-10-31"]);
    let opening = |account: &str| {
        let row = balance.iter().find(|row| row["account"] == account);
        row.and_then(|row| row["opening"].as_str()).unwrap_or("-").to_owned()
    };
    assert_eq!([opening("8400"), opening("0860")], ["0.00", "-100.00"]);
    let closing = |row: &Value| row["closing"].as_str()?.parse::<rust_decimal::Decimal>().ok();
    let sum: rust_decimal::Decimal = balance.iter().filter_map(closing).sum();
    assert!(sum.is_zero(), "{sum} {balance:?}");
    Ok(())
}

#[test]
fn the_trial_balance_knows_month_and_year_and_the_side() -> Tested {
    let bureau = booked("", OF_A_YEAR);
    let balance = rows(&bureau, "trial-balance", &["--as-of", "2026-10-31"]);
    let row = |account: &str| {
        balance.iter().find(|row| row["account"] == account).cloned().unwrap_or_default()
    };
    let fields = [
        "class",
        "opening",
        "opening_side",
        "month_debit",
        "month_credit",
        "year_debit",
        "year_credit",
        "closing",
        "closing_side",
    ];
    assert_eq!(
        told(&row("1000"), &fields),
        ["1", "1000.00", "debit", "238.00", "11.90", "238.00", "130.90", "1107.10", "debit"]
    );
    assert_eq!(
        told(&row("4930"), &fields),
        ["4", "0.00", "-", "10.00", "0.00", "110.00", "0.00", "110.00", "debit"]
    );
    assert_eq!(
        told(&row("8400"), &fields),
        ["8", "0.00", "-", "0.00", "200.00", "0.00", "200.00", "-200.00", "credit"]
    );
    assert_eq!(
        told(&row("0800"), &fields),
        ["0", "-1000.00", "credit", "0.00", "0.00", "0.00", "0.00", "-1000.00", "credit"]
    );

    let text = bureau
        .run(&["report", "trial-balance", "--company", "mueller", "--as-of", "2026-10-31"])
        .out;
    let sum = |label: &str| {
        text.lines()
            .find(|line| line.contains(label))
            .map(|line| line.split_whitespace().last().unwrap_or_default())
    };
    assert_eq!(
        (sum("Summe Klasse 1"), sum("Summe Klasse 8")),
        (Some("1.090,00"), Some("-200,00")),
        "{text}"
    );
    let last = text.lines().rev().find(|line| line.contains("Summe")).unwrap_or_default();
    assert!(last.trim_end().ends_with(" 0,00"), "debit is credit: {last}");
    Ok(())
}

#[test]
fn a_small_company_shows_letters_and_roman_numerals_a_micro_one_letters() -> Tested {
    for (size, expected) in [
        (
            "large",
            vec![
                "B", "B.II", "B.II.4", "B.IV", "AKTIVA", "P.A", "P.A.I", "P.A.V", "P.C", "P.C.8",
                "PASSIVA",
            ],
        ),
        ("small", vec!["B", "B.IV", "AKTIVA", "P.A", "P.A.I", "P.A.V", "P.C", "PASSIVA"]),
        ("micro", vec!["B", "AKTIVA", "P.A", "P.C", "PASSIVA"]),
    ] {
        let bureau = booked(&format!("size = \"{size}\""), OF_A_YEAR);
        let sheet = rows(&bureau, "balance-sheet", &["--as-of", "2026-10-31"]);
        let shown: Vec<&str> = sheet.iter().filter_map(|row| row["position"].as_str()).collect();
        let expected: Vec<&str> =
            expected.into_iter().filter(|code| !code.starts_with("B.II")).collect();
        assert_eq!(shown, expected, "{size}");
        let of = |code: &str| {
            sheet.iter().find(|row| row["position"] == code).map(|row| told(row, &["amount"]))
        };
        assert_eq!(of("AKTIVA"), Some(vec!["1107.10".to_owned()]));
        assert_eq!(of("AKTIVA"), of("PASSIVA"));
    }
    let bureau = Bureau::mueller("size = \"tiny\"");
    assert_eq!(bureau.run(&["check"]).status, 2, "a size that the law does not know");
    Ok(())
}

#[test]
fn what_recurs_around_the_turn_of_the_year_is_told_and_counts_when_it_is_paid() -> Tested {
    let of_two_years = "22.12.2025;4210;1000;700,00;;Miete \
        Januar;B-1\n21.12.2025;4210;1000;700,00;;Miete Dezember;B-2\n\
        30.12.2025;4930;1000;50,00;;Papier;B-3\n08.01.2026;1780;1000;400,00;;UStVA Dezember;B-4\n\
        11.01.2026;4210;1000;710,00;;Miete Januar;B-5\n";
    let bureau = booked("vat = \"cash\"\nprofit = \"cash\"", of_two_years);
    let form = |year: &str| {
        let span = [format!("{year}-01-01"), format!("{year}-12-31")];
        rows(&bureau, "profit-and-loss", &["--from", &span[0], "--to", &span[1]])
    };
    let of = |form: &[Value], code: &str| {
        form.iter().find(|row| row["position"] == code).map(|row| told(row, &["amount"]).concat())
    };
    let (before, after) = (form("2025"), form("2026"));
    assert_eq!(
        [of(&before, "11F"), of(&before, "11V"), of(&before, "199")],
        [Some("700.00".into()), None, Some("1450.00".into())]
    );
    assert_eq!(
        [of(&after, "11V"), of(&after, "11F"), of(&after, "199")],
        [Some("400.00".into()), Some("0.00".into()), Some("1110.00".into())]
    );
    let explained = bureau.run(&[
        "report",
        "profit-and-loss",
        "--to",
        "2026-12-31",
        "--company",
        "mueller",
        "--explain",
        "11V",
        "--json",
    ]);
    assert_eq!(
        explained.rows().iter().map(|row| told(row, &["account", "amount"])).collect::<Vec<_>>(),
        [["1780", "400.00"]]
    );
    Ok(())
}
