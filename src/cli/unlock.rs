//! `sportello unlock`

use std::process::ExitCode;

use clap::Args;

use super::service::{Service, client, is_here};
use super::{Outcome, secret};

/// Unlock the running service with the passphrase, without a browser
///
/// The passphrase is asked on the terminal without showing it, or read as the first line of standard input. It never
/// stands in the arguments or the environment. It travels to the service over this computer's loopback.
#[derive(Args)]
pub struct Unlock {
    #[command(flatten)]
    service: Service,
    /// The secret is the printed recovery code instead of the passphrase
    #[arg(long)]
    recovery_code: bool,
}

impl Unlock {
    /// Sends the secret to the service.
    pub fn run(&self) -> Outcome {
        if !self.service.runs() {
            return Err("no service runs on this data folder: start it, then unlock it".into());
        }
        let url = self.service.url();
        if !is_here(&url) {
            return Err(
                "the passphrase is sent over loopback only: run this command on the station itself".into()
            );
        }
        let kind = if self.recovery_code { "recovery-code" } else { "passphrase" };
        let secret = secret::ask(if self.recovery_code { "Recovery code: " } else { "Passphrase: " })?;
        let mut answer = client()
            .post(format!("{url}/unlock/service"))
            .header("x-sportello-secret", kind)
            .header("accept-language", "en")
            .content_type("text/plain")
            .send(secret.as_bytes())
            .map_err(|error| format!("{url} does not answer: {error}"))?;
        let words = answer.body_mut().read_to_string().unwrap_or_default();
        if answer.status() == 200 {
            println!("{words}");
            return Ok(ExitCode::SUCCESS);
        }
        Err(words.into())
    }
}
