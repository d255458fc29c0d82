//! Lines whose amount may be of several causes: interest beside withheld tax or charges, a tax
//! beside surcharges, VAT inside a rent. None of them is booked whole on one account by itself; a
//! person, or the amounts in the text, part it.
//!
//! All texts are folded and begin and end with a blank. A word that stands here with a blank before
//! it is looked for where a word begins, one without anywhere: German writes `Bankgebühr` and
//! `Bearbeitungsgebühr` in one word.

mod words;

use super::beyond;
use super::decision::Category;
use super::doubt::Doubt;
use super::facts::BookingRule;
use crate::domain::text::fold;
use crate::domain::{NameWords, is_surname};
use words::{
    BESIDE, BESIDE_TAX, CHARGES_IN_SHORT, FEE_OF_TAKINGS, INSTALMENT, INTEREST, JOINTS,
    MUNICIPALITIES, NO_SUM, NO_TAX, NO_VAT, NO_VAT_IN_IT, OF_FIRMS, OF_PERSONS, RATE_OF_INTEREST,
    REDEMPTION, SUMS, SURCHARGE, TAKEN_OFF, TAX_INTEREST, TAX_OFFICES, TAXES, VAT, WITHHELD,
};
pub(super) use words::{CHARGES, NO_CHARGE};

/// Why a rule's account cannot be the whole of a line; `told` is its text, `payer` the other side's
/// name as written.
pub(super) fn doubt(rule: &BookingRule, told: &str, payer: &str) -> Option<Doubt> {
    several_causes(rule, told)
        .or_else(|| no_tax_named(rule, told))
        .or_else(|| beyond::its_words(rule, told, payer))
        .or_else(|| interest_on_taxes(rule.category, told, payer))
}

pub(super) fn expense_and_input_vat() -> Doubt {
    Doubt::asks(
        "Der Text nennt Umsatzsteuer; bitte Aufwand und Vorsteuer trennen.",
        "The text names VAT; book the expense and the input VAT apart.",
    )
}

/// Whether a text names what is paid beside a tax: interest, surcharges, fees.
pub(super) fn beside_tax(told: &str) -> bool {
    let without =
        without(without(told, NO_CHARGE).as_str(), &[" solidaritaetszuschl", " solizuschl"]);
    any(&without, BESIDE) || any(&without, BESIDE_TAX) || names_a_late_filing(&without)
}

/// Whether a text names what an acquirer keeps of card takings.
pub(super) fn names_fee_of_takings(told: &str) -> bool {
    let told = without(told, NO_CHARGE);
    any(&told, CHARGES) || any(&told, FEE_OF_TAKINGS)
}

/// Why one account cannot be the whole of it: the text names several causes, or VAT inside an
/// expense.
fn several_causes(rule: &BookingRule, told: &str) -> Option<Doubt> {
    let taxes = taxes_named(told);
    let corporation = names_corporation_tax(told);
    // What a rule of the office's own names itself, it means.
    let rest = || without(&unruled(rule, told), NO_CHARGE);
    let untaxed = || without(&unruled(rule, told), NO_TAX);
    let charged = || any(&rest(), CHARGES) || any(&rest(), CHARGES_IN_SHORT);
    match rule.category {
        Category::Tax if taxes > 1 || corporation && any(told, SURCHARGE) => Some(Doubt::splits(
            "Der Text nennt mehrere Steuern; bitte aufteilen.",
            "The text names several taxes; split them.",
        )),
        Category::Tax
            if (taxes > 0 || any(&without(told, NO_TAX), &["steuer", " vorausz"]))
                && beside_tax(told) =>
        {
            Some(Doubt::splits(
                "Der Text nennt neben der Steuer Zinsen, Zuschläge oder Gebühren; bitte aufteilen, \
                 sie haben eigene Konten.",
                "The text names interest, surcharges or fees beside the tax; split them, they have \
                 accounts of their own.",
            ))
        }
        Category::SocialSecurity if any(&rest(), BESIDE) => Some(Doubt::splits(
            "Der Text nennt Zuschläge, Zinsen oder Gebühren; sie sind kein Beitrag. Bitte \
             aufteilen.",
            "The text names surcharges, interest or fees; they are no contribution. Split them.",
        )),
        Category::BankFee if any(&rest(), INTEREST) => Some(charges_and_interest()),
        Category::Interest
            if any(told, REDEMPTION)
                || rule.shipped && any(&without(told, RATE_OF_INTEREST), INSTALMENT) =>
        {
            Some(Doubt::splits(
                "Der Text nennt Zinsen und Tilgung; bitte aufteilen, Tilgung ist kein Aufwand.",
                "The text names interest and redemption; split them, redemption is no expense.",
            ))
        }
        Category::Interest if charged() && !any(&without(&untaxed(), TAKEN_OFF), WITHHELD) => {
            Some(charges_and_interest())
        }
        Category::Interest if any(&untaxed(), WITHHELD) => Some(Doubt::splits(
            "Der Text nennt Zinsen und einbehaltene Steuern; bitte aufteilen: die Zinsen mit \
                 dem vollen Betrag, die Steuern auf ihre Konten.",
            "The text names interest and taxes withheld; split them: the interest in full, the \
                 taxes on their own accounts.",
        )),
        Category::Interest if charged() => Some(charges_and_interest()),
        Category::Interest if rule.shipped && names_a_sum_beside(told) => Some(Doubt::splits(
            "Der Text nennt neben den Zinsen noch etwas anderes; bitte aufteilen, nur die Zinsen \
             sind Ertrag oder Aufwand.",
            "The text names something else beside the interest; split them, only the interest is \
             income or expense.",
        )),
        Category::Rent | Category::Other if rule.vat_percent.is_none() && names_vat(told) => {
            Some(expense_and_input_vat())
        }
        _ => None,
    }
}

/// Whether a text names a sum of money beside interest, by a word of its own or joined to the
/// interest: `Sparbeitrag und Zinsen`, `Kaution zzgl. Zinsen`.
fn names_a_sum_beside(told: &str) -> bool {
    let of_interest = |word: &str| word.contains("zins");
    let words: Vec<&str> = told.split_whitespace().collect();
    let other = |word: &&str| {
        word.chars().count() > 3
            && !of_interest(word)
            && !word.chars().any(|letter| letter.is_ascii_digit())
            && !NO_SUM.iter().any(|begin| word.starts_with(begin))
    };
    let joined = words.windows(3).any(|three| match three {
        [before, joint, after] if JOINTS.contains(joint) => {
            of_interest(after) && other(before) || of_interest(before) && other(after)
        }
        _ => false,
    });
    joined || words.iter().any(|word| !of_interest(word) && begins_one(word, SUMS))
}

fn begins_one(word: &str, begins: &[&str]) -> bool {
    begins.iter().any(|begin| word.starts_with(begin))
}

/// Why what a tax office takes or gives is on no account by itself: the text names none of the taxes
/// whose accounts are known.
fn no_tax_named(rule: &BookingRule, told: &str) -> Option<Doubt> {
    let known = taxes_named(told) > 0 || any(told, SURCHARGE) || any(told, OF_PERSONS);
    (rule.shipped && rule.proposes && rule.category == Category::Tax && !known).then(|| {
        Doubt::asks(
            "Der Text nennt keine Steuer, deren Konto feststeht; je nach Steuer und Jahr ist es \
             ein anderes, und sie kann privat sein. Bitte im Bescheid nachsehen und das Konto \
             nennen.",
            "The text names no tax whose account is known; it depends on the tax and the year, and \
             it may be private. Look at the assessment and name the account.",
        )
    })
}

fn charges_and_interest() -> Doubt {
    Doubt::splits(
        "Der Text nennt Entgelte und Zinsen; bitte aufteilen.",
        "The text names charges and interest; split them.",
    )
}

/// Interest on taxes is none of a bank: which account it is depends on the tax (§ 4 (5b), § 12 no.
/// 3 EStG, § 10 no. 2 KStG).
fn interest_on_taxes(category: Category, told: &str, payer: &str) -> Option<Doubt> {
    let by_text = || taxes_named(told) > 0 || any(&without(told, NO_TAX), TAX_INTEREST);
    (category == Category::Interest && (is_tax_office(payer) || by_text())).then(|| {
        Doubt::asks(
            "Zinsen auf Steuern haben eigene Konten, je nach der Steuer; bitte das Konto nennen.",
            "Interest on taxes has accounts of its own, depending on the tax; name the account.",
        )
    })
}

/// True for tax offices and municipalities, by the name as it is written: `FA Aalen` is one, `Fa.
/// Müller` a firm.
pub(super) fn is_tax_office(payer: &str) -> bool {
    let name = format!(" {} ", fold(payer));
    let is_a_bank = name.contains("sparkasse") || name.contains("bank");
    let abbreviated = name.starts_with(" fa ") && !payer.trim_start().starts_with("Fa.");
    any(&name, TAX_OFFICES) || abbreviated || (any(&name, MUNICIPALITIES) && !is_a_bank)
}

/// A payer's name, folded; a tax office in short in full: `FA Aalen` beside the name of a tax is
/// `finanzamt aalen`. `Fa. Müller`, `FA Müller` and who writes of a rate or an invoice are firms.
pub(super) fn payer_in_full(payer: &str, told: &str) -> String {
    let name = fold(payer);
    let Some(rest) = name.strip_prefix("fa ") else { return name };
    let is_written = payer.trim_start().starts_with("FA ");
    let names_a_firm = NameWords::new(payer).form().is_stated()
        || rest.split(' ').next().is_some_and(is_surname)
        || any(told, OF_FIRMS);
    let is_office = is_written && !names_a_firm && (taxes_named(told) > 0 || any(told, SURCHARGE));
    if is_office { format!("finanzamt {rest}") } else { name }
}

/// Whether a text names corporation tax.
pub(super) fn names_corporation_tax(told: &str) -> bool {
    TAXES.get(2).is_some_and(|words| any(told, words))
}

/// Whether a shipped rule knows an entry by the solidarity surcharge, and its text names no tax to
/// which that belongs: it may be an owner's own.
pub(super) fn is_surcharge_alone(rule: &BookingRule, told: &str) -> bool {
    rule.shipped && is_of_surcharge(rule) && !names_corporation_tax(told)
}

/// Whether a rule for corporation tax fits a text that names this, the surcharge on it, and no other
/// tax, interest or fee.
pub(super) fn is_corporation_tax_with_surcharge(rule: &BookingRule, told: &str) -> bool {
    rule.category == Category::Tax
        && rule.contains.iter().any(|word| names_corporation_tax(&format!(" {} ", fold(word))))
        && taxes_named(told) == 1
        && any(told, SURCHARGE)
        && !beside_tax(told)
}

/// Whether a rule is that of the solidarity surcharge: one of another tax may name it beside that
/// (`LSt SolZ`).
pub(super) fn is_of_surcharge(rule: &BookingRule) -> bool {
    let word = |word: &String| any(&format!(" {} ", fold(word)), SURCHARGE);
    rule.category == Category::Tax && !rule.contains.is_empty() && rule.contains.iter().all(word)
}

/// How many taxes a text names.
fn taxes_named(told: &str) -> usize {
    // `KAP.EST` is no income tax.
    let told = without(told, NO_VAT).replace(" kap est ", " kapest ");
    TAXES.iter().filter(|words| any(&told, words)).count()
}

/// `VZ` for a surcharge for late filing: behind the name of a tax that is paid in advance it is
/// that advance, before a year the year of assessment.
fn names_a_late_filing(told: &str) -> bool {
    let words: Vec<&str> = told.split_whitespace().collect();
    let is_year = |word: &&str| {
        word.len() == 4 && word.starts_with("20") && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    words.iter().enumerate().filter(|(_, word)| **word == "vz").any(|(at, _)| {
        let before =
            at.checked_sub(1).and_then(|before| words.get(before)).copied().unwrap_or_default();
        let advance =
            (before.ends_with("st") || before.ends_with("steuer")) && !before.starts_with('l');
        !advance && !words.get(at + 1).is_some_and(is_year)
    })
}

/// Whether a text speaks of VAT, once the VAT ids that it bears are taken away.
pub(super) fn names_vat(told: &str) -> bool {
    any(&without(&without(told, NO_VAT), NO_VAT_IN_IT), VAT)
}

/// The text without what the rule itself looks for.
pub(super) fn unruled(rule: &BookingRule, told: &str) -> String {
    rule.contains
        .iter()
        .map(|word| fold(word))
        .filter(|word| !word.is_empty())
        .fold(told.to_owned(), |text, word| text.replace(&word, " "))
}

pub(super) fn without(text: &str, words: &[&str]) -> String {
    words.iter().fold(text.to_owned(), |text, word| text.replace(word, " "))
}

pub(super) fn any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_knows_the_vat_is_not_asked_about_it() {
        let rule = |vat_percent| BookingRule {
            category: Category::Rent,
            account: "4210".into(),
            vat_percent,
            ..BookingRule::default()
        };
        let told = " miete halle inkl 19 mwst 380 00 ";
        assert!(
            several_causes(&rule(None), told).is_some(),
            "the VAT in the text is told by nobody"
        );
        assert_eq!(several_causes(&rule(Some(19)), told), None);
        assert_eq!(several_causes(&rule(Some(0)), told), None);
        for told in [
            " miete buero netto 1 500 00 zzgl 19 ust 285 00 ",
            " stellplatzmiete inkl ust ",
            " miete 500 00 mehrwertsteuer 95 00 ",
        ] {
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
            several_causes(&BookingRule { category, contains, ..BookingRule::default() }, told)
                .is_some()
        };
        for told in [
            " ums st aug 26 1 234 56eur saeumniszuschlag 10 00eur ",
            " gewerbesteuer 2026 nebst zinsen ",
            " kst verspaetungszuschlag ",
        ] {
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
        assert!(
            !asked(Category::Interest, &["Zinsen und Gebühren"], " zinsen und gebuehren "),
            "the office's own rule names both"
        );
        for told in
            [" saeumniszuschlag ust 09 26 ", " verspaetungszuschlag 35 00 ust 09 26 315 00 "]
        {
            assert!(asked(Category::Tax, &[], told), "{told}");
        }
        assert!(
            !asked(Category::BankFee, &["Abschlusszinsen"], " abschlusszinsen und entgelte "),
            "the office's own rule names it"
        );
    }

    #[test]
    fn a_tax_office_in_short_is_one_beside_the_name_of_a_tax() {
        for (payer, told) in [
            ("FA Aalen", " ust 10 26 "),
            ("FA Stuttgart-Körperschaften", " kst 4 vj "),
            ("FA KOELN-MITTE", " lohnst okt 26 "),
        ] {
            assert!(payer_in_full(payer, told).starts_with("finanzamt "), "{payer}");
        }
        for (payer, told) in [
            ("Fa. Müller", " ust 10 26 "),
            ("FA Müller", " ust 10 26 "),
            ("Fa Aalen", " ust 10 26 "),
            ("FA Kern GmbH", " ust 10 26 "),
            ("FA Aalener Metall", " rechnung 4711 ust 19 "),
            ("FA Aalen", " material oktober "),
        ] {
            assert!(payer_in_full(payer, told).starts_with("fa "), "{payer}");
        }
    }

    #[test]
    fn interest_on_taxes_is_asked_about() {
        for (told, name) in [
            (" zinsen 233a ao ", "Stadtkasse Aalen"),
            (" zinsen ", "Finanzamt Aalen"),
            (" zinsen ", "FA Aalen"),
            (" zinsen ", "Stadt Aalen"),
            (" stundungszinsen ", ""),
        ] {
            assert!(interest_on_taxes(Category::Interest, told, name).is_some(), "{told} {name}");
        }
        for name in
            ["Sparbank", "Stadtsparkasse Aalen", "Stadt Sparkasse", "Fa. Müller", "Fanny Stadtler"]
        {
            assert_eq!(
                interest_on_taxes(Category::Interest, " zinsen darlehen 233 ", name),
                None,
                "{name}"
            );
        }
        assert_eq!(
            interest_on_taxes(Category::Tax, " ums st zinsen ", "finanzamt"),
            None,
            "asked about as several causes"
        );
    }
}
