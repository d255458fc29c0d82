//! What the house says of itself: its rules, its README, the pipelines it ships.

mod pipelines;
mod readme;
mod tidy;
