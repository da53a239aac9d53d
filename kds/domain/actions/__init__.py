"""What each key means: pure functions from a painted board to an intent, or to the sentence that says why not (board 6).

They never send anything and never ask for the time; whoever calls gives server time and performs the intent.
"""

from kds.domain.actions.bumping import press_enter
from kds.domain.actions.firing import auto_fire, fire, fire_plan
from kds.domain.actions.lines import press_line, press_start
from kds.domain.actions.plans import Ask, FireCourse, FirePlan, Missing, MissingLine
from kds.domain.actions.recalling_back import press_recall
from kds.domain.actions.scripting import bump_order, delete_order, fire_orders
from kds.domain.actions.sending import forces, press_send_ready
from kds.domain.actions.undoing import newest_standing, press_undo

__all__ = [
    "Ask",
    "FireCourse",
    "FirePlan",
    "Missing",
    "MissingLine",
    "auto_fire",
    "bump_order",
    "delete_order",
    "fire",
    "fire_orders",
    "fire_plan",
    "forces",
    "newest_standing",
    "press_enter",
    "press_line",
    "press_recall",
    "press_send_ready",
    "press_start",
    "press_undo",
]
