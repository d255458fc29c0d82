//! Rules about the document as a whole: BR-01 to BR-16, BR-53, BR-62, BR-63, BR-CO-03, BR-CO-15,
//! BR-CO-18, BR-DEC-13/15.

use super::super::number::{cents, equal, plus};
use super::super::{DocumentRule, Fault, Verdict, fatal, must};
use crate::einvoice::model::{Party, Syntax, Term, Terms};
use crate::einvoice::term::normalize;
use crate::{n, path};

/// One row a rule.
pub static RULES: &[DocumentRule] = &[
    fatal(
        "BR-01",
        "BT-24",
        |terms| must(terms.specification.is_filled()?),
        "Die Spezifikationskennung (BT-24) fehlt. Der Absender muss angeben, nach welchem Profil \
         die Rechnung erstellt ist.",
        "The specification identifier (BT-24) is missing. The sender must state the profile the \
         invoice follows.",
    ),
    fatal(
        "BR-02",
        "BT-1",
        |terms| must(terms.number.is_filled()?),
        "Die Rechnungsnummer (BT-1) fehlt.",
        "The invoice number (BT-1) is missing.",
    ),
    fatal(
        "BR-03",
        "BT-2",
        |terms| must(issue_date(terms).is_filled()?),
        "Das Rechnungsdatum (BT-2) fehlt.",
        "The issue date (BT-2) is missing.",
    ),
    fatal(
        "BR-04",
        "BT-3",
        |terms| must(type_code_is_filled(terms)?),
        "Die Rechnungsart (BT-3) fehlt, zum Beispiel 380 für eine Handelsrechnung.",
        "The invoice type code (BT-3) is missing, e.g. 380 for a commercial invoice.",
    ),
    fatal(
        "BR-05",
        "BT-5",
        |terms| must(terms.currency.is_filled()?),
        "Die Rechnungswährung (BT-5) fehlt.",
        "The invoice currency (BT-5) is missing.",
    ),
    fatal(
        "BR-06",
        "BT-27",
        |terms| must(Term::all(in_place(&terms.sellers).map(|party| &party.names)).is_filled()?),
        "Der Name des Verkäufers (BT-27) fehlt.",
        "The seller's name (BT-27) is missing.",
    ),
    fatal(
        "BR-07",
        "BT-44",
        |terms| must(Term::all(in_place(&terms.buyers).map(|party| &party.names)).is_filled()?),
        "Der Name des Käufers (BT-44) fehlt.",
        "The buyer's name (BT-44) is missing.",
    ),
    fatal(
        "BR-08",
        "BG-5",
        |terms| must(in_place(&terms.sellers).any(|party| !party.addresses.is_empty())),
        "Die Anschrift des Verkäufers (BG-5) fehlt.",
        "The seller's postal address (BG-5) is missing.",
    ),
    fatal(
        "BR-09",
        "BT-40",
        |terms| countries(terms.syntax, &terms.sellers),
        "In der Anschrift des Verkäufers fehlt das Land (BT-40).",
        "The seller's address names no country (BT-40).",
    ),
    fatal(
        "BR-10",
        "BG-8",
        |terms| must(in_place(&terms.buyers).any(|party| !party.addresses.is_empty())),
        "Die Anschrift des Käufers (BG-8) fehlt.",
        "The buyer's postal address (BG-8) is missing.",
    ),
    fatal(
        "BR-11",
        "BT-55",
        |terms| countries(terms.syntax, &terms.buyers),
        "In der Anschrift des Käufers fehlt das Land (BT-55).",
        "The buyer's address names no country (BT-55).",
    ),
    fatal(
        "BR-16",
        "BG-25",
        |terms| must(!terms.lines.is_empty()),
        "Die Rechnung hat keine Position (BG-25).",
        "The invoice has no line (BG-25).",
    ),
    fatal(
        "BR-53",
        "BT-6, BT-111",
        tax_currency_has_its_amount,
        "Es ist eine eigene Währung für die Umsatzsteuer genannt (BT-6), aber kein Steuerbetrag in \
         ihr (BT-111).",
        "A VAT accounting currency is named (BT-6), but no VAT amount in it (BT-111).",
    ),
    fatal(
        "BR-62",
        "BT-34",
        |terms| endpoints_have_schemes(terms.syntax, &terms.sellers),
        "Die elektronische Adresse des Verkäufers (BT-34) nennt ihr Schema nicht, zum Beispiel EM \
         für E-Mail.",
        "The seller's electronic address (BT-34) does not name its scheme, e.g. EM for e-mail.",
    ),
    fatal(
        "BR-63",
        "BT-49",
        |terms| endpoints_have_schemes(terms.syntax, &terms.buyers),
        "Die elektronische Adresse des Käufers (BT-49) nennt ihr Schema nicht, zum Beispiel EM für \
         E-Mail.",
        "The buyer's electronic address (BT-49) does not name its scheme, e.g. EM for e-mail.",
    ),
    fatal(
        "BR-CO-15",
        "BT-109, BT-110, BT-112",
        gross_is_net_plus_vat,
        "Der Bruttobetrag (BT-112) ist nicht Nettobetrag (BT-109) plus Umsatzsteuer (BT-110), oder \
         der Steuerbetrag in Rechnungswährung fehlt oder steht mehrfach.",
        "The total with VAT (BT-112) is not the total without VAT (BT-109) plus VAT (BT-110), or \
         the VAT amount in the invoice currency is missing or repeated.",
    ),
];

/// The first issue date a rule may take: in CII only one of format 102 counts.
fn issue_date<'t, 'a>(terms: &Terms<'t, 'a>) -> Term<'t, 'a> {
    let mut dates = Term::default();
    let counts = |format: Option<&str>| terms.syntax == Syntax::Ubl || format == Some("102");
    terms
        .issue_date
        .iter()
        .filter(|node| counts(node.attribute(n!("format"))))
        .for_each(|node| dates.push(node));
    dates
}

/// UBL has two elements for the code and asks each by itself.
fn type_code_is_filled(terms: &Terms) -> Result<bool, Fault> {
    if terms.syntax == Syntax::Cii {
        return terms.type_code.is_filled();
    }
    Ok(Term::at(terms.root, path!("cbc:InvoiceTypeCode")).is_filled()?
        || Term::at(terms.root, path!("cbc:CreditNoteTypeCode")).is_filled()?)
}

/// The parties that a path from the document element finds.
fn in_place<'s, 't, 'a>(parties: &'s [Party<'t, 'a>]) -> impl Iterator<Item = &'s Party<'t, 'a>> {
    parties.iter().filter(|party| party.in_place)
}

/// UBL asks of each address that it names its country; CII asks that one country be named.
fn countries(syntax: Syntax, parties: &[Party]) -> Verdict {
    let addresses = || parties.iter().flat_map(|party| &party.addresses);
    if syntax == Syntax::Ubl {
        return addresses().try_for_each(|address| must(address.country.is_filled()?));
    }
    must(
        Term::all(
            in_place(parties).flat_map(|party| &party.addresses).map(|address| &address.country),
        )
        .is_filled()?,
    )
}

/// UBL asks every electronic address for its scheme, CII the first, whose scheme must not be blank.
fn endpoints_have_schemes(syntax: Syntax, parties: &[Party]) -> Verdict {
    let endpoints = || parties.iter().flat_map(|party| party.endpoints.iter());
    if syntax == Syntax::Ubl {
        return must(endpoints().all(|node| node.attribute(n!("schemeID")).is_some()));
    }
    let groups = || {
        in_place(parties).filter_map(|party| party.node.child(n!("ram:URIUniversalCommunication")))
    };
    let schemes: Vec<&str> = groups()
        .flat_map(|group| group.all(n!("ram:URIID")))
        .filter_map(|node| node.attribute(n!("schemeID")))
        .collect();
    match schemes.as_slice() {
        [] => must(groups().next().is_none()),
        [scheme] => must(!normalize(scheme).is_empty()),
        _ => Err(Fault::Several("URIID".into())),
    }
}

fn tax_currency_has_its_amount(terms: &Terms) -> Verdict {
    let amount_in = |currency: &str| {
        terms.tax_amounts.iter().any(|node| node.attribute(n!("currencyID")) == Some(currency))
    };
    let mut named = terms.tax_currency.iter();
    match terms.syntax {
        Syntax::Ubl => must(named.all(|currency| amount_in(currency.text()))),
        // Judged at the totals: without them it is not judged at all.
        Syntax::Cii if terms.totals.is_empty() || !terms.tax_currency.exists() => Ok(()),
        Syntax::Cii => {
            let is_invoice_currency =
                terms.tax_currency.iter().any(|currency| terms.currency.any_is(currency.text()));
            must(named.any(|currency| amount_in(currency.text())) && !is_invoice_currency)
        }
    }
}

fn gross_is_net_plus_vat(terms: &Terms) -> Verdict {
    terms.currency.iter().try_for_each(|currency| match terms.syntax {
        Syntax::Ubl => ubl_gross(terms, currency.text()),
        Syntax::Cii => cii_gross(terms, currency.text()),
    })
}

fn ubl_gross(terms: &Terms, currency: &str) -> Verdict {
    let vat = amounts_in(terms, currency);
    let of_document: Vec<_> = terms.totals.iter().filter(|totals| totals.in_place).collect();
    must(vat.count() == 1)?;
    match of_document.as_slice() {
        [totals] => {
            equal(totals.gross.decimal()?, cents(plus(totals.net.decimal()?, vat.decimal()?)?)?)
        }
        [] => Err(Fault::Broken),
        _ => Err(Fault::Several("LegalMonetaryTotal".into())),
    }
}

/// CII also takes a total with VAT that equals the total without.
fn cii_gross(terms: &Terms, currency: &str) -> Verdict {
    let in_place = || terms.totals.iter().filter(|totals| totals.in_place);
    let net = Term::all(in_place().map(|totals| &totals.net)).first_decimal()?;
    let gross = Term::all(in_place().map(|totals| &totals.gross)).first_decimal()?;
    let vat = amounts_in(terms, currency);
    let with_vat = match vat.count() {
        1 => equal(gross, cents(plus(net, vat.first_decimal()?)?)?),
        _ => Err(Fault::Broken),
    };
    with_vat.or_else(|fault| equal(gross, net).map_err(|_| fault))
}

/// BT-110 or BT-111: the VAT amounts of the document in one currency.
fn amounts_in<'t, 'a>(terms: &Terms<'t, 'a>, currency: &str) -> Term<'t, 'a> {
    let mut amounts = Term::default();
    terms
        .tax_amounts
        .iter()
        .filter(|node| node.attribute(n!("currencyID")) == Some(currency))
        .for_each(|node| amounts.push(node));
    amounts
}

/// Rules about the document that only UBL judges here; CII judges them at a line or a breakdown.
pub static UBL_RULES: &[DocumentRule] = &[
    fatal(
        "BR-CO-03",
        "BT-7, BT-8",
        |terms| must(!(terms.tax_point_date.exists() && terms.tax_point_code.exists())),
        TAX_POINT.0,
        TAX_POINT.1,
    ),
    fatal(
        "BR-CO-18",
        "BG-23",
        |terms| must(terms.tax_totals.iter().any(|total| total.breakdowns > 0)),
        NO_BREAKDOWN.0,
        NO_BREAKDOWN.1,
    ),
];

/// BR-CO-03 in CII, which judges it only where there is an entry of the VAT breakdown to judge.
pub static CII_RULES: &[DocumentRule] = &[fatal(
    "BR-CO-03",
    "BT-7, BT-8",
    |terms| {
        let stated = |name| terms.tree.nodes().any(|node| node.name() == name);
        let judged = terms.breakdowns.iter().any(|it| super::breakdown::is_judged(terms, it));
        must(!(judged && stated(n!("ram:TaxPointDate")) && stated(n!("ram:DueDateTypeCode"))))
    },
    TAX_POINT.0,
    TAX_POINT.1,
)];

/// What BR-CO-03 says.
pub const TAX_POINT: (&str, &str) = (
    "Es sind sowohl ein Steuerdatum (BT-7) als auch ein Code dafür (BT-8) angegeben; erlaubt ist \
     nur eines von beiden.",
    "Both a tax point date (BT-7) and a code for it (BT-8) are stated; only one of them is \
     allowed.",
);

/// What BR-CO-18 says.
pub const NO_BREAKDOWN: (&str, &str) = (
    "Die Aufschlüsselung der Umsatzsteuer (BG-23) fehlt ganz.",
    "The VAT breakdown (BG-23) is missing altogether.",
);
