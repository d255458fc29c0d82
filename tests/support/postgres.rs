//! A throw-away PostgreSQL server on a local socket, for the tests that show that both stores are
//! one.
//!
//! Debian's package `postgresql` has what it takes. Where it is not there, these tests are left out
//! and say so; with `KONTOR_TEST_POSTGRES=required` (as .ci/run sets it) they fail instead.

use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A server that ends, with all that it kept, when it is dropped.
pub struct Server {
    folder: PathBuf,
    programs: PathBuf,
}

/// `initdb` refuses root; then the server runs as nobody (Debian's numbers).
const NOBODY: u32 = 65_534;

impl Server {
    /// Starts a server; `None`, having said so, where there is none to start.
    pub fn start(name: &str) -> Option<Server> {
        let Some(programs) = programs() else {
            assert!(
                std::env::var("KONTOR_TEST_POSTGRES").is_err(),
                "PostgreSQL is required and not there: apt-get install postgresql"
            );
            eprintln!("LEFT OUT: PostgreSQL is not there (Debian: apt-get install postgresql).");
            return None;
        };
        let folder = std::env::temp_dir().join(format!("kontor-pg-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("made");
        if is_root() {
            chown(&folder, Some(NOBODY), Some(NOBODY)).expect("given to nobody");
        }
        let server = Server { folder, programs };
        let data = server.data();
        server.done(
            "initdb",
            &[
                "-D",
                &data,
                "-U",
                "kontor",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
        );
        server.resume();
        Some(server)
    }

    fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }

    /// Starts the server again.
    pub fn resume(&self) {
        let options = format!("-k {} -c listen_addresses='' -c fsync=off", self.folder.display());
        let log = self.folder.join("log").display().to_string();
        self.done("pg_ctl", &["-D", &self.data(), "-w", "-s", "-l", &log, "-o", &options, "start"]);
    }

    /// Stops it, breaking every connection.
    pub fn halt(&self) {
        self.done("pg_ctl", &["-D", &self.data(), "-w", "-s", "-m", "immediate", "stop"]);
    }

    /// A new, empty database; its address.
    pub fn database(&self) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        // Sorted by the rules of a language unless kontor says otherwise, as databases are.
        let name = format!("office{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let create = format!(
            "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu \
             ICU_LOCALE 'de-DE' LOCALE 'C.UTF-8'"
        );
        let plain = format!("CREATE DATABASE {name}");
        if !self.sql("postgres", &create) {
            assert!(self.sql("postgres", &plain), "{plain}");
        }
        format!(
            "postgres://kontor@{}/{name}",
            self.folder.display().to_string().replace('/', "%2F")
        )
    }

    /// Runs a statement; false when it was refused.
    pub fn sql(&self, database: &str, statement: &str) -> bool {
        let folder = self.folder.display().to_string();
        self.command(
            "psql",
            &["-q", "-h", &folder, "-U", "kontor", "-d", database, "-c", statement],
        )
        .status()
        .expect("psql runs")
        .success()
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let program = self.programs.join(program);
        let mut command = if is_root() { Command::new("setpriv") } else { Command::new(&program) };
        if is_root() {
            command
                .args([
                    &format!("--reuid={NOBODY}"),
                    &format!("--regid={NOBODY}"),
                    "--clear-groups",
                ])
                .arg(program);
        }
        command
            .args(arguments)
            .current_dir(&self.folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn done(&self, program: &str, arguments: &[&str]) {
        let status = self.command(program, arguments).status().expect("it runs");
        assert!(status.success(), "{program} {arguments:?}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self
            .command("pg_ctl", &["-D", &self.data(), "-w", "-s", "-m", "immediate", "stop"])
            .status();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// Where the programs of the newest server are.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|version| {
            Some((version.file_name().to_str()?.parse().ok()?, version.path().join("bin")))
        })
        .filter(|(_, bin): &(u32, PathBuf)| has_all(bin))
        .collect();
    found.sort();
    found.pop().map(|(_, bin)| bin)
}

fn has_all(bin: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres", "psql"].iter().all(|program| bin.join(program).is_file())
}
