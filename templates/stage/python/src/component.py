"""The component: the adapter between the types in WIT and `stage`."""

from wit_world import exports
from wit_world.imports import my_user_service_types as service_types
from wit_world.imports import my_user_validator_types as types
from wit_world.imports import user_service as service

import stage


class UserService(exports.UserService):
    def configure(self, settings: service_types.Settings) -> None:
        service.configure(settings)

    def create_user(self, user: types.User) -> service_types.CreateUserResult:
        user.email = stage.plain(user.email)
        return service.create_user(user)

    def process(self, batch: types.UserBatch, unreadable: list[service_types.Unreadable]) -> service_types.Outcome:
        text, ends = stage.map_column(batch.emails.text, batch.emails.ends, stage.plain)
        batch.emails = types.TextColumn(text, ends)
        return service.process(batch, unreadable)

    def summary(self) -> service_types.Totals:
        return service.summary()

    def get_user(self, id: str) -> service_types.StoredUser | None:
        return service.get_user(id)

    def find_by_email(self, email: str) -> service_types.StoredUser | None:
        return service.find_by_email(stage.plain(email))

    def list_users(self, after: str | None, limit: int) -> list[service_types.StoredUser]:
        return service.list_users(after, limit)
