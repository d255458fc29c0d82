//! What stands in another currency, valued at the rate of a day (§ 256a HGB).

use super::{NotPosted, entry};
use crate::domain::{JournalEntry, JournalLine};
use crate::ledger::chart::{Chart, Role};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// What accounts gain (debit, positive) or lose by the rate of a day, each against the gains or the
/// losses of rates; parts of one account are one line.
///
/// # Errors
/// See [`NotPosted`]; in particular nothing has changed.
pub fn post_valuation(
    chart: Chart,
    date: Date,
    text: &str,
    differences: &[(String, Decimal)],
) -> Result<JournalEntry, NotPosted> {
    let mut lines: Vec<JournalLine> = Vec::new();
    let (mut gained, mut lost) = (Decimal::ZERO, Decimal::ZERO);
    for (account, difference) in differences {
        *(if difference.is_sign_negative() { &mut lost } else { &mut gained }) += *difference;
        match lines.iter().position(|line| line.account == *account) {
            Some(at) => {
                if let Some(line) = lines.get_mut(at) {
                    *line = JournalLine::signed(account, line.amount() + difference);
                }
            }
            None => lines.push(JournalLine::signed(account, *difference)),
        }
    }
    lines.push(JournalLine::signed(chart.number(Role::RateGain), -gained));
    lines.push(JournalLine::signed(chart.number(Role::RateLoss), -lost));
    entry(date, text, lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn gains_and_losses_are_told_apart() {
        let date = jiff::civil::date(2026, 12, 31);
        let differences = [
            ("1210".to_owned(), dec!(30)),
            ("10001".to_owned(), dec!(-12)),
            ("10001".to_owned(), dec!(-3)),
        ];
        let entry =
            post_valuation(Chart::SKR03, date, "Bewertung", &differences).expect("it balances");
        let lines: Vec<_> =
            entry.lines().iter().map(|line| (line.account.as_str(), line.amount())).collect();
        assert_eq!(
            lines,
            [("1210", dec!(30)), ("10001", dec!(-15)), ("2660", dec!(-30)), ("2150", dec!(15))]
        );
        assert_eq!(post_valuation(Chart::SKR04, date, "Bewertung", &[]), Err(NotPosted::Nothing));
    }
}
