//! The station on this computer, opened for its key: no service is needed, and one that runs is not disturbed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use crate::cli::secret;
use crate::station::places::Places;
use clock::Random;
use desk::ledger::lives;
use desk::succession::reserve::{self, Asking};
use disk::{RealDisk, SharedDisk};
use domain::journal::head::{Head, Station};
use domain::journal::record::{Payload, Weight};
use domain::time::moment::Moment;
use journal;
use trust::{Request, Subject, Urn};
use vault::{KeyFile, KeyHome, KeyRing, Passphrase, RecoveryCode, SealTools, Secret, SigningKey, SlotHome};

use super::files::Fault;

/// Which station.
#[derive(Args)]
pub struct Which {
    /// Data folder. Default: a folder of this user
    #[arg(long, value_name = "DIR", env = "SPORTELLO_DATA")]
    data: Option<PathBuf>,
    /// The drill of this user
    #[arg(long)]
    demo: bool,
}

/// Which station, or which hub.
#[derive(Args)]
pub struct WhichHome {
    #[command(flatten)]
    which: Which,
    /// The hub in the data folder given, instead of a station
    #[arg(long, requires = "data")]
    pub hub: bool,
}

impl WhichHome {
    /// The station.
    pub fn station(&self) -> &Which {
        &self.which
    }

    /// The data folder.
    pub fn folder(&self) -> PathBuf {
        self.which.folder()
    }

    /// Where signing key and certificates are.
    pub fn keys(&self) -> Result<KeyHome, Fault> {
        if self.hub { Ok(KeyHome::of_hub(RealDisk::shared(), &self.folder())) } else { self.which.keys() }
    }

    /// Where the keys of the lives before are, the newest first: a hub has one life.
    pub fn keys_before(&self) -> Result<Vec<KeyHome>, Fault> {
        if self.hub {
            return Ok(Vec::new());
        }
        let mut folders = lives::key_folders(&RealDisk, &self.folder())?;
        folders.pop();
        let home = |folder: PathBuf| KeyHome::of_station(RealDisk::shared(), &folder);
        Ok(folders.into_iter().rev().map(home).collect())
    }
}

impl Which {
    /// The data folder.
    pub fn folder(&self) -> PathBuf {
        let folder = self.data.clone().unwrap_or_else(|| Places::of_user().data_folder(self.demo));
        // As the service sees it: the usual key file goes by the folder's full path.
        std::path::absolute(&folder).unwrap_or(folder)
    }

    /// Where the key by which its computer is reached over TLS is, and its certificates.
    pub fn server(&self) -> KeyHome {
        KeyHome::of_server(RealDisk::shared(), &self.folder())
    }

    /// Where signing key and certificates of its living station are.
    pub fn keys(&self) -> Result<KeyHome, Fault> {
        let (_, keys) = lives::folders(&RealDisk, &self.folder())?;
        Ok(KeyHome::of_station(RealDisk::shared(), &keys))
    }
}

/// What opens the station.
#[derive(Args)]
pub struct Opener {
    /// Open the station with this key file. Default: the one the station uses, if it is there
    #[arg(long, value_name = "FILE", env = "SPORTELLO_KEY_FILE")]
    key_file: Option<PathBuf>,
    /// Open it with the printed recovery code instead of key file or passphrase
    #[arg(long)]
    recovery_code: bool,
}

/// An opened station.
pub struct Opened {
    /// Its keys.
    pub keys: KeyRing,
    /// What its journal says of it.
    pub station: Station,
    home: KeyHome,
}

impl Opened {
    /// Opens the station of `which`.
    pub fn open(which: &Which, opener: &Opener) -> Result<Self, Fault> {
        let disk: SharedDisk = Arc::new(RealDisk);
        let data = which.folder();
        let folder = data.join("journal");
        let slots = journal::slots(&disk, &folder).ok_or_else(|| {
            format!(
                "{} holds no station: start it once with `sportello serve`, or name its folder with --data",
                data.display()
            )
        })?;
        let home = SlotHome::in_journal(Arc::clone(&disk), &folder);
        let unlock = |secret: Secret<'_>| {
            KeyRing::unlock(home.clone(), slots.clone(), secret).map_err(|error| {
                format!("{error}. Other ways in: --key-file FILE, --recovery-code, or the passphrase")
            })
        };
        let keys = if opener.recovery_code {
            unlock(Secret::RecoveryCode(&RecoveryCode::parse(&secret::ask("Recovery code: ")?)?))?
        } else if let Some(path) = opener.key_file(&data) {
            unlock(Secret::KeyFile(&KeyFile::open(
                disk.as_ref(),
                &path,
                &SealTools::of_system(&Random::system()),
            )?))?
        } else {
            unlock(Secret::Passphrase(&Passphrase::typed(&secret::ask("Passphrase of the station: ")?)))?
        };
        let (journals, _) = lives::folders(disk.as_ref(), &data)?;
        let station = read_station(&disk, &journals, &keys)?;
        Ok(Self { keys, station, home: which.keys()? })
    }

    /// The station's signing key; made at first use.
    pub fn key(&self) -> Result<SigningKey, Fault> {
        Ok(self.home.station_key(&self.keys, &Random::system())?)
    }

    /// The station's request, with that of its reserve in it; both keys are made at first use.
    pub fn request(&self, at: Moment) -> Result<Request, Fault> {
        let (subject, random) = (self.subject(), Random::system());
        let asking = Asking {
            home: &self.home,
            keys: &self.keys,
            subject: &subject,
            urn: Urn::from(self.station.id),
            random: &random,
            at,
        };
        Ok(reserve::request(&asking, &self.key()?)?)
    }

    /// Where its keys lie.
    pub fn home(&self) -> &KeyHome {
        &self.home
    }

    /// The station as its certificate names it.
    pub fn subject(&self) -> Subject {
        Subject::of_station(&self.station.office, &self.station.register_code)
            .of_body(self.station.body.clone())
    }
}

impl Opener {
    fn key_file(&self, data: &Path) -> Option<PathBuf> {
        let usual = || Some(Places::of_user().key_file(data)).filter(|path| path.exists());
        self.key_file.clone().or_else(usual)
    }
}

/// The state after all lives: the last one says which station it is.
fn read_station(disk: &SharedDisk, journals: &[PathBuf], keys: &KeyRing) -> Result<Station, Fault> {
    let mut head = Head::default();
    for folder in journals {
        journal::look(disk, folder, Some(keys), &mut |header, _, record| {
            let (position, at) = (header.position, header.time);
            match record.and_then(Result::ok).map(|record| Payload::read(&record.payload)) {
                // What does not follow is told by the service and by `journal verify`.
                Some(Payload::Known(command)) => drop(head.apply(position, at, &command)),
                _ => head.apply_unknown(position, at, header.weight == Weight::Critical),
            }
        })?;
    }
    head.station
        .ok_or_else(|| "the journal does not say which station it is: sportello journal verify".into())
}
