//! The known word nearest to a mistyped one.

use super::fault::Hint;

/// Longest word that is compared, in characters: settings are short, and the comparison costs the
/// product of both lengths.
const LONGEST: usize = 64;

/// "Did you mean" where a known word is near, else the list of what is known.
pub fn hint<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Hint {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(typed, &known) {
        Some(word) => Hint::DidYouMean(word.to_owned()),
        None => Hint::OneOf(known.into_iter().map(str::to_owned).collect()),
    }
}

/// The nearest known word, when no more than a third of the letters (at least one, at most three)
/// differ.
pub fn nearest<'a>(typed: &str, known: &[&'a str]) -> Option<&'a str> {
    let typed = folded(typed);
    let allowed = (typed.len() / 3).clamp(1, 3);
    let distances = known.iter().map(|word| (distance(&typed, &folded(word)), *word));
    distances
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// Small letters, and no difference between the dashes people type.
fn folded(word: &str) -> Vec<char> {
    word.chars()
        .take(LONGEST)
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, '-' | ' ') { '_' } else { c })
        .collect()
}

/// Edits from one word to the other: insertion, deletion, substitution, and the swap of two
/// neighbours as one (optimal string alignment).
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, typed) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, known) in right.iter().enumerate() {
            let at =
                |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX - 1);
            let substituted = at(&last, column) + usize::from(typed != known);
            let mut best = substituted.min(at(&last, column + 1) + 1).min(at(&current, column) + 1);
            let swapped = row > 0
                && column > 0
                && left.get(row - 1) == Some(known)
                && right.get(column - 1) == Some(typed);
            if swapped {
                best = best.min(at(&before_last, column - 1) + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_word_is_named_and_a_far_one_is_not() {
        let known = ["server", "security", "port", "password_env", "bank-fee"];
        assert_eq!(nearest("sevrer", &known), Some("server"));
        assert_eq!(nearest("prot", &known), Some("port"));
        assert_eq!(nearest("Password-Env", &known), Some("password_env"));
        assert_eq!(nearest("bank_fees", &known), Some("bank-fee"));
        assert_eq!(nearest("colour", &known), None);
        assert_eq!(nearest("", &known), None);
    }

    #[test]
    fn edits_are_counted() {
        let count = |left: &str, right: &str| distance(&folded(left), &folded(right));
        assert_eq!(count("", "abc"), 3);
        assert_eq!(count("abc", ""), 3);
        assert_eq!(count("kitten", "sitting"), 3);
        assert_eq!(count("ab", "ba"), 1);
    }
}
