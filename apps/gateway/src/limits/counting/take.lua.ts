/**
 * sliding-window.ts inside Redis, for a whole sheet: KEYS are the counters, ARGV their rules (limit, window, 1 if it slides: three
 * numbers for each), the runs (number of items, then places of counters, from 1) and, for tests, the time; else Redis's own
 * clock, which is the same for all instances. A counter is its steps, oldest first: "<time> <count>", where every time but the
 * first is told by what has passed since the one before. Answers for each run how many were admitted and which counter was full (0:
 * none), and for each counter what is left, and the milliseconds until all of it is forgotten and until one more fits.
 */
export const TAKE = `
local STEPS = 20
local rules, runs, now = cjson.decode(ARGV[1]), cjson.decode(ARGV[2]), tonumber(ARGV[3])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function step(k, at)
  local window = rules[3 * k - 1]
  if rules[3 * k] == 0 then return math.floor(at / window) end
  return math.floor(at * STEPS / window)
end

local function ending(k, at)
  local window = rules[3 * k - 1]
  if rules[3 * k] == 0 then return (math.floor(at / window) + 1) * window end
  return at + window
end

local times, counts, oldest, total, reached, counted = {}, {}, {}, {}, {}, {}
local function open(k, stored)
  local at, n = 0, 0
  local ofTimes, ofCounts = {}, {}
  for after, count in string.gmatch(stored or '', '(%d+) (%d+)') do
    at, n = at + tonumber(after), n + 1
    ofTimes[n], ofCounts[n] = at, tonumber(count)
  end
  local time, first, sum = math.max(now, at), 1, 0
  while first <= n and ending(k, ofTimes[first]) <= time do first = first + 1 end
  for i = first, n do sum = sum + ofCounts[i] end
  times[k], counts[k], oldest[k], total[k], reached[k] = ofTimes, ofCounts, first, sum, time
end

local AT_ONCE = 1000
for first = 1, #KEYS, AT_ONCE do
  local stored = redis.call('MGET', unpack(KEYS, first, math.min(first + AT_ONCE - 1, #KEYS)))
  for i = 1, #stored do open(first + i - 1, stored[i]) end
end

local function room(k)
  return math.max(0, rules[3 * k - 2] - total[k])
end

local function add(k, items)
  local n = #times[k]
  if n < oldest[k] or step(k, times[k][n]) ~= step(k, reached[k]) then
    n = n + 1
    counts[k][n] = 0
  end
  times[k][n], counts[k][n] = reached[k], counts[k][n] + items
  total[k], counted[k] = total[k] + items, true
end

local function wait(k)
  local held = total[k]
  for i = oldest[k], #times[k] do
    held = held - counts[k][i]
    if held < rules[3 * k - 2] then return ending(k, times[k][i]) - now end
  end
end

local function write(k)
  local words, before = {}, 0
  for i = oldest[k], #times[k] do
    words[#words + 1] = string.format('%.0f %.0f', times[k][i] - before, counts[k][i])
    before = times[k][i]
  end
  redis.call('SET', KEYS[k], table.concat(words, ' '), 'PX', string.format('%.0f', ending(k, before) - now))
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
    for i = 2, #run do add(run[i], admitted) end
  end
  told[2 * r - 1], told[2 * r] = admitted, full
end

for k = 1, #KEYS do
  if counted[k] then write(k) end
  local left = room(k)
  standings[3 * k - 2], standings[3 * k - 1] = left, ending(k, reached[k]) - now
  standings[3 * k] = left > 0 and 0 or wait(k)
end
return { told, standings }
`;
