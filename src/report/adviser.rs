//! Report `tax-adviser`: what a tax adviser asks before they take the books of a month, each with a
//! tick or with what is missing.

use super::gather::{in_cents, open_minor};
use super::row::{Row, row};
use super::taxes::{companies, controlled};
use super::{Asked, Cell, Column, Report, Which, column};
use crate::domain::spelling::counted;
use crate::domain::words::CHECKS;
use crate::domain::{Currency, Language, Money, Side, spelling};
use crate::ledger::{Chart, Personal, prepaid_role};
use crate::store::rows::{ContactRow, ItemRow, StatementRow};
use crate::store::{Span, Store, Stored};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

const COLUMNS: &[Column] = &[
    column("company", "Firma", "Company", Cell::Text),
    column("number", "Nr", "No.", Cell::Number),
    column("check", "Prüfung", "Check", Cell::Long),
    column("status", "Stand", "Status", Cell::Word(CHECKS)),
    column("detail", "Was fehlt", "What is missing", Cell::Long),
];

pub(super) const REPORT: Report = Report {
    name: "tax-adviser",
    which: Which::TaxAdviser,
    title: ("Abnahme durch den Steuerberater", "What the tax adviser asks"),
    columns: COLUMNS,
};

/// A check in German and English, and what speaks against it; `None` where nothing does.
struct Check(&'static str, &'static str, Option<String>);

/// The accounts of a chart that are to be zero or explained at a month's end: transit, unexplained,
/// interim, payroll clearing.
fn clearing(chart: Chart) -> [&'static str; 4] {
    match chart {
        Chart::SKR03 => ["1360", "1590", "1792", "1755"],
        Chart::SKR04 => ["1460", "1370", "3630", "3790"],
    }
}

/// The accounts that balances are carried forward against.
const CARRIED: [&str; 3] = ["9000", "9008", "9009"];

pub(super) async fn rows(store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let mut rows = Vec::new();
    for (company, chart) in companies(asked) {
        let books = Books::read(store, asked, company).await?;
        let german = asked.language == Language::De;
        let checks = [
            Check(
                "Bankkonto im Buch gleich Kontoauszug",
                "bank account in the books equals the statement",
                books.banks(store).await?,
            ),
            Check(
                "Geldtransit und Klärungskonten leer",
                "transit and clearing accounts empty",
                books.cleared(chart),
            ),
            Check(
                "Offene Posten gleich Personenkonten",
                "open items equal personal accounts",
                books.items(store).await?,
            ),
            Check(
                "Voranmeldung gleich Steuerkonten",
                "VAT return equals tax accounts",
                controlled(store, asked, (company, chart))
                    .await?
                    .map(|off| off.sentence(asked.language)),
            ),
            Check("Zeitraum abgeschlossen", "period closed", books.closed(store).await?),
            Check(
                "Zu jeder Buchung ein Beleg, nichts wartet",
                "a document for each entry, nothing waits",
                books.waiting(store).await?,
            ),
            Check(
                "Rechnungsnummern ohne Lücke",
                "invoice numbers without a gap",
                books.gaps(store).await?,
            ),
            Check("Keine angenommenen Konten", "no accounts assumed", books.assumed(store).await?),
            Check("Bereit für DATEV", "ready for DATEV", books.fit()),
            Check(
                "Soll gleich Haben, Eröffnung geht auf",
                "debit equals credit, the opening adds up",
                books.even(),
            ),
            Check(
                "Umsatzgrenzen der Besteuerung eingehalten",
                "limits of turnover of the VAT regime kept",
                books.within_limits(store).await?,
            ),
        ];
        for (number, Check(de, en, fault)) in (1..).zip(checks) {
            rows.push(row!({
                "company": company,
                "number": number,
                "check": if german { de } else { en },
                "status": if fault.is_none() { "ok" } else { "open" },
                "detail": fault,
            }));
        }
    }
    Ok(rows)
}

/// The books of a company at the end of the last day asked for.
struct Books<'a> {
    asked: &'a Asked,
    company: &'a str,
    until: Date,
    /// Account → debit less credit.
    balances: BTreeMap<String, Decimal>,
}

impl<'a> Books<'a> {
    async fn read(store: &Store, asked: &'a Asked, company: &'a str) -> Stored<Books<'a>> {
        let mut books = Books { asked, company, until: asked.until(), balances: BTreeMap::new() };
        books.balances = books.balances_at(store, books.until).await?;
        Ok(books)
    }

    async fn balances_at(&self, store: &Store, day: Date) -> Stored<BTreeMap<String, Decimal>> {
        let totals = store.totals(&self.span_to(day)).await?;
        Ok(totals
            .into_iter()
            .map(|total| (total.account, total.opening + total.debit - total.credit))
            .collect())
    }

    fn span_to(&self, day: Date) -> Span {
        Span { company: Some(self.company.to_owned()), from: None, to: Some(day) }
    }

    fn at(&self, account: &str) -> Decimal {
        self.balances.get(account).copied().unwrap_or_default()
    }

    fn say(&self, de: impl Into<String>, en: impl Into<String>) -> String {
        if self.asked.language == Language::De { de.into() } else { en.into() }
    }

    fn money(&self, amount: Decimal) -> String {
        spelling::amount(Money::new(in_cents(amount), Currency::EUR), self.asked.language)
    }

    /// The last statement of each bank account in euro against the books of its day; an account
    /// without one is named.
    async fn banks(&self, store: &Store) -> Stored<Option<String>> {
        let mut last: BTreeMap<String, StatementRow> = BTreeMap::new();
        for row in store
            .statements(&Span { company: Some(self.company.to_owned()), ..Span::default() })
            .await?
        {
            let ends = |row: &StatementRow| {
                row.closing_date.filter(|day| *day <= self.until && row.closing_minor.is_some())
            };
            let newer = ends(&row).is_some()
                && last.get(&row.account).is_none_or(|known| ends(known) <= ends(&row));
            if newer && row.currency.as_deref().is_none_or(|code| code == "EUR") {
                last.insert(row.account.clone(), row);
            }
        }
        let mut faults = Vec::new();
        for (bank, account) in self.asked.banks.get(self.company).into_iter().flatten() {
            let stated = last.get(bank).and_then(|row| row.closing_date.zip(row.closing_minor));
            let moved = self.balances.contains_key(account);
            match stated {
                None if moved => faults.push(self.say(
                    format!("{account}: kein Kontoauszug mit Saldo"),
                    format!("{account}: no statement with a balance"),
                )),
                None => {}
                Some((day, minor)) => {
                    let kept = self
                        .balances_at(store, day)
                        .await?
                        .get(account)
                        .copied()
                        .unwrap_or_default();
                    let stated = Money::from_minor(minor, Currency::EUR).amount;
                    if kept != stated {
                        let (kept, stated) = (self.money(kept), self.money(stated));
                        let day = spelling::day(day, self.asked.language);
                        faults.push(self.say(
                            format!("{account} am {day}: Buch {kept}, Bank {stated}"),
                            format!("{account} on {day}: books {kept}, bank {stated}"),
                        ));
                    }
                }
            }
        }
        faults.sort();
        Ok(listed(faults))
    }

    fn cleared(&self, chart: Chart) -> Option<String> {
        let own = clearing(chart).map(|number| self.asked.own_number(self.company, number));
        let own = own.map(|account| (self.at(&account), account));
        // What invoices call paid (BT-113) and no payment has met stands on the wrong side there.
        let called_paid = [Side::Payable, Side::Receivable].map(|side| {
            let account = self.asked.own_number(self.company, chart.number(prepaid_role(side)));
            let sign = if side == Side::Payable { Decimal::ONE } else { Decimal::NEGATIVE_ONE };
            ((self.at(&account) * sign).min(Decimal::ZERO) * sign, account)
        });
        let left = own
            .iter()
            .chain(&called_paid)
            .map(|(balance, account)| (account, *balance))
            .filter(|(_, balance)| !balance.is_zero());
        listed(
            left.map(|(account, balance)| format!("{account}: {}", self.money(balance))).collect(),
        )
    }

    /// Item by item in euro against the personal accounts, customers and vendors apart.
    async fn items(&self, store: &Store) -> Stored<Option<String>> {
        let (mut receivable, mut payable) = (Decimal::ZERO, Decimal::ZERO);
        let add = |item: ItemRow, settled: i64| {
            let sum = if item.side == Side::Receivable { &mut receivable } else { &mut payable };
            if item.currency == Currency::EUR {
                *sum += Money::from_minor(open_minor(&item, settled), Currency::EUR).amount;
            }
        };
        store.each_item_open_unordered(&self.span_to(self.until), add).await?;
        let kept = |range: Personal| -> Decimal {
            self.balances
                .iter()
                .filter(|(account, _)| Personal::of(account) == Some(range))
                .map(|(_, balance)| *balance)
                .sum()
        };
        let mut faults = Vec::new();
        for (name, open, kept) in [
            (self.say("Debitoren", "customers"), receivable, kept(Personal::Customer)),
            (self.say("Kreditoren", "vendors"), -payable, kept(Personal::Vendor)),
        ] {
            if open != kept {
                let (open, kept) = (self.money(open), self.money(kept));
                faults.push(self.say(
                    format!("{name}: Posten {open}, Konten {kept}"),
                    format!("{name}: items {open}, accounts {kept}"),
                ));
            }
        }
        Ok(listed(faults))
    }

    async fn closed(&self, store: &Store) -> Stored<Option<String>> {
        let closed = store.closed_until(self.company).await?;
        Ok((closed < Some(self.until)).then(|| match closed {
            None => {
                self.say("nichts abgeschlossen (kontor close)", "nothing closed (kontor close)")
            }
            Some(day) => {
                let day = spelling::day(day, self.asked.language);
                self.say(format!("abgeschlossen bis {day}"), format!("closed until {day}"))
            }
        }))
    }

    async fn waiting(&self, store: &Store) -> Stored<Option<String>> {
        let documents =
            store.documents_waiting(Some(self.company), self.asked.language).await?.len();
        let entries = store.count_waiting(self.company, Some(self.until)).await?;
        let mut faults = Vec::new();
        if documents > 0 {
            let wait = (
                counted(documents, ["Dokument wartet", "Dokumente warten"]),
                counted(documents, ["document waits", "documents wait"]),
            );
            faults.push(self.say(wait.0, wait.1));
        }
        if entries > 0 {
            let open = (
                counted(entries, ["Bankumsatz", "Bankumsätze"]),
                counted(entries, ["bank entry", "bank entries"]),
            );
            faults.push(self.say(format!("{} offen", open.0), format!("{} open", open.1)));
        }
        Ok(listed(faults))
    }

    /// Numbers missing between the invoices that the company issued in the year of the last day.
    async fn gaps(&self, store: &Store) -> Stored<Option<String>> {
        let issued =
            store.numbers_issued(self.company, (self.until.first_of_year(), self.until)).await?;
        Ok(listed(missing_numbers(issued.iter().map(String::as_str))))
    }

    /// Vendors whose invoices go to the goods account because nobody named another.
    async fn assumed(&self, store: &Store) -> Stored<Option<String>> {
        let vendors = |account: &String| Personal::of(account) == Some(Personal::Vendor);
        if !self.balances.keys().any(vendors) {
            return Ok(None);
        }
        let contacts = store.contacts_of(Some(self.company)).await?;
        let moved = |account: &Option<String>| {
            account.as_ref().is_some_and(|account| self.balances.contains_key(account))
        };
        let assumed: Vec<&ContactRow> = contacts
            .iter()
            .filter(|row| row.account.is_none() && moved(&row.vendor_account))
            .collect();
        let ids: Vec<i64> = assumed.iter().map(|row| row.id).collect();
        let said = store.accounts_said(&ids).await?;
        let assumed = assumed.into_iter().filter(|row| !said.contains_key(&row.id));
        let names: Vec<String> = assumed.map(|row| row.name.clone()).collect();
        Ok(listed(names).map(|names| {
            self.say(
                format!("Kein Konto genannt für {names}"),
                format!("no account named for {names}"),
            )
        }))
    }

    /// Accounts of another length than DATEV takes.
    /// Limits of turnover that the company has passed.
    async fn within_limits(&self, store: &Store) -> Stored<Option<String>> {
        let Some(closing) = self.asked.closings.get(self.company) else { return Ok(None) };
        let stands = super::limits::standing(store, self.asked, (self.company, *closing)).await?;
        let passed = stands.into_iter().filter(|limit| limit.is_passed);
        Ok(listed(passed.map(|limit| limit.said).collect()))
    }

    fn fit(&self) -> Option<String> {
        let unfit = self.balances.keys().filter(|account| !(4..=8).contains(&account.len()));
        listed(unfit.cloned().collect())
    }

    fn even(&self) -> Option<String> {
        let sum: Decimal = self.balances.values().copied().sum();
        let carried: Decimal = CARRIED
            .iter()
            .map(|number| self.at(&self.asked.own_number(self.company, number)))
            .sum();
        let mut faults = Vec::new();
        if !sum.is_zero() {
            faults.push(self.say(
                format!("Summe der Salden {}", self.money(sum)),
                format!("sum of balances {}", self.money(sum)),
            ));
        }
        if !carried.is_zero() {
            let carried = self.money(carried);
            faults.push(self.say(
                format!("9000, 9008, 9009 zusammen {carried}"),
                format!("9000, 9008, 9009 together {carried}"),
            ));
        }
        listed(faults)
    }
}

/// So many are named; of more only how many there are.
const MOST_NAMED: usize = 8;

fn listed(mut faults: Vec<String>) -> Option<String> {
    let more = faults.len().saturating_sub(MOST_NAMED);
    faults.truncate(MOST_NAMED);
    let rest = if more > 0 { format!(" (+ {more})") } else { String::new() };
    (!faults.is_empty()).then(|| faults.join("; ") + &rest)
}

/// Longest run of numbers that is taken for a gap; a longer one is another series.
const LONGEST_GAP: u64 = 20;

/// Numbers that a series of invoices lacks: those that differ in their last digits alone.
fn missing_numbers<'n>(numbers: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut series: BTreeMap<(&str, usize), BTreeSet<u64>> = BTreeMap::new();
    for number in numbers {
        let words = number.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let digits = number.get(words.len()..).unwrap_or_default();
        if let Ok(value) = digits.parse() {
            series.entry((words, digits.len())).or_default().insert(value);
        }
    }
    let mut missing = Vec::new();
    for ((words, length), values) in series {
        for (before, after) in values.iter().zip(values.iter().skip(1)) {
            let between = after - before - 1;
            if (1..=LONGEST_GAP).contains(&between) {
                missing
                    .extend((before + 1..*after).map(|value| format!("{words}{value:0length$}")));
            }
        }
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_lies_within_one_series() {
        let missing = |numbers: &[&str]| missing_numbers(numbers.iter().copied());
        assert_eq!(missing(&["RE-0098", "RE-0101", "GS-7", "RE-0099"]), ["RE-0100"]);
        assert_eq!(
            missing(&[
                "RE-1",
                "RE-2",
                "2026/17",
                "2025/15",
                "RE-500",
                "x",
                "99999999999999999999999"
            ]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn of_many_faults_some_are_named() {
        assert_eq!(listed(Vec::new()), None);
        let many = (0..10).map(|at| at.to_string()).collect();
        assert_eq!(listed(many).as_deref(), Some("0; 1; 2; 3; 4; 5; 6; 7 (+ 2)"));
    }
}
