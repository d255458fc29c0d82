//! Money that comes in for a receivable which was written off is no second payment.

use crate::small_office::{OWN, Office};

const CUSTOMER: &str = "DE02100500000054540402";

#[test]
fn what_comes_in_of_a_receivable_written_off_is_income_with_vat() {
    for (chart, account) in [("SKR03", "2732"), ("SKR04", "4925")] {
        let office = Office::make(&format!("written-off-{chart}"));
        let settings = office.path().join("companies/beispiel.toml");
        let text = std::fs::read_to_string(&settings).expect("settings");
        std::fs::write(&settings, text.replace("SKR03", chart)).expect("written");
        let contacts = format!("contact;name;role;iban\nK1;Alpha Bau GmbH;customer;{CUSTOMER}\n");
        office.put("contacts.csv", &contacts);
        office.put(
            "open-items.csv",
            "document;side;contact;date;due;amount;vat_rate\n\
             RE-101;receivable;K1;2026-09-01;2026-10-01;119.00;19\n",
        );
        office.run();
        let pays = |name: &str, day: &str, amount: &str| {
            let head =
                "iban;booking_date;amount;currency;counterparty;counterparty_iban;remittance\n";
            let row = format!("{OWN};{day};{amount};EUR;Alpha Bau GmbH;{CUSTOMER};RE-101\n");
            office.put(name, &(head.to_owned() + &row));
            office.run();
        };
        pays("a.csv", "2026-10-20", "19.00");
        office.done(&["resolve", "E1", "match", "RE-101", "--write-off", "Insolvenz"]);
        pays("b.csv", "2026-11-20", "40.00");
        let review = office.say(&["review"]).1;
        for words in [
            "RE-101 ist abgeschrieben: mit E1 vom 20.10.2026 wurden 100,00 EUR ausgebucht",
            &format!("„kontor resolve E2 account {account} --vat 19“"),
        ] {
            assert!(review.contains(words), "{words}: {review}");
        }
        assert!(!review.contains("Doppelt gezahlt"), "{review}");
        office.done(&["resolve", "E2", "account", account, "--vat", "19"]);
        let rows = office.report("trial-balance");
        let closing = |of: &str| {
            let row = rows.iter().find(|row| row["account"] == of);
            row.map(|row| row["closing"].as_str().unwrap_or_default().to_owned())
        };
        assert_eq!(closing(account).as_deref(), Some("-33.61"));
        office.done(&["verify"]);
    }
}
