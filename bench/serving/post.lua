-- A user that nobody has posted yet, each time. Whatever isn't answered by 201 counts as failed.
threads = {}

function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

function init()
    posted = 0
    refused = 0
    run = os.getenv("RUN") or "0"
    headers = { ["content-type"] = "application/json" }
end

function request()
    posted = posted + 1
    local email = string.format("user-%s-%d-%d@example.com", run, number, posted)
    return wrk.format("POST", "/users", headers, '{"name":"Ann Example","email":"' .. email .. '","age":30}')
end

function response(status)
    if status ~= 201 then refused = refused + 1 end
end

function done(summary, latency)
    local refused = 0
    for _, thread in ipairs(threads) do refused = refused + thread:get("refused") end
    local errors = summary.errors
    io.write(string.format(
        '{"requests":%d,"seconds":%.3f,"p50_ms":%.3f,"p99_ms":%.3f,"failed":%d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
        refused + errors.connect + errors.read + errors.write + errors.timeout))
end
