//! What stands at the foot of a report: sums of the columns that may be summed, never over two
//! currencies, two sides or two companies.

use super::{Cell, Column, Foot, Report};
use crate::domain::Language;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

/// The rows of the foot, in the order in which their groups first appear; none where nothing is
/// summed or a sum would only repeat the single row above it. Where groups have parts, the sums of
/// the parts come first, and last one over all groups of a company.
pub(super) fn totals(report: &Report, rows: &[Value], language: Language) -> Vec<Value> {
    let of = |foot: Foot| -> Vec<&Column> {
        report.columns.iter().filter(|column| column.foot == foot).collect()
    };
    let (summed, keys, parts) = (of(Foot::Sum), of(Foot::Key), of(Foot::Part));
    if summed.is_empty() || rows.len() < 2 {
        return Vec::new();
    }
    let label = label(report);
    let over = |keys: &[&Column], rows: &[&Value]| -> Vec<Value> {
        groups(keys, &summed, rows)
            .iter()
            .map(|group| foot(group, keys, &summed, label, language))
            .collect()
    };
    let all: Vec<&Value> = rows.iter().collect();
    let whole = over(&keys, &all);
    if parts.is_empty() {
        return whole;
    }
    let parted: Vec<&Value> = all
        .iter()
        .copied()
        .filter(|row| {
            parts.iter().all(|part| row.get(part.field).is_some_and(|value| !value.is_null()))
        })
        .collect();
    let last = over(&keys.iter().copied().take(1).collect::<Vec<_>>(), &all);
    let keys_and_parts: Vec<&Column> = keys.iter().chain(&parts).copied().collect();
    over(&keys_and_parts, &parted).into_iter().chain(whole).chain(last).collect()
}

/// The rows by what their keys say, each group with its sums.
fn groups<'a>(keys: &[&Column], summed: &[&Column], rows: &[&'a Value]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        let key: Vec<&Value> =
            keys.iter().map(|column| row.get(column.field).unwrap_or(&Value::Null)).collect();
        let at = groups.iter().position(|group| group.key == key).unwrap_or_else(|| {
            groups.push(Group { key, sums: vec![None; summed.len()] });
            groups.len() - 1
        });
        let Some(group) = groups.get_mut(at) else { continue };
        for (sum, column) in group.sums.iter_mut().zip(summed) {
            if let Some(value) = row.get(column.field).and_then(number) {
                *sum = Some(sum.unwrap_or_default().saturating_add(value));
            }
        }
    }
    groups
}

/// Rows that may be summed together.
struct Group<'a> {
    key: Vec<&'a Value>,
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
    label: Option<&str>,
    language: Language,
) -> Value {
    let mut row = Map::new();
    for (column, value) in keys.iter().zip(&group.key) {
        row.insert(column.field.to_owned(), (*value).clone());
    }
    let word = if language == Language::De { "Summe" } else { "Total" };
    let parts = keys.iter().zip(&group.key).filter(|(column, _)| column.foot == Foot::Part);
    let word = parts.fold(word.to_owned(), |word, (column, value)| {
        format!("{word} {} {}", column.heading(language), value.as_str().unwrap_or_default())
    });
    row.extend(label.map(|field| (field.to_owned(), Value::from(word))));
    for (column, sum) in summed.iter().zip(&group.sums) {
        row.extend(sum.map(|sum| (column.field.to_owned(), Value::from(sum.to_string()))));
    }
    Value::Object(row)
}

pub(super) fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::named;
    use serde_json::json;

    #[test]
    fn sums_never_cross_currencies_sides_or_companies() {
        let item = |company: &str, side: &str, open: &str, currency: &str| {
            json!({"company": company, "document": "R", "side": side, "amount": "100.00",
            "open": open, "currency": currency})
        };
        let rows = [
            item("a", "payable", "100.00", "EUR"),
            item("a", "receivable", "40.00", "EUR"),
            item("a", "payable", "-0.50", "EUR"),
            item("a", "payable", "7.00", "USD"),
            item("b", "payable", "1.00", "EUR"),
        ];
        let foot = totals(named("open-items").unwrap(), &rows, Language::De);
        let said: Vec<String> = foot
            .iter()
            .map(|row| {
                format!("{} {} {} {}", row["company"], row["side"], row["open"], row["currency"])
            })
            .collect();
        let right = [
            r#""a" "payable" "99.50" "EUR""#,
            r#""a" "receivable" "40.00" "EUR""#,
            r#""a" "payable" "7.00" "USD""#,
            r#""b" "payable" "1.00" "EUR""#,
        ];
        assert_eq!(said, right);
        assert_eq!(foot[0]["document"], "Summe");
    }

    #[test]
    fn balances_of_an_account_are_not_summed_and_one_row_needs_no_sum() {
        let line = |debit: &str, balance: &str| {
            json!({"company": "a", "account": "1200",
            "debit": debit, "credit": "0", "balance": balance})
        };
        let sheet = named("account").unwrap();
        let foot = totals(sheet, &[line("1.00", "1.00"), line("2.00", "3.00")], Language::En);
        assert_eq!(
            (foot.len(), &foot[0]["debit"], foot[0].get("balance")),
            (1, &json!("3.00"), None)
        );
        assert_eq!(foot[0]["text"], "Total");
        assert!(totals(sheet, &[line("1.00", "1.00")], Language::En).is_empty());
    }

    #[test]
    fn classes_are_summed_inside_the_general_ledger_and_all_together_last() {
        let row = |ledger: &str, class: Option<&str>, debit: &str, closing: &str| {
            json!({"company": "a", "ledger": ledger, "class": class, "debit": debit,
            "closing": closing})
        };
        let rows = [
            row("general", Some("1"), "119.00", "119.00"),
            row("general", Some("1"), "0.00", "-19.00"),
            row("general", Some("8"), "0.00", "-100.00"),
            row("customers", None, "7.00", "0.00"),
        ];
        let foot = totals(named("trial-balance").unwrap(), &rows, Language::De);
        let said: Vec<String> = foot
            .iter()
            .map(|row| {
                format!(
                    "{} {} {} {}",
                    row.get("ledger").unwrap_or(&Value::Null),
                    row.get("class").unwrap_or(&Value::Null),
                    row["debit"],
                    row["closing"]
                )
            })
            .collect();
        let right = [
            r#""general" "1" "119.00" "100.00""#,
            r#""general" "8" "0.00" "-100.00""#,
            r#""general" null "119.00" "0.00""#,
            r#""customers" null "7.00" "0.00""#,
            r#"null null "126.00" "0.00""#,
        ];
        assert_eq!(said, right);
        assert_eq!(
            (&foot[0]["account"], &foot[2]["account"]),
            (&json!("Summe Klasse 1"), &json!("Summe"))
        );
    }
}
