//! People who asked to be called back: whom to call now, and what came of a call.

use actix_web::web::{Path, Query};
use askama::Template;
use serde::Deserialize;

use super::entries::ROWS;
use crate::site::field::Choices;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::words::lang::Lang;
use crate::words::when;
use desk::register::call_backs::CallBack;
use domain::ids::id::EntryId;
use domain::register::call_back::{CallOutcome, CallState};
use domain::time::moment::Moment;
use store::Calls;

/// The filters of the address.
#[derive(Default, Deserialize)]
pub struct Filters {
    state: Option<String>,
    after: Option<EntryId>,
}

#[derive(Template)]
#[template(path = "counter/entry/call_backs.html")]
struct ListPage {
    l: Lang,
    frame: Frame,
    calls: Calls,
    rows: Vec<CallBack>,
    next: Option<EntryId>,
    now: Moment,
    clerk: bool,
}

impl ListPage {
    fn age(&self, call: &CallBack) -> String {
        when::stretch(self.now.since(call.row.issued), self.l)
    }

    fn due(&self) -> bool {
        self.calls == Calls::Due
    }
}

/// `GET /call-backs`: those still to be made; `?state=done` those that are done.
pub async fn list(seat: Seat, filters: Query<Filters>) -> Answer {
    let calls = if filters.state.as_deref() == Some("done") { Calls::Done } else { Calls::Due };
    let after = filters.after;
    let found = seat.ask(move |desk, who| desk.call_backs(who, calls, after, ROWS)).await?;
    let now = seat.desk.now();
    let clerk = may(&seat);
    seat.show(&ListPage {
        l: seat.l,
        frame: seat.frame(),
        calls,
        rows: found.rows,
        next: found.next,
        now,
        clerk,
    })
}

fn may(seat: &Seat) -> bool {
    use domain::office::operator::Role;
    [Role::Clerk, Role::SigningOfficer, Role::Supervisor].into_iter().any(|role| seat.who.may(role))
}

/// Value sent, Italian, English.
const OUTCOMES: [(&str, CallOutcome, &str, &str); 3] = [
    ("reached", CallOutcome::Reached, "Raggiunta", "Reached"),
    ("not-reached", CallOutcome::NotReached, "Non risponde: si riproverà", "No answer: to be tried again"),
    ("not-needed", CallOutcome::NotNeeded, "Non serve più, o si rinuncia", "No longer needed, or given up"),
];

/// What came of a call, in a word or two.
pub fn outcome(outcome: CallOutcome, l: Lang) -> &'static str {
    OUTCOMES.iter().find(|(_, one, ..)| *one == outcome).map_or("", |(_, _, it, en)| l.t(it, en))
}

/// Where a call-back stands, as its tag says it.
pub fn state(state: CallState, l: Lang) -> String {
    match state {
        CallState::Due { tries: 0 } => l.t("da richiamare", "to be called").to_owned(),
        CallState::Due { tries } => {
            format!("{} ({} {tries})", l.t("da richiamare", "to be called"), l.t("tentativi:", "tries:"))
        }
        CallState::Done { outcome: done } => outcome(done, l).to_lowercase(),
    }
}

#[derive(Template)]
#[template(path = "counter/entry/call_back.html")]
struct CallPage {
    l: Lang,
    frame: Frame,
    form: Form,
    call: CallBack,
}

impl CallPage {
    fn outcomes(&self) -> Choices<'_> {
        let radios = self.form.radios("outcome", self.l.t("Come è andata", "What came of it"));
        let radios = OUTCOMES
            .iter()
            .fold(radios, |radios, (value, _, it, en)| radios.option(*value, self.l.t(it, en)));
        radios.first()
    }
}

/// `GET /call-backs/{id}`
pub async fn show(seat: Seat, id: Path<EntryId>) -> Answer {
    page(&seat, *id, Form::new(seat.l)).await
}

async fn page(seat: &Seat, id: EntryId, form: Form) -> Answer {
    let call = seat.ask(move |desk, who| desk.call_back(who, id)).await?;
    if !call.state.is_due() || call.contact.is_none() {
        return go(format!("/entries/{id}"));
    }
    let sound = form.sound();
    let page = CallPage { l: seat.l, frame: seat.frame().mend(&form), form, call };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /call-backs/{id}`
pub async fn made(post: Post, id: Path<EntryId>) -> Answer {
    let id = *id;
    let mut form = post.form();
    let sent = post.typed.get("outcome");
    let note = post.typed.trimmed("note").to_owned();
    let Some(outcome) = OUTCOMES.iter().find(|(value, ..)| *value == sent).map(|(_, one, ..)| *one) else {
        form.problem("outcome", "Dire come è andata.", "Say what came of it.");
        return page(&post.seat, id, form).await;
    };
    match post.seat.look(move |desk, who| desk.made_call(who, id, outcome, &note)).await? {
        Ok(_) => go("/call-backs"),
        Err(refusal) => {
            form.refused(refusal)?;
            page(&post.seat, id, form).await
        }
    }
}
