//! Invoices whose parties do not fit the company whose books they are for: one that it writes to
//! itself, and one that is addressed to somebody else.

use super::route::Directory;
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind, FirmName, Invoice, Party};
use rust_decimal::Decimal;

/// Findings about the parties of invoices.
pub static FINDINGS: &[&FindingKind] = &[&INVOICE_TO_ITSELF, &OTHER_ADDRESSEE];

/// An invoice of a company to itself.
pub static INVOICE_TO_ITSELF: FindingKind = FindingKind {
    code: "invoice-to-itself",
    weight: Weight::Warning,
    de: "Verkäufer („{seller}“) und Käufer („{buyer}“) der Rechnung sind nach USt-IdNr. oder Name \
        beide diese Firma: vielleicht ein Muster, eine eigene Lieferung (Innenumsatz) oder eine \
        falsche USt-IdNr. Sie ist nicht gebucht. Sind es zwei Firmen, von denen nur eine den Namen \
        dieser Firma trägt, bucht „kontor resolve {document} accept“ nach den Namen; sonst bitte \
        beim Absender eine berichtigte anfordern oder ablehnen: „kontor resolve {document} reject \
        GRUND“.",
    en: "By VAT id or name, seller (“{seller}”) and buyer (“{buyer}”) of the invoice are both this \
        company: a form filled in, a supply to itself or a wrong VAT id. It is not booked. If they \
        are two firms of which only one bears this company's name, \"kontor resolve {document} \
        accept\" books by the names; else ask its sender for a corrected one, or refuse it with \
        \"kontor resolve {document} reject REASON\".",
};
/// An invoice received that names another recipient.
pub static OTHER_ADDRESSEE: FindingKind = FindingKind {
    code: "other-addressee",
    weight: Weight::Warning,
    de: "Die Rechnung ist an „{stated}“ gerichtet und liegt im Ordner von „{company}“; so heißt \
        diese Firma nicht. Ohne den Namen des Leistungsempfängers gibt es keinen Vorsteuerabzug \
        (§ 14 Abs. 4 Nr. 1, § 15 Abs. 1 Nr. 1 UStG). Sie ist nicht gebucht. Gehört sie nicht \
        hierher: „kontor resolve {document} reject GRUND“; ohne Vorsteuer buchen: „kontor resolve \
        {document} accept --without-input-vat“; ist sie richtig: „kontor resolve {document} \
        accept“. Ist der Name einer dieser Firma, ihn bei aliases in companies/{company}.toml \
        eintragen.",
    en: "The invoice is addressed to “{stated}” and lies in the folder of “{company}”, which is \
        not the name of this company. Without the name of its recipient there is no input VAT (§ \
        14 (4) no. 1, § 15 (1) no. 1 UStG). It is not booked. If it does not belong here: \
        \"kontor resolve {document} reject REASON\"; to book it without input VAT: \"kontor \
        resolve {document} accept --without-input-vat\"; if it is right: \"kontor resolve \
        {document} accept\". If the name is one of this company, add it to aliases in \
        companies/{company}.toml.",
};

/// Gross amount in the invoice's currency up to which an invoice need not name its recipient (§ 33
/// UStDV).
const SMALL: Decimal = Decimal::from_parts(250, 0, 0, false, 0);

/// What stands in the place of a recipient's name and is none, folded.
const NO_NAMES: &[&str] = &[
    "buchhaltung",
    "kreditorenbuchhaltung",
    "rechnungswesen",
    "rechnungseingang",
    "rechnungspruefung",
    "rechnungsempfaenger",
    "finanzbuchhaltung",
    "einkauf",
    "verwaltung",
    "abteilung",
    "abt",
    "kunde",
    "barverkauf",
    "laufkunde",
    "barkunde",
    "accounting",
    "accounts",
    "purchasing",
    "customer",
    "zentrale",
    "geschaeftsfuehrung",
    "geschaeftsleitung",
    "hausverwaltung",
    "empfaenger",
    "invoice",
    "rechnung",
];

impl Directory {
    /// What is to be asked of an invoice whose seller and buyer are this company, by VAT id or full
    /// name.
    pub fn to_itself(&self, invoice: &Invoice, company: &str) -> Option<Finding> {
        let (seller, buyer) = (&invoice.seller, &invoice.buyer);
        let name = |party: &Party| party.name.clone().unwrap_or_default();
        let itself = self.is_surely(seller, company) && self.is_surely(buyer, company);
        itself.then(|| {
            INVOICE_TO_ITSELF.found().with("seller", name(seller)).with("buyer", name(buyer))
        })
    }

    /// Whether names tell apart two parties that state one VAT id, as those of a tax group do.
    pub fn told_by_names(&self, invoice: &Invoice, company: &str) -> bool {
        self.bears_name(&invoice.seller, company) != self.bears_name(&invoice.buyer, company)
    }

    /// Whether an invoice is this company's own: it is the seller, and not the buyer that alone
    /// bears its name.
    pub fn sells(&self, invoice: &Invoice, company: &str) -> bool {
        let (seller, buyer) = (&invoice.seller, &invoice.buyer);
        let bought = self.is(buyer, company)
            && self.told_by_names(invoice, company)
            && self.bears_name(buyer, company);
        self.is(seller, company) && !bought
    }

    /// What is to be asked of an invoice to this company whose stated recipient can be no spelling
    /// of its name. One that is nobody's, a person's beside a sole trader or partnership, and any
    /// on a small invoice are not asked about.
    pub fn other_addressee(&self, invoice: &Invoice, company: &str) -> Option<Finding> {
        let buyer = &invoice.buyer;
        let stated = buyer.name.as_deref().filter(|name| names_somebody(name))?;
        let small = invoice.totals.gross.is_some_and(|gross| gross.abs() <= SMALL);
        if small || self.is(buyer, company) || self.is(&invoice.seller, company) {
            return None;
        }
        let at = self.at(company)?;
        let names: Vec<FirmName> = [&buyer.name, &buyer.trading_name]
            .into_iter()
            .flatten()
            .map(|name| FirmName::new(name))
            .collect();
        let like = |ours: &FirmName, name: &FirmName| ours.may_be(name) && !ours.tells_apart(name);
        // The company's short name in the settings is half a name.
        let short = FirmName::new(company);
        let maybe = names.iter().any(|name| {
            self.names_of(at).any(|ours| like(&ours, name))
                || name.form().is_empty() && short.may_be(name)
        });
        let firm = self.names_of(at).any(|ours| is_of_capital(ours.form()))
            || names.iter().any(|name| !name.form().is_empty());
        (!maybe && firm)
            .then(|| OTHER_ADDRESSEE.found().with("stated", stated).with("company", company))
    }

    /// By its VAT id, or by a name that lacks nothing: `Müller` alone may be a customer of Müller
    /// GmbH.
    fn is_surely(&self, party: &Party, company: &str) -> bool {
        let whole = || {
            party
                .name
                .as_deref()
                .map(FirmName::new)
                .is_some_and(|name| self.is_written(&name, company))
        };
        self.is(party, company) && (party.vat_id.is_some() || whole())
    }
}

/// False for a text without a word, and for a department's or customer's designation.
fn names_somebody(name: &str) -> bool {
    let folded = crate::domain::text::fold(name);
    let word = |word: &str| word.len() > 2 && word.chars().all(char::is_alphabetic);
    folded.split(' ').any(word) && !folded.split(' ').any(|word| NO_NAMES.contains(&word))
}

/// True for the legal forms of firms that are not called by their owners' names.
fn is_of_capital(form: &str) -> bool {
    const PERSONS: [&str; 6] = ["ek", "ekfm", "ekfr", "gbr", "ohg", "partg"];
    !form.is_empty() && !PERSONS.iter().any(|person| form.starts_with(person))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::VatId;
    use crate::office::route::Known;

    const OURS: &str = "DE136695976";

    fn office(name: &str) -> Directory {
        Directory::new(&[Known {
            id: "wir".into(),
            name: name.into(),
            vat_id: VatId::read(OURS),
            ..Known::default()
        }])
    }

    fn invoice(seller: (&str, &str), buyer: (&str, &str)) -> Invoice {
        let party = |(name, vat): (&str, &str)| Party {
            name: Some(name.to_owned()).filter(|name| !name.is_empty()),
            vat_id: VatId::read(vat),
            ..Party::default()
        };
        Invoice { seller: party(seller), buyer: party(buyer), ..Invoice::default() }
    }

    #[test]
    fn what_a_company_writes_to_itself_is_asked_about() {
        let office = office("Wir Handel GmbH");
        let asked = |seller, buyer| {
            let invoice = invoice(seller, buyer);
            (
                office.to_itself(&invoice, "wir").is_some(),
                office.told_by_names(&invoice, "wir"),
                office.sells(&invoice, "wir"),
            )
        };
        let (we, bare) = (("Wir Handel GmbH", OURS), ("Wir Handel GmbH", ""));
        assert_eq!(asked(we, we), (true, false, true));
        assert_eq!(asked(bare, we), (true, false, true));
        // Two of one tax group: the names say who sells.
        assert_eq!(asked(("Holding AG", OURS), we), (true, true, false));
        assert_eq!(asked(we, ("Holding AG", OURS)), (true, true, true));
        // A customer who shares the name.
        assert_eq!(asked(we, ("Wir Handel", "")), (false, false, true));
        assert_eq!(asked(we, ("Kunde AG", "")), (false, true, true));
        assert_eq!(asked(("Stahl AG", "DE811907980"), we), (false, true, false));
    }

    #[test]
    fn a_recipient_of_another_name_is_asked_about() {
        let asked = |ours: &str, stated: &str| {
            office(ours).other_addressee(&invoice(("Stahl AG", ""), (stated, "")), "wir").is_some()
        };
        for other in ["Niemand AG", "Gemeinde Talheim", "Herrn Max Huber", "Stahl & Co. KG"] {
            assert!(asked("Müller Metallbau GmbH", other), "{other}");
        }
        for other in ["Metallbau Schmidt GmbH", "Müller Immobilien KG"] {
            assert!(asked("Müller Metallbau GmbH", other), "{other}");
        }
        for ours in [
            "",
            "12345",
            "Metallbau Mueler GmbH",
            "Müller Metallbau GmbH, Einkauf",
            "Müller Metallbau GmbH Niederlassung Nord",
            "Müller Metallb. GmbH",
            "Müller GmbH",
            "z. Hd. Buchhaltung",
            "Müller",
            "Metallbau Mueller, Werk 2",
            "Barverkauf",
            "WIR",
        ] {
            assert!(!asked("Müller Metallbau GmbH", ours), "{ours}");
        }
        // A sole trader may be called by a name that is not his firm's; a firm is another one.
        for sole in ["Malerbetrieb Sonne", "Sonne e.K.", "Sonne & Mond GbR"] {
            assert!(!asked(sole, "Max Huber") && asked(sole, "Niemand AG"), "{sole}");
        }
        let small = Invoice {
            totals: crate::domain::invoice::Totals {
                gross: Some(Decimal::from(250)),
                ..Default::default()
            },
            ..invoice(("Stahl AG", ""), ("Niemand AG", ""))
        };
        assert_eq!(office("Wir GmbH").other_addressee(&small, "wir"), None);
    }
}
