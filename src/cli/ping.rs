//! A call over HTTP that says to somebody outside: the night went well. When it stays away, they
//! know.

use crate::domain::Language;
use crate::domain::finding_argument::Argument;
use std::time::Duration;

/// Whoever is called gets so long to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Calls an address (GET). Whatever the system sets as a proxy is used.
///
/// # Errors
/// Any answer but one of success, as a person reads it.
pub(super) async fn call(address: &str, language: Language) -> Result<(), String> {
    let address = address.to_owned();
    let calling = tokio::task::spawn_blocking(move || {
        let settings = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .user_agent(concat!("kontor/", env!("CARGO_PKG_VERSION")));
        ureq::Agent::from(settings.build()).get(&address).call().map(|_| ())
    });
    match calling.await {
        Ok(called) => called.map_err(|error| said(&error, language)),
        Err(error) => Err(error.to_string()),
    }
}

/// What became of a call.
fn said(error: &ureq::Error, language: Language) -> String {
    let (de, en) = match error {
        ureq::Error::StatusCode(status) => {
            return match language {
                Language::De => format!("die Gegenseite antwortet mit Status {status}"),
                Language::En => format!("the other side answers with status {status}"),
            };
        }
        ureq::Error::Io(error) => return Argument::from(error).say(language).into_owned(),
        ureq::Error::Timeout(_) => ("keine Antwort in der Zeit", "no answer in time"),
        ureq::Error::HostNotFound => ("der Name ist nicht zu finden", "the name is not found"),
        ureq::Error::BadUri(_) => ("das ist keine Adresse", "that is no address"),
        error => {
            return match language {
                Language::De => format!("der Aufruf kam nicht zustande ({error})"),
                Language::En => error.to_string(),
            };
        }
    };
    if language == Language::De { de.to_owned() } else { en.to_owned() }
}
