//! The photograph of a draft: taken by camera (script), chosen as a file, or left to be glued in. Offered equally.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Path;
use askama::Template;

use super::asked::picture::BLOB;
use super::data::{find, onward};
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use crate::site::upload::Upload;
use crate::words::lang::Lang;
use desk::draft::edit::Draft;
use domain::form::form::PhotographRule;
use domain::ids::id::EntryId;

#[derive(Template)]
#[template(path = "counter/draft/photograph.html")]
struct PhotographPage {
    l: Lang,
    frame: Frame,
    form: Form,
    draft: Draft,
    onward: String,
    /// A picture waits for its crop.
    waiting: bool,
}

impl PhotographPage {
    fn there(&self) -> bool {
        self.draft.raw.contains_key(BLOB)
    }

    fn problem(&self) -> Option<&str> {
        self.form.problem_of("photo.file")
    }
}

/// `GET /drafts/{id}/photograph`
pub async fn show(seat: Seat, id: Path<EntryId>) -> Answer {
    page(&seat, *id, Form::new(seat.l)).await
}

async fn page(seat: &Seat, id: EntryId, form: Form) -> Answer {
    let draft = find(seat, id).await?;
    if draft.form.photograph == PhotographRule::None {
        return go(format!("/drafts/{id}"));
    }
    let sound = form.sound();
    let page = PhotographPage {
        l: seat.l,
        frame: seat.frame().mend(&form),
        form,
        onward: onward(&draft),
        waiting: seat.pictures().of(id).is_some(),
        draft,
    };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /drafts/{id}/photograph`: a picture to be cropped, or none.
pub async fn submit(upload: Upload, id: Path<EntryId>) -> Answer {
    let id = *id;
    let Upload { post, file, turn: _turn } = upload;
    let seat = &post.seat;
    if post.typed.get("way") == "glued" {
        seat.ask(move |desk, who| desk.drop_photograph(who, id)).await?;
        seat.pictures().forget(id);
        return go(onward(&find(seat, id).await?));
    }
    let mut form = post.form();
    let Some(picture) = file else {
        form.problem("photo.file", "Scegliere un’immagine JPG o PNG.", "Choose a JPG or PNG picture.");
        return page(seat, id, form).await;
    };
    let unfolding = seat.gates().pictures.turn_of(&seat.token).await?;
    let upright = seat.look(move |desk, who| desk.upright(who, &picture)).await?;
    drop(unfolding);
    match upright {
        Ok(upright) => {
            seat.pictures().keep(id, upright);
            go(format!("/drafts/{id}/photograph/crop"))
        }
        Err(refusal) => {
            form.refused(refusal)?;
            page(seat, id, form).await
        }
    }
}

/// `GET /drafts/{id}/photograph/picture.jpg`: the picture that is being cropped.
pub async fn picture(seat: Seat, id: Path<EntryId>) -> Answer {
    let picture = seat.pictures().of(*id).ok_or(Trouble::NoSuchPage)?;
    Ok(jpeg(picture.jpeg.clone()))
}

/// `GET /drafts/{id}/photograph.jpg`: the photograph as it is kept and will be printed.
pub async fn kept(seat: Seat, id: Path<EntryId>) -> Answer {
    let id = *id;
    Ok(jpeg(seat.ask(move |desk, who| desk.photograph(who, id)).await?))
}

/// Never stored by the browser: `guard` sees to it.
fn jpeg(bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok().insert_header((CONTENT_TYPE, "image/jpeg")).body(bytes)
}
