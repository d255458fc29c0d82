//! The free forms of `:86:`: codes between slashes (Netherlands, Belgium), words with colons
//! (Poland, Knab), plain text.

use super::details::{apply_sepa, is_bic, provided, said, tidy};
use super::sepa::{parted, take_apart};
use crate::domain::{Entry, Iban};

/// Places of a line of field 86; a full one goes on in the next without a blank.
const WIDTH: usize = 65;

/// Writes what an unstructured details field says into its entry.
pub(super) fn apply(raw: &str, entry: &mut Entry) {
    let text = joined(raw);
    let text = text.trim();
    if text.starts_with('/') && slashes(text, entry) {
        return;
    }
    if let Some(sepa) = take_apart(text, false) {
        apply_sepa(&sepa, entry);
        return;
    }
    entry.remittance = said(text);
    words(text, entry);
}

/// The lines as one text.
fn joined(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut full = true;
    for line in raw.lines() {
        let bare = line.trim_end();
        if !full && !text.ends_with(' ') && !bare.is_empty() {
            text.push(' ');
        }
        text.push_str(bare);
        full = bare.chars().count() >= WIDTH - 1;
    }
    text
}

/// `/TRTP/…/IBAN/…/NAME/…/REMI/…`: a code ends the value before it. False when no code is known.
fn slashes(text: &str, entry: &mut Entry) -> bool {
    let mut fields = Fields::default();
    let mut open: Option<&str> = None;
    let mut from = 0;
    let mut start = 0;
    for end in memchr::memchr_iter(b'/', text.as_bytes()).chain([text.len()]) {
        let part = text.get(start..end).unwrap_or_default();
        if is_code(part) && end < text.len() && start > 0 {
            fields.set(open, text.get(from..start - 1).unwrap_or_default());
            open = Some(part);
            from = end + 1;
        }
        start = end + 1;
    }
    fields.set(open, text.get(from..).unwrap_or_default());
    if open.is_none() {
        return false;
    }
    fields.apply(entry);
    // Codes of a bank's own must not cost the text.
    let silent = entry.remittance.is_none()
        && entry.end_to_end_id.is_none()
        && entry.counterparty.iban.is_none()
        && entry.return_reason.is_none();
    if silent {
        entry.remittance = said(text);
    }
    true
}

/// What the codes say.
#[derive(Default)]
struct Fields<'a> {
    kind: &'a str,
    iban: &'a str,
    account: &'a str,
    bic: &'a str,
    name: &'a str,
    named: &'a str,
    /// ING's `/CNTP/IBAN/BIC/name/town/`.
    party: &'a str,
    remittance: &'a str,
    end_to_end_id: &'a str,
    mandate_id: &'a str,
    creditor_id: &'a str,
    reason: &'a str,
    ultimate: &'a str,
}

fn is_code(part: &str) -> bool {
    matches!(
        part,
        "TRTP"
            | "IBAN"
            | "BBAN"
            | "BIC"
            | "NAME"
            | "REMI"
            | "EREF"
            | "MARF"
            | "CSID"
            | "ORDP"
            | "BENM"
            | "ISDT"
            | "ID"
            | "ADDR"
            | "RTRN"
            | "PREF"
            | "PURP"
            | "ULTC"
            | "ULTD"
            | "ULTB"
            | "CNTP"
            | "EXCH"
            | "CHGS"
            | "OCMT"
            | "IREF"
            | "SVCL"
            | "RTYP"
            | "SUM"
            | "KREF"
            | "TR"
            | "CREF"
            | "EQUI"
            | "CHG1"
            | "CHG2"
            | "ULTI"
            | "CHRG"
            | "UCRD"
            | "UDTR"
            | "SEQTP"
            | "CDTRREF"
            | "CD"
    )
}

impl<'a> Fields<'a> {
    fn set(&mut self, code: Option<&str>, value: &'a str) {
        let slot = match code {
            Some("TRTP") => &mut self.kind,
            Some("IBAN") => &mut self.iban,
            Some("BBAN") => &mut self.account,
            Some("BIC") => &mut self.bic,
            Some("NAME") => &mut self.name,
            // Mostly empty before `/NAME/`; some banks put the name right behind.
            Some("BENM" | "ORDP") => &mut self.named,
            Some("CNTP") => &mut self.party,
            Some("REMI") => &mut self.remittance,
            Some("EREF") => &mut self.end_to_end_id,
            Some("MARF") => &mut self.mandate_id,
            Some("CSID") => &mut self.creditor_id,
            Some("RTRN") => &mut self.reason,
            Some("ULTC" | "ULTD" | "ULTB" | "ULTI") => &mut self.ultimate,
            _ => return,
        };
        if slot.is_empty() {
            *slot = value.trim_matches(['/', ' ']);
        }
    }

    fn apply(&self, entry: &mut Entry) {
        let mut party = self.party.split('/');
        let (iban, bic, name) = match self.party {
            "" if self.name.is_empty() => {
                (self.iban, self.bic, self.named.split('/').next().unwrap_or_default())
            }
            "" => (self.iban, self.bic, self.name),
            _ => (
                party.next().unwrap_or_default(),
                party.next().unwrap_or_default(),
                party.next().unwrap_or_default(),
            ),
        };
        entry.booking_text = said(self.kind).or(entry.booking_text.take());
        entry.counterparty.name = said(name).map(tidy).or(entry.counterparty.name.take());
        match Iban::read(iban) {
            Some(iban) => entry.counterparty.iban = Some(iban),
            None => {
                entry.counterparty.account =
                    said(iban).or_else(|| said(self.account)).or(entry.counterparty.account.take())
            }
        }
        if is_bic(bic.trim()) {
            entry.counterparty.bic = said(bic);
        }
        entry.end_to_end_id = provided(self.end_to_end_id);
        entry.mandate_id = provided(self.mandate_id);
        entry.creditor_id = said(self.creditor_id);
        entry.return_reason = said(self.reason);
        entry.counterparty.ultimate_name = said(self.ultimate);
        self.apply_remittance(entry);
    }

    /// `/REMI/USTD//text/`, `/REMI/STRD/CUR/reference/`, or the bare text.
    fn apply_remittance(&self, entry: &mut Entry) {
        if let Some(structured) = self.remittance.strip_prefix("STRD/") {
            let reference = structured.rsplit('/').find(|part| !part.is_empty());
            entry.structured_reference = reference.and_then(said);
            entry.remittance = entry.structured_reference.clone();
            return;
        }
        let text = self.remittance.strip_prefix("USTD/").unwrap_or(self.remittance);
        entry.remittance = said(text.trim_matches('/'));
    }
}

/// `REK: NL…/NAAM: …` (Knab), `Z RACH.: …; OD: …; TYT.: …` (mBank): account and name, where they
/// are marked.
///
/// What stood behind the statement line and stands here again, behind an account, is the
/// counterparty's name (SNS, ASN); at the start of the text it is the kind of booking (French
/// banks).
fn words(text: &str, entry: &mut Entry) {
    let again =
        entry.booking_text.as_deref().and_then(|name| text.find(name)).is_some_and(|at| at > 0);
    if again && entry.counterparty.name.is_none() {
        entry.counterparty.name = entry.booking_text.take();
    }
    if text.contains("IBAN: ") && text.contains("NAAM: ") {
        labels(text, entry);
    }
    let after = |mark: &str| text.split_once(mark).map(|(_, after)| after);
    if let Some(rest) = after("REK: ") {
        let (account, name) = rest.split_once("/NAAM: ").unwrap_or((rest, ""));
        entry.counterparty.iban = account.split_whitespace().next().and_then(Iban::read);
        entry.counterparty.name = said(name).map(tidy);
    }
    if let Some(rest) = after("RACH.:") {
        let number: String = rest
            .split(';')
            .next()
            .unwrap_or_default()
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(34)
            .collect();
        let polish = number.len() == 26 && number.bytes().all(|byte| byte.is_ascii_digit());
        entry.counterparty.iban =
            if polish { Iban::read(&format!("PL{number}")) } else { Iban::read(&number) };
        let name =
            after("; OD: ").or_else(|| after("; DLA: ")).and_then(|rest| rest.split(';').next());
        entry.counterparty.name = name.and_then(said).map(tidy);
    }
}

/// The labels of ABN AMRO's SEPA bookings: two columns of 32 places, filled with blanks.
const LABELS: [(&str, &str); 7] = [
    ("IBAN:", "IBAN"),
    ("BIC:", "BIC"),
    ("NAAM:", "NAAM"),
    ("OMSCHRIJVING:", "OMSCHRIJVING"),
    ("KENMERK:", "KENMERK"),
    ("MACHTIGING:", "MACHTIGING"),
    ("INCASSANT:", "INCASSANT"),
];

/// `SEPA iDEAL   IBAN: NL59…  BIC: ABNANL2A  NAAM: …  OMSCHRIJVING: …  KENMERK: …`.
fn labels(text: &str, entry: &mut Entry) {
    let Some((before, parts)) = parted(text, text, &LABELS) else { return };
    entry.booking_text = said(before).or(entry.booking_text.take());
    for (tag, value) in parts {
        let value = tidy(value.trim().to_owned());
        match tag {
            "IBAN" => {
                entry.counterparty.iban = Iban::read(&value).or(entry.counterparty.iban.take())
            }
            "BIC" if is_bic(&value) => entry.counterparty.bic = Some(value),
            "NAAM" => entry.counterparty.name = said(&value),
            "OMSCHRIJVING" => entry.remittance = said(&value).or(entry.remittance.take()),
            "KENMERK" => entry.end_to_end_id = provided(&value),
            "MACHTIGING" => entry.mandate_id = provided(&value),
            "INCASSANT" => entry.creditor_id = said(&value),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Currency, Money};

    fn read(raw: &str) -> Entry {
        let mut entry = Entry::new(Money::zero(Currency::EUR));
        apply(raw, &mut entry);
        entry
    }

    #[test]
    fn codes_between_slashes_are_told_apart() {
        let entry = read(
            "/TRTP/SEPA OVERBOEKING/IBAN/NL59ABNA0626226163/BIC/ABNANL2AXXX\r\n/NAME/WORLD/PAY \
             B.V./REMI/USTD//Factuur 12/2024/EREF/NOTPROVIDED",
        );
        assert_eq!(entry.counterparty.name.as_deref(), Some("WORLD/PAY B.V."));
        assert_eq!(entry.counterparty.iban.as_ref().map(Iban::as_str), Some("NL59ABNA0626226163"));
        assert_eq!(entry.remittance.as_deref(), Some("Factuur 12/2024"));
        assert_eq!(entry.end_to_end_id, None);
        let entry = read(
            "/EREF/E-1//CNTP/NL28INGB0000000001/INGBNL2A/JAN \
             JANSEN/UTRECHT//REMI/STRD/CUR/9000000012/",
        );
        assert_eq!(entry.counterparty.name.as_deref(), Some("JAN JANSEN"));
        assert_eq!(entry.structured_reference.as_deref(), Some("9000000012"));
    }

    #[test]
    fn abn_amros_columns_are_told_apart() {
        let entry = read(
            "SEPA IDEAL                       IBAN: NL59ABNA0626226163        \nBIC: \
             ABNANL2A                    NAAM: WEBSHOP BV                \nOMSCHRIJVING: 123 456 \
             ORDER      KENMERK: 02-02-2026 10:00 123    ",
        );
        assert_eq!(entry.counterparty.name.as_deref(), Some("WEBSHOP BV"));
        assert_eq!(entry.counterparty.iban.as_ref().map(Iban::as_str), Some("NL59ABNA0626226163"));
        assert_eq!(
            (entry.remittance.as_deref(), entry.counterparty.bic.as_deref()),
            (Some("123 456 ORDER"), Some("ABNANL2A"))
        );
        assert_eq!(
            (entry.booking_text.as_deref(), entry.end_to_end_id.as_deref()),
            (Some("SEPA IDEAL"), Some("02-02-2026 10:00 123"))
        );
    }

    #[test]
    fn codes_of_a_banks_own_cost_nothing() {
        let text = "/CTC/006/Outgoing transfer/OBK/CITIUS33/BENM/ACME INC/PY/INVOICE 5";
        let entry = read(text);
        assert_eq!(
            (entry.counterparty.name.as_deref(), entry.remittance.as_deref()),
            (Some("ACME INC"), Some(text))
        );
        let mut entry = Entry {
            booking_text: Some("VIR SEPA".to_owned()),
            ..Entry::new(Money::zero(Currency::EUR))
        };
        apply("VIR SEPA EMIS /MOTIF FACTURE 5 /BEN FOURNISSEUR", &mut entry);
        assert_eq!(
            (entry.booking_text.as_deref(), entry.counterparty.name),
            (Some("VIR SEPA"), None)
        );
    }

    #[test]
    fn a_full_line_goes_on_and_a_short_one_ends_a_word() {
        let entry =
            read("/BENM//NAME/JOHN DOE/REMI/012345678901234567890123456789012345678\n9 x\ny");
        assert_eq!(
            entry.remittance.as_deref(),
            Some("0123456789012345678901234567890123456789 x y")
        );
        let entry = read("FACTUUR 1\nREK: NL65INGB0123456789/NAAM: PICQER");
        assert_eq!(entry.counterparty.name.as_deref(), Some("PICQER"));
        assert_eq!(
            entry.remittance.as_deref(),
            Some("FACTUUR 1 REK: NL65INGB0123456789/NAAM: PICQER")
        );
    }
}
