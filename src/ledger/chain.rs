//! The chain of hashes over the journal: each entry is sealed with the hash of the one before
//! (SHA-256, FIPS 180-4).
//!
//! A journal that nobody can change unseen is what § 146 (4) AO and the GoBD (chapter 8) ask for.

use crate::domain::{JournalLine, Language};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::fmt;

/// A seal: 32 bytes of SHA-256, written as 64 hexadecimal digits in lower case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Hash([u8; 32]);

/// One entry as the journal holds it: all that its seal covers.
#[derive(Debug, Clone, Copy)]
pub struct StoredEntryFacts<'a> {
    /// The company's id; each company has a chain of its own.
    pub company: &'a str,
    /// The entry's number: 1, 2, 3 … without a gap.
    pub number: u64,
    /// The booking date.
    pub date: Date,
    /// How the entry came to be; `None` for entries of before it was noted, whose seal does not
    /// cover it.
    pub origin: Option<Origin<'a>>,
    /// The id of the document that caused it; empty when none did.
    pub document: &'a str,
    /// The booking text.
    pub text: &'a str,
    /// Its lines in their order; the seal covers the order too.
    pub lines: &'a [JournalLine],
}

/// How an entry came to be, as its seal covers it.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The day of the document that is booked, which differs from the booking date when that lay in
    /// a closed period.
    pub document_date: Date,
    /// The day that decides its VAT period, where that is not the booking date.
    pub tax_date: Option<Date>,
    /// When the entry was written, ISO 8601 with offset.
    pub recorded_at: &'a str,
    /// Who wrote it: `kontor`, or the person who decided.
    pub recorded_by: &'a str,
}

/// What is wrong with a chain, and where it begins.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("journal of {company}, entry {number}: {fault}")]
pub struct BrokenChain {
    /// The company's id.
    pub company: String,
    /// The number of the first entry that does not hold.
    pub number: u64,
    /// What is wrong there.
    pub fault: Fault,
}

/// How an entry breaks the chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The content was changed, or the entry was moved.
    #[error(
        "its content or its place does not fit its seal {stored}; what it says now seals to \
         {computed}"
    )]
    Seal {
        /// The seal that stands in the store.
        stored: Hash,
        /// The seal of what stands there now.
        computed: Hash,
    },
    /// A number is missing or stands twice.
    #[error("number {expected} should stand here: an entry is missing or doubled")]
    Number {
        /// The number that should stand here.
        expected: u64,
    },
    /// The entry is another company's.
    #[error("it belongs to another company")]
    Company,
}

impl BrokenChain {
    /// As a person reads it.
    pub fn say(&self, language: Language) -> String {
        let BrokenChain { company, number, fault } = self;
        match (language, fault) {
            (Language::En, _) => self.to_string(),
            (Language::De, Fault::Seal { stored, computed }) => format!(
                "Journal von {company}, Buchung {number}: Inhalt oder Platz passen nicht zu ihrem \
                 Siegel {stored}; was dort jetzt steht, ergibt {computed}"
            ),
            (Language::De, Fault::Number { expected }) => format!(
                "Journal von {company}, Buchung {number}: Hier müsste Nummer {expected} stehen, \
                 eine Buchung fehlt oder steht doppelt"
            ),
            (Language::De, Fault::Company) => {
                format!("Journal von {company}, Buchung {number}: Sie gehört einer anderen Firma")
            }
        }
    }
}

/// Walks along one company's journal, entry by entry, so that a store may stream it.
#[derive(Debug, Clone, Default)]
pub struct ChainCheck {
    company: Option<String>,
    last: Hash,
    entries: u64,
}

impl Hash {
    /// What stands before the first entry: 32 zero bytes.
    pub const START: Hash = Hash([0; 32]);

    /// Reads 64 hexadecimal digits, in either case.
    pub fn read(text: &str) -> Option<Hash> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut bytes = [0u8; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            for digit in pair {
                let value = char::from(*digit).to_digit(16)?;
                *byte = (*byte << 4) | u8::try_from(value).ok()?;
            }
        }
        Some(Hash(bytes))
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Seals an entry behind the one whose hash is `previous`; the first entry stands behind
/// [`Hash::START`].
///
/// Every field goes in with its length in front, so that no two different entries have the same
/// bytes; amounts go in without trailing zeros, so that `1.5` and `1.50` are the same amount.
pub fn seal(previous: &Hash, entry: &StoredEntryFacts<'_>) -> Hash {
    let mut digest = Sha256::new();
    let mut field = |bytes: &[u8]| {
        digest.update((bytes.len() as u64).to_be_bytes());
        digest.update(bytes);
    };
    let tax_date = entry.origin.as_ref().and_then(|origin| origin.tax_date);
    field(match &entry.origin {
        Some(_) if tax_date.is_some() => TAXED_FORM,
        Some(_) => FORM,
        None => FIRST_FORM,
    });
    field(&previous.0);
    field(entry.company.as_bytes());
    field(&entry.number.to_be_bytes());
    field(entry.date.to_string().as_bytes());
    if let Some(origin) = &entry.origin {
        field(origin.document_date.to_string().as_bytes());
        field(origin.recorded_at.as_bytes());
        field(origin.recorded_by.as_bytes());
        if let Some(day) = tax_date {
            field(day.to_string().as_bytes());
        }
    }
    field(entry.document.as_bytes());
    field(entry.text.as_bytes());
    field(&(entry.lines.len() as u64).to_be_bytes());
    for line in entry.lines {
        field(line.account.as_bytes());
        field(line.debit.normalize().to_string().as_bytes());
        field(line.credit.normalize().to_string().as_bytes());
        // A code that is absent and one that is empty are two things: the flag keeps them apart.
        field(&[u8::from(line.vat_code.is_some())]);
        field(line.vat_code.as_deref().unwrap_or_default().as_bytes());
    }
    Hash(digest.finalize().into())
}

/// The name of this form of bytes; a new form gets a new name.
const FORM: &[u8] = b"kontor journal 2";

/// The form of entries with a day of their own for VAT.
const TAXED_FORM: &[u8] = b"kontor journal 3";

/// The form of entries without an origin.
const FIRST_FORM: &[u8] = b"kontor journal 1";

impl ChainCheck {
    /// A walk that begins at the first entry.
    pub fn new() -> ChainCheck {
        ChainCheck::default()
    }

    /// Takes the next entry and the seal stored with it.
    ///
    /// # Errors
    /// The entry's number does not follow, its company is another, or it does not seal to `stored`.
    pub fn step(&mut self, entry: &StoredEntryFacts<'_>, stored: &Hash) -> Result<(), BrokenChain> {
        self.fault(entry, stored).map_err(|fault| BrokenChain {
            company: entry.company.to_owned(),
            number: entry.number,
            fault,
        })?;
        self.company.get_or_insert_with(|| entry.company.to_owned());
        self.last = *stored;
        self.entries = entry.number;
        Ok(())
    }

    fn fault(&self, entry: &StoredEntryFacts<'_>, stored: &Hash) -> Result<(), Fault> {
        if self.company.as_deref().is_some_and(|company| company != entry.company) {
            return Err(Fault::Company);
        }
        let expected = self.entries.saturating_add(1);
        if entry.number != expected {
            return Err(Fault::Number { expected });
        }
        let computed = seal(&self.last, entry);
        if computed == *stored { Ok(()) } else { Err(Fault::Seal { stored: *stored, computed }) }
    }

    /// The seal of the last entry taken: what the next is sealed behind, and what is worth writing
    /// down elsewhere.
    pub fn last(&self) -> Hash {
        self.last
    }

    /// How many entries were taken.
    pub fn entries(&self) -> u64 {
        self.entries
    }
}

/// Checks one company's whole journal, in the order of its numbers; gives the seal of its last
/// entry.
///
/// # Errors
/// The first entry that does not hold.
pub fn verify_chain<'a>(
    journal: impl IntoIterator<Item = (StoredEntryFacts<'a>, Hash)>,
) -> Result<Hash, BrokenChain> {
    let mut check = ChainCheck::new();
    for (entry, stored) in journal {
        check.step(&entry, &stored)?;
    }
    Ok(check.last())
}
