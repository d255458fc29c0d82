//! What the control may find, in the contract's codes.

use crate::domain::FindingKind;
use crate::domain::finding::Weight;

const fn kind(code: &'static str, de: &'static str, en: &'static str) -> FindingKind {
    FindingKind { code, weight: Weight::Warning, de, en }
}

/// The order that an invoice names is not known.
pub static NO_ORDER: FindingKind = kind(
    "no-order",
    "Zu dieser Rechnung ist bei diesem Lieferanten keine Bestellung bekannt ({stated}). Bitte die \
     Bestellung nachreichen oder die Rechnung freigeben.",
    "No order with this vendor is known for this invoice ({stated}). Supply the order, or release \
     the invoice.",
);
pub static NO_ORDER_STATED: FindingKind = kind(
    "no-order",
    "Die Rechnung nennt keine Bestellung, und es ist keine zu ihr bekannt. Bitte die Bestellung \
     nachreichen oder die Rechnung freigeben.",
    "The invoice names no order, and none is known for it. Supply the order, or release the \
     invoice.",
);
pub static LINE_MISSING: FindingKind = kind(
    "order-line-missing",
    "Position {line} („{goods}“) steht in keiner der genannten Bestellungen.",
    "Line {line} (“{goods}”) is in none of the orders named.",
);
/// An invoice without lines for an order.
pub static LINES_UNKNOWN: FindingKind = kind(
    "order-line-missing",
    "Von der Rechnung sind keine Positionen bekannt; ob sie der Bestellung entspricht, kann kontor \
     nicht prüfen. Bitte prüfen und freigeben.",
    "No lines of the invoice are known; kontor cannot tell whether it is what was ordered. Check \
     it and release it.",
);
pub static SUBSTITUTE: FindingKind = kind(
    "order-line-missing",
    "Position {line}: berechnet ist „{goods}“, bestellt war dort „{expected}“. Ist das ein \
     vereinbarter Ersatz?",
    "Line {line}: “{goods}” is billed where “{expected}” was ordered. Was the substitute agreed?",
);
pub static UNPLANNED: FindingKind = kind(
    "order-line-missing",
    "Fracht, Verpackung und andere nicht bestellte Kosten von {actual} liegen über den \
     zugelassenen {expected}.",
    "Freight, packing and other costs that nobody ordered are {actual}, above the {expected} let \
     pass.",
);
pub static PRICE: FindingKind = kind(
    "price-differs",
    "Position {line}: der Preis {actual} weicht vom bestellten {expected} ab.",
    "Line {line}: the price {actual} differs from the ordered {expected}.",
);
pub static PRICE_UNKNOWN: FindingKind = kind(
    "price-differs",
    "Position {line}: die Bestellung nennt keinen Preis, gegen den {actual} geprüft werden könnte.",
    "Line {line}: the order states no price to hold {actual} against.",
);
/// A line states no amount.
pub static PRICE_UNSTATED: FindingKind = kind(
    "price-differs",
    "Position {line}: die Rechnung nennt keinen Preis, der gegen den bestellten {expected} geprüft \
     werden könnte. Bitte prüfen.",
    "Line {line}: the invoice states no price to hold against the ordered {expected}. Please check \
     it.",
);
/// An amount without a quantity, or with one of nought or less, that is not the price of all that
/// was ordered.
pub static AMOUNT_ALONE: FindingKind = kind(
    "price-differs",
    "Position {line}: berechnet sind {actual} ohne eine Menge, die sich mit der Bestellung \
     vergleichen ließe. Bitte prüfen.",
    "Line {line}: {actual} are billed without a quantity that could be held against the order. \
     Please check it.",
);
pub static PRICE_CURRENCY: FindingKind = kind(
    "price-differs",
    "Position {line}: der Preis {actual} {billed_in} ist in einer anderen Währung als der \
     bestellte {expected} {ordered_in}; kontor rechnet ihn nicht um. Bitte prüfen.",
    "Line {line}: the price {actual} {billed_in} is in another currency than the ordered \
     {expected} {ordered_in}; kontor does not convert it. Please check it.",
);
pub static EXCEEDS_ORDER: FindingKind = kind(
    "quantity-exceeds-order",
    "Position {line}: berechnet sind {actual}, nach der Bestellung stehen noch {expected} aus.",
    "Line {line}: {actual} are billed, of the order {expected} are left.",
);
pub static UNIT_UNKNOWN: FindingKind = kind(
    "quantity-exceeds-order",
    "Position {line}: berechnet in „{actual}“, {how} in „{expected}“. Wie viel das eine vom \
     anderen ist, weiß kontor nicht; bitte prüfen und antworten, etwa mit „kontor resolve D… unit \
     \"1 Karton = 12 Stk\"“, einer Umrechnungsliste (units.csv) oder unter [[unit]] in der Datei \
     der Firma.",
    "Line {line}: billed in “{actual}”, {how} in “{expected}”. kontor does not know how much of \
     one the other is; look at it and say so, as with kontor resolve D… unit \"1 carton = 12 \
     pcs\", in a list of conversions (units.csv) or under [[unit]] in the company's file.",
);
pub static EXCEEDS_DELIVERY: FindingKind = kind(
    "quantity-exceeds-delivery",
    "Position {line}: berechnet sind {actual}, geliefert und noch nicht berechnet nur {expected}.",
    "Line {line}: {actual} are billed, only {expected} came and are not billed yet.",
);
/// More is billed of the delivery notes named than they brought and was not billed before.
pub static NOTE_BILLED: FindingKind = kind(
    "quantity-exceeds-delivery",
    "Position {line}: berechnet sind {actual} nach Lieferschein {notes}; nicht berechnet ist davon \
     nur noch {expected}.",
    "Line {line}: {actual} are billed by delivery note {notes}; only {expected} of it are not \
     billed yet.",
);
pub static NOT_DELIVERED: FindingKind = kind(
    "not-delivered",
    "Position {line}: {actual} sind berechnet, aber noch nichts ist geliefert. Ein späterer \
     Lieferschein gibt die Rechnung frei.",
    "Line {line}: {actual} are billed, but nothing has come yet. A later delivery note releases \
     the invoice.",
);
/// Nothing has come, of a company that no delivery note ever came for.
pub static NEVER_DELIVERED: FindingKind = kind(
    "not-delivered",
    "Position {line}: {actual} sind berechnet, aber ein Lieferschein ist noch nie gekommen. Ein \
     späterer gibt die Rechnung frei; wer nicht festhält, was geliefert wird, setzt \
     undelivered_percent = 100 unter [tolerances] in companies/ID.toml.",
    "Line {line}: {actual} are billed, but no delivery note has ever come. A later one releases \
     the invoice; who does not record what is delivered sets undelivered_percent = 100 under \
     [tolerances] in companies/ID.toml.",
);
pub static VAT: FindingKind = kind(
    "vat-differs",
    "Position {line}: der Umsatzsteuersatz {actual} % weicht vom bestellten {expected} % ab.",
    "Line {line}: the VAT rate of {actual} % differs from the ordered {expected} %.",
);
/// A seller confirms another quantity than was ordered.
pub static CONFIRMED_QUANTITY: FindingKind = kind(
    "order-confirmed-otherwise",
    "Position {line} („{goods}“): bestätigt sind {actual}, bestellt {expected}. Bis zu einer \
     Antwort gilt, was bestellt ist. Gilt, was bestätigt ist: „kontor resolve D… accept“; sonst \
     „kontor resolve D… reject GRUND“.",
    "Line {line} (“{goods}”): {actual} are confirmed, {expected} were ordered. Until you answer \
     the order holds. If the confirmation holds: \"kontor resolve D… accept\"; else \"kontor \
     resolve D… reject REASON\".",
);
/// A seller confirms another price than was ordered.
pub static CONFIRMED_PRICE: FindingKind = kind(
    "order-confirmed-otherwise",
    "Position {line} („{goods}“): bestätigt ist der Preis {actual}, bestellt {expected}. Bis zu \
     einer Antwort gilt der bestellte. Gilt der bestätigte: „kontor resolve D… accept“; sonst \
     „kontor resolve D… reject GRUND“.",
    "Line {line} (“{goods}”): the price {actual} is confirmed, {expected} was ordered. Until you \
     answer the ordered one holds. If the confirmed one holds: \"kontor resolve D… accept\"; \
     else \"kontor resolve D… reject REASON\".",
);
/// A seller takes a line out.
pub static CONFIRMED_DECLINED: FindingKind = kind(
    "order-confirmed-otherwise",
    "Position {line} („{goods}“) liefert der Lieferant nicht; bestellt waren {expected}. Mit ihr \
     wird nicht mehr gerechnet. Ist das so: „kontor resolve D… accept“; bleibt die Bestellung \
     bestehen: „kontor resolve D… reject GRUND“.",
    "The seller does not deliver line {line} (“{goods}”); {expected} were ordered. It is not \
     expected any more. If that is so: \"kontor resolve D… accept\"; if the order stands: \
     \"kontor resolve D… reject REASON\".",
);
/// A seller confirms what was not ordered.
pub static CONFIRMED_NOT_ORDERED: FindingKind = kind(
    "order-confirmed-otherwise",
    "Position {line}: bestätigt sind {actual} „{goods}“, was in der Bestellung nicht steht. Soll \
     es dazu kommen: „kontor resolve D… accept“; sonst „kontor resolve D… reject GRUND“.",
    "Line {line}: {actual} “{goods}” are confirmed, which the order does not have. To add it: \
     \"kontor resolve D… accept\"; else \"kontor resolve D… reject REASON\".",
);
/// A seller refuses an order as a whole.
pub static ORDER_REFUSED: FindingKind = kind(
    "order-refused",
    "Der Lieferant hat die Bestellung {goods} abgelehnt; mit ihr wird nicht mehr gerechnet. Ist \
     das so: „kontor resolve D… accept“; bleibt sie bestehen: „kontor resolve D… reject GRUND“.",
    "The seller has refused order {goods}; it is not expected any more. If that is so: \"kontor \
     resolve D… accept\"; if it stands: \"kontor resolve D… reject REASON\".",
);
/// More came than was ordered.
pub static DELIVERED_MORE: FindingKind = kind(
    "delivery-exceeds-order",
    "Position {line} („{goods}“): damit sind {actual} geliefert, bestellt waren {expected}. Bitte \
     prüfen und zurückgeben, was zu viel ist, oder es behalten: „kontor resolve D… accept“.",
    "Line {line} (“{goods}”): with this {actual} have come, {expected} were ordered. Look at it \
     and send back what is too much, or keep it: \"kontor resolve D… accept\".",
);
/// A quantity reads two ways, and the order says the other one.
pub static DELIVERY_UNCLEAR: FindingKind = kind(
    "delivery-quantity-unclear",
    "Position {line} („{goods}“): die Menge ist als {actual} gelesen, kann aber auch {expected} \
     heißen, was zur Bestellung passt. Gezählt ist die Position noch nicht. Bitte nachsehen und \
     antworten: „kontor resolve D… accept“ für {actual}, „kontor resolve D… received \
     \"{line}={plain}\"“ für {expected}.",
    "Line {line} (“{goods}”): the quantity is read as {actual}, but may be {expected} too, which \
     goes with the order. The line is not counted yet. Look at it and answer: \"kontor resolve \
     D… accept\" for {actual}, kontor resolve D… received \"{line}={plain}\" for {expected}.",
);
/// Goods came that the order named says nothing of.
pub static NOT_ORDERED_AT: FindingKind = kind(
    "delivery-not-ordered",
    "Position {line}: geliefert sind {actual} „{goods}“; in der Bestellung {order} steht davon \
     nichts, oder sie ist bei einem anderen Kontakt vermerkt. Bitte die Bestellung nachreichen, \
     die Ware zurückgeben oder sie bestätigen: „kontor resolve D… accept“.",
    "Line {line}: {actual} “{goods}” came; order {order} says nothing of them, or is noted with \
     another contact. Supply the order, send the goods back, or confirm them: \"kontor resolve D… \
     accept\".",
);
/// Goods came that no order is about.
pub static NOT_ORDERED: FindingKind = kind(
    "delivery-not-ordered",
    "Position {line}: geliefert sind {actual} „{goods}“; eine Bestellung dazu ist nicht bekannt. \
     Bitte die Bestellung nachreichen, die Ware zurückgeben oder sie bestätigen: „kontor resolve \
     D… accept“.",
    "Line {line}: {actual} “{goods}” came; no order for them is known. Supply the order, send the \
     goods back, or confirm them: \"kontor resolve D… accept\".",
);
/// Goods came in a unit that does not convert to the ordered one.
pub static DELIVERY_UNIT: FindingKind = kind(
    "delivery-unit-unknown",
    "Position {line} („{goods}“): geliefert in „{actual}“, {how} in „{expected}“. Wie viel das \
     eine vom anderen ist, weiß kontor nicht; gezählt ist die Position nicht. Bitte antworten, \
     etwa mit „kontor resolve D… unit \"1 Karton = 12 Stk\"“, einer Umrechnungsliste (units.csv) \
     oder unter [[unit]] in der Datei der Firma.",
    "Line {line} (“{goods}”): delivered in “{actual}”, {how} in “{expected}”. kontor does not \
     know how much of one the other is; the line is not counted. Say so, as with kontor resolve D… \
     unit \"1 carton = 12 pcs\", in a list of conversions (units.csv) or under [[unit]] in the \
     company's file.",
);
/// The same invoice came before.
pub static DUPLICATE: FindingKind = kind(
    "duplicate-invoice",
    "Dieselbe Rechnung ist wohl schon da ({actual}, Dokument {document}).",
    "The same invoice seems to be here already ({actual}, document {document}).",
);
/// The same invoice came before and waits itself: neither may be booked.
pub static DUPLICATE_WAITS: FindingKind = kind(
    "duplicate-invoice",
    "Dieselbe Rechnung ist wohl schon einmal gekommen ({actual}, Dokument {document}) und wartet \
     selbst noch auf eine Entscheidung; gebucht ist jene nicht. Bitte nur eine von beiden buchen.",
    "The same invoice seems to have come before ({actual}, document {document}) and waits for a \
     decision itself; that one is not booked. Please book only one of the two.",
);
/// A vendor who always bills about the same bills something else.
pub static UNUSUAL_AMOUNT: FindingKind = kind(
    "unusual-amount",
    "Dieser Lieferant berechnet ohne Bestellung sonst immer etwa {expected} im selben Abstand; \
     diese Rechnung lautet über {actual}. Bitte prüfen und freigeben.",
    "Without an order this vendor always bills about {expected} at the same interval; this invoice \
     is over {actual}. Look at it and release it.",
);
/// A vendor who bills in a rhythm bills again within it.
pub static UNUSUAL_RHYTHM: FindingKind = kind(
    "unusual-rhythm",
    "Dieser Lieferant berechnet ohne Bestellung sonst etwa alle {days} Tage; die letzte Rechnung \
     ist vom {expected}, diese schon vom {actual}. Bitte prüfen, ob sie doppelt ist, und \
     freigeben.",
    "Without an order this vendor bills about every {days} days; the last invoice is of \
     {expected}, this one of {actual} already. Check that it is not billed twice, and release it.",
);
/// The seller is none of the contacts.
pub static UNKNOWN_VENDOR: FindingKind = kind(
    "unknown-vendor",
    "„{actual}“ steht nicht in den Kontakten. Bitte prüfen, ob es diesen Lieferanten gibt, und ihn \
     in contacts.csv aufnehmen.",
    "“{actual}” is not among the contacts. Check that this vendor exists, and add it to \
     contacts.csv.",
);
/// The seller bears the name of a contact and another VAT id.
pub static VENDOR_OF_THAT_NAME: FindingKind = kind(
    "unknown-vendor",
    "„{actual}“ heißt wie der Kontakt {contact}, nennt aber die USt-IdNr. {vat_id} statt \
     {expected}. Das kann ein Betrugsversuch sein: bitte beim bekannten Lieferanten nachfragen, \
     bevor gezahlt wird. Ist es ein anderer, ihn in contacts.csv aufnehmen.",
    "“{actual}” bears the name of contact {contact}, but states VAT id {vat_id} instead of \
     {expected}. This may be fraud: ask the vendor you know before paying. If it is another one, \
     add it to contacts.csv.",
);
/// The invoice wants to be paid to another account than the one known.
pub static BANK_ACCOUNT: FindingKind = kind(
    "bank-account-changed",
    "Die Rechnung nennt das Konto {actual}, bekannt ist {expected}. Bitte beim Lieferanten über \
     eine bekannte Telefonnummer nachfragen, bevor gezahlt wird.",
    "The invoice names account {actual}, the one known is {expected}. Ask the vendor by a known \
     telephone number before paying.",
);
