//! What kind of VAT an amount stands under, and so which accounts it goes to.

use super::NotPosted;
use super::treatment::{Seat, Treatment};
use super::unstated::{rate_stated, seat_of_seller};
use crate::domain::invoice::{Invoice, VatBreakdown};
use crate::domain::money::{LARGEST, round_commercially};
use crate::domain::{Party, Side};
use crate::ledger::chart::Rate;
use crate::ledger::regime::{Bookkeeping, TaxedUnder, VatRegime};
use rust_decimal::{Decimal, dec};

/// How much of an invoice's gross stands under which VAT: what is posted, and what Skonto is split
/// by.
///
/// The store keeps these beside the open item, since the Skonto is posted long after the invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatShare {
    /// How the VAT law treats the share.
    pub treatment: Treatment,
    /// What is paid under it: base and the VAT that is charged.
    pub gross: Decimal,
    /// The base alone; equal to `gross` where no VAT is charged or none can be deducted.
    pub net: Decimal,
    /// How it was taxed when it was booked, where that is not as the books began.
    pub under: Option<TaxedUnder>,
}

impl Rate {
    /// The rate of that many percent.
    pub fn of(percent: Decimal) -> Option<Rate> {
        match percent {
            p if p == dec!(19) => Some(Rate::Full),
            p if p == dec!(7) => Some(Rate::Reduced),
            _ => None,
        }
    }

    /// In percent.
    pub fn percent(self) -> Decimal {
        match self {
            Rate::Full => dec!(19),
            Rate::Reduced => dec!(7),
        }
    }
}

/// An invoice's gross by treatment, in the invoice's order; from BG-23, else from the document's
/// totals.
///
/// `side` is payable for an invoice received. VAT on one that cannot be deducted (foreign, or of a
/// company without deduction) is part of the price.
///
/// # Errors
/// There is neither a VAT breakdown nor a total with a plain rate.
pub fn vat_shares(
    books: impl Into<Bookkeeping>,
    invoice: &Invoice,
    side: Side,
) -> Result<Vec<VatShare>, NotPosted> {
    let books = books.into();
    let mut shares = match invoice.vat.is_empty() {
        true => vec![share_of_totals(&books, invoice, side)?],
        false => invoice
            .vat
            .iter()
            .map(|vat| share(&books, vat, invoice, side))
            .collect::<Result<Vec<_>, _>>()?,
    };
    if !invoice.vat.is_empty() {
        level(invoice, &mut shares);
    }
    for share in &mut shares {
        share.net = share.gross - deducted(&books, side, share.gross - share.net);
    }
    Ok(shares)
}

/// What is booked apart of VAT that is charged: all of what is owed, the deductible part of what is
/// paid.
pub(super) fn deducted(books: &Bookkeeping, side: Side, tax: Decimal) -> Decimal {
    match side {
        Side::Payable if !books.deducts_all() => cents(tax * books.input_percent / dec!(100)),
        _ => tax,
    }
}

/// Taxable amounts may be off by less than one unit of the currency (BR-S-08 and its kin in UBL);
/// where the totals themselves agree (BR-CO-14, BR-CO-15), these count, and the largest share takes
/// the difference.
fn level(invoice: &Invoice, shares: &mut [VatShare]) {
    let totals = &invoice.totals;
    let (Some(net), Some(tax), Some(gross)) = (totals.net, totals.vat, totals.gross) else {
        return;
    };
    let charged: Decimal = invoice.vat.iter().map(|vat| vat.amount.unwrap_or_default()).sum();
    let sum: Decimal = shares.iter().map(|share| share.gross).sum();
    let difference = cents(gross) - sum;
    if difference.is_zero()
        || difference.abs() >= Decimal::ONE
        || charged != tax
        || net + tax != gross
    {
        return;
    }
    if let Some(largest) = shares.iter_mut().max_by_key(|share| share.gross.abs()) {
        largest.net += difference;
        largest.gross += difference;
    }
}

fn share(
    books: &Bookkeeping,
    vat: &VatBreakdown,
    invoice: &Invoice,
    side: Side,
) -> Result<VatShare, NotPosted> {
    let base = amount(vat.base.ok_or(NotPosted::Missing("BT-116"))?)?;
    let rate = vat.rate.unwrap_or_default();
    if !(Decimal::ZERO..=dec!(100)).contains(&rate) {
        return Err(NotPosted::Rate(rate));
    }
    let tax = amount(vat.amount.unwrap_or(base * rate / dec!(100)))?;
    let category = vat.category.as_deref().unwrap_or(if tax.is_zero() { "O" } else { "S" });
    rate_stated(books, (vat, category), invoice, side)?;
    let treatment = treatment(books, category, rate, invoice, side);
    let treatment = treatment.for_reason(books, &vat.exemption(), side);
    let gross = base + tax;
    let net = if treatment.due_role(side).is_some() { base } else { gross };
    Ok(VatShare { treatment, gross, net, under: None })
}

fn treatment(
    books: &Bookkeeping,
    category: &str,
    rate: Decimal,
    invoice: &Invoice,
    side: Side,
) -> Treatment {
    match side {
        Side::Payable => received(books, category, rate, &invoice.seller),
        Side::Receivable => issued(books, category, rate, &invoice.buyer),
    }
}

fn received(books: &Bookkeeping, category: &str, rate: Decimal, seller: &Party) -> Treatment {
    match category {
        "K" => Treatment::IntraCommunity(books.owed_rate),
        "AE" => Treatment::ReverseCharge(
            seat_of_seller(seller).unwrap_or(Seat::Abroad),
            books.owed_rate,
        ),
        "G" => Treatment::Export,
        "E" => Treatment::Exempt,
        "S" if !rate.is_zero() && !books.deducts_nothing() => match Rate::of(rate) {
            Some(_) if is_foreign(seller) => Treatment::Untaxed,
            Some(rate) => Treatment::Taxed(rate),
            None if !is_german(seller) => Treatment::Untaxed,
            None => Treatment::TaxedOtherwise,
        },
        _ => Treatment::Untaxed,
    }
}

/// Whoever owes no output VAT supplies exempt; only what has its place abroad stays what it is.
fn issued(books: &Bookkeeping, category: &str, rate: Decimal, buyer: &Party) -> Treatment {
    let abroad = seat(buyer).filter(|seat| *seat != Seat::Germany);
    let with_vat_id = buyer.vat_id.is_some();
    let exempt = if books.vat == VatRegime::SmallBusiness {
        Treatment::SmallBusiness
    } else {
        Treatment::Exempt
    };
    match category {
        "S" if !rate.is_zero() && books.vat == VatRegime::SmallBusiness => Treatment::WronglyShown,
        "S" if sold_abroad(rate, buyer) => Treatment::Oss,
        "S" if !rate.is_zero() => {
            Rate::of(rate).map_or(Treatment::TaxedOtherwise, Treatment::Taxed)
        }
        "AE" => match abroad {
            Some(seat) => Treatment::ReverseCharge(seat, Rate::Full),
            None if books.vat == VatRegime::SmallBusiness => exempt,
            None => Treatment::ReverseCharge(Seat::Germany, Rate::Full),
        },
        "O" => match abroad {
            Some(Seat::Abroad) => Treatment::NotTaxable,
            Some(Seat::Union) if with_vat_id => Treatment::ReverseCharge(Seat::Union, Rate::Full),
            _ if books.owes_no_output() => exempt,
            _ => Treatment::Untaxed,
        },
        _ if books.owes_no_output() => exempt,
        "Z" => Treatment::ZeroRated,
        "K" => Treatment::IntraCommunity(Rate::Full),
        "G" => Treatment::Export,
        "E" => Treatment::Exempt,
        _ => Treatment::Untaxed,
    }
}

impl Treatment {
    /// This treatment as the reason for it (BT-120, BT-121) tells it closer; a reason of no known
    /// kind changes nothing.
    fn for_reason(self, books: &Bookkeeping, reason: &str, side: Side) -> Treatment {
        // A mark that ends in a blank is a whole number or code: § 4 Nr. 2 is not Nr. 21,
        // VATEX-EU-I not VATEX-EU-IC.
        let said = format!("{} ", reason.to_lowercase().replace([',', ';', ')', '/'], " "));
        let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
        match self {
            // The first buyer says besides that the last one owes the VAT (§ 14a (7) UStG).
            Treatment::IntraCommunity(_) | Treatment::ReverseCharge(Seat::Union, _)
                if side == Side::Receivable && says(&["dreiecksgesch", "triang", "25b"]) =>
            {
                Treatment::Triangle
            }
            Treatment::Exempt
                if side == Side::Receivable && !books.owes_no_output() && says(MARGIN) =>
            {
                Treatment::Margin
            }
            Treatment::Exempt
                if side == Side::Receivable && !books.owes_no_output() && says(DEDUCTING) =>
            {
                Treatment::ExemptDeducting
            }
            Treatment::Exempt
                if side == Side::Receivable
                    && books.vat != VatRegime::SmallBusiness
                    && is_letting(&said) =>
            {
                Treatment::ExemptLetting
            }
            _ => self,
        }
    }
}

/// What invoices under the margin scheme must say (§ 14a (6) UStG), and its codes (VATEX).
const MARGIN: &[&str] = &[
    "sonderregelung",
    "differenzbesteuer",
    "25a",
    "margin scheme",
    "vatex-eu-d",
    "vatex-eu-f",
    "vatex-eu-i ",
    "vatex-eu-j",
];

/// Supplies that are exempt and keep their input VAT: § 4 no. 2 to 7, § 25 (2) UStG, Art. 144 to
/// 153 and 309 of Directive 2006/112/EC.
const DEDUCTING: &[&str] = &[
    "4 nr. 2 ",
    "4 nr. 3",
    "4 nr. 4 ",
    "4 nr. 5",
    "4 nr. 6",
    "4 nr. 7",
    "vatex-eu-144",
    "vatex-eu-146",
    "vatex-eu-148",
    "vatex-eu-151",
    "vatex-eu-153",
    "vatex-eu-309",
];

/// Whether a reason in small letters is that of letting (§ 4 no. 12 UStG, Art. 135 (1) (l) of
/// Directive 2006/112/EC): by its code, its number, however that is written, or its name.
fn is_letting(said: &str) -> bool {
    let words = words_and_numbers(said);
    said.contains("vatex-eu-135-1l") || names_number_12(&words) || calls_it_letting(&words)
}

/// Words and numbers in their order: `§ 4 Nr.12a` is 4, nr, 12, a.
fn words_and_numbers(said: &str) -> Vec<String> {
    let kind = |letter: char| (letter.is_alphabetic(), letter.is_ascii_digit());
    let mut found: Vec<String> = Vec::new();
    let mut before = (false, false);
    for letter in said.chars() {
        let now = kind(letter);
        match found.last_mut().filter(|_| now == before) {
            _ if now == (false, false) => {}
            Some(word) => word.push(letter),
            None => found.push(letter.to_string()),
        }
        before = now;
    }
    found
}

/// § 4 no. 12 UStG, with its letters a to c or without.
fn names_number_12(words: &[String]) -> bool {
    let words: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| *word != "ustg").collect();
    let is_number = |at: usize, word: &str| {
        let after = words.get(at + 3).copied().unwrap_or_default();
        matches!(word, "nr" | "nummer" | "ziff" | "ziffer" | "no")
            && (after.chars().count() != 1 || matches!(after, "a" | "b" | "c"))
    };
    words
        .windows(3)
        .enumerate()
        .any(|(at, three)| matches!(three, ["4", word, "12"] if is_number(at, word)))
}

/// Letting by its name, said to be free of tax; not where a number names another law, where it is
/// denied, or where what is let may be no room or land.
fn calls_it_letting(words: &[String]) -> bool {
    const FREE: &[&str] = &[
        "steuerfrei",
        "umsatzsteuerfrei",
        "mehrwertsteuerfrei",
        "steuerbefreit",
        "umsatzsteuerbefreit",
    ];
    const LET: &[&str] =
        &["wohn", "raum", "räum", "grundst", "gebäude", "immobilie", "gewerbefläche", "büro"];
    let any = |fits: &dyn Fn(&str) -> bool| words.iter().any(|word| fits(word));
    let of_rooms = |word: &str| LET.iter().any(|room| word.contains(room));
    let lets = |word: &str| word.ends_with("vermietung") || word.ends_with("verpachtung");
    let bare = |word: &str| matches!(word, "vermietung" | "verpachtung");
    let of = |word: &str| matches!(word, "von" | "der" | "des" | "eines" | "einer");
    let says_of_what = |pair: &[String]| matches!(pair, [a, b] if bare(a) && of(b));
    let denied = |word: &str| word.starts_with("kein") || matches!(word, "nicht" | "ohne");
    let is_number = |word: &str| word.chars().any(|letter| letter.is_ascii_digit());
    any(&|word| FREE.iter().any(|free| word.starts_with(free)))
        && any(&|word| bare(word) || (lets(word) && of_rooms(word)))
        && (any(&of_rooms) || !words.windows(2).any(says_of_what))
        && !any(&denied)
        && !any(&is_number)
}

/// Standard rates of the other EU states that name no German rate (Directive 2006/112/EC, Art. 97;
/// as of 2026).
const STANDARD_RATES: &[(&str, Decimal)] = &[
    ("AT", dec!(20)),
    ("BE", dec!(21)),
    ("BG", dec!(20)),
    ("CZ", dec!(21)),
    ("DK", dec!(25)),
    ("EE", dec!(24)),
    ("EL", dec!(24)),
    ("ES", dec!(21)),
    ("FI", dec!(25.5)),
    ("FR", dec!(20)),
    ("GR", dec!(24)),
    ("HR", dec!(25)),
    ("HU", dec!(27)),
    ("IE", dec!(23)),
    ("IT", dec!(22)),
    ("LT", dec!(21)),
    ("LU", dec!(17)),
    ("LV", dec!(21)),
    ("MT", dec!(18)),
    ("NL", dec!(21)),
    ("PL", dec!(23)),
    ("PT", dec!(23)),
    ("RO", dec!(21)),
    ("SE", dec!(25)),
    ("SI", dec!(22)),
    ("SK", dec!(23)),
];

/// Whether a consumer of another EU state is charged that state's standard rate.
fn sold_abroad(rate: Decimal, buyer: &Party) -> bool {
    let country =
        buyer.country.as_deref().filter(|_| buyer.vat_id.is_none()).map(str::to_ascii_uppercase);
    country.is_some_and(|country| STANDARD_RATES.contains(&(country.as_str(), rate.normalize())))
}

/// Where a party has its seat: by its country, else by its VAT id. A firm of another EU state that
/// names a German VAT id is dealt with as one from abroad: what it installs here is no service of §
/// 13b (1) UStG. `None` where nothing is said.
pub(super) fn seat(party: &Party) -> Option<Seat> {
    let prefix = party.vat_id.as_ref().and_then(|id| id.as_str().get(..2));
    let country = party.country.as_deref().map(str::to_ascii_uppercase);
    match (country.as_deref(), prefix) {
        (Some("DE"), _) | (None, Some("DE")) => Some(Seat::Germany),
        (Some(_), Some("DE")) => Some(Seat::Abroad),
        (None, None) => None,
        (Some(country), _) if UNION.contains(&country) => Some(Seat::Union),
        (None, Some(prefix)) if UNION.contains(&prefix) => Some(Seat::Union),
        _ => Some(Seat::Abroad),
    }
}

/// The other states of the European Union, as in addresses and VAT ids (Greece has both spellings).
pub(super) const UNION: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DK", "EE", "EL", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// A seller abroad without a German VAT number cannot charge German VAT, even where the rate is 19
/// % (Romania, Cyprus).
fn is_foreign(seller: &Party) -> bool {
    !has_german_vat_id(seller)
        && seller.country.as_deref().is_some_and(|country| !country.eq_ignore_ascii_case("DE"))
}

fn is_german(seller: &Party) -> bool {
    has_german_vat_id(seller)
        || seller.country.as_deref().is_some_and(|country| country.eq_ignore_ascii_case("DE"))
}

fn has_german_vat_id(seller: &Party) -> bool {
    seller.vat_id.as_ref().is_some_and(|id| id.as_str().starts_with("DE"))
}

/// Without BG-23 (CSV, simple PDF) the totals speak, if their VAT is one rate to the cent.
fn share_of_totals(
    books: &Bookkeeping,
    invoice: &Invoice,
    side: Side,
) -> Result<VatShare, NotPosted> {
    let totals = &invoice.totals;
    let gross = amount(totals.gross.or(totals.payable).ok_or(NotPosted::Missing("BT-112"))?)?;
    let tax = match (totals.vat, totals.net) {
        (Some(tax), _) => amount(tax)?,
        (None, Some(net)) => gross - amount(net)?,
        (None, None) => return Err(NotPosted::Missing("BG-23")),
    };
    let net = gross - tax;
    if tax.is_zero() {
        let treatment = treatment(books, "O", tax, invoice, side);
        return Ok(VatShare { treatment, gross, net: gross, under: None });
    }
    let fitting = [Rate::Full, Rate::Reduced]
        .into_iter()
        .find(|rate| (net * rate.percent() / dec!(100) - tax).abs() <= dec!(0.01));
    let rate = fitting.ok_or(NotPosted::Missing("BG-23"))?;
    let treatment = treatment(books, "S", rate.percent(), invoice, side);
    let net = if treatment.due_role(side).is_some() { net } else { gross };
    Ok(VatShare { treatment, gross, net, under: None })
}

/// An amount to the cent, within bounds where no sum of a document can overflow.
pub(super) fn amount(stated: Decimal) -> Result<Decimal, NotPosted> {
    if stated.abs() > LARGEST { Err(NotPosted::TooLarge) } else { Ok(cents(stated)) }
}

/// To the cent, half away from zero.
pub(super) fn cents(amount: Decimal) -> Decimal {
    round_commercially(amount, 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Chart;

    #[test]
    fn reasons_are_told_apart_by_whole_numbers_and_codes() {
        let books = Bookkeeping::from(Chart::SKR03);
        let said = |reason: &str| Treatment::Exempt.for_reason(&books, reason, Side::Receivable);
        for reason in ["VATEX-EU-I", "Sonderregelung VATEX-EU-I", "§ 25a UStG"] {
            assert_eq!(said(reason), Treatment::Margin, "{reason}");
        }
        for reason in
            ["§ 4 Nr. 2, 8 UStG", "steuerfrei (§ 4 Nr. 2)", "VATEX-EU-148", "VATEX-EU-309"]
        {
            assert_eq!(said(reason), Treatment::ExemptDeducting, "{reason}");
        }
        for reason in ["§ 4 Nr. 12 Buchst. a UStG", "steuerfrei nach § 4 Nr. 12", "VATEX-EU-135-1L"]
        {
            assert_eq!(said(reason), Treatment::ExemptLetting, "{reason}");
        }
        let lettings = [
            "§ 4 Nr. 12a UStG",
            "§ 4 Nr.12a",
            "§4 Nr12 a) UStG",
            "§ 4 Ziff. 12",
            "§ 4 UStG Nr. 12",
            "umsatzsteuerfreie Vermietung",
        ];
        for reason in lettings
            .into_iter()
            .chain(["Steuerfreie Wohnraumvermietung", "steuerfreie Vermietung von Wohnungen"])
        {
            assert_eq!(said(reason), Treatment::ExemptLetting, "{reason}");
        }
        let others = [
            "§ 4 Nr. 1, 2 UStG",
            "§ 14 Nr. 12",
            "§ 4 Nr. 12d",
            "steuerfreie Vermietung von Maschinen",
            "steuerfreie Vermittlung",
        ];
        for reason in others.into_iter().chain([
            "steuerfreie Vermietung § 4 Nr. 21",
            "keine steuerfreie Vermietung",
            "Vermietung",
        ]) {
            assert_ne!(said(reason), Treatment::ExemptLetting, "{reason}");
        }
        for reason in ["§ 4 Nr. 21 UStG", "§ 4 Nr. 120", "VATEX-EU-IC", "VATEX-EU-132", ""] {
            assert_eq!(said(reason), Treatment::Exempt, "{reason}");
        }
    }
}
