//! The checks, by what the contract is about.

mod batches;
mod emails;
mod hostile;
mod judged;
mod rule_sets;

use super::cases::Cases;
use super::check::Check;

pub fn all(cases: &Cases) -> Vec<Check<'_>> {
    let lists = [
        emails::checks(cases),
        judged::checks(cases),
        batches::checks(cases),
        rule_sets::checks(cases),
        hostile::checks(cases),
    ];
    lists.into_iter().flatten().collect()
}
