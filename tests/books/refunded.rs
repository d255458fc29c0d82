//! Money that goes back while a credit note is open, though the text names the invoice that was
//! paid. All data made up.

use super::matching::{
    STRANGER, from, is_matched, is_suggested, item, numbered, on, payable, pays, run,
};
use jiff::civil::date;
use kontor::matching::{Category, Decision, EntryFacts, OpenItemFacts};

fn says(decision: &Decision, words: &str) -> bool {
    decision.explanation.iter().any(|said| said.de.contains(words))
}

fn credit(amount: i64) -> OpenItemFacts {
    OpenItemFacts { date: Some(date(2026, 8, 12)), ..item(2, "GS-9", -amount) }
}

/// What comes of money that goes back in these words, after AR-1 was paid.
fn back(items: &[OpenItemFacts], entry: EntryFacts) -> Decision {
    let paid = pays("AR-1", 119_000);
    run(items, &numbered(vec![paid, on(entry, date(2026, 8, 20))])).remove(1)
}

#[test]
fn a_refund_that_names_the_invoice_pays_out_the_credit_note() {
    let items = [item(1, "AR-1", 119_000), credit(119_000)];
    for text in ["Rückzahlung AR-1", "AR-1", "Rücküberweisung AR-1", "Retoure AR-1", "Refund AR-1"]
    {
        let decision = back(&items, pays(text, -119_000));
        is_suggested(&decision, &[(2, -119_000, 0)]);
        assert!(says(&decision, "GS-9 von Müller & Söhne GmbH"), "{text}: {decision:#?}");
        assert!(says(&decision, "kontor resolve E2 match E1"), "{text}: {decision:#?}");
    }
    // What a bank alone says or marks gives back the payment.
    for entry in [
        pays("Rücklastschrift AR-1", -119_000),
        EntryFacts { return_reason: Some("MS03".into()), ..pays("AR-1", -119_000) },
        EntryFacts { transaction_code: Some("NDDT+109".into()), ..pays("AR-1", -119_000) },
    ] {
        let decision = back(&items, entry);
        is_matched(&decision, &[(1, -119_000, 0)]);
        assert_eq!(decision.category, Some(Category::Return));
    }
    // Without a credit note it may be a payment that came back.
    is_matched(&back(&items[..1], pays("Rücküberweisung AR-1", -119_000)), &[(1, -119_000, 0)]);
    is_suggested(&back(&items[..1], pays("Rückzahlung AR-1", -119_000)), &[(1, -119_000, 0)]);
    // Somebody else's account proves nothing of this contact's credit.
    let other = from(pays("Rückzahlung AR-1", -119_000), "Unbekannt GmbH", STRANGER);
    is_suggested(&back(&items, other), &[(1, -119_000, 0)]);
}

#[test]
fn a_vendor_who_pays_back_settles_his_credit_note() {
    let items = [payable(item(1, "AR-1", 119_000)), payable(credit(119_000))];
    let paid = pays("AR-1", -119_000);
    let back = on(pays("Rückzahlung AR-1", 119_000), date(2026, 8, 20));
    is_suggested(&run(&items, &numbered(vec![paid, back]))[1], &[(2, -119_000, 0)]);
}

/// That the credit note is of the invoice named, the books know.
#[test]
fn the_credit_note_of_the_invoice_named_is_paid_out_without_asking() {
    let of_it = OpenItemFacts { credits: vec![1], ..credit(119_000) };
    let items = [item(1, "AR-1", 119_000), of_it.clone()];
    is_matched(&back(&items, pays("Rückzahlung AR-1", -119_000)), &[(2, -119_000, 0)]);
    // Said in a word of the bank's, it is asked about.
    is_suggested(&back(&items, pays("Rücküberweisung AR-1", -119_000)), &[(2, -119_000, 0)]);
    // Of two, a person chooses.
    let two = [items[0].clone(), of_it.clone(), OpenItemFacts { id: 3, ..of_it.clone() }];
    let decision = back(&two, pays("Rückzahlung AR-1", -119_000));
    assert!(says(&decision, "Zur Wahl"), "{decision:#?}");
    // The invoice is open still: they are rather set off.
    let refund = on(pays("Rückzahlung AR-1", -119_000), date(2026, 8, 20));
    is_suggested(&run(&items, &numbered(vec![refund]))[0], &[(2, -119_000, 0)]);
}

#[test]
fn a_credit_note_over_another_amount_lets_no_payment_come_back_unasked() {
    let items = [item(1, "AR-1", 119_000), credit(50_000)];
    let decision = back(&items, pays("Rücküberweisung AR-1", -119_000));
    is_suggested(&decision, &[(1, -119_000, 0)]);
    assert!(says(&decision, "kontor resolve E2 match GS-9"), "{decision:#?}");
    // Two that sum to it are named together.
    let items = [
        item(1, "AR-1", 119_000),
        credit(50_000),
        OpenItemFacts { id: 3, document: "GS-10".into(), ..credit(69_000) },
    ];
    let decision = back(&items, pays("Rückzahlung AR-1", -119_000));
    assert!(says(&decision, "match GS-10 GS-9“"), "{decision:#?}");
    assert!(!says(&decision, "die Gutschrift fehlt"), "{decision:#?}");
}
