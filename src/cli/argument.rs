//! Values of arguments, and how each is written where one cannot be read.

use jiff::civil::Date;

/// What an argument should look like: in German, in English.
#[derive(Debug, Clone, Copy)]
pub(super) struct Example(pub &'static str, pub &'static str);

impl std::fmt::Display for Example {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.1)
    }
}

impl std::error::Error for Example {}

/// A day, written as either language does: 2026-10-31 (ISO 8601), 31.10.2026 (DIN 5008).
pub(super) fn day(text: &str) -> Result<Date, Example> {
    let german = || {
        let mut parts = text.trim().split('.');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        let whole = year.len() == 4 && parts.next().is_none();
        Date::new(year.parse().ok().filter(|_| whole)?, month.parse().ok()?, day.parse().ok()?).ok()
    };
    text.trim()
        .parse()
        .ok()
        .or_else(german)
        .ok_or(Example("2026-10-31 oder 31.10.2026", "2026-10-31 or 31.10.2026"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_is_read_in_both_spellings() {
        for (text, read) in [
            ("2026-10-31", Some(date(2026, 10, 31))),
            ("31.10.2026", Some(date(2026, 10, 31))),
            ("1.2.2026", Some(date(2026, 2, 1))),
            ("31.10.26", None),
            ("31.02.2026", None),
            ("10/31/2026", None),
            ("1.2.2026.", None),
            ("", None),
        ] {
            assert_eq!(day(text).ok(), read, "{text}");
        }
    }
}
