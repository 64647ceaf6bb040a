//! One visit to a centre: who asks, what was seen so far.

use serde::de::DeserializeOwned;

use super::book::Book;
use super::rule::Deviation;
use super::wire::{Ask, Came, Line, Problem, Request};
use crate::clock::{Clock, Random};
use crate::code::message::{self, Expected, Outgoing, Sense};
use crate::code::{Authority, Certificate, Life, Root, Subject, Urn};
use crate::domain::anchor::Anchor;
use crate::domain::event::Exercise;
use crate::domain::exchange::{Batch, OutcomePage, PositionAnswer};
use crate::domain::id::StationId;
use crate::domain::moment::Moment;
use crate::recovery::centre::CentreError;
use crate::vault::SigningKey;

/// A station that a centre knows, as far as anybody told it.
pub struct Known {
    /// Its name.
    pub station: StationId,
    /// Its key.
    pub key: SigningKey,
    /// Its certificate.
    pub certificate: Certificate,
}

/// A visit.
pub struct Visit<'a> {
    line: &'a dyn Line,
    /// The centre's name.
    pub centre: Urn,
    root: Root,
    /// Who asks.
    pub known: Known,
    /// Somebody the centre's root never certified.
    pub stranger: Known,
    /// What is sent.
    pub book: Book,
    /// Whether the centre takes enrolments.
    pub enrols: bool,
    /// For what must not be had twice.
    pub random: Random,
    clock: Clock,
    /// Outcomes as first read.
    pub outcomes: Option<OutcomePage>,
    /// Answers to signed requests of ours that the centre did not sign, and why they are not believed.
    pub unsigned: Vec<String>,
    /// Refusals that are not of the form agreed.
    pub shapeless: Vec<String>,
}

/// How a request is signed: as it should be, unless something is changed on purpose.
pub struct How<'a> {
    /// By whom.
    pub by: &'a Known,
    /// For whom.
    pub to: Urn,
    /// When.
    pub at: Moment,
    /// Method and path that are signed, if others than those asked.
    pub as_if: Option<&'a Ask>,
}

impl<'a> Visit<'a> {
    /// Begins a visit of `known` to the centre called `centre`.
    pub fn begin(
        line: &'a dyn Line,
        centre: Urn,
        root: Root,
        known: Known,
        enrols: bool,
        clock: &Clock,
        random: &Random,
    ) -> Self {
        let now = clock.now();
        let book = Book::write(known.station, now, random);
        Self {
            line,
            centre,
            root,
            known,
            stranger: stranger(now, random),
            book,
            enrols,
            random: random.clone(),
            clock: clock.clone(),
            outcomes: None,
            unsigned: Vec::new(),
            shapeless: Vec::new(),
        }
    }

    /// Now.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// An address of the station's own.
    pub fn path(&self, rest: &str) -> String {
        format!("/api/v1/stations/{}/{rest}", self.known.station)
    }

    /// The root that certified the centre.
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// The line, for what is not signed.
    pub fn line(&self) -> &dyn Line {
        self.line
    }

    /// Signs a request, in some way.
    pub fn signed(&self, ask: Ask, how: &How<'_>) -> Result<Request, Deviation> {
        let id = self.random.uuid(how.at);
        let meant = how.as_if.unwrap_or(&ask);
        let outgoing = Outgoing {
            from: Urn::from(how.by.station),
            to: how.to,
            id,
            at: how.at,
            sense: Sense::Request { method: meant.method, path: &meant.path },
            content: ask.content(),
        };
        let signed = message::sign(&outgoing, &how.by.certificate, &how.by.key);
        let signed = signed.map_err(|_| CentreError::OwnKey)?;
        Ok(Request { ask, signed: Some(signed), id })
    }

    /// How everything should be signed.
    pub fn rightly(&self) -> How<'_> {
        How { by: &self.known, to: self.centre, at: self.now(), as_if: None }
    }

    /// Asks as a station does; whoever answers must be the centre.
    pub fn ask(&mut self, ask: Ask) -> Result<Came, Deviation> {
        let request = self.signed(ask, &self.rightly())?;
        let came = self.line.carry(&request)?;
        if let Err(why) = self.is_signed(&came, &request) {
            let said = format!("{} {}: {why}", request.ask.method, operation(&request.ask.path));
            if !self.unsigned.contains(&said) {
                self.unsigned.push(said);
            }
        }
        Ok(came)
    }

    /// Whether the centre signed this answer to this request.
    pub fn is_signed(&self, came: &Came, request: &Request) -> Result<(), String> {
        let expected = Expected {
            audience: Urn::from(self.known.station),
            sender: Some(self.centre),
            sense: Sense::Answer { to: request.id, status: came.status },
            content: message::Content {
                media_type: came.media_type.as_deref(),
                encoding: came.encoding.as_deref(),
                body: &came.body,
            },
            now: self.now(),
        };
        let roots = std::slice::from_ref(&self.root);
        let verified = message::verify(came.digest.as_deref(), came.signature.as_deref(), &expected, roots);
        verified.map(|_| ()).map_err(|refused| format!("{} {refused}", came.status))
    }

    /// Sends a batch.
    pub fn send(&mut self, batch: &Batch) -> Result<Came, Deviation> {
        let body = serde_json::to_vec(batch).expect("a batch holds only texts and numbers");
        self.ask(Ask::json("POST", self.path("records"), body))
    }

    /// Asks for the position.
    pub fn position(&mut self) -> Result<PositionAnswer, Deviation> {
        let came = self.ask(Ask::get(self.path("position")))?;
        self.read(&came)
    }

    /// What an answer of success says, in the shape agreed, of this station.
    pub fn read<T: DeserializeOwned>(&self, came: &Came) -> Result<T, Deviation> {
        if came.status != 200 {
            return Err(Deviation::seen(came.in_short()));
        }
        serde_json::from_slice(&came.body)
            .map_err(|error| Deviation::seen(format!("200 with a body of another shape: {error}")))
    }

    /// A refusal: one of these statuses, with a problem.
    pub fn refusal(&mut self, came: &Came, statuses: &[u16]) -> Result<Option<Problem>, Deviation> {
        if !statuses.contains(&came.status) {
            return Err(Deviation::seen(came.in_short()));
        }
        let problem = came.problem();
        if problem.is_none() {
            self.shapeless.push(came.in_short());
        }
        Ok(problem)
    }

    /// The centre stands here and nowhere else.
    pub fn stands_at(&mut self, count: usize) -> Result<(), Deviation> {
        let (held, expected) = (self.position()?.head, self.book.anchor(count));
        if held == expected {
            Ok(())
        } else {
            Err(Deviation::seen(format!("the position is {}", told(held))))
        }
    }
}

/// A position as a report says it.
pub fn told(anchor: Option<Anchor>) -> String {
    anchor.map_or_else(
        || "null".to_owned(),
        |anchor| format!("{}:{}…", anchor.position, &anchor.chain.to_string()[..8]),
    )
}

fn operation(path: &str) -> &str {
    path.split('?').next().unwrap_or(path).split('/').nth(5).unwrap_or(path)
}

/// Somebody with a root of their own.
fn stranger(now: Moment, random: &Random) -> Known {
    let (root_key, key) = (SigningKey::generate(random), SigningKey::generate(random));
    let station = StationId::new(random.uuid(now));
    let made = Root::make("Comune di nessuno", Exercise::Drill, &root_key, random.bytes(), now)
        .ok()
        .and_then(|root| certified(&root, &root_key, station, &key, now, random));
    Known { station, key, certificate: made.expect("fresh keys sign") }
}

/// The certificate of a station from a root whose key is at hand; none if the root's time is over.
pub fn certified(
    root: &Root,
    root_key: &SigningKey,
    station: StationId,
    key: &SigningKey,
    now: Moment,
    random: &Random,
) -> Option<Certificate> {
    let request = crate::code::Request::make(&subject(), Urn::from(station), key).ok()?;
    let authority = Authority::new(root, root_key).ok()?;
    authority.station(&request, random.bytes(), now, Life::days(2)?).ok()
}

/// As the station of the check is called.
pub fn subject() -> Subject {
    Subject::new("Comune di Prova", Some("Prova del contratto"), "Sportello PROVA")
}
