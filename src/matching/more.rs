//! Words by which a text says that it pays more than it names: `RE-101 u. a.`, `alle offenen
//! RE-101`. That the amount is just that of what it names may be chance then.

use super::amounts::Fit;
use super::decision::Explanation;
use super::desk::{Desk, Slip};
use super::explain::{money, with_word};
use super::index::{How, Named};
use super::reading::Reading;
use std::collections::BTreeSet;

/// Everything that is owed, however much that is (folded).
const ALL: &[&str] = &[
    "alle",
    "allen",
    "aller",
    "alles ausser*",
    "alles bis auf*",
    "alles offene*",
    "saemtl*",
    "gesamte offene*",
    "offene rechnungen*",
    "offene posten*",
    "offenen posten*",
    "offenen rechnungen*",
    "gesamtsaldo*",
    "kontoausgleich*",
    "all invoices",
    "all open",
    "all outstanding",
];

/// The same in short, which may mean other words of the text as well: `u. A.` is `unter anderem`.
const AND_SO_ON: &[&str] =
    &["u a", "ua", "u v a", "uva", "u a m", "uam", "u w", "uw", "u s w", "usw", "etc"];

/// Further invoices whose numbers the text leaves out.
const AND_MORE: &[&str] = &[
    "und andere*",
    "u andere*",
    "und weiter*",
    "u weitere*",
    "und mehr",
    "und folgende*",
    "sowie weitere*",
    "plus weitere*",
    "weitere rechnung*",
    "weitere re",
    "weitere rg",
    "diverse rechnung*",
    "diverse re",
    "diverse rg",
    "diverse posten*",
    "diverse belege*",
    "diverse offene*",
    "div rechnung*",
    "div re",
    "div rg",
    "mehrere",
    "verschiedene rechnung*",
    "altforderung*",
    "und rest*",
    "u rest*",
    "plus rest*",
    "und vormonat*",
    "sowie vormonat*",
    "plus vormonat*",
    "und aeltere*",
    "und eine aeltere*",
    "folgerechnung*",
    "und schlussrechn*",
    "und teilrechn*",
    "und restrechn*",
    "und abschlagsrechn*",
    "folge re",
    "folge rg",
    "folge rechnung*",
    "und naechste*",
    "u naechste*",
    "und die naechste*",
    "und die andere*",
    "und die folgende*",
    "und darauffolgende*",
    "und die darauffolgende*",
    "sowie die*",
    "sowie folgende*",
    "sowie naechste*",
    "sowie darauffolgende*",
    "and next*",
    "and the next*",
    "and following*",
    "et suivant*",
    "et la suivante*",
    "et les suivant*",
    "et autre*",
    "et l autre*",
    "e altr*",
    "e seguent*",
    "e successiv*",
    "en ander*",
    "en volgende*",
    "y otra*",
    "y siguiente*",
    "and others",
    "and other*",
    "and more",
    "et al",
];

impl Reading {
    /// Whether the text speaks of all that is owed.
    pub(super) fn speaks_of_everything(&self) -> bool {
        self.says(ALL) || self.speaks_of_a_balance()
    }

    /// Whether the text speaks of a balance, and not of that of one invoice: `saldo fattura 101`
    /// pays it whole.
    pub(super) fn speaks_of_a_balance(&self) -> bool {
        const OF_ONE: &[&str] = &[
            "a saldo*",
            "saldo fattura*",
            "saldo fatt",
            "saldo ft",
            "saldo vostra fattura*",
            "saldo vs fattura*",
            "saldo della fattura*",
            "saldo facture",
            "saldo factuur*",
            "saldo factura",
        ];
        self.says(&["saldo*"]) && !self.says(OF_ONE)
    }

    /// Whether the text speaks of more than the numbers that it gives.
    pub(super) fn names_not_all(&self) -> bool {
        let written: String = self.text.get(..self.written).unwrap_or_default().iter().collect();
        let written = written.trim_end();
        // `RE-101 …`, `RE-101 + weitere`.
        let is_cut = written.ends_with("...") || written.ends_with('…');
        let ends_so = written.to_lowercase().ends_with("weitere");
        self.says(AND_MORE)
            || is_cut
            || ends_so
            || self.breaks_off()
            || self.further().is_some()
            || self.goes_on_behind_a_number()
    }
}

impl<'a> Desk<'a> {
    /// What speaks against a payment of what is named alone, where the text speaks of more; the
    /// items that may be meant besides are named.
    pub(super) fn means_more(&self, slip: &Slip<'a>, live: &[&Named]) -> Vec<Explanation> {
        let first = live.first().and_then(|named| self.index.items.get(named.item));
        let Some(first) = first.map(|item| item.facts) else { return Vec::new() };
        // What else is meant is said elsewhere.
        if live.iter().any(|named| matches!(named.how, How::Others | How::Beyond | How::Between)) {
            return Vec::new();
        }
        let beside = self.others_open(slip, live);
        // A list that is called all of them is one; a number beside the word is an example.
        let all = slip.reading.speaks_of_everything() && live.len() == 1 && !beside.is_empty();
        // Where nothing else is open, what is paid to the cent is all of it. What else is open of a
        // payer whom neither account nor name tells is not known.
        let is_known = |named: &Named| self.index.party(slip.entry, named.item).is_some();
        let is_stranger = || !live.iter().any(|named| is_known(named));
        let goes_on = || slip.reading.says(AND_SO_ON) && (!beside.is_empty() || is_stranger());
        if !all && !slip.reading.names_not_all() && !goes_on() {
            return Vec::new();
        }
        let why = match all {
            true => of_all(&first.document),
            false => with_word(
                "Der Text spricht von mehr, als er nennt; dass der Betrag zu {} allein passt, kann \
                 Zufall sein. Bitte vergleichen.",
                "The text speaks of more than it names; that the amount fits {} alone may be \
                 chance. Please compare.",
                &first.document,
            ),
        };
        let all: Vec<usize> = live.iter().map(|named| named.item).chain(beside).collect();
        let choice = (all.len() > live.len()).then(|| self.between(&all));
        std::iter::once(why).chain(choice).collect()
    }
}

impl<'a> Desk<'a> {
    /// What a payment of more than it names is asked about, where its text says that more is meant
    /// and nothing else of whom it names is open: what is beyond the items named is no credit then,
    /// but of others.
    pub(super) fn of_more_than_named(
        &self,
        slip: &Slip<'a>,
        live: &[&Named],
        fit: &Fit,
    ) -> Option<Vec<Explanation>> {
        let Fit::Over { rest, .. } = fit else { return None };
        if !slip.reading.names_not_all() || !self.others_open(slip, live).is_empty() {
            return None;
        }
        let items = live.iter().filter_map(|named| self.index.items.get(named.item));
        let numbers: Vec<&str> = items.map(|item| item.facts.document.as_str()).collect();
        let (named, id) = (numbers.join(", "), slip.entry.id);
        let (de, en) = money(*rest, slip.entry.currency);
        // A payment inside a batch has no number of its own.
        let entry = if id > 0 { format!("kontor resolve E{id} ") } else { String::new() };
        let all = numbers.join(" ");
        let why = Explanation::new(
            format!(
                "Der Text spricht von mehr, als er nennt: {named} gleicht er aus, zu welchen \
                 Posten die übrigen {de} gehören, sagt er nicht. Sind sie da: „{entry}match {all} \
                 NUMMER …“; sonst bitte zuerst die Rechnungen nachreichen. Nur mit „{entry}match \
                 {all}“ blieben {de} als Guthaben auf dem Personenkonto."
            ),
            format!(
                "The text speaks of more than it names: it settles {named}; of which items the \
                 other {en} is it does not say. If they are there: \"{entry}match {all} NUMBER \
                 …\"; else supply the invoices first. With \"{entry}match {all}\" alone {en} \
                 would stay as a credit on the personal account."
            ),
        );
        Some(self.unresolved(slip).into_iter().chain([why]).collect())
    }

    /// What the contact of the first item that is named has open besides, that goes this way and is
    /// no younger than the payment.
    fn others_open(&self, slip: &Slip<'a>, live: &[&Named]) -> Vec<usize> {
        let first = live.first().and_then(|named| self.index.items.get(named.item));
        let Some(first) = first.map(|item| item.facts) else { return Vec::new() };
        let others: BTreeSet<usize> = [true, false]
            .into_iter()
            .flat_map(|by_account| self.index.open_of(slip.entry, by_account))
            .collect();
        let is_beside = |at: &usize| {
            let same = self.index.items.get(*at).is_some_and(|item| {
                item.facts.contact == first.contact
                    && item.facts.on_account(item.left).signum() == slip.entry.amount.signum()
            });
            same && !self.is_younger(slip.entry, *at) && live.iter().all(|named| named.item != *at)
        };
        others.into_iter().filter(is_beside).collect()
    }
}

/// That a text speaks of all, and the amount is that of one.
pub(super) fn of_all(number: &str) -> Explanation {
    with_word(
        "Der Text spricht von allem, was offen ist; der Betrag passt nur auf {}. Bitte \
         vergleichen.",
        "The text speaks of all that is open; the amount fits {} alone. Please compare.",
        number,
    )
}
