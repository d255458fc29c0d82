//! Words for money that comes back, and for what was paid twice, too much or in error. Whether a text
//! contradicts an invoice and whether an entry gives money back is told by the same ones; each adds
//! what it alone takes for such. (Folded; a trailing `*` takes any ending.)

/// Money that comes back.
pub(super) const BACK: &[&str] = &["rueckzahl*", "rueckerstatt*", "refund*"];

/// What was paid once too often, or to the wrong one.
pub(super) const TWICE: &[&str] = &[
    "doppelt",
    "doppelte",
    "doppelter",
    "doppelten",
    "doppelzahl*",
    "doppelueberw*",
    "doppelbuch*",
    "ueberzahl*",
    "fehlueberw*",
    "fehlzahl*",
    "overpa*",
];

/// What was paid in error.
pub(super) const IN_ERROR: &[&str] = &["irrtuem*", "irrtum*", "by mistake"];
