"""The statistics of a consultation: pure functions of numpy arrays.

Answers come as an array of shape (voters, items):
- `ratings`: the value given, from 1 up; 0 where there is no answer;
- `positions`: 1 for what was put first, 2 for the next, equal ones where both are put at the same place; 0 for what
  was not put anywhere;
- `marks`: 1 for what was chosen, 0 for what was not;
- `points`: how many were given.

Weights are one number for each voter, or, where a function says so, one for each voter and item; without them every
voter counts 1. A voter of weight 2 counts as two voters with the same answers. So the figures of a group are those
of its rows, and the figures in which all groups count alike are those with `weights.equal_by_group`.
"""
