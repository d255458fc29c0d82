//! Payment services (PayPal, Stripe) whose accounts a company keeps from their reports: which
//! entries are payouts between them and the bank.

use crate::domain::statement::Entry;
use crate::domain::text::fold;
use crate::formats::Layouts;
use crate::formats::bank_csv::layout::BANKS;
use crate::formats::bank_csv::{Bank, Payouts};

/// A payment service or an acquirer whose report is a source of the company's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Service {
    /// What its entries are kept under.
    pub account: String,
    /// How its payouts are told.
    pub payouts: Payouts,
}

/// How what a format (`csv:stripe`) tells of is paid out, where it is the report of a payment
/// service; an office's own layout goes before a shipped one.
pub fn payouts_of<'l>(format: &str, layouts: &'l Layouts) -> Option<&'l Payouts> {
    let called = |bank: &&Bank| format.strip_prefix("csv:") == Some(&bank.name);
    layouts.banks.iter().chain(BANKS.iter()).find(called)?.payouts.as_ref()
}

/// The formats that are reports of payment services.
pub fn formats(layouts: &Layouts) -> Vec<String> {
    let services = layouts.banks.iter().chain(BANKS.iter()).filter(|bank| bank.payouts.is_some());
    services.map(|bank| format!("csv:{}", bank.name)).collect()
}

impl Service {
    /// True for what its entries are kept under.
    pub fn keeps(&self, kept_under: &str) -> bool {
        kept_under == self.account
            || kept_under.strip_prefix(&self.account).is_some_and(|rest| rest.starts_with(' '))
    }

    /// What the service is called, where this entry moves money between its account and the bank's:
    /// its report says so and names nobody, or the bank's statement names it as the payer.
    pub fn payout(&self, kept_under: &str, entry: &Entry) -> Option<String> {
        let is_in = entry.amount.minor()? > 0;
        let name = entry.counterparty.name.as_deref().map(fold).filter(|name| !name.is_empty());
        let told = match (self.keeps(kept_under), &name) {
            (true, None) => {
                let words = if is_in { &self.payouts.back } else { &self.payouts.out };
                let text = fold(entry.booking_text.as_deref().unwrap_or_default());
                words.iter().any(|word| fold(word) == text)
            }
            (false, Some(name)) => is_in && self.is_called(name),
            _ => false,
        };
        self.payouts.payer.first().filter(|_| told).cloned()
    }

    /// What the service is called, where this entry of a bank account is money that it takes: the
    /// cover of what its own account paid, or a price of its own.
    pub fn cover(&self, kept_under: &str, entry: &Entry) -> Option<String> {
        let name = entry.counterparty.name.as_deref().map(fold)?;
        let takes = entry.amount.minor()? < 0 && !self.keeps(kept_under) && self.is_called(&name);
        self.payouts.payer.first().filter(|_| takes).cloned()
    }

    /// Whether a bank's statement calls the service so (`name`, folded).
    fn is_called(&self, name: &str) -> bool {
        // A name of one word is the whole name: others may begin like it.
        let is_payer = |payer: &String| {
            let rest = name.strip_prefix(fold(payer).as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' ') && payer.contains(' '))
        };
        self.payouts.payer.iter().any(is_payer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Currency, Money};
    use rust_decimal::dec;

    #[test]
    fn a_payout_is_what_the_report_or_the_bank_says_is_one() {
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
        let payouts = Payouts {
            out: names(&["payout"]),
            back: names(&["payout_failure"]),
            payer: names(&["Stripe", "Stripe Technology"]),
            made: names(&[]),
        };
        let service = Service { account: "1366".into(), payouts };
        let told = |kept: &str, amount, text: &str, name: &str| {
            let mut entry = Entry::new(Money { amount, currency: Currency::EUR });
            entry.booking_text = Some(text.to_owned());
            entry.counterparty.name = Some(name.to_owned()).filter(|name| !name.is_empty());
            service.payout(kept, &entry).is_some()
        };
        assert!(
            told("1366", dec!(-93.93), "payout", "")
                && told("1366", dec!(93.93), "payout_failure", "")
        );
        assert!(
            told("1366 acct_1", dec!(-93.93), "Payout", ""),
            "one of several accounts of the source"
        );
        assert!(told(
            "DE02120300000000202051",
            dec!(93.93),
            "GUTSCHRIFT",
            "STRIPE TECHNOLOGY EUROPE LTD"
        ));
        // What is no payout: a charge, money the wrong way, a payment to somebody, a name that only
        // begins alike, money to the service.
        assert!(
            !told("1366", dec!(93.93), "charge", "") && !told("1366", dec!(93.93), "payout", "")
        );
        assert!(
            !told("1366", dec!(-93.93), "payout", "Anna Kern")
                && !told("13660", dec!(-93.93), "payout", "")
        );
        assert!(!told("DE02120300000000202051", dec!(93.93), "", "Stripesdorf GmbH"));
        assert!(!told("DE02120300000000202051", dec!(93.93), "", "Stripe Agentur GmbH"));
        assert!(told("DE02120300000000202051", dec!(93.93), "", "Stripe"));
        assert!(!told("DE02120300000000202051", dec!(-93.93), "", "Stripe Technology Europe Ltd"));
    }
}
