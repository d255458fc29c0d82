//! Words of names that are written short or in full at will: `GaLaBau` and `Garten- und
//! Landschaftsbau`, `TSV` and `Turn- und Sportverein`, `Ev.` and `Evangelische`. One table.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Short, and what it stands for: folded, without joining words (`und`, `für`). Spellings of one
/// row are one; a short form of several rows may be either, though these are not one another: `SV`
/// is a `Sportverein` or a `Schützenverein`.
const SHORT_FORMS: &[(&str, &[&str])] = &[
    // Trades.
    (
        "galabau",
        &[
            "garten landschaftsbau",
            "gartenbau landschaftsbau",
            "garten landschafts bau",
            "gala bau",
        ],
    ),
    ("kfz", &["kraftfahrzeuge", "kraftfahrzeug", "kraftfahrzeugtechnik", "autowerkstatt"]),
    ("elektro", &["elektrotechnik", "elektroinstallation", "elektroinstallationen", "elt"]),
    ("it", &["informationstechnik", "informationstechnologie", "edv"]),
    ("edv", &["elektronische datenverarbeitung", "datenverarbeitung"]),
    ("ib", &["ingenieurbuero"]),
    ("ing", &["ingenieur", "ingenieure"]),
    ("ra", &["rechtsanwalt", "rechtsanwaeltin", "rechtsanwaelte", "rae"]),
    ("stb", &["steuerberater", "steuerberaterin", "steuerberatung", "steuerkanzlei"]),
    ("wp", &["wirtschaftspruefer", "wirtschaftsprueferin", "wirtschaftspruefung"]),
    ("hv", &["hausverwaltung"]),
    ("gebr", &["gebrueder"]),
    ("bros", &["brothers"]),
    ("intl", &["international"]),
    ("mgmt", &["management"]),
    ("mvz", &["medizinisches versorgungszentrum"]),
    ("weg", &["wohnungseigentuemergemeinschaft", "eigentuemergemeinschaft"]),
    ("wbg", &["wohnungsbaugenossenschaft", "wohnungsbaugesellschaft"]),
    ("wg", &["wohnungsgenossenschaft"]),
    // Churches, schools, authorities.
    ("ev", &["evangelische", "evangelischer", "evangelisches", "evang"]),
    ("kath", &["katholische", "katholischer", "katholisches"]),
    ("evluth", &["evangelisch lutherische", "ev lutherische", "ev luth", "evang luth"]),
    ("rk", &["roemisch katholische", "roem kath"]),
    ("st", &["sankt"]),
    ("kita", &["kindertagesstaette", "kindertageseinrichtung", "kindertagesheim"]),
    ("kiga", &["kindergarten"]),
    ("gs", &["grundschule"]),
    ("rs", &["realschule"]),
    ("gms", &["gemeinschaftsschule"]),
    ("vhs", &["volkshochschule"]),
    ("uni", &["universitaet"]),
    ("stadt", &["stadtverwaltung", "stadtkasse", "stadtkaemmerei", "buergermeisteramt"]),
    (
        "gde",
        &["gemeinde", "gemeindeverwaltung", "gemeindekasse", "gemeindeamt", "buergermeisteramt"],
    ),
    ("kirchengem", &["kirchengemeinde", "kirchenpflege", "kirchengemeindeamt"]),
    ("lk", &["landkreis"]),
    ("lra", &["landratsamt"]),
    ("vg", &["verbandsgemeinde"]),
    ("vg", &["verwaltungsgemeinschaft"]),
    ("sw", &["stadtwerke"]),
    ("ff", &["freiwillige feuerwehr"]),
    ("ffw", &["freiwillige feuerwehr"]),
    ("thw", &["technisches hilfswerk"]),
    ("drk", &["deutsches rotes kreuz"]),
    ("brk", &["bayerisches rotes kreuz"]),
    ("awo", &["arbeiterwohlfahrt"]),
    ("dlrg", &["deutsche lebens rettungs gesellschaft", "deutsche lebensrettungsgesellschaft"]),
    ("ov", &["ortsverein"]),
    ("ov", &["ortsverband"]),
    ("kv", &["kreisverband"]),
    ("lv", &["landesverband"]),
    // Clubs.
    ("tsv", &["turn sportverein", "turnsportverein"]),
    ("tus", &["turn sportverein", "turnsportverein", "turn sport"]),
    ("tsg", &["turn sportgemeinschaft", "turn sportgemeinde"]),
    ("tv", &["turnverein"]),
    ("tg", &["turngemeinde"]),
    ("tg", &["turngemeinschaft"]),
    ("tc", &["tennisclub", "tennisklub", "tennis club"]),
    ("ttc", &["tischtennisclub", "tischtennis club"]),
    ("sv", &["sportverein", "sport verein"]),
    ("sv", &["schuetzenverein"]),
    ("sv", &["schwimmverein"]),
    ("sc", &["sportclub", "sport club", "sportklub"]),
    ("sc", &["schachclub", "schachklub"]),
    ("sc", &["skiclub", "ski club"]),
    ("sg", &["sportgemeinschaft"]),
    ("sg", &["spielgemeinschaft"]),
    ("sg", &["schuetzengesellschaft"]),
    ("spvgg", &["spielvereinigung", "spvg"]),
    ("fc", &["fussballclub", "fussballklub", "fussball club"]),
    ("fv", &["fussballverein"]),
    ("fsv", &["fussball sportverein", "fussballsportverein"]),
    ("fv", &["foerderverein"]),
    ("vfl", &["verein leibesuebungen"]),
    ("vfb", &["verein bewegungsspiele"]),
    ("vfr", &["verein rasenspiele"]),
    ("rfv", &["reit fahrverein"]),
    ("rv", &["reitverein"]),
    ("msc", &["motorsportclub"]),
    ("mgv", &["maennergesangverein"]),
    ("gv", &["gesangverein"]),
    ("mv", &["musikverein"]),
    ("kgv", &["kleingartenverein"]),
    ("cvjm", &["christlicher verein junger menschen"]),
    ("nabu", &["naturschutzbund"]),
];

/// What installers of heating, water and air put together in any order: two of them are `SHK`.
const FITTERS: &[&str] = &[
    "sanitaer",
    "sanitaertechnik",
    "heizung",
    "heizungen",
    "heizungsbau",
    "heizungstechnik",
    "klima",
    "klimatechnik",
    "lueftung",
    "lueftungstechnik",
    "shk",
    "hls",
    "hlsk",
    "hsk",
];

/// A name's words, each with how many it stands for, those that are one in a longer spelling
/// joined: `turn`, `sportverein` become `turnsportverein`, and what fitters do `shk`.
pub fn joined(words: &[&str]) -> Vec<(String, usize)> {
    let mut kept = Vec::with_capacity(words.len());
    let mut left = words;
    while let [first, ..] = left {
        let fitters = left.iter().take_while(|word| FITTERS.contains(word)).count();
        let taken = if fitters > 1 { fitters } else { phrase(left).max(1) };
        let text = match fitters > 1 || matches!(*first, "hls" | "hlsk" | "hsk") {
            true => "shk".to_owned(),
            false => left.iter().take(taken).copied().collect(),
        };
        kept.push((text, taken));
        left = left.get(taken..).unwrap_or_default();
    }
    kept
}

/// How many words make up the longest spelling of the table that begins here; 0 for none.
fn phrase(words: &[&str]) -> usize {
    let begins = |parts: &&Vec<&str>| {
        words.len() >= parts.len() && parts.iter().zip(words).all(|(part, word)| part == word)
    };
    let first = words.first().and_then(|first| LOOKED_UP.longs.get(first));
    first.into_iter().flatten().find(begins).map(Vec::len).unwrap_or_default()
}

/// Whether two words of a name, [`joined`], are one written short and in full.
pub fn are_one(one: &str, other: &str) -> bool {
    let rows = |word: &str| LOOKED_UP.rows.get(word).map(Vec::as_slice).unwrap_or_default();
    rows(one).iter().any(|row| rows(other).contains(row))
}

/// Whether a word of a name, [`joined`], stands in the table, short or in full.
pub fn is_in_table(word: &str) -> bool {
    LOOKED_UP.rows.contains_key(word)
}

/// Whether a word is a short form of the table.
pub fn is_short(word: &str) -> bool {
    LOOKED_UP.shorts.contains(word)
}

/// The table by its words: names are compared with those of every company of an office.
struct LookedUp {
    shorts: HashSet<&'static str>,
    /// Spellings of several words by their first, the longest first.
    longs: HashMap<&'static str, Vec<Vec<&'static str>>>,
    /// Rows by each of their spellings, in one word.
    rows: HashMap<String, Vec<usize>>,
}

static LOOKED_UP: LazyLock<LookedUp> = LazyLock::new(|| {
    let mut longs: HashMap<&str, Vec<Vec<&str>>> = HashMap::new();
    let mut rows: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, (short, spellings)) in SHORT_FORMS.iter().enumerate() {
        for long in std::iter::once(short).chain(*spellings) {
            let parts: Vec<&str> = long.split(' ').collect();
            rows.entry(parts.concat()).or_default().push(at);
            longs.entry(parts.first().copied().unwrap_or_default()).or_default().push(parts);
        }
    }
    longs.values_mut().for_each(|all| all.sort_by_key(|parts| Reverse(parts.len())));
    LookedUp { shorts: SHORT_FORMS.iter().map(|(short, _)| *short).collect(), longs, rows }
});
