//! Random histories: what a bookkeeper drops, decides, takes back and closes, in any order.
//! Whatever was done, `verify` has nothing to say, and a run that finds nothing new changes
//! nothing.

use crate::invoice::Invoice;
use crate::small_office::{OWN, Office, kontor, month};
use serde_json::Value;

/// Histories, and steps of each; `KONTOR_HISTORIES` asks for more of them.
const HISTORIES: u64 = 6;
const STEPS: u64 = 26;

const US: (&str, &str) = ("Beispiel GmbH", "DE136695976");
const CUSTOMER: (&str, &str) = ("Schäfer Druck e.K.", "DE129274202");
const VENDOR: (&str, &str) = ("Stahl AG", "DE290104774");

/// A small generator of its own (Knuth's MMIX constants): a seed names a history for ever.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(bound.max(1)).unwrap_or(1))
            .unwrap_or_default()
    }

    fn one_of<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len()))
    }
}

/// A history being made: what may still be dropped, and what was done, as a person would repeat it.
struct History {
    office: Office,
    dice: Dice,
    files: Vec<(String, String)>,
    dropped: Vec<(String, String)>,
    said: Vec<String>,
    /// How often something was set off.
    set_offs: usize,
}

impl History {
    fn new(seed: u64) -> History {
        let mut dice = Dice(seed.wrapping_mul(77_777).wrapping_add(3));
        let mut files = month(seed, 6);
        files.extend(invoices(&mut dice));
        files.extend(overpaid(&mut dice));
        History {
            office: Office::make(&format!("history-{seed}")),
            dice,
            files,
            dropped: Vec::new(),
            said: Vec::new(),
            set_offs: 0,
        }
    }

    fn ids(&self, report: &str, wanted: impl Fn(&Value) -> bool) -> Vec<String> {
        let rows = self.office.report(report);
        rows.iter()
            .filter(|row| wanted(row))
            .filter_map(|row| row["id"].as_str().map(str::to_owned))
            .collect()
    }

    /// Runs a verb; a refusal (1) is as good as a success, a fault of kontor or of its use is not.
    fn does(&mut self, args: &[&str]) {
        self.said.push(format!("kontor {}", args.join(" ")));
        let output = kontor(self.office.path(), args);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}\n{told}", self.said.join("\n"));
        self.set_offs += usize::from(output.status.success() && args.contains(&"against"));
    }

    fn step(&mut self) {
        match self.dice.below(17) {
            15 => self.overpay(),
            16 => self.give_back(),
            0..=3 => self.drop_some(),
            4 => self.drop_again(),
            5..=7 => self.resolve_entry(),
            8 => self.resolve_document(),
            9 => self.set_off(),
            10..=12 => self.undo(),
            13 => self.close(),
            _ => self.does(&["nightly"]),
        }
        let output = kontor(self.office.path(), &["verify"]);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{}\n{}",
            self.said.join("\n"),
            String::from_utf8_lossy(&output.stdout)
        );
        assert_eq!(self.office.sub_ledger_astray(), [""; 0], "{}", self.said.join("\n"));
    }

    fn drop_some(&mut self) {
        for _ in 0..=self.dice.below(3) {
            if !self.files.is_empty() {
                let at = self.dice.below(self.files.len());
                let (name, text) = self.files.swap_remove(at);
                self.office.put(&name, &text);
                self.said.push(format!("drop {name}"));
                self.dropped.push((name, text));
            }
        }
        self.does(&["run"]);
    }

    /// Drops these files, as far as they are still to come, in one go.
    fn drop_these(&mut self, wanted: impl Fn(&str) -> bool) {
        let (now, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.files).into_iter().partition(|(name, _)| wanted(name));
        self.files = later;
        for (name, text) in now {
            self.office.put(&name, &text);
            self.said.push(format!("drop {name}"));
            self.dropped.push((name, text));
        }
        self.does(&["run"]);
    }

    /// Somebody pays too much, and a person leaves that on his account.
    fn overpay(&mut self) {
        let paid =
            self.files.iter().map(|(name, _)| name.clone()).find(|name| name.starts_with("paid-"));
        self.drop_these(|name| name == "overpaid.csv" || Some(name) == paid.as_deref());
        let named = |row: &Value| {
            row["status"] == "suggested" && row["allocations"].to_string().contains("UE-")
        };
        for id in self.ids("reconciliation", named) {
            self.does(&["resolve", &id, "accept"]);
        }
    }

    /// The bank takes back what was paid too much.
    fn give_back(&mut self) {
        let paid =
            |at: &str| self.dropped.iter().any(|(name, _)| name.strip_prefix("paid-") == Some(at));
        let back = self
            .files
            .iter()
            .map(|(name, _)| name.clone())
            .find(|name| name.strip_prefix("back-").is_some_and(paid));
        self.drop_these(|name| Some(name) == back.as_deref());
    }

    fn drop_again(&mut self) {
        if let Some((name, text)) = self.dice.one_of(&self.dropped) {
            self.office.put(name, text);
            self.said.push(format!("drop {name} once more"));
        }
        self.does(&["run"]);
    }

    fn resolve_entry(&mut self) {
        let entries = self.ids("reconciliation", |row| row["status"] != "matched");
        let Some(id) = self.dice.one_of(&entries).cloned() else { return };
        let items: Vec<String> = self
            .office
            .report("open-items")
            .iter()
            .filter_map(|row| row["document"].as_str().map(str::to_owned))
            .collect();
        let (one, other) = (self.dice.one_of(&items).cloned(), self.dice.one_of(&items).cloned());
        let personal = |row: &Value| {
            row["account"].as_str().filter(|account| account.len() == 5).map(str::to_owned)
        };
        let personal: Vec<String> =
            self.office.report("trial-balance").iter().filter_map(personal).collect();
        let personal = self.dice.one_of(&personal).cloned();
        match (self.dice.below(9), one, other) {
            (0 | 6 | 7, ..) => self.does(&["resolve", &id, "accept"]),
            (8, ..) => {
                self.does(&["resolve", &id, "account", personal.as_deref().unwrap_or("1590")])
            }
            (1, ..) => self.does(&["resolve", &id, "leave"]),
            (2, ..) => self.does(&["resolve", &id, "account", "4980"]),
            (3, ..) => self.does(&["resolve", &id, "account", "4980", "--vat", "19"]),
            (4, Some(one), _) => self.does(&["resolve", &id, "match", &one]),
            (_, Some(one), Some(other)) => self.does(&["resolve", &id, "match", &one, &other]),
            _ => {}
        }
    }

    fn resolve_document(&mut self) {
        let documents = self.ids("documents", |row| row["waits"] == true);
        let Some(id) = self.dice.one_of(&documents).cloned() else { return };
        match self.dice.below(4) {
            0 => self.does(&["resolve", &id, "reject", "nicht bestellt"]),
            1 => self.does(&["resolve", &id, "account", "4980"]),
            2 => self.does(&["resolve", &id, "replace"]),
            _ => self.does(&["resolve", &id, "accept"]),
        }
    }

    fn undo(&mut self) {
        let entries = self.ids("reconciliation", |row| row["status"] == "matched");
        let invoices = self.ids("documents", |row| row["kind"] == "invoice");
        let set_offs: Vec<String> = (1..=self.set_offs).map(|at| format!("V{at}")).collect();
        let ids = match self.dice.below(5) {
            0 => set_offs,
            1 => invoices,
            _ => entries,
        };
        if let Some(id) = self.dice.one_of(&ids).cloned() {
            self.does(&["undo", &id]);
        }
    }

    fn set_off(&mut self) {
        let items: Vec<String> = self
            .office
            .report("open-items")
            .iter()
            .filter_map(|row| row["document"].as_str().map(str::to_owned))
            .collect();
        if let (Some(one), Some(other)) =
            (self.dice.one_of(&items).cloned(), self.dice.one_of(&items).cloned())
        {
            self.does(&["resolve", &one, "against", &other]);
        }
    }

    fn close(&mut self) {
        if let Some(day) = self.dice.one_of(&["2026-10-31", "2026-11-07", "2026-11-20"]) {
            self.does(&["close", "--company", "beispiel", "--until", day]);
        }
    }
}

/// Invoices of both sides, one that corrects and one that comes again with other amounts.
fn invoices(dice: &mut Dice) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for at in 0..4 {
        let net_cents = 1_000 + i64::try_from(dice.below(300_000)).unwrap_or_default();
        let (out, inward) = (format!("AR-{at}"), format!("S-{at}"));
        let issued = Invoice {
            number: &out,
            date: "2026-10-20",
            seller: US,
            buyer: CUSTOMER,
            net_cents,
            type_code: "380",
            corrects: None,
        };
        let received =
            Invoice { number: &inward, date: "2026-11-02", seller: VENDOR, buyer: US, ..issued };
        files.push((format!("{out}.xml"), issued.xml()));
        files.push((format!("{inward}.xml"), received.xml()));
        if at == 0 {
            let corrected = Invoice { net_cents: net_cents + 100, ..received };
            files.push(("corrected.xml".to_owned(), corrected.xml()));
            let credit = Invoice {
                number: "GS-1",
                type_code: "381",
                corrects: Some("AR-1"),
                net_cents: 500,
                ..issued
            };
            files.push(("credit.xml".to_owned(), credit.xml()));
        }
    }
    files
}

/// Items that are paid with too much, and the payments that the bank takes back, some with its fee.
/// One is an invoice's, too, one is corrected by an invoice.
fn overpaid(dice: &mut Dice) -> Vec<(String, String)> {
    let mut items = "document;side;contact;date;due;amount;currency\n".to_owned();
    let mut files = Vec::new();
    for at in 0..3 {
        let (cents, over) = (2_000 + dice.below(90_000), 100 + dice.below(9_000));
        let fee = if dice.below(2) == 0 { 0 } else { 350 };
        let euro = |cents: usize| format!("{}.{:02}", cents / 100, cents % 100);
        items +=
            &format!("UE-2026-90{at};receivable;K2;2026-10-15;2026-11-15;{};EUR\n", euro(cents));
        let head = "iban;booking_date;value_date;amount;currency;counterparty;counterparty_iban;remittance\n";
        let line = |day: &str, amount: String, text: &str| {
            format!(
                "{head}{OWN};{day};{day};{amount};EUR;Schäfer Druck \
                 e.K.;DE02200505501015871393;{text} UE-2026-90{at}\n"
            )
        };
        files.push((format!("paid-{at}.csv"), line("2026-11-05", euro(cents + over), "Rechnung")));
        files.push((
            format!("back-{at}.csv"),
            line("2026-11-09", format!("-{}", euro(cents + over + fee)), "RÜCKLASTSCHRIFT"),
        ));
    }
    items += "S-9;payable;Stahl AG;2026-10-15;2026-11-15;119.00;EUR\nS-8;payable;Stahl \
        AG;2026-10-15;2026-11-15;70.00;EUR\n";
    files.push(("overpaid.csv".to_owned(), items));
    let inward = Invoice {
        number: "S-9",
        date: "2026-11-02",
        seller: VENDOR,
        buyer: US,
        net_cents: 10_500,
        type_code: "380",
        corrects: None,
    };
    files.push(("listed.xml".to_owned(), inward.xml()));
    let corrects = Invoice { number: "S-10", type_code: "384", corrects: Some("S-8"), ..inward };
    files.push(("corrects.xml".to_owned(), corrects.xml()));
    files
}

/// Both sides of the balance sheet are equal, and its profit is that of the profit and loss account
/// and of the BWA of the year.
fn statements_hold(office: &Office) {
    let of = |report: &str, position: &str| -> Value {
        let output = kontor(
            office.path(),
            &["report", report, "--from", "2026-01-01", "--to", "2026-12-31", "--json"],
        );
        let rows: Vec<Value> = serde_json::from_slice(&output.stdout).expect("JSON");
        rows.iter()
            .find(|row| row["position"] == position)
            .map_or("0.00".into(), |row| row["amount"].clone())
    };
    assert_eq!(of("balance-sheet", "AKTIVA"), of("balance-sheet", "PASSIVA"));
    let profit = of("profit-and-loss", "17");
    assert_eq!((of("balance-sheet", "P.A.V"), of("bwa", "1380")), (profit.clone(), profit));
}

#[test]
fn whatever_a_bookkeeper_does_the_books_hold() {
    let histories = std::env::var("KONTOR_HISTORIES")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(HISTORIES);
    let mut returned = 0;
    for seed in 1..=histories {
        let mut history = History::new(seed);
        for _ in 0..STEPS {
            history.step();
        }
        history.does(&["run"]);
        let before = history.office.outcome();
        history.does(&["run"]);
        assert_eq!(before, history.office.outcome(), "{}", history.said.join("\n"));
        statements_hold(&history.office);
        let with_credit = |row: &&Value| {
            row["category"] == "return" && row["allocations"].to_string().contains("\"E")
        };
        returned += history.office.report("reconciliation").iter().filter(with_credit).count();
    }
    assert!(returned > 0, "no return of what was paid too much took its credit along");
}
