//! Payments that come back: what they had brought besides their items, fees, and returns that name no number.

use crate::matching::{SCHMIDT, from, is_matched, is_suggested, item, numbered, of_contact, on, one, pays, run};
use jiff::civil::date;
use kontor::matching::{Allocation, Beside, Place};
use kontor::matching::{Category, Decision, EntryFacts, MatchStatus, OpenItemFacts};

/// A batch of two customers that is decided: 110.00 for RE-1 over 100.00, 200.00 for RE-2; 10.00 stay on account.
fn batch() -> (Vec<OpenItemFacts>, EntryFacts) {
    let second = of_contact(item(2, "RE-2", 20_000), "10002", "Schmidt KG", SCHMIDT);
    let credit = OpenItemFacts { is_on_account: true, ..item(3, "E1", -1_000) };
    let decided = Decision {
        allocations: vec![Allocation::of(1, 10_000), Allocation::of(2, 20_000)],
        beside: vec![Beside { place: Place::ContactOf(1), amount: 1_000 }],
        status: MatchStatus::Matched,
        ..one(&[], pays("", 31_000))
    };
    let entry = EntryFacts { counterparty_name: None, counterparty_iban: None, decided: Some(decided), ..pays("", 31_000) };
    (vec![item(1, "RE-1", 10_000), second, credit], entry)
}

fn back(text: &str, amount: i64) -> EntryFacts {
    EntryFacts { return_reason: Some("MS03".into()), ..on(pays(text, amount), date(2026, 8, 14)) }
}

#[test]
fn what_a_part_of_a_batch_paid_too_much_goes_back_with_it_and_is_no_fee() {
    let (items, entry) = batch();
    for (amount, fee) in [(-11_000, 0), (-11_300, -300)] {
        let decisions = run(&items, &numbered(vec![entry.clone(), back("RE-1", amount)]));
        is_matched(&decisions[1], &[(1, -10_000, 0), (3, -1_000, 0)]);
        assert_eq!((decisions[1].charge, decisions[1].category), (fee, Some(Category::Return)), "{amount}");
    }
    // What paid its item to the cent comes back alone.
    let other = from(back("RE-2", -20_300), "Schmidt KG", SCHMIDT);
    let decisions = run(&items, &numbered(vec![entry.clone(), other]));
    is_matched(&decisions[1], &[(2, -20_000, 0)]);
    assert_eq!(decisions[1].charge, -300);
    // Less than what came: a part of it may be of the money on account, or the fee.
    let decisions = run(&items, &numbered(vec![entry, back("RE-1", -10_500)]));
    is_suggested(&decisions[1], &[(1, -10_000, 0)]);
}

#[test]
fn money_on_account_that_is_used_since_is_asked_about() {
    let (mut items, entry) = batch();
    items[2].open = -400;
    let decisions = run(&items, &numbered(vec![entry, back("RE-1", -11_000)]));
    is_suggested(&decisions[1], &[(1, -10_000, 0), (3, -400, 0)]);
    assert_eq!((decisions[1].charge, decisions[1].on_account), (0, -600));
}
