//! Builds `hongtu-wasm` for browsers with a cargo of its own.
//!
//! `HONGTU_PAGE` says otherwise: `skip` embeds nothing (a build without the page), `build` builds it in
//! debug profiles too, where it is left out so that editing, checking and testing stay quick; anything
//! else is the path of a module that is ready.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";

fn main() {
    println!("cargo::rerun-if-env-changed=HONGTU_PAGE");
    let path = |name: &str| PathBuf::from(env::var_os(name).unwrap_or_default());
    let (crates, out) = (path("CARGO_MANIFEST_DIR").join(".."), path("OUT_DIR").join("page.wasm"));
    let debug = env::var("PROFILE").is_ok_and(|profile| profile == "debug");
    let module = match env::var("HONGTU_PAGE").as_deref() {
        Ok("skip") => Vec::new(),
        Ok("build") => build(&crates),
        Ok(ready) if !ready.is_empty() => {
            println!("cargo::rerun-if-changed={ready}");
            read(Path::new(ready))
        }
        _ if debug => Vec::new(),
        _ => build(&crates),
    };
    fs::write(&out, module).unwrap_or_else(|error| fail(&format!("{}: {error}", out.display())));
}

fn build(crates: &Path) -> Vec<u8> {
    for name in ["maths", "model", "engine", "fit", "study", "report", "syntax", "page", "wasm"] {
        let folder = crates.join(format!("hongtu-{name}"));
        for part in ["src", "Cargo.toml"] {
            println!("cargo::rerun-if-changed={}", folder.join(part).display());
        }
    }
    let workspace = crates.join("..");
    println!("cargo::rerun-if-changed={}", workspace.join("Cargo.lock").display());
    add_target();
    // A folder of its own: the outer cargo holds the lock of the other.
    let target = workspace.join("target").join("page");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["build", "--quiet", "--locked", "--profile", "page", "--target", TARGET])
        .args(["--package", "hongtu-wasm", "--target-dir"])
        .arg(&target)
        .current_dir(&workspace);
    // What the outer cargo says of its own build is not for this one.
    for (name, _) in env::vars_os() {
        if foreign(&name) {
            cargo.env_remove(name);
        }
    }
    cargo.env("CARGO_ENCODED_RUSTFLAGS", "-Ctarget-feature=+simd128");
    match cargo.status() {
        Ok(status) if status.success() => {}
        Ok(_) => fail(&format!(
            "the page's engine could not be built; if the target is missing: rustup target add \
             {TARGET}; to build without the page: HONGTU_PAGE=skip"
        )),
        Err(error) => fail(&format!("cargo cannot be started: {error}")),
    }
    read(&target.join(TARGET).join("page").join("hongtu_wasm.wasm"))
}

fn foreign(name: &OsString) -> bool {
    let name = name.to_string_lossy();
    let kept = ["CARGO_HOME", "CARGO_MAKEFLAGS", "CARGO_NET_OFFLINE", "CARGO_TERM_COLOR"];
    let flags = ["RUSTFLAGS", "RUSTC", "RUSTDOC", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER"];
    (name.starts_with("CARGO") && !kept.contains(&&*name)) || flags.contains(&&*name)
}

/// Adds the target where rustup is there to do so; where it is not, the build itself says what is
/// missing.
fn add_target() {
    let list = Command::new("rustup").args(["target", "list", "--installed"]).output();
    let Ok(list) = list else { return };
    if list.status.success() && !String::from_utf8_lossy(&list.stdout).contains(TARGET) {
        let _ = Command::new("rustup").args(["target", "add", TARGET]).status();
    }
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| fail(&format!("{}: {error}", path.display())))
}

fn fail(message: &str) -> ! {
    println!("cargo::error={message}");
    std::process::exit(1)
}
