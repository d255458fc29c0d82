//! The CSV exports of banks.

use super::bookings::{Booking, Channel, IBANS, NAMES, Sort, World, money};
use super::exports;
use jiff::civil::Date;

/// Writes a booking as one row.
pub type Row = fn(&World, &Booking) -> String;

pub fn csv(world: &World, channel: Channel, part: &[&Booking]) -> String {
    let mut rows: Vec<&&Booking> = part.iter().collect();
    // The newest first, as most banks have it.
    rows.sort_by_key(|booking| std::cmp::Reverse((booking.day, booking.number)));
    if let Some(layout) = channel.layout() {
        let lines =
            layout.head().into_iter().chain(rows.iter().map(|booking| layout.row(world, booking)));
        return lines.fold(String::new(), |out, line| out + &line + "\r\n");
    }
    let (head, row): (String, Row) = match channel {
        _ if exports::of(world, channel).is_some() => exports::of(world, channel).expect("an \
            export"),
        Channel::CsvSparkasseCamt => (SPARKASSE_CAMT.to_owned(), sparkasse_camt),
        Channel::CsvSparkasseMt940 => (SPARKASSE_MT940.to_owned(), sparkasse_mt940),
        Channel::CsvVrBank => (VR_BANK.to_owned(), vr_bank),
        Channel::CsvDkb => (format!("\"Girokonto\";\"{}\"\r\n\"\"\r\n{DKB}", world.iban), dkb),
        Channel::CsvIng => (
            format!(
                "Umsatzanzeige;Datei erstellt am: 12.10.2026 \
                 10:00\r\n\r\nIBAN;{}\r\nKontoname;Girokonto\r\nBank;ING\r\n\r\n{ING}",
                world.iban
            ),
            ing,
        ),
        Channel::CsvDeutscheBank => {
            (format!("Umsätze Girokonto;;;Kundennummer: 100 1234567\r\n\r\nIBAN: \
                {}\r\n\r\n{DEUTSCHE_BANK}", world.iban), deutsche_bank)
        }
        Channel::CsvHibiscus => (HIBISCUS.to_owned(), hibiscus),
        _ => ("iban;booking_date;value_date;amount;currency;counterparty;counterparty_iban;remittance".to_owned(), statements),
    };
    rows.iter().fold(head + "\r\n", |out, booking| out + &row(world, booking) + "\r\n")
}

const SPARKASSE_CAMT: &str = "\"Auftragskonto\";\"Buchungstag\";\"Valutadatum\";\"Buchungstext\";\"Verwendungszweck\";\"Glaeubiger ID\";\"Mandatsreferenz\";\"Kundenreferenz (End-to-End)\";\"Sammlerreferenz\";\"Lastschrift Ursprungsbetrag\";\"Auslagenersatz Ruecklastschrift\";\"Beguenstigter/Zahlungspflichtiger\";\"Kontonummer/IBAN\";\"BIC (SWIFT-Code)\";\"Betrag\";\"Waehrung\";\"Info\"";
const SPARKASSE_MT940: &str = "\"Auftragskonto\";\"Buchungstag\";\"Valutadatum\";\"Buchungstext\";\"Verwendungszweck\";\"Beguenstigter/Zahlungspflichtiger\";\"Kontonummer\";\"BLZ\";\"Betrag\";\"Waehrung\";\"Info\"";
const VR_BANK: &str = "Bezeichnung Auftragskonto;IBAN Auftragskonto;BIC Auftragskonto;Bankname \
    Auftragskonto;Buchungstag;Valutadatum;Name Zahlungsbeteiligter;IBAN Zahlungsbeteiligter;BIC \
    (SWIFT-Code) Zahlungsbeteiligter;Buchungstext;Verwendungszweck;Betrag;Waehrung;Saldo nach \
    Buchung;Bemerkung;Kategorie;Steuerrelevant;Glaeubiger ID;Mandatsreferenz";
const DKB: &str = "\"Buchungsdatum\";\"Wertstellung\";\"Status\";\"Zahlungspflichtige*r\";\"Zahlungsempfänger*in\";\"Verwendungszweck\";\"Umsatztyp\";\"IBAN\";\"Betrag (€)\";\"Gläubiger-ID\";\"Mandatsreferenz\";\"Kundenreferenz\"";
const ING: &str = "Buchung;Wertstellungsdatum;Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;Betrag;Währung";
const DEUTSCHE_BANK: &str = "Buchungstag;Wert;Umsatzart;Begünstigter / \
    Auftraggeber;Verwendungszweck;IBAN / Kontonummer;BIC;Kundenreferenz;Mandatsreferenz;Gläubiger \
    ID;Fremde Gebühren;Betrag;Abweichender Empfänger;Anzahl der Aufträge;Anzahl der \
    Schecks;Soll;Haben;Währung";
const HIBISCUS: &str = "\"#\";\"IBAN\";\"BIC\";\"Konto\";\"Gegenkonto\";\"Gegenkonto \
    BLZ\";\"Gegenkonto \
    Inhaber\";\"Betrag\";\"Valuta\";\"Datum\";\"Verwendungszweck\";\"Zwischensumme\";\"Primanota\";\"Kundenreferenz\";\"Kategorie\";\"Kommentar\";\"Art\";\"Vormerkbuchung\";\"End-to-End ID\"";

/// What a table shows of the other side, the text and the kind: a batch shows its sum alone.
pub fn shown(booking: &Booking) -> (&'static str, &'static str, &str, &'static str) {
    let kind = if booking.cents < 0 { "UEBERWEISUNG" } else { "GUTSCHR. UEBERWEISUNG" };
    match booking.sort {
        Sort::Batch(_) => ("", "", "", "SAMMELGUTSCHRIFT"),
        _ => (NAMES[booking.party], IBANS[booking.party], &booking.text, kind),
    }
}

fn short(day: Date) -> String {
    day.strftime("%d.%m.%y").to_string()
}

pub fn long(day: Date) -> String {
    day.strftime("%d.%m.%Y").to_string()
}

pub fn quoted(cells: &[&str]) -> String {
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
    let (payer, payee, kind) = if b.cents < 0 {
        ("Beispiel GmbH", name, "Ausgang")
    } else {
        (name, "Beispiel GmbH", "Eingang")
    };
    let id = b.end_to_end.as_deref().unwrap_or_default();
    quoted(&[
        &short(b.day),
        &short(b.value),
        "Gebucht",
        payer,
        payee,
        text,
        kind,
        iban,
        &money(b.cents, ','),
        "",
        "",
        id,
    ])
}

fn ing(_: &World, b: &Booking) -> String {
    let (name, _, text, kind) = shown(b);
    [
        long(b.day),
        long(b.value),
        name.to_owned(),
        kind.to_owned(),
        text.to_owned(),
        money(b.cents, ','),
        "EUR".to_owned(),
    ]
    .join(";")
}

fn deutsche_bank(_: &World, b: &Booking) -> String {
    let (name, iban, text, kind) = shown(b);
    let (debit, credit) = if b.cents < 0 {
        (money(b.cents, ','), String::new())
    } else {
        (String::new(), money(b.cents, ','))
    };
    let (day, value, id) =
        (long(b.day), long(b.value), b.end_to_end.as_deref().unwrap_or_default());
    [
        &day,
        &value,
        kind,
        name,
        text,
        iban,
        "",
        id,
        "",
        "",
        "",
        &money(b.cents, ','),
        "",
        "",
        "",
        &debit,
        &credit,
        "EUR",
    ]
    .join(";")
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
    [
        world.iban,
        &b.day.to_string(),
        &b.value.to_string(),
        &money(b.cents, '.'),
        b.currency,
        name,
        iban,
        text,
    ]
    .join(";")
}
