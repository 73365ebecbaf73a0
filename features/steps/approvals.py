"""Steps about a person who decides whether the next stage begins."""

from behave import given

from proving_ground.pipelines.pipeline import Approval


@given('stage "{name}" needs approval{deadline:Deadline?}')
def needs_approval(context, name, deadline):
    """Let a stage wait for a person's answer, for ever or until a deadline.

    Given stage "publish" needs approval
    Given stage "publish" needs approval within an hour, or else it is refused
    """
    told = {"within": deadline[0], "otherwise": deadline[1]} if deadline else {}
    approval = Approval(question=f"Begin {name}?", **told)
    context.trial.scene.change(name, approval=approval)
