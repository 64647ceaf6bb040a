//! What was done at the centre: by pages, by person and day; whole, as a file; whether none is missing.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use askama::Template;
use uuid::Uuid;

use super::desk::Chair;
use super::frame::HubFrame;
use super::words;
use crate::site::form::Form;
use crate::site::frame::Answer;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use crate::words::when;
use centre::Hub;
use centre::staff::deeds::{Done, Whole};
use store::centre::deed::DeedQuery;

const PAGE: usize = 100;

/// Filters: an account, a day, a number.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct Filters {
    #[serde(default)]
    who: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    below: Option<u64>,
}

#[derive(Template)]
#[template(path = "centre/deeds.html")]
struct DeedsPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    people: Vec<(String, String)>,
    deeds: Vec<Done>,
    next: Option<u64>,
    filters: Filters,
}

impl DeedsPage {
    fn what(&self, done: &Done) -> &'static str {
        words::deed(done.deed.what, self.l)
    }

    /// About what, in the person's name where it is an account.
    fn about(&self, done: &Done) -> String {
        let Some(about) = &done.deed.about else { return String::new() };
        let name = self.people.iter().find(|(id, _)| id == about).map(|(_, name)| name.clone());
        name.unwrap_or_else(|| words::about(about, self.l).to_owned())
    }
}

#[derive(Template)]
#[template(path = "centre/deeds_check.html")]
struct CheckPage {
    l: Lang,
    frame: HubFrame,
    whole: Whole,
}

/// `GET /deeds`
pub async fn list(chair: Chair, filters: web::Query<Filters>) -> Answer {
    let filters = filters.into_inner();
    let typed = Typed::default().with("who", filters.who.clone()).with("day", filters.day.clone());
    let mut form = Form::filled(chair.l, typed);
    let day = when::read_date(&filters.day);
    if !filters.day.trim().is_empty() && day.is_none() {
        form.problem("day", "Scrivere il giorno come gg/mm/aaaa.", "Write the day as dd/mm/yyyy.");
    }
    let query = DeedQuery { who: filters.who.parse::<Uuid>().ok(), day, below: filters.below, limit: PAGE };
    let asked = chair.ask(move |hub, who| Ok((hub.names(who)?, hub.deeds(who, &query)?)));
    let (names, deeds) = asked.await?;
    let next = if deeds.len() == PAGE { deeds.last().map(|done| done.number) } else { None };
    let people = names.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    let mend = !form.sound();
    let frame = chair.frame().mend(&form);
    let page = DeedsPage { l: chair.l, frame, form, people, deeds, next, filters };
    if mend { chair.mend(&page) } else { chair.show(&page) }
}

/// `GET /deeds/check`
pub async fn check(chair: Chair) -> Answer {
    let whole = chair.ask(Hub::deeds_are_whole).await?;
    let page = CheckPage { l: chair.l, frame: chair.frame(), whole };
    chair.show(&page)
}

/// `GET /deeds/deeds.jsonl`
pub async fn export(chair: Chair) -> Answer {
    let (lines, _) = chair.ask(Hub::deeds_whole).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/jsonl"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"atti-del-centro.jsonl\""))
        .body(lines))
}
