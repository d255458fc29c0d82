//! Numbers behind a word for an order, a delivery or an offer, which are no invoices'.

use super::decision::Explanation;
use super::desk::{Desk, Slip};
use super::explain::with_word;
use super::index::Named;
use super::numbers::is_filler;
use super::reading::Reading;

/// Whether a word, in capitals, is one for an order, a delivery or what is built.
pub(super) fn is_word_of_order(word: &str) -> bool {
    const WHOLE: &[&str] = &[
        "AB", "ABNR", "BV", "LS", "LSNR", "LFS", "ORDER", "BEST", "BESTNR", "AUFTR", "AUFTRNR",
        "PO", "PONR", "AZ", "AKTE", "RMA", "JOB", "KV", "KVA", "CDE", "ORDINE", "PEDIDO",
        "OPDRACHT",
    ];
    const BEGIN: &[&str] = &[
        "AUFTRAG",
        "BESTELL",
        "PROJEKT",
        "PROJECT",
        "OBJEKT",
        "BAUVORHABEN",
        "ANGEBOT",
        "VORGANG",
        "LIEFERSCHEIN",
        "LIEFERUNG",
        "LIEFERNR",
        "KOMMISSION",
        "RESERVIERUNG",
        "BUCHUNG",
        "BOOKING",
        "AKTENZ",
        "SENDUNG",
        "COMMANDE",
        "PURCHASEORDER",
    ];
    // `Wartungsvertrag`, `Reparaturauftrag`.
    const END: &[&str] =
        &["VERTRAG", "AUFTRAG", "BESTELLUNG", "PROJEKT", "VORGANG", "LIEFERUNG", "LIEFERSCHEIN"];
    WHOLE.contains(&word)
        || BEGIN.iter().any(|begin| word.starts_with(begin))
        || END.iter().any(|end| word.ends_with(end))
}

impl Reading {
    /// The word that leads to the number at this place where it names an order, an offer or what is
    /// built: `Anzahlung Projekt 4711`, `AB 7007` (Auftragsbestätigung).
    fn word_of_order(&self, start: usize) -> Option<&str> {
        let before = self
            .atoms
            .iter()
            .rev()
            .skip_while(|atom| atom.end > start)
            .take_while(|atom| !atom.is_number);
        let word = before.map(|atom| atom.text.as_str()).find(|word| !is_filler(word))?;
        is_word_of_order(word).then_some(word)
    }

    /// Whether a word for an offer stands right before the whole number that holds this place,
    /// whatever letters the number begins with: an offer is no invoice.
    pub fn is_of_offer(&self, start: usize) -> bool {
        const OFFERS: &[&str] =
            &["ANGEBOT", "OFFERTE", "KOSTENVORANSCHLAG", "KVA", "QUOT", "PROFORMA"];
        let glued = |at: usize| {
            let ends = self.atoms.get(at).zip(self.atoms.get(at + 1));
            ends.is_some_and(|(one, next)| {
                let gap = self.span(one.end, next.start);
                gap.chars().count() <= 1 && gap.chars().all(|c| matches!(c, '-' | '/' | '.' | '_'))
            })
        };
        let Some(mut at) = self.atoms.iter().position(|atom| atom.start == start) else {
            return false;
        };
        while at.checked_sub(1).is_some_and(glued) {
            at -= 1;
        }
        let mut led = at;
        while let Some(before) = led.checked_sub(1) {
            let Some((word, next)) = self.atoms.get(before).zip(self.atoms.get(led)) else {
                return false;
            };
            let is_offer = OFFERS.iter().any(|offer| word.text.starts_with(offer));
            let apart = self.span(word.end, next.start).contains([',', ';', '\n']);
            if is_offer || apart || !(is_filler(&word.text) || word.text.chars().count() <= 2) {
                return is_offer && !apart;
            }
            led = before;
        }
        false
    }
}

impl<'a> Desk<'a> {
    /// Whether a word for an order leads to what is named; one that the item's own number begins
    /// with (`AB-7007`) belongs to that.
    pub(super) fn is_of_order(&self, slip: &Slip<'a>, named: &Named) -> bool {
        let word = named.place.and_then(|(start, _)| slip.reading.word_of_order(start));
        let is_its_own = |word: &str| {
            self.index.items.get(named.item).is_some_and(|item| item.number.starts_with(word))
        };
        word.is_some_and(|word| !is_its_own(word))
    }

    /// Whether a number of digits alone stands behind a word like `Bestellung`, or any behind one
    /// for an offer.
    pub(super) fn is_bare_order(&self, slip: &Slip<'a>, named: &Named) -> bool {
        let is_bare = !named.span.chars().any(char::is_alphabetic);
        let is_of_offer = || named.place.is_some_and(|(start, _)| slip.reading.is_of_offer(start));
        is_bare && self.is_of_order(slip, named) || is_of_offer()
    }

    /// What speaks against a number of digits alone behind a word like `Bestellung`: an order may
    /// have it as well as an invoice.
    pub(super) fn may_be_an_order(&self, slip: &Slip<'a>, named: &Named) -> Option<Explanation> {
        self.is_bare_order(slip, named).then(|| {
            with_word(
                "Vor {} steht im Text kein Wort für eine Rechnung, sondern eines für einen \
                 Auftrag, ein Angebot oder eine Lieferung; bitte vergleichen.",
                "The word before {} names an order, an offer or a delivery, not an invoice; please \
                 compare.",
                &named.span,
            )
        })
    }
}
