//! The sentences of an explanation, in German and English, for people who keep books.

use super::amounts::Part;
use super::decision::{DiscountKind, Explanation};
use super::facts::DiscountOffer;
use super::index::{How, Item};
use crate::domain::money::{Currency, Money};
use crate::domain::{Language, Side, spelling};
use jiff::civil::Date;

/// An amount in words of both languages: (`1.190,00 EUR`, `1,190.00 EUR`). Unsigned.
pub(super) fn money(minor: i64, currency: Currency) -> (String, String) {
    let amount = Money::from_minor(minor.saturating_abs(), currency);
    (spelling::amount(amount, Language::De), spelling::amount(amount, Language::En))
}

/// The answer that books an entry on an account, in both languages, to be copied; of a payment
/// inside a batch, which has no number of its own, only the words.
pub(super) fn on_account(id: i64) -> (String, String) {
    on_this_account(id, None)
}

/// The same with the number of a personal account, where it is known.
pub(super) fn on_this_account(id: i64, account: Option<&str>) -> (String, String) {
    let entry = if id > 0 { format!("kontor resolve E{id} ") } else { String::new() };
    let (konto, number) = account.map_or(("KONTO", "NUMBER"), |account| (account, account));
    (format!("„{entry}account {konto}“"), format!("\"{entry}account {number}\""))
}

/// What the account in such an answer stands for, where it is not known.
pub(super) fn which_account(account: Option<&str>) -> (&'static str, &'static str) {
    match account {
        Some(_) => ("", ""),
        None => (
            " (KONTO: das Personenkonto, sonst das, auf das die Zahlung gehört; „kontor report \
             trial-balance“ zeigt die Konten)",
            " (NUMBER: the personal account, else the one that the payment belongs on; \"kontor \
             report trial-balance\" shows them)",
        ),
    }
}

/// The answer that splits an entry over accounts, as [`on_account`].
pub(super) fn by_split(id: i64) -> Explanation {
    let entry = if id > 0 { format!("kontor resolve E{id} ") } else { String::new() };
    Explanation::new(
        format!("Aufteilen: „{entry}split KONTO=BETRAG,KONTO=BETRAG“."),
        format!("To split it: \"{entry}split NUMBER=AMOUNT,NUMBER=AMOUNT\"."),
    )
}

/// A date as German readers write it.
pub(super) fn german(date: Date) -> String {
    spelling::day(date, Language::De)
}

fn kind(item: &Item<'_>) -> (&'static str, &'static str) {
    match (item.facts.side, item.facts.original < 0) {
        (Side::Receivable, false) => ("unsere Rechnung", "our invoice"),
        (Side::Receivable, true) => ("unsere Gutschrift", "our credit note"),
        (Side::Payable, false) => ("die Lieferantenrechnung", "the vendor's invoice"),
        (Side::Payable, true) => ("die Gutschrift des Lieferanten", "the vendor's credit note"),
    }
}

/// A document's number as a text writes it, with the letters before its digits: `RE-7` is named,
/// not `7`. The stretch itself where the text has no more of it.
pub(super) fn as_written(text: &str, span: &str, document: &str) -> String {
    let plain = |c: &char| c.is_alphanumeric();
    let wanted: Vec<char> = document.chars().filter(plain).flat_map(char::to_uppercase).collect();
    let Some(first) = wanted.first() else { return span.to_owned() };
    let text: Vec<char> = text.chars().collect();
    let from = |start: usize| {
        let (mut at, mut met) = (start, 0);
        while met < wanted.len() {
            let c = text.get(at)?;
            match c.is_alphanumeric() {
                true if c.to_uppercase().eq([*wanted.get(met)?]) => met += 1,
                true => return None,
                // What parts the number's own parts is one sign, perhaps with a blank.
                false if at > start && at < start + wanted.len() * 2 => {}
                false => return None,
            }
            at += 1;
        }
        let ends = text.get(at).is_none_or(|next| !next.is_alphanumeric());
        let starts =
            start == 0 || text.get(start - 1).is_none_or(|before| !before.is_alphanumeric());
        let written: String = text.get(start..at)?.iter().collect();
        (starts && ends && written.contains(span)).then_some(written)
    };
    (0..text.len())
        .filter(|start| text.get(*start).is_some_and(|c| c.to_uppercase().eq([*first])))
        .find_map(from)
        .unwrap_or_else(|| span.to_owned())
}

/// Which stretch of text names which item.
pub(super) fn names(item: &Item<'_>, how: How, span: &str) -> Explanation {
    let (de, en) = kind(item);
    let document = &item.facts.document;
    match how {
        How::Number => Explanation::new(
            format!("„{span}“ im Text nennt {de} {document}."),
            format!("\"{span}\" in the text names {en} {document}."),
        ),
        How::Suffix => Explanation::new(
            format!(
                "„{span}“ im Text ist das Ende der Nummer {document}, und der Geschäftspartner \
                 stimmt."
            ),
            format!(
                "\"{span}\" in the text is the end of number {document}, and the other side is its \
                 contact."
            ),
        ),
        How::Reference => Explanation::new(
            format!("Die Referenz „{span}“ gehört zu {document}."),
            format!("The reference \"{span}\" belongs to {document}."),
        ),
        How::Between => Explanation::new(
            format!("„{span}“ im Text ist ein Bereich von Nummern und umfasst {de} {document}."),
            format!("\"{span}\" in the text is a range of numbers and holds {en} {document}."),
        ),
        How::Shortened => Explanation::new(
            format!("„{span}“ im Text kürzt Nummern ab und nennt so {de} {document}."),
            format!("\"{span}\" in the text cuts numbers short and so names {en} {document}."),
        ),
        How::Remainder => Explanation::new(
            format!(
                "Die Nummer einer Gutschrift nennt der Text nicht; was fehlt, ist genau {de} \
                 {document}."
            ),
            format!(
                "The text gives no number of a credit note; what lacks is exactly {en} {document}."
            ),
        ),
        How::Others => Explanation::new(
            format!(
                "Der Text spricht von weiteren Rechnungen ohne Nummer; was fehlt, ergibt {de} \
                 {document}."
            ),
            format!(
                "The text speaks of more invoices without a number; {en} {document} gives what \
                 lacks."
            ),
        ),
        How::Beyond => Explanation::new(
            format!(
                "{document} nennt der Text nicht; was über das Genannte hinaus gezahlt ist, ergibt \
                 aber {de} {document}."
            ),
            format!(
                "The text does not name {document}; but {en} {document} gives what is paid beyond \
                 what it names."
            ),
        ),
        How::Chained => Explanation::new(
            format!(
                "{document} ({de}) gehört dazu: Gutschrift und Rechnung zusammen ergeben den \
                 Betrag."
            ),
            format!(
                "{document} ({en}) belongs to it: credit note and invoice together give the amount."
            ),
        ),
        How::BrokenReference => Explanation::new(
            format!(
                "Die Referenz „{span}“ gleicht der von {document}, aber ihre Prüfziffern stimmen \
                 nicht."
            ),
            format!(
                "The reference \"{span}\" resembles that of {document}, but its check digits do \
                 not hold."
            ),
        ),
    }
}

/// How the amount of one item is settled.
pub(super) fn settles(item: &Item<'_>, part: &Part, paid: Date) -> Explanation {
    let currency = item.facts.currency;
    let document = &item.facts.document;
    let (amount_de, amount_en) = money(part.amount, currency);
    let (off_de, off_en) = money(part.discount.saturating_sub(part.small), currency);
    match (part.kind, part.offer) {
        (Some(DiscountKind::CashDiscount), Some(offer))
            if part.amount.saturating_add(part.discount) != item.left =>
        {
            less_in_time(item, part, offer)
        }
        (Some(DiscountKind::CashDiscount), Some(offer)) => {
            let percent = (offer.percent_hundredths / 100, (offer.percent_hundredths % 100).abs());
            // What was paid of it before is no discount.
            let is_rest = item.left != item.facts.original.saturating_sub(item.facts.credited);
            let (rest_de, rest_en) =
                if is_rest { ("der Rest von ", "the rest of ") } else { Default::default() };
            let (small_de, small_en) = beside_discount(part.small, currency);
            Explanation::new(
                format!(
                    "{amount_de} sind {rest_de}{document} abzüglich {},{:02} % Skonto ({off_de}), \
                     zulässig bis {}, gezahlt am {}.{small_de}",
                    percent.0,
                    percent.1,
                    german(offer.until),
                    german(paid)
                ),
                format!(
                    "{amount_en} is {rest_en}{document} less {}.{:02} % cash discount ({off_en}), \
                     allowed until {}, paid on {paid}.{small_en}",
                    percent.0, percent.1, offer.until
                ),
            )
        }
        (Some(_), _) => Explanation::new(
            format!(
                "{amount_de} gleichen {document} aus; {off_de} Differenz werden als Kleindifferenz \
                 ausgebucht."
            ),
            format!(
                "{amount_en} settles {document}; the difference of {off_en} is written off as \
                 small."
            ),
        ),
        (None, Some(offer)) => {
            let (open_de, open_en) = money(item.left.saturating_sub(part.amount), currency);
            Explanation::new(
                format!(
                    "{document}: Skonto war nur bis {} zulässig, gezahlt am {}. {open_de} bleiben \
                     offen: nachfordern oder kulant ausbuchen.",
                    german(offer.until),
                    german(paid)
                ),
                format!(
                    "{document}: the cash discount ended on {}, paid on {paid}. {open_en} stays \
                     open: claim it or let it go.",
                    offer.until
                ),
            )
        }
        (None, None) if part.amount == item.left => Explanation::new(
            format!("{amount_de} sind genau, was an {document} offen ist."),
            format!("{amount_en} is exactly what is open of {document}."),
        ),
        (None, None) => {
            let (left_de, left_en) = money(item.left, currency);
            Explanation::new(
                format!("{amount_de} von {left_de} an {document}; der Rest bleibt offen."),
                format!("{amount_en} of {left_en} of {document}; the rest stays open."),
            )
        }
    }
}

/// What is a cent off beside the Skonto.
fn beside_discount(small: i64, currency: Currency) -> (String, String) {
    let (de, en) = money(small, currency);
    match small {
        0 => Default::default(),
        _ => (
            format!(" {de} Differenz daneben werden als Kleindifferenz ausgebucht."),
            format!(" The difference of {en} beside it is written off as small."),
        ),
    }
}

/// That a smaller discount was still in time than the payer took.
fn less_in_time(item: &Item<'_>, part: &Part, offer: DiscountOffer) -> Explanation {
    let currency = item.facts.currency;
    let document = &item.facts.document;
    let percent = (offer.percent_hundredths / 100, (offer.percent_hundredths % 100).abs());
    let taken = item.left.saturating_sub(part.amount);
    let (taken_de, taken_en) = money(taken, currency);
    let (off_de, off_en) = money(part.discount, currency);
    let (open_de, open_en) = money(taken.saturating_sub(part.discount), currency);
    Explanation::new(
        format!(
            "{document}: Abgezogen sind {taken_de}; zulässig waren bis {} noch {},{:02} % Skonto \
             ({off_de}). {open_de} bleiben offen: nachfordern oder kulant ausbuchen.",
            german(offer.until),
            percent.0,
            percent.1
        ),
        format!(
            "{document}: {taken_en} is taken off; {}.{:02} % cash discount ({off_en}) was still \
             allowed, until {}. {open_en} stays open: claim it or let it go.",
            percent.0, percent.1, offer.until
        ),
    )
}

/// A sentence with an amount in it: `{}` in both stands for it.
pub(super) fn with_amount(de: &str, en: &str, minor: i64, currency: Currency) -> Explanation {
    let (amount_de, amount_en) = money(minor, currency);
    Explanation::new(de.replacen("{}", &amount_de, 1), en.replacen("{}", &amount_en, 1))
}

/// A sentence with a word in it: `{}` in both stands for it.
pub(super) fn with_word(de: &str, en: &str, word: &str) -> Explanation {
    Explanation::new(de.replacen("{}", word, 1), en.replacen("{}", word, 1))
}

/// Numbers of documents one after the other.
pub(super) fn listed<'a>(documents: impl Iterator<Item = &'a str>) -> String {
    documents.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::as_written;

    #[test]
    fn a_number_is_quoted_as_the_text_writes_it() {
        assert_eq!(as_written("Zahlung re-7 danke", "7", "RE-7"), "re-7");
        assert_eq!(as_written("RE 7", "7", "RE-7"), "RE 7");
        assert_eq!(as_written("Nr. 7", "7", "RE-7"), "7");
        assert_eq!(as_written("RE-77 und 7", "7", "RE-7"), "7");
    }
}
