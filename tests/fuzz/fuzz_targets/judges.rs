//! Any XML through the tree, the terms, the schema and all rules for e-invoices.

#![no_main]

use kontor::einvoice::{self, convert};
use kontor::xml::{self, Limits, Tree};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let decoded = xml::decode(bytes);
    let Ok(tree) = Tree::parse(&decoded.text, Limits::default()) else { return };
    drop(einvoice::read(&tree).map(|terms| convert::invoice(&terms)));
    drop(einvoice::validate(&tree, None));
});
