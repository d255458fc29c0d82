//! A mail server, step by step (RFC 5321): what goes wrong before a message is named is the
//! session's fault and concerns every message; what the server says of a recipient or of the text
//! concerns that message alone.

use super::smtp_trouble::{Step, said, silent};
use super::{Halt, Signer};
use crate::domain::Language;
use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A whole message may take so many times the patience with a command (RFC 5321, section 4.5.3.2:
/// ten minutes against five).
const WITH_A_MESSAGE: u32 = 4;

/// So much of a message goes at a time.
const PART: usize = 16 * 1024;

/// The certificates that the machine trusts, where Linux keeps them.
const SYSTEM_STORE: &str = "/etc/ssl/certs/ca-certificates.crt";

/// How the way is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    /// Encryption begins after the greeting (RFC 3207), and is required.
    AfterGreeting,
    /// From the first byte (RFC 8314).
    FromTheStart,
    /// None: this machine only.
    None,
}

/// A server and how it is spoken to.
#[derive(Debug, Clone)]
pub struct Relay {
    /// The server's name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept private.
    pub privacy: Privacy,
    /// User and password.
    pub login: Option<(String, String)>,
    /// Certificates (PEM) of an authority of the office's own.
    pub authority: Option<Vec<u8>>,
    /// Whom the mails are from.
    pub from: Address,
    /// How long the server may think about one command.
    pub patience: Duration,
    /// Signs each message in the name of the sender's domain.
    pub signer: Option<Signer>,
    /// In which it is told what goes wrong.
    pub language: Language,
}

/// How a message fared with a server that listens.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    Sent,
    /// Refused for now (4xx): later.
    Later(String),
    /// Refused for good (5xx): this recipient or this text.
    Never(String),
    /// The session broke; whether the message arrived is not known when its text had been sent.
    Broken {
        why: String,
        perhaps_sent: bool,
    },
    /// Whoever sends was asked to stop before the message was handed over: the server has none of
    /// it, as the end of the text was not said (RFC 5321, section 4.1.1.4).
    Halted,
}

/// A session that may carry many messages.
pub struct Session {
    connection: AsyncSmtpConnection,
    from: Address,
    patience: Duration,
    /// The server answers no more.
    ended: bool,
    language: Language,
}

async fn within<T>(
    patience: Duration,
    step: Step<'_>,
    language: Language,
    asked: impl Future<Output = Result<T, Error>>,
) -> Result<T, Answer> {
    match tokio::time::timeout(patience, asked).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => {
            let is_final = matches!(step, Step::Text) && error.is_permanent();
            let step = if is_final { Step::TextRefused } else { step };
            let why = step.failed(&said(&error, language), language);
            Err(if error.status().is_some() {
                Answer::No { never: error.is_permanent(), why }
            } else {
                Answer::Broken(why)
            })
        }
        Err(_) => Err(Answer::Broken(step.failed(&silent(patience, language), language))),
    }
}

enum Answer {
    No { never: bool, why: String },
    Broken(String),
}

impl Answer {
    fn why(self) -> String {
        match self {
            Answer::No { why, .. } | Answer::Broken(why) => why,
        }
    }
}

impl Relay {
    /// Connects, encrypts and logs in.
    ///
    /// # Errors
    /// A sentence with the step that failed. It says nothing of any message.
    pub async fn open(&self) -> Result<Session, String> {
        let hello = ClientId::default();
        let at_once = match self.privacy {
            Privacy::FromTheStart => Some(self.encryption()?),
            Privacy::AfterGreeting | Privacy::None => None,
        };
        let language = self.language;
        let place = format!("{}:{}", self.host, self.port);
        let connecting = AsyncSmtpConnection::connect_tokio1(
            (self.host.as_str(), self.port),
            Some(self.patience),
            &hello,
            at_once,
            None,
        );
        let mut connection = within(self.patience, Step::Connection(&place), language, connecting)
            .await
            .map_err(Answer::why)?;
        if self.privacy == Privacy::AfterGreeting {
            let encryption = self.encryption()?;
            within(
                self.patience,
                Step::Encryption(&place),
                language,
                connection.starttls(encryption, &hello),
            )
            .await
            .map_err(Answer::why)?;
        }
        if let Some((user, password)) = &self.login {
            let credentials = Credentials::new(user.clone(), password.clone());
            let asked = within(
                self.patience,
                Step::Login(user),
                language,
                connection.auth(DEFAULT_MECHANISMS, &credentials),
            )
            .await;
            asked.map_err(Answer::why)?;
        }
        Ok(Session {
            connection,
            from: self.from.clone(),
            patience: self.patience,
            ended: false,
            language,
        })
    }

    /// Whether a message could be handed over now: up to the sender, without sending anything.
    ///
    /// # Errors
    /// As [`Relay::open`], and what the server says of the sender.
    pub async fn probe(&self) -> Result<(), String> {
        let mut session = self.open().await?;
        let asked = session.sender(true).await;
        session.close().await;
        asked.map(|_| ()).map_err(Answer::why)
    }

    fn encryption(&self) -> Result<TlsParameters, String> {
        let system =
            std::fs::read(SYSTEM_STORE).ok().and_then(|pem| Certificate::from_pem(&pem).ok());
        let own = match &self.authority {
            None => None,
            Some(pem) => {
                Some(Certificate::from_pem(pem).map_err(|error| self.unencrypted(&error))?)
            }
        };
        let build = |certificates: [Option<Certificate>; 2]| {
            let builder = TlsParameters::builder(self.host.clone())
                .certificate_store(CertificateStore::WebpkiRoots);
            certificates
                .into_iter()
                .flatten()
                .fold(builder, |builder, certificate| builder.add_root_certificate(certificate))
                .build()
        };
        // One odd certificate among the machine's must not stop all mail.
        build([own.clone(), system])
            .or_else(|_| build([own, None]))
            .map_err(|error| self.unencrypted(&error))
    }

    /// That the certificates cannot be used.
    fn unencrypted(&self, error: &Error) -> String {
        let place = format!("{}:{}", self.host, self.port);
        Step::Encryption(&place).failed(&said(error, self.language), self.language)
    }
}

impl Session {
    async fn sender(&mut self, plain: bool) -> Result<Response, Answer> {
        let eight_bit =
            !plain && self.connection.server_info().supports_feature(Extension::EightBitMime);
        let options = if eight_bit {
            vec![MailParameter::Body(MailBodyParameter::EightBitMime)]
        } else {
            Vec::new()
        };
        let from = self.from.to_string();
        let asked = self.connection.command(Mail::new(Some(self.from.clone()), options));
        within(self.patience, Step::Sender(&from), self.language, asked).await
    }

    /// Hands one message over, unless it is called off before the end of its text is said.
    pub async fn send(&mut self, to: &Address, source: &[u8], halt: &Halt) -> Verdict {
        let plain = source.is_ascii();
        let opened = match halt.or(self.opened(plain, to)).await {
            None => return Verdict::Halted,
            // What is said of the sender is said of every message.
            Some(Err((answer, true))) => {
                return Verdict::Broken { why: answer.why(), perhaps_sent: false };
            }
            Some(Err((answer, false))) => Err((answer, false)),
            Some(Ok(())) => Ok(()),
        };
        let handed_over = match opened {
            Ok(()) => self.text(source, halt).await,
            Err(failed) => Err(failed),
        };
        match handed_over {
            Ok(true) => Verdict::Sent,
            Ok(false) => Verdict::Halted,
            Err((Answer::Broken(why), perhaps_sent)) => Verdict::Broken { why, perhaps_sent },
            Err((Answer::No { never, why }, _)) => {
                // The server forgets the sender of a message that it refused only when told so (RFC
                // 5321, section 4.1.1.5).
                let reset =
                    tokio::time::timeout(self.patience, self.connection.command("RSET\r\n"));
                let reset = halt.or(reset).await.and_then(Result::ok).and_then(Result::ok);
                self.ended |= reset.is_none();
                if never { Verdict::Never(why) } else { Verdict::Later(why) }
            }
        }
    }

    /// Names sender and recipient and asks for the text; of what fails, whether it is the sender.
    async fn opened(&mut self, plain: bool, to: &Address) -> Result<(), (Answer, bool)> {
        self.sender(plain).await.map_err(|answer| (answer, true))?;
        let (language, patience, recipient) = (self.language, self.patience, to.to_string());
        let asked = self.connection.command(Rcpt::new(to.clone(), Vec::new()));
        within(patience, Step::Recipient(&recipient), language, asked)
            .await
            .map_err(|answer| (answer, false))?;
        within(patience, Step::Text, language, self.connection.command(Data))
            .await
            .map_err(|answer| (answer, false))?;
        Ok(())
    }

    /// Hands the text over; `false` where it was called off before its end was said. Of what fails,
    /// whether the server may have all of it.
    async fn text(&mut self, source: &[u8], halt: &Halt) -> Result<bool, (Answer, bool)> {
        let all = AtomicBool::new(false);
        // Asked for after the last part: what is written then is the end of the text.
        let end = std::iter::once_with(|| {
            all.store(true, Ordering::Relaxed);
            &[][..]
        });
        let asked = self.connection.message_iter(source.chunks(PART).chain(end));
        let asked = within(self.patience * WITH_A_MESSAGE, Step::Text, self.language, asked);
        tokio::pin!(asked);
        let answer = match halt.or(&mut asked).await {
            Some(answer) => answer,
            None if all.load(Ordering::Relaxed) => asked.await,
            None => return Ok(false),
        };
        answer.map(|_| true).map_err(|answer| (answer, all.load(Ordering::Relaxed)))
    }

    /// True when nothing more can be said to the server.
    pub fn is_broken(&self) -> bool {
        self.ended || self.connection.has_broken()
    }

    /// Takes leave.
    pub async fn close(mut self) {
        let _ = tokio::time::timeout(Duration::from_secs(3), self.connection.quit()).await;
    }
}
