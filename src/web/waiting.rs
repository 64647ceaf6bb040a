//! What the address answers until the counter is open: that it is being opened, and how far that is. Without the server, which
//! has nothing to serve yet.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde_json::json;

use crate::desk::making::{Made, Making};

/// Between two looks whether somebody asks.
const PAUSE: Duration = Duration::from_millis(20);
/// Longest wait for whoever asks slowly: nobody is to hold up the counter.
const PATIENCE: Duration = Duration::from_millis(200);
/// Seconds until asking again is worth it.
const AGAIN: u8 = 2;

/// Answers until it goes.
pub struct Waiting {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Waiting {
    /// Answers on an address that is listened at and not served yet.
    pub fn start(listener: &TcpListener, making: Making) -> io::Result<Self> {
        let listener = listener.try_clone()?;
        listener.set_nonblocking(true)?;
        let over = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&over);
        let work = move || {
            while !told.load(Ordering::SeqCst) {
                match listener.accept() {
                    // Whoever asked may be gone by now.
                    Ok((stream, _)) => drop(answer(stream, making.now())),
                    Err(_) => thread::park_timeout(PAUSE),
                }
            }
        };
        let thread = thread::Builder::new().name("waiting".to_owned()).spawn(work)?;
        Ok(Self { over, thread: Some(thread) })
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // It cannot panic.
            let _ = thread.join();
        }
    }
}

fn answer(mut stream: TcpStream, made: Option<Made>) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut asked = [0; 1024];
    let length = stream.read(&mut asked)?;
    let path = std::str::from_utf8(&asked[..length]).ok().and_then(|text| text.split(' ').nth(1));
    let (status, kind, body) = match path.unwrap_or_default() {
        "/status" => ("200 OK", "application/json", status(made)),
        path if path.starts_with("/api/") => {
            ("503 Service Unavailable", "application/problem+json", problem(made))
        }
        _ => ("503 Service Unavailable", "text/html; charset=utf-8", page(made)),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nretry-after: {AGAIN}\r\ncache-control: no-store\r\n\
         content-security-policy: default-src 'none'\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )?;
    stream.flush()
}

/// What is said in both languages: whoever asks has chosen none yet.
fn words(made: Option<Made>) -> (String, String) {
    match made {
        Some(made) => {
            let told = made.told();
            (told.it, told.en)
        }
        None => {
            ("La postazione si sta aprendo: attendere.".into(), "The station is opening: please wait.".into())
        }
    }
}

fn status(made: Option<Made>) -> String {
    let (it, en) = words(made);
    let version = env!("CARGO_PKG_VERSION");
    json!({ "status": "warn", "version": version, "phase": "opening", "notes": [it, en] }).to_string()
}

fn problem(made: Option<Made>) -> String {
    let (it, en) = words(made);
    json!({
        "type": "urn:problem-type:sportello:opening",
        "title": "Service Unavailable",
        "status": 503,
        "detail": format!("{it} / {en}"),
        "code": "opening",
        "retry_helps": true,
        "fields": [],
    })
    .to_string()
}

fn page(made: Option<Made>) -> String {
    let (it, en) = words(made);
    format!(
        "<!doctype html>\n<html lang=\"it\"><head><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"{AGAIN}\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>Sportello</title></head>\
         <body><main><h1>Sportello</h1><p>{it}</p><p lang=\"en\">{en}</p></main></body></html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(listener: &TcpListener, path: &str) -> String {
        let mut stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn whoever_comes_before_the_counter_is_open_is_told_how_far_it_is() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let making = Making::default();
        let waiting = Waiting::start(&listener, making.clone()).unwrap();
        assert!(asked(&listener, "/").contains("si sta aprendo"));
        making.tell(Some(Made { records: 1200, all: 30_000 }));
        let page = asked(&listener, "/entries");
        assert!(page.starts_with("HTTP/1.1 503 ") && page.contains("retry-after: 2"), "{page}");
        assert!(page.contains("1200 registrazioni di 30000"), "{page}");
        let status = asked(&listener, "/status");
        assert!(status.starts_with("HTTP/1.1 200 ") && status.contains("\"phase\":\"opening\""), "{status}");
        assert!(status.contains("1200 records of 30000"), "{status}");
        let problem = asked(&listener, "/api/v1/outages");
        assert!(problem.contains("application/problem+json") && problem.contains("\"code\":\"opening\""));
        drop(waiting);
        // The address is the server's from now on.
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        listener.set_nonblocking(false).unwrap();
        assert_eq!(listener.accept().unwrap().1, stream.local_addr().unwrap());
    }
}
