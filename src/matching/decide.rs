//! The decision over one neighbourhood, as one consistent whole.
//!
//! First, in the order of the booking days, what is sure: transfers, returns, payments that name
//! their invoices and agree with them, rules. Then, from what is left, what is worth proposing. No
//! cent of an item is given away twice, not even in proposals.

use super::amounts::{Due, Fit, Part};
use super::decision::{
    Allocation, Category, Decision, Explanation, Lost, MatchStatus, RunnerUp, SURE,
};
use super::desk::{Desk, Slip};
use super::explain::{as_written, names, settles, with_amount, with_word};
use super::facts::{EntryFacts, Neighbourhood};
use super::index::{How, MOST_NAMED, Named, Proof};
use super::instructed::as_instructed;
use super::left_open::{fits_by_now, goes_the_other_way, no_item, no_second};
use super::meant::Meant;
use super::one_of_two::one_of_two;
use super::return_signs;
use super::returned_amount::of_waiting;
use super::returned_booking::of_booking;
use super::returned_which::no_original;
use super::returns;
use super::rules;
use super::weigh::{announces_a_part, fit_with_charges, weigh};
use super::weights::{self, Ground};

/// Decides over every entry of the neighbourhood: one decision each, in the order of `entries`.
///
/// The result depends on the set of facts alone. It is linear in entries and items but for sorting
/// them; what an entry may name and how many Skonto combinations are tried is bounded.
pub fn decide(neighbourhood: &Neighbourhood<'_>) -> Vec<Decision> {
    match as_instructed(neighbourhood) {
        Some(entries) => decide_over(&Neighbourhood { entries: &entries, ..*neighbourhood }),
        None => decide_over(neighbourhood),
    }
}

fn decide_over(neighbourhood: &Neighbourhood<'_>) -> Vec<Decision> {
    let mut desk = Desk::of(neighbourhood);
    desk.lay_down_what_is_decided();
    for at in 0..desk.slips.len() {
        if desk.is_decided(at) {
            desk.reopen(at);
        } else if let Some(decision) = desk.as_booked(at) {
            let decision = desk.with_runner_up(at, decision);
            desk.settle(at, decision);
        }
    }
    for at in 0..desk.slips.len() {
        if desk.slips.get(at).is_none_or(|slip| slip.decision.is_some()) {
            continue;
        }
        if let Some(decision) = desk.sure(at) {
            let decision = desk.with_runner_up(at, decision);
            desk.settle(at, decision);
        }
    }
    desk.index.only_proposals_follow();
    // An item is proposed to whom it fits to the cent before it is proposed to anybody else.
    for only_exact in [true, false] {
        for at in 0..desk.slips.len() {
            if desk.slips.get(at).is_none_or(|slip| slip.decision.is_some()) {
                continue;
            }
            let proposal = desk
                .proposed(at)
                .map(|(decision, original)| (desk.unrefused(at, decision), original));
            let proposal =
                proposal.filter(|(decision, _)| !only_exact || desk.settles_exactly(decision));
            if let Some((decision, original)) = proposal {
                let decision = desk.with_runner_up(at, decision);
                original.into_iter().for_each(|original| desk.take_back(original, &decision));
                desk.settle(at, decision);
            }
        }
    }
    let Desk { mut slips, .. } = desk;
    slips.sort_by_key(|slip| slip.place);
    slips
        .into_iter()
        .map(|slip| slip.decision.unwrap_or_else(|| open(slip.entry, vec![no_item()])))
        .collect()
}

/// What becomes of an entry that names items.
pub(super) enum Verdict {
    Sure(Decision),
    Ask(Decision),
    /// The items it names cannot take it.
    Stuck(Explanation),
    /// It names nothing.
    Silent,
}

impl<'a> Desk<'a> {
    /// The decision over a payment that settles items in the books, where it is the same once more:
    /// what another payment names does not take it apart.
    fn as_booked(&mut self, at: usize) -> Option<Decision> {
        let slip = self.slips.get(at)?;
        if slip.entry.booked.is_empty() || slip.is_return {
            return None;
        }
        let booked = slip.entry.booked.clone();
        let decision = self.sure(at)?;
        let same = decision.allocations.iter().all(|part| booked.contains(&part.item));
        (same && !decision.allocations.is_empty()).then_some(decision)
    }

    /// A decision that is booked without asking, if there is one.
    fn sure(&mut self, at: usize) -> Option<Decision> {
        let slip = self.slips.get(at)?;
        if !slip.entry.refused.is_nothing() {
            return None;
        }
        if slip.entry.own_transfer {
            return Some(rules::transfer(slip.entry, self.policy));
        }
        // A direct debit of the service that came back is no payout.
        let is_payout = !slip.is_return && slip.mentions.named.iter().all(|named| !named.strong);
        if let Some(service) = slip.entry.payout.as_ref().filter(|_| is_payout) {
            return Some(rules::payout(slip.entry, service, self.policy));
        }
        if slip.is_return {
            let found = returns::decide(self, at)
                .filter(|(decision, _)| decision.status == MatchStatus::Matched);
            if let Some((decision, original)) = found {
                self.take_back(original, &decision);
                return Some(decision);
            }
        }
        let slip = self.slips.get(at).filter(|slip| !return_signs::is_certain(slip.entry))?;
        // What the bank takes back opens items and pays none.
        if return_signs::is_called_so(slip.entry) {
            return self.without_item(slip);
        }
        match self.judge(slip, false) {
            Verdict::Sure(_) if return_signs::may_be_one(&slip.reading) => None,
            Verdict::Sure(decision) => Some(decision),
            Verdict::Ask(_) if slip.mentions.named.iter().any(|named| named.strong) => None,
            Verdict::Silent => self.by_account(slip).or_else(|| self.without_item(slip)),
            Verdict::Stuck(_) => self
                .pays_out(slip)
                .filter(|decision| decision.status == MatchStatus::Matched)
                .or_else(|| self.by_account(slip))
                .or_else(|| self.by_rule_or_answers(slip)),
            Verdict::Ask(_) => self.by_account(slip).or_else(|| self.by_rule_or_answers(slip)),
        }
    }

    /// A decision for an entry that nothing sure was found for: a proposal, or why it stays open.
    /// With the payment that it would take back.
    fn proposed(&self, at: usize) -> Option<(Decision, Option<usize>)> {
        let slip = self.slips.get(at)?;
        let takes_back =
            return_signs::is_certain(slip.entry) || return_signs::is_called_so(slip.entry);
        let verdict =
            if takes_back { Verdict::Stuck(no_original()) } else { self.judge(slip, false) };
        if slip.is_return || matches!(verdict, Verdict::Stuck(_)) {
            // Money that goes back without the bank calling it a return is only proposed as one.
            let called_so = slip.is_return;
            if let Some(back) = (!return_signs::is_certain(slip.entry))
                .then(|| self.back_from_account(slip))
                .flatten()
            {
                return Some((back, None));
            }
            if let Some(refund) =
                (!called_so).then(|| returns::refund_of_a_double_payment(self, at)).flatten()
            {
                return Some((refund, None));
            }
            if let Some(pair) = one_of_two(self, at) {
                return Some((pair, None));
            }
            if let Some(paid_out) = self.pays_out(slip) {
                let status = MatchStatus::Suggested;
                return Some((Decision { status, ..paid_out }, None));
            }
            if return_signs::is_refund(slip.entry, &slip.reading) {
                return Some((
                    open(slip.entry, vec![no_second(slip.entry, self.account_of(slip))]),
                    None,
                ));
            }
            // What the bank does not call a return waits for no other decision.
            let back = returns::decide(self, at)
                .filter(|(decision, _)| called_so || decision.status != MatchStatus::Open);
            if let Some((decision, original)) = back {
                let status = if called_so { decision.status } else { MatchStatus::Suggested };
                let confidence = decision.confidence.min(
                    if called_so { Ground::Returned } else { Ground::MayBeReturned }.confidence(),
                );
                return Some((Decision { status, confidence, ..decision }, Some(original)));
            }
            let of_payment = || of_booking(self, at).or_else(|| of_waiting(self, at));
            if let Some(back) = (called_so || takes_back).then(of_payment).flatten() {
                return Some((back, None));
            }
        }
        let is_late = matches!(verdict, Verdict::Sure(_))
            && !return_signs::may_be_one(&slip.reading)
            && slip.entry.refused.is_nothing();
        let decision = match verdict {
            // What only fits now rests on other proposals, and is one itself.
            Verdict::Sure(decision) | Verdict::Ask(decision) => {
                if let Some(own) = self.own_instead_of_named(slip) {
                    return Some((own, None));
                }
                // A question without a proposal.
                if decision.status == MatchStatus::Open {
                    return Some((decision, None));
                }
                let confidence = decision.confidence.min(Ground::Doubted.confidence());
                let mut explanation = decision.explanation;
                explanation.splice(0..0, is_late.then(fits_by_now));
                Decision { status: MatchStatus::Suggested, confidence, explanation, ..decision }
            }
            Verdict::Stuck(why) => {
                let own = || if slip.is_return { None } else { self.own_instead_of_named(slip) };
                let again =
                    || if slip.is_return { None } else { self.own_instead_of_settled(slip) };
                self.by_rule_or_answers(slip)
                    .or_else(own)
                    .or_else(again)
                    .unwrap_or_else(|| open(slip.entry, vec![why]))
            }
            Verdict::Silent => {
                let learnt = || {
                    self.by_answers(slip, None)
                        .map(|decision| Decision { status: MatchStatus::Suggested, ..decision })
                };
                self.of_counted(slip, self.by_party(slip))
                    .or_else(learnt)
                    .or_else(|| one_of_two(self, at))
                    .or_else(|| rules::cover(slip, self.policy))
                    .or_else(|| self.by_near(slip))
                    .or_else(|| self.by_bare_end(slip))
                    .or_else(|| self.asked_of_sum(slip))
                    .unwrap_or_else(|| self.left_open(slip))
            }
        };
        Some((decision, None))
    }

    /// A decision without what a person refused for the entry; where something was, it is a
    /// proposal at most.
    fn unrefused(&self, at: usize, decision: Decision) -> Decision {
        let Some(slip) = self.slips.get(at).filter(|slip| !slip.entry.refused.is_nothing()) else {
            return decision;
        };
        let refused = &slip.entry.refused;
        let again = decision.allocations.iter().any(|part| refused.items.contains(&part.item))
            || decision.account.as_ref().is_some_and(|account| refused.accounts.contains(account))
            || decision.split_over().is_some_and(|accounts| refused.accounts.contains(&accounts));
        let mut decision = match (again, decision.status) {
            (true, _) => {
                self.instead_of_refused(slip).unwrap_or_else(|| open(slip.entry, Vec::new()))
            }
            (false, MatchStatus::Matched) => Decision {
                status: MatchStatus::Suggested,
                confidence: decision.confidence.min(Ground::Doubted.confidence()),
                ..decision
            },
            (false, _) => decision,
        };
        let number = |id: &i64| {
            self.index
                .place(*id)
                .and_then(|at| self.index.items.get(at))
                .map(|item| item.facts.document.clone())
        };
        let mut list: Vec<String> = refused.items.iter().filter_map(number).collect();
        list.extend(refused.accounts.iter().cloned());
        decision.explanation.push(with_word(
            "Abgelehnt oder zurückgenommen und hierfür nicht wieder vorgeschlagen: {}.",
            "Refused or taken back and not proposed for this again: {}.",
            &list.join(", "),
        ));
        // Of what the money goes the other way about it can settle nothing: a return whose payment
        // was taken back as well.
        let is_payable = |id: &&i64| {
            let item = self.index.place(**id).and_then(|at| self.index.items.get(at));
            item.is_some_and(|item| {
                item.facts.on_account(item.left).signum() == slip.entry.amount.signum()
            })
        };
        let item = refused.items.iter().rev().find(is_payable);
        let item = item.and_then(number).map(|number| format!("match {number}"));
        let account = || refused.accounts.last().filter(|account| !account.contains([',', '=']));
        let answer = item.or_else(|| account().map(|account| format!("account {account}")));
        // Who took it back may want it after all.
        if let Some(answer) = answer.filter(|_| slip.entry.id > 0) {
            let answer = format!("kontor resolve E{} {answer}", slip.entry.id);
            decision.explanation.push(with_word(
                "Gilt es doch: „{}“.",
                "If it holds after all: \"{}\".",
                &answer,
            ));
        }
        decision
    }

    /// Judges an entry by the items its texts name; with `bare` also by the bare end of a number
    /// whose amount is another, of the other side's own alone.
    pub(super) fn judge(&self, slip: &Slip<'a>, bare: bool) -> Verdict {
        let entry = slip.entry;
        let named = &slip.mentions.named;
        if named.is_empty() {
            return Verdict::Silent;
        }
        if named.len() > MOST_NAMED {
            return Verdict::Stuck(Explanation::new(
                "Der Text nennt mehr Posten, als gemeinsam geprüft werden; bitte von Hand \
                 zuordnen.",
                "The text names more items than are checked together; please assign by hand.",
            ));
        }
        let Meant { live, doubts: unclear, settled } = self.meant(slip);
        if live.is_empty() {
            return Verdict::Stuck(self.already_settled(slip));
        }
        let own =
            |named: &&Named| !bare || self.index.party(entry, named.item) == Some(Proof::Account);
        let mut live: Vec<&Named> = live.iter().filter(own).collect();
        if live.is_empty() {
            return Verdict::Silent;
        }
        let (mut charge, mut fit) = self.fit_of(entry, &live);
        // An order's number is no invoice's unless the amount says so, or the text that a part of
        // it is paid.
        if matches!(fit, Fit::Short { .. } | Fit::Over { .. } | Fit::Against)
            && !announces_a_part(&slip.reading)
            && self.stated(slip, &live).is_none()
        {
            let all = live.len();
            live.retain(|named| !self.is_bare_order(slip, named));
            if live.is_empty() {
                return Verdict::Silent;
            }
            if live.len() < all {
                (charge, fit) = self.fit_of(entry, &live);
            }
        }
        // A weak hint that the amount does not bear out is no hint.
        if !bare
            && !matches!(fit, Fit::Exact { .. })
            && live.iter().all(|named| !named.strong && named.how != How::BrokenReference)
        {
            return Verdict::Silent;
        }
        let mut doubts = self.doubts(slip, &live, &fit);
        doubts.splice(0..0, unclear);
        if settled {
            doubts.push(self.already_settled(slip));
        }
        if matches!(fit, Fit::Against) {
            return Verdict::Stuck(goes_the_other_way(entry, self.account_of(slip)));
        }
        let stated = if matches!(fit, Fit::Exact { .. } | Fit::Near { .. }) {
            None
        } else {
            self.stated(slip, &live)
        };
        let of_more = || self.of_more_than_named(slip, &live, &fit);
        if let Some(why) = stated.is_none().then(of_more).flatten() {
            return Verdict::Ask(open(entry, why));
        }
        let (parts, confidence, rest) = match stated {
            Some(parts) => {
                doubts.push(Explanation::new(
                    "Der Text nennt zu jeder Nummer einen Betrag, und diese ergeben die Zahlung.",
                    "The text states an amount for each number, and these give the payment.",
                ));
                (parts, Ground::Doubted.confidence(), 0)
            }
            None => weigh(
                slip,
                fit,
                live.len(),
                live.iter().all(|named| self.is_meant_by_itself(slip, named)),
                &mut doubts,
            ),
        };
        let mut explanation: Vec<Explanation> = Vec::new();
        for (named, part) in live.iter().zip(&parts) {
            if let Some(item) = self.index.items.get(named.item) {
                let text = entry.remittance.as_deref().unwrap_or_default();
                let span = match named.how {
                    How::Number => as_written(text, &named.span, &item.facts.document),
                    _ => named.span.clone(),
                };
                explanation.push(names(item, named.how, &span));
                explanation.push(settles(item, part, entry.payment_day()));
            }
        }
        if charge != 0 {
            let (de, en) = match charge < 0 {
                true => ("Einbehaltenes Entgelt: {}.", "Charge kept: {}."),
                false => ("Zurückgegebenes Entgelt: {}.", "Charge given back: {}."),
            };
            explanation.push(with_amount(de, en, charge, entry.currency));
        }
        let sure = doubts.is_empty() && confidence >= SURE;
        explanation.splice(0..0, doubts);
        let decision = Decision {
            status: if sure { MatchStatus::Matched } else { MatchStatus::Suggested },
            allocations: self.allocations(&live, &parts),
            charge,
            on_account: rest,
            confidence: if sure {
                confidence
            } else {
                confidence.min(Ground::Doubted.confidence())
            },
            runner_up: self.twin(&live),
            ..open(entry, explanation)
        };
        if sure { Verdict::Sure(decision) } else { Verdict::Ask(decision) }
    }

    /// How the amount fits items, and the charge that it fits with.
    fn fit_of(&self, entry: &EntryFacts, live: &[&Named]) -> (i64, Fit) {
        let dues: Vec<Due> = live.iter().filter_map(|named| self.due(entry, named.item)).collect();
        fit_with_charges(entry, &dues, self.policy.small_difference)
    }

    fn allocations(&self, live: &[&Named], parts: &[Part]) -> Vec<Allocation> {
        let whole = live
            .iter()
            .zip(parts)
            .filter_map(|(named, part)| Some(part.of_item(self.id(named.item)?)));
        whole.filter(|part| part.amount != 0 || part.discount != 0).collect()
    }

    fn twin(&self, live: &[&Named]) -> Option<RunnerUp> {
        let named = live.iter().find(|named| !named.others.is_empty())?;
        let why = with_word(
            "„{}“ kann auch diesen Posten meinen.",
            "\"{}\" may mean this item too.",
            &named.span,
        );
        let items = named.others.iter().take(3).filter_map(|at| self.id(*at)).collect();
        Some(RunnerUp::of_items(items, Lost::Twin, Lost::Twin.weight(), why))
    }
}

/// An entry that stays open.
pub(super) fn open(entry: &EntryFacts, explanation: Vec<Explanation>) -> Decision {
    Decision {
        entry: entry.id,
        status: MatchStatus::Open,
        allocations: Vec::new(),
        charge: 0,
        on_account: 0,
        beside: Vec::new(),
        vat_percent: None,
        category: None,
        account: None,
        confidence: 0,
        weights: weights::VERSION,
        explanation,
        runner_up: None,
        reason: None,
        order: None,
        same_as: None,
    }
}

/// A decision with a category and without allocations.
pub(super) fn by_category(
    entry: &EntryFacts,
    category: Category,
    account: &str,
    why: Explanation,
) -> Decision {
    Decision {
        status: MatchStatus::Matched,
        category: Some(category),
        account: Some(account.to_owned()),
        confidence: Ground::Rule.confidence(),
        ..open(entry, vec![why])
    }
}
