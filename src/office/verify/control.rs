//! What was noted of the control of invoices is what orders, delivery notes and invoices still say.

use super::{Checked, kind};
use crate::domain::FindingKind;
use crate::office::run::Desk;
use crate::report::judged;

/// What the control found is not what it finds now.
pub static CONTROL_CHANGED: FindingKind = kind(
    "control-changed",
    "Was zur Prüfung von {document} vermerkt ist, ergibt sich nicht aus Bestellungen, \
     Lieferscheinen und Rechnungen. Bitte die Sicherung vergleichen.",
    "What is noted of the control of {document} does not follow from orders, delivery notes and \
     invoices. Compare it with the backup.",
);

/// Controls everything anew and compares; companies with something still to be controlled are left
/// out.
pub(super) async fn prove(desk: &Desk, checked: &mut Checked) -> anyhow::Result<()> {
    let (due, bases) = (desk.store.control_due().await?, desk.store.control_bases().await?);
    for document in desk.store.held_otherwise().await? {
        checked.faults.push(CONTROL_CHANGED.found().with("document", format!("D{document}")));
    }
    for (company, books) in &desk.setup.companies {
        if due.contains_key(company)
            || bases.get(company) != Some(&desk.basis(company, &books.control).await?)
        {
            continue;
        }
        let noted = desk.store.controls(Some(company)).await?;
        for (document, findings) in judged(&desk.store, company, None, &books.control).await? {
            let is_noted =
                noted.get(&document).map_or(findings.is_empty(), |row| row.findings == findings);
            // One that waits and whose vendor is no contact yet is looked at again with nobody's
            // trade: what was found when it came is what is noted of it.
            if !is_noted && desk.store.billed_contact(document).await?.is_some() {
                checked
                    .faults
                    .push(CONTROL_CHANGED.found().with("document", format!("D{document}")));
            }
        }
    }
    Ok(())
}
