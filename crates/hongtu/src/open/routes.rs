//! Who may ask for what: the page and its changes, for pages of this machine that came from here.

use std::time::Duration;

use hongtu_report::Lang;

use super::http::{Reply, Request};
use super::state::{Now, State};

/// A question for changes is answered after so long even if there are none.
const LONGEST: Duration = Duration::from_secs(25);

/// What is served, and on which port.
#[derive(Debug)]
pub struct Routes {
    /// What is shown.
    pub state: State,
    /// The port of this machine that it is served on.
    pub port: u16,
    /// The language of the page.
    pub lang: Lang,
}

impl Routes {
    /// The answer to a request.
    pub fn answer(&self, request: &Request) -> Reply {
        let mut reply = self.reply(request);
        let default = "default-src 'none'; frame-ancestors 'none'";
        if !reply.headers.iter().any(|(name, _)| *name == "Content-Security-Policy") {
            reply.headers.push(("Content-Security-Policy", default.to_owned()));
        }
        for (name, value) in [
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
        ] {
            reply.headers.push((name, value.to_owned()));
        }
        reply
    }

    fn reply(&self, request: &Request) -> Reply {
        // A name that others gave to this machine's address is no name of the page.
        let [host] = &request.hosts[..] else {
            return Reply::refusal(403, "a request names one host");
        };
        if !self.names().any(|name| host.eq_ignore_ascii_case(&name)) {
            return Reply::refusal(403, "this host is not served here");
        }
        let own = |origin: &String| self.names().any(|name| *origin == format!("http://{name}"));
        if !request.origins.iter().all(own) {
            return Reply::refusal(403, "pages from elsewhere are not answered");
        }
        if !matches!(&*request.method, "GET" | "HEAD") {
            let mut reply = Reply::refusal(405, "only GET and HEAD are answered");
            reply.headers.push(("Allow", "GET, HEAD".to_owned()));
            return reply;
        }
        match &*request.path {
            "/" => self.page(&self.state.now()),
            "/changes" if request.method == "GET" => self.changes(&request.query),
            "/changes" => changed(&self.state.now()),
            "/favicon.ico" => Reply { status: 204, headers: Vec::new(), body: Vec::new() },
            _ => Reply::refusal(404, "there is nothing but the page, at /"),
        }
    }

    /// What this machine is called by those who ask for the page.
    fn names(&self) -> impl Iterator<Item = String> {
        let port = self.port;
        ["127.0.0.1", "localhost", "[::1]"].into_iter().flat_map(move |name| {
            // A browser leaves the port of HTTP away.
            let bare = (port == 80).then(|| name.to_owned());
            std::iter::once(format!("{name}:{port}")).chain(bare)
        })
    }

    fn page(&self, now: &Now) -> Reply {
        let (before, behind) = now.page.html.split_at_checked(now.page.desk).unwrap_or_default();
        let desk = now.desk.html(&now.version, self.lang);
        let policy = format!("{}; frame-ancestors 'none'", now.page.policy);
        Reply {
            status: 200,
            headers: vec![
                ("Content-Type", "text/html; charset=utf-8".to_owned()),
                ("Content-Security-Policy", policy),
            ],
            body: [before, &desk, behind].concat().into_bytes(),
        }
    }

    /// What is shown, as soon as that is not what was heard of before.
    fn changes(&self, query: &str) -> Reply {
        match query.strip_prefix("after=").and_then(|number| number.parse().ok()) {
            Some(number) => changed(&self.state.after(number, LONGEST)),
            None => Reply::refusal(400, "ask for /changes?after=NUMBER"),
        }
    }
}

fn changed(now: &Now) -> Reply {
    let mut json = now.desk.json(&now.version);
    json["number"] = now.number.into();
    Reply {
        status: 200,
        headers: vec![("Content-Type", "application/json".to_owned())],
        body: json.to_string().into_bytes(),
    }
}
