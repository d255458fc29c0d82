//! What an office does when its books are gone, and for whom its folders are made.

use super::bureau::{Bureau, OPEN_ITEMS, Tested};
use std::fs;

#[test]
fn missing_or_empty_books_beside_originals_are_refused_not_begun_anew() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/open-items.csv", OPEN_ITEMS);
    assert_eq!(bureau.run(&["run"]).status, 0);
    let (books, aside) = (bureau.path("kontor.db"), bureau.path("aside.db"));
    fs::rename(&books, &aside)?;
    for empty in [false, true] {
        if empty {
            fs::write(&books, "")?;
        }
        let refused = bureau.run(&["run"]);
        assert_eq!(refused.status, 2, "{}", refused.err);
        assert!(refused.err.contains("Sicherung") && refused.err.contains("kontor.db"), "{}", refused.err);
    }
    fs::rename(&aside, &books)?;
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[cfg(unix)]
#[test]
fn an_office_is_made_for_its_owner_alone() -> Tested {
    use std::os::unix::fs::PermissionsExt;
    let bureau = Bureau::new();
    let office = bureau.path("new");
    assert_eq!(super::bureau::kontor(&["init", &office.display().to_string()]).status, 0);
    for folder in ["", "inbox", "archive", "reports"] {
        let mode = fs::metadata(office.join(folder))?.permissions().mode();
        assert_eq!(mode & 0o077, 0, "{folder}: {mode:o}");
    }
    Ok(())
}
