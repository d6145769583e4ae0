//! Where priors and evidence pull apart, and where a posterior has several modes.
//!
//! Everything is said of standard normal coordinates, so that it does not depend on how a constant is
//! parametrised: a quantile of the prior is `Φ(z)`.

use hongtu_fit::{Coordinate, Fit};
use hongtu_maths::special::normal_cdf;
use hongtu_model::{Kind, Labels, Plan, Stated, Variable};

use crate::answers::{Strain, StrainKind};
use crate::conditioning::Weighed;
use crate::dip::dip;
use crate::statistics::quantiles;

/// A posterior median below this quantile of the prior, or as far above, strains it.
const TAIL: f64 = 0.01;

/// A prior of which evidence leaves a smaller share is too wide to say anything.
const WIDE: f64 = 0.001;

/// An observation is a surprise if the priors give what is farther out a smaller probability.
const SURPRISE: f64 = 0.01;

/// The dip of several modes: smaller ones are of no consequence, however sure.
const DIP: f64 = 0.02;

/// `√n · dip` that so many uniform numbers pass less than once in a thousand times is about 0.65; with
/// many constants looked at, more is asked.
const SURE_DIP: f64 = 0.8;

/// At most so many draws are looked at for modes.
const MOST: usize = 4_096;

/// Observations that the priors did not expect, by the runs of the prior.
///
/// The probability is that of the prior predictive distribution of the stated value, measurement and
/// discrepancy included, to lie as far out on either side (Box 1980; Evans and Moshonov 2006). Bounds
/// and ranges are left out.
pub(crate) fn surprises(observations: &[Weighed<'_>], plan: &Plan) -> Vec<Strain> {
    let surprise = |weighed: &Weighed<'_>| {
        let o = weighed.observation;
        let Stated::Normal { value, sd } = o.stated else { return None };
        let scale = (sd * sd + o.discrepancy * o.discrepancy).sqrt();
        let known = || weighed.values.iter().filter(|x| !x.is_nan());
        let count = known().count();
        if scale.is_nan() || scale <= 0.0 || count == 0 {
            return None;
        }
        let below = known().map(|x| normal_cdf((value - x) / scale)).sum::<f64>() / count as f64;
        let tail = if below < 0.5 { below } else { 1.0 - below };
        let probability = 2.0 * tail;
        let measure = plan.measures.get(o.measure.index())?;
        (probability < SURPRISE).then(|| Strain {
            name: measure.text.clone(),
            labels: Labels::new(),
            kind: StrainKind::Surprise { observation: weighed.index, probability },
        })
    };
    observations.iter().filter_map(surprise).collect()
}

/// What strains constants and alternatives under a fit. Runs weigh `weights`, and tell as much as
/// `effective` independent draws.
pub(crate) fn constants(plan: &Plan, fit: &Fit, weights: &[f64], effective: f64) -> Vec<Strain> {
    let runs = weights.len();
    let used = runs.min(MOST);
    let mut z = vec![0.0; runs];
    let mut found = Vec::new();
    for (index, part) in fit.draws.parts().iter().enumerate() {
        for (place, coordinate) in part.coordinates.iter().enumerate() {
            let Some(variable) = constant(plan, coordinate) else { continue };
            fit.draws.latent(index, place, &mut z);
            let ends = quantiles(z.iter().copied(), Some(weights), [0.005, 0.5, 0.995]);
            let Some([low, middle, high]) = ends else { continue };
            let quantile = normal_cdf(middle);
            let left = normal_cdf(high) - normal_cdf(low);
            let mut strain = |kind| {
                let quantity = variable.quantity.and_then(|q| plan.quantities.get(q.0 as usize));
                found.push(Strain {
                    name: variable.name.clone(),
                    labels: quantity.map(|q| q.labels.clone()).unwrap_or_default(),
                    kind,
                });
            };
            if !(TAIL..=1.0 - TAIL).contains(&quantile) {
                strain(StrainKind::Tail { quantile });
            } else if left < WIDE {
                strain(StrainKind::Wide { left });
            }
            let mut first = z[..used].to_vec();
            first.sort_by(f64::total_cmp);
            let dip = dip(&first);
            if dip > DIP && dip * (effective * used as f64 / runs as f64).sqrt() > SURE_DIP {
                strain(StrainKind::Modes { dip });
            }
        }
    }
    found
}

/// The constant of a coordinate: the first that draws from it.
fn constant<'a>(plan: &'a Plan, coordinate: &Coordinate) -> Option<&'a Variable> {
    let Coordinate::Constant { key: drawn } = coordinate else { return None };
    plan.variables.iter().find(|variable| match &variable.kind {
        Kind::Constant { prior: Some(_), key, .. } => key == drawn,
        _ => false,
    })
}
