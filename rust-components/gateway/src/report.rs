//! A report on the stored users.

use std::collections::{BTreeMap, HashMap};

use crate::http::{Request, Response};
use crate::imports::{Imports, ReportFormat, StoredUser, Totals, Users};
use crate::media;
use crate::problem::{self, Problem};
use crate::query::Query;

const PAGE: u32 = 1000;
/// The same number as in the service's totals.
const DOMAINS: usize = 10;

/// The formats by name and by media type. The first is the default.
const FORMATS: [(&str, &str, ReportFormat); 4] = [
    ("html", "text/html", ReportFormat::Html),
    ("json", "application/json", ReportFormat::Json),
    ("markdown", "text/markdown", ReportFormat::Markdown),
    ("svg", "image/svg+xml", ReportFormat::Svg),
];

pub fn report(request: &Request, query: &Query, imports: &mut dyn Imports) -> Result<Response, Problem> {
    let (media, format) = format(request, query.value("format")?)?;
    let totals = totals(imports.users())?;
    let text = imports.reporter().render(&totals, format)?;
    let charset = if media == "application/json" {
        ""
    } else {
        "; charset=utf-8"
    };
    Ok(Response::new(200, &format!("{media}{charset}"), text))
}

fn format(request: &Request, name: Option<&str>) -> Result<(&'static str, ReportFormat), Problem> {
    let refuse = |what: String, names: [&str; 4]| {
        let names = names.map(|name| format!("`{name}`")).join(", ");
        Problem::new(&problem::FORMAT, format!("{what}, expected one of {names}"))
    };
    let [first, ..] = FORMATS;
    let accept = request.accept.as_deref().filter(|accept| !accept.trim().is_empty());
    let found = match (name, accept) {
        (Some(name), _) => {
            let found = FORMATS.into_iter().find(|(known, ..)| *known == name);
            found.ok_or_else(|| refuse(format!("Found the format `{name}`"), FORMATS.map(|(name, ..)| name)))?
        }
        (None, None) => first,
        (None, Some(accept)) => {
            let names = FORMATS.map(|(_, media, _)| media);
            let found = media::negotiate(accept, names).map(|at| FORMATS[at]);
            found.ok_or_else(|| refuse("Found no available format in `Accept`".into(), names))?
        }
    };
    let (_, media, format) = found;
    Ok((media, format))
}

fn totals(users: &mut dyn Users) -> Result<Totals, Problem> {
    let mut ages = BTreeMap::new();
    let mut domains = HashMap::new();
    let mut count = 0;
    let mut after: Option<String> = None;
    loop {
        let page = users.list(after.as_deref(), PAGE)?;
        let full = page.len() == PAGE as usize;
        count += page.len() as u64;
        for user in &page {
            *ages.entry(user.age).or_insert(0) += 1;
            *domains.entry(domain(user)).or_insert(0) += 1;
        }
        match page.into_iter().last() {
            Some(user) if full => after = Some(user.id),
            _ => break,
        }
    }
    let distinct_domains = domains.len() as u64;
    let mut top_domains: Vec<(String, u64)> = domains.into_iter().collect();
    top_domains.sort_by(|(a, many), (b, more)| more.cmp(many).then_with(|| a.cmp(b)));
    top_domains.truncate(DOMAINS);
    Ok(Totals {
        users: count,
        ages: ages.into_iter().collect(),
        top_domains,
        distinct_domains,
    })
}

fn domain(user: &StoredUser) -> String {
    let domain = user.email.rsplit('@').next().unwrap_or_default();
    domain.to_ascii_lowercase()
}
