//! Numbers of the protocol office's file: shown beside their entries, then noted.

use askama::Template;

use super::desk::{Chair, ChairUpload, count, refused};
use super::frame::HubFrame;
use super::numbers;
use crate::site::form::Form;
use crate::site::frame::{Answer, go};
use crate::words::lang::Lang;
use crate::words::when;
use centre::staff::deeds::{Deed, What};
use domain::centre::proposal::Proposal;

#[derive(Template)]
#[template(path = "centre/numbers_proposed.html")]
struct ProposedPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    proposal: Proposal,
}

fn page(chair: &Chair, form: Form, proposal: Proposal) -> Answer {
    let sound = form.sound();
    let page = ProposedPage { l: chair.l, frame: chair.frame().mend(&form), form, proposal };
    if sound { chair.show(&page) } else { chair.mend(&page) }
}

/// `POST /numbers`: the office's file; nothing is noted yet.
pub async fn show(upload: ChairUpload) -> Answer {
    let ChairUpload { post, file, turn: _turn } = upload;
    let mut form = post.form();
    let typed = post.typed.get("usual-date");
    let usual = when::read_date(typed);
    if !typed.trim().is_empty() && usual.is_none() {
        form.problem("usual-date", "Scrivere il giorno come gg/mm/aaaa.", "Write the day as dd/mm/yyyy.");
    }
    match file {
        None => {
            form.problem("file", "Scegliere il file del protocollo.", "Choose the protocol office’s file.");
        }
        Some(file) if form.sound() => {
            match post.chair.look(move |hub, _| hub.propose_numbers(&file, usual)).await? {
                Ok(proposal) => return page(&post.chair, Form::new(post.chair.l), proposal),
                Err(error) => refused(&mut form, error)?,
            }
        }
        Some(_) => {}
    }
    let page = numbers::page(&post.chair, form, None).await?;
    post.chair.mend(&page)
}

/// `GET /numbers/noted`: the page was reloaded.
pub async fn again() -> Answer {
    go("/numbers")
}

/// `POST /numbers/noted`: what was shown comes back, and is checked again.
pub async fn note(upload: ChairUpload) -> Answer {
    let post = upload.post;
    let mut form = post.form();
    let (numbers, checked) = (post.typed.get("numbers").to_owned(), post.typed.has("checked"));
    let noted = post.chair.look(move |hub, who| {
        let brought = hub.bring_numbers(who, numbers.as_bytes(), None, checked).and_then(|brought| {
            let given = Deed::about(What::Brought, "numbers").counting(count(brought.given));
            hub.note(Some(who), given).map(|()| brought)
        });
        brought.map_err(|error| (error, hub.propose_numbers(numbers.as_bytes(), None).ok()))
    });
    match noted.await? {
        Ok(brought) => {
            let page = numbers::page(&post.chair, Form::new(post.chair.l), Some(brought)).await?;
            post.chair.show(&page)
        }
        Err((error, proposal)) => {
            refused(&mut form, error)?;
            if let Some(proposal) = proposal {
                return page(&post.chair, form, proposal);
            }
            let page = numbers::page(&post.chair, form, None).await?;
            post.chair.mend(&page)
        }
    }
}
