//! `sportello keys root`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::files::{Fault, fingerprint, told_permitted};
use crate::cli::{Outcome, secret};
use clock::{Clock, Random};
use disk::{self, Disk, RealDisk};
use domain::journal::event::Exercise;
use trust::host::Host;
use trust::permitted::Range;
use trust::{Permitted, Root};
use vault::{KeyPassword, Passphrase, SigningKey};

/// Make the municipal root: once, offline
///
/// Makes a folder with `root.p8` (the key, encrypted with a passphrase: PKCS#8, scrypt, AES-256) and `root.pem` (the
/// certificate, public, valid for 20 years). Whoever holds key and passphrase can make stations of this municipality, so
/// do this on a computer without network, with two people present, onto two sticks that go into two safes; write the
/// fingerprint down. The root is needed again only to certify a station or a hub: at set-up, and within two years.
///
/// For TLS the root certifies only what it was made for (name constraints): computers below the domains given, this computer,
/// names of networks that no public name leads to (local, lan, internal, home.arpa), and private addresses or the ranges given.
/// Who installs it in a browser trusts it for these alone. Another bound is another root.
///
/// The passphrase is asked twice on the terminal without showing it, or read as the first line of standard input or of
/// --passphrase-file.
#[derive(Args)]
pub struct MakeRoot {
    /// Folder for root.p8 and root.pem; made if need be. A root that is there is never overwritten
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Name of the municipality, without “Comune di”
    #[arg(long, value_name = "NAME")]
    municipality: String,
    /// A root for drills: whatever it certifies is marked ESERCITAZIONE, and real hubs and verifiers refuse it
    #[arg(long)]
    drill: bool,
    /// Domain of the municipality: computers below it may be certified for TLS; may be given several times
    #[arg(long = "domain", value_name = "NAME", value_parser = domain)]
    domains: Vec<String>,
    /// Range of addresses that may be certified for TLS, instead of the private ones; may be given several times
    #[arg(long = "range", value_name = "ADDR/BITS")]
    ranges: Vec<Range>,
    /// Read the passphrase from the first line of this file
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

/// A domain is a host name.
fn domain(text: &str) -> Result<String, String> {
    match text.trim_start_matches('.').parse() {
        Ok(Host::Name(name)) => Ok(name),
        _ => Err("give a domain, such as comune.valdore.example".to_owned()),
    }
}

impl MakeRoot {
    /// Makes it.
    pub fn run(&self) -> Outcome {
        let (key_file, root_file) = (self.out.join("root.p8"), self.out.join("root.pem"));
        if let Some(there) = [&key_file, &root_file].into_iter().find(|file| file.exists()) {
            return Err(format!("{} is there already: a root is never overwritten", there.display()).into());
        }
        if self.municipality.trim().is_empty() {
            return Err("--municipality is empty: give the name of the municipality".into());
        }
        let passphrase = match &self.passphrase_file {
            Some(file) => Passphrase::choose(&secret::of_file(file)?)?,
            None => secret::choose()?,
        };
        let (random, at) = (Random::system(), Clock::system().now());
        let exercise = if self.drill { Exercise::Drill } else { Exercise::Real };
        let municipality = format!("Comune di {}", self.municipality.trim());
        let key = SigningKey::generate(&random);
        let ranges = (!self.ranges.is_empty()).then_some(self.ranges.as_slice());
        let permitted = Permitted::of(&self.domains, ranges);
        let root = Root::make_within(&municipality, exercise, &permitted, &key, random.bytes(), at)?;
        let disk = RealDisk;
        disk.create_folder(&self.out).map_err(|error| format!("{}: {error}", self.out.display()))?;
        write(&disk, &key_file, &key.to_encrypted_pem(KeyPassword::Passphrase(&passphrase), &random))?;
        write(&disk, &root_file, &root.certificate().to_pem())?;
        tell(&root, &key_file, &root_file);
        Ok(ExitCode::SUCCESS)
    }
}

fn write(disk: &dyn Disk, path: &Path, text: &str) -> Result<(), Fault> {
    disk::replace(disk, path, text.as_bytes()).map_err(|error| format!("{}: {error}", path.display()).into())
}

fn tell(root: &Root, key_file: &Path, root_file: &Path) {
    let certificate = root.certificate();
    println!("root         {}", certificate.subject());
    if root.exercise() == Exercise::Drill {
        println!("             a DRILL root: nothing certified by it is genuine");
    }
    println!("valid        until {}", certificate.not_after().day().format("%d/%m/%Y"));
    println!("permits      {}", told_permitted(root));
    println!("fingerprint  {}", fingerprint(&certificate.fingerprint()));
    println!("key          {} (encrypted; keep it offline)", key_file.display());
    println!("certificate  {} (public)", root_file.display());
    println!();
    println!("Now: copy the folder onto two sticks, put them into two safes, remove it from this computer.");
    println!("Write the fingerprint down on paper: whoever is given root.pem compares it.");
    println!("Then, on each station: sportello keys request; and here: sportello keys certify.");
}
