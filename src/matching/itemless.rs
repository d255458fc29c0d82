//! Entries that settle no item: a rule's, or what a person answered before.

use super::decide::{Desk, Slip};
use super::decision::{Category, Decision, MatchStatus};
use super::rules;
use super::weights::Ground;

impl<'a> Desk<'a> {
    /// A rule is for what has no item.
    pub(super) fn by_rule(&self, slip: &Slip<'a>) -> Option<Decision> {
        let decision = if self.is_claimed(slip) { None } else { rules::apply(slip.entry, &slip.reading, &self.rules) };
        // `Rechnung 0851 zzgl. Verzugszinsen`: an invoice is paid, wherever its number leads, and interest is a part of it only.
        let invoiced = slip.reading.names_an_invoice() || slip.mentions.named.iter().any(|named| named.strong);
        decision.filter(|decision| !(invoiced && decision.category == Some(Category::Interest)))
    }

    /// What is surely booked on an account: by a rule, or as a person answered often enough. Where both say something and differ, or the
    /// rule has a doubt, the answer is proposed.
    pub(super) fn without_item(&self, slip: &Slip<'a>) -> Option<Decision> {
        let rule = self.by_rule(slip);
        let account = rule.as_ref().and_then(|rule| rule.account.as_deref());
        let Some(learnt) = self.by_answers(slip, account) else { return rule };
        match &rule {
            None => (learnt.status == MatchStatus::Matched).then_some(learnt),
            Some(rule) if rule.status == MatchStatus::Matched && rule.account == learnt.account => Some(rule.clone()),
            // That it has several causes is what a split answers.
            Some(rule) if rule.status == MatchStatus::Open && learnt.status == MatchStatus::Matched && !learnt.beside.is_empty() => {
                Some(learnt)
            }
            Some(_) => {
                Some(Decision { status: MatchStatus::Suggested, confidence: learnt.confidence.min(Ground::Doubted.confidence()), ..learnt })
            }
        }
    }
}
