//! Settings that decide how is booked and have changed since something was: another chart stops,
//! another way of taxing is told, and what was booked before stays as it was.

use super::books::Books;
use super::setup::NotOpened;
use crate::domain::FindingKind;
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::ledger::{TaxedUnder, VatRegime};
use crate::settings::{Company, Fault, Office};
use crate::store::{InForce, Store, Stored};
use std::collections::HashMap;
use std::sync::Arc;

/// Findings of settings that changed.
pub static FINDINGS: &[&FindingKind] = &[&CHART_CHANGED, &BANK_MOVED, &TAXED_ANEW];

/// The books are kept by another chart.
pub static CHART_CHANGED: FindingKind = FindingKind {
    code: "chart-changed",
    weight: Weight::Error,
    de: "Die Bücher von „{company}“ sind im {before} geführt (Buchungen 1 bis {last}), die \
        Einstellung sagt jetzt {now}. Zwei Kontenrahmen passen nicht in ein Hauptbuch: bitte \
        „chart = \"{before}\"“ wieder eintragen. Für den {now} eine neue Firma anlegen (eigene \
        Datei in companies/) und mit opening-balances.csv und open-items.csv eröffnen.",
    en: "The books of “{company}” are kept by {before} (entries 1 to {last}), the settings now say \
        {now}. One ledger cannot hold two charts: set \"chart = \"{before}\"\" again. For {now}, \
        make a new company (a file of its own in companies/) and open it with \
        opening-balances.csv and open-items.csv.",
};

/// A bank account has another ledger account than it is booked on, by nothing but its place.
pub static BANK_MOVED: FindingKind = FindingKind {
    code: "bank-account-moved",
    weight: Weight::Error,
    de: "Das Konto {iban} ist auf {before} gebucht; nach seiner Stelle in ibans bekäme es jetzt \
        {now}, das ein anderes hatte. Bitte neue Konten hinten anfügen, oder das Sachkonto \
        festhalten: im Abschnitt [bank_accounts] die Zeile „\"{iban}\" = \"{before}\"“. Soll es \
        wirklich wechseln, dort {now} eintragen.",
    en: "The account {iban} is booked on {before}; by its place in ibans it would now get {now}, \
        which another had. Add new accounts at the end, or state its ledger account: in the \
        section [bank_accounts] the line \"{iban}\" = \"{before}\". If it is meant to change, \
        write {now} there.",
};

/// It is taxed otherwise than what was booked before.
pub static TAXED_ANEW: FindingKind = FindingKind {
    code: "taxed-anew",
    weight: Weight::Warning,
    de: "Bis Buchung {last} gilt {before}, seit {since} {now}. Was davor gebucht ist, \
        bleibt dabei: Seine Steuer wird bei Zahlung, Skonto und Gutschrift so fällig und \
        berichtigt, wie es gebucht ist. Belege aus der Zeit davor, die noch fehlen, gehören unter \
        die alte Einstellung; bitte vor der Umstellung ablegen. „kontor undo D…“, dann „kontor \
        resolve D… accept“ bucht einen Beleg nach der neuen.",
    en: "Up to entry {last}, {before} holds, since {since} {now}. What was booked \
        before stays so: its tax becomes due and is corrected, with payment, discount and credit \
        note, as it is booked. Documents of the time before that are still missing belong under \
        the old settings; drop them before the change. \"kontor undo D…\", then \"kontor resolve \
        D… accept\" books a document by the new ones.",
};

/// How the settings of a company stand to what was booked.
struct Compared {
    now: InForce,
    /// What held for something that is booked, oldest first.
    booked: Vec<InForce>,
    /// What is kept beyond that.
    unused: Option<InForce>,
    /// The last number of the journal.
    last: i64,
}

impl Compared {
    /// Whether the books are kept by another chart, as it is told.
    fn stops(&self) -> Option<Fault> {
        let before = self.booked.last().filter(|before| before.chart != self.now.chart)?;
        let found = CHART_CHANGED.found().with("company", &self.now.company);
        let found = found.with("before", &before.chart).with("now", &self.now.chart);
        Some(Fault::of_file(file_of(&self.now.company), found.with("last", self.last.to_string())))
    }

    /// Whether something is booked that is taxed otherwise than what comes.
    fn changes(&self) -> bool {
        self.booked.last().is_some_and(|before| !before.is_like(&self.now))
    }

    /// What is to be kept instead of what is beyond; `None` where it stands right.
    fn to_keep(&self) -> Option<Option<&InForce>> {
        let holds = self.booked.last().is_some_and(|before| before.is_like(&self.now));
        match (&self.unused, holds) {
            (None, true) => None,
            (Some(_), true) => Some(None),
            (Some(unused), false) if unused.is_like(&self.now) => None,
            (_, false) => Some(Some(&self.now)),
        }
    }

    /// Every change on record, and the one that comes.
    fn told(&self) -> Vec<Fault> {
        let after = self.changes().then(|| self.unused.as_ref().unwrap_or(&self.now));
        let all: Vec<&InForce> = self.booked.iter().chain(after).collect();
        let pairs = all.windows(2).filter_map(|pair| match pair {
            [before, after] if before.taxed != after.taxed => Some(told_of(before, after)),
            _ => None,
        });
        pairs.collect()
    }
}

fn file_of(company: &str) -> String {
    format!("companies/{company}.toml")
}

fn told_of(before: &InForce, after: &InForce) -> Fault {
    let day = after.since.get(..10).and_then(|day| day.parse::<jiff::civil::Date>().ok());
    let found = TAXED_ANEW
        .found()
        .with("last", (after.posting - 1).to_string())
        .with_value("before", in_words(&before.taxed))
        .with_value("since", day.unwrap_or_default())
        .with_value("now", in_words(&after.taxed));
    Fault::of_file(file_of(&after.company), found)
}

/// How a company is taxed, in words.
fn in_words(taxed: &str) -> Argument {
    let Some(TaxedUnder { vat, input_percent }) = TaxedUnder::read(taxed) else {
        return Argument::text(taxed);
    };
    let [de, en] = match vat {
        VatRegime::Accrual => ["Sollversteuerung", "VAT on accrual"],
        VatRegime::Cash => ["Istversteuerung", "VAT on cash"],
        VatRegime::SmallBusiness => ["Kleinunternehmer", "small business"],
        VatRegime::Exempt => ["steuerfreie Umsätze", "exempt supplies"],
    };
    let percent = input_percent.normalize();
    Argument::Words(
        format!("{de} mit {percent} % Vorsteuer").into(),
        format!("{en} with {percent} % of input VAT").into(),
    )
}

async fn compared(store: &Store, companies: &[Company], now: &str) -> Stored<Vec<Compared>> {
    let mut kept = store.settings_in_force().await?;
    let journal = store.counters().await?.journal;
    let compare = |company: &Company| {
        let last = journal.get(&company.id).map_or(0, |(last, _)| *last);
        let rows = kept.remove(&company.id).unwrap_or_default();
        let (booked, unused): (Vec<InForce>, Vec<InForce>) =
            rows.into_iter().partition(|row| row.posting <= last);
        let taxed =
            TaxedUnder { vat: company.taxation.vat, input_percent: company.taxation.input_percent };
        let now = InForce {
            company: company.id.clone(),
            posting: if booked.is_empty() { 1 } else { last + 1 },
            since: now.to_owned(),
            chart: company.chart.as_str().to_owned(),
            taxed: taxed.written(),
        };
        Compared { now, booked, unused: unused.into_iter().next(), last }
    };
    Ok(companies.iter().map(compare).collect())
}

/// What of an office's settings contradicts what is booked stops; what of it has changed is added
/// to its warnings: every change for who only looks, for who books what is new, which is kept then.
///
/// # Errors
/// The faults that stop, or the store's.
pub async fn heed(store: &Store, office: &mut Office, books: bool) -> Result<(), NotOpened> {
    let zone = office.settings.time_zone.clone();
    let now = jiff::Timestamp::now().to_zoned_datetime(zone);
    let now = now.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let compared = compared(store, &office.companies, &now).await.map_err(NotOpened::Store)?;
    let mut stops: Vec<Fault> = compared.iter().filter_map(Compared::stops).collect();
    if stops.is_empty() {
        for company in &office.companies {
            stops.extend(moved_banks(store, company).await.map_err(NotOpened::Store)?);
        }
    }
    if !stops.is_empty() {
        return Err(NotOpened::Settings(stops));
    }
    for company in &compared {
        let told = if books {
            keep(store, company).await.map_err(NotOpened::Store)?
        } else {
            company.told()
        };
        office.warnings.extend(told);
    }
    Ok(())
}

/// The bank accounts of a company that would be booked elsewhere than they are because of their
/// place in the settings alone.
async fn moved_banks(store: &Store, company: &Company) -> Stored<Vec<Fault>> {
    let mut moved = Vec::new();
    for bank in company.bank_accounts.iter().filter(|bank| !bank.is_named) {
        let before = store.booked_on(&company.id, bank.iban.as_str()).await?;
        if let Some(before) = before.filter(|before| *before != bank.account) {
            let found = BANK_MOVED.found().with("iban", &bank.iban).with("before", before);
            let found = found.with("now", &bank.account);
            moved.push(Fault::of_file(file_of(&company.id), found));
        }
    }
    Ok(moved)
}

/// Keeps the settings of a company that hold from now on; what is told of it.
async fn keep(store: &Store, company: &Compared) -> Stored<Vec<Fault>> {
    let Some(settings) = company.to_keep() else { return Ok(Vec::new()) };
    store.put_in_force(&company.now.company, company.now.posting, settings).await?;
    let pair = company.booked.last().zip(settings);
    let told = pair.filter(|(before, after)| before.taxed != after.taxed);
    Ok(told.map(|(before, after)| told_of(before, after)).into_iter().collect())
}

/// Tells the books how the items are taxed that say nothing of it: as each company's books began.
pub(super) async fn recall(books: &mut Books, store: &Store) -> Stored<()> {
    let began: HashMap<String, TaxedUnder> = store
        .settings_in_force()
        .await?
        .into_iter()
        .filter_map(|(company, rows)| Some((company, TaxedUnder::read(&rows.first()?.taxed)?)))
        .collect();
    for (company, began) in began {
        if let Some(own) = books.companies.get_mut(&company)
            && own.keeping.taxed() != began
        {
            let own = Arc::make_mut(own);
            (own.keeping.began, own.closing.input_percent) = (Some(began), began.input_percent);
        }
    }
    Ok(())
}
