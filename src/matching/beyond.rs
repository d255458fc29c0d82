//! Texts that mean more or something else than the words by which a rule knows them: a deposit
//! beside the rent, travel beside the wage, an adviser's fee for a tax return, amounts that are
//! parts. Only of the shipped rules, which know no company: what an office wrote for its own
//! entries, it means. Of these, only those that know an entry by its text alone; one that names the
//! other side knows what it is paid for.

mod words;

use super::decision::Category;
use super::doubt::Doubt;
use super::facts::BookingRule;
use super::mixed::{
    CHARGES, NO_CHARGE, any, expense_and_input_vat, is_tax_office, names_vat, unruled, without,
};
use crate::domain::text::fold;
use words::{
    BESIDE_RENT, BESIDE_WAGES, BROKERS, CHAMBERS, CHARGED_FOR, DWELLINGS, HOUSEHOLDS, LETS_THINGS,
    OTHER_INSURANCE, PLACES, POLICIES, PRIVATE, RECKONS, RENTED_THINGS, ROOMS, SIDE_COSTS,
    VEHICLES, WAGES,
};

/// Why the text's own amounts forbid one account: two or more of them give the whole (`total`,
/// unsigned minor units), so each is a part of its own. What offices and banks list of one tax, of
/// contributions or of charges goes to one account, and so do the side costs of a rent.
pub(super) fn parts_stated(
    rule: &BookingRule,
    told: &str,
    amounts: &[i64],
    total: i64,
) -> Option<Doubt> {
    let listed =
        matches!(rule.category, Category::Tax | Category::SocialSecurity | Category::BankFee);
    let together =
        rule.category == Category::Rent && any(told, SIDE_COSTS) && !any(told, BESIDE_RENT);
    let sum = amounts.iter().copied().fold(0, i64::saturating_add);
    (by_text_alone(rule) && !listed && !together && amounts.len() > 1 && sum == total).then(|| {
        Doubt::splits(
            "Der Text nennt mehrere Beträge, die zusammen die Zahlung ergeben; bitte aufteilen \
             oder das Konto nennen.",
            "The text states several amounts that give the payment together; split them or name \
             the account.",
        )
    })
}

/// Why a text that names an invoice is none of a rule that knows it by words alone: its payment
/// waits for the invoice, or for a person. What a bank or an office writes of itself is no invoice.
pub(super) fn invoiced(rule: &BookingRule, names_an_invoice: bool, payer: &str) -> Option<Doubt> {
    // A rule with its VAT is made for standing invoices.
    let by_words = rule.vat_percent.is_none()
        && matches!(
            rule.category,
            Category::Tax
                | Category::Salary
                | Category::SocialSecurity
                | Category::Rent
                | Category::Other
        );
    (by_text_alone(rule) && by_words && names_an_invoice && !is_tax_office(payer)).then(|| {
        Doubt::asks(
            "Der Text nennt eine Rechnung; bitte die Rechnung einlegen oder das Konto nennen.",
            "The text names an invoice; drop the invoice or name the account.",
        )
    })
}

/// Whether a shipped rule knows an entry by the words of its text, whoever the other side is. One
/// that names the other side knows what it is paid for.
pub(super) fn by_text_alone(rule: &BookingRule) -> bool {
    rule.shipped && rule.counterparty.is_empty() && rule.ibans.is_empty()
}

/// Why a text means more or something else than the words by which a rule knows it.
pub(super) fn its_words(rule: &BookingRule, told: &str, payer: &str) -> Option<Doubt> {
    if !rule.shipped {
        return None;
    }
    if rule.of_no_owner {
        return Some(Doubt::asks(
            "Diese Steuer schuldet nur eine Person, keine Kapitalgesellschaft; für wen sie gezahlt \
             ist und auf welches Konto sie gehört, bitte nennen.",
            "Only persons owe this tax, no corporation; name for whom it is paid and the account.",
        ));
    }
    if rule.of_no_corporation {
        return Some(Doubt::asks(
            "Körperschaftsteuer schuldet nur eine Körperschaft, kein Einzelkaufmann und keine \
             Personengesellschaft; für wen sie gezahlt ist und auf welches Konto sie gehört, bitte \
             nennen.",
            "Only corporations owe corporation tax, no merchant and no partnership; name for whom \
             it is paid and the account.",
        ));
    }
    let booked_as_the_firms = matches!(
        rule.category,
        Category::BankFee | Category::Interest | Category::Rent | Category::Other
    );
    if booked_as_the_firms && any(told, PRIVATE) {
        return Some(Doubt::splits(
            "Der Text nennt Privates; bitte aufteilen oder das Konto nennen.",
            "The text names something private; split it or name the account.",
        ));
    }
    if !by_text_alone(rule) {
        // `Beitragsrechnung`, `Beitrag 2026 Rechnung 12345`: contributions are invoiced too.
        let invoiced = || any(told, &["rechnung"]) && !any(told, &["beitrag"]);
        let charged = || {
            any(&format!(" {} ", fold(payer)), CHAMBERS) && (invoiced() || any(told, CHARGED_FOR))
        };
        let by_name = rule.category == Category::Other && rule.contains.is_empty();
        if by_name && any(told, HOUSEHOLDS) {
            return Some(Doubt::asks(
                "Der Text nennt eine Wohnung oder Privates; ein Beitrag der Firma ist das wohl \
                 nicht. Bitte das Konto nennen.",
                "The text names a dwelling or something private; that is hardly a contribution of \
                 the firm. Name the account.",
            ));
        }
        if let Some(doubt) = insured_otherwise(rule, told, payer) {
            return Some(doubt);
        }
        return (by_name && charged()).then(|| {
            Doubt::asks(
                "Der Text nennt eine Rechnung, einen Kurs oder eine Gebühr; ein Beitrag ist das \
                 nicht. Bitte das Konto nennen.",
                "The text names an invoice, a course or a fee; that is no contribution. Name the \
                 account.",
            )
        });
    }
    let name = format!(" {} ", fold(payer));
    let rest = || unruled(rule, told);
    let insured = || rule.contains.iter().any(|word| fold(word).contains("versicher"));
    match rule.category {
        Category::Tax
            if any(&told.replace(" lohn st", " "), WAGES)
                || any(told, &[" versicherungsb", " versicherungspr"]) =>
        {
            Some(Doubt::splits(
                "Der Text nennt neben der Steuer noch etwas anderes; bitte aufteilen.",
                "The text names something else beside the tax; split them.",
            ))
        }
        Category::Tax | Category::Salary | Category::SocialSecurity if any(&name, RECKONS) => {
            Some(Doubt::asks(
                "Der Empfänger rechnet Steuern und Löhne für andere ab; sein Honorar ist keine \
                 Steuer und kein Lohn. Bitte das Konto nennen.",
                "The payee reckons taxes and wages for others; his fee is no tax and no wage. Name \
                 the account.",
            ))
        }
        Category::Salary if any(told, &["vorschuss", " privat"]) => Some(Doubt::asks(
            "Der Text nennt einen Vorschuss oder Privates: Ein Vorschuss ist eine Forderung an den \
             Mitarbeiter (SKR03 1530, SKR04 1340), Privates kein Lohn der Firma. Bitte das Konto \
             nennen.",
            "The text names an advance or something private: an advance is owed by the employee \
             (SKR03 1530, SKR04 1340), what is private is no wage of the firm. Name the account.",
        )),
        Category::Salary if any(&rest(), BESIDE_WAGES) => Some(Doubt::splits(
            "Der Text nennt neben dem Lohn Auslagen, Reisekosten oder ein Darlehen; bitte \
             aufteilen oder das Konto nennen.",
            "The text names expenses, travel or a loan beside the wage; split them or name the \
             account.",
        )),
        Category::Rent if any(told, BESIDE_RENT) => Some(Doubt::splits(
            "Der Text nennt neben der Miete eine Kaution, eine Abrechnung oder Nachzahlung oder \
             Kosten des Verzugs; bitte aufteilen, eine Kaution ist kein Aufwand.",
            "The text names a deposit, side costs settled or paid later, or costs of default \
             beside the rent; split them, a deposit is no expense.",
        )),
        Category::Rent
            if any(&without_rooms(&rest()), RENTED_THINGS) || any(&name, LETS_THINGS) =>
        {
            Some(Doubt::asks(
                "Der Text nennt etwas anderes als Räume; seine Miete hat ein eigenes Konto. Bitte \
                 das Konto nennen.",
                "The text names something other than rooms; its rent has an account of its own. \
                 Name the account.",
            ))
        }
        Category::Other if insured() => other_insurance(&rest(), told, &name),
        Category::Rent if any(told, DWELLINGS) => Some(Doubt::asks(
            "Der Text nennt eine Wohnung; sie ist privat, für Personal oder für Reisen. Bitte das \
             Konto nennen.",
            "The text names a dwelling; it is private, for staff or for travel. Name the account.",
        )),
        Category::BankFee if rule.vat_percent.is_none() && names_vat(told) => {
            Some(expense_and_input_vat())
        }
        Category::Transfer if any(&without_free(&without(&rest(), NO_CHARGE)), CHARGES) => {
            Some(Doubt::splits(
                "Der Text nennt ein Entgelt neben dem Bargeld; bitte aufteilen.",
                "The text names a charge beside the cash; split them.",
            ))
        }
        _ => None,
    }
}

/// The same of a rule that knows insurers by their names, which may say what they insure.
fn insured_otherwise(rule: &BookingRule, told: &str, payer: &str) -> Option<Doubt> {
    let insures = |word: &String| fold(word).contains("versicher");
    let name = format!(" {} ", fold(payer));
    let both = format!("{told}{name}");
    (rule.category == Category::Other && rule.counterparty.iter().any(insures))
        .then(|| other_insurance(&both, told, &name))
        .flatten()
}

/// Why an insurance may be another than one of the business: `rest` is what says so.
fn other_insurance(rest: &str, told: &str, name: &str) -> Option<Doubt> {
    if any(rest, OTHER_INSURANCE) {
        return Some(Doubt::asks(
            "Diese Versicherung hat ein eigenes Konto (Fahrzeuge, Personal, privat), oder der Text \
             nennt einen Schaden, eine Selbstbeteiligung oder Mahnkosten. Bitte das Konto nennen.",
            "This insurance has an account of its own (vehicles, staff, private), or the text \
             names a damage, an excess or dunning costs. Name the account.",
        ));
    }
    (any(name, BROKERS) || several_policies(told)).then(|| {
        Doubt::splits(
            "Der Empfänger vermittelt Versicherungen, oder der Text nennt mehrere; sie können \
             verschiedene Konten haben. Bitte das Konto nennen oder aufteilen.",
            "The payee is an insurance broker, or the text names several policies; they may have \
             different accounts. Name the account or split them.",
        )
    })
}

/// Whether a text names more than one policy.
fn several_policies(told: &str) -> bool {
    let numbers =
        ["versicherungsschein", "versicherungsnr", "versicherungs nr", "vers schein", "police nr"];
    any(told, POLICIES) || numbers.iter().map(|mark| told.matches(mark).count()).sum::<usize>() > 1
}

/// The text without the words that name rooms or places, with the vehicle that a place is for.
fn without_rooms(told: &str) -> String {
    let words: Vec<&str> = told.split_whitespace().collect();
    let is_of_place = |at: usize| {
        words.get(at + 1).is_some_and(|next| PLACES.iter().any(|place| next.starts_with(place)))
    };
    let kept = words.iter().enumerate().filter(|(at, word)| {
        !(ROOMS.iter().any(|room| word.ends_with(room))
            || VEHICLES.contains(word) && is_of_place(*at))
    });
    kept.fold(String::from(" "), |text, (_, word)| text + word + " ")
}

/// The text without the charges that it says are none: `Entgelt 0,00`, `Entgelt EUR 0,00`.
fn without_free(told: &str) -> String {
    let words: Vec<&str> = told.split_whitespace().collect();
    let is_free = |at: usize| {
        let mut behind = words.iter().skip(at + 1).skip_while(|word| **word == "eur").copied();
        behind.next() == Some("0") && matches!(behind.next(), Some("00" | "00eur"))
    };
    let kept = words.iter().enumerate().filter(|(at, _)| !is_free(*at));
    kept.fold(String::from(" "), |text, (_, word)| text + word + " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(category: Category, contains: &[&str], shipped: bool) -> BookingRule {
        let contains = contains.iter().map(|word| (*word).to_owned()).collect();
        BookingRule { category, contains, shipped, ..BookingRule::default() }
    }

    #[test]
    fn what_an_office_wrote_itself_it_means() {
        for shipped in [true, false] {
            let hosting = rule(Category::Other, &["Hetzner Online"], shipped);
            assert_eq!(invoiced(&hosting, true, "Hetzner Online GmbH").is_some(), shipped);
            assert_eq!(
                invoiced(
                    &BookingRule { vat_percent: Some(19), ..hosting },
                    true,
                    "Hetzner Online GmbH"
                ),
                None,
                "a standing invoice"
            );
            let wages = rule(Category::Salary, &["Gehalt"], shipped);
            assert_eq!(
                its_words(&wages, " gehalt oktober reisekosten ", "Anna Kern").is_some(),
                shipped
            );
            assert_eq!(
                parts_stated(&wages, " gehalt 10 00 bonus 5 00 ", &[1_000, 500], 1_500).is_some(),
                shipped
            );
            let chamber = BookingRule {
                counterparty: vec!["IHK".into()],
                ..rule(Category::Other, &[], shipped)
            };
            assert_eq!(
                its_words(&chamber, " pruefungsgebuehr 2026 ", "IHK Ulm").is_some(),
                shipped
            );
        }
    }

    #[test]
    fn a_contribution_of_a_chamber_is_invoiced_too() {
        let chamber =
            BookingRule { counterparty: vec!["IHK".into()], ..rule(Category::Other, &[], true) };
        for told in
            [" ihk beitrag 2026 rechnung 12345 ", " beitragsrechnung 2026 ", " beitrag 2026 "]
        {
            assert_eq!(its_words(&chamber, told, "IHK Ulm"), None, "{told}");
        }
        for told in [" rechnung 12345 ", " beitrag 2026 und seminar rechnung 12345 "] {
            assert!(its_words(&chamber, told, "IHK Ulm").is_some(), "{told}");
        }
    }

    #[test]
    fn what_a_rule_of_one_word_may_mean_besides_is_asked() {
        let of_office = BookingRule {
            counterparty: vec!["Finanzamt".into()],
            ..rule(Category::Tax, &["Steuer"], true)
        };
        assert_eq!(its_words(&of_office, " steuernr 201 5432 0987 ", "Finanzamt Aalen"), None);
        let income = BookingRule { of_no_owner: true, ..of_office };
        assert!(its_words(&income, " einkommensteuer 3 vj ", "Finanzamt Aalen").is_some());
        let insurance =
            rule(Category::Other, &["Versicherungsbeitrag", "Versicherungsschein"], true);
        for (told, payee) in [
            (" versicherungsbeitrag 2026 ", "Kern Versicherungsmakler GmbH"),
            (" versicherungsbeitrag 2026 ", "Süd Assekuranz GmbH"),
            (" versicherungsbeitrag zwei policen ", "Allianz"),
            (" versicherungsschein 12 versicherungsschein 13 ", "Allianz"),
        ] {
            assert!(its_words(&insurance, told, payee).is_some(), "{told} {payee}");
        }
        assert_eq!(
            its_words(
                &insurance,
                " versicherungsbeitrag versicherungsschein 12 ",
                "Allianz Versicherungs AG"
            ),
            None
        );
        let rent = rule(Category::Rent, &["Miete"], true);
        for told in [" miete wohnung hauptstr 5 ", " miete 10 26 whg 3 "] {
            assert!(its_words(&rent, told, "Vermieter GmbH").is_some(), "{told}");
        }
        assert_eq!(its_words(&rent, " miete laden 10 26 ", "Wohnungsbau GmbH"), None);
    }

    #[test]
    fn rooms_for_things_are_rooms_and_a_charge_of_nothing_is_none() {
        let rent = rule(Category::Rent, &["Miete"], true);
        for told in [
            "halle 10 26 maschinenhalle",
            "lager containerstellplatz",
            "fahrzeughalle",
            "werkzeuglager",
            "kfz stellplatz 7",
        ] {
            assert_eq!(
                its_words(&rent, &format!(" miete {told} "), "Vermieter GmbH"),
                None,
                "{told}"
            );
        }
        for told in [
            "maschine",
            "maschinenhalle und stapler",
            "container",
            "pkw aa xy 12",
            "kopierer buero",
        ] {
            assert!(
                its_words(&rent, &format!(" miete {told} "), "Vermieter GmbH").is_some(),
                "{told}"
            );
        }
        let cash = rule(Category::Transfer, &["Bargeldauszahlung"], true);
        for told in ["ga nr 123 entgelt 0 00", "entgelt eur 0 00", "entgelt 0 00eur"] {
            assert_eq!(
                its_words(&cash, &format!(" bargeldauszahlung {told} "), ""),
                None,
                "{told}"
            );
        }
        for told in ["entgelt 4 50", "entgelt 0 00 gebuehr 4 50", "entgelt 0 50"] {
            assert!(
                its_words(&cash, &format!(" bargeldauszahlung {told} "), "").is_some(),
                "{told}"
            );
        }
    }
}
