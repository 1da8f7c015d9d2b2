from kpis.models.figure import Figure
from kpis.models.month import Month
from kpis.models.standing import Standing
from kpis.models.touch import Touch

__all__ = ["Figure", "Month", "Standing", "Touch"]
