//! The ledger accounts that a person may name for a document: for an invoice's net, and for the
//! money that a statement tells of.

use super::{NO_ACCOUNT, kind};
use crate::domain::{Content, Finding, FindingKind, Iban};
use crate::ledger::{Function, Personal, Role};
use crate::office::run::Desk;

/// A statement of one IBAN on the ledger account of another.
pub static OTHER_IBAN: FindingKind = kind(
    "resolve-other-iban",
    "Der Auszug ist der von {stated}; Sachkonto {account} gehört zu {own}. Zwei Bankkonten auf \
     einem Sachkonto gehen nicht auf. Bitte ein Sachkonto nennen, das kein Bankkonto hat, oder \
     {stated} in companies/{company}.toml unter ibans eintragen, dann „kontor resolve {document} \
     accept“; ist es nicht von dieser Firma: „kontor resolve {document} reject GRUND“.",
    "The statement is that of {stated}; ledger account {account} belongs to {own}. Two bank \
     accounts on one ledger account do not add up. Name a ledger account without a bank account, \
     or add {stated} to ibans in companies/{company}.toml and \"kontor resolve {document} \
     accept\"; if it is not of this company, \"kontor resolve {document} reject REASON\".",
);

/// An account that stands for something else than what an invoice bills.
pub static UNFIT: FindingKind = kind(
    "resolve-account-unfit",
    "Auf Konto {account} wird der Nettobetrag von {document} nicht gebucht: Es passt nicht zu \
     dieser Rechnung (ein Erlöskonto zu einem Einkauf, ein Aufwandskonto zu einem Verkauf, ein \
     Geld- oder Steuerkonto, ein Konto für eine andere Besteuerung). Es ist nichts geändert. Bitte \
     ein Konto nennen, das passt; ist die Rechnung anders zu besteuern: „kontor resolve --help“.",
    "The net of {document} is not booked on account {account}: it does not fit this invoice (a \
     revenue account for a purchase, an expense account for a sale, an account of money or of tax, \
     one of another taxation). Nothing is changed. Name an account that fits; if the invoice is to \
     be taxed otherwise: \"kontor resolve --help\".",
);

/// An account for a statement that keeps no money.
pub static NO_MONEY: FindingKind = kind(
    "resolve-keeps-no-money",
    "{account} {name} ist kein Konto für Geld: Ein Auszug gehört auf ein Bank-, Kassen- oder \
     Verrechnungskonto (wie {bank}). Soll nur das Gegenkonto eines Umsatzes {account} sein: \
     „kontor resolve E… account {account}“.",
    "{account} {name} keeps no money: a statement belongs on an account of a bank, of cash or of \
     transit (such as {bank}). If an entry is only to be booked against {account}: \"kontor \
     resolve E… account {account}\".",
);

impl Desk {
    /// Whether an account is none for what an invoice bills: it takes money, or tax.
    pub(super) fn is_of_money_or_tax(&self, company: &str, account: &str) -> bool {
        let Some(books) = self.setup.companies.get(company) else { return false };
        let money = [Role::Bank, Role::Cash, Role::Transit, Role::Unexplained];
        books.bank_behind(account).is_some()
            || money.iter().any(|role| books.chart.number(*role) == account)
            || books.chart.account(account).is_some_and(|own| own.function == Function::Tax)
    }

    /// Whether an invoice's net may be booked on an account: one of the chart's form, and nobody's
    /// personal account.
    pub(super) fn takes(&self, company: &str, account: &str) -> bool {
        let known = self.setup.companies.get(company).is_some_and(|books| books.knows(account));
        let formed =
            (4..=8).contains(&account.len()) && account.bytes().all(|byte| byte.is_ascii_digit());
        known || formed && Personal::of(account).is_none()
    }

    /// What is said where the ledger account that a person names for statements is that of another
    /// IBAN than they state.
    pub(super) fn of_another_iban(
        &self,
        company: &str,
        content: &Content,
        account: Option<&str>,
    ) -> Option<Finding> {
        let (Content::BankStatement(file), Some(account)) = (content, account) else { return None };
        let own = self
            .setup
            .companies
            .get(company)?
            .bank_behind(account)
            .filter(|bank| Iban::read(bank).is_some())?;
        let stated = file
            .statements
            .iter()
            .filter_map(|statement| statement.account.iban.as_ref())
            .find(|iban| iban.as_str() != own)?;
        let finding = OTHER_IBAN.found().with("stated", stated).with("account", account);
        Some(finding.with("own", own).with("company", company))
    }

    /// What is said of an account on which no money can be kept.
    pub(super) fn keeps_no_money(&self, company: &str, account: &str) -> Finding {
        let unknown = || NO_ACCOUNT.found().with("account", account);
        let Some(books) = self.setup.companies.get(company) else { return unknown() };
        if Personal::of(account).is_some() || !books.knows(account) {
            return unknown();
        }
        let name = books.chart.name(account).unwrap_or_default();
        let bank = books.number(books.chart.number(Role::Bank));
        NO_MONEY.found().with("account", account).with("name", name).with("bank", bank)
    }

    /// Whether money can be kept on an account: one that the company has, and none of expense or
    /// revenue.
    pub(super) fn keeps(&self, company: &str, account: &str) -> bool {
        let of_others =
            [Some(Function::Tax), Some(Function::Collective), Some(Function::CarryForward)];
        let known = self.setup.companies.get(company).is_some_and(|books| {
            let function = books.chart.account(account).map(|known| known.function);
            books.knows(account)
                && !books.chart.is_profit_and_loss(account)
                && !of_others.contains(&function)
        });
        known && Personal::of(account).is_none()
    }
}
