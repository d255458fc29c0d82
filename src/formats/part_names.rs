//! Names of documents inside containers, made safe: whatever an archive or an e-mail calls its
//! parts, the name stays below the container, on one line, and unique.

use std::collections::HashSet;

/// Longest name of one folder or file, in bytes; file systems end at 255.
const LONGEST_COMPONENT: usize = 160;
/// Folders and file together, in bytes; what is longer loses its outermost folders.
const LONGEST_PATH: usize = 480;

/// The names handed out for one container.
#[derive(Default)]
pub struct PartNames {
    /// Lower-case, because some file systems do not tell `A.xml` from `a.xml`.
    taken: HashSet<String>,
}

impl PartNames {
    /// A safe name for a part: no root, no `..`, no backslash, no control or invisible characters,
    /// bounded in length. A name that was given before gets a number: `a.xml`, `a (2).xml`. What
    /// leaves nothing is called `unnamed`.
    pub fn next(&mut self, raw: &str) -> String {
        let safe = safe(raw);
        let mut name = safe.clone();
        let mut number = 2usize;
        while !self.taken.insert(name.to_lowercase()) {
            name = numbered(&safe, number);
            number += 1;
        }
        name
    }
}

fn safe(raw: &str) -> String {
    let mut components: Vec<String> =
        raw.split(['/', '\\']).map(component).filter(|name| !name.is_empty()).collect();
    let mut length: usize = components.iter().map(|name| name.len() + 1).sum();
    while length > LONGEST_PATH && components.len() > 1 {
        length -= components.remove(0).len() + 1;
    }
    match components.is_empty() {
        true => "unnamed".to_owned(),
        false => components.join("/"),
    }
}

/// One folder or file name; empty for what must not stand in a path (`.`, `..`, a drive letter).
fn component(raw: &str) -> String {
    let name: String = raw.chars().filter(|c| !c.is_control() && !is_invisible(*c)).collect();
    let name = name.trim();
    let is_drive = name.len() == 2 && name.ends_with(':');
    if is_drive || name.chars().all(|c| c == '.') {
        return String::new();
    }
    shorten(name)
}

/// Characters that hide or turn round what follows (Unicode categories Cf, Zl, Zp as far as they
/// serve that end).
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{feff}' | '\u{fffd}')
}

/// Cuts a name, keeping its ending.
fn shorten(name: &str) -> String {
    if name.len() <= LONGEST_COMPONENT {
        return name.to_owned();
    }
    let (stem, ending) = split_ending(name);
    let mut room = LONGEST_COMPONENT.saturating_sub(ending.len());
    while !stem.is_char_boundary(room) {
        room -= 1;
    }
    format!("{}{ending}", stem.get(..room).unwrap_or_default())
}

/// `a.xml` → `a`, `.xml`; an ending longer than ten bytes is none.
fn split_ending(name: &str) -> (&str, &str) {
    let file = name.rfind('/').map_or(0, |at| at + 1);
    match name.rfind('.') {
        Some(at) if at > file && name.len() - at <= 10 => name.split_at(at),
        _ => (name, ""),
    }
}

fn numbered(name: &str, number: usize) -> String {
    let (stem, ending) = split_ending(name);
    format!("{stem} ({number}){ending}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_stay_below_the_container() {
        let given = |raw: &str| PartNames::default().next(raw);
        assert_eq!(given("a/b.xml"), "a/b.xml");
        assert_eq!(given("../../etc/passwd"), "etc/passwd");
        assert_eq!(given("C:\\temp\\..\\x.xml"), "temp/x.xml");
        assert_eq!(given("/abs.xml"), "abs.xml");
        assert_eq!(given("a\nb\u{202e}.xml"), "ab.xml");
        assert_eq!(given("../.."), "unnamed");
        assert_eq!(given(""), "unnamed");
    }

    #[test]
    fn equal_names_are_numbered() {
        let mut names = PartNames::default();
        assert_eq!(names.next("r.xml"), "r.xml");
        assert_eq!(names.next("R.XML"), "R (2).XML");
        assert_eq!(names.next("r.xml"), "r (3).xml");
        assert_eq!(names.next("d.x/r"), "d.x/r");
        assert_eq!(names.next("d.x/r"), "d.x/r (2)");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn any_name_comes_out_safe_and_unique(raws in proptest::collection::vec(any::<String>(),
            1..6), long in 0usize..600) {
            let mut names = PartNames::default();
            let mut seen = std::collections::HashSet::new();
            for raw in raws.iter().chain([&"ß".repeat(long), &"x/".repeat(long)]) {
                let name = names.next(raw);
                prop_assert!(name.len() <= 520 && !name.is_empty() && !name.starts_with('/')
                    && !name.contains('\\'));
                prop_assert!(name.split('/').all(|part| part != ".." && part != "."
                    && !part.is_empty()));
                prop_assert!(!name.chars().any(char::is_control));
                prop_assert!(seen.insert(name));
            }
        }
    }
}
