from plans.models.need import Need, NeedAttachment, NeedComment
from plans.models.opportunity import Opportunity
from plans.models.opportunity_rows import OpportunityAttachment, OpportunityChange, OpportunityComment, Outcome
from plans.models.solution import Solution, SolutionAttachment, SolutionComment, SolutionLine
from plans.models.stage import Stage

__all__ = [
    "Need",
    "NeedAttachment",
    "NeedComment",
    "Opportunity",
    "OpportunityAttachment",
    "OpportunityChange",
    "OpportunityComment",
    "Outcome",
    "Solution",
    "SolutionAttachment",
    "SolutionComment",
    "SolutionLine",
    "Stage",
]
