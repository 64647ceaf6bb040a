//! Somebody signed in at the centre, as handlers receive them; a form they posted.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr};
use std::pin::Pin;
use std::sync::Arc;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use askama::Template;

use crate::entrance::connections;
use crate::entrance::gate::Turn;
use crate::site::blocking::block;
use crate::site::form::Form;
use crate::site::frame::{self, Answer};
use crate::site::post::{self, LONGEST_FORM, same};
use crate::site::seat::encode;
use crate::site::trouble::Trouble;
use crate::site::typed::Typed;
use crate::site::{standing, upload};
use crate::words::lang::Lang;
use centre::ledger::identity::Identity;
use centre::staff::accounts::Worker;
use centre::staff::deeds::Deed;
use centre::staff::sessions::Session;
use centre::{CentreError, Hub};

use super::frame::{HubFrame, Who};
use super::rights::{self, Needs};
use super::site::HubSite;

/// The shared state; `routes::app` puts it there.
pub fn site(req: &HttpRequest) -> web::Data<HubSite> {
    req.app_data::<web::Data<HubSite>>().cloned().expect("the app is built with its site")
}

/// Somebody signed in.
pub struct Chair {
    /// Language.
    pub l: Lang,
    /// The centre.
    pub hub: Arc<Hub>,
    /// Who it is on the wire.
    pub identity: Arc<Identity>,
    /// The session.
    pub session: Session,
    frame: std::cell::RefCell<Option<HubFrame>>,
    cookie: Cookie<'static>,
}

type Extracting<T> = Pin<Box<dyn Future<Output = Result<T, Trouble>>>>;

impl FromRequest for Chair {
    type Error = Trouble;
    type Future = Extracting<Self>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { Self::of(&req).await })
    }
}

impl Chair {
    async fn of(req: &HttpRequest) -> Result<Self, Trouble> {
        let site = site(req);
        let (l, here) = (standing::language(req), standing::here(req));
        let token = req.cookie(site.cookie()).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
        let hub = Arc::clone(&site.hub);
        let asked = block(move || -> Result<_, CentreError> {
            let Some(session) = hub.session(&token)? else { return Ok(None) };
            let waiting = (hub.enrolments_waiting()?, hub.awaited()?);
            Ok(Some((session, hub.counts()?, hub.calls_due()?, waiting)))
        });
        let known = asked.await.map_err(|_| Trouble::Broken)??;
        let Some((session, counts, calls, (waiting, awaited))) = known else {
            return Err(Trouble::go(format!("/sign-in?next={}", encode(&here))));
        };
        allowed(req, &session)?;
        let frame = HubFrame {
            who: Some(Who::of(&session)),
            token: session.csrf.clone(),
            open: counts.open,
            rejected: counts.rejected,
            unnumbered: counts.unnumbered,
            calls,
            entries: counts.entries,
            waiting,
            awaited,
            copy: site.copy.as_ref().map(|copy| copy.now()),
            ..HubFrame::bare(l, site.drill(), here)
        };
        connections::known(req);
        let cookie = session_cookie(&site, session.token.clone(), req);
        Ok(Self {
            l,
            hub: Arc::clone(&site.hub),
            identity: Arc::clone(&site.identity),
            session,
            frame: Some(frame).into(),
            cookie,
        })
    }

    /// Who.
    pub fn worker(&self) -> &Worker {
        &self.session.worker
    }

    /// The frame of this request's page; once.
    pub fn frame(&self) -> HubFrame {
        let taken = self.frame.borrow_mut().take();
        taken.unwrap_or_else(|| HubFrame::bare(self.l, false, "/".into()))
    }

    /// Calls a use case off the workers.
    pub async fn ask<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Hub, &Worker) -> Result<T, CentreError> + Send + 'static,
    ) -> Result<T, Trouble> {
        Ok(self.look(call).await??)
    }

    /// The same; refusals come back for the handler to read.
    pub async fn look<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Hub, &Worker) -> T + Send + 'static,
    ) -> Result<T, Trouble> {
        let (hub, who) = (Arc::clone(&self.hub), self.session.worker.clone());
        block(move || call(&hub, &who)).await.map_err(|_| Trouble::Broken)
    }

    /// Calls a use case and writes down what it came to.
    pub async fn noted<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Hub, &Worker) -> Result<T, CentreError> + Send + 'static,
        deed: impl FnOnce(&T) -> Deed + Send + 'static,
    ) -> Result<T, Trouble> {
        Ok(self.tried(call, deed).await??)
    }

    /// The same; refusals come back for the handler to read.
    pub async fn tried<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Hub, &Worker) -> Result<T, CentreError> + Send + 'static,
        deed: impl FnOnce(&T) -> Deed + Send + 'static,
    ) -> Result<Result<T, CentreError>, Trouble> {
        self.look(move |hub, who| {
            let done = call(hub, who)?;
            hub.note(Some(who), deed(&done))?;
            Ok(done)
        })
        .await
    }

    /// A page as an answer; the session's time begins anew.
    pub fn show(&self, page: &impl Template) -> Answer {
        self.known(frame::show(page, false)?)
    }

    /// A page with something to mend (422).
    pub fn mend(&self, page: &impl Template) -> Answer {
        self.known(frame::show(page, true)?)
    }

    fn known(&self, mut answer: HttpResponse) -> Answer {
        answer.add_cookie(&self.cookie).map_err(|_| Trouble::Broken)?;
        Ok(answer)
    }
}

/// Whether somebody may ask for this address. Whoever was given a password changes it before anything else.
fn allowed(req: &HttpRequest, session: &Session) -> Result<(), Trouble> {
    let path = req.match_pattern().unwrap_or_default();
    if session.must_change && !matches!(path.as_str(), "/account" | "/account/read" | "/sign-out") {
        return Err(Trouble::go("/account"));
    }
    match rights::of(&path, req.method()) {
        Some(Needs::Nothing | Needs::Session) => Ok(()),
        Some(Needs::Right(right)) => Ok(session.worker.needs(right)?),
        None => Err(CentreError::NotAllowed.into()),
    }
}

/// The cookie of a session; over TLS it never goes out in clear.
pub fn session_cookie(site: &HubSite, token: String, req: &HttpRequest) -> Cookie<'static> {
    own_cookie(site.cookie().to_owned(), token, "/", req)
}

/// A cookie that no script reads, no other site sends, and that over TLS never goes out in clear.
pub fn own_cookie(name: String, value: String, path: &'static str, req: &HttpRequest) -> Cookie<'static> {
    let secure = req.connection_info().scheme() == "https";
    Cookie::build(name, value).path(path).http_only(true).secure(secure).same_site(SameSite::Strict).finish()
}

/// How many, as deeds say it.
pub fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// From which address a request comes.
pub fn source(req: &HttpRequest) -> IpAddr {
    req.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip())
}

/// A posted form and who posted it.
pub struct ChairPost {
    /// Who.
    pub chair: Chair,
    /// What.
    pub typed: Typed,
}

impl FromRequest for ChairPost {
    type Error = Trouble;
    type Future = Extracting<Self>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            // Who, and whether they may, before what.
            let chair = Chair::of(&req).await?;
            Self::of(chair, post::form(&req, payload, LONGEST_FORM).await?)
        })
    }
}

impl ChairPost {
    fn of(chair: Chair, typed: Typed) -> Result<Self, Trouble> {
        if !same(typed.get("_csrf"), &chair.session.csrf) {
            return Err(Trouble::Forged);
        }
        Ok(Self { chair, typed })
    }
}

/// A posted form with a file.
pub struct ChairUpload {
    /// Who, and what was typed.
    pub post: ChairPost,
    /// The file, if one was chosen.
    pub file: Option<Vec<u8>>,
    /// Held until the file is worked on.
    pub turn: Turn,
}

impl FromRequest for ChairUpload {
    type Error = Trouble;
    type Future = Extracting<Self>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let chair = Chair::of(&req).await?;
            let turn = site(&req).gates.uploads.turn_of(&chair.session.worker.id.to_string()).await?;
            let (typed, file) = upload::read(&req, payload).await?;
            Ok(Self { post: ChairPost::of(chair, typed)?, file, turn })
        })
    }
}

impl ChairPost {
    /// The form with what was typed.
    pub fn form(&self) -> Form {
        Form::filled(self.chair.l, self.typed.clone())
    }
}

/// Takes a refusal about a field onto a form; any other comes back.
pub fn refused(form: &mut Form, error: CentreError) -> Result<(), Trouble> {
    match error {
        CentreError::Field { field, told } => {
            form.told(field, &told);
            Ok(())
        }
        CentreError::Fields(problems) => {
            for (field, told) in &problems {
                form.told(field, told);
            }
            Ok(())
        }
        other => Err(other.into()),
    }
}
