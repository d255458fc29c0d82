//! The rules of the house that the compiler does not hold: who imports whom, no I/O and no binary
//! floats in the stages, no panics on purpose, files of one thought. Each rule is shown to bite by
//! a broken text of its own.

use std::fs;
use std::path::{Path, PathBuf};

/// A module and those it may name; itself always. `main` may name `cli` only.
const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("xml", &["domain"]),
    ("einvoice", &["domain", "xml"]),
    ("formats", &["domain", "xml", "einvoice"]),
    ("matching", &["domain"]),
    ("ledger", &["domain"]),
    ("control", &["domain"]),
    ("store", &["domain", "matching"]),
    ("settings", &["domain", "ledger", "control"]),
    ("pipeline", &["domain", "formats", "matching", "ledger", "settings"]),
    ("mail", &["domain", "pipeline", "store"]),
    ("report", &["domain", "ledger", "control", "store"]),
    (
        "office",
        &[
            "domain", "xml", "einvoice", "formats", "matching", "ledger", "control", "store",
            "settings", "pipeline", "mail", "report",
        ],
    ),
    (
        "cli",
        &[
            "domain", "xml", "einvoice", "formats", "matching", "ledger", "control", "store",
            "settings", "pipeline", "mail", "report", "office",
        ],
    ),
    ("main", &["cli"]),
    ("lib", &[]),
];

/// Stages: values in, values out.
const PURE: &[&str] = &["domain", "xml", "einvoice", "formats", "matching", "ledger", "control"];

/// The outside world.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "tokio::",
    "sqlx::",
    "rusqlite::",
];

/// Where amounts are computed.
const EXACT: &[&str] = &["domain", "formats", "matching", "ledger", "control"];

/// Geometry of a page is no amount.
const GEOMETRY: &[&str] = &[
    "src/formats/pdf_words.rs",
    "src/formats/pdf_labels.rs",
    "src/formats/pdf_statement.rs",
    "src/formats/pdf_words/",
    "src/formats/pdf_statement/",
    "src/formats/pdf_delivery/",
];

/// Helpers that formats share; every other format is a stranger.
const SHARED: &[&str] = &[
    "proof",
    "turned",
    "csv_shape",
    "pdf_words",
    "pdf_labels",
    "pdf_end",
    "pdf_guard",
    "part_names",
    "covering_text",
    "pieces",
    "xml_invoice",
    "trade",
    "ubl_trade",
    "edifact",
    "local_names",
    "xlsx_rows",
];

/// A format that stands on another, and why: (format, its base).
const STANDS_ON: &[(&str, &str)] = &[
    // the table on the page has the columns and the texts of a bank's CSV
    ("pdf_statement", "bank_csv"),
];

const PANICS: &[&str] = &[
    ".unwrap()",
    ".expect(",
    "panic!(",
    "todo!(",
    "unimplemented!(",
    "unreachable!(",
    "#[allow",
    "#![allow",
];

/// A panic that stops the compiler, not kontor: the lookup of a rule by its id, in constants only.
const COMPILE_TIME: &[&str] = &["src/einvoice/rules/xrechnung/catalogue.rs"];

/// Longest file, lines.
const LONGEST: usize = 500;
/// Columns of a line, and characters of a word that makes it longer.
const WIDEST: usize = 100;
const LONG_WORD: usize = 50;

/// A source file: its path below the project and its text without comments and without its tests.
struct Source {
    path: String,
    text: String,
    lines: usize,
}

impl Source {
    fn new(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: bare(text), lines: text.lines().count() }
    }

    /// `src/cli/run.rs` → `cli`.
    fn module(&self) -> &str {
        let below = self.path.trim_start_matches("src/");
        below.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }
}

/// A text without `//` comments, without string literals, and without what follows `#[cfg(test)]`
/// on a module.
fn bare(text: &str) -> String {
    let kept = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let mut bare = String::with_capacity(kept.len());
    for line in kept.lines() {
        let mut in_string = false;
        let mut last = ' ';
        for c in line.chars() {
            match (c, in_string) {
                ('"', _) if last != '\\' && last != '\'' => in_string = !in_string,
                ('/', false) if last == '/' => break,
                (c, false) => bare.push(c),
                _ => {}
            }
            last = if last == '\\' && c == '\\' { ' ' } else { c };
        }
        bare.push('\n');
    }
    bare
}

/// The names after `prefix::` in a text, those of a group `prefix::{a, b::c}` too.
fn named(text: &str, prefix: &str) -> Vec<String> {
    let word = |text: &str| {
        text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
    };
    let mut names = Vec::new();
    for (at, found) in text.match_indices(prefix) {
        let before = text.get(..at).and_then(|before| before.chars().last());
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = text.get(at + found.len()..).unwrap_or_default();
        match rest.strip_prefix('{') {
            None => names.push(word(rest)),
            Some(group) => {
                let (mut depth, mut start) = (0, 0);
                for (at, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth > 0 => depth -= 1,
                        ',' | '}' if depth == 0 => {
                            names.push(word(group.get(start..at).unwrap_or_default()));
                            start = at + 1;
                            if c == '}' {
                                break;
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn imports(source: &Source) -> Vec<String> {
    let known = |name: &String| LAYERS.iter().any(|(module, _)| module == name);
    let Some((_, allowed)) = LAYERS.iter().find(|(module, _)| *module == source.module()) else {
        return vec![format!("{}: this module stands in no layer", source.path)];
    };
    let names = named(&source.text, "crate::").into_iter().chain(named(&source.text, "kontor::"));
    let wrong = names
        .filter(known)
        .filter(|name| name != source.module() && !allowed.contains(&name.as_str()));
    wrong.map(|name| format!("{}: names {name}", source.path)).collect()
}

fn strange_formats(source: &Source, formats: &[String]) -> Vec<String> {
    let Some(below) = source.path.strip_prefix("src/formats/") else { return Vec::new() };
    let own = below.split('/').next().unwrap_or_default().trim_end_matches(".rs");
    if own == "mod" || SHARED.contains(&own) {
        return Vec::new();
    }
    let mut names = named(&source.text, "crate::formats::");
    names.extend(named(&source.text, "super::super::"));
    if !below.contains('/') || below.ends_with("/mod.rs") {
        names.extend(named(&source.text, "super::"));
    }
    let stands =
        |name: &String| STANDS_ON.iter().any(|(format, base)| *format == own && base == name);
    let strange = names.into_iter().filter(|name| {
        formats.contains(name) && name != own && !SHARED.contains(&name.as_str()) && !stands(name)
    });
    strange.map(|name| format!("{}: names the format {name}", source.path)).collect()
}

fn words(source: &Source, modules: &[&str], words: &[&str]) -> Vec<String> {
    if !modules.is_empty() && !modules.contains(&source.module()) {
        return Vec::new();
    }
    let hit = |line: &str| words.iter().find(|word| contains_word(line, word)).copied();
    source
        .text
        .lines()
        .enumerate()
        .filter_map(|(at, line)| Some(format!("{}:{}: {}", source.path, at + 1, hit(line)?)))
        .collect()
}

/// Whether a line holds a word that is not part of a longer one.
fn contains_word(line: &str, word: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let starts_with_letter = letter(word.chars().next());
    let ends_with_letter = letter(word.chars().last());
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().last());
        let after = line.get(at + word.len()..).and_then(|text| text.chars().next());
        !(starts_with_letter && letter(before) || ends_with_letter && letter(after))
    })
}

fn floats(source: &Source) -> Vec<String> {
    if GEOMETRY.iter().any(|path| source.path.starts_with(path)) {
        return Vec::new();
    }
    words(source, EXACT, &["f32", "f64"])
}

/// Lines past 100 columns, but for rows of tables in docs and what holds a word that cannot be
/// parted (a path, an XML or EDI sample).
fn width(path: &str, text: &str) -> Vec<String> {
    let table = |line: &str| ["/// ", "//! "].iter().any(|mark| line.starts_with(mark));
    let is_long_word = |word: &str| word.chars().count() >= LONG_WORD;
    let wide = |line: &&str| {
        line.chars().count() > WIDEST
            && !table(line.trim_start())
            && !line.split(' ').any(is_long_word)
    };
    let lines = text.lines().enumerate().filter(|(_, line)| wide(line));
    lines.map(|(at, _)| format!("{path}:{}: wider than {WIDEST} columns", at + 1)).collect()
}

fn length(source: &Source) -> Vec<String> {
    if source.lines < LONGEST {
        Vec::new()
    } else {
        vec![format!("{}: {} lines", source.path, source.lines)]
    }
}

/// The sources with their paths, sorted.
fn texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                let below =
                    path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                found.push((below, text));
            }
        }
    }
    found.sort();
    assert!(found.len() > 100, "the sources were found");
    found
}

fn sources() -> Vec<Source> {
    texts().iter().map(|(path, text)| Source::new(path, text)).collect()
}

fn format_names(sources: &[Source]) -> Vec<String> {
    let below = sources.iter().filter_map(|source| source.path.strip_prefix("src/formats/"));
    below
        .filter_map(|path| path.split('/').next())
        .map(|name| name.trim_end_matches(".rs").to_owned())
        .collect()
}

fn holds(rule: impl Fn(&Source) -> Vec<String>) {
    let broken: Vec<String> = sources().iter().flat_map(rule).collect();
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn imports_point_one_way() {
    holds(imports);
    let broken = |path: &str, text: &str| !imports(&Source::new(path, text)).is_empty();
    assert!(broken("src/domain/money.rs", "use crate::store::Store;"));
    assert!(broken("src/formats/mt940/mod.rs", "use crate::{domain::Money, office::run::Runner};"));
    assert!(broken("src/matching/index.rs", "fn f() { crate::ledger::x() }"));
    assert!(broken("src/main.rs", "fn main() { kontor::office::x() }"));
    assert!(broken("src/newcomer.rs", ""));
    assert!(!broken(
        "src/domain/money.rs",
        "//! See [`crate::store`].\nfn a() {}\n#[cfg(test)]\nmod tests \
         {\n    use crate::office::X;\n}\n"
    ));
}

#[test]
fn formats_know_each_other_only_through_the_table() {
    let names = format_names(&sources());
    holds(|source| strange_formats(source, &names));
    let names: Vec<String> = ["camt", "mt940", "csv_shape"].map(str::to_owned).into();
    let broken =
        |path: &str, text: &str| !strange_formats(&Source::new(path, text), &names).is_empty();
    assert!(broken("src/formats/camt/entry.rs", "use crate::formats::mt940::x;"));
    assert!(broken("src/formats/camt/mod.rs", "use super::mt940;"));
    assert!(broken("src/formats/email.rs", "use super::{csv_shape, mt940::x};"));
    assert!(!broken(
        "src/formats/camt/entry.rs",
        "use super::draft;\nuse crate::formats::csv_shape;"
    ));
}

#[test]
fn the_stages_touch_nothing_outside() {
    holds(|source| words(source, PURE, OUTSIDE));
    let broken =
        |text: &str| !words(&Source::new("src/ledger/chart.rs", text), PURE, OUTSIDE).is_empty();
    assert!(broken("let text = std::fs::read(file);"));
    assert!(broken("let now = jiff::Timestamp::now();"));
    assert!(!broken("// std::fs is far away"));
    assert!(!broken("let word = \"std::fs\";"));
}

#[test]
fn no_amount_is_a_binary_float() {
    holds(floats);
    assert!(!floats(&Source::new("src/domain/money.rs", "fn sum(a: f64) {}")).is_empty());
    assert!(floats(&Source::new("src/domain/money.rs", "let xf64y = 0; // f64")).is_empty());
}

#[test]
fn nobody_panics_on_purpose() {
    holds(|source| {
        if COMPILE_TIME.contains(&source.path.as_str()) {
            Vec::new()
        } else {
            words(source, &[], PANICS)
        }
    });
    let broken = |text: &str| !words(&Source::new("src/cli/run.rs", text), &[], PANICS).is_empty();
    assert!(
        broken("let a = b.unwrap();")
            && broken("b.expect(\"x\")")
            && broken("todo!();")
            && broken("#[allow(dead_code)]")
    );
    assert!(!broken("let a = b.unwrap_or_default();"));
    assert!(!broken("fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { c.unwrap() }\n}\n"));
}

/// All that lies at the top of the project.
const TOP: &[&str] = &[
    ".ci",
    ".gitignore",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "benches",
    "pipelines",
    "proptest-regressions",
    "rustfmt.toml",
    "samples",
    "src",
    "tests",
];

/// Of files' paths, those whose first part belongs nowhere at the top.
fn strange_at_top<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    paths.filter(|path| !TOP.contains(&path.split('/').next().unwrap_or_default())).collect()
}

/// What somebody drops at the top (a download, scratch) is no part of the project. Asked of git,
/// which knows what is ignored; a copy of the project without git has nothing to ask.
#[test]
fn nothing_else_lies_at_the_top() {
    assert_eq!(
        strange_at_top(["src/lib.rs", "pypdf-5.0-py3-none-any.whl", "README.md"].into_iter()),
        ["pypdf-5.0-py3-none-any.whl"]
    );
    let listed = std::process::Command::new("git")
        .args(["ls-files", "-z", "--cached"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output();
    let Some(listed) = listed.ok().filter(|listed| listed.status.success()) else { return };
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert_eq!(
        strange_at_top(listed.split('\0').filter(|path| !path.is_empty())),
        Vec::<&str>::new()
    );
}

#[test]
fn lines_end_at_100_columns() {
    let wide: Vec<String> =
        texts().into_iter().flat_map(|(path, text)| width(&path, &text)).collect();
    assert!(wide.is_empty(), "\n{}", wide.join("\n"));
    assert!(!width("src/x.rs", &"word ".repeat(21)).is_empty());
}

#[test]
fn files_hold_one_thought() {
    holds(length);
    assert!(!length(&Source::new("src/cli/run.rs", &"x\n".repeat(LONGEST))).is_empty());
}
