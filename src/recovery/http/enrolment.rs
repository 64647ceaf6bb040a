//! Becoming known to a centre. Nobody is believed yet: whoever answers shows a root, and only the six
//! digits that two people compare say whose it is.

use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::{Agent, Body, http::Response};
use uuid::Uuid;

use super::line::{Believing, agent, meaning};
use crate::centre::CentreError;
use clock::Random;
use domain::centre::centre::CentreAddress;
use domain::centre::exchange::enrolment::{
    EnrolmentNonce, EnrolmentOffer, EnrolmentRequest, EnrolmentState, SignedRecipient,
};
use domain::journal::event::Exercise;
use domain::text::bilingual::Bilingual;
use domain::time::moment::Moment;
use trust::bundle::Recipient;
use trust::message::detached::{Beside, verify_detached};
use trust::message::{self, Content, DIGEST, Outgoing, SIGNATURE, Sense, Signed};
use trust::pairing::{Nonce, PairingCode};
use trust::{Certificate, Request, Root, Urn, check_chain};
use vault::SigningKey;

/// Bytes an answer has at most.
const LARGEST_ANSWER: u64 = 64 * 1024;
/// Where it is asked.
const ASKED: &str = "/api/v1/enrolments";

/// Who asks to be known.
pub struct Applicant {
    /// Its request, perhaps with that of its reserve.
    pub request: Request,
    /// Real or drill: a root for the other kind is refused.
    pub exercise: Exercise,
    /// What the centre knows it by already, where it does: with that it signs.
    pub before: Option<Before>,
}

/// The certificate a station has already, and its key.
pub struct Before {
    /// The centre's name.
    pub centre: Urn,
    /// The certificate.
    pub certificate: Certificate,
    /// Its key.
    pub key: SigningKey,
}

impl Before {
    /// Signs what is asked; a centre that does not look at it passes over it.
    fn sign(&self, body: &[u8], from: Urn, random: &Random, now: Moment) -> Option<Signed> {
        let sense = Sense::Request { method: "POST", path: ASKED };
        let content = Content { media_type: Some("application/json"), encoding: None, body };
        let outgoing = Outgoing { from, to: self.centre, id: random.uuid(now), at: now, sense, content };
        message::sign(&outgoing, &self.certificate, &self.key).ok()
    }
}

/// An enrolment that waits for two people.
pub struct Pairing {
    agent: Agent,
    address: CentreAddress,
    id: Uuid,
    root: Root,
    root_pem: String,
    centre: Urn,
    request: Request,
    code: PairingCode,
    recipient: Option<String>,
}

/// What a centre gave.
pub struct Granted {
    /// Its name.
    pub urn: Urn,
    /// Its root (PEM).
    pub root: String,
    /// The station's certificate (PEM).
    pub certificate: String,
    /// The certificate of its reserve (PEM), if one was asked for and this centre gives one.
    pub reserve: Option<String>,
    /// Whom bundles for it are encrypted to.
    pub recipient: Option<String>,
}

/// Why an enrolment came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnrolmentError {
    /// The centre did not answer, or not as agreed.
    #[error(transparent)]
    Centre(#[from] CentreError),
    /// What it offered does not hold together.
    #[error("the centre offered certificates that do not belong together")]
    BadOffer,
    /// A drill's root for a real station, or the other way.
    #[error("a drill and a real station never share a centre")]
    OtherExercise,
    /// Somebody at the centre said no.
    #[error("the centre refused this station")]
    Refused,
}

impl Pairing {
    /// Sends the request, takes the offer, shows the nonce. From then on both sides show six digits.
    pub fn begin(
        address: &CentreAddress,
        applicant: Applicant,
        random: &Random,
        now: Moment,
    ) -> Result<Self, EnrolmentError> {
        let agent = agent(&Believing::SixDigits);
        let Applicant { request, exercise, before } = applicant;
        let nonce = Nonce::new(random);
        let asked =
            EnrolmentRequest { request: request.to_pem(), commitment: nonce.commitment().to_string() };
        let body = json(&asked);
        let signed = before.and_then(|before| before.sign(&body, request.urn(), random, now));
        let offer: EnrolmentOffer = post(&agent, address, &body, signed.as_ref())?;
        let root = Root::from_pem(&offer.root).map_err(|_| EnrolmentError::BadOffer)?;
        if root.exercise() != exercise {
            return Err(EnrolmentError::OtherExercise);
        }
        let centre = Certificate::from_pem(&offer.centre).map_err(|_| EnrolmentError::BadOffer)?;
        let centre = check_chain(&centre, &root, now).map_err(|_| EnrolmentError::BadOffer)?.urn;
        let recipient = offer.recipient.map(|signed| recipient(&signed, &root, centre, now)).transpose()?;
        let theirs: Nonce = offer.nonce.parse().map_err(|_| EnrolmentError::BadOffer)?;
        let path = format!("/api/v1/enrolments/{}", offer.id);
        let shown = EnrolmentNonce { nonce: nonce.to_string() };
        let answer = agent
            .put(format!("{address}{path}"))
            .header("content-type", "application/json")
            .send(&json(&shown)[..])
            .map_err(|error| meaning(&error, address))?;
        read_status(&answer)?;
        let code = PairingCode::new(nonce, theirs, &root, &request);
        Ok(Self {
            agent,
            address: address.clone(),
            id: offer.id,
            root,
            root_pem: offer.root,
            centre,
            request,
            code,
            recipient,
        })
    }

    /// The six digits.
    pub fn code(&self) -> String {
        self.code.to_string()
    }

    /// Whose root it is, as its certificate says.
    pub fn municipality(&self) -> String {
        self.root.certificate().subject().municipality().to_owned()
    }

    /// Asks whether somebody at the centre has compared them; `None` while nobody has.
    pub fn look(&self, now: Moment) -> Result<Option<Granted>, EnrolmentError> {
        let url = format!("{}/api/v1/enrolments/{}", self.address, self.id);
        let answer = self.agent.get(url).call().map_err(|error| meaning(&error, &self.address))?;
        match read::<EnrolmentState>(answer)? {
            EnrolmentState::Waiting => Ok(None),
            EnrolmentState::Refused => Err(EnrolmentError::Refused),
            EnrolmentState::Granted { certificate, reserve } => {
                if !self.is_for(&self.request, &certificate, now) {
                    return Err(EnrolmentError::BadOffer);
                }
                // A station is known without a reserve too.
                let reserve = reserve.filter(|pem| {
                    let fits = self.request.reserve().is_some_and(|asked| self.is_for(asked, pem, now));
                    if !fits {
                        tracing::warn!("the centre’s certificate of a reserve is not the one asked for");
                    }
                    fits
                });
                let (root, recipient) = (self.root_pem.clone(), self.recipient.clone());
                Ok(Some(Granted { urn: self.centre, root, certificate, reserve, recipient }))
            }
        }
    }

    /// Whether a certificate (PEM) is what was asked for: by the root shown, for this name.
    fn is_for(&self, asked: &Request, certificate: &str, now: Moment) -> bool {
        let certificate = Certificate::from_pem(certificate).ok();
        let checked = certificate.and_then(|one| check_chain(&one, &self.root, now).ok());
        checked.is_some_and(|checked| checked.urn == asked.urn())
    }
}

impl EnrolmentError {
    /// Whether asking again may help.
    pub fn passes(&self) -> bool {
        matches!(self, Self::Centre(error) if error.passes())
    }

    /// What happened and what to do next.
    pub fn told(&self) -> Bilingual {
        let (it, en) = match self {
            Self::Centre(CentreError::Unreachable) => (
                "A questo indirizzo non risponde nessuno: controllare nome e porta, e che il centro sia acceso.",
                "Nobody answers at this address: check name and port, and that the centre runs.",
            ),
            Self::Centre(CentreError::Silent) => (
                "La porta è aperta ma il centro non risponde: riprovare fra qualche minuto.",
                "The port is open but the centre does not answer: try again in some minutes.",
            ),
            Self::Centre(CentreError::Failing { .. } | CentreError::Busy { .. }) => (
                "Il centro risponde con un errore: riprovare fra qualche minuto, o chiedere a chi lo gestisce.",
                "The centre answers with an error: try again in some minutes, or ask whoever runs it.",
            ),
            Self::Centre(CentreError::OwnKey) => (
                "La chiave di questa postazione non si usa: controllare la cartella dati.",
                "This station's key cannot be used: check the data folder.",
            ),
            Self::Centre(CentreError::Refused { words, .. }) => {
                return Bilingual::new(
                    format!("Il centro rifiuta: {words}"),
                    format!("The centre refuses: {words}"),
                );
            }
            Self::Centre(CentreError::ReplyLost) => (
                "La risposta del centro si è interrotta a metà: riprovare; se succede ancora, controllare la rete.",
                "The centre's answer broke off half way: try again; if it happens again, check the network.",
            ),
            Self::Centre(_) | Self::BadOffer => (
                "A questo indirizzo risponde qualcosa che non è un centro Sportello: controllare l’indirizzo.",
                "What answers at this address is no Sportello centre: check the address.",
            ),
            Self::OtherExercise => (
                "Una postazione di esercitazione si aggiunge solo a un centro di esercitazione, una vera solo a uno vero: controllare l’indirizzo.",
                "A drill station is added to a drill centre only, a real one to a real one: check the address.",
            ),
            Self::Refused => (
                "Al centro qualcuno ha rifiutato questa postazione: se i codici non coincidevano, non riprovare prima di aver chiarito.",
                "Somebody at the centre refused this station: if the codes did not match, do not try again before it is cleared up.",
            ),
        };
        Bilingual::new(it, en)
    }
}

/// The centre's recipient. The six digits vouch for the root alone, so the centre signs it.
fn recipient(
    signed: &SignedRecipient,
    root: &Root,
    centre: Urn,
    now: Moment,
) -> Result<String, EnrolmentError> {
    let text = signed.recipient.parse::<Recipient>().map_err(|_| EnrolmentError::BadOffer)?.to_string();
    let roots = [root.clone()];
    match verify_detached(Beside::Manifest, &signed.signature, text.as_bytes(), &roots, now) {
        Ok(maker) if maker.urn == centre => Ok(text),
        _ => Err(EnrolmentError::BadOffer),
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("enrolments hold only texts")
}

fn post<T: DeserializeOwned>(
    agent: &Agent,
    address: &CentreAddress,
    body: &[u8],
    signed: Option<&Signed>,
) -> Result<T, EnrolmentError> {
    let mut request = agent.post(format!("{address}{ASKED}")).header("content-type", "application/json");
    if let Some(signed) = signed {
        request = request.header(DIGEST, &signed.digest).header(SIGNATURE, &signed.signature);
    }
    read(request.send(body).map_err(|error| meaning(&error, address))?)
}

fn read_status(answer: &Response<Body>) -> Result<(), CentreError> {
    match answer.status().as_u16() {
        200..=299 => Ok(()),
        status @ 500..=599 => Err(CentreError::Failing { status }),
        status => {
            let code = format!("http-{status}");
            Err(CentreError::Refused { status, words: code.clone(), code })
        }
    }
}

fn read<T: DeserializeOwned>(answer: Response<Body>) -> Result<T, EnrolmentError> {
    let status = read_status(&answer);
    let body = answer.into_body().into_with_config().limit(LARGEST_ANSWER).read_to_vec();
    let body = body.map_err(|_| CentreError::ReplyLost)?;
    match status {
        Ok(()) => serde_json::from_slice(&body).map_err(|_| EnrolmentError::BadOffer),
        Err(CentreError::Refused { status, code, words }) => {
            let told = serde_json::from_slice::<serde_json::Value>(&body).ok();
            let text = |name: &str| {
                told.as_ref()
                    .and_then(|told| told[name].as_str())
                    .map(|text| text.chars().take(400).collect())
            };
            let (code, words) = (text("code").unwrap_or(code), text("detail").unwrap_or(words));
            Err(CentreError::Refused { status, code, words }.into())
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_that_broke_off_is_no_word_about_who_answers() {
        let told = |error| EnrolmentError::Centre(error).told().en;
        assert!(told(CentreError::ReplyLost).contains("broke off"));
        assert!(told(CentreError::NotItsAnswer).contains("no Sportello centre"));
        assert!(EnrolmentError::BadOffer.told().en.contains("no Sportello centre"));
    }
}
