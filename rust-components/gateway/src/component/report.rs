//! The reporter.

use super::bindings::my::reporting::reporter;
use super::bindings::my::user_service::{partials, types as service};
use super::composed::Composed;
use crate::imports::{Failure, ReportFormat, Reporter, Totals};

impl Reporter for Composed {
    fn render(&mut self, totals: &Totals, format: ReportFormat) -> Result<String, Failure> {
        let ages = totals.ages.iter().map(|&(age, count)| service::AgeCount { age, count });
        let domains = totals.top_domains.iter().map(|(domain, count)| service::DomainCount {
            domain: domain.clone(),
            count: *count,
        });
        // The totals of an empty run. Fields that a report on users doesn't need stay empty.
        let mut lowered = partials::merge(&[]);
        lowered.read = totals.users;
        lowered.accepted = totals.users;
        lowered.ages = ages.collect();
        lowered.top_domains = domains.collect();
        lowered.distinct_domains = totals.distinct_domains;
        let context = reporter::Context {
            sources: vec![reporter::Source {
                name: "users".into(),
                records: totals.users,
                ignored_columns: 0,
                reading: String::new(),
                notes: Vec::new(),
            }],
            settings: Vec::new(),
            examples: Vec::new(),
            generated_at: None,
        };
        let format = match format {
            ReportFormat::Html => reporter::Format::Html,
            ReportFormat::Markdown => reporter::Format::Markdown,
            ReportFormat::Json => reporter::Format::Json,
            ReportFormat::Svg => reporter::Format::Svg,
        };
        reporter::render(&lowered, &context, format).map_err(|error| match error {
            reporter::ReportError::Inconsistent(reason) | reporter::ReportError::Internal(reason) => {
                Failure::Internal(format!("The report failed: {reason}"))
            }
        })
    }
}
