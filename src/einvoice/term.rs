//! Business terms as the document states them: every occurrence, raw.
//!
//! A document that breaks the rules may state twice what should be stated once, or letters where a
//! number belongs. The rules must see that, so a [`Term`] keeps the elements themselves and is only
//! read as a number or a date when asked.

use super::rules::Fault;
use crate::domain::money::of_digits;
use crate::xml::{Name, Node};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::cmp::Ordering;

/// More occurrences of one term than any invoice has; rules that compare two terms stay quick on
/// hostile documents.
const MOST: usize = 10_000;

/// All occurrences of one business term in document order; usually none or one.
#[derive(Clone, Default)]
pub struct Term<'t, 'a> {
    first: Option<Node<'t, 'a>>,
    more: Option<Box<More<'t, 'a>>>,
}

/// The occurrences after the first. Boxed, for hardly a term has any, and a line has two dozen
/// terms.
#[derive(Clone, Default)]
struct More<'t, 'a>(Vec<Node<'t, 'a>>);

impl<'t, 'a> Term<'t, 'a> {
    /// What stands below `node` at this path of names, every branch followed
    /// ([`path!`](crate::path)).
    pub fn at(node: Node<'t, 'a>, path: &[Name]) -> Term<'t, 'a> {
        let mut term = Term::default();
        term.collect(node, path);
        term
    }

    /// The same below several nodes, one after the other.
    pub fn below(nodes: &[Node<'t, 'a>], path: &[Name]) -> Term<'t, 'a> {
        let mut term = Term::default();
        if let Some((name, rest)) = path.split_first() {
            nodes
                .iter()
                .filter(|node| node.name() == *name)
                .for_each(|node| term.collect(*node, rest));
        }
        term
    }

    fn collect(&mut self, node: Node<'t, 'a>, path: &[Name]) {
        match path.split_first() {
            None => self.push(node),
            Some((name, rest)) => node.all(*name).for_each(|child| self.collect(child, rest)),
        }
    }

    /// The occurrences of several terms, one after the other.
    pub fn all<'s>(terms: impl Iterator<Item = &'s Term<'t, 'a>>) -> Term<'t, 'a>
    where
        't: 's,
        'a: 's,
    {
        let mut all = Term::default();
        terms.flat_map(Term::iter).for_each(|node| all.push(node));
        all
    }

    /// Adds an occurrence; beyond `MOST` they are left out.
    pub fn push(&mut self, node: Node<'t, 'a>) {
        match self.first {
            None => self.first = Some(node),
            Some(_) if self.more().len() < MOST => self.more.get_or_insert_default().0.push(node),
            Some(_) => {}
        }
    }

    fn more(&self) -> &[Node<'t, 'a>] {
        self.more.as_ref().map_or(&[], |more| more.0.as_slice())
    }

    /// The first occurrence.
    pub fn first(&self) -> Option<Node<'t, 'a>> {
        self.first
    }

    /// Every occurrence.
    pub fn iter(&self) -> impl Iterator<Item = Node<'t, 'a>> + '_ {
        self.first.into_iter().chain(self.more().iter().copied())
    }

    /// How often the term is stated.
    pub fn count(&self) -> usize {
        usize::from(self.first.is_some()) + self.more().len()
    }

    /// True when the term is stated at all, even empty.
    pub fn exists(&self) -> bool {
        self.first.is_some()
    }

    /// The first occurrence's text without surrounding blanks; `None` when there is none or it is
    /// blank. For reading, not for rules.
    pub fn value(&self) -> Option<&'t str> {
        self.first.map(|node| trim_all(node.text())).filter(|text| !text.is_empty())
    }

    /// The first occurrence's attribute, if it is not blank. For reading, not for rules.
    pub fn attribute(&self, name: Name) -> Option<&'t str> {
        self.first
            .and_then(|node| node.attribute(name))
            .map(trim_all)
            .filter(|text| !text.is_empty())
    }

    /// The first occurrence as a number, `None` when absent or no number. For reading, not for
    /// rules.
    pub fn number(&self) -> Option<Decimal> {
        self.value().and_then(decimal)
    }

    /// The one occurrence, none, or the fault that there are several where the official rules need
    /// one.
    pub fn one(&self) -> Result<Option<Node<'t, 'a>>, Fault> {
        match (self.first, self.more().first()) {
            (Some(first), Some(_)) => Err(Fault::Several(first.local().to_string())),
            (first, None) => Ok(first),
            (None, Some(_)) => Ok(None),
        }
    }

    /// The one occurrence's text as written; empty when absent.
    pub fn text(&self) -> Result<&'t str, Fault> {
        Ok(self.one()?.map_or("", Node::text))
    }

    /// The one occurrence's text with XPath's `normalize-space`; empty when absent.
    pub fn normalized(&self) -> Result<Cow<'t, str>, Fault> {
        Ok(normalize(self.text()?))
    }

    /// True when the one occurrence says anything but blanks.
    pub fn is_filled(&self) -> Result<bool, Fault> {
        Ok(!is_blank(self.text()?))
    }

    /// True when any occurrence's text, as written, is this.
    pub fn any_is(&self, text: &str) -> bool {
        self.iter().any(|node| node.text() == text)
    }

    /// The one occurrence as `xs:decimal`; `None` when absent, a fault when it is no number.
    pub fn decimal(&self) -> Result<Option<Decimal>, Fault> {
        self.one()?.map(decimal_of).transpose()
    }

    /// The first occurrence as `xs:decimal`, whatever follows.
    pub fn first_decimal(&self) -> Result<Option<Decimal>, Fault> {
        self.first.map(decimal_of).transpose()
    }

    /// The sum of all occurrences; zero when there is none.
    pub fn sum(&self) -> Result<Decimal, Fault> {
        self.iter().try_fold(Decimal::ZERO, |sum, node| add(sum, decimal_of(node)?))
    }
}

/// The element's text as a number, or the fault that it is none.
pub fn decimal_of(node: Node) -> Result<Decimal, Fault> {
    decimal(node.text()).ok_or_else(|| Fault::NotANumber(node.text().trim().to_string()))
}

/// A sum that cannot overflow unseen.
pub fn add(a: Decimal, b: Decimal) -> Result<Decimal, Fault> {
    a.checked_add(b).ok_or(Fault::Overflow)
}

/// Reads the lexical form of `xs:decimal` (XML Schema 1.1 part 2, section 3.3.3), surrounding
/// blanks allowed: no exponent, no thousands. `None` for anything else, and for numbers beyond 28
/// digits.
pub fn decimal(text: &str) -> Option<Decimal> {
    let text = trim(text);
    if let Some(number) = plain(text) {
        return Some(number);
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
    if !all_digits || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    // rust_decimal wants a digit before and after a point that stands there.
    match (whole.is_empty(), fraction.is_empty() && digits.ends_with('.')) {
        (false, false) => text.parse().ok(),
        (true, _) => text.replacen('.', "0.", 1).parse().ok(),
        (_, true) => text.trim_end_matches('.').parse().ok(),
    }
}

/// The number that digits and perhaps a point between them say: nearly every amount there is. The
/// same number, with the same digits after the point, as the way for all of them finds, only
/// sooner.
fn plain(text: &str) -> Option<Decimal> {
    match text.split_once('.') {
        Some((_, "")) => None,
        Some((whole, fraction)) => of_digits(whole, fraction),
        None => of_digits(text, ""),
    }
}

/// XPath's `normalize-space`: blanks at the ends dropped, blanks inside made one.
pub fn normalize(text: &str) -> Cow<'_, str> {
    let trimmed = trim(text);
    let mut last = b'x';
    let clean = trimmed.bytes().all(|byte| {
        let fine = byte > b' ' || !is_xml_blank(char::from(byte)) || (byte == b' ' && last != b' ');
        last = byte;
        fine
    });
    match clean {
        true => Cow::Borrowed(trimmed),
        false => Cow::Owned(
            trimmed
                .split(is_xml_blank)
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
                .join(" "),
        ),
    }
}

/// Whether a text, its blanks normalised, is this word, which holds none.
pub fn is_word(text: &str, word: &str) -> bool {
    match text.len().cmp(&word.len()) {
        Ordering::Less => false,
        Ordering::Equal => text == word,
        Ordering::Greater => normalize(text) == word,
    }
}

/// The text without blanks at both ends. Most texts have none, which two bytes tell.
pub fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if *first > b' ' && *last > b' ' => text,
        [only] if *only > b' ' => text,
        _ => text.trim_matches(is_xml_blank),
    }
}

/// The text without white space of any script at both ends. Most texts have none, which two bytes
/// tell.
pub fn trim_all(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        [only] if only.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// True of a text that says nothing: no character but blanks.
pub fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| is_xml_blank(char::from(byte)))
}

/// The blanks of XML 1.0, section 2.3.
pub fn is_xml_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// A path of names known at compile time: `path!("cac:Party/cbc:ID")`.
#[macro_export]
macro_rules! path {
    ($path:literal) => {{
        const PATH: [$crate::xml::Name; $crate::einvoice::term::steps($path)] =
            $crate::einvoice::term::split($path);
        &PATH
    }};
}

/// How many steps a path has.
#[expect(clippy::indexing_slicing, reason = "at compile time: past the end stops the compiler")]
pub const fn steps(path: &str) -> usize {
    let bytes = path.as_bytes();
    let (mut i, mut steps) = (0, 1);
    while i < bytes.len() {
        if bytes[i] == b'/' {
            steps += 1;
        }
        i += 1;
    }
    steps
}

/// The names of a path's steps, at compile time.
#[expect(clippy::indexing_slicing, reason = "at compile time: past the end stops the compiler")]
pub const fn split<const N: usize>(path: &str) -> [Name; N] {
    let mut names = [Name(0); N];
    let mut rest = path.as_bytes();
    let mut step = 0;
    while step < N {
        let mut end = 0;
        while end < rest.len() && rest[end] != b'/' {
            end += 1;
        }
        let (head, tail) = rest.split_at(end);
        names[step] = match std::str::from_utf8(head) {
            Ok(name) => Name::of(name),
            Err(_) => Name(0),
        };
        rest = match tail {
            [_, after @ ..] => after,
            [] => tail,
        };
        step += 1;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn a_path_is_its_names() {
        assert_eq!(path!("cac:Party/cbc:ID"), &[Name::of("cac:Party"), Name::of("cbc:ID")]);
        assert_eq!(path!("ram:ID"), &[Name::of("ram:ID")]);
    }

    #[test]
    fn decimals_are_those_of_xml_schema() {
        assert_eq!(decimal(" 1.50\n"), Some(dec!(1.50)));
        assert_eq!(decimal("+.5"), Some(dec!(0.5)));
        assert_eq!(decimal("-5."), Some(dec!(-5)));
        for wrong in ["", ".", "1e3", "1,5", "1 000", "NaN", "--1", "1.2.3", "€1"] {
            assert_eq!(decimal(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn plain_decimals_are_read_as_all_decimals() {
        for text in [
            "0",
            "007",
            "1.50",
            "0.00",
            "123456789012345678",
            "1234567890.12345678",
            "999999999999999999",
            "0.00000000000000001",
        ] {
            let (number, expected) = (plain(text), text.parse::<Decimal>().ok());
            assert_eq!(
                number.map(|number| number.unpack()),
                expected.map(|number| number.unpack()),
                "{text}"
            );
        }
        for other in [
            "",
            ".",
            ".5",
            "5.",
            "1..2",
            "1.2.3",
            "-1",
            "+1",
            " 1",
            "1e3",
            "1234567890123456789",
            "1,5",
        ] {
            assert_eq!(plain(other), None, "{other}");
        }
    }

    #[test]
    fn words_and_trimmed_texts_are_those_of_the_long_way() {
        for text in [
            "", " ", "S", " S", "S ", "\nS\t", "AE", "A E", " A  E ", "\u{a0}S", "S\u{a0}", "é",
            "\u{1f}S", "\u{2028}", "x y",
        ] {
            assert_eq!(trim_all(text), text.trim(), "{text:?}");
            assert_eq!(trim(text), text.trim_matches(is_xml_blank), "{text:?}");
            for word in ["S", "AE", "é"] {
                assert_eq!(is_word(text, word), normalize(text) == word, "{text:?} {word:?}");
            }
        }
    }

    #[test]
    fn blanks_are_normalised_as_xpath_does() {
        assert_eq!(normalize(" a \n b "), "a b");
        assert_eq!(normalize("a b"), "a b");
        assert_eq!(normalize("\u{a0}a"), "\u{a0}a");
    }
}
