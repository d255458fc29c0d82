//! Invoices to itself, and to others.

use super::*;
use crate::domain::VatId;
use crate::office::route::Known;

const OURS: &str = "DE136695976";

fn office(name: &str) -> Directory {
    Directory::new(&[Known {
        id: "wir".into(),
        name: name.into(),
        vat_id: VatId::read(OURS),
        ..Known::default()
    }])
}

fn invoice(seller: (&str, &str), buyer: (&str, &str)) -> Invoice {
    let party = |(name, vat): (&str, &str)| Party {
        name: Some(name.to_owned()).filter(|name| !name.is_empty()),
        vat_id: VatId::read(vat),
        ..Party::default()
    };
    Invoice { seller: party(seller), buyer: party(buyer), ..Invoice::default() }
}

#[test]
fn what_a_company_writes_to_itself_is_asked_about() {
    let office = office("Wir Handel GmbH");
    let asked = |seller, buyer| {
        let invoice = invoice(seller, buyer);
        (
            office.to_itself(&invoice, "wir", "D1").is_some(),
            office.told_by_names(&invoice, "wir"),
            office.sells(&invoice, "wir"),
        )
    };
    let (we, bare) = (("Wir Handel GmbH", OURS), ("Wir Handel GmbH", ""));
    assert_eq!(asked(we, we), (true, false, true));
    assert_eq!(asked(bare, we), (true, false, true));
    // Two of one tax group: the names say who sells.
    assert_eq!(asked(("Holding AG", OURS), we), (true, true, false));
    assert_eq!(asked(we, ("Holding AG", OURS)), (true, true, true));
    // A customer who shares the name.
    assert_eq!(asked(we, ("Wir Handel", "")), (false, false, true));
    assert_eq!(asked(we, ("Kunde AG", "")), (false, true, true));
    assert_eq!(asked(("Stahl AG", "DE811907980"), we), (false, true, false));
}

#[test]
fn a_recipient_of_another_name_is_asked_about() {
    let asked = |ours: &str, stated: &str| {
        office(ours).other_addressee(&invoice(("Stahl AG", ""), (stated, "")), "wir", &[]).is_some()
    };
    for other in ["Niemand AG", "Gemeinde Talheim", "Herrn Max Huber", "Stahl & Co. KG"] {
        assert!(asked("Müller Metallbau GmbH", other), "{other}");
    }
    for other in ["Metallbau Schmidt GmbH", "Müller Immobilien KG", "Müller GmbH", "Müller"] {
        assert!(asked("Müller Metallbau GmbH", other), "{other}");
    }
    for ours in [
        "",
        "12345",
        "Metallbau Muller GmbH",
        "Müller Metallbau GmbH, Einkauf",
        "Müller Metallbau GmbH Niederlassung Nord",
        "Müller Metallb. GmbH",
        "z. Hd. Buchhaltung",
        "Metallbau Mueller, Werk 2",
        "WIR",
    ] {
        assert!(!asked("Müller Metallbau GmbH", ours), "{ours}");
    }
    // Whoever pays at the counter is nobody on an invoice that must name its recipient.
    let of = |gross: i64, stated: &str| {
        let mut invoice = invoice(("Stahl AG", ""), (stated, ""));
        invoice.totals.gross = Some(gross.into());
        office("Müller Metallbau GmbH").other_addressee(&invoice, "wir", &[]).is_some()
    };
    for whoever in ["Barverkauf", "Kunde", "Diverse Kunden", "Kasse"] {
        assert!(of(251, whoever) && !of(250, whoever), "{whoever}");
    }
    // A sole trader may be called by a name that is not his firm's; a firm is another one.
    for sole in ["Malerbetrieb Sonne", "Sonne e.K.", "Sonne & Mond GbR"] {
        assert!(!asked(sole, "Max Huber") && asked(sole, "Niemand AG"), "{sole}");
    }
}

/// Company, addressee of its inbox. The words that tell persons and firms apart count, and the
/// legal form; what is only written otherwise, left out or added does not.
#[test]
fn another_person_or_legal_form_is_asked_about() {
    let asked = |ours: &str, stated: &str| {
        office(ours).other_addressee(&invoice(("Stahl AG", ""), (stated, "")), "wir", &[]).is_some()
    };
    for (ours, other) in [
        ("Praxis Dr. Anna Roth", "Praxis Dr. Jens Ohm"),
        ("Praxis Dr. Anna Roth", "Praxis Dr. Jens Roth"),
        ("Praxis Dr. Anna Roth", "Dr. med. Jens Ohm"),
        ("Praxis Dr. Anna Roth", "Dr. J. Roth"),
        ("Praxis Dr. Anna Roth", "Bäckerei Ohm"),
        ("Anna Roth", "Herrn Jens Ohm"),
        ("Malerbetrieb Max Huber", "Malerbetrieb Jens Ohm"),
        ("Malerbetrieb Sonne", "Malerbetrieb Mond"),
        ("Schreinerei Meier GmbH", "Schreinerei Huber"),
        ("Max Huber e.K.", "Jens Ohm e.K."),
        ("Schmidt GmbH", "Schmidt KG"),
        ("Schmidt GmbH", "Schmidt e.K."),
        ("Schmidt GmbH", "Schmidt e. Kfm."),
        ("Schmidt GmbH", "Schmidt GmbH & Co. KG"),
        ("Schmidt GmbH & Co. KG", "Schmidt Verwaltungs GmbH"),
        ("Schmidt KG", "Schmidt UG (haftungsbeschränkt)"),
        ("Schmidt e.K.", "Schmidt GmbH, z. Hd. Herrn Schmidt"),
        ("Schmidt GmbH", "Fa. Schmidt OHG - Buchhaltung"),
        ("Schmidt GmbH", "Niemand AG, Buchhaltung"),
        ("Müller GmbH", "Müller Holding GmbH"),
        ("Roth & Partner PartG mbB", "Roth & Partner GmbH"),
        ("Sportverein Talheim e.V.", "Sportverein Talheim GmbH"),
        ("Objekt Berlin 12 GmbH & Co. KG", "Objekt Berlin 13 GmbH & Co. KG"),
        ("Solarpark 3 GmbH", "Solarpark 4 GmbH"),
        ("Immobilien 1. Vermögens GmbH", "Immobilien 2. Vermögens GmbH"),
        ("WEG Hauptstr. 5", "WEG Hauptstr. 7"),
        ("Windpark Nord I GmbH", "Windpark Nord II GmbH"),
    ] {
        assert!(asked(ours, other), "{other} is not {ours}");
    }
    for (ours, same) in [
        ("Hahn GmbH & Co. KG", "Hahn GmbH & Co KG"),
        ("Solarpark 3 GmbH", "Solarpark GmbH"),
        ("1. FC Talheim e.V.", "1. FC Talheim 1907 e.V."),
        ("Hahn GmbH", "Hahn GmbH, Werk 2"),
        ("Hahn GmbH & Co. KG", "Hahn GmbH u. Co. KG, Kreditorenbuchhaltung"),
        ("Hahn GmbH & Co. KG", "Hahn GmbH & Co."),
        ("Hahn GmbH & Co. KG", "Hahn"),
        ("Hahn Handelsgesellschaft mbH", "Hahn Handels GmbH"),
        ("Hahn GmbH", "Hahn gGmbH"),
        ("Hahn GmbH", "Hahn G.m.b.H."),
        ("Hahn UG (haftungsbeschränkt)", "Hahn UG"),
        ("Müller Bau GmbH", "Mueller Bau GmbH"),
        ("Müller Bau GmbH", "Muller Bau GmbH"),
        ("Müller Bau GmbH", "Fa. Müller Bau"),
        ("Müller Bau GmbH", "Firma Müller Bau GmbH z. Hd. Frau Ina Schulz"),
        ("Müller Bau GmbH", "Müller Bau GmbH, Abt. Einkauf, Herr Ohm"),
        ("Müller Bau GmbH", "Müller Bau GmbH, Niederlassung Kiel"),
        ("Müller Bau GmbH", "Buchhaltung Müller Bau GmbH"),
        ("Schmidt Kraftfahrzeuge GmbH", "Schmidt Kfz GmbH"),
        ("Müller Metallbau GmbH", "MMB GmbH"),
        ("Praxis Dr. Öztürk", "Dr. Ozturk, Ayse"),
        ("Öztürk Bau GmbH", "OZTURK BAU GMBH, Ali Yilmaz"),
        ("Max Huber e.K.", "Max Huber"),
        ("Max Huber e.K.", "Herrn Max Huber"),
        ("Elektro Huber e.K.", "Max Huber"),
        ("Elektro Huber Inh. Max Huber", "Max Huber"),
        ("Max Huber", "Elektro Huber, Inhaber Max Huber"),
        ("Malerbetrieb Sonne", "Max Huber"),
        ("Malerbetrieb Sonne", "Maler Sonne"),
        ("Praxis Dr. Anna Roth", "Dr. med. Anna Roth"),
        ("Praxis Dr. Anna Roth", "Zahnarztpraxis Dr. Roth"),
        ("Praxis Dr. Anna Roth", "Frau Dr. A. Roth"),
        ("Praxis Dr. Anna Roth", "Roth, Anna"),
        ("Praxis Dr. Anna Roth", "Anna Roth-Meier"),
        ("Praxis Dr. Anna Roth", "Dr. Jens Ohm & Dr. Anna Roth"),
        ("Praxis Dr. Anna Roth", "Praxis Dr. Roth z. Hd. Frau Ohm"),
        ("Praxis Dr. Anna Roth", "Buchhaltung"),
    ] {
        assert!(!asked(ours, same), "{same} may be {ours}");
    }
}

#[test]
fn a_slip_is_ours_where_the_address_is_and_what_a_person_said_holds() {
    let company = Directory::new(&[Known {
        id: "wir".into(),
        name: "Schreinerei Holzmann GmbH".into(),
        address: ["Hauptstr. 5", "28195", "Talheim"].map(|part| Some(part.to_owned())),
        ..Known::default()
    }]);
    let buyer = |name: &str, street: &str, postcode: &str| Party {
        name: Some(name.to_owned()),
        street: Some(street.to_owned()),
        postcode: Some(postcode.to_owned()),
        ..Party::default()
    };
    let asked = |buyer: Party, known: &[Addressee]| {
        let invoice = Invoice { buyer, ..invoice(("Stahl AG", ""), ("", "")) };
        company.other_addressee(&invoice, "wir", known).is_some()
    };
    let here = |name| buyer(name, "HAUPTSTRASSE 5", "D-28195");
    let there = |name| buyer(name, "Hauptstr. 7", "28195");
    let slip = "Schreinerei Holtzmann GmbH";
    assert!(asked(there(slip), &[]) && !asked(here(slip), &[]));
    assert!(!asked(here("Holzmann GmbH"), &[]));
    assert!(!asked(there("Schreinerei Holzmann Talheim GmbH"), &[]), "the town");
    // Sisters live in one house.
    for sister in [
        "Schreinerei Holzmann Nord GmbH",
        "Schreinerei Holzmann Logistik GmbH",
        "Schreinerei Holzmann Holding GmbH",
        "Schreinerei Holzmann GmbH & Co. KG",
        "Schreinerei Max Holzmann GmbH",
    ] {
        assert!(asked(here(sister), &[]), "{sister}");
    }
    let said = Addressee {
        document: 1,
        company: "wir".into(),
        name: fold("Holz & Form"),
        street: Some("Am Hafen 1".into()),
        postcode: Some("28199".into()),
    };
    assert!(asked(there("Holz & Form AG"), &[]));
    assert!(!asked(there("HOLZ & FORM"), std::slice::from_ref(&said)));
    assert!(asked(there("Holz & Farm AG"), std::slice::from_ref(&said)));
    assert!(!asked(buyer(slip, "Am Hafen 1", "28199"), &[said]));
    // At another postcode a part of the name may be anybody's.
    let elsewhere =
        |name| Party { city: Some("Hamburg".into()), ..buyer(name, "Hafenstraße 9", "20095") };
    for other in ["Familie Holzmann", "Holzmann GmbH", "Schreinerei Holzmann Hamburg GmbH", slip] {
        assert!(asked(elsewhere(other), &[]), "{other}");
    }
    assert!(!asked(elsewhere("Schreinerei Holzmann GmbH"), &[]));
    assert!(!asked(elsewhere("SCHREINEREI HOLZMANN GMBH"), &[]));
}

#[test]
fn an_alias_states_no_other_form_and_a_number_proves_who_is_meant() {
    let company = |aliases: &[&str]| {
        Directory::new(&[Known {
            id: "wir".into(),
            name: "Schmidt GmbH".into(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            vat_id: VatId::read(OURS),
            tax_number: Some("21/815/08150".to_owned()),
            ..Known::default()
        }])
    };
    let of = |buyer: Party| Invoice { buyer, ..invoice(("Stahl AG", ""), ("", "")) };
    let named = |name: &str| Party { name: Some(name.to_owned()), ..Party::default() };
    let asked = |aliases: &[&str], buyer: Party| {
        company(aliases).other_addressee(&of(buyer), "wir", &[]).is_some()
    };
    assert!(asked(&["Schmidt"], named("Schmidt KG")), "short for the GmbH");
    assert!(!asked(&["Schmidt KG"], named("Schmidt KG")), "a name of its own");
    let trading = Party { trading_name: Some("Schmidt".to_owned()), ..named("Schmidt KG") };
    assert!(asked(&[], trading));
    assert!(!asked(&[], Party { vat_id: VatId::read(OURS), ..named("Schmidt KG") }));
    let tax = Party { tax_number: Some("218 150 8150".to_owned()), ..named("Schmidt KG") };
    assert!(!asked(&[], tax));
    assert!(!company(&["Schmidt"]).is(&named("Schmidt KG"), "wir"));
    assert!(company(&["Schmidt"]).is(&named("Schmidt"), "wir"));
}

/// § 33 UStDV lets a recipient be missing; one that is stated must not be another.
#[test]
fn a_small_invoice_may_name_nobody_or_us_badly_but_nobody_else() {
    let asked = |stated: &str| {
        let totals = crate::domain::invoice::Totals {
            gross: Some(Decimal::from(250)),
            ..Default::default()
        };
        let small = Invoice { totals, ..invoice(("Stahl AG", ""), (stated, "")) };
        office("Müller Metallbau GmbH").other_addressee(&small, "wir", &[]).is_some()
    };
    for ours in
        ["", "Barverkauf", "Müler Metallbau GmbH", "Müller Metallbau Nord GmbH", "Müller GmbH"]
    {
        assert!(!asked(ours), "{ours}");
    }
    for other in ["Niemand AG", "Müller Holding GmbH", "Müller Metallbau KG", "Gemeinde Talheim"]
    {
        assert!(asked(other), "{other}");
    }
}

/// However it is spelt: the question names the company of the office that is meant.
#[test]
fn what_names_a_sister_rather_is_the_sisters() {
    let office = |names: [&str; 2]| {
        let known = |(id, name): (&str, &str)| Known {
            id: id.into(),
            name: name.into(),
            ..Known::default()
        };
        Directory::new(&[("one", names[0]), ("two", names[1])].map(known))
    };
    let found = |names: [&str; 2], stated: &str, folder: &str| {
        let bought = invoice(("Stahl AG", ""), (stated, ""));
        let found = office(names).other_addressee(&bought, folder, &[]);
        let nearer = office(names).nearer(&bought.buyer, folder).map(str::to_owned);
        assert_eq!(found.as_ref().map(Finding::code) == Some("wrong-company"), nearer.is_some());
        nearer
    };
    let weber = ["Autohaus Weber Nord GmbH", "Autohaus Weber Süd GmbH"];
    let mueller = ["Müller Metallbau GmbH", "Müller Holding GmbH"];
    let club = ["Turnverein Aalen 1846 e.V.", "Förderverein Turnverein Aalen 1846 e.V."];
    for (names, stated) in [
        (weber, "Autohaus Weber Süd GmbH, Buchhaltung"),
        (weber, "Weber Süd GmbH"),
        (weber, "AH Weber Süd GmbH"),
        (mueller, "Müller Holding GmbH, Geschäftsführung"),
        (club, "Förderverein Turnverein Aalen"),
    ] {
        assert_eq!(found(names, stated, "one").as_deref(), Some("two"), "{stated}");
        assert_eq!(found(names, stated, "two"), None, "{stated}");
    }
    assert_eq!(found(club, "TV Aalen", "two").as_deref(), Some("one"));
    for (names, stated) in [(weber, "Autohaus Weber GmbH"), (mueller, "Müller Handel GmbH")] {
        assert_eq!(found(names, stated, "one"), None, "{stated}");
    }
}

/// A company of capital or a limited partnership has to say so in its name.
#[test]
fn a_legal_form_added_to_a_name_without_one_makes_another() {
    let asked = |ours: &str, stated: &str| {
        office(ours).other_addressee(&invoice(("Stahl AG", ""), (stated, "")), "wir", &[]).is_some()
    };
    for (ours, other) in [
        ("Stadt Aalen", "Aalen GmbH"),
        ("Café Sonnenschein", "Café Sonnenschein GmbH"),
        ("Malerbetrieb Huber Inh. Hans Huber", "Huber GmbH"),
        ("Max Huber", "Max Huber GmbH & Co. KG"),
        ("Café Sonnenschein", "Café Sonnenschein Catering UG"),
    ] {
        assert!(asked(ours, other), "{other} is not {ours}");
    }
    for (ours, same) in [
        ("Café Sonnenschein", "Café Sonnenschein e.K."),
        ("Müller & Schmidt", "Müller & Schmidt GbR"),
        ("TSV Talheim", "TSV Talheim e.V."),
        ("Müller GmbH", "Müller"),
    ] {
        assert!(!asked(ours, same), "{same} may be {ours}");
    }
}

/// `Inh.` says who a sole trader is, by given and family name.
#[test]
fn another_owner_than_the_name_states_is_asked_about() {
    let asked = |stated: &str| {
        office("Café Sonnenschein Inh. Petra Lange")
            .other_addressee(&invoice(("Stahl AG", ""), (stated, "")), "wir", &[])
            .is_some()
    };
    for other in [
        "Klaus Lange",
        "Peter Lange",
        "Petra Lang",
        "Lange GmbH",
        "Café Sonnenschein Inh. Peter Kurz",
        "Café Sonnenschein, Inh. Klaus Lange",
    ] {
        assert!(asked(other), "{other}");
    }
    for ours in [
        "Petra Lange",
        "Frau Lange",
        "Café Sonnenschein",
        "Café Sonnenschein, Inhaberin P. Lange",
        "Café Sonnenschein Inh. Lange",
    ] {
        assert!(!asked(ours), "{ours}");
    }
}

/// What is left out of a name may be what tells it from a sister's; our own address says that it is
/// ours.
#[test]
fn a_word_that_is_left_out_waits_unless_the_address_is_ours() {
    let asked = |ours: &str, stated: &str, is_here: bool| {
        let office = Directory::new(&[Known {
            id: "wir".into(),
            name: ours.into(),
            address: ["Hauptstr. 5", "28195", "Talheim"].map(|part| Some(part.to_owned())),
            ..Known::default()
        }]);
        let mut bought = invoice(("Stahl AG", ""), (stated, ""));
        let street = if is_here { "Hauptstraße 5" } else { "Hauptstr. 7" };
        bought.buyer.street = Some(street.to_owned());
        bought.buyer.postcode = Some("28195".to_owned());
        office.other_addressee(&bought, "wir", &[]).is_some()
    };
    for (ours, less) in [
        ("Autohaus Weber Nord GmbH", "Weber Nord GmbH"),
        ("Autohaus Weber Nord GmbH", "Autohaus Weber GmbH"),
        ("Müller & Schmidt GbR", "Müller GbR"),
    ] {
        assert!(asked(ours, less, false), "{less} may be another than {ours}");
        assert!(!asked(ours, less, true), "{less} at the address of {ours}");
    }
    for (ours, same) in [
        ("Müller Talheim GmbH", "Müller GmbH"),
        ("Kern & Partner GmbH", "Kern GmbH"),
        ("Schreinerei Holzmann GmbH", "Holzmann GmbH"),
        ("Anna Roth-Meier", "Anna Roth"),
    ] {
        assert!(!asked(ours, same, false), "{same} is {ours}");
    }
    for (ours, other) in [
        ("Müller Metallbau GmbH", "Müller Metallbau Süd GmbH"),
        ("Turnverein Aalen 1846 e.V.", "Turnverein Aalen 1846 Sportgaststätte"),
        ("Turnverein Aalen 1846 e.V.", "FV Turnverein Aalen"),
        ("Grundschule Talheim", "FV Grundschule Talheim"),
    ] {
        assert!(asked(ours, other, true), "{other} under the roof of {ours}");
    }
}

/// Authorities and parishes by the names of their offices, and a form that a line's end cuts.
#[test]
fn names_of_offices_and_cut_forms_are_not_asked_about() {
    let asked = |ours: &str, stated: &str| {
        office(ours).other_addressee(&invoice(("Stahl AG", ""), (stated, "")), "wir", &[]).is_some()
    };
    for (ours, same) in [
        ("Gemeinde Talheim", "Gde. Talheim"),
        ("Gemeinde Talheim", "Gde.Talheim"),
        ("Gemeinde Talheim", "Bürgermeisteramt Talheim"),
        ("Stadt Aalen", "Bürgermeisteramt Aalen"),
        ("Ev. Kirchengemeinde Talheim", "Ev. Kirchenpflege Talheim"),
        ("Förderverein Turnverein Aalen", "FV Turnverein Aalen"),
        ("Hahn GmbH & Co. KG", "Hahn GmbH & C"),
        ("Hahn GmbH & Co. KG", "Hahn GmbH & Co. K"),
    ] {
        assert!(!asked(ours, same), "{same} is {ours}");
    }
    for (ours, other) in
        [("Gemeinde Talheim", "Gde. Bergheim"), ("Gemeinde Talheim", "Stadt Talheim")]
    {
        assert!(asked(ours, other), "{other} is not {ours}");
    }
}
