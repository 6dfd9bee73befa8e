//! What to do next if nothing or little was accepted.

use pipeline_host::bindings::job::FinalOutput;

/// A sentence, if fewer than a tenth of the records were accepted and most of the others share an error with a known remedy.
pub fn next_step(last: &FinalOutput) -> Option<String> {
    let counts = &last.output.counts;
    if counts.read == 0 {
        return Some("no record was found; the command `peek` shows how an input is read".into());
    }
    let error = last.totals.errors.first()?;
    if counts.accepted >= counts.read.div_ceil(10) || error.count < counts.rejected.div_ceil(2) {
        return None;
    }
    let field = &error.field;
    let rule =
        |key: &str| format!("`{key}` in a file for `--rules` changes this; the command `rules` prints such a file");
    Some(match error.rule.as_str() {
        "wrong-field-count" | "malformed" => {
            "the command `peek` shows how an input is read; `--delimiter` and `--quote` change it".into()
        }
        "missing-field" | "wrong-type" | "invalid-number" | "email-invalid" | "name-empty" => format!(
            "if another column has the {field}, name it: `--columns {field}=NAME`; the command `peek` shows the columns"
        ),
        "invalid-utf8" => "`--encoding` reads an input that isn't UTF-8, for example `--encoding windows-1252`".into(),
        "name-too-short" => rule("name-min-length"),
        "domain-not-allowed" => {
            "`allowed-domains` and `denied-domains` in the rules file say which domains are accepted".into()
        }
        "too-young" => rule("min-age"),
        "invalid-age" => rule("max-age"),
        _ => return None,
    })
}
