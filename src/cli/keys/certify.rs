//! `sportello keys certify`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::files::{self, Fault, fingerprint, write_new};
use crate::cli::{Outcome, secret};
use clock::{Clock, Random};
use domain::journal::event::Exercise;
use trust::host::Host;
use trust::{Authority, Life, Root, ServerRequest, check_chain, check_server};
use vault::{KeyPassword, Passphrase, SigningKey};

/// Certify a station's or a hub's request with the root
///
/// Compare the request's fingerprint with what the station printed before you give the passphrase. The certificate holds
/// for two years at most; with a drill root it is one for drills. Where a station's request holds that of its reserve, both are
/// certified: the reserve's certificate goes beside the other, as `NAME-reserve.pem`. Nothing but the new files is written.
/// A request made with `--host` is certified for TLS under the hosts it names, which are shown, and for nothing else.
///
/// The root's passphrase is asked on the terminal, or read as the first line of standard input or of --passphrase-file.
#[derive(Args)]
pub struct Certify {
    /// Folder of the root: root.p8 and root.pem
    #[arg(long, value_name = "DIR")]
    root: PathBuf,
    /// The request
    #[arg(long, value_name = "FILE")]
    request: PathBuf,
    /// The new certificate
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Days it holds, 1 to 730
    #[arg(long, value_name = "N", default_value = "730", value_parser = life)]
    days: Life,
    /// The request is a hub's: it serves TLS under the names given
    #[arg(long, requires = "name")]
    hub: bool,
    /// Host name or address of the hub, without port; may be given several times
    #[arg(long, value_name = "HOST", requires = "hub")]
    name: Vec<Host>,
    /// Read the passphrase from the first line of this file
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

fn life(text: &str) -> Result<Life, String> {
    text.parse().ok().and_then(Life::days).ok_or_else(|| "give whole days from 1 to 730".to_owned())
}

impl Certify {
    /// Certifies.
    pub fn run(&self) -> Outcome {
        let root = files::root(&self.root.join("root.pem"))?;
        if let Ok(request) = ServerRequest::from_pem(&files::text(&self.request)?) {
            return self.certify_server(&root, &request);
        }
        let request = files::request(&self.request)?;
        eprintln!("{}      {}", if self.hub { "hub    " } else { "station" }, request.subject());
        eprintln!("name         {}", request.urn());
        eprintln!("request      {}", fingerprint(&request.fingerprint()));
        let reserve = request.reserve().filter(|_| !self.hub);
        if let Some(reserve) = reserve {
            eprintln!("reserve      {}", reserve.subject());
            eprintln!("  name       {}", reserve.urn());
            let out = files::beside(&self.out);
            if out.exists() {
                return Err(files::is_there(&out));
            }
        }
        let key = self.key()?;
        let authority = Authority::new(&root, &key)?;
        let (random, at) = (Random::system(), Clock::system().now());
        let serial = random.bytes();
        let certificate = if self.hub {
            authority.hub(&request, &self.name, serial, at, self.days)?
        } else {
            authority.station(&request, serial, at, self.days)?
        };
        check_chain(&certificate, &root, at)?;
        write_new(&self.out, &certificate.to_pem())?;
        println!("certified    {}", self.out.display());
        println!("reference    {}", certificate.reference());
        println!("valid        until {}", certificate.not_after().day().format("%d/%m/%Y"));
        if let Some(reserve) = reserve {
            let certificate = authority.station(reserve, random.bytes(), at, self.days)?;
            check_chain(&certificate, &root, at)?;
            let out = files::beside(&self.out);
            write_new(&out, &certificate.to_pem())?;
            println!("reserve      {}", out.display());
        }
        if root.exercise() == Exercise::Drill {
            println!("             for DRILLS only: the root is a drill’s");
        }
        println!();
        println!("Now: carry what was certified and root.pem back and adopt it there.");
        Ok(ExitCode::SUCCESS)
    }

    fn key(&self) -> Result<SigningKey, Fault> {
        let key_file = self.root.join("root.p8");
        let closed = files::text(&key_file)?;
        let typed = match &self.passphrase_file {
            Some(file) => secret::of_file(file)?,
            None => secret::ask("Passphrase of the root: ")?,
        };
        let passphrase = Passphrase::typed(&typed);
        SigningKey::from_encrypted_pem(&closed, KeyPassword::Passphrase(&passphrase))
            .map_err(|error| format!("{}: {error}", key_file.display()).into())
    }

    /// A computer that others reach over TLS, under the hosts its request names.
    fn certify_server(&self, root: &Root, request: &ServerRequest) -> Outcome {
        if self.hub {
            return Err(
                "this is the request of a station's computer for TLS, not a hub's: leave --hub out".into()
            );
        }
        eprintln!("computer of  {}", request.subject());
        for host in request.hosts() {
            eprintln!("host         {host}");
        }
        eprintln!("request      {}", fingerprint(&request.fingerprint()));
        let key = self.key()?;
        let (serial, at) = (Random::system().bytes(), Clock::system().now());
        let certificate = Authority::new(root, &key)?.server(request, serial, at, self.days)?;
        check_server(&certificate, root, at)?;
        write_new(&self.out, &certificate.to_pem())?;
        println!("certified    {}", self.out.display());
        println!("fingerprint  {}", fingerprint(&certificate.fingerprint()));
        println!("valid        until {}", certificate.not_after().day().format("%d/%m/%Y"));
        println!();
        println!("Now: carry it and root.pem back and adopt it there. Other computers install root.pem.");
        Ok(ExitCode::SUCCESS)
    }
}
