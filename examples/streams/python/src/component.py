"""The component: each stage reads a batch, passes one on, and waits until it is accepted."""

from collections.abc import AsyncIterator

import wit_world
from componentize_py_async_support import spawn
from componentize_py_async_support.futures import FutureReader, FutureWriter
from componentize_py_async_support.streams import ByteStreamReader, StreamReader, StreamWriter
from componentize_py_types import Err, Ok, Result
from wit_world import exports
from wit_world.imports import my_pipeline_stream_types as types
from wit_world.imports import my_user_service_types as service
from wit_world.imports import my_user_validator_types as validator

from columns import column, mapped, values
from mask import mask_email, mask_name
from records import Batch, Defect, InputError, LimitError, Records
from rules import Rule, violations

# How many bytes are read at a time.
_CHUNK = 64 << 10

_Read = Result[int, types.Error]


class Reader(exports.Reader):
    async def read(
        self, options: types.Options, input: ByteStreamReader
    ) -> tuple[StreamReader[types.Batch], FutureReader[_Read]]:
        batches, stream = wit_world.my_pipeline_stream_types_batch_stream()
        end, future = wit_world.result_u64_my_pipeline_stream_types_error_future(lambda: Ok(0))
        spawn(_read(Records(options.name, options.max_record_bytes), input, batches, end))
        return stream, future


class Stage(exports.Stage):
    async def transform(self, batches: StreamReader[types.Batch]) -> StreamReader[types.Batch]:
        changed, stream = wit_world.my_pipeline_stream_types_batch_stream()
        spawn(_transform(batches, changed))
        return stream


class Judge(exports.Judge):
    async def judge(self, batches: StreamReader[types.Batch]) -> StreamReader[types.OutcomeBatch]:
        outcomes, stream = wit_world.my_pipeline_stream_types_outcome_batch_stream()
        spawn(_judge(batches, outcomes))
        return stream


async def _read(
    records: Records, source: ByteStreamReader, batches: StreamWriter[types.Batch], end: FutureWriter[_Read]
) -> None:
    # Both ends are closed before anyone is told.
    with source, batches:
        result = await _pass_on(records, source, batches)
    await end.write(result)


async def _pass_on(records: Records, source: ByteStreamReader, batches: StreamWriter[types.Batch]) -> _Read:
    read = 0
    try:
        while True:
            data = await source.read(_CHUNK)
            is_last = not data and source.writer_dropped
            batch = records.end() if is_last else records.feed(data)
            if batch and not await batches.write_all([_lower(batch)]):
                return Ok(read)
            read = records.count
            if is_last:
                return Ok(read)
    except InputError as error:
        return Err(types.Error_Input(str(error)))
    except LimitError as error:
        return Err(types.Error_Limit(str(error)))


async def _transform(batches: StreamReader[types.Batch], changed: StreamWriter[types.Batch]) -> None:
    with batches, changed:
        async for batch in _all(batches):
            batch.names = validator.TextColumn(*mapped(batch.names.text, batch.names.ends, mask_name))
            batch.emails = validator.TextColumn(*mapped(batch.emails.text, batch.emails.ends, mask_email))
            if not await changed.write_all([batch]):
                return


async def _judge(batches: StreamReader[types.Batch], outcomes: StreamWriter[types.OutcomeBatch]) -> None:
    with batches, outcomes:
        async for batch in _all(batches):
            names, emails = (values(column.text, column.ends) for column in (batch.names, batch.emails))
            found = violations(names, emails, batch.ages)
            outcome = types.OutcomeBatch(batch, [validator.Violation(row, _RULES[rule]) for row, rule in found])
            if not await outcomes.write_all([outcome]):
                return


async def _all(batches: StreamReader[types.Batch]) -> AsyncIterator[types.Batch]:
    while not batches.writer_dropped:
        for batch in await batches.read(1):
            yield batch


def _lower(batch: Batch) -> types.Batch:
    unreadable = [service.Unreadable(before, *_DEFECTS[defect]) for before, defect in batch.unreadable]
    names, emails = (validator.TextColumn(*column(values)) for values in (batch.names, batch.emails))
    return types.Batch(batch.first, names, emails, batch.ages, unreadable, batch.lines)


_RULES = {rule: validator.Rule[rule.name] for rule in Rule}
_DEFECTS = {
    defect: (
        service.Field.AGE if defect is Defect.INVALID_NUMBER else service.Field.RECORD,
        service.Defect[defect.name],
    )
    for defect in Defect
}
