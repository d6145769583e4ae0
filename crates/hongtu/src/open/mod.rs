//! `hongtu open`: the page of a plan, drawn anew with each save.
//!
//! One thread looks at the files and checks the plan, one simulates it, and one for each connection
//! serves what there is. `routes` says who is answered; `http` reads and writes.

mod files;
mod http;
mod routes;
mod sections;
mod state;

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use hongtu_lang::Checked;
use hongtu_model::Plan as Model;
use hongtu_page::desk::{Desk, Phase, alone};
use hongtu_page::site::{self, Begins, Page};
use hongtu_report::Lang;
use hongtu_report::diagnostics::{all, html};
use hongtu_syntax::tree::Heading;

use crate::args::OpenArgs;
use crate::ask::{ask_until, runnable};
use crate::failure::{Failure, Message};
use crate::plan::Plan;
use crate::progress::Bar;
use crate::publish::{drawn, engine, unanswerable};
use crate::{check, output, screen};
use files::{Recorder, Watch};
use routes::Routes;
use state::State;

/// How often the files are looked at.
const LOOK: Duration = Duration::from_millis(200);

/// How long files must stay as they are before they are read: some editors write in several steps.
const STILL: Duration = Duration::from_millis(60);

/// How far the work has come is told no more often than this.
const TELL: Duration = Duration::from_millis(400);

/// Serves the page of a plan until somebody presses Ctrl-C.
pub fn open(args: &OpenArgs) -> Result<(), Failure> {
    let module = engine()?;
    args.page.as_of.as_deref().map(check::day).transpose()?;
    let path = Plan::path(&args.plan);
    if !path.exists() {
        Plan::read(&path)?;
    }
    let listener = listen(args.port)?;
    let port = listener.local_addr().map_err(|error| unheard(args.port, &error))?.port();
    // Ctrl-C is how this ends well.
    let _ = ctrlc::set_handler(|| std::process::exit(0));

    let lang = screen::lang(args.page.lang);
    let name = path.display().to_string();
    let routes = Arc::new(Routes { state: State::new(alone(&name, lang)), port, lang });
    let served = Arc::clone(&routes);
    thread::spawn(move || http::serve(listener, move |request| served.answer(request)));
    let address = format!("http://127.0.0.1:{port}/");
    output::print(&format!("{address}\n"))?;
    output::remark(&format!("the page follows each save of {name}; Ctrl-C ends it\n"));
    if !args.no_browser && open::that_detached(&address).is_err() {
        output::remark("no browser could be started: open the address in one\n");
    }
    let begins = screen::begins(args.page.lang);
    let mut follower = Follower { args, module, begins, state: &routes.state, drawn: Vec::new() };
    loop {
        follower.round(&path);
    }
}

fn listen(port: u16) -> Result<TcpListener, Failure> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| unheard(port, &error))
}

fn unheard(port: u16, error: &std::io::Error) -> Failure {
    let why = match error.kind() {
        ErrorKind::AddrInUse => "something else listens there".to_owned(),
        ErrorKind::PermissionDenied => "ports under 1024 need special rights".to_owned(),
        _ => error.to_string(),
    };
    Failure::Plan(
        Message::new(format!("port {port} of this machine cannot be had: {why}"))
            .help("leave --port away to take a free one"),
    )
}

/// What makes the page anew, again and again.
struct Follower<'a> {
    args: &'a OpenArgs,
    module: &'a [u8],
    begins: Begins,
    state: &'a State,
    /// The headings of the page that is shown.
    drawn: Vec<Heading>,
}

impl Follower<'_> {
    /// Reads, checks and draws the plan once; ends when its files have changed.
    fn round(&mut self, path: &Path) {
        self.tell(Phase::Checking);
        let source = match Plan::read(path) {
            Ok(source) => source,
            Err(failure) => {
                self.refuse(&failure, None);
                return wait(&mut Watch::new(path, None));
            }
        };
        let mut watch = Watch::new(path, Some(&source.text));
        let recorder = Recorder::new(source.folder());
        // That the day can be read was found at the start.
        let as_of = self.args.page.as_of.as_deref().and_then(|day| check::day(day).ok());
        let checked = hongtu_lang::check(&source.text, &recorder, as_of);
        watch.add(source.beside(), recorder);
        let headings = sections::headings(&source.text);
        let found = Found {
            source: &source,
            sections: sections::sections(&headings, &self.drawn),
            checked: &checked,
        };
        match runnable(&source, &checked) {
            Err(_) => self.state.tell(|desk| found.tell(desk, Phase::Broken)),
            Ok(plan) => {
                self.state.tell(|desk| found.tell(desk, Phase::Computing));
                match self.page(&source, plan, &mut watch) {
                    Some(Ok(page)) => {
                        let sections = sections::sections(&headings, &headings);
                        let found = Found { sections, ..found };
                        self.drawn = headings;
                        self.state.show(page, |desk| found.tell(desk, Phase::Ready));
                    }
                    Some(Err(failure)) => self.refuse(&failure, Some(&found)),
                    // The files have changed meanwhile.
                    None => return settle(&watch),
                }
            }
        }
        wait(&mut watch);
    }

    fn tell(&self, phase: Phase) {
        self.state.tell(|desk| {
            desk.phase = phase;
            desk.share = None;
        });
    }

    /// Says why a plan that may be sound in itself makes no page.
    fn refuse(&self, failure: &Failure, found: Option<&Found<'_>>) {
        let Some((what, remedy)) = failure.words() else { return };
        output::remark(&format!("error: {what}\n"));
        if let Some(remedy) = remedy {
            output::remark(&format!("help: {remedy}\n"));
        }
        self.state.tell(|desk| {
            *desk = Desk { page: desk.page, ..Desk::default() };
            if let Some(found) = found {
                found.tell(desk, Phase::Broken);
            }
            desk.phase = Phase::Broken;
            for (lang, html) in [Lang::En, Lang::Zh].into_iter().zip(&mut desk.found) {
                html.insert_str(0, &html::refusal(what, remedy, lang));
            }
        });
    }

    /// The page of a plan; none where its files change before it is drawn.
    fn page(
        &self,
        source: &Plan,
        plan: &Model,
        watch: &mut Watch,
    ) -> Option<Result<Page, Failure>> {
        let (began, cancel) = (Instant::now(), AtomicBool::new(false));
        let ensemble = self.args.page.ensemble();
        let bar = Bar::new(!ensemble.no_progress);
        let told = std::sync::Mutex::new(began);
        let show = |progress: hongtu_study::Progress| {
            bar.show(progress);
            let Ok(mut last) = told.try_lock() else { return };
            if last.elapsed() >= TELL && progress.total > 0 {
                *last = Instant::now();
                let share = progress.done as f64 / progress.total as f64;
                self.state.tell(|desk| desk.share = Some(share));
            }
        };
        let made = thread::scope(|scope| {
            let work = scope.spawn(|| {
                ask_until(source, plan, &ensemble, &cancel, &show, |question, _| {
                    drawn(source, plan, question, |report, bundle, _| {
                        site::followed(report, bundle, self.module, self.begins)
                    })
                })
            });
            while !work.is_finished() {
                if watch.changed() {
                    cancel.store(true, Ordering::SeqCst);
                    let _ = work.join();
                    return None;
                }
                thread::sleep(LOOK / 10);
            }
            Some(work.join())
        });
        bar.clear();
        let unwritten = || Failure::plan("the page cannot be written");
        let page = match made? {
            Ok(page) => page.and_then(|page| page.map_err(unanswerable)?.ok_or_else(unwritten)),
            Err(_) => Err(Failure::Plan(
                Message::new("the computation broke off, which is a defect of hongtu")
                    .help("please report it, with the plan"),
            )),
        };
        if page.is_ok() {
            let seconds = began.elapsed().as_secs_f64();
            output::remark(&format!("{}: drawn in {seconds:.1} s\n", source.name));
        }
        Some(page)
    }
}

/// What was found in a plan.
struct Found<'a> {
    source: &'a Plan,
    sections: Vec<html::Section>,
    checked: &'a Checked,
}

impl Found<'_> {
    fn tell(&self, desk: &mut Desk, phase: Phase) {
        let Plan { name, text, .. } = self.source;
        let Checked { diagnostics, findings, .. } = self.checked;
        let [en, zh] = [Lang::En, Lang::Zh].map(|lang| all(diagnostics, findings, lang));
        desk.phase = phase;
        desk.share = None;
        desk.marks = sections::marks(&en, &self.sections);
        desk.found = [(en, Lang::En), (zh, Lang::Zh)]
            .map(|(all, lang)| html::html(name, text, &all, &self.sections, lang));
    }
}

/// Waits until the files have changed, and are left alone.
fn wait(watch: &mut Watch) {
    while !watch.changed() {
        thread::sleep(LOOK);
    }
    settle(watch);
}

/// Waits until the files are left alone, within reason.
fn settle(watch: &Watch) {
    let mut before = watch.glance();
    for _ in 0..20 {
        thread::sleep(STILL);
        let now = watch.glance();
        if now == before {
            return;
        }
        before = now;
    }
}
