//! Which company a document belongs to: the one its inbox folder names; else the one whose IBAN a
//! statement states (see [`super::accounts`]), or whose VAT id, else name, another document states.
//! None or several: rejected. A pinned document that names another company of the office as its
//! addressee is held, and so is one that states a VAT id which is not that company's.

use super::accounts::{ACCOUNT_NOT_STATED, OwnSource, Placed, UNKNOWN_ACCOUNT};
use super::addressee::tax_digits;
use crate::domain::finding::Weight;
use crate::domain::{
    Content, DeliveryNote, Finding, FindingKind, FirmName, Iban, Invoice, Likeness, NameWords,
    Order, OrderSide, OrderStage,
};
use crate::domain::{Party, VatId};
use crate::formats::bank_csv::is_service;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// Findings of routing.
pub static FINDINGS: &[&FindingKind] = &[
    &NO_COMPANY,
    &SEVERAL_COMPANIES,
    &WRONG_COMPANY,
    &OTHER_VAT_ID,
    &OTHER_SENDER,
    &UNKNOWN_ACCOUNT,
    &ACCOUNT_NOT_STATED,
];

/// A document that names no company of the office.
pub static NO_COMPANY: FindingKind = FindingKind {
    code: "no-company",
    weight: Weight::Error,
    de: "Das Dokument nennt keine Firma dieses Büros ({stated}). Es gehört in den Ordner einer \
        Firma (inbox/FIRMA/), oder die Angabe fehlt noch in companies/FIRMA.toml.",
    en: "The document names no company of this office ({stated}). Drop it into a company's folder \
        (inbox/COMPANY/), or add what it states to companies/COMPANY.toml.",
};
/// A document that names several.
pub static SEVERAL_COMPANIES: FindingKind = FindingKind {
    code: "several-companies",
    weight: Weight::Error,
    de: "Was das Dokument nennt ({stated}), passt zu mehreren Firmen dieses Büros: {companies}. \
        Bitte in den Ordner der Firma legen, deren Bücher gemeint sind.",
    en: "What the document states ({stated}) fits several companies of this office: {companies}. \
        Drop it into the folder of the company whose books are meant.",
};
/// A document in one company's folder that is addressed to another.
pub static WRONG_COMPANY: FindingKind = FindingKind {
    code: "wrong-company",
    weight: Weight::Warning,
    de: "Das Dokument liegt im Ordner von „{pinned}“, nennt aber „{stated}“ als {role}. Es ist \
        nicht gebucht; bitte in den richtigen Ordner legen (inbox/{folder}/) oder beim Absender \
        klären. „kontor resolve {this} accept“ bucht es bei dem, den es nennt, „kontor resolve \
        {this} reject GRUND“ lehnt es ab.",
    en: "The document lies in the folder of “{pinned}” but names “{stated}” as its {role}. It \
        is not booked; move it to the right folder (inbox/{folder}/) or ask its sender. \"kontor \
        resolve {this} accept\" books it for the one that it names, \"kontor resolve {this} reject \
        REASON\" refuses it.",
};
/// Whom a document in the wrong folder names.
pub(super) const ADDRESSEE: [&str; 2] = ["Empfänger", "addressee"];
/// A document that states a VAT id which is none of ours.
pub static OTHER_VAT_ID: FindingKind = FindingKind {
    code: "other-vat-id",
    weight: Weight::Warning,
    de: "Das Dokument nennt {stated}; die der Firma „{name}“ ist das nicht.{besides} Es ist \
        nicht gebucht; bitte beim Absender klären oder die Angabe in companies/{company}.toml \
        berichtigen. Gehört es nicht hierher: „kontor resolve {this} reject GRUND“; ist es dennoch \
        richtig: „kontor resolve {this} accept“; eine Eingangsrechnung ohne Vorsteuer buchen: \
        „kontor resolve {this} accept --without-input-vat“.",
    en: "The document names {stated}, which is not that of “{name}”.{besides} It is \
        not booked; ask its sender, or correct companies/{company}.toml. If it does not belong \
        here: \"kontor resolve {this} reject REASON\"; if it is right all the same: \"kontor \
        resolve {this} accept\"; to book an invoice received without input VAT: \"kontor resolve \
        {this} accept --without-input-vat\".",
};
/// An invoice from a company of the office that states another sender.
pub static OTHER_SENDER: FindingKind = FindingKind {
    code: "other-sender",
    weight: Weight::Warning,
    de: "Das Dokument liegt im Ordner von „{pinned}“, ist aber von „{stated}“ an jemand anderen \
        gerichtet. Es ist nicht gebucht; bitte in den richtigen Ordner legen (inbox/{folder}/). \
        „kontor resolve {this} accept“ bucht es bei „{stated}“, „kontor resolve {this} reject \
        GRUND“ lehnt es ab.",
    en: "The document lies in the folder of “{pinned}” but was sent by “{stated}” to somebody \
        else. It is not booked; move it to the right folder (inbox/{folder}/). \"kontor resolve \
        {this} accept\" books it for “{stated}”, \"kontor resolve {this} reject REASON\" refuses \
        it.",
};

/// What a company is known by.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// File stem of `companies/ID.toml`, and the name of its inbox folder.
    pub id: String,
    /// Its name as registered.
    pub name: String,
    /// Trading names.
    pub aliases: Vec<String>,
    /// Its VAT id.
    pub vat_id: Option<VatId>,
    /// Its tax number, as the tax office writes it.
    pub tax_number: Option<String>,
    /// Its bank accounts.
    pub ibans: Vec<Iban>,
    /// Accounts of its own for what has no IBAN.
    pub sources: Vec<OwnSource>,
    /// Where it is: street with its number, postcode, town.
    pub address: [Option<String>; 3],
}

/// The companies of an office, found by what documents state of them.
#[derive(Debug, Default)]
pub struct Directory {
    /// Ids.
    names: Vec<String>,
    /// Names as registered.
    titles: Vec<String>,
    by_id: HashMap<String, usize>,
    /// Companies that state it as theirs; several, where settings overlap.
    by_iban: HashMap<String, BTreeSet<usize>>,
    /// Companies of a tax group share one.
    by_vat: HashMap<String, BTreeSet<usize>>,
    /// Names and aliases.
    firm_names: Vec<(FirmName, usize)>,
    /// The places of names by their keys.
    by_name_key: HashMap<String, Vec<usize>>,
    /// The names of each company.
    names_at: Vec<Range<usize>>,
    /// The same of each company, by their words; the registered name first.
    words: Vec<Vec<NameWords>>,
    /// Digits of tax numbers.
    tax_numbers: Vec<Option<String>>,
    with_vat_id: BTreeSet<usize>,
    /// Street, postcode, town.
    addresses: Vec<[Option<String>; 3]>,
    sources: Vec<Vec<OwnSource>>,
    /// Formats of the office's own that are reports of payment services.
    services: BTreeSet<String>,
}

/// Whose document it is, or why nobody's.
#[derive(Debug, PartialEq)]
pub enum Route {
    /// The company's id.
    To(String),
    /// It holds for the whole office.
    Office,
    /// It names another company: id of the pinned one, and the finding.
    Held(String, Finding),
    /// It cannot be taken.
    Rejected(Finding),
}

impl Directory {
    /// Indexes the companies.
    pub fn new(companies: &[Known]) -> Directory {
        let mut directory = Directory::default();
        for (at, company) in companies.iter().enumerate() {
            directory.names.push(company.id.clone());
            directory.titles.push(company.name.clone());
            directory.sources.push(company.sources.clone());
            directory.addresses.push(company.address.clone());
            directory.by_id.insert(company.id.to_lowercase(), at);
            for iban in &company.ibans {
                directory.by_iban.entry(iban.as_str().to_owned()).or_default().insert(at);
            }
            if let Some(vat) = &company.vat_id {
                directory.by_vat.entry(vat.as_str().to_owned()).or_default().insert(at);
                directory.with_vat_id.insert(at);
            }
            let names = std::iter::once(&company.name).chain(&company.aliases);
            directory.words.push(names.clone().map(|name| NameWords::new(name)).collect());
            directory.tax_numbers.push(company.tax_number.as_deref().and_then(tax_digits));
            let first = directory.firm_names.len();
            directory.firm_names.extend(names.map(|name| (FirmName::new(name), at)));
            directory.names_at.push(first..directory.firm_names.len());
        }
        directory.by_name_key = named::by_key(&directory.firm_names);
        directory
    }

    /// With what an office's own layouts are reports of payment services, by their formats
    /// (`csv:mycard`).
    pub fn with_services(self, services: impl IntoIterator<Item = String>) -> Directory {
        Directory { services: services.into_iter().collect(), ..self }
    }

    /// The id of the company whose folder this is.
    pub fn pinned(&self, folder: &str) -> Option<&str> {
        self.by_id
            .get(&folder.to_lowercase())
            .and_then(|at| self.names.get(*at))
            .map(String::as_str)
    }

    /// Decides for a document; `pinned` is the company its folder names.
    pub fn route(&self, pinned: Option<&str>, content: &Content) -> Route {
        match content {
            // Those of one file may belong to several: see `place`.
            Content::BankStatement(file) => match self.place(pinned, file).into_iter().next() {
                Some(placed) => placed.into(),
                None => self.by_folder(pinned, ["kein Konto", "no account"]),
            },
            Content::Invoice(invoice) => self.by_parties(pinned, &invoice.buyer, &invoice.seller),
            Content::DeliveryNotes(notes) => {
                let first = notes.first().cloned().unwrap_or_default();
                let DeliveryNote { supplier, customer, .. } = &first;
                self.by_parties(pinned, customer, supplier)
            }
            Content::Orders(orders) => self.by_order(pinned, orders.first()),
            Content::ExchangeRates(_) => Route::Office,
            Content::Contacts(_)
            | Content::OpenItems(_)
            | Content::OpeningBalances(_)
            | Content::StockCounts(_)
            | Content::Units(_)
            | Content::Entries(_)
            | Content::Answers(_) => self.by_folder(pinned, ["keine Firma", "none"]),
        }
    }

    /// The company of a file that states none: its folder's, or the only one there is.
    pub fn of_folder(&self, pinned: Option<&str>) -> Option<String> {
        match self.by_folder(pinned, [""; 2]) {
            Route::To(company) => Some(company),
            Route::Held(..) | Route::Office | Route::Rejected(_) => None,
        }
    }

    /// A file that states no company belongs to the folder's, or to the only one there is.
    fn by_folder(&self, pinned: Option<&str>, stated: [&'static str; 2]) -> Route {
        match (pinned, self.names.as_slice()) {
            (Some(pinned), _) => Route::To(pinned.to_owned()),
            (None, [only]) => Route::To(only.clone()),
            (None, _) => Route::Rejected(NO_COMPANY.found().with_value("stated", stated)),
        }
    }

    /// An order that names both its sides is the company's that it is addressed to: the seller's,
    /// an answer the buyer's. One that a list names only the other side of is the folder's.
    fn by_order(&self, pinned: Option<&str>, order: Option<&Order>) -> Route {
        let sides = order
            .and_then(|order| Some((order.stage, order.buyer.as_ref()?, order.seller.as_ref()?)));
        match sides {
            Some((OrderStage::Confirmation | OrderStage::Refusal, buyer, seller)) => {
                self.by_parties(pinned, buyer, seller)
            }
            Some((_, buyer, seller)) => self.by_parties(pinned, seller, buyer),
            None => self.by_folder(pinned, ["keine Firma", "none"]),
        }
    }

    /// Which side of an order a company is; as the order says where its parties do not tell.
    pub fn side_of(&self, order: &Order, company: &str) -> OrderSide {
        let is =
            |party: &Option<Party>| party.as_ref().is_some_and(|party| self.is(party, company));
        match (is(&order.buyer), is(&order.seller)) {
            (true, false) => OrderSide::Purchase,
            (false, true) => OrderSide::Sales,
            _ => order.side,
        }
    }

    fn by_parties(&self, pinned: Option<&str>, addressee: &Party, sender: &Party) -> Route {
        let (to, from) = (self.found(addressee), self.found(sender));
        let stated = [addressee, sender]
            .iter()
            .filter_map(|party| party.name.clone())
            .collect::<Vec<_>>()
            .join(", ");
        match pinned {
            Some(pinned) => self.pinned_parties(pinned, (addressee, &to), (sender, &from)),
            None if to.are.is_empty() && from.are.is_empty() => {
                match (to.namesake, from.namesake) {
                    (Some(at), _) => self.other_vat_id(at, addressee, None),
                    (None, Some(at)) => self.other_vat_id(at, sender, None),
                    (None, None) if stated.is_empty() => {
                        self.by_folder(None, ["keine Namen", "no names"])
                    }
                    (None, None) => Route::Rejected(NO_COMPANY.found().with("stated", stated)),
                }
            }
            // Between two companies of the office it is the addressee's, and the sender's besides:
            // see `counterpart`.
            None if to.are.is_empty() => self.only(&from.are, stated),
            None => self.only(&to.are, stated),
        }
    }

    fn pinned_parties(&self, pinned: &str, to: (&Party, &Found), from: (&Party, &Found)) -> Route {
        let is_pinned = |found: &Found| found.are.iter().any(|at| self.id(*at) == Some(pinned));
        let is_one = |found: &Found| !found.are.is_empty();
        let folder =
            |found: &Found| found.are.first().and_then(|at| self.id(*at)).unwrap_or_default();
        let title = |found: &Found| found.are.first().map_or("", |at| self.title(*at)).to_owned();
        let here = || Route::To(pinned.to_owned());
        let held = |finding: Finding| Route::Held(pinned.to_owned(), finding);
        if is_pinned(to.1) || is_pinned(from.1) {
            return here();
        }
        let at = self.by_id.get(&pinned.to_lowercase()).copied().unwrap_or(usize::MAX);
        let is_stranger = !is_one(from.1) && to.1.namesake != Some(at);
        let stranger = is_stranger.then_some(from.0);
        let other_sender = || {
            let found = OTHER_SENDER.found().with("pinned", self.title(at));
            held(found.with("stated", title(from.1)).with("folder", folder(from.1)))
        };
        match (is_one(to.1), is_one(from.1)) {
            (true, _) => held(
                WRONG_COMPANY
                    .found()
                    .with("pinned", self.title(at))
                    .with("stated", title(to.1))
                    .with_value("role", ADDRESSEE)
                    .with("folder", folder(to.1)),
            ),
            (false, _) if from.1.namesake == Some(at) => self.other_vat_id(at, from.0, None),
            // An invoice of another company of the office is that one's, whoever its customer is.
            (false, true) if to.0.name.is_some() && to.1.namesake != Some(at) => other_sender(),
            (false, _) if to.0.vat_id.is_some() && self.with_vat_id.contains(&at) => {
                self.other_vat_id(at, to.0, stranger)
            }
            (false, _) => here(),
        }
    }

    pub(super) fn id(&self, at: usize) -> Option<&str> {
        self.names.get(at).map(String::as_str)
    }

    pub(super) fn companies(&self) -> std::ops::Range<usize> {
        0..self.names.len()
    }

    pub(super) fn at(&self, id: &str) -> Option<usize> {
        self.by_id.get(&id.to_lowercase()).copied()
    }

    /// The only company of the office; `None` where there are several.
    pub(super) fn only_company(&self) -> Option<usize> {
        (self.names.len() == 1).then_some(0)
    }

    pub(super) fn is_service(&self, format: &str) -> bool {
        self.services.contains(format) || is_service(format)
    }

    pub(super) fn sources(&self, at: usize) -> &[OwnSource] {
        self.sources.get(at).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every IBAN of the office with each company that states it as its own.
    pub(super) fn all_ibans(&self) -> impl Iterator<Item = (&str, usize)> {
        self.by_iban
            .iter()
            .flat_map(|(iban, owners)| owners.iter().map(move |at| (iban.as_str(), *at)))
    }

    pub(super) fn ibans(&self, company: usize) -> impl Iterator<Item = &str> {
        self.all_ibans().filter(move |(_, at)| *at == company).map(|(iban, _)| iban)
    }

    /// Whether an account is one of the company's own.
    pub(super) fn is_own_account(&self, iban: &Iban, company: &str) -> bool {
        self.owners_of(iban.as_str()).any(|at| self.id(at) == Some(company))
    }

    /// The companies that state an IBAN as theirs.
    pub(super) fn owners_of(&self, iban: &str) -> impl Iterator<Item = usize> + '_ {
        self.by_iban.get(iban).into_iter().flatten().copied()
    }

    /// The other company of the office that an invoice of `company` is about: its seller, or its
    /// buyer.
    pub fn counterpart(&self, invoice: &Invoice, company: &str) -> Option<&str> {
        let one = |party: &Party| match self.found(party).are.iter().collect::<Vec<_>>().as_slice()
        {
            [only] => self.id(**only),
            _ => None,
        };
        match (one(&invoice.seller)?, one(&invoice.buyer)?) {
            (seller, buyer) if seller == company && buyer != company => Some(buyer),
            (seller, buyer) if buyer == company && seller != company => Some(seller),
            _ => None,
        }
    }

    /// Says which companies something fits, by name and folder.
    pub(super) fn several(&self, owners: &BTreeSet<usize>, stated: String) -> Finding {
        let title = |at: usize| Some(format!("{} (inbox/{}/)", self.titles.get(at)?, self.id(at)?));
        let companies: Vec<String> = owners.iter().filter_map(|at| title(*at)).collect();
        SEVERAL_COMPANIES.found().with("stated", stated).with("companies", companies.join(", "))
    }

    fn only(&self, owners: &BTreeSet<usize>, stated: String) -> Route {
        match (owners.len(), owners.first().and_then(|at| self.names.get(*at))) {
            (1, Some(id)) => Route::To(id.clone()),
            _ => Route::Rejected(self.several(owners, stated)),
        }
    }

    /// The companies a party may be: those of its VAT id, told apart by the name; by the name alone
    /// only where no VAT id is stated, or where the company has none in its settings.
    fn found(&self, party: &Party) -> Found {
        let named = self.named(party);
        let Some(vat) = &party.vat_id else { return Found { are: named, namesake: None } };
        match self.by_vat.get(vat.as_str()).or_else(|| self.by_vat.get(&format!("DE{vat}"))) {
            Some(group) => {
                let both: BTreeSet<usize> = group.intersection(&named).copied().collect();
                Found { are: if both.is_empty() { group.clone() } else { both }, namesake: None }
            }
            None => {
                let (namesakes, are): (BTreeSet<usize>, BTreeSet<usize>) =
                    named.into_iter().partition(|at| self.with_vat_id.contains(at));
                Found { are, namesake: namesakes.first().copied() }
            }
        }
    }

    /// Its names and trading names by their words, the registered name first.
    pub(super) fn words_of(&self, company: usize) -> &[NameWords] {
        self.words.get(company).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a party states a VAT id or tax number that is this company's.
    pub(super) fn is_proven(&self, party: &Party, company: usize) -> bool {
        let vat = party.vat_id.as_ref().is_some_and(|vat| {
            let owners =
                self.by_vat.get(vat.as_str()).or_else(|| self.by_vat.get(&format!("DE{vat}")));
            owners.is_some_and(|owners| owners.contains(&company))
        });
        let tax = party.tax_number.as_deref().and_then(tax_digits);
        vat || tax.is_some() && self.tax_numbers.get(company) == Some(&tax)
    }

    /// The company's name as registered.
    pub(super) fn title(&self, company: usize) -> &str {
        self.titles.get(company).map(String::as_str).unwrap_or_default()
    }

    /// Names and trading names of a company.
    pub(super) fn names_of(&self, company: usize) -> impl Iterator<Item = FirmName> + '_ {
        let names = self.names_at.get(company).and_then(|at| self.firm_names.get(at.clone()));
        names.unwrap_or_default().iter().map(|(name, _)| name.clone())
    }

    /// True when a party's name or trading name is most like that company's.
    pub(super) fn bears_name(&self, party: &Party, company: &str) -> bool {
        self.named(party).iter().any(|at| self.id(*at) == Some(company))
    }

    /// True when a name is one of that company, its legal form too.
    pub(super) fn is_written(&self, name: &FirmName, company: &str) -> bool {
        let whole = |ours: &FirmName| {
            ours.likeness(name).is_some_and(|likeness| likeness > Likeness::WithoutForm)
        };
        self.at(company).is_some_and(|at| self.names_of(at).any(|ours| whole(&ours)))
    }

    /// True when an account is that of the company that an invoice is of, or for.
    pub(super) fn is_of_party(&self, iban: &Iban, invoice: &Invoice) -> bool {
        self.owners_of(iban.as_str()).any(|owner| {
            [&invoice.buyer, &invoice.seller]
                .into_iter()
                .any(|party| self.found(party).are.contains(&owner))
        })
    }

    /// True when this party is that company.
    pub fn is(&self, party: &Party, company: &str) -> bool {
        self.found(party).are.iter().any(|at| self.id(*at) == Some(company))
    }
}

impl From<Placed> for Route {
    fn from(placed: Placed) -> Route {
        match placed {
            Placed::Kept { company, .. } => Route::To(company),
            Placed::Held(company, finding) => Route::Held(company, finding),
            Placed::Rejected(finding) => Route::Rejected(finding),
        }
    }
}

/// What a party is found to be.
struct Found {
    /// Companies; several only where nothing tells them apart.
    are: BTreeSet<usize>,
    /// A company of this name whose VAT id is another than the one stated.
    namesake: Option<usize>,
}

mod named;
mod places;
#[cfg(test)]
mod tests;
