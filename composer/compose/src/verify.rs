//! Checks a composition against its policy.

use anyhow::{Result, anyhow};
use inspector::policy::Policy;

use crate::checkout::Checkout;
use crate::stages::Stage;

/// Prints every breach. In a policy, the name of an instance means the stages before it as well.
pub fn verify(checkout: &Checkout, component: &[u8], policy: &str, stages: &[&Stage]) -> Result<()> {
    let path = checkout.path("composer/policies").join(policy);
    let shown = checkout.shown(&path);
    let graph = inspector::inspect(component)?;
    let mut policy = Policy::parse(&checkout.read(&path)?).map_err(|error| anyhow!("{shown}:{error}"))?;
    for stage in stages {
        policy.extend(|name| stands_for(stage, name));
    }
    let breaches = policy.check(&graph).map_err(|error| anyhow!("{shown}:{error}"))?;
    for breach in &breaches {
        eprintln!("breach: {}", breach.describe(&graph, &shown));
    }
    match breaches.is_empty() {
        true => Ok(()),
        false => Err(anyhow!("it does not keep to `{shown}`")),
    }
}

/// The name of a stage that a name in a policy also refers to: `tidy` for `service`, and `tidy-to-*` for
/// `service-to-*`.
fn stands_for(stage: &Stage, name: &str) -> Option<String> {
    let rest = name.strip_prefix(&stage.before)?;
    (rest.is_empty() || rest.starts_with("-to-")).then(|| format!("{}{rest}", stage.name))
}
