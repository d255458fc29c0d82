//! What a status says: whether a row is booked, announced, or will never be. A closed world of
//! words: what is not understood is told, and its row left out.

use super::columns::{Columns, Field};
use super::layout::Bank;
use crate::domain::text::fold;
use csv::StringRecord;

/// What a status says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Booked,
    Pending,
    /// It came to nothing: declined, failed, cancelled.
    Never,
    /// A word that surely says none of these.
    Unknown,
}

/// Beginnings of words (folded) that say a booking is announced, planned or held only.
const PENDING: &str = "vorgemerkt vormerk pending pdng ausstehend reserv bearbeitung processing \
    authori autorisi transit offen geplant planned \
    scheduled terminiert upcoming future zukuenft anstehend bevorsteh blockiert blocked hold held \
    angehalten queued wartend wartet warten \
    waiting awaiting angekuendigt announced expected erwartet draft entwurf initiated initiiert \
    created beauftragt eingereicht submitted \
    ungebucht unbooked uncleared unposted unbestaetigt unconfirmed unsettled provisional \
    vorlaeufig attente venir prevu prevue cours \
    behandeling gereserveerd gepland verwacht openstaand oczekuj zaplanowan blokada realizacji \
    toku nierozliczon pendiente programad \
    proceso retenid attesa programmat prenotat lavorazione vaentande planerad afventer pavente \
    ventende planlagt cekajic cakajuc \
    naplanovan fuggo pendente agendad";

/// Beginnings of words that say a booking never came about.
const NEVER: &str = "declined reverted failed abgelehnt cancel abgebrochen fehlgeschlagen \
    fehlerhaft denied expired abgelaufen rueckgaengig \
    storniert annulliert rejected refused zurueckgewiesen void ungueltig invalid error \
    unsuccessful erfolglos gescheitert geloescht deleted \
    removed widerrufen revoked verworfen aborted refus rejete annule echoue expire geweigerd \
    afgewezen geannuleerd mislukt verlopen \
    odrzucon anulowan nieudan rechazad anulad fallid denegad rifiutat annullat respint avvisad \
    avbruten makulerad afvist annulleret avvist \
    zamitnut zrusen elutasit recusad";

/// Beginnings of words that say a booking is done.
const BOOKED: &str = "gebucht verbucht booked posted complete abgeschlossen ausgefuehrt \
    durchgefuehrt abgerechnet executed settled cleared success \
    succeeded erfolgreich erledigt done final paid bezahlt ausgezahlt gutgeschrieben received \
    eingegangen available processed wertgestellt \
    comptabilis execut effectue termine geboekt uitgevoerd verwerkt voltooid betaald zaksiegowan \
    wykonan zrealizowan rozliczon contabilizad \
    completad realizad ejecutad liquidad contabilizzat eseguit completat bokfoerd genomfoerd \
    bokfort gjennomfort gennemfort zauctovan proveden \
    teljesit konyvel concluid";

/// Words that say the opposite of what stands beside them, or not wholly.
const NEGATED: &str = "nicht not noch niet nog pas non nie no ikke inte ej nein kein keine ne";

/// Words (whole) that may stand beside one that says a booking is done.
const BESIDE: &str = "umsatz zahlung buchung payment transaction transaktion ueberweisung transfer \
    lastschrift gutschrift karte card kartenzahlung auftrag am on \
    und and wurde ist is has been bereits already vollstaendig fully successfully operation \
    virement paiement betaling transactie przelew \
    platnosc transakcja transferencia pago pagamento bonifico";

/// What the words of a status say. `bank` may know words of its own.
pub(super) fn standing(text: &str, bank: Option<&Bank>) -> Standing {
    // `BOOK` and `PDNG` are the codes of ISO 20022.
    if text.is_empty() || ["Umsatz gebucht", "Gebucht", "BOOK"].contains(&text) {
        return Standing::Booked;
    }
    let folded = fold(text);
    if let Some(own) = bank.and_then(|bank| of_bank(&folded, bank)) {
        return own;
    }
    let words = || folded.split([' ', '_']);
    let begins = |list: &str| {
        words().any(|word| list.split_ascii_whitespace().any(|stem| word.starts_with(stem)))
    };
    // `ok` is a word; `Oktober` is another.
    let is_done = |word: &str| {
        word == "ok" || BOOKED.split_ascii_whitespace().any(|stem| word.starts_with(stem))
    };
    let done = || words().any(is_done);
    let negated = words().any(|word| holds(NEGATED, word));
    let plain = |word: &str| {
        is_done(word) || holds(BESIDE, word) || word.bytes().all(|byte| byte.is_ascii_digit())
    };
    match () {
        _ if negated && done() && !begins(NEVER) => Standing::Pending,
        _ if negated && !begins(PENDING) => Standing::Unknown,
        _ if begins(NEVER) => Standing::Never,
        _ if begins(PENDING) => Standing::Pending,
        _ if done() && words().all(plain) => Standing::Booked,
        _ => Standing::Unknown,
    }
}

/// Whether a word says that of a booking and of nothing else: an invoice too is open or paid, and a
/// town may begin like a status.
pub(super) fn is_of_bookings(text: &str, bank: Option<&Bank>) -> bool {
    let folded = fold(text);
    let sure = OF_BOOKINGS
        .split_ascii_whitespace()
        .any(|stem| folded.split([' ', '_']).any(|word| word.starts_with(stem)));
    sure || standing(text, bank) == Standing::Never
        || bank.is_some_and(|bank| of_bank(&folded, bank).is_some())
}

/// Beginnings of words that only bookings are called by.
const OF_BOOKINGS: &str = "gebucht verbucht ungebucht booked unbooked posted unposted settled \
    cleared uncleared vorgemerkt vormerk pending pdng \
    comptabilis geboekt zaksiegowan contabiliz bokfo";

/// What the columns say that each ask one thing, where one says that the row is not booked:
/// `Vormerkbuchung` (`ja`), `Gebucht` (`nein`), `Storniert` (`ja`).
pub(super) fn asked(columns: &Columns, row: &StringRecord) -> Option<Standing> {
    [
        (Field::Cancelled, true, Standing::Never),
        (Field::Pending, true, Standing::Pending),
        (Field::Booked, false, Standing::Pending),
    ]
    .into_iter()
    .filter(|(field, _, _)| columns.at(*field).is_some())
    .map(|(field, when, then)| yes_or_no(columns.get(field, row), when, then))
    .find(|said| *said != Standing::Booked)
}

/// What the answer of such a column says: that the row stands as `then` when it is `when`.
fn yes_or_no(text: &str, when: bool, then: Standing) -> Standing {
    match is_yes(text) {
        Some(yes) if yes == when => then,
        Some(_) => Standing::Booked,
        None if text.is_empty() && when => Standing::Booked,
        None if text.is_empty() => then,
        None => standing(text, None),
    }
}

/// True for yes, false for no, in the languages of the known banks.
pub(super) fn is_yes(text: &str) -> Option<bool> {
    match fold(text).as_str() {
        "ja" | "j" | "yes" | "y" | "true" | "wahr" | "1" | "x" | "oui" | "si" | "tak" | "ano"
        | "sim" => Some(true),
        "nein" | "n" | "no" | "false" | "falsch" | "0" | "non" | "nee" | "nie" | "ne" | "nao" => {
            Some(false)
        }
        _ => None,
    }
}

fn of_bank(folded: &str, bank: &Bank) -> Option<Standing> {
    let words = &bank.words;
    let known = [
        (&words.booked, Standing::Booked),
        (&words.pending, Standing::Pending),
        (&words.never, Standing::Never),
    ];
    known
        .into_iter()
        .find(|(words, _)| words.iter().any(|word| fold(word) == folded))
        .map(|(_, standing)| standing)
}

fn holds(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|known| known == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_understood_or_it_is_unknown() {
        let all = |words: &[&str], expected| {
            for word in words {
                assert_eq!(standing(word, None), expected, "{word}");
            }
        };
        all(
            &[
                "",
                "Gebucht",
                "Umsatz gebucht",
                "BOOK",
                "COMPLETED",
                "Ausgeführt",
                "Verbucht",
                "Erledigt",
                "Zahlung abgeschlossen",
                "Geboekt",
                "Zaksięgowano",
                "Comptabilisé",
                "Contabilizado",
                "Gebucht am 05.10.2026",
                "paid",
                "Settled",
            ],
            Standing::Booked,
        );
        all(
            &[
                "Vorgemerkt",
                "Umsatz vorgemerkt",
                "Noch nicht gebucht",
                "nicht verbucht",
                "not yet booked",
                "Geplant",
                "Autorisiert",
                "authorised",
                "in_transit",
                "Blockiert",
                "Upcoming",
                "On hold",
                "En attente",
                "Non comptabilisé",
                "In behandeling",
                "Oczekująca",
                "Pendiente",
                "niet geboekt",
            ],
            Standing::Pending,
        );
        all(
            &[
                "Zurückgewiesen",
                "Refused",
                "Void",
                "DECLINED",
                "Rejeté",
                "Geweigerd",
                "Odrzucona",
                "Rechazado",
                "storniert",
                "Abgelehnt",
            ],
            Standing::Never,
        );
        all(
            &[
                "Q7",
                "Prüfung abgeschlossen",
                "Returned",
                "Reversed",
                "Teilweise gebucht",
                "nicht storniert",
                "Freigabe erledigt",
            ],
            Standing::Unknown,
        );
    }

    #[test]
    fn yes_under_the_name_of_pending_is_pending() {
        assert_eq!(yes_or_no("ja", true, Standing::Pending), Standing::Pending);
        assert_eq!(yes_or_no("", true, Standing::Pending), Standing::Booked);
        assert_eq!(yes_or_no("false", true, Standing::Pending), Standing::Booked);
        assert_eq!(yes_or_no("Nein", false, Standing::Pending), Standing::Pending);
        assert_eq!(yes_or_no("x", false, Standing::Pending), Standing::Booked);
        assert_eq!(yes_or_no("vorgemerkt", true, Standing::Pending), Standing::Pending);
        assert_eq!(yes_or_no("vielleicht", true, Standing::Pending), Standing::Unknown);
    }
}
