//! The frame of a photograph: moved by keys and mouse (script) or by buttons, cut out by the desk. Four numbers travel.

use std::sync::Arc;

use actix_web::web::Path;
use askama::Template;

use super::data::{find, onward};
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use desk::draft::photograph::Upright;
use domain::ids::id::EntryId;
use domain::person::photograph::{Crop, HEIGHT_MM, LEAST, WIDTH_MM};

/// Shares of the frame's width it moves or grows by at once.
const STEP: u32 = 20;

/// The frame's ways: value sent, Italian, English.
const MOVES: [(&str, &str, &str); 6] = [
    ("left", "← a sinistra", "← left"),
    ("right", "→ a destra", "→ right"),
    ("up", "↑ su", "↑ up"),
    ("down", "↓ giù", "↓ down"),
    ("closer", "+ più vicino", "+ closer"),
    ("wider", "− più largo", "− wider"),
];

#[derive(Template)]
#[template(path = "counter/draft/crop.html")]
struct CropPage {
    l: Lang,
    frame: Frame,
    form: Form,
    id: EntryId,
    picture: Arc<Upright>,
    crop: Crop,
}

impl CropPage {
    /// Millimetres of the paper → pixels of the picture.
    fn scale(&self) -> String {
        format!("{:.4}", f64::from(self.crop.width) / f64::from(WIDTH_MM))
    }

    fn problem(&self) -> Option<&str> {
        self.form.problem_of("photo.crop")
    }
}

/// `GET /drafts/{id}/photograph/crop`
pub async fn show(seat: Seat, id: Path<EntryId>) -> Answer {
    page(&seat, *id, Form::new(seat.l), None).await
}

async fn page(seat: &Seat, id: EntryId, form: Form, crop: Option<Crop>) -> Answer {
    find(seat, id).await?;
    let Some(picture) = seat.pictures().of(id) else { return go(format!("/drafts/{id}/photograph")) };
    let crop = crop.unwrap_or_else(|| Crop::largest((picture.width, picture.height)));
    let sound = form.sound();
    let page = CropPage { l: seat.l, frame: seat.frame().mend(&form), form, id, picture, crop };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /drafts/{id}/photograph/crop`: moves the frame, or cuts the photograph out.
pub async fn submit(post: Post, id: Path<EntryId>) -> Answer {
    let id = *id;
    let Some(picture) = post.seat.pictures().of(id) else { return go(format!("/drafts/{id}/photograph")) };
    let size = (picture.width, picture.height);
    let crop = read(&post.typed).unwrap_or_else(|| Crop::largest(size));
    let way = post.typed.get("move");
    if !way.is_empty() {
        return page(&post.seat, id, Form::new(post.seat.l), Some(moved(crop, way, size))).await;
    }
    let _unfolding = post.seat.gates().pictures.turn_of(&post.seat.token).await?;
    let kept =
        post.seat.look(move |desk, who| desk.put_photograph(who, id, &picture.jpeg, Some(crop))).await?;
    match kept {
        Ok(_) => go(onward(&find(&post.seat, id).await?)),
        Err(refusal) => {
            let mut form = post.form();
            form.refused(refusal)?;
            page(&post.seat, id, form, Some(inside(crop, size))).await
        }
    }
}

fn read(typed: &Typed) -> Option<Crop> {
    let number = |name| typed.trimmed(name).parse().ok();
    Some(Crop { x: number("x")?, y: number("y")?, width: number("width")?, height: number("height")? })
}

/// The frame one step on, still inside the picture.
fn moved(crop: Crop, way: &str, size: (u32, u32)) -> Crop {
    let crop = inside(crop, size);
    let step = (crop.width / STEP).max(1);
    match way {
        "left" => Crop { x: crop.x.saturating_sub(step), ..crop },
        "right" => inside(Crop { x: crop.x + step, ..crop }, size),
        "up" => Crop { y: crop.y.saturating_sub(step), ..crop },
        "down" => inside(Crop { y: crop.y + step, ..crop }, size),
        "closer" => resized(crop, crop.width.saturating_sub(step).max(LEAST.0), size),
        "wider" => resized(crop, crop.width + step, size),
        _ => crop,
    }
}

/// Another width about the same middle.
fn resized(crop: Crop, width: u32, size: (u32, u32)) -> Crop {
    let width = width.min(Crop::largest(size).width);
    let height = height_of(width);
    let about = |from: u32, before: u32, after: u32| (from + before / 2).saturating_sub(after / 2);
    let (x, y) = (about(crop.x, crop.width, width), about(crop.y, crop.height, height));
    inside(Crop { x, y, width, height }, size)
}

/// The same frame, no larger than the picture and inside it.
fn inside(crop: Crop, size: (u32, u32)) -> Crop {
    let most = Crop::largest(size);
    let width = crop.width.clamp(1, most.width);
    let height = height_of(width).min(size.1);
    Crop { x: crop.x.min(size.0 - width), y: crop.y.min(size.1 - height), width, height }
}

fn height_of(width: u32) -> u32 {
    u32::try_from((u64::from(width) * u64::from(HEIGHT_MM) + u64::from(WIDTH_MM) / 2) / u64::from(WIDTH_MM))
        .unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn closer_and_wider_keep_the_middle() {
        let size = (1280, 720);
        let start = Crop::largest(size);
        let closer = moved(start, "closer", size);
        assert!(closer.width < start.width);
        assert!((closer.x + closer.width / 2).abs_diff(start.x + start.width / 2) <= 1);
        assert_eq!(moved(closer, "left", size).x, closer.x - closer.width / STEP);
        assert_eq!(moved(start, "up", size), inside(start, size), "it touches the edge already");
    }

    proptest! {
        #[test]
        fn whatever_is_pressed_the_frame_can_be_printed(
            width in 400_u32..5000, height in 520_u32..5000, ways in proptest::collection::vec(0_usize..6, 0..60),
            sent in any::<[u16; 4]>(),
        ) {
            let [x, y, w, h] = sent.map(u32::from);
            let start = inside(Crop { x, y, width: w.max(400), height: h }, (width, height));
            let crop = ways.into_iter().fold(start, |crop, way| moved(crop, MOVES[way].0, (width, height)));
            prop_assert!(crop.check((width, height)).is_ok(), "{:?}", crop);
        }
    }
}
