//! What a page is headed as: an invoice, a credit note, or something else.

use super::labels::{BALANCES, CREDITS, OTHERS, TITLES};
use crate::domain::text::fold;
use crate::formats::pdf_words::{Line, Page};

/// What a page is headed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    Invoice,
    Credit,
}

/// How a page is headed, where it is not headed as something else first.
pub(super) fn heading(page: &Page) -> Option<Heading> {
    let begins = |text: &str, names: &[&str]| {
        names.iter().any(|name| {
            text.strip_prefix(name)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphabetic()))
        })
    };
    // The heading may stand right of the address.
    let parts = |line: &Line| -> Vec<String> {
        let whole = fold(&line.text()).replace('-', " ");
        let wide = line
            .words
            .iter()
            .zip(line.words.iter().skip(1))
            .rposition(|(one, two)| two.left - one.right > one.size * 2.0);
        let right = wide
            .and_then(|at| line.words.get(at + 1..))
            .map(|words| fold(&Line { words }.text()).replace('-', " "));
        std::iter::once(whole).chain(right).collect()
    };
    let title = page.lines().iter().flat_map(parts).find_map(|text| {
        match (begins(&text, TITLES), begins(&text, CREDITS), begins(&text, OTHERS)) {
            (_, _, true) => Some(None),
            (_, true, _) => Some(Some(Heading::Credit)),
            (true, _, _) => Some(Some(Heading::Invoice)),
            _ => None,
        }
    });
    // A bank's statement names invoices too; whatever states the balance of an account is none.
    let states_balance = page
        .lines()
        .iter()
        .map(|line| fold(&line.text()))
        .any(|text| BALANCES.iter().any(|word| text.contains(word)));
    title.flatten().filter(|_| !states_balance)
}
