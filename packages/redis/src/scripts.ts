import { createHash } from 'node:crypto';

/** A Lua script and its SHA-1 digest for EVALSHA. */
export interface Script {
  readonly source: string;
  readonly sha: string;
}

function script(source: string): Script {
  return { source, sha: createHash('sha1').update(source).digest('hex') };
}

/** Maximum bytes of a record that an announcement carries. Larger commits are announced without their record. */
export const ANNOUNCED_BYTES = 8_192;

/**
 * Commits atomically if nothing that was read has changed.
 *
 * Lua does not roll back, so every check comes first, and XADD is the first write, because only it can fail on the type of a key.
 * A store without a revision is new only when nothing of an earlier one is left. Otherwise the reply is `lost`.
 *
 * Documents and versions are opaque strings to Lua. The number is exact up to 2^53.
 *
 * Announces the commit as `commitAnnouncement` of core does, without its record where it is large.
 *
 * The indexes come after the log, and without an error: `idx` is the last entry that one of them lacks. An index rejects an entry
 * when its own last one is newer, from a log that is gone.
 *
 * KEYS: data, log, the token's place in the log, indexes. ARGV: 1 epoch expected ('' none), 2 epoch, 3 token, 4 token expected
 * ('' any), 5 record, 6 channel, 7 length of the log ('' unlimited), then for each document: id, whether it is expected ('1' or
 * '0'), version expected, version, document ('' deleted), the number of its index in KEYS.
 */
export const COMMIT: Script = script(`
local data, log = KEYS[1], KEYS[2]
local head = redis.call('HMGET', data, 'epoch', 'rev', 'tok', 'idx')
local epoch, rev, tok = head[1] or '', head[2] or '0', head[3] or ''
if epoch ~= ARGV[1] or tok == ARGV[3] or (ARGV[4] ~= '' and tok ~= ARGV[4]) or not tonumber(rev) then
  return {'moved'}
end
if epoch == '' and (#redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1) > 0 or #redis.call('HGETALL', data) > 0) then
  return {'lost'}
end
for i = 8, #ARGV, 6 do
  local found = redis.call('HMGET', data, 'f:' .. ARGV[i], 'v:' .. ARGV[i])
  local used = found[2] or ''
  if not string.find(used, '^[1-9]%d*$') or tonumber(used) >= 9007199254740992 then used = '' end
  if (found[1] and '1' or '0') ~= ARGV[i + 1] or used ~= ARGV[i + 2] then return {'moved'} end
end
local number = string.format('%.0f', tonumber(rev) + 1)
local entry = {'*', 'epoch', ARGV[2], 'rev', number, 'tok', ARGV[3], 'prev', tok, 'rec', ARGV[5]}
local place
if ARGV[7] == '' then
  place = redis.call('XADD', log, unpack(entry))
else
  place = redis.call('XADD', log, 'MAXLEN', '~', ARGV[7], unpack(entry))
end
local unindexed = head[4] or (epoch == '' and '0-0' or place)
local oldest = ARGV[7] == '' and '0-0' or redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1][1]
local indexes = {}
for i = 8, #ARGV, 6 do
  local key = KEYS[tonumber(ARGV[i + 5])]
  local ids = indexes[key] or {key, 'MINID', '~', oldest, place}
  ids[#ids + 1] = 'id'
  ids[#ids + 1] = ARGV[i]
  indexes[key] = ids
end
for _, ids in pairs(indexes) do
  if type(redis.pcall('XADD', unpack(ids))) ~= 'string' then unindexed = place end
end
redis.call('HSET', data, 'epoch', ARGV[2], 'rev', number, 'tok', ARGV[3], 'prev', tok, 'idx', unindexed)
for i = 8, #ARGV, 6 do
  redis.call('HSET', data, 'v:' .. ARGV[i], ARGV[i + 3])
  if ARGV[i + 4] == '' then
    redis.call('HDEL', data, 'f:' .. ARGV[i])
  else
    redis.call('HSET', data, 'f:' .. ARGV[i], ARGV[i + 4])
  end
end
local news = cjson.encode({ARGV[2], number, ARGV[3], tok})
if #ARGV[5] <= ${ANNOUNCED_BYTES} then news = news .. '\\n' .. ARGV[5] end
redis.call('PUBLISH', ARGV[6], news)
-- Last, and without an error: the commit does not depend on it.
redis.pcall('SET', KEYS[3], place, 'EX', 86400)
return {'committed', number, tok}
`);

/**
 * Adds members to a set, or removes them. A script only because the connection accepts only replies that are lists.
 *
 * KEYS: the set. ARGV: `SADD` or `SREM`, then the members.
 */
export const CHANGE_MEMBERS: Script = script(`
return {redis.call(ARGV[1], KEYS[1], unpack(ARGV, 2))}
`);
