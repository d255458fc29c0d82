//! Rules about parties, payment, deliveries and references: BR-17 to BR-20, BR-49 to BR-52, BR-55
//! to BR-57, BR-61, BR-CO-26.

use super::super::{Rule, Severity, Verdict, fatal, must};
use crate::einvoice::model::{
    Account, Card, Delivery, Party, PaymentMeans, Preceding, SupportingDocument, Syntax, Term,
    Terms,
};
use crate::n;

/// A rule about a party.
pub type PartyRule = Rule<fn(&Terms, &Party) -> Verdict>;

/// BG-4.
pub static SELLER: &[PartyRule] = &[fatal(
    "BR-CO-26",
    "BT-29, BT-30, BT-31",
    seller_is_identified,
    "Der Verkäufer ist nicht bestimmbar: Es fehlen Kennung (BT-29), Registernummer (BT-30) und \
     Umsatzsteuer-ID (BT-31).",
    "The seller cannot be identified: identifier (BT-29), registration (BT-30) and VAT id (BT-31) \
     are all missing.",
)];

/// BG-10.
pub static PAYEE: &[PartyRule] = &[fatal(
    "BR-17",
    "BT-59",
    payee_is_someone_else,
    "Ein abweichender Zahlungsempfänger (BG-10) braucht einen Namen (BT-59) und darf nicht der \
     Verkäufer selbst sein.",
    "A payee (BG-10) needs a name (BT-59) and must not be the seller.",
)];

/// BG-11.
pub static REPRESENTATIVE: &[PartyRule] = &[
    fatal(
        "BR-18",
        "BT-62",
        |_, it| must(it.names.is_filled()?),
        "Der Name des Steuervertreters (BT-62) fehlt.",
        "The tax representative's name (BT-62) is missing.",
    ),
    fatal(
        "BR-19",
        "BG-12",
        |_, it| must(!it.addresses.is_empty()),
        "Die Anschrift des Steuervertreters (BG-12) fehlt.",
        "The tax representative's address (BG-12) is missing.",
    ),
    fatal(
        "BR-20",
        "BT-69",
        representative_country,
        "In der Anschrift des Steuervertreters fehlt das Land (BT-69).",
        "The tax representative's address names no country (BT-69).",
    ),
    fatal(
        "BR-56",
        "BT-63",
        |terms, it| match terms.syntax {
            Syntax::Ubl => must(it.vat_ids.exists()),
            Syntax::Cii => must(it.vat_ids.is_filled()?),
        },
        "Die Umsatzsteuer-ID des Steuervertreters (BT-63) fehlt.",
        "The tax representative's VAT id (BT-63) is missing.",
    ),
];

/// In UBL an identifier of scheme SEPA is the creditor's for direct debits and tells nothing about
/// the seller.
fn seller_is_identified(terms: &Terms, it: &Party) -> Verdict {
    let counts = |scheme: Option<&str>| terms.syntax == Syntax::Cii || scheme != Some("SEPA");
    let has_id = it.ids.iter().any(|id| counts(id.attribute(n!("schemeID"))));
    must(it.vat_ids.exists() || it.legal_ids.exists() || it.global_ids.exists() || has_id)
}

/// UBL compares names and identifiers, CII the registration too.
fn payee_is_someone_else(terms: &Terms, it: &Party) -> Verdict {
    let shared = |own: &Term, pick: for<'p, 't, 'a> fn(&'p Party<'t, 'a>) -> &'p Term<'t, 'a>| {
        own.iter().any(|node| {
            terms
                .sellers
                .iter()
                .filter(|seller| seller.in_place)
                .any(|seller| pick(seller).any_is(node.text()))
        })
    };
    let same_name = match terms.syntax {
        Syntax::Ubl => shared(&it.names, |seller| &seller.trading_names),
        Syntax::Cii => shared(&it.names, |seller| &seller.names),
    };
    let same_registration =
        terms.syntax == Syntax::Cii && shared(&it.legal_ids, |seller| &seller.legal_ids);
    must(
        it.names.exists()
            && !same_name
            && !shared(&it.ids, |seller| &seller.ids)
            && !same_registration,
    )
}

/// UBL asks each address, CII that one country be named.
fn representative_country(terms: &Terms, it: &Party) -> Verdict {
    match terms.syntax {
        Syntax::Ubl => {
            it.addresses.iter().try_for_each(|address| must(address.country.is_filled()?))
        }
        Syntax::Cii => {
            must(Term::all(it.addresses.iter().map(|address| &address.country)).is_filled()?)
        }
    }
}

/// A rule about payment instructions.
pub type MeansRule = Rule<fn(&Terms, &PaymentMeans) -> Verdict>;

/// BG-16.
pub static MEANS: &[MeansRule] = &[
    fatal(
        "BR-49",
        "BT-81",
        |_, it| must(it.code.exists()),
        "Die Zahlungsart (BT-81) fehlt.",
        "The payment means code (BT-81) is missing.",
    ),
    fatal("BR-61", "BT-84", transfer_names_account, NO_ACCOUNT.0, NO_ACCOUNT.1),
];

const NO_ACCOUNT: (&str, &str) = (
    "Die Rechnung verlangt eine Überweisung (BT-81), nennt aber kein Konto dafür (BT-84).",
    "The invoice asks for a credit transfer (BT-81) but names no account for it (BT-84).",
);

/// Judged at the payment means in UBL; CII judges it at the account.
fn transfer_names_account(terms: &Terms, it: &PaymentMeans) -> Verdict {
    if terms.syntax == Syntax::Cii {
        return Ok(());
    }
    let is_transfer = matches!(it.code.normalized()?.as_ref(), "30" | "58");
    must(!is_transfer || it.accounts.iter().any(|account| account.id.exists()))
}

/// A rule about an account of a credit transfer.
pub type AccountRule = Rule<fn(&Terms, &Account) -> Verdict>;

/// BG-17, when the payment means code says credit transfer.
pub static ACCOUNT: &[AccountRule] = &[
    fatal(
        "BR-50",
        "BT-84",
        |_, it| must(it.id.is_filled()? || it.proprietary.is_filled()?),
        "Das Konto der Überweisung hat keine Nummer (BT-84).",
        "The account of a credit transfer has no identifier (BT-84).",
    ),
    fatal(
        "BR-61",
        "BT-84",
        |terms, it| must(terms.syntax == Syntax::Ubl || it.id.exists() || it.proprietary.exists()),
        NO_ACCOUNT.0,
        NO_ACCOUNT.1,
    ),
];

/// True when the payment means code, as written, says credit transfer.
pub fn is_transfer(means: &PaymentMeans) -> bool {
    means.code.any_is("30") || means.code.any_is("58")
}

/// A rule about a payment card.
pub type CardRule = Rule<fn(&Terms, &Card) -> Verdict>;

const CARD: (&str, &str) = (
    "Von einer Kartennummer (BT-87) dürfen höchstens die ersten sechs und die letzten vier Ziffern \
     angegeben sein.",
    "Of a card number (BT-87) only the first six and last four digits may be stated.",
);

/// BG-18 in UBL, where this is a warning.
pub static UBL_CARD: &[CardRule] = &[Rule {
    id: "BR-51",
    severity: Severity::Warning,
    terms: "BT-87",
    holds: card_is_masked,
    de: CARD.0,
    en: CARD.1,
}];

/// BG-18 in CII.
pub static CII_CARD: &[CardRule] = &[fatal("BR-51", "BT-87", card_is_masked, CARD.0, CARD.1)];

fn card_is_masked(terms: &Terms, it: &Card) -> Verdict {
    let short = |text: &str| crate::einvoice::term::normalize(text).chars().count() <= 10;
    match terms.syntax {
        Syntax::Ubl => must(it.number.iter().all(|node| short(node.text()))),
        Syntax::Cii => must(short(it.number.text()?)),
    }
}

/// A rule about a delivery.
pub type DeliveryRule = Rule<fn(&Terms, &Delivery) -> Verdict>;

/// BG-15.
pub static DELIVERY: &[DeliveryRule] = &[fatal(
    "BR-57",
    "BT-80",
    |terms, it| match terms.syntax {
        Syntax::Ubl => must(it.addresses.iter().all(|address| address.country.exists())),
        Syntax::Cii => must(
            it.addresses.is_empty()
                || Term::all(it.addresses.iter().map(|address| &address.country)).is_filled()?,
        ),
    },
    "In der Lieferanschrift fehlt das Land (BT-80).",
    "The deliver-to address names no country (BT-80).",
)];

/// A rule about a preceding invoice.
pub type PrecedingRule = Rule<fn(&Terms, &Preceding) -> Verdict>;

/// BG-3.
pub static PRECEDING: &[PrecedingRule] = &[fatal(
    "BR-55",
    "BT-25",
    |terms, it| match terms.syntax {
        Syntax::Ubl => must(it.number.exists()),
        Syntax::Cii => must(it.number.is_filled()?),
    },
    "Der Verweis auf eine frühere Rechnung nennt deren Nummer (BT-25) nicht.",
    "The reference to a preceding invoice does not state its number (BT-25).",
)];

/// A rule about a supporting document.
pub type SupportingRule = Rule<fn(&Terms, &SupportingDocument) -> Verdict>;

/// BG-24.
pub static SUPPORTING: &[SupportingRule] = &[fatal(
    "BR-52",
    "BT-122",
    |_, it| must(it.id.is_filled()?),
    "Eine rechnungsbegründende Unterlage hat keine Kennung (BT-122).",
    "A supporting document has no reference (BT-122).",
)];
