//! The order in which files come changes nothing: all at once, one a run, statements first,
//! contacts last.

use crate::small_office::{Office, kontor, month};

type Files = Vec<(String, String)>;

fn run_in(name: &str, runs: &[Files]) -> Office {
    let office = Office::make(name);
    for files in runs {
        files.iter().for_each(|(name, text)| office.put(name, text));
        office.run();
    }
    assert!(kontor(office.path(), &["verify"]).status.success(), "{name}");
    assert_eq!(office.left_in_inbox(), Vec::<String>::new());
    office
}

#[test]
fn whatever_order_files_come_in_the_outcome_is_the_same() {
    let files = month(11, 18);
    let at_once = run_in("order-at-once", std::slice::from_ref(&files));
    let outcome = at_once.outcome();
    assert!(outcome.iter().filter(|line| line.contains("\"matched\"")).count() > 20, "{outcome:?}");

    let one_a_run: Vec<Files> = files.iter().map(|file| vec![file.clone()]).collect();
    assert_eq!(run_in("order-single", &one_a_run).outcome(), outcome);

    let (tables, statements): (Files, Files) =
        files.iter().cloned().partition(|(name, _)| name.ends_with(".csv"));
    let (contacts, items): (Files, Files) =
        tables.into_iter().partition(|(name, _)| name.starts_with("contacts"));
    let (late, early): (Files, Files) =
        statements.into_iter().enumerate().fold((vec![], vec![]), |mut parts, (at, file)| {
            if at % 3 == 0 {
                parts.0.push(file);
            } else {
                parts.1.push(file);
            }
            parts
        });
    assert_eq!(run_in("order-contacts-last", &[early, items, late, contacts]).outcome(), outcome);

    let backwards: Vec<Files> = files.chunks(5).rev().map(<[_]>::to_vec).collect();
    assert_eq!(run_in("order-backwards", &backwards).outcome(), outcome);
}

#[test]
fn the_same_bookings_through_another_door_are_not_booked_again() {
    let files = month(5, 12);
    let once = run_in("door-once", std::slice::from_ref(&files));
    let mut twice = files.clone();
    twice.push(("again.csv".into(), crate::small_office::as_csv(5, 12)));
    let mut first = vec![vec![("again.csv".to_owned(), crate::small_office::as_csv(5, 12))], files];
    assert_eq!(run_in("door-csv-first", &first).outcome(), once.outcome());
    first.reverse();
    assert_eq!(run_in("door-csv-last", &first).outcome(), once.outcome());
    assert_eq!(run_in("door-together", &[twice]).outcome(), once.outcome());
}
