//! What an invoice says, looked at once more: check digits of accounts and VAT numbers, and its
//! sums computed again.
//!
//! Only doubts are raised here; whether the invoice is valid is for the rules of EN 16931 to say,
//! which this repeats in part for the formats that have no rules of their own (ZUGFeRD 1.0, CSV,
//! PDF templates).

use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::invoice::{AllowanceCharge, VatBreakdown};
use crate::domain::money::round_commercially;
use crate::domain::{Currency, Finding, FindingKind, Iban, Invoice, Place};
use rust_decimal::{Decimal, dec};

/// The findings of this look.
pub static FINDINGS: &[&FindingKind] =
    &[&IBAN_CHECK_DIGIT, &VAT_ID_CHECK_DIGIT, &ARITHMETIC, &PAYABLE_ASIDE, &ACCOUNTING_AID];

/// An XML of a profile that is no invoice by itself.
pub static ACCOUNTING_AID: FindingKind = FindingKind {
    code: "accounting-aid",
    weight: Weight::Warning,
    de: "Das Profil {profile} ist eine Buchungshilfe ohne Positionen und für sich keine Rechnung \
        (§ 14 Abs. 4 UStG): Vorsteuer gibt es nur mit der Rechnung selbst. Bitte prüfen, ob sie \
        vorliegt.",
    en: "Profile {profile} is an accounting aid without lines, and no invoice by itself (§ 14 (4) \
        UStG): input VAT needs the invoice proper. Check that it is there.",
};

/// An IBAN whose check digits do not hold (ISO 13616).
pub static IBAN_CHECK_DIGIT: FindingKind = FindingKind {
    code: "iban-check-digit",
    weight: Weight::Warning,
    de: "Die IBAN {iban} auf der Rechnung ist falsch geschrieben: die Prüfziffer stimmt nicht. Vor \
        einer Zahlung bitte beim Absender nachfragen.",
    en: "The IBAN {iban} on the invoice is misspelt: its check digits do not hold. Ask the sender \
        before paying.",
};
/// A VAT id whose check digits do not hold.
pub static VAT_ID_CHECK_DIGIT: FindingKind = FindingKind {
    code: "vat-id-check-digit",
    weight: Weight::Warning,
    de: "Die USt-IdNr. {vat_id} auf der Rechnung ist falsch geschrieben: Länderkürzel oder \
        Prüfziffer stimmen nicht. Ohne gültige Nummer kann der Vorsteuerabzug in Frage stehen; \
        bitte klären.",
    en: "The VAT number {vat_id} on the invoice is misspelt: its country prefix or check digit \
        does not hold. Input tax may be at stake; settle it with the sender.",
};
/// Amounts that do not add up.
pub static ARITHMETIC: FindingKind = FindingKind {
    code: "arithmetic",
    weight: Weight::Warning,
    de: "Die Rechnung geht nicht auf: {term} ist mit {actual} angegeben, nachgerechnet sind es \
        {expected} ({sum}). Bitte vor der Zahlung mit dem Absender klären.",
    en: "The invoice does not add up: {term} is stated as {actual}, computed again it is \
        {expected} ({sum}). Settle it with the sender before paying.",
};

/// An amount to pay that grows or shrinks by what is neither supply nor tax: the rules of EN 16931
/// let any sum pass as rounding (BT-114) or as paid before (BT-113) with a minus.
pub static PAYABLE_ASIDE: FindingKind = FindingKind {
    code: "payable-aside",
    weight: Weight::Warning,
    de: "Der Zahlbetrag {payable} weicht vom Bruttobetrag {gross} ab, ohne dass etwas dafür \
        berechnet ist: {term} ist mit {actual} angegeben. Bitte vor der Zahlung mit dem Absender \
        klären.",
    en: "The amount to pay, {payable}, differs from the gross amount {gross} and nothing is \
        charged for it: {term} is stated as {actual}. Settle it with the sender before paying.",
};

/// What an amount to pay is rounded by at most: to whole euros, or to the smallest coin of other
/// currencies.
const ROUNDING: (Decimal, Decimal) = (Decimal::ONE, dec!(3));
/// How far VAT may be from base times rate: sums of rounded lines differ by cents (EN 16931,
/// BR-CO-17, as the official rules check it).
const VAT_TOLERANCE: Decimal = Decimal::ONE;
/// Of a small amount that would let pass any rate: what is off by more than each line may be rounded
/// by, and by more than this share, is at no rate that is stated.
const VAT_SHARE: Decimal = dec!(0.05);
/// What the amount of a line may be rounded by.
const LINE_ROUNDING: Decimal = dec!(0.02);

/// Looks at an invoice; what is not stated is not missed.
pub fn look(invoice: &Invoice) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(accounting_aid(invoice));
    check_digits(invoice, &mut findings);
    sums(invoice, &mut findings);
    findings
}

/// The Factur-X profiles without lines, which are no invoices (BMF of 15.10.2024, no. 2.1; § 14 (4)
/// UStG).
fn accounting_aid(invoice: &Invoice) -> Option<Finding> {
    let profile = invoice.profile.as_deref()?.to_ascii_lowercase();
    let name = [("minimum", "MINIMUM"), ("basicwl", "BASIC WL")]
        .into_iter()
        .find(|(ending, _)| profile.ends_with(ending))?
        .1;
    Some(ACCOUNTING_AID.found().with("profile", name))
}

fn check_digits(invoice: &Invoice, findings: &mut Vec<Finding>) {
    let accounts = invoice.payment.iban.iter().chain(&invoice.payment.other_ibans);
    // A domestic account number in the IBAN's place has no check digits to hold.
    for iban in accounts.filter(|iban| Iban::read(iban.as_str()).is_some() && !iban.is_valid()) {
        findings
            .push(IBAN_CHECK_DIGIT.found().with("iban", iban).at(Place::Path("BT-84".to_owned())));
    }
    for (party, term) in [(&invoice.seller, "BT-31"), (&invoice.buyer, "BT-48")] {
        if let Some(vat_id) = party.vat_id.as_ref().filter(|vat_id| !vat_id.is_valid()) {
            findings.push(
                VAT_ID_CHECK_DIGIT.found().with("vat_id", vat_id).at(Place::Path(term.to_owned())),
            );
        }
    }
}

/// Whether price by quantity makes each line's amount. Of XML that is not seen: a line may have
/// allowances of its own.
fn prices(invoice: &Invoice, check: &mut Check) {
    for line in invoice.lines.iter().filter(|_| invoice.format == "csv") {
        let (Some(quantity), Some(price), Some(net)) = (line.quantity, line.unit_price, line.net)
        else {
            continue;
        };
        let Some(computed) = quantity.checked_mul(price) else { continue };
        // A price is rounded to its last digit, at least to the cent.
        let digit = Decimal::new(5, price.normalize().scale().max(2) + 1);
        let rounding = (digit * quantity.abs()).max(LINE_ROUNDING);
        let with_vat = line.vat_rate.map(|rate| net.abs() * (Decimal::ONE + rate / dec!(100)));
        let fits = |amount: Decimal| (computed.abs() - amount.abs()).abs() <= rounding;
        if fits(net) || with_vat.is_some_and(fits) {
            continue;
        }
        let amounts = [Argument::from(quantity), Argument::from(price)];
        let how = Argument::row(&amounts, " × ");
        let how = match &line.id {
            Some(id) => Argument::row(
                &[Argument::from(["Position ", "line "]), Argument::text(id), ": ".into(), how],
                "",
            ),
            None => how,
        };
        let computed = round_commercially(computed, check.digits);
        check.differs(["BT-131 Netto der Position", "BT-131 net of the line"], net, computed, how);
    }
}

/// The sums of BG-22 (EN 16931, BR-CO-10 and BR-CO-13 to BR-CO-17).
fn sums(invoice: &Invoice, findings: &mut Vec<Finding>) {
    let totals = &invoice.totals;
    let mut check = Check {
        digits: invoice.currency.unwrap_or(Currency::EUR).digits(),
        lines: invoice.lines.len(),
        findings,
    };
    let profile = invoice.profile.as_deref().unwrap_or_default().to_ascii_lowercase();
    // EXTENDED allows rounding line by line, and XRechnung's sub-lines repeat the amounts of their
    // group.
    let extended = profile.contains("exten");
    let counting = invoice.lines.iter().filter(|line| line.kind.is_none());
    let lines =
        total(counting.map(|line| line.net)).filter(|_| !invoice.lines.is_empty() && !extended);
    check.equal(
        ["BT-106 Summe der Positionen", "BT-106 sum of lines"],
        totals.lines,
        lines,
        "Σ BT-131",
    );
    check.equal(
        ["BT-107 Abzüge", "BT-107 allowances"],
        totals.allowances,
        amounts(&invoice.allowances),
        "Σ BT-92",
    );
    check.equal(
        ["BT-108 Zuschläge", "BT-108 charges"],
        totals.charges,
        amounts(&invoice.charges),
        "Σ BT-99",
    );
    let net = sum(totals.lines, &[(-1, totals.allowances), (1, totals.charges)]);
    check.equal(["BT-109 Netto", "BT-109 net"], totals.net, net, "BT-106 − BT-107 + BT-108");
    check.equal(["BT-110 USt", "BT-110 VAT"], totals.vat, vat(&invoice.vat), "Σ BT-117");
    let gross = totals.vat.and_then(|vat| sum(totals.net, &[(1, Some(vat))]));
    check.equal(["BT-112 Brutto", "BT-112 gross"], totals.gross, gross, "BT-109 + BT-110");
    // The MINIMUM profile has no place for what was prepaid.
    let payable = sum(totals.gross, &[(-1, totals.prepaid), (1, totals.rounding)])
        .filter(|_| !profile.contains("minimum"));
    check.equal(
        ["BT-115 Zahlbetrag", "BT-115 payable"],
        totals.payable,
        payable,
        "BT-112 − BT-113 + BT-114",
    );
    for breakdown in &invoice.vat {
        check.tax(breakdown);
    }
    prices(invoice, &mut check);
    aside(invoice, findings);
}

/// What the amount to pay differs by from the gross amount though it is neither a rounding nor paid
/// before.
fn aside(invoice: &Invoice, findings: &mut Vec<Finding>) {
    let totals = &invoice.totals;
    let Some(gross) = totals.gross else { return };
    let most = if invoice.currency.is_none_or(|currency| currency == Currency::EUR) {
        ROUNDING.0
    } else {
        ROUNDING.1
    };
    let rounding = totals.rounding.filter(|rounding| rounding.abs() > most);
    // What is paid before has the sign of what is owed.
    let prepaid = totals.prepaid.filter(|prepaid| {
        !prepaid.is_zero() && prepaid.is_sign_negative() != gross.is_sign_negative()
    });
    let terms = [
        (["BT-114 Rundung", "BT-114 rounding"], rounding),
        (["BT-113 Schon bezahlt", "BT-113 prepaid"], prepaid),
    ];
    for (term, actual) in terms.into_iter().filter_map(|(term, actual)| Some((term, actual?))) {
        let [path, _] = term.map(|term| term.split(' ').next().unwrap_or_default().to_owned());
        let finding = PAYABLE_ASIDE.found().with_value("term", term).with_value("actual", actual);
        let finding = finding
            .with_value("gross", gross)
            .with_value("payable", totals.payable.unwrap_or(gross));
        findings.push(finding.at(Place::Path(path)));
    }
}

/// The sum of stated amounts; `None` when one of them is not stated or the sum is beyond a decimal.
fn total(mut amounts: impl Iterator<Item = Option<Decimal>>) -> Option<Decimal> {
    amounts.try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(amount?))
}

fn amounts(groups: &[AllowanceCharge]) -> Option<Decimal> {
    total(groups.iter().map(|group| group.amount)).filter(|_| !groups.is_empty())
}

fn vat(breakdowns: &[VatBreakdown]) -> Option<Decimal> {
    total(breakdowns.iter().map(|breakdown| breakdown.amount)).filter(|_| !breakdowns.is_empty())
}

/// A first amount and others with their signs; the others count as zero when they are not stated.
fn sum(first: Option<Decimal>, others: &[(i64, Option<Decimal>)]) -> Option<Decimal> {
    others.iter().try_fold(first?, |sum, (sign, amount)| {
        sum.checked_add(amount.unwrap_or_default().checked_mul(Decimal::from(*sign))?)
    })
}

struct Check<'a> {
    digits: u32,
    lines: usize,
    findings: &'a mut Vec<Finding>,
}

impl Check<'_> {
    fn equal(
        &mut self,
        term: [&'static str; 2],
        stated: Option<Decimal>,
        computed: Option<Decimal>,
        how: &str,
    ) {
        let (Some(stated), Some(computed)) = (stated, computed) else { return };
        let computed = round_commercially(computed, self.digits);
        if round_commercially(stated, self.digits) != computed {
            self.differs(term, stated, computed, Argument::Text(how.to_owned()));
        }
    }

    fn tax(&mut self, breakdown: &VatBreakdown) {
        let (Some(base), Some(rate), Some(stated)) =
            (breakdown.base, breakdown.rate, breakdown.amount)
        else {
            return;
        };
        let Some(computed) =
            base.checked_mul(rate).and_then(|product| product.checked_div(Decimal::ONE_HUNDRED))
        else {
            return;
        };
        let computed = round_commercially(computed, self.digits);
        let rounded = LINE_ROUNDING * Decimal::from(self.lines.max(1));
        let small = rounded.max(computed.abs() * VAT_SHARE);
        let far = stated.checked_sub(computed).map(|difference| difference.abs());
        let far = far.is_none_or(|far| far >= VAT_TOLERANCE || far > small);
        if far {
            self.differs(
                ["BT-117 USt", "BT-117 VAT"],
                stated,
                computed,
                Argument::row(&[Argument::from(base), Argument::percent(rate)], " × "),
            );
        }
    }

    fn differs(
        &mut self,
        term: [&'static str; 2],
        stated: Decimal,
        computed: Decimal,
        how: Argument,
    ) {
        let [path, _] = term.map(|term| term.split(' ').next().unwrap_or_default().to_owned());
        let finding = ARITHMETIC
            .found()
            .with_value("term", term)
            .with_value("actual", stated)
            .with_value("expected", computed)
            .with_value("sum", how);
        self.findings.push(finding.at(Place::Path(path)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::invoice::{InvoiceLine, Totals};
    use crate::domain::{Language, VatId};

    /// Two lines of 60 and 40, 5 off, 19 % on 95, 10 prepaid.
    fn invoice() -> Invoice {
        let line = |net| InvoiceLine { net: Some(net), ..InvoiceLine::default() };
        Invoice {
            currency: Some(Currency::EUR),
            lines: vec![line(dec!(60)), line(dec!(40.00))],
            allowances: vec![AllowanceCharge {
                amount: Some(dec!(5)),
                ..AllowanceCharge::default()
            }],
            vat: vec![VatBreakdown {
                base: Some(dec!(95)),
                rate: Some(dec!(19)),
                amount: Some(dec!(18.05)),
                ..VatBreakdown::default()
            }],
            totals: Totals {
                lines: Some(dec!(100)),
                allowances: Some(dec!(5)),
                net: Some(dec!(95)),
                vat: Some(dec!(18.05)),
                gross: Some(dec!(113.05)),
                prepaid: Some(dec!(10)),
                payable: Some(dec!(103.05)),
                ..Totals::default()
            },
            ..Invoice::default()
        }
    }

    fn places(invoice: &Invoice) -> Vec<String> {
        look(invoice)
            .iter()
            .map(|finding| {
                finding.say(Language::De).split(':').next().unwrap_or_default().to_owned()
            })
            .collect()
    }

    #[test]
    fn an_invoice_that_adds_up_raises_nothing() {
        assert_eq!(look(&invoice()), []);
        assert_eq!(look(&Invoice::default()), []);
    }

    #[test]
    fn each_sum_is_computed_again() {
        let changed = |change: fn(&mut Invoice)| {
            let mut invoice = invoice();
            change(&mut invoice);
            places(&invoice)
        };
        assert_eq!(changed(|it| it.lines[0].net = Some(dec!(61))), ["BT-106"]);
        assert_eq!(changed(|it| it.totals.net = Some(dec!(95.01))), ["BT-109", "BT-112"]);
        assert_eq!(changed(|it| it.totals.payable = Some(dec!(113.05))), ["BT-115"]);
        assert_eq!(changed(|it| it.vat[0].amount = Some(dec!(19.06))), ["BT-110", "BT-117"]);
        assert_eq!(changed(|it| it.vat[0].base = Some(dec!(97))), Vec::<String>::new());
        assert_eq!(changed(|it| it.lines.clear()), Vec::<String>::new());
    }

    #[test]
    fn vat_of_a_small_amount_is_at_its_rate() {
        let told = |base: Decimal, amount: Decimal, lines: usize| {
            let mut invoice = invoice();
            (invoice.totals, invoice.allowances) = (Totals::default(), Vec::new());
            invoice.lines = vec![InvoiceLine::default(); lines];
            (invoice.vat[0].base, invoice.vat[0].amount) = (Some(base), Some(amount));
            places(&invoice) == ["BT-117"]
        };
        assert!(told(dec!(100), dec!(9), 1) && told(dec!(4), dec!(0.28), 1));
        assert!(!told(dec!(33.33), dec!(6.34), 1) && !told(dec!(4), dec!(0.75), 1));
        // A hundred lines of ten cents, each rounded.
        assert!(!told(dec!(10), dec!(2.00), 100) && !told(dec!(1000), dec!(190.90), 2));
    }

    #[test]
    fn what_is_no_rounding_and_not_paid_before_is_told() {
        let stated = |rounding: Decimal, prepaid: Decimal, currency: Currency| {
            let mut invoice = invoice();
            invoice.currency = Some(currency);
            (invoice.totals.rounding, invoice.totals.prepaid) = (Some(rounding), Some(prepaid));
            invoice.totals.payable = Some(dec!(113.05) - prepaid + rounding);
            places(&invoice)
        };
        let forint = Currency::read("HUF").unwrap_or(Currency::EUR);
        assert_eq!(stated(dec!(-0.05), dec!(113.05), Currency::EUR), Vec::<String>::new());
        assert_eq!(stated(dec!(5000), dec!(0), Currency::EUR), ["BT-114"]);
        assert_eq!(stated(dec!(-20), dec!(0), Currency::EUR), ["BT-114"]);
        assert_eq!(stated(dec!(0), dec!(-5000), Currency::EUR), ["BT-113"]);
        assert_eq!(stated(dec!(2.5), dec!(0), forint), Vec::<String>::new());
        assert_eq!(stated(dec!(30), dec!(0), forint), ["BT-114"]);
    }

    #[test]
    fn the_sentence_names_both_amounts() {
        let mut invoice = invoice();
        invoice.totals.gross = Some(dec!(114.05));
        invoice.totals.payable = Some(dec!(104.05));
        let said: Vec<String> =
            look(&invoice).iter().map(|finding| finding.say(Language::De)).collect();
        assert_eq!(
            said,
            ["BT-112: Die Rechnung geht nicht auf: BT-112 Brutto ist mit 114,05 angegeben, \
                nachgerechnet sind es 113,05 (BT-109 + BT-110). Bitte vor der Zahlung mit dem \
                Absender klären."]
        );
    }

    #[test]
    fn misspelt_numbers_are_found() {
        let mut invoice = invoice();
        invoice.payment.iban = Iban::read("DE03120300000000202051");
        invoice.payment.other_ibans.extend(Iban::read("DE02120300000000202051"));
        invoice.seller.vat_id = VatId::read("DE136695978");
        invoice.buyer.vat_id = VatId::read("DE136695976");
        assert_eq!(places(&invoice), ["BT-84", "BT-31"]);
    }

    #[test]
    fn huge_amounts_do_not_overflow() {
        let mut invoice = invoice();
        for line in &mut invoice.lines {
            line.net = Some(Decimal::MAX);
        }
        invoice.totals.net = Some(Decimal::MAX);
        invoice.vat[0].base = Some(Decimal::MAX);
        look(&invoice);
    }
}
