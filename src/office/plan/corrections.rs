//! Corrected invoices: what takes the place of an earlier invoice, and what of that one is taken
//! back. Of the chains of invoices the part that undoes what is booked.

use super::Plan;
use super::chains::{Chain, Link, Replacing};
use super::near::{CORRECTS_NEAR, unknown};
use super::restored::{CREDITS_FINAL_PAID, freed};
use super::terms::Replaced;
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::invoice_number::names_number;
use crate::domain::{Currency, Finding, FindingKind, Invoice, InvoiceNature, Money};
use crate::ledger::wording;
use crate::store::rows::{ItemKind, ItemRow};
use rust_decimal::Decimal;

pub static CORRECTS: FindingKind = FindingKind {
    code: "corrects-invoice",
    weight: Weight::Warning,
    de: "Die Rechnung nennt {numbers}, gebucht mit {documents}: Sie tritt an deren Stelle oder \
        berichtigt sie. Sie ist nicht gebucht, damit nicht beide gelten; „kontor resolve {this} \
        accept“ nimmt {numbers} zurück und bucht diese, „kontor resolve {this} accept --beside“ \
        bucht sie zusätzlich (Fracht, weiterer Teil).",
    en: "The invoice names {numbers}, booked with {documents}: it takes its place or corrects it. \
        It is not booked, so that not both count; \"kontor resolve {this} accept\" takes {numbers} \
        back and books this one, \"kontor resolve {this} accept --beside\" books it in addition \
        (freight, a further part).",
};

/// An invoice that is no correction by its type and names an earlier one: the answer that leaves
/// that one alone comes first.
pub static NAMES_INVOICE: FindingKind = FindingKind {
    code: "names-invoice",
    weight: Weight::Warning,
    de: "Die Rechnung nennt {numbers}, gebucht mit {documents}{paid}; ob sie an deren Stelle \
        tritt, sagt sie nicht{likely}. Sie ist nicht gebucht, damit nicht beide gelten. Steht sie \
        für sich (Fracht, weiterer Teil, bloßer Hinweis): „kontor resolve {this} accept --beside“ \
        bucht sie zusätzlich. Tritt sie an deren Stelle: „kontor resolve {this} accept“ nimmt \
        {numbers} zurück und bucht diese.",
    en: "The invoice names {numbers}, booked with {documents}{paid}; it does not say whether it \
        takes its place{likely}. It is not booked, so that not both count. If it stands for itself \
        (freight, a further part, a mere hint): \"kontor resolve {this} accept --beside\" books it \
        in addition. If it takes the place: \"kontor resolve {this} accept\" takes {numbers} back \
        and books this one.",
};

/// What an invoice names is taken back in part already, or by what names others too: taken back
/// whole, too much would be. Or another stands in its place.
pub static CORRECTS_CREDITED: FindingKind = FindingKind {
    code: "corrects-credited-invoice",
    weight: Weight::Warning,
    de: "Die Rechnung nennt {numbers}; dazu ist schon gebucht: {credits} (Gutschrift oder Rechnung \
        an deren Stelle). Sie ist nicht gebucht, damit nichts doppelt gilt oder doppelt \
        zurückgenommen wird. „kontor resolve {this} accept --beside“ bucht sie zusätzlich; soll \
        sie an die Stelle treten, bitte zuerst {documents} zurücknehmen (kontor undo {first}), \
        dann „kontor resolve {this} accept“.",
    en: "The invoice names {numbers}, about which {credits} is booked already (a credit note, or \
        an invoice in its place). It is not booked, so that nothing counts twice or is taken back \
        twice. \"kontor resolve {this} accept --beside\" books it in addition; if it is to take \
        the place, take {documents} back first (kontor undo {first}), then \"kontor resolve {this} \
        accept\".",
};

/// The place of an invoice that is paid.
pub static CORRECTS_SETTLED: FindingKind = FindingKind {
    code: "corrects-settled-invoice",
    weight: Weight::Warning,
    de: "Die Rechnung nennt {numbers}, gebucht mit {documents}: Sie tritt an deren Stelle oder \
        berichtigt sie; darauf ist schon gezahlt ({entries}). Sie ist nicht gebucht, damit nicht \
        beide gelten. „kontor resolve {this} accept“ nimmt {numbers} zurück, bucht diese und löst \
        die Zahlung, die dann neu zugeordnet wird; hat eine Person sie zugeordnet, ist das zuerst \
        zurückzunehmen (kontor undo {first}). „accept --beside“ bucht sie zusätzlich (Fracht, \
        weiterer Teil).",
    en: "The invoice names {numbers}, booked with {documents}: it takes its place or corrects it; \
        payments are booked on it already ({entries}). It is not booked, so that not both count. \
        \"kontor resolve {this} accept\" takes {numbers} back, books this one and frees the \
        payment, which is matched anew then; where a person matched it, take that back first \
        (kontor undo {first}). \"accept --beside\" books it in addition (freight, a further \
        part).",
};

/// The place of a prepayment that a final invoice has taken off.
pub static CORRECTS_TAKEN_OFF: FindingKind = FindingKind {
    code: "corrects-taken-off",
    weight: Weight::Warning,
    de: "Die Rechnung nennt {number}; das ist in der Schlussrechnung {by} abgezogen. Sie ist nicht \
        gebucht. Tritt sie an die Stelle von {number}, zuerst {by} zurücknehmen (kontor undo \
        {final}), dann „kontor resolve {this} accept“. „kontor resolve {this} accept --beside“ \
        bucht sie zusätzlich (Fracht, weiterer Teil).",
    en: "The invoice names {number}, which the final invoice {by} has taken off. It is not booked. \
        If it takes the place of {number}, take {by} back first (kontor undo {final}), then \
        \"kontor resolve {this} accept\". \"kontor resolve {this} accept --beside\" books it in \
        addition (freight, a further part).",
};

/// The place of a credit note that has taken a final invoice back whole.
pub static CORRECTS_GIVEN_BACK: FindingKind = FindingKind {
    code: "corrects-given-back",
    weight: Weight::Warning,
    de: "Die Rechnung nennt die Gutschrift {number} ({document}), mit der eine Schlussrechnung \
        ganz zurückgenommen ist und ihre Anzahlungen wieder offen sind. Sie ist nicht gebucht. \
        Gilt die Gutschrift nicht: „kontor undo {document}“, dann „kontor resolve {this} reject \
        GRUND“. „kontor resolve {this} accept --beside“ bucht sie zusätzlich.",
    en: "The invoice names the credit note {number} ({document}), which takes all of a final \
        invoice back and opens its prepayments again. It is not booked. If the credit note does \
        not count: \"kontor undo {document}\", then \"kontor resolve {this} reject REASON\". \
        \"kontor resolve {this} accept --beside\" books it in addition.",
};

/// An invoice that names prepayments and does not take them off (§ 14 (5) sentence 2 UStG).
pub static DEDUCTION_MISSING: FindingKind = FindingKind {
    code: "prepayment-not-taken-off",
    weight: Weight::Warning,
    de: "Die Rechnung zieht die Anzahlungsrechnung {numbers} nicht ab (§ 14 Abs. 5 Satz 2 UStG): \
        Die Umsatzsteuer darauf wäre zweimal ausgewiesen. Sie ist nicht gebucht; bitte vom \
        Absender berichtigen lassen und diese mit „kontor resolve {this} reject GRUND“ ablehnen. \
        {otherwise}",
    en: "The invoice does not take the prepayment invoice {numbers} off (§ 14 (5) sentence 2 \
        UStG), so that its VAT would be charged twice. It is not booked; have its \
        sender correct it and refuse this one with \"kontor resolve {this} reject REASON\". \
        {otherwise}",
};

impl Plan<'_> {
    /// True of a corrected invoice under the number of the one that it corrects and that is booked:
    /// whether it takes its place is asked there ([`Plan::makes_room`]).
    pub(super) fn names_itself(&self, link: Link<'_>) -> bool {
        let Link { invoice, whose, met, .. } = link;
        let own = |number: &&String| invoice.number.as_ref() == Some(*number);
        let number = invoice.preceding_invoices.iter().find(own);
        number.is_some_and(|number| {
            met.contains_key(&self.key_of(whose.company, whose.side, whose.contact, number))
        })
    }

    pub(super) fn correction(
        &self,
        link: Link<'_>,
        mut named: Vec<ItemRow>,
    ) -> Result<Chain, Finding> {
        let Link { at, invoice, .. } = link;
        let (this, terms) = (format!("D{}", self.id_at(at)), self.terms.get(&at));
        let released = terms.is_some();
        if terms.is_some_and(|terms| terms.beside) {
            return Ok(Chain::Alone);
        }
        let told = |kind: &'static FindingKind, numbers: String| {
            kind.found().with("numbers", numbers).with("this", &this)
        };
        let list = |named: &[ItemRow]| {
            named.iter().map(|item| item.number.clone()).collect::<Vec<_>>().join(", ")
        };
        let taken = self.taken_by_another(link);
        let unnamed = |by: &(String, i64)| named.iter().all(|item| item.document_id != by.1);
        if let Some((number, (by, document))) = taken.into_iter().find(|(_, by)| unnamed(by)) {
            let document = format!("D{document}");
            return Err(told(&CORRECTS_CREDITED, number)
                .with("credits", by)
                .with("documents", &document)
                .with("first", document));
        }
        let near = named.is_empty().then(|| self.near(link)).flatten();
        if named.is_empty()
            && let Some(found) = self.corrects_held(link)
        {
            return Err(found);
        }
        if let Some(item) = near {
            if !released {
                let found = told(&CORRECTS_NEAR, invoice.preceding_invoices.join(", "));
                return Err(found
                    .with("near", &item.number)
                    .with("document", format!("D{}", item.document_id)));
            }
            named.push(item);
        }
        if named.is_empty() {
            if released {
                return Ok(Chain::Alone);
            }
            self.names_another(link)?;
            return Err(unknown(&invoice.preceding_invoices).with("this", this));
        }
        for final_invoice in self.finals_named(link) {
            // What it takes off is named with it, and stays.
            named.retain(|item| {
                final_invoice.items.iter().all(|other| other.id != item.id)
                    && !self.takes_part_of(final_invoice.document, item)
            });
        }
        if let Some((item, by)) = named
            .iter()
            .filter_map(|item| {
                Some((item, item.deducted_by.or_else(|| self.taking_part_of(item))?))
            })
            .find(|(_, by)| *by != self.id_at(at))
        {
            let by_number = self.number_of(by).unwrap_or_else(|| format!("D{by}"));
            let found = CORRECTS_TAKEN_OFF.found().with("number", &item.number);
            let found = found.with("by", by_number).with("final", format!("D{by}"));
            return Err(found.with("this", this));
        }
        if let Some(item) = named.iter().find(|item| self.gave_back(item.document_id)) {
            let found = CORRECTS_GIVEN_BACK.found().with("number", &item.number);
            let found = found.with("document", format!("D{}", item.document_id));
            return Err(found.with("this", this));
        }
        let all = named.clone();
        let mut followers: Vec<ItemRow> = Vec::new();
        let asked = |numbers: String, by: &[ItemRow]| {
            let documents: Vec<String> =
                by.iter().map(|item| format!("D{}", item.document_id)).collect();
            let told = told(&CORRECTS_CREDITED, numbers).with("credits", list(by));
            told.with("first", documents.first().cloned().unwrap_or_default())
                .with("documents", documents.join(", "))
        };
        for item in &all {
            let own = |text: &String| names_number(text, &item.number);
            let names = self.naming(link, &item.number).into_iter();
            let names = names
                .filter(|row| row.item.id != item.id && row.may_mean(&item.number, item.date))
                .map(|row| (row.item, row.numbers.iter().all(own)));
            let (credits, others): (Vec<_>, Vec<_>) =
                names.partition(|(other, _)| credits(other, item));
            if credits.is_empty() {
                continue;
            }
            let alone = credits.iter().all(|(_, alone)| *alone);
            let credits: Vec<ItemRow> = credits.into_iter().map(|(credit, _)| credit).collect();
            if !alone || credits.iter().map(stated).sum::<i64>() != -stated(item) {
                return Err(asked(item.number.clone(), &credits));
            }
            // It is taken back whole, and its credit note with it.
            followers.extend(others.into_iter().map(|(other, _)| other));
            named.retain(|other| {
                other.id != item.id && credits.iter().all(|credit| credit.id != other.id)
            });
        }
        if named.is_empty() {
            return if followers.is_empty() {
                Ok(Chain::Alone)
            } else {
                Err(asked(list(&all), &followers))
            };
        }
        if released {
            return Ok(Chain::Replaces(Replacing { items: named, ..Replacing::default() }));
        }
        let documents: Vec<String> =
            named.iter().map(|item| format!("D{}", item.document_id)).collect();
        let entries = self.entries_on(&named);
        if invoice.nature() == InvoiceNature::Invoice && !invoice.says_that_it_replaces() {
            return Err(told(&NAMES_INVOICE, list(&named))
                .with("documents", documents.join(", "))
                .with_value("paid", paid_by(&entries))
                .with_value("likely", likely(invoice, &named)));
        }
        let (kind, first) = match entries.first() {
            Some(first) => (&CORRECTS_SETTLED, first.clone()),
            None => (&CORRECTS, String::new()),
        };
        let found = told(kind, list(&named)).with("documents", documents.join(", "));
        Err(found.with("entries", entries.join(", ")).with("first", first))
    }

    /// A corrected invoice: the place that it takes, and what it takes off.
    pub(super) fn corrected(
        &self,
        link: Link<'_>,
        named: Vec<ItemRow>,
        prepaid: Option<Decimal>,
    ) -> Result<Chain, Finding> {
        let at = link.at;
        if prepaid.is_none() && !self.terms.contains_key(&at) {
            self.leaves_what_is_taken_off(link)?;
        }
        // Prepayments that it takes off are no invoice that it corrects.
        let is_request = |item: &ItemRow| prepaid.is_some() && item.is_request();
        let (requests, named): (Vec<_>, Vec<_>) = named.into_iter().partition(is_request);
        let chain = match named.is_empty() && (self.names_itself(link) || !requests.is_empty()) {
            true => Chain::Alone,
            false => self.correction(link, named.clone())?,
        };
        let mut replacing = match chain {
            Chain::Replaces(replacing) => replacing,
            other => {
                return match prepaid {
                    Some(prepaid) if !self.is_beside(at) => {
                        let named = requests.into_iter().chain(named).collect();
                        self.takes_off(link, (named, prepaid), &[])
                    }
                    _ => Ok(other),
                };
            }
        };
        let is_prepayment = |item: &ItemRow| item.kind == ItemKind::Prepayment;
        replacing.is_prepayment = prepaid.is_none() && replacing.items.iter().all(is_prepayment);
        let documents: Vec<i64> = replacing.items.iter().map(|item| item.document_id).collect();
        if let Some(prepaid) = prepaid {
            let rest = requests.into_iter().chain(named);
            let rest = rest.filter(|item| !documents.contains(&item.document_id)).collect();
            match self.takes_off(link, (rest, prepaid), &documents)? {
                Chain::Final(items, deducted) => replacing.deducts = Some((items, deducted)),
                Chain::Replaces(unpaid) => {
                    replacing.items.extend(unpaid.items);
                    replacing.deducts = unpaid.deducts;
                }
                _ => {}
            }
        }
        let taken = replacing.deducts.iter().flat_map(|(items, _)| items);
        let taken: Vec<i64> = taken.map(|item| item.id).collect();
        let left: Vec<ItemRow> = self
            .taken_off_by(link)
            .into_iter()
            .filter(|(by, item)| documents.contains(by) && !taken.contains(&item.id))
            .map(|(_, item)| item)
            .collect();
        if let Some((item, entries)) = self.paid_since(&left) {
            let numbers: Vec<&str> =
                replacing.items.iter().map(|item| item.number.as_str()).collect();
            return Err(CREDITS_FINAL_PAID
                .found()
                .with("number", numbers.join(", "))
                .with("prepayment", &item.number)
                .with("entries", entries)
                .with("this", format!("D{}", self.id_at(at))));
        }
        replacing.freed = left.into_iter().map(freed).collect();
        Ok(Chain::Replaces(replacing))
    }

    /// An invoice that is no correction and names prepayments that it does not take off.
    ///
    /// # Errors
    /// The question; what a person books beside them may stand.
    pub(super) fn deducts_what_is_paid(
        &self,
        at: usize,
        invoice: &Invoice,
        named: &[ItemRow],
    ) -> Result<(), Finding> {
        let missing: Vec<&ItemRow> = named
            .iter()
            .filter(|item| item.kind == ItemKind::Prepayment && item.amount_minor > 0)
            .collect();
        if missing.is_empty() || self.is_beside(at) || invoice.is_debit_note() {
            return Ok(());
        }
        let is_paid = missing
            .iter()
            .any(|item| self.earlier.settled.get(&item.id).is_some_and(|paid| *paid != 0));
        let this = format!("D{}", self.id_at(at));
        if !is_paid && self.terms.contains_key(&at) {
            return Ok(());
        }
        let numbers: Vec<&str> = missing.iter().map(|item| item.number.as_str()).collect();
        let numbers = numbers.join(", ");
        let beside = [
            format!(
                "„kontor resolve {this} accept --beside“ bucht sie, wie sie dasteht, und lässt \
                 {numbers} stehen."
            ),
            format!(
                "\"kontor resolve {this} accept --beside\" books it as it stands and leaves \
                 {numbers} as it is."
            ),
        ];
        let [mut de, mut en] = beside;
        if !is_paid {
            de = format!(
                "Verlangt sie das Ganze, weil auf {numbers} nichts gezahlt wird: „kontor resolve \
                 {this} accept“ nimmt {numbers} zurück und bucht diese. {de}"
            );
            en = format!(
                "If it asks for the whole because nothing is paid on {numbers}: \"kontor resolve \
                 {this} accept\" takes {numbers} back and books this one. {en}"
            );
        }
        let found = DEDUCTION_MISSING.found().with("numbers", numbers).with("this", this);
        Err(found.with_value("otherwise", Argument::Words(de.into(), en.into())))
    }

    /// A correction of a final invoice that does not take off what that does.
    ///
    /// # Errors
    /// The question.
    fn leaves_what_is_taken_off(&self, link: Link<'_>) -> Result<(), Finding> {
        let at = link.at;
        let finals = self.finals_named(link);
        let Some(first) = finals.first() else { return Ok(()) };
        let (this, number) = (format!("D{}", self.id_at(at)), &first.number);
        let numbers: Vec<&str> = first.items.iter().map(|item| item.number.as_str()).collect();
        let numbers = numbers.join(", ");
        let de = format!(
            "„kontor resolve {this} accept“ nimmt {number} zurück, bucht diese ohne Abzug und \
                lässt {numbers} offen."
        );
        let en = format!(
            "\"kontor resolve {this} accept\" takes {number} back, books this one as it stands and \
             leaves {numbers} open."
        );
        let found = DEDUCTION_MISSING.found().with("numbers", numbers).with("this", this);
        Err(found.with_value("otherwise", Argument::Words(de.into(), en.into())))
    }

    /// Whether a person books a document in addition to what it names.
    pub(super) fn is_beside(&self, at: usize) -> bool {
        self.terms.get(&at).is_some_and(|terms| terms.beside)
    }

    /// The entries that settle items.
    fn entries_on(&self, items: &[ItemRow]) -> Vec<String> {
        let settling = items.iter().filter_map(|item| self.earlier.settling.get(&item.id));
        settling.flatten().cloned().collect()
    }

    /// Takes the items whose place a corrected invoice takes back: their postings are reversed and
    /// nothing of them is open.
    pub(super) fn taken_back(&mut self, company: &str, items: Vec<ItemRow>) -> Vec<ItemRow> {
        let postings = self.earlier.postings.get(company).cloned().unwrap_or_default();
        let language = self.language_of(Some(company));
        let mut back = Vec::new();
        for mut item in items {
            self.replaced
                .push(Replaced { document: item.document_id, was_booked: item.posting.is_some() });
            if let Some((number, old)) =
                item.posting.take().and_then(|number| Some((number, postings.get(&number)?)))
            {
                let reversal = old.reversed(old.date(), wording::reversal(old.text(), language));
                let sealed =
                    self.books.seal(company, reversal, Some(item.document_id), None, Some(number));
                self.changes.journal.push(sealed);
            }
            let paid_already =
                self.prepaid_beside(&item).into_iter().filter(|paid| paid.amount_minor != 0);
            back.extend(paid_already.map(|paid| ItemRow { amount_minor: 0, ..paid }));
            item.amount_minor = 0;
            item.discounts.clear();
            back.push(item);
        }
        back
    }
}

/// By which entries an invoice is paid already, as a part of a sentence.
fn paid_by(entries: &[String]) -> Argument {
    let entries = entries.join(", ");
    match entries.is_empty() {
        true => Argument::Words(String::new().into(), String::new().into()),
        false => Argument::Words(
            format!(" und schon bezahlt ({entries})").into(),
            format!(" and paid already ({entries})").into(),
        ),
    }
}

/// Where an invoice asks for another amount than those that it names, that it rather stands for
/// itself, as a part of a sentence.
fn likely(invoice: &Invoice, named: &[ItemRow]) -> Argument {
    let currency = invoice.currency.unwrap_or(Currency::EUR);
    let asked = invoice.totals.payable.or(invoice.totals.gross);
    let asked = asked.and_then(|asked| Money::new(asked, currency).minor());
    match named.iter().any(|item| Some(stated(item)) == asked) {
        true => Argument::Words(String::new().into(), String::new().into()),
        false => Argument::Words(
            "; ihr Betrag ist ein anderer".into(),
            "; its amount is another one".into(),
        ),
    }
}

/// Whether an item takes something of another back.
fn credits(item: &ItemRow, of: &ItemRow) -> bool {
    item.amount_minor.signum() == -of.amount_minor.signum()
}

/// What an item asks for in the currency of its invoice, minor units.
fn stated(item: &ItemRow) -> i64 {
    item.abroad.as_ref().map_or(item.amount_minor, |abroad| abroad.minor)
}
