//! Who is believed, and who signs answers. Nothing that is refused here changes anything.

use chrono::TimeDelta;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::conformance::rule::{Deviation, Rule};
use crate::conformance::visit::{How, Visit};
use crate::conformance::wire::{Ask, Request};
use domain::ids::id::StationId;
use domain::text::hex;
use trust::Urn;

pub(super) const SECTION: &str = "CENTRE.md §2";
/// Neither read nor done: 401; 403 where the centre knows who it is and does not serve them.
const NOT_BELIEVED: [u16; 2] = [401, 403];
/// Beyond life and allowance together.
const LONG: TimeDelta = TimeDelta::minutes(10);

pub(super) const fn refused(
    id: &'static str,
    expects: &'static str,
    check: fn(&mut Visit<'_>) -> Result<(), Deviation>,
) -> Rule {
    Rule { id, section: SECTION, expects, needs: &["tls-certificate"], check }
}

/// Requests that are not believed, in order.
pub const REFUSED: [Rule; 9] = [
    refused("unsigned-request", "401 without Digest and Agid-JWT-Signature, whatever is asked", unsigned),
    refused("unknown-station", "401 to a station of another root", unknown),
    refused("other-station", "401 to a station that asks in another's name", other_station),
    refused("wrong-audience", "401 to a request signed for another centre", audience),
    refused("stale-request", "401 to a request signed ten minutes ago", stale),
    refused("future-request", "401 to a request signed ten minutes ahead", future),
    refused("wrong-digest", "401 to a body that is not the one signed", digest),
    refused("other-operation", "401 to a signature made for another method or path", operation),
    refused("replayed-request", "401 to the same signed request a second time", replayed),
];

/// What stands at the end: all answers that came.
pub const ANSWERS: [Rule; 2] = [
    Rule {
        id: "answer-for-its-request",
        section: SECTION,
        expects: "an answer names the request it is for (rsp): one cannot be given for another",
        needs: &["tls-certificate"],
        check: for_its_request,
    },
    Rule {
        id: "signed-answers",
        section: SECTION,
        expects: "every answer to a believed request is signed by the centre, refusals too",
        needs: &["tls-certificate"],
        check: answers,
    },
];

/// The position, asked in a way that must not be believed.
pub(super) fn tried(visit: &mut Visit<'_>, request: &Request) -> Result<(), Deviation> {
    let came = visit.line().carry(request)?;
    visit.refusal(&came, &NOT_BELIEVED).map(|_| ())
}

/// Requests none of which must be believed, each with what is wrong with it.
pub(super) fn all_tried(visit: &mut Visit<'_>, requests: &[(&str, Request)]) -> Result<(), Deviation> {
    for (wrong, request) in requests {
        tried(visit, request).map_err(|deviation| deviation.to(wrong))?;
    }
    Ok(())
}

/// One question to each operation of a station: all of them must know whom to believe.
pub(super) fn operations(visit: &Visit<'_>) -> [(&'static str, Ask); 4] {
    let batch = serde_json::to_vec(&visit.book.batch(0, 1)).expect("a batch holds only texts and numbers");
    let blob = Ask {
        method: "PUT",
        path: visit.path(&format!("blobs/{}", hex::encode(&Sha256::digest(b"nobody")))),
        media_type: Some("application/octet-stream"),
        encoding: None,
        body: b"nobody".to_vec(),
    };
    [
        ("position", position(visit)),
        ("outcomes", Ask::get(visit.path("outcomes?after=0"))),
        ("blobs", blob),
        ("records", Ask::json("POST", visit.path("records"), batch)),
    ]
}

pub(super) fn position(visit: &Visit<'_>) -> Ask {
    Ask::get(visit.path("position"))
}

fn unsigned(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let requests = operations(visit)
        .into_iter()
        .map(|(operation, ask)| (operation, Request { ask, signed: None, id: Uuid::nil() }));
    all_tried(visit, &requests.collect::<Vec<_>>())
}

fn unknown(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let path = format!("/api/v1/stations/{}/position", visit.stranger.station);
    let how = How { by: &visit.stranger, ..visit.rightly() };
    let request = visit.signed(Ask::get(path), &how)?;
    tried(visit, &request)
}

fn other_station(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let other = StationId::new(visit.random.uuid(visit.now()));
    let request = visit.signed(Ask::get(format!("/api/v1/stations/{other}/position")), &visit.rightly())?;
    tried(visit, &request)
}

fn audience(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let to = Urn::new(visit.random.uuid(visit.now()));
    let request = visit.signed(position(visit), &How { to, ..visit.rightly() })?;
    tried(visit, &request)
}

fn stale(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let at = visit.now().plus(-LONG);
    let request = visit.signed(position(visit), &How { at, ..visit.rightly() })?;
    tried(visit, &request)
}

fn future(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let at = visit.now().plus(LONG);
    let request = visit.signed(position(visit), &How { at, ..visit.rightly() })?;
    tried(visit, &request)
}

/// The digest says what the body is, but the body is another.
fn digest(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let body = |count| serde_json::to_vec(&visit.book.batch(0, count)).expect("texts and numbers");
    let ask = Ask::json("POST", visit.path("records"), body(1));
    let other = body(2);
    let mut request = visit.signed(ask, &visit.rightly())?;
    request.ask.body = other;
    tried(visit, &request)
}

fn operation(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let outcomes = Ask::get(visit.path("outcomes?after=0"));
    let request = visit.signed(position(visit), &How { as_if: Some(&outcomes), ..visit.rightly() })?;
    tried(visit, &request)
}

fn replayed(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let request = visit.signed(position(visit), &visit.rightly())?;
    let first = visit.line().carry(&request)?;
    if first.status != 200 {
        return Err(Deviation::seen(format!("{} to the first one", first.in_short())));
    }
    tried(visit, &request)
}

/// Two questions, and the answer to the first held against the second.
fn for_its_request(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let first = visit.signed(position(visit), &visit.rightly())?;
    let second = visit.signed(position(visit), &visit.rightly())?;
    let came = visit.line().carry(&first)?;
    visit.is_signed(&came, &first).map_err(Deviation::Seen)?;
    match visit.is_signed(&came, &second) {
        Err(_) => Ok(()),
        Ok(()) => Err(Deviation::seen("the answer to one request holds for another")),
    }
}

fn answers(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    if visit.unsigned.is_empty() { Ok(()) } else { Err(Deviation::seen(visit.unsigned.join("; "))) }
}
