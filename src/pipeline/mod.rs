//! What happens to which document: `pipelines/*.toml`, from their raw form to a compiled one.
//!
//! The shipped files are inside the binary ([`BUILT_IN`]). A file of the same name in an office's
//! `pipelines/` takes the place of the shipped one; a new name adds. Lists (`[[rule]]`,
//! `[[vendor]]`, `[[bank]]`, `[[test]]`) of all files join, the office's own first; a table
//! (`[matching]`, `[validation]` …) may stand in one file only. Every file may hold every table, so
//! that a bookkeeper can part them as the work is parted.
//!
//! Reading is pure ([`read_files`]); [`load`] opens the files of an office, settings and companies
//! among them.

mod accept;
mod account;
mod built_in;
mod compiled;
mod expectation;
pub mod findings;
mod join;
mod layout;
mod read;
mod rule;

pub use account::AccountChoice;
pub use built_in::BUILT_IN;
pub use compiled::{
    Digest, Document, Matching, Pipelines, Receipts, RuleSet, Section, Source, Validation,
};
pub use expectation::{Outcome, SampleTest, TextTest};
pub use findings::FINDINGS;
pub use join::{Configured, File, check_texts, load, read_files};
pub use layout::LayoutTable;
pub use rule::{Rule, Vendor, Whose};
