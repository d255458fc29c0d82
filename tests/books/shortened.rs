//! Texts that cut things short: the ends of numbers, amounts with a point beside them, words of a
//! part payment. What is told so is proposed where the amount bears it out; the contrary examples
//! must name nothing. All data made up.

use super::matching::{
    STRANGER, from, is_matched, is_suggested, item, numbered, of_contact, on, one, pays, run,
    skonto,
};
use jiff::civil::{Date, date};
use kontor::domain::money::Currency;
use kontor::matching::{EntryFacts, MatchStatus, OpenItemFacts, keys_of_entry, keys_of_item};

#[test]
fn amounts_with_a_point_stand_beside_their_numbers() {
    let items = [item(1, "RE-41", 100_000), item(2, "RE-42", 15_000), item(3, "RE-850", 7_000)];
    for (text, paid, parts) in [
        ("RE 41 850.00", 85_000, &[(1, 85_000, 0)][..]),
        ("RE 41 850.00 RE 42 150.00", 100_000, &[(1, 85_000, 0), (2, 15_000, 0)]),
        ("RE-41: 850.00; RE-42: 50.00", 90_000, &[(1, 85_000, 0), (2, 5_000, 0)]),
        ("RE 41 850.00 RE 42 50.00 = 900.00", 90_000, &[(1, 85_000, 0), (2, 5_000, 0)]),
        ("RE-41 850,00 RE-42 150,00", 100_000, &[(1, 85_000, 0), (2, 15_000, 0)]),
    ] {
        is_suggested(&one(&items, pays(text, paid)), parts);
    }
    let large = [item(1, "RE-41", 300_000)];
    is_suggested(&one(&large, pays("RE 41 1,850.00", 185_000)), &[(1, 185_000, 0)]);
    // What is not what was paid is no amount: `4711.01` may be a number.
    let parted = [item(1, "4711.01", 9_000), item(2, "RE-41", 100_000)];
    is_matched(&one(&parted, pays("Rechnung 4711.01", 9_000)), &[(1, 9_000, 0)]);
    is_matched(&one(&[item(1, "12.10", 9_000)], pays("RE 12.10", 9_000)), &[(1, 9_000, 0)]);
}

#[test]
fn the_end_of_a_number_behind_another_is_a_number() {
    let all = [
        item(4, "R-1004", 10_000),
        item(5, "R-1005", 5_000),
        item(6, "R-1006", 2_000),
        item(26, "R-1026", 3_000),
    ];
    let two = &[(4, 10_000, 0), (5, 5_000, 0)][..];
    let three = &[(4, 10_000, 0), (5, 5_000, 0), (6, 2_000, 0)][..];
    for (text, paid, parts) in [
        ("Rechnung 1004,5,6", 17_000, three),
        ("R-1004/5/6", 17_000, three),
        ("R-1004-06", 17_000, three),
        ("RE 1004 bis 6", 17_000, three),
        ("R-1004-05", 15_000, two),
        ("R-1004-06", 12_000, &[(4, 10_000, 0), (6, 2_000, 0)]),
        ("R-1004/05", 15_000, two),
        ("R-1004 + 5", 15_000, two),
        ("R-1004, -05", 15_000, two),
        ("R-1004, -05, -06", 17_000, three),
        ("R-1004 u. -05 u. -06", 17_000, three),
        ("R-1004/-05/-06", 17_000, three),
        ("R-1004 u. 5", 15_000, two),
        ("Rechnung 1004, 05", 15_000, two),
        ("R-1004/05/06", 17_000, &[(4, 10_000, 0), (5, 5_000, 0), (6, 2_000, 0)]),
    ] {
        let entry = pays(text, paid);
        let keys = keys_of_entry(&entry);
        for (id, ..) in parts {
            let named = all.iter().find(|item| item.id == *id).expect("one of them");
            assert!(keys_of_item(named).iter().any(|key| keys.contains(key)), "{text} meets {id}");
        }
        is_matched(&one(&all, entry), parts);
        // From an account that nobody knows it is asked about.
        is_suggested(&one(&all, from(pays(text, paid), "MUELLER U. SOEHNE", STRANGER)), parts);
    }
    // The year of a number, and what the amount does not bear out.
    is_matched(&one(&all, pays("R-1004/26", 10_000)), &[(4, 10_000, 0)]);
    is_matched(&one(&all, pays("R-1004/05", 10_000)), &[(4, 10_000, 0)]);
    for (text, paid) in [
        ("R-1004/05", 12_000),
        ("R-1004/26", 15_000),
        ("R-1004 5 Stück", 15_000),
        ("R-1004-06", 11_000),
        ("R-1004/07", 15_000),
    ] {
        let decision = one(&all, pays(text, paid));
        let named: Vec<i64> = decision.allocations.iter().map(|part| part.item).collect();
        assert!(decision.status != MatchStatus::Matched && named == [4], "{text} {decision:#?}");
    }
    // A number that is one as a whole is no two.
    let whole = [item(1, "R-1004/05", 15_000), item(4, "R-1004", 10_000), item(5, "R-1005", 5_000)];
    is_matched(&one(&whole, pays("R-1004/05", 15_000)), &[(1, 15_000, 0)]);
}

#[test]
fn a_list_of_ends_is_read_in_every_numbering() {
    let listed = [item(1, "AB-5120", 10_000), item(2, "AB-5121", 5_000), item(3, "AB-5122", 900)];
    let all = &[(1, 10_000, 0), (2, 5_000, 0), (3, 900, 0)][..];
    for text in ["AB-5120,21,22", "AB-5120, 21, 22", "AB-5120/1/2", "AB 5120 + 21 + 22"] {
        is_matched(&one(&listed, pays(text, 15_900)), all);
    }
    let bare = [item(1, "88001", 10_000), item(2, "88002", 5_000), item(3, "88003", 900)];
    is_matched(&one(&bare, pays("88001/2/3", 15_900)), all);
    let parted = [item(1, "L/26/7", 10_000), item(2, "L/26/8", 5_000)];
    for text in ["L/26/7+8", "L/26/7 u. 8", "L/26/7 und 8"] {
        let entry = pays(text, 15_000);
        let keys = keys_of_entry(&entry);
        assert!(keys_of_item(&parted[1]).iter().any(|key| keys.contains(key)), "{text}");
        is_matched(&one(&parted, entry), &[(1, 10_000, 0), (2, 5_000, 0)]);
    }
    // What the sum does not bear out, or another's invoice, is never booked by itself.
    let other =
        [item(1, "88001", 10_000), of_contact(item(2, "88002", 5_000), "2", "Ott", STRANGER)];
    for (items, text, paid) in [
        (&bare[..], "88001/2/3", 15_000),
        (&listed[..], "AB-5120,21,22", 16_000),
        (&parted[..], "L/26/7+8", 14_000),
        (&other[..], "88001/2", 15_000),
    ] {
        let decision = one(items, pays(text, paid));
        assert_ne!(decision.status, MatchStatus::Matched, "{text} {decision:#?}");
    }
}

#[test]
fn an_order_of_another_amount_is_no_part_of_an_invoice() {
    let items = [item(1, "5600", 45_000), item(2, "5601", 7_000)];
    for text in ["Auftrag 5600", "Bestellung Nr. 5600 vom 3.8.", "Lieferschein 5600"] {
        for paid in [20_000, 50_000, -20_000] {
            let decision = one(&items, pays(text, paid));
            assert!(decision.allocations.is_empty(), "{text} {paid}: {decision:#?}");
        }
        // Another of the payer's that has this amount may be meant.
        is_suggested(&one(&items, pays(text, 7_000)), &[(2, 7_000, 0)]);
    }
    is_suggested(&one(&items, pays("Auftrag 5600", 45_000)), &[(1, 45_000, 0)]);
    is_suggested(&one(&items, pays("Anzahlung Auftrag 5600", 20_000)), &[(1, 20_000, 0)]);
    is_suggested(&one(&items, pays("Auftrag 5600 Rechnung 5601", 5_000)), &[(2, 5_000, 0)]);
    is_suggested(&one(&items, pays("Rechnung 5600", 20_000)), &[(1, 20_000, 0)]);
}

#[test]
fn the_day_tells_two_invoices_of_one_number_apart() {
    let of = |id: i64, day: Date| OpenItemFacts { date: Some(day), ..item(id, "RE-1", 30_000) };
    let (old, new) = (of(1, date(2025, 8, 1)), of(2, date(2026, 8, 1)));
    let both = [old.clone(), new.clone()];
    for (text, id) in [
        ("RE-1 vom 01.08.2026", 2),
        ("RE-1 vom 1.8.25", 1),
        ("RE-1 vom 01082025", 1),
        ("RE-1 aus 2025", 1),
        ("RE-1/2026", 2),
        ("Rechnung RE-1 2026-08-01", 2),
    ] {
        is_matched(&one(&both, pays(text, 30_000)), &[(id, 30_000, 0)]);
    }
    let unclear = one(&both, pays("RE-1", 30_000));
    assert_ne!(unclear.status, MatchStatus::Matched, "{unclear:#?}");
    // A day that is none of theirs tells nothing.
    let unclear = one(&both, pays("RE-1 vom 05.08.2026", 30_000));
    assert_ne!(unclear.status, MatchStatus::Matched, "{unclear:#?}");
    // The one of that day is paid: the other is not what is meant.
    let paid = [old, OpenItemFacts { open: 0, ..new }];
    let again = one(&paid, pays("RE-1 vom 01.08.2026", 30_000));
    assert_ne!(again.status, MatchStatus::Matched, "{again:#?}");
}

#[test]
fn a_part_payment_has_many_words() {
    let items = [item(1, "RE-41", 100_000), item(2, "RE-411", 3_000)];
    for text in [
        "RE-41 Teilzahlung",
        "RE-41 Teilz.",
        "RE-41 Teilzhlg",
        "RE-41 Teilzhlg.",
        "RE-41 1. Teil",
        "2. Teil RE 41",
        "RE 41 erster Teil",
        "Acompte facture RE-41",
        "acconto fattura RE-41",
        "deelbetaling RE-41",
        "aanbetaling factuur RE-41",
        "paiement partiel RE-41",
    ] {
        is_matched(&one(&items, pays(text, 40_000)), &[(1, 40_000, 0)]);
    }
    // `RE 41 1. Rate` is no RE-411.
    is_matched(&one(&items, pays("RE 41 1. Rate", 3_000)), &[(1, 3_000, 0)]);
    for text in [
        "RE-41 Teile",
        "RE-41 Teilzeit",
        "RE-41 1. Teil, Rest nach Retoure",
        "RE-41 Ersatzteil",
        "Teilrechnung RE-41",
        "facture d'acompte RE-41",
        "RE-41 Teillieferung",
    ] {
        is_suggested(&one(&items, pays(text, 40_000)), &[(1, 40_000, 0)]);
    }
    let goods = one(&items, pays("RE-41 1 Teil retour", 40_000));
    assert_ne!(goods.status, MatchStatus::Matched, "{goods:#?}");
}

#[test]
fn a_number_behind_a_word_for_an_order_is_asked_about() {
    let items = [item(1, "5599", 4_500), item(2, "5600", 4_500)];
    for text in
        ["Bestellung 5600", "Best.-Nr. 5600", "Auftrags-Nr. 5600", "LS 5600", "Angebot 5600"]
    {
        let decision = one(&items, pays(text, 4_500));
        assert!(decision.status != MatchStatus::Matched, "{text}: {decision:#?}");
    }
    for text in ["5600", "Rechnung 5600", "Auftrag 17 Rechnung 5600"] {
        is_matched(&one(&items, pays(text, 4_500)), &[(2, 4_500, 0)]);
    }
    // Of two numbers that fit, the one behind the word for an invoice is proposed.
    is_suggested(&one(&items, pays("Auftrag 5599 Rechnung 5600", 4_500)), &[(2, 4_500, 0)]);
    let lettered = [item(1, "BL-5600", 4_500)];
    is_matched(&one(&lettered, pays("Auftrag BL-5600", 4_500)), &[(1, 4_500, 0)]);
}

#[test]
fn what_a_part_lacks_is_no_discount_by_itself() {
    let owed = skonto(item(1, "R-5", 50_000), 200, date(2026, 8, 14));
    for text in ["R-5 Teilzahlung", "1. Rate R-5", "Abschlag R-5"] {
        is_suggested(&one(std::slice::from_ref(&owed), pays(text, 49_000)), &[(1, 49_000, 1_000)]);
    }
    is_matched(&one(&[owed], pays("R-5", 49_000)), &[(1, 49_000, 1_000)]);
}

#[test]
fn what_is_in_another_currency_is_told_so() {
    let usd = Currency::read("USD").expect("a currency");
    let dollars = OpenItemFacts { currency: usd, ..item(1, "RE-1001", 10_000) };
    let said = |entry: EntryFacts| {
        let decision = one(std::slice::from_ref(&dollars), entry);
        assert_eq!(decision.status, MatchStatus::Open, "{decision:#?}");
        decision.explanation.iter().map(|why| format!("{} {}", why.de, why.en)).collect::<String>()
    };
    let named = said(pays("RE-1001", 9_100));
    assert!(named.contains("„kontor resolve E1 match RE-1001“"), "{named}");
    assert!(!named.contains("Kein offener Posten"), "{named}");
    let entry = EntryFacts { currency: usd, ..pays("Danke", 5_500) };
    let none = said(entry);
    assert!(none.contains("Kein offener Posten in USD"), "{none}");
    assert!(none.contains("\"kontor resolve E1 account NUMBER\""), "{none}");
    assert!(said(pays("Danke", 5_500)).contains("Kein offener Posten und"));
}

#[test]
fn the_rest_of_an_item_is_found_as_its_amount_is() {
    let items = [item(1, "RE-7001", 90_000), item(2, "RE-7002", 41_230)];
    let on_day = |text: &str, amount, day| on(pays(text, amount), date(2026, 8, day));
    let paid = |first: i64| vec![on_day("RE-7001 Teilzahlung", first, 10)];
    let with = |first: i64, entry: EntryFacts| {
        let mut entries = paid(first);
        entries.push(entry);
        run(&items, &numbered(entries)).pop().expect("a decision")
    };
    // 300.00 is also paid on account.
    is_suggested(&with(60_000, on_day("Danke", 30_000, 12)), &[(1, 30_000, 0)]);
    is_matched(&with(60_123, on_day("Danke", 29_877, 12)), &[(1, 29_877, 0)]);
    let by_name = EntryFacts { counterparty_iban: None, ..on_day("Danke", 29_877, 12) };
    is_suggested(&with(60_123, by_name), &[(1, 29_877, 0)]);
    let other = from(on_day("Danke", 29_877, 12), "Irgendwer", STRANGER);
    assert_eq!(with(60_123, other).status, MatchStatus::Open);
    assert_eq!(with(60_123, on_day("Danke", 29_870, 12)).status, MatchStatus::Open);
}

#[test]
fn of_two_of_one_amount_the_text_tells_by_order_day_or_rest() {
    let second = |item: OpenItemFacts| OpenItemFacts { date: Some(date(2026, 8, 3)), ..item };
    let order = |item, number: &str| OpenItemFacts { order: Some(number.into()), ..item };
    for (one_order, two_order, text) in [
        ("B-5521", "B-5522", "Bestellung B-5522"),
        ("B-5521", "B-5522", "b-5522"),
        ("4500771", "4500772", "Bestellnummer 4500772"),
        ("B-5521", "B-5522", "Rechnung vom 03.08.2026"),
        ("B-5521", "B-5522", "Ihre Rg. v. 3.8.26"),
    ] {
        let items = [
            order(item(1, "RE-1", 50_000), one_order),
            order(second(item(2, "RE-2", 50_000)), two_order),
        ];
        let decision = one(&items, pays(text, 50_000));
        is_suggested(&decision, &[(2, 50_000, 0)]);
        assert!(decision.runner_up.is_some_and(|other| other.items == [1]), "{text}");
    }
    let items = [item(1, "RE-7001", 30_000), second(item(2, "RE-7002", 90_000))];
    for text in ["Restzahlung", "2. Rate"] {
        let entries = numbered(vec![
            on(pays("RE-7002 Teilzahlung", 60_000), date(2026, 8, 10)),
            on(pays(text, 30_000), date(2026, 8, 12)),
        ]);
        let decision = run(&items, &entries).pop().expect("a decision");
        is_suggested(&decision, &[(2, 30_000, 0)]);
    }
}

#[test]
fn a_list_of_ends_that_the_sum_misses_is_proposed_as_one_written_out() {
    let two = [item(1, "RE-88001", 10_000), item(2, "RE-88002", 20_000)];
    let both = two.clone().map(|item| skonto(item, 200, date(2026, 8, 15)));
    is_suggested(
        &one(&both, pays("RE-88001/02 abzgl. 2% Skonto", 29_400)),
        &[(1, 9_800, 200), (2, 19_600, 400)],
    );
    let parts = |items: &[OpenItemFacts], text, paid| {
        let decision = one(items, pays(text, paid));
        assert_eq!(decision.status, MatchStatus::Suggested, "{text} {decision:#?}");
        let named: Vec<i64> = decision.allocations.iter().map(|part| part.item).collect();
        (named, decision.on_account)
    };
    assert_eq!(parts(&two, "RE-88001/02", 29_999), (vec![1, 2], 0));
    assert_eq!(parts(&two, "RE-88001/02", 31_000), (vec![1, 2], 1_000));
    assert_eq!(parts(&two, "RE-88001/02", 25_000), (vec![1, 2], 0));
    let three =
        [item(1, "RE-4710", 10_010), item(2, "RE-4711", 20_020), item(3, "RE-4712", 30_030)];
    assert_eq!(parts(&three, "RE 4710,11,12", 55_060), (vec![1, 2, 3], 0));
    // The first alone, and a year.
    let first = two.clone().map(|item| skonto(item, 200, date(2026, 8, 15)));
    assert_eq!(one(&first, pays("RE-88001/02", 9_800)).allocations.len(), 1);
    let yearly = [item(1, "RE-88001", 10_000), item(2, "RE-88026", 20_000)];
    assert_eq!(parts(&yearly, "RE-88001/26", 29_000), (vec![1], 19_000));
}
