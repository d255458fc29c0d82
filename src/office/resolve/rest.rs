//! What becomes of a rest, as a person says: what is left open of the items named is written off,
//! with the VAT in it, or goes to an account; so does what was paid too much.

use super::by_final::{is_ended_by_final, is_prepaid};
use super::items::{Candidate, spread};
use super::kind;
use crate::domain::{Finding, FindingKind, Language, Money, Side, spelling};
use crate::matching::{Allocation, DiscountKind, Explanation};

/// Items that a person names for a payment, and what becomes of a rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matching {
    /// The documents' numbers.
    pub numbers: Vec<String>,
    /// Without it what is left of the items stays open, and what is too much stays on account.
    pub rest: Option<RestOf>,
}

/// What a person lets become of a rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RestOf {
    /// It is written off; the reason says as what.
    WrittenOff(String),
    /// It goes to an account.
    OnAccount {
        /// The account's number.
        number: String,
        /// Why.
        reason: String,
    },
}

impl Matching {
    /// As `resolve` is told it.
    pub fn label(&self) -> String {
        let rest = match &self.rest {
            None => String::new(),
            Some(RestOf::WrittenOff(reason)) => format!(" --write-off {reason}"),
            Some(RestOf::OnAccount { number, reason }) => {
                format!(" --rest {number} --reason {reason}")
            }
        };
        format!("match {}{rest}", self.numbers.join(" "))
    }
}

/// Nothing is left that could be written off.
pub static NO_REST: FindingKind = kind(
    "resolve-no-rest",
    "{numbers}: Es bleibt kein Rest; der Umsatz gleicht genau aus. Bitte ohne den Zusatz zuordnen.",
    "{numbers}: nothing is left; the entry settles it exactly. Match it without the addition.",
);
/// A reason that does not say what the rest is.
pub static REASON_UNCLEAR: FindingKind = kind(
    "resolve-reason-unclear",
    "Der Grund „{reason}“ sagt nicht, als was der Rest von {rest} gebucht wird. Bitte genau eines \
     nennen: Forderungsverlust (Insolvenz, uneinbringlich, Vergleich), Nachlass (Mangel, \
     Minderung, Kulanz), Skonto oder Kleindifferenz; oder mit „--rest KONTO --reason …“ ein Konto.",
    "The reason “{reason}” does not say as what the rest of {rest} is booked. Name exactly one: \
     bad debt (insolvency, uncollectable, settlement), price reduction (defect, goodwill), cash \
     discount or small difference; or an account with \"--rest ACCOUNT --reason …\".",
);
/// Money too much is no loss.
pub static TOO_MUCH: FindingKind = kind(
    "resolve-too-much",
    "Der Umsatz ist um {rest} höher als {numbers}; ausgebucht wird nur, was fehlt. Bitte ein Konto \
     nennen (--rest KONTO --reason …), oder ohne Zusatz zuordnen: dann bleibt es auf dem \
     Personenkonto.",
    "The entry is {rest} more than {numbers}; only what is missing is written off. Name an account \
     (--rest ACCOUNT --reason …), or match it without the addition: then it stays on the personal \
     account.",
);
/// A small difference that is none.
pub static NOT_SMALL: FindingKind = kind(
    "resolve-not-small",
    "Ein Rest von {rest} ist keine Kleindifferenz (höchstens {most}): Die Umsatzsteuer darin ist \
     zu berichtigen. Bitte Forderungsverlust, Nachlass oder Skonto nennen.",
    "A rest of {rest} is no small difference (at most {most}): the VAT in it must be corrected. \
     Name bad debt, price reduction or cash discount.",
);
/// VAT that nobody told.
pub static VAT_UNKNOWN: FindingKind = kind(
    "resolve-vat-unknown",
    "Welche Umsatzsteuer {number} trägt, ist nicht bekannt; sie ist mit dem Rest von {rest} zu \
     berichtigen. Bitte open-items.csv mit der Spalte vat_rate noch einmal ablegen, oder ein Konto \
     nennen (--rest KONTO --reason …).",
    "Which VAT {number} bears is not known; it must be corrected with the rest of {rest}. Drop \
     open-items.csv with the column vat_rate again, or name an account (--rest ACCOUNT --reason \
     …).",
);

/// A prepayment is written off by its final invoice.
pub static PREPAID: FindingKind = kind(
    "resolve-prepaid-rest",
    "{number} ist eine Anzahlung; als was ihr Rest von {rest} gilt, sagt erst die Schlussrechnung. \
     Ausgebucht wird hier nur Skonto, oder was die Schlussrechnung enthält (--write-off \
     Schlussrechnung). Bitte ohne Zusatz zuordnen, oder ein Konto nennen (--rest KONTO --reason \
     …).",
    "{number} is a prepayment; what becomes of its rest of {rest} is for the final invoice to say. \
     Only a cash discount is written off here, or what the final invoice holds (--write-off \
     final-invoice). Match it without the addition, or name an account (--rest ACCOUNT --reason \
     …).",
);

/// So much may be a small difference, minor units: nobody writes a letter for it.
const MOST_SMALL: i64 = 1_000;

/// Words of reasons and what they say; a word counts where a word of the reason begins with it,
/// also behind a hyphen. Those of four letters and less count whole.
const SAID: &[(DiscountKind, &[&str])] = &[
    (
        DiscountKind::WriteOff,
        &[
            "forderungsverlust",
            "forderungsausfall",
            "ausfall",
            "zahlungsausfall",
            "insolven",
            "uneinbringlich",
            "konkurs",
            "vergleich",
            "zahlungsunfähig",
            "verjähr",
            "erlass",
            "ausbuch",
            "abschreib",
            "verzicht",
            "debt",
            "uncollect",
            "irrecoverable",
            "bankrupt",
            "settlement",
            "waive",
            "write-off",
        ],
    ),
    (
        DiscountKind::PriceReduction,
        &[
            "nachlass",
            "nachlaß",
            "preisnachlass",
            "preisminderung",
            "minderung",
            "mangel",
            "mängel",
            "reklamation",
            "rabatt",
            "kulanz",
            "bonus",
            "entgeltminderung",
            "kürzung",
            "rechnungskürzung",
            "price",
            "reduction",
            "defect",
            "rebate",
            "goodwill",
            "complaint",
        ],
    ),
    (DiscountKind::CashDiscount, &["skonto", "skonti", "skontoabzug", "cash-discount"]),
    (
        DiscountKind::SmallDifference,
        &[
            "kleindifferenz",
            "kleinbetrag",
            "centdifferenz",
            "cent",
            "rundung",
            "differenz",
            "small",
            "rounding",
            "kleinst",
        ],
    ),
];

/// Words that turn a reason round: what it then says, nobody can tell.
const TURNED: &[&str] = &["kein", "nicht", "ohne", "no", "not", "never", "without"];

/// What a reason says that a rest is; `None` where it says nothing known, or more than one thing.
pub(super) fn said(reason: &str) -> Option<DiscountKind> {
    let lower = reason.to_lowercase().replace("cash discount", "cash-discount");
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .collect();
    if words.iter().any(|word| {
        TURNED.contains(word) || word.starts_with("kein") || word.starts_with("vergleichbar")
    }) {
        return None;
    }
    let begins = |word: &str, known: &str| {
        if known.len() <= 4 { word == known } else { word.starts_with(known) }
    };
    let is = |word: &str, known: &str| {
        begins(word, known) || word.rsplit('-').next().is_some_and(|last| begins(last, known))
    };
    let mut kinds = SAID
        .iter()
        .filter(|(_, known)| words.iter().any(|word| known.iter().any(|known| is(word, known))))
        .map(|(kind, _)| *kind);
    kinds.next().filter(|_| kinds.next().is_none())
}

/// What is booked for a rest.
#[derive(Debug)]
pub(super) struct Rested {
    pub allocations: Vec<Allocation>,
    /// What goes to an account, in the payment's currency as the items have it.
    pub beside: Option<(String, i64)>,
    pub explanation: Explanation,
    /// As the booking text ends.
    pub reason: String,
}

/// The items settled by `amount`, and the rest as a person says.
pub(super) fn settled(
    amount: i64,
    items: &[&Candidate],
    rest: &RestOf,
    language: Language,
) -> Result<Rested, Finding> {
    let paid = Paid::of(amount, items)?;
    match rest {
        RestOf::OnAccount { number, reason } => Ok(paid.on_account(number, reason)),
        RestOf::WrittenOff(reason) => paid.written_off(reason, language),
    }
}

/// Items with what is paid of each, and a rest on one side or the other.
struct Paid<'a> {
    /// The item, what is paid of it and what is missing; both of its sign.
    items: Vec<(&'a Candidate, i64, i64)>,
    /// The last item that the money is for.
    last: &'a Candidate,
    /// What the money exceeds the items by, signed as on the bank account.
    too_much: i64,
    /// What the items exceed the money by, signed likewise.
    short: i64,
}

impl<'a> Paid<'a> {
    fn of(amount: i64, items: &[&'a Candidate]) -> Result<Paid<'a>, Finding> {
        let (parts, too_much) = spread(amount, items);
        let towards = |candidate: &Candidate| candidate.on_bank().signum() == amount.signum();
        let with_rest = |candidate: &&'a Candidate| {
            let paid = parts
                .iter()
                .find(|part| part.item == candidate.item.id)
                .map_or(0, |part| part.amount);
            // What is left of a credit note is the other's.
            let missing = if towards(candidate) { candidate.left.saturating_sub(paid) } else { 0 };
            (*candidate, paid, missing)
        };
        let items: Vec<(&Candidate, i64, i64)> = items.iter().map(with_rest).collect();
        let short: i64 =
            items.iter().map(|(candidate, _, missing)| signed(candidate, *missing)).sum();
        match items
            .iter()
            .rfind(|(candidate, _, _)| towards(candidate))
            .filter(|_| too_much != 0 || short != 0)
        {
            Some((last, _, _)) => Ok(Paid { last, too_much, short, items }),
            None => Err(NO_REST.found().with("numbers", numbers(&items))),
        }
    }

    /// The rest, without its sign.
    fn told(&self, language: Language) -> String {
        said_amount(
            if self.too_much == 0 { self.short } else { self.too_much },
            self.last,
            language,
        )
    }

    /// The items are settled whole, and an account takes the difference.
    fn on_account(&self, number: &str, reason: &str) -> Rested {
        let whole = |(candidate, paid, missing): &(&Candidate, i64, i64)| {
            Allocation::of(candidate.item.id, paid.saturating_add(*missing))
        };
        let (de, en) = (self.told(Language::De), self.told(Language::En));
        Rested {
            allocations: self.items.iter().map(whole).filter(|part| part.amount != 0).collect(),
            beside: Some((
                number.to_owned(),
                if self.too_much == 0 { self.short.saturating_neg() } else { self.too_much },
            )),
            explanation: Explanation::new(
                format!("Der Rest von {de} ist auf Konto {number} gebucht: {reason}."),
                format!("The rest of {en} is booked on account {number}: {reason}."),
            ),
            reason: reason.to_owned(),
        }
    }

    fn written_off(&self, reason: &str, language: Language) -> Result<Rested, Finding> {
        let told = self.told(language);
        let short = self.items.iter().filter(|(_, _, missing)| *missing != 0);
        let by_final = is_ended_by_final(short.map(|(candidate, ..)| *candidate), reason);
        let kind = said(reason)
            .filter(|_| !by_final)
            .or_else(|| by_final.then_some(DiscountKind::CashDiscount))
            .ok_or_else(|| REASON_UNCLEAR.found().with("reason", reason).with("rest", &told))?;
        if let Some(refused) = self.refused(kind, language) {
            return Err(refused);
        }
        let part = |(candidate, paid, missing): &(&Candidate, i64, i64)| {
            let over = if candidate.item.id == self.last.item.id {
                signed(candidate, self.too_much)
            } else {
                0
            };
            let discount = missing.saturating_sub(over);
            let cash = Allocation::of(candidate.item.id, paid.saturating_add(over));
            Allocation { discount, discount_kind: (discount != 0).then_some(kind), ..cash }
        };
        let name = kind.name(self.last.item.side);
        let (de, en) = (self.told(Language::De), self.told(Language::En));
        let said_already = reason.to_lowercase().contains(&name.de.to_lowercase());
        let explanation = match by_final {
            true => Explanation::new(
                format!("Der Rest der Anzahlung von {de} wird nicht mehr verlangt: {reason}."),
                format!("The rest of the prepayment, {en}, is no longer asked for: {reason}."),
            ),
            false => Explanation::new(
                format!("Der Rest von {de} ist ausgebucht als {}: {reason}.", name.de),
                format!("The rest of {en} is written off as {}: {reason}.", name.en),
            ),
        };
        let said_already = said_already || by_final;
        Ok(Rested {
            allocations: self
                .items
                .iter()
                .map(part)
                .filter(|part| part.amount != 0 || part.discount != 0)
                .collect(),
            beside: None,
            explanation,
            reason: if said_already { reason.to_owned() } else { format!("{}: {reason}", name.de) },
        })
    }

    /// Why a rest cannot be written off as this.
    fn refused(&self, kind: DiscountKind, language: Language) -> Option<Finding> {
        let told = self.told(language);
        // What is missing of a prepayment is decided by its final invoice, which knows no other
        // reduction.
        let mut prepaid = self
            .items
            .iter()
            .filter(|(candidate, _, missing)| *missing != 0 && is_prepaid(candidate));
        if let Some((candidate, ..)) = prepaid.next().filter(|_| kind != DiscountKind::CashDiscount)
        {
            return Some(PREPAID.found().with("number", &candidate.item.number).with("rest", told));
        }
        if kind == DiscountKind::SmallDifference {
            let large =
                self.short.saturating_abs().max(self.too_much.saturating_abs()) > MOST_SMALL;
            return large.then(|| {
                NOT_SMALL
                    .found()
                    .with("rest", told)
                    .with("most", said_amount(MOST_SMALL, self.last, language))
            });
        }
        if self.too_much != 0 {
            return Some(TOO_MUCH.found().with("rest", told).with("numbers", numbers(&self.items)));
        }
        let unknown = self
            .items
            .iter()
            .find(|(candidate, _, missing)| *missing != 0 && candidate.item.vat.is_empty());
        unknown.map(|(candidate, _, missing)| {
            VAT_UNKNOWN
                .found()
                .with("number", &candidate.item.number)
                .with("rest", said_amount(*missing, candidate, language))
        })
    }
}

/// An amount of an item's sign as on the bank account, or back.
fn signed(candidate: &Candidate, minor: i64) -> i64 {
    match candidate.item.side {
        Side::Receivable => minor,
        Side::Payable => minor.saturating_neg(),
    }
}

fn numbers(items: &[(&Candidate, i64, i64)]) -> String {
    items
        .iter()
        .map(|(candidate, _, _)| candidate.item.number.clone())
        .collect::<Vec<_>>()
        .join(", ")
}

fn said_amount(minor: i64, candidate: &Candidate, language: Language) -> String {
    spelling::amount(Money::from_minor(minor.saturating_abs(), candidate.item.currency), language)
}

/// What a person wrote behind the numbers: `--write-off REASON` or `ausbuchen GRUND`, `--rest
/// NUMBER --reason REASON` or `Rest NUMMER GRUND`; `None` where that says nothing known.
pub fn read(words: &[&str]) -> Option<Matching> {
    let is =
        |word: &&str, known: &[&str]| known.contains(&word.to_lowercase().trim_end_matches(':'));
    let at =
        words.iter().position(|word| is(word, WRITE_OFF) || is(word, REST)).unwrap_or(words.len());
    let (named, rest) = words.split_at_checked(at)?;
    let parts = named.iter().flat_map(|word| word.split([',', ';']));
    let numbers = parts
        .filter(|part| !part.is_empty() && !JOINED.contains(part))
        .map(str::to_owned)
        .collect::<Vec<_>>();
    let reason = |words: &[&str]| Some(words.join(" ")).filter(|reason| !reason.is_empty());
    let rest = match rest {
        [] => None,
        [word, why @ ..] if is(word, WRITE_OFF) => Some(RestOf::WrittenOff(reason(why)?)),
        [_, number, why @ ..] => {
            let why = if why.first() == Some(&"--reason") { why.get(1..)? } else { why };
            Some(RestOf::OnAccount { number: (*number).to_owned(), reason: reason(why)? })
        }
        _ => return None,
    };
    (!numbers.is_empty()).then_some(Matching { numbers, rest })
}

/// What stands between numbers and is none.
const JOINED: &[&str] = &["und", "and", "&", "+"];
const WRITE_OFF: &[&str] = &["--write-off", "write-off", "ausbuchen"];
const REST: &[&str] = &["--rest", "rest"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_one_thing_or_is_asked() {
        use DiscountKind::{CashDiscount, PriceReduction, SmallDifference, WriteOff};
        let cases = [
            ("Insolvenz der Alpha GmbH", Some(WriteOff)),
            ("uneinbringlich lt. Anwalt", Some(WriteOff)),
            ("Quote aus dem Vergleich", Some(WriteOff)),
            ("Mängelrüge vom 3.5.", Some(PriceReduction)),
            ("Rechnungskürzung wegen Mangel", Some(PriceReduction)),
            ("Skonto verspätet anerkannt", Some(CashDiscount)),
            ("Rundung", Some(SmallDifference)),
            ("Cent-Differenz", Some(SmallDifference)),
            ("bad debt", Some(WriteOff)),
            ("cash discount", Some(CashDiscount)),
            ("paid in cash", None),
            ("bad quality", None),
            ("vergleichbare Ware", None),
            ("as per written agreement", None),
            ("goodwill", Some(PriceReduction)),
            ("Rabatt Baden-Baden", Some(PriceReduction)),
            ("Skonto oder Nachlass", None),
            ("kein Skonto vereinbart", None),
            ("Sicherheitseinbehalt", None),
            ("keine Ahnung", None),
            ("", None),
        ];
        for (reason, kind) in cases {
            assert_eq!(said(reason), kind, "{reason}");
        }
    }

    #[test]
    fn what_stands_behind_the_numbers_is_read_or_nothing() {
        let read = |text: &str| super::read(&text.split_whitespace().collect::<Vec<_>>());
        let of = |numbers: &[&str], rest| {
            Some(Matching {
                numbers: numbers.iter().map(|number| (*number).to_owned()).collect(),
                rest,
            })
        };
        assert_eq!(read("RE-1 RE-2"), of(&["RE-1", "RE-2"], None));
        assert_eq!(
            read("RE-1, RE-2 ausbuchen Insolvenz des Kunden"),
            of(&["RE-1", "RE-2"], Some(RestOf::WrittenOff("Insolvenz des Kunden".into())))
        );
        let account =
            || Some(RestOf::OnAccount { number: "4970".into(), reason: "Spesen der Bank".into() });
        assert_eq!(read("RE-1 --rest 4970 --reason Spesen der Bank"), of(&["RE-1"], account()));
        assert_eq!(read("RE-1 Rest 4970 Spesen der Bank"), of(&["RE-1"], account()));
        assert_eq!(read("RE-1 ausbuchen"), None);
        assert_eq!(read("RE-1 Rest 4970"), None);
        assert_eq!(read("ausbuchen Insolvenz"), None);
    }
}
