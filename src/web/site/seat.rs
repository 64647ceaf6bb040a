//! The signed-in operator's place, as handlers receive it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use askama::Template;

use super::blocking::block;
use crate::entrance::gate::Gates;
use crate::words::lang::Lang;
use desk::life::strip::Strip;
use desk::{Desk, DeskError, Session, SessionState};
use domain::office::operator::Role;

use super::frame::{self, Answer, Frame};
use super::habits::Habits;
use super::papers::Papers;
use super::pictures::Pictures;
use super::sheets::Sheets;
use super::standing::{Standing, Touch};
use super::trouble::Trouble;
use super::visits::Visits;

/// An operator at work: the station is open, the session is active. Anyone else is led to the page that gets them there.
pub struct Seat {
    /// Language.
    pub l: Lang,
    /// The opened desk.
    pub desk: Arc<Desk>,
    /// Who.
    pub who: Session,
    /// The session's token.
    pub token: String,
    pub(crate) standing: Standing,
}

type Extracting<T> = Pin<Box<dyn Future<Output = Result<T, Trouble>>>>;

impl FromRequest for Seat {
    type Error = Trouble;
    type Future = Extracting<Self>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { Self::of(&req, Touch::Person).await })
    }
}

impl Seat {
    /// The seat of a page that refreshes itself: that it is asked for is no activity of its operator.
    pub async fn watching(req: &HttpRequest) -> Result<Self, Trouble> {
        Self::of(req, Touch::Machine).await
    }

    async fn of(req: &HttpRequest, touch: Touch) -> Result<Self, Trouble> {
        let seat = Self::taken(Standing::of(req, touch).await?)?;
        match seat.who.state {
            SessionState::Active => Ok(seat),
            SessionState::Locked => Err(Trouble::go(format!("/lock?next={}", encode(&seat.standing.here)))),
            SessionState::MustChangePin if req.path() == "/change-pin" => Ok(seat),
            SessionState::MustChangePin => Err(Trouble::go("/change-pin")),
        }
    }

    /// The seat of a standing, whatever its session's state.
    pub(crate) fn taken(standing: Standing) -> Result<Self, Trouble> {
        let desk = standing.desk()?;
        let Some(who) = standing.session.clone() else {
            return Err(Trouble::go(if standing.here == "/" {
                "/sign-in".to_owned()
            } else {
                format!("/sign-in?next={}", encode(&standing.here))
            }));
        };
        let token = standing.token.clone();
        Ok(Self { l: standing.l, desk, who, token, standing })
    }

    /// Calls a use case off the workers. What it refuses becomes a page.
    pub async fn ask<T, E>(
        &self,
        call: impl FnOnce(&Desk, &Session) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Trouble>
    where
        T: Send + 'static,
        E: Into<Trouble> + Send + 'static,
    {
        self.look(call).await?.map_err(Into::into)
    }

    /// Calls anything off the workers; refusals come back for the handler to read.
    pub async fn look<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Desk, &Session) -> T + Send + 'static,
    ) -> Result<T, Trouble> {
        let (desk, who) = (Arc::clone(&self.desk), self.who.clone());
        block(move || call(&desk, &who)).await.map_err(|_| Trouble::Broken)
    }

    /// Refuses early what the role will not be allowed to do: on the first page, not on Save. The desk decides again.
    pub fn needs(&self, role: Role) -> Result<(), Trouble> {
        if self.who.may(role) { Ok(()) } else { Err(DeskError::NotAllowed.into()) }
    }

    /// The strip as the desk gave it at the start of this request.
    pub fn strip(&self) -> Result<&Strip, Trouble> {
        self.standing.strip.as_ref().ok_or(Trouble::Broken)
    }

    /// Recovery sheets still to be typed back.
    pub fn sheets(&self) -> &Sheets {
        &self.standing.site.sheets
    }

    /// Pictures still to be cropped.
    pub fn pictures(&self) -> &Pictures {
        &self.standing.site.pictures
    }

    /// What few may do at a time.
    pub fn gates(&self) -> &Gates {
        &self.standing.site.gates
    }

    /// Papers opened last.
    pub fn papers(&self) -> &Papers {
        &self.standing.site.papers
    }

    /// What operators used last.
    pub fn habits(&self) -> &Habits {
        &self.standing.site.habits
    }

    /// Who stands at the counter.
    pub fn visits(&self) -> &Visits {
        &self.standing.site.visits
    }

    /// Name of the session cookie.
    pub fn session_cookie(&self) -> &str {
        self.standing.site.session_cookie()
    }

    /// The frame of a page.
    pub fn frame(&self) -> Frame {
        Frame::new(&self.standing, &self.who.csrf)
    }

    /// A page as an answer.
    pub fn show(&self, page: &impl Template) -> Answer {
        frame::show(page, false)
    }

    /// A page with something to mend (422).
    pub fn mend(&self, page: &impl Template) -> Answer {
        frame::show(page, true)
    }
}

/// Percent-encodes a path for a query.
pub fn encode(path: &str) -> String {
    use std::fmt::Write;
    path.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// A path of this site out of a `next` parameter; anything that could lead elsewhere is the home page.
pub fn own_path(next: &str) -> &str {
    let leads_away = !next.starts_with('/')
        || next.starts_with("//")
        || next.contains('\\')
        || next.chars().any(char::is_control);
    if leads_away { "/" } else { next }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_never_leads_away_from_the_site() {
        for away in ["https://a.example", "//a.example", "/\\a.example", "", "x", "/a\nb"] {
            assert_eq!(own_path(away), "/", "{away}");
        }
        assert_eq!(own_path("/entries?day=2026-11-22"), "/entries?day=2026-11-22");
    }
}
