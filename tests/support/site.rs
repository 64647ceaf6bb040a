//! The pages as a program without script sees them: a page is read, its form is sent. For what the API does not offer.

use std::collections::BTreeMap;

use super::api::Lost;
use super::counter::EVERYONE;
use super::hub::{ACCOUNT, Centre};
use super::station::Station;
use super::wait::until;

/// A visitor with the cookies it was given.
pub struct Visitor {
    agent: ureq::Agent,
    address: String,
    cookies: BTreeMap<String, String>,
    /// The name it was led to when it signed in; none before.
    own: Option<String>,
    /// The cookies it was given under the typed name before.
    typed: BTreeMap<String, String>,
}

/// A page, or where an answer leads.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub location: Option<String>,
    pub html: String,
    /// As it came: a PDF is no text.
    pub bytes: Vec<u8>,
}

impl Page {
    /// The value of the first hidden field of that name.
    pub fn hidden(&self, name: &str) -> Option<String> {
        hidden(&self.html, name)
    }

    /// The large code it shows, as it is read out.
    pub fn digits(&self) -> Option<String> {
        let (digits, _) = self.html.split_once("class=\"big-code\">")?.1.split_once('<')?;
        Some(digits.trim().to_owned())
    }

    /// The first address on it that begins so and goes on with an identifier.
    pub fn linked(&self, beginning: &str) -> Option<String> {
        linked(&self.html, beginning)
    }
}

impl Visitor {
    pub fn at(address: &str) -> Self {
        let config =
            ureq::Agent::config_builder().http_status_as_error(false).proxy(None).max_redirects(0).build();
        let (cookies, typed) = (BTreeMap::new(), BTreeMap::new());
        Self { agent: config.new_agent(), address: address.to_owned(), cookies, own: None, typed }
    }

    /// A visitor at another computer, which believes this certificate and nobody else.
    pub fn over_tls(address: &str, certificate: &str) -> Self {
        Self { agent: super::tls::believing(certificate), ..Self::at(address) }
    }

    /// The same browser when the printed address is typed again.
    pub fn at_the_typed_name(&self) -> Self {
        Self { cookies: self.typed.clone(), ..Self::at(&self.address) }
    }

    /// A visitor that has signed in.
    #[track_caller]
    pub fn signed_in(address: &str, login: &str, pin: &str) -> Self {
        let mut visitor = Self::at(address);
        let answer = visitor.send("/sign-in", "/sign-in", &[("login", login), ("pin", pin), ("next", "/")]);
        assert_eq!(answer.status, 303, "{}", answer.html);
        visitor
    }

    /// A visitor that has signed in at a centre.
    #[track_caller]
    pub fn at_centre(centre: &Centre) -> Self {
        let mut visitor = Self::at(&centre.pages);
        let fields = [("login", ACCOUNT.0), ("password", ACCOUNT.1), ("next", "/")];
        let answer = visitor.send("/sign-in", "/sign-in", &fields);
        assert_eq!(answer.status, 303, "{}", answer.html);
        visitor
    }

    /// Opens a page and sends its form for `action` with these fields; the answer must lead on.
    #[track_caller]
    pub fn done(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.send(page, action, fields);
        assert_eq!(answer.status, 303, "{action}: {}", answer.html);
        answer.location.unwrap_or_default()
    }

    /// Opens a page and sends its form for `action` with a file.
    #[track_caller]
    pub fn upload(&mut self, page: &str, action: &str, file: &[u8]) -> Page {
        let opened = self.get(page);
        let token = opened.hidden("_csrf").unwrap_or_else(|| panic!("{page} has a form: {opened:?}"));
        let field = format!("--XX\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n{token}\r\n");
        let head = "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\r\n";
        let body = [field.as_bytes(), head.as_bytes(), file, b"\r\n--XX--\r\n"].concat();
        let request = self.post(action).header("content-type", "multipart/form-data; boundary=XX");
        let answer = request.send(&body).unwrap_or_else(|error| panic!("{action}: {error}"));
        self.page(answer).unwrap_or_else(|Lost| panic!("{action}: half an answer"))
    }

    #[track_caller]
    pub fn get(&mut self, path: &str) -> Page {
        self.try_get(path).unwrap_or_else(|Lost| panic!("{path}: no answer"))
    }

    /// The same, where the connection may be lost.
    pub fn try_get(&mut self, path: &str) -> Result<Page, Lost> {
        let request = self
            .agent
            .get(format!("{}{path}", self.address))
            .header("cookie", self.cookie_header())
            .header("host", self.host());
        self.page(request.call().map_err(|_| Lost)?)
    }

    /// Sends a form as it is and follows nothing: status, where it leads, what kind of answer.
    #[track_caller]
    pub fn post_only(&self, action: &str, fields: &[(&str, &str)]) -> (u16, String, String) {
        let answer = self.post(action).send_form(fields.iter().copied()).unwrap();
        let text = |name| {
            answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        };
        (answer.status().as_u16(), text("location"), text("content-type"))
    }

    fn post(&self, action: &str) -> ureq::RequestBuilder<ureq::typestate::WithBody> {
        self.agent
            .post(format!("{}{action}", self.address))
            .header("cookie", self.cookie_header())
            .header("host", self.host())
    }

    /// The name it asks under, with the port.
    pub fn host(&self) -> &str {
        self.own
            .as_deref()
            .unwrap_or_else(|| self.address.trim_start_matches("http://").trim_start_matches("https://"))
    }

    /// Opens a page and sends its form for `action` with these fields.
    #[track_caller]
    pub fn send(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Page {
        self.try_send(page, action, fields).unwrap_or_else(|Lost| panic!("{page}, {action}: no answer"))
    }

    /// The same, where the connection may be lost.
    #[track_caller]
    pub fn try_send(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Result<Page, Lost> {
        let opened = self.try_get(page)?;
        let token = hidden(&opened.html, "_csrf").unwrap_or_else(|| panic!("{page} has a form: {opened:?}"));
        // What a page about to issue says it showed goes with the rest.
        let shown = hidden(&opened.html, "shown");
        let stand =
            [("_csrf", token.as_str())].into_iter().chain(shown.as_deref().map(|shown| ("shown", shown)));
        let fields = stand.chain(fields.iter().copied());
        let answer = self.post(action).send_form(fields).map_err(|_| Lost)?;
        self.page(answer)
    }

    /// Sends an empty form to an address, with the proof that stands on `page`.
    #[track_caller]
    pub fn post_blank(&mut self, page: &str, action: &str) -> Page {
        self.send(page, action, &[])
    }

    /// Somebody else with a copy of the cookies.
    pub fn copied(&self) -> Self {
        Self { cookies: self.cookies.clone(), own: self.own.clone(), ..Self::at(&self.address) }
    }

    /// The cookies as it sends them.
    pub fn cookie_header(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// Goes through the door to a name of its own, as a browser does; what it finds there is where the form led.
    fn enter(&mut self, status: u16, door: &str) -> Result<Page, Lost> {
        let (host, path) = door.trim_start_matches("http://").split_once('/').expect("a door has a path");
        let left = std::mem::take(&mut self.cookies);
        if self.own.replace(host.to_owned()).is_none() {
            self.typed = left;
        }
        let entered = self.try_get(&format!("/{path}"))?;
        let next = entered.html.split_once("0;url=").and_then(|(_, rest)| rest.split('"').next());
        let location = next.map(|next| next.replace("&amp;", "&"));
        match &location {
            Some(kept) if kept.contains("?kept=") => self.try_get(kept),
            _ => Ok(Page { status, location, ..entered }),
        }
    }

    fn page(&mut self, mut answer: ureq::http::Response<ureq::Body>) -> Result<Page, Lost> {
        for cookie in answer.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            if let Some((name, value)) = cookie.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let location =
            answer.headers().get("location").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let status = answer.status().as_u16();
        let bytes = answer.body_mut().read_to_vec().map_err(|_| Lost)?;
        match &location {
            // What a form is answered stands on the page it leads to.
            Some(kept) if kept.contains("?kept=") => return self.try_get(kept),
            Some(door) if door.contains(".localhost:") => return self.enter(status, door),
            _ => {}
        }
        Ok(Page { status, location, html: String::from_utf8_lossy(&bytes).into_owned(), bytes })
    }
}

/// A centre that knows a station and takes its records, as somebody signed in there sees it.
pub struct Acquainted(Visitor);

impl Acquainted {
    /// The station asks at `address`, somebody at the centre grants it, somebody at the station lets records go.
    #[track_caller]
    pub fn with(station: &Station, centre: &Centre, address: &str) -> Self {
        let mut here = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
        let fields = [("name", "Centro del Comune"), ("address", address)];
        here.send("/recovery/centre", "/recovery/centre", &fields);
        let mut there = Self(Visitor::at_centre(centre));
        let digits = until("the station's six digits", || here.get("/recovery/enrolment").digits());
        there.grant(&digits);
        let ask = until("the centre on the station's page", || {
            let html = here.get("/recovery").html;
            let path = linked(&html, "/recovery/")?;
            html.contains("/ask\"").then_some(path)
        });
        let ask = format!("{}/ask", ask.rsplit_once('/').map_or("", |(before, _)| before));
        let answer = here.send("/recovery", &ask, &[]);
        assert_eq!(answer.status, 303, "{}", answer.html);
        there
    }

    /// Somebody at the centre types these digits on the page of a station that asks, and grants it.
    #[track_caller]
    pub fn grant(&mut self, digits: &str) {
        let Self(there) = self;
        let asked = until("the station's six digits at the centre", || {
            let path = linked(&there.get("/stations").html, "/enrolments/")?;
            there.get(&path).html.contains("name=\"digits\"").then_some(path)
        });
        let answer = there.send(&asked, &asked, &[("answer", "grant"), ("digits", digits)]);
        assert_eq!(answer.status, 303, "{}", answer.html);
    }

    /// After the centre was started again.
    pub fn sign_in_again(&mut self, centre: &Centre) {
        self.0 = Visitor::at_centre(centre);
    }

    /// Entries it has received.
    #[track_caller]
    pub fn received(&mut self) -> usize {
        let html = self.0.get("/").html;
        let state = html.split_once("class=\"state\"").expect("a strip").1;
        let number = state.split_once("<strong>").expect("a number").1;
        number.split('<').next().and_then(|text| text.parse().ok()).expect("a number")
    }
}

/// The first address on a page that begins so and goes on with an identifier.
fn linked(html: &str, beginning: &str) -> Option<String> {
    let addresses = html.split('"').filter(|text| text.starts_with(beginning));
    let with_id = |text: &&str| text[beginning.len()..].chars().filter(|c| *c == '-').count() >= 4;
    addresses.into_iter().find(with_id).map(str::to_owned)
}

/// The value of the first hidden field of that name.
fn hidden(html: &str, name: &str) -> Option<String> {
    let after = html.split_once(&format!("name=\"{name}\" value=\""))?.1;
    Some(after.split('"').next()?.to_owned())
}
