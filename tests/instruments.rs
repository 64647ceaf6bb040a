//! The instruments themselves: a judge that never says no proves nothing, so each is shown something wrong first.

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::support::blocklog::{BlockLog, Cuts, Left};
use crate::support::browser::{Browser, key};
use crate::support::disk::{Disk, FileSystem, contains};
use crate::support::faults::{Calls, Point, Tracer};
use crate::support::tool::{Tool, available, run};
use crate::support::wait::until;
use crate::support::{pages, paper};

const GOOD_PAGE: &str = "<!DOCTYPE html>\n<html lang=\"it\"><head><meta charset=\"utf-8\"><title>Prova</title></head>\
    <body><main><h1>Prova</h1><form action=\"#fatto\"><label for=\"a\">Nome</label> <input id=\"a\"> \
    <button>Avanti</button></form></main></body></html>\n";
const BAD_PAGE: &str = "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title></title></head>\
    <body><img src=\"x.png\"><input id=\"a\"><p id=\"a\"></body></html>\n";

#[test]
fn axe_passes_a_good_page_and_faults_a_bad_one() {
    if !available(&[Tool::Browser, Tool::Axe]) {
        return;
    }
    let folder = TempDir::new().unwrap();
    let page = folder.path().join("page.html");
    let browser = Browser::open();
    std::fs::write(&page, GOOD_PAGE).unwrap();
    browser.goto(&format!("file://{}", page.display()));
    assert_eq!(pages::accessibility_faults(&browser), Vec::<String>::new());
    std::fs::write(&page, BAD_PAGE).unwrap();
    browser.goto(&format!("file://{}", page.display()));
    let faults = pages::accessibility_faults(&browser).join("\n");
    for rule in ["image-alt", "html-has-lang", "document-title", "label"] {
        assert!(faults.contains(rule), "{rule}: {faults}");
    }
}

#[test]
fn the_html_checker_passes_a_good_page_and_faults_a_bad_one() {
    if !available(&[Tool::Nu]) {
        return;
    }
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("good.html"), GOOD_PAGE).unwrap();
    assert_eq!(pages::html_faults(folder.path()), "");
    std::fs::write(folder.path().join("bad.html"), BAD_PAGE).unwrap();
    let faults = pages::html_faults(folder.path());
    assert!(faults.contains("bad.html") && faults.contains("Duplicate ID"), "{faults}");
    assert!(!faults.contains("good.html"), "{faults}");
}

#[test]
fn the_keyboard_reaches_a_form_and_follows_it_with_and_without_script() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let folder = TempDir::new().unwrap();
    let page = folder.path().join("page.html");
    let scripted = format!("{GOOD_PAGE}<script>document.title = 'script'</script>");
    std::fs::write(&page, scripted).unwrap();
    for (browser, title) in [(Browser::open(), "script"), (Browser::without_script(), "Prova")] {
        browser.goto(&format!("file://{}", page.display()));
        assert_eq!(browser.title(), title);
        browser.tab_to("#a");
        browser.type_keys("Anna");
        browser.type_keys(key::TAB);
        assert!(browser.focused_matches("button"));
        browser.type_keys(key::ENTER);
        until("the form to be sent", || browser.url().contains("#fatto").then_some(()));
        assert_eq!(browser.text_of("h1"), "Prova");
        assert_eq!(browser.count("input"), 1);
    }
}

#[test]
fn preflight_refuses_a_paper_that_cannot_be_archived() {
    if !available(&[Tool::Preflight, Tool::Qpdf, Tool::Poppler]) {
        return;
    }
    let folder = TempDir::new().unwrap();
    let pdf = folder.path().join("plain.pdf");
    std::fs::write(&pdf, PLAIN_PDF).unwrap();
    let verdict = std::panic::catch_unwind(|| paper::assert_archivable(&pdf)).unwrap_err();
    let verdict = verdict.downcast_ref::<String>().unwrap();
    assert!(verdict.contains("not a valid PDF/A-1b"), "{verdict}");
    assert!(paper::text(&pdf).contains("Ciao"));
    paper::draw(&pdf, &folder.path().join("picture"));
    assert!(folder.path().join("picture-1.png").exists());
    std::fs::write(&pdf, "%PDF-1.4\nno").unwrap();
    assert!(std::panic::catch_unwind(|| paper::assert_sound(&pdf)).is_err());
}

/// A page that says “Ciao”, without a font of its own and without a table of objects: readers mend that, archives refuse.
const PLAIN_PDF: &str = "%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 30>>stream
BT /F 12 Tf 9 9 Td (Ciao)Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
";

#[test]
fn a_power_cut_keeps_what_was_synced_and_may_lose_what_was_not() {
    if !available(&[Tool::BlockLog]) {
        return;
    }
    let folder = TempDir::new().unwrap();
    let (image, cut) = (folder.path().join("image"), folder.path().join("cut"));
    for system in FileSystem::ALL {
        system.make(&image, 320);
        let disk = BlockLog::over(&image);
        let mounted = system.mount(&disk.file());
        let file = |name: &str| mounted.path().join(name);
        std::fs::write(file("kept"), "kept").unwrap();
        std::fs::File::open(file("kept")).unwrap().sync_all().unwrap();
        std::fs::File::open(mounted.path()).unwrap().sync_all().unwrap();
        let then = disk.point();
        std::fs::write(file("unsynced"), "lost, most likely").unwrap();
        run(Command::new("sync").arg("--file-system").arg(mounted.path()));
        let (all, flushes) = (disk.point(), disk.flushes(disk.point()));
        assert!(flushes > 0 && disk.flushes(then) > 0, "{system:?}: syncing empties the cache");
        drop(mounted);
        let mut cuts = Cuts::of(&disk, &image);
        let mut none = |_| 0;
        for (point, there) in [(then, false), (all, true)] {
            let (kept, _) = cuts.at(point, Left::Percent(0), &mut none, &cut);
            assert_eq!(kept, 0, "{system:?}");
            let after = system.mount(&cut);
            assert_eq!(std::fs::read_to_string(after.path().join("kept")).unwrap(), "kept", "{system:?}");
            assert_eq!(after.path().join("unsynced").exists(), there, "{system:?}");
        }
    }
}

#[test]
fn what_is_on_a_disk_is_found_there_also_when_it_was_deleted() {
    if !available(&[Tool::LoopDevice]) {
        return;
    }
    let disk = Disk::new(16);
    std::fs::write(disk.path().join("deleted"), "deleted, and there").unwrap();
    std::fs::File::open(disk.path().join("deleted")).unwrap().sync_all().unwrap();
    std::fs::remove_file(disk.path().join("deleted")).unwrap();
    assert!(disk.holds(b"deleted, and there"));
    assert!(!disk.holds(b"never written"));
    assert!(contains(b"aab", b"ab") && !contains(b"aab", b"abb"));
}

/// A shell that writes a digit to the file whenever it is given a line, and says when it could not.
fn writer(file: &Path) -> Child {
    std::fs::write(file, "").unwrap();
    Command::new("bash")
        .args(["-c", "exec 3>>\"$0\"; for i in 1 2 3 4; do read -r; printf $i >&3 || echo failed; done"])
        .arg(file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn give_lines(shell: &mut Child, lines: &str) {
    // Without a reader any more, the later lines may meet a closed pipe.
    let _ = shell.stdin.as_mut().unwrap().write_all(lines.as_bytes());
}

#[test]
fn death_strikes_at_the_chosen_call_and_errors_on_the_chosen_files() {
    if !available(&[Tool::Strace]) {
        return;
    }
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    let content = || std::fs::read_to_string(&file).unwrap();

    let mut shell = writer(&file);
    give_lines(&mut shell, "go\n");
    until("the first write", || (content() == "1").then_some(()));
    let watch = Tracer::watch(shell.id());
    give_lines(&mut shell, "go\n");
    until("the second write", || (content() == "12").then_some(()));
    let point = Point { thread: "bash".to_owned(), call: "write".to_owned(), nth: 1 };
    until("the call to be seen", || watch.points(shell.id(), folder.path()).contains(&point).then_some(()));
    drop(watch);
    let death = Tracer::kill_at(shell.id(), &Point { nth: 2, ..point });
    give_lines(&mut shell, "go\ngo\n");
    assert!(!shell.wait().unwrap().success());
    assert_eq!(content(), "123", "{:?}", death.calls());

    let mut shell = writer(&file);
    give_lines(&mut shell, "go\n");
    until("the first write", || (content() == "1").then_some(()));
    let failing = Tracer::fail(shell.id(), Calls::Write, "EIO", folder.path());
    give_lines(&mut shell, "go\ngo\ngo\n");
    let output = shell.wait_with_output().unwrap();
    assert!(failing.struck());
    assert_eq!(content(), "1");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "failed\nfailed\nfailed\n", "its pipe works on");
}
