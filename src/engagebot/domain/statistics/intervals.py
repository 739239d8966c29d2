"""How exact a share is."""

import numpy as np

from engagebot.domain.statistics.arrays import Floats

Z_95 = 1.959963984540054
"""The 97.5 % point of the standard normal distribution: two-sided 95 %."""


def wilson(share: Floats, n: Floats, z: float = Z_95) -> tuple[Floats, Floats]:
    """The score interval around a share (0 to 1) of `n` answers; NaN where n is 0. Lower and upper end, of the
    shape of `share`.

    Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American
    Statistical Association 22 (1927), 209-212. With weights, let `n` be `arrays.effective_size` of those who
    answered: Franco, Little, Louis and Slud, "Comparative Study of Confidence Intervals for Proportions in Complex
    Sample Surveys", Journal of Survey Statistics and Methodology 7 (2019), 334-364.
    """
    share, n = np.broadcast_arrays(np.asarray(share, np.float64), np.asarray(n, np.float64))
    some = np.where(n > 0, n, np.nan)
    centre = share + z * z / (2 * some)
    reach = z * np.sqrt(share * (1 - share) / some + z * z / (4 * some * some))
    scale = 1 + z * z / some
    lowest = np.where(share <= 0, 0.0, (centre - reach) / scale)
    highest = np.where(share >= 1, 1.0, (centre + reach) / scale)
    nobody = np.isnan(some)
    return np.where(nobody, np.nan, lowest), np.where(nobody, np.nan, highest)
