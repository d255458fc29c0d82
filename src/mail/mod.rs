//! E-mails: what is said to whom, and the way out of the outbox.
//!
//! A message is made whole when its cause is booked, in the same transaction, under a Message-ID
//! made from that cause; sending is a step of its own that may fail and be repeated without saying
//! anything twice.

mod cash;
mod compose;
mod confirmation;
mod digest;
mod dkim;
mod failure;
mod halt;
mod notice;
mod outbox;
mod reports;
mod sample;
mod smtp;
mod smtp_trouble;
mod templates;

pub use cash::Cash;
pub use compose::{Attachment, Letter, Mailer, Sender};
pub use confirmation::{Confirmation, ConfirmationKind, ConfirmedLine, confirmation};
pub use digest::{
    Brought, LONGEST_LIST, Line, News, Occasion, Open, OverdueItems, Reader, letters,
};
pub use dkim::Signer;
pub use failure::{FailedJob, failure};
pub use halt::Halt;
pub use notice::{Notice, NoticeKind, letter};
pub use outbox::{MAIL_JOB, Outbox, Round, Way};
pub use reports::{ReportLine, ReportNews, report_letters};
pub use sample::{KINDS, sample};
pub use smtp::{Privacy, Relay};
pub use templates::{TemplateFault, Templates};
