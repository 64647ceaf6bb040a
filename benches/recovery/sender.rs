//! A station that sends everything, as a process: it becomes known, waits for the word, and times each batch.

use std::cell::RefCell;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use sportello::clock::{Clock, Random};
use sportello::desk::life::demo::{OPERATORS, demo};
use sportello::desk::parts::enrolment::{EnrolmentStep, KeyChoice};
use sportello::desk::{Counter, Desk, Phase};
use sportello::domain::centre::exchange::{Batch, OutcomePage, PositionAnswer, SignedReceipt, ToldPage};
use sportello::recovery::centre::{Centre, CentreError};
use sportello::recovery::http::{HttpCentre, Means};
use sportello::recovery::pass::{Leave, Pass, Stood};
use sportello::recovery::worker::Worker;

use super::hub::Hub;

/// What a station saw, or several together.
pub struct Sent {
    entries: usize,
    /// Seconds until everything was at the hub.
    sending: f64,
    /// Seconds until all outcomes were written down here too.
    pub whole: f64,
    /// Of the batches, in milliseconds.
    pub p50: f64,
    pub p99: f64,
    pub longest: f64,
    /// The most memory the station had, in MB.
    pub memory: u64,
    batches: Vec<f64>,
}

impl Sent {
    #[allow(clippy::cast_precision_loss, reason = "far below 2^52")]
    pub fn rate(&self) -> f64 {
        self.entries as f64 / self.sending
    }
}

/// A sender under way.
pub struct Sender {
    child: Child,
    told: ChildStdin,
    says: BufReader<ChildStdout>,
}

/// Starts a sender; it is known to the hub when this returns, and waits.
pub fn spawn(folder: &Path, register: &str, hub: &Hub) -> Sender {
    let program = std::env::current_exe().expect("this bench");
    let mut command = Command::new(program);
    command.arg("send").arg(folder).arg(register).arg(&hub.address).envs(sportello::cli::memory::SETTINGS);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let told = child.stdin.take().expect("piped");
    let says = BufReader::new(child.stdout.take().expect("piped"));
    let mut sender = Sender { child, told, says };
    let digits = sender.line();
    hub.recognise(&digits);
    assert_eq!(sender.line(), "known");
    sender
}

impl Sender {
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.says.read_line(&mut line).expect("it says something");
        line.trim().to_owned()
    }

    fn go(&mut self) {
        writeln!(self.told, "go").expect("it listens");
    }

    /// Lets it send; what it saw.
    pub fn finish(mut self) -> Sent {
        self.go();
        self.ended()
    }

    fn ended(mut self) -> Sent {
        let line = self.line();
        let mut words = line.split_whitespace().map(|word| word.parse::<f64>().expect("numbers"));
        let mut next = || words.next().expect("as many as it says");
        let (entries, sending, whole) = (next(), next(), next());
        let memory = super::peak(self.child.id());
        let batches: Vec<f64> = words.collect();
        drop(self.told);
        self.child.wait().expect("it ended");
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
        let entries = entries as usize;
        judged(entries, sending, whole, memory, batches)
    }
}

/// All of them send at once.
pub fn together(mut senders: Vec<Sender>) -> Vec<Sent> {
    senders.iter_mut().for_each(Sender::go);
    senders.into_iter().map(Sender::ended).collect()
}

/// Several as one: until the last one was through.
pub fn summed(all: &[Sent]) -> Sent {
    let last = |of: fn(&Sent) -> f64| all.iter().map(of).fold(0.0, f64::max);
    let batches = all.iter().flat_map(|one| one.batches.iter().copied()).collect();
    let memory = all.iter().map(|one| one.memory).max().unwrap_or_default();
    let entries = all.iter().map(|one| one.entries).sum();
    judged(entries, last(|one| one.sending), last(|one| one.whole), memory, batches)
}

fn judged(entries: usize, sending: f64, whole: f64, memory: u64, mut batches: Vec<f64>) -> Sent {
    batches.sort_by(f64::total_cmp);
    let at = |per_mille: usize| batches[(batches.len() - 1) * per_mille / 1000];
    let (p50, p99, longest) = (at(500), at(990), at(1000));
    Sent { entries, sending, whole, p50, p99, longest, memory, batches }
}

/// The sender's own side: what it does between `known` and the line of figures.
pub fn send(folder: &Path, register: &str, address: &str) {
    let counter = Arc::new(demo(super::station::premises(folder), register).expect("a drill station"));
    let Phase::Open(desk) = counter.phase() else { panic!("a drill station is open") };
    become_known(&counter, &desk, address);
    println!("known");
    let mut word = String::new();
    std::io::stdin().read_line(&mut word).expect("a word");
    let (took, entries) = bring_back(&desk);
    let whole = took.whole.as_secs_f64();
    let sending = took.sent.as_secs_f64();
    let batches: Vec<String> =
        took.batches.iter().map(|one| format!("{:.2}", one.as_secs_f64() * 1000.0)).collect();
    println!("{entries} {sending:.3} {whole:.3} {}", batches.join(" "));
    // Until its memory was looked at.
    let _ = std::io::stdin().read_line(&mut word);
    counter.stop();
}

fn become_known(counter: &Arc<Counter>, desk: &Desk, address: &str) {
    let everything = OPERATORS.last().expect("the demo has operators");
    let (_, who) = desk.sign_in(everything.login, everything.pin).expect("signed in");
    let mut worker = Worker::start(Arc::clone(counter), Clock::system(), Random::system());
    desk.begin_enrolment(&who, "Centro", address, KeyChoice::Present).expect("begun");
    let mut told = false;
    loop {
        match desk.enrolment().expect("under way").step {
            EnrolmentStep::Done => break,
            EnrolmentStep::Compare { code, .. } if !told => {
                println!("{code}");
                told = true;
            }
            EnrolmentStep::Failed(why) => panic!("{}", why.en),
            _ => std::thread::park_timeout(Duration::from_millis(50)),
        }
    }
    worker.stop();
}

/// How long it took.
struct Took {
    sent: Duration,
    whole: Duration,
    batches: Vec<Duration>,
}

#[allow(clippy::disallowed_methods, reason = "a bench reads the clock")]
fn bring_back(desk: &Desk) -> (Took, usize) {
    let known = desk.centres().pop().expect("one centre is known");
    let key = desk.station_key(desk.station_id()).expect("its key");
    let (clock, random) = (Clock::system(), Random::system());
    let means = Means { station: desk.station_id(), key, clock, random };
    let began = Instant::now();
    let timed = Timed {
        to: HttpCentre::new(&known.centre, means).expect("certificates"),
        began,
        seen: RefCell::default(),
    };
    let before = desk.centre(known.centre.id).expect("known").outcomes;
    let mut pass = Pass::new(known.centre.id, desk.station_id(), Duration::ZERO);
    let mut busy = Duration::from_millis(50);
    loop {
        match pass.step(desk, &timed, Leave::Given, began.elapsed()) {
            Stood::Going => {}
            Stood::Rest => break,
            Stood::Failed(CentreError::Busy { .. }) => {
                std::thread::park_timeout(busy);
                busy += Duration::from_millis(50);
            }
            other => panic!("{other:?}"),
        }
    }
    let whole = began.elapsed();
    let after = desk.centre(known.centre.id).expect("known").outcomes;
    let seen = timed.seen.into_inner();
    let entries = usize::try_from(after - before).expect("entries fit");
    (Took { sent: seen.last, whole, batches: seen.batches }, entries)
}

/// A centre whose batches are timed.
struct Timed {
    to: HttpCentre,
    began: Instant,
    seen: RefCell<Seen>,
}

#[derive(Default)]
struct Seen {
    batches: Vec<Duration>,
    /// When the last one was answered.
    last: Duration,
}

impl Centre for Timed {
    fn position(&self) -> Result<PositionAnswer, CentreError> {
        self.to.position()
    }

    fn put_blob(&self, sha256: &str, bytes: &[u8]) -> Result<(), CentreError> {
        self.to.put_blob(sha256, bytes)
    }

    fn send(&self, batch: &Batch) -> Result<PositionAnswer, CentreError> {
        let start = self.began.elapsed();
        let answer = self.to.send(batch);
        let mut seen = self.seen.borrow_mut();
        seen.last = self.began.elapsed();
        let took = seen.last.saturating_sub(start);
        seen.batches.push(took);
        answer
    }

    fn outcomes(&self, after: u64) -> Result<OutcomePage, CentreError> {
        self.to.outcomes(after)
    }

    fn tell(&self, page: &ToldPage) -> Result<PositionAnswer, CentreError> {
        self.to.tell(page)
    }

    fn head_receipt(&self) -> Result<Option<SignedReceipt>, CentreError> {
        self.to.head_receipt()
    }
}
