//! The two judges of pages: axe for accessibility, in the browser, and the Nu checker for the HTML.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::browser::Browser;
use super::tool::ours;

const AXE_RULES: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/// What axe has against the page that is open, in one line each; empty when nothing.
#[track_caller]
pub fn accessibility_faults(browser: &Browser) -> Vec<String> {
    let axe = std::fs::read_to_string(ours("axe.min.js")).unwrap();
    browser.execute(&axe, &[]);
    let result = browser.execute_async(
        // At its foot nothing of a page lies under the line of buttons that stays at the foot of the window.
        "const answer = arguments[arguments.length - 1];
         const [left, top] = [scrollX, scrollY];
         const done = result => { scrollTo(left, top); answer(result); };
         scrollTo(0, document.documentElement.scrollHeight);
         axe.run(document, { runOnly: arguments[0] }).then(done, error => done({ error: String(error) }));",
        &[json!(AXE_RULES)],
    );
    assert!(
        result["passes"].as_array().is_some_and(|passes| !passes.is_empty()),
        "axe did not run: {result}"
    );
    let none = Vec::new();
    let faults = result["violations"].as_array().unwrap_or(&none);
    faults.iter().flat_map(|fault| nodes(&browser.url(), fault)).collect()
}

fn nodes(url: &str, fault: &Value) -> Vec<String> {
    let none = Vec::new();
    let nodes = fault["nodes"].as_array().unwrap_or(&none);
    nodes.iter().map(|node| format!("{url}: {}: {}: {}", fault["id"], fault["help"], node["html"])).collect()
}

/// What the Nu checker has against the `.html` files of a folder; empty when nothing.
#[track_caller]
pub fn html_faults(folder: &Path) -> String {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|item| item.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "html"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "there are pages to check");
    let output = Command::new("java")
        .args(["-Xss4m", "-jar"])
        .arg(ours("vnu.jar"))
        .args(["--errors-only", "--no-langdetect", "--format", "gnu"])
        .args(&files)
        .output()
        .unwrap();
    let mut faults = String::from_utf8_lossy(&output.stderr).into_owned();
    if faults.is_empty() && !output.status.success() {
        let _ = write!(faults, "the checker did not run: {}", output.status);
    }
    faults
}
