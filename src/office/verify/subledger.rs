//! The sub-ledger against the journal: open items, allocations and bank entries say what the
//! postings say, and nothing else does.

use super::{Checked, kind};
use crate::domain::{Finding, FindingKind};
use crate::store::{Astray, Proof, Store};

/// An open item is not what booked it.
pub static ITEM_CHANGED: FindingKind = kind(
    "open-item-changed",
    "Der Posten {row} ({company}) hat einen anderen Betrag oder eine andere Nummer, als gebucht \
     wurde. Bitte die Sicherung vergleichen.",
    "Item {row} ({company}) has another amount or another number than was booked. Compare it with \
     the backup.",
);
/// A personal account and the open items of its contact differ.
pub static ACCOUNT_ASTRAY: FindingKind = kind(
    "personal-account-astray",
    "Der Saldo des Personenkontos {row} ({company}) ist nicht die Summe seiner offenen Posten. \
     Bitte beide vergleichen (kontor report account, kontor report open-items), dann die \
     Sicherung.",
    "The balance of personal account {row} ({company}) is not the sum of its open items. Compare \
     both (kontor report account, kontor report open-items), then the backup.",
);
/// An allocation is not what booked it.
pub static ALLOCATION_CHANGED: FindingKind = kind(
    "allocation-changed",
    "Was {row} ({company}) ausgleicht, ist nicht, was zugeordnet wurde. Bitte die Sicherung \
     vergleichen.",
    "What {row} ({company}) settles is not what was allocated. Compare it with the backup.",
);
/// A bank entry is not what the bank told.
pub static ENTRY_CHANGED: FindingKind = kind(
    "bank-entry-changed",
    "Der Bankumsatz {row} ({company}) steht nicht mit seinem Betrag im Journal oder anders in den \
     Büchern, als er gelesen wurde. Bitte die Sicherung vergleichen.",
    "Bank entry {row} ({company}) does not stand in the journal with its amount, or stands in the \
     books otherwise than it was read. Compare it with the backup.",
);
/// A posting stands on another account or with another amount.
pub static POSTING_ASTRAY: FindingKind = kind(
    "posting-astray",
    "Die Buchung {row} ({company}) gilt, aber ihr Bankumsatz weiß nichts von ihr. Bitte die \
     Sicherung vergleichen.",
    "Journal entry {row} ({company}) is in force, but its bank entry does not know of it. Compare \
     it with the backup.",
);
/// A posting was taken back, what rests on it was not.
pub static POSTING_TAKEN_BACK: FindingKind = kind(
    "posting-taken-back",
    "{row} ({company}) beruht auf einer Buchung, die storniert ist. Bitte die Sicherung \
     vergleichen.",
    "{row} ({company}) rests on a journal entry that has been reversed. Compare it with the \
     backup.",
);
/// A row is gone that another rests on.
pub static ROW_MISSING: FindingKind = kind(
    "row-missing",
    "{row} ({company}) fehlt, obwohl Buchungen darauf beruhen. Bitte die Sicherung vergleichen.",
    "{row} ({company}) is missing though bookings rest on it. Compare it with the backup.",
);
/// A closed period is not what was closed.
pub static CLOSED_CHANGED: FindingKind = kind(
    "closed-period-changed",
    "Der Abschluss von {company} bis {row} gilt nicht mehr: Was abgeschlossen war, ist verändert. \
     Bitte die Sicherung vergleichen.",
    "The closing of {company} until {row} no longer holds: what was closed has changed. Compare it \
     with the backup.",
);
/// An opening balance is not what was booked.
pub static OPENING_CHANGED: FindingKind = kind(
    "opening-balance-changed",
    "Der Anfangssaldo von Konto {row} ({company}) ist ein anderer, als gebucht wurde. Bitte die \
     Sicherung vergleichen.",
    "The opening balance of account {row} ({company}) is another than was booked. Compare it with \
     the backup.",
);
/// What was set off is not what was booked.
pub static SET_OFF_CHANGED: FindingKind = kind(
    "set-off-changed",
    "Die Verrechnung {row} ({company}) steht nicht mit ihrem Betrag an beiden Posten und im \
     Journal. Bitte die Sicherung vergleichen.",
    "Set-off {row} ({company}) does not stand with its amount in both items and in the journal. \
     Compare it with the backup.",
);
/// A bank entry is matched, and no journal entry says so.
pub static MATCH_UNBOOKED: FindingKind = kind(
    "match-not-booked",
    "Der Bankumsatz {row} ({company}) gilt als zugeordnet, ist im Journal aber nicht so gebucht. \
     Bitte die Sicherung vergleichen.",
    "Bank entry {row} ({company}) counts as matched, but the journal does not book it so. Compare \
     it with the backup.",
);
/// More is settled than there was.
pub static OVERSETTLED: FindingKind = kind(
    "oversettled",
    "Der Posten {row} ({company}) ist um mehr ausgeglichen als offen war.",
    "Item {row} ({company}) has been settled by more than was open.",
);

/// What is kept of an account's month is not what its entries say.
pub static TOTAL_CHANGED: FindingKind = kind(
    "account-total-changed",
    "Was kontor zu {row} ({company}) an Summen, Anzahlen oder Tagen mitführt, stimmt nicht mit dem \
     überein, woraus es besteht; Berichte zeigen sie falsch. Bitte die Sicherung vergleichen.",
    "What is kept of {row} ({company}) as sums, counts or days is not what it is made of; reports \
     show it wrong. Compare it with the backup.",
);

/// An entry is said to be another, and the books do not hold them as one.
pub static SAME_CHANGED: FindingKind = kind(
    "same-entry-changed",
    "Der Bankumsatz {row} ({company}) gilt als doppelt eingelesen, die Bücher führen ihn aber \
     nicht mit dem anderen als einen. Bitte die Sicherung vergleichen.",
    "Bank entry {row} ({company}) counts as read twice, but the books do not hold it and the other \
     as one. Compare it with the backup.",
);

/// What was received and not billed is not what was booked for it.
pub static ACCRUAL_CHANGED: FindingKind = kind(
    "accrual-changed",
    "Die Abgrenzung {row} ({company}) ist nicht die Summe ihrer Bestellpositionen oder nicht \
     zurückgenommen. Bitte die Sicherung vergleichen.",
    "Accrual {row} ({company}) is not the sum of its ordered lines, or has not been taken back. \
     Compare it with the backup.",
);

/// A document counts as processed, and nothing is booked of it.
pub static DOCUMENT_UNBOOKED: FindingKind = kind(
    "document-not-booked",
    "Das Dokument {row} ({company}) gilt als verarbeitet, gebucht ist von ihm aber nichts. Bitte \
     die Sicherung vergleichen.",
    "Document {row} ({company}) counts as processed, but nothing of it is booked. Compare it with \
     the backup.",
);

/// What is booked, or free to be paid, is not what was decided.
pub static DECISION_CHANGED: FindingKind = kind(
    "decision-changed",
    "Wie {row} ({company}) gebucht oder freigegeben ist, hat so niemand entschieden. Bitte die \
     Sicherung vergleichen.",
    "Nobody decided that {row} ({company}) is booked or released as it is. Compare it with the \
     backup.",
);

/// The sentence for what does not agree.
fn told(proof: Proof) -> &'static FindingKind {
    match proof {
        Proof::ItemIsItsMovements | Proof::ItemIsPosted | Proof::ItemIsNumbered => &ITEM_CHANGED,
        Proof::AccountIsItsItems => &ACCOUNT_ASTRAY,
        Proof::AllocationIsItsMovements => &ALLOCATION_CHANGED,
        Proof::EntryIsPosted | Proof::EntryIsOnItsAccount => &ENTRY_CHANGED,
        Proof::PostingIsNamed => &POSTING_ASTRAY,
        Proof::PostingIsInForce => &POSTING_TAKEN_BACK,
        Proof::RowIsThere => &ROW_MISSING,
        Proof::ClosedIsClosed => &CLOSED_CHANGED,
        Proof::OpeningIsPosted => &OPENING_CHANGED,
        Proof::ItemIsNotOversettled => &OVERSETTLED,
        Proof::SetOffIsItsMovements => &SET_OFF_CHANGED,
        Proof::MatchIsPosted => &MATCH_UNBOOKED,
        Proof::TotalIsItsLines => &TOTAL_CHANGED,
        Proof::SameIsOne => &SAME_CHANGED,
        Proof::AccrualIsPosted => &ACCRUAL_CHANGED,
        Proof::ProcessedIsBooked => &DOCUMENT_UNBOOKED,
        Proof::OpeningIsNamed => &OPENING_CHANGED,
        Proof::ReleaseIsDecided | Proof::AccountIsAsSaid => &DECISION_CHANGED,
        Proof::NoteIsItsFacts => &TOTAL_CHANGED,
    }
}

/// Puts every proof to the store; what fails several is told once.
pub(super) async fn prove(store: &Store, checked: &mut Checked) -> anyhow::Result<()> {
    let mut faults: Vec<Finding> = Vec::new();
    let mut tell = |kind: &'static FindingKind, astray: Vec<Astray>| {
        for Astray { company, row } in astray {
            let finding = kind.found().with("row", row).with("company", company);
            if !faults.contains(&finding) {
                faults.push(finding);
            }
        }
    };
    for proof in Proof::ALL {
        tell(told(proof), store.prove(proof).await?);
    }
    let astray = store.entries_astray().await?;
    tell(&TOTAL_CHANGED, astray.counts);
    tell(&ENTRY_CHANGED, astray.entries);
    checked.faults.append(&mut faults);
    Ok(())
}
