"""Where segregation comes from: levels, parts, choice and time; pure functions of counts."""
