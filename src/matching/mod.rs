//! Which bank entry settles which open item, decided from evidence and explained in words.
//!
//! ```text
//! facts → keys (equality finds the neighbours) → decide (one neighbourhood as a whole) → decisions
//! ```
//!
//! - The store keeps [`keys_of_item`] and [`keys_of_entry`] in an index. What shares a key,
//!   directly or through others, is a [`Neighbourhood`].
//! - [`decide`] is a function of the *set* of facts: in which order files came, or what ids they
//!   got, changes nothing. What is booked already is one of them: it keeps its items.
//! - A false match costs more than ten questions. What is booked without asking rests on two
//!   independent proofs.

mod amounts;
mod another;
mod assigned;
mod beside_number;
mod beyond;
mod chained;
mod claimed;
mod contradicted;
mod contributions;
mod counted;
mod couples;
mod decide;
mod decision;
mod denied;
mod desk;
mod doubt;
mod doubts;
mod earlier_year;
mod excepted;
mod explain;
mod facts;
mod foreign;
mod given_back;
mod index;
mod instalments;
mod instructed;
mod itemless;
mod keys;
mod learnt;
mod left_open;
mod meant;
mod misled;
mod mixed;
mod more;
mod named_period;
mod nearly;
mod numbers;
mod one_of_two;
mod orders;
mod other_number;
mod part_named;
mod party;
mod range;
mod reading;
mod refunded;
mod return_signs;
mod returned_amount;
mod returned_booking;
mod returned_rest;
mod returned_which;
mod returns;
mod rivals;
mod roles;
mod rule_said;
pub mod rule_words;
mod rules;
mod split;
mod stated;
mod sums;
mod told;
mod twice;
mod untold;
mod vouchers;
mod weigh;
mod weights;
mod written_off;
mod years;

pub use assigned::assigned;
pub use claimed::INVOICE_AFTER_PAYMENT;
pub use decide::decide;
pub use decision::{
    Allocation, Beside, Category, Decision, DiscountKind, Explanation, Lost, MatchStatus, Place,
    RunnerUp, SURE,
};
pub use earlier_year::EarlierYears;
pub use facts::{
    BookingRule, Direction, DiscountOffer, EntryFacts, Neighbourhood, OpenItemFacts, Policy,
    Refused,
};
pub use keys::{KEYS, KeptKey, Key, MOST_KEYS, keys_of_entry, keys_of_item};
pub use learnt::{Answer, Answers, Said, is_earned, parties};
pub use left_open::no_item;
pub use return_signs::{gives_back, takes_back};
pub use returned_amount::amounts_returned;
pub use rule_said::rule_of;
pub use weigh::overpaid;
