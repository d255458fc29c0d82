//! Cash discount that a payer takes off although none is agreed on, or another: asked about with the
//! answers that end it.

use super::amounts::Fit;
use super::decision::Explanation;
use super::desk::{Desk, Slip};
use super::explain::money;
use super::index::Named;
use super::reading::Reading;
use super::weigh::announces_a_part;

impl Reading {
    /// Whether the text takes a discount off, and calls the payment no part of what is owed.
    pub(super) fn takes_a_discount(&self) -> bool {
        const DISCOUNT: &[&str] =
            &["skonto*", "skonti", "skto*", "cash discount*", "discount*", "sconto", "escompte"];
        const NONE: &[&str] =
            &["ohne skonto*", "kein skonto*", "no discount*", "without discount*"];
        self.says(DISCOUNT) && !self.says(NONE) && !announces_a_part(self)
    }
}

impl<'a> Desk<'a> {
    /// What is asked of one invoice that lacks something which its payer calls a discount: nobody
    /// agreed on that, and a person grants it or not.
    pub(super) fn discount_not_agreed(
        &self,
        slip: &Slip<'a>,
        live: &[&Named],
        fit: &Fit,
    ) -> Option<Explanation> {
        let (Fit::Short { missing, .. }, [one]) = (fit, live) else { return None };
        let item = self.index.items.get(one.item).filter(|_| slip.reading.takes_a_discount())?;
        let share = missing.saturating_abs().saturating_mul(10_000).checked_div(item.left.abs())?;
        let (whole, hundredths) = (share / 100, share % 100);
        let (de, en) = money(*missing, slip.entry.currency);
        let (number, id) = (&item.facts.document, slip.entry.id);
        let mut why = Explanation::new(
            format!(
                "Der Text zieht Skonto ab: Es fehlen {de} ({whole},{hundredths:02} %) an {number}, \
                 und so ist es dort nicht vereinbart."
            ),
            format!(
                "The text takes a cash discount off: {en} ({whole}.{hundredths:02} %) of {number} \
                 is missing, and that is not agreed on there."
            ),
        );
        // A payment inside a batch has no number of its own.
        if id > 0 {
            why.de.push_str(&format!(
                " Gilt es: „kontor resolve E{id} match {number} --write-off Skonto“; sonst bleibt \
                 der Rest mit „kontor resolve E{id} accept“ offen."
            ));
            why.en.push_str(&format!(
                " If it holds: \"kontor resolve E{id} match {number} --write-off cash-discount\"; \
                 else the rest stays open with \"kontor resolve E{id} accept\"."
            ));
        }
        Some(why)
    }
}
