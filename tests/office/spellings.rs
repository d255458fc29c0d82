//! Names that documents write for an addressee: spellings of a firm's, club's or person's own, which
//! ask nothing, and others', which wait.

use kontor::domain::{NameWords, Sameness};

/// Own name, spellings of it.
const SPELLINGS: &[(&str, &[&str])] = &[
    (
        "Hahn GmbH & Co. KG",
        &[
            "Hahn GmbH & Co KG",
            "HAHN GMBH & CO. KG",
            "Hahn GmbH+Co.KG",
            "Hahn GmbH u. Co. KG",
            "Hahn GmbH & Cie. KG",
            "Hahn GmbH & Co.",
            "Hahn",
            "Fa. Hahn",
            "Hahn GmbH u. Co. KG, Kreditorenbuchhaltung",
            "Hahn G.m.b.H. & Co. K.G.",
            "Hahn GmbH und Co. Kommanditgesellschaft",
        ],
    ),
    (
        "Müller Metallbau GmbH",
        &[
            "Mueller Metallbau GmbH",
            "Muller Metallbau GmbH",
            "MÜLLER METALLBAU GMBH",
            "MUELLER METALLBAU",
            "Metallbau Müller GmbH",
            "Müller Metallb. GmbH",
            "Müller-Metallbau GmbH",
            "MüllerMetallbau GmbH",
            "Müller Metall Bau GmbH",
            "Müller Metallbau Gesellschaft mit beschränkter Haftung",
            "Müller Metallbau G.m.b.H.",
            "Fa. Müller Metallbau GmbH",
            "Firma Müller Metallbau",
            "Müller Metallbau GmbH, Einkauf",
            "Müller Metallbau GmbH - Buchhaltung",
            "Müller Metallbau GmbH z. Hd. Frau Ina Schulz",
            "Müller Metallbau GmbH z.Hd. Herrn Max Huber",
            "Müller Metallbau GmbH, Werk 2",
            "Müller Metallbau GmbH Niederlassung Nord",
            "Müller Metallbau GmbH Filiale Kiel",
            "Müller Metallbau GmbH, Kiel",
            "Müller Metallbau Kiel",
            "Müller Metallbau GmbH (Lager)",
            "Buchhaltung Müller Metallbau GmbH",
            "Einkauf, Müller Metallbau GmbH",
            "Frau Ina Schulz, Müller Metallbau GmbH",
            "Müller Metallbau GmbH, Ina Schulz",
            "Müller Metallbau GmbH c/o Hausverwaltung Kern",
            "c/o Müller Metallbau GmbH",
            "MMB GmbH",
            "Müller GmbH",
            "Müller",
            "Herrn Müller",
            "Metalbau Müller GmbH",
            "Müller Metallbau Ges. m. b. H.",
            "Müller Metallbau GmbH Abt. Technik",
            "Müller Metallbau GmbH / Rechnungseingang",
            "Müller Metallbau GmbH Geschäftsführer Max Müller",
        ],
    ),
    (
        "Garten- und Landschaftsbau Holzmann GmbH",
        &[
            "GaLaBau Holzmann GmbH",
            "Galabau Holzmann",
            "Holzmann Garten-und Landschaftsbau GmbH",
            "Garten & Landschaftsbau Holzmann GmbH",
            "Garten- und Landschaftsbau Holzmann",
            "Garten- und Landschaftsbau Ho",
            "Garten- und Landschaftsbau Holzmann G",
            "Holzmann GmbH",
        ],
    ),
    (
        "SHK Kern GmbH",
        &[
            "Sanitär Heizung Klima Kern GmbH",
            "Kern Heizung-Sanitär GmbH",
            "Heizung, Sanitär, Lüftung Kern GmbH",
            "Kern Sanitär/Heizung/Klima GmbH",
        ],
    ),
    ("Sanitär Heizung Klima Kern GmbH", &["SHK Kern GmbH", "Kern SHK"]),
    (
        "TSV Talheim e.V.",
        &[
            "Turn- und Sportverein Talheim e.V.",
            "TSV Talheim",
            "TSV Talheim eV",
            "TSV Talheim 1907 e. V.",
            "TSV Talheim, Abteilung Fußball",
            "TSV Talheim eingetragener Verein",
            "Turn- u. Sportverein Talheim",
        ],
    ),
    ("Turn- und Sportverein Talheim e.V.", &["TSV Talheim e.V.", "TuS Talheim e.V."]),
    (
        "Ev. Kirchengemeinde Talheim",
        &[
            "Evangelische Kirchengemeinde Talheim",
            "Evang. Kirchengemeinde Talheim",
            "Kirchengemeinde Talheim",
            "Ev. Kirchengem. Talheim",
        ],
    ),
    ("Freiwillige Feuerwehr Talheim", &["FF Talheim", "FFW Talheim"]),
    ("Kindertagesstätte Sonnenschein e.V.", &["KiTa Sonnenschein", "Kita Sonnenschein e.V."]),
    ("Grundschule am Park", &["GS am Park", "Grundschule Park"]),
    (
        "1. FC Talheim e.V.",
        &["1. Fußballclub Talheim", "1.FC Talheim 1907 e.V.", "FC Talheim e.V."],
    ),
    ("VfL Talheim e.V.", &["Verein für Leibesübungen Talheim e.V."]),
    ("Schmidt Kraftfahrzeuge GmbH", &["Schmidt Kfz GmbH", "Kfz Schmidt GmbH"]),
    (
        "Elektro Huber e.K.",
        &[
            "Elektrotechnik Huber e.K.",
            "Elektro Huber e. Kfm.",
            "Elektro Huber",
            "Max Huber",
            "Elektro Huber Inh. Max Huber",
            "Elektro Huber, Inhaber Max Huber e.K.",
            "Elektro Huber eingetragener Kaufmann",
            "Elektro Huber e.Kfr.",
        ],
    ),
    ("Elektro Huber Inh. Max Huber", &["Max Huber", "Elektro Huber"]),
    (
        "Max Huber",
        &[
            "Elektro Huber, Inhaber Max Huber",
            "Huber, Max",
            "Herrn Max Huber",
            "M. Huber",
            "Elektro Max Huber",
        ],
    ),
    ("Rheinstahl Kommanditgesellschaft auf Aktien", &["Rheinstahl KGaA", "Rheinstahl KG a.A."]),
    (
        "Praxis Dr. Anna Roth",
        &[
            "Dr. med. Anna Roth",
            "Zahnarztpraxis Dr. Roth",
            "Frau Dr. A. Roth",
            "Roth, Anna",
            "Anna Roth-Meier",
            "Dr. Jens Ohm & Dr. Anna Roth",
            "Praxis Dr. Roth z. Hd. Frau Ohm",
            "Praxis Roth",
            "Praxis Dr.Roth",
        ],
    ),
    ("Praxis Dr. Öztürk", &["Dr. Ozturk, Ayse"]),
    ("Öztürk Bau GmbH", &["OZTURK BAU GMBH, Ali Yilmaz"]),
    ("Malerbetrieb Sonne", &["Maler Sonne"]),
    ("Solarpark 3 GmbH", &["Solarpark GmbH"]),
    ("Hahn Handelsgesellschaft mbH", &["Hahn Handels GmbH", "Hahn Handelsges. mbH"]),
    ("Hahn GmbH", &["Hahn gGmbH", "Hahn GmbH, Werk 2"]),
    (
        "Hahn UG (haftungsbeschränkt)",
        &[
            "Hahn UG",
            "Hahn UG haftungsbeschränkt",
            "Hahn Unternehmergesellschaft (haftungsbeschränkt)",
        ],
    ),
    ("Stadt Aalen", &["Stadtverwaltung Aalen", "Stadt Aalen, Kämmerei", "Stadt Aalen - Bauamt"]),
    ("Stadtwerke Aalen GmbH", &["Stadtwerke Aalen", "Stadtwerke Aalen GmbH, Einkauf"]),
    ("Maschinenbau Nordmann GmbH", &["Masch.bau Nordmann GmbH", "Maschinenb. Nordmann GmbH"]),
    ("Wohnungseigentümergemeinschaft Hauptstr. 5", &["WEG Hauptstr. 5", "WEG Hauptstraße 5"]),
    (
        "Roth & Partner PartG mbB",
        &[
            "Roth und Partner Partnerschaftsgesellschaft mbB",
            "Roth + Partner PartGmbB",
            "Roth & Partner",
        ],
    ),
    (
        "Norddeutsche Vermögensverwaltungs- und Beteiligungs GmbH",
        &[
            "Norddeutsche Vermögensverwal",
            "Norddeutsche Vermögensverwaltungs-",
            "Norddeutsche Vermögensverwaltungs- und Beteiligungs GmbH",
        ],
    ),
    ("Kern IT Systeme GmbH", &["Kern EDV Systeme GmbH", "Kern IT-Systeme GmbH"]),
    ("Gebrüder Lang OHG", &["Gebr. Lang OHG", "Gebr. Lang"]),
    ("Rechtsanwälte Kern & Lang GbR", &["RAe Kern & Lang", "RA Kern & Lang GbR"]),
    ("Bäckerei Schmidt", &["Bäckerei Schmidt Filiale Nord", "Baeckerei Schmidt"]),
    (
        "Stahlhandel Nordwest GmbH & Co. KG",
        &[
            "STAHLHANDEL NORDWEST GMBH + CO KG",
            "Stahlhandel Nordwest GmbH & C",
            "Stahlhandel Nord-West GmbH & Co. KG",
            "Stahlhandel Nordwest GmbH &Co.KG",
            "Stahlhdl. Nordwest GmbH & Co. KG",
            "Fa. Stahlhandel Nordwest",
            "Stahlhandel Nordwest",
            "Firma, Stahlhandel Nordwest GmbH & Co. KG, Herrn Kern",
            "Stahlhandel Nordwest GmbH & Co. KG z. Hd. v. Frau Kern",
            "Stahlhandel Nordwest GmbH & Co. KG, Postfach 12",
            "An die Stahlhandel Nordwest GmbH & Co. KG",
            "Stahlhandel Nordwest GmbH & Co. KG - Kreditoren -",
            "Stahlhandel Nordwest GmbH & Co. KG Standort Bremen",
            "Stahlhandel Nordwest GmbH & Co. KG Rechnungsstelle",
        ],
    ),
    (
        "Bäckerei Konditorei Sonnenschein Inh. Petra Lang e.K.",
        &[
            "Bäckerei Sonnenschein",
            "Petra Lang",
            "Bäckerei & Konditorei Sonnenschein",
            "Bäckerei Sonnenschein Petra Lang",
            "Konditorei Sonnenschein, Inh. P. Lang",
        ],
    ),
    (
        "Schreinerei Weiß",
        &[
            "Schreinerei Weiss",
            "SCHREINEREI WEISS",
            "Weiß Schreinerei",
            "Herrn Josef Weiß",
            "Schreinerei Josef Weiß",
            "Schreinermeister Weiß",
        ],
    ),
    (
        "Autohaus Kern GmbH",
        &[
            "Kern Autohaus GmbH",
            "Autohaus Kern",
            "Autohaus Kern Heilbronn",
            "AUTOHAUS KERN GMBH HEILBRONN",
            "Autohaus Kern GmbH, Werkstatt",
            "Autohaus Kern GmbH Abteilung Verkauf",
        ],
    ),
    (
        "Hausverwaltung Lindner GmbH",
        &[
            "HV Lindner GmbH",
            "Lindner Hausverwaltung GmbH",
            "Hausverwaltung Lindner GmbH für WEG Hauptstr. 5",
        ],
    ),
    (
        "IT-Service Becker UG (haftungsbeschränkt)",
        &[
            "IT Service Becker UG",
            "IT-Service Becker UG haftungsbeschr.",
            "IT-Service Becker UG (haftungsb",
            "ITService Becker",
        ],
    ),
    (
        "Dr. Müller & Kollegen Steuerberatungsgesellschaft mbH",
        &[
            "Dr. Müller & Kollegen Steuerb",
            "Dr. Müller und Kollegen StB-GmbH",
            "Müller & Kollegen Steuerberatungsges. mbH",
            "Dr. Müller & Kollegen Steuerberatungs GmbH",
            "Dr. Müller & Kollegen",
        ],
    ),
    (
        "Caritasverband für den Landkreis Talheim e.V.",
        &["Caritasverband Landkreis Talheim", "Caritasverb. LK Talheim e.V."],
    ),
    (
        "Zimmerei Josef Huber & Söhne OHG",
        &[
            "Zimmerei Huber & Söhne",
            "Josef Huber & Söhne OHG",
            "Zimmerei Josef Huber u. Söhne oHG",
            "Zimmerei J. Huber & Söhne OHG",
        ],
    ),
    ("Weingut Sankt Anna GbR", &["Weingut St. Anna", "Weingut St. Anna GbR", "St.Anna Weingut"]),
    (
        "Elektro Schäfer GmbH",
        &[
            "Elektro Schaefer GmbH",
            "Elektro Schafer GmbH",
            "Elektroinstallation Schäfer GmbH",
            "Elektro-Schäfer GmbH",
        ],
    ),
    (
        "Landbäckerei Gebr. Öhler GmbH",
        &["Landbäckerei Gebrüder Öhler GmbH", "Landbaeckerei Gebr. Oehler", "Gebr. Öhler GmbH"],
    ),
    (
        "Deutsches Rotes Kreuz Kreisverband Talheim e.V.",
        &["DRK Kreisverband Talheim e.V.", "DRK KV Talheim", "DRK-Kreisverband Talheim"],
    ),
    (
        "Nordlicht Software AG",
        &[
            "Nordlicht Software Aktiengesellschaft",
            "NORDLICHT SOFTWARE AG",
            "Nordlicht Software AG Accounts Payable",
            "Nordlicht Software AG, Attn: Purchasing",
        ],
    ),
    (
        "Müller & Schmidt GbR",
        &[
            "Müller + Schmidt GbR",
            "Müller und Schmidt",
            "Müller/Schmidt GbR",
            "Müller & Schmidt Gesellschaft bürgerlichen Rechts",
        ],
    ),
    (
        "Brauerei zum Löwen KG",
        &["Brauerei Löwen KG", "Brauerei z. Löwen KG", "Brauerei zum Loewen"],
    ),
    (
        "Kern Handel KG",
        &["Kern Handels KG", "Kern Handel Kommanditgesellschaft", "Kern Handel KG, Max Kern"],
    ),
    ("Friseursalon Haarscharf", &["Salon Haarscharf", "Friseur Haarscharf"]),
    (
        "Gemeinde Talheim",
        &["Gemeindeverwaltung Talheim", "Gemeinde Talheim, Bauhof", "Gemeinde Talheim Rathaus"],
    ),
];

/// Own name, names of others.
const OTHERS: &[(&str, &[&str])] = &[
    (
        "Müller GmbH",
        &[
            "Müller Logistik GmbH",
            "Müller Holding GmbH",
            "Max Müller GmbH",
            "Müller Bau GmbH",
            "Müller Immobilien GmbH",
            "Müller Service GmbH",
            "Möller GmbH",
            "Miller GmbH",
            "Müller KG",
            "Müller AG",
            "Müller & Söhne GmbH",
            "Müller & Schmidt GmbH",
            "Autohaus Müller GmbH",
            "Müller Verwaltung GmbH",
            "Müller Einkauf GmbH",
            "Müller IT GmbH",
            "Müllers GmbH",
            "Müllner GmbH",
            "Müller Logistik",
            "Niemand GmbH c/o Müller GmbH",
            "Müller GmbH & Co. KG",
            "Spedition Müller",
            "Müller Nord GmbH",
        ],
    ),
    (
        "Müller Metallbau GmbH",
        &[
            "Möller Metallbau GmbH",
            "Müller Stahlbau GmbH",
            "Metallbau Schmidt GmbH",
            "Müller Immobilien KG",
            "Müller Metallbau Service GmbH",
            "Müller Metallbau Montagen GmbH",
            "Niemand AG",
            "Gemeinde Talheim",
            "Herrn Max Huber",
        ],
    ),
    (
        "TSV Talheim e.V.",
        &[
            "Förderverein TSV Talheim e.V.",
            "SV Talheim e.V.",
            "TuS Talheim e.V.",
            "TSV Thalheim e.V.",
            "TSV Talheim Förderverein",
            "TSV Talheim GmbH",
            "Gemeinde Talheim",
            "TSV Neckartal e.V.",
            "TV Talheim",
            "Förderkreis TSV Talheim",
            "Freunde des TSV Talheim",
        ],
    ),
    ("Förderverein TSV Talheim e.V.", &["TSV Talheim e.V.", "TSV Talheim"]),
    (
        "Ev. Kirchengemeinde Talheim",
        &[
            "Kath. Kirchengemeinde Talheim",
            "Katholische Kirchengemeinde Talheim",
            "Ev. Kirchengemeinde Malheim",
        ],
    ),
    ("Stadtwerke Aalen", &["Stadt Aalen", "Stadtwerke Ahlen", "Stadtwerke Bonn"]),
    ("Stadt Aalen", &["Stadtwerke Aalen", "Stadtwerke Aalen GmbH", "Kreis Aalen", "Stadt Ahlen"]),
    ("Meier GmbH", &["Meyer GmbH", "Maier GmbH", "Mayer GmbH", "Meierhof GmbH"]),
    ("Jan Huber", &["Jana Huber", "Jens Huber", "Jan Hubert"]),
    ("Praxis Dr. Jan Roth", &["Praxis Dr. Jana Roth"]),
    (
        "Praxis Dr. Anna Roth",
        &[
            "Praxis Dr. Jens Ohm",
            "Praxis Dr. Jens Roth",
            "Dr. med. Jens Ohm",
            "Dr. J. Roth",
            "Praxis Dr. Anne Roth",
            "Praxis Dr. Anna Rath",
            "Bäckerei Ohm",
        ],
    ),
    (
        "Schmidt GmbH",
        &[
            "Schmid GmbH",
            "Schmitt GmbH",
            "Schmidt e.K.",
            "Fa. Schmidt OHG - Buchhaltung",
            "Schmidt Kfz GmbH",
        ],
    ),
    ("Bauer GmbH", &["Baur GmbH", "Brauer GmbH"]),
    (
        "Schmidt GmbH & Co. KG",
        &[
            "Schmidt Verwaltungs GmbH",
            "Schmidt Verwaltungsgesellschaft mbH",
            "Schmidt Beteiligungs GmbH & Co. KG",
        ],
    ),
    ("Malerbetrieb Max Huber", &["Malerbetrieb Jens Ohm", "Malerbetrieb Moritz Huber"]),
    ("Malerbetrieb Sonne", &["Malerbetrieb Mond"]),
    ("Schreinerei Meier GmbH", &["Schreinerei Huber", "Schreinerei Meyer GmbH"]),
    ("Max Huber e.K.", &["Jens Ohm e.K."]),
    ("Roth & Partner PartG mbB", &["Roth & Partner GmbH"]),
    ("Objekt Berlin 12 GmbH & Co. KG", &["Objekt Berlin 13 GmbH & Co. KG"]),
    ("WEG Hauptstr. 5", &["WEG Hauptstr. 7"]),
    ("Windpark Nord I GmbH", &["Windpark Nord II GmbH", "Windpark Süd I GmbH"]),
    ("Immobilien 1. Vermögens GmbH", &["Immobilien 2. Vermögens GmbH"]),
    (
        "Autohaus Kern GmbH",
        &[
            "Autohaus Korn GmbH",
            "Kern Leasing GmbH",
            "Autohaus Kern Leasing GmbH",
            "Autohaus Kern & Söhne GmbH",
        ],
    ),
    ("Hansen GmbH", &["Hans GmbH", "Hanse GmbH"]),
    ("Kern Handel KG", &["Kern KG & Müller GmbH", "Korn Handel KG"]),
    ("Bäckerei Roth", &["Metzgerei Roth"]),
    ("Müller Technik GmbH", &["Müller Haustechnik GmbH"]),
    (
        "Stahlhandel Nordwest GmbH & Co. KG",
        &[
            "Stahlhandel Nordwest GmbH",
            "Stahlhandel Nordost GmbH & Co. KG",
            "Stahlhandel Nordwest Verwaltungs GmbH",
            "Stahlhandel Süd GmbH & Co. KG",
            "Stahlbau Nordwest GmbH & Co. KG",
            "Stahlhandel Nordwest Logistik GmbH & Co. KG",
        ],
    ),
    ("Schreinerei Weiß", &["Schreinerei Weis", "Glaserei Weiß", "Schreinerei Schwarz"]),
    (
        "Hausverwaltung Lindner GmbH",
        &[
            "WEG Hauptstr. 5 c/o Hausverwaltung Lindner GmbH",
            "WEG Hauptstr. 5, vertreten durch Hausverwaltung Lindner GmbH",
            "Lindner Immobilien GmbH",
            "Hausverwaltung Linder GmbH",
        ],
    ),
    (
        "Dr. Müller & Kollegen Steuerberatungsgesellschaft mbH",
        &[
            "Müller Wirtschaftsprüfung GmbH",
            "Dr. Möller & Kollegen Steuerberatungsgesellschaft mbH",
            "Dr. Müller Rechtsanwaltsgesellschaft mbH",
        ],
    ),
    (
        "Autohaus Kern GmbH",
        &[
            "Autohaus Kern & Lang GmbH",
            "Kern Autovermietung GmbH",
            "Autohaus Kerner GmbH",
            "Peter Kern GmbH",
        ],
    ),
    (
        "Zimmerei Josef Huber & Söhne OHG",
        &["Zimmerei Franz Huber", "Zimmerei Josef Hubert OHG", "Josef Huber Immobilien OHG"],
    ),
    ("Weingut Sankt Anna GbR", &["Weingut St. Hanna", "Hotel St. Anna GmbH", "Weingut St. Martin"]),
    ("Müller & Schmidt GbR", &["Müller & Schmitt GbR", "Müller & Huber GbR"]),
    (
        "Deutsches Rotes Kreuz Kreisverband Talheim e.V.",
        &[
            "DRK Ortsverein Talheim e.V.",
            "DRK Kreisverband Aalen e.V.",
            "DRK Kreisverband Talheim Stiftung",
        ],
    ),
    (
        "Gemeinde Talheim",
        &[
            "Gemeinde Thalheim",
            "Kirchengemeinde Talheim",
            "Verbandsgemeinde Talheim",
            "Gemeindewerke Talheim",
            "Stadt Talheim",
        ],
    ),
    ("Kern Handel KG", &["Kern Handel GmbH", "Kern Transporte KG", "Lukas Kern"]),
    (
        "Elektro Schäfer GmbH",
        &["Elektro Schaffer GmbH", "Schäfer Bau GmbH", "Elektro Schäfer Solar GmbH"],
    ),
    (
        "Grundschule am Park",
        &[
            "Förderverein Grundschule am Park e.V.",
            "Realschule am Park",
            "Elternbeirat Grundschule am Park",
        ],
    ),
    ("Kindergarten Regenbogen", &["Kindergarten Sonnenschein"]),
    ("Jan Petersen", &["Jana Petersen", "Jan Peters"]),
    (
        "Nordlicht Software AG",
        &[
            "Nordlicht Systems AG",
            "Nordlicht Holding AG",
            "Südlicht Software AG",
            "Nordlicht Software SE",
        ],
    ),
];

fn sameness(own: &str, stated: &str) -> Sameness {
    NameWords::new(own).sameness(&NameWords::new(stated), "")
}

#[test]
fn spellings_of_a_name_are_told_from_names_of_others() {
    let (mut spellings, mut others) = (0, 0);
    for (own, stated) in SPELLINGS.iter().flat_map(|(own, all)| all.iter().map(move |s| (own, s))) {
        assert_eq!(sameness(own, stated), Sameness::Same, "{stated} is {own}");
        spellings += 1;
    }
    for (own, stated) in OTHERS.iter().flat_map(|(own, all)| all.iter().map(move |s| (own, s))) {
        assert!(sameness(own, stated) < Sameness::Same, "{stated} is not {own}");
        others += 1;
    }
    assert!(spellings > 200 && others > 140, "{spellings} and {others}");
}

#[test]
fn one_letter_or_a_word_that_says_nothing_is_for_the_address_to_tell() {
    for (own, stated, found) in [
        ("Müller Metallbau GmbH", "Metallbau Mueler GmbH", Sameness::Slip),
        ("Schreinerei Holzmann GmbH", "Schreinerei Holtzmann GmbH", Sameness::Slip),
        ("Holzmann GmbH", "Holtzmann GmbH", Sameness::Slip),
        // Another frequent family name is another's, at our own address too.
        ("Müller GmbH", "Möller GmbH", Sameness::Added),
        ("Müller GmbH", "Müller Nord GmbH", Sameness::Added),
        ("Müller GmbH", "Müller Logistik GmbH", Sameness::Other),
    ] {
        assert_eq!(sameness(own, stated), found, "{stated}, {own}");
    }
}
