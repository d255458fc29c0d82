//! Whole offices: stories, orders of arrival, kills, random histories, and both stores.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fall"
)]

mod addressed;
mod advances;
mod again_next_year;
mod alike;
mod as_printed;
#[cfg(target_os = "linux")]
mod away;
#[path = "../support/bill.rs"]
mod bill;
#[path = "../support/broken.rs"]
mod broken;
mod chains;
mod chains_late;
mod channels;
mod company_language;
mod crash;
mod due;
#[cfg(target_os = "linux")]
mod faults;
mod finals;
mod finals_asked;
mod finals_in_parts;
mod finals_late;
mod finals_money;
mod finals_more;
mod finals_told;
mod held_number;
mod histories;
mod holds;
#[path = "../support/invoice.rs"]
mod invoice;
mod kept_reports;
mod known_twice;
mod left;
mod listed;
mod listed_again;
#[path = "../support/mail_server.rs"]
mod mail_server;
#[path = "../support/month.rs"]
mod month;
#[path = "../support/month_cases.rs"]
mod month_cases;
#[path = "../support/month_more.rs"]
mod month_more;
#[path = "../support/month_text.rs"]
mod month_text;
mod months;
mod netted;
mod on_account;
mod order;
mod paid_late;
mod payouts;
mod portions;
#[path = "../support/postgres.rs"]
mod postgres;
mod reduced;
mod rejudged;
mod replaced;
mod rests_on;
mod returned_whole;
mod rules_and_items;
mod said;
mod settings_changed;
mod slow_writer;
#[path = "../support/small_office.rs"]
mod small_office;
mod spellings;
mod stores;
mod story;
mod taught;
mod told;
mod trade;
#[path = "../support/trade_bill.rs"]
mod trade_bill;
#[path = "../support/trade_cases.rs"]
mod trade_cases;
#[path = "../support/trade_month.rs"]
mod trade_month;
#[path = "../support/trade_text.rs"]
mod trade_text;
mod undone;
mod unstored;
mod written_off;
mod year;
