//! What was kept: fits in a file for `--posterior`, fits and answers in the cache beside the plan.

use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use hongtu_fit::Fit;
use hongtu_model::Plan;
use hongtu_store::{Cache, Kept, Refusal, asked};
use hongtu_study::{Conditioning, Fits, Identity, Question, StudyError};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::args::EnsembleArgs;
use crate::failure::{Failure, Message};
use crate::output;

/// What is kept, and where what is made goes.
#[derive(Debug, Default)]
pub struct Shelf {
    file: Option<(Identity, Fit)>,
    cache: Option<Cache>,
    /// What is said of the cache when the bar is gone: the first thing that was wrong with it.
    remark: Mutex<Option<String>>,
}

impl Shelf {
    /// For the options of a command, and with what a file asks for in the question.
    pub fn new(
        folder: &Path,
        plan: &Plan,
        args: &EnsembleArgs,
        question: &mut Question<'_>,
    ) -> Result<Self, Failure> {
        let file = match &args.posterior {
            Some(file) => Some(read(file, plan, args, question)?),
            None => None,
        };
        let cache = (!args.no_cache && file.is_none()).then(|| Cache::beside(folder));
        Ok(Self { file, cache, remark: Mutex::default() })
    }

    /// Says what is to be said of the cache.
    pub fn say(&self) {
        if let Some(remark) = self.remark.lock().unwrap_or_else(PoisonError::into_inner).take() {
            output::remark(&format!("{remark}\n"));
        }
    }

    /// The answer to a question, of which `kind` says what is answered: as it was kept, or as `make` makes
    /// it. Answers from the draws of a file are not kept.
    pub fn answer<T: Serialize + DeserializeOwned>(
        &self,
        kind: &str,
        plan: &Plan,
        question: &Question<'_>,
        make: impl FnOnce() -> Result<T, StudyError>,
    ) -> Result<T, StudyError> {
        let cache = self.cache.as_ref();
        let asked = cache.and_then(|cache| Some((cache, asked(plan, question)?)));
        let Some((cache, key)) = asked else { return make() };
        match cache.answer(kind, &key) {
            Ok(Some(answer)) => return Ok(answer),
            Ok(None) => {}
            Err(refusal) => self.useless(cache, &refusal),
        }
        let answer = make()?;
        if let Err(error) = cache.keep_answer(kind, &key, &answer) {
            self.unkept(cache, &error);
        }
        Ok(answer)
    }

    fn useless(&self, cache: &Cache, refusal: &Refusal) {
        let folder = cache.folder().display();
        self.remark(format!("made again: what `{folder}` keeps cannot be used, {refusal}"));
    }

    fn unkept(&self, cache: &Cache, error: &io::Error) {
        let folder = cache.folder().display();
        self.remark(format!("nothing is kept: `{folder}` cannot be written, {error}"));
    }

    fn remark(&self, text: String) {
        self.remark.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(text);
    }
}

impl Fits for Shelf {
    fn find(&self, plan: &Plan, identity: &Identity) -> Option<Fit> {
        if let Some((kept, fit)) = &self.file
            && kept == identity
        {
            return Some(fit.clone());
        }
        let cache = self.cache.as_ref()?;
        cache.fit(plan, identity).unwrap_or_else(|refusal| {
            self.useless(cache, &refusal);
            None
        })
    }

    fn made(&self, plan: &Plan, identity: &Identity, fit: &Fit) {
        if let Some(cache) = &self.cache
            && let Err(error) = cache.keep_fit(plan, identity, fit)
        {
            self.unkept(cache, &error);
        }
    }
}

/// Reads the file of `--posterior`. The question becomes one for as many runs of the same seed and
/// method, unless the options ask for others.
fn read(
    file: &Path,
    plan: &Plan,
    args: &EnsembleArgs,
    question: &mut Question<'_>,
) -> Result<(Identity, Fit), Failure> {
    let refused = |refusal: Refusal| refused(file, &refusal);
    let kept = Kept::read(file).map_err(refused)?;
    let identity = kept.identity();
    question.runs = args.runs.unwrap_or(identity.runs);
    question.seed = args.seed.unwrap_or(identity.seed);
    if args.method.is_none()
        && let Some(method) = Conditioning::of_word(&identity.method)
    {
        question.method = method;
    }
    let asked = Identity::of(plan, question).map_err(|error| Failure::plan(error.to_string()))?;
    let Some(asked) = asked else {
        let weighs = plan.observations.iter().any(|observation| observation.weighs());
        let why = if weighs { "--method weights draws from the priors" } else { "nothing weighs" };
        return Err(Failure::Plan(
            Message::new(format!("--posterior {}: {why}, so no posterior is used", file.display()))
                .help("leave one of the two out"),
        ));
    };
    let fit = kept.fit(plan, &asked).map_err(refused)?;
    Ok((asked, fit))
}

fn refused(file: &Path, refusal: &Refusal) -> Failure {
    let message = Message::new(format!("--posterior {}: {refusal}", file.display()));
    Failure::Plan(match refusal {
        Refusal::Unreadable(_) | Refusal::Foreign(_) => {
            message.help("`hongtu fit PLAN -o posterior.parquet` writes one")
        }
        Refusal::Damaged(_) => {
            message.help("write it again: `hongtu fit PLAN -o posterior.parquet`")
        }
        Refusal::Other(_) => message.help(
            "fit again with the options of this command: `hongtu fit PLAN -o posterior.parquet`",
        ),
    })
}
