"""A loop for tests of the pages: it plans nothing."""

from planner.loop import edits as edit_forms


class FakeLoop:
    """A loop that plans nothing: it holds edits as `planner.loop.loop.Loop` does, and refuses those that a list names."""

    def __init__(self, refused=()):
        self.past, self.future, self.refused = [()], [], set(refused)
        self.refused_once = False

    def ask(self, what, edits=()):
        became = what
        if what == "turn":
            assert len(edits) <= edit_forms.MOST_EDITS
            became = "conflict" if any(one["kind"] in self.refused for one in edits) else "planned"
            if became == "conflict" and self.refused_once:
                self.refused = set()
            if became == "planned":
                self.past.append((*self.past[-1], *edits))
                self.future = []
        elif what == "undo" and len(self.past) > 1:
            self.future.append(self.past.pop())
            became = "undone"
        elif what == "redo" and self.future:
            self.past.append(self.future.pop())
            became = "redone"
        return {"became": became, "edits": list(self.past[-1])}
