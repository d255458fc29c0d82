//! Where companies are, and documents that state a VAT id which is none of theirs.

use super::{Directory, OTHER_VAT_ID, Route};
use crate::domain::Party;
use crate::domain::text::fold;
use crate::store::addressees::is_address;

impl Directory {
    /// `sender` is whoever sent it, where that is not the company either: its own invoice may be
    /// one whose seller is written so that nobody knows it.
    pub(super) fn other_vat_id(&self, at: usize, party: &Party, sender: Option<&Party>) -> Route {
        let besides = match sender.and_then(|sender| sender.name.as_deref()) {
            Some(name) => [
                format!(
                    " Auch der Absender („{name}“) ist nach Name und USt-IdNr. nicht diese Firma."
                ),
                format!(" By name and VAT id, its sender (“{name}”) is not this company either."),
            ],
            None => Default::default(),
        };
        let company = self.id(at).unwrap_or_default();
        let vat_id = party.vat_id.as_ref().map(ToString::to_string).unwrap_or_default();
        let stated = match &party.name {
            Some(name) => [
                format!("„{name}“ mit der USt-IdNr. {vat_id}"),
                format!("“{name}” with VAT id {vat_id}"),
            ],
            None => [format!("die USt-IdNr. {vat_id}"), format!("VAT id {vat_id}")],
        };
        let finding = OTHER_VAT_ID
            .found()
            .with_value("stated", stated)
            .with("name", self.title(at))
            .with_value("besides", besides)
            .with("company", company);
        Route::Held(company.to_owned(), finding)
    }

    /// Whether a party is where the company is, by street and postcode.
    pub(in crate::office) fn lives_at(&self, party: &Party, company: usize) -> bool {
        let Some([Some(street), Some(postcode), _]) = self.addresses.get(company) else {
            return false;
        };
        is_address(party, street, postcode)
    }

    /// Whether a party is somewhere else for sure: both postcodes are known and differ.
    pub(in crate::office) fn lives_elsewhere(&self, party: &Party, company: usize) -> bool {
        let Some([_, Some(postcode), _]) = self.addresses.get(company) else { return false };
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let theirs = party.postcode.as_deref().map(digits).filter(|theirs| !theirs.is_empty());
        theirs.is_some_and(|theirs| theirs != digits(postcode))
    }

    /// Whether a party is in the company's postcode for sure: both are known and equal.
    pub(in crate::office) fn lives_near(&self, party: &Party, company: usize) -> bool {
        let known = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
        let ours = self.addresses.get(company).is_some_and(|[_, postcode, _]| known(postcode));
        ours && known(&party.postcode) && !self.lives_elsewhere(party, company)
    }

    /// The company's town, folded; empty where the settings name none.
    pub(in crate::office) fn town_of(&self, company: usize) -> String {
        let town = self.addresses.get(company).and_then(|[_, _, town]| town.as_deref());
        fold(town.unwrap_or_default())
    }
}
