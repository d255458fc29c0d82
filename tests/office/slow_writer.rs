//! Writers that pause: whoever keeps a file open, or goes on with it in time, is never read half,
//! whatever the format; and where a pause is longer than any wait, both pieces are kept and
//! somebody is told.

use crate::small_office::kontor;
use kontor::formats::{self, FORMATS, Input, Layouts};
use kontor::office::intake::Watchlist;
use kontor::office::whole::{End, end_mark};
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// Every pause is so much shorter here than it is meant to be, and so is the time a file must be
/// quiet.
const SCALE: u32 = 20;
/// What `kontor.toml` says unless a person changes it.
const SETTLE: Duration = Duration::from_secs(2);
/// Pauses of a writer, seconds.
const PAUSES: [u64; 8] = [1, 2, 3, 5, 8, 15, 30, 60];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// One sample of every format: its name and ending, and what it holds.
fn samples() -> Vec<(String, Vec<u8>)> {
    let mut found: BTreeMap<&str, (String, Vec<u8>)> = BTreeMap::new();
    let mut folders = vec![root().join("samples")];
    let layouts = Layouts::default();
    while let Some(folder) = folders.pop() {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(folder).expect("samples").flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).expect("a sample");
            let name = path.to_string_lossy().into_owned();
            if name.contains("/broken/") || name.contains("/damaged/") {
                continue;
            }
            if let Ok(format) =
                formats::recognise(&Input { bytes: &bytes, name: &name, layouts: &layouts })
            {
                let ending = path
                    .extension()
                    .map(|ending| ending.to_string_lossy().into_owned())
                    .unwrap_or_default();
                found.entry(format.name).or_insert((format!("{}.{ending}", format.name), bytes));
            }
        }
    }
    assert!(
        found.len() + 4 >= FORMATS.len(),
        "{} of {} formats have a sample",
        found.len(),
        FORMATS.len()
    );
    found.into_values().collect()
}

/// Where a text is cut: behind a line in its middle, so that what is there looks as whole as it
/// can.
fn middle(bytes: &[u8]) -> usize {
    let half = bytes.len() / 2;
    bytes
        .iter()
        .skip(half)
        .position(|byte| *byte == b'\n')
        .map_or(half, |at| half + at + 1)
        .min(bytes.len() - 1)
}

/// Looks until every file was ready once, as a call does, which waits least; each must be whole
/// then.
fn all_come_whole(inbox: &Path, settle: Duration, wanted: &HashMap<PathBuf, u64>, most: Duration) {
    let (mut list, begun, mut left) = (Watchlist::of_a_call(), Instant::now(), wanted.clone());
    while !left.is_empty() {
        assert!(begun.elapsed() < most, "still waited for: {left:?}");
        for ready in list.look(inbox, settle).expect("a look").ready {
            let whole = left.remove(&ready.below).expect("it comes once");
            assert_eq!(ready.size, whole, "{} was taken half", ready.below.display());
            fs::remove_file(inbox.join(&ready.below)).expect("taken");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn who_keeps_a_file_open_is_waited_for_however_long_he_pauses() {
    let folder = tempfile::tempdir().expect("a folder");
    let (inbox, source) = (folder.path().join("inbox"), folder.path().join("source"));
    [&inbox, &source].iter().for_each(|folder| fs::create_dir(folder).expect("made"));
    let (mut writers, mut wanted): (Vec<Child>, HashMap<PathBuf, u64>) =
        (Vec::new(), HashMap::new());
    for (name, bytes) in samples() {
        let cut = middle(&bytes);
        fs::write(source.join(&name), &bytes).expect("written");
        for pause in PAUSES {
            let own = format!("{pause}-{name}");
            let paused = Duration::from_secs(pause).as_secs_f64() / f64::from(SCALE);
            let script = format!(
                "exec 3>'{}'; head -c {cut} \"$0\" >&3; sleep {paused}; tail -c +{} \"$0\" >&3",
                inbox.join(&own).display(),
                cut + 1
            );
            writers.push(
                Command::new("sh")
                    .arg("-c")
                    .arg(script)
                    .arg(source.join(&name))
                    .spawn()
                    .expect("a writer"),
            );
            wanted.insert(own.into(), bytes.len() as u64);
        }
    }
    all_come_whole(&inbox, SETTLE / SCALE, &wanted, Duration::from_secs(120));
    writers.iter_mut().for_each(|writer| assert!(writer.wait().expect("it ends").success()));
}

/// A share's writer is on another machine: nobody sees its open file. What has no mark of its end
/// is waited for as long as it may be quiet, and what breaks off four times as long.
#[test]
fn who_goes_on_in_time_is_waited_for_without_being_seen() {
    let folder = tempfile::tempdir().expect("a folder");
    let settle = Duration::from_secs(1);
    let mut pieces: Vec<(PathBuf, Vec<u8>, Duration)> = Vec::new();
    let mut wanted = HashMap::new();
    for (name, bytes) in samples() {
        // Cut inside a line or a packed stream it breaks off; behind a line only a mark of its end
        // tells.
        let cut = [bytes.len() / 2, middle(&bytes)];
        for (way, at) in cut.into_iter().enumerate() {
            let place = folder.path().join(format!("{way}-{name}"));
            let (first, rest) = bytes.split_at(at);
            fs::write(&place, first).expect("written");
            let breaks_off = end_mark(&place, first.len() as u64) == Some(End::Missing);
            pieces.push((place, rest.to_vec(), if breaks_off { settle * 2 } else { settle / 2 }));
            wanted.insert(PathBuf::from(format!("{way}-{name}")), bytes.len() as u64);
        }
    }
    let begun = Instant::now();
    let writer = std::thread::spawn(move || {
        pieces.sort_by_key(|(_, _, pause)| *pause);
        for (place, rest, pause) in pieces {
            std::thread::sleep(pause.saturating_sub(begun.elapsed()));
            let mut file =
                fs::File::options().append(true).open(place).expect("it still lies there");
            file.write_all(&rest).expect("written");
        }
    });
    all_come_whole(folder.path(), settle, &wanted, Duration::from_secs(60));
    writer.join().expect("written");
}

#[test]
fn of_a_pause_longer_than_every_wait_both_pieces_are_kept_and_told() {
    let office = tempfile::tempdir().expect("a folder");
    let made = |below: &str| {
        let folder = office.path().join(below);
        fs::create_dir_all(&folder).expect("made");
        folder
    };
    fs::write(office.path().join("kontor.toml"), "[intake]\nsettle_seconds = 0\n")
        .expect("written");
    for company in ["mueller.toml", "kern.toml"] {
        fs::copy(root().join("samples/companies").join(company), made("companies").join(company))
            .expect("copied");
    }
    let inbox = made("inbox/mueller");
    let samples = samples();
    for (name, bytes) in &samples {
        fs::write(inbox.join(name), bytes.get(..middle(bytes)).expect("half")).expect("written");
    }
    kontor(office.path(), &["run"]);
    for (name, bytes) in &samples {
        let mut file = fs::File::options()
            .append(true)
            .create(true)
            .open(inbox.join(name))
            .expect("opened again");
        file.write_all(bytes.get(middle(bytes)..).expect("rest")).expect("written");
    }
    kontor(office.path(), &["run"]);
    let documents: Vec<serde_json::Value> =
        serde_json::from_slice(&kontor(office.path(), &["report", "documents", "--json"]).stdout)
            .expect("JSON");
    for (name, bytes) in &samples {
        let own: Vec<&serde_json::Value> =
            documents.iter().filter(|row| row["file"] == format!("mueller/{name}")).collect();
        assert_eq!(own.len(), 2, "{name}: {own:?}");
        let hash = |piece: &[u8]| kontor::office::archive::content_hash(piece);
        let (first, rest) = bytes.split_at(middle(bytes));
        let kept: Vec<&str> = own.iter().filter_map(|row| row["sha256"].as_str()).collect();
        // Where the rest says nothing by itself, it was read together with its beginning.
        let is_whole = kept.contains(&hash(bytes).as_str());
        assert!(
            kept.contains(&hash(first).as_str())
                && (is_whole || kept.contains(&hash(rest).as_str())),
            "{name}: {own:?}"
        );
        let is_told = own.iter().any(|row| {
            row["status"] == "rejected" || row["status"] == "held" || row["waits"] == true
        });
        assert!(is_told || is_whole, "{name}: {own:?}");
    }
}
