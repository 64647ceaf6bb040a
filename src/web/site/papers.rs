//! Papers on a screen: a PDF opened by itself would stand there when everybody has gone, so it stands in a page of ours, which
//! goes when the session locks. The bare file is for frames and programs.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Path};
use actix_web::{Error, FromRequest, HttpRequest, HttpResponse, ResponseError};
use askama::Template;
use uuid::Uuid;

use super::file::shown;
use super::frame::{Answer, Frame};
use super::seat::Seat;
use super::standing::site;
use super::trouble::Trouble;
use crate::words::lang::Lang;
use domain::ids::id::OperatorId;

/// Papers opened last, each for whoever opened it. In memory only, a few at a time.
#[derive(Default)]
pub struct Papers(Mutex<VecDeque<Paper>>);

#[derive(Clone)]
struct Paper {
    id: Uuid,
    of: OperatorId,
    name: String,
    bytes: Bytes,
    /// Whether it was opened to be printed.
    prints: bool,
}

impl Papers {
    /// Papers kept.
    const MOST: usize = 16;
    /// Bytes they have together.
    const BYTES: usize = 64 * 1024 * 1024;

    fn lock(&self) -> MutexGuard<'_, VecDeque<Paper>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, paper: Paper) {
        let mut all = self.lock();
        all.push_back(paper);
        let size = |all: &VecDeque<Paper>| all.iter().map(|paper| paper.bytes.len()).sum::<usize>();
        while all.len() > 1 && (all.len() > Self::MOST || size(&all) > Self::BYTES) {
            all.pop_front();
        }
    }

    fn of(&self, seat: &Seat, id: Uuid) -> Result<Paper, Trouble> {
        let found = self.lock().iter().find(|paper| paper.id == id && paper.of == seat.who.operator).cloned();
        found.ok_or(Trouble::NoSuchPage)
    }

    /// Those of an operator go.
    pub fn forget(&self, of: OperatorId) {
        self.lock().retain(|paper| paper.of != of);
    }
}

#[derive(Template)]
#[template(path = "site/paper.html")]
struct PaperPage {
    l: Lang,
    frame: Frame,
    name: String,
    src: String,
    prints: bool,
}

fn page(seat: &Seat, paper: &Paper) -> Answer {
    seat.show(&PaperPage {
        l: seat.l,
        frame: seat.frame(),
        name: paper.name.trim_end_matches(".pdf").to_owned(),
        src: format!("/papers/{}/sheet.pdf", paper.id),
        prints: paper.prints,
    })
}

/// `GET /papers/{id}`: a paper that was made from a form, in its page.
pub async fn show(seat: Seat, id: Path<Uuid>) -> Answer {
    let paper = seat.papers().of(&seat, *id)?;
    page(&seat, &paper)
}

/// `GET /papers/{id}/sheet.pdf`: what the page frames.
pub async fn sheet(seat: Seat, id: Path<Uuid>) -> Answer {
    let paper = seat.papers().of(&seat, *id)?;
    Ok(shown(&paper.name, paper.bytes.to_vec()))
}

/// Puts a PDF that would fill a tab into a page of ours. A frame, a program or a script gets the file itself.
pub async fn framed(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let alone = req.headers().get(HeaderName::from_static("sec-fetch-dest"));
    let alone = alone.is_some_and(|dest| dest == "document");
    let posted = req.method() == Method::POST;
    let prints = req.query_string() == "print";
    let res = next.call(req).await?.map_into_boxed_body();
    let pdf = res.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "application/pdf");
    if !(alone && pdf && res.status() == StatusCode::OK) {
        return Ok(res);
    }
    let (req, answer) = res.into_parts();
    // Before anybody can sign in there is nobody whose session locks, and no citizen's data.
    let Ok(seat) = Seat::extract(&req).await else { return Ok(ServiceResponse::new(req, answer)) };
    let answer = in_its_page(&req, &seat, answer, (posted, prints)).await;
    let answer = answer.unwrap_or_else(|trouble| trouble.error_response());
    Ok(ServiceResponse::new(req, answer))
}

async fn in_its_page(
    req: &HttpRequest,
    seat: &Seat,
    answer: HttpResponse,
    (posted, prints): (bool, bool),
) -> Answer {
    let named = answer.headers().get(CONTENT_DISPOSITION).and_then(|value| value.to_str().ok());
    let name = named.and_then(|value| value.split('"').nth(1)).unwrap_or("sportello.pdf").to_owned();
    let bytes = to_bytes(answer.into_body()).await.map_err(|_| Trouble::Broken)?;
    let paper = Paper { id: seat.desk.mint(), of: seat.who.operator, name, bytes, prints };
    site(req).papers.keep(paper.clone());
    if posted {
        // A form sent again by F5 would make the paper again.
        return super::frame::go(format!("/papers/{}", paper.id));
    }
    page(seat, &paper)
}
