//! A report as one HTML file that needs nothing else: sortable by a click on a heading, filterable,
//! printable.

use super::render::{cell, shown};
use super::row::Row;
use super::totals::totals;
use super::{Cell, Column, Report};
use crate::domain::{self, Language};
use minijinja::value::{Serde, Value as Template};
use minijinja::{AutoEscape, Environment, context};
use serde::Serialize;

#[derive(Serialize)]
struct HtmlColumn {
    heading: &'static str,
    number: bool,
}

#[derive(Serialize)]
struct HtmlCell {
    text: String,
    /// What it is sorted by where the text is in the language's form: ISO 8601, a plain number.
    sort: Option<String>,
}

/// The page.
pub(super) fn html(report: &Report, rows: &[Row], language: Language) -> String {
    let german = language == Language::De;
    let columns: Vec<HtmlColumn> = report
        .columns
        .iter()
        .map(|column| HtmlColumn {
            heading: column.heading(language),
            number: column.kind.is_number(),
        })
        .collect();
    let cells = |row: &Row| {
        report.columns.iter().map(|column| html_cell(row, column, language)).collect::<Vec<_>>()
    };
    let values = context! {
        lang => if german { "de" } else { "en" },
        title => report.title(language),
        filter => if german { "Filtern …" } else { "Filter …" },
        none => if german { "keine Einträge" } else { "no entries" },
        columns => Template::from(Serde(columns)),
        rows => Template::from(Serde(rows.iter().map(cells).collect::<Vec<_>>())),
        foot => Template::from(Serde(
            totals(report, rows, language).iter().map(cells).collect::<Vec<_>>(),
        )),
    };
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment
        .render_named_str("report.html", include_str!("templates/report.html"), values)
        .unwrap_or_default()
}

fn html_cell(row: &Row, column: &Column, language: Language) -> HtmlCell {
    let plain = cell(row, column, language);
    let text = match column.kind {
        // A page has room: nothing is cut.
        Cell::Long | Cell::Words(_) | Cell::Text => domain::plain::line(&plain).into_owned(),
        _ => shown(row, column, language),
    };
    let sort = matches!(
        column.kind,
        Cell::Amount | Cell::Number | Cell::Quantity | Cell::Date | Cell::Moment
    )
    .then_some(plain);
    HtmlCell { text, sort }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::named;
    use crate::report::row::row;
    use rust_decimal::dec;

    #[test]
    fn a_page_shows_amounts_in_german_and_lets_no_text_be_markup() {
        let rows = [row!({"company": "a", "account": "1200", "name": "<script>x</script>",
                "closing": dec!(-1234.50)})];
        let page = named("trial-balance")
            .map(|report| html(report, &rows, Language::De))
            .unwrap_or_default();
        assert!(page.contains("data-sort=\"-1234.50\">-1.234,50</td>"), "{page}");
        assert!(page.contains("&lt;script&gt;x&lt;&#x2f;script&gt;"), "{page}");
        assert!(!page.contains("http"), "nothing is fetched");
    }
}
