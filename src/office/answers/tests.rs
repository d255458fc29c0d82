use super::*;
use crate::office::resolve::{RestOf, SplitPart};

#[test]
fn answers_are_read_in_both_languages() {
    assert_eq!(read("ja"), Some(Choice::Accept));
    assert_eq!(read(" Accept "), Some(Choice::Accept));
    assert_eq!(read("offen"), Some(Choice::Leave));
    assert_eq!(read("ablehnen falsche Adresse"), Some(Choice::Reject("falsche Adresse".into())));
    let matching = |numbers: &[&str], rest| {
        Some(Choice::Match(Matching {
            numbers: numbers.iter().map(|number| (*number).to_owned()).collect(),
            rest,
        }))
    };
    assert_eq!(read("match RE-1 RE-2"), matching(&["RE-1", "RE-2"], None));
    assert_eq!(read("RE-1"), matching(&["RE-1"], None));
    let written_off = || Some(RestOf::WrittenOff("Insolvenz".into()));
    assert_eq!(read("Beleg RE-1 ausbuchen: Insolvenz"), matching(&["RE-1"], written_off()));
    assert_eq!(read("RE-1 ausbuchen Insolvenz"), matching(&["RE-1"], written_off()));
    assert_eq!(read("RE-1 stimmt so"), None);
    let account = |vat| Some(Choice::Account { number: "4530".into(), category: None, vat });
    assert_eq!(read("Konto 4530"), account(None));
    assert_eq!(read("account 4530 --vat 19"), account(Some(19)));
    for said in [
        "Konto 4530 mit 19 %",
        "Konto 4530, 19% USt",
        "Konto 4530 mit 19",
        "account 4530 with 19 % VAT",
    ] {
        assert_eq!(read(said), account(Some(19)), "{said}");
    }
    for said in ["account 4530 mit Vorsteuer", "Konto 4530 mit 19 % und 7 %", "Konto 4530 USt"] {
        assert_eq!(read(said), None, "{said}");
    }
    for said in ["RE-1 RE-2", "RE-1, RE-2", "RE-1 und RE-2", "Beleg RE-1; RE-2"] {
        assert_eq!(read(said), matching(&["RE-1", "RE-2"], None), "{said}");
    }
    let part = |account: &str, cents: i64, vat| SplitPart {
        account: account.into(),
        amount: Decimal::new(cents, 2),
        vat,
    };
    let parts = |vat| Some(Choice::Split(vec![part("4930", 8000, vat), part("4970", 2050, None)]));
    assert_eq!(read("split 4930=80.00,4970=20.50"), parts(None));
    for said in ["split 4930=80.00:19,4970=20.50", "aufteilen 4930=80 USt 19; 4970=20,50"] {
        assert_eq!(read(said), parts(Some(19)), "{said}");
    }
    let terms = |replaces| {
        Some(Choice::Book(Terms {
            rate: Some(Decimal::new(10873, 4)),
            replaces,
            ..Terms::default()
        }))
    };
    assert_eq!(read("accept --rate 1.0873"), terms(false));
    assert_eq!(read("ja Kurs 1,0873"), terms(false));
    assert_eq!(read("ersetzen Kurs 1,0873"), terms(true));
    let untaxed = Terms { without_input_vat: true, ..Terms::default() };
    assert_eq!(read("ja ohne-Vorsteuer"), Some(Choice::Book(untaxed.clone())));
    assert_eq!(read("accept --without-input-vat"), Some(Choice::Book(untaxed)));
    let owed = |owed| Some(Choice::Book(Terms { owed: Some(owed), ..Terms::default() }));
    assert_eq!(
        [read("ja § 13b"), read("ja 13b"), read("accept --reverse-charge")],
        [owed(Owed::Service), owed(Owed::Service), owed(Owed::Service)]
    );
    assert_eq!(
        [read("ja unversteuert"), read("accept --untaxed")],
        [owed(Owed::Nothing), owed(Owed::Nothing)]
    );
    for acquired in
        ["ja Erwerb", "ja EU-Erwerb", "ja innergemeinschaftlicher Erwerb", "accept --acquisition"]
    {
        assert_eq!(read(acquired), owed(Owed::Acquisition), "{acquired}");
    }
    let replaced = Terms { owed: Some(Owed::Nothing), replaces: true, ..Terms::default() };
    assert_eq!(read("ersetzen unversteuert"), Some(Choice::Book(replaced)));
    assert_eq!(read("ja 13b Erwerb"), None);
    assert_eq!(read("ja 13b unversteuert"), None);
    assert_eq!(read("ja bitte"), None);
    assert_eq!(
        read("Freigeben: angerufen, Konto stimmt"),
        Some(Choice::Release("angerufen, Konto stimmt".into()))
    );
    assert_eq!(read("freigeben"), None);
    assert_eq!(read("vielleicht"), None);
    assert_eq!(read("reject"), None);
}
