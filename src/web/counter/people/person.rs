//! The person page: data with their source, what to know, the family, what the paper is for, which papers.

use actix_web::web::Path;
use askama::Template;

use crate::counter::draft::visit;
use crate::counter::outage::refusal::{Refusal, refusal};
use crate::counter::words;
use crate::site::file::pdf;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::words::lang::Lang;
use crate::words::when;
use desk::draft::begin::{BeginDrafts, Begun, Together};
use desk::people::offers::Offer;
use desk::people::person::PersonView;
use desk::register::entries::EntryRow;
use domain::form::form::Family;
use domain::form::purpose::{Purpose, Route};
use domain::form::triage::{Advice, advise, channels};
use domain::ids::id::PersonId;
use domain::outage::outage::Scenario;
use domain::person::kinship::civil_status;

#[derive(Template)]
#[template(path = "counter/people/person.html")]
struct Page {
    l: Lang,
    frame: Frame,
    form: Form,
    view: PersonView,
    /// Days since the extract was made.
    age: i64,
    offers: Vec<Offer>,
    /// What still works, by the scenario of the open outage.
    channels: Option<String>,
    scenario: Option<Scenario>,
    refusal: Option<Refusal>,
    /// Somebody else was opened before, and nothing followed.
    owed: bool,
    /// Who is still at the counter since the paper before; empty if nobody.
    visitor: String,
}

/// What a counter is asked for most.
const FREQUENT: [&str; 4] =
    ["residence-certificate", "family-certificate", "identity-attestation", "civil-status-certificate"];

impl Page {
    fn name(&self) -> String {
        format!("{} {}", self.view.person.surname, self.view.person.given_names).trim().to_owned()
    }

    fn status(&self) -> String {
        let of = |code| civil_status(code, &self.view.person.sex).unwrap_or_default().to_owned();
        self.view.person.civil_status.map(of).unwrap_or_default()
    }

    fn since(&self) -> String {
        self.view.person.resident_since.map(when::date).unwrap_or_default()
    }

    fn advice(&self, purpose: Purpose) -> Vec<Advice> {
        advise(purpose, self.scenario)
    }

    /// What it is needed for, once somebody said so.
    fn purpose(&self) -> Option<Purpose> {
        purpose_of(self.form.typed.get("purpose"))
    }

    fn may_begin(&self) -> bool {
        self.refusal.as_ref().is_none_or(|refusal| refusal.drafts_go_on)
    }

    /// Papers a person leaves with: those asked for most stand first, those that cannot be made now last.
    fn papers(&self) -> Vec<&Offer> {
        let shown = [Family::Certificate, Family::Attestation];
        let mut papers: Vec<&Offer> =
            self.offers.iter().filter(|offer| shown.contains(&offer.form.family)).collect();
        let rank = |offer: &Offer| FREQUENT.iter().position(|id| *id == offer.form.id.id);
        papers.sort_by_key(|offer| (offer.why_not.is_some(), rank(offer).unwrap_or(FREQUENT.len())));
        papers
    }

    fn others(&self) -> Vec<&Offer> {
        let shown = [Family::Certificate, Family::Attestation];
        let entry = |offer: &&Offer| offer.form.entry.is_some();
        self.offers.iter().filter(|offer| !shown.contains(&offer.form.family)).filter(entry).collect()
    }

    fn state_of(&self, row: &EntryRow) -> String {
        words::state(&row.state, self.l).word.clone()
    }

    fn checked(&self, name: &str, value: &str) -> bool {
        self.form.typed.all(name).any(|sent| sent == value)
    }
}

/// A purpose as forms send it.
fn word(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Bank => "bank",
        Purpose::Travel => "travel",
        Purpose::Funeral => "funeral",
        Purpose::School => "school",
        Purpose::Notary => "notary",
        Purpose::Work => "work",
        Purpose::Other => "other",
    }
}

fn purpose_of(sent: &str) -> Option<Purpose> {
    Purpose::ALL.into_iter().find(|purpose| word(*purpose) == sent)
}

fn purpose_name(purpose: Purpose, l: Lang) -> &'static str {
    match purpose {
        Purpose::Bank => l.t("Banca, utenze", "Bank, utilities"),
        Purpose::Travel => l.t("Viaggio", "Travel"),
        Purpose::Funeral => l.t("Lutto", "Funeral"),
        Purpose::School => l.t("Scuola", "School"),
        Purpose::Notary => l.t("Notaio, tribunale", "Notary, court"),
        Purpose::Work => l.t("Lavoro", "Work"),
        Purpose::Other => l.t("Altro", "Other"),
    }
}

/// Routes that are advised and need nothing more of us.
fn advised(sent: &str) -> Option<Route> {
    match sent {
        "official-channel" => Some(Route::OfficialChannel),
        "equivalent-document" => Some(Route::EquivalentDocument),
        _ => None,
    }
}

fn advised_word(route: Route) -> Option<&'static str> {
    match route {
        Route::OfficialChannel => Some("official-channel"),
        Route::EquivalentDocument => Some("equivalent-document"),
        _ => None,
    }
}

/// `GET /people/{id}/self-certification`: its address, opened again.
pub async fn again(id: Path<PersonId>) -> Answer {
    go(format!("/people/{id}"))
}

/// `POST /people/{id}/self-certification`: the pre-filled declaration.
pub async fn self_certification(post: Post, id: Path<PersonId>) -> Answer {
    let (id, purpose) = (*id, purpose_of(post.typed.get("purpose")));
    Ok(pdf(post.seat.ask(move |desk, who| desk.self_certification(who, Some(id), purpose)).await?))
}

async fn page(seat: &Seat, id: PersonId, form: Form) -> Answer {
    let (view, offers, scenario, may, owed, age) = seat
        .ask(move |desk, who| {
            let view = desk.person(who, id)?;
            let offers = desk.offers(who, id)?;
            let age = desk.extract().map_or(0, |extract| extract.age);
            let owed = desk.unexplained(who).is_some();
            Ok::<_, desk::DeskError>((view, offers, desk.scenario(), desk.may_issue(who), owed, age))
        })
        .await?;
    let l = seat.l;
    let sound = form.sound();
    let page = Page {
        l,
        frame: seat.frame().mend(&form),
        refusal: may.err().map(|error| refusal(&error, &seat.who, l)),
        channels: scenario.map(|scenario| l.of(&channels(scenario)).to_owned()),
        form,
        view,
        age,
        offers,
        scenario,
        owed,
        visitor: seat.visits().of(&seat.token).map(|visit| visit.name).unwrap_or_default(),
    };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `GET /people/{id}`
pub async fn show(seat: Seat, id: Path<PersonId>) -> Answer {
    let form = Form::new(seat.l);
    page(&seat, *id, form).await
}

/// `POST /people/{id}`: begins the chosen papers, or notes the route that was advised.
pub async fn submit(post: Post, id: Path<PersonId>) -> Answer {
    let id = *id;
    let purpose = purpose_of(post.typed.get("purpose"));
    if post.typed.get("do") == "another" {
        post.seat.visits().end(&post.seat.token);
        return go(format!("/people/{id}"));
    }
    // A form of its own, so that Enter on the page never means "that is all".
    if let Some((purpose, route)) = post.typed.get("advised").split_once('.') {
        let (purpose, route) = (purpose_of(purpose).unwrap_or(Purpose::Other), advised(route));
        if let Some(route) = route {
            post.seat.ask(move |desk, who| desk.answer_purpose(who, purpose, route)).await?;
        }
        return go("/people?noted");
    }
    let others = post.typed.all("person").filter_map(|person| person.parse().ok());
    let begin = BeginDrafts {
        forms: post.typed.all("form").map(str::to_owned).collect(),
        people: std::iter::once(id).chain(others).collect(),
        purpose,
        together: if post.typed.get("together") == "one" { Together::OneSheet } else { Together::Sheets },
    };
    match post.seat.look(move |desk, who| desk.begin_drafts(who, &begin)).await? {
        Ok(Begun::Draft(draft)) => {
            visit::carry(&post.seat, draft).await?;
            go(format!("/drafts/{draft}"))
        }
        Ok(Begun::Basket(basket)) => {
            visit::carry_all(&post.seat, basket).await?;
            go(format!("/baskets/{basket}"))
        }
        Err(error) => {
            let mut form = post.form();
            form.refused(error)?;
            page(&post.seat, id, form).await
        }
    }
}
