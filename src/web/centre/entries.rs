//! Entries received: lists, search, one of them.

use std::sync::LazyLock;

use actix_web::web;
use askama::Template;

use crate::site::form::Form;
use crate::site::frame::{Answer, go};
use crate::site::trouble::Trouble;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use crate::words::{difference, paper_act, when};
use centre::register::entries::{EntryView, Looked};
use centre::staff::deeds::{Deed, What};
use domain::centre::exchange::OrdinaryNumber;
use domain::centre::exchange::ordinary::BadOrdinary;
use domain::form::reading;
use domain::ids::id::EntryId;
use domain::register::entry::Entry;
use forms::Catalogue;
use store::centre::row::{CentreQuery, Fate};

use super::desk::{Chair, ChairPost, count, refused};
use super::frame::HubFrame;
use super::words;

const PAGE: usize = 50;

/// The forms of this program: a station may have others, whose fields are shown by their names.
static FORMS: LazyLock<Option<Catalogue>> = LazyLock::new(|| Catalogue::read(None).ok());

/// Filters; only states, days and numbers stand in addresses.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct Filters {
    #[serde(default)]
    fate: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    after: Option<EntryId>,
}

#[derive(Template)]
#[template(path = "centre/entries.html")]
struct EntriesPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    fates: Vec<(String, String)>,
    rows: Vec<EntryView>,
    next: Option<EntryId>,
    filters: Filters,
    searched: bool,
}

fn fates(l: Lang) -> Vec<(String, String)> {
    [
        ("", l.t("tutte", "all")),
        ("settled", l.t("Riversato", "Recovered")),
        ("open", l.t("Differenze", "Conflicts")),
        ("rejected", l.t("Rifiutato", "Rejected")),
        ("unnumbered", l.t("Senza numero", "Without a number")),
    ]
    .map(|(value, label)| (value.to_owned(), label.to_owned()))
    .to_vec()
}

#[derive(Template)]
#[template(path = "centre/entry.html")]
struct EntryPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    entry: EntryView,
    values: Vec<(String, String)>,
    /// The entry set aside in whose place it was issued, and the one that came in its place.
    corrects: Option<(EntryId, String)>,
    corrected_by: Option<(EntryId, String)>,
    /// Other entries with the same ordinary number.
    sharing: Vec<(EntryId, String)>,
}

/// `GET /entries`
pub async fn list(chair: Chair, filters: web::Query<Filters>) -> Answer {
    let filters = filters.into_inner();
    let typed = Typed::default().with("fate", filters.fate.clone()).with("day", filters.day.clone());
    let mut form = Form::filled(chair.l, typed);
    let day = when::read_date(&filters.day);
    if !filters.day.trim().is_empty() && day.is_none() {
        form.problem("day", "Scrivere il giorno come gg/mm/aaaa.", "Write the day as dd/mm/yyyy.");
    }
    let query = CentreQuery {
        day,
        fate: match filters.fate.as_str() {
            "settled" => Some(Fate::Settled),
            "open" => Some(Fate::Open),
            "rejected" => Some(Fate::Rejected),
            _ => None,
        },
        unnumbered: filters.fate == "unnumbered",
        after: filters.after,
        limit: PAGE + 1,
        ..CentreQuery::default()
    };
    let asked_for =
        [known_fate(&filters.fate).to_owned(), day.map(|day| day.to_string()).unwrap_or_default()];
    let asked_for = asked_for.join(" ").trim().to_owned();
    let listed = move |rows: &Vec<EntryView>| read("entries", rows.len().min(PAGE)).filtered(asked_for);
    let mut rows = chair.noted(move |hub, _| hub.entries(&query), listed).await?;
    let next = (rows.len() > PAGE).then(|| rows[PAGE - 1].row.id);
    rows.truncate(PAGE);
    let mend = !form.sound();
    let frame = chair.frame().mend(&form);
    let page =
        EntriesPage { l: chair.l, frame, form, fates: fates(chair.l), rows, next, filters, searched: false };
    if mend { chair.mend(&page) } else { chair.show(&page) }
}

/// A list that was read.
fn read(what: &str, rows: usize) -> Deed {
    Deed::about(What::Read, what).counting(count(rows))
}

/// The filter, if it is one: nothing that was typed is written down.
fn known_fate(fate: &str) -> &'static str {
    ["settled", "open", "rejected", "unnumbered"].into_iter().find(|known| *known == fate).unwrap_or_default()
}

/// `POST /entries/search`: what is looked for never stands in an address.
pub async fn search(post: ChairPost) -> Answer {
    let mut form = post.form();
    let typed = form.need(
        "what",
        "Scrivere un numero, un codice fiscale o un nome.",
        "Write a number, a tax code or a name.",
    );
    let found = post
        .chair
        .noted(
            move |hub, _| match hub.look_for(&typed)? {
                Looked::Nothing => Ok(Vec::new()),
                Looked::Entries(ids) => ids.into_iter().map(|id| hub.entry(id)).collect(),
            },
            |found: &Vec<EntryView>| read("entries", found.len()).filtered("search"),
        )
        .await?;
    if let ([one], true) = (found.as_slice(), form.sound()) {
        return go(format!("/entries/{}", one.row.id));
    }
    let mend = !form.sound();
    let frame = post.chair.frame().mend(&form);
    let page = EntriesPage {
        l: post.chair.l,
        frame,
        form,
        fates: fates(post.chair.l),
        rows: found,
        next: None,
        filters: Filters::default(),
        searched: true,
    };
    if mend { post.chair.mend(&page) } else { post.chair.show(&page) }
}

/// `GET /entries/search`: the page was reloaded.
pub async fn again() -> Answer {
    go("/entries")
}

/// `GET /entries/{id}`
pub async fn show(path: web::Path<EntryId>, chair: Chair) -> Answer {
    let page = entry_page(&chair, path.into_inner(), Form::new(chair.l)).await?;
    chair.show(&page)
}

/// The values of an entry as its form names, orders and prints them.
fn told(mut entry: Entry, l: Lang) -> Vec<(String, String)> {
    let form = entry.form.as_ref().and_then(|form| FORMS.as_ref()?.version(form));
    let fields = form.iter().flat_map(|form| form.fields());
    let mut told: Vec<(String, String)> = fields
        .filter_map(|field| {
            let value = entry.values.remove(&field.id)?.value;
            Some((l.of(&field.label).to_owned(), reading::printed(&field.kind, &value)))
        })
        .collect();
    told.extend(entry.values.into_iter().map(|(id, value)| match paper_act::label(&id, l) {
        Some(label) => (label.to_owned(), paper_act::value(&id, &value.value, l)),
        None => (difference::field(&id, l), value.value),
    }));
    told
}

async fn entry_page(chair: &Chair, id: EntryId, form: Form) -> Result<EntryPage, Trouble> {
    let (entry, full, [corrects, corrected_by], sharing) = chair
        .noted(
            move |hub, _| {
                let entry = hub.entry(id)?;
                let full = hub.entry_in_full(&entry.row)?;
                let links = [full.as_ref().and_then(|full| full.corrects), entry.row.corrected_by];
                let links = links.map(|link| link.and_then(|id| Some((id, hub.entry(id).ok()?.row.number))));
                let sharing = hub.sharing_the_number(&entry.row)?;
                Ok((entry, full, links, sharing))
            },
            move |_| Deed::about(What::Read, id),
        )
        .await?;
    let l = chair.l;
    let values = full.map(|full| told(full, l)).unwrap_or_default();
    let frame = chair.frame().mend(&form);
    Ok(EntryPage { l, frame, form, entry, values, corrects, corrected_by, sharing })
}

/// Register, number and day as they were typed; what is wrong with them stands in the form.
pub(super) fn read_ordinary(form: &mut Form, typed: &Typed) -> Option<OrdinaryNumber> {
    let Some(day) = when::read_date(typed.get("date")) else {
        form.problem("date", "Scrivere il giorno come gg/mm/aaaa.", "Write the day as dd/mm/yyyy.");
        return None;
    };
    let year = u16::try_from(chrono::Datelike::year(&day)).unwrap_or_default();
    let read = OrdinaryNumber::new(typed.get("register"), year, typed.get("number"), day);
    match read {
        Err(BadOrdinary::Register) => form.problem(
            "register",
            "Il codice del registro ha da 1 a 16 lettere o cifre.",
            "The register’s code has 1 to 16 letters or digits.",
        ),
        Err(BadOrdinary::Number) => form.problem(
            "number",
            "Il numero ha da 1 a 20 cifre, lettere, - _ /.",
            "The number has 1 to 20 digits, letters, - _ /.",
        ),
        Ok(_) => {}
    }
    read.ok()
}

/// `POST /entries/{id}/number`: the ordinary number as the protocol office gave it.
pub async fn number(path: web::Path<EntryId>, post: ChairPost) -> Answer {
    let id = path.into_inner();
    let mut form = post.form();
    let checked = post.typed.has("checked");
    if let Some(ordinary) = read_ordinary(&mut form, &post.typed) {
        match post
            .chair
            .tried(
                move |hub, who| hub.number(who, id, &ordinary, checked),
                move |()| Deed::about(What::Decided, id).filtered("number"),
            )
            .await?
        {
            Ok(()) => return go(format!("/entries/{id}")),
            Err(error) => refused(&mut form, error)?,
        }
    }
    let page = entry_page(&post.chair, id, form).await?;
    post.chair.mend(&page)
}
