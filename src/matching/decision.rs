//! What the matcher says about one bank entry, and why.

use crate::domain::{Language, Side};
use serde::{Deserialize, Serialize};

/// How sure a decision is, and so what happens with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatchStatus {
    /// Booked without asking.
    Matched,
    /// Proposed; a person decides.
    Suggested,
    /// Nothing found that holds; it waits on the account of unexplained entries.
    Open,
}

impl MatchStatus {
    /// The spelling of the reports.
    pub fn as_str(self) -> &'static str {
        match self {
            MatchStatus::Matched => "matched",
            MatchStatus::Suggested => "suggested",
            MatchStatus::Open => "open",
        }
    }
}

/// What an entry is about when it settles no open item.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// What a bank takes for its work.
    BankFee,
    /// Interest, paid or received.
    Interest,
    /// Taxes of every kind.
    Tax,
    /// Contributions to social security.
    SocialSecurity,
    /// Wages and salaries.
    Salary,
    /// Between two accounts of the company.
    Transfer,
    /// A card's monthly bill, or a terminal's payout.
    Card,
    /// Rent and lease.
    Rent,
    /// A payment that came back.
    Return,
    /// Anything else that a rule or a person gave an account.
    #[default]
    Other,
}

impl Category {
    /// Every category, for tables and help.
    pub const ALL: [Category; 10] = [
        Category::BankFee,
        Category::Interest,
        Category::Tax,
        Category::SocialSecurity,
        Category::Salary,
        Category::Transfer,
        Category::Card,
        Category::Rent,
        Category::Return,
        Category::Other,
    ];

    /// The spelling of reports, settings and store.
    pub fn as_str(self) -> &'static str {
        match self {
            Category::BankFee => "bank-fee",
            Category::Interest => "interest",
            Category::Tax => "tax",
            Category::SocialSecurity => "social-security",
            Category::Salary => "salary",
            Category::Transfer => "transfer",
            Category::Card => "card",
            Category::Rent => "rent",
            Category::Return => "return",
            Category::Other => "other",
        }
    }

    /// The category of that spelling.
    pub fn read(text: &str) -> Option<Category> {
        Category::ALL.into_iter().find(|category| category.as_str() == text)
    }
}

/// Why an item is reduced by more than the cash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DiscountKind {
    /// Skonto: a reduction of the price, with its correction of VAT.
    CashDiscount,
    /// A cent or so that nobody asks for.
    SmallDifference,
    /// A lower price, with its correction of VAT. Only by a person.
    PriceReduction,
    /// It will not be paid, with its correction of VAT. Only by a person.
    WriteOff,
}

impl DiscountKind {
    /// What it is called, before the reason in a booking text.
    pub fn name(self, side: Side) -> Explanation {
        match (self, side) {
            (DiscountKind::CashDiscount, _) => Explanation::new("Skonto", "cash discount"),
            (DiscountKind::SmallDifference, _) => {
                Explanation::new("Kleindifferenz", "small difference")
            }
            (DiscountKind::PriceReduction, _) => {
                Explanation::new("Preisnachlass", "price reduction")
            }
            (DiscountKind::WriteOff, Side::Receivable) => {
                Explanation::new("Forderungsverlust", "bad debt")
            }
            (DiscountKind::WriteOff, Side::Payable) => {
                Explanation::new("erlassene Verbindlichkeit", "debt waived")
            }
        }
    }
}

/// A part of an entry that settles (or, when negative against the item, reopens) one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// [`super::OpenItemFacts::id`].
    pub item: i64,
    /// What the item is reduced by in cash: minor units of the item's currency, of the item's own
    /// sign. A returned payment carries the opposite sign: the item is open again by that much.
    pub amount: i64,
    /// What it is reduced by besides; of the item's own sign, but for a small overpayment, where it
    /// is of the other.
    pub discount: i64,
    /// Why it is reduced by `discount`; none where that is zero.
    pub discount_kind: Option<DiscountKind>,
    /// What of `discount` is a small difference beside one of another kind: a cent more or less than
    /// the Skonto is no Skonto, and corrects no VAT.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub small: i64,
    /// Where the item was invoiced in another currency than the books keep it in: what it is
    /// reduced by there, cash and discount together. The matcher itself speaks of such an item in
    /// the currency of its invoice and leaves this empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abroad: Option<i64>,
}

impl Allocation {
    /// Cash alone.
    pub fn of(item: i64, amount: i64) -> Allocation {
        Allocation { item, amount, discount: 0, discount_kind: None, small: 0, abroad: None }
    }

    /// What it reduces its item by besides cash, kind by kind. One of no kind was written before
    /// kinds were kept: Skonto.
    pub fn reductions(&self) -> impl Iterator<Item = (DiscountKind, i64)> {
        let kind = self.discount_kind.unwrap_or(DiscountKind::CashDiscount);
        [
            (kind, self.discount.saturating_sub(self.small)),
            (DiscountKind::SmallDifference, self.small),
        ]
        .into_iter()
        .filter(|(_, minor)| *minor != 0)
    }

    /// The same the other way round: what it settled is open again.
    pub fn taken_back(self) -> Allocation {
        Allocation {
            amount: self.amount.saturating_neg(),
            discount: self.discount.saturating_neg(),
            small: self.small.saturating_neg(),
            abroad: self.abroad.map(i64::saturating_neg),
            ..self
        }
    }

    /// Both parts of one item in one.
    pub fn with(self, other: &Allocation) -> Allocation {
        let small = |part: &Allocation| match part.discount_kind {
            Some(DiscountKind::SmallDifference) => part.discount,
            _ => part.small,
        };
        let kinds = [self.discount_kind, other.discount_kind];
        let is_small = |kind: &DiscountKind| *kind == DiscountKind::SmallDifference;
        let kind = kinds.into_iter().flatten().find(|kind| !is_small(kind));
        Allocation {
            amount: self.amount.saturating_add(other.amount),
            discount: self.discount.saturating_add(other.discount),
            discount_kind: kind.or(self.discount_kind).or(other.discount_kind),
            small: kind.map_or(0, |_| small(&self).saturating_add(small(other))),
            ..self
        }
    }
}

fn is_zero(minor: &i64) -> bool {
    *minor == 0
}

/// One sentence of an explanation, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Explanation {
    /// In German.
    pub de: String,
    /// In English.
    pub en: String,
}

impl Explanation {
    /// A sentence in both languages.
    pub fn new(de: impl Into<String>, en: impl Into<String>) -> Explanation {
        Explanation { de: de.into(), en: en.into() }
    }

    /// The sentence in one.
    pub fn say(&self, language: Language) -> &str {
        match language {
            Language::De => &self.de,
            Language::En => &self.en,
        }
    }
}

/// Why the next best reading of an entry lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lost {
    /// The number in the text may mean it as well.
    Twin,
    /// Its amount and other side fit equally well.
    SameAmount,
    /// Its amount fits, but the text names another.
    NotNamed,
    /// The text names it, but it is another contact's.
    OtherContact,
    /// The text names it, but with it the sum would not work out.
    NotCovered,
    /// It is open, but over another amount.
    OtherAmount,
    /// Nothing is left of it.
    Settled,
    /// It is proposed to another entry, which it fits better.
    Promised,
    /// Its money goes the other way.
    OtherWay,
    /// A person refused it for this entry.
    Refused,
    /// It is in another currency.
    OtherCurrency,
    /// An earlier rule fits as well.
    LaterRule,
    /// A rule says so, but a person has answered otherwise.
    Answered,
    /// Another payment may have come back as well.
    OtherPayment,
}

impl Lost {
    /// The spelling of `explain` and the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Lost::Twin => "twin",
            Lost::SameAmount => "same-amount",
            Lost::NotNamed => "not-named",
            Lost::OtherContact => "other-contact",
            Lost::NotCovered => "not-covered",
            Lost::OtherAmount => "other-amount",
            Lost::Settled => "settled",
            Lost::Promised => "promised",
            Lost::OtherWay => "other-way",
            Lost::Refused => "refused",
            Lost::OtherCurrency => "other-currency",
            Lost::LaterRule => "later-rule",
            Lost::Answered => "answered",
            Lost::OtherPayment => "other-payment",
        }
    }
}

/// The next best reading of an entry, and why it lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunnerUp {
    /// The items it would have settled.
    pub items: Vec<i64>,
    /// The account that it would have been booked on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The payment that it would have taken back: [`super::EntryFacts::id`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<i64>,
    /// Per mille; never more than that of the decision, where there is one.
    pub confidence: u16,
    /// Why it is not what was decided; `None` where it was decided before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<Lost>,
    /// The same as a sentence.
    pub why: Explanation,
}

impl RunnerUp {
    /// Items that lost, with their weight per mille.
    pub(super) fn of_items(
        items: Vec<i64>,
        lost: Lost,
        confidence: u16,
        why: Explanation,
    ) -> RunnerUp {
        RunnerUp { items, account: None, entry: None, confidence, lost: Some(lost), why }
    }

    /// An account that lost.
    pub(super) fn of_account(account: &str, lost: Lost, why: Explanation) -> RunnerUp {
        let account = Some(account.to_owned());
        RunnerUp {
            items: Vec::new(),
            account,
            entry: None,
            confidence: lost.weight(),
            lost: Some(lost),
            why,
        }
    }
}

/// Where a part of an entry is booked that settles no open item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// An account, by its number.
    Account(String),
    /// The personal account of an item's contact, as a credit or a debt on account.
    ContactOf(i64),
    /// Nothing explains it yet.
    Unexplained,
}

/// A part of an entry that settles no open item: of a split, or of a batch booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// Where it is booked.
    pub place: Place,
    /// Minor units, signed as on the bank account.
    pub amount: i64,
    /// VAT in percent that is inside, as a person said; else what its account bears.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_percent: Option<u8>,
}

impl Beside {
    /// A part of which nobody said what VAT is inside.
    pub fn of(place: Place, amount: i64) -> Beside {
        Beside { place, amount, vat_percent: None }
    }
}

/// What is decided about one entry.
///
/// For a decision with allocations or parts beside them the sum holds, in minor units as on the
/// bank account (a payable's amounts count negative): entry amount = Σ allocation amounts + Σ
/// `beside` + `charge` + `on_account`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// [`super::EntryFacts::id`].
    pub entry: i64,
    /// Booked, proposed or open.
    pub status: MatchStatus,
    /// What it settles, item by item.
    pub allocations: Vec<Allocation>,
    /// Bank charges inside the entry, signed as on the account: negative is paid by the company.
    pub charge: i64,
    /// What is left when the named items are settled and waits on the contact's account; signed as
    /// on the account. Only in suggestions.
    pub on_account: i64,
    /// What settles no item, part by part; empty where the whole entry is booked on one `account`.
    #[serde(default)]
    pub beside: Vec<Beside>,
    /// VAT in percent that is inside what is booked on `account`, which is then booked net of it.
    #[serde(default)]
    pub vat_percent: Option<u8>,
    /// Set by a rule, a transfer or a return.
    pub category: Option<Category>,
    /// The account of the rule, of the transfer, or of a return's fee.
    pub account: Option<String>,
    /// Per mille; [`MatchStatus::Matched`] has at least [`SURE`].
    pub confidence: u16,
    /// The version of the weights that `confidence` comes from; 0 for a person's word, and for what
    /// was decided before it was kept.
    #[serde(default)]
    pub weights: u16,
    /// Why so, the strongest first; never empty.
    pub explanation: Vec<Explanation>,
    /// What else it might have been.
    pub runner_up: Option<RunnerUp>,
    /// Why a person wrote a rest off or put it on an account, as the booking text ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The number of the order that `account`, a personal one, takes the money for in advance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// The entry that this one is, read a second time: a person said so, and nothing is booked for
    /// this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<i64>,
}

impl Decision {
    /// True where it settles items that were invoiced in another currency than the books keep them
    /// in.
    pub fn is_abroad(&self) -> bool {
        self.allocations.iter().any(|part| part.abroad.is_some())
    }

    /// The same as a proposal, with the reason first why a person is asked.
    #[must_use]
    pub fn asked(self, why: Explanation) -> Decision {
        Decision {
            status: MatchStatus::Suggested,
            confidence: self.confidence.min(ASKED),
            explanation: std::iter::once(why).chain(self.explanation).collect(),
            ..self
        }
    }

    /// The accounts that it splits the entry over, in one word; `None` where a part of it is none
    /// of an account.
    pub fn split_over(&self) -> Option<String> {
        let account = |part: &Beside| match &part.place {
            Place::Account(number) => Some(number.clone()),
            Place::ContactOf(_) | Place::Unexplained => None,
        };
        let accounts = self.beside.iter().map(account).collect::<Option<Vec<String>>>()?;
        (!accounts.is_empty()).then(|| in_one_word(accounts.iter().map(String::as_str)))
    }
}

/// Accounts in one word, as they are refused together; in one order.
pub(super) fn in_one_word<'a>(accounts: impl Iterator<Item = &'a str>) -> String {
    let mut accounts: Vec<&str> = accounts.collect();
    accounts.sort_unstable();
    accounts.join("+")
}

/// The least confidence, per mille, that is booked without asking: a false match costs more than
/// ten questions.
pub const SURE: u16 = 995;

/// The most confidence, per mille, of what was sure but for a question that the books raise.
const ASKED: u16 = 950;
