"""A holder in Python. A handle is dropped when `with` ends, or when the last reference to it is gone."""

from wit_world import exports
from wit_world.imports.sessions import Session

held: list[Session] = []
kept: list[Session] = []


class Holder(exports.Holder):
    """Right and wrong uses of a handle; `wit/holder.wit` describes each."""

    def hold(self, count: int) -> None:
        held.extend(Session.open() for _ in range(count))

    def take(self, given: Session) -> None:
        held.append(given)

    def drop_all(self) -> None:
        held.clear()

    def rounds(self, count: int) -> int:
        highest = 0
        for _ in range(count):
            with Session.open() as session:
                session.add(1)
                highest = max(highest, session.handle)  # type: ignore[attr-defined] # set by the runtime
        return highest

    def add_to(self, lent: Session, amount: int) -> int:
        return lent.add(amount)

    def use_after_close(self) -> int:
        with Session.open() as session:
            session.close()
            return session.add(1)

    def close_twice(self) -> None:
        with Session.open() as session:
            session.close()
            session.close()

    def use_after_drop(self) -> None:
        with Session.open() as session:
            pass
        session.add(1)

    def drop_twice(self) -> None:
        with Session.open() as session, session:
            pass

    def break_down(self) -> None:
        Session.open().break_down()

    def keep_lent(self, lent: Session) -> None:
        kept.append(lent)

    def use_kept(self) -> int:
        return kept[0].add(1)
