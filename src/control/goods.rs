//! Which goods a line is about, and whether two lines are about the same.

use crate::domain::text::fold;
use std::collections::BTreeSet;

/// The marks of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Goods {
    /// The seller's number, else the buyer's.
    pub article: Option<String>,
    /// The buyer's number of the article.
    pub buyer_article: Option<String>,
    /// The global trade item number (EAN).
    pub gtin: Option<String>,
    /// The article in words.
    pub description: Option<String>,
}

/// How far two goods agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agreement {
    /// Both state a number, and the numbers differ, and so do the words; or the words differ by their figures alone.
    Contradict,
    /// Nothing says that they are the same.
    Unknown,
    /// Most words of the descriptions are the same.
    Similar,
    /// The same description, whatever the numbers.
    SameWords,
    /// A number of the article, or the GTIN, is the same.
    SameNumber,
}

/// A number as it is compared: letters and digits alone, capitals, no zeros in front.
pub fn number_key(number: &str) -> String {
    let bare: String = number.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    let short = bare.trim_start_matches('0');
    if short.is_empty() { bare } else { short.to_owned() }
}

impl Goods {
    /// What people call it.
    pub fn label(&self) -> String {
        [&self.description, &self.article, &self.gtin].into_iter().flatten().next().cloned().unwrap_or_else(|| "–".to_owned())
    }

    /// The numbers it goes by, as they are compared.
    pub fn keys(&self) -> Vec<String> {
        let numbers = [&self.article, &self.buyer_article, &self.gtin].into_iter().flatten();
        numbers.map(|number| number_key(number)).filter(|key| !key.is_empty()).collect()
    }

    /// Whether both state a GTIN, each another one.
    fn other_gtin(&self, other: &Goods) -> bool {
        self.gtin.as_deref().zip(other.gtin.as_deref()).is_some_and(|(one, two)| number_key(one) != number_key(two))
    }

    fn words(&self) -> BTreeSet<String> {
        let text = fold(self.description.as_deref().unwrap_or_default());
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    /// Whether two lines are about one article: a number is the same, or neither has one and the words are the same.
    pub fn is(&self, other: &Goods) -> bool {
        let (mine, theirs) = (self.keys(), other.keys());
        let words = || mine.is_empty() && theirs.is_empty() && self.agrees(other) == Agreement::SameWords;
        !self.other_gtin(other) && mine.iter().any(|key| theirs.contains(key)) || words()
    }

    /// How far two goods agree. Different GTINs are different goods, as sizes of one article are, unless the words are the same;
    /// and words that are alike but for a figure on each side (M8x40, M8x50) name two things.
    pub fn agrees(&self, other: &Goods) -> Agreement {
        let (mine, theirs) = (self.keys(), other.keys());
        let (words, others) = (self.words(), other.words());
        if self.other_gtin(other) {
            return if !words.is_empty() && words == others { Agreement::SameWords } else { Agreement::Contradict };
        }
        if mine.iter().any(|key| theirs.contains(key)) {
            return Agreement::SameNumber;
        }
        let both_numbered = !mine.is_empty() && !theirs.is_empty();
        if !words.is_empty() && words == others {
            return Agreement::SameWords;
        }
        let shared = words.intersection(&others).count();
        let similar = shared * 3 >= words.len().max(others.len()) * 2 && shared > 0;
        let figure = |word: &&String| word.contains(|c: char| c.is_ascii_digit());
        let other_figures = words.difference(&others).any(|word| figure(&word)) && others.difference(&words).any(|word| figure(&word));
        match (both_numbered || similar && other_figures, similar) {
            (true, _) => Agreement::Contradict,
            (false, true) => Agreement::Similar,
            (false, false) => Agreement::Unknown,
        }
    }
}
