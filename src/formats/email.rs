//! E-mails (RFC 5322, MIME by RFC 2045–2047, 2183, 2231) dropped as `.eml` files: their attachments
//! are the documents.
//!
//! The structure is walked here, on the raw bytes, with a bounded depth, and an attachment comes
//! out byte for byte as it went in: a library that turns text attachments into strings would break
//! the XML and CSV encodings in them. Header fields and transfer encodings are mail-parser's. An
//! e-mail inside an e-mail is handed on as a part of its own.

mod mailbox;
mod mime;

use super::covering_text;
use super::part_names::PartNames;
use super::{Confidence, Format, Input, Part, Read, Reading, Reads};
use crate::domain::cut_off::MAIL;
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind, Kind};
use mailbox::{letters_of_mailbox, mailbox, without_envelope};
use mime::{Described, decoded, describe, sections, split_header};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The row of the table of formats.
pub const FORMAT: Format = Format {
    name: "email",
    kind: Kind::Container,
    title: ("E-Mail mit Anhängen (.eml)", "e-mail with attachments (.eml)"),
    source: "RFC 5322, RFC 2045",
    recognise,
    reads: Reads::Whole(read),
    findings: FINDINGS,
};

/// The findings of e-mails.
pub static FINDINGS: &[&FindingKind] = &[
    &WITHOUT_ATTACHMENTS,
    &WINMAIL,
    &SEALED,
    &TOO_COMPLEX,
    &DAMAGED_ATTACHMENT,
    &OUTLOOK_FILE,
    &MAIL,
    &covering_text::LEFT_OUT,
];

pub static WITHOUT_ATTACHMENTS: FindingKind = FindingKind {
    code: "email-without-attachments",
    weight: Weight::Error,
    de: "Die E-Mail hat keinen Anhang, der ein Beleg sein könnte. Steht der Beleg hinter einem \
        Link, bitte dort herunterladen und ablegen.",
    en: "The e-mail has no attachment that could be a record. If the record is behind a link, \
        download it there and drop it.",
};

pub static WINMAIL: FindingKind = FindingKind {
    code: "email-winmail",
    weight: Weight::Error,
    de: "Die Anhänge dieser E-Mail stecken in einer winmail.dat (Outlook-Format). Bitte den \
        Absender um eine E-Mail im Nur-Text- oder HTML-Format bitten.",
    en: "The attachments of this e-mail are inside a winmail.dat (Outlook's own format). Ask the \
        sender for an e-mail as plain text or HTML.",
};

pub static SEALED: FindingKind = FindingKind {
    code: "email-sealed",
    weight: Weight::Error,
    de: "Die E-Mail ist verschlüsselt oder in einer Signatur verpackt (S/MIME, PGP). Bitte im \
        E-Mail-Programm öffnen und die Anhänge einzeln ablegen.",
    en: "The e-mail is encrypted or wrapped in a signature (S/MIME, PGP). Open it in the mail \
        program and drop the attachments one by one.",
};

pub static TOO_COMPLEX: FindingKind = FindingKind {
    code: "email-too-complex",
    weight: Weight::Error,
    de: "Die E-Mail besteht aus zu vielen oder zu tief verschachtelten Teilen (mehr als {limit}). \
        Bitte die Anhänge einzeln ablegen.",
    en: "The e-mail has too many parts, or parts nested too deeply (more than {limit}). Drop the \
        attachments one by one.",
};

pub static DAMAGED_ATTACHMENT: FindingKind = FindingKind {
    code: "email-attachment-damaged",
    weight: Weight::Error,
    de: "Der Anhang „{part}“ der E-Mail ist beschädigt und lässt sich nicht entschlüsseln \
        (Kodierung {encoding}). Bitte den Absender um eine neue E-Mail bitten.",
    en: "Attachment “{part}” of the e-mail is damaged and cannot be decoded (encoding {encoding}). \
        Ask the sender to send it again.",
};

pub static OUTLOOK_FILE: FindingKind = FindingKind {
    code: "outlook-file",
    weight: Weight::Error,
    de: "Das ist eine Outlook-Datei (.msg) oder ein altes Office-Dokument (.doc, .xls); kontor \
        liest sie nicht. Bitte die Anhänge einzeln ablegen oder die E-Mail als .eml speichern.",
    en: "This is an Outlook file (.msg) or an old Office document (.doc, .xls), which kontor does \
        not read. Drop the attachments one by one, or save the e-mail as .eml.",
};

/// Multiparts inside multiparts.
const DEEPEST: usize = 20;

/// Attachments and other leaves of one e-mail.
const MOST_PARTS: usize = 1_000;

/// The fields of one part, in bytes; what follows is body.
const LONGEST_HEADER: usize = 256 * 1024;

/// An image below this size is a logo, not a scan.
const SMALLEST_SCAN: usize = 20 * 1024;

/// The first bytes of Microsoft's compound files (MS-CFB § 2.2): Outlook's `.msg`, and Office
/// documents before 2007.
const COMPOUND_FILE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

fn recognise(input: &Input) -> Confidence {
    match input.bytes.starts_with(COMPOUND_FILE) || looks_like_mail(without_envelope(input.bytes)) {
        true => Confidence::Mark,
        false => Confidence::No,
    }
}

/// Field names that letters start with; two different ones at the top are no accident.
const FIELDS: &[&str] = &[
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "received",
    "return-path",
    "delivered-to",
    "message-id",
    "mime-version",
    "content-type",
    "reply-to",
    "sender",
    "dkim-signature",
    "x-mailer",
    "x-original-to",
    "content-transfer-encoding",
    "thread-index",
    "user-agent",
];

fn looks_like_mail(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(64 * 1024)).unwrap_or_default();
    let mut seen: Vec<String> = Vec::new();
    for (number, line) in head.split(|byte| *byte == b'\n').take(400).enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        if matches!(line, [b' ' | b'\t', ..]) && number > 0 {
            continue;
        }
        let Some(name) = field_name(line) else { return false };
        if FIELDS.contains(&name.as_str()) && !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen.len() >= 2
        && seen.iter().any(|name| !matches!(name.as_str(), "from" | "to" | "date" | "subject"))
        || seen
            .iter()
            .filter(|name| matches!(name.as_str(), "from" | "to" | "date" | "subject"))
            .count()
            >= 3
}

/// The lower-case name of a header field (RFC 5322 § 2.2: printable ASCII up to the colon).
fn field_name(line: &[u8]) -> Option<String> {
    let (name, _) = line.split_at_checked(memchr::memchr(b':', line)?)?;
    let name = name.trim_ascii_end();
    let legal =
        !name.is_empty() && name.len() <= 76 && name.iter().all(|byte| byte.is_ascii_graphic());
    legal.then(|| String::from_utf8_lossy(name).to_ascii_lowercase())
}

fn read(input: &Input) -> Result<Reading, Finding> {
    if input.bytes.starts_with(COMPOUND_FILE) {
        return Err(OUTLOOK_FILE.found());
    }
    let letters = letters_of_mailbox(input.bytes);
    if letters.len() > 1 {
        return mailbox(&letters);
    }
    let mut walk = Walk::default();
    // Header fields are parsed by a library; a panic in it must not end the run.
    catch_unwind(AssertUnwindSafe(|| walk.part(without_envelope(input.bytes), 0, false)))
        .unwrap_or_else(|_| Err(TOO_COMPLEX.found().with("limit", MOST_PARTS)))?;
    match walk.parts.is_empty() {
        true => Err(WITHOUT_ATTACHMENTS.found()),
        false => {
            let breaks_off = walk.parts.last().filter(|part| walk.breaks_off && !has_end(part));
            let breaks_off = breaks_off.map(|part| MAIL.found().with("part", &part.name));
            let left_out = covering_text::left_out(&mut walk.parts);
            let findings = breaks_off.into_iter().chain(left_out).collect();
            Ok(Reading { content: Read::Parts(walk.parts), findings })
        }
    }
}

#[derive(Default)]
struct Walk {
    names: PartNames,
    parts: Vec<Part>,
    leaves: usize,
    /// Its outermost multipart is not closed.
    breaks_off: bool,
}

impl Walk {
    /// Takes in one part with its fields; `in_digest` when a missing type means an e-mail (RFC 2046
    /// § 5.1.5).
    fn part(&mut self, bytes: &[u8], depth: usize, in_digest: bool) -> Result<(), Finding> {
        let (fields, body) = split_header(bytes);
        let mut described = describe(fields);
        if described.mime.is_empty() && in_digest {
            described.mime = "message/rfc822".to_owned();
        }
        if let (true, Some(boundary)) =
            (described.mime.starts_with("multipart/"), &described.boundary)
        {
            return self.multipart(body, boundary, depth, &described.mime);
        }
        self.leaf(body, &described)
    }

    fn multipart(
        &mut self,
        body: &[u8],
        boundary: &str,
        depth: usize,
        mime: &str,
    ) -> Result<(), Finding> {
        if mime == "multipart/encrypted" {
            return Err(SEALED.found());
        }
        if depth >= DEEPEST {
            return Err(TOO_COMPLEX.found().with("limit", DEEPEST));
        }
        let (sections, is_closed) = sections(body, boundary.as_bytes());
        self.breaks_off |= depth == 0 && !is_closed;
        for section in sections {
            self.part(section, depth + 1, mime == "multipart/digest")?;
        }
        Ok(())
    }

    fn leaf(&mut self, body: &[u8], described: &Described) -> Result<(), Finding> {
        self.leaves += 1;
        if self.leaves > MOST_PARTS {
            return Err(TOO_COMPLEX.found().with("limit", MOST_PARTS));
        }
        let name = described.name.as_deref().unwrap_or_default();
        if described.mime == "application/ms-tnef" || name.eq_ignore_ascii_case("winmail.dat") {
            return Err(WINMAIL.found());
        }
        if matches!(described.mime.as_str(), "application/pkcs7-mime" | "application/x-pkcs7-mime")
            || ends_with(name, ".p7m")
        {
            return Err(SEALED.found());
        }
        if is_letter(described) || is_noise(described, body.len()) {
            return Ok(());
        }
        let name = match described.name.as_deref() {
            Some(name) if !name.trim().is_empty() => name.to_owned(),
            _ => format!("part-{}{}", self.leaves, ending(&described.mime)),
        };
        let name = match described.mime == "message/rfc822" && !ends_with(&name, ".eml") {
            true => format!("{name}.eml"),
            false => name,
        };
        let bytes = decoded(body, &described.encoding).ok_or_else(|| {
            DAMAGED_ATTACHMENT.found().with("part", &name).with("encoding", &described.encoding)
        })?;
        self.parts.push(Part { name: self.names.next(&name), bytes });
        Ok(())
    }
}

/// Whether a part shows by its own form that it is whole: XML whose last tag is closed, a PDF or a
/// ZIP with its end.
fn has_end(part: &Part) -> bool {
    let bytes = part.bytes.trim_ascii_end();
    let tail = bytes.get(bytes.len().saturating_sub(1024)..).unwrap_or_default();
    let has = |mark: &[u8]| memchr::memmem::rfind(tail, mark).is_some();
    match bytes {
        [b'%', b'P', b'D', b'F', ..] => has(b"%%EOF"),
        [b'P', b'K', 3, 4, ..] => has(b"PK\x05\x06"),
        [b'<', ..] | [0xEF, 0xBB, 0xBF, b'<', ..] => bytes.ends_with(b">"),
        _ => false,
    }
}

/// The text a person reads: not a document unless it was attached under a name.
fn is_letter(part: &Described) -> bool {
    part.name.is_none()
        && !part.attached
        && matches!(
            part.mime.as_str(),
            "" | "text/plain" | "text/html" | "text/enriched" | "text/richtext"
        )
}

/// Logos, signatures, visiting cards, appointments and reports of mail servers: no records, and not
/// worth a word.
fn is_noise(part: &Described, packed: usize) -> bool {
    let name = part.name.as_deref().unwrap_or_default();
    let mime = part.mime.as_str();
    let picture = mime.starts_with("image/") && (part.inline || packed < SMALLEST_SCAN);
    picture
        || matches!(
            mime,
            "application/pkcs7-signature"
                | "application/x-pkcs7-signature"
                | "application/pgp-signature"
                | "application/pgp-keys"
                | "text/vcard"
                | "text/x-vcard"
                | "text/calendar"
                | "text/rfc822-headers"
                | "message/delivery-status"
                | "message/disposition-notification"
        )
        || [".p7s", ".asc", ".sig", ".vcf", ".ics"].iter().any(|ending| ends_with(name, ending))
}

fn ends_with(name: &str, ending: &str) -> bool {
    name.trim_end().to_ascii_lowercase().ends_with(ending)
}

/// An ending for a part without a name; recognition goes by content, people by names.
fn ending(mime: &str) -> &'static str {
    match mime {
        "application/pdf" => ".pdf",
        "application/xml" | "text/xml" => ".xml",
        "application/zip" | "application/x-zip-compressed" => ".zip",
        "text/csv" => ".csv",
        "message/rfc822" => ".eml",
        "text/plain" => ".txt",
        _ => ".bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Layouts;

    fn parts(text: &str) -> Result<Vec<(String, Vec<u8>)>, &'static str> {
        let layouts = Layouts::default();
        let input = Input { bytes: text.as_bytes(), name: "a.eml", layouts: &layouts };
        assert_eq!(recognise(&input), Confidence::Mark, "{text}");
        match read(&input).map_err(|finding| finding.code())?.content {
            Read::Parts(parts) => {
                Ok(parts.into_iter().map(|part| (part.name, part.bytes)).collect())
            }
            Read::Content(_) => Err("content"),
        }
    }

    const HEAD: &str = "Received: from a by b\r\nFrom: Erika <e@x.example>\r\nSubject: \
        Rechnung\r\nMIME-Version: 1.0\r\n";

    fn mixed(sections: &[&str]) -> String {
        let mut text = format!(
            "{HEAD}Content-Type: multipart/mixed;\r\n boundary=\"=_x\"\r\n\r\npreamble\r\n"
        );
        for section in sections {
            text.push_str(&format!("--=_x\r\n{section}\r\n"));
        }
        text + "--=_x--\r\nepilogue\r\n"
    }

    const LETTER: &str = "Content-Type: text/plain; charset=utf-8\r\n\r\nAnbei die Rechnung.";

    #[test]
    fn attachments_come_out_byte_for_byte() {
        let xml = "Content-Type: text/xml; charset=iso-8859-1; \
            name=\"r.xml\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: \
            attachment; filename*=utf-8''M%C3%BCller.xml\r\n\r\nPGE+5Dwv\r\nYT4=";
        let csv = "Content-Type: text/csv\r\nContent-Transfer-Encoding: \
            quoted-printable\r\nContent-Disposition: inline; \
            filename=\"=?utf-8?Q?Ums=C3=A4tze.csv?=\"\r\n\r\na;b=\r\n;c=E4";
        let expected = vec![
            ("Müller.xml".to_owned(), b"<a>\xe4</a>".to_vec()),
            ("Umsätze.csv".to_owned(), b"a;b;c\xe4".to_vec()),
        ];
        assert_eq!(parts(&mixed(&[LETTER, xml, csv])), Ok(expected));
    }

    #[test]
    fn a_letter_that_breaks_off_says_so_unless_its_last_part_is_whole() {
        let breaks_off = |section: &str, cut: usize| {
            let whole = mixed(&[LETTER, section]);
            let text = whole.get(..whole.find(section).unwrap() + section.len() - cut).unwrap();
            let layouts = Layouts::default();
            let input = Input { bytes: text.as_bytes(), name: "a.eml", layouts: &layouts };
            read(&input).unwrap().findings.iter().any(|finding| finding.kind == &MAIL)
        };
        let of =
            |name: &str, text: &str| format!("Content-Type: text/plain; name={name}\r\n\r\n{text}");
        assert!(breaks_off(&of("a.csv", "a;b\r\n1;2"), 0));
        assert!(!breaks_off(&of("a.xml", "<a>1</a>"), 0));
        assert!(breaks_off(&of("a.xml", "<a>1</a>"), 1));
    }

    #[test]
    fn logos_and_signatures_make_no_noise() {
        let logo = "Content-Type: image/png; name=logo.png\r\nContent-Transfer-Encoding: \
            base64\r\nContent-ID: <1>\r\n\r\nAAAA";
        let signature = "Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nAAAA";
        assert_eq!(parts(&mixed(&[LETTER, logo, signature])), Err("email-without-attachments"));
        assert_eq!(parts(&format!("{HEAD}\r\nnur Text")), Err("email-without-attachments"));
    }

    #[test]
    fn a_mail_in_a_mail_is_a_part() {
        let inner = mixed(&["Content-Type: application/pdf\r\n\r\n%PDF-"]).replace("=_x", "=_y");
        let outer = mixed(&[LETTER, &format!("Content-Type: message/rfc822\r\n\r\n{inner}")]);
        let found = parts(&outer).unwrap();
        assert_eq!(found.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["part-2.eml"]);
        let nested = parts(std::str::from_utf8(&found[0].1).unwrap()).unwrap();
        assert_eq!(nested, [("part-1.pdf".to_owned(), b"%PDF-".to_vec())]);
    }

    #[test]
    fn sealed_letters_and_outlook_bags_say_so() {
        assert_eq!(
            parts(&mixed(&[
                LETTER,
                "Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx"
            ])),
            Err("email-winmail")
        );
        assert_eq!(
            parts(&format!("{HEAD}Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\nx")),
            Err("email-sealed")
        );
        let broken = "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: \
            base64\r\n\r\n\u{1}\u{2}\u{3}!!";
        assert_eq!(parts(&mixed(&[LETTER, broken])), Err("email-attachment-damaged"));
        assert_eq!(
            parts(&mixed(&["Content-Type: application/xml\r\n\r\n<a/>"; 1_001])),
            Err("email-too-complex")
        );
    }

    #[test]
    fn each_letter_of_a_mailbox_is_a_part() {
        let letter = mixed(&[LETTER, "Content-Type: application/pdf\r\n\r\n%PDF-"]);
        let mailbox =
            format!("From e@x.example Tue Sep  1 08:00:00 2026\r\n{letter}\r\n").repeat(2);
        let found = parts(&mailbox).unwrap();
        assert_eq!(
            found.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
            ["mail-1.eml", "mail-2.eml"]
        );
        assert_eq!(parts(std::str::from_utf8(&found[1].1).unwrap()).unwrap().len(), 1);
        let single = format!("From e@x.example Tue Sep  1 08:00:00 2026\r\n{letter}");
        assert_eq!(parts(&single).unwrap()[0].0, "part-2.pdf");
    }

    #[test]
    fn deep_nesting_is_refused_quickly() {
        let mut text = HEAD.to_owned();
        for level in 0..5_000 {
            text.push_str(&format!(
                "Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n"
            ));
        }
        assert_eq!(parts(&text), Err("email-too-complex"));
    }

    #[test]
    fn other_texts_are_no_letters() {
        let layouts = Layouts::default();
        for text in [
            "Date: 1\nName: 2\n",
            "a;b;c\n1;2;3\n",
            ":20:STARTUMS\n:25:1\n",
            "<a/>",
            "From: x\nTo: y\n",
            "",
        ] {
            let input = Input { bytes: text.as_bytes(), name: "", layouts: &layouts };
            assert_eq!(recognise(&input), Confidence::No, "{text}");
        }
    }
}
