//! More exports: those that write the other side into a text, name no account of their own, part
//! debit and credit by words or state no booking date.

use super::bookings::{Booking, Channel, World, money};
use super::tables::{Row, long, quoted, shown};

/// Head and rows of an export; `None` for other channels.
pub fn of(world: &World, channel: Channel) -> Option<(String, Row)> {
    Some(match channel {
        Channel::CsvCommerzbank => (COMMERZBANK.to_owned(), commerzbank),
        Channel::CsvComdirect => (
            format!(";\r\n\"Umsätze Girokonto\";\"Zeitraum: 30 Tage\";\r\n\r\n{COMDIRECT}"),
            comdirect,
        ),
        Channel::CsvPostbank => {
            let above = format!(
                "Umsätze\r\nKonto;Filial-/Kontonummer;IBAN;Währung\r\nPostbank Giro;123 1234567 \
                 00;{};EUR\r\n\r\n",
                world.iban
            );
            (above + POSTBANK, postbank)
        }
        Channel::CsvN26 => (N26.to_owned(), n26),
        Channel::CsvVrBankOld => (VR_BANK_OLD.to_owned(), vr_bank_old),
        Channel::CsvOutbank => (OUTBANK.to_owned(), outbank),
        Channel::CsvFinom => (FINOM.to_owned(), finom),
        Channel::CsvWords => (WORDS.to_owned(), words),
        Channel::CsvValueDates => (VALUE_DATES.to_owned(), value_dates),
        _ => return None,
    })
}

const COMMERZBANK: &str =
    "Buchungstag;Wertstellung;Umsatzart;Buchungstext;Betrag;Währung;IBAN Kontoinhaber;Kategorie";
const COMDIRECT: &str =
    "\"Buchungstag\";\"Wertstellung (Valuta)\";\"Vorgang\";\"Buchungstext\";\"Umsatz in EUR\";";
const POSTBANK: &str = "Buchungstag;Wert;Umsatzart;Begünstigter / \
    Auftraggeber;Verwendungszweck;IBAN / Kontonummer;BIC;Kundenreferenz;Mandatsreferenz;Gläubiger \
    ID;Fremde Gebühren;Betrag;Abweichender Empfänger;Anzahl der Aufträge;Anzahl der \
    Schecks;Soll;Haben;Währung";
const N26: &str = "\"Booking Date\",\"Value Date\",\"Partner Name\",\"Partner \
    Iban\",Type,\"Payment Reference\",\"Account Name\",\"Amount (EUR)\",\"Original \
    Amount\",\"Original Currency\",\"Exchange Rate\"";
const VR_BANK_OLD: &str = "Buchungstag;Valuta;Empfänger/Zahlungspflichtiger;Vorgang/Verwendungszweck;IBAN;Währung;Umsatz; ";
const OUTBANK: &str = "#;Konto;Datum;Valuta;Betrag;Währung;Name;Nummer;Bank;Zweck;Kategorie;Buchungstext;SEPA Referenz";
const FINOM: &str = "Buchungsdatum,Time \
    completed,Status,Transaktionsart,Auftraggeber/Empfänger,Counterparty BIC,Counterparty \
    IBAN,Verwendungszweck,Kartennummer,Zahlungswährung,Zahlungsbetrag,Wallet-IBAN";
const WORDS: &str = "IBAN Auftragskonto;Buchungstag;Wertstellung;Name;Gegenkonto \
    IBAN;Verwendungszweck;Betrag;Richtung;Währung";
const VALUE_DATES: &str =
    "IBAN Auftragskonto;Valuta;Name;Gegenkonto IBAN;Verwendungszweck;Betrag;Währung";

/// Name and text as one, as banks write them that have a single column for both.
fn told(b: &Booking) -> String {
    let (name, _, text, kind) = shown(b);
    let told = format!("{name} {text}");
    if told.trim().is_empty() { kind.to_owned() } else { told.trim().to_owned() }
}

fn commerzbank(world: &World, b: &Booking) -> String {
    let kind = if b.cents < 0 { "Überweisung" } else { "Gutschrift" };
    let id = b.end_to_end.as_ref().map(|id| format!(" End-to-End-Ref.: {id}")).unwrap_or_default();
    let text = told(b) + &id;
    [
        long(b.day).as_str(),
        &long(b.value),
        kind,
        &text,
        &money(b.cents, ','),
        b.currency,
        world.iban,
        "",
    ]
    .join(";")
}

fn comdirect(_: &World, b: &Booking) -> String {
    let (name, iban, text, _) = shown(b);
    let (kind, side) = if b.cents < 0 {
        ("Übertrag / Überweisung", "Empfänger")
    } else {
        ("Übertrag / Überweisung", "Auftraggeber")
    };
    let text = match name {
        "" => "Buchungstext: SAMMELGUTSCHRIFT".to_owned(),
        name => {
            format!("{side}: {name}Kto/IBAN: {iban} BLZ/BIC: COBADEFFXXX  Buchungstext: {text}")
        }
    };
    quoted(&[
        &long(b.day),
        &long(b.value),
        kind,
        &format!("{text} Ref. C{:05}/{}", b.number, b.number),
        &money(b.cents, ','),
    ]) + ";"
}

fn postbank(_: &World, b: &Booking) -> String {
    let (name, iban, text, kind) = shown(b);
    let amount = money(b.cents, ',');
    let (debit, credit) = if b.cents < 0 { (amount.as_str(), "") } else { ("", amount.as_str()) };
    let (day, value, id) =
        (long(b.day), long(b.value), b.end_to_end.as_deref().unwrap_or("NOTPROVIDED"));
    [
        &day, &value, kind, name, text, iban, "", id, "", "", "", &amount, "", "", "", debit,
        credit, "EUR",
    ]
    .join(";")
}

fn n26(_: &World, b: &Booking) -> String {
    let (name, iban, text, _) = shown(b);
    let kind = if b.cents < 0 { "Debit Transfer" } else { "Credit Transfer" };
    format!(
        "{},{},\"{name}\",{iban},\"{kind}\",\"{text}\",Hauptkonto,{},,,",
        b.day,
        b.value,
        money(b.cents, '.')
    )
}

/// The amount without its sign, and `S` or `H` behind it.
fn vr_bank_old(_: &World, b: &Booking) -> String {
    let (name, iban, text, kind) = shown(b);
    let side = if b.cents < 0 { "S" } else { "H" };
    quoted(&[
        &long(b.day),
        &long(b.value),
        name,
        format!("{kind} {text}").trim(),
        iban,
        b.currency,
        &money(b.cents.abs(), ','),
        side,
    ])
}

fn outbank(world: &World, b: &Booking) -> String {
    let (name, iban, text, kind) = shown(b);
    let (number, id) = (b.number.to_string(), b.end_to_end.as_deref().unwrap_or_default());
    let (day, value, amount) = (long(b.day), long(b.value), money(b.cents, ','));
    [&number, world.iban, &day, &value, &amount, b.currency, name, iban, "", text, "", kind, id]
        .join(";")
}

fn finom(world: &World, b: &Booking) -> String {
    let (name, iban, text, _) = shown(b);
    let or_none = |text: &str| if text.is_empty() { "N/A".to_owned() } else { text.to_owned() };
    let card = if b.number.is_multiple_of(3) { "*1234" } else { "N/A" };
    let (day, amount) = (long(b.day), money(b.cents, '.'));
    let (name, iban, text) = (or_none(name), or_none(iban), or_none(text));
    [
        &day,
        "14:00",
        "Abgeschlossen",
        "Überweisung",
        &name,
        "N/A",
        &iban,
        &text,
        card,
        b.currency,
        &amount,
        world.iban,
    ]
    .join(",")
}

fn words(world: &World, b: &Booking) -> String {
    let (name, iban, text, _) = shown(b);
    let way = if b.cents < 0 { "Ausgang" } else { "Eingang" };
    [
        world.iban,
        &long(b.day),
        &long(b.value),
        name,
        iban,
        text,
        &money(b.cents.abs(), ','),
        way,
        b.currency,
    ]
    .join(";")
}

fn value_dates(world: &World, b: &Booking) -> String {
    let (name, iban, text, _) = shown(b);
    [world.iban, &long(b.value), name, iban, text, &money(b.cents, ','), b.currency].join(";")
}
