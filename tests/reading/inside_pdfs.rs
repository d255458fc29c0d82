//! PDFs as containers: several invoices in one PDF, and hybrid invoices inside a covering letter.

use kontor::domain::Content;
use kontor::formats::{self, Input, Layouts, Read};

type Failure = Box<dyn std::error::Error>;

/// A PDF of one empty page with these files embedded.
fn pdf(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> =
        vec![Vec::new(), b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec()];
    objects.push(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>".to_vec());
    let mut names = String::new();
    for (name, bytes) in files {
        let stream = objects.len() + 1;
        let head = format!("<< /Type /EmbeddedFile /Length {} >>\nstream\n", bytes.len());
        objects.push([head.as_bytes(), bytes, b"\nendstream"].concat());
        objects.push(
            format!("<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F {stream} 0 R >> >>")
                .into_bytes(),
        );
        names += &format!("({name}) {} 0 R ", stream + 1);
    }
    objects[0] = format!(
        "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [{names}] >> >> >>"
    )
    .into_bytes();
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", out.len());
        out.extend([format!("{} 0 obj\n", at + 1).as_bytes(), object, b"\nendobj\n"].concat());
    }
    let start = out.len();
    out.extend(
        format!(
            "{table}trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
            objects.len() + 1
        )
        .bytes(),
    );
    out
}

fn invoice(number: &str) -> Vec<u8> {
    let text = include_str!("../../samples/invoice/ubl/stahlhandel-nord-RE-4711.xml");
    text.replace("<cbc:ID>RE-4711</cbc:ID>", &format!("<cbc:ID>{number}</cbc:ID>")).into_bytes()
}

/// The numbers of all invoices in a file, each below its containers; codes of what is refused.
fn numbers(name: &str, bytes: &[u8]) -> Vec<String> {
    let layouts = Layouts::default();
    match formats::read(&Input { bytes, name, layouts: &layouts }) {
        Err(finding) => vec![finding.code().to_owned()],
        Ok((_, reading)) => match reading.content {
            Read::Content(Content::Invoice(invoice)) => vec![invoice.number.unwrap_or_default()],
            Read::Content(_) => vec!["content".to_owned()],
            Read::Parts(parts) => parts
                .iter()
                .flat_map(|part| numbers(&part.name, &part.bytes))
                .map(|number| format!("+{number}"))
                .collect(),
        },
    }
}

#[test]
fn two_invoices_in_one_pdf_are_two_and_one_stated_twice_is_one() -> Result<(), Failure> {
    let (one, two) = (invoice("A-1"), invoice("A-2"));
    assert_eq!(numbers("a.pdf", &pdf(&[("x.xml", &one), ("y.xml", &two)])), ["+A-1", "+A-2"]);
    assert_eq!(
        numbers("a.pdf", &pdf(&[("factur-x.xml", &one), ("y.xml", &two)])),
        ["+A-1", "+A-2"]
    );
    let again = String::from_utf8(one.clone())?.replace("\n", "\n ");
    assert_eq!(
        numbers("a.pdf", &pdf(&[("factur-x.xml", &one), ("y.xml", again.as_bytes())])),
        ["A-1"]
    );
    assert_eq!(numbers("a.pdf", &pdf(&[("factur-x.xml", &one)])), ["A-1"]);
    Ok(())
}

#[test]
fn a_letter_holds_the_hybrid_invoice_that_is_attached_to_it() {
    let hybrid = pdf(&[("factur-x.xml", &invoice("A-1"))]);
    let other = pdf(&[("factur-x.xml", &invoice("A-2"))]);
    let terms = pdf(&[]);
    assert_eq!(numbers("a.pdf", &pdf(&[("r.pdf", &hybrid)])), ["+A-1"]);
    assert_eq!(numbers("a.pdf", &pdf(&[("r.pdf", &hybrid), ("s.pdf", &other)])), ["+A-1", "+A-2"]);
    assert_eq!(numbers("a.pdf", &pdf(&[("r.pdf", &pdf(&[("s.pdf", &hybrid)]))])), ["++A-1"]);
    assert_eq!(numbers("a.pdf", &pdf(&[("agb.pdf", &terms)])), ["pdf-without-invoice"]);
    // Beside an invoice of the PDF's own: the same once more is nothing new, another one is.
    assert_eq!(
        numbers("a.pdf", &pdf(&[("factur-x.xml", &invoice("A-1")), ("r.pdf", &hybrid)])),
        ["A-1"]
    );
    assert_eq!(
        numbers("a.pdf", &pdf(&[("factur-x.xml", &invoice("A-1")), ("r.pdf", &other)])),
        ["+A-1", "+A-2"]
    );
    assert_eq!(
        numbers("a.pdf", &pdf(&[("factur-x.xml", &invoice("A-1")), ("agb.pdf", &terms)])),
        ["A-1"]
    );
}

#[test]
fn nesting_without_end_is_refused() {
    let mut file = pdf(&[("factur-x.xml", &invoice("A-1"))]);
    for _ in 0..6 {
        file = pdf(&[("r.pdf", &file)]);
    }
    assert_eq!(numbers("a.pdf", &file), ["pdf-without-invoice"]);
}
