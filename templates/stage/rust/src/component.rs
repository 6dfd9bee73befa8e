//! The adapter between the generated types and [`crate::address`].

use crate::{address, column};

wit_bindgen::generate!({
    world: "my:stage/stage@1.0.0",
    path: "wit",
    generate_all,
});

use exports::my::user_service::user_service as wit;
use my::user_service::types::{CreateUserResult, Outcome, ServiceError, Settings, StoredUser, Totals, Unreadable};
use my::user_service::user_service as service;
use my::user_validator::types::{TextColumn, User, UserBatch};

struct Component;

export!(Component);

impl wit::Guest for Component {
    fn configure(settings: Settings) -> Result<(), ServiceError> {
        service::configure(&settings)
    }

    fn create_user(mut user: User) -> Result<CreateUserResult, ServiceError> {
        user.email = address::plain(&user.email).into();
        service::create_user(&user)
    }

    fn process(mut batch: UserBatch, unreadable: Vec<Unreadable>) -> Result<Outcome, ServiceError> {
        let (text, ends) = column::map(&batch.emails.text, &batch.emails.ends, address::plain);
        batch.emails = TextColumn { text, ends };
        service::process(&batch, &unreadable)
    }

    fn summary() -> Totals {
        service::summary()
    }

    fn get_user(id: String) -> Result<Option<StoredUser>, ServiceError> {
        service::get_user(&id)
    }

    fn find_by_email(email: String) -> Result<Option<StoredUser>, ServiceError> {
        service::find_by_email(&address::plain(&email))
    }

    fn list_users(after: Option<String>, limit: u32) -> Result<Vec<StoredUser>, ServiceError> {
        service::list_users(after.as_deref(), limit)
    }
}
