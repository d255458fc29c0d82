//! Rows of a list beside what is booked: the same item in another spelling, what is left of one that
//! was paid in part, and what says neither what was invoiced nor what is left.

use super::Plan;
use super::items::{ItemKey, Met};
use super::listed::MOST_NAMED;
use super::one_invoice::Essentials;
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::invoice_number::{number_key, same_number};
use crate::domain::{Currency, Finding, FindingKind, Money, OpenItem, Side};
use crate::store::rows::{ItemKind, ItemRow, Origin};
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Findings of rows beside what is booked.
pub static FINDINGS: &[&FindingKind] = &[
    &SAYS_WHAT_IS_LEFT,
    &LISTED_OTHERWISE,
    &INVOICE_LISTED,
    &INVOICE_OVER_LIST,
    &UNDATED,
    &OF_ANOTHER_YEAR,
];

/// Rows whose numbers items of another year bear.
pub static OF_ANOTHER_YEAR: FindingKind = FindingKind {
    code: "open-items-of-another-year",
    weight: Weight::Note,
    de: "Als eigene Posten übernommen, weil der unter derselben Nummer aus einem anderen Jahr ist: \
        {count|Zeile|Zeilen} ({numbers}).",
    en: "Taken as items of their own, since the one of the same number is of another year: \
        {count|row|rows} ({numbers}).",
};

/// Rows that no day says when to book.
pub static UNDATED: FindingKind = FindingKind {
    code: "open-items-undated",
    weight: Weight::Warning,
    de: "Ohne Datum und Fälligkeit: {count|Zeile|Zeilen} ({numbers}). Der Posten steht in den \
        offenen Posten, ist aber nicht gebucht, und das Personenkonto stimmt nicht mit ihnen \
        überein. Bitte das Rechnungsdatum ergänzen und die Liste erneut \
        ablegen; „kontor resolve {this} accept“ beendet die Frage.",
    en: "Without date and due date: {count|row|rows} ({numbers}). The item is among the open \
        items, but not booked, and the personal account does not agree with them. Add the date \
        of the invoice and drop the list again; \"kontor resolve {this} accept\" ends the \
        question.",
};

/// Rows that state what payments left of an item.
pub static SAYS_WHAT_IS_LEFT: FindingKind = FindingKind {
    code: "open-items-left",
    weight: Weight::Note,
    de: "Nicht geändert, weil die Liste nennt, was nach den Zahlungen noch offen ist: \
        {count|Zeile|Zeilen} ({numbers}).",
    en: "Not changed, since the list states what payments left of them: {count|row|rows} \
        ({numbers}).",
};

/// Rows that say otherwise of what is paid in part or booked by its invoice.
pub static LISTED_OTHERWISE: FindingKind = FindingKind {
    code: "open-items-otherwise",
    weight: Weight::Warning,
    de: "Die Liste nennt andere Beträge, als gebucht ist: {numbers}. Daran ist nichts geändert, \
        weil Zahlungen oder die Rechnung selbst gebucht sind. Bitte klären: Vielleicht fehlt eine \
        Zahlung oder Gutschrift, oder eine Zahlung ist falsch zugeordnet. Bleibt es, wie es \
        gebucht ist: „kontor resolve {this} accept“.",
    en: "The list states other amounts than are booked: {numbers}. Nothing of that is changed, \
        since payments or the invoice itself are booked. Find out: perhaps a payment or credit \
        note is missing, or a payment is assigned wrongly. If it stays as booked: \"kontor resolve \
        {this} accept\".",
};

/// An invoice whose item a list stated with another amount, on which money came in or went out.
pub static INVOICE_LISTED: FindingKind = FindingKind {
    code: "invoice-listed-otherwise",
    weight: Weight::Warning,
    de: "Die Rechnung {number} ({contact}) steht in der Liste offener Posten ({document}) mit \
        {listed}, hier mit {amount}. Sie ist nicht gebucht. War ein Teil vor der Übernahme schon \
        bezahlt, bleibt der Posten der Liste: „kontor resolve {this} reject GRUND“. Gilt die \
        Rechnung: „kontor resolve {this} accept“ bucht sie an seiner Stelle, offen sind dann \
        {amount}.",
    en: "The list of open items ({document}) has invoice {number} ({contact}) with {listed}, here \
        it is {amount}. It is not booked. If part of it was paid before it was taken over, the \
        list's item stays: \"kontor resolve {this} reject REASON\". If the invoice counts: \
        \"kontor resolve {this} accept\" books it in the item's place, and {amount} are open then.",
};

/// An invoice that took the place of a list's item of another amount.
pub static INVOICE_OVER_LIST: FindingKind = FindingKind {
    code: "invoice-over-list",
    weight: Weight::Warning,
    de: "Die Rechnung {number} ({contact}) stand in der Liste offener Posten ({document}) mit \
        {listed}; gebucht ist sie jetzt mit {amount}. War ein Teil vor der Übernahme schon \
        bezahlt: „kontor undo {this}“ gibt den Posten der Liste zurück. Gilt die Rechnung: „kontor \
        resolve {this} accept“.",
    en: "Invoice {number} ({contact}) stood in the list of open items ({document}) with {listed}; \
        it is booked with {amount} now. If part of it was paid before it was taken over: \"kontor \
        undo {this}\" gives the list's item back. If the invoice counts: \"kontor resolve {this} \
        accept\".",
};

/// Why a row of a list changes nothing.
pub(super) enum Kept {
    /// The invoice itself is booked, and says the same.
    Invoiced,
    /// It states what payments left.
    Left,
    /// It says otherwise.
    Otherwise(Box<Differing>),
}

/// What a list says of an item, and what is booked and left of it.
pub(super) struct Differing {
    number: String,
    listed: Money,
    booked: Money,
    left: Option<Money>,
}

/// Amount and day that a row of a list states.
type Said = (Option<i64>, Option<Date>);

impl Plan<'_> {
    /// The rows of lists of this batch whose numbers no item bears, but perhaps in another
    /// spelling: the contacts that are known, and their numbers as they are compared.
    pub fn listed_anew(&self, known: &[ItemRow]) -> (Vec<i64>, HashSet<String>) {
        let (mut contacts, mut keys) = (BTreeSet::new(), HashSet::new());
        if self.written.last_item == 0 {
            return (Vec::new(), keys);
        }
        let booked: HashSet<(&str, &str)> =
            known.iter().map(|item| (item.company.as_str(), item.number.as_str())).collect();
        for (_, company, items) in &self.routed.items {
            for item in items.iter().filter(|item| !booked.contains(&(company, &item.document))) {
                let contact = self.books.contacts.find(company, &super::listed::party_of(item));
                if let Some(contact) = contact {
                    contacts.insert(contact);
                    keys.insert(number_key(&item.document));
                }
            }
        }
        keys.remove("");
        (self.books.contacts.alike(&contacts), keys)
    }

    /// The known items that rows of lists of this batch state with another amount or of another
    /// year, and those of lists whose invoices it brings.
    pub fn listed_otherwise(&self, known: &[ItemRow]) -> Vec<i64> {
        let invoices = self.routed.invoices.iter();
        let invoiced: HashSet<(&str, &str)> = invoices
            .filter_map(|(_, company, invoice)| {
                Some((company.as_str(), invoice.number.as_deref()?))
            })
            .collect();
        let mut listed: HashMap<(&str, &str), Vec<Said>> = HashMap::new();
        for (_, company, items) in &self.routed.items {
            for item in items {
                let said = listed.entry((company, &item.document)).or_default();
                said.push((item.amount.minor(), item.date));
            }
        }
        let is_other = |item: &&ItemRow| {
            let said = listed.get(&(item.company.as_str(), item.number.as_str()));
            let is_other = |(minor, day): &Said| {
                minor.is_some_and(|minor| minor != item.invoiced().0)
                    || are_of_two_years(*day, item.date)
            };
            said.is_some_and(|said| said.iter().any(is_other))
                || item.origin == Origin::List
                    && invoiced.contains(&(item.company.as_str(), item.number.as_str()))
        };
        known.iter().filter(is_other).map(|item| item.id).collect()
    }

    /// Tells what is left of items, minor units by their ids; of what is not booked nothing is said.
    pub fn know_left(&mut self, left: HashMap<i64, i64>) {
        self.left = left;
    }

    /// The item that a row of a list states anew, of those that bear its number. Numbers begin anew
    /// with a year, and a list of what is open does not state what is settled: a settled item of
    /// another year is another one, and so is one that the same list states.
    pub(super) fn listed_before(
        &self,
        at: usize,
        key: &ItemKey,
        item: &OpenItem,
        met: &Met,
    ) -> Option<ItemRow> {
        let latest = met.get(key)?;
        let mut all = vec![latest];
        all.extend(self.alike.get(key).into_iter().flatten().rev());
        if let Some(only) = &self.only_items {
            let meant = all.iter().find(|known| only.contains(&known.id));
            return Some(meant.copied().unwrap_or(latest).clone());
        }
        let of_year =
            |known: &&ItemRow| !known.is_withdrawn() && !are_of_two_years(known.date, item.date);
        let is_it = |known: &&ItemRow| {
            !are_of_two_years(known.date, item.date)
                || known.document_id != self.id_at(at) && !self.is_settled(known)
        };
        let mut all = all.into_iter();
        all.clone().find(of_year).or_else(|| all.find(is_it)).cloned()
    }

    /// Whether nothing of an item is left, as far as [`Plan::know_left`] was told.
    fn is_settled(&self, item: &ItemRow) -> bool {
        item.amount_minor != 0 && self.left.get(&item.id) == Some(&0)
    }

    /// Whether an item of a list was settled, and is of another year than an invoice of its number:
    /// numbers begin anew with a year.
    pub(super) fn is_past(&self, item: &ItemRow, day: Date) -> bool {
        item.origin == Origin::List
            && are_of_two_years(item.date, Some(day))
            && self.is_settled(item)
    }

    /// Notes which rows are items of their own beside settled ones of their numbers.
    pub(super) fn note_of_two_years(&mut self, at: usize, rows: &[&str]) {
        if rows.is_empty() {
            return;
        }
        let more = (rows.len() > MOST_NAMED).then_some("…");
        let numbers: Vec<&str> = rows.iter().copied().take(MOST_NAMED).chain(more).collect();
        let found = OF_ANOTHER_YEAR.found().with("count", rows.len());
        self.note_at(at, &found.with("numbers", numbers.join(", ")));
    }

    /// The item that a row of a list states under another spelling of its number: of one contact,
    /// day and amount. Two rows of one list are two items.
    pub(super) fn spelt_in_list<'m>(
        &self,
        (at, company): (usize, &str),
        contact: i64,
        item: &OpenItem,
        met: &'m Met,
    ) -> Option<&'m ItemRow> {
        let says = (item.amount.minor()?, item.amount.currency);
        self.spelt_alike((company, item.side, contact), &item.document, met, &|other| {
            match &self.only_items {
                // The list is read again for what a later invoice in another spelling gives back.
                Some(only) => only.contains(&other.id),
                None => {
                    other.document_id != self.id_at(at)
                        && !other.is_withdrawn()
                        && other.invoiced() == says
                        && other.date.is_some()
                        && other.date == item.date
                }
            }
        })
    }

    /// The item of a list that an invoice states under another spelling of its number.
    pub(super) fn listed_under_other_spelling(
        &self,
        (company, side, contact): (&str, Side, i64),
        facts: &Essentials,
        met: &Met,
    ) -> Option<ItemRow> {
        let is_it = |other: &ItemRow| other.origin == Origin::List && facts.are_of(other);
        self.spelt_alike((company, side, contact), &facts.number, met, &is_it).cloned()
    }

    fn spelt_alike<'m>(
        &self,
        (company, side, contact): (&str, Side, i64),
        number: &str,
        met: &'m Met,
        is_it: &dyn Fn(&ItemRow) -> bool,
    ) -> Option<&'m ItemRow> {
        let by = self.key_of(company, side, contact, &number_key(number));
        let others = self.spelt.get(&by).into_iter().flatten();
        let others = others.filter(|other| *other != number && same_number(other, number));
        let mut items =
            others.filter_map(|other| met.get(&self.key_of(company, side, contact, other)));
        items.find(|item| item.kind == ItemKind::Item && is_it(item))
    }

    /// Why a row changes nothing of an item that stands; `None` where the list counts.
    pub(super) fn keeps(&self, known: &ItemRow, row: &ItemRow) -> Option<Kept> {
        if known.is_withdrawn() {
            return None;
        }
        let (booked, currency) = known.invoiced();
        let says = (row.amount_minor, row.currency);
        let left = self.left.get(&known.id).copied();
        let is_paid = left.is_some_and(|left| left != known.amount_minor);
        // Of what is kept in euro, what is left of it in its own currency is not known here.
        let left = left.filter(|_| known.abroad.is_none());
        let is_invoiced = known.origin == Origin::Invoice;
        if !is_invoiced && !is_paid {
            return None;
        }
        if says == (booked, currency) {
            return is_invoiced.then_some(Kept::Invoiced);
        }
        if left.is_some_and(|left| says == (left, currency)) {
            return Some(Kept::Left);
        }
        let money = |minor: i64| Money::from_minor(minor, currency);
        let listed = Money::from_minor(says.0, says.1);
        let number = known.number.clone();
        let differing = Differing { number, listed, booked: money(booked), left: left.map(money) };
        Some(Kept::Otherwise(Box::new(differing)))
    }

    /// Notes which rows of a list changed nothing, but for those whose invoice counts.
    pub(super) fn note_kept(&mut self, at: usize, left: &[&str], other: &[Box<Differing>]) {
        let row = |argument: &dyn Fn(usize) -> Option<Argument>| {
            let more = argument(MOST_NAMED).map(|_| Argument::from("…"));
            let named: Vec<Argument> = (0..MOST_NAMED).filter_map(argument).chain(more).collect();
            Argument::row(&named, ", ")
        };
        if !left.is_empty() {
            let numbers = row(&|nth| left.get(nth).map(Argument::text));
            let found = SAYS_WHAT_IS_LEFT.found().with("count", left.len());
            self.note_at(at, &found.with_value("numbers", numbers));
        }
        if !other.is_empty() {
            let numbers = row(&|nth| other.get(nth).map(|one| said(one)));
            let found = LISTED_OTHERWISE.found().with_value("numbers", numbers);
            self.note_at(at, &found.with("this", format!("D{}", self.id_at(at))));
        }
    }

    /// Asks about rows that no day says when to book.
    pub(super) fn note_undated(&mut self, at: usize, undated: &[&str]) {
        if undated.is_empty() {
            return;
        }
        let more = (undated.len() > MOST_NAMED).then_some("…");
        let numbers: Vec<&str> = undated.iter().copied().take(MOST_NAMED).chain(more).collect();
        let found = UNDATED.found().with("count", undated.len());
        let found = found.with("numbers", numbers.join(", "));
        self.note_at(at, &found.with("this", format!("D{}", self.id_at(at))));
    }

    /// The question about an invoice whose item a list states with another amount: one that waits
    /// ([`INVOICE_LISTED`]) where the item is paid in part or whole.
    pub(super) fn listed_with_another(
        &self,
        at: usize,
        known: &ItemRow,
        facts: &Essentials,
    ) -> Option<Finding> {
        let is_other = known.origin == Origin::List
            && !known.is_withdrawn()
            && known.abroad.is_none()
            && known.currency == Currency::EUR
            && known.amount_minor != facts.open;
        if !is_other || self.terms.contains_key(&at) {
            return None;
        }
        let euro = |minor: i64| Argument::Amount(Money::from_minor(minor, Currency::EUR));
        let left = self.left.get(&known.id);
        let is_paid = left.is_some_and(|left| *left != known.amount_minor);
        let kind = if is_paid { &INVOICE_LISTED } else { &INVOICE_OVER_LIST };
        let found = kind.found().with("number", &facts.number);
        Some(
            found
                .with("contact", self.name_of(known.contact_id))
                .with("document", format!("D{}", known.document_id))
                .with_value("listed", euro(known.amount_minor))
                .with_value("amount", euro(facts.open))
                .with("this", format!("D{}", self.id_at(at))),
        )
    }
}

/// Whether two days are of two years, as far as both are known.
fn are_of_two_years(one: Option<Date>, other: Option<Date>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one.year() != other.year())
}

/// `A-1 (Liste 45,00 EUR, gebucht 119,00 EUR, offen 40,00 EUR)`.
fn said(one: &Differing) -> Argument {
    let word = |de: &'static str, en: &'static str| Argument::Words(de.into(), en.into());
    let amount = |money: Money| Argument::Amount(money);
    let mut parts = vec![
        Argument::text(&one.number),
        word("(Liste", "(list"),
        amount(one.listed),
        word("· gebucht", "· booked"),
        amount(one.booked),
    ];
    if let Some(left) = one.left {
        parts.extend([word("· offen", "· open"), amount(left)]);
    }
    let said = Argument::row(&parts, " ");
    Argument::row(&[said, Argument::from(")")], "")
}
