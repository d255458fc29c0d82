//! What `inspect` says besides the content of a file: doubts, and why there is none.

use crate::domain::{Finding, Language};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use std::io::{self, Write};

/// How it is said: as JSON or to a person, and in which language.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    pub json: bool,
    pub language: Language,
}

/// Why nothing can be said of a file.
#[derive(Serialize)]
pub(super) struct Failure<'a> {
    file: &'a str,
    kind: &'a str,
    format: (),
    error: &'a str,
}

impl<'a> Failure<'a> {
    pub(super) fn of(file: &'a str, error: &'a str) -> Failure<'a> {
        Failure { file, kind: "unknown", format: (), error }
    }

    /// On one line as JSON, or spread out for a person.
    pub(super) fn write(&self, out: &mut impl Write, json: bool) -> io::Result<()> {
        match json {
            true => serde_json::to_writer(&mut *out, self)?,
            false => serde_json::to_writer_pretty(&mut *out, self)?,
        }
        writeln!(out)
    }
}

/// A finding with its sentence.
pub(super) struct Told<'a>(pub &'a Finding, pub Language);

impl Serialize for Told<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("code", self.0.code())?;
        map.serialize_entry("message", &self.0.say(self.1))?;
        map.end()
    }
}
