//! One box to find a person, and who was found. What is typed never stands in an address: it is posted.

use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::view_reason;
use crate::site::file::pdf;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use crate::words::when;
use desk::people::extract::ExtractView;
use desk::people::find_people::{Found, LookedFor, PeoplePage, PersonRow};
use domain::ids::id::PersonId;
use domain::person::tax_code;
use domain::time::partial_date::PartialDate;

#[derive(Template)]
#[template(path = "counter/people/people.html")]
struct Page {
    l: Lang,
    frame: Frame,
    form: Form,
    extract: Option<ExtractView>,
    /// What came of a search; none before the first.
    outcome: Option<Outcome>,
    /// Whether an advice was just written down.
    noted: bool,
}

enum Outcome {
    People(PeoplePage),
    Nothing(LookedFor),
}

impl Page {
    /// `Estratto del 21/11/2026, 1 g`.
    fn age(&self) -> Option<String> {
        self.extract.as_ref().map(|extract| age(extract, self.l))
    }
}

/// How old an extract is, as words: an age, never a tick.
pub fn age(extract: &ExtractView, l: Lang) -> String {
    format!(
        "{} {}, {}",
        l.t("estratto del", "extract of"),
        when::date(extract.date),
        when::days_ago(extract.age, l)
    )
}

/// A date as far as it is known: `14/03/1987`, `03/1987`, `1987`.
pub fn partial(date: Option<&PartialDate>) -> String {
    match date {
        Some(PartialDate::Day(day)) => when::date(*day),
        Some(PartialDate::Month(day)) => day.format("%m/%Y").to_string(),
        Some(PartialDate::Year(day)) => day.format("%Y").to_string(),
        None => String::new(),
    }
}

/// `Rossi Mario`; who has one name has one.
pub fn name(row: &PersonRow) -> String {
    format!("{} {}", row.surname, row.given_names).trim().to_owned()
}

/// How the page was reached.
#[derive(Deserialize)]
pub struct Reached {
    /// Somebody left with an advice alone: it was written down.
    noted: Option<String>,
}

/// `GET /people`: the next person. Whoever stood there before has gone.
pub async fn show(seat: Seat, reached: Query<Reached>) -> Answer {
    seat.visits().end(&seat.token);
    let extract = seat.look(|desk, _| desk.extract()).await?;
    let (form, noted) = (Form::new(seat.l), reached.noted.is_some());
    seat.show(&Page { l: seat.l, frame: seat.frame(), form, extract, outcome: None, noted })
}

/// `GET /people/self-certification`: its address, opened again.
pub async fn again() -> Answer {
    go("/people")
}

/// `POST /people/self-certification`: the declaration to be filled in by hand.
pub async fn self_certification(post: Post) -> Answer {
    Ok(pdf(post.seat.ask(|desk, who| desk.self_certification(who, None, None)).await?))
}

/// `POST /people`
pub async fn find(post: Post) -> Answer {
    let typed = post.typed.trimmed("who").to_owned();
    post.seat.visits().end(&post.seat.token);
    if typed.is_empty() {
        return mend(&post).await;
    }
    if post.seat.look(desk::ledger::desk::Desk::leave).await?.is_some() {
        let form = Form::filled(post.seat.l, Typed::default().with("who", typed));
        return view_reason::ask(&post.seat, form).await;
    }
    results(&post.seat, &typed).await
}

async fn mend(post: &Post) -> Answer {
    let mut form = post.form();
    form.problem(
        "who",
        "Scrivere un codice fiscale, un cognome e nome, o il numero di una registrazione.",
        "Write a tax code, surname and names, or the number of an entry.",
    );
    let extract = post.seat.look(|desk, _| desk.extract()).await?;
    let frame = post.seat.frame().mend(&form);
    post.seat.mend(&Page { l: post.seat.l, frame, form, extract, outcome: None, noted: false })
}

/// Who was found. The one bearer of a tax code, and the entry of a number, are opened at once.
pub async fn results(seat: &Seat, typed: &str) -> Answer {
    let wanted = typed.to_owned();
    let found = seat.ask(move |desk, who| desk.find_people(who, &wanted)).await?;
    let outcome = match found {
        Found::Entry(entry) => return go(format!("/entries/{entry}")),
        Found::People(page) => match (page.looked_for, page.rows.as_slice()) {
            (LookedFor::TaxCode { .. }, [row]) => return opened(row.id),
            _ => Outcome::People(page),
        },
        Found::Nothing { looked_for } => Outcome::Nothing(looked_for),
    };
    let extract = seat.look(|desk, _| desk.extract()).await?;
    let shown = match &outcome {
        Outcome::Nothing(LookedFor::TaxCode { .. }) => tax_code::normalise(typed),
        _ => typed.to_owned(),
    };
    let form = Form::filled(seat.l, Typed::default().with("who", shown));
    seat.show(&Page { l: seat.l, frame: seat.frame(), form, extract, outcome: Some(outcome), noted: false })
}

fn opened(id: PersonId) -> Answer {
    go(format!("/people/{id}"))
}
