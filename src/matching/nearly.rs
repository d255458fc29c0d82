//! Numbers that are an item's but for one digit: wrong, missing, one too many, or swapped with its
//! neighbour. Party and amount make the proposal; this says why the number in the text leads
//! nowhere.

use super::decision::Explanation;
use super::desk::Slip;
use super::index::Item;
use super::reading::significant;

/// The fewest digits of a number that one digit does not change into any other.
const FEWEST: usize = 4;

/// What of the text is the item's number but for one digit, as a sentence.
pub(super) fn nearly(slip: &Slip<'_>, item: &Item<'_>) -> Option<Explanation> {
    let own = significant(&item.digits);
    let windows = (0..slip.reading.numbers.len()).flat_map(|first| slip.reading.windows_at(first));
    let near = windows.into_iter().find(|window| {
        own.len() >= FEWEST && window.digits.len() >= FEWEST && one_apart(&window.digits, own)
    })?;
    let (first, last) = (
        slip.reading.numbers.get(near.first)?,
        slip.reading.numbers.get(near.first + near.count - 1)?,
    );
    let (span, document) = (slip.reading.span(first.start, last.end), &item.facts.document);
    Some(Explanation::new(
        format!("„{span}“ im Text ist bis auf eine Ziffer {document}."),
        format!("\"{span}\" in the text is {document} but for one digit."),
    ))
}

/// Whether two runs of digits differ in one digit, by one digit, or by two neighbours that changed
/// places.
fn one_apart(one: &str, other: &str) -> bool {
    let (a, b) = (one.as_bytes(), other.as_bytes());
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let rest =
        |digits: &[u8], from: usize| digits.get(from..).map(<[u8]>::to_vec).unwrap_or_default();
    let swapped = || {
        let pair = |digits: &[u8]| digits.get(same).copied().zip(digits.get(same + 1).copied());
        pair(a).zip(pair(b)).is_some_and(|((x, y), (u, v))| (x, y) == (v, u))
            && rest(a, same + 2) == rest(b, same + 2)
    };
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Equal => {
            a != b && (rest(a, same + 1) == rest(b, same + 1) || swapped())
        }
        std::cmp::Ordering::Less => a.len() + 1 == b.len() && rest(a, same) == rest(b, same + 1),
        std::cmp::Ordering::Greater => b.len() + 1 == a.len() && rest(b, same) == rest(a, same + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::one_apart;

    #[test]
    fn one_digit_is_one_digit() {
        for near in ["20260825", "2026081", "202608150", "20260851", "20206815", "0260815"] {
            assert!(one_apart(near, "20260815") && one_apart("20260815", near), "{near}");
        }
        for far in ["20260815", "20260826", "202608", "20250851", "51806202"] {
            assert!(!one_apart(far, "20260815"), "{far}");
        }
    }
}
