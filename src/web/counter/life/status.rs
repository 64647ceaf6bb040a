//! `GET /status`: answers always, also locked, also before the first run. Says nothing about people.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::site::frame::Answer;
use crate::site::strip::mark_failing;
use crate::site::visitor::Visitor;
use crate::words::lang::Lang;
use desk::Phase;
use desk::life::strip::{ClockState, SecondCopyState, Strip};
use domain::journal::event::Exercise;

/// What the station says about itself to anyone on its address.
#[derive(Serialize)]
struct Status {
    /// `pass`: papers can be issued or only an outage is missing; `warn`: a person must act; `fail`: cannot be opened.
    #[serde(rename = "status")]
    state: &'static str,
    version: &'static str,
    /// `empty`, `setting-up`, `locked`, `opening`, `open`, `damaged`.
    phase: &'static str,
    drill: bool,
    /// What a person must see to, in words; empty with `pass`.
    notes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    station: Option<Station>,
}

#[derive(Serialize)]
struct Station {
    register_code: String,
    outage_open: bool,
    issuing_stopped: bool,
    clock_confirmed: bool,
    second_copy: &'static str,
    /// The mark outside the folder: `kept`, or `failing` while it cannot be written.
    mark: &'static str,
    not_recovered: u64,
    journal_position: u64,
}

/// `GET /status`
pub async fn status(visitor: Visitor) -> Answer {
    let standing = &visitor.standing;
    let mut notes = standing.strip.as_ref().map_or_else(Vec::new, |strip| notes(strip, visitor.l));
    if let Phase::Opening(made) = &standing.phase {
        notes.push(visitor.l.of(&made.told()).to_owned());
    }
    let (phase, state) = match &standing.phase {
        Phase::Empty => ("empty", "warn"),
        Phase::SettingUp => ("setting-up", "warn"),
        Phase::Locked => ("locked", "warn"),
        Phase::Opening(_) => ("opening", "warn"),
        Phase::Damaged(_) => ("damaged", "fail"),
        Phase::Open(_) if !notes.is_empty() => ("open", "warn"),
        Phase::Open(_) => ("open", "pass"),
    };
    Ok(HttpResponse::Ok().json(Status {
        state,
        version: env!("CARGO_PKG_VERSION"),
        phase,
        drill: standing.site.counter.exercise() == Exercise::Drill,
        notes,
        station: standing.strip.as_ref().map(station),
    }))
}

fn notes(strip: &Strip, l: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(stop) = strip.stop {
        notes.push(l.of(&stop.told()).to_owned());
    }
    if strip.mark_failing {
        notes.push(mark_failing(l).to_owned());
    }
    if strip.extract_lost {
        notes.push(
            l.t(
                "L’estratto dei residenti non si legge: importarlo di nuovo.",
                "The extract of residents cannot be read: import it again.",
            )
            .to_owned(),
        );
    }
    notes
}

fn station(strip: &Strip) -> Station {
    Station {
        register_code: strip.station.clone(),
        outage_open: strip.outage.is_some(),
        issuing_stopped: strip.stop.is_some(),
        clock_confirmed: strip.clock == ClockState::Confirmed,
        second_copy: match strip.second_copy {
            SecondCopyState::NotConfigured => "not-configured",
            SecondCopyState::UpToDate => "up-to-date",
            SecondCopyState::Behind { .. } | SecondCopyState::Filling { .. } => "behind",
            SecondCopyState::Missing => "missing",
            SecondCopyState::Full => "full",
            SecondCopyState::Failing => "failing",
            SecondCopyState::Contradicts => "contradicts",
            SecondCopyState::OtherStation => "other-station",
        },
        mark: if strip.mark_failing { "failing" } else { "kept" },
        not_recovered: strip.not_recovered,
        journal_position: strip.journal_position,
    }
}
