//! Countries as people write them: German and English names, the codes of ISO 3166-1 and the
//! letters of number plates.

use super::text::fold;

/// Code, and what else is written for it, [`fold`]ed.
#[rustfmt::skip]
const COUNTRIES: &[(&str, &[&str])] = &[
    ("DE", &["deu", "d", "ger", "brd", "deutschland", "germany", "bundesrepublik deutschland",
        "federal republic of germany"]),
    ("AT", &["aut", "a", "oesterreich", "austria", "republik oesterreich"]),
    ("BE", &["bel", "b", "belgien", "belgium", "belgique", "belgie"]),
    ("BG", &["bgr", "bulgarien", "bulgaria"]),
    ("CY", &["cyp", "zypern", "cyprus"]),
    ("CZ", &["cze", "tschechien", "tschechische republik", "czechia", "czech republic"]),
    ("DK", &["dnk", "daenemark", "denmark", "danmark"]),
    ("EE", &["est", "estland", "estonia"]),
    ("ES", &["esp", "e", "spanien", "spain", "espana"]),
    ("FI", &["fin", "finnland", "finland", "suomi"]),
    ("FR", &["fra", "f", "frankreich", "france"]),
    ("GR", &["grc", "el", "griechenland", "greece"]),
    ("HR", &["hrv", "kroatien", "croatia", "hrvatska"]),
    ("HU", &["hun", "h", "ungarn", "hungary"]),
    ("IE", &["irl", "irland", "ireland", "republic of ireland"]),
    ("IT", &["ita", "i", "italien", "italy", "italia"]),
    ("LT", &["ltu", "litauen", "lithuania"]),
    ("LU", &["lux", "l", "luxemburg", "luxembourg"]),
    ("LV", &["lva", "lettland", "latvia"]),
    ("MT", &["mlt", "malta"]),
    ("NL", &["nld", "niederlande", "die niederlande", "holland", "netherlands", "the netherlands",
        "nederland"]),
    ("PL", &["pol", "polen", "poland", "polska"]),
    ("PT", &["prt", "p", "portugal"]),
    ("RO", &["rou", "rumaenien", "romania"]),
    ("SE", &["swe", "s", "schweden", "sweden", "sverige"]),
    ("SI", &["svn", "slowenien", "slovenia"]),
    ("SK", &["svk", "slowakei", "slowakische republik", "slovakia", "slovak republic"]),
    ("CH", &["che", "schweiz", "switzerland", "suisse", "svizzera"]),
    ("LI", &["lie", "fl", "liechtenstein", "fuerstentum liechtenstein"]),
    ("NO", &["nor", "n", "norwegen", "norway", "norge"]),
    ("IS", &["isl", "island", "iceland"]),
    ("GB", &["gbr", "uk", "grossbritannien", "vereinigtes koenigreich", "united kingdom", "great \
        britain", "england", "schottland", "scotland", "wales", "nordirland", "northern ireland"]),
    ("US", &["usa", "u s a", "u s", "vereinigte staaten", "vereinigte staaten von amerika",
        "united states", "united states \
        of america"]),
    ("CA", &["can", "kanada", "canada"]),
    ("MX", &["mex", "mexiko", "mexico"]),
    ("BR", &["bra", "brasilien", "brazil"]),
    ("CN", &["chn", "china", "vr china", "volksrepublik china"]),
    ("HK", &["hkg", "hongkong", "hong kong"]),
    ("TW", &["twn", "taiwan"]),
    ("JP", &["jpn", "japan"]),
    ("KR", &["kor", "suedkorea", "south korea", "republik korea"]),
    ("IN", &["ind", "indien", "india"]),
    ("SG", &["sgp", "singapur", "singapore"]),
    ("TH", &["tha", "thailand"]),
    ("VN", &["vnm", "vietnam"]),
    ("AE", &["are", "vae", "uae", "vereinigte arabische emirate", "united arab emirates"]),
    ("SA", &["sau", "saudi arabien", "saudi arabia"]),
    ("IL", &["isr", "israel"]),
    ("TR", &["tur", "tuerkei", "turkey", "tuerkiye", "turkiye"]),
    ("UA", &["ukr", "ukraine"]),
    ("RU", &["rus", "russland", "russische foederation", "russia", "russian federation"]),
    ("BY", &["blr", "belarus", "weissrussland"]),
    ("RS", &["srb", "serbien", "serbia"]),
    ("BA", &["bih", "bosnien", "bosnien und herzegowina", "bosnien herzegowina", "bosnia and \
        herzegovina"]),
    ("ME", &["mne", "montenegro"]),
    ("MK", &["mkd", "nordmazedonien", "north macedonia"]),
    ("AL", &["alb", "albanien", "albania"]),
    ("XK", &["kosovo"]),
    ("MD", &["mda", "moldau", "moldova", "republik moldau"]),
    ("MC", &["mco", "monaco"]),
    ("AD", &["and", "andorra"]),
    ("SM", &["smr", "san marino"]),
    ("AU", &["aus", "australien", "australia"]),
    ("NZ", &["nzl", "neuseeland", "new zealand"]),
    ("ZA", &["zaf", "suedafrika", "south africa"]),
    ("EG", &["egy", "aegypten", "egypt"]),
    ("MA", &["mar", "marokko", "morocco"]),
    ("TN", &["tun", "tunesien", "tunisia"]),
];

/// The codes that e-invoices may state, with two that are none of a state (1A and XI, BR-CL-14);
/// lines that begin with `#` explain.
const CODES: &str = include_str!("../einvoice/codelists/countries.txt");

fn codes() -> impl Iterator<Item = &'static str> {
    let lines = CODES.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_ascii_whitespace).filter(|code| !matches!(*code, "1A" | "XI"))
}

/// The code of ISO 3166-1 (two letters; `XK` besides) of a country as it is written; `None` where
/// it is not known.
pub fn code(text: &str) -> Option<&'static str> {
    let written = fold(text);
    let known = COUNTRIES.iter().find(|(code, names)| {
        code.eq_ignore_ascii_case(&written) || names.contains(&written.as_str())
    });
    known
        .map(|(code, _)| *code)
        .or_else(|| codes().find(|code| code.eq_ignore_ascii_case(&written)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_country_is_known_by_its_names_and_codes_and_no_other_word_is_one() {
        for (text, expected) in [
            ("Österreich", Some("AT")),
            ("OESTERREICH", Some("AT")),
            ("Deutschland", Some("DE")),
            ("D", Some("DE")),
            ("de", Some("DE")),
            ("CHE", Some("CH")),
            ("Großbritannien", Some("GB")),
            ("U.S.A.", Some("US")),
            ("AR", Some("AR")),
            ("Bayern", None),
            ("D-A-CH", None),
            ("ZZ", None),
            ("1A", None),
            ("XI", None),
            ("", None),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
    }

    #[test]
    fn no_word_stands_for_two_countries() {
        let words: Vec<String> = COUNTRIES
            .iter()
            .flat_map(|(code, names)| {
                names.iter().map(|name| (*name).to_owned()).chain([code.to_lowercase()])
            })
            .chain(
                codes()
                    .filter(|code| COUNTRIES.iter().all(|(known, _)| known != code))
                    .map(str::to_lowercase),
            )
            .collect();
        assert!(words.iter().all(|word| fold(word) == *word));
        assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len());
    }
}
