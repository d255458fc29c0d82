//! Bodies beside others of their name, which belong to them and are others: a holding, a club's
//! supporting association, its foundation.

use super::name_parts::Word;

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
    "jugend",
    "komplementaer",
    "stiftung",
    "unterstuetzungskasse",
    "vermoegens",
    "verwaltungs",
    "witwe",
];

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
