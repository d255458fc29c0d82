//! The help texts in German: of each verb, and of each of its arguments.

/// Verb (a verb of a verb behind it), and its German text: the first line alone where verbs are
/// listed, all where it is asked about.
pub(super) static VERBS: &[(&str, &str)] = &[
    (
        "",
        "Das Backoffice als Ordner: Kontoauszüge, E-Rechnungen und Lieferscheine hinein; gebucht, \
        abgestimmt und verschickt heraus.",
    ),
    (
        "demo",
        "Legt ein Musterbüro an, lässt einen Monat einer kleinen Firma hindurchlaufen und \
        sagt, was geschah und wo man nachsieht",
    ),
    (
        "init",
        "Legt ein leeres Büro an: seine Ordner, kontor.toml und die Datei einer Firma, jede \
        Einstellung vorhanden und erklärt",
    ),
    (
        "run",
        "Verarbeitet, was im Eingang liegt, bis nichts mehr zu tun ist, und endet

Jede Datei des Eingangs wird gelesen, geprüft, zugeordnet und gebucht; was sich nicht verarbeiten \
lässt, kommt mit seinem Grund nach rejected/, und jede Firma bekommt ihre Tagesmail. Ein zweiter \
Lauf gleich danach ändert nichts.",
    ),
    (
        "watch",
        "Verarbeitet den Eingang fortlaufend: sofort, wenn etwas abgelegt wird, und nach Plan

Meldungen des Dateisystems machen es schnell; weil sie auf Netzlaufwerken ausbleiben, sieht kontor \
auch selbst alle paar Sekunden nach (poll_seconds in kontor.toml). Endet mit Strg-C oder SIGTERM, \
nie mitten in einer Buchung.",
    ),
    (
        "nightly",
        "Der nächtliche Lauf von Hand: sieht noch einmal durch, was wartet, schreibt \
        Berichte und Tagesmails und verschickt sie",
    ),
    (
        "status",
        "Was wann lief, was ansteht, was wartet, ob Post hinausgeht, wie voll der Datenträger ist. \
         Endet mit 1, wenn etwas überfällig ist",
    ),
    ("inspect", "Zeigt, was in Dateien steht"),
    ("validate", "Prüft E-Rechnungen (XRechnung, ZUGFeRD, Factur-X) nach den amtlichen Regeln"),
    (
        "report",
        "Gibt einen Bericht aus: journal, open-items, trial-balance, vat-return und andere

documents Dokumente · completeness Vollständigkeit · reconciliation Kontenabstimmung · open-items \
offene Posten · journal Journal · trial-balance Summen und Salden · statements Kontoauszüge · mail \
Post · account Kontoblatt · balance-sheet Bilanz · profit-and-loss Gewinn und Verlust · bwa BWA · \
bwa-months BWA der zwölf Monate · ageing Fälligkeiten · automation Automatik · cash Geldbestand \
und Vorschau · foreign-balances Fremdwährung · tax-adviser Abnahmeliste · assets vermutete \
Anlagen · vat-return Umsatzsteuer-Voranmeldung · ec-sales-list Zusammenfassende Meldung · \
deliveries Lieferungen · punctuality Liefertreue · between Ware und Rechnung · stock Bestand · \
invoice-control Rechnungskontrolle · statement-of-account Kontoauszug eines Kontakts · usage \
Nutzung · rules Regeln

kontor report open-items --company mueller --as-of 2026-10-31
kontor report journal --from 2026-10-01 --to 2026-10-31 --format csv --output journal.csv",
    ),
    (
        "explain",
        "Sagt alles, was bekannt ist: von einem Dokument (D7), Bankumsatz (E12), Journaleintrag \
            (mueller/31), einer Verrechnung (V1), E-Mail (M2)

Woher, warum so, und was daraus wurde. Auch die Nummer einer Rechnung geht.",
    ),
    (
        "when",
        "Sagt, wann mit einem Auftrag oder Artikel zu rechnen ist, wie sicher das ist und warum: \
         nach den genannten Tagen und früheren Lieferzeiten",
    ),
    (
        "review",
        "Zeigt, was auf eine Person wartet: angehaltene und zweifelhafte Dokumente, vorgeschlagene \
         und offene Bankumsätze",
    ),
    (
        "resolve",
        "Entscheidet, was auf eine Person wartet

kontor resolve E12 accept                     den Vorschlag annehmen
kontor resolve E12 match RE-2026-0815         diesen offenen Posten ausgleichen (mehrere: in
                                              dieser Reihenfolge)
kontor resolve E12 RE-2026-0815               dasselbe
kontor resolve E12 match RE-1 --write-off Insolvenz
                                              … und den Rest mit seiner Umsatzsteuer ausbuchen:
                                              der Grund sagt, als was (Forderungsausfall,
                                              Minderung, Skonto, kleine Differenz)
kontor resolve E12 match RE-1 --rest 4970 --reason Spesen
                                              … und was übrig oder zu viel ist, auf ein Konto
                                              buchen
kontor resolve E12 account 4970               auf ein Konto buchen
kontor resolve E12 account 4530 --vat 19      … darin 19 % Umsatzsteuer
kontor resolve E12 split 4930=80,4970=20.50   Teile auf Konten buchen (80,00 geht auch)
kontor resolve E12 split 4650=89:19,4660=20   … in den 89,00 stecken 19 % Umsatzsteuer
kontor resolve E12 reject \"nicht unseres\"     ablehnen, was vorgeschlagen ist; es wird hierfür
                                              nicht wieder vorgeschlagen
kontor resolve E12 leave                      offen lassen
kontor resolve E12 same E3                    es ist derselbe Umsatz wie E3, doppelt eingelesen:
                                              er bewegt nichts mehr
kontor resolve E12 same E3,E4                 es ist die Summe aus E3 und E4: sie bewegen nichts
                                              mehr
kontor resolve D7 accept                      ein angehaltenes Dokument buchen
kontor resolve D7 accept --rate 1.0873        … in fremder Währung: Einheiten für einen Euro, wie
                                              die EZB notiert
kontor resolve D7 account 4930                eine Rechnung auf dieses Konto buchen, auch eine
                                              schon gebuchte
kontor resolve D7 accept --beside             … zusätzlich zu der Rechnung, die sie nennt
kontor resolve D7 replace                     sie tritt an die Stelle der Rechnung, die unter
                                              ihrer Nummer gebucht ist
kontor resolve D7 reject \"falsche Anschrift\"  das Dokument nicht buchen
kontor resolve D7 release \"angerufen\"         eine von der Kontrolle gesperrte Rechnung zur
                                              Zahlung freigeben; reject nimmt ihre Buchung zurück
kontor resolve D9 unit \"1 Karton = 12 Stk\"    was ein Gebinde des Artikels enthält; bleibt
                                              bekannt, und was wartete, wird neu geprüft
kontor resolve D9 received                    alles, was dieser Lieferschein nennt, ist
                                              angekommen; received \"2=8; 3=0\" zählt anders
kontor resolve RE-1 against GS-1              offene Posten miteinander verrechnen: Rechnung mit
                                              Gutschrift, Kunde mit Lieferant desselben Kontakts;
                                              undo V1 nimmt es zurück
kontor resolve RE-1 due 31.05.2031            was davon offen ist, ist an diesem Tag fällig
                                              (ein Einbehalt); due beleg nimmt es zurück
kontor resolve M3 accept                      eine gescheiterte E-Mail noch einmal senden; reject
                                              lässt es

Auch die Wörter der Klärungsliste gehen: ja, Konto 4970, Beleg RE-1, offen, ablehnen GRUND.",
    ),
    ("resolve accept", "Nimmt den Vorschlag an oder bucht das angehaltene Dokument"),
    (
        "resolve replace",
        "Bucht die angehaltene Rechnung an Stelle der unter ihrer Nummer \
        gebuchten",
    ),
    (
        "resolve reject",
        "Bucht das angehaltene Dokument nicht oder lehnt den Vorschlag für den \
        Umsatz ab",
    ),
    ("resolve release", "Gibt eine von der Kontrolle gesperrte Rechnung zur Zahlung frei"),
    (
        "resolve unit",
        "Sagt, wie viel einer Einheit die andere ist, wo ein Lieferschein oder eine \
        Rechnung danach gefragt wird",
    ),
    (
        "resolve received",
        "Sagt, was von einem Lieferschein ankam: alles, oder von einzelnen \
        Positionen eine andere Menge",
    ),
    ("resolve match", "Gleicht diese offenen Posten aus, nach ihren Nummern"),
    ("resolve account", "Bucht auf dieses Konto"),
    ("resolve split", "Bucht Teile auf Konten"),
    (
        "resolve against",
        "Verrechnet diesen offenen Posten mit einem anderen desselben Kontakts, \
        ohne Bankumsatz",
    ),
    (
        "resolve due",
        "Sagt, wann fällig ist, was von diesem offenen Posten offen ist: der Tag eines \
        Einbehalts, einer Rate",
    ),
    (
        "resolve same",
        "Sagt, dass dieser Bankumsatz ein anderer ist, doppelt eingelesen: er bewegt \
        nichts mehr",
    ),
    ("resolve leave", "Lässt es offen"),
    (
        "undo",
        "Nimmt eine Entscheidung oder Zuordnung zurück: Buchungen werden storniert, und was \
        ausgeglichen war, ist wieder offen",
    ),
    (
        "close",
        "Schließt die Bücher einer Firma bis einschließlich eines Tages: an diesen Tagen wird \
            nichts mehr gebucht

Was später kommt, wird am ersten offenen Tag gebucht und behält das Datum seines Belegs. Ein \
Abschluss wird nicht zurückgenommen.

kontor close --company mueller --until 2026-09-30",
    ),
    (
        "revalue",
        "Bewertet offene Posten und Bankkonten in fremder Währung zum Kurs eines Tages (§ 256a HGB)

Unterschiede gehen auf Kursgewinne und Kursverluste; die der Posten werden am nächsten Tag \
zurückgenommen.
kontor report foreign-balances zeigt vorher, was gebucht würde.

kontor revalue --company mueller --on 2026-12-31",
    ),
    (
        "export",
        "Gibt die Bücher weiter: export datev für den Steuerberater, export journal als Text für \
            hledger und Beancount

kontor export datev --company mueller --from 2026-10-01 --to 2026-10-31 --output datev-oktober",
    ),
    (
        "export datev",
        "EXTF-Dateien in einen Ordner: Buchungen (je Monat eine Datei), Kunden und Lieferanten, \
         Kontennamen; daneben die Belege",
    ),
    (
        "export journal",
        "Das Journal als Text in einen Ordner, wie hledger und Ledger es lesen, und wie Beancount",
    ),
    (
        "backup",
        "Kopiert das ganze Büro in einen leeren Ordner, geprüft; es darf währenddessen arbeiten

Bücher, Originale, Einstellungen, Post und Berichte; was im Eingang liegt, ist noch nicht gelesen \
und bleibt dort. Die Kopie ist selbst ein Büro: kontor review --office ORDNER sieht hinein.

kontor backup /media/sicherung/2026-10-31",
    ),
    (
        "restore",
        "Macht aus einer Sicherung ein Büro, geprüft: in den leeren Ordner, den --office nennt

Bücher, die in PostgreSQL lagen, liegen dann in der Datei kontor.db; kontor move --to URL bringt \
sie zurück.

kontor restore /media/sicherung/2026-10-31 --office buero",
    ),
    (
        "move",
        "Zieht die Bücher in einen anderen Speicher um, geprüft: von der Datei kontor.db nach \
            PostgreSQL oder zurück

Jede Zeile wird kopiert, gezählt und am neuen Ort geprüft (wie kontor verify es tut), bevor \
kontor.toml ihn nennt. Der alte Speicher bleibt, wie er ist.

kontor move --to postgres://kontor@db.example/buero",
    ),
    (
        "mail",
        "Sieht sich die E-Mails an, die kontor schreibt: mail preview digest schreibt eine \
        mit erfundenem Inhalt",
    ),
    (
        "mail preview",
        "Schreibt eine E-Mail mit erfundenem Inhalt als NAME.eml und NAME.html

digest, receipt, rejection, failure, reports, goods-received, claim oder order-confirmation. In \
einem Büro mit dessen Texten und in dessen Sprache; sonst mit denen, die kontor mitbringt.",
    ),
    (
        "verify",
        "Prüft, ob Archiv, Journalkette, Salden und Zahlen zusammenpassen; nennt, was nicht passt

Jedes Original wird noch einmal gelesen und mit seinem Fingerabdruck verglichen, jeder \
Journaleintrag mit der Kette; was von Auszügen und Rechnungen in den Büchern steht, mit dem, was \
ihre Dateien sagen. Ein einziges geändertes Byte wird gefunden und genannt.",
    ),
    (
        "check",
        "Prüft Einstellungen und Pipelines; meldet jeden Fehler mit Zeile und Hinweis. Prüft \
        Speicher und Mailserver",
    ),
    (
        "completions",
        "Gibt Vervollständigungen für die Shell aus: kontor completions bash > \
        /etc/bash_completion.d/kontor",
    ),
    (
        "manual",
        "Schreibt Handbuchseiten und Vervollständigungen in einen Ordner, für ein \
        Paket\n\nkontor manual target/manual",
    ),
    ("help", "Zeigt diese Hilfe oder die eines Befehls"),
];

/// Argument as the program calls it (behind its verb where that means another thing), and its
/// German text.
pub(super) static ARGUMENTS: &[(&str, &str)] = &[
    ("help", "Zeigt diese Hilfe (kurz mit „-h“)"),
    ("version", "Zeigt die Version"),
    ("json", "Gibt JSON aus (dasselbe wie --format json)"),
    (
        "format",
        "Form der Antwort: text, json; bei Berichten auch csv, xlsx, html, pdf, bei review auch \
         xlsx",
    ),
    ("office", "Das Büro: ein Ordner. Sonst $KONTOR_OFFICE, sonst der aktuelle Ordner"),
    ("company", "Nur diese Firma (der Name ihrer Datei in companies/)"),
    ("language", "Die Sprache: de oder en. Sonst die des Büros, sonst Deutsch"),
    ("from", "Der erste Tag, etwa 2026-10-01"),
    ("to", "Der letzte Tag"),
    ("output", "In diese Datei statt auf den Bildschirm"),
    ("demo folder", "Der Ordner des Musterbüros; sonst kontor-demo"),
    (
        "demo storage",
        "Die Bücher eines neuen Musterbüros dort führen, etwa \
         postgres://BENUTZER@RECHNER/DATENBANK",
    ),
    (
        "demo language",
        "Die Sprache eines neuen Musterbüros: de (sonst) oder en. Ein vorhandenes behält seine",
    ),
    ("init folder", "Der Ordner; er wird angelegt, wenn es ihn nicht gibt"),
    ("init language", "Die Sprache der Erklärungen: de (sonst) oder en"),
    ("nightly date", "Der Tag, für den gelaufen wird; sonst heute"),
    (
        "inspect files",
        "Die Dateien, die gelesen werden; bei mehreren je Zeile ein JSON-Objekt, in dieser \
         Reihenfolge",
    ),
    (
        "validate files",
        "Die Dateien, die geprüft werden; bei mehreren je Zeile ein JSON-Objekt, in dieser \
         Reihenfolge",
    ),
    (
        "validate rules",
        "Regelwerke: en16931, xrechnung, factur-x (Profile von Factur-X/ZUGFeRD), schema. Sonst \
         die, die die Rechnung nennt (BT-24), und schema",
    ),
    (
        "validate level",
        "Schwere: rules, wie die Regeln sie nennen (sonst), oder scenario, wie das \
         XRechnung-Szenario der KoSIT sie einstuft",
    ),
    ("validate explain", "Sagt, was eine Regel verlangt und warum, statt zu prüfen"),
    ("report name", "Welcher Bericht"),
    ("report as_of", "Stand dieses Tages (dasselbe wie --to ohne --from)"),
    ("report account", "Das Konto, dessen Blatt verlangt wird (report account)"),
    (
        "report contact",
        "Der Kontakt nach Schlüssel oder Name, dessen Posten und Zahlungen verlangt werden (report \
         statement-of-account)",
    ),
    (
        "report explain",
        "Zeigt, woraus eine Position besteht (balance-sheet, profit-and-loss, bwa, vat-return, \
         ec-sales-list)",
    ),
    ("explain id", "D7, E12, FIRMA/31, V1, M2 oder die Nummer eines Belegs"),
    (
        "when about",
        "Die Nummer eines Auftrags, oder ein Artikel: seine Nummer, GTIN oder Wörter seines Namens",
    ),
    ("review output", "Das Klärungsblatt in diese Datei schreiben (mit --format xlsx)"),
    (
        "resolve id",
        "Was zu entscheiden ist: ein Bankumsatz (E12) oder Dokument (D7), wie kontor review es \
         zeigt, oder die Nummer eines offenen Postens (RE-1)",
    ),
    (
        "resolve accept rate",
        "Bei einer Rechnung in fremder Währung: ihre Einheiten für einen Euro, wie die EZB notiert \
         (1.0873)",
    ),
    ("resolve accept account", "Bei einer Rechnung: das Konto, auf das ihr Netto gebucht wird"),
    (
        "resolve accept without_input_vat",
        "Bei einer erhaltenen Rechnung: brutto buchen, weil ihr fehlt, was der Vorsteuerabzug \
         verlangt (§ 14 Abs. 4 UStG)",
    ),
    (
        "resolve accept reverse_charge",
        "Bei einer erhaltenen Rechnung ohne Umsatzsteuer: die Firma schuldet sie (§ 13b UStG)",
    ),
    (
        "resolve accept acquisition",
        "Bei derselben: Ware aus einem anderen EU-Staat, deren Erwerb die Firma versteuert \
         (innergemeinschaftlicher Erwerb, § 1a UStG)",
    ),
    (
        "resolve accept untaxed",
        "Bei derselben: nichts davon ist hier zu versteuern; nötig, wo ein Ja eines zu anderem \
         wäre",
    ),
    (
        "resolve accept paid",
        "Bei einer gestellten Rechnung, die sich ganz oder zum Teil bezahlt nennt: das Geld kam an \
         ihrem Tag, bar oder auf ein Konto, das hier nicht geführt wird; Umsatzsteuer, die mit dem \
         Geld geschuldet ist, ist damit fällig",
    ),
    (
        "resolve accept beside",
        "Bei einer Rechnung, die eine frühere nennt: zusätzlich buchen, nicht an deren Stelle",
    ),
    (
        "resolve accept of",
        "Bei einer Schlussrechnung: die Nummer der Anzahlung, die sie abzieht, wo sie selbst keine \
         nennt; keine: sie zieht keine ab",
    ),
    ("resolve replace rate", "Wie bei accept"),
    ("resolve replace account", "Wie bei accept"),
    ("resolve replace without_input_vat", "Wie bei accept"),
    ("resolve replace reverse_charge", "Wie bei accept"),
    ("resolve replace acquisition", "Wie bei accept"),
    ("resolve replace untaxed", "Wie bei accept"),
    ("resolve reject reason", "Warum; steht in den Berichten"),
    ("resolve release reason", "Wie es geprüft wurde; es bleibt mit Ihrem Namen festgehalten"),
    (
        "resolve unit said",
        "Etwa „1 Karton = 12 Stk“; die Zahl allein, wo klar ist, welche von beiden das Gebinde ist",
    ),
    ("resolve unit line", "Die gemeinte Position des Dokuments, wo nach mehreren gefragt wird"),
    (
        "resolve received counts",
        "Etwa „2=8; 3=0“: Position und Menge, in der Einheit des Lieferscheins; von nicht \
         genannten kam alles an",
    ),
    ("resolve match documents", "Die Nummern der Belege"),
    (
        "resolve match write_off",
        "Ausbuchen, was von ihnen übrig ist, mit seiner Umsatzsteuer; der Grund sagt, als was: \
         Insolvenz oder uneinbringlich, Mangel oder Nachlass, Skonto, Kleindifferenz",
    ),
    ("resolve match rest", "Was von ihnen übrig oder am Umsatz zu viel ist, auf dieses Konto"),
    ("resolve match reason", "Warum; steht im Buchungstext"),
    (
        "resolve account account",
        "Die Nummer des Kontos; bei Kunden und Lieferanten der Liste auch ihr Schlüssel (K1)",
    ),
    (
        "resolve account category",
        "Was es ist: bank-fee, interest, tax, social-security, salary, transfer, card, rent, \
         return, other",
    ),
    (
        "resolve account vat",
        "Umsatzsteuer in Prozent, die im Betrag steckt: das Netto auf das Konto, die Steuer auf \
         ihres",
    ),
    (
        "resolve split parts",
        "NUMMER=BETRAG,NUMMER=BETRAG …; zusammen der Betrag des Umsatzes. Mit \
         Umsatzsteuer darin NUMMER=BETRAG:SATZ",
    ),
    ("resolve due day", "Der Tag; „beleg“ für den, den der Beleg nennt"),
    ("resolve due reason", "Warum; steht in explain"),
    ("resolve due company", "Die Firma, wo mehrere solche Nummern haben"),
    (
        "resolve same entry",
        "Der Umsatz, der er ist (E1), oder die Zahlungen, deren Summe er ist (E1,E2)",
    ),
    ("resolve against document", "Die Nummer des anderen Belegs"),
    ("resolve against company", "Die Firma, wo mehrere solche Nummern haben"),
    ("resolve against date", "Der Tag, an dem gebucht wird; sonst heute"),
    ("export datev company", "Die Firma"),
    (
        "export datev output",
        "Der Ordner, in den geschrieben wird; er wird angelegt, wenn es ihn nicht gibt",
    ),
    ("export journal company", "Die Firma"),
    (
        "export journal output",
        "Der Ordner, in den geschrieben wird; er wird angelegt, wenn es ihn nicht gibt",
    ),
    ("mail preview name", "Welche E-Mail; ohne Namen werden alle genannt"),
    ("mail preview output", "Der Ordner, in den geschrieben wird; sonst der aktuelle"),
    ("mail preview language", "Die Sprache: de oder en, wo sie nicht die des Büros ist"),
    (
        "mail preview templates",
        "Auch die mitgelieferten Vorlagen schreiben, um sie zu ändern und in templates/ des Büros \
         zu legen",
    ),
    (
        "undo id",
        "Ein Bankumsatz (E12), ein Dokument (D7), eine Verrechnung (V1 oder die Nummer eines \
         verrechneten Postens) oder die Nummer eines Postens, dessen Fälligkeitstag gesagt wurde",
    ),
    ("close company", "Die Firma"),
    ("close until", "Der letzte Tag, der geschlossen wird, etwa 2026-09-30"),
    ("revalue company", "Die Firma"),
    ("revalue on", "Der Tag, etwa 2026-12-31"),
    ("backup folder", "Ein Ordner, der leer ist oder den es nicht gibt"),
    ("restore folder", "Der Ordner der Sicherung; er bleibt, wie er ist"),
    (
        "move to",
        "Der neue Ort: postgres://BENUTZER@RECHNER/DATENBANK, oder eine Datei wie kontor.db",
    ),
    ("check offline", "Keine Verbindung zum Mailserver aufbauen"),
    ("completions shell", "Die Shell: bash, elvish, fish, powershell, zsh"),
    ("manual folder", "Der Ordner; er wird angelegt"),
];
