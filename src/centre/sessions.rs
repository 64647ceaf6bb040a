//! Sessions at the centre, kept in the browser and proven by the keys every instance shares: no instance remembers anything.

use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::accounts::Worker;
use super::error::CentreError;
use super::opened::Hub;
use crate::domain::hex;

/// A session lasts so long without a request.
const IDLE_MS: i64 = 30 * 60 * 1000;

/// A session that holds.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who.
    pub worker: Worker,
    /// Proof that a form comes from a page of this session.
    pub csrf: String,
    /// The token to go on with: its time begins anew.
    pub token: String,
}

impl Hub {
    /// A token for somebody who has just signed in.
    pub fn open_session(&self, worker: &Worker) -> String {
        let until = self.clock.now().utc().timestamp_millis() + IDLE_MS;
        self.token(worker.id, until)
    }

    /// The session of a token, if it holds.
    pub fn session(&self, token: &str) -> Result<Option<Session>, CentreError> {
        let mut parts = token.split('.');
        let (Some(id), Some(until), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Ok(None);
        };
        let (Ok(id), Ok(until)) = (id.parse::<Uuid>(), until.parse::<i64>()) else { return Ok(None) };
        let right = self.token(id, until);
        let holds = bool::from(right.as_bytes().ct_eq(token.as_bytes()));
        if !holds || until < self.clock.now().utc().timestamp_millis() {
            return Ok(None);
        }
        let Some(worker) = self.worker(id)? else { return Ok(None) };
        let token = self.open_session(&worker);
        let csrf = hex::encode(&self.keys.index("centre/csrf/v1", worker.id.as_bytes())[..16]);
        Ok(Some(Session { worker, csrf, token }))
    }

    fn token(&self, id: Uuid, until: i64) -> String {
        let proof = self.keys.index("centre/session/v1", format!("{id}.{until}").as_bytes());
        format!("{id}.{until}.{}", hex::encode(&proof))
    }
}
