//! Connections that hold a service up: many at once, standing still wherever it hurts.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use super::wait::until;

/// So many connections, each of which has sent `head` and then `bytes` bytes of a body as far as they were taken, and waits.
pub struct Crowd(Vec<TcpStream>);

impl Crowd {
    #[track_caller]
    pub fn of(count: usize, address: &str, head: &str, bytes: usize) -> Self {
        let address: SocketAddr = address.trim_start_matches("http://").parse().unwrap();
        let all: Vec<_> = (0..count).map(|_| TcpStream::connect(address).unwrap()).collect();
        std::thread::scope(|scope| {
            for mut stream in &all {
                scope.spawn(move || {
                    stream.set_write_timeout(Some(Duration::from_secs(2))).unwrap();
                    // Whoever is refused is cut off before the end.
                    let _ = stream.write_all(head.as_bytes());
                    let piece = [b'x'; 8 * 1024];
                    let mut left = bytes;
                    while left > 0 && stream.write_all(&piece[..left.min(piece.len())]).is_ok() {
                        left = left.saturating_sub(piece.len());
                    }
                });
            }
        });
        Self(all)
    }

    /// What each was answered until it was cut off; nothing where it still waits.
    pub fn answers(&self) -> Vec<String> {
        let answer = |mut stream: &TcpStream| {
            stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer);
            String::from_utf8_lossy(&answer).into_owned()
        };
        std::thread::scope(|scope| {
            let asked: Vec<_> = self.0.iter().map(|stream| scope.spawn(move || answer(stream))).collect();
            asked.into_iter().map(|asked| asked.join().unwrap()).collect()
        })
    }
}

/// The most memory a process ever had, in megabytes, without the pages of its own program: that of a build for debugging is several
/// times the one that is shipped.
#[track_caller]
pub fn peak_megabytes(process: u32) -> u64 {
    (status(process, "VmHWM:") - status(process, "RssFile:")) / 1024
}

#[track_caller]
fn status(process: u32, name: &str) -> u64 {
    let read = || std::fs::read_to_string(format!("/proc/{process}/status")).ok();
    let status = until("the process", read);
    let line = status.lines().find(|line| line.starts_with(name)).expect("the kernel says it");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}

/// Lets a process hold so many files and connections, and no more whatever it asks for.
#[track_caller]
pub fn limit_files(process: u32, most: u64) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    let process = i32::try_from(process).ok().and_then(Pid::from_raw);
    prlimit(process, Resource::Nofile, Rlimit { current: Some(most), maximum: Some(most) }).unwrap();
}

/// Lets this process hold more.
#[track_caller]
pub fn hold_many_here() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: maximum.map(|most| most.min(8192)), maximum }).unwrap();
}
