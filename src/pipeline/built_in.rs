//! The pipeline files that are inside the binary.

/// Name (`NAME` of `pipelines/NAME.toml`) and text of each shipped file. The layouts of statements
/// (`pipelines/banks.toml`, `pipelines/pdf-statements.toml`) are not among them: they belong to the
/// formats that read them, which try an office's own `[[bank]]` and `[[pdf_statement]]` first.
pub static BUILT_IN: &[(&str, &str)] = &[
    ("bank-statements", include_str!("../../pipelines/bank-statements.toml")),
    ("invoices-received", include_str!("../../pipelines/invoices-received.toml")),
    ("invoices-issued", include_str!("../../pipelines/invoices-issued.toml")),
    ("delivery-notes", include_str!("../../pipelines/delivery-notes.toml")),
    ("master-data", include_str!("../../pipelines/master-data.toml")),
    ("digest", include_str!("../../pipelines/digest.toml")),
];
