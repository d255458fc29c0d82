//! Signatures of the sender's domain (DKIM, RFC 6376; Ed25519 by RFC 8463), put on a message as it
//! leaves.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::Arc;

/// The headers that are signed, where a message has them (RFC 6376, section 5.4.1).
const SIGNED: [&str; 7] =
    ["from", "to", "subject", "date", "message-id", "mime-version", "content-type"];

/// Columns after which a signature's text is folded.
const FOLDED: usize = 70;

enum Key {
    Rsa(RsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// Signs in the name of a domain.
#[derive(Clone)]
pub struct Signer {
    domain: String,
    selector: String,
    key: Arc<Key>,
}

impl fmt::Debug for Signer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Signer({}._domainkey.{})", self.selector, self.domain)
    }
}

impl Signer {
    /// A signer with a private key in PEM: RSA (PKCS #1 or #8, 2048 bits or more) or Ed25519 (PKCS
    /// #8); `None` when it is none of these.
    pub fn new(domain: &str, selector: &str, pem: &str) -> Option<Signer> {
        let (begin, rest) = pem.split_once("-----BEGIN ")?.1.split_once("-----")?;
        let body: String = rest.split("-----END").next()?.split_whitespace().collect();
        let der = STANDARD.decode(body).ok()?;
        let key = match begin {
            "RSA PRIVATE KEY" => Key::Rsa(RsaKeyPair::from_der(&der).ok()?),
            _ => match RsaKeyPair::from_pkcs8(&der) {
                Ok(key) => Key::Rsa(key),
                Err(_) => Key::Ed25519(Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).ok()?),
            },
        };
        Some(Signer {
            domain: domain.to_owned(),
            selector: selector.to_owned(),
            key: Arc::new(key),
        })
    }

    /// The message with its signature in front, as of this second (Unix time); `None` where the
    /// system gives no random numbers.
    pub fn sign(&self, message: &str, at: i64) -> Option<String> {
        let (head, body) = message.split_once("\r\n\r\n").unwrap_or((message, ""));
        let fields = fields(head);
        // The last of a name is the one that is signed.
        let signed: Vec<(&str, &str)> = SIGNED
            .iter()
            .filter_map(|name| {
                fields.iter().rev().find(|(own, _)| own.eq_ignore_ascii_case(name)).copied()
            })
            .collect();
        let names =
            signed.iter().map(|(name, _)| name.to_ascii_lowercase()).collect::<Vec<_>>().join(":");
        let algorithm = match *self.key {
            Key::Rsa(_) => "rsa-sha256",
            Key::Ed25519(_) => "ed25519-sha256",
        };
        let print = STANDARD.encode(Sha256::digest(relaxed_body(body).as_bytes()));
        let (domain, selector) = (&self.domain, &self.selector);
        let own = format!(
            "v=1; a={algorithm}; c=relaxed/relaxed; d={domain}; s={selector};\r\n t={at}; \
             h={names};\r\n bh={print};\r\n b="
        );
        let mut text: String =
            signed.iter().map(|(name, value)| format!("{}\r\n", relaxed(name, value))).collect();
        text.push_str(&relaxed("dkim-signature", &own));
        let signature = STANDARD.encode(self.signature(text.as_bytes())?);
        let lines: Vec<&str> = signature
            .as_bytes()
            .chunks(FOLDED)
            .filter_map(|line| std::str::from_utf8(line).ok())
            .collect();
        Some(format!("DKIM-Signature: {own}{}\r\n{message}", lines.join("\r\n ")))
    }

    fn signature(&self, text: &[u8]) -> Option<Vec<u8>> {
        match &*self.key {
            Key::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature).ok()?;
                Some(signature)
            }
            Key::Ed25519(key) => Some(key.sign(&Sha256::digest(text)).as_ref().to_vec()),
        }
    }
}

/// The headers by name and value, folded lines with the line that they belong to.
fn fields(head: &str) -> Vec<(&str, &str)> {
    let mut fields = Vec::new();
    let mut rest = head;
    while !rest.is_empty() {
        let folded = |(at, _): &(usize, &str)| {
            rest.get(at + 2..).is_none_or(|next| !next.starts_with([' ', '\t']))
        };
        let end = rest.match_indices("\r\n").find(folded).map_or(rest.len(), |(at, _)| at);
        let (field, after) = rest.split_at(end);
        fields.extend(field.split_once(':'));
        rest = after.strip_prefix("\r\n").unwrap_or_default();
    }
    fields
}

/// A header as it is signed: its name small, its value on one line, blanks single (section 3.4.2).
fn relaxed(name: &str, value: &str) -> String {
    format!(
        "{}:{}",
        name.trim_end().to_ascii_lowercase(),
        value.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
    )
}

/// A body as it is signed: blanks single, none at the end of a line, no empty lines at the end
/// (section 3.4.4).
fn relaxed_body(body: &str) -> String {
    let mut relaxed = String::with_capacity(body.len());
    for line in body.split("\r\n") {
        let mut blank = false;
        for c in line.trim_end_matches([' ', '\t']).chars() {
            match c {
                ' ' | '\t' => blank = true,
                c => {
                    if std::mem::take(&mut blank) {
                        relaxed.push(' ');
                    }
                    relaxed.push(c);
                }
            }
        }
        relaxed.push_str("\r\n");
    }
    let whole = relaxed.trim_end_matches("\r\n").len();
    relaxed.truncate(whole);
    if relaxed.is_empty() { relaxed } else { relaxed + "\r\n" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_and_body_are_relaxed_as_the_standard_shows() {
        // RFC 6376, section 3.4.5.
        let message = "A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n";
        let (head, body) = message.split_once("\r\n\r\n").unwrap();
        let relaxed: Vec<String> =
            fields(head).into_iter().map(|(name, value)| relaxed(name, value)).collect();
        assert_eq!(relaxed, ["a:X", "b:Y Z"]);
        assert_eq!(relaxed_body(body), " C\r\nD E\r\n");
        assert_eq!(relaxed_body("\r\n\r\n"), "");
    }

    #[test]
    fn what_is_no_key_is_none() {
        for text in [
            "",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "-----BEGIN CERTIFICATE-----",
        ] {
            assert!(Signer::new("a.example", "s", text).is_none(), "{text}");
        }
    }
}
