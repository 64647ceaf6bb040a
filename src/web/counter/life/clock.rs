//! The clock: a person looks at it and says it is right, or what time it is.

use askama::Template;

use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use crate::words::when::{self, NoInstant};
use desk::Desk;
use desk::life::strip::ClockState;
use domain::office::operator::Role;
use domain::time::clock_doubt::ClockDoubt;
use domain::time::moment::Moment;

#[derive(Template)]
#[template(path = "counter/life/clock.html")]
struct ClockPage {
    l: Lang,
    frame: Frame,
    form: Form,
    weekday: &'static str,
    date: String,
    time: String,
    why: &'static str,
    confirmed: bool,
    supervisor: bool,
}

fn page(seat: &Seat, form: Form) -> Result<ClockPage, Trouble> {
    let strip = seat.strip()?;
    let now = strip.now;
    let l = seat.l;
    Ok(ClockPage {
        l,
        frame: seat.frame().mend(&form),
        form,
        weekday: when::weekday(now.day(), l),
        date: when::date(now.day()),
        time: when::time(now),
        why: match strip.clock {
            ClockState::Confirmed => "",
            ClockState::Ask(doubt) => why(doubt, l),
        },
        confirmed: strip.clock == ClockState::Confirmed,
        supervisor: seat.who.may(Role::Supervisor),
    })
}

fn why(doubt: ClockDoubt, l: Lang) -> &'static str {
    match doubt {
        ClockDoubt::NotConfirmed => l.t(
            "Dall’avvio nessuno ha ancora guardato l’orologio.",
            "Nobody has looked at the clock since the start.",
        ),
        ClockDoubt::BehindLastRecord => l.t(
            "L’orologio è più indietro dell’ultima registrazione: forse il computer ha perso l’ora.",
            "The clock is behind the last record: the computer may have lost the time.",
        ),
        ClockDoubt::Jumped => l.t(
            "Sono passate più di 12 ore dall’ultima conferma, o l’orologio ha fatto un salto.",
            "More than 12 hours have passed since the last look, or the clock has jumped.",
        ),
        ClockDoubt::NewYear => l.t(
            "È cambiato l’anno: da qui i numeri ripartono da 1.",
            "The year has changed: numbers start again from 1.",
        ),
        ClockDoubt::Drifted => l.t(
            "L’orologio è stato spostato mentre il programma era acceso.",
            "The clock was moved while the program was running.",
        ),
    }
}

/// `GET /clock`
pub async fn show(seat: Seat) -> Answer {
    seat.show(&page(&seat, Form::new(seat.l))?)
}

/// `POST /clock`: it is right, or the right time.
pub async fn submit(post: Post) -> Answer {
    let mut form = post.form();
    let outcome = if form.typed.get("do") == "set" {
        let Some(right) = read_right_time(&mut form) else {
            return post.seat.mend(&page(&post.seat, form)?);
        };
        post.seat.look(move |desk, who| desk.set_clock(who, right)).await?
    } else {
        post.seat.look(Desk::confirm_clock).await?
    };
    match outcome {
        Ok(()) => go("/"),
        Err(error) => {
            form.refused_at("date", error);
            post.seat.mend(&page(&post.seat, form)?)
        }
    }
}

/// What is wrong is said at the field it is wrong in.
fn read_right_time(form: &mut Form) -> Option<Moment> {
    if when::read_date(form.typed.get("date")).is_none() {
        form.problem("date", "Scrivere la data come gg/mm/aaaa.", "Enter the date as dd/mm/yyyy.");
        return None;
    }
    let (it, en) = ("Scrivere l’ora come oo:mm.", "Enter the time as hh:mm.");
    if when::read_moment(form.typed.get("date"), form.typed.get("local")) == Err(NoInstant::Unreadable) {
        form.problem("local", it, en);
        return None;
    }
    form.moment("date", "local", it, en)
}
