//! The UBL rules that are no plain fact about a path.

use super::special::{Condition, down, everywhere, reads, root, said};
use crate::n;
use crate::xml::{Name, Node};
use std::collections::HashSet;

/// The condition of a UBL rule.
pub fn condition(id: &str) -> Option<Condition> {
    Some(match id {
        "UBL-SR-42" => |party, _| party.all(n!("cac:PartyTaxScheme")).nth(2),
        "UBL-SR-43" => |reference, _| document_type(reference),
        "UBL-DT-01" => |amount, _| (decimals(&said(amount)) > 2).then_some(amount),
        "UBL-SR-53" => |scheme, _| {
            let named = !down(scheme, &[n!("cac:TaxScheme"), n!("cbc:ID")]).is_empty();
            (!named || scheme.child(n!("cbc:CompanyID")).is_none()).then_some(scheme)
        },
        "UBL-CR-002" => |root, _| {
            root.child(n!("cbc:UBLVersionID"))
                .filter(|_| !reads(root, n!("cbc:UBLVersionID"), "2.1"))
        },
        "UBL-CR-412" => |root, _| match root.name() == n!("cn:CreditNote") {
            true => None,
            false => root.at(&[n!("cac:PaymentMeans"), n!("cbc:PaymentDueDate")]),
        },
        "UBL-CR-665" => |root, _| {
            let other = |reference: &Node| {
                let mut types = reference.all(n!("cbc:DocumentTypeCode")).peekable();
                types.peek().is_none() || types.any(|code| said(code) != "130")
            };
            let mut ids =
                references(root).filter(other).flat_map(|reference| reference.all(n!("cbc:ID")));
            ids.find(|id| id.attribute(n!("schemeID")).is_some())
        },
        "UBL-CR-666" => |root, _| {
            invoiced_objects(root).find_map(|reference| reference.child(n!("cac:Attachment")))
        },
        "UBL-CR-673" => |root, _| {
            invoiced_objects(root)
                .find_map(|reference| reference.child(n!("cbc:DocumentDescription")))
        },
        "UBL-DT-18" => |root, _| {
            let named = |node: &Node| {
                node.name() != n!("cbc:PaymentMeansCode") && node.attribute(n!("name")).is_some()
            };
            root.subtree().find(named)
        },
        "UBL-SR-04" => |root, _| {
            let objects =
                root.all(n!("cac:AdditionalDocumentReference")).filter(is_invoiced_object);
            objects.flat_map(|reference| reference.all(n!("cbc:ID"))).nth(1)
        },
        "UBL-SR-12" => {
            |root, _| tax_id(root, n!("cac:AccountingSupplierParty"), |scheme| scheme == "VAT")
        }
        "UBL-SR-13" => {
            |root, _| tax_id(root, n!("cac:AccountingSupplierParty"), |scheme| scheme != "VAT")
        }
        "UBL-SR-18" => {
            |root, _| tax_id(root, n!("cac:AccountingCustomerParty"), |scheme| scheme == "VAT")
        }
        "UBL-SR-29" => |root, _| {
            let ids = everywhere(root, n!("cac:PartyIdentification"), n!("cbc:ID"));
            ids.filter(|id| {
                id.attribute(n!("schemeID")).is_some_and(|scheme| scheme.to_uppercase() == "SEPA")
            })
            .nth(1)
        },
        "UBL-SR-44" => |root, _| second_value(root, n!("cbc:PaymentID")),
        "UBL-SR-47" => |root, _| second_value(root, n!("cbc:PaymentMeansCode")),
        "UBL-SR-19" => |payee, memo| {
            let names = down(payee, &[n!("cac:PartyName"), n!("cbc:Name")]);
            (names.len() > 1 || !memo.differs_from_seller(payee)).then_some(payee)
        },
        "UBL-SR-20" => |payee, memo| {
            let ids = down(payee, &[n!("cac:PartyIdentification"), n!("cbc:ID")]);
            let plain = ids
                .iter()
                .filter(|id| {
                    id.attribute(n!("schemeID")).unwrap_or_default().to_uppercase() != "SEPA"
                })
                .count();
            (plain > 1 || !memo.differs_from_seller(payee)).then_some(payee)
        },
        "UBL-SR-21" => |payee, memo| {
            let ids = down(payee, &[n!("cac:PartyLegalEntity"), n!("cbc:CompanyID")]);
            (ids.len() > 1 || !memo.differs_from_seller(payee)).then_some(payee)
        },
        _ => return None,
    })
}

/// Digits (of any kind) after the first point, blanks counted too: the official rule counts what
/// stands there.
fn decimals(text: &str) -> usize {
    text.split_once('.').map_or(0, |(_, after)| after.chars().count())
}

fn document_type<'t, 'a>(reference: Node<'t, 'a>) -> Option<Node<'t, 'a>> {
    let code = n!("cbc:DocumentTypeCode");
    // The official rule goes by the local name alone.
    let credit = root(reference).local() == "CreditNote";
    let named = reads(reference, code, "130") || (credit && reads(reference, code, "50"));
    let plain = reference.child(code).is_none()
        && reference.all(n!("cbc:ID")).all(|id| id.attribute(n!("schemeID")).is_none());
    (!named && !plain).then_some(reference)
}

fn references<'t, 'a>(root: Node<'t, 'a>) -> impl Iterator<Item = Node<'t, 'a>> {
    root.subtree().filter(|node| node.name() == n!("cac:AdditionalDocumentReference"))
}

fn is_invoiced_object(reference: &Node) -> bool {
    reads(*reference, n!("cbc:DocumentTypeCode"), "130")
}

fn invoiced_objects<'t, 'a>(root: Node<'t, 'a>) -> impl Iterator<Item = Node<'t, 'a>> {
    references(root).filter(is_invoiced_object)
}

/// The second tax number of a party whose scheme is of the kind asked for.
fn tax_id<'t, 'a>(root: Node<'t, 'a>, party: Name, is: fn(&str) -> bool) -> Option<Node<'t, 'a>> {
    let parties = root.all(party).flat_map(|party| party.all(n!("cac:Party")));
    let schemes = parties.flat_map(|party| party.all(n!("cac:PartyTaxScheme"))).filter(|scheme| {
        let mut kinds = scheme.all(n!("cac:TaxScheme"));
        // A scheme without an id compares as the empty text.
        kinds.any(|kind| is(&kind.child(n!("cbc:ID")).map(said).unwrap_or_default().to_uppercase()))
    });
    schemes.flat_map(|scheme| scheme.all(n!("cbc:CompanyID"))).nth(1)
}

/// The first element of this name whose text differs from all before it, the very first left out.
fn second_value<'t, 'a>(root: Node<'t, 'a>, name: Name) -> Option<Node<'t, 'a>> {
    let mut seen = HashSet::new();
    root.subtree().filter(|node| node.name() == name).filter(|node| seen.insert(said(*node))).nth(1)
}

/// What a UBL rule says.
pub fn sentence(id: &str) -> Option<(&'static str, &'static str)> {
    Some(match id {
        "UBL-SR-42" => (
            "Der Verkäufer hat mehr als zwei Steuernummern. Erlaubt sind eine USt-IdNr. und eine \
             weitere Steuernummer.",
            "The seller has more than two tax numbers. One VAT identifier and one further tax \
             number are allowed.",
        ),
        "UBL-SR-43" => (
            "Die Kennung eines Anhangs hat eine Art oder ein Schema, ist aber keine Kennung des \
             abgerechneten Objekts (Dokumentart 130; in Gutschriften auch 50). Art und Schema \
             weglassen oder die Dokumentart berichtigen.",
            "The id of a supporting document has a type or a scheme but is no invoiced object \
             identifier (type 130; 50 in credit notes). Leave both out or correct the type.",
        ),
        "UBL-DT-01" => (
            "Ein Betrag hat mehr als zwei Nachkommastellen.",
            "An amount has more than two decimals.",
        ),
        "UBL-SR-53" => (
            "Eine Steuernummer ist unvollständig: Nummer und Steuerart müssen beide angegeben \
             sein.",
            "A tax registration is incomplete: the number and its tax scheme must both be given.",
        ),
        "UBL-CR-002" => {
            ("Als UBL-Version ist nur 2.1 vorgesehen.", "The UBL version, if given, must be 2.1.")
        }
        "UBL-CR-412" => (
            "Das Fälligkeitsdatum steht in einer Rechnung nicht bei der Zahlungsart, sondern im \
             Kopf (cbc:DueDate).",
            "In an invoice the due date stands in the header (cbc:DueDate), not with the payment \
             means.",
        ),
        "UBL-CR-665" => (
            "Nur die Kennung des abgerechneten Objekts (Dokumentart 130) darf ein Schema \
             (schemeID) haben.",
            "Only the invoiced object identifier (type 130) may have a scheme (schemeID).",
        ),
        "UBL-CR-666" => (
            "Die Kennung des abgerechneten Objekts (Dokumentart 130) darf keinen Anhang haben.",
            "The invoiced object identifier (type 130) must not have an attachment.",
        ),
        "UBL-CR-673" => (
            "Die Kennung des abgerechneten Objekts (Dokumentart 130) darf keine Beschreibung \
             haben.",
            "The invoiced object identifier (type 130) must not have a description.",
        ),
        "UBL-DT-18" => (
            "Das Attribut „name“ ist nur bei der Zahlungsart (cbc:PaymentMeansCode) vorgesehen.",
            "The attribute “name” is foreseen on the payment means code (cbc:PaymentMeansCode) \
             only.",
        ),
        "UBL-SR-04" => (
            "Die Kennung des abgerechneten Objekts (Dokumentart 130) darf nur einmal angegeben \
             werden.",
            "The invoiced object identifier (type 130) may be given only once.",
        ),
        "UBL-SR-12" => (
            "Der Verkäufer darf nur eine USt-IdNr. haben.",
            "The seller may have only one VAT identifier.",
        ),
        "UBL-SR-13" => (
            "Der Verkäufer darf neben der USt-IdNr. nur eine weitere Steuernummer haben.",
            "The seller may have only one tax number beside the VAT identifier.",
        ),
        "UBL-SR-18" => (
            "Der Käufer darf nur eine USt-IdNr. haben.",
            "The buyer may have only one VAT identifier.",
        ),
        "UBL-SR-29" => (
            "Die Gläubiger-Identifikationsnummer (SEPA) darf nur einmal angegeben werden.",
            "The bank assigned creditor identifier (SEPA) may be given only once.",
        ),
        "UBL-SR-44" => (
            "Die Rechnung nennt verschiedene Verwendungszwecke (cbc:PaymentID). Es darf nur einen \
             geben.",
            "The invoice gives different remittance informations (cbc:PaymentID). There may be \
             only one.",
        ),
        "UBL-SR-47" => (
            "Die Rechnung nennt verschiedene Zahlungsarten (cbc:PaymentMeansCode). Es darf nur \
             eine geben.",
            "The invoice gives different payment means codes (cbc:PaymentMeansCode). There may be \
             only one.",
        ),
        "UBL-SR-19" => (
            "Der Zahlungsempfänger muss genau einen Namen haben, und zwar einen anderen als der \
             Verkäufer.",
            "The payee must have exactly one name, and it must differ from the seller's.",
        ),
        "UBL-SR-20" => (
            "Der Zahlungsempfänger darf nur eine Kennung haben, und sein Name muss ein anderer \
             sein als der des Verkäufers.",
            "The payee may have only one identifier, and its name must differ from the seller's.",
        ),
        "UBL-SR-21" => (
            "Der Zahlungsempfänger darf nur eine Registernummer haben, und sein Name muss ein \
             anderer sein als der des Verkäufers.",
            "The payee may have only one legal registration identifier, and its name must differ \
             from the seller's.",
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_counted_as_they_stand() {
        assert_eq!(decimals("12"), 0);
        assert_eq!(decimals("12.50"), 2);
        assert_eq!(decimals("12.500"), 3);
        assert_eq!(decimals("12.50\n"), 3);
    }
}
