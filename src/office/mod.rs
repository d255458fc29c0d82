//! The office: the folder a firm drops its files into, and the runner that takes them through the house.

pub mod accounts;
pub mod answers;
pub mod archive;
pub mod backup;
pub mod books;
pub mod close;
pub mod contacts;
pub mod control;
mod drain;
pub mod folder;
pub mod handover;
pub mod intake;
pub mod interrupted;
pub mod lock;
pub mod notify;
pub mod plan;
mod rates;
pub mod reconsider;
pub mod relocate;
pub mod resolve;
pub mod route;
pub mod run;
pub mod setup;
pub mod take;
pub mod trial;
pub mod verify;
pub mod whole;
