-- The batch's arrays say nothing a plan could use: planning anew for each call took longer than running (measured).
ALTER FUNCTION chronicle.append SET plan_cache_mode = 'force_generic_plan';
