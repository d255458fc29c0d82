//! The words of the program by which statuses, kinds, sides and categories are told apart, as a
//! person reads them. JSON keeps the program's words; text, spreadsheets and mails say these.

use super::Language;

/// A word of the program, in German, in English.
pub type Word = (&'static str, &'static str, &'static str);

/// What became of a document.
pub static DOCUMENT_STATUSES: &[Word] = &[
    ("processed", "verarbeitet", "processed"),
    ("duplicate", "doppelt", "duplicate"),
    ("held", "angehalten", "held"),
    ("rejected", "abgewiesen", "rejected"),
];

/// Which way an order goes.
pub static ORDER_SIDES: &[Word] =
    &[("purchase", "Einkauf", "purchase"), ("sales", "Verkauf", "sales")];

/// What is missing of goods that came or were billed.
pub static BETWEEN_KINDS: &[Word] =
    &[("not-invoiced", "Rechnung", "invoice"), ("not-received", "Ware", "goods")];

/// What the control of an invoice came to.
pub static INVOICE_STATUSES: &[Word] =
    &[("approved", "frei", "approved"), ("held", "angehalten", "held")];

/// What the control of an invoice may find.
pub static CONTROL_FINDINGS: &[Word] = &[
    ("arithmetic", "Summen gehen nicht auf", "sums do not add up"),
    ("bank-account-changed", "anderes Bankkonto", "other bank account"),
    ("delivery-exceeds-order", "mehr geliefert als bestellt", "more delivered than ordered"),
    ("delivery-not-ordered", "geliefert, nicht bestellt", "delivered, not ordered"),
    ("delivery-quantity-unclear", "Menge unklar", "quantity unclear"),
    ("delivery-unit-unknown", "Einheit unbekannt", "unit unknown"),
    ("duplicate-invoice", "doppelte Rechnung", "invoiced twice"),
    ("no-order", "keine Bestellung", "no order"),
    ("not-delivered", "nichts geliefert", "not delivered"),
    ("not-valid", "E-Rechnung ungültig", "e-invoice not valid"),
    ("order-confirmed-otherwise", "anders bestätigt", "confirmed otherwise"),
    ("order-line-missing", "nicht bestellt", "not ordered"),
    ("order-refused", "Bestellung abgelehnt", "order refused"),
    ("pdf-differs", "PDF sagt anderes", "PDF differs"),
    ("price-differs", "anderer Preis", "price differs"),
    ("quantity-exceeds-delivery", "mehr als geliefert", "more than delivered"),
    ("quantity-exceeds-order", "mehr als bestellt", "more than ordered"),
    ("unusual-amount", "ungewohnter Betrag", "unusual amount"),
    ("unusual-rhythm", "ungewohnter Abstand", "unusual interval"),
    ("unknown-vendor", "Lieferant unbekannt", "vendor unknown"),
    ("vat-differs", "anderer Steuersatz", "VAT rate differs"),
    ("wrong-company", "andere Firma", "other company"),
];

/// How far a bank entry is settled.
pub static ENTRY_STATUSES: &[Word] = &[
    ("matched", "zugeordnet", "matched"),
    ("suggested", "vorgeschlagen", "suggested"),
    ("open", "offen", "open"),
];

/// What became of an e-mail.
pub static MAIL_STATUSES: &[Word] = &[
    ("queued", "wartet", "queued"),
    ("sent", "gesendet", "sent"),
    ("failed", "gescheitert", "failed"),
];

/// Kinds of documents.
pub static DOCUMENT_KINDS: &[Word] = &[
    ("bank-statement", "Kontoauszug", "bank statement"),
    ("invoice", "Rechnung", "invoice"),
    ("delivery-note", "Lieferschein", "delivery note"),
    ("order", "Bestellung", "order"),
    ("contacts", "Kontakte", "contacts"),
    ("open-items", "Offene Posten", "open items"),
    ("opening-balances", "Anfangssalden", "opening balances"),
    ("stock-count", "Inventur", "stock-taking"),
    ("units", "Umrechnungen", "conversions of units"),
    ("entries", "Buchungen", "entries"),
    ("exchange-rates", "Devisenkurse", "exchange rates"),
    ("answers", "Antworten", "answers"),
    ("container", "Behälter", "container"),
    ("unknown", "unbekannt", "unknown"),
];

/// Kinds of e-mails.
pub static MAIL_KINDS: &[Word] = &[
    ("digest", "Übersicht", "digest"),
    ("receipt", "Eingangsbestätigung", "receipt"),
    ("rejection", "Rücksendung", "rejection"),
    ("goods-received", "Wareneingangsbestätigung", "goods received"),
    ("claim", "Reklamation", "claim"),
    ("order-confirmation", "Auftragsbestätigung", "order confirmation"),
    ("failure", "Störung", "failure"),
    ("reports", "Berichte", "reports"),
];

/// Which ledger an account stands in.
pub static LEDGERS: &[Word] = &[
    ("general", "Sachkonten", "general ledger"),
    ("customers", "Debitoren", "customers"),
    ("vendors", "Kreditoren", "vendors"),
];

/// The side of an account that a balance stands on.
pub static DEBIT_CREDIT: &[Word] = &[("debit", "S", "D"), ("credit", "H", "C")];

/// What a tax adviser's check comes to.
pub static CHECKS: &[Word] = &[("ok", "✓", "✓"), ("open", "offen", "open")];

/// The place of a word in its table; behind all for one that is not there.
pub fn rank(table: &[Word], word: &str) -> usize {
    table.iter().position(|(own, _, _)| *own == word).unwrap_or(table.len())
}

/// Which way an open item goes.
pub static SIDES: &[Word] =
    &[("receivable", "Forderung", "receivable"), ("payable", "Verbindlichkeit", "payable")];

/// Where a balance comes from.
pub static CASH_KINDS: &[Word] =
    &[("actual", "Kontostand", "actual"), ("forecast", "Vorschau", "forecast")];

/// What happens on a contact's account; an item that is taken back, like a credit note, is a
/// credit.
pub static CONTACT_MOVES: &[Word] = &[
    ("carried", "Vortrag", "brought forward"),
    ("item", "Rechnung", "invoice"),
    ("credit", "Gutschrift", "credit"),
    ("payment", "Zahlung", "payment"),
    ("discount", "Abzug", "discount"),
    ("set-off", "Verrechnung", "set-off"),
    ("on-account", "Auf Konto", "on account"),
];

/// What a bank entry without an open item is.
pub static CATEGORIES: &[Word] = &[
    ("bank-fee", "Bankgebühr", "bank fee"),
    ("interest", "Zinsen", "interest"),
    ("tax", "Steuer", "tax"),
    ("social-security", "Sozialversicherung", "social security"),
    ("salary", "Gehalt", "salary"),
    ("transfer", "Umbuchung", "transfer"),
    ("card", "Kartenzahlung", "card"),
    ("rent", "Miete", "rent"),
    ("return", "Rücklastschrift", "return"),
    ("other", "Sonstiges", "other"),
];

/// The word a person reads; one that no table knows stays as it is.
pub fn word<'a>(table: &[Word], of_program: &'a str, language: Language) -> &'a str
where
    'static: 'a,
{
    let Some((_, de, en)) = table.iter().find(|(known, _, _)| *known == of_program) else {
        return of_program;
    };
    match language {
        Language::De => de,
        Language::En => en,
    }
}

/// Several words with what stands in brackets behind each, as `no-order; price-differs (2)`.
pub fn list(table: &[Word], of_program: &str, language: Language) -> String {
    let one = |part: &str| match part.split_once(" (") {
        Some((code, behind)) => format!("{} ({behind}", word(table, code, language)),
        None => word(table, part, language).to_owned(),
    };
    of_program.split("; ").map(one).collect::<Vec<_>>().join("; ")
}
