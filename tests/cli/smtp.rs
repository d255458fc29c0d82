//! Mails through a real server (aiosmtpd): encryption with an authority of one's own, login,
//! refusals, a line that drops. Skipped with a word where Python has no aiosmtpd, unless
//! KONTOR_TEST_SMTP=required.

use super::bureau::{Bureau, KERN, MUELLER, Tested, camt, wait_for};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

const PASSWORD: &str = "geheim genug";

/// The server, ended with the test.
struct Smtp {
    folder: TempDir,
    child: Child,
    port: u16,
}

impl Drop for Smtp {
    fn drop(&mut self) {
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

fn is_there() -> bool {
    let there = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let found = there("python3", &["-c", "import aiosmtpd"]) && there("openssl", &["version"]);
    if !found {
        assert!(
            std::env::var_os("KONTOR_TEST_SMTP").is_none(),
            "python3 with aiosmtpd, and openssl, are required"
        );
        println!(
            "skipped: there is no python3 with aiosmtpd (pip install aiosmtpd), or no openssl"
        );
    }
    found
}

impl Smtp {
    /// A server that keeps the way private so, and asks for a login where it does.
    fn start(privacy: &str) -> std::io::Result<Smtp> {
        let folder = tempfile::tempdir()?;
        let mut command = Command::new("python3");
        command
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/smtp_server.py"))
            .arg(folder.path())
            .arg(privacy);
        if privacy != "none" {
            certificates(folder.path())?;
            command
                .args([folder.path().join("server.pem"), folder.path().join("server.key")])
                .args(["kontor", PASSWORD]);
            fs::write(folder.path().join("password"), format!("{PASSWORD}\n"))?;
        }
        let child = command.stderr(Stdio::null()).spawn()?;
        wait_for("the mail server", || folder.path().join("port").exists());
        let port = fs::read_to_string(folder.path().join("port"))?
            .parse()
            .map_err(std::io::Error::other)?;
        Ok(Smtp { folder, child, port })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Recipient and Message-ID of each message it took, in order.
    fn taken(&self) -> Vec<(String, String)> {
        let message = |number: usize| fs::read(self.path(&format!("{number}.eml"))).ok();
        let told = |bytes: Vec<u8>| {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let id = text
                .lines()
                .find_map(|line| line.strip_prefix("Message-ID: "))
                .unwrap_or_default()
                .trim()
                .to_owned();
            (text.lines().next().unwrap_or_default().to_owned(), id)
        };
        (1..).map_while(message).map(told).collect()
    }

    fn office(&self, privacy: &str, more: &str) -> Bureau {
        let login = match privacy {
            "none" => String::new(),
            _ => format!(
                "user = \"kontor\"\npassword_file = \"{}\"\n",
                self.path("password").display()
            ),
        };
        let port = self.port;
        let bureau = Bureau::with(&format!(
            "[mail]\nfrom = \"kontor@kanzlei.example\"\nserver = \"localhost\"\nport = \
             {port}\nsecurity = \"{privacy}\"\ntimeout_seconds = 5\n{login}{more}"
        ));
        bureau.drop("mueller/a.xml", camt(MUELLER, 1, &[("5.00", "X", "y")]));
        bureau
    }
}

/// An authority of one's own, and a certificate of it for localhost.
fn certificates(folder: &Path) -> std::io::Result<()> {
    fs::write(
        folder.join("names"),
        "subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n",
    )?;
    for line in [
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=Kanzlei-CA -keyout ca.key -out ca.pem",
        "req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr",
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names \
         -out server.pem",
    ] {
        let done = Command::new("openssl").args(line.split(' ')).current_dir(folder).output()?;
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    Ok(())
}

fn statuses(bureau: &Bureau) -> Vec<(String, String)> {
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    let mut rows: Vec<_> =
        bureau.report("mail").iter().map(|row| (text(row, "to"), text(row, "status"))).collect();
    rows.sort();
    rows
}

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect()
}

#[test]
fn encryption_needs_the_offices_authority_and_the_login_its_password() -> Tested {
    if !is_there() {
        return Ok(());
    }
    for privacy in ["starttls", "tls"] {
        let smtp = Smtp::start(privacy)?;
        let stranger = smtp.office(privacy, "");
        assert_eq!(stranger.run(&["check"]).status, 1, "{privacy}: nobody vouches for this server");
        assert_eq!(stranger.run(&["run"]).status, 0);
        assert_eq!(
            (statuses(&stranger), smtp.taken().len()),
            (pairs(&[("buch@mueller.example", "queued")]), 0)
        );
        let bureau =
            smtp.office(privacy, &format!("ca_file = \"{}\"\n", smtp.path("ca.pem").display()));
        let checked = bureau.run(&["check"]);
        assert_eq!(checked.status, 0, "{privacy}: {}{}", checked.out, checked.err);
        fs::write(smtp.path("password"), "falsch\n")?;
        let refused = bureau.run(&["run"]);
        assert!(refused.status == 0 && refused.err.contains("AUTH"), "{privacy}: {}", refused.err);
        assert_eq!(statuses(&bureau), pairs(&[("buch@mueller.example", "queued")]));
        fs::write(smtp.path("password"), format!("{PASSWORD}\n"))?;
        bureau.run(&["run"]);
        bureau.run(&["run"]);
        assert_eq!(statuses(&bureau), pairs(&[("buch@mueller.example", "sent")]), "{privacy}");
        assert_eq!(smtp.taken().len(), 1, "{privacy}: once");
    }
    Ok(())
}

/// Whether the message in this file bears a signature that holds, by dkimpy with the public key as
/// the DNS would give it; `None` where Python has no dkimpy.
fn is_signed(message: &Path, record: &str) -> std::io::Result<Option<bool>> {
    let script = "import sys\ntry:\n    import dkim\nexcept ImportError:\n    sys.exit(3)\ntext = \
        open(sys.argv[1], 'rb').read().split(b'\\r\\n', 1)[1]\nsys.exit(0 if dkim.verify(text, \
        dnsfunc=lambda *a, **k: sys.argv[2].encode()) else 1)";
    let status = Command::new("python3").args(["-c", script]).arg(message).arg(record).status()?;
    Ok((status.code() != Some(3)).then(|| status.success()))
}

#[test]
fn messages_are_signed_in_the_name_of_the_senders_domain() -> Tested {
    if !is_there() {
        return Ok(());
    }
    for (kind, make) in [
        ("rsa", "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out dkim.pem"),
        ("ed25519", "genpkey -algorithm ed25519 -out dkim.pem"),
    ] {
        let smtp = Smtp::start("none")?;
        let openssl = |line: &str| {
            Command::new("openssl").args(line.split(' ')).current_dir(smtp.folder.path()).output()
        };
        openssl(make)?;
        openssl("pkey -in dkim.pem -pubout -out dkim.pub")?;
        let public: String = fs::read_to_string(smtp.path("dkim.pub"))?
            .lines()
            .filter(|line| !line.starts_with('-'))
            .collect();
        let key = smtp.path("dkim.pem");
        let bureau = smtp.office(
            "none",
            &format!(
                "[mail.dkim]\ndomain = \"kanzlei.example\"\nselector = \"k1\"\nkey_file = \"{}\"\n",
                key.display()
            ),
        );
        assert_eq!(bureau.run(&["run"]).status, 0);
        // Of Ed25519 the DNS gives the bare 32 bytes (RFC 8463, section 4), which stand at the end
        // of what openssl writes.
        let public =
            if kind == "rsa" { public } else { public.get(16..).unwrap_or_default().to_owned() };
        match is_signed(&smtp.path("1.eml"), &format!("v=DKIM1; k={kind}; p={public}"))? {
            Some(holds) => assert!(holds, "{kind}"),
            None => println!("skipped: there is no dkimpy (pip install dkimpy)"),
        }
        fs::write(&key, "no key")?;
        let checked = bureau.run(&["check"]);
        assert!(checked.status == 1 && checked.out.contains("mail.dkim"), "{}", checked.out);
    }
    Ok(())
}

#[test]
fn a_refused_recipient_fails_a_busy_one_waits_and_the_others_get_theirs() -> Tested {
    if !is_there() {
        return Ok(());
    }
    let smtp = Smtp::start("none")?;
    let bureau = smtp.office("none", "");
    bureau.drop("kern/a.xml", camt(KERN, 1, &[("6.00", "X", "y")]));
    bureau.write(
        "pipelines/digest.toml",
        "[digest]\ncompanies = true\nto = [\"refused@kanzlei.example\", \
         \"later@kanzlei.example\"]\nsections = [\"completeness\"]\n",
    );
    fs::write(smtp.path("busy"), "")?;
    bureau.run(&["run"]);
    let of = |later: &str| {
        pairs(&[
            ("buch@kern.example", "sent"),
            ("buch@mueller.example", "sent"),
            ("later@kanzlei.example", later),
            ("later@kanzlei.example", later),
            ("refused@kanzlei.example", "failed"),
            ("refused@kanzlei.example", "failed"),
        ])
    };
    assert_eq!(statuses(&bureau), of("queued"));
    assert_eq!(smtp.taken().len(), 2);
    fs::remove_file(smtp.path("busy"))?;
    bureau.run(&["run"]);
    bureau.run(&["run"]);
    assert_eq!(statuses(&bureau), of("sent"));
    let mut ids: Vec<String> = smtp.taken().into_iter().map(|(_, id)| id).collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!((all, ids.len()), (4, 4), "each once");
    let asked = bureau.run(&["review"]).out;
    assert!(asked.contains("refused@kanzlei.example") && asked.contains("550"), "{asked}");
    Ok(())
}

#[test]
fn a_line_that_drops_or_an_answer_too_late_sends_it_again_under_the_same_id() -> Tested {
    if !is_there() {
        return Ok(());
    }
    for trouble in ["drop", "slow"] {
        let smtp = Smtp::start("none")?;
        let bureau = smtp.office("none", "");
        let hasty = fs::read_to_string(bureau.path("kontor.toml"))?
            .replace("timeout_seconds = 5", "timeout_seconds = 1");
        bureau.write("kontor.toml", hasty);
        fs::write(smtp.path(trouble), "")?;
        let ran = bureau.run(&["run"]);
        assert_eq!(ran.status, 0, "{trouble}: documents do not suffer");
        assert_eq!(statuses(&bureau), pairs(&[("buch@mueller.example", "queued")]), "{trouble}");
        bureau.run(&["run"]);
        bureau.run(&["run"]);
        assert_eq!(statuses(&bureau), pairs(&[("buch@mueller.example", "sent")]), "{trouble}");
        let taken = smtp.taken();
        assert_eq!(taken.len(), 2, "{trouble}");
        assert_eq!(
            taken.first(),
            taken.last(),
            "{trouble}: the reader's program knows it by its id"
        );
    }
    Ok(())
}

/// What the machine and its libraries say of the way to a server is told in the reader's language.
#[test]
fn a_german_office_is_told_in_german_why_no_server_is_reached() -> Tested {
    for (server, said) in [
        ("server = \"nirgends.invalid\"", "diesen Namen kennt das Netz nicht"),
        (
            "server = \"127.0.0.1\"\nport = 1\nsecurity = \"tls\"\nca_file = \"own.pem\"",
            "Verschlüsselung (STARTTLS): ",
        ),
    ] {
        let bureau = Bureau::with(&format!(
            "[mail]\nfrom = \"kontor@kanzlei.example\"\ntimeout_seconds = 2\n{server}\n"
        ));
        let own = format!("\"{}\"", bureau.path("own.pem").display());
        let settings = fs::read_to_string(bureau.path("kontor.toml"))?;
        bureau.write("kontor.toml", settings.replace("\"own.pem\"", &own));
        bureau.write("own.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        let check = bureau.run(&["check"]);
        assert_eq!(check.status, 1, "{}", check.out);
        assert!(check.out.contains(said) && !check.out.contains("lookup"), "{}", check.out);
    }
    Ok(())
}
