//! One language at a time: the sample office with every broken sample beside its month, asked by
//! every verb in German and in English, says no word of the other language, but for what stands in
//! the documents themselves, in commands and in names.

use crate::bureau::{Ended, Tested, kontor};
use kontor::report::REPORTS;
use serde_json::Value;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Words that a sentence of the one language has and none of the other.
const GERMAN: &str = "der die das den dem des und nicht ist sind wird werden wurde mit für von vom \
    auf bitte eine einen einem einer \
    kein keine keiner oder aber auch noch nach bei beim zum zur als dass wenn über ohne gibt sie \
    schon weil durch betrag \
    konto kontoauszug umsatz datei beleg firma zeile seite grund buchung zahlung steuer gebucht \
    offen summe kontoauszüge";
const ENGLISH: &str = "the and is are not with of from please no or but still after at to if over \
    under without there only \
    already because by amount invoice account company line page reason payment tax booked balance \
    entry document has have were this \
    it its they which where";

/// What is no sentence: commands and settings as they are typed, in either language, and what is
/// quoted.
const TYPED: &[&str] = &[
    "Kopie von",
    "| account KONTO |",
    "1.234,50 oder 1234.50",
    "words.booked",
    "words.pending",
    "[[bank]]",
    "--account",
    "report open-items",
    "report trial-balance",
];

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Everything that the samples say, as pairs of words that follow each other; names of files among
/// it.
fn foreign() -> HashSet<(String, String)> {
    let (mut pairs, mut folders) = (HashSet::new(), vec![samples()]);
    let mut add = |text: &str| {
        let words = words(text);
        pairs.extend(words.windows(2).map(|two| (two[0].clone(), two[1].clone())));
    };
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            add(&String::from_utf8_lossy(&bytes));
            add(&bytes.iter().map(|byte| char::from(*byte)).collect::<String>());
            // What is packed says it when it is looked at.
            if bytes.iter().take(1_000).any(|byte| *byte == 0) || bytes.starts_with(b"%PDF") {
                let said = kontor(&["inspect", "--json", &path.to_string_lossy()]);
                let mut known: Value = serde_json::from_str(&said.out).unwrap_or_default();
                without_findings(&mut known);
                texts(&known).iter().for_each(|text| add(text));
            }
        }
    }
    pairs
}

fn without_findings(value: &mut Value) {
    match value {
        Value::Object(map) => {
            ["findings", "error"].iter().for_each(|own| drop(map.remove(*own)));
            map.values_mut().for_each(without_findings);
        }
        Value::Array(list) => list.iter_mut().for_each(without_findings),
        _ => {}
    }
}

/// The texts of JSON that are more than a word of the program or a path.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => map.values().flat_map(texts).collect(),
        Value::Array(list) => list.iter().flat_map(texts).collect(),
        Value::String(text) if text.contains(' ') => vec![text.clone()],
        _ => Vec::new(),
    }
}

/// Reads what is said and keeps each line that says a word of the other language.
struct Reader {
    strange: HashSet<&'static str>,
    foreign: HashSet<(String, String)>,
    numbers_are_german: bool,
    found: Vec<String>,
}

impl Reader {
    fn of(language: &str) -> Reader {
        let list = |words: &'static str| words.split_whitespace().collect::<HashSet<_>>();
        let strange = if language == "de" { list(ENGLISH) } else { list(GERMAN) };
        Reader {
            strange,
            foreign: foreign(),
            numbers_are_german: language == "de",
            found: Vec::new(),
        }
    }

    fn read(&mut self, what: &str, text: &str) {
        for line in text.lines() {
            let line = TYPED.iter().fold(line.to_owned(), |line, typed| line.replace(typed, " · "));
            let words = words(&unquoted(&line));
            let is_strange = |at: usize, word: &String| {
                let beside = |one: usize, two: usize| {
                    words.get(one).zip(words.get(two)).is_some_and(|(one, two)| {
                        self.foreign.contains(&(one.clone(), two.clone()))
                    })
                };
                self.strange.contains(word.as_str())
                    && !(at > 0 && beside(at - 1, at))
                    && !beside(at, at + 1)
            };
            if let Some(number) = self.numbers_are_german.then(|| english_amount(&line)).flatten() {
                self.found.push(format!("{what}: {number} in {line}"));
            }
            if let Some((_, word)) =
                words.iter().enumerate().find(|(at, word)| is_strange(*at, word))
            {
                self.found.push(format!("{what}: “{word}” in {line}"));
            }
        }
    }

    fn answer(&mut self, what: &str, answer: &Ended) {
        assert_ne!(answer.status, 70, "{what}: {}", answer.err);
        self.read(what, &answer.out);
        self.read(what, &answer.err);
    }
}

/// An amount with a point before its cents, outside of what is quoted.
fn english_amount(line: &str) -> Option<String> {
    let is_amount = |word: &&str| {
        let mut parts = word.split('.');
        let is_digits = |part: Option<&str>| {
            part.is_some_and(|part| {
                !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
            })
        };
        let (whole, cents) = (parts.next(), parts.next());
        is_digits(whole)
            && !whole.is_some_and(|whole| whole.starts_with("00"))
            && is_digits(cents)
            && cents.is_some_and(|cents| cents.len() == 2)
            && parts.next().is_none()
    };
    let line = without_quotes(line);
    line.split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_ascii_digit()))
        .find(is_amount)
        .map(str::to_owned)
}

/// A line without what it quotes and without names of files and codes, which are one word with
/// marks inside.
fn unquoted(line: &str) -> String {
    let is_one_word = |word: &&str| {
        !word.trim_matches(|c: char| !c.is_alphanumeric()).contains(['.', '-', '/', '_', ':', '\\'])
    };
    without_quotes(line).split_whitespace().filter(is_one_word).collect::<Vec<_>>().join(" ")
}

fn without_quotes(line: &str) -> String {
    let mut bare = String::new();
    let mut quotes = 0_i32;
    let mut before = ' ';
    for c in line.chars() {
        match c {
            '„' => quotes += 1,
            '“' | '”' if quotes > 0 => quotes -= 1,
            // A table broke the line inside of what is quoted: here it ends.
            '“' if before.is_alphanumeric() => bare.clear(),
            '“' => quotes += 1,
            _ if quotes > 0 => {}
            _ => bare.push(c),
        }
        before = c;
    }
    bare
}

/// The sample office with every broken sample, under names that say nothing.
fn office(place: &Path, language: &str) -> (PathBuf, Ended) {
    let office = place.join(language);
    let told = kontor(&["demo", &office.to_string_lossy(), "--language", language]);
    assert_eq!(told.status, 0, "{}", told.err);
    let settings = office.join("kontor.toml");
    fs::write(
        &settings,
        fs::read_to_string(&settings).unwrap() + "\n[intake]\nsettle_seconds = 0\n",
    )
    .unwrap();
    for (at, path) in fs::read_dir(samples().join("broken"))
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .enumerate()
    {
        let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        // Two thousand files of nothing take long and say one sentence.
        if !path.to_string_lossy().contains("container-too-many") {
            fs::copy(&path, office.join("inbox").join(format!("x{at}.{ending}"))).unwrap();
        }
    }
    (office, told)
}

#[test]
fn no_sentence_is_of_two_languages() -> Tested {
    let place = tempfile::tempdir()?;
    for language in ["de", "en"] {
        let mut reader = Reader::of(language);
        let (office, told) = office(place.path(), language);
        reader.answer("demo", &told);
        let at = office.to_string_lossy().into_owned();
        let ask = |arguments: &[&str]| kontor(&[arguments, &["--office", &at]].concat());
        reader.answer("run", &ask(&["run"]));
        for report in REPORTS {
            let about: &[&str] = match report.name {
                "statement-of-account" => &["--contact", "K-1001"],
                "account" => &["--company", "mueller", "--account", "1200"],
                _ => &[],
            };
            // Accounts of the charts have German names everywhere, rules are called what their
            // pipelines call them, and what is booked bears the text that it was sealed with.
            if !["journal", "account", "trial-balance", "reconciliation", "rules"]
                .contains(&report.name)
            {
                reader.answer(report.name, &ask(&[&["report", report.name], about].concat()));
            }
        }
        for row in ["documents", "invoice-control"]
            .iter()
            .flat_map(|name| ask(&["report", name, "--json"]).rows())
        {
            texts(&serde_json::json!([
                row["reason"],
                row["notes"],
                row["doubts"],
                row["findings"]
            ]))
            .iter()
            .for_each(|text| reader.read("document", text));
        }
        for asked in [
            &["review"][..],
            &["status"],
            &["verify"],
            &["check", "--offline"],
            &["when", "B-2026-041"],
            &["when", "X-1"],
            &["explain", "X-1"],
            &["explain", "D67"],
            &["undo", "E1"],
            &["undo", "D1"],
            &["resolve", "E16", "leave"],
            &["resolve", "E22", "account", "99"],
            &["resolve", "E22", "match", "X-1"],
            &["resolve", "D1", "release", "X"],
            &["resolve", "D49", "replace"],
            &["resolve", "E38", "accept"],
            &["report", "account", "--company", "mueller", "--account", "9999"],
            &["report", "documents", "--company", "X"],
            &["report", "statement-of-account", "--contact", "X"],
            &["close", "--company", "mueller", "--until", "2099-01-01"],
            &["nightly"],
        ] {
            reader.answer(&asked.join(" "), &ask(asked));
        }
        for path in fs::read_dir(office.join("outbox"))?.flatten().map(|entry| entry.path()) {
            let source = fs::read(path)?;
            let letter =
                mail_parser::MessageParser::default().parse(&source).ok_or("no message")?;
            reader.read("mail", letter.subject().unwrap_or_default());
            reader.read("mail", &letter.body_text(0).unwrap_or_default());
        }
        for path in fs::read_dir(samples().join("broken"))?.flatten().map(|entry| entry.path()) {
            let told =
                kontor(&["inspect", "--json", "--language", language, &path.to_string_lossy()])
                    .json();
            texts(&told["findings"]).iter().for_each(|text| reader.read("inspect", text));
            reader.read("inspect", told["error"].as_str().unwrap_or_default());
        }
        reader.found.dedup();
        assert!(
            reader.found.is_empty(),
            "{language}: {} lines\n{}",
            reader.found.len(),
            reader.found.join("\n")
        );
    }
    Ok(())
}

#[test]
fn one_is_told_in_the_singular() {
    let place = tempfile::tempdir().unwrap();
    let bureau = crate::bureau::Bureau::new();
    let said = bureau.run(&["run"]).out
        + &bureau.run(&["check", "--offline"]).out
        + &bureau.run(&["verify"]).out;
    bureau.drop("mueller/a.csv", crate::bureau::OPEN_ITEMS);
    let said = said
        + &bureau.run(&["run"]).out
        + &bureau.run(&["verify"]).out
        + &bureau.run(&["status"]).out;
    let many = [
        "Dokumente",
        "Firmen",
        "Buchungen",
        "Originale",
        "Bankumsätze",
        "E-Mails",
        "Fragen",
        "Dateien",
    ];
    let wrong: Vec<String> = many
        .iter()
        .map(|word| format!(" 1 {word}"))
        .filter(|wrong| format!(" {said}").contains(wrong))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?} in {said}");
    drop(place);
}
