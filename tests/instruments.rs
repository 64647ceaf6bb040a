//! The instruments themselves: a judge that never says no proves nothing, so each is shown something wrong first.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::support::blocklog::{BlockLog, Cuts, Left};
use crate::support::browser::{Browser, key};
use crate::support::disk::{Disk, FileSystem, contains};
use crate::support::fate::{Calls, Deed, Fate, Often, Trouble};
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

/// Writes two digits to a file four times, and says when it could not.
const WRITER: &str = "import os, sys
file = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND)
for digit in (b'1', b'2', b'3', b'4'):
    try: os.write(file, 2 * digit)
    except OSError: print('failed', flush=True)
";

/// What is in the file afterwards, and what the program said; `None` if it died.
fn written(file: &Path, fate: &Fate) -> (String, Option<String>) {
    std::fs::write(file, "").unwrap();
    let mut writer = Command::new("python3");
    let output = writer.args(["-c", WRITER]).arg(file).envs(fate.environment()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    (std::fs::read_to_string(file).unwrap(), output.status.success().then_some(said))
}

#[test]
fn death_strikes_at_the_chosen_call_and_errors_on_the_chosen_files() {
    if !available(&[Tool::Compiler, Tool::Python]) {
        return;
    }
    let folder = TempDir::new().unwrap();
    let (file, other) = (folder.path().join("file"), folder.path().join("other"));
    let fate = Fate::on(&[&file]);
    let said = |words: &str| Some(words.to_owned());

    fate.count();
    assert_eq!(written(&file, &fate), ("11223344".to_owned(), said("")));
    assert_eq!((fate.counted(), fate.struck()), (4, 0), "{:?}", fate.calls());
    for (deed, left) in
        [(Deed::KillBefore, "1122"), (Deed::KillHalfWay, "11223"), (Deed::KillAfter, "112233")]
    {
        fate.strike(3, deed, Often::Once, Calls::All);
        assert_eq!(written(&file, &fate), (left.to_owned(), None), "{deed:?}");
        assert_eq!(fate.struck(), 1);
    }
    for (often, left, failed) in
        [(Often::Once, "113344", 1), (Often::Every, "1133", 2), (Often::From, "11", 3)]
    {
        fate.strike(2, Deed::Fail(Trouble::Broken), often, Calls::Writes);
        assert_eq!(written(&file, &fate), (left.to_owned(), said(&"failed\n".repeat(failed))), "{often:?}");
    }
    fate.strike(1, Deed::Fail(Trouble::Full), Often::From, Calls::Syncs);
    assert_eq!(written(&file, &fate).0, "11223344", "it syncs nothing");
    fate.strike(1, Deed::KillBefore, Often::From, Calls::All);
    assert_eq!(written(&other, &fate), ("11223344".to_owned(), said("")), "another file");
}
