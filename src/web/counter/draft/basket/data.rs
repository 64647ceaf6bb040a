//! The page of a basket: what holds for all its papers is typed once, each paper's own data are a link away.

use actix_web::web::{Path, Query};
use askama::Template;
use serde::Deserialize;

use super::shared;
use crate::counter::draft::asked::applicant::{self, ApplicantPart};
use crate::counter::draft::asked::evidence::EvidencePart;
use crate::counter::draft::asked::money::{DutyPart, FeePart};
use crate::counter::draft::asked::purpose::{Asks, PurposePart, USE};
use crate::counter::draft::asked::{defaults, document, habits, labels};
use crate::counter::draft::data::{SEEN, lower_first, tell_stale};
use crate::counter::draft::typing::{asked_beyond, unsaid};
use crate::counter::words;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use desk::DeskError;
use desk::draft::edit::{Draft, SaveDraft};
use desk::draft::seen::{Seen, is_stale};
use desk::draft::topics::Topic;
use desk::issue::basket::Basket;
use domain::ids::id::BasketId;

/// How the page was reached.
#[derive(Deserialize)]
pub struct Reached {
    /// The check page found something to mend.
    mend: Option<String>,
}

/// One paper of the basket.
struct Paper<'a> {
    draft: &'a Draft,
    subject: String,
    lacking: Vec<String>,
}

#[derive(Template)]
#[template(path = "counter/draft/basket/data.html")]
struct BasketPage {
    l: Lang,
    frame: Frame,
    form: Form,
    basket: Basket,
    together: Vec<Topic>,
    focus: String,
}

impl BasketPage {
    fn seen(&self) -> Seen {
        Seen::of(&self.basket.raw)
    }

    fn asks(&self, topic: Topic) -> bool {
        self.together.contains(&topic)
    }

    fn applicant(&self) -> Option<ApplicantPart<'_>> {
        let part = || ApplicantPart::new(&self.form, &self.focus).of_several(shared::people(&self.basket));
        self.asks(Topic::Applicant).then(part)
    }

    fn evidence(&self) -> Option<EvidencePart<'_>> {
        let officer = self.basket.drafts.iter().find_map(|draft| draft.officer.as_ref());
        let officer = officer.map_or("", |officer| officer.name.as_str());
        self.asks(Topic::Evidence).then(|| EvidencePart::new(&self.form, &self.focus, officer))
    }

    fn purpose(&self) -> Option<PurposePart<'_>> {
        let asks = Asks { wording: shared::asks_use(&self.basket), purpose: self.asks(Topic::Purpose) };
        (asks.wording || asks.purpose).then(|| PurposePart::new(&self.form, &self.focus, asks))
    }

    fn duty(&self) -> Option<DutyPart<'_>> {
        self.asks(Topic::Duty).then(|| DutyPart::of_many(&self.form, &self.focus))
    }

    fn fee(&self) -> Option<FeePart<'_>> {
        self.asks(Topic::Fee).then(|| FeePart::new(&self.form, &self.focus))
    }

    fn papers(&self) -> Vec<Paper<'_>> {
        let of = |draft| Paper {
            draft,
            subject: shared::subject(draft),
            lacking: shared::lacking(&self.basket, draft, self.l),
        };
        self.basket.drafts.iter().map(of).collect()
    }
}

/// A basket; one of which everything is issued leads to its numbers.
pub async fn find(seat: &Seat, id: BasketId) -> Result<Basket, Trouble> {
    let basket = seat.ask(move |desk, who| desk.basket(who, id)).await?;
    if !basket.drafts.is_empty() {
        return Ok(basket);
    }
    Err(Trouble::go(if basket.entries.is_empty() {
        "/drafts".to_owned()
    } else {
        format!("/baskets/{id}/issued")
    }))
}

/// `GET /baskets/{id}`
pub async fn show(seat: Seat, id: Path<BasketId>, reached: Query<Reached>) -> Answer {
    let basket = find(&seat, *id).await?;
    let mut form = Form::filled(seat.l, typed_before(&basket));
    if reached.mend.is_some() {
        mend(&mut form, &basket);
    }
    page(&seat, basket, form)
}

/// What the basket keeps, as the inputs hold it.
fn typed_before(basket: &Basket) -> Typed {
    let typed =
        basket.raw.iter().fold(Typed::default(), |typed, (name, value)| typed.with(name, value.as_str()));
    let code = basket.drafts.first().map(|draft| draft.use_code);
    let code = words::USES.iter().find(|(_, one)| Some(*one) == code).map_or("private", |(value, _)| value);
    typed.with(USE, code)
}

/// Everything in the way: what is shared beside its field, what is a paper's own beside the paper.
fn mend(form: &mut Form, basket: &Basket) {
    for draft in &basket.drafts {
        for problem in &draft.problems {
            let shared = shared::mended_together(basket, draft, &problem.field);
            if shared && form.problem_of(&problem.field).is_none() {
                form.told(&problem.field, &problem.told);
            }
        }
        let lacking = shared::lacking(basket, draft, form.l);
        if !lacking.is_empty() {
            let words = format!(
                "{}, {}: {} {}",
                form.l.of(&draft.form.name),
                shared::subject(draft),
                form.l.t("da completare", "to complete:"),
                lacking.join(", ")
            );
            form.problems.push(crate::site::form::Problem { field: paper_anchor(draft), words });
        }
    }
    name_fields(form);
}

/// Where the summary leads for a paper.
fn paper_anchor(draft: &Draft) -> String {
    format!("paper-{}", draft.id)
}

fn name_fields(form: &mut Form) {
    for problem in &mut form.problems {
        if let Some(label) = labels::of(&problem.field, form.l) {
            problem.words = format!("{label}: {}", lower_first(&problem.words));
        }
    }
}

fn page(seat: &Seat, basket: Basket, form: Form) -> Answer {
    let together = shared::topics(&basket);
    let typed = applicant::chosen_by_name(form.typed.clone(), &shared::people(&basket));
    let typed = defaults::filled(typed, &together, seat.habits().of(seat.who.operator));
    let form = Form { typed, ..form };
    let asks_who = together.contains(&Topic::Applicant) && form.typed.get(applicant::KIND).is_empty();
    let number = document::OWN.number;
    let asks_number = together.contains(&Topic::Evidence)
        && form.typed.get("evidence.method") == "document"
        && form.typed.trimmed(number).is_empty();
    let focus = if asks_who {
        applicant::KIND.to_owned()
    } else if asks_number {
        number.to_owned()
    } else {
        String::new()
    };
    let sound = form.sound();
    let frame = seat.frame().mend(&form);
    let page = BasketPage { l: seat.l, frame, form, basket, together, focus };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /baskets/{id}`: keeps what holds for all, then goes on to the check, or says which papers are not ready.
pub async fn submit(post: Post, id: Path<BasketId>) -> Answer {
    let id = *id;
    let seat = &post.seat;
    let asked = shared::topics(&find(seat, id).await?);
    habits::learn(seat.habits(), seat.who.operator, &post.typed);
    let save = SaveDraft {
        raw: asked_beyond(&post.typed).chain(unsaid(&post.typed, &asked)).collect(),
        use_code: words::parse(&words::USES, post.typed.get(USE)),
        ..SaveDraft::default()
    };
    let seen = post.typed.has(SEEN).then(|| Seen::read(post.typed.get(SEEN)));
    let saved = seat.look(move |desk, who| desk.save_basket_seen(who, id, save, seen.as_ref())).await?;
    if let Err(DeskError::Fields(stale)) = &saved
        && stale.iter().any(is_stale)
    {
        let basket = find(seat, id).await?;
        let mut form = post.form();
        tell_stale(&mut form, stale, &basket.raw);
        name_fields(&mut form);
        return page(seat, basket, form);
    }
    let elsewhere = match post.typed.get("then") {
        "later" => Some("/drafts".to_owned()),
        "add" => Some(format!("/baskets/{id}/add")),
        _ => None,
    };
    if let Some(elsewhere) = elsewhere {
        return match saved {
            Ok(_) | Err(DeskError::Fields(_)) => go(elsewhere),
            Err(other) => Err(Trouble::from(other)),
        };
    }
    let basket = match saved {
        Ok(basket) if basket.drafts.iter().all(|draft| draft.problems.is_empty()) => {
            return go(format!("/baskets/{id}/check"));
        }
        Ok(basket) => basket,
        Err(DeskError::Fields(_)) => find(seat, id).await?,
        Err(other) => return Err(other.into()),
    };
    let mut form = post.form();
    mend(&mut form, &basket);
    page(seat, basket, form)
}
