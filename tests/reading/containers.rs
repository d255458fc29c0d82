//! Hostile containers: bombs, loops and random damage. Nothing panics, everything ends quickly,
//! memory stays bounded.

use kontor::formats::{self, Input, Layouts, Read};
use proptest::prelude::*;
use std::io::Write;
use std::time::{Duration, Instant};

/// What reading gave: the code of the refusal, or of the first doubt, or nothing.
fn outcome(bytes: &[u8]) -> &'static str {
    let layouts = Layouts::default();
    match formats::read(&Input { bytes, name: "hostile", layouts: &layouts }) {
        Ok((_, reading)) => reading.findings.first().map_or("", |finding| finding.code()),
        Err(finding) => finding.code(),
    }
}

/// The same, and it must not take long: the limits hold while unpacking, not after it. What counts
/// is the work of this thread, which does all the reading, and not how busy the machine is; the
/// clock on the wall only where the system does not tell.
fn quickly(bytes: &[u8]) -> &'static str {
    let (start, before) = (Instant::now(), worked());
    let code = outcome(bytes);
    let took = worked()
        .zip(before)
        .map_or_else(|| start.elapsed(), |(after, before)| after.saturating_sub(before));
    assert!(took < Duration::from_secs(20), "{code} took {took:?}");
    code
}

/// How long this thread has worked so far; `None` where the system does not tell.
fn worked() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: u64 = told.split_whitespace().next()?.parse().ok()?;
    (nanoseconds > 0).then(|| Duration::from_nanos(nanoseconds))
}

/// Megabytes that this process ever held at once; `None` where the system does not tell.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A PDF of these objects, the first being the catalogue, with a correct cross-reference table.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        offsets.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n", number + 1).bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let xref = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        bytes.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    bytes.extend(
        format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{xref}\n%%EOF\n", objects.len() + 1)
            .bytes(),
    );
    bytes
}

fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let mut bytes = format!("<<{dictionary}/Length {}>>stream\n", content.len()).into_bytes();
    bytes.extend(content);
    bytes.extend(b"\nendstream");
    bytes
}

/// A hybrid PDF with this content on its page and this stream as its XML.
fn hybrid(page: Vec<u8>, xml: Vec<u8>) -> Vec<u8> {
    pdf(&[
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(factur-x.xml)5 0 R]>>>>>>"
            .to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>".to_vec(),
        page,
        b"<</Type/Filespec/F(factur-x.xml)/EF<</F 6 0 R>>>>".to_vec(),
        xml,
    ])
}

fn sample(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn catalogue() -> Vec<Vec<u8>> {
    vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), b"<</Type/Pages/Kids[]/Count 0>>".to_vec()]
}

#[test]
fn bombs_in_pdfs_are_refused_within_bounds() {
    let blanks = vec![b' '; 120 * 1024 * 1024];
    let bomb = deflated(&blanks);
    let xml =
        stream("/Type/EmbeddedFile/Filter/FlateDecode", &deflated(b"<rsm:CrossIndustryInvoice/>"));
    assert_eq!(
        quickly(&hybrid(stream("", b""), stream("/Type/EmbeddedFile/Filter/FlateDecode", &bomb))),
        "pdf-too-large"
    );
    let twice = stream("/Type/EmbeddedFile/Filter[/FlateDecode/FlateDecode]", &deflated(&bomb));
    assert_eq!(quickly(&hybrid(stream("", b""), twice)), "pdf-too-large");
    // The page is a bomb, the XML is none: the XML counts, the page is not drawn.
    quickly(&hybrid(stream("/Filter/FlateDecode", &bomb), xml));

    let mut objects = catalogue();
    let half = deflated(&blanks[..12 * 1024 * 1024]);
    objects.extend((0..400).map(|_| stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &half)));
    assert_eq!(quickly(&pdf(&objects)), "pdf-too-large");

    // Numbers take a hundred times their room once they are objects.
    let mut objects = catalogue();
    let numbers = "1 ".repeat(4 * 1024 * 1024);
    objects.extend((0..20).map(|_| {
        stream(
            "/Type/ObjStm/N 1/First 4/Filter/FlateDecode",
            &deflated(format!("9 0 [{numbers}]").as_bytes()),
        )
    }));
    assert_eq!(quickly(&pdf(&objects)), "pdf-too-large");
    for heavy in ["[]", "1 ", "<<>>", "()"] {
        let mut objects = catalogue();
        objects.push(format!("[{}]", heavy.repeat(8 * 1024 * 1024)).into_bytes());
        assert_eq!(quickly(&pdf(&objects)), "pdf-too-large", "{heavy}");
    }
    if let Some(megabytes) = most_memory() {
        assert!(megabytes < 1_000, "{megabytes} MB");
    }
}

#[test]
fn loops_and_depths_in_pdfs_end() {
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 3 0 R>>/AF 4 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[2 0 R]/Count 1>>".to_vec(),
        b"<</Kids[3 0 R 3 0 R 4 0 R]>>".to_vec(),
        b"[4 0 R 3 0 R 5 0 R]".to_vec(),
        b"<</EF 5 0 R/F 5 0 R>>".to_vec(),
    ];
    quickly(&pdf(&objects));
    for (open, close) in [("[", "]"), ("<</A", ">>"), ("(", ")")] {
        objects.push(format!("{}{}", open.repeat(200_000), close.repeat(200_000)).into_bytes());
    }
    quickly(&pdf(&objects));
    quickly(&[b"%PDF-1.7\n".to_vec(), b"[".repeat(1_000_000)].concat());
    quickly(&[b"%PDF-1.7\n".to_vec(), b"1 0 obj<</Length 1 0 R>>stream\n".repeat(20_000)].concat());
    quickly(b"%PDF-1.7\nstartxref\n0\n%%EOF");
}

#[test]
fn a_name_tree_that_branches_into_itself_ends() {
    let kids: Vec<u8> = (4..40)
        .map(|number| format!("<</Kids[{}]>>", format!("{number} 0 R ").repeat(30)).into_bytes())
        .fold(Vec::new(), |_, it| it);
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 3 0 R>>>>".to_vec(),
        b"<</Type/Pages/Kids[]/Count 0>>".to_vec(),
    ];
    objects.extend(
        (4..40)
            .map(|next| format!("<</Kids[{}]>>", format!("{next} 0 R ").repeat(30)).into_bytes()),
    );
    objects.push(kids);
    quickly(&pdf(&objects));
}

#[test]
fn a_zip_inside_a_zip_is_a_part_and_not_unpacked() {
    let zip = |name: &str, bytes: &[u8]| {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap().into_inner()
    };
    let outer = zip("innen.zip", &zip("a.csv", b"1;2"));
    let layouts = Layouts::default();
    let (format, reading) =
        formats::read(&Input { bytes: &outer, name: "a.zip", layouts: &layouts }).unwrap();
    let Read::Parts(parts) = reading.content else { panic!("no parts") };
    assert_eq!(
        (format.name, parts[0].name.as_str(), &parts[0].bytes[..2]),
        ("zip", "innen.zip", &b"PK"[..])
    );
}

/// Changes, cuts or doubles bytes at random places.
fn damaged(mut bytes: Vec<u8>, changes: &[(usize, u8, u8)]) -> Vec<u8> {
    for (place, what, byte) in changes {
        let at = place % bytes.len().max(1);
        match what % 5 {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..bytes.len().min(at + usize::from(*byte)))),
            2 => bytes.extend_from_within(at..),
            _ => bytes.get_mut(at).into_iter().for_each(|it| *it = *byte),
        }
        bytes.truncate(200_000);
    }
    bytes
}

fn changes() -> impl Strategy<Value = Vec<(usize, u8, u8)>> {
    proptest::collection::vec((any::<usize>(), any::<u8>(), any::<u8>()), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_pdfs_never_panic(changes in changes(), which in 0usize..4) {
        let name = ["invoice/facturx/schrauben-hahn.pdf", "invoice/facturx/owner-password.pdf", "broken/pdf-two-invoices.pdf", "broken/pdf-differs.pdf"][which];
        quickly(&damaged(sample(name), &changes));
    }

    #[test]
    fn damaged_zips_never_panic(changes in changes(), which in 0usize..4) {
        let name = ["broken/office-document.zip", "broken/zip-encrypted.zip", "broken/zip-method.zip", "broken/zip-empty.zip"][which];
        quickly(&damaged(sample(name), &changes));
    }

    #[test]
    fn damaged_mails_never_panic(changes in changes(), which in 0usize..3) {
        let name = ["broken/email-attachment-damaged.eml", "broken/email-too-complex.eml", "broken/email-winmail.eml"][which];
        quickly(&damaged(sample(name), &changes));
    }

    #[test]
    fn damaged_xml_never_panics(changes in changes(), which in 0usize..3) {
        let name = ["broken/zugferd1-outdated.xml", "broken/despatch-bad-value.xml", "broken/attachment-damaged.xml"][which];
        quickly(&damaged(sample(name), &changes));
    }
}
