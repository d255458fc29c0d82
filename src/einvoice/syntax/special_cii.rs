//! The CII rules that are no plain fact about a path.

use super::special::{
    BLANKS, Condition, ancestors, down, everywhere, reads, reads_trimmed, said, same_words,
};
use crate::n;
use crate::xml::{Name, Node};

/// The condition of a CII rule.
pub fn condition(id: &str) -> Option<Condition> {
    agreement(id).or_else(|| settlement(id)).or_else(|| data_type(id))
}

fn agreement(id: &str) -> Option<Condition> {
    Some(match id {
        "CII-SR-046" => |product, _| {
            let mut ids = product.all(n!("ram:GlobalID")).peekable();
            let first = ids.peek().copied();
            first.filter(|_| !ids.any(|id| id.attribute(n!("schemeID")).is_some()))
        },
        "CII-SR-090" => |product, _| {
            let countries = down(product, &[n!("ram:OriginTradeCountry")]);
            let ids = down(product, &[n!("ram:OriginTradeCountry"), n!("ram:ID")]);
            countries.first().copied().filter(|_| ids.len() != 1)
        },
        "CII-SR-119" => |agreement, _| {
            let allowances = down(
                agreement,
                &[n!("ram:GrossPriceProductTradePrice"), n!("ram:AppliedTradeAllowanceCharge")],
            );
            let flags: Vec<_> =
                allowances.iter().flat_map(|one| one.all(n!("ram:ChargeIndicator"))).collect();
            let allowed = flags.iter().any(|flag| {
                flag.all(n!("udt:Indicator"))
                    .any(|value| matches!(said(value).trim_matches(BLANKS), "false" | "0"))
            });
            let amount = allowances.iter().any(|one| one.child(n!("ram:ActualAmount")).is_some());
            let fine = (allowed && amount) || (flags.is_empty() && !amount);
            allowances.first().copied().filter(|_| !fine)
        },
        "CII-SR-457" => {
            |agreement, _| twin(agreement, |document| reads(*document, n!("ram:TypeCode"), "50"))
        }
        "CII-SR-458" => {
            |agreement, _| twin(agreement, |document| reads(*document, n!("ram:TypeCode"), "130"))
        }
        "CII-SR-474" => |settlement, _| {
            twin(settlement, |document| reads_trimmed(*document, n!("ram:TypeCode"), "130"))
        },
        "CII-SR-475" => |agreement, _| twin_inside(agreement, n!("ram:Name")),
        "CII-SR-476" => |agreement, _| twin_inside(agreement, n!("ram:AttachmentBinaryObject")),
        "CII-SR-449" => |delivery, _| two_ids(delivery, n!("ram:ShipToTradeParty")),
        "CII-SR-450" => |agreement, _| two_ids(agreement, n!("ram:BuyerTradeParty")),
        "CII-SR-451" => |settlement, _| two_ids(settlement, n!("ram:PayeeTradeParty")),
        "CII-SR-465" => |agreement, _| person_and_department(agreement, n!("ram:SellerTradeParty")),
        "CII-SR-466" => |agreement, _| person_and_department(agreement, n!("ram:BuyerTradeParty")),
        _ => return None,
    })
}

fn settlement(id: &str) -> Option<Condition> {
    Some(match id {
        "CII-SR-462" => |settlement, memo| memo.other_due_code(settlement),
        "CII-SR-467" => |root, _| other_words(root, n!("ram:TypeCode")),
        "CII-SR-468" => |root, _| other_words(root, n!("ram:Information")),
        "CII-SR-470" => |settlement, _| {
            let transfer = |means: &Node| {
                ["30", "58"].iter().any(|code| reads_trimmed(*means, n!("ram:TypeCode"), code))
            };
            let account = |means: &Node, id: Name| {
                !down(*means, &[n!("ram:PayeePartyCreditorFinancialAccount"), id]).is_empty()
            };
            let mut means =
                settlement.all(n!("ram:SpecifiedTradeSettlementPaymentMeans")).filter(transfer);
            means.find(|means| {
                !account(means, n!("ram:IBANID")) && !account(means, n!("ram:ProprietaryID"))
            })
        },
        _ => return None,
    })
}

fn data_type(id: &str) -> Option<Condition> {
    Some(match id {
        "CII-DT-015" => |document, _| only_attachment(document, n!("ram:URIID")),
        "CII-DT-018" => |document, _| {
            let known = is_additional(document)
                && ["50", "130", "916"]
                    .iter()
                    .any(|code| reads(document, n!("ram:TypeCode"), code));
            document.child(n!("ram:TypeCode")).filter(|_| !known)
        },
        "CII-DT-021" => |document, _| only_attachment(document, n!("ram:Name")),
        "CII-DT-022" => |document, _| only_attachment(document, n!("ram:AttachmentBinaryObject")),
        "CII-DT-024" => |document, _| {
            let object = is_additional(document) && reads(document, n!("ram:TypeCode"), "130");
            document.child(n!("ram:ReferenceTypeCode")).filter(|_| !object)
        },
        "CII-DT-027" => |document, _| {
            let date = document.child(n!("ram:FormattedIssueDateTime"));
            date.filter(|_| document.name() != n!("ram:InvoiceReferencedDocument"))
        },
        "CII-DT-033" => |quantity, memo| {
            let given = quantity.attribute(n!("unitCode")).is_some();
            (given && !memo.billed_unit(quantity)).then_some(quantity)
        },
        "CII-DT-037" => |tax, _| {
            tax.child(n!("ram:TypeCode")).filter(|_| !reads(tax, n!("ram:TypeCode"), "VAT"))
        },
        "CII-DT-041" => |tax, _| only_in_header(tax, n!("ram:BasisAmount")),
        "CII-DT-054" => |tax, _| only_in_header(tax, n!("ram:TaxPointDate")),
        "CII-DT-058" => |tax, _| only_in_header(tax, n!("ram:DueDateTypeCode")),
        "CII-DT-052" => |tax, _| only_in_breakdown(tax, n!("ram:ExemptionReasonCode")),
        "CII-DT-098" => |tax, _| only_in_breakdown(tax, n!("ram:ExemptionReason")),
        "CII-DT-097" => |date, _| (!is_calendar_date(&said(date))).then_some(date),
        _ => return None,
    })
}

/// The second document reference of a kind.
fn twin<'t, 'a>(above: Node<'t, 'a>, is: fn(&Node<'t, 'a>) -> bool) -> Option<Node<'t, 'a>> {
    above.all(n!("ram:AdditionalReferencedDocument")).filter(is).nth(1)
}

/// The second element of this name in the supporting documents (type 916), taken together.
fn twin_inside<'t, 'a>(agreement: Node<'t, 'a>, name: Name) -> Option<Node<'t, 'a>> {
    let documents = agreement.all(n!("ram:AdditionalReferencedDocument"));
    let attached = documents.filter(|document| reads_trimmed(*document, n!("ram:TypeCode"), "916"));
    attached.flat_map(|document| document.all(name)).nth(1)
}

fn two_ids<'t, 'a>(above: Node<'t, 'a>, party: Name) -> Option<Node<'t, 'a>> {
    let mut global = above.all(party).filter_map(|party| party.child(n!("ram:GlobalID")));
    let local = above.all(party).any(|party| party.child(n!("ram:ID")).is_some());
    global.next().filter(|_| local)
}

fn person_and_department<'t, 'a>(above: Node<'t, 'a>, party: Name) -> Option<Node<'t, 'a>> {
    let contacts = || above.all(party).flat_map(|party| party.all(n!("ram:DefinedTradeContact")));
    let department = contacts().find_map(|contact| contact.child(n!("ram:DepartmentName")))?;
    contacts().any(|contact| contact.child(n!("ram:PersonName")).is_some()).then_some(department)
}

/// The first element of this name among all payment means that reads otherwise than the first of
/// all.
fn other_words<'t, 'a>(root: Node<'t, 'a>, name: Name) -> Option<Node<'t, 'a>> {
    let mut all = everywhere(root, n!("ram:SpecifiedTradeSettlementPaymentMeans"), name);
    let first = all.next()?;
    all.find(|other| !same_words(&said(first), &said(*other)))
}

fn is_additional(document: Node) -> bool {
    document.name() == n!("ram:AdditionalReferencedDocument")
}

fn only_attachment<'t, 'a>(document: Node<'t, 'a>, child: Name) -> Option<Node<'t, 'a>> {
    let attachment = is_additional(document) && reads(document, n!("ram:TypeCode"), "916");
    document.child(child).filter(|_| !attachment)
}

fn only_in_header<'t, 'a>(tax: Node<'t, 'a>, child: Name) -> Option<Node<'t, 'a>> {
    let header =
        || ancestors(tax).any(|above| above.name() == n!("ram:ApplicableHeaderTradeSettlement"));
    tax.child(child).filter(|_| !header())
}

fn only_in_breakdown<'t, 'a>(tax: Node<'t, 'a>, child: Name) -> Option<Node<'t, 'a>> {
    tax.child(child).filter(|_| tax.name() != n!("ram:ApplicableTradeTax"))
}

/// YYYYMMDD with a month of 01 to 12 and a day of 01 to 31, whatever the month; blanks around it
/// pass.
fn is_calendar_date(text: &str) -> bool {
    let text = text.trim_matches(BLANKS);
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let within = |range: std::ops::Range<usize>, most: u8| {
        let number = text.get(range).and_then(|part| part.parse::<u8>().ok());
        number.is_some_and(|number| (1..=most).contains(&number))
    };
    digits && within(4..6, 12) && within(6..8, 31)
}

/// What a CII rule says.
pub fn sentence(id: &str) -> Option<(&'static str, &'static str)> {
    agreement_sentence(id).or_else(|| settlement_sentence(id)).or_else(|| data_type_sentence(id))
}

fn agreement_sentence(id: &str) -> Option<(&'static str, &'static str)> {
    Some(match id {
        "CII-SR-046" => (
            "Zur Standardkennung eines Artikels (z. B. GTIN) fehlt das Schema (schemeID).",
            "The standard identifier of an item (e.g. GTIN) lacks its scheme (schemeID).",
        ),
        "CII-SR-090" => (
            "Zum Ursprungsland eines Artikels muss genau ein Länderkürzel angegeben sein.",
            "The country of origin of an item needs exactly one country code.",
        ),
        "CII-SR-119" => (
            "Der Preisnachlass auf den Bruttopreis ist unvollständig: Er braucht einen Betrag und \
             das Kennzeichen „Abschlag“ (false).",
            "The discount on the gross price is incomplete: it needs an amount and the indicator \
             false (allowance).",
        ),
        "CII-SR-457" => (
            "Die Ausschreibung (Dokumentart 50) darf nur einmal genannt werden.",
            "The tender (document type 50) may be named only once.",
        ),
        "CII-SR-458" => (
            "Die Kennung des abgerechneten Objekts (Dokumentart 130) darf nur einmal genannt \
             werden.",
            "The invoiced object identifier (document type 130) may be named only once.",
        ),
        "CII-SR-474" => (
            "In einer Position darf die Kennung des abgerechneten Objekts (Dokumentart 130) nur \
             einmal genannt werden.",
            "A line may name its invoiced object identifier (document type 130) only once.",
        ),
        "CII-SR-475" => (
            "Unter den rechnungsbegründenden Unterlagen (Dokumentart 916) ist mehr als eine \
             Beschreibung angegeben.",
            "The supporting documents (document type 916) hold more than one description.",
        ),
        "CII-SR-476" => (
            "Unter den rechnungsbegründenden Unterlagen (Dokumentart 916) ist mehr als ein Anhang \
             eingebettet.",
            "The supporting documents (document type 916) hold more than one attachment.",
        ),
        "CII-SR-449" => (
            "Der Lieferort hat zwei Kennungen (ID und GlobalID). Erlaubt ist nur eine.",
            "The deliver-to location has two identifiers (ID and GlobalID). Only one is allowed.",
        ),
        "CII-SR-450" => (
            "Der Käufer hat zwei Kennungen (ID und GlobalID). Erlaubt ist nur eine.",
            "The buyer has two identifiers (ID and GlobalID). Only one is allowed.",
        ),
        "CII-SR-451" => (
            "Der Zahlungsempfänger hat zwei Kennungen (ID und GlobalID). Erlaubt ist nur eine.",
            "The payee has two identifiers (ID and GlobalID). Only one is allowed.",
        ),
        "CII-SR-465" => (
            "Beim Ansprechpartner des Verkäufers steht eine Person und eine Abteilung. Erlaubt ist \
             nur eines von beiden.",
            "The seller's contact names a person and a department. Only one of them is allowed.",
        ),
        "CII-SR-466" => (
            "Beim Ansprechpartner des Käufers steht eine Person und eine Abteilung. Erlaubt ist \
             nur eines von beiden.",
            "The buyer's contact names a person and a department. Only one of them is allowed.",
        ),
        _ => return None,
    })
}

fn settlement_sentence(id: &str) -> Option<(&'static str, &'static str)> {
    Some(match id {
        "CII-SR-462" => (
            "Die Codes für den Steuerzeitpunkt (DueDateTypeCode) sind nicht alle gleich.",
            "The codes of the tax point (DueDateTypeCode) are not all the same.",
        ),
        "CII-SR-467" => (
            "Die Rechnung nennt verschiedene Zahlungsarten. Es darf nur eine geben.",
            "The invoice gives different payment means codes. There may be only one.",
        ),
        "CII-SR-468" => (
            "Die Texte zur Zahlungsart sind nicht alle gleich.",
            "The texts about the payment means are not all the same.",
        ),
        "CII-SR-470" => (
            "Zu einer Überweisung (Zahlungsart 30 oder 58) fehlt das Konto des Zahlungsempfängers.",
            "A credit transfer (payment means 30 or 58) lacks the payee's account.",
        ),
        _ => return None,
    })
}

fn data_type_sentence(id: &str) -> Option<(&'static str, &'static str)> {
    Some(match id {
        "CII-DT-015" => (
            "Eine Internetadresse ist nur bei rechnungsbegründenden Unterlagen (Dokumentart 916) \
             vorgesehen.",
            "A web address is foreseen on supporting documents (type 916) only.",
        ),
        "CII-DT-018" => (
            "Eine Dokumentart ist nur bei zusätzlichen Unterlagen vorgesehen und muss 50, 130 oder \
             916 sein.",
            "A document type is foreseen on additional documents only and must be 50, 130 or 916.",
        ),
        "CII-DT-021" => (
            "Eine Beschreibung ist nur bei rechnungsbegründenden Unterlagen (Dokumentart 916) \
             vorgesehen.",
            "A description is foreseen on supporting documents (type 916) only.",
        ),
        "CII-DT-022" => (
            "Ein Anhang ist nur bei rechnungsbegründenden Unterlagen (Dokumentart 916) vorgesehen.",
            "An attachment is foreseen on supporting documents (type 916) only.",
        ),
        "CII-DT-024" => (
            "Ein Kennungsschema (ReferenceTypeCode) ist nur beim abgerechneten Objekt (Dokumentart \
             130) vorgesehen.",
            "A reference type code is foreseen on the invoiced object (type 130) only.",
        ),
        "CII-DT-027" => (
            "Ein Datum ist nur beim Verweis auf eine frühere Rechnung vorgesehen.",
            "A date is foreseen on the reference to a preceding invoice only.",
        ),
        "CII-DT-033" => (
            "Die Mengeneinheit gehört an die berechnete Menge der Positionen; dort fehlt sie.",
            "The unit belongs to the billed quantity of the lines, where it is missing.",
        ),
        "CII-DT-037" => (
            "Als Steuerart ist nur VAT (Umsatzsteuer) erlaubt.",
            "The only tax type allowed is VAT.",
        ),
        "CII-DT-041" => (
            "Der Steuerbasisbetrag gehört in die Steueraufschlüsselung der Rechnung, nicht \
             hierher.",
            "The basis amount belongs to the VAT breakdown of the invoice, not here.",
        ),
        "CII-DT-054" => (
            "Das Steuerdatum gehört in die Steueraufschlüsselung der Rechnung, nicht hierher.",
            "The tax point date belongs to the VAT breakdown of the invoice, not here.",
        ),
        "CII-DT-058" => (
            "Der Code für den Steuerzeitpunkt gehört in die Steueraufschlüsselung der Rechnung, \
             nicht hierher.",
            "The tax point code belongs to the VAT breakdown of the invoice, not here.",
        ),
        "CII-DT-052" => (
            "Der Code des Befreiungsgrunds ist hier nicht vorgesehen.",
            "The code of the exemption reason has no place here.",
        ),
        "CII-DT-098" => (
            "Der Befreiungsgrund ist hier nicht vorgesehen.",
            "The exemption reason has no place here.",
        ),
        "CII-DT-097" => (
            "Ein Datum ist ungültig; erwartet wird JJJJMMTT (Format 102).",
            "A date is not valid; expected is YYYYMMDD (format 102).",
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_format_102() {
        for good in ["20260131", " 20260231\n", "00000101"] {
            assert!(is_calendar_date(good), "{good}");
        }
        for bad in [
            "",
            "20261301",
            "20260132",
            "20260100",
            "2026-01-01",
            "2026010",
            "202601011",
            "2026 101",
        ] {
            assert!(!is_calendar_date(bad), "{bad}");
        }
    }
}
