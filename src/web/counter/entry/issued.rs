//! After issuing: the number, the print, "did the sheet come out?", what next.

use actix_web::web::{Path, Query};
use askama::Template;
use serde::Deserialize;

use crate::counter::words;
use crate::site::file::pdf;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use crate::words::tag::Tag;
use crate::words::when;
use desk::DeskError;
use desk::papers::printing::PrintAnswer;
use desk::register::entries::EntryView;
use domain::form::entry_kind::EntryKind;
use domain::ids::id::EntryId;
use domain::office::operator::Role;
use domain::register::entry::PaperState;

#[derive(Template)]
#[template(path = "counter/entry/issued.html")]
struct IssuedPage {
    l: Lang,
    frame: Frame,
    form: Form,
    view: EntryView,
    tag: Tag,
    /// Whether whoever looks may print and say what came of it.
    issues: bool,
    /// The print this page begins with.
    sent: Sent,
    /// Whether the person it was for is still at the counter.
    visited: bool,
}

/// A print sent just now, which the page carries out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// None.
    None,
    /// The first: the question is what comes next.
    First,
    /// Once more, after *No*: nobody is led to say yes.
    Again,
}

/// How the page was reached.
#[derive(Default, Deserialize)]
pub struct Reached {
    /// A print was sent on the way here.
    print: Option<String>,
    /// It was not the first.
    again: Option<String>,
}

impl Reached {
    /// The print the page begins with.
    pub(crate) fn sent(&self) -> Sent {
        match (&self.print, &self.again) {
            (None, _) => Sent::None,
            (Some(_), None) => Sent::First,
            (Some(_), Some(_)) => Sent::Again,
        }
    }
}

impl IssuedPage {
    /// Whether the sheet is ours to print: acts written by hand are not.
    fn prints(&self) -> bool {
        self.view.entry.kind.is_printed()
    }

    /// Whether somebody must still say whether it came out.
    fn asks(&self) -> bool {
        self.issues && self.prints() && self.view.state.in_doubt()
    }

    /// Whether *yes* has the focus: a sheet went out, and nobody just said no.
    fn yes_first(&self) -> bool {
        self.view.copies > 0 && self.sent != Sent::Again && self.frame.problems.is_empty()
    }

    /// Whether a settled paper may be printed once more.
    fn may_reprint(&self) -> bool {
        self.issues
            && self.prints()
            && !self.asks()
            && !matches!(self.view.state, PaperState::Annulled { .. })
    }

    fn handed_over(&self) -> bool {
        self.view.state == PaperState::HandedOver
    }

    /// What goes to the person, and what stays, where no document was issued.
    fn hand_over(&self) -> Option<&'static str> {
        let l = self.l;
        match self.view.entry.kind {
            EntryKind::Refusal => Some(l.t(
                "Consegnare il rifiuto motivato: dice perché e che cosa si può fare. Una copia firmata resta agli atti.",
                "Hand over the reasoned refusal: it says why and what can be done. A signed copy stays on file.",
            )),
            EntryKind::Deferral => Some(l.t(
                "Consegnare il foglio: la richiesta è presa in carico e il numero la ritrova quando i sistemi tornano.",
                "Hand over the slip: the request is taken in charge and its number finds it when the systems are back.",
            )),
            EntryKind::CallBack => Some(l.t(
                "Consegnare il promemoria: la persona viene richiamata, non deve tornare a chiedere.",
                "Hand over the slip: the person will be called back and need not come to ask.",
            )),
            EntryKind::Document | EntryKind::PaperAct | EntryKind::Authorisation => None,
        }
    }

    fn subject(&self) -> String {
        let subject = &self.view.entry.subject;
        format!("{} {}", subject.surname, subject.given_names).trim().to_owned()
    }
}

/// `GET /entries/{id}/issued`
pub async fn show(seat: Seat, id: Path<EntryId>, reached: Query<Reached>) -> Answer {
    page(&seat, *id, Form::new(seat.l), reached.sent()).await
}

async fn page(seat: &Seat, id: EntryId, form: Form, began: Sent) -> Answer {
    let view = seat.ask(move |desk, who| desk.entry(who, id)).await?;
    let tag = words::state(&view.state, seat.l);
    let sound = form.sound();
    let issues =
        [Role::Clerk, Role::SigningOfficer, Role::Supervisor].into_iter().any(|role| seat.who.may(role));
    let visited = seat.visits().of(&seat.token).is_some();
    let frame = seat.frame().mend(&form);
    let page = IssuedPage { l: seat.l, frame, form, view, tag, issues, sent: began, visited };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `GET` of what is posted from the page, opened again: the page itself.
pub async fn again(id: Path<EntryId>) -> Answer {
    go(format!("/entries/{id}/issued"))
}

/// Records that it was sent to print, once for what the page knew: a second click, or Back, finds its copy already sent.
async fn print_once(post: &Post, id: EntryId) -> Result<(), Trouble> {
    let known: Option<u32> = post.typed.get("copies").parse().ok();
    post.seat
        .ask(move |desk, who| {
            if known.is_some() && known != Some(desk.entry(who, id)?.copies) {
                return Ok(());
            }
            desk.print(who, id).map(|_| ())
        })
        .await
}

/// `POST /entries/{id}/print`: sends it to print, and leads to the PDF.
pub async fn print(post: Post, id: Path<EntryId>) -> Answer {
    print_once(&post, *id).await?;
    go(format!("/entries/{}/document.pdf?print", *id))
}

/// `GET /entries/{id}/document.pdf`: the paper as last sent to print; nothing is recorded.
pub async fn document(seat: Seat, id: Path<EntryId>) -> Answer {
    let id = *id;
    Ok(pdf(seat.ask(move |desk, who| desk.printed(who, id)).await?))
}

/// `POST /entries/{id}/print-answer`
pub async fn answer(post: Post, id: Path<EntryId>) -> Answer {
    let id = *id;
    let mut form = post.form();
    let answer = match post.typed.get("answer") {
        "came-out" => PrintAnswer::CameOut,
        "reprint" => PrintAnswer::Reprint,
        "spoiled" => {
            let reason = form.need(
                "reason",
                "Scrivere che cosa è successo al foglio.",
                "Write what happened to the sheet.",
            );
            PrintAnswer::Spoiled { reason }
        }
        _ => return Err(Trouble::Unreadable),
    };
    if !form.sound() {
        return page(&post.seat, id, form, Sent::None).await;
    }
    let came_out = answer == PrintAnswer::CameOut;
    match post.seat.look(move |desk, who| desk.answer_print(who, id, answer)).await? {
        Ok(_) if !came_out => {
            print_once(&post, id).await?;
            go(format!("/entries/{id}/issued?print&again"))
        }
        Ok(_) => go(format!("/entries/{id}/issued")),
        Err(DeskError::Illegal) if came_out => settled(&post.seat, id, form).await,
        Err(refusal) => {
            form.refused(refusal)?;
            page(&post.seat, id, form, Sent::None).await
        }
    }
}

/// "Yes" sent twice is settled; "yes" before any print is told so.
async fn settled(seat: &Seat, id: EntryId, mut form: Form) -> Answer {
    let view = seat.ask(move |desk, who| desk.entry(who, id)).await?;
    if view.state == PaperState::Issued {
        form.problem(
            "print",
            "Il foglio non è ancora stato mandato in stampa: stamparlo prima.",
            "The sheet was not sent to print yet: print it first.",
        );
        return page(seat, id, form, Sent::None).await;
    }
    go(format!("/entries/{id}/issued"))
}
