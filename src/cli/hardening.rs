//! What a process keeps to itself: its files are its owner's, and no core file holds what it knows; how many files and
//! connections a service may hold.

/// What a service sets, for this process and whatever it starts.
#[cfg(unix)]
pub fn keep_to_itself() {
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    keep_memory();
    hold_many();
}

/// No core file, and no other program of this user that looks into the memory: for every command that asks or reads a secret.
#[cfg(unix)]
pub fn keep_memory() {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let none = Rlimit { current: Some(0), maximum: Some(0) };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::debug!(%error, "a crash may leave a core file");
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::debug!(%error, "another program of this user may look into this one");
        }
    }
}

/// Files and connections a service asks to hold at once: what it serves needs a quarter.
#[cfg(unix)]
const HELD: u64 = 4096;

/// Most systems give 1,024 unless one asks for more.
#[cfg(unix)]
fn hold_many() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = maximum.map_or(HELD, |maximum| maximum.min(HELD));
    if current.is_some_and(|current| current < wanted) {
        let more = Rlimit { current: Some(wanted), maximum };
        if let Err(error) = setrlimit(Resource::Nofile, more) {
            tracing::debug!(%error, "fewer files than wished can be held open");
        }
    }
}

/// Windows keeps a person's files to that person, makes no core files by itself and sets no such limit.
#[cfg(not(unix))]
pub fn keep_to_itself() {}

/// Windows makes no core files by itself.
#[cfg(not(unix))]
pub fn keep_memory() {}
