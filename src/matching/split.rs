//! Entries that are split over several accounts: as a person split the last of the same shape, or
//! as the text itself parts them.

use super::decide::by_category;
use super::decision::{Beside, Category, Decision, Explanation, MatchStatus, Place};
use super::desk::Slip;
use super::earlier_year::earlier_year;
use super::explain::{money, with_word};
use super::facts::{BookingRule, EntryFacts};
use super::learnt::Answer;
use super::mixed;
use super::reading::{Reading, Stated};
use super::rules::{Rules, doubted};
use super::weights::Ground;
use crate::domain::text::fold;

/// A split carried over to another entry.
pub(super) struct Split {
    pub parts: Vec<Beside>,
    /// Why it is only proposed: nothing in the text says how the amount is parted, or it says so in
    /// another way.
    pub doubt: Option<Explanation>,
}

/// The parts of an earlier answer for this entry: the amounts of the text where it states as many as
/// before, as a loan's do each month; else the same where the amount is the same, else in the
/// proportion of before. `None` where no part would be left.
pub(super) fn parts_as(slip: &Slip<'_>, answer: &Answer, parts: &[(String, i64)]) -> Option<Split> {
    let before: i64 = parts.iter().map(|(_, amount)| *amount).fold(0, i64::saturating_add);
    let amount = slip.entry.paid();
    let now = &slip.reading.amounts;
    let (amounts, doubt) = if let Some(stated) = by_text(amount, &answer.stated, now, parts) {
        (stated, None)
    } else if before == amount {
        let same: Vec<i64> = parts.iter().map(|(_, part)| *part).collect();
        let doubt = states_another(amount, now, &same).then(told_otherwise);
        (same, doubt)
    } else {
        (in_proportion(amount, before, parts)?, Some(shared_out()))
    };
    let place = |((account, _), amount): (&(String, i64), i64)| {
        Beside::of(Place::Account(account.clone()), amount)
    };
    Some(Split { parts: parts.iter().zip(amounts).map(place).collect(), doubt })
}

/// Whether the text states an amount that is neither the whole nor one of the parts.
fn states_another(amount: i64, now: &[Stated], parts: &[i64]) -> bool {
    now.iter().any(|stated| {
        stated.minor != amount.saturating_abs()
            && parts.iter().all(|part| part.saturating_abs() != stated.minor)
    })
}

/// Why the split of last time is only proposed for the same amount.
fn told_otherwise() -> Explanation {
    Explanation::new(
        "Der Text nennt andere Beträge, als zuletzt aufgeteilt wurden; bitte vergleichen.",
        "The text states other amounts than were split last time; please compare.",
    )
}

/// Why a split is only proposed that was another one before, for the same amount.
pub(super) fn parted_otherwise() -> Explanation {
    Explanation::new(
        "Derselbe Betrag wurde nicht jedes Mal gleich aufgeteilt, und der Text nennt die Teile \
         nicht.",
        "The same amount was not split alike each time, and the text does not state the parts.",
    )
}

/// The amounts that the text states now where it stated those of the parts before; they must give
/// the whole.
fn by_text(
    amount: i64,
    before: &[i64],
    now: &[Stated],
    parts: &[(String, i64)],
) -> Option<Vec<i64>> {
    if before.len() != now.len() {
        return None;
    }
    let mut taken: Vec<usize> = Vec::with_capacity(parts.len());
    let mut amounts = Vec::with_capacity(parts.len());
    for (_, part) in parts {
        let at = (0..before.len())
            .find(|at| !taken.contains(at) && before.get(*at) == part.checked_abs().as_ref())?;
        taken.push(at);
        amounts.push(now.get(at)?.minor.saturating_mul(part.signum()));
    }
    let sum = amounts.iter().copied().fold(0, i64::saturating_add);
    (sum == amount).then_some(amounts)
}

/// Each part its share of the amount, in whole cents; what rounding leaves goes to the largest.
fn in_proportion(amount: i64, before: i64, parts: &[(String, i64)]) -> Option<Vec<i64>> {
    let share =
        |part: i64| i64::try_from(i128::from(part) * i128::from(amount) / i128::from(before)).ok();
    if before == 0 {
        return None;
    }
    let mut amounts = parts.iter().map(|(_, part)| share(*part)).collect::<Option<Vec<i64>>>()?;
    let rest = amounts.iter().fold(amount, |rest, part| rest.saturating_sub(*part));
    let largest = amounts.iter_mut().max_by_key(|part| part.saturating_abs())?;
    *largest = largest.saturating_add(rest);
    amounts.iter().all(|part| *part != 0).then_some(amounts)
}

/// Why a split in proportion is only proposed.
fn shared_out() -> Explanation {
    Explanation::new(
        "Der Betrag ist ein anderer, und der Text nennt die Teile nicht: aufgeteilt ist im selben \
         Verhältnis wie zuletzt.",
        "The amount is another, and the text does not state the parts: split in the proportion of \
         last time.",
    )
}

/// The parts that the text names with their amounts (`UMS.ST 1.234,56 LOHNST 500,00`), where they
/// give the payment and each has a rule of its own.
pub(super) fn by_words(
    entry: &EntryFacts,
    reading: &Reading,
    rules: &Rules<'_>,
) -> Option<Decision> {
    let total = entry.paid().checked_abs()?;
    let mut amounts = reading.amounts.clone();
    if amounts.len() > 2 && amounts.last().is_some_and(|last| last.minor == total) {
        amounts.pop();
    }
    if amounts.len() < 2
        || amounts.iter().map(|amount| amount.minor).fold(0, i64::saturating_add) != total
    {
        return None;
    }
    let mut from = 0;
    let mut before = (String::new(), String::new());
    let mut parts: Vec<(String, i64)> = Vec::new();
    let mut categories: Vec<Category> = Vec::new();
    let mut earlier: Vec<Explanation> = Vec::new();
    for amount in &amounts {
        let words = format!(" {} ", fold(&reading.span(from, amount.start)));
        let dated = reading.dated_words(from, amount.start);
        let (rule, year) = rules.one_cause(entry, &words, &dated)?;
        let account = match year {
            Some(year) => rule.account_of_year(entry, year)?,
            None => &rule.account,
        };
        earlier.extend(year.map(|_| earlier_year(Some(account))));
        // A surcharge goes with the tax before it, and has an account of its own beside one alone;
        // that of an office's own rule may be the tax's.
        let is_beside = before.1 != rule.account && !mixed::names_corporation_tax(&before.0);
        if mixed::is_of_surcharge(rule) && is_beside {
            return None;
        }
        before = (words, rule.account.clone());
        categories.push(rule.category);
        let minor = amount.minor.saturating_mul(entry.amount.signum());
        match parts.iter_mut().find(|(known, _)| known == account) {
            Some((_, sum)) => *sum = sum.saturating_add(minor),
            None => parts.push((account.to_owned(), minor)),
        }
        from = amount.start;
    }
    let first = categories.first().copied()?;
    let category =
        if categories.iter().all(|category| *category == first) { first } else { Category::Other };
    let list = |german: bool| {
        let part = |(account, amount): &(String, i64)| {
            let (de, en) = money(*amount, entry.currency);
            format!("{account} {}", if german { de } else { en })
        };
        parts.iter().map(part).collect::<Vec<_>>().join(", ")
    };
    let why = Explanation::new(
        format!(
            "Der Text nennt die Teile mit ihren Beträgen, und sie ergeben die Zahlung: {}.",
            list(true)
        ),
        format!(
            "The text names the parts with their amounts, and they give the payment: {}.",
            list(false)
        ),
    );
    let decision = match parts.as_slice() {
        [(only, _)] => {
            let (de, en) =
                ("Alle genannten Teile gehören auf {}.", "All parts named belong on {}.");
            by_category(entry, category, only, with_word(de, en, only))
        }
        _ => {
            let beside = |(account, amount): &(String, i64)| {
                Beside::of(Place::Account(account.clone()), *amount)
            };
            Decision {
                account: None,
                beside: parts.iter().map(beside).collect(),
                charge: entry.kept,
                confidence: Ground::PartsInText.confidence(),
                ..by_category(entry, category, "", why)
            }
        }
    };
    // Whether a provision is booked for what is of an earlier year, a person knows.
    earlier.dedup();
    Some(earlier.into_iter().fold(decision, doubted))
}

/// Corporation tax and solidarity surcharge in one amount of which the text states no parts, where
/// whole euros and what is charged on them (5.5 %, fractions of a cent dropped, § 4 SolZG) give it:
/// proposed, of an earlier year on the accounts of that. The rules are those of the one and the
/// other.
pub(super) fn by_surcharge(
    entry: &EntryFacts,
    year: Option<i16>,
    [tax, surcharge]: [&BookingRule; 2],
) -> Option<Decision> {
    let total = entry.paid().checked_abs()?;
    let (whole, charged) = with_surcharge(total)?;
    let account_of = |rule: &'_ BookingRule| match rule.earlier_named(year) {
        Some(year) => rule.account_of_year(entry, year).map(str::to_owned),
        None => Some(rule.account.clone()),
    };
    let (a, b) = (account_of(tax)?, account_of(surcharge)?);
    let part = |account: &str, minor: i64| {
        Beside::of(Place::Account(account.to_owned()), minor.saturating_mul(entry.amount.signum()))
    };
    let named = |minor: i64| money(minor, entry.currency);
    let ((first, first_en), (second, second_en)) = (named(whole), named(charged));
    let why = Explanation::new(
        format!(
            "Körperschaftsteuer und 5,5 % Solidaritätszuschlag darauf ergeben die Zahlung: {first} \
             auf {a}, {second} auf {b}. Der Text nennt die Teile nicht; bitte vergleichen."
        ),
        format!(
            "Corporation tax and 5.5 % solidarity surcharge on it give the payment: {first_en} on \
             {a}, {second_en} on {b}. The text does not state the parts; please compare."
        ),
    );
    let decision = Decision {
        status: MatchStatus::Suggested,
        account: None,
        beside: vec![part(&a, whole), part(&b, charged)],
        confidence: Ground::RuleDoubted.confidence(),
        ..by_category(entry, Category::Tax, "", why)
    };
    let earlier = tax.earlier_named(year).map(|_| earlier_year(Some(&a)));
    Some(earlier.into_iter().fold(decision, doubted))
}

/// Card takings and the acquirer's fee, where two amounts of the text, the one less the other, give
/// the payment: proposed, since only the acquirer's statement says whether the fee bears VAT.
pub(super) fn gross_and_fee(
    entry: &EntryFacts,
    takings: &BookingRule,
    fee: &str,
    reading: &Reading,
) -> Option<Decision> {
    let stated = || reading.amounts.iter().map(|stated| stated.minor);
    let fits = |gross: i64| {
        let mut fees = stated();
        fees.find(|kept| *kept > 0 && gross - kept == entry.amount).map(|kept| (gross, kept))
    };
    let (gross, kept) = stated().find_map(fits)?;
    let ((whole, whole_en), (less, less_en)) =
        (money(gross, entry.currency), money(kept, entry.currency));
    let account = &takings.account;
    let why = Explanation::new(
        format!(
            "Der Text nennt Umsätze von {whole} und davon abgezogen {less} Gebühr: die Umsätze auf \
             {account}, die Gebühr auf {fee}. Ob sie Umsatzsteuer enthält, sagt die Abrechnung; \
             bitte bestätigen oder aufteilen."
        ),
        format!(
            "The text names takings of {whole_en} less a fee of {less_en}: the takings on \
             {account}, the fee on {fee}. Whether that contains VAT, the statement of the \
             acquirer says; please confirm, or split them."
        ),
    );
    let part = |account: &str, amount| Beside::of(Place::Account(account.to_owned()), amount);
    Some(Decision {
        status: MatchStatus::Suggested,
        account: None,
        beside: vec![part(account, gross), part(fee, -kept)],
        confidence: Ground::RuleDoubted.confidence(),
        ..by_category(entry, Category::Card, "", why)
    })
}

/// Whole euros and 5.5 % of them that give a total, minor units.
fn with_surcharge(total: i64) -> Option<(i64, i64)> {
    let near = total.checked_mul(1_000)? / 1_055 / 100;
    let parts = |euros: i64| (euros * 100, euros * 100 * 55 / 1_000);
    let mut fitting = (near..=near + 1).map(parts).filter(|(tax, charged)| tax + charged == total);
    fitting.next().filter(|(_, charged)| *charged > 0)
}

#[cfg(test)]
mod tests {
    use super::{by_text, in_proportion, with_surcharge};
    use crate::matching::reading::Stated;

    fn parts(amounts: &[i64]) -> Vec<(String, i64)> {
        amounts.iter().enumerate().map(|(at, amount)| (format!("49{at}0"), *amount)).collect()
    }

    #[test]
    fn amounts_of_the_text_go_where_those_of_before_went() {
        let now = |amounts: &[i64]| {
            amounts
                .iter()
                .map(|minor| Stated { start: 0, end: 0, minor: *minor })
                .collect::<Vec<_>>()
        };
        let before = parts(&[-3_750, -100_000]);
        assert_eq!(
            by_text(-103_700, &[100_000, 3_750], &now(&[100_040, 3_660]), &before),
            Some(vec![-3_660, -100_040])
        );
        assert_eq!(
            by_text(-103_700, &[100_000, 3_750], &now(&[100_040, 3_661]), &before),
            None,
            "they do not give the whole"
        );
        assert_eq!(by_text(-103_700, &[100_000], &now(&[103_700]), &before), None);
    }

    #[test]
    fn whole_euros_and_their_surcharge_give_a_payment() {
        assert_eq!(with_surcharge(105_500), Some((100_000, 5_500)));
        assert_eq!(with_surcharge(24_581), Some((23_300, 1_281)), "half a cent is dropped");
        assert_eq!(with_surcharge(105_400), None);
    }

    #[test]
    fn shares_are_whole_cents_and_give_the_whole() {
        assert_eq!(in_proportion(-10_001, -100, &parts(&[-60, -40])), Some(vec![-6_001, -4_000]));
        assert_eq!(
            in_proportion(-1, -100, &parts(&[-60, -40])),
            None,
            "nothing would be left for one"
        );
        assert_eq!(in_proportion(5, 0, &parts(&[5, -5])), None);
    }
}
