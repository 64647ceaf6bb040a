//! Where a PIN is typed: from which address, in a browser or program that somebody was signed in on before or not.

use std::net::IpAddr;

use domain::ids::id::OperatorId;
use domain::text::hex;

use crate::ledger::desk::Desk;
use crate::parts::tries::Knocker;

/// Where a PIN is typed.
#[derive(Clone, Default)]
pub struct Door {
    /// Address of the caller; none for this program itself.
    pub source: Option<IpAddr>,
    /// What the browser or program keeps of accounts that signed in on it before, as [`Desk::mark`] gave it.
    pub marks: String,
    /// Token of the session it has or had.
    pub token: String,
}

/// Accounts remembered by one browser.
const REMEMBERED: usize = 8;

impl Door {
    /// What is typed at this computer by a program that holds the data folder.
    pub fn here() -> Self {
        Self::default()
    }

    fn marks(&self) -> impl Iterator<Item = &str> {
        self.marks.split('.').filter(|mark| !mark.is_empty())
    }
}

impl Desk {
    /// What a browser or program keeps after somebody signed in on it: that account is never delayed here by what others try
    /// elsewhere. It opens nothing. Those before it stay, the oldest goes.
    pub fn mark(&self, door: &Door, operator: OperatorId) -> String {
        let (own, others): (Vec<&str>, Vec<&str>) =
            door.marks().partition(|mark| self.known_by(mark, operator).is_some());
        let mut all = vec![own.first().map_or_else(|| self.fresh_mark(operator), |mark| (*mark).to_owned())];
        all.extend(others.into_iter().take(REMEMBERED - 1).map(str::to_owned));
        all.join(".")
    }

    fn fresh_mark(&self, operator: OperatorId) -> String {
        let own: [u8; 16] = self.premises.random.bytes();
        format!("{}{}", hex::encode(&own), hex::encode(&self.mark_proof(&own, operator)))
    }

    /// Who tries `account` at a door.
    pub(crate) fn knocker(&self, door: &Door, account: Option<OperatorId>) -> Knocker {
        let marked = account.and_then(|id| door.marks().find_map(|mark| self.known_by(mark, id)));
        let signed_in = || {
            let session = self.peek_session(&door.token)?;
            (Some(session.operator) == account).then(|| session.fingerprint())
        };
        Knocker { account, known: marked.or_else(signed_in) }
    }

    fn known_by(&self, mark: &str, operator: OperatorId) -> Option<[u8; 16]> {
        let bytes: [u8; 32] = hex::decode_array(mark)?;
        let (own, proof) = bytes.split_first_chunk::<16>()?;
        bool::from(subtle::ConstantTimeEq::ct_eq(proof, &self.mark_proof(own, operator)[..])).then_some(*own)
    }

    fn mark_proof(&self, own: &[u8; 16], operator: OperatorId) -> [u8; 16] {
        let named = [&own[..], &operator.uuid().into_bytes()[..]].concat();
        let mac = self.keys.index("desk/known-door/v1", &named);
        *mac.first_chunk().expect("a hash has 32 bytes")
    }
}
