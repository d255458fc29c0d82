use super::*;
use std::io::Write;

#[test]
fn droppings_are_left_alone() {
    for name in [
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "~$Rechnung.docx",
        "a.part",
        "a.crdownload",
        "b.TMP",
    ] {
        assert!(is_dropping(name), "{name}");
    }
    assert!(!is_dropping("rechnung.xml"));
}

#[test]
fn a_file_is_ready_once_it_is_quiet_and_is_claimed_once() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let inbox = folder.path();
    fs::create_dir(inbox.join("a"))?;
    fs::write(inbox.join("a/half.xml"), "<a><b>")?;
    let mut list = Watchlist::default();
    let look = list.look(inbox, Duration::from_secs(60))?;
    assert_eq!((look.ready.len(), look.unsettled), (0, 1));
    let look = list.look(inbox, Duration::ZERO)?;
    let waiting = look.ready.first().cloned().unwrap_or(Waiting {
        below: PathBuf::new(),
        size: 0,
        changed: None,
    });
    assert_eq!(waiting.below, Path::new("a/half.xml"));
    assert!(claim(inbox, "t", &waiting)?.is_ok());
    assert!(claim(inbox, "u", &waiting)?.is_err());
    assert_eq!(list.look(inbox, Duration::ZERO)?.ready.len(), 0);
    let left = leftovers(inbox)?;
    assert_eq!(
        left.iter().map(|claimed| claimed.claim.as_str()).collect::<Vec<_>>(),
        ["t/a/half.xml"]
    );
    Ok(())
}

#[test]
fn what_nothing_can_follow_is_taken_almost_at_once_where_no_more_is_to_come() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let inbox = folder.path();
    fs::write(inbox.join("a.xml"), "<a></a>\n")?;
    fs::write(inbox.join("b.pdf"), "%PDF-1.4\n%%EOF\n")?;
    let settle = Duration::from_secs(40);
    let (mut called, mut watching) = (Watchlist::of_a_call(), Watchlist::default());
    for list in [&mut called, &mut watching] {
        assert_eq!(list.look(inbox, settle)?.unsettled, 2, "one look says nothing");
    }
    std::thread::sleep(Duration::from_millis(1_100));
    let ready = |look: Look| look.ready.into_iter().map(|file| file.below).collect::<Vec<_>>();
    assert_eq!(ready(called.look(inbox, settle)?), [Path::new("a.xml")]);
    assert!(ready(watching.look(inbox, settle)?).is_empty(), "contacts may come beside it");
    Ok(())
}

#[test]
fn a_clock_that_is_behind_shortens_no_wait() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let inbox = folder.path();
    let settle = Duration::from_millis(400);
    let day = Duration::from_secs(24 * 3600);
    for behind in [Duration::from_secs(3), Duration::from_secs(3600), day * 2, day * 4_000] {
        let file = File::create(inbox.join("table.csv"))?;
        (&file).write_all(b"a;b\n1;2\n")?;
        file.set_modified(SystemTime::now() - behind)?;
        let mut list = Watchlist::default();
        let begun = Instant::now();
        assert!(list.look(inbox, settle)?.ready.is_empty(), "{behind:?}");
        // What is written with a time that stands still is seen by its size.
        (&file).write_all(b"3;4\n")?;
        file.set_modified(SystemTime::now() - behind)?;
        drop(file);
        while list.look(inbox, settle)?.ready.is_empty() {
            std::thread::sleep(settle / 20);
        }
        assert!(begun.elapsed() >= settle, "{behind:?}");
    }
    Ok(())
}

#[test]
fn a_copy_that_was_not_ended_is_no_document_and_goes() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let token = folder.path().join(CLAIMED).join("t");
    fs::create_dir_all(&token)?;
    fs::write(token.join(format!("a.csv{UNFINISHED}")), "a;b")?;
    assert!(leftovers(folder.path())?.is_empty());
    tidy(folder.path());
    assert!(!token.exists());
    Ok(())
}

#[test]
fn a_drop_waits_for_a_table_among_it_that_still_settles() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let inbox = folder.path();
    fs::write(inbox.join("contacts.csv"), "contact;name\n")?;
    fs::write(inbox.join("a.xml"), "<a></a>\n")?;
    let mut list = Watchlist::default();
    let settle = Duration::from_millis(1_000);
    assert_eq!(list.look(inbox, settle)?.unsettled, 2);
    // Old enough for a file with its end mark, not for a table.
    std::thread::sleep(Duration::from_millis(300));
    let look = list.look(inbox, settle)?;
    assert_eq!((look.ready.len(), look.unsettled), (0, 2));
    std::thread::sleep(Duration::from_millis(900));
    assert_eq!(list.look(inbox, settle)?.ready.len(), 2);
    Ok(())
}

#[test]
fn what_is_written_to_while_it_is_taken_goes_back() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let inbox = folder.path();
    fs::write(inbox.join("a.csv"), "a;b\n")?;
    let mut list = Watchlist::default();
    let look = list.look(inbox, Duration::ZERO)?;
    fs::write(inbox.join("a.csv"), "a;b\nc;d\n")?;
    assert!(list.claim(inbox, "t", &look.ready, |_, _| {})?.is_empty());
    assert_eq!(fs::read(inbox.join("a.csv"))?, b"a;b\nc;d\n");
    let look = list.look(inbox, Duration::ZERO)?;
    assert_eq!(list.claim(inbox, "t", &look.ready, |_, _| {})?.len(), 1);
    Ok(())
}

#[test]
fn claims_of_different_names_differ() {
    use std::os::unix::ffi::OsStrExt;
    let name = |bytes: &[u8]| spelled(Path::new(std::ffi::OsStr::from_bytes(bytes)));
    assert_eq!(name(b"a/Rechnung \xC3\xBC.xml"), "a/Rechnung ü.xml");
    assert_eq!(name(b"a!b%\n\xFF.xml"), "a%21b%25%0A%FF.xml");
    assert_ne!(name(b"\xFE"), name(b"\xFF"));
}
