//! Records that came on a stick: believed, laid away until they follow what is here, then taken as over the network.

use std::io::{self, Read};

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::receive::LARGEST_BLOB;
use super::staged::{BundleRow, BundleState};
use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::identity::Identity;
use crate::stations::lives::Wire;
use domain::centre::exchange::batch::{LARGEST_BATCH, LARGEST_BODY};
use domain::centre::exchange::bundle::{BLOBS, Content, RECORDS, TOLD};
use domain::centre::exchange::told::{Extent, LARGEST_PAGE};
use domain::centre::exchange::{Batch, SentRecord, Told, ToldPage};
use domain::ids::anchor::{Anchor, Position};
use domain::ids::id::StationId;
use domain::text::hex;
use journal::record::{HEADER, Header, chain, genesis};
use trust::bundle::{self, Again, BadBundle, Lines, Opened};
use trust::{Role, Urn};

/// What a bundle for a centre says it carries.
#[derive(Clone, Copy)]
struct Carried {
    wire: Wire,
    after: Option<Anchor>,
    last: Anchor,
    /// The epoch to which what was told is said back with it.
    told: Option<Uuid>,
}

impl Hub {
    /// Whom stations encrypt to: `age1…`. The same for all instances.
    pub fn bundle_recipient(&self) -> String {
        self.keys.bundle_key().recipient()
    }

    /// Takes a bundle, or lays it away until the records before it are here; and whatever then follows. The whole file is
    /// read and found to hold before anything of it counts. The same one again changes nothing.
    pub fn import_bundle(&self, identity: &Identity, file: &dyn Again) -> Result<BundleRow, CentreError> {
        let opened = self.believed(identity, file)?;
        let carried = self.carried(&opened)?;
        self.greet(identity, carried.wire.station, &opened.maker)?;
        // Of a life that ended only what was taken tells whose the line is: another continuation must not get its answers.
        if carried.wire.by.is_none() {
            self.keep_reply(&opened)?;
        }
        if let Some(epoch) = carried.told {
            self.hear(identity, file, carried.wire, epoch)?;
        }
        let mut row = BundleRow {
            id: name_of(file)?,
            station: carried.wire.station,
            by: carried.wire.by,
            first: carried.after.map_or(1, |after| after.position.get() + 1),
            last: carried.last.position.get(),
            made: opened.manifest.made,
            came: self.now(),
            state: BundleState::Waiting { stretches: 0 },
        };
        row.state = if self.follows(carried)? {
            BundleState::Taken { fresh: self.feed(identity, file)? }
        } else {
            BundleState::Waiting { stretches: self.lay_away(&row.id, file)? }
        };
        self.list_bundle(&row)?;
        self.take_waiting(identity)?;
        Ok(row)
    }

    /// Takes every bundle whose turn has come; how many. One that does not fit then is refused, and says why.
    pub fn take_waiting(&self, identity: &Identity) -> Result<usize, CentreError> {
        let mut taken = 0;
        loop {
            let mut list = self.bundles()?;
            list.sort_by_key(|row| row.first);
            let before = taken;
            for row in &list {
                if let Some(state) = self.turn(identity, row)? {
                    self.list_bundle(&BundleRow { state, ..row.clone() })?;
                    taken += 1;
                }
            }
            if taken == before {
                return Ok(taken);
            }
        }
    }

    /// What becomes of a bundle that waits; nothing if it must wait on.
    fn turn(&self, identity: &Identity, row: &BundleRow) -> Result<Option<BundleState>, CentreError> {
        let Some(file) = self.waiting_bundle(row) else { return Ok(None) };
        let stands = self.position(row.wire())?.head.map_or(0, |head| head.position.get());
        if row.first > stands + 1 {
            return Ok(None);
        }
        match self.feed(identity, &file) {
            Ok(fresh) => Ok(Some(BundleState::Taken { fresh })),
            Err(CentreError::Store(error)) => Err(error.into()),
            Err(error) => Ok(Some(BundleState::Refused { told: error.told() })),
        }
    }

    fn follows(&self, carried: Carried) -> Result<bool, CentreError> {
        let stands = self.position(carried.wire)?.head;
        let count = |anchor: Option<Anchor>| anchor.map_or(0, |anchor| anchor.position.get());
        Ok(count(carried.after) <= count(stands))
    }

    /// Reads a whole bundle without taking anything.
    fn believed(&self, identity: &Identity, file: &dyn Again) -> Result<Opened, CentreError> {
        self.read_bundle(identity, file, |opened, part, from| {
            let Content::Records { records, .. } = opened.manifest.content else { return Ok(()) };
            // What the manifest says of them is signed with them: they are as many as it says.
            if part.name == RECORDS && lines_in(from)? != records {
                return Err(BadBundle::Signature.into());
            }
            Ok(())
        })
    }

    fn read_bundle(
        &self,
        identity: &Identity,
        file: &dyn Again,
        take: impl FnMut(
            &Opened,
            &domain::centre::exchange::bundle::Part,
            &mut dyn Read,
        ) -> Result<(), CentreError>,
    ) -> Result<Opened, CentreError> {
        let key = self.keys.bundle_key();
        let from = file.open().map_err(|_| BadBundle::NoFile)?;
        bundle::read(from, key.identity(), &identity.roots, self.now(), take)
    }

    /// What it carries, if it is for this centre and its maker's own.
    fn carried(&self, opened: &Opened) -> Result<Carried, CentreError> {
        let (manifest, maker) = (&opened.manifest, &opened.maker);
        let Content::Records { after, last, told, .. } = manifest.content else {
            return Err(BadBundle::OtherContent.into());
        };
        if manifest.recipient != self.bundle_recipient() {
            return Err(BadBundle::ForAnother.into());
        }
        if maker.urn != Urn::from(manifest.station) || maker.role != Role::Station {
            return Err(BadBundle::OtherStation.into());
        }
        if maker.exercise != self.exercise() {
            return Err(CentreError::WrongExercise);
        }
        for body in [manifest.body.as_ref(), maker.subject.body()] {
            self.of_our_body(body, maker.subject.municipality())?;
        }
        let wire = Wire { station: manifest.station, by: manifest.continued_by };
        Ok(Carried { wire, after, last, told })
    }

    /// Takes files and records as over the network; how many records were news.
    fn feed(&self, identity: &Identity, file: &dyn Again) -> Result<u64, CentreError> {
        let mut fresh = 0;
        let opened = self.read_bundle(identity, file, |opened, part, from| {
            let carried = self.carried(opened)?;
            match part.name.strip_prefix(BLOBS) {
                Some(sha256) => self.feed_blob(carried.wire, sha256, from),
                // Heard when the bundle came.
                None if part.name == TOLD => Ok(()),
                None if part.name == RECORDS => {
                    fresh = self.feed_records(carried, from)?;
                    Ok(())
                }
                None => Err(BadBundle::Signature.into()),
            }
        })?;
        self.keep_reply(&opened)?;
        Ok(fresh)
    }

    /// Takes what its maker was told, also of a bundle that waits. All of it was said only if it was said to the present epoch: an
    /// older bundle may have been made before the last numbers.
    fn hear(
        &self,
        identity: &Identity,
        file: &dyn Again,
        wire: Wire,
        epoch: Uuid,
    ) -> Result<(), CentreError> {
        self.read_bundle(identity, file, |_, part, from| {
            if part.name != TOLD {
                return Ok(());
            }
            let mut page = Vec::new();
            for told in Lines::<_, Told>::new(from) {
                if page.len() == LARGEST_PAGE {
                    self.hear_page(identity, wire, std::mem::take(&mut page), Extent::More)?;
                }
                page.push(told?);
            }
            let whole = self.epoch()?.id == epoch;
            self.hear_page(identity, wire, page, if whole { Extent::Whole } else { Extent::More })
        })?;
        Ok(())
    }

    /// What was told stays true in whichever epoch it is said.
    fn hear_page(
        &self,
        identity: &Identity,
        wire: Wire,
        told: Vec<Told>,
        extent: Extent,
    ) -> Result<(), CentreError> {
        let epoch = self.epoch()?.id;
        self.take_told(identity, wire, &ToldPage { epoch, told, extent }).map(|_| ())
    }

    /// Whom the answers for the line that a bundle is of are encrypted to.
    fn keep_reply(&self, opened: &Opened) -> Result<(), CentreError> {
        let manifest = &opened.manifest;
        let Some(reply) = &manifest.reply else { return Ok(()) };
        let line = self.line(Wire { station: manifest.station, by: manifest.continued_by })?;
        self.set(&format!("reply/{line}"), reply.as_bytes())
    }

    pub(crate) fn feed_blob(&self, wire: Wire, sha256: &str, from: &mut dyn Read) -> Result<(), CentreError> {
        let mut bytes = Vec::new();
        from.take(LARGEST_BLOB as u64 + 1).read_to_end(&mut bytes).map_err(|_| BadBundle::Damaged)?;
        if bytes.len() > LARGEST_BLOB {
            return Err(CentreError::BlobTooLong);
        }
        self.put_blob(wire, sha256, &bytes).map(|_| ())
    }

    fn feed_records(&self, carried: Carried, from: &mut dyn Read) -> Result<u64, CentreError> {
        let count = |anchor: Option<Anchor>| anchor.map_or(0, |anchor: Anchor| anchor.position.get());
        let before = count(self.position(carried.wire)?.head);
        let mut lines = Lines::<_, SentRecord>::new(from);
        let (mut after, mut records, mut size) = (carried.after, Vec::new(), 0);
        while let Some(record) = lines.next() {
            let record = record?;
            if records.len() == LARGEST_BATCH || size + lines.length() > LARGEST_BODY {
                after = self.feed_batch(carried.wire, after, std::mem::take(&mut records))?;
                size = 0;
            }
            size += lines.length();
            records.push(record);
        }
        if !records.is_empty() {
            after = self.feed_batch(carried.wire, after, records)?;
        }
        if after != Some(carried.last) {
            return Err(BadBundle::Signature.into());
        }
        Ok(count(self.position(carried.wire)?.head).saturating_sub(before))
    }

    /// Takes one batch; the anchor of its last record.
    fn feed_batch(
        &self,
        wire: Wire,
        after: Option<Anchor>,
        records: Vec<SentRecord>,
    ) -> Result<Option<Anchor>, CentreError> {
        let last = records.iter().try_fold(after, |after, record| next(wire.station, after, record));
        let batch = Batch { after, records };
        self.receive(wire, &batch)?;
        last.map_err(CentreError::from)
    }
}

/// How many lines there are, the last one ended or not.
fn lines_in(from: &mut dyn Read) -> Result<u64, BadBundle> {
    let (mut lines, mut open, mut piece) = (0, false, [0; 8192]);
    loop {
        let read = from.read(&mut piece).map_err(|_| BadBundle::Damaged)?;
        if read == 0 {
            return Ok(lines + u64::from(open));
        }
        lines += piece[..read].iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        open = piece[read - 1] != b'\n';
    }
}

/// The anchor of a record that follows another.
fn next(station: StationId, after: Option<Anchor>, record: &SentRecord) -> Result<Option<Anchor>, BadBundle> {
    let bytes: [u8; HEADER] = hex::decode_array(&record.header).ok_or(BadBundle::Signature)?;
    let header = Header::from_bytes(&bytes).ok_or(BadBundle::Signature)?;
    let previous = after.map_or_else(|| genesis(station), |after| after.chain);
    let position: Position = header.position;
    Ok(Some(Anchor { position, chain: chain(&previous, &bytes) }))
}

fn name_of(file: &dyn Again) -> Result<String, CentreError> {
    let mut sha256 = Sha256::new();
    let unreadable = |_: io::Error| CentreError::BadBundle(BadBundle::NoFile);
    let mut from = file.open().map_err(unreadable)?;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match from.read(&mut buffer).map_err(unreadable)? {
            0 => break,
            read => sha256.update(&buffer[..read]),
        }
    }
    Ok(hex::encode(&sha256.finalize()[..16]))
}
