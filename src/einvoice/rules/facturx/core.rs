//! Which rules of EN 16931 each profile keeps (Factur-X 1.09, Schematron of the profiles).

use super::super::Severity;
use crate::einvoice::profile::Profile;

/// EXTENDED: replaced by rules of its own, or dropped.
const REPLACED: &[&str] = &[
    "BR-22", "BR-23", "BR-24", "BR-26", "BR-27", "BR-28", "BR-38", "BR-44", "BR-54", "BR-AE-01",
    "BR-AE-08", "BR-AF-01", "BR-AF-08", "BR-AF-10", "BR-AG-01", "BR-AG-08", "BR-AG-10", "BR-CO-04",
    "BR-CO-06", "BR-CO-08", "BR-CO-10", "BR-CO-11", "BR-CO-12", "BR-CO-13", "BR-CO-15", "BR-CO-16",
    "BR-CO-17", "BR-CO-22", "BR-CO-24", "BR-E-01", "BR-E-08", "BR-G-01", "BR-G-08", "BR-IC-01",
    "BR-IC-08", "BR-O-01", "BR-O-02", "BR-O-03", "BR-O-04", "BR-O-08", "BR-O-11", "BR-O-12",
    "BR-O-13", "BR-O-14", "BR-S-01", "BR-S-08", "BR-S-09", "BR-S-10", "BR-Z-01", "BR-Z-08",
    "BR-Z-10",
];

/// BASIC WL: they speak of lines.
const OF_LINES: &[&str] = &[
    "BR-16",
    "BR-21",
    "BR-22",
    "BR-23",
    "BR-24",
    "BR-25",
    "BR-26",
    "BR-27",
    "BR-28",
    "BR-30",
    "BR-41",
    "BR-42",
    "BR-43",
    "BR-44",
    "BR-51",
    "BR-52",
    "BR-54",
    "BR-64",
    "BR-65",
    "BR-AE-01",
    "BR-AE-02",
    "BR-AE-05",
    "BR-AE-08",
    "BR-AF-01",
    "BR-AF-02",
    "BR-AF-05",
    "BR-AF-08",
    "BR-AG-01",
    "BR-AG-02",
    "BR-AG-05",
    "BR-AG-08",
    "BR-B-01",
    "BR-B-02",
    "BR-CO-04",
    "BR-CO-07",
    "BR-CO-08",
    "BR-CO-10",
    "BR-CO-20",
    "BR-CO-23",
    "BR-CO-24",
    "BR-DEC-23",
    "BR-DEC-24",
    "BR-DEC-25",
    "BR-DEC-27",
    "BR-DEC-28",
    "BR-E-01",
    "BR-E-02",
    "BR-E-05",
    "BR-E-08",
    "BR-G-01",
    "BR-G-02",
    "BR-G-05",
    "BR-G-08",
    "BR-IC-01",
    "BR-IC-02",
    "BR-IC-05",
    "BR-IC-08",
    "BR-O-01",
    "BR-O-02",
    "BR-O-05",
    "BR-O-08",
    "BR-O-12",
    "BR-S-01",
    "BR-S-02",
    "BR-S-05",
    "BR-S-08",
    "BR-Z-01",
    "BR-Z-02",
    "BR-Z-05",
    "BR-Z-08",
];

/// MINIMUM: all that it keeps.
const OF_MINIMUM: &[&str] = &[
    "BR-01",
    "BR-02",
    "BR-03",
    "BR-04",
    "BR-05",
    "BR-06",
    "BR-07",
    "BR-08",
    "BR-09",
    "BR-13",
    "BR-14",
    "BR-15",
    "BR-CO-09",
    "BR-CO-26",
    "BR-DEC-12",
    "BR-DEC-13",
    "BR-DEC-14",
    "BR-DEC-18",
    "BR-CL-01",
    "BR-CL-04",
    "BR-CL-14",
];

/// The rules about the syntax that the profiles keep; the rest their schemas and tables say.
const OF_SYNTAX: &[&str] = &[
    "CII-SR-463",
    "CII-SR-465",
    "CII-SR-466",
    "CII-SR-467",
    "CII-SR-468",
    "CII-SR-469",
    "CII-SR-471",
    "CII-SR-472",
    "CII-SR-473",
];

/// Warnings of EN 16931 that make an invoice of a profile invalid.
pub const FATAL_HERE: &[&str] = &["CII-SR-465", "CII-SR-466", "CII-SR-470"];

/// How much a rule of EN 16931 weighs in the profiles.
pub fn severity(rule: &str, severity: Severity) -> Severity {
    if FATAL_HERE.contains(&rule) { Severity::Fatal } else { severity }
}

/// True when a rule of EN 16931 holds in a profile.
pub fn keeps(profile: Profile, rule: &str) -> bool {
    if rule.starts_with("CII-") {
        return match profile {
            Profile::Minimum => false,
            Profile::En16931 => true,
            Profile::BasicWl | Profile::Basic => OF_SYNTAX.contains(&rule) || rule == "CII-SR-470",
            Profile::Extended => OF_SYNTAX.contains(&rule) || rule == "CII-DT-097",
        };
    }
    if profile == Profile::En16931 {
        return true;
    }
    // The profiles have code lists of their own.
    if rule.starts_with("BR-CL-") {
        return false;
    }
    match profile {
        Profile::Minimum => OF_MINIMUM.contains(&rule),
        Profile::BasicWl => !OF_LINES.contains(&rule),
        Profile::Basic | Profile::En16931 => true,
        Profile::Extended => !REPLACED.contains(&rule),
    }
}
