//! A mail server of the tests' own.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A mail server that takes everything (RFC 5321, as far as a client needs it).
pub struct Server {
    pub port: u16,
    mails: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// A server at this port; 0 takes one that is free.
    pub fn on(port: u16) -> std::io::Result<Server> {
        let listener = TcpListener::bind(("127.0.0.1", port))?;
        let port = listener.local_addr()?.port();
        let mails = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&mails);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || serve(&stream, &kept));
            }
        });
        Ok(Server { port, mails })
    }

    /// What it was sent.
    pub fn mails(&self) -> Vec<String> {
        self.mails.lock().map(|mails| mails.clone()).unwrap_or_default()
    }
}

fn serve(stream: &TcpStream, kept: &Mutex<Vec<String>>) -> Option<()> {
    let mut out = stream;
    let mut say = |text: &str| write!(out, "{text}\r\n").ok();
    say("220 test")?;
    let mut lines = BufReader::new(stream).lines();
    while let Some(Ok(line)) = lines.next() {
        match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" => say("250-test\r\n250 8BITMIME")?,
            "DATA" => {
                say("354 go on")?;
                let mut body = Vec::new();
                // What breaks off before its end was not handed over (RFC 5321, section 4.1.1.4).
                loop {
                    match lines.next()?.ok()? {
                        line if line == "." => break,
                        line => body.push(line),
                    }
                }
                kept.lock().ok()?.push(body.join("\n"));
                say("250 kept")?;
            }
            "QUIT" => return say("221 bye"),
            _ => say("250 ok")?,
        }
    }
    None
}

/// A header of a mail.
pub fn header(mail: &str, name: &str) -> String {
    let found = mail.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    found.unwrap_or_else(|| panic!("no {name}: {mail}")).trim().to_owned()
}
