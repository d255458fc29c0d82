//! What `review` proposes to type works as it is printed, in either language: each command of each
//! sentence is tried on a copy of the office that printed it.

use crate::small_office::{Office, kontor};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Words that stand for what only the reader knows.
const PLACEHOLDERS: [&str; 5] = ["KURS", "RATE", "KONTO", "NUMMER", "NUMBER"];

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("read").flatten() {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        match path.is_dir() {
            true => copied(&path, &to),
            false => drop(fs::copy(&path, &to).expect("copied")),
        }
    }
}

/// What stands between a pair of quotes and begins with the program's name.
fn commands<'a>(line: &'a str, (open, close): (&str, char)) -> Vec<&'a str> {
    let begin = format!("{open}kontor ");
    let starts = line.match_indices(&begin).map(|(at, _)| at + open.len());
    // What follows another step (`then …`) cannot be tried before that.
    let by_itself = |at: &usize| {
        let before = line[..*at].trim_end_matches(open);
        !before.ends_with("dann ") && !before.ends_with("then ")
    };
    starts.filter(by_itself).filter_map(|at| line[at..].split(close).next()).collect()
}

/// The words of a command as a shell parts them.
fn words(command: &str) -> Vec<String> {
    let parts = command.split('"').enumerate();
    let words = parts.flat_map(|(at, part)| match at % 2 {
        1 => vec![part.to_owned()],
        _ => part.split_whitespace().map(str::to_owned).collect(),
    });
    words.skip(1).collect()
}

fn each_works(name: &str, settings: &str, quotes: (&str, char)) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let office = Office::make(name);
    fs::remove_file(office.path().join("companies/beispiel.toml")).expect("removed");
    for company in ["mueller.toml", "kern.toml"] {
        let to = office.path().join("companies").join(company);
        fs::copy(root.join("samples/companies").join(company), to).expect("copied");
    }
    let file = office.path().join("kontor.toml");
    let told = fs::read_to_string(&file).expect("read");
    fs::write(&file, format!("{settings}{told}")).expect("written");
    let inbox = office.path().join("inbox/mueller");
    fs::create_dir_all(&inbox).expect("made");
    for sample in fs::read_dir(root.join("samples/broken")).expect("samples").flatten() {
        let name = sample.file_name().to_string_lossy().into_owned();
        if !name.starts_with("container-too-") {
            fs::copy(sample.path(), inbox.join(name)).expect("copied");
        }
    }
    office.run();
    let (_, review) = office.say(&["review"]);
    let (mut seen, mut tried, mut wrong) = (BTreeSet::new(), 0, Vec::new());
    for line in review.lines().filter(|line| line.starts_with("       ")) {
        for command in commands(line, quotes) {
            let bare = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
            let kind = bare(line).chars().take(60).collect::<String>();
            let is_open = PLACEHOLDERS.iter().any(|word| command.contains(word));
            if is_open || !seen.insert((kind, bare(command))) {
                continue;
            }
            let copy = office.path().with_extension("copy");
            copied(office.path(), &copy);
            let words = words(command);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let output = kontor(&copy, &words);
            if !output.status.success() {
                let said = String::from_utf8_lossy(&output.stderr);
                wrong.push(format!("{command}: {said}\n  proposed by: {line}"));
            }
            fs::remove_dir_all(&copy).expect("removed");
            tried += 1;
        }
    }
    assert!(tried > 15, "{tried} are tried");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_command_that_review_proposes_works_in_german() {
    each_works("as-printed-de", "", ("„", '“'));
}

#[test]
fn each_command_that_review_proposes_works_in_english() {
    each_works("as-printed-en", "language = \"en\"\n", ("\"", '"'));
}
