//! Scans and photos: text recognition by tesseract, where the machine has it. A picture becomes a
//! PDF whose words can be read, and the readers of PDFs take it from there; whatever comes of it
//! waits for a person, who sees what was read.

use crate::domain::finding::Weight;
use crate::domain::{Content, DeliveryNote, Finding, FindingKind};
use crate::formats::hybrid_pdf::WITHOUT_INVOICE;
use crate::formats::{self, pdf_words};
use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Findings of pictures.
pub static FINDINGS: &[&FindingKind] = &[&WITHOUT_READER, &UNREAD, &READ];

/// A picture on a machine that cannot read one.
pub static WITHOUT_READER: FindingKind = FindingKind {
    code: "scan-without-reader",
    weight: Weight::Warning,
    de: "Die Datei ist ein Bild ohne Text, etwa ein Foto oder ein Scan, und auf diesem Rechner ist \
        keine Texterkennung installiert (Debian: apt install tesseract-ocr tesseract-ocr-deu \
        poppler-utils). Bitte sie installieren und die Datei noch einmal ablegen, den Beleg als \
        Datei verlangen (E-Rechnung oder PDF mit Text) oder ihn von Hand erfassen.",
    en: "The file is a picture without text, such as a photo or a scan, and no text recognition is \
        installed on this machine (Debian: apt install tesseract-ocr tesseract-ocr-deu \
        poppler-utils). Install it and drop the file again, ask for the document as a file \
        (e-invoice, or PDF with text), or enter it by hand.",
};
/// A picture in which no document was found.
pub static UNREAD: FindingKind = FindingKind {
    code: "scan-unread",
    weight: Weight::Warning,
    de: "Die Datei ist ein Bild (Foto oder Scan). Die Texterkennung las darin weder eine Rechnung \
        noch einen Lieferschein; gelesen ist: „{text}“. Bitte nachsehen, gerade und schärfer \
        scannen oder den Beleg als Datei verlangen.",
    en: "The file is a picture (photo or scan). Text recognition found neither an invoice nor a \
        delivery note in it; it read: “{text}”. Look at it, scan it straight and sharper, or ask \
        for the document as a file.",
};
/// A delivery note that was read from a picture.
pub static READ: FindingKind = FindingKind {
    code: "scan-read",
    weight: Weight::Warning,
    de: "Aus einem Bild gelesen: Lieferschein {number} von {supplier} vom {date}, Bestellung \
        {order}: {lines}. Gezählt ist davon nichts; bitte mit dem Bild vergleichen und mit „kontor \
        resolve {document} accept“ übernehmen.",
    en: "Read from a picture: delivery note {number} of {supplier} dated {date}, order {order}: \
        {lines}. Nothing of it is counted; compare it with the picture and take it with \"kontor \
        resolve {document} accept\".",
};

/// No page of a document is a picture of fewer bytes.
const LEAST: usize = 4_000;
/// Longest that one file may take.
const LONGEST: Duration = Duration::from_secs(120);
/// Memory that a program may take to read one file, bytes: pages of a poster's size are not
/// unpacked.
const MOST_MEMORY: u64 = 1 << 30;
/// Pages of a scanned PDF that are read.
const MOST_PAGES: &str = "20";
/// Resolution that text recognition is made for, dots an inch.
const RESOLUTION: &str = "300";
/// Characters and lines told of what was read.
const TOLD: usize = 400;
const LINES_TOLD: usize = 20;

/// A document that is read from a picture, and the words that stand there.
pub(super) enum Scan {
    /// A picture that nobody can read here.
    Closed(Finding),
    /// A PDF with the picture's words.
    Words(Vec<u8>),
}

/// What a file that no format takes is, when it is a picture or a PDF of pictures.
pub(super) fn scan(bytes: &[u8], refused: &Finding, scanner: Option<&Scanner>) -> Option<Scan> {
    let is_picture = refused.code() == formats::PICTURE.code
        || refused.code() == WITHOUT_INVOICE.code && is_wordless(bytes);
    if !is_picture || bytes.len() < LEAST {
        return None;
    }
    let words = scanner.map(|scanner| scanner.with_words(bytes));
    Some(match words {
        None => Scan::Closed(WITHOUT_READER.found()),
        Some(None) => Scan::Closed(UNREAD.found().with("text", "–")),
        Some(Some(words)) => Scan::Words(words),
    })
}

/// The programs that read pictures, as this machine has them.
#[derive(Debug)]
pub struct Scanner {
    tesseract: PathBuf,
    /// Makes pictures of a PDF's pages (poppler).
    pages: Option<PathBuf>,
    languages: String,
    /// Tells which way is up.
    turns: bool,
}

impl Scanner {
    /// That of this machine; the programs are looked for once.
    pub fn here() -> Option<&'static Scanner> {
        static HERE: OnceLock<Option<Scanner>> = OnceLock::new();
        HERE.get_or_init(Scanner::find).as_ref()
    }

    /// Looks for the programs.
    fn find() -> Option<Scanner> {
        let path = std::env::var_os("PATH")?;
        let program = |name: &str| {
            std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
        };
        let tesseract = program("tesseract")?;
        let listed =
            Command::new(&tesseract).arg("--list-langs").stdin(Stdio::null()).output().ok()?;
        let listed = String::from_utf8_lossy(&[listed.stdout, listed.stderr].concat()).into_owned();
        let has = |name: &str| listed.lines().any(|line| line.trim() == name);
        let languages =
            ["deu", "eng"].into_iter().filter(|name| has(name)).collect::<Vec<_>>().join("+");
        (!languages.is_empty()).then(|| Scanner {
            tesseract,
            pages: program("pdftoppm"),
            languages,
            turns: has("osd"),
        })
    }

    /// The picture as a PDF whose words can be read; `None` when that cannot be made.
    pub fn with_words(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let name = format!(
            "kontor-scan-{}-{}",
            std::process::id(),
            NUMBER.fetch_add(1, Ordering::Relaxed)
        );
        let folder = std::env::temp_dir().join(name);
        // What people photograph is for nobody else on this machine.
        DirBuilder::new().mode(0o700).create(&folder).ok()?;
        let read = self.read_in(&folder, bytes);
        // What is left there is a copy of what the archive keeps.
        let _ = std::fs::remove_dir_all(&folder);
        read.ok()
    }

    fn read_in(&self, folder: &Path, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let until = Instant::now() + LONGEST;
        let (given, list) = (folder.join("given"), folder.join("list.txt"));
        std::fs::write(&given, bytes)?;
        let mut input = given.clone();
        if bytes.starts_with(b"%PDF") {
            let pages = self.pages.as_ref().ok_or(io::ErrorKind::NotFound)?;
            let mut command = Command::new(pages);
            command
                .args(["-r", RESOLUTION, "-gray", "-l", MOST_PAGES, "-png"])
                .arg(&given)
                .arg(folder.join("page"));
            run(&mut command, until, MOST_MEMORY)?;
            let mut files: Vec<PathBuf> =
                std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
            files.retain(|file| file.extension().is_some_and(|kind| kind == "png"));
            files.sort();
            std::fs::write(
                &list,
                files.iter().map(|file| format!("{}\n", file.display())).collect::<String>(),
            )?;
            input = list;
        }
        let mut command = Command::new(&self.tesseract);
        command.arg(&input).arg(folder.join("read")).args([
            "-l",
            &self.languages,
            "--dpi",
            RESOLUTION,
        ]);
        command
            .args(["--psm", if self.turns { "1" } else { "3" }, "pdf"])
            .env("OMP_THREAD_LIMIT", "1");
        run(&mut command, until, MOST_MEMORY)?;
        std::fs::read(folder.join("read.pdf"))
    }
}

/// Runs a program in so much memory until it ends, or ends it.
fn run(command: &mut Command, until: Instant, memory: u64) -> io::Result<()> {
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    // A machine that bounds it more tightly already, or not at all, reads with its own bound.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::prlimit(
        Some(rustix::process::Pid::from_child(&child)),
        rustix::process::Resource::Data,
        rustix::process::Rlimit { current: Some(memory), maximum: Some(memory) },
    );
    loop {
        if let Some(status) = child.try_wait()? {
            return if status.success() { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) };
        }
        if Instant::now() > until {
            child.kill()?;
            child.wait()?;
            return Err(io::ErrorKind::TimedOut.into());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// True of what makes a picture wait for a person.
pub(super) fn is_held(finding: &Finding) -> bool {
    [WITHOUT_READER.code, UNREAD.code].contains(&finding.code())
}

/// True of what is asked before a delivery note that was read from a picture counts.
pub(super) fn is_question(finding: &Finding) -> bool {
    finding.code() == READ.code
}

/// True for a PDF that shows no word at all: pictures of pages.
fn is_wordless(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF")
        && pdf_words::first_words(bytes, 1)
            .is_ok_and(|pages| pages.iter().all(|page| page.lines().is_empty()))
}

/// Why nothing is taken of a picture whose words are known.
pub(super) fn unread(with_words: &[u8]) -> Finding {
    let lines = pdf_words::text_lines(with_words).unwrap_or_default();
    UNREAD.found().with("text", lines.join(" / ").chars().take(TOLD).collect::<String>())
}

/// What a person must compare before a delivery note that was read from a picture counts; an
/// invoice brings its own question.
pub(super) fn question(content: &Content) -> Option<Finding> {
    let Content::DeliveryNotes(notes) = content else { return None };
    let note = notes.first()?;
    let told = |text: Option<&str>| text.unwrap_or("–").to_owned();
    let finding = READ
        .found()
        .with("number", told(note.number.as_deref()))
        .with("supplier", told(note.supplier.name.as_deref()));
    let finding = finding.with("order", told(note.first_order())).with("lines", lines(note));
    Some(match note.date {
        Some(date) => finding.with_value("date", date),
        None => finding.with("date", "–"),
    })
}

fn lines(note: &DeliveryNote) -> String {
    let told = |line: &crate::domain::DeliveryLine| {
        let quantity = line.quantity.map(|quantity| quantity.normalize().to_string());
        let parts = [quantity, line.unit.clone(), line.article.clone(), line.description.clone()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    note.lines.iter().take(LINES_TOLD).map(told).collect::<Vec<_>>().join("; ")
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_takes_too_much_memory_reads_nothing() {
        // `tail` keeps the last line, which here is all of it.
        let takes = |megabytes: u32| {
            let mut command = Command::new("sh");
            command.args([
                "-c",
                &format!("sleep 0.3; head -c {megabytes}M /dev/zero | tail -n 1 >/dev/null"),
            ]);
            run(&mut command, Instant::now() + Duration::from_secs(20), 64 << 20).is_ok()
        };
        assert_eq!([takes(8), takes(200)], [true, false]);
    }
}
