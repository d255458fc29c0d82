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
    /// Both state a number, and the numbers differ, and so do the words.
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

    fn words(&self) -> BTreeSet<String> {
        let text = fold(self.description.as_deref().unwrap_or_default());
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    /// Whether two lines are about one article: a number is the same, or neither has one and the words are the same.
    pub fn is(&self, other: &Goods) -> bool {
        let (mine, theirs) = (self.keys(), other.keys());
        let words = || mine.is_empty() && theirs.is_empty() && self.agrees(other) == Agreement::SameWords;
        mine.iter().any(|key| theirs.contains(key)) || words()
    }

    /// How far two goods agree. A GTIN that is the same outweighs other numbers; different GTINs are different goods.
    pub fn agrees(&self, other: &Goods) -> Agreement {
        let (mine, theirs) = (self.keys(), other.keys());
        if mine.iter().any(|key| theirs.contains(key)) {
            return Agreement::SameNumber;
        }
        let (words, others) = (self.words(), other.words());
        let both_numbered = !mine.is_empty() && !theirs.is_empty();
        if !words.is_empty() && words == others {
            return Agreement::SameWords;
        }
        let shared = words.intersection(&others).count();
        let similar = shared * 3 >= words.len().max(others.len()) * 2 && shared > 0;
        match (both_numbered, similar) {
            (true, _) => Agreement::Contradict,
            (false, true) => Agreement::Similar,
            (false, false) => Agreement::Unknown,
        }
    }
}
