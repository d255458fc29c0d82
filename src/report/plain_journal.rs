//! The journal as plain text, as hledger and Ledger read it (hledger 1.2x, "journal format"): a
//! transaction an entry, a posting a line; debits positive, credits negative, in euro.

use crate::store::JournalRow;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What stands before the transactions: the currency's form, and each account with its name.
pub fn head(company: &str, accounts: &BTreeMap<String, String>) -> String {
    let mut text = format!("; {}\n\ncommodity 1000.00 EUR\n\n", plain(company));
    for name in accounts.values() {
        text.push_str(&format!("account {name}\n"));
    }
    text
}

/// An account as the text calls it: its number and its name.
pub fn account(number: &str, name: &str) -> String {
    format!("{number} {}", plain(name)).trim_end().to_owned()
}

/// One transaction, an empty line before it. The second date is the document's, where that is
/// another; the code is the entry's number.
pub fn transaction(entry: &JournalRow, accounts: &BTreeMap<String, String>) -> String {
    let other = entry
        .document_date
        .filter(|date| *date != entry.date)
        .map(|date| format!("={date}"))
        .unwrap_or_default();
    let mut text = format!("\n{}{other} * ({}) {}\n", entry.date, entry.number, plain(&entry.text));
    if let Some(reversed) = entry.reverses {
        text.push_str(&format!("    ; reverses: {reversed}\n"));
    }
    for line in &entry.lines {
        let name = accounts.get(&line.account).map_or(line.account.as_str(), String::as_str);
        let code = line
            .vat_code
            .as_deref()
            .map(|code| format!("  ; vat: {}", plain(code)))
            .unwrap_or_default();
        // Writing into a text cannot fail.
        let _ = writeln!(text, "    {name}  {:.2} EUR{code}", line.debit - line.credit);
    }
    text
}

/// What the format gives a meaning of its own is taken out: comments, notes, two blanks, ends of
/// lines.
fn plain(text: &str) -> String {
    let safe = text.replace([';', '|'], ",").replace(|c: char| c.is_control(), " ");
    safe.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn nothing_of_a_text_is_read_as_part_of_the_format() {
        assert_eq!(plain("Miete;  Oktober\n| 10/26"), "Miete, Oktober , 10/26");
    }
}
