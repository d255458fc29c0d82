//! Bodies beside others of their name, which belong to them and are others: a holding, a club's
//! supporting association, its foundation.

use super::name_parts::{NameParts, Word};

/// Words of bodies beside others of their name: whether one is there or not, it is another's.
const BODIES: &[&str] = &[
    "beteiligung",
    "besitz",
    "betriebsrat",
    "elternbeirat",
    "foerder",
    "freunde",
    "freundeskreis",
    "grundbesitz",
    "holding",
    "immobilien",
    "komplementaer",
    "stiftung",
    "unterstuetzungskasse",
    "vermoegens",
    "verwaltungs",
    "witwe",
];

/// Words for another who stands beside the one that the name goes on with: its administrator, its
/// landlord, several together, who came after it.
const ROLES: &[&str] = &[
    "arge",
    "arbeitsgemeinschaft",
    "bietergemeinschaft",
    "insolvenzverwalter",
    "insolvenzverwalterin",
    "insolvenzmasse",
    "insolvenzverwaltung",
    "zwangsverwalter",
    "zwangsverwalterin",
    "zwangsverwaltung",
    "vermieter",
    "vermieterin",
    "mieter",
    "mieterin",
    "untermieter",
    "untermieterin",
    "nachf",
    "nachfg",
    "nachfolger",
    "nachfolgerin",
    "rechtsnachfolger",
    "rechtsnachfolgerin",
    "erben",
    "erbengemeinschaft",
    "nachlass",
    "nachlassverwalter",
    "betreuer",
    "betreuerin",
    "gesellschafter",
    "gesellschafterin",
    "kommanditist",
    "kommanditistin",
    "mitarbeiter",
    "mitarbeiterin",
    "mitarbeitende",
];

/// The roles that a name states.
pub(super) fn roles(words: &[Word]) -> Vec<&'static str> {
    let stated = |role: &&&str| words.iter().any(|word| word.text == **role);
    ROLES.iter().filter(stated).copied().collect()
}

/// Who has a supporting association, by the ends of his name: before it `FV` is none for football.
const SUPPORTED: &[&str] =
    &["verein", "schule", "feuerwehr", "museum", "bad", "chor", "tsv", "tus", "tv", "sv", "kita"];

/// The bodies that a name names, be it as a branch of the one that it belongs to.
pub(super) fn bodies(words: &[Word]) -> Vec<&'static str> {
    let supports = words.iter().any(|word| word.text == "fv")
        && words.iter().any(|word| SUPPORTED.iter().any(|end| word.text.ends_with(end)));
    let named = |body: &&&str| {
        words.iter().any(|word| word.text.starts_with(**body)) || supports && **body == "foerder"
    };
    BODIES.iter().filter(named).copied().collect()
}

/// What clubs are called, in short.
const CLUBS: &[&str] =
    &["tsv", "tus", "tsg", "tv", "tg", "sv", "fc", "sc", "vfb", "vfl", "tc", "ttc", "sg", "djk"];

/// Words in the names of municipalities.
const MUNICIPALITIES: &[&str] = &["gemeinde", "gde", "stadt", "markt", "ortsgemeinde"];

/// What a municipality keeps without its being a body of its own.
const MUNICIPAL: &[&str] = &[
    "kindergarten",
    "kiga",
    "kita",
    "kindertagesstaette",
    "kinderkrippe",
    "grundschule",
    "schule",
    "feuerwehr",
    "bauhof",
    "bauamt",
    "buecherei",
    "freibad",
    "hallenbad",
    "friedhof",
];

/// Whether a word names a branch of the club or municipality of this name, which is no body of its
/// own.
pub(super) fn is_branch(word: &Word, of: &NameParts) -> bool {
    let is_called = |names: &[&str]| of.own().iter().any(|own| names.contains(&own.text.as_str()));
    let text = word.text.as_str();
    let is_club = of.form.is_club() || is_called(CLUBS);
    is_club && (text.ends_with("abteilung") || matches!(text, "jugend" | "jugendleitung"))
        || is_called(MUNICIPALITIES) && MUNICIPAL.contains(&text)
}
