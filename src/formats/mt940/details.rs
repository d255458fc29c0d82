//! `:86:`, what a booking is about: Germany's subfields (`166?00…?20…`), and the free forms of
//! other countries in [`super::free`].

use super::free;
use super::line::number;
use super::sepa::{Sepa, ends_with_tag, take_apart, take_apart_by_labels};
use crate::domain::{Currency, Entry, Iban, Money};
use std::borrow::Cow;

/// Writes what a details field says into its entry. `code` of the entry (`NTRF`) gets the GVC
/// behind it (`NTRF+166`).
pub(super) fn apply(raw: &str, entry: &mut Entry) {
    match (structure(raw), raw.strip_prefix(UNSTRUCTURED)) {
        (Some((gvc, separator, body)), _) => {
            add_code(gvc, entry);
            Subfields::of(&unwrapped(body), separator).apply(gvc, entry);
        }
        (None, Some(text)) if text.starts_with(|c: char| c.is_ascii_uppercase()) => {
            add_code(UNSTRUCTURED, entry);
            free::apply(text, entry);
        }
        (None, _) => free::apply(raw, entry),
    }
}

/// The GVC before a text without subfields (DFÜ-Abkommen, Anlage 3, chapter 8: `999PN5477SCHECK`).
const UNSTRUCTURED: &str = "999";

fn add_code(gvc: &str, entry: &mut Entry) {
    if gvc.is_empty() {
        return;
    }
    let code = entry.transaction_code.get_or_insert_default();
    if !code.is_empty() {
        code.push('+');
    }
    code.push_str(gvc);
}

/// The GVC, the separator and the subfields, when the field is structured: `166?00…`, `020~00…`,
/// `?20…`, a GVC repeated on the next line.
fn structure(raw: &str) -> Option<(&str, char, &str)> {
    let text = raw.trim_start();
    let (gvc, rest) = match text.split_at_checked(3) {
        Some((gvc, rest)) if gvc.bytes().all(|byte| byte.is_ascii_digit()) => {
            (gvc, rest.trim_start())
        }
        _ => ("", text),
    };
    let rest = if gvc.is_empty() { rest } else { rest.strip_prefix(gvc).unwrap_or(rest) };
    let separator = rest.chars().next().filter(|first| is_separator(*first))?;
    let code = rest.get(separator.len_utf8()..)?.as_bytes();
    let shaped = code.iter().take(2).filter(|byte| byte.is_ascii_digit()).count() == 2;
    // A text may begin with such a sign; without a GVC only the usual separator convinces.
    (shaped && (!gvc.is_empty() || matches!(separator, '?' | '~' | '^' | '<' | '>')))
        .then_some((gvc, separator, rest))
}

fn is_separator(character: char) -> bool {
    matches!(
        character,
        '?' | '<' | '>' | '~' | '^' | '@' | '|' | '#' | '§' | '!' | '$' | '%' | '*' | '=' | '`'
    )
}

/// Lines break anywhere inside the structured field, even inside a separator's code: they mean
/// nothing.
fn unwrapped(body: &str) -> Cow<'_, str> {
    match body.contains('\n') {
        false => Cow::Borrowed(body),
        true => {
            let mut joined = String::with_capacity(body.len());
            body.split('\n')
                .flat_map(|line| line.split('\r'))
                .for_each(|part| joined.push_str(part));
            Cow::Owned(joined)
        }
    }
}

/// The subfields of one booking, joined where the bank cut them.
#[derive(Default)]
struct Subfields<'a> {
    booking_text: &'a str,
    purpose: Joined<'a>,
    bank: &'a str,
    account: &'a str,
    name: Joined<'a>,
    extension: &'a str,
    iban: &'a str,
}

/// Pieces of a text cut at 27 places.
#[derive(Default)]
struct Joined<'a> {
    text: Cow<'a, str>,
    last_full: bool,
}

/// Places of a subfield; one that is full goes on in the next without a blank.
const WIDTH: usize = 27;

impl<'a> Joined<'a> {
    fn push(&mut self, piece: &'a str) {
        if self.text.is_empty() {
            self.text = Cow::Borrowed(piece);
        } else {
            // A sign that stands alone belongs to the tag before it, wherever the bank cut.
            let of_tag = piece.starts_with('+') && ends_with_tag(&self.text);
            let parted =
                self.last_full || of_tag || self.text.ends_with(' ') || piece.starts_with(' ');
            let text = self.text.to_mut();
            if !parted {
                text.push(' ');
            }
            text.push_str(piece);
        }
        self.last_full =
            piece.len() >= WIDTH && (piece.is_ascii() || piece.chars().count() >= WIDTH);
    }

    fn said(&self) -> Option<String> {
        said(&self.text)
    }
}

impl<'a> Subfields<'a> {
    fn of(body: &'a str, separator: char) -> Subfields<'a> {
        let mut fields = Subfields::default();
        let mut open: Option<(&str, usize)> = None;
        for (at, _) in body.match_indices(separator) {
            let code_at = at + separator.len_utf8();
            let Some(code) = body.get(code_at..code_at + 2).filter(|code| is_subfield(code)) else {
                continue;
            };
            if let Some((code, from)) = open {
                fields.set(code, body.get(from..at).unwrap_or_default());
            }
            open = Some((code, code_at + 2));
        }
        if let Some((code, from)) = open {
            fields.set(code, body.get(from..).unwrap_or_default());
        }
        fields
    }

    fn set(&mut self, code: &str, value: &'a str) {
        match code.as_bytes() {
            b"00" => self.booking_text = value,
            b"30" => self.bank = value.trim(),
            b"31" => self.account = value.trim(),
            b"32" | b"33" => self.name.push(value),
            b"34" => self.extension = value.trim(),
            b"38" => self.iban = value,
            [b'2', _] | [b'6', b'0'..=b'5'] => self.purpose.push(value),
            _ => {}
        }
    }

    fn apply(&self, gvc: &str, entry: &mut Entry) {
        entry.booking_text = said(self.booking_text).or(entry.booking_text.take());
        match take_apart(&self.purpose.text, true)
            .or_else(|| take_apart_by_labels(&self.purpose.text))
        {
            Some(sepa) => apply_sepa(&sepa, entry),
            None => entry.remittance = self.purpose.said(),
        }
        if matches!(gvc.as_bytes(), [b'1', b'9', _]) {
            entry.batch_id = take_apart(&self.purpose.text, true)
                .and_then(|sepa| provided(sepa.customer_reference));
        }
        let party = &mut entry.counterparty;
        party.name = self.name.said().map(tidy).or(party.name.take());
        let named =
            Iban::read(self.account).filter(Iban::is_valid).or_else(|| Iban::read(self.iban));
        match named {
            Some(iban) => party.iban = Some(iban),
            None => set_account(self.bank, self.account, entry),
        }
        if is_bic(self.bank) {
            entry.counterparty.bic = said(self.bank);
        }
        if matches!(gvc, "108" | "109" | "159" | "181" | "182" | "183" | "184") {
            entry.return_reason = return_reason(self.extension).map(str::to_owned);
        }
    }
}

/// An account that is no valid IBAN: one shaped like an IBAN stays an IBAN, a national number
/// stands behind its bank's (eight digits in Germany and Poland, five in Austria, four in the Czech
/// Republic).
fn set_account(bank: &str, account: &str, entry: &mut Entry) {
    if account.is_empty() {
        return;
    }
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let national = digits(bank) && (4..=8).contains(&bank.len()) && digits(account);
    match Iban::read(account).filter(|_| account.len() >= 15) {
        Some(iban) => entry.counterparty.iban = Some(iban),
        None if national => entry.counterparty.account = Some(format!("{bank}/{account}")),
        None => entry.counterparty.account = Some(account.to_owned()),
    }
}

/// Writes what SEPA tags say into an entry.
pub(super) fn apply_sepa(sepa: &Sepa, entry: &mut Entry) {
    let words = [sepa.before, sepa.purpose, sepa.note];
    let words = words.into_iter().filter(|word| !word.is_empty());
    entry.remittance = words.fold(None, |text: Option<String>, word| match text {
        None => Some(word.to_owned()),
        Some(text) => Some(text + " " + word),
    });
    entry.end_to_end_id = provided(sepa.end_to_end_id);
    entry.mandate_id = provided(sepa.mandate_id);
    entry.creditor_id = said(sepa.creditor_id);
    entry.counterparty.ultimate_name = said(sepa.ultimate);
    if entry.counterparty.name.is_none() {
        entry.counterparty.name = said(sepa.name).map(tidy);
    }
    if entry.bank_reference.is_none() {
        entry.bank_reference = provided(sepa.customer_reference);
    }
    if let Some(iban) = Iban::read(sepa.iban) {
        entry.counterparty.iban.get_or_insert(iban);
    }
    if is_bic(sepa.bic) {
        entry.counterparty.bic.get_or_insert_with(|| sepa.bic.to_owned());
    }
    if entry.instructed.is_none() {
        entry.instructed = amount_at_front(sepa.original_amount, entry.amount.currency);
    }
    if entry.charges.is_none() {
        entry.charges = amount_at_front(sepa.compensation, entry.amount.currency).map(paid);
    }
}

/// `/OCMT/EUR11,85//CHGS/EUR0,50/` in the supplement of a statement line.
pub(super) fn apply_supplement(supplement: &str, entry: &mut Entry) {
    let after = |code: &str| supplement.split_once(code).map(|(_, after)| after);
    if let Some(text) = after("/OCMT/") {
        entry.instructed = amount_at_front(text, entry.amount.currency);
    }
    if let Some(text) = after("/CHGS/") {
        entry.charges = amount_at_front(text, entry.amount.currency).map(paid);
    }
    if supplement.starts_with('/') || supplement.is_empty() {
        return;
    }
    let bare = supplement.strip_prefix('P').unwrap_or(supplement);
    let numeric = bare.len() >= 7 && bare.bytes().all(|byte| byte.is_ascii_digit());
    match Iban::read(supplement)
        .filter(Iban::is_valid)
        .or_else(|| Iban::read(supplement).filter(|_| supplement.len() >= 15 && !numeric))
    {
        Some(iban) if !supplement.contains(char::is_whitespace) => {
            entry.counterparty.iban = Some(iban)
        }
        _ if numeric && bare.len() <= 12 => entry.counterparty.account = Some(bare.to_owned()),
        _ => entry.booking_text = said(supplement).map(tidy),
    }
}

/// `EUR11,85…` or `11,85…`.
fn amount_at_front(text: &str, currency: Currency) -> Option<Money> {
    let text = text.trim_start();
    let named = text.get(..3).and_then(Currency::read);
    let digits = text.get(if named.is_some() { 3 } else { 0 }..)?;
    let end = digits
        .bytes()
        .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'))
        .count();
    let written = digits.get(..end).filter(|written| !written.is_empty())?;
    Some(Money::new(number(written)?, named.unwrap_or(currency)))
}

/// Charges count against the holder.
fn paid(money: Money) -> Money {
    Money { amount: if money.amount.is_zero() { money.amount } else { -money.amount }, ..money }
}

/// Text that says something, without blanks around.
pub(super) fn said(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// An identification, unless it says that there is none.
pub(super) fn provided(text: &str) -> Option<String> {
    said(text).filter(|text| !matches!(text.as_str(), "NOTPROVIDED" | "NONREF" | "NOT PROVIDED"))
}

/// One blank for each run of white space.
pub(super) fn tidy(text: String) -> String {
    match text.contains("  ") || text.contains(['\n', '\r', '\t']) {
        true => text.split_whitespace().collect::<Vec<_>>().join(" "),
        false => text,
    }
}

/// Eight or eleven places, letters first (ISO 9362).
pub(super) fn is_bic(text: &str) -> bool {
    matches!(text.len(), 8 | 11)
        && text.bytes().take(6).all(|byte| byte.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

fn is_subfield(code: &str) -> bool {
    matches!(code.as_bytes(), [b'0'..=b'3' | b'6' | b'7', b'0'..=b'9'])
}

/// The German text key extension of a return → ISO 20022 reason, as far as the pairs are certain.
fn return_reason(extension: &str) -> Option<&'static str> {
    match extension {
        "901" => Some("AC01"),
        "902" => Some("AC04"),
        "903" => Some("AC06"),
        "912" => Some("MD06"),
        "914" => Some("MS03"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    fn read(raw: &str) -> Entry {
        let mut entry = Entry::new(Money::new(dec!(1), Currency::EUR));
        apply(raw, &mut entry);
        entry
    }

    #[test]
    fn subfields_are_joined_where_the_bank_cut_them() {
        let entry = read(
            "109?00SEPA-LASTSCHR. RETOURE \
             CORE?109075/629?20EREF+A1.200080779.\r\n400143254?21.4961336 \
             KREF+SEPA-DA202006?2201221740-34972000-P1 MR\r\nEF+2?230852HW2723821 \
             CRED+DE41EON0?240000129793 OAMT+11,85 SVWZ+?\r\n25SONSTIGE GRUENDE ENDABRECHN?26UNG \
             NR. 500106875?30CSDBDE71XXX?31DE50712345600\r\n200691329?32TESTER?33EL?34914",
        );
        assert_eq!(entry.end_to_end_id.as_deref(), Some("A1.200080779.400143254.4961336"));
        assert_eq!(entry.mandate_id.as_deref(), Some("20852HW2723821"));
        assert_eq!(entry.creditor_id.as_deref(), Some("DE41EON00000129793"));
        assert_eq!(
            entry.remittance.as_deref(),
            Some("SONSTIGE GRUENDE ENDABRECHNUNG NR. 500106875")
        );
        assert_eq!(entry.counterparty.name.as_deref(), Some("TESTER EL"));
        assert_eq!(entry.counterparty.bic.as_deref(), Some("CSDBDE71XXX"));
        assert_eq!(entry.instructed.map(|money| money.amount), Some(dec!(11.85)));
        assert_eq!(entry.return_reason.as_deref(), Some("MS03"));
        assert_eq!(entry.transaction_code.as_deref(), Some("109"));
    }

    #[test]
    fn a_tag_is_one_wherever_it_was_cut() {
        let entry = read(
            "192?00SAMMEL-LS-EINZUG?20KREF+MSG-2026-02-02?21SVWZ?22+ANZ 57 \
             MREF?23+M-1?24ANAM+Kunde GmbH",
        );
        assert_eq!(
            (entry.batch_id.as_deref(), entry.mandate_id.as_deref()),
            (Some("MSG-2026-02-02"), Some("M-1"))
        );
        assert_eq!(
            (entry.remittance.as_deref(), entry.counterparty.name.as_deref()),
            (Some("ANZ 57"), Some("Kunde GmbH"))
        );
        assert_eq!(read("166?20RE 5 SVWZ?21plus").remittance.as_deref(), Some("RE 5 SVWZ plus"));
    }

    #[test]
    fn other_separators_and_old_accounts_do_too() {
        let entry = read(
            "000>100987654321\n>20ALGEMENE TUSSENREKENING KOS>21TEN VAN 01-10-2010>310390123456",
        );
        assert_eq!(
            entry.remittance.as_deref(),
            Some("ALGEMENE TUSSENREKENING KOSTEN VAN 01-10-2010")
        );
        assert_eq!(entry.counterparty.account.as_deref(), Some("0390123456"));
        let entry = read("020~00PRZELEW~20FAKTURA 12~3012345678~31123~32JAN~33 NOWAK");
        assert_eq!(entry.counterparty.account.as_deref(), Some("12345678/123"));
        assert_eq!(entry.counterparty.name.as_deref(), Some("JAN NOWAK"));
        let entry = read("999PN5477SCHECK-NR. 17");
        assert_eq!(
            (entry.transaction_code.as_deref(), entry.remittance.as_deref()),
            (Some("999"), Some("PN5477SCHECK-NR. 17"))
        );
        let entry = read("010?00PRIJEM?20Faktura 5?300800?31192000145399?32Zakaznik");
        assert_eq!(entry.counterparty.account.as_deref(), Some("0800/192000145399"));
        assert_eq!(read("?20nur Text").remittance.as_deref(), Some("nur Text"));
    }
}
