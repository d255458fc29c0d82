//! How a person writes what goes into an answer: parts of an amount.

use rust_decimal::Decimal;

/// A part of an entry that a person splits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitPart {
    /// The account's number.
    pub account: String,
    /// Gross.
    pub amount: Decimal,
    /// Percent of VAT that is inside, where it is said.
    pub vat: Option<u8>,
}

impl SplitPart {
    /// As it is written.
    pub fn label(&self) -> String {
        let vat = self.vat.map(|vat| format!(":{vat}")).unwrap_or_default();
        format!("{}={}{vat}", self.account, self.amount)
    }
}

/// `4930=80.00,4970=20.50`, also with decimal commas (`4930=80,00,4970=20,50`), `;` or blanks
/// between the parts. Behind an amount may stand the percent of VAT that is inside: `4650=89:19`,
/// `4650=89 USt 19`.
pub fn split_parts(text: &str) -> Option<Vec<SplitPart>> {
    const BETWEEN: [char; 3] = [',', ';', ' '];
    let mut pieces = text.split('=');
    let mut account = pieces.next()?.trim();
    let mut parts = Vec::new();
    let mut rest = pieces.peekable();
    while let Some(piece) = rest.next() {
        let piece = piece.trim();
        // Before the next "=" stands the next account, behind the last thing that can part it from
        // the amount.
        let (said, next) =
            if rest.peek().is_some() { piece.rsplit_once(BETWEEN)? } else { (piece, "") };
        if account.is_empty() || account.contains(BETWEEN) {
            return None;
        }
        let (said, vat) = with_rate(said.trim().trim_end_matches(BETWEEN))?;
        parts.push(SplitPart { account: account.to_owned(), amount: amount(said)?, vat });
        account = next.trim();
    }
    (!parts.is_empty()).then_some(parts)
}

/// An amount, and the percent of VAT behind it.
fn with_rate(text: &str) -> Option<(&str, Option<u8>)> {
    const WORDS: [&str; 5] = ["vat", "ust", "mwst", "vst", "--vat"];
    let is_word = |word: &&str| WORDS.contains(&word.to_lowercase().as_str());
    let word = text.split_whitespace().find(is_word).unwrap_or(":");
    let Some((amount, rate)) = text.split_once(word) else { return Some((text, None)) };
    let rate = rate.trim_matches([' ', ':', '%', '=']).parse().ok().filter(|rate| *rate <= 99)?;
    Some((amount.trim_end(), Some(rate)))
}

/// An amount with a decimal point or comma; points before a comma part thousands.
fn amount(text: &str) -> Option<Decimal> {
    let text = text.trim_end_matches('€').trim_end();
    match text.contains(',') {
        true => text.replace('.', "").replace(',', ".").parse().ok(),
        false => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(account: &str, cents: i64, vat: Option<u8>) -> SplitPart {
        SplitPart { account: account.into(), amount: Decimal::new(cents, 2), vat }
    }

    #[test]
    fn parts_are_read_with_points_and_with_commas() {
        let two = |a: i64, b: i64| Some(vec![part("4930", a, None), part("4970", b, None)]);
        assert_eq!(split_parts("4930=80,4970=20.50"), two(8000, 2050));
        assert_eq!(split_parts("4930=80,00,4970=20,50"), two(8000, 2050));
        assert_eq!(split_parts("4930=1.080,00; 4970=-20,50 €"), two(108_000, -2050));
        assert_eq!(split_parts("4930=80.00 4970=20.50"), two(8000, 2050));
        for text in
            ["4930=1,2,3", "4930", "=5", "4930=acht", "4930=8:x", "4930=8 USt", "4930=8:100"]
        {
            assert_eq!(split_parts(text), None, "{text}");
        }
    }

    #[test]
    fn the_vat_inside_a_part_stands_behind_its_amount() {
        let two = Some(vec![part("4650", 8900, Some(19)), part("4660", 2050, None)]);
        for text in [
            "4650=89:19,4660=20.50",
            "4650=89,00:19,4660=20,50",
            "4650=89 USt 19, 4660=20,50",
            "4650=89,00 € MwSt 19 %; 4660=20,50",
            "4650=89 vat 19 4660=20.50",
        ] {
            assert_eq!(split_parts(text), two, "{text}");
        }
        assert_eq!(part("4650", 890, Some(7)).label(), "4650=8.90:7");
    }
}
