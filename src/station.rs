//! The station: composition root of the counter. Binds, enters the data folder, serves, stops.

pub mod machine;
pub mod places;
pub mod server_certificate;
pub mod settings;
pub mod settings_file;
pub mod ways;

mod announce;

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use clock::{Clock, Random};
use desk::ledger::premises::FarServer;
use desk::life::demo;
use desk::life::demo::DemoError;
use desk::parts::making::Making;
use desk::{Costs, Counter, EnterError, Premises, SETTINGS_FOR_COPY};
use disk::{RealDisk, Tidings};
use domain::ids::number::RegisterCode;
use domain::journal::event::Exercise;
use recovery::watch::Watch;
use recovery::worker::Worker;
use server_certificate::{NoTls, Shown};
use settings::Settings;
use trust::host::Host;
use vault::{KeyHome, SealTools};
use ways::{NoWay, Ways};
use web::counter::serve::serve;
use web::entrance::gate::Gates;
use web::entrance::stop::Stop;
use web::entrance::waiting::Waiting;
use web::site::habits::Habits;
use web::site::papers::Papers;
use web::site::passing::Passing;
use web::site::pictures::Pictures;
use web::site::server_view::ServerView;
use web::site::sheets::Sheets;
use web::site::site::Site;
use web::site::visits::Visits;

/// In the data folder while the service runs: where it answers, so that `health` and `unlock` find it.
pub const ADDRESS_FILE: &str = "service.address";

/// In the data folder of a drill, for good: people see it, and a real station refuses the folder.
pub const DRILL_FILE: &str = "ESERCITAZIONE.txt";

const SEGMENT_BYTES: u64 = 16 * 1024 * 1024;
const WORKERS: usize = 2;

/// How long stopping may take once the last answer is out.
const STOP_LIMIT: Duration = Duration::from_millis(1500);

/// Why the service did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Others would be served in clear, or nowhere.
    #[error(transparent)]
    NoWay(#[from] NoWay),
    /// Others cannot be served over TLS.
    #[error(transparent)]
    NoTls(#[from] NoTls),
    /// The address cannot be listened at.
    #[error(
        "cannot listen at {address}: {source}. Another program may use the port: stop it, or choose another with {option}."
    )]
    Bind {
        /// Where.
        address: SocketAddr,
        /// What chooses it.
        option: &'static str,
        /// The system's reason.
        source: io::Error,
    },
    /// The data folder cannot be used.
    #[error(transparent)]
    Enter(#[from] EnterError),
    /// The sample counter cannot be made.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// A drill in a real folder, or the other way.
    #[error("{} {found}. A drill and a real station never share a folder: {remedy}.", folder.display())]
    WrongFolder {
        /// Which.
        folder: PathBuf,
        /// What it is.
        found: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// Files beside the journal cannot be written, or the server failed.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// The system's reason.
        source: io::Error,
    },
}

/// Runs the station until it is told to stop (SIGTERM, Ctrl-C).
pub fn run(settings: &Settings, random: Random) -> Result<(), StartError> {
    let ways = Ways::of(settings)?;
    let bound = Bound::of(&ways)?;
    check_folder(settings)?;
    let shown = bound.open.as_ref().map(|open| shown(settings, &open.names, &random)).transpose()?;
    let making = Making::default();
    let waiting = bound.wait(shown.as_ref(), &making).map_err(failed("answering while the counter opens"))?;
    let far = bound.open.as_ref().zip(shown.as_ref());
    let counter = Arc::new(enter(settings, far, &random, making)?);
    drop(waiting);
    let mut worker = Worker::start(Arc::clone(&counter), counter.clock(), random.clone());
    let watch = Watch::start(Arc::clone(&counter), settings.choices.watched.clone());
    let (running, ended) = channel();
    // Whoever learns the address may stop it at once.
    let stop = Stop::listen().map_err(failed("listening for signals"));
    prepare_folder(settings, bound.address);
    let served = stop.and_then(|stop| {
        announce::announce(settings, &counter, &bound, shown.as_ref())
            .map_err(failed("writing to the console"))?;
        let site = site(settings, &ways, &bound, shown.as_ref(), &counter, random);
        let open = bound.open.zip(shown).map(|(open, shown)| (open.listener, (*shown.config).clone()));
        serve(stop, bound.local, open, site, WORKERS, move || leave_if_stuck(&ended))
            .map_err(failed("serving"))
    });
    // Whatever ended the service: what was acknowledged is drained and the lock given back.
    let _ = std::fs::remove_file(settings.data.join(ADDRESS_FILE));
    drop(watch);
    worker.stop();
    counter.stop();
    tracing::info!("stopped");
    drop(running);
    served
}

/// Where it listens.
struct Bound {
    local: TcpListener,
    address: SocketAddr,
    open: Option<Open>,
}

/// Where others are served over TLS.
struct Open {
    listener: TcpListener,
    address: SocketAddr,
    names: Vec<Host>,
}

impl Bound {
    fn of(ways: &Ways) -> Result<Self, StartError> {
        let own = failed("reading the bound address");
        let (option, open) = match ways {
            Ways::Clear { .. } => ("--listen", None),
            Ways::Tls { open, names, .. } => ("--local", Some((*open, names))),
        };
        let local = bind(ways.local(), option)?;
        let address = local.local_addr().map_err(own)?;
        let open = open.map(|(at, names)| {
            let listener = bind(at, "--listen")?;
            let address = listener.local_addr().map_err(failed("reading the bound address"))?;
            Ok::<_, StartError>(Open { listener, address, names: names.clone() })
        });
        Ok(Self { local, address, open: open.transpose()? })
    }

    fn wait(&self, shown: Option<&Shown>, making: &Making) -> io::Result<Vec<Waiting>> {
        let mut waiting = vec![Waiting::start(&self.local, None, making.clone())?];
        if let (Some(open), Some(shown)) = (&self.open, shown) {
            waiting.push(Waiting::start(&open.listener, Some(Arc::clone(&shown.config)), making.clone())?);
        }
        Ok(waiting)
    }
}

fn shown(settings: &Settings, names: &[Host], random: &Random) -> Result<Shown, NoTls> {
    let home = KeyHome::of_server(RealDisk::shared(), &settings.data);
    server_certificate::ready(&home, names, random, Clock::system().now())
}

/// The counter of a folder that no service serves, for a command.
pub fn open(settings: &Settings, random: &Random) -> Result<Counter, StartError> {
    check_folder(settings)?;
    enter(settings, None, random, Making::default())
}

/// The counter of an empty folder, for a restore. A drill's folder is marked as one first.
pub fn enter_empty(settings: &Settings, random: &Random) -> Result<Counter, StartError> {
    check_folder(settings)?;
    if settings.demo {
        mark_as_drill(settings)?;
    }
    Ok(Counter::enter(premises(settings, None, random, Making::default()))?)
}

fn bind(address: SocketAddr, option: &'static str) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).map_err(|source| StartError::Bind { address, option, source })
}

fn check_folder(settings: &Settings) -> Result<(), StartError> {
    let drill = settings.data.join(DRILL_FILE).exists();
    let used =
        ["journal", "register-codes", "store", "living"].iter().any(|name| settings.data.join(name).exists());
    let (found, remedy) = match settings.demo {
        true if used && !drill => (
            "holds a real station, or a drill whose ESERCITAZIONE.txt is gone",
            "leave --data out, or name another folder",
        ),
        false if drill => ("holds a drill", "start it with --demo, or name another folder"),
        _ => return Ok(()),
    };
    Err(StartError::WrongFolder { folder: settings.data.clone(), found, remedy })
}

fn premises(settings: &Settings, far: Option<(&Open, &Shown)>, random: &Random, making: Making) -> Premises {
    Premises {
        disk: RealDisk::shared(),
        folder: settings.data.clone(),
        key_file: settings.key_file.clone(),
        // A drill's key is no secret.
        seal_tools: if settings.demo { SealTools::none() } else { SealTools::of_system(random) },
        high_water: settings.high_water.clone(),
        second_copy: settings.second_copy.clone(),
        program: std::env::current_exe().ok(),
        told: Tidings::default(),
        making,
        exercise: if settings.demo { Exercise::Drill } else { Exercise::Real },
        clock: Clock::system(),
        random: random.clone(),
        // The PINs of the drill are printed anyway: its start need not be slow.
        costs: if settings.demo { Costs::Test } else { Costs::Production },
        machine: machine::this(),
        segment_bytes: SEGMENT_BYTES,
        // Forms that came with a restored copy are the station's own.
        forms: settings
            .forms
            .clone()
            .or_else(|| Some(settings.data.join("forms")).filter(|forms| forms.is_dir())),
        idle: settings.idle,
        choices: settings.choices.clone(),
        server: far.map(|(open, shown)| FarServer {
            addresses: addresses(open),
            fingerprint: shown.certificate.fingerprint(),
        }),
    }
}

/// Before the journal, so that a real station can never take a half-made drill for its own.
fn mark_as_drill(settings: &Settings) -> Result<(), StartError> {
    if settings.data.join(DRILL_FILE).exists() {
        return Ok(());
    }
    let note = "Postazione di esercitazione: nessun foglio fatto qui ha valore.\nDrill station: no paper made here is valid.\n";
    std::fs::create_dir_all(&settings.data)
        .and_then(|()| std::fs::write(settings.data.join(DRILL_FILE), note))
        .map_err(failed("making the folder of the drill"))
}

fn enter(
    settings: &Settings,
    far: Option<(&Open, &Shown)>,
    random: &Random,
    making: Making,
) -> Result<Counter, StartError> {
    let premises = premises(settings, far, random, making);
    if settings.demo {
        mark_as_drill(settings)?;
        let code = settings.register.as_ref().map_or(demo::REGISTER, RegisterCode::as_str);
        return Ok(demo::demo(premises, code)?);
    }
    Ok(Counter::enter(premises)?)
}

/// The commented configuration on the first run, and the address for `health` and `unlock`.
fn prepare_folder(settings: &Settings, address: SocketAddr) {
    let file = settings.data.join(settings::FILE);
    if settings.file.is_none() && !file.exists() {
        kept(std::fs::write(&file, settings_file::TEMPLATE), "sportello.toml");
    }
    if let Some(kept) =
        std::fs::read_to_string(&file).ok().and_then(|text| settings_file::without_places(&text))
    {
        let copy = settings.data.join(SETTINGS_FOR_COPY);
        if std::fs::read_to_string(&copy).ok().as_ref() != Some(&kept) {
            self::kept(std::fs::write(copy, kept), "the settings for the second copy");
        }
    }
    kept(
        std::fs::write(settings.data.join(ADDRESS_FILE), reachable(address).to_string()),
        "the service's address",
    );
}

/// A file that helps people, and that a full or dying disk refuses: the counter opens without it.
fn kept(written: io::Result<()>, what: &str) {
    if let Err(error) = written {
        tracing::warn!(%error, what, "not written");
    }
}

/// The address a person on this computer opens: a service that listens everywhere answers on loopback too.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => SocketAddr::from(([127, 0, 0, 1], v4.port())),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => {
            SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], v6.port()))
        }
        other => other,
    }
}

fn site(
    settings: &Settings,
    ways: &Ways,
    bound: &Bound,
    shown: Option<&Shown>,
    counter: &Arc<Counter>,
    random: Random,
) -> Site {
    let mut hosts = settings.hosts.clone();
    // An address people can type is a name of this station too.
    if !settings.listen.ip().is_unspecified() {
        hosts.push(settings.listen.ip().to_string());
    }
    let view = |(open, shown): (&Open, &Shown)| ServerView {
        addresses: addresses(open),
        certificate: shown.certificate.clone(),
        root: shown.root.clone(),
    };
    Site {
        counter: Arc::clone(counter),
        passing: Passing::new(&random),
        random,
        hosts,
        proxied: ways.proxied(),
        server: bound.open.as_ref().zip(shown).map(view),
        sheets: Sheets::default(),
        pictures: Pictures::default(),
        gates: Gates::default(),
        papers: Papers::default(),
        habits: Habits::default(),
        visits: Visits::default(),
        cookie: format!("sid-{}", bound.address.port()),
    }
}

/// What other computers type; none of the names that everywhere mean the computer one sits at.
fn addresses(open: &Open) -> Vec<String> {
    let far = |name: &&Host| {
        !matches!(name, Host::Name(name) if name == "localhost")
            && !matches!(name, Host::Address(address) if address.is_loopback())
    };
    let at = |name: &Host| match name {
        Host::Address(IpAddr::V6(address)) => format!("https://[{address}]:{}/", open.address.port()),
        other => format!("https://{other}:{}/", open.address.port()),
    };
    let far: Vec<String> = open.names.iter().filter(far).map(at).collect();
    if far.is_empty() { vec![format!("https://{}/", open.address)] } else { far }
}

/// Stop means stop: whatever still hangs after the limit is left behind. What was acknowledged is on disk, and a killed
/// process starts as well as a stopped one.
fn leave_if_stuck(ended: &Receiver<()>) {
    if ended.recv_timeout(STOP_LIMIT) == Err(RecvTimeoutError::Timeout) {
        tracing::error!("stopping took too long: left as after a power cut");
        std::process::exit(1);
    }
}

fn failed(what: &str) -> impl FnOnce(io::Error) -> StartError {
    let what = what.to_owned();
    move |source| StartError::Io { what, source }
}
