//! As much of HTTP/1.1 as one page needs: a request without a body, and one reply to a connection.
//!
//! What comes in is limited in size, in time and in number, so that no client keeps others waiting.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use httparse::{EMPTY_HEADER, Status};

/// The longest head of a request, in bytes.
const MOST_HEAD: usize = 16 << 10;

/// The most headers of a request.
const MOST_HEADERS: usize = 64;

/// The most connections at a time.
const MOST_CONNECTIONS: usize = 64;

/// How long a client may take to send its request, or stand still while it takes the reply.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The method, such as `GET`.
    pub method: String,
    /// The path, as it was sent.
    pub path: String,
    /// What follows `?` in the address; empty where nothing does.
    pub query: String,
    /// Every `Host`.
    pub hosts: Vec<String>,
    /// Every `Origin`.
    pub origins: Vec<String>,
}

/// What is replied.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status, such as 200.
    pub status: u16,
    /// Headers besides those that every reply has.
    pub headers: Vec<(&'static str, String)>,
    /// The content.
    pub body: Vec<u8>,
}

impl Reply {
    /// A sentence that says why nothing else is replied.
    pub fn refusal(status: u16, why: &str) -> Self {
        let kind = ("Content-Type", "text/plain; charset=utf-8".to_owned());
        Self { status, headers: vec![kind], body: format!("{why}\n").into_bytes() }
    }
}

/// Answers whoever connects, each in a thread of its own, for as long as the process lives.
pub fn serve(listener: TcpListener, answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) {
    let answer = Arc::new(answer);
    let connections = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        let Ok(stream) = stream else {
            // Out of file descriptors, as a rule: some are given back soon.
            thread::sleep(Duration::from_millis(50));
            continue;
        };
        let place = Place::take(&connections);
        let answer = Arc::clone(&answer);
        // Where no thread can be had the connection is closed.
        let _ = thread::Builder::new().spawn(move || {
            let reply: &dyn Fn(&Request) -> Reply = if place.free {
                &*answer
            } else {
                &|_| Reply::refusal(503, "too many connections at a time")
            };
            // Nobody is left to tell of a connection that broke.
            let _ = converse(stream, reply);
        });
    }
}

/// A connection that counts for as long as it lives.
struct Place {
    count: Arc<AtomicUsize>,
    free: bool,
}

impl Place {
    fn take(count: &Arc<AtomicUsize>) -> Self {
        let free = count.fetch_add(1, Ordering::SeqCst) < MOST_CONNECTIONS;
        Self { count: Arc::clone(count), free }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::SeqCst);
    }
}

fn converse(mut stream: TcpStream, answer: &dyn Fn(&Request) -> Reply) -> io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    let (reply, bare) = match request(&mut stream)? {
        Ok(request) => (answer(&request), request.method == "HEAD"),
        Err(refusal) => (refusal, false),
    };
    stream.write_all(head(&reply).as_bytes())?;
    if !bare {
        stream.write_all(&reply.body)?;
    }
    // What the client still sends is read, a little of it: a connection that is closed on unread
    // bytes takes the reply with it.
    stream.shutdown(Shutdown::Write)?;
    stream.set_read_timeout(Some(Duration::from_millis(200)))?;
    let mut rest = [0; 4096];
    for _ in 0..64 {
        if stream.read(&mut rest)? == 0 {
            break;
        }
    }
    Ok(())
}

fn head(reply: &Reply) -> String {
    let reason = match reply.status {
        200 => "OK",
        204 => "No Content",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        431 => "Request Header Fields Too Large",
        _ => "Service Unavailable",
    };
    let mut head = format!("HTTP/1.1 {} {reason}\r\n", reply.status);
    for (name, value) in &reply.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head + &format!("Content-Length: {}\r\nConnection: close\r\n\r\n", reply.body.len())
}

/// Reads a request up to its empty line; what follows is not looked at.
fn request(stream: &mut TcpStream) -> io::Result<Result<Request, Reply>> {
    let end = Instant::now() + PATIENCE;
    let mut bytes = Vec::new();
    let mut part = [0; 2048];
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left))?;
        let read = stream.read(&mut part)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend(part.get(..read).unwrap_or_default());
        match parsed(&bytes) {
            None if bytes.len() >= MOST_HEAD => {
                return Ok(Err(Reply::refusal(431, "the request is too long")));
            }
            None => {}
            Some(request) => return Ok(request),
        }
    }
}

/// The request in these bytes; `None` while its end is missing.
fn parsed(bytes: &[u8]) -> Option<Result<Request, Reply>> {
    let mut headers = [EMPTY_HEADER; MOST_HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    match head.parse(bytes) {
        Ok(Status::Partial) => return None,
        Ok(Status::Complete(_)) => {}
        Err(httparse::Error::TooManyHeaders) => {
            return Some(Err(Reply::refusal(431, "the request has too many headers")));
        }
        Err(_) => return Some(Err(Reply::refusal(400, "this is no HTTP request"))),
    }
    let target = head.path.unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let all = |name: &str| {
        let named = head.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name));
        named.map(|header| String::from_utf8_lossy(header.value).into_owned()).collect()
    };
    Some(Ok(Request {
        method: head.method.unwrap_or_default().to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        hosts: all("host"),
        origins: all("origin"),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_whole_or_not_at_all() {
        let text = b"GET /changes?after=7 HTTP/1.1\r\nhost: a\r\nOrigin: b\r\nHOST: c\r\n\r\n";
        for end in 0..text.len() {
            assert!(parsed(&text[..end]).is_none(), "{end} bytes");
        }
        let request = parsed(text).expect("complete").expect("a request");
        assert_eq!(request.method, "GET");
        assert_eq!((&*request.path, &*request.query), ("/changes", "after=7"));
        assert_eq!(request.hosts, ["a", "c"]);
        assert_eq!(request.origins, ["b"]);
    }

    #[test]
    fn what_is_no_request_is_refused() {
        let status = |bytes: &[u8]| match parsed(bytes) {
            Some(Err(reply)) => reply.status,
            other => panic!("{other:?}"),
        };
        assert_eq!(status(b"\x16\x03\x01\x02\x00\x01"), 400);
        assert_eq!(status(b"GET / HTTP/1.1\r\nno colon\r\n\r\n"), 400);
        let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(MOST_HEADERS + 1));
        assert_eq!(status(many.as_bytes()), 431);
    }
}
