//! The station page: office, journal, second copy, keys; and the verification of the journal.

use askama::Template;

use super::at_start;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::strip::{mark_failing, stop_words};
use crate::site::trouble::Trouble;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use crate::words::when;
use desk::life::at_start::HowItStarts;
use desk::life::station_care::{JournalSummary, Verification};
use desk::life::strip::{ClockState, SecondCopyState};
use desk::succession::new_life::NewLife;
use desk::succession::reserve::ReserveView;
use desk::{Desk, StopReason};
use domain::journal::event::Fate;
use domain::office::office::Office;
use domain::office::operator::Role;
use domain::text::bilingual::Bilingual;
use domain::time::moment::Moment;

#[derive(Template)]
#[template(path = "counter/life/station.html")]
struct StationPage {
    l: Lang,
    frame: Frame,
    office: Office,
    code: String,
    summary: JournalSummary,
    findings: Vec<String>,
    stop: Option<&'static str>,
    told: String,
    detail: Option<String>,
    decide: bool,
    copy: CopyTold,
    /// The mark cannot be written.
    mark: Option<&'static str>,
    /// Until when its reserve holds, or that it has none.
    reserve: String,
    /// When the recovery code in use was made.
    recovery_code: Option<String>,
    /// Who opens it at each start.
    at_start: StartTold,
    clock: &'static str,
    now: String,
    records: bool,
    verifies: bool,
}

impl StationPage {
    fn supervisor(&self) -> bool {
        self.frame.who.as_ref().is_some_and(|who| who.supervisor)
    }
}

/// What is told of how it opens.
struct StartTold {
    words: &'static str,
    /// The key lies in clear on the disk.
    plain_key: bool,
}

/// What is told of the second copy.
struct CopyTold {
    words: String,
    /// One was begun, and is not there.
    away: bool,
}

/// `GET /station`
pub async fn show(seat: Seat) -> Answer {
    let (office, code, summary, reserve) = seat
        .look(|desk, _| (desk.office(), desk.register_code(), desk.journal_summary(), desk.reserve()))
        .await?;
    let (made, starts) = seat.look(|desk, _| (desk.recovery_code_made(), desk.how_it_starts())).await?;
    let strip = seat.strip()?;
    let l = seat.l;
    let page = StationPage {
        l,
        frame: seat.frame(),
        office,
        code: code.to_string(),
        findings: summary.findings.iter().map(|finding| l.of(finding).to_owned()).collect(),
        stop: summary.stop.map(|stop| stop_words(stop, l)),
        decide: summary.stop.is_some_and(StopReason::is_mended_by_a_new_code),
        told: summary.stop.map(|stop| l.of(&stop.told()).to_owned()).unwrap_or_default(),
        detail: summary.detail.as_ref().map(|detail| l.of(detail).to_owned()),
        summary,
        copy: CopyTold {
            words: copy_words(strip.second_copy, l),
            away: strip.second_copy == SecondCopyState::Missing,
        },
        mark: strip.mark_failing.then(|| mark_failing(l)),
        recovery_code: made.map(|made| when::date(made.day())),
        at_start: StartTold { words: at_start::now(starts, l), plain_key: starts == HowItStarts::Plain },
        reserve: reserve_words(reserve.as_ref(), strip.now, l),
        clock: match strip.clock {
            ClockState::Confirmed => l.t("confermato", "confirmed"),
            ClockState::Ask(_) => l.t("da confermare", "to be confirmed"),
        },
        now: when::date_time(strip.now),
        records: seat.who.may(Role::RecordsManager),
        verifies: [Role::Supervisor, Role::RecordsManager, Role::Auditor]
            .into_iter()
            .any(|role| seat.who.may(role)),
    };
    seat.show(&page)
}

/// `POST /station/second-copy`: another stick takes the place of the one before.
pub async fn begin_copy_anew(post: Post) -> Answer {
    post.seat.ask(Desk::begin_copy_anew).await?;
    go("/station")
}

pub(super) fn reserve_words(reserve: Option<&ReserveView>, now: Moment, l: Lang) -> String {
    match reserve {
        Some(reserve) if reserve.holds(now) => format!(
            "{} {}, {} {}",
            l.t("di", "of"),
            reserve.code,
            l.t("fino al", "until"),
            when::date(reserve.until.day())
        ),
        Some(reserve) => format!(
            "{} {}: {}",
            l.t("scaduta il", "over since"),
            when::date(reserve.until.day()),
            l.t("rinnovare il certificato", "renew the certificate")
        ),
        None => l
            .t(
                "nessuna: su un altro computer il registro dovrà essere certificato di nuovo",
                "none: on another computer the register will have to be certified anew",
            )
            .to_owned(),
    }
}

fn copy_words(state: SecondCopyState, l: Lang) -> String {
    match state {
        SecondCopyState::NotConfigured => l
            .t(
                "non configurata: ogni registrazione sta su un disco solo",
                "not configured: every record stands on one disk only",
            )
            .into(),
        SecondCopyState::UpToDate => l.t("aggiornata", "up to date").into(),
        SecondCopyState::Behind { records } => {
            format!(
                "{} {records}",
                l.t("si sta aggiornando, mancano registrazioni:", "catching up, records missing:")
            )
        }
        SecondCopyState::Filling { files } => {
            format!(
                "{} {files}",
                l.t("ha tutte le registrazioni; file che mancano ancora:", "has all records; files still missing:")
            )
        }
        SecondCopyState::Missing => l
            .t(
                "la chiavetta o la cartella non c’è: rimetterla",
                "the stick or folder is not there: put it back",
            )
            .into(),
        SecondCopyState::Full => l
            .t("è piena: liberare spazio, o usarne una più grande", "it is full: free some space, or use a larger one")
            .into(),
        SecondCopyState::Failing => l
            .t(
                "non si può scrivere: provare un’altra porta o un’altra chiavetta",
                "cannot be written: try another socket or another stick",
            )
            .into(),
        SecondCopyState::Contradicts => l
            .t(
                "contiene altre registrazioni di questa postazione: è la prova di ciò che è successo, lasciarla inserita",
                "holds other records of this station: it is the proof of what happened, leave it in",
            )
            .into(),
        SecondCopyState::OtherStation => l
            .t("è di un’altra postazione: usarne un’altra", "belongs to another station: use another")
            .into(),
    }
}

#[derive(Template)]
#[template(path = "counter/life/office.html")]
struct OfficePage {
    l: Lang,
    frame: Frame,
    form: Form,
}

/// `GET /station/office`
pub async fn office(seat: Seat) -> Answer {
    seat.needs(Role::Supervisor)?;
    let office = seat.look(|desk, _| desk.office()).await?;
    let typed = Typed::default()
        .with("municipality", office.municipality)
        .with("province", office.province)
        .with("office", office.office)
        .with("telephone", office.telephone);
    let form = Form::filled(seat.l, typed);
    seat.show(&OfficePage { l: seat.l, frame: seat.frame(), form })
}

/// `POST /station/office`
pub async fn set_office(post: Post) -> Answer {
    let mut form = post.form();
    let office = Office {
        municipality: form.need("municipality", "Scrivere il nome del Comune.", "Enter the municipality."),
        province: form
            .need("province", "Scrivere la sigla della provincia.", "Enter the province.")
            .to_uppercase(),
        office: form.need("office", "Scrivere il nome dell’ufficio.", "Enter the name of the office."),
        telephone: form.need(
            "telephone",
            "Scrivere il telefono per le conferme.",
            "Enter the telephone number for confirmations.",
        ),
    };
    if form.sound() {
        match post.seat.look(move |desk, who| desk.set_office(who, office)).await? {
            Ok(()) => return go("/station"),
            Err(error) => form.refused_at("municipality", error),
        }
    }
    let frame = post.seat.frame().mend(&form);
    post.seat.mend(&OfficePage { l: post.seat.l, frame, form })
}

#[derive(Template)]
#[template(path = "counter/life/verification.html")]
struct VerificationPage {
    l: Lang,
    frame: Frame,
    records: u64,
    at: String,
    findings: Vec<String>,
}

/// `POST /station/verify`: reads the whole journal.
pub async fn verify(post: Post) -> Answer {
    let Verification { records, findings, at } = post.seat.ask(Desk::verify_journal).await?;
    let l = post.seat.l;
    post.seat.show(&VerificationPage {
        l,
        frame: post.seat.frame(),
        records,
        at: when::date_time(at),
        findings: findings.iter().map(|finding| l.of(finding).to_owned()).collect(),
    })
}

#[derive(Template)]
#[template(path = "counter/life/decide.html")]
struct DecidePage {
    l: Lang,
    frame: Frame,
    form: Form,
    reason: StopReason,
    words: Bilingual,
    detail: Option<String>,
    code: String,
    /// The register may go on under the same code.
    as_it_is: bool,
    supervisor: bool,
}

impl DecidePage {
    fn told(&self) -> &str {
        self.l.of(&self.words)
    }

    fn parted(&self) -> bool {
        self.reason == StopReason::PartedFromCentre
    }

    fn moved(&self) -> bool {
        self.reason == StopReason::OtherMachine
    }

    fn contradicted(&self) -> bool {
        self.reason == StopReason::HeadContradicted
    }
}

async fn decide_page(seat: &Seat, form: Form) -> Result<DecidePage, Trouble> {
    let Some(reason) = seat.strip()?.stop.filter(|stop| stop.is_mended_by_a_new_code()) else {
        return Err(Trouble::go("/station"));
    };
    let (code, as_it_is, detail) = seat
        .look(|desk, _| (desk.register_code().to_string(), desk.may_go_on_as_it_is(), desk.stop_detail()))
        .await?;
    Ok(DecidePage {
        l: seat.l,
        frame: seat.frame().mend(&form),
        form,
        reason,
        words: reason.told(),
        detail: detail.map(|detail| seat.l.of(&detail).to_owned()),
        code,
        as_it_is,
        supervisor: seat.who.may(Role::Supervisor),
    })
}

/// `GET /decide`: the folder was restored, cut, cloned or moved, or its journal is damaged in the middle.
pub async fn decide(seat: Seat) -> Answer {
    seat.show(&decide_page(&seat, Form::new(seat.l)).await?)
}

/// `POST /decide`: adopted by this machine, or continued under a new register code.
pub async fn decided(post: Post) -> Answer {
    let mut form = post.form();
    let adopted = form.typed.get("do") == "adopt";
    let outcome = if adopted {
        let reason = form.need("reason-same", "Scrivere perché.", "Write why.");
        if !form.sound() {
            return post.seat.mend(&decide_page(&post.seat, form).await?);
        }
        post.seat.look(move |desk, who| desk.go_on_as_it_is(who, &reason)).await?
    } else {
        let typed = |name: &str| form.typed.get(name).to_owned();
        let new = NewLife {
            register_code: typed("register-code"),
            code_reason: typed("code-reason"),
            reason: typed("reason"),
            act: typed("act"),
            fate: Fate::SameComputer,
            seen: typed("seen"),
        };
        post.seat.look(move |desk, who| desk.continue_register(who, &new).map(drop)).await?
    };
    match outcome {
        Ok(()) if adopted => go("/station"),
        Ok(()) => go("/station/lives"),
        Err(error) => {
            form.refused_at("reason", error);
            post.seat.mend(&decide_page(&post.seat, form).await?)
        }
    }
}

#[derive(Template)]
#[template(path = "counter/life/end_station.html")]
struct EndPage {
    l: Lang,
    frame: Frame,
    form: Form,
}

/// `GET /station/end`
pub async fn end(seat: Seat) -> Answer {
    seat.needs(Role::Supervisor)?;
    seat.show(&EndPage { l: seat.l, frame: seat.frame(), form: Form::new(seat.l) })
}

/// `POST /station/end`: this life of the register ends, by a person's word.
pub async fn ended(post: Post) -> Answer {
    let mut form = post.form();
    let reason = form.need("reason", "Scrivere perché.", "Write why.");
    if !form.typed.has("sure") {
        form.problem("sure", "Confermare di aver capito.", "Confirm that it is understood.");
    }
    if form.sound() {
        match post.seat.look(move |desk, who| desk.end_station(who, &reason)).await? {
            Ok(()) => return go("/station"),
            Err(error) => form.refused_at("reason", error),
        }
    }
    let frame = post.seat.frame().mend(&form);
    post.seat.mend(&EndPage { l: post.seat.l, frame, form })
}
