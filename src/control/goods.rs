//! Which goods a line is about, and whether two lines are about the same.

pub use crate::domain::invoice_number::number_key;
use crate::domain::text::fold;
use std::cell::OnceCell;
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
    /// Both state a number, and the numbers differ, and so do the words; or the words differ by
    /// their figures alone.
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

impl Goods {
    /// What people call it.
    pub fn label(&self) -> String {
        [&self.description, &self.article, &self.gtin]
            .into_iter()
            .flatten()
            .next()
            .cloned()
            .unwrap_or_else(|| "–".to_owned())
    }

    /// The numbers it goes by, as they are compared.
    pub fn keys(&self) -> Vec<String> {
        let numbers = [&self.article, &self.buyer_article, &self.gtin].into_iter().flatten();
        numbers.map(|number| number_key(number)).filter(|key| !key.is_empty()).collect()
    }

    /// What it is compared by.
    pub(super) fn marks(&self) -> Marks<'_> {
        Marks {
            keys: self.keys(),
            gtin: self.gtin.as_deref().map(number_key),
            description: self.description.as_deref(),
            words: OnceCell::new(),
        }
    }

    /// Whether two lines are about one article: a number is the same, or neither has one and the
    /// words are the same.
    pub fn is(&self, other: &Goods) -> bool {
        let (mine, theirs) = (self.marks(), other.marks());
        let words = || {
            mine.keys.is_empty()
                && theirs.keys.is_empty()
                && mine.agrees(&theirs) == Agreement::SameWords
        };
        !mine.other_gtin(&theirs) && mine.same_number(&theirs) || words()
    }

    /// How far two goods agree. Different GTINs are different goods, as sizes of one article are,
    /// unless the words are the same; and words that are alike but for a figure on each side
    /// (M8x40, M8x50) name two things.
    pub fn agrees(&self, other: &Goods) -> Agreement {
        self.marks().agrees(&other.marks())
    }
}

/// What goods are compared by, made once for many comparisons.
pub(super) struct Marks<'g> {
    keys: Vec<String>,
    gtin: Option<String>,
    description: Option<&'g str>,
    words: OnceCell<BTreeSet<String>>,
}

impl Marks<'_> {
    fn other_gtin(&self, other: &Marks) -> bool {
        self.gtin.as_ref().zip(other.gtin.as_ref()).is_some_and(|(one, two)| one != two)
    }

    fn same_number(&self, other: &Marks) -> bool {
        self.keys.iter().any(|key| other.keys.contains(key))
    }

    fn words(&self) -> &BTreeSet<String> {
        self.words.get_or_init(|| {
            let text = fold(self.description.unwrap_or_default());
            text.split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect()
        })
    }

    /// As [`Goods::agrees`].
    pub(super) fn agrees(&self, other: &Marks) -> Agreement {
        let other_gtin = self.other_gtin(other);
        if !other_gtin && self.same_number(other) {
            return Agreement::SameNumber;
        }
        let (words, others) = (self.words(), other.words());
        let same_words = !words.is_empty() && words == others;
        if other_gtin || same_words {
            return if same_words { Agreement::SameWords } else { Agreement::Contradict };
        }
        let both_numbered = !self.keys.is_empty() && !other.keys.is_empty();
        let shared = words.intersection(others).count();
        let similar = shared * 3 >= words.len().max(others.len()) * 2 && shared > 0;
        let figure = |word: &&String| word.contains(|c: char| c.is_ascii_digit());
        let other_figures = words.difference(others).any(|word| figure(&word))
            && others.difference(words).any(|word| figure(&word));
        match (both_numbered || similar && other_figures, similar) {
            (true, _) => Agreement::Contradict,
            (false, true) => Agreement::Similar,
            (false, false) => Agreement::Unknown,
        }
    }
}
