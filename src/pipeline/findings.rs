//! What can be wrong with `pipelines/*.toml`, beyond what any settings file can have
//! ([`crate::settings::FINDINGS`]).

use crate::domain::FindingKind;
use crate::domain::finding::Weight::Error;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $weight:ident $code:literal, $de:literal, $en:literal;)+) => {
        $($(#[$doc])* pub static $name: FindingKind = FindingKind { code: $code, weight: $weight,
            de: $de, en: $en };)+

        /// Every finding of the pipelines.
        pub static FINDINGS: &[&FindingKind] = &[$(&$name),+];
    };
}

kinds! {
    /// Neither a role nor a number.
    UNKNOWN_ACCOUNT = Error "unknown-account",
        "„{value}“ ist weder eine Kontonummer (vier bis acht Ziffern) noch eine bekannte Aufgabe \
         eines Kontos.",
        "\"{value}\" is neither an account number (four to eight digits) nor a known role of an \
         account.";
    /// A number of a chart that is none.
    ACCOUNT_SHAPE = Error "bad-rule-account",
        "„{value}“ ist keine Kontonummer: Sachkonten haben vier bis acht Ziffern.",
        "\"{value}\" is no account number: general ledger accounts have four to eight digits.";
    /// A rule that would fit everything or nothing.
    NO_CONDITION = Error "rule-without-condition",
        "Die Regel „{name}“ sagt nicht, welche Buchungen sie meint: „text“, „counterparty“ oder \
         „ibans“ fehlt.",
        "The rule \"{name}\" does not say which entries it means: \"text\", \"counterparty\" or \
         \"ibans\" is missing.";
    /// A word so short that it stands in everything.
    SHORT_WORD = Error "rule-word-too-short",
        "„{value}“ ist zu kurz, um etwas zu erkennen: Suchworte brauchen wenigstens zwei \
         Buchstaben oder Ziffern.",
        "\"{value}\" is too short to tell anything: search words need at least two letters or \
         digits.";
    /// What stands between braces in a word of a rule is no placeholder.
    PLACEHOLDER = Error "rule-placeholder-unknown",
        "„{value}“ ist kein Platzhalter. In geschweiften Klammern gibt es month (oder monat), \
         quarter (quartal) und year (jahr).",
        "\"{value}\" is no placeholder. In braces there are month, quarter and year.";
    /// Two rules of one name in one file.
    NAME_TWICE = Error "rule-name-twice",
        "Die Regel „{name}“ gibt es in dieser Datei schon. In der Begründung einer Buchung wären \
         sie nicht zu unterscheiden.",
        "There is a rule \"{name}\" in this file already. The explanation of an entry could not \
         tell them apart.";
    /// `at_least` above `at_most`.
    AMOUNTS_CROSSED = Error "rule-amounts-crossed",
        "Die Regel „{name}“ kann nie gelten: „at_least“ ist größer als „at_most“.",
        "The rule \"{name}\" can never hold: \"at_least\" is greater than \"at_most\".";
    /// A rate of VAT without accounts of its own.
    RULE_VAT = Error "rule-vat",
        "„vat“ ist ein Steuersatz in Prozent: 19, 7 oder 0 (ohne Steuer).",
        "\"vat\" is a rate of VAT in percent: 19, 7, or 0 (without VAT).";
    /// A vendor without anything to know it by.
    VENDOR_WITHOUT_MARK = Error "vendor-without-mark",
        "Woran der Lieferant zu erkennen ist, fehlt: „vat_id“, „iban“ oder „name“.",
        "What the vendor is known by is missing: \"vat_id\", \"iban\" or \"name\".";
    /// One table in two files.
    TABLE_TWICE = Error "table-in-two-files",
        "[{table}] steht auch in {other}; es kann nur eine Angabe gelten. Eine Datei gleichen \
         Namens ersetzt die mitgelieferte.",
        "[{table}] stands in {other} too; only one can hold. A file of the same name takes the \
         place of the shipped one.";
    /// A table of the whole office in a file for some companies.
    OFFICE_TABLE = Error "table-of-the-office",
        "„{key}“ gilt für das ganze Büro und kann nicht in einer Datei stehen, die nur für \
         einzelne Firmen ist. Bitte in eine Datei in pipelines/ ohne „companies“ setzen.",
        "\"{key}\" holds for the whole office and cannot stand in a file that is for some \
         companies only. Put it into a file in pipelines/ without \"companies\".";
    /// Neither `text` nor `sample`, or both.
    TEST_UNCLEAR = Error "test-unclear",
        "Ein [[test]] braucht genau eine der Angaben „text“ (eine Buchung) und „sample“ (eine \
         Beispieldatei).",
        "A [[test]] takes exactly one of \"text\" (an entry) and \"sample\" (a sample file).";
    /// A sample's path that leaves samples/.
    SAMPLE_PATH = Error "bad-sample-path",
        "„{value}“ ist kein Pfad unterhalb von samples/.",
        "\"{value}\" is no path below samples/.";
    /// A test of an entry that comes out otherwise.
    TEST_FAILED = Error "pipeline-test-failed",
        "Der Test trifft nicht zu: Erwartet war {expected}, die Regeln ergeben {found}.",
        "The test does not hold: expected was {expected}, the rules give {found}.";
    /// A `[[bank]]` or `[[pdf_statement]]` that its format does not take.
    LAYOUT = Error "bad-layout",
        "Diese Beschreibung eines Kontoauszugs ist nicht richtig ({problem}).",
        "This description of a bank statement is not right ({problem}).";
}
