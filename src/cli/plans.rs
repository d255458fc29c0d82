//! What a run costs follows the work and what is open, never what ever was: no statement that it
//! puts to the file of books goes through a table that grows.

use super::{Ended, Form, Told, carry_out, office, understood};
use crate::office::intake::Watchlist;
use crate::store::plans;
use std::ffi::OsString;
use std::fmt::Write;
use std::path::Path;
use std::{fs, io};

/// So many rows a statement may go through: what is small stays small.
const FEW: i32 = 100;

/// Rows of what grows.
const MANY: usize = 600;
/// Invoices among them.
const INVOICES: usize = 150;

/// What is read whole while it is small, and looked up by its keys from then on; what waits for a
/// person (each of these invoices is like the one before).
const SMALL_OR_OPEN: &[&str] = &[
    "SELECT * FROM contact ORDER BY id",
    "SELECT COUNT(*) AS n FROM (SELECT 1 FROM contact LIMIT $1) few",
    "SELECT c.* FROM invoice_control c JOIN document d ON d.id = c.document_id WHERE c.held = 1",
];

fn did(words: &[&str]) -> Option<Ended> {
    let words = std::iter::once("kontor").chain(words.iter().copied()).map(OsString::from);
    understood(words.collect()).ok().map(carry_out)
}

/// A table of bookings, each of them a payment of an item.
fn bookings(numbers: impl Iterator<Item = usize>) -> String {
    let head = "Buchungstag;Valuta;Name;Verwendungszweck;Betrag;Währung\n".to_owned();
    numbers.fold(head, |mut table, number| {
        let day = 1 + number % 28;
        let _ = writeln!(
            table,
            "{day:02}.10.2026;{day:02}.10.2026;Kunde {number};RE-{number:05};1{number}.00;EUR"
        );
        table
    })
}

/// An invoice received of this number.
fn invoice(number: usize) -> String {
    let text = include_str!("../../samples/invoice/ubl/stahlhandel-nord-RE-4711.xml");
    text.replace("RE-4711", &format!("RX-{number}")).replace("Müller Metallbau GmbH", "Wir GmbH")
}

fn drop(office: &Path, name: &str, text: &str) -> io::Result<()> {
    let aside = office.join(name);
    fs::write(&aside, text)?;
    fs::rename(aside, office.join("inbox/wir").join(name))
}

#[test]
fn no_statement_of_a_run_goes_through_what_ever_was() -> anyhow::Result<()> {
    let place = tempfile::tempdir()?;
    let folder = place.path().join("office");
    let name = folder.display().to_string();
    assert_eq!(did(&["init", &name]), Some(Ended::Done));
    let company = "name = \"Wir GmbH\"\nibans = [\"DE02120300000000202051\"]\nchart = \"SKR03\"\n";
    fs::write(folder.join("companies/wir.toml"), company)?;
    fs::create_dir_all(folder.join("inbox/wir"))?;
    fs::write(folder.join("kontor.toml"), "[intake]\nsettle_seconds = 0\n")?;
    let items = (0..MANY).fold(
        "document;side;contact;date;due;amount;currency\n".to_owned(),
        |mut list, number| {
            let _ = writeln!(
                list,
                "RE-{number:05};receivable;Kunde {number};2026-09-01;2026-10-01;1{number}.00;EUR"
            );
            list
        },
    );
    drop(&folder, "posten.csv", &items)?;
    drop(&folder, "bank.csv", &bookings(0..MANY - 1))?;
    for number in 1..INVOICES {
        drop(&folder, &format!("{number}.xml"), &invoice(number))?;
    }
    let at = |words: &[&str]| did(&[&["--office", name.as_str()], words].concat());
    assert!(at(&["run"]).is_some());
    plans::seen();
    drop(&folder, "noch-eine.xml", &invoice(INVOICES))?;
    drop(&folder, "noch-einer.csv", &bookings(MANY - 1..MANY))?;
    let told = Told { json: false, form: Form::Text, office: folder };
    let ended = office::block(&told, async {
        let (runner, settings) =
            office::open(&told, "run").await.map_err(|_| anyhow::anyhow!("it is told"))?;
        runner.drain(&mut Watchlist::of_a_call(), true, &|_, _| {}).await?;
        runner.show_originals().await?;
        runner.digest(&settings, None).await?;
        Ok(Ended::Done)
    });
    assert_eq!(ended, Ended::Done);
    let seen = plans::seen();
    assert!(seen.keys().any(|text| text.contains("INSERT INTO bank_entry")), "it was booked");
    let far: Vec<String> = seen
        .iter()
        .filter(|(text, steps)| {
            **steps > FEW && !SMALL_OR_OPEN.iter().any(|known| text.starts_with(known))
        })
        .map(|(text, steps)| format!("{steps} rows: {text}"))
        .collect();
    assert!(far.is_empty(), "{}", far.join("\n"));
    Ok(())
}
