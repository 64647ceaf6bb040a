//! Whoever holds a service up — with half a file, with nothing at all, with pictures that unfold — keeps nobody out and costs
//! little.

use std::time::Duration;

use super::support::counter::{EVERYONE, clerk, open_outage};
use super::support::crowd::{Crowd, hold_many_here, limit_files, peak_megabytes};
use super::support::hub::Centre;
use super::support::site::Visitor;
use super::support::station::{Start, Station};
use super::support::wait::within;

/// What the decision of the house allows.
const MEGABYTES: u64 = 150;

/// An upload as browsers send it, of which 23.9 MB come and the rest does not.
const STALLED: usize = 23_900_000;

fn head(path: &str, cookie: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{cookie}content-type: multipart/form-data; boundary=XX\r\n\
         content-length: 24000000\r\n\r\n"
    )
}

/// Somebody opens the first page, and does not wait long for it.
#[track_caller]
fn gets_in(address: &str) {
    let page = within(Duration::from_secs(10), || Visitor::at(address).try_get("/sign-in").ok());
    let page = page.unwrap_or_else(|| panic!("nobody gets in"));
    assert_eq!(page.status, 200, "{}", page.html);
}

const DRAFT: &str = "/drafts/01990000-0000-7000-8000-000000000001/photograph";

#[test]
fn sixty_uploads_of_nobody_are_refused_before_they_are_read() {
    let station = Start::demo().start();
    let crowd = Crowd::of(60, station.address(), &head(DRAFT, ""), STALLED);
    gets_in(station.address());
    for answer in crowd.answers() {
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 413") || answer.starts_with("HTTP/1.1 303"),
            "{answer}"
        );
    }
    let crowd = Crowd::of(60, station.address(), &head(DRAFT, "cookie: sid-1=made-up\r\n"), STALLED);
    gets_in(station.address());
    drop(crowd);
    let most = peak_megabytes(station.process());
    assert!(most <= MEGABYTES, "{most} MB");
}

#[test]
fn sixty_uploads_that_stand_still_in_one_session_keep_nobody_out() {
    let station = Start::demo().start();
    let visitor = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
    let cookie = format!("cookie: {}\r\n", visitor.cookie_header());
    let crowd = Crowd::of(60, station.address(), &head(DRAFT, &cookie), STALLED);
    gets_in(station.address());
    drop(crowd);
    let most = peak_megabytes(station.process());
    assert!(most <= MEGABYTES, "{most} MB");
}

#[test]
fn sixty_uploads_to_the_centre_are_refused_before_they_are_read() {
    let centre = Centre::start();
    for path in ["/bundles", "/registry", "/numbers", "/api/v1/enrolments", "/sign-in"] {
        let crowd = Crowd::of(60, &centre.pages, &head(path, ""), STALLED);
        gets_in(&centre.pages);
        drop(crowd);
    }
    // A message of a station that no station signed.
    let path = "/api/v1/stations/01990000-0000-7000-8000-000000000001/records";
    let crowd = Crowd::of(60, &centre.pages, &head(path, "agid-jwt-signature: e30.e30.AA\r\n"), STALLED);
    gets_in(&centre.pages);
    drop(crowd);
    let most = peak_megabytes(centre.process());
    assert!(most <= MEGABYTES, "{most} MB");
}

#[track_caller]
fn idle_connections(address: &str, process: u32) {
    hold_many_here();
    limit_files(process, 1024);
    let nothing = "";
    let half_a_head = "GET /sign-in HTTP/1.1\r\nhost: 127.0.0.1\r\n";
    let half_a_body = "POST /sign-in HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\n\r\nx";
    let half_a_question = "POST /api/v1/sessions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    for sent in [nothing, half_a_head, half_a_body, half_a_question] {
        let crowd = Crowd::of(1200, address, sent, 0);
        gets_in(address);
        drop(crowd);
    }
}

#[test]
fn twelve_hundred_idle_connections_keep_nobody_out_of_the_station() {
    let station = Start::demo().start();
    idle_connections(station.address(), station.process());
    let most = peak_megabytes(station.process());
    assert!(most <= MEGABYTES, "{most} MB");
    assert!(!station.said().contains("Too many open files"), "{}", station.said());
}

#[test]
fn twelve_hundred_idle_connections_keep_nobody_out_of_the_centre() {
    let centre = Centre::start();
    idle_connections(&centre.pages, centre.process());
    let most = peak_megabytes(centre.process());
    assert!(most <= MEGABYTES, "{most} MB");
}

/// Thirty-two pictures at once, by one clerk; the statuses they were answered with.
fn at_once(station: &Station, picture: &[u8]) -> Vec<u16> {
    let api = clerk(station);
    std::thread::scope(|scope| {
        let sent: Vec<_> = (0..32)
            .map(|_| {
                let (api, id) = (api.clone(), api.mint());
                scope.spawn(move || {
                    let path = format!("/api/v1/entries/{id}/photograph?form=identity-attestation");
                    api.put(&path, picture).map_or(0, |answer| answer.status)
                })
            })
            .collect();
        gets_in(station.address());
        sent.into_iter().map(|sent| sent.join().unwrap()).collect()
    })
}

#[test]
fn thirty_two_pictures_at_once_keep_nobody_out() {
    let station = Start::demo().start();
    open_outage(&clerk(&station));
    // 49 megapixels in little more than a hundred kilobytes, as in the attack; then one of the largest that is taken.
    let bomb = png(7000, 7000);
    let statuses = at_once(&station, &bomb);
    assert!(statuses.iter().all(|status| *status == 422), "{statuses:?}");
    let large = png(5000, 4000);
    let statuses = at_once(&station, &large);
    assert!(statuses.iter().all(|status| [200, 503].contains(status)), "{statuses:?}");
    assert!(statuses.contains(&200), "{statuses:?}");
    let most = peak_megabytes(station.process());
    assert!(most <= MEGABYTES, "{most} MB");
}

/// A picture without content, in colours.
fn png(width: u32, height: u32) -> Vec<u8> {
    use image::ImageEncoder as _;
    let mut bytes = Vec::new();
    image::codecs::png::PngEncoder::new(&mut bytes)
        .write_image(&vec![255; (width * height * 3) as usize], width, height, image::ExtendedColorType::Rgb8)
        .unwrap();
    bytes
}

#[test]
fn a_crash_of_either_service_leaves_no_core_file_and_files_are_not_short() {
    let (station, centre) = (Start::demo().start(), Centre::start());
    for process in [station.process(), centre.process()] {
        let limits = std::fs::read_to_string(format!("/proc/{process}/limits")).unwrap();
        let of = |name: &str| {
            let line = limits.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            let mut both = line.split_whitespace();
            (both.next().unwrap().to_owned(), both.next().unwrap().to_owned())
        };
        assert_eq!(of("Max core file size"), ("0".to_owned(), "0".to_owned()));
        let (soft, hard) = of("Max open files");
        assert!(soft == hard || soft.parse::<u64>().unwrap() >= 4096, "{soft} of {hard}");
    }
}

#[test]
fn folders_of_before_that_others_could_enter_are_closed_at_start() {
    use std::os::unix::fs::PermissionsExt as _;

    let (mut station, mut centre) = (Start::demo().start(), Centre::start());
    station.stop();
    centre.stop();
    let folders = [station.data(), centre.data()];
    let all = std::fs::Permissions::from_mode(0o755);
    for folder in &folders {
        std::fs::set_permissions(folder, all.clone()).unwrap();
    }
    station.launch();
    centre.again();
    for folder in folders {
        let mode = std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o700, "{}", folder.display());
    }
}
