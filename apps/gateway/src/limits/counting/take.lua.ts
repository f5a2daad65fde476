/**
 * sliding-window.ts inside Redis, for a whole sheet: KEYS are the counters, ARGV their rules (limit, window, 1 if it slides: three
 * numbers for each), the runs (number of items, then places of counters, from 1) and, for tests, the time; else Redis's own
 * clock, which is the same for all instances. A counter is "<window> <count in it> <count in the one before>". Answers for each
 * run how many were admitted and which counter was full (0: none), and for each counter what is left, and the milliseconds
 * until its window ends and until one more fits.
 */
export const TAKE = `
local rules, runs, now = cjson.decode(ARGV[1]), cjson.decode(ARGV[2]), tonumber(ARGV[3])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local index, current, before, elapsed, counted = {}, {}, {}, {}, {}
local AT_ONCE = 1000
for first = 1, #KEYS, AT_ONCE do
  local stored = redis.call('MGET', unpack(KEYS, first, math.min(first + AT_ONCE - 1, #KEYS)))
  for i = 1, #stored do
    local k = first + i - 1
    local window = rules[3 * k - 1]
    local at, c, b = math.floor(now / window), 0, 0
    if stored[i] then
      local was, count, earlier = string.match(stored[i], '^(%d+) (%d+) (%d+)$')
      was = tonumber(was)
      if was >= at then at, c, b = was, tonumber(count), tonumber(earlier)
      elseif was == at - 1 then b = tonumber(count) end
    end
    index[k], current[k], before[k], elapsed[k] = at, c, b, math.max(0, now - at * window)
  end
end

local function room(k)
  local window = rules[3 * k - 1]
  local weighted = rules[3 * k] * before[k] * (window - elapsed[k]) / window
  return math.max(0, math.floor(rules[3 * k - 2] - weighted - current[k]))
end

local function wait(k)
  local limit, window, slides = rules[3 * k - 2], rules[3 * k - 1], rules[3 * k]
  local rest = window - elapsed[k]
  if current[k] < limit then return math.floor(rest - window * (limit - current[k] - 1) / before[k]) + 1 end
  if slides == 0 then return rest end
  return math.floor(rest + window * (1 - (limit - 1) / current[k])) + 1
end

local told, standings = {}, {}
for r = 1, #runs do
  local run = runs[r]
  local admitted, full = run[1], 0
  for i = 2, #run do
    local left = room(run[i])
    if left < admitted then admitted, full = left, run[i] end
  end
  if admitted > 0 then
    for i = 2, #run do
      local k = run[i]
      current[k], counted[k] = current[k] + admitted, true
    end
  end
  told[2 * r - 1], told[2 * r] = admitted, full
end

for k = 1, #KEYS do
  if counted[k] then
    redis.call('SET', KEYS[k], string.format('%d %d %d', index[k], current[k], before[k]), 'PX', 2 * rules[3 * k - 1])
  end
  local left = room(k)
  standings[3 * k - 2], standings[3 * k - 1] = left, rules[3 * k - 1] - elapsed[k]
  standings[3 * k] = left > 0 and 0 or wait(k)
end
return { told, standings }
`;
