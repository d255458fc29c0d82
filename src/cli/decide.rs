//! `kontor resolve` and `kontor undo`: a person's decisions.

use super::argument::{Example, day};
use super::office::{self, Outcome};
use super::{Ended, Told, kept_reports, print, print_json};
use crate::matching::Category;
use crate::office::plan::{Owed, Terms};
use crate::office::resolve::{
    Against, Choice, Decided, DueDay, Matching, NOTHING_OF_ITEM, Received, RestOf, SplitPart,
    UNKNOWN, UnitAnswer, split_parts,
};
use crate::settings::Office;
use clap::Subcommand;
use clap::error::{ContextKind, ContextValue};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::json;
use std::ffi::OsString;

/// Decide what waits for a person.
///
/// kontor resolve E12 accept                     take what was suggested
/// kontor resolve E12 match RE-2026-0815         settle this open item (several: in this order)
/// kontor resolve E12 RE-2026-0815               the same
/// kontor resolve E12 match RE-1 --write-off Insolvenz
///                                               … and write off what is left of it, with the VAT
///                                               in it: the reason says as what (bad debt, price
///                                               reduction, cash discount, small difference)
/// kontor resolve E12 match RE-1 --rest 4970 --reason Spesen
///                                               … and put what is left of it, or what is too much,
///                                               on an account
/// kontor resolve E12 account 4970               book on an account
/// kontor resolve E12 account 4530 --vat 19      … of which 19 % VAT are inside
/// kontor resolve E12 split 4930=80,4970=20.50   book parts on accounts (80,00 too)
/// kontor resolve E12 split 4650=89:19,4660=20   … of 89.00 with 19 % VAT inside
/// kontor resolve E12 reject "not theirs"        refuse what is proposed; it is not proposed for
///                                               this entry again
/// kontor resolve E12 leave                      leave it open
/// kontor resolve E12 same E3                    it is E3, read a second time: it moves nothing any
///                                               more
/// kontor resolve E12 same E3,E4                 it is the sum of E3 and E4: they move nothing any
///                                               more
/// kontor resolve D7 accept                      book a held document
/// kontor resolve D7 accept --rate 1.0873        … in a foreign currency: units for one euro, as
///                                               the ECB quotes it
/// kontor resolve D7 account 4930                book an invoice on this account, also one that is
///                                               booked already
/// kontor resolve D7 accept --beside             … in addition to the invoice that it names
/// kontor resolve D7 accept --of AR-1            … which takes off the prepayment AR-1 and does
///                                               not say so
/// kontor resolve D7 replace                     it takes the place of the invoice booked under its
///                                               number
/// kontor resolve D7 reject "wrong address"      do not book it
/// kontor resolve D7 release "called them"       let an invoice that the control holds pass for
///                                               payment; reject takes its booking back
/// kontor resolve D9 unit "1 Karton = 12 Stk"    what a package of the article asked about holds;
///                                               kept, and what waited is controlled again
/// kontor resolve D9 received                    all that this delivery note announces arrived;
///                                               received "2=8; 3=0" counts lines otherwise
/// kontor resolve RE-1 against GS-1              set open items off against each other: an invoice
///                                               against a credit note, a customer's invoice against
///                                               what is owed to the same contact; undo V1 takes it
///                                               back
/// kontor resolve RE-1 due 2031-05-31            what is left of it is due on this day (a
///                                               retention); due document goes by its document
///                                               again
/// kontor resolve M3 accept                      send a mail that failed once more; reject lets it
///                                               be
///
/// The German words of the clarification sheet are taken too (ja, Konto 4970, Beleg RE-1, offen,
/// ablehnen GRUND).
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Resolve {
    /// What to decide: a bank entry (E12) or a document (D7), as `kontor review` shows it; or an
    /// open item's number (RE-1).
    id: String,
    #[command(subcommand)]
    choice: Chosen,
}

#[derive(Subcommand)]
enum Chosen {
    /// Take the suggestion, or book the held document.
    #[command(aliases = ["ja", "Ja", "annehmen"])]
    Accept {
        /// Of an invoice in a foreign currency: its units for one euro, as the ECB quotes them
        /// (1.0873).
        #[arg(long, value_parser = rate)]
        rate: Option<Decimal>,
        /// Of an invoice: the account its net is booked on.
        #[arg(long)]
        account: Option<String>,
        /// Of an invoice received: book it gross, since it lacks what the deduction of input VAT
        /// needs (§ 14 (4) UStG).
        #[arg(long)]
        without_input_vat: bool,
        /// Of an invoice received that shows no VAT: the company owes it (§ 13b UStG).
        #[arg(long)]
        reverse_charge: bool,
        /// Of the same: goods from another EU state, whose acquisition the company pays VAT on (§
        /// 1a UStG).
        #[arg(long, conflicts_with = "reverse_charge")]
        acquisition: bool,
        /// Of the same: nothing of it is taxed here; needed where a yes is one to another question.
        #[arg(long, conflicts_with_all = ["reverse_charge", "acquisition"])]
        untaxed: bool,
        /// Of an invoice issued that calls itself paid, in full or in part: the money came in on
        /// its day, in cash or to an account that is not kept here, and VAT owed with the money is
        /// due.
        #[arg(long)]
        paid: bool,
        /// Of an invoice that names an earlier one: book it in addition, not in its place.
        #[arg(long)]
        beside: bool,
        /// Of a final invoice: the number of the prepayment that it takes off, where it does not
        /// say which; none: it takes off none of them.
        #[arg(long, conflicts_with = "beside")]
        of: Option<String>,
    },
    /// Book the held invoice in the place of the one booked under its number.
    #[command(alias = "ersetzen")]
    Replace {
        /// As with accept.
        #[arg(long, value_parser = rate)]
        rate: Option<Decimal>,
        /// As with accept.
        #[arg(long)]
        account: Option<String>,
        /// As with accept.
        #[arg(long)]
        without_input_vat: bool,
        /// As with accept.
        #[arg(long)]
        reverse_charge: bool,
        /// As with accept.
        #[arg(long, conflicts_with = "reverse_charge")]
        acquisition: bool,
        /// As with accept.
        #[arg(long, conflicts_with_all = ["reverse_charge", "acquisition"])]
        untaxed: bool,
    },
    /// Do not book the held document, or refuse what is proposed for the entry.
    #[command(alias = "ablehnen")]
    Reject {
        /// Why; stands in the reports.
        #[arg(required = true)]
        reason: Vec<String>,
    },
    /// Let an invoice that the control holds pass for payment.
    #[command(alias = "freigeben")]
    Release {
        /// How it was verified; it is kept with your name.
        #[arg(required = true)]
        reason: Vec<String>,
    },
    /// Say how much of one unit the other is, where a delivery note or an invoice is asked about
    /// its units.
    #[command(alias = "einheit", alias = "Einheit")]
    Unit {
        /// Such as "1 Karton = 12 Stk"; the number alone where it is clear which of the two is the
        /// package.
        #[arg(value_parser = unit)]
        said: UnitAnswer,
        /// The line of the document that is meant, where several are asked about.
        #[arg(long)]
        line: Option<String>,
    },
    /// Say what of a vendor's delivery note arrived: all of it, or of some lines another quantity.
    #[command(aliases = ["angekommen", "eingegangen"])]
    Received {
        /// Such as "2=8; 3=0": line and quantity, in the note's unit; of lines not named all
        /// arrived.
        #[arg(value_parser = received, default_value = "")]
        counts: Received,
    },
    /// Settle these open items by their numbers.
    #[command(aliases = ["beleg", "Beleg", "zuordnen"])]
    Match {
        /// The documents' numbers.
        #[arg(required = true)]
        documents: Vec<String>,
        /// Write off what is left of them, with the VAT in it; the reason says as what: Insolvenz
        /// or uneinbringlich (bad debt), Mangel or Nachlass (price reduction), Skonto,
        /// Kleindifferenz.
        #[arg(long, value_name = "REASON", conflicts_with = "rest")]
        write_off: Option<String>,
        /// Put what is left of them, or what the entry is too much, on this account.
        #[arg(long, value_name = "ACCOUNT", requires = "reason")]
        rest: Option<String>,
        /// Why; stands in the booking text.
        #[arg(long, requires = "rest")]
        reason: Option<String>,
    },
    /// Book on this account.
    #[command(aliases = ["konto", "Konto"])]
    Account {
        /// The account's number; of a customer or vendor of the list also his key (K1).
        account: String,
        /// What it is: bank-fee, interest, tax, social-security, salary, transfer, card, rent,
        /// return, other.
        #[arg(long, value_parser = category)]
        category: Option<Category>,
        /// VAT in percent that is inside the amount: the net goes to the account, the tax to its
        /// own.
        #[arg(long, value_parser = percent)]
        vat: Option<u8>,
    },
    /// Book parts on accounts.
    #[command(alias = "aufteilen")]
    Split {
        /// NUMBER=AMOUNT,NUMBER=AMOUNT …; together the amount of the entry. With VAT inside
        /// NUMBER=AMOUNT:RATE.
        #[arg(required = true, value_parser = parts)]
        parts: Vec<Parts>,
    },
    /// Set this open item off against another of the same contact, without a bank entry.
    Against {
        /// The other document's number.
        document: String,
        /// The company's ID, where several have such numbers.
        #[arg(long, value_name = "ID")]
        company: Option<String>,
        /// The day it is booked on; today without it.
        #[arg(long, value_name = "DATE", value_parser = day)]
        date: Option<Date>,
    },
    /// Say when what is left of this open item is due: a retention's day, an instalment's.
    #[command(aliases = ["faellig", "fällig", "Fällig"])]
    Due {
        /// The day; "document" for the one that its document states.
        #[arg(value_parser = due_day)]
        day: Due,
        /// Why; stands in `explain`.
        #[arg(long)]
        reason: Option<String>,
        /// The company's ID, where several have such numbers.
        #[arg(long, value_name = "ID")]
        company: Option<String>,
    },
    /// Say that this bank entry is another one, read twice: it moves nothing any more.
    #[command(aliases = ["doppelt", "gleich", "wie"])]
    Same {
        /// The entry that it is (E1), or the payments whose sum it is (E1,E2).
        #[arg(required = true)]
        entry: Vec<String>,
    },
    /// Leave it open.
    #[command(aliases = ["offen", "lassen"])]
    Leave,
}

/// Take a decision or a match back: postings are reversed, and what was settled is open again.
#[derive(clap::Args)]
pub struct Undo {
    /// A bank entry (E12), a document (D7), a set-off (V1, or the number of an item set off), or
    /// the number of an item whose due day was told.
    id: String,
}

/// A rate above zero, with comma or point.
fn rate(text: &str) -> Result<Decimal, Example> {
    let read =
        text.trim().replace(',', ".").parse::<Decimal>().ok().filter(|rate| *rate > Decimal::ZERO);
    read.ok_or(Example("1.0873", "1.0873"))
}

/// A due day; `None`: as the document says.
#[derive(Clone)]
struct Due(Option<Date>);

fn due_day(text: &str) -> Result<Due, Example> {
    match text.to_lowercase().as_str() {
        "document" | "beleg" => Ok(Due(None)),
        _ => day(text).map(|day| Due(Some(day))),
    }
}

/// A VAT rate in whole percent, with its sign or without.
fn percent(text: &str) -> Result<u8, Example> {
    let number = text.trim().trim_end_matches('%').trim_end();
    number.parse().ok().filter(|rate| *rate <= 99).ok_or(Example("19", "19"))
}

fn category(text: &str) -> Result<Category, String> {
    Category::read(text).ok_or_else(|| Category::ALL.map(Category::as_str).join(", "))
}

/// Accounts with their amounts.
#[derive(Clone)]
struct Parts(Vec<SplitPart>);

fn parts(text: &str) -> Result<Parts, Example> {
    split_parts(text).map(Parts).ok_or(Example(
        "KONTO=BETRAG, etwa 4930=80,50 oder mit 19 % Steuer 4930=80,50:19",
        "NUMBER=AMOUNT, as 4930=80.50, or with 19 % VAT 4930=80.50:19",
    ))
}

fn unit(text: &str) -> Result<UnitAnswer, Example> {
    UnitAnswer::read(text).ok_or(Example(
        "1 Karton = 12 Stk (1000 ohne Punkt: 1.000 liest sich auf zwei Weisen)",
        "1 Karton = 12 Stk (1000 without a point: 1.000 reads in two ways)",
    ))
}

fn received(text: &str) -> Result<Received, Example> {
    Received::read(text).ok_or(Example(
        "2=8; 3=0 (Position und Menge; 1000 ohne Punkt)",
        "2=8; 3=0 (line and quantity; 1000 without a point)",
    ))
}

/// What a person says of the VAT that an invoice does not show: at most one of these.
fn owed(reverse_charge: bool, acquisition: bool, untaxed: bool) -> Option<Owed> {
    let said = [
        (reverse_charge, Owed::Service),
        (acquisition, Owed::Acquisition),
        (untaxed, Owed::Nothing),
    ];
    said.into_iter().find_map(|(said, owed)| said.then_some(owed))
}

impl Resolve {
    /// Decides.
    pub async fn run(&self, told: &Told) -> Outcome {
        let choice = match &self.choice {
            Chosen::Accept {
                rate,
                account,
                without_input_vat,
                reverse_charge,
                acquisition,
                untaxed,
                paid,
                beside,
                of,
            } => {
                let (account, without_input_vat) = (account.clone(), *without_input_vat);
                let owed = owed(*reverse_charge, *acquisition, *untaxed);
                match (Terms {
                    rate: *rate,
                    account,
                    without_input_vat,
                    owed,
                    paid: *paid,
                    replaces: false,
                    beside: *beside,
                    of: of.clone(),
                }) {
                    terms if terms == Terms::default() => Choice::Accept,
                    terms => Choice::Book(terms),
                }
            }
            Chosen::Replace {
                rate,
                account,
                without_input_vat,
                reverse_charge,
                acquisition,
                untaxed,
            } => {
                let (account, without_input_vat) = (account.clone(), *without_input_vat);
                let owed = owed(*reverse_charge, *acquisition, *untaxed);
                Choice::Book(Terms {
                    rate: *rate,
                    account,
                    without_input_vat,
                    owed,
                    paid: false,
                    replaces: true,
                    beside: false,
                    of: None,
                })
            }
            Chosen::Reject { reason } => Choice::Reject(reason.join(" ")),
            Chosen::Release { reason } => Choice::Release(reason.join(" ")),
            Chosen::Unit { said, line } => Choice::Unit(UnitAnswer {
                line: line.clone().or_else(|| said.line.clone()),
                ..said.clone()
            }),
            Chosen::Received { counts } => Choice::Received(counts.clone()),
            Chosen::Match { documents, write_off, rest, reason } => {
                let on_account = rest.as_ref().zip(reason.as_ref());
                let on_account = on_account.map(|(number, reason)| RestOf::OnAccount {
                    number: number.clone(),
                    reason: reason.clone(),
                });
                let rest = write_off.clone().map(RestOf::WrittenOff).or(on_account);
                Choice::Match(Matching { numbers: parted(documents), rest })
            }
            Chosen::Account { account, category, vat } => {
                Choice::Account { number: account.clone(), category: *category, vat: *vat }
            }
            Chosen::Split { parts } => {
                Choice::Split(parts.iter().flat_map(|parts| parts.0.clone()).collect())
            }
            Chosen::Against { document, company, date } => Choice::Against(Against {
                number: document.clone(),
                company: company.clone(),
                day: *date,
            }),
            Chosen::Due { day, reason, company } => {
                Choice::Due(DueDay { day: day.0, company: company.clone(), reason: reason.clone() })
            }
            Chosen::Same { entry } => Choice::Same(entry.join(",")),
            Chosen::Leave => Choice::Leave,
        };
        let (desk, settings) = match office::desk(told).await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let ended = tell(told, &self.id, &settings, desk.resolve(&self.id, &choice).await)?;
        if ended == Ended::Done {
            kept_reports::follow(&desk).await;
        }
        Ok(ended)
    }
}

impl Undo {
    /// Takes back.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (desk, settings) = match office::desk(told).await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let ended = tell(told, &self.id, &settings, desk.undo(&self.id).await)?;
        if ended == Ended::Done {
            kept_reports::follow(&desk).await;
        }
        Ok(ended)
    }
}

fn tell(told: &Told, id: &str, settings: &Office, decided: Decided) -> Outcome {
    match decided? {
        Ok(sentence) => {
            match told.json {
                true => print_json(&json!({"id": id, "done": true, "message": sentence})),
                false => print(&format!("{sentence}\n")),
            }
            Ok(Ended::Done)
        }
        Err(finding) => {
            eprintln!("{}", finding.say(settings.settings.language));
            // An ID of which nothing can be decided is usage; an answer that cannot be carried out
            // is something found wrong.
            let is_usage = [UNKNOWN.code, NOTHING_OF_ITEM.code].contains(&finding.code());
            Ok(if is_usage { Ended::NotDone } else { Ended::Wrong })
        }
    }
}

/// A command line that answers with numbers alone (`resolve E12 RE-1 RE-2`), as the clarification
/// sheet takes them: they are to be matched.
pub(super) fn as_matched(words: &[OsString], error: &clap::Error) -> Option<Vec<OsString>> {
    let unknown =
        error.get(ContextKind::InvalidSubcommand).or(error.get(ContextKind::InvalidArg))?;
    let ContextValue::String(answer) = unknown else { return None };
    let verb = words.iter().position(|word| word == "resolve")?;
    let at = words.iter().skip(verb).position(|word| word == answer.as_str())? + verb;
    let is_number = !answer.starts_with('-') && answer.chars().any(|c| c.is_ascii_digit());
    is_number.then(|| {
        let (before, after) = words.split_at(at);
        [before, &[OsString::from("match")], after].concat()
    })
}

/// Numbers in a row are parted as people part them: by a comma behind a number, before it, or
/// alone.
fn parted(documents: &[String]) -> Vec<String> {
    let bare = documents
        .iter()
        .map(|number| number.trim_matches([',', ';']))
        .filter(|number| !number.is_empty());
    let numbers: Vec<String> = bare.map(str::to_owned).collect();
    if numbers.is_empty() { documents.to_vec() } else { numbers }
}

#[cfg(test)]
mod tests {
    use super::parted;

    #[test]
    fn a_comma_between_blanks_is_no_number() {
        let numbers = |words: &[&str]| {
            parted(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
        };
        for words in [&["RE-1", ",", "RE-2"][..], &["RE-1,", "RE-2"], &["RE-1", ",RE-2;"]] {
            assert_eq!(numbers(words), ["RE-1", "RE-2"], "{words:?}");
        }
        assert_eq!(numbers(&[","]), [","], "nothing is named");
    }
}
