//! What a service keeps to itself: its files are its owner's, and no core file holds what it knows.

/// Sets it, for this process and whatever it starts.
#[cfg(unix)]
pub fn keep_to_itself() {
    use rustix::process::{Resource, Rlimit, setrlimit, umask};

    umask(rustix::fs::Mode::from_raw_mode(0o077));
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

/// Windows keeps a person's files to that person, and makes no core files by itself.
#[cfg(not(unix))]
pub fn keep_to_itself() {}
