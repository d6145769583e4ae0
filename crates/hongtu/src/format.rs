//! `hongtu fmt`

use std::fs;
use std::io;
use std::path::Path;

use hongtu_report::diagnostics;

use crate::args::FmtArgs;
use crate::failure::{Failure, Message};
use crate::plan::Plan;
use crate::{output, screen};

/// Formats a plan in place, or says whether it is formatted.
pub fn format(args: &FmtArgs) -> Result<(), Failure> {
    let plan = Plan::read(&args.plan)?;
    let formatted = hongtu_syntax::format(&plan.text).map_err(|found| {
        let options = screen::diagnostics_on_stderr();
        output::remark(&diagnostics::text(&plan.name, &plan.text, &found, &options));
        Failure::Plan(Message::new(format!("`{}` was left as it is", plan.name)))
    })?;
    if formatted == plan.text {
        return Ok(());
    }
    if args.check {
        return Err(Failure::Plan(
            Message::new(format!("`{}` is not formatted", plan.name))
                .help(format!("hongtu fmt {}", plan.name)),
        ));
    }
    replace(&plan.path, &formatted)
        .map_err(|error| Failure::plan(format!("`{}` cannot be written: {error}", plan.name)))?;
    output::remark(&format!("formatted {}\n", plan.name));
    Ok(())
}

/// Replaces a file in one step, so that a plan is never half written. A link stays a link.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = path.canonicalize()?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    let written = fs::write(&beside, text)
        .and_then(|()| fs::set_permissions(&beside, fs::metadata(&path)?.permissions()))
        .and_then(|()| fs::rename(&beside, &path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}
