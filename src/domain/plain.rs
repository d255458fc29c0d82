//! What people are shown is seen and does nothing: names, texts and file names come from strangers,
//! and a screen, a mail program or a spreadsheet obeys characters that nobody sees. Each outlet
//! (screen, mail, CSV, HTML, workbook) passes what it shows through here.

use std::borrow::Cow;

/// True of characters that act instead of being seen: controls (a terminal's escapes among them),
/// marks that turn the direction of writing, separators of lines and paragraphs, and what is
/// invisible otherwise (Unicode 15, categories Cc and Cf).
pub fn acts(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// A text of one line: controls and separators as blanks, all else that acts left out.
pub fn line(text: &str) -> Cow<'_, str> {
    cleaned(text, |_| false)
}

/// A text of several lines: line ends and tabs stay.
pub fn page(text: &str) -> Cow<'_, str> {
    cleaned(text, |character| matches!(character, '\n' | '\t'))
}

/// JSON of what a screen may show: what acts is written as `\uXXXX`, so that a program reads the
/// very text.
pub fn json(text: &str) -> Cow<'_, str> {
    use std::fmt::Write;
    let stays = |character: char| matches!(character, '\n' | '\t') || !acts(character);
    if text.chars().all(stays) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match stays(character) {
            true => shown.push(character),
            // JSON counts in units of UTF-16; writing to a String cannot fail.
            false => character.encode_utf16(&mut [0; 2]).iter().for_each(|unit| {
                let _ = write!(shown, "\\u{unit:04x}");
            }),
        }
    }
    Cow::Owned(shown)
}

fn cleaned(text: &str, stays: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.chars().all(|character| stays(character) || !acts(character)) {
        return Cow::Borrowed(text);
    }
    let is_blank =
        |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
    let shown = text.chars().filter_map(|character| match acts(character) && !stays(character) {
        true => is_blank(character).then_some(' '),
        false => Some(character),
    });
    Cow::Owned(shown.collect())
}

/// A subject of a mail: one line, cut where it is longer than people read.
pub fn subject(text: &str) -> String {
    let shown = line(text);
    match shown.chars().nth(LONGEST_SUBJECT) {
        None => shown.into_owned(),
        Some(_) => shown.chars().take(LONGEST_SUBJECT - 1).chain(['…']).collect(),
    }
}

/// Longest subject, characters: far below the 998 octets of a line (RFC 5322, 2.1.1), even when
/// each is encoded.
const LONGEST_SUBJECT: usize = 150;

/// A cell of a CSV file that no spreadsheet computes, whatever it takes for the separator: what
/// would begin a formula gets an apostrophe in front.
pub fn csv_cell(text: &str) -> Cow<'_, str> {
    let text = line(text);
    let mut shown = String::new();
    if begins_formula(&text) {
        shown.push('\'');
    }
    let mut rest: &str = &text;
    while let Some(at) = rest.find([';', ',', '\t', '|']) {
        let (before, after) = rest.split_at_checked(at + 1).unwrap_or((rest, ""));
        shown.push_str(before);
        if computes(after) {
            shown.push('\'');
        }
        rest = after;
    }
    shown.push_str(rest);
    if shown.len() == text.len() { text } else { Cow::Owned(shown) }
}

/// A cell of a CSV file that spreadsheets keep as the text that it is, and that kontor reads as that
/// again: a formula that names nothing but the text.
pub fn kept_as_text(text: &str) -> String {
    format!("=\"{text}\"")
}

/// Whether a spreadsheet makes something else of a text: `0815` loses its zero, `2026E10` and what
/// has more than 15 digits become other numbers, `10/26` and `1-2` days.
pub fn is_remade(text: &str) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits(text) {
        return text.len() > 15 || text.len() > 1 && text.starts_with('0');
    }
    if let Some((whole, power)) = text.split_once(['E', 'e']) {
        let power = power.trim_start_matches(['+', '-']);
        return is_digits(&whole.replace(['.', ','], "")) && is_digits(power);
    }
    let parts: Vec<&str> = text.split(['/', '-', '.', ':']).collect();
    matches!(parts.len(), 2 | 3) && parts.iter().all(|part| part.len() <= 4 && is_digits(part))
}

/// What spreadsheets begin a formula with, in full width too.
fn begins_formula(text: &str) -> bool {
    text.trim_start_matches([' ', '"']).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// Behind a separator inside a text a sign is common (`100,-`): it counts where a call or a
/// reference to another program may follow.
fn computes(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '"']);
    let own = text.split([';', ',', '\t']).next().unwrap_or_default();
    text.starts_with(['=', '@', '＝', '＠'])
        || (begins_formula(text) && own.contains(['(', '!', '|']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_make_another_value_of() {
        for text in ["000123", "2026E10", "1e5", "1234567890123456", "10/26", "1-2", "1.2.26"] {
            assert!(is_remade(text), "{text}");
        }
        for text in ["4711", "0", "RE-1", "2026-0815-1-1", "E10", "1E", "", "10/26a", "12345/26"] {
            assert!(!is_remade(text), "{text}");
        }
    }

    #[test]
    fn what_acts_is_never_shown() {
        assert_eq!(line("Bau\u{1b}[2J AG\u{202e}x\u{9b}1\u{feff}\nZeile"), "Bau [2J AGx 1 Zeile");
        assert_eq!(page("a\tb\n\u{7}c\r\n"), "a\tb\n c \n");
        assert_eq!(
            json("{\"a\":\"\u{202e}x\u{e0001}\"}\n"),
            "{\"a\":\"\\u202ex\\udb40\\udc01\"}\n"
        );
        assert!(matches!(line("Müller – Söhne"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_subject_is_one_line_and_not_endless() {
        assert_eq!(subject("Rechnung\r\nBcc: x"), "Rechnung  Bcc: x");
        assert_eq!(subject(&"x".repeat(5_000)).chars().count(), LONGEST_SUBJECT);
    }

    #[test]
    fn no_cell_is_computed_whatever_the_separator() {
        assert_eq!(csv_cell("=1+1"), "'=1+1");
        assert_eq!(csv_cell(" +49 30 1"), "' +49 30 1");
        assert_eq!(csv_cell("x;=HYPERLINK(\"a\")"), "x;'=HYPERLINK(\"a\")");
        assert_eq!(csv_cell("x,=1|y;-2+cmd|'/c calc'!A0"), "x,'=1|y;'-2+cmd|'/c calc'!A0");
        assert_eq!(csv_cell("Miete 100,- und 5,+3"), "Miete 100,- und 5,+3");
    }
}
