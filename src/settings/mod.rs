//! What a person sets: `kontor.toml` and `companies/ID.toml`, from their raw form to a compiled
//! one.
//!
//! Every fault of all files is told at once, each with its file, line and column, what is wrong and
//! what to do ([`Fault`]). Reading a text is a pure function ([`Settings::read`],
//! [`Company::read`]); only [`load`] opens files. The pipelines stand beside this, in
//! [`crate::pipeline`]; [`crate::pipeline::load`] reads everything.

mod between;
mod commented;
mod company;
mod confirmations;
mod control;
mod edit;
mod email_address;
mod fault;
mod files;
pub mod findings;
mod kontor;
mod load;
mod mail;
pub mod page;
mod recipients;
mod roles;
mod schedule;
mod sources;
mod suggest;
mod tax;

pub use commented::{commented_company, commented_kontor_toml};
pub(crate) use company::is_account;
pub use company::{BankAccount, CONSULTANTS, Company, TaxedAs};
pub use confirmations::Confirmations;
pub use edit::with_storage;
pub(crate) use email_address::{EMAIL_HINT, is_email};
pub use fault::{Fault, Hint, render};
pub use files::SettingsFiles;
pub use findings::{FINDINGS, REPORT_UNKNOWN, SOURCE_FORMAT};
pub use kontor::{Intake, Settings, Storage};
pub(crate) use load::toml_files;
pub use load::{Office, language_of, load, read_office};
pub use mail::{Dkim, Mail, PasswordSource, Retry, Security, Server};
pub use recipients::{Attached, ReportMail};
pub use roles::{ROLES, nearest_role, role_named};
pub use schedule::Times;
pub use sources::Source;
pub use suggest::hint;
pub use tax::Profit;
