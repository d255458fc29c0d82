//! What came second to a decision, and why it lost: kept beside it as data, so that a person sees
//! what else was weighed.
//!
//! The runner-up never changes what is decided. Its weight is set against the decision's and says
//! which of several rivals came nearest.

use super::decision::{Category, Decision, Explanation, Lost, MatchStatus, RunnerUp};
use super::desk::{Desk, Slip};
use super::explain::{money, with_word};

impl Lost {
    /// What such a rival is worth, per mille.
    pub(super) fn weight(self) -> u16 {
        match self {
            Lost::OtherCurrency => 800,
            Lost::SameAmount | Lost::NotNamed => 500,
            Lost::Twin | Lost::LaterRule | Lost::Answered | Lost::OtherPayment => 400,
            Lost::OtherContact | Lost::NotCovered | Lost::Promised => 300,
            Lost::Refused => 200,
            Lost::OtherAmount | Lost::Settled | Lost::OtherWay => 100,
        }
    }
}

impl<'a> Desk<'a> {
    /// A decision with what came second to it; asked before anything is taken off the items.
    pub(super) fn with_runner_up(&self, at: usize, mut decision: Decision) -> Decision {
        let Some(slip) = self.slips.get(at) else { return decision };
        if decision.runner_up.is_none() {
            decision.runner_up = self.runner_up(slip, &decision);
        }
        if let Some(rival) =
            decision.runner_up.as_mut().filter(|_| decision.status != MatchStatus::Open)
        {
            rival.confidence = rival.confidence.min(decision.confidence);
        }
        decision
    }

    fn runner_up(&self, slip: &Slip<'a>, decision: &Decision) -> Option<RunnerUp> {
        if slip.is_return
            || matches!(decision.category, Some(Category::Return | Category::Transfer))
        {
            return None;
        }
        let rivals = [
            self.of_this_amount(slip, decision, true),
            self.of_this_amount(slip, decision, false),
            self.named_besides(slip, decision),
            self.refused_before(slip),
        ];
        let best = rivals
            .into_iter()
            .flatten()
            .reduce(|best, rival| if rival.confidence > best.confidence { rival } else { best });
        best.or_else(|| self.nearest(slip, decision))
    }

    /// An item of this amount, by the other side's account (`true`) or name, that the decision does
    /// not take. What was written after the payment is no rival.
    fn of_this_amount(
        &self,
        slip: &Slip<'a>,
        decision: &Decision,
        by_account: bool,
    ) -> Option<RunnerUp> {
        let entry = slip.entry;
        let found = self.fitting(self.index.by_amount(entry, by_account));
        let rival = found
            .into_iter()
            .find(|at| !self.takes(decision, *at) && !self.is_younger(entry, *at))?;
        let others = decision.allocations.first().and_then(|part| self.index.place(part.item));
        let (lost, de, en) = match (others, slip.mentions.named.is_empty()) {
            (_, false) => (
                Lost::NotNamed,
                "Der Betrag passte auch zu {}, doch der Text nennt einen anderen Posten.",
                "The amount would fit {} as well, but the text names another item.",
            ),
            (Some(chosen), true) if self.whose(chosen) != self.whose(rival) => (
                Lost::OtherContact,
                "Der Betrag passte auch zu {}, doch das Konto ist das eines anderen \
                 Geschäftspartners.",
                "The amount would fit {} as well, but the account is another contact's.",
            ),
            (Some(_), true) => (Lost::SameAmount, "Ebenso gut passt {}.", "{} fits equally well."),
            (None, true) => return None,
        };
        Some(self.lost(rival, lost, with_word(de, en, self.document(rival))))
    }

    /// An item that the text names and the decision does not take.
    fn named_besides(&self, slip: &Slip<'a>, decision: &Decision) -> Option<RunnerUp> {
        let all = slip.mentions.named.iter().flat_map(|named| {
            std::iter::once(&named.item).chain(&named.others).chain(&named.settled)
        });
        let rivals = all
            .copied()
            .filter(|at| !self.takes(decision, *at))
            .filter_map(|at| self.named_but_lost(slip, decision, at));
        rivals.reduce(|best, rival| if rival.confidence > best.confidence { rival } else { best })
    }

    fn named_but_lost(&self, slip: &Slip<'a>, decision: &Decision, at: usize) -> Option<RunnerUp> {
        let item = self.index.items.get(at)?;
        let left = item.facts.on_account(item.left);
        let known = |at: usize| self.index.party(slip.entry, at).is_some();
        let ours = || {
            decision.allocations.iter().filter_map(|part| self.index.place(part.item)).any(known)
        };
        let (lost, de, en) = match () {
            () if item.left == 0 && item.booked_left != 0 => (
                Lost::Promised,
                "Der Text nennt {}; es ist aber einem anderen Umsatz vorgeschlagen, zu dem es \
                 besser passt.",
                "The text names {}, but it is proposed to another entry, which it fits better.",
            ),
            () if item.left == 0 => (
                Lost::Settled,
                "Der Text nennt {}; es ist aber schon ausgeglichen.",
                "The text names {}, but it is settled already.",
            ),
            () if left.signum() != slip.entry.amount.signum() => (
                Lost::OtherWay,
                "Der Text nennt {}; dessen Geld geht aber in die andere Richtung.",
                "The text names {}, but its money goes the other way.",
            ),
            () if !known(at) && ours() => (
                Lost::OtherContact,
                "Der Text nennt {}; es gehört aber einem anderen Geschäftspartner.",
                "The text names {}, but it is another contact's.",
            ),
            () if decision.allocations.is_empty() && left == slip.entry.paid() => return None,
            () if decision.allocations.is_empty() => return Some(self.of_another_amount(at)),
            () => (
                Lost::NotCovered,
                "Der Text nennt {}; mit ihm ginge die Summe aber nicht auf.",
                "The text names {}, but with it the sum would not work out.",
            ),
        };
        Some(self.lost(at, lost, with_word(de, en, self.document(at))))
    }

    /// What a person refused for this entry.
    fn refused_before(&self, slip: &Slip<'a>) -> Option<RunnerUp> {
        let at = slip.entry.refused.items.iter().find_map(|id| self.index.place(*id))?;
        let (de, en) = ("Eine Person hat {} hierfür abgelehnt.", "A person refused {} for this.");
        Some(self.lost(at, Lost::Refused, with_word(de, en, self.document(at))))
    }

    /// Where no number leads and no amount fits: what the other side has open that comes nearest.
    fn nearest(&self, slip: &Slip<'a>, decision: &Decision) -> Option<RunnerUp> {
        let entry = slip.entry;
        if !slip.mentions.named.is_empty() {
            return None;
        }
        let open = |by_account| self.fitting(self.index.open_of(entry, by_account));
        let by_account = open(true);
        let found = if by_account.is_empty() { open(false) } else { by_account };
        let money =
            |at: usize| self.index.items.get(at).map_or(0, |item| item.facts.on_account(item.left));
        let rival = found
            .into_iter()
            .filter(|at| !self.takes(decision, *at) && !self.is_younger(entry, *at))
            .filter(|at| money(*at) != entry.paid() && money(*at).signum() == entry.amount.signum())
            .min_by_key(|at| (money(*at).abs_diff(entry.paid()), *at))?;
        Some(self.of_another_amount(rival))
    }

    fn of_another_amount(&self, at: usize) -> RunnerUp {
        let left = self
            .index
            .items
            .get(at)
            .map(|item| money(item.left, item.facts.currency))
            .unwrap_or_default();
        let (contact, document) = (self.contact(at), self.document(at));
        let why = Explanation::new(
            format!(
                "Von {contact} ist {document} über {} offen; der Betrag ist ein anderer.",
                left.0
            ),
            format!("{contact} has {document} over {} open; the amount is another.", left.1),
        );
        self.lost(at, Lost::OtherAmount, why)
    }

    fn lost(&self, at: usize, lost: Lost, why: Explanation) -> RunnerUp {
        RunnerUp::of_items(self.id(at).into_iter().collect(), lost, lost.weight(), why)
    }

    fn takes(&self, decision: &Decision, at: usize) -> bool {
        self.id(at).is_some_and(|id| decision.allocations.iter().any(|part| part.item == id))
    }

    fn document(&self, at: usize) -> &str {
        self.index.items.get(at).map_or("", |item| item.facts.document.as_str())
    }

    fn whose(&self, at: usize) -> Option<&str> {
        self.index.items.get(at).map(|item| item.facts.contact.as_str())
    }
}
