//! A few calls, as a tree.

use crate::trace::calls::Call;
use crate::trace::table::{bytes, time};

/// `calls` in the order in which they began.
pub fn render(calls: &[Call]) -> String {
    let mut lines = Vec::new();
    for call in calls {
        let indent = "  ".repeat(call.depth);
        let edge = &call.edge;
        lines.push((
            format!("{indent}{} → {}  {}", edge.from, edge.to, edge.short()),
            format!(
                "{} in, {} out, {}",
                bytes(call.argument_bytes),
                bytes(call.result_bytes),
                time(call.took)
            ),
        ));
    }
    let width = lines.iter().map(|(call, _)| call.chars().count()).max().unwrap_or(0);
    lines
        .iter()
        .map(|(call, cost)| format!("{call:width$}  {cost}\n"))
        .collect()
}
