//! A real browser, driven by the keyboard.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use fantoccini::wd::WindowHandle;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::wait::until;

/// Keys without a letter, in the code points that the `WebDriver` protocol gives them.
pub mod key {
    pub const ESCAPE: &str = "\u{e00c}";
    pub const TAB: &str = "\u{e004}";
    pub const ENTER: &str = "\u{e007}";
    pub const SPACE: &str = " ";
    pub const CONTROL: &str = "\u{e009}";
    pub const SHIFT: &str = "\u{e008}";
    /// Lets go of [`CONTROL`] and [`SHIFT`].
    pub const RELEASE: &str = "\u{e000}";
    pub const DOWN: &str = "\u{e015}";
    pub const LEFT: &str = "\u{e012}";
    pub const UP: &str = "\u{e013}";
}

/// One browser with a profile of its own; it ends with the value.
pub struct Browser {
    runtime: Runtime,
    client: Option<Client>,
    driver: Child,
    profile: TempDir,
    keys: Cell<usize>,
    /// By port: the name below `localhost` that signing in led to.
    own: RefCell<BTreeMap<String, String>>,
}

impl Browser {
    #[track_caller]
    pub fn open() -> Self {
        Self::with(true, &[])
    }

    /// A browser whose camera shows a film (`.y4m`).
    #[track_caller]
    pub fn with_camera(film: &Path) -> Self {
        let film = format!("--use-file-for-fake-video-capture={}", film.display());
        Self::with(true, &["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", &film])
    }

    /// A browser with script switched off, as some offices have it.
    #[track_caller]
    pub fn without_script() -> Self {
        Self::with(false, &[])
    }

    fn with(script: bool, more: &[&str]) -> Self {
        let profile = TempDir::with_prefix("sportello-browser-").unwrap();
        let (driver, port) = start_driver(profile.path());
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let capabilities = capabilities(profile.path(), script, more);
        let client = runtime
            .block_on(
                ClientBuilder::new(HttpConnector::new())
                    .capabilities(capabilities)
                    .connect(&format!("http://127.0.0.1:{port}")),
            )
            .expect("the browser starts");
        Self { runtime, client: Some(client), driver, profile, keys: Cell::new(0), own: RefCell::default() }
    }

    fn client(&self) -> &Client {
        self.client.as_ref().expect("open until dropped")
    }

    #[track_caller]
    pub fn goto(&self, url: &str) {
        self.remember_the_name();
        let port = port(url);
        let own = self.own.borrow().get(&port).cloned();
        let url = match own {
            Some(own) => url.replacen(&format!("127.0.0.1:{port}"), &format!("{own}:{port}"), 1),
            None => url.to_owned(),
        };
        self.runtime.block_on(self.client().goto(&url)).unwrap();
    }

    /// Signing in leads to a name that only this browser knows: later addresses of the same service are meant there.
    fn remember_the_name(&self) {
        let url = self.real_url();
        let host =
            url.strip_prefix("http://").and_then(|rest| rest.split([':', '/']).next()).unwrap_or_default();
        if host.ends_with(".localhost") {
            self.own.borrow_mut().insert(port(&url), host.to_owned());
        }
    }

    /// The address as it is, with the name that signing in led to.
    pub fn real_url(&self) -> String {
        self.runtime.block_on(self.client().current_url()).map(|url| url.to_string()).unwrap_or_default()
    }

    /// Types into whatever has the focus.
    #[track_caller]
    pub fn type_keys(&self, keys: &str) {
        if keys.contains(key::ENTER) {
            self.await_the_first_second();
        }
        // Letting go of a key is no key.
        let pressed = keys.chars().filter(|pressed| !key::RELEASE.contains(*pressed)).count();
        self.keys.set(self.keys.get() + pressed);
        self.runtime
            .block_on(async {
                let focused = self.client().active_element().await?;
                focused.send_keys(keys).await
            })
            .unwrap();
    }

    /// Types and waits until another page is there.
    #[track_caller]
    pub fn type_and_follow(&self, keys: &str) {
        self.execute("window.__before = true", &[]);
        self.type_keys(keys);
        self.await_next();
    }

    /// Waits until a page is there that is not the one marked with `window.__before`.
    #[track_caller]
    pub fn await_next(&self) {
        until("the next page", || {
            // While a page is being left, asking it is an error; that is no answer yet.
            // Behind the door that signing in leads through stands the page that is meant.
            let ready = "return window.__before !== true && document.readyState === 'complete' && location.pathname !== '/enter'";
            let answer = self.runtime.block_on(self.client().execute(ready, Vec::new())).ok()?;
            (answer == Value::Bool(true)).then_some(())
        });
    }

    /// How many keys have been pressed so far.
    pub fn keys_typed(&self) -> usize {
        self.keys.get()
    }

    /// Ticks one box of several with the same name.
    #[track_caller]
    pub fn tick(&self, name: &str, value: &str) {
        let wanted = format!("main input[name='{name}'][value='{value}']");
        self.tab_to(&wanted);
        if !self.focused_matches(&format!("{wanted}:checked")) {
            self.type_keys(key::SPACE);
        }
    }

    /// Types over what stands in the field of this name.
    #[track_caller]
    pub fn fill(&self, name: &str, text: &str) {
        self.tab_to(&format!("main [name='{name}']"));
        self.type_keys(&format!("{}a{}{text}", key::CONTROL, key::RELEASE));
    }

    /// Chooses a radio button, or ticks a box, by name and value.
    #[track_caller]
    pub fn choose(&self, name: &str, value: &str) {
        let group = format!("main input[name='{name}']");
        self.tab_to(&group);
        let wanted = format!("{group}[value='{value}']");
        for _ in 0..20 {
            if self.focused_matches(&wanted) {
                if !self.focused_matches(&format!("{wanted}:checked")) {
                    self.type_keys(key::SPACE);
                }
                return;
            }
            self.type_keys(key::DOWN);
        }
        panic!("the arrows do not reach {wanted} on {}", self.url());
    }

    /// Picks from a list by the first letters of what it shows.
    #[track_caller]
    pub fn pick(&self, name: &str, letters: &str) {
        self.tab_to(&format!("main select[name='{name}']"));
        self.type_keys(letters);
    }

    /// Goes to a link or button by keyboard, presses it, and waits for the next page.
    #[track_caller]
    pub fn press(&self, selector: &str) {
        self.tab_to(selector);
        self.type_and_follow(key::ENTER);
    }

    /// Clicks, where the keyboard cannot be played, and waits for the next page.
    #[track_caller]
    pub fn click_and_follow(&self, selector: &str) {
        self.execute("window.__before = true", &[]);
        self.runtime
            .block_on(async { self.client().find(Locator::Css(selector)).await?.click().await })
            .unwrap_or_else(|error| panic!("{selector} on {}: {error}", self.url()));
        self.await_next();
    }

    /// Presses Tab until the focus is on what `selector` names; fails when the keyboard cannot reach it.
    #[track_caller]
    pub fn tab_to(&self, selector: &str) {
        self.await_the_first_focus();
        for _ in 0..200 {
            if self.focused_matches(selector) {
                return;
            }
            self.type_keys(key::TAB);
        }
        panic!("the keyboard does not reach {selector} on {}\n{}", self.url(), self.text());
    }

    /// An Enter in the first second of a page that issues or answers does nothing: a person reads meanwhile.
    fn await_the_first_second(&self) {
        let settled = "return document.readyState === 'complete' && !document.documentElement.classList.contains('settling')";
        until("the first second of the page", || {
            (self.runtime.block_on(self.client().execute(settled, Vec::new())).ok()? == Value::Bool(true))
                .then_some(())
        });
    }

    /// The browser gives the focus to what the page says a moment after the page is there: a key typed before goes astray.
    fn await_the_first_focus(&self) {
        let given = "const wants = document.querySelector('[autofocus]'); const done = arguments[arguments.length - 1]; \
             const look = turns => !wants || document.activeElement !== document.body || turns > 200 \
                 ? done(true) : setTimeout(() => look(turns + 1), 10); look(0)";
        self.execute_async(given, &[]);
    }

    pub fn focused_matches(&self, selector: &str) -> bool {
        self.execute("return document.activeElement?.matches(arguments[0]) ?? false", &[json!(selector)])
            == Value::Bool(true)
    }

    /// How many elements `selector` names.
    pub fn count(&self, selector: &str) -> usize {
        self.runtime.block_on(self.client().find_all(Locator::Css(selector))).unwrap().len()
    }

    /// The text of the first element that `selector` names.
    #[track_caller]
    pub fn text_of(&self, selector: &str) -> String {
        self.runtime
            .block_on(async { self.client().find(Locator::Css(selector)).await?.text().await })
            .unwrap_or_else(|error| panic!("{selector} on {}: {error}\n{}", self.url(), self.text()))
    }

    /// Whether a radio button or box is chosen, by name and value.
    pub fn is_chosen(&self, name: &str, value: &str) -> bool {
        self.count(&format!("main input[name='{name}'][value='{value}']:checked")) == 1
    }

    /// Everything a person can read on the page.
    pub fn text(&self) -> String {
        self.text_of("body")
    }

    pub fn title(&self) -> String {
        self.runtime.block_on(self.client().title()).unwrap()
    }

    /// The address as it would be without a name of its own.
    pub fn url(&self) -> String {
        let url = self.real_url();
        let host =
            url.strip_prefix("http://").and_then(|rest| rest.split([':', '/']).next()).unwrap_or_default();
        let plain =
            if host.ends_with(".localhost") { url.replacen(host, "127.0.0.1", 1) } else { url.clone() };
        // The page that a form led to is the form's.
        plain.split("?kept=").next().unwrap_or_default().to_owned()
    }

    pub fn source(&self) -> String {
        self.runtime.block_on(self.client().source()).unwrap()
    }

    #[track_caller]
    pub fn execute(&self, script: &str, arguments: &[Value]) -> Value {
        self.runtime.block_on(self.client().execute(script, arguments.to_vec())).unwrap()
    }

    #[track_caller]
    pub fn execute_async(&self, script: &str, arguments: &[Value]) -> Value {
        self.runtime.block_on(self.client().execute_async(script, arguments.to_vec())).unwrap()
    }

    /// The tab that is in front.
    #[track_caller]
    pub fn tab(&self) -> WindowHandle {
        self.runtime.block_on(self.client().window()).unwrap()
    }

    /// Opens an address in a new tab and goes there.
    #[track_caller]
    pub fn open_tab(&self, url: &str) -> WindowHandle {
        let tab = self.runtime.block_on(self.client().new_window(true)).unwrap().handle;
        self.switch_to(&tab);
        self.goto(url);
        tab
    }

    /// Goes to a tab.
    #[track_caller]
    pub fn switch_to(&self, tab: &WindowHandle) {
        self.runtime.block_on(self.client().switch_to_window(tab.clone())).unwrap();
    }

    #[track_caller]
    pub fn reload(&self) {
        self.runtime.block_on(self.client().refresh()).unwrap();
    }

    #[track_caller]
    pub fn back(&self) {
        self.runtime.block_on(self.client().back()).unwrap();
    }

    pub fn tabs(&self) -> usize {
        self.runtime.block_on(self.client().windows()).unwrap().len()
    }

    /// Closes every tab but the present one.
    #[track_caller]
    pub fn close_other_tabs(&self) {
        self.runtime
            .block_on(async {
                let client = self.client();
                let present = client.window().await?;
                for tab in client.windows().await? {
                    if tab != present {
                        client.switch_to_window(tab).await?;
                        client.close_window().await?;
                    }
                }
                client.switch_to_window(present).await
            })
            .unwrap();
    }

    /// A picture of what is on the screen.
    #[track_caller]
    pub fn picture(&self, file: &Path) {
        std::fs::write(file, self.runtime.block_on(self.client().screenshot()).unwrap()).unwrap();
    }
}

impl Browser {
    /// Closes it and looks for these words in every file of its profile: which were found, and where.
    #[track_caller]
    pub fn close_and_search(mut self, words: &[&str]) -> Vec<(String, PathBuf)> {
        let client = self.client.take().expect("open until closed");
        self.runtime.block_on(client.close()).unwrap();
        let mut found = Vec::new();
        let mut folders = vec![self.profile.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                    Ok(kind) if kind.is_file() => {
                        let bytes = std::fs::read(entry.path()).unwrap_or_default();
                        found.extend(
                            words
                                .iter()
                                .filter(|word| stands_in(&bytes, word))
                                .map(|word| ((*word).to_owned(), entry.path())),
                        );
                    }
                    _ => {}
                }
            }
        }
        found
    }
}

/// Whether a word stands in a file, as one or two bytes a letter.
fn stands_in(bytes: &[u8], word: &str) -> bool {
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [word.as_bytes(), wide.as_slice()]
        .iter()
        .any(|form| bytes.windows(form.len()).any(|window| window == *form))
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            // A browser that is already gone is closed.
            let _ = self.runtime.block_on(client.close());
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// The port in an address.
fn port(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split('/').next().unwrap_or_default();
    host.rsplit_once(':').map_or(String::new(), |(_, port)| port.to_owned())
}

fn start_driver(profile: &Path) -> (Child, u16) {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .env("TMPDIR", profile)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver starts");
    let mut lines = BufReader::new(driver.stdout.take().expect("piped")).lines();
    let port = lines
        .by_ref()
        .map_while(Result::ok)
        .filter_map(|line| line.rsplit_once("on port ")?.1.trim_end_matches('.').parse().ok())
        // Its first line repeats what it was asked for: port 0, any.
        .find(|port| *port != 0)
        .expect("chromedriver says its port");
    // Its further words are of no use, but the pipe must not fill.
    std::thread::spawn(move || lines.for_each(drop));
    (driver, port)
}

fn capabilities(profile: &Path, script: bool, more: &[&str]) -> serde_json::Map<String, Value> {
    let profile = format!("--user-data-dir={}", profile.join("profile").display());
    let mut options = json!({
        "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--no-proxy-server", "--window-size=1280,1024", profile,
        ],
    });
    for argument in more {
        options["args"].as_array_mut().expect("written as an array").push(json!(argument));
    }
    options["prefs"] = json!({ "intl.accept_languages": "it-IT,it" });
    if !script {
        options["prefs"]["profile.managed_default_content_settings.javascript"] = json!(2);
    }
    let Value::Object(capabilities) = json!({ "goog:chromeOptions": options }) else {
        unreachable!("written as an object")
    };
    capabilities
}
