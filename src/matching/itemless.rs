//! Entries that settle no item: a rule's, or what a person answered before.

use super::decision::{Category, Decision, Lost, MatchStatus, RunnerUp};
use super::desk::{Desk, Slip};
use super::explain::with_word;
use super::rule_said::fits_beside;
use super::rules;
use super::weights::Ground;

impl<'a> Desk<'a> {
    /// A rule is for what has no item.
    pub(super) fn by_rule(&self, slip: &Slip<'a>) -> Option<Decision> {
        let decision = if self.is_claimed(slip) {
            None
        } else {
            rules::apply(slip.entry, &slip.reading, &self.rules)
        };
        let decision = decision.map(|decision| self.beside_what_is_open(slip, decision));
        // `Rechnung 0851 zzgl. Verzugszinsen`: an invoice is paid, wherever its number leads, and
        // interest is a part of it only.
        let invoiced =
            slip.reading.names_an_invoice() || slip.mentions.named.iter().any(|named| named.strong);
        decision.filter(|decision| !(invoiced && decision.category == Some(Category::Interest)))
    }

    /// The decision of a rule, which says what of the other side's is open besides.
    fn beside_what_is_open(&self, slip: &Slip<'a>, mut decision: Decision) -> Decision {
        const MOST_TOLD: usize = 3;
        let open = self.open_soon(slip.entry);
        let numbers = open.iter().filter_map(|at| self.index.items.get(*at));
        let mut numbers: Vec<&str> =
            numbers.map(|item| item.facts.document.as_str()).take(MOST_TOLD + 1).collect();
        if let Some(more) = numbers.get_mut(MOST_TOLD) {
            *more = "…";
        }
        if !numbers.is_empty() {
            let numbers = numbers.join(", ");
            for said in &mut decision.explanation {
                if let Some(beside) = fits_beside(said, &numbers) {
                    *said = beside;
                }
            }
        }
        decision
    }

    /// What a rule says, or a person about the same, of an entry that seems to name items.
    pub(super) fn by_rule_or_answers(&self, slip: &Slip<'a>) -> Option<Decision> {
        self.by_rule(slip).and_then(|_| self.without_item(slip))
    }

    /// What is surely booked on an account: by a rule, or as a person answered often enough. Where
    /// both say something and differ, or the rule has a doubt, the answer is proposed.
    pub(super) fn without_item(&self, slip: &Slip<'a>) -> Option<Decision> {
        self.on_account(slip).map(|decision| self.asked_if_twice(slip, decision))
    }

    fn on_account(&self, slip: &Slip<'a>) -> Option<Decision> {
        let rule = self.by_rule(slip);
        let account = rule.as_ref().and_then(|rule| rule.account.as_deref());
        let shipped = rule.as_ref().is_some_and(|rule| self.rules.is_shipped(rule));
        let against = account.filter(|_| !shipped);
        let Some(learnt) = self.by_answers(slip, against) else { return rule };
        match &rule {
            None => (learnt.status == MatchStatus::Matched).then_some(learnt),
            Some(rule) if same_account(rule, &learnt) && same_vat(rule, &learnt) => {
                Some(rule.clone())
            }
            // What was answered often enough, and never otherwise, was answered against the shipped
            // rule, which knows no company.
            Some(_) if shipped && learnt.status == MatchStatus::Matched => Some(learnt),
            // What VAT is in it, and that it is meant, a person knows and the rule does not.
            Some(rule)
                if rule.account == learnt.account && learnt.status == MatchStatus::Matched =>
            {
                Some(learnt)
            }
            // That it has several causes is what a split answers.
            Some(rule)
                if rule.status == MatchStatus::Open
                    && learnt.status == MatchStatus::Matched
                    && !learnt.beside.is_empty() =>
            {
                Some(learnt)
            }
            Some(rule) => {
                let confidence = learnt.confidence.min(Ground::Doubted.confidence());
                let runner_up = rule
                    .account
                    .as_deref()
                    .filter(|account| learnt.account.as_deref() != Some(account))
                    .map(by_rule_alone);
                Some(Decision { status: MatchStatus::Suggested, confidence, runner_up, ..learnt })
            }
        }
    }
}

/// Whether a rule books on the account that was answered.
fn same_account(rule: &Decision, learnt: &Decision) -> bool {
    rule.status == MatchStatus::Matched && rule.account == learnt.account
}

fn same_vat(rule: &Decision, learnt: &Decision) -> bool {
    rule.vat_percent.unwrap_or_default() == learnt.vat_percent.unwrap_or_default()
}

/// The account of a rule that a person's answer stands against.
fn by_rule_alone(account: &str) -> RunnerUp {
    let (de, en) = (
        "Eine Regel sagt {}, doch von Hand wurde anders gebucht.",
        "A rule says {}, but it was booked otherwise by hand.",
    );
    RunnerUp::of_account(account, Lost::Answered, with_word(de, en, account))
}
