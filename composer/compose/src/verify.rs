//! Checks a composition against its policy.

use std::error::Error;
use std::fmt::{self, Display, Formatter};

use anyhow::{Result, anyhow, bail};
use inspector::policy::Policy;

use crate::checkout::Checkout;
use crate::stages::Stage;

/// What a composition does that its policy doesn't allow.
#[derive(Debug)]
pub struct Broken {
    /// A line each.
    pub breaches: Vec<String>,
    policy: String,
}

impl Display for Broken {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "it does not keep to `{}`", self.policy)
    }
}

impl Error for Broken {}

/// Fails with [`Broken`] if there is a breach. In a policy, the name of an instance means the stages before it as well.
pub fn verify(checkout: &Checkout, component: &[u8], policy: &str, stages: &[&Stage]) -> Result<()> {
    let path = checkout.path("composer/policies").join(policy);
    let shown = checkout.shown(&path);
    let graph = inspector::inspect(component)?;
    let mut policy = Policy::parse(&checkout.read(&path)?).map_err(|error| anyhow!("{shown}:{error}"))?;
    for stage in stages {
        policy.extend(|name| stands_for(stage, name));
    }
    let breaches = policy.check(&graph).map_err(|error| anyhow!("{shown}:{error}"))?;
    if breaches.is_empty() {
        return Ok(());
    }
    let breaches = breaches.iter().map(|breach| breach.describe(&graph, &shown)).collect();
    bail!(Broken {
        breaches,
        policy: shown
    })
}

/// The name of a stage that a name in a policy also refers to: `tidy` for `service`, and `tidy-to-*` for
/// `service-to-*`.
fn stands_for(stage: &Stage, name: &str) -> Option<String> {
    let rest = name.strip_prefix(&stage.before)?;
    (rest.is_empty() || rest.starts_with("-to-")).then(|| format!("{}{rest}", stage.name))
}
