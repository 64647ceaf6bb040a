//! Outcomes that go back on a stick, encrypted to the station that sent a bundle.

use std::io::Write;

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::identity::Identity;
use crate::stations::lives::Wire;
use domain::centre::exchange::bundle::{Content, Manifest, OUTCOMES, VERSION};
use domain::ids::id::StationId;
use trust::bundle::{self, Digesting, Maker, NotWritten, Recipient};

/// A file with outcomes.
pub struct Answer {
    /// Its name. Holds no personal data.
    pub name: String,
    /// The encrypted bytes.
    pub bytes: Vec<u8>,
    /// How many outcomes are in it.
    pub outcomes: u64,
}

impl Hub {
    /// The outcomes of the row of a station, or of a continuation apart, after the one numbered `after`, for a stick. Field:
    /// `station`, where no bundle of it came yet: only a bundle says whom an answer is encrypted to.
    pub fn answer(&self, identity: &Identity, row: StationId, after: u64) -> Result<Answer, CentreError> {
        let to = self.reply_to(row)?;
        let wire = Wire { station: self.wire_of(row)?, by: self.continuation(row)? };
        let certificate = identity.certificate.as_ref().ok_or(CentreError::UnknownStation)?;
        let position = self.position(wire)?;
        let (mut plain, mut last, mut outcomes) = (Vec::new(), after, 0);
        loop {
            let page = self.signed_numbers(identity, self.outcomes(wire, last)?);
            for outcome in &page.outcomes {
                serde_json::to_writer(&mut plain, outcome).map_err(|_| CentreError::Keys)?;
                plain.push(b'\n');
                (last, outcomes) = (outcome.seq, outcomes + 1);
            }
            if !page.more {
                break;
            }
        }
        let mut digest = Digesting::default();
        digest.write_all(&plain).expect("digesting does not fail");
        let manifest = Manifest {
            version: VERSION,
            station: wire.station,
            continued_by: wire.by,
            recipient: to.to_string(),
            reply: None,
            body: self.body()?.map(|(code, _)| code),
            made: self.now(),
            content: Content::Outcomes { after, last, outcomes, head: position.head, epoch: position.epoch },
            parts: vec![digest.part(OUTCOMES)],
        };
        let maker = Maker { key: &identity.key, certificate };
        let mut bytes = Vec::new();
        bundle::write(&mut bytes, &to, &manifest, &maker, |_, out| {
            Ok::<_, NotWritten>(out.write_all(&plain)?)
        })
        .map_err(|_| CentreError::Keys)?;
        let code = self.station(self.line(wire)?)?.row.code;
        Ok(Answer { name: format!("esiti-{code}-{last}.sportello"), bytes, outcomes })
    }

    fn reply_to(&self, row: StationId) -> Result<Recipient, CentreError> {
        let kept = self.store.setting(&format!("reply/{row}"))?;
        let text = kept.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok());
        text.and_then(|text| text.parse().ok()).ok_or_else(|| {
            CentreError::field(
                "station",
                "Da questa postazione non è ancora arrivato un pacchetto: solo quello dice per chi cifrare la risposta.",
                "No bundle of this station has come yet: only that says whom the answer is encrypted to.",
            )
        })
    }
}
