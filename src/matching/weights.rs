//! How often a decision that rests on a ground is right, per mille: the table that confidences come
//! from.
//!
//! Measured on months of made-up firms whose truth is known (`tests/office/months.rs` prints given
//! against right); a row changes only with such a measurement, and the version with it. What is
//! booked without asking has at least [`super::SURE`].

/// The version of the table below.
pub const VERSION: u16 = 2;

/// What a decision rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    /// Items named, and the amount is theirs to the cent, discounts in time taken off.
    Named,
    /// … but for the small difference of the policy.
    NamedNear,
    /// … with a discount taken too late.
    NamedLate,
    /// … in part, as the text says.
    NamedPart,
    /// A part is announced, but the number may be something else than an invoice's.
    UnsurePart,
    /// More is paid than the items named are.
    Overpaid,
    /// The discounts can be spread in several ways.
    SeveralWays,
    /// The one item of the payer's that is paid in part, where the text speaks of a further part.
    NextPart,
    /// Items named, and something speaks against booking.
    Doubted,
    /// The contact's account and an amount that is one item's alone.
    AccountAndAmount,
    /// The same where the text or another item leaves a doubt.
    AccountDoubted,
    /// The account of one who paid for the contact before, and the amount.
    PayerAndAmount,
    /// The contact's name and the amount, from an account nobody knows.
    NameAndAmount,
    /// The payer's own item of that amount, where the number in the text is a stranger's.
    OwnInsteadOfNamed,
    /// The one item of the other side's that the amount pays but for the small difference.
    AmountNear,
    /// A bare end of a number of the other side's own, whose amount is another.
    BareEnd,
    /// The sum of all that the account's contact has open.
    SumOfAll,
    /// The same by the name alone.
    SumOfAllByName,
    /// The only choice of what the contact has open that sums.
    SumOfSome,
    /// The same where at most three were tried.
    SumOfFew,
    /// A payment that came back, as the bank says.
    Returned,
    /// Money that may be a payment that came back.
    MayBeReturned,
    /// It may be goods that went back, as well.
    GoodsOrReturned,
    /// An item in another currency.
    OtherCurrency,
    /// A rule.
    Rule,
    /// A rule whose account may be another: of another year, or for another payee.
    RuleDoubted,
    /// The text names the parts with their amounts.
    PartsInText,
    /// A person answered so once, more often, often enough.
    AnsweredOnce,
    AnsweredAgain,
    AnsweredEnough,
}

const TABLE: &[(Ground, u16)] = &[
    (Ground::Named, 999),
    (Ground::NamedNear, 997),
    (Ground::NamedLate, 996),
    (Ground::NamedPart, 995),
    (Ground::UnsurePart, 300),
    (Ground::Overpaid, 940),
    (Ground::SeveralWays, 900),
    (Ground::NextPart, 850),
    (Ground::Doubted, 960),
    (Ground::AccountAndAmount, 995),
    (Ground::AccountDoubted, 970),
    (Ground::PayerAndAmount, 900),
    (Ground::NameAndAmount, 950),
    (Ground::OwnInsteadOfNamed, 850),
    (Ground::AmountNear, 900),
    (Ground::BareEnd, 850),
    (Ground::SumOfAll, 960),
    (Ground::SumOfAllByName, 850),
    (Ground::SumOfSome, 940),
    (Ground::SumOfFew, 900),
    (Ground::Returned, 999),
    (Ground::MayBeReturned, 800),
    (Ground::GoodsOrReturned, 250),
    (Ground::OtherCurrency, 800),
    (Ground::Rule, 999),
    (Ground::RuleDoubted, 500),
    (Ground::PartsInText, 997),
    (Ground::AnsweredOnce, 850),
    (Ground::AnsweredAgain, 950),
    (Ground::AnsweredEnough, 995),
];

impl Ground {
    /// Per mille.
    pub(super) fn confidence(self) -> u16 {
        TABLE.iter().find(|(ground, _)| *ground == self).map_or(0, |(_, confidence)| *confidence)
    }

    /// Per mille, where so many fit equally well.
    pub(super) fn among(self, count: usize) -> u16 {
        u16::try_from(usize::from(self.confidence()) / count.max(1)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Ground, TABLE};
    use crate::matching::SURE;

    #[test]
    fn each_ground_has_one_weight_and_what_is_booked_is_sure() {
        for (at, (ground, confidence)) in TABLE.iter().enumerate() {
            assert!(
                TABLE.iter().skip(at + 1).all(|(other, _)| other != ground),
                "{ground:?} twice"
            );
            assert!((1..=999).contains(confidence));
        }
        for ground in [
            Ground::Named,
            Ground::NamedNear,
            Ground::NamedLate,
            Ground::NamedPart,
            Ground::AccountAndAmount,
        ] {
            assert!(ground.confidence() >= SURE, "{ground:?}");
        }
        for ground in [Ground::Returned, Ground::Rule, Ground::PartsInText, Ground::AnsweredEnough]
        {
            assert!(ground.confidence() >= SURE, "{ground:?}");
        }
        assert_eq!(Ground::NameAndAmount.among(2), 475);
    }
}
