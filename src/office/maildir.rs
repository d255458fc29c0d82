//! Mails that come by themselves: a maildir (a folder with `new/` and `cur/`, where mail programs
//! and servers put one file a message) is read as the inbox is.
//!
//! Each message that nobody has seen is copied into the inbox and synced to the disk; only then is
//! it marked as seen. A crash between the two brings it again, and a content that is known is
//! booked once.

use super::attempt::Attempt;
use crate::domain::Language;
use anyhow::Context;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Names of messages are taken over so far; what follows tells them apart.
const LONGEST_NAME: usize = 80;

/// Takes what nobody has seen yet into the inbox. A message that cannot be taken stays as it is,
/// and the others are. Gives how many came.
pub fn take(maildir: &Path, inbox: &Path, language: Language) -> anyhow::Result<Attempt> {
    let mut taken = Attempt::of(language);
    for folder in ["new", "cur"] {
        let folder = maildir.join(folder);
        let entries = fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
        let mut messages: Vec<PathBuf> =
            entries.flatten().map(|entry| entry.path()).filter(|path| is_unseen(path)).collect();
        messages.sort();
        for message in messages {
            taken.take(
                &message.display().to_string(),
                take_one(&message, maildir, inbox).map(|()| 1).map_err(Into::into),
            )?;
        }
    }
    Ok(taken)
}

/// Whether a folder is a maildir.
pub fn is_one(folder: &Path) -> bool {
    folder.join("new").is_dir() && folder.join("cur").is_dir()
}

/// Neither seen nor thrown away nor a draft: flags stand behind `:2,`.
fn is_unseen(message: &Path) -> bool {
    let name = name(message);
    let (unique, flags) = parts(&name);
    !unique.starts_with('.') && !flags.contains(['S', 'T', 'D']) && message.is_file()
}

fn name(message: &Path) -> String {
    message.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// What tells a message from all others, and its flags.
fn parts(name: &str) -> (&str, &str) {
    name.split_once(":2,").unwrap_or((name, ""))
}

fn take_one(message: &Path, maildir: &Path, inbox: &Path) -> io::Result<()> {
    let name = name(message);
    let (unique, flags) = parts(&name);
    let target = inbox.join(format!("{}.eml", called(unique)));
    // Names with this ending are nobody's document (see the intake).
    let draft = target.with_extension("eml.part");
    fs::copy(message, &draft)?;
    File::open(&draft)?.sync_all()?;
    fs::rename(&draft, &target)?;
    File::open(inbox)?.sync_all()?;
    let mut flags: Vec<char> = flags.chars().chain(['S']).collect();
    flags.sort_unstable();
    fs::rename(
        message,
        maildir.join("cur").join(format!("{unique}:2,{}", flags.into_iter().collect::<String>())),
    )
}

/// A file name made from a message's: what is strange in it goes, and a fingerprint keeps two
/// apart.
fn called(unique: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || ".-_=".contains(c) { c } else { '_' };
    let begins: String = unique.chars().take(LONGEST_NAME).map(plain).collect();
    let print: String = Sha256::digest(unique.as_bytes())
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("mail-{begins}-{print}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .flatten()
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn unseen_messages_come_once_and_are_seen_then() -> anyhow::Result<()> {
        let root = tempfile::tempdir()?;
        let (maildir, inbox) = (root.path().join("Maildir"), root.path().join("inbox"));
        assert!(!is_one(&maildir));
        for folder in ["new", "cur", "tmp"] {
            fs::create_dir_all(maildir.join(folder))?;
        }
        fs::create_dir_all(&inbox)?;
        for (file, text) in [
            ("new/1.a.host", "one"),
            ("cur/2.b.host:2,F", "two"),
            ("cur/3.c.host:2,S", "seen"),
            ("tmp/4.d.host", "half"),
            ("cur/5.e.host:2,T", "thrown away"),
        ] {
            fs::write(maildir.join(file), text)?;
        }
        assert!(is_one(&maildir));
        assert_eq!(take(&maildir, &inbox, Language::De)?.done, 2);
        let texts: Vec<String> = listed(&inbox)
            .iter()
            .map(|file| fs::read_to_string(inbox.join(file)).unwrap())
            .collect();
        assert_eq!(texts, ["one", "two"]);
        assert_eq!(
            listed(&maildir.join("cur")),
            ["1.a.host:2,S", "2.b.host:2,FS", "3.c.host:2,S", "5.e.host:2,T"]
        );
        assert_eq!(
            (listed(&maildir.join("new")).len(), take(&maildir, &inbox, Language::De)?.done),
            (0, 0)
        );
        Ok(())
    }

    #[test]
    fn a_message_stays_unseen_as_long_as_the_inbox_cannot_take_it() -> anyhow::Result<()> {
        let root = tempfile::tempdir()?;
        for folder in ["new", "cur"] {
            fs::create_dir_all(root.path().join(folder))?;
        }
        fs::write(root.path().join("new/1.a.host"), "one")?;
        let nowhere = root.path().join("gone");
        assert_eq!(take(root.path(), &nowhere, Language::De)?.failed.len(), 1);
        assert_eq!(listed(&root.path().join("new")), ["1.a.host"]);
        fs::create_dir_all(&nowhere)?;
        assert_eq!(take(root.path(), &nowhere, Language::De)?.done, 1);
        Ok(())
    }

    #[test]
    fn two_messages_never_share_a_name() {
        assert_ne!(called("1/a"), called("1:a"));
        assert_ne!(called(&"x".repeat(100)), called(&"x".repeat(101)));
    }
}
