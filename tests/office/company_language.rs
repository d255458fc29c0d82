//! What is said of a company is said in its language, whatever the office's is: why a document
//! waits or was refused, what is booked, its reports, and `review`.

use crate::invoice::Invoice;
use crate::small_office::Office;

const GERMAN: &[&str] = &["Die Rechnung", "Dieses Format", "angehalten", "Rechnung F-2", "Firma"];

fn invoice(number: &str, buyer: (&str, &str)) -> String {
    Invoice {
        number,
        date: "2026-11-02",
        seller: ("Stahlhandel Nord GmbH", "DE173205089"),
        buyer,
        net_cents: 100_000,
        type_code: "380",
        corrects: None,
    }
    .xml()
}

#[test]
fn an_english_company_of_a_german_office_is_told_in_english() {
    let office = Office::make("company-language");
    let at = |below: &str| office.path().join(below);
    std::fs::write(
        at("companies/acme.toml"),
        "name = \"Acme Trading GmbH\"\nvat_id = \"DE811907980\"\nibans = \
         [\"DE02100500000054540402\"]\nchart = \"SKR04\"\nlanguage = \"en\"\nemail = \
         \"a@acme.example\"\n",
    )
    .expect("written");
    std::fs::create_dir_all(at("inbox/acme")).expect("made");
    for (name, text) in [
        ("1.xml", invoice("F-1", ("Niemand AG", ""))),
        ("2.xml", invoice("F-2", ("Acme Trading GmbH", "DE811907980"))),
        ("3.xml", "<x".to_owned()),
    ] {
        std::fs::write(at("inbox/acme").join(name), text).expect("written");
    }
    office.put("4.xml", &invoice("F-4", ("Niemand AG", "")));
    office.run();
    let read = |below: &str| std::fs::read_to_string(at(below)).expect(below);
    let english = |said: &str| {
        for word in GERMAN {
            assert!(!said.contains(word), "{word}: {said}");
        }
    };
    let documents = office.report("documents");
    let reason = |file: &str| {
        let row = documents.iter().find(|row| row["file"] == file).expect("a row");
        row["reason"].as_str().expect("a reason").to_owned()
    };
    assert!(reason("acme/1.xml").starts_with("The invoice is addressed to “Niemand AG”"));
    assert!(reason("beispiel/4.xml").starts_with("Die Rechnung ist an „Niemand AG“ gerichtet"));
    english(&reason("acme/3.xml"));
    english(&read("rejected/acme/3.xml.reason.txt"));
    for report in ["documents", "journal", "invoice-control", "trial-balance"] {
        english(&read(&format!("reports/acme/{report}.csv")));
    }
    assert!(read("reports/acme/journal.csv").contains("Invoice F-2"));
    let (_, said) = office.say(&["review", "--company", "acme"]);
    english(&said);
    let (_, all) = office.say(&["review"]);
    let lines = |start: &str| all.lines().filter(|line| line.contains(start)).count();
    assert!(lines("The invoice is addressed") == 1 && lines("Die Rechnung ist an") == 1, "{all}");
    office.done(&["resolve", "D1", "accept"]);
    office.done(&["undo", "D1"]);
    english(&office.say(&["report", "journal", "--company", "acme"]).1);
    office.done(&["verify"]);
}
