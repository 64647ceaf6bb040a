//! What the address answers until the counter is open: that it is being opened, and how far that is. Without the server, which
//! has nothing to serve yet.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection};
use serde_json::json;

use desk::parts::making::{Made, Making};

/// Between two looks whether somebody asks.
const PAUSE: Duration = Duration::from_millis(20);
/// Longest wait for whoever asks slowly: nobody is to hold up the counter.
const PATIENCE: Duration = Duration::from_millis(200);
/// Reads of one who asks over TLS, at most: a handshake has two or three.
const TURNS: usize = 12;
/// Seconds until asking again is worth it.
const AGAIN: u8 = 2;

/// Answers until it goes.
pub struct Waiting {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Waiting {
    /// Answers on an address that is listened at and not served yet, in clear or over TLS.
    pub fn start(listener: &TcpListener, tls: Option<Arc<ServerConfig>>, making: Making) -> io::Result<Self> {
        let listener = listener.try_clone()?;
        listener.set_nonblocking(true)?;
        let over = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&over);
        let work = move || {
            while !told.load(Ordering::SeqCst) {
                match listener.accept() {
                    // Whoever asked may be gone by now.
                    Ok((stream, _)) => drop(meet(stream, tls.as_ref(), making.now())),
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

fn meet(mut stream: TcpStream, tls: Option<&Arc<ServerConfig>>, made: Option<Made>) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    match tls {
        None => {
            let mut asked = [0; 1024];
            let length = stream.read(&mut asked)?;
            stream.write_all(answer(&asked[..length], made).as_bytes())?;
        }
        Some(tls) => over_tls(&mut stream, Arc::clone(tls), made)?,
    }
    stream.flush()
}

/// Turn by turn, and not many: whoever sends a byte now and then is not waited for.
fn over_tls(stream: &mut TcpStream, tls: Arc<ServerConfig>, made: Option<Made>) -> io::Result<()> {
    let mut connection = ServerConnection::new(tls).map_err(io::Error::other)?;
    for _ in 0..TURNS {
        if connection.read_tls(stream)? == 0 {
            return Ok(());
        }
        let read = connection.process_new_packets();
        // What was wrong is told as well.
        while connection.wants_write() {
            connection.write_tls(stream)?;
        }
        read.map_err(io::Error::other)?;
        let mut asked = [0; 1024];
        if let Ok(length @ 1..) = connection.reader().read(&mut asked) {
            connection.writer().write_all(answer(&asked[..length], made).as_bytes())?;
            connection.send_close_notify();
            while connection.wants_write() {
                connection.write_tls(stream)?;
            }
            return Ok(());
        }
    }
    Ok(())
}

fn answer(asked: &[u8], made: Option<Made>) -> String {
    let path = std::str::from_utf8(asked).ok().and_then(|text| text.split(' ').nth(1));
    let (status, kind, body) = match path.unwrap_or_default() {
        "/status" => ("200 OK", "application/json", status(made)),
        path if path.starts_with("/api/") => {
            ("503 Service Unavailable", "application/problem+json", problem(made))
        }
        _ => ("503 Service Unavailable", "text/html; charset=utf-8", page(made)),
    };
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nretry-after: {AGAIN}\r\ncache-control: no-store\r\n\
         content-security-policy: default-src 'none'\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
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
        let waiting = Waiting::start(&listener, None, making.clone()).unwrap();
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

    #[test]
    fn over_tls_the_same_and_whoever_speaks_none_is_let_go() {
        use clock::{Clock, Random};
        let random = Random::seeded(7);
        let key = vault::SigningKey::generate(&random);
        let names = ["127.0.0.1".parse().unwrap()];
        let own = trust::server::self_made(&key, &names, random.bytes(), Clock::system().now());
        let own = own.unwrap();
        let tls = Arc::new(super::super::tls::settled(&[&own], &key).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let waiting = Waiting::start(&listener, Some(tls), Making::default()).unwrap();
        let mut clear = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        clear.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
        let mut silent = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let root = ureq::tls::Certificate::from_der(own.der()).to_owned();
        let believes = ureq::tls::TlsConfig::builder()
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .root_certs(ureq::tls::RootCerts::new_with_certs(&[root]))
            .build();
        let agent = ureq::Agent::config_builder().proxy(None).tls_config(believes).build().new_agent();
        let address = format!("https://{}/status", listener.local_addr().unwrap());
        let told = agent.get(address).call().unwrap().body_mut().read_to_string().unwrap();
        assert!(told.contains("\"phase\":\"opening\""), "{told}");
        let mut answer = Vec::new();
        // It may be cut off before it has read why.
        let _ = clear.read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP"));
        let _ = silent.read_to_end(&mut answer);
        drop(waiting);
    }
}
