//! The lives of the register: each that ended, how it goes on, and the *verbale* that says so.

use actix_web::web::Path;
use askama::Template;

use crate::desk::Desk;
use crate::desk::succession::continuation::{Continuation, fate_in_words};
use crate::domain::ids::id::StationId;
use crate::domain::ids::number::Number;
use crate::domain::journal::event::Fate;
use crate::web::site::file::pdf;
use crate::web::site::frame::{Answer, Frame};
use crate::web::site::seat::Seat;
use crate::web::words::lang::Lang;
use crate::web::words::when;

#[derive(Template)]
#[template(path = "counter/life/lives.html")]
struct LivesPage {
    l: Lang,
    frame: Frame,
    code: String,
    lives: Vec<Continuation>,
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
    let code = seat.look(|desk, _| desk.register_code().to_string()).await?;
    let lives = seat.ask(Desk::continuations).await?;
    seat.show(&LivesPage { l: seat.l, frame: seat.frame(), code, lives })
}

/// `GET /station/lives/{station}/continuation.pdf`
pub async fn continuation(seat: Seat, life: Path<StationId>) -> Answer {
    Ok(pdf(seat.ask(move |desk, who| desk.continuation_pdf(who, *life)).await?))
}
