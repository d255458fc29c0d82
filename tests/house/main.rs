//! What the house says of itself: its rules, its README, the pipelines it ships.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fall"
)]

mod mixed;
mod packaging;
mod pipelines;
mod readme;
mod tidy;
