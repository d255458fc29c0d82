//! Two contacts that a list says are one: what they trade is one firm's, so that an invoice under
//! the one name finds the order and the delivery under the other.

use super::Stored;
use super::sql::{self, Transaction};

/// What bears a contact's number as it is.
const MOVES: [&str; 3] = [
    "UPDATE placed_order SET contact_id = $1 WHERE contact_id = $2",
    "UPDATE order_message SET contact_id = $1 WHERE contact_id = $2",
    "UPDATE billed_invoice SET contact_id = $1 WHERE contact_id = $2",
];

/// Moves the trade of second contacts to the first of each: orders, what was said of them, notes of
/// goods, invoices. A note that both sent stays with each.
pub(super) async fn write(to: &mut Transaction, united: &[(i64, i64)]) -> Stored<()> {
    for (first, second) in united {
        for moves in MOVES {
            sql::query(moves).bind(*first).bind(*second).execute(&mut *to).await?;
        }
        sql::query(
            "UPDATE delivery_note SET supplier = $1 WHERE supplier = $2 AND NOT EXISTS (SELECT 1 \
             FROM delivery_note o WHERE o.company = delivery_note.company AND o.number = \
             delivery_note.number AND o.supplier = $1)",
        )
        .bind(first.to_string())
        .bind(second.to_string())
        .execute(&mut *to)
        .await?;
    }
    Ok(())
}
