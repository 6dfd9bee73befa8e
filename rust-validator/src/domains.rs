//! Which domains are allowed in an address.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// The allowed and the denied domains.
#[derive(Debug, Clone)]
pub struct Domains {
    allowed: List,
    denied: List,
}

impl Domains {
    /// Every domain is allowed.
    pub const ALL: Domains = Domains {
        allowed: List::EMPTY,
        denied: List::EMPTY,
    };

    /// See `rules` in my:user-validator.
    pub fn new(allowed: &[String], denied: &[String]) -> Self {
        Domains {
            allowed: List::new(allowed),
            denied: List::new(denied),
        }
    }

    /// Whether every domain is allowed, so that none has to be looked up.
    #[inline]
    pub fn allow_all(&self) -> bool {
        self.allowed.is_empty() && self.denied.is_empty()
    }

    pub fn allow(&self, domain: &str) -> bool {
        let domain = lower(domain);
        (self.allowed.is_empty() || self.allowed.covers(&domain)) && !self.denied.covers(&domain)
    }
}

/// Domains in ASCII lower case. Lists of disposable addresses have thousands.
#[derive(Debug, Clone)]
struct List {
    /// Each matches itself.
    exact: BTreeSet<String>,
    /// Each matches the domains below it.
    above: BTreeSet<String>,
}

impl List {
    const EMPTY: List = List {
        exact: BTreeSet::new(),
        above: BTreeSet::new(),
    };

    fn new(entries: &[String]) -> Self {
        let mut list = List::EMPTY;
        for entry in entries {
            let entry = entry.to_ascii_lowercase();
            match entry.strip_prefix("*.") {
                Some(domain) => list.above.insert(domain.into()),
                None => list.exact.insert(entry),
            };
        }
        list
    }

    #[inline]
    fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.above.is_empty()
    }

    fn covers(&self, domain: &str) -> bool {
        let mut above = domain.match_indices('.').map(|(at, _)| &domain[at + 1..]);
        self.exact.contains(domain) || above.any(|domain| self.above.contains(domain))
    }
}

fn lower(domain: &str) -> Cow<'_, str> {
    if domain.bytes().any(|byte| byte.is_ascii_uppercase()) {
        domain.to_ascii_lowercase().into()
    } else {
        domain.into()
    }
}
