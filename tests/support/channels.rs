//! The bookings of one account as its banks tell of them: a made-up fortnight, and a small writer for each message and export.

use jiff::civil::Date;
use std::fmt::Write;

/// Accounts and names of the other sides; the check digits hold.
const IBANS: [&str; 4] = ["DE02100500000054540402", "DE02300209000106531065", "DE02200505501015871393", "DE02100100100006820101"];
const NAMES: [&str; 4] = ["Müller Bau GmbH", "Müller Bau KG", "Schäfer Druck e.K.", "Weiß & Söhne OHG"];

/// A small generator of its own (Knuth's MMIX constants): a seed names a fortnight for ever.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x1234_5678));
        dice.below(2);
        dice
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(bound.max(1)).unwrap_or(1)).unwrap_or_default()
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
    party: usize,
    text: String,
    end_to_end: Option<String>,
    sort: Sort,
}

/// An account's fortnight.
pub struct World {
    pub iban: &'static str,
    first: Date,
    opening: i64,
    pub bookings: Vec<Booking>,
}

const DAYS: usize = 9;

impl World {
    pub fn new(seed: u64, iban: &'static str) -> World {
        let mut dice = Dice::new(seed);
        let firsts = [Date::constant(2026, 9, 28), Date::constant(2025, 12, 28), Date::constant(2026, 2, 24), Date::constant(2026, 10, 5)];
        let first = firsts[dice.below(firsts.len())];
        let mut bookings: Vec<Booking> = Vec::new();
        for number in 0..14 {
            let again = bookings.last().filter(|last| last.sort == Sort::Single).cloned();
            let booking = match (again, dice.below(6)) {
                // A twin: two equal payments of one day.
                (Some(twin), 0) => Booking { number, ..twin },
                // Another payer, or another text, with the same amount on the same day.
                (Some(near), 1) => Booking { number, party: (near.party + 1) % 4, end_to_end: None, ..near },
                (Some(near), 2) => Booking { number, text: format!("Rechnung {}", 7_000 + number), end_to_end: None, ..near },
                _ => booking(&mut dice, number, first),
            };
            bookings.push(booking);
        }
        bookings.sort_by_key(|booking| (booking.day, booking.number));
        World { iban, first, opening: 500_000, bookings }
    }

    /// The bookings of these days (counted from the first) in one currency.
    fn of(&self, currency: &str, days: &std::ops::Range<usize>) -> Vec<&Booking> {
        let inside = |booking: &&Booking| {
            let at = usize::try_from((booking.day - self.first).get_days()).unwrap_or_default();
            booking.currency == currency && days.contains(&at)
        };
        self.bookings.iter().filter(inside).collect()
    }

    fn day(&self, at: usize) -> Date {
        (0..at).fold(self.first, |day, _| day.tomorrow().expect("a day"))
    }

    fn before(&self, currency: &str, day: Date) -> i64 {
        let sum: i64 = self.bookings.iter().filter(|b| b.currency == currency && b.day < day).map(|b| b.cents).sum();
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
    let cents = [11_900, 4_990, 23_800, 100_000, 1_915][dice.below(5)] + i64::try_from(dice.below(2)).unwrap_or_default() * 101;
    let text = match dice.below(5) {
        0 => format!("RE-2026-{} vom 15.09. Kundennummer 4711 mit bestem Dank fuer die gute Zusammenarbeit", 1000 + number),
        1 => "Miete".to_owned(),
        2 => String::new(),
        _ => format!("Rechnung {}", 5_000 + number),
    };
    let end_to_end = dice.one_in(3).then(|| format!("E2E{number:05}X"));
    let currency = if dice.one_in(5) { "USD" } else { "EUR" };
    let party = dice.below(4);
    let (cents, sort) = match dice.below(9) {
        0 => {
            let parts =
                [(cents, party, format!("Rechnung {}", 8_000 + number)), (cents + 77, (party + 1) % 4, format!("RE {}", 9_000 + number))];
            (2 * cents + 77, Sort::Batch(parts.to_vec()))
        }
        1 => (-cents, Sort::Returned(["MS03", "AM04", "AC04"][dice.below(3)])),
        2 => (cents, Sort::Reversed),
        3..=5 => (-cents, Sort::Single),
        _ => (cents, Sort::Single),
    };
    let (text, end_to_end) = if matches!(sort, Sort::Batch(_)) { ("SAMMELGUTSCHRIFT".to_owned(), None) } else { (text, end_to_end) };
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
    Mt942,
    CsvSparkasseCamt,
    CsvSparkasseMt940,
    CsvVrBank,
    CsvDkb,
    CsvIng,
    CsvDeutscheBank,
    CsvHibiscus,
    CsvStatements,
}

pub const ALL: [Channel; 15] = [
    Channel::Camt053,
    Channel::Camt052Cumulative,
    Channel::Camt052,
    Channel::Camt054,
    Channel::Mt940,
    Channel::Mt940Free,
    Channel::Mt942,
    Channel::CsvSparkasseCamt,
    Channel::CsvSparkasseMt940,
    Channel::CsvVrBank,
    Channel::CsvDkb,
    Channel::CsvIng,
    Channel::CsvDeutscheBank,
    Channel::CsvHibiscus,
    Channel::CsvStatements,
];

impl Channel {
    /// True where the layout has no place for another currency than the account's own.
    fn euro_only(self) -> bool {
        matches!(self, Channel::CsvDkb | Channel::CsvIng | Channel::CsvDeutscheBank | Channel::CsvHibiscus)
    }
}

/// Whether a channel's own references differ from those of another of the same bank; how its files part the days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Parting {
    Whole,
    EachDay,
    TwoWeeks,
    /// A week, and then all.
    WeekAndAll,
}

pub const PARTINGS: [Parting; 4] = [Parting::Whole, Parting::EachDay, Parting::TwoWeeks, Parting::WeekAndAll];

/// The files by which a channel tells of all days.
pub fn deliveries(world: &World, channel: Channel, parting: Parting) -> Vec<Delivery> {
    let spans: Vec<std::ops::Range<usize>> = match parting {
        Parting::Whole => vec![0..DAYS],
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
        let tells: Vec<usize> =
            of_currencies.iter().flatten().filter(|b| channel != Channel::Camt054 || b.cents > 0).map(|booking| booking.number).collect();
        if tells.is_empty() {
            continue;
        }
        let text = write(world, channel, &of_currencies, &span);
        let ending = match channel {
            Channel::Mt940 | Channel::Mt940Free | Channel::Mt942 => "sta",
            Channel::Camt053 | Channel::Camt052 | Channel::Camt052Cumulative | Channel::Camt054 => "xml",
            _ => "csv",
        };
        files.push(Delivery { name: format!("{channel:?}-{parting:?}-{at}.{ending}"), text, tells });
    }
    files
}

fn write(world: &World, channel: Channel, of_currencies: &[Vec<&Booking>], span: &std::ops::Range<usize>) -> String {
    let parts = of_currencies.iter().filter(|part| !part.is_empty());
    match channel {
        Channel::Camt053 | Channel::Camt052 | Channel::Camt052Cumulative | Channel::Camt054 => camt(world, channel, parts, span),
        Channel::Mt940 | Channel::Mt940Free | Channel::Mt942 => parts.map(|part| mt(world, channel, part, span)).collect(),
        _ => csv(world, channel, &of_currencies.concat()),
    }
}

fn money(cents: i64, point: char) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}{point}{:02}", cents.abs() / 100, cents.abs() % 100)
}

fn camt<'a>(world: &World, channel: Channel, parts: impl Iterator<Item = &'a Vec<&'a Booking>>, span: &std::ops::Range<usize>) -> String {
    let (message, body, element) = match channel {
        Channel::Camt053 => ("053.001.08", "BkToCstmrStmt", "Stmt"),
        Channel::Camt054 => ("054.001.08", "BkToCstmrDbtCdtNtfctn", "Ntfctn"),
        _ => ("052.001.08", "BkToCstmrAcctRpt", "Rpt"),
    };
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.{message}\"><{body}>\
         <GrpHdr><MsgId>M{}</MsgId><CreDtTm>{}T19:00:00</CreDtTm></GrpHdr>",
        span.start,
        world.day(span.end)
    );
    for part in parts {
        let currency = part[0].currency;
        let money_in: Vec<&Booking> = part.iter().copied().filter(|b| b.cents > 0).collect();
        let half = part.len().div_ceil(2);
        let reports: Vec<Vec<&Booking>> = match channel {
            Channel::Camt054 => vec![money_in],
            Channel::Camt052Cumulative => vec![part[..half].to_vec(), part.to_vec()],
            Channel::Camt052 => vec![part[..half].to_vec(), part[half..].to_vec()],
            _ => vec![part.to_vec()],
        };
        for (at, entries) in reports.iter().enumerate().filter(|(_, entries)| !entries.is_empty()) {
            let account = format!("<Acct><Id><IBAN>{}</IBAN></Id><Ccy>{currency}</Ccy></Acct>", world.iban);
            let _ = write!(
                out,
                "<{element}><Id>{element}-{}-{currency}-{at}</Id><CreDtTm>{}T1{at}:00:00</CreDtTm>{account}",
                span.start,
                world.day(span.end)
            );
            if channel == Channel::Camt053 {
                let (from, to) = (world.day(span.start), world.day(span.end - 1));
                let opening = world.before(currency, from);
                let closing = opening + entries.iter().map(|b| b.cents).sum::<i64>();
                for (kind, cents, day) in [("OPBD", opening, from), ("CLBD", closing, to)] {
                    let _ = write!(
                        out,
                        "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{}<Dt><Dt>{day}</Dt></Dt></Bal>",
                        signed(cents, currency)
                    );
                }
            }
            entries.iter().for_each(|booking| out += &camt_entry(channel, booking));
            let _ = write!(out, "</{element}>");
        }
    }
    out + &format!("</{body}></Document>")
}

fn signed(cents: i64, currency: &str) -> String {
    let way = if cents < 0 { "DBIT" } else { "CRDT" };
    format!("<Amt Ccy=\"{currency}\">{}</Amt><CdtDbtInd>{way}</CdtDbtInd>", money(cents.abs(), '.'))
}

fn camt_entry(channel: Channel, booking: &Booking) -> String {
    let reference = match channel {
        Channel::Camt053 => format!("{}{:09}", booking.day.strftime("%Y%m%d"), booking.number),
        Channel::Camt054 => format!("N{:07}", 500 + booking.number),
        _ => format!("{}{:09}", booking.day.strftime("%Y%m%d"), booking.number),
    };
    let reversal = if booking.sort == Sort::Reversed { "<RvslInd>true</RvslInd>" } else { "" };
    let code = match booking.sort {
        Sort::Returned(_) => "NRTI+109",
        Sort::Batch(_) => "NTRF+189",
        _ => "NTRF+166",
    };
    let details = match &booking.sort {
        Sort::Batch(parts) if channel == Channel::Camt054 => {
            parts.iter().map(|(cents, party, text)| transaction(*cents, booking.currency, *party, text, None, "")).collect::<String>()
        }
        Sort::Batch(_) => String::new(),
        Sort::Returned(reason) => {
            let info = format!("<RtrInf><Rsn><Cd>{reason}</Cd></Rsn></RtrInf>");
            transaction(booking.cents, booking.currency, booking.party, &booking.text, booking.end_to_end.as_deref(), &info)
        }
        _ => transaction(booking.cents, booking.currency, booking.party, &booking.text, booking.end_to_end.as_deref(), ""),
    };
    let details = if details.is_empty() { details } else { format!("<NtryDtls>{details}</NtryDtls>") };
    let about = if matches!(booking.sort, Sort::Batch(_)) { "<AddtlNtryInf>SAMMELGUTSCHRIFT</AddtlNtryInf>" } else { "" };
    format!(
        "<Ntry>{}{reversal}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{}</Dt></BookgDt><ValDt><Dt>{}</Dt></ValDt>\
         <AcctSvcrRef>{reference}</AcctSvcrRef><BkTxCd><Prtry><Cd>{code}</Cd></Prtry></BkTxCd>{details}{about}</Ntry>",
        signed(booking.cents, booking.currency),
        booking.day,
        booking.value
    )
}

fn transaction(cents: i64, currency: &str, party: usize, text: &str, end_to_end: Option<&str>, info: &str) -> String {
    let side = if cents < 0 { "Cdtr" } else { "Dbtr" };
    let text = if text.is_empty() { String::new() } else { format!("<RmtInf><Ustrd>{text}</Ustrd></RmtInf>") };
    format!(
        "<TxDtls><Refs><EndToEndId>{}</EndToEndId></Refs>{}<RltdPties><{side}><Pty><Nm>{}</Nm></Pty></{side}>\
         <{side}Acct><Id><IBAN>{}</IBAN></Id></{side}Acct></RltdPties>{text}{info}</TxDtls>",
        end_to_end.unwrap_or("NOTPROVIDED"),
        signed(cents, currency),
        NAMES[party].replace('&', "&amp;"),
        IBANS[party]
    )
}

fn mt(world: &World, channel: Channel, part: &[&Booking], span: &std::ops::Range<usize>) -> String {
    let currency = part[0].currency;
    let (from, to) = (world.day(span.start), world.day(span.end - 1));
    let opening = world.before(currency, from);
    let closing = opening + part.iter().map(|b| b.cents).sum::<i64>();
    let balance = |cents: i64, day: Date| {
        format!("{}{}{currency}{}", if cents < 0 { 'D' } else { 'C' }, day.strftime("%y%m%d"), money(cents.abs(), ','))
    };
    let mut out = format!(":20:STARTUMS\r\n:25:{}\r\n:28C:{:05}/001\r\n", world.iban, span.start + 1);
    match channel {
        Channel::Mt942 => out += &format!(":34F:{currency}0,\r\n:13D:{}1200+0100\r\n", to.strftime("%y%m%d")),
        _ => out += &format!(":60F:{}\r\n", balance(opening, from)),
    }
    for booking in part {
        let mark = match (&booking.sort, booking.cents < 0) {
            (Sort::Reversed, false) => "RD",
            (Sort::Reversed, true) => "RC",
            (_, true) => "D",
            (_, false) => "C",
        };
        let entry_date = if channel == Channel::Mt940Free { String::new() } else { booking.day.strftime("%m%d").to_string() };
        let bank = if channel == Channel::Mt940Free { "NONREF".to_owned() } else { format!("NONREF//X{:04}", booking.number) };
        out += &format!(":61:{}{entry_date}{mark}{}NTRF{bank}\r\n", booking.value.strftime("%y%m%d"), money(booking.cents.abs(), ','));
        out += &if channel == Channel::Mt940Free { free_text(booking) } else { structured_text(booking) };
    }
    match channel {
        Channel::Mt942 => {
            let sum = |minus: bool| -> (usize, i64) {
                let side: Vec<i64> = part.iter().map(|b| b.cents).filter(|cents| (*cents < 0) == minus).collect();
                (side.len(), side.iter().map(|cents| cents.abs()).sum())
            };
            let ((debits, debit), (credits, credit)) = (sum(true), sum(false));
            out += &format!(":90D:{debits}{currency}{}\r\n:90C:{credits}{currency}{}\r\n-\r\n", money(debit, ','), money(credit, ','));
        }
        _ => out += &format!(":62F:{}\r\n-\r\n", balance(closing, to)),
    }
    out
}

/// Germany's form: subfields of 27 characters.
fn structured_text(booking: &Booking) -> String {
    let (code, words) = match booking.sort {
        Sort::Batch(_) => ("189", "SAMMELGUTSCHRIFT"),
        Sort::Returned(_) => ("109", "RUECKLASTSCHRIFT"),
        _ if booking.cents < 0 => ("116", "UEBERWEISUNG"),
        _ => ("166", "GUTSCHR. UEBERWEISUNG"),
    };
    let end_to_end = booking.end_to_end.as_ref().map(|id| format!("EREF+{id}")).unwrap_or_default();
    let purpose = match (&booking.sort, booking.text.as_str()) {
        (Sort::Batch(_), _) | (_, "") => String::new(),
        (_, text) => format!("SVWZ+{text}"),
    };
    let mut parts: Vec<String> = Vec::new();
    for field in [end_to_end, purpose].iter().filter(|field| !field.is_empty()) {
        let letters: Vec<char> = field.chars().collect();
        parts.extend(letters.chunks(27).map(|chunk| chunk.iter().collect::<String>()));
    }
    let mut field = format!(":86:{code}?00{words}");
    parts.iter().enumerate().for_each(|(at, part)| field += &format!("?{}{part}", 20 + at));
    if !matches!(booking.sort, Sort::Batch(_)) {
        field += &format!("?31{}?32{}", IBANS[booking.party], NAMES[booking.party]);
    }
    field + "\r\n"
}

fn free_text(booking: &Booking) -> String {
    match booking.sort {
        Sort::Batch(_) => ":86:SAMMELGUTSCHRIFT\r\n".to_owned(),
        _ => format!(":86:{} {} {}\r\n", NAMES[booking.party], IBANS[booking.party], booking.text),
    }
}

fn csv(world: &World, channel: Channel, part: &[&Booking]) -> String {
    let mut rows: Vec<&&Booking> = part.iter().collect();
    // The newest first, as most banks have it.
    rows.sort_by_key(|booking| std::cmp::Reverse((booking.day, booking.number)));
    let (head, row): (String, fn(&World, &Booking) -> String) = match channel {
        Channel::CsvSparkasseCamt => (SPARKASSE_CAMT.to_owned(), sparkasse_camt),
        Channel::CsvSparkasseMt940 => (SPARKASSE_MT940.to_owned(), sparkasse_mt940),
        Channel::CsvVrBank => (VR_BANK.to_owned(), vr_bank),
        Channel::CsvDkb => (format!("\"Girokonto\";\"{}\"\r\n\"\"\r\n{DKB}", world.iban), dkb),
        Channel::CsvIng => (
            format!(
                "Umsatzanzeige;Datei erstellt am: 12.10.2026 10:00\r\n\r\nIBAN;{}\r\nKontoname;Girokonto\r\nBank;ING\r\n\r\n{ING}",
                world.iban
            ),
            ing,
        ),
        Channel::CsvDeutscheBank => {
            (format!("Umsätze Girokonto;;;Kundennummer: 100 1234567\r\n\r\nIBAN: {}\r\n\r\n{DEUTSCHE_BANK}", world.iban), deutsche_bank)
        }
        Channel::CsvHibiscus => (HIBISCUS.to_owned(), hibiscus),
        _ => ("iban;booking_date;value_date;amount;currency;counterparty;counterparty_iban;remittance".to_owned(), statements),
    };
    rows.iter().fold(head + "\r\n", |out, booking| out + &row(world, booking) + "\r\n")
}

const SPARKASSE_CAMT: &str = "\"Auftragskonto\";\"Buchungstag\";\"Valutadatum\";\"Buchungstext\";\"Verwendungszweck\";\"Glaeubiger ID\";\"Mandatsreferenz\";\"Kundenreferenz (End-to-End)\";\"Sammlerreferenz\";\"Lastschrift Ursprungsbetrag\";\"Auslagenersatz Ruecklastschrift\";\"Beguenstigter/Zahlungspflichtiger\";\"Kontonummer/IBAN\";\"BIC (SWIFT-Code)\";\"Betrag\";\"Waehrung\";\"Info\"";
const SPARKASSE_MT940: &str = "\"Auftragskonto\";\"Buchungstag\";\"Valutadatum\";\"Buchungstext\";\"Verwendungszweck\";\"Beguenstigter/Zahlungspflichtiger\";\"Kontonummer\";\"BLZ\";\"Betrag\";\"Waehrung\";\"Info\"";
const VR_BANK: &str = "Bezeichnung Auftragskonto;IBAN Auftragskonto;BIC Auftragskonto;Bankname Auftragskonto;Buchungstag;Valutadatum;Name Zahlungsbeteiligter;IBAN Zahlungsbeteiligter;BIC (SWIFT-Code) Zahlungsbeteiligter;Buchungstext;Verwendungszweck;Betrag;Waehrung;Saldo nach Buchung;Bemerkung;Kategorie;Steuerrelevant;Glaeubiger ID;Mandatsreferenz";
const DKB: &str = "\"Buchungsdatum\";\"Wertstellung\";\"Status\";\"Zahlungspflichtige*r\";\"Zahlungsempfänger*in\";\"Verwendungszweck\";\"Umsatztyp\";\"IBAN\";\"Betrag (€)\";\"Gläubiger-ID\";\"Mandatsreferenz\";\"Kundenreferenz\"";
const ING: &str = "Buchung;Wertstellungsdatum;Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;Betrag;Währung";
const DEUTSCHE_BANK: &str = "Buchungstag;Wert;Umsatzart;Begünstigter / Auftraggeber;Verwendungszweck;IBAN / Kontonummer;BIC;Kundenreferenz;Mandatsreferenz;Gläubiger ID;Fremde Gebühren;Betrag;Abweichender Empfänger;Anzahl der Aufträge;Anzahl der Schecks;Soll;Haben;Währung";
const HIBISCUS: &str = "\"#\";\"IBAN\";\"BIC\";\"Konto\";\"Gegenkonto\";\"Gegenkonto BLZ\";\"Gegenkonto Inhaber\";\"Betrag\";\"Valuta\";\"Datum\";\"Verwendungszweck\";\"Zwischensumme\";\"Primanota\";\"Kundenreferenz\";\"Kategorie\";\"Kommentar\";\"Art\";\"Vormerkbuchung\";\"End-to-End ID\"";

/// What a table shows of the other side, the text and the kind: a batch shows its sum alone.
fn shown(booking: &Booking) -> (&'static str, &'static str, &str, &'static str) {
    let kind = if booking.cents < 0 { "UEBERWEISUNG" } else { "GUTSCHR. UEBERWEISUNG" };
    match booking.sort {
        Sort::Batch(_) => ("", "", "", "SAMMELGUTSCHRIFT"),
        _ => (NAMES[booking.party], IBANS[booking.party], &booking.text, kind),
    }
}

fn short(day: Date) -> String {
    day.strftime("%d.%m.%y").to_string()
}

fn long(day: Date) -> String {
    day.strftime("%d.%m.%Y").to_string()
}

fn quoted(cells: &[&str]) -> String {
    cells.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(";")
}

fn sparkasse_camt(world: &World, b: &Booking) -> String {
    let (name, iban, text, kind) = shown(b);
    let id = b.end_to_end.as_deref().unwrap_or_default();
    quoted(&[
        world.iban,
        &short(b.day),
        &short(b.value),
        kind,
        text,
        "",
        "",
        id,
        "",
        "",
        "",
        name,
        iban,
        "",
        &money(b.cents, ','),
        b.currency,
        "Umsatz gebucht",
    ])
}

fn sparkasse_mt940(world: &World, b: &Booking) -> String {
    let (name, iban, text, kind) = shown(b);
    let id = b.end_to_end.as_ref().map(|id| format!("EREF+{id} ")).unwrap_or_default();
    let text = if text.is_empty() { id } else { format!("{id}SVWZ+{text}") };
    quoted(&[
        world.iban,
        &short(b.day),
        &short(b.value),
        kind,
        text.trim(),
        name,
        iban,
        "",
        &money(b.cents, ','),
        b.currency,
        "Umsatz gebucht",
    ])
}

fn vr_bank(world: &World, b: &Booking) -> String {
    let (name, iban, text, kind) = shown(b);
    let (day, value, amount) = (long(b.day), long(b.value), money(b.cents, ','));
    [
        "Firmenkonto",
        world.iban,
        "GENODED1XXX",
        "Volksbank",
        &day,
        &value,
        name,
        iban,
        "",
        kind,
        text,
        &amount,
        b.currency,
        "",
        "",
        "",
        "",
        "",
        "",
    ]
    .join(";")
}

fn dkb(_: &World, b: &Booking) -> String {
    let (name, iban, text, _) = shown(b);
    let (payer, payee, kind) = if b.cents < 0 { ("Beispiel GmbH", name, "Ausgang") } else { (name, "Beispiel GmbH", "Eingang") };
    let id = b.end_to_end.as_deref().unwrap_or_default();
    quoted(&[&short(b.day), &short(b.value), "Gebucht", payer, payee, text, kind, iban, &money(b.cents, ','), "", "", id])
}

fn ing(_: &World, b: &Booking) -> String {
    let (name, _, text, kind) = shown(b);
    [long(b.day), long(b.value), name.to_owned(), kind.to_owned(), text.to_owned(), money(b.cents, ','), "EUR".to_owned()].join(";")
}

fn deutsche_bank(_: &World, b: &Booking) -> String {
    let (name, iban, text, kind) = shown(b);
    let (debit, credit) = if b.cents < 0 { (money(b.cents, ','), String::new()) } else { (String::new(), money(b.cents, ',')) };
    let (day, value, id) = (long(b.day), long(b.value), b.end_to_end.as_deref().unwrap_or_default());
    [&day, &value, kind, name, text, iban, "", id, "", "", "", &money(b.cents, ','), "", "", "", &debit, &credit, "EUR"].join(";")
}

fn hibiscus(world: &World, b: &Booking) -> String {
    let (name, iban, text, kind) = shown(b);
    let id = b.end_to_end.as_deref().unwrap_or_default();
    let number = b.number.to_string();
    quoted(&[
        &number,
        world.iban,
        "",
        "Giro",
        iban,
        "",
        name,
        &money(b.cents, ','),
        &long(b.value),
        &long(b.day),
        text,
        "",
        "",
        "",
        "",
        "",
        kind,
        "",
        id,
    ])
}

fn statements(world: &World, b: &Booking) -> String {
    let (name, iban, text, _) = shown(b);
    [world.iban, &b.day.to_string(), &b.value.to_string(), &money(b.cents, '.'), b.currency, name, iban, text].join(";")
}
