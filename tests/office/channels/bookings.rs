//! The bookings of one account as its banks tell of them: a made-up fortnight, and a small writer
//! for each message and export.

use super::layouts::{LAYOUTS, Layout};
use super::messages::{camt, mt};
use super::tables::csv;
use jiff::civil::Date;

/// Accounts and names of the other sides; the check digits hold.
pub const IBANS: [&str; 4] = [
    "DE02100500000054540402",
    "DE02300209000106531065",
    "DE02200505501015871393",
    "DE02100100100006820101",
];
pub const NAMES: [&str; 4] =
    ["Müller Bau GmbH", "Müller Bau KG", "Schäfer Druck e.K.", "Weiß & Söhne OHG"];

/// A small generator of its own (Knuth's MMIX constants): a seed names a fortnight for ever.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x1234_5678));
        dice.below(2);
        dice
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(bound.max(1)).unwrap_or(1))
            .unwrap_or_default()
    }

    pub fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

/// What a booking is besides a payment.
#[derive(Clone, PartialEq)]
pub enum Sort {
    Single,
    /// The payments inside it: cents, other side, text.
    Batch(Vec<(i64, usize, String)>),
    /// A debit that came back: ISO reason.
    Returned(&'static str),
    /// The bank takes a booking of its own back.
    Reversed,
}

/// A booking as the bank knows it.
#[derive(Clone)]
pub struct Booking {
    pub number: usize,
    pub day: Date,
    pub value: Date,
    pub cents: i64,
    pub currency: &'static str,
    pub party: usize,
    pub text: String,
    pub end_to_end: Option<String>,
    pub sort: Sort,
}

/// An account's fortnight.
pub struct World {
    pub iban: &'static str,
    /// What the bank's messages tell besides.
    pub habits: Habits,
    first: Date,
    opening: i64,
    pub bookings: Vec<Booking>,
}

/// Banks differ in what their camt messages say.
#[derive(Clone, Copy)]
pub struct Habits {
    /// camt.053 tells the payments of a batch.
    pub details: bool,
    pub references: References,
    /// Interim reports give references of their own.
    pub own_in_interim: bool,
}

/// `AcctSvcrRef`.
#[derive(Clone, Copy, PartialEq)]
pub enum References {
    EachItsOwn,
    None,
    /// One for all bookings of a day.
    OneADay,
}

const DAYS: usize = 9;

impl World {
    pub fn new(seed: u64, iban: &'static str) -> World {
        let mut dice = Dice::new(seed);
        let firsts = [
            Date::constant(2026, 9, 28),
            Date::constant(2025, 12, 28),
            Date::constant(2026, 2, 24),
            Date::constant(2026, 10, 5),
        ];
        let first = firsts[dice.below(firsts.len())];
        let mut bookings: Vec<Booking> = Vec::new();
        for number in 0..14 {
            let again = bookings.last().filter(|last| last.sort == Sort::Single).cloned();
            let booking = match (again, dice.below(6)) {
                // A twin: two equal payments of one day.
                (Some(twin), 0) => Booking { number, ..twin },
                // Another payer, or another text, with the same amount on the same day.
                (Some(near), 1) => {
                    Booking { number, party: (near.party + 1) % 4, end_to_end: None, ..near }
                }
                (Some(near), 2) => Booking {
                    number,
                    text: format!("Rechnung {}", 7_000 + number),
                    end_to_end: None,
                    ..near
                },
                _ => booking(&mut dice, number, first),
            };
            bookings.push(booking);
        }
        bookings.sort_by_key(|booking| (booking.day, booking.number));
        let references =
            [References::EachItsOwn, References::EachItsOwn, References::None, References::OneADay]
                [dice.below(4)];
        let habits = Habits { details: dice.one_in(3), references, own_in_interim: dice.one_in(2) };
        World { iban, habits, first, opening: 500_000, bookings }
    }

    /// An open item for each payment that names an invoice.
    pub fn open_items(&self) -> String {
        let mut table = "document;side;contact;date;due;amount;currency\n".to_owned();
        let mut item = |text: &str, cents: i64, party: usize, currency: &str| {
            if let Some(number) = text.strip_prefix("Rechnung ") {
                let side = if cents < 0 { "payable" } else { "receivable" };
                table += &format!(
                    "{number};{side};K{party};2025-12-01;2025-12-20;{};{currency}\n",
                    money(cents.abs(), '.')
                );
            }
        };
        for booking in &self.bookings {
            match &booking.sort {
                Sort::Batch(parts) => parts
                    .iter()
                    .for_each(|(cents, party, text)| item(text, *cents, *party, booking.currency)),
                Sort::Single => item(&booking.text, booking.cents, booking.party, booking.currency),
                Sort::Returned(_) | Sort::Reversed => {}
            }
        }
        table
    }

    /// The bookings of these days (counted from the first) in one currency.
    fn of(&self, currency: &str, days: &std::ops::Range<usize>) -> Vec<&Booking> {
        let inside = |booking: &&Booking| {
            let at = usize::try_from((booking.day - self.first).get_days()).unwrap_or_default();
            booking.currency == currency && days.contains(&at)
        };
        self.bookings.iter().filter(inside).collect()
    }

    pub fn day(&self, at: usize) -> Date {
        (0..at).fold(self.first, |day, _| day.tomorrow().expect("a day"))
    }

    pub fn before(&self, currency: &str, day: Date) -> i64 {
        let sum: i64 = self
            .bookings
            .iter()
            .filter(|b| b.currency == currency && b.day < day)
            .map(|b| b.cents)
            .sum();
        self.opening + sum
    }
}

fn booking(dice: &mut Dice, number: usize, first: Date) -> Booking {
    let day = (0..dice.below(DAYS)).fold(first, |day, _| day.tomorrow().expect("a day"));
    let value = match dice.below(5) {
        0 => day.tomorrow().expect("a day"),
        1 => day.yesterday().expect("a day"),
        _ => day,
    };
    // Few amounts, so that they meet.
    let cents = [11_900, 4_990, 23_800, 100_000, 1_915][dice.below(5)]
        + i64::try_from(dice.below(2)).unwrap_or_default() * 101;
    let text = match dice.below(5) {
        0 => format!(
            "RE-2026-{} vom 15.09. Kundennummer 4711 mit bestem Dank fuer die gute Zusammenarbeit",
            1000 + number
        ),
        1 => "Miete".to_owned(),
        2 => String::new(),
        _ => format!("Rechnung {}", 5_000 + number),
    };
    let end_to_end = dice.one_in(3).then(|| format!("E2E{number:05}X"));
    let currency = if dice.one_in(5) { "USD" } else { "EUR" };
    let party = dice.below(4);
    let (cents, sort) = match dice.below(9) {
        0 => {
            let parts = [
                (cents, party, format!("Rechnung {}", 8_000 + number)),
                (cents + 77, (party + 1) % 4, format!("RE {}", 9_000 + number)),
            ];
            (2 * cents + 77, Sort::Batch(parts.to_vec()))
        }
        1 => (-cents, Sort::Returned(["MS03", "AM04", "AC04"][dice.below(3)])),
        2 => (cents, Sort::Reversed),
        3..=5 => (-cents, Sort::Single),
        _ => (cents, Sort::Single),
    };
    let (text, end_to_end) = if matches!(sort, Sort::Batch(_)) {
        ("SAMMELGUTSCHRIFT".to_owned(), None)
    } else {
        (text, end_to_end)
    };
    Booking { number, day, value, cents, currency, party, text, end_to_end, sort }
}

/// A file, and the numbers of the bookings that it tells of.
pub struct Delivery {
    pub name: String,
    pub text: String,
    pub tells: Vec<usize>,
}

/// A way by which a bank tells of bookings.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Channel {
    Camt053,
    /// The day so far, each report with all that was in the one before.
    Camt052Cumulative,
    /// Each report with what is new.
    Camt052,
    /// Money in, with the payments of batches.
    Camt054,
    Mt940,
    /// Free texts and no entry date, as banks abroad write it.
    Mt940Free,
    /// The day so far.
    Mt942,
    /// What is new since the last report.
    Mt942Parts,
    CsvSparkasseCamt,
    CsvSparkasseMt940,
    CsvVrBank,
    CsvDkb,
    CsvIng,
    CsvDeutscheBank,
    CsvHibiscus,
    CsvStatements,
    CsvCommerzbank,
    /// Names no account: it is the only one's.
    CsvComdirect,
    CsvPostbank,
    /// Names the account by a label.
    CsvN26,
    CsvVrBankOld,
    CsvOutbank,
    CsvFinom,
    /// Amounts without a sign, and a word for their direction.
    CsvWords,
    /// No booking date.
    CsvValueDates,
    /// Any other layout, by its place among them.
    Layout(usize),
}

const NAMED: [Channel; 25] = [
    Channel::Camt053,
    Channel::Camt052Cumulative,
    Channel::Camt052,
    Channel::Camt054,
    Channel::Mt940,
    Channel::Mt940Free,
    Channel::Mt942,
    Channel::Mt942Parts,
    Channel::CsvSparkasseCamt,
    Channel::CsvSparkasseMt940,
    Channel::CsvVrBank,
    Channel::CsvDkb,
    Channel::CsvIng,
    Channel::CsvDeutscheBank,
    Channel::CsvHibiscus,
    Channel::CsvStatements,
    Channel::CsvCommerzbank,
    Channel::CsvComdirect,
    Channel::CsvPostbank,
    Channel::CsvN26,
    Channel::CsvVrBankOld,
    Channel::CsvOutbank,
    Channel::CsvFinom,
    Channel::CsvWords,
    Channel::CsvValueDates,
];

/// All channels.
pub fn all() -> Vec<Channel> {
    NAMED.into_iter().chain((0..LAYOUTS.len()).map(Channel::Layout)).collect()
}

impl Channel {
    /// The layout of a channel that is written by a table.
    pub fn layout(self) -> Option<&'static Layout> {
        match self {
            Channel::Layout(at) => LAYOUTS.get(at),
            _ => None,
        }
    }

    fn name(self) -> String {
        self.layout().map_or_else(|| format!("{self:?}"), |layout| layout.name.to_owned())
    }

    /// False of what an export without value dates and one without booking dates tell in a way that
    /// nobody could know for one.
    fn can_tell(self, booking: &Booking) -> bool {
        let states_value_dates =
            self.layout().map_or(self != Channel::CsvFinom, Layout::states_value_dates);
        states_value_dates || booking.value == booking.day
    }

    /// True where the layout has no place for another currency than the account's own.
    fn euro_only(self) -> bool {
        self.layout().is_some_and(|layout| layout.euro_only)
            || matches!(
                self,
                Channel::CsvDkb
                    | Channel::CsvIng
                    | Channel::CsvDeutscheBank
                    | Channel::CsvHibiscus
                    | Channel::CsvComdirect
                    | Channel::CsvPostbank
                    | Channel::CsvN26
            )
    }
}

/// Whether a channel's own references differ from those of another of the same bank; how its files
/// part the days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Parting {
    Whole,
    EachDay,
    TwoWeeks,
    /// A week, and then all.
    WeekAndAll,
}

pub const PARTINGS: [Parting; 4] =
    [Parting::Whole, Parting::EachDay, Parting::TwoWeeks, Parting::WeekAndAll];

/// The files by which a channel tells of all days.
pub fn deliveries(world: &World, channel: Channel, parting: Parting) -> Vec<Delivery> {
    let spans: Vec<std::ops::Range<usize>> = match parting {
        Parting::Whole => std::iter::once(0..DAYS).collect(),
        Parting::EachDay => (0..DAYS).map(|day| day..day + 1).collect(),
        Parting::TwoWeeks => vec![0..5, 5..DAYS],
        Parting::WeekAndAll => vec![2..5, 0..DAYS],
    };
    let mut files = Vec::new();
    for (at, span) in spans.into_iter().enumerate() {
        let mut of_currencies = vec![world.of("EUR", &span)];
        if !channel.euro_only() {
            of_currencies.push(world.of("USD", &span));
        }
        of_currencies.iter_mut().for_each(|part| part.retain(|booking| channel.can_tell(booking)));
        let tells: Vec<usize> = of_currencies
            .iter()
            .flatten()
            .filter(|b| channel != Channel::Camt054 || b.cents > 0)
            .map(|booking| booking.number)
            .collect();
        if tells.is_empty() {
            continue;
        }
        let text = write(world, channel, &of_currencies, &span);
        let ending = match channel {
            Channel::Mt940 | Channel::Mt940Free | Channel::Mt942 | Channel::Mt942Parts => "sta",
            Channel::Camt053 | Channel::Camt052 | Channel::Camt052Cumulative | Channel::Camt054 => {
                "xml"
            }
            _ => "csv",
        };
        files.push(Delivery {
            name: format!("{}-{parting:?}-{at}.{ending}", channel.name()),
            text,
            tells,
        });
    }
    files
}

/// The two halves of a report that tells only what is new; one report where nobody could tell the
/// second from a repetition.
pub fn halves<'a>(part: &[&'a Booking]) -> Vec<Vec<&'a Booking>> {
    let (first, then) = part.split_at(part.len().div_ceil(2));
    let common = |a: &Booking, others: &[&Booking]| others.iter().any(|b| a.day == b.day);
    let alike = |a: &Booking, b: &Booking| (a.day, a.cents, a.party) == (b.day, b.cents, b.party);
    let (ours, theirs): (Vec<_>, Vec<_>) = (
        then.iter().filter(|b| common(b, first)).collect(),
        first.iter().filter(|b| common(b, then)).collect(),
    );
    let met = ours.iter().filter(|a| theirs.iter().any(|b| alike(a, b))).count();
    if met * 2 > ours.len().min(theirs.len()) || then.is_empty() {
        vec![part.to_vec()]
    } else {
        vec![first.to_vec(), then.to_vec()]
    }
}

fn write(
    world: &World,
    channel: Channel,
    of_currencies: &[Vec<&Booking>],
    span: &std::ops::Range<usize>,
) -> String {
    let parts = of_currencies.iter().filter(|part| !part.is_empty());
    match channel {
        Channel::Camt053 | Channel::Camt052 | Channel::Camt052Cumulative | Channel::Camt054 => {
            camt(world, channel, parts, span)
        }
        Channel::Mt942Parts => parts
            .flat_map(|part| halves(part))
            .map(|half| mt(world, channel, &half, span))
            .collect(),
        Channel::Mt940 | Channel::Mt940Free | Channel::Mt942 => {
            parts.map(|part| mt(world, channel, part, span)).collect()
        }
        _ => csv(world, channel, &of_currencies.concat()),
    }
}

pub fn money(cents: i64, point: char) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}{point}{:02}", cents.abs() / 100, cents.abs() % 100)
}
