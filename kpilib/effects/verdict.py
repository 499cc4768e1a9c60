def decide_verdict(lower, upper, smallest_relevant):
    if lower > 0: return "more"
    if upper < 0: return "fewer"
    if smallest_relevant is not None and -smallest_relevant <= lower and upper <= smallest_relevant: return "no effect seen"
    return "cannot tell"
def suggest_helps(*a): return ()
