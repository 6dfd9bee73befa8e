//! The users in a store, read through the service, which alone knows their format.

use std::path::Path;

use wasmtime::Store;

use crate::bindings::Pipeline as World;
use crate::bindings::user_service::{Guest, ServiceError, Settings, StoredUser};
use crate::failure::Failure;
use crate::run::instance::{PipelineInstance, PipelineState};
use crate::run::pipeline::{CONFIG, Pipeline, SERVICE};
use crate::run::service_error;
use crate::store::{StorageHost, StoreFile};

/// An instance that reads a store, and can't write to it.
pub struct StoredUsers {
    instance: PipelineInstance,
    world: World,
}

impl StoredUsers {
    pub fn open(pipeline: &Pipeline, file: &Path) -> Result<StoredUsers, Failure> {
        let doing = format!("read the store `{}`", file.display());
        let (mut instance, world) = pipeline.instantiate(&doing, StorageHost::reading(StoreFile::new(file))?)?;
        // The rules don't matter, since no user is validated.
        let settings = instance.call(Some(CONFIG), |store| world.my_config_config().call_settings(store, ""))?;
        let settings = settings.map_err(|error| Failure::Guest(error.message))?;
        let settings = Settings {
            rules: settings.rules,
            unique_email: settings.unique_email,
            keep_users: true,
        };
        let mut users = StoredUsers { instance, world };
        users.ask(|service, store| service.call_configure(store, &settings))?;
        Ok(users)
    }

    /// See `get-user` in my:user-service.
    pub fn get(&mut self, id: &str) -> Result<Option<StoredUser>, Failure> {
        self.ask(|service, store| service.call_get_user(store, id))
    }

    /// See `find-by-email` in my:user-service.
    pub fn find(&mut self, email: &str) -> Result<Option<StoredUser>, Failure> {
        self.ask(|service, store| service.call_find_by_email(store, email))
    }

    /// See `list-users` in my:user-service.
    pub fn list(&mut self, after: Option<&str>, limit: u32) -> Result<Vec<StoredUser>, Failure> {
        self.ask(|service, store| service.call_list_users(store, after, limit))
    }

    fn ask<T>(
        &mut self,
        call: impl FnOnce(&Guest, &mut Store<PipelineState>) -> wasmtime::Result<Result<T, ServiceError>>,
    ) -> Result<T, Failure> {
        let service = self.world.my_user_service_user_service();
        let answer = self.instance.call(Some(SERVICE), |store| call(service, store))?;
        answer.map_err(service_error::failure)
    }
}
