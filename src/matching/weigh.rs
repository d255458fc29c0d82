//! What a fit of an amount is worth.

use super::amounts::{Due, Fit, Part, fit};
use super::decision::Explanation;
use super::desk::Slip;
use super::explain::with_amount;
use super::facts::EntryFacts;
use super::reading::Reading;
use super::weights::Ground;
use crate::domain::Currency;

/// Fits the amount as booked, and failing that the amount before the charges that are reported with
/// it, kept or given back. What a payment service kept was paid beyond doubt, in part or too much
/// as well.
pub(super) fn fit_with_charges(entry: &EntryFacts, dues: &[Due], tolerance: i64) -> (i64, Fit) {
    if entry.kept != 0 {
        return (entry.kept, fit(dues, entry.paid(), tolerance));
    }
    let plain = fit(dues, entry.amount, tolerance);
    let charges =
        entry.charges.filter(|charges| *charges != 0 && !matches!(plain, Fit::Exact { .. }));
    match charges.map(|charges| (charges, fit(dues, entry.amount.saturating_sub(charges), 0))) {
        Some((charges, exact @ Fit::Exact { .. })) => (charges, exact),
        _ => (0, plain),
    }
}

/// What a fit is worth: its parts, the confidence per mille, and the rest; what speaks against
/// booking joins the doubts. `meant`: that the items are meant, the text and the other side say
/// without the amount.
pub(super) fn weigh(
    slip: &Slip<'_>,
    fit: Fit,
    items: usize,
    meant: bool,
    doubts: &mut Vec<Explanation>,
) -> (Vec<Part>, u16, i64) {
    let currency = slip.entry.currency;
    match fit {
        Fit::Exact { parts, ambiguous: false } => {
            doubts.extend(discounted_part(slip, &parts));
            (parts, Ground::Named.confidence(), 0)
        }
        Fit::Exact { parts, ambiguous: true } => {
            doubts.push(spread_in_several_ways());
            (parts, Ground::SeveralWays.confidence(), 0)
        }
        Fit::Near { parts } => (parts, Ground::NamedNear.confidence(), 0),
        Fit::Late { parts, ambiguous, in_steps } => {
            if ambiguous {
                doubts.push(spread_in_several_ways());
            }
            if in_steps {
                doubts.push(without_discount(slip, less_was_in_time()));
            }
            doubts.extend(discounted_part(slip, &parts));
            (parts, Ground::NamedLate.confidence(), 0)
        }
        Fit::InParts { parts } => {
            doubts.push(without_discount(slip, discount_on_parts()));
            (parts, Ground::Doubted.confidence(), 0)
        }
        Fit::Short { parts, missing } => {
            let instalment = announces_a_part(&slip.reading);
            let plan = slip.reading.plan();
            if plan.is_some_and(|plan| !is_of_plan(slip, plan, missing)) && instalment && items == 1
            {
                doubts.push(Explanation::new(
                    "Der Text nennt eine Rate von mehreren; was danach noch offen wäre, ergeben \
                        die übrigen nicht. Bitte bestätigen.",
                    "The text names one instalment of several; the others do not give what would \
                     then be open. Please confirm.",
                ));
            } else if items == 1 && !doubts.is_empty() && slip.reading.takes_a_discount() {
                // Asked about as such.
            } else if !instalment || items > 1 {
                doubts.push(with_amount(
                    "{} fehlen zum offenen Betrag, und der Text sagt nicht sicher, dass es eine \
                     Teilzahlung ist.",
                    "{} is missing from the open amount, and the text does not clearly say that it \
                     is a part payment.",
                    missing,
                    currency,
                ));
            } else if !meant {
                doubts.push(Explanation::new(
                    "Der Text kündigt eine Teilzahlung an, doch die Nummer kann etwas anderes sein \
                     als eine Rechnung.",
                    "The text announces a part payment, but the number may be something else than \
                     an invoice's.",
                ));
            }
            let ground = if instalment && !meant { Ground::UnsurePart } else { Ground::NamedPart };
            (parts, ground.confidence(), 0)
        }
        Fit::Over { parts, rest } => {
            doubts.push(overpaid(rest, currency));
            (parts, Ground::Overpaid.confidence(), rest)
        }
        Fit::Against => (Vec::new(), 0, 0),
    }
}

/// That more is paid than is open, by so much, minor units.
pub fn overpaid(rest: i64, currency: Currency) -> Explanation {
    with_amount(
        "{} sind zu viel gezahlt; sie blieben als Guthaben auf dem Personenkonto.",
        "{} is paid too much; it would stay as a credit on the personal account.",
        rest,
        currency,
    )
}

/// Whether what is missing is what the other instalments of a plan give: `Rate 1/3` over a third of
/// all, to a cent an instalment.
fn is_of_plan(slip: &Slip<'_>, (part, whole): (i64, i64), missing: i64) -> bool {
    let left = whole.saturating_sub(part);
    let others = slip.entry.paid().saturating_abs().saturating_mul(left);
    missing.saturating_abs().saturating_sub(others).saturating_abs() <= left
}

/// Whether the text says that it is a part that is paid. `2. Abschlagsrechnung` is the kind of the
/// invoice, and no word about the payment; a part beside goods that went back may be one of them.
pub(super) fn announces_a_part(reading: &Reading) -> bool {
    let kind = reading.says(&[
        "abschlagsrechn*",
        "abschlagrechn*",
        "anzahlungsrechn*",
        "teilrechn*",
        "ratenrechn*",
        "akontorechn*",
        "facture acompte*",
        "facture d acompte*",
        "fattura acconto*",
        "fattura d acconto*",
        "fattura di acconto*",
        "aanbetalingsfact*",
    ]);
    let named = reading.says(&[
        "rate",
        "ratenzahlung*",
        "teilzahlung*",
        "teilz",
        "teilzlg*",
        "teilzhlg*",
        "teilzahlg*",
        "teilzahl",
        "teilzahlun",
        "anzahlung*",
        "abschlag*",
        "teilbetrag*",
        "akonto*",
        "a conto",
        "acompte*",
        "paiement partiel*",
        "versement partiel*",
        "acconto*",
        "pagamento parziale*",
        "deelbetaling*",
        "aanbetaling*",
        "pago parcial*",
        "part payment*",
        "partial payment*",
    ]);
    let counted = reading.counts_a_part()
        || reading.says(&["erster teil", "zweiter teil", "dritter teil", "letzter teil"]);
    !kind && (named || counted && !reading.speaks_of_credit())
}

/// What is taken off as cash discount may be what is left to pay: the text calls it a part.
fn discounted_part(slip: &Slip<'_>, parts: &[Part]) -> Option<Explanation> {
    let discount = parts.iter().fold(0_i64, |sum, part| sum.saturating_add(part.discount));
    (discount != 0 && announces_a_part(&slip.reading)).then(|| {
        with_amount(
            "Der Text spricht von einer Teilzahlung; ob die fehlenden {} Skonto sind oder noch \
             kommen, sagt er nicht. Bitte bestätigen.",
            "The text speaks of a part payment; whether the missing {} is cash discount or still \
             to come it does not say. Please confirm.",
            discount,
            slip.entry.currency,
        )
    })
}

fn less_was_in_time() -> Explanation {
    Explanation::new(
        "Es ist mehr Skonto abgezogen, als am Zahlungstag noch zulässig war. Vorgeschlagen ist der \
         Satz, der noch galt; der Rest bleibt offen. Bitte bestätigen.",
        "More cash discount is taken off than was still allowed on the day of payment. Proposed is \
         the rate that still held; the rest stays open. Please confirm.",
    )
}

fn discount_on_parts() -> Explanation {
    Explanation::new(
        "Die Rechnung ist in Teilen gezahlt; ob Skonto auch dann gewährt ist, steht nicht fest. \
         Bitte bestätigen.",
        "The invoice is paid in parts; whether the cash discount holds then is not certain. Please \
         confirm.",
    )
}

/// A question about a discount, with how it is answered that there is none.
fn without_discount(slip: &Slip<'_>, mut why: Explanation) -> Explanation {
    // A payment inside a batch has no number of its own.
    let id = slip.entry.id;
    if id > 0 {
        why.de.push_str(&format!(" Ganz ohne Skonto: „kontor resolve E{id} match RECHNUNG“."));
        why.en.push_str(&format!(
            " Without any cash discount: \"kontor resolve E{id} match INVOICE\"."
        ));
    }
    why
}

fn spread_in_several_ways() -> Explanation {
    Explanation::new(
        "Der Skontoabzug lässt sich auf mehrere Weisen verteilen; bitte bestätigen.",
        "The cash discount can be spread in several ways; please confirm.",
    )
}
