//! Component `textonly`: takes the place of `workbook` in a composition that reads only text.

#[cfg(target_arch = "wasm32")]
mod component {
    wit_bindgen::generate!({
        world: "my:pipeline/workbook@2.0.0",
        path: "../../wit",
        generate_all,
    });

    use exports::my::workbook::workbook as wit;

    struct Component;

    export!(Component);

    impl wit::Guest for Component {
        type Sheet = Never;
    }

    /// No sheet is ever opened.
    enum Never {}

    impl wit::GuestSheet for Never {
        fn open(_: Vec<u8>, _: Option<String>, _: u64) -> Result<wit::Sheet, wit::WorkbookError> {
            Err(wit::WorkbookError::LeftOut)
        }

        fn name(&self) -> String {
            match *self {}
        }

        fn others(&self) -> Vec<String> {
            match *self {}
        }

        fn read(&self) -> Result<String, wit::WorkbookError> {
            match *self {}
        }
    }
}
