//! Entries without an invoice: the company's own rules, and transfers between its own accounts.

use super::beyond;
use super::contributions;
use super::decide::{by_category, open};
use super::decision::{Category, Decision, Explanation, Lost, MatchStatus, RunnerUp};
use super::desk::Slip;
use super::doubt::Doubt;
use super::earlier_year::{earlier_in, earlier_year, named_earlier};
use super::explain::with_word;
use super::facts::{BookingRule, Direction, EntryFacts, Policy};
use super::foreign;
use super::misled;
use super::mixed;
use super::reading::Reading;
use super::rule_said::{FITS, rule_of};
use super::rule_words::Phrase;
use super::split;
use super::weights::Ground;
use crate::domain::text::fold;

/// A transfer between own accounts waits on Geldtransit for its other leg.
pub(super) fn transfer(entry: &EntryFacts, policy: &Policy) -> Decision {
    let other = entry.counterparty_iban.as_ref().map_or("", |iban| iban.as_str());
    let why = with_word(
        "Übertrag zwischen eigenen Konten (Gegenkonto {}).",
        "Transfer between own accounts (other account {}).",
        other,
    );
    by_category(entry, Category::Transfer, &policy.transit_account, why)
}

/// What a payment service pays out waits on Geldtransit between its account and the bank's.
pub(super) fn payout(entry: &EntryFacts, service: &str, policy: &Policy) -> Decision {
    let why = with_word(
        "Auszahlung von {}, dessen Konto mitgebucht wird: Geldtransit, bis beide Auszüge da sind.",
        "Payout of {}, whose account is kept as well: in transit until both statements are there.",
        service,
    );
    by_category(entry, Category::Transfer, &policy.transit_account, why)
}

/// What a payment service takes from the bank is proposed as money on its way to its account. It may
/// be for an account that is not kept, or a price of the service's own.
pub(super) fn cover(slip: &Slip<'_>, policy: &Policy) -> Option<Decision> {
    let entry = slip.entry;
    let service = entry.cover.as_ref().filter(|_| !slip.is_return)?;
    let why = with_word(
        "{} bucht ab, und dessen Konto wird mitgebucht: wohl die Deckung für eine Zahlung von \
         dort. Dann ist es Geldtransit, bis beide Auszüge da sind; sonst bitte das Konto nennen.",
        "{} takes money, and its account is kept as well: probably the cover of a payment from \
         there. Then it is in transit until both statements are there; else name the account.",
        service,
    );
    Some(Decision {
        status: MatchStatus::Suggested,
        confidence: Ground::RuleDoubted.confidence(),
        ..by_category(entry, Category::Transfer, &policy.transit_account, why)
    })
}

/// The rules of a policy with their texts folded, in the order in which they are tried.
pub(super) struct Rules<'a>(Vec<Folded<'a>>);

/// A rule made comparable with what is read from an entry.
struct Folded<'a> {
    rule: &'a BookingRule,
    contains: Vec<Words>,
    counterparty: Vec<Words>,
}

/// What is looked for in a text.
enum Words {
    /// Folded: in longer words too.
    Within(String),
    /// An office's own.
    Own(Phrase),
}

impl<'a> Rules<'a> {
    /// The rules of this policy.
    pub(super) fn of(policy: &'a Policy) -> Rules<'a> {
        let words = |rule: &BookingRule, pattern: &String| match rule.shipped || rule.within {
            true => Words::Within(fold(pattern)),
            false => Words::Own(Phrase::read(pattern)),
        };
        let all = |rule, patterns: &[String]| {
            patterns.iter().map(|pattern| words(rule, pattern)).collect()
        };
        let rule = |rule: &'a BookingRule| Folded {
            rule,
            contains: all(rule, &rule.contains),
            counterparty: all(rule, &rule.counterparty),
        };
        Rules(policy.rules.iter().map(rule).collect())
    }
}

impl<'a> Rules<'a> {
    /// Whether a decision is that of a shipped rule, which knows no company.
    pub(super) fn is_shipped(&self, decision: &Decision) -> bool {
        let mut names = decision.explanation.iter().filter_map(|said| rule_of(&said.de));
        names.any(|name| self.0.iter().any(|own| own.rule.shipped && own.rule.name == name))
    }

    /// Corporation tax and its surcharge in one amount, where the text names nothing else.
    fn by_surcharge(
        &self,
        (entry, reading): (&EntryFacts, &Reading),
        tax: &BookingRule,
        told: &str,
        name: &str,
    ) -> Option<Decision> {
        let is_both = !tax.of_no_corporation && mixed::is_corporation_tax_with_surcharge(tax, told);
        let fits =
            |rule: &&Folded| mixed::is_of_surcharge(rule.rule) && rule.fits(entry, told, name);
        let surcharge = self.0.iter().filter(|_| is_both).find(fits)?.rule;
        split::by_surcharge(entry, named_earlier(entry, reading), [tax, surcharge])
    }

    /// The rule for a part of an entry's text that names one cause, VAT aside, and nothing that
    /// speaks against it, as in a text of that part alone; and the earlier year that the part names,
    /// where that changes the account. `dated` is the part without its amounts.
    pub(super) fn one_cause(
        &self,
        entry: &EntryFacts,
        words: &str,
        dated: &str,
    ) -> Option<(&'a BookingRule, Option<i16>)> {
        let payer = entry.counterparty_name.as_deref().unwrap_or_default();
        let name = mixed::payer_in_full(payer, &format!(" {} ", words.trim()));
        let rule = self.0.iter().find(|rule| rule.fits(entry, words, &name))?.rule;
        let charged = rule.category == Category::Tax && mixed::beside_tax(words);
        let alone = mixed::doubt(rule, words, payer).is_none()
            && foreign::doubt(rule, entry, words.trim()).is_none()
            && misled::doubt(rule, words, payer).is_none()
            && contributions::doubt(rule, words, payer).is_none()
            && rule.vat_percent.is_none()
            && !rule.proposes;
        let year = rule.earlier_named(earlier_in(entry, dated));
        (alone && !charged).then_some((rule, year))
    }
}

/// The first rule that fits, if one does.
pub(super) fn apply(entry: &EntryFacts, reading: &Reading, rules: &Rules<'_>) -> Option<Decision> {
    let code = entry.transaction_code.as_deref().map(fold).unwrap_or_default();
    let words = format!("{} {code} ", reading.words);
    let payer = entry.counterparty_name.as_deref().unwrap_or_default();
    let name = mixed::payer_in_full(payer, &format!(" {words} "));
    let mut fitting =
        rules.0.iter().filter(|rule| rule.fits(entry, &words, &name)).map(|rule| rule.rule);
    let rule = fitting.next()?;
    let why = with_word(FITS.0, FITS.1, &rule.name);
    let told = format!(" {words} ");
    if let Some(decision) = of_takings(entry, rule, reading, (&told, rules)) {
        return Some(decision);
    }
    let stated = || {
        beyond::parts_stated(rule, &told, &parts_of(entry, reading), entry.amount.saturating_abs())
    };
    let doubt = mixed::doubt(rule, &told, payer)
        .or_else(|| no_contribution(rule.category, &told, &format!(" {name} ")))
        .or_else(|| contributions::of_another_kind(rule, &told, payer))
        .or_else(|| beyond::invoiced(rule, reading.names_an_invoice(), payer))
        .or_else(stated);
    if let Some(doubt) = doubt {
        let why = doubt.told(entry.id);
        return Some(
            split::by_words(entry, reading, rules)
                .or_else(|| rules.by_surcharge((entry, reading), rule, &told, &name))
                .unwrap_or_else(|| open(entry, why)),
        );
    }
    let runner_up = fitting.find(|later| later.account != rule.account).map(later);
    let earlier = rule.earlier_named(named_earlier(entry, reading));
    let own = earlier.and_then(|year| rule.account_of_year(entry, year));
    let decision = Decision {
        vat_percent: rule.vat_percent,
        runner_up,
        ..by_category(entry, rule.category, own.unwrap_or(&rule.account), why)
    };
    let text = fold(entry.remittance.as_deref().unwrap_or_default());
    let elsewhere =
        foreign::doubt(rule, entry, &text).or_else(|| misled::doubt(rule, &told, payer));
    // Without the bank's code, which is no word of the text.
    let elsewhere = elsewhere
        .or_else(|| contributions::doubt(rule, &format!(" {} ", reading.words.trim()), payer));
    let doubts = earlier
        .map(|_| earlier_year(own))
        .into_iter()
        .chain(elsewhere)
        .chain(rule.proposes.then(only_proposed))
        .chain(mixed::is_surcharge_alone(rule, &told).then(surcharge_alone));
    Some(doubts.fold(decision, doubted))
}

/// What an acquirer of card payments pays out where the text names its fee: the takings are the
/// whole before that, and the fee is an expense. Proposed where the text states both, else asked.
fn of_takings(
    entry: &EntryFacts,
    rule: &BookingRule,
    reading: &Reading,
    (told, rules): (&str, &Rules<'_>),
) -> Option<Decision> {
    let names_fee = rule.category == Category::Card
        && entry.amount > 0
        && entry.kept == 0
        && mixed::names_fee_of_takings(told)
        && reading.amounts.iter().any(|stated| stated.minor != 0);
    let fee = || rules.0.iter().find(|other| other.rule.category == Category::BankFee);
    names_fee.then(|| {
        fee()
            .and_then(|fee| split::gross_and_fee(entry, rule, &fee.rule.account, reading))
            .unwrap_or_else(|| {
                let doubt = Doubt::splits(
                    "Der Text nennt eine Gebühr, die von den Umsätzen abgezogen ist: Die Umsätze \
                     sind brutto zu buchen, die Gebühr ist Aufwand; bitte aufteilen.",
                    "The text names a fee that is taken off the takings: these are booked in full, \
                     the fee is an expense; split them.",
                );
                open(entry, doubt.told(entry.id))
            })
    })
}

/// The amounts that the text states, unsigned minor units, without the whole behind its parts.
fn parts_of(entry: &EntryFacts, reading: &Reading) -> Vec<i64> {
    let total = entry.amount.saturating_abs();
    // `Entgelt 0,00` is no part.
    let mut amounts: Vec<i64> =
        reading.amounts.iter().map(|amount| amount.minor).filter(|minor| *minor != 0).collect();
    if amounts.len() > 2 && amounts.last() == Some(&total) {
        amounts.pop();
    }
    amounts
}

/// A rule that fits as well, behind the one that counts.
fn later(rule: &BookingRule) -> RunnerUp {
    let (de, en) = (
        "Auch die Regel „{}“ passte; die frühere in der Liste gilt.",
        "Rule \"{}\" fits as well; the earlier one of the list counts.",
    );
    RunnerUp::of_account(&rule.account, Lost::LaterRule, with_word(de, en, &rule.name))
}

/// Words of what is bought and invoiced (folded), and words in the names of those who sell it.
/// Contributions are neither.
const INVOICED: &[&str] = &[
    " rechnung ",
    " rechnungsnr",
    " rechnungsnummer",
    " rechnungs nr",
    " rg ",
    " rgnr ",
    " re nr",
    " renr",
    " rech nr",
    " rechnr",
    " faktura ",
    " invoice ",
    " inv no",
    " bestellung ",
    " auftrag ",
    " lehrgang ",
    " seminar ",
];
const SELLS: &[&str] =
    &[" verlag ", " verlags", " akademie ", " shop ", " buchhandlung ", " reisen ", " medien "];

/// Not all that is paid to a social insurance is a contribution: it sells books and courses too, or
/// a firm bears its name.
fn no_contribution(category: Category, told: &str, name: &str) -> Option<Doubt> {
    let sold = INVOICED.iter().any(|word| told.contains(word))
        || SELLS.iter().any(|word| name.contains(word));
    (category == Category::SocialSecurity && sold).then(|| {
        Doubt::asks(
            "Der Text nennt eine Rechnung oder der Empfänger verkauft etwas; Beiträge sind das \
             nicht. Bitte das Konto nennen.",
            "The text names an invoice, or the payee sells something; that is no contribution. \
             Name the account.",
        )
    })
}

/// What a rule says, as a suggestion only.
pub(super) fn doubted(mut decision: Decision, why: Explanation) -> Decision {
    decision.status = MatchStatus::Suggested;
    decision.confidence = Ground::RuleDoubted.confidence();
    decision.explanation.push(why);
    decision
}

fn only_proposed() -> Explanation {
    Explanation::new(
        "Diese Regel schlägt nur vor. Gibt es eine Rechnung, gehört sie in den Eingang; sonst \
         bitte bestätigen oder das Konto nennen.",
        "This rule only proposes. If there is an invoice, drop it; else please confirm, or name \
         the account.",
    )
}

fn surcharge_alone() -> Explanation {
    Explanation::new(
        "Der Text nennt nur den Solidaritätszuschlag; zu welcher Steuer er gehört, bitte \
         bestätigen oder das Konto nennen.",
        "The text names the solidarity surcharge alone; please confirm to which tax it belongs, \
         or name the account.",
    )
}

impl Folded<'_> {
    fn fits(&self, entry: &EntryFacts, words: &str, name: &str) -> bool {
        let rule = self.rule;
        let telling =
            !(rule.contains.is_empty() && rule.counterparty.is_empty() && rule.ibans.is_empty());
        let holds = |patterns: &[Words], text: &str, is_short: &dyn Fn(&str) -> bool| {
            let stands = |words: &Words| match words {
                Words::Own(phrase) => phrase.stands_in(text),
                Words::Within(pattern) if pattern.is_empty() => false,
                Words::Within(pattern) if rule.shipped && is_short(pattern) => {
                    begins_a_word(text, pattern)
                }
                Words::Within(pattern) => text.contains(pattern),
            };
            patterns.is_empty() || patterns.iter().any(stands)
        };
        let direction = match rule.direction {
            None => true,
            Some(Direction::In) => entry.amount > 0,
            Some(Direction::Out) => entry.amount < 0,
        };
        let size = entry.amount.saturating_abs();
        telling
            && direction
            && rule.at_least.is_none_or(|least| size >= least)
            && rule.at_most.is_none_or(|most| size <= most)
            && (rule.ibans.is_empty()
                || entry.counterparty_iban.as_ref().is_some_and(|iban| rule.ibans.contains(iban)))
            && holds(&self.contains, words, &is_short)
            && holds(&self.counterparty, name, &|pattern| pattern.len() < WITHIN_A_WORD)
    }
}

/// Names of a shipped rule that are shorter stand for a payee only where a word begins: `AOK`, not
/// `Laokoon`. Longer ones end words as well: `Betriebskrankenkasse`.
const WITHIN_A_WORD: usize = 10;

/// The same of the words of a text: `LSt 12` is none of `Flst 12`, a plot of land, and `USt Sep`
/// none of `August September`.
fn is_short(pattern: &str) -> bool {
    pattern.len() < SHORT || pattern.split(' ').next().is_some_and(|word| word.len() < ABBREVIATED)
}

/// Shorter ones begin a word of the text.
const SHORT: usize = 6;

/// Those whose first word is shorter as well.
const ABBREVIATED: usize = 4;

fn begins_a_word(text: &str, pattern: &str) -> bool {
    text.match_indices(pattern).any(|(at, _)| {
        text.get(..at).is_some_and(|before| before.is_empty() || before.ends_with(' '))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;

    #[test]
    fn a_short_name_of_a_shipped_rule_begins_a_word() {
        for (payer, fits) in [
            ("AOK Rheinland", true),
            ("Die AOK", true),
            ("Laokoon GmbH", false),
            ("Siemens-Betriebskrankenkasse", true),
        ] {
            let rule = BookingRule {
                counterparty: vec!["AOK".into(), "Krankenkasse".into()],
                shipped: true,
                ..BookingRule::default()
            };
            let entry =
                EntryFacts::new(1, "demo", jiff::civil::date(2026, 10, 5), -1, Currency::EUR);
            let policy = Policy { rules: vec![rule], ..Policy::default() };
            let found = Rules::of(&policy).one_cause(&entry, "", "").is_some();
            assert!(!found, "an entry without a name");
            let entry = EntryFacts { counterparty_name: Some(payer.into()), ..entry };
            assert_eq!(Rules::of(&policy).one_cause(&entry, "", "").is_some(), fits, "{payer}");
        }
    }

    #[test]
    fn the_parts_of_a_text_are_of_this_year_whatever_their_amounts() {
        let day = jiff::civil::date(2026, 10, 5);
        let rule = |word: &str, account: &str| BookingRule {
            category: Category::Tax,
            account: account.into(),
            contains: vec![word.into()],
            ..BookingRule::default()
        };
        let policy = Policy {
            rules: vec![rule("LST", "1741"), rule("SOLZ", "1741"), rule("KIST", "1741")],
            ..Policy::default()
        };
        let text = Some("LST SEP.26 1.204,00 SOLZ 11,22 KIST 12,22".into());
        let entry = EntryFacts {
            remittance: text,
            ..EntryFacts::new(1, "demo", day, -122_744, Currency::EUR)
        };
        let decision = split::by_words(&entry, &Reading::of(&entry), &Rules::of(&policy));
        assert_eq!(decision.and_then(|decision| decision.account).as_deref(), Some("1741"));
    }
}
