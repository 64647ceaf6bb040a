//! The lives of the register: each that ended, how it goes on, and the *verbale* that says so.

use actix_web::web::Path;
use askama::Template;

use crate::site::file::pdf;
use crate::site::frame::{Answer, Frame};
use crate::site::seat::Seat;
use crate::words::lang::Lang;
use crate::words::when;
use desk::Desk;
use desk::succession::continuation::{Continuation, fate_in_words};
use domain::ids::id::StationId;
use domain::ids::number::Number;
use domain::journal::event::Fate;

use super::at_start;

#[derive(Template)]
#[template(path = "counter/life/lives.html")]
struct LivesPage {
    l: Lang,
    frame: Frame,
    code: String,
    lives: Vec<Continuation>,
    /// Who opens it at start, and what that means: asked at a restore, told here.
    starts: (&'static str, &'static str),
}

impl LivesPage {
    fn fate(&self, fate: Fate) -> &'static str {
        match (self.l, fate) {
            (Lang::It, fate) => fate_in_words(fate),
            (Lang::En, Fate::SameComputer) => "it is this very computer",
            (Lang::En, Fate::Destroyed) => "broken for good",
            (Lang::En, Fate::PutAway) => "off, and under lock",
            (Lang::En, Fate::Unknown) => "nobody knows where it is",
        }
    }
}

fn listed(numbers: &[Number]) -> String {
    let all: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    if all.is_empty() { "—".to_owned() } else { all.join(", ") }
}

/// `GET /station/lives`
pub async fn show(seat: Seat) -> Answer {
    let (code, how) = seat.look(|desk, _| (desk.register_code().to_string(), desk.how_it_starts())).await?;
    let lives = seat.ask(Desk::continuations).await?;
    let starts = (at_start::now(how, seat.l), at_start::risk(how, seat.l));
    seat.show(&LivesPage { l: seat.l, frame: seat.frame(), code, lives, starts })
}

/// `GET /station/lives/{station}/continuation.pdf`
pub async fn continuation(seat: Seat, life: Path<StationId>) -> Answer {
    Ok(pdf(seat.ask(move |desk, who| desk.continuation_pdf(who, *life)).await?))
}
