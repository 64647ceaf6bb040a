//! Why nothing can be issued now, told on the first page: the reason, and what can be done instead.

use crate::words::lang::Lang;
use desk::{DeskError, Session};
use domain::office::operator::Role;

/// A refusal as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What happened and what to do next.
    pub words: String,
    /// The page that helps, and its name.
    pub help: Option<(&'static str, &'static str)>,
    /// A supervisor may still issue what cannot be deferred, with a reason.
    pub overridable: bool,
    /// A draft may be typed meanwhile: what stands in the way is mended by somebody else.
    pub drafts_go_on: bool,
}

/// The refusal for this operator.
pub fn refusal(error: &DeskError, who: &Session, l: Lang) -> Refusal {
    let supervisor = who.may(Role::Supervisor);
    let help = match error {
        DeskError::NoOutageOpen if supervisor => {
            Some(("/outage/open", l.t("Aprire un’interruzione", "Open an outage")))
        }
        DeskError::AuthorisationLapsed { .. } if supervisor || who.may(Role::RecordsManager) => {
            Some(("/outage/authorise", l.t("Registrare l’autorizzazione", "Record the authorisation")))
        }
        DeskError::NoSigningOfficer => Some(("/operators", l.t("Scegliere chi firma", "Choose who signs"))),
        DeskError::ClockInDoubt { .. } => Some(("/clock", l.t("Confermare l’orologio", "Confirm the clock"))),
        DeskError::Stopped { .. } => Some(("/station", l.t("Che cosa è successo", "What happened"))),
        _ => None,
    };
    Refusal {
        words: l.of(&error.told()).to_owned(),
        help,
        drafts_go_on: matches!(error, DeskError::AuthorisationLapsed { .. } | DeskError::ClockInDoubt { .. }),
        overridable: supervisor && matches!(error, DeskError::AuthorisationLapsed { .. }),
    }
}
