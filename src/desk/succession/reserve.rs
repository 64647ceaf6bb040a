//! The reserve of a station: an identity certified beside its own, which the life after it takes when this computer is gone. So
//! what that life signs is believed at once, by whoever trusts the root.
//!
//! It is used up by a claim on the second copy, which every computer that could take it sees: without the copy, or where
//! somebody claimed it before, a new life has an identity of its own, to be certified like any other.

use crate::error::{Cause, DeskError};
use crate::ledger::desk::Desk;
use crate::ledger::opening::means;
use crate::stop_reason::StopReason;
use clock::Random;
use domain::ids::id::StationId;
use domain::journal::event::{Event, Exercise};
use domain::journal::record::Kind;
use domain::time::moment::Moment;
use journal::{self, Means};
use trust::{Certificate, Request, Role, Root, Subject, Urn, check_chain};
use vault::key_home::KeyHomeError;
use vault::{KeyHome, KeyRing, ReserveCertificate, ReserveKey, SigningKey};

/// Whose request it is, and what it is made with.
pub struct Asking<'a> {
    /// Where the station's keys lie.
    pub home: &'a KeyHome,
    /// Its keys, open.
    pub keys: &'a KeyRing,
    /// As its certificate names it.
    pub subject: &'a Subject,
    /// Its name.
    pub urn: Urn,
    /// Names the reserve, makes its key.
    pub random: &'a Random,
    /// Now.
    pub at: Moment,
}

/// Why a request or a certificate of a reserve is not used.
#[derive(Debug, thiserror::Error)]
pub enum ReserveError {
    /// The files beside the key.
    #[error(transparent)]
    Files(#[from] KeyHomeError),
    /// A key did not sign.
    #[error("the key did not sign: try again")]
    Signing,
    /// It is no reserve's, of another root, or not for the reserve that was asked for here.
    #[error(
        "this is no certificate of the reserve asked for here: certify the station’s request anew and adopt both files"
    )]
    NotIts,
}

/// The reserve of a station, as pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReserveView {
    /// The identity a new life would take.
    pub station: StationId,
    /// The register that it is kept for.
    pub code: String,
    /// Until when its certificate holds.
    pub until: Moment,
}

impl ReserveView {
    /// Whether it can still be taken.
    pub fn holds(&self, at: Moment) -> bool {
        at <= self.until
    }
}

/// The request of a station for `key`, with that of its reserve in it: the one asked for before, or a new one.
pub fn request(asking: &Asking<'_>, key: &SigningKey) -> Result<Request, ReserveError> {
    let reserve = reserve_request(asking)?;
    Request::with_reserve(asking.subject, asking.urn, key, reserve).map_err(|_| ReserveError::Signing)
}

fn reserve_request(asking: &Asking<'_>) -> Result<Request, ReserveError> {
    let Asking { home, keys, subject, random, at, .. } = *asking;
    let (key, urn) = match home.asked_reserve(keys)? {
        Some(asked) => match Request::from_pem(&asked.request) {
            // Asked for under the same name: the same request, so the same fingerprint.
            Ok(kept) if kept.subject() == subject.reserve() => return Ok(kept),
            Ok(kept) => (asked.key, kept.urn()),
            Err(_) => (asked.key, Urn::new(random.uuid(at))),
        },
        None => (ReserveKey::generate(random), Urn::new(random.uuid(at))),
    };
    let request = Request::of_reserve(subject, urn, key.public_key(), |info| key.prove(info));
    let request = request.map_err(|_| ReserveError::Signing)?;
    home.ask_reserve(keys, &key, &request.to_pem(), random)?;
    Ok(request)
}

/// Keeps the certificate of the reserve that was asked for, or a newer one of the reserve that is kept.
pub fn keep(
    home: &KeyHome,
    keys: &KeyRing,
    certificate: &Certificate,
    root: &Root,
    at: Moment,
) -> Result<ReserveView, ReserveError> {
    let checked = check_chain(certificate, root, at).map_err(|_| ReserveError::NotIts)?;
    let code = checked.subject.reserve_of().ok_or(ReserveError::NotIts)?;
    if checked.role != Role::Station {
        return Err(ReserveError::NotIts);
    }
    let view = ReserveView {
        station: StationId::new(checked.urn.uuid()),
        code: code.to_owned(),
        until: checked.not_after,
    };
    let certified =
        ReserveCertificate { certificate: certificate.to_pem(), root: root.certificate().to_pem() };
    let asked = home.asked_reserve(keys)?;
    if let Some(asked) = asked.filter(|asked| asked.key.public_key() == checked.key) {
        let urn = Request::from_pem(&asked.request).map_err(|_| ReserveError::NotIts)?.urn();
        if urn != checked.urn {
            return Err(ReserveError::NotIts);
        }
        home.adopt_reserve(&certified)?;
        return Ok(view);
    }
    let kept = home.reserve_key(keys)?.filter(|key| key.public_key() == checked.key);
    let named = self::view(home)?.is_some_and(|kept| kept.station == view.station);
    if kept.is_none() || !named {
        return Err(ReserveError::NotIts);
    }
    home.renew_reserve(&certified)?;
    Ok(view)
}

/// The reserve kept beside a station's keys. No secret is needed to see it.
pub fn view(home: &KeyHome) -> Result<Option<ReserveView>, ReserveError> {
    let Some(kept) = home.reserve()? else { return Ok(None) };
    let (Ok(certificate), Ok(root)) = (Certificate::from_pem(&kept.certificate), Root::from_pem(&kept.root))
    else {
        return Err(ReserveError::NotIts);
    };
    // Whose it is does not depend on the clock.
    let checked =
        check_chain(&certificate, &root, certificate.not_after()).map_err(|_| ReserveError::NotIts)?;
    let code = checked.subject.reserve_of().ok_or(ReserveError::NotIts)?.to_owned();
    let station = StationId::new(checked.urn.uuid());
    Ok(Some(ReserveView { station, code, until: checked.not_after }))
}

/// The identity of the reserve kept in `home`, if a new life may take it: it is whole and its own root's, it holds, and nobody
/// claimed it on the copy of the life before, which can be written on. `before` is that life.
pub(crate) fn claimable(
    home: &KeyHome,
    before: &Means,
    stick: &std::path::Path,
    exercise: Exercise,
) -> Option<StationId> {
    let at = before.clock.now();
    let kept = home.reserve().ok()??;
    let key = home.reserve_key(&before.keys).ok()??;
    let (certificate, root) =
        (Certificate::from_pem(&kept.certificate).ok()?, Root::from_pem(&kept.root).ok()?);
    let checked = check_chain(&certificate, &root, at).ok()?;
    let own = checked.key == key.public_key() && checked.subject.reserve_of().is_some();
    let station = StationId::new(checked.urn.uuid());
    let fits = own && checked.role == Role::Station && checked.exercise == exercise;
    (fits && journal::may_claim(before, stick, station)).then_some(station)
}

impl Desk {
    /// The request of the living station for `key`, with its reserve's in it.
    pub fn certificate_request(&self, key: &SigningKey, subject: &Subject) -> Result<Request, DeskError> {
        let of = self.station_id();
        let asking = Asking {
            home: &self.key_home(of),
            keys: &self.keys,
            subject,
            urn: Urn::from(of),
            random: &self.premises.random,
            at: self.now(),
        };
        request(&asking, key).map_err(|error| DeskError::FolderFailed(Cause::of(error)))
    }

    /// The reserve of this station, if it has one that can be read.
    pub fn reserve(&self) -> Option<ReserveView> {
        let kept = view(&self.key_home(self.station_id()));
        kept.inspect_err(|error| tracing::warn!(%error, "the reserve cannot be used")).ok().flatten()
    }

    /// Keeps the certificate of the reserve that came with the station's own. A reserve that does not fit is left out: the
    /// station itself is certified all the same, and its page says that there is none.
    pub(crate) fn keep_reserve(&self, certificate: &str, root: &str) {
        let (Ok(certificate), Ok(root)) = (Certificate::from_pem(certificate), Root::from_pem(root)) else {
            tracing::warn!("what came as the reserve’s certificate is none");
            return;
        };
        let home = self.key_home(self.station_id());
        if let Err(error) = keep(&home, &self.keys, &certificate, &root, self.now()) {
            tracing::warn!(%error, "the reserve’s certificate is not kept");
        }
    }

    /// What lies beside this station's key was written: the copy gets it before the next record.
    pub(crate) fn tell_the_copy_of_keys(&self, of: StationId) {
        let folder = self.lineage().key_folder(self.keys.station(), of).join(KeyHome::FOLDER);
        for name in self.premises.disk.list(&folder).unwrap_or_default() {
            self.premises.told.tell(folder.join(name));
        }
    }

    /// The identity that a life beginning here takes from its reserve; none where it is to have one of its own. Where another
    /// life was met, the reserve may be that one's.
    pub(super) fn reserve_for_a_new_life(&self, finding: StopReason) -> Option<StationId> {
        let of = self.station_id();
        let stick = self.premises.second_copy.as_ref()?;
        if finding == StopReason::NewerLife {
            return None;
        }
        let before = means(&self.premises, &self.keys, Some(of));
        let station = claimable(&self.key_home(of), &before, stick, self.exercise())?;
        self.is_untouched(station).then_some(station)
    }

    /// Whether nothing here was ever begun under this identity.
    fn is_untouched(&self, station: StationId) -> bool {
        let disk = self.premises.disk.as_ref();
        let begun = self.lineage().folder_of(station);
        !disk.exists(&begun) && !disk.exists(&self.premises.high_water.join(station.to_string()))
    }

    /// A life whose own certificate is of a centre's root is known to that centre from its first word on: nobody has to compare
    /// digits again, as both sides trust what the root certified.
    pub(crate) fn introduce(&self) {
        let mut unknown: Vec<_> = self.centres().into_iter().map(|known| known.centre).collect();
        unknown.retain(|centre| centre.certificate.is_empty());
        if unknown.is_empty() {
            return;
        }
        let Some((certificate, root)) = self.own_certificate() else { return };
        for mut centre in unknown {
            let same = Root::from_pem(&centre.root).is_ok_and(|other| other == root);
            if !same {
                continue;
            }
            centre.certificate = certificate.to_pem();
            let set = vec![Event::CentreSet { centre, life: None }];
            if let Err(error) = self.commit(None, Kind::CentreChanged, |_, _| Ok(set)) {
                tracing::warn!(code = error.code(), "the new life is not known to a centre yet");
            }
        }
    }

    /// The certificate beside this station's key, if it holds, and its root.
    fn own_certificate(&self) -> Option<(Certificate, Root)> {
        let of = self.station_id();
        let kept = self.key_home(of).certificates().ok()?;
        let certificate = Certificate::from_pem(&kept.current?).ok()?;
        let root = Root::from_pem(&kept.root?).ok()?;
        let checked = check_chain(&certificate, &root, self.now()).ok()?;
        (checked.urn == Urn::from(of)).then_some((certificate, root))
    }
}
