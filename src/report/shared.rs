//! What several reports ask alike, asked once for all that are made one after the other.

use super::Asked;
use super::trade::Trade;
use crate::store::trade::Whose;
use crate::store::{Store, Stored};
use std::collections::BTreeMap;
use std::fmt;
use tokio::sync::OnceCell;

/// Answers of the store that an [`Asked`] keeps for the reports made with it. A copy begins without
/// them: it may be asked of another company, or in another language.
#[derive(Default)]
pub struct Shared {
    doubts: OnceCell<BTreeMap<i64, Vec<String>>>,
    trade: OnceCell<Trade>,
}

impl Clone for Shared {
    fn clone(&self) -> Shared {
        Shared::default()
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shared")
    }
}

impl Asked {
    /// What a person is asked about documents, held ones too: [`Store::asked`].
    pub(super) async fn doubts(&self, store: &Store) -> Stored<&BTreeMap<i64, Vec<String>>> {
        let company = self.span.company.as_deref();
        self.shared.doubts.get_or_try_init(|| store.asked(company, self.language)).await
    }

    /// What was ordered, and what of it came and is billed.
    pub(super) async fn trade(&self, store: &Store) -> Stored<&Trade> {
        let whose = Whose { company: self.span.company.as_deref(), contact: None };
        let gather = async || Trade::gathered(store, whose, &self.rules, None).await;
        self.shared.trade.get_or_try_init(gather).await
    }
}
