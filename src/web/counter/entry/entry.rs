//! One entry: what it says and from where, what happened to its paper, reprint, annulment.

use actix_web::web::Path;
use askama::Template;

use crate::counter::recovery::rejected::Correction;
use crate::counter::words;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::words::lang::Lang;
use crate::words::tag::Tag;
use crate::words::{difference, paper_act, when};
use desk::register::entries::EntryView;
use domain::centre::exchange::Conflict;
use domain::centre::recovery::Way;
use domain::form::entry_kind::EntryKind;
use domain::form::form as catalogue;
use domain::ids::id::EntryId;
use domain::ids::number::Number;
use domain::office::operator::Role;
use domain::register::entry::PaperState;

use super::entry_facts::{self, Fact};

#[derive(Template)]
#[template(path = "counter/entry/entry.html")]
struct EntryPage {
    l: Lang,
    frame: Frame,
    view: EntryView,
    tag: Tag,
    way: Tag,
    facts: Vec<Fact>,
    more: Vec<Fact>,
    supervisor: bool,
    clerk: bool,
    manages: bool,
    links: Links,
    /// Other entries with the same ordinary number.
    sharing: Vec<(EntryId, Number)>,
}

/// How an entry and one that stands for another are tied.
struct Links {
    /// The entry it stands for.
    corrects: Option<(EntryId, Number)>,
    /// The one that stands for it.
    corrected_by: Option<(EntryId, Number)>,
    /// Whether another could stand for it; only of one that the centre did not take and nobody answered for.
    correction: Option<Correction>,
}

impl EntryPage {
    fn conflicts(&self) -> Vec<&Conflict> {
        self.view.recovery.conflicts().collect()
    }

    fn prints(&self) -> bool {
        self.view.entry.kind.is_printed()
    }

    fn annulled(&self) -> bool {
        matches!(self.view.state, PaperState::Annulled { .. })
    }

    fn subject(&self) -> String {
        self.view.entry.subject.full_name()
    }
}

/// The values in the order of their form; those of a form no longer in the catalogue by name.
fn facts(view: &EntryView, form: Option<&catalogue::Form>, l: Lang) -> Vec<Fact> {
    let fields: Vec<(&str, &str)> = form
        .into_iter()
        .flat_map(|form| &form.sections)
        .flat_map(|section| &section.fields)
        .map(|field| (field.id.as_str(), l.of(&field.label)))
        .collect();
    let known = fields.iter().filter_map(|(id, label)| Some((*label, view.entry.values.get(*id)?)));
    let rest = view
        .entry
        .values
        .iter()
        .filter(|(id, _)| !fields.iter().any(|(field, _)| field == id))
        .map(|(id, value)| (id.as_str(), value));
    known
        .chain(rest)
        .filter(|(_, attested)| !attested.value.is_empty())
        .map(|(name, attested)| {
            let source = words::source(&attested.source, l);
            match paper_act::label(name, l).filter(|_| view.entry.kind == EntryKind::PaperAct) {
                Some(label) => Fact {
                    label: label.to_owned(),
                    value: paper_act::value(name, &attested.value, l),
                    source,
                },
                None => Fact { label: name.to_owned(), value: shown(&attested.value), source },
            }
        })
        .collect()
}

/// Days are kept as in RFC 3339 and shown as they are written here; members of a family line by line.
fn shown(value: &str) -> String {
    let part = |part: &str| part.parse().map_or_else(|_| part.to_owned(), when::date);
    let line = |line: &str| line.split('\t').map(part).collect::<Vec<_>>().join(", ");
    value.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// `GET /entries/{id}`
pub async fn show(seat: Seat, id: Path<EntryId>) -> Answer {
    let id = *id;
    let (view, form, links, sharing) = seat
        .ask(move |desk, who| {
            let view = desk.entry(who, id)?;
            let form = view.entry.form.as_ref().and_then(|form| desk.form(&form.id));
            let links = [view.recovery.corrects, view.recovery.corrected_by].map(|id| desk.linked(id));
            let sharing = desk.sharing_the_number(who, id)?;
            Ok::<_, desk::DeskError>((view, form, links, sharing))
        })
        .await?;
    let [corrects, corrected_by] = links;
    let correction = (view.way == Way::Rejected).then(|| match view.entry.form {
        Some(_) => Correction::by(&seat),
        None => Correction::NotFromForm,
    });
    seat.show(&EntryPage {
        links: Links { corrects, corrected_by, correction },
        sharing,
        l: seat.l,
        frame: seat.frame(),
        tag: words::state(&view.state, seat.l),
        way: words::way(view.way, seat.l),
        facts: facts(&view, form.as_deref(), seat.l),
        more: entry_facts::of(&view.entry, seat.l),
        view,
        supervisor: seat.who.may(Role::Supervisor),
        clerk: seat.who.may(Role::Clerk),
        manages: seat.who.may(Role::Supervisor) || seat.who.may(Role::RecordsManager),
    })
}

#[derive(Template)]
#[template(path = "counter/entry/annul.html")]
struct AnnulPage {
    l: Lang,
    frame: Frame,
    form: Form,
    view: EntryView,
}

/// `GET /entries/{id}/annul`
pub async fn ask_annul(seat: Seat, id: Path<EntryId>) -> Answer {
    annul_page(&seat, *id, Form::new(seat.l)).await
}

async fn annul_page(seat: &Seat, id: EntryId, form: Form) -> Answer {
    let view = seat.ask(move |desk, who| desk.entry(who, id)).await?;
    if matches!(view.state, PaperState::Annulled { .. }) {
        return go(format!("/entries/{id}"));
    }
    let sound = form.sound();
    let page = AnnulPage { l: seat.l, frame: seat.frame().mend(&form), form, view };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /entries/{id}/annul`
pub async fn annul(post: Post, id: Path<EntryId>) -> Answer {
    let id = *id;
    let mut form = post.form();
    let reason = form.need(
        "reason",
        "Scrivere perché si annulla: sta sul registro.",
        "Write why it is annulled: it stands on the register.",
    );
    if !form.sound() {
        return annul_page(&post.seat, id, form).await;
    }
    match post.seat.look(move |desk, who| desk.annul(who, id, &reason)).await? {
        Ok(_) => go(format!("/entries/{id}")),
        Err(refusal) => {
            form.refused(refusal)?;
            annul_page(&post.seat, id, form).await
        }
    }
}
