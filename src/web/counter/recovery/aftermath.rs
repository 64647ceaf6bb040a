//! After an outage: emergency and ordinary numbers, the four cases, the archive.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Path;
use askama::Template;

use crate::counter::words as counter;
use crate::site::file::pdf;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::words::lang::Lang;
use crate::words::when;
use desk::DeskError;
use desk::recovery::aftermath::Aftermath;
use desk::recovery::archivable::Obstacle;
use domain::ids::id::OutageId;
use domain::office::operator::Role;

#[derive(Template)]
#[template(path = "counter/recovery/aftermath.html")]
struct AftermathPage {
    l: Lang,
    frame: Frame,
    view: Aftermath,
    manages: bool,
}

impl AftermathPage {
    /// The page where an obstacle is done away with.
    fn leads_to(&self, obstacle: &Obstacle) -> String {
        match obstacle {
            Obstacle::Open => "/outage/close".to_owned(),
            Obstacle::Waiting(_) | Obstacle::Contradicted(_) => "/recovery".to_owned(),
            Obstacle::Undecided(_) | Obstacle::Rejected(_) => "/conflicts".to_owned(),
            Obstacle::Calls(_) => "/conflicts#to-call".to_owned(),
            Obstacle::Unsigned(_) => format!("/outages/{}#authorisations", self.view.outage),
            Obstacle::UnsignedPowers(_) => "/operators".to_owned(),
        }
    }
}

/// `GET /outages/{id}/aftermath`
pub async fn show(seat: Seat, id: Path<OutageId>) -> Answer {
    page(&seat, *id, &Form::new(seat.l)).await
}

async fn page(seat: &Seat, id: OutageId, form: &Form) -> Answer {
    let view = seat.ask(move |desk, who| desk.aftermath(who, id)).await?;
    let manages = seat.who.may(Role::Supervisor) || seat.who.may(Role::RecordsManager);
    let sound = form.sound();
    let page = AftermathPage { l: seat.l, frame: seat.frame().mend(form), view, manages };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /outages/{id}/aftermath`: archived.
pub async fn archive(post: Post, id: Path<OutageId>) -> Answer {
    let id = *id;
    match post.seat.look(move |desk, who| desk.archive_outage(who, id)).await? {
        Ok(()) => go(format!("/outages/{id}/aftermath")),
        Err(refusal @ DeskError::Fields(_)) => {
            let mut form = post.form();
            form.refused(refusal)?;
            page(&post.seat, id, &form).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `GET /outages/{id}/correlation.csv`
pub async fn csv(seat: Seat, id: Path<OutageId>) -> Answer {
    let id = *id;
    let (name, bytes) = seat.ask(move |desk, who| desk.correlation_csv(who, id)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(bytes))
}

/// `GET /outages/{id}/correlation.pdf`
pub async fn correlation(seat: Seat, id: Path<OutageId>) -> Answer {
    let id = *id;
    Ok(pdf(seat.ask(move |desk, who| desk.correlation_pdf(who, id)).await?))
}

/// `GET /outages/{id}/four-cases.pdf`
pub async fn four_cases(seat: Seat, id: Path<OutageId>) -> Answer {
    let id = *id;
    Ok(pdf(seat.ask(move |desk, who| desk.four_cases_pdf(who, id)).await?))
}
