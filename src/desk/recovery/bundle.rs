//! Records on a stick: the same that a centre gets over the network, in one file encrypted to it. Nothing else is needed.

use std::collections::BTreeSet;
use std::io::Write;

use serde::Serialize;

use domain::centre::exchange::bundle::{BLOBS, Content, Manifest, RECORDS, TOLD, VERSION};
use domain::ids::anchor::{Anchor, Position};
use domain::ids::id::{CentreId, StationId};
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::office::operator::Role;
use domain::text::bilingual::Bilingual;
use trust::Certificate;
use trust::bundle::{self, BadBundle, Digesting, Maker, NotWritten, Recipient};
use vault::SigningKey;

use super::outgoing::{Outgoing, OutgoingError};
use crate::error::{Cause, DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::session::Session;

/// A bundle about to be written: everything that may be refused was.
#[derive(Debug)]
pub struct ReadyBundle {
    /// What it will hold.
    pub manifest: Manifest,
    /// Name of the file. Holds no personal data.
    pub name: String,
    /// How many records.
    pub records: u64,
    /// The last of them.
    pub last: Position,
    of: StationId,
    after: Option<Anchor>,
    to: Recipient,
    certificate: Certificate,
    key: SigningKey,
}

impl From<BadBundle> for DeskError {
    fn from(bad: BadBundle) -> Self {
        Self::Fields(vec![FieldProblem::new("file", bad.told())])
    }
}

impl From<NotWritten> for DeskError {
    fn from(error: NotWritten) -> Self {
        Self::FolderFailed(Cause::of(error))
    }
}

impl Desk {
    /// Makes ready the records from the position `from` on (all of them if empty), for the centre whose recipient is
    /// `recipient` (supervisor or records manager), of the present life or of the one whose register code is `life`. Fields:
    /// `recipient`, `from`, `life`. That it was exported is noted.
    pub fn ready_bundle(
        &self,
        who: &Session,
        recipient: &str,
        from: &str,
        life: &str,
    ) -> Result<ReadyBundle, DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager])?;
        let mut problems = Vec::new();
        let to = recipient
            .parse::<Recipient>()
            .map_err(|_| {
                problems.push(FieldProblem::new(
                    "recipient",
                    Bilingual::new(
                        "Copiare per intero il destinatario dalla pagina «Pacchetti» del centro: comincia con age1.",
                        "Copy the recipient whole from the centre’s page “Bundles”: it begins with age1.",
                    ),
                ));
            })
            .ok();
        let first = Self::first_of(from).map_err(|problem| problems.push(problem)).ok();
        let of = self.life_called(life).map_err(|problem| problems.push(problem)).ok();
        let (Some(to), Some(first), Some(of)) = (to, first, of) else {
            return Err(DeskError::Fields(problems));
        };
        let last = self.last_for_centres(of).filter(|last| *last >= first).ok_or_else(|| {
            DeskError::field(
                "from",
                "Da questa posizione non c’è nulla da esportare: sceglierne una prima.",
                "From this position on there is nothing to export: choose an earlier one.",
            )
        })?;
        let after = match first.previous() {
            Some(before) => Some(self.anchor_at(of, before).ok_or_else(|| damaged(before))?),
            None => None,
        };
        let certificate = self.bundle_certificate(of, recipient.trim())?;
        let key = self.station_key_for(of, &certificate)?;
        let manifest = self.manifest(of, &to, after, last)?;
        let records = last.get() - first.get() + 1;
        let name = {
            let code = self.code_of_life(of).ok_or(DeskError::NotFound)?;
            format!("{code}-{first}-{last}.sportello")
        };
        let finding = format!("bundle for {to}: records {first} to {last}");
        self.note(who.by(), Kind::Noted, Event::Noted { code: "bundle-exported".to_owned(), finding });
        Ok(ReadyBundle { manifest, name, records, last, of, after, to, certificate, key })
    }

    /// Writes it, in bounded memory. What was written before a failure opens nowhere: it lacks its end.
    pub fn write_bundle(&self, ready: &ReadyBundle, out: &mut dyn Write) -> Result<(), DeskError> {
        let maker = Maker { key: &ready.key, certificate: &ready.certificate };
        let mut blobs = BlobsAgain::default();
        bundle::write(out, &ready.to, &ready.manifest, &maker, |part, out| {
            match part.name.strip_prefix(BLOBS) {
                Some(sha256) => {
                    let bytes = blobs.next(self, ready, sha256)?;
                    out.write_all(&bytes).map_err(|error| NotWritten::Io(error).into())
                }
                None if part.name == TOLD => self.told_lines(&ready.to, ready.of, out),
                None => self.each_outgoing(ready.of, ready.after, ready.last, |outgoing| {
                    lines(&outgoing.batch.records, out)
                }),
            }
        })
    }

    /// What a bundle will hold, digested.
    fn manifest(
        &self,
        of: StationId,
        to: &Recipient,
        after: Option<Anchor>,
        last: Position,
    ) -> Result<Manifest, DeskError> {
        let (mut digest, mut seen, mut parts) = (Digesting::default(), BTreeSet::new(), Vec::new());
        let mut records = 0;
        self.each_outgoing(of, after, last, |outgoing| {
            records += outgoing.batch.records.len() as u64;
            for blob in &outgoing.blobs {
                if seen.insert(blob.sha256.clone()) {
                    let mut digest = Digesting::default();
                    digest.write_all(&blob.bytes).map_err(NotWritten::Io)?;
                    parts.push(digest.part(format!("{BLOBS}{}", blob.sha256)));
                }
            }
            lines(&outgoing.batch.records, &mut digest)
        })?;
        let told = self.centre_that_opens(&to.to_string()).and_then(|centre| self.reach(centre, of)?.tells());
        if told.is_some() {
            let mut digest = Digesting::default();
            self.told_lines(to, of, &mut digest)?;
            parts.push(digest.part(TOLD));
        }
        parts.push(digest.part(RECORDS));
        let last = self.anchor_at(of, last).ok_or_else(|| damaged(last))?;
        Ok(Manifest {
            version: VERSION,
            station: of,
            continued_by: self.successor_of(of),
            recipient: to.to_string(),
            reply: Some(self.keys.bundle_key().recipient()),
            body: self.station().body,
            made: self.now(),
            content: Content::Records { after, last, records, told },
            parts,
        })
    }

    fn each_outgoing(
        &self,
        of: StationId,
        after: Option<Anchor>,
        last: Position,
        mut take: impl FnMut(&Outgoing) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        let mut after = after;
        while after.is_none_or(|after| after.position < last) {
            let Some(outgoing) = self.bundled(of, after, last)? else { break };
            take(&outgoing)?;
            after = Some(self.anchor_at(of, outgoing.last).ok_or_else(|| damaged(outgoing.last))?);
        }
        Ok(())
    }

    fn bundled(
        &self,
        of: StationId,
        after: Option<Anchor>,
        last: Position,
    ) -> Result<Option<Outgoing>, DeskError> {
        self.outgoing(of, after, last).map_err(|error| match error {
            OutgoingError::Damaged(position) => damaged(position),
            OutgoingError::Desk(error) => error,
        })
    }

    /// The position typed, or the first.
    fn first_of(from: &str) -> Result<Position, FieldProblem> {
        let from = from.trim();
        if from.is_empty() {
            return Ok(Position::FIRST);
        }
        from.parse().ok().and_then(Position::new).ok_or_else(|| {
            let words = Bilingual::new(
                "Scrivere una posizione, per esempio 1, o lasciare vuoto per tutto.",
                "Type a position, such as 1, or leave it empty for everything.",
            );
            FieldProblem::new("from", words)
        })
    }

    /// The life with this register code; empty: the present one.
    fn life_called(&self, code: &str) -> Result<StationId, FieldProblem> {
        let code = code.trim();
        if code.is_empty() {
            return Ok(self.station_id());
        }
        let mut lives = std::iter::once(self.station_id()).chain(self.past_lives().into_iter().rev());
        let called = |of: &StationId| self.code_of_life(*of).is_some_and(|one| one.to_string() == code);
        lives.find(called).ok_or_else(|| {
            let words = Bilingual::new(
                format!("Nessuna postazione di questo sportello ha avuto il codice {code}."),
                format!("No station of this counter had the code {code}."),
            );
            FieldProblem::new("life", words)
        })
    }

    /// The centre whose recipient this is, if it is one of this station's.
    fn centre_that_opens(&self, recipient: &str) -> Option<CentreId> {
        let mut centres = self.centres().into_iter();
        centres
            .find(|known| known.centre.recipient.as_deref() == Some(recipient))
            .map(|known| known.centre.id)
    }

    /// All that the centre ever told of the entries of a life, one a line.
    fn told_lines(&self, to: &Recipient, of: StationId, out: &mut dyn Write) -> Result<(), DeskError> {
        let centre = self.centre_that_opens(&to.to_string()).ok_or(DeskError::NotFound)?;
        let mut after = Some(0);
        while let Some(from) = after {
            let rows = self.told(centre, of, from)?;
            lines(&rows.told, out)?;
            after = rows.next;
        }
        Ok(())
    }

    /// The certificate that the station `of` signs with: the one its centre gave, or the one adopted from the root.
    fn bundle_certificate(&self, of: StationId, recipient: &str) -> Result<Certificate, DeskError> {
        let of_centre = self
            .centre_that_opens(recipient)
            .and_then(|centre| self.centre_of_life(centre, of))
            .map(|centre| centre.certificate)
            .filter(|certificate| !certificate.is_empty());
        let kept =
            self.key_home(of).certificates().map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
        let pem = of_centre.or(kept.current);
        let certificate = pem.and_then(|pem| Certificate::from_pem(&pem).ok());
        certificate.ok_or_else(|| {
            DeskError::field(
                "recipient",
                "Questa postazione non ha ancora un certificato: aggiungere il centro, o farla certificare con «sportello keys».",
                "This station has no certificate yet: add the centre, or have it certified with “sportello keys”.",
            )
        })
    }
}

/// Files, found again in the order in which they were seen first.
#[derive(Default)]
struct BlobsAgain {
    after: Option<Anchor>,
    begun: bool,
    found: Vec<super::outgoing::OutgoingBlob>,
}

impl BlobsAgain {
    fn next(&mut self, desk: &Desk, ready: &ReadyBundle, sha256: &str) -> Result<Vec<u8>, DeskError> {
        if !self.begun {
            (self.after, self.begun) = (ready.after, true);
        }
        loop {
            if let Some(at) = self.found.iter().position(|blob| blob.sha256 == sha256) {
                return Ok(self.found.remove(at).bytes);
            }
            let gone = || DeskError::from(NotWritten::Changed(format!("{BLOBS}{sha256}")));
            let outgoing = desk.bundled(ready.of, self.after, ready.last)?.ok_or_else(gone)?;
            self.after = Some(desk.anchor_at(ready.of, outgoing.last).ok_or_else(|| damaged(outgoing.last))?);
            self.found = outgoing.blobs;
        }
    }
}

/// One record a line.
fn lines<T: Serialize>(all: &[T], out: &mut dyn Write) -> Result<(), DeskError> {
    for one in all {
        let mut line = serde_json::to_vec(one).expect("what is on its way holds texts");
        line.push(b'\n');
        out.write_all(&line).map_err(NotWritten::Io)?;
    }
    Ok(())
}

fn damaged(position: Position) -> DeskError {
    DeskError::Fields(vec![FieldProblem::new(
        "from",
        Bilingual::new(
            format!(
                "La registrazione alla posizione {position} non si legge: riprenderla dalla seconda copia, poi esportare."
            ),
            format!(
                "The record at position {position} cannot be read: bring it back from the second copy, then export."
            ),
        ),
    )])
}
