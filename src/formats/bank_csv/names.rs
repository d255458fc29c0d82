//! The names that banks give their columns, in the languages of Europe.

use super::columns::Field;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The names of columns, folded, by field; the likelier name first.
static NAMES: &[(Field, &str)] = &[
    (
        Field::BookingDate,
        "buchungstag buchungsdatum buchung bookingdate postingdate posteddate \
         postedtransactionsdate transactiondate \
         completeddate datumzauctovani datumuctovani bokfoeringsdag bokfoeringsdatum \
         bogforingsdato bokforingsdato boekdatum \
         transactiedatum datumtransakce datumprovedeni datumrealizace dataoperazione datacontabile \
         datalancamento fechaoperacion \
         dateoperation datecomptable dateoptn datumknjizenja dataksiegowania dataoperacji \
         koenyvelesdatuma tranzakciodatuma transaktionsdatum \
         transaktionsdag umsatzdatum datum date dato data fecha tarih datums umsatztag belegdatum \
         created createdutc timestamp \
         datetime dateandtime settlementdate starteddate startdate dateoftransaction valuedate \
         valutadatum bookedat bookeddate datecompletedutc datecompleted bookingdatetime bookedon \
         operationdate abschlussdatum dateofbooking buchungam boekingsdatum uitvoeringsdatum \
         kirjauspaeivae dateop datumsplatnosti dataregistrazione datumtransakcji",
    ),
    (
        Field::ValueDate,
        "valutadatum wertstellung wertstellungsdatum wertstellungstag wertstellungvaluta valuta \
         wert valuedate rentedatum rentedato \
         valutadato valutadag datavaluta datavalor datevaleur fechavalor datumvaluty interestdate \
         availableon availableonutc eingangstag \
         umsatztag ertekedatum ertektarihi dataczynnosci transaktionsdatum settlementdatelocal \
         value valutadate valutadatumwertstellung valueon dateval valuedat fvalor",
    ),
    (
        Field::Amount,
        "betrag umsatz buchungsbetrag amount transactionamount bookedamount billingamount \
         zahlungsbetrag paymentamount totalamount \
         bedrag belopp belob belop zauctovanacastka castka objem oesszeg importo valor montant \
         importe kwota kwotatransakcji iznos tutar \
         suma summa maara amountineur betraginkontowaehrung gebuchterbetrag umsatzbetrag amt \
         transaktionsbetrag localamount creditdebitamount debitcreditamount betragkontowaehrung \
         umsatzbetraginkontowaehrung value maeaerae castkavmeneuctu movimiento",
    ),
    (
        Field::Debit,
        "soll sollbetrag betragsoll belastung belastungen debit debitamount debits paidout \
         moneyout withdrawal withdrawals \
         withdrawalamount withdrawalamt outflow ausgang ausgaben ausgabe auszahlung debet ut uit \
         af uitgaven uscite dare debito debe cargo \
         debitmovements uttak utfrakonto debiteur wydatki vydaje terheles lastschrift \
         lastschriften belastungsbetrag sollumsatz amountdebit ausgaenge addebiti addebito",
    ),
    (
        Field::Credit,
        "haben habenbetrag betraghaben gutschrift gutschriften credit creditamount credits paidin \
         moneyin deposit deposits \
         depositamount depositamt inflow eingang einnahmen einnahme einzahlung kredit inn in bij \
         inkomsten entrate avere credito haber abono \
         innskudd innpaakonto innpakonto przychody prijmy jovairas gutschriftsbetrag habenumsatz \
         amountcredit eingaenge accrediti accredito",
    ),
    (
        Field::Sign,
        "plusminus sollhaben sh sollhabenkennzeichen sollhabenkz shkennzeichen habensoll \
         kennzeichen debitcredit creditdebit drcr crdr dc cd \
         afbij debetkredit kreditdebet debetcredit creditdebet bijaf cdflag richtung direction \
         zahlungsrichtung buchungsrichtung \
         geldrichtung transaktionsrichtung transactiondirection paymentdirection flow cashflow \
         einaus einausgang eingangausgang \
         einnahmeausgabe einausgabe zugangabgang einzahlungauszahlung belastunggutschrift \
         gutschriftbelastung lastschriftgutschrift \
         creditdebitindicator debitcreditindicator cdtdbtind drcrindicator crdrindicator inout \
         sens debitcredit senstransaction creditdebit debitkredit \
         kierunek stronawnma obciazenieuznanie cargoabono debehaber sentido dareavere segno \
         direzione inuit richtingtransactie \
         bewegung bewegungsart bewegungstyp vorzeichen",
    ),
    (
        Field::Currency,
        "waehrung buchungswaehrung kontowaehrung zahlungswaehrung currency currencycode \
         accountcurrency paymentcurrency transactioncurrency \
         wrg whg munt muntsoort mena menauctu valuta valuutta devise divisa moeda deviza devizanem \
         waluta ccy betragwaehrung devisen waehrungbetrag menatransakce kontowaehrungiso devies \
         valutacode postedcurrency",
    ),
    (
        Field::Counterparty,
        "beguenstigterzahlungspflichtiger auftraggeberbeguenstigter auftraggeberempfaenger \
         beguenstigterauftraggeber namezahlungsbeteiligter \
         zahlungsbeteiligter empfaengerzahlungspflichtiger senderempfaenger partnername \
         counterpartyname counterparty gegenpartei gegenkontoinhaber \
         zahlungspartner nameofcounterpartyaccount nametegenpartij naamtegenpartij tegenpartij \
         naamomschrijving nazevprotiuctu protistrana \
         payee empfaenger empfaenger1 beguenstigter auftraggeber recipient beneficiary merchant \
         merchantname haendler partner kundenname namedeskunden customersname nameofcustomer \
         clientname kaeufer kaeufername buyername namedeskaeufers shopper shoppername \
         beneficiario kontrahent modtager mottaker mottagare avsender partnerneve transactionname \
         name naam nom nome nombre navn namn empfaenger2 customername naamtegenpartijbevat \
         naamvandetegenpartij tegenrekeninghouder haendlernamestadtland nazevprotistrany \
         danekontrahenta",
    ),
    (Field::Payer, "zahlungspflichtiger zahlungspflichtige payername absender auftraggebername"),
    (Field::Payee, "zahlungsempfaengerin zahlungsempfaenger payeename empfaengername"),
    (
        Field::CounterpartyIban,
        "kontonummeriban ibankontonummer ibanzahlungsbeteiligter counterpartyiban partneriban \
         gegenkontoiban gegenkonto gegeniban \
         ibankontonr tegenrekening tegenrekeningibanbban rekeningnummertegenpartij \
         counterpartyaccountnumber counterpartyaccount \
         cisloprotiuctu protiucet gegenkontonummer payeeaccountnumber iban kontonr kontonummer \
         accountnumber ibancounterparty partnerszamlaszama ibandespartners \
         ibankontonummerdeszahlungsbeteiligten protiucetiban tegenrekeningnummer \
         rekeningtegenpartij cislouctuprotistrany nrrachunku",
    ),
    (
        Field::CounterpartyBic,
        "bicswiftcodezahlungsbeteiligter counterpartybic bictegenpartij gegenkontobic bicswiftcode \
         bicblz bic swift swiftcode blz bankcode bicbankleitzahl bicdespartners",
    ),
    (
        Field::Remittance,
        "verwendungszweck vorgangverwendungszweck verwendungszweck1 verwendungszweck2 \
         verwendungszweck3 weitereverwendungszwecke remittance \
         remittanceinformation paymentreference zahlungsreferenz purpose buchungsdetails zweck \
         betreff mededelingen vrijemededeling \
         gestructureerdemededeling omschrijving omschrijving1 omschrijving2 omschrijving3 \
         description description1 description2 description3 \
         beschreibung transaktionsbeschreibung transaktionsbeschreibungzusatz \
         transactiondescription details narrative particulars memo \
         text tekst testo texto texte meddelande melding message zprava zpravaproprijemce poznamka \
         reference referenz notes notesandtags \
         descrizione descricao descripcion historico libelle concepto opis tytul koezlemeny \
         beskrivelse beskrivning forklaring nachricht umsatzdetails buchungsinfo avisierungstext \
         verwendungszweck4 verwendungszweck5 paymentdetails umsatztext zahlungsgrund zahlungstext \
         beschreibung1 beschreibung2 beschreibung3 upresneni remittanceinfo buchungshinweis \
         mededeling umsatzinformation narration referens otsikko observaciones popisproprijemce \
         opistransakcji label",
    ),
    (
        Field::BookingText,
        "buchungstext umsatzart vorgang transaktionstyp transaktionsart transactiontype umsatztyp \
         buchungsart bookingtext geschaeftsvorfall \
         type typ art typtransakce transaktionstyp mutatiesoort code",
    ),
    (
        Field::EndToEndId,
        "kundenreferenzendtoend endtoendid endtoendreferenz endtoendreference endtoend e2ereferenz \
         kundenreferenz customerreference endezuendereferenz endezuendeid endetoendereferenz",
    ),
    (
        Field::MandateId,
        "mandatsreferenz mandatsref mandateid mandatereference mandat machtigingskenmerk",
    ),
    (
        Field::CreditorId,
        "glaeubigerid glaeubigeridentifikationsnummer creditorid creditoridentifier incassantid \
         glaeubigeridentnummer glaeubigeridentifikationsnr",
    ),
    (
        Field::BankReference,
        "buchungsreferenz bankreferenz bankreference transactionid transaktionsid transaktionscode \
         transactiereferentie referenznummer id transaktionsnr idoperace idpohybu zkbreferenz \
         umsatzreferenz bankreferenznummer nrtransakcji transactienummer identifikacetransakce",
    ),
    (Field::BatchId, "sammlerreferenz batchid"),
    (
        Field::Balance,
        "saldonachbuchung saldonachtransaktion walletsaldonachtransaktion runningbalance \
         runningbal balanceafter saldonatrn kontostandnachbuchung \
         saldo balance kontosaldo kontostand zustatek saldocontabile solde guthaben egyenleg \
         accountbalance saldopooperacji bokfortsaldo kontostandnachumsatz saldonachumsatz \
         bokfoertsaldo saldopotransakcji saldonamutatie disponible",
    ),
    (
        Field::AccountIban,
        "auftragskonto ibanauftragskonto ibankontoinhaber ibanauftraggeberkonto kontoiban \
         accountiban eigeneiban walletiban ibanbban rekening \
         rekeningnummer cislouctu",
    ),
    (
        Field::AccountNumber,
        "auftraggeberkonto kartennummer konto account accountname accountid accounttype kontonamn \
         postedaccount accountnum",
    ),
    (Field::AccountBic, "bicauftragskonto"),
    (
        Field::Status,
        "status state buchungsstatus transactionstatus transaktionsstatus umsatzstatus \
         zahlungsstatus paymentstatus bookingstatus statut etat estado \
         stato stav statustransakcji stan etatdeloperation info",
    ),
    (
        Field::Pending,
        "vormerkbuchung vorgemerkt vormerkung vormerkposten reservierung reserviert pending \
            ispending",
    ),
    (Field::Booked, "gebucht verbucht booked isbooked"),
    (
        Field::Cancelled,
        "storniert iststorniert storno annulliert cancelled canceled iscancelled iscanceled \
         voided isvoided annule geannuleerd anulowano anulado annullato",
    ),
    (Field::OriginalAmount, "lastschriftursprungsbetrag"),
    (Field::Fee, "auslagenersatzruecklastschrift entgelt gebuehr gebuehren fee fees totalfees"),
    (
        Field::InstructedAmount,
        "betragfremdwaehrung amountforeigncurrency originalamount originalbetrag \
         fremdwaehrungsbetrag urspruenglicherbetrag ursprungsbetrag",
    ),
    (
        Field::InstructedCurrency,
        "fremdwaehrung typeforeigncurrency originalcurrency originalwaehrung ursprungswaehrung",
    ),
    (Field::ExchangeRate, "wechselkurs exchangerate umrechnungskurs kurs koers"),
];

/// The fields that the table gives a name, each with the name's rank in that field.
static BY_NAME: LazyLock<HashMap<&'static str, Vec<(Field, usize)>>> = LazyLock::new(|| {
    let mut by_name: HashMap<&'static str, Vec<(Field, usize)>> = HashMap::new();
    for (field, names) in NAMES {
        for (rank, name) in names.split_whitespace().enumerate() {
            by_name.entry(name).or_default().push((*field, rank));
        }
    }
    by_name
});

/// Names of columns that say nothing of a status or a direction unless their words do.
pub const LOOSE: [&str; 10] = [
    "info",
    "kennzeichen",
    "flow",
    "cashflow",
    "bewegung",
    "bewegungsart",
    "bewegungstyp",
    "stan",
    "stav",
    "sens",
];

/// Parts of names that speak of a day, an amount or a balance, in the order in which they decide.
const ROOTS: [(Field, &[&str]); 3] = [
    (Field::Balance, &["saldo", "balance", "kontostand", "solde", "zustatek"]),
    (
        Field::BookingDate,
        &["datum", "date", "fecha", "dato", "data", "paeivae", "pvm", "buchungstag"],
    ),
    (
        Field::Amount,
        &[
            "betrag", "amount", "bedrag", "belop", "importo", "importe", "montant", "castka",
            "kwota", "iznos", "summe", "umsatz",
        ],
    ),
];

/// Parts of names that speak of something else than the account's own amount or the booking's day.
const ASIDE: [&str; 10] =
    ["fremd", "foreign", "orig", "ursprung", "mandat", "gebuehr", "fee", "steuer", "tax", "blokad"];

/// What a name's part speaks of: a balance, a day or an amount.
pub fn root_of(name: &str) -> Option<Field> {
    if ASIDE.iter().any(|part| name.contains(part)) {
        return None;
    }
    ROOTS
        .iter()
        .find(|(_, roots)| roots.iter().any(|root| name.contains(root)))
        .map(|(field, _)| *field)
}

/// Parts of names that speak of a text, for tables whose names are not known.
const TEXTS: [&str; 11] = [
    "zweck", "text", "descri", "beschr", "omschr", "libel", "memo", "tekst", "popis", "opis",
    "forklar",
];

/// Names of columns that say a table is no bank statement.
const FOREIGN: &[&str] = &[
    "faellig",
    "faelligkeit",
    "faelligam",
    "due",
    "duedate",
    "invoice",
    "rechnung",
    "rechnungsnr",
    "orderline",
    "artikel",
    "article",
    "menge",
    "quantity",
    "stueckpreis",
    "unitprice",
    "belegfeld1",
    "gegenkontoohnebuschluessel",
    "kontierung",
    "isin",
    "wkn",
    "stueck",
    "anteile",
    // Sales of a payment service, whose payouts are a column: no account that a bank keeps.
    "payoutid",
    "auszahlungsid",
];

/// What a name may stand for, each field with its rank in it: by the table, else by the name's
/// parts.
pub fn meanings(name: &str) -> Vec<(Field, usize)> {
    let by_parts = || by_parts(name).map(|field| (field, BY_PARTS));
    let partner = || PARTNERS.contains(&name).then_some((Field::Counterparty, AS_PARTNER));
    BY_NAME.get(name).cloned().unwrap_or_else(|| by_parts().or_else(partner).into_iter().collect())
}

/// Names of a text's lines where each has a column of its own, before their numbers.
const LINES: [&str; 6] =
    ["vwz", "verwendungszweckzeile", "verwendungszweck", "zweck", "textzeile", "buchungstextzeile"];

/// True when a name may stand for a field.
pub fn means(name: &str, field: Field) -> bool {
    meanings(name).iter().any(|(known, _)| *known == field)
}

/// True when a name speaks of a text.
pub fn speaks_of_text(name: &str) -> bool {
    TEXTS.iter().any(|root| name.contains(root))
}

/// True when a name speaks of somebody.
pub fn speaks_of_people(name: &str) -> bool {
    ["name", "kunde", "customer", "client", "kaeufer", "buyer", "partner"]
        .iter()
        .any(|root| name.contains(root))
}

/// True when the names say that the table is of another kind (invoices, orders, securities).
pub fn is_foreign(names: &[String]) -> bool {
    names.iter().any(|name| FOREIGN.contains(&name.as_str()))
}

/// The rank of what only a name's parts tell: behind every name of the table.
const BY_PARTS: usize = 1000;

/// The rank of one with whom business is done: the counterparty where nothing else names it.
pub const AS_PARTNER: usize = BY_PARTS + 1;

/// Names of those with whom business is done.
const PARTNERS: [&str; 8] = [
    "kunde",
    "kundelieferant",
    "kundenlieferant",
    "customer",
    "client",
    "gegenseite",
    "geschaeftspartner",
    "vertragspartner",
];

/// Words for who is at the other end of a booking, one side or both.
const PARTIES: [&str; 20] = [
    "zahlungspflichtiger",
    "zahlungsempfaenger",
    "zahlungsbeteiligter",
    "auftraggeber",
    "beguenstigter",
    "empfaenger",
    "absender",
    "einzahler",
    "gegenkonto",
    "gegenpartei",
    "gegenseite",
    "counterparty",
    "beneficiary",
    "originator",
    "recipient",
    "remitter",
    "partner",
    "sender",
    "payee",
    "payer",
];

/// Words between them.
const FILLERS: [&str; 5] = ["oder", "der", "des", "or", "of"];

/// Those of them that name the one who gives the order: in some tables that is the account's
/// holder.
const MAY_BE_HOLDER: [&str; 5] = ["auftraggeber", "absender", "originator", "sender", "payer"];

/// What of the other side a column holds, by the word before or behind the party.
const OF_PARTIES: [(Field, &[&str]); 3] = [
    (
        Field::CounterpartyIban,
        &[
            "ibankontonummer",
            "kontonummer",
            "accountnumber",
            "kontonr",
            "account",
            "konto",
            "iban",
            "nr",
        ],
    ),
    (Field::CounterpartyBic, &["bankleitzahl", "bicblz", "swift", "blz", "bic"]),
    (Field::Counterparty, &["name", "inhaber", ""]),
];

/// `Empfänger/Auftraggeber IBAN`, `Begünstigter/Absender - Name`, `Recipient/Sender`: parties, and
/// what of them the column holds; `VWZ1`, `Verwendungszweckzeile 7`: a text's lines.
fn by_parts(name: &str) -> Option<Field> {
    let line = name.trim_end_matches(|character: char| character.is_ascii_digit());
    if line.len() < name.len() && LINES.contains(&line) {
        return Some(Field::Remittance);
    }
    OF_PARTIES.iter().find_map(|(field, words)| {
        let bare = |word: &&str| {
            name.strip_suffix(*word).into_iter().chain(name.strip_prefix(*word)).any(names_parties)
        };
        words.iter().any(bare).then_some(*field)
    })
}

/// True when a name consists of parties; not when there is more in it, or only one who may be the
/// holder.
fn names_parties(name: &str) -> bool {
    let (mut rest, mut count, mut holder) = (name, 0, false);
    while !rest.is_empty() {
        if let Some(word) = PARTIES.iter().find(|word| rest.starts_with(*word)) {
            holder |= MAY_BE_HOLDER.contains(word);
            rest = rest.get(word.len()..).unwrap_or_default();
            count += 1;
        } else if let Some(after) = FILLERS.iter().find_map(|word| rest.strip_prefix(word)) {
            rest = after;
        } else {
            return false;
        }
    }
    count > 1 || (count == 1 && !holder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parties_are_told_by_the_parts_of_a_name() {
        for name in [
            "empfaengerabsender",
            "recipientsender",
            "empfaengerauftraggebername",
            "gegenkontoname",
            "namedergegenpartei",
            "beneficiaryoriginator",
        ] {
            assert!(means(name, Field::Counterparty), "{name}");
        }
        for name in [
            "ibanauftraggeberempfaenger",
            "beguenstigterabsenderkontonummer",
            "empfaengeriban",
            "gegenkontonr",
        ] {
            assert!(means(name, Field::CounterpartyIban), "{name}");
        }
        assert!(means("empfaengerauftraggeberbic", Field::CounterpartyBic));
        assert!(
            means("vwz14", Field::Remittance) && means("verwendungszweckzeile7", Field::Remittance)
        );
        for name in
            ["auftraggeberiban", "absenderkonto", "kontoname", "partnerschaft", "", "iban", "bic"]
        {
            assert_eq!(by_parts(name), None, "{name}");
        }
    }
}
