//! Secrets from the terminal or standard input, never from arguments.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use zeroize::Zeroizing;

use vault::Passphrase;

/// Asks on the terminal without showing what is typed; otherwise reads the first line of standard input.
pub fn ask(prompt: &str) -> io::Result<Zeroizing<String>> {
    let stdin = io::stdin();
    if !stdin.is_terminal() {
        return first_line(stdin.lock());
    }
    let mut err = io::stderr();
    write!(err, "{prompt}")?;
    err.flush()?;
    let hidden = Hidden::begin();
    let line = first_line(stdin.lock());
    drop(hidden);
    writeln!(err)?;
    line
}

/// Asks for a new passphrase twice on the terminal; otherwise the first line of standard input is it.
pub fn choose() -> Result<Passphrase, Box<dyn std::error::Error>> {
    let chosen = Passphrase::choose(&ask("New passphrase, 12 characters or more: ")?)?;
    if io::stdin().is_terminal() && Passphrase::typed(&ask("The same again: ")?) != chosen {
        return Err("the two passphrases differ: begin again".into());
    }
    Ok(chosen)
}

/// The first line of a file.
pub fn of_file(path: &Path) -> Result<Zeroizing<String>, String> {
    let file = std::fs::File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    first_line(io::BufReader::new(file)).map_err(|error| format!("{}: {error}", path.display()))
}

fn first_line(mut from: impl BufRead) -> io::Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(String::new());
    from.read_line(&mut line)?;
    let length = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(length);
    Ok(line)
}

/// While it lives the terminal does not show what is typed.
struct Hidden {
    #[cfg(unix)]
    before: Option<rustix::termios::Termios>,
}

impl Hidden {
    #[cfg(unix)]
    fn begin() -> Self {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let before = tcgetattr(io::stdin()).ok();
        if let Some(mut quiet) = before.clone() {
            quiet.local_modes.remove(LocalModes::ECHO);
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &quiet);
        }
        Self { before }
    }

    #[cfg(not(unix))]
    fn begin() -> Self {
        let _ = writeln!(io::stderr(), "(what you type can be seen on this system)");
        Self {}
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(before) = &self.before {
            use rustix::termios::{OptionalActions, tcsetattr};
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_the_first_line_without_its_end() {
        for (typed, secret) in [("a b\r\nc\n", "a b"), ("x", "x"), ("", "")] {
            assert_eq!(first_line(typed.as_bytes()).unwrap().as_str(), secret);
        }
    }
}
