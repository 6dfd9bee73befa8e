//! An instance of the composed component, with the storage that the host provides.

use crate::sandbox::instance;
use crate::store::StorageHost;

pub type PipelineInstance = instance::Instance<StorageHost>;
pub type PipelineState = instance::InstanceState<StorageHost>;
