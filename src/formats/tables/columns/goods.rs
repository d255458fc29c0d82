//! The columns of the tables of goods: what came, what was counted, what a carton holds.

use super::{Table, column, needed};

/// `stock.csv`: what was counted in stock; of an article and day the newest list counts, its rows
/// add up.
pub static STOCK: Table = Table {
    file: "stock.csv",
    columns: &[
        needed(
            "article",
            &["artikel", "artikelnummer"],
            ("eigene Artikelnummer", "your own number of the article"),
        ),
        column("gtin", &["gtin", "ean"], ("GTIN/EAN", "GTIN/EAN")),
        column("description", &["bezeichnung", "beschreibung"], ("Bezeichnung", "description")),
        needed(
            "counted",
            &["gezaehlt", "bestand", "ist_bestand", "inventurmenge", "zaehlmenge"],
            ("gezählte Menge", "how much was counted"),
        ),
        column("unit", &["einheit"], ("Einheit", "unit")),
        needed(
            "date",
            &["datum", "stichtag", "inventurdatum", "zaehldatum"],
            ("Tag der Zählung; es gilt an seinem Ende", "day of the count; it holds at its end"),
        ),
        column(
            "place",
            &["lagerort", "lager", "lagerplatz", "platz"],
            ("Lagerort; mehrere werden addiert", "place; several add up"),
        ),
    ],
};

/// `units.csv`: how many of one unit one of another is; the key is `article`, `unit` and `of`.
pub static UNITS: Table = Table {
    file: "units.csv",
    columns: &[
        column(
            "article",
            &["artikel", "artikelnummer"],
            ("Artikelnummer; leer: gilt für alle", "article number; empty: of all"),
        ),
        needed(
            "unit",
            &["einheit", "gebinde", "verpackung"],
            ("Einheit, z. B. Karton", "unit, such as a carton"),
        ),
        needed(
            "quantity",
            &["menge", "inhalt", "faktor", "anzahl"],
            ("wie viele es sind", "how many it is"),
        ),
        needed(
            "of",
            &["basiseinheit", "grundeinheit", "in_einheit", "von"],
            ("wovon, z. B. Stück", "of what, such as pieces"),
        ),
    ],
};

/// `deliveries.csv`: a row a line; the key is `delivery_note` and `contact`.
pub static DELIVERIES: Table = Table {
    file: "deliveries.csv",
    columns: &[
        needed(
            "delivery_note",
            &["lieferschein", "lieferscheinnummer"],
            ("Nummer des Lieferscheins", "number of the delivery note"),
        ),
        column(
            "date",
            &["datum", "lieferdatum", "lieferscheindatum"],
            ("Datum der Lieferung", "date of the delivery"),
        ),
        column(
            "contact",
            &["kontakt", "lieferant", "kunde"],
            ("Schlüssel oder Name der anderen Seite", "key or name of the other side"),
        ),
        column(
            "order",
            &["bestellung", "auftrag", "bestellnummer", "auftragsnummer"],
            ("Bestellung dazu", "the order it belongs to"),
        ),
        column(
            "line",
            &["position", "pos", "zeile"],
            ("Nummer der Position", "number of the line"),
        ),
        column("article", &["artikel", "artikelnummer"], ("Artikelnummer", "article number")),
        column("gtin", &["gtin", "ean"], ("GTIN/EAN", "GTIN/EAN")),
        column("description", &["bezeichnung", "beschreibung"], ("Bezeichnung", "description")),
        needed("quantity", &["menge"], ("Menge", "quantity")),
        column("unit", &["einheit"], ("Einheit", "unit")),
        column(
            "order_line",
            &["bestellposition", "auftragsposition"],
            ("Position der Bestellung", "line of the order"),
        ),
        column("batch", &["charge"], ("Charge", "batch")),
    ],
};
