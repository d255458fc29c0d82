//! From the top of the document down to its statements, through whatever wraps them, piece by
//! piece.

use super::events::{Around, Events};
use super::{MOST_FINDINGS, NO_MESSAGE, Reader};
use crate::domain::statement::Page;
use crate::domain::{BankStatement, Finding, Statement};
use crate::formats::pieces::{Piece, Pieces, Sink, Source, Utf8Check, breaks_off, each_buffer};
use crate::formats::proof::{PAGES_BEFORE, PAGES_FOLLOW};
use crate::xml::{self, TRUNCATED};
use encoding_rs::Encoding;
use memchr::{memmem, memrchr, memrchr_iter};
use std::io;

/// How far the reading has come when a piece ends: what the next one goes on from.
#[derive(Clone, Default)]
struct Walked {
    /// The elements that are open around the statements, outermost first, as written.
    around: Vec<String>,
    /// How many of them are open inside the message body; `None` outside of it.
    body: Option<usize>,
    namespace: Option<String>,
    /// Message and version of the body read last.
    format: Option<String>,
    /// Which page of its report the message read last says that it is.
    page: Option<Page>,
    /// How many findings have been kept.
    kept: usize,
}

/// Reads the account reports of one file.
pub fn stream(source: &mut dyn Source, sink: &mut dyn Sink) -> Result<(), Finding> {
    let encoding = encoding(source).map_err(breaks_off)?;
    let mut pieces =
        Pieces::of(source, Box::new(encoding.new_decoder_with_bom_removal()), last_statement_end)
            .map_err(breaks_off)?;
    let mut walked = Walked::default();
    let mut begun = false;
    // The last statement read: whether its next page follows is not known before the next one.
    let mut held: Option<Statement> = None;
    while pieces.advance().map_err(breaks_off)? {
        let (statements, next) = walk_whole(&mut pieces, &walked)?;
        walked = next;
        if let (false, Some(format)) = (begun, &walked.format) {
            begun = true;
            let encoding = Some(encoding.name().to_ascii_lowercase());
            sink.begin(BankStatement { format: format.clone(), encoding, statements: Vec::new() });
        }
        for mut statement in statements {
            statement.page = statement.page.or(walked.page.map(|it| Page { goes_on: false, ..it }));
            let statement = preceded(statement, held.as_ref());
            let before = held.replace(statement).map(|page| followed(page, held.as_ref()));
            if before.is_some_and(|statement| sink.statement(statement).is_break()) {
                return Ok(());
            }
        }
    }
    if let Some(mut last) = held {
        let is_told = last.findings.iter().any(|finding| finding.kind == &PAGES_FOLLOW);
        if let Some(page) = walked.page.filter(|page| page.goes_on && !is_told) {
            last.page = Some(page);
            last.findings.push(PAGES_FOLLOW.found());
        }
        // Nothing comes behind it.
        let _ = sink.statement(last);
    }
    if begun { Ok(()) } else { Err(NO_MESSAGE.found()) }
}

/// A page as it is told once the next statement is known: the next page of the same account is
/// what follows.
fn followed(mut page: Statement, next: Option<&Statement>) -> Statement {
    if next.is_some_and(|next| goes_on_with(&page, next)) {
        page.findings.retain(|finding| finding.kind != &PAGES_FOLLOW);
    }
    page
}

/// A page as it is told beside the statement before it, which may be the page before.
fn preceded(mut page: Statement, before: Option<&Statement>) -> Statement {
    if before.is_some_and(|before| goes_on_with(before, &page)) {
        page.findings.retain(|finding| finding.kind != &PAGES_BEFORE);
    }
    page
}

fn goes_on_with(page: &Statement, next: &Statement) -> bool {
    let is_next = page.page.zip(next.page).is_none_or(|(page, next)| page.may_precede(next));
    page.account == next.account && is_next
}

fn encoding(source: &mut dyn Source) -> io::Result<&'static Encoding> {
    let mut head = None;
    let mut utf_8 = Utf8Check::default();
    each_buffer(source, |bytes| {
        head.get_or_insert_with(|| bytes.iter().take(super::HEAD).copied().collect::<Vec<u8>>());
        utf_8.take(bytes);
    })?;
    Ok(xml::encoding_of(&head.unwrap_or_default(), || utf_8.holds()))
}

/// The end of the last `</Stmt>`, `</Rpt>` or `</Ntfctn>` outside of comments. One that stands in a
/// CDATA section is found out when the piece breaks off.
fn last_statement_end(text: &str, from: usize) -> Result<usize, usize> {
    let bytes = text.as_bytes().get(from..).unwrap_or_default();
    // The text may end within a name.
    last_end(bytes).map(|end| from + end).ok_or(text.len().saturating_sub("</prefix:Ntfctn>".len()))
}

fn last_end(mut bytes: &[u8]) -> Option<usize> {
    loop {
        let end = memrchr(b'>', bytes)? + 1;
        let tag = bytes.get(..end)?;
        bytes = bytes.get(..end - 1)?;
        if closes_statement(bytes) {
            match comment_around(tag) {
                Some(comment) => bytes = bytes.get(..comment)?,
                None => return Some(end),
            }
        }
    }
}

/// Whether these bytes end with `</Stmt`, `</Rpt` or `</Ntfctn`, under any prefix.
fn closes_statement(bytes: &[u8]) -> bool {
    let Some(before) = [b"Stmt".as_slice(), b"Rpt", b"Ntfctn"]
        .into_iter()
        .find_map(|name| bytes.strip_suffix(name))
    else {
        return false;
    };
    let of_name =
        |byte: &u8| byte.is_ascii_alphanumeric() || b"._-:".contains(byte) || !byte.is_ascii();
    let prefix = before.iter().rev().take_while(|byte| of_name(byte)).count();
    before.get(..before.len() - prefix).is_some_and(|tag| tag.ends_with(b"</"))
}

/// Where the comment begins that is open behind these bytes.
fn comment_around(bytes: &[u8]) -> Option<usize> {
    let starts = memrchr_iter(b'!', bytes).filter_map(|mark| mark.checked_sub(1));
    let opened = starts
        .into_iter()
        .find(|start| bytes.get(*start..).is_some_and(|rest| rest.starts_with(b"<!--")))?;
    memmem::find(bytes.get(opened..)?, b"-->").is_none().then_some(opened)
}

/// Walks through the current piece; one that was cut off within a statement is made longer first.
fn walk_whole(pieces: &mut Pieces, before: &Walked) -> Result<(Vec<Statement>, Walked), Finding> {
    loop {
        let piece = pieces.piece();
        match walk(piece, before.clone()) {
            Err(finding) if !piece.last && finding.kind == &TRUNCATED => {
                if !pieces.extend().map_err(breaks_off)? {
                    return Err(finding);
                }
            }
            walked => return walked,
        }
    }
}

fn walk(piece: Piece, mut walked: Walked) -> Result<(Vec<Statement>, Walked), Finding> {
    let events = Events::of(piece, std::mem::take(&mut walked.around));
    let mut reader = Reader {
        events,
        findings: Vec::new(),
        kept: walked.kept,
        account_currency: None,
        other: None,
    };
    let mut statements = Vec::new();
    while let Some(step) = reader.events.around()? {
        match (step, walked.body) {
            (Around::Left, Some(depth)) if reader.events.depth() < depth => walked.body = None,
            (Around::Left, _) => {}
            (Around::Child("Stmt" | "Rpt" | "Ntfctn"), Some(_)) => {
                let booked =
                    walked.format.as_deref().is_some_and(|format| format.starts_with("camt.053"));
                statements.push(reader.statement(!booked)?);
            }
            (Around::Child("GrpHdr"), Some(_)) => {
                walked.page = None;
                while let Some(name) = reader.events.child()? {
                    match name {
                        "MsgPgntn" => walked.page = Some(reader.pagination(true)?),
                        _ => reader.events.skip()?,
                    }
                }
            }
            (Around::Child(_), Some(_)) => reader.events.skip()?,
            (Around::Child(name), None) => {
                walked.namespace = message_of(reader.events.attributes())
                    .map(str::to_owned)
                    .or(walked.namespace.take());
                reader.events.enter();
                if let Some(body) = body_of(name) {
                    walked.format = Some(format_name(body, walked.namespace.as_deref()));
                    walked.body = Some(reader.events.depth());
                }
            }
        }
    }
    walked.kept = reader.kept;
    walked.around = reader.events.leave();
    Ok((statements, walked))
}

impl Reader<'_> {
    /// Keeps a finding of the statement being read.
    pub(super) fn doubt(&mut self, finding: Finding) {
        if self.kept < MOST_FINDINGS {
            self.kept += 1;
            self.findings.push(finding);
        }
    }
}

/// The message that a body element belongs to; version 1 names carry a suffix (`BkToCstmrStmtV01`).
fn body_of(name: &str) -> Option<&'static str> {
    match name {
        _ if name.starts_with("BkToCstmrStmt") => Some("camt.053"),
        _ if name.starts_with("BkToCstmrAcctRpt") => Some("camt.052"),
        _ if name.starts_with("BkToCstmrDbtCdtNtfctn") => Some("camt.054"),
        _ => None,
    }
}

/// `camt.053.001.08` out of a namespace declaration.
fn message_of(attributes: &str) -> Option<&str> {
    let at = attributes.find("camt.05")?;
    let name = attributes.get(at..at + "camt.053.001.08".len())?;
    let shaped = name.bytes().enumerate().all(|(i, byte)| match i {
        0..=3 => byte.is_ascii_lowercase(),
        4 | 8 | 12 => byte == b'.',
        _ => byte.is_ascii_digit(),
    });
    shaped.then_some(name)
}

/// The namespace's name when it fits the body, else the body's without a version.
fn format_name(body: &str, namespace: Option<&str>) -> String {
    namespace.filter(|name| name.starts_with(body)).unwrap_or(body).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_named_by_its_namespace_if_the_body_agrees() {
        let named = |attributes, body| format_name(body, message_of(attributes));
        assert_eq!(
            named("xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'", "camt.053"),
            "camt.053.001.08"
        );
        assert_eq!(named("xmlns='urn:swift:xsd:$camt.053.001.02'", "camt.053"), "camt.053.001.02");
        assert_eq!(
            named("xmlns='urn:iso:std:iso:20022:tech:xsd:camt.052.001.02'", "camt.053"),
            "camt.053"
        );
        assert_eq!(named("xmlns='camt.05é'", "camt.052"), "camt.052");
    }

    #[test]
    fn a_page_that_is_not_the_last_is_told_unless_the_next_one_follows() {
        use crate::domain::{Content, FindingKind};
        use crate::formats::{self, Input, Layouts, Read};
        let page = |number: u8, last: bool| {
            format!(
                "<Stmt><Id>S{number}</Id><StmtPgntn><PgNb>{number}</PgNb><LastPgInd>{last}\
                 </LastPgInd></StmtPgntn><Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></Acct>\
                 </Stmt>"
            )
        };
        let told_of = |kind: &'static FindingKind, head: &str, pages: &[String]| -> Vec<bool> {
            let text = format!(
                "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\
                 <GrpHdr><MsgId>M</MsgId>{head}</GrpHdr>{}</BkToCstmrStmt></Document>",
                pages.concat()
            );
            let layouts = Layouts::default();
            let input = Input { bytes: text.as_bytes(), name: "a.xml", layouts: &layouts };
            let (_, reading) = formats::read(&input).unwrap();
            let Read::Content(Content::BankStatement(file)) = reading.content else { panic!() };
            let asks = |one: &Statement| one.findings.iter().any(|one| one.kind == kind);
            file.statements.iter().map(asks).collect()
        };
        let told = |head: &str, pages: &[String]| told_of(&PAGES_FOLLOW, head, pages);
        assert_eq!(told("", &[page(1, false)]), [true]);
        assert_eq!(told("", &[page(1, true)]), [false]);
        assert_eq!(told("", &[page(1, false), page(2, true)]), [false, false]);
        assert_eq!(told("", &[page(1, false), page(2, false)]), [false, true]);
        let begins = |head: &str, pages: &[String]| told_of(&PAGES_BEFORE, head, pages);
        assert_eq!(begins("", &[page(1, false), page(2, true)]), [false, false]);
        assert_eq!(begins("", &[page(2, false), page(3, true)]), [true, false]);
        // A page that is missing between, and the first of another statement, are no next page.
        assert_eq!(told("", &[page(1, false), page(3, true)]), [true, false]);
        assert_eq!(begins("", &[page(1, false), page(3, true)]), [false, true]);
        assert_eq!(told("", &[page(1, false), page(1, true)]), [true, false]);
        let message = "<MsgPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></MsgPgntn>";
        assert_eq!(told(message, &[page(1, true), page(2, true)]), [false, true]);
    }

    #[test]
    fn a_report_is_cut_behind_its_last_whole_statement() {
        let cut = |text: &str| {
            last_statement_end(text, 0).ok().and_then(|end| text.get(..end).map(str::len))
        };
        assert_eq!(cut("<a:Stmt>1</a:Stmt><Stmt>2"), Some("<a:Stmt>1</a:Stmt>".len()));
        assert_eq!(cut("<Rpt>1</Rpt><!-- </Rpt> -->"), Some("<Rpt>1</Rpt>".len()));
        assert_eq!(cut("<Rpt>1</Rpt><!-- </Rpt>"), Some("<Rpt>1</Rpt>".len()));
        assert_eq!(cut("<Rpt>1</Rpt><!-- a --></Rpt>"), Some("<Rpt>1</Rpt><!-- a --></Rpt>".len()));
        assert_eq!(cut("<Stmt>1<Stmt>"), None);
    }
}
