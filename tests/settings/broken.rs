//! Broken settings and what each is told.

/// Which reader takes a text.
#[derive(Clone, Copy)]
pub enum Reader {
    Kontor,
    Company,
    Pipeline,
}
use Reader::{Company as C, Kontor as K, Pipeline as P};

/// A broken text and the sentences it must provoke, in German.
pub const BROKEN: &[(Reader, &str, &[&str])] = &[
    (
        K,
        "language = de\n",
        &["kontor.toml:1:12: Hier ist die Schreibweise verletzt: ein Text gehört in \
            Anführungszeichen. Jede Zeile heißt: name = \"Text\", name = 12 oder name = [\"a\", \
            \"b\"]."],
    ),
    (
        K,
        "language = \"de\nstorage = 1\n[mail\nfrom = 2\n",
        &[
            "kontor.toml:1:15: Hier ist die Schreibweise verletzt: das schließende \
             Anführungszeichen fehlt oder ein \\ ist zu viel. Jede Zeile heißt: name = \"Text\", \
             name = 12 oder name = [\"a\", \"b\"].",
            "kontor.toml:3:6: Hier ist die Schreibweise verletzt: die schließende Klammer fehlt. \
             Jede Zeile heißt: name = \"Text\", name = 12 oder name = [\"a\", \"b\"].",
        ],
    ),
    (
        K,
        "langauge = \"de\"\n",
        &["kontor.toml:1:1: Die Einstellung „langauge“ gibt es hier nicht. Gemeint ist wohl \
            „language“."],
    ),
    (
        K,
        "[smtp]\nserver = \"x\"\n",
        &["kontor.toml:1:2: Die Einstellung „smtp“ gibt es hier nicht. Möglich sind: language, \
            time_zone, storage, mail, schedule, nightly, intake."],
    ),
    (
        K,
        "[nightly]\nping_url = \"ping.example/abc\"\n",
        &["kontor.toml:2:12: „ping.example/abc“ ist keine Adresse, die aufgerufen werden kann. \
            Erwartet wird http:// oder https:// mit dem Namen des Rechners, ohne Kennwort darin: \
            https://ping.example/abc."],
    ),
    (
        K,
        "language = \"fr\"\n",
        &["kontor.toml:1:12: Den Wert „fr“ kennt „language“ nicht. Möglich sind: de, en."],
    ),
    (
        K,
        "language = 1\n",
        &["kontor.toml:1:12: „language“ erwartet einen Text in Anführungszeichen; hier steht \
            eine ganze Zahl."],
    ),
    (
        K,
        "time_zone = \"Europe/Berln\"\n",
        &["kontor.toml:1:13: Die Zeitzone „Europe/Berln“ gibt es nicht. Gemeint ist wohl \
            „Europe/Berlin“."],
    ),
    (
        K,
        "time_zone = \"Mars\"\n",
        &["kontor.toml:1:13: Die Zeitzone „Mars“ gibt es nicht. Sie heißt nach Erdteil und \
            Stadt, wie Europe/Berlin."],
    ),
    (
        K,
        "[storage]\nurl = \"mysql://kontor:geheim@db/kontor\"\n",
        &["kontor.toml:2:7: kontor speichert in SQLite oder PostgreSQL (postgres://…); „mysql“ \
            kann es nicht. Ohne [storage] wird kontor.db im Büro-Ordner benutzt."],
    ),
    (
        K,
        "[mail]\nserver = \"mail.example\"\nfrom = \"k@firma.example\"\npassword = \"geheim\"\n",
        &["kontor.toml:4:1: Das Kennwort steht im Klartext in kontor.toml. Der Ordner wird \
            gesichert und weitergegeben; bitte hier löschen und das Kennwort ändern. Statt \
            dessen: password_env = \"KONTOR_MAIL_PASSWORD\" oder password_file = \
            \"/etc/kontor/mail-password\"."],
    ),
    (
        K,
        "[mail]\nserver = \"mail.example\"\nfrom = \"k@firma.example\"\nuser = \"k\"\n",
        &["kontor.toml:4:8: Woher das Kennwort kommt, ist nicht eindeutig: Es braucht „user“ und \
            genau eine der Angaben „password_env“ und „password_file“."],
    ),
    (
        K,
        "[mail]\nserver = \"mail.example\"\nfrom = \"k@firma.example\"\nuser = \"k\"\npassword_env \
         = \"A\"\npassword_file = \"/b\"\n",
        &["kontor.toml:6:17: Woher das Kennwort kommt, ist nicht eindeutig: Es braucht „user“ \
            und genau eine der Angaben „password_env“ und „password_file“."],
    ),
    (
        K,
        "[mail]\nserver = \"mail.example\"\nfrom = \"k@firma.example\"\nsecurity = \"none\"\n",
        &["kontor.toml:4:12: Ohne Verschlüsselung (security = \"none\") wird nur an den eigenen \
            Rechner (localhost, 127.0.0.1, ::1) gesendet, nicht an „mail.example“. Üblich ist \
            security = \"starttls\" mit port = 587."],
    ),
    (
        K,
        "[mail]\nserver = \"mail.example\"\nsecurity = \"ssl\"\nport = 70000\n",
        &[
            "kontor.toml:2:10: Es ist ein Mail-Server gesetzt, aber kein Absender: Die Angabe \
             „from“ fehlt. Zum Beispiel: from = \"kontor@firma.example\".",
            "kontor.toml:3:12: Den Wert „ssl“ kennt „security“ nicht. Möglich sind: starttls, tls, \
             none.",
            "kontor.toml:4:8: „port“ muss zwischen 1 und 65535 liegen.",
        ],
    ),
    (
        K,
        "[mail]\nfrom = \"Kontor <kontor@firma.example>\"\n",
        &["kontor.toml:2:8: „Kontor <kontor@firma.example>“ ist keine E-Mail-Adresse. Erwartet \
            wird name@firma.example, ohne Namen davor."],
    ),
    (
        K,
        "[schedule]\nnightly = \"täglich\"\ndigest = \"0 0 6 * * *\"\n",
        &[
            "kontor.toml:2:11: „täglich“ ist kein Zeitplan. Er hat fünf Felder: Minute Stunde Tag \
             Monat Wochentag. „30 2 * * *“ heißt: jeden Tag um 2:30 Uhr.",
            "kontor.toml:3:10: „0 0 6 * * *“ ist kein Zeitplan. Er hat fünf Felder: Minute Stunde \
             Tag Monat Wochentag. „30 2 * * *“ heißt: jeden Tag um 2:30 Uhr.",
        ],
    ),
    (
        K,
        "[schedule]\nnightly = \"30 2 * * Mo-Fr\"\ndigest = \"61 6 * * *\"\n",
        &[
            "kontor.toml:2:11: „30 2 * * Mo-Fr“ ist kein Zeitplan. Möglich sind: Minute 0–59, \
             Stunde 0–23, Tag 1–31, Monat 1–12 (JAN–DEC), Wochentag 0–7 (SUN–SAT); jeweils auch *, \
             Bereiche (1-5), Listen (1,15) und Schritte (*/2). „30 2 * * *“ heißt: jeden Tag um \
             2:30 Uhr.",
            "kontor.toml:3:10: „61 6 * * *“ ist kein Zeitplan. Möglich sind: Minute 0–59, Stunde \
             0–23, Tag 1–31, Monat 1–12 (JAN–DEC), Wochentag 0–7 (SUN–SAT); jeweils auch *, \
             Bereiche (1-5), Listen (1,15) und Schritte (*/2). „30 2 * * *“ heißt: jeden Tag um \
             2:30 Uhr.",
        ],
    ),
    (
        K,
        "[intake]\nsettle_seconds = -1\npoll_seconds = 0\nlargest_file_mb = 1.5\n",
        &[
            "kontor.toml:2:18: „settle_seconds“ muss zwischen 0 und 3600 liegen.",
            "kontor.toml:3:16: „poll_seconds“ muss zwischen 1 und 3600 liegen.",
            "kontor.toml:4:19: „largest_file_mb“ erwartet eine ganze Zahl; hier steht eine Zahl \
             mit Punkt.",
        ],
    ),
    (
        K,
        "mail = \"kontor@firma.example\"\n",
        &["kontor.toml:1:8: „mail“ erwartet eine Tabelle [name]; hier steht ein Text."],
    ),
    (
        C,
        "name = \"Müller\"\n",
        &["companies/mueller.toml:1:1: Die Angabe „chart“ fehlt. chart = \"SKR03\" oder chart = \
            \"SKR04\"."],
    ),
    (
        C,
        "name = \"\"\nchart = \"SKR05\"\n",
        &[
            "companies/mueller.toml:1:8: Die Angabe „name“ fehlt.",
            "companies/mueller.toml:2:9: Den Wert „SKR05“ kennt „chart“ nicht. Gemeint ist wohl \
             „SKR03“.",
        ],
    ),
    (
        C,
        "name = \"M\"\nchart = 3\n",
        &["companies/mueller.toml:2:9: „chart“ erwartet einen Text in Anführungszeichen; hier \
            steht eine ganze Zahl."],
    ),
    (
        C,
        "name = \"M\"\nchart = \"SKR03\"\nibans = [\"DE03120300000000202051\", \
         \"DE02120300000000202051\", \"DE02 1203 0000 0000 2020 51\"]\n",
        &[
            "companies/mueller.toml:3:10: Die IBAN „DE03120300000000202051“ ist nicht richtig: \
             Länge oder Prüfziffern stimmen nicht.",
            "companies/mueller.toml:3:62: Die IBAN „DE02120300000000202051“ steht hier zweimal.",
        ],
    ),
    (
        C,
        "name = \"M\"\nchart = \"SKR03\"\nvat_id = \"DE136695978\"\n",
        &["companies/mueller.toml:3:10: Die Prüfziffer der USt-IdNr. „DE136695978“ stimmt nicht. \
            Bitte vergleichen; Belege mit einer anderen Nummer werden dieser Firma nicht \
            zugeordnet."],
    ),
    (
        C,
        "name = \"M\"\nchart = \"SKR03\"\ncurrency = \"Euro\"\nemail = \"buchhaltung\"\n",
        &[
            "companies/mueller.toml:3:12: „Euro“ ist kein Währungskürzel aus drei Buchstaben wie \
             EUR.",
            "companies/mueller.toml:4:9: „buchhaltung“ ist keine E-Mail-Adresse. Erwartet wird \
             name@firma.example, ohne Namen davor.",
        ],
    ),
    (
        C,
        "name = \"M\"\nchart = \"SKR03\"\nvat = \"small-business\"\ninput_vat = \
         \"full\"\nvat_return = \"yearly\"\nvat_extension = true\n",
        &[
            "companies/mueller.toml:4:13: Ein Kleinunternehmer (vat = \"small-business\", § 19 \
             UStG) zieht keine Vorsteuer ab; „input_vat“ kann nur \"none\" sein. Wer auf § 19 \
             verzichtet hat, schreibt vat = \"accrual\" oder \"cash\".",
            "companies/mueller.toml:6:17: Eine Dauerfristverlängerung (vat_extension = true) \
             verlängert Voranmeldungen; mit vat_return = \"yearly\" gibt es keine.",
        ],
    ),
    (
        C,
        "name = \"M\"\nchart = \"SKR03\"\nvat = \"exempt\"\ninput_vat = \"full\"\nprofit = \
         \"cash\"\nfiscal_year_start = \"07-01\"\n",
        &[
            "companies/mueller.toml:4:13: Wer nur steuerfrei umsetzt (vat = \"exempt\", § 4 Nr. 8 \
             ff. UStG), zieht keine Vorsteuer ab (§ 15 Abs. 2 UStG); hier steht input_vat = \
             \"full\". Bitte prüfen: \"none\", oder der abziehbare Teil in Prozent.",
            "companies/mueller.toml:6:21: Mit einer Einnahmenüberschussrechnung (profit = \
             \"cash\") ist das Wirtschaftsjahr das Kalenderjahr (§ 4a Abs. 1 Nr. 3 EStG; anders \
             nur in der Land- und Forstwirtschaft).",
        ],
    ),
    (
        C,
        "name = \"M\"\nchart = \"SKR03\"\ninput_vat = \"most\"\nfiscal_year_start = \"07-15\"\n",
        &[
            "companies/mueller.toml:3:13: „input_vat“ heißt „full“ (alles), „none“ (nichts) oder \
             ein Prozentsatz von 0 bis 100 wie \"40\".",
            "companies/mueller.toml:4:21: „07-15“ ist kein Beginn eines Wirtschaftsjahres: Monat \
             und Tag wie \"01-01\" oder \"07-01\", immer der Erste eines Monats.",
        ],
    ),
    (
        C,
        "name = \"M\"\nchart = \"SKR03\"\n[accounts]\nbankfees = \"4970\"\nrent = \"12\"\n",
        &[
            "companies/mueller.toml:4:1: Den Wert „bankfees“ kennt „accounts“ nicht. Gemeint ist \
             wohl „bank-fees“.",
            "companies/mueller.toml:5:8: „12“ ist kein Sachkonto: Sachkonten haben vier oder sechs \
             bis acht Ziffern; fünf hat das Konto eines Kunden oder Lieferanten.",
        ],
    ),
    (
        C,
        "name = \"M\"\nchart = \"SKR03\"\nibans = \
         [\"DE02120300000000202051\"]\n[bank_accounts]\nDE02120300000000202052 = \
         \"1200\"\nGB82WEST12345698765432 = \"1210\"\n",
        &[
            "companies/mueller.toml:5:1: Die IBAN „DE02120300000000202052“ ist nicht richtig: \
             Länge oder Prüfziffern stimmen nicht.",
            "companies/mueller.toml:6:1: Den Wert „GB82WEST12345698765432“ kennt „bank_accounts“ \
             nicht. Möglich sind: DE02120300000000202051.",
        ],
    ),
    (
        C,
        "name = \"A\"\nchart = \"SKR03\"\n[tolerances]\nprice_percent = 500\nprise_amount = \
         1\n[[vendor_tolerances]]\nvendor = \"V-1\"\n[[vendor_tolerances]]\nvendor = \
         \"v-1\"\n[[unit]]\nunit = \"kg\"\nquantity = 500\nof = \"g\"\n[[unit]]\nunit = \
         \"\"\nquantity = 0\nof = \"Stk\"\n",
        &[
            "companies/mueller.toml:4:17: „price_percent“ muss zwischen 0 und 100 liegen.",
            "companies/mueller.toml:5:1: Die Einstellung „prise_amount“ gibt es hier nicht. \
             Gemeint ist wohl „price_amount“.",
            "companies/mueller.toml:8:1: Für diesen Lieferanten stehen hier zweimal Toleranzen.",
            "companies/mueller.toml:10:1: Ein kg ist immer 1.000 g; das lässt sich nicht anders \
             festlegen. Zum Beispiel: unit = \"Karton\", quantity = 12, of = \"Stk\".",
            "companies/mueller.toml:15:8: Die Angabe „unit“ fehlt.",
            "companies/mueller.toml:16:12: „quantity“ muss zwischen 0.000001 und 1000000 liegen.",
        ],
    ),
    (
        C,
        "name = \"A\"\nchart = \"SKR03\"\n[[source]]\nformat = \"csv:paypal\"\naccount = \
         \"121\"\n[[source]]\nlabel = \"x\"\nkonto = \"1210\"\n",
        &[
            "companies/mueller.toml:5:11: „121“ ist kein Sachkonto: Sachkonten haben vier oder \
             sechs bis acht Ziffern; fünf hat das Konto eines Kunden oder Lieferanten.",
            "companies/mueller.toml:6:1: Die Angabe „format“ fehlt.",
            "companies/mueller.toml:6:1: Die Angabe „account“ fehlt.",
            "companies/mueller.toml:8:1: Die Einstellung „konto“ gibt es hier nicht. Möglich sind: \
             format, label, account.",
        ],
    ),
    (
        C,
        "name = \"A\"\nchart = \"SKR03\"\nibans = [\"DE02120300000000202051\", \
         \"DE02100500000054540402\"]\n[bank_accounts]\nDE02120300000000202051 = \
         \"1210\"\nDE02100500000054540402 = \"1210\"\n",
        &["companies/mueller.toml:4:2: Die Bankkonten DE02100500000054540402 und \
            DE02120300000000202051 stehen beide auf dem Sachkonto 1210. Sein Saldo ist mit keinem \
            Kontoauszug zu vergleichen; bitte jedem unter [bank_accounts] ein eigenes geben."],
    ),
    (
        C,
        "name = \"A\"\nchart = \"SKR03\"\nibans = \"DE02120300000000202051\"\n[[source]]\nformat = \
         \"csv:paypal\"\naccount = \"1200\"\n[[source]]\nformat = \"csv:paypal\"\naccount = \
         \"1210\"\n",
        &[
            "companies/mueller.toml:4:3: Das Konto 1200 der Quelle „csv:paypal“ ist schon das des \
             Bankkontos DE02120300000000202051. Ist diese Quelle das Bankkonto selbst: unter \
             [bank_accounts] die IBAN mit dieser Nummer nennen. Sonst braucht sie eine freie \
             Nummer.",
            "companies/mueller.toml:7:1: Diese Quelle (format und label) steht hier zweimal.",
        ],
    ),
    (
        C,
        "name = \"A\"\nchart = \"SKR03\"\nibans = \"DE02120300000000202051\"\n[bank_accounts]\n\
         DE02120300000000202051 = \"8400\"\n[[source]]\nformat = \"csv:paypal\"\naccount = \"1576\"\n\
         [[source]]\nformat = \"csv:stripe\"\naccount = \"1361\"\n",
        &[
            "companies/mueller.toml:5:26: Auf dem Konto 8400 steht kein Geld: Es ist im SKR03 ein \
             Konto für Aufwand, Erlös, Steuer oder Anlagen, oder ein Sammelkonto. Auszüge gehören \
             auf ein Bank-, Kassen-, Kredit- oder Verrechnungskonto.",
            "companies/mueller.toml:8:11: Auf dem Konto 1576 steht kein Geld: Es ist im SKR03 ein \
             Konto für Aufwand, Erlös, Steuer oder Anlagen, oder ein Sammelkonto. Auszüge gehören \
             auf ein Bank-, Kassen-, Kredit- oder Verrechnungskonto.",
        ],
    ),
    (
        C,
        "name = \"A\"\nchart = \"SKR03\"\n[recipients]\nchef = \"c@firma.example\"\n[[report_mail]]\n\
         reports = [\"journal\"]\nto = [\"chefin\"]\n",
        &["companies/mueller.toml:7:7: „chefin“ ist weder eine Rolle aus [recipients] noch eine \
            E-Mail-Adresse. Gemeint ist wohl „chef“."],
    ),
    (
        P,
        "documents = \"bank-statements\"\naccept = [\"camt.53\", \"excel\"]\n",
        &[
            "pipelines/eigene.toml:1:13: Den Wert „bank-statements“ kennt „documents“ nicht. \
             Gemeint ist wohl „bank-statement“.",
            "pipelines/eigene.toml:2:11: Den Wert „camt.53“ kennt „accept“ nicht. Gemeint ist wohl \
             „camt.053“.",
            "pipelines/eigene.toml:2:22: Den Wert „excel“ kennt „accept“ nicht. Möglich sind: \
             camt.052, camt.053, camt.054, mt940, mt942, csv, pdf, ubl, cii, zugferd1, facturx, \
             ubl-despatch-advice, ubl-receipt-advice, desadv, recadv, opentrans, ubl-order, \
             orders, order-x.",
        ],
    ),
    (P, "accept = [\"csv\"]\n", &["pipelines/eigene.toml:1:1: Die Angabe „documents“ fehlt."]),
    (
        P,
        "[matching]\nsmall_difference = \"ein Cent\"\ndiscount_grace_days = 90\nreturn_fee_account \
         = \"bank-fee\"\n",
        &[
            "pipelines/eigene.toml:2:20: „small_difference“ erwartet eine Zahl mit Punkt, wie \
             0.01; hier steht ein Text.",
            "pipelines/eigene.toml:3:23: „discount_grace_days“ muss zwischen 0 und 60 liegen.",
            "pipelines/eigene.toml:4:22: „bank-fee“ ist weder eine Kontonummer (vier bis acht \
             Ziffern) noch eine bekannte Aufgabe eines Kontos. Gemeint ist wohl „bank-fees“.",
        ],
    ),
    (
        P,
        "[[rule]]\nname = \"Leasing\"\ntext = \"Leasing\"\ncategory = \"leasing\"\naccount = \
         \"457\"\n",
        &[
            "pipelines/eigene.toml:4:12: Den Wert „leasing“ kennt „category“ nicht. Möglich sind: \
             bank-fee, interest, tax, social-security, salary, transfer, card, rent, return, \
             other.",
            "pipelines/eigene.toml:5:11: „457“ ist weder eine Kontonummer (vier bis acht Ziffern) \
             noch eine bekannte Aufgabe eines Kontos. Zum Beispiel: account = \"bank-fees\" oder \
             account = { SKR03 = \"4520\", SKR04 = \"6520\" }.",
        ],
    ),
    (
        P,
        "[[rule]]\nname = \"Leasing\"\ntext = \"Leasing\"\ncategory = \"bank-fees\"\naccount = \
         { SKR03 = \"457\" }\n",
        &[
            "pipelines/eigene.toml:4:12: Den Wert „bank-fees“ kennt „category“ nicht. Gemeint ist \
             wohl „bank-fee“.",
            "pipelines/eigene.toml:5:11: Die Angabe „SKR04“ fehlt.",
            "pipelines/eigene.toml:5:21: „457“ ist keine Kontonummer: Sachkonten haben vier bis \
             acht Ziffern.",
        ],
    ),
    (
        P,
        "[[rule]]\nname = \"Alles\"\ncategory = \"other\"\naccount = \"4570\"\n[[rule]]\nname = \
         \"Alles\"\ntext = [\"-\", \"ab\"]\ncategory = \"other\"\naccount = \"4570\"\nat_least = \
         10\nat_most = 5.00\nvat = 16\n",
        &[
            "pipelines/eigene.toml:1:1: Die Regel „Alles“ sagt nicht, welche Buchungen sie meint: \
             „text“, „counterparty“ oder „ibans“ fehlt.",
            "pipelines/eigene.toml:6:8: Die Regel „Alles“ gibt es in dieser Datei schon. In der \
             Begründung einer Buchung wären sie nicht zu unterscheiden.",
            "pipelines/eigene.toml:7:9: „-“ ist zu kurz, um etwas zu erkennen: Suchworte brauchen \
             wenigstens zwei Buchstaben oder Ziffern.",
            "pipelines/eigene.toml:10:12: Die Regel „Alles“ kann nie gelten: „at_least“ ist größer \
             als „at_most“.",
            "pipelines/eigene.toml:12:7: „vat“ ist ein Steuersatz in Prozent: 19, 7 oder 0 (ohne \
             Steuer).",
        ],
    ),
    (
        P,
        "[[rule]]\n",
        &[
            "pipelines/eigene.toml:1:1: Die Angabe „name“ fehlt.",
            "pipelines/eigene.toml:1:1: Die Angabe „account“ fehlt. Zum Beispiel: account = \
             \"bank-fees\" oder account = { SKR03 = \"4520\", SKR04 = \"6520\" }.",
            "pipelines/eigene.toml:1:1: Die Angabe „category“ fehlt.",
        ],
    ),
    (
        P,
        "[[rule]]\nname = \"A\"\ntext = \"ab\"\nsign = \"plus\"\nibans = \"DE0\"\ncategory = \
         \"other\"\n",
        &[
            "pipelines/eigene.toml:1:1: Die Angabe „account“ fehlt. Zum Beispiel: account = \
             \"bank-fees\" oder account = { SKR03 = \"4520\", SKR04 = \"6520\" }.",
            "pipelines/eigene.toml:4:8: Den Wert „plus“ kennt „sign“ nicht. Möglich sind: in, out.",
            "pipelines/eigene.toml:5:9: Die IBAN „DE0“ ist nicht richtig: Länge oder Prüfziffern \
             stimmen nicht.",
        ],
    ),
    (
        P,
        "[[rule]]\nname = \"Miete\"\ntext = \"Miete {woche}\"\ncategory = \"rent\"\naccount = \
         \"4210\"\n",
        &[
            "pipelines/eigene.toml:3:8: „woche“ ist kein Platzhalter. In geschweiften Klammern gibt \
           es month (oder monat), quarter (quartal) und year (jahr).",
        ],
    ),
    (
        P,
        "[[vendor]]\naccount = \"4920\"\n[[vendor]]\nname = \"Telekom\"\n",
        &[
            "pipelines/eigene.toml:1:1: Woran der Lieferant zu erkennen ist, fehlt: „vat_id“, \
             „iban“ oder „name“.",
            "pipelines/eigene.toml:3:1: Die Angabe „account“ fehlt. Zum Beispiel: account = \
             \"bank-fees\" oder account = { SKR03 = \"4520\", SKR04 = \"6520\" }.",
        ],
    ),
    (
        P,
        "[[test]]\ncategory = \"tax\"\n[[test]]\nsample = \"../kontor.toml\"\noutcome = \"done\"\n",
        &[
            "pipelines/eigene.toml:1:1: Ein [[test]] braucht genau eine der Angaben „text“ (eine \
             Buchung) und „sample“ (eine Beispieldatei).",
            "pipelines/eigene.toml:4:10: „../kontor.toml“ ist kein Pfad unterhalb von samples/.",
            "pipelines/eigene.toml:5:11: Den Wert „done“ kennt „outcome“ nicht. Möglich sind: \
             processed, duplicate, held, rejected.",
        ],
    ),
    (
        P,
        "[digest]\nto = [\"chef\"]\nsections = [\"rejecte\"]\n[validation]\nhold_invalid = \
         \"ja\"\nrule_sets = \"en\"\n",
        &[
            "pipelines/eigene.toml:2:7: „chef“ ist keine E-Mail-Adresse. Erwartet wird \
             name@firma.example, ohne Namen davor.",
            "pipelines/eigene.toml:3:13: Den Wert „rejecte“ kennt „sections“ nicht. Gemeint ist \
             wohl „rejected“.",
            "pipelines/eigene.toml:5:16: „hold_invalid“ erwartet true oder false; hier steht ein \
             Text.",
            "pipelines/eigene.toml:6:13: Den Wert „en“ kennt „rule_sets“ nicht. Möglich sind: \
             en16931, xrechnung.",
        ],
    ),
    (
        C,
        "name = \"A\"\nchart = \"SKR03\"\ndigest_to = [\"managment\", \
         \"a@b\"]\n[recipients]\nmanagement = \"chef\"\n[[report_mail]]\nreports = [\"bwa\"]\n",
        &[
            "companies/mueller.toml:3:14: „managment“ ist weder eine Rolle aus [recipients] noch \
             eine E-Mail-Adresse. Gemeint ist wohl „management“.",
            "companies/mueller.toml:5:14: „chef“ ist keine E-Mail-Adresse. Erwartet wird \
             name@firma.example, ohne Namen davor.",
            "companies/mueller.toml:6:1: Ein [[report_mail]] braucht Berichte („reports“) und \
             Empfänger: „to“, oder die Angabe „email“ der Firma.",
        ],
    ),
    (
        K,
        "[mail.dkim]\nselector = \"k1\"\n",
        &["kontor.toml:1:1: Eine Signatur (DKIM) braucht „domain“, „selector“ und „key_file“."],
    ),
];
