//! The text of workbooks that programs write.

mod support;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use support::{NO_STRINGS, text, workbook};
use workbook::error::WorkbookError;

/// The text of the first sheet that `fill` has filled.
fn written(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> String {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    let content = book.save_to_buffer().expect("a workbook");
    text(&content, None).expect("it can be read")
}

#[test]
fn values_are_what_a_person_sees() {
    let found = written(|sheet| {
        let format = |code: &str| Format::new().set_num_format(code);
        let day = ExcelDateTime::from_ymd(2026, 11, 26).expect("a day");
        let time = ExcelDateTime::from_ymd(2026, 11, 26)
            .and_then(|day| day.and_hms(11, 23, 16))
            .expect("a time");
        sheet.write(0, 0, "text").expect("text");
        sheet.write(0, 1, 30).expect("a number");
        sheet.write(0, 2, 30.0).expect("a number");
        sheet.write(0, 3, 0.1 + 0.2).expect("a number");
        sheet.write(0, 4, -1e300).expect("a number");
        sheet.write(0, 5, 491_701_234_567_f64).expect("a number");
        sheet.write(1, 0, true).expect("a boolean");
        sheet.write(1, 1, false).expect("a boolean");
        sheet
            .write_with_format(1, 2, &day, &format("dd.mm.yyyy"))
            .expect("a day");
        sheet
            .write_with_format(1, 3, &time, &format("m/d/yy h:mm"))
            .expect("a time");
        sheet.write_with_format(1, 4, 0.5, &format("hh:mm")).expect("a time");
        sheet
            .write_with_format(1, 5, 1.5, &format("[h]:mm:ss"))
            .expect("a duration");
        sheet
            .write(2, 0, Formula::new("=15*2").set_result("30"))
            .expect("a formula");
        sheet
            .write(2, 1, Formula::new("=\"a\"&\"b\"").set_result("ab"))
            .expect("a formula");
        sheet
            .write(2, 2, Formula::new("=1/0").set_result("#DIV/0!"))
            .expect("a formula");
        sheet.write_with_format(2, 3, 0.25, &format("0 %")).expect("a number");
    });
    let expected = "TRUE,FALSE,2026-11-26,2026-11-26T11:23:16,12:00:00,36:00:00\n\
        30,ab,#DIV/0!,0.25,,\n";
    let first = format!("text,30,30,0.3,-1{},491701234567\n", "0".repeat(300));
    assert_eq!(found, first + expected);
}

#[test]
fn row_numbers_stay_those_of_the_sheet() {
    let found = written(|sheet| {
        sheet.write(2, 1, "name").expect("text");
        sheet.write(2, 2, "age").expect("text");
        sheet.write(5, 1, "Ann").expect("text");
        sheet.write_blank(6, 5, &Format::new().set_bold()).expect("a format");
        sheet.write(7, 3, "late").expect("text");
    });
    assert_eq!(found, "\n\n,name,age,\n\n\n,Ann,,\n\n,,,late\n");
}

#[test]
fn the_first_of_merged_cells_has_the_value() {
    let found = written(|sheet| {
        sheet
            .merge_range(0, 0, 0, 2, "Our users", &Format::new())
            .expect("a title");
        sheet.merge_range(1, 0, 2, 0, "Ann", &Format::new()).expect("two rows");
        sheet.write(1, 2, 30).expect("a number");
        sheet.write(2, 2, 31).expect("a number");
    });
    assert_eq!(found, "Our users,,\nAnn,,30\n,,31\n");
}

#[test]
fn text_is_quoted_where_csv_needs_it() {
    let found = written(|sheet| {
        for (column, text) in ["a,b", "a\"b", "a\nb", " a ", "'a'", "é日😀", "=1+1"]
            .iter()
            .enumerate()
        {
            sheet.write_string(0, column as u16, *text).expect("text");
        }
    });
    assert_eq!(found, "\"a,b\",\"a\"\"b\",\"a\nb\", a ,'a',é日😀,=1+1\n");
}

#[test]
fn shared_and_inline_strings_are_the_same() {
    let strings = "<sst><si><t>shared</t></si><si><r><t>ri</t></r><r><t xml:space=\"preserve\">ch </t></r></si></sst>";
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>\
        <c r=\"C1\" t=\"inlineStr\"><is><t>inline &amp; more</t></is></c><c r=\"D1\" t=\"str\"><v>of a formula</v></c>\
        <c r=\"E1\" t=\"d\"><v>2026-11-26</v></c><c r=\"F1\"><v>3e1</v></c><c r=\"G1\"><f>A1</f></c></row>";
    let found = text(&workbook(rows, strings), None);
    assert_eq!(
        found.unwrap(),
        "shared,rich ,inline & more,of a formula,2026-11-26,30\n"
    );
}

#[test]
fn cells_without_addresses_follow_each_other() {
    let rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>";
    assert_eq!(text(&workbook(rows, NO_STRINGS), None).unwrap(), "1,2\n\n3,\n");
}

#[test]
fn a_sheet_is_chosen_by_name() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Lists").expect("a name").set_hidden(true);
    book.add_worksheet()
        .set_name("Users")
        .expect("a name")
        .set_active(true)
        .write(0, 0, 1)
        .expect("a number");
    book.add_worksheet()
        .set_name("Old ones")
        .expect("a name")
        .write(0, 0, 2)
        .expect("a number");
    let content = book.save_to_buffer().expect("a workbook");
    assert_eq!(text(&content, None).unwrap(), "1\n");
    assert_eq!(text(&content, Some("old ONES")).unwrap(), "2\n");
    assert_eq!(text(&content, Some("Lists")).unwrap(), "");
    let sheets = ["Lists", "Users", "Old ones"].map(String::from).to_vec();
    assert_eq!(text(&content, Some("Old")), Err(WorkbookError::NoSheet(sheets)));
}

#[test]
fn pieces_end_anywhere_and_the_width_is_that_of_the_first() {
    let found = written(|sheet| {
        for row in 0..200_000 {
            sheet.write(row, 0, f64::from(row)).expect("a number");
        }
        sheet.write(1, 1, "early").expect("text");
        sheet.write(199_999, 2, "late").expect("text");
    });
    let lines: Vec<&str> = found.lines().collect();
    assert_eq!(lines.len(), 200_000);
    assert_eq!(lines[..3], ["0,", "1,early", "2,"]);
    assert_eq!(lines[199_998..], ["199998,", "199999,,late"]);
}
