//! What reading a bank's CSV may tell or ask.

use super::super::csv_shape::{DAMAGED, TOO_LARGE};
use super::left_out::{NEVER_BOOKED, REVERSAL_ALONE};
use crate::domain::FindingKind;
use crate::domain::finding::Weight;
use crate::domain::statement_halves::{BREAKS_OFF, TOTAL_DIFFERS};

/// The findings that reading a bank's CSV may raise.
pub static FINDINGS: &[&FindingKind] = &[
    &TOO_LARGE,
    &ROW_UNREAD,
    &OTHER_CURRENCY,
    &AMOUNTS_IN_DOUBT,
    &AMOUNTS_UNDECIDED,
    &DATES_IN_DOUBT,
    &BALANCE_BREAKS,
    &SUM_DIFFERS,
    &ORDER_UNTOLD,
    &DAMAGED,
    &CURRENCY_ASSUMED,
    &LEFT_OUT,
    &DIRECTION_UNKNOWN,
    &DIRECTIONS_IN_DOUBT,
    &CREDIT_WITH_MINUS,
    &COLUMN_UNTOLD,
    &STATUS_UNKNOWN,
    &KIND_UNKNOWN,
    &NOTHING_UNDERSTOOD,
    &FEE_IN_DOUBT,
    &FEES_UNTOLD,
    &VALUED_ONLY,
    &NEVER_BOOKED,
    &REVERSAL_ALONE,
    &BOTH_SIDES,
    &BREAKS_OFF,
    &TOTAL_DIFFERS,
];

/// A row that looks like a booking and cannot be read as one.
pub static ROW_UNREAD: FindingKind = FindingKind {
    code: "csv-row-unread",
    weight: Weight::Warning,
    de: "Die Zeile sieht wie ein Umsatz aus, aber dieses Feld ist nicht lesbar: {what}. Die Zeile \
        fehlt in den Umsätzen; bitte im Export nachsehen.",
    en: "The line looks like a booking, but this field cannot be read: {what}. The line is missing \
        among the bookings; please look it up in the export.",
};

/// An amount that bears another currency than its row or column is in.
pub static OTHER_CURRENCY: FindingKind = FindingKind {
    code: "csv-other-currency",
    weight: Weight::Warning,
    de: "Der Betrag ist als „{amount}“ geschrieben, als Währung nennt die Datei aber {currency}. \
        Die Zeile fehlt in den Umsätzen; bitte im Export nachsehen.",
    en: "The amount is written “{amount}”, but the file names {currency} as the currency. The line \
        is missing among the bookings; please look it up in the export.",
};

/// A fee on a bank's own account that cannot be one.
pub static FEE_IN_DOUBT: FindingKind = FindingKind {
    code: "csv-fee-in-doubt",
    weight: Weight::Warning,
    de: "Das Entgelt der Zeile passt nicht zu ihren Beträgen: Es ist mehr als der Umsatz oder \
        nicht, was Brutto und Netto unterscheidet. Gebucht wird der Betrag, das Entgelt nicht; \
        bitte im Export nachsehen.",
    en: "The fee of the line does not fit its amounts: it is more than the booking, or not what \
        gross and net differ in. The amount is booked, the fee is not; please look it up in the \
        export.",
};

/// Fees beside the amounts, of which nothing says whether the amounts hold them.
pub static FEES_UNTOLD: FindingKind = FindingKind {
    code: "csv-fees-untold",
    weight: Weight::Warning,
    de: "Neben {count|Betrag steht|Beträgen stehen} ein Entgelt, und ob der Betrag es schon \
        enthält, sagt kein Saldo. Gebucht ist der Betrag, wie er dasteht; bitte mit dem Konto \
        vergleichen. Geht das Entgelt noch ab: mit Saldo exportieren, oder eine [[bank]] mit \
        fee_apart = true in pipelines/ nennen.",
    en: "A fee stands beside {count|amount|amounts}, and no balance says whether the amount holds \
        it already. The amount is booked as it stands; compare with the account. If the fee is \
        taken besides: export with the balance, or name a [[bank]] with fee_apart = true in \
        pipelines/.",
};

/// A row with a value date only that lies not ahead, among rows with booking dates.
pub static VALUED_ONLY: FindingKind = FindingKind {
    code: "csv-valued-only",
    weight: Weight::Warning,
    de: "Die Zeile nennt nur eine Wertstellung, keinen Buchungstag, und liegt nicht nach den \
        gebuchten: Sie ist als nicht gebucht weggelassen. Bitte mit dem Kontoauszug vergleichen; \
        steht sie dort, den Buchungstag eintragen oder neu exportieren.",
    en: "The line states a value date only, no booking date, and does not lie after those booked: \
        it is left out as not booked. Compare with the bank statement; if it stands there, fill in \
        the booking date or export anew.",
};

/// Amounts that read two ways, decided by the majority or the bank's habit.
pub static AMOUNTS_IN_DOUBT: FindingKind = FindingKind {
    code: "csv-amounts-in-doubt",
    weight: Weight::Warning,
    de: "{count|Betrag lässt|Beträge lassen} sich mit Punkt oder Komma als Dezimalzeichen lesen, \
        und die Datei schreibt beides. Gelesen wurde mit „{sign}“; bitte Beträge prüfen.",
    en: "{count|amount|amounts} can be read with point or comma as decimal sign, and the file \
        writes both. It was read with “{sign}”; please check the amounts.",
};

/// Amounts that read two ways, with nothing to decide it.
pub static AMOUNTS_UNDECIDED: FindingKind = FindingKind {
    code: "csv-amounts-undecided",
    weight: Weight::Error,
    de: "Ob „.“ oder „,“ in den Beträgen die Dezimalen oder die Tausender trennt, lässt sich nicht \
        entscheiden. Bitte mit zwei Nachkommastellen oder mit Saldo exportieren.",
    en: "Whether “.” or “,” parts decimals or thousands in the amounts cannot be decided. Export \
        with two decimals, or with the balance.",
};

/// Days that read two ways.
pub static DATES_IN_DOUBT: FindingKind = FindingKind {
    code: "csv-dates-in-doubt",
    weight: Weight::Warning,
    de: "Ob Tag oder Monat vorn steht, lässt sich an den Daten dieser Datei nicht entscheiden. \
        Gelesen wurde Tag vor Monat; bitte Daten prüfen.",
    en: "Whether day or month comes first cannot be decided from the dates of this file. Day \
        before month was read; please check the dates.",
};

/// A balance that does not follow from the one before.
pub static BALANCE_BREAKS: FindingKind = FindingKind {
    code: "csv-balance-breaks",
    weight: Weight::Warning,
    de: "Der Saldo {balance} folgt nicht aus dem Saldo davor und dem Betrag {amount}. Vielleicht \
        fehlen Zeilen; bitte den Export mit dem Kontoauszug vergleichen.",
    en: "The balance {balance} does not follow from the one before and the amount {amount}. Lines \
        may be missing; compare the export with the statement.",
};

/// Opening balance, entries and closing balance that do not add up.
pub static SUM_DIFFERS: FindingKind = FindingKind {
    code: "csv-sum-differs",
    weight: Weight::Warning,
    de: "Anfangssaldo {opening} und Umsätze {sum} ergeben nicht den Endsaldo {closing}. Vielleicht \
        fehlen Zeilen; bitte den Export mit dem Kontoauszug vergleichen.",
    en: "Opening balance {opening} and entries {sum} do not make the closing balance {closing}. \
        Lines may be missing; compare the export with the statement.",
};

/// Balances of one day that follow from each other in both orders.
pub static ORDER_UNTOLD: FindingKind = FindingKind {
    code: "csv-order-untold",
    weight: Weight::Warning,
    de: "Die Umsätze sind alle von einem Tag, und ihre Salden gehen in beiden Reihenfolgen auf: \
        Das Konto endet mit {oldest}, wenn der älteste oben steht, sonst mit {newest}. Gebucht \
        sind die Umsätze; ein Saldo ist nicht übernommen. Bitte mit dem Konto vergleichen, oder \
        den Export um einen Tag verlängern.",
    en: "The bookings are all of one day, and their balances follow in both orders: the account \
        ends with {oldest} if the oldest stands on top, else with {newest}. The bookings are \
        booked; no balance is taken over. Compare with the account, or export a day more.",
};

/// No currency anywhere.
pub static CURRENCY_ASSUMED: FindingKind = FindingKind {
    code: "csv-currency-assumed",
    weight: Weight::Note,
    de: "Die Datei nennt keine Währung; gelesen wurde in Euro.",
    en: "The file names no currency; it was read as euros.",
};

/// Announced bookings without a day.
pub static LEFT_OUT: FindingKind = FindingKind {
    code: "csv-pending-left-out",
    weight: Weight::Note,
    de: "{count|vorgemerkter Umsatz|vorgemerkte Umsätze} ohne Buchungstag weggelassen; was gebucht \
        wird, kommt mit dem nächsten Export.",
    en: "{count|announced booking|announced bookings} without a booking date left out; what is \
        booked comes with the next export.",
};

/// Amounts without signs beside a word for the direction that is not known.
pub static DIRECTION_UNKNOWN: FindingKind = FindingKind {
    code: "csv-direction-unknown",
    weight: Weight::Warning,
    de: "Die Beträge haben kein Vorzeichen, und ob „{word}“ Geldeingang oder Geldausgang bedeutet, \
        ist nicht bekannt: {count|Zeile wurde|Zeilen wurden} weggelassen. Bitte mit dem \
        Kontoauszug vergleichen; eigene Wörter nennen words.in und words.out einer [[bank]] in \
        pipelines/.",
    en: "The amounts have no sign, and whether “{word}” means money in or money out is not known: \
        {count|line was|lines were} left out. Compare with the bank statement; words of your own \
        go into words.in and words.out of a [[bank]] in pipelines/.",
};

/// Amounts that go out, some with a minus and some without.
pub static DIRECTIONS_IN_DOUBT: FindingKind = FindingKind {
    code: "csv-directions-in-doubt",
    weight: Weight::Warning,
    de: "Neben Beträgen im Soll ohne Minus stehen solche mit Minus, und kein Saldo sagt, ob sie \
        Geldausgang oder Storno sind: {count|Zeile wurde|Zeilen wurden} weggelassen. Bitte mit dem \
        Kontoauszug vergleichen oder mit Saldo exportieren.",
    en: "Some amounts that go out have a minus, others have none, and no balance says whether they \
        go out or are taken back: {count|line was|lines were} left out. Compare with the bank \
        statement, or export with the balance.",
};

/// A word for money in beside a minus.
pub static CREDIT_WITH_MINUS: FindingKind = FindingKind {
    code: "csv-credit-with-minus",
    weight: Weight::Warning,
    de: "Wort und Vorzeichen widersprechen sich: Geldeingang mit Minus. {count|Zeile ist|Zeilen \
        sind} als Geldausgang (zurückgenommener Eingang) gelesen; kein Saldo beweist es. Bitte mit \
        dem Kontoauszug vergleichen.",
    en: "Word and sign contradict each other: money in with a minus. {count|line is|lines are} \
        read as money out (a credit taken back); no balance proves it. Compare with the bank \
        statement.",
};

/// A row with an amount among the debits and one among the credits.
pub static BOTH_SIDES: FindingKind = FindingKind {
    code: "csv-both-sides",
    weight: Weight::Warning,
    de: "Die Zeile nennt einen Betrag im Soll und einen im Haben; gelesen wurde der Unterschied. \
        Sind es zwei Umsätze, fehlen sie. Bitte mit dem Kontoauszug vergleichen.",
    en: "The line states an amount among the debits and one among the credits; their difference \
        was read. If they are two bookings, they are missing. Compare with the bank statement.",
};

/// Amounts without signs, and a column that may say the direction in words that are not known.
pub static COLUMN_UNTOLD: FindingKind = FindingKind {
    code: "csv-column-untold",
    weight: Weight::Error,
    de: "Die Beträge haben kein Vorzeichen, und ob die Wörter {words} einer Spalte Geldeingang \
        oder Geldausgang bedeuten, ist nicht bekannt. Nichts ist gelesen; bitte mit Vorzeichen \
        oder Saldo exportieren, oder die Wörter in einer [[bank]] in pipelines/ nennen (words.in, \
        words.out), oder die Spalte weglassen.",
    en: "The amounts have no sign, and whether the words {words} of a column mean money in or \
        money out is not known. Nothing is read; export with signs or balances, or name the words \
        in a [[bank]] in pipelines/ (words.in, words.out), or leave the column out.",
};

/// A status that is not known.
pub static STATUS_UNKNOWN: FindingKind = FindingKind {
    code: "csv-status-unknown",
    weight: Weight::Warning,
    de: "Ob der Status „{word}“ gebucht bedeutet, ist nicht bekannt: \
        {count|Zeile wurde|Zeilen wurden} weggelassen. Bitte mit dem Kontoauszug vergleichen; \
        eigene Wörter nennen words.booked und words.pending einer [[bank]] in pipelines/.",
    en: "Whether the status “{word}” means booked is not known: {count|line was|lines were} left \
        out. Compare with the bank statement; words of your own go into words.booked and \
        words.pending of a [[bank]] in pipelines/.",
};

/// A row of a payment service whose kind is not known.
pub static KIND_UNKNOWN: FindingKind = FindingKind {
    code: "csv-kind-unknown",
    weight: Weight::Warning,
    de: "Was eine Zeile der Art „{word}“ auf dem Konto des Zahlungsdienstes bewegt, ist nicht \
        bekannt: {count|Zeile wurde|Zeilen wurden} weggelassen. Bitte mit der Abrechnung des \
        Dienstes vergleichen; eigene Wörter nennt kinds einer [[bank]] in pipelines/.",
    en: "What a line of the kind “{word}” moves on the payment service's account is not known: \
        {count|line was|lines were} left out. Compare with the service's statement; words of your \
        own go into kinds of a [[bank]] in pipelines/.",
};

/// Every booking of a file hangs on a word that is not known.
pub static NOTHING_UNDERSTOOD: FindingKind = FindingKind {
    code: "csv-nothing-understood",
    weight: Weight::Error,
    de: "Kein Umsatz der Datei lässt sich sicher lesen: Richtung oder Status stehen in Wörtern, \
        die nicht bekannt sind ({words}). Bitte mit Vorzeichen oder Saldo exportieren, oder die \
        Wörter in einer [[bank]] in pipelines/ nennen (words.in, words.out, words.booked, \
        words.pending).",
    en: "No booking of the file can be read for certain: direction or status stand in words that \
        are not known ({words}). Export with signs or balances, or name the words in a [[bank]] in \
        pipelines/ (words.in, words.out, words.booked, words.pending).",
};
