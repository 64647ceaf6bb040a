//! What was done to keys and powers, until somebody else has seen it.

use askama::Template;
use uuid::Uuid;

use crate::desk::Desk;
use crate::desk::staff::notices::NoticeView;
use crate::domain::journal::notice::Deed;
use crate::web::site::frame::{Answer, Frame, go};
use crate::web::site::post::Post;
use crate::web::site::seat::Seat;
use crate::web::site::trouble::Trouble;
use crate::web::words::lang::Lang;
use crate::web::words::when;

#[derive(Template)]
#[template(path = "counter/life/notices.html")]
struct NoticesPage {
    l: Lang,
    frame: Frame,
    notices: Vec<NoticeView>,
}

/// What was done, and to whom.
fn deed(view: &NoticeView, l: Lang) -> String {
    let about = view.about.as_deref().unwrap_or_default();
    format!("{} {about}", words(view.notice.deed, l)).trim_end().to_owned()
}

/// What was done.
pub fn words(deed: Deed, l: Lang) -> &'static str {
    match deed {
        Deed::RecoveryCode => l.t("nuovo codice di recupero", "new recovery code"),
        Deed::Passphrase => l.t("nuova frase di sblocco", "new passphrase"),
        Deed::DataKey => l.t("nuova chiave dei dati", "new data key"),
        Deed::OpensByItself => l.t("all’avvio si apre da sé", "opens by itself at start"),
        Deed::AskedAtStart => l.t("la frase a ogni avvio", "the passphrase at every start"),
        Deed::PinReset => l.t("PIN reimpostato", "PIN reset"),
        Deed::Powers => l.t("nuovo responsabile", "new supervisor or records manager"),
    }
}

/// `GET /station/notices`
pub async fn show(seat: Seat) -> Answer {
    let notices = seat.look(Desk::notices).await?;
    seat.show(&NoticesPage { l: seat.l, frame: seat.frame(), notices })
}

/// `POST /station/notices`
pub async fn seen(post: Post) -> Answer {
    let id: Uuid = post.typed.get("notice").parse().map_err(|_| Trouble::Unreadable)?;
    post.seat.ask(move |desk, who| desk.see_notice(who, id)).await?;
    go("/station/notices")
}
