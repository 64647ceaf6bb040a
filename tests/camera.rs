//! The photograph of an attestation: taken with a camera that is none, cropped by keys, found on the paper at its exact
//! size; and without a camera, the box to glue one into.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::journey::{fetched, sign_in};
use crate::support::browser::{Browser, key};
use crate::support::counter::{clerk, open_outage};
use crate::support::pictures;
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available, run};
use crate::support::wait::until;

/// What the camera sees, in pixels.
const SEEN: (usize, usize) = (1280, 720);

#[test]
fn a_photograph_is_taken_cropped_by_keys_and_printed_at_its_size() {
    if !available(&[Tool::Browser, Tool::Poppler]) {
        return;
    }
    let station = at_work();
    let browser = Browser::with_camera(&camera(&station));
    let look = |page: &str| pictures::keep(&browser, &format!("camera-{page}"));
    browser.goto(station.address());
    sign_in(&browser);
    begin_attestation(&browser, &station);
    until("the camera to be noticed", || browser.is_chosen("photo.way", "kept").then_some(()));
    type_the_person(&browser);
    browser.type_and_follow(key::ENTER);

    assert!(browser.url().ends_with("/photograph"), "{}\n{}", browser.url(), browser.text());
    until("a picture from the camera", || {
        let running = "return document.querySelector('video').videoWidth > 0 && document.activeElement.matches('[data-shoot]')";
        (browser.execute(running, &[]) == Value::Bool(true)).then_some(())
    });
    look("1-viewfinder");
    browser.execute(
        "const stop = MediaStreamTrack.prototype.stop;
         MediaStreamTrack.prototype.stop = function () { sessionStorage.setItem('stopped', '1'); return stop.call(this); };",
        &[],
    );
    browser.type_and_follow(key::ENTER);
    assert!(browser.url().ends_with("/crop"), "{}\n{}", browser.url(), browser.text());
    assert_eq!(
        browser.execute("return sessionStorage.getItem('stopped')", &[]),
        json!("1"),
        "the camera is let go of"
    );

    let before = frame(&browser);
    browser.type_keys("+");
    browser.type_keys("+");
    let closer = frame(&browser);
    assert!(closer[2] < before[2] && closer[3] < before[3], "{before:?} → {closer:?}");
    for _ in 0..3 {
        browser.type_keys(key::LEFT);
    }
    browser.type_keys(key::UP);
    let moved = frame(&browser);
    assert!(moved[0] < closer[0] && moved[1] < closer[1] && moved[2] == closer[2], "{closer:?} → {moved:?}");
    look("2-crop");
    browser.type_and_follow(key::ENTER);

    assert!(browser.url().ends_with("/check"), "{}\n{}", browser.url(), browser.text());
    look("3-check");
    assert_is_cut(&browser, &moved);
    browser.tab_to("#issue");
    browser.type_and_follow(key::ENTER);
    let pdf = printed(&browser, &station);
    assert_at_size(&pdf);
}

#[test]
fn without_a_camera_the_box_is_chosen_and_printed() {
    if !available(&[Tool::Browser, Tool::Poppler]) {
        return;
    }
    let station = at_work();
    let browser = Browser::open();
    browser.goto(station.address());
    sign_in(&browser);
    begin_attestation(&browser, &station);
    type_the_person(&browser);
    browser.type_and_follow(key::ENTER);
    assert!(browser.url().ends_with("/check"), "{}\n{}", browser.url(), browser.text());
    assert!(browser.text().contains("riquadro da incollare"), "{}", browser.text());
    pictures::keep(&browser, "camera-none-check");
    browser.tab_to("#issue");
    browser.type_and_follow(key::ENTER);
    let pdf = printed(&browser, &station);
    let images = run(Command::new("pdfimages").arg("-list").arg(&pdf));
    assert_eq!(images.lines().filter(|line| line.contains("jpeg")).count(), 0, "{images}");
}

#[test]
fn without_script_a_picture_is_uploaded_and_cropped_with_buttons() {
    if !available(&[Tool::Browser, Tool::Poppler]) {
        return;
    }
    let station = at_work();
    let picture = picture_file(&station);
    let browser = Browser::without_script();
    browser.goto(station.address());
    sign_in(&browser);
    begin_attestation(&browser, &station);
    browser.choose("photo.way", "kept");
    type_the_person(&browser);
    browser.type_and_follow(key::ENTER);
    assert!(browser.url().ends_with("/photograph"), "{}\n{}", browser.url(), browser.text());
    upload(&browser, &picture);
    let largest = frame(&browser);
    browser.press("main button[value='closer']");
    browser.press("main button[value='left']");
    let moved = frame(&browser);
    assert!(
        moved[2] < largest[2] && moved[0] < largest[0] + (largest[2] - moved[2]) / 2,
        "{largest:?} → {moved:?}"
    );
    pictures::keep(&browser, "camera-no-script-crop");
    browser.press("main form .beside-crop > .actions button");
    assert!(browser.url().ends_with("/check"), "{}\n{}", browser.url(), browser.text());
    assert_is_cut(&browser, &moved);
    browser.tab_to("#issue");
    browser.type_and_follow(key::ENTER);
    assert!(browser.url().contains("/issued"), "{}\n{}", browser.url(), browser.text());
    let pdf = printed(&browser, &station);
    assert_at_size(&pdf);
}

/// A demo station with an outage open.
fn at_work() -> Station {
    let station = Start::demo().start();
    open_outage(&clerk(&station));
    station
}

pub fn begin_attestation(browser: &Browser, station: &Station) {
    browser.goto(&format!("{}/drafts/new", station.address()));
    browser.press("main button[value='identity-attestation']");
}

/// A person of age who shows a document, typed by hand.
pub fn type_the_person(browser: &Browser) {
    for (field, value) in [
        ("evidence.number", "CA12345AB"),
        ("evidence.expires", "14/03/2031"),
        ("evidence.issuer", "Ministero dell'Interno"),
        ("surname", "Rinaldi"),
        ("given-names", "Elena"),
        ("birth-date", "04/08/1985"),
        ("birth-place", "Piacenza (PC)"),
        ("citizenship", "italiana"),
    ] {
        browser.fill(field, value);
    }
    browser.choose("sex", "F");
    browser.pick("source.*", "doc");
    browser.fill("which.*", "carta d'identità CA12345AB");
}

/// Chooses a picture on the page of the photograph and sends it.
pub fn upload(browser: &Browser, picture: &Path) {
    browser.tab_to("main input[type=file]");
    // Typed "into" a file input is the path of the file, and so would be every key to leave it.
    browser.type_keys(&picture.display().to_string());
    browser.click_and_follow("#picture-form button");
}

/// x, y, width, height of the crop.
fn frame(browser: &Browser) -> Vec<i64> {
    ["x", "y", "width", "height"]
        .iter()
        .map(|name| {
            let value = browser.execute(
                "return document.querySelector(`main input[name=${arguments[0]}]`).value",
                &[json!(name)],
            );
            value.as_str().expect("a number as text").parse().unwrap()
        })
        .collect()
}

/// The kept photograph has its pixels, and shows what stood in the frame: the camera sees brightness growing from left to
/// right, so that the middle of the photograph is as bright as the middle of the frame.
fn assert_is_cut(browser: &Browser, frame: &[i64]) {
    let seen = browser.execute_async(
        "const done = arguments[arguments.length - 1];
         const picture = document.querySelector('main dd img');
         const read = () => {
             const canvas = document.createElement('canvas');
             [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
             const context = canvas.getContext('2d');
             context.drawImage(picture, 0, 0);
             const pixel = context.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
             done([picture.naturalWidth, picture.naturalHeight, pixel[1]]);
         };
         picture.decode().then(read, error => done(String(error)));",
        &[],
    );
    let seen: Vec<i64> =
        seen.as_array().unwrap_or_else(|| panic!("{seen}")).iter().filter_map(Value::as_i64).collect();
    assert_eq!(seen[..2], [551, 709]);
    let middle = usize::try_from(frame[0] + frame[2] / 2).unwrap();
    let expected = i64::from(brightness(middle));
    assert!((seen[2] - expected).abs() < 24, "brightness {} in the middle, {expected} in the frame", seen[2]);
}

/// Every picture on the paper is 551 × 709 px at 400 dpi: 35 mm × 45 mm.
fn assert_at_size(pdf: &Path) {
    let images = run(Command::new("pdfimages").arg("-list").arg(pdf));
    let portraits: Vec<Vec<&str>> = images
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|columns| columns.get(3) == Some(&"551") && columns.get(4) == Some(&"709"))
        .collect();
    assert!(!portraits.is_empty(), "a portrait on the paper:\n{images}");
    for columns in portraits {
        for ppi in &columns[columns.len() - 4..columns.len() - 2] {
            let ppi: f64 = ppi.parse().unwrap();
            assert!((ppi - 400.0).abs() <= 1.0, "{images}");
        }
    }
}

/// The paper that the open page printed.
fn printed(browser: &Browser, station: &Station) -> PathBuf {
    assert!(browser.url().contains("/issued"), "{}\n{}", browser.url(), browser.text());
    let href = "const link = document.querySelector('a[href$=\"document.pdf\"]'); return link && link.href";
    let link = browser.execute(href, &[]).as_str().map(str::to_owned).expect("a link to the paper");
    fetched(browser, station, &link)
}

/// What the camera shows, as a file.
pub fn picture_file(station: &Station) -> PathBuf {
    let (width, height) = (u32::try_from(SEEN.0).unwrap(), u32::try_from(SEEN.1).unwrap());
    let picture = image::GrayImage::from_fn(width, height, |x, _| image::Luma([brightness(x as usize)]));
    let file = station.scratch().join("portrait.png");
    picture.save(&file).unwrap();
    file
}

/// Brightness of a column, as the camera sees it.
fn brightness(column: usize) -> u8 {
    u8::try_from(40 + column * 160 / SEEN.0).unwrap()
}

/// A film of two equal pictures for the browser's camera: YUV 4:2:0, grey, brighter from left to right.
fn camera(station: &Station) -> PathBuf {
    let (width, height) = SEEN;
    let row: Vec<u8> = (0..width).map(brightness).map(studio).collect();
    let mut footage = format!("YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n").into_bytes();
    for _ in 0..2 {
        footage.extend_from_slice(b"FRAME\n");
        for _ in 0..height {
            footage.extend_from_slice(&row);
        }
        footage.extend(std::iter::repeat_n(128, width * height / 2));
    }
    let file = station.scratch().join("camera.y4m");
    std::fs::write(&file, footage).unwrap();
    file
}

/// Brightness as films write it: 16 to 235.
fn studio(brightness: u8) -> u8 {
    u8::try_from(16 + u32::from(brightness) * 219 / 255).unwrap()
}
