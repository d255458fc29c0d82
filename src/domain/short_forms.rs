//! Words of names that are written short or in full at will: `GaLaBau` and `Garten- und
//! Landschaftsbau`, `TSV` and `Turn- und Sportverein`, `Ev.` and `Evangelische`. One table.

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
    ("stadt", &["stadtverwaltung"]),
    ("gemeinde", &["gemeindeverwaltung"]),
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
    let begins = |long: &&str| {
        let parts = long.split(' ').count();
        words.len() >= parts && long.split(' ').zip(words).all(|(part, word)| part == *word)
    };
    let longs = SHORT_FORMS.iter().flat_map(|(_, longs)| longs.iter());
    longs.filter(|long| begins(long)).map(|long| long.split(' ').count()).max().unwrap_or_default()
}

/// Whether two words of a name, [`joined`], are one written short and in full.
pub fn are_one(one: &str, other: &str) -> bool {
    let is = |word: &str, spelling: &str| {
        word.len() + spelling.matches(' ').count() == spelling.len()
            && spelling.split(' ').try_fold(word, |left, part| left.strip_prefix(part)) == Some("")
    };
    SHORT_FORMS.iter().any(|(short, longs)| {
        let bears = |word: &str| longs.iter().any(|long| is(word, long));
        let (a, b) = (one == *short || bears(one), other == *short || bears(other));
        a && b
    })
}

/// Whether a word is a short form of the table.
pub fn is_short(word: &str) -> bool {
    SHORT_FORMS.iter().any(|(short, _)| *short == word)
}
