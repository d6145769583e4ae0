//! `hongtu open`: who is answered, and what a save does to the page.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::missing;
use crate::{COFFEE, Folder, on};

/// A plan that is open, until it is dropped.
struct Opened {
    child: Child,
    address: String,
}

impl Opened {
    fn new(plan: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hongtu"))
            .arg("open")
            .arg(plan)
            .args(["--no-browser", "--runs", "128", "--lang", "en"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("the address");
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { child, address }
    }

    /// The status, the headers and the content that a text is replied with.
    fn say(&self, text: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("set");
        stream.write_all(text.as_bytes()).expect("sent");
        let mut reply = String::new();
        stream.read_to_string(&mut reply).expect("a reply");
        let (head, body) = reply.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        (status.expect("a status"), head.to_owned(), body.to_owned())
    }

    fn get(&self, path: &str) -> (u16, String, String) {
        self.say(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address))
    }

    fn changes(&self, after: u64) -> Value {
        let (status, _, body) = self.get(&format!("/changes?after={after}"));
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).expect("JSON")
    }

    /// What is shown as soon as `holds` is true of it, asking as the page does.
    fn until(&self, holds: impl Fn(&Value) -> bool) -> Value {
        let (mut now, end) = (self.changes(0), Instant::now() + Duration::from_secs(120));
        while !holds(&now) {
            assert!(Instant::now() < end, "never came true of {now}");
            now = self.changes(now["number"].as_u64().expect("a number"));
        }
        now
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn phase(name: &'static str) -> impl Fn(&Value) -> bool {
    move |now| now["phase"] == name
}

#[test]
fn this_machine_is_answered_and_nobody_else() {
    if let Some(why) = missing() {
        return println!("skipped: {why}");
    }
    let folder = Folder::new();
    let open = Opened::new(&folder.file("plan.md", COFFEE));
    open.until(phase("ready"));
    let here = open.address.clone();
    let port = here.rsplit(':').next().expect("a port");
    assert!(here.starts_with("127.0.0.1:"), "{here}");

    let (status, head, body) = open.get("/");
    assert_eq!(status, 200);
    assert!(body.contains("Coffee stands in an office.") && body.contains("id=\"desk\""));
    for header in [
        "Content-Security-Policy: default-src 'none';",
        "connect-src 'self';",
        "frame-ancestors 'none'",
        "X-Content-Type-Options: nosniff",
        "Cache-Control: no-store",
        "Cross-Origin-Resource-Policy: same-origin",
    ] {
        assert!(head.contains(header), "{header} is missing: {head}");
    }
    let length = format!("Content-Length: {}", body.len());
    assert!(head.contains(&length), "{length} is missing: {head}");
    let (status, head, body) = open.say(&format!("HEAD / HTTP/1.1\r\nHost: {here}\r\n\r\n"));
    assert_eq!((status, &*body), (200, ""));
    assert!(head.contains(&length), "{head}");

    let local = format!("localhost:{port}");
    for (request, expected) in [
        (format!("GET / HTTP/1.1\r\nHost: {local}\r\nOrigin: http://{local}\r\n\r\n"), 200),
        (format!("GET / HTTP/1.1\r\nHost: [::1]:{port}\r\n\r\n"), 200),
        (format!("GET / HTTP/1.1\r\nHost: plan.example:{port}\r\n\r\n"), 403),
        ("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned(), 403),
        ("GET / HTTP/1.1\r\n\r\n".to_owned(), 403),
        (format!("GET / HTTP/1.1\r\nHost: {here}\r\nHost: plan.example\r\n\r\n"), 403),
        (format!("GET / HTTP/1.1\r\nHost: {here}\r\nOrigin: http://plan.example\r\n\r\n"), 403),
        (format!("GET / HTTP/1.1\r\nHost: {here}\r\nOrigin: null\r\n\r\n"), 403),
        (format!("GET / HTTP/1.1\r\nHost: {here}\r\nOrigin: https://{here}\r\n\r\n"), 403),
        (format!("POST / HTTP/1.1\r\nHost: {here}\r\nContent-Length: 3\r\n\r\nabc"), 405),
        (format!("OPTIONS /changes HTTP/1.1\r\nHost: {here}\r\n\r\n"), 405),
        (format!("GET /changes HTTP/1.1\r\nHost: {here}\r\n\r\n"), 400),
        (format!("GET /changes?after=-1 HTTP/1.1\r\nHost: {here}\r\n\r\n"), 400),
        (format!("GET http://{here}/ HTTP/1.1\r\nHost: {here}\r\n\r\n"), 404),
        ("\u{16}\u{3}\u{1}\r\n\r\n".to_owned(), 400),
        (format!("GET / HTTP/1.1\r\nHost: {here}\r\n{}\r\n", "a: b\r\n".repeat(100)), 431),
        (format!("GET /{} HTTP/1.1\r\nHost: {here}\r\n\r\n", "a".repeat(1 << 15)), 431),
    ] {
        let (status, ..) = open.say(&request);
        let start: String = request.chars().take(90).collect();
        assert_eq!(status, expected, "{start:?}");
    }
    for path in ["/plan.md", "/../plan.md", "/..%2fplan.md", "/.hongtu", "//", "/index.html"] {
        assert_eq!(open.get(path).0, 404, "{path}");
    }
}

#[test]
fn a_save_is_announced_and_the_last_page_stays() {
    if let Some(why) = missing() {
        return println!("skipped: {why}");
    }
    let folder = Folder::new();
    let prior = "const room : degree = 20 ~ uniform(18, 22)\n";
    let read = "series room : degree\n    read \"room.csv\" column \"degree\" dates \"minute\"\n";
    let good = COFFEE.replace(prior, read);
    assert_ne!(good, COFFEE);
    let bad = good.replace("    - cooling\n", "    - <cooling>\n");
    let plan = folder.file("plan.md", &bad);
    let table = folder.file("room.csv", "minute,degree\n0,20\n30,20\n");
    let open = Opened::new(&plan);

    let now = open.until(phase("broken"));
    let (_, said, _) = on(&plan, &["check", "--format", "json"]);
    let said: Value = serde_json::from_str(&said).expect("JSON");
    let first = &said["diagnostics"][0];
    let rule = first["rule"].as_str().expect("a rule");
    let found = now["found"]["en"].as_str().expect("HTML");
    assert!(found.contains(&format!("<code>{rule}</code>")), "{found}");
    assert!(found.contains("plan.md:11:") && found.contains("cannot run"), "{found}");
    assert!(!found.contains("<cooling>"), "what the plan says is escaped: {found}");
    assert!(now["found"]["zh"].as_str().is_some_and(|zh| zh.contains("规划无法运行")));
    let (_, _, alone) = open.get("/");
    assert!(alone.contains(rule) && !alone.contains("Coffee stands in an office."), "{alone}");

    // Whoever waits for a change keeps nobody else waiting.
    let number = now["number"].as_u64().expect("a number");
    let waiting = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| open.changes(number));
        std::thread::sleep(Duration::from_millis(300));
        assert!(!waiting.is_finished(), "there is nothing to tell yet");
        let began = Instant::now();
        assert_eq!(open.get("/").0, 200);
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
        fs::write(&plan, &good).expect("saved");
        waiting.join().expect("an answer")
    });
    assert_ne!(waiting["number"], number);

    let drawn = open.until(phase("ready"));
    assert_eq!(drawn["found"]["en"], "");
    let (_, _, page) = open.get("/");
    assert!(page.contains("Coffee stands in an office."));
    assert!(page.contains(drawn["page"].as_str().expect("a version")));

    fs::write(&table, "minute,degree\n0,30\n30,30\n").expect("saved");
    let other = open.until(|now| now["page"] != drawn["page"]);
    fs::write(&plan, &bad).expect("saved");
    // A reader may come between the emptying and the writing of a file.
    let broken = open.until(|now| now["found"]["en"].as_str().is_some_and(|en| en.contains(rule)));
    assert_eq!(broken["page"], other["page"], "the last page stays");
    let (_, _, page) = open.get("/");
    assert!(page.contains("Coffee stands in an office.") && page.contains(rule));

    fs::remove_file(&plan).expect("removed");
    open.until(|now| now["found"]["en"].as_str().is_some_and(|en| en.contains("there is no")));
    fs::write(&plan, vec![b'a'; (16 << 20) + 1]).expect("saved");
    open.until(|now| now["found"]["en"].as_str().is_some_and(|en| en.contains("16 MiB")));
}

#[test]
fn what_cannot_be_opened_is_said_with_a_remedy() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", COFFEE);
    if missing().is_some() {
        let (code, _, err) = on(&plan, &["open", "--no-browser"]);
        assert_eq!(code, 1);
        assert!(err.contains("no engine") && err.contains("HONGTU_PAGE=build"), "{err}");
        return;
    }
    let (code, out, err) = on(&folder.0.join("none.md"), &["open", "--no-browser"]);
    assert_eq!((code, &*out), (1, ""));
    assert!(err.contains("none.md") && err.contains("help"), "{err}");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("its address").port().to_string();
    let (code, out, err) = on(&plan, &["open", "--no-browser", "--port", &port]);
    assert_eq!((code, &*out), (1, ""));
    assert!(err.contains(&port) && err.contains("--port"), "{err}");
    let (code, _, err) = on(&plan, &["open", "--no-browser", "--as-of", "soon"]);
    assert_eq!(code, 2);
    assert!(err.contains("--as-of"), "{err}");
}

#[test]
fn the_page_follows_what_is_written() {
    if let Some(why) = missing() {
        return println!("skipped: {why}");
    }
    for program in ["node", "chromium"] {
        if Command::new(program).arg("--version").output().is_err() {
            return println!("skipped: {program} is not here to use the page with");
        }
    }
    let folder = Folder::new();
    let broken = COFFEE.replace("- cooling", "- colling").replace("42 degree", "42 kilogram");
    let plan = folder.file("plan.md", broken);
    let open = Opened::new(&plan);
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("page-open").join("pictures");
    let used = Command::new("node")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/page/open.mjs"))
        .arg(format!("http://{}/", open.address))
        .args([&plan, &pictures])
        .arg(open.child.id().to_string())
        .output()
        .expect("node runs");
    let said = String::from_utf8_lossy(&used.stdout);
    println!("{said}");
    assert!(used.status.success(), "{said}{}", String::from_utf8_lossy(&used.stderr));
}
