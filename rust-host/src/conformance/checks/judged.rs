//! Users and the rules that they break: alone, in a batch, in a batch in another order.

use wasmtime::component::ResourceAny;

use crate::conformance::bindings::{Rules, User};
use crate::conformance::candidate::{Answer, Session};
use crate::conformance::cases::{Cases, Changes, Group, RuleName, batch_of};
use crate::conformance::check::{Check, check, compare, compare_lists};

pub fn checks(cases: &Cases) -> Vec<Check<'_>> {
    let groups = cases.judged.iter().map(|group| {
        let promise = format!(
            "validate-user, validate-batch: each rule, in the order of the fields; {}",
            group.about
        );
        check(promise, move |mut session, _, broken| {
            judge(&mut session, cases, group, broken)
        })
    });
    let mut checks = vec![check(
        "describe: the error that validate-user returns, with the numbers of the rules",
        move |mut session, _, broken| {
            let changes = Changes {
                min_age: Some(21),
                name_min_length: Some(7),
                ..Changes::default()
            };
            let changed = cases.rules(&changes);
            let set = session.rule_set(&changed)?;
            for (set, rules) in [(None, cases.rules(&Changes::default())), (Some(set), changed)] {
                for rule in RuleName::ALL {
                    let found = session.describe(set, rule)?;
                    compare(
                        broken,
                        || format!("rule `{}`", rule.name()),
                        &found,
                        &cases.error(rule, &rules),
                    );
                }
            }
            Ok(())
        },
    )];
    checks.extend(groups);
    checks
}

/// The rules of a group, and a handle for them unless they are the defaults.
pub fn rule_set(session: &mut Session, cases: &Cases, group: &Group) -> Answer<(Rules, Option<ResourceAny>)> {
    let rules = cases.rules(group.rules.as_ref().unwrap_or(&Changes::default()));
    let set = match group.rules {
        None => None,
        Some(_) => Some(session.rule_set(&rules)?),
    };
    Ok((rules, set))
}

/// The violations of users in this order.
pub fn violations<'a>(users: impl Iterator<Item = &'a [RuleName]>) -> Vec<(u32, RuleName)> {
    let rows = (0..).zip(users);
    rows.flat_map(|(row, broken)| broken.iter().map(move |rule| (row, *rule)))
        .collect()
}

fn judge(session: &mut Session, cases: &Cases, group: &Group, broken: &mut Vec<String>) -> Answer<()> {
    let (rules, set) = rule_set(session, cases, group)?;
    for (name, email, age, expected) in &group.users {
        let user = User {
            name: name.clone(),
            email: email.clone(),
            age: *age,
        };
        let found = session.validate_user(set, &user)?;
        let expected: Vec<_> = expected.iter().map(|rule| cases.error(*rule, &rules)).collect();
        let who = || format!("name {name:?}, email {email:?}, age {age}");
        compare(broken, who, &found, &expected);
    }
    let user = |(name, email, age, _): &'_ (String, String, u32, Vec<RuleName>)| (name.clone(), email.clone(), *age);
    let forward: Vec<_> = group.users.iter().map(user).collect();
    let backward: Vec<_> = forward.iter().rev().cloned().collect();
    let expected = || group.users.iter().map(|(_, _, _, broken)| broken.as_slice());
    for (what, users, expected) in [
        ("the users as a batch", forward, violations(expected())),
        ("the same in reverse order", backward, violations(expected().rev())),
    ] {
        let batch = batch_of(
            users
                .iter()
                .map(|(name, email, age)| (name.as_str(), email.as_str(), *age)),
        );
        compare_lists(broken, what, &session.validate_batch(set, &batch)?, &expected);
    }
    Ok(())
}
