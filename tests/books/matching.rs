//! The matcher against the cases that real remittances hold. All data made up.

use jiff::civil::{Date, date};
use kontor::domain::money::Currency;
use kontor::domain::{Iban, Side};
use kontor::matching::{
    BookingRule, Category, Decision, Direction, DiscountKind, DiscountOffer, EntryFacts, MOST_KEYS,
    MatchStatus, Neighbourhood, OpenItemFacts, Policy, assigned, decide, keys_of_entry,
    keys_of_item,
};
use std::collections::{BTreeMap, HashSet};

pub(super) const MUELLER: &str = "DE02120300000000202051";
pub(super) const SCHMIDT: &str = "DE02500105170137075030";
pub(super) const STRANGER: &str = "DE02100500000054540402";

fn iban(text: &str) -> Iban {
    Iban::read(text).expect("a sample IBAN")
}

pub(super) fn item(id: i64, document: &str, amount: i64) -> OpenItemFacts {
    OpenItemFacts {
        id,
        company: "demo".into(),
        document: document.into(),
        side: Side::Receivable,
        contact: "10001".into(),
        personal_account: Some("10001".into()),
        names: vec!["Müller & Söhne GmbH".into()],
        ibans: vec![iban(MUELLER)],
        payers: Vec::new(),
        date: Some(date(2026, 8, 1)),
        due: Some(date(2026, 8, 31)),
        currency: Currency::EUR,
        is_converted: false,
        credits: Vec::new(),
        credited: 0,
        is_on_account: false,
        original: amount,
        open: amount,
        discounts: Vec::new(),
        vat_percent: None,
        references: Vec::new(),
        order: None,
    }
}

pub(super) fn skonto(item: OpenItemFacts, percent_hundredths: i64, until: Date) -> OpenItemFacts {
    let amount = item.original * percent_hundredths / 10_000;
    let rounding = i64::from(item.original * percent_hundredths % 10_000 != 0);
    let offer = DiscountOffer { until, amount, percent_hundredths, rounding };
    OpenItemFacts { discounts: vec![offer], ..item }
}

pub(super) fn payable(item: OpenItemFacts) -> OpenItemFacts {
    OpenItemFacts { side: Side::Payable, ..item }
}

pub(super) fn of_contact(
    item: OpenItemFacts,
    contact: &str,
    name: &str,
    account: &str,
) -> OpenItemFacts {
    OpenItemFacts {
        contact: contact.into(),
        names: vec![name.into()],
        ibans: vec![iban(account)],
        ..item
    }
}

pub(super) fn pays(text: &str, amount: i64) -> EntryFacts {
    EntryFacts {
        counterparty_name: Some("MUELLER U. SOEHNE GMBH".into()),
        counterparty_iban: Some(iban(MUELLER)),
        remittance: Some(text.into()),
        ..EntryFacts::new(1, "demo", date(2026, 8, 10), amount, Currency::EUR)
    }
}

pub(super) fn from(entry: EntryFacts, name: &str, account: &str) -> EntryFacts {
    EntryFacts {
        counterparty_name: Some(name.into()),
        counterparty_iban: Some(iban(account)),
        ..entry
    }
}

pub(super) fn on(entry: EntryFacts, day: Date) -> EntryFacts {
    EntryFacts { booking_date: day, ..entry }
}

pub(super) fn numbered(entries: Vec<EntryFacts>) -> Vec<EntryFacts> {
    entries.into_iter().zip(1..).map(|(entry, id)| EntryFacts { id, ..entry }).collect()
}

pub(super) fn run(items: &[OpenItemFacts], entries: &[EntryFacts]) -> Vec<Decision> {
    let policy = Policy::default();
    decide(&Neighbourhood { items, entries, policy: &policy })
}

fn alone(item: &OpenItemFacts) -> &[OpenItemFacts] {
    std::slice::from_ref(item)
}

pub(super) fn one(items: &[OpenItemFacts], entry: EntryFacts) -> Decision {
    one_by(items, entry, &Policy::default())
}

pub(super) fn one_by(items: &[OpenItemFacts], entry: EntryFacts, policy: &Policy) -> Decision {
    let mut decisions = decide(&Neighbourhood { items, entries: &[entry], policy });
    assert_eq!(decisions.len(), 1);
    decisions.remove(0)
}

/// (item, cash, discount) of each allocation.
fn parts(decision: &Decision) -> Vec<(i64, i64, i64)> {
    decision.allocations.iter().map(|part| (part.item, part.amount, part.discount)).collect()
}

pub(super) fn is_matched(decision: &Decision, expected: &[(i64, i64, i64)]) {
    assert_eq!(
        (decision.status, parts(decision)),
        (MatchStatus::Matched, expected.to_vec()),
        "{decision:#?}"
    );
}

pub(super) fn is_suggested(decision: &Decision, expected: &[(i64, i64, i64)]) {
    assert_eq!(
        (decision.status, parts(decision)),
        (MatchStatus::Suggested, expected.to_vec()),
        "{decision:#?}"
    );
}

pub(super) fn is_open(decision: &Decision) {
    assert_eq!((decision.status, parts(decision)), (MatchStatus::Open, vec![]), "{decision:#?}");
}

fn meet(item: &OpenItemFacts, entry: &EntryFacts) -> bool {
    let known = keys_of_item(item);
    keys_of_entry(entry).iter().any(|key| known.contains(key))
}

#[test]
fn what_a_person_names_is_settled_whole_where_the_amount_says_so() {
    let offered = skonto(item(1, "RE-1", 119_000), 200, date(2026, 8, 15));
    let parts = |amount, item: &OpenItemFacts| {
        let found =
            assigned(&pays("danke", amount), std::slice::from_ref(item), &Policy::default());
        found.map(|(parts, charge)| {
            (parts.iter().map(|part| (part.amount, part.discount)).collect::<Vec<_>>(), charge)
        })
    };
    assert_eq!(parts(116_620, &offered), Some((vec![(116_620, 2_380)], 0)));
    assert_eq!(parts(118_999, &offered), Some((vec![(118_999, 1)], 0)), "a cent is not asked for");
    assert_eq!(parts(50_000, &offered), None, "a part is a part");
    let over = skonto(item(1, "RE-1", 119_000), 200, date(2026, 8, 5));
    assert_eq!(parts(116_620, &over), None, "its days are over");
    let begun = OpenItemFacts { open: 100_000, ..offered };
    assert_eq!(parts(97_620, &begun), None, "paid in part before");
    let kept = EntryFacts { charges: Some(-1_300), ..pays("danke", 117_700) };
    assert_eq!(
        assigned(&kept, &[item(1, "RE-1", 119_000)], &Policy::default()).map(|(_, charge)| charge),
        Some(-1_300)
    );
}

#[test]
fn every_spelling_of_a_number_meets_its_item() {
    let ours = [
        item(7, "RE-2026-0815", 118_763),
        item(7, "2026/0815", 118_763),
        item(7, "RE20260815", 118_763),
        item(7, "RG 2026.0815", 118_763),
    ];
    let spellings = [
        "RE 2026-0815",
        "RG-Nr 20260815",
        "Rechnung 2026 0815",
        "?20RE 2026-08?2115",
        "RE 2026-0 815",
        "RE2026/0815",
        "INV 2026 0815",
        "Rechnungsnr.: 2026-0815",
        "re 2026-0815 vom 01.08.2026",
        "RECHNUNG NR 2026_0815 KD 4711",
        "20260815",
        "Zahlung 2026-0815 danke",
        "AR2026-0815",
        "RE 2026-815",
        "Rg.Nr.2026-0815 vom 1.8.26 ueber EUR 1.187,63",
        "SVWZ+RE 2026-0815",
        "119,00 EUR 2026-0815",
        "RE 2026-0815 EUR 1187.63",
        "R.-Nr. 2026-0815/KD-NR: 10023",
        "EREF+NOTPROVIDED MREF+M-2026-0999 SVWZ+Rg 2026-0815",
        "RENR 2026-0815 1.190,00 -2,37 SKONTO",
    ];
    for item in &ours {
        for text in spellings {
            // From a stranger, so that only the number speaks.
            let entry = from(pays(text, 118_763), "Irgendwer", STRANGER);
            assert!(meet(item, &entry), "{text} / {}", item.document);
            is_matched(&one(alone(item), entry), &[(7, 118_763, 0)]);
        }
    }
}

#[test]
fn what_is_no_invoice_number_names_nothing() {
    let ours = item(7, "20260815", 118_763);
    let others = [
        "Kd 20260815 vom 15.08.2026",
        "Kundennr. 20260815",
        "StNr 20260815",
        "Mandat 20260815",
        "vom 20260815",
        "Debitor 20260815",
        "Vertragsnr 20260815",
    ];
    for text in others {
        let entry = from(pays(text, 50_000), "Irgendwer", STRANGER);
        let decision = one(alone(&ours), entry);
        is_open(&decision);
    }
    let tax = item(8, "2181508151", 45_000);
    is_open(&one(
        &[tax],
        from(pays("USt-VZ Q3 StNr 21/815/08151", -45_000), "Finanzamt", STRANGER),
    ));
    let account = item(9, "120300000000202051", 999);
    assert!(!meet(
        &account,
        &from(pays("IBAN DE02 1203 0000 0000 2020 51", 1), "Irgendwer", STRANGER)
    ));
}

#[test]
fn case_6_and_7_a_creditor_reference_is_as_good_as_its_check_digits() {
    let ours =
        OpenItemFacts { references: vec!["RF18539007547034".into()], ..item(7, "A-77", 20_050) };
    let stranger = |text: &str| from(pays(text, 20_050), "Irgendwer", STRANGER);
    is_matched(&one(alone(&ours), stranger("RF18539007547034")), &[(7, 20_050, 0)]);
    is_matched(&one(alone(&ours), stranger("RF18 5390 0754 7034")), &[(7, 20_050, 0)]);
    let structured = EntryFacts {
        remittance: None,
        structured_reference: Some("RF18539007547034".into()),
        ..stranger("")
    };
    is_matched(&one(alone(&ours), structured), &[(7, 20_050, 0)]);
    let broken = stranger("RF19539007547034");
    assert!(meet(&ours, &broken));
    is_suggested(&one(&[ours], broken), &[(7, 20_050, 0)]);
}

#[test]
fn case_8_a_mistyped_number_is_only_asked_about() {
    let meant = item(7, "RE-2026-0815", 118_763);
    let entry = pays("RE 2026-0851", 118_763);
    assert!(meet(&meant, &entry));
    is_suggested(&one(alone(&meant), entry.clone()), &[(7, 118_763, 0)]);
    // If the number is that of another invoice, that invoice is not settled with this amount, and
    // neither is the other.
    let other = of_contact(item(8, "RE-2026-0851", 50_000), "10002", "Schmidt KG", SCHMIDT);
    let decision = one(&[meant, other], entry);
    assert_eq!(decision.runner_up.as_ref().map(|rival| rival.items.clone()), Some(vec![8]));
    is_suggested(&decision, &[(7, 118_763, 0)]);
}

#[test]
fn case_9_the_end_of_a_number_counts_with_its_party() {
    let ours = item(7, "RE-2026-0815", 118_763);
    let entry = pays("RE 815", 118_763);
    assert!(meet(&ours, &entry));
    is_matched(&one(alone(&ours), entry.clone()), &[(7, 118_763, 0)]);
    is_open(&one(alone(&ours), from(entry.clone(), "Irgendwer", STRANGER)));
    // Two years, one suffix: ask.
    let last_year = item(8, "RE-2025-0815", 118_763);
    let decision = one(&[ours, last_year], entry);
    assert_eq!(decision.status, MatchStatus::Suggested, "{decision:#?}");
}

#[test]
fn case_10_and_11_skonto_in_time_is_taken_and_late_stays_open() {
    let ours = skonto(item(7, "0815", 100_000), 200, date(2026, 8, 14));
    let entry = pays("0815 abzgl. 2% Skonto", 98_000);
    let decision = one(alone(&ours), entry.clone());
    is_matched(&decision, &[(7, 98_000, 2_000)]);
    assert_eq!(
        decision.allocations.first().and_then(|part| part.discount_kind),
        Some(DiscountKind::CashDiscount)
    );
    is_matched(&one(alone(&ours), on(entry.clone(), date(2026, 8, 14))), &[(7, 98_000, 2_000)]);
    // Valued in time, booked after the week-end: the payer is in time.
    let valued =
        EntryFacts { value_date: Some(date(2026, 8, 14)), ..on(entry.clone(), date(2026, 8, 17)) };
    is_matched(&one(alone(&ours), valued), &[(7, 98_000, 2_000)]);
    let late = one(alone(&ours), on(entry.clone(), date(2026, 8, 20)));
    is_matched(&late, &[(7, 98_000, 0)]);
    assert!(
        late.explanation
            .iter()
            .any(|why| why.de.contains("14.08.2026") && why.de.contains("20,00 EUR")),
        "{late:#?}"
    );
    // Six days of grace and it is taken all the same.
    let kind = Policy { discount_grace_days: 6, ..Policy::default() };
    let entries = [on(entry, date(2026, 8, 20))];
    is_matched(
        &decide(&Neighbourhood { items: &[ours], entries: &entries, policy: &kind })[0],
        &[(7, 98_000, 2_000)],
    );
}

#[test]
fn of_skonto_in_steps_the_one_that_still_held_is_proposed_and_the_rest_stays_open() {
    let three = skonto(item(7, "A-71", 119_000), 300, date(2026, 8, 8));
    let two = skonto(item(7, "A-71", 119_000), 200, date(2026, 8, 15));
    let both = [three.discounts, two.discounts.clone()].concat();
    for steps in [both.clone(), both.into_iter().rev().collect()] {
        let ours = OpenItemFacts { discounts: steps, ..two.clone() };
        let paid = |amount: i64, day: i8| on(pays("A-71", amount), date(2026, 8, day));
        is_matched(&one(alone(&ours), paid(115_430, 8)), &[(7, 115_430, 3_570)]);
        is_matched(&one(alone(&ours), paid(116_620, 13)), &[(7, 116_620, 2_380)]);
        let greedy = one(alone(&ours), paid(115_430, 13));
        is_suggested(&greedy, &[(7, 115_430, 2_380)]);
        let said: String = greedy.explanation.iter().map(|why| why.de.as_str()).collect();
        assert!(said.contains("15.08.2026") && said.contains("11,90 EUR bleiben"), "{said}");
        assert!(!said.contains("08.08.2026"), "{said}");
        // Neither holds any more: all of it stays open.
        is_matched(&one(alone(&ours), paid(115_430, 20)), &[(7, 115_430, 0)]);
    }
}

#[test]
fn skonto_on_an_invoice_that_is_paid_in_parts_is_proposed_with_the_last() {
    for side in [item, |id, document: &str, amount| payable(item(id, document, amount))] {
        let whole = skonto(side(7, "A-71", 119_000), 200, date(2026, 8, 15));
        let rest = OpenItemFacts { open: 59_500, ..whole.clone() };
        let sign = if rest.side == Side::Payable { -1 } else { 1 };
        let paid = |amount: i64| pays("A-71 Rest", sign * amount);
        is_suggested(&one(alone(&rest), paid(57_120)), &[(7, 57_120, 2_380)]);
        let halves = OpenItemFacts { open: 60_690, ..whole };
        is_suggested(&one(alone(&halves), paid(58_310)), &[(7, 58_310, 2_380)]);
        // All of the rest is that; what comes too late, or is another amount, is less.
        is_matched(&one(alone(&rest), paid(59_500)), &[(7, 59_500, 0)]);
        for less in [on(paid(57_120), date(2026, 8, 20)), paid(57_000)] {
            let decision = one(alone(&rest), less);
            assert!(decision.allocations.iter().all(|part| part.discount == 0), "{decision:#?}");
            assert_eq!(decision.status, MatchStatus::Suggested);
        }
    }
}

#[test]
fn case_12_differing_terms_are_taken_item_by_item() {
    let first = skonto(item(7, "RE-0815", 100_000), 300, date(2026, 8, 14));
    let second = skonto(item(8, "RE-0816", 50_000), 200, date(2026, 8, 14));
    is_matched(
        &one(&[first.clone(), second.clone()], pays("RE 0815+0816 ./. Skonto", 146_000)),
        &[(7, 97_000, 3_000), (8, 49_000, 1_000)],
    );
    // 3 % on both is more than was offered.
    let greedy = one(&[first, second], pays("0815+0816 ./. 3%", 145_500));
    assert_eq!(greedy.status, MatchStatus::Suggested, "{greedy:#?}");
}

#[test]
fn case_13_one_payment_settles_all_it_names() {
    let items =
        [item(7, "RE-0815", 10_000), item(8, "RE-0816", 20_000), item(9, "RE-0817", 30_000)];
    for text in [
        "RE 0815 0816 0817",
        "RE 0815, 0816 und 0817",
        "Rechnungen 0815/0816/0817",
        "RE0815 RE0816 RE0817",
    ] {
        is_matched(
            &one(&items, pays(text, 60_000)),
            &[(7, 10_000, 0), (8, 20_000, 0), (9, 30_000, 0)],
        );
    }
    // One of them is not ours: ask.
    let unknown = one(&items[..2], pays("RE 0815 0816 0817", 30_000));
    is_suggested(&unknown, &[(7, 10_000, 0), (8, 20_000, 0)]);
    assert!(unknown.explanation.iter().any(|why| why.de.contains("0817")), "{unknown:#?}");
}

#[test]
fn case_14_an_advice_is_waited_for() {
    let decision = one(&[item(7, "RE-0815", 10_000)], pays("lt. Avis 4500123", 77_700));
    is_open(&decision);
    assert!(decision.explanation.iter().any(|why| why.de.contains("Zahlungsavis")));
}

#[test]
fn case_15_a_credit_note_is_netted() {
    let items = [item(7, "RE-0815", 100_000), item(8, "GS-0099", -10_000)];
    let decision = one(&items, pays("0815 abz. GS 0099", 90_000));
    is_matched(&decision, &[(7, 100_000, 0), (8, -10_000, 0)]);
}

#[test]
fn case_16_to_19_and_21_parts_and_excess() {
    let ours = item(7, "RE-0815", 100_000);
    is_suggested(&one(alone(&ours), pays("0815 ./. Mangel 50,00", 95_000)), &[(7, 95_000, 0)]);
    is_matched(&one(alone(&ours), pays("1. Rate 0815", 30_000)), &[(7, 30_000, 0)]);
    is_matched(&one(alone(&ours), pays("Teilzahlung RE 0815", 30_000)), &[(7, 30_000, 0)]);
    is_suggested(&one(alone(&ours), pays("Rate 3/12 RE 0815", 30_000)), &[(7, 30_000, 0)]);
    is_suggested(&one(alone(&ours), pays("RE 0815", 30_000)), &[(7, 30_000, 0)]);
    let over = one(&[ours], pays("RE 0815", 110_000));
    is_suggested(&over, &[(7, 100_000, 0)]);
    assert_eq!(over.on_account, 10_000);
    let swapped = one(&[item(8, "RE-0900", 18_900)], pays("RE 0900", 19_800));
    is_suggested(&swapped, &[(8, 18_900, 0)]);
}

#[test]
fn two_halves_that_nobody_calls_instalments_are_both_asked_about() {
    let entries = numbered(vec![
        pays("RE 2026-0815", 5_000),
        on(pays("RE 2026-0815", 5_000), date(2026, 8, 12)),
    ]);
    let decisions = run(&[item(7, "RE-2026-0815", 10_000)], &entries);
    is_suggested(&decisions[0], &[(7, 5_000, 0)]);
    is_suggested(&decisions[1], &[(7, 5_000, 0)]);
}

#[test]
fn the_rest_follows_an_instalment() {
    let entries = numbered(vec![
        pays("1. Rate 2026-0815", 4_000),
        on(pays("RE 2026-0815 Rest", 6_000), date(2026, 8, 12)),
    ]);
    let decisions = run(&[item(7, "RE-2026-0815", 10_000)], &entries);
    is_matched(&decisions[0], &[(7, 4_000, 0)]);
    is_matched(&decisions[1], &[(7, 6_000, 0)]);
}

#[test]
fn fifty_never_settles_a_hundred() {
    let decision = one(&[item(7, "RE-2026-0815", 10_000)], pays("RE 2026-0815", 5_000));
    is_suggested(&decision, &[(7, 5_000, 0)]);
}

#[test]
fn case_20_a_second_payment_stays_open() {
    let ours = item(7, "RE-0815", 100_000);
    let entries =
        numbered(vec![pays("RE 0815", 100_000), on(pays("RE 0815", 100_000), date(2026, 8, 12))]);
    let decisions = run(&[ours], &entries);
    is_matched(&decisions[0], &[(7, 100_000, 0)]);
    is_open(&decisions[1]);
    assert!(decisions[1].explanation.iter().any(|why| why.de.contains("schon ausgeglichen")));
    let closed = OpenItemFacts { open: 0, ..item(7, "RE-0815", 100_000) };
    is_open(&one(&[closed], pays("RE 0815", 100_000)));
}

#[test]
fn case_22_and_23_a_cent_is_written_off_and_charges_only_as_reported() {
    let ours = item(7, "RE-0815", 100_000);
    let cent = one(alone(&ours), pays("RE 0815", 99_999));
    is_matched(&cent, &[(7, 99_999, 1)]);
    assert_eq!(cent.allocations[0].discount_kind, Some(DiscountKind::SmallDifference));
    is_matched(&one(alone(&ours), pays("RE 0815", 100_001)), &[(7, 100_001, -1)]);
    // Beside Skonto it is no Skonto, unless the Skonto may be rounded so.
    for (gross, cash, discount, small) in [
        (100_000, 97_999, 2_001, 1),
        (100_000, 98_001, 1_999, -1),
        (100_000, 98_000, 2_000, 0),
        (100_025, 98_024, 2_001, 0),
        (100_025, 98_025, 2_000, 0),
    ] {
        let less = skonto(item(7, "RE-0815", gross), 200, date(2026, 8, 31));
        let decision = one(&[less], pays("RE 0815", cash));
        is_matched(&decision, &[(7, cash, discount)]);
        assert_eq!(decision.allocations[0].discount_kind, Some(DiscountKind::CashDiscount));
        assert_eq!(decision.allocations[0].small, small, "{gross} {cash}");
    }
    is_suggested(&one(alone(&ours), pays("RE 0815", 98_500)), &[(7, 98_500, 0)]);
    let reported = one(&[ours], EntryFacts { charges: Some(-1_500), ..pays("RE 0815", 98_500) });
    is_matched(&reported, &[(7, 100_000, 0)]);
    assert_eq!(reported.charge, -1_500);
}

#[test]
fn case_24_another_currency_is_asked_about() {
    let dollars = Currency::read("USD").expect("a currency");
    let ours = OpenItemFacts { currency: dollars, ..item(7, "RE-2026-0815", 100_000) };
    let entry = EntryFacts {
        instructed: Some((100_000, dollars)),
        ..pays("RE 2026-0815 OCMT/USD1000,00", 91_234)
    };
    assert!(meet(&ours, &entry));
    let decision = one(&[ours], entry);
    is_suggested(&decision, &[]);
    assert_eq!(decision.runner_up.map(|rival| rival.items), Some(vec![7]));
}

#[test]
fn case_25_to_27_a_return_reopens_what_was_settled() {
    let ours = OpenItemFacts { references: vec!["E2E-77".into()], ..item(7, "RE-0815", 10_000) };
    let debit = EntryFacts { end_to_end_id: Some("E2E-77".into()), ..pays("RE 0815", 10_000) };
    let returned = |amount: i64, text: &str| EntryFacts {
        return_reason: Some("MS03".into()),
        ..on(pays(text, amount), date(2026, 8, 14))
    };
    let entries = numbered(vec![debit.clone(), returned(-10_000, "RETOURE MS03 EREF+E2E-77")]);
    let decisions = run(alone(&ours), &entries);
    is_matched(&decisions[0], &[(7, 10_000, 0)]);
    is_matched(&decisions[1], &[(7, -10_000, 0)]);
    assert_eq!(decisions[1].category, Some(Category::Return));

    let fee = EntryFacts {
        end_to_end_id: Some("E2E-77".into()),
        ..returned(-10_300, "RETOURE OAMT+100,00 COAM+3,00")
    };
    let again = on(pays("RE 0815", 10_000), date(2026, 8, 20));
    let decisions = run(&[ours], &numbered(vec![debit, fee, again]));
    is_matched(&decisions[1], &[(7, -10_000, 0)]);
    assert_eq!((decisions[1].charge, decisions[1].account.as_deref()), (-300, Some("4970")));
    is_matched(&decisions[2], &[(7, 10_000, 0)]);

    let theirs = payable(item(9, "4711", 25_000));
    let sent = pays("RE 4711", -25_000);
    let back = EntryFacts {
        remittance: Some("RUECKUEBERWEISUNG AC04 RE 4711".into()),
        ..on(pays("", 25_000), date(2026, 8, 13))
    };
    let decisions = run(&[theirs], &numbered(vec![sent, back]));
    is_matched(&decisions[0], &[(9, 25_000, 0)]);
    is_matched(&decisions[1], &[(9, -25_000, 0)]);

    // A return of nothing known stays open.
    is_open(&one(&[], returned(-5_000, "RETOURE")));
}

/// A transfer or debit that the bank gives back pays nothing of the other side, by whichever mark a
/// teller tells it.
#[test]
fn what_the_bank_gives_back_pays_no_invoice() {
    let coded = |code: &str, entry: EntryFacts| EntryFacts {
        transaction_code: Some(code.to_owned()),
        ..entry
    };
    let called =
        |text: &str, entry: EntryFacts| EntryFacts { booking_text: Some(text.to_owned()), ..entry };
    let marks: Vec<Box<dyn Fn(EntryFacts) -> EntryFacts>> = vec![
        Box::new(|entry| EntryFacts { return_reason: Some("AC04".into()), ..entry }),
        Box::new(|entry| EntryFacts { reversal: true, ..entry }),
        Box::new(|entry| coded("PMNT-ICDT-RRTN", entry)),
        Box::new(|entry| coded("PMNT-IDDT-UPDD", entry)),
        Box::new(|entry| coded("NTRF+159", entry)),
        Box::new(|entry| coded("N024+109", entry)),
        Box::new(|entry| coded("NRTI+166", entry)),
        Box::new(|entry| called("RUECKUEBERWEISUNG", entry)),
        Box::new(|entry| called("Zahlungsrückgabe", entry)),
        Box::new(|entry| called("SEPA-Lastschrift Wiedergutschrift", entry)),
        Box::new(|entry| called("Storno", entry)),
    ];
    let (ours, theirs) = (item(7, "RE-0815", 11_900), payable(item(9, "4711", 11_900)));
    for (at, mark) in marks.iter().enumerate() {
        assert_eq!(
            one(alone(&ours), mark(pays("RE 0815", 11_900))).status,
            MatchStatus::Open,
            "incoming, mark {at}"
        );
        assert_eq!(
            one(alone(&theirs), mark(pays("RE 4711", -11_900))).status,
            MatchStatus::Open,
            "outgoing, mark {at}"
        );
    }
    // The same codes in other places say nothing.
    for code in ["PMNT-RCDT-ESCT", "NTRF+166+00109", "NTRF+166", "Filiale 109 Einzahlung"] {
        is_matched(&one(alone(&ours), coded(code, pays("RE 0815", 11_900))), &[(7, 11_900, 0)]);
    }
    is_matched(
        &one(alone(&ours), called("GUTSCHRIFT", pays("RE 0815", 11_900))),
        &[(7, 11_900, 0)],
    );
    // What a payer writes of a return is asked about; goods that went back are not spoken of by the
    // bank.
    is_suggested(
        &one(alone(&ours), pays("RE 0815 nach Rücklastschrift", 11_900)),
        &[(7, 11_900, 0)],
    );
    is_matched(&one(alone(&ours), pays("RE 0815 Retoure folgt", 11_900)), &[(7, 11_900, 0)]);
}

#[test]
fn case_28_to_31_batches_and_clearing_accounts_are_not_guessed() {
    let items = [item(7, "RE-0815", 10_000)];
    for text in [
        "SAMMELLASTSCHRIFT ANZ 57",
        "PAYPAL AUSZAHLUNG",
        "STRIPE po_1N815",
        "GIROCARD TERM-ID 6123",
    ] {
        is_open(&one(&items, from(pays(text, 81_234), "Zahlungsdienst", STRANGER)));
    }
}

#[test]
fn case_32_to_34_names_and_accounts() {
    let ours = item(7, "RE-2026-0815", 118_763);
    is_matched(
        &one(alone(&ours), from(pays("RE 2026-0815", 118_763), "Oma Erna", STRANGER)),
        &[(7, 118_763, 0)],
    );
    // Only the name, transliterated: asked.
    let by_name = from(pays("Zahlung", 118_763), "MUELLER U SOEHNE", STRANGER);
    assert!(meet(&ours, &by_name));
    is_suggested(&one(alone(&ours), by_name.clone()), &[(7, 118_763, 0)]);
    // Namesakes with the same amount: asked, both named.
    let namesake =
        of_contact(item(8, "RE-2026-0900", 118_763), "10002", "Mueller und Soehne OHG", SCHMIDT);
    let decision = one(&[ours.clone(), namesake], by_name);
    is_suggested(&decision, &[(7, 118_763, 0)]);
    assert_eq!(decision.runner_up.map(|rival| rival.items), Some(vec![8]));
    // Account and exact amount of one item, and nothing that points elsewhere.
    let decision = one(alone(&ours), pays("Danke", 118_763));
    is_matched(&decision, &[(7, 118_763, 0)]);
    assert_eq!(decision.confidence, 995);
    // A round amount, a twin, a younger invoice or a foreign number: asked.
    is_suggested(&one(&[item(9, "RE-1", 50_000)], pays("Danke", 50_000)), &[(9, 50_000, 0)]);
    let twins = [ours.clone(), item(8, "RE-2026-0816", 118_763)];
    assert_eq!(one(&twins, pays("Danke", 118_763)).status, MatchStatus::Suggested);
    is_suggested(
        &one(alone(&ours), on(pays("Danke", 118_763), date(2026, 7, 1))),
        &[(7, 118_763, 0)],
    );
    is_suggested(&one(&[ours], pays("RE 2026-0700", 118_763)), &[(7, 118_763, 0)]);
}

#[test]
fn case_35_to_37_rules_book_what_has_no_invoice() {
    let rule = |name: &str, category, account: &str, contains: &str| BookingRule {
        name: name.into(),
        category,
        account: account.into(),
        contains: vec![contains.into()],
        ..BookingRule::default()
    };
    let policy = Policy {
        rules: vec![
            BookingRule {
                ibans: vec![iban(SCHMIDT)],
                direction: Some(Direction::Out),
                at_least: Some(150_000),
                at_most: Some(150_000),
                ..rule("Miete", Category::Rent, "4210", "Miete")
            },
            rule("Gehalt", Category::Salary, "1740", "gehalt"),
            rule("Umsatzsteuer", Category::Tax, "1780", "USt-VZ"),
            rule("Bankgebühr", Category::BankFee, "4970", "Entgeltabschluß"),
            BookingRule { name: "leer".into(), account: "9999".into(), ..BookingRule::default() },
        ],
        ..Policy::default()
    };
    let entries = numbered(vec![
        from(pays("Miete August", -150_000), "Hausverwaltung", SCHMIDT),
        from(pays("Gehalt 11/2026", -280_000), "Berger", STRANGER),
        from(pays("USt-VZ Q3 StNr 21/815/08151", -45_000), "Finanzkasse", STRANGER),
        EntryFacts {
            booking_text: Some("ENTGELTABSCHLUSS".into()),
            ..EntryFacts::new(0, "demo", date(2026, 8, 31), -990, Currency::EUR)
        },
        from(pays("Miete August", -150_001), "Hausverwaltung", SCHMIDT),
        EntryFacts::new(0, "demo", date(2026, 8, 31), 12_345, Currency::EUR),
    ]);
    let tax = item(7, "RE-2181508151", 45_000);
    let decisions = decide(&Neighbourhood { items: &[tax], entries: &entries, policy: &policy });
    let booked: Vec<(MatchStatus, Option<&str>)> =
        decisions.iter().map(|decision| (decision.status, decision.account.as_deref())).collect();
    let matched = |account| (MatchStatus::Matched, Some(account));
    assert_eq!(
        booked,
        [
            matched("4210"),
            matched("1740"),
            matched("1780"),
            matched("4970"),
            (MatchStatus::Open, None),
            (MatchStatus::Open, None)
        ]
    );
    assert_eq!(decisions[0].category.map(Category::as_str), Some("rent"));
}

#[test]
fn case_38_a_dunning_fee_is_not_swallowed() {
    let decision = one(&[item(7, "RE-0815", 10_000)], pays("0815 zzgl. 5,00 Mahngeb.", 10_500));
    is_suggested(&decision, &[(7, 10_000, 0)]);
    assert_eq!(decision.on_account, 500);
}

#[test]
fn case_39_a_transfer_between_own_accounts_waits_in_transit() {
    let decision = one(&[], EntryFacts { own_transfer: true, ..pays("UEBERTRAG", -500_000) });
    is_matched(&decision, &[]);
    assert_eq!(
        (decision.category, decision.account.as_deref()),
        (Some(Category::Transfer), Some("1360"))
    );
}

#[test]
fn the_direction_must_fit() {
    let theirs = payable(item(7, "4711-22", 10_000));
    is_open(&one(alone(&theirs), pays("RE 4711-22", 10_000)));
    is_matched(&one(&[theirs], pays("RE 4711-22", -10_000)), &[(7, 10_000, 0)]);
    let refund = item(8, "GS-2026-0099", -10_000);
    is_matched(&one(&[refund], pays("GS 2026-0099", -10_000)), &[(8, -10_000, 0)]);
}

#[test]
fn of_several_that_a_number_may_mean_the_amount_and_what_is_left_tell() {
    let dated = |id, document: &str, amount, day| OpenItemFacts {
        date: Some(day),
        ..item(id, document, amount)
    };
    let last = dated(7, "2025-0815", 10_000, date(2025, 9, 1));
    let this = dated(8, "2026-0815", 23_011, date(2026, 7, 1));
    // Both are open, and the amount says which.
    let decision = one(&[last.clone(), this.clone()], pays("Rechnung 0815", 23_011));
    is_matched(&decision, &[(8, 23_011, 0)]);
    // As much is open of both: it is proposed, and both are named.
    let alike = dated(7, "2025-0815", 23_011, date(2025, 9, 1));
    let decision = one(&[alike, this.clone()], pays("Rechnung 0815", 23_011));
    assert_eq!(decision.status, MatchStatus::Suggested);
    assert!(
        decision
            .explanation
            .iter()
            .any(|said| said.de.contains("2025-0815") && said.de.contains("2026-0815"))
    );
    // The first is paid: the second means the other.
    let entries = numbered(vec![
        on(pays("Rechnung 0815", 10_000), date(2025, 10, 5)),
        on(pays("Rechnung 0815", 23_011), date(2026, 8, 5)),
    ]);
    let decisions = run(&[last.clone(), this.clone()], &entries);
    is_matched(&decisions[0], &[(7, 10_000, 0)]);
    is_matched(&decisions[1], &[(8, 23_011, 0)]);
    // The paid one bears the whole number: this year's, which the amount fits to the cent, is asked
    // about.
    let bare = dated(9, "0815", 10_000, date(2025, 9, 1));
    is_suggested(&run(&[bare.clone(), this.clone()], &entries)[1], &[(8, 23_011, 0)]);
    // A second payment of the amount that was paid is none of another invoice.
    let again = numbered(vec![
        on(pays("Rechnung 0815", 10_000), date(2025, 10, 5)),
        on(pays("Rechnung 0815", 10_000), date(2026, 8, 5)),
    ]);
    is_open(&run(&[bare, this.clone()], &again)[1]);
    // What was paid with Skonto and is paid again is none of the other invoice that it happens to
    // fit.
    let paid = skonto(dated(9, "RE-2026-0811", 10_000, date(2026, 8, 1)), 200, date(2026, 8, 30));
    let other = dated(8, "RE-2026-0812", 9_800, date(2026, 8, 1));
    let twice = numbered(vec![
        on(pays("RE-2026-0811", 9_800), date(2026, 8, 5)),
        on(pays("RE-2026-0811", 9_800), date(2026, 8, 7)),
    ]);
    let decisions = run(&[paid, other], &twice);
    is_matched(&decisions[0], &[(9, 9_800, 200)]);
    is_open(&decisions[1]);
    assert!(
        decisions[1].explanation.iter().any(|said| said.de.contains("Doppelt gezahlt?")),
        "{:#?}",
        decisions[1]
    );
    // The paid one was of the same amount: it may have been paid twice.
    let twin = OpenItemFacts { original: 10_000, open: 10_000, ..this };
    let entries = numbered(vec![
        on(pays("Rechnung 2025-0815", 10_000), date(2025, 10, 5)),
        on(pays("Rechnung 0815", 10_000), date(2026, 8, 5)),
    ]);
    is_suggested(&run(&[last, twin], &entries)[1], &[(8, 10_000, 0)]);
}

#[test]
fn a_strangers_invoice_that_bears_the_number_of_an_order_takes_nothing_away() {
    let ours = item(7, "RE-2026-101", 10_017);
    let theirs = of_contact(payable(item(8, "88123", 5_500)), "70001", "Stahl AG", STRANGER);
    is_matched(
        &one(&[ours.clone(), theirs], pays("RE 2026-101 Auftrag 88123", 10_017)),
        &[(7, 10_017, 0)],
    );
    // The payer's own second invoice may be meant: asked, without a rest that nobody paid.
    let second = item(9, "88123", 5_500);
    let decision = one(&[ours, second], pays("RE 2026-101 Auftrag 88123", 10_017));
    is_suggested(&decision, &[(7, 10_017, 0)]);
    assert_eq!(decision.on_account, 0);
}

#[test]
fn of_two_numbers_that_fit_the_payers_own_is_proposed() {
    let own = item(7, "RE-88", 5_500);
    let theirs = of_contact(item(8, "RE-2026-101", 5_500), "10009", "Beta Holz", STRANGER);
    for text in
        ["Best. 2026101 RE-88", "Unser Zeichen 2026101 Rechnung RE-88", "RE-88 Zeichen 2026101"]
    {
        let decision = one(&[own.clone(), theirs.clone()], pays(text, 5_500));
        assert!(
            matches!(decision.status, MatchStatus::Suggested | MatchStatus::Matched),
            "{text}: {decision:#?}"
        );
        let taken: Vec<_> = decision.allocations.iter().map(|part| part.item).collect();
        assert_eq!(taken, [7], "{text}");
    }
}

#[test]
fn each_months_payment_meets_its_own_invoice() {
    let fee = |id, month| OpenItemFacts {
        date: Some(date(2026, month, 1)),
        ..item(id, &format!("RE-2026-{id}"), 4_990)
    };
    let pay = |month| on(pays("Wartung", 4_990), date(2026, month, 5));
    let entries = numbered(vec![pay(7), pay(8), pay(9)]);
    let decisions = run(&[fee(101, 7), fee(102, 8), fee(103, 9)], &entries);
    for (decision, id) in decisions.iter().zip([101, 102, 103]) {
        is_matched(decision, &[(id, 4_990, 0)]);
    }
    // Two payments of one invoice: which of them is it?
    let twice = run(&[fee(101, 7)], &numbered(vec![pay(7), on(pay(7), date(2026, 7, 6))]));
    assert!(twice.iter().all(|decision| decision.status != MatchStatus::Matched));
}

#[test]
fn a_proposal_goes_to_the_payment_that_fits() {
    let entries = numbered(vec![
        from(pays("Rechnung 4711", 50_000), "Nordwind AG", STRANGER),
        on(from(pays("4711", 11_900), "Sigrid Kern", STRANGER), date(2026, 8, 30)),
    ]);
    let decisions =
        run(&[of_contact(item(7, "4711", 11_900), "10009", "Alpha Bau", SCHMIDT)], &entries);
    is_suggested(&decisions[1], &[(7, 11_900, 0)]);
    is_open(&decisions[0]);
    assert!(
        !decisions[0].explanation.iter().any(|said| said.de.contains("ausgeglichen")),
        "nothing is settled: {:?}",
        decisions[0]
    );
}

#[test]
fn a_rule_books_nothing_that_an_item_explains() {
    let policy = Policy {
        rules: vec![BookingRule {
            name: "Miete".into(),
            category: Category::Rent,
            account: "4210".into(),
            contains: vec!["Miete".into()],
            ..BookingRule::default()
        }],
        ..Policy::default()
    };
    let rent = |day| OpenItemFacts { date: Some(day), ..payable(item(7, "DR-7-2026", 150_000)) };
    let ask = |items: &[OpenItemFacts], entries: Vec<EntryFacts>| {
        decide(&Neighbourhood { items, entries: &numbered(entries), policy: &policy })
    };
    let open = ask(&[rent(date(2026, 8, 1))], vec![pays("Miete 8/2026 Objekt 4711", -150_000)]);
    is_suggested(&open[0], &[(7, 150_000, 0)]);
    // Next month's invoice is no reason to ask about this month's rent.
    assert_eq!(
        ask(&[rent(date(2026, 12, 1))], vec![pays("Miete 8/2026", -150_000)])[0].account.as_deref(),
        Some("4210")
    );
    // The second payment of a settled invoice is no rent.
    let twice = ask(
        &[rent(date(2026, 8, 1))],
        vec![pays("Miete DR-7-2026", -150_000), pays("Miete DR-7-2026", -150_000)],
    );
    assert_eq!(
        twice.iter().map(|decision| decision.status).collect::<Vec<_>>(),
        [MatchStatus::Matched, MatchStatus::Open]
    );
}

#[test]
fn a_month_is_no_invoice_number() {
    let theirs = of_contact(payable(item(7, "10/26", 1_309)), "70001", "Vogt", STRANGER);
    let fee = EntryFacts {
        remittance: Some("Abschluss 10/26".into()),
        ..EntryFacts::new(1, "demo", date(2026, 10, 12), -1_290, Currency::EUR)
    };
    is_open(&one(alone(&theirs), fee.clone()));
    is_suggested(
        &one(&[theirs], EntryFacts { remittance: Some("RE 10/26".into()), ..fee }),
        &[(7, 1_290, 0)],
    );
}

#[test]
fn discounts_are_judged_item_by_item() {
    let early = skonto(item(7, "RE-2026-201", 119_000), 200, date(2026, 12, 1));
    let late = skonto(item(8, "RE-2026-202", 59_500), 200, date(2026, 1, 1));
    let decision = one(&[early, late], pays("RE 2026-201 + 2026-202", 174_930));
    is_matched(&decision, &[(7, 116_620, 2_380), (8, 58_310, 0)]);
}

#[test]
fn a_retention_stays_open_and_is_no_skonto() {
    // Five per cent off would be the Skonto to the cent.
    let ours = skonto(item(7, "RE-2026-0815", 100_000), 500, date(2026, 8, 14));
    for text in [
        "abzgl. 5% Sicherheitseinbehalt",
        "./. 5 % Gewährleistungseinbehalt",
        "abz. Einbehalt 5 %",
        "Gewährleistungsrückbehalt BV Solingen",
        "abzgl. Gewährleistungseinbehalt Steuerungsbau",
        "abzgl. 5 Prozent Sicherheit",
        "5% SE Gewährl.",
    ] {
        let decision = one(alone(&ours), pays(&format!("RE-2026-0815 {text}"), 95_000));
        is_suggested(&decision, &[(7, 95_000, 0)]);
        assert!(
            decision.explanation.iter().any(|said| said.de.contains("kein Skonto")),
            "{text}: {decision:#?}"
        );
    }
    // What is said to be Skonto is Skonto, and a tax that is kept back is no security.
    is_matched(
        &one(alone(&ours), pays("RE-2026-0815 abzgl. Skonto", 95_000)),
        &[(7, 95_000, 5_000)],
    );
    let tax = one(alone(&ours), pays("RE-2026-0815 Bauabzugsteuer einbehalten", 95_000));
    assert!(tax.explanation.iter().all(|said| !said.de.contains("kein Skonto")), "{tax:#?}");
    // Where the text has a word for it beside those, nothing is booked, by the number or without
    // one.
    is_suggested(
        &one(alone(&ours), pays("RE-2026-0815 abzgl. Skonto, Gewährleistungsrückbehalt", 95_000)),
        &[(7, 95_000, 5_000)],
    );
    let odd = skonto(item(7, "RE-2026-0815", 100_100), 500, date(2026, 8, 14));
    is_matched(&one(alone(&odd), pays("abzgl. Skonto", 95_095)), &[(7, 95_095, 5_005)]);
    is_suggested(
        &one(&[odd], pays("abzgl. Skonto und Sicherheitseinbehalt", 95_095)),
        &[(7, 95_095, 5_005)],
    );
    // What was kept back is paid out: that is no retention any more.
    let rest = OpenItemFacts { open: 5_000, ..item(7, "RE-2026-0815", 100_000) };
    is_matched(&one(alone(&rest), pays("Einbehalt RE-2026-0815", 5_000)), &[(7, 5_000, 0)]);
    is_matched(
        &one(&[rest], pays("Auszahlung Sicherheitseinbehalt RE-2026-0815", 5_000)),
        &[(7, 5_000, 0)],
    );
}

#[test]
fn a_persons_name_is_known_in_either_order_and_with_titles() {
    let ours = of_contact(item(7, "RE-2026-0815", 10_037), "10001", "Thomas Müller", SCHMIDT);
    for name in ["Müller, Thomas", "MUELLER THOMAS", "Herr Thomas Müller", "Dr. Thomas Mueller"] {
        is_suggested(
            &one(alone(&ours), from(pays("Danke", 10_037), name, STRANGER)),
            &[(7, 10_037, 0)],
        );
    }
    is_open(&one(&[ours], from(pays("Danke", 10_037), "Müller, Sabine", STRANGER)));
    let double =
        of_contact(item(7, "RE-2026-0815", 10_037), "10001", "Anna Schmidt-Meier", SCHMIDT);
    is_suggested(
        &one(alone(&double), from(pays("Danke", 10_037), "SCHMIDT-MEIER, ANNA", STRANGER)),
        &[(7, 10_037, 0)],
    );
}

#[test]
fn twins_are_never_booked() {
    let first = of_contact(payable(item(7, "2026-100", 50_017)), "70001", "Alt GmbH", SCHMIDT);
    let second = of_contact(payable(item(8, "2026-100", 50_017)), "70002", "Neu GmbH", STRANGER);
    // The account tells them apart …
    is_matched(
        &one(
            &[first.clone(), second.clone()],
            from(pays("RE 2026-100", -50_017), "Neu GmbH", STRANGER),
        ),
        &[(8, 50_017, 0)],
    );
    // … and without it nobody can.
    let anonymous = EntryFacts {
        counterparty_iban: None,
        counterparty_name: None,
        ..pays("RE 2026-100", -50_017)
    };
    assert_eq!(one(&[first, second], anonymous).status, MatchStatus::Suggested);
}

#[test]
fn the_letters_of_a_number_tell_kinds_apart() {
    let items = [item(7, "RE-0099", 10_000), item(8, "GS-0099", -10_000)];
    is_matched(&one(&items, pays("RE 0099", 10_000)), &[(7, 10_000, 0)]);
    is_matched(&one(&items, pays("GS 0099", -10_000)), &[(8, -10_000, 0)]);
}

#[test]
fn the_end_of_a_longer_number_is_another_number() {
    let ours = item(7, "0815", 118_763);
    is_suggested(
        &one(alone(&ours), from(pays("Auftrag 4500-0815", 118_763), "Irgendwer", STRANGER)),
        &[(7, 118_763, 0)],
    );
    is_matched(
        &one(&[ours], from(pays("RE 2026-0815", 118_763), "Irgendwer", STRANGER)),
        &[(7, 118_763, 0)],
    );
}

#[test]
fn an_unresolved_number_forbids_booking() {
    let ours = item(7, "RE-2026-0815", 118_763);
    let decision = one(alone(&ours), pays("RE 2026-0815, RE 2026-0999", 118_763));
    is_suggested(&decision, &[(7, 118_763, 0)]);
    is_matched(&one(&[ours], pays("RE 2026-0815 Auftrag 4711", 118_763)), &[(7, 118_763, 0)]);
}

#[test]
fn explanations_speak_both_languages() {
    let decision = one(
        &[skonto(item(7, "RE-2026-0815", 119_000), 200, date(2026, 8, 14))],
        pays("RE 2026-0815", 116_620),
    );
    let german: Vec<&str> = decision.explanation.iter().map(|why| why.de.as_str()).collect();
    let english: Vec<&str> = decision.explanation.iter().map(|why| why.en.as_str()).collect();
    assert_eq!(
        german,
        [
            "„RE 2026-0815“ im Text nennt unsere Rechnung RE-2026-0815.",
            "1.166,20 EUR sind RE-2026-0815 abzüglich 2,00 % Skonto (23,80 EUR), zulässig bis \
             14.08.2026, gezahlt am 10.08.2026.",
        ]
    );
    assert_eq!(
        english,
        [
            "\"RE 2026-0815\" in the text names our invoice RE-2026-0815.",
            "1,166.20 EUR is RE-2026-0815 less 2.00 % cash discount (23.80 EUR), allowed until \
             2026-08-14, paid on 2026-08-10.",
        ]
    );
}

#[test]
fn returned_goods_are_no_returned_payment() {
    let items = [item(7, "RE-0815", 100_000), item(8, "GS-0099", -10_000)];
    is_matched(
        &one(&items, pays("RE 0815 abzgl. Retoure GS 0099", 90_000)),
        &[(7, 100_000, 0), (8, -10_000, 0)],
    );
    // Paid back without a credit note: proposed as reopening, never booked.
    let entries = numbered(vec![
        pays("RE 0815", 100_000),
        on(pays("Erstattung RE 0815", -100_000), date(2026, 8, 20)),
    ]);
    let decisions = run(&items[..1], &entries);
    is_matched(&decisions[0], &[(7, 100_000, 0)]);
    is_suggested(&decisions[1], &[(7, -100_000, 0)]);
}

#[test]
fn a_year_behind_the_number_is_no_second_invoice() {
    let ours = item(7, "RE-2026-0815", 118_763);
    for text in ["RG 815/2026", "Rechnung 0815 2026", "RE 2026-0815 Projekt 2026"] {
        is_matched(&one(alone(&ours), pays(text, 118_763)), &[(7, 118_763, 0)]);
    }
    // Three digits, but the contact's own account and the exact amount: enough.
    is_matched(&one(&[item(8, "815", 118_763)], pays("815", 118_763)), &[(8, 118_763, 0)]);
    is_suggested(
        &one(&[item(8, "815", 118_763)], from(pays("815", 118_763), "Irgendwer", STRANGER)),
        &[(8, 118_763, 0)],
    );
}

#[test]
fn thousands_of_equals_are_asked_about_in_linear_time() {
    let items: Vec<OpenItemFacts> =
        (0..4_000).map(|n| item(n, &format!("RE-2026-{n:05}"), 999)).collect();
    let entries: Vec<EntryFacts> =
        (0..4_000).map(|n| EntryFacts { id: n, ..pays("Abo", 999) }).collect();
    let decisions = run(&items, &entries);
    assert_eq!(
        decisions.iter().filter(|decision| decision.status == MatchStatus::Matched).count(),
        0
    );
    assert!(
        decisions.iter().filter(|decision| decision.status == MatchStatus::Suggested).count() >= 64
    );
    let named: Vec<EntryFacts> =
        (0..4_000).map(|n| EntryFacts { id: n, ..pays(&format!("RE 2026-{n:05}"), 999) }).collect();
    assert!(run(&items, &named).iter().all(|decision| decision.status == MatchStatus::Matched));
}

#[test]
fn what_everybody_writes_makes_no_neighbours() {
    let keys = |text: &str| {
        keys_of_entry(&from(pays(text, 1), "Irgendwer", STRANGER))
            .into_iter()
            // The same amount of the same other side for the same month.
            .filter(|key| !key.starts_with("t:"))
            .collect::<HashSet<_>>()
    };
    let amounts = keys("");
    let shared: Vec<String> = keys("RE 2026-0815")
        .intersection(&keys("RE 2026-0816"))
        .filter(|key| !amounts.contains(*key))
        // His own credit notes, which a payment may be less.
        .filter(|key| !key.starts_with("oc:"))
        .cloned()
        .collect();
    assert!(shared.is_empty(), "{shared:?}");
    assert_eq!(keys("Miete 2026"), amounts);
    // The year behind the number: the end of the number is what stands before it.
    is_matched(&one(&[item(7, "0815/2026", 118_763)], pays("RE 815", 118_763)), &[(7, 118_763, 0)]);
}

#[test]
fn keys_are_bounded_and_distinct() {
    let flood: String = (1000..3000).map(|n| format!("{n} ")).collect();
    for keys in [
        keys_of_entry(&pays(&flood, 1)),
        keys_of_entry(&EntryFacts::new(1, "demo", date(2026, 1, 1), 0, Currency::EUR)),
    ] {
        assert!(keys.len() <= MOST_KEYS);
        assert_eq!(keys.iter().collect::<HashSet<_>>().len(), keys.len());
    }
    assert!(
        keys_of_entry(&EntryFacts {
            end_to_end_id: Some("NOTPROVIDED".into()),
            ..EntryFacts::new(1, "demo", date(2026, 1, 1), 0, Currency::EUR)
        })
        .is_empty()
    );
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    /// A small world of few numbers, amounts and texts, so that items and entries meet in every
    /// way.
    fn items() -> impl Strategy<Value = Vec<OpenItemFacts>> {
        let one = (0..6i64, 1..5i64, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
            |(number, hundreds, credit, owed, offered)| {
                let amount = hundreds * 10_003 * if credit { -1 } else { 1 };
                let plain = item(0, &format!("RE-2026-081{number}"), amount);
                let plain = if owed { payable(plain) } else { plain };
                if offered { skonto(plain, 200, date(2026, 8, 12)) } else { plain }
            },
        );
        prop::collection::vec(one, 0..7).prop_map(|items| {
            items.into_iter().zip(100..).map(|(item, id)| OpenItemFacts { id, ..item }).collect()
        })
    }

    fn entries() -> impl Strategy<Value = Vec<EntryFacts>> {
        let text = prop_oneof![
            (0..6).prop_map(|n| format!("RE 2026-081{n}")),
            (0..6, 0..6).prop_map(|(n, m)| format!("RE 2026-081{n}, 2026-081{m}")),
            (0..6).prop_map(|n| format!("1. Rate 2026-081{n}")),
            (0..6).prop_map(|n| format!("RE 81{n}")),
            (0..6).prop_map(|n| format!("RETOURE 2026-081{n}")),
            Just("Danke".to_owned()),
        ];
        let one = (text, 1..5i64, -201..3i64, any::<bool>(), 1..28i8).prop_map(
            |(text, hundreds, off, outgoing, day)| {
                let amount = (hundreds * 10_003 + if off < -190 { off } else { off.clamp(-1, 1) })
                    * if outgoing { -1 } else { 1 };
                on(pays(&text, amount), date(2026, 8, day))
            },
        );
        prop::collection::vec(one, 0..8).prop_map(numbered)
    }

    /// What a decision says about its entry, without ids.
    fn by_content(
        items: &[OpenItemFacts],
        entries: &[EntryFacts],
        decisions: &[Decision],
    ) -> Vec<String> {
        let name = |id: i64| {
            items
                .iter()
                .find(|item| item.id == id)
                .map(|item| (item.document.clone(), item.side, item.original, item.discounts.len()))
        };
        let mut said: Vec<String> = entries
            .iter()
            .zip(decisions)
            .map(|(entry, decision)| {
                let parts: Vec<_> = decision
                    .allocations
                    .iter()
                    .map(|part| (name(part.item), part.amount, part.discount))
                    .collect();
                let what =
                    (entry.booking_date, entry.amount, &entry.remittance, decision.status, parts);
                format!("{what:?} {:?} {}", decision.charge, decision.on_account)
            })
            .collect();
        said.sort();
        said
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn the_order_and_the_ids_of_arrival_change_nothing((items, entries, seed) in (items(), entries(), any::<u64>())) {
            let straight = by_content(&items, &entries, &run(&items, &entries));
            let (mut turned, mut late) = (items.clone(), entries.clone());
            turned.reverse();
            late.rotate_left((seed % 8) as usize % entries.len().max(1));
            late.reverse();
            for (item, id) in turned.iter_mut().zip(500..) { item.id = id; }
            for (entry, id) in late.iter_mut().zip(900..) { entry.id = id; }
            prop_assert_eq!(straight, by_content(&turned, &late, &run(&turned, &late)));
        }

        #[test]
        fn sums_hold_and_nothing_is_given_twice((items, entries) in (items(), entries())) {
            let decisions = run(&items, &entries);
            prop_assert_eq!(decisions.iter().map(|d| d.entry).collect::<Vec<_>>(), entries.iter().map(|e| e.id).collect::<Vec<_>>());
            let mut left: BTreeMap<i64, i64> = items.iter().map(|item| (item.id, item.open)).collect();
            for (entry, decision) in entries.iter().zip(&decisions) {
                prop_assert!(!decision.explanation.is_empty());
                prop_assert!(decision.status != MatchStatus::Matched || decision.confidence >= kontor::matching::SURE);
                let mut sum = decision.charge + decision.on_account;
                for part in &decision.allocations {
                    let item = items.iter().find(|item| item.id == part.item).expect("an item that \
                        was given");
                    sum += item.on_account(part.amount);
                    *left.get_mut(&part.item).expect("an item that was given") -= part.amount + part.discount;
                }
                prop_assert!(decision.allocations.is_empty() || sum == entry.amount, "{:?}", decision);
            }
            for item in &items {
                let rest = left.get(&item.id).copied().unwrap_or_default();
                prop_assert!(rest == 0 || rest.signum() == item.original.signum() && rest.abs() <= item.original.abs(), "{} of {:?}", rest, item);
            }
        }

        #[test]
        fn no_text_is_too_strange(text in "\\PC{0,200}", reference in "\\PC{0,40}", amount in any::<i64>()) {
            let entry = EntryFacts { end_to_end_id: Some(reference.clone()), structured_reference: Some(reference), ..pays(&text, amount) };
            prop_assert!(keys_of_entry(&entry).len() <= MOST_KEYS);
            let plain = OpenItemFacts { references: vec![text.clone()], names: vec![text.clone()], ..item(7, &text, amount) };
            let offer = DiscountOffer { until: date(2026, 8, 9), amount, percent_hundredths: amount, rounding: 0 };
            let strange = OpenItemFacts { discounts: vec![offer, offer], ..plain };
            prop_assert!(keys_of_item(&strange).len() <= MOST_KEYS);
            prop_assert_eq!(run(&[strange], &[entry]).len(), 1);
        }
    }
}

#[test]
fn what_looks_like_an_invoice_is_taken_by_itself_only_where_nothing_else_is_meant() {
    // A part is announced, of an order that bears the number of somebody's invoice.
    let strange = of_contact(item(1, "12362", 144_000), "10002", "Bau AG", SCHMIDT);
    for text in ["2. Rate Bauvorhaben 12362", "Anzahlung Auftrag Nr. 12362", "Teilzahlung 12362"] {
        let decision = one(std::slice::from_ref(&strange), pays(text, 50_000));
        assert_ne!(decision.status, MatchStatus::Matched, "{text}: {decision:#?}");
    }
    is_matched(
        &one(alone(&strange), pays("Teilzahlung Rechnung 12362", 50_000)),
        &[(1, 50_000, 0)],
    );
    is_matched(
        &one(alone(&item(1, "12362", 144_000)), pays("Teilzahlung 12362", 50_000)),
        &[(1, 50_000, 0)],
    );
    is_matched(
        &one(alone(&item(1, "2026/2970", 144_000)), pays("1. Rate 2026/2970", 50_000)),
        &[(1, 50_000, 0)],
    );
    // Numbers begin anew each year.
    for (document, text) in [
        ("RE-2026-0815", "RE-2025-0815"),
        ("0815/2026", "Rechnung 0815/2025"),
        ("AR26-00815", "AR25-00815"),
    ] {
        let decision = one(alone(&item(1, document, 23_400)), pays(text, 23_400));
        assert_eq!(decision.status, MatchStatus::Suggested, "{text}: {decision:#?}");
    }
    is_matched(
        &one(alone(&item(1, "RE-2026-0815", 23_400)), pays("Rechnung 26-0815", 23_400)),
        &[(1, 23_400, 0)],
    );
    // A vendor gives the money back for goods that went back: his invoice stays paid.
    let bought = payable(item(1, "L-4711", 50_000));
    let paid = pays("Rechnung L-4711", -50_000);
    let back = on(pays("Gutschrift Retourenware Rechnung L-4711", 50_000), date(2026, 8, 20));
    let decisions = run(alone(&bought), &numbered(vec![paid.clone(), back.clone()]));
    assert_eq!(
        decisions.iter().map(|decision| decision.status).collect::<Vec<_>>(),
        [MatchStatus::Matched, MatchStatus::Suggested]
    );
    let back = EntryFacts { booking_text: Some("RETOURE".into()), ..back };
    assert_eq!(
        run(alone(&bought), &numbered(vec![paid, back]))[1].status,
        MatchStatus::Matched,
        "the bank's own word"
    );
}

#[test]
fn interest_beside_an_invoice_is_no_income_of_its_own() {
    let rule = BookingRule {
        name: "Zinserträge".into(),
        category: Category::Interest,
        account: "2650".into(),
        contains: vec!["Verzugszins*".into()],
        direction: Some(Direction::In),
        ..BookingRule::default()
    };
    let policy = Policy { rules: vec![rule], ..Policy::default() };
    let decided = |text: &str| {
        let (items, entries) = ([item(1, "12798", 145_924)], [pays(text, 146_234)]);
        decide(&Neighbourhood { items: &items, entries: &entries, policy: &policy }).remove(0)
    };
    let decision = decided("Rechnung 12789 zzgl. Verzugszinsen 3,10");
    assert_ne!(decision.status, MatchStatus::Matched, "{decision:#?}");
    let decision = decided("Rechnung RE-2026-2028 zzgl. Verzugszinsen 3,10");
    assert_ne!(decision.status, MatchStatus::Matched, "a number like a year: {decision:#?}");
    for text in ["Verzugszinsen August", "Verzugszinsen lt. Rechnung 2026"] {
        let (items, entries) = ([item(1, "12798", 145_924)], [pays(text, 310)]);
        let alone = decide(&Neighbourhood { items: &items, entries: &entries, policy: &policy });
        assert_eq!(alone[0].category, Some(Category::Interest), "{text}");
        // With the invoice's amount in it, it is not all interest.
        assert_ne!(decided(text).status, MatchStatus::Matched, "{text}");
    }
}

#[test]
fn what_is_proposed_where_numbers_lack_or_lead_astray() {
    let ours = |id, document: &str, amount| item(id, document, amount);
    // More is paid than is named, and the text says that there is more.
    let items =
        [ours(1, "RE-11359", 155_000), ours(2, "RE-11361", 265_642), ours(3, "RE-11370", 99_999)];
    is_suggested(
        &one(&items, pays("Rg.Nr. 11359 u.a.", 420_642)),
        &[(1, 155_000, 0), (2, 265_642, 0)],
    );
    // The neighbour's number, whose invoice is paid: the payer's own of that amount is meant.
    let own = of_contact(ours(2, "RE-1002", 4_990), "10002", "Schmidt AG", SCHMIDT);
    let items = [ours(1, "RE-1001", 4_990), own];
    let paid = pays("RE-1001", 4_990);
    let astray = from(on(pays("RE-1001", 4_990), date(2026, 8, 11)), "Schmidt AG", SCHMIDT);
    let decisions = run(&items, &numbered(vec![paid, astray]));
    is_matched(&decisions[0], &[(1, 4_990, 0)]);
    is_suggested(&decisions[1], &[(2, 4_990, 0)]);
    // A digit that is wrong is said.
    let decision = one(alone(&ours(1, "RE-2026-0815", 23_417)), pays("Rechnung 2026-0851", 23_417));
    is_suggested(&decision, &[(1, 23_417, 0)]);
    assert!(
        decision.explanation.iter().any(|why| why.de.contains("bis auf eine Ziffer RE-2026-0815")),
        "{decision:#?}"
    );
}

#[test]
fn a_round_amount_without_a_number_is_asked_about_unless_the_text_speaks_of_an_invoice() {
    let matched = |amount: i64, text: &str| {
        let ours = item(7, "RE-2026-0815", amount);
        one(alone(&ours), pays(text, amount)).status == MatchStatus::Matched
    };
    for text in ["lt. Rechnung", "Überweisung Rechnung", "Ihre Rechnung vom Vormonat", "INVOICE"] {
        assert!(matched(65_000, text), "{text}");
    }
    for text in [
        "",
        "Danke",
        "Zahlung",
        "Akonto",
        "à conto Rechnung",
        "Anzahlung, Rechnung folgt",
        "Bitte Rechnung senden",
        "Abschlagsrechnung",
        "Rechnungen",
        "Auf Rechnung",
        "Rechnung Rest",
        "Vorauszahlung lt. Proforma-Rechnung",
    ] {
        assert!(!matched(65_000, text), "{text}");
    }
    // Of so many digits no payment on account is.
    assert!(
        matched(2_245_000, "Zahlung")
            && !matched(1_250_000, "Zahlung")
            && !matched(20_000, "Danke")
    );
}

#[test]
fn many_equal_payments_that_each_name_their_invoice_stay_with_it() {
    let many = 20_100;
    let number = |id: i64| format!("RE-2026-{id:05}");
    let items: Vec<OpenItemFacts> = (1..=many).map(|id| item(id, &number(id), 4_900)).collect();
    let mut entries: Vec<EntryFacts> = (1..=many)
        .map(|id| EntryFacts {
            id,
            booking_date: date(2026, 8, 3 + i8::try_from(id % 25).expect("small")),
            ..pays(&number(id), 4_900)
        })
        .collect();
    let holds = |decisions: &[Decision], what: &str| {
        for decision in decisions.iter().filter(|decision| decision.entry <= many) {
            let parts: Vec<(i64, i64)> =
                decision.allocations.iter().map(|part| (part.item, part.amount)).collect();
            assert_eq!(
                (decision.status, parts),
                (MatchStatus::Matched, vec![(decision.entry, 4_900)]),
                "{what} E{}",
                decision.entry
            );
        }
    };
    let policy = Policy::default();
    let decided = |items: &[OpenItemFacts], entries: &[EntryFacts]| {
        decide(&Neighbourhood { items, entries, policy: &policy })
    };
    holds(&decided(&items, &entries), "alone");
    // What comes after: the same amount without a number, a number paid again, a broken number, a
    // new invoice of the amount, and all of it told in the other order.
    let after = ["", "Zahlung Rechnung", "RE-2026-00007", "RE-2026-0000", "RE-2026-99999", "00815"];
    entries.extend((many + 1..).zip(after).map(|(id, text)| EntryFacts {
        id,
        booking_date: date(2026, 9, 30),
        ..pays(text, 4_900)
    }));
    let mut more = items.clone();
    more.push(OpenItemFacts {
        date: Some(date(2026, 9, 1)),
        ..item(many + 1, "RE-2026-20101", 4_900)
    });
    holds(&decided(&more, &entries), "with what came after");
    let later = decided(&more, &entries);
    let unsure = later.iter().filter(|decision| decision.entry > many + 2);
    assert!(
        unsure.clone().all(|decision| decision.status != MatchStatus::Matched),
        "{:?}",
        unsure.collect::<Vec<_>>()
    );
    entries.reverse();
    more.reverse();
    let mut other_way = decided(&more, &entries);
    other_way.reverse();
    assert_eq!(other_way, later, "the order of what is told says nothing");
}
