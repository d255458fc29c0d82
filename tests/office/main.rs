//! Whole offices: stories, orders of arrival, kills, random histories, and both stores.

mod crash;
mod histories;
#[path = "../support/invoice.rs"]
mod invoice;
mod known_twice;
mod order;
#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/small_office.rs"]
mod small_office;
mod stores;
mod story;
