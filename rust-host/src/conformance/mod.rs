//! Whether a component is a validator: each function of `my:user-validator/validator`, without a composition.

mod bindings;
mod candidate;
mod cases;
mod check;
mod checks;

use std::path::Path;

use candidate::{Candidate, INTERFACE, Unfit};
use cases::Cases;

use crate::failure::{self, Failure};
use crate::sandbox::limits::Limits;

/// The result of one check.
pub struct Outcome {
    /// What the contract says.
    pub promise: String,
    /// Where the component does something else: what was found, and what was expected. None: it keeps the promise.
    pub broken: Vec<String>,
}

/// Checks a component. `notice` is called with what the user has to wait for, and `report` with each result.
pub fn check(
    file: &Path,
    limits: &Limits,
    notice: impl Fn(&str),
    mut report: impl FnMut(&Outcome) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let cases = Cases::read();
    let promise = format!("it imports no function, and exports `{INTERFACE}`");
    let candidate = match Candidate::load(file, limits, notice) {
        Ok(candidate) => candidate,
        Err(Unfit::Unreadable(error)) => return Err(failure::of_loading(&error)),
        // Nothing can be called.
        Err(Unfit::Interface(why)) => {
            let broken = vec![why];
            return report(&Outcome { promise, broken });
        }
    };
    let broken = Vec::new();
    report(&Outcome { promise, broken })?;
    for check in checks::all(&cases) {
        // A call that fails ends its check, and is the last thing that is found.
        let mut broken = Vec::new();
        if let Err(failure) = candidate
            .start()
            .and_then(|session| (check.run)(session, &candidate, &mut broken))
        {
            broken.push(failure);
        }
        let promise = check.promise;
        report(&Outcome { promise, broken })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cases_can_be_read() {
        let cases = Cases::read();
        assert!(cases.by_default().rules.is_none() && cases.messages.len() == 6);
        assert!(checks::all(&cases).len() > cases.judged.len());
    }
}
