//! What speaks for another item than the one that a text names: money that went to somebody else, or
//! the payer's own reference.

use super::decision::{Allocation, Explanation};
use super::desk::{Desk, Slip};
use super::explain::with_word;
use super::index::Named;
use crate::domain::text::{fold, without_legal_form};

/// Letters of a word that tells who somebody is.
const TELLS: usize = 3;

/// Whether two names may be one party's: they have a word in common, or one of them has none that
/// tells anything.
pub(super) fn may_be_one_name(one: &str, other: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let folded = fold(name);
        let bare = without_legal_form(&folded);
        let words = bare.split(|c: char| !c.is_alphanumeric());
        words.filter(|word| word.chars().count() >= TELLS).map(str::to_owned).collect()
    };
    let (ours, theirs) = (words(one), words(other));
    let alike = |word: &String| {
        theirs.iter().any(|their| their.contains(word.as_str()) || word.contains(their.as_str()))
    };
    ours.is_empty() || theirs.is_empty() || ours.iter().any(alike)
}

impl<'a> Desk<'a> {
    /// What speaks against a return being that of a payment: it comes from the account of another
    /// who paid too, or its text names what that payment did not settle.
    pub(super) fn speaks_for_another(
        &self,
        slip: &Slip<'a>,
        paid: &Slip<'a>,
        parts: &[Allocation],
    ) -> Option<Explanation> {
        let own = slip.entry.counterparty_iban.as_ref()?;
        let is_other = paid.entry.counterparty_iban.as_ref().is_some_and(|iban| iban != own);
        let paid_too = |other: &&Slip<'a>| {
            other.entry.id != paid.entry.id
                && other.entry.counterparty_iban.as_ref() == Some(own)
                && other.entry.amount.signum() == paid.entry.amount.signum()
        };
        let is_of_another = is_other && self.slips.iter().any(|other| paid_too(&other));
        // Of what was paid twice the second payment names what it did not settle.
        let is_its_own = |item: usize| {
            parts.iter().any(|part| self.id(item) == Some(part.item))
                || paid.mentions.named.iter().any(|named| named.item == item)
        };
        let mut strong = slip.mentions.named.iter().filter(|named| named.strong).peekable();
        let names_another = strong.peek().is_some()
            && strong.all(|named| !is_its_own(named.item) && named.others.is_empty());
        (is_of_another || names_another).then(|| {
            Explanation::new(
                "Konto, Nummer und Referenz sprechen nicht für dieselbe Zahlung; bitte prüfen, \
                 welche zurückkam.",
                "Account, number, and reference do not speak for the same payment; check which one \
                 came back.",
            )
        })
    }

    /// Money that goes out to another than the vendor whose number the text seems to name: to one
    /// who is known by his account, or to an account that is not the vendor's, under another name.
    /// A debt is paid by whoever pays it (§ 267 BGB), but only to whom it is owed (§ 362 BGB); and
    /// vendors count alike.
    pub(super) fn paid_to_another(&self, slip: &Slip<'a>, live: &[&Named]) -> Option<Explanation> {
        let entry = slip.entry;
        let (iban, name) = (entry.counterparty_iban.as_ref()?, entry.counterparty_name.as_deref()?);
        if entry.amount >= 0 || slip.is_return {
            return None;
        }
        let is_known = !self.index.open_of(entry, true).is_empty();
        let strange = live.iter().find(|named| {
            let item = self.index.items.get(named.item).map(|item| item.facts);
            self.index.party(entry, named.item).is_none()
                && item.is_some_and(|item| {
                    let has_another = !item.ibans.is_empty() && !item.ibans.contains(iban);
                    let is_alike = item.names.iter().any(|known| may_be_one_name(known, name));
                    !is_alike && (is_known || has_another)
                })
        })?;
        let document = self.index.items.get(strange.item)?.facts.document.as_str();
        Some(with_word(
            "Das Geld ging an einen anderen, als von dem {} ist: Name und Konto sind nicht die des \
             Lieferanten. Bitte prüfen, ob eine Rechnung dessen gemeint ist, an den gezahlt wurde.",
            "The money went to another than {} is from: neither name nor account is the vendor's. \
             Check whether an invoice of whoever was paid is meant.",
            document,
        ))
    }

    /// The payer's own reference names another open item that the amount fits as well.
    pub(super) fn id_names_another(&self, slip: &Slip<'a>, live: &[&Named]) -> Option<Explanation> {
        let is_other = |at: &&usize| {
            live.iter().all(|named| named.item != **at)
                && self.left(**at) != 0
                && self.money(**at) == slip.entry.paid()
        };
        let other = *slip.mentions.of_ids.iter().find(is_other)?;
        let document = self.index.items.get(other)?.facts.document.as_str();
        Some(with_word(
            "Die Referenz des Zahlers nennt {}, und der Betrag passt auch dazu.",
            "The payer's own reference names {}, and the amount fits that too.",
            document,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::may_be_one_name;

    #[test]
    fn names_of_one_share_a_word() {
        assert!(may_be_one_name("Telekom Deutschland GmbH", "DEUTSCHE TELEKOM AG"));
        assert!(may_be_one_name("Stadtwerke", "Stadtwerke Köln GmbH"));
        assert!(may_be_one_name("Müller", "MUELLER METALLBAU"));
        assert!(may_be_one_name("AG", "Fitness Park GmbH"), "nothing is told");
        assert!(!may_be_one_name("Telefon AG", "Fitness Park GmbH"));
        assert!(!may_be_one_name("Stahlwerk Nord AG", "Papier Süd GmbH"));
    }
}
