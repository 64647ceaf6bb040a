//! The API as a client of it sees it. A lost connection is an answer too: that is what a pulled plug looks like.

use serde_json::{Value, json};
use sportello::clock::{Clock, Random};
use uuid::Uuid;

/// One client: an address and, after signing in, a token.
#[derive(Clone, Debug)]
pub struct Api {
    agent: ureq::Agent,
    address: String,
    token: Option<String>,
    random: Random,
}

/// An answer that arrived whole.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The content as JSON; `null` when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The content, when the status is one of these.
    #[track_caller]
    pub fn expect_any(&self, statuses: &[u16]) -> Value {
        assert!(statuses.contains(&self.status), "{}: {}", self.status, self.text());
        self.json()
    }

    /// The content, when the status is what a test needs to go on.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()
    }
}

/// No answer, or not a whole one.
#[derive(Debug)]
pub struct Lost;

impl Api {
    pub fn at(address: &str) -> Self {
        let config =
            ureq::Agent::config_builder().http_status_as_error(false).proxy(None).max_redirects(0).build();
        Self {
            agent: config.new_agent(),
            address: address.trim_end_matches('/').to_owned(),
            token: None,
            random: Random::system(),
        }
    }

    /// A client that has signed in.
    #[track_caller]
    pub fn signed_in(address: &str, login: &str, pin: &str) -> Self {
        Self::at(address).sign_in(login, pin).expect("signing in is answered")
    }

    /// Signs in; the connection may be lost meanwhile, a refusal fails the test.
    #[track_caller]
    pub fn sign_in(mut self, login: &str, pin: &str) -> Result<Self, Lost> {
        let begun = self.post("/api/v1/sessions", &json!({ "login": login, "pin": pin }))?.expect(201);
        self.token = Some(begun["token"].as_str().expect("a token").to_owned());
        Ok(self)
    }

    /// What this client shows to be known.
    #[track_caller]
    pub fn token(&self) -> &str {
        self.token.as_deref().expect("signed in")
    }

    /// An identifier as clients mint them.
    pub fn mint(&self) -> Uuid {
        self.random.uuid(Clock::system().now())
    }

    pub fn get(&self, path: &str) -> Result<Answer, Lost> {
        let mut request = self.agent.get(self.url(path));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        whole(request.call())
    }

    pub fn delete(&self, path: &str) -> Result<Answer, Lost> {
        let mut request = self.agent.delete(self.url(path));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        whole(request.call())
    }

    pub fn post(&self, path: &str, content: &Value) -> Result<Answer, Lost> {
        self.post_as("application/json", path, &content.to_string())
    }

    /// Sends a text of another type.
    pub fn post_as(&self, content_type: &str, path: &str, content: &str) -> Result<Answer, Lost> {
        let mut request = self.agent.post(self.url(path)).header("content-type", content_type);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        whole(request.send(content))
    }

    pub fn put_json(&self, path: &str, content: &Value) -> Result<Answer, Lost> {
        let mut request = self.agent.put(self.url(path)).header("content-type", "application/json");
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        whole(request.send(content.to_string()))
    }

    /// Sends bytes to an address of their own.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<Answer, Lost> {
        let mut request = self.agent.put(self.url(path)).header("content-type", "application/octet-stream");
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        whole(request.send(bytes))
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
}

fn whole(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Answer, Lost> {
    let mut response = response.map_err(|_| Lost)?;
    let content_type = response
        .headers()
        .get("content-type")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let bytes = response.body_mut().read_to_vec().map_err(|_| Lost)?;
    Ok(Answer { status: response.status().as_u16(), content_type, bytes })
}
