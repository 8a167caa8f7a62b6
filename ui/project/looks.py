"""How the states of a project look."""

from models.programme.pack import Programme
from ui.tone import Tone


def state_tone(programme: Programme, key: str) -> Tone:
    """Return the tone of a state: still with the district, under way, or ended (only corrections lead on)."""
    states = programme.life_cycle.state
    state = next((state for state in states if state.key == key), None)
    if state is None:
        return Tone.NEUTRAL
    if state.group == states[0].group:
        return Tone.HINT
    return Tone.OK if any(not step.needs_reason for step in state.next) else Tone.NEUTRAL
