//! What no XML processor may accept, though the document can be read: an encoding other than the
//! declared one, a declaration that does not stand at the very beginning (XML 1.0, sections 2.8 and
//! 4.3.3), and what [`super::strict`] finds. [`super::decode`] reads such documents all the same.

use super::decode::{self, decode};
use super::strict;
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The declared encoding is not the one the document is written in.
pub static ENCODING: FindingKind = FindingKind {
    code: "xml-encoding",
    weight: Weight::Note,
    de: "Das XML ist nicht in der Kodierung {declared} geschrieben, die für es gilt, sondern in \
        {actual}. kontor liest es so; amtliche Prüfprogramme lehnen die Datei ab (XML 1.0 § \
        4.3.3).",
    en: "The XML is not written in the encoding {declared} that holds for it, but in {actual}. \
        kontor reads it like that; official validators refuse the file (XML 1.0 § 4.3.3).",
};
/// Something stands before the XML declaration.
pub static DECLARATION: FindingKind = FindingKind {
    code: "xml-declaration-late",
    weight: Weight::Note,
    de: "Vor der XML-Deklaration stehen Leerzeichen oder Zeilenumbrüche. kontor liest die Datei; \
        amtliche Prüfprogramme lehnen sie ab (XML 1.0 § 2.8).",
    en: "There are blanks or line breaks before the XML declaration. kontor reads the file; \
        official validators refuse it (XML 1.0 § 2.8).",
};

/// Something in it is no XML, though all can be read.
pub static FORBIDDEN: FindingKind = FindingKind {
    code: "xml-forbidden",
    weight: Weight::Note,
    de: "Das XML enthält, was XML 1.0 nicht erlaubt: {what}. kontor liest die Datei; amtliche \
        Prüfprogramme lehnen sie ab.",
    en: "The XML holds what XML 1.0 does not allow: {what}. kontor reads the file; official \
        validators refuse it.",
};

/// Why XML processors must refuse the bytes of a document that can be read.
pub fn breaches(bytes: &[u8]) -> Vec<Finding> {
    let decoded = decode(bytes);
    let late = decoded.text.starts_with([' ', '\t', '\r', '\n'])
        && is_declaration(decoded.text.trim_start());
    let encoding = encoding(bytes, decoded.encoding, decoded.text.is_ascii());
    let mut found: Vec<Finding> =
        encoding.into_iter().chain(late.then(|| DECLARATION.found())).collect();
    // Blanks before it alone are told already.
    let text = if late { decoded.text.trim_start() } else { &decoded.text };
    let forbidden = strict::faults(text).into_iter();
    found.extend(forbidden.map(|what| FORBIDDEN.found().with_value("what", what)));
    found
}

fn is_declaration(text: &str) -> bool {
    text.strip_prefix("<?xml").is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

/// The encoding that holds, by mark and declaration, against the one that the bytes are in.
fn encoding(bytes: &[u8], actual: &'static str, is_ascii: bool) -> Option<Finding> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let label = decode::label(bytes);
    let differs =
        |declared: &str| Some(ENCODING.found().with("declared", declared).with("actual", actual));
    let Some(label) = label else {
        // Without mark and declaration a document is in UTF-8.
        return if marked.is_none() && actual != UTF_8.name() {
            differs(UTF_8.name())
        } else {
            None
        };
    };
    match Encoding::for_label(label.as_bytes()) {
        // What nobody knows cannot be read, though ASCII is written the same in nearly all; that it
        // is no name at all is told of the declaration.
        None if label.is_empty() => None,
        None => differs(&label),
        Some(_) if !is_ascii && names_ascii(&label) => differs(&label),
        Some(declared) if declared.name() == actual || are_wide(declared, actual) => None,
        Some(declared)
            if is_ascii
                && marked.is_none()
                && !are_wide(UTF_16LE, actual)
                && !is_wide(declared) =>
        {
            None
        }
        Some(declared) if marked.is_none() && outvoted(declared, actual) => None,
        Some(_) => differs(&label),
    }
}

/// US-ASCII by one of its names (IANA): read as Windows-1252, it holds no letter beyond the 127th.
fn names_ascii(label: &str) -> bool {
    const NAMES: [&str; 9] = [
        "us-ascii",
        "ascii",
        "us",
        "ansi_x3.4-1968",
        "iso-ir-6",
        "iso_646.irv:1991",
        "iso646-us",
        "cp367",
        "csascii",
    ];
    NAMES.iter().any(|name| label.trim().eq_ignore_ascii_case(name))
}

/// UTF-16 is declared without its byte order.
fn are_wide(declared: &'static Encoding, actual: &str) -> bool {
    is_wide(declared) && [UTF_16LE, UTF_16BE].iter().any(|wide| wide.name() == actual)
}

fn is_wide(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// Any bytes are good in an encoding of one byte a character: a processor has nothing to refuse
/// where kontor reads UTF-8 instead.
fn outvoted(declared: &'static Encoding, actual: &str) -> bool {
    declared.is_single_byte() && actual == UTF_8.name()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(bytes: &[u8]) -> Vec<&'static str> {
        breaches(bytes).iter().map(Finding::code).collect()
    }

    fn wide(text: &str, mark: bool) -> Vec<u8> {
        let mark = if mark { "\u{feff}" } else { "" };
        format!("{mark}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn ascii_holds_no_umlaut_in_any_encoding() {
        for declared in ["US-ASCII", "ascii", "ANSI_X3.4-1968"] {
            let text = |body: &str| format!("<?xml version='1.0' encoding='{declared}'?>{body}");
            assert_eq!(codes(text("<a>a</a>").as_bytes()), [""; 0], "{declared}");
            assert_eq!(codes(text("<a>ä</a>").as_bytes()), ["xml-encoding"], "{declared}");
            let (latin, ..) = encoding_rs::WINDOWS_1252.encode("<a>ä</a>");
            let latin = [text("").as_bytes(), &latin].concat();
            assert_eq!(codes(&latin), ["xml-encoding"], "{declared}");
        }
    }

    #[test]
    fn an_encoding_that_is_not_the_declared_one_is_told() {
        assert_eq!(codes(b"<?xml version='1.0' encoding='UTF-8'?><a>\xe4</a>"), ["xml-encoding"]);
        assert_eq!(codes(b"<a>\xe4</a>"), ["xml-encoding"]);
        assert_eq!(codes(b"<?xml version='1.0' encoding='CP850'?><a>\x84</a>"), ["xml-encoding"]);
        assert_eq!(
            codes(b"\xef\xbb\xbf<?xml version='1.0' encoding='ISO-8859-1'?><a>\xc3\xa4</a>"),
            ["xml-encoding"]
        );
        assert_eq!(
            codes(&wide("<?xml version='1.0' encoding='UTF-8'?><a/>", true)),
            ["xml-encoding"]
        );
        assert_eq!(codes(&wide("<a/>", false)), ["xml-encoding"]);
        assert_eq!(codes(b"<?xml version='1.0' encoding='UTF-16'?><a/>"), ["xml-encoding"]);
    }

    #[test]
    fn what_every_processor_reads_is_no_breach() {
        assert_eq!(codes("<?xml version='1.0' encoding='utf-8'?><a>ä</a>".as_bytes()), [""; 0]);
        assert_eq!(
            codes("\u{feff}<?xml version='1.0' encoding='UTF-8'?><a>ä</a>".as_bytes()),
            [""; 0]
        );
        assert_eq!(codes("\u{feff}\n<a>ä</a>".as_bytes()), [""; 0]);
        assert_eq!(codes(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe4</a>"), [""; 0]);
        assert_eq!(
            codes("<?xml version='1.0' encoding='ISO-8859-1'?><a>ä</a>".as_bytes()),
            [""; 0]
        );
        assert_eq!(codes(b"<?xml version='1.0' encoding='US-ASCII'?><a/>"), [""; 0]);
        assert_eq!(
            codes(&wide("<?xml version='1.0' encoding='UTF-16'?><a>\u{e4}</a>", true)),
            [""; 0]
        );
        assert_eq!(codes(&wide("<a/>", true)), [""; 0]);
        assert_eq!(codes(b"\n<a/>"), [""; 0]);
    }

    #[test]
    fn what_xml_does_not_allow_is_told_and_an_encoding_that_nobody_knows() {
        assert_eq!(codes(b"<?xml version='2.0'?><a>\x01</a>"), ["xml-forbidden", "xml-forbidden"]);
        assert_eq!(codes(b"<?xml version='1.0' encoding='FOO-8'?><a/>"), ["xml-encoding"]);
        assert_eq!(codes(b"<?xml version='1.0' encoding=''?><a/>"), ["xml-forbidden"]);
    }

    #[test]
    fn a_declaration_stands_first_or_not_at_all() {
        assert_eq!(codes(b"\n <?xml version='1.0'?><a/>"), ["xml-declaration-late"]);
        assert_eq!(
            codes("\u{feff} <?xml version='1.0'?><a/>".as_bytes()),
            ["xml-declaration-late"]
        );
        assert_eq!(codes(b"\n<?xml-stylesheet href='a'?><a/>"), [""; 0]);
    }
}
