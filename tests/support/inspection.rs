//! Looking at pages one after the other: each is kept as a file and as a picture, with the faults found in it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;
use tempfile::TempDir;

use super::browser::Browser;
use super::station::Station;
use super::{pages, pictures};

/// What has been seen so far: the pages as files, and the faults.
pub struct Inspection {
    pub browser: Browser,
    pub address: String,
    /// Every kind of page the site has.
    pages: Vec<&'static str>,
    folder: TempDir,
    sources: BTreeSet<String>,
    /// Kinds of pages seen with status 200 at their own address.
    pub kinds: BTreeSet<&'static str>,
    faults: Vec<String>,
}

impl Inspection {
    pub fn begin(station: &Station) -> Self {
        Self::of(station.address(), sportello::web::counter::routes::pages().collect())
    }

    /// Of a site at an address, with the kinds of pages its router has.
    pub fn of(address: &str, pages: Vec<&'static str>) -> Self {
        Self {
            browser: Browser::open(),
            address: address.to_owned(),
            pages,
            folder: TempDir::with_prefix("sportello-pages-").unwrap(),
            sources: BTreeSet::new(),
            kinds: BTreeSet::new(),
            faults: Vec::new(),
        }
    }

    pub fn goto(&self, path: &str) {
        self.browser.goto(&format!("{}{path}", self.address));
    }

    /// Looks at the page that is open.
    pub fn look(&mut self, name: &str) {
        self.kinds.extend(self.kind_of(&self.path()));
        let source =
            self.browser.execute("return '<!doctype html>' + document.documentElement.outerHTML", &[]);
        let source = source.as_str().expect("a page").to_owned();
        if self.sources.contains(&source) {
            return;
        }
        let number = self.sources.len();
        std::fs::write(self.folder.path().join(format!("{number:04}-{name}.html")), &source).unwrap();
        self.sources.insert(source);
        pictures::keep(&self.browser, &format!("page-{name}-{number:04}"));
        self.faults.extend(pages::accessibility_faults(&self.browser));
    }

    /// Visits every page of the router, and those that lead on from there (some of a kind), in the present state.
    pub fn walk(&mut self, state: &str, some: usize) {
        let mut waiting: VecDeque<String> =
            self.pages.iter().filter(|path| !path.contains('{')).map(|&path| path.to_owned()).collect();
        let mut seen: BTreeSet<String> = waiting.iter().cloned().collect();
        let mut of_a_kind: BTreeMap<&'static str, usize> = BTreeMap::new();
        let mut led_to = BTreeSet::new();
        while let Some(path) = waiting.pop_front() {
            self.goto(&path);
            let landed = self.path();
            // Many pages lead to the same one in some states (sign-in, first run): it is looked at once.
            if !path.starts_with(&landed) && !led_to.insert(landed.clone()) {
                continue;
            }
            self.look(state);
            for link in self.links() {
                let Some(kind) = self.kind_of(&link) else { continue };
                let many = of_a_kind.entry(kind).or_default();
                if *many < some && seen.insert(link.clone()) {
                    *many += 1;
                    waiting.push_back(link);
                }
            }
        }
    }

    /// Sends the forms of the pages empty: what comes back has an error summary.
    pub fn send_empty_forms(&mut self, state: &str) {
        for path in self.pages.clone().into_iter().filter(|path| !path.contains('{')) {
            self.goto(path);
            if self.path() != path {
                continue;
            }
            let empty = "const form = document.querySelector(`main form[method=post][action='${location.pathname}']`);
                if (!form) return false;
                for (const input of form.querySelectorAll('input:not([type=hidden]), textarea')) {
                    if (input.type === 'radio' || input.type === 'checkbox') input.checked = false; else input.value = '';
                }
                window.__before = true;
                form.submit();
                return true;";
            if self.browser.execute(empty, &[]) == Value::Bool(true) {
                self.browser.await_next();
                self.look(state);
            }
        }
    }

    /// The page of the router that a path is; `None` for files, data and actions.
    pub fn kind_of(&self, path: &str) -> Option<&'static str> {
        let path = path.split('?').next().unwrap_or(path);
        // A fixed address wins over one with a name in it, as in the router.
        let mut kinds: Vec<&'static str> =
            self.pages.iter().copied().filter(|kind| fits(kind, path)).collect();
        kinds.sort_by_key(|kind| kind.contains('{'));
        kinds.first().copied()
    }

    pub fn path(&self) -> String {
        self.browser.execute("return location.pathname", &[]).as_str().expect("a path").to_owned()
    }

    /// Paths (with their query) that the page links to on its own site.
    pub fn links(&self) -> Vec<String> {
        let links = self.browser.execute(
            "return [...document.querySelectorAll('a[href]')].filter(a => a.origin === location.origin)
                 .map(a => a.pathname + a.search)",
            &[],
        );
        links
            .as_array()
            .expect("links")
            .iter()
            .map(|link| link.as_str().expect("a path").to_owned())
            .collect()
    }

    /// Fails with everything found.
    pub fn end(self) {
        let html = pages::html_faults(self.folder.path());
        assert!(self.faults.is_empty() && html.is_empty(), "{}\n{html}", self.faults.join("\n"));
        println!("{} pages, no fault", self.sources.len());
    }
}

fn fits(kind: &str, path: &str) -> bool {
    let (kind, path): (Vec<&str>, Vec<&str>) = (kind.split('/').collect(), path.split('/').collect());
    kind.len() == path.len()
        && kind.iter().zip(&path).all(|(kind, part)| {
            kind == part || (kind.starts_with('{') && !part.is_empty() && !part.contains('.'))
        })
}
