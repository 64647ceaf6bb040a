//! The open export, on its page and by its command: confirmed, given a reason, readable by nobody else until it is handed over.

use std::io::Write;
use std::process::{Output, Stdio};

use crate::journey::sign_in;
use crate::support::browser::Browser;
use crate::support::counter::{Asked, clerk, open_outage};
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};

fn filled() -> Station {
    let station = Start::demo().start();
    let api = clerk(&station);
    open_outage(&api);
    Asked::default().issue(&api, "Abate").unwrap();
    station
}

fn export(station: &Station, file: &std::path::Path, confirmed: bool) -> Output {
    let mut command = station.command(&["bundle", "open"]);
    command.arg("--key-file").arg(station.home().join("station.key"));
    command.arg("--high-water").arg(station.home().join("high-water"));
    command.arg("--out").arg(file).args(["--login", "carla", "--reason", "per il nuovo gestore"]);
    if confirmed {
        command.arg("--readable-by-anyone");
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // One that refuses at once reads nothing.
    let _ = child.stdin.take().unwrap().write_all(b"334455\n");
    child.wait_with_output().unwrap()
}

#[test]
fn the_command_writes_one_file_for_its_owner_and_only_when_confirmed() {
    let mut station = filled();
    station.stop();
    let file = station.scratch().join("tutto.zip");
    assert!(!export(&station, &file, false).status.success());
    assert!(!file.exists());
    let done = export(&station, &file, true);
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && said.contains("1 entries"), "{said}");
    let zip = std::fs::read(&file).unwrap();
    assert!(zip.starts_with(b"PK\x03\x04"), "a ZIP file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let beside: Vec<_> =
        std::fs::read_dir(station.scratch()).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert!(!beside.iter().any(|name| name.to_string_lossy().ends_with(".part")), "{beside:?}");
}

#[test]
fn the_page_warns_first_and_takes_a_reason() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let station = filled();
    let browser = Browser::open();
    browser.goto(station.address());
    sign_in(&browser);
    browser.goto(&format!("{}/recovery/open", station.address()));
    assert!(browser.text().contains("non è cifrato"), "{}", browser.text());
    browser.press("main form[action='/recovery/open'] button");
    assert!(browser.title().starts_with("Errore:"), "{}", browser.title());
    assert!(browser.focused_matches("#errors"), "the summary has the focus");
    browser.tick("readable", "yes");
    browser.fill("reason", "per il nuovo gestore");
    // A download opens no page: what the form would send is sent, and its answer looked at.
    let answer = browser.execute_async(
        "const done = arguments[0];
        const form = document.querySelector(\"main form[action='/recovery/open']\");
        fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) }).then(async (answer) => {
            const bytes = new Uint8Array(await answer.arrayBuffer());
            done(answer.status + ' ' + String.fromCharCode(...bytes.slice(0, 2)) + ' ' + answer.headers.get('content-disposition'));
        });",
        &[],
    );
    assert_eq!(answer.as_str(), Some("200 PK attachment; filename=\"EM01-in-chiaro.zip\""));
}
