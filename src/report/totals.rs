//! What stands at the foot of a report: sums of the columns that may be summed, never over two
//! currencies, two sides or two companies.

use super::row::{Field, Row};
use super::{Cell, Column, Foot, Report};
use crate::domain::Language;
use rust_decimal::Decimal;

/// The rows of the foot, in the order in which their groups first appear; none where nothing is
/// summed or a sum would only repeat the single row above it. Where groups have parts, the sums of
/// the parts come first, and last one over all groups of a company.
pub(super) fn totals(report: &Report, rows: &[Row], language: Language) -> Vec<Row> {
    let of = |foot: Foot| -> Vec<&Column> {
        report.columns.iter().filter(|column| column.foot == foot).collect()
    };
    let (summed, keys, parts) = (of(Foot::Sum), of(Foot::Key), of(Foot::Part));
    if summed.is_empty() || rows.len() < 2 {
        return Vec::new();
    }
    let label = label(report);
    let over = |keys: &[&Column], rows: &[&Row]| -> Vec<Row> {
        groups(keys, &summed, rows)
            .iter()
            .map(|group| foot(group, keys, &summed, label, language))
            .collect()
    };
    let all: Vec<&Row> = rows.iter().collect();
    let whole = over(&keys, &all);
    if parts.is_empty() {
        return whole;
    }
    let parted: Vec<&Row> = all
        .iter()
        .copied()
        .filter(|row| parts.iter().all(|part| !row[part.field].is_empty()))
        .collect();
    let last = over(&keys.iter().copied().take(1).collect::<Vec<_>>(), &all);
    let keys_and_parts: Vec<&Column> = keys.iter().chain(&parts).copied().collect();
    over(&keys_and_parts, &parted).into_iter().chain(whole).chain(last).collect()
}

/// The rows by what their keys say, each group with its sums.
fn groups<'a>(keys: &[&Column], summed: &[&Column], rows: &[&'a Row]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        let key: Vec<&Field> = keys.iter().map(|column| &row[column.field]).collect();
        let at = groups.iter().position(|group| group.key == key).unwrap_or_else(|| {
            groups.push(Group { key, sums: vec![None; summed.len()] });
            groups.len() - 1
        });
        let Some(group) = groups.get_mut(at) else { continue };
        for (sum, column) in group.sums.iter_mut().zip(summed) {
            if let Some(value) = row[column.field].number() {
                *sum = Some(sum.unwrap_or_default().saturating_add(value));
            }
        }
    }
    groups
}

/// Rows that may be summed together.
struct Group<'a> {
    key: Vec<&'a Field>,
    /// `None` where no row of the group says a number.
    sums: Vec<Option<Decimal>>,
}

/// The column that says what the row is: the first that neither tells rows apart nor is a figure.
fn label(report: &Report) -> Option<&'static str> {
    let free = |column: &&Column| column.foot == Foot::Empty;
    let words = report
        .columns
        .iter()
        .filter(free)
        .find(|column| matches!(column.kind, Cell::Text | Cell::Long | Cell::Words(_)));
    words
        .or_else(|| {
            report
                .columns
                .iter()
                .filter(free)
                .find(|column| !column.kind.is_number() && !matches!(column.kind, Cell::Flag))
        })
        .map(|column| column.field)
}

fn foot(
    group: &Group<'_>,
    keys: &[&Column],
    summed: &[&Column],
    label: Option<&'static str>,
    language: Language,
) -> Row {
    let keyed = keys.iter().zip(&group.key);
    let mut row: Vec<(&'static str, Field)> =
        keyed.clone().map(|(column, value)| (column.field, (*value).clone())).collect();
    let word = if language == Language::De { "Summe" } else { "Total" };
    let parts = keyed.filter(|(column, _)| column.foot == Foot::Part);
    let word = parts.fold(word.to_owned(), |word, (column, value)| {
        format!("{word} {} {}", column.heading(language), value)
    });
    row.extend(label.map(|field| (field, Field::Text(word))));
    for (column, sum) in summed.iter().zip(&group.sums) {
        row.extend(sum.map(|sum| (column.field, Field::Number(sum))));
    }
    Row::of(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::named;
    use crate::report::row::row;
    use rust_decimal::dec;

    #[test]
    fn sums_never_cross_currencies_sides_or_companies() {
        let item = |company: &str, side: &str, open: Decimal, currency: &str| {
            row!({"company": company, "document": "R", "side": side, "amount": dec!(100.00),
            "open": open, "currency": currency})
        };
        let rows = [
            item("a", "payable", dec!(100.00), "EUR"),
            item("a", "receivable", dec!(40.00), "EUR"),
            item("a", "payable", dec!(-0.50), "EUR"),
            item("a", "payable", dec!(7.00), "USD"),
            item("b", "payable", dec!(1.00), "EUR"),
        ];
        let foot = totals(named("open-items").unwrap(), &rows, Language::De);
        let said: Vec<String> = foot
            .iter()
            .map(|row| {
                format!("{} {} {} {}", row["company"], row["side"], row["open"], row["currency"])
            })
            .collect();
        let right = [
            "a payable 99.50 EUR",
            "a receivable 40.00 EUR",
            "a payable 7.00 USD",
            "b payable 1.00 EUR",
        ];
        assert_eq!(said, right);
        assert_eq!(foot[0].text("document"), Some("Summe"));
    }

    #[test]
    fn balances_of_an_account_are_not_summed_and_one_row_needs_no_sum() {
        let line = |debit: Decimal, balance: Decimal| {
            row!({"company": "a", "account": "1200",
            "debit": debit, "credit": Decimal::ZERO, "balance": balance})
        };
        let sheet = named("account").unwrap();
        let foot = totals(
            sheet,
            &[line(dec!(1.00), dec!(1.00)), line(dec!(2.00), dec!(3.00))],
            Language::En,
        );
        assert_eq!(
            (foot.len(), foot[0]["debit"].number(), foot[0].get("balance")),
            (1, Some(dec!(3.00)), None)
        );
        assert_eq!(foot[0].text("text"), Some("Total"));
        assert!(totals(sheet, &[line(dec!(1.00), dec!(1.00))], Language::En).is_empty());
    }

    #[test]
    fn classes_are_summed_inside_the_general_ledger_and_all_together_last() {
        let row = |ledger: &str, class: Option<&str>, debit: Decimal, closing: Decimal| {
            row!({"company": "a", "ledger": ledger, "class": class, "debit": debit,
            "closing": closing})
        };
        let rows = [
            row("general", Some("1"), dec!(119.00), dec!(119.00)),
            row("general", Some("1"), dec!(0.00), dec!(-19.00)),
            row("general", Some("8"), dec!(0.00), dec!(-100.00)),
            row("customers", None, dec!(7.00), dec!(0.00)),
        ];
        let foot = totals(named("trial-balance").unwrap(), &rows, Language::De);
        let said: Vec<String> = foot
            .iter()
            .map(|row| {
                format!("{}|{}|{}|{}", row["ledger"], row["class"], row["debit"], row["closing"])
            })
            .collect();
        let right = [
            "general|1|119.00|100.00",
            "general|8|0.00|-100.00",
            "general||119.00|0.00",
            "customers||7.00|0.00",
            "||126.00|0.00",
        ];
        assert_eq!(said, right);
        assert_eq!(
            (foot[0].text("account"), foot[2].text("account")),
            (Some("Summe Klasse 1"), Some("Summe"))
        );
    }
}
