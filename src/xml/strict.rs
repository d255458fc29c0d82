//! What XML 1.0 and its namespaces forbid and kontor reads past: characters that no document may
//! hold, what a declaration may not say, what stands where nothing may stand. Looked for by a few
//! searches over the whole text; what is unusual is then looked at in its place.

use memchr::memmem;

/// What is wrong, in German and English.
pub(super) type Fault = [&'static str; 2];

const CHARACTER: Fault = [
    "ein Steuerzeichen oder ein anderes Zeichen, das XML nicht kennt (§ 2.2)",
    "a control character or another one that XML does not know (§ 2.2)",
];
const CDATA_END: Fault = ["„]]>“ mitten im Text (§ 2.4)", "\"]]>\" in the middle of text (§ 2.4)"];
const AFTER_ROOT: Fault = [
    "hinter dem letzten Element steht noch Text (§ 2.1)",
    "there is text behind the last element (§ 2.1)",
];
const MISPLACED: Fault = [
    "die XML-Deklaration steht nicht am Anfang oder ist anders geschrieben als „<?xml“ (§ 2.8)",
    "the XML declaration is not at the beginning, or is written otherwise than \"<?xml\" (§ 2.8)",
];
const DECLARATION: Fault = [
    "die XML-Deklaration ist falsch geschrieben: version, encoding und standalone in dieser \
     Reihenfolge, Version 1.x (§ 2.8)",
    "the XML declaration is wrong: version, encoding and standalone in this order, version 1.x \
     (§ 2.8)",
];
const PREFIX: Fault = [
    "ein Namensraum-Präfix ist leer erklärt (Namespaces in XML 1.0 § 5)",
    "a namespace prefix is declared empty (Namespaces in XML 1.0 § 5)",
];

/// The faults of a decoded document that is read all the same, each once.
pub(super) fn faults(text: &str) -> Vec<Fault> {
    let mut found = Vec::new();
    let mut note = |is: bool, fault: Fault| found.extend(is.then_some(fault));
    let (declared, body) = declaration(text);
    note(declared.is_some_and(|said| !is_sound(said)), DECLARATION);
    note(has_forbidden(text) || refers_to_forbidden(text), CHARACTER);
    note(declares_nothing(text), PREFIX);
    note(text.rfind('>').and_then(|end| text.get(end + 1..)).is_some_and(has_words), AFTER_ROOT);
    let suspect = memmem::find(body.as_bytes(), b"]]>").is_some() || names_xml(body);
    let [ends, misplaced] = if suspect { in_place(body) } else { [false; 2] };
    note(ends, CDATA_END);
    note(misplaced, MISPLACED);
    found
}

/// What the declaration at the very beginning says, and the text behind it.
fn declaration(text: &str) -> (Option<&str>, &str) {
    let inside = text.strip_prefix("<?xml").filter(|rest| rest.starts_with(is_blank));
    let parted = inside.and_then(|inside| inside.split_once("?>"));
    parted.map_or((None, text), |(said, body)| (Some(said), body))
}

fn is_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\r' | '\n')
}

fn has_words(text: &str) -> bool {
    !text.chars().all(is_blank)
}

/// Whether a declaration is one: `version`, then `encoding` and `standalone` where they are (XML
/// 1.0, productions 23 to 26, 32, 80, 81).
fn is_sound(said: &str) -> bool {
    let mut rest = said;
    let version = pair(&mut rest, "version");
    let is_version = |said: &str| {
        said.strip_prefix("1.").is_some_and(|minor| {
            !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let is_name = |said: &str| {
        let of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        said.starts_with(|letter: char| letter.is_ascii_alphabetic()) && said.bytes().all(of_name)
    };
    let encoding = pair(&mut rest, "encoding");
    let standalone = pair(&mut rest, "standalone");
    version.is_some_and(is_version)
        && encoding.is_none_or(is_name)
        && standalone.is_none_or(|said| matches!(said, "yes" | "no"))
        && !has_words(rest)
}

/// Takes ` name="value"` off the beginning.
fn pair<'a>(rest: &mut &'a str, name: &str) -> Option<&'a str> {
    let behind = rest.trim_start_matches(is_blank);
    let behind = behind.strip_prefix(name).filter(|_| behind.len() < rest.len())?;
    let behind = behind.trim_start_matches(is_blank).strip_prefix('=')?;
    let behind = behind.trim_start_matches(is_blank);
    let quote = behind.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (value, after) = behind.get(1..)?.split_once(quote)?;
    *rest = after;
    Some(value)
}

/// Characters outside of production 2 of XML 1.0.
fn has_forbidden(text: &str) -> bool {
    let control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r');
    text.as_bytes().iter().any(control)
        || memmem::find_iter(text.as_bytes(), b"\xef\xbf")
            .any(|at| matches!(text.as_bytes().get(at + 2), Some(0xbe | 0xbf)))
}

/// Production 2 of XML 1.0.
fn is_allowed(number: u32) -> bool {
    matches!(number, 0x9 | 0xa | 0xd | 0x20..=0xd7ff | 0xe000..=0xfffd | 0x1_0000..=0x10_ffff)
}

/// References to such characters: `&#1;`, `&#xFFFE;`.
fn refers_to_forbidden(text: &str) -> bool {
    memmem::find_iter(text.as_bytes(), b"&#").any(|at| {
        let said = text.get(at + 2..).and_then(|rest| rest.split_once(';')).map(|(said, _)| said);
        let number = said.and_then(|said| match said.strip_prefix('x') {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => said.parse().ok(),
        });
        number.is_some_and(|number| !is_allowed(number))
    })
}

/// `xmlns:a=""`: only the default namespace may be undone.
fn declares_nothing(text: &str) -> bool {
    memmem::find_iter(text.as_bytes(), b"xmlns:").any(|at| {
        let rest = text.get(at..).unwrap_or_default();
        let value = rest.split_once('=').map(|(_, value)| value.trim_start_matches(is_blank));
        value.is_some_and(|value| value.starts_with("\"\"") || value.starts_with("''"))
    })
}

/// Whether an instruction calls itself `xml`, in letters of any size.
fn names_xml(text: &str) -> bool {
    memmem::find_iter(text.as_bytes(), b"<?").any(|at| text.get(at + 2..).is_some_and(is_xml))
}

fn is_xml(instruction: &str) -> bool {
    let (name, rest) = instruction.split_at_checked(3).unwrap_or_default();
    name.eq_ignore_ascii_case("xml") && rest.starts_with(|letter| is_blank(letter) || letter == '?')
}

/// Whether `]]>` stands in text, and whether an instruction is called `xml`: comments and CDATA
/// sections may hold both.
fn in_place(body: &str) -> [bool; 2] {
    let [mut ends, mut misplaced] = [false; 2];
    let mut rest = body;
    while let Some(at) = rest.find('<') {
        let (text, markup) = rest.split_at(at);
        ends |= text.contains("]]>");
        let (inside, end) = match () {
            () if markup.starts_with("<!--") => (4, "-->"),
            () if markup.starts_with("<![CDATA[") => (9, "]]>"),
            () if markup.starts_with("<?") => (2, "?>"),
            () => (1, ">"),
        };
        let inside = markup.get(inside..).unwrap_or_default();
        misplaced |= end == "?>" && is_xml(inside);
        rest = match end {
            // An attribute may hold what else ends a tag.
            ">" => behind_tag(inside),
            end => inside.split_once(end).map_or("", |(_, behind)| behind),
        };
    }
    [ends || rest.contains("]]>"), misplaced]
}

/// What stands behind the end of a tag.
fn behind_tag(mut inside: &str) -> &str {
    while let Some(at) = inside.find(['>', '"', '\'']) {
        let (_, found) = inside.split_at(at);
        let behind = found.get(1..).unwrap_or_default();
        match found.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                inside = behind.split_once(quote).map_or("", |(_, behind)| behind);
            }
            _ => return behind,
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_document_may_hold_is_a_fault() {
        for (text, fault) in [
            ("<a>\u{1}</a>", CHARACTER),
            ("<a>\u{fffe}</a>", CHARACTER),
            ("<a>&#1;</a>", CHARACTER),
            ("<a b='&#xD800;'/>", CHARACTER),
            ("<a>x]]>y</a>", CDATA_END),
            ("<a/>\u{a0}", AFTER_ROOT),
            ("<a/>&#32;", AFTER_ROOT),
            ("<!-- c --><?xml version=\"1.0\"?><a/>", MISPLACED),
            ("<?a b?><?xml version=\"1.0\"?><a/>", MISPLACED),
            ("<?XML version=\"1.0\"?><a/>", MISPLACED),
            ("<?xml version=\"2.0\"?><a/>", DECLARATION),
            ("<?xml encoding=\"UTF-8\"?><a/>", DECLARATION),
            ("<?xml encoding=\"UTF-8\" version=\"1.0\"?><a/>", DECLARATION),
            ("<?xml version=\"1.0\" encoding=\"\"?><a/>", DECLARATION),
            ("<?xml version=\"1.0\" standalone=\"maybe\"?><a/>", DECLARATION),
            ("<a xmlns:b=\"\"/>", PREFIX),
        ] {
            assert_eq!(faults(text), [fault], "{text:?}");
        }
        assert_eq!(faults("<a/>\u{c}"), [CHARACTER, AFTER_ROOT]);
    }

    #[test]
    fn what_is_rare_and_sound_is_none() {
        for text in [
            "<?xml version=\"1.0\"?><a/>",
            "<?xml version='1.1' encoding='ISO-8859-1' standalone='no' ?>\r\n<a/>\n<!-- > -->\n",
            "<a xmlns=\"\">&#9;&#x20AC;\t\u{7f}\u{85}\u{fffd}\u{10ffff}</a>",
            "<a><![CDATA[ <?xml version='9'?> ]]]><!-- ]]> <?XML ?> --></a>",
            "<a b=\"]]>\" c='>]]>'>x</a>",
            "<?xml-stylesheet href='a'?><a/>",
        ] {
            assert_eq!(faults(text), [[""; 2]; 0], "{text:?}");
        }
    }
}
