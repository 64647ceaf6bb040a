//! Receipts of heads: what this centre holds last of a station and since when, signed for good.

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::identity::Identity;
use crate::ledger::instant::moment;
use domain::centre::exchange::receipt::VERSION;
use domain::centre::exchange::{HeadReceipt, ReceiptAnswer, SignedReceipt};
use domain::ids::id::StationId;
use trust::message::detached::{Beside, sign_detached};

impl Hub {
    /// The receipt of the last record held of a station; none before the first, and where the centre has no certificate. What
    /// was taken before times were kept was first seen, as far as can be said, when the station was heard last.
    pub fn head_receipt(
        &self,
        identity: &Identity,
        station: StationId,
    ) -> Result<ReceiptAnswer, CentreError> {
        let row = self.taking(station)?;
        let head = self.stands(&row)?;
        let (Some(head), Some(certificate)) = (head, &identity.certificate) else {
            return Ok(ReceiptAnswer { station, receipt: None });
        };
        let seen = row.head_seen.or(row.heard).map_or_else(|| self.now(), moment);
        let receipt = HeadReceipt { version: VERSION, centre: identity.urn.to_string(), station, head, seen };
        let text = serde_json::to_string(&receipt).expect("a receipt holds only texts and numbers");
        let signature = sign_detached(Beside::HeadReceipt, text.as_bytes(), certificate, &identity.key).ok();
        let receipt = signature.map(|signature| SignedReceipt { text, signature });
        Ok(ReceiptAnswer { station, receipt })
    }
}
