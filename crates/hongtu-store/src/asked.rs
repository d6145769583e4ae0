//! A name for a question to a plan.

use hongtu_model::Plan;
use hongtu_study::identity::{Hash, engine};
use hongtu_study::{MAX_RUNS, Question};

/// A name for everything that the answers to a question can depend on, but for the program: the plan
/// whole, to the last bit and word, and all that the question asks. Of two questions with one name the
/// answers are the same; questions whose answers happen to be the same may have different ones.
///
/// The draws must be the question's own: not those of a file, which may hold more runs than were asked
/// for. `None` for a plan that cannot be written, which a checked one can.
pub fn asked(plan: &Plan, question: &Question<'_>) -> Option<String> {
    // Taken apart, so that what a question will ask besides is not forgotten here.
    let Question {
        runs,
        seed,
        threads: _,
        scenario,
        set_levers,
        set_constants,
        method,
        fits: _,
        record,
        levers_effect,
        progress: _,
        cancel: _,
    } = question;
    if *runs > MAX_RUNS {
        return None;
    }
    let plan = postcard::to_allocvec(plan).ok()?;
    let mut hash = Hash::default();
    hash.text(&engine());
    hash.bytes(&plan);
    hash.number(*runs);
    hash.number(*seed);
    hash.number(u64::from(scenario.is_some()));
    hash.text(scenario.unwrap_or_default());
    hash.number(set_levers.len() as u64);
    for (lever, value) in set_levers {
        hash.number(*lever as u64);
        hash.floats(&[*value]);
    }
    hash.number(set_constants.len() as u64);
    for (variable, value) in set_constants {
        hash.number(u64::from(variable.0));
        hash.floats(&[*value]);
    }
    hash.text(method.word());
    hash.number(record.len() as u64);
    for measure in record {
        hash.number(u64::from(measure.0));
    }
    hash.number(u64::from(*levers_effect));
    Some(hash.end())
}
