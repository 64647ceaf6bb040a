//! The printed code that opens the centre's keys: shown once on a page, typed back from the paper, never in a log.

use zeroize::Zeroizing;

use super::accounts::Worker;
use super::deeds::{Deed, What};
use crate::error::CentreError;
use crate::ledger::hub::Hub;
use domain::centre::centre_role::Right;
use vault::{Cost, RecoveryCode, Secret};

/// Where it is noted that somebody typed it back.
const TYPED_BACK: &str = "recovery-code";

impl Hub {
    /// Whether somebody has typed the code back from the paper.
    pub fn recovery_code_is_kept(&self) -> Result<bool, CentreError> {
        Ok(self.store.setting(TYPED_BACK)?.is_some())
    }

    /// Makes the code, in the place of one that nobody typed back. Once it is kept, it is made anew no more: whoever has an open
    /// session would have the keys.
    pub fn make_recovery_code(&self, who: &Worker, cost: Cost) -> Result<Zeroizing<String>, CentreError> {
        who.needs(Right::Accounts)?;
        if self.recovery_code_is_kept()? {
            return Err(CentreError::AlreadyDecided);
        }
        let code = RecoveryCode::new(self.random.bytes());
        self.keys.replace(Secret::RecoveryCode(&code), cost, &self.random).map_err(|_| CentreError::Keys)?;
        self.note(Some(who), Deed::about(What::Decided, "recovery-code").filtered("made"))?;
        Ok(code.print())
    }

    /// The code is typed back. Field: `code`.
    pub fn keep_recovery_code(&self, who: &Worker, typed: &str) -> Result<(), CentreError> {
        who.needs(Right::Accounts)?;
        let code = RecoveryCode::parse(typed).ok();
        if !code.is_some_and(|code| self.keys.is_opened_by(Secret::RecoveryCode(&code))) {
            return Err(CentreError::field(
                "code",
                "Non è il codice delle chiavi: ricopiarlo dal foglio.",
                "This is not the code of the keys: copy it from the paper.",
            ));
        }
        self.store.set_setting(TYPED_BACK, None, b"kept")?;
        self.note(Some(who), Deed::about(What::Decided, "recovery-code").filtered("typed-back"))
    }
}
