//! Any bytes are read as a series without a panic; what is read is finite, or refused with a reason.

#![no_main]

use hongtu_lang::{Files, check};
use libfuzzer_sys::fuzz_target;

/// The same bytes under every name.
struct Bytes<'a>(&'a [u8]);

impl Files for Bytes<'_> {
    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.to_vec())
    }
}

const PLAN: &str = r#"```hongtu
plan "A series"
time 2015 to 2031 step 1/4 year
unit visit
series trips : visit/year
    read "trips.csv" column "trips" dates "year"
    then grow 3% / 1 year
series steps : visit/year
    read "trips.csv"
    interpolate step
target more : total(trips + steps, 2025) >= 1 visit
    deadline ours "a test"
```
"#;

fuzz_target!(|bytes: &[u8]| {
    let checked = check(PLAN, &Bytes(bytes), None);
    if let Some(plan) = checked.plan {
        for table in &plan.tables {
            assert!(table.xs.windows(2).all(|w| w[0] < w[1]), "positions increase");
            assert!(table.ys.iter().all(|y| y.is_finite()), "values are finite");
        }
    }
});
