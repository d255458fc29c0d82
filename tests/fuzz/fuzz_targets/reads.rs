//! Any bytes through the table of formats: recognised, read, and every finding said.

#![no_main]

use kontor::domain::Language;
use kontor::formats::{Input, Layouts, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let layouts = Layouts::default();
    match read(&Input { bytes, name: "document", layouts: &layouts }) {
        Ok((_, reading)) => drop(reading.findings.iter().map(|finding| finding.say(Language::De)).collect::<Vec<_>>()),
        Err(finding) => drop(finding.say(Language::De)),
    }
});
