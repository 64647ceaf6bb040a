//! Closing the outage: restore, an answer for every paper in doubt, totals in sight.

use actix_web::web::Path;
use askama::Template;

use crate::counter::entry::doubts::SHEETS;
use crate::counter::words;
use crate::site::field::{Choices, Field};
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use crate::words::{count, when};
use desk::outage::closing::{CloseAnswer, CloseOutage, Others};
use desk::outage::shown::OutageView;
use desk::register::entries::{EntryFilter, EntryRow, StateFilter};
use domain::ids::id::{EntryId, OutageId};
use domain::office::operator::Role;
use domain::register::entry::PaperState;

#[derive(Template)]
#[template(path = "counter/outage/close_outage.html")]
struct ClosePage {
    l: Lang,
    frame: Frame,
    form: Form,
    view: OutageView,
    /// The newest of them.
    doubts: Vec<Doubt>,
    /// Drafts that can be issued no more once it is closed.
    drafts: u64,
    /// People still to be called back.
    calls: u64,
    supervisor: bool,
}

/// A paper in doubt and the names of its two inputs.
struct Doubt {
    row: EntryRow,
    answer: String,
    reason: String,
    /// The question, with the number it is about.
    asked: String,
}

impl Doubt {
    fn new(row: EntryRow, l: Lang) -> Self {
        let asked = format!("{} {}", l.t("Il foglio è uscito?", "Did the sheet come out?"), row.number);
        Self { answer: answer_field(row.id), reason: format!("reason-{}", row.id), asked, row }
    }
}

fn answer_field(id: EntryId) -> String {
    format!("answer-{id}")
}

impl ClosePage {
    fn answers<'a>(&'a self, doubt: &'a Doubt) -> Choices<'a> {
        let asked = self.form.radios(&doubt.answer, &doubt.asked).inline();
        // One that was never sent to print cannot have come out.
        let asked = if doubt.row.state == PaperState::PrintSent {
            asked.option("came-out", self.l.t("Uscito e consegnato", "Came out and handed over"))
        } else {
            asked
        };
        asked
            .option("not-ascertained", self.l.t("Non accertato", "Not ascertained"))
            .option("annulled", self.l.t("Mai uscito: annullare", "Never came out: annul"))
    }

    fn reason<'a>(&'a self, doubt: &'a Doubt) -> Field<'a> {
        self.form
            .text(&doubt.reason, self.l.t("Motivo", "Reason"))
            .max(200)
            .hint(self.l.t("Serve se non è uscito o non è accertato.", "Needed unless it came out."))
    }

    /// What may be said of all sheets without an answer of their own.
    fn others(&self) -> Choices<'_> {
        self.form.checks("others", self.l.t("Tutti gli altri", "All the others")).option(
            "not-ascertained",
            self.l.t(
                "Non accertato: di nessuno si può dire se è uscito",
                "Not ascertained: of none it can be said whether it came out",
            ),
        )
    }

    fn others_reason(&self) -> Field<'_> {
        self.form
            .text("others-reason", self.l.t("Motivo per tutti", "Reason for all of them"))
            .max(200)
            .optional()
    }

    fn not_shown(&self) -> u64 {
        self.view.doubts.count.saturating_sub(self.doubts.len() as u64)
    }

    /// What stays open whatever is answered here.
    fn open(&self) -> Vec<(String, &'static str, &'static str)> {
        let l = self.l;
        let mut open = Vec::new();
        let mut line = |many: u64, one: &str, more: &str, link, action| {
            if many > 0 {
                open.push((count::of(many, one, more), link, action));
            }
        };
        line(
            self.drafts,
            l.t(
                "bozza, che chiusa l’interruzione non si emette più",
                "draft, which cannot be issued after closing",
            ),
            l.t(
                "bozze, che chiusa l’interruzione non si emettono più",
                "drafts, which cannot be issued after closing",
            ),
            "/drafts",
            l.t("Vedere le bozze", "See the drafts"),
        );
        line(
            self.calls,
            l.t("persona da richiamare", "person to call back"),
            l.t("persone da richiamare", "people to call back"),
            "/call-backs",
            l.t("Vedere chi", "See whom"),
        );
        line(
            self.view.unsigned_acts as u64,
            l.t("atto ancora da firmare", "act still to be signed"),
            l.t("atti ancora da firmare", "acts still to be signed"),
            "/outage",
            l.t("Registrare la firma", "Record the signature"),
        );
        open
    }

    fn operations(&self) -> u32 {
        self.view.totals.iter().map(|total| total.p + total.s).sum()
    }
}

/// `GET /outage/close`
pub async fn show(seat: Seat) -> Answer {
    let typed = Typed::default().with("restored", when::date(seat.desk.now().day()));
    page(&seat, Form::filled(seat.l, typed)).await
}

async fn page(seat: &Seat, form: Form) -> Answer {
    let Some(view) = seat.look(|desk, _| desk.outage()).await? else { return go("/outage") };
    let newest = EntryFilter { state: Some(StateFilter::InDoubt), limit: SHEETS, ..EntryFilter::default() };
    let found = seat.ask(move |desk, who| desk.entries(who, newest)).await?;
    let l = seat.l;
    let doubts = found.rows.into_iter().rev().map(|row| Doubt::new(row, l)).collect();
    let calls = seat.look(|desk, _| desk.calls_due()).await?;
    let drafts = seat.strip()?.drafts;
    let sound = form.sound();
    let page = ClosePage {
        l: seat.l,
        frame: seat.frame().mend(&form),
        form,
        view,
        doubts,
        drafts,
        calls,
        supervisor: seat.who.may(Role::Supervisor),
    };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /outage/close`
pub async fn submit(post: Post) -> Answer {
    let mut form = post.form();
    let asked = form.typed.get("outage").parse::<OutageId>().ok();
    let open = post.seat.look(|desk, _| desk.outage()).await?;
    let view = match (asked, open) {
        (Some(asked), Some(view)) if view.opening.outage == asked => view,
        // Sent again after it was closed: the page of the closed outage is the answer.
        (Some(asked), _) => return go(format!("/outages/{asked}/closed")),
        (None, _) => return go("/outage/close"),
    };
    let Some(close) = read(&mut form, view.opening.outage) else { return page(&post.seat, form).await };
    match post.seat.look(move |desk, who| desk.close_outage(who, close)).await? {
        Ok(view) => go(format!("/outages/{}/closed", view.opening.outage)),
        Err(refusal) => {
            form.refused(refusal)?;
            page(&post.seat, form).await
        }
    }
}

fn read(form: &mut Form, outage: OutageId) -> Option<CloseOutage> {
    let restored = form.moment(
        "restored",
        "restored-time",
        "Scrivere quando i sistemi sono tornati: giorno gg/mm/aaaa e ora oo:mm.",
        "Write when the systems came back: day dd/mm/yyyy and time hh:mm.",
    );
    let others = read_others(form);
    let shown: Vec<EntryId> = form.typed.all("shown").filter_map(|id| id.parse().ok()).collect();
    let answered = |form: &Form, id: EntryId| !form.typed.get(&answer_field(id)).is_empty();
    let mut answers = Vec::new();
    for id in shown {
        // Whoever answers for all the others need not answer for each.
        if others.is_none() || answered(form, id) {
            answers.extend(read_answer(form, id).map(|answer| (id, answer)));
        }
    }
    let note = form.typed.trimmed("note").to_owned();
    let sound = form.sound();
    let close = CloseOutage { outage, restored: restored?, note, answers, others };
    sound.then_some(close)
}

fn read_others(form: &mut Form) -> Option<Others> {
    if !form.typed.has("others") {
        return None;
    }
    let reason = form.typed.trimmed("others-reason").to_owned();
    if reason.is_empty() {
        form.problem("others-reason", "Scrivere il motivo.", "Write the reason.");
    }
    Some(Others { seen: form.typed.get("seen").to_owned(), reason })
}

fn read_answer(form: &mut Form, id: EntryId) -> Option<CloseAnswer> {
    let field = answer_field(id);
    let reason = form.typed.trimmed(&format!("reason-{id}")).to_owned();
    let answer = match form.typed.get(&field) {
        "came-out" => return Some(CloseAnswer::CameOut),
        "not-ascertained" => CloseAnswer::NotAscertained { reason: reason.clone() },
        "annulled" => CloseAnswer::Annulled { reason: reason.clone() },
        _ => {
            form.problem(
                &field,
                "Dire se il foglio è uscito; se non si può sapere, «non accertato» con il motivo.",
                "Say whether the sheet came out; if it cannot be known, “not ascertained” with the reason.",
            );
            return None;
        }
    };
    if reason.is_empty() {
        form.problem(&format!("reason-{id}"), "Scrivere il motivo.", "Write the reason.");
        return None;
    }
    Some(answer)
}

#[derive(Template)]
#[template(path = "counter/outage/closed.html")]
struct ClosedPage {
    l: Lang,
    frame: Frame,
    view: OutageView,
    /// Entries that are still to be recovered.
    waiting: u64,
}

impl ClosedPage {
    fn waiting_words(&self) -> String {
        let l = self.l;
        count::of(
            self.waiting,
            l.t("registrazione da riversare", "entry to recover"),
            l.t("registrazioni da riversare", "entries to recover"),
        )
    }
}

/// `GET /outages/{id}/closed`
pub async fn closed(seat: Seat, id: Path<OutageId>) -> Answer {
    let id = *id;
    let view = seat.ask(move |desk, _| desk.outage_by_id(id)).await?;
    if view.closing.is_none() {
        return go("/outage");
    }
    let waiting = seat.strip()?.not_recovered;
    seat.show(&ClosedPage { l: seat.l, frame: seat.frame(), view, waiting })
}
