//! One visit to a centre: who asks, what was seen so far.

use chrono::TimeDelta;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::book::Book;
use super::forge;
use super::rule::Deviation;
use super::wire::{Ask, Came, Line, Problem, Request};
use crate::centre::CentreError;
use clock::{Clock, Random};
use domain::centre::exchange::{Batch, OutcomePage, PositionAnswer};
use domain::ids::anchor::Anchor;
use domain::ids::id::StationId;
use domain::journal::event::Exercise;
use domain::time::moment::Moment;
use trust::host::Host;
use trust::message::{self, Expected, Outgoing, Sense};
use trust::{Authority, Certificate, Life, Role, Root, Subject, Urn};
use vault::SigningKey;

/// A station that a centre knows, as far as anybody told it.
pub struct Known {
    /// Its name.
    pub station: StationId,
    /// Its key.
    pub key: SigningKey,
    /// Its certificate.
    pub certificate: Certificate,
}

/// What stands beside the station that is known: with the key of the centre's root in hand more can be tried.
#[derive(Default)]
pub struct Beside {
    /// Another station of the same root: certified like the first one, or its reserve.
    pub sister: Option<Known>,
    /// The station's name and key in a certificate of a centre.
    pub as_centre: Option<Certificate>,
    /// The station's name and key in certificates whose time has not begun, or is over.
    pub out_of_time: Vec<Certificate>,
}

/// How often outcomes are looked for until every entry has one, if nobody says otherwise.
const LOOKS: usize = 60;

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
    /// The same, in the name of the station that is known, by a root that bears the name of the centre's.
    pub impostor: Known,
    /// What else was certified.
    pub beside: Beside,
    /// What is sent.
    pub book: Book,
    /// Whether the centre takes enrolments.
    pub enrols: bool,
    /// For what must not be had twice.
    pub random: Random,
    clock: Clock,
    /// How often outcomes are looked for until every entry has one.
    pub looks: usize,
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
    /// With the key of somebody else.
    pub key: Option<&'a SigningKey>,
    /// With another certificate.
    pub certificate: Option<&'a Certificate>,
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
        let somebody = StationId::new(random.uuid(now));
        let named = root.certificate().subject().municipality().to_owned();
        let impostor = stranger(&named, known.station, now, random);
        Self {
            line,
            centre,
            root,
            known,
            stranger: stranger("Comune di nessuno", somebody, now, random),
            impostor,
            beside: Beside::default(),
            book,
            enrols,
            random: random.clone(),
            clock: clock.clone(),
            looks: LOOKS,
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
        let (certificate, key) =
            (how.certificate.unwrap_or(&how.by.certificate), how.key.unwrap_or(&how.by.key));
        let signed = message::sign(&outgoing, certificate, key).map_err(|_| CentreError::OwnKey)?;
        Ok(Request { ask, signed: Some(signed), id })
    }

    /// Signs a request in some way, and changes what its signature says.
    pub fn forged(
        &self,
        ask: Ask,
        how: &How<'_>,
        change: impl FnOnce(&mut Value, &mut Value),
    ) -> Result<Request, Deviation> {
        let mut request = self.signed(ask, how)?;
        if let Some(signed) = &mut request.signed {
            let key = how.key.unwrap_or(&how.by.key);
            signed.signature = forge::again(&signed.signature, change, key).ok_or(CentreError::OwnKey)?;
        }
        Ok(request)
    }

    /// How everything should be signed.
    pub fn rightly(&self) -> How<'_> {
        How { by: &self.known, to: self.centre, at: self.now(), as_if: None, key: None, certificate: None }
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
        match verified {
            Ok(verified) if verified.sender.role != Role::Hub => {
                Err(format!("{} the certificate is a station’s, not a centre’s", came.status))
            }
            Ok(_) => Ok(()),
            Err(refused) => Err(format!("{} {refused}", came.status)),
        }
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
fn stranger(municipality: &str, station: StationId, now: Moment, random: &Random) -> Known {
    let (root_key, key) = (SigningKey::generate(random), SigningKey::generate(random));
    let made = Root::make(municipality, Exercise::Drill, &root_key, random.bytes(), now)
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
    let request = trust::Request::make(&subject(), Urn::from(station), key).ok()?;
    let authority = Authority::new(root, root_key).ok()?;
    authority.station(&request, random.bytes(), now, Life::days(2)?).ok()
}

/// What the root's key certifies beside the station that is known.
pub fn beside(root: &Root, root_key: &SigningKey, known: &Known, now: Moment, random: &Random) -> Beside {
    let (sister, key) = (StationId::new(random.uuid(now)), SigningKey::generate(random));
    let sister = certified(root, root_key, sister, &key, now, random).map(|certificate| Known {
        station: sister,
        key,
        certificate,
    });
    let request = trust::Request::make(&subject(), Urn::from(known.station), &known.key).ok();
    let authority = Authority::new(root, root_key).ok();
    let (Some(request), Some(authority)) = (request, authority) else {
        return Beside { sister, ..Beside::default() };
    };
    let host = "localhost".parse::<Host>().ok();
    let as_centre =
        host.and_then(|host| authority.hub(&request, &[host], random.bytes(), now, Life::LONGEST).ok());
    let day = Life::days(1);
    // A root made today has certified nothing whose time is over.
    let out_of_time = [now.plus(TimeDelta::days(5)), now.plus(-TimeDelta::days(5))]
        .into_iter()
        .filter_map(|at| authority.station(&request, random.bytes(), at, day?).ok())
        .collect();
    Beside { sister, as_centre, out_of_time }
}

/// As the station of the check is called.
pub fn subject() -> Subject {
    Subject::new("Comune di Prova", Some("Prova del contratto"), "Sportello PROVA")
}
