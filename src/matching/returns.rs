//! Returns (Rücklastschrift, Rücküberweisung): money that goes back the way it came, and reopens
//! what it had settled.

use super::decide::open;
use super::decision::{Allocation, Category, Decision, Explanation, MatchStatus};
use super::desk::Desk;
use super::explain::{german, money, on_this_account, with_amount, with_word};
use super::facts::EntryFacts;
use super::index::MOST_CANDIDATES;
use super::keys::parties_of_entry;
use super::return_signs::is_the_banks;
use super::returned_amount::{of_amount, of_waiting_exactly, pays_stated, says_whose, waits_for};
use super::returned_rest::Rest;
use super::returned_which::{other_payment, which_of};
use super::weights::Ground;

/// By what a payment is known that came back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    /// Both bear the same reference.
    Reference,
    /// The text names what it settled.
    Number,
    /// The other side and the amount alone.
    Party,
    /// The amount alone: the return says nothing of the other side.
    Amount,
}

impl Known {
    /// Neither a reference nor a number says which payment it was.
    fn is_weak(self) -> bool {
        matches!(self, Known::Party | Known::Amount)
    }
}

/// A payment that came back, with what of it did.
struct Original {
    at: usize,
    /// What it settled of the items that are open again.
    parts: Vec<Allocation>,
    /// What was taken beyond it: the bank's fee, never positive.
    fee: i64,
    known: Known,
    /// All of it came back; else only these parts, and of what it had brought besides them only
    /// `credits`.
    whole: bool,
    /// Money on account (places of its items) that goes back with the parts.
    credits: Vec<usize>,
    /// What goes beyond the parts may be money on account or the bank's fee.
    unclear: bool,
}

/// Reopens what the returned payment had settled; the bank's fee is what is taken beyond it. Gives
/// the decision and the place of the payment that is taken back; `None` when no such payment is
/// known.
pub(super) fn decide(desk: &Desk<'_>, at: usize) -> Option<(Decision, usize)> {
    let slip = desk.slips.get(at)?;
    let entry = slip.entry;
    let originals = originals(desk, at);
    let (original, others) = originals.split_first()?;
    if original.known.is_weak() && !others.is_empty() {
        let may_be: Vec<(usize, &[Allocation])> =
            originals.iter().map(|may_be| (may_be.at, may_be.parts.as_slice())).collect();
        return Some((open(entry, vec![which_of(desk, &may_be)]), original.at));
    }
    let is_vague = original.known.is_weak() && original.fee != 0;
    if let Some(waits) = is_vague.then(|| of_waiting_exactly(desk, at)).flatten() {
        return Some((waits, original.at));
    }
    let paid = desk.slips.get(original.at)?;
    let settled = paid.decision.as_ref()?;
    if settled.status != MatchStatus::Matched {
        return Some((waits_for(entry, paid.entry), original.at));
    }
    let (kept, rest) = match original.whole {
        true => (settled.charge, Rest::of(desk, paid, settled)),
        false => (0, Rest::of_parts(desk, &original.parts, &original.credits)),
    };
    let charge = original.fee.saturating_sub(kept);

    let dear = original.fee.saturating_abs() > desk.policy.return_fee_limit;
    let told = original.known == Known::Reference || is_the_banks(entry, &slip.reading);
    let clear = told && others.is_empty() && settled.charge == 0 && !dear;
    let items_alone = !original.whole
        && original.credits.is_empty()
        && original.parts.len() == settled.allocations.len();
    let is_weak = original.known.is_weak();
    let paid_out = match original.known {
        Known::Reference => None,
        Known::Number | Known::Party | Known::Amount => desk.may_be_paid_out(slip),
    };
    let clear = clear
        && paid_out.is_none()
        && rest.is_clear()
        && !items_alone
        && !original.unclear
        && !is_weak;
    let day = paid.entry.booking_date;
    let mut explanation = match settled.allocations.is_empty() {
        true => vec![Explanation::new(
            format!("Rückgabe der Zahlung vom {}.", german(day)),
            format!("Return of the payment of {day}."),
        )],
        false => vec![Explanation::new(
            format!("Rückgabe der Zahlung vom {}: ihre Posten sind wieder offen.", german(day)),
            format!("Return of the payment of {day}: its items are open again."),
        )],
    };
    explanation.extend(only_proved_by(original.known));
    if items_alone {
        let (de, en) = money(paid.entry.amount, entry.currency);
        explanation.push(Explanation::new(
            format!(
                "Von den {de} kommt nur zurück, was die Posten ausgleicht; was zu viel gezahlt \
                 war, bleibt als Guthaben stehen. Stimmt das?"
            ),
            format!(
                "Of the {en} only what settles the items comes back; what was paid too much \
                 stays as a credit. Is that right?"
            ),
        ));
    }
    if original.unclear && !items_alone {
        explanation.push(Explanation::new(
            "Mit der Zahlung kam auch Geld auf das Personenkonto; was über die Posten hinaus \
             zurückgeht, kann davon sein oder Entgelt der Bank. Bitte prüfen.",
            "The payment also left money on the personal account; what goes back beyond the items \
             may be of that or the bank's fee. Please check.",
        ));
    }
    let against = desk.speaks_for_another(slip, paid, &original.parts);
    let clear = clear && against.is_none();
    explanation.extend(against);
    let is_credited = paid_out.is_some();
    explanation.extend(paid_out);
    explanation.extend(rest.said);
    if let Some(reason) = &entry.return_reason {
        explanation.push(with_word("Grund der Bank: {}.", "The bank's reason: {}.", reason));
    }
    if charge != 0 {
        explanation.push(with_amount(
            "{} davon sind das Entgelt der Bank.",
            "{} of it is the bank's fee.",
            charge,
            entry.currency,
        ));
    }
    if dear {
        explanation.push(Explanation::new(
            "Das Entgelt ist höher, als ohne Rückfrage gebucht wird; bitte bestätigen.",
            "The fee is higher than what is booked without asking; please confirm.",
        ));
    }
    if !told && !is_credited {
        explanation.push(Explanation::new(
            "Der Text kann auch von Ware sprechen, die zurückging; dann bleibt der Posten bezahlt, \
             und die Gutschrift fehlt.",
            "The text may also speak of goods that went back; then the item stays paid, and the \
             credit note is missing.",
        ));
    }
    if !others.is_empty() {
        explanation.push(Explanation::new(
            "Mehrere Zahlungen dieses Tages kommen in Frage; bitte wählen.",
            "Several payments of that day may be meant; please choose.",
        ));
    }
    let ground = match (clear, told) {
        (true, _) => Ground::Returned,
        (false, true) => Ground::MayBeReturned,
        (false, false) => Ground::GoodsOrReturned,
    };
    let decision = Decision {
        status: if clear { MatchStatus::Matched } else { MatchStatus::Suggested },
        allocations: original
            .parts
            .iter()
            .map(|part| part.taken_back())
            .chain(rest.closed)
            .collect(),
        charge,
        on_account: rest.on_account,
        beside: rest.beside,
        category: Some(Category::Return),
        account: (charge != 0).then(|| desk.policy.return_fee_account.clone()),
        confidence: ground.confidence(),
        runner_up: others
            .first()
            .and_then(|other| desk.slips.get(other.at))
            .map(|other| other_payment(other.entry)),
        ..open(entry, explanation)
    };
    Some((decision, original.at))
}

/// That too little says which payment came back, for booking it without asking.
fn only_proved_by(known: Known) -> Option<Explanation> {
    match known {
        Known::Reference | Known::Number => None,
        Known::Party => Some(Explanation::new(
            "Der Text nennt weder Nummer noch Referenz; Gegenseite und Betrag passen zu dieser \
             Zahlung allein. Bitte bestätigen.",
            "The text gives neither number nor reference; other side and amount fit this payment \
             alone. Please confirm.",
        )),
        Known::Amount => Some(Explanation::new(
            "Die Bank nennt weder Nummer noch Referenz noch Gegenseite; der Betrag passt zu dieser \
             Zahlung allein. Bitte bestätigen.",
            "The bank gives neither number nor reference nor the other side; the amount fits this \
             payment alone. Please confirm.",
        )),
    }
}

/// The payment that a decided return took back: of those that may be meant the one that settled
/// what it opened.
pub(super) fn taken_back_by(desk: &Desk<'_>, at: usize, decision: &Decision) -> Option<usize> {
    let originals = originals(desk, at);
    let settled = |original: &&Original| {
        original
            .parts
            .iter()
            .any(|part| decision.allocations.iter().any(|other| other.item == part.item))
    };
    originals.iter().find(settled).or(originals.first()).map(|original| original.at)
}

/// Money that goes back for an item paid twice: the second payment settled nothing, so what goes
/// back opens nothing.
pub(super) fn refund_of_a_double_payment(desk: &Desk<'_>, at: usize) -> Option<Decision> {
    let slip = desk.slips.get(at)?;
    let second = desk.slips.iter().find(|other| {
        let settles =
            other.decision.as_ref().is_some_and(|decision| !decision.allocations.is_empty());
        let same_item = || {
            slip.mentions
                .named
                .iter()
                .any(|named| other.mentions.named.iter().any(|their| their.item == named.item))
        };
        other.entry.amount == slip.entry.amount.saturating_neg()
            && other.entry.currency == slip.entry.currency
            && other.entry.booking_date <= slip.entry.booking_date
            && !settles
            && !other.is_return
            && same_item()
    })?;
    let (id, day) = (second.entry.id, second.entry.booking_date);
    let item = slip.mentions.named.first().and_then(|named| desk.index.items.get(named.item));
    let account = item.and_then(|item| item.facts.personal_account.as_deref());
    let (book, book_en) = on_this_account(id, account);
    let (again, again_en) = on_this_account(slip.entry.id, account);
    let waits = second.decision.as_ref().is_none_or(|paid| paid.status != MatchStatus::Matched);
    // What stands on the personal account is an item that this is proposed to settle.
    let (answer, answer_en) = match waits && id > 0 {
        true => (
            format!(
                "Bitte E{id} auf das Personenkonto buchen ({book}); \
                 dann wird vorgeschlagen, beides auszugleichen."
            ),
            format!(
                "Please book E{id} on the personal account ({book_en}); then it is proposed to \
                    settle one with the other."
            ),
        ),
        false => (
            format!("Bitte auf dasselbe Konto buchen: {again}."),
            format!("Please book it on the same account: {again_en}."),
        ),
    };
    let why = Explanation::new(
        format!(
            "Gleicht die Zahlung vom {} aus, die doppelt war; der Posten bleibt bezahlt. {answer}",
            german(day)
        ),
        format!(
            "It evens out the payment of {day}, which was one too many; the item stays paid. \
             {answer_en}"
        ),
    );
    Some(open(slip.entry, vec![why]))
}

/// Payments that this may return, the likeliest first: of the same end-to-end id, else of an item
/// the text names, else of the same other side. Each must have settled something, earlier, the
/// other way round, and agree in amount but for a fee.
fn originals(desk: &Desk<'_>, at: usize) -> Vec<Original> {
    let Some(slip) = desk.slips.get(at) else { return Vec::new() };
    // An id that very many entries share (`MIETE`) tells none of them apart.
    let telling = |bucket: &&Vec<usize>| bucket.len() <= MOST_CANDIDATES;
    let fitting = |mut places: Vec<usize>, known: Known| -> Vec<Original> {
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|original| returns(desk, at, original, known)).collect()
    };
    let by_reference = slip
        .reading
        .references
        .iter()
        .filter_map(|reference| desk.by_reference.get(&reference.text))
        .filter(telling)
        .flatten()
        .copied();
    let mut found = fitting(by_reference.collect(), Known::Reference);
    if found.is_empty() {
        let settled = |item: &usize| {
            [desk.settled_by.get(item), desk.left_beside.get(item)].into_iter().flatten()
        };
        let by_item = slip
            .mentions
            .named
            .iter()
            .flat_map(|named| settled(&named.item))
            .filter(telling)
            .flatten()
            .copied();
        found = fitting(by_item.collect(), Known::Number);
    }
    let names_nothing = slip.mentions.named.iter().all(|named| !named.strong);
    if found.is_empty() && slip.is_return && names_nothing {
        found = match says_whose(slip.entry) {
            true => fitting(of_same_party(desk, at), Known::Party),
            false => fitting(of_amount(desk, at), Known::Amount),
        };
        // What the bank states as the amount paid is meant before what only goes with its fee.
        let is_stated = |original: &Original| pays_stated(desk, slip, original.at);
        if found.iter().any(|original| original.fee == 0) {
            found.retain(|original| original.fee == 0);
        } else if found.iter().any(is_stated) {
            found.retain(is_stated);
        }
    }
    let day = |original: &Original| desk.slips.get(original.at).map(|paid| paid.entry.booking_date);
    found.sort_by_key(|original| (original.fee.saturating_abs(), std::cmp::Reverse(day(original))));
    // Of equal fee only the latest is meant, unless two are of one day; what only the other side
    // tells, tells no day.
    let best =
        found.first().filter(|first| !first.known.is_weak()).map(|first| (first.fee, day(first)));
    found.retain(|original| best.is_none_or(|best| (original.fee, day(original)) == best));
    found
}

/// The latest payments before a return from or to the same other side, by its account, else by its
/// name; none of another reference.
pub(super) fn of_same_party(desk: &Desk<'_>, at: usize) -> Vec<usize> {
    let Some(slip) = desk.slips.get(at) else { return Vec::new() };
    let account = |entry: &EntryFacts| entry.counterparty_iban.clone();
    let may_be = |other: &usize| {
        desk.slips.get(*other).is_some_and(|paid| {
            let same_account = match (account(slip.entry), account(paid.entry)) {
                (Some(one), Some(other)) => one == other,
                _ => true,
            };
            let unlike = !slip.reading.references.is_empty() && !paid.reading.references.is_empty();
            same_account
                && !unlike
                && !paid.is_return
                && paid.entry.amount.signum() == -slip.entry.amount.signum()
        })
    };
    let buckets =
        parties_of_entry(slip.entry).into_iter().filter_map(|party| desk.by_party.get(&party));
    buckets
        .flat_map(|bucket| bucket.iter().rev().copied().filter(may_be).take(MOST_CANDIDATES))
        .collect()
}

/// Whether an entry returns a payment: the whole of it, or of one with several items those that its
/// text names.
fn returns(desk: &Desk<'_>, at: usize, original: usize, known: Known) -> Option<Original> {
    let (slip, paid) = (desk.slips.get(at)?, desk.slips.get(original)?);
    let (entry, first) = (slip.entry, paid.entry);
    let decision =
        paid.decision.as_ref().filter(|decision| decision.category != Some(Category::Return))?;
    let fits = original != at
        && (!decision.allocations.is_empty() || desk.left_credit(first.id))
        && entry.company == first.company
        && entry.currency == first.currency
        && first.booking_date <= entry.booking_date
        && entry.amount.signum() == -first.amount.signum();
    if !fits {
        return None;
    }
    // The bank's fee always costs the company: it makes a returned debit larger, a returned
    // transfer smaller. The same reference says that it is this payment, however high the fee is; a
    // number says so of what is not half as much again.
    let any_fee = slip.is_return && known == Known::Reference;
    let most = |amount: i64| match known {
        Known::Reference if slip.is_return => first.amount.saturating_abs(),
        Known::Number if slip.is_return => {
            desk.policy.return_fee_limit.max(amount.saturating_abs() / 2)
        }
        // Both amounts stand there: what was paid, and so what was taken beyond it.
        _ if slip.is_return && pays_stated(desk, slip, original) => amount.saturating_abs(),
        _ => desk.policy.return_fee_limit,
    };
    // What is beyond the amount that comes back.
    let agrees = |fee: i64| {
        fee == 0 || (fee < 0 && fee.saturating_abs() <= most(entry.amount.saturating_sub(fee)))
    };
    let fee = entry.amount.saturating_add(first.amount);
    if paid.taken_back.is_empty() && agrees(fee) {
        let parts = decision.allocations.clone();
        return Some(Original {
            at: original,
            parts,
            fee,
            known,
            whole: true,
            credits: Vec::new(),
            unclear: false,
        });
    }
    let left_besides =
        decision.on_account != 0 || !decision.beside.is_empty() || desk.left_credit(first.id);
    let is_named = |part: &&Allocation| {
        slip.mentions.named.iter().any(|named| desk.id(named.item) == Some(part.item))
    };
    let stands = |part: &&Allocation| !paid.taken_back.contains(&part.item);
    let named: Vec<Allocation> =
        decision.allocations.iter().filter(is_named).filter(stands).copied().collect();
    // One that came back without what was paid too much may name none of its items, but bear its
    // reference.
    let parts = match named.is_empty() && left_besides && any_fee {
        true => decision.allocations.iter().filter(stands).copied().collect(),
        false => named,
    };
    let on_bank = |part: &Allocation| {
        let item = desk.index.place(part.item).and_then(|place| desk.index.items.get(place));
        item.map_or(0, |item| item.facts.on_account(part.amount))
    };
    let bare = parts.iter().map(on_bank).fold(entry.amount, i64::saturating_add);
    let some = parts.len() < decision.allocations.len() || left_besides;
    // What the parts' contacts paid too much goes back with them, and is no fee.
    let (credits, brought) = desk.credits_beside(paid, &parts);
    let with = bare.saturating_add(brought);
    let takes = brought != 0 && agrees(with);
    let fee = if takes { with } else { bare };
    let others = decision
        .allocations
        .iter()
        .filter(stands)
        .any(|part| !parts.contains(part) && desk.is_beside(part, &parts));
    let unclear = brought != 0 && agrees(bare) && if takes { others } else { bare != 0 };
    let credits = if takes { credits } else { Vec::new() };
    (!parts.is_empty() && some && agrees(fee)).then_some(Original {
        at: original,
        parts,
        fee,
        known,
        whole: false,
        credits,
        unclear,
    })
}
