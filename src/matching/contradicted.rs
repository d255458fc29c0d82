//! Words by which a text says that it pays no invoice: `Rückzahlung RE-101`, `doppelt gezahlt
//! RE-101`, `Gutschrift zu RE-101`. Whatever the amount says, money under such a text is a person's
//! to decide.

use super::amounts::Fit;
use super::beside_number::ADDED;
use super::decision::Explanation;
use super::desk::{Desk, Slip};
use super::explain::{on_account, on_this_account};
use super::given_back::{BACK, IN_ERROR, TWICE};
use super::index::Named;
use super::more::of_all;
use super::reading::Reading;
use crate::domain::text::fold;

/// What alone contradicts an invoice beside [`BACK`] and [`TWICE`]: a credit note for it, too.
const GIVES_BACK: &[&str] = &[
    "zurueckzahl*",
    "zurueckgezahlt*",
    "zurueckueberw*",
    "rueckueberw*",
    "zurueckerstatt*",
    "zurueck",
    "zurueckgebucht*",
    "rueckbuch*",
    "rueckgebucht*",
    "rechnungskorrektur zu",
    "rechnungskorrektur zur",
    "korrekturrechnung zu",
    "korrekturrechnung zur",
    "stornorechnung zu",
    "erstattung",
    "erstattet*",
    "zweimal gezahlt",
    "zweimal bezahlt",
    "zweimal ueberwiesen",
    "zuviel gezahlt",
    "zu viel gezahlt",
    "zuviel bezahlt",
    "zu viel bezahlt",
    "zuviel ueberwiesen",
    "zu viel ueberwiesen",
    "duplicate payment",
    "paid twice",
    "gutschrift zu",
    "gutschrift zur",
    "gutschrift fuer",
    "gs zu",
    "credit note for",
];

/// Words for an error beside [`IN_ERROR`], which may as well be that of having paid too little.
const BY_MISTAKE: &[&str] = &["versehentlich*", "aus versehen", "in error"];

/// What was done in error where a payment makes up for it.
const MADE_UP_FOR: &[&str] = &[
    "skonto*",
    "abzug*",
    "abgezogen*",
    "gekuerzt*",
    "einbehalten*",
    "vergessen*",
    "uebersehen*",
    "nicht",
    "zu wenig",
    "zuwenig",
    "zu spaet",
    "verspaetet*",
    "rest*",
    "differenz*",
    "fehlbetrag*",
    "nachzahlung*",
];

/// What is paid beside invoices, where no number says otherwise.
const PAID_BESIDE: &[&str] = &[
    "kaution*",
    "mietkaution*",
    "darlehen*",
    "schadenersatz*",
    "schadensersatz*",
    "schmerzensgeld",
    "buergschaft*",
    "angebot*",
    "anzahlung neuer auftrag",
    "spende*",
    "geschenk*",
    "gesellschafterdarlehen*",
    "kapitaleinlage*",
    "deposit",
    "loan",
    "damages",
];

/// What is paid beside an invoice whose number the text gives.
const PAID_BESIDE_A_NUMBER: &[&str] = &[
    "kaution",
    "kautionsz*",
    "mietkaution*",
    "darlehen*",
    "darlehn*",
    "gesellschafterdarlehen*",
    "schadenersatz*",
    "schadensersatz*",
    "schmerzensgeld*",
    "buergsch*",
    "burgschaft*",
    "kapitaleinlage*",
    "spende",
    "spenden",
    "loan",
    "damages",
    "korrektur",
    "korrekturen",
    "korrekturzahlung*",
    "korrekturbuchung*",
    "berichtigung*",
    "nachberechnung*",
    "nachbelastung*",
    "correction",
    "adjustment",
];

/// What an invoice that is not paid costs besides: dunning, default, lawyers, courts.
const COSTS_ABOUT: &[&str] = &[
    "anwalt*",
    "anwaelt*",
    "anwaltsk*",
    "rechtsanwalt*",
    "rechtsanwaelt*",
    "rechtsverfolg*",
    "mahng*",
    "mahnk*",
    "mahnsp*",
    "mahnp*",
    "mahnaus*",
    "mahnbescheid*",
    "mahnverfahren*",
    "verzugs*",
    "verzinsung*",
    "zins",
    "zinsen",
    "inkas*",
    "gerichtsk*",
    "gerichtsg*",
    "prozessk*",
    "verfahrensk*",
    "beitreib*",
    "betreibung*",
    "vollstreck*",
    "pfaend*",
    "aval*",
    "stornog*",
    "stornok*",
    "lawyer*",
    "legal",
    "dunning",
    "collection",
    "interest",
];

/// Those whose own invoices are about such costs, by their names.
const WHOSE_TRADE: &[&str] = &[
    "anwalt", "anwaelt", "kanzlei", "notar", "inkasso", "gericht", "justiz", "collect", "lawyer",
    "legal",
];

impl Reading {
    /// Whether the text speaks of money that comes back or that was paid in error.
    fn pays_nothing(&self) -> bool {
        let in_error = || self.says(IN_ERROR) || self.says(BY_MISTAKE);
        [BACK, TWICE, GIVES_BACK].into_iter().any(|words| self.says(words))
            || in_error() && !self.says(MADE_UP_FOR)
    }
}

impl<'a> Desk<'a> {
    /// What a text without a number says against a payment of the item that the amount fits: that
    /// it is of no invoice, or of all that is owed where that is more. A refund is called one: of a
    /// credit note the words say nothing.
    pub(super) fn spoken_against(&self, slip: &Slip<'a>, at: usize) -> Option<Explanation> {
        let facts = self.index.items.get(at)?.facts;
        let number = &facts.document;
        let is_beside = slip.reading.pays_nothing() || slip.reading.says(PAID_BESIDE);
        if facts.original > 0 && !facts.is_on_account && is_beside {
            let (book, book_en) = on_account(slip.entry.id);
            return Some(Explanation::new(
                format!(
                    "Der Text spricht von etwas, das keine Rechnung ist, wie einer Rückzahlung, \
                     Kaution oder einem Darlehen; der Betrag von {number} kann Zufall sein. Zahlt \
                     er sie nicht: {book} (KONTO: etwa das Personenkonto)."
                ),
                format!(
                    "The text speaks of what is no invoice, like money paid back, a deposit or a \
                     loan; the amount of {number} may be chance. If it does not pay that: \
                     {book_en} (NUMBER: the personal account, say)."
                ),
            ));
        }
        let is_all =
            slip.reading.speaks_of_everything() || self.index.left_out.contains_key(&slip.entry.id);
        let of_all =
            || (is_all && self.index.open_of(slip.entry, true).len() > 1).then(|| of_all(number));
        of_all()
            .or_else(|| self.of_another_day(slip, at))
            .or_else(|| self.names_another(slip, at))
            .or_else(|| self.of_another_period(slip, at))
    }

    /// What speaks against a payment of invoices alone whose text says that it is none. With a
    /// credit note among them, the text speaks of that.
    pub(super) fn contradicted(
        &self,
        slip: &Slip<'a>,
        live: &[&Named],
        fit: &Fit,
    ) -> Option<Explanation> {
        let items = || live.iter().filter_map(|named| self.index.items.get(named.item));
        let first = items().next()?;
        let are_invoices = items().all(|item| item.facts.original > 0 && !item.facts.is_on_account);
        if !are_invoices {
            return None;
        }
        if !slip.reading.pays_nothing() {
            return self.beside_a_number(slip, live, fit);
        }
        let (id, number) = (slip.entry.id, &first.facts.document);
        let account = first.facts.personal_account.as_deref();
        let (book, book_en) = on_this_account(id, account);
        let (accept, accept_en) = after_all(id, number);
        Some(Explanation::new(
            format!(
                "Der Text spricht von einer Rückzahlung, Gutschrift oder irrtümlichen Zahlung, das \
                 widerspricht einer Zahlung von {number}. Gehört der Betrag als Guthaben auf das \
                 Personenkonto: {book}{accept}."
            ),
            format!(
                "The text speaks of money paid back, a credit note or a payment in error, which \
                 contradicts a payment of {number}. If it is a credit on the personal account: \
                 {book_en}{accept_en}."
            ),
        ))
    }

    /// What speaks against a payment of invoices whose text names beside them what is paid for
    /// itself: a cost about an invoice (`Mahngebühr RE-101`) or something else (`Bürgschaft`). Of
    /// those whose trade such costs are, the word may be their invoice's.
    fn beside_a_number(&self, slip: &Slip<'a>, live: &[&Named], fit: &Fit) -> Option<Explanation> {
        let first = self.index.items.get(live.first()?.item)?;
        let names = first.facts.names.iter().chain(&slip.entry.counterparty_name);
        let is_their_trade = || {
            let told = names.map(|name| fold(name)).collect::<Vec<_>>().join(" ");
            WHOSE_TRADE.iter().any(|word| told.contains(word))
        };
        let cost = || slip.reading.word_among(COSTS_ABOUT).filter(|_| !is_their_trade());
        let word = slip.reading.word_among(PAID_BESIDE_A_NUMBER).or_else(cost);
        let word = word.or_else(|| slip.reading.joined(ADDED));
        let named = slip.mentions.named.iter();
        let places: Vec<(usize, usize)> = named.filter_map(|named| named.place).collect();
        let word = word.or_else(|| slip.reading.on_top(slip.entry.paid(), &places))?;
        let (id, number) = (slip.entry.id, &first.facts.document);
        let (book, book_en) = on_account(id);
        let (accept, accept_en) = after_all(id, number);
        let (chance, chance_en) = match fit {
            Fit::Short { .. } | Fit::Over { .. } | Fit::Against => Default::default(),
            Fit::Exact { .. } | Fit::Near { .. } | Fit::Late { .. } | Fit::InParts { .. } => (
                format!("; dass der Betrag zu {number} passt, kann Zufall sein"),
                format!("; that the amount fits {number} may be chance"),
            ),
        };
        Some(Explanation::new(
            format!(
                "Der Text spricht von „{word}“, das ist nicht die Rechnung selbst{chance}. Ist es \
                 etwas anderes: {book} (KONTO: das des Aufwands oder Ertrags, oder das \
                 Personenkonto){accept}."
            ),
            format!(
                "The text speaks of \"{word}\", which is not the invoice itself{chance_en}. If it \
                 is something else: {book_en} (NUMBER: of the expense or income, or the personal \
                 account){accept_en}."
            ),
        ))
    }
}

/// How it is answered that an entry pays an invoice after all, German and English; nothing for a
/// payment inside another entry.
fn after_all(id: i64, number: &str) -> (String, String) {
    match id > 0 {
        true => (
            format!("; zahlt er {number} doch: „kontor resolve E{id} accept“"),
            format!("; if it pays {number} after all: \"kontor resolve E{id} accept\""),
        ),
        false => Default::default(),
    }
}
