//! What was done to keys and powers, until somebody else has seen it.

use crate::words::notice::words;
use askama::Template;
use uuid::Uuid;

use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use crate::words::when;
use desk::Desk;
use desk::staff::notices::NoticeView;

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
