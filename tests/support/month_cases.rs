//! The cases of a month: each makes its items and entries and says what is true of them.

use crate::month::{Firm, OURS, Truth};
use crate::month_more::MORE;
use crate::month_text as text;

/// A month of some four hundred entries; the shares are those of a trading firm, a tenth is made to
/// mislead.
pub fn month(seed: u64, size: usize) -> Firm {
    let mut firm = Firm::of(seed);
    fill(&mut firm, &[CASES, MORE].concat(), size);
    firm
}

/// The firm's next month, one without traps: most payments name what they pay, and some do not.
pub fn ordinary_month(firm: &mut Firm, size: usize) {
    fill(firm, ORDINARY, size);
}

fn fill(firm: &mut Firm, cases: &[Case], size: usize) {
    let all: u64 = cases.iter().map(|(share, _)| share).sum();
    recurring(firm);
    while firm.entries.len() < size {
        let mut drawn = firm.dice.below(all);
        for (share, make) in cases {
            if drawn < *share {
                make(firm);
                break;
            }
            drawn -= share;
        }
    }
    // What nobody has paid yet.
    for _ in 0..size / 4 {
        let party = firm.somebody();
        firm.invoice(party);
    }
}

const ORDINARY: &[Case] = &[
    (300, exact),
    (250, spelled),
    (40, without_year),
    (150, amount_and_account),
    (14, amount_and_new_account),
    (60, several),
    (20, several_shortened),
    (5, several_without_numbers),
    (20, in_part),
    (4, in_part_unsaid),
    (4, overpaid),
    (2, paid_twice),
    (20, number_as_id),
    (80, skonto),
    (5, skonto_late),
    (6, one_digit_wrong),
    (15, a_cent_off),
    (10, charges_stated),
    (15, credit_netted),
    (12, returned),
    (10, refunded),
    (12, pays_for_another),
    (15, transfer),
    (30, card_payout),
];

/// How often it is drawn, and what makes it.
pub type Case = (u64, fn(&mut Firm));

const CASES: &[Case] = &[
    (170, exact),
    (150, spelled),
    (35, without_year),
    (30, one_digit_wrong),
    (60, amount_and_account),
    (25, amount_and_name),
    (45, several),
    (15, several_shortened),
    (12, several_less_skonto),
    (15, several_with_some_numbers),
    (12, several_without_numbers),
    (20, in_part),
    (15, in_part_unsaid),
    (15, overpaid),
    (10, paid_twice),
    (12, number_as_id),
    (4, subscription),
    (55, skonto),
    (18, skonto_late),
    (20, a_cent_off),
    (12, charges_stated),
    (20, credit_netted),
    (10, credit_unnamed),
    (18, returned),
    (12, refunded),
    (16, pays_for_another),
    (12, twins),
    (10, transfer),
    (10, card_payout),
    (8, provider_payout),
    (14, stranger_with_the_amount),
    (8, with_interest_and_a_wrong_number),
    (10, part_of_something_else),
    (8, goods_went_back),
    (8, number_of_last_year_same_amount),
    (8, number_of_a_vendor_and_ours),
    (14, customer_number_is_an_invoice),
    (12, order_number_is_an_invoice),
    (10, a_date_is_an_invoice),
    (10, number_of_last_year),
    (12, digits_inside_longer_ones),
    (10, paid_already_elsewhere),
    (12, nothing_to_do_with_us),
];

fn beside(firm: &mut Firm, item: usize) -> String {
    let (cents, date, party) =
        (firm.items[item].cents, firm.items[item].date, firm.items[item].party);
    let number = firm.parties[party].customer_number.clone();
    text::noise(&mut firm.dice, cents, &number, date)
}

/// One item with a text that names it, and what is paid on it.
fn one(
    firm: &mut Firm,
    case: &'static str,
    item: usize,
    paid: (i64, i64),
    posts: bool,
    text: String,
) {
    let party = firm.items[item].party;
    let sign = firm.sign(party);
    firm.pays(
        case,
        party,
        paid.0 * sign,
        text,
        Truth::Settles { parts: vec![(item, paid.0, paid.1)], posts },
    );
}

/// The same, paid in full.
fn full(firm: &mut Firm, case: &'static str, item: usize, posts: bool, text: String) {
    let cents = firm.items[item].cents;
    one(firm, case, item, (cents, 0), posts, text);
}

fn named(firm: &mut Firm, item: usize) -> String {
    let document = firm.items[item].document.clone();
    match firm.dice.below(2) {
        0 => text::exact(&mut firm.dice, &document),
        _ => text::spelled(&mut firm.dice, &document),
    }
}

fn exact(firm: &mut Firm) {
    let party = firm.somebody();
    let item = firm.invoice(party);
    let document = firm.items[item].document.clone();
    let text = text::exact(&mut firm.dice, &document) + &beside(firm, item);
    full(firm, "number as written", item, true, text);
}

fn spelled(firm: &mut Firm) {
    let party = firm.somebody();
    let item = firm.invoice(party);
    let document = firm.items[item].document.clone();
    let text = text::spelled(&mut firm.dice, &document) + &beside(firm, item);
    full(firm, "number spelled otherwise", item, true, text);
}

fn without_year(firm: &mut Firm) {
    let party = firm.known_customer();
    let item = firm.invoice(party);
    let Some(short) = text::without_year(&firm.items[item].document) else { return };
    let word = firm.dice.one(&["RE ", "Rechnung ", "Rg. Nr. "]);
    full(firm, "number without its year", item, true, format!("{word}{short}"));
}

fn one_digit_wrong(firm: &mut Firm) {
    let party = firm.known_customer();
    let item = firm.invoice(party);
    let document = firm.items[item].document.clone();
    let wrong = text::mistyped(&mut firm.dice, &document);
    let text = text::exact(&mut firm.dice, &wrong);
    full(firm, "one digit wrong", item, false, text);
}

fn amount_and_account(firm: &mut Firm) {
    let party = firm.known_customer();
    let item = firm.invoice(party);
    let posts = firm.items[item].cents % 5_000 != 0;
    let text = firm
        .dice
        .one(&[
            "",
            "Zahlung",
            "Danke",
            "Überweisung Rechnung",
            "lt. Rechnung",
            "Ihre Rechnung vom Vormonat",
        ])
        .to_owned();
    full(firm, "amount and account", item, posts, text);
}

fn amount_and_name(firm: &mut Firm) {
    let party = firm.customer();
    let item = firm.invoice(party);
    let (cents, day) = (firm.items[item].cents, firm.day());
    let name = text::as_banks_write(&mut firm.dice, &firm.parties[party].name);
    let strange = text::iban(&mut firm.dice);
    let text = firm.dice.one(&["Zahlung", "Danke", "Rechnung"]).to_owned();
    let truth = firm.whole(&[item], false);
    firm.moves("amount and name", (name, Some(strange)), (day, cents), text, truth);
}

/// From an account that no list tells, but the same each time.
fn amount_and_new_account(firm: &mut Firm) {
    let unknown: Vec<usize> = (0..firm.parties.len())
        .filter(|at| !firm.parties[*at].known && !firm.parties[*at].vendor)
        .collect();
    let party = unknown[firm.dice.at(unknown.len())];
    let item = firm.invoice(party);
    let (cents, text) =
        (firm.items[item].cents, firm.dice.one(&["Zahlung", "Danke", "Rechnung"]).to_owned());
    let truth = firm.whole(&[item], false);
    firm.pays("amount and name", party, cents, text, truth);
}

/// Some invoices of one customer, and their numbers in one of the ways in which they are listed.
fn some(firm: &mut Firm, most: u64) -> (usize, Vec<usize>) {
    let (party, count) = (firm.known_customer(), 2 + firm.dice.below(most - 1));
    (party, (0..count).map(|_| firm.invoice(party)).collect())
}

fn listed(firm: &mut Firm, items: &[usize]) -> String {
    let by = firm.dice.one(&[", ", " + ", " und ", "/ ", "; ", " "]);
    let word = firm.dice.one(&["Rechnungen ", "RE ", "Rg.Nr. ", "Rechnungsnr. "]);
    word.to_owned()
        + &items.iter().map(|at| firm.items[*at].document.clone()).collect::<Vec<_>>().join(by)
}

fn sum(firm: &Firm, items: &[usize]) -> i64 {
    items.iter().map(|at| firm.items[*at].cents).sum()
}

fn several(firm: &mut Firm) {
    let (party, items) = some(firm, 4);
    let text = listed(firm, &items);
    let truth = firm.whole(&items, true);
    let cents = sum(firm, &items);
    firm.pays("several, all named", party, cents, text, truth);
}

/// `2026-0815, 0816, 0817`.
fn several_shortened(firm: &mut Firm) {
    let (party, items) = some(firm, 4);
    let rest: Option<Vec<String>> =
        items[1..].iter().map(|at| text::without_year(&firm.items[*at].document)).collect();
    let Some(rest) = rest else { return };
    let by = firm.dice.one(&[", ", " + ", " und ", "/"]);
    let text = format!("Rechnungen {}{by}{}", firm.items[items[0]].document, rest.join(by));
    let (cents, truth) = (sum(firm, &items), firm.whole(&items, true));
    firm.pays("several, shortened", party, cents, text, truth);
}

fn several_less_skonto(firm: &mut Firm) {
    let (party, items) = some(firm, 3);
    items.iter().for_each(|at| _ = firm.with_skonto(*at));
    let text = listed(firm, &items) + " abzgl. Skonto";
    let parts: Vec<(usize, i64, i64)> = items
        .iter()
        .map(|at| {
            let discount = firm.items[*at].discount();
            (*at, firm.items[*at].cents - discount, discount)
        })
        .collect();
    let (cents, eighth) = (parts.iter().map(|part| part.1).sum(), firm.day_from(8, 1));
    firm.pays("several less Skonto", party, cents, text, Truth::Settles { parts, posts: true })
        .day = eighth;
}

fn number_as_id(firm: &mut Firm) {
    let party = firm.customer();
    let item = firm.invoice(party);
    let id = firm.items[item].document.clone();
    full(firm, "number as end-to-end id", item, true, String::new());
    firm.entries.last_mut().expect("made").end_to_end = Some(id);
}

/// The same fee for many customers: most name their invoice, one names his neighbour's, one names
/// none.
fn subscription(firm: &mut Firm) {
    let price = [4_990, 9_990, 11_900, 19_990][firm.dice.at(4)];
    let mut items = Vec::new();
    while items.len() < 5 {
        let party = firm.known_customer();
        if !firm.items.iter().any(|item| item.party == party && item.cents.abs() == price) {
            items.push(firm.invoice_of(party, price));
        }
    }
    for item in &items[..3] {
        let text = named(firm, *item);
        full(firm, "subscription: own number", *item, true, text);
    }
    let text = named(firm, items[0]);
    full(firm, "subscription: the neighbour's number", items[3], false, text);
    full(firm, "subscription: no number", items[4], true, "Abo".to_owned());
}

fn several_with_some_numbers(firm: &mut Firm) {
    let (party, items) = some(firm, 3);
    let text = listed(firm, &items[..1]) + " u.a.";
    let truth = firm.whole(&items, false);
    let cents = sum(firm, &items);
    firm.pays("several, some named", party, cents, text, truth);
}

fn several_without_numbers(firm: &mut Firm) {
    let (party, items) = some(firm, 3);
    let text = firm
        .dice
        .one(&[
            "Sammelzahlung",
            "diverse Rechnungen",
            "offene Rechnungen lt. Aufstellung",
            "Zahlung",
        ])
        .to_owned();
    let truth = firm.whole(&items, false);
    let cents = sum(firm, &items);
    firm.pays("several, none named", party, cents, text, truth);
}

fn in_part(firm: &mut Firm) {
    let party = firm.somebody();
    let item = firm.invoice(party);
    let part = firm.items[item].cents / 3 + 7;
    let text = format!(
        "{} {}",
        firm.dice.one(&["Teilzahlung", "1. Rate", "Anzahlung", "Abschlag"]),
        named(firm, item)
    );
    one(firm, "part, announced", item, (part, 0), true, text);
}

fn in_part_unsaid(firm: &mut Firm) {
    let party = firm.somebody();
    let item = firm.invoice(party);
    let part = firm.items[item].cents / 2 + 3;
    let text = named(firm, item);
    one(firm, "part, not announced", item, (part, 0), false, text);
}

fn overpaid(firm: &mut Firm) {
    let party = firm.customer();
    let item = firm.invoice(party);
    let cents = firm.items[item].cents;
    let (more, text) =
        (100 + i64::try_from(firm.dice.below(9_000)).expect("small"), named(firm, item));
    let truth = firm.whole(&[item], false);
    firm.pays("overpaid", party, cents + more, text, truth);
}

fn paid_twice(firm: &mut Firm) {
    let party = firm.customer();
    let item = firm.invoice(party);
    let (text, cents) = (named(firm, item), firm.items[item].cents);
    let truth = firm.whole(&[item], true);
    let (first, second) = (firm.day_from(2, 8), firm.day_from(14, 12));
    firm.pays("paid twice: the first", party, cents, text.clone(), truth).day = first;
    firm.pays("paid twice: the second", party, cents, text, Truth::Account("person")).day = second;
}

fn skonto(firm: &mut Firm) {
    let party = firm.somebody();
    let item = firm.invoice(party);
    let until = firm.with_skonto(item);
    let (cents, discount) = (firm.items[item].cents, firm.items[item].discount());
    let text = named(firm, item)
        + firm.dice.one(&[" abzgl. Skonto", " ./. 2% Skonto", "", " abz. Skonto"]);
    one(firm, "Skonto in time", item, (cents - discount, discount), true, text);
    let (first, last) = (firm.first, until);
    let entry = firm.entries.last_mut().expect("made");
    entry.day = entry.day.min(last).max(first);
}

fn skonto_late(firm: &mut Firm) {
    let party = firm.somebody();
    let item = firm.invoice(party);
    let until = firm.with_skonto(item);
    let (cents, discount) = (firm.items[item].cents, firm.items[item].discount());
    let text = named(firm, item) + firm.dice.one(&[" abzgl. Skonto", ""]);
    one(firm, "Skonto late", item, (cents - discount, 0), false, text);
    firm.entries.last_mut().expect("made").day = until.saturating_add(jiff::Span::new().days(6));
}

fn a_cent_off(firm: &mut Firm) {
    let party = firm.somebody();
    let item = firm.invoice(party);
    let cents = firm.items[item].cents;
    let off = if firm.dice.below(2) == 0 { 1 } else { -1 };
    let text = named(firm, item);
    one(firm, "a cent off", item, (cents - off, off), true, text);
}

fn charges_stated(firm: &mut Firm) {
    let party = firm.customer();
    let item = firm.invoice(party);
    let (cents, text) = (firm.items[item].cents, named(firm, item));
    let kept = (500 + i64::try_from(firm.dice.below(2_000)).expect("small")).min(cents / 2);
    let truth = firm.whole(&[item], true);
    firm.pays("charges stated by the bank", party, cents - kept, text, truth).charges = kept;
}

fn netted(firm: &mut Firm) -> (usize, usize, usize) {
    let party = firm.known_customer();
    let item = firm.invoice(party);
    let credit = firm.items[item].cents / 5 + 11;
    (party, item, firm.credit(party, credit))
}

fn credit_netted(firm: &mut Firm) {
    let (party, item, credit) = netted(firm);
    let (invoice, note) = (firm.items[item].document.clone(), firm.items[credit].document.clone());
    let text = format!(
        "Rechnung {invoice} {} {note}",
        firm.dice.one(&["abzgl. Gutschrift", "minus GS", "./. Gutschrift Nr."])
    );
    let truth = firm.whole(&[item, credit], true);
    let cents = sum(firm, &[item, credit]);
    firm.pays("credit note netted, named", party, cents, text, truth);
}

fn credit_unnamed(firm: &mut Firm) {
    let (party, item, credit) = netted(firm);
    let text =
        named(firm, item) + firm.dice.one(&[" abzgl. Gutschrift", " nach Verrechnung Gutschrift"]);
    let truth = firm.whole(&[item, credit], false);
    let cents = sum(firm, &[item, credit]);
    firm.pays("credit note netted, not named", party, cents, text, truth);
}

fn returned(firm: &mut Firm) {
    let vendor = firm.vendor();
    let item = firm.invoice(vendor);
    let (cents, text, id) =
        (firm.items[item].cents, named(firm, item), format!("ZL{}", 70_000 + firm.entries.len()));
    let (first, later) = (firm.day_from(2, 10), firm.day_from(15, 10));
    let truth = firm.whole(&[item], true);
    let entry = firm.pays("payment that comes back", vendor, -cents, text.clone(), truth);
    (entry.day, entry.end_to_end) = (first, Some(id.clone()));
    let truth = Truth::Settles { parts: vec![(item, -cents, 0)], posts: true };
    let entry = firm.pays("return", vendor, cents, format!("RUECKUEBERWEISUNG {text}"), truth);
    (entry.day, entry.end_to_end, entry.returned) = (later, Some(id), true);
}

fn refunded(firm: &mut Firm) {
    let party = firm.customer();
    let cents = firm.amount(party);
    let credit = firm.credit(party, cents);
    let note = firm.items[credit].document.clone();
    let text = format!(
        "{} {note}",
        firm.dice.one(&["Erstattung Gutschrift", "Gutschrift", "Rückzahlung GS"])
    );
    let truth = firm.whole(&[credit], true);
    firm.pays("refund of a credit note", party, -cents, text, truth);
}

fn pays_for_another(firm: &mut Firm) {
    let party = firm.customer();
    let item = firm.invoice(party);
    let (cents, day, text) = (
        firm.items[item].cents,
        firm.day(),
        text::exact(&mut firm.dice, &firm.items[item].document.clone()),
    );
    let other = match firm.dice.below(2) {
        0 => ("Steuerkanzlei Ohm PartG".to_owned(), text::iban(&mut firm.dice)),
        _ => {
            let other = firm.customer();
            (firm.parties[other].name.clone(), firm.parties[other].iban.clone())
        }
    };
    let name = firm.parties[party].name.clone();
    let truth = firm.whole(&[item], true);
    firm.moves(
        "one pays for another",
        (other.0, Some(other.1)),
        (day, cents),
        format!("{text} für {name}"),
        truth,
    );
}

fn twins(firm: &mut Firm) {
    let party = firm.known_customer();
    let item = firm.invoice(party);
    let cents = firm.items[item].cents;
    let other = firm.invoice_of(party, cents);
    let text = firm.dice.one(&["Zahlung", "Rechnung", ""]).to_owned();
    firm.pays("twins", party, cents, text, Truth::OneOf(vec![item, other]));
}

fn transfer(firm: &mut Firm) {
    let (day, cents) =
        (firm.day(), i64::try_from(firm.dice.below(90)).expect("small") * 10_000 - 450_000 + 5);
    let truth = Truth::Category { category: "transfer", posts: true };
    firm.moves(
        "transfer between own accounts",
        ("Beispiel GmbH".to_owned(), Some(OURS[1].to_owned())),
        (day, cents),
        "Umbuchung".to_owned(),
        truth,
    );
}

fn card_payout(firm: &mut Firm) {
    let (day, cents) = (firm.day(), 5_000 + i64::try_from(firm.dice.below(90_000)).expect("small"));
    let (name, iban) = (
        firm.dice.one(&["SumUp Limited", "PAYONE GmbH", "TeleCash GmbH"]).to_owned(),
        text::iban(&mut firm.dice),
    );
    let text = format!(
        "KARTENUMSATZ TERM-ID {} BELEG {}",
        61_000_000 + firm.dice.below(99_999),
        firm.dice.below(9_999)
    );
    firm.moves(
        "card payout",
        (name, Some(iban)),
        (day, cents),
        text,
        Truth::Category { category: "card", posts: true },
    );
}

fn provider_payout(firm: &mut Firm) {
    let (day, cents) = (firm.day(), 5_000 + i64::try_from(firm.dice.below(90_000)).expect("small"));
    let (name, iban) = (
        firm.dice
            .one(&["PayPal Europe S.a.r.l. et Cie", "Stripe Technology Europe Ltd"])
            .to_owned(),
        text::iban(&mut firm.dice),
    );
    let text = format!(
        "AUSZAHLUNG {} {}",
        1_000_000_000 + firm.dice.below(900_000_000),
        firm.dice.below(9_999)
    );
    firm.moves(
        "payout of a provider, no report",
        (name, Some(iban)),
        (day, cents),
        text,
        Truth::Account("1360"),
    );
}

fn stranger(firm: &mut Firm) -> (String, Option<String>) {
    let name = firm.dice.one(&[
        "Kegelverein Frohsinn",
        "Autohaus Nord GmbH",
        "Ingrid Sommer",
        "Zahnarztpraxis Dr. Lang",
        "Buchladen am Markt",
    ]);
    (name.to_owned(), Some(text::iban(&mut firm.dice)))
}

fn stranger_with_the_amount(firm: &mut Firm) {
    let party = firm.customer();
    let item = firm.invoice(party);
    let (cents, who, day) = (firm.items[item].cents, stranger(firm), firm.day());
    let text =
        firm.dice.one(&["Spende Sommerfest", "Rückzahlung", "Kaution", "Zuschuss"]).to_owned();
    firm.moves(
        "trap: a stranger with the amount",
        who,
        (day, cents),
        text,
        Truth::Account("person"),
    );
}

fn with_interest_and_a_wrong_number(firm: &mut Firm) {
    let party = firm.known_customer();
    let item = firm.invoice(party);
    let wrong = text::mistyped(&mut firm.dice, &firm.items[item].document.clone());
    let cents = firm.items[item].cents + 310;
    let (text, truth) =
        (format!("Rechnung {wrong} zzgl. Verzugszinsen 3,10"), firm.whole(&[item], false));
    firm.pays("trap: a wrong number and interest", party, cents, text, truth);
}

/// A part is announced, of an order whose number is somebody's invoice.
fn part_of_something_else(firm: &mut Firm) {
    let (party, payer) = (firm.customer(), firm.known_customer());
    let item = firm.invoice(party);
    firm.invoice(payer);
    let digits: String = firm.items[item].document.chars().filter(char::is_ascii_digit).collect();
    let word = firm.dice.one(&[
        "Auftrag",
        "Projekt",
        "Objekt",
        "Bauvorhaben",
        "Angebot",
        "Bestellung",
        "Vorgang",
        "BV",
        "Lieferschein",
    ]);
    let part = firm.dice.one(&["Anzahlung", "1. Abschlag", "2. Rate", "Teilzahlung"]);
    let cents = firm.items[item].cents / 2 + 1;
    firm.pays(
        "trap: a part of something else",
        payer,
        cents,
        format!("{part} {word} {digits}"),
        Truth::Account("person"),
    );
}

/// A vendor pays back what was paid, since the goods went back: the invoice is not open again.
fn goods_went_back(firm: &mut Firm) {
    let vendor = firm.vendor();
    let item = firm.invoice(vendor);
    let (cents, text) = (firm.items[item].cents, named(firm, item));
    let (first, later) = (firm.day_from(2, 10), firm.day_from(15, 10));
    let truth = firm.whole(&[item], true);
    firm.pays("payment of goods that go back", vendor, -cents, text.clone(), truth).day = first;
    let word = firm.dice.one(&[
        "Retoure Ware",
        "Erstattung Retoure",
        "Rücksendung Erstattung",
        "Gutschrift Retourenware",
    ]);
    firm.pays(
        "trap: goods went back",
        vendor,
        cents,
        format!("{word} {text}"),
        Truth::Account("person"),
    )
    .day = later;
}

fn number_of_last_year_same_amount(firm: &mut Firm) {
    let party = firm.known_customer();
    let item = firm.invoice(party);
    let document = firm.items[item].document.clone();
    let old = document.replacen("2026", "2025", 1).replacen("AR26", "AR25", 1);
    if old == document {
        return;
    }
    let (cents, text) = (firm.items[item].cents, text::exact(&mut firm.dice, &old));
    firm.pays(
        "trap: last year's number, same amount",
        party,
        cents,
        text,
        Truth::OneOf(vec![item]),
    );
}

fn number_of_a_vendor_and_ours(firm: &mut Firm) {
    let (party, vendor) = (firm.customer(), firm.vendor());
    let (ours, theirs) = (firm.invoice(party), firm.invoice(vendor));
    firm.items[theirs].document = firm.items[ours].document.clone();
    for item in [ours, theirs] {
        let text = named(firm, item) + &beside(firm, item);
        full(firm, "trap: a vendor's number and ours", item, true, text);
    }
}

fn customer_number_is_an_invoice(firm: &mut Firm) {
    let (party, payer) = (firm.customer(), firm.customer());
    let item = firm.invoice(party);
    let digits: String = firm.items[item].document.chars().filter(char::is_ascii_digit).collect();
    let (own, word) = (
        firm.invoice(payer),
        firm.dice.one(&[
            "Kd-Nr. ",
            "Kundennr ",
            "Kunden-Nr.: ",
            "Debitor ",
            "Vertragsnr. ",
            "Mandat ",
        ]),
    );
    let text = format!("{word}{digits} {}", named(firm, own));
    let cents = firm.items[own].cents;
    let truth = firm.whole(&[own], true);
    firm.pays("trap: a customer's number is an invoice", payer, cents, text, truth);
}

fn order_number_is_an_invoice(firm: &mut Firm) {
    let (party, payer) = (firm.customer(), firm.known_customer());
    let item = firm.invoice(party);
    let digits: String = firm.items[item].document.chars().filter(char::is_ascii_digit).collect();
    let own = firm.invoice(payer);
    let text = format!("{} Bestellung {digits}", named(firm, own));
    let cents = firm.items[own].cents;
    let truth = firm.whole(&[own], false);
    firm.pays("trap: an order's number is an invoice", payer, cents, text, truth);
}

fn a_date_is_an_invoice(firm: &mut Firm) {
    let day = firm.day();
    let wide = format!("{}{:02}{:02}", day.year(), day.month(), day.day());
    let short = format!("{:02}{:02}{}", day.day(), day.month(), day.year());
    let party = firm.customer();
    let item = firm.invoice(party);
    let document = if firm.dice.below(2) == 0 { wide } else { short };
    if firm.items.iter().any(|item| item.document == document) {
        return;
    }
    firm.items[item].document = document.clone();
    let (cents, who) = (firm.items[item].cents, stranger(firm));
    let text = format!("Miete Festsaal vom {document}");
    firm.moves("trap: a date is an invoice", who, (day, cents), text, Truth::Account("person"));
}

fn number_of_last_year(firm: &mut Firm) {
    let party = firm.known_customer();
    let item = firm.invoice(party);
    let document = firm.items[item].document.clone();
    let old = document.replacen("2026", "2025", 1).replacen("AR26", "AR25", 1);
    if old == document {
        return;
    }
    // Paid last year, and so not on the list; paid again now. That this year's is of another amount
    // is all that tells.
    let cents = firm.amount(party);
    let text = text::exact(&mut firm.dice, &old);
    firm.pays("trap: last year's running number", party, cents, text, Truth::Account("person"));
}

fn digits_inside_longer_ones(firm: &mut Firm) {
    let party = firm.customer();
    let item = firm.invoice(party);
    let digits: String = firm.items[item].document.chars().filter(char::is_ascii_digit).collect();
    let (cents, who, day) = (firm.items[item].cents, stranger(firm), firm.day());
    let longer = format!("{}{digits}{}", 1 + firm.dice.below(9), firm.dice.below(9));
    let text = format!(
        "{} {longer}",
        firm.dice.one(&["Vorgang", "Referenz", "Ihr Zeichen", "Aktenzeichen"])
    );
    firm.moves(
        "trap: digits inside a longer number",
        who,
        (day, cents),
        text,
        Truth::Account("person"),
    );
}

/// An invoice that this firm does not have at all, beside one that it has of the same customer.
fn paid_already_elsewhere(firm: &mut Firm) {
    let party = firm.known_customer();
    firm.invoice(party);
    let cents = firm.amount(party);
    let missing = firm.next_number();
    let text = text::exact(&mut firm.dice, &missing);
    firm.pays(
        "trap: a number that is not on the list",
        party,
        cents,
        text,
        Truth::Account("person"),
    );
}

fn nothing_to_do_with_us(firm: &mut Firm) {
    let (who, day) = (stranger(firm), firm.day());
    let cents = i64::try_from(firm.dice.below(200_000)).expect("small") - 100_000;
    let text = format!(
        "{} {}",
        firm.dice.one(&["Ticket", "Buchung", "Beleg", "Order", "Vertrag"]),
        1_000 + firm.dice.below(9_000)
    );
    firm.moves(
        "trap: nothing of ours",
        who,
        (day, cents - i64::from(cents == 0)),
        text,
        Truth::Account("person"),
    );
}

/// What comes each month: rent, wages, taxes, contributions, fees, and what only a person has
/// taught.
fn recurring(firm: &mut Firm) {
    let (month, year) = (firm.first.month(), firm.first.year());
    let mut all: Vec<(&str, &str, String, i64, Truth)> = Vec::new();
    // The same accounts each month.
    let mut accounts = text::Dice::of(firm.seed.wrapping_mul(31) + 7);
    let by_rule = |category| Truth::Category { category, posts: true };
    all.push((
        "rent",
        "Immobilien Hafen KG",
        format!("Miete {month:02}/{year} Halle 3"),
        -238_000,
        by_rule("rent"),
    ));
    for name in ["Anna Berg", "Thomas Krause", "Leyla Demir", "Paul Winter"] {
        all.push((
            "wages",
            name,
            format!("Lohn/Gehalt {month:02}/{year}"),
            -241_317,
            by_rule("salary"),
        ));
    }
    for name in ["AOK Nordost", "Techniker Krankenkasse", "Barmer"] {
        all.push((
            "contributions",
            name,
            format!("Beitrag {month:02}{year} Betriebsnr 12345678"),
            -91_844,
            by_rule("social-security"),
        ));
    }
    all.push((
        "taxes",
        "Finanzamt Musterstadt",
        format!("UMS.ST {month:02}.26 StNr 21/815/08151"),
        -412_300,
        by_rule("tax"),
    ));
    all.push((
        "taxes",
        "Finanzamt Musterstadt",
        format!("Lohnsteuer {month:02}/26 StNr 21/815/08151"),
        -187_000,
        by_rule("tax"),
    ));
    all.push((
        "fees",
        "",
        format!("Entgeltabschluss per 30.{month:02}.{year}"),
        -2_890,
        by_rule("bank-fee"),
    ));
    all.push(("fees", "", "Sollzinsen Kontokorrent".to_owned(), -1_404, by_rule("interest")));
    let parts = "UMS.ST AUG.26 1.234,56EUR LOHNST AUG.26 500,00EUR".to_owned();
    all.push((
        "taxes in parts",
        "Finanzkasse Köln-Mitte",
        parts,
        -173_456,
        Truth::Category { category: "tax", posts: false },
    ));
    all.push((
        "taught by a person",
        "Telefon Deutschland GmbH",
        "Mobilfunk Kundenkonto 5551234567".to_owned(),
        -8_990,
        Truth::Account("4920"),
    ));
    all.push((
        "taught by a person",
        "Leasing Nord AG",
        "Leasingrate Vertrag 4711-8".to_owned(),
        -41_900,
        Truth::Account("4570"),
    ));
    all.push((
        "taught by a person",
        "Wolke Software SE",
        "Abo Team".to_owned(),
        -5_950,
        Truth::Account("4964"),
    ));
    for (case, name, text, cents, truth) in all {
        let iban = (!name.is_empty()).then(|| text::iban(&mut accounts));
        let day = firm.day();
        firm.moves(case, (name.to_owned(), iban), (day, cents), text, truth);
    }
}
