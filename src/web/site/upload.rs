//! A posted form that may carry one file: read into memory, bounded, proven to come from a page of this session. Nothing
//! of it ever touches the disk here.

use std::future::Future;
use std::ops::Range;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest};

use super::post::{Post, Sender, ended, seated, sender};
use super::trouble::Trouble;
use super::typed::Typed;
use crate::entrance::body;
use crate::entrance::gate::Turn;
use desk::DeskError;
use domain::office::operator::Role;

/// Longest body with a file, in bytes: the largest pictures of cameras, with room to spare.
pub const LONGEST_UPLOAD: usize = 24 * 1024 * 1024;

/// A posted form and its file. A form sent without one is read as well.
pub struct Upload {
    /// Who, and what was typed.
    pub post: Post,
    /// The file, if one was chosen.
    pub file: Option<Vec<u8>>,
    /// Held until the file is worked on.
    pub turn: Turn,
}

impl FromRequest for Upload {
    type Error = Trouble;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Trouble>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let seat = match sender(&req).await? {
                Sender::Seated(seat) => *seat,
                Sender::Ended(standing) => {
                    let _turn = standing.site.gates.uploads.turn_of(&standing.token).await?;
                    let (typed, _) = read(&req, payload).await?;
                    return Err(ended(&req, &standing, &typed).await);
                }
            };
            if seat.who.roles.iter().all(|role| *role == Role::Auditor) {
                return Err(DeskError::NotAllowed.into());
            }
            let turn = seat.standing.site.gates.uploads.turn_of(&seat.token).await?;
            let (typed, file) = read(&req, payload).await?;
            Ok(Self { post: seated(&req, seat, typed)?, file, turn })
        })
    }
}

/// Reads a body as a form that may carry a file. Of the file there is never a second copy.
pub(crate) async fn read(req: &HttpRequest, payload: Payload) -> Result<(Typed, Option<Vec<u8>>), Trouble> {
    let mut body = body::whole(req, payload, LONGEST_UPLOAD).await?;
    let Some(boundary) = boundary(req) else { return Ok((Typed::parse(&body), None)) };
    let (typed, file) = parts(&body, &boundary).ok_or(Trouble::Unreadable)?;
    let file = file.map(|Range { start, end }| {
        body.truncate(end);
        body.drain(..start);
        body
    });
    Ok((typed, file))
}

/// The line between the parts; `None` where the form is no `multipart/form-data` (RFC 7578).
fn boundary(req: &HttpRequest) -> Option<Vec<u8>> {
    let kind = req.headers().get(CONTENT_TYPE)?.to_str().ok()?;
    let parameters = kind.strip_prefix("multipart/form-data")?;
    let boundary =
        parameters.split(';').find_map(|part| part.trim().strip_prefix("boundary="))?.trim_matches('"');
    (1..=70).contains(&boundary.len()).then(|| format!("--{boundary}").into_bytes())
}

/// The fields, and where the first file lies that is not empty; `None` where the body ends before its last line.
fn parts(body: &[u8], boundary: &[u8]) -> Option<(Typed, Option<Range<usize>>)> {
    let mut typed = Typed::default();
    let mut file = None;
    let mut rest = after(body, boundary)?;
    while !rest.starts_with(b"--") {
        let line = [b"\r\n", boundary].concat();
        let end = find(rest, &line)?;
        let (head, content) = split(rest.get(2..end)?)?;
        match (attribute(&head, "name"), attribute(&head, "filename")) {
            (Some(_), Some(_)) if content.is_empty() => {}
            (Some(_), Some(_)) => {
                let content_end = body.len() - rest.len() + end;
                file = file.or(Some(content_end - content.len()..content_end));
            }
            (Some(name), None) => {
                typed = typed.with(&name, Typed::cleaned(&String::from_utf8_lossy(content)));
            }
            (None, _) => return None,
        }
        rest = rest.get(end + line.len()..)?;
    }
    Some((typed, file))
}

/// The headers of a part, and what follows them.
fn split(part: &[u8]) -> Option<(String, &[u8])> {
    let end = find(part, b"\r\n\r\n")?;
    Some((String::from_utf8_lossy(&part[..end]).into_owned(), &part[end + 4..]))
}

/// `name` out of `Content-Disposition: form-data; name="picture"; filename="a.jpg"`.
fn attribute(head: &str, name: &str) -> Option<String> {
    let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
    let value = line.split(';').find_map(|part| {
        let (found, value) = part.trim().split_once('=')?;
        (found == name).then_some(value)
    })?;
    Some(value.trim_matches('"').to_owned())
}

fn after<'a>(body: &'a [u8], mark: &[u8]) -> Option<&'a [u8]> {
    find(body, mark).map(|at| &body[at + mark.len()..])
}

fn find(body: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut from = 0;
    while let Some(at) = body[from..].iter().position(|byte| *byte == first) {
        if body[from + at..].starts_with(wanted) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn body(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut body = Vec::new();
        for (head, content) in parts {
            body.extend_from_slice(
                format!("--XX\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--XX--\r\n");
        body
    }

    #[test]
    fn fields_and_file_are_told_apart() {
        let picture = b"\xff\xd8\r\n--X\r\n--\x00";
        let body = body(&[
            ("name=\"_csrf\"", b"abc"),
            ("name=\"way\"", "à l’uso".as_bytes()),
            ("name=\"none\"; filename=\"\"", b""),
            ("name=\"picture\"; filename=\"mia; foto.jpg\"", picture),
        ]);
        let (typed, file) = parts(&body, b"--XX").unwrap();
        assert_eq!(typed.get("_csrf"), "abc");
        assert_eq!(typed.get("way"), "à l’uso");
        assert_eq!(file.map(|file| &body[file]), Some(picture.as_slice()));
    }

    #[test]
    fn a_body_that_was_cut_short_is_no_form() {
        let whole = body(&[("name=\"a\"", b"1"), ("name=\"b\"; filename=\"c\"", b"2")]);
        for end in 0..whole.len() - 4 {
            assert!(parts(&whole[..end], b"--XX").is_none(), "{end}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0_usize..60) {
            let mut body = body(&[("name=\"a\"", &bytes)]);
            let at = at.min(body.len());
            body.splice(at..at, bytes.iter().copied().take(3));
            let _ = parts(&body, b"--XX");
        }
    }
}
