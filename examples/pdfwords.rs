fn main() {
    for f in std::env::args().skip(1) {
        let b = std::fs::read(&f).unwrap();
        match kontor::formats::pdf_words::words(&b) {
            Ok(p) => {
                for p in p {
                    println!("== {f} page {}", p.number);
                    for l in p.lines() {
                        println!("{}", l.text());
                    }
                }
            }
            Err(e) => println!("{f} {e}"),
        }
    }
}
