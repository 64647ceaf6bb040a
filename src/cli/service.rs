//! Finding the running service and talking to it.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::station::places::Places;
use crate::station::{ADDRESS_FILE, settings};

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

/// A client that answers soon and treats every status as an answer.
pub fn client() -> ureq::Agent {
    ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(5)))
        .http_status_as_error(false)
        .max_redirects(0)
        .build()
        .into()
}
