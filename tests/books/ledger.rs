//! The posting rules, entry by entry as an accountant would write them, and the chain that seals
//! them.

use jiff::civil::{Date, date};
use kontor::domain::invoice::{Totals, VatBreakdown};
use kontor::domain::money::Currency;
use kontor::domain::{Invoice, JournalEntry, JournalLine, Party, Side, VatId};
use kontor::ledger::{
    Bookkeeping, ChainCheck, Chart, Counter, Fault, Hash, NotPosted, Payment, Personal, Rate,
    Reduction, Role, Settlement, StoredEntryFacts, Treatment, VatRegime, VatShare,
    post_invoice_issued, post_invoice_received, post_opening, post_payment, post_reversal,
    post_simple, post_transfer, post_unexplained, seal, split_discount, vat_shares, verify_chain,
};
use rust_decimal::{Decimal, dec};

const DAY: Date = date(2026, 8, 1);

fn vat(category: &str, rate: Decimal, base: Decimal, amount: Decimal) -> VatBreakdown {
    VatBreakdown {
        category: Some(category.into()),
        rate: Some(rate),
        base: Some(base),
        amount: Some(amount),
        ..VatBreakdown::default()
    }
}

fn invoice(vat: Vec<VatBreakdown>, payable: Decimal) -> Invoice {
    Invoice {
        number: Some("4711".into()),
        type_code: Some("380".into()),
        issue_date: Some(DAY.into()),
        currency: Some(Currency::EUR),
        seller: Party {
            name: Some("Stahl AG".into()),
            country: Some("DE".into()),
            ..Party::default()
        },
        buyer: Party {
            name: Some("Kunde KG".into()),
            country: Some("DE".into()),
            ..Party::default()
        },
        vat,
        totals: Totals { payable: Some(payable), ..Totals::default() },
        ..Invoice::default()
    }
}

fn mixed() -> Invoice {
    invoice(
        vec![vat("S", dec!(19), dec!(100), dec!(19)), vat("S", dec!(7), dec!(50), dec!(3.50))],
        dec!(172.50),
    )
}

/// `1576 S 19.00 VSt19` for each line, in order.
fn lines(entry: &JournalEntry) -> Vec<String> {
    let line = |line: &JournalLine| {
        let (side, amount) =
            if line.debit.is_zero() { ("H", line.credit) } else { ("S", line.debit) };
        let code = line.vat_code.as_deref().map(|code| format!(" {code}")).unwrap_or_default();
        format!("{} {side} {}{code}", line.account, Currency::EUR.pad(amount))
    };
    entry.lines().iter().map(line).collect()
}

#[test]
fn an_invoice_received_in_both_charts() -> Result<(), NotPosted> {
    let entry = post_invoice_received(Chart::SKR03, &mixed(), "70001", None)?;
    assert_eq!(
        lines(&entry),
        [
            "3400 S 100.00 VSt19",
            "1576 S 19.00 VSt19",
            "3300 S 50.00 VSt7",
            "1571 S 3.50 VSt7",
            "70001 H 172.50"
        ]
    );
    assert_eq!((entry.date(), entry.text()), (DAY, "Rechnung 4711 Stahl AG"));
    let entry = post_invoice_received(Chart::SKR04, &mixed(), "70001", Some("6815"))?;
    assert_eq!(
        lines(&entry),
        [
            "6815 S 100.00 VSt19",
            "1406 S 19.00 VSt19",
            "6815 S 50.00 VSt7",
            "1401 S 3.50 VSt7",
            "70001 H 172.50"
        ]
    );
    Ok(())
}

#[test]
fn an_invoice_issued_mirrors_it() -> Result<(), NotPosted> {
    let entry = post_invoice_issued(Chart::SKR03, &mixed(), "10001", None)?;
    assert_eq!(
        lines(&entry),
        [
            "8400 H 100.00 USt19",
            "1776 H 19.00 USt19",
            "8300 H 50.00 USt7",
            "1771 H 3.50 USt7",
            "10001 S 172.50"
        ]
    );
    assert_eq!(entry.text(), "Rechnung 4711 Kunde KG");
    Ok(())
}

#[test]
fn a_credit_note_runs_the_other_way() -> Result<(), NotPosted> {
    let credit = Invoice {
        type_code: Some("381".into()),
        ..invoice(vec![vat("S", dec!(19), dec!(10), dec!(1.90))], dec!(11.90))
    };
    let entry = post_invoice_received(Chart::SKR04, &credit, "70001", None)?;
    assert_eq!(lines(&entry), ["5400 H 10.00 VSt19", "1406 H 1.90 VSt19", "70001 S 11.90"]);
    // An invoice with negative amounts says the same.
    let negative = invoice(vec![vat("S", dec!(19), dec!(-10), dec!(-1.90))], dec!(-11.90));
    assert_eq!(
        lines(&post_invoice_received(Chart::SKR04, &negative, "70001", None)?),
        lines(&entry)
    );
    let issued = post_invoice_issued(Chart::SKR04, &credit, "10001", None)?;
    assert_eq!(lines(&issued), ["4400 S 10.00 USt19", "3806 S 1.90 USt19", "10001 H 11.90"]);
    Ok(())
}

#[test]
fn rounding_and_prepayment_enter_the_payable_amount() -> Result<(), NotPosted> {
    let mut bill = invoice(vec![vat("S", dec!(19), dec!(100), dec!(19))], dec!(69.02));
    bill.totals.prepaid = Some(dec!(50));
    bill.totals.rounding = Some(dec!(0.02));
    let entry = post_invoice_received(Chart::SKR03, &bill, "70001", None)?;
    assert_eq!(
        lines(&entry),
        [
            "3400 S 100.00 VSt19",
            "1576 S 19.00 VSt19",
            "4900 S 0.02",
            "1510 H 50.00",
            "70001 H 69.02"
        ]
    );
    let entry = post_invoice_issued(Chart::SKR03, &bill, "10001", None)?;
    assert_eq!(
        lines(&entry),
        [
            "8400 H 100.00 USt19",
            "1776 H 19.00 USt19",
            "2700 H 0.02",
            "1710 S 50.00",
            "10001 S 69.02"
        ]
    );
    Ok(())
}

#[test]
fn acquisition_and_reverse_charge_owe_and_deduct() -> Result<(), NotPosted> {
    let acquired = invoice(vec![vat("K", dec!(0), dec!(200), dec!(0))], dec!(200));
    let entry = post_invoice_received(Chart::SKR03, &acquired, "70002", None)?;
    assert_eq!(
        lines(&entry),
        ["3425 S 200.00 IGE19", "1574 S 38.00 IGE19", "1774 H 38.00 IGE19", "70002 H 200.00"]
    );
    let reversed = invoice(vec![vat("AE", dec!(0), dec!(200), dec!(0))], dec!(200));
    let entry = post_invoice_received(Chart::SKR04, &reversed, "70002", None)?;
    assert_eq!(
        lines(&entry),
        ["5920 S 200.00 13bIN19", "1407 S 38.00 13bIN19", "3837 H 38.00 13bIN19", "70002 H 200.00"]
    );
    for (category, account) in
        [("K", "8125"), ("AE", "8337"), ("G", "8120"), ("E", "8100"), ("Z", "8290")]
    {
        let entry = post_invoice_issued(
            Chart::SKR03,
            &invoice(vec![vat(category, dec!(0), dec!(200), dec!(0))], dec!(200)),
            "10001",
            None,
        )?;
        assert_eq!(
            entry.lines().first().map(|line| line.account.as_str()),
            Some(account),
            "{category}"
        );
        assert_eq!(entry.lines().len(), 2);
    }
    Ok(())
}

#[test]
fn foreign_vat_is_part_of_the_price() -> Result<(), NotPosted> {
    let mut austrian = invoice(vec![vat("S", dec!(20), dec!(100), dec!(20))], dec!(120));
    austrian.seller.country = Some("AT".into());
    assert_eq!(
        lines(&post_invoice_received(Chart::SKR03, &austrian, "70003", None)?),
        ["3200 S 120.00", "70003 H 120.00"]
    );
    // Romania's rate was 19 % too, and is no German input VAT for that.
    let mut romanian = invoice(vec![vat("S", dec!(19), dec!(100), dec!(19))], dec!(119));
    romanian.seller.country = Some("RO".into());
    assert_eq!(
        lines(&post_invoice_received(Chart::SKR03, &romanian, "70003", None)?),
        ["3200 S 119.00", "70003 H 119.00"]
    );
    // Unless the seller is registered here.
    romanian.seller.vat_id = VatId::read("DE136695976");
    assert_eq!(post_invoice_received(Chart::SKR03, &romanian, "70003", None)?.lines().len(), 3);
    // A German rate without an account of its own (§ 24 UStG, other years): the VAT as charged, on
    // the general account.
    let mut farmer = invoice(vec![vat("S", dec!(7.8), dec!(100), dec!(7.8))], dec!(107.80));
    farmer.seller.country = Some("DE".into());
    assert_eq!(
        lines(&post_invoice_received(Chart::SKR03, &farmer, "70003", None)?),
        ["3200 S 100.00 VSt", "1570 S 7.80 VSt", "70003 H 107.80"]
    );
    Ok(())
}

#[test]
fn a_taxable_amount_a_cent_off_gives_way_to_totals_that_agree() -> Result<(), NotPosted> {
    let mut bill = invoice(vec![vat("S", dec!(19), dec!(100.01), dec!(19))], dec!(119));
    bill.totals.net = Some(dec!(100));
    (bill.totals.vat, bill.totals.gross) = (Some(dec!(19)), Some(dec!(119)));
    assert_eq!(
        lines(&post_invoice_received(Chart::SKR03, &bill, "70003", None)?),
        ["3400 S 100.00 VSt19", "1576 S 19.00 VSt19", "70003 H 119.00"]
    );
    // Without them, and by a whole euro, the sums differ.
    bill.totals.net = None;
    assert!(matches!(
        post_invoice_received(Chart::SKR03, &bill, "70003", None),
        Err(NotPosted::Sums { .. })
    ));
    let mut bill = invoice(vec![vat("S", dec!(19), dec!(101), dec!(19))], dec!(119));
    (bill.totals.net, bill.totals.vat, bill.totals.gross) =
        (Some(dec!(100)), Some(dec!(19)), Some(dec!(119)));
    assert!(matches!(
        post_invoice_received(Chart::SKR03, &bill, "70003", None),
        Err(NotPosted::Sums { .. })
    ));
    Ok(())
}

#[test]
fn without_a_breakdown_the_totals_speak() -> Result<(), NotPosted> {
    let mut bill = invoice(Vec::new(), dec!(119));
    bill.totals = Totals {
        net: Some(dec!(100)),
        gross: Some(dec!(119)),
        payable: Some(dec!(119)),
        ..Totals::default()
    };
    assert_eq!(
        lines(&post_invoice_received(Chart::SKR03, &bill, "70001", None)?),
        ["3400 S 100.00 VSt19", "1576 S 19.00 VSt19", "70001 H 119.00"]
    );
    bill.totals.net = Some(dec!(105));
    assert_eq!(
        post_invoice_received(Chart::SKR03, &bill, "70001", None),
        Err(NotPosted::Missing("BG-23"))
    );
    Ok(())
}

#[test]
fn what_does_not_add_up_is_not_posted() {
    let wrong = invoice(vec![vat("S", dec!(19), dec!(100), dec!(19))], dec!(120));
    let expected = NotPosted::Sums { what: "BT-115", expected: dec!(119), actual: dec!(120) };
    assert_eq!(post_invoice_received(Chart::SKR03, &wrong, "70001", None), Err(expected));
    let undated = Invoice { issue_date: None, ..mixed() };
    assert_eq!(
        post_invoice_received(Chart::SKR03, &undated, "70001", None),
        Err(NotPosted::Missing("BT-2"))
    );
    let empty = invoice(vec![vat("S", dec!(19), dec!(0), dec!(0))], dec!(0));
    assert_eq!(post_invoice_received(Chart::SKR03, &empty, "70001", None), Err(NotPosted::Nothing));
    let dollars = Invoice { currency: Currency::read("USD"), ..mixed() };
    assert!(matches!(
        post_invoice_received(Chart::SKR03, &dollars, "70001", None),
        Err(NotPosted::Currency(_))
    ));
    let huge = invoice(vec![vat("S", dec!(19), Decimal::MAX, Decimal::MAX)], Decimal::MAX);
    assert_eq!(post_invoice_received(Chart::SKR03, &huge, "70001", None), Err(NotPosted::TooLarge));
}

fn settles<'a>(
    side: Side,
    personal: &'a str,
    amount: Decimal,
    discount: Decimal,
    vat: &'a [VatShare],
) -> Settlement<'a> {
    Settlement {
        side,
        personal,
        amount,
        received: None,
        reductions: vec![(Reduction::CashDiscount, discount)],
        vat,
        asset: None,
        prepayment: false,
    }
}

fn pay<'a>(amount: Decimal, settlements: &'a [Settlement<'a>]) -> Payment<'a> {
    let counter = Counter::Bank("1200");
    Payment {
        date: DAY,
        text: "Zahlung",
        counter,
        amount,
        settlements,
        charge: dec!(0),
        charge_account: None,
        on_account: None,
        beside: &[],
    }
}

#[test]
fn a_payment_with_skonto_corrects_the_vat() -> Result<(), NotPosted> {
    let shares = vat_shares(
        Chart::SKR03,
        &invoice(vec![vat("S", dec!(19), dec!(1000), dec!(190))], dec!(1190)),
        Side::Receivable,
    )?;
    let settled = [settles(Side::Receivable, "10001", dec!(1166.20), dec!(23.80), &shares)];
    let entry = post_payment(Chart::SKR03, &pay(dec!(1166.20), &settled))?;
    assert_eq!(
        lines(&entry),
        ["1200 S 1166.20", "10001 H 1190.00", "8736 S 20.00 USt19", "1776 S 3.80 USt19"]
    );
    // A cent beside it is no Skonto, and corrects no VAT.
    let beside = [Settlement {
        reductions: vec![
            (Reduction::CashDiscount, dec!(23.80)),
            (Reduction::SmallDifference, dec!(0.01)),
        ],
        ..settles(Side::Receivable, "10001", dec!(1166.19), dec!(0), &shares)
    }];
    let entry = post_payment(Chart::SKR03, &pay(dec!(1166.19), &beside))?;
    assert_eq!(
        lines(&entry),
        [
            "1200 S 1166.19",
            "10001 H 1190.00",
            "8736 S 20.00 USt19",
            "1776 S 3.80 USt19",
            "4900 S 0.01"
        ]
    );
    let settled = [settles(Side::Payable, "70001", dec!(1166.20), dec!(23.80), &shares)];
    let entry = post_payment(
        Chart::SKR04,
        &Payment { counter: Counter::Bank("1800"), ..pay(dec!(-1166.20), &settled) },
    )?;
    assert_eq!(
        lines(&entry),
        ["1800 H 1166.20", "70001 S 1190.00", "5736 H 20.00 VSt19", "1406 H 3.80 VSt19"]
    );
    Ok(())
}

#[test]
fn skonto_on_a_fixed_asset_lowers_its_cost() -> Result<(), NotPosted> {
    let shares = vat_shares(
        Chart::SKR03,
        &invoice(vec![vat("S", dec!(19), dec!(1000), dec!(190))], dec!(1190)),
        Side::Payable,
    )?;
    let bought = Settlement {
        asset: Some("0210"),
        ..settles(Side::Payable, "70001", dec!(1166.20), dec!(23.80), &shares)
    };
    let entry = post_payment(Chart::SKR03, &pay(dec!(-1166.20), &[bought]))?;
    assert_eq!(
        lines(&entry),
        ["1200 H 1166.20", "70001 S 1190.00", "0210 H 20.00 VSt19", "1576 H 3.80 VSt19"]
    );
    assert!(
        Chart::SKR03.is_fixed_asset("0420")
            && !Chart::SKR03.is_fixed_asset("0800")
            && !Chart::SKR03.is_fixed_asset("10001")
    );
    assert!(Chart::SKR04.is_fixed_asset("0440") && !Chart::SKR04.is_fixed_asset("1200"));
    Ok(())
}

#[test]
fn skonto_over_two_rates_is_split_by_gross() -> Result<(), NotPosted> {
    // 2 % of 172.50 is 3.45; 119.00 and 53.50 of it are 2.38 and 1.07.
    let shares = vat_shares(Chart::SKR03, &mixed(), Side::Payable)?;
    let settled = [settles(Side::Payable, "70001", dec!(169.05), dec!(3.45), &shares)];
    let entry = post_payment(Chart::SKR03, &pay(dec!(-169.05), &settled))?;
    assert_eq!(
        lines(&entry),
        [
            "1200 H 169.05",
            "70001 S 172.50",
            "3736 H 2.00 VSt19",
            "1576 H 0.38 VSt19",
            "3731 H 1.00 VSt7",
            "1571 H 0.07 VSt7"
        ]
    );
    Ok(())
}

#[test]
fn skonto_on_an_acquisition_corrects_both_taxes() -> Result<(), NotPosted> {
    let shares = vat_shares(
        Chart::SKR03,
        &invoice(vec![vat("K", dec!(0), dec!(1000), dec!(0))], dec!(1000)),
        Side::Payable,
    )?;
    let settled = [settles(Side::Payable, "70002", dec!(980), dec!(20), &shares)];
    let entry = post_payment(Chart::SKR03, &pay(dec!(-980), &settled))?;
    assert_eq!(
        lines(&entry),
        [
            "1200 H 980.00",
            "70002 S 1000.00",
            "3748 H 20.00 IGE19",
            "1574 H 3.80 IGE19",
            "1774 S 3.80 IGE19"
        ]
    );
    Ok(())
}

fn owed_with_the_money() -> Result<(Bookkeeping, Vec<VatShare>), NotPosted> {
    let cash = Bookkeeping { vat: VatRegime::Cash, ..Chart::SKR03.into() };
    let billed = invoice(vec![vat("S", dec!(19), dec!(1000), dec!(190))], dec!(1190));
    Ok((cash, vat_shares(cash, &billed, Side::Receivable)?))
}

/// § 20 UStG: what never comes makes no VAT due, so that none is left waiting for it.
#[test]
fn a_small_difference_ends_the_vat_in_it_that_waits_for_the_money() -> Result<(), NotPosted> {
    let (cash, shares) = owed_with_the_money()?;
    let less = [Settlement {
        reductions: vec![(Reduction::SmallDifference, dec!(0.80))],
        ..settles(Side::Receivable, "10001", dec!(1189.20), dec!(0), &shares)
    }];
    let entry = post_payment(cash, &pay(dec!(1189.20), &less))?;
    let expected = [
        "1200 S 1189.20",
        "10001 H 190.67",
        "10001 H 999.33 USt19",
        "1766 S 189.87 USt19Ist",
        "1776 H 189.87 USt19",
        "4900 S 0.67",
        "1766 S 0.13 USt19Ist",
    ];
    assert_eq!(lines(&entry), expected);
    Ok(())
}

/// § 16 (6) UStG: VAT that is owed with money in another currency is owed of what that is when it
/// is received.
#[test]
fn vat_owed_with_the_money_goes_by_the_rate_of_the_payment() -> Result<(), NotPosted> {
    let (cash, shares) = owed_with_the_money()?;
    for (received, tax, rates) in [
        (dec!(545.42), "1776 H 87.08 USt19", "2150 H 7.92"),
        (dec!(623.33), "1776 H 99.52 USt19", "2660 S 4.52"),
    ] {
        let half = [Settlement {
            received: Some(received),
            ..settles(Side::Receivable, "10001", dec!(595), dec!(0), &shares)
        }];
        let difference = JournalLine::signed("2150", dec!(595) - received);
        let beside = [difference];
        let entry = post_payment(cash, &Payment { beside: &beside, ..pay(received, &half) })?;
        let booked = lines(&entry);
        for line in ["1766 S 95.00 USt19Ist", tax, rates] {
            assert!(booked.contains(&line.to_owned()), "{line}: {booked:?}");
        }
    }
    Ok(())
}

#[test]
fn a_cent_a_fee_and_a_credit_on_account() -> Result<(), NotPosted> {
    let cent = [Settlement {
        reductions: vec![(Reduction::SmallDifference, dec!(0.01))],
        ..settles(Side::Receivable, "10001", dec!(99.99), dec!(0), &[])
    }];
    assert_eq!(
        lines(&post_payment(Chart::SKR03, &pay(dec!(99.99), &cent))?),
        ["1200 S 99.99", "10001 H 100.00", "4900 S 0.01"]
    );
    let more = [Settlement {
        reductions: vec![(Reduction::SmallDifference, dec!(-0.01))],
        ..settles(Side::Receivable, "10001", dec!(100.01), dec!(0), &[])
    }];
    assert_eq!(
        lines(&post_payment(Chart::SKR03, &pay(dec!(100.01), &more))?),
        ["1200 S 100.01", "10001 H 100.00", "2700 H 0.01"]
    );
    // A returned debit: the item is open again, the bank takes three euro more.
    let back = [settles(Side::Receivable, "10001", dec!(-100), dec!(0), &[])];
    let returned =
        Payment { charge: dec!(-3), charge_account: Some("4970"), ..pay(dec!(-103), &back) };
    assert_eq!(
        lines(&post_payment(Chart::SKR03, &returned)?),
        ["1200 H 103.00", "10001 S 100.00", "4970 S 3.00"]
    );
    let over = [settles(Side::Receivable, "10001", dec!(100), dec!(0), &[])];
    let credit = Payment { on_account: Some(("10001", dec!(10))), ..pay(dec!(110), &over) };
    assert_eq!(
        lines(&post_payment(Chart::SKR03, &credit)?),
        ["1200 S 110.00", "10001 H 100.00", "10001 H 10.00"]
    );
    // Skonto of an item whose VAT nobody knows.
    let unknown = [settles(Side::Receivable, "10001", dec!(98), dec!(2), &[])];
    assert_eq!(
        lines(&post_payment(Chart::SKR03, &pay(dec!(98), &unknown))?),
        ["1200 S 98.00", "10001 H 100.00", "8730 S 2.00"]
    );
    // What does not sum is refused.
    assert!(matches!(post_payment(Chart::SKR03, &pay(dec!(110), &over)), Err(NotPosted::Entry(_))));
    Ok(())
}

#[test]
fn from_unexplained_to_explained() -> Result<(), NotPosted> {
    let first = post_unexplained(Chart::SKR03, DAY, "?", "1210", dec!(-119))?;
    assert_eq!(lines(&first), ["1210 H 119.00", "1590 S 119.00"]);
    let settled = [settles(Side::Payable, "70001", dec!(119), dec!(0), &[])];
    let late = post_payment(
        Chart::SKR03,
        &Payment { counter: Counter::Unexplained, ..pay(dec!(-119), &settled) },
    )?;
    assert_eq!(lines(&late), ["1590 H 119.00", "70001 S 119.00"]);
    let undone = post_reversal(&late, date(2026, 9, 1), "Storno");
    assert_eq!(
        lines(&undone),
        ["1590 H -119.00", "70001 S -119.00"],
        "on the same sides, so that no turnover grows"
    );
    assert_eq!(undone.date(), date(2026, 9, 1));
    Ok(())
}

#[test]
fn fees_transfers_and_openings() -> Result<(), NotPosted> {
    let fee =
        post_simple(Chart::SKR03, DAY, "Entgelt", Counter::Bank("1200"), "4970", dec!(-9.90))?;
    assert_eq!(lines(&fee), ["1200 H 9.90", "4970 S 9.90"]);
    let out = post_transfer(Chart::SKR04, DAY, "Übertrag", Counter::Bank("1800"), dec!(-500))?;
    let into = post_transfer(Chart::SKR04, DAY, "Übertrag", Counter::Bank("1810"), dec!(500))?;
    assert_eq!(
        (lines(&out), lines(&into)),
        (
            vec!["1800 H 500.00".into(), "1460 S 500.00".into()],
            vec!["1810 S 500.00".into(), "1460 H 500.00".into()]
        )
    );
    let open = |side, personal, amount| {
        post_opening(Chart::SKR03, DAY, "Eröffnung", side, personal, amount)
    };
    assert_eq!(
        lines(&open(Side::Receivable, "10001", dec!(100))?),
        ["10001 S 100.00", "9008 H 100.00"]
    );
    assert_eq!(
        lines(&open(Side::Receivable, "10001", dec!(-100))?),
        ["10001 H 100.00", "9008 S 100.00"]
    );
    assert_eq!(
        lines(&open(Side::Payable, "70001", dec!(100))?),
        ["70001 H 100.00", "9009 S 100.00"]
    );
    assert_eq!(open(Side::Payable, "70001", dec!(0)), Err(NotPosted::Nothing));
    Ok(())
}

#[test]
fn the_charts_are_whole() {
    for chart in [Chart::SKR03, Chart::SKR04] {
        assert!(chart.accounts().count() > 1000);
        for account in chart.accounts() {
            assert!(
                account.number.len() == 4 && account.number.bytes().all(|b| b.is_ascii_digit()),
                "{account:?}"
            );
            assert!(!account.name.is_empty() && !account.certainty.is_empty(), "{account:?}");
            assert_eq!(chart.account(account.number), Some(account));
        }
        let roles: Vec<_> = chart.roles().collect();
        for (role, number) in &roles {
            assert!(chart.account(number).is_some(), "{role:?} {number} is no account");
            assert_eq!(
                roles.iter().filter(|other| other.1 == *number).count(),
                1,
                "{role:?} twice"
            );
            assert_eq!(roles.iter().filter(|other| other.0 == *role).count(), 1, "{role:?} twice");
        }
        let banks: std::collections::BTreeSet<String> =
            (0..60).filter_map(|index| chart.bank(index)).collect();
        assert_eq!(banks.len(), 60);
        assert_eq!(chart.bank(60), None);
        assert_eq!(
            roles
                .iter()
                .filter(|(role, number)| *role != Role::Bank && banks.contains(*number))
                .count(),
            0
        );
        assert_eq!(Chart::read(chart.as_str()), Some(chart));
    }
    assert_eq!(
        (Chart::SKR03.bank(1), Chart::SKR04.bank(1)),
        (Some("1210".into()), Some("1810".into()))
    );
    assert_eq!((Chart::SKR04.name("1810"), Chart::SKR04.name("1861")), (Some("Bank 1"), None));
    assert_eq!(
        (Chart::SKR04.name("1801"), Chart::SKR03.name("4650")),
        (Some("Bank"), Some("Bewirtungskosten"))
    );
    let rate =
        |chart: Chart, number| chart.account(number).and_then(|account| account.automatic_rate());
    assert_eq!(
        (rate(Chart::SKR03, "8400"), rate(Chart::SKR04, "4300"), rate(Chart::SKR03, "3400")),
        (Some(19), Some(7), Some(19))
    );
    assert_eq!(
        (rate(Chart::SKR03, "8125"), rate(Chart::SKR03, "4210"), rate(Chart::SKR04, "1200")),
        (Some(0), None, None)
    );
    assert_eq!((Chart::read("skr 04"), Chart::read("SKR49")), (Some(Chart::SKR04), None));
    let of = |number| Personal::of(number);
    assert_eq!(
        (of("10000"), of("69999"), of("70000"), of("99999"), of("1400"), of("09999")),
        (
            Some(Personal::Customer),
            Some(Personal::Customer),
            Some(Personal::Vendor),
            Some(Personal::Vendor),
            None,
            None
        )
    );
    for treatment in Treatment::all() {
        assert_eq!(Treatment::read(treatment.as_str()), Some(treatment));
    }
    assert_eq!(Rate::of(dec!(19.00)), Some(Rate::Full));
}

fn journal() -> Vec<(u64, String, Vec<JournalLine>)> {
    let lines = |amount: Decimal| {
        vec![
            JournalLine::signed("1200", amount),
            JournalLine::signed("8400", -amount).taxed("USt19"),
        ]
    };
    (1..=5)
        .map(|number| (number, format!("Buchung {number}"), lines(Decimal::from(number * 100))))
        .collect()
}

fn facts(entry: &(u64, String, Vec<JournalLine>)) -> StoredEntryFacts<'_> {
    StoredEntryFacts {
        company: "demo",
        number: entry.0,
        date: DAY,
        origin: None,
        document: "doc",
        text: &entry.1,
        lines: &entry.2,
    }
}

fn seals(journal: &[(u64, String, Vec<JournalLine>)]) -> Vec<Hash> {
    let mut last = Hash::START;
    journal
        .iter()
        .map(|entry| {
            last = seal(&last, &facts(entry));
            last
        })
        .collect()
}

#[test]
fn a_journal_that_nobody_touched_holds() {
    let journal = journal();
    let seals = seals(&journal);
    let check = verify_chain(journal.iter().map(facts).zip(seals.iter().copied()));
    assert_eq!(check.ok(), seals.last().copied());
    assert_eq!(Hash::read(&seals[0].to_string()), Some(seals[0]));
    assert_eq!((Hash::read("00"), Hash::read(&"g".repeat(64))), (None, None));
}

#[test]
fn every_change_names_the_first_broken_entry() {
    let sound = journal();
    let stored = seals(&sound);
    let broken = |journal: &[(u64, String, Vec<JournalLine>)], stored: &[Hash]| {
        verify_chain(journal.iter().map(facts).zip(stored.iter().copied()))
            .err()
            .map(|broken| broken.number)
    };
    let mut changed = sound.clone();
    changed[2].1.push('!');
    assert_eq!(broken(&changed, &stored), Some(3));
    let mut changed = sound.clone();
    changed[1].2[0].debit += dec!(0.01);
    assert_eq!(broken(&changed, &stored), Some(2));
    let mut changed = sound.clone();
    changed[3].2[1].vat_code = None;
    assert_eq!(broken(&changed, &stored), Some(4));
    // Taken out, with its seal.
    let (mut shorter, mut left) = (sound.clone(), stored.clone());
    shorter.remove(1);
    left.remove(1);
    assert_eq!(broken(&shorter, &left), Some(3));
    // Rewritten and sealed again: the next entry shows it.
    let mut changed = sound.clone();
    changed[2].1 = "anders".into();
    let mut resealed = stored.clone();
    resealed[2] = seal(&stored[1], &facts(&changed[2]));
    assert_eq!(broken(&changed, &resealed), Some(4));
    // Another company's entry in between.
    let mut check = ChainCheck::new();
    assert!(check.step(&facts(&sound[0]), &stored[0]).is_ok());
    let foreign = StoredEntryFacts { company: "other", ..facts(&sound[1]) };
    assert_eq!(
        check.step(&foreign, &stored[1]).err().map(|broken| broken.fault),
        Some(Fault::Company)
    );
}

#[test]
fn fields_cannot_flow_into_each_other_and_zeros_do_not_count() {
    let base = facts_of("ab", "c", dec!(1.50));
    assert_ne!(base, facts_of("a", "bc", dec!(1.50)));
    assert_eq!(base, facts_of("ab", "c", dec!(1.5)));
}

fn facts_of(document: &str, text: &str, amount: Decimal) -> Hash {
    let lines = [JournalLine::signed("1200", amount), JournalLine::signed("8400", -amount)];
    seal(
        &Hash::START,
        &StoredEntryFacts {
            company: "demo",
            number: 1,
            date: DAY,
            origin: None,
            document,
            text,
            lines: &lines,
        },
    )
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    fn shares() -> impl Strategy<Value = Vec<VatShare>> {
        let one = (0..Treatment::all().count(), 1..1_000_000i64).prop_map(|(treatment, cents)| {
            let gross = Decimal::new(cents, 2);
            VatShare {
                treatment: Treatment::all().nth(treatment).unwrap(),
                gross,
                net: gross,
                under: None,
            }
        });
        prop::collection::vec(one, 1..6)
    }

    proptest! {
        #[test]
        fn a_split_discount_sums_and_is_near_its_share((shares, cents) in (shares(), -100_000..100_000i64)) {
            let discount = Decimal::new(cents, 2);
            let parts = split_discount(discount, &shares);
            prop_assert_eq!(parts.len(), shares.len());
            prop_assert_eq!(parts.iter().sum::<Decimal>(), discount);
            let whole: Decimal = shares.iter().map(|share| share.gross).sum();
            for (part, share) in parts.iter().zip(&shares) {
                prop_assert!((part - discount * share.gross / whole).abs() < dec!(0.01) + dec!(0.0000001));
                prop_assert_eq!(part.round_dp(2), *part);
            }
        }

        #[test]
        fn every_payment_balances((shares, cash, off, payable) in (shares(), 1..10_000_000i64, 0..10_000i64, any::<bool>())) {
            let (amount, discount) = (Decimal::new(cash, 2), Decimal::new(off, 2));
            let (side, personal, sign) = if payable { (Side::Payable, "70001", dec!(-1)) } else { (Side::Receivable, "10001", dec!(1)) };
            let settled = [settles(side, personal, amount, discount, &shares)];
            let entry = post_payment(Chart::SKR03, &pay(amount * sign, &settled));
            let entry = entry.map_err(|fault| TestCaseError::fail(fault.to_string()))?;
            let on_personal: Decimal = entry.lines().iter().filter(|line| line.account == personal).map(JournalLine::amount).sum();
            prop_assert_eq!(on_personal, -(amount + discount) * sign);
            prop_assert!(entry.lines().iter().all(|line| line.amount().round_dp(2) == line.amount()));
        }

        #[test]
        fn every_invoice_balances(rows in prop::collection::vec((0..3usize, -1_000_000..1_000_000i64), 1..5), credit in any::<bool>()) {
            let vats: Vec<VatBreakdown> = rows.iter().map(|(kind, cents)| {
                let base = Decimal::new(*cents, 2);
                let (category, rate) = [("S", dec!(19)), ("S", dec!(7)), ("AE", dec!(0))][*kind];
                vat(category, rate, base, (base * rate / dec!(100)).round_dp(2))
            }).collect();
            let payable: Decimal = vats.iter().filter_map(|vat| Some(vat.base? + vat.amount?)).sum();
            let bill = Invoice { type_code: Some(if credit { "381" } else { "380" }.into()), ..invoice(vats, payable) };
            match post_invoice_received(Chart::SKR04, &bill, "70001", None) {
                Ok(entry) => {
                    let owed: Decimal = entry.lines().iter().filter(|line| line.account == "70001").map(JournalLine::amount).sum();
                    // A credit note reduces what is owed, also one whose sign says credit a second
                    // time.
                    prop_assert_eq!(owed, if credit { payable.abs() } else { -payable });
                }
                Err(fault) => prop_assert_eq!(fault, NotPosted::Nothing),
            }
        }
    }
}

mod regimes {
    use super::*;
    use kontor::ledger::{
        Bookkeeping, Deducted, Seat, Stage, VatRegime, on_account_lines, post_final_invoice,
        post_prepayment,
    };

    fn books(vat: VatRegime, input_percent: Decimal) -> Bookkeeping {
        Bookkeeping { vat, input_percent, ..Bookkeeping::from(Chart::SKR03) }
    }

    fn from(country: &str, vat_id: Option<&str>) -> Party {
        Party {
            name: Some("Fremd".into()),
            country: Some(country.into()),
            vat_id: vat_id.and_then(VatId::read),
            ..Party::default()
        }
    }

    #[test]
    fn output_vat_waits_for_its_payment() -> Result<(), NotPosted> {
        let cash = books(VatRegime::Cash, dec!(100));
        let bill = invoice(vec![vat("S", dec!(19), dec!(1000), dec!(190))], dec!(1190));
        let issued = post_invoice_issued(cash, &bill, "10001", None)?;
        assert_eq!(
            lines(&issued),
            ["8400 H 1000.00 USt19Ist", "1766 H 190.00 USt19Ist", "10001 S 1190.00"]
        );
        assert_eq!(
            lines(&post_invoice_received(cash, &bill, "70001", None)?)[1],
            "1576 S 190.00 VSt19",
            "input VAT does not wait"
        );
        let shares = vat_shares(cash, &bill, Side::Receivable)?;
        let half = [settles(Side::Receivable, "10001", dec!(595), dec!(0), &shares)];
        let due = [
            "10001 H 95.00",
            "10001 H 500.00 USt19",
            "1766 S 95.00 USt19Ist",
            "1776 H 95.00 USt19",
        ];
        assert_eq!(lines(&post_payment(cash, &pay(dec!(595), &half))?)[1..], due);
        // With Skonto, what is not paid was never owed.
        let skonto = [settles(Side::Receivable, "10001", dec!(1166.20), dec!(23.80), &shares)];
        let entry = post_payment(cash, &pay(dec!(1166.20), &skonto))?;
        let on = |account: &str| {
            entry
                .lines()
                .iter()
                .filter(|line| line.account == account)
                .map(JournalLine::amount)
                .sum::<Decimal>()
        };
        assert_eq!(
            (on("1766"), on("1776"), on("8736"), on("10001")),
            (dec!(190), dec!(-186.20), dec!(20), dec!(-1190))
        );
        // A payment that the bank takes back takes the VAT back.
        let back = [settles(Side::Receivable, "10001", dec!(-595), dec!(0), &shares)];
        assert_eq!(lines(&post_payment(cash, &pay(dec!(-595), &back))?)[4], "1776 S 95.00 USt19");
        Ok(())
    }

    #[test]
    fn the_final_invoice_of_a_cash_filer_leaves_the_rest_waiting() -> Result<(), NotPosted> {
        let cash = books(VatRegime::Cash, dec!(100));
        let mut last = invoice(vec![vat("S", dec!(19), dec!(3000), dec!(570))], dec!(2380));
        last.totals.prepaid = Some(dec!(1190));
        let part = VatShare {
            treatment: Treatment::Taxed(Rate::Full),
            gross: dec!(1190),
            net: dec!(1000),
            under: None,
        };
        let deducted = [Deducted {
            vat: vec![part.clone()],
            stage: Stage::Paid,
            unpaid: None,
            payments: Vec::new(),
            part_of: None,
        }];
        let entry = post_final_invoice(cash, &last, Side::Receivable, "10001", None, &deducted)?;
        let on = |account: &str| {
            entry
                .lines()
                .iter()
                .filter(|line| line.account == account)
                .map(JournalLine::amount)
                .sum::<Decimal>()
        };
        assert_eq!((on("1766"), on("1776"), on("1718")), (dec!(-380), dec!(0), dec!(1000)));
        assert!(
            post_prepayment(Chart::SKR03, &last, Side::Receivable, "10001", dec!(1190)).is_ok()
        );
        let shares = [part];
        let paid = [kontor::ledger::Settlement {
            prepayment: true,
            ..settles(Side::Receivable, "10001", dec!(1190), dec!(0), &shares)
        }];
        let entry = post_payment(cash, &pay(dec!(1190), &paid))?;
        assert!(lines(&entry).contains(&"1776 H 190.00 USt19".to_owned()), "{:?}", lines(&entry));
        Ok(())
    }

    /// § 13b (4) sentence 2 UStG: with the money, where that comes before the supply; the final
    /// invoice takes it off.
    #[test]
    fn what_a_recipient_owes_on_a_prepayment_it_owes_with_the_money() -> Result<(), NotPosted> {
        let chart = Chart::SKR03;
        let part = VatShare {
            treatment: Treatment::ReverseCharge(Seat::Germany, Rate::Full),
            gross: dec!(1000),
            net: dec!(1000),
            under: None,
        };
        let shares = [part.clone()];
        let paid = [kontor::ledger::Settlement {
            prepayment: true,
            ..settles(Side::Payable, "70001", dec!(1000), dec!(0), &shares)
        }];
        let entry = post_payment(chart, &pay(dec!(-1000), &paid))?;
        let owed = ["1510 S 1000.00 13bIN19", "1577 S 190.00 13bIN19", "1787 H 190.00 13bIN19"];
        assert!(
            owed.iter().all(|line| lines(&entry).contains(&(*line).to_owned())),
            "{:?}",
            lines(&entry)
        );
        let mut last = invoice(vec![vat("AE", dec!(0), dec!(3000), dec!(0))], dec!(2000));
        last.seller = from("DE", Some("DE136695976"));
        last.totals.prepaid = Some(dec!(1000));
        let deducted = [Deducted {
            vat: vec![part],
            stage: Stage::Paid,
            unpaid: None,
            payments: vec![(dec!(1000), entry)],
            part_of: None,
        }];
        let entry = post_final_invoice(chart, &last, Side::Payable, "70001", None, &deducted)?;
        let on = |account: &str| {
            entry
                .lines()
                .iter()
                .filter(|line| line.account == account)
                .map(JournalLine::amount)
                .sum::<Decimal>()
        };
        assert_eq!(
            (on("3120"), on("1510"), on("1577"), on("1787")),
            (dec!(3000), dec!(-1000), dec!(380), dec!(-380))
        );
        Ok(())
    }

    #[test]
    fn a_small_business_neither_deducts_nor_owes() -> Result<(), NotPosted> {
        let small = books(VatRegime::SmallBusiness, dec!(0));
        let bill = invoice(vec![vat("S", dec!(19), dec!(100), dec!(19))], dec!(119));
        assert_eq!(
            lines(&post_invoice_received(small, &bill, "70001", None)?),
            ["3200 S 119.00", "70001 H 119.00"]
        );
        for category in ["E", "Z", "O", "K", "G", "AE"] {
            let entry = post_invoice_issued(
                small,
                &invoice(vec![vat(category, dec!(0), dec!(100), dec!(0))], dec!(100)),
                "10001",
                None,
            )?;
            assert_eq!(lines(&entry), ["8195 H 100.00 KU", "10001 S 100.00"], "{category}");
        }
        // VAT shown is owed for that alone.
        let entry = post_invoice_issued(small, &bill, "10001", None)?;
        assert_eq!(lines(&entry), ["8195 H 100.00 14c", "1783 H 19.00 14c", "10001 S 119.00"]);
        // As a recipient it owes VAT all the same, and bears it.
        let mut foreign = invoice(vec![vat("AE", dec!(0), dec!(100), dec!(0))], dec!(100));
        foreign.seller = from("IE", Some("IE6388047V"));
        let entry = post_invoice_received(small, &foreign, "70001", None)?;
        assert_eq!(
            lines(&entry),
            ["3143 S 100.00 13bEU19", "3143 S 19.00", "1787 H 19.00 13bEU19", "70001 H 100.00"]
        );
        let acquired = invoice(vec![vat("K", dec!(0), dec!(100), dec!(0))], dec!(100));
        let entry = post_invoice_received(small, &acquired, "70001", None)?;
        assert_eq!(
            lines(&entry),
            ["3435 S 100.00 IGE19", "3435 S 19.00", "1779 H 19.00 IGE19", "70001 H 100.00"]
        );
        Ok(())
    }

    #[test]
    fn a_part_of_input_vat_is_deducted() -> Result<(), NotPosted> {
        let part = books(VatRegime::Accrual, dec!(40));
        let bill = invoice(vec![vat("S", dec!(19), dec!(1000), dec!(190))], dec!(1190));
        let entry = post_invoice_received(part, &bill, "70001", None)?;
        assert_eq!(
            lines(&entry),
            ["3200 S 1114.00 VSt19", "1576 S 76.00 VSt19", "70001 H 1190.00"]
        );
        let shares = vat_shares(part, &bill, Side::Payable)?;
        let settled = [settles(Side::Payable, "70001", dec!(1166.20), dec!(23.80), &shares)];
        let entry = post_payment(part, &pay(dec!(-1166.20), &settled))?;
        assert_eq!(
            lines(&entry),
            ["1200 H 1166.20", "70001 S 1190.00", "3730 H 22.28 VSt19", "1576 H 1.52 VSt19"]
        );
        let reversed = invoice(vec![vat("AE", dec!(0), dec!(100), dec!(0))], dec!(100));
        let entry = post_invoice_received(part, &reversed, "70001", None)?;
        let expected = [
            "3140 S 100.00 13bIN19",
            "3140 S 11.40",
            "1577 S 7.60 13bIN19",
            "1787 H 19.00 13bIN19",
            "70001 H 100.00",
        ];
        assert_eq!(lines(&entry), expected);
        let card = on_account_lines(
            part,
            "4530",
            dec!(-119),
            Some((Treatment::Taxed(Rate::Full), Side::Payable)),
        );
        assert_eq!(
            card.iter().map(JournalLine::amount).collect::<Vec<_>>(),
            [dec!(111.40), dec!(7.60)]
        );
        Ok(())
    }

    #[test]
    fn the_other_sides_seat_tells_the_treatment() -> Result<(), NotPosted> {
        let nil =
            |category: &str| invoice(vec![vat(category, dec!(0), dec!(100), dec!(0))], dec!(100));
        for (seller, skr03, skr04) in [
            (from("DE", None), "3120", "5920"),
            (from("FR", Some("FR40303265045")), "3123", "5923"),
            (from("IE", None), "3123", "5923"),
            (from("CH", None), "3125", "5925"),
            // Installed here by a firm of another state that is registered in Germany.
            (from("AT", Some("DE136695976")), "3125", "5925"),
            (Party::default(), "3125", "5925"),
        ] {
            let bill = Invoice { seller: seller.clone(), ..nil("AE") };
            assert_eq!(
                post_invoice_received(Chart::SKR03, &bill, "70001", None)?.lines()[0].account,
                skr03,
                "{seller:?}"
            );
            assert_eq!(
                post_invoice_received(Chart::SKR04, &bill, "70001", None)?.lines()[0].account,
                skr04,
                "{seller:?}"
            );
        }
        let french = from("FR", Some("FR40303265045"));
        for (category, buyer, account, code) in [
            ("AE", french.clone(), "8336", Some("EUL")),
            ("O", french, "8336", Some("EUL")),
            ("AE", from("DE", None), "8337", Some("13bL")),
            ("AE", from("CH", None), "8338", Some("DRL")),
            ("O", from("CH", None), "8338", Some("DRL")),
            ("O", from("DE", None), "8200", None),
            ("O", from("FR", None), "8200", None),
            ("Z", from("DE", None), "8290", Some("USt0")),
        ] {
            let bill = Invoice { buyer, ..nil(category) };
            let entry = post_invoice_issued(Chart::SKR03, &bill, "10001", None)?;
            assert_eq!(
                (entry.lines()[0].account.as_str(), entry.lines()[0].vat_code.as_deref()),
                (account, code),
                "{category}"
            );
        }
        // Books from abroad: the rate of the goods, where a rule names it.
        let reduced = Bookkeeping { owed_rate: Rate::Reduced, ..Bookkeeping::from(Chart::SKR03) };
        let entry = post_invoice_received(reduced, &nil("K"), "70001", None)?;
        assert_eq!(
            lines(&entry),
            ["3420 S 100.00 IGE7", "1572 S 7.00 IGE7", "1772 H 7.00 IGE7", "70001 H 100.00"]
        );
        assert_eq!(
            Treatment::read("AE"),
            Some(Treatment::ReverseCharge(Seat::Abroad, Rate::Full)),
            "as stored before seats were told apart"
        );
        Ok(())
    }
}
