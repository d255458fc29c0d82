//! The pipeline files that are inside the binary.

/// Name (`NAME` of `pipelines/NAME.toml`) and text of each shipped file. The table of banks (`pipelines/banks.toml`) is not
/// among them: it belongs to the format that reads it.
pub static BUILT_IN: &[(&str, &str)] = &[
    ("bank-statements", include_str!("../../pipelines/bank-statements.toml")),
    ("invoices-received", include_str!("../../pipelines/invoices-received.toml")),
    ("invoices-issued", include_str!("../../pipelines/invoices-issued.toml")),
    ("delivery-notes", include_str!("../../pipelines/delivery-notes.toml")),
    ("master-data", include_str!("../../pipelines/master-data.toml")),
    ("digest", include_str!("../../pipelines/digest.toml")),
];
