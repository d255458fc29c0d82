//! More cases of a month: spellings that stick to other words, lists that the bank cuts off,
//! deductions, ranges, and traps beside them.

use crate::month::{Firm, Truth};
use crate::month_cases::Case;
use crate::month_text as text;

/// How often each is drawn, beside the others.
pub const MORE: &[Case] = &[
    (60, stuck_to_words),
    (15, list_cut_off),
    (8, range),
    (10, skonto_on_net),
    (8, retention),
    (10, for_two_customers),
    (10, in_two_halves),
    (10, debit_returned_with_fee),
    (10, own_number_of_another_amount),
    (8, same_number_at_two_vendors),
    (8, order_that_is_a_strangers_invoice_of_this_amount),
    (8, number_in_a_telephone),
    (8, amount_like_a_number),
    (8, rest_of_one_and_all_of_another),
    (8, advance_of_an_open_amount),
    (20, harmless_number),
    (12, number_of_nobody),
    (8, delivery_note_is_own_other_invoice),
    (8, two_customers_one_amount_wrong_number),
    (8, credit_alone_is_named),
    (8, fee_of_a_returned_debit),
];

fn document(firm: &Firm, item: usize) -> String {
    firm.items[item].document.clone()
}

fn digits(firm: &Firm, item: usize) -> String {
    firm.items[item].document.chars().filter(char::is_ascii_digit).collect()
}

fn pays(firm: &mut Firm, case: &'static str, item: usize, posts: bool, text: String) {
    let (party, cents) = (firm.items[item].party, firm.items[item].cents);
    let (sign, truth) = (firm.sign(party), firm.whole(&[item], posts));
    firm.pays(case, party, cents * sign, text, truth);
}

fn stuck_to_words(firm: &mut Firm) {
    let party = firm.somebody();
    let item = firm.invoice(party);
    let (number, bare, date) = (document(firm, item), digits(firm, item), firm.items[item].date);
    let day = format!("{:02}.{:02}.{}", date.day(), date.month(), date.year());
    let customer = firm.parties[party].customer_number.clone();
    let text = match firm.dice.below(14) {
        0 => format!("RNr{number}"),
        1 => format!("RechnungsNr.{number}vom{day}"),
        2 => format!("Rechnung:{number}/Kunde:{customer}"),
        3 => format!("INV{bare}"),
        4 => format!("RG.{} v. {day}", number.replace(['-', '/'], ".")),
        5 => format!("{} {number}", number.to_lowercase()),
        6 => format!("Bezahlung Ihrer Rechnung mit der Nummer {number}, Danke!"),
        7 => format!("{day} {number} {}", text::german(firm.items[item].cents)),
        8 => format!("SVWZ+RE {number} KD {customer}"),
        9 => format!("//{number}//{customer}"),
        10 => format!("Fa. Beispiel GmbH Rechnung {number} Lieferung September"),
        11 => format!("RE-DATUM {day} RE-NR {number} KDNR {customer}"),
        12 => format!("{customer} {number}"),
        _ => format!(
            "Rechnungsnummer {bare} Rechnungsdatum {day} Betrag {} EUR",
            text::german(firm.items[item].cents)
        ),
    };
    pays(firm, "number stuck to words", item, true, text);
}

fn list_cut_off(firm: &mut Firm) {
    let party = firm.known_customer();
    let items: Vec<usize> = (0..5).map(|_| firm.invoice(party)).collect();
    let whole = format!(
        "Rechnungen {}",
        items.iter().map(|at| document(firm, *at)).collect::<Vec<_>>().join(", ")
    );
    let kept = whole.chars().count() - 1 - document(firm, items[4]).len() / 2;
    let text: String = whole.chars().take(kept).collect();
    let cents = items.iter().map(|at| firm.items[*at].cents).sum();
    let truth = firm.whole(&items, false);
    firm.pays("list cut off", party, cents, text, truth);
}

/// Numbers one after the other, which only we know to be so.
fn range(firm: &mut Firm) {
    let party = firm.known_customer();
    let first = firm.next_number();
    let at = first.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
    let (head, from) = (first[..at].to_owned(), &first[at..]);
    let (width, low) = (from.len(), from.parse::<u64>().expect("digits"));
    let items: Vec<usize> = (0..4)
        .map(|step| {
            let item = firm.invoice(party);
            firm.items[item].document = format!("{head}{:0width$}", low + step);
            item
        })
        .collect();
    let (a, b) = (document(firm, items[0]), document(firm, items[3]));
    let text = format!("Rechnungen {a} {} {b}", firm.dice.one(&["bis", "-", "–"]));
    let cents = items.iter().map(|at| firm.items[*at].cents).sum();
    let truth = firm.whole(&items, false);
    firm.pays("a range of numbers", party, cents, text, truth);
}

/// Skonto is taken of the net amount.
fn skonto_on_net(firm: &mut Firm) {
    let party = firm.customer();
    let item = firm.invoice(party);
    let until = firm.with_skonto(item);
    let off = firm.items[item].discount() * 100 / 119;
    let (cents, text) =
        (firm.items[item].cents - off, format!("Rechnung {} abzgl. Skonto", document(firm, item)));
    firm.pays(
        "Skonto of the net amount",
        party,
        cents,
        text,
        Truth::Settles { parts: vec![(item, cents, 0)], posts: false },
    )
    .day = until;
}

fn retention(firm: &mut Firm) {
    let party = firm.customer();
    let item = firm.invoice(party);
    let cents = firm.items[item].cents - firm.items[item].cents / 20;
    let word = firm.dice.one(&[
        "abzgl. 5% Sicherheitseinbehalt",
        "./. 5 % Gewährleistungseinbehalt",
        "abz. Einbehalt",
    ]);
    let text = format!("{} {word}", document(firm, item));
    firm.pays(
        "retention",
        party,
        cents,
        text,
        Truth::Settles { parts: vec![(item, cents, 0)], posts: false },
    );
}

fn for_two_customers(firm: &mut Firm) {
    let (a, b) = (firm.customer(), firm.customer());
    let items = [firm.invoice(a), firm.invoice(b)];
    let text = format!("Rechnungen {} und {}", document(firm, items[0]), document(firm, items[1]));
    let (cents, truth) =
        (firm.items[items[0]].cents + firm.items[items[1]].cents, firm.whole(&items, true));
    let (day, account) = (firm.day(), text::iban(&mut firm.dice));
    firm.moves(
        "one pays for two",
        ("Holding Nordlicht AG".to_owned(), Some(account)),
        (day, cents),
        text,
        truth,
    );
}

fn in_two_halves(firm: &mut Firm) {
    let party = firm.customer();
    let item = firm.invoice(party);
    let (number, cents) = (document(firm, item), firm.items[item].cents);
    let half = cents / 2;
    let (first, second) = (firm.day_from(2, 8), firm.day_from(14, 12));
    let truth = |cash: i64| Truth::Settles { parts: vec![(item, cash, 0)], posts: false };
    firm.pays(
        "two halves: the first",
        party,
        half,
        format!("Rechnung {number} Teil 1/2"),
        truth(half),
    )
    .day = first;
    firm.pays(
        "two halves: the second",
        party,
        cents - half,
        format!("Rechnung {number} Teil 2/2"),
        truth(cents - half),
    )
    .day = second;
}

fn debit_returned_with_fee(firm: &mut Firm) {
    let party = firm.customer();
    let item = firm.invoice(party);
    let (cents, number) = (firm.items[item].cents, document(firm, item));
    let (first, later) = (firm.day_from(2, 10), firm.day_from(15, 10));
    let truth = firm.whole(&[item], true);
    firm.pays("debit that is returned", party, cents, format!("Lastschrift {number}"), truth).day =
        first;
    let fee = 300 + i64::try_from(firm.dice.below(600)).expect("small");
    let truth = Truth::Settles { parts: vec![(item, -cents, 0)], posts: true };
    let word = firm.dice.one(&[
        "RUECKLASTSCHRIFT MS03",
        "Rücklastschrift AC04",
        "SEPA-Rücklastschrift wegen MD06",
    ]);
    firm.pays(
        "returned debit with a fee",
        party,
        -cents - fee,
        format!("{word} {number}"),
        truth,
    )
    .day = later;
}

/// The payer names an invoice of his, and pays the amount of another.
fn own_number_of_another_amount(firm: &mut Firm) {
    let party = firm.known_customer();
    let (named, meant) = (firm.invoice(party), firm.invoice(party));
    let (cents, number) = (firm.items[meant].cents, document(firm, named));
    let text = text::exact(&mut firm.dice, &number);
    firm.pays(
        "trap: another's amount, own number",
        party,
        cents,
        text,
        Truth::OneOf(vec![meant, named]),
    );
}

fn same_number_at_two_vendors(firm: &mut Firm) {
    let (a, b) = (firm.vendor(), firm.vendor());
    if a == b {
        return;
    }
    let (one, other) = (firm.invoice(a), firm.invoice(b));
    firm.items[other].document = document(firm, one);
    for item in [one, other] {
        let text = format!("Rechnung {}", document(firm, item));
        pays(firm, "same number at two vendors", item, true, text);
    }
}

/// The order's number is a stranger's invoice of the same amount as the payer's own.
fn order_that_is_a_strangers_invoice_of_this_amount(firm: &mut Firm) {
    let (party, payer) = (firm.customer(), firm.known_customer());
    if party == payer {
        return;
    }
    let own = firm.invoice(payer);
    let cents = firm.items[own].cents;
    let other = firm.invoice_of(party, cents);
    let text = format!("Bestellung {}", digits(firm, other));
    firm.pays(
        "trap: an order's number, a stranger's amount",
        payer,
        cents,
        text,
        Truth::OneOf(vec![own]),
    );
}

fn number_in_a_telephone(firm: &mut Firm) {
    let party = firm.customer();
    let item = firm.invoice(party);
    let (bare, cents, day) = (digits(firm, item), firm.items[item].cents, firm.day());
    let word = firm.dice.one(&["Tel. 0711/", "Telefon ", "Fax 07151-", "Mobil 0170 "]);
    let account = text::iban(&mut firm.dice);
    let text = format!("Spende Sportverein {word}{bare}");
    firm.moves(
        "trap: a telephone's number",
        ("Sportverein Aalen".to_owned(), Some(account)),
        (day, cents),
        text,
        Truth::Account("person"),
    );
}

/// The amount in the text has the digits of somebody's invoice.
fn amount_like_a_number(firm: &mut Firm) {
    let (party, payer) = (firm.customer(), firm.known_customer());
    let item = firm.invoice(party);
    let own = firm.invoice(payer);
    let bare = digits(firm, item);
    if bare.len() < 4 || bare.len() > 6 {
        return;
    }
    let text = format!(
        "Rechnung {} EUR {},{}",
        document(firm, own),
        &bare[..bare.len() - 2],
        &bare[bare.len() - 2..]
    );
    pays(firm, "trap: an amount that is a number", own, false, text);
}

fn rest_of_one_and_all_of_another(firm: &mut Firm) {
    let party = firm.customer();
    let (first, second) = (firm.invoice(party), firm.invoice(party));
    let (a, b, part) =
        (document(firm, first), document(firm, second), firm.items[first].cents / 3 + 5);
    let (rest, whole) = (firm.items[first].cents - part, firm.items[second].cents);
    let (early, late) = (firm.day_from(2, 8), firm.day_from(14, 12));
    let truth = Truth::Settles { parts: vec![(first, part, 0)], posts: true };
    firm.pays(
        "a part, then its rest and another: the part",
        party,
        part,
        format!("Teilzahlung Rechnung {a}"),
        truth,
    )
    .day = early;
    let truth = Truth::Settles { parts: vec![(first, rest, 0), (second, whole, 0)], posts: true };
    firm.pays(
        "a part, then its rest and another",
        party,
        rest + whole,
        format!("Rest {a} und {b}"),
        truth,
    )
    .day = late;
}

/// Money in advance that happens to be what is open of another invoice.
fn advance_of_an_open_amount(firm: &mut Firm) {
    let party = firm.known_customer();
    let item = firm.invoice(party);
    let cents = firm.items[item].cents;
    let word = firm.dice.one(&["Anzahlung Auftrag", "Vorauszahlung Bestellung", "Akonto Projekt"]);
    let text = format!("{word} {}", 70_000 + firm.dice.below(9_999));
    firm.pays("trap: an advance of an open amount", party, cents, text, Truth::OneOf(vec![item]));
}

/// The delivery note that the payer names bears the number of another invoice of his.
fn delivery_note_is_own_other_invoice(firm: &mut Firm) {
    let party = firm.known_customer();
    let (meant, other) = (firm.invoice(party), firm.invoice(party));
    let text = format!("Rechnung {} Lieferschein {}", document(firm, meant), digits(firm, other));
    pays(firm, "trap: a delivery note's number is another invoice", meant, false, text);
}

fn two_customers_one_amount_wrong_number(firm: &mut Firm) {
    let (a, b) = (firm.known_customer(), firm.known_customer());
    if a == b {
        return;
    }
    let mine = firm.invoice(a);
    let cents = firm.items[mine].cents;
    let theirs = firm.invoice_of(b, cents);
    let number = document(firm, theirs);
    let text = text::exact(&mut firm.dice, &number);
    firm.pays(
        "trap: a stranger's number of this amount",
        a,
        cents,
        text,
        Truth::OneOf(vec![mine, theirs]),
    );
}

/// The invoice less a credit note of which alone the number stands there.
fn credit_alone_is_named(firm: &mut Firm) {
    let party = firm.known_customer();
    let item = firm.invoice(party);
    let credit = firm.credit(party, firm.items[item].cents / 4 + 3);
    let text = format!("Ihre Rechnung abzgl. Gutschrift {}", document(firm, credit));
    let (cents, truth) =
        (firm.items[item].cents + firm.items[credit].cents, firm.whole(&[item, credit], false));
    firm.pays("credit note named, invoice not", party, cents, text, truth);
}

fn fee_of_a_returned_debit(firm: &mut Firm) {
    let party = firm.customer();
    let item = firm.invoice(party);
    let (number, day) = (document(firm, item), firm.day());
    let truth = Truth::Category { category: "bank-fee", posts: false };
    firm.moves(
        "fee of a returned debit",
        (String::new(), None),
        (day, -450),
        format!("Entgelt Ruecklastschrift {number}"),
        truth,
    );
}

/// No number of an invoice, but one that says something else.
fn harmless_number(firm: &mut Firm) {
    let party = firm.known_customer();
    let item = firm.invoice(party);
    let (number, key, date) = (
        firm.parties[party].customer_number.clone(),
        firm.parties[party].key.clone(),
        firm.items[item].date,
    );
    let text = match firm.dice.below(16) {
        0 => format!("Kundennr. {number}"),
        1 => format!("Customer No. {number}"),
        2 => format!("N° client {number}"),
        3 => format!("klantnr. {number}"),
        4 => format!("Cod. cliente {number}"),
        5 => format!("Rechnung {:02}/{}", date.month(), date.year()),
        6 => format!("Lieferungen {}.{}", date.month(), date.year()),
        7 => format!("Zahlung {key}"),
        8 => "Rechnung KW 38".to_owned(),
        9 => "500 Stk. Klemmen".to_owned(),
        10 => "Miete Halle 3".to_owned(),
        11 => "Vertrag Nr. 70415".to_owned(),
        12 => "Danke, Tel. 0711 223344".to_owned(),
        13 => format!("EREF+ZV{}0917001 SVWZ+Rechnung", date.year()),
        14 => format!("Rechnung vom {}.{}.{}", date.day(), date.month(), date.year()),
        _ => "Mandat M-20194".to_owned(),
    };
    let posts = firm.items[item].cents % 5_000 != 0;
    pays(firm, "amount and account, a number beside", item, posts, text);
}

/// A number made as an invoice's that is not here, over the amount of one that is.
fn number_of_nobody(firm: &mut Firm) {
    let party = firm.known_customer();
    let item = firm.invoice(party);
    let number = 120 + firm.dice.below(800);
    let head = firm.dice.one(&["SR-", "SR", "HR ", "F-", "R ", "Nr. ", "Facture ", "Fatt. ", ""]);
    let tail = firm.dice.one(&["", " vielen Dank", ""]);
    let text = format!("{head}{number}{tail}");
    let cents = firm.items[item].cents;
    let truth = Truth::OneOf(vec![item]);
    firm.pays("trap: a number of nobody, an open amount", party, cents, text, truth);
}
