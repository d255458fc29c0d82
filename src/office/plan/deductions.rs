//! Final invoices: what an invoice takes off as paid or invoiced already (BT-113). Of the chains of
//! invoices the part that works with sums.

use super::Plan;
use super::chains::{Chain, Link};
use super::meant::told_rounded;
use super::paid_prepayments::{PREPAYMENT_AND_MONEY, PREPAYMENT_HALF, is_of_another_order};
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind, Invoice, Money};
use crate::ledger::{Deducted, Stage};
use crate::store::rows::{ItemKind, ItemRow};
use rust_decimal::Decimal;

pub static PREPAYMENT_UNKNOWN: FindingKind = FindingKind {
    code: "prepayment-unknown",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab und nennt dazu {numbers}; das ist hier nicht gebucht. War \
        es eine Anzahlungsrechnung, ist deren Steuer schon angemeldet. Sie ist nicht gebucht; die \
        Anzahlungsrechnung nachreichen, oder „kontor resolve {this} accept“ bucht den Abzug als \
        schon gezahlt.",
    en: "The invoice takes off {amount} and names {numbers} for it, which is not booked here. If \
        that was a prepayment invoice, its VAT is declared already. It is not booked; drop the \
        prepayment invoice, or \"kontor resolve {this} accept\" books the deduction as money paid \
        already.",
};

pub static PREPAYMENT_DIFFERS: FindingKind = FindingKind {
    code: "prepayment-differs",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab; die Anzahlungen dazu ({numbers}) sind über {known} \
        gebucht, davon {paid} bezahlt. Das geht nicht auf; sie ist nicht gebucht. Bitte klären; \
        „kontor resolve {this} accept“ bucht den Abzug als schon gezahlt, die Anzahlungen mit \
        ihrer Steuer bleiben daneben stehen; kommt noch eine Zahlung auf sie, wird \
        gefragt.{aside}",
    en: "The invoice takes off {amount}; its prepayments ({numbers}) are booked with {known}, of \
        which {paid} is paid. That does not add up; it is not booked. Find out why; \"kontor \
        resolve {this} accept\" books the deduction as money paid already, and the prepayments \
        stay beside it with their VAT; what pays them after that is asked about.{aside}",
};

/// The same of prepayments that are paid: booked as money, their VAT would count twice.
pub static PREPAID_DIFFERS: FindingKind = FindingKind {
    code: "prepaid-differs",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab; die Anzahlungen dazu ({numbers}) sind über {known} \
        gebucht, davon {paid} mit ihrer Umsatzsteuer bezahlt. Das geht nicht auf; sie ist nicht \
        gebucht, denn als schon gezahltes Geld gebucht gälte diese Umsatzsteuer doppelt. Bitte \
        klären oder vom Absender berichtigen lassen („kontor resolve {this} reject GRUND“).{aside}",
    en: "The invoice takes off {amount}; its prepayments ({numbers}) are booked with {known}, of \
        which {paid} is paid with its VAT. That does not add up; it is not booked, for booked as \
        money paid already that VAT would count twice. Find out why, or have its sender correct it \
        (\"kontor resolve {this} reject REASON\").{aside}",
};

/// A final invoice that takes off what was paid of a prepayment, the rest of which is open still.
pub static PREPAYMENT_PARTLY: FindingKind = FindingKind {
    code: "prepayment-paid-in-part",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab; so viel ist auf die Anzahlungen ({numbers}) gezahlt, ein \
        Rest von {number} steht noch offen. Sie ist nicht gebucht. Wird der Rest nicht mehr \
        verlangt, weil die Rechnung ihn enthält: „kontor resolve {first} match {number} \
        --write-off Schlussrechnung“ schließt sie mit dem Gezahlten ab, dann „kontor resolve \
        {this} accept“.",
    en: "The invoice takes off {amount}, which is what was paid on its prepayments ({numbers}); a \
        rest of {number} is still open. It is not booked. If that rest is no longer asked for, \
        since the invoice holds it: \"kontor resolve {first} match {number} --write-off \
        final-invoice\" ends it with what was paid, then \"kontor resolve {this} accept\".",
};

/// A final invoice that comes with statements, of a prepayment that is not paid as far as is known:
/// were it booked first, the VAT of what the statements say was paid in an earlier month would be
/// that of the final invoice's.
pub static PREPAYMENT_FIRST: FindingKind = FindingKind {
    code: "prepayment-first",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab ({numbers}). Sie wird gebucht, sobald die Zahlungen der \
        Kontoauszüge zugeordnet sind, mit denen sie kam; bleibt sie stehen, bucht sie „kontor \
        resolve {this} accept“.",
    en: "The invoice takes off {amount} ({numbers}). It is booked once the payments of the \
        statements are matched that it came with; should it stay, \"kontor resolve {this} accept\" \
        books it.",
};

/// A final invoice that takes a prepayment off which was credited: nothing of it is left.
pub static PREPAYMENT_CREDITED: FindingKind = FindingKind {
    code: "prepayment-credited",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab; die Anzahlungsrechnung {number} ist aber schon \
        gutgeschrieben ({credits}, {documents}), es ist nichts mehr abzuziehen. Sie ist nicht \
        gebucht. Bitte vom Absender berichtigen lassen („kontor resolve {this} reject GRUND“); \
        gilt die Gutschrift nicht: „kontor undo {first}“, dann „kontor resolve {this} accept“.",
    en: "The invoice takes {amount} off, but the prepayment invoice {number} is credited already \
        ({credits}, {documents}), so that nothing is left to take off. It is not booked. Have its \
        sender correct it (\"kontor resolve {this} reject REASON\"); if the credit note does not \
        count: \"kontor undo {first}\", then \"kontor resolve {this} accept\".",
};

/// A final invoice that takes off what another one has taken off.
pub static PREPAYMENT_TAKEN_OFF: FindingKind = FindingKind {
    code: "prepayment-taken-off",
    weight: Weight::Warning,
    de: "Die Rechnung zieht {amount} ab ({number}); das hat schon {by} abgezogen ({final}). Sie \
        ist nicht gebucht. Tritt sie an die Stelle von {by}: „kontor undo {final}“, dann „kontor \
        resolve {this} accept“; sonst vom Absender berichtigen lassen und „kontor resolve {this} \
        reject GRUND“.",
    en: "The invoice takes {amount} off ({number}), which {by} has taken off already ({final}). It \
        is not booked. If it takes the place of {by}: \"kontor undo {final}\", then \"kontor \
        resolve {this} accept\"; else have its sender correct it and \"kontor resolve {this} \
        reject REASON\".",
};

impl Plan<'_> {
    /// What BT-113 takes off; `replacing` are documents whose place the invoice takes, so that what
    /// they take off is free. What was taken back whole is named as its predecessor only.
    pub(super) fn takes_off(
        &self,
        link: Link<'_>,
        (mut named, prepaid): (Vec<ItemRow>, Decimal),
        replacing: &[i64],
    ) -> Result<Chain, Finding> {
        let invoice = link.invoice;
        if self.takes_off_none(link.at) {
            return Ok(Chain::Alone);
        }
        let wanted = Money::new(prepaid, crate::domain::Currency::EUR).minor().unwrap_or_default();
        let own = self.replaced_by(link);
        let own = own.filter(|_| self.names_itself(link));
        let replacing: Vec<i64> = replacing.iter().copied().chain(own).collect();
        let replacing = replacing.as_slice();
        let before = named.len();
        named.retain(|item| self.taken_back_by(item.document_id).is_none());
        named.extend(self.in_their_place(link));
        let is_successor = named.len() < before || !replacing.is_empty();
        let of_predecessor: Vec<ItemRow> = match replacing.is_empty() {
            true => Vec::new(),
            false => {
                let off = self.taken_off_by(link).into_iter();
                off.filter(|(by, _)| replacing.contains(by)).map(|(_, item)| item).collect()
            }
        };
        let sum: i64 = of_predecessor.iter().map(|item| item.amount_minor).sum();
        let discounted: i64 = of_predecessor.iter().map(|item| self.discounted(item)).sum();
        if named.is_empty() && (sum == wanted || sum - discounted == wanted) {
            named = of_predecessor;
        }
        let unnamed = invoice.preceding_invoices.is_empty() || (is_successor && named.is_empty());
        self.deduction((link, unnamed), (named, prepaid), replacing)
    }

    /// What BT-113 takes off: the prepayments, or earlier invoices for parts, that an invoice names
    /// or that its contact has; without any it is money paid already.
    fn deduction(
        &self,
        (link, unnamed): (Link<'_>, bool),
        (named, prepaid): (Vec<ItemRow>, Decimal),
        replacing: &[i64],
    ) -> Result<Chain, Finding> {
        let Link { at, invoice, whose, .. } = link;
        let (document, released) = (self.id_at(at), self.terms.contains_key(&at));
        let replaced = self.replaced_by(link);
        let free = |item: &ItemRow| {
            item.deducted_by
                .is_none_or(|by| by == document || Some(by) == replaced || replacing.contains(&by))
                && item.kind != ItemKind::Prepaid
                && !replacing.contains(&item.document_id)
        };
        let elsewhere = named.iter().find(|item| !free(item)).cloned();
        let wanted = Money::new(prepaid, crate::domain::Currency::EUR).minor().unwrap_or_default();
        let total = |items: &[ItemRow]| items.iter().map(|item| item.amount_minor).sum::<i64>();
        // Of what was paid with Skonto the invoice may take off what was asked for, or what was
        // received.
        let received = |items: &[ItemRow]| {
            items.iter().map(|item| item.amount_minor - self.discounted(item)).sum::<i64>()
        };
        let paid_of = |items: &[ItemRow]| {
            items.iter().map(|item| self.settled(item) - self.discounted(item)).sum::<i64>()
        };
        let named: Vec<ItemRow> = named.into_iter().filter(free).collect();
        let all = || self.prepayments_of(link).into_iter().filter(free).collect::<Vec<_>>();
        let earlier: Vec<ItemRow> = match unnamed {
            true => self.of_its_order_first(all(), invoice, wanted),
            false if named.is_empty() || total(&named) == wanted || received(&named) == wanted => {
                named
            }
            false => with_the_rest(named, all(), invoice.order_number.as_deref(), wanted),
        };
        let sum = total(&earlier);
        // Of those that fit alone, one that is paid.
        let alone = |fits: &dyn Fn(&ItemRow) -> bool| {
            let mut fitting: Vec<&ItemRow> =
                earlier.iter().filter(|item| unnamed && fits(item)).collect();
            fitting.sort_by_key(|item| self.settled(item) == 0);
            if sum == wanted {
                return Ok(None);
            }
            Ok(self.one_of_alike(link, &fitting, wanted)?.cloned())
        };
        let one = alone(&|item| item.amount_minor == wanted)?;
        let one_received = match one {
            Some(_) => None,
            None if received(&earlier) == wanted => None,
            None => alone(&|item| received(std::slice::from_ref(item)) == wanted)?,
        };
        let (taken, whole) = match (one, one_received) {
            _ if sum == wanted => (earlier.clone(), true),
            (Some(one), _) => (vec![one], true),
            _ if received(&earlier) == wanted => (earlier.clone(), false),
            (None, Some(one)) => (vec![one], false),
            (None, None) => (Vec::new(), true),
        };
        let deducted = self.all_off(&taken, whole);
        let told = |kind: &'static FindingKind, numbers: String| {
            let amount = Money::new(prepaid, crate::domain::Currency::EUR);
            kind.found()
                .with_value("amount", amount)
                .with("numbers", numbers)
                .with("this", format!("D{document}"))
        };
        if let Some(found) = self.credited_before(link, &taken) {
            let amount = Money::new(prepaid, crate::domain::Currency::EUR);
            return Err(found.with_value("amount", amount));
        }
        if unnamed {
            self.is_of_its_order(at, invoice, &taken, prepaid)?;
            let beside = self.unpaid_beside(link, &taken, &earlier);
            if let Some(chain) = self.takes_off_the_paid(at, &beside, wanted)? {
                return Ok(chain);
            }
        }
        if !self.is_beside(at) {
            let wanted = (wanted, replacing);
            if let Some(found) = self.used_up(link, &taken, wanted) {
                return Err(found);
            }
            let meant = match unnamed {
                true => self.may_be_meant(link, &earlier, wanted.0),
                false => earlier.clone(),
            };
            let part = self.takes_off_a_part(link, &meant, wanted).filter(|_| taken.is_empty());
            if let Some(chain) = part {
                return chain;
            }
        }
        let beside = match (unnamed, taken.is_empty()) {
            (true, _) => Vec::new(),
            (false, true) => earlier.clone(),
            (false, false) => self.unpaid_of_order(link, &taken, all()),
        };
        if let Some(chain) = self.takes_off_the_paid(at, &beside, wanted)? {
            return Ok(chain);
        }
        match deducted.filter(|deducted| !deducted.is_empty()) {
            // Of prepayments all of which fit, a person can mean these alone.
            Some(_) if self.is_beside(at) => Ok(Chain::Alone),
            Some(deducted)
                if !released
                    && self.payments_may_come(whose.company, &taken)
                    && deducted.iter().any(is_unpaid) =>
            {
                Err(told(
                    &PREPAYMENT_FIRST,
                    taken.iter().map(|item| item.number.clone()).collect::<Vec<_>>().join(", "),
                ))
            }
            Some(deducted) => Ok(Chain::Final(taken, deducted)),
            None if !self.is_beside(at) && self.paid_in_part(&earlier, wanted).is_some() => {
                let (number, first) = self.paid_in_part(&earlier, wanted).unwrap_or_default();
                let numbers: Vec<&str> = earlier.iter().map(|item| item.number.as_str()).collect();
                let found = told(&PREPAYMENT_PARTLY, numbers.join(", "));
                Err(found.with("number", number).with("first", first))
            }
            None if !self.is_beside(at) && self.is_half_paid(&taken).is_some() => {
                let (number, first) = self.is_half_paid(&taken).unwrap_or_default();
                let numbers: Vec<&str> = taken.iter().map(|item| item.number.as_str()).collect();
                let found = told(&PREPAYMENT_HALF, numbers.join(", "));
                Err(found.with("number", number).with("first", first))
            }
            None if !self.is_beside(at)
                && self.with_money(&earlier, (wanted, unnamed)).is_some() =>
            {
                match self.with_money(&earlier, (wanted, unnamed)) {
                    Some(deducted) if released => Ok(Chain::Final(earlier, deducted)),
                    _ => {
                        let euro = |minor| Money::from_minor(minor, crate::domain::Currency::EUR);
                        let numbers = earlier.iter().map(|item| item.number.as_str());
                        let numbers = numbers.collect::<Vec<_>>().join(", ");
                        Err(told(&PREPAYMENT_AND_MONEY, numbers)
                            .with_value("known", euro(sum))
                            .with_value("paid", euro(paid_of(&earlier)))
                            .with_value("rest", euro(wanted - sum))
                            .with_value("rounded", told_rounded(wanted - sum)))
                    }
                }
            }
            None if (released && self.books_as_money(at, &earlier))
                || (earlier.is_empty() && unnamed) =>
            {
                Ok(Chain::Alone)
            }
            None if earlier.is_empty() && elsewhere.is_some() => {
                let item = elsewhere.as_ref();
                let by = item.and_then(|item| item.deducted_by).unwrap_or_default();
                let number = item.map(|item| item.number.clone()).unwrap_or_default();
                let by_number = self.number_of(by).unwrap_or_else(|| format!("D{by}"));
                Err(told(&PREPAYMENT_TAKEN_OFF, String::new())
                    .with("number", number)
                    .with("by", by_number)
                    .with("final", format!("D{by}")))
            }
            None if earlier.is_empty() => {
                Err(told(&PREPAYMENT_UNKNOWN, invoice.preceding_invoices.join(", ")))
            }
            None => {
                let numbers =
                    earlier.iter().map(|item| item.number.clone()).collect::<Vec<_>>().join(", ");
                let euro = |minor| Money::from_minor(minor, crate::domain::Currency::EUR);
                let items: Vec<&ItemRow> = earlier.iter().collect();
                let aside = self.told_aside(link, &items, (wanted, sum));
                let paid = paid_of(&earlier);
                let kind = if paid == 0 { &PREPAYMENT_DIFFERS } else { &PREPAID_DIFFERS };
                let found = told(kind, numbers).with_value("known", euro(sum));
                Err(found.with_value("paid", euro(paid)).with_value("aside", aside))
            }
        }
    }

    /// Whether a person's yes books a deduction as money: nothing of the prepayments is paid, whose
    /// VAT would count twice, or the person says that they stand beside it, and of none that it is
    /// taken off.
    fn books_as_money(&self, at: usize, earlier: &[ItemRow]) -> bool {
        let is_paid = earlier.iter().any(|item| self.settled(item) != 0);
        self.said_to_take_off(at).is_none() && (self.is_beside(at) || !is_paid)
    }

    /// The first of what is taken off that a credit note has taken back which is not taken off with
    /// it.
    pub(super) fn credited_before(&self, link: Link<'_>, taken: &[ItemRow]) -> Option<Finding> {
        let is_prepayment = |item: &&ItemRow| item.kind != ItemKind::Item && item.amount_minor > 0;
        taken.iter().filter(is_prepayment).find_map(|item| {
            let credits: Vec<ItemRow> = self
                .naming(link, &item.number)
                .into_iter()
                .map(|row| row.item)
                .filter(|other| {
                    other.amount_minor < 0
                        && other.kind == ItemKind::Prepayment
                        && taken.iter().all(|own| own.id != other.id)
                })
                .collect();
            let first = format!("D{}", credits.first()?.document_id);
            let numbers: Vec<&str> = credits.iter().map(|item| item.number.as_str()).collect();
            let documents: Vec<String> =
                credits.iter().map(|item| format!("D{}", item.document_id)).collect();
            let found = PREPAYMENT_CREDITED.found().with("number", &item.number);
            Some(
                found
                    .with("credits", numbers.join(", "))
                    .with("documents", documents.join(", "))
                    .with("first", first)
                    .with("this", format!("D{}", self.id_at(link.at))),
            )
        })
    }

    /// Where what was paid on prepayments is what an invoice takes off, minor units: the first of
    /// them that is not paid whole, and the entry that paid it.
    fn paid_in_part(&self, items: &[ItemRow], wanted: i64) -> Option<(String, String)> {
        let settled =
            |item: &ItemRow| self.earlier.settled.get(&item.id).copied().unwrap_or_default();
        let paid: i64 = items.iter().map(|item| settled(item) - self.discounted(item)).sum();
        let part = items.iter().find(|item| {
            item.kind == ItemKind::Prepayment
                && settled(item) != 0
                && settled(item) != item.amount_minor
        });
        let item = part.filter(|_| paid == wanted)?;
        let entry = self.earlier.settling.get(&item.id)?.last()?.clone();
        Some((item.number.clone(), entry))
    }

    /// What a contact has, without what is of another order where the rest alone is what is wanted.
    fn of_its_order_first(
        &self,
        all: Vec<ItemRow>,
        invoice: &Invoice,
        wanted: i64,
    ) -> Vec<ItemRow> {
        let own: Vec<ItemRow> =
            all.iter().filter(|item| !is_of_another_order(item, invoice)).cloned().collect();
        let received = |item: &ItemRow| item.amount_minor - self.discounted(item);
        let one = |item: &ItemRow| item.amount_minor == wanted || received(item) == wanted;
        let fits = own.iter().map(|item| item.amount_minor).sum::<i64>() == wanted
            || own.iter().map(received).sum::<i64>() == wanted
            || own.iter().any(one);
        if fits { own } else { all }
    }

    /// Whether statements of a company came with what is planned, whose payments are matched only
    /// after its invoices are booked.
    /// The same where a prepayment came with it and bank entries wait that may be its payment.
    fn payments_may_come(&self, company: &str, taken: &[ItemRow]) -> bool {
        let came = |item: &ItemRow| {
            self.changes.documents.iter().any(|document| document.id == item.document_id)
        };
        self.routed.statements.iter().any(|(_, own, _)| own == company)
            || self.earlier.waits_at_bank.contains(company) && taken.iter().any(came)
    }

    /// The document of the invoice under the same number, whose place this one takes once a person
    /// says so: what it took off is free then.
    pub(super) fn replaced_by(&self, link: Link<'_>) -> Option<i64> {
        let Link { at, invoice, whose, met } = link;
        let number = invoice.number.as_deref()?;
        let twin = met.get(&self.key_of(whose.company, whose.side, whose.contact, number))?;
        let year = |day: Option<jiff::civil::Date>| day.map(|day| day.year());
        let takes = self.terms.get(&at).is_some_and(|terms| terms.replaces)
            || year(twin.date) == year(invoice.issue_day());
        takes.then_some(twin.document_id)
    }

    pub(super) fn prepayments_of(&self, link: Link<'_>) -> Vec<ItemRow> {
        let Link { whose, met, .. } = link;
        let theirs = |item: &&ItemRow| {
            matches!(
                item.kind,
                ItemKind::Prepayment | ItemKind::PrepaymentTaxed | ItemKind::PrepaymentUntaxed
            ) && item.company == whose.company
                && item.side == whose.side
                && item.contact_id == whose.contact
                && item.amount_minor != 0
        };
        let mut found: Vec<ItemRow> = met.values().filter(theirs).cloned().collect();
        let stored = self
            .earlier
            .prepayments
            .iter()
            .filter(theirs)
            .filter(|item| !met.contains_key(&self.key(item)));
        found.extend(stored.cloned());
        found.sort_by_key(|item| item.id);
        found
    }
}

fn is_unpaid(deducted: &Deducted) -> bool {
    deducted.stage == Stage::Unpaid
}

/// Prepayments that an invoice names, with those that it leaves unnamed where only all together are
/// what it takes off: many programs name the last one only. First those of its order, then all that
/// the contact has; where neither gives the sum, those named.
fn with_the_rest(
    named: Vec<ItemRow>,
    all: Vec<ItemRow>,
    order: Option<&str>,
    wanted: i64,
) -> Vec<ItemRow> {
    let is_named = |item: &ItemRow| named.iter().any(|named| named.id == item.id);
    let of_order = |item: &&ItemRow| order.is_some() && item.order_number.as_deref() == order;
    let together = |rest: Vec<ItemRow>| {
        named
            .iter()
            .cloned()
            .chain(rest.into_iter().filter(|item| !is_named(item)))
            .collect::<Vec<_>>()
    };
    let sets = [together(all.iter().filter(of_order).cloned().collect()), together(all)];
    let fitting = sets
        .into_iter()
        .find(|set| set.iter().map(|item| item.amount_minor).sum::<i64>() == wanted);
    fitting.unwrap_or(named)
}
