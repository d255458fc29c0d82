//! What the pages say of one another: that one is missing, or begins another invoice.

use super::labels::NUMBER;
use super::{UNPROVED, heading, is_number, value};
use crate::domain::finding_argument::Argument;
use crate::domain::{Finding, Language};
use crate::formats::pdf_words::{Line, Page};

/// The finding about an invoice of this number, with what its pages leave uncertain.
pub(super) fn doubted(mut finding: Finding, pages: &[Page], number: Option<&str>) -> Finding {
    let mut doubts: Vec<Argument> = another(pages, number).into_iter().collect();
    doubts.extend(missing(pages));
    if doubts.is_empty() {
        return finding;
    }
    finding.kind = &UNPROVED;
    for (_, said) in finding.arguments.iter_mut().filter(|(name, _)| *name == "missing") {
        let before = Some(said.clone()).filter(|said| !said.say(Language::De).is_empty());
        let all: Vec<Argument> = before.into_iter().chain(doubts.clone()).collect();
        *said = Argument::row(&all, "; ");
    }
    finding
}

/// A later page that is headed as an invoice and bears another number.
fn another(pages: &[Page], number: Option<&str>) -> Option<Argument> {
    let of_page = |(at, page): (usize, &Page)| {
        let other = value(&page.lines(), NUMBER, is_number)?;
        (heading(page).is_some() && Some(other.as_str()) != number).then(|| {
            let at = at + 1;
            Argument::from([
                format!(
                    "auf Seite {at} steht eine weitere Rechnung ({other}), sie ist nicht gelesen"
                ),
                format!("page {at} holds another invoice ({other}), which is not read"),
            ])
        })
    };
    pages.iter().enumerate().skip(1).find_map(of_page)
}

/// Pages that the others count and that are not there: `Seite 1 von 2`.
fn missing(pages: &[Page]) -> Option<Argument> {
    let lines = pages.iter().flat_map(Page::lines);
    let stated = lines.filter_map(|line| counted(&line)).max()?;
    (stated > pages.len()).then(|| {
        let there = pages.len();
        Argument::from([
            match there {
                1 => format!("von {stated} Seiten ist eine da"),
                _ => format!("von {stated} Seiten sind {there} da"),
            },
            format!("of {stated} pages {there} came"),
        ])
    })
}

/// How many pages a line says there are.
fn counted(line: &Line) -> Option<usize> {
    let text = line.text().to_lowercase().replace('/', " / ");
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(4).find_map(|part| match part {
        [label, page, "von" | "of" | "/", all]
            if matches!(label.trim_end_matches([':', '.']), "seite" | "page" | "blatt") =>
        {
            page.parse::<usize>().ok()?;
            all.trim_end_matches(['.', ')']).parse().ok()
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::domain::{Content, Language};
    use crate::formats::{Input, Layouts, Read};

    /// A PDF of pages whose lines stand below one another.
    fn pdf(pages: &[Vec<String>]) -> Vec<u8> {
        let kids: String = (0..pages.len()).map(|at| format!("{} 0 R ", 10 + 2 * at)).collect();
        let mut text = format!(
            "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages\
             /Kids[{kids}]\
             /Count {}>>endobj\n",
            pages.len()
        );
        for (at, lines) in pages.iter().enumerate() {
            let drawn = |(row, line): (usize, &String)| {
                format!("BT /F1 10 Tf 1 0 0 1 50 {} Tm ({line}) Tj ET\n", 800 - 20 * row)
            };
            let drawing: String = lines.iter().enumerate().map(drawn).collect();
            let (page, contents) = (10 + 2 * at, 11 + 2 * at);
            text += &format!(
                "{page} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]\
                 /Contents {contents} 0 R\
                 /Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding\
                 /WinAnsiEncoding>>>>>>>>endobj\n{contents} 0 obj<</Length {}>>stream\n{drawing}\
                 endstream endobj\n",
                drawing.len()
            );
        }
        (text + "trailer<</Root 1 0 R>>\n%%EOF\n").into_bytes()
    }

    fn page(number: &str, last: &str) -> Vec<String> {
        [
            "Stahl AG - Hafen 1 - 20457 Hamburg",
            "Rechnung",
            &format!("Rechnungsnummer: {number}"),
            "Rechnungsdatum: 05.10.2026",
            "Nettobetrag 100,00 EUR",
            "19 % MwSt 19,00 EUR",
            "Gesamtbetrag 119,00 EUR",
            "USt-IdNr. DE129273398",
            last,
        ]
        .map(str::to_owned)
        .to_vec()
    }

    fn told(pages: &[Vec<String>]) -> (Option<String>, &'static str, String) {
        let (bytes, layouts) = (pdf(pages), Layouts::default());
        let reading = read(&Input { bytes: &bytes, name: "", layouts: &layouts }).unwrap();
        let finding = reading.findings.first().unwrap();
        let Read::Content(Content::Invoice(invoice)) = &reading.content else { panic!() };
        (invoice.number.clone(), finding.code(), finding.say(Language::De))
    }

    #[test]
    fn another_invoice_and_a_page_that_is_missing_are_told() {
        let proposed = told(&[page("R-1", "Seite 1 von 1")]);
        assert_eq!(proposed.1, "pdf-invoice-proposed", "{}", proposed.2);
        let two = told(&[page("R-1", ""), page("R-2", "")]);
        assert_eq!((two.0.as_deref(), two.1), (Some("R-1"), "pdf-invoice-unproved"));
        assert!(two.2.contains("auf Seite 2 steht eine weitere Rechnung (R-2)"), "{}", two.2);
        // A second page of the same, and one that names an earlier invoice.
        let next = |line: &str| vec![line.to_owned(), "Seite 2 / 2".to_owned()];
        for line in ["Rechnung R-1", "Ersatz zu unserer Rechnung Nr. R-0"] {
            let both = told(&[page("R-1", "Seite 1 / 2"), next(line)]);
            assert_eq!(both.1, "pdf-invoice-proposed", "{}", both.2);
        }
        for last in ["Seite 1 von 2", "Seite: 1/2", "Page 1 of 2"] {
            let part = told(&[page("R-1", last)]);
            assert_eq!(part.1, "pdf-invoice-unproved", "{}", part.2);
            assert!(part.2.contains("von 2 Seiten ist eine da"), "{}", part.2);
        }
    }
}
