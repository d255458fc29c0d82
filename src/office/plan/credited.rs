//! Credit notes and what they take back: never more than is left of an invoice without a word, and
//! a prepayment where it stands.

use super::Plan;
use super::chains::{Chain, Link};
use super::named::{gross, is_more, reduces, stated};
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::invoice::tells_prepayment;
use crate::domain::invoice_number::names_number;
use crate::domain::{Currency, Finding, FindingKind, Invoice, InvoiceNature, Money};
use crate::store::rows::{ItemKind, ItemRow, Origin};
use crate::store::trade::Naming;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Findings of what credit notes take back.
pub static FINDINGS: &[&FindingKind] = &[
    &CREDITS_TOO_MUCH,
    &CREDITED_TOO_MUCH,
    &CREDITS_PREPAYMENT,
    &CREDITS_DEDUCTION,
    &CREDITED_PREPAYMENT,
    &CREDITED_FINAL,
    &NAMES_ITSELF,
];

/// A credit note or correction whose only earlier invoice (BT-25) is its own number, where nothing
/// else bears that: what it is about will never come.
pub static NAMES_ITSELF: FindingKind = FindingKind {
    code: "names-itself",
    weight: Weight::Warning,
    de: "Der Beleg nennt als früheren, um den es geht (BT-25), nur sich selbst ({number}); welchen \
        er zurücknimmt oder berichtigt, sagt er nicht. Er ist nicht gebucht. „kontor resolve \
        {this} accept“ bucht ihn, wie er dasteht; eine Gutschrift verrechnet danach „kontor \
        resolve RECHNUNG against {number}“ mit ihrer offenen Rechnung. Berichtigt er eine, die \
        gebucht ist, diese vorher zurücknehmen (kontor undo D…). „kontor resolve \
        {this} reject GRUND“ lehnt ihn ab, wenn der Absender ihn berichtigt.",
    en: "The document names as the earlier one that it is about (BT-25) only itself ({number}); \
        which it takes back or corrects it does not say. It is not booked. \"kontor resolve {this} \
        accept\" books it as it stands; a credit note is set off against its open invoice after \
        that by \"kontor resolve INVOICE against {number}\". If it corrects one that is booked, \
        take that back first (kontor undo D…). \"kontor resolve {this} \
        reject REASON\" refuses it, if its sender corrects it.",
};

/// A credit note over more than is left of what it names.
pub static CREDITS_TOO_MUCH: FindingKind = FindingKind {
    code: "credits-too-much",
    weight: Weight::Warning,
    de: "Die Gutschrift nimmt {amount} von {numbers} zurück; davon sind noch {left} \
        übrig{credits}. Sie ist nicht gebucht, damit nichts doppelt zurückgenommen wird: „kontor \
        resolve {this} reject GRUND“ lehnt sie ab, „kontor resolve {this} accept“ bucht sie \
        dennoch.",
    en: "The credit note takes {amount} of {numbers} back, of which {left} is left{credits}. It is \
        not booked, so that nothing is taken back twice: \"kontor resolve {this} reject REASON\" \
        refuses it, \"kontor resolve {this} accept\" books it nevertheless.",
};

/// An invoice of which more is taken back already than it asks for.
pub static CREDITED_TOO_MUCH: FindingKind = FindingKind {
    code: "credited-too-much",
    weight: Weight::Warning,
    de: "Die Rechnung {number} lautet über {amount}; zurückgenommen sind davon schon {credited} \
        ({credits}, {documents}). Sie ist nicht gebucht; ist eine der Gutschriften doppelt, bitte \
        zurücknehmen (kontor undo {first}). „kontor resolve {this} accept“ bucht die Rechnung.",
    en: "Invoice {number} is for {amount}, of which {credited} is taken back already ({credits}, \
        {documents}). It is not booked; if one of the credit notes is there twice, take it back \
        (kontor undo {first}). \"kontor resolve {this} accept\" books the invoice.",
};

/// A credit note of a prepayment invoice that is not booked: taken for one of goods, it would be
/// input VAT, or output, that nobody ever declared.
pub static CREDITS_PREPAYMENT: FindingKind = FindingKind {
    code: "credits-unknown-prepayment",
    weight: Weight::Warning,
    de: "Die Gutschrift nimmt eine Anzahlungsrechnung zurück ({numbers}), die nicht gebucht ist. \
        Sie wird gebucht, sobald jene da ist; „kontor resolve {this} accept“ bucht sie schon jetzt \
        gegen das Verrechnungskonto der Anzahlungen.",
    en: "The credit note takes a prepayment invoice back ({numbers}) that is not booked. It is \
        booked once that is there; \"kontor resolve {this} accept\" books it now, against the \
        clearing account of prepayments.",
};

/// A credit note that takes something off (BT-113) and finds no final invoice that did: the VAT of
/// a prepayment would be gone with it.
pub static CREDITS_DEDUCTION: FindingKind = FindingKind {
    code: "credits-unknown-deduction",
    weight: Weight::Warning,
    de: "Die Gutschrift zieht {amount} als schon bezahlt ab (BT-113); eine gebuchte \
        Schlussrechnung, die das abzieht, nennt sie nicht ({numbers}). Sie ist nicht gebucht, \
        damit die Steuer der Anzahlung nicht verloren geht. Fehlt die Schlussrechnung noch, bitte \
        nachreichen. Ist sie gebucht: „kontor resolve {this} reject GRUND“, dann die \
        Schlussrechnung zurücknehmen (kontor undo), oder die Gutschrift vom Absender mit deren \
        Nummer neu ausstellen lassen. „kontor resolve {this} accept“ bucht den Abzug als Geld.",
    en: "The credit note takes {amount} off as paid already (BT-113); it names no final invoice \
        booked here that takes that off ({numbers}). It is not booked, so that the VAT of the \
        prepayment is not lost. If the final invoice is still missing, drop it. If it is booked: \
        \"kontor resolve {this} reject REASON\", then take the final invoice back (kontor undo), \
        or have the sender issue the credit note anew with its number. \"kontor resolve {this} \
        accept\" books the deduction as money.",
};

/// A prepayment invoice whose credit note came before it and was booked as one of goods.
pub static CREDITED_PREPAYMENT: FindingKind = FindingKind {
    code: "prepayment-credited-before",
    weight: Weight::Warning,
    de: "Die Anzahlungsrechnung {number} ist schon gutgeschrieben ({credits}, {documents}), \
        gebucht als Gutschrift über Ware oder Leistung, da sie noch nicht da war. Sie ist nicht \
        gebucht. Damit beide sich aufheben: „kontor undo {first}“, dann „kontor resolve {this} \
        accept“, dann „kontor resolve {first} accept“. „kontor resolve {this} accept --beside“ \
        bucht sie, ohne die Gutschrift umzubuchen.",
    en: "Prepayment invoice {number} is credited already ({credits}, {documents}), booked as a \
        credit note of goods or services, since the invoice was not there yet. It is not booked. \
        To have both cancel out: \"kontor undo {first}\", then \"kontor resolve {this} accept\", \
        then \"kontor resolve {first} accept\". \"kontor resolve {this} accept --beside\" books it \
        and leaves the credit note as it is.",
};

/// A final invoice whose credit note came before it: what that was to give back was not taken off.
pub static CREDITED_FINAL: FindingKind = FindingKind {
    code: "final-credited-before",
    weight: Weight::Warning,
    de: "Die Schlussrechnung {number} ist schon gutgeschrieben ({credits}, {documents}), gebucht, \
        bevor sie da war. Sie ist nicht gebucht. Damit ihre Anzahlungen danach wieder offen sind: \
        „kontor undo {first}“, dann „kontor resolve {this} accept“, dann „kontor resolve {first} \
        accept“.",
    en: "The final invoice {number} is credited already ({credits}, {documents}), booked before it \
        was there. It is not booked. To have its prepayments open again after it: \"kontor undo \
        {first}\", then \"kontor resolve {this} accept\", then \"kontor resolve {first} accept\".",
};

impl Plan<'_> {
    /// Whether a document names another one, or none, as that which it is about; its own number is
    /// another's where an invoice is booked under it.
    ///
    /// # Errors
    /// It names only itself.
    pub(super) fn names_another(&self, link: Link<'_>) -> Result<(), Finding> {
        let Link { at, invoice, .. } = link;
        let own = invoice.number.as_ref();
        let names = &invoice.preceding_invoices;
        let is_itself = !names.is_empty() && names.iter().all(|name| Some(name) == own);
        match own.filter(|_| is_itself && !self.names_itself(link)) {
            None => Ok(()),
            Some(number) => {
                let found = NAMES_ITSELF.found().with("number", number);
                Err(found.with("this", format!("D{}", self.id_at(at))))
            }
        }
    }

    /// What a credit note does that names nothing in force: one of a prepayment waits for that, or
    /// is booked as one; another stands alone.
    pub(super) fn credits_nothing_booked(&self, link: Link<'_>) -> Result<Chain, Finding> {
        let Link { at, invoice, .. } = link;
        let released = self.terms.contains_key(&at);
        if !released {
            self.credits_what_stands(link)?;
            self.credits_held(link).map_or(Ok(()), Err)?;
        }
        self.gives_back_what_is_known(link)?;
        match (is_of_prepayment(invoice), released) {
            (false, _) => Ok(Chain::Alone),
            (true, true) => Ok(Chain::Prepayment),
            (true, false) => {
                self.names_another(link)?;
                let numbers = invoice.preceding_invoices.join(", ");
                let found = CREDITS_PREPAYMENT.found().with("numbers", numbers);
                Err(found.with("this", format!("D{}", self.id_at(at))))
            }
        }
    }

    /// Whether what takes something back without a final invoice takes nothing off (BT-113) either.
    /// Money given back at once is that where nothing is named and no prepayment is known.
    ///
    /// # Errors
    /// It does; a person who releases it is believed.
    pub(super) fn gives_back_what_is_known(&self, link: Link<'_>) -> Result<(), Finding> {
        let Link { at, invoice, .. } = link;
        let prepaid = invoice.totals.prepaid.filter(|prepaid| !prepaid.is_zero());
        let is_of_some =
            || !invoice.preceding_invoices.is_empty() || !self.prepayments_of(link).is_empty();
        let Some(prepaid) = prepaid.filter(|_| !self.terms.contains_key(&at) && is_of_some())
        else {
            return Ok(());
        };
        self.names_another(link)?;
        let [de, en] = match invoice.preceding_invoices.as_slice() {
            [] => ["keine Nummer", "no number"].map(str::to_owned),
            some => [some.join(", "), some.join(", ")],
        };
        let amount = Money::new(prepaid.abs(), invoice.currency.unwrap_or(Currency::EUR));
        let found = CREDITS_DEDUCTION.found().with_value("amount", amount);
        let found = found.with_value("numbers", Argument::Words(de.into(), en.into()));
        Err(found.with("this", format!("D{}", self.id_at(at))))
    }

    /// Whether a credit note names no final invoice that another has taken back whole already,
    /// whatever was left to pay of that.
    ///
    /// # Errors
    /// It does; a person who releases it is believed.
    pub(super) fn takes_back_once(&self, link: Link<'_>) -> Result<(), Finding> {
        let Link { at, invoice, whose, met } = link;
        if self.terms.contains_key(&at) || !reduces(invoice) {
            return Ok(());
        }
        let is_named = |document: i64| {
            let number = self.number_of(document)?;
            let key = self.key_of(whose.company, whose.side, whose.contact, &number);
            let is_it = met.get(&key).is_none_or(|item| item.document_id == document);
            let mut names = invoice.preceding_invoices.iter();
            names.any(|text| is_it && names_number(text, &number)).then_some(number)
        };
        let theirs = |id: i64| {
            let mut known = self.earlier.taken_off.iter().chain(met.values());
            let key = self.key_of(whose.company, whose.side, whose.contact, "");
            let of_whom =
                |item: &ItemRow| self.key_of(&item.company, item.side, item.contact_id, "");
            known.any(|item| item.id == id && of_whom(item) == key)
        };
        let others =
            self.restored().filter(|row| row.document_id != self.id_at(at) && theirs(row.item_id));
        let already = others.filter_map(|row| {
            let by = self.number_of(row.document_id);
            Some((is_named(row.final_id)?, by.filter(|by| Some(by) != invoice.number.as_ref())?))
        });
        let Some((number, by)) = already.into_iter().next() else { return Ok(()) };
        let currency = invoice.currency.unwrap_or(Currency::EUR);
        let asked = invoice.totals.gross.or(invoice.totals.payable).unwrap_or_default().abs();
        let credits = Argument::Words(
            format!(" (schon zurückgenommen mit {by})").into(),
            format!(" (taken back already with {by})").into(),
        );
        let found = CREDITS_TOO_MUCH
            .found()
            .with_value("amount", Money::new(asked, currency))
            .with_value("left", Money::new(Decimal::ZERO, currency))
            .with_value("credits", credits);
        Err(found.with("numbers", number).with("this", format!("D{}", self.id_at(at))))
    }

    /// Whether a credit note takes no more back than is left of what it names, all as the invoices
    /// state it.
    ///
    /// # Errors
    /// It does; a person who releases it is believed.
    pub(super) fn takes_back_what_is_left(
        &self,
        link: Link<'_>,
        named: &[ItemRow],
    ) -> Result<(), Finding> {
        let Link { at, invoice, .. } = link;
        let currency = invoice.currency.unwrap_or(Currency::EUR);
        let charges: Vec<&ItemRow> = named.iter().filter(|item| item.amount_minor > 0).collect();
        // What a list says is open may be a rest of what was invoiced.
        let unclear = |item: &&ItemRow| item.origin == Origin::List || asked_in(item) != currency;
        let skips = self.terms.contains_key(&at) || !reduces(invoice) || charges.is_empty();
        if skips || charges.iter().any(unclear) {
            return Ok(());
        }
        let credits = self.credits_of(link, &charges);
        let whole: Decimal = charges.iter().map(|item| self.gross_of(item)).sum();
        let left = whole - credits.iter().map(gross).sum::<Decimal>();
        let asked = invoice.totals.gross.or(invoice.totals.payable).unwrap_or_default().abs();
        if !is_more(asked, left) {
            return Ok(());
        }
        let by: Vec<&str> = credits.iter().map(|row| row.item.number.as_str()).collect();
        let [de, en] = match by.as_slice() {
            [] => [String::new(), String::new()],
            some => [
                format!(" (schon zurückgenommen mit {})", some.join(", ")),
                format!(" (taken back already with {})", some.join(", ")),
            ],
        };
        let numbers: Vec<&str> = charges.iter().map(|item| item.number.as_str()).collect();
        let found = CREDITS_TOO_MUCH
            .found()
            .with_value("amount", Money::new(asked, currency))
            .with_value("left", Money::new(left.max(Decimal::ZERO), currency))
            .with_value("credits", Argument::Words(de.into(), en.into()));
        Err(found.with("numbers", numbers.join(", ")).with("this", format!("D{}", self.id_at(at))))
    }

    /// Whether a credit note names the one booked invoice under its own number as the one it takes
    /// back (BT-25), and nothing stands on that: no Skonto, no prepayment, no other credit note.
    pub(super) fn takes_itself_back(&self, invoice: &Invoice, twin: &ItemRow) -> bool {
        let names = |text: &String| invoice.number.as_ref().is_some_and(|own| own == text);
        let asked = invoice.totals.gross.or(invoice.totals.payable).unwrap_or_default().abs();
        let is_off = |item: &ItemRow| item.deducted_by == Some(twin.document_id);
        let restored = |row: &crate::store::RestoredRow| row.final_id == twin.document_id;
        reduces(invoice)
            && matches!(invoice.preceding_invoices.as_slice(), [one] if names(one))
            && twin.kind == ItemKind::Item
            && twin.origin == Origin::Invoice
            && twin.amount_minor > 0
            && asked_in(twin) == invoice.currency.unwrap_or(Currency::EUR)
            && !is_more(asked, stated(twin))
            && self.alike.get(&self.key(twin)).is_none_or(Vec::is_empty)
            && self.earlier.discounted.get(&twin.id).is_none_or(|minor| *minor == 0)
            && self.prepaid_beside(twin).is_empty()
            && !self.earlier.taken_off.iter().any(is_off)
            && !self.earlier.restored.iter().any(restored)
            && self.earlier.naming.iter().all(|row| {
                row.item.amount_minor > 0
                    || row.item.contact_id != twin.contact_id
                    || !row.numbers.iter().any(|text| names_number(text, &twin.number))
            })
    }

    /// The other credit notes that take back something of these invoices, and of none besides.
    pub(super) fn credits_of(&self, link: Link<'_>, charges: &[&ItemRow]) -> Vec<Naming> {
        let currency = link.invoice.currency.unwrap_or(Currency::EUR);
        let is_one = |text: &String| charges.iter().any(|item| names_number(text, &item.number));
        let mut credits: BTreeMap<i64, Naming> = BTreeMap::new();
        for item in charges {
            let own = self.naming(link, &item.number).into_iter().filter(|row| {
                row.item.amount_minor < 0
                    && row.may_mean(&item.number, item.date)
                    && row.numbers.iter().all(is_one)
                    && asked_in(&row.item) == currency
            });
            credits.extend(own.map(|row| (row.item.id, row)));
        }
        credits.into_values().collect()
    }

    /// What the invoice of an item asks for with VAT, in its currency.
    pub(super) fn gross_of(&self, item: &ItemRow) -> Decimal {
        let brought = self.changes.billed.iter().find(|row| row.document_id == item.document_id);
        let gross = brought
            .and_then(|row| row.facts.gross)
            .or_else(|| self.earlier.gross.get(&item.document_id).copied());
        gross.map_or_else(|| stated(item), |gross| gross.abs())
    }

    /// Whether what was taken back of an invoice before it came is no more than it asks for, and
    /// stands where a prepayment does.
    ///
    /// # Errors
    /// The question.
    pub(super) fn is_credited_rightly(
        &self,
        link: Link<'_>,
        credits: &[Naming],
    ) -> Result<(), Finding> {
        let Link { at, invoice, whose, .. } = link;
        let number = invoice.number.as_deref().unwrap_or_default();
        let told = |kind: &'static FindingKind, by: &[&Naming]| {
            let numbers: Vec<&str> = by.iter().map(|row| row.item.number.as_str()).collect();
            let documents: Vec<String> =
                by.iter().map(|row| format!("D{}", row.item.document_id)).collect();
            kind.found()
                .with("number", number)
                .with("contact", self.name_of(whose.contact))
                .with("credits", numbers.join(", "))
                .with("first", documents.first().cloned().unwrap_or_default())
                .with("documents", documents.join(", "))
                .with("this", format!("D{}", self.id_at(at)))
        };
        let as_goods: Vec<&Naming> =
            credits.iter().filter(|row| row.item.kind == ItemKind::Item).collect();
        if invoice.nature() == InvoiceNature::Prepayment && !as_goods.is_empty() {
            return Err(told(&CREDITED_PREPAYMENT, &as_goods));
        }
        let alone: Vec<&Naming> = credits.iter().filter(|row| row.numbers.len() == 1).collect();
        let credited: Decimal = alone.iter().map(|row| gross(row)).sum();
        let asked = invoice.totals.gross.or(invoice.totals.payable).unwrap_or_default();
        let payable = invoice.totals.payable.or(invoice.totals.gross).unwrap_or_default();
        let takes_off = invoice.takes_off_by_line()
            || invoice.totals.prepaid.is_some_and(|prepaid| !prepaid.is_zero());
        if takes_off
            && !alone.is_empty()
            && !is_more(payable, credited)
            && !self.terms.contains_key(&at)
        {
            return Err(told(&CREDITED_FINAL, &alone));
        }
        if !is_more(credited, asked) || self.terms.contains_key(&at) {
            return Ok(());
        }
        let currency = invoice.currency.unwrap_or(Currency::EUR);
        Err(told(&CREDITED_TOO_MUCH, &alone)
            .with_value("amount", Money::new(asked, currency))
            .with_value("credited", Money::new(credited, currency)))
    }
}

/// The currency that an item's invoice asks in.
fn asked_in(item: &ItemRow) -> Currency {
    item.abroad.as_ref().map_or(item.currency, |abroad| abroad.currency)
}

/// Whether a credit note is one of a prepayment invoice that it names, by its type or by its words.
/// One that names none gives back what was booked whole.
fn is_of_prepayment(invoice: &Invoice) -> bool {
    match invoice.nature() {
        _ if invoice.preceding_invoices.is_empty() => false,
        InvoiceNature::PrepaymentCreditNote => true,
        InvoiceNature::CreditNote => {
            // What a line takes off with a minus sign is given back with a final invoice.
            let charged = |line: &&crate::domain::InvoiceLine| {
                line.net.is_none_or(|net| net >= Decimal::ZERO)
            };
            let lines = invoice.lines.iter().filter(charged);
            let lines = lines.filter_map(|line| line.description.as_deref());
            let notes = invoice.notes.iter().map(String::as_str);
            lines.chain(notes).any(tells_prepayment)
        }
        _ => false,
    }
}
