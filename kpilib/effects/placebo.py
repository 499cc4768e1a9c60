MOST_DATES=8
def placebo_starts():pass
def summarise_placebos():pass
