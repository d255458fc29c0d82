//! Which column holds what: by the names that banks give their columns, in the languages of Europe.
//!
//! One table of names ([`NAMES`]), the likelier first. Names are compared as [`header_name`] leaves them. A name that means two
//! things (`Valuta` is a day in German and a currency in Swedish) is decided by what stands below it.

use super::layout::Bank;
use crate::domain::{Currency, Iban};
use crate::formats::csv_shape::{date, header_name};
use csv::StringRecord;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// What a column of a bank's export can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    BookingDate,
    ValueDate,
    /// Signed, or unsigned beside a column of [`Field::Sign`].
    Amount,
    /// Money going out, signed or not.
    Debit,
    /// Money coming in.
    Credit,
    /// Which way the amount goes, in words: `S`/`H`, `Soll`/`Haben`, `D`/`C` …
    Sign,
    Currency,
    Counterparty,
    /// Who pays: the counterparty of money coming in.
    Payer,
    /// Who is paid: the counterparty of money going out.
    Payee,
    CounterpartyIban,
    CounterpartyBic,
    /// Several columns are joined with a blank.
    Remittance,
    BookingText,
    EndToEndId,
    MandateId,
    CreditorId,
    BankReference,
    BatchId,
    /// The account's balance after the booking.
    Balance,
    AccountIban,
    AccountNumber,
    AccountBic,
    Status,
    Fee,
    InstructedAmount,
    InstructedCurrency,
    ExchangeRate,
}

/// How many fields there are.
const COUNT: usize = Field::ExchangeRate as usize + 1;

/// The names of columns, folded, by field; the likelier name first.
pub static NAMES: &[(Field, &str)] = &[
    (
        Field::BookingDate,
        "buchungstag buchungsdatum buchung bookingdate postingdate posteddate postedtransactionsdate transactiondate \
         completeddate datumzauctovani datumuctovani bokfoeringsdag bokfoeringsdatum bogforingsdato bokforingsdato boekdatum \
         transactiedatum datumtransakce datumprovedeni datumrealizace dataoperazione datacontabile datalancamento fechaoperacion \
         dateoperation datecomptable dateoptn datumknjizenja dataksiegowania dataoperacji koenyvelesdatuma tranzakciodatuma transaktionsdatum \
         transaktionsdag umsatzdatum datum date dato data fecha tarih datums umsatztag belegdatum created createdutc timestamp \
         datetime dateandtime settlementdate starteddate startdate dateoftransaction valuedate valutadatum",
    ),
    (
        Field::ValueDate,
        "valutadatum wertstellung wertstellungsdatum wertstellungstag wertstellungvaluta valuta wert valuedate rentedatum rentedato \
         valutadato valutadag datavaluta datavalor datevaleur fechavalor datumvaluty interestdate availableon availableonutc eingangstag \
         umsatztag ertekedatum ertektarihi dataczynnosci transaktionsdatum settlementdatelocal value",
    ),
    (
        Field::Amount,
        "betrag umsatz buchungsbetrag amount transactionamount bookedamount billingamount zahlungsbetrag paymentamount totalamount \
         bedrag belopp belob belop zauctovanacastka castka objem oesszeg importo valor montant importe kwota kwotatransakcji iznos tutar \
         suma summa maara amountineur betraginkontowaehrung gebuchterbetrag umsatzbetrag amt transaktionsbetrag localamount",
    ),
    (
        Field::Debit,
        "soll sollbetrag betragsoll belastung belastungen debit debitamount debits paidout moneyout withdrawal withdrawals \
         withdrawalamount withdrawalamt outflow ausgang ausgaben ausgabe auszahlung debet ut uit af uitgaven uscite dare debito debe cargo \
         debitmovements uttak utfrakonto debiteur wydatki vydaje terheles",
    ),
    (
        Field::Credit,
        "haben habenbetrag betraghaben gutschrift gutschriften credit creditamount credits paidin moneyin deposit deposits \
         depositamount depositamt inflow eingang einnahmen einnahme einzahlung kredit inn in bij inkomsten entrate avere credito haber abono \
         innskudd innpaakonto innpakonto przychody prijmy jovairas",
    ),
    (
        Field::Sign,
        "sollhaben sh sollhabenkennzeichen sollhabenkz shkennzeichen habensoll kennzeichen debitcredit creditdebit drcr crdr dc cd \
         afbij debetkredit kreditdebet debetcredit creditdebet bijaf cdflag richtung",
    ),
    (
        Field::Currency,
        "waehrung buchungswaehrung kontowaehrung zahlungswaehrung currency currencycode accountcurrency paymentcurrency transactioncurrency \
         wrg whg munt muntsoort mena menauctu valuta valuutta devise divisa moeda deviza devizanem waluta ccy",
    ),
    (
        Field::Counterparty,
        "beguenstigterzahlungspflichtiger auftraggeberbeguenstigter auftraggeberempfaenger beguenstigterauftraggeber namezahlungsbeteiligter \
         zahlungsbeteiligter empfaengerzahlungspflichtiger senderempfaenger partnername counterpartyname counterparty gegenpartei gegenkontoinhaber \
         zahlungspartner nameofcounterpartyaccount nametegenpartij naamtegenpartij tegenpartij naamomschrijving nazevprotiuctu protistrana \
         payee empfaenger empfaenger1 beguenstigter auftraggeber recipient beneficiary merchant merchantname haendler partner \
         beneficiario kontrahent modtager mottaker mottagare avsender partnerneve transactionname name naam nom nome nombre navn namn",
    ),
    (Field::Payer, "zahlungspflichtiger zahlungspflichtige payername absender"),
    (Field::Payee, "zahlungsempfaengerin zahlungsempfaenger payeename empfaengername"),
    (
        Field::CounterpartyIban,
        "kontonummeriban ibankontonummer ibanzahlungsbeteiligter counterpartyiban partneriban gegenkontoiban gegenkonto gegeniban \
         ibankontonr tegenrekening tegenrekeningibanbban rekeningnummertegenpartij counterpartyaccountnumber counterpartyaccount \
         cisloprotiuctu protiucet gegenkontonummer payeeaccountnumber iban kontonr kontonummer accountnumber ibancounterparty partnerszamlaszama",
    ),
    (
        Field::CounterpartyBic,
        "bicswiftcode bic bicswiftcodezahlungsbeteiligter bicblz counterpartybic bictegenpartij gegenkontobic swift swiftcode blz bankcode",
    ),
    (
        Field::Remittance,
        "verwendungszweck vorgangverwendungszweck verwendungszweck1 verwendungszweck2 verwendungszweck3 weitereverwendungszwecke remittance \
         remittanceinformation paymentreference zahlungsreferenz purpose buchungsdetails zweck betreff mededelingen vrijemededeling \
         gestructureerdemededeling omschrijving omschrijving1 omschrijving2 omschrijving3 description description1 description2 description3 \
         beschreibung transaktionsbeschreibung transaktionsbeschreibungzusatz transactiondescription details narrative particulars memo \
         text tekst testo texto texte meddelande melding message zprava zpravaproprijemce poznamka reference referenz notes notesandtags \
         descrizione descricao descripcion historico libelle concepto opis tytul koezlemeny beskrivelse beskrivning forklaring nachricht umsatzdetails",
    ),
    (
        Field::BookingText,
        "buchungstext umsatzart vorgang transaktionstyp transaktionsart transactiontype umsatztyp buchungsart bookingtext geschaeftsvorfall \
         type typ art typtransakce transaktionstyp mutatiesoort code",
    ),
    (
        Field::EndToEndId,
        "kundenreferenzendtoend endtoendid endtoendreferenz endtoendreference endtoend e2ereferenz kundenreferenz customerreference",
    ),
    (Field::MandateId, "mandatsreferenz mandatsref mandateid mandatereference mandat machtigingskenmerk"),
    (Field::CreditorId, "glaeubigerid glaeubigeridentifikationsnummer creditorid creditoridentifier incassantid"),
    (
        Field::BankReference,
        "buchungsreferenz bankreferenz bankreference transactionid transaktionsid transaktionscode transactiereferentie referenznummer id",
    ),
    (Field::BatchId, "sammlerreferenz batchid"),
    (
        Field::Balance,
        "saldonachbuchung saldonachtransaktion walletsaldonachtransaktion runningbalance runningbal balanceafter saldonatrn kontostandnachbuchung \
         saldo balance kontosaldo kontostand zustatek saldocontabile solde guthaben egyenleg accountbalance saldopooperacji bokfortsaldo",
    ),
    (
        Field::AccountIban,
        "auftragskonto ibanauftragskonto ibankontoinhaber ibanauftraggeberkonto kontoiban accountiban eigeneiban walletiban ibanbban rekening \
         rekeningnummer cislouctu",
    ),
    (Field::AccountNumber, "auftraggeberkonto kartennummer konto account accountname accountid accounttype kontonamn"),
    (Field::AccountBic, "bicauftragskonto"),
    (Field::Status, "status state buchungsstatus info transactionstatus vormerkbuchung"),
    (Field::Fee, "entgelt gebuehr gebuehren fee fees totalfees"),
    (
        Field::InstructedAmount,
        "betragfremdwaehrung amountforeigncurrency originalamount originalbetrag fremdwaehrungsbetrag urspruenglicherbetrag ursprungsbetrag",
    ),
    (Field::InstructedCurrency, "fremdwaehrung typeforeigncurrency originalcurrency originalwaehrung ursprungswaehrung"),
    (Field::ExchangeRate, "wechselkurs exchangerate umrechnungskurs kurs koers"),
];

/// The fields a name may stand for, each with the name's rank in that field.
static BY_NAME: LazyLock<HashMap<&'static str, Vec<(Field, usize)>>> = LazyLock::new(|| {
    let mut by_name: HashMap<&'static str, Vec<(Field, usize)>> = HashMap::new();
    for (field, names) in NAMES {
        for (rank, name) in names.split_whitespace().enumerate() {
            by_name.entry(name).or_default().push((*field, rank));
        }
    }
    by_name
});

/// Parts of names that speak of a text, for tables whose names are not known.
const TEXTS: [&str; 11] = ["zweck", "text", "descri", "beschr", "omschr", "libel", "memo", "tekst", "popis", "opis", "forklar"];

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
];

/// The columns of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    at: [Option<usize>; COUNT],
    /// All columns of the remittance, in their order.
    pub remittance: Vec<usize>,
    /// How many columns the header has.
    pub width: usize,
    /// The currency that the amount's own name states.
    pub currency: Option<Currency>,
}

impl Columns {
    /// The columns of a header line, read by a bank's own word and by the table of names. `below` are some rows under it.
    pub fn of(header: &StringRecord, bank: Option<&Bank>, below: &[StringRecord]) -> Columns {
        let names: Vec<(String, Option<Currency>)> = header.iter().map(header_name).collect();
        let mut columns = Columns { at: [None; COUNT], remittance: Vec::new(), width: names.len(), currency: None };
        let mut taken = vec![false; names.len()];
        for (field, wanted) in bank.iter().flat_map(|bank| &bank.columns) {
            columns.place(*field, wanted.all(), &names, &mut taken);
        }
        let ranked = ranked(&names, below);
        for (field, _, at) in ranked {
            let free = !taken.get(at).copied().unwrap_or(true);
            let open =
                columns.at(field).is_none() || (field == Field::Remittance && !bank.is_some_and(|bank| bank.columns.contains_key(&field)));
            if free && open {
                columns.set(field, at);
                if let Some(taken) = taken.get_mut(at) {
                    *taken = true;
                }
            }
        }
        columns.settle(&names, below);
        if bank.is_none() {
            columns.others_account(below);
            columns.own_account(below);
        }
        columns
    }

    /// A lone column of IBANs that changes from row to row, or is empty in some, is the other side's, be it called `IBAN` only:
    /// the account's own is always stated.
    fn others_account(&mut self, below: &[StringRecord]) {
        let Some(at) = self.at(Field::AccountIban).filter(|_| self.at(Field::CounterpartyIban).is_none()) else { return };
        let full = below.iter().filter(|row| row.len() > at);
        let stated: HashSet<&str> = full.filter_map(|row| row.get(at)).map(str::trim).collect();
        if stated.len() > 3 || (stated.len() > 1 && stated.contains("")) {
            if let Some(slot) = self.at.get_mut(Field::AccountIban as usize) {
                *slot = None;
            }
            self.set(Field::CounterpartyIban, at);
        }
    }

    /// A column of IBANs that is the same valid one in every row is the account's own, whatever its name.
    fn own_account(&mut self, below: &[StringRecord]) {
        let Some(at) = self.at(Field::CounterpartyIban).filter(|_| self.at(Field::AccountIban).is_none()) else { return };
        let mut ibans = below.iter().filter(|row| row.len() > at).filter_map(|row| row.get(at)).map(str::trim);
        let first = ibans.next().unwrap_or_default();
        let same = ibans.clone().count() > 0 && ibans.all(|iban| iban == first);
        if same && Iban::read(first).is_some_and(|iban| iban.is_valid()) {
            if let Some(slot) = self.at.get_mut(Field::CounterpartyIban as usize) {
                *slot = None;
            }
            self.set(Field::AccountIban, at);
        }
    }

    /// The columns of an export without header.
    pub fn without_header(bank: &Bank) -> Columns {
        let mut columns = Columns { at: [None; COUNT], remittance: Vec::new(), width: bank.without_header.len(), currency: None };
        for (at, place) in bank.without_header.iter().enumerate() {
            if let Some(field) = place.field() {
                columns.set(field, at);
            }
        }
        columns
    }

    /// The column of a field.
    pub fn at(&self, field: Field) -> Option<usize> {
        self.at.get(field as usize).copied().flatten()
    }

    /// What a row says in a field, trimmed; `""` where there is no such column.
    pub fn get<'r>(&self, field: Field, row: &'r StringRecord) -> &'r str {
        self.at(field).and_then(|at| row.get(at)).map_or("", str::trim)
    }

    /// True when there is a day and an amount.
    pub fn tell_bookings(&self) -> bool {
        let dated = self.at(Field::BookingDate).or(self.at(Field::ValueDate)).is_some();
        dated && (self.at(Field::Amount).is_some() || (self.at(Field::Debit).is_some() && self.at(Field::Credit).is_some()))
    }

    /// How many fields are known, as a measure of how well the table is understood.
    pub fn known(&self) -> usize {
        self.at.iter().flatten().count()
    }

    fn set(&mut self, field: Field, at: usize) {
        if let Some(slot) = self.at.get_mut(field as usize) {
            slot.get_or_insert(at);
        }
        if field == Field::Remittance && !self.remittance.contains(&at) {
            self.remittance.push(at);
            self.remittance.sort_unstable();
        }
    }

    /// Puts a field where the bank's own table says; a column may serve two fields there.
    fn place(&mut self, field: Field, wanted: &[String], names: &[(String, Option<Currency>)], taken: &mut [bool]) {
        for name in wanted {
            let name = header_name(name).0;
            if let Some(at) = names.iter().position(|(known, _)| *known == name)
                && (self.at(field).is_none() || field == Field::Remittance)
            {
                self.set(field, at);
                if let Some(taken) = taken.get_mut(at) {
                    *taken = true;
                }
            }
        }
    }

    /// The rest: which of several currency columns is the amount's, the sign column without a name, the text where only a
    /// booking text is.
    fn settle(&mut self, names: &[(String, Option<Currency>)], below: &[StringRecord]) {
        let amounts = [Field::Amount, Field::Debit, Field::Credit].into_iter().filter_map(|field| self.at(field));
        self.currency = amounts.filter_map(|at| names.get(at)).find_map(|(_, currency)| *currency);
        if let Some(amount) = self.at(Field::Amount) {
            let currencies = |at: &usize| names.get(*at).is_some_and(|(name, _)| is_currency(name, *at, below));
            if let Some(nearest) = (amount + 1..names.len()).find(currencies).filter(|_| self.at(Field::Currency).is_some())
                && let Some(slot) = self.at.get_mut(Field::Currency as usize)
            {
                *slot = Some(nearest);
            }
            let last = names.len().saturating_sub(1);
            if self.at(Field::Sign).is_none() && last > amount && names.get(last).is_some_and(|(name, _)| name.is_empty()) {
                self.set(Field::Sign, last);
            }
        }
        if self.remittance.is_empty() {
            let free = |at: &usize| !self.at.contains(&Some(*at));
            let texts = |at: &usize| names.get(*at).is_some_and(|(name, _)| TEXTS.iter().any(|root| name.contains(root)));
            let likely = (0..names.len()).filter(free).find(texts);
            if let Some(text) = self.at(Field::BookingText).or(likely) {
                self.set(Field::Remittance, text);
            }
        }
    }
}

/// What each column may be, the best first: by rank of its name, then from the left.
fn ranked(names: &[(String, Option<Currency>)], below: &[StringRecord]) -> Vec<(Field, usize, usize)> {
    let mut found: Vec<(Field, usize, usize)> = Vec::new();
    for (at, (name, _)) in names.iter().enumerate() {
        for (field, rank) in BY_NAME.get(name.as_str()).into_iter().flatten() {
            let fits = match field {
                Field::Currency => is_currency(name, at, below),
                Field::ValueDate | Field::BookingDate => is_date(at, below),
                _ => true,
            };
            if fits {
                found.push((*field, *rank, at));
            }
        }
    }
    found.sort_by_key(|(field, rank, at)| (*field, *rank, *at));
    found
}

/// False when some row below plainly holds no day there.
fn is_date(at: usize, below: &[StringRecord]) -> bool {
    let words = |text: &&str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    !below.iter().filter_map(|row| row.get(at)).map(str::trim).filter(|text| !text.is_empty()).take(5).any(|text| words(&text))
}

fn is_currency(name: &str, at: usize, below: &[StringRecord]) -> bool {
    let by_name = BY_NAME.get(name).is_some_and(|fields| fields.iter().any(|(field, _)| *field == Field::Currency));
    let dates = below.iter().filter_map(|row| row.get(at)).any(|text| date::read(text, date::Form::DayFirst).is_some());
    // A header without rows: `Valuta` is a day in German tables.
    by_name && !dates && (name != "valuta" || below.iter().any(|row| row.get(at).is_some_and(|text| Currency::read(text).is_some())))
}

/// True when a record could be a header line: names, no numbers and no days.
pub fn could_be_header(record: &StringRecord) -> bool {
    let named = record.iter().filter(|field| !field.trim().is_empty()).count();
    named >= 2 && record.iter().all(|field| field.len() <= 80 && !field.trim().bytes().next().is_some_and(|byte| byte.is_ascii_digit()))
}

/// True when the names say that the table is of another kind (invoices, orders, securities).
pub fn is_foreign(names: &[String]) -> bool {
    names.iter().any(|name| FOREIGN.contains(&name.as_str()))
}
