//! Open items and those who owe them or are owed.

use super::super::Stored;
use super::super::rows::{ContactRow, ItemRow, Origin};
use super::super::sql::Transaction;
use super::{insert, json};

pub(super) async fn contacts(to: &mut Transaction, rows: &[ContactRow]) -> Stored<()> {
    insert!(
        to,
        rows,
        "INSERT INTO contact (id, company, contact, name, role, vat_id, ibans, email, address, \
         account, customer_account, vendor_account, tax_number, payers) ",
        " ON CONFLICT (id) DO UPDATE SET contact = excluded.contact, name = excluded.name, role = \
         excluded.role, \
         vat_id = excluded.vat_id, ibans = excluded.ibans, email = excluded.email, address = \
         excluded.address, \
         account = excluded.account, customer_account = excluded.customer_account, vendor_account \
         = excluded.vendor_account, \
         tax_number = excluded.tax_number, payers = excluded.payers",
        |row, contact| {
            row.push_bind(contact.id)
                .push_bind(&contact.company)
                .push_bind(&contact.contact)
                .push_bind(&contact.name);
            row.push_bind(&contact.role)
                .push_bind(&contact.vat_id)
                .push_bind(contact.ibans.join(" "))
                .push_bind(&contact.email);
            row.push_bind(&contact.address).push_bind(&contact.account);
            row.push_bind(&contact.customer_account)
                .push_bind(&contact.vendor_account)
                .push_bind(&contact.tax_number);
            let payers: Vec<String> =
                contact.payers.iter().map(|(iban, entry)| format!("{iban}:{entry}")).collect();
            row.push_bind(payers.join(" "));
        }
    );
    Ok(())
}

pub(super) async fn items(to: &mut Transaction, rows: &[ItemRow]) -> Stored<()> {
    insert!(
        to,
        rows,
        "INSERT INTO open_item (id, company, number, side, contact_id, date, due, due_told, \
         currency, amount_minor, vat, discounts, \
         order_number, payment_reference, origin, document_id, posting, kind, deducted_by, \
         listed_in, abroad_currency, abroad_minor) ",
        " ON CONFLICT (id) DO UPDATE SET number = excluded.number, \
         contact_id = excluded.contact_id, date = excluded.date, \
         due = excluded.due, due_told = excluded.due_told, \
         currency = excluded.currency, amount_minor = excluded.amount_minor, vat = excluded.vat, \
         discounts = excluded.discounts, \
         order_number = excluded.order_number, payment_reference = excluded.payment_reference, \
         origin = excluded.origin, document_id = excluded.document_id, posting = excluded.posting, \
         kind = excluded.kind, deducted_by = excluded.deducted_by, listed_in = excluded.listed_in, \
         abroad_currency = excluded.abroad_currency, \
         abroad_minor = excluded.abroad_minor",
        |row, item| {
            row.push_bind(item.id)
                .push_bind(&item.company)
                .push_bind(&item.number)
                .push_bind(item.side.as_str());
            row.push_bind(item.contact_id).push_bind(item.date.map(|date| date.to_string()));
            row.push_bind(item.due.map(|date| date.to_string()))
                .push_bind(item.due_told.map(|date| date.to_string()))
                .push_bind(item.currency.code().to_owned());
            row.push_bind(item.amount_minor)
                .push_bind(json(&item.vat))
                .push_bind(json(&item.discounts));
            row.push_bind(&item.order_number).push_bind(&item.payment_reference).push_bind(
                match item.origin {
                    Origin::Invoice => "invoice",
                    Origin::List => "list",
                },
            );
            row.push_bind(item.document_id)
                .push_bind(item.posting)
                .push_bind(item.kind.as_str())
                .push_bind(item.deducted_by);
            row.push_bind(item.listed_in);
            row.push_bind(item.abroad.map(|abroad| abroad.currency.code().to_owned()))
                .push_bind(item.abroad.map(|abroad| abroad.minor));
        }
    );
    Ok(())
}
