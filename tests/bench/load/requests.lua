-- Lets wrk send the requests of a file, one after another; each ends with a NUL.
local requests, at = {}, 0

function init(args)
  for request in io.open(args[1], "rb"):read("*a"):gmatch("([^%z]+)%z") do
    requests[#requests + 1] = request
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
