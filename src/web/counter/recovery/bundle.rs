//! Without a network: records exported for a stick, outcomes imported from one.

use std::sync::Arc;

use askama::Template;

use super::centre::needs_manager;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::stream;
use crate::site::upload::Upload;
use crate::words::lang::Lang;
use desk::recovery::answers::AnswersTaken;

#[derive(Template)]
#[template(path = "counter/recovery/bundle.html")]
struct BundlePage {
    l: Lang,
    frame: Frame,
    form: Form,
    /// Whom bundles for a centre of this station are encrypted to, and from where on it lacks records.
    recipient: String,
    from: String,
    /// Register codes of lives before, which bring their records under their own names.
    past: Vec<String>,
    past_hint: String,
    taken: Option<AnswersTaken>,
}

async fn page(seat: &Seat, form: Form, taken: Option<AnswersTaken>) -> Answer {
    let (known, past) = seat
        .look(|desk, _| {
            let lives = desk.past_lives();
            let codes = lives.into_iter().filter_map(|of| Some(desk.code_of_life(of)?.to_string()));
            (desk.centres(), codes.collect::<Vec<_>>())
        })
        .await?;
    let past_hint = format!(
        "{} {}.",
        seat.l.t(
            "Vuoto: la postazione di adesso. Questo sportello si è chiamato anche",
            "Empty: the present station. This counter was also called",
        ),
        past.join(", ")
    );
    let known = known.iter().find(|known| known.centre.recipient.is_some());
    let sound = form.sound();
    let page = BundlePage {
        l: seat.l,
        frame: seat.frame().mend(&form),
        form,
        recipient: known.and_then(|known| known.centre.recipient.clone()).unwrap_or_default(),
        from: known
            .and_then(|known| known.reached)
            .map(|reached| reached.position.next().to_string())
            .unwrap_or_default(),
        past,
        past_hint,
        taken,
    };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `GET /recovery/bundle`
pub async fn show(seat: Seat) -> Answer {
    needs_manager(&seat)?;
    page(&seat, Form::new(seat.l), None).await
}

/// `POST /recovery/bundle`
pub async fn export(post: Post) -> Answer {
    let mut form = post.form();
    let recipient = form.need(
        "recipient",
        "Copiare il destinatario dalla pagina «Pacchetti» del centro.",
        "Copy the recipient from the centre’s page “Bundles”.",
    );
    let from = post.typed.get("from").to_owned();
    let life = post.typed.get("life").to_owned();
    if !form.sound() {
        return page(&post.seat, form, None).await;
    }
    match post.seat.look(move |desk, who| desk.ready_bundle(who, &recipient, &from, &life)).await? {
        Ok(ready) => {
            let desk = Arc::clone(&post.seat.desk);
            let name = ready.name.clone();
            Ok(stream::download(&name, move |out| {
                desk.write_bundle(&ready, out).map_err(|error| error.code())
            }))
        }
        Err(refusal) => {
            form.refused(refusal)?;
            page(&post.seat, form, None).await
        }
    }
}

/// `GET /recovery/bundle/outcomes`
pub async fn again() -> Answer {
    go("/recovery/bundle")
}

/// `POST /recovery/bundle/outcomes`
pub async fn import(upload: Upload) -> Answer {
    let Upload { post, file, turn: _turn } = upload;
    let mut form = post.form();
    let Some(file) = file else {
        form.problem("file", "Scegliere il file degli esiti.", "Choose the file of outcomes.");
        return page(&post.seat, form, None).await;
    };
    match post.seat.look(move |desk, who| desk.import_answers(who, &file)).await? {
        Ok(taken) => page(&post.seat, form, Some(taken)).await,
        Err(refusal) => {
            form.refused(refusal)?;
            page(&post.seat, form, None).await
        }
    }
}
