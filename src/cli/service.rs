//! Finding the running service and talking to it.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};

use super::secret;
use crate::station::places::Places;
use crate::station::{ADDRESS_FILE, settings};

/// How long what takes its time may take.
const LONGEST: Duration = Duration::from_mins(10);

/// Where the running service is.
#[derive(Args)]
pub struct Service {
    /// Address of the service, such as <http://127.0.0.1:8080>. Default: the one of the data folder's running service
    #[arg(long, value_name = "URL", env = "SPORTELLO_URL")]
    url: Option<String>,
    /// Data folder of the service. Default: a folder of this user
    #[arg(long, value_name = "DIR", env = "SPORTELLO_DATA")]
    data: Option<PathBuf>,
    /// Ask the drill of this user
    #[arg(long)]
    demo: bool,
}

impl Service {
    /// Whether the service whose address is known still runs: an address left behind by one that was killed may be another
    /// program's by now. One named by its address is taken at its word.
    pub fn runs(&self) -> bool {
        if self.url.is_some() {
            return true;
        }
        let folder = self.data.clone().unwrap_or_else(|| Places::of_user().data_folder(self.demo));
        let lock = std::fs::File::open(folder.join("lock"));
        lock.is_ok_and(|lock| matches!(lock.try_lock(), Err(std::fs::TryLockError::WouldBlock)))
    }

    /// The address, if a PIN or passphrase may be sent there: to this computer, or over TLS.
    pub fn secret_url(&self) -> Result<String, String> {
        let url = self.url();
        if is_here(&url) || url.starts_with("https://") {
            return Ok(url);
        }
        Err(format!(
            "{url} is not this computer: a PIN or passphrase is sent in clear over loopback only (http://127.0.0.1:PORT, http://localhost:PORT, http://[::1]:PORT). Run this command on the station itself"
        ))
    }

    /// The address, without a slash at its end.
    pub fn url(&self) -> String {
        if let Some(url) = &self.url {
            return url.trim_end_matches('/').to_owned();
        }
        let folder = self.data.clone().unwrap_or_else(|| Places::of_user().data_folder(self.demo));
        match std::fs::read_to_string(folder.join(ADDRESS_FILE)) {
            Ok(address) => format!("http://{}", address.trim()),
            Err(_) => format!("http://{}", settings::DEFAULT_LISTEN),
        }
    }
}

/// Whether an address is one of this computer's own, whatever it looks like.
pub(super) fn is_here(url: &str) -> bool {
    let Ok(address) = url.parse::<ureq::http::Uri>() else { return false };
    let host = address.host().unwrap_or_default();
    // Nothing but a port stands beside it: no name before an @, nothing after a bracket.
    let beside = address.authority().and_then(|all| all.as_str().strip_prefix(host));
    let is_port = |text: &str| text.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    if !beside.is_some_and(|beside| beside.is_empty() || is_port(beside)) {
        return false;
    }
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The running service, signed in until this is dropped.
pub(super) struct Talk {
    client: ureq::Agent,
    url: String,
    bearer: String,
}

/// A running service, and who signs in to it.
#[derive(Args)]
pub(super) struct SignedIn {
    #[command(flatten)]
    service: Service,
    /// Login of a supervisor or records manager
    #[arg(long, value_name = "LOGIN")]
    login: String,
}

impl SignedIn {
    /// Signs in; the PIN is asked for.
    pub(super) fn talk(&self) -> Result<Talk, Box<dyn std::error::Error>> {
        let (url, client) = (format!("{}/api/v1", self.service.secret_url()?), client());
        Ok(Talk { bearer: sign_in(&client, &url, &self.login)?, url, client })
    }
}

impl Talk {
    pub(super) fn get(&self, path: &str) -> Result<Value, Box<dyn std::error::Error>> {
        let asked = self.client.get(format!("{}{path}", self.url));
        answer(self.known(asked).call(), &self.url)
    }

    /// Asks for something that may take its time: a folder is read, a store made anew.
    pub(super) fn post(&self, path: &str, content: &Value) -> Result<Value, Box<dyn std::error::Error>> {
        let asked = self.client.post(format!("{}{path}", self.url));
        let asked = asked.config().timeout_global(Some(LONGEST)).build();
        let sent = self.known(asked).content_type("application/json").send(content.to_string().as_bytes());
        answer(sent, &self.url)
    }

    pub(super) fn put(
        &self,
        path: &str,
        content: Option<&Value>,
    ) -> Result<Value, Box<dyn std::error::Error>> {
        let asked = self.known(self.client.put(format!("{}{path}", self.url)));
        let sent = match content {
            Some(content) => asked.content_type("application/json").send(content.to_string().as_bytes()),
            None => asked.send_empty(),
        };
        answer(sent, &self.url)
    }

    pub(super) fn delete(&self, path: &str) -> Result<Value, Box<dyn std::error::Error>> {
        let asked = self.client.delete(format!("{}{path}", self.url));
        answer(self.known(asked).call(), &self.url)
    }

    fn known<B>(&self, asked: ureq::RequestBuilder<B>) -> ureq::RequestBuilder<B> {
        asked.header("authorization", &self.bearer).header("accept-language", "en")
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        // Best effort: an idle session locks itself.
        let ended = self.client.delete(format!("{}/sessions/current", self.url));
        let _ = self.known(ended).call();
    }
}

/// A client that answers soon and treats every status as an answer.
pub fn client() -> ureq::Agent {
    ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(5)))
        .http_status_as_error(false)
        .max_redirects(0)
        .build()
        .into()
}

/// Signs in with a PIN typed unseen, or read as the first line of standard input; what the header `Authorization` then says.
pub(super) fn sign_in(
    client: &ureq::Agent,
    url: &str,
    login: &str,
) -> Result<String, Box<dyn std::error::Error>> {
    let pin = secret::ask("PIN: ")?;
    let who = json!({ "login": login, "pin": pin.as_str() });
    let begun = client
        .post(format!("{url}/sessions"))
        .header("accept-language", "en")
        .content_type("application/json")
        .send(who.to_string().as_bytes());
    let session = answer(begun, url)?;
    let token = session["token"].as_str().ok_or("the service did not sign in")?;
    Ok(format!("Bearer {token}"))
}

/// What came back.
pub(super) type Sent = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

/// The JSON of a right answer; the words of a refusal.
pub(super) fn answer(sent: Sent, url: &str) -> Result<Value, Box<dyn std::error::Error>> {
    let mut answer = sent.map_err(|error| format!("{url} does not answer: {error}"))?;
    let right = answer.status().is_success();
    let content: Value = serde_json::from_str(&answer.body_mut().read_to_string()?)?;
    if right {
        return Ok(content);
    }
    let mut words = content["detail"].as_str().unwrap_or("refused").to_owned();
    for field in content["fields"].as_array().into_iter().flatten() {
        words.push_str("\n  ");
        words.push_str(field["detail"].as_str().unwrap_or_default());
    }
    Err(words.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_goes_to_this_computer_or_over_tls_and_to_nothing_that_only_looks_so() {
        let url = |url: &str| {
            let service = Service { url: Some(url.to_owned()), data: None, demo: false };
            service.secret_url()
        };
        for here in ["http://127.0.0.1:8080", "http://127.0.0.9", "http://LOCALHOST:1/", "http://[::1]:8080"]
        {
            assert!(url(here).is_ok() && is_here(here), "{here}");
        }
        assert!(url("https://sportello.comune.example").is_ok());
        for elsewhere in [
            "http://127.attacker.invalid",
            "http://localhost.attacker.invalid:8080",
            "http://127.0.0.1@attacker.invalid",
            "http://127.0.0.1:80@attacker.invalid/",
            "http://[::1].attacker.invalid",
            "http://192.168.1.9:8080",
            "127.0.0.1:8080@attacker.invalid",
            "",
        ] {
            assert!(url(elsewhere).is_err() && !is_here(elsewhere), "{elsewhere}");
        }
    }
}
