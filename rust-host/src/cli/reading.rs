use clap::Args;
use pipeline_host::bindings::Reading;

use super::whole::whole;

/// How the inputs are read. The component checks the values.
#[derive(Args)]
#[command(next_help_heading = "Reading")]
pub struct ReadingFlags {
    /// Character between the fields of CSV, or `tab` or `space` [default: found from `,`, `;`, tab, `|` and space]
    #[arg(long, value_name = "CHAR", allow_hyphen_values = true)]
    delimiter: Option<String>,

    /// Character that quotes fields of CSV, or `none` [default: found from `"` and `'`]
    #[arg(long, value_name = "CHAR", allow_hyphen_values = true)]
    quote: Option<String>,

    /// Character that escapes the next one in CSV, or `none` [default: a backslash if needed]
    #[arg(long, value_name = "CHAR", allow_hyphen_values = true)]
    escape: Option<String>,

    /// Lines before the header of CSV [default: found by the names of the columns]
    #[arg(long, value_name = "COUNT", value_parser = whole::<u32>(0..=u32::MAX.into()))]
    skip_lines: Option<u32>,

    /// CSV has no header; `--columns` has the numbers of the columns
    #[arg(long)]
    no_header: bool,

    /// Headers of the columns, as in `email=E-Mail,name="Full Name"`, or their numbers: `name=1,email=2,age=3`
    #[arg(long, value_name = "COLUMNS")]
    columns: Option<String>,

    /// Encoding of inputs without a byte order mark, such as `windows-1252` [default: UTF-8]
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,

    /// Maximum size of a compressed input after unpacking [default: 17179869184]
    #[arg(long, value_name = "BYTES", value_parser = whole::<u64>(1..=9_007_199_254_740_991))]
    max_unpacked_bytes: Option<u64>,

    /// Sheet of a workbook to read [default: the first that isn't hidden]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
}

impl ReadingFlags {
    pub fn reading(&self) -> Reading {
        Reading {
            delimiter: self.delimiter.clone(),
            quote: self.quote.clone(),
            escape: self.escape.clone(),
            skip_lines: self.skip_lines,
            no_header: self.no_header,
            columns: self.columns.clone(),
            encoding: self.encoding.clone(),
            max_unpacked_bytes: self.max_unpacked_bytes,
            sheet: self.sheet.clone(),
        }
    }
}
