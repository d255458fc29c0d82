//! Numbers behind a word that names them, such as a customer's, a contract's or a tax number: none of
//! them is an invoice's.

use super::View;

/// Such words, in capitals.
const WHOLE: &[&str] = &[
    // Customers
    "KD",
    "KDNR",
    "KDN",
    "KNR",
    "KUNDE",
    "KUNDIN",
    "CUST",
    "CUSTNO",
    "CUSTOMER",
    "CLIENT",
    "CLIENTE",
    "CLIENTI",
    "CLT",
    "CLI",
    "KLANT",
    "KLANTNR",
    "DEBITEUR",
    "DEBITEURNR",
    "RELATIENR",
    "ACCT",
    "ACCOUNT",
    "ABO",
    "ABONR",
    "MEMBER",
    "LIEFERANT",
    "SUPPLIER",
    "VENDOR",
    "FOURNISSEUR",
    "FORNITORE",
    "LEVERANCIER",
    "PROVEEDOR",
    // Taxes and registers
    "STNR",
    "STNUMMER",
    "STEUERNR",
    "USTID",
    "USTIDNR",
    "VAT",
    "TVA",
    "BTW",
    "IVA",
    "SIRET",
    "SIREN",
    "KVK",
    "HRB",
    "HRA",
    // Banks
    "MREF",
    "CRED",
    "KREF",
    "BIC",
    "BLZ",
    "KTO",
    "KONTO",
    "IBAN",
    "AVIS",
    "ADVICE",
    "TERM",
    "TERMINAL",
    "PIN",
    "TAN",
    "ANZ",
    "FILIALE",
    "UMR",
    "RUM",
    "ICS",
    // Addresses
    "TEL",
    "FAX",
    "MOBIL",
    "HANDY",
    "FON",
    "HOTLINE",
    "PLZ",
    "ZIMMER",
    "ZIMMERNR",
    "RAUM",
    "TISCH",
    "TISCHNR",
    "PLATZ",
    "SITZPLATZ",
    "STELLPLATZ",
    // Contracts and persons
    "PERSNR",
    "VSNR",
    "VNR",
    "VTR",
    "VERTR",
    "POLICE",
    "TICKET",
    "TICKETNR",
    "CONTRACT",
    "CONTRAT",
    "CONTRATTO",
    "CONTRATO",
];
const BEGIN: &[&str] = &[
    "KUNDEN",
    "CUSTOMERN",
    "KLANTN",
    "KLANTENN",
    "CLIENTN",
    "DEBITEURN",
    "RELATIEN",
    "STEUERN",
    "DEBITOR",
    "KREDITOR",
    "MANDA",
    "GLAEUBIGER",
    "GLÄUBIGER",
    "VERTRAG",
    "CONTRACTN",
    "LIEFERANTEN",
    "LEVERANCIERSN",
    "TELEFON",
    "BETRIEBSN",
    "MITGLIED",
    "MEMBERSHIP",
    "VERSICHERUNGSN",
    "ABONNEMENT",
];

/// What stands between such a word and its number.
const BETWEEN: &[&str] = &[
    "NR", "NO", "NUMMER", "NUMBER", "NUM", "NUMERO", "NUMÉRO", "NRO", "Nº", "ID", "IDNR", "N",
    "CODE", "REF", "BEI", "UNS", "IHNEN", "IST", "LAUTET", "IS", "IHRE", "UNSERE",
];

/// How words begin of what is paid month by month.
const PAID_BY_MONTH: &[&str] = &["ABO", "MITGLIED", "MEMBER"];

impl View<'_> {
    /// `08/2026`, `8.2026`: a month with its year.
    fn month(&self, at: usize) -> bool {
        let month = |digits: &str| digits.parse().is_ok_and(|month: u8| (1..=12).contains(&month));
        self.number(at).is_some_and(|digits| digits.len() <= 2 && month(digits))
            && matches!(self.gap(at).as_deref(), Some("/" | "."))
            && self.number(at + 1).is_some_and(|year| year.len() == 4 && year.starts_with("20"))
    }

    /// Behind `Kd-Nr`, `StNr`, `Mandat` and their like: the digits up to the next blank.
    pub(super) fn led_by_word(&self, at: usize) -> Option<usize> {
        let word = self.word(at)?;
        let split_tax = word == "ST" && self.word(at + 1) == Some("NR");
        if !(WHOLE.contains(&word)
            || split_tax
            || BEGIN.iter().any(|begin| word.starts_with(begin)))
        {
            return None;
        }
        let mut count = 1;
        let rest_of_word = |last: usize| self.cut_by_line(last) && self.word(last + 1).is_some();
        let is_between = |at: usize| self.word(at).is_some_and(|word| BETWEEN.contains(&word));
        while is_between(at + count) || rest_of_word(at + count - 1) {
            count += 1;
        }
        // Only digits that follow at once: `Kunde Meier RE 0815` names an invoice.
        self.number(at + count)
            .or_else(|| self.number(at + count + 1).filter(|_| self.glued(at + count)))?;
        // `Abo 08/2026` is that of August, `Mitgliedsnr 08/2026` a number.
        let is_paid_by_month = PAID_BY_MONTH.iter().any(|begin| word.starts_with(begin))
            && !["NR", "NO", "NUMMER", "NUMBER"].iter().any(|end| word.ends_with(end));
        if count == 1 && is_paid_by_month && self.month(at + 1) {
            return None;
        }
        count += 1;
        // `Kd.Nr K10077/R-3145`: only in a tax number a stroke is part of it.
        let cut = |last: usize| {
            self.cut_by_line(last)
                && self.number(last + 1).is_some_and(|rest| !rest.starts_with("20"))
        };
        let tax = word.starts_with("ST");
        // `0711/20260815`, `0170 2026 0815`: an area code and what follows it are one telephone
        // number.
        let telephone = matches!(word, "TEL" | "FAX" | "MOBIL" | "HANDY" | "FON" | "HOTLINE")
            || word.starts_with("TELEFON");
        let dialled = |last: usize| {
            telephone
                && self.number(last + 1).is_some()
                && self
                    .gap(last)
                    .is_some_and(|gap| gap.chars().count() <= 3 && !gap.contains([',', ';', '+']))
        };
        let goes_on = |last: usize| {
            dialled(last)
                || (self.glued(last) || cut(last))
                    && (tax || self.gap(last).as_deref() != Some("/"))
        };
        while goes_on(at + count - 1) {
            count += 1;
        }
        Some(count)
    }
}
