//! Reading on trial: a file that may be made to hang kontor or to fill its memory is read by
//! another process first, which the kernel ends at its bounds of time and memory. Only what that
//! process has read to its end is read here.
//!
//! One process reads one file after another; it asks for them on its input and answers on its
//! output. Time is that of the processor, so that a busy machine refuses nothing.

use super::run::Setup;
use super::setup::configured;
use super::take::{Taking, clean};
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind};
use anyhow::Context;
use rustix::process::{Resource, Rlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// A file that is read without end.
pub static TAKES_TOO_LONG: FindingKind = FindingKind {
    code: "reading-takes-too-long",
    weight: Weight::Error,
    de: "Das Lesen der Datei war nach {seconds} Sekunden Rechenzeit nicht zu Ende. Sie enthält zu \
        viel auf einmal, ist beschädigt oder so gebaut, dass sie aufhält. Bitte in kleineren \
        Zeiträumen exportieren oder den Absender um eine andere Datei bitten; auf einem langsamen \
        Rechner lässt sich reading_seconds in kontor.toml anheben.",
    en: "Reading the file had not ended after {seconds} seconds of computing. It holds too much at \
        once, is damaged, or is made to delay. Export shorter spans, or ask the sender for another \
        file; on a slow machine, raise reading_seconds in kontor.toml.",
};

/// A file that takes more memory than its size warrants.
pub static TAKES_TOO_MUCH: FindingKind = FindingKind {
    code: "reading-takes-too-much-memory",
    weight: Weight::Error,
    de: "Zum Lesen der Datei reichen {limit} MB Speicher nicht. Sie enthält zu viel auf einmal, \
        ist beschädigt oder so gebaut, dass sie den Rechner füllt. Bitte in kleineren Zeiträumen \
        exportieren oder den Absender um eine andere Datei bitten.",
    en: "{limit} MB of memory are not enough to read the file. It holds too much at once, is \
        damaged, or is made to fill the machine. Export shorter spans, or ask the sender for \
        another file.",
};

/// Memory for one file: so many times its size, or so much for each of its lines, as a short row
/// becomes a booking with all that one may say; and between these bounds, bytes.
const MEMORY_RATIO: u64 = 20;
const MEMORY_OF_A_LINE: u64 = 2_000;
const LEAST_MEMORY: u64 = 128 * MEGABYTE;
const MOST_MEMORY: u64 = 512 * MEGABYTE;
const MEGABYTE: u64 = 1_000_000;
/// Longest wait for an answer, by the clock on the wall: for a reader that neither computes nor
/// ends.
const PATIENCE: Duration = Duration::from_secs(120);
/// A reader that holds on to more memory than this after a file is not asked again, bytes.
const STILL_SLIM: u64 = 96 * MEGABYTE;

/// Files up to this size that hold no other file are read at once, bytes: what they say is bounded
/// by what they are.
const LIGHT: usize = 128 * 1024;

/// What may be read without a trial: small text that neither is packed nor has something packed in
/// it.
pub(super) fn is_light(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let has = |mark: &[u8]| memchr::memmem::find(head, mark).is_some();
    let may_hold_files =
        head.contains(&0) || has(b"%PDF") || head.starts_with(b"PK") || is_letter(head);
    bytes.len() <= LIGHT && !may_hold_files
}

/// The head of an e-mail: a line `Name: value` of those that letters with attachments have.
fn is_letter(head: &[u8]) -> bool {
    let lower = head.to_ascii_lowercase();
    [b"mime-version:".as_slice(), b"content-type:", b"received:", b"message-id:"]
        .iter()
        .any(|name| memchr::memmem::find(&lower, name).is_some())
}

/// Who reads on trial: as many processes as the machine has cores, started when there is something
/// to read.
pub struct Trial {
    program: PathBuf,
    office: PathBuf,
    seconds: u64,
    readers: Mutex<Readers>,
    freed: Condvar,
}

#[derive(Default)]
struct Readers {
    idle: Vec<Reader>,
    busy: usize,
}

/// A process that reads.
struct Reader {
    process: Child,
    asks: ChildStdin,
    answers: Receiver<String>,
}

impl Drop for Reader {
    fn drop(&mut self) {
        // It may have ended already; either way it is gone afterwards.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// How a trial ended.
enum Verdict {
    /// It was read to its end, whatever was found; whether its reader may be asked again.
    Read(bool),
    TooLong,
    TooMuch,
    /// Nothing was learned: the reader was ended from outside, or could not be started.
    Unknown,
}

/// What is asked: the bounds, and how many bytes follow the line.
struct Asked {
    memory: u64,
    size: usize,
    name: String,
}

impl Asked {
    fn line(&self) -> String {
        format!("{} {} {}\n", self.memory, self.size, self.name)
    }

    fn of(line: &str) -> Option<Asked> {
        let mut words = line.trim_end_matches('\n').splitn(3, ' ');
        let (memory, size) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        Some(Asked { memory, size, name: words.next()?.to_owned() })
    }
}

/// The memory that reading this file may take, bytes.
fn memory_for(bytes: &[u8]) -> u64 {
    let lines = memchr::memchr_iter(b'\n', bytes).count() as u64;
    let of_lines = lines.saturating_mul(MEMORY_OF_A_LINE);
    let of_size = (bytes.len() as u64).saturating_mul(MEMORY_RATIO);
    of_size.max(of_lines).clamp(LEAST_MEMORY, MOST_MEMORY)
}

impl Trial {
    /// Readers that this program makes of itself for an office, and so many seconds of the
    /// processor for each file.
    pub fn new(program: PathBuf, office: PathBuf, seconds: u64) -> Trial {
        Trial { program, office, seconds, readers: Mutex::default(), freed: Condvar::new() }
    }

    /// A verb that kontor asks of itself, in this office.
    pub(super) fn command(&self, verb: &str) -> Command {
        own(&self.program, &self.office, verb)
    }

    /// Reads a file on trial; an error says which bound it broke. Where no trial can be held, it
    /// passes.
    pub fn read(&self, name: &str, bytes: &[u8]) -> Result<(), Finding> {
        let asked = Asked { memory: memory_for(bytes), size: bytes.len(), name: clean(name) };
        let mut verdict = self.attempt(&asked, bytes);
        // A reader that was idle may have been ended meanwhile, and one that somebody ended says
        // nothing of the file.
        if matches!(verdict, Verdict::Unknown) {
            verdict = self.attempt(&asked, bytes);
        }
        match verdict {
            Verdict::TooLong => Err(TAKES_TOO_LONG.found().with("seconds", self.seconds)),
            Verdict::TooMuch => Err(TAKES_TOO_MUCH.found().with("limit", asked.memory / MEGABYTE)),
            Verdict::Read(_) | Verdict::Unknown => Ok(()),
        }
    }

    fn attempt(&self, asked: &Asked, bytes: &[u8]) -> Verdict {
        let idle = self.enter();
        let reader = idle.map_or_else(|| Reader::start(&self.program, &self.office), Ok);
        let mut verdict = Verdict::Unknown;
        let mut kept = None;
        if let Ok(mut reader) = reader {
            verdict = reader.ask(asked, bytes);
            kept = matches!(verdict, Verdict::Read(true)).then_some(reader);
        }
        self.leave(kept);
        verdict
    }

    /// Waits until one more may read; gives a reader that is idle.
    fn enter(&self) -> Option<Reader> {
        let most = std::thread::available_parallelism().map_or(2, usize::from);
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        while readers.busy >= most {
            readers = self.freed.wait(readers).unwrap_or_else(PoisonError::into_inner);
        }
        readers.busy += 1;
        readers.idle.pop()
    }

    fn leave(&self, reader: Option<Reader>) {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        readers.busy -= 1;
        readers.idle.extend(reader);
        drop(readers);
        self.freed.notify_one();
    }
}

/// A process of this program's own, in a process group of its own: what a terminal sends to kontor
/// is not for it.
fn own(program: &Path, office: &Path, verb: &str) -> Command {
    let mut command = Command::new(program);
    command.arg(verb).arg("--office").arg(office).process_group(0);
    // The allocator would reserve a gigabyte at once, which counts as held: what a file takes is
    // measured against what was held before.
    command.env("MIMALLOC_ARENA_EAGER_COMMIT", "0");
    command
}

impl Reader {
    /// Starts a reader.
    fn start(program: &Path, office: &Path) -> io::Result<Reader> {
        let mut command = own(program, office, "read-on-trial");
        let mut process =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (Some(asks), Some(out)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (told, answers) = sync_channel(1);
        std::thread::spawn(move || {
            let mut lines = BufReader::new(out).lines();
            while let Some(Ok(line)) = lines.next() {
                if told.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Reader { process, asks, answers })
    }

    fn ask(&mut self, asked: &Asked, bytes: &[u8]) -> Verdict {
        let sent = self
            .asks
            .write_all(asked.line().as_bytes())
            .and_then(|()| self.asks.write_all(bytes))
            .and_then(|()| self.asks.flush());
        if sent.is_err() {
            return Verdict::Unknown;
        }
        match self.answers.recv_timeout(PATIENCE) {
            Ok(answer) => Verdict::Read(answer == AGAIN),
            Err(RecvTimeoutError::Timeout) => Verdict::TooLong,
            Err(RecvTimeoutError::Disconnected) => self.cause_of_death(),
        }
    }

    fn cause_of_death(&mut self) -> Verdict {
        self.process.wait().map_or(Verdict::Unknown, verdict_on)
    }
}

/// Signals by their numbers, which are the same on Linux and macOS.
const ABORTED: i32 = 6;
const KILLED: i32 = 9;
const FAULTED: i32 = 11;
const PROCESSOR_TIME: i32 = 24;

/// What the death of a reader says of the file it read: a process that gets no more memory, or
/// whose stack is full, aborts; the kernel kills outright when the machine itself has no more.
fn verdict_on(status: ExitStatus) -> Verdict {
    match status.signal() {
        Some(PROCESSOR_TIME) => Verdict::TooLong,
        Some(ABORTED | KILLED | FAULTED) => Verdict::TooMuch,
        _ => Verdict::Unknown,
    }
}

/// Whether a process ended by what it did itself.
pub(super) fn is_own_death(status: ExitStatus) -> bool {
    matches!(verdict_on(status), Verdict::TooLong | Verdict::TooMuch)
}

/// Answers of a reader: ask again; ask another one.
const AGAIN: &str = "read";
const OVER: &str = "read, over";

/// The reader's side: reads what it is asked to, each file within its bounds, until nobody asks any
/// more.
pub fn serve(office: &Path) -> anyhow::Result<()> {
    // A panic inside a reader is caught and told as that file's fault; the asking process will meet
    // and tell it.
    std::panic::set_hook(Box::new(|_| {}));
    let (setup, _) = configured(office).map_err(|_| anyhow::anyhow!("the settings have faults"))?;
    let (mut asks, mut answers) = (io::stdin().lock(), io::stdout().lock());
    let mut line = String::new();
    while asks.read_line(&mut line)? > 0 {
        let asked = Asked::of(&line).context("a line that asks for nothing")?;
        let mut bytes = vec![0; asked.size];
        asks.read_exact(&mut bytes)?;
        bound(asked.memory, setup.reading_seconds)?;
        read_once(&setup, asked.name, bytes);
        let answer = if memory_held().is_none_or(|held| held < STILL_SLIM) { AGAIN } else { OVER };
        writeln!(answers, "{answer}")?;
        answers.flush()?;
        line.clear();
    }
    Ok(())
}

/// Reads a file with all that is in it, as taking does, and keeps nothing.
fn read_once(setup: &Setup, name: String, bytes: Vec<u8>) {
    let (archive, judge) = (setup.folder.archive(), setup.judge());
    // What it says does not matter here, only that it ends.
    let taking = Taking { scanner: None, ..setup.taking(&archive, None, &judge) };
    let _ = taking.opened("", name, bytes);
}

/// Bounds this process from here on: so much more memory, and so many more seconds of the
/// processor.
fn bound(memory: u64, seconds: u64) -> io::Result<()> {
    bound_time(seconds)?;
    // Where the system does not tell what is held already, the kernel's own care for memory
    // remains.
    memory_held().map_or(Ok(()), |held| at_most(Resource::Data, held.saturating_add(memory)))
}

/// Bounds this process from here on to so many more seconds of the processor; its death leaves no
/// picture of its memory.
pub(super) fn bound_time(seconds: u64) -> io::Result<()> {
    let used = clock_gettime(ClockId::ProcessCPUTime).tv_sec;
    at_most(Resource::Cpu, u64::try_from(used).unwrap_or_default() + seconds + 1)?;
    at_most(Resource::Core, 0)
}

fn at_most(resource: Resource, most: u64) -> io::Result<()> {
    Ok(setrlimit(resource, Rlimit { current: Some(most), maximum: None })?)
}

/// Memory that this process may write to, bytes; Linux tells it (proc(5), VmData).
fn memory_held() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmData:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_text_alone_is_light() {
        assert!(
            is_light(b"<Invoice>\n</Invoice>")
                && is_light(b":20:STARTUMSE\n")
                && is_light(b"a;b\n1;2\n")
        );
        assert!(
            !is_light(b"%PDF-1.7\n") && !is_light(b"PK\x03\x04") && !is_light(&[b'a'; LIGHT + 1])
        );
        assert!(!is_light(b"From: a@b.example\nMIME-Version: 1.0\n"));
    }

    #[test]
    fn memory_grows_with_the_file_between_its_bounds() {
        assert_eq!(
            [100, 10_000_000, 30_000_000].map(|size| memory_for(&vec![b'x'; size])),
            [LEAST_MEMORY, 200_000_000, MOST_MEMORY]
        );
        let short = "01.10.2026;a;-1,00\n";
        assert_eq!(memory_for(short.repeat(100_000).as_bytes()), 200_000_000);
    }

    #[test]
    fn what_is_asked_comes_as_it_was_meant() {
        let asked = Asked { memory: 5, size: 7, name: "a b/c.pdf".to_owned() };
        let read = Asked::of(&asked.line()).map(|read| (read.memory, read.size, read.name));
        assert_eq!(read, Some((5, 7, "a b/c.pdf".to_owned())));
        assert!(Asked::of("5 x a").is_none() && Asked::of("").is_none());
    }

    #[test]
    fn a_death_tells_which_bound_was_broken() {
        let death = |signal| verdict_on(ExitStatus::from_raw(signal));
        assert!(matches!(death(PROCESSOR_TIME), Verdict::TooLong));
        assert!(
            matches!(death(KILLED), Verdict::TooMuch) && matches!(death(ABORTED), Verdict::TooMuch)
        );
        assert!(matches!(death(15), Verdict::Unknown));
    }

    #[test]
    fn without_a_reader_nothing_is_refused() {
        let trial = Trial::new("/nowhere/kontor".into(), "/nowhere".into(), 10);
        assert!(trial.read("a.pdf", b"%PDF-1.7").is_ok());
    }
}
