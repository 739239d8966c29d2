"""The kinds of arrays, and the weights of voters."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def weights_of(weights: Floats | None, voters: int) -> Floats:
    """One for each voter: 1 where none are given. Raises ValueError if they are not as many, or one is negative."""
    if weights is None:
        return np.ones(voters)
    if weights.shape != (voters,):
        raise ValueError(f"There are {voters} voters, and weights of shape {weights.shape}")
    return _checked(weights)


def weights_by_item(weights: Floats | None, shape: tuple[int, ...]) -> Floats:
    """One for each voter and item, of the `shape` (voters, items); weights of voters hold for all their answers."""
    if weights is not None and weights.shape == shape:
        return _checked(weights)
    return np.broadcast_to(weights_of(weights, shape[0])[:, np.newaxis], shape)


def _checked(weights: Floats) -> Floats:
    if not (np.isfinite(weights) & (weights >= 0)).all():
        raise ValueError("A weight is negative or no number")
    return weights.astype(np.float64, copy=False)


def equal_by_group(groups: Ints, answered: Bools | None = None) -> Floats:
    """Weights with which every group counts alike, however many voters it has; together they make up the number
    of voters, so that intervals and quantiles keep their sense.

    `groups`: the number of each voter's group, from 0. Without `answered`, the groups that have a voter count alike,
    and the weights are of shape (voters,). With `answered`, of shape (voters, items), they count alike in each item
    among those who answered it, and the weights have that shape. The mean is then the mean of the groups' means.
    """
    if answered is None:
        answered = np.ones((len(groups), 1), dtype=np.bool_)
        return equal_by_group(groups, answered).reshape(len(groups))
    sizes = np.zeros((int(groups.max(initial=-1)) + 1, answered.shape[1]))
    np.add.at(sizes, groups, answered)
    there = (sizes > 0).sum(axis=0)
    share = np.divide(sizes.sum(axis=0), sizes * there, out=np.zeros_like(sizes), where=sizes > 0)
    weights: Floats = np.where(answered, share[groups], 0.0)
    return weights


def effective_size(weights: Floats, axis: int = 0) -> Floats:
    """How many voters of equal weight would tell as much: (sum w)^2 / sum w^2, and 0 where nobody is.

    Source: Kish, "Weighting for Unequal P_i", Journal of Official Statistics 8 (1992), 183-200.
    """
    total, squares = weights.sum(axis=axis), (weights**2).sum(axis=axis)
    found: Floats = np.divide(total**2, squares, out=np.zeros_like(total), where=squares > 0)
    return found
