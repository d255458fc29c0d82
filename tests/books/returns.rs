//! Payments that come back: what they had brought besides their items, fees, and returns that name
//! no number.

use crate::matching::{
    MUELLER, SCHMIDT, STRANGER, from, is_matched, is_suggested, item, numbered, of_contact, on,
    one, pays, run,
};
use jiff::civil::date;
use kontor::domain::money::Currency;
use kontor::matching::{Allocation, Beside, Place};
use kontor::matching::{Category, Decision, EntryFacts, MatchStatus, OpenItemFacts};

/// A batch of two customers that is decided: 110.00 for RE-1 over 100.00, 200.00 for RE-2; 10.00
/// stay on account.
fn batch() -> (Vec<OpenItemFacts>, EntryFacts) {
    let second = of_contact(item(2, "RE-2", 20_000), "10002", "Schmidt KG", SCHMIDT);
    let credit = OpenItemFacts { is_on_account: true, ..item(3, "E1", -1_000) };
    let decided = Decision {
        allocations: vec![Allocation::of(1, 10_000), Allocation::of(2, 20_000)],
        beside: vec![Beside::of(Place::ContactOf(1), 1_000)],
        status: MatchStatus::Matched,
        ..one(&[], pays("", 31_000))
    };
    let entry = EntryFacts {
        counterparty_name: None,
        counterparty_iban: None,
        decided: Some(decided),
        ..pays("", 31_000)
    };
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
        assert_eq!(
            (decisions[1].charge, decisions[1].category),
            (fee, Some(Category::Return)),
            "{amount}"
        );
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

#[test]
fn a_high_fee_is_asked_about_though_only_the_number_tells_what_came_back() {
    let paid = pays("RE-301", 10_000);
    let decisions = run(
        &[item(1, "RE-301", 10_000)],
        &numbered(vec![paid.clone(), back("RUECKLASTSCHRIFT RE-301 ENTGELT 18,50", -11_850)]),
    );
    is_suggested(&decisions[1], &[(1, -10_000, 0)]);
    assert_eq!((decisions[1].charge, decisions[1].account.as_deref()), (-1_850, Some("4970")));
    // What goes back beyond all sense is no fee.
    let decisions = run(
        &[item(1, "RE-301", 10_000)],
        &numbered(vec![paid, back("RUECKLASTSCHRIFT RE-301", -18_000)]),
    );
    assert_eq!(
        (decisions[1].status, decisions[1].allocations.len()),
        (MatchStatus::Open, 0),
        "{:#?}",
        decisions[1]
    );
}

#[test]
fn a_return_that_names_nothing_is_asked_about_by_its_party_and_amount() {
    let ours = [item(1, "RE-1", 10_000), item(2, "RE-2", 25_000)];
    let paid = || vec![pays("RE-1", 10_000), pays("RE-2", 25_000)];
    for (text, amount, fee) in
        [("Rueckgabe Lastschrift", -10_000, 0), ("RUECKLASTSCHRIFT MS03", -10_300, -300)]
    {
        let decisions =
            run(&ours, &numbered(paid().into_iter().chain([back(text, amount)]).collect()));
        is_suggested(&decisions[2], &[(1, -10_000, 0)]);
        assert_eq!(
            (decisions[2].charge, decisions[2].category),
            (fee, Some(Category::Return)),
            "{text}"
        );
    }
    // In the words of a table alone.
    let told =
        on(pays("Rücklastschrift Lastschrifteinzug vom 10.08.2026", -10_000), date(2026, 8, 14));
    let decisions = run(&ours, &numbered(paid().into_iter().chain([told]).collect()));
    is_suggested(&decisions[2], &[(1, -10_000, 0)]);
    // Another party, another amount, another reference.
    let stranger = from(back("Rueckgabe", -10_000), "Fremd GmbH", STRANGER);
    let referenced =
        |id: &str, entry: EntryFacts| EntryFacts { end_to_end_id: Some(id.into()), ..entry };
    let mut others = vec![stranger, back("Rueckgabe", -9_000), back("Rueckgabe", -12_000)];
    others.push(referenced("E2E-88", from(back("Rueckgabe", -10_000), "MUELLER", MUELLER)));
    for other in others {
        let paid = vec![referenced("E2E-77", pays("RE-1", 10_000)), pays("RE-2", 25_000), other];
        let decisions = run(&ours, &numbered(paid));
        assert_eq!(
            (decisions[2].status, decisions[2].allocations.len()),
            (MatchStatus::Open, 0),
            "{:#?}",
            decisions[2]
        );
    }
}

/// What comes back comes back on the account that it was paid on.
#[test]
fn a_return_that_tells_nothing_is_of_a_payment_on_its_account() {
    let second = of_contact(item(2, "RE-2", 10_000), "10002", "Schmidt KG", SCHMIDT);
    let kept = |account: &str, entry: EntryFacts| EntryFacts { account: account.into(), ..entry };
    let nobody = |entry: EntryFacts| EntryFacts {
        counterparty_name: None,
        counterparty_iban: None,
        ..entry
    };
    let paid = |other: &str| {
        let other = kept(other, from(pays("RE-2", 10_000), "Schmidt KG", SCHMIDT));
        vec![kept("one", pays("RE-1", 10_000)), other]
    };
    let back = kept("one", nobody(back("RUECKLASTSCHRIFT MS03", -10_000)));
    let items = [item(1, "RE-1", 10_000), second];
    let decided = |other: &str| {
        let entries = paid(other).into_iter().chain([back.clone()]).collect();
        run(&items, &numbered(entries)).swap_remove(2)
    };
    is_suggested(&decided("two"), &[(1, -10_000, 0)]);
    assert_eq!(decided("one").status, MatchStatus::Open);
}

#[test]
fn of_several_payments_that_may_have_come_back_each_is_named() {
    let ours = [item(1, "RE-1", 10_000), item(2, "RE-2", 10_000)];
    let paid = vec![
        pays("RE-1", 10_000),
        on(pays("RE-2", 10_000), date(2026, 8, 11)),
        back("RUECKLASTSCHRIFT MS03", -10_300),
    ];
    let decisions = run(&ours, &numbered(paid));
    assert_eq!(
        (decisions[2].status, decisions[2].allocations.len()),
        (MatchStatus::Open, 0),
        "{:#?}",
        decisions[2]
    );
    let told: Vec<&str> = decisions[2].explanation.iter().map(|why| why.de.as_str()).collect();
    assert!(
        told.iter().any(|why| why.contains("E1") && why.contains("E2") && why.contains("match E2")),
        "{told:?}"
    );
}

/// A return that says neither whose it is nor by which reference.
fn nameless(text: &str, amount: i64) -> EntryFacts {
    EntryFacts { counterparty_name: None, counterparty_iban: None, ..back(text, amount) }
}

#[test]
fn a_return_that_names_nobody_is_found_by_the_amounts_it_states() {
    let items = [item(1, "RE-1", 11_900), item(2, "RE-2", 23_817)];
    let with = |entry: EntryFacts| {
        let paid = vec![pays("RE-1", 11_900), pays("RE-2", 23_817), entry];
        run(&items, &numbered(paid)).remove(2)
    };
    for (text, amount) in [
        ("Rücklastschrift 119,00 + 3,50 Gebühr", -12_250),
        ("OAMT+119,00 CHGS+3,50", -12_250),
        ("Rücklastschrift 119,00 zzgl. Gebühr 28,50", -14_750),
        ("Rücklastschrift", -11_900),
    ] {
        let decision = with(nameless(text, amount));
        is_suggested(&decision, &[(1, -11_900, 0)]);
        assert_eq!(decision.charge, amount + 11_900, "{text}");
    }
    // What the bank was instructed to collect says the same.
    let instructed = Some((11_900, Currency::EUR));
    let told = EntryFacts { instructed, ..nameless("Lastschrift zurück", -12_250) };
    is_suggested(&with(told), &[(1, -11_900, 0)]);
    // Nothing states what was paid: a fee is not guessed.
    let decision = with(nameless("Rücklastschrift", -12_250));
    assert_eq!((decision.status, decision.allocations.len()), (MatchStatus::Open, 0));
    // Two of that amount: which is asked.
    let twins = [item(1, "RE-1", 11_900), item(2, "RE-2", 11_900)];
    let entries = vec![
        pays("RE-1", 11_900),
        pays("RE-2", 11_900),
        nameless("Rücklastschrift 119,00 + 3,50 Gebühr", -12_250),
    ];
    let decision = run(&twins, &numbered(entries)).remove(2);
    assert_eq!(decision.status, MatchStatus::Open);
    assert!(decision.explanation[0].de.contains("in Frage kommen: E1"), "{decision:#?}");
}

#[test]
fn a_return_of_what_waits_itself_names_that() {
    let entries = vec![pays("Akontozahlung", 51_000), back("Rücklastschrift", -51_000)];
    let decision = run(&[], &numbered(entries)).remove(1);
    assert_eq!(decision.status, MatchStatus::Open);
    assert!(decision.explanation[0].de.contains("E1, 510,00 EUR"), "{decision:#?}");
}

/// A return comes from the account that was debited: where account, number and reference speak for
/// two payments, it is asked which came back.
#[test]
fn a_return_whose_marks_speak_for_two_payments_is_asked_about() {
    let items = [
        of_contact(item(1, "2026-501", 20_000), "K1", "Alpha", MUELLER),
        of_contact(item(2, "2026-502", 20_000), "K2", "Beta Handel KG", SCHMIDT),
    ];
    let with_id =
        |entry: EntryFacts, id: &str| EntryFacts { end_to_end_id: Some(id.into()), ..entry };
    let paid = || {
        [
            with_id(from(pays("2026-501", 20_000), "Alpha", MUELLER), "EE1"),
            with_id(from(pays("2026-502", 20_000), "Beta Handel KG", SCHMIDT), "EE2"),
        ]
    };
    let back = |text: &str, id: &str, (name, iban): (&str, &str)| {
        let entry = with_id(from(pays(text, -20_000), name, iban), id);
        EntryFacts { return_reason: Some("MS03".into()), ..on(entry, date(2026, 8, 20)) }
    };
    let (alpha, beta) = (("Alpha", MUELLER), ("Beta Handel KG", SCHMIDT));
    for (entry, is_booked) in [
        (back("RUECKLASTSCHRIFT RE 2026-501", "EE1", alpha), true),
        (back("RUECKLASTSCHRIFT", "EE2", beta), true),
        (back("RUECKLASTSCHRIFT RE 2026-502", "XX", alpha), false),
        (back("RETOURE RE 2026-501", "EE2", alpha), false),
        (back("RETOURE", "EE1", beta), false),
    ] {
        let text = format!("{:?} {:?}", entry.remittance, entry.end_to_end_id);
        let entries: Vec<EntryFacts> = paid().into_iter().chain([entry]).collect();
        let decision = run(&items, &numbered(entries)).remove(2);
        assert_eq!(decision.status == MatchStatus::Matched, is_booked, "{text}: {decision:#?}");
    }
}
