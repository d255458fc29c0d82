//! Which open items a person means, and how much of each the money settles: the item of the entry's
//! direction and currency, of the payer where several bear the number; in the order named; never
//! more than is open.

use super::{CLOSED, NO_SUCH_ITEM, OTHER_CURRENCY, OTHER_SIDE, SEVERAL};
use crate::domain::text::fold;
use crate::domain::{Currency, Finding, Iban, Language, Money, Side, spelling};
use crate::matching::Allocation;
use crate::office::plan::Rest;
use crate::store::rows::{ContactRow, ItemKind, ItemRow};

/// An item with its contact and what other entries have left of it.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub item: ItemRow,
    pub contact: ContactRow,
    /// Minor units, of the item's sign.
    pub left: i64,
    /// Of one that was invoiced in another currency: what is left of it there, too.
    pub rest: Option<Rest>,
}

/// The entry that is answered for.
pub(super) struct Payer<'a> {
    /// Minor units; positive is money coming in.
    pub amount: i64,
    pub currency: Currency,
    pub name: Option<&'a str>,
    pub iban: Option<&'a Iban>,
}

impl Candidate {
    /// As it was invoiced: what payments name.
    pub(super) fn invoiced(self) -> Candidate {
        let (amount_minor, currency) = self.item.invoiced();
        let left = self.rest.map_or(self.left, |rest| rest.abroad);
        Candidate { item: ItemRow { amount_minor, currency, ..self.item }, left, ..self }
    }

    /// What is left of it as on the bank account.
    pub(super) fn on_bank(&self) -> i64 {
        on_bank(self.item.side, self.left)
    }

    fn is_credit_note(&self) -> bool {
        self.item.amount_minor < 0
    }

    /// The personal account it stands on.
    fn account(&self) -> &str {
        let account = match self.item.side {
            Side::Receivable => &self.contact.customer_account,
            Side::Payable => &self.contact.vendor_account,
        };
        account.as_deref().unwrap_or(&self.contact.contact)
    }

    /// `4711@70001`: how to name it alone.
    pub(super) fn alone(&self) -> String {
        format!("{}@{}", self.item.number, self.account())
    }

    /// `4711@70001 (Alpha GmbH, 119,00 EUR)`.
    pub(super) fn told(&self, language: Language) -> String {
        let left = spelling::amount(Money::from_minor(self.left, self.item.currency), language);
        format!("{} ({}, {left})", self.alone(), self.contact.name)
    }
}

/// An amount of an item's sign as on the bank account: a payable's counts negative.
fn on_bank(side: Side, amount: i64) -> i64 {
    match side {
        Side::Receivable => amount,
        Side::Payable => amount.saturating_neg(),
    }
}

/// `4711@70001` → the number and who bears it.
pub(super) fn parted(named: &str) -> (&str, Option<&str>) {
    match named.rsplit_once('@') {
        Some((number, bearer)) if !number.is_empty() && !bearer.is_empty() => {
            (number, Some(bearer))
        }
        _ => (named, None),
    }
}

/// The items that bear a number, as it is written or folded, and whom it names beside; none that
/// was withdrawn.
pub(super) fn bearing<'a>(named: &str, known: &'a [Candidate]) -> Vec<&'a Candidate> {
    let (number, bearer) = parted(named);
    let is_borne = |candidate: &&Candidate| {
        bearer.is_none_or(|bearer| {
            candidate.account() == bearer || fold(&candidate.contact.contact) == fold(bearer)
        })
    };
    let same: Vec<&Candidate> =
        known.iter().filter(|candidate| candidate.item.number == number).collect();
    let folded = |candidate: &&Candidate| fold(&candidate.item.number) == fold(number);
    let all: Vec<&Candidate> =
        if same.is_empty() { known.iter().filter(folded).collect() } else { same };
    all.into_iter().filter(|candidate| candidate.item.amount_minor != 0).filter(is_borne).collect()
}

/// A question that tells the item that is meant from others of its number.
type Asked<'a> = &'a dyn Fn(&Candidate) -> bool;

/// The one item that a person means by a number.
pub(super) fn meant<'a>(
    named: &str,
    known: &'a [Candidate],
    payer: &Payer<'_>,
    language: Language,
) -> Result<&'a Candidate, Finding> {
    let (number, _) = parted(named);
    let all = bearing(named, known);
    let refused = |kind: &'static crate::domain::FindingKind, of: &[&Candidate]| {
        let told: Vec<String> = of.iter().map(|candidate| candidate.told(language)).collect();
        kind.found()
            .with("number", number)
            .with("items", told.join("; "))
            .with("currency", payer.currency)
    };
    if all.is_empty() {
        return Err(NO_SUCH_ITEM.found().with("number", named));
    }
    let steps: [(Asked<'_>, &'static crate::domain::FindingKind); 3] = [
        (&|candidate| candidate.left != 0, &CLOSED),
        (
            &|candidate| {
                candidate.on_bank().signum() == payer.amount.signum() || candidate.is_credit_note()
            },
            &OTHER_SIDE,
        ),
        (&|candidate| candidate.item.currency == payer.currency, &OTHER_CURRENCY),
    ];
    let mut left = all;
    for (fits, otherwise) in steps {
        let fitting: Vec<&Candidate> =
            left.iter().copied().filter(|candidate| fits(candidate)).collect();
        if fitting.is_empty() {
            return Err(refused(otherwise, &left));
        }
        left = fitting;
    }
    // Of several, those of the payer's.
    for proof in [by_iban, by_name] {
        let proven: Vec<&Candidate> =
            left.iter().copied().filter(|candidate| proof(candidate, payer)).collect();
        if left.len() > 1 && !proven.is_empty() {
            left = proven;
        }
    }
    match left.as_slice() {
        [one] => Ok(one),
        several => of_one_invoice(several, payer).ok_or_else(|| refused(&SEVERAL, several)),
    }
}

/// Of what one invoice asks for, and what it calls paid already (BT-113), that which is just the
/// amount, else what was paid already.
fn of_one_invoice<'a>(several: &[&'a Candidate], payer: &Payer<'_>) -> Option<&'a Candidate> {
    let (first, others) = several.split_first()?;
    let is_one = others.iter().all(|other| is_of_same_invoice(first, other));
    let is_just = |candidate: &&&Candidate| candidate.on_bank() == payer.amount;
    let is_prepaid = |candidate: &&&Candidate| candidate.item.kind == ItemKind::Prepaid;
    let found = several.iter().find(is_just).or_else(|| several.iter().find(is_prepaid));
    found.filter(|_| is_one).copied()
}

/// Whether two items are the two of one invoice.
fn is_of_same_invoice(one: &Candidate, other: &Candidate) -> bool {
    let of = |item: &ItemRow| (item.document_id, item.contact_id, item.side);
    of(&one.item) == of(&other.item)
        && one.item.id != other.item.id
        && [&one.item, &other.item].iter().any(|item| item.kind == ItemKind::Prepaid)
}

/// What else the invoice of an item asks for that is open, where the amount is more than the item.
pub(super) fn beside_it<'a>(
    item: &Candidate,
    known: &'a [Candidate],
    payer: &Payer<'_>,
) -> Option<&'a Candidate> {
    let is_more = payer.amount.saturating_abs() > item.on_bank().saturating_abs();
    known.iter().filter(|_| is_more).find(|other| {
        is_of_same_invoice(item, other)
            && other.left != 0
            && other.on_bank().signum() == item.on_bank().signum()
    })
}

/// Whether a mark of the payer's is that of the item's contact.
pub(super) fn is_of_payer(candidate: &Candidate, payer: &Payer<'_>) -> bool {
    by_iban(candidate, payer) || by_name(candidate, payer)
}

fn by_iban(candidate: &Candidate, payer: &Payer<'_>) -> bool {
    payer
        .iban
        .is_some_and(|iban| candidate.contact.ibans.iter().any(|known| known == iban.as_str()))
}

fn by_name(candidate: &Candidate, payer: &Payer<'_>) -> bool {
    payer.name.is_some_and(|name| fold(name) == fold(&candidate.contact.name))
}

/// Spreads an amount over items in their order, none beyond what is open; credit notes make it go
/// further, as far as the others need it. Gives the parts, and what is left over, signed as on the
/// bank account.
pub(super) fn spread(amount: i64, items: &[&Candidate]) -> (Vec<Allocation>, i64) {
    let towards = |candidate: &&&Candidate| candidate.on_bank().signum() == amount.signum();
    let due: i64 = items
        .iter()
        .filter(towards)
        .map(|candidate| candidate.on_bank().saturating_abs())
        .fold(0, i64::saturating_add);
    let mut needed = due.saturating_sub(amount.saturating_abs()).max(0);
    let mut money = amount.saturating_abs();
    let mut parts: Vec<(usize, i64)> = Vec::new();
    for (at, candidate) in items.iter().enumerate().filter(|(_, candidate)| !towards(candidate)) {
        let part = needed.min(candidate.on_bank().saturating_abs());
        needed = needed.saturating_sub(part);
        money = money.saturating_add(part);
        parts.push((at, part));
    }
    for (at, candidate) in items.iter().enumerate().filter(|(_, candidate)| towards(candidate)) {
        let part = money.min(candidate.on_bank().saturating_abs());
        money = money.saturating_sub(part);
        parts.push((at, part));
    }
    parts.sort_unstable();
    let allocation = |(at, part): (usize, i64)| {
        let candidate = items.get(at)?;
        let amount = part.saturating_mul(candidate.left.signum());
        (part != 0).then_some(Allocation::of(candidate.item.id, amount))
    };
    (parts.into_iter().filter_map(allocation).collect(), money.saturating_mul(amount.signum()))
}

/// True where every item goes against the money: credit notes alone, and nothing that they could be
/// set off against.
pub(super) fn only_against(amount: i64, items: &[&Candidate]) -> bool {
    !items.iter().any(|candidate| candidate.on_bank().signum() == amount.signum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::rows::Origin;

    fn candidate(id: i64, number: &str, side: Side, amount: i64, left: i64) -> Candidate {
        let item = ItemRow {
            id,
            company: "wir".into(),
            number: number.into(),
            side,
            contact_id: id,
            date: None,
            due: None,
            due_told: None,
            currency: Currency::EUR,
            amount_minor: amount,
            abroad: None,
            vat: Vec::new(),
            discounts: Vec::new(),
            order_number: None,
            payment_reference: None,
            origin: Origin::List,
            document_id: 1,
            posting: None,
            kind: ItemKind::Item,
            deducted_by: None,
            listed_in: None,
        };
        let contact = ContactRow {
            id,
            company: "wir".into(),
            contact: format!("K{id}"),
            name: format!("Firma {id} GmbH"),
            role: "both".into(),
            vat_id: None,
            tax_number: None,
            ibans: Vec::new(),
            payers: Vec::new(),
            email: None,
            address: "{}".into(),
            account: None,
            customer_account: None,
            vendor_account: None,
        };
        Candidate { item, contact, left, rest: None }
    }

    fn parts(amount: i64, items: &[&Candidate]) -> (Vec<(i64, i64)>, i64) {
        let (allocations, rest) = spread(amount, items);
        (allocations.iter().map(|part| (part.item, part.amount)).collect(), rest)
    }

    #[test]
    fn money_goes_in_the_order_named_and_never_beyond_what_is_open() {
        let first = candidate(1, "RE-1", Side::Receivable, 100, 100);
        let second = candidate(2, "RE-2", Side::Receivable, 200, 200);
        assert_eq!(parts(250, &[&second, &first]), (vec![(2, 200), (1, 50)], 0));
        assert_eq!(parts(350, &[&first, &second]), (vec![(1, 100), (2, 200)], 50));
        let owed = candidate(3, "ER-3", Side::Payable, 100, 100);
        assert_eq!(parts(-130, &[&owed]), (vec![(3, 100)], -30));
    }

    #[test]
    fn a_credit_note_makes_the_money_go_further_as_far_as_it_is_needed() {
        let invoice = candidate(1, "RE-1", Side::Receivable, 119_000, 119_000);
        let credit = candidate(2, "GS-1", Side::Receivable, -11_900, -11_900);
        assert_eq!(parts(107_100, &[&invoice, &credit]), (vec![(1, 119_000), (2, -11_900)], 0));
        assert_eq!(parts(119_000, &[&credit, &invoice]), (vec![(1, 119_000)], 0));
    }

    #[test]
    fn the_item_meant_is_open_of_the_moneys_side_and_currency_or_it_is_asked() {
        let known = [
            candidate(1, "4711", Side::Receivable, 9_900, 9_900),
            candidate(2, "4711", Side::Payable, 11_900, 11_900),
            candidate(3, "4711", Side::Payable, 11_900, 0),
        ];
        let payer = |amount, currency| Payer { amount, currency, name: None, iban: None };
        let found = |amount, known: &[Candidate]| {
            meant("4711", known, &payer(amount, Currency::EUR), Language::De)
                .map(|candidate| candidate.item.id)
                .map_err(|no| no.kind.code)
        };
        assert_eq!(found(-23_800, &known), Ok(2));
        assert_eq!(found(9_900, &known), Ok(1));
        let mut both_open = known.clone();
        both_open[2].left = 11_900;
        assert_eq!(found(-23_800, &both_open), Err("resolve-several"));
        let named = meant("4711@K3", &both_open, &payer(-1, Currency::EUR), Language::De)
            .map(|candidate| candidate.item.id);
        assert_eq!(named.ok(), Some(3));
        assert_eq!(found(-500, &known[..1]), Err("resolve-other-side"));
        assert_eq!(found(-500, &known[2..]), Err("resolve-closed"));
        let francs = Currency::read("CHF").map(|currency| {
            meant("4711", &known, &payer(-500, currency), Language::De).map(|_| ()).is_err()
        });
        assert_eq!(francs, Some(true));
    }
}
