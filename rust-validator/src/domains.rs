//! Which domains are allowed in an address.

use std::collections::BTreeSet;

use crate::host;

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

    /// Whether a domain is allowed. One that isn't the name of a host is not: another program may read it as a denied one.
    pub fn allow(&self, domain: &str) -> bool {
        let Some(domain) = host::name(domain) else {
            return false;
        };
        (self.allowed.is_empty() || self.allowed.covers(&domain)) && !self.denied.covers(&domain)
    }
}

/// Domains in the form in which names of hosts are compared. Lists of disposable addresses have thousands.
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
            // An entry that isn't a name matches nothing, but the list isn't empty.
            let name = |entry| host::name(entry).map_or_else(String::new, String::from);
            match entry.strip_prefix("*.") {
                Some(domain) => list.above.insert(name(domain)),
                None => list.exact.insert(name(entry)),
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
