//! The pages as a program without script sees them: a page is read, its form is sent. For what the API does not offer.

use std::collections::BTreeMap;

/// A visitor with the cookies it was given.
pub struct Visitor {
    agent: ureq::Agent,
    address: String,
    cookies: BTreeMap<String, String>,
}

/// A page, or where an answer leads.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub location: Option<String>,
    pub html: String,
}

impl Visitor {
    pub fn at(address: &str) -> Self {
        let config =
            ureq::Agent::config_builder().http_status_as_error(false).proxy(None).max_redirects(0).build();
        Self { agent: config.new_agent(), address: address.to_owned(), cookies: BTreeMap::new() }
    }

    /// A visitor that has signed in.
    #[track_caller]
    pub fn signed_in(address: &str, login: &str, pin: &str) -> Self {
        let mut visitor = Self::at(address);
        let answer = visitor.send("/sign-in", "/sign-in", &[("login", login), ("pin", pin), ("next", "/")]);
        assert_eq!(answer.status, 303, "{}", answer.html);
        visitor
    }

    #[track_caller]
    pub fn get(&mut self, path: &str) -> Page {
        let request =
            self.agent.get(format!("{}{path}", self.address)).header("cookie", self.cookie_header());
        let answer = request.call().unwrap_or_else(|error| panic!("{path}: {error}"));
        self.page(answer)
    }

    /// Opens a page and sends its form for `action` with these fields.
    #[track_caller]
    pub fn send(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Page {
        let opened = self.get(page);
        let token = hidden(&opened.html, "_csrf").unwrap_or_else(|| panic!("{page} has a form: {opened:?}"));
        let fields = [("_csrf", token.as_str())].into_iter().chain(fields.iter().copied());
        let request =
            self.agent.post(format!("{}{action}", self.address)).header("cookie", self.cookie_header());
        let answer = request.send_form(fields).unwrap_or_else(|error| panic!("{action}: {error}"));
        self.page(answer)
    }

    fn cookie_header(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn page(&mut self, mut answer: ureq::http::Response<ureq::Body>) -> Page {
        for cookie in answer.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            if let Some((name, value)) = cookie.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let location =
            answer.headers().get("location").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let status = answer.status().as_u16();
        Page { status, location, html: answer.body_mut().read_to_string().unwrap_or_default() }
    }
}

/// The value of the first hidden field of that name.
fn hidden(html: &str, name: &str) -> Option<String> {
    let after = html.split_once(&format!("name=\"{name}\" value=\""))?.1;
    Some(after.split('"').next()?.to_owned())
}
