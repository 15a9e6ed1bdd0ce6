-- For wrk: one signed delivery again and again, each time under another id. What it sends stands in the file of WEBHOOK_POST,
-- with 36 bytes in place of the id.
local file = assert(io.open(os.getenv("WEBHOOK_POST"), "rb"))
local post = file:read("*a")
file:close()
local first, last = assert(post:find(string.rep("0", 8) .. "%-0000%-0000%-0000%-" .. string.rep("0", 12)))
local head, tail = post:sub(1, first - 1), post:sub(last + 1)
local number, prefix = 0, os.getenv("WEBHOOK_PREFIX")

request = function()
    number = number + 1
    return head .. string.format("%s-0000-4000-8000-%012x", prefix, number) .. tail
end
