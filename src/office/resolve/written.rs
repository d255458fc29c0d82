//! How a person writes what goes into an answer: parts of an amount.

use rust_decimal::Decimal;

/// `4930=80.00,4970=20.50`, also with decimal commas (`4930=80,00,4970=20,50`), `;` or blanks
/// between the parts.
pub fn split_parts(text: &str) -> Option<Vec<(String, Decimal)>> {
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
        parts.push((account.to_owned(), amount(said.trim().trim_end_matches(BETWEEN))?));
        account = next.trim();
    }
    (!parts.is_empty()).then_some(parts)
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

    #[test]
    fn parts_are_read_with_points_and_with_commas() {
        let two = |a: i64, b: i64| {
            Some(vec![
                ("4930".to_owned(), Decimal::new(a, 2)),
                ("4970".to_owned(), Decimal::new(b, 2)),
            ])
        };
        assert_eq!(
            split_parts("4930=80,4970=20.50"),
            Some(vec![("4930".into(), 80.into()), ("4970".into(), Decimal::new(2050, 2))])
        );
        assert_eq!(split_parts("4930=80,00,4970=20,50"), two(8000, 2050));
        assert_eq!(split_parts("4930=1.080,00; 4970=-20,50 €"), two(108_000, -2050));
        assert_eq!(split_parts("4930=80.00 4970=20.50"), two(8000, 2050));
        assert_eq!(split_parts("4930=1,2,3"), None);
        assert_eq!(split_parts("4930"), None);
        assert_eq!(split_parts("=5"), None);
        assert_eq!(split_parts("4930=acht"), None);
    }
}
