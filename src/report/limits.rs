//! The limits of turnover above which a company's VAT regime ends: small business (§ 19 UStG) and
//! VAT owed with the payment (§ 20 UStG). A limit passed changes nothing in the books by itself: the
//! regime is set by a person, who is told.

use super::Asked;
use crate::domain::{Currency, Language, Money, spelling};
use crate::ledger::{Closing, CodedTotal, placed};
use crate::store::{Span, Store, Stored};
use jiff::civil::Date;
use rust_decimal::{Decimal, dec};

/// What a small business may have earned in the year before (§ 19 (1) sentence 1 UStG, from 2025).
const SMALL_BEFORE: Decimal = dec!(25_000);
/// What it may earn in the year.
const SMALL_NOW: Decimal = dec!(100_000);
/// What one who owes VAT with the payment may have earned in the year before (§ 20 sentence 1 no. 1
/// UStG).
const CASH_BEFORE: Decimal = dec!(800_000);

/// The codes of the total turnover (§ 19 (2) UStG): all that is taxable here, but for what is
/// exempt under § 4 no. 8 ff.
const TURNOVER: &[&str] =
    &["USt19", "USt7", "USt0", "USt", "IGL", "IGL-D", "IGL-F", "AUS", "STF-V", "KU", "13bL"];

/// From this part of a limit on it is told that it is near.
const NEAR: Decimal = dec!(0.9);

/// How a company stands to a limit of its regime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// It is passed; else it is near.
    pub is_passed: bool,
    /// The sentence, in the language of the report.
    pub said: String,
}

/// Which limits a company has passed on the last day asked for, or is near; empty where its regime
/// knows none.
pub async fn standing(
    store: &Store,
    asked: &Asked,
    (company, closing): (&str, Closing),
) -> Stored<Vec<Standing>> {
    if !closing.small_business && !closing.cash_vat {
        return Ok(Vec::new());
    }
    let until = asked.until();
    let (this, last) = (until.year(), until.year().saturating_sub(1));
    let first = |year: i16| Date::new(year, 1, 1).unwrap_or(until);
    let end = first(this).yesterday().unwrap_or(until);
    let now = turnover(store, asked, (company, closing), (first(this), until)).await?;
    let before = turnover(store, asked, (company, closing), (first(last), end)).await?;
    let next = this.saturating_add(1);
    let held: Vec<Held> = match closing.small_business {
        true => {
            let in_year = (this, now, SMALL_NOW, PASSED_IN_YEAR.map(str::to_owned));
            let after = (this, now, SMALL_BEFORE, not_small(next));
            // Who has passed the one limit needs no word of the other.
            let after = Some(after).filter(|_| now <= SMALL_NOW);
            [(last, before, SMALL_BEFORE, not_small(this)), in_year]
                .into_iter()
                .chain(after)
                .collect()
        }
        false => vec![
            (last, before, CASH_BEFORE, not_cash(this)),
            (this, now, CASH_BEFORE, not_cash(next)),
        ],
    };
    Ok(held.into_iter().filter_map(|held| stands(held, this, asked.language)).collect())
}

/// The turnover of a year, a limit, and what follows from passing it, in German and English.
type Held = (i16, Decimal, Decimal, [String; 2]);

/// How a turnover stands to a limit. Of a year that is over, near is within.
fn stands((year, amount, limit, then): Held, this: i16, language: Language) -> Option<Standing> {
    let is_passed = amount > limit;
    if !is_passed && (year < this || amount <= limit * NEAR) {
        return None;
    }
    let money = |amount| spelling::amount(Money::new(amount, Currency::EUR), language);
    let (amount, limit, [de, en]) = (money(amount), money(limit), then);
    let said = match (is_passed, language) {
        (true, Language::De) => format!("Umsatz {year}: {amount}, mehr als {limit}: {de}"),
        (true, Language::En) => format!("Turnover of {year}: {amount}, more than {limit}: {en}"),
        (false, Language::De) => {
            format!("Umsatz {year}: {amount}, nahe an {limit}. Wird das überschritten: {de}")
        }
        (false, Language::En) => {
            format!("Turnover of {year}: {amount}, near {limit}. Once that is passed: {en}")
        }
    };
    Some(Standing { is_passed, said })
}

const PASSED_IN_YEAR: [&str; 2] = [
    "der Umsatz, der die Grenze überschreitet, und jeder danach ist zu versteuern (§ 19 Abs. 1 \
     Satz 2 UStG); „vat“ in companies/ ändern",
    "the supply that passes the limit and all after it are taxed (§ 19 (1) sentence 2 UStG); \
     change \"vat\" in companies/",
];

fn not_small(year: i16) -> [String; 2] {
    [
        format!("{year} gilt § 19 UStG (Kleinunternehmer) nicht; „vat“ in companies/ ändern"),
        format!("§ 19 UStG (small business) does not hold in {year}; change \"vat\" in companies/"),
    ]
}

fn not_cash(year: i16) -> [String; 2] {
    [
        format!(
            "Ist-Versteuerung {year} nur, wer nicht buchführungspflichtig oder Freiberufler ist (§ \
             20 UStG); sonst „vat“ in companies/ ändern"
        ),
        format!(
            "cash VAT in {year} only for who need not keep books or is a freelancer (§ 20 UStG); \
             otherwise change \"vat\" in companies/"
        ),
    ]
}

/// The turnover of these days by its tax codes, net.
async fn turnover(
    store: &Store,
    asked: &Asked,
    (company, closing): (&str, Closing),
    (from, to): (Date, Date),
) -> Stored<Decimal> {
    let span = Span { company: Some(company.to_owned()), from: Some(from), to: Some(to) };
    let sums = store.coded_totals(&span).await?;
    let base = |sum: &crate::store::CodedSum| {
        let account = asked.chart_number(company, &sum.account);
        let total = CodedTotal { account, code: &sum.code, amount: sum.amount };
        let counts = TURNOVER.contains(&sum.code.as_str());
        placed(closing.chart, &total).filter(|placed| counts && placed.is_base)
    };
    Ok(sums.iter().filter_map(base).map(|placed| placed.amount).sum())
}
