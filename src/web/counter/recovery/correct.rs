//! A correction begun: a draft with what the entry that was set aside says.

use actix_web::web::Path;

use crate::site::frame::{Answer, go};
use crate::site::post::Post;
use domain::ids::id::EntryId;

/// `GET /entries/{id}/correct`
pub async fn again(id: Path<EntryId>) -> Answer {
    go(format!("/entries/{id}"))
}

/// `POST /entries/{id}/correct`
pub async fn begin(post: Post, id: Path<EntryId>) -> Answer {
    let id = *id;
    let draft = post.seat.ask(move |desk, who| desk.begin_correction(who, id)).await?;
    go(format!("/drafts/{draft}"))
}
