//! What is chosen for an ensemble rather than drawn.

use hongtu_model::{Plan, VariableId};

/// The values of levers, and constants held at a value of the caller's choice; coherent units.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// A value for each of [`Plan::levers`], in their order; it acts from the lever's own step on.
    /// A lever beyond the end of the list stays at its default.
    pub levers: Vec<f64>,
    /// Constants (or alternatives) that take one value in every run instead of being drawn or
    /// computed. Other kinds of variables are ignored; of two values for one constant the last
    /// counts.
    pub constants: Vec<(VariableId, f64)>,
}

impl Settings {
    /// Every lever at its default, no constant held.
    pub fn defaults(plan: &Plan) -> Self {
        Self {
            levers: plan.levers.iter().map(|lever| lever.default).collect(),
            constants: Vec::new(),
        }
    }

    /// The value at which a variable is held, where it is.
    pub fn held(&self, variable: VariableId) -> Option<f64> {
        self.constants.iter().rev().find(|(id, _)| *id == variable).map(|(_, value)| *value)
    }
}
