//! A cell's value as text.

use std::fmt::Write;

use calamine::{DataRef, ExcelDateTime};

const MILLISECONDS_PER_DAY: f64 = 86_400_000.0;
/// The day after the last one of the calendar, 9999-12-31.
const END: f64 = 2_958_466.0;
/// A number has at most as many digits in a spreadsheet.
const DIGITS: usize = 15;

/// Appends the value. Returns false if there is none.
pub fn write(value: &DataRef, out: &mut String) -> bool {
    let start = out.len();
    match value {
        DataRef::Empty => {}
        DataRef::String(text) => out.push_str(text),
        DataRef::SharedString(text) => out.push_str(text),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => out.push_str(text),
        DataRef::Bool(true) => out.push_str("TRUE"),
        DataRef::Bool(false) => out.push_str("FALSE"),
        DataRef::Int(number) => append(out, format_args!("{number}")),
        DataRef::Float(number) => write_number(*number, out),
        DataRef::DateTime(time) => write_time(time, out),
        DataRef::Error(error) => append(out, format_args!("{error}")),
    }
    out.len() > start
}

fn append(out: &mut String, text: std::fmt::Arguments) {
    out.write_fmt(text).expect("text can be appended to text");
}

fn write_number(number: f64, out: &mut String) {
    const EXACT: f64 = 1e15;
    if number.abs() < EXACT && number.trunc() == number {
        append(out, format_args!("{}", number as i64));
        return;
    }
    // What calculations leave in the last digits isn't shown: 0.1 + 0.2 is 0.3.
    let rounded = format!("{number:.*e}", DIGITS - 1).parse().unwrap_or(number);
    append(out, format_args!("{rounded}"));
}

fn write_time(time: &ExcelDateTime, out: &mut String) {
    let days = time.as_f64();
    if !(0.0..END).contains(&days) {
        return write_number(days, out);
    }
    if time.is_duration() {
        let all = (days * MILLISECONDS_PER_DAY).round() as u64;
        let (seconds, milliseconds) = (all / 1000, all % 1000);
        append(
            out,
            format_args!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60),
        );
        return write_milliseconds(milliseconds as u16, out);
    }
    let (year, month, day, hour, minute, second, milliseconds) = time.to_ymd_hms_milli();
    let has_date = days >= 1.0;
    let has_time = !has_date || (hour, minute, second, milliseconds) != (0, 0, 0, 0);
    if has_date {
        append(out, format_args!("{year:04}-{month:02}-{day:02}"));
    }
    if has_date && has_time {
        out.push('T');
    }
    if has_time {
        append(out, format_args!("{hour:02}:{minute:02}:{second:02}"));
        write_milliseconds(milliseconds, out);
    }
}

fn write_milliseconds(milliseconds: u16, out: &mut String) {
    if milliseconds > 0 {
        append(out, format_args!(".{milliseconds:03}"));
    }
}
