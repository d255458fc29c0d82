//! Orders, order responses and delivery notes as EDIFACT, openTRANS and UBL: what begins as one of
//! them, with the fuzzed bytes behind, is read, every finding said, and what was read counted in a
//! book of orders.

#![no_main]

use kontor::control::{Book, Rules, in_force};
use kontor::domain::{Content, Language};
use kontor::formats::{Input, Layouts, Read, read};
use libfuzzer_sys::fuzz_target;

/// Heads by which the table of formats recognises a message; the first byte chooses.
const HEADS: &[&str] = &[
    "UNA:+.? 'UNB+UNOC:3+S+R+261001:1200+1'UNH+1+ORDERS:D:96A:UN:EAN008'",
    "UNB+UNOC:3+S+R+261001:1200+1'UNH+1+ORDRSP:D:96A:UN:EAN005'",
    "UNB+UNOC:3+S+R+261001:1200+1'UNH+1+DESADV:D:96A:UN:EAN005'",
    "UNB+UNOC:3+S+R+261001:1200+1'UNH+1+RECADV:D:96A:UN:EAN003'",
    "<ORDER xmlns=\"http://www.opentrans.org/XMLSchema/2.1\" version=\"2.1\">",
    "<DISPATCHNOTIFICATION xmlns=\"http://www.opentrans.org/XMLSchema/2.1\" version=\"2.1\">",
    "<Order xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Order-2\">",
    "",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let head = HEADS.get(usize::from(*first) % HEADS.len()).copied().unwrap_or_default();
    let whole = [head.as_bytes(), rest].concat();
    let layouts = Layouts::default();
    match read(&Input { bytes: &whole, name: "document", layouts: &layouts }) {
        Ok((_, reading)) => {
            drop(reading.findings.iter().map(|finding| finding.say(Language::De)).collect::<Vec<_>>());
            if let Read::Content(Content::Orders(orders)) = reading.content {
                let lines = orders.iter().flat_map(|order| in_force(order, &orders)).collect();
                drop(Book::new(lines, Rules::default()).lines().len());
            }
        }
        Err(finding) => drop(finding.say(Language::De)),
    }
});
