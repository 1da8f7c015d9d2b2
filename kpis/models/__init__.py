from kpis.models.adjustment import Adjustment
from kpis.models.closing import Books, Closing
from kpis.models.figure import Edition, Figure
from kpis.models.goal import Goal
from kpis.models.goalvalue import GoalValue
from kpis.models.month import Month
from kpis.models.payplan import PayPlan
from kpis.models.payterms import PayTerms
from kpis.models.question import Question, Remark
from kpis.models.rhythm import Rhythm
from kpis.models.standing import Standing
from kpis.models.statement import Statement, StatementLine
from kpis.models.target import Target
from kpis.models.total import Total
from kpis.models.touch import Touch

__all__ = [
    "Adjustment",
    "Books",
    "Closing",
    "Edition",
    "Figure",
    "Goal",
    "GoalValue",
    "Month",
    "PayPlan",
    "PayTerms",
    "Question",
    "Remark",
    "Rhythm",
    "Standing",
    "Statement",
    "StatementLine",
    "Target",
    "Total",
    "Touch",
]
