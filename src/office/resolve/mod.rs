//! A person's decisions: what waits is resolved, and what was decided can be taken back.

mod by_final;
mod credit_notes;
mod documents;
mod doubts;
mod due;
mod entries;
mod items;
mod ledger_account;
mod listed_again;
mod mails;
mod matched;
mod named_late;
mod placed;
mod received;
mod release;
mod replaced;
mod rest;
mod restored;
mod returned;
mod same;
mod set_off;
mod taken_back;
mod terms;
mod told;
mod trade;
mod treated;
mod undone;
mod units;
mod withdrawn;
mod written;

pub use documents::FINDINGS as DOCUMENT_FINDINGS;
pub use due::{DueDay, item_id};
pub use named_late::FINDINGS as NAMED_LATE_FINDINGS;
pub use received::Received;
pub use release::FINDINGS as RELEASE_FINDINGS;
pub use replaced::FINDINGS as REPLACED_FINDINGS;
pub(super) use replaced::answers;
pub use rest::{Matching, RestOf, read as read_matching};
pub use restored::FINDINGS as RESTORED_FINDINGS;
pub use set_off::{Against, NOTHING_OF_ITEM};
pub use trade::FINDINGS as TRADE_FINDINGS;
pub use undone::TAKEN_BACK;
pub use units::UnitAnswer;
pub use written::{SplitPart, split_parts};

use super::plan::{Owed, Terms};
use super::rejudge::Again;
use super::run::{Desk, Summary};
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind, Language};
use crate::matching::Category;
use std::borrow::Cow;

/// What a person chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Take the suggestion of an entry; book a held document.
    Accept,
    /// Book a held document on these terms.
    Book(Terms),
    /// Do not book a held document, or take the booking of one that the control holds back.
    Reject(String),
    /// Let an invoice that the control holds pass for payment; how it was verified.
    Release(String),
    /// Settle these documents, in this order, and what becomes of a rest.
    Match(Matching),
    /// Book on this account.
    Account {
        /// The account's number.
        number: String,
        /// What the entry is then.
        category: Option<Category>,
        /// Percent of VAT that is inside.
        vat: Option<u8>,
    },
    /// Book parts on accounts.
    Split(Vec<SplitPart>),
    /// How much one unit is of another, for the article asked about.
    Unit(UnitAnswer),
    /// What arrived of a delivery, as a person counted it.
    Received(Received),
    /// Set an open item off against another.
    Against(Against),
    /// When what is left of an open item is due.
    Due(DueDay),
    /// The entry is another, read a second time: the other's id (`E1`); or it is the sum of several
    /// (`E1,E2`).
    Same(String),
    /// Leave the entry open.
    Leave,
}

/// How an invoice whose input VAT is not deducted stands among the decisions.
const WITHOUT_INPUT_VAT: &str = "--without-input-vat";
/// How one stands among them whose VAT the company owes (§ 13b UStG), and one of which none is
/// owed.
const REVERSE_CHARGE: &str = "--reverse-charge";
const UNTAXED: &str = "--untaxed";
/// How one stands among them whose goods the company acquires from another EU state (§ 1a UStG).
const ACQUISITION: &str = "--acquisition";
/// How one stands among them that was paid on its day, as far as it says.
const PAID: &str = "--paid";
/// How one stands among them that is booked in addition to what it names.
const BESIDE: &str = "--beside";
/// What stands before the number of the prepayment that an invoice takes off.
const OF: &str = "--of";

/// Findings of deciding.
pub static FINDINGS: &[&FindingKind] = &[
    &UNKNOWN,
    &NOTHING_SUGGESTED,
    &NO_SUCH_ITEM,
    &NOT_HELD,
    &ONLY_DOUBTED,
    &doubts::REST_UNEXPLAINED,
    &NOT_DECIDED,
    &NO_ACCOUNT,
    &NOBODYS_ACCOUNT,
    &NOT_SUMMING,
    &CLOSED,
    &OTHER_SIDE,
    &OTHER_CURRENCY,
    &OTHER_PARTY,
    &SEVERAL,
    &OUTDATED,
    &RETURN_FIRST,
    &CANNOT,
    &OWN_BANK,
    &STILL_RETURNED,
    &CREDIT_USED,
    &mails::NOT_FAILED,
    &mails::NO_ANSWER,
    &rest::NO_REST,
    &rest::REASON_UNCLEAR,
    &rest::TOO_MUCH,
    &rest::PREPAID,
    &rest::NOT_SMALL,
    &rest::VAT_UNKNOWN,
    &due::TOO_EARLY,
    &due::TOO_FAR,
    &credit_notes::CREDITS_STAY,
    &listed_again::LISTED_AGAIN,
    &due::SETTLED,
    &due::DUE_OR_SET_OFF,
    &by_final::SETS_OFF_TAKEN,
    &set_off::OTHER_PARTY,
    &set_off::SAME_DIRECTION,
    &set_off::ITSELF,
    &set_off::TWO_CURRENCIES,
    &set_off::TOO_EARLY,
    &set_off::NOTHING_OF_ITEM,
    &set_off::SEVERAL_SET_OFFS,
    &returned::NO_RETURN,
    &returned::WHICH_RETURN,
    &same::NO_OTHER,
    &same::NOT_ALIKE,
    &same::NO_SUM,
    &same::ONE_STATEMENT,
    &same::STANDS_FOR_OTHERS,
    &treated::TAX_STANDS_IN_PAYMENT,
    &units::WHICH,
    &units::FACT,
    &units::NO_ARTICLE,
    &withdrawn::WITHDRAWN,
    &ledger_account::NO_MONEY,
    &placed::STANDS_THERE,
    &placed::BOOKED_AGAINST,
    &received::NO_DELIVERY,
    &received::COUNTED,
    &received::NO_LINE,
];

/// There is no such entry or document.
pub static UNKNOWN: FindingKind = kind(
    "resolve-unknown",
    "{id} gibt es nicht. „kontor review“ zeigt, was wartet (E… Bankumsätze, D… Dokumente, M… \
     E-Mails).",
    "There is no {id}. \"kontor review\" shows what waits (E… bank entries, D… documents, M… \
     mails).",
);
/// Accepting where nothing is proposed.
pub static NOTHING_SUGGESTED: FindingKind = kind(
    "resolve-nothing-suggested",
    "Für {id} gibt es keinen Vorschlag. Bitte Belege nennen (match NUMMER) oder ein Konto (account \
     NUMMER).",
    "Nothing is suggested for {id}. Name documents (match NUMBER) or an account (account NUMBER).",
);
/// An open item that does not exist.
pub static NO_SUCH_ITEM: FindingKind = kind(
    "resolve-no-item",
    "Einen offenen Posten „{number}“ gibt es bei dieser Firma nicht. „kontor report open-items“ \
     zeigt alle.",
    "This company has no open item “{number}”. \"kontor report open-items\" shows all.",
);
/// A document that is not held.
pub static NOT_HELD: FindingKind = kind(
    "resolve-not-held",
    "{id} wartet nicht auf eine Entscheidung (Status: {status}).",
    "{id} does not wait for a decision (status: {status}).",
);
/// A document that is in the books, and asked about.
pub static ONLY_DOUBTED: FindingKind = kind(
    "resolve-only-doubted",
    "{id} ist eingelesen; offen ist nur die Frage dazu (kontor explain {id}). Ist sie geklärt: \
     „kontor resolve {id} accept“. Eine gebuchte Rechnung nimmt „kontor undo {id}“ zurück, \
     Bankumsätze werden einzeln entschieden.",
    "{id} is read; only the question about it is open (kontor explain {id}). Once it is settled: \
     \"kontor resolve {id} accept\". \"kontor undo {id}\" takes a booked invoice back, bank \
     entries are decided one by one.",
);
/// Taking back what nobody decided.
pub static NOT_DECIDED: FindingKind = kind(
    "undo-nothing",
    "An {id} ist nichts zurückzunehmen.",
    "There is nothing to take back about {id}.",
);
/// An account that the chart has not.
pub static NO_ACCOUNT: FindingKind = kind(
    "resolve-no-account",
    "Das Konto {account} kennt der Kontenrahmen nicht, oder es ist ein Sammelkonto. „kontor report \
     trial-balance“ zeigt die Konten in Gebrauch.",
    "The chart of accounts has no account {account}, or it is a collective one. \"kontor report \
     trial-balance\" shows those in use.",
);
/// A personal account of nobody.
pub static NOBODYS_ACCOUNT: FindingKind = kind(
    "resolve-nobodys-account",
    "{account} ist ein Personenkonto, das keinem Kunden und keinem Lieferanten gehört. Bitte die \
     Nummer prüfen.",
    "{account} is a personal account that belongs to no customer and no vendor. Please check the \
     number.",
);
/// Parts that do not add up.
pub static NOT_SUMMING: FindingKind = kind(
    "resolve-not-summing",
    "Die Teile ergeben {sum}, der Umsatz ist {amount}. Sie müssen ihn genau ergeben.",
    "The parts sum to {sum}, the entry is {amount}. They must sum to it exactly.",
);
/// An item that is settled.
pub static CLOSED: FindingKind = kind(
    "resolve-closed",
    "{number} ist schon ausgeglichen. Erst die andere Zuordnung zurücknehmen (undo E…), oder ein \
     Konto nennen.",
    "{number} is settled already. First take the other match back (undo E…), or name an account.",
);
/// An item of the other side.
pub static OTHER_SIDE: FindingKind = kind(
    "resolve-other-side",
    "Das Geld geht in die andere Richtung als {number}; damit würde mehr offen statt weniger. \
     {items}",
    "The money goes the other way than {number}; more would be open instead of less. {items}",
);
/// An item in another currency.
pub static OTHER_CURRENCY: FindingKind = kind(
    "resolve-other-currency",
    "{number} ist nicht in {currency} offen: {items}. Ohne Kurs wird nichts zugeordnet; der Umsatz \
     bleibt offen. Bitte die Kursdatei der EZB (eurofxref-hist.csv) in den Eingang legen und dann \
     noch einmal zuordnen.",
    "{number} is not open in {currency}: {items}. Without a rate nothing is matched; the entry \
     stays open. Drop the ECB's rates (eurofxref-hist.csv) into the inbox, then match it again.",
);
/// An item of somebody else than the payer, who is known.
pub static OTHER_PARTY: FindingKind = kind(
    "resolve-other-party",
    "{number} ist ein Posten von {bearer}; die Gegenseite des Umsatzes ist {payer}. Wenn es so \
     gemeint ist: „kontor resolve {id} match {named}“.",
    "{number} is an item of {bearer}; the other side of the entry is {payer}. If that is meant: \
     \"kontor resolve {id} match {named}\".",
);
/// A number that several items bear.
pub static SEVERAL: FindingKind = kind(
    "resolve-several",
    "{number} tragen mehrere offene Posten: {items}. Bitte so nennen, wie er hier steht \
     (NUMMER@KONTO).",
    "Several open items bear {number}: {items}. Please name it as it stands here (NUMBER@ACCOUNT).",
);
/// An answer to a question that has changed.
pub static OUTDATED: FindingKind = kind(
    "resolve-outdated",
    "Der Vorschlag zu {id} gilt nicht mehr: von {number} ist weniger offen, als er ausgleicht. \
     Bitte neu zuordnen.",
    "The proposal for {id} no longer holds: less of {number} is open than it settles. Please match \
     it anew.",
);
/// A payment for which there is room once another has been sent back.
pub static RETURN_FIRST: FindingKind = kind(
    "resolve-return-first",
    "{number} ist erst wieder offen, wenn über {returned} entschieden ist: Damit kommt eine \
     Zahlung darauf zurück. Bitte zuerst {returned} entscheiden, dann {id}.",
    "{number} is open again only once {returned} is decided, which gives a payment of it back. \
     Please decide about {returned} first, then about {id}.",
);
/// A decision that cannot be booked.
pub static CANNOT: FindingKind =
    kind("resolve-not-booked", "{id} bleibt, wie es war. {why}", "{id} stays as it was. {why}");
/// The account that the money is on itself.
pub static OWN_BANK: FindingKind = kind(
    "resolve-own-bank",
    "{account} ist das Bankkonto, auf dem der Umsatz selbst steht; bitte das Gegenkonto nennen.",
    "{account} is the bank account that the entry itself is on; name the account against it.",
);
/// Taking back a payment that came back itself.
pub static STILL_RETURNED: FindingKind = kind(
    "undo-returned",
    "Die Zahlung {id} ist zurückgegeben ({by}) und {number} dadurch wieder offen. Bitte zuerst die \
     Rückgabe zurücknehmen.",
    "The payment {id} has been returned ({by}), which opened {number} again. Please take the \
     return back first.",
);

/// Deciding anew about an entry whose money on account has been used.
pub static CREDIT_USED: FindingKind = kind(
    "resolve-credit-used",
    "Was {id} auf dem Personenkonto gelassen hat (offener Posten {number}), ist schon verrechnet \
     oder zurückgezahlt ({by}). Bitte zuerst das zurücknehmen („kontor explain {number}“ zeigt \
     es).",
    "What {id} left on the personal account (open item {number}) has been set off or paid back \
     already ({by}). Take that back first (\"kontor explain {number}\" shows it).",
);

const fn kind(code: &'static str, de: &'static str, en: &'static str) -> FindingKind {
    FindingKind { code, weight: Weight::Error, de, en }
}

/// A decision went through, or why it did not.
pub type Decided = anyhow::Result<Result<String, Finding>>;

impl Desk {
    /// Resolves an entry (`E12`), a held document (`D7`), a mail that failed (`M3`), or an open
    /// item against another (`RE-1`); gives a sentence that says what was done.
    pub async fn resolve(&self, id: &str, choice: &Choice) -> Decided {
        let _turn = self.turn().await?;
        self.renew_keys().await?;
        let called = called(id);
        let before = self.others_wait_for(&called).await?;
        let decided = self.resolve_in_turn(id, choice).await?;
        self.reasons_now(&called, &decided, before).await?;
        self.end_answered().await?;
        self.control().await?;
        self.confirm().await?;
        Ok(decided)
    }

    /// The same for one who has the turn already.
    pub(super) async fn resolve_in_turn(&self, id: &str, choice: &Choice) -> Decided {
        if let Choice::Against(against) = choice {
            return self.set_off(id, against).await;
        }
        if let Choice::Due(due) = choice {
            return self.tell_due(id, due).await;
        }
        // Two open items, matched: set off against each other.
        if let (None, Choice::Match(Matching { numbers, rest: None })) = (number(id), choice)
            && let [other] = numbers.as_slice()
        {
            let number = other.clone();
            return self.set_off(id, &Against { number, company: None, day: None }).await;
        }
        let id = &*called(id);
        if let Choice::Same(others) = choice {
            let others: Vec<String> = others
                .split([',', ' '])
                .filter(|other| !other.is_empty())
                .map(str::to_uppercase)
                .collect();
            if others.len() > 1 {
                return self.same_as_parts(id, &others).await;
            }
        }
        match number(id) {
            Some(('E', key)) => self.resolve_entry(id, key, choice).await,
            Some(('D', key)) => self.resolve_document(id, key, choice).await,
            Some(('M', key)) => self.resolve_mail(id, key, choice).await,
            _ => Ok(Err(UNKNOWN.found().with("id", id))),
        }
    }

    /// After a decision that others may wait for, as it was before or is now, what waits because of
    /// another says why it does now; payments that name a document that waited are tried again.
    async fn reasons_now(
        &self,
        id: &str,
        decided: &Result<String, Finding>,
        before: bool,
    ) -> anyhow::Result<()> {
        if decided.is_err() {
            return Ok(());
        }
        if before || self.others_wait_for(id).await? {
            self.judge_again(&mut self.books().await?, &mut Summary::default(), Again::Answered)
                .await?;
        }
        match number(id) {
            Some(('D', key)) => self.reconsider_what_waits_for(key).await,
            _ => Ok(()),
        }
    }

    /// Takes a decision or a match back.
    pub async fn undo(&self, id: &str) -> Decided {
        let _turn = self.turn().await?;
        self.renew_keys().await?;
        let id = &*called(id);
        let before = self.others_wait_for(id).await?;
        let undone = match number(id) {
            Some(('E', key)) => self.undo_entry(id, key).await?,
            Some(('D', key)) => self.undo_document(id, key).await?,
            Some(('V', key)) if self.store.set_off(key).await?.is_some() => {
                self.undo_set_off(id, key).await?
            }
            _ => match self.undo_due(id).await? {
                Some(undone) => undone?,
                None => self.undo_set_off_of(id).await?,
            },
        };
        self.reasons_now(id, &undone, before).await?;
        self.control().await?;
        Ok(undone)
    }
}

/// `E12` → ('E', 12).
pub fn number(id: &str) -> Option<(char, i64)> {
    let mut letters = id.trim().chars();
    let letter = letters.next()?.to_ascii_uppercase();
    Some((letter, letters.as_str().parse().ok()?))
}

/// ` e12` → `E12`: what is decided is kept under one name, however it was typed. Other names, of
/// open items, stay as they are.
fn called(id: &str) -> Cow<'_, str> {
    match number(id) {
        Some((letter @ ('E' | 'D' | 'M' | 'V'), key)) => format!("{letter}{key}").into(),
        _ => id.into(),
    }
}

pub(super) fn label(choice: &Choice) -> String {
    match choice {
        Choice::Accept => "accept".to_owned(),
        Choice::Book(terms) => {
            let verb = if terms.replaces { "replace" } else { "accept" };
            let rate = terms.rate.map(|rate| format!(" --rate {rate}"));
            let account = terms.account.as_ref().map(|account| format!(" --account {account}"));
            let untaxed = terms.without_input_vat.then(|| format!(" {WITHOUT_INPUT_VAT}"));
            let owed = terms.owed.map(|owed| match owed {
                Owed::Service => format!(" {REVERSE_CHARGE}"),
                Owed::Acquisition => format!(" {ACQUISITION}"),
                Owed::Nothing => format!(" {UNTAXED}"),
            });
            let paid = terms.paid.then(|| format!(" {PAID}"));
            let beside = terms.beside.then(|| format!(" {BESIDE}"));
            // One word, however it is written: numbers are compared without their blanks.
            let of = terms.of.as_ref().map(|of| format!(" {OF} {}", of.replace(' ', "")));
            [Some(verb.to_owned()), rate, account, untaxed, owed, paid, beside, of]
                .into_iter()
                .flatten()
                .collect()
        }
        Choice::Reject(why) => format!("reject {why}"),
        Choice::Release(why) => format!("release {why}"),
        Choice::Match(matching) => matching.label(),
        Choice::Account { number, vat, .. } => match vat {
            Some(vat) => format!("account {number} --vat {vat}"),
            None => format!("account {number}"),
        },
        Choice::Split(parts) => {
            let parts: Vec<String> = parts.iter().map(SplitPart::label).collect();
            format!("split {}", parts.join(","))
        }
        Choice::Against(against) => format!("against {}", against.number),
        Choice::Due(due) => due.label(),
        Choice::Unit(answer) => format!("unit {}", answer.label()),
        Choice::Received(received) => received.label(),
        Choice::Same(other) => format!("same {}", other.trim().to_uppercase()),
        Choice::Leave => "leave".to_owned(),
    }
}

fn done(language: Language, id: &str) -> String {
    match language {
        Language::De => format!("{id}: erledigt."),
        Language::En => format!("{id}: done."),
    }
}
