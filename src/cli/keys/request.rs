//! `sportello keys request`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::files::{fingerprint, write_new};
use super::station::{Opened, Opener, Which};
use crate::cli::Outcome;
use clock::{Clock, Random};
use trust::ServerRequest;
use trust::host::Host;
use vault::ServerKey;

/// Make this station's certificate request (and its key, at first use)
///
/// The request (PKCS#10) holds the station's public key and its name: municipality, office, register code, identity. In it
/// stands the request of the station's reserve: the identity that the register takes on a spare computer when this one is
/// gone, so that it is believed there at once. It is not secret. Carry it to where the root is and certify it there with `sportello keys certify`. The station's key
/// stays in the data folder, encrypted, and opens only with the station.
///
/// The station is opened with its key file where there is one; otherwise the passphrase is asked on the terminal, or read
/// as the first line of standard input.
///
/// With --host the request is for another key and another certificate: the one by which other computers reach this one over
/// TLS (`serve --listen`), under the names given. That key signs nothing else.
#[derive(Args)]
pub struct MakeRequest {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    opener: Opener,
    /// For TLS of this computer: the names and addresses by which others reach it, without port
    #[arg(long = "host", value_name = "NAME", num_args = 1..)]
    hosts: Vec<Host>,
    /// The new file
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl MakeRequest {
    /// Makes it.
    pub fn run(&self) -> Outcome {
        let opened = Opened::open(&self.which, &self.opener)?;
        if !self.hosts.is_empty() {
            return self.of_server(&opened);
        }
        let request = opened.request(Clock::system().now())?;
        write_new(&self.out, &request.to_pem())?;
        println!("station      {}", request.subject());
        println!("name         {}", request.urn());
        println!("fingerprint  {}", fingerprint(&request.fingerprint()));
        if let Some(reserve) = request.reserve() {
            println!("reserve      {}", reserve.subject());
            println!("  name       {}", reserve.urn());
        }
        println!("request      {}", self.out.display());
        println!();
        println!("Now: carry the request to the root and certify it there, comparing the fingerprint:");
        println!("  sportello keys certify --root DIR --request {} --out station.pem", self.out.display());
        println!("Bring back both certificates and root.pem, then: sportello keys adopt");
        Ok(ExitCode::SUCCESS)
    }

    fn of_server(&self, opened: &Opened) -> Outcome {
        let mut hosts = self.hosts.clone();
        // Whoever sits at this computer may type these.
        for own in ["localhost", "127.0.0.1"] {
            let own: Host = own.parse()?;
            if !hosts.contains(&own) {
                hosts.push(own);
            }
        }
        let home = self.which.server();
        let ServerKey { key, unkept, .. } = home.server_key(&Random::system())?;
        // A certificate for a key that is gone at the next start is of no use.
        if let Some(error) = unkept {
            return Err(error.into());
        }
        let request = ServerRequest::make(&opened.subject(), &hosts, &key)?;
        home.keep_request(&request.to_pem())?;
        write_new(&self.out, &request.to_pem())?;
        println!("computer of  {}", request.subject());
        for host in request.hosts() {
            println!("host         {host}");
        }
        println!("fingerprint  {}", fingerprint(&request.fingerprint()));
        println!("request      {}", self.out.display());
        println!();
        println!("Now: carry the request to the root and certify it there, comparing fingerprint and hosts:");
        println!("  sportello keys certify --root DIR --request {} --out server.pem", self.out.display());
        println!(
            "Bring back the certificate and root.pem, then: sportello keys adopt; then start the station anew"
        );
        Ok(ExitCode::SUCCESS)
    }
}
