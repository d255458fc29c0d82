//! The spelling of account roles in settings and pipelines.

use crate::ledger::{Rate, Role};

/// Every role that settings may name: its spelling, and the role.
pub static ROLES: &[(&str, Role)] = &[
    ("bank", Role::Bank),
    ("cash", Role::Cash),
    ("transit", Role::Transit),
    ("unexplained", Role::Unexplained),
    ("credit-card", Role::CreditCard),
    ("receivables", Role::Receivables),
    ("payables", Role::Payables),
    ("input-vat-19", Role::InputVat(Rate::Full)),
    ("input-vat-7", Role::InputVat(Rate::Reduced)),
    ("output-vat-19", Role::OutputVat(Rate::Full)),
    ("output-vat-7", Role::OutputVat(Rate::Reduced)),
    ("expense-19", Role::Expense(Rate::Full)),
    ("expense-7", Role::Expense(Rate::Reduced)),
    ("expense-untaxed", Role::ExpenseUntaxed),
    ("expense-acquisition-19", Role::ExpenseAcquisition(Rate::Full)),
    ("expense-acquisition-7", Role::ExpenseAcquisition(Rate::Reduced)),
    ("expense-reverse-19", Role::ExpenseReverse(Rate::Full)),
    ("expense-reverse-7", Role::ExpenseReverse(Rate::Reduced)),
    ("revenue-19", Role::Revenue(Rate::Full)),
    ("revenue-7", Role::Revenue(Rate::Reduced)),
    ("revenue-untaxed", Role::RevenueUntaxed),
    ("revenue-intra-community", Role::RevenueIntraCommunity),
    ("revenue-export", Role::RevenueExport),
    ("revenue-reverse", Role::RevenueReverse),
    ("revenue-exempt", Role::RevenueExempt),
    ("revenue-exempt-letting", Role::RevenueExemptLetting),
    ("discount-granted-19", Role::DiscountGranted(Rate::Full)),
    ("discount-granted-7", Role::DiscountGranted(Rate::Reduced)),
    ("discount-received-19", Role::DiscountReceived(Rate::Full)),
    ("discount-received-7", Role::DiscountReceived(Rate::Reduced)),
    ("price-reduction-granted-19", Role::PriceReductionGranted(Rate::Full)),
    ("price-reduction-granted-7", Role::PriceReductionGranted(Rate::Reduced)),
    ("price-reduction-received-19", Role::PriceReductionReceived(Rate::Full)),
    ("price-reduction-received-7", Role::PriceReductionReceived(Rate::Reduced)),
    ("bad-debt-19", Role::BadDebt(Rate::Full)),
    ("bad-debt-7", Role::BadDebt(Rate::Reduced)),
    ("debt-recovered", Role::DebtRecovered),
    ("debt-waived", Role::DebtWaived),
    ("bank-fees", Role::BankFees),
    ("interest-income", Role::InterestIncome),
    ("interest-expense", Role::InterestExpense),
    ("small-loss", Role::SmallLoss),
    ("small-gain", Role::SmallGain),
    ("prepayments-made", Role::PrepaymentsMade),
    ("prepayments-received", Role::PrepaymentsReceived),
    ("prepayments-made-19", Role::PrepaymentsMadeTaxed(Rate::Full)),
    ("prepayments-made-7", Role::PrepaymentsMadeTaxed(Rate::Reduced)),
    ("prepayments-received-19", Role::PrepaymentsReceivedTaxed(Rate::Full)),
    ("prepayments-received-7", Role::PrepaymentsReceivedTaxed(Rate::Reduced)),
    ("prepayments-made-clearing", Role::PrepaymentsMadeClearing),
    ("prepayments-received-clearing", Role::PrepaymentsReceivedClearing),
    ("goods-not-invoiced", Role::GoodsNotInvoiced),
    ("salaries", Role::Salaries),
    ("wage-tax", Role::WageTax),
    ("social-security", Role::SocialSecurity),
    ("vat-payments", Role::VatPayments),
    ("trade-tax", Role::TradeTax),
    ("corporation-tax", Role::CorporationTax),
    ("rent", Role::Rent),
    ("insurance", Role::Insurance),
    ("telephone", Role::Telephone),
];

/// The role of that spelling.
pub fn role_named(name: &str) -> Option<Role> {
    ROLES.iter().find(|(known, _)| *known == name).map(|(_, role)| *role)
}

/// The role whose spelling is nearest to a mistyped one.
pub fn nearest_role(typed: &str) -> Option<&'static str> {
    super::suggest::nearest(
        typed,
        &ROLES.iter().map(|(name, _)| *name).collect::<Vec<&'static str>>(),
    )
}
