//! `sportello health`

use std::process::ExitCode;

use clap::Args;

use super::Outcome;
use super::service::{Service, client};

/// Ask the running service whether it answers: exit code 0 if it does, 1 if not
///
/// A station that is locked or waits for its first run is in order and answers 0: it waits for a person. Exit code 1
/// means that it does not answer, or that its data folder cannot be opened.
#[derive(Args)]
pub struct Health {
    #[command(flatten)]
    service: Service,
}

impl Health {
    /// Asks `/status`.
    pub fn run(&self) -> Outcome {
        let url = self.service.url();
        let mut answer = client()
            .get(format!("{url}/status"))
            .call()
            .map_err(|error| format!("{url} does not answer: {error}"))?;
        let body = answer.body_mut().read_to_string()?;
        let status: serde_json::Value =
            serde_json::from_str(&body).map_err(|_| format!("{url} answers, but it is no Sportello"))?;
        let (state, phase) = (status["status"].as_str(), status["phase"].as_str());
        println!("{}", body.trim());
        match (state, phase) {
            (Some("pass" | "warn"), Some(_)) => Ok(ExitCode::SUCCESS),
            (Some(_), Some(phase)) => Err(format!("the station is {phase}: its page says what to do").into()),
            _ => Err(format!("{url} answers, but it is no Sportello").into()),
        }
    }
}
