//! Companies by the names that documents state of them.

use super::Directory;
use crate::domain::{FirmName, Likeness, Party};
use std::collections::{BTreeSet, HashMap};

/// The places of names by what those have in common that are alike: of very many companies few are
/// compared with a name.
pub(super) fn by_key(names: &[(FirmName, usize)]) -> HashMap<String, Vec<usize>> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, (name, _)) in names.iter().enumerate() {
        for key in name.keys() {
            places.entry(key).or_default().push(place);
        }
    }
    places
}

impl Directory {
    /// The companies whose name a party's name or trading name is most like.
    pub(super) fn named(&self, party: &Party) -> BTreeSet<usize> {
        let stated: Vec<FirmName> = [&party.name, &party.trading_name]
            .into_iter()
            .flatten()
            .map(|name| FirmName::new(name))
            .collect();
        let all = stated.iter().flat_map(|stated| {
            let keys = stated.keys();
            let places = keys.iter().filter_map(|key| self.by_name_key.get(key)).flatten();
            let places: BTreeSet<usize> = places.copied().collect();
            let names = places.into_iter().filter_map(|place| self.firm_names.get(place));
            names.filter_map(|(name, at)| Some((name.likeness(stated)?, *at))).collect::<Vec<_>>()
        });
        // `Berger` for short is not `Berger KG` where the company is `Berger GmbH`.
        let all = all.filter(|(likeness, at)| {
            *likeness > Likeness::WithoutForm || self.bears_form(party, *at)
        });
        let alike: Vec<_> = all.collect();
        let best = alike.iter().map(|(likeness, _)| *likeness).max();
        alike
            .into_iter()
            .filter(|(likeness, _)| Some(*likeness) == best)
            .map(|(_, at)| at)
            .collect()
    }
}
