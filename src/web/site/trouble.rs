//! Everything a handler may answer instead of its page, and how it reads.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{LOCATION, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};

use super::typed::Typed;
use centre::CentreError;
use desk::parts::making::Made;
use desk::{DeskError, SignInError};
use domain::text::bilingual::Bilingual;

/// Seconds after which whoever found no turn may try again.
pub const BUSY_SECONDS: u32 = 10;

/// Why a request does not get the page it asked for. `faults` dresses it as a page, or as a problem for the API.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// The page is elsewhere.
    Go(String),
    /// A use case refused or failed.
    Desk(Box<DeskError>),
    /// A use case of the centre refused or failed.
    Centre(Arc<CentreError>),
    /// The counter is being opened, so far.
    Opening(Made),
    /// The form was not made by this session, or by a page of this site.
    Forged,
    /// A form was sent after its session had locked: nothing was done, nothing typed is lost.
    Held {
        /// Where it was sent.
        path: String,
        /// What was typed.
        typed: Box<Typed>,
        /// What was wrong with the PIN just tried, if one was.
        wrong: Option<Bilingual>,
    },
    /// The request cannot be read.
    Unreadable,
    /// More was sent than any form of this site holds.
    TooLarge,
    /// What was sent came too slowly, or stood still.
    TooSlow,
    /// Too many do the same at once: no turn came in time, nothing was read.
    Busy,
    /// Nothing has this address.
    NoSuchPage,
    /// The address does not take this method.
    WrongMethod,
    /// The host name is not one of this station's.
    UnknownHost,
    /// A fault of ours: a panic, a template.
    Broken,
}

impl Trouble {
    /// The page is at `path`.
    pub fn go(path: impl Into<String>) -> Self {
        Self::Go(path.into())
    }

    /// HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Go(_) => StatusCode::SEE_OTHER,
            Self::Desk(error) => {
                StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Self::Centre(error) => {
                StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Self::Opening(_) | Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Forged => StatusCode::FORBIDDEN,
            Self::Held { .. } => StatusCode::OK,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::NoSuchPage => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::UnknownHost => StatusCode::MISDIRECTED_REQUEST,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Stable code, for the page's small print and the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Go(_) => "elsewhere",
            Self::Desk(error) => error.code(),
            Self::Centre(error) => error.code(),
            Self::Opening(_) => "opening",
            Self::Forged => "not-from-this-page",
            Self::Held { .. } => "session-locked",
            Self::Unreadable => "unreadable-request",
            Self::TooLarge => "request-too-large",
            Self::TooSlow => "request-too-slow",
            Self::Busy => "busy",
            Self::NoSuchPage => "no-such-page",
            Self::WrongMethod => "wrong-method",
            Self::UnknownHost => "unknown-host",
            Self::Broken => "internal-fault",
        }
    }

    /// What happened and what to do next.
    pub fn told(&self) -> Bilingual {
        let (it, en) = match self {
            Self::Desk(error) => return error.told(),
            Self::Centre(error) => return error.told(),
            Self::Opening(made) => return made.told(),
            Self::Go(_) => ("La pagina è altrove.", "The page is elsewhere."),
            Self::Held { .. } => (
                "La sessione si è bloccata: inserire il PIN. Quanto scritto è conservato.",
                "The session has locked: enter the PIN. What was typed is kept.",
            ),
            Self::Forged => (
                "La pagina da cui è partita la richiesta è scaduta o non è di questa sessione: nulla è stato fatto. Tornare alla pagina, ricaricarla e ripetere.",
                "The page this request came from has expired or belongs to another session: nothing was done. Go back to the page, reload it and try again.",
            ),
            Self::Unreadable => (
                "La richiesta non si può leggere: nulla è stato fatto. Tornare indietro e riprovare.",
                "The request cannot be read: nothing was done. Go back and try again.",
            ),
            Self::TooLarge => (
                "È stato inviato più di quanto questa pagina accetti: nulla è stato fatto. Tornare indietro e accorciare il testo.",
                "More was sent than this page accepts: nothing was done. Go back and shorten the text.",
            ),
            Self::TooSlow => (
                "Quanto inviato non è arrivato in tempo: nulla è stato fatto. Controllare la linea, tornare indietro e riprovare.",
                "What was sent did not arrive in time: nothing was done. Check the line, go back and try again.",
            ),
            Self::Busy => (
                "Si stanno leggendo altri file o immagini: nulla è stato fatto. Tornare indietro e riprovare fra qualche secondo.",
                "Other files or pictures are being read: nothing was done. Go back and try again in a few seconds.",
            ),
            Self::NoSuchPage => (
                "A questo indirizzo non c’è alcuna pagina. Controllare l’indirizzo, o ripartire dall’inizio.",
                "There is no page at this address. Check the address, or start again from the home page.",
            ),
            Self::WrongMethod => (
                "Questo indirizzo non si apre in questo modo. Ripartire dall’inizio.",
                "This address cannot be opened that way. Start again from the home page.",
            ),
            Self::UnknownHost => (
                "Questa postazione non risponde al nome usato nell’indirizzo. Usare l’indirizzo scritto sulla console, o aggiungere il nome alla voce «hosts» della configurazione.",
                "This station does not answer to the name in the address. Use the address shown on the console, or add the name to “hosts” in the configuration.",
            ),
            Self::Broken => (
                "Il programma ha avuto un guasto interno. Ciò che era già registrato è al sicuro: controllare nel registro prima di ripetere. Se succede di nuovo, annotare l’ora e avvisare l’assistenza.",
                "The program had an internal fault. What was already recorded is safe: check the register before repeating. If it happens again, note the time and tell support.",
            ),
        };
        Bilingual::new(it, en)
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl ResponseError for Trouble {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    /// Bare: the body is written by `faults`, which knows the language and the strip.
    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status());
        if let Self::Go(path) = self {
            answer.insert_header((LOCATION, path.as_str()));
        }
        if let Self::Busy = self {
            answer.insert_header((RETRY_AFTER, BUSY_SECONDS));
        }
        let mut answer = answer.finish();
        answer.extensions_mut().insert(self.clone());
        answer
    }
}

impl From<CentreError> for Trouble {
    fn from(error: CentreError) -> Self {
        Self::Centre(Arc::new(error))
    }
}

impl From<DeskError> for Trouble {
    fn from(error: DeskError) -> Self {
        Self::Desk(Box::new(error))
    }
}

/// What was wrong with a PIN, in words.
pub fn sign_in_told(error: SignInError) -> Bilingual {
    match error {
        SignInError::Wrong { retry_after_s: 0 } => {
            Bilingual::new("Il PIN non è giusto. Riprovare.", "The PIN is not right. Try again.")
        }
        SignInError::Wrong { retry_after_s } => Bilingual::new(
            format!("Il PIN non è giusto. Si può riprovare fra {retry_after_s} secondi."),
            format!("The PIN is not right. You can try again in {retry_after_s} seconds."),
        ),
        SignInError::Wait { s } => Bilingual::new(
            format!(
                "Troppi PIN sbagliati: questo tentativo non è stato guardato. Riprovare fra {s} secondi."
            ),
            format!("Too many wrong PINs: this attempt was not looked at. Try again in {s} seconds."),
        ),
        SignInError::Disabled => Bilingual::new(
            "L’operatore è disattivato. Rivolgersi al responsabile dello sportello.",
            "The account is disabled. Ask the supervisor of the counter.",
        ),
    }
}
