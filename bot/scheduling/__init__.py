"""When the work that time causes is done: named jobs, daily and weekly slots, and a clock that can be trusted."""
