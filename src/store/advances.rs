//! What was paid in advance, for an order or without any, and stands on its contact's account, and
//! the invoices of that order or contact.

use super::rows::ItemRow;
use super::sql::{self, QueryBuilder};
use super::trade::{Naming, OrderRow};
use super::{ROWS, Store, Stored};
use crate::domain::finding::Weight;
use crate::domain::{Currency, Finding, FindingKind, Money};
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::Arc;

/// Findings of advances.
pub static FINDINGS: &[&FindingKind] =
    &[&ADVANCE_OPEN, &ADVANCE_LEFT, &ADVANCE_BESIDE, &TAXED_LATE, &DEPOSIT_STANDS];

/// An invoice is open whose order was paid for in advance.
pub static ADVANCE_OPEN: FindingKind = FindingKind {
    code: "advance-on-order",
    weight: Weight::Warning,
    de: "Auf die Bestellung {order} ist schon angezahlt: {entry} über {amount} steht noch offen. \
        „kontor resolve {number} against {entry}“ rechnet die Anzahlung auf {number} an.",
    en: "The order {order} was paid for in advance: {entry} of {amount} is still open. \"kontor \
        resolve {number} against {entry}\" sets the advance off against {number}.",
};

/// An invoice is open whose contact's account bears money that came before it.
pub static ADVANCE_LEFT: FindingKind = FindingKind {
    code: "advance-on-account",
    weight: Weight::Warning,
    de: "Auf dem Personenkonto von {contact} stehen {amount} aus {entry} vom {day}, vor dieser \
        Rechnung gezahlt. Ist es Geld für {number}: „kontor undo {entry}“, dann „kontor resolve \
        {entry} match {number}“; sonst: „kontor resolve {id} accept“.",
    en: "The personal account of {contact} bears {amount} of {entry} of {day}, paid before this \
        invoice. If it is money for {number}: \"kontor undo {entry}\", then \"kontor resolve \
        {entry} match {number}\"; else: \"kontor resolve {id} accept\".",
};

/// The same of a list's item, or of money that is only a part of what was paid: what else a person
/// decided about the payment stays.
pub static ADVANCE_BESIDE: FindingKind = FindingKind {
    code: "advance-on-account-beside",
    weight: Weight::Warning,
    de: "Auf dem Personenkonto von {contact} stehen {amount} aus {entry} vom {day}, und {number} \
        ist offen. Ist es Geld für {number}, rechnet „kontor resolve {number} against {entry}“ es \
        an; sonst: „kontor resolve {id} accept“.",
    en: "The personal account of {contact} bears {amount} of {entry} of {day}, and {number} is \
        open. If it is money for {number}, \"kontor resolve {number} against {entry}\" sets \
        it off; else: \"kontor resolve {id} accept\".",
};

/// A prepayment was paid in an earlier month than its final invoice, which was booked first: its
/// VAT belongs to the month of the payment (§ 13 (1) no. 1 a sentence 4, § 15 (1) no. 1 sentence 3
/// UStG), and stands in that of the final invoice.
pub static TAXED_LATE: FindingKind = FindingKind {
    code: "prepayment-taxed-late",
    weight: Weight::Warning,
    de: "Die Anzahlung {number} ist am {day} gezahlt ({entry}), vor dem Monat dieser \
        Schlussrechnung, aber erst nach ihr bekannt geworden: Die Umsatzsteuer darauf gehört in \
        den Monat der Zahlung (§ 13 Abs. 1 Nr. 1 Buchst. a Satz 4, § 15 Abs. 1 Nr. 1 Satz 3 UStG). \
        „kontor undo {id}“, dann „kontor resolve {id} accept“ bucht sie dorthin; soll es so \
        bleiben: „kontor resolve {id} accept“.",
    en: "The prepayment {number} was paid on {day} ({entry}), before the month of this final \
        invoice, but became known after it: its VAT belongs to the month of the payment (§ 13 (1) \
        no. 1 a sentence 4, § 15 (1) no. 1 sentence 3 UStG). \"kontor undo {id}\", then \"kontor \
        resolve {id} accept\" books it there; to leave it as it is: \"kontor resolve {id} \
        accept\".",
};

/// A credit note takes a final invoice back whole, and what was paid beforehand stands again.
pub static DEPOSIT_STANDS: FindingKind = FindingKind {
    code: "deposit-stands-again",
    weight: Weight::Warning,
    de: "Die Gutschrift nimmt eine Schlussrechnung ganz zurück; die bezahlte Anzahlung {number} \
        über {amount} steht damit wieder, mit ihrer Umsatzsteuer. Eine neue Schlussrechnung zieht \
        sie ab. Geht das Geld zurück, fehlt noch die Gutschrift zu {number}, die ihre Umsatzsteuer \
        berichtigt: bitte ablegen; die Rückzahlung gleicht dann diese aus. Bleibt die Anzahlung \
        stehen: „kontor resolve {id} accept“.",
    en: "The credit note takes a final invoice back whole, so that the paid prepayment {number} of \
        {amount} stands again, with its VAT. A new final invoice takes it off. If the money goes \
        back, the credit note of {number} that corrects its VAT is missing: drop it, and the \
        refund settles that. If the prepayment stays: \"kontor resolve {id} accept\".",
};

/// What an invoice calls paid already (`i`: its item).
const CALLED_PAID: &str = "i.kind = 'prepaid' AND i.amount_minor > 0";

/// Orders that texts of bank entries name, and what was invoiced of them.
#[derive(Debug, Default)]
pub struct OrdersNamed {
    /// The orders.
    pub orders: Vec<OrderRow>,
    /// Invoices and prepayment invoices that name one of them, settled or not.
    pub invoiced: Vec<ItemRow>,
}

impl Store {
    /// The same, told how many months a VAT return of each company covers, by the company's id.
    pub fn with_vat_months(self, vat_months: HashMap<String, i8>) -> Store {
        Store { vat_months: Arc::new(vat_months), ..self }
    }

    /// Whether a company has any order.
    pub async fn has_orders(&self, company: &str) -> Stored<bool> {
        let any = sql::query("SELECT 1 FROM placed_order WHERE company = $1 LIMIT 1").bind(company);
        Ok(any.fetch_optional(&self.pool).await?.is_some())
    }

    /// The orders of a company with these numbers, with what was invoiced of them.
    pub async fn orders_named(&self, company: &str, numbers: &[String]) -> Stored<OrdersNamed> {
        let orders = self.trade_orders_numbered(company, numbers).await?;
        let mut found: Vec<String> = orders.iter().map(|row| row.order.number.clone()).collect();
        found.dedup();
        Ok(OrdersNamed { orders, invoiced: self.invoiced(company, &found).await? })
    }

    /// What was invoiced of orders by their numbers.
    pub async fn invoiced(&self, company: &str, orders: &[String]) -> Stored<Vec<ItemRow>> {
        let mut invoiced = Vec::new();
        for chunk in orders.chunks(ROWS) {
            let mut query = QueryBuilder::new("SELECT * FROM open_item WHERE company = ");
            query.push_bind(company).push(" AND order_number IN (").push_list(chunk);
            for row in query
                .push(") AND kind <> 'on-account' AND amount_minor <> 0 ORDER BY id")
                .build()
                .fetch_all(&self.pool)
                .await?
            {
                invoiced.push(super::read::item(&row)?);
            }
        }
        Ok(invoiced)
    }

    /// What invoices of these contacts call paid already, with the earlier invoices that they name,
    /// if any.
    pub async fn called_paid(&self, contacts: &[i64]) -> Stored<Vec<Naming>> {
        self.naming_where(contacts, CALLED_PAID).await
    }

    /// What of that is open still.
    pub async fn called_paid_open(&self, contacts: &[i64]) -> Stored<Vec<Naming>> {
        let is_open = format!("{CALLED_PAID} AND i.id IN (SELECT item_id FROM item_open)");
        self.naming_where(contacts, &is_open).await
    }

    /// The final invoices that hold the VAT of prepayments paid in a month before theirs, by
    /// document, found anew each time; of a company that files by the quarter or the year only
    /// those of another of its VAT returns (§ 18 (2) UStG).
    pub(super) async fn taxed_late(&self, company: Option<&str>) -> Stored<Vec<(i64, Finding)>> {
        let rows = QueryBuilder::of_company(
            "SELECT p.company, p.deducted_by, p.number, m.entry_id, m.date, (SELECT \
             MIN(COALESCE(j.tax_date, j.document_date, j.date)) FROM journal_entry j WHERE \
             j.document_id = p.deducted_by AND j.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM \
             journal_entry r WHERE r.company = j.company AND r.reverses = j.number)) AS taxed \
             FROM open_item p JOIN item_movement m ON m.item_id = p.id AND m.entry_id IS NOT NULL \
             WHERE p.kind = 'prepayment-untaxed' AND p.deducted_by IS NOT NULL AND NOT EXISTS \
             (SELECT 1 FROM deduction_part t JOIN bank_entry b ON b.id = m.entry_id JOIN \
             journal_line l ON l.company = b.company AND l.number = b.posting AND l.vat_code IS \
             NOT NULL WHERE t.item_id = p.id AND t.document_id = p.deducted_by AND t.is_paid = 1) \
             AND {company} ORDER BY p.deducted_by, m.date, p.id",
            "p.company",
            company,
        )
        .build()
        .fetch_all(&self.pool)
        .await?;
        let told = |row: &sql::Row| {
            let (document, entry): (i64, i64) =
                (row.try_get("deducted_by")?, row.try_get("entry_id")?);
            let day = super::read::date(row, "date")?.unwrap_or_default();
            let company: String = row.try_get("company")?;
            let taxed = super::read::date(row, "taxed")?;
            if taxed.is_none_or(|taxed| self.period(&company, day) >= self.period(&company, taxed))
            {
                return Ok(None);
            }
            let finding = TAXED_LATE
                .found()
                .with("number", row.try_get::<String, _>("number")?)
                .with_value("day", day)
                .with("entry", format!("E{entry}"));
            Ok(Some((document, finding.with("id", format!("D{document}")))))
        };
        rows.iter().filter_map(|row| told(row).transpose()).collect()
    }

    /// The credit notes of final invoices whose prepayments are paid and neither taken off nor
    /// credited since, by document, found anew each time.
    pub(super) async fn deposits_standing(
        &self,
        company: Option<&str>,
    ) -> Stored<Vec<(i64, Finding)>> {
        let rows = QueryBuilder::of_company(
            "SELECT r.document_id, p.number, p.amount_minor, p.currency FROM deduction_restored r \
             JOIN open_item p ON p.id = r.item_id WHERE p.kind = 'prepayment' AND p.amount_minor \
             > 0 AND p.deducted_by IS NULL AND {company} AND EXISTS (SELECT 1 FROM item_movement \
             m WHERE m.item_id = p.id AND m.entry_id IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM \
             item_open o WHERE o.item_id = p.id AND o.rest_minor = p.amount_minor) AND NOT EXISTS \
             (SELECT 1 FROM open_item c WHERE c.contact_id = p.contact_id AND c.company = \
             p.company AND c.side = p.side AND c.kind = 'prepayment' AND c.amount_minor = \
             -p.amount_minor) ORDER BY r.document_id, p.id",
            "p.company",
            company,
        )
        .build()
        .fetch_all(&self.pool)
        .await?;
        let told = |row: &sql::Row| {
            let document: i64 = row.try_get("document_id")?;
            let currency =
                Currency::read(&row.try_get::<String, _>("currency")?).unwrap_or(Currency::EUR);
            let amount = Money::from_minor(row.try_get("amount_minor")?, currency);
            let finding = DEPOSIT_STANDS
                .found()
                .with("number", row.try_get::<String, _>("number")?)
                .with_value("amount", amount);
            Ok((document, finding.with("id", format!("D{document}"))))
        };
        rows.iter().map(told).collect()
    }

    /// The VAT return of a company that a day falls into: its year, and which of that year.
    fn period(&self, company: &str, day: Date) -> (i16, i8) {
        let months = self.vat_months.get(company).copied().unwrap_or(1).max(1);
        (day.year(), (day.month() - 1).checked_div(months).unwrap_or_default())
    }

    /// The invoices that are open although their order was paid for in advance, by document, found
    /// anew each time: what is set off, or taken back, is told no longer, or again.
    pub(super) async fn advances_open(&self, company: Option<&str>) -> Stored<Vec<(i64, Finding)>> {
        let rows = QueryBuilder::of_company(
            "SELECT i.document_id, i.number, a.number AS entry, a.order_number, a.currency, \
             o.rest_minor FROM open_item a JOIN item_open o ON o.item_id = a.id JOIN open_item i \
             ON i.company = a.company AND i.order_number = a.order_number AND i.contact_id = \
             a.contact_id AND i.side = a.side AND i.currency = a.currency AND i.kind <> \
             'on-account' JOIN item_open r ON r.item_id = i.id WHERE a.kind = 'on-account' AND \
             a.order_number IS NOT NULL AND {company} AND ((o.rest_minor < 0 AND r.rest_minor > \
             0) OR (o.rest_minor > 0 AND r.rest_minor < 0)) ORDER BY i.id, a.id",
            "a.company",
            company,
        )
        .build()
        .fetch_all(&self.pool)
        .await?;
        let mut open = Vec::with_capacity(rows.len());
        for row in &rows {
            let [number, entry, order]: [String; 3] =
                [row.try_get("number")?, row.try_get("entry")?, row.try_get("order_number")?];
            let currency =
                Currency::read(&row.try_get::<String, _>("currency")?).unwrap_or(Currency::EUR);
            let rest: i64 = row.try_get("rest_minor")?;
            let found = ADVANCE_OPEN
                .found()
                .with("number", number)
                .with("entry", entry)
                .with("order", order);
            open.push((
                row.try_get("document_id")?,
                found.with_value("amount", Money::from_minor(rest.saturating_abs(), currency)),
            ));
        }
        Ok(open)
    }

    /// The open invoice behind each amount that a person left on its contact's account without
    /// naming an order, by document, found anew each time: the one that is just as much, else the
    /// first. Of what a list states, one that came after the person's word; asked with the
    /// payment's statement, since lists come again and again.
    pub(super) async fn advances_left(&self, company: Option<&str>) -> Stored<Vec<(i64, Finding)>> {
        let rows = QueryBuilder::of_company(
            "SELECT i.document_id, i.origin, a.document_id AS told_by, i.number, a.number AS \
             entry, a.date, a.currency, a.amount_minor, b.amount_minor AS paid_minor, \
             o.rest_minor, c.name FROM open_item a JOIN item_open o ON o.item_id = a.id AND \
             o.rest_minor = a.amount_minor JOIN contact c ON c.id = a.contact_id LEFT JOIN \
             bank_entry b ON b.id = CASE WHEN a.kind = 'on-account' THEN CAST(substr(a.number, \
             2) AS BIGINT) END JOIN open_item i ON i.id = COALESCE((SELECT MIN(n.id) FROM \
             open_item n JOIN item_open r ON r.item_id = n.id WHERE n.contact_id = a.contact_id \
             AND n.company = a.company AND n.side = a.side AND n.currency = a.currency AND \
             n.kind = 'item' AND (n.origin = 'invoice' OR n.id > a.id) AND n.date >= a.date AND \
             r.rest_minor = -o.rest_minor), (SELECT MIN(n.id) FROM open_item n JOIN item_open r \
             ON r.item_id = n.id WHERE n.contact_id = a.contact_id AND n.company = a.company \
             AND n.side = a.side AND n.currency = a.currency AND n.kind = 'item' AND (n.origin \
             = 'invoice' OR n.id > a.id) AND n.date >= a.date AND r.rest_minor > 0)) WHERE \
             a.kind = 'on-account' AND a.order_number IS NULL AND a.amount_minor < 0 AND \
             {company} ORDER BY i.id, a.id",
            "a.company",
            company,
        )
        .build()
        .fetch_all(&self.pool)
        .await?;
        let told = |row: &sql::Row| {
            let is_listed = row.try_get::<&str, _>("origin")? == "list";
            let column = if is_listed { "told_by" } else { "document_id" };
            let document: i64 = row.try_get(column)?;
            let paid: Option<i64> = row.try_get("paid_minor")?;
            let left: i64 = row.try_get("amount_minor")?;
            let is_part = paid.is_some_and(|paid| paid.saturating_abs() != left.saturating_abs());
            let kind = if is_listed || is_part { &ADVANCE_BESIDE } else { &ADVANCE_LEFT };
            let [number, entry, contact]: [String; 3] =
                [row.try_get("number")?, row.try_get("entry")?, row.try_get("name")?];
            let currency =
                Currency::read(&row.try_get::<String, _>("currency")?).unwrap_or(Currency::EUR);
            let rest: i64 = row.try_get("rest_minor")?;
            let found = kind
                .found()
                .with("contact", contact)
                .with_value("amount", Money::from_minor(rest.saturating_abs(), currency))
                .with("entry", entry)
                .with_value("day", super::read::date(row, "date")?.unwrap_or_default());
            let found = found.with("number", number).with("id", format!("D{document}"));
            Ok((document, found))
        };
        rows.iter().map(told).collect()
    }
}
