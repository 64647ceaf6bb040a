//! Numbers of a file for a centre without a line: shown beside their entries, then noted.

use actix_web::web::Path;
use askama::Template;

use super::worksheet;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::seat::Seat;
use crate::site::upload::Upload;
use crate::words::lang::Lang;
use crate::words::when;
use domain::centre::manual_centre::Bridge;
use domain::centre::proposal::Proposal;
use domain::ids::id::CentreId;

#[derive(Template)]
#[template(path = "counter/recovery/numbers_proposed.html")]
struct ProposedPage {
    l: Lang,
    frame: Frame,
    form: Form,
    bridge: Bridge,
    proposal: Proposal,
}

async fn page(seat: &Seat, id: CentreId, form: Form, proposal: Proposal) -> Answer {
    let bridge = seat.ask(move |desk, _| desk.bridge(id)).await?;
    let sound = form.sound();
    let page = ProposedPage { l: seat.l, frame: seat.frame().mend(&form), form, bridge, proposal };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `GET /recovery/bridge/{id}/import`, `GET /recovery/bridge/{id}/noted`
pub async fn again(id: Path<CentreId>) -> Answer {
    go(format!("/recovery/bridge/{id}"))
}

/// `POST /recovery/bridge/{id}/import`: nothing is noted yet.
pub async fn show(upload: Upload, id: Path<CentreId>) -> Answer {
    let id = *id;
    let Upload { post, file, turn: _turn } = upload;
    let mut form = Form::new(post.seat.l);
    let Some(file) = file else {
        form.problem("file", "Scegliere il file.", "Choose the file.");
        return worksheet::page(&post.seat, id, form, (None, None)).await;
    };
    let date = when::read_date(post.typed.get("usual-date"));
    match post.seat.look(move |desk, who| desk.propose_numbers(who, id, &file, date)).await? {
        Ok(proposal) => page(&post.seat, id, form, proposal).await,
        Err(refusal) => {
            form.refused(refusal)?;
            worksheet::page(&post.seat, id, form, (None, None)).await
        }
    }
}

/// `POST /recovery/bridge/{id}/noted`: what was shown comes back, and is checked again.
pub async fn note(upload: Upload, id: Path<CentreId>) -> Answer {
    let id = *id;
    let post = upload.post;
    let mut form = post.form();
    let (numbers, checked) = (post.typed.get("numbers").to_owned(), post.typed.has("checked"));
    let noted = post.seat.look(move |desk, who| {
        let imported = desk.import_numbers(who, id, numbers.as_bytes(), None, checked);
        imported.map_err(|refusal| {
            Box::new((refusal, desk.propose_numbers(who, id, numbers.as_bytes(), None).ok()))
        })
    });
    match noted.await? {
        Ok(imported) => worksheet::page(&post.seat, id, Form::new(post.seat.l), (None, Some(imported))).await,
        Err(refused) => {
            let (refusal, proposal) = *refused;
            form.refused(refusal)?;
            match proposal {
                Some(proposal) => page(&post.seat, id, form, proposal).await,
                None => worksheet::page(&post.seat, id, form, (None, None)).await,
            }
        }
    }
}
