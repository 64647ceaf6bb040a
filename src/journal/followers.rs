//! Those who are told how far the journal has come and never hold it up: the high-water mark, the second copy.

use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

use domain::ids::anchor::Anchor;

/// News for one follower. Only the newest counts.
#[derive(Debug, Default)]
pub(super) struct News {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    head: Option<Anchor>,
    /// What it is to be woken by.
    waiting: Option<Woken>,
    stopping: bool,
    ended: bool,
}

/// What woke a follower.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Woken {
    /// The journal has come further, or the follower has more to do.
    News,
    /// Someone asks to look again.
    Asked,
    /// Time is up.
    Time,
    /// The journal is closing.
    Stop,
}

impl News {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder of the news panics")
    }

    fn tell(&self, head: Anchor) {
        let mut state = self.state();
        state.head = Some(head);
        state.waiting.get_or_insert(Woken::News);
        self.changed.notify_all();
    }

    /// Asks to look again.
    pub(super) fn nudge(&self) {
        self.state().waiting = Some(Woken::Asked);
        self.changed.notify_all();
    }

    /// The follower itself has more to do.
    pub(super) fn go_on(&self) {
        self.state().waiting.get_or_insert(Woken::News);
        self.changed.notify_all();
    }

    /// The journal is closing.
    pub(super) fn stop(&self) {
        self.state().stopping = true;
        self.changed.notify_all();
    }

    /// The follower has ended.
    pub(super) fn end(&self) {
        self.state().ended = true;
        self.changed.notify_all();
    }

    /// Waits until the follower has ended, but no longer than `patience`; whether it has.
    pub(super) fn wait_for_end(&self, patience: Duration) -> bool {
        let waited = self.changed.wait_timeout_while(self.state(), patience, |state| !state.ended);
        waited.expect("no holder of the news panics").0.ended
    }

    /// Sleeps until there are news, or at most `at_most`.
    pub(super) fn wait(&self, at_most: Option<Duration>) -> Woken {
        let asleep = |state: &mut State| state.waiting.is_none() && !state.stopping;
        let mut state = match at_most {
            None => self.changed.wait_while(self.state(), asleep).expect("no holder of the news panics"),
            Some(time) => {
                let waited = self.changed.wait_timeout_while(self.state(), time, asleep);
                waited.expect("no holder of the news panics").0
            }
        };
        let waiting = state.waiting.take();
        if state.stopping { Woken::Stop } else { waiting.unwrap_or(Woken::Time) }
    }

    /// Sleeps for `time`, or until the journal is closing.
    pub(super) fn rest(&self, time: Duration) {
        let waited = self.changed.wait_timeout_while(self.state(), time, |state| !state.stopping);
        drop(waited.expect("no holder of the news panics"));
    }

    /// How far the journal has come.
    pub(super) fn head(&self) -> Option<Anchor> {
        self.state().head
    }
}

/// All followers of a journal.
#[derive(Debug, Default)]
pub(super) struct Followers(Mutex<Vec<Arc<News>>>);

impl Followers {
    /// A new follower's news, which begin with `head`.
    pub(super) fn join(&self, head: Option<Anchor>) -> Arc<News> {
        let news = Arc::new(News::default());
        news.state().head = head;
        self.0.lock().expect("no holder of the followers panics").push(Arc::clone(&news));
        news
    }

    /// Tells all how far the journal has come.
    pub(super) fn reached(&self, head: Anchor) {
        for news in self.0.lock().expect("no holder of the followers panics").iter() {
            news.tell(head);
        }
    }
}
