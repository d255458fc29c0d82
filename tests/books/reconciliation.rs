//! The forty cases of reconciliation as one table, with the texts that banks deliver: booked
//! without asking, proposed, or left open. Those that need an earlier payment (a second one, what
//! came back: 20, 25, 26) stand beside in `matching`.

use super::matching::{SCHMIDT, STRANGER, from, item, of_contact, one_by, payable, pays, skonto};
use jiff::civil::date;
use kontor::domain::Side;
use kontor::domain::money::Currency;
use kontor::matching::{
    BookingRule, Category, Decision, Direction, EntryFacts, MatchStatus, OpenItemFacts, Policy,
};

/// What must become of an entry.
use Expected::{A, P, S};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// Booked without asking, on these items.
    A(&'static [i64]),
    /// Proposed, for these.
    S(&'static [i64]),
    /// Left open.
    P,
}

fn became(decision: &Decision) -> (MatchStatus, Vec<i64>) {
    (decision.status, decision.allocations.iter().map(|part| part.item).collect())
}

fn expected(expected: Expected) -> (MatchStatus, Vec<i64>) {
    match expected {
        A(items) => (MatchStatus::Matched, items.to_vec()),
        S(items) => (MatchStatus::Suggested, items.to_vec()),
        P => (MatchStatus::Open, Vec::new()),
    }
}

/// One customer with five invoices of which two are near each other in number, a credit note, and
/// two strangers with one amount.
fn ledger() -> Vec<OpenItemFacts> {
    let schmidt =
        |one: OpenItemFacts| of_contact(one, "10002", "Schmidt Haustechnik e.K.", SCHMIDT);
    vec![
        skonto(item(1, "RE-2026-0815", 119_000), 200, date(2026, 8, 15)),
        item(2, "RE-2026-0816", 59_500),
        item(3, "RE-2026-0817", 23_835),
        item(4, "GS-2026-0099", -11_900),
        schmidt(item(5, "RE-2026-0700", 44_412)),
        schmidt(item(6, "RE-2026-0701", 44_412)),
        payable(of_contact(item(7, "ER-7731", 30_017), "70001", "Stahl AG", STRANGER)),
    ]
}

#[test]
fn what_a_text_names_decides_with_the_amount() {
    let cases: &[(u8, &str, i64, Expected)] = &[
        (1, "RE 2026-0815 VOM 01.08.2026", 119_000, A(&[1])),
        (2, "RG-NR 20260815 VIELEN DANK", 119_000, A(&[1])),
        (3, "RECHNUNG 2026 0815 KDNR 4711", 119_000, A(&[1])),
        (4, "?20RE 2026-08?2115?22DATUM 01.08.2026", 119_000, A(&[1])),
        (5, "EREF+NOTPROVIDED SVWZ+RE 2026-0 815", 119_000, A(&[1])),
        (8, "RE 2026-0851", 119_000, S(&[1])),
        (9, "RE 815", 119_000, A(&[1])),
        (10, "RE 2026-0815 ABZGL. 2% SKONTO", 116_620, A(&[1])),
        (12, "RE 2026-0815 UND 0816 ./. SKONTO", 116_620 + 59_500, A(&[1, 2])),
        (13, "RE 2026-0815, 0816, 0817", 119_000 + 59_500 + 23_835, A(&[1, 2, 3])),
        (14, "LT. AVIS 4500123", 59_500 + 23_835, S(&[2, 3])),
        (15, "RE 2026-0815 ABZ. GS 2026-0099", 107_100, A(&[1, 4])),
        (16, "RE 2026-0815 ./. MANGEL 50,00", 114_000, S(&[1])),
        (17, "1. RATE RE 2026-0815", 40_000, A(&[1])),
        (18, "RATE 3/12 RE 2026-0815", 10_000, S(&[1])),
        (19, "RE 2026-0815", 129_000, S(&[1])),
        (21, "RE 2026-0815", 191_000, S(&[1])),
        (22, "RE 2026-0815", 118_999, A(&[1])),
        (23, "RE 2026-0815 ABZGL. GEBUEHREN", 117_500, S(&[1])),
        (34, "VIELEN DANK FUER DIE GUTE ARBEIT", 44_412, S(&[5])),
        (38, "RE 2026-0816 ZZGL. 5,00 MAHNGEB.", 60_000, S(&[2])),
        (40, "KD 20260815 VOM 15.08.2026", 7_777, P),
    ];
    for (case, text, amount, wanted) in cases {
        let entry = pays(text, *amount);
        let entry = if *case == 34 { from(entry, "Schmidt Haustechnik", SCHMIDT) } else { entry };
        let decision = one_by(&ledger(), entry, &Policy::default());
        assert_eq!(
            became(&decision),
            expected(*wanted),
            "case {case} {text:?}: {:#?}",
            decision.explanation
        );
    }
    // Eleven: the same as ten, six days late.
    let late = EntryFacts {
        booking_date: date(2026, 8, 21),
        ..pays("RE 2026-0815 ABZGL. 2% SKONTO", 116_620)
    };
    let decision = one_by(&ledger(), late, &Policy::default());
    assert!(
        decision.allocations.iter().all(|part| part.discount == 0)
            && decision.allocations.len() == 1,
        "{decision:#?}"
    );
}

#[test]
fn what_the_bank_and_rules_say_decides_where_no_number_does() {
    let rule = |name: &str, category, account: &str, contains: &str, direction| BookingRule {
        name: name.into(),
        category,
        account: account.into(),
        contains: vec![contains.into()],
        direction: Some(direction),
        ..BookingRule::default()
    };
    let policy = Policy {
        rules: vec![
            rule("Miete", Category::Rent, "4210", "Miete", Direction::Out),
            rule("Gehalt", Category::Salary, "1740", "Gehalt", Direction::Out),
            rule("Umsatzsteuer", Category::Tax, "1780", "USt-VZ", Direction::Out),
        ],
        ..Policy::default()
    };
    let landlord = |text: &str, amount| from(pays(text, amount), "Hausverwaltung Nord", STRANGER);
    let cases: Vec<(u8, EntryFacts, Expected)> = vec![
        (
            27,
            EntryFacts { return_reason: Some("AC04".into()), ..pays("RUECKUEBERWEISUNG", 30_017) },
            P,
        ),
        (28, from(pays("SAMMELLASTSCHRIFT ANZ 57", 571_234), "Beispiel GmbH", STRANGER), P),
        (29, from(pays("PAYPAL AUSZAHLUNG", 30_000), "PayPal Europe", STRANGER), P),
        (30, from(pays("STRIPE po_1N815", 30_000), "Stripe", STRANGER), P),
        (31, from(pays("GIROCARD TERM-ID 6123", 30_000), "Kartenservice", STRANGER), P),
        (32, from(pays("RE 2026-0815", 119_000), "MUELLER SOEHNE", STRANGER), A(&[1])),
        (
            33,
            EntryFacts {
                counterparty_iban: None,
                counterparty_name: Some("MUELLER U SOEHNE GMBH".into()),
                ..pays("ZAHLUNG", 23_835)
            },
            S(&[3]),
        ),
        (35, landlord("MIETE AUGUST", -95_000), A(&[])),
        (36, landlord("GEHALT 11/2026", -310_000), A(&[])),
        (37, landlord("USt-VZ Q3 STNR 21/815/08151", -81_500), A(&[])),
        (39, EntryFacts { own_transfer: true, ..landlord("UEBERTRAG", -500_000) }, A(&[])),
    ];
    for (case, entry, wanted) in cases {
        let decision = one_by(&ledger(), entry, &policy);
        assert_eq!(became(&decision), expected(wanted), "case {case}: {:#?}", decision.explanation);
    }
}

#[test]
fn a_creditor_reference_is_as_good_as_its_check_digits_in_the_table_too() {
    let items = vec![OpenItemFacts {
        references: vec!["RF18539007547034".into()],
        ..item(1, "RE-2026-0815", 119_000)
    }];
    for (case, reference, wanted) in
        [(6, "RF18539007547034", A(&[1])), (7, "RF19539007547034", S(&[1]))]
    {
        let entry =
            EntryFacts { structured_reference: Some(reference.into()), ..pays("", 119_000) };
        let decision = one_by(&items, entry, &Policy::default());
        assert_eq!(became(&decision), expected(wanted), "case {case}");
    }
    // Twenty-four: another currency is asked about, never booked.
    let dollar = Currency::read("USD").expect("a currency");
    let dollars = vec![OpenItemFacts {
        currency: dollar,
        side: Side::Receivable,
        ..item(1, "RE-2026-0815", 100_000)
    }];
    let entry = EntryFacts {
        instructed: Some((100_000, dollar)),
        ..pays("RE 2026-0815 OCMT/USD1000,00", 92_113)
    };
    assert_ne!(one_by(&dollars, entry, &Policy::default()).status, MatchStatus::Matched);
}
