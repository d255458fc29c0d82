//! The CSV exports of banks: each layout with a hand-made file, whose count, sum and details were
//! written down by hand.

use jiff::civil::date;
use kontor::domain::statement::Status;
use kontor::domain::{BankStatement, Content, Entry, Finding};
use kontor::formats::bank_csv::layout;
use kontor::formats::{self, Input, Layouts, Read};
use proptest::prelude::*;
use rust_decimal::{Decimal, dec};

fn read_with(bytes: &[u8], layouts: &Layouts) -> Result<(BankStatement, Vec<Finding>), Finding> {
    let (_, reading) = formats::read(&Input { bytes, name: "x.csv", layouts })?;
    match reading.content {
        Read::Content(Content::BankStatement(statement)) => {
            let inside =
                statement.statements.iter().flat_map(|statement| statement.findings.clone());
            let findings = reading.findings.into_iter().chain(inside).collect();
            Ok((statement, findings))
        }
        other => panic!("no bank statement: {other:?}"),
    }
}

fn read(bytes: &[u8]) -> Result<(BankStatement, Vec<Finding>), Finding> {
    read_with(bytes, &Layouts::default())
}

fn entries(statement: &BankStatement) -> Vec<&Entry> {
    statement.statements.iter().flat_map(|statement| &statement.entries).collect()
}

fn sum(statement: &BankStatement) -> Decimal {
    entries(statement).iter().map(|entry| entry.amount.amount).sum()
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(Finding::code).collect()
}

/// A layout's name, its text, how many entries it holds and their sum.
type Case = (&'static str, &'static str, usize, Decimal);

const CASES: &[Case] = &[
    (
        "sparkasse-camt",
        "\"Auftragskonto\";\"Buchungstag\";\"Valutadatum\";\"Buchungstext\";\"Verwendungszweck\";\"Glaeubiger ID\";\"Mandatsreferenz\";\"Kundenreferenz (End-to-End)\";\"Sammlerreferenz\";\"Lastschrift Ursprungsbetrag\";\"Auslagenersatz Ruecklastschrift\";\"Beguenstigter/Zahlungspflichtiger\";\"Kontonummer/IBAN\";\"BIC (SWIFT-Code)\";\"Betrag\";\"Waehrung\";\"Info\"\n\
         \"DE02120300000000202051\";\"05.12.25\";\"08.12.25\";\"GUTSCHRIFT UEBERWEISUNG\";\"Beleg \
         7\";\"\";\"\";\"E-1\";\"\";\"\";\"\";\"Kunde \
         GmbH\";\"DE02500105170137075030\";\"INGDDEFF\";\"1143,41\";\"EUR\";\"Umsatz gebucht\"\n\
         \"DE02120300000000202051\";\"05.12.25\";\"09.12.25\";\"FOLGELASTSCHRIFT\";\"KD \
         12\";\"DE98ZZZ09999999999\";\"M-1\";\"\";\"\";\"\";\"\";\"Strom \
         AG\";\"DE02500105170137075030\";\"INGDDEFF\";\"-43,41\";\"EUR\";\"Umsatz vorgemerkt\"\n",
        2,
        dec!(1100.00),
    ),
    (
        "sparkasse-mt940",
        "\"Auftragskonto\";\"Buchungstag\";\"Valutadatum\";\"Buchungstext\";\"Verwendungszweck\";\"Beguenstigter/Zahlungspflichtiger\";\"Kontonummer\";\"BLZ\";\"Betrag\";\"Waehrung\";\"Info\"\n\
         \"DE02120300000000202051\";\"04.12.25\";\"04.12.25\";\"ERSTLASTSCHRIFT\";\"EREF+110-1MREF+41-1CRED+DE11ZZZ00000000003SVWZ+Rechnung 110\";\"Dienst GmbH\";\"DE02500105170137075030\";\"HASPDEHH\";\"-29,99\";\"EUR\";\"Umsatz gebucht\"\n",
        1,
        dec!(-29.99),
    ),
    (
        "vr-bank",
        "Bezeichnung Auftragskonto;IBAN Auftragskonto;BIC Auftragskonto;Bankname \
         Auftragskonto;Buchungstag;Valutadatum;Name Zahlungsbeteiligter;IBAN \
         Zahlungsbeteiligter;BIC (SWIFT-Code) \
         Zahlungsbeteiligter;Buchungstext;Verwendungszweck;Betrag;Waehrung;Saldo nach \
         Buchung;Bemerkung;Gekennzeichneter Umsatz;Glaeubiger ID;Mandatsreferenz\r\n\
         Giro;DE02120300000000202051;GENODEF1S02;VR;02.12.2025;02.12.2025;Haus \
         AG;DE02500105170137075030;;Basislastschrift;Miete EREF: 134 MREF: M-2 CRED: \
         DE74ZZZ00000051890;-453,11;EUR;546,89;;;;\r\n\
         Giro;DE02120300000000202051;GENODEF1S02;VR;01.12.2025;01.12.2025;Kunde;;;Gutschrift;Rate;175,00;EUR;1000,00;;;;\r\n",
        2,
        dec!(-278.11),
    ),
    (
        "vr-bank-old",
        "\"Volksbank\"\n\n\"Umsatzanzeige\"\n\n\"BLZ:\";\"12345678\";;\"Datum:\";\"12.06.2016\"\n\"Konto:\";\"87654321\";;\"Uhrzeit:\";\"18:16:05\"\n\"Zeitraum:\";;\"von:\";\"01.06.2016\";\"bis:\";\"12.06.2016\"\n\"Betrag in EUR:\";;\"von:\";\" \";\"bis:\";\" \"\n\n\
         \"Buchungstag\";\"Valuta\";\"Auftraggeber/Zahlungsempfänger\";\"Empfänger/Zahlungspflichtiger\";\"Konto-Nr.\";\"IBAN\";\"BLZ\";\"BIC\";\"Vorgang/Verwendungszweck\";\"Kundenreferenz\";\"Währung\";\"Umsatz\";\" \"\n\
         \"10.06.2016\";\"10.06.2016\";\"Ich\";\"Du\";;\"DE02500105170137075030\";;\"B\";\"ÜBERWEISUNG\nMiete Juni\";;\"EUR\";\"1.000,00\";\"S\"\n\
         \"09.06.2016\";\"09.06.2016\";\"Ich\";\"Er\";;;;;\"Einzahlung\";;\"EUR\";\"2.100,00\";\"H\"\n\
         \"01.06.2016\";;;;;;;;;\"Anfangssaldo\";\"EUR\";\"100,00\";\"S\"\n\"12.06.2016\";;;;;;;;;\"Endsaldo\";\"EUR\";\"1.000,00\";\"H\"\n",
        2,
        dec!(1100.00),
    ),
    (
        "dkb",
        "\u{feff}\"Girokonto\";\"DE02120300000000202051\"\n\"Zeitraum:\";\"01.06.2023 - \
         30.06.2023\"\n\"Kontostand vom 30.06.2023:\";\"1.000 €\"\n\"\"\n\
         \"Buchungsdatum\";\"Wertstellung\";\"Status\";\"Zahlungspflichtige*r\";\"Zahlungsempfänger*in\";\"Verwendungszweck\";\"Umsatztyp\";\"IBAN\";\"Betrag (€)\";\"Gläubiger-ID\";\"Mandatsreferenz\";\"Kundenreferenz\"\n\
         \"28.06.23\";\"28.06.23\";\"Gebucht\";\"Firma AG\";\"Max \
         Muster\";\"Lohn\";\"Eingang\";\"DE02500105170137075030\";\"1.000\";\"\";\"\";\"\"\n\
         \"27.06.23\";\"27.06.23\";\"Gebucht\";\"Max \
         Muster\";\"Laden\";\"Einkauf\";\"Ausgang\";\"DE02500105170137075030\";\"-62,3\";;;\"12\"\n\
         \"26.06.23\";\"\";\"Vorgemerkt\";\"ISSUER\";\"Netto\";\"\";\"Ausgang\";\"\";\"-7,02\";\"\";\"\";\"\"\n",
        3,
        dec!(930.68),
    ),
    (
        "dkb-old",
        "\"Kontonummer:\";\"DE02120300000000202051 / \
         Girokonto\";\n\n\"Von:\";\"20.09.2018\";\n\"Bis:\";\"20.10.2018\";\n\"Kontostand vom \
         20.10.2018:\";\"1.234,56 EUR\";\n\n\
         \"Buchungstag\";\"Wertstellung\";\"Buchungstext\";\"Auftraggeber / \
         Begünstigter\";\"Verwendungszweck\";\"Kontonummer\";\"BLZ\";\"Betrag \
         (EUR)\";\"Gläubiger-ID\";\"Mandatsreferenz\";\"Kundenreferenz\";\n\
         \"19.10.2018\";\"19.10.2018\";\"Gutschrift\";\"Foo\";\"\";\"DE02500105170137075030\";\"FOOB\";\"45,67\";\"\";\"\";\"F\";\n\
         \"18.10.2018\";\"\";\"\";\"\";\"Tagessaldo\";\"\";\"\";\"2.500,00\";\"\";\"\";\"\";\n",
        1,
        dec!(45.67),
    ),
    (
        "dkb-card",
        "\"Karte\",\"Visa Kreditkarte\",\"1234 •••• •••• 5678\"\n\"\"\n\"Saldo vom \
         31.01.2023:\",\"-5.000,01 EUR\"\n\"\"\n\
         \"Belegdatum\",\"Wertstellung\",\"Status\",\"Beschreibung\",\"Umsatztyp\",\"Betrag \
         (€)\",\"Fremdwährungsbetrag\"\n\
         \"15.01.23\",\"16.01.23\",\"Gebucht\",\"Markt\",\"Im Geschäft\",\"-10,80 €\",\"-12,00 \
         USD\"\n",
        1,
        dec!(-10.80),
    ),
    (
        "ing",
        "Umsatzanzeige;Datei erstellt am: 09.12.2025 15:23\n\nIBAN;DE02 1203 0000 0000 2020 \
         51\nKontoname;Girokonto\nBank;ING\nKunde;Max Muster\nZeitraum;17.11.2025 - \
         09.12.2025\nSaldo;66.331,90;EUR\n\nSortierung;Datum absteigend\n\n\
         Buchung;Wertstellungsdatum;Auftraggeber/Empfänger;Buchungstext;Notiz;Verwendungszweck;Saldo;Währung;Betrag;Währung\n\
         30.12.2025;30.12.2025;Laden;Lastschrift;;NR \
         7;66.331,90;EUR;-28,95;EUR\n29.12.2025;29.12.2025;Firma;Gehalt/Rente;;Lohn;66.360,85;EUR;2.647,74;EUR\n",
        2,
        dec!(2618.79),
    ),
    (
        "ing",
        "Umsatzanzeige;Datei erstellt am: 09.12.2025 \
         15:23\n\nIBAN;DE02120300000000202051\nBank;ING\n\n\
         Buchung;Wertstellungsdatum;Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;Betrag;Währung\n\
         28.11.2025;28.11.2025;Rente;97052181157 RV-RENTE \
         11.2025;2.647,74;EUR\n27.11.2025;27.11.2025;Laden;Lastschrift;NR 7;-13,98;EUR\n",
        2,
        dec!(2633.76),
    ),
    (
        "commerzbank",
        "\u{feff}Buchungstag;Wertstellung;Umsatzart;Buchungstext;Betrag;Währung;IBAN \
         Kontoinhaber;Kategorie\n\
         31.12.2024;31.12.2024;Zinsen/Entgelte;Kontoführung Grundpreis 9,90- \
         EUR;-10,7;EUR;DE02120300000000202051;\n\
         30.12.2024;30.12.2024;Lastschrift;GMX KD-Nr. K1 End-to-End-Ref.: 0098 Mandatsref: M9 \
         Gläubiger-ID: DE0123 SEPA-BASISLASTSCHRIFT;-2040;EUR;DE02120300000000202051;\n",
        2,
        dec!(-2050.7),
    ),
    (
        "deutsche-bank",
        "Umsätze Girokonto;;;;;;;;;;;;;;;;;\nZeitraum: 01.01.2024 - \
         31.12.2024;;;;;;;;;;;;;;;;;\nAlter Kontostand:;;;;1.000,00;EUR\n\
         Buchungstag;Wert;Umsatzart;Begünstigter / \
         Auftraggeber;Verwendungszweck;IBAN;BIC;Kundenreferenz;Mandatsreferenz ;Gläubiger \
         ID;Fremde Gebühren;Betrag;Abweichender Empfänger;Abweichender Auftraggeber;Anzahl der \
         Aufträge;Anzahl der Schecks;Soll;Haben;Währung\n\
         07.11.2023;07.11.2023;\"Kartenzahlung\";Laden;Einkauf;DE02500105170137075030;;;;;;;;;;;-243,00;;EUR\n\
         06.11.2023;06.11.2023;SEPA-Gutschrift;Kunde;RE \
         1;DE02500105170137075030;;;;;;;;;;;;1.380,00;EUR\nKontostand;31.12.2024;;;2.137,00;EUR\n",
        2,
        dec!(1137.00),
    ),
    (
        "deutsche-bank",
        "Buchungstag;Wert;Verwendungszweck;Soll;Haben;Währung\n26.08.2010;26.08.2010;\"EINKAUF\";-42,33;;EUR\n25.08.2010;25.08.2010;\"LOHN\";;100,00;EUR\n",
        2,
        dec!(57.67),
    ),
    (
        "postbank",
        "\u{feff}Umsätze\nKonto;Filial-/Kontonummer;IBAN;Währung\nPostbank Giro;123 1234567 \
         00;DE02120300000000202051;EUR\n\n1.6.2026 - 30.6.2026\nLetzter \
         Kontostand;;;;2.500,00;EUR\nVorgemerkte und noch nicht gebuchte Umsätze sind nicht \
         Bestandteil dieser Übersicht.\n\
         Buchungstag;Wert;Umsatzart;Begünstigter / Auftraggeber;Verwendungszweck;IBAN / \
         Kontonummer;BIC;Kundenreferenz;Mandatsreferenz;Gläubiger ID;Fremde \
         Gebühren;Betrag;Abweichender Empfänger;Anzahl der Aufträge;Anzahl der \
         Schecks;Soll;Haben;Währung\n\
         30.6.2026;30.6.2026;SEPA Lastschrift;Bank \
         AG;Rate;DE02500105170137075030;;1234;C1;DE12;;-1.000,00;;;;-1.000,00;;EUR\n\
         1.6.2026;1.6.2026;SEPA \
         Überweisung;Max;Miete;DE02500105170137075030;;NOTPROVIDED;;;;750;;;;;750;EUR\nKontostand;30.6.2026;;;2.250,00;EUR\n",
        2,
        dec!(-250.00),
    ),
    (
        "comdirect",
        ";\n\"Umsätze Girokonto\";\"Zeitraum: 01.09.2023 - 06.10.2023\";\n\"Neuer \
         Kontostand\";\"1.300,00 EUR\";\n\n\"Buchungstag\";\"Wertstellung \
         (Valuta)\";\"Vorgang\";\"Buchungstext\";\"Umsatz in EUR\";\n\
         \"offen\";\"--\";\"Kartenverfügung\";\"Kto/IBAN: 123  Buchungstext: Laden\";\"-23,86\";\n\
         \"02.10.2023\";\"04.10.2023\";\"Übertrag / Überweisung\";\"Empfänger: Erika \
         MusterKto/IBAN: DE02500105170137075030 BLZ/BIC: INGDDEFF  Buchungstext: Miete Ref. \
         DE98/1\";\"-1.234,56\";\n\
         \"01.10.2023\";\"01.10.2023\";\"Gutschrift\";\"Auftraggeber: Firma Buchungstext: Lohn \
         Ref. A1/0\";\"2.034,56\";\n\n\"Alter Kontostand\";\"500,00 EUR\";\n\n\
         \"Umsätze Tagesgeld PLUS-Konto\";\"Zeitraum: 01.09.2023 - 06.10.2023\";\n\"Neuer \
         Kontostand\";\"10,00 EUR\";\n\n\"Buchungstag\";\"Wertstellung \
         (Valuta)\";\"Vorgang\";\"Buchungstext\";\"Umsatz in EUR\";\n\
         \"01.10.2023\";\"01.10.2023\";\"Zinsen\";\"Auftraggeber: comdirect Buchungstext: Zins \
         Ref. B1/0\";\"10,00\";\n\n\"Alter Kontostand\";\"0,00 EUR\";\n",
        3,
        dec!(810.00),
    ),
    (
        "hypovereinsbank",
        "Kontonummer;Buchungsdatum;Valuta;Empfaenger 1;Empfaenger \
         2;Verwendungszweck;Betrag;Waehrung\n123456789;28.11.2012;28.11.2012;AMAZON.DE;;12345;-99,95;EUR\n123456789;27.11.2012;27.11.2012;;;GUTSCHRIFT X;345,30;EUR\n",
        2,
        dec!(245.35),
    ),
    (
        "targobank",
        "03.11.2025;Echtzeitüberweisung   ERIKA   DE02500105170137075030   Bitte angeben \
         ;-5,00;;;;'DE02120300000000202051'\r\n10.11.2025;Gutschrift   TEAG   VK \
         25;;83,16;;;'DE02120300000000202051'\r\n",
        2,
        dec!(78.16),
    ),
    (
        "targobank",
        "03.11.2025;Entgelt;-5.00;;;;'DE02120300000000202051'\r\n10.11.2025;Gutschrift;;83.16;;;'DE02120300000000202051'\r\n",
        2,
        dec!(78.16),
    ),
    (
        "sparda",
        "Buchungstag;Wertstellungstag;Verwendungszweck;Umsatz;Währung\n02.01.2020;02.01.2020;Miete;-500,00;EUR\n03.01.2020;03.01.2020;Lohn;1.500,00;EUR\n",
        2,
        dec!(1000.00),
    ),
    (
        "consorsbank",
        "Buchung;Valuta;Sender / Empfänger;IBAN / Konto-Nr.;BIC / \
         BLZ;Buchungstext;Verwendungszweck;Kategorie;Stichwörter;Umsatz geteilt;Betrag in \
         EUR\n27.11.2018;27.11.2018;NETFLIX.COM;922904916;12389455;Lastschrift;VISA \
         13,99EUR;Musik;;;-13,99\n30.10.2018;30.10.2018;Vermieter;86523549;98555896;Lastschrift;Miete ;Wohnen;;;-333\n",
        2,
        dec!(-346.99),
    ),
    (
        "n26",
        "\"Booking Date\",\"Value Date\",\"Partner Name\",\"Partner Iban\",Type,\"Payment \
         Reference\",\"Account Name\",\"Amount (EUR)\",\"Original Amount\",\"Original \
         Currency\",\"Exchange Rate\"\n2025-03-01,,\"LOGPAY\",DE02500105170137075030,\"Direct \
         Debit\",\"Ticket\",Hauptkonto,-16.8,,,\n2025-03-02,2025-03-02,Shop,,Presentment,,Hauptkonto,-10.0,9.13,CHF,1.25\n",
        2,
        dec!(-26.8),
    ),
    (
        "n26-old",
        "\"Datum\",\"Empfänger\",\"Kontonummer\",\"Transaktionstyp\",\"Verwendungszweck\",\"Betrag \
         (EUR)\",\"Betrag \
         (Fremdwährung)\",\"Fremdwährung\",\"Wechselkurs\"\n\"2019-10-10\",\"MAX\",\"DE02500105170137075030\",\"Überweisung\",\"Miete\",\"-12.34\",\"\",\"\",\"\"\n",
        1,
        dec!(-12.34),
    ),
    (
        "revolut",
        "Type,Product,Started Date,Completed \
         Date,Description,Amount,Fee,Currency,State,Balance\nTOPUP,Current,2026-09-04 \
         09:00:00,2026-09-04 \
         09:00:01,Top-up,500.00,0.00,EUR,COMPLETED,1480.73\nATM,Current,2026-09-05 \
         18:30:00,2026-09-05 \
         18:30:02,Cash,-10.00,0.50,EUR,COMPLETED,1470.23\nCARD_PAYMENT,Current,2026-09-06 \
         10:00:00,,Shop,-9.00,0.00,EUR,REVERTED,\n",
        2,
        dec!(489.50),
    ),
    (
        "wise",
        "TransferWise ID,Date,Amount,Currency,Description,Payment Reference,Running \
         Balance,Exchange From,Exchange To,Exchange Rate,Payer Name,Payee Name,Payee Account \
         Number,Merchant,Card Last Four Digits,Card Holder Full Name,Attachment,Note,Total \
         fees\nCARD-2,08-01-2023,-4.99,EUR,Card \
         transaction,,146.65,,,,,,,Shop,1234,N,,,0\nTRANSFER-1,31-01-2023,50.99,EUR,Received \
         money,RE 7,151.64,,,,Kunde Ltd,,,,,,,,0\n",
        2,
        dec!(46.00),
    ),
    (
        "paypal",
        "\"Datum\",\"Uhrzeit\",\"Zeitzone\",\"Name\",\"Typ\",\"Status\",\"Währung\",\"Brutto\",\"Entgelt\",\"Netto\",\"Absender E-Mail-Adresse\",\"Transaktionscode\",\"Auswirkung auf Guthaben\",\"Guthaben\",\"Rechnungsnummer\"\n\
         \"01.07.2026\",\"12:21:25\",\"Europe/Berlin\",\"Kunde\",\"Zahlung\",\"Abgeschlossen\",\"EUR\",\"119,00\",\"-3,32\",\"115,68\",\"a@b\",\"T1\",\"Haben\",\"115,68\",\"RE 1\"\n\
         \"02.07.2026\",\"12:21:25\",\"Europe/Berlin\",\"Kunde\",\"Autorisierung\",\"Abgeschlossen\",\"EUR\",\"50,00\",\"0,00\",\"50,00\",\"a@b\",\"T2\",\"Memo\",\"115,68\",\"\"\n\
         \"03.07.2026\",\"12:21:25\",\"Europe/Berlin\",\"\",\"Abbuchung\",\"Abgeschlossen\",\"EUR\",\"-100,00\",\"0,00\",\"-100,00\",\"\",\"T3\",\"Soll\",\"15,68\",\"\"\n",
        2,
        dec!(15.68),
    ),
    (
        "stripe",
        "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On \
         (UTC),Description\ntxn_1,charge,ch_1,97.00,3.07,93.93,eur,2026-09-11 09:00,2026-09-18 \
         00:00,Sale\ntxn_2,payout,po_1,-93.93,0.00,-93.93,eur,2026-09-20 00:00,2026-09-20 \
         00:00,STRIPE PAYOUT\n",
        2,
        dec!(0),
    ),
    (
        "adyen",
        "Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation \
         Date,TimeZone,Type,Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit \
         (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),Commission (NC),Markup \
         (NC),Scheme Fees (NC),Interchange (NC),Batch Number\n\
         Co,Shop,PSP1,RE-5,visa,2026-09-15 \
         10:22:31,CEST,Settled,M1,EUR,,45.99,1,EUR,,45.10,,0.50,0.09,0.30,118\n\
         Co,Shop,PSP2,RE-6,mc,2026-09-16 \
         09:00:00,CEST,Chargeback,M2,EUR,20.00,,1,EUR,35.00,,,,,,118\n\
         Co,Shop,,,,2026-09-17 02:00:00,CEST,MerchantPayout,,EUR,,,,EUR,10.10,,,,,,118\n",
        3,
        dec!(0),
    ),
    (
        "shopify-payments",
        "Transaction Date,Type,Order,Card Brand,Card Source,Payout Status,Payout Date,Payout \
         ID,Available On,Amount,Fee,Net,Checkout,Payment Method Name,Presentment \
         Amount,Presentment Currency,Currency\n\
         2026-08-30 16:59:53 \
         +0200,charge,#3426,visa,online,paid,2026-09-01,148156579998,2026-08-30,119.00,3.07,115.93,#1,card,119.00,EUR,EUR\n\
         2026-08-31 16:59:53 \
         +0200,refund,#3420,visa,online,paid,2026-09-01,148156579998,2026-08-31,-19.00,0.00,-19.00,#2,card,-19.00,EUR,EUR\n\
         2026-08-31 17:59:53 \
         +0200,charge,#3427,visa,online,scheduled,2026-09-02,148156579999,2026-08-31,10.00,0.50,9.50,#3,card,10.00,EUR,EUR\n",
        5,
        dec!(9.50),
    ),
    (
        "stripe-payouts",
        "id,Amount,Created (UTC),Currency,Arrival Date (UTC),Source \
         Type,Status,Type,Method,Description\npo_1,93.93,2026-09-18 00:00,eur,2026-09-20 \
         00:00,card,paid,bank_account,standard,STRIPE PAYOUT\n",
        1,
        dec!(93.93),
    ),
    (
        "statements",
        "iban;booking_date;value_date;amount;currency;counterparty;counterparty_iban;remittance\nDE02120300000000202051;2026-01-05;2026-01-05;-119.00;EUR;Stahl AG;DE02500105170137075030;RE 5\n",
        1,
        dec!(-119.00),
    ),
    (
        "statements",
        "IBAN;Buchungsdatum;Wertstellung;Betrag;Währung;Gegenpartei;Gegenkonto;Verwendungszweck\nDE02120300000000202051;05.01.2026;05.01.2026;-1.119,00;EUR;Stahl AG;DE02500105170137075030;RE 5\n",
        1,
        dec!(-1119.00),
    ),
    (
        "generic",
        "Date,Description,Debit,Credit,Balance\n15/01/2025,RENT,220.50,,4779.50\n20/01/2025,SALARY,,5000.00,9779.50\n",
        2,
        dec!(4779.50),
    ),
    (
        "generic",
        "\"Datum\",\"Naam / Omschrijving\",\"Rekening\",\"Tegenrekening\",\"Code\",\"Af \
         Bij\",\"Bedrag \
         (EUR)\",\"MutatieSoort\",\"Mededelingen\"\n\"20260105\",\"Huur\",\"NL91ABNA0417164300\",\"\",\"GT\",\"Af\",\"1.250,00\",\"Overschrijving\",\"Jan\"\n\"20260106\",\"Loon\",\"NL91ABNA0417164300\",\"\",\"GT\",\"Bij\",\"2.000,00\",\"Overschrijving\",\"Jan\"\n",
        2,
        dec!(750.00),
    ),
    (
        "generic",
        "Bokföringsdatum;Transaktionsdatum;Transaktionstyp;Meddelande;Belopp;Saldo;Valuta\n2026-01-05;2026-01-05;Kort;ICA;-1 250,00;8 750,00;SEK\n",
        1,
        dec!(-1250.00),
    ),
    (
        "generic",
        "Datum;Text;Betrag\n05.01.2026;Miete;500,00 S\n06.01.2026;Lohn;700,00 H\n",
        2,
        dec!(200.00),
    ),
    (
        "generic",
        "Buchungstag;Text;Soll;Haben;Währung\n05.01.2026;Miete;500,00;;EUR\n06.01.2026;Lohn;;700,00;EUR\n",
        2,
        dec!(200.00),
    ),
    (
        "deutsche-bank",
        "Transactions Personal Account;;;Customer number: 100 1234567\n01/01/2026 - \
         01/31/2026\nOld balance;;;;5,000.00;EUR\nBooking date;Value date;Transaction \
         Type;Beneficiary / Originator;Payment Details;IBAN;BIC;Customer Reference;Mandate \
         Reference;Creditor ID;Compensation amount;Original Amount;Ultimate creditor;Number of \
         transactions;Number of cheques;Debit;Credit;Currency\n01/05/2026;01/05/2026;SEPA Credit \
         Transfer;Kunde;RE \
         1;DE02500105170137075030;;E-1;;;;;;;;;1,190.00;EUR\n01/15/2026;01/15/2026;SEPA Direct \
         Debit;Strom;Abschlag;DE02500105170137075030;;;M1;DE98ZZZ;;;;;;-90.50;;EUR\n",
        2,
        dec!(1099.50),
    ),
    (
        "n26",
        "\"Buchungsdatum\",\"Wertstellungsdatum\",\"Partnername\",\"IBAN des \
         Partners\",\"Typ\",\"Verwendungszweck\",\"Kontoname\",\"Betrag \
         (EUR)\",\"Originalbetrag\",\"Originalwährung\",\"Wechselkurs\"\n2026-02-01,2026-02-01,\"Kunde, GmbH\",DE02500105170137075030,\"Gutschrift\",\"RE 5\",Hauptkonto,119.0,,,\n",
        1,
        dec!(119.0),
    ),
    (
        "revolut-business",
        "Date started (UTC),Date completed (UTC),ID,Type,State,Description,Reference,Payer,Card \
         number,Card label,Card state,Orig currency,Orig amount,Payment currency,Amount,Total \
         amount,Exchange rate,Fee,Fee currency,Balance,Account,Beneficiary account \
         number,Beneficiary sort code or routing number,Beneficiary IBAN,Beneficiary \
         BIC\n2026-02-01,2026-02-01,65a1,TRANSFER,COMPLETED,To Stahl AG,RE \
         12,Max,,,,EUR,-119.00,EUR,-119.00,-119.20,,0.20,EUR,880.80,EUR \
         Main,,,DE02500105170137075030,INGDDEFF\n2026-02-03,,65a3,CARD_PAYMENT,PENDING,Hotel,,Max,1234,,,USD,-10.00,EUR,-9.20,-9.20,0.92,0.00,EUR,,EUR Main,,,,\n",
        2,
        dec!(-128.40),
    ),
    (
        "stripe-itemised",
        "automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,created_utc,created,available_on_utc,available_on,currency,gross,fee,net,reporting_category,source_id,description\npo_1,2026-02-05 00:00:00,txn_1,2026-02-01 09:00:00,2026-02-01 10:00:00,2026-02-05 00:00:00,2026-02-05 01:00:00,eur,119.00,2.04,116.96,charge,ch_1,Invoice RE-5\npo_1,2026-02-05 00:00:00,txn_2,2026-02-05 00:00:00,2026-02-05 01:00:00,2026-02-05 00:00:00,2026-02-05 01:00:00,eur,-116.96,0.00,-116.96,payout,po_1,STRIPE PAYOUT\n",
        2,
        dec!(0),
    ),
    (
        "american-express",
        "Datum,Beschreibung,Karteninhaber,Konto #,Betrag\n31/01/2026,HOTEL ROMA,MAX \
         MUSTER,-12345,\"1.190,00\"\n02/02/2026,ZAHLUNG ERHALTEN,MAX MUSTER,-12345,\"-500,00\"\n",
        2,
        dec!(-690.00),
    ),
    (
        "bunq",
        "Date,Interest \
         Date,Amount,Account,Counterparty,Name,Description\n2026-02-01,2026-02-01,-119.00,DE02120300000000202051,DE02500105170137075030,Stahl AG,RE 12\n2026-02-02,2026-02-02,\"1,190.00\",DE02120300000000202051,,Kunde,RE 13\n",
        2,
        dec!(1071.00),
    ),
    (
        "postfinance",
        "Datum \
         von:;=\"2026-02-01\"\nKonto:;=\"CH9300762011623852957\"\nWährung:;=\"CHF\"\n\nDatum;Avisierungstext;Gutschrift in CHF;Lastschrift in CHF;Valuta;Saldo in CHF\n27.02.2026;GIRO KUNDE AG;1190.00;;27.02.2026;2190.00\n26.02.2026;KAUF MIGROS;;-12.50;26.02.2026;1000.00\n\nDisclaimer:\nx\n",
        2,
        dec!(1177.50),
    ),
    (
        "abn-amro",
        "417164300\tEUR\t20260201\t1000,00\t881,00\t20260201\t-119,00\tSEPA Overboeking IBAN: \
         NL59ABNA0626226163 Naam: Staal BV\n",
        1,
        dec!(-119.00),
    ),
    (
        "generic",
        "IBAN;Booked At;Text;Credit/Debit Amount;Balance;Valuta \
         Date\nCH9300762011623852957;2026-02-02 00:00:00.0;Gutschrift Kunde \
         AG;1190;2190;2026-02-02 00:00:00.0\nCH9300762011623852957;2026-02-03 \
         00:00:00.0;Kauf;-12.5;2177.5;2026-02-03 00:00:00.0\n",
        2,
        dec!(1177.5),
    ),
    (
        "kontist",
        "Buchungsdatum;Valuta;Name;IBAN;Verwendungszweck;Betrag;S/H;Saldo;S/H\n01.02.2026;01.02.2026;A;DE02500105170137075030;RE 1;100,00;S;900,00;H\n02.02.2026;02.02.2026;B;DE02500105170137075030;RE 2;1.000,00;S;100,00;S\n03.02.2026;03.02.2026;C;DE02500105170137075030;RE 3;50,00;H;50,00;S\n",
        3,
        dec!(-1050.00),
    ),
];

#[test]
fn every_layout_is_known_and_counts_what_it_holds() -> Result<(), Finding> {
    for (name, text, count, total) in CASES {
        let (statement, findings) = read(text.as_bytes())?;
        assert_eq!(statement.format, format!("csv:{name}"), "{text}");
        assert_eq!(
            (entries(&statement).len(), sum(&statement)),
            (*count, *total),
            "{name}: {text}\n{findings:?}"
        );
        let unread = codes(&findings).into_iter().find(|code| {
            code.starts_with("csv-row")
                || code.starts_with("csv-balance")
                || code.starts_with("csv-sum")
        });
        assert_eq!(unread, None, "{name}: {findings:?}");
    }
    Ok(())
}

#[test]
fn the_encoding_changes_nothing_but_its_name() -> Result<(), Finding> {
    for (name, text, ..) in CASES {
        let plain = text.trim_start_matches('\u{feff}');
        let (narrow, _, lost) = encoding_rs::WINDOWS_1252.encode(plain);
        if lost {
            continue;
        }
        let wide: Vec<u8> = std::iter::once(0xfeff)
            .chain(plain.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let (as_utf8, _) = read(plain.as_bytes())?;
        let (as_narrow, _) = read(&narrow)?;
        let (as_wide, _) = read(&wide)?;
        assert_eq!(as_utf8.statements, as_narrow.statements, "{name}");
        assert_eq!(as_utf8.statements, as_wide.statements, "{name}");
        assert_eq!(as_wide.encoding.as_deref(), Some("utf-16le"));
    }
    Ok(())
}

fn case(name: &str) -> &'static str {
    CASES.iter().find(|case| case.0 == name).map_or("", |case| case.1)
}

#[test]
fn accounts_balances_and_references_are_taken() -> Result<(), Box<dyn std::error::Error>> {
    let (camt, _) = read(case("sparkasse-camt").as_bytes())?;
    let all = entries(&camt);
    assert_eq!(
        camt.statements[0].account.iban.as_ref().map(|iban| iban.as_str()),
        Some("DE02120300000000202051")
    );
    assert_eq!((all[0].end_to_end_id.as_deref(), all[0].status), (Some("E-1"), Status::Booked));
    assert_eq!((all[1].mandate_id.as_deref(), all[1].status), (Some("M-1"), Status::Pending));

    let (vr, _) = read(case("vr-bank").as_bytes())?;
    let statement = &vr.statements[0];
    assert_eq!(statement.opening.as_ref().map(|balance| balance.amount.amount), Some(dec!(825.00)));
    assert_eq!(statement.closing.as_ref().map(|balance| balance.amount.amount), Some(dec!(546.89)));
    assert_eq!(statement.entries[0].mandate_id.as_deref(), Some("M-2"));

    let (old, _) = read(case("vr-bank-old").as_bytes())?;
    assert_eq!(old.statements[0].account.number.as_deref(), Some("12345678/87654321"));
    assert_eq!(
        old.statements[0].opening.as_ref().map(|balance| balance.amount.amount),
        Some(dec!(-100.00))
    );
    assert_eq!(old.statements[0].entries[0].counterparty.name.as_deref(), Some("Du"));
    assert_eq!(old.statements[0].entries[0].remittance.as_deref(), Some("ÜBERWEISUNG Miete Juni"));

    let (comdirect, findings) = read(case("comdirect").as_bytes())?;
    assert_eq!(comdirect.statements.len(), 2, "one for each account");
    assert_eq!(
        comdirect.statements[0].entries[0].counterparty.name.as_deref(),
        Some("Erika Muster")
    );
    assert_eq!(
        comdirect.statements[1].closing.as_ref().map(|balance| balance.amount.amount),
        Some(dec!(10.00))
    );
    assert_eq!(codes(&findings), ["csv-pending-left-out"]);

    let nothing_said = case("comdirect").replace("Buchungstext: Lohn", "Buchungstext: ");
    assert_eq!(
        read(nothing_said.as_bytes())?.0.statements[0].entries[1].remittance,
        None,
        "an empty label"
    );

    let (targobank, _) = read(case("targobank").as_bytes())?;
    let entry = &targobank.statements[0].entries[0];
    assert_eq!(
        (entry.counterparty.name.as_deref(), entry.remittance.as_deref()),
        (Some("ERIKA"), Some("Bitte angeben"))
    );
    assert_eq!(
        entry.counterparty.iban.as_ref().map(|iban| iban.as_str()),
        Some("DE02500105170137075030")
    );

    let (dkb, _) = read(case("dkb").as_bytes())?;
    let names: Vec<_> = entries(&dkb)
        .iter()
        .map(|entry| entry.counterparty.name.clone().unwrap_or_default())
        .collect();
    assert_eq!(names, ["Firma AG", "Laden", "Netto"]);
    assert_eq!(
        dkb.statements[0].closing.as_ref().map(|balance| balance.amount.amount),
        Some(dec!(1000.00))
    );
    Ok(())
}

#[test]
fn a_thousand_is_read_by_the_balances_or_not_at_all() -> Result<(), Finding> {
    let (comma, _) = read(b"Datum;Text;Betrag;Saldo\n01.01.2026;a;1.000;5.000\n02.01.2026;b;2.000;7.000\n03.01.2026;c;500;7.500\n")?;
    assert_eq!(sum(&comma), dec!(3500));
    let (point, _) = read(b"Datum;Text;Betrag;Saldo\n01.01.2026;a;1.000;5.000\n02.01.2026;b;2.000;7.000\n03.01.2026;c;500;507.000\n")?;
    assert_eq!(sum(&point), dec!(503.000));
    let undecided = read(b"Datum;Text;Betrag\n01.01.2026;a;1.000\n02.01.2026;b;2.000\n");
    assert_eq!(undecided.map_err(|finding| finding.code()).err(), Some("csv-amounts-undecided"));
    Ok(())
}

#[test]
fn a_header_without_rows_is_a_statement_without_entries() -> Result<(), Finding> {
    for (name, text, ..) in CASES
        .iter()
        .filter(|case| !matches!(case.0, "targobank" | "abn-amro" | "comdirect" | "generic"))
    {
        let lines: Vec<&str> = text.lines().collect();
        let named = |line: &str| {
            line.split([';', ',']).filter(|field| field.contains(char::is_alphabetic)).count()
        };
        let most = lines.iter().map(|line| named(line)).max();
        let header = lines.iter().position(|line| Some(named(line)) == most).unwrap_or(0);
        let (statement, _) = read(lines.get(..=header).unwrap_or_default().join("\n").as_bytes())?;
        assert_eq!((entries(&statement).len(), statement.statements.len()), (0, 1), "{name}");
    }
    Ok(())
}

#[test]
fn doubts_are_told_with_their_line() -> Result<(), Finding> {
    let (_, findings) = read(b"Datum;Text;Betrag;Saldo\n01.01.2026;a;10,00;110,00\n02.01.2026;b;5,00;999,00\n03.01.2026;c;1,00;1000,00\n")?;
    assert!(codes(&findings).contains(&"csv-balance-breaks"), "{findings:?}");
    assert!(
        findings.iter().any(|finding| finding.to_string().starts_with("line 3: ")),
        "{findings:?}"
    );
    let (statement, findings) =
        read(b"Datum;Text;Betrag;W\xe4hrung\n01.01.2026;a;10,00;EUR\n02.01.2026;b;zehn;EUR\n")?;
    assert_eq!((entries(&statement).len(), codes(&findings)), (1, vec!["csv-row-unread"]));
    Ok(())
}

#[test]
fn what_a_stray_quote_hides_is_told() -> Result<(), Finding> {
    let head = "Datum;Text;Betrag;Währung\n01.01.2026;Rechnung 4711;10,00;EUR\n";
    for hidden in [
        // To the end of the file, with a line's end and without.
        "\"02.01.2026;Strom Oktober;5,00;EUR\n03.01.2026;Wasser 12;1,00;EUR\n",
        "\"02.01.2026;Strom Oktober;5,00;EUR",
        // To the next stray quote.
        "02.01.2026;\"Strom Oktober;5,00;EUR\n03.01.2026;Wasser 12\";1,00;EUR\n",
        "\"02.01.2026;Strom Oktober;5,00;EUR\n03.01.2026;Wasser 12;1,00;EUR\n04.01.2026\";Telefon \
         99;2,00;EUR\n",
    ] {
        let (statement, findings) = read(format!("{head}{hidden}").as_bytes())?;
        assert!(codes(&findings).contains(&"csv-row-unread"), "{hidden}: {findings:?}");
        assert!(!entries(&statement).is_empty(), "{hidden}");
    }
    // In a text to the end of the file it is a mark of the text.
    let (statement, _) = read(
        format!("{head}02.01.2026;\"Strom Oktober;5,00;EUR\n03.01.2026;Wasser 12;1,00;EUR\n")
            .as_bytes(),
    )?;
    assert_eq!(entries(&statement).len(), 3);
    // Texts of several lines, and texts that begin with a day, hide nothing.
    for whole in [
        "02.01.2026;\"Strom Oktober\n2. Zeile; c\";5,00;EUR\n",
        "02.01.2026;\"03.01.2026; b; c; d\";5,00;EUR\n",
    ] {
        let (statement, findings) = read(format!("{head}{whole}").as_bytes())?;
        assert_eq!((entries(&statement).len(), codes(&findings)), (2, Vec::new()), "{whole}");
    }
    Ok(())
}

#[test]
fn an_iban_that_never_changes_is_the_accounts_own() -> Result<(), Finding> {
    let own =
        read(b"IBAN;Datum;Betrag;Name;Text\nDE02120300000000202051;01.01.2026;10,00;A;x\nDE02120300000000202051;02.01.2026;20,00;B;y\n")?.0;
    assert_eq!(
        own.statements[0].account.iban.as_ref().map(|iban| iban.as_str()),
        Some("DE02120300000000202051")
    );
    let others =
        read(b"IBAN;Datum;Betrag;Name;Text\nDE02120300000000202051;01.01.2026;10,00;A;x\nDE02500105170137075030;02.01.2026;20,00;B;y\n")?.0;
    assert_eq!(others.statements[0].account.iban, None);
    assert_eq!(
        others.statements[0].entries[1].counterparty.iban.as_ref().map(|iban| iban.as_str()),
        Some("DE02500105170137075030")
    );
    Ok(())
}

#[test]
fn other_tables_are_left_alone() {
    let extf = b"\"EXTF\";700;21;\"Buchungsstapel\"\nUmsatz;Datum;Betrag;Text;Konto\n1,00;01.01.2026;1,00;x;1\n";
    let invoices = b"Rechnung;Datum;Faellig;Betrag;Text\nRE1;01.01.2026;02.02.2026;1,00;x\n";
    for bytes in
        [extf.as_slice(), invoices, b"hello", b"a;b;c\n1;2;3\n", b"<xml/>", b"\x00\x01\x02"]
    {
        assert!(read(bytes).is_err());
    }
}

#[test]
fn an_office_adds_a_bank_in_a_pipeline_file() -> Result<(), Box<dyn std::error::Error>> {
    let banks = layout::read(
        "[[bank]]\nname = 'meine-bank'\ntitle = 'Meine Bank'\nheader = ['Tag', 'Summe']\ncolumns = \
         { booking_date = 'Tag', amount = 'Summe', remittance = ['Zweck A', 'Zweck B'] }\nskip = \
         { Art = ['Storniert'] }\n",
    )?;
    let layouts = Layouts { banks, ..Layouts::default() };
    let text = "Tag;Summe;Zweck A;Zweck \
        B;Art\n01.02.2026;12,50;Miete;Februar;Gebucht\n02.02.2026;99,00;x;y;Storniert\n";
    let (statement, _) = read_with(text.as_bytes(), &layouts)?;
    assert_eq!((statement.format.as_str(), sum(&statement)), ("csv:meine-bank", dec!(12.50)));
    assert_eq!(statement.statements[0].entries[0].remittance.as_deref(), Some("Miete Februar"));
    Ok(())
}

/// What an entry says of the other side: name, IBAN or account, BIC.
fn other_side(entry: &Entry) -> [&str; 3] {
    let party = &entry.counterparty;
    let account = party.iban.as_ref().map(|iban| iban.as_str()).or(party.account.as_deref());
    [party.name.as_deref(), account, party.bic.as_deref()].map(Option::unwrap_or_default)
}

#[test]
fn the_other_side_is_told_by_the_parts_of_the_columns_names() -> Result<(), Finding> {
    let files = [
        "Buchungsdatum;Valuta;Empfänger/Absender;IBAN;BIC;Betrag;Währung;Verwendungszweck\n02.02.2026;02.02.2026;Stahl AG;DE02500105170137075030;INGDDEFF;-119,00;EUR;RE 12\n",
        "Konto IBAN;Buchungstag;Auftraggeber/Empfänger;IBAN \
         Auftraggeber/Empfänger;BIC;Verwendungszweck;Betrag\nDE02120300000000202051;02.02.2026;Stahl AG;DE02500105170137075030;INGDDEFF;RE 12;-119,00\n",
        "Kontonummer;Bankleitzahl;Betrag;Betrag - Währung;Buchungstag;Begünstigter/Absender - \
         Bankleitzahl;Begünstigter/Absender - Kontonummer;Begünstigter/Absender - \
         Name;Verwendungszweckzeile 1;Verwendungszweckzeile \
         2\n202051;12030000;-119,00;EUR;02.02.2026;INGDDEFF;DE02500105170137075030;Stahl \
         AG;RE;12\n",
        "Kontonummer;Buchungsdatum;Wertstellung;Soll/Haben;Empfänger/Auftraggeber \
         Name;Empfänger/Auftraggeber IBAN;Empfänger/Auftraggeber \
         BIC;Vwz.0;Vwz.1\n202051;02.02.2026;02.02.2026;-119,00;Stahl \
         AG;DE02500105170137075030;INGDDEFF;RE;12\n",
        "Date,Recipient/Sender,IBAN,BIC,Amount,Reference\n2026-02-02,Stahl \
         AG,DE02500105170137075030,INGDDEFF,-119.00,RE 12\n",
    ];
    for text in files {
        let (statement, _) = read(text.as_bytes())?;
        let [entry] = entries(&statement)[..] else { panic!("one entry: {text}") };
        assert_eq!(other_side(entry), ["Stahl AG", "DE02500105170137075030", "INGDDEFF"], "{text}");
        assert_eq!(
            (entry.amount.amount, entry.remittance.as_deref()),
            (dec!(-119.00), Some("RE 12")),
            "{text}"
        );
    }
    Ok(())
}

#[test]
fn the_accounts_own_number_is_not_the_other_sides() -> Result<(), Finding> {
    let text = "Kontoname;Kontonummer;Buchungstag;Valuta;Betrag;Währung;Auftraggeber / \
        Empfänger;Verwendungszweck 1;Verwendungszweck \
        2\nGiro;12345678;02.02.2026;02.02.2026;-119,00;EUR;Stahl AG;RE \
        12;Mai\nGiro;12345678;03.02.2026;03.02.2026;19,00;EUR;Kunde;RE 13;\n";
    let (statement, _) = read(text.as_bytes())?;
    assert_eq!(statement.statements[0].account.number.as_deref(), Some("12345678"));
    assert_eq!(other_side(&statement.statements[0].entries[0]), ["Stahl AG", "", ""]);
    // The number's column holds an IBAN (HypoVereinsbank), the IBAN's column a number (Sparkasse of
    // old).
    let (hvb, _) = read(b"Kontonummer;Buchungsdatum;Valuta;Empfaenger \
        1;Verwendungszweck;Betrag;Waehrung\nDE02120300000000202051;28.11.2012;28.11.2012;A;x;1,00;EUR\n")?;
    assert_eq!(
        hvb.statements[0].account.iban.as_ref().map(|iban| iban.as_str()),
        Some("DE02120300000000202051")
    );
    let old = "\"Auftragskonto\";\"Buchungstag\";\"Valutadatum\";\"Buchungstext\";\"Verwendungszweck\";\"Beguenstigter/Zahlungspflichtiger\";\"Kontonummer\";\"BLZ\";\"Betrag\";\"Waehrung\";\"Info\"\n\"202051\";\"30.12.15\";\"30.12.15\";\"GUTSCHRIFT\";\"RE 1\";\"Kunde\";\"137075030\";\"50010517\";\"1,00\";\"EUR\";\"\"\n\"202051\";\"30.12.15\";\"30.12.15\";\"ENTGELT\";\"x\";\"\";\"0000000000\";\"12030000\";\"-1,00\";\"EUR\";\"\"\n";
    let (old, _) = read(old.as_bytes())?;
    assert_eq!(old.statements[0].account.number.as_deref(), Some("202051"));
    assert_eq!(
        entries(&old).into_iter().map(other_side).collect::<Vec<_>>(),
        [["Kunde", "50010517/137075030", ""], ["", "", ""]]
    );
    Ok(())
}

#[test]
fn words_behind_an_identifier_are_no_part_of_it() -> Result<(), Finding> {
    let text = "Buchungstag;Wertstellung;Umsatzart;Buchungstext;Betrag;Währung;IBAN \
        Kontoinhaber;Kategorie\n02.02.2026;02.02.2026;Lastschrift;Strom AG Abschlag \
        End-to-End-Ref.: E1 Mandatsref: M9 Gläubiger-ID: DE98ZZZ09999999999 SEPA-BASISLASTSCHRIFT \
        wiederholend;-1,00;EUR;DE02120300000000202051;\n";
    let (statement, _) = read(text.as_bytes())?;
    assert_eq!(
        statement.statements[0].entries[0].creditor_id.as_deref(),
        Some("DE98ZZZ09999999999")
    );
    let text = "Bezeichnung Auftragskonto;IBAN Auftragskonto;Buchungstag;Valutadatum;Name \
        Zahlungsbeteiligter;IBAN \
        Zahlungsbeteiligter;Buchungstext;Verwendungszweck;Betrag;Waehrung\nGiro;DE02120300000000202051;02.02.2026;02.02.2026;A;;Lastschrift;x IBAN: DE02 5001 0517 0137 0750 30 BIC: INGDDEFF;-1,00;EUR\n";
    let (statement, _) = read(text.as_bytes())?;
    assert_eq!(
        other_side(&statement.statements[0].entries[0]),
        ["A", "DE02500105170137075030", "INGDDEFF"]
    );
    Ok(())
}

fn balances(statement: &kontor::domain::Statement) -> [Option<Decimal>; 2] {
    [&statement.opening, &statement.closing]
        .map(|balance| balance.as_ref().map(|balance| balance.amount.amount))
}

#[test]
fn balances_around_and_among_the_rows_are_told_by_their_days() -> Result<(), Finding> {
    let around = "Datum;Text;Betrag;Saldo\nKontostand am \
        31.01.2026;;;1.000,00\n01.02.2026;a;-10,00;990,00\nKontostand am 01.02.2026;;;990,00\n";
    let (around, _) = read(around.as_bytes())?;
    assert_eq!(balances(&around.statements[0]), [Some(dec!(1000.00)), Some(dec!(990.00))]);
    let daily = |rows: [&str; 3]| format!("Datum;Text;Betrag\n{}\n", rows.join("\n"));
    let rows =
        ["01.02.2026;a;-10,00", "01.02.2026;Tagessaldo;990,00", "02.02.2026;Tagessaldo;985,00"];
    let [first, second, third] = rows;
    for rows in [rows, [third, second, first]] {
        assert_eq!(balances(&read(daily(rows).as_bytes())?.0.statements[0])[1], Some(dec!(985.00)));
    }
    // Announced bookings have no balance: the last one that has closes the statement.
    let revolut = "Type,Product,Started Date,Completed \
        Date,Description,Amount,Fee,Currency,State,Balance\nTRANSFER,Current,2026-02-01 \
        10:00:00,2026-02-01 \
        10:00:05,A,100.00,0.00,EUR,COMPLETED,100.00\nTRANSFER,Current,2026-02-02 \
        10:00:00,2026-02-02 \
        10:00:05,B,-50.00,0.00,EUR,COMPLETED,50.00\nCARD_PAYMENT,Current,2026-02-03 \
        10:00:00,,C,-3.50,0.00,EUR,PENDING,\n";
    assert_eq!(
        balances(&read(revolut.as_bytes())?.0.statements[0]),
        [Some(dec!(0.00)), Some(dec!(50.00))]
    );
    Ok(())
}

#[test]
fn lines_that_add_up_are_no_bookings_and_dateless_bookings_no_sums() -> Result<(), Finding> {
    let (statement, findings) = read("Datum;Text;Betrag;Währung\n01.02.2026;Miete;-500,00;EUR\n02.02.2026;Kunde;119,00;EUR\n\nSumme Einnahmen;;119,00;EUR\nGesamt;;-381,00;EUR\n;Summe;-381,00;EUR\nAnzahl Buchungen: 2\n".as_bytes())?;
    assert_eq!((entries(&statement).len(), codes(&findings)), (2, vec![]));
    let (statement, findings) = read(
        "Datum;Text;Betrag;Währung\r\n\r\n01.02.2026;Miete;-500,00;EUR\r\n;Karte;-3,50;EUR\r\n"
            .as_bytes(),
    )?;
    assert_eq!((entries(&statement).len(), codes(&findings)), (1, vec!["csv-row-unread"]));
    assert!(
        findings.iter().any(|finding| finding.to_string().starts_with("line 4: ")),
        "{findings:?}"
    );
    Ok(())
}

#[test]
fn a_booking_day_without_year_takes_the_value_days() -> Result<(), Finding> {
    let text = "\"Auftragskonto\";\"Buchungstag\";\"Valutadatum\";\"Buchungstext\";\"Verwendungszweck\";\"Beguenstigter/Zahlungspflichtiger\";\"Kontonummer\";\"BLZ\";\"Betrag\";\"Waehrung\";\"Info\"\n\"202051\";\"31.12.\";\"02.01.26\";\"GUTSCHRIFT\";\"RE 1\";\"Kunde\";\"137075030\";\"50010517\";\"1,00\";\"EUR\";\"\"\n";
    let (statement, _) = read(text.as_bytes())?;
    let days = entries(&statement)
        .iter()
        .filter_map(|entry| entry.booking_date)
        .map(|day| day.to_string())
        .collect::<Vec<_>>();
    assert_eq!(days, ["2025-12-31"]);
    Ok(())
}

#[test]
fn a_day_with_a_slash_may_lack_its_year_too() -> Result<(), Finding> {
    let text = "Date comptable;Date valeur;Libellé;Montant\n31/12;02/01/2026;VIR RE \
        4;119,00\n30/12;31/12/2025;LOYER;-50,00\n";
    let (statement, _) = read(text.as_bytes())?;
    let days: Vec<_> = entries(&statement).iter().map(|entry| entry.booking_date).collect();
    assert_eq!(days, [Some(date(2025, 12, 31)), Some(date(2025, 12, 30))]);
    Ok(())
}

#[test]
fn where_there_is_only_a_value_date_the_booking_is_known_to_be_dated_by_it() -> Result<(), Finding>
{
    for head in ["Valuta", "Wertstellung", "Value date"] {
        let text = format!(
            "IBAN;{head};Name;Verwendungszweck;Betrag;Währung\nDE64120300000001234567;06.10.2026;A;RE 1;9,00;EUR\n"
        );
        let (statement, _) = read(text.as_bytes())?;
        let told: Vec<_> = entries(&statement)
            .iter()
            .map(|entry| (entry.dated_by_value, entry.value_date))
            .collect();
        assert_eq!(told, [(true, Some(date(2026, 10, 6)))], "{head}");
    }
    let both = "IBAN;Buchungstag;Valuta;Name;Betrag;Währung\nDE64120300000001234567;05.10.2026;06.10.2026;A;9,00;EUR\n";
    assert!(entries(&read(both.as_bytes())?.0).iter().all(|entry| !entry.dated_by_value));
    Ok(())
}

#[test]
fn the_euro_sign_of_iso_8859_15_is_one() -> Result<(), Finding> {
    let (statement, findings) = read(b"Datum;Text;Betrag\n01.02.2026;Geb\xfchr;-500,00 \xa4\n")?;
    assert_eq!((sum(&statement), codes(&findings)), (dec!(-500.00), vec![]));
    assert_eq!(statement.encoding.as_deref(), Some("iso-8859-15"));
    Ok(())
}

#[test]
fn columns_without_a_known_name_are_told_by_its_parts_and_their_values() -> Result<(), Finding> {
    let czech = "\"Datum provedení\";\"Směr úhrady\";\"Měna účtu\";\"Částka v měně účtu\";\"Název \
        protistrany\";\"Číslo účtu protistrany\";\"Zpráva pro \
        příjemce\"\n\"02/02/2026\";\"Odchozí\";\"CZK\";\"-119,00\";\"DODAVATEL\";\"19-2000145399/0800\";\"FA 5\"\n";
    let (statement, _) = read(czech.as_bytes())?;
    assert_eq!(
        (sum(&statement), entries(&statement)[0].amount.currency.to_string().as_str()),
        (dec!(-119.00), "CZK")
    );
    let french = "dateOp;dateVal;label;amount;accountNum;accountbalance\n2026-02-02;2026-02-02;VIR;-1 119,00;00012345678;881.00\n";
    let (statement, _) = read(french.as_bytes())?;
    assert_eq!(
        (sum(&statement), balances(&statement.statements[0])[1]),
        (dec!(-1119.00), Some(dec!(881.00)))
    );
    // Days and amounts alone are no account.
    assert!(read(b"order_id,sale_date,capture_date,type,amount_paid,currency_code\nA,2026-02-01,2026-02-01,SALE,119.00,EUR\n").is_err());
    Ok(())
}

#[test]
fn an_iban_behind_the_other_sides_name_is_the_other_sides() -> Result<(), Finding> {
    let text = "Transaktionstyp,Buchungsdatum,Betrag,Zahlungsempfänger,IBAN,BIC,Verwendungszweck,Kontonummer\nSEPA-Lastschrift,02.02.2026,\"-119,00 €\",Strom AG,DE02500105170137075030,INGDDEFF,Abschlag,DE02120300000000202051\nSEPA-Gutschrift,03.02.2026,\"1.190,00 €\",Kunde,DE02500105170137075030,INGDDEFF,RE 5,DE02120300000000202051\n";
    let (statement, _) = read(text.as_bytes())?;
    assert_eq!(
        statement.statements[0].account.iban.as_ref().map(|iban| iban.as_str()),
        Some("DE02120300000000202051")
    );
    let sides: Vec<_> = entries(&statement).into_iter().map(other_side).collect();
    assert_eq!(
        sides,
        [
            ["Strom AG", "DE02500105170137075030", "INGDDEFF"],
            ["Kunde", "DE02500105170137075030", "INGDDEFF"]
        ]
    );
    Ok(())
}

#[test]
fn who_pays_and_who_is_paid_are_two_columns() -> Result<(), Finding> {
    let text = "\"Datum\";\"Wertstellung\";\"Art\";\"Buchungshinweis\";\"Auftraggeber\";\"Empfänger\";\"Betrag €\";\"Saldo €\"\n\"05.01.2015\";\"05.01.2015\";\"Gutschrift\";\"RE 5\";\"Kunde GmbH\";\"Ich\";\"119,00\";\"1.234,56\"\n\"04.01.2015\";\"04.01.2015\";\"Lastschrift\";\"Abschlag\";\"Ich\";\"Strom AG\";\"-84,00\";\"1.115,56\"\n";
    let (statement, _) = read(text.as_bytes())?;
    let told: Vec<_> = entries(&statement)
        .iter()
        .map(|entry| (entry.counterparty.name.clone(), entry.remittance.clone()))
        .collect();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(told, [(text("Kunde GmbH"), text("RE 5")), (text("Strom AG"), text("Abschlag"))]);
    Ok(())
}

#[test]
fn of_two_amounts_the_accounts_own_counts() -> Result<(), Finding> {
    let text = "Belegdatum;Eingangstag;Verwendungszweck;Fremdwährung;Betrag;Kurs;Betrag;Währung\n05.01.2026;07.01.2026;HOTEL;;;;-119,00;EUR\n06.01.2026;08.01.2026;AMAZON US;USD;-20,00;1,1000;-18,18;EUR\nOnline-Saldo:;;;;;;-137,18;EUR\n";
    let (statement, findings) = read(text.as_bytes())?;
    assert_eq!((sum(&statement), codes(&findings)), (dec!(-137.18), vec![]));
    assert_eq!(balances(&statement.statements[0])[1], Some(dec!(-137.18)));
    assert_eq!(
        statement.statements[0].entries[1]
            .instructed
            .map(|money| (money.amount, money.currency.to_string())),
        Some((dec!(20.00), "USD".into()))
    );
    Ok(())
}

#[test]
fn marks_of_direction_stand_anywhere_about_the_amount() -> Result<(), Finding> {
    for rows in [
        "500,00S|1.119,00H",
        "S 500,00|H 1.119,00",
        "500,00 S|1.119,00 H",
        "500,00-|1.119,00+",
        "500.00DR|1,119.00CR",
    ] {
        let Some((first, second)) = rows.split_once('|') else { continue };
        let (statement, _) =
            read(format!("Datum;Text;Betrag;Währung\n01.02.2026;Miete;{first};EUR\n02.02.2026;Kunde;{second};EUR\n").as_bytes())?;
        assert_eq!(
            entries(&statement).iter().map(|entry| entry.amount.amount).collect::<Vec<_>>(),
            [dec!(-500.00), dec!(1119.00)],
            "{rows}"
        );
    }
    Ok(())
}

#[test]
fn a_returned_debit_names_its_amount_and_its_fee() -> Result<(), Finding> {
    let header = "\"Auftragskonto\";\"Buchungstag\";\"Valutadatum\";\"Buchungstext\";\"Verwendungszweck\";\"Glaeubiger ID\";\"Mandatsreferenz\";\"Kundenreferenz (End-to-End)\";\"Sammlerreferenz\";\"Lastschrift Ursprungsbetrag\";\"Auslagenersatz Ruecklastschrift\";\"Beguenstigter/Zahlungspflichtiger\";\"Kontonummer/IBAN\";\"BIC (SWIFT-Code)\";\"Betrag\";\"Waehrung\";\"Info\"\n";
    let row = |text: &str, original: &str, fee: &str| {
        format!(
            "{header}\"DE02120300000000202051\";\"05.02.26\";\"05.02.26\";\"RUECKLASTSCHRIFT\";\"{text}\";\"\";\"M-7\";\"E-7\";\"\";\"{original}\";\"{fee}\";\"Kunde\";\"DE02500105170137075030\";\"INGDDEFF\";\"-103,50\";\"EUR\";\"Umsatz gebucht\"\n"
        )
    };
    for text in [
        row("AC04 RE 33", "100,00", "3,50"),
        row("EREF+E-7 OAMT+100,00 COAM+3,50 SVWZ+AC04 RE 33", "", ""),
    ] {
        let (statement, _) = read(text.as_bytes())?;
        let entry = entries(&statement)[0];
        let amounts =
            [entry.instructed, entry.charges].map(|money| money.map(|money| money.amount));
        assert_eq!(
            (entry.amount.amount, amounts),
            (dec!(-103.50), [Some(dec!(100.00)), Some(dec!(-3.50))]),
            "{text}"
        );
    }
    Ok(())
}

#[test]
fn one_bookings_balance_is_the_statements() -> Result<(), Finding> {
    let (statement, _) = read(b"Datum;Text;Betrag;Saldo\n01.02.2026;a;-10,00;990,00\n")?;
    assert_eq!(balances(&statement.statements[0]), [Some(dec!(1000.00)), Some(dec!(990.00))]);
    Ok(())
}

#[test]
fn a_delimiter_inside_a_value_cuts_nothing_off() -> Result<(), Finding> {
    let commas = "Buchungstag,Empfänger,Verwendungszweck,Betrag,Währung\n01.02.2026,Kunde,RE \
        5,119,50,EUR\n02.02.2026,Strom,x,-19,25,EUR\n03.02.2026,Bank,y,-1.000,75,EUR\n";
    let texts = "Buchungstag;Empfänger;Verwendungszweck;Betrag;Währung\n01.02.2026;Kunde;RE 5; \
        Teil 2;119,50;EUR\n02.02.2026;Strom;x;-1.020,00;EUR\n";
    let last = "Buchungstag;Betrag;Währung;Verwendungszweck\n01.02.2026;119,50;EUR;RE 5; Teil \
        2\n02.02.2026;-1.020,00;EUR;x;\n";
    let (commas, _) = read(commas.as_bytes())?;
    assert_eq!(
        (sum(&commas), entries(&commas)[0].amount.currency.to_string().as_str()),
        (dec!(-900.50), "EUR")
    );
    for text in [texts, last] {
        let (statement, findings) = read(text.as_bytes())?;
        assert_eq!((sum(&statement), codes(&findings)), (dec!(-900.50), vec![]), "{text}");
        assert_eq!(entries(&statement)[0].remittance.as_deref(), Some("RE 5; Teil 2"), "{text}");
    }
    Ok(())
}

#[test]
fn a_column_without_a_name_holds_a_currency_or_a_sign() -> Result<(), Finding> {
    let (statement, _) =
        read(b"Datum;Text;Betrag;\n01.02.2026;a;119,00;USD\n02.02.2026;b;-19,00;USD\n")?;
    assert!(entries(&statement).iter().all(|entry| entry.amount.currency.to_string() == "USD"));
    let (statement, _) =
        read(b"Datum;Text;Betrag;\n01.02.2026;a;119,00;H\n02.02.2026;b;19,00;S\n")?;
    assert_eq!(sum(&statement), dec!(100.00));
    Ok(())
}

#[test]
fn lines_quoted_as_a_whole_are_read_as_the_table_inside() -> Result<(), Finding> {
    let plain = case("ing");
    let wrapped: String =
        plain.lines().map(|line| format!("\"{}\"\n", line.replace('"', "\"\""))).collect();
    let rows = |text: &str| {
        text.lines()
            .skip_while(|line| !line.trim_start_matches('"').starts_with("Buchung;"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(
        read(rows(&wrapped).as_bytes())?.0.statements,
        read(rows(plain).as_bytes())?.0.statements
    );
    Ok(())
}

#[test]
fn a_row_with_a_value_date_only_is_not_booked_yet() -> Result<(), Finding> {
    let text = "Settlement date (UTC);Operation date (UTC);Operation date (local);Settlement date \
        (local);Counterparty name;Total amount (incl. VAT);Currency;Reference;Transaction \
        ID\n02-02-2026 10:00:00;02-02-2026 10:00:00;02-02-2026 11:00:00;02-02-2026 11:00:00;Stahl \
        AG;-119,00;EUR;RE 12;tx-1\n;03-02-2026 10:00:00;03-02-2026 \
        11:00:00;;Cafe;-3,50;EUR;;tx-2\n";
    let (statement, findings) = read(text.as_bytes())?;
    let told: Vec<_> =
        entries(&statement).iter().map(|entry| (entry.amount.amount, entry.status)).collect();
    assert_eq!(
        (told, codes(&findings)),
        (vec![(dec!(-119.00), Status::Booked), (dec!(-3.50), Status::Pending)], vec![])
    );
    let (statement, _) =
        read(b"Buchungstag;Valuta;Text;Betrag\n;02.02.2026;a;1,00\n;03.02.2026;b;2,00\n")?;
    assert!(entries(&statement).iter().all(|entry| entry.status == Status::Booked));
    Ok(())
}

#[test]
fn elbas_text_falls_into_its_parts() -> Result<(), Finding> {
    let text = "02.02.2026;Auftraggeber: Kunde GmbH Zahlungsreferenz: RE 5 IBAN Auftraggeber: \
        AT611904300234573201 BIC Auftraggeber: GIBAATWWXXX;02.02.2026;119,00;EUR;02.02.2026 \
        03:12:01:456\n03.02.2026;Verwendungszweck: Strom IBAN Empfänger: \
        AT611904300234573201;03.02.2026;-1.019,00;EUR;03.02.2026 03:12:01:456\n";
    let (statement, _) = read(text.as_bytes())?;
    let all = entries(&statement);
    assert_eq!(other_side(all[0]), ["Kunde GmbH", "AT611904300234573201", "GIBAATWWXXX"]);
    assert_eq!(other_side(all[1]), ["", "AT611904300234573201", ""]);
    assert_eq!(
        all.iter().map(|entry| entry.remittance.as_deref()).collect::<Vec<_>>(),
        [Some("RE 5"), Some("Strom")]
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Bytes changed, cut or doubled anywhere: an answer or a finding, never a panic.
    #[test]
    fn mutations_never_panic(case in 0..CASES.len(), at in 0usize..4000, byte: u8, cut: bool, twice: bool) {
        let mut bytes = CASES[case].1.as_bytes().to_vec();
        let at = at % bytes.len();
        bytes[at] = byte;
        if cut {
            bytes.truncate(at);
        }
        if twice {
            let copy = bytes.clone();
            bytes.extend(copy);
        }
        let _ = read(&bytes);
    }

    /// What is written in any amounts is read back to the cent, whatever the bank's way of writing.
    #[test]
    fn amounts_survive(cents in proptest::collection::vec(-9_999_999i64..9_999_999, 1..20)) {
        let total: i64 = cents.iter().sum();
        let written = |cents: &i64| format!("{}{},{:02}", if *cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100);
        let rows: String = cents.iter().map(|cents| format!("01.02.2026;01.02.2026;Lastschrift;x;{};EUR;DE02120300000000202051;\n", written(cents))).collect();
        let text = format!("Buchungstag;Wertstellung;Umsatzart;Buchungstext;Betrag;Währung;IBAN \
            Kontoinhaber;Kategorie\n{rows}");
        let (statement, _) = read(text.as_bytes()).map_err(|finding| TestCaseError::fail(finding.to_string()))?;
        prop_assert_eq!(sum(&statement), Decimal::new(total, 2));
        prop_assert_eq!(entries(&statement).len(), cents.len());
    }
}

#[test]
fn an_amount_in_another_currency_than_its_row_is_told() -> Result<(), Finding> {
    let text = |amount: &str, currency: &str| {
        format!(
            "iban;booking_date;amount;currency;counterparty;remittance\n\
             DE02120300000000202051;2026-10-10;{amount};{currency};X;y\n\
             DE02120300000000202051;2026-10-11;12,50;{currency};X;y\n"
        )
    };
    for (amount, currency) in [("$ 100,00", "EUR"), ("100,00 CHF", "EUR"), ("100,00 €", "USD")] {
        let (statement, findings) = read(text(amount, currency).as_bytes())?;
        assert_eq!(codes(&findings), ["csv-other-currency"], "{amount} {currency}");
        assert_eq!(sum(&statement), dec!(12.50));
    }
    for (amount, currency) in [("$ 100,00", "USD"), ("$ 100,00", "CAD"), ("100,00 EUR", "EUR")] {
        let (statement, findings) = read(text(amount, currency).as_bytes())?;
        assert!(codes(&findings).is_empty(), "{amount} {currency}: {findings:?}");
        assert_eq!(sum(&statement), dec!(112.50));
    }
    Ok(())
}
