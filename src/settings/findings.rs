//! What can be wrong with `kontor.toml` and `companies/ID.toml`, and with any TOML text that a
//! person writes.

use crate::domain::FindingKind;
use crate::domain::finding::Weight::{Error, Warning};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $weight:ident $code:literal, $de:literal, $en:literal;)+) => {
        $($(#[$doc])* pub static $name: FindingKind = FindingKind { code: $code, weight: $weight,
            de: $de, en: $en };)+

        /// Every finding of the settings.
        pub static FINDINGS: &[&FindingKind] = &[$(&$name),+];
    };
}

kinds! {
    /// No legal TOML.
    SYNTAX = Error "settings-syntax",
        "Hier ist die Schreibweise verletzt: {problem_de}. Jede Zeile heißt: name = \"Text\", name \
         = 12 oder name = [\"a\", \"b\"].",
        "This breaks the syntax: {problem_en}. A line reads: name = \"text\", name = 12 or name = \
         [\"a\", \"b\"].";
    /// Bytes that are no UTF-8.
    NOT_UTF8 = Error "settings-not-utf8",
        "Die Datei ist nicht in UTF-8 gespeichert. Bitte im Editor mit der Kodierung UTF-8 \
         speichern.",
        "The file is not saved as UTF-8. Save it with the encoding UTF-8 in the editor.";
    /// More than [`super::page::LONGEST_FILE_BYTES`].
    TOO_LONG = Error "settings-too-long",
        "Die Datei ist größer als 1 MB und wird nicht gelesen. Bitte aufteilen.",
        "The file is larger than 1 MB and is not read. Split it.";
    /// The operating system refuses the file.
    UNREADABLE = Error "settings-unreadable",
        "Die Datei kann nicht gelesen werden: {problem}.",
        "The file cannot be read: {problem}.";
    /// Neither `kontor.toml` nor `companies/`.
    NO_OFFICE = Error "no-office",
        "Dieser Ordner ist kein Büro von kontor: Es gibt weder kontor.toml noch companies/.",
        "This folder is no office of kontor: there is neither kontor.toml nor companies/.";
    /// A key that nothing reads.
    UNKNOWN_KEY = Error "unknown-setting",
        "Die Einstellung „{key}“ gibt es hier nicht.",
        "There is no setting \"{key}\" here.";
    /// A value that is none of the allowed ones.
    UNKNOWN_VALUE = Error "unknown-value",
        "Den Wert „{value}“ kennt „{key}“ nicht.",
        "\"{key}\" knows no value \"{value}\".";
    /// Text for number and the like.
    WRONG_TYPE = Error "wrong-type",
        "„{key}“ erwartet {expected_de}; hier steht {found_de}.",
        "\"{key}\" expects {expected_en}; here stands {found_en}.";
    /// A number beyond its bounds.
    OUT_OF_RANGE = Error "out-of-range",
        "„{key}“ muss zwischen {least} und {most} liegen.",
        "\"{key}\" must lie between {least} and {most}.";
    /// A key that must be there.
    MISSING = Error "missing-setting",
        "Die Angabe „{key}“ fehlt.",
        "The setting \"{key}\" is missing.";
    /// A name that the time zone database does not hold.
    TIME_ZONE = Error "unknown-time-zone",
        "Die Zeitzone „{value}“ gibt es nicht.",
        "There is no time zone \"{value}\".";
    /// `mysql://` and the like.
    STORAGE = Error "storage-not-supported",
        "kontor speichert in SQLite oder PostgreSQL (postgres://…); „{scheme}“ kann es nicht.",
        "kontor stores in SQLite or PostgreSQL (postgres://…); it cannot do \"{scheme}\".";
    /// A password written into `kontor.toml`.
    LITERAL_PASSWORD = Error "literal-password",
        "Das Kennwort steht im Klartext in kontor.toml. Der Ordner wird gesichert und \
         weitergegeben; bitte hier löschen und das Kennwort ändern.",
        "The password stands in kontor.toml for all to read. The folder is backed up and passed \
         on; delete it here and change the password.";
    /// `password_env` and `password_file` together, or a password without a user.
    PASSWORD_UNCLEAR = Error "password-unclear",
        "Woher das Kennwort kommt, ist nicht eindeutig: Es braucht „user“ und genau eine der \
         Angaben „password_env“ und „password_file“.",
        "Where the password comes from is not clear: it takes \"user\" and exactly one of \
         \"password_env\" and \"password_file\".";
    /// A password file that a backup of the office would carry.
    PASSWORD_INSIDE = Error "password-in-office",
        "Die Kennwortdatei liegt im Büro-Ordner und würde mit ihm gesichert und weitergegeben. \
         Bitte einen absoluten Pfad außerhalb angeben.",
        "The password file lies in the office folder and would be backed up and passed on with it. \
         Give an absolute path outside.";
    /// `security = "none"` to another machine.
    INSECURE = Error "mail-not-encrypted",
        "Ohne Verschlüsselung (security = \"none\") wird nur an den eigenen Rechner (localhost, \
         127.0.0.1, ::1) gesendet, nicht an „{server}“.",
        "Without encryption (security = \"none\") mail goes to this machine only (localhost, \
         127.0.0.1, ::1), not to \"{server}\".";
    /// A server without the address that mails come from.
    MAIL_FROM = Error "mail-from-missing",
        "Es ist ein Mail-Server gesetzt, aber kein Absender: Die Angabe „from“ fehlt.",
        "A mail server is set but no sender: the setting \"from\" is missing.";
    /// A signature takes three things.
    DKIM_INCOMPLETE = Error "dkim-incomplete",
        "Eine Signatur (DKIM) braucht „domain“, „selector“ und „key_file“.",
        "A signature (DKIM) needs \"domain\", \"selector\" and \"key_file\".";
    /// Not `name@domain`.
    EMAIL = Error "bad-email",
        "„{value}“ ist keine E-Mail-Adresse.",
        "\"{value}\" is no e-mail address.";
    /// Nothing that can be called over HTTP.
    WEB_ADDRESS = Error "bad-web-address",
        "„{value}“ ist keine Adresse, die aufgerufen werden kann.",
        "\"{value}\" is no address that can be called.";
    /// Not a cron expression.
    CRON = Error "bad-schedule",
        "„{value}“ ist kein Zeitplan. Er hat fünf Felder: Minute Stunde Tag Monat Wochentag.",
        "\"{value}\" is no schedule. It has five fields: minute hour day month weekday.";
    /// Five fields, of which one says nothing.
    CRON_FIELD = Error "bad-schedule-field",
        "„{value}“ ist kein Zeitplan. Möglich sind: Minute 0–59, Stunde 0–23, Tag 1–31, Monat 1–12 \
         (JAN–DEC), Wochentag 0–7 (SUN–SAT); jeweils auch *, Bereiche (1-5), Listen (1,15) und \
         Schritte (*/2).",
        "\"{value}\" is no schedule. Possible are: minute 0–59, hour 0–23, day 1–31, month 1–12 \
         (JAN–DEC), weekday 0–7 (SUN–SAT); each also *, ranges (1-5), lists (1,15) and steps \
         (*/2).";
    /// A file name that cannot be a company's id.
    COMPANY_ID = Error "bad-company-id",
        "Der Dateiname „{id}“ taugt nicht als Kürzel einer Firma: erlaubt sind kleine Buchstaben \
         a–z, Ziffern und Bindestriche.",
        "The file name \"{id}\" cannot be a company's id: small letters a–z, digits and hyphens \
         are allowed.";
    /// An office without a company.
    NO_COMPANY = Error "no-company",
        "Es ist keine Firma angelegt, deren Bücher geführt werden.",
        "There is no company whose books are kept.";
    /// Not an IBAN at all, or check digits that do not hold.
    IBAN = Error "bad-iban",
        "Die IBAN „{iban}“ ist nicht richtig: Länge oder Prüfziffern stimmen nicht.",
        "The IBAN \"{iban}\" is not right: its length or check digits do not hold.";
    /// The same account twice in one company.
    IBAN_REPEATED = Error "iban-repeated",
        "Die IBAN „{iban}“ steht hier zweimal.",
        "The IBAN \"{iban}\" stands here twice.";
    /// A check digit that does not hold: a warning, since a number that was issued wrongly is still
    /// the number.
    VAT_ID = Warning "bad-vat-id",
        "Die Prüfziffer der USt-IdNr. „{vat_id}“ stimmt nicht. Bitte vergleichen; Belege mit einer \
         anderen Nummer werden dieser Firma nicht zugeordnet.",
        "The check digit of the VAT id \"{vat_id}\" does not hold. Compare it; documents with \
         another number will not reach this company.";
    /// Statements of this account cannot be told apart, but by their folder.
    IBAN_SHARED = Warning "iban-in-two-companies",
        "Die IBAN „{iban}“ steht auch in {other}. Auszüge dieses Kontos werden abgewiesen, wenn \
         sie nicht in inbox/KÜRZEL liegen.",
        "The IBAN \"{iban}\" stands in {other} too. Statements of this account are rejected unless \
         they lie in inbox/ID.";
    /// Documents that name it cannot be told apart, but by their folder.
    VAT_ID_SHARED = Warning "vat-id-in-two-companies",
        "Die USt-IdNr. „{vat_id}“ steht auch in {other}. Belege, die nur sie nennen, werden \
         abgewiesen, wenn sie nicht in inbox/KÜRZEL liegen.",
        "The VAT id \"{vat_id}\" stands in {other} too. Documents that name only it are rejected \
         unless they lie in inbox/ID.";
    /// Documents that name no VAT id of the company cannot be told apart, but by their folder.
    NAME_SHARED = Warning "name-in-two-companies",
        "Den Namen „{name}“ trägt auch die Firma in {other}. Belege, die nur ihn nennen, werden \
         abgewiesen, wenn sie nicht in inbox/KÜRZEL liegen.",
        "The company in {other} bears the name \"{name}\" too. Documents that name only it are \
         rejected unless they lie in inbox/ID.";
    /// Two bank accounts whose bookings cannot be told apart in the ledger.
    ACCOUNT_SHARED = Warning "ledger-account-of-two-banks",
        "Die Bankkonten {iban} und {other} stehen beide auf dem Sachkonto {account}. Sein Saldo \
         ist mit keinem Kontoauszug zu vergleichen; bitte jedem unter [bank_accounts] ein eigenes \
         geben.",
        "The bank accounts {iban} and {other} are both kept on ledger account {account}. Its \
         balance compares with no statement; give each an account of its own under \
         [bank_accounts].";
    /// A file or folder that looks like settings and is not read.
    PASSED_OVER = Warning "settings-passed-over",
        "Diese Datei wird nicht gelesen: Gelesen werden nur Dateien, deren Name auf .toml endet \
         (klein geschrieben, nichts dahinter).",
        "This file is not read: only files whose names end in .toml are (in small letters, nothing \
         behind it).";
    /// A folder where only files are read.
    FOLDER_PASSED_OVER = Warning "settings-folder-passed-over",
        "Dieser Ordner wird nicht gelesen: Die Dateien *.toml müssen unmittelbar in {folder} \
         liegen.",
        "This folder is not read: the *.toml files must lie in {folder} itself.";
    /// A format that nothing is read as.
    SOURCE_FORMAT = Warning "source-format-unknown",
        "Kein Auszug hat das Format „{format}“; diese Quelle gilt für nichts. Wie das Format einer \
         Datei heißt, zeigt „kontor inspect DATEI“.",
        "No statement has the format \"{format}\"; this source holds for nothing. \"kontor inspect \
         FILE\" shows what a file's format is called.";
    /// Neither a role nor an address.
    RECIPIENT = Error "recipient-unknown",
        "„{value}“ ist weder eine Rolle aus [recipients] noch eine E-Mail-Adresse.",
        "\"{value}\" is neither a role of [recipients] nor an e-mail address.";
    /// Nothing to send, or nobody to send it to.
    REPORT_MAIL_TO = Error "report-mail-incomplete",
        "Ein [[report_mail]] braucht Berichte („reports“) und Empfänger: „to“, oder die Angabe \
         „email“ der Firma.",
        "A [[report_mail]] needs reports (\"reports\") and recipients: \"to\", or the company's \
         \"email\".";
    /// No report that could be sent.
    REPORT_UNKNOWN = Error "report-unknown",
        "Den Bericht „{report}“ gibt es nicht, oder er braucht mehr als einen Zeitraum.",
        "There is no report \"{report}\", or it needs more than a span.";
    /// A ledger account of statements on which no money can stand.
    NO_MONEY = Error "account-holds-no-money",
        "Auf dem Konto {account} steht kein Geld: Es ist im {chart} ein Konto für Aufwand, Erlös, \
         Steuer oder Anlagen, oder ein Sammelkonto. Auszüge gehören auf ein Bank-, Kassen-, \
         Kredit- oder Verrechnungskonto.",
        "No money stands on account {account}: in {chart} it is one of expense, revenue, tax or \
         fixed assets, or a collective one. Statements are kept on an account of a bank, of cash, \
         of a loan or a clearing account.";
    /// Two accounts for the same statements.
    SOURCE_REPEATED = Error "source-repeated",
        "Diese Quelle (format und label) steht hier zweimal.",
        "This source (format and label) stands here twice.";
    /// The ledger account of a source is one that the list of IBANs gives away.
    SOURCE_ON_BANK = Error "source-on-bank-account",
        "Das Konto {account} der Quelle „{format}“ ist schon das des Bankkontos {iban}.",
        "Account {account} of source \"{format}\" is that of the bank account {iban} already.";
    /// Two tables for one vendor.
    VENDOR_REPEATED = Error "vendor-tolerances-repeated",
        "Für diesen Lieferanten stehen hier zweimal Toleranzen.",
        "Tolerances of this vendor stand here twice.";
    /// A conversion that is a fact and another one.
    UNIT_OTHERWISE = Error "unit-otherwise",
        "Ein {unit} ist immer {fact} {of}; das lässt sich nicht anders festlegen.",
        "One {unit} is always {fact} {of}; it cannot be set otherwise.";
    /// Not three letters.
    CURRENCY = Error "bad-currency",
        "„{value}“ ist kein Währungskürzel aus drei Buchstaben wie EUR.",
        "\"{value}\" is no currency code of three letters such as EUR.";
    /// Neither a word nor a percentage.
    INPUT_VAT = Error "bad-input-vat",
        "„input_vat“ heißt „full“ (alles), „none“ (nichts) oder ein Prozentsatz von 0 bis 100 wie \
         \"40\".",
        "\"input_vat\" is \"full\", \"none\", or a percentage from 0 to 100 such as \"40\".";
    /// § 19 (1) UStG: no deduction.
    INPUT_VAT_SMALL_BUSINESS = Error "input-vat-of-small-business",
        "Ein Kleinunternehmer (vat = \"small-business\", § 19 UStG) zieht keine Vorsteuer ab; \
         „input_vat“ kann nur \"none\" sein. Wer auf § 19 verzichtet hat, schreibt vat = \
         \"accrual\" oder \"cash\".",
        "A small business (vat = \"small-business\", § 19 UStG) deducts no input VAT; \
         \"input_vat\" can only be \"none\". Whoever has waived § 19 writes vat = \"accrual\" or \
         \"cash\".";
    /// § 15 (2) UStG.
    INPUT_VAT_EXEMPT = Warning "input-vat-of-exempt-firm",
        "Wer nur steuerfrei umsetzt (vat = \"exempt\", § 4 Nr. 8 ff. UStG), zieht keine Vorsteuer \
         ab (§ 15 Abs. 2 UStG); hier steht input_vat = \"full\". Bitte prüfen: \"none\", oder der \
         abziehbare Teil in Prozent.",
        "Whoever supplies exempt only (vat = \"exempt\", § 4 no. 8 ff. UStG) deducts no input VAT \
         (§ 15 (2) UStG); here stands input_vat = \"full\". Check it: \"none\", or the deductible \
         part in percent.";
    /// § 46 UStDV extends advance returns only.
    EXTENSION_WITHOUT_RETURNS = Warning "extension-without-returns",
        "Eine Dauerfristverlängerung (vat_extension = true) verlängert Voranmeldungen; mit \
         vat_return = \"yearly\" gibt es keine.",
        "An extension (vat_extension = true) is one of advance returns; with vat_return = \
         \"yearly\" there are none.";
    /// Not the first of a month.
    FISCAL_YEAR_START = Error "bad-fiscal-year-start",
        "„{value}“ ist kein Beginn eines Wirtschaftsjahres: Monat und Tag wie \"01-01\" oder \
         \"07-01\", immer der Erste eines Monats.",
        "\"{value}\" is no start of a fiscal year: month and day such as \"01-01\" or \"07-01\", \
         always the first of a month.";
    /// § 4a (1) no. 3 EStG.
    CASH_BOOKS_YEAR = Warning "cash-books-year",
        "Mit einer Einnahmenüberschussrechnung (profit = \"cash\") ist das Wirtschaftsjahr das \
         Kalenderjahr (§ 4a Abs. 1 Nr. 3 EStG; anders nur in der Land- und Forstwirtschaft).",
        "With profit by receipts and payments (profit = \"cash\") the fiscal year is the calendar \
         year (§ 4a (1) no. 3 EStG; otherwise in farming and forestry only).";
    /// An account number that no chart could hold.
    ACCOUNT = Error "bad-account",
        "„{value}“ ist kein Sachkonto: Sachkonten haben vier oder sechs bis acht Ziffern; fünf hat \
         das Konto eines Kunden oder Lieferanten.",
        "\"{value}\" is no general ledger account: these have four, or six to eight digits; five \
         has the account of a customer or vendor.";
}
