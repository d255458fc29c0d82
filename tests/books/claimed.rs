//! A rule is for what has no invoice: what the other side has open and the payment fits is
//! proposed, or it is asked, before a rule or an earlier answer books it on an account.

use crate::matching::{
    MUELLER, SCHMIDT, from, is_suggested, item, of_contact, on, one, one_by, payable, pays, skonto,
};
use jiff::civil::date;
use kontor::domain::money::Currency;
use kontor::matching::{BookingRule, Category, EntryFacts, MatchStatus, OpenItemFacts, Policy};

/// Rules of an office's own: rent, and cash.
fn policy() -> Policy {
    let rule = |category, account: &str, word: &str| BookingRule {
        name: word.into(),
        category,
        account: account.into(),
        contains: vec![word.into()],
        ..BookingRule::default()
    };
    Policy {
        rules: vec![
            rule(Category::Rent, "4210", "Miete"),
            rule(Category::Transfer, "1000", "Bareinzahlung"),
        ],
        ..Policy::default()
    }
}

fn owed(id: i64, document: &str, amount: i64) -> OpenItemFacts {
    payable(of_contact(item(id, document, amount), "70001", "Stahlhof GmbH", SCHMIDT))
}

fn rent(text: &str, amount: i64) -> EntryFacts {
    from(pays(text, -amount), "Stahlhof GmbH", SCHMIDT)
}

#[test]
fn what_fits_open_items_of_the_payee_no_rule_books() {
    let decided = |items: &[OpenItemFacts], entry| one_by(items, entry, &policy());
    let two = [owed(1, "ER-1", 150_000), owed(2, "ER-2", 30_000)];
    let both = [(1, 150_000, 0), (2, 30_000, 0)];
    is_suggested(&decided(&two, rent("Miete August", 180_000)), &both);
    let three = [two[0].clone(), two[1].clone(), owed(3, "ER-3", 7_700)];
    is_suggested(&decided(&three, rent("Miete August", 180_000)), &both);
    let credit = [owed(1, "ER-1", 150_000), owed(2, "GS-2", -10_000)];
    is_suggested(
        &decided(&credit, rent("Miete August", 140_000)),
        &[(1, 150_000, 0), (2, -10_000, 0)],
    );
    // A cent, which policy writes off.
    is_suggested(&decided(&two[..1], rent("Miete August", 149_999)), &[(1, 149_999, 1)]);
    // The bare end of a number of the payee's own.
    let named = [owed(1, "2026-1033", 50_000)];
    is_suggested(&decided(&named, rent("Miete 1033", 25_000)), &[(1, 25_000, 0)]);
    // Where several sums fit, it is asked, and the items are named.
    let alike = [owed(1, "ER-1", 10_000), owed(2, "ER-2", 10_000), owed(3, "ER-3", 5_000)];
    let asked = decided(&alike, rent("Miete August", 15_000));
    assert_eq!((asked.status, asked.account.as_deref()), (MatchStatus::Open, None));
    assert!(asked.explanation.iter().any(|why| why.de.contains("account 4210")), "{asked:#?}");
    // What nothing of the payee's fits stays the rule's, and so does what is open of others.
    for (items, amount) in [(&two[..], 85_000), (&two[..1], 110_000), (&alike[..], 25_001)] {
        let booked = decided(items, rent("Miete August", amount));
        assert_eq!(booked.account.as_deref(), Some("4210"), "{booked:#?}");
    }
    // About as much, or half of it, may be a part, or its rent reduced.
    for amount in [149_000, 135_000, 75_000, 160_000] {
        let asked = decided(&two[..1], rent("Miete August", amount));
        assert_eq!((asked.status, asked.account.as_deref()), (MatchStatus::Open, None), "{amount}");
        let says = |words: &str| asked.explanation.iter().any(|why| why.de.contains(words));
        assert!(says("etwa so viel (oder das Doppelte) offen (ER-1)"), "{asked:#?}");
        assert!(says("kontor resolve E1 match ER-1") && says("account 4210"), "{asked:#?}");
    }
    let strange = [payable(item(1, "ER-1", 150_000)), payable(item(2, "ER-2", 30_000))];
    let booked = decided(&strange, rent("Miete August", 180_000));
    assert_eq!(booked.account.as_deref(), Some("4210"), "{MUELLER} is somebody else");
    // An invoice that comes soon after the payment may be the one, a later one is not.
    let on_day = |day| OpenItemFacts { date: Some(day), ..owed(1, "ER-1", 150_000) };
    let paid = || on(rent("Miete August", 149_999), date(2026, 8, 10));
    let soon = decided(&[on_day(date(2026, 8, 20))], paid());
    assert_eq!(soon.account, None, "{soon:#?}");
    let later = decided(&[on_day(date(2026, 9, 20))], paid());
    assert_eq!(later.account.as_deref(), Some("4210"), "{later:#?}");
}

#[test]
fn cash_that_names_an_item_of_its_amount_is_asked_about() {
    let cash = |text: &str, amount: i64| EntryFacts {
        remittance: Some(text.into()),
        ..EntryFacts::new(1, "demo", date(2026, 8, 10), amount, Currency::EUR)
    };
    let items = [item(1, "RE-77", 20_000)];
    is_suggested(
        &one_by(&items, cash("Bareinzahlung RE-77", 20_000), &policy()),
        &[(1, 20_000, 0)],
    );
    let booked = one_by(&items, cash("Bareinzahlung 20.08.", 20_000), &policy());
    assert_eq!(booked.account.as_deref(), Some("1000"));
}

#[test]
fn the_bare_end_of_an_own_number_is_proposed_whatever_the_amount() {
    let late = skonto(item(1, "2026-0815", 119_000), 200, date(2026, 8, 5));
    let items = [late];
    for (text, amount, paid) in [
        ("0815 abzgl. 2% Skonto", 116_620, 116_620),
        ("0815 ./. Mangel 50,00", 114_000, 114_000),
        ("1. Rate 0815", 40_000, 40_000),
        ("0815", 119_900, 119_000),
    ] {
        let decision = one(&items, pays(text, amount));
        is_suggested(&decision, &[(1, paid, 0)]);
        assert_eq!(decision.on_account, amount - paid, "{text}");
    }
    // By the name alone a few digits say nothing.
    let stranger = from(pays("0815", 119_900), "Kern GmbH", SCHMIDT);
    assert_eq!(one(&items, stranger).status, MatchStatus::Open);
}

#[test]
fn what_is_paid_beyond_the_items_named_is_just_what_others_are() {
    let items = [
        item(1, "RE-1001", 10_000),
        item(2, "RE-1002", 2_345),
        item(3, "RE-1003", 710),
        item(4, "RE-1004", 5_500),
    ];
    let decision = one(&items[..2], pays("RE-1001", 12_345));
    is_suggested(&decision, &[(1, 10_000, 0), (2, 2_345, 0)]);
    assert_eq!(decision.on_account, 0);
    is_suggested(
        &one(&items, pays("RE-1001 RE-1002", 13_055)),
        &[(1, 10_000, 0), (2, 2_345, 0), (3, 710, 0)],
    );
    is_suggested(
        &one(&items, pays("RE-1001", 13_055)),
        &[(1, 10_000, 0), (2, 2_345, 0), (3, 710, 0)],
    );
    // Fewer before more, and how many other sums there are.
    let more = [items.to_vec(), vec![item(5, "RE-1005", 3_055)]].concat();
    let fewest = one(&more, pays("RE-1001", 13_055));
    is_suggested(&fewest, &[(1, 10_000, 0), (5, 3_055, 0)]);
    assert!(fewest.explanation.iter().any(|why| why.de.contains("1 weitere")), "{fewest:#?}");
    // What nothing open gives is too much, and what others owe does not count.
    assert_eq!(one(&items, pays("RE-1001", 15_000)).on_account, 5_000);
    let strange = of_contact(item(2, "RE-1002", 2_345), "K2", "Schmidt KG", SCHMIDT);
    assert_eq!(
        one(&[item(1, "RE-1001", 10_000), strange], pays("RE-1001", 12_345)).on_account,
        2_345
    );
    // Skonto on both.
    let less = |id, number, amount| skonto(item(id, number, amount), 200, date(2026, 8, 15));
    is_suggested(
        &one(&[less(1, "RE-1001", 10_000), less(2, "RE-1002", 5_000)], pays("RE-1001", 14_700)),
        &[(1, 9_800, 200), (2, 4_900, 100)],
    );
}
