//! The words by which a cause is known in a text: folded, with a blank where a word begins or ends.
//! Tables to be added to, apart from what is concluded from them.

/// Words that name one cause of a payment to the tax office or the municipality each. Solidarity
/// surcharge and church tax are no cause of their own beside wage or income tax: they share the
/// account.
pub(super) const TAXES: &[&[&str]] = &[
    &[
        " ums st",
        " umsst",
        " umsatzst",
        " ustv",
        " ust v",
        " ustsv",
        " ustab",
        " ust ",
        " umst ",
        " umstv",
        " mwst ",
        " mehrwertst",
    ],
    &[" lohnst", " lohn st", " lst ", " lsta "],
    &[
        " koerpst",
        " koerperschaftst",
        " koerperschaftsst",
        " koerpersch st",
        " kst ",
        " kstv",
        " koest ",
    ],
    &[" eink st", " einkst", " einkommenst", " einkommensst", " est ", " estv"],
    &[" gewerbest", " gew st", " gewst"],
    &[" kraftfahrzeugst", " kfz st", " kfzst", " kraftst"],
    &[" grundst", " grst ", " grundbesitzabg"],
    &[" vergnuegungsst", " hundest", " zweitwohnungst", " zweitwohnungsst", " gewerbeabg"],
    &[" kap ertr", " kapertr", " kap est", " kapest", " kap st", " kapst", " kapitalertrag"],
    &[" bauabzug"],
];

/// Solidarity surcharge, which has an account of its own beside corporation tax.
pub(super) const SURCHARGE: &[&str] = &[" solz", " sol z", " solidaritaetsz", " soli "];

/// What is paid beside a tax or a contribution and goes to accounts of its own (§ 3 (4) AO, § 24
/// SGB IV), and what an office charges for its trouble.
pub(super) const BESIDE: &[&str] = &[
    " saeum",
    " versp",
    "zins",
    " mahn",
    "gebuehr",
    "kosten",
    "auslagen",
    " vollstreck",
    " zwangsg",
    " bussg",
    " pfaend",
];

/// The same for taxes alone: the abbreviations of tax offices.
pub(super) const BESIDE_TAX: &[&str] = &[" sz ", "zuschl"];

/// Words for interest, in whatever word they stand.
pub(super) const INTEREST: &[&str] = &["zins"];

/// Sums of money of which interest is reckoned, or that are paid with it, by how their words begin.
pub(super) const SUMS: &[&str] = &[
    "kaution",
    "mietkaution",
    "mietsicherheit",
    "sparbeitr",
    "sparrate",
    "bausparrate",
    "hauptforderung",
    "hauptsumme",
    "kaufpreis",
    "sicherheitsleistung",
];

/// What joins interest to what it is paid with.
pub(super) const JOINTS: &[&str] = &[
    "und",
    "u",
    "zzgl",
    "zuzueglich",
    "nebst",
    "inkl",
    "inklusive",
    "einschl",
    "einschliesslich",
    "incl",
    "plus",
    "samt",
    "sowie",
    "mit",
];

/// How words begin that name no sum of their own beside interest: its kinds, its time, the bank's
/// words for the account.
pub(super) const NO_SUM: &[&str] = &[
    "soll",
    "haben",
    "guthaben",
    "konto",
    "abschluss",
    "abrechnung",
    "quartal",
    "monat",
    "jahr",
    "januar",
    "februar",
    "maerz",
    "april",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
    "festgeld",
    "tagesgeld",
    "termingeld",
    "darlehen",
    "kredit",
    "ueberziehung",
    "dispo",
    "verzug",
    "sepa",
    "lastschrift",
    "gutschrift",
    "belastung",
];

/// What a bank charges together with interest, or adds to what is owed.
pub(in crate::matching) const CHARGES: &[&str] = &[
    "entgelt",
    "gebuehr",
    "provision",
    "spesen",
    "kosten",
    " porto ",
    "auslagen",
    "kontofuehr",
    "kontogeb",
    "courtage",
    " mahn",
];

/// The same as banks cut it short beside interest: `ZINSEN/ENTG. Q3`, `Zinsen, Kontof.`.
pub(super) const CHARGES_IN_SHORT: &[&str] =
    &[" entg ", " kontof ", " ktof ", " kontofg ", " kfg ", " geb ", " prov ", " spes "];

/// How it is said that something is taken off, whatever that is.
pub(super) const TAKEN_OFF: &[&str] = &[" abzgl", " abzueglich", " nach abzug"];

/// Words that only look like charges or interest.
pub(in crate::matching) const NO_CHARGE: &[&str] = &[
    "kostenstelle",
    "kostentraeger",
    "kostenlos",
    "kostenfrei",
    "gebuehrenfrei",
    "unentgeltlich",
    "zinslos",
    "zinsfrei",
];

/// Taxes that a bank keeps back of interest, and how it says that something is taken off: what is
/// credited is not what was earned.
pub(super) const WITHHELD: &[&str] = &[
    " kapst",
    " kap st",
    " kapest",
    " kap est",
    " kapertr",
    " kap ertr",
    " kapitalertr",
    " abgst",
    " abg st",
    " abgeltungst",
    " abgeltungsst",
    " kest",
    " zast ",
    " zinsabschl",
    "quellenst",
    " qst ",
    " qust ",
    " verrechnungsst",
    " kirchenst",
    " kist ",
    " ki st ",
    " solz",
    " sol z",
    " solidaritaetsz",
    " soli ",
    "steuern",
    "steuerabz",
    "steuereinbeh",
    " nach steuer",
    " abzgl",
    " abzueglich",
    " nach abzug",
    "einbehalt",
    " netto ",
    " withholding",
    " wht ",
];

/// Words that only look like taxes: a taxpayer's number.
pub(super) const NO_TAX: &[&str] = &[
    "steuernummer",
    "steuernr",
    "steuer nr",
    "steuer nummer",
    "steueridentifikation",
    "steuerid",
    "steuer id",
    "steuerberat",
];

/// How interest on taxes is spoken of (§§ 233a to 239 AO).
pub(super) const TAX_INTEREST: &[&str] = &[
    " 233a",
    " 233 a",
    " 234 ao",
    " 235 ao",
    " 236 ao",
    " 237 ao",
    " 238 ao",
    "nachzahlungszins",
    "erstattungszins",
    "erstzins",
    "stundungszins",
    "aussetzungszins",
    "hinterziehungszins",
    "prozesszins",
    "steuer",
];

/// Those who assess taxes, by what their names hold.
pub(super) const TAX_OFFICES: &[&str] = &[
    "finanzamt",
    "finanzkasse",
    "landesoberkasse",
    "landeshauptkasse",
    "landeskasse",
    "bundeskasse",
    "steuerverwaltung",
    "steuerkasse",
    "steueramt",
    "zollamt",
    "zollkasse",
    "stadtkasse",
    "gemeindekasse",
    "kreiskasse",
    "amtskasse",
    "stadthauptkasse",
    "stadtverwaltung",
    "gemeindeverwaltung",
    "kaemmerei",
];

/// Municipalities, by a word of their names; a savings bank bears it too.
pub(super) const MUNICIPALITIES: &[&str] = &[
    " stadt ",
    " gemeinde ",
    " landeshauptstadt ",
    " hansestadt ",
    " samtgemeinde ",
    " verbandsgemeinde ",
    " kreisstadt ",
    " landkreis ",
    " magistrat ",
];

/// What is paid back of a loan, beside its interest.
pub(super) const REDEMPTION: &[&str] =
    &["tilgung", " annuitaet", " darlehensrate", " kreditrate", " darlehen rate", " rate darlehen"];

/// The instalment in which both stand, and looser words for what is paid back: asked of the shipped
/// rules.
pub(super) const INSTALMENT: &[&str] = &[
    " tilg",
    " rate ",
    " raten",
    "srate ",
    "kreditrate",
    " kapitaldienst",
    "rueckzahl",
    "rueckfuehr",
    "darlehensleistung",
    "kreditleistung",
    "umschuld",
    " abloes",
];

/// Per cent a year, and no instalment.
pub(super) const RATE_OF_INTEREST: &[&str] = &["zinsrate"];

/// VAT that the text itself names: by its name, or as net and gross.
pub(super) const VAT: &[&str] = &[
    " mwst",
    " mehrwertst",
    " umsatzst",
    " vorsteuer",
    " ust ",
    " zzgl steuer",
    " inkl steuer",
    " 19 steuer",
    " vat ",
    " netto ",
    " brutto ",
];

/// Words with which a VAT id or a tax office speaks of itself, and of no VAT inside the amount.
pub(super) const NO_VAT: &[&str] = &[
    " ust id",
    " ust idnr",
    " ust nr",
    " umsatzsteuer id",
    " umsatzsteueridentifikation",
    " vat id",
    " vat no",
    " vat reg",
];

/// How a text says that there is no VAT.
pub(super) const NO_VAT_IN_IT: &[&str] = &[
    " umsatzsteuerfrei",
    " umsatzsteuerbefreit",
    " ust frei",
    " ustfrei",
    " mwst frei",
    " mehrwertsteuerfrei",
    " ohne umsatzsteuer",
    " ohne ust ",
    " ohne mwst",
    " keine umsatzsteuer",
    " keine ust ",
];

/// Taxes of persons, which are an owner's own.
pub(super) const OF_PERSONS: &[&str] = &[
    " kirchenst",
    " kist ",
    " ki st ",
    " kirchgeld",
    " erbschaftst",
    " erbschaftsst",
    " erbst ",
    " schenkungst",
    " schenkungsst",
];

/// What a firm writes of VAT and a tax office does not.
pub(super) const OF_FIRMS: &[&str] =
    &[" rechnung", " re ", " rg ", " 19 ", " 7 ", " inkl", " zzgl", " netto ", " brutto "];

/// What an acquirer of card payments keeps besides what is called a charge.
pub(super) const FEE_OF_TAKINGS: &[&str] =
    &["disagio", "serviceentgelt", " abzgl", " abzueglich", " abz ", " fee ", " fees "];
