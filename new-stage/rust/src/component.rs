//! The adapter between the generated types and [`crate::address`].

use crate::{address, column};

wit_bindgen::generate!({
    world: "my:stage/stage@1.0.0",
    path: "wit",
    generate_all,
});

use exports::my::user_service::user_service as wit;
use my::user_service::types::{CreateUserResult, Outcome, Settings, Totals, Unreadable};
use my::user_service::user_service as service;
use my::user_validator::types::{TextColumn, User, UserBatch};

struct Component;

export!(Component);

impl wit::Guest for Component {
    fn configure(settings: Settings) {
        service::configure(&settings)
    }

    fn create_user(mut user: User) -> CreateUserResult {
        user.email = address::plain(&user.email).into();
        service::create_user(&user)
    }

    fn process(mut batch: UserBatch, unreadable: Vec<Unreadable>) -> Outcome {
        let (text, ends) = column::map(&batch.emails.text, &batch.emails.ends, address::plain);
        batch.emails = TextColumn { text, ends };
        service::process(&batch, &unreadable)
    }

    fn summary() -> Totals {
        service::summary()
    }
}
