//! A call over HTTP that says to somebody outside: the night went well. When it stays away, they
//! know.

use std::time::Duration;

/// Whoever is called gets so long to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Calls an address (GET); any answer but one of success is an error. Whatever the system sets as a
/// proxy is used.
pub(super) async fn call(address: &str) -> anyhow::Result<()> {
    let address = address.to_owned();
    let calling = tokio::task::spawn_blocking(move || {
        let settings = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .user_agent(concat!("kontor/", env!("CARGO_PKG_VERSION")));
        ureq::Agent::from(settings.build()).get(&address).call().map(|_| ())
    });
    Ok(calling.await??)
}
