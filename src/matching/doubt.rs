//! Why a rule that fits does not book an entry by itself, and which answer helps.

use super::decision::Explanation;
use super::explain::by_split;

/// What speaks against booking an entry by a rule.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Doubt {
    why: Explanation,
    /// Several accounts share the entry: a person may split it over them.
    is_shared: bool,
}

impl Doubt {
    /// A doubt that an account answers: German, English.
    pub fn asks(de: &str, en: &str) -> Doubt {
        Doubt { why: Explanation::new(de, en), is_shared: false }
    }

    /// A doubt that splitting answers: German, English.
    pub fn splits(de: &str, en: &str) -> Doubt {
        Doubt { why: Explanation::new(de, en), is_shared: true }
    }

    /// What is said of the entry of this id, the answer to be copied among it.
    pub fn told(self, entry: i64) -> Vec<Explanation> {
        let split = self.is_shared.then(|| by_split(entry));
        std::iter::once(self.why).chain(split).collect()
    }
}
