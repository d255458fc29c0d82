//! Rules about the VAT categories (EN 16931-1, section 6.4.3 and annex): BR-S-…, BR-Z-…, BR-E-…,
//! BR-AE-…, BR-IC-…, BR-G-…, BR-O-…, BR-AF-…, BR-AG-…, BR-B-….
//!
//! The categories share ten rules that differ in who must be identified, which rate is allowed, how
//! the base is summed and whether a reason for exemption is due. So a category is one row here, and
//! a rule is one [`Role`].

use super::super::{Fault, Findings, RuleFinding, RuleSet, Severity};
use crate::xml::Node;
use std::borrow::Cow;

/// What a category does to the tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Tax is charged at a rate; no reason for exemption.
    Rated,
    /// The rate is zero; no reason for exemption.
    Zero,
    /// No tax, and a reason is due.
    Exempt,
    /// Not subject to VAT: no rate at all, and a reason is due.
    OutOfScope,
}

/// Who must be identified for tax where a category is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identified {
    /// The seller by VAT id or tax number, or its tax representative.
    Seller,
    /// The seller as above, and the buyer by VAT id or legal registration.
    SellerAndBuyer,
    /// The seller by VAT id, or its tax representative.
    SellerByVatId,
    /// The seller as above, and the buyer by VAT id.
    BothByVatId,
    /// Nobody: no VAT id may be stated.
    Nobody,
}

/// One VAT category.
pub struct VatCategory {
    /// UNTDID 5305.
    pub code: &'static str,
    /// The ids of the shared rules, in the order of [`Role`].
    ids: [&'static str; 10],
    pub kind: Kind,
    pub identified: Identified,
    name: (&'static str, &'static str),
}

macro_rules! category {
    ($code:literal, $prefix:literal, $kind:ident, $identified:ident, $de:literal, $en:literal) => {
        VatCategory {
            code: $code,
            ids: [
                concat!($prefix, "-01"),
                concat!($prefix, "-02"),
                concat!($prefix, "-03"),
                concat!($prefix, "-04"),
                concat!($prefix, "-05"),
                concat!($prefix, "-06"),
                concat!($prefix, "-07"),
                concat!($prefix, "-08"),
                concat!($prefix, "-09"),
                concat!($prefix, "-10"),
            ],
            kind: Kind::$kind,
            identified: Identified::$identified,
            name: ($de, $en),
        }
    };
}

/// The categories in the order in which the official rules look for them.
pub static CATEGORIES: &[VatCategory] = &[
    category!(
        "AE",
        "BR-AE",
        Exempt,
        SellerAndBuyer,
        "Umkehrung der Steuerschuldnerschaft",
        "reverse charge"
    ),
    category!("L", "BR-AF", Rated, Seller, "IGIC der Kanarischen Inseln", "Canary Islands IGIC"),
    category!(
        "M",
        "BR-AG",
        Rated,
        Seller,
        "IPSI von Ceuta und Melilla",
        "IPSI of Ceuta and Melilla"
    ),
    category!("E", "BR-E", Exempt, Seller, "steuerbefreit", "exempt from VAT"),
    category!("G", "BR-G", Exempt, SellerByVatId, "Ausfuhr", "export outside the EU"),
    category!(
        "K",
        "BR-IC",
        Exempt,
        BothByVatId,
        "innergemeinschaftliche Lieferung",
        "intra-community supply"
    ),
    category!("O", "BR-O", OutOfScope, Nobody, "nicht steuerbar", "not subject to VAT"),
    category!("S", "BR-S", Rated, Seller, "Regelsteuersatz", "standard rated"),
    category!("Z", "BR-Z", Zero, Seller, "Nullsatz", "zero rated"),
];

/// The shared rules of a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// 01: what lines, allowances and charges use stands in the breakdown.
    InBreakdown = 0,
    /// 02, 03, 04: identification where lines, allowances, charges use it.
    LineIdentified = 1,
    AllowanceIdentified = 2,
    ChargeIdentified = 3,
    /// 05, 06, 07: the rate of lines, allowances, charges.
    LineRate = 4,
    AllowanceRate = 5,
    ChargeRate = 6,
    /// 08: the taxable amount is the sum of lines and charges less allowances.
    Base = 7,
    /// 09: the tax amount.
    Amount = 8,
    /// 10: a reason for exemption is due, or must not be stated.
    Reason = 9,
}

impl Role {
    const ALL: [Role; 10] = [
        Role::InBreakdown,
        Role::LineIdentified,
        Role::AllowanceIdentified,
        Role::ChargeIdentified,
        Role::LineRate,
        Role::AllowanceRate,
        Role::ChargeRate,
        Role::Base,
        Role::Amount,
        Role::Reason,
    ];
}

/// What each shared rule of each category says.
pub fn sentences() -> impl Iterator<Item = (&'static str, Cow<'static, str>, Cow<'static, str>)> {
    let all = CATEGORIES.iter().flat_map(|category| {
        Role::ALL.map(|role| (category.id(role), category.named_sentence(role)))
    });
    all.map(|(id, (de, en))| (id, de.into(), en.into()))
}

impl VatCategory {
    /// The official id of a shared rule.
    pub fn id(&self, role: Role) -> &'static str {
        self.ids.get(role as usize).copied().unwrap_or_default()
    }

    /// Raises a shared rule at a place.
    pub fn raise(&self, role: Role, node: Node, fault: Fault, findings: &mut Findings) {
        let (de, en) = self.named_sentence(role);
        raise(self.id(role), node, de, en, fault, findings);
    }

    /// What a shared rule says, in German and English, with the category's name.
    fn named_sentence(&self, role: Role) -> (String, String) {
        let (de, en) = self.sentence(role);
        let named = |text: String, name: &str| format!("{text} ({}: {name}).", self.code);
        (named(de, self.name.0), named(en, self.name.1))
    }

    fn sentence(&self, role: Role) -> (String, String) {
        let users = |de: &str, en: &str| (de.to_string(), en.to_string());
        match role {
            Role::InBreakdown => users(
                "Die verwendete Steuerkategorie steht nicht genau so in der Steueraufschlüsselung \
                 (BG-23)",
                "The VAT category used does not stand so in the VAT breakdown (BG-23)",
            ),
            Role::LineIdentified => self.identification("Positionen", "lines"),
            Role::AllowanceIdentified => self.identification("Nachlässe", "allowances"),
            Role::ChargeIdentified => self.identification("Zuschläge", "charges"),
            Role::LineRate => self.rate("einer Position (BT-152)", "of a line (BT-152)"),
            Role::AllowanceRate => self.rate("eines Nachlasses (BT-96)", "of an allowance (BT-96)"),
            Role::ChargeRate => self.rate("eines Zuschlags (BT-103)", "of a charge (BT-103)"),
            Role::Base => users(
                "Die Bemessungsgrundlage (BT-116) ist nicht die Summe der Positionen und Zuschläge \
                 minus Nachlässe dieser Kategorie",
                "The taxable amount (BT-116) is not the sum of lines and charges less allowances \
                 of this category",
            ),
            Role::Amount if self.kind == Kind::Rated => users(
                "Der Steuerbetrag (BT-117) ist nicht Bemessungsgrundlage (BT-116) mal Steuersatz \
                 (BT-119)",
                "The VAT amount (BT-117) is not the taxable amount (BT-116) times the rate \
                 (BT-119)",
            ),
            Role::Amount => users(
                "Der Steuerbetrag (BT-117) muss null sein",
                "The VAT amount (BT-117) must be zero",
            ),
            Role::Reason if matches!(self.kind, Kind::Rated | Kind::Zero) => users(
                "Ein Befreiungsgrund (BT-120, BT-121) darf hier nicht stehen",
                "A reason for exemption (BT-120, BT-121) must not be stated here",
            ),
            Role::Reason => users(
                "Der Befreiungsgrund (BT-120 oder BT-121) fehlt",
                "The reason for exemption (BT-120 or BT-121) is missing",
            ),
        }
    }

    fn identification(&self, de: &str, en: &str) -> (String, String) {
        let (need_de, need_en) = match self.identified {
            Identified::Seller => (
                "ist die Umsatzsteuer-ID (BT-31) oder Steuernummer (BT-32) des Verkäufers oder die \
                 ID seines Steuervertreters (BT-63) nötig",
                "need the seller's VAT id (BT-31) or tax number (BT-32), or its tax \
                 representative's id (BT-63)",
            ),
            Identified::SellerAndBuyer => (
                "sind die Steuerkennung des Verkäufers (BT-31, BT-32, BT-63) und die des Käufers \
                 (BT-48 oder BT-47) nötig",
                "need the seller's tax identification (BT-31, BT-32, BT-63) and the buyer's (BT-48 \
                 or BT-47)",
            ),
            Identified::SellerByVatId => (
                "ist die Umsatzsteuer-ID des Verkäufers (BT-31) oder seines Steuervertreters \
                 (BT-63) nötig",
                "need the VAT id of the seller (BT-31) or of its tax representative (BT-63)",
            ),
            Identified::BothByVatId => (
                "sind die Umsatzsteuer-IDs des Verkäufers (BT-31 oder BT-63) und des Käufers \
                 (BT-48) nötig",
                "need the VAT ids of the seller (BT-31 or BT-63) and of the buyer (BT-48)",
            ),
            Identified::Nobody => (
                "darf keine Umsatzsteuer-ID angegeben sein (BT-31, BT-48, BT-63)",
                "allow no VAT id (BT-31, BT-48, BT-63)",
            ),
        };
        (
            format!("Für {de} dieser Steuerkategorie {need_de}"),
            format!("{} of this VAT category {need_en}", capital(en)),
        )
    }

    fn rate(&self, de: &str, en: &str) -> (String, String) {
        let (must_de, must_en) = match self.kind {
            Kind::Rated if self.code == "S" => {
                ("muss größer als null sein", "must be greater than zero")
            }
            Kind::Rated => ("fehlt oder ist zu niedrig", "is missing or too low"),
            Kind::OutOfScope => ("darf nicht angegeben sein", "must not be stated"),
            Kind::Zero | Kind::Exempt => ("muss null sein", "must be zero"),
        };
        (format!("Der Steuersatz {de} {must_de}"), format!("The VAT rate {en} {must_en}"))
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Raises a rule of this module that only one category has.
pub fn raise(
    id: &'static str,
    node: Node,
    de: impl Into<Cow<'static, str>>,
    en: impl Into<Cow<'static, str>>,
    fault: Fault,
    findings: &mut Findings,
) {
    let (de, en) = (de.into(), en.into());
    findings.raise(RuleFinding {
        rule: id,
        set: RuleSet::En16931,
        severity: Severity::Fatal,
        node: node.id(),
        count: 1,
        de,
        en,
        fault,
    });
}
