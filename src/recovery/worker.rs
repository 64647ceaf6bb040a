//! The thread that brings everything back. Nothing is sent until a person says so; then it goes on by itself, whatever the
//! line does, until everything is there.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use super::backoff;
use super::centre::CentreError;
use super::enrolling::Enrolling;
use super::http::{HttpCentre, Means};
use super::pass::{Leave, Pass, Stood};
use clock::{Clock, Random};
use desk::parts::centre_status::Lifted;
use desk::{Counter, Desk, Phase};
use domain::centre::centre::Centre;
use domain::centre::recovery::Known;
use domain::ids::id::{CentreId, StationId};
use trust::Certificate;

/// The longest the thread sleeps in one go.
const NAP: Duration = Duration::from_millis(500);
/// How often a centre is asked where nothing is to be sent: low enough to trouble nobody.
const PROBING: Duration = Duration::from_mins(1);
/// How often one that does not answer is asked.
const PROBING_IN_VAIN: Duration = Duration::from_secs(20);
/// How soon outcomes that are still awaited are asked for.
const AWAITING: Duration = Duration::from_secs(3);
/// How soon decisions that may be taken at the centre are asked for.
const DECIDING: Duration = Duration::from_secs(15);
/// Steps in one go before other centres have their turn.
const STEPS: usize = 20;
/// How long stopping waits for a question under way.
const PATIENCE: Duration = Duration::from_millis(300);

/// The thread; it ends when this goes.
pub struct Worker {
    counter: Arc<Counter>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// One centre and one life's records as the thread goes about them.
#[derive(Default)]
struct Line {
    centre: Option<HttpCentre>,
    /// What `centre` was made of: made anew when address, certificates or who goes on with this life change.
    made_of: Option<(Centre, Option<StationId>)>,
    pass: Option<Pass>,
    leave: Option<Leave>,
    failures: u32,
    due: Duration,
}

/// Everything the thread remembers.
struct Rounds {
    clock: Clock,
    random: Random,
    stop: Arc<AtomicBool>,
    lines: BTreeMap<(CentreId, StationId), Line>,
    enrolling: Enrolling,
}

impl Worker {
    /// Begins. While the counter is locked, nothing happens.
    pub fn start(counter: Arc<Counter>, clock: Clock, random: Random) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (theirs, told) = (Arc::clone(&counter), Arc::clone(&stop));
        let work = move || {
            let mut rounds =
                Rounds { clock, random, stop: told, lines: BTreeMap::new(), enrolling: Enrolling::default() };
            while !rounds.stop.load(Ordering::SeqCst) {
                match theirs.phase() {
                    Phase::Open(desk) => {
                        rounds.round(&desk);
                        desk.await_recovery(NAP);
                    }
                    _ => std::thread::park_timeout(NAP),
                }
            }
        };
        let thread = std::thread::Builder::new().name("recovery".to_owned()).spawn(work);
        if let Err(error) = &thread {
            tracing::error!(%error, "no recovery: restart the service to send records to a centre");
        }
        Self { counter, stop, thread: thread.ok() }
    }

    /// Stops at once. A question that is under way is left behind: what it did is asked for at the next start.
    pub fn stop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let Some(thread) = self.thread.take() else { return };
        if let Phase::Open(desk) = self.counter.phase() {
            desk.wake_recovery();
        }
        thread.thread().unpark();
        let step = Duration::from_millis(10);
        let mut waited = Duration::ZERO;
        while !thread.is_finished() && waited < PATIENCE {
            std::thread::park_timeout(step);
            waited += step;
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Rounds {
    /// Every centre has its turn.
    fn round(&mut self, desk: &Desk) {
        self.enrolling.turn(desk, &self.clock, &self.random);
        // What a death came before, or could not be written when it was decided.
        if let Err(error) = desk.carry_out_decisions() {
            tracing::warn!(code = error.code(), "a paper that is to be annulled is not yet");
        }
        let centres = desk.centres();
        self.lines.retain(|(id, _), _| centres.iter().any(|known| known.centre.id == *id));
        for known in centres {
            let due = desk.recovery_is_due(known.centre.id);
            for of in desk.lives_for(&known) {
                if self.stop.load(Ordering::SeqCst) {
                    return;
                }
                let leave = match desk.recovery_waits_for(known.centre.id, of) {
                    Some(Lifted::ByAPerson) => continue,
                    None if known.asked => Leave::Given,
                    // It is asked what it holds, and nothing else.
                    Some(Lifted::ByTheCentre) | None => Leave::NotGiven,
                };
                self.turn(desk, &known, of, leave, due);
            }
        }
    }

    fn turn(&mut self, desk: &Desk, known: &Known, of: StationId, leave: Leave, asked: bool) {
        let id = known.centre.id;
        let (Some(reach), Some(centre)) = (desk.reach(id, of), desk.centre_of_life(id, of)) else { return };
        let now = self.clock.monotonic();
        let line = self.lines.entry((id, of)).or_default();
        let reached = reach.reached.map(|reached| reached.position);
        let fresh = leave == Leave::Given && line.failures == 0 && desk.last_for_centres(of) > reached;
        // Somebody has just said yes, or said it again: no waiting, and a question first.
        if asked || line.leave != Some(leave) {
            line.leave = Some(leave);
            line.pass = None;
            line.due = Duration::ZERO;
        }
        // There is something new to send.
        if fresh && line.pass.is_none() {
            line.due = Duration::ZERO;
        }
        if now < line.due {
            return;
        }
        let made_of = Some((centre.clone(), desk.successor_of(of)));
        if line.made_of != made_of {
            *line = Line { leave: line.leave, made_of, ..Line::default() };
        }
        if line.centre.is_none() {
            if centre.certificate.is_empty() {
                desk.recovery_halted(id, of, super::told::not_known_yet());
                return;
            }
            match asked_as(desk, &centre, of, &self.clock, &self.random) {
                Ok(centre) => line.centre = Some(centre),
                Err(error) => {
                    tracing::warn!(%error, "a centre cannot be asked");
                    desk.recovery_halted(id, of, super::told::own_key());
                    return;
                }
            }
        }
        let Some(to) = line.centre.as_ref() else { return };
        let pass = line.pass.get_or_insert_with(|| Pass::new(id, of, now));
        for _ in 0..STEPS {
            if self.stop.load(Ordering::SeqCst) {
                return;
            }
            match pass.step(desk, to, leave, self.clock.monotonic()) {
                Stood::Going => {}
                Stood::Failed(error) => {
                    line.failures += 1;
                    line.due = self.clock.monotonic()
                        + wait(&error, line.failures, leave, reach.doubt.is_some(), &self.random);
                    return;
                }
                stood => {
                    line.pass = None;
                    line.failures = 0;
                    line.due = self.clock.monotonic() + rest(&stood, desk, leave);
                    return;
                }
            }
        }
    }
}

/// How long to leave a centre alone after a failure.
fn wait(error: &CentreError, failures: u32, leave: Leave, doubt: bool, random: &Random) -> Duration {
    match (error, leave) {
        (CentreError::Busy { wait }, _) => backoff::asked(*wait, random),
        // A person waits for it: within seconds.
        (_, Leave::Given) => backoff::wait(failures, random),
        (_, Leave::NotGiven) if doubt => backoff::wait(failures, random),
        (_, Leave::NotGiven) => PROBING_IN_VAIN,
    }
}

/// How long to leave it alone when nothing is left to do for now.
fn rest(stood: &Stood, desk: &Desk, leave: Leave) -> Duration {
    let given = leave == Leave::Given;
    match stood {
        Stood::Refused(error) => {
            tracing::warn!(code = error.code(), "the station could not go on with a recovery");
            PROBING_IN_VAIN
        }
        _ if given && desk.awaits_outcomes() => AWAITING,
        _ if given && desk.awaits_decisions() => DECIDING,
        _ => PROBING,
    }
}

/// A centre, asked with the means of the life of `of`.
fn asked_as(
    desk: &Desk,
    centre: &Centre,
    of: StationId,
    clock: &Clock,
    random: &Random,
) -> Result<HttpCentre, CentreError> {
    let certificate = Certificate::from_pem(&centre.certificate).map_err(|_| CentreError::OwnKey)?;
    let key = desk.station_key_for(of, &certificate).map_err(|_| CentreError::OwnKey)?;
    let means = Means { station: of, key, clock: clock.clone(), random: random.clone() };
    Ok(HttpCentre::new(centre, means)?.continued_by(desk.successor_of(of)))
}
