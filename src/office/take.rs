//! From claimed files to documents: hashed, archived, unpacked, recognised, read and judged. Runs
//! on all cores; what it gives is complete, so that planning needs no file any more.

use super::archive::{self, Draft};
use super::intake::Claimed;
use super::interrupted;
use super::route::Directory;
use super::scan::{self, Scan, Scanner};
use super::trial::{self, Trial};
use super::untaken::{
    CLOSED, PICTURE, TEXT_TOO_LONG, TOO_DEEP, TOO_LARGE, TOO_MANY, UNPACKS_TOO_MUCH, UNREADABLE,
    named, unread,
};
use crate::domain::plain::acts;
use crate::domain::{Content, Finding, Iban, Invoice, Kind, lengths, too_fine};
use crate::einvoice::pdf_check;
use crate::formats::{self, Input, Layouts, Part, Read, hybrid_pdf, pdf_invoice, pdf_words};
use rayon::prelude::*;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How far `inspect` opens containers, which asks no office; in an office `container_depth` says.
pub const DEEPEST: usize = 3;
/// How many documents one file of the inbox may hold: an archive, and a table of invoices, which
/// are small and all alike.
const MOST_PARTS: usize = 2_000;
const MOST_OF_A_TABLE: usize = 20_000;

/// How far one file of the inbox may unpack, all archives inside it taken together: so many times
/// its size, and between these bounds.
const GREATEST_RATIO: u64 = 200;
const LEAST_UNPACKED: u64 = 50_000_000;
const MOST_UNPACKED: u64 = 300_000_000;

fn most_of(kind: Kind) -> usize {
    if kind == Kind::Invoice { MOST_OF_A_TABLE } else { MOST_PARTS }
}

/// What taking needs to know.
#[derive(Clone, Copy)]
pub struct Taking<'a> {
    /// Where originals are kept.
    pub archive: &'a Path,
    /// Who reads first what may be heavy, within bounds; without one, everything is read here and
    /// now.
    pub trial: Option<&'a Trial>,
    /// Layouts of bank exports and PDFs.
    pub layouts: &'a Layouts,
    /// Whose accounts a picture may show besides the seller's.
    pub directory: &'a Directory,
    /// Largest file read, in bytes.
    pub largest: u64,
    /// How deep containers inside containers are opened.
    pub deepest: usize,
    /// The judgement on an e-invoice: what is fatal about it, none when it is valid.
    pub judge: &'a (dyn Fn(&[u8]) -> Vec<Judgement> + Sync),
    /// Text recognition, where this machine has it.
    pub scanner: Option<&'a Scanner>,
    /// How many processes died while they read these very files.
    pub deaths: u32,
}

/// A fatal finding of the e-invoice rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The rule's official id.
    pub rule: String,
    /// Where in the document.
    pub place: String,
    /// In German.
    pub de: String,
    /// In English.
    pub en: String,
}

/// A document taken; parts of a container follow their container.
#[derive(Debug, Clone)]
pub struct Taken {
    /// Names this taking for ever.
    pub claim: String,
    /// Path below the inbox that it came under; of a part, with the container's path in front.
    pub file: String,
    /// Position of its container among the documents of the same file.
    pub parent: Option<usize>,
    /// Of the bytes, in hexadecimal digits.
    pub sha256: String,
    /// Path below archive/.
    pub archived: Option<PathBuf>,
    /// Bytes.
    pub size: u64,
    /// What reading it gave.
    pub outcome: Outcome,
    /// Of a clarification sheet outside of all folders: the first company whose questions it
    /// answers.
    pub answers_for: Option<String>,
    /// The other companies whose questions it answers, and what became of their rows.
    pub answers_others: Vec<(String, Vec<Finding>)>,
}

/// What reading a document gave.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Its parts follow; and what was found beside them.
    Container(&'static str, Vec<Finding>),
    /// It was read.
    Read {
        /// The format it was read by.
        format: String,
        /// What it says.
        content: Content,
        /// Findings that did not stop it.
        doubts: Vec<Finding>,
        /// Broken rules of an e-invoice.
        invalid: Vec<Judgement>,
    },
    /// It cannot be taken: what it would have been, and why.
    Failed(Kind, Finding),
    /// The picture of an invoice that came in the same file.
    Picture(Finding),
}

/// A document that was read, and its bytes, not yet kept.
pub(super) struct Opened {
    taken: Taken,
    bytes: Vec<u8>,
}

impl Opened {
    /// Writes the bytes for the archive.
    fn written(self, archive: &Path) -> io::Result<Written> {
        let draft = Draft::write(archive, &self.taken.sha256, &self.taken.file, &self.bytes)?;
        let taken = Taken { archived: Some(draft.below().to_owned()), ..self.taken };
        Ok(Written { taken, draft: Some(draft) })
    }

    /// As if the bytes were in the archive.
    fn unwritten(self) -> Written {
        let below = archive::path_of(&self.taken.sha256, &self.taken.file);
        Taken { archived: Some(below), ..self.taken }.into()
    }
}

/// A document that was read, and its bytes on their way into the archive, where it has any.
struct Written {
    taken: Taken,
    draft: Option<Draft>,
}

impl From<Taken> for Written {
    fn from(taken: Taken) -> Written {
        Written { taken, draft: None }
    }
}

/// PDFs without an invoice whose text shows one that came in the same file; and what its picture
/// shows otherwise.
fn find_pictures(documents: &mut [Opened], directory: &Directory) {
    let invoices: Vec<(usize, Invoice)> = documents
        .iter()
        .enumerate()
        .filter_map(|(at, document)| Some((at, document.taken.xml_invoice()?.clone())))
        .collect();
    let alone = |document: &Opened| match &document.taken.outcome {
        Outcome::Failed(_, finding) => finding.code() == hybrid_pdf::WITHOUT_INVOICE.code,
        Outcome::Read { content: Content::Invoice(invoice), .. } => {
            invoice.format == pdf_invoice::NAME
        }
        _ => false,
    };
    let mut differing = Vec::new();
    for document in documents.iter_mut().filter(|it| !invoices.is_empty() && alone(it)) {
        let lines = pdf_words::text_lines(&document.bytes).unwrap_or_default();
        let pictured = invoices.iter().find(|(_, invoice)| pdf_check::is_picture(invoice, &lines));
        let same = || {
            let read = document.taken.invoice()?;
            invoices.iter().find(|(_, invoice)| pdf_check::is_same(invoice, read))
        };
        let Some((at, invoice)) = pictured.or_else(same) else { continue };
        let is_own = |iban: &Iban| directory.is_of_party(iban, invoice);
        let differences = pdf_check::compare(invoice, &lines, is_own);
        if let Some(number) = &invoice.number
            && (pictured.is_some() || !differences.is_empty())
        {
            document.taken.outcome = Outcome::Picture(PICTURE.found().with("number", number));
        }
        differing.extend(differences.into_iter().map(|found| (*at, found)));
    }
    for (at, found) in differing {
        if let Some(document) = documents.get_mut(at) {
            document.taken.tell(found);
        }
    }
}

impl Taken {
    /// Whether no format knows it.
    pub(super) fn is_unknown(&self) -> bool {
        let unknown = formats::UNKNOWN.code;
        matches!(&self.outcome, Outcome::Failed(_, finding) if finding.code() == unknown)
    }

    /// Adds what was found of it, where it was read.
    pub(super) fn tell(&mut self, finding: Finding) {
        match &mut self.outcome {
            Outcome::Read { doubts: findings, .. } | Outcome::Container(_, findings) => {
                findings.push(finding);
            }
            Outcome::Failed(..) | Outcome::Picture(_) => {}
        }
    }

    fn invoice(&self) -> Option<&Invoice> {
        match &self.outcome {
            Outcome::Read { content: Content::Invoice(invoice), .. } => Some(invoice),
            _ => None,
        }
    }

    fn xml_invoice(&self) -> Option<&Invoice> {
        self.invoice().filter(|invoice| invoice.format != pdf_invoice::NAME)
    }
}

impl Taking<'_> {
    /// Takes claimed files in parallel; the result has one list of documents for each, in the same
    /// order. When it returns, every content is durable in the archive.
    pub fn take(&self, claimed: &[Claimed]) -> io::Result<Vec<Vec<Taken>>> {
        let (taken, drafts) = self.files(claimed, Opened::written)?;
        archive::keep(self.archive, drafts)?;
        Ok(taken)
    }

    /// The same, and nothing is written.
    pub(super) fn read(&self, claimed: &[Claimed]) -> io::Result<Vec<Vec<Taken>>> {
        Ok(self.files(claimed, |opened, _| Ok(opened.unwritten()))?.0)
    }

    /// Takes them, and does with each document and the archive what is to be done.
    fn files(
        &self,
        claimed: &[Claimed],
        done: impl Fn(Opened, &Path) -> io::Result<Written> + Sync,
    ) -> io::Result<(Vec<Vec<Taken>>, Vec<Draft>)> {
        let files: Vec<Vec<Written>> =
            claimed.par_iter().map(|file| self.file(file, &done)).collect::<io::Result<_>>()?;
        let mut drafts = Vec::with_capacity(files.len());
        let mut taken = |written: Written| {
            drafts.extend(written.draft);
            written.taken
        };
        let all = files.into_iter().map(|file| file.into_iter().map(&mut taken).collect());
        Ok((all.collect(), drafts))
    }

    fn file(
        &self,
        claimed: &Claimed,
        done: impl Fn(Opened, &Path) -> io::Result<Written>,
    ) -> io::Result<Vec<Written>> {
        let name = clean(&claimed.below.to_string_lossy());
        if claimed.size > self.largest {
            let megabytes = |bytes: u64| bytes.div_ceil(1_000_000);
            let finding = TOO_LARGE
                .found()
                .with("size", megabytes(claimed.size))
                .with("limit", megabytes(self.largest));
            // One that may not even be read has no hash: it is told all the same.
            let hash = archive::file_hash(&claimed.at).unwrap_or_default();
            return Ok(vec![unread(claimed, name, hash, finding).into()]);
        }
        let bytes = match read_patiently(&claimed.at) {
            Ok(bytes) => bytes,
            // The machine's trouble, not the file's: it is taken up by the next run.
            Err(error) if is_the_machines(&error) => return Err(error),
            Err(error) => {
                let finding = CLOSED.found().with_value("problem", &error);
                return Ok(vec![unread(claimed, name, String::new(), finding).into()]);
            }
        };
        let sha256 = archive::content_hash(&bytes);
        // A run that died may have kept it before: then that is its original.
        let kept = archive::kept(self.archive, &sha256, &name, bytes.len() as u64);
        let unread = |name: String, finding| -> Written {
            Taken { archived: kept.clone(), ..unread(claimed, name, sha256.clone(), finding) }
                .into()
        };
        if interrupted::is_left_alone(self.deaths, self.trial.is_some()) {
            return Ok(vec![unread(name, interrupted::ENDED_A_RUN.found())]);
        }
        let first = self
            .trial
            .filter(|_| self.deaths > 0 || !trial::is_light(&bytes))
            .map_or(Ok(()), |trial| trial.read(&name, &bytes));
        let opened = first.and_then(|()| self.opened(&claimed.claim, name.clone(), bytes));
        match opened {
            Ok(documents) => {
                documents.into_iter().map(|document| done(document, self.archive)).collect()
            }
            Err(finding) => Ok(vec![unread(name, finding)]),
        }
    }

    /// Reads a file of the inbox with all that is inside it and keeps nothing; an error is one of
    /// its budget.
    pub(super) fn opened(
        &self,
        claim: &str,
        file: String,
        bytes: Vec<u8>,
    ) -> Result<Vec<Opened>, Finding> {
        let most = (bytes.len() as u64)
            .saturating_mul(GREATEST_RATIO)
            .clamp(LEAST_UNPACKED, MOST_UNPACKED);
        let mut documents = Vec::with_capacity(1);
        self.document(
            &mut documents,
            &mut most.clone(),
            None,
            0,
            claim.to_owned(),
            Part { name: file, bytes },
        )
        .map_err(|over| over.with("limit", most / 1_000_000))?;
        find_pictures(&mut documents, self.directory);
        Ok(documents)
    }

    fn document(
        &self,
        documents: &mut Vec<Opened>,
        left: &mut u64,
        parent: Option<usize>,
        depth: usize,
        claim: String,
        part: Part,
    ) -> Result<(), Finding> {
        let Part { name: file, bytes } = part;
        let (outcome, parts) = match self.outcome(&file, &bytes, depth, documents.len()) {
            (Outcome::Failed(kind, finding), parts) => {
                (self.scanned(&file, &bytes, (kind, finding), depth), parts)
            }
            read => read,
        };
        let at = documents.len();
        let sha256 = archive::content_hash(&bytes);
        let size = bytes.len() as u64;
        let taken = Taken {
            claim: claim.clone(),
            file: file.clone(),
            parent,
            sha256,
            archived: None,
            size,
            outcome,
            answers_for: None,
            answers_others: Vec::new(),
        };
        documents.push(Opened { taken, bytes });
        let unpacked =
            parts.iter().fold(0, |sum: u64, part| sum.saturating_add(part.bytes.len() as u64));
        *left = left.checked_sub(unpacked).ok_or_else(|| UNPACKS_TOO_MUCH.found())?;
        for (number, part) in parts.into_iter().enumerate() {
            let name = format!("{file}/{}", clean(&part.name));
            self.document(
                documents,
                left,
                Some(at),
                depth + 1,
                format!("{claim}!{number}"),
                Part { name, bytes: part.bytes },
            )?;
        }
        Ok(())
    }

    /// What a file that no format takes comes to, should it be a picture of a document.
    fn scanned(
        &self,
        file: &str,
        bytes: &[u8],
        (kind, refused): (Kind, Finding),
        depth: usize,
    ) -> Outcome {
        let words = match scan::scan(bytes, &refused, self.scanner) {
            None => return Outcome::Failed(kind, refused),
            Some(Scan::Closed(finding)) => return Outcome::Failed(kind, finding),
            Some(Scan::Words(words)) => words,
        };
        match self.outcome(file, &words, depth, 0).0 {
            Outcome::Read {
                format,
                content: content @ (Content::Invoice(_) | Content::DeliveryNotes(_)),
                mut doubts,
                invalid,
            } => {
                doubts.extend(scan::question(&content));
                Outcome::Read { format, content, doubts, invalid }
            }
            _ => Outcome::Failed(kind, scan::unread(&words)),
        }
    }

    fn outcome(
        &self,
        file: &str,
        bytes: &[u8],
        depth: usize,
        so_far: usize,
    ) -> (Outcome, Vec<Part>) {
        let input = Input { bytes, name: file, layouts: self.layouts };
        // Readers return their findings; should one fail nevertheless, the file is kept and the run
        // goes on.
        let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| formats::read(&input)));
        let (format, reading) = match read {
            Ok(Ok(read)) => read,
            Ok(Err(finding)) => return (Outcome::Failed(guess(&input), finding), Vec::new()),
            Err(_) => return (Outcome::Failed(Kind::Unknown, UNREADABLE.found()), Vec::new()),
        };
        match reading.content {
            Read::Parts(_) if depth >= self.deepest => (
                Outcome::Failed(Kind::Container, TOO_DEEP.found().with("limit", self.deepest)),
                Vec::new(),
            ),
            Read::Parts(parts) if so_far + parts.len() > most_of(format.kind) => (
                Outcome::Failed(
                    Kind::Container,
                    TOO_MANY.found().with("limit", most_of(format.kind)),
                ),
                Vec::new(),
            ),
            Read::Parts(parts) => (Outcome::Container(format.name, reading.findings), parts),
            Read::Content(mut content) => {
                let mut doubts = reading.findings;
                let cut = lengths::shorten(&mut content);
                doubts.extend(too_fine::rounded(&mut content));
                doubts.extend((cut > 0).then(|| {
                    TEXT_TOO_LONG.found().with("count", cut).with("limit", lengths::LONGEST)
                }));
                let invalid = match &content {
                    Content::Invoice(_) => (self.judge)(bytes),
                    _ => Vec::new(),
                };
                let format = named(&content, format.name);
                (Outcome::Read { format, content, doubts, invalid }, Vec::new())
            }
        }
    }
}

/// Reads of a file that fails, and the pause between two: an error that passes (a share, too many
/// open files) is not the file's fate.
const READS: u32 = 4;
const PAUSE: Duration = Duration::from_millis(50);

fn read_patiently(file: &Path) -> io::Result<Vec<u8>> {
    let mut read = std::fs::read(file);
    for _ in 1..READS {
        match &read {
            Err(error) if error.kind() != io::ErrorKind::NotFound => std::thread::sleep(PAUSE),
            _ => break,
        }
        read = std::fs::read(file);
    }
    read
}

/// Too many open files, or no memory: every file would meet it.
fn is_the_machines(error: &io::Error) -> bool {
    use rustix::io::Errno;
    [Errno::MFILE, Errno::NFILE, Errno::NOMEM]
        .iter()
        .any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
}

/// The kind of a file that could be recognised but not read.
fn guess(input: &Input) -> Kind {
    formats::recognise(input).map_or(Kind::Unknown, |format| format.kind)
}

/// A name without characters that act instead of being seen, separators as `/`.
pub(super) fn clean(name: &str) -> String {
    name.replace('\\', "/").chars().filter(|c| !acts(*c)).collect()
}
