//! More papers for a basket already begun: another form for a person of it, or another person, found or typed by hand.

use std::sync::Arc;

use actix_web::web::Path;
use askama::Template;

use super::data::find;
use super::shared;
use crate::counter::people::people::{name, partial};
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::words::lang::Lang;
use desk::issue::add_papers::{AddPapers, Whom};
use desk::issue::basket::Basket;
use desk::people::find_people::{Found, PeoplePage, PersonRow};
use domain::form::form::{Family, Form as Model};
use domain::ids::id::{BasketId, EntryId};

#[derive(Template)]
#[template(path = "counter/draft/basket/add.html")]
struct AddPage {
    l: Lang,
    frame: Frame,
    form: Form,
    basket: Basket,
    forms: Vec<Arc<Model>>,
    /// Who was found, after a search.
    found: Option<PeoplePage>,
}

/// Somebody the papers may be for.
struct Choice {
    value: String,
    name: String,
    hint: String,
}

/// Value sent for somebody typed in by hand.
const BY_HAND: &str = "by-hand";

impl AddPage {
    /// People of the basket, those found, and whoever is typed in by hand.
    fn people(&self) -> Vec<Choice> {
        let found = self.found.iter().flat_map(|page| &page.rows).map(|row| self.resident(row));
        let by_hand = Choice {
            value: BY_HAND.to_owned(),
            name: self
                .l
                .t("Un’altra persona, inserita a mano", "Another person, typed in by hand")
                .to_owned(),
            hint: String::new(),
        };
        found.chain(self.of_basket()).chain([by_hand]).collect()
    }

    /// Each person of the basket once, by the first of their papers.
    fn of_basket(&self) -> Vec<Choice> {
        let mut seen = Vec::new();
        let mut choices = Vec::new();
        for draft in &self.basket.drafts {
            let subject = shared::subject(draft);
            let who = (draft.person, subject.clone());
            if !seen.contains(&who) {
                seen.push(who);
                let unnamed = self.l.t("(nome non ancora scritto)", "(name not typed yet)");
                choices.push(Choice {
                    value: draft.id.to_string(),
                    name: if subject.is_empty() { unnamed.to_owned() } else { subject },
                    hint: self.l.t("è già nella cartella", "is in the basket").to_owned(),
                });
            }
        }
        choices
    }

    fn resident(&self, row: &PersonRow) -> Choice {
        let gone = match (row.dead, row.removed) {
            (true, _) => self.l.t("deceduto", "dead"),
            (_, true) => self.l.t("cancellato", "removed"),
            _ => "",
        };
        let parts =
            [partial(row.birth_date.as_ref()), row.birth_place.clone(), row.address.clone(), gone.to_owned()];
        Choice {
            value: format!("resident:{}", row.id),
            name: name(row),
            hint: parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
        }
    }

    /// Whether a choice is made already: as sent, or the first in sight.
    fn chosen(&self, value: &str, first: bool) -> bool {
        let sent = self.form.typed.get("whom");
        if sent.is_empty() { first } else { sent == value }
    }

    fn ticked(&self, id: &str) -> bool {
        self.form.typed.all("form").any(|sent| sent == id)
    }

    /// Papers, then slips; a declaration of the citizen's own has no number and no place here.
    fn offered(&self) -> impl Iterator<Item = &Model> {
        let of = |notice: bool| {
            self.forms.iter().map(Arc::as_ref).filter(move |form| {
                form.entry.is_some()
                    && form.family != Family::Declaration
                    && (form.family == Family::Notice) == notice
            })
        };
        of(false).chain(of(true))
    }
}

/// `GET /baskets/{id}/add`
pub async fn show(seat: Seat, id: Path<BasketId>) -> Answer {
    let basket = find(&seat, *id).await?;
    let form = Form::new(seat.l);
    page(&seat, basket, form, None).await
}

async fn page(seat: &Seat, basket: Basket, form: Form, found: Option<PeoplePage>) -> Answer {
    let forms = seat.look(|desk, _| desk.forms()).await?;
    let sound = form.sound();
    let frame = seat.frame().mend(&form);
    let page = AddPage { l: seat.l, frame, form, basket, forms, found };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /baskets/{id}/add`: looks for somebody, or puts the chosen papers into the basket.
pub async fn submit(post: Post, id: Path<BasketId>) -> Answer {
    let basket = find(&post.seat, *id).await?;
    if post.typed.get("do") == "add" { add(&post, basket).await } else { look_for(&post, basket).await }
}

async fn look_for(post: &Post, basket: Basket) -> Answer {
    let mut form = post.form();
    let wanted = post.typed.trimmed("who").to_owned();
    if wanted.is_empty() {
        form.problem(
            "who",
            "Scrivere un codice fiscale, o cognome e nome.",
            "Write a tax code, or surname and names.",
        );
        return page(&post.seat, basket, form, None).await;
    }
    match post.seat.ask(move |desk, who| desk.find_people(who, &wanted)).await? {
        Found::People(found) => page(&post.seat, basket, form, Some(found)).await,
        Found::Nothing { .. } | Found::Entry(_) => {
            form.problem(
                "who",
                "Nessuno trovato: provare con meno lettere, o inserire la persona a mano qui sotto.",
                "Nobody found: try fewer letters, or type the person in by hand below.",
            );
            page(&post.seat, basket, form, None).await
        }
    }
}

async fn add(post: &Post, basket: Basket) -> Answer {
    let id = basket.id;
    let mut form = post.form();
    let Some(whom) = whom(post.typed.get("whom")) else {
        form.problem("whom", "Scegliere la persona.", "Choose the person.");
        return page(&post.seat, basket, form, None).await;
    };
    let add = AddPapers { forms: post.typed.all("form").map(str::to_owned).collect(), whom };
    match post.seat.look(move |desk, who| desk.add_to_basket(who, id, &add)).await? {
        Ok(()) => go(format!("/baskets/{id}")),
        Err(error) => {
            form.refused(error)?;
            let found = sought(post).await?;
            page(&post.seat, basket, form, found).await
        }
    }
}

/// The people found before, so that a form sent with something missing does not lose them.
async fn sought(post: &Post) -> Result<Option<PeoplePage>, crate::site::trouble::Trouble> {
    let wanted = post.typed.trimmed("who").to_owned();
    if wanted.is_empty() {
        return Ok(None);
    }
    match post.seat.ask(move |desk, who| desk.find_people(who, &wanted)).await? {
        Found::People(found) => Ok(Some(found)),
        Found::Nothing { .. } | Found::Entry(_) => Ok(None),
    }
}

fn whom(sent: &str) -> Option<Whom> {
    if sent == BY_HAND {
        return Some(Whom::ByHand);
    }
    match sent.strip_prefix("resident:") {
        Some(person) => person.parse().ok().map(Whom::Resident),
        None => sent.parse::<EntryId>().ok().map(Whom::SameAs),
    }
}
