//! The engine against answers that are not its own.

#![allow(missing_docs)]

mod build;
mod distributions;
mod dynamics;
mod ensembles;
mod equality;
mod gradients;
mod reach;
mod trouble;
