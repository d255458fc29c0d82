//! Every rule of XRechnung 3.0.2: id, severity, terms, and what it says when it is broken.

use super::Rule;
use crate::einvoice::rules::{Severity, fatal};

const fn warning(
    id: &'static str,
    terms: &'static str,
    de: &'static str,
    en: &'static str,
) -> Rule {
    Rule { id, severity: Severity::Warning, terms, holds: (), de, en }
}

const fn information(
    id: &'static str,
    terms: &'static str,
    de: &'static str,
    en: &'static str,
) -> Rule {
    Rule { id, severity: Severity::Information, terms, holds: (), de, en }
}

/// The row of this id; an unknown id is a fault of kontor that stops the compiler.
#[expect(
    clippy::indexing_slicing,
    clippy::panic,
    reason = "at compile time: a fault stops the compiler"
)]
pub const fn rule(id: &str) -> &'static Rule {
    let mut i = 0;
    while i < RULES.len() {
        if same(RULES[i].id.as_bytes(), id.as_bytes()) {
            return &RULES[i];
        }
        i += 1;
    }
    panic!("no such rule in the catalogue")
}

#[expect(clippy::indexing_slicing, reason = "at compile time: a fault stops the compiler")]
const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}

/// The catalogue, in the order of the specification.
#[rustfmt::skip]
pub const RULES: &[Rule] = &[
    fatal("BR-DE-1", "BG-16", (),
        "Die Zahlungsangaben (BG-16) fehlen. Bitte angeben, wie gezahlt werden soll.",
        "The payment instructions (BG-16) are missing. State how to pay."),
    fatal("BR-DE-2", "BG-6", (),
        "Die Ansprechstelle des Verkäufers (BG-6) fehlt. Bitte Name, Telefon und E-Mail angeben.",
        "The seller's contact (BG-6) is missing. State name, telephone and e-mail."),
    fatal("BR-DE-3", "BT-37", (),
        "Der Ort des Verkäufers (BT-37) fehlt.",
        "The seller's city (BT-37) is missing."),
    fatal("BR-DE-4", "BT-38", (),
        "Die Postleitzahl des Verkäufers (BT-38) fehlt.",
        "The seller's post code (BT-38) is missing."),
    fatal("BR-DE-5", "BT-41", (),
        "Der Name der Ansprechstelle des Verkäufers (BT-41) fehlt.",
        "The name of the seller's contact (BT-41) is missing."),
    fatal("BR-DE-6", "BT-42", (),
        "Die Telefonnummer der Ansprechstelle des Verkäufers (BT-42) fehlt.",
        "The telephone number of the seller's contact (BT-42) is missing."),
    fatal("BR-DE-7", "BT-43", (),
        "Die E-Mail-Adresse der Ansprechstelle des Verkäufers (BT-43) fehlt.",
        "The e-mail address of the seller's contact (BT-43) is missing."),
    fatal("BR-DE-8", "BT-52", (),
        "Der Ort des Käufers (BT-52) fehlt.",
        "The buyer's city (BT-52) is missing."),
    fatal("BR-DE-9", "BT-53", (),
        "Die Postleitzahl des Käufers (BT-53) fehlt.",
        "The buyer's post code (BT-53) is missing."),
    fatal("BR-DE-10", "BT-77, BG-15", (),
        "Zur Lieferanschrift (BG-15) fehlt der Ort (BT-77).",
        "The delivery address (BG-15) lacks its city (BT-77)."),
    fatal("BR-DE-11", "BT-78, BG-15", (),
        "Zur Lieferanschrift (BG-15) fehlt die Postleitzahl (BT-78).",
        "The delivery address (BG-15) lacks its post code (BT-78)."),
    fatal("BR-DE-14", "BT-119", (),
        "In der Umsatzsteueraufschlüsselung fehlt ein Steuersatz (BT-119). Auch 0 muss angegeben \
         werden.",
        "A rate (BT-119) is missing in the VAT breakdown. Even 0 must be stated."),
    fatal("BR-DE-15", "BT-10", (),
        "Die Käuferreferenz (BT-10) fehlt. Bei Behörden gehört die Leitweg-ID hierher, sonst eine \
         Angabe des Käufers.",
        "The buyer reference (BT-10) is missing. Public buyers want their Leitweg-ID here, others \
         a reference of theirs."),
    fatal("BR-DE-16", "BT-31, BT-32, BG-11, BT-95, BT-102, BT-151", (),
        "Bei den Steuerkategorien S, Z, E, AE, K, G, L und M muss die USt-IdNr. (BT-31), die \
         Steuernummer (BT-32) oder der Fiskalvertreter (BG-11) des Verkäufers angegeben sein.",
        "With the VAT categories S, Z, E, AE, K, G, L and M the seller's VAT number (BT-31), tax \
         number (BT-32) or tax representative (BG-11) must be stated."),
    warning("BR-DE-17", "BT-3",
        "Die Rechnungsart (BT-3) gehört nicht zu denen der XRechnung: 326, 380, 381, 384, 389, \
         875, 876, 877.",
        "The invoice type (BT-3) is none of XRechnung's: 326, 380, 381, 384, 389, 875, 876, 877."),
    fatal("BR-DE-18", "BT-20", (),
        "Die Skontoangabe in den Zahlungsbedingungen (BT-20) ist falsch geschrieben. Richtig: eine \
         Zeile #SKONTO#TAGE=14#PROZENT=2.00#, auf Wunsch mit BASISBETRAG=100.00#, und danach ein \
         Zeilenumbruch.",
        "The discount in the payment terms (BT-20) is not in the right notation: one line \
         #SKONTO#TAGE=14#PROZENT=2.00#, if wanted with BASISBETRAG=100.00#, and a line break after \
         it."),
    warning("BR-DE-19", "BT-84, BT-81",
        "Das Konto der SEPA-Überweisung (BT-84) ist keine richtige IBAN. Bitte die Nummer prüfen.",
        "The account for the SEPA credit transfer (BT-84) is no correct IBAN. Check the number."),
    warning("BR-DE-20", "BT-91, BT-81",
        "Das Konto der SEPA-Lastschrift (BT-91) ist keine richtige IBAN. Bitte die Nummer prüfen.",
        "The account for the SEPA direct debit (BT-91) is no correct IBAN. Check the number."),
    warning("BR-DE-21", "BT-24",
        "Die Kennung der Spezifikation (BT-24) ist nicht die der XRechnung 3.0.",
        "The specification identifier (BT-24) is not the one of XRechnung 3.0."),
    fatal("BR-DE-22", "BT-125", (),
        "Zwei Anlagen (BT-125) tragen denselben Dateinamen. Jeder Name darf nur einmal vorkommen.",
        "Two attachments (BT-125) have the same file name. Each name may stand only once."),
    fatal("BR-DE-23-a", "BT-81, BG-17", (),
        "Bei Überweisung (Code 30 oder 58 in BT-81) muss das Konto (BG-17) angegeben sein.",
        "With a credit transfer (code 30 or 58 in BT-81) the account (BG-17) must be stated."),
    fatal("BR-DE-23-b", "BT-81, BG-18, BG-19", (),
        "Bei Überweisung (Code 30 oder 58 in BT-81) dürfen weder Karte (BG-18) noch Lastschrift \
         (BG-19) angegeben sein.",
        "With a credit transfer (code 30 or 58 in BT-81) neither card (BG-18) nor direct debit \
         (BG-19) may be stated."),
    fatal("BR-DE-24-a", "BT-81, BG-18", (),
        "Bei Kartenzahlung (Code 48, 54 oder 55 in BT-81) muss die Karte (BG-18) angegeben sein.",
        "With a card payment (code 48, 54 or 55 in BT-81) the card (BG-18) must be stated."),
    fatal("BR-DE-24-b", "BT-81, BG-17, BG-19", (),
        "Bei Kartenzahlung (Code 48, 54 oder 55 in BT-81) dürfen weder Überweisung (BG-17) noch \
         Lastschrift (BG-19) angegeben sein.",
        "With a card payment (code 48, 54 or 55 in BT-81) neither credit transfer (BG-17) nor \
         direct debit (BG-19) may be stated."),
    fatal("BR-DE-25-a", "BT-81, BG-19", (),
        "Bei Lastschrift (Code 59 in BT-81) müssen deren Angaben (BG-19) stehen.",
        "With a direct debit (code 59 in BT-81) its details (BG-19) must be stated."),
    fatal("BR-DE-25-b", "BT-81, BG-17, BG-18", (),
        "Bei Lastschrift (Code 59 in BT-81) dürfen weder Überweisung (BG-17) noch Karte (BG-18) \
         angegeben sein.",
        "With a direct debit (code 59 in BT-81) neither credit transfer (BG-17) nor card (BG-18) \
         may be stated."),
    warning("BR-DE-26", "BT-3, BG-3",
        "Eine korrigierte Rechnung (Code 384 in BT-3) soll die frühere Rechnung nennen (BG-3).",
        "A corrected invoice (code 384 in BT-3) should name the preceding one (BG-3)."),
    warning("BR-DE-27", "BT-42",
        "Die Telefonnummer des Verkäufers (BT-42) soll mindestens drei Ziffern haben.",
        "The seller's telephone number (BT-42) should have three digits at least."),
    warning("BR-DE-28", "BT-43",
        "Die E-Mail-Adresse des Verkäufers (BT-43) ist nicht richtig aufgebaut (erwartet: \
         name@firma.de).",
        "The seller's e-mail address (BT-43) is not well formed (expected: name@company.com)."),
    fatal("BR-DE-30", "BT-90, BG-19", (),
        "Zur Lastschrift (BG-19) fehlt die Gläubiger-Identifikationsnummer (BT-90).",
        "The direct debit (BG-19) lacks the creditor identifier (BT-90)."),
    fatal("BR-DE-31", "BT-91, BG-19", (),
        "Zur Lastschrift (BG-19) fehlt das belastete Konto (BT-91).",
        "The direct debit (BG-19) lacks the debited account (BT-91)."),
    information("BR-DE-TMP-32", "BT-72, BG-14, BG-26",
        "Es ist nicht angegeben, wann geliefert oder geleistet wurde: am Tag (BT-72), im Zeitraum \
         (BG-14) oder je Position (BG-26).",
        "It is not stated when goods or services were supplied: a day (BT-72), a period (BG-14), \
         or a period for each line (BG-26)."),
    fatal("BR-TMP-2", "BT-124", (),
        "Der Ort einer Anlage (BT-124) muss eine vollständige Internetadresse sein, zum Beispiel \
         https://….",
        "The location of an attachment (BT-124) must be an absolute URL such as https://…."),
    fatal("BR-TMP-3", "BT-149, BT-150", (),
        "Die Preisbasismenge (BT-149) oder ihre Einheit (BT-150) ist beim Bruttopreis eine andere \
         als beim Nettopreis.",
        "The price base quantity (BT-149) or its unit (BT-150) differs between gross and net \
         price."),
    warning("BR-TMP-4", "BT-123",
        "Eine Anlage hat mehrere Beschreibungen (BT-123); vorgesehen ist höchstens eine.",
        "An attachment has several descriptions (BT-123); one at most is meant."),
    warning("BR-TMP-5", "BT-125",
        "Zu einer Anlage gehören mehrere Dateien (BT-125); vorgesehen ist höchstens eine.",
        "An attachment has several files (BT-125); one at most is meant."),
    warning("BR-TMP-6", "BT-2, BT-7, BT-9, BT-26, BT-72, BT-73, BT-74, BT-134, BT-135",
        "Ein Datum ist nicht als JJJJ-MM-TT geschrieben.",
        "A date is not written as YYYY-MM-DD."),
    warning("BR-TMP-7", "BT-2, BT-7, BT-9, BT-26, BT-72, BT-73, BT-74, BT-134, BT-135",
        "Ein Datum ist nicht als JJJJMMTT mit der Formatangabe 102 geschrieben.",
        "A date is not written as YYYYMMDD with the format 102."),
    fatal("BR-DEX-01", "BT-125", (),
        "Der Dateityp einer Anlage (BT-125) ist nicht erlaubt; möglich sind PDF, PNG, JPEG, CSV, \
         XLSX, ODS und XML.",
        "The type of an attachment (BT-125) is not allowed; PDF, PNG, JPEG, CSV, XLSX, ODS and XML \
         are."),
    warning("BR-DEX-02", "BT-131, BG-DEX-01",
        "Der Nettobetrag einer Position (BT-131) ist nicht die Summe ihrer Unterpositionen.",
        "The net amount of a line (BT-131) is not the sum of its sub-lines."),
    fatal("BR-DEX-03", "BG-DEX-06", (),
        "Eine Unterposition muss genau eine Umsatzsteuerangabe haben.",
        "A sub-line must have exactly one VAT category."),
    fatal("BR-DEX-04", "BT-29, BT-46, BT-60", (),
        "Das Schema einer Kennung steht weder in ISO 6523 noch unter den Erweiterungen XR01 bis \
         XR03.",
        "The scheme of an identifier is neither in ISO 6523 nor among the additions XR01 to XR03."),
    fatal("BR-DEX-05", "BT-30, BT-47, BT-61", (),
        "Das Schema einer Registernummer steht weder in ISO 6523 noch unter den Erweiterungen XR01 \
         bis XR03.",
        "The scheme of a registration number is neither in ISO 6523 nor among the additions XR01 \
         to XR03."),
    fatal("BR-DEX-06", "BT-157", (),
        "Das Schema einer Artikelkennung (BT-157) steht weder in ISO 6523 noch unter den \
         Erweiterungen XR01 bis XR03.",
        "The scheme of an item identifier (BT-157) is neither in ISO 6523 nor among the additions \
         XR01 to XR03."),
    fatal("BR-DEX-07", "BT-34, BT-49", (),
        "Das Schema einer elektronischen Adresse (BT-34, BT-49) steht weder in der EAS-Liste noch \
         unter den Erweiterungen XR01 bis XR03.",
        "The scheme of an electronic address (BT-34, BT-49) is neither in the EAS list nor among \
         the additions XR01 to XR03."),
    fatal("BR-DEX-08", "BT-71", (),
        "Das Schema der Kennung des Lieferorts (BT-71) steht weder in ISO 6523 noch unter den \
         Erweiterungen XR01 bis XR03.",
        "The scheme of the delivery location (BT-71) is neither in ISO 6523 nor among the \
         additions XR01 to XR03."),
    fatal("BR-DEX-09", "BT-112, BT-113, BT-114, BT-115, BT-DEX-002", (),
        "Der fällige Betrag (BT-115) ist nicht Bruttosumme (BT-112) weniger Anzahlungen (BT-113) \
         plus Rundung (BT-114) plus Zahlungen Dritter.",
        "The amount due (BT-115) is not gross total (BT-112) less prepaid amount (BT-113) plus \
         rounding (BT-114) plus payments by third parties."),
    fatal("BR-DEX-10", "BT-DEX-001", (),
        "Zur Zahlung eines Dritten fehlt die Art (BT-DEX-001).",
        "A payment by a third party lacks its type (BT-DEX-001)."),
    fatal("BR-DEX-11", "BT-DEX-002", (),
        "Zur Zahlung eines Dritten fehlt der Betrag (BT-DEX-002).",
        "A payment by a third party lacks its amount (BT-DEX-002)."),
    fatal("BR-DEX-12", "BT-DEX-003", (),
        "Zur Zahlung eines Dritten fehlt die Beschreibung (BT-DEX-003).",
        "A payment by a third party lacks its description (BT-DEX-003)."),
    fatal("BR-DEX-13", "BT-DEX-002", (),
        "Die Zahlung eines Dritten (BT-DEX-002) hat mehr als zwei Nachkommastellen.",
        "A payment by a third party (BT-DEX-002) has more than two decimals."),
    fatal("BR-DEX-14", "BT-DEX-002, BT-5", (),
        "Die Zahlung eines Dritten (BT-DEX-002) ist in einer anderen Währung als die Rechnung \
         (BT-5) angegeben.",
        "A payment by a third party (BT-DEX-002) is in another currency than the invoice (BT-5)."),
    warning("BR-DEX-15", "BG-DEX-01",
        "Diese Rechnung verweist von Position zu Position. Unterpositionen gibt es in XRechnung \
         nur in UBL, nicht in CII.",
        "Lines of this invoice point to lines above them. XRechnung has sub-lines in UBL only, not \
         in CII."),
    fatal("BR-DE-CVD-01", "BT-12", (),
        "Die Vertragsnummer (BT-12) fehlt.",
        "The contract reference (BT-12) is missing."),
    fatal("BR-DE-CVD-02", "BT-17", (),
        "Die Vergabe- oder Losnummer (BT-17) fehlt.",
        "The tender or lot reference (BT-17) is missing."),
    fatal("BR-DE-CVD-03", "BT-158, BT-160", (),
        "Keine Position nennt eine Fahrzeugkategorie (BT-158 mit Schema CVD) und dazu die \
         Eigenschaft „cva“ (BT-160).",
        "No line names a vehicle category (BT-158 with the scheme CVD) together with the attribute \
         “cva” (BT-160)."),
    fatal("BR-DE-CVD-04", "BT-158", (),
        "Die Fahrzeugkategorie (BT-158) ist keine von M1, M2, M3, N1, N2, N3.",
        "The vehicle category (BT-158) is none of M1, M2, M3, N1, N2, N3."),
    fatal("BR-DE-CVD-05", "BT-160, BT-161", (),
        "Der Wert der Eigenschaft „cva“ (BT-161) ist keiner von clean, zero-emission, other.",
        "The value of the attribute “cva” (BT-161) is none of clean, zero-emission, other."),
    fatal("BR-DE-CVD-06-a", "BT-158, BT-160", (),
        "Eine Position mit Fahrzeugkategorie (BT-158, Schema CVD) muss genau einmal die \
         Eigenschaft „cva“ (BT-160) haben.",
        "A line with a vehicle category (BT-158, scheme CVD) must have the attribute “cva” \
         (BT-160) exactly once."),
    fatal("BR-DE-CVD-06-b", "BT-158, BT-160", (),
        "Eine Position mit der Eigenschaft „cva“ (BT-160) muss genau eine Fahrzeugkategorie \
         (BT-158, Schema CVD) haben.",
        "A line with the attribute “cva” (BT-160) must have exactly one vehicle category (BT-158, \
         scheme CVD)."),
    fatal("BR-TMP-CVD-01", "BT-158", (),
        "Das Schema einer Artikelklassifizierung (BT-158) steht weder in UNTDID 7143 noch heißt es \
         CVD.",
        "The scheme of an item classification (BT-158) is neither in UNTDID 7143 nor CVD."),
    fatal("PEPPOL-EN16931-R001", "BT-23", (),
        "Die Kennung des Geschäftsprozesses (BT-23) fehlt.",
        "The business process (BT-23) is missing."),
    fatal("PEPPOL-EN16931-R005", "BT-5, BT-6", (),
        "Die Währung der Umsatzsteuer (BT-6) darf nur stehen, wenn sie eine andere ist als die der \
         Rechnung (BT-5).",
        "The VAT accounting currency (BT-6) may be stated only when it differs from the invoice \
         currency (BT-5)."),
    fatal("PEPPOL-EN16931-R008", "", (),
        "Ein Element ist leer. Leere Elemente müssen weggelassen werden.",
        "An element is empty. Empty elements must be left out."),
    fatal("PEPPOL-EN16931-R010", "BT-49", (),
        "Die elektronische Adresse des Käufers (BT-49) fehlt.",
        "The buyer's electronic address (BT-49) is missing."),
    fatal("PEPPOL-EN16931-R020", "BT-34", (),
        "Die elektronische Adresse des Verkäufers (BT-34) fehlt.",
        "The seller's electronic address (BT-34) is missing."),
    fatal("PEPPOL-EN16931-R040", "BT-92, BT-93, BT-94, BT-99, BT-100, BT-101, BT-136, BT-137, \
        BT-138, BT-141, BT-142, BT-143", (),
        "Ein Nachlass oder Zuschlag ist nicht Grundbetrag mal Prozentsatz.",
        "An allowance or charge is not its base amount times its percentage."),
    fatal("PEPPOL-EN16931-R041", "BT-93, BT-94, BT-100, BT-101, BT-137, BT-138, BT-142, BT-143", (),
        "Ein Nachlass oder Zuschlag nennt einen Prozentsatz, aber keinen Grundbetrag.",
        "An allowance or charge states a percentage and no base amount."),
    fatal("PEPPOL-EN16931-R042", "BT-93, BT-94, BT-100, BT-101, BT-137, BT-138, BT-142, BT-143", (),
        "Ein Nachlass oder Zuschlag nennt einen Grundbetrag, aber keinen Prozentsatz.",
        "An allowance or charge states a base amount and no percentage."),
    fatal("PEPPOL-EN16931-R043", "BG-20, BG-21, BG-27, BG-28", (),
        "Ob Nachlass oder Zuschlag, muss mit „false“ oder „true“ gesagt sein.",
        "Whether it is an allowance or a charge must be said by “false” or “true”."),
    fatal("PEPPOL-EN16931-R043-1", "BG-20, BG-21, BG-27, BG-28", (),
        "Ob Nachlass oder Zuschlag, muss mit „false“ oder „true“ gesagt sein.",
        "Whether it is an allowance or a charge must be said by “false” or “true”."),
    fatal("PEPPOL-EN16931-R043-2", "BT-147", (),
        "Beim Preisnachlass muss „false“ oder „true“ angegeben sein.",
        "A price discount must be marked “false” or “true”."),
    fatal("PEPPOL-EN16931-R044", "BT-147", (),
        "Auf den Preis gibt es nur Nachlässe, keine Zuschläge; die Angabe muss „false“ lauten.",
        "A price knows discounts only, no charges; the indicator must be “false”."),
    fatal("PEPPOL-EN16931-R046", "BT-146, BT-147, BT-148", (),
        "Der Nettopreis (BT-146) ist nicht Bruttopreis (BT-148) weniger Nachlass (BT-147).",
        "The net price (BT-146) is not gross price (BT-148) less discount (BT-147)."),
    fatal("PEPPOL-EN16931-R053", "BT-110, BG-23", (),
        "Es muss genau eine Steuersumme mit Aufschlüsselung in der Rechnungswährung geben (in CII \
         höchstens eine Steuersumme in dieser Währung).",
        "There must be exactly one VAT total with a breakdown in the invoice currency (in CII at \
         most one VAT total in that currency)."),
    fatal("PEPPOL-EN16931-R054", "BT-6, BT-111", (),
        "Eine zweite Steuersumme (BT-111) gehört dann und nur dann in die Rechnung, wenn die \
         Steuer in einer anderen Währung (BT-6) gebucht wird.",
        "A second VAT total (BT-111) belongs into the invoice if, and only if, VAT is accounted in \
         another currency (BT-6)."),
    fatal("PEPPOL-EN16931-R055", "BT-110, BT-111", (),
        "Die Steuersummen in beiden Währungen (BT-110, BT-111) haben verschiedene Vorzeichen.",
        "The VAT totals in both currencies (BT-110, BT-111) have different signs."),
    fatal("PEPPOL-EN16931-R061", "BT-89", (),
        "Zur Lastschrift fehlt die Mandatsreferenz (BT-89).",
        "The direct debit lacks its mandate reference (BT-89)."),
    fatal("PEPPOL-EN16931-R101", "BT-128", (),
        "Ein Belegverweis einer Position darf nur das abgerechnete Objekt nennen (Code 130).",
        "A document reference of a line may only name the invoiced object (code 130)."),
    fatal("PEPPOL-EN16931-R110", "BT-73, BT-134", (),
        "Der Zeitraum einer Position beginnt vor dem der Rechnung (BT-134 vor BT-73).",
        "The period of a line begins before that of the invoice (BT-134 before BT-73)."),
    fatal("PEPPOL-EN16931-R111", "BT-74, BT-135", (),
        "Der Zeitraum einer Position endet nach dem der Rechnung (BT-135 nach BT-74).",
        "The period of a line ends after that of the invoice (BT-135 after BT-74)."),
    warning("PEPPOL-EN16931-R120", "BT-129, BT-131, BT-146, BT-149",
        "Der Nettobetrag einer Position (BT-131) ist nicht Menge mal Preis durch Preisbasismenge, \
         plus Zuschläge, weniger Nachlässe.",
        "The net amount of a line (BT-131) is not quantity times price by base quantity, plus \
         charges, less allowances."),
    fatal("PEPPOL-EN16931-R121", "BT-149", (),
        "Die Preisbasismenge (BT-149) muss größer als null sein.",
        "The price base quantity (BT-149) must be above zero."),
    fatal("PEPPOL-EN16931-R130", "BT-130, BT-150", (),
        "Die Einheit der Preisbasismenge (BT-150) ist eine andere als die der Menge (BT-130).",
        "The unit of the price base quantity (BT-150) differs from that of the quantity (BT-130)."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_stands_once_and_says_something() {
        for (i, rule) in RULES.iter().enumerate() {
            assert!(RULES.iter().skip(i + 1).all(|other| other.id != rule.id), "{}", rule.id);
            assert!(rule.de.ends_with('.') && rule.en.ends_with('.'), "{}", rule.id);
            assert!(!super::super::reason(rule.id).0.is_empty(), "{}", rule.id);
        }
    }
}
