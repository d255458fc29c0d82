//! VAT rules that only one category has: BR-IC-11/12 (intra-community supply), BR-O-11 to BR-O-14
//! (not subject to VAT), BR-B-01/02 (Italian split payment).

use super::super::{Fault, Findings};
use super::vat::{CATEGORIES, raise};
use super::vat_rules::first_breakdown;
use super::vat_use::Use;
use crate::einvoice::model::{Category, Syntax, Term, Terms, VatUser};
use crate::einvoice::term::normalize;
use crate::xml::Node;
use crate::{n, path};
use std::borrow::Cow;

/// Judges the rules of this module.
pub fn check(terms: &Terms, uses: &[Use], findings: &mut Findings) {
    let breakdowns = |code: &str| {
        CATEGORIES
            .iter()
            .zip(uses)
            .find(|(known, _)| known.code == code)
            .map_or(0, |(_, used)| used.breakdown)
    };
    if breakdowns("K") > 0 {
        intra_community(terms, findings);
    }
    if breakdowns("O") > 0 && (terms.syntax == Syntax::Ubl || first_breakdown(terms, "O").is_some())
    {
        out_of_scope(terms, findings);
    }
    split_payment(terms, findings);
}

fn intra_community(terms: &Terms, findings: &mut Findings) {
    let place = first_breakdown(terms, "K").map_or(terms.root, |it| it.node);
    let judged = terms.syntax == Syntax::Ubl || first_breakdown(terms, "K").is_some();
    let mut judge = |holds: Result<bool, Fault>, (id, de, en): Told| match holds {
        Ok(holds) => raise_unless(holds || !judged, id, place, (de, en), findings),
        Err(fault) => raise(id, place, de, en, fault, findings),
    };
    judge(states_delivery_date(terms), DELIVERED_WHEN);
    judge(states_country_of_delivery(terms), DELIVERED_WHERE);
}

fn raise_unless(
    holds: bool,
    id: &'static str,
    node: Node,
    (de, en): (&'static str, &'static str),
    findings: &mut Findings,
) {
    if !holds {
        raise(id, node, de, en, Fault::Broken, findings);
    }
}

fn states_delivery_date(terms: &Terms) -> Result<bool, Fault> {
    if terms.syntax == Syntax::Cii {
        let dated = terms.deliveries.iter().any(|delivery| delivery.date.exists());
        return Ok(dated
            || terms
                .periods
                .iter()
                .any(|period| period.start_group.exists() || period.end_group.exists()));
    }
    let date = Term::at(terms.root, path!("cac:Delivery/cbc:ActualDeliveryDate"));
    let period = terms.root.all(n!("cac:InvoicePeriod")).any(|period| !period.is_leaf());
    Ok(date.text()?.chars().count() > 1 || period)
}

fn states_country_of_delivery(terms: &Terms) -> Result<bool, Fault> {
    if terms.syntax == Syntax::Cii {
        return Ok(terms
            .deliveries
            .iter()
            .flat_map(|delivery| &delivery.addresses)
            .any(|address| address.country.exists()));
    }
    let country = Term::at(
        terms.root,
        path!("cac:Delivery/cac:DeliveryLocation/cac:Address/cac:Country/cbc:IdentificationCode"),
    );
    Ok(country.text()?.chars().count() > 1)
}

/// A rule's id and its sentences.
type Told = (&'static str, &'static str, &'static str);

const DELIVERED_WHEN: Told = (
    "BR-IC-11",
    "Bei einer innergemeinschaftlichen Lieferung fehlt das Lieferdatum (BT-72) oder der \
     Abrechnungszeitraum (BG-14).",
    "An intra-community supply lacks the delivery date (BT-72) or the invoicing period (BG-14).",
);
const DELIVERED_WHERE: Told = (
    "BR-IC-12",
    "Bei einer innergemeinschaftlichen Lieferung fehlt das Land der Lieferung (BT-80).",
    "An intra-community supply lacks the country it is delivered to (BT-80).",
);
const WITHIN_ITALY: Told = (
    "BR-B-01",
    "Die Steuerkategorie B (Split Payment) gilt nur für Rechnungen innerhalb Italiens.",
    "VAT category B (split payment) is only for invoices within Italy.",
);
const UNMIXED: Told = (
    "BR-B-02",
    "Eine Rechnung mit Steuerkategorie B (Split Payment) darf keine Kategorie S enthalten.",
    "An invoice with VAT category B (split payment) must not hold category S.",
);

/// What each rule of this module says.
pub fn sentences() -> impl Iterator<Item = (&'static str, Cow<'static, str>, Cow<'static, str>)> {
    let all = MIXED.into_iter().chain([DELIVERED_WHEN, DELIVERED_WHERE, WITHIN_ITALY, UNMIXED]);
    all.map(|(id, de, en)| (id, de.into(), en.into()))
}

const MIXED: [Told; 4] = [
    (
        "BR-O-11",
        "Wer „nicht steuerbar“ (O) abrechnet, darf in der Steueraufschlüsselung keine andere \
         Kategorie angeben.",
        "With category O (not subject to VAT) the VAT breakdown must hold no other category.",
    ),
    (
        "BR-O-12",
        "Wer „nicht steuerbar“ (O) abrechnet, darf bei keiner Position eine andere Steuerkategorie \
         angeben.",
        "With category O (not subject to VAT) no line may be of another category.",
    ),
    (
        "BR-O-13",
        "Wer „nicht steuerbar“ (O) abrechnet, darf bei keinem Nachlass eine andere Steuerkategorie \
         angeben.",
        "With category O (not subject to VAT) no allowance may be of another category.",
    ),
    (
        "BR-O-14",
        "Wer „nicht steuerbar“ (O) abrechnet, darf bei keinem Zuschlag eine andere Steuerkategorie \
         angeben.",
        "With category O (not subject to VAT) no charge may be of another category.",
    ),
];

fn out_of_scope(terms: &Terms, findings: &mut Findings) {
    let place = first_breakdown(terms, "O").map_or(terms.root, |it| it.node);
    let any = |applies: &dyn Fn(VatUser, &Category) -> bool| {
        terms.categories.iter().any(|it| applies(it.user, &it.category))
    };
    let pure = match terms.syntax {
        Syntax::Ubl => {
            let other = |it: &Category| {
                it.is_vat && it.code.first().is_none_or(|code| normalize(code.text()) != "O")
            };
            let of = |charge: bool| {
                any(&|user, it| {
                    matches!(user, VatUser::Allowance { is_charge,
                        .. } if is_charge == Some(charge))
                        && other(it)
                })
            };
            let line = any(&|_, it| it.node.name() == n!("cac:ClassifiedTaxCategory") && other(it));
            [
                !any(&|user, it| user == VatUser::Breakdown && other(it)),
                !line,
                !of(false),
                !of(true),
            ]
        }
        Syntax::Cii => {
            let other = |it: &Category| it.code.iter().any(|code| code.text() != "O");
            let applicable =
                !any(&|_, it| it.node.name() == n!("ram:ApplicableTradeTax") && other(it));
            let of_allowances =
                !any(&|_, it| it.node.name() == n!("ram:CategoryTradeTax") && other(it));
            [applicable, applicable, of_allowances, of_allowances]
        }
    };
    for ((id, de, en), holds) in MIXED.into_iter().zip(pure) {
        raise_unless(holds, id, place, (de, en), findings);
    }
}

/// Split payment is for invoices within Italy, and not to be mixed with the standard rate.
fn split_payment(terms: &Terms, findings: &mut Findings) {
    let counts = |user: VatUser, it: &Category| match user {
        _ if terms.syntax == Syntax::Cii => true,
        VatUser::Breakdown => true,
        VatUser::Allowance { of_document, .. } => of_document,
        _ => it.node.name() == n!("cac:ClassifiedTaxCategory"),
    };
    let uses = |code: &str| {
        terms
            .categories
            .iter()
            .any(|it| counts(it.user, &it.category) && it.category.code.any_is(code))
    };
    let anywhere = terms.categories.iter().find(|it| it.category.code.any_is("B"));
    let Some(place) = anywhere.map(|it| it.category.node) else { return };
    let countries = [n!("cbc:IdentificationCode"), n!("ram:CountryID")];
    let abroad =
        terms.tree.nodes().any(|node| countries.contains(&node.name()) && node.text() != "IT");
    raise_unless(!abroad, WITHIN_ITALY.0, place, (WITHIN_ITALY.1, WITHIN_ITALY.2), findings);
    raise_unless(!(uses("B") && uses("S")), UNMIXED.0, place, (UNMIXED.1, UNMIXED.2), findings);
}
