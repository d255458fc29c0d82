//! The words by which a text means more or something else than its rule: folded, with a blank where
//! a word begins or ends. Tables to be added to, apart from what is concluded from them.

/// Wages, where they stand beside their tax.
pub(super) const WAGES: &[&str] = &[" lohn ", " loehne", " gehalt ", " gehaelter"];

/// What an employee is paid back or lent, which is no wage.
pub(super) const BESIDE_WAGES: &[&str] = &[
    "reisek",
    "spesen",
    "auslagen",
    "kilometergeld",
    " km geld",
    "fahrtkosten",
    "fahrkosten",
    "verpflegungs",
    " darlehen",
    " kredit",
];

/// What a landlord is paid beside the rent: a deposit is no expense, a surcharge no rent, and what is
/// paid for side costs of a year that has ended may be of that year.
pub(super) const BESIDE_RENT: &[&str] = &[
    "kaution",
    "mietsicherheit",
    " mahn",
    "verzugszins",
    " makler",
    "courtage",
    "nachzahl",
    " nachz ",
    "kostenabr",
    " nk abr",
    " bk abr",
    " nka ",
    " bka ",
];

/// Things that are rented and are no rooms.
pub(super) const RENTED_THINGS: &[&str] = &[
    " pkw",
    " lkw",
    " kfz",
    " fahrzeug",
    " transporter",
    " anhaenger",
    " stapler",
    " gabelstapler",
    "bagger",
    " kran ",
    " geruest",
    " container",
    " maschine",
    " kopier",
    " drucker",
    " geraet",
    " werkzeug",
];

/// What a word ends with that names a room or a place, whatever it is for: `Maschinenhalle`,
/// `Containerstellplatz`.
pub(super) const ROOMS: &[&str] = &[
    "halle",
    "hallen",
    "lager",
    "raum",
    "raeume",
    "platz",
    "plaetze",
    "garage",
    "garagen",
    "werkstatt",
    "flaeche",
    "flaechen",
    "buero",
    "schuppen",
    "scheune",
    "hof",
];

/// Vehicles that a word for a place may follow: `Kfz-Stellplatz`.
pub(super) const VEHICLES: &[&str] = &["kfz", "pkw", "lkw"];
/// Places of vehicles.
pub(super) const PLACES: &[&str] = &["stellpl", "parkpl", "garage", "tiefgarage"];

/// Those who let things and no rooms, by their names.
pub(super) const LETS_THINGS: &[&str] =
    &["verleih", "autovermiet", "leasing", "mietservice", "mietpark", "baumaschinen"];

/// Those who reckon taxes and wages for others, by their names: what they are paid is their fee.
pub(super) const RECKONS: &[&str] = &[
    "steuerberat",
    "steuerkanzlei",
    " stb ",
    "wirtschaftspruef",
    "treuhand",
    "lohnbuero",
    "lohnservice",
    "buchhaltung",
    "buchfuehrung",
];

/// Side costs of rooms, which go with the rent.
pub(super) const SIDE_COSTS: &[&str] = &[
    " nk ",
    "nebenkosten",
    "heizkosten",
    "betriebskosten",
    " bk ",
    " hk ",
    "stellplatz",
    "garage",
    "parkplatz",
    "tiefgarage",
];

/// Insurances with accounts of their own: of vehicles, of the owner, of employees' pensions.
pub(super) const OTHER_INSURANCE: &[&str] = &[
    " kfz",
    " pkw",
    " lkw",
    "kraftfahrt",
    "kraftfahrz",
    "kasko",
    "lebensvers",
    "krankenvers",
    "krankenzusatz",
    "rentenvers",
    "direktvers",
    "altersvorsorge",
    "pensionskasse",
    "unterstuetzungskasse",
    "berufsunfaehig",
    "hausrat",
    "sterbegeld",
    "risikoleben",
    "unfallvers",
    "privat",
    "selbstbet",
    "selbstbehalt",
    " schaden",
    "schadenn",
    "schadens",
    "regress",
    " mahn",
];

/// Those who collect for several insurers, by their names.
pub(super) const BROKERS: &[&str] = &[
    "makler",
    "assekuranz",
    "versicherungsagentur",
    "versicherungsvermittl",
    "versicherungsdienst",
    "versicherungskontor",
];
/// Several policies in one.
pub(super) const POLICIES: &[&str] = &[
    " policen",
    " vertraege",
    "versicherungsscheine",
    "versicherungsbeitraege",
    "versicherungspraemien",
];

/// Rooms to live in, which are none of a business by themselves.
pub(super) const DWELLINGS: &[&str] = &[
    " wohnung",
    "wohnungsmiete",
    "wohnraum",
    " wohnmiete",
    " whg ",
    "ferienwohn",
    " apartment",
    " appartement",
];

/// What a contribution is paid for that is no firm's.
pub(super) const HOUSEHOLDS: &[&str] = &[" privat", " wohnung", " whg ", " haushalt", "zweitwohn"];

/// Chambers, by their names: beside their contributions they charge for courses and examinations.
pub(super) const CHAMBERS: &[&str] =
    &[" ihk ", "handelskammer", "handwerkskammer", "kreishandwerkerschaft"];
/// What chambers charge for.
pub(super) const CHARGED_FOR: &[&str] = &[" seminar", "lehrgang", "pruefung", "gebuehr", " kurs"];

/// What is the owner's own, by name.
pub(super) const PRIVATE: &[&str] = &[
    " privat ",
    " private ",
    " privater ",
    " privates ",
    " privatanteil",
    " privatkonto",
    " privatdepot",
    " privatentnahme",
];
