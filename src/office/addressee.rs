//! Invoices whose parties do not fit the company whose books they are for: one that it writes to
//! itself, and one that is addressed to somebody else.

use super::route::{ADDRESSEE, Directory, WRONG_COMPANY};
use crate::domain::finding::Weight;
use crate::domain::legal_form::LegalForm;
use crate::domain::text::fold;
use crate::domain::{Content, Finding, FindingKind, FirmName, Invoice, NameWords, Party, Sameness};
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
    "accounting",
    "accounts",
    "purchasing",
    "zentrale",
    "geschaeftsfuehrung",
    "geschaeftsleitung",
    "hausverwaltung",
    "empfaenger",
    "invoice",
    "rechnung",
];

/// What stands there for whoever pays at the counter, folded: the recipient of a small invoice needs
/// no name, of a larger one it must stand on it (§ 14 (4) no. 1 UStG).
const WHOEVER: &[&str] = &[
    "kunde",
    "barverkauf",
    "laufkunde",
    "laufkundschaft",
    "barkunde",
    "barzahler",
    "barzahlung",
    "diverse",
    "bar",
    "kasse",
    "customer",
];

/// The official rules about the recipient's name and address, which a small invoice may lack.
const OF_RECIPIENT: &[&str] = &["BR-07", "BR-10", "BR-11", "BR-DE-8", "BR-DE-9"];

/// Whether a document is a small invoice that breaks no other official rules than those about its
/// recipient: it need not name one, nor be an e-invoice (§ 33 UStDV).
pub(super) fn may_lack_recipient<'a>(
    content: &Content,
    mut broken: impl Iterator<Item = &'a str>,
) -> bool {
    matches!(content, Content::Invoice(invoice) if is_small(invoice))
        && broken.all(|rule| OF_RECIPIENT.contains(&rule))
}

fn is_small(invoice: &Invoice) -> bool {
    invoice.totals.gross.is_some_and(|gross| gross.abs() <= SMALL)
}

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
    /// person has said is ours (`known`) are not asked about. At our own address a slip and a word
    /// less pass, a word more may be another body under one roof; at another postcode only the
    /// whole name passes, and where ours or theirs is not known a name that lacks what the
    /// firm does (`Müller GmbH`) may be anybody's. A small invoice need not name its recipient (§ 33 UStDV):
    /// on one a doubtful spelling passes, another's name does not. Where the name is rather that of
    /// another company of the office, the question names that.
    pub fn other_addressee(
        &self,
        invoice: &Invoice,
        company: &str,
        known: &[Addressee],
    ) -> Option<Finding> {
        let (buyer, at) = (&invoice.buyer, self.at(company)?);
        let (stated, names) = (buyer.name.as_deref()?, names_of(buyer));
        let small = is_small(invoice);
        if !names_somebody(stated, small) && self.sister_by_department(&names, at).is_none() {
            return None;
        }
        let is_told = known.iter().any(|known| known.name == fold(stated));
        if is_told || self.is_proven(buyer, at) || self.is(&invoice.seller, company) {
            return None;
        }
        if let Some(other) = self.nearest(&names, buyer, (company, at)) {
            let found = WRONG_COMPANY.found().with("pinned", self.title(at));
            let found = found.with("stated", self.at(other).map_or("", |other| self.title(other)));
            return Some(found.with_value("role", ADDRESSEE).with("folder", other));
        }
        let lives_here = self.lives_at(buyer, at) || known.iter().any(|known| known.is_at(buyer));
        let rank = self.rank(&names, buyer, at);
        // A name that is ours in part only, at an address that is not ours, is somebody else's.
        let written = |name: &String| self.is_written(&FirmName::new(name), company);
        let is_whole = [&buyer.name, &buyer.trading_name].into_iter().flatten().any(written);
        let is_near = lives_here || self.lives_near(buyer, at);
        let is_somewhere = buyer.postcode.as_deref().is_some_and(|code| !code.trim().is_empty());
        // Without any address a family name that many bear says nothing; a small invoice need not.
        let of_many = || !small && names.iter().all(NameWords::is_of_many);
        let is_doubtful = self.lives_elsewhere(buyer, at)
            || (is_somewhere || of_many()) && self.is_part(&names, at);
        let may_be = is_whole || is_near || !is_doubtful;
        let is_ours = may_be
            && !self.is_incorporated_otherwise(&names, at)
            && (rank == Some(Sameness::Same)
                || lives_here && rank > Some(Sameness::Added)
                || small && rank > Some(Sameness::Other)
                || rank.is_some() && is_called(&names, company, &self.towns(buyer, at)));
        (!is_ours && self.asks_of(&names, at)).then(|| {
            OTHER_ADDRESSEE
                .found()
                .with("stated", stated)
                .with("company", company)
                .with("name", self.title(at))
        })
    }

    /// The only other company of the office whose name a recipient bears rather than that of this
    /// one: better spelt, or with a word less that is not its own.
    pub fn nearer(&self, buyer: &Party, company: &str) -> Option<&str> {
        self.nearest(&names_of(buyer), buyer, (company, self.at(company)?))
    }

    fn nearest(
        &self,
        names: &[NameWords],
        buyer: &Party,
        (company, at): (&str, usize),
    ) -> Option<&str> {
        let ours = self.rank(names, buyer, at).unwrap_or(Sameness::Other);
        if let Some(sister) = self.sister_by_department(names, at) {
            return self.id(sister);
        }
        if ours == Sameness::Same || is_called(names, company, "") {
            return None;
        }
        let others = self.companies().filter(|other| *other != at);
        let ranked: Vec<(Sameness, usize)> =
            others.filter_map(|other| Some((self.rank(names, buyer, other)?, other))).collect();
        let best = ranked.iter().map(|(rank, _)| *rank).max().filter(|best| *best > ours)?;
        let mut nearest = ranked.iter().filter(|(rank, _)| *rank == best);
        match (nearest.next(), nearest.next()) {
            (Some((_, only)), None) => self.id(*only),
            _ => None,
        }
    }

    /// The only other company of the office all of whose name stands in what reads like a department
    /// of this one: `Müller Verwaltung` may be `Müller Verwaltungs GmbH`.
    fn sister_by_department(&self, names: &[NameWords], at: usize) -> Option<usize> {
        if self.is_whole_in(names, at) {
            return None;
        }
        let others = self.companies().filter(|other| *other != at);
        let mut whole = others
            .filter(|other| self.is_whole_in(names, *other) && self.is_of_form(names, *other));
        whole.next().filter(|_| whole.next().is_none())
    }

    /// What the best of a recipient's names is to those of a company; `None` where they state
    /// another legal form.
    fn rank(&self, names: &[NameWords], buyer: &Party, at: usize) -> Option<Sameness> {
        if !self.is_of_form(names, at) {
            return None;
        }
        if self.is_whole_in(names, at) {
            return Some(Sameness::Same);
        }
        let towns = self.towns(buyer, at);
        let own = self.words_of(at).iter();
        own.flat_map(|ours| names.iter().map(|words| ours.sameness(words, &towns))).max()
    }

    /// Whether a name of the company stands in one of these with all its words.
    fn is_whole_in(&self, names: &[NameWords], at: usize) -> bool {
        self.words_of(at).iter().any(|own| names.iter().any(|words| own.is_whole_in(words)))
    }

    /// Whether none of these names says what the company does, although its own all do.
    fn is_part(&self, names: &[NameWords], at: usize) -> bool {
        let own = self.words_of(at);
        let is_part = |words: &NameWords| own.iter().all(|own| own.is_part_of_trade(words));
        !own.is_empty() && names.iter().all(is_part)
    }

    /// The towns of a company and of a recipient: they may stand in a name.
    fn towns(&self, buyer: &Party, at: usize) -> String {
        format!("{} {}", self.town_of(at), fold(buyer.city.as_deref().unwrap_or_default()))
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
            self.words_of(at)
                .first()
                .filter(|ours| ours.is_person() || ours.has_owner())
                .is_some_and(|ours| {
                    let other = |words: &NameWords| {
                        words.is_person() || words.has_trade() && ours.has_trade()
                    };
                    names.iter().any(other)
                })
        };
        firm || akin() || persons()
    }

    /// Whether the legal form that a party's names state is one of the company's; where either
    /// states none, it may be.
    pub(super) fn bears_form(&self, party: &Party, company: usize) -> bool {
        self.is_of_form(&names_of(party), company)
    }

    fn is_of_form(&self, stated: &[NameWords], company: usize) -> bool {
        let of = |names: &[NameWords]| -> Vec<LegalForm> {
            names.iter().map(NameWords::form).filter(|form| form.is_stated()).cloned().collect()
        };
        let (ours, theirs) = (of(self.words_of(company)), of(stated));
        ours.is_empty()
            || theirs.is_empty()
            || theirs.iter().any(|form| ours.iter().any(|other| !form.is_other(other)))
    }

    /// Whether names state the form of a GmbH, AG or KG and none of the company's states any: such
    /// a company has to bear its form in its name.
    fn is_incorporated_otherwise(&self, names: &[NameWords], company: usize) -> bool {
        !self.words_of(company).iter().any(|ours| ours.form().is_stated())
            && names.iter().any(|words| words.form().is_corporate())
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

/// A party's name and trading name, taken apart.
fn names_of(party: &Party) -> Vec<NameWords> {
    [&party.name, &party.trading_name]
        .into_iter()
        .flatten()
        .map(|name| NameWords::new(name))
        .collect()
}

/// Whether one of the names is a spelling of a company's short name in the settings, perhaps with
/// one of these towns.
fn is_called(names: &[NameWords], company: &str, towns: &str) -> bool {
    let short = NameWords::new(company);
    let is_it = |words: &NameWords| {
        !words.form().is_stated()
            && !words.is_household()
            && short.sameness(words, towns) == Sameness::Same
    };
    names.iter().any(is_it)
}

/// The digits of a tax number; `None` of what is too short to be one (§ 139a AO, ten or more).
pub(super) fn tax_digits(number: &str) -> Option<String> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= 10).then_some(digits)
}

/// False for a text without a word, and for a department's designation alone, on a small invoice
/// also for that of any customer.
fn names_somebody(name: &str, small: bool) -> bool {
    let folded = fold(name);
    let word = |word: &str| word.len() > 2 && word.chars().all(char::is_alphabetic);
    let is_none = |word| NO_NAMES.contains(&word) || small && WHOEVER.contains(&word);
    let designation = folded.split(' ').any(is_none);
    let firm = || !FirmName::new(name).form().is_empty() || NameWords::new(name).has_trade();
    folded.split(' ').any(word) && (!designation || firm())
}

/// True for the legal forms of firms that are not called by their owners' names.
fn is_of_capital(form: &str) -> bool {
    const PERSONS: [&str; 6] = ["ek", "ekfm", "ekfr", "gbr", "ohg", "partg"];
    !form.is_empty() && !PERSONS.iter().any(|person| form.starts_with(person))
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod unproved_tests;
