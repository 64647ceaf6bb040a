//! *Teste del giornale*: the head of this station to be held by others, and the heads that others tell.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Path;
use askama::Template;

use crate::site::field::Choices;
use crate::site::file::pdf;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::square::Square;
use crate::words::lang::Lang;
use crate::words::when;
use desk::life::witness::{HeadRow, NewHead};
use desk::recovery::head_receipts::ReceiptView;
use desk::register::own_head::OwnHead;
use desk::{Desk, DeskError};
use domain::ids::id::CentreId;
use domain::journal::witness::{Compared, HowTold};
use domain::office::operator::Role;
use domain::time::moment::Moment;

/// Value sent, Italian, English.
const HOW: [(&str, HowTold, &str, &str); 4] = [
    ("telephone", HowTold::Telephone, "Al telefono", "On the telephone"),
    ("paper", HowTold::Paper, "Da un foglio", "From a paper"),
    ("qr", HowTold::Qr, "Letta con il lettore", "Scanned"),
    ("centre", HowTold::Centre, "Da una ricevuta del centro", "From a receipt of the centre"),
];

/// What a head comes to, as sent back by who has seen it.
const SEEN: [(&str, Compared); 3] = [
    ("another-record", Compared::AnotherRecord),
    ("beyond", Compared::Beyond),
    ("same-code", Compared::SameCode),
];

#[derive(Template)]
#[template(path = "counter/life/heads.html")]
struct HeadsPage {
    l: Lang,
    frame: Frame,
    form: Form,
    own: Option<OwnHead>,
    rows: Vec<HeadRow>,
    contradiction: Option<HeadRow>,
    receipts: Vec<ReceiptView>,
    /// What was told contradicts the journal: asked once more before issuing stops.
    asked: Option<(&'static str, String)>,
    writes: bool,
}

impl HeadsPage {
    fn how(&self) -> Choices<'_> {
        let radios = self.form.radios("how", self.l.t("Come è arrivata", "How it came"));
        HOW.iter().fold(radios.default("telephone"), |radios, (value, _, it, en)| {
            radios.option(*value, self.l.t(it, en))
        })
    }

    fn square(&self, own: &OwnHead) -> Option<Square> {
        let label = format!(
            "{} {} {}",
            self.l.t("Testa da leggere con il lettore: registro", "Head to be scanned: register"),
            own.code,
            own.head.position
        );
        own.square().map(|matrix| Square::new(&matrix, &label))
    }

    fn way(&self, how: HowTold) -> &'static str {
        HOW.iter().find(|(_, one, ..)| *one == how).map_or("", |(_, _, it, en)| self.l.t(it, en))
    }

    fn tag(&self, row: &HeadRow) -> (&'static str, &'static str) {
        match row.witnessed.compared {
            _ if row.parts_with.is_some() => ("stop", self.l.t("non torna", "does not agree")),
            Compared::Agrees => ("done", self.l.t("concorda", "agrees")),
            Compared::OtherStation => ("", self.l.t("annotata", "kept")),
            Compared::PastBeyond => ("warn", self.l.t("non noto a questa copia", "not known to this copy")),
            Compared::SameReserve => ("warn", self.l.t("riserva presa due volte", "reserve taken twice")),
            Compared::AnotherRecord | Compared::Beyond | Compared::SameCode | Compared::PastDiffers => {
                ("stop", self.l.t("non torna", "does not agree"))
            }
        }
    }

    fn place(row: &HeadRow) -> String {
        match (&row.witnessed.number, row.witnessed.position) {
            (Some(number), _) => number.to_string(),
            (None, Some(position)) => format!("{} · {position}", row.witnessed.code),
            (None, None) => row.witnessed.code.to_string(),
        }
    }

    fn parted(&self, since: Moment) -> String {
        format!(
            "{} {}.",
            self.l.t("Non torna con quella annotata il", "It does not agree with the one kept on"),
            when::date_time(since)
        )
    }
}

fn writes(seat: &Seat) -> bool {
    [Role::Clerk, Role::SigningOfficer, Role::Supervisor, Role::RecordsManager]
        .into_iter()
        .any(|role| seat.who.may(role))
}

async fn page(seat: &Seat, form: Form, asked: Option<(&'static str, String)>) -> Answer {
    let (own, rows, contradiction, receipts) = seat
        .look(|desk, _| (desk.own_head(), desk.witnessed_heads(), desk.contradiction(), desk.head_receipts()))
        .await?;
    let sound = form.sound() && asked.is_none();
    let page = HeadsPage {
        l: seat.l,
        frame: seat.frame().mend(&form),
        form,
        own,
        rows,
        contradiction,
        receipts,
        asked,
        writes: writes(seat),
    };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `GET /station/heads`
pub async fn show(seat: Seat) -> Answer {
    page(&seat, Form::new(seat.l), None).await
}

/// `GET /station/heads/{centre}/receipt.pdf`
pub async fn receipt(seat: Seat, centre: Path<CentreId>) -> Answer {
    Ok(pdf(seat.ask(move |desk, who| desk.head_receipt_pdf(who, *centre)).await?))
}

/// `GET /station/heads/{centre}/receipt.json`: text and signature, as they came.
pub async fn receipt_file(seat: Seat, centre: Path<CentreId>) -> Answer {
    let bytes = seat.ask(move |desk, who| desk.head_receipt_file(who, *centre)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"ricevuta.json\""))
        .body(bytes))
}

/// `POST /station/heads`
pub async fn tell(post: Post) -> Answer {
    let mut form = post.form();
    let said = form.need("said", "Scrivere la testa.", "Enter the head.");
    let told_by = form.need(
        "told-by",
        "Scrivere chi l’ha detta, o su quale foglio sta.",
        "Write who told it, or which paper it stands on.",
    );
    let how = HOW.iter().find(|(value, ..)| *value == form.typed.get("how")).map(|(_, how, ..)| *how);
    if how.is_none() {
        form.problem("how", "Dire come è arrivata.", "Say how it came.");
    }
    let told = form.moment_if_any("told", "told-time");
    let Some(how) = how.filter(|_| form.sound()) else { return page(&post.seat, form, None).await };
    let seen = SEEN.iter().find(|(value, _)| *value == form.typed.get("seen")).map(|(_, seen)| *seen);
    let code = form.typed.trimmed("code").to_owned();
    let new = NewHead { said, code, how, told_by, told, seen };
    match post.seat.look(move |desk: &Desk, who| desk.witness_head(who, new)).await? {
        Ok(_) => go("/station/heads"),
        Err(DeskError::HeadContradicts { compared, told }) => {
            let seen = SEEN.iter().find(|(_, one)| *one == compared).map_or("", |(value, _)| *value);
            let words = post.seat.l.of(&told).to_owned();
            page(&post.seat, form, Some((seen, words))).await
        }
        Err(refusal) => {
            form.refused(refusal)?;
            page(&post.seat, form, None).await
        }
    }
}
