//! The office: the folder a firm drops its files into, and the runner that takes them through the house.

pub mod archive;
pub mod intake;
pub mod lock;
