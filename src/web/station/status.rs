//! `GET /status`: answers always, also locked, also before the first run. Says nothing about people.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::desk::Phase;
use crate::desk::strip::{ClockState, SecondCopyState, Strip};
use crate::domain::event::Exercise;
use crate::web::frame::Answer;
use crate::web::visitor::Visitor;

/// What the station says about itself to anyone on its address.
#[derive(Serialize)]
struct Status {
    /// `pass`: papers can be issued or only an outage is missing; `warn`: a person must act; `fail`: cannot be opened.
    #[serde(rename = "status")]
    state: &'static str,
    version: &'static str,
    /// `empty`, `setting-up`, `locked`, `open`, `damaged`.
    phase: &'static str,
    drill: bool,
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
    not_recovered: u64,
    journal_position: u64,
}

/// `GET /status`
pub async fn status(visitor: Visitor) -> Answer {
    let standing = &visitor.standing;
    let (phase, state) = match &standing.phase {
        Phase::Empty => ("empty", "warn"),
        Phase::SettingUp => ("setting-up", "warn"),
        Phase::Locked => ("locked", "warn"),
        Phase::Damaged(_) => ("damaged", "fail"),
        Phase::Open(_)
            if standing
                .strip
                .as_ref()
                .is_some_and(|strip| strip.stop.is_some() || strip.mark_failing || strip.extract_lost) =>
        {
            ("open", "warn")
        }
        Phase::Open(_) => ("open", "pass"),
    };
    Ok(HttpResponse::Ok().json(Status {
        state,
        version: env!("CARGO_PKG_VERSION"),
        phase,
        drill: standing.site.counter.exercise() == Exercise::Drill,
        station: standing.strip.as_ref().map(station),
    }))
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
            SecondCopyState::Behind { .. } => "behind",
            SecondCopyState::Missing => "missing",
            SecondCopyState::Full => "full",
            SecondCopyState::Failing => "failing",
            SecondCopyState::Contradicts => "contradicts",
            SecondCopyState::OtherStation => "other-station",
        },
        not_recovered: strip.not_recovered,
        journal_position: strip.journal_position,
    }
}
