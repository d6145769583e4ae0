"""The plans of this folder as the peers write them: data read from the plan, priors and steps the same."""

import math
import pathlib
import re

HERE = pathlib.Path(__file__).parent


def observed(plan):
    """(time or name, value, error) of every observation of a plan."""
    text = (HERE / f"{plan}.md").read_text()
    found = re.findall(r"^observe level\((.*?)(?:, (\d+) day)?(?:, 0 hour)?\) = (\S+) ± (\S+)", text, re.M)
    return [(int(day) if day else name, float(y), float(e)) for name, day, y, e in found]


def sigma(share):
    """The parameter of a lognormal whose coefficient of variation is `share`."""
    return math.sqrt(math.log(1 + share**2))


NAMES = {
    "schools": ["common", "spread", "effect_a", "effect_e", "effect_g"],
    "epidemic": ["contact_rate", "ill_for", "first_ill", "reported_share", "ill_at_the_end"],
}

# Where Stan starts; from a random point the epidemic may leave what numbers can hold.
START = {"epidemic": {"contact_rate": 0.4, "ill_for": 6.0, "first_ill": 10.0, "reported_share": 0.5}}

STAN = {
    "schools": """
data { array[8] real y; array[8] real e; }
parameters { real common; real<lower=0> spread; vector[8] own; }
transformed parameters { vector[8] effect = common + spread * own; }
model {
  common ~ normal(5, 10);
  spread ~ lognormal(log(5), sqrt(log(1 + 0.8 ^ 2)));
  own ~ std_normal();
  y ~ normal(effect, e);
}
generated quantities { real effect_a = effect[1]; real effect_e = effect[5]; real effect_g = effect[7]; }
""",
    "epidemic": """
data { array[10] real y; array[10] real e; array[10] int at; }
parameters {
  real<lower=0> contact_rate; real<lower=0> ill_for; real<lower=0> first_ill;
  real<lower=0.2, upper=0.8> reported_share;
}
transformed parameters {
  vector[121] ill;
  {
    real susceptible = 10000 - first_ill;
    ill[1] = first_ill;
    for (step in 1:120) {
      real infection = contact_rate * susceptible * ill[step] / 10000;
      susceptible -= 0.5 * infection;
      ill[step + 1] = ill[step] + 0.5 * (infection - ill[step] / ill_for);
    }
  }
}
model {
  contact_rate ~ lognormal(log(0.4), sqrt(log(1 + 0.4 ^ 2)));
  ill_for ~ lognormal(log(6), sqrt(log(1 + 0.3 ^ 2)));
  first_ill ~ lognormal(log(10), sqrt(log(1 + 0.6 ^ 2)));
  y ~ normal(reported_share * ill[at], e);
}
generated quantities { real ill_at_the_end = ill[121]; }
""",
}


def stan_data(plan):
    at, y, e = zip(*observed(plan))
    data = {"y": list(y), "e": list(e)}
    return data | ({"at": [2 * day + 1 for day in at]} if plan == "epidemic" else {})


def pymc_model(plan):
    import numpy as np
    import pymc as pm
    import pytensor
    import pytensor.tensor as pt

    at, y, e = zip(*observed(plan))
    with pm.Model() as model:
        if plan == "schools":
            common = pm.Normal("common", 5, 10)
            spread = pm.LogNormal("spread", math.log(5), sigma(0.8))
            effect = common + spread * pm.Normal("own", 0, 1, shape=8)
            for letter, place in (("a", 0), ("e", 4), ("g", 6)):
                pm.Deterministic(f"effect_{letter}", effect[place])
            pm.Normal("y", effect, np.array(e), observed=np.array(y))
        else:
            contact = pm.LogNormal("contact_rate", math.log(0.4), sigma(0.4))
            ill_for = pm.LogNormal("ill_for", math.log(6), sigma(0.3))
            first = pm.LogNormal("first_ill", math.log(10), sigma(0.6))
            share = pm.Uniform("reported_share", 0.2, 0.8)

            def step(susceptible, ill, contact, ill_for):
                infection = contact * susceptible * ill / 10000
                return susceptible - 0.5 * infection, ill + 0.5 * (infection - ill / ill_for)

            (_, ill), _ = pytensor.scan(
                step, outputs_info=[10000 - first, first], non_sequences=[contact, ill_for], n_steps=120
            )
            pm.Deterministic("ill_at_the_end", ill[119])
            rows = np.array([2 * day - 1 for day in at])
            pm.Normal("y", share * ill[pt.as_tensor(rows)], np.array(e), observed=np.array(y))
    return model
