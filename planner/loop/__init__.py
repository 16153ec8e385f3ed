"""A question in memory: edits in, a proven plan out, warm from the last plan and prices."""
