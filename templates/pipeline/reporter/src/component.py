"""Component `reporter`: the adapter between the generated types and `report`."""

from wit_world import exports
from wit_world.imports import types as wit

import report


class Reporter(exports.Reporter):
    def render(self, outcomes: list[wit.Outcome]) -> str:
        return report.render([[report.Problem(p.field, p.message) for p in outcome.problems] for outcome in outcomes])
