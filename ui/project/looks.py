"""How the states of a project look."""

from models.programme.pack import Programme
from ui.tone import Tone


def state_tone(programme: Programme, key: str) -> Tone:
    """Return the tone of a state: what can still be edited, what is done, what has ended."""
    known = {state.key: state for state in programme.life_cycle.state}
    state = known.get(key)
    if state is None:
        return Tone.NEUTRAL
    if state.editable:
        return Tone.HINT
    return Tone.OK if any(not step.needs_reason for step in state.next) else Tone.NEUTRAL
