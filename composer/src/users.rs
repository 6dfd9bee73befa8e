//! The users that a store keeps: asked for through the service, which alone knows how they are written.

use std::path::Path;

use wasmtime::Store;

use crate::bindings;
use crate::bindings::exports::my::user_service::user_service::{Settings, StoredUser};
use crate::failure::Failure;
use crate::guest::{refused, trapped};
use crate::pipeline::Pipeline;
use crate::store::{Host, StoreFile};

/// An instance that looks into a store, and can't write to it.
pub struct Users {
    store: Store<Host>,
    pipeline: bindings::Pipeline,
}

impl Users {
    pub fn open(pipeline: &Pipeline, file: &Path) -> Result<Users, Failure> {
        let (mut store, pipeline) = pipeline.instantiate(Host::reading(StoreFile::new(file))?)?;
        // The rules don't matter, since nobody is judged.
        let settings = pipeline.my_config_config().call_settings(&mut store, "");
        let settings = settings
            .map_err(trapped)?
            .map_err(|error| Failure::Guest(error.message))?;
        let settings = Settings {
            rules: settings.rules,
            unique_email: settings.unique_email,
            keep_users: true,
        };
        let service = pipeline.my_user_service_user_service();
        let configured = service.call_configure(&mut store, &settings);
        configured.map_err(trapped)?.map_err(refused)?;
        Ok(Users { store, pipeline })
    }

    /// See `get-user` in my:user-service.
    pub fn get(&mut self, id: &str) -> Result<Option<StoredUser>, Failure> {
        let service = self.pipeline.my_user_service_user_service();
        service
            .call_get_user(&mut self.store, id)
            .map_err(trapped)?
            .map_err(refused)
    }

    /// See `find-by-email` in my:user-service.
    pub fn find(&mut self, email: &str) -> Result<Option<StoredUser>, Failure> {
        let service = self.pipeline.my_user_service_user_service();
        let found = service.call_find_by_email(&mut self.store, email);
        found.map_err(trapped)?.map_err(refused)
    }

    /// See `list-users` in my:user-service.
    pub fn list(&mut self, after: Option<&str>, limit: u32) -> Result<Vec<StoredUser>, Failure> {
        let service = self.pipeline.my_user_service_user_service();
        let listed = service.call_list_users(&mut self.store, after, limit);
        listed.map_err(trapped)?.map_err(refused)
    }
}
