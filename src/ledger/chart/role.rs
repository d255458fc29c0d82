//! What kontor posts by itself, and the account of each chart for it. Code asks for a [`Role`],
//! never for a number.

use crate::ledger::posting::Seat;

/// What an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// The first bank account; further ones by [`Chart::bank`](super::Chart::bank).
    Bank,
    /// Money on its way between the company's own accounts (Geldtransit).
    Transit,
    /// Bank entries that nothing explains yet.
    Unexplained,
    /// What years before earned (Gewinnvortrag vor Verwendung, § 266 (3) A. IV HGB).
    ProfitBroughtForward,
    /// What years before lost.
    LossBroughtForward,
    /// Collective account of the customers; lines name personal accounts instead.
    Receivables,
    /// Collective account of the vendors.
    Payables,
    /// Input VAT (§ 15 UStG).
    InputVat(Rate),
    /// VAT owed on turnover.
    OutputVat(Rate),
    /// Input VAT at a rate without an account of its own.
    InputVatOther,
    /// Output VAT at a rate without an account of its own.
    OutputVatOther,
    /// Output VAT that waits for its payment (§ 20 UStG).
    OutputVatNotDue(Rate),
    /// The same at a rate without an account of its own.
    OutputVatNotDueOther,
    /// VAT shown without right (§ 14c UStG).
    VatWronglyShown,
    /// Input VAT on an intra-community acquisition (§ 15 (1) no. 3 UStG).
    InputVatAcquisition(Rate),
    /// VAT owed on an intra-community acquisition (§ 1a UStG).
    OutputVatAcquisition(Rate),
    /// The same where no input VAT is deducted.
    OutputVatAcquisitionKept,
    /// Input VAT where the recipient owes it (§ 13b UStG).
    InputVatReverse(Rate),
    /// VAT owed as the recipient (§ 13b UStG).
    OutputVatReverse(Rate),
    /// Goods and services received, where neither rule nor contact says better.
    Expense(Rate),
    /// The same without VAT, or gross where the VAT cannot be deducted.
    ExpenseUntaxed,
    /// Goods from another EU state (§ 1a UStG), with both halves of the VAT.
    ExpenseAcquisition(Rate),
    /// The recipient owes the VAT: a seller abroad, or in a place that nothing says.
    ExpenseReverse(Rate),
    /// … a seller in Germany (building work and its kin).
    ExpenseReverseGermany(Rate),
    /// … a service of a seller in another EU state.
    ExpenseReverseUnion(Rate),
    /// The same where no input VAT is deducted, or not all.
    ExpenseReverseKept(Seat, Rate),
    /// The same of an acquisition.
    ExpenseAcquisitionKept(Rate),
    /// Turnover taxed here.
    Revenue(Rate),
    /// Revenue without VAT of no better known kind.
    RevenueUntaxed,
    /// Exempt intra-community supply (§ 4 no. 1b UStG).
    RevenueIntraCommunity,
    /// What the first buyer in triangular trade delivers (§ 25b (2) UStG).
    RevenueTriangle,
    /// New vehicles to buyers in the EU without a VAT id.
    RevenueNewVehicle,
    /// Exempt with deduction (§ 4 no. 2 to 7 UStG).
    RevenueExemptDeducting,
    /// Taxed in another EU state (one-stop shop).
    RevenueOss,
    /// Sold under the margin scheme (§ 25, § 25a UStG), the tax on the margin apart.
    RevenueMargin,
    /// New vehicles from sellers in the EU without a VAT id (§ 1b UStG), with both halves of the
    /// VAT.
    ExpenseNewVehicle,
    /// VAT owed on them.
    OutputVatNewVehicle,
    /// … and its deduction.
    InputVatNewVehicle,
    /// Input VAT that is not deducted, where it is known apart from what it was paid with.
    InputVatKept,
    /// VAT owed to another EU state.
    OutputVatOss,
    /// Exempt acquisition (§ 4b UStG).
    ExpenseAcquisitionExempt,
    /// Exempt export (§ 4 no. 1a UStG).
    RevenueExport,
    /// The recipient owes the VAT (§ 13b UStG).
    RevenueReverse,
    /// A service to a firm in another EU state, which owes the VAT there (§ 3a (2) UStG).
    RevenueServiceUnion,
    /// A service to a firm in a third country, not taxable here (§ 3a (2) UStG).
    RevenueServiceAbroad,
    /// Taxable at 0 % (§ 12 (3) UStG).
    RevenueZeroRated,
    /// Of a small business (§ 19 UStG).
    RevenueSmallBusiness,
    /// Exempt under § 4 no. 8 ff. UStG.
    RevenueExempt,
    /// Exempt letting (§ 4 no. 12 UStG).
    RevenueExemptLetting,
    /// Skonto granted to customers.
    DiscountGranted(Rate),
    /// … on turnover without VAT.
    DiscountGrantedUntaxed,
    /// … on intra-community supplies.
    DiscountGrantedIntraCommunity,
    /// … on turnover whose VAT the recipient owes.
    DiscountGrantedReverse,
    /// … on services to firms in other EU states.
    DiscountGrantedServiceUnion,
    /// Skonto received from vendors.
    DiscountReceived(Rate),
    /// … on what was bought without VAT.
    DiscountReceivedUntaxed,
    /// … on intra-community acquisitions.
    DiscountReceivedAcquisition(Rate),
    /// … on what the company owes the VAT of (§ 13b UStG).
    DiscountReceivedReverse(Rate),
    /// A lower price granted to a customer (Erlösschmälerungen).
    PriceReductionGranted(Rate),
    /// … on turnover without VAT.
    PriceReductionGrantedUntaxed,
    /// … on intra-community supplies.
    PriceReductionGrantedIntraCommunity,
    /// A lower price granted by a vendor (Nachlässe).
    PriceReductionReceived(Rate),
    /// … on what was bought without VAT.
    PriceReductionReceivedUntaxed,
    /// … on intra-community acquisitions.
    PriceReductionReceivedAcquisition(Rate),
    /// What a customer will not pay (Forderungsverluste, of the usual height).
    BadDebt(Rate),
    /// … on turnover without VAT.
    BadDebtUntaxed,
    /// … on intra-community supplies.
    BadDebtIntraCommunity,
    /// What comes in of a receivable that was written off.
    DebtRecovered,
    /// What a vendor no longer asks for.
    DebtWaived,
    /// Fees of the bank (Nebenkosten des Geldverkehrs).
    BankFees,
    /// Interest received.
    InterestIncome,
    /// Interest paid.
    InterestExpense,
    /// A cent too little.
    SmallLoss,
    /// A cent too much.
    SmallGain,
    /// Less came in, or more was paid, than another currency stood at in the books (§ 256a HGB).
    RateLoss,
    /// More came in, or less was paid.
    RateGain,
    /// Prepayments made, without VAT.
    PrepaymentsMade,
    /// Prepayments received, without VAT.
    PrepaymentsReceived,
    /// Prepayments made whose input VAT is deducted.
    PrepaymentsMadeTaxed(Rate),
    /// Prepayments received whose VAT is declared.
    PrepaymentsReceivedTaxed(Rate),
    /// Prepayment invoices received that are not paid yet.
    PrepaymentsMadeClearing,
    /// Prepayment invoices issued that are not paid yet.
    PrepaymentsReceivedClearing,
    /// Goods received that nobody has billed yet (other provisions).
    GoodsNotInvoiced,
    /// Wages and salaries owed, which the payroll books and the bank pays.
    Salaries,
    /// Social security contributions owed.
    SocialSecurity,
    /// Wage tax owed.
    WageTax,
    /// Advance payments of VAT (Umsatzsteuer-Vorauszahlungen).
    VatPayments,
    /// The special prepayment of VAT for a longer time to file (1/11; § 47 UStDV): paid in
    /// February, counted in the last return of the year.
    SpecialPrepayment,
    /// Trade tax (Gewerbesteuer).
    TradeTax,
    /// Corporation tax (Körperschaftsteuer).
    CorporationTax,
    /// Rent of immovable property.
    Rent,
    /// Insurance premiums.
    Insurance,
    /// Telephone and internet.
    Telephone,
    /// Cash in hand.
    Cash,
    /// What a credit card's issuer is owed.
    CreditCard,
    /// Opening balances of impersonal accounts (Saldenvorträge).
    Opening,
    /// Opening balances of customers (9008).
    OpeningReceivables,
    /// Opening balances of vendors (9009).
    OpeningPayables,
}

/// The German VAT rates that an invoice is posted by (§ 12 UStG).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rate {
    /// 19 %.
    Full,
    /// 7 %.
    Reduced,
}

use Rate::{Full, Reduced};
use Seat::{Abroad, Germany, Union};

/// One row a role: its account in SKR03 and in SKR04.
pub(super) static ROLES: &[(Role, &str, &str)] = &[
    (Role::Bank, "1200", "1800"),
    (Role::Cash, "1000", "1600"),
    (Role::Transit, "1360", "1460"),
    (Role::Unexplained, "1590", "1370"),
    (Role::ProfitBroughtForward, "0860", "2970"),
    (Role::LossBroughtForward, "0868", "2978"),
    (Role::CreditCard, "1730", "3610"),
    (Role::Receivables, "1400", "1200"),
    (Role::Payables, "1600", "3300"),
    (Role::InputVat(Full), "1576", "1406"),
    (Role::InputVat(Reduced), "1571", "1401"),
    (Role::InputVatOther, "1570", "1400"),
    (Role::InputVatAcquisition(Full), "1574", "1404"),
    (Role::InputVatAcquisition(Reduced), "1572", "1402"),
    (Role::InputVatReverse(Full), "1577", "1407"),
    (Role::InputVatReverse(Reduced), "1578", "1408"),
    (Role::OutputVat(Full), "1776", "3806"),
    (Role::OutputVat(Reduced), "1771", "3801"),
    (Role::OutputVatOther, "1770", "3800"),
    (Role::OutputVatAcquisition(Full), "1774", "3804"),
    (Role::OutputVatAcquisition(Reduced), "1772", "3802"),
    (Role::OutputVatReverse(Full), "1787", "3837"),
    (Role::OutputVatReverse(Reduced), "1785", "3835"),
    (Role::OutputVatNotDue(Full), "1766", "3816"),
    (Role::OutputVatNotDue(Reduced), "1761", "3811"),
    (Role::OutputVatNotDueOther, "1760", "3810"),
    (Role::VatWronglyShown, "1783", "3851"),
    (Role::OutputVatAcquisitionKept, "1779", "3809"),
    (Role::ExpenseReverseGermany(Full), "3120", "5920"),
    (Role::ExpenseReverseGermany(Reduced), "3110", "5910"),
    (Role::ExpenseReverseUnion(Full), "3123", "5923"),
    (Role::ExpenseReverseUnion(Reduced), "3113", "5913"),
    (Role::ExpenseReverseKept(Germany, Full), "3140", "5940"),
    (Role::ExpenseReverseKept(Germany, Reduced), "3130", "5930"),
    (Role::ExpenseReverseKept(Union, Full), "3143", "5943"),
    (Role::ExpenseReverseKept(Union, Reduced), "3133", "5933"),
    (Role::ExpenseReverseKept(Abroad, Full), "3145", "5945"),
    (Role::ExpenseReverseKept(Abroad, Reduced), "3135", "5935"),
    (Role::ExpenseAcquisitionKept(Full), "3435", "5435"),
    (Role::ExpenseAcquisitionKept(Reduced), "3430", "5430"),
    (Role::RevenueServiceUnion, "8336", "4336"),
    (Role::RevenueServiceAbroad, "8338", "4338"),
    (Role::RevenueZeroRated, "8290", "4290"),
    (Role::RevenueSmallBusiness, "8195", "4185"),
    (Role::DiscountGrantedServiceUnion, "8742", "4742"),
    (Role::Expense(Full), "3400", "5400"),
    (Role::Expense(Reduced), "3300", "5300"),
    (Role::ExpenseUntaxed, "3200", "5200"),
    (Role::ExpenseAcquisition(Full), "3425", "5425"),
    (Role::ExpenseAcquisition(Reduced), "3420", "5420"),
    (Role::ExpenseReverse(Full), "3125", "5925"),
    (Role::ExpenseReverse(Reduced), "3115", "5915"),
    (Role::Revenue(Full), "8400", "4400"),
    (Role::Revenue(Reduced), "8300", "4300"),
    (Role::RevenueUntaxed, "8200", "4200"),
    (Role::RevenueIntraCommunity, "8125", "4125"),
    (Role::RevenueTriangle, "8130", "4130"),
    (Role::RevenueNewVehicle, "8135", "4135"),
    (Role::ExpenseNewVehicle, "3440", "5440"),
    (Role::OutputVatNewVehicle, "1784", "3834"),
    (Role::InputVatNewVehicle, "1584", "1432"),
    (Role::InputVatKept, "4300", "6860"),
    (Role::RevenueExemptDeducting, "8150", "4150"),
    (Role::RevenueOss, "8320", "4320"),
    (Role::RevenueMargin, "8193", "4138"),
    (Role::OutputVatOss, "1767", "3817"),
    (Role::ExpenseAcquisitionExempt, "3550", "5550"),
    (Role::RevenueExport, "8120", "4120"),
    (Role::RevenueReverse, "8337", "4337"),
    (Role::RevenueExempt, "8100", "4100"),
    (Role::RevenueExemptLetting, "8105", "4105"),
    (Role::DiscountGranted(Full), "8736", "4736"),
    (Role::DiscountGranted(Reduced), "8731", "4731"),
    (Role::DiscountGrantedUntaxed, "8730", "4730"),
    (Role::DiscountGrantedIntraCommunity, "8743", "4743"),
    (Role::DiscountGrantedReverse, "8741", "4741"),
    (Role::DiscountReceived(Full), "3736", "5736"),
    (Role::DiscountReceived(Reduced), "3731", "5731"),
    (Role::DiscountReceivedUntaxed, "3730", "5730"),
    (Role::DiscountReceivedAcquisition(Full), "3748", "5748"),
    (Role::DiscountReceivedAcquisition(Reduced), "3746", "5746"),
    (Role::DiscountReceivedReverse(Full), "3151", "5951"),
    (Role::DiscountReceivedReverse(Reduced), "3150", "5950"),
    (Role::PriceReductionGranted(Full), "8720", "4720"),
    (Role::PriceReductionGranted(Reduced), "8710", "4710"),
    (Role::PriceReductionGrantedUntaxed, "8700", "4700"),
    (Role::PriceReductionGrantedIntraCommunity, "8724", "4724"),
    (Role::PriceReductionReceived(Full), "3720", "5720"),
    (Role::PriceReductionReceived(Reduced), "3710", "5710"),
    (Role::PriceReductionReceivedUntaxed, "3700", "5700"),
    (Role::PriceReductionReceivedAcquisition(Full), "3725", "5725"),
    (Role::PriceReductionReceivedAcquisition(Reduced), "3724", "5724"),
    (Role::BadDebt(Full), "2406", "6936"),
    (Role::BadDebt(Reduced), "2401", "6931"),
    (Role::BadDebtUntaxed, "2400", "6930"),
    (Role::BadDebtIntraCommunity, "2402", "6932"),
    (Role::DebtRecovered, "2732", "4925"),
    (Role::DebtWaived, "2709", "4839"),
    (Role::BankFees, "4970", "6855"),
    (Role::InterestIncome, "2650", "7100"),
    (Role::InterestExpense, "2110", "7310"),
    (Role::SmallLoss, "4900", "6300"),
    (Role::SmallGain, "2700", "4830"),
    (Role::RateLoss, "2150", "6880"),
    (Role::RateGain, "2660", "4840"),
    (Role::PrepaymentsMade, "1510", "1180"),
    (Role::PrepaymentsReceived, "1710", "3250"),
    (Role::PrepaymentsMadeTaxed(Full), "1518", "1186"),
    (Role::PrepaymentsMadeTaxed(Reduced), "1511", "1181"),
    (Role::PrepaymentsReceivedTaxed(Full), "1718", "3272"),
    (Role::PrepaymentsReceivedTaxed(Reduced), "1711", "3260"),
    (Role::PrepaymentsMadeClearing, "1793", "3695"),
    (Role::PrepaymentsReceivedClearing, "1593", "1495"),
    (Role::GoodsNotInvoiced, "0970", "3070"),
    (Role::Salaries, "1740", "3720"),
    (Role::WageTax, "1741", "3730"),
    (Role::SocialSecurity, "1742", "3740"),
    (Role::VatPayments, "1780", "3820"),
    (Role::SpecialPrepayment, "1781", "3830"),
    (Role::TradeTax, "4320", "7610"),
    (Role::CorporationTax, "2200", "7600"),
    (Role::Rent, "4210", "6310"),
    (Role::Insurance, "4360", "6400"),
    (Role::Telephone, "4920", "6805"),
    (Role::Opening, "9000", "9000"),
    (Role::OpeningReceivables, "9008", "9008"),
    (Role::OpeningPayables, "9009", "9009"),
];
