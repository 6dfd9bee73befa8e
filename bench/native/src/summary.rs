//! The totals as JSON, under the keys of the pipeline's summary.json.

use serde_json::json;

use crate::register::Totals;

pub fn render(totals: &Totals) -> String {
    let errors = totals
        .errors
        .iter()
        .map(|error| json!({"field": error.field, "rule": error.rule, "message": error.message, "count": error.count}));
    let ages = totals
        .ages
        .iter()
        .map(|(age, count)| json!({"age": age, "count": count}));
    let domains = totals.top_domains.iter();
    let domains = domains.map(|(domain, count)| json!({"domain": domain, "count": count}));
    let summary = json!({
        "read": totals.read,
        "accepted": totals.accepted,
        "rejected": totals.rejected,
        "errors": errors.collect::<Vec<_>>(),
        "ages": ages.collect::<Vec<_>>(),
        "top_domains": domains.collect::<Vec<_>>(),
        "distinct_domains": totals.distinct_domains,
    });
    format!("{summary:#}\n")
}
