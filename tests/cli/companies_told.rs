//! What waits because the settings say otherwise of a company is tried again once they are right.

use super::bureau::{Bureau, OURS, Tested};
use super::invoice::Invoice;

/// A VAT id written wrong in the settings holds an invoice; once it is right there, the next run
/// books it.
#[test]
fn what_waits_for_a_vat_id_is_booked_once_the_settings_have_it() -> Tested {
    let bureau = Bureau::new();
    let invoice = Invoice {
        number: "R-1",
        date: "2026-10-02",
        seller: ("Stahl Nord GmbH", "DE129273398"),
        buyer: (OURS.0, "DE811907980"),
        net_cents: 10_000,
        type_code: "380",
        corrects: None,
    };
    let settings = bureau.path("companies/kern.toml");
    std::fs::remove_file(settings)?;
    bureau.drop("mueller/r.xml", invoice.xml());
    bureau.run(&["run"]);
    assert_eq!(bureau.document("mueller/r.xml")["status"], "held");
    let settings = bureau.path("companies/mueller.toml");
    let text = std::fs::read_to_string(&settings)?;
    std::fs::write(&settings, text.replace(OURS.1, "DE811907980"))?;
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(bureau.document("mueller/r.xml")["status"], "processed");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
