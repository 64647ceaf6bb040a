//! `sportello keys adopt`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::files::{self, Fault, fingerprint};
use super::station::{Opened, Opener, Which};
use crate::cli::Outcome;
use crate::clock::Clock;
use crate::code::{Identity, Role, Root, Urn};
use crate::domain::event::Exercise;

/// Take a certificate into use on this station
///
/// Checks that the root certified it, that it is for this station's key and name, and that it holds today; then keeps it
/// in the data folder beside the key. The certificate in use until then is kept as the previous one. Compare the root's
/// fingerprint with the one written down when the root was made. A running service takes it up at its next start.
#[derive(Args)]
pub struct Adopt {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    opener: Opener,
    /// This station's certificate
    #[arg(long, value_name = "FILE")]
    certificate: PathBuf,
    /// The municipality's root certificate
    #[arg(long, value_name = "FILE")]
    root: PathBuf,
}

impl Adopt {
    /// Checks and adopts.
    pub fn run(&self) -> Outcome {
        let certificate = files::certificate(&self.certificate)?;
        let root = files::root(&self.root)?;
        let opened = Opened::open(&self.which, &self.opener)?;
        fitting(opened.station.exercise, &root)?;
        let identity = Identity::new(opened.key()?, certificate, root, Clock::system().now())?;
        if identity.checked().role != Role::Station {
            return Err("this certificate is a hub’s: adopt the one certified without --hub".into());
        }
        if identity.urn() != Urn::from(opened.station.id) {
            let names = identity.urn();
            return Err(format!("the certificate names another station ({names})").into());
        }
        let (certificate, root) = (identity.certificate(), identity.root().certificate());
        self.which.keys().adopt(&certificate.to_pem(), &root.to_pem())?;
        println!("adopted      {}", certificate.subject());
        println!("reference    {}", certificate.reference());
        println!("valid        until {}", certificate.not_after().day().format("%d/%m/%Y"));
        println!("root         {}", root.subject());
        println!("fingerprint  {}", fingerprint(&root.fingerprint()));
        println!();
        println!("Compare the fingerprint with the one written down when the root was made.");
        Ok(ExitCode::SUCCESS)
    }
}

/// A drill station belongs to a drill root, a real one to a real root.
fn fitting(exercise: Exercise, root: &Root) -> Result<(), Fault> {
    match (exercise, root.exercise()) {
        (Exercise::Real, Exercise::Drill) => {
            Err("this root is a drill’s and this station is real: take the municipality’s real root".into())
        }
        (Exercise::Drill, Exercise::Real) => {
            Err("this station is a drill’s and this root is real: only a drill root certifies it".into())
        }
        _ => Ok(()),
    }
}
