-- LOAD selects the requests: `post` posts a new user each time; `validate` posts the file in BODY. An unexpected answer
-- counts as failed.
local posted, run, file = 0, os.getenv("RUN") or "0", nil

local loads = {
    post = {
        status = 201,
        request = function()
            posted = posted + 1
            local email = string.format("user-%s-%d-%d@example.com", run, number, posted)
            local user = '{"name":"Ann Example","email":"' .. email .. '","age":30}'
            return wrk.format("POST", "/users", { ["content-type"] = "application/json" }, user)
        end,
    },
    validate = {
        status = 200,
        request = function()
            if not file then
                local body = assert(io.open(os.getenv("BODY"), "rb"))
                file = wrk.format("POST", "/validate", { ["content-type"] = "text/csv" }, body:read("*a"))
                body:close()
            end
            return file
        end,
    },
}
local load = assert(loads[os.getenv("LOAD")], "LOAD: expected post or validate")
local threads = {}

function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

function init() refused = 0 end

request = load.request

function response(status)
    if status ~= load.status then refused = refused + 1 end
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
