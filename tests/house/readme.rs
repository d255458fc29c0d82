//! README.md tells what the code's tables say: its generated sections are compared with them, and
//! its commands with the verbs.
//!
//! `KONTOR_WRITE_README=1 cargo test --test house readme` writes the sections anew.

use kontor::domain::Kind;
use kontor::formats::bank_csv::layout::BANKS;
use kontor::formats::tables::columns::TABLES;
use kontor::formats::{FORMATS, Format};
use kontor::report::REPORTS;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

fn readme() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// The formats that kontor takes; a PDF without an invoice has a row of its own only to say why it
/// is refused.
fn formats() -> String {
    let row = |format: &Format| {
        format!(
            "| `{}` | {} | {} | {} |\n",
            format.name,
            format.title.1,
            format.title.0,
            linked(format.source)
        )
    };
    let taken = FORMATS.iter().filter(|format| format.kind != Kind::Unknown);
    "| Format | What it is | German | Written down in |\n|---|---|---|---|\n".to_owned()
        + &taken.map(row).collect::<String>()
}

/// What stands in this project as links.
fn linked(source: &str) -> String {
    if source.starts_with("README") {
        return "[below](#csv-files-of-your-own)".to_owned();
    }
    let linked = |word: &str| {
        if word.starts_with("pipelines/") { format!("[{word}]({word})") } else { word.to_owned() }
    };
    source.split(' ').map(linked).collect::<Vec<_>>().join(" ")
}

fn banks() -> String {
    BANKS.iter().map(|bank| format!("- `csv:{}` {}\n", bank.name, bank.title)).collect()
}

fn columns() -> String {
    let mut out = String::new();
    for table in TABLES {
        out += &format!(
            "\n`{}`\n\n| Column | German names | What stands there |\n|---|---|---|\n",
            table.file
        );
        for column in table.columns {
            let german: Vec<String> =
                column.german.iter().map(|name| format!("`{name}`")).collect();
            let needed = if column.needed { " **\\***" } else { "" };
            out += &format!(
                "| `{}`{needed} | {} | {} |\n",
                column.name,
                german.join(", "),
                column.meaning.1
            );
        }
    }
    out
}

fn reports() -> String {
    let rows = REPORTS
        .iter()
        .map(|report| format!("| `{}` | {} | {} |\n", report.name, report.title.1, report.title.0));
    "| Report | What it shows | German |\n|---|---|---|\n".to_owned() + &rows.collect::<String>()
}

/// The text with what stands between the marks of a section replaced.
fn with_section(text: &str, name: &str, content: &str) -> Result<String, String> {
    let (begin, end) =
        (format!("<!-- {name}: made from the code -->\n"), format!("<!-- end of {name} -->"));
    let parts =
        text.split_once(&begin).and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let (before, after) = parts.ok_or(format!("README.md has no section {name}"))?;
    Ok(format!("{before}{begin}{content}{end}{after}"))
}

/// What `kontor demo` prints, shortened: the sums, the first two that wait, the first that is
/// rejected, and where to look.
fn demo() -> Result<String, Box<dyn std::error::Error>> {
    let place = tempfile::tempdir()?;
    let output = Command::new(env!("CARGO_BIN_EXE_kontor"))
        .arg("demo")
        .current_dir(place.path())
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    let parts: Vec<&str> = text.split("\n\n").collect();
    let [title, sums, waiting, rejected, places, ..] = parts.as_slice() else {
        return Err(format!("demo says {text}").into());
    };
    // How long it took here says nothing of the page's reader.
    let title = title.rsplit_once(", in ").map_or(*title, |(title, _)| title);
    let first = |list: &str, lines: usize| {
        list.lines().take(lines).map(|line| format!("{}\n", line.trim_end())).collect::<String>()
            + "  …\n"
    };
    Ok(format!(
        "```text\n{title}, in 0.2 s:\n\n{sums}\n\n{}\n{}\n{places}\n```\n",
        first(waiting, 5),
        first(rejected, 3)
    ))
}

#[test]
fn its_tables_are_those_of_the_code() -> Result<(), Box<dyn std::error::Error>> {
    let text = std::fs::read_to_string(readme())?;
    let mut made = text.clone();
    let sections = [
        ("demo", demo()?),
        ("formats", formats()),
        ("banks", banks()),
        ("columns", columns()),
        ("reports", reports()),
    ];
    for (name, content) in sections {
        made = with_section(&made, name, &content)?;
    }
    if std::env::var_os("KONTOR_WRITE_README").is_some() {
        std::fs::write(readme(), made)?;
        return Ok(());
    }
    if let Some((stands, should)) =
        text.lines().zip(made.lines()).find(|(stands, should)| stands != should)
    {
        let how = "KONTOR_WRITE_README=1 cargo test --test house readme writes it anew";
        return Err(format!("README.md says\n{stands}\nand the code\n{should}\n{how}").into());
    }
    assert_eq!(text.len(), made.len());
    Ok(())
}

/// What follows `kontor` in the README's shell blocks.
fn verbs(text: &str) -> BTreeSet<&str> {
    let shell = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    shell
        .flat_map(str::lines)
        .filter_map(|line| line.strip_prefix("kontor ")?.split(' ').next())
        .collect()
}

#[test]
fn its_verbs_are_there() -> Result<(), Box<dyn std::error::Error>> {
    let text = std::fs::read_to_string(readme())?;
    let verbs = verbs(&text);
    assert!(verbs.len() > 10, "{verbs:?}");
    for verb in verbs {
        let help = Command::new(env!("CARGO_BIN_EXE_kontor")).args([verb, "--help"]).output()?;
        assert!(help.status.success(), "kontor {verb}");
    }
    Ok(())
}
