//! The shipped rules and lines of several causes, in the words of banks and offices: what may be mixed waits for a person, one cause alone is
//! booked.

use super::pipelines::{company, with_own};

/// Text, the other side's name, amount.
type Line = (&'static str, &'static str, &'static str);

/// What may be of several causes, or of a cause that the rule is not about.
const ASKED: &[Line] = &[
    ("HABENZINSEN 01.07.-30.09. 100,00 KAPERTRST 25,00-", "", "75.00"),
    ("Zinsgutschrift abzgl. KapSt", "", "75.00"),
    ("HABENZINSEN KAP.-ST. 25,00", "", "75.00"),
    ("Zinsgutschrift Tagesgeld AbgSt 3,41", "", "9.58"),
    ("Zinsen Festgeld KESt 12,50", "", "37.50"),
    ("Zinsgutschrift abzgl. Steuern", "", "75.00"),
    ("Habenzinsen netto nach Steuerabzug", "", "75.00"),
    ("Zinsabrechnung Sollzinsen 42,50 Bankgebühren 14,90", "", "-57.40"),
    ("Darlehenszinsen inkl. Bearbeitungsgebühr", "", "-10.00"),
    ("Sollzinsen 42,50 und Umsatzprovision 3,10", "", "-10.00"),
    ("Überziehungszinsen und Kosten 09/2026", "", "-10.00"),
    ("Zinsen und Bereitstellungsprovision, Kontoauszugskosten", "", "-10.00"),
    ("Kontoführung 14,90 Abschlusszinsen 42,50", "", "-58.40"),
    ("Zinsen Bescheid vom 02.09.2026", "Stadtkasse Aalen", "-10.00"),
    ("Zinsen Bescheid vom 02.09.2026", "Gemeindekasse Essingen", "17.00"),
    ("Zinsen Bescheid vom 02.09.2026", "Stadt Aalen", "-10.00"),
    ("Zinsen Bescheid vom 02.09.2026", "FA Köln-Mitte", "17.00"),
    ("Zinsen GewSt 09/2026", "", "-10.00"),
    ("Zinsen ESt 09/2026", "", "17.00"),
    ("Aussetzungszinsen Bescheid vom 02.09.2026", "", "-10.00"),
    ("Hinterziehungszinsen", "", "-10.00"),
    ("UStVZ SEP.26 500,00EUR LOHNST SEP.26 300,00EUR", "Finanzamt Musterstadt", "-10.00"),
    ("UStVZ SEP.26 500,00EUR SZ 5,00EUR", "Finanzamt Musterstadt", "-10.00"),
    ("USt-VA 09/2026 315,00 VZ 35,00", "Finanzamt Musterstadt", "-10.00"),
    ("UMS.ST SEP.26 ERSTZINS 12,00EUR", "Finanzamt Musterstadt", "830.00"),
    ("GewSt 3. Vj. 2026 und Aussetzungszinsen", "Stadtkasse Aalen", "-10.00"),
    ("Gewerbesteuer und Grundsteuer 3. Vierteljahr", "Stadt Köln", "-10.00"),
    ("Vorauszahlung 09/2026 zzgl. Säumniszuschlag", "Finanzamt Musterstadt", "-10.00"),
    ("Beiträge 09/2026 zzgl. Säumniszuschlag und Mahngebühr", "AOK Rheinland/Hamburg", "-10.00"),
];

/// One cause alone, with the category that the rule gives it.
const BOOKED: &[(Line, &str)] = &[
    (("Zinsgutschrift Tagesgeldkonto 09/2026", "", "12.34"), "interest"),
    (("Habenzinsen 09/2026 Kostenstelle 4711", "", "12.34"), "interest"),
    (("Verzugszinsen 09/2026", "Fa. Müller", "12.34"), "interest"),
    (("Zinsen Kontokorrent 09/2026", "Stadtsparkasse Musterstadt", "-10.00"), "interest"),
    (("Bereitstellungsprovision Darlehen 77", "", "-10.00"), "interest"),
    (("UStVZ 09/2026", "Finanzamt Musterstadt", "-10.00"), "tax"),
    (("USt VZ 09/2026 StNr 201/5432/0987", "Finanzamt Musterstadt", "-10.00"), "tax"),
    (("GewSt VZ 3. Vj. 2026", "Stadtkasse Aalen", "-10.00"), "tax"),
    (("Säumniszuschlag 09/2026", "Finanzamt Musterstadt", "-10.00"), "tax"),
    (("Kontoführungsgebühren und Buchungskosten 09/2026", "", "-10.00"), "bank-fee"),
];

#[test]
fn what_may_be_mixed_is_asked_and_one_cause_is_booked() {
    let asked = ASKED.iter().map(|line| (*line, "none"));
    let sample = |((text, name, amount), category): (Line, &str)| {
        format!("[[test]]\ntext = \"{text}\"\ncounterparty = \"{name}\"\namount = {amount}\ncategory = \"{category}\"\n")
    };
    let samples: String = asked.chain(BOOKED.iter().copied()).map(sample).collect();
    let (pipelines, faults) = with_own("proben", &format!("documents = \"bank-statement\"\n{samples}"));
    assert!(faults.is_empty(), "{faults:?}");
    let company = company("SKR03");
    let failed: Vec<String> =
        pipelines.text_tests.iter().filter_map(|test| Some(format!("{}: {}", test.text, test.run(&pipelines, &company)?))).collect();
    assert_eq!(failed, Vec::<String>::new());
}
