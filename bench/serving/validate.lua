-- The same file each time, which BODY names. Whatever isn't answered by 200 counts as failed.
threads = {}

function setup(thread) table.insert(threads, thread) end

function init()
    refused = 0
    local file = assert(io.open(os.getenv("BODY"), "rb"))
    request_bytes = wrk.format("POST", "/validate", { ["content-type"] = "text/csv" }, file:read("*a"))
    file:close()
end

function request() return request_bytes end

function response(status)
    if status ~= 200 then refused = refused + 1 end
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
