//! Cash discount that a payer takes off although none is agreed on, or another: asked about with the
//! answers that end it.

use super::amounts::Fit;
use super::decision::Explanation;
use super::desk::{Desk, Slip};
use super::explain::{german, money};
use super::facts::DiscountOffer;
use super::index::{Item, Named};
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
        if share > MOST_OF_A_DISCOUNT {
            return Some(a_part(slip, item, (&de, &en)));
        }
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

/// More than so much, in hundredths of a per cent, is no cash discount.
const MOST_OF_A_DISCOUNT: i64 = 1_000;

/// That a part is paid, though the text speaks of a discount: what is agreed on, and when it is
/// decided about.
fn a_part(slip: &Slip<'_>, item: &Item<'_>, (de, en): (&str, &str)) -> Explanation {
    let (number, id) = (&item.facts.document, slip.entry.id);
    let mut why = Explanation::new(
        format!(
            "Der Text spricht von Skonto, doch an {number} fehlen {de}: Das ist mehr, als Skonto \
             ausmacht, wohl eine Teilzahlung."
        ),
        format!(
            "The text speaks of a cash discount, but {en} of {number} is missing: more than a \
             discount is, a part payment it seems."
        ),
    );
    let in_time = |offer: &&DiscountOffer| offer.until >= slip.entry.payment_day();
    let offer = item.facts.discounts.iter().filter(in_time).max_by_key(|offer| offer.amount.abs());
    match (offer, item.facts.discounts.is_empty()) {
        (Some(offer), _) => {
            let (off_de, off_en) = money(offer.amount, slip.entry.currency);
            let (until_de, until) = (german(offer.until), offer.until);
            why.de.push_str(&format!(
                " Vereinbart sind {off_de} Skonto auf das Ganze bis {until_de}; darüber wird \
                 entschieden, wenn der Rest kommt."
            ));
            why.en.push_str(&format!(
                " Agreed on is {off_en} of cash discount on the whole until {until}; that is \
                 decided about when the rest comes."
            ));
        }
        (None, false) => {
            why.de.push_str(" Die Frist für das vereinbarte Skonto ist vorbei.");
            why.en.push_str(" The time for the discount that is agreed on is over.");
        }
        (None, true) => {
            why.de.push_str(" Skonto ist dort nicht vereinbart.");
            why.en.push_str(" No cash discount is agreed on there.");
        }
    }
    // A payment inside a batch has no number of its own.
    if id > 0 {
        why.de.push_str(&format!(" „kontor resolve E{id} accept“ bucht den Teil."));
        why.en.push_str(&format!(" \"kontor resolve E{id} accept\" books the part."));
    }
    why
}
