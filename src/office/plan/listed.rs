//! Open items by list: each against the opening balances, in another currency at the rate of its
//! day. Without a rate an item waits, unbooked and in its own currency, and the store tells of it
//! until one comes.

use super::Plan;
use super::items::Met;
use super::listed_again::{Differing, Kept};
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::money::{proportion, round_commercially};
use crate::domain::{Currency, FindingKind, JournalEntry, Money, OpenItem, Party};
use crate::ledger::{Rate, Treatment, is_vat_rate, post_opening, was_in_force, wording};
use crate::store::rows::{Abroad, ItemKind, ItemRow, Origin, VatShare};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Rows of a list whose invoices are booked by themselves, or replaced: they count as those say.
pub(super) static INVOICED: FindingKind = FindingKind {
    code: "open-items-invoiced",
    weight: Weight::Note,
    de: "Nicht aus der Liste übernommen, weil die Rechnung selbst gebucht ist und zählt: \
        {count|Zeile|Zeilen} ({numbers}). Was davon offen ist, sagt „kontor report open-items“.",
    en: "Not taken from the list, since the invoice itself is booked and counts: {count|row|rows} \
        ({numbers}). What of it is open says \"kontor report open-items\".",
};

/// Rows of a list with a rate of VAT that was not in force on their day.
pub static RATE_OF_ANOTHER_TIME: FindingKind = FindingKind {
    code: "items-rate-of-another-time",
    weight: Weight::Warning,
    de: "Der Steuersatz galt am Tag der Rechnung nicht: {numbers}. Mit ihm würden Skonto und \
        Forderungsausfall falsch berichtigt; bitte die Liste berichtigen und erneut ablegen. \
        Stimmt er (Leistung an einem anderen Tag): „kontor resolve {this} accept“.",
    en: "The rate of VAT was not in force on the day of the invoice: {numbers}. With it cash \
        discount and bad debts would be corrected wrongly; correct the list and drop it again. If \
        it is right (supplied on another day): \"kontor resolve {this} accept\".",
};

/// Rows of a list with a rate of VAT that no law knows.
pub static NO_RATE_OF_VAT: FindingKind = FindingKind {
    code: "items-no-rate-of-vat",
    weight: Weight::Warning,
    de: "Diesen Steuersatz gibt es im deutschen Recht nicht: {numbers}. Die Posten sind ohne Satz \
        übernommen; Skonto und Forderungsausfall werden nur vorgeschlagen. Bitte die Liste \
        berichtigen und erneut ablegen, oder es dabei lassen: „kontor resolve {this} accept“.",
    en: "German law has no such rate of VAT: {numbers}. The items are taken without a rate; cash \
        discount and bad debts are only proposed. Correct the list and drop it again, or leave it \
        at that: \"kontor resolve {this} accept\".",
};

/// The numbers that such a note names; the others are counted.
pub(super) const MOST_NAMED: usize = 10;

impl Plan<'_> {
    /// Takes the rows of an open-items file, and says of the document which it did not take.
    pub(super) fn take_list(
        &mut self,
        (at, company): (usize, &str),
        items: &[OpenItem],
        met: &mut Met,
        written: &mut BTreeMap<i64, ItemRow>,
    ) {
        let (mut invoiced, mut left): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
        let (mut undated, mut other): (Vec<&str>, Vec<Box<Differing>>) = (Vec::new(), Vec::new());
        let mut next_year: Vec<&str> = Vec::new();
        for item in items {
            let last = self.books.counters.item;
            match self.listed(at, company, item, met) {
                Ok(row) => {
                    let is_beside = row.id > last && met.contains_key(&self.key(&row));
                    next_year.extend(is_beside.then_some(item.document.as_str()));
                    let has_day = opens_on(row.date, row.due).is_some();
                    undated.extend((!has_day).then_some(item.document.as_str()));
                    self.meet(met, row.clone());
                    written.insert(row.id, row);
                }
                Err(Kept::Invoiced) => invoiced.push(&item.document),
                Err(Kept::Left) => left.push(&item.document),
                Err(Kept::Otherwise(differing)) => other.push(differing),
            }
        }
        if self.only_items.is_none() {
            self.note_kept(at, &left, &other);
            self.note_undated(at, &undated);
            self.note_of_two_years(at, &next_year);
            self.note_other_rates(at, items);
        }
        // A list that is read again for some of its items says nothing new.
        if invoiced.is_empty() || self.only_items.is_some() {
            return;
        }
        let count = invoiced.len();
        let more = if count > MOST_NAMED { "…" } else { "" };
        invoiced.truncate(MOST_NAMED);
        let numbers = invoiced.into_iter().chain(Some(more).filter(|more| !more.is_empty()));
        let numbers = numbers.collect::<Vec<_>>().join(", ");
        self.note_at(at, &INVOICED.found().with("count", count).with("numbers", numbers));
    }

    /// Asks about rates of VAT that were not in force on the days of their rows, or never.
    fn note_other_rates(&mut self, at: usize, items: &[OpenItem]) {
        let is_other = |item: &&OpenItem| {
            let known = item.vat_rate.zip(item.date);
            known.is_some_and(|(rate, day)| !rate.is_zero() && !was_in_force(rate, day))
        };
        let number = |item: &OpenItem| Argument::text(&item.document);
        let other = items.iter().filter(is_other).map(number).collect();
        let none = items.iter().filter_map(|item| {
            let rate = item.vat_rate.filter(|rate| !is_vat_rate(*rate))?;
            Some(Argument::row(&[number(item), Argument::percent(rate)], ": "))
        });
        let told: [(_, Vec<Argument>); 2] =
            [(&RATE_OF_ANOTHER_TIME, other), (&NO_RATE_OF_VAT, none.collect())];
        for (kind, numbers) in told.into_iter().filter(|(_, numbers)| !numbers.is_empty()) {
            let more = (numbers.len() > MOST_NAMED).then_some(Argument::from("…"));
            let named: Vec<Argument> = numbers.into_iter().take(MOST_NAMED).chain(more).collect();
            let found = kind.found().with_value("numbers", Argument::row(&named, ", "));
            self.note_at(at, &found.with("this", format!("D{}", self.id_at(at))));
        }
    }

    /// Takes a row of an open-items file; an item that an invoice brought stays as the invoice
    /// says, and one that was paid in part as it was listed first.
    ///
    /// # Errors
    /// Why the row changes nothing.
    fn listed(
        &mut self,
        at: usize,
        company: &str,
        item: &OpenItem,
        met: &Met,
    ) -> Result<ItemRow, Kept> {
        let contact = self.books.contacts.of_party(company, &party_of(item), item.side);
        let key = self.key_of(company, item.side, contact, &item.document);
        let known = self
            .listed_before(at, &key, item, met)
            .or_else(|| self.spelt_in_list((at, company), contact, item, met).cloned());
        let known = known.as_ref();
        let mut row = ItemRow {
            id: known.map_or(0, |known| known.id),
            company: company.to_owned(),
            // Its posting names it as it was listed first.
            number: known
                .filter(|known| !known.is_withdrawn())
                .map_or_else(|| item.document.clone(), |known| known.number.clone()),
            side: item.side,
            contact_id: contact,
            date: item.date,
            due: item.due,
            due_told: known.and_then(|known| known.due_told),
            currency: item.amount.currency,
            amount_minor: item.amount.minor().unwrap_or_default(),
            abroad: None,
            vat: stated_share(item)
                .map(|share| VatShare { under: self.taxed_under(company, known), ..share })
                .into_iter()
                .collect(),
            discounts: item.discounts.clone(),
            order_number: item.order.clone(),
            payment_reference: None,
            origin: Origin::List,
            kind: ItemKind::Item,
            deducted_by: None,
            listed_in: None,
            document_id: self.id_at(at),
            posting: known.and_then(|known| known.posting),
        };
        if self
            .only_items
            .as_ref()
            .is_some_and(|only| known.is_none_or(|known| !only.contains(&known.id)))
        {
            return Err(Kept::Invoiced);
        }
        if let Some(kept) = known.and_then(|known| self.keeps(known, &row)) {
            return Err(kept);
        }
        match known {
            Some(taken) if self.place_taken(at, taken).is_some() => return Err(Kept::Invoiced),
            Some(known)
                if !known.is_withdrawn()
                    && known.invoiced() == row.invoiced()
                    && known.date == row.date =>
            {
                match known.abroad {
                    Some(_) => kept_in_euro(&mut row, known.amount_minor),
                    None if row.currency != Currency::EUR => self.open(company, &mut row),
                    None => {}
                }
            }
            Some(known) => {
                if let Some(number) = known.posting {
                    self.reverse_opening(company, number, known);
                }
                self.open(company, &mut row);
            }
            None => {
                row.id = self.next_item();
                self.open(company, &mut row);
            }
        }
        Ok(row)
    }

    /// Books items of lists that waited for a rate which is known now.
    pub(in crate::office) fn rated(&mut self, items: Vec<ItemRow>) {
        for mut item in items {
            let company = item.company.clone();
            self.open(&company, &mut item);
            if item.abroad.is_some() {
                self.index_item(&item);
                self.changes.items.push(item);
            }
        }
    }

    fn open(&mut self, company: &str, row: &mut ItemRow) {
        row.posting = None;
        if row.currency != Currency::EUR {
            let Some(euro) = self.in_euro_then(row) else { return };
            kept_in_euro(row, euro);
        }
        if let Some(opening) = self.opening(company, row) {
            let sealed = self.books.seal(company, opening, Some(row.document_id), None, None);
            row.posting = Some(sealed.number);
            self.changes.journal.push(sealed);
        }
    }

    /// An item of a list in euro cents, at the rate of its day.
    fn in_euro_then(&self, row: &ItemRow) -> Option<i64> {
        let rate = self.rate_of(row.currency, opens_on(row.date, row.due)?)?;
        let euro = Money::from_minor(row.amount_minor, row.currency).amount.checked_div(rate)?;
        Money::new(round_commercially(euro, 2), Currency::EUR).minor().filter(|euro| *euro != 0)
    }

    /// An invoice takes the place of an item that was only listed: its opening posting is taken
    /// back.
    pub(super) fn reverse_opening(&mut self, company: &str, number: i64, item: &ItemRow) {
        let Some(opening) = self.opening(company, item) else { return };
        let text = wording::reversal(opening.text(), self.language_of(Some(company)));
        let sealed = self.books.seal(
            company,
            opening.reversed(opening.date(), text),
            Some(item.document_id),
            None,
            Some(number),
        );
        self.changes.journal.push(sealed);
    }

    fn opening(&mut self, company: &str, item: &ItemRow) -> Option<JournalEntry> {
        let personal = self.books.contacts.personal_account(item.contact_id, item.side);
        let chart = self.books.companies.get(company)?.chart;
        let date = opens_on(item.date, item.due)?;
        let amount = Money::from_minor(item.amount_minor, item.currency).amount;
        post_opening(
            chart,
            date,
            &wording::open_item(&item.number, self.language_of(Some(company))),
            item.side,
            &personal,
            amount,
        )
        .ok()
    }
}

/// Who owes an item of a list, or is owed it: a number or a name.
pub(super) fn party_of(item: &OpenItem) -> Party {
    Party {
        name: Some(item.contact.clone()),
        identifier: Some(item.contact.clone()),
        ..Party::default()
    }
}

/// The day that an item of a list is booked on, and whose rate counts.
pub(in crate::office) fn opens_on(date: Option<Date>, due: Option<Date>) -> Option<Date> {
    date.or(due)
}

/// Makes an item that a list states in another currency one that the books keep in euro.
fn kept_in_euro(row: &mut ItemRow, euro: i64) {
    let stated = row.amount_minor;
    row.abroad = Some(Abroad { currency: row.currency, minor: stated });
    (row.currency, row.amount_minor) = (Currency::EUR, euro);
    for share in &mut row.vat {
        share.net_minor = proportion(euro, share.net_minor, stated);
        share.gross_minor = euro;
    }
}

/// What Skonto of a listed item will be split by: the rate that the list states, minor units of the
/// item's currency.
fn stated_share(item: &OpenItem) -> Option<VatShare> {
    let rate = item.vat_rate.filter(|rate| is_vat_rate(*rate))?;
    let treatment = match Rate::of(rate) {
        Some(known) => Treatment::Taxed(known),
        None if rate.is_zero() => Treatment::Untaxed,
        None => Treatment::TaxedOtherwise,
    };
    let hundred = Decimal::ONE_HUNDRED;
    let net = item.amount.amount.checked_mul(hundred)?.checked_div(hundred.checked_add(rate)?)?;
    Some(VatShare {
        treatment: treatment.as_str().to_owned(),
        gross_minor: item.amount.minor()?,
        net_minor: Money::new(
            round_commercially(net, item.amount.currency.digits()),
            item.amount.currency,
        )
        .minor()?,
        asset: None,
        under: None,
    })
}
