//! Who the centre is: its signing key, its certificate, the roots it trusts; on a drill, the root itself.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use uuid::Uuid;

use crate::error::CentreError;
use clock::Random;
use domain::journal::event::Exercise;
use domain::text::hex;
use domain::time::moment::Moment;
use trust::host::Host;
use trust::{Authority, Certificate, Checked, Life, Request, Root, Subject, Urn};
use vault::{KeyPassword, QuickKey, SigningKey};

use super::hub::Hub;
use super::seals::{self, Bound};

/// The centre's keys and certificates.
pub struct Identity {
    /// What it is called on the wire.
    pub urn: Urn,
    /// Signs answers, and serves TLS.
    pub key: SigningKey,
    /// The same, for every number that is told.
    pub(crate) numbers: Option<QuickKey>,
    /// Its certificate, once there.
    pub certificate: Option<Certificate>,
    /// Roots whose stations it knows.
    pub roots: Vec<Root>,
    /// The root's own key: only a drill centre holds it.
    root_key: Option<SigningKey>,
}

/// How long the root before counts after the present one began.
const BEFORE_COUNTS: TimeDelta = TimeDelta::days(365);

/// Where a drill's root lies in the store.
const DRILL_ROOT: &str = "drill-root";
const DRILL_KEY: &str = "drill-root-key";

impl Identity {
    /// The centre's name for all its instances; minted once.
    pub fn urn(hub: &Hub) -> Result<Urn, CentreError> {
        let fresh = hub.random.uuid(hub.clock.now()).to_string();
        hub.store.set_setting("urn", None, fresh.as_bytes())?;
        let kept = hub.store.setting("urn")?.ok_or(CentreError::NotFound)?;
        let uuid = std::str::from_utf8(&kept).ok().and_then(|text| text.parse::<Uuid>().ok());
        Ok(Urn::new(uuid.ok_or(CentreError::Keys)?))
    }

    /// A real centre: certified by a root that lies elsewhere. Without certificate it takes no records yet.
    pub fn real(urn: Urn, key: SigningKey, certificate: Option<Certificate>, roots: Vec<Root>) -> Self {
        let numbers = QuickKey::of(&key);
        Self { urn, key, numbers, certificate, roots, root_key: None }
    }

    /// A drill's centre: it owns the drill root, and certifies itself for the hosts it is reached at.
    pub fn drill(hub: &Hub, key: SigningKey, hosts: &[Host]) -> Result<Self, CentreError> {
        let urn = Self::urn(hub)?;
        let (root, root_key) = drill_root(hub)?;
        let subject = Subject::new("Comune di esercitazione", None, "Centro di esercitazione");
        let now = hub.clock.now();
        let broken = |_| CentreError::Keys;
        let request = Request::make(&subject, urn, &key).map_err(broken)?;
        let certificate = {
            let authority = Authority::new(&root, &root_key).map_err(|_| CentreError::Keys)?;
            authority
                .hub(&request, hosts, hub.random.bytes(), now, Life::LONGEST)
                .map_err(|_| CentreError::Keys)?
        };
        let numbers = QuickKey::of(&key);
        let (certificate, roots) = (Some(certificate), vec![root]);
        Ok(Self { urn, key, numbers, certificate, roots, root_key: Some(root_key) })
    }

    /// Certifies a station, where the root is at hand.
    pub(crate) fn certify(
        &self,
        request: &Request,
        at: Moment,
        random: &Random,
    ) -> Option<Result<Certificate, CentreError>> {
        let (root, key) = (self.roots.first()?, self.root_key.as_ref()?);
        let authority = Authority::new(root, key).ok()?;
        let made = authority.station(request, random.bytes(), at, Life::LONGEST);
        Some(made.map_err(|_| CentreError::Keys))
    }

    /// Whether a sender's certificate is of the root before this one. That root counts for stations known already, and for a
    /// year: one whose key was lost certifies nobody new.
    pub(crate) fn is_of_before(&self, sender: &Checked) -> bool {
        self.roots.first().is_none_or(|root| root.certificate().reference() != sender.root)
    }

    /// Until when the root before counts at all.
    pub(crate) fn before_counts_until(&self) -> Option<Moment> {
        Some(self.roots.first()?.certificate().not_before().plus(BEFORE_COUNTS))
    }

    /// Whether the root is at hand.
    pub fn certifies(&self) -> bool {
        self.root_key.is_some()
    }
}

impl Hub {
    /// The secret that the centre's signing key is kept under.
    pub fn signing_seed(&self) -> zeroize::Zeroizing<[u8; 32]> {
        self.keys.station_seed()
    }
}

/// Settings by which stations know the centre again.
const NAMING: [&str; 3] = ["urn", DRILL_ROOT, DRILL_KEY];
/// What they are bound to where they are kept outside of the database.
const OUTSIDE: &str = "naming";

impl Hub {
    /// What stations know the centre by, to be kept in the keys folder: a database made anew is then the same centre to them.
    pub fn naming(&self) -> Result<Vec<u8>, CentreError> {
        let mut kept = BTreeMap::new();
        for name in NAMING {
            if let Some(value) = self.store.setting(name)? {
                kept.insert(name.to_owned(), hex::encode(&value));
            }
        }
        Ok(seals::seal_json(&self.keys, Bound::Setting(OUTSIDE), &kept, &self.random))
    }

    /// Takes it up again where the database does not say otherwise.
    pub fn take_naming(&self, sealed: &[u8]) -> Result<(), CentreError> {
        let kept: BTreeMap<String, String> = seals::open_json(&self.keys, Bound::Setting(OUTSIDE), sealed)?;
        for name in NAMING {
            if let Some(value) = kept.get(name).and_then(|value| hex::decode(value)) {
                self.store.set_setting(name, None, &value)?;
            }
        }
        Ok(())
    }
}

/// The drill's root, made once.
fn drill_root(hub: &Hub) -> Result<(Root, SigningKey), CentreError> {
    let seed = hub.keys.station_seed();
    let password = KeyPassword::Derived(&seed);
    if hub.store.setting(DRILL_KEY)?.is_none() {
        let key = SigningKey::generate(&hub.random);
        let pem = key.to_encrypted_pem(password, &hub.random);
        let sealed = seals::seal(&hub.keys, Bound::Setting(DRILL_KEY), pem.as_bytes(), &hub.random);
        hub.store.set_setting(DRILL_KEY, None, &sealed)?;
    }
    let sealed = hub.store.setting(DRILL_KEY)?.ok_or(CentreError::Keys)?;
    let pem = seals::open(&hub.keys, Bound::Setting(DRILL_KEY), &sealed)?;
    let pem = String::from_utf8(pem).map_err(|_| CentreError::Keys)?;
    let key = SigningKey::from_encrypted_pem(&pem, password).map_err(|_| CentreError::Keys)?;
    if hub.store.setting(DRILL_ROOT)?.is_none() {
        let serial = hub.random.bytes();
        let root = Root::make("Comune di esercitazione", Exercise::Drill, &key, serial, hub.clock.now())
            .map_err(|_| CentreError::Keys)?;
        hub.store.set_setting(DRILL_ROOT, None, root.certificate().to_pem().as_bytes())?;
    }
    let pem = hub.store.setting(DRILL_ROOT)?.ok_or(CentreError::Keys)?;
    let root = std::str::from_utf8(&pem).ok().and_then(|pem| Root::from_pem(pem).ok());
    Ok((root.ok_or(CentreError::Keys)?, key))
}
