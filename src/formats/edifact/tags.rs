//! The segments that the directories D.96A to D.07A know (EDSD), with the service segments that may
//! stand inside a message.

/// True when some directory has a segment of this tag.
pub fn is_known(tag: &str) -> bool {
    KNOWN.binary_search(&tag).is_ok()
}

/// Sorted.
const KNOWN: &[&str] = &[
    "ADI", "ADR", "ADS", "AGR", "AJT", "ALC", "ALI", "ALS", "APD", "APP", "APR", "ARD", "ARR",
    "ASI", "ATI", "ATR", "ATT", "AUT", "BAS", "BCD", "BGM", "BII", "BLI", "BUS", "CAV", "CCD",
    "CCI", "CDI", "CDS", "CDV", "CED", "CIN", "CLA", "CLI", "CLT", "CMN", "CMP", "CNI", "CNT",
    "CNX", "CNY", "COD", "COM", "CON", "COT", "CPI", "CPS", "CPT", "CRI", "CST", "CTA", "CUR",
    "CUX", "DAM", "DAV", "DFN", "DGS", "DIF", "DII", "DIM", "DIS", "DLI", "DLM", "DMS", "DNT",
    "DOC", "DRD", "DSG", "DSI", "DTI", "DTM", "EDT", "EFI", "ELM", "ELU", "ELV", "EMP", "EQA",
    "EQD", "EQI", "EQN", "ERC", "ERI", "ERP", "EVE", "EVT", "FCA", "FII", "FNS", "FNT", "FOR",
    "FRM", "FRQ", "FSQ", "FTI", "FTX", "GDS", "GEI", "GID", "GIN", "GIR", "GIS", "GOR", "GPO",
    "GRU", "HAN", "HDI", "HDR", "HDS", "HYN", "ICD", "ICI", "IDE", "IFD", "IFT", "IHC", "IMD",
    "IND", "INP", "INV", "IRQ", "ITC", "ITD", "ITM", "LAN", "LIN", "LKP", "LOC", "MAP", "MEA",
    "MEM", "MES", "MKS", "MOA", "MOV", "MSD", "MSG", "MTD", "NAA", "NAD", "NAT", "NME", "NUN",
    "ODI", "ODS", "ORG", "OTI", "PAC", "PAI", "PAS", "PAT", "PCC", "PCD", "PCI", "PDI", "PDT",
    "PER", "PGI", "PIA", "PMT", "PNA", "POC", "POP", "POR", "POS", "POV", "PRC", "PRE", "PRI",
    "PRO", "PRT", "PRV", "PSD", "PSI", "PTY", "PYT", "QRS", "QTI", "QTY", "QUA", "QVR", "RCI",
    "RCS", "REL", "RFF", "RFR", "RJL", "RLS", "RNG", "ROD", "RPI", "RSL", "RTC", "RTE", "RTI",
    "RUL", "SAL", "SCC", "SCD", "SDT", "SEG", "SEL", "SEQ", "SER", "SFI", "SGP", "SGU", "SLI",
    "SPR", "SPS", "SSR", "STA", "STC", "STG", "STS", "TAX", "TBI", "TCC", "TCE", "TDI", "TDT",
    "TEM", "TFF", "TIF", "TIZ", "TMD", "TMP", "TOD", "TPL", "TRF", "TRU", "TSR", "TVL", "TXS",
    "UCD", "UGH", "UGT", "UNP", "UNS", "USA", "USR", "VEH", "VLI",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_knows_what_orders_hold() {
        assert!(KNOWN.is_sorted());
        for tag in ["BGM", "LIN", "PIA", "QTY", "QVR", "UNS", "CNT", "SCC", "GIN", "PAT"] {
            assert!(is_known(tag), "{tag}");
        }
        assert!(!is_known("XYZ"));
    }
}
