//! The hub: composition root of the centre. Opens store and keys, binds, serves, stops.

mod anew;
pub mod at_start;
mod copy;
pub mod key_file;
mod looking;
mod outside;
mod tls;

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use zeroize::Zeroizing;

pub use anew::{Anew, NotAnew, WayOn};
use at_start::{Ask, OpenedKeys};
use centre::ledger::identity::Identity;
use centre::{CentreError, Hub};
use clock::{Clock, Random};
use copy::SecondCopy;
use disk::{RealDisk, SharedDisk};
use domain::ids::body::BodyCode;
use domain::ids::check_code;
use domain::journal::event::Exercise;
use outside::Outside;
use store::centre::{Address, BadAddress, CentreStore, CentreStoreError, EmbeddedCentre, PostgresCentre};
use trust::host::Host;
use trust::{Certificate, Request, Root, Subject};
use vault::key_home::KeyHomeError;
use vault::{Cost, Kept, KeyHome, KeyPassword, SealTools};
use web::centre::mock;
use web::centre::mock::{Mock, Order, Orders};
use web::centre::serve::serve;
use web::centre::site::HubSite;
use web::entrance::gate::Gates;
use web::entrance::stop::Stop;
use web::site::passing::Passing;

/// Where the centre listens in clear, for the browser of the same computer, unless told otherwise.
pub const DEFAULT_LOCAL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8470);
/// Where it listens over TLS, for stations and other browsers, unless told otherwise.
pub const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8471);

/// Sign-in of the drill's only account.
pub const DRILL_ACCOUNT: (&str, &str, &str) = ("elena", "556677", "Elena Sarti");

/// In the data folder of a drill, for good.
const DRILL_FILE: &str = "ESERCITAZIONE.txt";
/// How long stopping may take once the last answer is out.
const STOP_LIMIT: Duration = Duration::from_millis(1500);

/// What a hub is started with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether this is the drill's centre.
    pub demo: bool,
    /// Its folder: keys, and the embedded store.
    pub data: PathBuf,
    /// The key file that opens what it seals; outside the folder.
    pub key_file: PathBuf,
    /// What this computer offers to seal that file with.
    pub seal_tools: SealTools,
    /// How a person is asked for what opens the keys, where the file does not.
    pub ask: Ask,
    /// A `PostgreSQL` database instead of the embedded store.
    pub database: Option<String>,
    /// The database's password, where a file holds it.
    pub database_password: Option<Zeroizing<String>>,
    /// In clear, for this computer; none: not at all.
    pub local: Option<SocketAddr>,
    /// Over TLS.
    pub listen: SocketAddr,
    /// Host names and addresses stations reach it by.
    pub names: Vec<Host>,
    /// Folder of the second copy of its embedded store.
    pub copy: Option<PathBuf>,
    /// What is put in place of an embedded store that does not open.
    pub anew: Option<Anew>,
    /// Code of the ordinary register.
    pub register: String,
    /// IPA code of the body it serves, if it is told.
    pub body: Option<BodyCode>,
    /// Whether this drill's centre is the mock for integrators, and the failures ordered from the start.
    pub mock: Option<Vec<Order>>,
}

/// Why the hub did not start.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// An address cannot be listened at.
    #[error(
        "cannot listen at {address}: {source}. Another program may use the port: stop it, or choose another with --listen or --local."
    )]
    Bind {
        /// Where.
        address: SocketAddr,
        /// The system's reason.
        source: io::Error,
    },
    /// The folder of a drill and of a real centre are never the same.
    #[error("{} {found}: name another folder with --data", folder.display())]
    WrongFolder {
        /// Which.
        folder: PathBuf,
        /// What it is.
        found: &'static str,
    },
    /// Another hub serves this folder.
    #[error("{} is served by another hub: stop it first, or use PostgreSQL for several", .0.display())]
    AlreadyServed(PathBuf),
    /// The keys do not open.
    #[error(
        "the keys in {} do not open with {}: {reason}. Where the key file is lost, or was left on another computer: sportello keys key-file makes one from the recovery code.",
        folder.display(), key_file.display()
    )]
    Keys {
        /// The folder.
        folder: PathBuf,
        /// The key file.
        key_file: PathBuf,
        /// Why.
        reason: String,
    },
    /// Signing key or certificates.
    #[error(transparent)]
    KeyHome(#[from] KeyHomeError),
    /// A certificate in the folder is none, or not of this hub.
    #[error("the certificate in the keys folder cannot be used: {0}")]
    Certificate(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] CentreStoreError),
    /// The embedded database does not open.
    #[error("the centre's database does not open: {what}. Nothing was deleted. {way_on}")]
    Damaged {
        /// Why.
        what: String,
        /// What a person can do.
        way_on: Box<WayOn>,
    },
    /// Nothing was put in place of it.
    #[error(transparent)]
    NotAnew(#[from] NotAnew),
    /// The database's address.
    #[error("--database: {0}")]
    Database(#[from] BadAddress),
    /// The centre.
    #[error("{}", .0.told().en)]
    Centre(#[from] CentreError),
    /// Files or the server.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// The system's reason.
        source: io::Error,
    },
    /// TLS.
    #[error("TLS cannot be set up with the hub's certificate: {0}")]
    Tls(#[from] rustls::Error),
}

/// Runs the hub until it is told to stop (SIGTERM, Ctrl-C).
pub fn run(settings: &Settings, random: Random) -> Result<(), HubError> {
    let disk = RealDisk::shared();
    let _lock = enter(settings)?;
    let local = settings.local.map(bind).transpose()?;
    let open = bind(settings.listen)?;
    let OpenedHub { hub, database, second_copy, outside, recovery_code, kept } =
        open_hub(settings, &disk, &random)?;
    let identity = identity(settings, &hub, &disk, &random)?;
    anew::keep_naming(&hub, settings, &disk)?;
    if let Some(body) = &settings.body {
        let root = identity.roots.first().map(|root| root.certificate().subject());
        hub.serves(body, root.as_ref().map_or("", |subject| subject.municipality()))?;
    }
    if settings.demo && hub.is_new()? {
        let (login, password, name) = DRILL_ACCOUNT;
        hub.first_account(login, name, password, Cost::NONE)?;
    }
    let hub = Arc::new(hub);
    let setup_code = check_code::passing(random.bytes());
    let addresses = Addresses {
        local: local.as_ref().and_then(|local| local.local_addr().ok()),
        open: open.local_addr().map_err(io_failed("reading the bound address"))?,
        serves_tls: identity.certificate.is_some(),
    };
    // Whoever reads the announcement may stop it at once.
    let told_to_stop = Stop::listen().map_err(io_failed("listening for signals"))?;
    announce(settings, &hub, &addresses, &setup_code, (kept, recovery_code.as_deref()))
        .map_err(io_failed("writing to the console"))?;
    let (stop, stopped) = mpsc::channel();
    let looking = looking::keep(Arc::clone(&hub), outside, stopped);
    let second_copy = second_copy.map(SecondCopy::keep);
    let site = Arc::new(HubSite {
        passing: Passing::new(&random),
        hub,
        identity: Arc::new(identity),
        random,
        cost: if settings.demo { Cost::NONE } else { Cost::PIN },
        setup_code,
        key_kept: kept,
        gates: Gates::default(),
        copy: second_copy.as_ref().map(|copy| Arc::clone(&copy.told)),
        mock: settings
            .mock
            .as_ref()
            .and(database)
            .map(|database| Mock { orders: Orders::default(), database }),
    });
    for order in settings.mock.iter().flatten() {
        mock::admin::put(&site, *order);
    }
    let tls = tls_of(&site, settings)?;
    let hosts = settings.names.iter().map(ToString::to_string).collect();
    let (running, ended) = mpsc::channel::<()>();
    let served =
        serve(told_to_stop, local, tls.map(|tls| (open, tls)), site, hosts, move || leave_if_stuck(&ended));
    drop((stop, running));
    let _ = looking.join();
    if let Some(copy) = second_copy {
        copy.stop();
    }
    tracing::info!("stopped");
    served.map_err(io_failed("serving"))
}

/// A centre that no service serves, opened for a command.
pub struct Opened {
    /// The centre.
    pub hub: Hub,
    /// Who it is on the wire.
    pub identity: Identity,
    _lock: std::fs::File,
}

/// Opens the centre of a folder that no service serves.
pub fn open(settings: &Settings, random: &Random) -> Result<Opened, HubError> {
    let disk = RealDisk::shared();
    let lock = enter(settings)?;
    let hub = open_hub(settings, &disk, random)?.hub;
    let identity = identity(settings, &hub, &disk, random)?;
    Ok(Opened { hub, identity, _lock: lock })
}

fn bind(address: SocketAddr) -> Result<TcpListener, HubError> {
    TcpListener::bind(address).map_err(|source| HubError::Bind { address, source })
}

/// Takes the folder: a drill's and a real one are never the same, and one embedded store has one hub.
fn enter(settings: &Settings) -> Result<std::fs::File, HubError> {
    let failed = io_failed;
    let folder = &settings.data;
    let drill = folder.join(DRILL_FILE);
    let used = folder.join(KeyHome::FOLDER).exists();
    match (settings.demo, used, drill.exists()) {
        (true, true, false) => {
            return Err(HubError::WrongFolder { folder: folder.clone(), found: "holds a real centre" });
        }
        (false, _, true) => {
            return Err(HubError::WrongFolder { folder: folder.clone(), found: "holds a drill" });
        }
        _ => {}
    }
    std::fs::create_dir_all(folder).map_err(failed("making the data folder"))?;
    disk::keep_private(folder);
    if settings.demo {
        let note = "Centro di esercitazione: nessuna registrazione qui ha valore.\nDrill centre: no entry here is valid.\n";
        std::fs::write(&drill, note).map_err(failed("marking the folder of the drill"))?;
    }
    lock(folder)
}

/// Takes a folder that no hub serves.
fn lock(folder: &Path) -> Result<std::fs::File, HubError> {
    let failed = io_failed;
    let lock = std::fs::File::create(folder.join("lock")).map_err(failed("locking the data folder"))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(std::fs::TryLockError::WouldBlock) => Err(HubError::AlreadyServed(folder.to_owned())),
        Err(std::fs::TryLockError::Error(source)) => Err(failed("locking the data folder")(source)),
    }
}

/// The centre, and what came to light on the way.
struct OpenedHub {
    /// The marks beside the keys; a mock keeps none after its start.
    outside: Option<Outside>,
    hub: Hub,
    /// Its store, where it is the embedded one.
    database: Option<EmbeddedCentre>,
    /// Who keeps its second copy, where one is kept.
    second_copy: Option<SecondCopy>,
    /// The recovery code of its keys, if they were made now.
    recovery_code: Option<String>,
    /// How the key lies that opens them; none: a person opened them.
    kept: Option<Kept>,
}

fn open_hub(settings: &Settings, disk: &SharedDisk, random: &Random) -> Result<OpenedHub, HubError> {
    let clock = Clock::system();
    anew::put_in_place(settings, disk)?;
    let OpenedKeys { keys, kept, recovery_code } = at_start::open(settings, disk, random, &clock)?;
    let mut database = None;
    let store: Box<dyn CentreStore> = match &settings.database {
        None => {
            let embedded = anew::open_embedded(settings)?;
            database = Some(embedded.clone());
            Box::new(embedded)
        }
        Some(address) => {
            let mut address = Address::parse(address)?;
            if let Some(password) = &settings.database_password {
                address.set_password(password);
            }
            if address.trusts_anyone() {
                tracing::warn!(
                    "the database is on another computer and need not show who it is: use sslmode=verify-full"
                );
            }
            Box::new(PostgresCentre::open(address)?)
        }
    };
    let exercise = if settings.demo { Exercise::Drill } else { Exercise::Real };
    let hub = Hub::open(store, keys, clock, random.clone(), exercise, settings.register.clone())?;
    anew::tell(&hub, settings, disk)?;
    let outside = Outside::of(Arc::clone(disk), &settings.data, &settings.key_file);
    outside.look(&hub)?;
    // The mock's database goes back on demand, also for stations that say nothing back.
    let outside = settings.mock.is_none().then_some(outside);
    if let Some(keeps) = outside.clone() {
        hub.keep_marks(Box::new(move |hub| keeps.before_telling(hub)));
    }
    hub.go_on()?;
    let second_copy = database.as_ref().and_then(|database| SecondCopy::of(settings, database));
    Ok(OpenedHub { outside, hub, database, second_copy, recovery_code, kept })
}

/// Who the hub is on the wire.
fn identity(
    settings: &Settings,
    hub: &Hub,
    disk: &SharedDisk,
    random: &Random,
) -> Result<Identity, HubError> {
    let home = KeyHome::of_hub(Arc::clone(disk), &settings.data);
    let seed = hub.signing_seed();
    let key = home.key_or_new(KeyPassword::Derived(&seed), random)?;
    if settings.demo {
        return Ok(Identity::drill(hub, key, &settings.names)?);
    }
    let kept = home.certificates()?;
    let unusable = |why: &dyn std::fmt::Display| HubError::Certificate(why.to_string());
    let certificate =
        kept.current.map(|pem| Certificate::from_pem(&pem).map_err(|why| unusable(&why))).transpose()?;
    if certificate.as_ref().is_some_and(|certificate| *certificate.key() != key.public_key()) {
        return Err(HubError::Certificate("it is not of this hub's key".to_owned()));
    }
    let roots = [kept.root, kept.previous_root]
        .into_iter()
        .flatten()
        .map(|pem| Root::from_pem(&pem).map_err(|why| unusable(&why)))
        .collect::<Result<_, _>>()?;
    let urn = Identity::urn(hub)?;
    // Lies there for whoever carries it to the root; the root's municipality is put into the certificate.
    let request = Request::make(&Subject::new("", None, "Centro").of_body(settings.body.clone()), urn, &key)
        .map_err(|why| unusable(&why))?;
    home.keep_request(&request.to_pem())?;
    Ok(Identity::real(urn, key, certificate, roots))
}

/// What connections are shown; none where nothing certifies this hub yet.
fn tls_of(site: &Arc<HubSite>, settings: &Settings) -> Result<Option<rustls::ServerConfig>, HubError> {
    let Some(certificate) = &site.identity.certificate else { return Ok(None) };
    Ok(Some(match site.mock {
        Some(_) => tls::mock(site, &settings.names, &site.random)?,
        None => tls::settled(&site.identity, certificate)?,
    }))
}

/// Stop means stop: whatever still hangs after the limit is left behind.
fn leave_if_stuck(ended: &mpsc::Receiver<()>) {
    if ended.recv_timeout(STOP_LIMIT) == Err(mpsc::RecvTimeoutError::Timeout) {
        tracing::error!("stopping took too long: left as after a power cut");
        std::process::exit(1);
    }
}

/// Where it answers.
struct Addresses {
    local: Option<SocketAddr>,
    open: SocketAddr,
    serves_tls: bool,
}

/// What the person at the console needs to know.
fn announce(
    settings: &Settings,
    hub: &Hub,
    addresses: &Addresses,
    setup_code: &str,
    (kept, recovery_code): (Option<Kept>, Option<&str>),
) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "Sportello {} – centro / centre", env!("CARGO_PKG_VERSION"))?;
    if let Some(local) = addresses.local {
        writeln!(out, "Pagine / pages:              http://{local}/")?;
    }
    if addresses.serves_tls {
        writeln!(out, "Per le postazioni / stations: https://{}/", addresses.open)?;
        if let (Some(_), Some(local)) = (&settings.mock, addresses.local) {
            writeln!(out, "Guasti su richiesta / failures on demand: http://{local}/mock/failures")?;
        }
    } else {
        writeln!(
            out,
            "Nessun certificato ancora: le postazioni non sono servite. Richiesta da certificare: / No certificate yet: stations are not served. Request to certify:\n  {}\n  sportello keys --help",
            KeyHome::of_hub(RealDisk::shared(), &settings.data).request_file().display()
        )?;
    }
    writeln!(out, "Cartella dati / data folder: {}", settings.data.display())?;
    writeln!(out, "Pacchetti cifrati per / bundles are encrypted to:\n  {}", hub.bundle_recipient())?;
    if kept == Some(Kept::Plain) && !settings.demo {
        writeln!(
            out,
            "La chiave è in chiaro: chi porta via il disco apre il centro. / The key lies in clear: whoever takes the disk opens the centre.\n  {}\n  sportello keys key-file --at-start …",
            settings.key_file.display()
        )?;
    }
    if let Some(code) = recovery_code {
        writeln!(
            out,
            "Codice di recupero delle chiavi, da scrivere e chiudere in cassaforte / recovery code of the keys, write it down:\n  {code}"
        )?;
    }
    if settings.demo {
        let (login, password, name) = DRILL_ACCOUNT;
        writeln!(out, "\nESERCITAZIONE / DRILL. {name}: {login}, parola d’ordine / password {password}")?;
    } else if hub.is_new().unwrap_or(false) {
        writeln!(out, "\nPrima utenza / first account, code: {setup_code}")?;
    }
    out.flush()
}

fn io_failed(what: &'static str) -> impl FnOnce(io::Error) -> HubError {
    move |source| HubError::Io { what, source }
}
