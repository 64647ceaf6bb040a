//! The real hub as a process, and whoever sits there and recognises stations.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::park_timeout;
use std::time::Duration;

use ureq::Agent;

/// A drill hub that runs.
pub struct Hub {
    child: Child,
    pages: String,
    /// Where stations send to.
    pub address: String,
}

impl Hub {
    pub fn start(folder: &Path, database: Option<&str>) -> Self {
        std::fs::create_dir(folder).expect("a new folder");
        let said = folder.join("said");
        let mut command = Command::new(env!("CARGO_BIN_EXE_sportello"));
        command.args([
            "hub",
            "--demo",
            "--log",
            "warn",
            "--local",
            "127.0.0.1:0",
            "--listen",
            "127.0.0.1:0",
            "--data",
        ]);
        command.arg(folder.join("data")).arg("--key-file").arg(folder.join("hub.key"));
        command.args(database.iter().flat_map(|url| ["--database", url]));
        let out = File::create(&said).expect("a new file");
        let child = command.stdin(Stdio::null()).stdout(out).spawn().expect("the hub starts");
        let mut hub = Self { child, pages: String::new(), address: String::new() };
        let text = loop {
            let text = std::fs::read_to_string(&said).expect("what it said");
            if text.contains("password") {
                break text;
            }
            assert!(hub.child.try_wait().expect("asked").is_none(), "the hub ended:\n{text}");
            park_timeout(Duration::from_millis(20));
        };
        let word = |scheme: &str| {
            let word = text.split_whitespace().find(|word| word.starts_with(scheme));
            word.expect("the hub says where it is").trim_end_matches('/').to_owned()
        };
        (hub.pages, hub.address) = (word("http://"), word("https://"));
        hub
    }

    /// Recognises a station that shows these six digits.
    pub fn recognise(&self, digits: &str) {
        let mut visitor = Visitor::new(&self.pages);
        let (login, password, _) = sportello::hub::DRILL_ACCOUNT;
        visitor.get("/sign-in");
        visitor.post("/sign-in", &[("next", ""), ("login", login), ("password", password)]);
        loop {
            let page = visitor.get("/stations");
            let Some(path) =
                between(&page, "href=\"/enrolments/", "\"").map(|id| format!("/enrolments/{id}"))
            else {
                park_timeout(Duration::from_millis(100));
                continue;
            };
            if visitor.get(&path).contains("name=\"digits\"") {
                visitor.post(&path, &[("answer", "grant"), ("digits", digits)]);
                return;
            }
            park_timeout(Duration::from_millis(100));
        }
    }

    /// Stops it; the most memory it had, in MB.
    pub fn stop(mut self) -> u64 {
        let memory = super::peak(self.child.id());
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ended");
        memory
    }
}

/// A browser, as far as it takes.
struct Visitor {
    agent: Agent,
    site: String,
    cookies: BTreeMap<String, String>,
    csrf: String,
}

impl Visitor {
    fn new(site: &str) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).build();
        Self { agent: config.into(), site: site.to_owned(), cookies: BTreeMap::new(), csrf: String::new() }
    }

    fn get(&mut self, path: &str) -> String {
        let answer = self.agent.get(format!("{}{path}", self.site)).header("cookie", self.cookie()).call();
        self.came(answer.expect("the hub answers"))
    }

    fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> String {
        let asked = self.agent.post(format!("{}{path}", self.site)).header("cookie", self.cookie());
        let own = [("_csrf", self.csrf.as_str())];
        let fields: Vec<(&str, &str)> = own.into_iter().chain(fields.iter().copied()).collect();
        let answer = asked.header("origin", &self.site).send_form(fields).expect("the hub answers");
        assert_eq!(answer.status(), 303, "{path}");
        self.came(answer)
    }

    fn cookie(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    fn came(&mut self, mut answer: ureq::http::Response<ureq::Body>) -> String {
        for cookie in answer.headers().get_all("set-cookie") {
            let pair = cookie.to_str().ok().and_then(|cookie| cookie.split(';').next());
            let (name, value) = pair.and_then(|pair| pair.split_once('=')).expect("a cookie");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let page = answer.body_mut().read_to_string().expect("text");
        if let Some(csrf) = between(&page, "name=\"_csrf\" value=\"", "\"") {
            csrf.clone_into(&mut self.csrf);
        }
        page
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let from = text.find(start)? + start.len();
    Some(&text[from..from + text[from..].find(end)?])
}
