//! `sportello keys adopt`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::Outcome;
use crate::station::DRILL_FILE;
use clock::Clock;
use desk::succession::reserve;
use domain::journal::event::Exercise;
use domain::time::moment::Moment;
use trust::chain::is_servers;
use trust::{
    Certificate, Checked, Identity, Request, Role, Root, ServerRequest, Urn, check_chain, check_server,
};

use super::files::{self, Fault, fingerprint};
use super::station::{Opened, Opener, WhichHome};

/// Take a certificate into use on this station, or on a hub
///
/// Checks that the root certified it, that it is for the key and the name here, and that it holds today; then keeps it in
/// the data folder beside the key. The certificate in use until then is kept as the previous one. Compare the root's
/// fingerprint with the one written down when the root was made. A running service takes it up at its next start.
///
/// The certificate of the station's reserve is taken with it where it lies beside, as `keys certify` left it.
///
/// A certificate for TLS of this computer (`keys request --host`) is known by what it is for, and taken likewise.
///
/// On a station the key has to be opened (key file, or passphrase); on a hub, and for TLS, nothing secret is needed.
#[derive(Args)]
pub struct Adopt {
    #[command(flatten)]
    which: WhichHome,
    #[command(flatten)]
    opener: Opener,
    /// The certificate
    #[arg(long, value_name = "FILE")]
    certificate: PathBuf,
    /// The certificate of the station's reserve. Default: NAME-reserve.pem beside the certificate, if it is there
    #[arg(long, value_name = "FILE", conflicts_with = "hub")]
    reserve: Option<PathBuf>,
    /// The municipality's root certificate
    #[arg(long, value_name = "FILE")]
    root: PathBuf,
}

impl Adopt {
    /// Checks and adopts.
    pub fn run(&self) -> Outcome {
        let certificate = files::certificate(&self.certificate)?;
        let root = files::root(&self.root)?;
        let at = Clock::system().now();
        if is_servers(&certificate) {
            return self.adopt_server(&certificate, &root, at);
        }
        let opened = if self.which.hub {
            self.check_hub(&certificate, &root, at)?;
            None
        } else {
            Some(self.check_station(&certificate, &root, at)?)
        };
        let reserve = opened.map(|opened| self.adopt_reserve(&opened, &root, at)).transpose()?;
        self.which.keys()?.adopt(&certificate.to_pem(), &root.certificate().to_pem())?;
        let root = root.certificate();
        println!("adopted      {}", certificate.subject());
        println!("reference    {}", certificate.reference());
        println!("valid        until {}", certificate.not_after().day().format("%d/%m/%Y"));
        if let Some(told) = reserve {
            println!("reserve      {told}");
        }
        println!("root         {}", root.subject());
        println!("fingerprint  {}", fingerprint(&root.fingerprint()));
        println!();
        println!("Compare the fingerprint with the one written down when the root was made.");
        Ok(ExitCode::SUCCESS)
    }

    /// What the root made for TLS of this computer.
    fn adopt_server(&self, certificate: &Certificate, root: &Root, at: Moment) -> Outcome {
        let home = self.which.station().server();
        let asked = home.request()?.map(|pem| ServerRequest::from_pem(&pem)).transpose()?;
        if asked.is_none_or(|asked| asked.key() != certificate.key()) {
            return Err("the certificate is for another key: certify what `keys request --host` made on this computer".into());
        }
        let drill = self.which.folder().join(DRILL_FILE).exists();
        fitting(if drill { Exercise::Drill } else { Exercise::Real }, root)?;
        check_server(certificate, root, at)?;
        home.adopt(&certificate.to_pem(), &root.certificate().to_pem())?;
        println!("adopted      for TLS of this computer, at its next start");
        for host in certificate.hosts() {
            println!("host         {host}");
        }
        println!("fingerprint  {}", fingerprint(&certificate.fingerprint()));
        println!("valid        until {}", certificate.not_after().day().format("%d/%m/%Y"));
        println!("root         {}", root.certificate().subject());
        println!("fingerprint  {}", fingerprint(&root.certificate().fingerprint()));
        println!();
        println!("Compare the last fingerprint with the one written down when the root was made.");
        Ok(ExitCode::SUCCESS)
    }

    /// Keeps the reserve's certificate, if it came; what is told of it.
    fn adopt_reserve(&self, opened: &Opened, root: &Root, at: Moment) -> Result<String, Fault> {
        let usual = || Some(files::beside(&self.certificate)).filter(|path| path.exists());
        let Some(path) = self.reserve.clone().or_else(usual) else {
            return Ok(
                "none came: on a spare computer the register will have to be certified anew".to_owned()
            );
        };
        let certificate = files::certificate(&path)?;
        let kept = reserve::keep(opened.home(), &opened.keys, &certificate, root, at)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(format!("of {}, until {}", kept.code, kept.until.day().format("%d/%m/%Y")))
    }

    fn check_station(&self, certificate: &Certificate, root: &Root, at: Moment) -> Result<Opened, Fault> {
        let opened = Opened::open(self.which.station(), &self.opener)?;
        fitting(opened.station.exercise, root)?;
        let identity = Identity::new(opened.key()?, certificate.clone(), root.clone(), at)?;
        is_for(identity.checked(), Role::Station, Urn::from(opened.station.id))?;
        if identity.checked().subject.reserve_of().is_some() {
            return Err(
                "this is the reserve’s certificate: give the station’s, the reserve’s is found beside it"
                    .into(),
            );
        }
        Ok(opened)
    }

    /// The request that the hub left says what its key and its name are; at its start the hub looks at the key itself.
    fn check_hub(&self, certificate: &Certificate, root: &Root, at: Moment) -> Result<(), Fault> {
        let home = self.which.keys()?;
        let request = home.request()?.ok_or_else(|| {
            format!(
                "{} is not there: start the hub once, it makes its key and this request",
                home.request_file().display()
            )
        })?;
        let request = Request::from_pem(&request)?;
        let checked = check_chain(certificate, root, at)?;
        if checked.key != *request.key() {
            return Err("the certificate is for another key: certify the request of this hub".into());
        }
        is_for(&checked, Role::Hub, request.urn())
    }
}

/// What it was certified as, and for whom.
fn is_for(checked: &Checked, role: Role, urn: Urn) -> Result<(), Fault> {
    match (checked.role, role) {
        (Role::Hub, Role::Station) => {
            return Err("this certificate is a hub’s: adopt the one certified without --hub".into());
        }
        (Role::Station, Role::Hub) => {
            return Err("this certificate is a station’s: certify the hub’s request with --hub".into());
        }
        _ => {}
    }
    if checked.urn != urn {
        return Err(format!("the certificate is for {}, not for {urn}", checked.urn).into());
    }
    Ok(())
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
