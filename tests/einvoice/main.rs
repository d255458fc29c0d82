//! E-invoices judged: the rules of EN 16931, XRechnung and the profiles, by hand and against the official verdicts.

mod en16931;
mod facturx;
mod schema;
mod syntax_rules;
mod validate;
mod xrechnung;
