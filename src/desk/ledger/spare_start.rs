//! What a person types on another computer to start the program from a second copy, by the names it has there.
//!
//! A stick gives nobody the right to run what lies on it: FAT as desktops mount it, and files that only their owner reads. So
//! the program is put into the person's own folder first, with the right to be run.

use domain::journal::event::Exercise;

use super::premises::Premises;

/// The program's name on a copy.
const NAME: &str = "sportello";
/// Where it is put on Linux.
const THERE: &str = "~/sportello-qui";

/// The programs on a copy, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SpareStart {
    linux: Option<String>,
    windows: Option<String>,
    exercise: Exercise,
}

impl SpareStart {
    /// As the copies of this station have them.
    pub(crate) fn of(premises: &Premises) -> Self {
        let own = premises.program.as_ref().and_then(|program| program.file_name());
        let own = own.map(|name| name.to_string_lossy().into_owned());
        let beside = |name: &&str| {
            premises.program.as_ref().is_some_and(|program| program.with_file_name(name).is_file())
        };
        let other = own.as_deref().map(other).filter(beside).map(str::to_owned);
        let (windows, linux) = own.into_iter().chain(other).partition::<Vec<_>, _>(|name| is_windows(name));
        Self {
            linux: linux.into_iter().next(),
            windows: windows.into_iter().next(),
            exercise: premises.exercise,
        }
    }

    /// Lines to type on Linux, in the folder of the copies; none where the program for it is not there.
    pub(crate) fn on_linux(&self) -> Option<[String; 2]> {
        let name = self.linux.as_deref()?;
        Some([format!("install -m 700 {} {THERE}", quoted(name)), format!("{THERE} {}", self.command())])
    }

    /// The line to type on Windows, in the folder of the copies, in either kind of its windows.
    pub(crate) fn on_windows(&self) -> Option<String> {
        let name = self.windows.as_deref()?;
        let safe = name.chars().all(is_plain);
        let called = if safe { format!(".\\{name}") } else { format!("& \".\\{name}\"") };
        Some(format!("{called} {}", self.command()))
    }

    /// Whether the copies are a drill's.
    pub(crate) fn exercise(&self) -> Exercise {
        self.exercise
    }

    /// A drill has no first-run page to restore on: `serve --demo` founds another one.
    fn command(&self) -> &'static str {
        match self.exercise {
            Exercise::Real => "serve",
            Exercise::Drill => "restore . --demo",
        }
    }
}

/// The program for the other system, as it is called beside this one.
pub(super) fn other(name: &str) -> &'static str {
    if is_windows(name) { NAME } else { "sportello.exe" }
}

fn is_windows(name: &str) -> bool {
    name.to_lowercase().ends_with(".exe")
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "._-".contains(c)
}

/// A name as a shell takes it; one that begins with a dash is no option.
fn quoted(name: &str) -> String {
    if name.chars().all(is_plain) && !name.starts_with('-') {
        return name.to_owned();
    }
    format!("'./{}'", name.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(linux: Option<&str>, windows: Option<&str>, exercise: Exercise) -> SpareStart {
        SpareStart { linux: linux.map(str::to_owned), windows: windows.map(str::to_owned), exercise }
    }

    #[test]
    fn only_a_program_that_lies_there_is_named() {
        let linux = start(Some("sportello-0.1.0"), None, Exercise::Real);
        let lines = ["install -m 700 sportello-0.1.0 ~/sportello-qui", "~/sportello-qui serve"];
        assert_eq!(linux.on_linux().unwrap(), lines);
        assert_eq!(linux.on_windows(), None);
        let windows = start(None, Some("sportello.exe"), Exercise::Real);
        assert_eq!(windows.on_linux(), None);
        assert_eq!(windows.on_windows().unwrap(), ".\\sportello.exe serve");
    }

    #[test]
    fn a_name_that_a_shell_would_take_apart_is_quoted() {
        for (name, typed) in
            [("sportello (1)", "'./sportello (1)'"), ("l'altro", "'./l'\\''altro'"), ("-rf", "'./-rf'")]
        {
            assert_eq!(quoted(name), typed);
        }
        let spaced = start(None, Some("sportello (1).exe"), Exercise::Real);
        assert_eq!(spaced.on_windows().unwrap(), "& \".\\sportello (1).exe\" serve");
    }

    #[test]
    fn a_drill_is_restored_as_one() {
        let drill = start(Some("sportello"), None, Exercise::Drill);
        assert_eq!(drill.on_linux().unwrap()[1], "~/sportello-qui restore . --demo");
    }
}
