//! The shipped rules and lines of several causes, in the words of banks and offices: what may be
//! mixed waits for a person, one cause alone is booked.

use super::pipelines::{company, with_own};
use kontor::domain::Currency;
use kontor::matching::{EntryFacts, MatchStatus, Neighbourhood, decide};

/// Text, the other side's name, amount.
type Line = (&'static str, &'static str, &'static str);

/// What may be of several causes, or of a cause that the rule is not about.
const ASKED: &[Line] = &[
    ("Vorschuss Gehalt November", "Erika Muster", "-500.00"),
    ("Lohn für Gartenarbeit privat", "Max Muster", "-300.00"),
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
    ("ZINSEN/ENTG. Q3", "", "-58.40"),
    ("Zinsen/Kontof. 3. Quartal 2026 Saldo", "", "-58.40"),
    ("Habenzinsen abzgl. Entgelt", "", "58.40"),
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
    ("Leistungsrate Darlehen 55 incl. Zinsen", "KfW", "-850.00"),
    ("Darlehen 4711 Rate 10/26 Zinsen 50,00", "Hausbank eG", "-850.00"),
    ("Kapitaldienst 10/26 Zinsen/Tilg.", "Hausbank eG", "-850.00"),
    ("Kreditrückzahlung mit Zinsen", "Hausbank eG", "-850.00"),
    ("Darlehensleistung Zinsen 10/26", "Hausbank eG", "-850.00"),
    ("Rückzahlung Darlehen nebst Zinsen", "Max Muster", "1100.00"),
    ("Lohn 09.2026 2.100,00 Reisekosten 245,60", "Erika Muster", "-2345.60"),
    ("Lohn 09.2026 2.100,00 Werkzeug 245,60", "Erika Muster", "-2345.60"),
    ("Gehalt September + Spesen", "Erika Muster", "-2345.60"),
    ("Gehalt Sep inkl. Auslagenerstattung", "Erika Muster", "-2345.60"),
    ("Löhne und Lohnsteuer 09/26", "Diverse", "-2345.60"),
    ("Miete 10/26 1.000,00 Kaution 3.000,00", "Hausverwaltung Lutz", "-4000.00"),
    ("Mietkaution Hallenmiete", "Hausverwaltung Lutz", "-3000.00"),
    ("Miete Okt Mahngebühr 5,00", "Hausverwaltung Lutz", "-1255.00"),
    ("Miete 10/26 Pkw AA-XY 12", "Autohaus Muster", "-450.00"),
    ("Miete Oktober Kopierer", "Bürotechnik Muster", "-90.00"),
    ("Versicherungsbeitrag 2026 Kfz", "Allianz", "-420.00"),
    ("Versicherungsbeitrag 2026 Kfz und Kfz-Steuer", "Allianz", "-420.00"),
    ("Versicherungsbeitrag Lebensversicherung", "Allianz", "-420.00"),
    ("Versicherungsbeitrag 2026 415,00 Mahnkosten 5,00", "Allianz", "-420.00"),
    ("Kontoführung 09/26 inkl. USt 2,38", "", "-14.90"),
    ("Bargeldauszahlung 200,00 Entgelt 4,50", "", "-204.50"),
    ("Rechnung 123 Seminar", "IHK Ostwürttemberg", "-59.00"),
    ("Prüfungsgebühr Muster", "Handwerkskammer Ulm", "-59.00"),
    ("Umschuldung Darlehen 77 Zinsen", "Hausbank eG", "-850.00"),
    ("UStVA 09/26 RE 77", "Kern GmbH", "-119.00"),
    ("Lohnsteueranmeldung 09/26", "Steuerberater Kern", "-119.00"),
    ("Lohn 09/26 Abrechnung", "Lohnbüro Kern", "-119.00"),
    ("Miete 12 Tische", "Zeltverleih Kern", "-119.00"),
    ("Miete Oktober RE 4711-10", "Hausverwaltung Lutz", "-1487.20"),
    ("Miete 10/26 u. Nachzahlung NK 2025", "Hausverwaltung Lutz", "-1487.20"),
    ("Versicherungsschein 4711 Selbstbeteiligung", "Allianz Versicherungs-AG", "-150.00"),
    ("Säumniszuschlag 09/2026", "Finanzamt Musterstadt", "-10.00"),
    ("Vorauszahlung", "Finanzamt Musterstadt", "-70.00"),
    ("Kirchensteuer 10/26", "Finanzamt Musterstadt", "-70.00"),
    ("Erbschaftsteuer StNr 201/5432", "Finanzamt Musterstadt", "-70.00"),
    ("Grunderwerbsteuer Objekt 5", "Finanzamt Musterstadt", "-70.00"),
    ("Beitrag 11/26", "Allianz Lebensversicherungs-AG", "-70.00"),
    ("Rundfunkbeitrag Wohnung Hauptstr. 5", "Beitragsservice ARD ZDF", "-55.08"),
];

/// One cause alone, with the category that the rule gives it.
const BOOKED: &[(Line, &str)] = &[
    (("Zinsgutschrift Tagesgeldkonto 09/2026", "", "12.34"), "interest"),
    (("Habenzinsen 09/2026 Kostenstelle 4711", "", "12.34"), "interest"),
    (("Verzugszinsen 09/2026", "Fa. Müller", "12.34"), "interest"),
    (("Zinsen Kontokorrent 09/2026", "Stadtsparkasse Musterstadt", "-10.00"), "interest"),
    (("Bereitstellungsprovision Darlehen 77", "", "-10.00"), "interest"),
    (("UStVZ 09/2026", "Finanzamt Musterstadt", "-10.00"), "tax"),
    (("Gewerbest. 3. Vj. 2026", "Stadt Bonn", "-10.00"), "tax"),
    (("KraftSt AA-XY 12", "Hauptzollamt Ulm", "-10.00"), "tax"),
    (("KFZ-STEUER FUER AA-XY 12", "", "-10.00"), "tax"),
    (("USt VZ 09/2026 StNr 201/5432/0987", "Finanzamt Musterstadt", "-10.00"), "tax"),
    (("GewSt VZ 3. Vj. 2026", "Stadtkasse Aalen", "-10.00"), "tax"),
    (("Kontoführungsgebühren und Buchungskosten 09/2026", "", "-10.00"), "bank-fee"),
    (("Kontoführung 09/2026 umsatzsteuerfrei nach § 4 Nr. 8 UStG", "", "-10.00"), "bank-fee"),
    (("Kontoführung 9,90 Buchungsentgelt 5,00", "", "-14.90"), "bank-fee"),
    (("Darlehenszinsen 09/2026 3,50 % aus 10.000,00", "Hausbank eG", "-29.17"), "interest"),
    (("Sollzinsen 12,00 Überziehungszinsen 3,00", "", "-15.00"), "interest"),
    (("Lohn 09.2026 2.100,00 Weihnachtsgeld 245,60", "Erika Muster", "-2345.60"), "salary"),
    (("Lohnsteuer für Löhne 09/26", "Finanzamt Musterstadt", "-500.00"), "tax"),
    (("Miete Halle Oktober 1.000,00 NK 250,00", "Hausverwaltung Lutz", "-1250.00"), "rent"),
    (("Versicherungsbeitrag Betriebshaftpflicht 2026", "Allianz", "-420.00"), "other"),
    (("Bargeldauszahlung GA NR00012345 kostenlos", "", "-200.00"), "transfer"),
    (("Beitrag 2026", "IHK Ostwürttemberg", "-59.00"), "other"),
    (("Rundfunkbeitrag Betriebsstätte Hauptstr. 5", "Beitragsservice", "-55.08"), "other"),
    (("USt 10/26", "FA Aalen", "-10.00"), "tax"),
    (("LSt Anm. 3.Q", "FA Stuttgart", "-10.00"), "tax"),
    (("IHK Beitrag 2026 Rechnung 12345", "IHK Ostwürttemberg", "-59.00"), "other"),
    (("LOHNST SEP.26 1.204,00 SOLZ 11,22 KIST 12,22", "Finanzamt Musterstadt", "-1227.44"), "tax"),
    (("Gewerbesteuer 3.VJ 2026 11,25", "Stadt Aalen", "-11.25"), "tax"),
    (("Miete Halle 10/26 Maschinenhalle", "Hausverwaltung Lutz", "-1100.00"), "rent"),
    (("Miete Lager 10/26 Containerstellplatz", "Hausverwaltung Lutz", "-1100.00"), "rent"),
    (("Bargeldauszahlung GA NR 123 Entgelt 0,00", "", "-200.00"), "transfer"),
    (("Bargeldauszahlung 200,00 Entgelt 0,00", "", "-200.00"), "transfer"),
    (("Sollzinsen 30.09.2026 Zinsrate 9,75 %", "", "-50.00"), "interest"),
];

#[test]
fn what_may_be_mixed_is_asked_and_one_cause_is_booked() {
    let asked = ASKED.iter().map(|line| (*line, "none"));
    let sample = |((text, name, amount), category): (Line, &str)| {
        format!(
            "[[test]]\ntext = \"{text}\"\ncounterparty = \"{name}\"\namount = {amount}\ncategory = \
             \"{category}\"\n"
        )
    };
    let samples: String = asked.chain(BOOKED.iter().copied()).map(sample).collect();
    let (pipelines, faults) =
        with_own("proben", &format!("documents = \"bank-statement\"\n{samples}"));
    assert!(faults.is_empty(), "{faults:?}");
    let company = company("SKR03");
    let failed: Vec<String> = pipelines
        .text_tests
        .iter()
        .filter_map(|test| Some(format!("{}: {}", test.text, test.run(&pipelines, &company)?)))
        .collect();
    assert_eq!(failed, Vec::<String>::new());
}

/// A rule's word in a text about something else, or paid to someone whom the rule cannot mean; the
/// amount in minor units.
const PROPOSED: &[(&str, &str, i64)] = &[
    ("Zahlung 4711", "AOK Baden-Württemberg", -7_000),
    ("Rundfunkbeitrag 10.2026-12.2026", "Rundfunk ARD, ZDF, DRadio", -5_508),
    ("Beitragsbescheid 2026", "VBG", -7_000),
    ("Vorschuss 2026 Beitrag", "BG Holz und Metall", -7_000),
    ("Inhaltsversicherung HV-SV 123", "ERGO", -7_000),
    ("R+V Firmenpolice 4711", "R+V Allgemeine Versicherung", -7_000),
    ("Beitrag 11/26", "Allianz Versicherungs-AG", -7_000),
    ("Grundsteuer IV/2026", "Stadtkasse Aalen", -7_000),
    ("Freiwillige Versicherung 10/2026", "AOK Bayern", -7_000),
    ("Miete Parkplatz", "Techniker Krankenkasse", -7_000),
    ("Beitrag", "Barmer Bahnhofsapotheke", -7_000),
    ("Diesel Kraftstoff 12.10.", "Shell Station 99", -7_000),
    ("Superkraftstoff E10", "ARAL Tankstelle", -7_000),
    ("Kraftstofffilter", "", -7_000),
    ("Gewerbestrom Abschlag 10/2026", "Stadtwerke Bonn", -7_000),
    ("Gewerbest. Strom 10/2026", "Stadt Bonn", -7_000),
    ("Gewerbestandort Courtage", "Stadt Bonn", -7_000),
    ("Kfz-Steuer AA-XY 12", "Autohaus Kern", -7_000),
    ("Kontoführung Oktober", "Buchhaltungsservice Meier", -7_000),
    ("Rückzahlung Miete Oktober zuviel", "Hausverwaltung Lutz", -7_000),
    ("Rückerstattung Kaltmiete September", "Hausverwaltung Lutz", -7_000),
    ("Rückgabe Miete Oktober Lastschrift", "Hausverwaltung Lutz", -7_000),
    ("Tanken 12.10.", "Shell Station 99", -7_000),
    ("Karte 4711 Oktober", "DKV Euro Service GmbH", -7_000),
    ("Kfz-Versicherung Beitrag 2026", "Allianz", -42_000),
    ("KST SOLZ 3.VJ 2026", "Finanzamt Musterstadt", -105_500),
    ("SolZ 3.VJ 2026", "Finanzamt Musterstadt", -5_500),
    ("Abend 12.10.", "Barmer Brauhaus", -7_000),
    ("Rückzahlung Gehalt Oktober", "Erika Muster", -7_000),
    ("Lohn und Gehalt Software Lizenz", "DATEV eG", -7_000),
    ("Lohn und Gehalt Modul Lizenz", "Agenda Software", -7_000),
    ("Lexware lohn+gehalt 2026", "Haufe-Lexware GmbH", -7_000),
];

#[test]
fn a_payee_without_an_account_is_looked_at_by_name() {
    let (pipelines, _) = with_own("proben", "documents = \"bank-statement\"\n");
    let policy = pipelines.policy(&company("SKR03"));
    let status = |text: &str, name: &str, minor: i64| {
        let day = jiff::civil::date(2026, 10, 5);
        let entry = EntryFacts {
            remittance: Some(text.to_owned()),
            counterparty_name: Some(name.to_owned()).filter(|name| !name.is_empty()),
            ..EntryFacts::new(1, "muster", day, minor, Currency::EUR)
        };
        let decided = decide(&Neighbourhood { items: &[], entries: &[entry], policy: &policy });
        decided.first().map(|decision| decision.status)
    };
    for (text, name, minor) in PROPOSED {
        assert_eq!(status(text, name, *minor), Some(MatchStatus::Suggested), "{text} {name}");
    }
    for ((text, name, _), _) in BOOKED.iter().filter(|(line, _)| line.2 == "-10.00") {
        assert_ne!(status(text, name, -1_000), Some(MatchStatus::Suggested), "{text} {name}");
    }
}
