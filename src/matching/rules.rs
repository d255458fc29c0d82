//! Entries without an invoice: the company's own rules, and transfers between its own accounts.

use super::decide::{by_category, open};
use super::decision::{Category, Decision, Explanation, MatchStatus};
use super::explain::with_word;
use super::facts::{BookingRule, Direction, EntryFacts, Policy};
use super::reading::Reading;
use super::split;
use super::weights::Ground;
use crate::domain::text::fold;

/// A transfer between own accounts waits on Geldtransit for its other leg.
pub(super) fn transfer(entry: &EntryFacts, policy: &Policy) -> Decision {
    let other = entry.counterparty_iban.as_ref().map_or("", |iban| iban.as_str());
    let why = with_word("Übertrag zwischen eigenen Konten (Gegenkonto {}).", "Transfer between own accounts (other account {}).", other);
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

/// The rules of a policy with their texts folded, in the order in which they are tried.
pub(super) struct Rules<'a>(Vec<Folded<'a>>);

/// A rule made comparable with what is read from an entry.
struct Folded<'a> {
    rule: &'a BookingRule,
    contains: Vec<String>,
    counterparty: Vec<String>,
}

impl<'a> Rules<'a> {
    /// The rules of this policy.
    pub(super) fn of(policy: &'a Policy) -> Rules<'a> {
        let folded = |patterns: &[String]| patterns.iter().map(|pattern| fold(pattern)).collect();
        let rule = |rule| Folded { rule, contains: folded(&rule.contains), counterparty: folded(&rule.counterparty) };
        Rules(policy.rules.iter().map(rule).collect())
    }
}

impl<'a> Rules<'a> {
    /// The rule for a part of an entry's text that names one cause, VAT aside, of this year.
    pub(super) fn one_cause(&self, entry: &EntryFacts, words: &str) -> Option<&'a BookingRule> {
        let name = entry.counterparty_name.as_deref().map(fold).unwrap_or_default();
        let rule = self.0.iter().find(|rule| rule.fits(entry, words, &name))?.rule;
        let charged = BESIDE_TAX.iter().any(|word| rule.category == Category::Tax && words.contains(word));
        let alone = several_causes(rule, words).or_else(|| interest_on_taxes(rule.category, words, &name)).is_none()
            && rule.vat_percent.is_none()
            && !names_an_earlier_year(entry, words);
        (alone && !charged).then_some(rule)
    }
}

/// Why an entry is booked by a rule: German, English. The report `rules` finds the rule's name in it again.
const FITS: (&str, &str) = ("Regel „{}“ passt; kein offener Posten ist gemeint.", "Rule \"{}\" fits; no open item is meant.");

/// The name of the rule that a German explanation speaks of.
pub fn rule_of(explanation: &str) -> Option<&str> {
    let (before, behind) = FITS.0.split_once("{}")?;
    explanation.strip_prefix(before)?.strip_suffix(behind)
}

/// The first rule that fits, if one does.
pub(super) fn apply(entry: &EntryFacts, reading: &Reading, rules: &Rules<'_>) -> Option<Decision> {
    let code = entry.transaction_code.as_deref().map(fold).unwrap_or_default();
    let words = format!("{} {code} ", reading.words);
    let name = entry.counterparty_name.as_deref().map(fold).unwrap_or_default();
    let rule = rules.0.iter().find(|rule| rule.fits(entry, &words, &name))?.rule;
    let why = with_word(FITS.0, FITS.1, &rule.name);
    let told = format!(" {words} ");
    let doubt = several_causes(rule, &told)
        .or_else(|| interest_on_taxes(rule.category, &told, &name))
        .or_else(|| no_contribution(rule.category, &told, &format!(" {name} ")));
    if let Some(doubt) = doubt {
        return Some(split::by_words(entry, reading, rules).unwrap_or_else(|| open(entry, vec![doubt])));
    }
    let decision = Decision { vat_percent: rule.vat_percent, ..by_category(entry, rule.category, &rule.account, why) };
    Some(match rule.category == Category::Tax && names_an_earlier_year(entry, &told) {
        true => earlier_year(decision),
        false => decision,
    })
}

/// Words that name one cause of a payment to the tax office each (folded; a word or its beginning). Solidarity surcharge and
/// church tax are no cause of their own beside wage or income tax: they share the account.
const TAXES: &[&[&str]] = &[
    &[" ums st", " umsatzst", " ustva", " ust "],
    &[" lohnst", " lohn st", " lst "],
    &[" koerpst", " koerperschaftst", " koerperschaftsst", " kst ", " koest "],
    &[" eink st", " einkommenst", " est "],
    &[" gewerbest", " gewst"],
];

/// Solidarity surcharge, which has an account of its own beside corporation tax.
const SURCHARGE: &[&str] = &[" solz", " sol z", " solidaritaetsz", " soli "];

/// What is paid beside a tax and goes to accounts of its own (§ 3 (4) AO), and what a bank or an office charges for its trouble.
const BESIDE_TAX: &[&str] = &[
    " saeumnis",
    " verspaetungsz",
    " nachzahlungszins",
    " erstattungszins",
    " stundungszins",
    " zinsen",
    " mahngeb",
    " vollstreck",
    " zwangsgeld",
];

/// Interest that a bank settles together with its charges.
const INTEREST: &[&str] =
    &[" zinsen", " sollzins", " habenzins", " dispozins", " ueberziehungszins", " kreditzins", " kontokorrentzins", " darlehenszins"];

/// What a bank charges together with interest, or adds to what is owed (folded).
const CHARGES: &[&str] =
    &[" entgelt", " gebuehr", " mahngeb", " kontofuehr", " kontogeb", " bankspesen", " spesen ", " porto ", " auslagen "];

/// Taxes that a bank keeps back of interest: what is credited is not what was earned, and they have accounts of their own.
const WITHHELD: &[&str] = &[
    " kapest",
    " kap est",
    " kapitalertragst",
    " kapitalertragsst",
    " abgeltungst",
    " abgeltungsst",
    " zast ",
    " zinsabschlag",
    " quellenst",
    " kirchenst",
    " kist ",
    " solz",
    " sol z",
    " solidaritaetsz",
    " soli ",
];

/// Tax offices by their names, and how interest on taxes is spoken of (§§ 233a to 238 AO).
const TAX_OFFICES: &[&str] = &["finanzamt", "finanzkasse", "landesoberkasse", "landeshauptkasse", "steuerverwaltung", "steuerkasse"];
const TAX_INTEREST: &[&str] = &[" 233a", " 234 ao", " 235 ao", " 237 ao", " nachzahlungszins", " erstattungszins", " stundungszins"];

/// What is paid back of a loan, beside its interest.
const REDEMPTION: &[&str] = &[" tilgung", " annuitaet", " darlehensrate", " kreditrate", " darlehen rate", " rate darlehen"];

/// VAT that the text itself names: by its name, or as net and gross.
const VAT: &[&str] = &[
    " mwst",
    " mehrwertst",
    " umsatzst",
    " vorsteuer",
    " ust ",
    " zzgl steuer",
    " inkl steuer",
    " 19 steuer",
    " vat ",
    " netto ",
    " brutto ",
];
/// Words with which a VAT id or a tax office speaks of itself, and of no VAT inside the amount.
const NO_VAT: &[&str] =
    &[" ust id", " ust idnr", " ust nr", " umsatzsteuer id", " umsatzsteueridentifikation", " vat id", " vat no", " vat reg"];

/// Why one account cannot be the whole of it: the text names several causes, or VAT inside an expense.
fn several_causes(rule: &BookingRule, told: &str) -> Option<Explanation> {
    let any = |words: &[&str]| words.iter().any(|word| told.contains(word));
    let taxes = TAXES.iter().filter(|words| any(words)).count();
    let corporation = TAXES.get(2).is_some_and(|words| any(words));
    match rule.category {
        Category::Tax if taxes > 1 || corporation && any(SURCHARGE) => {
            Some(Explanation::new("Der Text nennt mehrere Steuern; bitte aufteilen.", "The text names several taxes; split them."))
        }
        Category::Tax if taxes > 0 && any(BESIDE_TAX) => Some(Explanation::new(
            "Der Text nennt neben der Steuer Zinsen, Zuschläge oder Gebühren; bitte aufteilen, sie haben eigene Konten.",
            "The text names interest, surcharges or fees beside the tax; split them, they have accounts of their own.",
        )),
        // A rule of the office's own that names interest means it.
        Category::BankFee if any(INTEREST) && !rule.contains.iter().any(|word| fold(word).contains("zins")) => Some(Explanation::new(
            "Der Text nennt Entgelte und Zinsen; bitte aufteilen.",
            "The text names charges and interest; split them.",
        )),
        Category::Interest if any(REDEMPTION) => Some(Explanation::new(
            "Der Text nennt Zinsen und Tilgung; bitte aufteilen, Tilgung ist kein Aufwand.",
            "The text names interest and redemption; split them, redemption is no expense.",
        )),
        Category::Interest if any(WITHHELD) => Some(Explanation::new(
            "Der Text nennt Zinsen und einbehaltene Steuern; bitte aufteilen: die Zinsen mit dem vollen Betrag, die Steuern auf ihre Konten.",
            "The text names interest and taxes withheld; split them: the interest in full, the taxes on their own accounts.",
        )),
        Category::Interest
            if any(CHARGES) && !rule.contains.iter().any(|word| CHARGES.iter().any(|charge| fold(word).contains(charge.trim()))) =>
        {
            Some(Explanation::new(
                "Der Text nennt Entgelte und Zinsen; bitte aufteilen.",
                "The text names charges and interest; split them.",
            ))
        }
        Category::Rent | Category::Other if rule.vat_percent.is_none() && names_vat(told) => Some(Explanation::new(
            "Der Text nennt Umsatzsteuer; bitte Aufwand und Vorsteuer trennen.",
            "The text names VAT; book the expense and the input VAT apart.",
        )),
        _ => None,
    }
}

/// Interest on taxes is none of a bank: which account it is depends on the tax (§ 4 (5b), § 12 no. 3 EStG, § 10 no. 2 KStG).
fn interest_on_taxes(category: Category, told: &str, name: &str) -> Option<Explanation> {
    let by_office = TAX_OFFICES.iter().any(|office| name.contains(office)) || TAX_INTEREST.iter().any(|word| told.contains(word));
    (category == Category::Interest && by_office).then(|| {
        Explanation::new(
            "Zinsen auf Steuern haben eigene Konten, je nach der Steuer; bitte das Konto nennen.",
            "Interest on taxes has accounts of its own, depending on the tax; name the account.",
        )
    })
}

/// Whether a text speaks of VAT, once the VAT ids that it bears are taken away.
fn names_vat(told: &str) -> bool {
    let without = NO_VAT.iter().fold(told.to_owned(), |text, word| text.replace(word, " "));
    VAT.iter().any(|word| without.contains(word))
}

/// Words of what is bought and invoiced (folded), and words in the names of those who sell it. Contributions are neither.
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
const SELLS: &[&str] = &[" verlag ", " verlags", " akademie ", " shop ", " buchhandlung ", " reisen ", " medien "];

/// Not all that is paid to a social insurance is a contribution: it sells books and courses too, or a firm bears its name.
fn no_contribution(category: Category, told: &str, name: &str) -> Option<Explanation> {
    let sold = INVOICED.iter().any(|word| told.contains(word)) || SELLS.iter().any(|word| name.contains(word));
    (category == Category::SocialSecurity && sold).then(|| {
        Explanation::new(
            "Der Text nennt eine Rechnung oder der Empfänger verkauft etwas; Beiträge sind das nicht. Bitte das Konto nennen.",
            "The text names an invoice, or the payee sells something; that is no contribution. Name the account.",
        )
    })
}

/// A year by itself in the text that lies before that of the booking.
pub(super) fn names_an_earlier_year(entry: &EntryFacts, told: &str) -> bool {
    let this = entry.booking_date.year();
    told.split_whitespace()
        .filter(|word| word.len() == 4)
        .filter_map(|word| word.parse::<i16>().ok())
        .any(|year| (2000..this).contains(&year))
        || MONTHS.iter().any(|month| told.match_indices(month).any(|(at, _)| is_short_and_earlier(told, at + month.len(), this)))
}

/// Periods of advance payments as tax offices write them (folded): `DEZ.25`, `4.VJ.25`.
const MONTHS: &[&str] =
    &[" jan ", " feb ", " mrz ", " maerz ", " apr ", " mai ", " jun ", " jul ", " aug ", " sep ", " okt ", " nov ", " dez ", " vj "];

/// Whether two digits stand there that are a year before `this`.
fn is_short_and_earlier(told: &str, at: usize, this: i16) -> bool {
    let word = told.get(at..).and_then(|rest| rest.split_whitespace().next()).filter(|word| word.len() == 2);
    word.and_then(|word| word.parse::<i16>().ok()).is_some_and(|year| (2015..this).contains(&(2000 + year)))
}

/// Taxes of earlier years have accounts of their own: the rule's is a suggestion only.
fn earlier_year(decision: Decision) -> Decision {
    let mut decision = Decision { status: MatchStatus::Suggested, confidence: Ground::RuleOfEarlierYear.confidence(), ..decision };
    decision.explanation.push(Explanation::new(
        "Der Text nennt ein früheres Jahr; Steuern früherer Jahre haben eigene Konten.",
        "The text names an earlier year; taxes of earlier years have accounts of their own.",
    ));
    decision
}

impl Folded<'_> {
    fn fits(&self, entry: &EntryFacts, words: &str, name: &str) -> bool {
        let rule = self.rule;
        let telling = !(rule.contains.is_empty() && rule.counterparty.is_empty() && rule.ibans.is_empty());
        let holds = |patterns: &[String], text: &str| {
            patterns.is_empty() || patterns.iter().any(|pattern| !pattern.is_empty() && text.contains(pattern))
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
            && (rule.ibans.is_empty() || entry.counterparty_iban.as_ref().is_some_and(|iban| rule.ibans.contains(iban)))
            && holds(&self.contains, words)
            && holds(&self.counterparty, name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_knows_the_vat_is_not_asked_about_it() {
        let rule = |vat_percent| BookingRule { category: Category::Rent, account: "4210".into(), vat_percent, ..BookingRule::default() };
        let told = " miete halle inkl 19 mwst 380 00 ";
        assert!(several_causes(&rule(None), told).is_some(), "the VAT in the text is told by nobody");
        assert_eq!(several_causes(&rule(Some(19)), told), None);
        assert_eq!(several_causes(&rule(Some(0)), told), None);
        for told in [" miete buero netto 1 500 00 zzgl 19 ust 285 00 ", " stellplatzmiete inkl ust ", " miete 500 00 mehrwertsteuer 95 00 "]
        {
            assert!(several_causes(&rule(None), told).is_some(), "{told}");
        }
        for told in [" miete august ", " miete ust idnr de136695976 ", " miete robuste halle "] {
            assert_eq!(several_causes(&rule(None), told), None, "{told}");
        }
    }

    #[test]
    fn a_line_of_several_causes_is_nobodys_by_itself() {
        let asked = |category, contains: &[&str], told: &str| {
            let contains = contains.iter().map(|word| (*word).to_owned()).collect();
            several_causes(&BookingRule { category, contains, ..BookingRule::default() }, told).is_some()
        };
        for told in
            [" ums st aug 26 1 234 56eur saeumniszuschlag 10 00eur ", " gewerbesteuer 2026 nebst zinsen ", " kst verspaetungszuschlag "]
        {
            assert!(asked(Category::Tax, &[], told), "{told}");
        }
        assert!(!asked(Category::Tax, &[], " saeumniszuschlag "), "one cause alone");
        assert!(asked(Category::BankFee, &[], " abschluss sollzinsen 42 50 kontofuehrung 14 90 "));
        assert!(!asked(Category::BankFee, &[], " kontofuehrung 09 2026 "));
        for told in [
            " habenzinsen 1 000 00 kapest 250 00 solz 13 75 ",
            " zinsgutschrift abzgl kapitalertragsteuer ",
            " entgelt 10 00 sollzinsen 13 50 ",
            " verzugszinsen und mahngebuehr ",
        ] {
            assert!(asked(Category::Interest, &[], told), "{told}");
        }
        assert!(!asked(Category::Interest, &[], " habenzinsen iii quartal "));
        assert!(!asked(Category::Interest, &["Zinsen und Gebühren"], " zinsen und gebuehren "), "the office's own rule names both");
        for told in [" saeumniszuschlag ust 09 26 ", " verspaetungszuschlag 35 00 ust 09 26 315 00 "] {
            assert!(asked(Category::Tax, &[], told), "{told}");
        }
        assert!(!asked(Category::BankFee, &["Abschlusszinsen"], " abschlusszinsen und entgelte "), "the office's own rule names it");
    }

    #[test]
    fn interest_on_taxes_is_asked_about() {
        for (told, name) in [(" zinsen 233a ao ", "stadtkasse aalen"), (" zinsen ", "finanzamt aalen"), (" stundungszinsen ", "")] {
            assert!(interest_on_taxes(Category::Interest, told, name).is_some(), "{told} {name}");
        }
        assert_eq!(interest_on_taxes(Category::Interest, " zinsen darlehen 233 ", "sparbank"), None);
        assert_eq!(interest_on_taxes(Category::Tax, " ums st zinsen ", "finanzamt"), None, "asked about as several causes");
    }
}
