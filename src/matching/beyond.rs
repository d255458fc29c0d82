//! Texts that mean more or something else than the words by which a rule knows them: a deposit beside the rent, travel beside the wage, an
//! adviser's fee for a tax return, amounts that are parts. Only of rules that know an entry by its text alone; one that names the other
//! side knows what it is paid for.

use super::decision::{Category, Explanation};
use super::facts::BookingRule;
use super::mixed::{CHARGES, NO_CHARGE, any, expense_and_input_vat, is_tax_office, names_vat, unruled, without};
use crate::domain::text::fold;

/// Wages, where they stand beside their tax.
const WAGES: &[&str] = &[" lohn ", " loehne", " gehalt ", " gehaelter"];

/// What an employee is paid back or lent, which is no wage.
const BESIDE_WAGES: &[&str] =
    &["reisek", "spesen", "auslagen", "kilometergeld", " km geld", "fahrtkosten", "fahrkosten", "verpflegungs", " darlehen", " kredit"];

/// What a landlord is paid beside the rent: a deposit is no expense, a surcharge no rent.
const BESIDE_RENT: &[&str] = &["kaution", "mietsicherheit", " mahn", "verzugszins", " makler", "courtage"];

/// Things that are rented and are no rooms.
const RENTED_THINGS: &[&str] = &[
    " pkw",
    " lkw",
    " kfz",
    " fahrzeug",
    " transporter",
    " anhaenger",
    " stapler",
    " gabelstapler",
    "bagger",
    " kran ",
    " geruest",
    " container",
    " maschine",
    " kopier",
    " drucker",
    " geraet",
    " werkzeug",
];

/// Those who let things and no rooms, by their names.
const LETS_THINGS: &[&str] = &["verleih", "autovermiet", "leasing", "mietservice", "mietpark", "baumaschinen"];

/// Those who reckon taxes and wages for others, by their names: what they are paid is their fee.
const RECKONS: &[&str] =
    &["steuerberat", "steuerkanzlei", " stb ", "wirtschaftspruef", "treuhand", "lohnbuero", "lohnservice", "buchhaltung", "buchfuehrung"];

/// Side costs of rooms, which go with the rent.
const SIDE_COSTS: &[&str] =
    &[" nk ", "nebenkosten", "heizkosten", "betriebskosten", " bk ", " hk ", "stellplatz", "garage", "parkplatz", "tiefgarage"];

/// Insurances with accounts of their own: of vehicles, of the owner, of employees' pensions.
const OTHER_INSURANCE: &[&str] = &[
    " kfz",
    " pkw",
    " lkw",
    "kraftfahrt",
    "kraftfahrz",
    "kasko",
    "lebensvers",
    "krankenvers",
    "krankenzusatz",
    "rentenvers",
    "direktvers",
    "altersvorsorge",
    "pensionskasse",
    "unterstuetzungskasse",
    "berufsunfaehig",
    " mahn",
];

/// Chambers, by their names: beside their contributions they charge for courses and examinations.
const CHAMBERS: &[&str] = &[" ihk ", "handelskammer", "handwerkskammer", "kreishandwerkerschaft"];
/// What chambers charge for.
const CHARGED_FOR: &[&str] = &["rechnung", " seminar", "lehrgang", "pruefung", "gebuehr", " kurs"];

/// Why the text's own amounts forbid one account: two or more of them give the whole (`total`, unsigned minor units), so each is a part of
/// its own. What offices and banks list of one tax, of contributions or of charges goes to one account, and so do the side costs of a rent.
pub(super) fn parts_stated(rule: &BookingRule, told: &str, amounts: &[i64], total: i64) -> Option<Explanation> {
    let listed = matches!(rule.category, Category::Tax | Category::SocialSecurity | Category::BankFee);
    let together = rule.category == Category::Rent && any(told, SIDE_COSTS) && !any(told, BESIDE_RENT);
    let sum = amounts.iter().copied().fold(0, i64::saturating_add);
    (by_text_alone(rule) && !listed && !together && amounts.len() > 1 && sum == total).then(|| {
        Explanation::new(
            "Der Text nennt mehrere Beträge, die zusammen die Zahlung ergeben; bitte aufteilen oder das Konto nennen.",
            "The text states several amounts that give the payment together; split them or name the account.",
        )
    })
}

/// Why a text that names an invoice is none of a rule that knows it by words alone: its payment waits for the invoice, or for a person.
/// What a bank or an office writes of itself is no invoice.
pub(super) fn invoiced(rule: &BookingRule, names_an_invoice: bool, payer: &str) -> Option<Explanation> {
    let by_words = matches!(rule.category, Category::Tax | Category::Salary | Category::SocialSecurity | Category::Rent | Category::Other);
    (by_text_alone(rule) && by_words && names_an_invoice && !is_tax_office(payer)).then(|| {
        Explanation::new(
            "Der Text nennt eine Rechnung; bitte die Rechnung einlegen oder das Konto nennen.",
            "The text names an invoice; drop the invoice or name the account.",
        )
    })
}

/// Whether a rule knows an entry by the words of its text, whoever the other side is. One that names the other side knows what it is paid for.
fn by_text_alone(rule: &BookingRule) -> bool {
    rule.counterparty.is_empty() && rule.ibans.is_empty()
}

/// Why a text means more or something else than the words by which a rule knows it.
pub(super) fn its_words(rule: &BookingRule, told: &str, payer: &str) -> Option<Explanation> {
    if !by_text_alone(rule) {
        let charged = || any(&format!(" {} ", fold(payer)), CHAMBERS) && any(told, CHARGED_FOR);
        return (rule.category == Category::Other && rule.contains.is_empty() && charged()).then(|| {
            Explanation::new(
                "Der Text nennt eine Rechnung, einen Kurs oder eine Gebühr; ein Beitrag ist das nicht. Bitte das Konto nennen.",
                "The text names an invoice, a course or a fee; that is no contribution. Name the account.",
            )
        });
    }
    let name = format!(" {} ", fold(payer));
    let rest = || unruled(rule, told);
    let insured = || rule.contains.iter().any(|word| fold(word).contains("versicher"));
    match rule.category {
        Category::Tax if any(&told.replace(" lohn st", " "), WAGES) || any(told, &[" versicherungsb", " versicherungspr"]) => {
            Some(Explanation::new(
                "Der Text nennt neben der Steuer noch etwas anderes; bitte aufteilen.",
                "The text names something else beside the tax; split them.",
            ))
        }
        Category::Tax | Category::Salary | Category::SocialSecurity if any(&name, RECKONS) => Some(Explanation::new(
            "Der Empfänger rechnet Steuern und Löhne für andere ab; sein Honorar ist keine Steuer und kein Lohn. Bitte das Konto nennen.",
            "The payee reckons taxes and wages for others; his fee is no tax and no wage. Name the account.",
        )),
        Category::Salary if any(&rest(), BESIDE_WAGES) => Some(Explanation::new(
            "Der Text nennt neben dem Lohn Auslagen, Reisekosten oder ein Darlehen; bitte aufteilen oder das Konto nennen.",
            "The text names expenses, travel or a loan beside the wage; split them or name the account.",
        )),
        Category::Rent if any(told, BESIDE_RENT) => Some(Explanation::new(
            "Der Text nennt neben der Miete eine Kaution oder Kosten des Verzugs; bitte aufteilen, eine Kaution ist kein Aufwand.",
            "The text names a deposit or costs of default beside the rent; split them, a deposit is no expense.",
        )),
        Category::Rent if any(&rest(), RENTED_THINGS) || any(&name, LETS_THINGS) => Some(Explanation::new(
            "Der Text nennt etwas anderes als Räume; seine Miete hat ein eigenes Konto. Bitte das Konto nennen.",
            "The text names something other than rooms; its rent has an account of its own. Name the account.",
        )),
        Category::Other if insured() && any(&rest(), OTHER_INSURANCE) => Some(Explanation::new(
            "Diese Versicherung hat ein eigenes Konto (Fahrzeuge, Personal, privat), oder der Text nennt Mahnkosten. Bitte das Konto nennen.",
            "This insurance has an account of its own (vehicles, staff, private), or the text names dunning costs. Name the account.",
        )),
        Category::BankFee if rule.vat_percent.is_none() && names_vat(told) => Some(expense_and_input_vat()),
        Category::Transfer if any(&without(&rest(), NO_CHARGE), CHARGES) => Some(Explanation::new(
            "Der Text nennt ein Entgelt neben dem Bargeld; bitte aufteilen.",
            "The text names a charge beside the cash; split them.",
        )),
        _ => None,
    }
}
