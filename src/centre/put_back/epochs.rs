//! Epochs of the centre's data. An epoch ends when the data are put back from a copy: what was told since the copy is known to
//! the stations alone. Until all of them have said it back, or a person decides to go on without, no number is given.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::error::CentreError;
use crate::ledger::epoch::{Beyond, Epoch, GivenUp, Known, PutBack, Sign, furthest};
use crate::ledger::hub::Hub;
use crate::ledger::reason::reasoned;
use crate::ledger::seals::{self, Bound};
use crate::staff::accounts::Worker;
use domain::centre::centre_role::Right;
use domain::ids::id::StationId;
use store::centre::row::{Numbering, StationState};

/// Setting: the epoch the data are in.
const EPOCH: &str = "epoch";
/// Epochs before that are remembered.
const REMEMBERED: usize = 50;

impl Hub {
    /// The epoch the data are in; the first one begins when it is first asked for.
    pub fn epoch(&self) -> Result<Epoch, CentreError> {
        if let Some(sealed) = self.store.setting(EPOCH)? {
            return self.open_epoch(&sealed);
        }
        let at = self.now();
        let place = self.store.place()?;
        let first = Epoch { id: self.random.uuid(at), since: at, before: Vec::new(), place, put_back: None };
        self.store.set_setting(EPOCH, None, &self.seal_epoch(&first))?;
        let kept = self.store.setting(EPOCH)?.ok_or(CentreError::NotFound)?;
        self.open_epoch(&kept)
    }

    /// Who gives numbers to entries that come now: nobody, while they are held back.
    pub(crate) fn numbering_now(&self, epoch: &Epoch) -> Result<Numbering, CentreError> {
        if epoch.holds_back() { Ok(Numbering::Office) } else { self.numbering() }
    }

    /// The data were put back from a copy: another epoch begins, in which every station is to say what it was told.
    pub(crate) fn begin_epoch(&self, sign: &Sign, known: &Known) -> Result<(), CentreError> {
        let (at, place) = (self.now(), self.store.place()?);
        let here = self.store.stations()?;
        let here = here.iter().filter(|row| row.state != StationState::Expected).map(|row| row.id);
        let awaited: BTreeSet<StationId> = here.chain(known.stations.iter().copied()).collect();
        tracing::warn!(?sign, stations = awaited.len(), "the centre's data were put back from a copy");
        let id = self.random.uuid(at);
        self.change_epoch(|epoch| {
            let before = epoch.put_back.take();
            // What was known while numbers were held back is known still.
            let (mut awaited, mut beyond) = (awaited.clone(), known.beyond.clone());
            if let Some(before) = before.as_ref().filter(|before| before.holds_back()) {
                awaited.extend(&before.awaited);
                beyond = furthest(&beyond, &before.beyond);
            }
            epoch.before.insert(0, epoch.id);
            epoch.before.truncate(REMEMBERED);
            (epoch.id, epoch.since) = (id, at);
            epoch.place.clone_from(&place);
            let lost = before.map(|before| before.lost).unwrap_or_default();
            epoch.put_back = Some(PutBack {
                seen: at,
                signs: vec![sign.clone()],
                awaited,
                told: BTreeMap::new(),
                given_up: BTreeMap::new(),
                beyond,
                lost,
                ended: None,
            });
        })?;
        self.go_on()
    }

    /// A station said back all it was told in this epoch.
    pub(super) fn note_told(&self, station: StationId, epoch: Uuid) -> Result<(), CentreError> {
        let at = self.now();
        self.change_epoch(|now| {
            if let Some(put_back) = now.put_back.as_mut().filter(|_| now.id == epoch) {
                put_back.told.insert(station, at);
            }
        })?;
        self.go_on()
    }

    /// A station is waited for no more, by the word of a named person.
    pub(crate) fn wait_no_more(&self, station: StationId, by: &str, reason: &str) -> Result<(), CentreError> {
        let given_up = GivenUp { by: by.to_owned(), reason: reason.to_owned(), at: self.now() };
        self.change_epoch(|epoch| {
            let put_back = epoch.put_back.as_mut();
            if let Some(one) = put_back.filter(|one| one.silent().any(|silent| silent == station)) {
                one.given_up.insert(station, given_up.clone());
            }
        })?;
        self.go_on()
    }

    /// Numbers are given again once nobody is waited for: with all heard from where the sequence stands, with some given up
    /// beyond everything it may have told them. Whatever still waits for its number gets it: a death may have come before.
    pub fn go_on(&self) -> Result<(), CentreError> {
        let epoch = self.epoch()?;
        let Some(put_back) = epoch.put_back.as_ref().filter(|one| one.holds_back()) else {
            return self.number_waiting(&epoch);
        };
        if put_back.silent().next().is_some() {
            return Ok(());
        }
        if !put_back.given_up.is_empty() {
            for Beyond { register, year, next } in &put_back.beyond {
                self.store.go_on_from(register, *year, *next)?;
            }
        }
        let at = self.now();
        let now = self.change_epoch(|now| {
            if let Some(put_back) = now.put_back.as_mut().filter(|_| now.id == epoch.id)
                && put_back.silent().next().is_none()
            {
                put_back.ended.get_or_insert(at);
            }
        })?;
        if !now.holds_back() {
            tracing::info!("the centre gives numbers again");
        }
        self.number_waiting(&now)
    }

    /// Stations that have still to say what they were told; none where numbers are given.
    pub fn awaited(&self) -> Result<usize, CentreError> {
        let put_back = self.epoch()?.put_back.filter(PutBack::holds_back);
        Ok(put_back.map_or(0, |one| one.silent().count()))
    }

    /// A person decides that stations will not come any more: the centre goes on without them, from numbers beyond what they
    /// may have been told. Fields: `reason`, those of [`Hub::go_on_from`].
    pub fn go_on_without(
        &self,
        who: &Worker,
        stations: &[StationId],
        from: &[(String, String)],
        reason: &str,
    ) -> Result<(), CentreError> {
        who.needs(Right::Decide)?;
        let reason = reasoned(reason)?;
        for (register, next) in from {
            self.go_on_from(register, next)?;
        }
        stations.iter().try_for_each(|station| self.wait_no_more(*station, &who.name, reason))
    }

    /// Changes the epoch, whoever else does so at the same time; as it is then.
    pub(super) fn change_epoch(&self, change: impl Fn(&mut Epoch)) -> Result<Epoch, CentreError> {
        loop {
            let Some(kept) = self.store.setting(EPOCH)? else {
                self.epoch()?;
                continue;
            };
            let before = self.open_epoch(&kept)?;
            let mut epoch = before.clone();
            change(&mut epoch);
            if epoch == before || self.store.set_setting(EPOCH, Some(&kept), &self.seal_epoch(&epoch))? {
                return Ok(epoch);
            }
        }
    }

    fn open_epoch(&self, sealed: &[u8]) -> Result<Epoch, CentreError> {
        seals::open_json(&self.keys, Bound::Setting(EPOCH), sealed)
    }

    fn seal_epoch(&self, epoch: &Epoch) -> Vec<u8> {
        seals::seal_json(&self.keys, Bound::Setting(EPOCH), epoch, &self.random)
    }
}
