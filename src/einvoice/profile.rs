//! The profiles of Factur-X 1.09 (ZUGFeRD 2.5): those below EN 16931, the standard's own and the
//! one beyond it.

/// A profile by its specification identifier (BT-24).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Head data only; no invoice in Germany (BMF of 15.10.2024, no. 2.1).
    Minimum,
    /// An invoice without lines; none in Germany either.
    BasicWl,
    /// Part of EN 16931.
    Basic,
    /// The standard's own. An invoice of it keeps all of EN 16931, and the profile's narrower
    /// places and codes beside.
    En16931,
    /// More than EN 16931: replaces some of its rules.
    Extended,
}

/// BT-24 of the profile EN 16931: the standard's own identifier, nothing after it.
const STANDARD: &str = "urn:cen.eu:en16931:2017";

/// How BT-24 ends, lower case, and where it must come from.
const ENDINGS: [(&str, Profile); 4] = [
    (":minimum", Profile::Minimum),
    (":basicwl", Profile::BasicWl),
    (":basic", Profile::Basic),
    (":extended", Profile::Extended),
];

impl Profile {
    /// The profile that a specification identifier names; `None` for all that is not Factur-X, such
    /// as XRechnung.
    pub fn of(specification: &str) -> Option<Profile> {
        let text = specification.trim().to_ascii_lowercase();
        if text == STANDARD {
            return Some(Profile::En16931);
        }
        let is_ours = text.contains("factur-x") || text.contains("zugferd");
        ENDINGS
            .iter()
            .find(|(ending, _)| is_ours && text.ends_with(ending))
            .map(|(_, profile)| *profile)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_known_by_its_identifier() {
        let of = |text: &str| Profile::of(text);
        assert_eq!(
            of("urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended"),
            Some(Profile::Extended)
        );
        assert_eq!(
            of("urn:cen.eu:en16931:2017#conformant#urn:zugferd.de:2p0:extended"),
            Some(Profile::Extended)
        );
        assert_eq!(
            of("urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic"),
            Some(Profile::Basic)
        );
        assert_eq!(of("urn:factur-x.eu:1p0:basicwl"), Some(Profile::BasicWl));
        assert_eq!(of("urn:factur-x.eu:1p0:minimum"), Some(Profile::Minimum));
        assert_eq!(of(" urn:cen.eu:en16931:2017"), Some(Profile::En16931));
        assert_eq!(
            of("urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"),
            None
        );
        assert_eq!(of("urn:example:extended"), None);
    }
}
