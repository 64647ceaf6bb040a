//! Other computers reach a station over TLS or not at all; this one in clear, as ever.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::time::Duration;

use super::support::counter::EVERYONE;
use super::support::crowd::Crowd;
use super::support::hub::Centre;
use super::support::site::Visitor;
use super::support::station::{PROGRAM, Start, Station};
use super::support::tls::believing_anybody;
use super::support::wait::within;

/// A drill that is reached over TLS too; all of it on this computer.
fn open_drill() -> Start {
    Start::demo().argument("--local").argument("127.0.0.1:0")
}

/// `https://127.0.0.1:PORT`
#[track_caller]
fn over_tls(station: &Station) -> String {
    let said = station.said();
    let port = said.lines().find(|line| line.contains("https://")).and_then(|line| line.rsplit(':').next());
    format!("https://127.0.0.1:{}", port.unwrap_or_else(|| panic!("{said}")).trim().trim_end_matches('/'))
}

fn certificate(station: &Station) -> String {
    std::fs::read_to_string(station.data().join("tls/self-made.pem")).unwrap()
}

fn key(station: &Station) -> Vec<u8> {
    std::fs::read(station.data().join("tls/station.p8")).unwrap()
}

/// What `openssl` makes of it.
fn fingerprint(station: &Station) -> String {
    let file = station.data().join("tls/self-made.pem");
    let said = Command::new("openssl")
        .args(["x509", "-noout", "-fingerprint", "-sha256", "-in"])
        .arg(file)
        .output()
        .unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    said.trim().split_once('=').unwrap().1.to_owned()
}

#[test]
fn at_another_computer_one_signs_in_over_tls_with_cookies_for_this_host_alone() {
    let mut station = open_drill().start();
    let address = over_tls(&station);
    let mut visitor = Visitor::over_tls(&address, &certificate(&station));
    let fields = [("login", EVERYONE.0), ("pin", EVERYONE.1), ("next", "/station/server")];
    let led = visitor.done("/sign-in", "/sign-in", &fields);
    assert_eq!(led, "/station/server", "no name of its own: none of its kind is in the certificate");
    let page = visitor.get("/station/server");
    let fingerprint = fingerprint(&station);
    assert_eq!((page.status, fingerprint.len()), (200, 95));
    let eight = |at: usize| fingerprint[24 * at..].chars().take(23).collect::<String>();
    assert!((0..4).all(|at| page.html.contains(&format!(">{}<", eight(at)))), "{}", page.html);
    assert!(station.said().contains(&fingerprint), "{}", station.said());
    assert_eq!(visitor.get("/station/server.crt").html, certificate(&station));
    for cookie in visitor.cookie_header().split("; ") {
        let (name, _) = cookie.split_once('=').unwrap();
        assert!(name.starts_with("__Host-") || name.starts_with("known-") || name == "lang", "{name}");
    }
    // The same, planted under the name it has in clear.
    let bare = visitor.cookie_header().replace("__Host-", "");
    let asked = believing_anybody().get(format!("{address}/station")).header("cookie", bare).call().unwrap();
    assert_eq!(asked.status(), 303, "it opens nothing");
    let asked = believing_anybody().get(format!("{address}/sign-in")).call().unwrap();
    for cookie in asked.headers().get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.starts_with("__Host-") && cookie.contains("; Secure"), "{cookie}");
    }
    assert!(asked.headers().get("strict-transport-security").is_none(), "a self-made certificate is renewed");
    let mut here = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
    assert_eq!(here.get("/station").status, 200, "and in clear at the computer itself");
    visitor.done("/", "/sign-out", &[]);
    assert_eq!(visitor.get("/station").status, 303);
    station.stop();
}

#[test]
fn the_key_of_tls_stays_and_its_certificate_changes_with_the_names() {
    let mut station = open_drill().start();
    let (first_key, first) = (key(&station), certificate(&station));
    let mode = std::fs::metadata(station.data().join("tls/station.p8")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(station.said().contains("Key of TLS made now"), "{}", station.said());
    station.stop();
    station.launch();
    assert_eq!((key(&station), certificate(&station)), (first_key.clone(), first.clone()));
    assert!(!station.said().contains("made now"), "{}", station.said());
    station.stop();
    station.configure(|start| start.environment("SPORTELLO_HOSTS", "sportello.comune.example"));
    station.launch();
    assert!(station.said().contains("the names in hosts changed"), "{}", station.said());
    assert!(station.said().contains("https://sportello.comune.example:"), "{}", station.said());
    assert_eq!(key(&station), first_key);
    assert_ne!(certificate(&station), first);
    station.stop();
    // As on another computer, started from the second copy.
    std::fs::remove_dir_all(station.data().join("tls")).unwrap();
    station.launch();
    assert_ne!(key(&station), first_key);
    assert!(station.said().contains("Key of TLS made now"), "{}", station.said());
    station.stop();
}

#[test]
fn whoever_speaks_no_tls_or_nothing_at_the_port_of_tls_holds_nobody_up() {
    let mut station = open_drill().start();
    let address = over_tls(&station);
    let at = address.trim_start_matches("https://");
    let mut clear = TcpStream::connect(at).unwrap();
    clear.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    clear.write_all(b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let ended = clear.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP"), "nothing in clear");
    assert!(
        ended.map_err(|error| error.kind()) != Err(std::io::ErrorKind::WouldBlock),
        "and it is cut off at once"
    );
    let silent = Crowd::of(300, at, "", 0);
    let half = Crowd::of(300, at, "\x16\x03\x01", 0);
    let pem = certificate(&station);
    let gets_in =
        within(Duration::from_secs(10), || Visitor::over_tls(&address, &pem).try_get("/sign-in").ok());
    assert_eq!(gets_in.map(|page| page.status), Some(200), "at another computer");
    let here = within(Duration::from_secs(10), || Visitor::at(station.address()).try_get("/sign-in").ok());
    assert_eq!(here.map(|page| page.status), Some(200), "at this one");
    drop((silent, half));
    station.stop();
}

#[test]
fn beyond_this_computer_nothing_is_served_in_clear_unless_a_proxy_speaks_tls() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    for listen in ["0.0.0.0:0", "[::]:0"] {
        let said = Command::new(PROGRAM)
            .args(["serve", "--demo", "--listen", listen, "--data"])
            .arg(&data)
            .env("HOME", folder.path())
            .output()
            .unwrap();
        let words = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(
            !said.status.success() && words.contains("--hosts") && words.contains("--behind-proxy"),
            "{words}"
        );
    }
    assert!(!data.exists(), "refused before anything is made");
    let hosts = "sportello.comune.example";
    let mut station = Start::demo().argument("--behind-proxy").argument("--hosts").argument(hosts).start();
    let given = |host: &str| {
        let agent = believing_anybody();
        let asked = agent.get(format!("{}/sign-in", station.address())).header("host", host).call().unwrap();
        let cookie = asked.headers().get("set-cookie").unwrap().to_str().unwrap();
        cookie.to_owned()
    };
    let (proxied, here) = (given(hosts), given("127.0.0.1"));
    assert!(proxied.starts_with("__Host-visitor=") && proxied.contains("; Secure"), "{proxied}");
    assert!(here.starts_with("visitor=") && !here.contains("Secure"), "{here}");
    station.stop();
}

#[test]
fn at_the_centre_cookies_over_tls_are_for_its_host_alone() {
    let mut centre = Centre::start();
    let asked = believing_anybody().get(format!("{}/sign-in", centre.stations)).call().unwrap();
    let cookies: Vec<_> =
        asked.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert!(!cookies.is_empty());
    for cookie in cookies {
        assert!(cookie.starts_with("__Host-") && cookie.contains("; Secure"), "{cookie}");
    }
    centre.stop();
}
