//! The office: the folder a firm drops its files into, and the runner that takes them through the house.

pub mod archive;
pub mod books;
pub mod folder;
pub mod intake;
pub mod lock;
pub mod plan;
pub mod route;
pub mod run;
pub mod take;
