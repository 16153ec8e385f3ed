"""Plans that are open for edits: one loop a plan, shared by all browsers that look at it, its edits kept in the project, closed when nobody is there."""
