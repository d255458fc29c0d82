pub static FINDINGS: &[&crate::domain::FindingKind] = &[];
pub fn recognise(_: &super::Input) -> super::Confidence {
    super::Confidence::No
}
pub fn read(_: &super::Input) -> Result<super::Reading, crate::domain::Finding> {
    Err(super::UNKNOWN.found())
}
