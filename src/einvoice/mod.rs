//! E-invoices.
pub mod syntax;
