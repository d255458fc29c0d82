//! Which way the money goes where a word says it: a closed world of words in the languages of the
//! known banks. A word that is not among them says nothing, and its row is not booked by a guess.

use super::layout::Bank;
use crate::domain::text::fold;

/// A booking's direction from the account holder's view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    In,
    Out,
}

/// Words (folded) for money going out.
const OUT: &str = "s d dr dt soll debit debits debited debet debito debitos debitado debe dare \
    dbit payout payouts paidout cashout belastung belastungen lastschrift lastschriften ausgang \
    ausgaenge \
    ausgehend ausgehende abgang abgaenge ausgabe ausgaben auszahlung auszahlungen abbuchung \
    abbuchungen abfluss abgehend abgehende ausgezahlt abgebucht belastet ausgegeben verausgabt \
    entnommen gesendet abgesendet versendet sent sending entnahme entnahmen \
    zahlungsausgang geldausgang mittelabfluss aufwand minus out outgoing outgoings outflow \
    outbound outward withdrawal withdrawals withdrawn \
    withdraw spend spent spending expense expenses expenditure sortie sorties sortant sortante \
    depense depenses decaissement debite \
    retrait af uit uitgaand uitgaande uitgave uitgaven afschrijving afschrijvingen afgeschreven \
    opname wydatek wydatki obciazenie \
    obciazenia wychodzacy wychodzaca wychodzace wyplata rozchod winien wn cargo cargos gasto \
    gastos egreso egresos salida salidas \
    saliente adeudo addebito addebiti uscita uscite spesa spese prelievo saida saidas despesa ut \
    utgift utgifter uttag utgaende udgift \
    udgifter haevning udgaende utgaende vydej vydaj vydaje odchozi odeslana odchadzajuca terheles \
    kiadas isplata zaduzenje";

/// Words (folded) for money coming in.
const IN: &str = "h c cr k ct haben kredit credit credits credited credito creditos crdt payin \
    payins paidin cashin topup topups haber avere gutschrift gutschriften eingang eingaenge \
    eingehend \
    eingehende zugang zugaenge einnahme einnahmen einzahlung einzahlungen einlage einlagen zufluss \
    mittelzufluss zahlungseingang \
    geldeingang eingezahlt gutgeschrieben eingenommen vereinnahmt eingelegt erhalten empfangen \
    einkommen einkuenfte erloes ertrag plus in incoming inflow inbound inward deposit deposits \
    deposited income received receipt receipts \
    earning earnings entree entrees entrant entrante recette recettes encaissement credite bij \
    inkomend inkomende inkomst \
    inkomsten ontvangst ontvangsten ontvangen bijschrijving bijschrijvingen bijgeschreven storting \
    wplyw wplywy uznanie uznania przychod \
    przychody przychodzacy przychodzaca przychodzace wplata ma abono abonos ingreso ingresos \
    entrada entradas accredito accrediti entrata \
    entrate receita receitas inn insaettning inkommande indtaegt indtaegter indbetaling indgaende \
    inntekt inngaende \
    innskudd prijem prijmy prichozi prichadzajuca jovairas bevetel uplata odobrenje pano";

/// Words (folded) that may stand beside them and say nothing of the direction.
const BESIDE: &str = "money pay paid payment payments transfer transfers cash geld zahlung \
    zahlungen buchung umsatz transaction transaktion funds \
    virement paiement operation mouvement betaling overschrijving transactie przelew platnosc \
    operacja pago transferencia movimiento \
    pagamento bonifico movimento platba bank konto account";

/// What a word says of the direction; `None` for one that is not known, and for one that says both.
pub(super) fn way(text: &str, bank: Option<&Bank>) -> Option<Way> {
    let text = text.trim();
    match text.trim_matches(['(', ')', '[', ']']) {
        "" => return None,
        minus if is_minus(minus) => return Some(Way::Out),
        "+" => return Some(Way::In),
        _ if text.len() > LONGEST => return None,
        _ => {}
    }
    let folded = fold(text);
    if let Some(bank) = bank {
        let says = |words: &[String]| words.iter().any(|word| fold(word) == folded);
        match (says(&bank.words.r#in), says(&bank.words.out)) {
            (true, false) => return Some(Way::In),
            (false, true) => return Some(Way::Out),
            _ => {}
        }
    }
    let mut found = None;
    for word in folded.split(' ').filter(|word| !has(BESIDE, word)) {
        let this = match (has(IN, word), has(OUT, word)) {
            (true, false) => Way::In,
            (false, true) => Way::Out,
            _ => return None,
        };
        if found.is_some_and(|other| other != this) {
            return None;
        }
        found = Some(this);
    }
    found
}

/// Longest text that is looked at for a direction, in bytes.
const LONGEST: usize = 40;

/// True for a minus that stands by itself.
pub(super) fn is_minus(text: &str) -> bool {
    matches!(text.trim().trim_matches(['(', ')', '[', ']']), "-" | "−" | "–" | "./.")
}

/// What the name of a kind of booking says of the direction, by the end of its word:
/// `Überweisungsgutschrift`.
pub(super) fn way_of_kind(text: &str) -> Option<Way> {
    let folded = fold(text);
    let ends =
        |ends: &[&str]| folded.split(' ').any(|word| ends.iter().any(|end| word.ends_with(end)));
    match (
        ends(&["gutschrift", "eingang", "einzahlung"]),
        ends(&["belastung", "ausgang", "auszahlung", "abbuchung"]),
    ) {
        _ if ["storn", "rueck", "retour"].iter().any(|turned| folded.contains(turned)) => None,
        (true, false) => Some(Way::In),
        (false, true) => Some(Way::Out),
        _ => None,
    }
}

/// Whether a text names a kind of payment, whichever way its money goes.
pub(super) fn names_a_payment(text: &str) -> bool {
    const KINDS: [&str; 20] = [
        "ueberweis",
        "uebertrag",
        "lastschrift",
        "dauerauftrag",
        "zahlung",
        "gutschrift",
        "buchung",
        "karte",
        "einzug",
        "bargeld",
        "entgelt",
        "gebuehr",
        "storn",
        "retour",
        "card",
        "transfer",
        "payment",
        "payout",
        "refund",
        "debit",
    ];
    let folded = fold(text);
    KINDS.iter().any(|kind| folded.contains(kind)) || way(text, None).is_some()
}

/// True for `Lastschrift` and its kin: a kind of payment, whose money comes in where the holder is
/// the creditor.
pub(super) fn is_direct_debit(text: &str) -> bool {
    matches!(fold(text).as_str(), "lastschrift" | "lastschriften" | "adeudo")
}

fn has(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|known| known == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_the_direction_are_known_in_the_languages_of_the_banks() {
        for out in [
            "OUT",
            "Ausgabe",
            "Sent",
            "Gesendet",
            "Abgang",
            "AUSZAHLUNG",
            "Belastung",
            "Debit",
            "S",
            "Soll (S)",
            "-",
            "Money out",
            "Sortie",
            "Débit",
            "Uitgaand",
            "Af",
            "Wydatek",
            "Obciążenie",
            "przelew wychodzący",
            "Cargo",
            "Gasto",
            "Uscita",
            "Payment out",
        ] {
            assert_eq!(way(out, None), Some(Way::Out), "{out}");
        }
        for into in [
            "IN",
            "Einnahme",
            "Erhalten",
            "Zugang",
            "Einzahlung",
            "Gutschrift",
            "credit",
            "H",
            "+",
            "Paid in",
            "Entrée",
            "Crédit",
            "Bij",
            "Wpływ",
            "Uznanie",
            "Abono",
            "Ingreso",
            "Entrata",
            "Payment received",
            "Zahlungseingang",
        ] {
            assert_eq!(way(into, None), Some(Way::In), "{into}");
        }
        for neither in [
            "Q7",
            "",
            "Überweisung",
            "Direct debit",
            "Debit card",
            "in out",
            "Payment",
            "NEUTRAL",
            "Eingang storniert",
        ] {
            assert_eq!(way(neither, None), None, "{neither}");
        }
    }

    #[test]
    fn a_bank_may_have_words_of_its_own() -> Result<(), Box<dyn std::error::Error>> {
        let text = "[[bank]]\nname = 'x'\ntitle = 'X'\nheader = ['a']\nwords = \
            { in = ['Q1'], out = ['Q7'] }";
        let banks = super::super::layout::read(text)?;
        assert_eq!(way("q7", banks.first()), Some(Way::Out));
        assert_eq!(way("Q1", banks.first()), Some(Way::In));
        Ok(())
    }
}
