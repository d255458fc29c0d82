//! How good reconciliation is: months of a firm made at random, whose truth is known, and what
//! kontor makes of them by itself, as a proposal, and not at all. `KONTOR_MONTHS=20 cargo test
//! --test office months -- --nocapture` takes more months of a thousand entries each and prints the
//! tables; `KONTOR_MONTHS_FROM` names the first seed, `KONTOR_MONTHS_SHOW` a case whose misses are
//! shown.

use crate::month::{self, Entry, Firm, Item, OURS, Truth};
use crate::month_cases;
use crate::small_office::{Office, kontor};
use serde_json::Value;
use std::collections::BTreeMap;

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Booked without asking, and true.
    Right,
    /// Booked without asking, and false.
    False,
    /// Proposed first what is true.
    Proposed,
    /// Something else is proposed first.
    Misled,
    Open,
}

/// What was counted, of a case or of all.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    entries: usize,
    /// Those that a careful person posts without asking, and of these what was posted.
    clear: usize,
    clear_posted: usize,
    right: usize,
    wrong: usize,
    proposed: usize,
    misled: usize,
    open: usize,
    /// Those that have something to find, by whatever way; and of these what something else was
    /// proposed for first.
    findable: usize,
    misled_of_findable: usize,
    /// Of what a careful person posts without asking, and of that what was posted; cents.
    money_clear: i64,
    money_clear_posted: i64,
    money_right: i64,
    money_wrong: i64,
}

impl Count {
    fn add(&mut self, entry: &Entry, outcome: Outcome) {
        let clear = posts(&entry.truth);
        self.entries += 1;
        self.clear += usize::from(clear);
        self.clear_posted += usize::from(clear && outcome == Outcome::Right);
        let findable = !matches!(entry.truth, Truth::Account(_));
        self.findable += usize::from(findable);
        self.misled_of_findable += usize::from(findable && outcome == Outcome::Misled);
        self.money_clear += if clear { entry.cents.abs() } else { 0 };
        self.money_clear_posted +=
            if clear && outcome == Outcome::Right { entry.cents.abs() } else { 0 };
        match outcome {
            Outcome::Right => {
                self.right += 1;
                self.money_right += entry.cents.abs();
            }
            Outcome::False => {
                self.wrong += 1;
                self.money_wrong += entry.cents.abs();
            }
            Outcome::Proposed => self.proposed += 1,
            Outcome::Misled => self.misled += 1,
            Outcome::Open => self.open += 1,
        }
    }
}

/// Whether a careful person posts it without asking.
fn posts(truth: &Truth) -> bool {
    matches!(truth, Truth::Settles { posts: true, .. } | Truth::Category { posts: true, .. })
}

/// What was decided about an entry: the items it settles, by document and contact, with cash and
/// discount.
struct Decided {
    status: String,
    parts: Vec<(String, String, i64, i64)>,
    category: Option<String>,
    account: Option<String>,
    confidence: i64,
    why: String,
}

fn decided(row: &Value) -> Decided {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let cents = |value: &Value| {
        value.as_str().map_or(0, |text| text.replace('.', "").parse::<i64>().expect("an amount"))
    };
    let mut parts: Vec<(String, String, i64, i64)> = row["allocations"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|part| {
            let document = text(&part["document"]).unwrap_or_default();
            (
                document,
                text(&part["contact"]).unwrap_or_default(),
                cents(&part["amount"]),
                cents(&part["discount"]),
            )
        })
        .collect();
    parts.sort();
    Decided {
        status: text(&row["status"]).unwrap_or_default(),
        parts,
        category: text(&row["category"]),
        account: text(&row["account"]),
        confidence: row["confidence"]
            .as_i64()
            .or_else(|| row["confidence"].as_str().and_then(|c| c.replace('.', "").parse().ok()))
            .unwrap_or(0),
        why: row["explanation"].to_string(),
    }
}

fn outcome(firm: &Firm, entry: &Entry, decided: &Decided) -> Outcome {
    let part = |at: usize, cash: i64, discount: i64| {
        let item = &firm.items[at];
        (item.document.clone(), firm.parties[item.party].key.clone(), cash, discount)
    };
    let holds = match &entry.truth {
        Truth::Settles { parts, .. } => {
            let mut expected: Vec<_> =
                parts.iter().map(|(at, cash, discount)| part(*at, *cash, *discount)).collect();
            expected.sort();
            expected == decided.parts
        }
        Truth::OneOf(items) => {
            items.iter().any(|at| vec![part(*at, firm.items[*at].cents, 0)] == decided.parts)
        }
        Truth::Category { category, .. } => {
            decided.parts.is_empty() && decided.category.as_deref() == Some(category)
        }
        Truth::Account(account) => {
            decided.parts.is_empty() && decided.account.as_deref() == Some(account)
        }
    };
    // Nobody can tell twins apart: booking one of them is a guess, true or not.
    let guessed = matches!(entry.truth, Truth::OneOf(_));
    match (decided.status.as_str(), holds) {
        ("matched", true) if !guessed => Outcome::Right,
        ("matched", _) => Outcome::False,
        ("suggested", true) => Outcome::Proposed,
        ("suggested", false) => Outcome::Misled,
        _ => Outcome::Open,
    }
}

/// What others do, with the same month: the number as written in the text, and the amount.
fn by_exact_reference(firm: &Firm, entry: &Entry) -> Option<Vec<usize>> {
    let whole = |item: &Item| entry.text.split([' ', ',', ';']).any(|word| word == item.document);
    let of = |item: &Item| item.cents * firm.sign(item.party);
    let found: Vec<usize> = (0..firm.items.len()).filter(|at| whole(&firm.items[*at])).collect();
    let sum: i64 = found.iter().map(|at| of(&firm.items[*at])).sum();
    (!found.is_empty() && sum == entry.cents).then_some(found)
}

/// As Odoo matches: a run of digits of the text that is part of a number, of whomever; else the
/// oldest of the payer's with the amount.
fn by_digits(firm: &Firm, entry: &Entry) -> Option<Vec<usize>> {
    let tokens: Vec<&str> =
        entry.text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= 4).collect();
    let digits =
        |item: &Item| item.document.chars().filter(char::is_ascii_digit).collect::<String>();
    let way = |item: &Item| (item.cents * firm.sign(item.party)).signum() == entry.cents.signum();
    let named =
        |item: &Item| tokens.iter().any(|token| digits(item).ends_with(token) && *token != "2026");
    let found: Vec<usize> = (0..firm.items.len())
        .filter(|at| way(&firm.items[*at]) && named(&firm.items[*at]))
        .collect();
    if !found.is_empty() {
        return Some(found);
    }
    let payer = firm.parties.iter().position(|party| entry.iban.as_ref() == Some(&party.iban))?;
    let same = |item: &Item| item.party == payer && item.cents * firm.sign(payer) == entry.cents;
    (0..firm.items.len())
        .filter(|at| same(&firm.items[*at]))
        .min_by_key(|at| firm.items[*at].date)
        .map(|at| vec![at])
}

/// Right, false, of those that a careful person posts.
#[derive(Default)]
struct Baseline {
    right: usize,
    wrong: usize,
}

impl Baseline {
    fn add(&mut self, entry: &Entry, found: Option<Vec<usize>>) {
        let Some(found) = found else { return };
        let mut found = found;
        found.sort_unstable();
        let holds = match &entry.truth {
            Truth::Settles { parts, .. } => {
                let mut items: Vec<usize> = parts.iter().map(|part| part.0).collect();
                items.sort_unstable();
                items == found
            }
            _ => false,
        };
        *(if holds { &mut self.right } else { &mut self.wrong }) += 1;
    }
}

/// All that was measured.
#[derive(Default)]
struct Measured {
    cases: BTreeMap<&'static str, Count>,
    all: Count,
    /// By the confidence that kontor gave: how many, and how many of them were right.
    reliability: BTreeMap<&'static str, (usize, usize)>,
    /// The same by each confidence that was given, with the cases that were wrong.
    exactly: BTreeMap<i64, (usize, usize, BTreeMap<&'static str, usize>)>,
    exact: Baseline,
    digits: Baseline,
    seen: Vec<String>,
}

fn band(confidence: i64) -> &'static str {
    match confidence {
        995.. => "995-1000",
        900..995 => "900-994",
        800..900 => "800-899",
        600..800 => "600-799",
        1..600 => "1-599",
        _ => "0",
    }
}

fn measure(seed: u64, size: usize, measured: &mut Measured) {
    let firm = month_cases::month(seed, size);
    let office = Office::make(&format!("months-{seed}"));
    let company = format!(
        "name = \"Beispiel GmbH\"\nvat_id = \"DE136695976\"\nibans = [\"{}\", \"{}\"]\nchart = \
         \"SKR03\"\nemail = \"buch@beispiel.example\"\n",
        OURS[0], OURS[1]
    );
    std::fs::write(office.path().join("companies/beispiel.toml"), company).expect("written");
    let statement = ("auszug.xml".to_owned(), month::camt(&firm));
    let mut files = month::lists(&firm);
    files.push(statement);
    // The books are the same, whichever comes first.
    if seed.is_multiple_of(3) {
        files.reverse();
    }
    for (name, text) in &files {
        office.put(name, text);
        if seed % 3 < 2 {
            office.run();
        }
    }
    office.run();
    let rows = office.report("reconciliation");
    let by_reference: BTreeMap<&str, &Value> =
        rows.iter().filter_map(|row| Some((row["bank_reference"].as_str()?, row))).collect();
    assert_eq!(by_reference.len(), firm.entries.len(), "each entry is told");
    let shown = std::env::var("KONTOR_MONTHS_SHOW").ok();
    for entry in &firm.entries {
        let decided = decided(by_reference[entry.reference.as_str()]);
        let outcome = outcome(&firm, entry, &decided);
        measured.cases.entry(entry.case).or_default().add(entry, outcome);
        measured.all.add(entry, outcome);
        if decided.status != "open" && !matches!(entry.truth, Truth::OneOf(_)) {
            let (count, right) = measured.reliability.entry(band(decided.confidence)).or_default();
            *count += 1;
            let holds = matches!(outcome, Outcome::Right | Outcome::Proposed);
            *right += usize::from(holds);
            let (count, right, wrong) = measured.exactly.entry(decided.confidence).or_default();
            *count += 1;
            *right += usize::from(holds);
            if !holds {
                *wrong.entry(entry.case).or_default() += 1;
            }
        }
        measured.exact.add(entry, by_exact_reference(&firm, entry));
        measured.digits.add(entry, by_digits(&firm, entry));
        let missed = posts(&entry.truth) && outcome != Outcome::Right || outcome == Outcome::Misled;
        if outcome == Outcome::False
            || missed && shown.as_ref().is_some_and(|case| entry.case.contains(case.as_str()))
        {
            let parts: Vec<String> = match &entry.truth {
                Truth::Settles { parts, .. } => parts
                    .iter()
                    .map(|(at, cash, _)| format!("{} {cash}", firm.items[*at].document))
                    .collect(),
                other => vec![format!("{other:?}")],
            };
            measured.seen.push(format!(
                "seed {seed} {}: {outcome:?} {} {} \"{}\" {} | true {parts:?} | {} {:?} {:?} {}",
                entry.case,
                entry.day,
                entry.name,
                entry.text,
                entry.cents,
                decided.status,
                decided.parts,
                decided.category,
                decided.why
            ));
        }
    }
    assert!(kontor(office.path(), &["verify"]).status.success(), "seed {seed}");
}

fn table(measured: &Measured) -> String {
    let share = |part: usize, whole: usize| match whole {
        0 => "-".to_owned(),
        _ => format!("{}.{} %", part * 100 / whole, part * 1_000 / whole % 10),
    };
    let mut lines = vec![format!(
        "{:<42}{:>8}{:>8}{:>7}{:>9}{:>8}{:>7}{:>10}{:>10}{:>16}{:>12}",
        "case",
        "entries",
        "posted",
        "false",
        "proposed",
        "misled",
        "open",
        "precision",
        "recall",
        "money posted",
        "money false"
    )];
    let mut row = |case: &str, count: &Count| {
        lines.push(format!(
            "{case:<42}{:>8}{:>8}{:>7}{:>9}{:>8}{:>7}{:>10}{:>10}{:>16}{:>12}",
            count.entries,
            count.right + count.wrong,
            count.wrong,
            count.proposed,
            count.misled,
            count.open,
            share(count.right, count.right + count.wrong),
            share(count.clear_posted, count.clear),
            count.money_right / 100,
            count.money_wrong / 100,
        ));
    };
    measured.cases.iter().for_each(|(case, count)| row(case, count));
    row("all", &measured.all);
    let all = &measured.all;
    lines.push(format!(
        "recall of what should be posted {}, by money {}; posted or proposed {} of what can be \
         found; the first proposal is right in {}; \
         questions in 100 entries {}",
        share(all.clear_posted, all.clear),
        share(
            usize::try_from(all.money_clear_posted / 100).unwrap_or(0),
            usize::try_from(all.money_clear / 100).unwrap_or(0)
        ),
        share(all.right + all.proposed, all.findable),
        share(all.proposed, all.proposed + all.misled_of_findable),
        share(all.entries - all.right - all.wrong, all.entries),
    ));
    for (band, (count, right)) in &measured.reliability {
        lines.push(format!(
            "given {band} of 1000: {count:>6} decisions, right {}",
            share(*right, *count)
        ));
    }
    for (given, (count, right, wrong)) in &measured.exactly {
        lines.push(format!(
            "given exactly {given}: {count:>6} decisions, right {} {wrong:?}",
            share(*right, *count)
        ));
    }
    for (name, baseline) in
        [("the number as written", &measured.exact), ("digits in the text", &measured.digits)]
    {
        let posted = baseline.right + baseline.wrong;
        lines.push(format!(
            "beside it, {name}: {posted} posted, {} false ({})",
            baseline.wrong,
            share(baseline.wrong, posted)
        ));
    }
    lines.join("\n")
}

#[test]
fn months_whose_truth_is_known() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let (months, size) = number("KONTOR_MONTHS").map_or((1, 260), |months| (months, 1_000));
    let first = number("KONTOR_MONTHS_FROM").unwrap_or(1);
    let mut measured = Measured::default();
    (first..first + months).for_each(|seed| measure(seed, size, &mut measured));
    println!("{}", measured.seen.join("\n"));
    println!("{}", table(&measured));
    let all = &measured.all;
    assert_eq!(all.wrong, 0, "booked without asking, and false:\n{}", measured.seen.join("\n"));
    // Floors, to be raised with what kontor learns to find.
    let at_least = |part: usize, whole: usize, floor: usize, what: &str| {
        assert!(
            part * 1_000 >= whole * floor,
            "{what}: {part} of {whole}, at least {floor} of 1000\n{}",
            table(&measured)
        );
    };
    at_least(all.clear_posted, all.clear, 990, "posted of what should be");
    at_least(
        all.right + all.proposed,
        all.findable,
        980,
        "posted or proposed of what can be found",
    );
    at_least(
        all.proposed,
        all.proposed + all.misled_of_findable,
        970,
        "the first proposal is right",
    );
}
