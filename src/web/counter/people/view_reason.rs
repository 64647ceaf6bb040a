//! A person was opened and nothing followed: why. Asked when the operator turns to somebody else.

use askama::Template;

use super::people;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::words::lang::Lang;

#[derive(Template)]
#[template(path = "counter/people/view_reason.html")]
struct Page {
    l: Lang,
    frame: Frame,
    form: Form,
    /// Who was opened; empty if the extract no longer has them.
    name: String,
}

impl Page {
    fn reasons(&self) -> Vec<(&'static str, &'static str)> {
        REASONS.iter().map(|(value, it, en)| (*value, self.l.t(it, en))).collect()
    }
}

/// The reasons offered; what they say is what is written down.
const REASONS: [(&str, &str, &str); 4] = [
    ("homonym", "Confronto fra omonimi o familiari", "Comparing homonyms or relatives"),
    (
        "told",
        "Informazione data a voce, niente da rilasciare",
        "Information given in words, nothing to issue",
    ),
    ("left", "La persona ha rinunciato o è andata via", "The person gave up or left"),
    ("other", "Altro motivo", "Another reason"),
];

/// The page, in the place of what was asked for; `who` holds the search to go on with.
pub async fn ask(seat: &Seat, form: Form) -> Answer {
    let name = seat.look(desk::ledger::desk::Desk::unexplained_name).await?.unwrap_or_default();
    let frame = seat.frame().mend(&form);
    let sound = form.sound();
    let page = Page { l: seat.l, frame, form, name };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `GET /people/reason`
pub async fn show(seat: Seat) -> Answer {
    if seat.look(desk::ledger::desk::Desk::unexplained).await?.is_none() {
        return go("/people");
    }
    let form = Form::new(seat.l);
    ask(&seat, form).await
}

/// `POST /people/reason`
pub async fn submit(post: Post) -> Answer {
    let mut form = post.form();
    let reason = match form.typed.get("why") {
        "other" => form.need("reason", "Scrivere il motivo.", "Write the reason."),
        chosen => {
            let known = REASONS.iter().find(|(value, ..)| *value == chosen);
            if known.is_none() {
                form.problem("why", "Scegliere un motivo.", "Choose a reason.");
            }
            known.map(|(_, it, _)| (*it).to_owned()).unwrap_or_default()
        }
    };
    if !form.sound() {
        return ask(&post.seat, form).await;
    }
    let owed = post.seat.look(desk::ledger::desk::Desk::unexplained).await?;
    if owed.is_some()
        && let Err(error) = post.seat.look(move |desk, who| desk.explain_view(who, &reason)).await?
    {
        form.refused(error)?;
        return ask(&post.seat, form).await;
    }
    match post.typed.trimmed("who") {
        "" => go("/people"),
        typed => people::results(&post.seat, typed).await,
    }
}
