//! Invoices whose parties do not fit the company whose books they are for: one that it writes to
//! itself, and one that is addressed to somebody else.

use super::route::Directory;
use crate::domain::finding::Weight;
use crate::domain::legal_form::LegalForm;
use crate::domain::text::fold;
use crate::domain::{Finding, FindingKind, FirmName, Invoice, NameWords, Party, Sameness};
use crate::store::addressees::Addressee;
use rust_decimal::Decimal;

/// Findings about the parties of invoices.
pub static FINDINGS: &[&FindingKind] = &[&INVOICE_TO_ITSELF, &OTHER_ADDRESSEE];

/// An invoice of a company to itself.
pub static INVOICE_TO_ITSELF: FindingKind = FindingKind {
    code: "invoice-to-itself",
    weight: Weight::Warning,
    de: "Verkäufer („{seller}“) und Käufer („{buyer}“) der Rechnung sind nach USt-IdNr. oder Name \
        beide diese Firma: vielleicht ein Muster, eine eigene Lieferung (Innenumsatz) oder eine \
        falsche USt-IdNr. Sie ist nicht gebucht.{accept} Bitte beim Absender eine berichtigte \
        anfordern oder ablehnen: „kontor resolve {document} reject GRUND“.",
    en: "By VAT id or name, seller (“{seller}”) and buyer (“{buyer}”) of the invoice are both this \
        company: a form filled in, a supply to itself or a wrong VAT id. It is not \
        booked.{accept} Ask its sender for a corrected one, or refuse it with \"kontor resolve \
        {document} reject REASON\".",
};
/// An invoice received that names another recipient.
pub static OTHER_ADDRESSEE: FindingKind = FindingKind {
    code: "other-addressee",
    weight: Weight::Warning,
    de: "Die Rechnung ist an „{stated}“ gerichtet und liegt im Ordner von „{company}“; diese Firma \
        heißt „{name}“. Ohne den Namen des Leistungsempfängers gibt es keinen Vorsteuerabzug \
        (§ 14 Abs. 4 Nr. 1, § 15 Abs. 1 Nr. 1 UStG). Sie ist nicht gebucht. Gehört sie nicht \
        hierher: „kontor resolve {document} reject GRUND“; ohne Vorsteuer buchen: „kontor resolve \
        {document} accept --without-input-vat“; ist diese Firma gemeint: „kontor resolve \
        {document} accept“, und die nächste Rechnung an diesen Namen fragt nicht mehr.",
    en: "The invoice is addressed to “{stated}” and lies in the folder of “{company}”; this \
        company's name is “{name}”. Without the name of its recipient there is no input VAT (§ \
        14 (4) no. 1, § 15 (1) no. 1 UStG). It is not booked. If it does not belong here: \
        \"kontor resolve {document} reject REASON\"; to book it without input VAT: \"kontor \
        resolve {document} accept --without-input-vat\"; if this company is meant: \"kontor \
        resolve {document} accept\", and the next invoice to this name asks no more.",
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
    /// `this` is the document, as `D7`.
    pub fn to_itself(&self, invoice: &Invoice, company: &str, this: &str) -> Option<Finding> {
        let (seller, buyer) = (&invoice.seller, &invoice.buyer);
        let name = |party: &Party| party.name.clone().unwrap_or_default();
        let itself = self.is_surely(seller, company) && self.is_surely(buyer, company);
        let by_names = [
            format!(
                " Sind es zwei Firmen, von denen nur eine den Namen dieser Firma trägt, bucht \
                 „kontor resolve {this} accept“ nach den Namen."
            ),
            format!(
                " If they are two firms of which only one bears this company's name, \"kontor \
                 resolve {this} accept\" books by the names."
            ),
        ];
        let accept =
            if self.told_by_names(invoice, company) { by_names } else { Default::default() };
        let found =
            INVOICE_TO_ITSELF.found().with("seller", name(seller)).with("buyer", name(buyer));
        itself.then(|| found.with("document", this).with_value("accept", accept))
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

    /// What is to be asked of an invoice to this company whose stated recipient is no spelling of
    /// its name, or states another legal form. One that is nobody's, a person's beside a sole
    /// trader or partnership of another name, one whose VAT id or tax number is ours, one that a
    /// person has said is ours (`known`), and any on a small invoice are not asked about.
    pub fn other_addressee(
        &self,
        invoice: &Invoice,
        company: &str,
        known: &[Addressee],
    ) -> Option<Finding> {
        let (buyer, at) = (&invoice.buyer, self.at(company)?);
        let stated = buyer.name.as_deref().filter(|name| names_somebody(name))?;
        let small = invoice.totals.gross.is_some_and(|gross| gross.abs() <= SMALL);
        let is_told = known.iter().any(|known| known.name == fold(stated));
        if small || is_told || self.is_proven(buyer, at) || self.is(&invoice.seller, company) {
            return None;
        }
        let names: Vec<NameWords> = names_of(buyer).map(NameWords::new).collect();
        let lives_here = self.lives_at(buyer, at) || known.iter().any(|known| known.is_at(buyer));
        let is_ours =
            self.bears_form(buyer, at) && self.is_meant(&names, buyer, (company, at), lives_here);
        (!is_ours && self.asks_of(&names, at)).then(|| {
            OTHER_ADDRESSEE
                .found()
                .with("stated", stated)
                .with("company", company)
                .with("name", self.title(at))
        })
    }

    /// Whether one of the names is a spelling of the company's, or of its short name in the
    /// settings. Where one is so but for a letter or a word that may mean anything, the address
    /// tells.
    fn is_meant(
        &self,
        names: &[NameWords],
        buyer: &Party,
        (company, at): (&str, usize),
        lives_here: bool,
    ) -> bool {
        let short = NameWords::new(company);
        let town = format!("{} {}", self.town_of(at), fold(buyer.city.as_deref().unwrap_or("")));
        names.iter().any(|words| {
            let named = self.words_of(at).iter().map(|ours| ours.sameness(words, &town)).max();
            named == Some(Sameness::Same)
                || lives_here && named > Some(Sameness::Other)
                || !words.form().is_stated() && short.sameness(words, &town) == Sameness::Same
        })
    }

    /// Whether names that are none of the company's are another's for sure: a firm's, or a
    /// person's where the company is called by a person's name or they have words in common.
    /// Nobody else knows what a sole trader calls his firm.
    fn asks_of(&self, names: &[NameWords], at: usize) -> bool {
        let firm = self.names_of(at).any(|ours| is_of_capital(ours.form()))
            || names.iter().any(|words| words.form().is_stated());
        let akin = || {
            let ours = self.words_of(at);
            names.iter().any(|words| ours.iter().any(|its| its.is_akin(words)))
        };
        let persons = || {
            self.words_of(at).first().filter(|ours| ours.is_person()).is_some_and(|ours| {
                let other =
                    |words: &NameWords| words.is_person() || words.has_trade() && ours.has_trade();
                names.iter().any(other)
            })
        };
        firm || akin() || persons()
    }

    /// Whether the legal form that a party's names state is one of the company's; where either
    /// states none, it may be.
    pub(super) fn bears_form(&self, party: &Party, company: usize) -> bool {
        let stated: Vec<NameWords> = names_of(party).map(NameWords::new).collect();
        let of = |names: &[NameWords]| -> Vec<LegalForm> {
            names.iter().map(NameWords::form).filter(|form| form.is_stated()).cloned().collect()
        };
        let (ours, theirs) = (of(self.words_of(company)), of(&stated));
        ours.is_empty()
            || theirs.is_empty()
            || theirs.iter().any(|form| ours.iter().any(|other| !form.is_other(other)))
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

/// A party's name and trading name.
fn names_of(party: &Party) -> impl Iterator<Item = &str> {
    [&party.name, &party.trading_name].into_iter().flatten().map(String::as_str)
}

/// The digits of a tax number; `None` of what is too short to be one (§ 139a AO, ten or more).
pub(super) fn tax_digits(number: &str) -> Option<String> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= 10).then_some(digits)
}

/// False for a text without a word, and for a department's or customer's designation alone.
fn names_somebody(name: &str) -> bool {
    let folded = fold(name);
    let word = |word: &str| word.len() > 2 && word.chars().all(char::is_alphabetic);
    let designation = folded.split(' ').any(|word| NO_NAMES.contains(&word));
    let firm = || !FirmName::new(name).form().is_empty() || NameWords::new(name).has_trade();
    folded.split(' ').any(word) && (!designation || firm())
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
                office.to_itself(&invoice, "wir", "D1").is_some(),
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
            office(ours)
                .other_addressee(&invoice(("Stahl AG", ""), (stated, "")), "wir", &[])
                .is_some()
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
            "Metallbau Muller GmbH",
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
        assert_eq!(office("Wir GmbH").other_addressee(&small, "wir", &[]), None);
    }

    /// Company, addressee of its inbox. The words that tell persons and firms apart count, and the
    /// legal form; what is only written otherwise, left out or added does not.
    #[test]
    fn another_person_or_legal_form_is_asked_about() {
        let asked = |ours: &str, stated: &str| {
            office(ours)
                .other_addressee(&invoice(("Stahl AG", ""), (stated, "")), "wir", &[])
                .is_some()
        };
        for (ours, other) in [
            ("Praxis Dr. Anna Roth", "Praxis Dr. Jens Ohm"),
            ("Praxis Dr. Anna Roth", "Praxis Dr. Jens Roth"),
            ("Praxis Dr. Anna Roth", "Dr. med. Jens Ohm"),
            ("Praxis Dr. Anna Roth", "Dr. J. Roth"),
            ("Praxis Dr. Anna Roth", "Bäckerei Ohm"),
            ("Anna Roth", "Herrn Jens Ohm"),
            ("Malerbetrieb Max Huber", "Malerbetrieb Jens Ohm"),
            ("Malerbetrieb Sonne", "Malerbetrieb Mond"),
            ("Schreinerei Meier GmbH", "Schreinerei Huber"),
            ("Max Huber e.K.", "Jens Ohm e.K."),
            ("Schmidt GmbH", "Schmidt KG"),
            ("Schmidt GmbH", "Schmidt e.K."),
            ("Schmidt GmbH", "Schmidt e. Kfm."),
            ("Schmidt GmbH", "Schmidt GmbH & Co. KG"),
            ("Schmidt GmbH & Co. KG", "Schmidt Verwaltungs GmbH"),
            ("Schmidt KG", "Schmidt UG (haftungsbeschränkt)"),
            ("Schmidt e.K.", "Schmidt GmbH, z. Hd. Herrn Schmidt"),
            ("Schmidt GmbH", "Fa. Schmidt OHG - Buchhaltung"),
            ("Schmidt GmbH", "Niemand AG, Buchhaltung"),
            ("Müller GmbH", "Müller Holding GmbH"),
            ("Roth & Partner PartG mbB", "Roth & Partner GmbH"),
            ("Sportverein Talheim e.V.", "Sportverein Talheim GmbH"),
            ("Objekt Berlin 12 GmbH & Co. KG", "Objekt Berlin 13 GmbH & Co. KG"),
            ("Solarpark 3 GmbH", "Solarpark 4 GmbH"),
            ("Immobilien 1. Vermögens GmbH", "Immobilien 2. Vermögens GmbH"),
            ("WEG Hauptstr. 5", "WEG Hauptstr. 7"),
            ("Windpark Nord I GmbH", "Windpark Nord II GmbH"),
        ] {
            assert!(asked(ours, other), "{other} is not {ours}");
        }
        for (ours, same) in [
            ("Hahn GmbH & Co. KG", "Hahn GmbH & Co KG"),
            ("Solarpark 3 GmbH", "Solarpark GmbH"),
            ("1. FC Talheim e.V.", "1. FC Talheim 1907 e.V."),
            ("Hahn GmbH", "Hahn GmbH, Werk 2"),
            ("Hahn GmbH & Co. KG", "Hahn GmbH u. Co. KG, Kreditorenbuchhaltung"),
            ("Hahn GmbH & Co. KG", "Hahn GmbH & Co."),
            ("Hahn GmbH & Co. KG", "Hahn"),
            ("Hahn Handelsgesellschaft mbH", "Hahn Handels GmbH"),
            ("Hahn GmbH", "Hahn gGmbH"),
            ("Hahn GmbH", "Hahn G.m.b.H."),
            ("Hahn UG (haftungsbeschränkt)", "Hahn UG"),
            ("Müller Bau GmbH", "Mueller Bau GmbH"),
            ("Müller Bau GmbH", "Muller Bau GmbH"),
            ("Müller Bau GmbH", "Fa. Müller Bau"),
            ("Müller Bau GmbH", "Firma Müller Bau GmbH z. Hd. Frau Ina Schulz"),
            ("Müller Bau GmbH", "Müller Bau GmbH, Abt. Einkauf, Herr Ohm"),
            ("Müller Bau GmbH", "Müller Bau GmbH, Niederlassung Kiel"),
            ("Müller Bau GmbH", "Buchhaltung Müller Bau GmbH"),
            ("Schmidt Kraftfahrzeuge GmbH", "Schmidt Kfz GmbH"),
            ("Müller Metallbau GmbH", "MMB GmbH"),
            ("Praxis Dr. Öztürk", "Dr. Ozturk, Ayse"),
            ("Öztürk Bau GmbH", "OZTURK BAU GMBH, Ali Yilmaz"),
            ("Max Huber e.K.", "Max Huber"),
            ("Max Huber e.K.", "Herrn Max Huber"),
            ("Elektro Huber e.K.", "Max Huber"),
            ("Elektro Huber Inh. Max Huber", "Max Huber"),
            ("Max Huber", "Elektro Huber, Inhaber Max Huber"),
            ("Malerbetrieb Sonne", "Max Huber"),
            ("Malerbetrieb Sonne", "Maler Sonne"),
            ("Praxis Dr. Anna Roth", "Dr. med. Anna Roth"),
            ("Praxis Dr. Anna Roth", "Zahnarztpraxis Dr. Roth"),
            ("Praxis Dr. Anna Roth", "Frau Dr. A. Roth"),
            ("Praxis Dr. Anna Roth", "Roth, Anna"),
            ("Praxis Dr. Anna Roth", "Anna Roth-Meier"),
            ("Praxis Dr. Anna Roth", "Dr. Jens Ohm & Dr. Anna Roth"),
            ("Praxis Dr. Anna Roth", "Praxis Dr. Roth z. Hd. Frau Ohm"),
            ("Praxis Dr. Anna Roth", "Buchhaltung"),
        ] {
            assert!(!asked(ours, same), "{same} may be {ours}");
        }
    }

    #[test]
    fn a_slip_is_ours_where_the_address_is_and_what_a_person_said_holds() {
        let company = Directory::new(&[Known {
            id: "wir".into(),
            name: "Schreinerei Holzmann GmbH".into(),
            address: ["Hauptstr. 5", "28195", "Talheim"].map(|part| Some(part.to_owned())),
            ..Known::default()
        }]);
        let buyer = |name: &str, street: &str, postcode: &str| Party {
            name: Some(name.to_owned()),
            street: Some(street.to_owned()),
            postcode: Some(postcode.to_owned()),
            ..Party::default()
        };
        let asked = |buyer: Party, known: &[Addressee]| {
            let invoice = Invoice { buyer, ..invoice(("Stahl AG", ""), ("", "")) };
            company.other_addressee(&invoice, "wir", known).is_some()
        };
        let here = |name| buyer(name, "HAUPTSTRASSE 5", "D-28195");
        let there = |name| buyer(name, "Hauptstr. 7", "28195");
        let slip = "Schreinerei Holtzmann GmbH";
        assert!(asked(there(slip), &[]) && !asked(here(slip), &[]));
        assert!(!asked(here("Schreinerei Holzmann Nord GmbH"), &[]));
        assert!(!asked(there("Schreinerei Holzmann Talheim GmbH"), &[]), "the town");
        // Sisters live in one house.
        for sister in [
            "Schreinerei Holzmann Logistik GmbH",
            "Schreinerei Holzmann Holding GmbH",
            "Schreinerei Holzmann GmbH & Co. KG",
            "Schreinerei Max Holzmann GmbH",
        ] {
            assert!(asked(here(sister), &[]), "{sister}");
        }
        let said = Addressee {
            document: 1,
            company: "wir".into(),
            name: fold("Holz & Form"),
            street: Some("Am Hafen 1".into()),
            postcode: Some("28199".into()),
        };
        assert!(asked(there("Holz & Form AG"), &[]));
        assert!(!asked(there("HOLZ & FORM"), std::slice::from_ref(&said)));
        assert!(asked(there("Holz & Farm AG"), std::slice::from_ref(&said)));
        assert!(!asked(buyer(slip, "Am Hafen 1", "28199"), &[said]));
    }

    #[test]
    fn an_alias_states_no_other_form_and_a_number_proves_who_is_meant() {
        let company = |aliases: &[&str]| {
            Directory::new(&[Known {
                id: "wir".into(),
                name: "Schmidt GmbH".into(),
                aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
                vat_id: VatId::read(OURS),
                tax_number: Some("21/815/08150".to_owned()),
                ..Known::default()
            }])
        };
        let of = |buyer: Party| Invoice { buyer, ..invoice(("Stahl AG", ""), ("", "")) };
        let named = |name: &str| Party { name: Some(name.to_owned()), ..Party::default() };
        let asked = |aliases: &[&str], buyer: Party| {
            company(aliases).other_addressee(&of(buyer), "wir", &[]).is_some()
        };
        assert!(asked(&["Schmidt"], named("Schmidt KG")), "short for the GmbH");
        assert!(!asked(&["Schmidt KG"], named("Schmidt KG")), "a name of its own");
        let trading = Party { trading_name: Some("Schmidt".to_owned()), ..named("Schmidt KG") };
        assert!(asked(&[], trading));
        assert!(!asked(&[], Party { vat_id: VatId::read(OURS), ..named("Schmidt KG") }));
        let tax = Party { tax_number: Some("218 150 8150".to_owned()), ..named("Schmidt KG") };
        assert!(!asked(&[], tax));
        assert!(!company(&["Schmidt"]).is(&named("Schmidt KG"), "wir"));
        assert!(company(&["Schmidt"]).is(&named("Schmidt"), "wir"));
    }
}
