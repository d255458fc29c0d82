//! Which of several items a text means: by the month or the instalment that it names, by the sum
//! alone where a number may be of several years, and what a number that is only the beginning of
//! others does not mean. All data made up.

use super::matching::{
    MUELLER, SCHMIDT, from, is_matched, is_suggested, item, numbered, of_contact, on, one, payable,
    pays, run,
};
use jiff::civil::date;
use kontor::matching::{EntryFacts, MatchStatus, OpenItemFacts};

fn of_month(id: i64, document: &str, month: i8) -> OpenItemFacts {
    OpenItemFacts { date: Some(date(2026, month, 1)), ..item(id, document, 5_950) }
}

#[test]
fn the_month_that_is_named_says_which_of_equal_items_comes_first() {
    let items = [of_month(1, "AB-71", 7), of_month(2, "AB-82", 8), of_month(3, "AB-93", 9)];
    for text in ["Wartung August", "Abo 08/2026", "Beitrag 8/26", "Monat 2026-08"] {
        let entry = |cents| on(pays(text, cents), date(2026, 10, 5));
        is_suggested(&one(&items, entry(5_950)), &[(2, 5_950, 0)]);
        is_suggested(&one(&items.clone().map(payable), entry(-5_950)), &[(2, 5_950, 0)]);
    }
    // The payer's own name is no month.
    let payer = |text: &str| EntryFacts {
        counterparty_name: Some("August Müller".into()),
        ..on(pays(text, 5_950), date(2026, 10, 5))
    };
    is_suggested(&one(&items, payer("Zahlung August Müller")), &[(1, 5_950, 0)]);
}

#[test]
fn the_beginning_of_a_number_is_not_the_end_of_another() {
    let items = [1, 2, 3].map(|at| item(at, &format!("R-1/{at}"), 40_000));
    for text in ["R-1 Rate 3", "R-1 3. Rate", "R-1 Teil 3"] {
        is_suggested(&one(&items, pays(text, 40_000)), &[(3, 40_000, 0)]);
    }
    is_matched(&one(&items, pays("R-1/2", 40_000)), &[(2, 40_000, 0)]);
}

#[test]
fn the_end_of_a_number_that_is_written_says_which_of_equal_items_comes_first() {
    let parts = [1, 2, 3].map(|at| item(at, &format!("2026-118/{at}"), 40_000));
    for text in ["118/2", "Teil 118/2", "118-02"] {
        is_suggested(&one(&parts, pays(text, 40_000)), &[(2, 40_000, 0)]);
    }
    let years = [item(1, "2026-15", 7_700), item(2, "2026-5", 7_700)];
    is_suggested(&one(&years, pays("Nr. 5", 7_700)), &[(2, 7_700, 0)]);
    // Of which none ends so, or two do, the first is proposed as before.
    for text in ["119/2", "118", "18/2"] {
        is_suggested(&one(&parts, pays(text, 40_000)), &[(1, 40_000, 0)]);
    }
}

#[test]
fn of_numbers_of_several_years_the_one_reading_that_sums_is_meant() {
    let items = [item(1, "2026-118", 30_040), item(2, "2026-119", 4_130), item(3, "2025-118", 900)];
    let entry = pays("Rechnung 118 u. 119/2026", 34_170);
    is_matched(&one(&items, entry.clone()), &[(1, 30_040, 0), (2, 4_130, 0)]);
    // Two readings of one sum are asked about.
    let twins = [items[0].clone(), items[1].clone(), item(3, "2025-118", 30_040)];
    assert_eq!(one(&twins, entry).status, MatchStatus::Suggested);
}

#[test]
fn what_a_range_passes_over_and_was_paid_before_is_not_paid_twice() {
    let items = [item(1, "1001", 3_000), item(2, "1002", 777), item(3, "1003", 1_225)];
    let entries = vec![pays("RE 1002", 777), on(pays("RE 1001-1003", 4_225), date(2026, 8, 20))];
    let decisions = run(&items, &numbered(entries));
    is_matched(&decisions[0], &[(2, 777, 0)]);
    is_matched(&decisions[1], &[(1, 3_000, 0), (3, 1_225, 0)]);
}

#[test]
fn a_part_that_is_counted_is_booked_as_one() {
    let items = [item(1, "5001", 10_000)];
    let entries =
        vec![pays("5001 Teil 1", 6_000), on(pays("5001 Teil 2", 4_000), date(2026, 8, 20))];
    let decisions = run(&items, &numbered(entries));
    is_matched(&decisions[0], &[(1, 6_000, 0)]);
    is_matched(&decisions[1], &[(1, 4_000, 0)]);
    // So many things are no part.
    assert_eq!(one(&items, pays("5001 1 Teil fehlt", 6_000)).status, MatchStatus::Suggested);
}

#[test]
fn money_that_goes_back_is_no_double_payment() {
    let items = [item(1, "RE-501", 11_900)];
    let entries = vec![
        pays("RE-501", 11_900),
        on(pays("Nachlass zu RE-501", -3_800), date(2026, 8, 20)),
        on(pays("RE-501", 11_900), date(2026, 8, 30)),
    ];
    let decisions = run(&items, &numbered(entries));
    let says = |at: usize, words: &str| {
        decisions[at].explanation.iter().any(|said| said.de.contains(words))
    };
    assert!(says(1, "hier geht Geld zurück") && !says(1, "Doppelt gezahlt"), "{decisions:#?}");
    assert!(says(2, "Doppelt gezahlt"), "{decisions:#?}");
}

/// Another's number whose first part is the payer's own may be two of his; and a number of a cent
/// less beside an item of just the amount may be written wrongly.
#[test]
fn what_is_named_gives_way_to_a_question_where_the_payers_own_fits_as_well() {
    let own =
        |id, number: &str, amount| of_contact(item(id, number, amount), "K1", "Alpha", MUELLER);
    let other = of_contact(item(3, "4711/12", 20_000), "K2", "Beta Handel KG", SCHMIDT);
    let items = [own(1, "4711", 10_000), own(2, "4712", 10_000), other.clone()];
    let paid = |text: &str, amount| from(pays(text, amount), "Alpha", MUELLER);
    let decision = one(&items, paid("RE 4711/12", 20_000));
    assert_eq!(decision.status, MatchStatus::Suggested, "{decision:#?}");
    // His own, or nobody's of his: as before.
    let mine = own(3, "4711/12", 20_000);
    is_matched(&one(&[mine], paid("RE 4711/12", 20_000)), &[(3, 20_000, 0)]);
    is_matched(&one(&[other], paid("RE 4711/12", 20_000)), &[(3, 20_000, 0)]);
    let cents = [own(1, "2026-301", 11_900), own(2, "2026-302", 11_901)];
    let decision = one(&cents, paid("RE 2026-301", 11_901));
    assert_eq!(decision.status, MatchStatus::Suggested, "{decision:#?}");
    is_matched(&one(&cents[..1], paid("RE 2026-301", 11_901)), &[(1, 11_901, -1)]);
}

/// Money that goes to somebody else is no payment of the vendor whose number stands in its text:
/// vendors count alike. Under the vendor's name, or to his account, it is.
#[test]
fn money_that_goes_to_another_settles_no_vendors_invoice_unasked() {
    let owed = |id, number: &str, key: &str, name: &str, iban: &str| {
        payable(of_contact(item(id, number, 100_000), key, name, iban))
    };
    let items = [
        owed(1, "2026-0815", "V1", "Stahlwerk Nord AG", MUELLER),
        OpenItemFacts {
            open: 7_700,
            original: 7_700,
            ..owed(2, "77", "V2", "Papier Süd GmbH", SCHMIDT)
        },
    ];
    let paid = |name: &str, iban: &str| from(pays("Rechnung 2026-0815", -100_000), name, iban);
    for (name, iban) in [("Papier Süd GmbH", SCHMIDT), ("Holz West KG", crate::matching::STRANGER)]
    {
        let decision = one(&items, paid(name, iban));
        assert_eq!(decision.status, MatchStatus::Suggested, "{name}: {decision:#?}");
    }
    for (name, iban) in [("Stahlwerk Nord", crate::matching::STRANGER), ("Sammelkonto", MUELLER)] {
        is_matched(&one(&items, paid(name, iban)), &[(1, 100_000, 0)]);
    }
    // Money in may come from anybody (§ 267 BGB).
    let ours = [of_contact(item(1, "2026-0815", 100_000), "K1", "Alpha", MUELLER)];
    let third =
        from(pays("Rechnung 2026-0815", 100_000), "Holz West KG", crate::matching::STRANGER);
    is_matched(&one(&ours, third), &[(1, 100_000, 0)]);
}

/// What the payer's own reference names speaks against the text where the amount fits it too.
#[test]
fn a_reference_that_names_another_item_of_the_amount_is_asked_about() {
    let items = [item(1, "RE-7001", 50_000), item(2, "RE-7002", 50_000)];
    let paid = |id: &str| EntryFacts { end_to_end_id: Some(id.into()), ..pays("RE-7001", 50_000) };
    let decision = one(&items, paid("RE-7002"));
    assert_eq!(decision.status, MatchStatus::Suggested, "{decision:#?}");
    for id in ["RE-7001", "RE-9999", "20261005-17"] {
        is_matched(&one(&items, paid(id)), &[(1, 50_000, 0)]);
    }
}
