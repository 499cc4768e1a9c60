"""x"""
from kpilib.effects.daily import estimate_effect
from kpilib.effects.record import Effect
