//! Which prepayments an invoice may mean that takes something off and does not say of which, and
//! what is told beside the question.

use super::Plan;
use super::chains::{Chain, Link};
use super::paid_prepayments::is_of_another_order;
use super::terms::Terms;
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::money::proportion;
use crate::domain::{Currency, Finding, FindingKind, Language, Money, Side, spelling};
use crate::ledger::Stage;
use crate::store::rows::{ItemKind, ItemRow};

/// A person says that a final invoice takes off what is not booked.
pub static OF_UNKNOWN: FindingKind = FindingKind {
    code: "of-unknown",
    weight: Weight::Warning,
    de: "Eine Anzahlungsrechnung {number} von oder an {contact} ist hier nicht gebucht. „kontor \
        resolve {this} accept --of NUMMER“ nennt eine, die es ist; „kontor resolve {this} accept \
        --of keine“ bucht den Abzug als schon gezahlt.",
    en: "No prepayment invoice {number} of or to {contact} is booked here. \"kontor resolve {this} \
        accept --of NUMBER\" names one that is; \"kontor resolve {this} accept --of none\" books \
        the deduction as money paid already.",
};

/// A person says what an invoice takes off that takes nothing off.
pub static NOTHING_OFF: FindingKind = FindingKind {
    code: "of-nothing-taken-off",
    weight: Weight::Warning,
    de: "Die Rechnung zieht nichts ab, auch {number} nicht; --of gilt nur für einen Abzug. „kontor \
        resolve {this} accept“ bucht sie, wie sie dasteht.",
    en: "The invoice takes nothing off, nor does it {number}; --of is about a deduction. \"kontor \
        resolve {this} accept\" books it as it stands.",
};

/// Minor units; what differs by no more was rounded otherwise.
const MOST_ROUNDED: i64 = 5;
/// So many entries are named at most.
const MOST_ENTRIES: usize = 3;

impl Plan<'_> {
    /// The number of the prepayment that a document takes off, as a person says.
    pub(super) fn said_to_take_off(&self, at: usize) -> Option<&str> {
        let terms = self.terms.get(&at).filter(|terms| !terms.takes_off_none())?;
        terms.of.as_deref()
    }

    /// Whether a document takes off none of the prepayments, as a person says.
    pub(super) fn takes_off_none(&self, at: usize) -> bool {
        self.terms.get(&at).is_some_and(Terms::takes_off_none)
    }

    /// What a person says that an invoice takes off is booked, and the invoice takes something off.
    ///
    /// # Errors
    /// What is wrong with that word.
    pub(super) fn knows_what_is_said(&self, link: Link<'_>) -> Result<(), Finding> {
        let Some(number) = self.said_to_take_off(link.at) else { return Ok(()) };
        let invoice = link.invoice;
        let is_any = invoice.totals.prepaid.is_some_and(|prepaid| !prepaid.is_zero())
            || invoice.takes_off_by_line();
        let kind = match is_any {
            false => &NOTHING_OFF,
            true if self.named(link).is_empty() => &OF_UNKNOWN,
            true => return Ok(()),
        };
        let contact = self.name_of(link.whose.contact);
        let found = kind.found().with("number", number).with("contact", contact);
        Err(found.with("this", format!("D{}", self.id_at(link.at))))
    }

    /// Of the prepayments of its contact those of which an invoice that names none may take a part
    /// off: of its order before all, what is paid before what is not, and one alone of which just
    /// as much is left.
    pub(super) fn may_be_meant(
        &self,
        link: Link<'_>,
        all: &[ItemRow],
        wanted: i64,
    ) -> Vec<ItemRow> {
        let invoice = link.invoice;
        let from =
            |item: &ItemRow| -> i64 { self.parts_on(item).iter().map(|row| row.gross_minor).sum() };
        let left = |item: &ItemRow| item.amount_minor - from(item);
        let may_be = |item: &&ItemRow| {
            matches!(item.kind, ItemKind::Prepayment | ItemKind::PrepaymentTaxed)
                && item.amount_minor > 0
                && left(item) > 0
                && !is_of_another_order(item, invoice)
                && invoice.issue_day().is_none_or(|day| item.date.is_none_or(|own| own <= day))
                && self.credited_before(link, std::slice::from_ref(item)).is_none()
        };
        let of_order = |item: &ItemRow| {
            item.order_number.is_some() && item.order_number == invoice.order_number
        };
        let mut meant: Vec<ItemRow> = all.iter().filter(may_be).cloned().collect();
        let prefers = |meant: &mut Vec<ItemRow>, is: &dyn Fn(&ItemRow) -> bool| {
            let sum: i64 = meant.iter().filter(|item| is(item)).map(left).sum();
            if sum >= wanted {
                meant.retain(|item| is(item));
            }
        };
        prefers(&mut meant, &of_order);
        prefers(&mut meant, &|item| self.settled(item) == item.amount_minor);
        let just: Vec<ItemRow> =
            meant.iter().filter(|item| left(item) == wanted).cloned().collect();
        if just.len() == 1 { just } else { meant }
    }

    /// What is told beside a deduction of so much, of which so much is left: that it is the net, or
    /// a cent beside; which entry may be the payment; and how the prepayments stay as they are.
    pub(super) fn told_aside(
        &self,
        link: Link<'_>,
        items: &[&ItemRow],
        (wanted, left): (i64, i64),
    ) -> Argument {
        let numbers: Vec<&str> = items.iter().map(|item| item.number.as_str()).collect();
        let numbers = numbers.join(", ");
        let mut told: Vec<[String; 2]> = told_net(items, &numbers, wanted).into_iter().collect();
        told.push(rounded(left - wanted));
        told.extend(self.first_the_payment(link, items));
        let this = format!("D{}", self.id_at(link.at));
        told.push([
            format!(
                " {} {numbers} nicht gemeint: „kontor resolve {this} accept --beside“ bucht sie \
                 und nimmt davon nichts heraus.",
                if items.len() == 1 { "Ist" } else { "Sind" }
            ),
            format!(
                " If {numbers} is not meant: \"kontor resolve {this} accept --beside\" books it \
                 and takes nothing of that off."
            ),
        ]);
        let [de, en] = [0, 1].map(|at| {
            told.iter().filter_map(|both: &[String; 2]| both.get(at).cloned()).collect::<String>()
        });
        Argument::Words(de.into(), en.into())
    }

    /// That a bank entry waits which may pay one of these that is not paid, to be decided first.
    fn first_the_payment(&self, link: Link<'_>, items: &[&ItemRow]) -> Option<[String; 2]> {
        let is_open = |item: &&&ItemRow| self.settled(item) != item.amount_minor;
        let item = items.iter().find(is_open)?;
        let waiting = self.earlier.may_pay.get(&link.whose.contact)?;
        let list: Vec<&str> = waiting.iter().take(MOST_ENTRIES).map(String::as_str).collect();
        let first = list.first()?;
        let (list, number) = (list.join(", "), &item.number);
        Some([
            format!(
                " Erst {list} klären: Das kann die Zahlung von {number} sein („kontor resolve \
                 {first} match {number}“)."
            ),
            format!(
                " First decide {list}, which may be the payment of {number} (\"kontor resolve \
                 {first} match {number}\")."
            ),
        ])
    }

    /// What pays prepayments is looked at again where an invoice takes off money, or what is not
    /// paid: it may be that money.
    pub(super) fn asks_payments_again(&mut self, link: Link<'_>, chain: &Chain, prepaid: i64) {
        let unpaid = chain.deducted().into_iter().flatten();
        let mut unpaid = unpaid.filter(|part| part.stage == Stage::Unpaid);
        if prepaid <= 0 && unpaid.next().is_none() {
            return;
        }
        let open = self.prepayments_of(link).into_iter();
        let open: Vec<i64> = open
            .filter(|item| {
                item.kind == ItemKind::Prepayment && self.settled(item) != item.amount_minor
            })
            .map(|item| item.id)
            .collect();
        self.look_again(link.whose.company, open);
    }

    /// What pays these items is decided about anew.
    pub fn look_again(&mut self, company: &str, items: Vec<i64>) {
        if !items.is_empty() {
            self.keys.entry(company.to_owned()).or_default().items.extend(items);
        }
    }

    /// The contacts that the batch's invoices may take prepayments of off, with the side that money
    /// for these is on.
    pub fn deducting_parties(&self) -> Vec<(i64, Side)> {
        let mut found: Vec<(i64, Side)> = Vec::new();
        for (_, company, invoice) in &self.routed.invoices {
            let takes_off = invoice.totals.prepaid.is_some_and(|prepaid| !prepaid.is_zero())
                || invoice.takes_off_by_line();
            let party = self.party_billed(company, invoice).filter(|_| takes_off);
            found.extend(party);
        }
        found.sort_by_key(|(contact, _)| *contact);
        found.dedup();
        found
    }
}

/// What a deduction is net of prepayments, or that it is their net itself.
fn told_net(items: &[&ItemRow], numbers: &str, wanted: i64) -> Option<[String; 2]> {
    let net: i64 = items.iter().flat_map(|item| &item.vat).map(|share| share.net_minor).sum();
    let gross: i64 = items.iter().map(|item| item.amount_minor).sum();
    if net == 0 || net == gross || wanted >= gross {
        return None;
    }
    let ([net_de, net_en], [own_de, own_en]) = (both(net), both(proportion(net, wanted, gross)));
    Some(match net == wanted {
        true => [
            format!(
                " {net_de} ist der Nettobetrag von {numbers}; abzuziehen ist das Gezahlte mit \
                 Umsatzsteuer. Vermutlich ist die Rechnung falsch."
            ),
            format!(
                " {net_en} is the net of {numbers}; what is paid is taken off with its VAT. The \
                 invoice is probably wrong."
            ),
        ],
        false => [
            format!(" Netto sind das {own_de} von {net_de}."),
            format!(" Net that is {own_en} of {net_en}."),
        ],
    })
}

/// That a difference is a rounding, and stays; nothing where there is none, or a larger one.
fn rounded(minor: i64) -> [String; 2] {
    let [de, en] = both(minor.saturating_abs());
    match (1..=MOST_ROUNDED).contains(&minor.saturating_abs()) {
        true => [
            format!(" {de} Unterschied sind wohl gerundet; so viel bleibt danach stehen."),
            format!(" The difference of {en} is probably rounded; so much stays after it."),
        ],
        false => [String::new(), String::new()],
    }
}

/// The same as words of a finding.
pub(super) fn told_rounded(minor: i64) -> Argument {
    rounded(minor).into()
}

/// An amount in euro, in German and in English.
fn both(minor: i64) -> [String; 2] {
    let amount = Money::from_minor(minor, Currency::EUR);
    [Language::De, Language::En].map(|language| spelling::amount(amount, language))
}
