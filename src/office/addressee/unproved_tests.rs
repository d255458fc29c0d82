//! Names that reach a company without an address that proves them.

use super::super::route::{Directory, Known};
use crate::domain::{Finding, Invoice, Party};
use rust_decimal::Decimal;

fn directory(names: &[(&str, &str)], address: [Option<&str>; 3]) -> Directory {
    let known = |(id, name): &(&str, &str)| Known {
        id: (*id).into(),
        name: (*name).into(),
        address: address.map(|part| part.map(str::to_owned)),
        ..Known::default()
    };
    Directory::new(&names.iter().map(known).collect::<Vec<_>>())
}

fn to(name: &str, address: [Option<&str>; 2], gross: i64) -> Invoice {
    let [street, postcode] = address.map(|part| part.map(str::to_owned));
    let buyer = Party { name: Some(name.into()), street, postcode, ..Party::default() };
    let seller = Party { name: Some("Stahl AG".into()), ..Party::default() };
    let totals =
        crate::domain::invoice::Totals { gross: Some(Decimal::from(gross)), ..Default::default() };
    Invoice { buyer, seller, totals, ..Invoice::default() }
}

const NOWHERE: [Option<&str>; 3] = [None; 3];

/// Without a postcode in the settings nothing says that half a name is ours.
#[test]
fn where_no_postcode_is_known_half_a_name_is_asked_about() {
    let office = directory(&[("mueller", "Müller Metallbau GmbH")], NOWHERE);
    let asked = |name: &str, address, gross| {
        office.other_addressee(&to(name, address, gross), "mueller", &[]).is_some()
    };
    let hamburg = [Some("Hafenstr. 9"), Some("20095")];
    for other in [
        "Familie Müller",
        "Müller GmbH",
        "Müller Metallbau, Inhaber Karl Weber",
        "Müller Metallbau, Pächter Rossi",
        "Müller Metallbau Inh. Rossi",
        "ARGE Müller Metallbau",
        "Insolvenzverwalter der Müller Metallbau GmbH",
        "Müller Metallbau Nachf. GmbH",
        "Vermieter der Müller Metallbau GmbH",
        "Mitarbeiter der Müller Metallbau GmbH",
    ] {
        assert!(asked(other, hamburg, 500), "{other}");
        if other != "Müller GmbH" {
            assert!(asked(other, [None; 2], 100), "small: {other}");
        }
    }
    for ours in [
        "Müller Metallbau GmbH",
        "Müller Metallbau",
        "Fa. Müller Metallb.",
        "MMB GmbH",
        "Müller Metallbau GmbH, Verwaltung",
        "Müller Metallbau Gmb",
    ] {
        assert!(!asked(ours, hamburg, 500), "{ours}");
    }
}

#[test]
fn an_owner_whom_the_settings_do_not_name_is_asked_about() {
    let asked = |ours: &str, stated: &str| {
        let office = directory(&[("wir", ours)], NOWHERE);
        office.other_addressee(&to(stated, [None; 2], 500), "wir", &[]).is_some()
    };
    assert!(asked("Malerbetrieb Huber", "Malerbetrieb Huber Inh. Karl Weber"));
    assert!(asked("Malerbetrieb Huber", "Malerbetrieb Huber, Inhaberin Weber"));
    assert!(!asked("Malerbetrieb Huber", "Malerbetrieb Huber Inh. Karl Huber"));
    assert!(!asked("Max Huber", "Elektro Huber, Inhaber Max Huber"));
}

/// What a sister is called is hers, in whosever folder it lies.
#[test]
fn a_sisters_short_name_is_hers() {
    let office = directory(
        &[
            ("mueller", "Müller Immobilien GbR"),
            ("verwaltung", "Müller Verwaltungs GmbH"),
            ("metallbau", "Müller Metallbau GmbH"),
        ],
        NOWHERE,
    );
    let nearer = |stated: &str, folder: &str| {
        let bought = to(stated, [None; 2], 500);
        let found = office.other_addressee(&bought, folder, &[]);
        let folder = office.nearer(&bought.buyer, folder).map(str::to_owned);
        let is_wrong = found.as_ref().map(Finding::code) == Some("wrong-company");
        assert_eq!(is_wrong, folder.is_some(), "{stated}");
        (found.is_some(), folder)
    };
    for folder in ["mueller", "metallbau"] {
        assert_eq!(nearer("Müller Verwaltung", folder), (true, Some("verwaltung".into())));
    }
    assert_eq!(nearer("Müller Verwaltung", "verwaltung"), (false, None));
    assert_eq!(nearer("Müller Verwaltungs GmbH", "verwaltung"), (false, None));
    assert_eq!(nearer("Müller Immobilien", "mueller"), (false, None));
    assert_eq!(nearer("Müller Metallbau GmbH, Verwaltung", "metallbau"), (false, None));
}

#[test]
fn at_our_own_address_a_slip_reaches_no_other_name() {
    let here = [Some("Hauptstr. 5"), Some("28195")];
    let asked = |ours: &str, stated: &str| {
        let office = directory(&[("wir", ours)], [here[0], here[1], Some("Talheim")]);
        office.other_addressee(&to(stated, here, 500), "wir", &[]).is_some()
    };
    for (ours, other) in [
        ("Müller Metallbau GmbH", "Möller Metallbau GmbH"),
        ("Bauer Elektro GmbH", "Brauer Elektro GmbH"),
        ("Schreinerei Holzmann GmbH", "Schreinerei GmbH"),
        ("Müller Metallbau GmbH", "Familie Müller"),
    ] {
        assert!(asked(ours, other), "{other}");
    }
    for (ours, slip) in [
        ("Schreinerei Holzmann GmbH", "Schreinerei Holtzmann GmbH"),
        ("Müller Metallbau GmbH", "Müler Metallbau GmbH"),
        ("Müller Metallbau GmbH", "Müller GmbH"),
        ("Malerbetrieb Huber", "Malerbetrieb Huber Inh. Karl Weber"),
    ] {
        assert!(!asked(ours, slip), "{slip}");
    }
}

#[test]
fn branches_of_clubs_and_municipalities_are_theirs() {
    let asked = |ours: &str, stated: &str| {
        let office = directory(&[("wir", ours)], NOWHERE);
        office.other_addressee(&to(stated, [None; 2], 500), "wir", &[]).is_some()
    };
    for (ours, branch) in [
        ("TSV Talheim e.V.", "TSV Talheim Jugend"),
        ("TSV Talheim e.V.", "T.S.V. Talheim"),
        ("TSV Talheim e.V.", "TSV Talheim Tennisabteilung"),
        ("TSV Talheim e.V.", "TSV Talheim e.V., Abt. Tennis"),
        ("Gemeinde Talheim", "Gemeindekasse Talheim"),
        ("Gemeinde Talheim", "Gemeinde Talheim Kindergarten"),
        ("Stadt Aalen", "Stadtkasse Aalen"),
    ] {
        assert!(!asked(ours, branch), "{branch}");
    }
    for (ours, other) in [
        ("TSV Talheim e.V.", "TSV Talheim Förderverein"),
        ("TSV Talheim e.V.", "TSV Talheim Sportgaststätte"),
        ("Gemeinde Talheim", "Kirchengemeinde Talheim"),
        ("Gemeinde Talheim", "Gemeinde Talheim Gasthof"),
        ("Gemeinde Talheim", "Gemeindekasse Bergheim"),
    ] {
        assert!(asked(ours, other), "{other}");
    }
}
